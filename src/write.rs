//! The straight line for one case: bytes in, finished letters out. Nothing is read or saved here.
//!
//! Input: a case file's bytes, the [`Library`], what is asked for, today. Output: [`Made`] letters or the problems that stopped
//! them. [`crate::run`] walks it over many cases and saves what it gives.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;

use crate::case::Case;
use crate::cli::Format;
use crate::compose::{self, Bound, Composed};
use crate::document::Document;
use crate::error::{Error, Problem, Problems};
use crate::layout::{self, LayoutError, Pages, Typesetter};
use crate::letter;
use crate::letter_data;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::packet::{self, Numbers, Packet, Shelf, split};
use crate::pdf::{self, Inserts, Meta};
use crate::text;
use crate::value::{Entry, Record, Value};

/// What is asked for, for every letter alike.
#[derive(Debug, Clone)]
pub struct Request {
    /// Only these kinds; empty means the case's own list.
    pub kinds: Vec<String>,
    /// The formats.
    pub formats: Vec<Format>,
    /// Whether pages say DRAFT.
    pub draft: bool,
    /// The password that locks PDFs.
    pub password: Option<String>,
    /// The most bytes a PDF may have; a larger one is written in several files.
    pub split: Option<usize>,
    /// The day that "today" means.
    pub today: NaiveDate,
}

/// One file of a letter.
#[derive(Clone)]
pub struct MadeFile {
    /// Its name inside the case's folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it is the letter (and not its send sheet).
    pub is_letter: bool,
}

/// One letter, made.
pub struct Made {
    /// Its kind.
    pub kind: String,
    /// Its date.
    pub date: NaiveDate,
    /// Its pages, when it was set on pages.
    pub pages: usize,
    /// Its files.
    pub files: Vec<MadeFile>,
    /// What would make it stronger.
    pub warnings: Problems,
}

/// One letter that could not be made.
pub struct Unmade {
    /// Its kind, when the case could be read far enough to know.
    pub kind: String,
    /// Its date, the same.
    pub date: Option<NaiveDate>,
    /// Why.
    pub reason: Reason,
}

/// Why a letter could not be made.
pub enum Reason {
    /// Something in the case.
    Case(Problems),
    /// Something in the templates, or our own mistake.
    Other(Error),
}

impl Reason {
    /// One line for a report, without anything the case says.
    pub fn summary(&self) -> String {
        match self {
            Self::Case(problems) => problems.summary(),
            Self::Other(error) => error.to_string(),
        }
    }
}

/// The letters asked of a case.
pub struct Asked<'a> {
    /// Those to make, each with its kind.
    pub entries: Vec<(Record, &'a Manifest)>,
    /// Those of the case's own list that are on the record as sent: kind and date. What was sent stays as it was.
    pub sent: Vec<(String, NaiveDate)>,
}

/// The letters asked of a case: its own entries that were not sent yet, or those of the kinds asked for.
///
/// # Errors
/// The case names no letter and none is asked for.
pub fn entries<'a>(case: &Case, request: &Request, library: &'a Library) -> Result<Asked<'a>, Problems> {
    let own = case.record.rows("letters");
    let mut asked = Asked { entries: Vec::new(), sent: Vec::new() };
    if request.kinds.is_empty() {
        let now = own.iter().filter(|entry| entry.boolean(letter_data::LATER) != Some(true));
        for (entry, manifest) in now.filter_map(|entry| Some((entry, library.kind(entry.words("kind")?)?))) {
            match was_sent(case, entry) {
                Some(day) => asked.sent.push((manifest.id.to_string(), day)),
                None => asked.entries.push((entry.clone(), manifest)),
            }
        }
    }
    for kind in &request.kinds {
        let Some(manifest) = library.kind(kind) else { continue };
        let of_kind: Vec<&Record> = own.iter().filter(|entry| entry.words("kind") == Some(kind)).collect();
        if of_kind.is_empty() {
            let mut entry = Record::default();
            entry.entries.insert("kind".to_owned(), Entry { value: Value::Name(kind.clone()), span: 0..0 });
            asked.entries.push((entry, manifest));
        }
        asked.entries.extend(of_kind.into_iter().map(|entry| (entry.clone(), manifest)));
    }
    if asked.entries.is_empty() && asked.sent.is_empty() {
        let problem = Problem::error("no-letters", "this case names no letter to write")
            .help("Add for example:\n[[letters]]\nkind = \"eval-initial\"\nor ask for one: inwriting write CASE.toml -l eval-initial");
        return Err(case.problems.with(vec![problem]));
    }
    Ok(asked)
}

/// The date of an entry whose letter is on the record as sent.
fn was_sent(case: &Case, entry: &Record) -> Option<NaiveDate> {
    let date = entry.date("date")?;
    let same = |row: &Record| row.words("kind") == entry.words("kind") && row.date("dated").or_else(|| row.date("date")) == Some(date);
    case.record.rows("sent").iter().any(same).then_some(date)
}

