//! One case of a run: looked up, read, made, saved.
//!
//! Input: a path and the case's number in the run. Output: an [`Outcome`], whatever happens: also when it cannot be read, when its
//! letters are there already, or when the program itself makes a mistake.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::NaiveDate;

use super::memory::{self, From, Memory, Remembered, RememberedLetter};
use super::order::{Ids, Turn, locked};
use super::{Outcome, Run, is_of, likely_id, stem};
use crate::case::Case;
use crate::case_file;
use crate::digest;
use crate::error::{Error, Problem};
use crate::files::{self, CaseFolder, Saved, walk::Walk};
use crate::layout::Typesetter;
use crate::open;
use crate::packet::Shelf;
use crate::report::{Kept, Row, Status};
use crate::write::{self, Made, Reason, Unmade};

/// One thread of a run.
pub(crate) struct Worker<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) memory: Option<&'a Memory>,
    pub(crate) ids: &'a Ids,
    pub(crate) paths: &'a [PathBuf],
    pub(crate) typesetter: Typesetter<'a>,
}

/// What a case has come to so far.
struct Progress {
    remembered: Option<Remembered>,
    /// What is known of the same case, made with the same inputs.
    before: Option<(Remembered, From)>,
    rows: Vec<Row>,
}

impl Progress {
    /// The digest of one of a letter's files, if it is there as it was noted, and everything that was read for it is as it was. Locked with a
    /// password a letter has other bytes each time, though it says the same.
    fn made_before(&self, made: &Made, path: &Path, name: &str, folder: &CaseFolder) -> Option<String> {
        let (letter, _) = self.noted(made)?;
        let (known, _) = self.before.as_ref()?;
        letter.whole_file(path, name).filter(|_| has_same_papers(known, folder))
    }

    /// The letter of these files as it was noted before.
    fn noted(&self, made: &Made) -> Option<(&RememberedLetter, From)> {
        let (known, from) = self.before.as_ref()?;
        let same = |letter: &&RememberedLetter| letter.files.iter().any(|(name, _)| made.files.iter().any(|file| file.name == *name));
        Some((known.letters.iter().find(same)?, *from))
    }
}

