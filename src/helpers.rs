//! What a template can say beside a fact: dates in words, lists, the right pronoun and verb, a rule with its citation.
//!
//! Each helper is one row of [`HELPERS`]: its name, what it takes, what it does. The row serves twice: [`crate::template`]
//! runs it, [`crate::template_check`] compares a template's use of it. Input: JSON values of the letter's data. Output: words
//! (escaped when they are printed) or yes/no.

use serde_json::Value as Json;

use crate::rules::{Confidence, Rule, Rules};
use crate::wording::dates::{self, When};
use crate::wording::verbs::{Person, conjugate};
use crate::wording::{lists, quotes};

/// What one parameter of a helper may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Words.
    Words,
    /// A day, or a day, month or "about".
    Day,
    /// A count.
    Number,
    /// A list.
    List,
    /// Anything, also something that may be absent.
    Anything,
    /// Words written in the template itself.
    Literal,
    /// The id of a rule, written in the template itself.
    Rule,
}

/// What a helper gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// Words to print.
    Words,
    /// Yes or no, for conditions.
    Flag,
}

/// One helper.
pub struct HelperRow {
    /// Its name in templates.
    pub name: &'static str,
    /// What it must be given.
    pub takes: &'static [Takes],
    /// What it may be given besides; the last one as often as wished when `repeats`.
    pub optional: &'static [Takes],
    /// Whether the last parameter may be repeated.
    pub repeats: bool,
    /// What it gives.
    pub gives: Gives,
    /// What it does.
    pub run: fn(&Call<'_>) -> Result<Json, String>,
}

/// One use of a helper.
pub struct Call<'a> {
    /// The parameters; `None` where a path led to nothing.
    pub parameters: Vec<Option<&'a Json>>,
    /// The whole data of the letter.
    pub root: &'a Json,
    /// The law.
    pub rules: &'a Rules,
}

/// Where the letter's data keeps what the grammar needs.
pub const GRAMMAR: &str = "_grammar";

const NONE: &[Takes] = &[];
const VERB: &[Takes] = &[Takes::Literal];

const fn row(name: &'static str, takes: &'static [Takes], run: fn(&Call<'_>) -> Result<Json, String>) -> HelperRow {
    HelperRow { name, takes, optional: NONE, repeats: false, gives: Gives::Words, run }
}

const fn speaker(name: &'static str, run: fn(&Call<'_>) -> Result<Json, String>) -> HelperRow {
    HelperRow { name, takes: NONE, optional: VERB, repeats: false, gives: Gives::Words, run }
}

