//! What the interview says besides its questions, in both languages: `seeds/interview/messages.toml`.
//!
//! Input: a message's id and what to put into it. Output: the words. A test holds every id used in the code against the file.

use std::sync::Arc;

use crate::interview::face::{Reply, Ways};
use crate::questions::Asking;
use crate::wording::language::Language;

/// What a typed word asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// More help.
    Help,
    /// The question before.
    Back,
    /// No answer.
    Skip,
    /// The list of answers.
    Review,
    /// Save and stop.
    Quit,
    /// Not possible at this question; the message that says so.
    NotHere(&'static str),
}

impl Command {
    /// The reply it is, if it leaves the question.
    pub fn reply<T>(self) -> Option<Reply<T>> {
        match self {
            Self::Back => Some(Reply::Back),
            Self::Skip => Some(Reply::Skip),
            Self::Review => Some(Reply::Review),
            Self::Quit => Some(Reply::Quit),
            Self::Help | Self::NotHere(_) => None,
        }
    }
}

/// The messages in one language.
#[derive(Clone)]
pub struct Messages {
    asking: Arc<Asking>,
    /// The language.
    pub language: Language,
}

impl Messages {
    /// The messages of a library in a language.
    pub fn new(asking: &Asking, language: Language) -> Self {
        Self { asking: Arc::new(asking.clone()), language }
    }

    /// A message.
    pub fn say(&self, id: &str) -> String {
        self.asking.seed("message", id).map_or_else(|| id.to_owned(), |seed| seed.said("text", self.language).to_owned())
    }

    /// A message with words put in the place of `{name}`.
    pub fn with(&self, id: &str, parts: &[(&str, &str)]) -> String {
        let text = self.say(id);
        parts.iter().fold(text, |text, (name, words)| text.replace(&format!("{{{name}}}"), words))
    }

    /// Whether a typed word is one of the words of a command, in any language.
    pub fn is_command(&self, id: &str, typed: &str) -> bool {
        let typed = typed.trim().to_lowercase();
        self.asking.seed("command", id).and_then(|seed| seed.lists.get("words")).is_some_and(|words| words.contains(&typed))
    }

    /// How to answer, and which words can be typed instead of an answer.
    pub fn how(&self, id: &str, ways: Ways, help: bool) -> String {
        let names: Vec<String> = ways.names(help).map(|id| self.say(id)).collect();
        format!("({} {})", self.say(id), self.with("ways", &[("ways", &names.join(", "))]))
    }

    /// What a typed line does instead of answering, if it is one of the words for that. A word that cannot be followed here is no answer either.
    pub fn command(&self, typed: &str, ways: Ways, help: bool) -> Option<Command> {
        let is = |id: &str| self.is_command(id, typed);
        let may = |can: bool, command: Command, id: &'static str| Some(if can { command } else { Command::NotHere(id) });
        if is("help") {
            may(help, Command::Help, "no-help")
        } else if is("back") {
            may(ways.back, Command::Back, "no-back")
        } else if is("skip") {
            may(ways.skip, Command::Skip, "no-skip")
        } else if is("review") {
            may(ways.review, Command::Review, "no-list")
        } else if is("quit") {
            Some(Command::Quit)
        } else {
            None
        }
    }

    /// Whether a typed line is one of the words that are commands anywhere.
    pub fn is_any_command(&self, typed: &str) -> bool {
        self.asking.in_order("command").into_iter().any(|seed| self.is_command(&seed.id, typed))
    }

    /// The name of a part of the interview.
    pub fn section(&self, id: &str) -> String {
        self.asking.seed("section", id).map_or_else(|| id.to_owned(), |seed| seed.said("name", self.language).to_owned())
    }
}
