//! Dates in words.
//!
//! Why: a letter's date is written out, never in figures that two countries read differently, and a family often knows a
//! date only roughly. [`When`] keeps what is known and says no more than that. Input: dates. Output: words, each form named
//! after where it stands in a sentence.

use std::cmp::Ordering;

use chrono::{Datelike, Month, NaiveDate};
use thiserror::Error;

/// "October 6, 2026", for running text.
pub fn long(date: NaiveDate) -> String {
    format!("{} {}, {}", month(date), date.day(), date.year())
}

/// "Oct 6, 2026", for table cells.
pub fn short(date: NaiveDate) -> String {
    let month = month(date);
    format!("{} {}, {}", month.get(..3).unwrap_or(month), date.day(), date.year())
}

/// "October". A letter has a hundred dates, so they are not read from a pattern each time.
fn month(date: NaiveDate) -> &'static str {
    u8::try_from(date.month()).ok().and_then(|number| Month::try_from(number).ok()).map_or("", |month| month.name())
}

/// "Tuesday, October 6, 2026", for meetings and due dates, where the weekday guards against a slip.
pub fn with_weekday(date: NaiveDate) -> String {
    date.format("%A, %B %-d, %Y").to_string()
}

/// "Tue, Oct 6, 2026", the same for table cells.
pub fn with_weekday_short(date: NaiveDate) -> String {
    date.format("%a, %b %-d, %Y").to_string()
}

/// "Tue", for a column of its own.
pub fn weekday_short(date: NaiveDate) -> String {
    date.format("%a").to_string()
}

/// What a case may know of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The day is certain.
    Day(NaiveDate),
    /// Only the month is known.
    Month {
        /// The year.
        year: i32,
        /// The month.
        month: Month,
    },
    /// The day, or one near it.
    About(NaiveDate),
    /// Some day of the week that begins with this date.
    WeekOf(NaiveDate),
}

/// Why a text is not a [`When`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WhenError {
    /// None of the four forms.
    #[error(
        "\"{text}\" is not a date as it is written here; write 2026-10-06 for a day, 2026-10 for a month, \
         \"about 2026-10-06\" if the day is not certain, or \"week of 2026-10-05\""
    )]
    Form {
        /// What was written.
        text: String,
    },
    /// The right form, but the calendar has no such day or month.
    #[error("the calendar has no {text}")]
    Impossible {
        /// The day or month.
        text: String,
    },
}

impl When {
    /// Reads `2026-10-06`, `2026-10`, `about 2026-10-06` or `week of 2026-10-05`, in capitals or not.
    ///
    /// # Errors
    /// Another form, or a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, WhenError> {
        if is_day(text.trim()) {
            return parse_day(text.trim()).map(Self::Day);
        }
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let form = || WhenError::Form { text: text.trim().to_owned() };
        match words.as_slice() {
            [month] if is_figures(month, &[4, 2]) => parse_month(month),
            ["about", day] if is_day(day) => parse_day(day).map(Self::About),
            ["week", "of", day] if is_day(day) => parse_day(day).map(Self::WeekOf),
            _ => Err(form()),
        }
    }

    /// Standing alone: "October 6, 2026", "October 2026", "about October 6, 2026", "the week of October 5, 2026".
    pub fn words(&self) -> String {
        match self {
            Self::Day(date) => long(*date),
            Self::Month { year, month } => format!("{} {year}", month.name()),
            Self::About(date) => format!("about {}", long(*date)),
            Self::WeekOf(date) => format!("the week of {}", long(*date)),
        }
    }

    /// When something happened: "on October 6, 2026", "in October 2026", "on or about …", "in the week of …".
    pub fn on(&self) -> String {
        match self {
            Self::Day(_) => format!("on {}", self.words()),
            Self::Month { .. } | Self::WeekOf(_) => format!("in {}", self.words()),
            Self::About(date) => format!("on or about {}", long(*date)),
        }
    }

    /// From when on: "since September 2026", "since about October 6, 2026", "since the week of October 5, 2026".
    pub fn since(&self) -> String {
        format!("since {}", self.words())
    }

    /// For table cells: "Oct 6, 2026", "Oct 2026", "about Oct 6, 2026", "week of Oct 5, 2026".
    pub fn table(&self) -> String {
        match self {
            Self::Day(date) => short(*date),
            Self::Month { year, month } => {
                format!("{} {year}", month.name().get(..3).unwrap_or(month.name()))
            }
            Self::About(date) => format!("about {}", short(*date)),
            Self::WeekOf(date) => format!("week of {}", short(*date)),
        }
    }

    /// Where it stands in a chronology: the day itself, or the first day of the month.
    pub fn sort_key(&self) -> NaiveDate {
        match self {
            Self::Day(date) | Self::About(date) | Self::WeekOf(date) => *date,
            // A year that chrono cannot hold cannot come out of `parse`.
            Self::Month { year, month } => NaiveDate::from_ymd_opt(*year, month.number_from_month(), 1).unwrap_or(NaiveDate::MAX),
        }
    }

    /// What is known exactly comes first among equals, so that equal order means equal value.
    fn vagueness(&self) -> u8 {
        match self {
            Self::Day(_) => 0,
            Self::About(_) => 1,
            Self::WeekOf(_) => 2,
            Self::Month { .. } => 3,
        }
    }
}

