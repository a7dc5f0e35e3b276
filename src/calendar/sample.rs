//! The calendar of the test vectors: "Sample Unified" of law/README section 2, which is no real district.

use chrono::NaiveDate;

use super::{Break, SchoolCalendar};
use crate::clock::{Limit, RuleFields};

/// "2026-11-22" as a date.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Several of them, in one line.
pub(crate) fn days(text: &str) -> Vec<NaiveDate> {
    text.split_whitespace().map(day).collect()
}

pub(crate) fn pause(name: &str, last_day: &str, back: &str) -> Break {
    Break { name: name.to_owned(), last_day: day(last_day), back: day(back) }
}

/// Both school years, and the first day of 2027-28.
pub(crate) fn sample_unified() -> SchoolCalendar {
    let years = vec![(day("2025-08-14"), Some(day("2026-06-11"))), (day("2026-08-13"), Some(day("2027-06-10"))), (day("2027-08-12"), None)];
    let breaks = vec![
        pause("Thanksgiving", "2025-11-21", "2025-12-01"),
        pause("winter", "2025-12-19", "2026-01-05"),
        pause("spring", "2026-03-27", "2026-04-06"),
        pause("Thanksgiving", "2026-11-20", "2026-11-30"),
        pause("winter", "2026-12-18", "2027-01-04"),
        pause("spring", "2027-03-19", "2027-03-29"),
    ];
    let holidays = days(
        "2025-09-01 2025-11-11 2026-01-19 2026-02-09 2026-02-16 2026-05-25 \
         2026-09-07 2026-11-11 2027-01-18 2027-02-12 2027-02-15 2027-03-31 2027-05-31",
    );
    SchoolCalendar::new(years, breaks, holidays).unwrap()
}

const PLAIN: RuleFields<'static> = RuleFields {
    id: "",
    jurisdiction: "CA",
    days: None,
    day_kind: "calendar",
    tolls: false,
    rolls: true,
    backward: false,
    end_of_year: None,
    within: None,
    key: None,
};

/// The limit of a rule, with the fields that seeds/rules should have for it.
pub(crate) fn limit(id: &str) -> Limit {
    let tolled = RuleFields { tolls: true, ..PLAIN };
    let business = RuleFields { day_kind: "business", rolls: false, days: Some(5), ..PLAIN };
    let rule = match id {
        "c-plan-15" => RuleFields { id: "c-plan-15", days: Some(15), end_of_year: Some("c-plan-10-eoy"), ..tolled },
        "c-iep-60" => RuleFields { id: "c-iep-60", days: Some(60), end_of_year: Some("c-iep-30-eoy"), ..tolled },
        "c-plan-10-eoy" => RuleFields { id: "c-plan-10-eoy", days: Some(10), within: Some(10), key: Some("receipt"), ..PLAIN },
        "c-iep-30-eoy" => RuleFields { id: "c-iep-30-eoy", days: Some(30), within: Some(30), key: Some("referral"), ..PLAIN },
        "c-iep-meeting-30" => RuleFields { id: "c-iep-meeting-30", days: Some(30), ..tolled },
        "c-consent-15" => RuleFields { id: "c-consent-15", days: Some(15), ..PLAIN },
        "c-records-5" => RuleFields { id: "c-records-5", ..business },
        "c-records-all" => RuleFields { id: "c-records-all", ..business },
        "c-home-start-5" => RuleFields { id: "c-home-start-5", day_kind: "working", ..business },
        "f-records" => RuleFields { id: "f-records", jurisdiction: "federal", days: Some(45), rolls: false, ..PLAIN },
        "c-roll" => RuleFields { id: "c-roll", day_kind: "none", rolls: false, ..PLAIN },
        other => panic!("no rule {other} in the tests"),
    };
    let plan = RuleFields { id: "c-plan-10-eoy", days: Some(10), within: Some(10), key: Some("receipt"), ..PLAIN };
    let iep = RuleFields { id: "c-iep-30-eoy", days: Some(30), within: Some(30), key: Some("referral"), ..PLAIN };
    let linked = if id == "c-iep-60" { iep } else { plan };
    Limit::from_rule(&rule, Some(&linked)).unwrap()
}
