//! One letter to PDFs: pages made until the numbers in its words are theirs, then written whole or in several files.
//!
//! It exists because a page number is known only when the pages are, and moves them when it is printed. Input: a [`Letter`] and, if it
//! has exhibits, its [`Packet`]. Output: the composed words and the finished PDFs, or why there are none.

use serde_json::Value as Json;

use crate::case::Case;
use crate::compose::{self, Bound, Composed};
use crate::document::Document;
use crate::error::{Error, Problem};
use crate::layout::{self, LayoutError, Pages, Typesetter};
use crate::letter::Letter;
use crate::library::Library;
use crate::packet::{Numbers, Packet, split};
use crate::pdf::{self, Inserts, Meta};
use crate::value::{Entry, Record, Value};
use crate::write::{MEGABYTE, Reason, Request};

/// A PDF with the number of its pages.
pub(crate) struct Pdf {
    pub(crate) bytes: Vec<u8>,
    pub(crate) pages: usize,
}

/// How often pages are made until the numbers printed are those of the pages: twice in nearly all cases.
const ROUNDS: usize = 8;

/// How often a packet is cut anew when a file came out larger than was reckoned.
const CUTS: usize = 8;

/// What making a letter takes, in one place.
pub(crate) struct Maker<'a, 'fonts> {
    pub(crate) case: &'a Case,
    pub(crate) letter: &'a Letter<'a>,
    /// What its templates see; given away when nothing is bound and the words are made only once.
    pub(crate) facts: Json,
    pub(crate) library: &'a Library,
    pub(crate) request: &'a Request,
    pub(crate) typesetter: &'a mut Typesetter<'fonts>,
}

impl Maker<'_, '_> {
    /// The words of the letter, its send sheet and its page of names.
    pub(crate) fn composed(&mut self, bound: Option<&Bound<'_>>) -> Result<Composed, Reason> {
        let language = self.case.record.words("language").unwrap_or("en");
        let facts = if bound.is_some() { self.facts.clone() } else { std::mem::take(&mut self.facts) };
        compose::compose(self.letter, facts, self.library, language, self.request.draft, bound).map_err(Reason::Other)
    }

    /// A letter with its exhibits, in one file or, when that would be too large, in several.
    pub(crate) fn bound(&mut self, mut packet: Packet) -> Result<(Composed, Vec<Pdf>), Reason> {
        let Some(limit) = self.request.split else {
            let (composed, pages) = self.numbered(&packet, None)?;
            let pdf = self.written(&composed.letter, &pages, &mut packet.inserts)?;
            return Ok((composed, vec![pdf]));
        };
        let mut reckoned = limit;
        for _ in 0..CUTS {
            let (composed, pages) = self.numbered(&packet, Some(reckoned))?;
            let files = pages.files.len();
            let mut pdfs = Vec::with_capacity(files);
            for index in 0..files {
                let mut document = composed.letter.clone();
                if files > 1 {
                    document.title = format!("{} (part {} of {files})", document.title, index + 1);
                    pdfs.push(self.written(&document, &pages.file(index), &mut packet.inserts)?);
                } else {
                    pdfs.push(self.written(&document, &pages, &mut packet.inserts.clone())?);
                }
            }
            if pdfs.iter().all(|pdf| pdf.bytes.len() <= limit) {
                return Ok((composed, pdfs));
            }
            reckoned = reckoned / 100 * 93;
        }
        Err(Reason::Other(Error::Request(format!("the exhibits cannot be cut into files of {} MB; allow larger ones", limit / MEGABYTE))))
    }

    /// Makes pages until the numbers in the words are those of the pages.
    fn numbered(&mut self, packet: &Packet, limit: Option<usize>) -> Result<(Composed, Pages), Reason> {
        let mut numbers = Numbers::default();
        for _ in 0..ROUNDS {
            let composed = self.composed(Some(&Bound { packet, numbers: &numbers }))?;
            let pages = self.pages(&composed.letter)?;
            let files = match limit {
                Some(limit) => self.cut(packet, &pages, limit)?,
                None => Vec::new(),
            };
            let found = Numbers::of(&pages, files);
            if found == numbers {
                self.citations(packet, &composed)?;
                return Ok((composed, pages));
            }
            numbers = found;
        }
        Err(Reason::Other(Error::Internal("the page numbers of a packet do not come to rest".to_owned())))
    }

