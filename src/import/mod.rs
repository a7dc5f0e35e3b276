//! A spreadsheet of clients becomes one case file for each row.
//!
//! Why: advocates have many clients in a table and write letters for all of them. Input: the bytes of a CSV file, the folder that the cases
//! are for, and the library. Output: for each row the text of a case file that the checker has found good, or everything that is wrong with
//! the row, said of its cells. Nothing is saved here; [`crate::commands`] does that.
//!
//! ```text
//! bytes ─► Sheet ─► Row ─► Draft ─► text, checked like any case file
//!          sheet    cell   draft
//!                   columns  blame
//! ```

mod blame;
pub mod blank;
pub mod cell;
pub mod columns;
mod day;
pub mod draft;
pub mod heading;
pub mod identity;
pub mod sheet;

use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::fact::Fact;
use crate::ids::CaseId;
use crate::library::Library;
use crate::open;
use crate::wording::lists;
use crate::write::Reason;
use columns::{Column, Columns, letters};
use draft::Draft;
use identity::Identities;
use sheet::{MOST_ROWS, Row, Sheet};

/// A column as it is called in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its letters in the spreadsheet.
    letters: String,
    /// Its heading.
    heading: String,
}

/// The most characters of a heading that a message repeats.
const LONGEST_HEADING: usize = 60;

impl Place {
    fn new(position: usize, heading: &str) -> Self {
        let heading = heading.chars().take(LONGEST_HEADING).map(|character| if character.is_control() { ' ' } else { character });
        Self { letters: letters(position), heading: heading.collect() }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.heading.is_empty() {
            return write!(formatter, "column {}", self.letters);
        }
        write!(formatter, "column {} ({})", self.letters, self.heading)
    }
}

/// One thing that is wrong with a sheet or a row, and what to do about it. Never holds what stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
    /// The columns it is about, the one to go to first.
    pub places: Vec<Place>,
}

impl Wrong {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: String::new(), places: Vec::new() }
    }

    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    #[must_use]
    pub(crate) fn at(mut self, position: usize, heading: &str) -> Self {
        let place = Place::new(position, heading);
        if !self.places.contains(&place) {
            self.places.push(place);
        }
        self
    }

    /// The columns and the message, on one line.
    pub fn line(&self) -> String {
        let places: Vec<String> = self.places.iter().map(Place::to_string).collect();
        if places.is_empty() { self.message.clone() } else { format!("{}: {}", lists::and(&places), self.message) }
    }
}

/// Where a case has its id from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// The sheet gives it.
    Given,
    /// It was made from the child's name.
    ByName,
    /// The same, and an earlier row has the same name.
    ByNameAgain,
}

/// A row that became a case file, or did not.
pub struct Imported {
    /// The row's number in the spreadsheet.
    pub row: usize,
    /// The case's id; none when it could not be told.
    pub case: Option<CaseId>,
    /// Where the id is from.
    pub named: Named,
    /// The text of the case file, or everything that is wrong with the row.
    pub result: Result<String, Vec<Wrong>>,
}

/// A sheet whose headings are understood.
pub struct Import<'a> {
    sheet: Sheet,
    columns: Columns,
    identities: Identities,
    folder: PathBuf,
    library: &'a Library,
    /// Rows of explanations that stand elsewhere than right below the headings.
    pub notes: Vec<usize>,
}

impl<'a> Import<'a> {
    /// Reads a sheet's headings and goes through its rows once.
    ///
    /// # Errors
    /// What is wrong with the sheet as a whole; then no row may be used.
    pub fn read(bytes: Vec<u8>, folder: &Path, library: &'a Library) -> Result<Self, Vec<Wrong>> {
        let sheet = Sheet::read(bytes).map_err(|wrong| vec![wrong])?;
        let headings = headings(&sheet).map_err(|wrong| vec![wrong])?;
        let columns = Columns::read(&headings, library)?;
        let mut import = Self { sheet, columns, identities: Identities::default(), folder: folder.to_owned(), library, notes: Vec::new() };
        let wrong = import.survey(headings.len());
        if wrong.is_empty() { Ok(import) } else { Err(wrong) }
    }

    /// Notes the ids that are given, and looks for what makes the whole sheet doubtful: words in a column without a heading, quotes that do
    /// not close, too many rows.
    fn survey(&mut self, width: usize) -> Vec<Wrong> {
        let mut nameless: Vec<(usize, usize)> = Vec::new();
        let mut wrong = Vec::new();
        let mut count = 0;
        let id = self.columns.named(ID).map(|column| column.position);
        for row in self.sheet.rows().skip(1) {
            let row = match row {
                Ok(row) => row,
                Err(mistake) => {
                    wrong.push(mistake);
                    break;
                }
            };
            if row.is_note() {
                if row.number != 2 {
                    self.notes.push(row.number);
                }
                continue;
            }
            count += 1;
            if count > MOST_ROWS {
                let help = "Split it into several sheets, each with the headings in its first row.";
                wrong.push(Wrong::new("this sheet has more than 100,000 rows, the most that are read at once").help(help));
                break;
            }
            let beyond = self.columns.nameless.iter().copied().chain(width..row.cells.len());
            for position in beyond.filter(|position| row.cell(*position).is_some()) {
                if nameless.iter().all(|(known, _)| *known != position) {
                    nameless.push((position, row.number));
                }
            }
            if let Some(id) = id.and_then(|id| row.cell(id)) {
                self.identities.give(id, row.number);
            }
        }
        nameless.sort_unstable();
        wrong.extend(nameless.into_iter().map(|(position, row)| {
            let help = "Give the column the path of a fact as its heading, or empty it.";
            Wrong::new(format!("this column has no heading, but row {row} has words in it")).help(help).at(position, "")
        }));
        wrong
    }

