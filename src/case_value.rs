//! One typed value becomes one checked value, or a sentence about why not.
//!
//! Input: a [`Node`] and the [`Fact`] it should be. Output: a [`Value`]. Split from [`crate::case`] because this is where the
//! kindness lives: grade = 8 without quotes, a date in quotes, one line where a list belongs are all accepted.

use chrono::NaiveDate;

use crate::ascii;
use crate::case_file::{Node, NodeKind};
use crate::error::Problem;
use crate::fact::{Fact, FactPath, FactType};
use crate::library::Library;
use crate::value::Value;
use crate::wording::dates::When;
use crate::wording::pronouns::{PronounParts, Pronouns};
use crate::wording::suggest;

/// Reads one value of a fact (one item, if the fact is a list).
///
/// # Errors
/// A problem that names the path and says what would be right.
pub(crate) fn read(fact: &Fact, node: &Node, path: FactPath<'_>, library: &Library) -> Result<Value, Box<Problem>> {
    match &fact.kind {
        FactType::Name => one_line(fact, node, path).map(Value::Name),
        FactType::Text => one_line(fact, node, path).map(Value::Text),
        FactType::Narrative => narrative(fact, node, path),
        FactType::Date => date(fact, node, path).map(Value::Date),
        FactType::When => when(fact, node, path),
        FactType::Integer => integer(fact, node, path),
        FactType::Boolean => match node.kind {
            NodeKind::Boolean(answer) => Ok(Value::Boolean(answer)),
            _ => Err(wrong_type(fact, node, path)),
        },
        FactType::Choice(choices) => choice(choices, fact, node, path),
        FactType::Seed { category, or_text, needs } => seed(category, *or_text, needs.as_deref(), fact, node, path, library),
        FactType::Pronouns => pronouns(fact, node, path),
    }
}

/// The value a fact has when it is left out.
pub(crate) fn default(fact: &Fact, value: &toml::Value) -> Option<Value> {
    match (&fact.kind, value) {
        (FactType::Boolean, toml::Value::Boolean(answer)) => Some(Value::Boolean(*answer)),
        (FactType::Pronouns, toml::Value::String(words)) => Pronouns::parse(words).ok().map(Value::Pronouns),
        (_, toml::Value::String(words)) => Some(Value::Name(words.clone())),
        (_, toml::Value::Integer(number)) => Some(Value::Integer(*number)),
        _ => None,
    }
}

fn wrong_type(fact: &Fact, node: &Node, path: FactPath<'_>) -> Box<Problem> {
    let message = format!("`{path}` needs {}", fact.kind.expected());
    let problem = Problem::error("type", message).at(node.span.clone(), format!("this is {}", node.kind.described()));
    Box::new(if fact.example.is_empty() { problem } else { problem.help(format!("Write it like this: {}", fact.example)) })
}

/// Words that fit on one line. A whole number is taken as its digits: `grade = 8` is clear enough.
fn one_line(fact: &Fact, node: &Node, path: FactPath<'_>) -> Result<String, Box<Problem>> {
    let words = match &node.kind {
        NodeKind::Words(words) => words.trim(),
        NodeKind::Integer(Some(number)) => return Ok(number.to_string()),
        _ => return Err(wrong_type(fact, node, path)),
    };
    if ascii::any(words, |byte| matches!(byte, b'\n' | b'\r')) {
        let problem = Problem::error("one-line", format!("`{path}` has room for one line")).help("Put it on one line.");
        return Err(Box::new(problem.at(node.span.clone(), "more than one line")));
    }
    printable(words, node, path)?;
    Ok(words.to_owned())
}

/// A character that has no glyph and no meaning in a letter: controls, marks that turn the reading direction, tag characters and blanks of
/// no width, which hide or reorder words in plain text.
pub(crate) fn unseen(words: &str) -> Option<char> {
    if ascii::is_visible(words) {
        return None;
    }
    let hides = |character: char| matches!(u32::from(character), 0x200b | 0x2028 | 0x2029 | 0xfeff | 0x202a..=0x202e | 0x2066..=0x2069 | 0xe0000..=0xe007f);
    words.chars().find(|character| hides(*character) || (character.is_control() && !matches!(character, '\n' | '\r' | '\t')))
}

