//! What follows from the facts: to whom, by whom, the reply date, the day table's totals, the marks of exhibits.
//!
//! Input: the allowed facts as JSON and the [`Case`]. Output: the same JSON with computed values in it, and their shapes. A
//! total is computed here once and used everywhere; nobody types it.

use serde_json::{Map, Value as Json, json};

use crate::day_table;
use crate::shape::Shape;
use crate::wording::dates::When;

/// Adds the shapes of all computed values to the shape of the facts.
pub fn shapes(root: &mut Shape, follows_clock: bool) {
    // The safe name is spoken through `student`; the facts behind it are out of templates' reach.
    for hidden in HIDDEN {
        remove(root, "child", hidden);
    }
    root.insert("student", Shape::object([("name", Shape::Words), ("short", Shape::Words)]));
    root.insert(
        "sender",
        Shape::object([
            ("plural", Shape::Flag),
            ("advocate", Shape::Flag),
            ("adult_student", Shape::Flag),
            ("parent", Shape::Flag),
            ("relation", Shape::Words),
            ("authorized_by", Shape::Words),
            ("authorized_on", Shape::Date),
            ("authorized_until", Shape::Date),
            ("interpreters", Shape::Words.list()),
            ("relations", Shape::Words.list()),
            ("shared_address", Shape::Words.list()),
        ]),
    );
    root.insert("law", Shape::object([("california", Shape::Flag), ("state", Shape::Words), ("checked", Shape::Date)]));
    let recipient = Shape::object([
        ("name", Shape::Words),
        ("title", Shape::Words),
        ("lines", Shape::Words.list()),
        ("email", Shape::Words),
        ("in_words", Shape::Words),
    ]);
    // Letters of the same case that go out beside this one.
    root.insert("also", Shape::object([("evaluation", Shape::Date), ("meeting", Shape::Date)]));
    root.insert("letter.date", Shape::Date);
    root.insert("letter.reply_by", Shape::Date);
    root.insert("letter.subject", Shape::Words);
    root.insert("letter.title", Shape::Words);
    root.insert("letter.greeting", Shape::Words);
    root.insert("letter.recipients", recipient.clone().list());
    root.insert("letter.copies", recipient.list());
    root.insert("letter.parts", Shape::object([("title", Shape::Words), ("place", Shape::Words), ("page", Shape::Number)]).list());
    root.insert("letter.next", Shape::object([("title", Shape::Words), ("when", Shape::Words)]).list());
    root.insert(
        "letter.clocks",
        Shape::object([
            ("title", Shape::Words),
            ("rule", Shape::Words),
            ("citation", Shape::Words),
            ("exclusions", Shape::Words),
            ("owed", Shape::Words),
            ("owed_es", Shape::Words),
            ("due", Shape::Date),
            ("received", Shape::Date),
            ("how", Shape::Words),
        ])
        .list(),
    );
    let exhibit = exhibit_shape();
    root.insert("letter.enclosures", exhibit.list());
    if let Some(Shape::List(signer)) = root.at("signers").cloned() {
        let mut signer = *signer;
        signer.insert("line", Shape::Words);
        signer.insert("relation_word", Shape::Words);
        signer.insert("lines", Shape::Words.list());
        root.insert("signers", signer.list());
    }
    if let Some(Shape::List(support)) = root.at("supports").cloned() {
        let mut support = *support;
        support.insert("what", Shape::Words);
        support.insert("still_on", Shape::Flag);
        for group in HELP_GROUPS {
            root.insert(&format!("help.{group}"), support.clone().list());
        }
        root.insert("supports", support.list());
    }
    if let Some(Shape::List(exhibit)) = root.at("exhibits").cloned() {
        let mut exhibit = *exhibit;
        bound_shape(&mut exhibit);
        // The one exhibit that a cover sheet is for.
        root.insert("sheet", exhibit.clone());
        root.insert("exhibits", exhibit.list());
    }
    root.insert("letter.names_page", Shape::Flag);
    let named = Shape::object([("mark", Shape::Words), ("name", Shape::Words), ("about", Shape::Words)]);
    root.insert("other_students", named.list());
    let file = Shape::object(["number", "first", "last"].map(|key| (key, Shape::Number)));
    let removed = Shape::object([("mark", Shape::Words), ("title", Shape::Words), ("what", Shape::Words.list())]);
    root.insert(
        "bound",
        Shape::object([
            ("pages", Shape::Number),
            ("files", file.list()),
            ("removed", removed.list()),
            ("hidden_data", Shape::Words.list()),
        ]),
    );
    if root.at("incidents").is_some() {
        root.insert(
            "incident",
            Shape::object([
                ("count", Shape::Number),
                ("first", Shape::When),
                ("last", Shape::When),
                ("reported", Shape::Flag),
                ("answered", Shape::Flag),
                ("linked", Shape::Flag),
                ("repeats", Shape::object([("reported_on", Shape::When), ("again", Shape::When)]).list()),
            ]),
        );
    }
    if root.at("sent").is_some() {
        root.insert("earlier", Shape::object([("evaluation", Shape::Date)]));
        if let Some(Shape::List(sent)) = root.at("sent").cloned() {
            let mut sent = *sent;
            sent.insert("title", Shape::Words);
            root.insert("sent", sent.list());
        }
    }
    let receipt = matches!(root.at("sent"), Some(Shape::List(sent)) if sent.at("received").is_some());
    if receipt {
        let words = ["owed", "citation"].map(|key| (key, Shape::Words));
        let days = ["due", "received", "dated"].map(|key| (key, Shape::Date));
        root.insert("pending", Shape::object(words.into_iter().chain(days).chain([("passed", Shape::Flag)])).list());
    }
    if follows_clock {
        root.insert("missed", missed_shape());
        root.insert("follow_ups", Shape::object([("date", Shape::Date)]).list());
    }
    if root.at("attendance").is_some() {
        root.insert("attendance.percent", Shape::Number);
        root.insert("attendance.counted", Shape::Flag);
    }
    if root.at("assessment.last_assessed").is_some() {
        root.insert("assessment.within_year", Shape::Flag);
    }
    if root.at("absences").is_some() {
        root.insert("log", day_table::shape());
    }
}

