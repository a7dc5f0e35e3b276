//! Writing files whole or not at all, and for their owner alone.
//!
//! Input: bytes and a path. Output: a file that is there with all its bytes, or a sentence about why not.

#![expect(clippy::disallowed_methods, reason = "this is the edge: a part of the one module that touches files")]

use std::fs;
use std::io::Write;
use std::path::Path;

use super::{UNFINISHED, failed};
use crate::error::Error;

/// What became of a file that was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is new, or took the place of an old one with `--force`.
    Written,
    /// The same bytes were there already.
    Unchanged,
    /// Other bytes are there; they were left alone.
    Exists,
}

/// Where a file stands compared with what would be written.
///
/// # Errors
/// The file is there but cannot be read.
pub fn compare(path: &Path, bytes: &[u8], force: bool) -> Result<Saved, Error> {
    match fs::read(path) {
        Ok(old) if old == bytes => Ok(Saved::Unchanged),
        Ok(old) if force || is_cut_off(&old, bytes) => Ok(Saved::Written),
        Ok(_) => Ok(Saved::Exists),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Saved::Written),
        Err(error) => Err(failed("could not read", path, &error)),
    }
}

/// What disks and file systems write at least: no file is cut off within so many bytes.
const SECTOR: usize = 512;

/// Whether a file is what a power cut has left of these bytes: nothing, some whole sectors, zeros from some place on, or a PDF without its
/// end. A person who shortens a letter does not end at a sector, and a program that changes a PDF writes an end.
fn is_cut_off(old: &[u8], bytes: &[u8]) -> bool {
    let is_empty = |bytes: &[u8]| bytes.iter().all(|byte| *byte == 0);
    let same = old.iter().zip(bytes).take_while(|(old, new)| old == new).count();
    let rest = old.get(same..).unwrap_or_default();
    let is_begun = if rest.is_empty() { old.len().is_multiple_of(SECTOR) } else { is_empty(rest) };
    is_empty(old) || (old.len() <= bytes.len() && is_begun) || (bytes.starts_with(PDF) && lacks_its_end(old))
}

/// How a PDF begins, and what stands in its last line.
const PDF: &[u8] = b"%PDF-";
const PDF_END: &[u8] = b"%%EOF";

/// How far from its last byte a PDF may have its end; readers look as far.
const PDF_TAIL: usize = 1024;

fn lacks_its_end(pdf: &[u8]) -> bool {
    let tail = pdf.get(pdf.len().saturating_sub(PDF_TAIL)..).unwrap_or_default();
    pdf.starts_with(PDF) && !tail.windows(PDF_END.len()).any(|window| window == PDF_END)
}

/// Writes a file whole or not at all.
///
/// # Errors
/// Which path, and why; then nothing is left behind.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    save_with(path, bytes, None)
}

fn save_with(path: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> Result<(), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_folder(folder)?;
    let write = || -> std::io::Result<()> {
        // tempfile makes its files with mode 0600 on Unix.
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
        file.write_all(bytes)?;
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions)?;
        }
        file.as_file().sync_data()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|error| failed("could not write", path, &error))
}

pub(super) fn make_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|error| failed("could not make the folder", folder, &error))
}