/// Makes one letter. A mistake of ours in one letter never stops the others.
///
/// # Errors
/// Why it could not be made.
pub fn make(
    case: &Case,
    entry: &Record,
    manifest: &Manifest,
    library: &Library,
    request: &Request,
    shelf: &dyn Shelf,
    typesetter: &mut Typesetter<'_>,
) -> Result<Made, Unmade> {
    let date = entry.date("date").unwrap_or(request.today);
    let unmade = |reason| Unmade { kind: manifest.id.to_string(), date: Some(date), reason };
    let made = catch_unwind(AssertUnwindSafe(|| made(case, entry, manifest, library, request, shelf, typesetter)));
    match made {
        Ok(result) => result.map_err(unmade),
        Err(_) => Err(unmade(Reason::Other(Error::Internal(format!("while making the letter {}", manifest.id))))),
    }
}

fn made(
    case: &Case,
    entry: &Record,
    manifest: &Manifest,
    library: &Library,
    request: &Request,
    shelf: &dyn Shelf,
    typesetter: &mut Typesetter<'_>,
) -> Result<Made, Reason> {
    let (letter, warnings) = letter::build(case, entry, manifest, library, request.today).map_err(Reason::Case)?;
    let stem = format!("{}-{}", letter.date.format("%Y-%m-%d"), manifest.id);
    let packet = if request.formats.contains(&Format::Pdf) {
        packet::open(case, entry, manifest, shelf, &library.style).map_err(Reason::Case)?
    } else {
        None
    };
    let mut maker = Maker { case, letter: &letter, library, request, typesetter };
    let (composed, mut pdfs) = match packet {
        Some(packet) => maker.bound(packet)?,
        None => {
            let composed = maker.composed(None)?;
            let pdfs = if request.formats.contains(&Format::Pdf) { vec![maker.pdf(&composed.letter)?] } else { Vec::new() };
            (composed, pdfs)
        }
    };
    let mut files = Vec::new();
    let mut pages = 0;
    for format in &request.formats {
        if *format == Format::Pdf {
            let count = pdfs.len();
            // Given away, not copied: a packet may be large.
            for (index, pdf) in std::mem::take(&mut pdfs).into_iter().enumerate() {
                let name = if count == 1 { format!("{stem}.pdf") } else { format!("{stem}-part-{}-of-{count}.pdf", index + 1) };
                pages += pdf.pages;
                files.push(MadeFile { name, bytes: pdf.bytes, is_letter: true });
            }
            let sheet = maker.pdf(&composed.send_sheet)?;
            files.push(MadeFile { name: format!("{stem}-send-sheet.pdf"), bytes: sheet.bytes, is_letter: false });
            if let Some(names) = &composed.names {
                let bytes = maker.pdf(names)?.bytes;
                files.push(MadeFile { name: format!("{stem}-names.pdf"), bytes, is_letter: false });
            }
        } else {
            let mut documents = vec![(&composed.letter, stem.clone(), true), (&composed.send_sheet, format!("{stem}-send-sheet"), false)];
            documents.extend(composed.names.as_ref().map(|names| (names, format!("{stem}-names"), false)));
            for (document, stem, is_letter) in documents {
                let text = match format {
                    Format::Md => text::markdown(document),
                    Format::Txt => text::plain(document, TEXT_WIDTH),
                    Format::Html | Format::Pdf => text::html(document),
                };
                files.push(MadeFile { name: format!("{stem}.{}", format.ending()), bytes: text.into_bytes(), is_letter });
            }
        }
    }
    Ok(Made { kind: manifest.id.to_string(), date: letter.date, pages, files, warnings })
}

/// A PDF with the number of its pages.
struct Pdf {
    bytes: Vec<u8>,
    pages: usize,
}

/// How often pages are made until the numbers printed are those of the pages: twice in nearly all cases.
const ROUNDS: usize = 8;

/// How often a packet is cut anew when a file came out larger than was reckoned.
const CUTS: usize = 8;

/// What making a letter takes, in one place.
struct Maker<'a, 'fonts> {
    case: &'a Case,
    letter: &'a letter::Letter<'a>,
    library: &'a Library,
    request: &'a Request,
    typesetter: &'a mut Typesetter<'fonts>,
}

impl Maker<'_, '_> {
    fn composed(&self, bound: Option<&Bound<'_>>) -> Result<Composed, Reason> {
        let language = self.case.record.words("language").unwrap_or("en");
        compose::compose(self.letter, self.library, language, self.request.draft, bound).map_err(Reason::Other)
    }

    /// A letter with its exhibits, in one file or, when that would be too large, in several.
    fn bound(&mut self, mut packet: Packet) -> Result<(Composed, Vec<Pdf>), Reason> {
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

    fn pdf(&mut self, document: &Document) -> Result<Pdf, Reason> {
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

/// Bytes of a megabyte, as mail programs count.
pub const MEGABYTE: usize = 1_000_000;

/// How wide plain text is set: what mail programs quote without breaking.
const TEXT_WIDTH: usize = 76;

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