impl Worker<'_> {
    /// What becomes of a case; nothing when it belongs to another shard. A mistake of ours stops this case alone.
    pub(crate) fn outcome(&mut self, number: usize, path: PathBuf) -> Option<Outcome> {
        let stem = stem(&path);
        let result = catch_unwind(AssertUnwindSafe(|| {
            let mut turn = self.ids.turn(number);
            self.case(&path, &mut turn)
        }));
        result.unwrap_or_else(|_| {
            // What was kept of earlier words may be half changed.
            self.typesetter = Typesetter::new(&self.run.library.fonts);
            let error = Error::Internal(format!("while working on {}", path.display()));
            Some(failed_outcome(path, &stem, Reason::Other(error)))
        })
    }

    fn case(&mut self, path: &Path, turn: &mut Turn<'_>) -> Option<Outcome> {
        let stem = stem(path);
        let failed = |case: &str, reason| Some(failed_outcome(path.to_owned(), case, reason));
        let bytes = files::read(path, case_file::LARGEST);
        if self.run.target.shard.is_some_and(|shard| !is_of(shard, path, bytes.as_deref().ok())) {
            return None;
        }
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => return failed(&stem, Reason::Other(error)),
        };
        let folder = CaseFolder::of(path);
        let inputs = self.memory.map(|memory| memory.inputs(&stem, &bytes)).unwrap_or_default();
        let known = self.memory.and_then(|memory| memory.find(&inputs));
        if let Some((known, from)) = &known
            && self.is_done(known, &folder)
        {
            if !turn.take(&known.case) {
                let error = Error::Request(self.same_id(path, &known.case));
                return failed(&known.case, Reason::Other(error));
            }
            return Some(done(path, known, *from, &self.run.target.out));
        }
        let witness = Witness { folder: &folder, papers: Mutex::new(Vec::new()) };
        let case = match open::case_seen(path, &bytes, self.run.library, &mut |name, bytes| witness.saw(name, bytes)) {
            Ok(case) => case,
            Err(reason) => return failed(&stem, reason),
        };
        let id = case.id.to_string();
        if !turn.take(&id) {
            let problem = Problem::error("same-id", self.same_id(path, &id))
                .help("Give one of the two another id, so that their letters do not land in one folder: id = \"...\"");
            // Without an id of its own the case has its file's name, and there is no line to show.
            let problem = if case.record.has("id") { problem.at(case.record.span("id"), "the same id") } else { problem };
            return failed(&id, Reason::Case(case.problems.with(vec![problem])));
        }
        Some(self.letters(path, &case, &witness, inputs, known))
    }

    /// Says where the earlier case with an id is, if it is found soon.
    fn same_id(&self, path: &Path, id: &str) -> String {
        let likely = |other: &PathBuf| {
            let bytes = files::read(other, case_file::LARGEST).unwrap_or_default();
            likely_id(other, &bytes).eq_ignore_ascii_case(id)
        };
        let earlier = Walk::of(self.paths).take_while(|other| other != path).take(MOST_SEARCHED).find(likely);
        match earlier.or_else(|| Walk::of(self.paths).next().filter(likely)) {
            Some(earlier) => format!("another case of this run has the same id; it is in {}", earlier.display()),
            None => "another case of this run has the same id".to_owned(),
        }
    }

    /// Whether everything that was remembered of a case is still so.
    fn is_done(&self, known: &Remembered, folder: &CaseFolder) -> bool {
        let changes = self.run.target.force && self.run.request.password.is_some();
        let out = self.run.target.out.join(&known.case);
        let same_file = |(name, known): &(String, String)| files::digest(&out.join(name)).is_some_and(|found| found == *known);
        known.whole && !changes && has_same_papers(known, folder) && known.letters.iter().flat_map(|letter| &letter.files).all(same_file)
    }

    fn letters(&mut self, path: &Path, case: &Case, witness: &Witness<'_>, inputs: String, before: Option<(Remembered, From)>) -> Outcome {
        let id = case.id.to_string();
        let (library, request) = (self.run.library, self.run.request);
        let asked = match write::entries(case, request, library) {
            Ok(asked) => asked,
            Err(problems) => return failed_outcome(path.to_owned(), &id, Reason::Case(problems)),
        };
        let kept: Vec<Kept> = asked.sent.into_iter().map(|(letter, date)| Kept { case: id.clone(), letter, date }).collect();
        let remembered = self.memory.map(|_| Remembered {
            inputs,
            case: id.clone(),
            whole: false,
            papers: Vec::new(),
            letters: Vec::new(),
            kept: kept.clone(),
        });
        let mut progress = Progress { remembered, before, rows: Vec::new() };
        let count = asked.entries.len();
        for (index, (entry, manifest)) in asked.entries.into_iter().enumerate() {
            let made = write::make(case, &entry, manifest, library, request, witness, &mut self.typesetter);
            let row = match made {
                Ok(made) => self.save(&id, made, witness, index + 1 == count, &mut progress),
                Err(unmade) => failed_row(&id, unmade),
            };
            progress.rows.push(row);
        }
        let remembered = progress.remembered.filter(|remembered| remembered.whole);
        Outcome { path: path.to_owned(), rows: progress.rows, kept, remembered }
    }

    /// Saves a letter and its send sheet: both, or (when one is there with other words) neither.
    fn save(&self, case: &str, made: Made, witness: &Witness<'_>, last: bool, progress: &mut Progress) -> Row {
        let target = &self.run.target;
        let folder = target.out.join(case);
        let mut row = row_of(case, &made, &folder);
        let mut steps = Vec::new();
        for file in &made.files {
            let path = folder.join(&file.name);
            let digest = digest::quick(&file.bytes);
            match files::compare(&path, &file.bytes, target.force) {
                Ok(Saved::Exists) => match progress.made_before(&made, &path, &file.name, witness.folder) {
                    Some(noted) => steps.push((path, file, Saved::Unchanged, noted)),
                    None => {
                        row.status = Status::Exists;
                        row.error = Some(Reason::Other(Error::Request(format!(
                            "{} is there already with other words; it was left alone. Use --force to write over it, or give the letter another date.",
                            path.display()
                        ))));
                        return row;
                    }
                },
                Ok(saved) => steps.push((path, file, saved, digest)),
                Err(error) => return failed(row, error),
            }
        }
        let of_this_run = progress.noted(&made).is_some_and(|(letter, from)| from == From::ThisRun && letter.status == Status::Written);
        // A letter that this run wrote before it was broken off is this run's, not an older one.
        if of_this_run || steps.iter().any(|(_, _, saved, _)| *saved == Saved::Written) {
            row.status = Status::Written;
        }
        if let (Some(memory), Some(remembered)) = (self.memory, &mut progress.remembered) {
            let files = steps.iter().map(|(_, file, _, digest)| (file.name.clone(), digest.clone())).collect();
            remembered.letters.push(letter_of(&row, made.date, files));
            remembered.papers.clone_from(&locked(&witness.papers));
            remembered.whole = last && progress.rows.iter().all(|row| !row.status.is_failure());
            if let Err(error) = memory.note(remembered) {
                remembered.whole = false;
                return failed(row, error);
            }
        }
        for (path, file, saved, _) in steps {
            if saved == Saved::Written
                && !target.dry_run
                && let Err(error) = self.put(&path, &file.bytes)
            {
                if let Some(remembered) = &mut progress.remembered {
                    remembered.whole = false;
                }
                return failed(row, error);
            }
            row.written.push(path);
        }
        row
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        match self.memory {
            Some(_) => files::put(path, bytes, &memory::unfinished(&self.run.target.out, self.run.target.shard)),
            None => files::save(path, bytes),
        }
    }
}

