//! The legal rules: what the law says, how sure we are of it, and which of it counts days.
//!
//! Input: the TOML files below `seeds/rules/`. Output: [`Rules`], by id. A new rule is one more `[[rule]]` in a file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::clock::{Limit, LimitError, RuleFields};
use crate::error::Error;
use crate::on_demand::OnDemand;
use crate::sources::{Row, Sources};

/// All rules, by id. Built-in ones are read when they are first asked for.
#[derive(Debug, Default)]
pub struct Rules {
    rules: BTreeMap<Cow<'static, str>, OnDemand<&'static Row, Rule>>,
    /// The ids of those that run in a case, found when they are first asked for.
    running: OnceLock<Vec<Cow<'static, str>>>,
    /// [`Rules::checked`], the same.
    checked: OnceLock<Option<NaiveDate>>,
}

impl Rules {
    /// Reads the rules.
    ///
    /// # Errors
    /// A file that cannot be read, an id that stands twice.
    pub fn load(sources: &Sources) -> Result<Rules, Error> {
        let mut rules = Rules::default();
        for file in sources.below("seeds/rules", ".toml") {
            if let Some(rows) = sources.rows(&file) {
                for row in rows {
                    rules.add(&file, row.id().into(), OnDemand::at(row))?;
                }
                continue;
            }
            #[derive(Deserialize)]
            struct File {
                #[serde(default)]
                rule: Vec<Rule>,
            }
            let read: File = sources.read(&file)?;
            for rule in read.rule {
                rules.add(&file, rule.id.clone().into(), OnDemand::read(rule))?;
            }
        }
        Ok(rules)
    }

    fn add(&mut self, file: &str, id: Cow<'static, str>, rule: OnDemand<&'static Row, Rule>) -> Result<(), Error> {
        match self.rules.entry(id) {
            Entry::Vacant(place) => place.insert(rule),
            Entry::Occupied(first) => return Err(Error::library(file, format!("the rule `{}` stands twice", first.key()))),
        };
        Ok(())
    }

    /// A rule.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id).and_then(read)
    }

    /// All rules, by id.
    pub fn all(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values().filter_map(read)
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().map(Cow::as_ref)
    }

    /// The rules that run in a case, each with how it does.
    pub fn clocks(&self) -> impl Iterator<Item = (&Rule, &RuleClock)> {
        let running = self.running.get_or_init(|| {
            let runs = |rule: &OnDemand<&'static Row, Rule>| match rule.place() {
                // Known without reading it.
                Some(row) => row.words().split(' ').any(|key| key == "clock"),
                None => read(rule).is_some_and(|rule| rule.clock.is_some()),
            };
            self.rules.iter().filter(|(_, rule)| runs(rule)).map(|(id, _)| id.clone()).collect()
        });
        running.iter().filter_map(|id| self.get(id)).filter_map(|rule| Some((rule, rule.clock.as_ref()?)))
    }

    /// The day on which all rules were checked, or later.
    pub fn checked(&self) -> Option<NaiveDate> {
        *self.checked.get_or_init(|| {
            // Days that are written year, month, day are in the order of their letters.
            let built_in = self.rules.values().filter_map(|rule| rule.place()).map(|row| row.checked()).min();
            let built_in = built_in.and_then(|day| day.parse().ok());
            let given = self.rules.values().filter_map(|rule| rule.given()).map(|rule| rule.checked).min();
            built_in.into_iter().chain(given).min()
        })
    }
}

fn read<'a>(rule: &'a OnDemand<&'static Row, Rule>) -> Option<&'a Rule> {
    rule.get(|row| serde_json::from_str(row.json()).ok())
}

/// How sure we are of a rule's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Read in the statute, regulation or official page.
    Verified,
    /// Read in a good secondary source: never an exact quote or a number in a letter.
    Secondary,
    /// From memory: the same.
    Memory,
}

/// One legal statement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The id.
    pub id: String,
    /// "federal", or a state in two capital letters.
    pub jurisdiction: String,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub citation: String,
    /// What it says, in plain words of our own.
    pub rule: String,
    /// What starts it, if it is a time limit.
    #[serde(default)]
    pub trigger: String,
    /// How many days, if it counts days.
    pub days: Option<u32>,
    /// Which days: calendar, business, working, none.
    pub day_kind: String,
    /// Days between sessions and vacations of more than five schooldays are not counted.
    #[serde(default)]
    pub tolls: bool,
    /// A last day on a weekend or holiday moves to the next open day.
    #[serde(default)]
    pub rolls: bool,
    /// The days are counted back from an event.
    #[serde(default)]
    pub backward: bool,
    /// The rule that takes this one's place near the end of the school year.
    pub end_of_year: Option<String>,
    /// For such a rule: from so many days before the end of the school year on.
    pub within: Option<u32>,
    /// For such a rule: the date that is held against the end, "receipt" or "referral".
    pub key: Option<String>,
    /// Which days do not count.
    #[serde(default)]
    pub exclusions: String,
    /// The letter kinds that use it.
    #[serde(default)]
    pub letters: Vec<String>,
    /// The complaints it matters for.
    #[serde(default)]
    pub complaints: Vec<String>,
    /// When it was last amended.
    #[serde(default)]
    pub amended: String,
    /// Where we read it.
    pub source: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// The day we read it.
    #[serde(deserialize_with = "day")]
    pub checked: NaiveDate,
    /// What a writer must respect.
    #[serde(default)]
    pub notes: String,
    /// The short citation a letter prints.
    pub short: Option<String>,
    /// The sentence a letter prints.
    pub sentence: Option<String>,
    /// What a case needs to run this limit's clock: who owes what, and which facts start and end it.
    pub clock: Option<RuleClock>,
}

