//! A letter as plain data, after the words are final and before anything is measured.
//!
//! Input: rendered CommonMark, read by [`crate::markup`]. Output: consumed by [`crate::layout`] (pages) and
//! [`crate::text`] (txt, md, html). It exists so that every output format says the same words: none of them ever sees a
//! template or a case.

use chrono::NaiveDate;

/// A whole document: one letter, one send sheet, or the written parts of a packet.
#[derive(Debug, Clone, PartialEq)]
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
    /// Whether the first page has a number too, as in a packet.
    pub numbered_from_first: bool,
    /// How many pages each file takes when the document is sent in several; empty when it is one file.
    pub files: Vec<usize>,
    /// The parts; each starts on a new page.
    pub parts: Vec<Part>,
}

/// One part of a document. A plain letter has exactly one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// The part's name in the PDF outline; `None` for a document without parts.
    pub title: Option<String>,
    /// The name by which links lead to its first page.
    pub place: Option<String>,
    /// What the part holds, in reading order.
    pub blocks: Vec<Block>,
    /// Pages that follow the blocks as they are: those of an exhibit.
    pub pages: Vec<ExhibitPage>,
    /// The exhibit's own bookmarks.
    pub bookmarks: Vec<ExhibitBookmark>,
}

/// One page of an exhibit: a page of somebody else's file, or a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct ExhibitPage {
    /// Which exhibit of the packet, from zero.
    pub exhibit: usize,
    /// Which of its pages, from zero.
    pub page: usize,
    /// Its width as it shows, in points; only the proportion counts for a photo.
    pub width: f64,
    /// Its height as it shows, in points.
    pub height: f64,
    /// Whether it is a photo, which gets margins of its own.
    pub photo: bool,
    /// What its foot says: the exhibit's mark and the page's number in it.
    pub foot: String,
    /// What a reader shows as the page's number: the mark with a hyphen, and the number.
    pub label: (String, usize),
    /// What someone hears who cannot see it; none when the page has words of its own.
    pub alternative: Option<String>,
}

/// A bookmark of an exhibit's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExhibitBookmark {
    /// The words.
    pub title: String,
    /// 0 for the outermost.
    pub level: u8,
    /// Its page among the exhibit's pages, from zero.
    pub page: usize,
}

/// A drawing: lines, surfaces and words at fixed places, in points from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Across.
    pub width: f64,
    /// Down.
    pub height: f64,
    /// What it says, in words, for someone who cannot see it.
    pub alternative: String,
    /// What it is made of, from back to front.
    pub strokes: Vec<Stroke>,
}

/// One thing in a drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Stroke {
    /// A surface or a line through points.
    Path {
        /// The corners.
        points: Vec<(f64, f64)>,
        /// The shade it is filled with: 0 is black, 1 is white.
        fill: Option<f64>,
        /// Thickness and shade of its line.
        line: Option<(f64, f64)>,
    },
    /// Words on one line.
    Words {
        /// Where they begin, are centred or end.
        x: f64,
        /// Their baseline.
        y: f64,
        /// Size of the letters.
        size: f64,
        /// Whether they are bold.
        bold: bool,
        /// Shade.
        grey: f64,
        /// How they stand at `x`.
        alignment: Alignment,
        /// The words.
        text: String,
    },
}

/// A block on the page.
#[derive(Debug, Clone, PartialEq)]
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
    /// A drawing that the template asks for by name; [`crate::compose`] puts [`Block::Figure`] in its place.
    FigureNamed {
        /// The name.
        name: String,
    },
    /// A drawing.
    Figure(Figure),
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
    /// Words that lead somewhere.
    Link {
        /// Where.
        to: LinkTo,
        /// The words.
        content: Vec<Inline>,
    },
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTo {
    /// An address: `https:` or `mailto:`.
    Address(String),
    /// A place in the document, by its name (see [`Part::place`]).
    Place(String),
}
