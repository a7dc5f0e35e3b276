//! One cell becomes one value of a case file, or a sentence about why not.
//!
//! Why: a spreadsheet writes days the American way, yes and no in words, and several things in one cell; a case file does not. Input: the
//! words of a cell and the [`Fact`] they are for. Output: a TOML value. Only forms are changed here. Whether a value makes sense is checked
//! where every case is checked, and a day that could be read in two ways is never guessed.

use chrono::NaiveDate;
use toml_edit::{Array, Value};

use super::Wrong;
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
        FactType::Date => date(unmarked(words)).map(row::date),
        FactType::When => when(unmarked(words)),
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

/// Without an apostrophe that tells a spreadsheet to leave a date alone, and without the midnight that some programs add to a day.
fn unmarked(words: &str) -> &str {
    let words = words.strip_prefix('\'').unwrap_or(words);
    let midnight = ["T00:00:00", " 00:00:00", " 0:00:00", " 00:00", " 0:00"];
    midnight.into_iter().find_map(|end| words.strip_suffix(end)).unwrap_or(words).trim()
}

/// How a day may be written.
const FORMS: &str = "Write it as 2026-11-23 or 11/23/2026.";

/// A day: year-month-day, or month/day/year.
fn date(words: &str) -> Result<NaiveDate, Wrong> {
    let figures = |part: &str, most: usize| {
        let fits = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if fits { part.parse::<u32>().ok() } else { None }
    };
    let dashed: Vec<&str> = words.split('-').collect();
    if let [year, month, day] = dashed.as_slice()
        && let (4, Some(year), Some(month), Some(day)) = (year.len(), figures(year, 4), figures(month, 2), figures(day, 2))
    {
        return real_day(year, month, day);
    }
    let slashed: Vec<&str> = words.split('/').collect();
    if let [month, day, year] = slashed.as_slice()
        && let (Some(month), Some(day), Some(number)) = (figures(month, 2), figures(day, 2), figures(year, 4))
        && matches!(year.len(), 2 | 4)
    {
        if month > 12 && day <= 12 {
            let help = "Write it as 11/23/2026, not 23/11/2026; or year first: 2026-11-23.";
            return Err(Wrong::new("the month comes first in a date with slashes").help(help));
        }
        return match number {
            0..50 if year.len() == 2 => real_day(2000 + number, month, day),
            50.. if year.len() == 2 => {
                let help = "Write all four figures of the year, as in 5/14/1998.";
                Err(Wrong::new("a year of two figures is read as 2000 to 2049 only, and this one is not among them").help(help))
            }
            year => real_day(year, month, day),
        };
    }
    if words.len() == 5 && words.bytes().all(|byte| byte.is_ascii_digit()) {
        let help = "Give the column the format Date in the spreadsheet program, and save the sheet again.";
        return Err(Wrong::new("this is a spreadsheet's own number for a day, not a date").help(help));
    }
    Err(Wrong::new("this is not a date in a form that is understood").help(FORMS))
}

fn real_day(year: u32, month: u32, day: u32) -> Result<NaiveDate, Wrong> {
    let year = i32::try_from(year).unwrap_or_default();
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Wrong::new("this is not a day in the calendar").help(FORMS))
}

/// A day, a month, "about" a day, or a week.
fn when(words: &str) -> Result<Value, Wrong> {
    let lower = words.to_lowercase();
    let parts: Vec<&str> = lower.split_whitespace().collect();
    let iso = |words: &str| date(words).map(|day| day.format("%Y-%m-%d").to_string());
    match parts.as_slice() {
        ["about", day] => iso(day).map(|day| Value::from(format!("about {day}"))),
        ["week", "of", day] => iso(day).map(|day| Value::from(format!("week of {day}"))),
        [single] => match month(single) {
            Some(month) => Ok(Value::from(month)),
            None if is_changed_month(single) => {
                let help = "Write a whole day. Or write the month with an apostrophe in front, so that the spreadsheet keeps it: '2026-10";
                Err(Wrong::new("a spreadsheet may have changed a month or a day into this, and it cannot be told which").help(help))
            }
            None => date(single).map(row::date).map_err(or_other_forms),
        },
        [name, year] => match name.parse::<chrono::Month>() {
            Ok(name) if is_year(year) => Ok(Value::from(format!("{year}-{:02}", name.number_from_month()))),
            _ => date(words).map(row::date).map_err(or_other_forms),
        },
        _ => date(words).map(row::date).map_err(or_other_forms),
    }
}

