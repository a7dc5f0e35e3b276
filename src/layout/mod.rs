//! A document to pages: shape, break into lines, cut into pages.
//!
//! It exists so that the PDF writer measures nothing and tests need no PDF. Input: [`Document`] and [`Style`]. Output:
//! [`Pages`], for [`crate::pdf::write`].
//!
//! ```text
//! Block ─ inline ─► Prose ─ typesetter, paragraph ─► Line ─ flow, list, table ─► Strip ─ place, furniture ─► Page
//! ```

mod exhibit;
mod figure;
mod flow;
mod furniture;
mod inline;
mod known;
mod list;
mod page;
mod paragraph;
mod place;
mod repeated;
mod structure;
mod table;
mod typesetter;
mod word_place;
mod words;

pub use page::{Artifact, Bookmark, Glyph, Item, Owner, Page, Pages, Path, PlacedExhibit, Rule, Text};
pub use structure::{Element, ElementId, Role};
pub use typesetter::Typesetter;
pub use words::Words;
pub(crate) use words::{Cluster, Shown, clusters};

use std::collections::BTreeMap;

use crate::document::{Document, Part};
use crate::style::Style;
use flow::Flow;
use structure::Elements;

/// Longer documents have an outline.
const PAGES_WITHOUT_OUTLINE: usize = 2;

/// A document that cannot be laid out.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LayoutError {
    /// No face of the program has this character.
    #[error("no built-in font has the character {character:?} (U+{:04X}), which stands in {word:?}", u32::from(*character))]
    MissingGlyph {
        /// The character.
        character: char,
        /// The word it stands in.
        word: String,
    },
    /// The style has no such group.
    #[error("style.toml has no [group.{name}]")]
    UnknownGroup {
        /// The group's name.
        name: String,
    },
    /// Lists, quotes and groups stand in each other deeper than any letter needs.
    #[error("lists, quotes and groups are nested too deep")]
    TooDeep,
    /// The shaper refused a word; no input is known to make it do so.
    #[error("the word {word:?} cannot be set")]
    Shaping {
        /// The word.
        word: String,
    },
}

/// Lays out a document.
///
/// The result depends on the document and the style alone, never on what the typesetter set before.
///
/// # Errors
/// Names the character that no face has, or the group that the style lacks.
pub fn paginate(document: &Document, style: &Style, typesetter: &mut Typesetter<'_>) -> Result<Pages, LayoutError> {
    let mut elements = Elements::new();
    let mut pages: Vec<Page> = Vec::new();
    let mut bookmarks: Vec<Bookmark> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let several = document.parts.len() > 1 || document.parts.iter().any(|part| part.title.is_some());
    for part in document.parts.iter().filter(|part| !part.blocks.is_empty() || !part.pages.is_empty()) {
        let first = pages.len();
        let parent = if several { elements.add(Role::Part(part.title.clone()), elements.root()) } else { elements.root() };
        let column = part_column(part, parent, style, typesetter, &mut elements)?;
        let (part_pages, headings) = place::place(column, style, pages.len() + 1);
        pages.extend(part_pages);
        let exhibit_first = pages.len();
        exhibit::pages(part, parent, style, &mut elements, &mut pages);
        if let Some(title) = &part.title {
            let y = pages.get(first).map_or(0.0, |page| page.height);
            bookmarks.push(Bookmark { title: title.clone(), level: 0, page: first, y });
        }
        // The cover sheet of an exhibit says what its bookmark says.
        if part.pages.is_empty() {
            // Nor does the part's own heading say more than the part's bookmark.
            bookmarks.extend(headings.into_iter().filter(|heading| heading.level <= 2 && part.title.as_ref() != Some(&heading.title)));
        }
        bookmarks.extend(exhibit::bookmarks(part, exhibit_first, &pages));
        if let Some(place) = &part.place {
            places.insert(place.clone(), first);
        }
    }
    if pages.is_empty() {
        pages.push(place::blank(style, 1));
    }
    if !several && pages.len() <= PAGES_WITHOUT_OUTLINE {
        bookmarks.clear();
    }
    let files = if document.files.is_empty() { vec![pages.len()] } else { document.files.clone() };
    furniture::furnish(&mut pages, document, style, typesetter)?;
    Ok(Pages { pages, elements: elements.finish(), bookmarks, places, files })
}

fn part_column(
    part: &Part,
    parent: ElementId,
    style: &Style,
    typesetter: &mut Typesetter<'_>,
    elements: &mut Elements,
) -> Result<flow::Column, LayoutError> {
    let mut flow = Flow::new(style, typesetter, elements);
    let setting = flow.body(parent);
    flow.blocks(&part.blocks, &setting)?;
    Ok(flow.column)
}
