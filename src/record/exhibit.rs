//! A paper that goes with the letters, taken into the case.
//!
//! Input: where the paper lies beside the case, and what was typed about it. Output: its row. Whether its pages can be
//! read is looked at when a packet attaches it.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::case::Case;
use crate::computed::exhibit_mark;
use crate::library::Library;
use crate::record::row::{self, Typed};
use crate::record::sent::Plan;
use crate::record::{Edit, refused};
use crate::write::Reason;

/// The folder beside a case for papers that are taken in.
pub const FOLDER: &str = "exhibits";

/// The endings that an exhibit may have.
const ENDINGS: [&str; 4] = ["pdf", "jpg", "jpeg", "png"];

/// Whether a paper is of a kind that can be an exhibit, by its name.
///
/// # Errors
/// It is not.
pub fn may_be(case: &Case, file: &Path) -> Result<(), Reason> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if ENDINGS.contains(&ending.as_str()) {
        return Ok(());
    }
    Err(refused(
        case,
        "exhibit",
        format!("{} is not named as a PDF, a JPEG or a PNG", file.display()),
        "Save or print it as a PDF, or save a picture as JPEG or PNG.",
    ))
}

/// What a paper's file name says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The letter it asks for.
    pub mark: Option<String>,
    /// Its title.
    pub title: String,
    /// Its date: a day or a month.
    pub date: Option<String>,
}

/// Reads a file name without its ending: "A. Doctor letter 2026-09-30", "2026-10-02 Notes", "Exhibit B - Portal".
pub fn named(stem: &str) -> Named {
    let stem = stem.replace('_', " ");
    let mut rest = stem.trim();
    let mark = mark_of(&mut rest);
    let date = date_of(&mut rest);
    // A letter may stand after the date as well.
    let mark = mark.or_else(|| date.as_ref().and_then(|_| mark_of(&mut rest)));
    let title = rest.trim_matches(|character: char| character.is_whitespace() || matches!(character, '-' | '–' | ',' | '.')).to_owned();
    Named { mark, title: if title.is_empty() { "Paper".to_owned() } else { title }, date }
}

/// Takes "A.", "AB)", "Exhibit C -" from the front.
fn mark_of(rest: &mut &str) -> Option<String> {
    let (after, announced) = match rest.get(..8).filter(|word| word.eq_ignore_ascii_case("exhibit ")) {
        Some(_) => (rest.get(8..).unwrap_or_default(), true),
        None => (*rest, false),
    };
    let end = after.find(|character: char| !character.is_ascii_uppercase()).unwrap_or(after.len());
    let (mark, tail) = after.split_at_checked(end)?;
    let dotted = tail.starts_with(['.', ')']) || tail.starts_with(" - ") || tail.starts_with(" – ");
    if !(1..=2).contains(&mark.len()) || !(dotted || (announced && (tail.is_empty() || tail.starts_with(' ')))) {
        return None;
    }
    *rest = tail.trim_start_matches(|character: char| character.is_whitespace() || matches!(character, '.' | ')' | '-' | '–'));
    Some(mark.to_owned())
}

/// Takes a day or a month from the front or the end.
fn date_of(rest: &mut &str) -> Option<String> {
    let is_day = |word: &str| word.len() == 10 && NaiveDate::parse_from_str(word, "%Y-%m-%d").is_ok();
    let is_month = |word: &str| word.len() == 7 && NaiveDate::parse_from_str(&format!("{word}-01"), "%Y-%m-%d").is_ok();
    let is_date = |word: &str| is_day(word) || is_month(word);
    let bare = |word: &str| word.trim_matches(|character: char| matches!(character, '(' | ')' | ',')).to_owned();
    let first = rest.split(' ').next().unwrap_or_default();
    if is_date(&bare(first)) {
        *rest = rest.get(first.len()..).unwrap_or_default().trim_start();
        return Some(bare(first));
    }
    let last = rest.rsplit(' ').next().unwrap_or_default();
    if is_date(&bare(last)) {
        *rest = rest.get(..rest.len() - last.len()).unwrap_or_default().trim_end();
        return Some(bare(last));
    }
    None
}

/// A paper of a folder: its name, and where it will lie beside the case.
#[derive(Debug, Clone)]
pub struct Found {
    /// What its name says.
    pub named: Named,
    /// Its file name, for sorting and for messages.
    pub file_name: String,
    /// Its place beside the case.
    pub place: PathBuf,
}

