//! Which fact a heading names, and what to say when it names none.
//!
//! Input: a heading as typed, and the schema, with the answers of every kind of letter. Output: the way to the fact, or a sentence with the
//! nearest path. A new fact of the schema can be a heading without a change here.

use std::collections::BTreeMap;

use super::Wrong;
use crate::fact::{Fact, Table, join};
use crate::library::Library;
use crate::wording::{lists, suggest};

/// The table of letters, whose further keys depend on the kind.
pub(super) const LETTERS: &str = "letters";

/// One part of the way from the top of a case to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A table that stands once.
    Table(String),
    /// An entry of a table that may stand many times, by the number in the heading.
    Entry(String, u32),
}

/// Where a heading leads.
#[derive(Debug, Clone)]
pub struct Heading {
    /// The heading as the schema spells it.
    pub words: String,
    /// The tables that lead to the fact.
    pub steps: Vec<Step>,
    /// The fact; for an answer of a letter, as the first kind has it.
    pub fact: Fact,
    /// For an answer of a letter: what it is in each kind of letter that has it.
    pub answers: BTreeMap<String, Fact>,
    /// Its place in the schema.
    pub order: Vec<usize>,
}

/// The schema, and the schema of each kind of letter.
pub(super) struct Schemas {
    plain: Table,
    kinds: Vec<(String, Table)>,
}

impl Schemas {
    pub(super) fn new(library: &Library) -> Self {
        let kinds = library.kinds().map(|manifest| (manifest.id.as_str().to_owned(), library.schema_with(manifest)));
        Self { plain: library.schema.clone(), kinds: kinds.collect() }
    }

    /// Where a heading leads, whatever its capitals.
    pub(super) fn find(&self, typed: &str) -> Result<Heading, Wrong> {
        let heading = typed.to_lowercase();
        let parts: Vec<&str> = heading.split('.').map(str::trim).collect();
        let kinds = self.kinds.iter().filter(|_| parts.first() == Some(&LETTERS));
        let mut answers = kinds.filter_map(|(kind, table)| Some((kind.clone(), resolve(table, &parts).ok()?))).peekable();
        let first = answers.peek().map(|(_, heading)| heading.clone());
        let found = resolve(&self.plain, &parts).or_else(|unknown| first.ok_or(unknown));
        match found {
            Ok(found) => Ok(Heading { answers: answers.map(|(kind, found)| (kind, found.fact)).collect(), ..found }),
            Err(unknown) => Err(self.refused(&heading, &unknown)),
        }
    }

    fn refused(&self, heading: &str, unknown: &Unknown) -> Wrong {
        let numbers: Vec<&str> = heading.split('.').filter(|part| number(part).is_some()).collect();
        let bare: Vec<&str> = heading.split('.').filter(|part| number(part).is_none()).map(str::trim).collect();
        let bare = bare.join(".");
        match unknown {
            Unknown::NoNumber(table) => {
                let help = format!("Number the entries, as in {}.", self.numbered(&bare, &numbers));
                Wrong::new(format!("`{table}` may stand many times, so this heading needs a number")).help(help)
            }
            Unknown::Whole(keys) => {
                let paths: Vec<String> = keys.iter().take(3).map(|key| self.numbered(&join(&bare, key), &numbers)).collect();
                Wrong::new("this heading names several facts at once").help(format!("Name one of them, such as {}.", lists::or(&paths)))
            }
            Unknown::Path => {
                let help = self
                    .nearest(&bare)
                    .map_or_else(|| NOT_A_FACT.to_owned(), |near| format!("Did you mean {}?", self.numbered(&near, &numbers)));
                Wrong::new("this heading names no fact of a case").help(help)
            }
        }
    }

    /// The path nearest to a heading without numbers; a heading can also be the last word of a path ("birth date").
    fn nearest(&self, bare: &str) -> Option<String> {
        let mut paths = self.plain.paths();
        paths.extend(self.kinds.iter().flat_map(|(_, table)| table.paths()));
        let last = bare.replace([' ', '-'], "_");
        let same_last = || paths.iter().find(|path| path.rsplit('.').next() == Some(last.as_str())).map(String::as_str);
        suggest::nearest(bare, paths.iter().map(String::as_str)).or_else(same_last).map(str::to_owned)
    }

