//! Headings become facts: which fact of which entry each column of a sheet holds.
//!
//! Input: the heading cells and the schema. Output: [`Columns`], in the order of the schema, so that every case file reads alike whatever
//! the order of the sheet; or everything that is wrong with the headings. A heading is the path of a fact with a number after each table
//! that may stand many times: `signers.2.name`. A new fact of the schema can be a heading without a change here.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::Wrong;
use crate::fact::{Fact, Table, join};
use crate::library::Library;
use crate::wording::{lists, suggest};

/// One part of the way from the top of a case to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A table that stands once.
    Table(String),
    /// An entry of a table that may stand many times, by the number in the heading.
    Entry(String, u32),
}

/// One column of a sheet.
#[derive(Debug, Clone)]
pub struct Column {
    /// Where it stands, from zero.
    pub position: usize,
    /// The heading as the schema spells it.
    pub heading: String,
    /// The tables that lead to the fact.
    pub steps: Vec<Step>,
    /// The fact, when the letter's kind says nothing else.
    fact: Fact,
    /// For an answer of one letter: what it is in each kind of letter that has it.
    answers: BTreeMap<String, Fact>,
    /// For an answer of one letter: the column that names the letter's kind.
    kind: Option<usize>,
    /// Its place in the schema.
    order: Vec<usize>,
}

impl Column {
    /// The fact's key in its table.
    pub fn key(&self) -> &str {
        &self.fact.key
    }

    /// The fact that the column holds in a row with these cells.
    pub fn fact<'a>(&'a self, cell: impl Fn(usize) -> Option<&'a str>) -> &'a Fact {
        self.kind.and_then(cell).and_then(|kind| self.answers.get(kind)).unwrap_or(&self.fact)
    }
}

/// The columns of a sheet.
#[derive(Debug, Clone)]
pub struct Columns {
    /// In the order of the schema.
    pub list: Vec<Column>,
    /// Columns without a heading, which must be empty.
    pub nameless: Vec<usize>,
}

/// The table of letters, whose further keys depend on the kind.
const LETTERS: &str = "letters";

impl Columns {
    /// Finds the fact for each heading.
    ///
    /// # Errors
    /// Everything that is wrong with the headings.
    pub fn read(headings: &StringRecord, library: &Library) -> Result<Self, Vec<Wrong>> {
        let schemas = Schemas::new(library);
        let mut columns = Self { list: Vec::new(), nameless: Vec::new() };
        let mut wrong = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (position, heading) in headings.iter().enumerate() {
            let typed = heading.trim();
            if typed.is_empty() {
                columns.nameless.push(position);
                continue;
            }
            match schemas.column(position, typed) {
                Ok(column) => match seen.get(&column.heading) {
                    Some(first) => {
                        let message = format!("this heading stands in column {} already", letters(*first));
                        wrong.push(Wrong::new(message).help("Keep one of the two columns.").at(position, &column.heading));
                    }
                    None => {
                        seen.insert(column.heading.clone(), position);
                        columns.list.push(column);
                    }
                },
                Err(mistake) => wrong.push(mistake.at(position, typed)),
            }
        }
        for column in &mut columns.list {
            column.kind = column.letter().and_then(|number| seen.get(&format!("{LETTERS}.{number}.kind")).copied());
        }
        columns.list.sort_by(|one, other| one.order.cmp(&other.order));
        if wrong.is_empty() { Ok(columns) } else { Err(wrong) }
    }

    /// The column with this heading.
    pub fn named(&self, heading: &str) -> Option<&Column> {
        self.list.iter().find(|column| column.heading == heading)
    }
}

impl Column {
    /// The number of the letter that the column belongs to.
    fn letter(&self) -> Option<u32> {
        match self.steps.first() {
            Some(Step::Entry(name, number)) if name == LETTERS => Some(*number),
            _ => None,
        }
    }
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

