//! Days as people type them, and days as they are read back.
//!
//! Why by hand: a date parser that guesses turns 3/4/14 into the year 14 (measured, PEERS 4.2), and a wrong date in a letter does harm. Input:
//! typed words, today. Output: a day or a rough time, or the reason why not. Numbers are read month first, as in the United States, in
//! Spanish too, and every day is read back with its weekday before it counts.

use chrono::{Datelike, Month, NaiveDate, Weekday};

use crate::wording::When;
use crate::wording::language::Language;

/// Why typed words are not a day. Each has a message in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotADay {
    /// None of the forms.
    Form,
    /// The year has two figures.
    ShortYear,
    /// No such day in the calendar.
    NoSuchDay,
    /// After today, where only the past makes sense.
    Ahead,
    /// Not in our time.
    LongAgo,
    /// A month where an exact day is needed.
    OnlyMonth,
}

impl NotADay {
    /// The id of its message.
    pub fn message(self) -> &'static str {
        match self {
            Self::Form => "day-form",
            Self::ShortYear => "day-short-year",
            Self::NoSuchDay => "day-none-such",
            Self::Ahead => "day-ahead",
            Self::LongAgo => "day-long-ago",
            Self::OnlyMonth => "day-only-month",
        }
    }
}

const MONTHS: [[&str; 4]; 12] = [
    ["january", "jan", "enero", "ene"],
    ["february", "feb", "febrero", "febr"],
    ["march", "mar", "marzo", "mzo"],
    ["april", "apr", "abril", "abr"],
    ["may", "may", "mayo", "mayo"],
    ["june", "jun", "junio", "june"],
    ["july", "jul", "julio", "july"],
    ["august", "aug", "agosto", "ago"],
    ["september", "sept", "septiembre", "setiembre"],
    ["october", "oct", "octubre", "octobre"],
    ["november", "nov", "noviembre", "novbre"],
    ["december", "dec", "diciembre", "dic"],
];

const WEEKDAYS: [[&str; 2]; 7] = [
    ["monday", "lunes"],
    ["tuesday", "martes"],
    ["wednesday", "miércoles"],
    ["thursday", "jueves"],
    ["friday", "viernes"],
    ["saturday", "sábado"],
    ["sunday", "domingo"],
];

/// An exact day from typed words.
///
/// # Errors
/// Why it is not one.
pub fn day(typed: &str, today: NaiveDate, may_lie_ahead: bool) -> Result<NaiveDate, NotADay> {
    match when(typed, today, may_lie_ahead)? {
        When::Day(day) => Ok(day),
        When::Month { .. } => Err(NotADay::OnlyMonth),
        When::About(_) | When::WeekOf(_) => Err(NotADay::Form),
    }
}

/// A day, a month, "about" a day, or a week, from typed words.
///
/// # Errors
/// Why it is not one.
pub fn when(typed: &str, today: NaiveDate, may_lie_ahead: bool) -> Result<When, NotADay> {
    let words = words_of(typed);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    let about = match words.as_slice() {
        ["about" | "around" | "circa" | "aproximadamente", ..] => 1,
        ["más" | "mas", "o", "menos", "el", ..] => 4,
        ["más" | "mas", "o", "menos", ..] => 3,
        ["hacia" | "cerca", "el" | "del", ..] => 2,
        _ => 0,
    };
    let week = match words.as_slice() {
        ["week", "of", ..] => 2,
        ["the", "week", "of", ..] => 3,
        ["semana", "del", ..] => 2,
        ["la", "semana", "del", ..] => 3,
        _ => 0,
    };
    words.drain(..about.max(week).min(words.len()));
    let exact = exact(&words, today, may_lie_ahead)?;
    let found = match exact {
        When::Day(day) if about > 0 => When::About(day),
        When::Day(day) if week > 0 => When::WeekOf(day),
        other => other,
    };
    let first = found.sort_key();
    if !(1900..2200).contains(&first.year()) {
        return Err(NotADay::LongAgo);
    }
    if !may_lie_ahead && first > today {
        return Err(NotADay::Ahead);
    }
    Ok(found)
}

/// Lower-case words and numbers, without commas, ordinal endings and small words.
fn words_of(typed: &str) -> Vec<String> {
    let typed = typed.trim().to_lowercase().replace([',', '.'], " ");
    let words = typed.split_whitespace().map(|word| {
        let number = word.trim_end_matches(|character: char| character.is_alphabetic() || character == 'º' || character == '°');
        let ending = word.get(number.len()..).unwrap_or_default();
        let ordinal = !number.is_empty()
            && number.chars().all(|character| character.is_ascii_digit())
            && ["st", "nd", "rd", "th", "º", "°", "o", "ro"].contains(&ending);
        if ordinal { number.to_owned() } else { word.to_owned() }
    });
    words.collect()
}

