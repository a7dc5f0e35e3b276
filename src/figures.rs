//! Drawings that a template asks for by name: `![](#attendance-calendar)`.
//!
//! It exists so that a year of absences can be seen at one glance, also on a grey copy and by someone who tells no red from green:
//! shade, letter and frame each say it alone. Input: the letter's data, the same that the day table is printed from. Output: a
//! [`Figure`] with its words for someone who cannot see it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use serde_json::Value as Json;

use crate::document::{Alignment, Figure, Stroke};
use crate::wording::lists;

/// The width of all drawings, in points: that of the text.
const WIDTH: f64 = 468.0;

/// Where the letter's data keeps what the calendar says of school days (see [`crate::letter`]).
pub(crate) const SCHOOL_YEAR: &str = "_school_year";

/// Draws a figure. The outer `None` means that no figure has this name; the inner one that there is nothing to draw.
pub(crate) fn draw(name: &str, data: &Json) -> Option<Option<Figure>> {
    match name {
        "attendance-calendar" => Some(Log::read(data).map(|log| calendar(&log))),
        "attendance-bars" => Some(Log::read(data).map(|log| bars(&log))),
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

/// Months across at the most.
const ACROSS: usize = 4;
/// Height of a day.
const DAY: f64 = 18.0;
/// Height of a month: name, weekdays, at most six rows, room below.
const MONTH: f64 = 13.0 + 10.0 + 5.0 * DAY + 12.0;
/// Size of the days' numbers.
const NUMBER: f64 = 6.8;
/// Size of the codes.
const LETTER_SIZE: f64 = 7.6;
/// Height of the explanation.
const LEGEND: f64 = 78.0;

fn calendar(log: &Log) -> Figure {
    let months = log.months();
    let weekend = log.days.iter().any(|day| day.date.weekday().number_from_monday() > 5);
    let columns = if weekend { 7 } else { 5 };
    // Few months are drawn larger: a copy of a copy must still be read.
    let across = months.len().clamp(3, ACROSS);
    let month_width = WIDTH / across as f64;
    let day_width = (month_width - 12.0) / columns as f64;
    let mut missed: BTreeMap<NaiveDate, Missed> = BTreeMap::new();
    for day in &log.days {
        // Of two entries for one day the longer absence is drawn.
        missed
            .entry(day.date)
            .and_modify(|known| {
                if day.full {
                    *known = *day
                }
            })
            .or_insert(*day);
    }
    let mut strokes = Vec::new();
    let mut frames = Vec::new();
    for (index, month) in months.iter().enumerate() {
        let (left, top) = ((index % across) as f64 * month_width, (index / across) as f64 * MONTH);
        strokes.push(Stroke::Words {
            x: left,
            y: top + 9.0,
            size: 8.5,
            bold: true,
            grey: 0.0,
            alignment: Alignment::Left,
            text: month_name(*month),
        });
        for (column, name) in ["M", "T", "W", "T", "F", "S", "S"].iter().take(columns).enumerate() {
            strokes.push(centred(left + (column as f64 + 0.5) * day_width, top + 19.5, 6.5, 0.3, false, *name));
        }
        one_month(*month, (left, top + 23.0), (day_width, columns), log, &missed, &mut strokes, &mut frames);
    }
    // Frames last, so that no neighbour covers them.
    strokes.append(&mut frames);
    let rows = months.len().div_ceil(across) as f64;
    let plain = if !log.whole_calendar {
        "White: not missed, or no school that day. Days without a frame are before or after the dates of this table."
    } else {
        "White: not missed. Days without a frame: no school, or before or after the dates of this table."
    };
    legend(rows * MONTH, day_width, plain, &mut strokes);
    Figure { width: WIDTH, height: rows * MONTH + LEGEND, alternative: calendar_words(log, &months), strokes }
}

fn one_month(
    month: NaiveDate,
    (left, top): (f64, f64),
    (day_width, columns): (f64, usize),
    log: &Log,
    missed: &BTreeMap<NaiveDate, Missed>,
    strokes: &mut Vec<Stroke>,
    frames: &mut Vec<Stroke>,
) {
    let mut row = 0.0;
    let mut any_in_row = false;
    let days = (0..31).filter_map(|days| month.checked_add_days(Days::new(days))).filter(|day| day.month() == month.month());
    for day in days {
        let column = day.weekday().num_days_from_monday() as usize;
        if column == 0 && any_in_row {
            row += 1.0;
            any_in_row = false;
        }
        if column >= columns {
            continue;
        }
        any_in_row = true;
        let (x, y) = (left + column as f64 * day_width, top + row * DAY);
        match missed.get(&day) {
            Some(missed) => missed_day(missed, (x, y), day_width, strokes, frames),
            None => {
                let outside = day < log.first || day > log.last || log.off.contains(&day) || column > 4;
                if !outside {
                    strokes.push(surface(x, y, day_width, DAY, None, Some((0.3, 0.6))));
                }
                strokes.push(words(x + 2.0, y + 7.4, NUMBER, day.day().to_string()));
                if outside && let Some(Stroke::Words { grey, .. }) = strokes.last_mut() {
                    *grey = 0.6;
                }
            }
        }
    }
}

fn missed_day(missed: &Missed, (x, y): (f64, f64), width: f64, strokes: &mut Vec<Stroke>, frames: &mut Vec<Stroke>) {
    let (shade, on_it) = missed.code.shades();
    let (from, number) = if missed.full { (y, on_it) } else { (y + DAY / 2.0, 0.0) };
    strokes.push(surface(x, from, width, y + DAY - from, Some(shade), None));
    strokes.push(surface(x, y, width, DAY, None, Some((0.3, 0.4))));
    let day = missed.date.day().to_string();
    strokes.push(Stroke::Words { x: x + 2.0, y: y + 7.4, size: NUMBER, bold: false, grey: number, alignment: Alignment::Left, text: day });
    strokes.push(centred(x + width / 2.0, y + DAY - 2.2, LETTER_SIZE, on_it, true, missed.code.letter()));
    if missed.school_asked {
        frames.push(surface(x, y, width, DAY, None, Some((1.7, 0.0))));
    }
}

fn legend(top: f64, day_width: f64, plain: &str, strokes: &mut Vec<Stroke>) {
    let date = NaiveDate::default();
    let day = |full, code, school_asked| Missed { date, full, code, school_asked };
    let entries: [(Missed, &str); 6] = [
        (day(true, Code::Unexcused, false), "whole cell: full day missed"),
        (day(false, Code::Unexcused, false), "lower half: part of the day missed"),
        (day(true, Code::Unexcused, true), "thick frame: the school asked for pick-up"),
        (day(true, Code::Unexcused, false), "un, dark: the school’s record says unexcused"),
        (day(true, Code::Excused, false), "ex, light: the record says excused"),
        (day(true, Code::Other, false), "?, grey: another code, or not known"),
    ];
    for (index, (sample, text)) in entries.into_iter().enumerate() {
        let (x, y) = (if index < 3 { 0.0 } else { WIDTH / 2.0 }, top + (index % 3) as f64 * 21.0);
        let mut cell = Vec::new();
        let mut frames = Vec::new();
        missed_day(&sample, (x, y), day_width, &mut cell, &mut frames);
        cell.append(&mut frames);
        // The sample stands for any day, so it has no number.
        cell.retain(|stroke| !matches!(stroke, Stroke::Words { size, .. } if *size == NUMBER));
        strokes.append(&mut cell);
        strokes.push(words(x + day_width + 6.0, y + 12.0, 8.5, text));
    }
    strokes.push(words(0.0, top + 3.0 * 21.0 + 9.0, 8.5, plain));
}

fn calendar_words(log: &Log, months: &[NaiveDate]) -> String {
    let range = match months {
        [only] => month_name(*only),
        [first, .., last] => format!("{} to {}", month_name(*first), month_name(*last)),
        [] => String::new(),
    };
    let counted = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        count => Some(format!("{count} {}", what.replacen("day", "days", 1))),
    };
    let codes = [Code::Unexcused, Code::Excused, Code::Other];
    let full =
        codes.iter().filter_map(|code| counted(log.count(|day| day.full && day.code == *code), &format!("full day {}", code.words())));
    let part =
        codes.iter().filter_map(|code| counted(log.count(|day| !day.full && day.code == *code), &format!("part day {}", code.words())));
    let asked = counted(log.count(|day| day.school_asked), "day on which the school asked for pick-up");
    let all: Vec<String> = full.chain(part).chain(asked).collect();
    format!("Calendar of the days missed, {range}: {}. The day table lists each day.", all.join("; "))
}

/// Height of the highest bar.
const HIGHEST: f64 = 70.0;

fn bars(log: &Log) -> Figure {
    let weekdays: Vec<(String, usize, usize)> = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let on = |full: bool| log.count(|day| day.full == full && day.date.weekday().num_days_from_monday() as usize == index);
            ((*name).to_owned(), on(true), on(false))
        })
        .enumerate()
        .filter(|(index, (_, full, part))| *index < 5 || full + part > 0)
        .map(|(_, bar)| bar)
        .collect();
    let months: Vec<(String, usize, usize)> = log
        .months()
        .into_iter()
        .map(|month| {
            let of = |full: bool| log.count(|day| day.full == full && (day.date.year(), day.date.month()) == (month.year(), month.month()));
            (month.format("%b").to_string(), of(true), of(false))
        })
        .collect();
    let most = weekdays.iter().chain(&months).map(|(_, full, part)| full + part).max().unwrap_or(1).max(1);
    let mut strokes = Vec::new();
    group("By weekday", &weekdays, (0.0, WIDTH * 0.4), most, &mut strokes);
    group("By month", &months, (WIDTH * 0.46, WIDTH * 0.54), most, &mut strokes);
    let top = HIGHEST + 44.0;
    strokes.push(surface(0.0, top, 10.0, 8.0, Some(FULL), Some((0.3, 0.0))));
    strokes.push(words(14.0, top + 7.0, 8.0, "full days"));
    strokes.push(surface(70.0, top, 10.0, 8.0, Some(PART), Some((0.3, 0.0))));
    strokes.push(words(84.0, top + 7.0, 8.0, "part days (above the full days)"));
    let said = |bars: &[(String, usize, usize)]| {
        let parts: Vec<String> = bars.iter().map(|(name, full, part)| format!("{name} {full} full and {part} part")).collect();
        lists::and(&parts)
    };
    let alternative = format!("Days missed by weekday: {}. By month: {}.", said(&weekdays), said(&months));
    Figure { width: WIDTH, height: top + 12.0, alternative, strokes }
}

