//! Holidays against dates that others have published.

use chrono::{Datelike, NaiveDate};

use super::holidays::{Body, early, holiday, is_weekend, safe};
use super::lunar::{Reckoned, could_be, diwali, lunar_new_year};
use super::sample::{day, days};

/// The weekdays off of a year in one body of law.
fn weekdays_off(body: Body, year: i32) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let all = first.iter_days().take_while(|date| date.year() == year);
    all.filter(|date| !is_weekend(*date) && holiday(body, *date).is_some()).collect()
}

/// Federal observed days, compared with the Python package `holidays` 0.109 (2022: the next New Year's Day falls on a Sunday; 2021:
/// on a Saturday, so December 31 is one).
#[test]
fn federal_observed_days() {
    for (year, expected) in [
        (2020, "2020-01-01 2020-01-20 2020-02-17 2020-05-25 2020-07-03 2020-09-07 2020-10-12 2020-11-11 2020-11-26 2020-12-25"),
        (
            2021,
            "2021-01-01 2021-01-18 2021-02-15 2021-05-31 2021-06-18 2021-07-05 2021-09-06 2021-10-11 2021-11-11 2021-11-25 \
             2021-12-24 2021-12-31",
        ),
        (2022, "2022-01-17 2022-02-21 2022-05-30 2022-06-20 2022-07-04 2022-09-05 2022-10-10 2022-11-11 2022-11-24 2022-12-26"),
        (2023, "2023-01-02 2023-01-16 2023-02-20 2023-05-29 2023-06-19 2023-07-04 2023-09-04 2023-10-09 2023-11-10 2023-11-23 2023-12-25"),
        (2026, "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25"),
        (
            2027,
            "2027-01-01 2027-01-18 2027-02-15 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-10-11 2027-11-11 2027-11-25 \
             2027-12-24 2027-12-31",
        ),
    ] {
        assert_eq!(weekdays_off(Body::Federal, year), days(expected), "{year}");
    }
}

/// The court holiday lists of the superior courts of Fresno (2024, 2025), San Bernardino (2025, 2026) and Mono (2026). Fresno
/// prints "March 01 Monday (April)" for Cesar Chavez Day 2024, a Sunday: the Monday is April 1.
#[test]
fn judicial_observed_days() {
    for (year, expected) in [
        (
            2024,
            "2024-01-01 2024-01-15 2024-02-12 2024-02-19 2024-04-01 2024-05-27 2024-06-19 2024-07-04 2024-09-02 2024-09-27 \
             2024-11-11 2024-11-28 2024-11-29 2024-12-25",
        ),
        (
            2025,
            "2025-01-01 2025-01-20 2025-02-12 2025-02-17 2025-03-31 2025-05-26 2025-06-19 2025-07-04 2025-09-01 2025-09-26 \
             2025-11-11 2025-11-27 2025-11-28 2025-12-25",
        ),
        (
            2026,
            "2026-01-01 2026-01-19 2026-02-12 2026-02-16 2026-03-31 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-09-25 \
             2026-11-11 2026-11-26 2026-11-27 2026-12-25",
        ),
    ] {
        assert_eq!(weekdays_off(Body::Judicial, year), days(expected), "{year}");
    }
}

/// Gov. Code 6701: only seven fixed dates move from Sunday, and only November 11 from Saturday.
#[test]
fn state_days_move_as_6701_says() {
    for (date, name) in [
        ("2023-01-02", Some("New Year's Day")),
        ("2028-09-11", None),
        ("2029-09-10", Some("Admission Day")),
        ("2023-11-10", Some("Veterans Day")),
        ("2026-07-03", None),
        ("2022-12-26", Some("Christmas Day")),
        ("2022-06-20", None),
        ("2027-04-24", Some("Genocide Remembrance Day")),
        ("2022-04-24", None),
        ("2026-10-12", Some("Columbus Day")),
        ("2026-11-27", None),
    ] {
        assert_eq!(holiday(Body::State, day(date)), name, "{date}");
    }
}

