//! Documents as text: for mail and terminals, for editors, for browsers.
//!
//! Why: not everyone wants a PDF. A letter pasted into a school's portal, read aloud by a browser or kept in a folder of
//! notes must hold the same words as the printed one, so all formats are made from the same [`Document`]. Input: a
//! document. Output: one string per format; writing it to disk is somebody else's job.

mod html;
mod markdown;
mod plain;
#[cfg(test)]
mod tests;

use crate::document::{Block, Document, Inline, Part};

/// What every format shows on top of a draft.
const DRAFT: &str = "DRAFT";

/// The document as plain text, wrapped to `width` columns, for mail and terminals.
///
/// A word (an address, say) that is wider than the line stands out rather than being cut.
pub fn plain(document: &Document, width: usize) -> String {
    plain::document(document, width)
}

/// The document as CommonMark with tables. [`crate::markup::parse`] reads each part back as the same blocks, groups aside.
pub fn markdown(document: &Document) -> String {
    markdown::document(document)
}

/// The document as one HTML file that loads nothing and runs nothing.
pub fn html(document: &Document) -> String {
    html::document(document)
}

/// Every paragraph, heading, list item and table cell as one line, in reading order: the words without any setting.
pub fn runs(document: &Document) -> Vec<String> {
    runs_of(&document.parts)
}

/// The same for some parts.
pub fn runs_of(parts: &[Part]) -> Vec<String> {
    let mut lines = Vec::new();
    parts.iter().for_each(|part| collect(&part.blocks, &mut lines));
    lines
}

fn collect(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph(content) => lines.extend(words(content, '\n').split('\n').map(str::to_owned)),
            Block::List { items, .. } => items.iter().for_each(|item| collect(item, lines)),
            Block::Quote(inner) | Block::Group { blocks: inner, .. } => collect(inner, lines),
            Block::Figure(figure) => lines.push(figure.alternative.clone()),
            Block::FigureNamed { .. } => {}
            Block::Table(table) => {
                lines.extend(table.head.iter().map(|cell| words(cell, '\n')));
                lines.extend(table.rows.iter().flatten().map(|cell| words(cell, '\n')));
            }
        }
    }
}

/// The words alone, marks and line breaks gone.
fn words(inlines: &[Inline], line_break: char) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(run) => text.push_str(run),
            Inline::LineBreak => text.push(line_break),
            Inline::Strong(content) | Inline::Emphasis(content) | Inline::Link { content, .. } => {
                text.push_str(&words(content, line_break));
            }
        }
    }
    text
}
