//! The face of a terminal: menus with arrows and numbers, a field to type in.
//!
//! Labels fit the window, ways out are rows of their own, marks are ASCII, and the words "back", "skip", "list", "quit" and "?" mean the same in a
//! menu as in a field. Everything goes to standard error, so that standard output can be a file.

use console::{Term, measure_text_width};

use crate::interview::face::{Blank, Face, Menu, Reply, Room, Row, Ways};
use crate::interview::menu::{Line, Menu as Drawn, Picked};
use crate::interview::messages::{Command, Messages};
use crate::interview::typing;

/// The face of a terminal.
pub struct Rich {
    term: Term,
    messages: Messages,
    /// The person asked to stop at a list whose marks are to be kept first.
    quitting: bool,
}

/// What a row of a drawn menu does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Choose(usize),
    Done,
    Way(Command),
}

impl Rich {
    /// A face on the terminal of standard error.
    pub fn new(messages: Messages) -> Self {
        Self { term: Term::stderr(), messages, quitting: false }
    }

    fn columns(&self) -> usize {
        usize::from(self.term.size().1).clamp(20, 100)
    }

    fn print(&self, text: &str) {
        let _ = self.term.write_line(text);
    }

    fn say_message(&mut self, id: &str) {
        let text = self.messages.say(id);
        self.say(&text);
    }

    /// The ways out, as rows below the choices.
    fn ways(&self, ways: Ways, help: &str) -> Vec<(String, Does)> {
        let all = [
            (ways.skip, "row-skip", Command::Skip),
            (ways.back, "row-back", Command::Back),
            (!help.is_empty(), "row-help", Command::Help),
            (ways.review, "row-review", Command::Review),
            (true, "row-quit", Command::Quit),
        ];
        all.into_iter().filter(|(can, ..)| *can).map(|(_, id, command)| (self.messages.say(id), Does::Way(command))).collect()
    }

    /// Draws rows and waits; a number or a row's own words choose it too.
    fn pick(
        &mut self,
        how: &str,
        rows: &[(String, Does)],
        marks: &[Option<bool>],
        at: usize,
        menu: &Menu,
    ) -> Result<(usize, Does), Reply<usize>> {
        let lines: Vec<Line> = rows.iter().zip(marks).map(|((label, _), mark)| Line { label: label.clone(), mark: *mark }).collect();
        let (how, more) = (self.messages.say(how), self.messages.with("rich-more", &[("how", &self.messages.say(how))]));
        let (mut at, mut resized) = (at, false);
        loop {
            let mut drawn = Drawn::new(&lines, at, &how, &more);
            drawn.resized = resized;
            let typed = match drawn.pick() {
                Picked::Resized(here) => {
                    (at, resized) = (here, true);
                    self.wipe();
                    self.print(&textwrap::fill(&menu.title, self.columns()));
                    continue;
                }
                Picked::Row(index) => match rows.get(index) {
                    Some((_, does)) => return Ok((index, *does)),
                    None => continue,
                },
                Picked::Escape if menu.ways.back => return Ok((at, Does::Way(Command::Back))),
                Picked::Escape => continue,
                Picked::Quit => return Ok((at, Does::Way(Command::Quit))),
                Picked::Interrupted => return Err(Reply::Interrupted),
                Picked::Ended => return Err(Reply::Ended),
                Picked::Words(typed) => typed,
            };
            typing::forget_early_keys();
            if let Some(command) = self.messages.command(&typed, menu.ways, !menu.help.is_empty()) {
                return Ok((at, Does::Way(command)));
            }
            let number = typed.trim().trim_end_matches([')', '.']).parse::<usize>().ok();
            let same = |label: &str| label.to_lowercase() == typed.trim().to_lowercase();
            let chosen = rows.iter().position(|(label, does)| match does {
                Does::Choose(row) => number == Some(row + 1) || menu.rows.get(*row).is_some_and(|row| same(&row.label)),
                _ => same(label),
            });
            match chosen.and_then(|index| Some((index, rows.get(index)?.1))) {
                Some(chosen) => return Ok(chosen),
                None => self.say_message("rich-not-a-row"),
            }
        }
    }

