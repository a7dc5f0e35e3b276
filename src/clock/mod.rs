//! Clocks: what is due when, counted from a receipt.
//!
//! Why a clock may say no: a wrong date in a letter does harm, the rule in words never does. So whatever is missing (the receipt,
//! the calendar, the next school year's first day) gives [`Clock::NotComputable`] with what to add. Input: a [`Limit`], dates,
//! the school calendar. Output: a [`Clock`] for letters, `status` and the calendar file, the same everywhere.
//!
//! Three dates: *nominal* is the count (law/README section 1, rules 1-3); *safe* is after it has moved to an open day
//! (rule 4), is what letters print, and nothing is late before the day after it; *early* is a reading that gives an earlier
//! date, good only for asking.

mod limit;
mod year_end;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use thiserror::Error;

use crate::calendar::SchoolCalendar;
use crate::calendar::count::{self, Tally, Uncountable};
use crate::calendar::step::{self, Step};

pub use limit::{DayKind, EndOfYear, Jurisdiction, Key, Limit, LimitError, RuleFields};

/// A limit applied to a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clock {
    /// There is a date.
    Due(Due),
    /// There is none; the rule is printed in words instead.
    NotComputable {
        /// The rule.
        rule_id: String,
        /// What is missing.
        why: Why,
    },
}

/// A due date with its derivation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The day that has the last number.
    pub nominal: NaiveDate,
    /// The same, or the next open day: print this one; late is only the day after it. Never before `nominal`.
    pub safe: NaiveDate,
    /// An earlier date by another fair reading, for a request only, never to call something late. `None` if there is none.
    pub early: Option<NaiveDate>,
    /// The steps to `safe`; the counted days add up to the days of the rule.
    pub derivation: Vec<Step>,
    /// The rule that was applied: the limit's own, or its end-of-year rule. Cite this one.
    pub rule_id: String,
}

/// Where a due date stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It runs.
    Running {
        /// Calendar days until the safe date, at least 1.
        days_left: u32,
    },
    /// The safe date is today.
    DueToday,
    /// The safe date has passed.
    PassedSince {
        /// Calendar days since the safe date, at least 1.
        days: u32,
    },
}

/// Why there is no date, and what to add.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Why {
    /// Nobody has recorded when the paper was received; a letter's own date does not start a clock.
    #[error("it is not known on which day this was received")]
    ReceiptUnknown,
    /// The receipt lies before the referral that it follows.
    #[error("it is recorded as received on {receipt}, before the referral of {referral}; one of the two dates is wrong")]
    ReceiptBeforeReferral {
        /// The receipt.
        receipt: NaiveDate,
        /// The referral.
        referral: NaiveDate,
    },
    /// The end-of-year rule hangs on the referral's date, which is not given.
    #[error("near the end of the school year this depends on when the referral was received, which is not known")]
    ReferralUnknown,
    /// School breaks matter and there is no calendar.
    #[error("the school calendar is not known; breaks and the time between school years can stop the count")]
    CalendarUnknown,
    /// The end-of-year rule may apply, but the school year's last day is not given.
    #[error("the last day of the school year that began on {first} is not known, and near it another rule applies")]
    YearEndUnknown {
        /// That year's first day.
        first: NaiveDate,
    },
    /// The end-of-year rule applies, but the next school year's first day is not given.
    #[error("the count starts on the first day of the school year after {last}, which is not known yet")]
    NextYearUnknown {
        /// The last day of the year before.
        last: NaiveDate,
    },
    /// The calendar does not reach, or the number is out of range.
    #[error(transparent)]
    Uncountable(#[from] Uncountable),
    /// The rule sets no number of days that runs from an event.
    #[error("this rule sets no number of days to count from an event")]
    CountsNoDays,
    /// Nobody has read the rule in the law itself: its number is not printed, so no date is counted from it.
    #[error("the number of days of this rule was not checked in the law itself")]
    NotVerified,
    /// The count hangs on holidays of a jurisdiction that are not known here.
    #[error("the holidays that this count leaves out are known here only for California")]
    Jurisdiction,
}

impl Status {
    /// Where a due day stands today. "Passed" begins the day after it (law/README section 1, rule 5).
    pub fn of(due: NaiveDate, today: NaiveDate) -> Self {
        match (count::days_between(today, due), count::days_between(due, today)) {
            (Some(0), _) => Self::DueToday,
            (Some(days_left), _) => Self::Running { days_left },
            (None, days) => Self::PassedSince { days: days.unwrap_or(u32::MAX) },
        }
    }
}

