//! The case file as the interview holds it: answers by place, every comment kept.
//!
//! Why not [`crate::case::Case`]: the file may not be a whole case yet. Input: the file's text. Output: values by place, and the new text. A
//! value that is replaced keeps its comment; a key or row that goes leaves the comments above it where they were.

use std::collections::BTreeMap;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, RawString, Table, TableLike, Value};

use crate::record::edit::original_offset;

/// A step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A key of a table.
    Key(String),
    /// A row, from zero.
    Row(usize),
}

/// The way to a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place(pub Vec<Part>);

impl Place {
    /// The place of a dotted path through plain tables.
    pub fn of(path: &str) -> Self {
        Self(path.split('.').map(|key| Part::Key(key.to_owned())).collect())
    }

    /// A key inside.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Part::Key(key.to_owned()))
    }

    /// A row inside.
    #[must_use]
    pub fn row(&self, row: usize) -> Self {
        self.with(Part::Row(row))
    }

    /// Where it stands in.
    pub fn parent(&self) -> Option<Self> {
        self.0.split_last().map(|(_, way)| Self(way.to_vec()))
    }

    fn with(&self, part: Part) -> Self {
        Self(self.0.iter().cloned().chain([part]).collect())
    }
}

/// What stands at a place.
#[derive(Clone, Copy)]
enum Found<'a> {
    Table(&'a dyn TableLike),
    Rows(&'a ArrayOfTables),
    Value(&'a Value),
}

/// Why a change cannot be made: the file says it in a form that has no room for it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is written in the file in a form that the interview cannot add to")]
pub struct NoRoom(String);

/// The answers given so far.
pub struct Answers {
    document: DocumentMut,
    /// The text as it was read, with its own line ends.
    original: String,
}

impl std::fmt::Debug for Answers {
    /// A child's file never reaches a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Answers(…)")
    }
}

impl Answers {
    /// Reads a file's text.
    ///
    /// # Errors
    /// It is not TOML.
    pub fn read(text: &str) -> Result<Self, toml_edit::TomlError> {
        let plain = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        Ok(Self { document: plain.parse()?, original: text.to_owned() })
    }

    /// The file's text as it is now. What did not change keeps every byte.
    pub fn text(&self) -> String {
        let (mark, body) = match self.original.strip_prefix('\u{feff}') {
            Some(body) => ("\u{feff}", body),
            None => ("", self.original.as_str()),
        };
        let made = self.document.to_string();
        if !body.contains('\r') {
            return format!("{mark}{made}");
        }
        let old = body.replace("\r\n", "\n");
        let (start, end_old, end_made) = changed(&old, &made);
        let new = made.get(start..end_made).unwrap_or_default().replace('\n', "\r\n");
        let before = body.get(..original_offset(body, start)).unwrap_or_default();
        let after = body.get(original_offset(body, end_old)..).unwrap_or_default();
        format!("{mark}{before}{new}{after}")
    }

    fn found(&self, place: &Place) -> Option<Found<'_>> {
        let mut here = Found::Table(self.document.as_table());
        for part in &place.0 {
            here = match (here, part) {
                (Found::Table(table), Part::Key(key)) => of_item(table.get(key)?)?,
                (Found::Rows(rows), Part::Row(row)) => Found::Table(rows.get(*row)?),
                (Found::Value(Value::Array(rows)), Part::Row(row)) => of_value(rows.get(*row)?),
                _ => return None,
            };
        }
        Some(here)
    }

    /// The value at a place; an empty pair of quotes is none.
    pub fn value(&self, place: &Place) -> Option<&Value> {
        match self.found(place)? {
            Found::Value(Value::String(words)) if words.value().trim().is_empty() => None,
            Found::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The words of a single value, as a condition compares them.
    pub fn words(&self, place: &Place) -> Option<String> {
        self.value(place).and_then(scalar)
    }

    /// The words of a list, or of a single value as a list of one.
    pub fn list(&self, place: &Place) -> Vec<String> {
        match self.value(place) {
            Some(Value::Array(items)) => items.iter().filter_map(scalar).collect(),
            Some(value) => scalar(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Whether anything is known at a place: a value, or a table or row with something in it.
    pub fn known(&self, place: &Place) -> bool {
        match self.found(place) {
            None => false,
            Some(Found::Table(table)) => !table.is_empty(),
            Some(Found::Rows(rows)) => !rows.is_empty(),
            Some(Found::Value(Value::Array(items))) => !items.is_empty(),
            Some(Found::Value(_)) => self.value(place).is_some(),
        }
    }

    /// Whether a list is there with nothing in it: "none", which is not the same as nothing said.
    pub fn said_none(&self, place: &Place) -> bool {
        matches!(self.found(place), Some(Found::Value(Value::Array(items))) if items.is_empty())
    }

    /// How many rows a table has.
    pub fn count(&self, rows: &Place) -> usize {
        match self.found(rows) {
            Some(Found::Rows(rows)) => rows.len(),
            Some(Found::Value(Value::Array(items))) => items.len(),
            _ => 0,
        }
    }

    /// Sets a value, with the tables and rows on the way to it. A comment beside an old value stays.
    ///
    /// # Errors
    /// The file holds something else on the way.
    pub fn set(&mut self, place: &Place, value: Value) -> Result<(), NoRoom> {
        let Some((last, way)) = place.0.split_last() else { return Err(NoRoom(String::new())) };
        let no_room = || NoRoom(named(place));
        let table = descend(self.document.as_table_mut(), way).ok_or_else(no_room)?;
        let Part::Key(key) = last else { return Err(no_room()) };
        match table.get_mut(key) {
            Some(Item::Value(old)) => {
                let decor = old.decor().clone();
                *old = value;
                *old.decor_mut() = decor;
            }
            Some(Item::None) | None => {
                table.insert(key, Item::Value(value));
            }
            Some(_) => return Err(no_room()),
        }
        Ok(())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The file holds something else there.
    pub fn append(&mut self, rows: &Place, values: &BTreeMap<String, Value>) -> Result<usize, NoRoom> {
        let row = self.count(rows);
        let no_room = || NoRoom(named(rows));
        let way: Vec<Part> = rows.0.iter().cloned().chain([Part::Row(row)]).collect();
        let table = descend(self.document.as_table_mut(), &way).ok_or_else(no_room)?;
        for (key, value) in values {
            table.insert(key, Item::Value(value.clone()));
        }
        Ok(row)
    }

    /// Gives rows that are written as one word each the form of a table, with the word under `key`.
    pub fn expand(&mut self, rows: &Place, key: &str) {
        let Some((Part::Key(name), way)) = rows.0.split_last() else { return };
        if self.count(rows) == 0 {
            return;
        }
        let Some(Item::Value(Value::Array(items))) = descend(self.document.as_table_mut(), way).and_then(|table| table.get_mut(name))
        else {
            return;
        };
        for item in items.iter_mut().filter(|item| item.is_str()) {
            let decor = item.decor().clone();
            let mut word = item.clone();
            *word.decor_mut() = toml_edit::Decor::default();
            let mut table = InlineTable::new();
            table.insert(key, word);
            *item = Value::InlineTable(table);
            *item.decor_mut() = decor;
        }
    }

    /// Takes a value away. Comments above it and beside it stay in the file.
    pub fn remove(&mut self, place: &Place) {
        let Some((Part::Key(key), way)) = place.0.split_last() else { return };
        if self.found(place).is_none() {
            return;
        }
        let Some(table) = descend(self.document.as_table_mut(), way) else { return };
        let mut comments = table.key(key).map(|key| comments(key.leaf_decor().prefix())).unwrap_or_default();
        if let Some(Item::Value(value)) = table.get(key) {
            comments.push_str(&comments_of_suffix(value.decor().suffix()));
        }
        let next = table.iter().map(|(name, _)| name.to_owned()).skip_while(|name| name != key).nth(1);
        table.remove(key);
        if comments.is_empty() {
            return;
        }
        let next = next.and_then(|next| {
            table.key_mut(&next).map(|mut key| {
                let old = key.leaf_decor().prefix().and_then(RawString::as_str).unwrap_or_default().to_owned();
                key.leaf_decor_mut().set_prefix(format!("{comments}{old}"));
            })
        });
        if next.is_none() {
            self.keep_at_end(&comments);
        }
    }

    /// Takes a row away. Comments above it stay in the file.
    pub fn remove_row(&mut self, rows: &Place, row: usize) {
        let Some((Part::Key(name), way)) = rows.0.split_last() else { return };
        let Some(table) = descend(self.document.as_table_mut(), way) else { return };
        let mut left = String::new();
        match table.get_mut(name) {
            Some(Item::ArrayOfTables(all)) if row < all.len() => {
                left = all.get(row).map(|row| comments(row.decor().prefix())).unwrap_or_default();
                all.remove(row);
                if let Some(next) = all.get_mut(row).filter(|_| !left.is_empty()) {
                    let old = next.decor().prefix().and_then(RawString::as_str).unwrap_or_default().to_owned();
                    next.decor_mut().set_prefix(format!("{left}{old}"));
                    left.clear();
                }
                if all.is_empty() {
                    table.remove(name);
                }
            }
            Some(Item::Value(Value::Array(all))) if row < all.len() => {
                all.remove(row);
            }
            _ => {}
        }
        if !left.is_empty() {
            self.keep_at_end(&left);
        }
    }

    fn keep_at_end(&mut self, comments: &str) {
        let old = self.document.trailing().as_str().unwrap_or_default().to_owned();
        self.document.set_trailing(format!("{old}{comments}"));
    }
}

fn of_item(item: &Item) -> Option<Found<'_>> {
    match item {
        Item::None => None,
        Item::Value(value) => Some(of_value(value)),
        Item::Table(table) => Some(Found::Table(table)),
        Item::ArrayOfTables(rows) => Some(Found::Rows(rows)),
    }
}

fn of_value(value: &Value) -> Found<'_> {
    match value {
        Value::InlineTable(table) => Found::Table(table),
        other => Found::Value(other),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(words) => Some(words.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Boolean(answer) => Some(answer.value().to_string()),
        Value::Datetime(moment) => Some(moment.value().to_string()),
        _ => None,
    }
}

fn named(place: &Place) -> String {
    let keys = place.0.iter().filter_map(|part| match part {
        Part::Key(key) => Some(key.as_str()),
        Part::Row(_) => None,
    });
    keys.collect::<Vec<_>>().join(".")
}

/// The table at the end of the way; what is missing is made: rows where the way goes through a row, a table elsewhere.
fn descend<'a>(root: &'a mut Table, way: &[Part]) -> Option<&'a mut dyn TableLike> {
    let mut here: &mut dyn TableLike = root;
    let mut inline = false;
    let mut parts = way.iter().peekable();
    while let Some(part) = parts.next() {
        let Part::Key(key) = part else { return None };
        let row = match parts.peek() {
            Some(Part::Row(row)) => {
                let row = *row;
                parts.next();
                Some(row)
            }
            _ => None,
        };
        if here.get(key).is_none_or(Item::is_none) {
            let new = match (row, inline) {
                (Some(_), false) => Item::ArrayOfTables(ArrayOfTables::new()),
                (Some(_), true) => Item::Value(Value::Array(Array::new())),
                (None, false) => Item::Table(Table::new()),
                (None, true) => Item::Value(Value::InlineTable(InlineTable::new())),
            };
            here.insert(key, new);
        }
        let item = here.get_mut(key)?;
        here = match (item, row) {
            (Item::ArrayOfTables(rows), Some(row)) => {
                if row == rows.len() {
                    rows.push(Table::new());
                }
                rows.get_mut(row)?
            }
            (Item::Value(Value::Array(rows)), Some(row)) => {
                inline = true;
                if row == rows.len() {
                    rows.push(InlineTable::new());
                }
                rows.get_mut(row)?.as_inline_table_mut()?
            }
            (Item::Table(table), None) => table,
            (Item::Value(Value::InlineTable(table)), None) => {
                inline = true;
                table
            }
            _ => return None,
        };
    }
    Some(here)
}

/// The comment lines of what stands before a key or a header.
fn comments(prefix: Option<&RawString>) -> String {
    let words = prefix.and_then(RawString::as_str).unwrap_or_default();
    if words.contains('#') { words.to_owned() } else { String::new() }
}

/// The comment beside a value, as a line of its own.
fn comments_of_suffix(suffix: Option<&RawString>) -> String {
    let words = suffix.and_then(RawString::as_str).unwrap_or_default().trim();
    if words.starts_with('#') { format!("{words}\n") } else { String::new() }
}

/// Where two texts differ: the start, and the two ends.
fn changed(old: &str, new: &str) -> (usize, usize, usize) {
    let prefix = old.char_indices().zip(new.chars()).find(|((_, old), new)| old != new).map(|((at, _), _)| at);
    let start = prefix.unwrap_or_else(|| old.len().min(new.len()));
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let same = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(old, new)| old == new);
    let tail: usize = same.map(|(character, _)| character.len_utf8()).sum();
    (start, old.len().saturating_sub(tail), new.len().saturating_sub(tail))
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
