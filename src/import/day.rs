//! A day in a cell, as Americans and spreadsheets write it.
//!
//! Input: the words of a cell. Output: a day, or the words of a case file for what is known less exactly; or a sentence. What could be read
//! in two ways is refused and never guessed: the days of these letters have legal weight.

use chrono::NaiveDate;
use toml_edit::Value;

use super::Wrong;
use crate::record::row;

/// Without an apostrophe that tells a spreadsheet to leave a date alone, and without the midnight that some programs add to a day.
fn unmarked(words: &str) -> &str {
    let words = words.strip_prefix('\'').unwrap_or(words);
    let midnight = ["T00:00:00", " 00:00:00", " 0:00:00", " 00:00", " 0:00"];
    midnight.into_iter().find_map(|end| words.strip_suffix(end)).unwrap_or(words).trim()
}

/// How a day may be written.
const FORMS: &str = "Write it as 2026-11-23 or 11/23/2026.";

/// An exact day: year-month-day, or month/day/year.
///
/// # Errors
/// Another form, or no day in the calendar.
pub(super) fn exact(words: &str) -> Result<NaiveDate, Wrong> {
    let words = unmarked(words);
    let figures = |part: &str, most: usize| {
        let fits = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if fits { part.parse::<u32>().ok() } else { None }
    };
    let dashed: Vec<&str> = words.split('-').collect();
    if let [year, month, day] = dashed.as_slice()
        && let (4, Some(year), Some(month), Some(day)) = (year.len(), figures(year, 4), figures(month, 2), figures(day, 2))
    {
        return real_day(year, month, day);
    }
    let slashed: Vec<&str> = words.split('/').collect();
    if let [month, day, year] = slashed.as_slice()
        && let (Some(month), Some(day), Some(number)) = (figures(month, 2), figures(day, 2), figures(year, 4))
        && matches!(year.len(), 2 | 4)
    {
        if month > 12 && day <= 12 {
            let help = "Write it as 11/23/2026, not 23/11/2026; or year first: 2026-11-23.";
            return Err(Wrong::new("the month comes first in a date with slashes").help(help));
        }
        return match number {
            0..50 if year.len() == 2 => real_day(2000 + number, month, day),
            50.. if year.len() == 2 => {
                let help = "Write all four figures of the year, as in 5/14/1998.";
                Err(Wrong::new("a year of two figures is read as 2000 to 2049 only, and this one is not among them").help(help))
            }
            year => real_day(year, month, day),
        };
    }
    if words.len() == 5 && words.bytes().all(|byte| byte.is_ascii_digit()) {
        let help = "Give the column the format Date in the spreadsheet program, and save the sheet again.";
        return Err(Wrong::new("this is a spreadsheet's own number for a day, not a date").help(help));
    }
    Err(Wrong::new("this is not a date in a form that is understood").help(FORMS))
}

fn real_day(year: u32, month: u32, day: u32) -> Result<NaiveDate, Wrong> {
    let year = i32::try_from(year).unwrap_or_default();
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Wrong::new("this is not a day in the calendar").help(FORMS))
}

/// A day, a month, "about" a day, or a week.
///
/// # Errors
/// Another form, or no day in the calendar.
pub(super) fn when(words: &str) -> Result<Value, Wrong> {
    let lower = unmarked(words).to_lowercase();
    let parts: Vec<&str> = lower.split_whitespace().collect();
    let iso = |words: &str| exact(words).map(|day| day.to_string());
    match parts.as_slice() {
        ["about", day] => iso(day).map(|day| Value::from(format!("about {day}"))),
        ["week", "of", day] => iso(day).map(|day| Value::from(format!("week of {day}"))),
        [single] => match month(single) {
            Some(month) => Ok(Value::from(month)),
            None if is_changed_month(single) => {
                let help = "Write a whole day. Or write the month with an apostrophe in front, so that the spreadsheet keeps it: '2026-10";
                Err(Wrong::new("a spreadsheet may have changed a month or a day into this, and it cannot be told which").help(help))
            }
            None => exact(single).map(row::date).map_err(or_other_forms),
        },
        [name, year] => match name.parse::<chrono::Month>() {
            Ok(name) if is_year(year) => Ok(Value::from(format!("{year}-{:02}", name.number_from_month()))),
            _ => exact(words).map(row::date).map_err(or_other_forms),
        },
        _ => exact(words).map(row::date).map_err(or_other_forms),
    }
}