const fn flag(name: &'static str, takes: &'static [Takes], repeats: bool, run: fn(&Call<'_>) -> Result<Json, String>) -> HelperRow {
    HelperRow { name, takes, optional: NONE, repeats, gives: Gives::Flag, run }
}

/// Every helper.
pub const HELPERS: &[HelperRow] = &[
    // Conditions.
    flag("eq", &[Takes::Anything, Takes::Literal], true, |call| {
        Ok(Json::Bool(
            call.parameters
                .first()
                .copied()
                .flatten()
                .is_some_and(|value| call.parameters.iter().skip(1).any(|other| *other == Some(value))),
        ))
    }),
    flag("any", &[Takes::Anything], true, |call| Ok(Json::Bool(call.parameters.iter().any(|value| truthy(*value))))),
    flag("all", &[Takes::Anything], true, |call| Ok(Json::Bool(call.parameters.iter().all(|value| truthy(*value))))),
    flag("not", &[Takes::Anything], false, |call| Ok(Json::Bool(!call.parameters.first().is_some_and(|value| truthy(*value))))),
    flag("several", &[Takes::List], false, |call| Ok(Json::Bool(call.list(0)?.len() > 1))),
    // Words.
    row("sentence", &[Takes::Words], |call| words(quotes::sentence(call.words(0)?))),
    row("clause", &[Takes::Words], |call| words(quotes::clause(call.words(0)?, &call.proper_names()))),
    row("phrase", &[Takes::Words], |call| words(quotes::without_full_stop(call.words(0)?.trim()))),
    row("capital", &[Takes::Words], |call| words(quotes::capitalize(call.words(0)?))),
    HelperRow {
        optional: &[Takes::Literal],
        ..row("list", &[Takes::List], |call| call.items().map(|items| Json::String(lists::and(&items))))
    },
    HelperRow {
        optional: &[Takes::Literal],
        ..row("list-or", &[Takes::List], |call| call.items().map(|items| Json::String(lists::or(&items))))
    },
    // Days.
    row("date", &[Takes::Day], |call| words(call.when(0)?.words())),
    row("short-date", &[Takes::Day], |call| words(call.when(0)?.table())),
    row("weekday-date", &[Takes::Day], |call| words(dates::with_weekday(call.when(0)?.sort_key()))),
    row("weekday", &[Takes::Day], |call| words(dates::weekday_short(call.when(0)?.sort_key()))),
    row("on", &[Takes::Day], |call| words(call.when(0)?.on())),
    row("On", &[Takes::Day], |call| words(quotes::capitalize(&call.when(0)?.on()))),
    row("since", &[Takes::Day], |call| words(call.when(0)?.since())),
    row("Since", &[Takes::Day], |call| words(quotes::capitalize(&call.when(0)?.since()))),
    // Counts.
    row("count", &[Takes::Number, Takes::Literal, Takes::Literal], |call| {
        words(lists::counted(call.number(0)?, call.words(1)?, call.words(2)?))
    }),
    // "part of one day", "parts of five days".
    row("parts", &[Takes::Number], |call| {
        let number = call.number(0)?;
        words(format!("{} of {}", if number == 1 { "part" } else { "parts" }, lists::counted(number, "day", "days")))
    }),
    row("number", &[Takes::Number], |call| words(call.number(0)?.to_string())),
    row("position", &[Takes::Number], |call| words((call.number(0)? + 1).to_string())),
    row("size", &[Takes::List, Takes::Literal, Takes::Literal], |call| {
        let size = u64::try_from(call.list(0)?.len()).unwrap_or(u64::MAX);
        words(lists::counted(size, call.words(1)?, call.words(2)?))
    }),
    // The student.
    speaker("they", |call| call.speak("student", "subject", false)),
    speaker("They", |call| call.speak("student", "subject", true)),
    row("them", NONE, |call| call.speak("student", "object", false)),
    row("their", NONE, |call| call.speak("student", "possessive", false)),
    row("Their", NONE, |call| call.speak("student", "possessive", true)),
    row("theirs", NONE, |call| call.speak("student", "possessive_pronoun", false)),
    row("themself", NONE, |call| call.speak("student", "reflexive", false)),
    speaker("name", |call| call.speak("student_name", "subject", false)),
    row("name-object", NONE, |call| call.speak("student_name", "object", false)),
    row("name-possessive", NONE, |call| call.speak("student_name", "possessive", false)),
    row("Name-possessive", NONE, |call| call.speak("student_name", "possessive", true)),
    // The signers.
    speaker("we", |call| call.speak("signers", "subject", false)),
    speaker("We", |call| call.speak("signers", "subject", true)),
    row("us", NONE, |call| call.speak("signers", "object", false)),
    row("our", NONE, |call| call.speak("signers", "possessive", false)),
    row("Our", NONE, |call| call.speak("signers", "possessive", true)),
    row("ours", NONE, |call| call.speak("signers", "possessive_pronoun", false)),
    row("ourselves", NONE, |call| call.speak("signers", "reflexive", false)),
    // The family, as the writer speaks of it: "I", "we", or "the family" when an advocate writes.
    speaker("family", |call| call.speak("family", "subject", false)),
    speaker("Family", |call| call.speak("family", "subject", true)),
    row("family-object", NONE, |call| call.speak("family", "object", false)),
    row("family-possessive", NONE, |call| call.speak("family", "possessive", false)),
    row("Family-possessive", NONE, |call| call.speak("family", "possessive", true)),
    // The law.
    row("law", &[Takes::Rule], |call| {
        let rule = call.rule(0)?;
        match (&rule.sentence, &rule.short) {
            (Some(sentence), Some(short)) => words(format!("{} ({}.)", quotes::curl(sentence.trim_end()), quotes::curl(short))),
            _ => Err(format!("the rule `{}` has no `sentence` and `short` for letters", rule.id)),
        }
    }),
    row("cite", &[Takes::Rule], |call| {
        let rule = call.rule(0)?;
        rule.short
            .as_deref()
            .map(|short| Json::String(quotes::curl(short)))
            .ok_or_else(|| format!("the rule `{}` has no `short` for letters", rule.id))
    }),
    // The day that this letter's receipt makes the last one, when receipt is certain.
    flag("dated", &[Takes::Rule], false, |call| Ok(Json::Bool(call.due("date").is_ok()))),
    row("due", &[Takes::Rule], |call| {
        words(dates::with_weekday(When::parse(call.due("date")?).map_err(|error| error.to_string())?.sort_key()))
    }),
    row("day-zero", &[Takes::Rule], |call| words(When::parse(call.due("received")?).map_err(|error| error.to_string())?.words())),
    row("counted", &[Takes::Rule], |call| words(call.due("how")?)),
    row("rule-days", &[Takes::Rule], |call| {
        let rule = call.rule(0)?;
        match (rule.days, rule.confidence) {
            (Some(days), Confidence::Verified) => words(days.to_string()),
            (Some(_), _) => Err(format!("the number of days of the rule `{}` is not verified and may not be printed", rule.id)),
            (None, _) => Err(format!("the rule `{}` counts no days", rule.id)),
        }
    }),
];

/// The helper with this name.
pub fn find(name: &str) -> Option<&'static HelperRow> {
    HELPERS.iter().find(|helper| helper.name == name)
}

