//! Drawings that a template asks for by name: `![](#attendance-calendar)`.
//!
//! It exists so that a year of absences can be seen at one glance, also on a grey copy and by someone who tells no red from green:
//! shade, letter and frame each say it alone. Input: the letter's data, the same that the day table is printed from. Output: a
//! [`Figure`] with its words for someone who cannot see it.

mod bars;
mod calendar;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde_json::Value as Json;

use crate::document::{Alignment, Figure, Stroke};

/// The width of all drawings, in points: that of the text.
const WIDTH: f64 = 468.0;

/// Where the letter's data keeps what the calendar says of school days (see [`crate::letter`]).
pub(crate) const SCHOOL_YEAR: &str = "_school_year";

/// Draws a figure. The outer `None` means that no figure has this name; the inner one that there is nothing to draw.
pub(crate) fn draw(name: &str, data: &Json) -> Option<Option<Figure>> {
    match name {
        "attendance-calendar" => Some(Log::read(data).map(|log| calendar::calendar(&log))),
        "attendance-bars" => Some(Log::read(data).map(|log| bars::bars(&log))),
        _ => None,
    }
}

/// What the school recorded for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Code {
    Unexcused,
    Excused,
    Other,
}

impl Code {
    fn of(words: Option<&str>) -> Code {
        let words = words.unwrap_or_default().to_lowercase();
        let is = |wanted: &str| words.split(|character: char| !character.is_alphabetic()).any(|word| word == wanted);
        if is("unexcused") || is("truant") || is("truancy") {
            Code::Unexcused
        } else if is("excused") {
            Code::Excused
        } else {
            Code::Other
        }
    }

    fn letter(self) -> &'static str {
        match self {
            Code::Unexcused => "un",
            Code::Excused => "ex",
            Code::Other => "?",
        }
    }

    /// The shade of its surface and that of the letter on it.
    fn shades(self) -> (f64, f64) {
        match self {
            Code::Unexcused => (0.22, 1.0),
            Code::Excused => (0.82, 0.0),
            Code::Other => (0.55, 0.0),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Code::Unexcused => "recorded by the school as unexcused",
            Code::Excused => "recorded by the school as excused",
            Code::Other => "with another code, or with none known to the family",
        }
    }
}

/// One missed day.
#[derive(Debug, Clone, Copy)]
struct Missed {
    date: NaiveDate,
    full: bool,
    code: Code,
    school_asked: bool,
}

/// The day table, as the drawings need it.
struct Log {
    days: Vec<Missed>,
    first: NaiveDate,
    last: NaiveDate,
    off: BTreeSet<NaiveDate>,
    /// Whether the calendar says of each day whether there is school.
    whole_calendar: bool,
}

impl Log {
    fn read(data: &Json) -> Option<Log> {
        let date = |value: Option<&Json>| value.and_then(Json::as_str).and_then(|text| text.parse::<NaiveDate>().ok());
        let rows = data.pointer("/log/days")?.as_array()?;
        let days: Vec<Missed> = rows
            .iter()
            .filter_map(|row| {
                Some(Missed {
                    date: date(row.get("date"))?,
                    full: row.get("kind").and_then(Json::as_str) == Some("full"),
                    code: Code::of(row.get("school_code").and_then(Json::as_str)),
                    school_asked: row.get("mark").and_then(Json::as_str) == Some("D"),
                })
            })
            .collect();
        let (first, last) = (days.first()?.date, days.last()?.date);
        let year = data.get(SCHOOL_YEAR);
        let begins = date(year.and_then(|year| year.get("first"))).filter(|begins| *begins <= first);
        let as_of = date(data.pointer("/attendance/as_of")).filter(|as_of| *as_of >= last);
        let off = year.and_then(|year| year.get("off")).and_then(Json::as_array);
        let off = off.into_iter().flatten().filter_map(|day| date(Some(day))).collect();
        let whole_calendar = year.is_some_and(|year| year.get("first").is_some());
        Some(Log { days, first: begins.unwrap_or(first), last: as_of.unwrap_or(last), off, whole_calendar })
    }

