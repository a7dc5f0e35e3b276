//! Rendered CommonMark to blocks: the only place that knows a markup language.
//!
//! Why: template authors write CommonMark, every output format reads [`Block`]s. What a letter may hold is deliberately
//! small, and anything outside it is an error with a line number instead of a surprise on paper. [`escape()`] is the other
//! half of the promise: whatever a family typed comes through as the same plain words, never as markup.
//!
//! Input: the [`Markup`] a template gave. Output: the blocks of one [`Part`](crate::document::Part), for
//! `layout` and [`text`](crate::text).

mod constructs;
mod escape;
mod reader;
#[cfg(test)]
mod tests;

use thiserror::Error;

use crate::document::Block;

pub use escape::{escape, is_blank, normalise};

/// A template's output, before it is parsed: CommonMark with tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Markup(pub String);

/// Why a rendered template cannot be set. Always the template's fault: typed text is escaped before it gets here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MarkupError {
    /// A construct that letters do not have.
    #[error("line {line}: {construct} cannot be set in a letter")]
    Unsupported {
        /// The construct, with its article: "an image".
        construct: &'static str,
        /// Counted from 1 in the rendered text.
        line: usize,
    },
    /// A link that leads anywhere but to a secure page or a mailbox.
    #[error("line {line}: the link to \"{url}\" does not begin with https: or mailto:")]
    Address {
        /// Where the link leads.
        url: String,
        /// Counted from 1 in the rendered text.
        line: usize,
    },
    /// `*`, `_` or a backquote that marks nothing, so that it would be printed.
    #[error("line {line}: \"{mark}\" marks nothing here and would be printed; write \"\\{mark}\" if it should be")]
    Stray {
        /// The character.
        mark: char,
        /// Counted from 1 in the rendered text.
        line: usize,
    },
    /// A table row with more cells than the head: the rest would be lost.
    #[error("line {line}: this table row has more cells than the table's head")]
    TooManyCells {
        /// Counted from 1 in the rendered text.
        line: usize,
    },
    /// Lists in lists in quotes, without end.
    #[error("line {line}: lists, quotes and marks are nested more than {limit} deep")]
    TooDeep {
        /// How deep is allowed.
        limit: usize,
        /// Counted from 1 in the rendered text.
        line: usize,
    },
}

impl MarkupError {
    /// The line of the rendered text at fault, counted from 1.
    pub fn line(&self) -> usize {
        match self {
            Self::Unsupported { line, .. }
            | Self::Address { line, .. }
            | Self::Stray { line, .. }
            | Self::TooManyCells { line }
            | Self::TooDeep { line, .. } => *line,
        }
    }
}

/// Reads rendered CommonMark into blocks.
///
/// Headings 1 to 3, paragraphs, hard breaks, strong, emphasis, lists, quotes, tables, and links to `https:` and `mailto:`.
/// Quotation marks and dashes stay as they are written.
///
/// # Errors
/// The first construct that is not in that list, with its line.
pub fn parse(markup: &Markup) -> Result<Vec<Block>, MarkupError> {
    reader::Reader::new(&markup.0).document()
}
