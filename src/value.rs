//! A checked case as data: every value of the right type, each with the place where it was written.
//!
//! Output of [`crate::case`]'s check; read by everything after it. The places stay, so that a letter that finds two facts in
//! conflict can point at both lines.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use crate::wording::dates::When;
use crate::wording::pronouns::Pronouns;

/// One checked value.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// One line, letter for letter: names, numbers, codes, choices.
    Name(String),
    /// One line of words, with quotes set properly.
    Text(String),
    /// Paragraphs of words.
    Narrative(Vec<String>),
    /// An exact day.
    Date(NaiveDate),
    /// A day, a month, or "about".
    When(When),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// An entry of a seed category by id.
    Seed {
        /// The category.
        category: String,
        /// The entry's id.
        id: String,
    },
    /// A set of pronouns.
    Pronouns(Pronouns),
    /// Several of one type.
    List(Vec<Entry>),
    /// A table.
    Table(Record),
    /// Rows of a table.
    Rows(Vec<Record>),
}

/// A value and where it stands.
#[derive(Clone, PartialEq)]
pub struct Entry {
    /// What.
    pub value: Value,
    /// Where: the bytes of the value in the case file; empty for a default.
    pub span: Range<usize>,
}

/// A checked table.
#[derive(Clone, PartialEq, Default)]
pub struct Record {
    /// Where the table stands.
    pub span: Range<usize>,
    /// Its facts and tables by key.
    pub entries: BTreeMap<String, Entry>,
}

impl std::fmt::Debug for Value {
    /// Case data is a child's health data: it never reaches a log by way of `{:?}`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("…")
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("…")
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Record({} entries)", self.entries.len())
    }
}

impl Record {
    /// The entry at a dotted path through tables (not through rows).
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        let mut record = self;
        let mut parts = path.split('.').peekable();
        while let Some(part) = parts.next() {
            let entry = record.entries.get(part)?;
            if parts.peek().is_none() {
                return Some(entry);
            }
            let Value::Table(next) = &entry.value else { return None };
            record = next;
        }
        None
    }

    /// The words at a path, if it holds one line.
    pub fn words(&self, path: &str) -> Option<&str> {
        match &self.entry(path)?.value {
            Value::Name(words) | Value::Text(words) => Some(words),
            Value::Seed { id, .. } => Some(id),
            _ => None,
        }
    }

    /// The exact day at a path.
    pub fn date(&self, path: &str) -> Option<NaiveDate> {
        match &self.entry(path)?.value {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The day or month at a path.
    pub fn when(&self, path: &str) -> Option<&When> {
        match &self.entry(path)?.value {
            Value::When(when) => Some(when),
            _ => None,
        }
    }

    /// The number at a path.
    pub fn integer(&self, path: &str) -> Option<i64> {
        match &self.entry(path)?.value {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The yes or no at a path.
    pub fn boolean(&self, path: &str) -> Option<bool> {
        match &self.entry(path)?.value {
            Value::Boolean(answer) => Some(*answer),
            _ => None,
        }
    }

    /// The pronouns at a path.
    pub fn pronouns(&self, path: &str) -> Option<&Pronouns> {
        match &self.entry(path)?.value {
            Value::Pronouns(pronouns) => Some(pronouns),
            _ => None,
        }
    }

    /// The rows at a path; none when it was left out.
    pub fn rows(&self, path: &str) -> &[Record] {
        match self.entry(path).map(|entry| &entry.value) {
            Some(Value::Rows(rows)) => rows,
            _ => &[],
        }
    }

    /// The lines of a list of words at a path; none when it was left out.
    pub fn lines(&self, path: &str) -> Vec<String> {
        match self.entry(path).map(|entry| &entry.value) {
            Some(Value::List(items)) => items
                .iter()
                .filter_map(|item| match &item.value {
                    Value::Name(words) | Value::Text(words) => Some(words.clone()),
                    Value::Seed { id, .. } => Some(id.clone()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Where a path stands, for pointing at it.
    pub fn span(&self, path: &str) -> Range<usize> {
        self.entry(path).map_or_else(|| self.span.clone(), |entry| entry.span.clone())
    }

    /// Whether a path holds anything.
    pub fn has(&self, path: &str) -> bool {
        self.entry(path).is_some_and(|entry| match &entry.value {
            Value::List(items) => !items.is_empty(),
            Value::Rows(rows) => !rows.is_empty(),
            Value::Narrative(paragraphs) => !paragraphs.is_empty(),
            _ => true,
        })
    }
}
