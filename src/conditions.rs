//! Conditions of questions: when a question makes sense, and when its fact makes no sense any more.
//!
//! Input: conditions and something that knows facts (the answers so far, or a checked case). Output: yes or no. The same conditions close a
//! branch of the interview and keep its answers out of letters; the file keeps them, so that they are there when the branch opens again.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::questions::Condition;
use crate::value::{Record, Value};

/// Something that knows facts by their paths, as manifests write them.
pub trait Knows {
    /// The values of a fact as words: one, several for a list, none when it is not known.
    fn values(&self, path: &str) -> Vec<String>;
    /// Whether anything is known there: a value, a table or a row.
    fn known(&self, path: &str) -> bool;
}

impl Condition {
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
        self.has(path) || !self.values(path).is_empty() || !self.rows(path).is_empty()
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

/// The facts that make no sense in this case, because every question that asks for them is closed by another answer.
pub fn closed(case: &Record, library: &Library) -> BTreeSet<String> {
    let Ok(asking) = library.asking() else { return BTreeSet::new() };
    let mut closed = BTreeSet::new();
    let mut open = BTreeSet::new();
    for question in asking.questions.iter().filter(|question| !question.path().starts_with("letter.")) {
        let shut = question.when.iter().any(|condition| condition.contradicted(case));
        if shut { &mut closed } else { &mut open }.insert(Manifest::case_path(question.path()));
    }
    closed.difference(&open).cloned().collect()
}

/// The case without the facts of closed branches, or none when nothing is to be left out.
pub fn without_closed(case: &Case, library: &Library) -> Option<Case> {
    let closed = closed(&case.record, library);
    let mut left = None;
    for path in closed.iter().filter(|path| case.record.known(path)) {
        remove(&mut left.get_or_insert_with(|| case.clone()).record, path);
    }
    left
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
