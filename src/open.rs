//! Opens a case: its file, and the school calendar that it names from the folder `calendars/` beside it.
//!
//! Why: one school's calendar serves many cases, so an advocate keeps it once. Input: a path. Output: a checked [`Case`], or every problem
//! of the two files. It reads through [`crate::files`]; everything after it is pure.

use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::case_file::{self, CaseFile};
use crate::error::{Problem, Problems};
use crate::files;
use crate::ids::CaseId;
use crate::library::Library;
use crate::value::Record;
use crate::write::Reason;

/// The folder beside a case that holds calendars.
const CALENDARS: &str = "calendars";

/// Reads and checks a case.
///
/// # Errors
/// The file cannot be read, or every problem in it.
pub fn case(path: &Path, library: &Library) -> Result<Case, Reason> {
    let bytes = files::read(path, case_file::LARGEST).map_err(Reason::Other)?;
    case_of(path, &bytes, library)
}

/// Checks a case whose bytes are at hand, as if they stood at `path`.
///
/// # Errors
/// Every problem in it, or its calendar cannot be read.
pub fn case_of(path: &Path, bytes: &[u8], library: &Library) -> Result<Case, Reason> {
    case_seen(path, bytes, library, &mut |_, _| {})
}

/// The same, and shows what else was read: the calendar's path from the case's folder, and its bytes.
///
/// # Errors
/// Every problem in it, or its calendar cannot be read.
pub fn case_seen(path: &Path, bytes: &[u8], library: &Library, seen: &mut dyn FnMut(&str, &[u8])) -> Result<Case, Reason> {
    let file = case_file::parse(&path.display().to_string(), bytes).map_err(Reason::Case)?;
    let calendar = named_calendar(path, &file, library, seen)?;
    Case::check(&file, calendar, library).map_err(Reason::Case)
}

/// Checks a case by itself, without the disk: a sample, or a case in memory. A calendar named from outside is not looked for.
///
/// # Errors
/// Every problem in it.
pub fn alone(name: &str, bytes: &[u8], library: &Library) -> Result<Case, Problems> {
    Case::check(&case_file::parse(name, bytes)?, None, library)
}

fn named_calendar(path: &Path, file: &CaseFile, library: &Library, seen: &mut dyn FnMut(&str, &[u8])) -> Result<Option<Record>, Reason> {
    let Some((name, span)) = file.calendar_name() else { return Ok(None) };
    let wrong = |message: String, help: &str| {
        let problem = Problem::error("calendar", message).help(help).at(span.clone(), "this calendar");
        Reason::Case(file.problems().with(vec![problem]))
    };
    if CaseId::try_from(name).is_err() {
        return Err(wrong(
            "`school.calendar` is not the name of a calendar".to_owned(),
            "Give the file's name without its ending: calendar = \"sample-unified-2026\" means calendars/sample-unified-2026.toml.",
        ));
    }
    let inside = format!("{CALENDARS}/{name}.toml");
    let place = path.parent().map_or_else(PathBuf::new, Path::to_owned).join(&inside);
    if !place.is_file() {
        let message = format!("there is no calendar {}", place.display());
        return Err(wrong(message, "Put the file there, or write the calendar into the case under [calendar]."));
    }
    let bytes = files::read(&place, case_file::LARGEST).map_err(Reason::Other)?;
    seen(&inside, &bytes);
    let calendar = case_file::parse(&place.display().to_string(), &bytes).map_err(Reason::Case)?;
    Case::check_calendar(&calendar, library).map(Some).map_err(Reason::Case)
}
