//! `import`: reads a sheet, saves a case file for each good row, says what is wrong with the others. The edge around [`crate::import`].

use std::path::Path;

use serde_json::json;

use super::{Console, Ending};
use crate::case_file;
use crate::cli::import::Import as Arguments;
use crate::error::Error;
use crate::files::{self, Saved};
use crate::import::identity::are_two_children;
use crate::import::{Import, Imported, Named, Wrong, blank, sheet};
use crate::library::Library;
use crate::report::Status;
use crate::wording::lists;
use crate::wording::quotes;

/// The name of an empty sheet, when none is given.
const BLANK: &str = "clients.csv";

pub(super) fn import(arguments: &Arguments, library: &Library, console: &Console) -> Result<Ending, Error> {
    let Some(out) = arguments.out.as_deref().filter(|_| !arguments.blank) else {
        return blank_sheet(arguments.file.as_deref().unwrap_or(Path::new(BLANK)), library, console);
    };
    let file = arguments.file.as_deref().unwrap_or(Path::new(BLANK));
    let bytes = files::read(file, sheet::LARGEST)?;
    let mut import = match Import::read(bytes, out, library) {
        Ok(import) => import,
        Err(wrong) => {
            wrong.iter().for_each(|wrong| console.error(&said(file, None, wrong)));
            console.error("Nothing was written.");
            return Ok(Ending::Failed);
        }
    };
    let notes = import.notes.clone();
    let mut counts = Counts::default();
    let mut again = Vec::new();
    import.each(|imported| {
        if imported.named == Named::ByNameAgain
            && let Some(case) = &imported.case
        {
            again.push((imported.row, case.to_string()));
        }
        let done = save(imported, out, arguments.force);
        counts.add(done.status);
        done.show(file, console);
    });
    for row in notes {
        console.say(&format!("note: row {row} begins with {} and was not read.", sheet::NOTE));
    }
    for (row, case) in again {
        console.say(&format!(
            "note: row {row} has the same child's name as a row above it, so its case is called {case}. If both are one child, take one row \
             out. If they are two, give each an id of its own in a column `id`; then no later sheet can mix them up."
        ));
    }
    console.say(&counts.summary());
    if counts.written > 0 {
        let folder = quotes::argument(&out.display().to_string());
        console.say(&format!("Next: inwriting check {folder}; then inwriting batch {folder} --out letters."));
    }
    Ok(if counts.exists + counts.failed > 0 { Ending::Failed } else { Ending::Done })
}

fn blank_sheet(path: &Path, library: &Library, console: &Console) -> Result<Ending, Error> {
    let bytes = blank::sheet(library)?;
    let name = path.display().to_string();
    let saved = files::compare(path, &bytes, false)?;
    match saved {
        Saved::Exists => {
            let message = format!("{name} is there already with other words; it was left alone. Give the empty sheet another name");
            return Err(Error::Request(message));
        }
        Saved::Written => files::save(path, &bytes)?,
        Saved::Unchanged => {}
    }
    let status = if saved == Saved::Written { Status::Written } else { Status::Unchanged };
    if console.json {
        console.out(&format!("{}\n", json!({"file": name, "status": status.word()})));
    } else {
        console.out(&format!("{name}\n"));
    }
    console.say("Fill in one row for each child, below the row of explanations; any column may stay empty or be deleted.");
    console.say(&format!("Next: save it as CSV UTF-8, then inwriting import {} --out clients.", quotes::argument(&name)));
    Ok(Ending::Done)
}

/// A row, and what became of it.
struct Done {
    row: usize,
    case: Option<String>,
    status: Status,
    /// The case's file, when it could be told.
    file: Option<String>,
    /// Why it is not there as asked.
    wrong: Vec<Wrong>,
}