/// The child's facts that templates reach only through `student`.
const HIDDEN: [&str; 3] = ["name", "short_name", "letter_name"];

/// The groups of `help`.
const HELP_GROUPS: [&str; 7] = ["requested", "tried", "tried_home", "tried_outside", "in_place", "refused", "stopped"];

/// The time limit that a follow-up is about.
fn missed_shape() -> Shape {
    let words =
        ["title", "rule", "citation", "owed", "asked", "ask", "how", "proof", "letter", "by", "to", "paper"].map(|key| (key, Shape::Words));
    let days = ["due", "received", "dated", "since"].map(|key| (key, Shape::Date));
    let counts = ["days", "full_days", "part_days"].map(|key| (key, Shape::Number));
    Shape::object(words.into_iter().chain(days).chain(counts).chain(["agreed", "paused"].map(|key| (key, Shape::Flag))))
}

fn exhibit_shape() -> Shape {
    let mut exhibit = Shape::object([("title", Shape::Words), ("author", Shape::Words), ("date", Shape::When)]);
    bound_shape(&mut exhibit);
    exhibit
}

/// What is known of an exhibit once it is bound in: its mark at once, the rest when its file has been read.
fn bound_shape(exhibit: &mut Shape) {
    exhibit.insert("mark", Shape::Words);
    for number in ["page_count", "of_pages", "page", "first_page", "last_page", "in_file"] {
        exhibit.insert(number, Shape::Number);
    }
}

fn remove(root: &mut Shape, table: &str, key: &str) {
    if let Shape::Object(parts) = root
        && let Some(Shape::Object(inner)) = parts.get_mut(table)
    {
        inner.remove(key);
    }
}

/// The mark of the exhibit at a position, from zero: A to Z, then AA, AB, ...
pub fn exhibit_mark(position: usize) -> String {
    let mut number = position + 1;
    let mut mark = String::new();
    while number > 0 {
        let letter = u8::try_from((number - 1) % 26).unwrap_or(0);
        mark.insert(0, char::from(b'A' + letter));
        number = (number - 1) / 26;
    }
    mark
}

/// Adds what follows from the allowed facts alone.
pub fn add(data: &mut Map<String, Json>) {
    if let Some(Json::Object(child)) = data.get_mut("child") {
        child.retain(|key, _| !HIDDEN.contains(&key.as_str()));
    }
    supports(data);
    incidents(data);
    if let Some(Json::Array(exhibits)) = data.get_mut("exhibits") {
        for (position, exhibit) in exhibits.iter_mut().enumerate() {
            if let Json::Object(exhibit) = exhibit {
                exhibit.insert("mark".to_owned(), Json::String(exhibit_mark(position)));
            }
        }
    }
    if let Some(Json::Object(attendance)) = data.get_mut("attendance") {
        let count = |key: &str| attendance.get(key).and_then(Json::as_i64);
        let counted = count("full_day_absences").is_some() || count("partial_days").is_some();
        if let (Some(missed), Some(enrolled)) = (count("full_day_absences"), count("enrolled_days"))
            && enrolled > 0
        {
            // Rounded to the nearest whole percent.
            attendance.insert("percent".to_owned(), json!((missed * 200 + enrolled) / (enrolled * 2)));
        }
        attendance.insert("counted".to_owned(), Json::Bool(counted));
    }
    if let Some(Json::Array(absences)) = data.get("absences") {
        let as_of = data.get("attendance").and_then(|attendance| attendance.pointer("/school/as_of")).and_then(Json::as_str);
        let log = day_table::build(absences, as_of.and_then(|day| day.parse().ok()));
        data.insert("log".to_owned(), log);
    }
    if let Some(Json::Array(sent)) = data.get("sent") {
        let mut earlier = Map::new();
        let evaluations = sent.iter().filter(|row| row.get("kind").and_then(Json::as_str).is_some_and(|kind| kind.starts_with("eval-")));
        if let Some(date) = evaluations.filter_map(|row| row.get("date").and_then(Json::as_str)).max() {
            earlier.insert("evaluation".to_owned(), Json::String(date.to_owned()));
        }
        data.insert("earlier".to_owned(), Json::Object(earlier));
    }
}

