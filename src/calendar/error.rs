//! What can be wrong with a school calendar, and how to set it right.
//!
//! Why so strict: a clock computed from a calendar that contradicts itself is a wrong date in a letter. Every message names the
//! entries as the case file has them (`calendar.years`, `calendar.breaks`, `calendar.holidays`, counted from 1).

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use thiserror::Error;

use super::holidays::is_weekend;
use super::{Break, LONGEST_SUMMER_DAYS, LONGEST_YEAR_DAYS};

/// Which schoolday of an entry a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// `first` of a school year.
    First,
    /// `last` of a school year.
    Last,
    /// `last_day` of a break.
    LastDay,
    /// `back` of a break.
    Back,
}

impl fmt::Display for Edge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::First => "first",
            Self::Last => "last",
            Self::LastDay => "last_day",
            Self::Back => "back",
        })
    }
}

/// One fault of a school calendar. Entries are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// There is no school year at all, so nothing is known of any day.
    #[error("calendar.years: give at least one school year, with its first schoolday")]
    NoYears,
    /// A school year ends before it begins.
    #[error("calendar.years, entry {entry}: the school year ends on {last}, before it begins on {first}")]
    YearBackwards {
        /// Which entry of `calendar.years`.
        entry: usize,
        /// Its first day.
        first: NaiveDate,
        /// Its last day.
        last: NaiveDate,
    },
    /// A school year of more than 400 days: a slip in one of the two years.
    #[error("calendar.years, entry {entry}: a school year from {first} to {last} is longer than a year")]
    YearTooLong {
        /// Which entry of `calendar.years`.
        entry: usize,
        /// Its first day.
        first: NaiveDate,
        /// Its last day.
        last: NaiveDate,
    },
    /// A school year begins before the one above it has ended.
    #[error("calendar.years, entries {earlier} and {entry}: the second begins on {first}, before the first has ended on {before}")]
    YearsOutOfOrder {
        /// The entry above.
        earlier: usize,
        /// The entry that begins too soon.
        entry: usize,
        /// When it begins.
        first: NaiveDate,
        /// When the one above ends (or begins, if its end is open).
        before: NaiveDate,
    },
    /// More than half a year between two school years: one of them is missing, and its days would pass for a summer.
    #[error(
        "calendar.years, entries {earlier} and {entry}: there is more than half a year between {last} and {first}; add the school year between"
    )]
    YearMissing {
        /// The entry above.
        earlier: usize,
        /// The entry below.
        entry: usize,
        /// When the one above ends.
        last: NaiveDate,
        /// When the one below begins.
        first: NaiveDate,
    },
    /// Only the last school year may lack a last day, or the time between two years is not known.
    #[error("calendar.years, entry {entry}: give its `last` schoolday, because another school year follows it")]
    OpenYearNotLast {
        /// Which entry of `calendar.years`.
        entry: usize,
    },
    /// A year's first or last schoolday is not a day of school.
    #[error("calendar.years, entry {entry}: `{edge}` is {date}, which is {why}; give the {edge} day that children are taught")]
    YearEdgeOff {
        /// Which entry of `calendar.years`.
        entry: usize,
        /// Its first or its last day.
        edge: Edge,
        /// That day.
        date: NaiveDate,
        /// What stands against it.
        why: String,
    },
    /// School is back before, or on the day, the break begins.
    #[error("calendar.breaks, entry {entry} ({name}): school is back on {back}, which is not after its last day, {last_day}")]
    BreakBackwards {
        /// Which entry of `calendar.breaks`.
        entry: usize,
        /// The break.
        name: String,
        /// Its last schoolday.
        last_day: NaiveDate,
        /// The day school is said to be back.
        back: NaiveDate,
    },
    /// A break that is not inside one school year.
    #[error("calendar.breaks, entry {entry} ({name}): {last_day} to {back} is not inside any school year of calendar.years")]
    BreakOutsideYear {
        /// Which entry of `calendar.breaks`.
        entry: usize,
        /// The break.
        name: String,
        /// Its last schoolday.
        last_day: NaiveDate,
        /// The day school is back.
        back: NaiveDate,
    },
    /// The schoolday before or after a break is not a day of school.
    #[error(
        "calendar.breaks, entry {entry} ({name}): `{edge}` is {date}, which is {why}; give the last schoolday before the break \
         and the first one after it"
    )]
    BreakEdgeOff {
        /// Which entry of `calendar.breaks`.
        entry: usize,
        /// The break.
        name: String,
        /// Its last day or the day back.
        edge: Edge,
        /// That day.
        date: NaiveDate,
        /// What stands against it.
        why: String,
    },
    /// Two breaks share days.
    #[error("calendar.breaks, entries {first} ({first_name}) and {second} ({second_name}) overlap")]
    BreaksOverlap {
        /// The one entry.
        first: usize,
        /// Its name.
        first_name: String,
        /// The other entry.
        second: usize,
        /// Its name.
        second_name: String,
    },
}

