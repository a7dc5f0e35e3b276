//! The empty sheet: the usual headings, and under each a line that says what belongs there.
//!
//! Why: nobody should have to learn the names of facts to fill in a sheet. Input: `seeds/import/sheet.toml` (which columns, in which order)
//! and the schema (what they mean). Output: the bytes of a CSV file that Excel and LibreOffice open as it is meant.

use serde::Deserialize;

use super::cell::BETWEEN;
use super::heading::{Heading, Schemas};
use super::sheet::NOTE;
use crate::error::Error;
use crate::fact::{Fact, FactType};
use crate::library::Library;
use crate::seeds::toml_error;

/// Which columns the empty sheet has.
const FILE: &str = "seeds/import/sheet.toml";

/// The longest list that is written out under a heading.
const LONGEST_LIST: usize = 40;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    column: Vec<WrittenColumn>,
}

/// One column as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenColumn {
    path: String,
    /// Says what belongs there, where the schema's words do not fit a sheet.
    about: Option<String>,
}

/// The empty sheet.
///
/// # Errors
/// The list of columns cannot be read, or names what is no fact.
pub fn sheet(library: &Library) -> Result<Vec<u8>, Error> {
    let internal = |error: String| Error::Internal(error);
    let columns = columns(library)?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(columns.iter().map(|(_, heading)| &heading.words)).map_err(|error| internal(error.to_string()))?;
    let notes = columns.iter().enumerate().map(|(at, (written, heading))| {
        let note = note(written, heading, library);
        if at == 0 { format!("{NOTE} {note}") } else { note }
    });
    writer.write_record(notes).map_err(|error| internal(error.to_string()))?;
    writer.into_inner().map_err(|error| internal(error.to_string()))
}

/// Proves that every column of the empty sheet is a fact, and none stands twice.
pub(crate) fn check(library: &Library) -> Vec<Error> {
    columns(library).err().into_iter().collect()
}

fn columns(library: &Library) -> Result<Vec<(WrittenColumn, Heading)>, Error> {
    let text = library.sources.text(FILE)?;
    let file: Written = toml::from_str(text).map_err(|error| toml_error(FILE, text, &error))?;
    let schemas = Schemas::new(library);
    let mut columns: Vec<(WrittenColumn, Heading)> = Vec::new();
    for written in file.column {
        let heading = schemas
            .find(&written.path)
            .map_err(|wrong| Error::library(FILE, format!("`{}`: {}. {}", written.path, wrong.message, wrong.help)))?;
        if columns.iter().any(|(_, other)| other.words == heading.words) {
            return Err(Error::library(FILE, format!("`{}` stands twice", heading.words)));
        }
        columns.push((written, heading));
    }
    Ok(columns)
}

/// What belongs in a column, in a sentence or two.
fn note(written: &WrittenColumn, heading: &Heading, library: &Library) -> String {
    let about = written.about.as_ref().unwrap_or(&heading.fact.about);
    form(&heading.fact, library).map_or_else(|| about.clone(), |form| format!("{about} {form}"))
}

/// How to write a fact in a cell, where it matters.
fn form(fact: &Fact, library: &Library) -> Option<String> {
    let list = |lead: &str, known: Vec<&str>| (known.len() <= LONGEST_LIST).then(|| format!("{lead}: {}.", known.join(", ")));
    let one_of = if fact.list { "Of these" } else { "One of" };
    let form = match &fact.kind {
        FactType::Date => Some("A date: 2026-11-23 or 11/23/2026.".to_owned()),
        FactType::When => Some("A date: 2026-11-23 or 11/23/2026; or: about 2026-11-23, October 2026.".to_owned()),
        FactType::Integer => Some("A whole number.".to_owned()),
        FactType::Boolean => Some("yes or no.".to_owned()),
        FactType::Choice(choices) => list(one_of, choices.iter().map(String::as_str).collect()),
        FactType::Seed { category, or_text, needs } => {
            let known = library.seeds_in_order(category).into_iter().filter(|seed| seed.has(needs.as_deref()));
            list(if *or_text { "Your own words, or of these" } else { one_of }, known.map(|seed| seed.id.as_str()).collect())
        }
        FactType::Name if fact.key == "kind" => list(one_of, library.kind_ids().collect()),
        FactType::Name | FactType::Text | FactType::Narrative | FactType::Pronouns => None,
    };
    let several = fact.list.then(|| format!("Put {BETWEEN} between several."));
    let parts: Vec<String> = form.into_iter().chain(several).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
