//! What a calendar accepts, refuses and says of a day.

use super::sample::{day, days, pause, sample_unified};
use super::step::{Closed, Off, Step};
use super::{Break, CalendarError, Edge, SchoolCalendar, count};

fn year(breaks: Vec<Break>, holidays: &str) -> SchoolCalendar {
    SchoolCalendar::new(vec![(day("2026-08-13"), Some(day("2027-06-10")))], breaks, days(holidays)).unwrap()
}

fn faults(years: &[(&str, Option<&str>)], breaks: Vec<Break>, holidays: &str) -> Vec<CalendarError> {
    let years = years.iter().map(|(first, last)| (day(first), last.map(day))).collect();
    SchoolCalendar::new(years, breaks, days(holidays)).unwrap_err()
}

#[test]
fn schooldays_of_breaks_and_what_stops_the_clock() {
    let calendar = sample_unified();
    let named: Vec<(&str, u32, bool)> =
        calendar.gaps().iter().filter_map(|gap| Some((gap.name.as_deref()?, gap.schooldays, gap.stops_the_clock()))).collect();
    let one = [("Thanksgiving", 5, false), ("winter", 10, true), ("spring", 5, false)];
    assert_eq!(named, [one, one].concat());
    let winter = calendar.gaps().iter().find(|gap| gap.name.as_deref() == Some("winter")).unwrap();
    assert_eq!((winter.from, winter.to), (day("2025-12-20"), day("2026-01-04")));
    assert_eq!(calendar.gaps().iter().filter(|gap| gap.between_years).count(), 2);
}

/// law/README section 1, Ambiguities: six weekdays off because a holiday touches a one-week break are more than five.
#[test]
fn a_holiday_that_touches_a_one_week_break_makes_it_long() {
    let ski_week = || vec![pause("ski week", "2027-02-11", "2027-02-22")];
    let six = year(ski_week(), "2027-02-12");
    assert_eq!(six.gaps()[0].schooldays, 6);
    assert!(six.gaps()[0].stops_the_clock());
    // One schoolday between the two keeps them apart.
    let apart = year(vec![pause("spring", "2027-03-19", "2027-03-29")], "2027-03-18");
    assert_eq!(apart.gaps().iter().map(|gap| gap.schooldays).collect::<Vec<_>>(), [1, 5]);
    // Six single days off in a row are the same vacation without a name.
    let row = year(Vec::new(), "2027-03-22 2027-03-23 2027-03-24 2027-03-25 2027-03-26 2027-03-29");
    assert_eq!(row.gaps()[0].schooldays, 6);
    assert!(row.gaps()[0].stops_the_clock());
}

#[test]
fn days_the_calendar_knows() {
    let calendar = sample_unified();
    for (date, covered, school) in [
        ("2025-08-13", false, false),
        ("2025-08-14", true, true),
        ("2025-11-24", true, false),
        ("2025-11-23", true, false),
        ("2026-01-19", true, false),
        ("2026-06-11", true, true),
        ("2026-07-15", true, false),
        ("2026-09-12", true, false),
        ("2027-08-12", true, true),
        ("2027-10-13", true, true),
        ("2027-10-14", false, false),
        ("2028-01-10", false, false),
    ] {
        assert_eq!((calendar.covers(day(date)), calendar.is_schoolday(day(date))), (covered, school), "{date}");
    }
}

/// An open year is known as far as something in it is named, but never into the middle of days off.
#[test]
fn an_open_year_is_known_as_far_as_its_entries() {
    let open = |breaks, holidays| SchoolCalendar::new(vec![(day("2026-08-13"), None)], breaks, days(holidays)).unwrap().known_until();
    assert_eq!(open(Vec::new(), ""), Some(day("2026-10-14")));
    assert_eq!(open(vec![pause("winter", "2026-12-18", "2027-01-04")], ""), Some(day("2027-01-04")));
    assert_eq!(open(Vec::new(), "2026-12-21 2026-12-22 2026-12-23"), Some(day("2026-12-18")));
}

