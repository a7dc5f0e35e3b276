//! `status`: reads cases, prints where they stand, writes the calendar file. The edge around [`crate::status`].

use std::collections::BTreeSet;
use std::path::Path;

use super::{Console, Ending, some_cases};
use crate::cli::Status;
use crate::error::Error;
use crate::files;
use crate::library::Library;
use crate::open;
use crate::status::{CaseStatus, ics, json, words};

pub(super) fn status(arguments: &Status, library: &Library, console: &Console) -> Result<Ending, Error> {
    let today = console.surroundings.today;
    if let Some(path) = &arguments.ics {
        may_hold_calendar(path)?;
    }
    let mut cases: Vec<CaseStatus> = Vec::new();
    let mut ending = Ending::Done;
    let there = |path: &str| Path::new(path).is_file();
    let mut seen = BTreeSet::new();
    for path in some_cases(&arguments.paths)? {
        // The same file by two names is one case.
        if files::resolved(&path).is_ok_and(|real| !seen.insert(real)) {
            continue;
        }
        match open::case(&path, library) {
            Ok(case) if cases.iter().any(|other| other.id == case.id.to_string()) => {
                console.error(&format!(
                    "error: {}: another case here has the same id, \"{}\". Give one of the two another id, so that their days are not mixed up: id = \"...\"\n",
                    path.display(),
                    case.id
                ));
                ending = Ending::Failed;
            }
            Ok(case) => cases.push(CaseStatus::of(&case, &path.display().to_string(), library, today, &there)),
            Err(reason) => {
                console.reason(&reason);
                ending = Ending::Failed;
            }
        }
    }
    if console.json {
        cases.iter().for_each(|case| console.out(&format!("{}\n", json::case(case, today))));
    } else if !cases.is_empty() {
        console.out(&words::text(&cases, today, console.surroundings.width));
    }
    if let Some(path) = &arguments.ics {
        files::save(path, ics::calendar(&cases, today).as_bytes())?;
        console.say(&format!(
            "Calendar: {}. Open it with your calendar program; it names cases, so keep it as private as they are.",
            path.display()
        ));
    }
    Ok(ending)
}

/// A calendar takes the place of an older one of ours, never of anything else.
fn may_hold_calendar(path: &std::path::Path) -> Result<(), Error> {
    match files::begins_with(path, &[ics::BEGINNING])? {
        Some(false) => Err(Error::Request(format!(
            "{} is there already and is not a calendar that inwriting made; choose another name for --ics",
            path.display()
        ))),
        Some(true) | None => Ok(()),
    }
}