impl Ord for When {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key()).then(self.vagueness().cmp(&other.vagueness()))
    }
}

impl PartialOrd for When {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<NaiveDate> for When {
    fn from(date: NaiveDate) -> Self {
        Self::Day(date)
    }
}

/// Whether a text is groups of so many figures with hyphens between; chrono alone would also take "2026-1-6" and "+2026-…".
fn is_figures(text: &str, lengths: &[usize]) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let figures = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    groups.len() == lengths.len() && groups.iter().zip(lengths).all(|(group, length)| group.len() == *length && figures(group))
}

fn is_day(text: &str) -> bool {
    is_figures(text, &[4, 2, 2])
}

fn parse_day(text: &str) -> Result<NaiveDate, WhenError> {
    text.parse().map_err(|_| WhenError::Impossible { text: text.to_owned() })
}

fn parse_month(text: &str) -> Result<When, WhenError> {
    let first = parse_day(&format!("{text}-01")).ok();
    let month = first.and_then(|first| {
        let number = u8::try_from(first.month()).ok()?;
        Some(When::Month { year: first.year(), month: Month::try_from(number).ok()? })
    });
    month.ok_or_else(|| WhenError::Impossible { text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse_day(text).unwrap()
    }

    #[test]
    fn writes_dates_out() {
        let date = day("2026-10-06");
        assert_eq!(long(date), "October 6, 2026");
        assert_eq!(short(date), "Oct 6, 2026");
        assert_eq!(with_weekday(date), "Tuesday, October 6, 2026");
        assert_eq!(with_weekday_short(date), "Tue, Oct 6, 2026");
        assert_eq!(weekday_short(date), "Tue");
    }

    #[test]
    fn reads_and_says_the_four_forms() {
        let golden = [
            ("2026-10-06", "October 6, 2026", "on October 6, 2026", "since October 6, 2026", "Oct 6, 2026"),
            ("2026-09", "September 2026", "in September 2026", "since September 2026", "Sep 2026"),
            (
                " About  2026-10-06",
                "about October 6, 2026",
                "on or about October 6, 2026",
                "since about October 6, 2026",
                "about Oct 6, 2026",
            ),
            (
                "WEEK of 2026-10-05",
                "the week of October 5, 2026",
                "in the week of October 5, 2026",
                "since the week of October 5, 2026",
                "week of Oct 5, 2026",
            ),
        ];
        for (text, words, on, since, table) in golden {
            let when = When::parse(text).unwrap();
            assert_eq!((when.words(), when.on()), (words.to_owned(), on.to_owned()));
            assert_eq!((when.since(), when.table()), (since.to_owned(), table.to_owned()));
        }
    }

    #[test]
    fn refuses_other_forms_and_impossible_days() {
        for text in ["", "10/06/2026", "2026-1-6", "2026", "about 2026-10", "about", "week 2026-10-05", "+2026-10-06", "20261006"] {
            let error = When::parse(text).unwrap_err();
            assert!(matches!(error, WhenError::Form { .. }), "{text}");
            for form in ["2026-10-06", "2026-10 ", "about 2026-10-06", "week of 2026-10-05"] {
                assert!(error.to_string().contains(form));
            }
        }
        assert_eq!(When::parse("2026-02-30").unwrap_err().to_string(), "the calendar has no 2026-02-30");
        assert_eq!(When::parse("2026-13").unwrap_err().to_string(), "the calendar has no 2026-13");
    }

    #[test]
    fn sorts_by_day_then_by_certainty() {
        let sorted = ["2026-09-30", "2026-10-01", "about 2026-10-01", "week of 2026-10-01", "2026-10", "2026-10-02"];
        let mut whens: Vec<_> = sorted.iter().rev().map(|text| When::parse(text).unwrap()).collect();
        whens.sort();
        assert_eq!(whens, sorted.map(|text| When::parse(text).unwrap()));
        assert_eq!(When::parse("2026-10").unwrap().sort_key(), day("2026-10-01"));
    }
}
