//! `interview`: questions in plain words, one case file, letters at the end.
//!
//! Why: the parent does not know what a prior written notice is, and may stop at any moment. Input: the answers so far, a [`Face`] to ask
//! through, an [`Outside`] to save with, today. Output: a case file that grows by one answer at a time, saved before the next question, and an
//! [`Ending`]. The next question is found anew after every answer ([`plan`]); no question stands in the code.

pub mod answers;
pub mod ask;
pub mod days;
pub mod face;
pub mod finish;
pub mod fits;
pub mod group;
mod group_row;
pub mod line;
mod menu;
pub mod messages;
mod offers;
mod outside;
pub mod plan;
pub mod read;
pub mod review;
pub mod rich;
pub mod typing;

use chrono::NaiveDate;
use toml_edit::{Array, Value};

use crate::error::Error;
use crate::interview::answers::{Answers, Place};
use crate::interview::face::{Face, Menu, Reply, Row};
use crate::interview::messages::Messages;
use crate::interview::plan::{KINDS, Standing, Step, Tier, View, in_turn};
use crate::library::Library;
use crate::questions::Asking;
use crate::wording::language::Language;
use crate::write::Reason;

pub use outside::{Outside, Unwritten};

/// How an interview ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The letters are made.
    Made,
    /// Saved, to be continued: the person asked to stop.
    Saved,
    /// The input ended before the first answer.
    NoInput,
    /// The input ended; what was answered is saved.
    Ended,
    /// Ctrl-C.
    Interrupted,
    /// Something could not be saved.
    Failed,
}

/// Why the questions stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Quit,
    Ended,
    Interrupted,
    Unsaved,
    Made,
}

/// Where to go after a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    Next,
    Back,
    Review,
}

/// An interview that goes on.
pub struct Session<'a> {
    pub(crate) library: &'a Library,
    pub(crate) asking: &'a Asking,
    pub(crate) answers: Answers,
    pub(crate) face: &'a mut dyn Face,
    pub(crate) outside: &'a mut dyn Outside,
    pub(crate) messages: Messages,
    pub(crate) today: NaiveDate,
    /// The case file's name, for words about it.
    pub(crate) file: String,
    /// The step to ask next, when it is not simply the next open one.
    at: Option<String>,
    /// Whether anything was answered in this run.
    answered: bool,
}

/// What an interview starts from.
pub struct Beginning<'a> {
    /// The library.
    pub library: &'a Library,
    /// The answers so far.
    pub answers: Answers,
    /// The case file's name.
    pub file: String,
    /// Today.
    pub today: NaiveDate,
    /// The language that was asked for on the command line.
    pub language: Option<Language>,
}

/// A new case file, before the first answer.
pub const NEW: &str = "# A case for inwriting, written by its interview. You can change it by hand; your comments stay.\nschema = 1\n";

/// Holds an interview.
///
/// # Errors
/// The questions cannot be read.
pub fn hold(beginning: Beginning<'_>, face: &mut dyn Face, outside: &mut dyn Outside) -> Result<Ending, Error> {
    let asking = beginning.library.asking()?;
    let spoken = beginning.answers.words(&Place::of("interview.language")).and_then(|code| Language::of(&code));
    let messages = Messages::new(asking, beginning.language.or(spoken).unwrap_or_default());
    face.speak(messages.clone());
    let mut session = Session {
        library: beginning.library,
        asking,
        answers: beginning.answers,
        face,
        outside,
        messages,
        today: beginning.today,
        file: beginning.file,
        at: None,
        answered: false,
    };
    let stop = match session.begin(beginning.language, spoken) {
        Ok(()) => loop {
            if let Err(stop) = session.turn() {
                break stop;
            }
        },
        Err(stop) => stop,
    };
    Ok(session.end(stop))
}

impl<'a> Session<'a> {
    pub(crate) fn view(&self) -> View<'_, 'a> {
        View { answers: &self.answers, library: self.library, asking: self.asking }
    }

    pub(crate) fn say(&mut self, id: &str) {
        let text = self.messages.say(id);
        self.face.say(&text);
    }

    pub(crate) fn say_with(&mut self, id: &str, parts: &[(&str, &str)]) {
        let text = self.messages.with(id, parts);
        self.face.say(&text);
    }

