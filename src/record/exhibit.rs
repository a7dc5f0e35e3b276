//! A paper that goes with the letters, taken into the case.
//!
//! Input: where the paper lies beside the case, and what was typed about it. Output: its row. Whether its pages can be
//! read is looked at when a packet attaches it.

use std::path::Path;

use crate::case::Case;
use crate::computed::exhibit_mark;
use crate::library::Library;
use crate::record::row::{self, Typed};
use crate::record::sent::Plan;
use crate::record::{Edit, refused};
use crate::write::Reason;

/// The folder beside a case for papers that are taken in.
pub const FOLDER: &str = "exhibits";

/// The endings that an exhibit may have.
const ENDINGS: [&str; 4] = ["pdf", "jpg", "jpeg", "png"];

/// Whether a paper is of a kind that can be an exhibit, by its name.
///
/// # Errors
/// It is not.
pub fn may_be(case: &Case, file: &Path) -> Result<(), Reason> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if ENDINGS.contains(&ending.as_str()) {
        return Ok(());
    }
    Err(refused(case, "exhibit", "an exhibit is a PDF, a JPEG or a PNG", "Save or print it as a PDF, or save a picture as JPEG or PNG."))
}

/// The row for it.
///
/// # Errors
/// It is an exhibit already.
pub fn plan(case: &Case, file: &Path, mut typed: Vec<Typed>, library: &Library) -> Result<Plan, Reason> {
    let file = file.to_string_lossy().replace('\\', "/");
    let rows = case.record.rows("exhibits");
    if let Some(index) = rows.iter().position(|row| row.words("file") == Some(file.as_str())) {
        let message = format!("this paper is exhibit {} already", exhibit_mark(index));
        return Err(refused(case, "conflict", message, "To change what is said of it, edit its entry in the case file."));
    }
    typed.insert(0, ("file".to_owned(), vec![file.clone()]));
    let values = row::values(case, "exhibits", &typed, library)?;
    let said = format!("Recorded as exhibit {}: {file}.", exhibit_mark(rows.len()));
    Ok((vec![Edit::Append { table: "exhibits".to_owned(), values }], vec![said]))
}
