//! What became of every letter of a run, as rows: for the screen, as CSV, as JSON.
//!
//! Input: [`crate::run`]'s rows. Output: text. The error column never holds anything a case says.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::error::{Error, Problems};
use crate::write::Reason;

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub warnings: Option<Problems>,
    /// Why it failed.
    pub error: Option<Reason>,
}

/// A letter of a case's own list that was sent already, and so was not made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The case's id.
    pub case: String,
    /// The letter's kind.
    pub letter: String,
    /// Its date.
    pub date: NaiveDate,
}

/// A whole run.
pub struct Report {
    /// One row for each letter, in input order.
    pub rows: Vec<Row>,
    /// The letters that were left as they were sent.
    pub kept: Vec<Kept>,
}

const COLUMNS: [&str; 9] = ["case", "letter", "status", "file", "pages", "bytes", "date", "warnings", "error"];

impl Row {
    fn warning_messages(&self) -> Vec<String> {
        self.warnings.iter().flat_map(|problems| &problems.list).map(|problem| problem.message.clone()).collect()
    }

    /// The row as one JSON object.
    pub fn json(&self) -> Json {
        json!({
            "case": self.case,
            "letter": self.letter,
            "status": self.status.word(),
            "file": self.file.as_ref().map(|file| file.display().to_string()),
            "pages": self.pages,
            "bytes": self.bytes,
            "date": self.date.map(|date| date.format("%Y-%m-%d").to_string()),
            "warnings": self.warning_messages(),
            "error": self.error.as_ref().map(Reason::summary),
        })
    }
}

impl Report {
    /// Whether something asked for was not done.
    pub fn any_failure(&self) -> bool {
        self.rows.iter().any(|row| row.status.is_failure())
    }

    /// How many letters have this status.
    pub fn count(&self, status: Status) -> usize {
        self.rows.iter().filter(|row| row.status == status).count()
    }

    /// The report as CSV.
    ///
    /// # Errors
    /// Never in practice: the rows are written to memory.
    pub fn csv(&self) -> Result<Vec<u8>, Error> {
        let internal = |error: csv::Error| Error::Internal(error.to_string());
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS).map_err(internal)?;
        for row in &self.rows {
            let cell = |words: String| guarded(words);
            let record = [
                cell(row.case.clone()),
                row.letter.clone(),
                row.status.word().to_owned(),
                cell(row.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default()),
                row.pages.to_string(),
                row.bytes.to_string(),
                row.date.map(|date| date.format("%Y-%m-%d").to_string()).unwrap_or_default(),
                cell(row.warning_messages().join("; ")),
                cell(row.error.as_ref().map(Reason::summary).unwrap_or_default()),
            ];
            writer.write_record(record).map_err(internal)?;
        }
        writer.into_inner().map_err(|error| Error::Internal(error.to_string()))
    }

    /// The report as one JSON array.
    pub fn json(&self) -> String {
        let rows: Vec<Json> = self.rows.iter().map(Row::json).collect();
        let mut text = serde_json::to_string_pretty(&rows).unwrap_or_else(|_| "[]".to_owned());
        text.push('\n');
        text
    }
}

/// A spreadsheet would run a cell that begins like a formula.
fn guarded(words: String) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t']) { format!("'{words}") } else { words }
}
