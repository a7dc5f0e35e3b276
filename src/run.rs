//! `write` and `batch`: many cases over all cores, one bad case never stops the rest, results in input order.
//!
//! Input: paths and a [`Request`]. Output: files, a [`Report`], and problems for the person's screen.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::case::Case;
use crate::error::{Error, Problem};
use crate::files::{self, CaseFolder, Saved};
use crate::layout::Typesetter;
use crate::library::Library;
use crate::open;
use crate::report::{Kept, Report, Row, Status};
use crate::write::{self, Made, Reason, Request, Unmade};

/// Where to, and how careful.
#[derive(Debug, Clone)]
pub struct Target {
    /// The folder for all letters.
    pub out: PathBuf,
    /// Whether other words may be written over.
    pub force: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
}

/// Writes the letters of these case files.
pub fn run(paths: &[PathBuf], library: &Library, request: &Request, target: &Target) -> Report {
    let stop = AtomicBool::new(false);
    let mut opened: Vec<Result<Case, Box<Row>>> = paths.par_iter().map(|path| opened(path, library)).collect();
    same_ids(&mut opened, paths);
    let rows: Vec<(Vec<Row>, Vec<Kept>)> = opened
        .into_par_iter()
        .zip(paths)
        .map_init(
            || Typesetter::new(&library.fonts),
            |typesetter, (opened, path)| {
                if target.fail_fast && stop.load(Ordering::Relaxed) {
                    return (Vec::new(), Vec::new());
                }
                let (rows, kept) = match opened {
                    Ok(case) => letters(&case, &CaseFolder::of(path), library, request, target, typesetter),
                    Err(row) => (vec![*row], Vec::new()),
                };
                if rows.iter().any(|row| row.status.is_failure()) {
                    stop.store(true, Ordering::Relaxed);
                }
                (rows, kept)
            },
        )
        .collect();
    let (rows, kept): (Vec<Vec<Row>>, Vec<Vec<Kept>>) = rows.into_iter().unzip();
    Report { rows: rows.into_iter().flatten().collect(), kept: kept.into_iter().flatten().collect() }
}

fn opened(path: &Path, library: &Library) -> Result<Case, Box<Row>> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let failed = |reason| Box::new(failed_row(&stem, Unmade { kind: String::new(), date: None, reason }));
    open::case(path, library).map_err(failed)
}

/// Two cases with one id would write into one folder: the first keeps it.
fn same_ids(opened: &mut [Result<Case, Box<Row>>], paths: &[PathBuf]) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (index, slot) in opened.iter_mut().enumerate() {
        let Ok(case) = slot else { continue };
        let id = case.id.to_string();
        if let Some(earlier) = first.get(&id).and_then(|earlier| paths.get(*earlier)) {
            let problem = Problem::error("same-id", format!("another case of this run has the same id; it is in {}", earlier.display()))
                .help("Give one of the two another id, so that their letters do not land in one folder: id = \"...\"")
                .at(case.record.span("id"), "the same id");
            let reason = Reason::Case(case.problems.with(vec![problem]));
            *slot = Err(Box::new(failed_row(&id, Unmade { kind: String::new(), date: None, reason })));
        } else {
            first.insert(id, index);
        }
    }
}

fn letters(
    case: &Case,
    folder: &CaseFolder,
    library: &Library,
    request: &Request,
    target: &Target,
    typesetter: &mut Typesetter<'_>,
) -> (Vec<Row>, Vec<Kept>) {
    let id = case.id.to_string();
    let asked = match write::entries(case, request, library) {
        Ok(asked) => asked,
        Err(problems) => {
            let unmade = Unmade { kind: String::new(), date: None, reason: Reason::Case(problems) };
            return (vec![failed_row(&id, unmade)], Vec::new());
        }
    };
    let kept = asked.sent.into_iter().map(|(letter, date)| Kept { case: id.clone(), letter, date }).collect();
    let rows = asked
        .entries
        .into_iter()
        .map(|(entry, manifest)| match write::make(case, &entry, manifest, library, request, folder, typesetter) {
            Ok(made) => save(&id, made, target),
            Err(unmade) => failed_row(&id, unmade),
        })
        .collect();
    (rows, kept)
}

fn failed_row(case: &str, unmade: Unmade) -> Row {
    Row {
        case: case.to_owned(),
        letter: unmade.kind,
        status: Status::Failed,
        file: None,
        written: Vec::new(),
        pages: 0,
        bytes: 0,
        date: unmade.date,
        warnings: None,
        error: Some(unmade.reason),
    }
}

/// Saves a letter and its send sheet: both, or (when one is there with other words) neither.
fn save(case: &str, made: Made, target: &Target) -> Row {
    let folder = target.out.join(case);
    let letter = made.files.iter().find(|file| file.is_letter);
    let mut row = Row {
        case: case.to_owned(),
        letter: made.kind,
        status: Status::Unchanged,
        file: letter.map(|file| folder.join(&file.name)),
        written: Vec::new(),
        pages: made.pages,
        // A letter in several files is as long as all of them; one in several formats as long as the first.
        bytes: made
            .files
            .iter()
            .filter(|file| file.is_letter && letter.is_some_and(|letter| letter.format == file.format))
            .map(|file| file.bytes.len())
            .sum(),
        date: Some(made.date),
        warnings: Some(made.warnings),
        error: None,
    };
    let mut steps = Vec::new();
    for file in &made.files {
        let path = folder.join(&file.name);
        match files::compare(&path, &file.bytes, target.force) {
            Ok(Saved::Exists) => {
                row.status = Status::Exists;
                row.error = Some(Reason::Other(Error::Request(format!(
                    "{} is there already with other words; it was left alone. Use --force to write over it, or give the letter another date.",
                    path.display()
                ))));
                return row;
            }
            Ok(saved) => steps.push((path, file, saved)),
            Err(error) => return failed(row, error),
        }
    }
    for (path, file, saved) in steps {
        if saved == Saved::Written {
            row.status = Status::Written;
            if !target.dry_run
                && let Err(error) = files::save(&path, &file.bytes)
            {
                return failed(row, error);
            }
        }
        row.written.push(path);
    }
    row
}

fn failed(row: Row, error: Error) -> Row {
    Row { status: Status::Failed, error: Some(Reason::Other(error)), ..row }
}
