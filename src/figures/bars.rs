//! The days missed, counted by weekday and by month.
//!
//! Input: a [`Log`]. Output: a [`Figure`].

use chrono::Datelike;

use super::{Log, WIDTH, centred, surface, words};
use crate::document::{Alignment, Figure, Stroke};
use crate::wording::lists;

/// Height of the highest bar.
const HIGHEST: f64 = 70.0;

pub(super) fn bars(log: &Log) -> Figure {
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