    /// The column for a heading.
    pub(super) fn column(&self, position: usize, typed: &str) -> Result<Column, Wrong> {
        let heading = typed.to_lowercase();
        let parts: Vec<&str> = heading.split('.').map(str::trim).collect();
        let in_letters = parts.first() == Some(&LETTERS);
        let found = resolve(&self.plain, &parts);
        let kinds = self.kinds.iter().filter(|_| in_letters).filter_map(|(kind, table)| Some((kind, resolve(table, &parts).ok()?)));
        let answers: Vec<(&String, Place)> = kinds.collect();
        let place = match found {
            Ok(place) => place,
            Err(unknown) => match answers.first() {
                Some((_, place)) => place.clone(),
                None => return Err(self.refused(&heading, &unknown)),
            },
        };
        Ok(Column {
            position,
            heading: place.heading,
            steps: place.steps,
            fact: place.fact,
            answers: answers.into_iter().map(|(kind, place)| (kind.clone(), place.fact)).collect(),
            kind: None,
            order: place.order,
        })
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
const NOT_A_FACT: &str = "A heading is the path of a fact, such as child.name; `inwriting import --blank` writes a sheet that has the usual \
                          ones. Take columns of your own out of the sheet.";

/// Where a heading leads.
#[derive(Clone)]
struct Place {
    heading: String,
    steps: Vec<Step>,
    fact: Fact,
    order: Vec<usize>,
}

/// Why a heading leads nowhere.
enum Unknown {
    /// There is no such path.
    Path,
    /// The table at this path may stand many times.
    NoNumber(String),
    /// It ends at a table with these keys.
    Whole(Vec<String>),
}

fn resolve(root: &Table, parts: &[&str]) -> Result<Place, Unknown> {
    let (mut table, mut steps, mut order) = (root, Vec::new(), Vec::new());
    let heading = parts.join(".");
    let mut parts = parts.iter().copied();
    while let Some(part) = parts.next() {
        if let Some((at, fact)) = table.facts.iter().enumerate().find(|(_, fact)| fact.key == part) {
            order.push(at);
            let whole = parts.next().is_none();
            return if whole { Ok(Place { heading, steps, fact: fact.clone(), order }) } else { Err(Unknown::Path) };
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
                return Ok(Place { heading, steps, fact, order });
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

/// The letters over a column: A to Z, then AA.
pub fn letters(position: usize) -> String {
    let mut letters = Vec::new();
    let mut left = position + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
        left /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    fn columns(headings: &[&str]) -> Result<Columns, Vec<Wrong>> {
        let library = Library::load(Sources::default()).unwrap();
        Columns::read(&StringRecord::from(headings.to_vec()), &library)
    }

    /// What is said about one wrong heading.
    fn refused(heading: &str) -> String {
        let wrong = columns(&["child.name", heading]).unwrap_err();
        assert_eq!(wrong.len(), 1);
        assert_eq!(wrong[0].places[0].to_string(), format!("column B ({heading})"));
        format!("{}: {}", wrong[0].message, wrong[0].help)
    }

    #[test]
    fn columns_come_out_in_the_order_of_the_schema() {
        let columns =
            columns(&["letters.1.areas.1.reason", " Signers.2.Name", "", "CHILD.NAME", "signers.1.name", "signers.10.name", "id"]).unwrap();
        let headings: Vec<&str> = columns.list.iter().map(|column| column.heading.as_str()).collect();
        assert_eq!(headings, ["id", "child.name", "signers.1.name", "signers.2.name", "signers.10.name", "letters.1.areas.1.reason"]);
        assert_eq!(columns.nameless, [2]);
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

    #[test]
    fn a_heading_that_stands_twice_is_refused() {
        let wrong = columns(&["child.name", "id", "Child.Name "]).unwrap_err();
        assert_eq!(wrong[0].message, "this heading stands in column A already");
        assert_eq!(wrong[0].places[0].to_string(), "column C (child.name)");
    }

    #[test]
    fn answers_of_a_letter_follow_its_kind() {
        let columns = columns(&["letters.2.areas", "letters.2.kind"]).unwrap();
        let areas = columns.named("letters.2.areas").unwrap();
        assert!(areas.fact(|_| Some("eval-initial")).list);
        assert_eq!(areas.kind, Some(1));
    }

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        let all: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(letters).collect();
        assert_eq!(all, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