    /// A path with its numbers, in their order; 1 where there is none.
    fn numbered(&self, bare: &str, numbers: &[&str]) -> String {
        let tables = std::iter::once(&self.plain).chain(self.kinds.iter().map(|(_, table)| table));
        let mut table = tables.into_iter().find(|table| table.find(bare).is_some());
        let mut numbers = numbers.iter().copied();
        let mut parts = Vec::new();
        for part in bare.split('.') {
            parts.push(part);
            table = table.and_then(|table| table.table(part));
            if table.is_some_and(|table| table.rows) {
                parts.push(numbers.next().unwrap_or("1"));
            }
        }
        parts.join(".")
    }
}

/// What to do about a heading that resembles no path.
pub(super) const NOT_A_FACT: &str = "A heading is the path of a fact, such as child.name; `inwriting import --blank` writes a sheet that has the usual \
                          ones. Take columns of your own out of the sheet.";

/// Why a heading leads nowhere.
enum Unknown {
    /// There is no such path.
    Path,
    /// The table at this path may stand many times.
    NoNumber(String),
    /// It ends at a table with these keys.
    Whole(Vec<String>),
}

fn resolve(root: &Table, parts: &[&str]) -> Result<Heading, Unknown> {
    let (mut table, mut steps, mut order) = (root, Vec::new(), Vec::new());
    let words = parts.join(".");
    let found = |steps, fact, order| Heading { words, steps, fact, answers: BTreeMap::new(), order };
    let mut parts = parts.iter().copied();
    while let Some(part) = parts.next() {
        if let Some((at, fact)) = table.facts.iter().enumerate().find(|(_, fact)| fact.key == part) {
            order.push(at);
            let whole = parts.next().is_none();
            return if whole { Ok(found(steps, fact.clone(), order)) } else { Err(Unknown::Path) };
        }
        let inner = table.tables.iter().enumerate().find(|(_, inner)| inner.name() == part);
        let (at, inner) = inner.ok_or(Unknown::Path)?;
        order.push(table.facts.len() + at);
        table = inner;
        if !table.rows {
            steps.push(Step::Table(part.to_owned()));
            continue;
        }
        match (parts.next(), table.shorthand.as_ref().and_then(|key| table.fact(key))) {
            (Some(word), _) => {
                let number = number(word).ok_or_else(|| Unknown::NoNumber(table.path.clone()))?;
                order.push(usize::try_from(number).unwrap_or(usize::MAX));
                steps.push(Step::Entry(part.to_owned(), number));
            }
            // Several entries in one cell, each a bare word.
            (None, Some(fact)) => {
                let fact = Fact { key: part.to_owned(), list: true, ..fact.clone() };
                return Ok(found(steps, fact, order));
            }
            (None, None) => break,
        }
    }
    Err(Unknown::Whole(table.facts.iter().map(|fact| fact.key.clone()).collect()))
}

/// The number of an entry, from 1.
fn number(part: &str) -> Option<u32> {
    let figures = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()) && !part.starts_with('0');
    if figures { part.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    /// What is said about a wrong heading.
    fn refused(heading: &str) -> String {
        let schemas = Schemas::new(&Library::load(Sources::default()).unwrap());
        let wrong = schemas.find(heading).unwrap_err();
        format!("{}: {}", wrong.message, wrong.help)
    }

    #[test]
    fn an_unknown_heading_gets_the_nearest_path_with_its_numbers() {
        assert!(refused("signers.2.nmae").ends_with("Did you mean signers.2.name?"));
        assert!(refused("Birth Date").ends_with("Did you mean child.birth_date?"));
        assert!(refused("child.birthdate").ends_with("Did you mean child.birth_date?"));
        assert!(refused("letters.3.areas.2.raeson").ends_with("Did you mean letters.3.areas.2.reason?"));
        assert!(refused("Caseworker initials").contains("Take columns of your own out"));
        assert!(refused("child.name.1").starts_with("this heading names no fact"));
    }

    #[test]
    fn entries_need_numbers_and_tables_need_keys() {
        assert_eq!(
            refused("signers.name"),
            "`signers` may stand many times, so this heading needs a number: Number the entries, as in signers.1.name."
        );
        assert!(refused("signers.0.name").starts_with("`signers` may stand many times"));
        assert_eq!(
            refused("signers.2"),
            "this heading names several facts at once: Name one of them, such as signers.2.name, signers.2.relation, or signers.2.authority."
        );
        assert!(refused("signers").ends_with("such as signers.1.name, signers.1.relation, or signers.1.authority."));
        assert!(refused("attendance").ends_with("attendance.source, or attendance.enrolled_days."));
    }
}
