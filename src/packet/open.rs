//! Reads the exhibits of a letter, one after the other, and says of each that cannot be bound in why and what to do.
//!
//! It exists so that no exhibit is ever left out in silence. Input: the case's rows and a [`Shelf`]. Output: a [`Packet`] or every
//! problem at once.

use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::{Digest, Sha256};

use super::{Exhibit, Packet, PageLook, Shelf, page_numbers};
use crate::case::Case;
use crate::computed;
use crate::error::{Problem, Problems};
use crate::manifest::Manifest;
use crate::pdf::Inserts;
use crate::pdf::import::{self, Imported, Refusal, Removed};
use crate::photo::{self, Kind};
use crate::style::Style;
use crate::value::Record;

/// The largest file that is taken in, in bytes.
const LARGEST: usize = 100 * 1024 * 1024;

/// All files of a letter together, in bytes. Memory stays below about three times this.
const LARGEST_TOGETHER: usize = 200 * 1024 * 1024;

/// All pages of exhibits of a letter together.
const MOST_PAGES: usize = 3_000;

/// The exhibits that go with a letter: all of a packet, or those the entry encloses. Each with its place in `[[exhibits]]`.
pub fn chosen<'a>(case: &'a Case, entry: &Record, manifest: &Manifest) -> Vec<(usize, &'a Record)> {
    let rows = case.record.rows("exhibits").iter().enumerate();
    if manifest.packet {
        return rows.collect();
    }
    let marks = entry.lines("enclosures");
    rows.filter(|(position, _)| marks.contains(&computed::exhibit_mark(*position))).collect()
}

/// Reads the exhibits of a letter; none when it has none.
///
/// # Errors
/// Every exhibit that cannot be bound in, where it stands in the case file, why, and what to do.
pub fn open(case: &Case, entry: &Record, manifest: &Manifest, shelf: &dyn Shelf, style: &Style) -> Result<Option<Packet>, Problems> {
    let chosen = chosen(case, entry, manifest);
    if chosen.is_empty() {
        return Ok(None);
    }
    let mut packet = Packet { exhibits: Vec::new(), inserts: Inserts::default(), sheets: manifest.packet };
    let mut problems = Vec::new();
    let (mut bytes_together, mut pages_together) = (0_usize, 0_usize);
    for (position, row) in chosen {
        match one(position, row, shelf, style, &mut packet.inserts, &mut bytes_together) {
            Ok(exhibit) => {
                pages_together += exhibit.pages.len();
                packet.exhibits.push(exhibit);
            }
            Err(problem) => problems.push(*problem),
        }
        if bytes_together > LARGEST_TOGETHER || pages_together > MOST_PAGES {
            let message = if pages_together > MOST_PAGES {
                format!("the exhibits have more than {MOST_PAGES} pages together")
            } else {
                "the exhibits are larger than 200 MB together".to_owned()
            };
            let help = "Nobody reads so much. Choose the pages that matter (pages = \"1-4\"), or scan with fewer dots to the inch.";
            problems.push(Problem::error("exhibit", message).help(help).at(row.span("file"), "too much from here on"));
            break;
        }
    }
    if problems.is_empty() { Ok(Some(packet)) } else { Err(case.problems.with(problems)) }
}

/// Looks whether a file can be an exhibit, and how many pages it has.
///
/// # Errors
/// Why not, and what to do.
pub fn examine(bytes: &[u8], style: &Style) -> Result<usize, (String, &'static str)> {
    if bytes.len() > LARGEST {
        return Err(("it is larger than 100 MB".to_owned(), TOO_LARGE));
    }
    match photo::kind(bytes) {
        Kind::Pdf => {
            let all = |count: usize| Some((1..=count).collect());
            let imported = catch_unwind(AssertUnwindSafe(|| import::import(bytes, Inserts::default().store(), &all)));
            let imported = imported.unwrap_or(Err(Refusal::Broken));
            imported.map(|imported| imported.pages.len()).map_err(|refusal| (refusal.to_string(), refusal.advice()))
        }
        Kind::Jpeg | Kind::Png => {
            let (standing, lying) = photo_room(style);
            let photo = catch_unwind(AssertUnwindSafe(|| photo::read(bytes, standing, lying)));
            let photo = photo.unwrap_or(Err(photo::PhotoRefusal::Broken));
            photo.map(|_| 1).map_err(|refusal| (refusal.to_string(), refusal.advice()))
        }
        Kind::Other(what) => Err((format!("it is {what}, not {KINDS}"), OTHER_KIND)),
    }
}

