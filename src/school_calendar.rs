//! The school calendar of a case, and what a letter does with it: requested dates, days off, due dates.
//!
//! Input: the checked `[calendar]` table. Output: a [`SchoolCalendar`], or its faults as problems with their place; days counted
//! over it. The counting itself is [`crate::calendar`]'s and [`crate::clock`]'s.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::calendar::holidays::{self, Body};
use crate::calendar::{Break, Day, SchoolCalendar};
use crate::error::Problem;
use crate::value::{Record, Value};

/// The calendar of a case, if it has one.
///
/// # Errors
/// Every fault of its entries.
pub fn of(case: &Record) -> Result<Option<SchoolCalendar>, Vec<Problem>> {
    if !case.has("calendar") {
        return Ok(None);
    }
    let years = case.rows("calendar.years").iter().filter_map(|year| Some((year.date("first")?, year.date("last"))));
    let breaks = case.rows("calendar.breaks").iter().filter_map(|row| {
        let name = row.words("name").unwrap_or_default().to_owned();
        Some(Break { name, last_day: row.date("last_day")?, back: row.date("back")? })
    });
    let holidays = match case.entry("calendar.holidays").map(|entry| &entry.value) {
        Some(Value::List(items)) => {
            items.iter().filter_map(|item| if let Value::Date(day) = item.value { Some(day) } else { None }).collect()
        }
        _ => Vec::new(),
    };
    let years: Vec<_> = years.collect();
    // Days off alone say nothing of when school is on; they are kept until the years are known.
    if years.is_empty() && case.rows("calendar.breaks").is_empty() {
        return Ok(None);
    }
    SchoolCalendar::new(years, breaks.collect(), holidays).map(Some).map_err(|faults| {
        let problem = |fault: crate::calendar::CalendarError| {
            let help = "Check the entry against the school's printed calendar.";
            Problem::error("calendar", fault.to_string()).help(help).at(case.span("calendar"), "in this calendar")
        };
        faults.into_iter().map(problem).collect()
    })
}

/// Whether a calendar says that there is no school on a day.
pub fn is_day_off(calendar: &SchoolCalendar, day: NaiveDate) -> bool {
    matches!(calendar.day(day), Day::Off(_))
}

/// A requested date: so many weekdays after another, passing over known days off. No law sets it; it is a request.
pub fn weekdays_after(date: NaiveDate, weekdays: u32, calendar: Option<&SchoolCalendar>) -> NaiveDate {
    // Nobody is asked to answer on Thanksgiving, calendar or not.
    let holiday = |day: NaiveDate| holidays::early(day).is_some() || holidays::holiday(Body::Judicial, day).is_some();
    let off = |day: NaiveDate| {
        matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || holiday(day) || calendar.is_some_and(|calendar| is_day_off(calendar, day))
    };
    let mut day = date;
    let mut left = weekdays;
    // A year of looking is more than any calendar of breaks can need.
    for _ in 0..366 {
        if left == 0 {
            break;
        }
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
        if !off(day) {
            left -= 1;
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_requested_date_passes_over_weekends_and_known_breaks() {
        let pause = Break { name: "Thanksgiving".into(), last_day: day("2026-11-20"), back: day("2026-11-30") };
        let calendar = SchoolCalendar::new(vec![(day("2026-08-13"), Some(day("2027-06-10")))], vec![pause], vec![]).unwrap();
        assert_eq!(weekdays_after(day("2026-11-19"), 2, Some(&calendar)), day("2026-11-30"));
        assert_eq!(weekdays_after(day("2026-11-19"), 2, None), day("2026-11-23"));
        assert_eq!(weekdays_after(day("2026-11-20"), 0, None), day("2026-11-20"));
        // Thanksgiving and the day after, also without a calendar.
        assert_eq!(weekdays_after(day("2026-11-23"), 3, None), day("2026-11-30"));
    }
}
