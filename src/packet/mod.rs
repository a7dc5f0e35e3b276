//! Exhibits behind a letter: read, refused by name, numbered, placed.
//!
//! It exists because a page number in an index is worth nothing unless it is the number on the page. Numbers come from one place,
//! the finished pages ([`Numbers::of`]); templates are filled with them and pages are made again until both agree. Input: the rows
//! of `[[exhibits]]` and a [`Shelf`] to read them from. Output: a [`Packet`]: what templates may say of each exhibit, the parts
//! that follow the letter, and what is bound in.

pub mod citations;
mod open;
mod range;
pub mod split;

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::document::{Block, Document, ExhibitBookmark, ExhibitPage, Part};
use crate::error::Error;
use crate::layout::Pages;
use crate::pdf::Inserts;
use crate::pdf::import::Removed;
use crate::wording::lists;

pub use open::{chosen, examine, open};
pub use range::page_numbers;

/// Where exhibits are read from: the case's folder, or memory in a test.
pub trait Shelf: Sync {
    /// The bytes of an exhibit, at most one more than `limit`.
    ///
    /// # Errors
    /// It is not there, lies outside the case's folder, or cannot be read.
    fn paper(&self, file: &str, limit: usize) -> Result<Vec<u8>, Error>;
}

/// One exhibit, read.
#[derive(Debug, Clone)]
pub struct Exhibit {
    /// Its letter.
    pub mark: String,
    /// Its place in `[[exhibits]]`, from zero.
    pub position: usize,
    /// Its title.
    pub title: String,
    /// Its pages: width and height as they show, and whether they have words.
    pub pages: Vec<PageLook>,
    /// How many pages its file has.
    pub whole: usize,
    /// Whether it is a photo.
    pub photo: bool,
    /// Its own bookmarks.
    pub bookmarks: Vec<ExhibitBookmark>,
    /// What was left behind.
    pub removed: Removed,
}

/// How a page of an exhibit looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageLook {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Whether it has words that can be read aloud.
    pub has_words: bool,
}

/// All exhibits of one letter.
#[derive(Debug, Clone)]
pub struct Packet {
    /// In order.
    pub exhibits: Vec<Exhibit>,
    /// What is bound in.
    pub inserts: Inserts,
    /// Whether each exhibit has a cover sheet, as in a packet for a hearing.
    pub sheets: bool,
}

/// Where everything stands, read from finished pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    places: BTreeMap<String, usize>,
    files: Vec<usize>,
    total: usize,
}

impl Numbers {
    /// Reads where everything stands. `files` says how many pages each file takes, when the packet is sent in several.
    pub fn of(pages: &Pages, files: Vec<usize>) -> Numbers {
        Numbers { places: pages.places.clone(), files, total: pages.pages.len() }
    }

    /// The number of the first page of a place, counted from 1.
    pub fn page(&self, place: &str) -> Option<usize> {
        self.places.get(place).map(|page| page + 1)
    }

    /// How many pages each file takes; empty for one file.
    pub fn files(&self) -> &[usize] {
        &self.files
    }

    /// In which of several files a page is, counted from 1.
    fn file(&self, page: usize) -> Option<usize> {
        let mut end = 0;
        let inside = |count: &usize| {
            end += count;
            page <= end
        };
        if self.files.len() < 2 { None } else { self.files.iter().position(inside).map(|file| file + 1) }
    }
}

/// The name of the place where an exhibit begins.
pub fn place(mark: &str) -> String {
    format!("exhibit-{mark}")
}