#[test]
fn every_fault_names_its_entry() {
    let found = faults(
        &[("2026-08-13", Some("2026-06-10")), ("2026-08-13", Some("2028-06-10")), ("2027-08-12", None), ("2028-08-10", None)],
        vec![
            pause("winter", "2026-12-18", "2026-12-18"),
            pause("summer camp", "2026-06-12", "2026-06-22"),
            pause("spring", "2027-03-20", "2027-03-29"),
            pause("Easter", "2027-03-26", "2027-04-02"),
        ],
        "2027-03-29",
    );
    let messages: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "calendar.years, entry 1: the school year ends on 2026-06-10, before it begins on 2026-08-13",
            "calendar.years, entry 2: a school year from 2026-08-13 to 2028-06-10 is longer than a year",
            "calendar.years, entry 2: `last` is 2028-06-10, which is a Saturday or Sunday; give the last day that children are taught",
            "calendar.years, entries 2 and 3: the second begins on 2027-08-12, before the first has ended on 2028-06-10",
            "calendar.years, entry 3: give its `last` schoolday, because another school year follows it",
            "calendar.breaks, entry 1 (winter): school is back on 2026-12-18, which is not after its last day, 2026-12-18",
            "calendar.breaks, entry 2 (summer camp): 2026-06-12 to 2026-06-22 is not inside any school year of calendar.years",
            "calendar.breaks, entry 3 (spring): `last_day` is 2027-03-20, which is a Saturday or Sunday; give the last schoolday before \
             the break and the first one after it",
            "calendar.breaks, entry 3 (spring): `back` is 2027-03-29, which is among calendar.holidays too; give the last schoolday before \
             the break and the first one after it",
            "calendar.breaks, entries 3 (spring) and 4 (Easter) overlap",
        ]
    );
}

#[test]
fn no_years_a_missing_year_and_a_first_day_off() {
    assert_eq!(faults(&[], Vec::new(), ""), [CalendarError::NoYears]);
    let missing = faults(&[("2024-08-15", Some("2025-06-12")), ("2026-08-13", None)], Vec::new(), "");
    assert!(matches!(missing.as_slice(), [CalendarError::YearMissing { earlier: 1, entry: 2, .. }]));
    let off = faults(&[("2026-08-13", None)], Vec::new(), "2026-08-13");
    assert!(matches!(off.as_slice(), [CalendarError::YearEdgeOff { entry: 1, edge: Edge::First, .. }]));
}

/// Breaks in any order, and one schoolday between two breaks, are fine.
#[test]
fn two_breaks_may_share_a_schoolday() {
    let calendar = year(vec![pause("B", "2027-03-29", "2027-04-05"), pause("A", "2027-03-19", "2027-03-29")], "");
    assert_eq!(calendar.breaks().iter().map(|pause| pause.name.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(calendar.gaps().len(), 2);
}

/// Ed. Code 48207.5 leaves "working days" open: the latest reading leaves out the winter break, the earliest does not.
#[test]
fn working_days_and_schooldays() {
    let calendar = sample_unified();
    let working = count::working_days(day("2026-12-16"), 5, &calendar).unwrap();
    assert_eq!(working.last, day("2027-01-06"));
    assert_eq!(count::early_business_days(day("2026-12-16"), 5).unwrap().last, day("2026-12-23"));
    // Columbus Day is a day of school, but nobody can say that the district works.
    assert_eq!(count::schooldays(day("2026-10-09"), 5, &calendar).unwrap().last, day("2026-10-16"));
    assert_eq!(count::working_days(day("2026-10-09"), 5, &calendar).unwrap().last, day("2026-10-19"));
    let reasons = Step::Skipped { from: day("2026-12-19"), to: day("2027-01-03"), reasons: vec![Off::Break(Some("winter".to_owned()))] };
    assert_eq!(working.steps[1], reasons);
}

#[test]
fn rolling_to_the_next_open_day() {
    let calendar = year(Vec::new(), "2026-09-08");
    for (date, expected) in [
        ("2026-09-04", None),
        ("2026-09-05", Some(("2026-09-09", Closed::Weekend))),
        ("2026-09-07", Some(("2026-09-09", Closed::Holiday("Labor Day")))),
        ("2026-09-08", Some(("2026-09-09", Closed::SchoolHoliday))),
        ("2026-11-26", Some(("2026-11-30", Closed::Holiday("Thanksgiving Day")))),
        ("2027-07-05", Some(("2027-07-06", Closed::Holiday("Independence Day")))),
        ("2026-10-12", None),
    ] {
        assert_eq!(count::roll(day(date), Some(&calendar)), expected.map(|(to, reason)| (day(to), reason)), "{date}");
    }
    // Without a calendar only the law's days are closed.
    assert_eq!(count::roll(day("2026-09-08"), None), None);
}
