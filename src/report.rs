//! What became of every letter of a run, as rows: for the screen, as CSV, as JSON.
//!
//! Input: [`crate::run`]'s rows. Output: text. The error column never holds anything a case says.

pub mod merge;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::error::Error;
use crate::files::log::Log;
use crate::write::Reason;

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is new on the disk.
    Written,
    /// The same bytes were there.
    Unchanged,
    /// Other bytes were there and were left alone.
    Exists,
    /// It could not be made or saved.
    Failed,
}

impl Status {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Unchanged => "unchanged",
            Self::Exists => "exists",
            Self::Failed => "failed",
        }
    }

    /// Whether something asked for was not done.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Exists | Self::Failed)
    }
}

/// One letter.
pub struct Row {
    /// The case's id, or the file's stem when it could not be read.
    pub case: String,
    /// The letter kind; empty when the case could not be read.
    pub letter: String,
    /// What became of it.
    pub status: Status,
    /// The letter's file.
    pub file: Option<PathBuf>,
    /// Every file of it that is now on the disk as asked.
    pub written: Vec<PathBuf>,
    /// Its pages.
    pub pages: usize,
    /// Its bytes.
    pub bytes: usize,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// What would make it stronger.
    pub warnings: Vec<String>,
    /// What to say before anything else when someone may be in danger.
    pub safety: Option<String>,
    /// Why it failed.
    pub error: Option<Reason>,
}

/// A letter of a case's own list that was sent already, and so was not made again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    /// The case's id.
    pub case: String,
    /// The letter's kind.
    pub letter: String,
    /// Its date.
    pub date: NaiveDate,
}

/// How many letters have each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New on the disk.
    pub written: usize,
    /// There with the same bytes.
    pub unchanged: usize,
    /// There with other bytes.
    pub exists: usize,
    /// Not made or not saved.
    pub failed: usize,
}

impl Counts {
    /// Counts a letter.
    pub fn add(&mut self, status: Status) {
        let count = match status {
            Status::Written => &mut self.written,
            Status::Unchanged => &mut self.unchanged,
            Status::Exists => &mut self.exists,
            Status::Failed => &mut self.failed,
        };
        *count = count.saturating_add(1);
    }

    /// Whether something asked for was not done.
    pub fn any_failure(self) -> bool {
        self.exists + self.failed > 0
    }
}

/// The columns of a report.
pub const COLUMNS: [&str; 9] = ["case", "letter", "status", "file", "pages", "bytes", "date", "warnings", "error"];

impl Row {
    /// The row as one JSON object.
    pub fn json(&self) -> Json {
        json!({
            "case": self.case,
            "letter": self.letter,
            "status": self.status.word(),
            "file": self.file.as_ref().map(|file| file.display().to_string()),
            "pages": self.pages,
            "bytes": self.bytes,
            "date": self.date.map(|date| date.to_string()),
            "warnings": self.warnings,
            "error": self.error.as_ref().map(Reason::summary),
        })
    }

    fn csv(&self) -> Result<Vec<u8>, Error> {
        csv_line(&[
            guarded(self.case.clone()),
            self.letter.clone(),
            self.status.word().to_owned(),
            guarded(self.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default()),
            self.pages.to_string(),
            self.bytes.to_string(),
            self.date.map(|date| date.to_string()).unwrap_or_default(),
            guarded(self.warnings.join("; ")),
            guarded(self.error.as_ref().map(Reason::summary).unwrap_or_default()),
        ])
    }
}

fn csv_line(cells: &[impl AsRef<[u8]>]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells).map_err(|error| Error::Internal(error.to_string()))?;
    writer.into_inner().map_err(|error| Error::Internal(error.to_string()))
}

/// A spreadsheet would run a cell that begins like a formula.
fn guarded(words: String) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t']) { format!("'{words}") } else { words }
}

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Json,
}

impl Form {
    fn of(path: &Path) -> Self {
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) { Self::Json } else { Self::Csv }
    }
}

/// A report on the disk, whole after every row.
#[derive(Debug)]
pub struct ReportFile {
    log: Log,
    form: Form,
    empty: bool,
}

impl ReportFile {
    /// Begins a report in the place of an older one; .json or .csv by its name.
    ///
    /// # Errors
    /// Which path, and why.
    pub fn begin(path: &Path) -> Result<Self, Error> {
        let form = Form::of(path);
        let log = match form {
            Form::Csv => Log::begin(path, &csv_line(&COLUMNS)?, b"")?,
            Form::Json => Log::begin(path, b"[", b"\n]\n")?,
        };
        Ok(Self { log, form, empty: true })
    }

    /// Adds rows, all or none.
    ///
    /// # Errors
    /// Which path, and why; then the report is as it was.
    pub fn add(&mut self, rows: &[Row]) -> Result<(), Error> {
        let mut bytes = Vec::new();
        for row in rows {
            match self.form {
                Form::Csv => bytes.extend(row.csv()?),
                Form::Json => {
                    let first = self.empty && bytes.is_empty();
                    bytes.extend(json_element(&row.json(), first));
                }
            }
        }
        if !bytes.is_empty() {
            self.log.add(&bytes)?;
            self.empty = false;
        }
        Ok(())
    }
}

/// One element of a JSON array as it stands in a file, with what parts it from the one before.
fn json_element(value: &Json, first: bool) -> Vec<u8> {
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|_| "null".to_owned());
    let parted = if first { "\n" } else { ",\n" };
    format!("{parted}  {}", text.replace('\n', "\n  ")).into_bytes()
}
