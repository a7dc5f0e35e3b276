//! The only door to the disk: reading with limits, finding cases, writing whole files privately.
//!
//! Input: paths from the command line. Output: bytes, or sentences about why not. A letter is written to a temporary file in
//! its own folder and renamed, so that it is there whole or not at all; mode 0600 on Unix, because it is a child's file.

#![expect(clippy::disallowed_methods, reason = "this is the edge: the one module that touches files")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::packet::Shelf;

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

fn failed(action: &'static str, path: &Path, error: &std::io::Error) -> Error {
    use std::io::ErrorKind;
    let reason = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "there is no permission for it".to_owned(),
        ErrorKind::StorageFull => "the disk is full; nothing was left half-written".to_owned(),
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

/// Reads a file of at most `limit` bytes (one more is read, so that the caller can see that it was too large).
///
/// # Errors
/// Which path, and why.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Error> {
    // A pipe that nobody writes to would be waited for without end.
    let kind = fs::metadata(path).map_err(|error| failed("could not read", path, &error))?;
    if !kind.is_file() {
        let reason = if kind.is_dir() { "it is a folder that cannot be read as a file" } else { "it is not an ordinary file" };
        return Err(Error::File { action: "could not read", path: path.display().to_string(), reason: reason.to_owned() });
    }
    let file = fs::File::open(path).map_err(|error| failed("could not read", path, &error))?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes).map_err(|error| failed("could not read", path, &error))?;
    Ok(bytes)
}

/// The case files under these files and folders: folders are searched whole, `calendars/`, `sent/` and hidden ones left out, in
/// sorted order. A path that cannot be looked into stays in the list, so that it is reported like any case that cannot be read.
pub fn cases(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() { folder(path, &mut found) } else { found.push(path.clone()) }
    }
    found
}

fn folder(path: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(path) else {
        found.push(path.to_owned());
        return;
    };
    let mut entries: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') {
            continue;
        }
        if entry.is_dir() {
            // A link to a folder could lead round in a circle.
            if !entry.is_symlink() && !matches!(name.as_str(), "calendars" | "sent") {
                folder(&entry, found);
            }
        } else if entry.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            found.push(entry);
        }
    }
}

/// Whether a file begins with one of these; `None` when there is no file.
///
/// # Errors
/// The file is there but cannot be read, or is no ordinary file.
pub fn begins_with(path: &Path, beginnings: &[&str]) -> Result<Option<bool>, Error> {
    if !path.exists() && !path.is_symlink() {
        return Ok(None);
    }
    let bytes = read(path, LARGEST_TEMPLATE)?;
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

/// Where a file stands compared with what would be written.
///
/// # Errors
/// The file is there but cannot be read.
pub fn compare(path: &Path, bytes: &[u8], force: bool) -> Result<Saved, Error> {
    match fs::read(path) {
        Ok(old) if old == bytes => Ok(Saved::Unchanged),
        Ok(_) if force => Ok(Saved::Written),
        Ok(_) => Ok(Saved::Exists),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Saved::Written),
        Err(error) => Err(failed("could not read", path, &error)),
    }
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

fn make_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|error| failed("could not make the folder", folder, &error))
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

/// How the name of a file begins that is not whole yet.
const UNFINISHED: &str = ".inwriting-";

/// Takes away a file that was made a moment ago, as far as that can be done.
pub fn take_back(path: &Path) {
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use super::*;

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
