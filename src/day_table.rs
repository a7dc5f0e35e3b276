//! The day-by-day table of absences and its totals, each computed once.
//!
//! Input: the allowed rows of `[[absences]]`, by date. Output: rows with weekday and category mark, sums by category and by
//! month. A board member adds the columns up; they must come out as the statement says.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value as Json, json};

use crate::shape::Shape;
use crate::wording::dates;

/// The categories of ANATOMY SB17: id, mark, words.
pub const CATEGORIES: [(&str, &str, &str); 6] = [
    ("note", "A", "covered by a professional’s note"),
    ("health", "B", "illness or mental or behavioral health, reported by the family"),
    ("appointment", "C", "medical or therapy appointment"),
    ("school-request", "D", "picked up at the school’s request"),
    ("suspension-other", "E", "suspension or other school action"),
    ("not-claimed", "F", "not claimed as excused: another reason, or not recalled"),
];

/// The shape of what [`build`] gives.
pub fn shape() -> Shape {
    let counts = || [("full", Shape::Number), ("part", Shape::Number), ("all", Shape::Number)];
    let [full, part, all] = counts();
    let category = Shape::object([("mark", Shape::Words), ("words", Shape::Words), full, part, all]);
    let [full, part, all] = counts();
    let month = Shape::object([("month", Shape::Words), full, part, all]);
    let day = Shape::object([
        ("date", Shape::Date),
        ("weekday", Shape::Words),
        ("kind", Shape::Words),
        ("mark", Shape::Words),
        ("time", Shape::Words),
        ("reason", Shape::Words),
        ("school_code", Shape::Words),
        ("told", Shape::Words),
        ("exhibit", Shape::Words),
    ]);
    let [full, part, all] = counts();
    Shape::object([
        ("days", day.list()),
        ("categories", category.list()),
        ("months", month.list()),
        ("first", Shape::Date),
        ("last", Shape::Date),
        ("claimed", Shape::Number),
        ("not_claimed", Shape::Number),
        ("codes_missing", Shape::Flag),
        ("then", Shape::object([("full", Shape::Number), ("part", Shape::Number)])),
        ("noted_unexcused", Shape::object([("date", Shape::Date), ("exhibit", Shape::Words)]).list()),
        full,
        part,
        all,
    ])
}

#[derive(Default, Clone, Copy)]
struct Count {
    full: i64,
    part: i64,
}

impl Count {
    fn add(&mut self, full: bool) {
        if full { self.full += 1 } else { self.part += 1 }
    }

    fn write(self, into: &mut Map<String, Json>) {
        into.insert("full".to_owned(), json!(self.full));
        into.insert("part".to_owned(), json!(self.part));
        into.insert("all".to_owned(), json!(self.full + self.part));
    }
}

/// Builds the table from the rows of the log, which are sorted by date. `school_day` is the day that the school's own count holds for.
pub fn build(absences: &[Json], school_day: Option<NaiveDate>) -> Json {
    let mut total = Count::default();
    let mut then = Count::default();
    let mut noted_unexcused = Vec::new();
    let mut by_category: BTreeMap<&str, Count> = BTreeMap::new();
    let mut by_month: BTreeMap<(i32, u32), Count> = BTreeMap::new();
    let mut days = Vec::new();
    for row in absences {
        let words = |key: &str| row.get(key).and_then(Json::as_str);
        let Some(date) = words("date").and_then(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()) else { continue };
        let full = words("kind") == Some("full");
        total.add(full);
        if school_day.is_some_and(|day| date <= day) {
            then.add(full);
        }
        noted_unexcused.extend(noted(row));
        by_month.entry((date.year(), date.month())).or_default().add(full);
        let category = words("category").and_then(|id| CATEGORIES.iter().find(|category| category.0 == id));
        if let Some((id, ..)) = category {
            by_category.entry(id).or_default().add(full);
        }
        days.push(day(row, date, category.map(|category| category.1)));
    }
    let mut log = Map::new();
    total.write(&mut log);
    if school_day.is_some() {
        log.insert("then".to_owned(), json!({"full": then.full, "part": then.part}));
    }
    log.insert("noted_unexcused".to_owned(), Json::Array(noted_unexcused));
    let edges = [("first", days.first()), ("last", days.last())];
    let edges: Vec<(String, Json)> = edges.into_iter().filter_map(|(key, day)| Some((key.to_owned(), day?.get("date")?.clone()))).collect();
    log.extend(edges);
    let not_claimed = by_category.get("not-claimed").map_or(0, |count| count.full + count.part);
    log.insert("not_claimed".to_owned(), json!(not_claimed));
    log.insert("claimed".to_owned(), json!(total.full + total.part - not_claimed));
    log.insert("codes_missing".to_owned(), Json::Bool(absences.iter().any(|row| row.get("school_code").is_none())));
    log.insert("categories".to_owned(), categories(&by_category));
    log.insert("months".to_owned(), by_month.into_iter().map(|((year, month), count)| month_row(year, month, count)).collect());
    log.insert("days".to_owned(), Json::Array(days));
    Json::Object(log)
}

