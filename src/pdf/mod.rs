//! Pages to a tagged PDF: PDF/UA-1 and PDF/A-2a, the same bytes for the same pages.
//!
//! It exists to keep everything about the file format in one folder. Input: [`Pages`] and [`Meta`]. Output: the bytes of
//! a file.
//!
//! printpdf turns operations into content streams and pages. What it does not do, or not so that the standards are met,
//! is done here: fonts, tags, links, metadata, outline, compression, and the file itself.
//!
//! ```text
//! Pages ─ subset ─► used letters ─ content ─► printpdf pages ─ assemble (fonts, tags, outline, metadata) ─ file ─► bytes
//! ```

mod assemble;
mod content;
mod drawing;
mod encrypt;
mod file;
mod font;
pub mod import;
mod inserts;
mod metadata;
mod notes;
mod objects;
mod operators;
mod outline;
mod packing;
mod program;
mod subset;
mod syntax;
mod tags;

pub use encrypt::encrypt;
pub(crate) use font::Shared;
pub use inserts::{Inserts, Photo, PhotoData, Store};
pub(crate) use operators::push_coded_letter;

use chrono::NaiveDate;

use crate::document::Document;
use crate::fonts::Fonts;
use crate::layout::Pages;

/// What a file says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// What a reader's title bar says.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// The request in a few words.
    pub subject: String,
    /// BCP 47 language tag.
    pub language: String,
    /// The date of the letter, the only date in the file.
    pub date: NaiveDate,
    /// Whether the file claims PDF/A-2a. Set it to false for a file that is encrypted afterwards: PDF/A forbids that.
    pub archival: bool,
    /// Whether the file claims PDF/UA-1. [`write`] sets both claims to false when somebody else's pages are in it.
    pub accessible: bool,
}

impl Meta {
    /// What a document says about itself, for a file that is not encrypted.
    pub fn of(document: &Document) -> Meta {
        Meta {
            title: document.title.clone(),
            author: document.author.clone(),
            subject: document.subject.clone(),
            language: document.language.clone(),
            date: document.date,
            archival: true,
            accessible: true,
        }
    }
}

/// A file that cannot be written. None of these is the fault of a letter's words.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A face could not be cut to the glyphs that are used.
    #[error("the font {name} cannot be embedded: {reason}")]
    Font {
        /// The face's name.
        name: String,
        /// What the font library says.
        reason: String,
    },
    /// printpdf warned: what it warns of would be missing from the page.
    #[error("a page cannot be written: {0}")]
    Page(String),
    /// The object tree is not as it should be, or could not be written.
    #[error("the PDF cannot be written: {0}")]
    Structure(#[from] lopdf::Error),
    /// Writing to memory failed.
    #[error("the PDF cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The system gave no random numbers for the key.
    #[error("no random numbers for encryption: {0}")]
    Random(String),
    /// The password cannot be used.
    #[error("the password cannot be used: {0}")]
    Password(String),
}

/// Writes pages as a PDF file, with what is bound in.
///
/// The same pages, meta, fonts and exhibits give the same bytes, on any machine and in any order.
///
/// # Errors
/// Fails only if a font or page cannot be embedded, which no words of a letter cause.
pub fn write(pages: &Pages, meta: &Meta, fonts: &Fonts, inserts: &mut Inserts) -> Result<Vec<u8>, PdfError> {
    let subsets = subset::collect(pages, fonts);
    let contents = content::pages(pages, &subsets, inserts);
    let foreign = inserts.foreign(pages);
    // Nobody can vouch for the tags and fonts of other people's pages.
    let meta = Meta { archival: meta.archival && !foreign, accessible: meta.accessible && !foreign, ..meta.clone() };
    fonts.shared().packers.with(|packer| assemble::assemble(pages, contents, &meta, (fonts, &subsets), inserts, packer))
}
