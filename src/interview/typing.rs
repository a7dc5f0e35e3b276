//! Typing on a terminal: one field that takes a paste whole.
//!
//! Why not a library: dialoguer's input answers three questions with three pasted lines (PEERS 4.2). rustyline cannot see a paste that comes
//! without brackets. reedline asks the terminal where the cursor is through standard output, which may be a file (both tried). Keys and raw mode
//! are crossterm's; here is only the text, the cursor, and the drawing. Input: key events. Output: the text.

use std::io::Write;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::interview::face::{Reply, Room};

/// The words and the cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    text: String,
    /// Bytes before the cursor; always between two characters as a person sees them.
    at: usize,
}

impl Field {
    /// A field that holds some text, with the cursor behind it.
    pub fn holding(text: &str) -> Self {
        Self { text: text.to_owned(), at: text.len() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Puts words in at the cursor.
    pub fn insert(&mut self, words: &str) {
        let words = words.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
        let words: String = words.chars().filter(|character| *character == '\n' || !character.is_control()).collect();
        self.text = format!("{}{words}{}", self.before(), self.after());
        self.at += words.len();
    }

    fn left(&mut self) {
        self.at -= self.before().graphemes(true).next_back().map_or(0, str::len);
    }

    fn right(&mut self) {
        self.at += self.after().graphemes(true).next().map_or(0, str::len);
    }

    /// Whether Enter begins a new line here: behind the words of a line, unless they are all there is and a command.
    fn goes_on(&self, is_command: &dyn Fn(&str) -> bool) -> bool {
        let last = self.text.rsplit('\n').next().unwrap_or_default();
        self.after().is_empty() && !last.trim().is_empty() && !is_command(&self.text)
    }

    /// Cuts from the cursor back to `from`.
    fn cut_back(&mut self, from: usize) {
        self.text = format!("{}{}", self.text.get(..from).unwrap_or_default(), self.after());
        self.at = from;
    }

    fn line_start(&self) -> usize {
        self.before().rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.after().find('\n').map_or(self.text.len(), |at| self.at + at)
    }

    fn word_start(&self) -> usize {
        let trimmed = self.before().trim_end();
        trimmed.rfind(char::is_whitespace).map_or(0, |at| at + 1)
    }

    fn word_end(&self) -> usize {
        let after = self.after();
        let rest = after.trim_start();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.at + (after.len() - rest.len()) + length
    }

    /// One key; the event says nothing about finishing.
    fn key(&mut self, key: KeyEvent) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('a') if control => self.at = self.line_start(),
            KeyCode::Char('e') if control => self.at = self.line_end(),
            KeyCode::Char('u') if control => self.cut_back(self.line_start()),
            KeyCode::Char('w') if control => self.cut_back(self.word_start()),
            KeyCode::Char('k') if control => {
                self.text = format!("{}{}", self.before(), self.text.get(self.line_end()..).unwrap_or_default());
            }
            KeyCode::Char('b') if alt => self.at = self.word_start(),
            KeyCode::Char('f') if alt => self.at = self.word_end(),
            KeyCode::Enter if alt => self.insert("\n"),
            KeyCode::Char(character) if !control => self.insert(character.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => {
                let back = self.before().graphemes(true).next_back().map_or(0, str::len);
                self.cut_back(self.at - back);
            }
            KeyCode::Delete => {
                let length = self.after().graphemes(true).next().map_or(0, str::len);
                self.text = format!("{}{}", self.before(), self.after().get(length..).unwrap_or_default());
            }
            KeyCode::Left if control => self.at = self.word_start(),
            KeyCode::Right if control => self.at = self.word_end(),
            KeyCode::Left => self.left(),
            KeyCode::Right => self.right(),
            KeyCode::Home => self.at = self.line_start(),
            KeyCode::End => self.at = self.line_end(),
            KeyCode::Up => self.at = self.line_start().saturating_sub(1),
            KeyCode::Down => self.at = (self.line_end() + 1).min(self.text.len()),
            _ => {}
        }
    }

    /// The rows of the screen at a width, and the cursor's row and column.
    fn rows(&self, width: usize) -> (Vec<String>, usize, usize) {
        let width = width.max(2);
        let mut rows = vec![String::new()];
        let mut column = 0;
        let mut cursor = (0, 0);
        let mut offset = 0;
        for grapheme in self.text.graphemes(true) {
            if offset == self.at {
                cursor = (rows.len() - 1, column);
            }
            offset += grapheme.len();
            let wide = grapheme.width();
            if grapheme == "\n" || column + wide > width {
                rows.push(String::new());
                column = 0;
            }
            if grapheme != "\n" {
                if let Some(row) = rows.last_mut() {
                    row.push_str(grapheme);
                }
                column += wide;
            }
        }
        if self.at >= self.text.len() {
            if column >= width {
                rows.push(String::new());
                column = 0;
            }
            cursor = (rows.len() - 1, column);
        } else if cursor.1 >= width {
            cursor = (cursor.0 + 1, 0);
        }
        (rows, cursor.0, cursor.1)
    }
}

/// Keys wait for this long to be called a paste: nobody types the next line within it.
const AT_ONCE: Duration = Duration::from_millis(25);

/// Raw mode and brackets around pastes, given back however the typing ends.
pub(crate) struct Raw;

impl Raw {
    pub(crate) fn begin() -> std::io::Result<Self> {
        crossterm::terminal::enable_raw_mode()?;
        let _ = crossterm::execute!(std::io::stderr(), event::EnableBracketedPaste);
        Ok(Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = crossterm::execute!(std::io::stderr(), event::DisableBracketedPaste);
        let _ = crossterm::terminal::disable_raw_mode();
    }
}

/// Throws away keys that were pressed before a question was shown: they cannot be its answer.
pub fn forget_early_keys() {
    if crossterm::terminal::enable_raw_mode().is_ok() {
        while event::poll(Duration::ZERO).unwrap_or(false) {
            if event::read().is_err() {
                break;
            }
        }
        let _ = crossterm::terminal::disable_raw_mode();
    }
}

const MARK: &str = "> ";

/// What is on the screen of the field.
#[derive(Default)]
struct Drawn {
    /// How wide each drawn row is, up to the cursor's.
    above: Vec<usize>,
    /// The cursor's column.
    column: usize,
    /// The first row that is shown.
    top: usize,
}

impl Drawn {
    /// How many rows the cursor is below the field's first one, in a window of so many columns: one that became narrower has broken them.
    fn rows_above(&self, columns: usize) -> usize {
        let broken: usize = self.above.iter().map(|wide| wide.saturating_sub(1) / columns.max(1) + 1).sum();
        broken + self.column / columns.max(1)
    }

