//! Edits to a case file that leave every other byte as it was.
//!
//! Why so careful: the file is a family's own record, with their comments and their order. Input: the file's text and an [`Edit`].
//! Output: the new text. `toml_edit` finds the place and sets the words; what it made is then put into the original text as one
//! insertion, and anything that is not a pure insertion is refused, so that no byte of the family's can change.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// One change.
#[derive(Debug, Clone)]
pub enum Edit {
    /// One more row at the end of `[[table]]`.
    Append {
        /// The table's name.
        table: String,
        /// Its keys and values, in order.
        values: Vec<(String, Value)>,
    },
    /// One more row of `[[table.inner]]` in a row of `[[table]]`.
    AppendInside {
        /// The outer table's name.
        table: String,
        /// Which row of it, from zero.
        row: usize,
        /// The inner table's name.
        inner: String,
        /// Its keys and values, in order.
        values: Vec<(String, Value)>,
    },
    /// Keys that a row of `[[table]]` does not have yet.
    Set {
        /// The table's name.
        table: String,
        /// Which row of it, from zero; none for a plain `[table]`.
        row: Option<usize>,
        /// Its new keys and values, in order.
        values: Vec<(String, Value)>,
    },
}

/// Why an edit could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file is not TOML.
    #[error("the file cannot be read as TOML; `inwriting check` shows where")]
    Syntax,
    /// A table stands where rows belong, or the other way round.
    #[error("`{0}` is written in a form that cannot be added to; write it as its own table in double brackets")]
    Form(String),
    /// A key is there already.
    #[error("`{0}` is there already")]
    Taken(String),
    /// More would have changed than was added.
    #[error("the new lines could not be added without touching others")]
    NotAnInsertion,
}

/// Makes one edit.
///
/// # Errors
/// Why it could not be made; then nothing is changed.
pub fn apply(text: &str, edit: &Edit) -> Result<String, EditError> {
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    // TOML knows two line ends; the parser writes one. The insertion is found in the plain text and set into the original.
    let plain = body.replace("\r\n", "\n");
    let mut document: DocumentMut = plain.parse().map_err(|_| EditError::Syntax)?;
    change(document.as_table_mut(), edit)?;
    let made = document.to_string();
    let (at, inserted) = insertion(&plain, &made).ok_or(EditError::NotAnInsertion)?;
    let crlf = body.contains("\r\n");
    let inserted = if crlf { inserted.replace('\n', "\r\n") } else { inserted.to_owned() };
    let at = original_offset(body, at);
    let (before, after) = body.split_at_checked(at).ok_or(EditError::NotAnInsertion)?;
    Ok(format!("{mark}{before}{inserted}{after}"))
}

fn change(root: &mut Table, edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::Append { table, values } => append(root, false, table, values),
        Edit::AppendInside { table, row, inner, values } => {
            let (row, inline) = row_of(root, table, *row)?;
            append(row, inline, inner, values)
        }
        Edit::Set { table, row: Some(row), values } => set(row_of(root, table, *row)?.0, values),
        Edit::Set { table, row: None, values } => {
            let item = root.entry(table).or_insert_with(|| Item::Table(Table::new()));
            let form = || EditError::Form(table.clone());
            set(item.as_table_like_mut().ok_or_else(form)?, values)
        }
    }
}

/// Adds a row to `name` in a table; `inline` says that the table itself stands in braces, where no double brackets can.
fn append(parent: &mut dyn TableLike, inline: bool, name: &str, values: &[(String, Value)]) -> Result<(), EditError> {
    // `absences = []`, or no key at all.
    let empty = parent.get(name).is_none_or(|item| item.as_array().is_some_and(Array::is_empty));
    if parent.get(name).is_none() {
        parent.insert(name, if inline { Item::Value(Value::Array(Array::new())) } else { Item::ArrayOfTables(ArrayOfTables::new()) });
    }
    match parent.get_mut(name) {
        Some(Item::ArrayOfTables(rows)) => {
            let mut row = Table::new();
            values.iter().for_each(|(key, value)| {
                row.insert(key, Item::Value(value.clone()));
            });
            rows.push(row);
            Ok(())
        }
        Some(Item::Value(Value::Array(rows))) => {
            let mut row = InlineTable::new();
            values.iter().for_each(|(key, value)| {
                row.insert(key, value.clone());
            });
            push_inline(rows, row, empty);
            Ok(())
        }
        _ => Err(EditError::Form(name.to_owned())),
    }
}

/// A row in `table = [ {...}, {...} ]`: on a line of its own when the others are.
fn push_inline(rows: &mut Array, row: InlineTable, empty: bool) {
    let mut value = Value::InlineTable(row);
    let last_prefix = rows.iter().last().and_then(|value| value.decor().prefix()).and_then(|prefix| prefix.as_str()).map(str::to_owned);
    let prefix = match last_prefix {
        Some(prefix) => prefix.rsplit_once('\n').map_or_else(|| " ".to_owned(), |(_, indent)| format!("\n{indent}")),
        None if empty => String::new(),
        None => " ".to_owned(),
    };
    value.decor_mut().set_prefix(prefix);
    rows.push_formatted(value);
}

/// A row, and whether it stands in braces.
fn row_of<'a>(root: &'a mut Table, table: &str, row: usize) -> Result<(&'a mut dyn TableLike, bool), EditError> {
    let form = || EditError::Form(table.to_owned());
    match root.get_mut(table) {
        Some(Item::ArrayOfTables(rows)) => rows.get_mut(row).map(|row| (row as &mut dyn TableLike, false)).ok_or_else(form),
        Some(Item::Value(Value::Array(rows))) => {
            rows.get_mut(row).and_then(Value::as_inline_table_mut).map(|row| (row as &mut dyn TableLike, true)).ok_or_else(form)
        }
        _ => Err(form()),
    }
}

fn set(row: &mut dyn TableLike, values: &[(String, Value)]) -> Result<(), EditError> {
    for (key, value) in values {
        if row.contains_key(key) {
            return Err(EditError::Taken(key.clone()));
        }
        row.insert(key, Item::Value(value.clone()));
    }
    Ok(())
}

/// Where `new` is `old` with one insertion: the place (in bytes of `old`) and what was inserted.
fn insertion<'a>(old: &str, new: &'a str) -> Option<(usize, &'a str)> {
    let added = new.len().checked_sub(old.len())?;
    let prefix = old.bytes().zip(new.bytes()).take_while(|(old, new)| old == new).count();
    // The bytes of one character may agree in part: step back to where both can be cut.
    let at = (0..=prefix).rev().find(|at| {
        old.is_char_boundary(*at)
            && new.is_char_boundary(*at)
            && new.is_char_boundary(at + added)
            && old.get(*at..).is_some_and(|rest| new.get(at + added..) == Some(rest))
    })?;
    Some((at, new.get(at..at + added)?))
}

/// The place in the original of a place in the text with plain line ends.
pub(crate) fn original_offset(original: &str, plain: usize) -> usize {
    let mut left = plain;
    let mut offset = 0;
    let mut bytes = original.bytes().peekable();
    while left > 0 {
        match bytes.next() {
            Some(b'\r') if bytes.peek() == Some(&b'\n') => offset += 1,
            Some(_) => {
                offset += 1;
                left -= 1;
            }
            None => break,
        }
    }
    offset
}