/// The rows for all papers of a folder that are no exhibits yet: those that ask for a letter first, the others by date and name.
///
/// # Errors
/// A paper asks for a letter that another one has.
pub fn plan_all(case: &Case, mut found: Vec<Found>, library: &Library) -> Result<Plan, Reason> {
    let rows = case.record.rows("exhibits");
    let slashed = |place: &Path| place.to_string_lossy().replace('\\', "/");
    found.retain(|paper| rows.iter().all(|row| row.words("file") != Some(slashed(&paper.place).as_str())));
    if found.is_empty() {
        return Err(refused(
            case,
            "nothing",
            "there is no paper in this folder that is not an exhibit already",
            "Put PDF, JPEG or PNG files into it.",
        ));
    }
    let length = |mark: &Option<String>| mark.as_ref().map_or(usize::MAX, String::len);
    found.sort_by(|a, b| {
        let key = |paper: &Found| {
            (
                length(&paper.named.mark),
                paper.named.mark.clone(),
                paper.named.date.clone().unwrap_or("9999".to_owned()),
                paper.file_name.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    let mut edits = Vec::new();
    let mut said = Vec::new();
    for (index, paper) in found.iter().enumerate() {
        let mark = exhibit_mark(rows.len() + index);
        if let Some(asked) = paper.named.mark.as_ref().filter(|asked| **asked != mark) {
            let message = format!("{} asks for the letter {asked}, and the next free letter is {mark}", paper.file_name);
            let help = "Letters follow each other without gaps, and a letter that is in use stays where it is. Rename the file, or take the letter off its name.";
            return Err(refused(case, "mark", message, help));
        }
        let mut typed: Vec<Typed> =
            vec![("file".to_owned(), vec![slashed(&paper.place)]), ("title".to_owned(), vec![paper.named.title.clone()])];
        typed.extend(paper.named.date.iter().map(|date| ("date".to_owned(), vec![date.clone()])));
        edits.push(Edit::Append { table: "exhibits".to_owned(), values: row::values(case, "exhibits", &typed, library)? });
        said.push(format!(
            "Exhibit {mark}: {}{}.",
            paper.named.title,
            paper.named.date.as_ref().map_or(String::new(), |date| format!(", {date}"))
        ));
    }
    Ok((edits, said))
}

/// The row for it.
///
/// # Errors
/// It is an exhibit already.
pub fn plan(case: &Case, file: &Path, mut typed: Vec<Typed>, library: &Library) -> Result<Plan, Reason> {
    let file = file.to_string_lossy().replace('\\', "/");
    let rows = case.record.rows("exhibits");
    if let Some(index) = rows.iter().position(|row| row.words("file") == Some(file.as_str())) {
        let message = format!("this paper is exhibit {} already", exhibit_mark(index));
        return Err(refused(case, "conflict", message, "To change what is said of it, edit its entry in the case file."));
    }
    typed.insert(0, ("file".to_owned(), vec![file.clone()]));
    let values = row::values(case, "exhibits", &typed, library)?;
    let said = format!("Recorded as exhibit {}: {file}.", exhibit_mark(rows.len()));
    Ok((vec![Edit::Append { table: "exhibits".to_owned(), values }], vec![said]))
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn file_names_say_letter_title_and_date() {
        let said = |stem: &str| {
            let named = named(stem);
            (named.mark.unwrap_or_default(), named.title, named.date.unwrap_or_default())
        };
        let three = |mark: &str, title: &str, date: &str| (mark.to_owned(), title.to_owned(), date.to_owned());
        assert_eq!(said("A. Doctor letter 2026-09-30"), three("A", "Doctor letter", "2026-09-30"));
        assert_eq!(said("AB) 2026-10 Portal"), three("AB", "Portal", "2026-10"));
        assert_eq!(said("2026-10-02 Notes of the meeting"), three("", "Notes of the meeting", "2026-10-02"));
        assert_eq!(said("Exhibit B - Portal_print_out (2026-10-02)"), three("B", "Portal print out", "2026-10-02"));
        assert_eq!(said("2026-10-02 C. Note"), three("C", "Note", "2026-10-02"));
        assert_eq!(said("IEP 2026"), three("", "IEP 2026", ""));
        assert_eq!(said("A note from Ms. Yu"), three("", "A note from Ms. Yu", ""));
        assert_eq!(said("2026-13-40"), three("", "2026-13-40", ""));
        assert_eq!(said("Exhibit C"), three("C", "Paper", ""));
    }
}
