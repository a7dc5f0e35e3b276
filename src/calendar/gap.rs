//! Runs of days without school.
//!
//! Why runs and not the breaks as entered: the law speaks of vacation, and a holiday that touches a one-week break makes it
//! six weekdays off (law/README section 1, Ambiguities: treated as more than five). So gaps are read off the days themselves.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::holidays::is_weekend;
use super::{Break, Session, taught};

/// A vacation of more schooldays than this stops the clock (Ed. Code 56321(a), 56344(a), 56343.5: "in excess of five").
const LONGEST_COUNTED_BREAK: u32 = 5;

/// A run of days without school, strictly between two schooldays, so with the weekends at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The first day without school.
    pub from: NaiveDate,
    /// The last day without school.
    pub to: NaiveDate,
    /// The name of the break in it; `None` for days off that have none and between school years.
    pub name: Option<String>,
    /// Whether it is the time between two school years.
    pub between_years: bool,
    /// The weekdays in it: the days that would be schooldays. Legal holidays inside a vacation are among them.
    pub schooldays: u32,
}

impl Gap {
    /// Whether its days are left out of the calendar-day limits of the Education Code: between sessions, or vacation of more
    /// than five schooldays, whole (law/README section 1, Reading A).
    pub fn stops_the_clock(&self) -> bool {
        self.between_years || self.schooldays > LONGEST_COUNTED_BREAK
    }
}

/// Every gap of the calendar, in order. The entries have been checked.
pub(super) fn find(sessions: &[Session], breaks: &[Break], holidays: &BTreeSet<NaiveDate>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (index, session) in sessions.iter().enumerate() {
        gaps.extend(inside(session, breaks, holidays));
        let next = index.checked_add(1).and_then(|index| sessions.get(index));
        gaps.extend(next.and_then(|next| between(session, next)));
    }
    gaps
}

/// The runs inside one school year that hold a weekday.
fn inside(session: &Session, breaks: &[Break], holidays: &BTreeSet<NaiveDate>) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    let mut run: Option<Gap> = None;
    for date in session.first.iter_days().take_while(|date| *date <= session.known_until) {
        if taught(date, breaks, holidays) {
            gaps.extend(run.take());
            continue;
        }
        let gap = run.get_or_insert(Gap { from: date, to: date, name: None, between_years: false, schooldays: 0 });
        gap.to = date;
        gap.schooldays = gap.schooldays.saturating_add(u32::from(!is_weekend(date)));
        if gap.name.is_none() {
            gap.name = breaks.iter().find(|pause| pause.last_day < date && date < pause.back).map(|pause| pause.name.clone());
        }
    }
    // No run is left over: a year's last known day is a schoolday.
    gaps.retain(|gap| gap.schooldays > 0);
    gaps
}

/// The time between two school years; `None` if the second begins the day after the first ends.
fn between(session: &Session, next: &Session) -> Option<Gap> {
    let (from, to) = (session.last?.succ_opt()?, next.first.pred_opt()?);
    let days = from.iter_days().take_while(|date| *date <= to);
    let schooldays = days.filter(|date| !is_weekend(*date)).count();
    (from <= to).then_some(Gap { from, to, name: None, between_years: true, schooldays: u32::try_from(schooldays).unwrap_or(u32::MAX) })
}
