//! `write` and `batch`: many cases over all cores, one bad case never stops the rest, results in input order.
//!
//! Input: case files one after the other, a [`Request`] and a [`Target`]. Output: files, and an [`Outcome`] for each case, handed on
//! in the order of the cases as soon as all before it are done. Memory does not grow with their number.

mod memory;
mod one;
mod order;
pub mod shard;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::case_file;
use crate::digest;
use crate::error::Error;
use crate::files::{self, walk::Walk};
use crate::layout::Typesetter;
use crate::library::Library;
use crate::report::{Kept, Row};
use crate::write::{Reason, Request};

use memory::{Memory, Remembered};
use one::Worker;
use order::{Ids, Outbox, locked};
use shard::Shard;

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
    /// Whether what is made is remembered in the folder, so that a second run does only what is left.
    pub remember: bool,
    /// The part of the cases that is this run's.
    pub shard: Option<Shard>,
}

/// What became of one case.
pub struct Outcome {
    /// Its file.
    pub path: PathBuf,
    /// Its letters.
    pub rows: Vec<Row>,
    /// The letters that were left as they were sent.
    pub kept: Vec<Kept>,
    /// What to remember of it when it is done.
    remembered: Option<Remembered>,
}

/// How a run came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All cases were looked at.
    Whole,
    /// It was told to stop, or a case failed and was to end it.
    Stopped,
    /// The disk is full.
    Full,
}

/// What a run needs beside its cases.
pub struct Run<'a> {
    /// Templates, law, fonts.
    pub library: &'a Library,
    /// What is asked for.
    pub request: &'a Request,
    /// Where to.
    pub target: &'a Target,
    /// How many threads.
    pub jobs: usize,
    /// Set from outside to stop.
    pub stop: &'a AtomicBool,
}

impl Run<'_> {
    /// Writes the letters of the case files under these paths. `each` gets the outcomes in order; when it fails, the run stops.
    ///
    /// # Errors
    /// The folder cannot be written at all, or what `each` failed with.
    pub fn go(&self, paths: &[PathBuf], each: &mut (dyn FnMut(&Outcome) -> Result<(), Error> + Send)) -> Result<End, Error> {
        let memory = (self.target.remember && !self.target.dry_run).then(|| self.memory()).transpose()?;
        let mut failed: Option<Error> = None;
        let mut full = false;
        let mut hand_on = |outcome: Option<Outcome>| {
            let Some(outcome) = outcome.filter(|_| failed.is_none()) else { return };
            full |= outcome.rows.iter().any(|row| matches!(&row.error, Some(Reason::Other(error)) if error.is_full_disk()));
            let kept = || match (&memory, &outcome.remembered) {
                (Some(memory), Some(remembered)) => memory.keep(remembered),
                _ => Ok(()),
            };
            if let Err(error) = each(&outcome).and_then(|()| kept()) {
                self.stop.store(true, Ordering::Relaxed);
                full |= error.is_full_disk();
                failed = Some(error);
            }
        };
        self.over_threads(paths, memory.as_ref(), &Outbox::new(&mut hand_on));
        let end = match (full, self.stop.load(Ordering::Relaxed)) {
            (true, _) => End::Full,
            (false, true) => End::Stopped,
            (false, false) => End::Whole,
        };
        if let Some(memory) = memory {
            files::remove_folder(&memory::unfinished(&self.target.out, self.target.shard));
            if end == End::Whole && failed.is_none() { memory.end()? } else { memory.break_off() }
        }
        failed.map_or(Ok(end), Err)
    }

    fn over_threads(&self, paths: &[PathBuf], memory: Option<&Memory>, outbox: &Outbox<'_, Option<Outcome>>) {
        let cases = Mutex::new(Walk::of(paths).enumerate());
        let ids = Ids::default();
        let work = || {
            let mut worker = Worker { run: self, memory, ids: &ids, paths, typesetter: Typesetter::new(&self.library.fonts) };
            while !self.stop.load(Ordering::Relaxed) {
                let Some((number, path)) = ({ locked(&cases).next() }) else { return };
                let outcome = worker.outcome(number, path);
                if outcome.as_ref().is_some_and(|outcome| self.ends_with(outcome)) {
                    self.stop.store(true, Ordering::Relaxed);
                }
                outbox.put(number, outcome);
            }
        };
        if self.jobs <= 1 {
            return work();
        }
        thread::scope(|scope| {
            for _ in 0..self.jobs {
                scope.spawn(work);
            }
        });
    }

    /// Whether nothing is to come after this case.
    fn ends_with(&self, outcome: &Outcome) -> bool {
        let full = |row: &Row| matches!(&row.error, Some(Reason::Other(error)) if error.is_full_disk());
        outcome.rows.iter().any(|row| full(row) || (self.target.fail_fast && row.status.is_failure()))
    }

    /// The folder is ours from the moment its memory is open: nothing in it is touched before.
    fn memory(&self) -> Result<Memory, Error> {
        let mut memory = Memory::open(&self.target.out, self.target.shard)?;
        files::empty_folder(&memory::unfinished(&self.target.out, self.target.shard))?;
        memory.believe(self.key()?);
        Ok(memory)
    }

    /// What goes into every letter alike. The password is left out: a digest of it on the disk would help to guess it.
    fn key(&self) -> Result<String, Error> {
        let Request { kinds, formats, draft, password, split, today } = self.request;
        let options = format!("{kinds:?} {formats:?} {draft} {} {split:?} {today}", password.is_some());
        let program = files::own_digest().unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned());
        let templates = self.library.sources.own_digest();
        Ok(digest::of(&[program.as_bytes(), templates.as_bytes(), options.as_bytes()]))
    }
}