/// Shades of full and part days.
const FULL: f64 = 0.3;
const PART: f64 = 0.85;

fn group(title: &str, bars: &[(String, usize, usize)], (left, width): (f64, f64), most: usize, strokes: &mut Vec<Stroke>) {
    strokes.push(Stroke::Words { x: left, y: 9.0, size: 8.5, bold: true, grey: 0.0, alignment: Alignment::Left, text: title.to_owned() });
    let floor = HIGHEST + 26.0;
    let step = width / bars.len().max(1) as f64;
    let thick = (step * 0.62).min(30.0);
    for (index, (name, full, part)) in bars.iter().enumerate() {
        let middle = left + (index as f64 + 0.5) * step;
        let height = |count: usize| HIGHEST * count as f64 / most as f64;
        let (full_high, part_high) = (height(*full), height(*part));
        if *full > 0 {
            strokes.push(surface(middle - thick / 2.0, floor - full_high, thick, full_high, Some(FULL), Some((0.3, 0.0))));
        }
        if *part > 0 {
            strokes.push(surface(middle - thick / 2.0, floor - full_high - part_high, thick, part_high, Some(PART), Some((0.3, 0.0))));
        }
        let count = (full + part).to_string();
        strokes.push(centred(middle, floor - full_high - part_high - 3.0, 8.0, 0.0, false, count));
        strokes.push(centred(middle, floor + 10.0, 8.0, 0.0, false, name.clone()));
    }
    strokes.push(Stroke::Path { points: vec![(left, floor), (left + width, floor)], fill: None, line: Some((0.6, 0.0)) });
}

#[cfg(test)]
mod tests {
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