fn exact(words: &[&str], today: NaiveDate, may_lie_ahead: bool) -> Result<When, NotADay> {
    let words: Vec<&str> = words.iter().copied().filter(|word| !matches!(*word, "de" | "del" | "the" | "el" | "of")).collect();
    let words = match words.split_first() {
        // "mar" is March, and martes only where another month follows.
        Some((first, rest)) if weekday(first).is_some() && (month(first).is_none() || rest.iter().any(|word| month(word).is_some())) => {
            rest
        }
        _ => words.as_slice(),
    };
    match words {
        ["today" | "hoy"] => Ok(When::Day(today)),
        ["yesterday" | "ayer"] => today.pred_opt().map(When::Day).ok_or(NotADay::NoSuchDay),
        ["tomorrow" | "mañana"] => today.succ_opt().map(When::Day).ok_or(NotADay::NoSuchDay),
        [one] => match month(one) {
            Some(month) => recent(month, today, may_lie_ahead),
            None => figures(one),
        },
        [first, second] => match (month(first), month(second)) {
            (Some(month), None) if second.len() == 4 && number(second).is_some() => in_month(month, second),
            (Some(month), None) => near(month, second, today, may_lie_ahead),
            (None, Some(month)) => near(month, first, today, may_lie_ahead),
            _ => Err(NotADay::Form),
        },
        [first, second, year] => {
            let (month, day) = match (month(first), month(second)) {
                (Some(month), None) => (month, second),
                (None, Some(month)) => (month, first),
                _ => return Err(NotADay::Form),
            };
            full(number(year).ok_or(NotADay::Form)?, year.len(), month, number(day).ok_or(NotADay::Form)?)
        }
        _ => Err(NotADay::Form),
    }
}

/// 3/4/2014, 3-4-2014, 2014-03-04, 3/2014, 2014-03.
fn figures(word: &str) -> Result<When, NotADay> {
    let parts: Vec<&str> = word.split(['/', '-']).collect();
    let numbers: Option<Vec<u32>> = parts.iter().map(|part| number(part)).collect();
    let numbers = numbers.ok_or(NotADay::Form)?;
    match (parts.as_slice(), numbers.as_slice()) {
        ([year, ..], [first, month, day]) if year.len() == 4 => full(*first, 4, *month, *day),
        ([_, _, year], [month, day, last]) => full(*last, year.len(), *month, *day),
        ([year, _], [first, month]) if year.len() == 4 => in_month(*month, &first.to_string()),
        ([_, year], [month, last]) if year.len() == 4 => in_month(*month, &last.to_string()),
        _ => Err(NotADay::Form),
    }
}

fn full(year: u32, figures: usize, month: u32, day: u32) -> Result<When, NotADay> {
    if figures != 4 {
        return Err(NotADay::ShortYear);
    }
    let year = i32::try_from(year).map_err(|_| NotADay::NoSuchDay)?;
    NaiveDate::from_ymd_opt(year, month, day).map(When::Day).ok_or(NotADay::NoSuchDay)
}

fn in_month(month: u32, year: &str) -> Result<When, NotADay> {
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok()).ok_or(NotADay::NoSuchDay)?;
    let year = number(year).and_then(|year| i32::try_from(year).ok()).ok_or(NotADay::Form)?;
    Ok(When::Month { year, month })
}

/// A month without a year: the latest one that has begun; where the future makes sense, the next one.
fn recent(month: u32, today: NaiveDate, may_lie_ahead: bool) -> Result<When, NotADay> {
    let year = match (may_lie_ahead, month.cmp(&today.month())) {
        (false, std::cmp::Ordering::Greater) => today.year() - 1,
        (true, std::cmp::Ordering::Less) => today.year() + 1,
        _ => today.year(),
    };
    in_month(month, &year.to_string())
}

/// A day without a year: the latest one that is not ahead; where the future makes sense, the next one.
fn near(month: u32, day: &str, today: NaiveDate, may_lie_ahead: bool) -> Result<When, NotADay> {
    let day = number(day).filter(|_| day.len() <= 2).ok_or(NotADay::Form)?;
    let years = if may_lie_ahead { [0, 1, 2, 3, 4] } else { [0, -1, -2, -3, -4] };
    let days = years.into_iter().filter_map(|more| NaiveDate::from_ymd_opt(today.year() + more, month, day));
    let mut days = days.filter(|day| if may_lie_ahead { *day >= today } else { *day <= today });
    days.next().map(When::Day).ok_or(NotADay::NoSuchDay)
}

fn number(word: &str) -> Option<u32> {
    (word.len() <= 4 && !word.is_empty() && word.chars().all(|character| character.is_ascii_digit())).then(|| word.parse().ok()).flatten()
}

fn month(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|names| names.contains(&word) || (word == "sep" && names.contains(&"sept")))?;
    u32::try_from(at + 1).ok()
}

fn weekday(word: &str) -> Option<usize> {
    WEEKDAYS.iter().position(|names| {
        names.iter().any(|name| *name == word || (word.len() >= 3 && word.is_ascii() && name.is_ascii() && name.starts_with(word)))
    })
}