/// How a time limit runs in a case. Letters start clocks by their manifests; facts start them here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleClock {
    /// What is owed, as words after "due:": "the proposed assessment plan".
    pub owed: String,
    /// The same in Spanish.
    pub owed_es: Option<String>,
    /// What the letter that started it asked for, as words after "asking for": "an assessment".
    pub asked: Option<String>,
    /// What to ask for when it did not come, as words after "please".
    pub ask: Option<String>,
    /// Who owes it.
    #[serde(default)]
    pub owed_by: Owes,
    /// The dated fact that starts it, when no letter does.
    pub starts: Option<String>,
    /// The fact that says how that day is known.
    pub proof: Option<String>,
    /// The paper whose receipt that fact dates.
    pub paper: Option<String>,
    /// What `record received` calls that paper, in one word.
    pub paper_name: Option<String>,
    /// The rule whose clock began with the referral, for an end-of-year rule that looks at the referral.
    pub referral: Option<String>,
    /// The dated facts that end it, each by itself. The first is what came; the others show that it must have come.
    #[serde(default)]
    pub met_by: Vec<String>,
    /// The fact that holds a later day agreed to in writing.
    pub extended_by: Option<String>,
    /// The rule of another jurisdiction that this one displaces.
    pub replaces: Option<String>,
    /// Why its date is not certain, as whole sentences. Such a limit is never called missed.
    pub caveat: Option<String>,
}

/// Who owes what a time limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owes {
    /// The school or district.
    #[default]
    School,
    /// The family; the date is a help, nothing is called late.
    Family,
}

impl Rule {
    /// What of the rule can be counted.
    ///
    /// # Errors
    /// Its fields do not fit each other, or the rule it names for the end of the year is missing.
    pub fn limit(&self, rules: &Rules) -> Result<Limit, LimitError> {
        let at_year_end = self.end_of_year.as_ref().and_then(|id| rules.get(id));
        Limit::from_rule(&self.fields(), at_year_end.map(Rule::fields).as_ref())
    }

    fn fields(&self) -> RuleFields<'_> {
        RuleFields {
            id: &self.id,
            jurisdiction: &self.jurisdiction,
            days: self.days,
            day_kind: &self.day_kind,
            tolls: self.tolls,
            rolls: self.rolls,
            backward: self.backward,
            end_of_year: self.end_of_year.as_deref(),
            within: self.within,
            key: self.key.as_deref(),
        }
    }
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    let date = written.date.and_then(|date| NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day)));
    date.ok_or_else(|| serde::de::Error::custom("a day such as 2026-11-22 is needed"))
}

#[cfg(test)]
mod tests {
    use super::{RuleClock, Rules};
    use crate::sources::Sources;

    #[test]
    fn every_built_in_rule_can_be_read_and_what_is_known_before_is_true() {
        let rules = Rules::load(&Sources::default()).expect("rules");
        let fresh = Rules::load(&Sources::default()).expect("rules");
        let clocks: Vec<&str> = fresh.clocks().map(|(rule, _)| rule.id.as_str()).collect();
        let all: Vec<&super::Rule> = rules.all().collect();
        assert_eq!(all.len(), rules.ids().count());
        assert!(all.iter().zip(rules.ids()).all(|(rule, id)| rule.id == id));
        assert_eq!(clocks, all.iter().filter(|rule| rule.clock.is_some()).map(|rule| rule.id.as_str()).collect::<Vec<_>>());
        assert_eq!(rules.checked(), all.iter().map(|rule| rule.checked).min());
    }

    #[test]
    fn a_persons_rule_takes_part_and_one_that_stands_twice_is_told() {
        let federal = String::from_utf8(Sources::default().bytes("seeds/rules/federal.toml").expect("the file").to_vec()).expect("text");
        let own = |path: &str, text: String| Rules::load(&Sources::new([(path.to_owned(), text.into_bytes())].into()));
        let twice = own("seeds/rules/more.toml", federal.clone()).expect_err("the ids stand twice");
        assert!(twice.to_string().contains("stands twice"), "{twice}");
        let day = |text: &str| text.parse().ok();
        let earlier = own("seeds/rules/federal.toml", federal.replacen("checked = 2026", "checked = 2001", 1)).expect("rules");
        assert!(earlier.checked() < day("2002-01-01") && earlier.checked().is_some());
        let owes =
            |rules: &Rules, id: &str| rules.clocks().find(|(rule, _)| rule.id == id).map(|(_, terms): (_, &RuleClock)| terms.owed.clone());
        let other =
            own("seeds/rules/federal.toml", federal.replace("owed = \"the evaluation\"", "owed = \"something else\"")).expect("rules");
        assert_eq!(owes(&other, "f-eval-60").as_deref(), Some("something else"));
    }
}
