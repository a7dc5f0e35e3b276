//! `record`: short commands that add to a case file in place.
//!
//! Why: the strongest evidence is a note made on the day. Input: the case's text, what to add, today. Output: the new text and sentences
//! about what was done, or the problems that stopped it. Nothing is saved here; [`crate::commands`] does that, whole or not at all.
//!
//! What may stand in a row is known from the schema alone: a new fact of a table can be recorded without a change here.

pub mod absence;
pub mod answer;
pub mod edit;
pub mod exhibit;
pub mod row;
pub mod sent;

use std::path::Path;

use crate::case::Case;
use crate::error::{Error, Problem};
use crate::library::Library;
use crate::open;
use crate::write::Reason;

pub use edit::{Edit, apply};

/// The new text of a case, and what to tell the person.
#[derive(Clone)]
pub struct Recorded {
    /// The whole new text.
    pub text: String,
    /// Sentences about what was recorded.
    pub said: Vec<String>,
}

/// Makes edits one after the other and checks that the case is still a good one.
///
/// # Errors
/// An edit that cannot be made, or every problem that the new lines would bring: then nothing is to be saved.
pub fn made(path: &Path, text: &str, edits: &[Edit], library: &Library) -> Result<String, Reason> {
    let mut new = text.to_owned();
    for edit in edits {
        new = apply(&new, edit).map_err(|error| Reason::Other(Error::Request(format!("nothing was recorded: {error}"))))?;
    }
    match open::case_of(path, new.as_bytes(), library) {
        Ok(_) => Ok(new),
        Err(Reason::Case(problems)) => {
            // The lines are not in the file, so their place in it would mislead.
            let list = problems.list.iter().map(|problem| Problem { places: Vec::new(), ..problem.clone() }).collect();
            Err(Reason::Case(problems.with(list)))
        }
        Err(other) => Err(other),
    }
}

/// A sentence as the reason why nothing is recorded.
pub(crate) fn refused(case: &Case, code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Reason {
    Reason::Case(case.problems.with(vec![Problem::error(code, message).help(help)]))
}
