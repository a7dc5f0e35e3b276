//! Where templates, seeds and fonts come from: the folders built into the binary, and a person's folder that is looked in first.
//!
//! Input: an optional map of files read at the edge ([`crate::files`]). Output: text and bytes by path, for
//! [`crate::library`]. Nothing here touches the disk.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};

use crate::error::Error;

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/letter-templates");
static SEEDS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/seeds");

/// All files of the library, by path: `eval-initial/letter.toml`, `seeds/rules/federal.toml`.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    /// Files of the person's own folder; each takes the place of a built-in one with the same path, or is new.
    own: BTreeMap<String, Vec<u8>>,
}

impl Sources {
    /// The built-in files, with these in front of them.
    pub fn new(own: BTreeMap<String, Vec<u8>>) -> Self {
        Self { own }
    }

    /// The bytes of a file.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        if let Some(bytes) = self.own.get(path) {
            return Some(bytes);
        }
        let file = match path.strip_prefix("seeds/") {
            Some(inside) => SEEDS.get_file(inside),
            None => TEMPLATES.get_file(path),
        };
        file.map(|file| file.contents())
    }

    /// The text of a file.
    ///
    /// # Errors
    /// The file is missing, or not UTF-8.
    pub fn text(&self, path: &str) -> Result<&str, Error> {
        let bytes = self.bytes(path).ok_or_else(|| Error::library(path, "this file is missing"))?;
        std::str::from_utf8(bytes).map_err(|_| Error::library(path, "this file is not saved as UTF-8"))
    }

    /// Every path below a folder with this ending, sorted.
    pub fn below(&self, folder: &str, ending: &str) -> Vec<String> {
        let mut paths = BTreeSet::new();
        match folder.strip_prefix("seeds") {
            Some(inside) => collect(SEEDS.get_dir(inside.trim_start_matches('/')).unwrap_or(&SEEDS), "seeds/", &mut paths),
            None if folder.is_empty() => collect(&TEMPLATES, "", &mut paths),
            None => {
                if let Some(dir) = TEMPLATES.get_dir(folder) {
                    collect(dir, "", &mut paths);
                }
            }
        }
        paths.extend(self.own.keys().cloned());
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        paths.into_iter().filter(|path| path.starts_with(&prefix) && path.ends_with(ending)).collect()
    }

    /// Whether a file comes from the person's own folder.
    pub fn is_own(&self, path: &str) -> bool {
        self.own.contains_key(path)
    }
}

fn collect(dir: &Dir<'_>, prefix: &str, paths: &mut BTreeSet<String>) {
    for file in dir.files() {
        if let Some(path) = file.path().to_str() {
            paths.insert(format!("{prefix}{}", path.replace('\\', "/")));
        }
    }
    for inner in dir.dirs() {
        collect(inner, prefix, paths);
    }
}
