//! A case file as typed: TOML with the place of every key and value, before anyone asks whether it makes sense.
//!
//! Input: the bytes of a file. Output: a [`CaseFile`], a plain tree with byte spans, for [`crate::case`] to check. It exists
//! apart from the check so that all mistakes of a file, of syntax and of sense, come out in one pass.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Problem, Problems};

/// The most bytes a case file may have. A hundred absences and a long story take some 60 KB.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// A file as typed.
#[derive(Clone)]
pub struct CaseFile {
    /// The file's name as the person gave it.
    pub name: String,
    /// The file's text, without a byte order mark.
    pub text: Arc<str>,
    /// What stands in it.
    pub root: Node,
    /// Mistakes of syntax found on the way; the tree holds what could still be read.
    pub syntax: Vec<Problem>,
}

impl std::fmt::Debug for CaseFile {
    /// A case is private: only its name is shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "CaseFile({})", self.name)
    }
}

/// A typed value and its place.
#[derive(Clone)]
pub struct Node {
    /// The bytes of the value.
    pub span: Range<usize>,
    /// The value.
    pub kind: NodeKind,
}

/// What was typed.
#[derive(Clone)]
pub enum NodeKind {
    /// Words in quotes.
    Words(String),
    /// A whole number.
    Integer(Option<i64>),
    /// A number with a point; no fact is one.
    Float,
    /// true or false.
    Boolean(bool),
    /// A date without a time, as year, month, day.
    Date(u16, u8, u8),
    /// A time, or a date with a time; no fact is one.
    Time,
    /// Several values.
    Array(Vec<Node>),
    /// Keys with their places and values, in the order of the file.
    Table(Vec<(Key, Node)>),
}

/// A typed key and its place.
#[derive(Clone)]
pub struct Key {
    /// The key.
    pub name: String,
    /// Its bytes.
    pub span: Range<usize>,
}

impl CaseFile {
    /// The calendar that the case names from `calendars/`, and where; none when it holds a calendar of its own.
    pub fn calendar_name(&self) -> Option<(&str, Range<usize>)> {
        if self.root.get("calendar").is_some() {
            return None;
        }
        match self.root.get("school")?.get("calendar")? {
            Node { kind: NodeKind::Words(name), span } if !name.trim().is_empty() => Some((name.trim(), span.clone())),
            _ => None,
        }
    }

    /// No problems, for this file.
    pub fn problems(&self) -> Problems {
        Problems::new(&self.name, Arc::clone(&self.text))
    }
}

impl Node {
    /// The value of a key, if this is a table that has it.
    pub fn get(&self, name: &str) -> Option<&Node> {
        match &self.kind {
            NodeKind::Table(entries) => entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node),
            _ => None,
        }
    }
}

impl NodeKind {
    /// What was typed, in a person's words.
    pub fn described(&self) -> &'static str {
        match self {
            Self::Words(_) => "words",
            Self::Integer(_) => "a whole number",
            Self::Float => "a number with a point",
            Self::Boolean(_) => "true or false",
            Self::Date(..) => "a date",
            Self::Time => "a time of day",
            Self::Array(_) => "a list in [ ]",
            Self::Table(_) => "a table",
        }
    }
}

/// Reads a file's bytes.
///
/// # Errors
/// Problems when the bytes are not readable text at all; mistakes of TOML syntax are kept in [`CaseFile::syntax`].
pub fn parse(name: &str, bytes: &[u8]) -> Result<CaseFile, Problems> {
    let text: Arc<str> = match decode(bytes) {
        Ok(text) => Arc::from(text),
        Err(problem) => {
            let mut problems = Problems::new(name, Arc::from(""));
            problems.list.push(problem);
            return Err(problems);
        }
    };
    let (tree, errors) = DeTable::parse_recoverable(&text);
    let root = Node { span: 0..text.len(), kind: table(tree.get_ref()) };
    let mut syntax: Vec<Problem> = errors.iter().map(|error| syntax_problem(error, &text)).collect();
    syntax.dedup_by(|later, earlier| same_line(&text, earlier, later));
    Ok(CaseFile { name: name.to_owned(), text, root, syntax })
}

/// Bytes to text, with a plain sentence for the encodings that spreadsheet and note programs leave behind.
fn decode(bytes: &[u8]) -> Result<&str, Problem> {
    const RESAVE: &str = "Open the file in your editor, choose \"Save as\", and pick the encoding UTF-8. Then try again.";
    if bytes.len() > LARGEST {
        return Err(Problem::error("too-large", "this file is far larger than a case file can be").help("Check that it is the right file."));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problem::error("encoding", "this file is saved as UTF-16, and a case file must be UTF-8").help(RESAVE));
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let line = |end: usize| bytes.get(..end).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count() + 1;
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("line {} holds a letter that is not saved as UTF-8", line(error.valid_up_to()));
        Problem::error("encoding", message).help(RESAVE)
    })?;
    // Shown on a terminal they could change what stands there, so the line itself is not shown.
    let odd = |character: char| character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r');
    match text.char_indices().find(|(_, character)| odd(*character)) {
        None => Ok(text),
        Some((at, character)) => {
            let message = format!("line {} holds a character that no text has (U+{:04X})", line(at), u32::from(character));
            let help = "The file may be damaged: look for an older copy. Or take the character out in your editor.";
            Err(Problem::error("encoding", message).help(help))
        }
    }
}

