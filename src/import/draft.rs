//! The text of one case, and where each cell went in it.
//!
//! Why: the checker speaks of places in a case file, and a person with a spreadsheet needs the cell. Input: columns with their values, in
//! the order of the schema. Output: TOML that reads well, and the columns behind a place in it.

use std::collections::BTreeMap;
use std::ops::Range;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::columns::Column;
use super::heading::Step;
use crate::case_file::{CaseFile, Node, NodeKind};
use crate::fact::join;

/// A case in the making.
pub struct Draft {
    document: DocumentMut,
    /// For each entry of a heading (`signers.2`), which one it is in the file, from zero: entries without a word are left out.
    entries: BTreeMap<String, usize>,
    /// For each path in the file (`signers.0.name`), the column whose cell is there.
    columns: BTreeMap<String, usize>,
    /// For each table in the file (`signers.0`), its name in headings (`signers.2`).
    headings: BTreeMap<String, String>,
}

impl Draft {
    /// An empty case with this id.
    pub fn new(id: &str) -> Self {
        let mut document = DocumentMut::new();
        document.insert("schema", Item::Value(Value::from(1)));
        document.insert("id", Item::Value(Value::from(id)));
        // A case is about a child: without a word about one, the checker says so.
        document.insert("child", Item::Table(Table::new()));
        let headings = BTreeMap::from([("child".to_owned(), "child".to_owned())]);
        Self { document, entries: BTreeMap::new(), columns: BTreeMap::new(), headings }
    }

    /// Puts the value of a cell in its place.
    ///
    /// # Errors
    /// The place is taken by words for several entries at once (`letters.1.areas` beside `letters.1.areas.1.reason`).
    pub fn set(&mut self, column: &Column, value: Value) -> Result<(), Taken> {
        let mut table = self.document.as_table_mut();
        let (mut heading, mut place) = (String::new(), String::new());
        for step in &column.heading.steps {
            match step {
                Step::Table(name) => {
                    (heading, place) = (join(&heading, name), join(&place, name));
                    table = table.entry(name).or_insert_with(hidden).as_table_mut().ok_or(Taken)?;
                }
                Step::Entry(name, number) => {
                    let rows = table.entry(name).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
                    let rows = rows.as_array_of_tables_mut().ok_or(Taken)?;
                    heading = format!("{}.{number}", join(&heading, name));
                    let at = *self.entries.entry(heading.clone()).or_insert_with(|| {
                        rows.push(Table::new());
                        rows.len() - 1
                    });
                    place = format!("{}.{at}", join(&place, name));
                    table = rows.get_mut(at).ok_or(Taken)?;
                }
            }
            self.headings.insert(place.clone(), heading.clone());
        }
        table.insert(&column.heading.fact.key, Item::Value(value));
        self.columns.insert(join(&place, &column.heading.fact.key), column.position);
        Ok(())
    }

    /// The text of the case file.
    pub fn text(&self) -> String {
        self.document.to_string()
    }

    /// The column whose cell became the words at a place of the file, which was parsed from [`Self::text`].
    pub fn column_at(&self, file: &CaseFile, place: &Range<usize>) -> Option<usize> {
        let path = path_at(&file.root, place.start);
        // An entry of a list is a part of its cell.
        std::iter::successors(path.as_deref(), |path| path.rsplit_once('.').map(|(before, _)| before))
            .find_map(|path| self.columns.get(path))
            .copied()
    }

    /// The heading of a fact (a path of the schema) in the table at a place of the file.
    pub fn heading_at(&self, file: &CaseFile, place: &Range<usize>, fact: &str) -> Option<String> {
        let path = path_at(&file.root, place.start)?;
        let table = self.headings.get(&path)?;
        let key = fact.rsplit('.').next()?;
        Some(join(table, key))
    }

    /// Any column with words in the table at a place of the file.
    pub fn column_in(&self, file: &CaseFile, place: &Range<usize>) -> Option<usize> {
        let inside = format!("{}.", path_at(&file.root, place.start)?);
        self.columns.iter().filter(|(path, _)| path.starts_with(&inside)).map(|(_, column)| *column).min()
    }
}

/// Two columns want one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken;

/// A table whose header is not written unless it has words of its own.
fn hidden() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

/// The path of the narrowest key, value or table around a byte; entries are numbered from zero.
fn path_at(root: &Node, byte: usize) -> Option<String> {
    let mut best: Option<(usize, String)> = None;
    let mut look = |span: &Range<usize>, path: &str| {
        let narrower = best.as_ref().is_none_or(|(width, _)| span.len() <= *width);
        if span.contains(&byte) && narrower {
            best = Some((span.len(), path.to_owned()));
        }
    };
    walk(root, "", &mut look);
    best.map(|(_, path)| path)
}

fn walk(node: &Node, path: &str, look: &mut impl FnMut(&Range<usize>, &str)) {
    if !path.is_empty() {
        look(&node.span, path);
    }
    match &node.kind {
        NodeKind::Table(entries) => entries.iter().for_each(|(key, node)| {
            let path = join(path, &key.name);
            // A name in a header belongs to its table or entry, not to all of its kind.
            if !is_table(node) {
                look(&key.span, &path);
            }
            walk(node, &path, look);
        }),
        NodeKind::Array(items) => items.iter().enumerate().for_each(|(at, item)| walk(item, &format!("{path}.{at}"), look)),
        _ => {}
    }
}

/// Whether this is a table, or entries of one.
fn is_table(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Table(_) => true,
        NodeKind::Array(items) => items.iter().any(is_table),
        _ => false,
    }
}
