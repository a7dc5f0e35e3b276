//! The only door to the disk: reading with limits, finding cases, writing whole files privately.
//!
//! Input: paths from the command line. Output: bytes, or sentences about why not. A letter is written to a temporary file in
//! its own folder and renamed, so that it is there whole or not at all; mode 0600 on Unix, because it is a child's file.

#![expect(clippy::disallowed_methods, reason = "this is the edge: the one module that touches files")]

pub mod log;
mod save;
pub mod walk;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::digest::{Quick, written};
use crate::error::{Error, FULL_DISK};
use crate::packet::Shelf;

use save::make_folder;
pub use save::{Saved, compare, empty_folder, put, remove_folder, replace, save, sweep, take_back};

fn failed(action: &'static str, path: &Path, error: &std::io::Error) -> Error {
    use std::io::ErrorKind;
    let reason = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "there is no permission for it".to_owned(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FULL_DISK.to_owned(),
        ErrorKind::ReadOnlyFilesystem => "this folder is read-only".to_owned(),
        ErrorKind::IsADirectory => "it is a folder, not a file".to_owned(),
        ErrorKind::NotADirectory => "a part of this path is a file, not a folder".to_owned(),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => {
            "another program holds the file; close it there and try again".to_owned()
        }
        _ => error.to_string(),
    };
    Error::File { action, path: path.display().to_string(), reason }
}

/// More room than this is not made for a file before its bytes have come.
const MOST_ROOM: u64 = 1 << 20;

/// Reads a file of at most `limit` bytes (one more is read, so that the caller can see that it was too large).
///
/// # Errors
/// Which path, and why.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Error> {
    // A pipe that nobody writes to would be waited for without end.
    let kind = fs::metadata(path).map_err(|error| failed("could not read", path, &error))?;
    if !kind.is_file() {
        if let Some(error) = kind.is_dir().then(|| fs::read_dir(path).err()).flatten() {
            return Err(failed("could not look into", path, &error));
        }
        let reason = if kind.is_dir() { "it is a folder that cannot be read as a file" } else { "it is not an ordinary file" };
        return Err(Error::File { action: "could not read", path: path.display().to_string(), reason: reason.to_owned() });
    }
    let file = fs::File::open(path).map_err(|error| failed("could not read", path, &error))?;
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    // With room for all of it, it is read in one go. A file may say that it is larger than any memory.
    let mut bytes = Vec::with_capacity(usize::try_from(kind.len().saturating_add(1).min(limit).min(MOST_ROOM)).unwrap_or(0));
    file.take(limit).read_to_end(&mut bytes).map_err(|error| failed("could not read", path, &error))?;
    Ok(bytes)
}

/// The case files under these files and folders, all at once; see [`walk::Walk`].
pub fn cases(paths: &[PathBuf]) -> Vec<PathBuf> {
    walk::Walk::of(paths).collect()
}

/// The names of what is in a folder, as far as it can be read.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// Whether a file begins with one of these; `None` when there is no file, or only what a power cut has left: nothing, or zeros.
///
/// # Errors
/// The file is there but cannot be read, or is no ordinary file.
pub fn begins_with(path: &Path, beginnings: &[&str]) -> Result<Option<bool>, Error> {
    if !path.exists() && !path.is_symlink() {
        return Ok(None);
    }
    let longest = beginnings.iter().map(|beginning| beginning.len()).max().unwrap_or(0);
    let bytes = read(path, longest)?;
    if bytes.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    Ok(Some(beginnings.iter().any(|beginning| bytes.starts_with(beginning.as_bytes()))))
}

/// The largest file of a template folder that is read: a font.
const LARGEST_TEMPLATE: usize = 16 * 1024 * 1024;

/// A person's own template folder: every file by its path inside.
///
/// # Errors
/// The folder, or a file in it, cannot be read.
pub fn template_folder(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    let mut left = vec![root.to_owned()];
    while let Some(path) = left.pop() {
        let entries = fs::read_dir(&path).map_err(|error| failed("could not read", &path, &error))?;
        for entry in entries.filter_map(Result::ok).map(|entry| entry.path()) {
            if entry.is_dir() && !entry.is_symlink() {
                left.push(entry);
            } else if entry.is_file()
                && let Some(inside) = entry.strip_prefix(root).ok().and_then(Path::to_str)
            {
                files.insert(inside.replace('\\', "/"), read(&entry, LARGEST_TEMPLATE)?);
            }
        }
    }
    Ok(files)
}

/// The file itself, where a name or a link leads.
///
/// # Errors
/// There is no such file.
pub fn resolved(path: &Path) -> Result<PathBuf, Error> {
    fs::canonicalize(path).map_err(|error| failed("could not read", path, &error))
}

