//! Days missed, from days and ranges as typed.
//!
//! Why not row by row: "November 3 to 5" is one thought, and the weekend in a longer range is no absence. Input: what was typed and the
//! school calendar. Output: the days to record, and sentences about those left out.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::calendar::SchoolCalendar;
use crate::case::Case;
use crate::record::refused;
use crate::school_calendar;
use crate::wording::{dates, lists};
use crate::write::Reason;

/// How many days back an absence may lie: older ones are slips of the year.
const OLDEST: i64 = 3 * 366;

/// The most days that one range may span: a school year.
const LONGEST: i64 = 366;

/// The days to record, and what to say about the others.
pub struct Days {
    /// In order, each once.
    pub days: Vec<NaiveDate>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// Reads days and ranges (`2026-11-03`, `2026-11-03..2026-11-05`).
///
/// # Errors
/// A range that cannot be read or runs backwards, a day that has not come, a day that is in the log with another extent.
pub fn days(case: &Case, typed: &[String], kind: &str, today: NaiveDate) -> Result<Days, Reason> {
    let mut all = Vec::new();
    for range in typed {
        all.extend(span(case, range)?);
    }
    all.sort_unstable();
    all.dedup();
    if let Some(future) = all.iter().find(|day| **day > today) {
        let message = format!("{} has not come yet", dates::with_weekday(*future));
        return Err(refused(case, "future", message, "Record an absence on the day, or after it. Check the year."));
    }
    if let Some(past) = all.iter().find(|day| (today - **day).num_days() > OLDEST) {
        let message = format!("{} is more than three years ago", dates::long(*past));
        return Err(refused(
            case,
            "date",
            message,
            "A log of absences holds the days of this school year and the last ones. Check the year.",
        ));
    }
    let calendar = school_calendar::of(&case.record).ok().flatten();
    let (school, off): (Vec<NaiveDate>, Vec<NaiveDate>) = all.into_iter().partition(|day| is_school(*day, calendar.as_ref()));
    let (days, logged) = not_logged(case, school, kind)?;
    let mut notes = Vec::new();
    for (left, why) in [(off, "no school"), (logged, "in the log already")] {
        if !left.is_empty() {
            let named: Vec<String> = left.iter().map(|day| dates::with_weekday_short(*day)).collect();
            notes.push(format!("Left out, {why}: {}.", lists::and(&named)));
        }
    }
    if calendar.is_none() {
        notes.push("This case has no school calendar, so only weekends were left out.".to_owned());
    }
    Ok(Days { days, notes })
}

fn span(case: &Case, typed: &str) -> Result<Vec<NaiveDate>, Reason> {
    let day = |text: &str| NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    let help = "Write a day as 2026-11-03, or from the first to the last day as 2026-11-03..2026-11-05.";
    let (first, last) = typed.split_once("..").unwrap_or((typed, typed));
    let (Some(first), Some(last)) = (day(first), day(last)) else {
        return Err(refused(case, "date", format!("`{typed}` is not a day or a range of days"), help));
    };
    if last < first || (last - first).num_days() > LONGEST {
        return Err(refused(case, "date", format!("the range `{typed}` runs backwards or is longer than a school year"), help));
    }
    Ok(first.iter_days().take_while(|day| *day <= last).collect())
}

/// Whether there is school; without a calendar, and beyond its ends, every weekday counts.
fn is_school(day: NaiveDate, calendar: Option<&SchoolCalendar>) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    !weekend && calendar.is_none_or(|calendar| !calendar.covers(day) || calendar.is_schoolday(day))
}

/// Days that are not in the log yet, and those that are there already with the same extent.
fn not_logged(case: &Case, days: Vec<NaiveDate>, kind: &str) -> Result<(Vec<NaiveDate>, Vec<NaiveDate>), Reason> {
    let mut logged = Vec::new();
    for day in &days {
        let kinds: Vec<&str> =
            case.record.rows("absences").iter().filter(|row| row.date("date") == Some(*day)).filter_map(|row| row.words("kind")).collect();
        if kinds.contains(&kind) {
            logged.push(*day);
        } else if !kinds.is_empty() && (kind == "full" || kinds.contains(&"full")) {
            let message = format!("{} is in the log already, as another kind of absence", dates::long(*day));
            return Err(refused(case, "conflict", message, "Correct that entry in the case file; a day can be missed whole only once."));
        }
    }
    Ok((days.into_iter().filter(|day| !logged.contains(day)).collect(), logged))
}