/// How many case files are under these paths.
pub fn count(paths: &[PathBuf]) -> usize {
    Walk::of(paths).count()
}

/// How many of the case files under these paths are of a shard. Each of them is read to its id.
pub fn count_of(shard: Shard, paths: &[PathBuf]) -> usize {
    Walk::of(paths).filter(|path| is_of(shard, path, files::read(path, case_file::LARGEST).ok().as_deref())).count()
}

/// Whether a case file is of a shard: by its id, or by its name if it cannot be read.
pub(crate) fn is_of(shard: Shard, path: &Path, bytes: Option<&[u8]>) -> bool {
    shard.holds(&bytes.map_or_else(|| stem(path), |bytes| likely_id(path, bytes)))
}

/// A file's name without its ending.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The id that a case file most likely has, from its first lines or its name: what decides over its shard without reading it whole.
pub(crate) fn likely_id(path: &Path, bytes: &[u8]) -> String {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).take_while(|line| !line.starts_with(b"["));
    let named = lines.find_map(|line| {
        let value = [&b"id"[..], b"\"id\"", b"'id'"].into_iter().find_map(|key| line.strip_prefix(key))?.trim_ascii_start();
        let value = std::str::from_utf8(value.strip_prefix(b"=")?).ok()?.trim();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value.get(1..)?.split(quote).next().map(str::to_owned)
    });
    named.filter(|id| !id.is_empty()).unwrap_or_else(|| stem(path))
}

#[cfg(test)]
mod tests {
    use super::{is_of, likely_id, shard::Shard};
    use std::path::Path;

    #[test]
    fn a_file_that_cannot_be_read_is_of_the_shard_of_its_name() {
        let shards: Vec<Shard> = ["1/3", "2/3", "3/3"].iter().map(|shard| shard.parse().unwrap()).collect();
        for name in ["ana", "ben", "chi", "dora", "eve", "finn"] {
            for shard in &shards {
                let path = Path::new("cases").join(format!("{name}.toml"));
                assert_eq!(is_of(*shard, &path, None), shard.holds(name));
                assert_eq!(is_of(*shard, &path, Some(b"id = \"gil\"\n")), shard.holds("gil"));
            }
        }
    }

    #[test]
    fn an_id_is_found_without_reading_the_whole_case() {
        let id = |text: &str| likely_id(Path::new("cases/stem.toml"), text.as_bytes());
        assert_eq!(id("schema = 1\nid = \"rivera-mateo\"  # ours\n[child]\n"), "rivera-mateo");
        assert_eq!(id("\u{feff}schema = 1\r\n  'id'= 'a'\r\n"), "a");
        assert_eq!(id("schema = 1\n[child]\nid = \"no\"\n"), "stem");
        assert_eq!(id("id = \"\"\nidentity = \"x\"\n"), "stem");
        assert_eq!(id("not toml at all"), "stem");
    }
}
