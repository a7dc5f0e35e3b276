//! What a batch remembers of its letters, so that a second run does only what is left.
//!
//! It exists because a hundred thousand letters should not be made again after a power cut or a typing mistake in one case. Kept below
//! `DIR/.inwriting/`: `batch.jsonl` holds what the last whole run made; `batch.running.jsonl` what the run that is going on has made so
//! far, each line written before the letters it speaks of. Nothing is believed without a look: a case counts as done only if a digest
//! of everything that went into it is the same, and every file is there with the same bytes.
//!
//! Input: digests and rows. Output: rows of a case that need not be made again.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::order::locked;
use super::shard::Shard;
use crate::digest;
use crate::error::Error;
use crate::files::{
    self,
    log::{self, Lines, Log},
};
use crate::report::{Kept, Row, Status};

/// What is known of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Remembered {
    /// A digest of the case file, the options, the program and the templates.
    pub(crate) inputs: String,
    /// The case's id.
    pub(crate) case: String,
    /// Whether all its letters are here.
    pub(crate) whole: bool,
    /// The other files that were read for it, from its folder, with their digests.
    pub(crate) papers: Vec<(String, String)>,
    /// Its letters.
    pub(crate) letters: Vec<RememberedLetter>,
    /// Letters that were left as they were sent.
    pub(crate) kept: Vec<Kept>,
}

/// What is known of one letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RememberedLetter {
    pub(crate) letter: String,
    pub(crate) status: Status,
    /// Its files, the letter first, with their digests.
    pub(crate) files: Vec<(String, String)>,
    pub(crate) pages: usize,
    pub(crate) bytes: usize,
    pub(crate) date: NaiveDate,
    pub(crate) warnings: Vec<String>,
    pub(crate) safety: Option<String>,
}

/// Which run a memory comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// The one that is going on, or was broken off.
    ThisRun,
    /// An earlier one, which came to its end.
    Earlier,
}

impl RememberedLetter {
    /// The digest of one of its files, if that is there as it was noted.
    pub(crate) fn whole_file(&self, path: &Path, name: &str) -> Option<String> {
        let (_, noted) = self.files.iter().find(|(noted, _)| noted == name)?;
        files::digest(path).filter(|found| found == noted)
    }

    /// The row of the report. What an earlier run has written is unchanged now.
    pub(crate) fn row(&self, case: &str, out: &Path, from: From) -> Row {
        let written: Vec<PathBuf> = self.files.iter().map(|(name, _)| out.join(case).join(name)).collect();
        Row {
            case: case.to_owned(),
            letter: self.letter.clone(),
            status: if from == From::Earlier { Status::Unchanged } else { self.status },
            file: written.first().cloned(),
            written,
            pages: self.pages,
            bytes: self.bytes,
            date: Some(self.date),
            warnings: self.warnings.clone(),
            safety: self.safety.clone(),
            error: None,
        }
    }
}

/// The memory of a batch in its folder.
pub(crate) struct Memory {
    /// What goes into every letter alike: program, templates, options.
    key: String,
    /// Where lines begin, by the first digits of their digest; sorted. The last line of a case is the one that counts.
    known: Vec<(u64, From, u64)>,
    running: Mutex<Log>,
    earlier: Mutex<Option<Lines>>,
    /// What this run will leave behind, in the order of the cases.
    next: Mutex<Log>,
    place: PathBuf,
}

const FOLDER: &str = ".inwriting";

/// Where a batch keeps files that are not whole yet.
pub(crate) fn unfinished(out: &Path, shard: Option<Shard>) -> PathBuf {
    out.join(FOLDER).join(format!("unfinished{}", ending(shard)))
}

fn ending(shard: Option<Shard>) -> String {
    shard.map(|shard| format!("-{}", shard.in_names())).unwrap_or_default()
}

/// The notes of batches that must not go on beside this one: a whole batch would write what the parts write. Parts may go on side by side.
fn rivals(folder: &Path, shard: Option<Shard>) -> Vec<PathBuf> {
    if shard.is_some() {
        return vec![folder.join("batch.running.jsonl")];
    }
    files::names(folder)
        .into_iter()
        .filter(|name| name.starts_with("batch-") && name.ends_with(".running.jsonl"))
        .map(|name| folder.join(name))
        .collect()
}

impl Memory {
    /// Opens the memory of a folder for letters.
    ///
    /// # Errors
    /// It cannot be written, or another batch is at it.
    pub(crate) fn open(out: &Path, shard: Option<Shard>) -> Result<Self, Error> {
        let place = out.join(FOLDER).join(format!("batch{}.jsonl", ending(shard)));
        let mut known = Vec::new();
        let mut note = |from, start, line: &[u8]| known.extend(first_digits(line).map(|number| (number, from, start)));
        let running = Log::go_on(&place.with_extension("running.jsonl"), |start, line| note(From::ThisRun, start, line))?;
        if rivals(&out.join(FOLDER), shard).iter().any(|rival| log::is_at_work(rival)) {
            return Err(Error::Request(log::ANOTHER.to_owned()));
        }
        let earlier = Lines::open(&place, |start, line| note(From::Earlier, start, line));
        known.sort_unstable_by_key(|(number, from, start)| (*number, *from == From::ThisRun, *start));
        let next = Log::begin(&place.with_extension("next.jsonl"), b"", b"")?;
        Ok(Self { key: String::new(), known, running: Mutex::new(running), earlier: Mutex::new(earlier), next: Mutex::new(next), place })
    }