/// The folder of a case file, from which its exhibits are read.
#[derive(Debug, Clone)]
pub struct CaseFolder {
    folder: PathBuf,
}

impl CaseFolder {
    /// The folder that a case file lies in.
    pub fn of(case_file: &Path) -> CaseFolder {
        let folder = case_file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        CaseFolder { folder: folder.to_owned() }
    }
}

impl Shelf for CaseFolder {
    fn paper(&self, file: &str, limit: usize) -> Result<Vec<u8>, Error> {
        let path = self.folder.join(file);
        let real = resolved(&path)?;
        // A link could lead to another client's folder.
        if !real.starts_with(resolved(&self.folder)?) {
            let reason = "it lies outside the case's own folder".to_owned();
            return Err(Error::File { action: "could not read", path: path.display().to_string(), reason });
        }
        read(&real, limit)
    }
}

/// Waits for its turn at the files of a folder; the turn ends when it is dropped. Where folders cannot be locked, every turn is free.
///
/// # Errors
/// The folder cannot be opened.
pub fn turn(path: &Path) -> Result<Option<fs::File>, Error> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = fs::File::open(folder).map_err(|error| failed("could not read", folder, &error))?;
    // Some network disks know no locks; then the look before the rename is all there is.
    let _ = file.lock();
    Ok(Some(file))
}

/// The files of a folder with an ending, sorted; not those in folders inside it, nor hidden ones.
pub fn in_folder(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| PathBuf::from(entry.file_name()))
        .map(|name| if folder == Path::new(".") { name } else { folder.join(name) })
        .filter(|path| path.is_file() && path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending)))
        .collect();
    found.sort();
    found
}

/// The files of a folder, sorted: not those in folders inside it, nor hidden ones, nor those that systems leave everywhere.
///
/// # Errors
/// The folder cannot be read.
pub fn visible(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(|error| failed("could not read", folder, &error))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().to_lowercase();
            !name.starts_with(['.', '~']) && !matches!(name.as_str(), "thumbs.db" | "desktop.ini")
        })
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    Ok(found)
}

/// The first of `case.toml`, `case-2.toml`, ... that is not there yet, in this folder.
pub fn free_name(stem: &str, ending: &str) -> PathBuf {
    let names =
        (1..).map(|number| PathBuf::from(if number == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{number}.{ending}") }));
    let mut free = names.filter(|name| !name.exists() && !name.is_symlink());
    free.next().unwrap_or_else(|| PathBuf::from(format!("{stem}.{ending}")))
}

/// Text as a person has changed it in an editor. The file for it is private and goes away; what an editor leaves unsaved changes nothing.
///
/// # Errors
/// No editor could be started, or it ended with an error.
pub fn edited(text: &str, editors: &[String]) -> Result<String, Error> {
    let refused = |reason: String| Error::Request(format!("the text was not changed: {reason}"));
    let file = tempfile::Builder::new().prefix("inwriting-").suffix(".txt").tempfile().map_err(|error| refused(error.to_string()))?;
    fs::write(file.path(), text).map_err(|error| failed("could not write", file.path(), &error))?;
    let usual: &[&str] = if cfg!(windows) { &["notepad"] } else { &["nano", "vi"] };
    for editor in editors.iter().map(String::as_str).chain(usual.iter().copied()) {
        let mut words = editor.split_whitespace();
        let Some(program) = words.next() else { continue };
        match std::process::Command::new(program).args(words).arg(file.path()).status() {
            Ok(status) if status.success() => {
                return fs::read_to_string(file.path()).map_err(|error| failed("could not read", file.path(), &error));
            }
            Ok(_) => return Err(refused(format!("the editor {program} ended with an error"))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(refused(format!("the editor {program} could not be started: {error}"))),
        }
    }
    Err(refused("no editor was found".to_owned()))
}

/// How the name of a file begins that is not whole yet.
const UNFINISHED: &str = ".inwriting-";

/// The quick digest of a file; none when it cannot be read.
pub fn digest(path: &Path) -> Option<String> {
    let mut file = fs::File::open(path).ok()?;
    let mut hash = Quick::default();
    let mut piece = [0; 1 << 15];
    loop {
        match file.read(&mut piece).ok()? {
            0 => return Some(written(&hash.bytes())),
            read => hash.add(piece.get(..read)?),
        }
    }
}

/// The digest of this program: what is built into it may change what a letter says.
pub fn own_digest() -> Option<String> {
    digest(&std::env::current_exe().ok()?)
}