const TOO_LARGE: &str = "Scan it with fewer dots to the inch (200 are plenty), or print the pages that matter to a new PDF.";

const OTHER_KIND: &str = "An exhibit is a PDF, a JPEG or a PNG. Open the file in its own program and print it to a PDF; on a phone, save or send the photo as JPEG (\"Most Compatible\").";

/// The kinds of files that can be exhibits, in words.
const KINDS: &str = "a PDF, a JPEG or a PNG";

/// A problem of one exhibit, at its file.
fn problem(row: &Record, message: impl std::fmt::Display, help: &str) -> Box<Problem> {
    let file = row.words("file").unwrap_or_default();
    let message = format!("the exhibit {file} cannot be bound in: {message}");
    Box::new(Problem::error("exhibit", message).help(help).at(row.span("file"), "this file"))
}

fn one(
    position: usize,
    row: &Record,
    shelf: &dyn Shelf,
    style: &Style,
    inserts: &mut Inserts,
    together: &mut usize,
) -> Result<Exhibit, Box<Problem>> {
    let file = row.words("file").unwrap_or_default();
    let bytes = shelf.paper(file, LARGEST).map_err(|error| {
        let help = "Copy the file into a folder beside the case file and name it from there, or take this entry out of the case.";
        problem(row, error, help)
    })?;
    if bytes.len() > LARGEST {
        return Err(problem(
            row,
            "it is larger than 100 MB",
            "Scan it with fewer dots to the inch (200 are plenty), or print the pages that matter to a new PDF.",
        ));
    }
    *together += bytes.len();
    let digest = Sha256::digest(&bytes);
    let mark = computed::exhibit_mark(position);
    let title = crate::wording::quotes::curl(row.words("title").unwrap_or_default());
    let mut exhibit =
        Exhibit { mark, position, title, pages: Vec::new(), whole: 1, photo: false, bookmarks: Vec::new(), removed: Removed::default() };
    match photo::kind(&bytes) {
        Kind::Pdf => {
            let imported = pdf(row, &bytes, inserts)?;
            let looks = imported.pages.iter().map(|page| PageLook { width: page.width, height: page.height, has_words: page.has_words });
            exhibit.pages = looks.collect();
            exhibit.whole = imported.whole;
            exhibit.bookmarks = imported.bookmarks.clone();
            exhibit.removed = imported.removed.clone();
            inserts.add_pages(imported, &digest);
        }
        Kind::Jpeg | Kind::Png => {
            let (standing, lying) = photo_room(style);
            let read = catch_unwind(AssertUnwindSafe(|| photo::read(&bytes, standing, lying)));
            let photo = read.unwrap_or(Err(photo::PhotoRefusal::Broken)).map_err(|refusal| problem(row, &refusal, refusal.advice()))?;
            if let Some(written) = row.words("pages")
                && page_numbers(written, 1).is_none()
            {
                let refusal = Refusal::Range { pages: 1 };
                return Err(problem(row, &refusal, "A photo is one page: leave `pages` out."));
            }
            let (width, height) = photo.shown();
            exhibit.pages = vec![PageLook { width: f64::from(width), height: f64::from(height), has_words: false }];
            exhibit.photo = true;
            exhibit.removed.metadata = true;
            inserts.add_photo(&photo, &digest);
        }
        Kind::Other(what) => {
            return Err(problem(row, format!("it is {what}, not {KINDS}"), OTHER_KIND));
        }
    }
    Ok(exhibit)
}

fn pdf(row: &Record, bytes: &[u8], inserts: &mut Inserts) -> Result<Imported, Box<Problem>> {
    let wanted = |count: usize| match row.words("pages") {
        Some(written) => page_numbers(written, count),
        None => Some((1..=count).collect()),
    };
    // Somebody else's file may be wrong in a way that nobody thought of.
    let imported = catch_unwind(AssertUnwindSafe(|| import::import(bytes, inserts.store(), &wanted)));
    imported.unwrap_or(Err(Refusal::Broken)).map_err(|refusal| problem(row, &refusal, refusal.advice()))
}

/// The room for a photo that stands and for one that lies, in points.
fn photo_room(style: &Style) -> ((f64, f64), (f64, f64)) {
    let (short, long) = (style.paper.width.get().min(style.paper.height.get()), style.paper.width.get().max(style.paper.height.get()));
    let (margin, strip) = (style.exhibit.photo_margin.get(), style.exhibit.strip.get());
    let room = |across: f64, up: f64| (across - 2.0 * margin, up - margin - strip);
    (room(short, long), room(long, short))
}
