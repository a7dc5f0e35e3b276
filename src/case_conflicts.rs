//! Facts of one case that cannot both be true.
//!
//! Input: the checked values. Output: a problem for each conflict, with both places. A stamped date beats memory (ANATOMY
//! R43), but the program cannot see the stamp: it stops and asks.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::error::Problem;
use crate::value::Record;
use crate::wording::dates;

/// Pairs of days in which the second cannot come before the first: (table, first, second, what is wrong).
const ORDERED: [(&str, &str, &str, &str); 10] = [
    ("sent", "date", "received", "a letter was received before it was sent"),
    ("sent", "dated", "date", "a letter was sent before the date on it"),
    ("assessment", "plan_received", "consent_received", "the signed plan came back before the plan was received"),
    ("assessment", "consent_received", "meeting_held", "the meeting on the assessment was held before the consent to assess"),
    ("absences", "date", "explained_on", "an absence was explained before the day itself"),
    ("signers.authorization", "date", "until", "the authorization ends before it begins"),
    ("signers.authorization", "date", "withdrawn", "the authorization was withdrawn before it was given"),
    ("calendar.years", "first", "last", "a school year ends before it begins"),
    ("calendar.breaks", "last_day", "back", "school is back before the break begins"),
    ("letters", "date", "reply_by", "the reply is asked for before the letter's date"),
];

/// Finds every conflict.
pub(crate) fn find(record: &Record) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (table, first, second, message) in ORDERED {
        for row in rows(record, table) {
            if let (Some(earlier), Some(later)) = (row.date(first), row.date(second))
                && later < earlier
                // Telling the school the evening before a known absence is no conflict.
                && !(table == "absences" && (earlier - later).num_days() <= 14)
            {
                let problem = Problem::error("conflict", message).help("Check both dates; a stamp or a postmark beats memory.");
                problems.push(problem.at(row.span(second), format!("`{second}`")).at(row.span(first), format!("`{first}`")));
            }
        }
    }
    problems.extend(absences_twice(record));
    problems.extend(letters_twice(record));
    problems.extend(two_dates_for_one_letter(record));
    problems.extend(answered_before_sent(record));
    problems.extend(more_logged_than_counted(record));
    problems.extend(impossible_counts(record));
    problems.extend(exhibit_paths(record));
    problems.extend(crate::school_calendar::of(record).err().unwrap_or_default());
    problems
}

/// The rows of a table, through rows that hold it (`signers.authorization`).
fn rows<'a>(record: &'a Record, path: &str) -> Vec<&'a Record> {
    let mut level = vec![record];
    for part in path.split('.') {
        level = level
            .into_iter()
            .flat_map(|record| match record.entries.get(part).map(|entry| &entry.value) {
                Some(crate::value::Value::Rows(rows)) => rows.iter().collect::<Vec<_>>(),
                Some(crate::value::Value::Table(table)) => vec![table],
                _ => Vec::new(),
            })
            .collect();
    }
    level
}

/// A day that is missed whole can stand in the log only once.
fn absences_twice(record: &Record) -> Vec<Problem> {
    let mut seen: BTreeMap<NaiveDate, &Record> = BTreeMap::new();
    let mut problems = Vec::new();
    for row in record.rows("absences") {
        let Some(date) = row.date("date") else { continue };
        if let Some(first) = seen.get(&date) {
            if row.words("kind") == Some("full") || first.words("kind") == Some("full") {
                let problem = Problem::error("conflict", format!("{} stands twice in the log of absences", dates::long(date)));
                problems.push(
                    problem.help("Keep the entry that is right.").at(row.span("date"), "again here").at(first.span("date"), "first here"),
                );
            }
        } else {
            seen.insert(date, row);
        }
    }
    problems
}

/// Two letters of one kind and one date would be one file.
fn letters_twice(record: &Record) -> Vec<Problem> {
    let mut seen: BTreeMap<(String, Option<NaiveDate>), &Record> = BTreeMap::new();
    let mut problems = Vec::new();
    for row in record.rows("letters") {
        let Some(kind) = row.words("kind") else { continue };
        if let Some(first) = seen.get(&(kind.to_owned(), row.date("date"))) {
            let problem = Problem::error("conflict", "two letters of one kind have the same date")
                .help("Give one of them another date, or delete it.");
            problems.push(problem.at(row.span("kind"), "again here").at(first.span("kind"), "first here"));
        } else {
            seen.insert((kind.to_owned(), row.date("date")), row);
        }
    }
    problems
}

