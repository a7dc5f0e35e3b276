//! Clocks that run, stand still, or cannot be read.

use super::{Clock, DayKind, Due, Jurisdiction, Limit, LimitError, RuleFields, Status, Why, start};
use crate::calendar::SchoolCalendar;
use crate::calendar::count::Uncountable;
use crate::calendar::sample::{day, limit, pause, sample_unified};

fn due(id: &str, receipt: &str, referral: Option<&str>) -> Due {
    start(&limit(id), Some(day(receipt)), referral.map(day), Some(&sample_unified())).due().cloned().unwrap()
}

fn why(id: &str, receipt: Option<&str>, referral: Option<&str>, calendar: Option<&SchoolCalendar>) -> Why {
    match start(&limit(id), receipt.map(day), referral.map(day), calendar) {
        Clock::NotComputable { rule_id, why } => {
            assert_eq!(rule_id, id);
            why
        }
        Clock::Due(due) => panic!("{id}: {due:?}"),
    }
}

fn open_year() -> SchoolCalendar {
    SchoolCalendar::new(vec![(day("2026-08-13"), None)], vec![pause("winter", "2026-12-18", "2027-01-04")], Vec::new()).unwrap()
}

/// Issue 3: due on January 7, passed only from January 8 on.
#[test]
fn passed_begins_the_day_after_the_safe_date() {
    let due = due("c-plan-15", "2026-12-07", None);
    assert_eq!(due.status(day("2026-12-07")), Status::Running { days_left: 31 });
    assert_eq!(due.status(day("2027-01-06")), Status::Running { days_left: 1 });
    assert_eq!(due.status(day("2027-01-07")), Status::DueToday);
    assert_eq!(due.status(day("2027-01-08")), Status::PassedSince { days: 1 });
}

/// The nominal Saturday and the Sunday are not late.
#[test]
fn a_weekend_is_not_late() {
    let due = due("c-plan-15", "2025-12-10", None);
    assert_eq!(due.nominal, day("2026-01-10"));
    assert_eq!(due.status(day("2026-01-11")), Status::Running { days_left: 1 });
    assert_eq!(due.status(day("2026-01-12")), Status::DueToday);
    assert_eq!(due.status(day("2026-01-13")), Status::PassedSince { days: 1 });
}

/// Nor is a records request late between the early and the safe day.
#[test]
fn records_are_late_only_after_the_safe_set() {
    let due = due("c-records-5", "2026-02-11", None);
    assert_eq!(due.early, Some(day("2026-02-19")));
    assert_eq!(due.status(day("2026-02-20")), Status::Running { days_left: 3 });
    assert_eq!(due.status(day("2026-02-24")), Status::PassedSince { days: 1 });
}

#[test]
fn what_is_missing_is_named() {
    let calendar = sample_unified();
    assert_eq!(why("c-plan-15", None, None, Some(&calendar)), Why::ReceiptUnknown);
    assert_eq!(why("c-plan-15", Some("2026-10-01"), None, None), Why::CalendarUnknown);
    assert_eq!(why("c-home-start-5", Some("2026-10-01"), None, None), Why::CalendarUnknown);
    assert_eq!(why("c-roll", Some("2026-10-01"), None, Some(&calendar)), Why::CountsNoDays);
    assert_eq!(why("c-roll", None, None, None), Why::CountsNoDays);
    let begins = day("2025-08-14");
    assert_eq!(why("c-plan-15", Some("2025-07-01"), None, Some(&calendar)), Uncountable::BeforeCalendar { begins }.into());
    let known_until = day("2027-10-13");
    assert_eq!(why("c-iep-meeting-30", Some("2027-09-20"), None, Some(&calendar)), Uncountable::AfterCalendar { known_until }.into());
    let (receipt, referral) = (day("2026-09-01"), day("2026-09-02"));
    assert_eq!(why("c-iep-60", Some("2026-09-01"), Some("2026-09-02"), Some(&calendar)), Why::ReceiptBeforeReferral { receipt, referral });
}

/// A rule for the end of the year has no clock of its own: it starts through the rule that names it.
#[test]
fn end_of_year_rules_do_not_start_alone() {
    assert_eq!(limit("c-plan-10-eoy").kind, DayKind::None);
    assert_eq!(why("c-plan-10-eoy", Some("2026-06-03"), None, Some(&sample_unified())), Why::CountsNoDays);
}

#[test]
fn the_end_of_an_open_year_matters_only_near_what_is_known() {
    let calendar = open_year();
    let clock = start(&limit("c-plan-15"), Some(day("2026-12-07")), None, Some(&calendar));
    assert!(matches!(clock, Clock::NotComputable { why: Why::Uncountable(Uncountable::AfterCalendar { .. }), .. }));
    let clock = start(&limit("c-plan-15"), Some(day("2026-11-30")), None, Some(&calendar));
    assert_eq!(clock.due().map(|due| due.safe), Some(day("2026-12-15")));
    let first = day("2026-08-13");
    assert_eq!(why("c-plan-15", Some("2027-01-04"), None, Some(&calendar)), Why::YearEndUnknown { first });
}