/// A day that a professional's note covers and that the school's record calls unexcused: the clearest of all corrections.
fn noted(row: &Json) -> Option<Json> {
    let words = |key: &str| row.get(key).and_then(Json::as_str);
    let code = words("school_code")?.to_lowercase();
    let unexcused = code.split(|letter: char| !letter.is_alphabetic()).any(|word| word == "unexcused");
    if words("category") != Some("note") || !unexcused {
        return None;
    }
    let mut day = json!({"date": words("date")?});
    if let (Some(exhibit), Json::Object(day)) = (words("exhibit"), &mut day) {
        day.insert("exhibit".to_owned(), json!(exhibit));
    }
    Some(day)
}

fn categories(counts: &BTreeMap<&str, Count>) -> Json {
    let used = CATEGORIES.iter().filter_map(|(id, mark, words)| counts.get(id).map(|count| (mark, words, *count)));
    used.map(|(mark, words, count)| {
        let mut row = Map::new();
        row.insert("mark".to_owned(), json!(mark));
        row.insert("words".to_owned(), json!(words));
        count.write(&mut row);
        Json::Object(row)
    })
    .collect()
}

fn month_row(year: i32, month: u32, count: Count) -> Json {
    let mut row = Map::new();
    let name = NaiveDate::from_ymd_opt(year, month, 1).map(|first| first.format("%B %Y").to_string()).unwrap_or_default();
    row.insert("month".to_owned(), Json::String(name));
    count.write(&mut row);
    Json::Object(row)
}

/// One row as the table prints it. What the family does not know is left to the template.
fn day(row: &Json, date: NaiveDate, mark: Option<&str>) -> Json {
    let words = |key: &str| row.get(key).and_then(Json::as_str);
    let mut out = Map::new();
    out.insert("date".to_owned(), json!(date.to_string()));
    out.insert("weekday".to_owned(), json!(dates::weekday_short(date)));
    let kind = match words("kind") {
        Some("full") => "full",
        Some("late") => "late",
        Some("left-early") => "left early",
        _ => "part",
    };
    out.insert("kind".to_owned(), json!(kind));
    if let Some(mark) = mark {
        out.insert("mark".to_owned(), json!(mark));
    }
    for key in ["time", "reason", "school_code", "exhibit"] {
        if let Some(words) = words(key) {
            out.insert(key.to_owned(), json!(words));
        }
    }
    let told_on = words("explained_on").and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    let told = match (told_on, words("by")) {
        (Some(day), Some(by)) if day == date => Some(format!("same day, {by}")),
        (Some(day), Some(by)) => Some(format!("{}, {by}", dates::short(day))),
        (Some(day), None) if day == date => Some("same day".to_owned()),
        (Some(day), None) => Some(dates::short(day)),
        (None, Some(by)) => Some(by.to_owned()),
        (None, None) => None,
    };
    if let Some(told) = told {
        out.insert("told".to_owned(), json!(told));
    }
    Json::Object(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_the_sum_of_their_rows() {
        let rows = [
            json!({"date": "2026-09-08", "kind": "full", "category": "health", "explained_on": "2026-09-08", "by": "email"}),
            json!({"date": "2026-09-30", "kind": "late", "category": "appointment"}),
            json!({"date": "2026-10-01", "kind": "full", "category": "not-claimed"}),
            json!({"date": "2026-10-02", "kind": "full", "category": "note", "school_code": "Unexcused"}),
        ];
        let log = build(&rows[..3], "2026-09-30".parse().ok());
        assert_eq!((log["full"].as_i64(), log["part"].as_i64(), log["all"].as_i64()), (Some(2), Some(1), Some(3)));
        assert_eq!(log["months"].as_array().map(Vec::len), Some(2));
        assert_eq!((log["claimed"].as_i64(), log["not_claimed"].as_i64()), (Some(2), Some(1)));
        assert_eq!(log["days"][0]["told"], "same day, email");
        assert_eq!(log["days"][0]["weekday"], "Tue");
        assert_eq!((log["then"]["full"].as_i64(), log["then"]["part"].as_i64()), (Some(1), Some(1)));
        assert_eq!(build(&rows, None)["noted_unexcused"], json!([{"date": "2026-10-02"}]));
        let sum: i64 = log["categories"].as_array().unwrap().iter().filter_map(|row| row["all"].as_i64()).sum();
        assert_eq!(sum, 3);
    }
}
