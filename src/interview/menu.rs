//! A menu on a terminal: arrows, numbers, and the same words as everywhere.
//!
//! Why not dialoguer's own loop: it takes letters for keys (measured with a tired parent: `?` and Enter chose the first row, `skip` and Enter closed
//! the program), ends when the window changes its size, and cannot be told a number. The look of the rows is dialoguer's theme; keys are
//! crossterm's. Input: rows. Output: the row that was chosen, or the words that were typed.

use std::io::Write;

use console::{measure_text_width, truncate_str};
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use dialoguer::theme::{SimpleTheme, Theme};

use crate::interview::typing::Raw;

/// One row as it is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) label: String,
    /// Whether it is marked, where several can be.
    pub(crate) mark: Option<bool>,
}

/// What was done at a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Picked {
    Row(usize),
    Words(String),
    Escape,
    /// The window changed its size and what stood above the rows may be gone; the cursor's row.
    Resized(usize),
    Interrupted,
    Quit,
    Ended,
}

/// What is on the screen.
#[derive(Default)]
struct Drawn {
    widths: Vec<usize>,
}

impl Drawn {
    /// How many rows it takes in a window of so many columns.
    fn rows(&self, columns: usize) -> usize {
        self.widths.iter().map(|wide| wide.saturating_sub(1) / columns.max(1) + 1).sum()
    }

    fn erase(&self, columns: usize, out: &mut String) {
        let rows = self.rows(columns);
        if rows > 0 {
            out.push_str(&format!("\x1b[{rows}A"));
        }
        out.push_str("\r\x1b[J");
    }
}

/// A menu while it is open.
pub(crate) struct Menu<'a> {
    pub(crate) lines: &'a [Line],
    pub(crate) at: usize,
    /// How to choose, in a few words; and what to say instead when more rows are out of sight.
    pub(crate) how: &'a str,
    pub(crate) more: &'a str,
    /// Whether the window has been too small for the question already: then older rows may come back into sight.
    pub(crate) resized: bool,
    typed: String,
    top: usize,
    drawn: Drawn,
}

impl<'a> Menu<'a> {
    pub(crate) fn new(lines: &'a [Line], at: usize, how: &'a str, more: &'a str) -> Self {
        Self {
            lines,
            at: at.min(lines.len().saturating_sub(1)),
            how,
            more,
            resized: false,
            typed: String::new(),
            top: 0,
            drawn: Drawn::default(),
        }
    }

    /// Opens the menu and waits.
    pub(crate) fn pick(mut self) -> Picked {
        let Ok(raw) = Raw::begin() else { return Picked::Ended };
        let picked = loop {
            self.draw();
            match event::read() {
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                    let control = key.modifiers.contains(KeyModifiers::CONTROL);
                    if let Some(picked) = self.key(key.code, control) {
                        break picked;
                    }
                }
                Ok(Event::Resize(_, lines)) if self.resized || self.drawn.rows(columns()) + ABOVE > usize::from(lines) => {
                    break Picked::Resized(self.at);
                }
                Ok(_) => {}
                Err(_) => break Picked::Ended,
            }
        };
        let mut out = String::new();
        self.drawn.erase(columns(), &mut out);
        print(&out);
        drop(raw);
        picked
    }

    fn key(&mut self, code: KeyCode, control: bool) -> Option<Picked> {
        let last = self.lines.len().saturating_sub(1);
        let page = room();
        match code {
            KeyCode::Char('c') if control => return Some(Picked::Interrupted),
            KeyCode::Char('d') if control => return Some(Picked::Quit),
            KeyCode::Esc => return Some(Picked::Escape),
            KeyCode::Char('j') if control => return Some(self.enter()),
            KeyCode::Enter => return Some(self.enter()),
            KeyCode::Char(' ') if self.typed.is_empty() => return Some(Picked::Row(self.at)),
            KeyCode::Up => self.at = self.at.checked_sub(1).unwrap_or(last),
            KeyCode::Down | KeyCode::Tab => self.at = if self.at >= last { 0 } else { self.at + 1 },
            KeyCode::PageDown | KeyCode::Right => self.at = (self.at + page).min(last),
            KeyCode::PageUp | KeyCode::Left => self.at = self.at.saturating_sub(page),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = last,
            KeyCode::Backspace => {
                self.typed.pop();
            }
            KeyCode::Char(character) if !control && !character.is_control() => self.typed.push(character),
            _ => {}
        }
        None
    }

    fn enter(&self) -> Picked {
        if self.typed.trim().is_empty() { Picked::Row(self.at) } else { Picked::Words(self.typed.clone()) }
    }

    fn draw(&mut self) {
        let columns = columns();
        let room = room();
        self.top = self.top.clamp((self.at + 1).saturating_sub(room), self.at);
        let hidden = self.lines.len() > room;
        let how = if hidden { self.more } else { self.how };
        // What is typed takes the hint's place: in a narrow window there is no room for both.
        let head = if self.typed.is_empty() { format!("({how})") } else { format!("(Enter) {}", self.typed) };
        let mut rows = vec![truncate_str(&head, columns - 1, "").into_owned()];
        for (index, line) in self.lines.iter().enumerate().skip(self.top).take(room) {
            let label = truncate_str(&line.label, columns.saturating_sub(if line.mark.is_some() { 7 } else { 3 }), "...");
            let mut row = String::new();
            let active = index == self.at;
            let _ = match line.mark {
                Some(mark) => SimpleTheme.format_multi_select_prompt_item(&mut row, &label, mark, active),
                None => SimpleTheme.format_select_prompt_item(&mut row, &label, active),
            };
            rows.push(row);
        }
        let mut out = String::new();
        self.drawn.erase(columns, &mut out);
        rows.iter().for_each(|row| {
            out.push_str(row);
            out.push_str("\r\n");
        });
        self.drawn.widths = rows.iter().map(|row| measure_text_width(row)).collect();
        print(&out);
    }
}

fn columns() -> usize {
    crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns)).max(10)
}

/// About how many rows a question takes above its menu.
const ABOVE: usize = 8;

/// How many rows fit below the question.
fn room() -> usize {
    let lines = crossterm::terminal::size().map_or(24, |(_, lines)| usize::from(lines));
    lines.saturating_sub(ABOVE).max(5)
}

fn print(out: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = stderr.write_all(out.as_bytes());
    let _ = stderr.flush();
}
