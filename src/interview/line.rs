//! Line mode: numbered choices, plain lines, not one escape sequence.
//!
//! Why: screen readers read a redrawn menu twice or not at all; a pipe and a test cannot press arrows. Input: lines. Output: lines. On a
//! terminal, several lines that come at once are a paste and belong to one answer; from a pipe each line is an answer.

use std::io::{BufRead, Write};

use crate::interview::face::{Blank, Face, Menu, Reply, Room, Row, Ways};
use crate::interview::messages::{Command, Messages};

/// Where lines come from.
pub trait Input {
    /// The next line without its end; none at the end of the input.
    fn line(&mut self) -> std::io::Result<Option<String>>;
    /// Whether more lines have come already that nobody can have typed in answer to something new.
    fn more_came_at_once(&mut self) -> bool;
}

/// Lines from a reader; `more` tells of a paste.
pub struct Reader<R, M> {
    /// The reader.
    pub reader: R,
    /// Whether more has come.
    pub more: M,
}

impl<R: BufRead, M: FnMut() -> bool> Input for Reader<R, M> {
    fn line(&mut self) -> std::io::Result<Option<String>> {
        let mut bytes = Vec::new();
        if self.reader.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&bytes);
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    fn more_came_at_once(&mut self) -> bool {
        (self.more)()
    }
}

/// The face of plain lines.
pub struct Line<I, W> {
    input: I,
    output: W,
    width: usize,
    messages: Messages,
}

impl<I: Input, W: Write> Line<I, W> {
    /// A face that reads there, writes there, and wraps at this width.
    pub fn new(input: I, output: W, width: usize, messages: Messages) -> Self {
        Self { input, output, width, messages }
    }

    fn print(&mut self, text: &str) {
        let _ = writeln!(self.output, "{text}");
        let _ = self.output.flush();
    }

    fn prompt(&mut self) -> std::io::Result<Option<String>> {
        let _ = write!(self.output, "> ");
        let _ = self.output.flush();
        let line = self.input.line();
        // What is typed is not echoed from a pipe; a line end keeps the next words on a line of their own.
        let _ = writeln!(self.output);
        line
    }

    /// One typed line, or what happened instead; help is given on the spot.
    fn typed<T>(&mut self, ways: Ways, help: &str) -> Result<String, Reply<T>> {
        loop {
            let line = match self.prompt() {
                Ok(Some(line)) => line,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => return Err(Reply::Interrupted),
                Ok(None) | Err(_) => return Err(Reply::Ended),
            };
            match self.messages.command(&line, ways, !help.is_empty()) {
                None => return Ok(line),
                Some(Command::Help) => self.say(help),
                Some(Command::NotHere(id)) => {
                    let why = self.messages.say(id);
                    self.say(&why);
                }
                Some(command) => {
                    if let Some(reply) = command.reply() {
                        return Err(reply);
                    }
                }
            }
        }
    }

    /// Lines up to a single dot or the end of the input.
    fn up_to_a_dot(&mut self, lines: &mut Vec<String>) {
        loop {
            match self.input.line() {
                Ok(Some(line)) if line.trim() == "." => break,
                Ok(Some(line)) => lines.push(line),
                Ok(None) | Err(_) => break,
            }
        }
    }

    fn rows(&mut self, rows: &[Row]) {
        for (index, row) in rows.iter().enumerate() {
            let mark = if row.marked { " *" } else { "" };
            self.print(&format!("{}. {}{mark}", index + 1, row.label));
            if !row.detail.is_empty() {
                let indented =
                    textwrap::fill(&row.detail, textwrap::Options::new(self.width).initial_indent("   ").subsequent_indent("   "));
                self.print(&indented);
            }
        }
    }

    fn how(&mut self, first: &str, ways: Ways, help: &str) {
        let text = self.messages.how(first, ways, !help.is_empty());
        self.print(&textwrap::fill(&text, self.width));
    }
}