    /// The first days of all months, from the first to the last; at most fifteen, more than a school year has.
    fn months(&self) -> Vec<NaiveDate> {
        let mut months = Vec::new();
        let mut month = self.first.with_day(1);
        while let Some(first) = month.filter(|first| *first <= self.last && months.len() < 15) {
            months.push(first);
            month = first.checked_add_months(chrono::Months::new(1));
        }
        months
    }

    fn count(&self, filter: impl Fn(&Missed) -> bool) -> usize {
        self.days.iter().filter(|day| filter(day)).count()
    }
}

fn month_name(month: NaiveDate) -> String {
    month.format("%B %Y").to_string()
}

fn words(x: f64, y: f64, size: f64, text: impl Into<String>) -> Stroke {
    Stroke::Words { x, y, size, bold: false, grey: 0.0, alignment: Alignment::Left, text: text.into() }
}

fn centred(x: f64, y: f64, size: f64, grey: f64, bold: bool, text: impl Into<String>) -> Stroke {
    Stroke::Words { x, y, size, bold, grey, alignment: Alignment::Centre, text: text.into() }
}

fn surface(x: f64, y: f64, width: f64, height: f64, fill: Option<f64>, line: Option<(f64, f64)>) -> Stroke {
    Stroke::Path { points: vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill, line }
}

#[cfg(test)]
mod tests {
    use super::calendar::LETTER_SIZE;
    use super::*;
    use serde_json::json;

    fn data() -> Json {
        json!({"log": {"days": [
            {"date": "2026-12-01", "kind": "late", "mark": "B", "school_code": "tardy, unexcused"},
            {"date": "2026-12-03", "kind": "full", "mark": "A", "school_code": "excused"},
            {"date": "2027-01-11", "kind": "left early", "mark": "D"},
        ]}, "attendance": {"as_of": "2027-01-15"}})
    }

    #[test]
    fn the_words_of_a_drawing_say_what_it_shows() {
        let figure = draw("attendance-calendar", &data()).unwrap().unwrap();
        assert_eq!(
            figure.alternative,
            "Calendar of the days missed, December 2026 to January 2027: 1 full day recorded by the school as excused; 1 part day recorded by \
             the school as unexcused; 1 part day with another code, or with none known to the family; 1 day on which the school asked for \
             pick-up. The day table lists each day."
        );
        let bars = draw("attendance-bars", &data()).unwrap().unwrap();
        assert!(bars.alternative.contains("Mon 0 full and 1 part, Tue 0 full and 1 part"), "{}", bars.alternative);
        assert!(bars.alternative.contains("Dec 1 full and 1 part and Jan 0 full and 1 part"), "{}", bars.alternative);
    }

    #[test]
    fn each_missed_day_is_drawn_once_and_stays_inside() {
        let figure = draw("attendance-calendar", &data()).unwrap().unwrap();
        let letters: Vec<&str> = figure
            .strokes
            .iter()
            .filter_map(|stroke| match stroke {
                Stroke::Words { text, bold: true, size, .. } if *size == LETTER_SIZE => Some(text.as_str()),
                _ => None,
            })
            .collect();
        // Three days, then the six samples of the explanation.
        assert_eq!(letters, ["un", "ex", "?", "un", "un", "un", "un", "ex", "?"]);
        for stroke in &figure.strokes {
            if let Stroke::Path { points, .. } = stroke {
                assert!(points.iter().all(|(x, y)| (0.0..=figure.width).contains(x) && (0.0..=figure.height).contains(y)));
            }
        }
    }

    #[test]
    fn no_log_draws_nothing_and_no_other_name_is_known() {
        assert_eq!(draw("attendance-bars", &json!({})), Some(None));
        assert_eq!(draw("pie", &json!({})), None);
    }
}