    /// What stands above a menu when its labels alone do not say enough; then the question again, which it may have pushed away.
    fn details(&self, menu: &Menu) {
        let long = |row: &&Row| !row.detail.is_empty() || measure_text_width(&row.label) + 7 > self.columns();
        for row in menu.rows.iter().filter(long) {
            let options = textwrap::Options::new(self.columns()).initial_indent("- ").subsequent_indent("  ");
            self.print(&textwrap::fill(&row.label, options.clone()));
            if !row.detail.is_empty() {
                self.print(&textwrap::fill(&row.detail, options.initial_indent("  ")));
            }
        }
        if menu.rows.iter().any(|row| long(&row)) && !menu.title.is_empty() {
            self.print(&textwrap::fill(&menu.title, self.columns()));
        }
    }

    /// Empties the window row by row: a terminal keeps what is cleared at one stroke, and brings it back when the window grows.
    fn wipe(&self) {
        let rows = usize::from(self.term.size().0).saturating_sub(1);
        let _ = self.term.write_str(&format!("\x1b[H{}\x1b[2K\x1b[H", "\x1b[2K\r\n".repeat(rows)));
    }

    /// A way out, or help and a sentence on the spot.
    fn follow<T>(&mut self, command: Command, help: &str) -> Option<Reply<T>> {
        match command {
            Command::Help => self.say(help),
            Command::NotHere(id) => self.say_message(id),
            other => return other.reply(),
        }
        None
    }
}

/// A choice's row, with the number that chooses it.
fn numbered(index: usize, label: &str) -> String {
    format!("{}) {label}", index + 1)
}

impl Face for Rich {
    fn say(&mut self, text: &str) {
        for paragraph in text.split('\n') {
            self.print(&textwrap::fill(paragraph, self.columns()));
        }
    }

    fn show(&mut self, text: &str) -> Reply<()> {
        let lines: Vec<&str> = text.trim_end().lines().collect();
        let page = usize::from(self.term.size().0).saturating_sub(6).max(8);
        let mut pages = lines.chunks(page).peekable();
        while let Some(page) = pages.next() {
            page.iter().for_each(|line| self.print(line));
            if pages.peek().is_some() {
                let rows = ["row-more", "row-enough"].map(|id| Row::of(self.messages.say(id))).into();
                match self.one(&Menu { rows, at: Some(0), ..Menu::default() }) {
                    Reply::Given(0) => {}
                    Reply::Given(_) | Reply::Back => return Reply::Given(()),
                    reply => return reply.map(|_| ()),
                }
            }
        }
        Reply::Given(())
    }

    fn words(&mut self, blank: &Blank) -> Reply<String> {
        if std::mem::take(&mut self.quitting) {
            return Reply::Quit;
        }
        if !blank.before.is_empty() {
            let now = self.messages.with("rich-before", &[("before", &blank.before)]);
            self.say(&now);
        }
        let how = if blank.room == Room::Lines { "rich-how-lines" } else { "rich-how-words" };
        loop {
            self.print(&textwrap::fill(&self.messages.how(how, blank.ways, !blank.help.is_empty()), self.columns()));
            let messages = self.messages.clone();
            let reply = typing::ask(&blank.draft, blank.room, blank.ways.back, &|words| messages.is_any_command(words));
            let Reply::Given(text) = &reply else { return reply };
            match self.messages.command(text, blank.ways, !blank.help.is_empty()) {
                None => return reply,
                Some(command) => {
                    if let Some(reply) = self.follow(command, &blank.help) {
                        return reply;
                    }
                }
            }
        }
    }

