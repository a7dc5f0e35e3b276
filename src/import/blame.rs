//! What the checker found wrong in a case, said of the cells it came from.
//!
//! Input: the problems of a case's text and the [`Draft`] that it was written from. Output: [`Wrong`]s. The checker's help shows lines of
//! TOML, which help nobody who looks at a spreadsheet, so a missing fact is named by its column.

use super::Wrong;
use super::columns::{Column, Columns};
use super::draft::Draft;
use crate::case_file::{self, CaseFile};
use crate::error::{Problem, Problems};
use crate::wording::lists;

/// Every problem of a row, without the echoes of cells that were refused before (`refused`).
pub(super) fn wrongs(problems: &Problems, draft: &Draft, text: &str, columns: &Columns, refused: &[&Column]) -> Vec<Wrong> {
    let Ok(file) = case_file::parse(&problems.file, text.as_bytes()) else {
        // Only a row larger than any case file can be is not parsed.
        return problems.list.iter().map(|problem| Wrong::new(&problem.message)).collect();
    };
    let found = problems.list.iter().filter_map(|problem| wrong(problem, draft, &file, columns, refused));
    found.collect()
}

fn wrong(problem: &Problem, draft: &Draft, file: &CaseFile, columns: &Columns, refused: &[&Column]) -> Option<Wrong> {
    if !problem.missing.is_empty() {
        return missing(problem, draft, file, columns, refused);
    }
    let wrong = Wrong::new(&problem.message).help(problem.help.as_deref().unwrap_or_default());
    let heading = |position: usize| columns.list.iter().find(|column| column.position == position);
    let places =
        problem.places.iter().filter_map(|place| draft.column_at(file, &place.span).or_else(|| draft.column_in(file, &place.span)));
    Some(places.filter_map(heading).fold(wrong, |wrong, column| wrong.at(column.position, &column.heading.words)))
}

/// A fact that an entry cannot do without: its column is named, whether the sheet has it or not.
fn missing(problem: &Problem, draft: &Draft, file: &CaseFile, columns: &Columns, refused: &[&Column]) -> Option<Wrong> {
    let place = problem.places.first()?;
    let headings: Vec<String> = problem.missing.iter().filter_map(|fact| draft.heading_at(file, &place.span, fact)).collect();
    if refused.iter().any(|column| headings.contains(&column.heading.words)) {
        return None;
    }
    let present: Vec<&Column> = headings.iter().filter_map(|heading| columns.named(heading)).collect();
    let names = lists::or(&headings);
    let help =
        if present.is_empty() { format!("Add a column with the heading {names}, and fill it in.") } else { format!("Fill in {names}.") };
    let wrong = Wrong::new(format!("this row needs {names}")).help(help);
    let beside = draft.column_in(file, &place.span).and_then(|position| columns.list.iter().find(|column| column.position == position));
    let blamed = if present.is_empty() { beside.into_iter().collect() } else { present };
    Some(blamed.into_iter().fold(wrong, |wrong, column| wrong.at(column.position, &column.heading.words)))
}