/// "1", "1,3", "1 and 3", "2-4": numbers of rows, from one.
fn numbers(typed: &str, count: usize) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for word in typed.split([',', ' ', ';']).map(str::trim).filter(|word| !word.is_empty() && !matches!(*word, "and" | "y" | "e")) {
        let (first, last) = match word.split_once('-') {
            Some((first, last)) => (first.parse::<usize>().ok()?, last.parse::<usize>().ok()?),
            None => {
                let one = word.trim_end_matches('.').parse::<usize>().ok()?;
                (one, one)
            }
        };
        if first == 0 || last > count || first > last {
            return None;
        }
        found.extend((first..=last).map(|number| number - 1));
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

impl<I: Input, W: Write> Face for Line<I, W> {
    fn say(&mut self, text: &str) {
        for paragraph in text.split('\n') {
            let wrapped = textwrap::fill(paragraph, self.width);
            self.print(&wrapped);
        }
    }

    fn show(&mut self, text: &str) -> Reply<()> {
        self.print(text.trim_end());
        Reply::Given(())
    }

    fn words(&mut self, blank: &Blank) -> Reply<String> {
        if !blank.before.is_empty() {
            let now = self.messages.with("line-before", &[("before", &blank.before.replace('\n', " / "))]);
            self.say(&now);
        }
        self.how(if blank.room == Room::Lines { "line-how-lines" } else { "line-how-words" }, blank.ways, &blank.help);
        let first = match self.typed(blank.ways, &blank.help) {
            Ok(line) => line,
            Err(reply) => return reply,
        };
        let mut lines = vec![first];
        if lines.first().is_some_and(|line| line.trim().is_empty()) && !self.input.more_came_at_once() {
            return Reply::Given(String::new());
        }
        if blank.room == Room::Lines {
            if lines.first().is_some_and(|line| line.trim() == ".") {
                lines.clear();
            } else {
                self.up_to_a_dot(&mut lines);
            }
        } else if self.input.more_came_at_once() {
            let several = self.messages.say("line-several");
            self.say(&several);
            self.up_to_a_dot(&mut lines);
        }
        Reply::Given(lines.join("\n"))
    }

    fn one(&mut self, menu: &Menu) -> Reply<usize> {
        self.rows(&menu.rows);
        self.how("line-how-one", menu.ways, &menu.help);
        if let Some(row) = menu.at.and_then(|at| menu.rows.get(at)) {
            let now = self.messages.with("line-before", &[("before", &row.label)]);
            self.say(&now);
        }
        loop {
            let typed = match self.typed(menu.ways, &menu.help) {
                Ok(line) => line,
                Err(reply) => return reply,
            };
            if typed.trim().is_empty()
                && let Some(at) = menu.at
            {
                return Reply::Given(at);
            }
            let by_name = menu.rows.iter().position(|row| row.label.to_lowercase() == typed.trim().to_lowercase());
            match (numbers(&typed, menu.rows.len()).as_deref(), by_name) {
                (Some([only]), _) => return Reply::Given(*only),
                (_, Some(row)) => return Reply::Given(row),
                _ => {
                    let wrong = self.messages.with("line-wrong-one", &[("last", &menu.rows.len().to_string())]);
                    self.say(&wrong);
                }
            }
        }
    }

    fn many(&mut self, menu: &Menu) -> Reply<Vec<usize>> {
        self.rows(&menu.rows);
        let marked: Vec<usize> = menu.rows.iter().enumerate().filter(|(_, row)| row.marked).map(|(index, _)| index).collect();
        self.how(if marked.is_empty() { "line-how-many" } else { "line-how-many-marked" }, menu.ways, &menu.help);
        loop {
            let typed = match self.typed(menu.ways, &menu.help) {
                Ok(line) => line,
                Err(reply) => return reply,
            };
            if typed.trim().is_empty() && !marked.is_empty() {
                return Reply::Given(marked);
            }
            match numbers(&typed, menu.rows.len()) {
                Some(rows) if !rows.is_empty() => return Reply::Given(rows),
                _ => {
                    let wrong = self.messages.with("line-wrong-many", &[("last", &menu.rows.len().to_string())]);
                    self.say(&wrong);
                }
            }
        }
    }

    fn width(&self) -> usize {
        self.width
    }

    fn has_menus(&self) -> bool {
        false
    }

    fn speak(&mut self, messages: Messages) {
        self.messages = messages;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_understood_in_the_ways_people_write_them() {
        assert_eq!(numbers("1,3", 5), Some(vec![0, 2]));
        assert_eq!(numbers(" 3 y 1 ", 5), Some(vec![0, 2]));
        assert_eq!(numbers("2-4", 5), Some(vec![1, 2, 3]));
        assert_eq!(numbers("2.", 5), Some(vec![1]));
        for wrong in ["0", "6", "4-2", "one", "1,x", "-1"] {
            assert_eq!(numbers(wrong, 5), None, "{wrong}");
        }
    }
}
