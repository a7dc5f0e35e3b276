//! One cell becomes one value of a case file, or a sentence about why not.
//!
//! Why: a spreadsheet writes days the American way, yes and no in words, and several things in one cell; a case file does not. Input: the
//! words of a cell and the [`Fact`] they are for. Output: a TOML value. Only forms are changed here. Whether a value makes sense is checked
//! where every case is checked, and a day that could be read in two ways is never guessed.

use toml_edit::{Array, Value};

use super::{Wrong, day};
use crate::fact::{Fact, FactType};
use crate::library::Library;
use crate::record::row;

/// What stands between the entries of a list in one cell, besides line breaks.
pub const BETWEEN: char = ';';

/// The value of a cell; none when nothing stands in it.
///
/// # Errors
/// The words are not in a form that the fact has.
pub fn value(fact: &Fact, words: &str, library: &Library) -> Result<Option<Value>, Wrong> {
    let words = cleaned(words);
    if words.is_empty() {
        return Ok(None);
    }
    if !fact.list {
        return one(fact, words, library).map(Some);
    }
    let items = words.split([BETWEEN, '\n', '\r']).map(str::trim).filter(|item| !item.is_empty());
    let values = items.map(|item| one(fact, item, library)).collect::<Result<Array, Wrong>>()?;
    Ok((!values.is_empty()).then_some(Value::Array(values)))
}

/// Without blanks around it, and without the apostrophe that keeps a spreadsheet from running words as a formula.
fn cleaned(words: &str) -> &str {
    let words = words.trim();
    words.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(words)
}

fn one(fact: &Fact, words: &str, library: &Library) -> Result<Value, Wrong> {
    match &fact.kind {
        FactType::Date => day::exact(words).map(row::date),
        FactType::When => day::when(words),
        FactType::Integer => integer(words),
        FactType::Boolean => boolean(words),
        FactType::Narrative => Ok(Value::from(paragraphs(words))),
        FactType::Choice(choices) => Ok(Value::from(same(words, choices.iter().map(|choice| (choice.as_str(), choice.as_str()))))),
        FactType::Seed { category, or_text, .. } => {
            let entries = library.seeds_in_order(category);
            let ids = entries.iter().map(|seed| (seed.id.as_str(), seed.id.as_str()));
            // Where own words are welcome, they are kept as they are.
            let names = entries.iter().filter(|_| !or_text).filter_map(|seed| Some((seed.words.get("name")?.as_str(), seed.id.as_str())));
            Ok(Value::from(same(words, ids.chain(names))))
        }
        FactType::Name | FactType::Text | FactType::Pronouns => Ok(Value::from(words)),
    }
}

/// The word of a list that is meant, whatever its capitals and blanks; other words stay, and the check says what is wrong with them.
fn same<'a>(words: &'a str, mut known: impl Iterator<Item = (&'a str, &'a str)>) -> &'a str {
    let folded = |word: &str| word.to_lowercase().replace(['-', '_'], " ");
    let wanted = folded(words);
    known.find(|(name, _)| folded(name) == wanted).map_or(words, |(_, meant)| meant)
}

fn integer(words: &str) -> Result<Value, Wrong> {
    let plain = words.bytes().all(|byte| byte.is_ascii_digit());
    match words.parse::<i64>() {
        Ok(number) if plain => Ok(Value::from(number)),
        _ => Err(Wrong::new("this is not a whole number, zero or more").help("Write it in figures alone, such as 14.")),
    }
}

fn boolean(words: &str) -> Result<Value, Wrong> {
    match words.to_lowercase().as_str() {
        "yes" | "true" | "x" => Ok(Value::from(true)),
        "no" | "false" => Ok(Value::from(false)),
        _ => Err(Wrong::new("this is not yes or no").help("Write yes or no; x means yes, and an empty cell means that nothing is said.")),
    }
}