/// The exclusions of Code Civ. Proc. 135, and that they are off in the safe set only.
#[test]
fn what_is_no_judicial_holiday() {
    for date in ["2026-02-17", "2026-04-24", "2026-09-09", "2026-11-09"] {
        assert_eq!((holiday(Body::Judicial, day(date)), early(day(date))), (None, None), "{date}");
        assert!(safe(day(date)).is_some(), "{date}");
    }
    assert_eq!(holiday(Body::Judicial, day("2026-10-12")), None);
    assert_eq!(early(day("2026-10-12")), Some("Columbus Day"));
    assert_eq!(early(day("2026-03-31")), Some("Cesar Chavez Day"));
}

#[test]
fn every_early_day_off_is_a_safe_one() {
    let first = day("2015-01-01");
    for date in first.iter_days().take(11_000) {
        assert!(early(date).is_none() || safe(date).is_some(), "{date}");
        assert!(holiday(Body::Judicial, date).is_none() || safe(date).is_some(), "{date}");
    }
}

/// The table of the Python package `holidays` 0.109, which follows the Hong Kong Observatory: the first day of the first month.
#[test]
fn lunar_new_year_2000_to_2035() {
    let known = days(
        "2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-18 2008-02-07 2009-01-26 2010-02-14 \
         2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 \
         2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23 2032-02-11 \
         2033-01-31 2034-02-19 2035-02-08",
    );
    let computed: Vec<NaiveDate> = (2000..=2035).map(|year| lunar_new_year(year).unwrap().likely).collect();
    assert_eq!(computed, known);
}

/// The new moon of 2024-02-09 fell on the day before by California's clocks: both days are off in the safe set.
#[test]
fn lunar_new_year_by_two_clocks() {
    let reckoned = lunar_new_year(2024).unwrap();
    assert_eq!((reckoned.earliest, reckoned.likely, reckoned.latest), (day("2024-02-09"), day("2024-02-10"), day("2024-02-10")));
    let reckoned = lunar_new_year(2026).unwrap();
    assert_eq!((reckoned.earliest, reckoned.latest), (day("2026-02-17"), day("2026-02-17")));
}

/// India's gazetted dates as the Python package `holidays` 0.109 has them. Only 2024 differs by a day: gazetted October 31, kept on
/// November 1 by the rule of one ghati; the span holds both.
#[test]
fn diwali_2015_to_2035() {
    let known = days(
        "2015-11-11 2016-10-30 2017-10-19 2018-11-07 2019-10-27 2020-11-14 2021-11-04 2022-10-24 2023-11-12 2024-10-31 2025-10-20 \
         2026-11-08 2027-10-29 2028-10-17 2029-11-05 2030-10-26 2031-11-14 2032-11-02 2033-10-22 2034-11-10 2035-10-30",
    );
    for date in known {
        let reckoned = diwali(date.year()).unwrap();
        assert!(reckoned.could_be(date), "{date} against {reckoned:?}");
        if date.year() != 2024 {
            assert_eq!(reckoned.likely, date);
        }
    }
}

/// The sky is looked at only on days that can be near a new moon; no day may be lost by that.
#[test]
fn every_day_that_the_moon_could_make_a_holiday_is_one() {
    let span = |reckoned: Reckoned| reckoned.earliest.iter_days().take_while(move |date| *date <= reckoned.latest);
    for year in 2026..=2200 {
        let days = span(lunar_new_year(year).unwrap()).map(|date| (date, "Lunar New Year"));
        for (date, name) in days.chain(span(diwali(year).unwrap()).map(|date| (date, "Diwali, or a day beside it"))) {
            assert_eq!(could_be(date), Some(name), "{date}");
        }
    }
}

#[test]
fn the_sky_is_known_for_three_centuries() {
    for year in 1900..=2200 {
        let new_year = lunar_new_year(year).unwrap().likely;
        assert!((20..=53).contains(&new_year.ordinal()), "{new_year}");
        let lamps = diwali(year).unwrap().likely;
        assert!((285..=325).contains(&lamps.ordinal()), "{lamps}");
    }
    for year in [i32::MIN, -300_000, 0, 1899, 2201, 9999, i32::MAX] {
        assert_eq!((lunar_new_year(year), diwali(year)), (None, None));
    }
}
