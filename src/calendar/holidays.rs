//! Public holidays, computed from the words of the law for any year.
//!
//! Why not a table: a table ends, and the day it ends the dates go wrong in silence. Three bodies of law count here:
//! - **federal**: 5 U.S.C. 6103(a), with (b) and Executive Order 11582 for weekends (Saturday: the Friday before; Sunday: the
//!   Monday after). Inauguration Day, which is for the capital only, and one-off closures are not holidays here.
//! - **state**: Gov. Code 6700(a), and 6701 for weekends (seven fixed dates move from Sunday to Monday, November 11 also from
//!   Saturday to Friday). Every Sunday is one too; weekends are the callers' business. Good Friday is not a full day.
//! - **judicial**: Code Civ. Proc. 135: the state's full days and the day after Thanksgiving, without Lunar New Year, Diwali,
//!   April 24, September 9 and Columbus Day; weekends move as Cal. Rules of Court, rule 1.11 has it (as the federal ones).
//!
//! This is the law as of November 2026. A holiday that is younger than 2016 carries the year it began in; older changes are
//! not followed back. Days that a President or Governor appoints cannot be computed: a family enters them in its calendar.

use chrono::{Datelike, NaiveDate, Weekday};

use super::lunar;

/// How the law names a day.
#[derive(Debug, Clone, Copy)]
enum When {
    /// Month and day.
    On(u32, u32),
    /// Month, weekday, and which one of the month.
    Nth(u32, Weekday, u32),
    /// The last such weekday of a month.
    Last(u32, Weekday),
    /// The day after the fourth Thursday of November.
    AfterThanksgiving,
}

/// Where a holiday goes that falls on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moves {
    Nowhere,
    SundayToMonday,
    BothWays,
}

/// One holiday: its name, its day, the first year of each body of law that has it, and Gov. Code 6701.
struct Holiday {
    name: &'static str,
    when: When,
    federal: Option<i32>,
    state: Option<i32>,
    judicial: Option<i32>,
    weekend: Moves,
}

/// A body of law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// 5 U.S.C. 6103, with observed days.
    Federal,
    /// Gov. Code 6700 and 6701, full days, without the two that follow the moon.
    State,
    /// Code Civ. Proc. 135, with observed days and the day after Thanksgiving, without Saturdays and Sundays as such.
    Judicial,
}

const ALWAYS: Option<i32> = Some(i32::MIN);

#[rustfmt::skip]
const HOLIDAYS: [Holiday; 17] = {
    use Moves::{BothWays, Nowhere, SundayToMonday};
    use Weekday::{Fri, Mon, Thu};
    use When::{AfterThanksgiving, Last, Nth, On};
    const fn row(name: &'static str, when: When, federal: Option<i32>, state: Option<i32>, judicial: Option<i32>, weekend: Moves) -> Holiday {
        Holiday { name, when, federal, state, judicial, weekend }
    }
    [
        row("New Year's Day", On(1, 1), ALWAYS, ALWAYS, ALWAYS, SundayToMonday),
        row("Martin Luther King Jr. Day", Nth(1, Mon, 3), ALWAYS, ALWAYS, ALWAYS, Nowhere),
        row("Lincoln Day", On(2, 12), None, ALWAYS, ALWAYS, SundayToMonday),
        row("Presidents' Day", Nth(2, Mon, 3), ALWAYS, ALWAYS, ALWAYS, Nowhere),
        row("Cesar Chavez Day", On(3, 31), None, ALWAYS, ALWAYS, SundayToMonday),
        row("Genocide Remembrance Day", On(4, 24), None, Some(2023), None, Nowhere),
        row("Memorial Day", Last(5, Mon), ALWAYS, ALWAYS, ALWAYS, Nowhere),
        row("Juneteenth", On(6, 19), Some(2021), Some(2023), Some(2023), Nowhere),
        row("Independence Day", On(7, 4), ALWAYS, ALWAYS, ALWAYS, SundayToMonday),
        row("Labor Day", Nth(9, Mon, 1), ALWAYS, ALWAYS, ALWAYS, Nowhere),
        row("Admission Day", On(9, 9), None, ALWAYS, None, SundayToMonday),
        row("Native American Day", Nth(9, Fri, 4), None, ALWAYS, Some(2022), Nowhere),
        row("Columbus Day", Nth(10, Mon, 2), ALWAYS, ALWAYS, None, Nowhere),
        row("Veterans Day", On(11, 11), ALWAYS, ALWAYS, ALWAYS, BothWays),
        row("Thanksgiving Day", Nth(11, Thu, 4), ALWAYS, ALWAYS, ALWAYS, Nowhere),
        row("the day after Thanksgiving", AfterThanksgiving, None, None, ALWAYS, Nowhere),
        row("Christmas Day", On(12, 25), ALWAYS, ALWAYS, ALWAYS, SundayToMonday),
    ]
};

/// The name of the holiday that `date` is, or is the observed day of, in one body of law.
pub fn holiday(body: Body, date: NaiveDate) -> Option<&'static str> {
    HOLIDAYS.iter().find(|holiday| holiday.kept_on(body, date)).map(|holiday| holiday.name)
}

/// The days off that nobody disputes, for the EARLY count of business days: federal holidays and March 31
/// (34 CFR 300.11: "Federal and State holidays"; law/README section 3(d)). Weekends are not named here.
pub fn early(date: NaiveDate) -> Option<&'static str> {
    holiday(Body::Federal, date).or_else(|| (date.month() == 3 && date.day() == 31).then_some("Cesar Chavez Day"))
}

/// Every day off that could be argued, for the SAFE count: the federal, state and judicial ones and the days that Lunar New
/// Year and Diwali could be. Always a superset of [`early`].
pub fn safe(date: NaiveDate) -> Option<&'static str> {
    [Body::Federal, Body::State, Body::Judicial].into_iter().find_map(|body| holiday(body, date)).or_else(|| lunar::could_be(date))
}

/// Saturday or Sunday.
pub fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

impl When {
    /// Whether the holiday itself, not its observed day, is on this date.
    fn is(self, date: NaiveDate) -> bool {
        match self {
            Self::On(month, day) => date.month() == month && date.day() == day,
            Self::Nth(month, weekday, nth) => date.month() == month && date.weekday() == weekday && date.day0() / 7 + 1 == nth,
            Self::Last(month, weekday) => {
                let week_later = date.checked_add_days(chrono::Days::new(7));
                date.month() == month && date.weekday() == weekday && week_later.is_none_or(|later| later.month() != month)
            }
            Self::AfterThanksgiving => date.pred_opt().is_some_and(|day| Self::Nth(11, Weekday::Thu, 4).is(day)),
        }
    }
}

impl Holiday {
    /// Whether this body of law keeps the holiday on this date: on its own day, or on the day it moves to.
    fn kept_on(&self, body: Body, date: NaiveDate) -> bool {
        let (since, moves) = match body {
            Body::Federal => (self.federal, Moves::BothWays),
            Body::State => (self.state, self.weekend),
            Body::Judicial => (self.judicial, Moves::BothWays),
        };
        let from_sunday = || date.weekday() == Weekday::Mon && date.pred_opt().is_some_and(|day| self.when.is(day));
        let from_saturday = || date.weekday() == Weekday::Fri && date.succ_opt().is_some_and(|day| self.when.is(day));
        let kept = self.when.is(date) || (moves != Moves::Nowhere && from_sunday()) || (moves == Moves::BothWays && from_saturday());
        kept && since.is_some_and(|year| date.year() >= year)
    }
}