impl Clock {
    /// The due date, if there is one.
    pub fn due(&self) -> Option<&Due> {
        match self {
            Self::Due(due) => Some(due),
            Self::NotComputable { .. } => None,
        }
    }

    /// The derivation in words, or why there is no date; without a full stop.
    pub fn words(&self) -> String {
        match self {
            Self::Due(due) => due.words(),
            Self::NotComputable { why, .. } => why.to_string(),
        }
    }

    /// Where it stands today; `None` without a date.
    pub fn status(&self, today: NaiveDate) -> Option<Status> {
        self.due().map(|due| due.status(today))
    }
}

impl Due {
    /// The derivation in words, without a full stop: "Dec 8-18 is 11 days; winter break Dec 19 - Jan 3 does not count; Jan 4-7
    /// is 4 more".
    pub fn words(&self) -> String {
        step::words(&self.derivation)
    }

    /// Where it stands today.
    pub fn status(&self, today: NaiveDate) -> Status {
        Status::of(self.safe, today)
    }

    /// The count as it is, rolled if the limit rolls.
    fn new(rule_id: &str, tally: Tally, rolls: bool, calendar: Option<&SchoolCalendar>) -> Self {
        let Tally { last: nominal, steps: mut derivation } = tally;
        let rolled = if rolls { count::roll(nominal, calendar) } else { None };
        derivation.extend(rolled.map(|(to, reason)| Step::Rolled { from: nominal, to, reason }));
        let safe = rolled.map_or(nominal, |(to, _)| to);
        Self { nominal, safe, early: None, derivation, rule_id: rule_id.to_owned() }
    }

    /// With an earlier reading, if it is earlier.
    fn or_as_early_as(mut self, early: NaiveDate) -> Self {
        self.early = (early < self.nominal).then_some(early);
        self
    }
}

/// Applies a limit to the day a paper was received.
///
/// `receipt` is day 0: the day the district received the paper that starts this limit (the consent, for the 60 days), not the
/// letter's date. `referral` is when the referral was received, for a limit whose end-of-year rule looks at that; for the
/// 15-day plan the receipt is the referral and it may be left out. `calendar` is the pupil's own.
pub fn start(limit: &Limit, receipt: Option<NaiveDate>, referral: Option<NaiveDate>, calendar: Option<&SchoolCalendar>) -> Clock {
    match due(limit, receipt, referral, calendar) {
        Ok(due) => Clock::Due(due),
        Err(why) => Clock::NotComputable { rule_id: limit.id.clone(), why },
    }
}

fn due(limit: &Limit, receipt: Option<NaiveDate>, referral: Option<NaiveDate>, calendar: Option<&SchoolCalendar>) -> Result<Due, Why> {
    // First what the rule is, then what is known: a rule without days stays one when the receipt is added.
    let days = limit.days.filter(|_| limit.kind != DayKind::None).ok_or(Why::CountsNoDays)?;
    let needs_holidays = limit.rolls || matches!(limit.kind, DayKind::Business | DayKind::Working);
    if needs_holidays && limit.jurisdiction != Jurisdiction::California {
        return Err(Why::Jurisdiction);
    }
    let receipt = receipt.ok_or(Why::ReceiptUnknown)?;
    if let Some(referral) = referral.filter(|referral| receipt < *referral) {
        return Err(Why::ReceiptBeforeReferral { receipt, referral });
    }
    match limit.kind {
        DayKind::None => Err(Why::CountsNoDays),
        DayKind::Calendar if limit.tolls => year_end::tolled(limit, days, receipt, referral, calendar.ok_or(Why::CalendarUnknown)?),
        DayKind::Calendar => Ok(Due::new(&limit.id, count::plain_days(receipt, days)?, limit.rolls, calendar)),
        DayKind::Business => {
            let early = count::early_business_days(receipt, days)?.last;
            Ok(Due::new(&limit.id, count::business_days(receipt, days)?, false, calendar).or_as_early_as(early))
        }
        DayKind::Working => {
            let early = count::early_business_days(receipt, days)?.last;
            let tally = count::working_days(receipt, days, calendar.ok_or(Why::CalendarUnknown)?)?;
            Ok(Due::new(&limit.id, tally, false, calendar).or_as_early_as(early))
        }
        DayKind::School => {
            let tally = count::schooldays(receipt, days, calendar.ok_or(Why::CalendarUnknown)?)?;
            Ok(Due::new(&limit.id, tally, false, calendar))
        }
    }
}
