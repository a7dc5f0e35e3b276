//! Every line of running words that a family typed, with its path: for the check of weak words and of names that are not safe.
//!
//! Input: checked values. Output: a call for each. Names, codes and ids are left out, but for e-mail addresses, which often hold a name.

use crate::fact::join;
use crate::value::{Entry, Record, Value};

/// Calls back for every line of words below a record.
pub(crate) fn each(record: &Record, path: &str, look: &mut impl FnMut(&str, &Entry, &str)) {
    for (key, entry) in &record.entries {
        visit(entry, &join(path, key), look);
    }
}

fn visit(entry: &Entry, path: &str, look: &mut impl FnMut(&str, &Entry, &str)) {
    match &entry.value {
        Value::Text(words) => look(path, entry, words),
        Value::Name(words) if path.ends_with(".email") => look(path, entry, words),
        Value::Narrative(paragraphs) => look(path, entry, &paragraphs.join(" ")),
        Value::List(items) => items.iter().for_each(|item| visit(item, path, look)),
        Value::Table(table) => each(table, path, look),
        Value::Rows(rows) => rows.iter().for_each(|row| each(row, path, look)),
        _ => {}
    }
}
