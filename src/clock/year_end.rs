//! The tolled limits and what takes their place near the end of a school year.
//!
//! Why a file: two sentences of the Education Code, and three silences in them (law/README section 1, Ambiguities).
//! - 56321(a): a referral ten days or less before the end of the regular year: the plan is due ten days after the next one
//!   begins. "In any event" may make that a cap; the tolled date, if earlier, is kept as `early`.
//! - 56344(a): a REFERRAL thirty days or less before the end: the IEP is due thirty days after the next year begins, whenever
//!   the consent came in the meantime. If the consent comes only after school has begun the text is silent: the sixty days
//!   from consent are used, and the other date is kept as `early`.
//! - "Days or less before the end" is the last day of the regular year less the date, in calendar days.

use chrono::NaiveDate;

use super::{Due, EndOfYear, Key, Limit, Why};
use crate::calendar::SchoolCalendar;
use crate::calendar::count::{Tally, days_between, later, plain_days, tolled_days};
use crate::calendar::step::Step;

/// An end-of-year rule that applies.
struct Restart {
    /// The date that was held against the end of the year.
    key: NaiveDate,
    /// The last day of that year.
    last: NaiveDate,
    /// Days between the two.
    before: u32,
    /// The first day of the next year: day 0.
    first: NaiveDate,
}

/// A tolled limit with its end-of-year rule, if it has one.
pub(super) fn tolled(
    limit: &Limit,
    days: u32,
    receipt: NaiveDate,
    referral: Option<NaiveDate>,
    calendar: &SchoolCalendar,
) -> Result<Due, Why> {
    let ordinary = || -> Result<Due, Why> { Ok(Due::new(&limit.id, tolled_days(receipt, days, calendar)?, limit.rolls, Some(calendar))) };
    let Some(rule) = &limit.end_of_year else { return ordinary() };
    let Some(restart) = applies(rule, receipt, referral, calendar)? else { return ordinary() };
    let other = later(restart.first, rule.days).ok_or(crate::calendar::count::Uncountable::OutOfRange)?;
    if receipt >= restart.first {
        let mut due = ordinary()?;
        if receipt < other {
            due.derivation.insert(0, Step::LateConsent { referral: restart.key, last: restart.last, other });
            due = due.or_as_early_as(other);
        }
        return Ok(due);
    }
    let Tally { last, steps } = plain_days(restart.first, rule.days)?;
    let Restart { key, last: year_ends, before, first } = restart;
    let mut derivation = vec![Step::NewYear { key, referral: rule.key == Key::Referral, last: year_ends, before, first }];
    derivation.extend(steps);
    let due = Due::new(&rule.id, Tally { last, steps: derivation }, limit.rolls, Some(calendar));
    // The tolled date is only a hint here: where the calendar does not reach it, there is simply no hint.
    Ok(match tolled_days(receipt, days, calendar) {
        Ok(tally) => due.or_as_early_as(tally.last),
        Err(_) => due,
    })
}

/// Whether the end-of-year rule applies to these dates.
fn applies(rule: &EndOfYear, receipt: NaiveDate, referral: Option<NaiveDate>, calendar: &SchoolCalendar) -> Result<Option<Restart>, Why> {
    match (rule.key, referral) {
        (Key::Receipt, _) => restart(rule, receipt, calendar),
        (Key::Referral, Some(referral)) => restart(rule, referral, calendar),
        (Key::Referral, None) => {
            // Without the referral's date: well inside a school year it cannot have come near that year's end, and if it came
            // near the end of the year before, the silent case gives the same date. Otherwise it matters.
            let inside = calendar.session_of(receipt).is_some();
            match restart(rule, receipt, calendar)? {
                None if inside => Ok(None),
                _ => Err(Why::ReferralUnknown),
            }
        }
    }
}

/// The restart that a date near the end of its school year leads to; `None` if it is not near, or between two years.
fn restart(rule: &EndOfYear, key: NaiveDate, calendar: &SchoolCalendar) -> Result<Option<Restart>, Why> {
    let Some(session) = calendar.session_of(key) else { return Ok(None) };
    let Some(last) = session.last else {
        // The year ends after what is known of it: that may already be far enough away.
        let far = days_between(key, session.known_until).is_some_and(|known| known > rule.within);
        return if far { Ok(None) } else { Err(Why::YearEndUnknown { first: session.first }) };
    };
    match days_between(key, last) {
        Some(before) if before <= rule.within => {
            let first = calendar.next_first_day(session).ok_or(Why::NextYearUnknown { last })?;
            Ok(Some(Restart { key, last, before, first }))
        }
        _ => Ok(None),
    }
}
