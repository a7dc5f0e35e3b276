//! New moons and the sun's place, for the two holidays that follow the moon.
//!
//! Why: California's holiday list names Lunar New Year and Diwali (Gov. Code 6700(a)), and a table of dates would end some
//! year without anybody noticing. Source: Jean Meeus, *Astronomical Algorithms*, 2nd ed. 1998, chapter 49 (phases, all
//! periodic and planetary terms: errors of seconds) and chapter 25 (the sun's apparent longitude, low accuracy: 0.01 degree,
//! a quarter of an hour); the difference of dynamical and clock time after Espenak and Meeus, *Five Millennium Canon of Solar
//! Eclipses*, NASA TP-2006-214141. Times are Julian days in universal time; angles are degrees.

use chrono::{NaiveDate, TimeDelta};

/// The years the series are trusted for; outside them the callers say "not known".
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// The Julian day at which 2000-01-01 began.
const YEAR_2000: f64 = 2_451_544.5;

/// Days from one mean new moon to the next.
const MEAN_MONTH: f64 = 29.530_588_861;

/// Meeus, table 49.A, column "New Moon": coefficient in days, power of the eccentricity factor, and the multiples of the
/// sun's anomaly, the moon's anomaly and the argument of latitude.
const PERIODIC: [(f64, i32, [f64; 3]); 24] = [
    (-0.40720, 0, [0.0, 1.0, 0.0]),
    (0.17241, 1, [1.0, 0.0, 0.0]),
    (0.01608, 0, [0.0, 2.0, 0.0]),
    (0.01039, 0, [0.0, 0.0, 2.0]),
    (0.00739, 1, [-1.0, 1.0, 0.0]),
    (-0.00514, 1, [1.0, 1.0, 0.0]),
    (0.00208, 2, [2.0, 0.0, 0.0]),
    (-0.00111, 0, [0.0, 1.0, -2.0]),
    (-0.00057, 0, [0.0, 1.0, 2.0]),
    (0.00056, 1, [1.0, 2.0, 0.0]),
    (-0.00042, 0, [0.0, 3.0, 0.0]),
    (0.00042, 1, [1.0, 0.0, 2.0]),
    (0.00038, 1, [1.0, 0.0, -2.0]),
    (-0.00024, 1, [-1.0, 2.0, 0.0]),
    (-0.00007, 0, [2.0, 1.0, 0.0]),
    (0.00004, 0, [0.0, 2.0, -2.0]),
    (0.00004, 0, [3.0, 0.0, 0.0]),
    (0.00003, 0, [1.0, 1.0, -2.0]),
    (0.00003, 0, [0.0, 2.0, 2.0]),
    (-0.00003, 0, [1.0, 1.0, 2.0]),
    (0.00003, 0, [-1.0, 1.0, 2.0]),
    (-0.00002, 0, [-1.0, 1.0, -2.0]),
    (-0.00002, 0, [1.0, 3.0, 0.0]),
    (0.00002, 0, [0.0, 4.0, 0.0]),
];

/// Meeus, page 352, the planets' arguments A1 to A14: coefficient in days, angle at lunation 0, angle a lunation.
const PLANETS: [(f64, f64, f64); 14] = [
    (0.000_325, 299.77, 0.107_408),
    (0.000_165, 251.88, 0.016_321),
    (0.000_164, 251.83, 26.651_886),
    (0.000_126, 349.42, 36.412_478),
    (0.000_110, 84.66, 18.206_239),
    (0.000_062, 141.74, 53.303_771),
    (0.000_060, 207.14, 2.453_732),
    (0.000_056, 154.84, 7.306_860),
    (0.000_047, 34.52, 27.261_239),
    (0.000_042, 207.19, 0.121_824),
    (0.000_040, 291.34, 1.844_379),
    (0.000_037, 161.72, 24.198_154),
    (0.000_035, 239.56, 25.513_099),
    (0.000_023, 331.55, 3.592_518),
];

