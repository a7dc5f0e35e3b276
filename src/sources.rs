//! Where templates, seeds and fonts come from: the folders built into the binary, and a person's folder that is looked in first.
//!
//! Input: an optional map of files read at the edge ([`crate::files`]). Output: text and bytes by path, for
//! [`crate::library`]. Nothing here touches the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::seeds::toml_error;

/// The files that are built in, by path: those of `letter-templates/`, and those of `seeds/` with their folder. Sorted.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The data files that are built in, by path, read when the program was built: what TOML says, as JSON. Sorted.
static DATA: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/data.rs"));

/// An entry of a built-in data file, read no further than its key: where in [`SAID`] it says what. Places, because a table of text is gone
/// through whenever the program starts.
#[derive(Debug)]
pub(crate) struct Row {
    file: Range<u32>,
    category: Range<u32>,
    id: Range<u32>,
    words: Range<u32>,
    checked: Range<u32>,
    json: Range<u32>,
}

impl Row {
    /// The file.
    pub(crate) fn file(&self) -> &'static str {
        said(&self.file)
    }

    /// The table it is a row of.
    pub(crate) fn category(&self) -> &'static str {
        said(&self.category)
    }

    /// Its id.
    pub(crate) fn id(&self) -> &'static str {
        said(&self.id)
    }

    /// The keys under which it has something else than a list, with spaces between them.
    pub(crate) fn words(&self) -> &'static str {
        said(&self.words)
    }

    /// The day it was checked, as 2026-11-22; empty if it does not say.
    pub(crate) fn checked(&self) -> &'static str {
        said(&self.checked)
    }

    /// All of it, as JSON.
    pub(crate) fn json(&self) -> &'static str {
        said(&self.json)
    }
}

fn said(place: &Range<u32>) -> &'static str {
    SAID.get(place.start as usize..place.end as usize).unwrap_or_default()
}

/// The built-in data files that are lists of entries. Sorted.
static ROWS: &[(&str, &[Row])] = include!(concat!(env!("OUT_DIR"), "/rows.rs"));

/// What the entries say.
static SAID: &str = include_str!(concat!(env!("OUT_DIR"), "/rows.txt"));

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
        built_in(path)
    }

    /// The text of a file.
    ///
    /// # Errors
    /// The file is missing, or not UTF-8.
    pub fn text(&self, path: &str) -> Result<&str, Error> {
        let bytes = self.bytes(path).ok_or_else(|| Error::library(path, "this file is missing"))?;
        std::str::from_utf8(bytes).map_err(|_| Error::library(path, "this file is not saved as UTF-8"))
    }

    /// What a data file says: a built-in one as it was read when the program was built, a person's own one as it is typed.
    ///
    /// # Errors
    /// The file is missing, not UTF-8, or says something that it cannot say; with its line and column.
    pub fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        match if self.is_own(path) { None } else { found(DATA, path) } {
            Some(json) => serde_json::from_str(json).map_err(|error| Error::library(path, error.to_string())),
            None => {
                let text = self.text(path)?;
                toml::from_str(text).map_err(|error| toml_error(path, text, &error))
            }
        }
    }

    /// The entries of a built-in file that is a list of them; none when the person has a file of this path.
    pub(crate) fn rows(&self, path: &str) -> Option<&'static [Row]> {
        if self.is_own(path) { None } else { found(ROWS, path).copied() }
    }

    /// Every path below a folder with this ending, sorted.
    pub fn below(&self, folder: &str, ending: &str) -> Vec<String> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let first = FILES.partition_point(|(path, _)| *path < prefix.as_str());
        let built_in = FILES.iter().skip(first).map(|(path, _)| *path).take_while(|path| path.starts_with(&prefix));
        // The seeds are not a letter kind's folder.
        let built_in = built_in.filter(|path| !folder.is_empty() || !path.starts_with("seeds/"));
        let own = self.own.keys().map(String::as_str).filter(|path| path.starts_with(&prefix));
        let paths: BTreeSet<&str> = built_in.chain(own).filter(|path| path.ends_with(ending)).collect();
        paths.into_iter().map(str::to_owned).collect()
    }

    /// A digest of the person's own files; those built in are a part of the program.
    pub fn own_digest(&self) -> String {
        let pieces: Vec<&[u8]> = self.own.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes.as_slice()]).collect();
        crate::digest::of(&pieces)
    }

    /// Whether a file comes from the person's own folder.
    pub fn is_own(&self, path: &str) -> bool {
        self.own.contains_key(path)
    }
}

/// The bytes of a built-in file.
pub(crate) fn built_in(path: &str) -> Option<&'static [u8]> {
    found(FILES, path).copied()
}

/// What a sorted list has for a path.
fn found<T>(list: &'static [(&str, T)], path: &str) -> Option<&'static T> {
    list.binary_search_by_key(&path, |(name, _)| name).ok().and_then(|place| list.get(place)).map(|(_, value)| value)
}