fn words(words: impl Into<String>) -> Result<Json, String> {
    Ok(Json::String(words.into()))
}

/// Whether a condition on this value holds: the same reading as `#if`.
fn truthy(value: Option<&Json>) -> bool {
    match value {
        None | Some(Json::Null) => false,
        Some(Json::Bool(answer)) => *answer,
        Some(Json::Number(number)) => number.as_f64() != Some(0.0),
        Some(Json::String(text)) => !text.is_empty(),
        Some(Json::Array(items)) => !items.is_empty(),
        Some(Json::Object(_)) => true,
    }
}

impl Call<'_> {
    fn parameter(&self, index: usize) -> Result<&Json, String> {
        self.parameters
            .get(index)
            .copied()
            .flatten()
            .ok_or_else(|| "it is given a fact that this case does not have; put it inside {{#if}}".to_owned())
    }

    fn words(&self, index: usize) -> Result<&str, String> {
        self.parameter(index)?.as_str().ok_or_else(|| "it needs words".to_owned())
    }

    fn number(&self, index: usize) -> Result<u64, String> {
        self.parameter(index)?.as_u64().ok_or_else(|| "it needs a number".to_owned())
    }

    fn list(&self, index: usize) -> Result<&Vec<Json>, String> {
        self.parameter(index)?.as_array().ok_or_else(|| "it needs a list".to_owned())
    }

    fn when(&self, index: usize) -> Result<When, String> {
        When::parse(self.words(index)?).map_err(|error| error.to_string())
    }

    /// The words of a list's items: the items themselves, or the key named second.
    fn items(&self) -> Result<Vec<String>, String> {
        let key = self.parameters.get(1).copied().flatten().and_then(Json::as_str);
        let word = |item: &Json| match key {
            Some(key) => item.get(key).and_then(Json::as_str).map(str::to_owned),
            None => item.as_str().map(str::to_owned),
        };
        self.list(0)?.iter().map(|item| word(item).ok_or_else(|| "an item of the list has no such words".to_owned())).collect()
    }

    fn rule(&self, index: usize) -> Result<&Rule, String> {
        let id = self.words(index)?;
        let rule = self.rules.get(id).ok_or_else(|| format!("there is no rule `{id}`"))?;
        let here = self.root.get("law").and_then(|law| law.get("state")).and_then(Json::as_str).unwrap_or_default();
        if rule.jurisdiction == "federal" || rule.jurisdiction == here {
            Ok(rule)
        } else {
            Err(format!("the rule `{id}` is not the law of this case's state; put it inside a condition on `law.california`"))
        }
    }

    /// A part of the computed due day of a rule.
    fn due(&self, part: &str) -> Result<&str, String> {
        let id = self.words(0)?;
        let due = self.root.get(crate::letter_clocks::DUE).and_then(|due| due.get(id)).and_then(|due| due.get(part));
        due.and_then(Json::as_str)
            .ok_or_else(|| format!("no day is certain for the rule `{id}`; put it inside {{{{#if (dated \"{id}\")}}}}"))
    }

    fn grammar(&self, who: &str, key: &str) -> Result<&str, String> {
        let said = self.root.get(GRAMMAR).and_then(|grammar| grammar.get(who)).and_then(|who| who.get(key));
        said.and_then(Json::as_str).ok_or_else(|| format!("the letter's data lacks {GRAMMAR}.{who}.{key}"))
    }

    /// A pronoun or name, with its verb if one is given, with a capital if it begins a sentence.
    fn speak(&self, who: &str, form: &str, capital: bool) -> Result<Json, String> {
        let word = self.grammar(who, form)?;
        let word = if capital { quotes::capitalize(word) } else { word.to_owned() };
        match self.parameters.first() {
            None => words(word),
            Some(_) => {
                let person = match self.grammar(who, "person")? {
                    "first" => Person::First,
                    "plural" => Person::ThirdPlural,
                    _ => Person::Third,
                };
                words(format!("{word} {}", conjugate(self.words(0)?, person)))
            }
        }
    }

    fn proper_names(&self) -> Vec<&str> {
        let names = self.root.get(GRAMMAR).and_then(|grammar| grammar.get("proper_names")).and_then(Json::as_array);
        names.into_iter().flatten().filter_map(Json::as_str).collect()
    }
}