/// The time of a new moon; lunation 0 is the one of 2000-01-06.
pub(super) fn new_moon(lunation: i32) -> f64 {
    let k = f64::from(lunation);
    let t = k / 1236.85;
    let mean = 2_451_550.097_66 + MEAN_MONTH * k + 0.000_154_37 * t * t - 0.000_000_150 * t.powi(3) + 0.000_000_000_73 * t.powi(4);
    let eccentricity = 1.0 - 0.002_516 * t - 0.000_007_4 * t * t;
    let sun = 2.5534 + 29.105_356_70 * k - 0.000_001_4 * t * t - 0.000_000_11 * t.powi(3);
    let moon = 201.5643 + 385.816_935_28 * k + 0.010_758_2 * t * t + 0.000_012_38 * t.powi(3) - 0.000_000_058 * t.powi(4);
    let latitude = 160.7108 + 390.670_502_84 * k - 0.001_611_8 * t * t - 0.000_002_27 * t.powi(3) + 0.000_000_011 * t.powi(4);
    let node = 124.7746 - 1.563_755_88 * k + 0.002_067_2 * t * t + 0.000_002_15 * t.powi(3);
    let periodic: f64 = PERIODIC
        .iter()
        .map(|(size, power, [s, m, f])| size * eccentricity.powi(*power) * sine(s * sun + m * moon + f * latitude))
        .sum::<f64>()
        - 0.000_17 * sine(node);
    // The first planetary argument alone has a term in the square of the time.
    let square = |index: usize| if index == 0 { -0.009_173 * t * t } else { 0.0 };
    let planets: f64 = PLANETS.iter().enumerate().map(|(index, (size, at, by))| size * sine(at + by * k + square(index))).sum();
    universal(mean + periodic + planets)
}

/// Whether a new moon is at most so many days away from a date, as clocks go anywhere, or a little more. This takes the mean moon, which is
/// never a day from the true one, and costs nearly nothing.
pub(super) fn may_be_near(date: NaiveDate, days: f64) -> bool {
    let since = date.signed_duration_since(day_of(YEAR_2000, 0.0).unwrap_or(date)).num_days() as f64 - 5.6 + 0.5;
    let away = (since / MEAN_MONTH - (since / MEAN_MONTH).round()) * MEAN_MONTH;
    away.abs() <= days + 2.0
}

/// The lunation number of the last new moon whose date, at `offset` hours from universal time, is `date` or earlier.
pub(super) fn lunation_on_or_before(date: NaiveDate, offset: f64) -> i32 {
    let days = date.signed_duration_since(day_of(YEAR_2000, 0.0).unwrap_or(date)).num_days() as f64;
    let mut lunation = ((days - 5.6) / MEAN_MONTH).floor() as i32 + 1;
    // The true moon is less than a day from the mean one: at most two steps back.
    while day_of(new_moon(lunation), offset).is_some_and(|moon| moon > date) {
        lunation -= 1;
    }
    lunation
}

/// The sun's apparent longitude in degrees, 0 to 360.
pub(super) fn sun_longitude(universal_time: f64) -> f64 {
    let t = (universal_time + delta(universal_time) - 2_451_545.0) / 36_525.0;
    let anomaly = 357.529_11 + 35_999.050_29 * t - 0.000_153_7 * t * t;
    let center = (1.914_602 - 0.004_817 * t - 0.000_014 * t * t) * sine(anomaly)
        + (0.019_993 - 0.000_101 * t) * sine(2.0 * anomaly)
        + 0.000_289 * sine(3.0 * anomaly);
    let mean = 280.466_46 + 36_000.769_83 * t + 0.000_303_2 * t * t;
    (mean + center - 0.005_69 - 0.004_78 * sine(125.04 - 1934.136 * t)).rem_euclid(360.0)
}

/// The date of an instant where clocks are `offset` hours ahead of universal time.
pub(super) fn day_of(universal_time: f64, offset: f64) -> Option<NaiveDate> {
    let days = (universal_time + offset / 24.0 - YEAR_2000).floor() as i64;
    NaiveDate::from_ymd_opt(2000, 1, 1)?.checked_add_signed(TimeDelta::try_days(days)?)
}

/// The instant at which `date` begins where clocks are `offset` hours ahead of universal time.
pub(super) fn start_of(date: NaiveDate, offset: f64) -> Option<f64> {
    let days = date.signed_duration_since(NaiveDate::from_ymd_opt(2000, 1, 1)?).num_days() as f64;
    Some(YEAR_2000 + days - offset / 24.0)
}

/// Dynamical time to universal time.
fn universal(dynamical: f64) -> f64 {
    dynamical - delta(dynamical)
}

/// Dynamical less universal time, in days. Two parabolas are enough: the error of some tens of seconds is the largest part of
/// the whole error, and no Lunar New Year of 1901 to 2099 hangs on it (all were compared once with the table in the Python
/// package `holidays` 0.109).
fn delta(julian_day: f64) -> f64 {
    let year = 2000.0 + (julian_day - YEAR_2000) / 365.25;
    let seconds = if year < 1986.0 {
        let u = (year - 1950.0) / 100.0;
        29.07 + 40.7 * u - 42.9 * u * u
    } else {
        let t = year - 2000.0;
        62.92 + 0.322_17 * t + 0.005_589 * t * t
    };
    seconds / 86_400.0
}

fn sine(degrees: f64) -> f64 {
    degrees.rem_euclid(360.0).to_radians().sin()
}
