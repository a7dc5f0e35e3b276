//! Counting days from a day 0: calendar days with pauses, plain calendar days, business days, working days, schooldays.
//!
//! Why one walk for all: day 0 is receipt, day 1 the next day, and the last day is included (Ed. Code 9, Gov. Code 6800, Code
//! Civ. Proc. 12); the kinds of days differ only in which dates they leave out and why. So one walk goes day by day, asks
//! about each date, and writes down what it did; a derivation cannot disagree with its date. Input: day 0, a number of days,
//! the school calendar. Output: a [`Tally`], or why there is none. The rules that use these counts are in `clock`.

use chrono::{Days, NaiveDate};
use thiserror::Error;

use super::holidays::{self, Body, is_weekend};
use super::step::{Closed, Off, Step, Unit};
use super::{Day, SchoolCalendar};

/// The longest limit that is counted, in days: ten years. No rule comes near it; it bounds the walk.
pub const LONGEST: u32 = 3_650;

/// A finished count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The day that has the last number.
    pub last: NaiveDate,
    /// How it was reached; the spans follow one another without a hole from the day after day 0.
    pub steps: Vec<Step>,
}

/// Why a count has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Uncountable {
    /// A date before the calendar's first school year would have to be judged.
    #[error("the school calendar begins only on {begins}; add the school year before it to calendar.years")]
    BeforeCalendar {
        /// The calendar's first day.
        begins: NaiveDate,
    },
    /// The count runs past what the calendar says.
    #[error(
        "the school calendar is not known after {known_until}; add when that school year ends, its breaks, and when the next one begins"
    )]
    AfterCalendar {
        /// The last date the calendar says anything about.
        known_until: NaiveDate,
    },
    /// The number of days is zero or larger than [`LONGEST`], or the date lies beyond all calendars.
    #[error("the number of days or the date is out of range")]
    OutOfRange,
}

/// Every calendar day counts.
///
/// # Errors
/// [`Uncountable::OutOfRange`].
pub fn plain_days(day_zero: NaiveDate, days: u32) -> Result<Tally, Uncountable> {
    walk(day_zero, days, Unit::Day, |_| Ok(None))
}

/// Calendar days of the Education Code: the days between sessions and vacation of more than five schooldays do not count,
/// whole (Ed. Code 56321(a), 56344(a), 56343.5; law/README section 1 rule 3, Reading A). The count goes on with the day
/// school is back. Short breaks that the count runs through are named in the steps.
///
/// # Errors
/// [`Uncountable`], also where the calendar does not reach.
pub fn tolled_days(day_zero: NaiveDate, days: u32, calendar: &SchoolCalendar) -> Result<Tally, Uncountable> {
    let mut tally = walk(day_zero, days, Unit::Day, |date| match calendar.day(date) {
        Day::Term => Ok(None),
        Day::Off(gap) if gap.stops_the_clock() => {
            Ok(Some(if gap.between_years { Off::BetweenYears } else { Off::Break(gap.name.clone()) }))
        }
        Day::Off(_) => Ok(None),
        Day::Unknown => Err(beyond(calendar, date)),
    })?;
    let short = calendar.gaps().iter().filter(|gap| !gap.stops_the_clock() && day_zero < gap.to && gap.from <= tally.last);
    let named = short.filter_map(|gap| gap.name.clone().map(|name| (name, gap)));
    tally.steps.extend(named.map(|(name, gap)| Step::ShortBreak { name, from: gap.from, to: gap.to, schooldays: gap.schooldays }));
    Ok(tally)
}

/// Business days: Monday to Friday except federal and state holidays (34 CFR 300.11). School breaks and summer count. The
/// holidays are those of [`holidays::safe`]; the last day is always a business day, so nothing rolls.
///
/// # Errors
/// [`Uncountable::OutOfRange`].
pub fn business_days(day_zero: NaiveDate, days: u32) -> Result<Tally, Uncountable> {
    walk(day_zero, days, Unit::BusinessDay, |date| Ok(business_off(date, holidays::safe)))
}

/// Business days with only the holidays that nobody disputes, [`holidays::early`]: the first day on which a district could
/// fairly be asked. Never after [`business_days`].
///
/// # Errors
/// [`Uncountable::OutOfRange`].
pub fn early_business_days(day_zero: NaiveDate, days: u32) -> Result<Tally, Uncountable> {
    walk(day_zero, days, Unit::BusinessDay, |date| Ok(business_off(date, holidays::early)))
}

/// Working days of a district, which the law leaves undefined (Ed. Code 48207.5, 48208): here the days on which this
/// pupil's school is taught, less federal holidays and March 31. That is the latest reading; the earliest is
/// [`early_business_days`], which is never after it.
///
/// # Errors
/// [`Uncountable`], also where the calendar does not reach.
pub fn working_days(day_zero: NaiveDate, days: u32, calendar: &SchoolCalendar) -> Result<Tally, Uncountable> {
    walk(day_zero, days, Unit::WorkingDay, |date| Ok(school_off(date, calendar)?.or_else(|| holidays::early(date).map(Off::Holiday))))
}

