//! Lunar New Year and Diwali as California's holiday list means them.
//!
//! Why a type of their own: the statute names an event in the sky, not a date, and communities reckon it differently. So each
//! is a [`Reckoned`]: the day nearly everybody keeps, and the days it could be argued to be. Only the safe set of holidays
//! uses the whole span; nothing is ever said to be late on one of those days.

use chrono::{Datelike, NaiveDate};

use super::moon::{YEARS, day_of, lunation_on_or_before, may_be_near, new_moon, start_of, sun_longitude};

/// Hours that China's clocks, by which the Lunar New Year is reckoned, are ahead of universal time.
const CHINA: f64 = 8.0;
/// Hours that India's clocks are ahead.
const INDIA: f64 = 5.5;
/// Hours that California's winter clocks are behind, as a number ahead.
const CALIFORNIA: f64 = -8.0;

/// A holiday that is an event in the sky.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// The day that calendars commonly give.
    pub likely: NaiveDate,
    /// The first day it could be argued to be.
    pub earliest: NaiveDate,
    /// The last day it could be argued to be.
    pub latest: NaiveDate,
}

impl Reckoned {
    /// Whether `date` is or could be the holiday.
    pub fn could_be(&self, date: NaiveDate) -> bool {
        (self.earliest..=self.latest).contains(&date)
    }
}

/// Lunar New Year: "the second new moon following the winter solstice, or the third new moon following the winter solstice
/// should an intercalary month intervene" (Gov. Code 6700(a)(4)), reckoned on China's clocks as state calendars do
/// (2024: February 10). The new moon can fall a day sooner by California's clocks; that day is `earliest`.
///
/// Algorithm: H. Aslaksen, *The Mathematics of the Chinese Calendar*: month 11 holds the solstice; if the next one is thirteen
/// months away, the first month in which the sun enters no new thirty degrees is intercalary. `None` outside 1900 to 2200.
pub fn lunar_new_year(year: i32) -> Option<Reckoned> {
    if !YEARS.contains(&year) {
        return None;
    }
    let eleventh = solstice_month(year.checked_sub(1)?)?;
    let long = solstice_month(year)? - eleventh == 13;
    let intervenes = long && (1..=2).any(|month| !gains_thirty_degrees(eleventh + month).unwrap_or(true));
    let moon = new_moon(eleventh + if intervenes { 3 } else { 2 });
    let likely = day_of(moon, CHINA)?;
    Some(Reckoned { likely, earliest: day_of(moon, CALIFORNIA)?.min(likely), latest: likely })
}

/// The lunation that holds the December solstice of a year, in China.
fn solstice_month(year: i32) -> Option<i32> {
    let mut solstice = NaiveDate::from_ymd_opt(year, 12, 19)?;
    // The solstice falls on December 20 to 23; the day on which the sun reaches 270 degrees is the one after which it has.
    while sun_longitude(start_of(solstice.succ_opt()?, CHINA)?) < 270.0 {
        solstice = solstice.succ_opt()?;
    }
    Some(lunation_on_or_before(solstice, CHINA))
}

/// Whether the sun enters a new sign of thirty degrees in the month that this lunation begins.
fn gains_thirty_degrees(lunation: i32) -> Option<bool> {
    let sign = |lunation: i32| Some((sun_longitude(start_of(day_of(new_moon(lunation), CHINA)?, CHINA)?) / 30.0).floor());
    Some(sign(lunation)? != sign(lunation + 1)?)
}

/// Diwali: "the 15th day of the month of Kartik in the Hindu lunar calendar" (Gov. Code 6700(a), Ed. Code 37220.7, as amended
/// by Stats. 2025 ch. 358, AB 268), that is the new moon at the end of the dark half of Kartik.
///
/// Algorithm: S. Sewell and S. B. Dikshit, *The Indian Calendar*: the lunar month is named by the sidereal sign the sun is in
/// at the new moon, here Libra, with the Lahiri zero point; the lamps are lit on the evening on which the dark moon still
/// lasts one ghati (24 minutes) after sunset, about 18:05 in India in that season. Regions differ by a day (the south keeps
/// the day before; 2024 and 2025 were disputed), and California's evening is not India's: so the day before and the day
/// after are in the span. `None` outside 1900 to 2200.
pub fn diwali(year: i32) -> Option<Reckoned> {
    if !YEARS.contains(&year) {
        return None;
    }
    let first = lunation_on_or_before(NaiveDate::from_ymd_opt(year, 10, 1)?, INDIA);
    let moon = (first..first + 4).map(new_moon).find(|moon| {
        let sidereal = (sun_longitude(*moon) - lahiri(*moon)).rem_euclid(360.0);
        (180.0..210.0).contains(&sidereal)
    })?;
    let date = day_of(moon, INDIA)?;
    let evening = start_of(date, INDIA)? + (18.0 + 5.0 / 60.0) / 24.0;
    let likely = if moon >= evening { date } else { date.pred_opt()? };
    Some(Reckoned { likely, earliest: likely.pred_opt()?, latest: likely.succ_opt()? })
}

/// The Lahiri ayanamsa in degrees: 23.853 at the year 2000, growing by precession.
fn lahiri(julian_day: f64) -> f64 {
    23.853 + 1.397 * (julian_day - 2_451_545.0) / 36_525.0
}

/// The name of the lunar holiday that `date` is or could be, if the law named it by then: Lunar New Year since 2023
/// (Stats. 2022, AB 2596), Diwali since 2026.
pub(super) fn could_be(date: NaiveDate) -> Option<&'static str> {
    // The months and the mean moon are looked at first because the sky is dear. Diwali could be a day before the evening of the moon, or
    // two.
    if !may_be_near(date, 2.0) {
        return None;
    }
    let span = match date.month() {
        1 | 2 if date.year() >= 2023 => lunar_new_year(date.year()).map(|day| ("Lunar New Year", day)),
        10 | 11 if date.year() >= 2026 => diwali(date.year()).map(|day| ("Diwali, or a day beside it", day)),
        _ => None,
    };
    span.filter(|(_, day)| day.could_be(date)).map(|(name, _)| name)
}