/// Where a month would do too, the help says so.
fn or_other_forms(wrong: Wrong) -> Wrong {
    if wrong.help == FORMS {
        return wrong.help("Write it as 2026-11-23 or 11/23/2026; or as about 2026-11-23, week of 2026-11-23, October 2026.");
    }
    wrong
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// "2026-10" or "10/2026", as a case file has it.
fn month(word: &str) -> Option<String> {
    let (year, month) = word.split_once('-').or_else(|| word.split_once('/').map(|(month, year)| (year, month)))?;
    let number = month.parse::<u32>().ok().filter(|number| (1..=12).contains(number) && month.len() <= 2)?;
    is_year(year).then(|| format!("{year}-{number:02}"))
}

/// "Oct-26": what Excel makes of "2026-10", and Google Sheets of "Oct 26".
fn is_changed_month(word: &str) -> bool {
    let is_month = |part: &str| part.parse::<chrono::Month>().is_ok();
    let is_number = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once('-').is_some_and(|(one, other)| (is_month(one) && is_number(other)) || (is_number(one) && is_month(other)))
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
    fn days_are_read_in_two_forms_and_never_guessed() {
        let library = library();
        let day = |words: &str| read(&library, "child.birth_date", words);
        for (words, expected) in [
            ("2026-11-23", "2026-11-23"),
            ("2026-1-5", "2026-01-05"),
            (" 3/4/2014 ", "2014-03-04"),
            ("03/04/2014", "2014-03-04"),
            ("11/23/26", "2026-11-23"),
            ("1/1/00", "2000-01-01"),
            ("12/31/49", "2049-12-31"),
            ("'2026-11-23", "2026-11-23"),
            ("2026-11-23 00:00:00", "2026-11-23"),
            ("11/23/2026 0:00", "2026-11-23"),
            ("", ""),
        ] {
            assert_eq!(day(words), expected, "{words}");
        }
        assert_eq!(day("23/11/2026"), "! the month comes first in a date with slashes");
        assert_eq!(day("13/1/26"), "! the month comes first in a date with slashes");
        for words in ["1/1/50", "5/14/98"] {
            assert!(day(words).starts_with("! a year of two figures"), "{words}");
        }
        for words in ["2026-02-30", "2/30/2026", "13/13/2026", "0/1/2026"] {
            assert_eq!(day(words), "! this is not a day in the calendar", "{words}");
        }
        assert!(day("46349").starts_with("! this is a spreadsheet's own number"));
        for words in [
            "23.11.2026",
            "11-23-2026",
            "Nov 23, 2026",
            "1/2/3",
            "1/2/026",
            "2026-10",
            "about 2026-10-01",
            "+1/2/2026",
            "11/23/2026 9:30",
            "é/1/2026",
        ] {
            assert_eq!(day(words), "! this is not a date in a form that is understood", "{words}");
        }
    }

    #[test]
    fn a_day_that_is_not_certain_keeps_its_words() {
        let library = library();
        let when = |words: &str| read(&library, "situation.since", words);
        for (words, expected) in [
            ("9/8/2026", "2026-09-08"),
            ("2026-10", "\"2026-10\""),
            ("'2026-10", "\"2026-10\""),
            ("10/2026", "\"2026-10\""),
            ("October 2026", "\"2026-10\""),
            ("sep 2026", "\"2026-09\""),
            ("About 10/6/26", "\"about 2026-10-06\""),
            ("about 2026-10-06", "\"about 2026-10-06\""),
            ("week of 10/5/2026", "\"week of 2026-10-05\""),
        ] {
            assert_eq!(when(words), expected, "{words}");
        }
        for words in ["Oct-26", "26-Oct"] {
            assert!(when(words).starts_with("! a spreadsheet may have changed"), "{words}");
        }
        assert_eq!(when("about 23/11/2026"), "! the month comes first in a date with slashes");
        for words in ["since fall", "fall", "13/2026", "October", "about October 2026", "October 26"] {
            assert_eq!(when(words), "! this is not a date in a form that is understood", "{words}");
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
