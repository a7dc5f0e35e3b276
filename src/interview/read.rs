//! Typed words to a value of the case file, or a sentence about why not.
//!
//! Input: a fact and what was typed for it. Output: a TOML value of the form that the fact has, or the id of a message. Names are taken exactly;
//! only blanks around them go, and one spelling stands for one character (NFC). The whole case is checked again where every case is checked.

use chrono::NaiveDate;
use toml_edit::{Array, InlineTable, Value};
use unicode_normalization::UnicodeNormalization;

use crate::case_value;
use crate::fact::{Fact, FactType};
use crate::interview::days;
use crate::record::row;
use crate::wording::When;
use crate::wording::pronouns::{PronounParts, Pronouns};

/// Why typed words are no answer: a message, and words to put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The message's id.
    pub message: &'static str,
    /// What goes into it.
    pub parts: Vec<(&'static str, String)>,
}

impl Wrong {
    fn of(message: &'static str) -> Self {
        Self { message, parts: Vec::new() }
    }
}

/// What else matters for reading.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// Today.
    pub today: NaiveDate,
    /// Whether the day may lie ahead.
    pub future: bool,
}

/// Reads an answer. Several lines are several items of a list, paragraphs of a story, or one line of anything else.
///
/// # Errors
/// Why it is none.
pub fn value(fact: &Fact, typed: &str, around: Around) -> Result<Value, Wrong> {
    let typed: String = typed.nfc().collect();
    let lines: Vec<&str> =
        typed.lines().map(|line| line.trim().trim_start_matches(['-', '*', '•']).trim()).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Err(Wrong::of("empty"));
    }
    printable(&typed)?;
    if fact.list {
        let items = lines.into_iter().map(|line| one(fact, line, around)).collect::<Result<Vec<_>, _>>()?;
        return Ok(Value::Array(items.into_iter().collect::<Array>()));
    }
    if fact.kind == FactType::Narrative {
        let story: Vec<&str> = typed.lines().map(str::trim_end).collect();
        return Ok(Value::from(story.join("\n").trim()));
    }
    let whole: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    one(fact, &whole.join(" "), around)
}

fn one(fact: &Fact, words: &str, around: Around) -> Result<Value, Wrong> {
    match &fact.kind {
        FactType::Date => days::day(words, around.today, around.future).map(row::date).map_err(|wrong| Wrong::of(wrong.message())),
        FactType::When => {
            let when = days::when(words, around.today, around.future).map_err(|wrong| Wrong::of(wrong.message()))?;
            Ok(match when {
                When::Day(day) => row::date(day),
                rough => Value::from(days::written(&rough)),
            })
        }
        FactType::Integer => {
            // 1,200 is a number; 14,5 is not.
            let thousands = words.split(',').skip(1).all(|group| group.len() == 3);
            let number: Option<i64> = words.replace(',', "").parse().ok().filter(|_| thousands);
            number.filter(|number| (0..=100_000).contains(number)).map(Value::from).ok_or_else(|| Wrong::of("number-form"))
        }
        FactType::Pronouns => pronouns(words),
        _ => Ok(Value::from(words)),
    }
}

/// "she/her", "name", or three words of one's own.
fn pronouns(words: &str) -> Result<Value, Wrong> {
    if Pronouns::parse(words).is_ok() {
        return Ok(Value::from(words.to_lowercase()));
    }
    let parts: Vec<&str> = words.split(['/', ',', ' ']).map(str::trim).filter(|word| !word.is_empty()).collect();
    let [subject, object, possessive] = parts.as_slice() else { return Err(Wrong::of("pronouns-form")) };
    let given = PronounParts { subject, object, possessive, ..PronounParts::default() };
    if Pronouns::from_parts(given).is_err() {
        return Err(Wrong::of("pronouns-form"));
    }
    let mut table = InlineTable::new();
    for (key, word) in [("subject", subject), ("object", object), ("possessive", possessive)] {
        table.insert(key, Value::from(*word));
    }
    Ok(Value::InlineTable(table))
}

/// Marks that hide or reorder words have no place in a letter.
fn printable(words: &str) -> Result<(), Wrong> {
    match case_value::unseen(words) {
        None => Ok(()),
        Some(character) => Err(Wrong { message: "control-character", parts: vec![("code", format!("U+{:04X}", u32::from(character)))] }),
    }
}

/// What would stand in the field again for a value that is there already.
pub fn typed(value: &Value) -> String {
    match value {
        Value::String(words) => words.value().clone(),
        Value::Integer(number) => number.value().to_string(),
        Value::Boolean(answer) => answer.value().to_string(),
        Value::Datetime(moment) => moment.value().to_string(),
        Value::Array(items) => items.iter().map(typed).collect::<Vec<_>>().join("\n"),
        Value::InlineTable(table) => {
            let word = |key: &str| table.get(key).map(typed).unwrap_or_default();
            let id = word("id");
            if id.is_empty() { [word("subject"), word("object"), word("possessive")].join("/") } else { id }
        }
        Value::Float(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(kind: FactType, list: bool) -> Fact {
        Fact {
            key: "k".to_owned(),
            kind,
            list,
            must: false,
            default: None,
            private: false,
            when: Vec::new(),
            unasked: false,
            about: String::new(),
            example: String::new(),
        }
    }

    fn read(kind: FactType, list: bool, words: &str) -> Result<String, &'static str> {
        let around = Around { today: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(), future: false };
        value(&fact(kind, list), words, around).map(|value| value.to_string()).map_err(|wrong| wrong.message)
    }

    #[test]
    fn five_pasted_lines_are_one_answer_whatever_the_fact() {
        let pasted = "one\ntwo\n\nthree\nfour\nfive";
        assert_eq!(read(FactType::Text, false, pasted).as_deref(), Ok("\"one two three four five\""));
        assert_eq!(read(FactType::Text, true, pasted).as_deref(), Ok("[\"one\", \"two\", \"three\", \"four\", \"five\"]"));
        assert_eq!(read(FactType::Narrative, false, pasted).as_deref(), Ok("\"\"\"\none\ntwo\n\nthree\nfour\nfive\"\"\""));
    }

    #[test]
    fn names_stay_as_they_are_and_nothing_is_taken_for_something() {
        assert_eq!(read(FactType::Name, false, "  Nguye\u{302}\u{303}n Thị Hương ").as_deref(), Ok("\"Nguyễn Thị Hương\""));
        assert_eq!(read(FactType::Name, false, "   "), Err("empty"));
        assert_eq!(read(FactType::Name, false, "a\u{202e}b"), Err("control-character"));
        assert_eq!(read(FactType::Integer, false, "fourteen"), Err("number-form"));
        assert_eq!(read(FactType::Integer, false, "14,5"), Err("number-form"));
        assert_eq!(read(FactType::Integer, false, "1,200").as_deref(), Ok("1200"));
        assert_eq!(read(FactType::Date, false, "3/4/14"), Err("day-short-year"));
        assert_eq!(read(FactType::Date, false, "March 4, 2014").as_deref(), Ok("2014-03-04"));
        assert_eq!(read(FactType::When, false, "September 2026").as_deref(), Ok("\"2026-09\""));
        assert_eq!(read(FactType::Pronouns, false, "She/Her").as_deref(), Ok("\"she/her\""));
        assert_eq!(
            read(FactType::Pronouns, false, "ze, zir, zir").as_deref(),
            Ok("{ subject = \"ze\", object = \"zir\", possessive = \"zir\" }")
        );
        assert_eq!(read(FactType::Pronouns, false, "what?"), Err("pronouns-form"));
    }
}
