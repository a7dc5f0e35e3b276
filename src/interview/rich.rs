//! The face of a terminal: arrows in menus, a field to type in.
//!
//! Menus are dialoguer's, with its traps kept shut (PEERS 4.2): a default always, no label longer than the window, ways out as rows of their
//! own, marks of ASCII. Everything goes to standard error, so that standard output can be a file.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use console::{Term, measure_text_width, truncate_str};
use dialoguer::Select;
use dialoguer::theme::SimpleTheme;

use crate::interview::face::{Blank, Face, Menu, Reply, Room, Row, Ways};
use crate::interview::messages::Messages;
use crate::interview::typing;

/// The face of a terminal.
pub struct Rich {
    term: Term,
    /// Whether Ctrl-C was pressed; set by the signal's handler.
    stopped: Arc<AtomicBool>,
    messages: Messages,
}

/// What a row of a drawn menu does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Choose(usize),
    Done,
    Help,
    Back,
    Skip,
    Review,
    Quit,
}

impl Rich {
    /// A face on the terminal of standard error.
    pub fn new(messages: Messages, stopped: Arc<AtomicBool>) -> Self {
        Self { term: Term::stderr(), stopped, messages }
    }

    fn columns(&self) -> usize {
        usize::from(self.term.size().1).clamp(20, 100)
    }

    fn print(&self, text: &str) {
        let _ = self.term.write_line(text);
    }

    /// A label that leaves room for the marks, or its beginning.
    fn fitted(&self, label: &str, marks: usize) -> String {
        let room = self.columns().saturating_sub(marks + 3);
        truncate_str(label, room, "...").into_owned()
    }

    /// The ways out, as rows below the choices.
    fn ways(&self, ways: Ways) -> Vec<(String, Does)> {
        let all = [
            (ways.skip, "row-skip", Does::Skip),
            (ways.back, "row-back", Does::Back),
            (ways.help, "row-help", Does::Help),
            (ways.review, "row-review", Does::Review),
            (true, "row-quit", Does::Quit),
        ];
        all.into_iter().filter(|(can, ..)| *can).map(|(_, id, does)| (self.messages.say(id), does)).collect()
    }

    /// Draws a new menu and waits for a choice; keys pressed before it was there do not count.
    fn select(&self, labels: &[String], at: usize) -> Result<usize, Reply<usize>> {
        typing::forget_early_keys();
        self.select_on("rich-how-one", labels, at)
    }

    fn select_on(&self, how: &str, labels: &[String], at: usize) -> Result<usize, Reply<usize>> {
        let theme = SimpleTheme;
        loop {
            let lines = usize::from(self.term.size().0);
            let select = Select::with_theme(&theme)
                .with_prompt(self.fitted(&self.messages.say(how), 14))
                .items(labels.iter().map(|label| self.fitted(label, 2)))
                .default(at.min(labels.len().saturating_sub(1)))
                .report(false)
                .max_length(lines.saturating_sub(8).max(6));
            match select.interact_on_opt(&self.term) {
                Ok(Some(index)) => return Ok(index),
                Ok(None) => return Err(Reply::Back),
                Err(dialoguer::Error::IO(error)) if error.kind() == std::io::ErrorKind::Interrupted => {
                    if self.was_stopped() {
                        return Err(Reply::Interrupted);
                    }
                    // Another signal: the window was made larger or smaller. The menu is drawn again for it.
                }
                Err(_) => return Err(Reply::Ended),
            }
        }
    }

