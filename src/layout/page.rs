//! Finished pages as plain data: what stands where, and which words it says.
//!
//! It exists so that layout can be tested without a PDF, and a PDF written without measuring anything. Input: made by
//! [`crate::layout::paginate`]. Output: read by [`crate::pdf::write`]. Positions are in points from the lower left
//! corner of the page, rounded to 0.01.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::fonts::FaceId;
use crate::layout::structure::{Element, ElementId};
use crate::layout::words::Words;

/// Everything that is laid out: pages, and what their contents mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Pages {
    /// The pages in order; at least one.
    pub pages: Vec<Page>,
    /// The structure elements in reading order; the first is the document itself.
    pub elements: Vec<Element>,
    /// Headings and titles of parts, for the outline; empty for short documents.
    pub bookmarks: Vec<Bookmark>,
    /// Where the named places are: the page, counted from 0.
    pub places: BTreeMap<String, usize>,
    /// How many pages each file takes; one number for a document that is one file.
    pub files: Vec<usize>,
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Counted from 1 over the whole document.
    pub number: usize,
    /// Width in points.
    pub width: f64,
    /// Height in points.
    pub height: f64,
    /// What stands on the page, in reading order.
    pub items: Vec<Item>,
    /// For a page of an exhibit: what its foot says at the left.
    pub foot: Option<String>,
    /// For a page of an exhibit: its mark with a hyphen, and its number in it, as a reader shows the page's number.
    pub label: Option<(String, usize)>,
}

/// A thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A run of glyphs of one face and size.
    Text(Text),
    /// A horizontal line.
    Rule(Rule),
    /// A surface or line of a drawing.
    Path(Path),
    /// A page of an exhibit.
    Exhibit(PlacedExhibit),
}

/// A run of glyphs on one baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Left end of the baseline.
    pub x: f64,
    /// Height of the baseline.
    pub y: f64,
    /// Size of the letters in points.
    pub size: f64,
    /// The face.
    pub face: FaceId,
    /// Shade: 0 is black, 1 is white.
    pub grey: f64,
    /// Degrees turned to the left about the start of the baseline; 0 for all text but the mark of a draft.
    pub turn: f64,
    /// What the run belongs to.
    pub owner: Owner,
    /// The words, the space at a soft line break included.
    pub words: Rc<Words>,
}

/// One glyph. Lengths are in thousandths of an em.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Number in the face.
    pub id: u16,
    /// How far the pen moves, kerning included.
    pub advance: i16,
    /// Moves this glyph alone to the right.
    pub x_offset: i16,
    /// Moves this glyph alone up.
    pub y_offset: i16,
    /// How many bytes of the run's text begin to be shown by this glyph; 0 for a glyph that adds to the one before.
    pub bytes: u32,
}

/// A horizontal line, centred on `y`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Left end.
    pub x: f64,
    /// Height of its middle.
    pub y: f64,
    /// Length.
    pub length: f64,
    /// Thickness.
    pub thickness: f64,
    /// Shade: 0 is black, 1 is white.
    pub grey: f64,
}

/// A surface or a line of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The corners.
    pub points: Vec<(f64, f64)>,
    /// The shade it is filled with.
    pub fill: Option<f64>,
    /// Thickness and shade of its line.
    pub line: Option<(f64, f64)>,
    /// The drawing it belongs to.
    pub owner: ElementId,
}

/// A page of an exhibit where it stands on ours.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedExhibit {
    /// Which exhibit, from zero.
    pub exhibit: usize,
    /// Which of its pages, from zero.
    pub page: usize,
    /// Left edge.
    pub x: f64,
    /// Lower edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Its element.
    pub owner: ElementId,
}

/// What a run of text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A structure element, so part of what the document says.
    Element(ElementId),
    /// The page, not the document: assistive technology passes over it.
    Artifact(Artifact),
}

/// Kinds of text that is not part of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Artifact {
    /// The line at the foot of the page.
    Foot,
    /// A table's head, said again on the next page.
    RepeatedHead,
    /// The mark of a draft.
    Draft,
}

/// An entry of the outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookmark {
    /// The words.
    pub title: String,
    /// 0 for a part, 1 and 2 for headings.
    pub level: u8,
    /// The page, counted from 0.
    pub page: usize,
    /// The height on that page to show at the top of the window.
    pub y: f64,
}

impl Pages {
    /// The pages of one of its files, counted from 0, as pages of their own: numbers stay, and what leads to other files leads nowhere.
    pub fn file(&self, index: usize) -> Pages {
        let first: usize = self.files.iter().take(index).sum();
        let count = self.files.get(index).copied().unwrap_or(self.pages.len());
        let inside = |page: usize| (first..first + count).contains(&page);
        Pages {
            pages: self.pages.iter().skip(first).take(count).cloned().collect(),
            elements: self.elements.clone(),
            bookmarks: self
                .bookmarks
                .iter()
                .filter(|mark| inside(mark.page))
                .map(|mark| Bookmark { page: mark.page - first, ..mark.clone() })
                .collect(),
            places: self.places.iter().filter(|(_, page)| inside(**page)).map(|(place, page)| (place.clone(), page - first)).collect(),
            files: self.files.clone(),
        }
    }
}

impl Text {
    /// Width in points, the trailing space included.
    pub fn width(&self) -> f64 {
        self.words.width() as f64 * self.size / 1000.0
    }
}

impl Page {
    /// The words of the page, line by line from top to bottom, for tests. Words that stand apart on one line, such as
    /// the cells of a table, are separated by two spaces.
    pub fn lines(&self) -> Vec<String> {
        let mut runs: Vec<&Text> = self
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Text(text) => Some(text),
                Item::Rule(_) | Item::Path(_) | Item::Exhibit(_) => None,
            })
            .collect();
        runs.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
        let mut lines: Vec<String> = Vec::new();
        let mut last: Option<(f64, f64)> = None;
        for run in runs {
            match (last, lines.last_mut()) {
                (Some((y, end)), Some(line)) if y == run.y => {
                    if run.x - end > run.size * 0.1 {
                        line.truncate(line.trim_end().len());
                        line.push_str("  ");
                    }
                    line.push_str(run.words.text());
                }
                _ => lines.push(run.words.text().to_owned()),
            }
            last = Some((run.y, run.x + run.width()));
        }
        for line in &mut lines {
            line.truncate(line.trim_end().len());
        }
        lines
    }
}

/// A length as pages hold it: hundredths of a point are finer than any printer, and short in the file.
pub(crate) fn rounded(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}