/// Whether the other files that were read for a case are as they were.
fn has_same_papers(known: &Remembered, folder: &CaseFolder) -> bool {
    let same = |(name, known): &(String, String)| folder.paper(name, usize::MAX - 1).is_ok_and(|bytes| digest::of(&[&bytes]) == *known);
    known.papers.iter().all(same)
}

/// How many cases are looked through for one with the same id.
const MOST_SEARCHED: usize = 2_000;

/// The case's folder, with a note of everything that was read from it.
struct Witness<'a> {
    folder: &'a CaseFolder,
    papers: Mutex<Vec<(String, String)>>,
}

impl Witness<'_> {
    fn saw(&self, name: &str, bytes: &[u8]) {
        let seen = (name.to_owned(), digest::of(&[bytes]));
        let mut papers = locked(&self.papers);
        if !papers.contains(&seen) {
            papers.push(seen);
        }
    }
}

impl Shelf for Witness<'_> {
    fn paper(&self, file: &str, limit: usize) -> Result<Vec<u8>, Error> {
        let bytes = self.folder.paper(file, limit)?;
        self.saw(file, &bytes);
        Ok(bytes)
    }
}

fn done(path: &Path, known: &Remembered, from: From, out: &Path) -> Outcome {
    let rows: Vec<Row> = known.letters.iter().map(|letter| letter.row(&known.case, out, from)).collect();
    let mut remembered = known.clone();
    for (letter, row) in remembered.letters.iter_mut().zip(&rows) {
        letter.status = row.status;
    }
    Outcome { path: path.to_owned(), rows, kept: known.kept.clone(), remembered: Some(remembered) }
}

fn row_of(case: &str, made: &Made, folder: &Path) -> Row {
    let letter = made.files.iter().find(|file| file.is_letter);
    let safety = made.warnings.list.iter().find(|problem| problem.code == "safety");
    Row {
        case: case.to_owned(),
        letter: made.kind.clone(),
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
        warnings: made.warnings.list.iter().map(|problem| problem.message.clone()).collect(),
        safety: safety.map(|problem| format!("{}. {}", problem.message, problem.help.clone().unwrap_or_default())),
        error: None,
    }
}

fn letter_of(row: &Row, date: NaiveDate, files: Vec<(String, String)>) -> RememberedLetter {
    RememberedLetter {
        letter: row.letter.clone(),
        status: row.status,
        files,
        pages: row.pages,
        bytes: row.bytes,
        date,
        warnings: row.warnings.clone(),
        safety: row.safety.clone(),
    }
}

fn failed_outcome(path: PathBuf, case: &str, reason: Reason) -> Outcome {
    let row = failed_row(case, Unmade { kind: String::new(), date: None, reason });
    Outcome { path, rows: vec![row], kept: Vec::new(), remembered: None }
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
        warnings: Vec::new(),
        safety: None,
        error: Some(unmade.reason),
    }
}

fn failed(row: Row, error: Error) -> Row {
    Row { status: Status::Failed, error: Some(Reason::Other(error)), ..row }
}