/// Schooldays: days on which children are taught (34 CFR 300.11(c)), by the pupil's calendar alone.
///
/// # Errors
/// [`Uncountable`], also where the calendar does not reach.
pub fn schooldays(day_zero: NaiveDate, days: u32, calendar: &SchoolCalendar) -> Result<Tally, Uncountable> {
    walk(day_zero, days, Unit::Schoolday, |date| school_off(date, calendar))
}

/// The next open day, if `date` is a Saturday, a Sunday, a judicial holiday (Code Civ. Proc. 12a, 135) or a day off of the
/// school calendar, on which the office may be closed (12b); `None` if `date` is open. A weekday of a school break is open:
/// offices work in most breaks, and law/README closes none.
pub fn roll(date: NaiveDate, calendar: Option<&SchoolCalendar>) -> Option<(NaiveDate, Closed)> {
    let reason = closed(date, calendar)?;
    let open = date.iter_days().find(|date| closed(*date, calendar).is_none())?;
    Some((open, reason))
}

fn closed(date: NaiveDate, calendar: Option<&SchoolCalendar>) -> Option<Closed> {
    if let Some(name) = holidays::holiday(Body::Judicial, date) {
        return Some(Closed::Holiday(name));
    }
    if is_weekend(date) {
        return Some(Closed::Weekend);
    }
    calendar.filter(|calendar| calendar.is_holiday(date)).map(|_| Closed::SchoolHoliday)
}

fn business_off(date: NaiveDate, holiday: impl Fn(NaiveDate) -> Option<&'static str>) -> Option<Off> {
    if is_weekend(date) { Some(Off::Weekend) } else { holiday(date).map(Off::Holiday) }
}

fn school_off(date: NaiveDate, calendar: &SchoolCalendar) -> Result<Option<Off>, Uncountable> {
    match calendar.day(date) {
        Day::Unknown => Err(beyond(calendar, date)),
        Day::Off(gap) if gap.between_years => Ok(Some(Off::BetweenYears)),
        Day::Off(gap) => Ok(Some(Off::Break(gap.name.clone()))),
        Day::Term => Ok(is_weekend(date).then_some(Off::Weekend)),
    }
}

/// Which end of the calendar an unknown date lies beyond.
fn beyond(calendar: &SchoolCalendar, date: NaiveDate) -> Uncountable {
    match (calendar.begins(), calendar.known_until()) {
        (Some(begins), _) if date < begins => Uncountable::BeforeCalendar { begins },
        (_, Some(known_until)) => Uncountable::AfterCalendar { known_until },
        _ => Uncountable::OutOfRange,
    }
}

/// Counts `days` days after `day_zero`, leaving out those for which `off` has a reason.
fn walk(
    day_zero: NaiveDate,
    days: u32,
    unit: Unit,
    off: impl Fn(NaiveDate) -> Result<Option<Off>, Uncountable>,
) -> Result<Tally, Uncountable> {
    if days == 0 || days > LONGEST {
        return Err(Uncountable::OutOfRange);
    }
    let mut steps: Vec<Step> = Vec::new();
    let mut counted = 0_u32;
    let mut date = day_zero;
    while counted < days {
        date = date.succ_opt().ok_or(Uncountable::OutOfRange)?;
        match off(date)? {
            None => {
                counted = counted.saturating_add(1);
                add_counted(&mut steps, date, unit);
            }
            Some(reason) => add_skipped(&mut steps, date, reason),
        }
    }
    Ok(Tally { last: date, steps })
}

fn add_counted(steps: &mut Vec<Step>, date: NaiveDate, unit: Unit) {
    if let Some(Step::Counted { to, days, .. }) = steps.last_mut() {
        *to = date;
        *days = days.saturating_add(1);
    } else {
        steps.push(Step::Counted { from: date, to: date, days: 1, unit });
    }
}

fn add_skipped(steps: &mut Vec<Step>, date: NaiveDate, reason: Off) {
    if let Some(Step::Skipped { to, reasons, .. }) = steps.last_mut() {
        *to = date;
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    } else {
        steps.push(Step::Skipped { from: date, to: date, reasons: vec![reason] });
    }
}

/// `date` and so many days; `None` beyond chrono's calendar.
pub(crate) fn later(date: NaiveDate, days: u32) -> Option<NaiveDate> {
    date.checked_add_days(Days::new(u64::from(days)))
}

/// The number of calendar days from one date to another; `None` if the second is before the first.
pub(crate) fn days_between(from: NaiveDate, to: NaiveDate) -> Option<u32> {
    u32::try_from(to.signed_duration_since(from).num_days()).ok()
}

/// The days of the `Counted` steps together: always the days of the limit.
pub fn total(steps: &[Step]) -> u32 {
    steps.iter().fold(0, |sum, step| if let Step::Counted { days, .. } = step { sum.saturating_add(*days) } else { sum })
}
