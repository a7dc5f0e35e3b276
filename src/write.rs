//! The straight line for one case: bytes in, finished letters out. Nothing is read or saved here.
//!
//! Input: a case file's bytes, the [`Library`], what is asked for, today. Output: [`Made`] letters or the problems that stopped
//! them. [`crate::run`] walks it over many cases and saves what it gives.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;

use crate::case::Case;
use crate::cli::Format;
use crate::error::{Error, Problem, Problems};
use crate::layout::Typesetter;
use crate::letter;
use crate::letter_data;
use crate::library::Library;
use crate::maker::Maker;
use crate::manifest::Manifest;
use crate::packet::{self, Shelf};
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
    /// Its format.
    pub format: Format,
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
    let (mut letter, warnings) = letter::build(case, entry, manifest, library, request.today).map_err(Reason::Case)?;
    let stem = format!("{}-{}", letter.date, manifest.id);
    let packet = if request.formats.contains(&Format::Pdf) {
        packet::open(case, entry, manifest, shelf, &library.style).map_err(Reason::Case)?
    } else {
        None
    };
    let facts = std::mem::take(&mut letter.data);
    let mut maker = Maker { case, letter: &letter, facts, library, request, typesetter };
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
                files.push(MadeFile { name, bytes: pdf.bytes, format: *format, is_letter: true });
            }
            let sheet = maker.pdf(&composed.send_sheet)?;
            files.push(MadeFile { name: format!("{stem}-send-sheet.pdf"), bytes: sheet.bytes, format: *format, is_letter: false });
            if let Some(names) = &composed.names {
                let bytes = maker.pdf(names)?.bytes;
                files.push(MadeFile { name: format!("{stem}-names.pdf"), bytes, format: *format, is_letter: false });
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
                files.push(MadeFile { name: format!("{stem}.{}", format.ending()), bytes: text.into_bytes(), format: *format, is_letter });
            }
        }
    }
    Ok(Made { kind: manifest.id.to_string(), date: letter.date, pages, files, warnings })
}

/// Bytes of a megabyte, as mail programs count.
pub const MEGABYTE: usize = 1_000_000;

/// How wide plain text is set: what mail programs quote without breaking.
const TEXT_WIDTH: usize = 76;
