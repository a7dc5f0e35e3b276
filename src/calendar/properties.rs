//! Properties that hold for every calendar, not only for the sample.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;

use super::sample::limit;
use super::step::Step;
use super::{Break, SchoolCalendar, count};
use crate::clock::{Clock, Due, Limit, start};

const RULES: [&str; 7] = ["c-plan-15", "c-iep-60", "c-iep-meeting-30", "c-consent-15", "c-records-5", "c-home-start-5", "f-records"];

fn plus(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap()
}

/// The date itself, or the Monday after.
fn weekday(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => plus(date, 2),
        Weekday::Sun => plus(date, 1),
        _ => date,
    }
}

/// The entries of a plausible calendar: one to three years, breaks of one to four weeks, some days off.
#[derive(Debug, Clone)]
struct Entries {
    years: Vec<(NaiveDate, Option<NaiveDate>)>,
    breaks: Vec<Break>,
    holidays: Vec<NaiveDate>,
}

impl Entries {
    fn calendar(&self) -> Option<SchoolCalendar> {
        SchoolCalendar::new(self.years.clone(), self.breaks.clone(), self.holidays.clone()).ok()
    }
}

fn entries() -> impl Strategy<Value = Entries> {
    let breaks = prop::collection::vec((0_u64..60, 1_u64..30), 0..6);
    let years = prop::collection::vec((200_u64..330, 1_u64..90, breaks), 1..4);
    let holidays = prop::collection::vec(0_u64..1_100, 0..20);
    (2015_i32..2040, 1_u32..13, years, any::<bool>(), holidays).prop_map(|(year, month, lengths, open, holidays)| {
        let begin = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        let (mut first, mut years, mut breaks) = (weekday(begin), Vec::new(), Vec::new());
        for (length, summer, pauses) in lengths {
            let last = weekday(plus(first, length));
            let mut from = first;
            for (until, long) in pauses {
                let (last_day, back) = (weekday(plus(from, until)), weekday(plus(from, until + long + 2)));
                if back <= last && last_day < back {
                    breaks.push(Break { name: "some".to_owned(), last_day, back });
                    from = back;
                }
            }
            years.push((first, Some(last)));
            first = weekday(plus(last, summer));
        }
        if open {
            years.push((first, None));
        }
        let edges: Vec<NaiveDate> = breaks.iter().flat_map(|pause| [pause.last_day, pause.back]).collect();
        let schooldays = years.iter().flat_map(|(first, last)| [Some(*first), *last]).flatten().chain(edges).collect::<Vec<_>>();
        let holidays = holidays.into_iter().map(|days| plus(begin, days)).filter(|date| !schooldays.contains(date)).collect();
        Entries { years, breaks, holidays }
    })
}

fn due(limit: &Limit, receipt: NaiveDate, referral: Option<NaiveDate>, calendar: &SchoolCalendar) -> Option<Due> {
    match start(limit, Some(receipt), referral, Some(calendar)) {
        Clock::Due(due) => Some(due),
        Clock::NotComputable { .. } => None,
    }
}

/// Every kind of count, made comparable.
fn last_days(receipt: NaiveDate, days: u32, calendar: &SchoolCalendar) -> Vec<Option<NaiveDate>> {
    let tallies = [
        count::tolled_days(receipt, days, calendar),
        count::working_days(receipt, days, calendar),
        count::schooldays(receipt, days, calendar),
    ];
    tallies.into_iter().map(|tally| tally.ok().map(|tally| tally.last)).collect()
}