    /// Hands over every row, one at a time, in the order of the sheet.
    pub fn each(&mut self, mut take: impl FnMut(Imported)) {
        let rows = self.sheet.rows().skip(1).map_while(Result::ok).filter(|row| !row.is_note());
        for row in rows {
            take(row_to_case(&row, &self.columns, &mut self.identities, &self.folder, self.library));
        }
    }
}

/// The heading of the case's own name.
const ID: &str = "id";

/// The heading of the child's name.
const NAME: &str = "child.name";

fn headings(sheet: &Sheet) -> Result<StringRecord, Wrong> {
    match sheet.rows().next() {
        Some(Ok(row)) if row.number == 1 => Ok(row.cells),
        Some(Err(wrong)) => Err(wrong),
        Some(Ok(_)) | None => {
            let help = "The first row holds the headings; `inwriting import --blank` writes a sheet that has them.";
            Err(Wrong::new("the first row of this sheet is empty").help(help))
        }
    }
}

/// The case of one row, or everything that is wrong with it.
fn row_to_case(row: &Row, columns: &Columns, identities: &mut Identities, folder: &Path, library: &Library) -> Imported {
    let mut wrong = Vec::new();
    let case = identity(row, columns, identities).map_err(|mistake| wrong.push(mistake)).ok();
    // Without an id of its own the row is still looked through, so that all mistakes come out at once.
    let id = case.as_ref().map_or("row", |(case, _)| case.as_str());
    let mut draft = Draft::new(id);
    let mut refused: Vec<&Column> = Vec::new();
    for column in columns.list.iter().filter(|column| column.heading.words != ID) {
        if let Err(mistake) = fill(&mut draft, column, row, library) {
            wrong.push(mistake.at(column.position, &column.heading.words));
            refused.push(column);
        }
    }
    let text = draft.text();
    let path = folder.join(format!("{id}.toml"));
    match open::case_of(&path, text.as_bytes(), library) {
        Ok(_) => {}
        Err(Reason::Case(problems)) => wrong.extend(blame::wrongs(&problems, &draft, &text, columns, &refused)),
        Err(Reason::Other(error)) => wrong.push(Wrong::new(error.to_string())),
    }
    let named = case.as_ref().map_or(Named::Given, |(_, named)| *named);
    let result = if wrong.is_empty() { Ok(text) } else { Err(wrong) };
    Imported { row: row.number, case: case.map(|(case, _)| case), named, result }
}

/// Puts a row's cell into the draft, if it holds anything.
fn fill(draft: &mut Draft, column: &Column, row: &Row, library: &Library) -> Result<(), Wrong> {
    let Some(words) = row.cell(column.position) else { return Ok(()) };
    let fact: &Fact = column.fact(|position| row.cell(position));
    let Some(value) = cell::value(fact, words, library)? else { return Ok(()) };
    draft.set(column, value).map_err(|_| {
        Wrong::new("another column of this row holds the same entries in one cell")
            .help("Keep one of the two: all in one cell, or one column for each fact of an entry.")
    })
}

/// The id that a row gives, or one made from the child's name.
fn identity(row: &Row, columns: &Columns, identities: &mut Identities) -> Result<(CaseId, Named), Wrong> {
    let cell = |heading: &str| columns.named(heading).and_then(|column| Some((column, row.cell(column.position)?)));
    if let Some((column, given)) = cell(ID) {
        let wrong = |message: String, help: &str| Wrong::new(message).help(help).at(column.position, ID);
        if let Some(first) = identities.first_row(given).filter(|first| *first != row.number) {
            return Err(wrong(format!("row {first} has this id already"), "Give each case an id of its own."));
        }
        let id = CaseId::try_from(given).map_err(|reason| wrong(reason.to_string(), "Write a short name such as rivera-mateo."));
        return id.map(|id| (id, Named::Given));
    }
    match cell(NAME) {
        Some((column, name)) => {
            let made = identities.make(name).and_then(|(id, again)| {
                let named = if again { Named::ByNameAgain } else { Named::ByName };
                Some((CaseId::try_from(id.as_str()).ok()?, named))
            });
            made.ok_or_else(|| {
                let help = "Write a short name, such as rivera-mateo, in the column id.";
                Wrong::new("no id can be made from this name").help(help).at(column.position, NAME)
            })
        }
        None => {
            let help = "Write the child's name in the column child.name.";
            let wrong = Wrong::new("this row has neither an id nor a child's name").help(help);
            let columns = [columns.named(NAME), columns.named(ID)].into_iter().flatten();
            Err(columns.fold(wrong, |wrong, column| wrong.at(column.position, &column.heading.words)))
        }
    }
}