    /// The language, then a welcome: to a new case or to one that goes on.
    fn begin(&mut self, asked_for: Option<Language>, spoken: Option<Language>) -> Result<(), Stop> {
        let new = spoken.is_none() && self.answers.count(&Place::of("letters")) == 0;
        match (asked_for, spoken) {
            (None, None) => {
                let rows = Language::ALL.iter().map(|language| Row::of(Messages::new(self.asking, *language).say("language"))).collect();
                let both = Language::ALL.map(|language| Messages::new(self.asking, language).say("which-language")).join("\n");
                self.face.say(&both);
                let row = moved(self.face.one(&Menu { rows, at: Some(0), ..Menu::default() }))?.map_err(|_| Stop::Quit)?;
                let language = Language::ALL.get(row).copied().unwrap_or_default();
                self.messages = Messages::new(self.asking, language);
                self.face.speak(self.messages.clone());
                self.set(&Place::of("interview.language"), Value::from(language.code()))?;
                self.keep()?;
            }
            (Some(language), other) if other != Some(language) => {
                self.set(&Place::of("interview.language"), Value::from(language.code()))?;
            }
            _ => {}
        }
        let file = self.file.clone();
        self.say_with(if new { "welcome" } else { "welcome-back" }, &[("file", &file)]);
        if new { moved(self.face.pause()).map(|_| ()) } else { Ok(()) }
    }

    /// One question, or the list of answers when nothing is open.
    fn turn(&mut self) -> Result<(), Stop> {
        let furthest = self.furthest();
        let (asked, before) = {
            let wanted = self.at.take();
            let steps = self.view().steps();
            let turn = in_turn(&steps, furthest);
            let wanted = wanted.and_then(|id| steps.iter().find(|step| step.id() == id).map(Step::id));
            let next = wanted.or_else(|| turn.iter().find(|step| step.standing == Standing::Open).map(|step| step.id()));
            let before = next.as_ref().and_then(|id| before(&turn, id));
            (next, before)
        };
        let Some(id) = asked else { return self.review() };
        self.head(&id);
        let conflicts = self.conflicts();
        match self.step(&id, before.is_some())? {
            Move::Next => self.mend(&id, &conflicts)?,
            Move::Back => self.at = before.or(Some(id)),
            Move::Review => self.review()?,
        }
        Ok(())
    }