    /// Draws the field again; only what fits the window, around the cursor.
    fn draw(&mut self, field: &Field, whole: bool) {
        let (columns, lines) = crossterm::terminal::size().unwrap_or((80, 24));
        // The last column stays free: there terminals differ in when they wrap.
        let width = usize::from(columns).saturating_sub(MARK.len() + 1);
        let (rows, row, column) = field.rows(width);
        let room = if whole { rows.len() } else { usize::from(lines).saturating_sub(2).max(1) };
        self.top = if whole { 0 } else { self.top.clamp((row + 1).saturating_sub(room), row) };
        let mut out = String::new();
        let up = self.rows_above(usize::from(columns));
        if up > 0 {
            out.push_str(&format!("\x1b[{up}A"));
        }
        out.push_str("\r\x1b[J");
        let shown: Vec<&String> = rows.iter().skip(self.top).take(room).collect();
        for (index, row) in shown.iter().enumerate() {
            out.push_str(if index == 0 { "" } else { "\r\n" });
            out.push_str(if self.top + index == 0 { MARK } else { "  " });
            out.push_str(row);
        }
        let below = row - self.top;
        self.above = shown.iter().take(below).map(|row| row.width() + MARK.len()).collect();
        self.column = column + MARK.len();
        let up = shown.len().saturating_sub(1 + below);
        if whole {
            out.push_str("\r\n");
        } else {
            if up > 0 {
                out.push_str(&format!("\x1b[{up}A"));
            }
            out.push_str(&format!("\r\x1b[{}C", self.column));
        }
        let mut stderr = std::io::stderr().lock();
        let _ = stderr.write_all(out.as_bytes());
        let _ = stderr.flush();
    }
}

/// Tells a paste without brackets from typing: its keys come at once.
struct Pasting {
    /// Whether lines of a paste are coming.
    on: bool,
    last: Instant,
}

impl Pasting {
    /// What Enter means now: a new line of a paste, nothing (the paste's own last line end), or the end of the typing.
    fn enter(&mut self) -> Enter {
        let at_once = self.last.elapsed() < AT_ONCE;
        if event::poll(AT_ONCE).unwrap_or(false) {
            self.on = true;
            Enter::Line
        } else if self.on && at_once {
            self.on = false;
            Enter::Nothing
        } else {
            Enter::Done
        }
    }