/// One letter, sent one way, has one day on which it was sent and one on which it was received. (Two ways are two rows: the email came
/// the same day, the certified letter two days later.)
fn two_dates_for_one_letter(record: &Record) -> Vec<Problem> {
    let rows = record.rows("sent");
    let letter = |row: &Record| (row.words("kind").map(str::to_owned), row.date("dated").or_else(|| row.date("date")));
    let differ = |row: &Record, other: &Record, key: &str| matches!((row.date(key), other.date(key)), (Some(one), Some(two)) if one != two);
    let mut problems = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        for earlier in rows.iter().take(index).filter(|earlier| earlier.words("by") == row.words("by")) {
            let same_copy = ["sha256", "file"].iter().any(|key| row.has(key) && row.words(key) == earlier.words(key));
            let differing = if letter(row) == letter(earlier) {
                ["date", "received"].into_iter().find(|key| differ(row, earlier, key))
            } else if same_copy {
                Some("date")
            } else {
                None
            };
            if let Some(key) = differing {
                let message = format!("one letter has two dates under `{key}`");
                let help = "Keep the entry that a stamp, a receipt or the sent e-mail proves; if it went out two ways, say so in `by`.";
                problems.push(
                    Problem::error("conflict", message)
                        .help(help)
                        .at(row.span(key), "one date here")
                        .at(earlier.span(key), "another date here"),
                );
            }
        }
        let named = row.words("file").and_then(|file| file.rsplit(['/', '\\']).next()).and_then(crate::record::sent::kind_and_date);
        if let (Some((kind, day)), (Some(own), Some(dated))) = (named, letter(row))
            && own == kind
            && day != dated
        {
            let problem = Problem::error("conflict", "the kept copy bears another date than this entry");
            let help =
                "If the letter was dated on one day and sent on another, write both: date = the day it was sent, dated = the date on it.";
            problems.push(problem.help(help).at(row.span("file"), "the copy").at(row.span("date"), "this entry"));
        }
    }
    problems
}

/// An answer comes after the letter.
fn answered_before_sent(record: &Record) -> Vec<Problem> {
    let early = |row: &Record| {
        let sent = row.date("date")?;
        let answer = row.rows("answers").iter().find(|answer| answer.date("date").is_some_and(|date| date < sent))?;
        let problem = Problem::error("conflict", "an answer came before the letter was sent").help("Check both dates.");
        Some(problem.at(answer.span("date"), "the answer").at(row.span("date"), "the letter"))
    };
    record.rows("sent").iter().filter_map(early).collect()
}

/// The log may be shorter than the count (not every day was written down), never longer.
fn more_logged_than_counted(record: &Record) -> Vec<Problem> {
    let as_of = record.date("attendance.as_of");
    let logged = record
        .rows("absences")
        .iter()
        .filter(|row| row.words("kind") == Some("full") && row.date("date").is_some_and(|date| as_of.is_none_or(|as_of| date <= as_of)));
    let logged = i64::try_from(logged.count()).unwrap_or(i64::MAX);
    match record.integer("attendance.full_day_absences") {
        Some(counted) if logged > counted => {
            let message = format!("the log holds {logged} full days missed, but `attendance.full_day_absences` is smaller");
            vec![
                Problem::error("conflict", message)
                    .help("Correct the number or the log; a count must hold every logged day up to its date.")
                    .at(record.span("attendance.full_day_absences"), "the number"),
            ]
        }
        _ => Vec::new(),
    }
}

fn impossible_counts(record: &Record) -> Vec<Problem> {
    let (Some(enrolled), Some(full)) = (record.integer("attendance.enrolled_days"), record.integer("attendance.full_day_absences")) else {
        return Vec::new();
    };
    let part = record.integer("attendance.partial_days").unwrap_or(0);
    if full + part <= enrolled {
        return Vec::new();
    }
    vec![
        Problem::error("conflict", "more days were missed than there were school days")
            .help("Check `enrolled_days`, `full_day_absences` and `partial_days`.")
            .at(record.span("attendance.full_day_absences"), "days missed")
            .at(record.span("attendance.enrolled_days"), "school days"),
    ]
}

/// An exhibit lies in the case's own folder and is a PDF, JPEG or PNG. Whether it is there is looked at when it is attached.
fn exhibit_paths(record: &Record) -> Vec<Problem> {
    let mut problems = Vec::new();
    for exhibit in record.rows("exhibits") {
        let Some(file) = exhibit.words("file") else { continue };
        let outside = file.starts_with(['/', '\\']) || file.contains(':') || file.split(['/', '\\']).any(|part| part == "..");
        let lower = file.to_lowercase();
        let kind = [".pdf", ".jpg", ".jpeg", ".png"].iter().any(|ending| lower.ends_with(ending));
        if outside {
            let help = "Copy the file into a folder beside the case, and name it from there: file = \"exhibits/doctor-letter.pdf\"";
            problems.push(
                Problem::error("exhibit", "an exhibit lies outside the case's own folder").help(help).at(exhibit.span("file"), "outside"),
            );
        } else if !kind {
            let help = "Save or print it as a PDF, or save a picture as JPEG or PNG.";
            problems.push(
                Problem::error("exhibit", "an exhibit is a PDF, a JPEG or a PNG")
                    .help(help)
                    .at(exhibit.span("file"), "another kind of file"),
            );
        }
    }
    problems
}
