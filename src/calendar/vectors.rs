//! Every vector of law/README section 3, by name, and the worked examples of letters/ANATOMY section 4. A row stays on one line, however
//! long its derivation: it is a table.

use chrono::NaiveDate;

use super::sample::{day, days, limit, pause, sample_unified};
use super::step::Step;
use super::{SchoolCalendar, count};
use crate::clock::{Clock, Due, start};

fn due(id: &str, receipt: &str, referral: Option<&str>) -> Due {
    let calendar = sample_unified();
    match start(&limit(id), Some(day(receipt)), referral.map(day), Some(&calendar)) {
        Clock::Due(due) => due,
        Clock::NotComputable { why, .. } => panic!("{id} received {receipt}: {why}"),
    }
}

fn day_one(due: &Due) -> NaiveDate {
    due.derivation.iter().find_map(|step| if let Step::Counted { from, .. } = step { Some(*from) } else { None }).unwrap()
}

/// The rows: name, rule, referral, receipt, day 1, nominal, safe, the rule that applied, its words.
macro_rules! vectors {
    ($($name:ident: $rule:literal, $referral:expr, $receipt:literal => $one:literal, $nominal:literal, $safe:literal, $applied:literal, $words:literal;)*) => {
        $(#[test]
        fn $name() {
            let due = due($rule, $receipt, $referral);
            assert_eq!(day_one(&due), day($one), "day 1");
            assert_eq!(due.nominal, day($nominal), "nominal");
            assert_eq!(due.safe, day($safe), "safe");
            assert_eq!(due.rule_id, $applied);
            assert_eq!(due.words(), $words);
        })*
    };
}

