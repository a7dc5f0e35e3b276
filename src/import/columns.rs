//! Headings become facts: which fact of which entry each column of a sheet holds.
//!
//! Input: the heading cells and the schema. Output: [`Columns`], in the order of the schema, so that every case file reads alike whatever
//! the order of the sheet; or everything that is wrong with the headings. A heading is the path of a fact with a number after each table
//! that may stand many times: `signers.2.name`.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::Wrong;
use super::heading::{Heading, LETTERS, NOT_A_FACT, Schemas, Step};
use crate::fact::Fact;
use crate::library::Library;

/// One column of a sheet.
#[derive(Debug, Clone)]
pub struct Column {
    /// Where it stands, from zero.
    pub position: usize,
    /// The fact it holds.
    pub heading: Heading,
    /// For an answer of one letter: the column that names the letter's kind.
    kind: Option<usize>,
}

impl Column {
    /// The fact that the column holds in a row with these cells.
    pub fn fact<'a>(&'a self, cell: impl Fn(usize) -> Option<&'a str>) -> &'a Fact {
        self.kind.and_then(cell).and_then(|kind| self.heading.answers.get(kind)).unwrap_or(&self.heading.fact)
    }

    /// The number of the letter that the column belongs to.
    fn letter(&self) -> Option<u32> {
        match self.heading.steps.first() {
            Some(Step::Entry(name, number)) if name == LETTERS => Some(*number),
            _ => None,
        }
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

/// The most wrong headings that are told at once.
const MOST_WRONG: usize = 40;

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
            if wrong.len() == MOST_WRONG {
                break;
            }
            let typed = heading.trim();
            if typed.is_empty() {
                columns.nameless.push(position);
                continue;
            }
            match schemas.find(typed) {
                Ok(heading) => match seen.get(&heading.words) {
                    Some(first) => {
                        let message = format!("this heading stands in column {} already", letters(*first));
                        wrong.push(Wrong::new(message).help("Keep one of the two columns.").at(position, &heading.words));
                    }
                    None => {
                        seen.insert(heading.words.clone(), position);
                        columns.list.push(Column { position, heading, kind: None });
                    }
                },
                Err(mistake) => wrong.push(mistake.at(position, typed)),
            }
        }
        if columns.list.is_empty() && wrong.len() > 1 {
            // A child's facts where the headings should be are not repeated on the screen.
            return Err(vec![Wrong::new("none of the headings in the first row names a fact of a case").help(NOT_A_FACT)]);
        }
        for column in &mut columns.list {
            column.kind = column.letter().and_then(|number| seen.get(&format!("{LETTERS}.{number}.kind")).copied());
        }
        columns.list.sort_by(|one, other| one.heading.order.cmp(&other.heading.order));
        if wrong.is_empty() { Ok(columns) } else { Err(wrong) }
    }

    /// The column with this heading.
    pub fn named(&self, heading: &str) -> Option<&Column> {
        self.list.iter().find(|column| column.heading.words == heading)
    }
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

    #[test]
    fn columns_come_out_in_the_order_of_the_schema() {
        let columns =
            columns(&["letters.1.areas.1.reason", " Signers.2.Name", "", "CHILD.NAME", "signers.1.name", "signers.10.name", "id"]).unwrap();
        let headings: Vec<&str> = columns.list.iter().map(|column| column.heading.words.as_str()).collect();
        assert_eq!(headings, ["id", "child.name", "signers.1.name", "signers.2.name", "signers.10.name", "letters.1.areas.1.reason"]);
        assert_eq!(columns.nameless, [2]);
    }

    #[test]
    fn a_heading_that_stands_twice_is_refused() {
        let wrong = columns(&["child.name", "id", "Child.Name "]).unwrap_err();
        assert_eq!(wrong[0].message, "this heading stands in column A already");
        assert_eq!(wrong[0].places[0].to_string(), "column C (child.name)");
    }

    #[test]
    fn a_first_row_without_headings_is_not_repeated() {
        let wrong = columns(&["Ana Li", "3/4/2014", "Mei Li"]).unwrap_err();
        assert_eq!(wrong.len(), 1);
        assert_eq!((wrong[0].message.as_str(), wrong[0].places.len()), ("none of the headings in the first row names a fact of a case", 0));
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
