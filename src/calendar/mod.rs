//! One pupil's school calendar: when school is, and where the law's day counting pauses.
//!
//! Why: "15 days" in California special education leaves out the days between the pupil's regular sessions and vacation of
//! more than five schooldays (Ed. Code 56321(a), 56344(a), 56343.5), so no date can be known without the calendar. Input: plain
//! values from the case file, checked here once, with every fault named. Output: a [`SchoolCalendar`] that cannot be wrong
//! and that says of any date whether it knows it. Counting itself is in [`count`], holidays of the law in [`holidays`].

pub mod count;
mod error;
mod gap;
pub mod holidays;
pub mod lunar;
mod moon;
pub mod step;

#[cfg(test)]
mod calendar_tests;
#[cfg(test)]
mod holiday_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod vectors;

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

pub use error::{CalendarError, Edge};
pub use gap::Gap;
use holidays::is_weekend;

/// How long a year whose last day is unknown is taken to go on without a break that nobody named: a school that runs 45
/// schooldays on and 15 off has its first long break after nine weeks. Law/README section 3 counts 45 days into such a year.
const OPEN_YEAR_DAYS: u64 = 62;

/// A longer school year is a slip of the pen.
const LONGEST_YEAR_DAYS: i64 = 400;

/// More days than this between two school years mean that one of them is missing.
const LONGEST_SUMMER_DAYS: i64 = 183;

/// A break in the school year, given by the schooldays around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// What it is called: "winter", "Thanksgiving".
    pub name: String,
    /// The last schoolday before it.
    pub last_day: NaiveDate,
    /// The first schoolday after it.
    pub back: NaiveDate,
}

/// A regular school year: its first schoolday and, if known, its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The first schoolday.
    pub first: NaiveDate,
    /// The last schoolday, if known.
    pub last: Option<NaiveDate>,
    /// The last date that the calendar says anything about: `last`, or how far an open year can be trusted.
    pub known_until: NaiveDate,
}

/// A calendar whose entries agree with one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolCalendar {
    sessions: Vec<Session>,
    breaks: Vec<Break>,
    holidays: BTreeSet<NaiveDate>,
    gaps: Vec<Gap>,
}

/// What the calendar says of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day<'a> {
    /// In a school year and in no gap: a schoolday, or a weekend between two of them.
    Term,
    /// No school; the gap is the whole run of days without school, weekends at its ends included.
    Off(&'a Gap),
    /// Nothing: before the first year, after the last, or too far into a year without an end.
    Unknown,
}

impl SchoolCalendar {
    /// Checks the entries against one another.
    ///
    /// `years`: first and last schoolday of each regular school year, in order; only the last may be open. `breaks`: in any
    /// order. `holidays`: single days off, in any order; those outside a year or on a weekend change nothing.
    ///
    /// # Errors
    /// Every fault at once, each with the entries it is about.
    pub fn new(
        years: Vec<(NaiveDate, Option<NaiveDate>)>,
        mut breaks: Vec<Break>,
        holidays: Vec<NaiveDate>,
    ) -> Result<Self, Vec<CalendarError>> {
        let holidays: BTreeSet<NaiveDate> = holidays.into_iter().collect();
        let faults = error::faults(&years, &breaks, &holidays);
        if !faults.is_empty() {
            return Err(faults);
        }
        breaks.sort_by_key(|pause| pause.last_day);
        let sessions: Vec<Session> = years.into_iter().map(|(first, last)| Session::new(first, last, &breaks, &holidays)).collect();
        let gaps = gap::find(&sessions, &breaks, &holidays);
        Ok(Self { sessions, breaks, holidays, gaps })
    }

    /// The school years, in order.
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// The breaks, in order.
    pub fn breaks(&self) -> &[Break] {
        &self.breaks
    }

    /// Every run of days without school that holds a weekday, and every time between two school years, in order.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Whether `date` is one of the single days off of the calendar.
    pub fn is_holiday(&self, date: NaiveDate) -> bool {
        self.holidays.contains(&date)
    }

    /// Whether children are taught that day. No for a date that the calendar does not [cover](Self::covers).
    pub fn is_schoolday(&self, date: NaiveDate) -> bool {
        self.session_of(date).is_some_and(|session| date <= session.known_until) && self.taught(date)
    }

    /// Whether the calendar says anything about `date`: it lies in a school year, as far as that is known, or between two.
    pub fn covers(&self, date: NaiveDate) -> bool {
        !matches!(self.day(date), Day::Unknown)
    }

    /// What the calendar says of `date`.
    pub fn day(&self, date: NaiveDate) -> Day<'_> {
        if let Some(gap) = self.gaps.iter().find(|gap| gap.from <= date && date <= gap.to) {
            return Day::Off(gap);
        }
        match self.session_of(date) {
            Some(session) if date <= session.known_until => Day::Term,
            _ => Day::Unknown,
        }
    }

    /// The school year that `date` lies in; for an open year any date from its first day on.
    pub fn session_of(&self, date: NaiveDate) -> Option<&Session> {
        self.sessions.iter().rev().find(|session| session.first <= date && session.last.is_none_or(|last| date <= last))
    }

    /// The first schoolday of the school year after this one.
    pub fn next_first_day(&self, session: &Session) -> Option<NaiveDate> {
        self.sessions.iter().map(|other| other.first).find(|first| *first > session.first)
    }

    /// The first date the calendar says anything about.
    pub fn begins(&self) -> Option<NaiveDate> {
        self.sessions.first().map(|session| session.first)
    }

    /// The last date the calendar says anything about.
    pub fn known_until(&self) -> Option<NaiveDate> {
        self.sessions.last().map(|session| session.known_until)
    }

    /// Whether a date inside a school year is a weekday without break or holiday.
    fn taught(&self, date: NaiveDate) -> bool {
        taught(date, &self.breaks, &self.holidays)
    }
}

impl Session {
    /// An open year is known as far as the calendar names something in it, and at least for `OPEN_YEAR_DAYS`.
    fn new(first: NaiveDate, last: Option<NaiveDate>, breaks: &[Break], holidays: &BTreeSet<NaiveDate>) -> Self {
        let longest = first.checked_add_days(Days::new(LONGEST_YEAR_DAYS.unsigned_abs())).unwrap_or(NaiveDate::MAX);
        let least = first.checked_add_days(Days::new(OPEN_YEAR_DAYS)).unwrap_or(NaiveDate::MAX);
        let named = breaks.iter().map(|pause| pause.back).chain(holidays.iter().copied());
        let named = named.filter(|date| first <= *date && *date <= longest).max();
        let far = named.map_or(least, |date| date.max(least));
        // A run of days off that the knowledge ends in may go on; its first half must not count as a short break.
        let open = || first.iter_days().take_while(|date| *date <= far).filter(|date| taught(*date, breaks, holidays)).last();
        Self { first, last, known_until: last.or_else(open).unwrap_or(first) }
    }
}

/// Whether a date is a weekday outside the breaks and holidays.
fn taught(date: NaiveDate, breaks: &[Break], holidays: &BTreeSet<NaiveDate>) -> bool {
    !is_weekend(date) && !holidays.contains(&date) && !breaks.iter().any(|pause| pause.last_day < date && date < pause.back)
}
