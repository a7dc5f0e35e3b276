//! The case files under files and folders, one after the other, without keeping all their paths.
//!
//! It exists because a statewide run has a hundred thousand of them. Input: paths from the command line. Output: an iterator in sorted
//! order. The names of one folder are kept packed while it is walked; nothing else is.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The case files under these files and folders: folders are searched whole, `calendars/`, `sent/` and hidden ones left out, in
/// sorted order. A path that cannot be looked into comes too, so that it is reported like any case that cannot be read. Nothing comes
/// twice because it was named twice, or because a link leads back to it.
#[derive(Debug, Clone)]
pub struct Walk {
    paths: std::vec::IntoIter<PathBuf>,
    open: Vec<Folder>,
    /// What was to be walked.
    roots: Vec<PathBuf>,
    /// Where links have led, without links.
    led: Vec<PathBuf>,
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
    odd: std::vec::IntoIter<(OsString, Kind)>,
}

/// What a name in a folder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A case file.
    Case,
    /// A folder to look into.
    Folder,
    /// A link to a folder.
    Link,
}

#[derive(Debug, Clone, Copy)]
struct Name {
    start: u32,
    length: u16,
    kind: Kind,
}

impl Walk {
    /// The case files under these files and folders.
    pub fn of(paths: &[PathBuf]) -> Self {
        let paths = distinct(paths);
        Self { roots: paths.clone(), paths: paths.into_iter(), open: Vec::new(), led: Vec::new() }
    }

    /// Whether a link to a folder leads to where the walk does not come anyway. One that leads back to what is walked, or to a folder around
    /// it, goes in a circle.
    fn leads_elsewhere(&mut self, link: &Path) -> bool {
        let Some(target) = real(link) else { return false };
        let circle = |root: &PathBuf| real(root).is_some_and(|root| target.starts_with(&root) || root.starts_with(&target));
        let elsewhere = !self.roots.iter().any(circle) && !self.led.iter().any(|led| target.starts_with(led));
        if elsewhere {
            self.led.push(target);
        }
        elsewhere
    }

    /// Whether an earlier link has led into this very folder.
    fn was_led_to(&self, folder: &Path) -> bool {
        !self.led.is_empty() && real(folder).is_some_and(|folder| self.led.contains(&folder))
    }
}

/// A path without links; none when nothing is there.
fn real(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

/// The paths without those that another one brings along: named twice, or a case file inside a folder that is named too.
fn distinct(paths: &[PathBuf]) -> Vec<PathBuf> {
    if paths.len() < 2 {
        return paths.to_vec();
    }
    let reals: Vec<Option<PathBuf>> = paths.iter().map(|path| real(path)).collect();
    let mut seen: BTreeSet<&Path> = BTreeSet::new();
    let folders: BTreeSet<&Path> = reals.iter().flatten().map(PathBuf::as_path).filter(|path| path.is_dir()).collect();
    let comes_with = |path: &Path| {
        let inside = |folder: &&Path| {
            let rest: Vec<_> = path.strip_prefix(folder).into_iter().flat_map(Path::components).collect();
            rest.iter().all(|part| !is_left_out(&part.as_os_str().to_string_lossy())) && (path.is_dir() || is_toml(path))
        };
        path.ancestors().skip(1).any(|ancestor| folders.get(ancestor).is_some_and(inside))
    };
    let mut kept = Vec::with_capacity(paths.len());
    for (path, real) in paths.iter().zip(&reals) {
        let again = real.as_deref().is_some_and(|real| !seen.insert(real) || comes_with(real));
        if !again {
            kept.push(path.clone());
        }
    }
    kept
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
                    let kind = if path.is_dir() { Kind::Folder } else { Kind::Case };
                    (path, kind)
                }
            };
            match next {
                (path, Kind::Case) => return Some(path),
                (path, Kind::Link) if !self.leads_elsewhere(&path) => {}
                (path, Kind::Folder) if self.was_led_to(&path) => {}
                (path, Kind::Link | Kind::Folder) => match Folder::open(&path) {
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
            let Some(kind) = wanted(&entry, &name.to_string_lossy()) else { continue };
            let place = u32::try_from(folder.names.len()).ok().zip(u16::try_from(name.len()).ok());
            match (name.to_str(), place) {
                (Some(name), Some((start, length))) => {
                    folder.names.push_str(name);
                    entries.push(Name { start, length, kind });
                }
                _ => odd.push((name, kind)),
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

    fn next(&mut self) -> Option<(PathBuf, Kind)> {
        if let Some(name) = self.entries.next() {
            return Some((self.path.join(self.name(name)), name.kind));
        }
        self.odd.next().map(|(name, kind)| (self.path.join(name), kind))
    }
}

/// Whether an entry is a case file or a folder to look into, and which of them.
fn wanted(entry: &fs::DirEntry, name: &str) -> Option<Kind> {
    if name.starts_with('.') {
        return None;
    }
    let kind = entry.file_type().ok()?;
    let is_link = kind.is_symlink() && entry.path().is_dir();
    if kind.is_dir() || is_link {
        let folder = if is_link { Kind::Link } else { Kind::Folder };
        return (!is_left_out(name)).then_some(folder);
    }
    is_toml(Path::new(name)).then_some(Kind::Case)
}

/// Whether a folder of this name is never looked into.
fn is_left_out(name: &str) -> bool {
    name.starts_with('.') || matches!(name, "calendars" | "sent")
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}
