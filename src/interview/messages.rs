//! What the interview says besides its questions, in both languages: `seeds/interview/messages.toml`.
//!
//! Input: a message's id and what to put into it. Output: the words. A test holds every id used in the code against the file.

use std::sync::Arc;

use crate::interview::face::Ways;
use crate::questions::Asking;
use crate::wording::language::Language;

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
    pub fn how(&self, id: &str, ways: Ways) -> String {
        let names: Vec<String> = ways.names().map(|id| self.say(id)).collect();
        format!("({} {})", self.say(id), self.with("ways", &[("ways", &names.join(", "))]))
    }

    /// The name of a part of the interview.
    pub fn section(&self, id: &str) -> String {
        self.asking.seed("section", id).map_or_else(|| id.to_owned(), |seed| seed.said("name", self.language).to_owned())
    }
}