    /// Says what goes into every letter alike; only what was made of the same is believed.
    pub(crate) fn believe(&mut self, key: String) {
        self.key = key;
    }

    /// The digest under which a case is known: its file, its name and what goes into every letter alike.
    pub(crate) fn inputs(&self, stem: &str, bytes: &[u8]) -> String {
        digest::of(&[self.key.as_bytes(), stem.as_bytes(), bytes])
    }

    /// What is known of a case with these inputs; what the run itself has noted comes before what an earlier one has.
    pub(crate) fn find(&self, inputs: &str) -> Option<(Remembered, From)> {
        let number = u64::from_str_radix(inputs.get(..16)?, 16).ok()?;
        let end = self.known.partition_point(|(known, ..)| *known <= number);
        let same = self.known.get(..end)?.iter().rev().take_while(|(known, ..)| *known == number);
        same.filter_map(|(_, from, start)| Some((self.line(*from, *start)?, *from))).find(|(found, _)| found.inputs == inputs)
    }

    fn line(&self, from: From, start: u64) -> Option<Remembered> {
        let line = match from {
            From::ThisRun => locked(&self.running).line_at(start),
            From::Earlier => locked(&self.earlier).as_mut()?.line_at(start),
        };
        serde_json::from_slice(&line?).ok()
    }

    /// Notes what is about to be written.
    ///
    /// # Errors
    /// There is no room for it.
    pub(crate) fn note(&self, remembered: &Remembered) -> Result<(), Error> {
        locked(&self.running).add(&line_of(remembered))
    }

    /// Notes a case that is done, in the order of the cases.
    ///
    /// # Errors
    /// There is no room for it.
    pub(crate) fn keep(&self, remembered: &Remembered) -> Result<(), Error> {
        locked(&self.next).add(&line_of(remembered))
    }

    /// Ends the run: what it has made is what the next one will look at.
    ///
    /// # Errors
    /// The files cannot be renamed.
    pub(crate) fn end(self) -> Result<(), Error> {
        let (next, running) = (into_inner(self.next), into_inner(self.running));
        next.becomes(&self.place)?;
        running.remove();
        Ok(())
    }

    /// Breaks the run off: what it has made so far stays noted.
    pub(crate) fn break_off(self) {
        into_inner(self.next).remove();
    }
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn line_of(remembered: &Remembered) -> Vec<u8> {
    let mut line = serde_json::to_vec(remembered).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The first digits of a line's digest, without reading the rest of it.
fn first_digits(line: &[u8]) -> Option<u64> {
    let digits = line.strip_prefix(b"{\"inputs\":\"")?.get(..16)?;
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remembered(memory: &Memory, case: &str, letters: usize) -> Remembered {
        let letter = RememberedLetter {
            letter: "gebser".to_owned(),
            status: Status::Written,
            files: vec![("a.pdf".to_owned(), "00".to_owned())],
            pages: 2,
            bytes: 1,
            date: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
            warnings: Vec::new(),
            safety: None,
        };
        Remembered {
            inputs: memory.inputs(case, b"bytes"),
            case: case.to_owned(),
            whole: true,
            papers: Vec::new(),
            letters: vec![letter; letters],
            kept: Vec::new(),
        }
    }

    fn open(folder: &Path, key: &str) -> Memory {
        let mut memory = Memory::open(folder, None).unwrap();
        memory.believe(key.to_owned());
        memory
    }

    #[test]
    fn a_run_that_was_killed_is_known_and_its_last_word_counts() {
        let folder = tempfile::tempdir().unwrap();
        let memory = open(folder.path(), "key");
        for letters in [1, 2] {
            memory.note(&remembered(&memory, "one", letters)).unwrap();
        }
        drop(memory);
        let memory = open(folder.path(), "key");
        let (found, from) = memory.find(&memory.inputs("one", b"bytes")).unwrap();
        assert_eq!((found.letters.len(), from), (2, From::ThisRun));
        assert!(memory.find(&memory.inputs("one", b"other bytes")).is_none());
        assert!(memory.find(&memory.inputs("two", b"bytes")).is_none());
    }

    #[test]
    fn a_run_that_came_to_its_end_is_an_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let memory = open(folder.path(), "key");
        let one = remembered(&memory, "one", 1);
        memory.note(&one).unwrap();
        memory.keep(&one).unwrap();
        memory.end().unwrap();
        let memory = open(folder.path(), "key");
        assert_eq!(memory.find(&one.inputs).unwrap(), (one.clone(), From::Earlier));
        memory.break_off();
        let other = open(folder.path(), "another program");
        assert!(other.find(&other.inputs("one", b"bytes")).is_none());
        assert!(other.find(&one.inputs).is_some());
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test spoils a file of its own")]
    fn a_line_that_was_cut_short_or_spoilt_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let memory = open(folder.path(), "key");
        let one = remembered(&memory, "one", 1);
        memory.note(&one).unwrap();
        drop(memory);
        let path = folder.path().join(".inwriting/batch.running.jsonl");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.truncate(bytes.len() / 2);
        std::fs::write(&path, &bytes).unwrap();
        assert!(open(folder.path(), "key").find(&one.inputs).is_none());
        bytes.push(b'\n');
        std::fs::write(&path, &bytes).unwrap();
        assert!(open(folder.path(), "key").find(&one.inputs).is_none());
    }
}