    fn one(&mut self, menu: &Menu) -> Reply<usize> {
        if std::mem::take(&mut self.quitting) {
            return Reply::Quit;
        }
        self.details(menu);
        typing::forget_early_keys();
        let choices = menu.rows.iter().enumerate().map(|(index, row)| (numbered(index, &row.label), Does::Choose(index)));
        let rows: Vec<(String, Does)> = choices.chain(self.ways(menu.ways, &menu.help)).collect();
        let marks = vec![None; rows.len()];
        let skip = rows.iter().position(|(_, does)| *does == Does::Way(Command::Skip)).filter(|_| menu.passed);
        let at = menu.at.or(skip).unwrap_or(0);
        loop {
            match self.pick("rich-how-one", &rows, &marks, at, menu) {
                Ok((_, Does::Choose(index))) => {
                    let label = menu.rows.get(index).map(|row| row.label.clone()).unwrap_or_default();
                    self.print(&format!("> {label}"));
                    return Reply::Given(index);
                }
                Ok((_, Does::Way(command))) => {
                    if let Some(reply) = self.follow(command, &menu.help) {
                        return reply;
                    }
                }
                Ok((_, Does::Done)) => {}
                Err(reply) => return reply,
            }
        }
    }

    fn many(&mut self, menu: &Menu) -> Reply<Vec<usize>> {
        if std::mem::take(&mut self.quitting) {
            return Reply::Quit;
        }
        self.details(menu);
        typing::forget_early_keys();
        let mut marked: Vec<bool> = menu.rows.iter().map(|row| row.marked).collect();
        let before = marked.clone();
        // The row that goes on stands first, so that it is seen on the first page of a long list; with marks set before, Enter alone takes it.
        let mut at = usize::from(!marked.contains(&true));
        let done = [(self.messages.say("row-done"), Does::Done)];
        let choices = menu.rows.iter().enumerate().map(|(index, row)| (numbered(index, &row.label), Does::Choose(index)));
        let rows: Vec<(String, Does)> = done.into_iter().chain(choices).chain(self.ways(menu.ways, &menu.help)).collect();
        loop {
            let mark = |does: &Does| match does {
                Does::Choose(row) => marked.get(*row).copied(),
                _ => None,
            };
            let marks: Vec<Option<bool>> = rows.iter().map(|(_, does)| mark(does)).collect();
            let (index, does) = match self.pick("rich-how-many", &rows, &marks, at, menu) {
                Ok(picked) => picked,
                Err(reply) => return reply.map(|row| vec![row]),
            };
            at = index;
            let chosen: Vec<usize> = marked.iter().enumerate().filter(|(_, marked)| **marked).map(|(row, _)| row).collect();
            match does {
                Does::Choose(row) => {
                    if let Some(mark) = marked.get_mut(row) {
                        *mark = !*mark;
                    }
                }
                Does::Done if chosen.is_empty() => self.say_message("rich-nothing-marked"),
                Does::Done => {
                    chosen.iter().filter_map(|row| menu.rows.get(*row)).for_each(|row| self.print(&format!("> {}", row.label)));
                    return Reply::Given(chosen);
                }
                // What was marked is kept, then the interview stops.
                Does::Way(Command::Quit) if marked != before && !chosen.is_empty() => {
                    self.quitting = true;
                    return Reply::Given(chosen);
                }
                Does::Way(command) => {
                    if let Some(reply) = self.follow(command, &menu.help) {
                        return reply;
                    }
                }
            }
        }
    }

    fn width(&self) -> usize {
        self.columns()
    }

    fn has_menus(&self) -> bool {
        true
    }

    fn pause(&mut self) -> Reply<()> {
        let rows = vec![Row::of(self.messages.say("row-begin"))];
        self.one(&Menu { rows, at: Some(0), ..Menu::default() }).map(|_| ())
    }

    fn speak(&mut self, messages: Messages) {
        self.messages = messages;
    }
}