/// Refuses what cannot be seen.
fn printable(words: &str, node: &Node, path: FactPath<'_>) -> Result<(), Box<Problem>> {
    match unseen(words) {
        None => Ok(()),
        Some(control) => {
            let message = format!("`{path}` holds an invisible control character (U+{:04X})", u32::from(control));
            Err(Box::new(
                Problem::error("control-character", message).help("Delete the line and type it again.").at(node.span.clone(), "in here"),
            ))
        }
    }
}

/// Paragraphs are split at blank lines; single line ends are the editor's wrapping.
fn narrative(fact: &Fact, node: &Node, path: FactPath<'_>) -> Result<Value, Box<Problem>> {
    let NodeKind::Words(words) = &node.kind else { return Err(wrong_type(fact, node, path)) };
    printable(words, node, path)?;
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    let mut paragraphs = vec![String::new()];
    for line in words.lines().map(str::trim) {
        if line.is_empty() {
            paragraphs.push(String::new());
        } else if let Some(paragraph) = paragraphs.last_mut() {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    Ok(Value::Narrative(paragraphs))
}

fn date(fact: &Fact, node: &Node, path: FactPath<'_>) -> Result<NaiveDate, Box<Problem>> {
    match &node.kind {
        NodeKind::Date(year, month, day) => {
            let date = NaiveDate::from_ymd_opt(i32::from(*year), u32::from(*month), u32::from(*day));
            plausible(date, node, path)
        }
        NodeKind::Words(words) => match NaiveDate::parse_from_str(words.trim(), "%Y-%m-%d") {
            Ok(date) => plausible(Some(date), node, path),
            Err(_) => Err(Box::new(
                Problem::error("date", format!("`{path}` needs an exact day as year-month-day"))
                    .help(format!("Write it like this: {}", fact.example))
                    .at(node.span.clone(), "not such a day"),
            )),
        },
        _ => Err(wrong_type(fact, node, path)),
    }
}

/// Nobody in a school case was born before 1900; a year of 0214 is a slip of the finger.
fn plausible(date: Option<NaiveDate>, node: &Node, path: FactPath<'_>) -> Result<NaiveDate, Box<Problem>> {
    use chrono::Datelike;
    match date {
        Some(date) if (1900..2200).contains(&date.year()) => Ok(date),
        _ => Err(Box::new(
            Problem::error("date", format!("`{path}` is not a day in the calendar of our time"))
                .help("Write the date as year-month-day, such as 2026-10-06.")
                .at(node.span.clone(), "check this date"),
        )),
    }
}

fn when(fact: &Fact, node: &Node, path: FactPath<'_>) -> Result<Value, Box<Problem>> {
    match &node.kind {
        NodeKind::Date(..) => date(fact, node, path).map(|date| Value::When(When::Day(date))),
        NodeKind::Words(words) => When::parse(words.trim()).map(Value::When).map_err(|_| {
            Box::new(
                Problem::error("date", format!("`{path}` needs {}", fact.kind.expected()))
                    .help("Four forms are understood: 2026-10-06, \"2026-10\", \"about 2026-10-06\", \"week of 2026-10-05\".")
                    .at(node.span.clone(), "not one of the four"),
            )
        }),
        _ => Err(wrong_type(fact, node, path)),
    }
}

fn integer(fact: &Fact, node: &Node, path: FactPath<'_>) -> Result<Value, Box<Problem>> {
    match &node.kind {
        NodeKind::Integer(Some(number)) if (0..=100_000).contains(number) => Ok(Value::Integer(*number)),
        NodeKind::Integer(_) => Err(Box::new(
            Problem::error("number", format!("`{path}` needs a count, zero or more"))
                .help(format!("Write it like this: {}", fact.example))
                .at(node.span.clone(), "not a count"),
        )),
        _ => Err(wrong_type(fact, node, path)),
    }
}

fn choice(choices: &[String], fact: &Fact, node: &Node, path: FactPath<'_>) -> Result<Value, Box<Problem>> {
    let words = match &node.kind {
        NodeKind::Words(words) => words.trim().to_owned(),
        NodeKind::Integer(Some(number)) => number.to_string(),
        _ => return Err(wrong_type(fact, node, path)),
    };
    if choices.contains(&words) {
        return Ok(Value::Name(words));
    }
    let message = format!("`{path}` is not one of: {}", choices.join(", "));
    let help = suggest::nearest(&words, choices.iter().map(String::as_str))
        .map_or_else(|| fact.about.clone(), |near| format!("Did you mean \"{near}\"?"));
    Err(Box::new(Problem::error("choice", message).help(help).at(node.span.clone(), "unknown choice")))
}

fn seed(
    category: &str,
    or_text: bool,
    needs: Option<&str>,
    fact: &Fact,
    node: &Node,
    path: FactPath<'_>,
    library: &Library,
) -> Result<Value, Box<Problem>> {
    let words = one_line(fact, node, path)?;
    let fits = |id: &str| library.seed(category, id).is_some_and(|seed| seed.has(needs));
    if fits(&words) {
        return Ok(Value::Seed { category: category.to_owned(), id: words });
    }
    let looks_like_id = words.len() > 3 && words.as_bytes().get(2) == Some(&b'-') && !words.contains(' ');
    if or_text && !looks_like_id {
        return Ok(Value::Text(words));
    }
    let ids: Vec<&str> = library.seed_ids(category).into_iter().filter(|id| fits(id)).collect();
    let help = match suggest::nearest(&words, ids.iter().copied()) {
        Some(near) => format!("Did you mean \"{near}\"?"),
        None if ids.len() <= 40 => format!("The list has: {}.", ids.join(", ")),
        None => "`inwriting letters KIND` shows the list.".to_owned(),
    };
    Err(Box::new(
        Problem::error("unknown-id", format!("`{path}` is not in the list \"{category}\"")).help(help).at(node.span.clone(), "unknown id"),
    ))
}

fn pronouns(fact: &Fact, node: &Node, path: FactPath<'_>) -> Result<Value, Box<Problem>> {
    let not_understood = || {
        Box::new(
            Problem::error("pronouns", format!("the pronouns at `{path}` are not understood"))
                .help(format!("Write {}.", fact.kind.expected()))
                .at(node.span.clone(), "not understood"),
        )
    };
    match &node.kind {
        NodeKind::Words(words) => Pronouns::parse(words.trim()).map(Value::Pronouns).map_err(|_| not_understood()),
        NodeKind::Table(entries) => {
            let mut parts = PronounParts::default();
            for (key, node) in entries {
                let NodeKind::Words(words) = &node.kind else { return Err(wrong_type(fact, node, path)) };
                let words = words.trim();
                match key.name.as_str() {
                    "subject" => parts.subject = words,
                    "object" => parts.object = words,
                    "possessive" => parts.possessive = words,
                    "possessive_pronoun" => parts.possessive_pronoun = Some(words),
                    "reflexive" => parts.reflexive = Some(words),
                    "verbs" => parts.plural = Some(words == "plural"),
                    _ => {
                        let problem = Problem::error("unknown-key", format!("a set of pronouns has no `{}`", key.name));
                        let help = "It may have: subject, object, possessive, possessive_pronoun, reflexive, verbs.";
                        return Err(Box::new(problem.help(help).at(key.span.clone(), "unknown key")));
                    }
                }
            }
            Pronouns::from_parts(parts).map(Value::Pronouns).map_err(|_| not_understood())
        }
        _ => Err(wrong_type(fact, node, path)),
    }
}
