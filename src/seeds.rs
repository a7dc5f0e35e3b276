//! What the letters know: the seed entries (supports, signs, roles, situations, messages, ...) and the legal rules.
//!
//! Input: the TOML files below `seeds/`. Output: tables by category and id, with ids checked to be unique. A new entry is one
//! more `[[table]]` in a file; nothing here names a category.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::clock::{Limit, LimitError, RuleFields};
use crate::error::Error;
use crate::seed_rows::{Rows, Words};
use crate::sources::Sources;
use crate::wording::language::Language;

/// One entry: its own keys, as the file has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Seed {
    /// The id, unique over all seeds.
    pub id: String,
    /// Lines of words by key: `name`, `text`, `ask`, ...
    pub words: BTreeMap<String, String>,
    /// Lists by key: `seeds` (its sources), `letters`.
    pub lists: BTreeMap<String, Vec<String>>,
    /// The file it stands in.
    pub file: String,
    /// Its place among the entries of its category, in the order of the files.
    pub order: usize,
}

impl Seed {
    /// Whether it has words for the key that a fact needs.
    pub fn has(&self, needs: Option<&str>) -> bool {
        needs.is_none_or(|key| self.words.contains_key(key))
    }

    /// Its words for a key, in a language; where it has none in Spanish, in English.
    pub fn said(&self, key: &str, language: Language) -> &str {
        let spanish = (language == Language::Spanish).then(|| self.words.get(&format!("{key}_es"))).flatten();
        spanish.or_else(|| self.words.get(key)).map(String::as_str).unwrap_or_default()
    }
}

/// All entries by category, then by id.
pub type Seeds = BTreeMap<String, BTreeMap<String, Seed>>;

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
    pub fn limit(&self, rules: &BTreeMap<String, Rule>) -> Result<Limit, LimitError> {
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

/// A parser's error with its place, as a library error.
pub(crate) fn toml_error(file: &str, text: &str, error: &toml::de::Error) -> Error {
    let place = error.span().map(|span| {
        let before = text.get(..span.start).unwrap_or_default();
        (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
    });
    Error::Library { file: file.to_owned(), place, message: error.message().to_owned() }
}

/// The folders of entries that letters are made with.
pub const FOLDERS: [&str; 2] = ["seeds/knowledge", "seeds/roles"];

/// Reads the entries of these folders.
///
/// # Errors
/// A file that cannot be read, an entry without an id, an id that stands twice.
pub fn entries(sources: &Sources, folders: &[&str]) -> Result<Seeds, Error> {
    let mut seeds = Seeds::new();
    let mut homes: BTreeMap<String, String> = BTreeMap::new();
    for file in folders.iter().flat_map(|folder| sources.below(folder, ".toml")) {
        let table: BTreeMap<String, Rows> = sources.read(&file)?;
        for (category, Rows(rows)) in table {
            for row in rows {
                let seed = entry(&category, row, &file)?;
                // A case names knowledge by id alone; roles are always asked for by category.
                let by_id = file.starts_with("seeds/knowledge/");
                let name = if by_id { seed.id.clone() } else { format!("{category}/{}", seed.id) };
                if let Some(other) = homes.insert(name, file.clone()) {
                    return Err(Error::library(&file, format!("the id `{}` stands twice; it is in {other} too", seed.id)));
                }
                let entries = seeds.entry(category.clone()).or_default();
                let order = entries.len();
                entries.insert(seed.id.clone(), Seed { order, ..seed });
            }
        }
    }
    Ok(seeds)
}

fn entry(category: &str, row: BTreeMap<String, Words>, file: &str) -> Result<Seed, Error> {
    let mut seed = Seed { id: String::new(), words: BTreeMap::new(), lists: BTreeMap::new(), file: file.to_owned(), order: 0 };
    for (key, value) in row {
        match value {
            Words::One(words) => drop(seed.words.insert(key, words)),
            Words::List(list) => drop(seed.lists.insert(key, list)),
        }
    }
    let id = seed.words.get("id").or_else(|| seed.words.get("file"));
    seed.id = id.ok_or_else(|| Error::library(file, format!("an entry of `{category}` has no id")))?.clone();
    Ok(seed)
}

/// Reads the legal rules.
///
/// # Errors
/// A file that cannot be read, an id that stands twice, a letter sentence with a number that is not verified.
pub fn rules(sources: &Sources) -> Result<BTreeMap<String, Rule>, Error> {
    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        rule: Vec<Rule>,
    }
    let mut rules = BTreeMap::new();
    for file in sources.below("seeds/rules", ".toml") {
        let parsed: File = sources.read(&file)?;
        for rule in parsed.rule {
            let id = rule.id.clone();
            if rules.insert(id.clone(), rule).is_some() {
                return Err(Error::library(&file, format!("the rule `{id}` stands twice")));
            }
        }
    }
    Ok(rules)
}