vectors! {
    // (a) 15-day assessment plan, Ed. Code 56321(a)
    a_plan_2025_09_15_plain: "c-plan-15", None, "2025-09-15" => "2025-09-16", "2025-09-30", "2025-09-30", "c-plan-15",
        "Sep 16-30 is 15 days";
    a_plan_2025_11_17_thanksgiving_counts: "c-plan-15", None, "2025-11-17" => "2025-11-18", "2025-12-02", "2025-12-02", "c-plan-15",
        "Nov 18 - Dec 2 is 15 days; Thanksgiving break Nov 22-30 is 5 schooldays, so it counts";
    a_plan_2025_12_10_winter_and_saturday: "c-plan-15", None, "2025-12-10" => "2025-12-11", "2026-01-10", "2026-01-12", "c-plan-15",
        "Dec 11-19 is 9 days; winter break Dec 20 - Jan 4 does not count; Jan 5-10 is 6 more; January 10 is a Saturday, so the next open day is Monday, January 12";
    a_plan_2026_03_23_spring_counts: "c-plan-15", None, "2026-03-23" => "2026-03-24", "2026-04-07", "2026-04-07", "c-plan-15",
        "Mar 24 - Apr 7 is 15 days; spring break Mar 28 - Apr 5 is 5 schooldays, so it counts";
    a_plan_2026_05_29_tolled_over_summer: "c-plan-15", None, "2026-05-29" => "2026-05-30", "2026-08-14", "2026-08-14", "c-plan-15",
        "May 30 - Jun 11 is 13 days; the time between school years, Jun 12 - Aug 12, does not count; Aug 13-14 is 2 more";
    a_plan_2026_06_03_ten_day_rule: "c-plan-15", None, "2026-06-03" => "2026-08-14", "2026-08-23", "2026-08-24", "c-plan-10-eoy",
        "received Jun 3, 8 days before the last day of the school year, Jun 11, so the count starts with the new school year; Aug 13 is day 0; Aug 14-23 is 10 days; August 23 is a Sunday, so the next open day is Monday, August 24";
    a_plan_2026_06_01_exactly_ten_days: "c-plan-15", None, "2026-06-01" => "2026-08-14", "2026-08-23", "2026-08-24", "c-plan-10-eoy",
        "received Jun 1, 10 days before the last day of the school year, Jun 11, so the count starts with the new school year; Aug 13 is day 0; Aug 14-23 is 10 days; August 23 is a Sunday, so the next open day is Monday, August 24";
    a_plan_2026_06_10_one_day_before: "c-plan-15", None, "2026-06-10" => "2026-08-14", "2026-08-23", "2026-08-24", "c-plan-10-eoy",
        "received Jun 10, 1 day before the last day of the school year, Jun 11, so the count starts with the new school year; Aug 13 is day 0; Aug 14-23 is 10 days; August 23 is a Sunday, so the next open day is Monday, August 24";
    a_plan_2026_07_06_between_sessions: "c-plan-15", None, "2026-07-06" => "2026-08-13", "2026-08-27", "2026-08-27", "c-plan-15",
        "the time between school years, Jul 7 - Aug 12, does not count; Aug 13-27 is 15 days";
    a_plan_2026_12_11_winter: "c-plan-15", None, "2026-12-11" => "2026-12-12", "2027-01-11", "2027-01-11", "c-plan-15",
        "Dec 12-18 is 7 days; winter break Dec 19 - Jan 3 does not count; Jan 4-11 is 8 more";

    // (b) 60-day IEP, Ed. Code 56344(a)
    b_iep_2025_09_08_plain: "c-iep-60", Some("2025-08-20"), "2025-09-08" => "2025-09-09", "2025-11-07", "2025-11-07", "c-iep-60",
        "Sep 9 - Nov 7 is 60 days";
    b_iep_2025_10_31_winter: "c-iep-60", Some("2025-10-14"), "2025-10-31" => "2025-11-01", "2026-01-15", "2026-01-15", "c-iep-60",
        "Nov 1 - Dec 19 is 49 days; winter break Dec 20 - Jan 4 does not count; Jan 5-15 is 11 more; Thanksgiving break Nov 22-30 is 5 schooldays, so it counts";
    b_iep_2026_05_04_summer: "c-iep-60", Some("2026-04-01"), "2026-05-04" => "2026-05-05", "2026-09-03", "2026-09-03", "c-iep-60",
        "May 5 - Jun 11 is 38 days; the time between school years, Jun 12 - Aug 12, does not count; Aug 13 - Sep 3 is 22 more";
    b_iep_2026_06_05_thirty_day_rule: "c-iep-60", Some("2026-05-20"), "2026-06-05" => "2026-08-14", "2026-09-12", "2026-09-14", "c-iep-30-eoy",
        "the referral came on May 20, 22 days before the last day of the school year, Jun 11, so the count starts with the new school year; Aug 13 is day 0; Aug 14 - Sep 12 is 30 days; September 12 is a Saturday, so the next open day is Monday, September 14";
    b_iep_2026_11_10_winter: "c-iep-60", Some("2026-10-26"), "2026-11-10" => "2026-11-11", "2027-01-25", "2027-01-25", "c-iep-60",
        "Nov 11 - Dec 18 is 38 days; winter break Dec 19 - Jan 3 does not count; Jan 4-25 is 22 more; Thanksgiving break Nov 21-29 is 5 schooldays, so it counts";
    b_iep_2027_04_26_summer: "c-iep-60", Some("2027-04-05"), "2027-04-26" => "2027-04-27", "2027-08-26", "2027-08-26", "c-iep-60",
        "Apr 27 - Jun 10 is 45 days; the time between school years, Jun 11 - Aug 11, does not count; Aug 12-26 is 15 more";

    // (c) 30-day IEP meeting, Ed. Code 56343.5
    c_meeting_2025_10_01_plain: "c-iep-meeting-30", None, "2025-10-01" => "2025-10-02", "2025-10-31", "2025-10-31", "c-iep-meeting-30",
        "Oct 2-31 is 30 days";
    c_meeting_2025_12_08_winter: "c-iep-meeting-30", None, "2025-12-08" => "2025-12-09", "2026-01-23", "2026-01-23", "c-iep-meeting-30",
        "Dec 9-19 is 11 days; winter break Dec 20 - Jan 4 does not count; Jan 5-23 is 19 more";
    c_meeting_2026_05_26_summer: "c-iep-meeting-30", None, "2026-05-26" => "2026-05-27", "2026-08-26", "2026-08-26", "c-iep-meeting-30",
        "May 27 - Jun 11 is 16 days; the time between school years, Jun 12 - Aug 12, does not count; Aug 13-26 is 14 more";
    c_meeting_2026_07_15_in_july: "c-iep-meeting-30", None, "2026-07-15" => "2026-08-13", "2026-09-11", "2026-09-11", "c-iep-meeting-30",
        "the time between school years, Jul 16 - Aug 12, does not count; Aug 13 - Sep 11 is 30 days";
    c_meeting_2026_08_17_august_counts: "c-iep-meeting-30", None, "2026-08-17" => "2026-08-18", "2026-09-16", "2026-09-16", "c-iep-meeting-30",
        "Aug 18 - Sep 16 is 30 days";
    c_meeting_2026_12_07_winter: "c-iep-meeting-30", None, "2026-12-07" => "2026-12-08", "2027-01-22", "2027-01-22", "c-iep-meeting-30",
        "Dec 8-18 is 11 days; winter break Dec 19 - Jan 3 does not count; Jan 4-22 is 19 more";
    c_meeting_2027_05_24_summer: "c-iep-meeting-30", None, "2027-05-24" => "2027-05-25", "2027-08-24", "2027-08-24", "c-iep-meeting-30",
        "May 25 - Jun 10 is 17 days; the time between school years, Jun 11 - Aug 11, does not count; Aug 12-24 is 13 more";

    // Issue 3, "Must show"
    issue_3_plan_2026_12_07: "c-plan-15", None, "2026-12-07" => "2026-12-08", "2027-01-07", "2027-01-07", "c-plan-15",
        "Dec 8-18 is 11 days; winter break Dec 19 - Jan 3 does not count; Jan 4-7 is 4 more";
}