proptest! {
    /// Most drawn entries make a calendar, or the properties below would say little.
    #[test]
    fn plausible_entries_are_accepted(entries in entries()) {
        prop_assert!(entries.calendar().is_some(), "{:?}", SchoolCalendar::new(entries.years, entries.breaks, entries.holidays));
    }

    /// Nominal is never after safe, an early date never at or after nominal, and nothing is due on the day of receipt.
    #[test]
    fn nominal_is_never_after_safe(entries in entries(), offset in 0_u64..1_000, rule in prop::sample::select(&RULES[..])) {
        let (calendar, receipt) = (entries.calendar().unwrap(), plus(entries.years[0].0, offset));
        if let Some(due) = due(&limit(rule), receipt, Some(receipt), &calendar) {
            prop_assert!(receipt < due.nominal && due.nominal <= due.safe);
            prop_assert!(due.early.is_none_or(|early| receipt < early && early < due.nominal));
        }
    }

    /// The counted days add up to the days of the rule that was applied, and the spans leave no hole and end at nominal.
    #[test]
    fn the_parts_of_a_derivation_add_up(entries in entries(), offset in 0_u64..1_000, rule in prop::sample::select(&RULES[..])) {
        let (calendar, receipt, limit) = (entries.calendar().unwrap(), plus(entries.years[0].0, offset), limit(rule));
        if let Some(due) = due(&limit, receipt, Some(receipt), &calendar) {
            let at_year_end = limit.end_of_year.as_ref().filter(|other| other.id == due.rule_id);
            let days = at_year_end.map_or(limit.days, |other| Some(other.days));
            prop_assert_eq!(Some(count::total(&due.derivation)), days);
            let mut next = plus(receipt, 1);
            for step in &due.derivation {
                match step {
                    Step::NewYear { first, .. } => next = plus(*first, 1),
                    Step::Counted { from, to, .. } | Step::Skipped { from, to, .. } => {
                        prop_assert_eq!(*from, next);
                        next = plus(*to, 1);
                    }
                    Step::Rolled { from, to, .. } => prop_assert_eq!((*from, *to), (due.nominal, due.safe)),
                    Step::ShortBreak { .. } | Step::LateConsent { .. } => {}
                }
            }
            prop_assert_eq!(next, plus(due.nominal, 1));
        }
    }

    /// Receipt one day later never gives an earlier date, whichever rule applies, with the referral where it was.
    #[test]
    fn a_later_receipt_is_never_due_earlier(
        entries in entries(), offset in 0_u64..1_000, before in 0_u64..120, rule in prop::sample::select(&RULES[..])
    ) {
        let (calendar, receipt) = (entries.calendar().unwrap(), plus(entries.years[0].0, offset));
        let referral = receipt.checked_sub_days(Days::new(before));
        let both = (due(&limit(rule), receipt, referral, &calendar), due(&limit(rule), plus(receipt, 1), referral, &calendar));
        if let (Some(sooner), Some(later)) = both {
            prop_assert!(sooner.nominal <= later.nominal, "{sooner:?} {later:?}");
            prop_assert!(sooner.safe <= later.safe, "{sooner:?} {later:?}");
        }
    }

    /// Direction: one more day of school never makes a deadline LATER; one more day off never makes it EARLIER.
    #[test]
    fn a_day_off_more_is_never_due_earlier(
        entries in entries(), offset in 0_u64..1_000, off in 0_u64..1_100, days in 1_u32..90, rule in prop::sample::select(&RULES[..])
    ) {
        let (more_school, receipt) = (entries.calendar().unwrap(), plus(entries.years[0].0, offset));
        let mut fewer = entries.clone();
        fewer.holidays.push(plus(entries.years[0].0, off));
        let Some(less_school) = fewer.calendar() else { return Ok(()) };
        if let (Some(more), Some(less)) = (due(&limit(rule), receipt, None, &more_school), due(&limit(rule), receipt, None, &less_school)) {
            prop_assert!(more.nominal <= less.nominal && more.safe <= less.safe, "{more:?} {less:?}");
        }
        for (more, less) in last_days(receipt, days, &more_school).into_iter().zip(last_days(receipt, days, &less_school)) {
            prop_assert!(more.zip(less).is_none_or(|(more, less)| more <= less));
        }
    }

    /// The same when a break begins a schoolday sooner.
    #[test]
    fn a_longer_break_is_never_due_earlier(entries in entries(), offset in 0_u64..1_000, which in 0_usize..6, rule in prop::sample::select(&RULES[..])) {
        let (shorter, receipt) = (entries.calendar().unwrap(), plus(entries.years[0].0, offset));
        let mut wider = entries;
        let Some(pause) = wider.breaks.get_mut(which) else { return Ok(()) };
        pause.last_day = pause.last_day.pred_opt().unwrap();
        let Some(longer) = wider.calendar() else { return Ok(()) };
        if let (Some(short), Some(long)) = (due(&limit(rule), receipt, None, &shorter), due(&limit(rule), receipt, None, &longer)) {
            prop_assert!(short.nominal <= long.nominal && short.safe <= long.safe);
        }
    }

    /// A clock never rests on a day the calendar does not know, and every counted schoolday is one.
    #[test]
    fn a_tolled_count_stays_inside_the_calendar(entries in entries(), offset in 0_u64..1_100, days in 1_u32..90) {
        let (calendar, receipt) = (entries.calendar().unwrap(), plus(entries.years[0].0, offset));
        if let Ok(tally) = count::tolled_days(receipt, days, &calendar) {
            prop_assert!(plus(receipt, 1).iter_days().take_while(|date| *date <= tally.last).all(|date| calendar.covers(date)));
        }
        if let Ok(tally) = count::schooldays(receipt, days, &calendar) {
            prop_assert!(calendar.is_schoolday(tally.last));
        }
    }

    /// Any dates at all, to the ends of chrono's calendar: an answer or a named fault, never a panic.
    #[test]
    fn nothing_panics(
        years in prop::collection::vec((anything(), prop::option::of(anything())), 0..4),
        breaks in prop::collection::vec((anything(), anything()), 0..4),
        holidays in prop::collection::vec(anything(), 0..6),
        receipt in anything(), referral in prop::option::of(anything()), today in anything(), number in any::<u32>(),
    ) {
        let breaks = breaks.into_iter().map(|(last_day, back)| Break { name: String::new(), last_day, back }).collect();
        let calendar = SchoolCalendar::new(years, breaks, holidays).ok();
        for rule in RULES {
            let mut limit = limit(rule);
            for days in [limit.days, Some(number), Some(0), None] {
                limit.days = days;
                let clock = start(&limit, Some(receipt), referral, calendar.as_ref());
                prop_assert!(!clock.words().is_empty());
                let _ = clock.status(today);
            }
        }
    }
}

/// Near a few weekdays of today's world, or at an end of chrono's.
fn anything() -> impl Strategy<Value = NaiveDate> {
    let near = (0_u64..60).prop_map(|days| plus(NaiveDate::from_ymd_opt(2026, 8, 3).unwrap(), days * 5));
    let far = (0_u64..100).prop_map(|days| NaiveDate::MAX.checked_sub_days(Days::new(days)).unwrap());
    let long_ago = (0_u64..100).prop_map(|days| NaiveDate::MIN.checked_add_days(Days::new(days)).unwrap());
    prop_oneof![6 => near, 1 => far, 1 => long_ago, 1 => Just(NaiveDate::MAX), 1 => Just(NaiveDate::MIN)]
}