/// Saves a good row's case, unless another one is there.
fn save(imported: Imported, out: &Path, force: bool) -> Done {
    let path = imported.case.as_ref().map(|case| out.join(format!("{case}.toml")));
    let file = path.as_ref().map(|path| path.display().to_string());
    let (status, wrong) = match (imported.result, &path) {
        (Ok(text), Some(path)) if imported.named != Named::Given && is_of_another_child(path, &text) => {
            let message = format!(
                "{} is of another child with the same name (the birth date or the signers are others); it was left alone",
                path.display()
            );
            (
                Status::Exists,
                vec![Wrong::new(message).help("Give each of the two an id of its own in a column `id`, such as lee-ann-2015.")],
            )
        }
        (Ok(text), Some(path)) => match save_at(path, text.as_bytes(), force) {
            Ok(Saved::Written) => (Status::Written, Vec::new()),
            Ok(Saved::Unchanged) => (Status::Unchanged, Vec::new()),
            Ok(Saved::Exists) => {
                let message = format!("{} is there already with other words; it was left alone", path.display());
                let help = "It may hold what was recorded since. To write over it all the same: --force";
                (Status::Exists, vec![Wrong::new(message).help(help)])
            }
            Err(error) => (Status::Failed, vec![Wrong::new(error.to_string())]),
        },
        (Ok(_), None) => (Status::Failed, Vec::new()),
        (Err(wrong), _) => (Status::Failed, wrong),
    };
    Done { row: imported.row, case: imported.case.map(|case| case.to_string()), status, file, wrong }
}

/// Whether a file holds a case of another child. A row may have moved, and its child's name may be that of another.
fn is_of_another_child(path: &Path, text: &str) -> bool {
    let there = files::read(path, case_file::LARGEST).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    there.is_some_and(|there| are_two_children(&there, text))
}

fn save_at(path: &Path, bytes: &[u8], force: bool) -> Result<Saved, Error> {
    let saved = files::compare(path, bytes, force)?;
    if saved == Saved::Written {
        files::save(path, bytes)?;
    }
    Ok(saved)
}

impl Done {
    /// The result to standard output, what is wrong to standard error.
    fn show(&self, sheet: &Path, console: &Console) {
        if console.json {
            let error: Vec<String> = self.wrong.iter().map(Wrong::line).collect();
            let error = (!error.is_empty()).then(|| error.join("; "));
            let row = json!({"row": self.row, "case": self.case, "status": self.status.word(), "file": self.file, "error": error});
            console.out(&format!("{row}\n"));
        } else if let Some(file) = self.file.as_ref().filter(|_| !self.status.is_failure()) {
            console.out(&format!("{file}\n"));
        }
        self.wrong.iter().for_each(|wrong| console.error(&said(sheet, Some(self.row), wrong)));
    }
}

/// One thing that is wrong, with its place and what to do.
fn said(sheet: &Path, row: Option<usize>, wrong: &Wrong) -> String {
    let row = row.map(|row| format!(", row {row}")).unwrap_or_default();
    let help = if wrong.help.is_empty() { String::new() } else { format!("\n  help: {}", wrong.help) };
    let mark = if wrong.places.is_empty() { ": " } else { ", " };
    format!("{}{row}{mark}{}{help}", sheet.display(), wrong.line())
}

/// How many rows ended how.
#[derive(Default)]
struct Counts {
    written: u64,
    unchanged: u64,
    exists: u64,
    failed: u64,
}

impl Counts {
    fn add(&mut self, status: Status) {
        match status {
            Status::Written => self.written += 1,
            Status::Unchanged => self.unchanged += 1,
            Status::Exists => self.exists += 1,
            Status::Failed => self.failed += 1,
        }
    }

    fn summary(&self) -> String {
        let part = |count: u64, one: &str, many: &str, end: &str| (count > 0).then(|| format!("{}{end}", lists::counted(count, one, many)));
        let parts: Vec<String> = [
            part(self.written, "case", "cases", " written"),
            part(self.unchanged, "case", "cases", " unchanged"),
            part(self.exists, "case", "cases", " left alone because other words are there already"),
            part(self.failed, "row", "rows", " not written"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() {
            return "Nothing to write: there is no row with a child below the headings.".to_owned();
        }
        format!("{}.", quotes::capitalize(&lists::and(&parts)))
    }
}