    fn key(&mut self) {
        self.on &= self.last.elapsed() < AT_ONCE;
        self.last = Instant::now();
    }
}

enum Enter {
    Line,
    Nothing,
    Done,
}

/// Asks for text. The field begins empty; the up arrow brings `draft` into it. With room for lines, Enter is a new line and an empty line ends.
pub fn ask(draft: &str, room: Room, back: bool, is_command: &dyn Fn(&str) -> bool) -> Reply<String> {
    forget_early_keys();
    let Ok(raw) = Raw::begin() else { return Reply::Ended };
    let mut field = Field::default();
    let mut drawn = Drawn::default();
    let mut pasting = Pasting { on: false, last: Instant::now() };
    let reply = loop {
        drawn.draw(&field, false);
        match event::read() {
            Ok(Event::Paste(words)) => field.insert(&words),
            Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                let control = key.modifiers.contains(KeyModifiers::CONTROL);
                let enter = (key.code == KeyCode::Enter && !key.modifiers.contains(KeyModifiers::ALT))
                    || (control && key.code == KeyCode::Char('j'));
                match key.code {
                    _ if enter => match pasting.enter() {
                        Enter::Line => field.insert("\n"),
                        Enter::Nothing => {}
                        Enter::Done if room == Room::Lines && field.goes_on(is_command) => field.insert("\n"),
                        Enter::Done => break Reply::Given(field.text().trim_end_matches('\n').to_owned()),
                    },
                    KeyCode::Char('c') if control => break Reply::Interrupted,
                    KeyCode::Char('d') if control && field.text().is_empty() => break Reply::Quit,
                    // Words are not thrown away by one key.
                    KeyCode::Esc if back && field.text().is_empty() => break Reply::Back,
                    KeyCode::Up if field.text().is_empty() => field = Field::holding(draft),
                    _ => field.key(key),
                }
                pasting.key();
            }
            Ok(_) => {}
            Err(_) => break Reply::Ended,
        }
    };
    drawn.draw(&field, true);
    drop(raw);
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(field: &mut Field, code: KeyCode, modifiers: KeyModifiers) {
        field.key(KeyEvent::new(code, modifiers));
    }

    #[test]
    fn keys_move_and_cut_by_what_a_person_sees_as_one_character() {
        let mut field = Field::holding("Núñez");
        press(&mut field, KeyCode::Left, KeyModifiers::NONE);
        press(&mut field, KeyCode::Backspace, KeyModifiers::NONE);
        assert_eq!(field.text(), "Núñz");
        let mut field = Field::holding("one two  three");
        press(&mut field, KeyCode::Char('w'), KeyModifiers::CONTROL);
        assert_eq!(field.text(), "one two  ");
        press(&mut field, KeyCode::Char('w'), KeyModifiers::CONTROL);
        assert_eq!(field.text(), "one ");
        press(&mut field, KeyCode::Home, KeyModifiers::NONE);
        press(&mut field, KeyCode::Delete, KeyModifiers::NONE);
        assert_eq!(field.text(), "ne ");
        press(&mut field, KeyCode::Char('u'), KeyModifiers::CONTROL);
        press(&mut field, KeyCode::Char('k'), KeyModifiers::CONTROL);
        assert_eq!(field.text(), "");
    }

    #[test]
    fn pasted_lines_are_lines_of_the_field() {
        let mut field = Field::holding("");
        field.insert("one\r\ntwo\rthree\x1b\tfour");
        assert_eq!(field.text(), "one\ntwo\nthree four");
        assert_eq!(field.rows(80).0, ["one", "two", "three four"]);
    }

    #[test]
    fn rows_break_at_the_width_and_the_cursor_follows() {
        assert_eq!(Field::holding("abcdef").rows(4), (vec!["abcd".to_owned(), "ef".to_owned()], 1, 2));
        assert_eq!(Field::holding("李小龙").rows(4), (vec!["李小".to_owned(), "龙".to_owned()], 1, 2));
        assert_eq!(Field::holding("abcd").rows(4), (vec!["abcd".to_owned(), String::new()], 1, 0));
        let mut field = Field::holding("ab\ncd");
        press(&mut field, KeyCode::Up, KeyModifiers::NONE);
        assert_eq!(field.rows(4).1, 0);
    }
}