impl Packet {
    /// Adds to the letter's data what is known of each exhibit now: pages, what was left behind, and the numbers found so far.
    pub fn fill(&self, data: &mut Json, numbers: &Numbers) {
        for exhibit in &self.exhibits {
            let facts = self.facts(exhibit, numbers);
            for list in ["/exhibits", "/letter/enclosures"] {
                let rows = data.pointer_mut(list).and_then(Json::as_array_mut);
                let row = rows.into_iter().flatten().find(|row| row.get("mark").and_then(Json::as_str) == Some(exhibit.mark.as_str()));
                if let Some(Json::Object(row)) = row {
                    row.extend(facts.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
                }
            }
        }
        if let Json::Object(root) = data {
            let files: Vec<Json> = self.file_rows(numbers);
            let removed = self.exhibits.iter().map(|exhibit| (exhibit, left_behind(&exhibit.removed))).filter(|(_, what)| !what.is_empty());
            let hidden: Vec<&str> =
                self.exhibits.iter().filter(|exhibit| exhibit.removed.metadata).map(|exhibit| exhibit.mark.as_str()).collect();
            let removed: Vec<Json> =
                removed.map(|(exhibit, what)| json!({"mark": exhibit.mark, "title": exhibit.title, "what": what})).collect();
            root.insert("bound".to_owned(), json!({"pages": numbers.total, "files": files, "removed": removed, "hidden_data": hidden}));
        }
    }

    fn facts(&self, exhibit: &Exhibit, numbers: &Numbers) -> Vec<(&'static str, Json)> {
        let mut facts = vec![("page_count", json!(exhibit.pages.len()))];
        if exhibit.whole > exhibit.pages.len() {
            facts.push(("of_pages", json!(exhibit.whole)));
        }
        if let Some(page) = numbers.page(&place(&exhibit.mark)) {
            let first = page + usize::from(self.sheets);
            facts.push(("page", json!(page)));
            facts.push(("first_page", json!(first)));
            facts.push(("last_page", json!(first + exhibit.pages.len() - 1)));
            if let Some(file) = numbers.file(page) {
                facts.push(("in_file", json!(file)));
            }
        }
        facts
    }

    fn file_rows(&self, numbers: &Numbers) -> Vec<Json> {
        let mut first = 1;
        let rows = numbers.files.iter().enumerate().map(|(index, count)| {
            let row = json!({"number": index + 1, "first": first, "last": first + count - 1});
            first += count;
            row
        });
        if numbers.files.len() < 2 { Vec::new() } else { rows.collect() }
    }

    /// Adds the exhibits to a letter. `sheet` gives the blocks of an exhibit's cover sheet.
    ///
    /// # Errors
    /// Those of `sheet`.
    pub fn bind(
        &self,
        document: &mut Document,
        numbers: &Numbers,
        mut sheet: impl FnMut(&Exhibit) -> Result<Vec<Block>, Error>,
    ) -> Result<(), Error> {
        if let [only] = document.parts.as_mut_slice()
            && only.title.is_none()
        {
            only.title = Some("Letter".to_owned());
        }
        for (index, exhibit) in self.exhibits.iter().enumerate() {
            document.parts.push(Part {
                title: Some(format!("Exhibit {}: {}", exhibit.mark, exhibit.title)),
                place: Some(place(&exhibit.mark)),
                blocks: if self.sheets { sheet(exhibit)? } else { Vec::new() },
                pages: exhibit.pages.iter().enumerate().map(|(page, look)| page_of(exhibit, index, page, *look)).collect(),
                bookmarks: exhibit.bookmarks.clone(),
            });
        }
        document.numbered_from_first = self.sheets;
        document.files = numbers.files.clone();
        Ok(())
    }
}

fn page_of(exhibit: &Exhibit, index: usize, page: usize, look: PageLook) -> ExhibitPage {
    let count = exhibit.pages.len();
    let alternative = (!look.has_words).then(|| {
        let what = if exhibit.photo { "Photo" } else { "Picture of a page" };
        format!("{what}: Exhibit {}, {}, page {} of {count}", exhibit.mark, exhibit.title, page + 1)
    });
    ExhibitPage {
        exhibit: index,
        page,
        width: look.width,
        height: look.height,
        photo: exhibit.photo,
        foot: format!("Exhibit {} · {} of {count}", exhibit.mark, page + 1),
        label: (format!("{}-", exhibit.mark), page + 1),
        alternative,
    }
}

/// The files inside the file, by name: the family may want them as exhibits of their own.
fn attached(removed: &Removed) -> Option<String> {
    let named = if removed.file_names.is_empty() { String::new() } else { format!(" ({})", lists::and(&removed.file_names)) };
    match removed.files {
        0 => None,
        1 => Some(format!("a file attached inside it{named}, which is not in the packet")),
        many => Some(format!("{many} files attached inside it{named}, which are not in the packet")),
    }
}

/// What was left behind, as short phrases for the family.
pub fn left_behind(removed: &Removed) -> Vec<String> {
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(one.to_owned()),
        _ => Some(format!("{count} {many}")),
    };
    let said = |yes: bool, words: &str| yes.then(|| words.to_owned());
    [
        said(removed.repaired, "it was damaged and was repaired: look at every page"),
        attached(removed),
        counted(
            removed.hidden_layers,
            "the switch of a hidden layer, which stays hidden but is still in the file",
            "switches of hidden layers, which stay hidden but are still in the file",
        ),
        counted(removed.layers.saturating_sub(removed.hidden_layers), "the switch of a layer", "switches of layers"),
        counted(removed.notes, "a note that does not show on the page", "notes that do not show on the page"),
        counted(
            removed.signatures,
            "a digital signature, which proves nothing in a copy: keep the original file",
            "digital signatures, which prove nothing in a copy: keep the original file",
        ),
        counted(removed.fields, "a form field, now fixed as it shows", "form fields, now fixed as they show"),
        counted(removed.scripts, "a small program (script)", "small programs (scripts)"),
        counted(removed.actions, "a button that opens or sends something", "buttons that open or send something"),
        counted(removed.external, "a link to another file", "links to other files"),
        counted(removed.media, "a film, sound or model; its picture stays", "films, sounds or models; their pictures stay"),
        said(removed.locked, "a lock against changing or printing"),
    ]
    .into_iter()
    .flatten()
    .collect()
}
