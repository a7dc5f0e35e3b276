//! Several reports to one: those of the shards of a batch.
//!
//! Input: the bytes of reports, CSV or JSON. Output: one report. Rows are put in the order of the case's id, as the files of one folder
//! would be; the rows of a case stay together and in their order.

use std::path::Path;

use serde_json::{Map, Value as Json};

use super::{COLUMNS, Form, csv_line, json_element};
use crate::error::Error;

/// A row as it stands in a report.
type Cells = Vec<Json>;

/// The rows of reports, gathered.
#[derive(Debug, Default)]
pub struct Merged {
    rows: Vec<Cells>,
}

impl Merged {
    /// Adds the rows of a report. A case that two reports speak of is a mistake: the same shard twice, or shards of two batches.
    ///
    /// # Errors
    /// The file is no report of ours, or says something that an earlier one has said already.
    pub fn add(&mut self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let rows = match Form::of(path) {
            Form::Csv => from_csv(bytes),
            Form::Json => from_json(bytes),
        };
        let rows = rows.ok_or_else(|| Error::Request(format!("{} is not a report of inwriting, or not a whole one", path.display())))?;
        let known: std::collections::BTreeSet<String> = self.rows.iter().filter_map(id).collect();
        if rows.iter().filter_map(id).any(|id| known.contains(&id)) {
            let message =
                format!("{} speaks of a case that another of these reports has too; give each shard's report once", path.display());
            return Err(Error::Request(message));
        }
        self.rows.extend(rows);
        Ok(())
    }

    /// How many rows there are, and how many say that something was not done.
    pub fn counts(&self) -> (usize, usize) {
        let failed = |row: &&Cells| matches!(row.get(2).and_then(Json::as_str), Some("exists" | "failed"));
        (self.rows.len(), self.rows.iter().filter(failed).count())
    }

    /// The one report, in the form that the path's ending asks for.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn bytes(mut self, path: &Path) -> Result<Vec<u8>, Error> {
        // Files of a folder are sorted with their ending, and "a-b.toml" comes before "a.toml".
        self.rows.sort_by_cached_key(|row| id(row).map(|id| format!("{id}.toml")));
        match Form::of(path) {
            Form::Csv => {
                let mut bytes = csv_line(&COLUMNS)?;
                for row in &self.rows {
                    bytes.extend(csv_line(&row.iter().map(cell).collect::<Vec<_>>())?);
                }
                Ok(bytes)
            }
            Form::Json => {
                let mut bytes = b"[".to_vec();
                for (index, row) in self.rows.iter().enumerate() {
                    let named: Map<String, Json> = COLUMNS.iter().map(|column| (*column).to_owned()).zip(row.iter().cloned()).collect();
                    bytes.extend(json_element(&Json::Object(named), index == 0));
                }
                bytes.extend(b"\n]\n");
                Ok(bytes)
            }
        }
    }
}

fn id(row: &Cells) -> Option<String> {
    row.first().and_then(Json::as_str).map(str::to_owned)
}

/// The cells of a CSV report as they would stand in JSON.
fn from_csv(bytes: &[u8]) -> Option<Vec<Cells>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let mut records = reader.records();
    if !records.next()?.ok()?.iter().eq(COLUMNS) {
        return None;
    }
    let number = |cell: &str| cell.parse::<u64>().map(Json::from).ok();
    let row = |record: csv::StringRecord| -> Option<Cells> {
        let mut cells = Vec::with_capacity(COLUMNS.len());
        for (column, cell) in COLUMNS.iter().zip(record.iter()) {
            cells.push(match *column {
                "pages" | "bytes" => number(cell)?,
                "file" | "date" | "error" if cell.is_empty() => Json::Null,
                "warnings" if cell.is_empty() => Json::Array(Vec::new()),
                "warnings" => cell.split("; ").map(Json::from).collect(),
                _ => Json::from(cell),
            });
        }
        Some(cells)
    };
    records.map(|record| row(record.ok()?)).collect()
}

fn from_json(bytes: &[u8]) -> Option<Vec<Cells>> {
    let rows: Vec<Map<String, Json>> = serde_json::from_slice(bytes).ok()?;
    rows.into_iter().map(|mut row| COLUMNS.iter().map(|column| row.remove(*column)).collect()).collect()
}

fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(words) => words.clone(),
        Json::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "case,letter,status,file,pages,bytes,date,warnings,error\n\
                       a,gebser,written,out/a/x.pdf,2,9000,2026-11-23,one; two,\n\
                       a,records,failed,,0,0,2026-11-23,,'=a.toml: no\n";
    const TWO: &str = "case,letter,status,file,pages,bytes,date,warnings,error\na-b,gebser,unchanged,out/a-b/x.pdf,2,9000,2026-11-23,,\n";

    fn merged(reports: &[&str]) -> Result<Merged, Error> {
        let mut merged = Merged::default();
        reports.iter().try_for_each(|report| merged.add(Path::new("r.csv"), report.as_bytes()))?;
        Ok(merged)
    }

    #[test]
    fn rows_are_in_the_order_of_the_files() {
        let all = merged(&[ONE, TWO]).unwrap();
        assert_eq!(all.counts(), (3, 1));
        let csv = String::from_utf8(all.bytes(Path::new("all.csv")).unwrap()).unwrap();
        let (head, rows) = ONE.split_once('\n').unwrap();
        assert_eq!(csv, format!("{head}\n{}{rows}", TWO.split_once('\n').unwrap().1));
    }

    #[test]
    fn both_forms_say_the_same() {
        let json = merged(&[ONE, TWO]).unwrap().bytes(Path::new("all.json")).unwrap();
        let mut back = Merged::default();
        back.add(Path::new("all.json"), &json).unwrap();
        assert_eq!(back.bytes(Path::new("all.csv")).unwrap(), merged(&[TWO, ONE]).unwrap().bytes(Path::new("all.csv")).unwrap());
    }

    #[test]
    fn a_report_twice_or_another_file_is_refused() {
        assert!(merged(&[ONE, ONE]).unwrap_err().to_string().contains("give each shard's report once"));
        assert!(merged(&["name,phone\n"]).unwrap_err().to_string().contains("is not a report"));
        assert!(merged(&[ONE.split_at(ONE.len() - 30).0]).is_err());
    }
}