/// The paragraphs of a cell, with an empty line between them as a case file has it. A line break in a cell is made on purpose, so it begins
/// a paragraph; in words that have empty lines, only these do.
fn paragraphs(words: &str) -> String {
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = words.lines().map(str::trim_end).collect();
    if lines.iter().any(|line| line.trim().is_empty()) { lines.join("\n") } else { lines.join("\n\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Found;
    use crate::sources::Sources;

    fn library() -> Library {
        Library::load(Sources::default()).unwrap()
    }

    /// The value of a cell for a fact, as TOML; or the sentence why there is none.
    fn read(library: &Library, path: &str, words: &str) -> String {
        let Some(Found::Fact(fact)) = library.schema.find(path) else { panic!("{path}") };
        match value(fact, words, library) {
            Ok(value) => value.map(|value| value.to_string()).unwrap_or_default(),
            Err(wrong) => format!("! {}", wrong.message),
        }
    }

    #[test]
    fn yes_no_and_numbers() {
        let library = library();
        for (words, expected) in [("yes", "true"), ("TRUE", "true"), ("X", "true"), ("No", "false"), ("false", "false")] {
            assert_eq!(read(&library, "diagnoses.share", words), expected, "{words}");
        }
        assert_eq!(read(&library, "diagnoses.share", "maybe"), "! this is not yes or no");
        assert_eq!(read(&library, "attendance.tardies", " 31 "), "31");
        for words in ["31.0", "-1", "+1", "1,250", "ten", "99999999999999999999"] {
            assert_eq!(read(&library, "attendance.tardies", words), "! this is not a whole number, zero or more", "{words}");
        }
    }

    #[test]
    fn lists_are_cut_at_semicolons_and_line_breaks() {
        let library = library();
        let address = |words: &str| read(&library, "signers.address", words);
        assert_eq!(address("12 Elm St; Ukiah, CA 95482"), "[\"12 Elm St\", \"Ukiah, CA 95482\"]");
        assert_eq!(address("12 Elm St\r\nUkiah, CA 95482\n"), "[\"12 Elm St\", \"Ukiah, CA 95482\"]");
        assert_eq!(address(" ; \n ;"), "");
        assert_eq!(read(&library, "calendar.holidays", "11/11/2026; 2026-09-07"), "[2026-11-11, 2026-09-07]");
        assert_eq!(read(&library, "calendar.holidays", "11/11/2026; 31/1/2026"), "! the month comes first in a date with slashes");
    }

    #[test]
    fn words_of_a_list_are_found_whatever_their_capitals() {
        let library = library();
        assert_eq!(read(&library, "signers.relation", "Foster Parent"), "\"foster parent\"");
        assert_eq!(read(&library, "supports.status", "In place"), "\"in-place\"");
        assert_eq!(read(&library, "signers.relation", "cousin"), "\"cousin\"");
        assert_eq!(read(&library, "contacts.role", "Special Education Director"), "\"special-education-director\"");
        assert_eq!(read(&library, "contacts.role", "PRINCIPAL"), "\"principal\"");
        assert_eq!(read(&library, "situation.presentations", "PR-door; hides"), "[\"pr-door\", \"hides\"]");
    }

    #[test]
    fn words_stay_letter_for_letter_but_for_the_guard_against_formulas() {
        let library = library();
        let name = |words: &str| read(&library, "child.name", words);
        assert_eq!(name("'=Ana"), "\"=Ana\"");
        assert_eq!(name("'-Ana"), "\"-Ana\"");
        assert_eq!(name("'+1 707 555 0142"), "\"+1 707 555 0142\"");
        assert_eq!(name("'@Ana"), "\"@Ana\"");
        assert_eq!(name("'Ana"), "\"'Ana\"");
        assert_eq!(name("Ana \"Nita\" D'Angelo"), "\"\"\"Ana \"Nita\" D'Angelo\"\"\"");
        assert_eq!(read(&library, "child.grade", "8"), "\"8\"");
        assert_eq!(read(&library, "child.pronouns", "She/Her"), "\"She/Her\"");
    }

    #[test]
    fn line_breaks_begin_paragraphs() {
        assert_eq!(paragraphs("One.\r\nTwo."), "One.\n\nTwo.");
        assert_eq!(paragraphs("One, \nwrapped.\n\nTwo."), "One,\nwrapped.\n\nTwo.");
        assert_eq!(paragraphs("One."), "One.");
    }
}