/// Where a month would do too, the help says so.
fn or_other_forms(wrong: Wrong) -> Wrong {
    if wrong.help == FORMS {
        return wrong.help("Write it as 2026-11-23 or 11/23/2026; or as about 2026-11-23, week of 2026-11-23, October 2026.");
    }
    wrong
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// "2026-10" or "10/2026", as a case file has it.
fn month(word: &str) -> Option<String> {
    let (year, month) = word.split_once('-').or_else(|| word.split_once('/').map(|(month, year)| (year, month)))?;
    let number = month.parse::<u32>().ok().filter(|number| (1..=12).contains(number) && month.len() <= 2)?;
    is_year(year).then(|| format!("{year}-{number:02}"))
}

/// "Oct-26": what Excel makes of "2026-10", and Google Sheets of "Oct 26".
fn is_changed_month(word: &str) -> bool {
    let is_month = |part: &str| part.parse::<chrono::Month>().is_ok();
    let is_number = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once('-').is_some_and(|(one, other)| (is_month(one) && is_number(other)) || (is_number(one) && is_month(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(words: &str) -> String {
        exact(words).map_or_else(|wrong| format!("! {}", wrong.message), |day| day.to_string())
    }

    fn loose(words: &str) -> String {
        when(words).map_or_else(|wrong| format!("! {}", wrong.message), |value| value.to_string())
    }

    #[test]
    fn days_are_read_in_two_forms_and_never_guessed() {
        for (words, expected) in [
            ("2026-11-23", "2026-11-23"),
            ("2026-1-5", "2026-01-05"),
            ("3/4/2014", "2014-03-04"),
            ("03/04/2014", "2014-03-04"),
            ("11/23/26", "2026-11-23"),
            ("1/1/00", "2000-01-01"),
            ("12/31/49", "2049-12-31"),
            ("'2026-11-23", "2026-11-23"),
            ("2026-11-23 00:00:00", "2026-11-23"),
            ("11/23/2026 0:00", "2026-11-23"),
        ] {
            assert_eq!(day(words), expected, "{words}");
        }
        assert_eq!(day("23/11/2026"), "! the month comes first in a date with slashes");
        assert_eq!(day("13/1/26"), "! the month comes first in a date with slashes");
        for words in ["1/1/50", "5/14/98"] {
            assert!(day(words).starts_with("! a year of two figures"), "{words}");
        }
        for words in ["2026-02-30", "2/30/2026", "13/13/2026", "0/1/2026"] {
            assert_eq!(day(words), "! this is not a day in the calendar", "{words}");
        }
        assert!(day("46349").starts_with("! this is a spreadsheet's own number"));
        for words in [
            "23.11.2026",
            "11-23-2026",
            "Nov 23, 2026",
            "1/2/3",
            "1/2/026",
            "2026-10",
            "about 2026-10-01",
            "+1/2/2026",
            "11/23/2026 9:30",
            "é/1/2026",
        ] {
            assert_eq!(day(words), "! this is not a date in a form that is understood", "{words}");
        }
    }

    #[test]
    fn a_day_that_is_not_certain_keeps_its_words() {
        for (words, expected) in [
            ("9/8/2026", "2026-09-08"),
            ("2026-10", "\"2026-10\""),
            ("'2026-10", "\"2026-10\""),
            ("10/2026", "\"2026-10\""),
            ("October 2026", "\"2026-10\""),
            ("sep 2026", "\"2026-09\""),
            ("About 10/6/26", "\"about 2026-10-06\""),
            ("about 2026-10-06", "\"about 2026-10-06\""),
            ("week of 10/5/2026", "\"week of 2026-10-05\""),
        ] {
            assert_eq!(loose(words), expected, "{words}");
        }
        for words in ["Oct-26", "26-Oct"] {
            assert!(loose(words).starts_with("! a spreadsheet may have changed"), "{words}");
        }
        assert_eq!(loose("about 23/11/2026"), "! the month comes first in a date with slashes");
        for words in ["since fall", "fall", "13/2026", "October", "about October 2026", "October 26"] {
            assert_eq!(loose(words), "! this is not a date in a form that is understood", "{words}");
        }
    }
}