    /// What in the answers cannot be as it is (what is only missing is no conflict).
    fn conflicts(&mut self) -> Vec<String> {
        match self.outside.case(&self.answers.text()) {
            Err(Reason::Case(problems)) => {
                problems.list.into_iter().filter(|problem| problem.code != "missing").map(|problem| problem.message).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A conflict that an answer brought is said at once, and the answer can be changed at once.
    fn mend(&mut self, id: &str, before: &[String]) -> Result<(), Stop> {
        let new: Vec<String> = self.conflicts().into_iter().filter(|conflict| !before.contains(conflict)).collect();
        if new.is_empty() {
            return Ok(());
        }
        self.say("answer-conflict");
        new.iter().for_each(|conflict| self.face.say(&format!("! {conflict}")));
        let rows = ["row-change-words", "row-later"].map(|id| Row::of(self.messages.say(id))).into();
        if moved(self.face.one(&Menu { rows, at: Some(0), ..Menu::default() }))? == Ok(0) {
            self.at = Some(id.to_owned());
        }
        Ok(())
    }

    /// How far the questions go.
    fn furthest(&self) -> Tier {
        match self.answers.words(&Place::of("interview.further")).as_deref() {
            Some("all") => Tier::Useful,
            Some("stronger") => Tier::Stronger,
            _ => Tier::Needed,
        }
    }

    /// "Part 2 of 5 - The school".
    fn head(&mut self, id: &str) {
        let furthest = self.furthest();
        let (part, parts, section, left) = {
            let steps = self.view().steps();
            let turn = in_turn(&steps, furthest);
            let Some(step) = steps.iter().find(|step| step.id() == id) else { return };
            let mut sections: Vec<&str> = Vec::new();
            for step in turn.iter().copied().filter(|other| other.tier == step.tier).chain([step]) {
                if !sections.contains(&step.question.section.as_str()) {
                    sections.push(&step.question.section);
                }
            }
            let part = sections.iter().position(|section| *section == step.question.section).unwrap_or(0) + 1;
            let left = turn.iter().filter(|step| step.standing == Standing::Open).count();
            (part.to_string(), sections.len().to_string(), self.messages.section(&step.question.section), left)
        };
        let id = match (parts.as_str(), left) {
            ("1", _) => "head-one",
            (_, 1) => "head-last",
            _ => "head",
        };
        self.face.say("");
        self.say_with(id, &[("part", &part), ("parts", &parts), ("section", &section), ("left", &left.to_string())]);
    }

    /// Asks one step.
    pub(crate) fn step(&mut self, id: &str, back: bool) -> Result<Move, Stop> {
        let (question, row, required) = {
            let steps = self.view().steps();
            let Some(step) = steps.iter().find(|step| step.id() == id) else { return Ok(Move::Next) };
            (step.question, step.row, !step.question.skip)
        };
        if question.path() == KINDS {
            return self.letters(back);
        }
        let moved = if question.rows.is_some() { self.group(question, back)? } else { self.fact(question, row, back, required)? };
        Ok(moved)
    }

    /// Sets a value; where the file has no room for it, that is said and the answer is left out.
    pub(crate) fn set(&mut self, place: &Place, value: Value) -> Result<(), Stop> {
        if let Err(no_room) = self.answers.set(place, value) {
            let why = no_room.to_string();
            self.say_with("no-room", &[("why", &why)]);
        }
        Ok(())
    }

    /// Remembers that a step was passed over, or that it no longer is.
    pub(crate) fn pass(&mut self, id: &str, passed: bool) -> Result<(), Stop> {
        let place = Place::of("interview.passed");
        let mut list = self.answers.list(&place);
        if list.iter().any(|other| other == id) == passed {
            return Ok(());
        }
        list.retain(|other| other != id);
        if passed {
            list.push(id.to_owned());
        }
        if list.is_empty() {
            self.answers.remove(&place);
            return Ok(());
        }
        self.set(&place, Value::Array(list.into_iter().collect::<Array>()))
    }

    /// Saves. A full disk or a file that another program holds is said, and tried again as long as the person likes.
    pub(crate) fn keep(&mut self) -> Result<(), Stop> {
        loop {
            let text = self.answers.text();
            let Err(error) = self.outside.save(&text) else {
                self.answered = true;
                return Ok(());
            };
            let why = error.to_string();
            self.say_with("not-saved", &[("why", &why)]);
            let rows = ["row-again", "row-mine", "row-stop"].map(|id| Row::of(self.messages.say(id))).into();
            match self.face.one(&Menu { rows, at: Some(0), ..Menu::default() }) {
                Reply::Given(0) => {}
                Reply::Given(1) => self.outside.take_over(),
                _ => return Err(Stop::Unsaved),
            }
        }
    }

    /// The last words.
    fn end(&mut self, stop: Stop) -> Ending {
        let file = crate::wording::quotes::argument(&self.file);
        let (message, ending) = match stop {
            Stop::Made => return Ending::Made,
            Stop::Unsaved => ("stopped-unsaved", Ending::Failed),
            Stop::Ended if !self.answered => ("no-input", Ending::NoInput),
            Stop::Ended => ("stopped-ended", Ending::Ended),
            Stop::Interrupted if !self.answered => ("stopped-nothing", Ending::Interrupted),
            Stop::Quit if !self.answered && self.answers.count(&Place::of("signers")) == 0 => ("stopped-nothing", Ending::Saved),
            Stop::Quit => ("stopped", Ending::Saved),
            Stop::Interrupted => ("stopped", Ending::Interrupted),
        };
        self.say_with(message, &[("file", &file)]);
        ending
    }
}

/// The step before another one in the order of asking.
fn before(turn: &[&Step<'_>], id: &str) -> Option<String> {
    let at = turn.iter().position(|step| step.id() == id).unwrap_or(turn.len());
    turn.iter().take(at).rev().find(|step| step.standing != Standing::Open).map(|step| step.id())
}

/// A reply that is no answer, as where to go; an answer comes back as it was.
pub(crate) fn moved<T>(reply: Reply<T>) -> Result<Result<T, Move>, Stop> {
    match reply {
        Reply::Given(answer) => Ok(Ok(answer)),
        Reply::Back => Ok(Err(Move::Back)),
        Reply::Review => Ok(Err(Move::Review)),
        Reply::Quit => Err(Stop::Quit),
        Reply::Ended => Err(Stop::Ended),
        Reply::Interrupted => Err(Stop::Interrupted),
        // Leaving out is answered where the question is asked.
        Reply::Skip => Ok(Err(Move::Next)),
    }
}
