//! The straight line for one case: bytes in, finished letters out. Nothing is read or saved here.
//!
//! Input: a case file's bytes, the [`Library`], what is asked for, today. Output: [`Made`] letters or the problems that stopped
//! them. [`crate::run`] walks it over many cases and saves what it gives.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;

use crate::case::Case;
use crate::cli::Format;
use crate::compose::{self, Composed};
use crate::document::Document;
use crate::error::{Error, Problem, Problems};
use crate::layout::{self, LayoutError, Typesetter};
use crate::letter;
use crate::letter_data;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::pdf::{self, Meta};
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
    typesetter: &mut Typesetter<'_>,
) -> Result<Made, Unmade> {
    let date = entry.date("date").unwrap_or(request.today);
    let unmade = |reason| Unmade { kind: manifest.id.to_string(), date: Some(date), reason };
    let made = catch_unwind(AssertUnwindSafe(|| made(case, entry, manifest, library, request, typesetter)));
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
    typesetter: &mut Typesetter<'_>,
) -> Result<Made, Reason> {
    let (letter, warnings) = letter::build(case, entry, manifest, library, request.today).map_err(Reason::Case)?;
    let language = case.record.words("language").unwrap_or("en");
    let Composed { letter: document, send_sheet } = compose::compose(&letter, library, language, request.draft).map_err(Reason::Other)?;
    let stem = format!("{}-{}", letter.date.format("%Y-%m-%d"), manifest.id);
    let mut files = Vec::new();
    let mut pages = 0;
    for format in &request.formats {
        for (document, stem, is_letter) in [(&document, stem.clone(), true), (&send_sheet, format!("{stem}-send-sheet"), false)] {
            let (bytes, count) = format_bytes(document, *format, case, library, request, typesetter)?;
            if is_letter {
                pages = pages.max(count);
            }
            files.push(MadeFile { name: format!("{stem}.{}", format.ending()), bytes, is_letter });
        }
    }
    Ok(Made { kind: manifest.id.to_string(), date: letter.date, pages, files, warnings })
}

/// How wide plain text is set: what mail programs quote without breaking.
const TEXT_WIDTH: usize = 76;

fn format_bytes(
    document: &Document,
    format: Format,
    case: &Case,
    library: &Library,
    request: &Request,
    typesetter: &mut Typesetter<'_>,
) -> Result<(Vec<u8>, usize), Reason> {
    let bytes = match format {
        Format::Pdf => return pdf_bytes(document, case, library, request, typesetter),
        Format::Md => text::markdown(document),
        Format::Txt => text::plain(document, TEXT_WIDTH),
        Format::Html => text::html(document),
    };
    Ok((bytes.into_bytes(), 0))
}

fn pdf_bytes(
    document: &Document,
    case: &Case,
    library: &Library,
    request: &Request,
    typesetter: &mut Typesetter<'_>,
) -> Result<(Vec<u8>, usize), Reason> {
    let pages = layout::paginate(document, &library.style, typesetter).map_err(|error| layout_reason(&error, case))?;
    let mut meta = Meta::of(document);
    // PDF/A forbids locking a file, so a locked one does not claim to be it.
    meta.archival = request.password.is_none();
    let internal = |error: pdf::PdfError| Reason::Other(Error::Internal(error.to_string()));
    let bytes = pdf::write(&pages, &meta, &library.fonts).map_err(internal)?;
    let bytes = match &request.password {
        Some(password) => pdf::encrypt(&bytes, password).map_err(internal)?,
        None => bytes,
    };
    Ok((bytes, pages.pages.len()))
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
    record.entries.iter().find_map(|(key, entry)| in_entry(entry, character, &crate::fact::join(path, key)))
}

fn in_entry(entry: &Entry, character: char, path: &str) -> Option<(String, std::ops::Range<usize>)> {
    let here = || Some((path.to_owned(), entry.span.clone()));
    match &entry.value {
        Value::Name(words) | Value::Text(words) if words.contains(character) => here(),
        Value::Narrative(paragraphs) if paragraphs.iter().any(|paragraph| paragraph.contains(character)) => here(),
        Value::List(items) => items.iter().find_map(|item| in_entry(item, character, path)),
        Value::Table(table) => find_character(table, character, path),
        Value::Rows(rows) => rows.iter().find_map(|row| find_character(row, character, path)),
        _ => None,
    }
}
