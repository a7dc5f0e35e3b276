//! A letter as plain data, after the words are final and before anything is measured.
//!
//! Input: rendered CommonMark, read by [`crate::markup`]. Output: consumed by [`crate::layout`] (pages) and
//! [`crate::text`] (txt, md, html). It exists so that every output format says the same words: none of them ever sees a
//! template or a case.

use chrono::NaiveDate;

/// A whole document: one letter, one send sheet, or the written parts of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What the document is called by a reader's title bar and by assistive technology.
    pub title: String,
    /// Who writes it: the signers' names.
    pub author: String,
    /// The request in a few words.
    pub subject: String,
    /// BCP 47 language tag, for example `en-US`.
    pub language: String,
    /// The date of the letter. The only date that reaches the file.
    pub date: NaiveDate,
    /// What stands at the foot of page 2 and later, before "Page x of y".
    pub running_foot: String,
    /// Whether every page says DRAFT.
    pub draft: bool,
    /// The parts; each starts on a new page.
    pub parts: Vec<Part>,
}

/// One part of a document. A plain letter has exactly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The part's name in the PDF outline; `None` for a document without parts.
    pub title: Option<String>,
    /// What the part holds, in reading order.
    pub blocks: Vec<Block>,
}

/// A block on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading. Level 1 is the document's or part's subject.
    Heading {
        /// 1 to 3.
        level: u8,
        /// The words.
        content: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// The first number, or `None` for a bulleted list.
        start: Option<u64>,
        /// Each item is a run of blocks.
        items: Vec<Vec<Block>>,
    },
    /// A table with one head row.
    Table(Table),
    /// Someone's words, set in from the margin.
    Quote(Vec<Block>),
    /// Blocks that the house style treats as one thing: the sender's address, the signature, ...
    Group {
        /// The group's name in `style.toml`.
        style: String,
        /// The blocks.
        blocks: Vec<Block>,
    },
}

/// A table. Every row has as many cells as the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Column titles.
    pub head: Vec<Vec<Inline>>,
    /// Rows of cells.
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// One alignment a column.
    pub alignment: Vec<Alignment>,
}

/// How a column's cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// Flush left.
    Left,
    /// Centred.
    Centre,
    /// Flush right, for numbers.
    Right,
}

/// A run of text within a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Words set bold.
    Strong(Vec<Inline>),
    /// Words set italic.
    Emphasis(Vec<Inline>),
    /// A line ends here, within the same paragraph.
    LineBreak,
    /// Words that lead to an address.
    Link {
        /// `https:` or `mailto:`.
        url: String,
        /// The words.
        content: Vec<Inline>,
    },
}
