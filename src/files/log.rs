//! A file that grows row by row and is whole at every moment: the report of a batch, and what a batch remembers.
//!
//! It exists because a batch may be killed, or the disk may fill up, between any two rows. Input: rows as bytes. Output: a file that
//! always ends with a whole row (and, for JSON, with its closing bracket).
//!
//! One moment is not ours: the system copies a row into its pages one after the other, and a kill in between leaves half of it. The next
//! batch begins the report anew, and cuts half a line off what it remembers.

#![expect(clippy::disallowed_methods, reason = "this is the edge: a part of the one module that touches files")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{UNFINISHED, failed, make_folder};
use crate::error::Error;

/// What is said when another program goes on with a file, or with one beside it.
pub const ANOTHER: &str = "another batch is writing letters into this folder; wait until it ends, or choose another --out";

/// Whether another program goes on with this file.
pub fn is_at_work(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// A growing file, readable by its owner alone.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
    /// How many bytes are whole.
    length: u64,
    /// What stands at the end and is written over by the next row.
    tail: &'static [u8],
}

impl Log {
    /// Begins a new file in the place of an old one. It holds `head` and `tail`; rows come between them.
    ///
    /// # Errors
    /// Which path, and why.
    pub fn begin(path: &Path, head: &[u8], tail: &'static [u8]) -> Result<Self, Error> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        make_folder(folder)?;
        let begin = || -> std::io::Result<File> {
            let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
            file.write_all(head)?;
            file.write_all(tail)?;
            file.persist(path).map_err(|error| error.error)
        };
        let file = begin().map_err(|error| failed("could not write", path, &error))?;
        let length = u64::try_from(head.len() + tail.len()).unwrap_or(u64::MAX);
        Ok(Self { path: path.to_owned(), file, length, tail })
    }

    /// Opens a file of lines to go on with it, or begins it. Half a line at its end is cut off. For this program alone, until it ends.
    ///
    /// # Errors
    /// Which path, and why; another program is at it.
    pub fn go_on(path: &Path, mut line: impl FnMut(u64, &[u8])) -> Result<Self, Error> {
        let wrong = |error: std::io::Error| failed("could not write", path, &error);
        make_folder(path.parent().unwrap_or(Path::new(".")))?;
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path).map_err(wrong)?;
        if let Err(fs::TryLockError::WouldBlock) = file.try_lock() {
            return Err(Error::File { action: "could not write", path: path.display().to_string(), reason: ANOTHER.to_owned() });
        }
        let length = lines(&file, &mut line).map_err(wrong)?;
        file.set_len(length).map_err(wrong)?;
        Ok(Self { path: path.to_owned(), file, length, tail: b"" })
    }

    /// Adds a row. When there is no room for it, the file is as it was.
    ///
    /// # Errors
    /// Which path, and why.
    pub fn add(&mut self, row: &[u8]) -> Result<(), Error> {
        let tail = u64::try_from(self.tail.len()).unwrap_or(0);
        let start = self.length.saturating_sub(tail);
        let mut bytes = Vec::with_capacity(row.len() + self.tail.len());
        bytes.extend_from_slice(row);
        bytes.extend_from_slice(self.tail);
        let written = self.file.seek(SeekFrom::Start(start)).and_then(|_| self.file.write_all(&bytes));
        if let Err(error) = written {
            let _ = self.file.seek(SeekFrom::Start(start)).and_then(|_| self.file.write_all(self.tail));
            let _ = self.file.set_len(self.length);
            return Err(failed("could not write", &self.path, &error));
        }
        self.length = start + u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    /// The line that begins at a byte, without its end.
    pub fn line_at(&mut self, start: u64) -> Option<Vec<u8>> {
        line_at(&mut self.file, start)
    }

    /// Gives the file its final name.
    ///
    /// # Errors
    /// Which path, and why.
    pub fn becomes(self, path: &Path) -> Result<(), Error> {
        fs::rename(&self.path, path).map_err(|error| failed("could not write", path, &error))
    }

    /// Takes the file away.
    pub fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// A file of lines that is only read.
#[derive(Debug)]
pub struct Lines(File);

impl Lines {
    /// Opens it, if it is there, and shows each line with its first byte.
    pub fn open(path: &Path, mut line: impl FnMut(u64, &[u8])) -> Option<Self> {
        let file = File::open(path).ok()?;
        lines(&file, &mut line).ok()?;
        Some(Self(file))
    }

    /// The line that begins at a byte, without its end.
    pub fn line_at(&mut self, start: u64) -> Option<Vec<u8>> {
        line_at(&mut self.0, start)
    }
}

/// Shows each whole line; says where the last one ends.
fn lines(file: &File, each: &mut dyn FnMut(u64, &[u8])) -> std::io::Result<u64> {
    let mut reader = BufReader::new(file);
    let (mut line, mut start) = (Vec::new(), 0_u64);
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if line.pop() != Some(b'\n') {
            return Ok(start);
        }
        each(start, &line);
        start += u64::try_from(read).unwrap_or(u64::MAX);
    }
}

/// No remembered line is longer: half a megabyte is a case with a thousand letters.
const LONGEST_LINE: u64 = 1 << 22;

fn line_at(file: &mut File, start: u64) -> Option<Vec<u8>> {
    file.seek(SeekFrom::Start(start)).ok()?;
    let mut line = Vec::new();
    BufReader::with_capacity(1024, file.take(LONGEST_LINE)).read_until(b'\n', &mut line).ok()?;
    (line.pop() == Some(b'\n')).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_growing_file_is_whole_after_every_row() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let mut log = Log::begin(&path, b"[", b"\n]\n").unwrap();
        let whole = || serde_json::from_slice::<Vec<u32>>(&fs::read(&path).unwrap()).unwrap();
        assert!(whole().is_empty());
        log.add(b"\n1").unwrap();
        assert_eq!(whole(), [1]);
        log.add(b",\n2").unwrap();
        assert_eq!(whole(), [1, 2]);
    }

    #[test]
    fn half_a_line_is_cut_off_and_a_second_program_is_told_to_wait() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("running");
        fs::write(&path, "one\ntwo\nthr").unwrap();
        let mut seen = Vec::new();
        let mut log = Log::go_on(&path, |start, line| seen.push((start, line.to_vec()))).unwrap();
        assert_eq!(seen, [(0, b"one".to_vec()), (4, b"two".to_vec())]);
        assert!(Log::go_on(&path, |_, _| {}).unwrap_err().to_string().contains("another batch"));
        log.add(b"three\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one\ntwo\nthree\n");
        assert_eq!(log.line_at(4).unwrap(), b"two");
    }
}
