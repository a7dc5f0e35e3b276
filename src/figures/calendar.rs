//! The days missed, drawn as a calendar.
//!
//! Each missed day says what it is three times: by its shade, by the letters in it, and, when the school asked for pick-up, by a
//! frame, so that a grey copy says the same. Input: a [`Log`]. Output: a [`Figure`].

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::{Code, Log, Missed, WIDTH, centred, month_name, surface, words};
use crate::document::{Alignment, Figure, Stroke};

/// Months across at the most.
const ACROSS: usize = 4;
/// Height of a day.
const DAY: f64 = 18.0;
/// Height of a month: name, weekdays, at most six rows, room below.
const MONTH: f64 = 13.0 + 10.0 + 5.0 * DAY + 12.0;
/// Size of the days' numbers.
const NUMBER: f64 = 6.8;
/// Size of the codes.
pub(super) const LETTER_SIZE: f64 = 7.6;
/// Height of the explanation.
const LEGEND: f64 = 78.0;

pub(super) fn calendar(log: &Log) -> Figure {
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
