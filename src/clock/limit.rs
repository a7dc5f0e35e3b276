//! A time limit of the law as plain numbers.
//!
//! Why apart from the rule: a rule is words with a source, a limit is what can be counted. Input: the fields of one
//! `[[rule]]` of `seeds/rules`, and of the rule its `end_of_year` names. Output: a [`Limit`] for [`start`](super::start). Which
//! days count is data; a new kind of day is a variant here.

use thiserror::Error;

/// Which days a limit counts (`day_kind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// Every calendar day, with or without pauses.
    Calendar,
    /// Monday to Friday but holidays.
    Business,
    /// Days the district works: not defined by the law.
    Working,
    /// Days children are taught.
    School,
    /// It counts no days, or not forward from an event.
    None,
}

/// Whose law it is (`jurisdiction`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Jurisdiction {
    /// The United States: counted in calendar days only, without rolling (OSEP letter of 2018-04-19, f-day-no-roll).
    Federal,
    /// California.
    California,
    /// Another state, by its two letters: its holidays are not known here.
    Other(String),
}

/// The date an end-of-year rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Receipt of the paper that starts the limit (the 10-day rule for the plan, Ed. Code 56321(a)).
    Receipt,
    /// Receipt of the referral, even if the limit starts with a later paper (the 30-day rule for the IEP, Ed. Code 56344(a)).
    Referral,
}

/// The limit that takes a limit's place near the end of the school year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndOfYear {
    /// The rule it comes from.
    pub id: String,
    /// Calendar days after the first day of the next school year, which is day 0.
    pub days: u32,
    /// It applies from so many calendar days before the last day of the school year on.
    pub within: u32,
    /// The date that is held against the last day.
    pub key: Key,
}

/// A time limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The rule it comes from.
    pub id: String,
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
    /// How many days, if it counts days.
    pub days: Option<u32>,
    /// Which days.
    pub kind: DayKind,
    /// Whether days between sessions and long vacations are left out; only for calendar days.
    pub tolls: bool,
    /// Whether a last day on a weekend or holiday moves on; only for calendar days.
    pub rolls: bool,
    /// What applies instead near the end of the school year.
    pub end_of_year: Option<EndOfYear>,
}

/// The fields of a rule that matter for counting, as `seeds/rules` has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleFields<'a> {
    /// `id`.
    pub id: &'a str,
    /// `jurisdiction`: "federal" or two letters.
    pub jurisdiction: &'a str,
    /// `days`.
    pub days: Option<u32>,
    /// `day_kind`: calendar, business, working, school or none.
    pub day_kind: &'a str,
    /// `tolls`.
    pub tolls: bool,
    /// `rolls`.
    pub rolls: bool,
    /// `backward`: the days are counted back from an event, which no clock does.
    pub backward: bool,
    /// `end_of_year`: the id of the rule that takes this one's place near the end of the year.
    pub end_of_year: Option<&'a str>,
    /// `within`: only for a rule that another names in `end_of_year`; such a rule has no clock of its own.
    pub within: Option<u32>,
    /// `key`: "receipt" or "referral"; with `within`.
    pub key: Option<&'a str>,
}

/// Why a rule's fields make no limit: a fault of the library, found by its checks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LimitError {
    /// A `day_kind` nobody knows.
    #[error("the rule `{id}`: day_kind is `{kind}`; it must be calendar, business, working, school or none")]
    Kind {
        /// The rule.
        id: String,
        /// What stands there.
        kind: String,
    },
    /// `tolls` or `rolls` for days that are not calendar days.
    #[error("the rule `{id}`: only calendar days can toll or roll")]
    NotCalendar {
        /// The rule.
        id: String,
    },
    /// The rule that `end_of_year` names was not given, is another one, or is not complete.
    #[error(
        "the rule `{id}`: end_of_year needs the rule it names, with days, within, and key (receipt or referral), and tolls = true here"
    )]
    EndOfYear {
        /// The rule.
        id: String,
    },
}

impl Limit {
    /// Makes a limit of a rule's fields; `at_year_end` are those of the rule that its `end_of_year` names.
    ///
    /// # Errors
    /// [`LimitError`].
    pub fn from_rule(rule: &RuleFields<'_>, at_year_end: Option<&RuleFields<'_>>) -> Result<Self, LimitError> {
        let id = rule.id.to_owned();
        let kind = match rule.day_kind {
            // A rule for the end of the year starts only through the one that names it.
            _ if rule.backward || rule.within.is_some() => DayKind::None,
            "calendar" => DayKind::Calendar,
            "business" => DayKind::Business,
            "working" => DayKind::Working,
            "school" => DayKind::School,
            "none" => DayKind::None,
            kind => return Err(LimitError::Kind { id, kind: kind.to_owned() }),
        };
        if (rule.tolls || rule.rolls) && rule.day_kind != "calendar" {
            return Err(LimitError::NotCalendar { id });
        }
        let end_of_year = match rule.end_of_year {
            None => None,
            Some(name) => {
                let found = at_year_end.filter(|other| other.id == name && rule.tolls).and_then(EndOfYear::from_rule);
                Some(found.ok_or_else(|| LimitError::EndOfYear { id: id.clone() })?)
            }
        };
        let jurisdiction = Jurisdiction::from_field(rule.jurisdiction);
        Ok(Self { id, jurisdiction, days: rule.days, kind, tolls: rule.tolls, rolls: rule.rolls, end_of_year })
    }
}

impl EndOfYear {
    fn from_rule(rule: &RuleFields<'_>) -> Option<Self> {
        let key = match rule.key? {
            "receipt" => Key::Receipt,
            "referral" => Key::Referral,
            _ => return None,
        };
        Some(Self { id: rule.id.to_owned(), days: rule.days?, within: rule.within?, key })
    }
}

impl Jurisdiction {
    fn from_field(field: &str) -> Self {
        match field {
            "federal" => Self::Federal,
            "CA" => Self::California,
            other => Self::Other(other.to_owned()),
        }
    }
}
