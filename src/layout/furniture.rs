//! What stands on pages besides the document: the foot, and the mark of a draft.
//!
//! It exists because both are known only when all pages are. Input: finished pages. Output: the same pages with more
//! items, all artifacts; nothing that was there moves.

use crate::document::{Document, Inline};
use crate::fonts::FaceStyle;
use crate::layout::LayoutError;
use crate::layout::flow::lines;
use crate::layout::inline::Prose;
use crate::layout::page::{Artifact, Item, Owner, Page, Text, rounded};
use crate::layout::paragraph::Line;
use crate::layout::typesetter::Typesetter;
use crate::style::{Style, Words};

/// Between the running foot and the page's number at the least, in points.
const FOOT_GAP: f64 = 18.0;

/// Adds the feet, and the mark to every page of a draft.
pub(crate) fn furnish(pages: &mut [Page], document: &Document, style: &Style, typesetter: &mut Typesetter<'_>) -> Result<(), LayoutError> {
    let Some(words) = style.words(&document.language) else { return Ok(()) };
    if document.draft {
        mark_draft(pages, words, style, typesetter)?;
    }
    let total = pages.len();
    for page in pages.iter_mut() {
        let number = number_words(page.number, total, &document.files, words);
        match page.foot.clone() {
            Some(mark) if document.draft => add_exhibit_foot(page, format!("{} · {mark}", words.draft), number, style, typesetter)?,
            Some(mark) => add_exhibit_foot(page, mark, number, style, typesetter)?,
            None if page.number > 1 || document.numbered_from_first => {
                let (left, right) = (style.margins.left.get(), style.margins.left.get() + style.measure());
                let place = Foot { left, right, y: style.foot.baseline.get(), size: style.foot.size.get(), grey: style.foot.grey.get() };
                add_foot(page, &place, document.running_foot.trim().to_owned(), number, typesetter)?;
            }
            None => {}
        }
    }
    Ok(())
}

/// "Page 3 of 12", and in which of several files.
fn number_words(number: usize, total: usize, files: &[usize], words: &Words) -> String {
    let filled = |pattern: &str, x: usize, y: usize| pattern.replace("{x}", &x.to_string()).replace("{y}", &y.to_string());
    let page = filled(&words.page, number, total);
    if files.len() < 2 {
        return page;
    }
    let mut end = 0;
    let file = files.iter().position(|count| {
        end += count;
        number <= end
    });
    format!("{page} · {}", filled(&words.file, file.unwrap_or(0) + 1, files.len()))
}

/// Where a foot stands, and how it looks.
struct Foot {
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    grey: f64,
}

/// The marks of an exhibit's page: black, because they are cited.
fn add_exhibit_foot(
    page: &mut Page,
    mark: String,
    number: String,
    style: &Style,
    typesetter: &mut Typesetter<'_>,
) -> Result<(), LayoutError> {
    let (margin, y, size) = (style.exhibit.margin.get(), style.exhibit.baseline.get(), style.exhibit.size.get());
    let place = Foot { left: margin, right: page.width - margin, y, size, grey: 0.0 };
    add_foot(page, &place, mark, number, typesetter)
}

fn add_foot(page: &mut Page, place: &Foot, running: String, number: String, typesetter: &mut Typesetter<'_>) -> Result<(), LayoutError> {
    let number = one_line(number, place.size, f64::INFINITY, FaceStyle::default(), typesetter)?;
    let room = place.right - place.left - number.width - FOOT_GAP;
    let running = one_line(running, place.size, room, FaceStyle::default(), typesetter)?;
    let right = place.right - number.width;
    page.items.extend(items(running, place.left, place.y, place.size, place.grey, Artifact::Foot));
    page.items.extend(items(number, right, place.y, place.size, place.grey, Artifact::Foot));
    Ok(())
}

/// The mark stands behind the text from the lower left to the upper right, so that it cannot be cut off a copy.
fn mark_draft(pages: &mut [Page], words: &Words, style: &Style, typesetter: &mut Typesetter<'_>) -> Result<(), LayoutError> {
    let bold = FaceStyle { bold: true, italic: false };
    let measured = one_line(words.draft.clone(), 100.0, f64::INFINITY, bold, typesetter)?;
    if measured.width <= 0.0 {
        return Ok(());
    }
    let (width, height) = (style.paper.width.get(), style.paper.height.get());
    let longest = style.measure().hypot(style.text_height()) * 0.8;
    let size = style.draft.size.get().min(longest * 100.0 / measured.width);
    let length = measured.width * size / 100.0;
    let turn = 52.0_f64;
    let (sine, cosine) = (SINE, COSINE);
    // Half a capital's height to the right and down, so that the letters' middle is on the diagonal.
    let half = 0.33 * size;
    let x = width / 2.0 - cosine * length / 2.0 + sine * half;
    let y = height / 2.0 - sine * length / 2.0 - cosine * half;
    // An exhibit would hide the mark or be hidden by it: its foot says it.
    for page in pages.iter_mut().filter(|page| page.foot.is_none()) {
        let mut mark = items(measured.clone(), x, y, size, style.draft.grey.get(), Artifact::Draft);
        for item in &mut mark {
            if let Item::Text(text) = item {
                text.turn = turn;
            }
        }
        mark.append(&mut page.items);
        page.items = mark;
    }
    Ok(())
}

/// Sine of 52 degrees: written out because library functions differ in the last digit from machine to machine.
const SINE: f64 = 0.788_010_753_6;
/// Cosine of 52 degrees.
const COSINE: f64 = 0.615_661_475_3;

/// As many whole words as fit, with an ellipsis if not all do.
fn one_line(text: String, size: f64, room: f64, style: FaceStyle, typesetter: &mut Typesetter<'_>) -> Result<Line, LayoutError> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let mut cut = false;
    loop {
        let shown = if cut { format!("{} …", words.join(" ")) } else { words.join(" ") };
        let prose = Prose::new(&[Inline::Text(shown)], style);
        // No line break was asked for, so it is one line or none.
        let line = lines(&prose, size, [f64::INFINITY; 2], typesetter)?.first().cloned();
        let line = line.unwrap_or_default();
        if line.width <= room || words.is_empty() {
            return Ok(line);
        }
        words.pop();
        cut = true;
    }
}

fn items(line: Line, left: f64, y: f64, size: f64, grey: f64, artifact: Artifact) -> Vec<Item> {
    line.runs
        .into_iter()
        .map(|run| {
            Item::Text(Text {
                x: rounded(left + run.x),
                y: rounded(y),
                size: rounded(size),
                face: run.face,
                grey,
                turn: 0.0,
                owner: Owner::Artifact(artifact),
                words: run.words,
            })
        })
        .collect()
}