    /// How many pages each file takes; none when all fit into one.
    fn cut(&self, packet: &Packet, pages: &Pages, limit: usize) -> Result<Vec<usize>, Reason> {
        let weights = packet.inserts.weights(pages);
        let begins: Vec<usize> = pages.places.values().copied().collect();
        let files = split::plan(&weights, &begins, limit).map_err(|large| {
            let label = pages.pages.get(large.page).and_then(|page| page.foot.clone()).unwrap_or_default();
            Reason::Other(Error::Request(format!(
                "one page alone ({label}) takes {:.1} MB, more than the {} MB of --split-mb; scan it with fewer dots to the inch, or allow larger files",
                large.bytes as f64 / MEGABYTE as f64,
                limit / MEGABYTE
            )))
        })?;
        Ok(if files.len() > 1 { files } else { Vec::new() })
    }

    /// A packet that names an exhibit which is not there would be laid aside by whoever looks for it.
    fn citations(&self, packet: &Packet, composed: &Composed) -> Result<(), Reason> {
        let unknown = composed.cited.iter().find(|mark| packet.exhibits.iter().all(|exhibit| exhibit.mark != **mark));
        let Some(mark) = unknown.filter(|_| packet.sheets) else { return Ok(()) };
        let problem = Problem::error("exhibit", format!("the words of this packet name Exhibit {mark}, and there is no such exhibit"))
            .help("Add the paper to [[exhibits]], or change the words.");
        let problem = match find_words(&self.case.record, &format!("Exhibit {mark}"), "") {
            Some((path, span)) => problem.at(span, format!("in `{path}`")),
            None => problem,
        };
        Err(Reason::Case(self.case.problems.with(vec![problem])))
    }

    fn pages(&mut self, document: &Document) -> Result<Pages, Reason> {
        layout::paginate(document, &self.library.style, self.typesetter).map_err(|error| layout_reason(&error, self.case))
    }

    /// A document by itself.
    pub(crate) fn pdf(&mut self, document: &Document) -> Result<Pdf, Reason> {
        let pages = self.pages(document)?;
        self.written(document, &pages, &mut Inserts::default())
    }

    fn written(&self, document: &Document, pages: &Pages, inserts: &mut Inserts) -> Result<Pdf, Reason> {
        let mut meta = Meta::of(document);
        // PDF/A forbids locking a file, so a locked one does not claim to be it.
        meta.archival = self.request.password.is_none();
        let internal = |error: pdf::PdfError| Reason::Other(Error::Internal(error.to_string()));
        let bytes = pdf::write(pages, &meta, &self.library.fonts, inserts).map_err(internal)?;
        let bytes = match &self.request.password {
            Some(password) => pdf::encrypt(&bytes, password).map_err(internal)?,
            None => bytes,
        };
        Ok(Pdf { bytes, pages: pages.pages.len() })
    }
}

/// A character without a glyph is the case's; anything else is ours.
fn layout_reason(error: &LayoutError, case: &Case) -> Reason {
    let LayoutError::MissingGlyph { character, .. } = error else {
        return Reason::Other(Error::Internal(error.to_string()));
    };
    let message = format!("no built-in letter shape exists for the character '{character}' (U+{:04X})", u32::from(*character));
    let problem = Problem::error("character", message)
        .help("Write it with other letters, or leave it out. A letter never shows a box or a question mark in its place.");
    let problem = match find_character(&case.record, *character, "") {
        Some((path, span)) => problem.at(span, format!("in `{path}`")),
        None => problem,
    };
    Reason::Case(case.problems.with(vec![problem]))
}

/// Where in a case a character stands.
fn find_character(record: &Record, character: char, path: &str) -> Option<(String, std::ops::Range<usize>)> {
    find_words(record, character.encode_utf8(&mut [0; 4]), path)
}

/// Where in a case words stand.
fn find_words(record: &Record, words: &str, path: &str) -> Option<(String, std::ops::Range<usize>)> {
    record.entries.iter().find_map(|(key, entry)| in_entry(entry, words, &crate::fact::join(path, key)))
}

fn in_entry(entry: &Entry, words: &str, path: &str) -> Option<(String, std::ops::Range<usize>)> {
    let here = || Some((path.to_owned(), entry.span.clone()));
    match &entry.value {
        Value::Name(text) | Value::Text(text) if text.contains(words) => here(),
        Value::Narrative(paragraphs) if paragraphs.iter().any(|paragraph| paragraph.contains(words)) => here(),
        Value::List(items) => items.iter().find_map(|item| in_entry(item, words, path)),
        Value::Table(table) => find_words(table, words, path),
        Value::Rows(rows) => rows.iter().find_map(|row| find_words(row, words, path)),
        _ => None,
    }
}
