//! The derivation of a due date, step by step and in words.
//!
//! Why: the strongest line of a follow-up letter is the count itself, so that the reader can check it on a wall calendar. Input:
//! what [`count`](super::count) did. Output: plain clauses, joined by semicolons.

use std::fmt;

use chrono::NaiveDate;

/// Why a day is not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Off {
    /// Saturday or Sunday, where these do not count.
    Weekend,
    /// A public holiday, by its name.
    Holiday(&'static str),
    /// A vacation or other days without school, by its name if it has one.
    Break(Option<String>),
    /// The time between two school years.
    BetweenYears,
}

/// Why the last day moves on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Saturday or Sunday.
    Weekend,
    /// A judicial holiday, by its name.
    Holiday(&'static str),
    /// A single day off of the school calendar, on which the office may be closed.
    SchoolHoliday,
}

/// What is counted, for the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Calendar days.
    Day,
    /// Business days.
    BusinessDay,
    /// Days the district works.
    WorkingDay,
    /// Days children are taught.
    Schoolday,
}

/// One step of a derivation. The days of the `Counted` steps add up to the days of the limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// From here to there every day counts.
    Counted {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
        /// How many.
        days: u32,
        /// Of what.
        unit: Unit,
    },
    /// From here to there no day counts.
    Skipped {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
        /// Why, each reason once, in the order they come.
        reasons: Vec<Off>,
    },
    /// A break that is too short to stop the clock, said because people expect that it does.
    ShortBreak {
        /// Its name.
        name: String,
        /// Its first day without school.
        from: NaiveDate,
        /// Its last.
        to: NaiveDate,
        /// Its schooldays, five at most.
        schooldays: u32,
    },
    /// The end-of-year rule: the count starts on the first day of the next school year, which is day 0.
    NewYear {
        /// The day the rule looks at: receipt, or the referral.
        key: NaiveDate,
        /// Whether that is the referral rather than the receipt.
        referral: bool,
        /// The last day of the school year.
        last: NaiveDate,
        /// Days from `key` to `last`.
        before: u32,
        /// The first day of the next school year.
        first: NaiveDate,
    },
    /// The end-of-year rule would give an earlier day, but the papers came only after school had begun.
    LateConsent {
        /// The referral.
        referral: NaiveDate,
        /// The last day of the school year it came near the end of.
        last: NaiveDate,
        /// The day the end-of-year rule would give.
        other: NaiveDate,
    },
    /// The last day was not an open day.
    Rolled {
        /// The last day of the count.
        from: NaiveDate,
        /// The next open day.
        to: NaiveDate,
        /// Why the last day is closed.
        reason: Closed,
    },
}

/// The steps as one sentence without its full stop: "Dec 8-18 is 11 days; winter break Dec 19 - Jan 3 does not count; Jan 4-7
/// is 4 more".
pub fn words(steps: &[Step]) -> String {
    let mut counted = false;
    let clauses: Vec<String> = steps
        .iter()
        .map(|step| {
            let more = counted && matches!(step, Step::Counted { .. });
            counted |= matches!(step, Step::Counted { .. });
            clause(step, more)
        })
        .collect();
    clauses.join("; ")
}

fn clause(step: &Step, more: bool) -> String {
    match step {
        Step::Counted { from, to, days, .. } if more => format!("{} is {days} more", span(*from, *to)),
        Step::Counted { from, to, days, unit } => format!("{} is {days} {}", span(*from, *to), unit.words(*days)),
        Step::Skipped { from, to, reasons } => skipped(*from, *to, reasons),
        Step::ShortBreak { name, from, to, schooldays } => {
            format!("{} {} is {schooldays} {}, so it counts", called(name), span(*from, *to), Unit::Schoolday.words(*schooldays))
        }
        Step::NewYear { key, referral, last, before, first } => {
            let event = if *referral { "the referral came on " } else { "" };
            let near = match before {
                0 => format!("{event}{}, the last day of the school year,", day(*key)),
                _ => format!(
                    "{event}{}, {before} {} before the last day of the school year, {},",
                    day(*key),
                    Unit::Day.words(*before),
                    day(*last)
                ),
            };
            let near = if *referral { near } else { format!("received {near}") };
            format!("{near} so the count starts with the new school year; {} is day 0", day(*first))
        }
        Step::LateConsent { referral, last, other } => format!(
            "the referral of {} came shortly before the last day of the school year, {}, and counted from the new school year the date \
             would be {}, but this paper came after school had begun, so the later date is used",
            day(*referral),
            day(*last),
            day(*other)
        ),
        Step::Rolled { from, to, reason } => {
            let why = match reason {
                Closed::Weekend => from.format("is a %A").to_string(),
                Closed::Holiday(name) => format!("is a holiday ({name})"),
                Closed::SchoolHoliday => "is a day off in the school calendar".to_owned(),
            };
            format!("{} {why}, so the next open day is {}", from.format("%B %-d"), to.format("%A, %B %-d"))
        }
    }
}

fn skipped(from: NaiveDate, to: NaiveDate, reasons: &[Off]) -> String {
    let verb = if from == to { "does" } else { "do" };
    match reasons {
        [Off::Break(Some(name))] => format!("{} {} does not count", called(name), span(from, to)),
        [Off::BetweenYears] => format!("the time between school years, {}, does not count", span(from, to)),
        _ => {
            let reasons: Vec<String> = reasons.iter().map(Off::to_string).collect();
            format!("{} ({}) {verb} not count", span(from, to), reasons.join(", "))
        }
    }
}

/// "winter" is "winter break"; a name that says what it is stays: "spring recess", "Thanksgiving week".
fn called(name: &str) -> String {
    let lower = name.to_lowercase();
    let complete = ["break", "recess", "vacation", "holiday", "week", "intersession"].iter().any(|word| lower.contains(word));
    if complete { name.to_owned() } else { format!("{name} break") }
}

/// "Dec 8", "Dec 8-18", "Dec 19 - Jan 3".
fn span(from: NaiveDate, to: NaiveDate) -> String {
    let same_month = from.format("%Y%m").to_string() == to.format("%Y%m").to_string();
    match (from == to, same_month) {
        (true, _) => day(from),
        (_, true) => format!("{}-{}", day(from), to.format("%-d")),
        _ => format!("{} - {}", day(from), day(to)),
    }
}

fn day(date: NaiveDate) -> String {
    date.format("%b %-d").to_string()
}

impl Unit {
    /// "day", "days", "business days".
    fn words(self, number: u32) -> &'static str {
        match (self, number) {
            (Self::Day, 1) => "day",
            (Self::Day, _) => "days",
            (Self::BusinessDay, 1) => "business day",
            (Self::BusinessDay, _) => "business days",
            (Self::WorkingDay, 1) => "working day",
            (Self::WorkingDay, _) => "working days",
            (Self::Schoolday, 1) => "schoolday",
            (Self::Schoolday, _) => "schooldays",
        }
    }
}

impl fmt::Display for Off {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekend => formatter.write_str("weekend"),
            Self::Holiday(name) => formatter.write_str(name),
            Self::Break(Some(name)) => formatter.write_str(&called(name)),
            Self::Break(None) => formatter.write_str("no school"),
            Self::BetweenYears => formatter.write_str("between school years"),
        }
    }
}
