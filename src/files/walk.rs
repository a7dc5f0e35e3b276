//! The case files under files and folders, one after the other, without keeping all their paths.
//!
//! It exists because a statewide run has a hundred thousand of them. Input: paths from the command line. Output: an iterator in sorted
//! order. The names of one folder are kept packed while it is walked; nothing else is.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The case files under these files and folders: folders are searched whole, `calendars/`, `sent/` and hidden ones left out, in
/// sorted order. A path that cannot be looked into comes too, so that it is reported like any case that cannot be read.
#[derive(Debug, Clone)]
pub struct Walk {
    paths: std::vec::IntoIter<PathBuf>,
    open: Vec<Folder>,
}

/// A folder that is being walked.
#[derive(Debug, Clone)]
struct Folder {
    path: PathBuf,
    /// All names, one after the other.
    names: String,
    /// Where each name begins, in sorted order, with its length.
    entries: std::vec::IntoIter<Name>,
    /// Names that are no text; they come last.
    odd: std::vec::IntoIter<(OsString, bool)>,
}

#[derive(Debug, Clone, Copy)]
struct Name {
    start: u32,
    length: u16,
    folder: bool,
}

impl Walk {
    /// The case files under these files and folders.
    pub fn of(paths: &[PathBuf]) -> Self {
        Self { paths: Vec::from(paths).into_iter(), open: Vec::new() }
    }
}

impl Iterator for Walk {
    type Item = PathBuf;

    fn next(&mut self) -> Option<PathBuf> {
        loop {
            let next = match self.open.last_mut() {
                Some(folder) => match folder.next() {
                    Some(next) => next,
                    None => {
                        self.open.pop();
                        continue;
                    }
                },
                None => {
                    let path = self.paths.next()?;
                    let is_folder = path.is_dir();
                    (path, is_folder)
                }
            };
            match next {
                (path, false) => return Some(path),
                (path, true) => match Folder::open(&path) {
                    Some(folder) => self.open.push(folder),
                    None => return Some(path),
                },
            }
        }
    }
}

impl Folder {
    #[expect(clippy::disallowed_methods, reason = "this is the edge: a part of the one module that touches files")]
    fn open(path: &Path) -> Option<Self> {
        let mut folder = Self { path: path.to_owned(), names: String::new(), entries: Vec::new().into_iter(), odd: Vec::new().into_iter() };
        let (mut entries, mut odd) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(path).ok()?.filter_map(Result::ok) {
            let name = entry.file_name();
            let Some(is_folder) = wanted(&entry, &name.to_string_lossy()) else { continue };
            let place = u32::try_from(folder.names.len()).ok().zip(u16::try_from(name.len()).ok());
            match (name.to_str(), place) {
                (Some(name), Some((start, length))) => {
                    folder.names.push_str(name);
                    entries.push(Name { start, length, folder: is_folder });
                }
                _ => odd.push((name, is_folder)),
            }
        }
        entries.sort_unstable_by(|one, other| folder.name(*one).cmp(folder.name(*other)));
        odd.sort_unstable();
        folder.names.shrink_to_fit();
        entries.shrink_to_fit();
        (folder.entries, folder.odd) = (entries.into_iter(), odd.into_iter());
        Some(folder)
    }

    fn name(&self, name: Name) -> &str {
        let start = usize::try_from(name.start).unwrap_or(usize::MAX);
        self.names.get(start..start.saturating_add(usize::from(name.length))).unwrap_or_default()
    }

    fn next(&mut self) -> Option<(PathBuf, bool)> {
        if let Some(name) = self.entries.next() {
            return Some((self.path.join(self.name(name)), name.folder));
        }
        self.odd.next().map(|(name, folder)| (self.path.join(name), folder))
    }
}

/// Whether an entry is a case file or a folder to look into, and which of them. A link to a folder could lead round in a circle.
fn wanted(entry: &fs::DirEntry, name: &str) -> Option<bool> {
    if name.starts_with('.') {
        return None;
    }
    let kind = entry.file_type().ok()?;
    if kind.is_dir() {
        return (!matches!(name, "calendars" | "sent")).then_some(true);
    }
    let case = Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    (case && !(kind.is_symlink() && entry.path().is_dir())).then_some(false)
}
