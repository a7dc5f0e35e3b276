//! Other people's PDF files: their pages, exactly as they show, and nothing else of them.
//!
//! It exists so that an exhibit is never parsed and written anew: page contents, fonts and pictures are copied object by object.
//! What a page would do rather than show (scripts, launching, sending, files inside, switches of hidden layers, who made it
//! with what and where) stays behind and is named. Input: a file's bytes. Output: [`Imported`], its objects in a [`Store`], or a
//! [`Refusal`] that says what to do. A page is never left out in silence.

mod annotations;
#[cfg(test)]
mod annotations_tests;
mod copy;
mod load;
mod outline;
mod packed;
mod page;
mod resources;
mod value;

use lopdf::{Dictionary, Object, ObjectId};

use crate::document::ExhibitBookmark;
use crate::pdf::inserts::Store;

/// The most pages a file may have.
pub const MOST_PAGES: usize = 3_000;

/// What a file is, once its pages are taken over.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// The pages asked for, in order.
    pub pages: Vec<ImportedPage>,
    /// How many pages the file has.
    pub whole: usize,
    /// Bookmarks that lead to them.
    pub bookmarks: Vec<ExhibitBookmark>,
    /// What was left behind.
    pub removed: Removed,
    /// Its layers.
    pub(crate) layers: Layers,
}

/// A page, ready to be drawn.
#[derive(Debug, Clone)]
pub struct ImportedPage {
    /// The form that draws it upright, its lower left corner at 0 0.
    pub(crate) form: ObjectId,
    /// Width as it shows, in points.
    pub width: f64,
    /// Height as it shows, in points.
    pub height: f64,
    /// Whether it has words that can be read aloud, not only a picture.
    pub has_words: bool,
    /// The page's blending group.
    pub(crate) group: Option<Object>,
    /// Links and notes that stay what they are.
    pub(crate) notes: Vec<Note>,
}

/// A link or a note without a stored look.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its dictionary; places in it are those of the upright page.
    pub(crate) dict: Dictionary,
    /// The page of the exhibit that it leads to, by its place among the pages taken over.
    pub(crate) leads_to: Option<usize>,
}

/// Layers (optional content) of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layers {
    pub(crate) all: Vec<ObjectId>,
    pub(crate) hidden: Vec<ObjectId>,
}

/// What was left behind, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removed {
    /// Small programs (JavaScript).
    pub scripts: usize,
    /// Actions that open programs or send data.
    pub actions: usize,
    /// Files inside the file.
    pub files: usize,
    /// What these are called.
    pub file_names: Vec<String>,
    /// References to other files.
    pub external: usize,
    /// Switches of layers; what was hidden stays hidden.
    pub layers: usize,
    /// Of these, layers that are hidden.
    pub hidden_layers: usize,
    /// Form fields that became a picture of their answers.
    pub fields: usize,
    /// Digital signatures, which prove nothing in a copy.
    pub signatures: usize,
    /// Notes that show only when clicked, or not at all.
    pub notes: usize,
    /// Films, sounds and models; their picture stays.
    pub media: usize,
    /// Who made it, with what, when.
    pub metadata: bool,
    /// Locks against changing or printing, set by its maker.
    pub locked: bool,
    /// Whether the file was damaged and repaired.
    pub repaired: bool,
}

/// Why a file cannot be an exhibit. Each says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It opens only with a password.
    #[error("it opens only with a password")]
    Password,
    /// It is locked in a way that is not known here.
    #[error("it is locked in a way that cannot be opened here, not by a password alone")]
    Locked,
    /// It is no PDF, whatever its name says.
    #[error("it is not a PDF, whatever its name says")]
    NotPdf,
    /// It cannot be read.
    #[error("it is damaged and cannot be read")]
    Broken,
    /// It has no pages.
    #[error("it has no pages")]
    NoPages,
    /// Fewer pages were found than it says it has.
    #[error("it says that it has {said} pages, and only {found} of them can be read")]
    PagesMissing {
        /// As its own count says.
        said: usize,
        /// As were found.
        found: usize,
    },
    /// Part of a page is damaged.
    #[error("a part of page {page} is damaged and would be missing")]
    PageDamaged {
        /// Counted from 1.
        page: usize,
    },
    /// More pages than a packet can hold.
    #[error("it has {pages} pages, and at most {MOST_PAGES} can be taken in")]
    TooManyPages {
        /// How many.
        pages: usize,
    },
    /// Data that unpacks to more than any page needs.
    #[error("a part of it unpacks to more than any page needs")]
    TooLarge,
    /// A form whose answers have no picture.
    #[error("it is a form, and the answers on page {page} are not stored as a picture, so they would be missing")]
    FormNotDrawn {
        /// Counted from 1.
        page: usize,
    },
    /// A form that only one program can show.
    #[error("it is a form that only Adobe’s own program can show")]
    DynamicForm,
    /// A folder in a PDF.
    #[error("it is a folder of other files (a PDF portfolio)")]
    Portfolio,
    /// The page range does not fit.
    #[error("it has {pages} pages, and `pages` asks for others")]
    Range {
        /// How many it has.
        pages: usize,
    },
}