fn supports(data: &mut Map<String, Json>) {
    let Some(Json::Array(supports)) = data.get_mut("supports") else { return };
    for support in supports.iter_mut() {
        if let Json::Object(support) = support {
            let seed = support.get("id").and_then(|seed| seed.get("ask").or_else(|| seed.get("name")));
            let what = seed.or_else(|| support.get("text")).cloned();
            if let Some(what) = what {
                support.insert("what".to_owned(), what);
            }
            let on = support.get("status").and_then(Json::as_str) == Some("in-place") && !support.contains_key("until");
            support.insert("still_on".to_owned(), Json::Bool(on));
        }
    }
    let supports = supports.clone();
    let mut help = Map::new();
    for group in HELP_GROUPS {
        let (status, place) = match group {
            "tried_home" => ("tried", Some("home")),
            "tried_outside" => ("tried", Some("outside")),
            "tried" => ("tried", Some("school")),
            "in_place" => ("in-place", None),
            other => (other, None),
        };
        let says = |row: &Json, key: &str, wanted: &str| row.get(key).and_then(Json::as_str) == Some(wanted);
        let fits = |row: &&Json| says(row, "status", status) && place.is_none_or(|place| says(row, "where", place));
        help.insert(group.to_owned(), supports.iter().filter(fits).cloned().collect());
    }
    data.insert("help".to_owned(), Json::Object(help));
}

fn incidents(data: &mut Map<String, Json>) {
    let Some(Json::Array(incidents)) = data.get("incidents") else { return };
    let any = |key: &str| incidents.iter().any(|row| row.get(key).is_some());
    let mut incident = Map::new();
    incident.insert("count".to_owned(), json!(incidents.len()));
    for (key, row) in [("first", incidents.first()), ("last", incidents.last())] {
        if let Some(date) = row.and_then(|row| row.get("date")) {
            incident.insert(key.to_owned(), date.clone());
        }
    }
    incident.insert("reported".to_owned(), Json::Bool(any("reported_to")));
    incident.insert("answered".to_owned(), Json::Bool(any("response")));
    incident.insert("linked".to_owned(), Json::Bool(any("disability_link")));
    incident.insert("repeats".to_owned(), repeats(incidents));
    data.insert("incident".to_owned(), Json::Object(incident));
}

/// For each report, the next event after it: the plainest proof that an answer did not work (ANATOMY GB12).
fn repeats(incidents: &[Json]) -> Json {
    let day =
        |row: &Json, key: &str| row.get(key).and_then(Json::as_str).and_then(|date| When::parse(date).ok()).map(|when| when.sort_key());
    let after_report = |row: &Json| {
        let reported = day(row, "reported_on")?;
        let again = incidents.iter().find(|later| day(later, "date").is_some_and(|date| date > reported))?;
        Some(json!({"reported_on": row.get("reported_on")?, "again": again.get("date")?}))
    };
    incidents.iter().filter_map(after_report).collect()
}

#[cfg(test)]
mod tests {
    use super::{exhibit_mark, repeats};
    use serde_json::json;

    #[test]
    fn each_report_is_followed_to_the_next_event() {
        let found = repeats(&[
            json!({"date": "2026-10-06", "reported_on": "2026-10-07"}),
            json!({"date": "2026-10-14", "reported_on": "2026-10-14"}),
            json!({"date": "about 2026-11-02", "reported_on": "2026-11-03"}),
        ]);
        assert_eq!(
            found,
            json!([{"reported_on": "2026-10-07", "again": "2026-10-14"}, {"reported_on": "2026-10-14", "again": "about 2026-11-02"}])
        );
    }

    #[test]
    fn marks_go_on_after_z() {
        assert_eq!([0, 1, 25, 26, 27, 51, 52, 701, 702].map(exhibit_mark), ["A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]);
    }
}