#[test]
fn a_next_year_that_is_not_known() {
    let calendar = SchoolCalendar::new(vec![(day("2026-08-13"), Some(day("2027-06-10")))], Vec::new(), Vec::new()).unwrap();
    let last = day("2027-06-10");
    assert_eq!(why("c-plan-15", Some("2027-06-02"), None, Some(&calendar)), Why::NextYearUnknown { last });
    assert_eq!(why("c-plan-15", Some("2027-05-28"), None, Some(&calendar)), Uncountable::AfterCalendar { known_until: last }.into());
    assert_eq!(why("c-plan-15", Some("2027-07-01"), None, Some(&calendar)), Uncountable::AfterCalendar { known_until: last }.into());
}

/// law/README, Ambiguities: consent after school restarts. Both dates are shown, the later one is the due date.
#[test]
fn consent_after_school_restarts() {
    let late = due("c-iep-60", "2026-08-20", Some("2026-05-20"));
    assert_eq!((late.rule_id.as_str(), late.nominal, late.early), ("c-iep-60", day("2026-10-19"), Some(day("2026-09-12"))));
    assert_eq!(
        late.words(),
        "the referral of May 20 came shortly before the last day of the school year, Jun 11, and counted from the new school year the \
         date would be Sep 12, but this paper came after school had begun, so the later date is used; Aug 21 - Oct 19 is 60 days"
    );
    // The first day of school is already after the restart; the day before is not.
    assert_eq!(due("c-iep-60", "2026-08-13", Some("2026-05-20")).nominal, day("2026-10-12"));
    assert_eq!(due("c-iep-60", "2026-08-12", Some("2026-05-20")).nominal, day("2026-09-12"));
    let later_still = due("c-iep-60", "2026-09-14", Some("2026-05-20"));
    assert_eq!((later_still.nominal, later_still.early), (day("2026-11-13"), None));
}

/// Without the referral's date the 60 days are sure inside a year, and unsure near its end and in summer.
#[test]
fn the_referral_is_needed_only_near_the_end() {
    let calendar = sample_unified();
    assert_eq!(due("c-iep-60", "2025-09-08", None).safe, day("2025-11-07"));
    assert_eq!(why("c-iep-60", Some("2026-06-05"), None, Some(&calendar)), Why::ReferralUnknown);
    assert_eq!(why("c-iep-60", Some("2026-07-06"), None, Some(&calendar)), Why::ReferralUnknown);
    assert_eq!(due("c-iep-60", "2026-07-06", Some("2026-05-20")).rule_id, "c-iep-30-eoy");
    assert_eq!(due("c-iep-60", "2026-07-06", Some("2026-06-20")).rule_id, "c-iep-60");
}

/// Federal limits are plain days that do not roll (f-day-no-roll): 45 days from November 11 end on a Saturday.
#[test]
fn federal_days_do_not_roll() {
    let clock = start(&limit("f-records"), Some(day("2026-11-11")), None, None);
    let due = clock.due().unwrap();
    assert_eq!((due.nominal, due.safe), (day("2026-12-26"), day("2026-12-26")));
    assert_eq!(clock.words(), "Nov 12 - Dec 26 is 45 days");
}

#[test]
fn holidays_of_other_states_are_not_guessed() {
    for id in ["c-records-5", "c-consent-15"] {
        let other = Limit { jurisdiction: Jurisdiction::Other("NY".to_owned()), ..limit(id) };
        let clock = start(&other, Some(day("2026-11-11")), None, None);
        assert!(matches!(clock, Clock::NotComputable { why: Why::Jurisdiction, .. }), "{id}");
    }
}

/// A plain limit needs no calendar, and uses the calendar's days off if there is one.
#[test]
fn fifteen_days_to_decide() {
    let clock = start(&limit("c-consent-15"), Some(day("2026-12-11")), None, None);
    assert_eq!(clock.due().map(|due| (due.nominal, due.safe)), Some((day("2026-12-26"), day("2026-12-28"))));
}

#[test]
fn rules_that_make_no_limit() {
    let rule = RuleFields { id: "x", jurisdiction: "CA", day_kind: "calendar", tolls: true, days: Some(15), ..RuleFields::default() };
    let id = || "x".to_owned();
    assert_eq!(
        Limit::from_rule(&RuleFields { day_kind: "lunar", ..rule }, None),
        Err(LimitError::Kind { id: id(), kind: "lunar".to_owned() })
    );
    assert_eq!(Limit::from_rule(&RuleFields { day_kind: "business", ..rule }, None), Err(LimitError::NotCalendar { id: id() }));
    let linked = RuleFields { end_of_year: Some("y"), ..rule };
    assert_eq!(Limit::from_rule(&linked, None), Err(LimitError::EndOfYear { id: id() }));
    let other =
        RuleFields { id: "y", days: Some(10), within: Some(10), key: Some("full moon"), day_kind: "calendar", ..RuleFields::default() };
    assert_eq!(Limit::from_rule(&linked, Some(&other)), Err(LimitError::EndOfYear { id: id() }));
    let backward = Limit::from_rule(&RuleFields { backward: true, tolls: false, ..rule }, None).unwrap();
    assert_eq!(backward.kind, DayKind::None);
}