impl Refusal {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Password => "Open it with its password, print it to a new PDF without one, and use that.",
            Self::Locked => "Open it in the program it was made for, print it to a new PDF, and use that.",
            Self::Broken | Self::PageDamaged { .. } | Self::PagesMissing { .. } => {
                "Open it in a PDF program and look whether all pages show. Then print it to a new PDF, or scan it again, and use that."
            }
            Self::NotPdf => "Open it in the program it comes from, and save or print it as a PDF.",
            Self::NoPages => "Ask for the paper again, or scan it.",
            Self::TooManyPages { .. } => "Choose the pages that matter: pages = \"1-20\"",
            Self::TooLarge => "Print it to a new PDF, and use that.",
            Self::FormNotDrawn { .. } | Self::DynamicForm => {
                "Open the form, look whether the answers show, print it to a new PDF, and use that."
            }
            Self::Portfolio => "Open it, save the files in it one by one, and add each as an exhibit of its own.",
            Self::Range { .. } => "Change `pages`, for example: pages = \"1-2\" or pages = \"1, 3\"",
        }
    }
}

/// Takes over pages of a file. `wanted` chooses pages, counted from 1, once their number is known.
///
/// # Errors
/// Why the file cannot be an exhibit.
pub fn import(bytes: &[u8], store: &mut Store, wanted: &dyn Fn(usize) -> Option<Vec<usize>>) -> Result<Imported, Refusal> {
    let before = store.last();
    match attempt(bytes, false, store, wanted) {
        // What the table of objects names wrongly, a scan of the whole file may find.
        Err(Refusal::Broken | Refusal::NoPages | Refusal::PagesMissing { .. } | Refusal::PageDamaged { .. }) => {
            store.forget_after(before);
            attempt(bytes, true, store, wanted).map(|mut imported| {
                imported.removed.repaired = true;
                imported
            })
        }
        other => other,
    }
}

fn attempt(bytes: &[u8], reconstruct: bool, store: &mut Store, wanted: &dyn Fn(usize) -> Option<Vec<usize>>) -> Result<Imported, Refusal> {
    let loaded = load::load(bytes, reconstruct)?;
    let mut removed = load::left_behind(&loaded.document)?;
    removed.locked = loaded.locked;
    let whole = loaded.pages.len();
    let numbers = wanted(whole).ok_or(Refusal::Range { pages: loaded.pages.len() })?;
    if numbers.len() > MOST_PAGES {
        return Err(Refusal::TooManyPages { pages: numbers.len() });
    }
    let chosen: Vec<(usize, ObjectId)> =
        numbers.iter().filter_map(|number| Some((*number, *loaded.pages.get(number.checked_sub(1)?)?))).collect();
    let ids: Vec<ObjectId> = chosen.iter().map(|(_, id)| *id).collect();
    let hidden = load::hidden_layers(&loaded.document);
    let mut plans = Vec::with_capacity(chosen.len());
    let mut budget = page::Budget::default();
    for (number, id) in &chosen {
        plans.push(page::plan(&loaded.document, *id, *number, &ids, &hidden, &mut budget, &mut removed)?);
    }
    let layers = load::all_layers(&loaded.document);
    let bookmarks = outline::read(&loaded.document, &ids);
    let mut copier = copy::Copier::new(loaded.document, store, (layers, hidden), reconstruct);
    let mut pages = Vec::with_capacity(plans.len());
    for plan in plans {
        let number = plan.number;
        pages.push(page::write(plan, &mut copier));
        copier.drain();
        if copier.lost {
            return Err(Refusal::PageDamaged { page: number });
        }
    }
    removed.external += copier.external;
    removed.files += copier.files;
    removed.layers = copier.layers.all.len();
    removed.hidden_layers = copier.layers.hidden.len();
    Ok(Imported { pages, whole, bookmarks, removed, layers: copier.layers })
}