/// Every fault of the entries, in the order of the file.
pub(super) fn faults(years: &[(NaiveDate, Option<NaiveDate>)], breaks: &[Break], holidays: &BTreeSet<NaiveDate>) -> Vec<CalendarError> {
    let mut faults = Vec::new();
    if years.is_empty() {
        faults.push(CalendarError::NoYears);
    }
    for (entry, (first, last)) in numbered(years) {
        year(entry, *first, *last, &mut faults);
        for (edge, date) in [(Edge::First, Some(*first)), (Edge::Last, *last)] {
            let off = date.and_then(|date| Some((date, why_off(date, holidays)?)));
            faults.extend(off.map(|(date, why)| CalendarError::YearEdgeOff { entry, edge, date, why: why.to_owned() }));
        }
    }
    for ((earlier, above), (entry, (first, _))) in numbered(years).zip(numbered(years).skip(1)) {
        match above {
            (_, None) => faults.push(CalendarError::OpenYearNotLast { entry: earlier }),
            (_, Some(last)) if first <= last => {
                faults.push(CalendarError::YearsOutOfOrder { earlier, entry, first: *first, before: *last });
            }
            (_, Some(last)) if first.signed_duration_since(*last).num_days() > LONGEST_SUMMER_DAYS => {
                faults.push(CalendarError::YearMissing { earlier, entry, last: *last, first: *first });
            }
            _ => {}
        }
    }
    for (entry, pause) in numbered(breaks) {
        break_alone(entry, pause, years, holidays, &mut faults);
        for (other, earlier) in numbered(breaks).take_while(|(other, _)| *other < entry) {
            if pause.last_day < earlier.back && earlier.last_day < pause.back {
                let (first_name, second_name) = (earlier.name.clone(), pause.name.clone());
                faults.push(CalendarError::BreaksOverlap { first: other, first_name, second: entry, second_name });
            }
        }
    }
    faults
}

fn numbered<T>(items: &[T]) -> impl Iterator<Item = (usize, &T)> {
    (1..).zip(items)
}

/// The faults of one school year by itself.
fn year(entry: usize, first: NaiveDate, last: Option<NaiveDate>, faults: &mut Vec<CalendarError>) {
    let Some(last) = last else { return };
    if last < first {
        faults.push(CalendarError::YearBackwards { entry, first, last });
    } else if last.signed_duration_since(first).num_days() > LONGEST_YEAR_DAYS {
        faults.push(CalendarError::YearTooLong { entry, first, last });
    }
}

/// The faults of one break by itself and against the school years.
fn break_alone(
    entry: usize,
    pause: &Break,
    years: &[(NaiveDate, Option<NaiveDate>)],
    holidays: &BTreeSet<NaiveDate>,
    faults: &mut Vec<CalendarError>,
) {
    let Break { name, last_day, back } = pause.clone();
    if back <= last_day {
        faults.push(CalendarError::BreakBackwards { entry, name, last_day, back });
        return;
    }
    let inside = |(first, last): &(NaiveDate, Option<NaiveDate>)| {
        // An open year is no longer than any other.
        *first <= last_day && last.map_or(back.signed_duration_since(*first).num_days() <= LONGEST_YEAR_DAYS, |last| back <= last)
    };
    if !years.iter().any(inside) {
        faults.push(CalendarError::BreakOutsideYear { entry, name: name.clone(), last_day, back });
    }
    for (edge, date) in [(Edge::LastDay, last_day), (Edge::Back, back)] {
        if let Some(why) = why_off(date, holidays) {
            faults.push(CalendarError::BreakEdgeOff { entry, name: name.clone(), edge, date, why: why.to_owned() });
        }
    }
}

/// Why nobody is taught on a date that an entry calls a schoolday.
fn why_off(date: NaiveDate, holidays: &BTreeSet<NaiveDate>) -> Option<&'static str> {
    if is_weekend(date) {
        Some("a Saturday or Sunday")
    } else if holidays.contains(&date) {
        Some("among calendar.holidays too")
    } else {
        None
    }
}