/// Writes a file whole or not at all by way of a folder for unfinished files on the same disk. Unlike [`save`] it does not wait for the
/// disk: whoever writes thousands of files must look at them again after a power cut.
///
/// # Errors
/// Which path, and why; then nothing is left behind.
pub fn put(path: &Path, bytes: &[u8], unfinished: &Path) -> Result<(), Error> {
    make_folder(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(unfinished)?;
        file.write_all(bytes)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    match write() {
        // A case's folder that is a link to another disk.
        Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => save(path, bytes),
        written => written.map_err(|error| failed("could not write", path, &error)),
    }
}

/// Makes a folder of ours, or empties it of what a killed run has left there.
///
/// # Errors
/// Which path, and why.
pub fn empty_folder(folder: &Path) -> Result<(), Error> {
    make_folder(folder)?;
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Takes away a folder of ours that should be empty, as far as that can be done.
pub fn remove_folder(folder: &Path) {
    let _ = fs::remove_dir(folder);
}

/// Puts new bytes in the place of old ones, whole or not at all, if the file still holds the old ones. A file that others may read stays
/// readable for them.
///
/// # Errors
/// Which path, and why; or that another program has changed the file meanwhile. Then the file is as it was.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), Error> {
    let now = fs::read(path).map_err(|error| failed("could not read", path, &error))?;
    if now != old {
        let reason = "another program changed it at the same moment; run the command again".to_owned();
        return Err(Error::File { action: "could not write", path: path.display().to_string(), reason });
    }
    let permissions = fs::metadata(path).map_err(|error| failed("could not read", path, &error))?.permissions();
    if permissions.readonly() {
        let reason = "it is marked as read-only".to_owned();
        return Err(Error::File { action: "could not write", path: path.display().to_string(), reason });
    }
    save_with(path, new, Some(permissions))
}

/// Takes away what a killed run has left half-written in a folder, as far as that can be done: it holds a family's words.
pub fn sweep(folder: &Path) {
    let old = std::time::Duration::from_secs(60);
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let ours = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
        let age = entry.metadata().and_then(|metadata| metadata.modified()).ok().and_then(|time| time.elapsed().ok());
        // A younger one may belong to a program that is writing right now.
        if ours && age.is_some_and(|age| age > old) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Takes away a file that was made a moment ago, as far as that can be done.
pub fn take_back(path: &Path) {
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds how a letter compares with what is there.
    fn found(letter: &[u8], cases: &[(Vec<u8>, Saved)]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letter");
        for (old, expected) in cases {
            fs::write(&path, old).unwrap();
            assert_eq!(compare(&path, letter, false).unwrap(), *expected, "{} bytes", old.len());
        }
    }

    #[test]
    fn what_a_power_cut_leaves_is_written_again_and_what_a_person_changed_is_not() {
        let letter: Vec<u8> = b"Dear Ms. Lee,\n".iter().copied().cycle().take(3_000).collect();
        let with = |kept: usize, zeros: usize| [letter.get(..kept).unwrap(), &vec![0; zeros]].concat();
        let cases = [
            (with(0, 0), Saved::Written),
            (with(512, 0), Saved::Written),
            (with(2_048, 0), Saved::Written),
            (with(0, 3_000), Saved::Written),
            (with(1_024, 1_976), Saved::Written),
            (with(1_024, 100), Saved::Written),
            (with(3_000, 0), Saved::Unchanged),
            // Shortened by a person, changed in one letter, longer than ours.
            (with(2_000, 0), Saved::Exists),
            ([b"dear".as_slice(), letter.get(4..).unwrap()].concat(), Saved::Exists),
            (with(3_000, 72), Saved::Exists),
            ([letter.as_slice(), b"PS"].concat(), Saved::Exists),
        ];
        found(&letter, &cases);
    }

    #[test]
    fn a_pdf_without_its_end_is_no_letter() {
        let pdf = |middle: &str, end: &str| format!("%PDF-1.7\n{}{end}", middle.repeat(500)).into_bytes();
        let letter = pdf("ours ", "%%EOF\n");
        // With a password no two have the same bytes, so a cut one is no beginning of the new one.
        let cases = [
            (pdf("theirs ", ""), Saved::Written),
            (b"%PDF-1".to_vec(), Saved::Written),
            (vec![0; 9_000], Saved::Written),
            (pdf("theirs ", "%%EOF"), Saved::Exists),
            (b"notes of a person".to_vec(), Saved::Exists),
        ];
        found(&letter, &cases);
    }

    #[test]
    fn a_file_that_another_program_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("case.toml");
        fs::write(&path, "theirs").unwrap();
        let error = replace(&path, b"as it was read", b"ours").unwrap_err().to_string();
        assert!(error.contains("another program changed it"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        replace(&path, b"theirs", b"ours").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"ours");
    }
}
