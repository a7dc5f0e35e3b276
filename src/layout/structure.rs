//! What the contents of pages mean: the tree that assistive technology reads aloud.
//!
//! It exists apart from pages because an element may stand on two of them. Input: made while blocks are measured.
//! Output: [`crate::pdf`] writes it as the structure tree.

use crate::document::LinkTo;

/// The number of an element: its place in [`crate::layout::Pages::elements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub(crate) usize);

impl ElementId {
    /// Place in [`crate::layout::Pages::elements`].
    pub fn index(self) -> usize {
        self.0
    }
}

/// One element of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// What it is.
    pub role: Role,
    /// What it is part of; `None` only for the document.
    pub parent: Option<ElementId>,
}

/// What an element is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// The whole.
    Document,
    /// A part with its title.
    Part(Option<String>),
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list.
    List {
        /// Numbers, not bullets.
        numbered: bool,
    },
    /// An item of a list.
    ListItem,
    /// An item's number or bullet.
    Label,
    /// An item's blocks.
    ListBody,
    /// A table.
    Table,
    /// A row of a table.
    TableRow,
    /// A column's title.
    TableHead,
    /// A cell.
    TableCell,
    /// Quoted words.
    BlockQuote,
    /// Words that lead somewhere.
    Link {
        /// Where.
        to: LinkTo,
    },
    /// A drawing, a photo, or the picture of a page without words.
    Figure {
        /// What it says, in words.
        alternative: String,
    },
}

/// Collects elements in reading order.
#[derive(Debug)]
pub(crate) struct Elements {
    all: Vec<Element>,
    heading_level: u8,
}

impl Elements {
    /// Starts with the document itself.
    pub(crate) fn new() -> Elements {
        Elements { all: vec![Element { role: Role::Document, parent: None }], heading_level: 0 }
    }

    /// The document itself.
    pub(crate) fn root(&self) -> ElementId {
        ElementId(0)
    }

    /// Adds an element after all others.
    pub(crate) fn add(&mut self, role: Role, parent: ElementId) -> ElementId {
        self.all.push(Element { role, parent: Some(parent) });
        ElementId(self.all.len() - 1)
    }

    /// Adds a heading. A level may be at most one deeper than the heading before, as PDF/UA asks; a deeper one is
    /// raised, because its looks and its meaning need not agree.
    pub(crate) fn add_heading(&mut self, level: u8, parent: ElementId) -> ElementId {
        self.heading_level = level.clamp(1, self.heading_level.saturating_add(1));
        self.add(Role::Heading(self.heading_level), parent)
    }

    /// All elements in reading order.
    pub(crate) fn finish(self) -> Vec<Element> {
        self.all
    }
}