    /// Whether it was Ctrl-C that interrupted a menu; its handler runs beside us and may be a moment late.
    fn was_stopped(&self) -> bool {
        for _ in 0..20 {
            if self.stopped.load(Ordering::SeqCst) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    /// What stands above a menu when its labels alone do not say enough; then the question again, which it may have pushed away.
    fn details(&self, menu: &Menu) {
        let rows = &menu.rows;
        let long = |row: &Row| !row.detail.is_empty() || measure_text_width(&row.label) + 7 > self.columns();
        for row in rows.iter().filter(|row| long(row)) {
            let options = textwrap::Options::new(self.columns()).initial_indent("- ").subsequent_indent("  ");
            self.print(&textwrap::fill(&row.label, options.clone()));
            if !row.detail.is_empty() {
                self.print(&textwrap::fill(&row.detail, options.initial_indent("  ")));
            }
        }
        if rows.iter().any(long) && !menu.title.is_empty() {
            self.print(&textwrap::fill(&menu.title, self.columns()));
        }
    }

    fn done<T>(&self, does: Does, ways: Ways) -> Option<Reply<T>> {
        Some(match does {
            Does::Help => Reply::Help,
            Does::Back if ways.back => Reply::Back,
            Does::Skip => Reply::Skip,
            Does::Review => Reply::Review,
            Does::Quit => Reply::Quit,
            Does::Back | Does::Choose(_) | Does::Done => return None,
        })
    }
}

impl Face for Rich {
    fn say(&mut self, text: &str) {
        for paragraph in text.split('\n') {
            self.print(&textwrap::fill(paragraph, self.columns()));
        }
    }

    fn show(&mut self, text: &str) -> Reply<()> {
        let lines: Vec<&str> = text.trim_end().lines().collect();
        let page = usize::from(self.term.size().0).saturating_sub(5).max(8);
        let mut pages = lines.chunks(page).peekable();
        while let Some(page) = pages.next() {
            page.iter().for_each(|line| self.print(line));
            if pages.peek().is_some() {
                let labels = [self.messages.say("row-more"), self.messages.say("row-enough")];
                match self.select(&labels, 0) {
                    Ok(0) => {}
                    Ok(_) | Err(Reply::Back) => return Reply::Given(()),
                    Err(reply) => return reply.map(|_| ()),
                }
            }
        }
        Reply::Given(())
    }

    fn words(&mut self, blank: &Blank) -> Reply<String> {
        let how = if blank.room == Room::Lines { "rich-how-lines" } else { "rich-how-words" };
        self.print(&textwrap::fill(&self.messages.how(how, blank.ways), self.columns()));
        let reply = typing::ask(&blank.before, blank.ways.back);
        let Reply::Given(text) = &reply else { return reply };
        let is = |id: &str| self.messages.is_command(id, text);
        let ways = blank.ways;
        if ways.help && is("help") {
            Reply::Help
        } else if ways.back && is("back") {
            Reply::Back
        } else if ways.skip && is("skip") {
            Reply::Skip
        } else if ways.review && is("review") {
            Reply::Review
        } else if is("quit") {
            Reply::Quit
        } else {
            reply
        }
    }

    fn one(&mut self, menu: &Menu) -> Reply<usize> {
        self.details(menu);
        let ways = self.ways(menu.ways);
        let choices = menu.rows.iter().enumerate().map(|(index, row)| (row.label.clone(), Does::Choose(index)));
        let all: Vec<(String, Does)> = choices.chain(ways).collect();
        let labels: Vec<String> = all.iter().map(|(label, _)| label.clone()).collect();
        loop {
            let chosen = match self.select(&labels, menu.at.unwrap_or(0)) {
                Ok(index) => all.get(index),
                Err(Reply::Back) if !menu.ways.back => continue,
                Err(reply) => return reply,
            };
            let Some((label, does)) = chosen else { continue };
            if let Does::Choose(index) = does {
                self.print(&format!("> {label}"));
                return Reply::Given(*index);
            }
            if let Some(reply) = self.done(*does, menu.ways) {
                return reply;
            }
        }
    }

    fn many(&mut self, menu: &Menu) -> Reply<Vec<usize>> {
        self.details(menu);
        let mut marked: Vec<bool> = menu.rows.iter().map(|row| row.marked).collect();
        // The row that goes on stands first, so that it is seen on the first page of a long list; with marks set before, Enter alone takes it.
        let mut at = usize::from(!menu.rows.iter().any(|row| row.marked));
        typing::forget_early_keys();
        loop {
            let boxed = |(index, row): (usize, &Row)| {
                let mark = if marked.get(index) == Some(&true) { "[x]" } else { "[ ]" };
                (format!("{mark} {}", row.label), Does::Choose(index))
            };
            let done = [(self.messages.say("row-done"), Does::Done)];
            let all: Vec<(String, Does)> =
                done.into_iter().chain(menu.rows.iter().enumerate().map(boxed)).chain(self.ways(menu.ways)).collect();
            let labels: Vec<String> = all.iter().map(|(label, _)| label.clone()).collect();
            let index = match self.select_on("rich-how-many", &labels, at) {
                Ok(index) => index,
                Err(Reply::Back) if !menu.ways.back => continue,
                Err(reply) => return reply.map(|row| vec![row]),
            };
            match all.get(index).map(|(_, does)| *does) {
                Some(Does::Choose(row)) => {
                    if let Some(mark) = marked.get_mut(row) {
                        *mark = !*mark;
                    }
                    at = index;
                }
                Some(Does::Done) => {
                    let rows: Vec<usize> = marked.iter().enumerate().filter(|(_, marked)| **marked).map(|(row, _)| row).collect();
                    if rows.is_empty() {
                        let nothing = self.messages.say("rich-nothing-marked");
                        self.say(&nothing);
                        at = index;
                        continue;
                    }
                    rows.iter().filter_map(|row| menu.rows.get(*row)).for_each(|row| self.print(&format!("> {}", row.label)));
                    return Reply::Given(rows);
                }
                Some(does) => {
                    if let Some(reply) = self.done(does, menu.ways) {
                        return reply;
                    }
                }
                None => {}
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
        match self.select(&[self.messages.say("row-begin")], 0) {
            Ok(_) | Err(Reply::Back) => Reply::Given(()),
            Err(reply) => reply.map(|_| ()),
        }
    }

    fn speak(&mut self, messages: Messages) {
        self.messages = messages;
    }
}
