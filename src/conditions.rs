//! Conditions of facts: when a fact makes sense, and when it makes no sense any more.
//!
//! Conditions stand with the fact (`when` in the schema or a manifest), or with a question that is to be asked only then. Input: conditions and something that knows facts (the answers so far, or a checked case). Output: yes or no. The same conditions close a
//! branch of the interview and keep its answers out of letters; the file keeps them, so that they are there when the branch opens again.

use serde::Deserialize;

use crate::case::Case;
use crate::fact::{FactPath, Table};
use crate::library::Library;
use crate::manifest::Manifest;
use crate::value::{Record, Value};

/// What must hold for a fact to make sense, and for its question to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The fact.
    pub fact: String,
    /// It has one of these values.
    pub is: Option<Vec<String>>,
    /// It is known and has none of these values.
    pub not: Option<Vec<String>>,
    /// It is known, or it is not.
    pub known: Option<bool>,
}

/// Something that knows facts by their paths, as manifests write them.
pub trait Knows {
    /// The values of a fact as words: one, several for a list, none when it is not known.
    fn values(&self, path: &str) -> Vec<String>;
    /// Whether anything is known there: a value, a table or a row.
    fn known(&self, path: &str) -> bool;
}

impl Condition {
    /// Whether it says exactly one thing of its fact.
    pub fn has_one_test(&self) -> bool {
        [self.is.is_some(), self.not.is_some(), self.known.is_some()].into_iter().filter(|given| *given).count() == 1
    }

    /// Whether the question may be asked.
    pub fn holds(&self, knows: &impl Knows) -> bool {
        if let Some(known) = self.known {
            return knows.known(&self.fact) == known;
        }
        let values = knows.values(&self.fact);
        !values.is_empty() && !self.against(&values)
    }

    /// Whether what is known speaks against it. What is not known speaks against nothing.
    pub fn contradicted(&self, knows: &impl Knows) -> bool {
        let values = knows.values(&self.fact);
        self.known.is_none() && !values.is_empty() && self.against(&values)
    }

    fn against(&self, values: &[String]) -> bool {
        let not_one_of = self.is.as_ref().is_some_and(|is| !values.iter().any(|value| is.contains(value)));
        let one_of_not = self.not.as_ref().is_some_and(|not| values.iter().any(|value| not.contains(value)));
        not_one_of || one_of_not
    }
}

impl Knows for Record {
    fn values(&self, path: &str) -> Vec<String> {
        match self.entry(path).map(|entry| &entry.value) {
            Some(Value::List(items)) => items.iter().filter_map(|item| word(&item.value)).collect(),
            Some(value) => word(value).into_iter().collect(),
            // A path through rows means the first one.
            None => match path.split_once('.') {
                Some((rows, rest)) => self.rows(rows).first().map(|row| row.values(rest)).unwrap_or_default(),
                None => Vec::new(),
            },
        }
    }

    fn known(&self, path: &str) -> bool {
        let first = path.split('.').next().unwrap_or_default();
        self.entries.contains_key(first) && (self.has(path) || !self.values(path).is_empty() || !self.rows(path).is_empty())
    }
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::Name(words) | Value::Text(words) => Some(words.clone()),
        Value::Seed { id, .. } => Some(id.clone()),
        Value::Boolean(answer) => Some(answer.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Date(day) => Some(day.to_string()),
        _ => None,
    }
}

/// The case and the entry without the facts that make no sense because of another answer, or none where nothing is to be left out.
pub fn without_closed(case: &Case, entry: &Record, manifest: &Manifest, library: &Library) -> Option<(Case, Record)> {
    let knows = Both { case: &case.record, entry };
    let mut left: Option<(Case, Record)> = None;
    each_condition(&library.schema, &mut String::new(), &mut |path, conditions| {
        if case.record.known(path) && conditions.iter().any(|condition| condition.contradicted(&knows)) {
            remove(&mut left.get_or_insert_with(|| (case.clone(), entry.clone())).0.record, path);
        }
    });
    each_condition(&manifest.answers, &mut String::new(), &mut |path, conditions| {
        let inside = path.strip_prefix("letters.").unwrap_or(path);
        if entry.known(inside) && conditions.iter().any(|condition| condition.contradicted(&knows)) {
            remove(&mut left.get_or_insert_with(|| (case.clone(), entry.clone())).1, inside);
        }
    });
    left
}

/// Every fact with conditions, by its path; `path` is room to write it in.
fn each_condition(table: &Table, path: &mut String, look: &mut impl FnMut(&str, &[Condition])) {
    for fact in table.facts.iter().filter(|fact| !fact.when.is_empty()) {
        FactPath { table: &table.path, key: &fact.key }.write_over(path);
        look(path, &fact.when);
    }
    table.tables.iter().for_each(|inner| each_condition(inner, path, look));
}

/// A case and the entry of the letter that is being written.
struct Both<'a> {
    case: &'a Record,
    entry: &'a Record,
}

impl Both<'_> {
    fn home<'p>(&self, path: &'p str) -> (&Record, &'p str) {
        path.strip_prefix("letter.").map_or((self.case, path), |answer| (self.entry, answer))
    }
}

impl Knows for Both<'_> {
    fn values(&self, path: &str) -> Vec<String> {
        let (record, path) = self.home(path);
        record.values(path)
    }

    fn known(&self, path: &str) -> bool {
        let (record, path) = self.home(path);
        record.known(path)
    }
}

fn remove(record: &mut Record, path: &str) {
    match path.split_once('.') {
        None => {
            record.entries.remove(path);
        }
        Some((first, rest)) => match record.entries.get_mut(first).map(|entry| &mut entry.value) {
            Some(Value::Table(inner)) => remove(inner, rest),
            Some(Value::Rows(rows)) => rows.iter_mut().for_each(|row| remove(row, rest)),
            _ => {}
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    fn library() -> Library {
        Library::load(Sources::default()).unwrap()
    }

    fn case(plan: &str) -> Case {
        let text = format!(
            "schema = 1\n[child]\nname = \"Ana\"\nplan = \"{plan}\"\nservices = [\"a quiet room\"]\n[[letters]]\nkind = \"pwn\"\nasked_for = \"testing\"\nabout = \"evaluation\"\nanswer = \"no-answer\"\ntheir_words = \"wait\"\n"
        );
        crate::open::alone("case.toml", text.as_bytes(), &library()).unwrap_or_else(|problems| panic!("{}", problems.render(false, 100)))
    }

    #[test]
    fn what_another_answer_speaks_against_is_left_out_of_the_case_and_of_the_letter() {
        let library = library();
        let manifest = library.kind("pwn").unwrap();
        let none = case("none");
        let entry = none.record.rows("letters")[0].clone();
        let (open, letter) = without_closed(&none, &entry, manifest, &library).unwrap();
        assert!(!open.record.has("child.services") && none.record.has("child.services"));
        assert!(!letter.has("their_words") && entry.has("their_words") && letter.has("asked_for"));
        // With a plan the services make sense.
        let iep = case("iep");
        let open = without_closed(&iep, &entry, manifest, &library).unwrap().0;
        assert!(open.record.has("child.services"));
    }

    #[test]
    fn what_is_not_known_speaks_against_nothing() {
        let record = Record::default();
        let condition = Condition { fact: "child.plan".to_owned(), is: Some(vec!["iep".to_owned()]), not: None, known: None };
        assert!(!condition.holds(&record) && !condition.contradicted(&record));
    }
}