fn table(table: &DeTable<'_>) -> NodeKind {
    let mut entries: Vec<(Key, Node)> =
        table.iter().map(|(key, value)| (Key { name: key.get_ref().to_string(), span: key.span() }, node(value))).collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    NodeKind::Table(entries)
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let kind = match value.get_ref() {
        DeValue::String(words) => NodeKind::Words(words.to_string()),
        DeValue::Integer(number) => NodeKind::Integer(i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()),
        DeValue::Float(_) => NodeKind::Float,
        DeValue::Boolean(answer) => NodeKind::Boolean(*answer),
        DeValue::Datetime(moment) => match (moment.date, moment.time) {
            (Some(date), None) => NodeKind::Date(date.year, date.month, date.day),
            _ => NodeKind::Time,
        },
        DeValue::Array(items) => NodeKind::Array(items.iter().map(node).collect()),
        DeValue::Table(inner) => table(inner),
    };
    Node { span: value.span(), kind }
}

/// Two mistakes on one line are nearly always one mistake and its echo.
fn same_line(text: &str, earlier: &Problem, later: &Problem) -> bool {
    let line = |problem: &Problem| {
        let start = problem.places.first().map_or(0, |place| place.span.start);
        text.get(..start).map_or(0, |before| before.matches('\n').count())
    };
    line(earlier) == line(later)
}

/// The parser's words, turned into a sentence for someone who has never heard of TOML.
fn syntax_problem(error: &toml::de::Error, text: &str) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let line_start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let value = line.split_once('=').map_or(line, |(_, value)| value).trim();
    let parser_says = error.message();
    let (message, help) = if parser_says.contains("duplicate key") {
        ("this key stands twice in the same table", "Keep one of the two and delete the other.".to_owned())
    } else if value.contains(['“', '”', '„', '‘', '’']) && !value.starts_with('"') {
        (
            "these are curly quotes; a value needs straight ones",
            "Type the quotes again as \" on both sides. Curly quotes inside the words are fine.".to_owned(),
        )
    } else if looks_like_date(value) {
        ("this is not a day in the calendar", "Write the date as year-month-day, such as 2026-10-06.".to_owned())
    } else if line.trim_start().starts_with('[') {
        ("this line of square brackets cannot be read", "A table is [child]; one of many is [[signers]].".to_owned())
    } else if !line.contains('=') {
        ("this line cannot be read", "Each line is: key = value. Words stand in quotes: name = \"Ana\".".to_owned())
    } else if value.starts_with('"') || value.starts_with('\'') {
        (
            "the quotes of this value do not close",
            "End the words with the same quote mark. For several lines use three: \"\"\" ... \"\"\".".to_owned(),
        )
    } else {
        (
            "this value cannot be read",
            "Put words in quotes: name = \"Ana\". Dates look like 2026-10-06, lists like [\"one\", \"two\"].".to_owned(),
        )
    };
    Problem::error("syntax", message).help(help).at(span, parser_says.to_owned())
}

/// Something like 2026-13-40 or 3/4/2026 that was meant as a date.
fn looks_like_date(value: &str) -> bool {
    let digits = value.chars().take_while(|character| character.is_ascii_digit()).count();
    let shape = value.chars().take(10).all(|character| character.is_ascii_digit() || matches!(character, '-' | '/' | '.'));
    digits > 0 && shape && value.contains(['-', '/']) && value.len() >= 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        parse("case.toml", text.as_bytes())
            .map(|file| file.syntax.into_iter().map(|problem| problem.message).collect())
            .unwrap_or_else(|problems| problems.list.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn a_good_file_has_no_mistakes_and_keeps_its_order() {
        let file = parse("case.toml", b"\xef\xbb\xbfschema = 1\n[child]\nname = \"\xc3\x91usta\"\n").expect("readable");
        assert!(file.syntax.is_empty());
        let NodeKind::Table(entries) = file.root.kind else { panic!("a table") };
        assert_eq!(entries.iter().map(|(key, _)| key.name.as_str()).collect::<Vec<_>>(), ["schema", "child"]);
    }

    #[test]
    fn an_impossible_date_is_called_one() {
        assert_eq!(messages("a = 2026-02-30\n"), ["this is not a day in the calendar"]);
    }

    #[test]
    fn curly_quotes_are_named() {
        assert_eq!(messages("name = “Ana”\n"), ["these are curly quotes; a value needs straight ones"]);
    }

    #[test]
    fn a_damaged_file_is_not_shown_on_the_screen() {
        for (text, expected) in [
            ("schema = 1\nid = \"a\u{1b}[2Jb\"\n", "line 2 holds a character that no text has (U+001B)"),
            ("\0\0\0", "line 1 holds a character that no text has (U+0000)"),
        ] {
            let Err(problems) = parse("case.toml", text.as_bytes()) else { panic!("{text:?} was taken") };
            assert_eq!(problems.list.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>(), [expected]);
            assert!(problems.list.iter().all(|problem| problem.places.is_empty()), "no line is shown");
        }
        assert!(messages("schema = 1\t# so\r\n").is_empty());
    }

    #[test]
    fn other_encodings_get_a_sentence() {
        assert_eq!(messages_bytes(&[0xff, 0xfe, 0x41, 0]), "this file is saved as UTF-16, and a case file must be UTF-8");
        assert_eq!(messages_bytes(b"a = 1\nname = \"N\xfa\xf1ez\"\n"), "line 2 holds a letter that is not saved as UTF-8");
    }

    fn messages_bytes(bytes: &[u8]) -> String {
        parse("case.toml", bytes)
            .err()
            .and_then(|problems| problems.list.into_iter().next())
            .map(|problem| problem.message)
            .unwrap_or_default()
    }
}