/// "Tuesday, March 4, 2014" or "martes, 4 de marzo de 2014".
pub fn spoken(day: NaiveDate, language: Language) -> String {
    match language {
        Language::English => crate::wording::dates::with_weekday(day),
        Language::Spanish => format!("{}, {}", weekday_es(day.weekday()), long_es(day)),
    }
}

fn long_es(day: NaiveDate) -> String {
    format!("{} de {} de {}", day.day(), month_es(day.month()), day.year())
}

fn weekday_es(day: Weekday) -> &'static str {
    let at = usize::try_from(day.num_days_from_monday()).unwrap_or_default();
    WEEKDAYS.get(at).map_or("", |names| names[1])
}

fn month_es(month: u32) -> &'static str {
    let at = usize::try_from(month).unwrap_or_default().saturating_sub(1);
    MONTHS.get(at).map_or("", |names| names[2])
}

/// A rough time in words.
pub fn spoken_when(when: &When, language: Language) -> String {
    match (when, language) {
        (When::Day(day), _) => spoken(*day, language),
        (_, Language::English) => when.words(),
        (When::Month { year, month }, Language::Spanish) => format!("{} de {year}", month_es(month.number_from_month())),
        (When::About(day), Language::Spanish) => format!("hacia el {}", long_es(*day)),
        (When::WeekOf(day), Language::Spanish) => format!("la semana del {}", long_es(*day)),
    }
}

/// As the case file writes it.
pub fn written(when: &When) -> String {
    match when {
        When::Day(day) => day.to_string(),
        When::Month { year, month } => format!("{year}-{:02}", month.number_from_month()),
        When::About(day) => format!("about {day}"),
        When::WeekOf(day) => format!("week of {day}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn today() -> NaiveDate {
        on(2026, 11, 25)
    }

    #[test]
    fn the_common_forms_are_one_day() {
        let forms = [
            "3/4/2014",
            "03-04-2014",
            "March 4, 2014",
            "Mar 4 2014",
            "2014-03-04",
            "4 March 2014",
            "march 4th, 2014",
            "4 de marzo de 2014",
            "Tuesday, March 4, 2014",
            "martes 4 de marzo de 2014",
            " MARCH  4,2014 ",
        ];
        for form in forms {
            assert_eq!(day(form, today(), false), Ok(on(2014, 3, 4)), "{form}");
        }
        assert_eq!(spoken(on(2014, 3, 4), Language::English), "Tuesday, March 4, 2014");
        assert_eq!(spoken(on(2014, 3, 4), Language::Spanish), "martes, 4 de marzo de 2014");
    }

    #[test]
    fn what_could_be_read_in_two_ways_or_not_at_all_is_refused() {
        for (form, reason) in [
            ("3/4/14", NotADay::ShortYear),
            ("March 4, 14", NotADay::ShortYear),
            ("2/30/2014", NotADay::NoSuchDay),
            ("February 29, 2023", NotADay::NoSuchDay),
            ("13/1/2020", NotADay::NoSuchDay),
            ("11/26/2026", NotADay::Ahead),
            ("tomorrow", NotADay::Ahead),
            ("3/4/0014", NotADay::LongAgo),
            ("March 2014", NotADay::OnlyMonth),
            ("last spring", NotADay::Form),
            ("3/4", NotADay::Form),
            ("", NotADay::Form),
            ("99999999999/1/2", NotADay::Form),
        ] {
            assert_eq!(day(form, today(), false), Err(reason), "{form}");
        }
    }

    #[test]
    fn a_day_without_a_year_is_the_nearest_that_makes_sense() {
        assert_eq!(day("October 5", today(), false), Ok(on(2026, 10, 5)));
        assert_eq!(day("December 5", today(), false), Ok(on(2025, 12, 5)));
        assert_eq!(day("December 5", today(), true), Ok(on(2026, 12, 5)));
        assert_eq!(day("5 de octubre", today(), true), Ok(on(2027, 10, 5)));
        assert_eq!(day("Feb 29", today(), false), Ok(on(2024, 2, 29)));
    }

    #[test]
    fn rough_times_stay_rough() {
        assert_eq!(when("September 2026", today(), false).map(|when| written(&when)), Ok("2026-09".to_owned()));
        assert_eq!(when("september", today(), false).map(|when| written(&when)), Ok("2026-09".to_owned()));
        assert_eq!(when("diciembre", today(), false).map(|when| written(&when)), Ok("2025-12".to_owned()));
        assert_eq!(when("9/2026", today(), false).map(|when| written(&when)), Ok("2026-09".to_owned()));
        assert_eq!(when("about October 5", today(), false).map(|when| written(&when)), Ok("about 2026-10-05".to_owned()));
        assert_eq!(
            when("la semana del 5 de octubre de 2026", today(), false).map(|when| written(&when)),
            Ok("week of 2026-10-05".to_owned())
        );
        assert_eq!(when("yesterday", today(), false), Ok(When::Day(on(2026, 11, 24))));
        assert_eq!(spoken_when(&When::Month { year: 2026, month: Month::September }, Language::Spanish), "septiembre de 2026");
    }
}