/// The earlier dates that the "why" column gives in brackets: the tolled count, for a request only.
#[test]
fn a_and_b_tolled_dates_beside_the_end_of_year_rules() {
    let calendar = sample_unified();
    for (receipt, number, tolled, early) in [
        ("2026-06-03", 15, "2026-08-19", Some("2026-08-19")),
        ("2026-06-01", 15, "2026-08-17", Some("2026-08-17")),
        ("2026-06-10", 15, "2026-08-26", None),
        ("2026-06-05", 60, "2026-10-05", None),
    ] {
        assert_eq!(count::tolled_days(day(receipt), number, &calendar).unwrap().last, day(tolled), "received {receipt}");
        let (id, referral) = if number == 15 { ("c-plan-15", None) } else { ("c-iep-60", Some("2026-05-20")) };
        assert_eq!(due(id, receipt, referral).early, early.map(day), "received {receipt}");
    }
}

/// The rows of (d): name, request, day 1 early, day 1 safe, early, safe.
macro_rules! business {
    ($($name:ident: $request:literal => $early_one:literal, $safe_one:literal, $early:literal, $safe:literal;)*) => {
        $(#[test]
        fn $name() {
            for id in ["c-records-5", "c-records-all"] {
                let due = due(id, $request, None);
                assert_eq!(day_one(&due), day($safe_one), "day 1, safe");
                assert_eq!((due.nominal, due.safe), (day($safe), day($safe)), "safe");
                assert_eq!(due.early, ($early != $safe).then(|| day($early)), "early");
            }
            let early = count::early_business_days(day($request), 5).unwrap();
            let first = early.steps.iter().find_map(|step| if let Step::Counted { from, .. } = step { Some(*from) } else { None });
            assert_eq!((first, early.last), (Some(day($early_one)), day($early)), "early");
        })*
    };
}

business! {
    d_records_2025_11_24_thanksgiving: "2025-11-24" => "2025-11-25", "2025-11-25", "2025-12-02", "2025-12-03";
    d_records_2026_01_15_king_day: "2026-01-15" => "2026-01-16", "2026-01-16", "2026-01-23", "2026-01-23";
    d_records_2026_02_11_lincoln_presidents_new_year: "2026-02-11" => "2026-02-12", "2026-02-13", "2026-02-19", "2026-02-23";
    d_records_2026_07_01_independence_observed: "2026-07-01" => "2026-07-02", "2026-07-02", "2026-07-09", "2026-07-09";
    d_records_2026_10_05_columbus: "2026-10-05" => "2026-10-06", "2026-10-06", "2026-10-13", "2026-10-13";
    d_records_2026_11_20_thanksgiving: "2026-11-20" => "2026-11-23", "2026-11-23", "2026-11-30", "2026-12-01";
    d_records_2026_12_18_winter_break_counts: "2026-12-18" => "2026-12-21", "2026-12-21", "2026-12-28", "2026-12-28";
}

#[test]
fn d_records_words() {
    assert_eq!(
        due("c-records-5", "2025-11-24", None).words(),
        "Nov 25-26 is 2 business days; Nov 27-30 (Thanksgiving Day, the day after Thanksgiving, weekend) do not count; Dec 1-3 is 3 more"
    );
    assert_eq!(
        due("c-records-5", "2026-02-11", None).words(),
        "Feb 12 (Lincoln Day) does not count; Feb 13 is 1 business day; Feb 14-17 (weekend, Presidents' Day, Lunar New Year) do not count; \
         Feb 18-20 is 3 more; Feb 21-22 (weekend) do not count; Feb 23 is 1 more"
    );
}

fn one_year(breaks: Vec<super::Break>) -> SchoolCalendar {
    SchoolCalendar::new(vec![(day("2026-08-13"), Some(day("2027-06-10")))], breaks, days("2026-09-07 2026-11-11")).unwrap()
}

#[test]
fn anatomy_two_week_spring_break_stops() {
    let calendar = one_year(vec![pause("spring", "2027-03-26", "2027-04-12")]);
    let clock = start(&limit("c-plan-15"), Some(day("2027-03-22")), None, Some(&calendar));
    let due = clock.due().unwrap();
    assert_eq!((due.nominal, due.safe), (day("2027-04-22"), day("2027-04-22")));
    assert_eq!(due.words(), "Mar 23-26 is 4 days; spring break Mar 27 - Apr 11 does not count; Apr 12-22 is 11 more");
}

#[test]
fn anatomy_one_week_spring_break_counts() {
    let calendar = one_year(vec![pause("spring", "2027-04-02", "2027-04-12")]);
    let clock = start(&limit("c-plan-15"), Some(day("2027-03-29")), None, Some(&calendar));
    assert_eq!(clock.due().unwrap().safe, day("2027-04-13"));
}

#[test]
fn anatomy_meeting_ends_on_veterans_day() {
    let clock = start(&limit("c-iep-meeting-30"), Some(day("2026-10-12")), None, Some(&one_year(Vec::new())));
    let due = clock.due().unwrap();
    assert_eq!((due.nominal, due.safe), (day("2026-11-11"), day("2026-11-12")));
    assert_eq!(
        due.words(),
        "Oct 13 - Nov 11 is 30 days; November 11 is a holiday (Veterans Day), so the next open day is Thursday, November 12"
    );
}
