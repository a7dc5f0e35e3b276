//! The questions of the interview as data: `seeds/questions/*.toml`.
//!
//! Input: those files. Output: [`Question`]s in the order of the files, each with its words in both languages. A new question is one more
//! entry; [`crate::library_check`] proves that its fact, its choices and its conditions exist. No question is known by name here.

mod own;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::conditions::Condition;
use crate::error::Error;
use crate::seeds::{self, Seed, Seeds};
use crate::sources::Sources;
use crate::wording::language::Language;

/// The words of a question in one language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The question.
    #[serde(default)]
    pub ask: String,
    /// Why we ask.
    #[serde(default)]
    pub why: String,
    /// A good answer.
    #[serde(default)]
    pub example: String,
    /// More help, for `?`.
    #[serde(default)]
    pub help: String,
    /// Who will see the answer, when it is about health, safety or home.
    #[serde(default)]
    pub seen_by: String,
}

/// A short phrase in both languages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// In English.
    pub en: String,
    /// In Spanish.
    pub es: String,
}

impl Both {
    /// The phrase in a language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Spanish => &self.es,
        }
    }
}

/// One answer to choose.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value it stands for.
    pub is: String,
    /// What is shown; empty where the label comes from the seed entry of that id.
    #[serde(default)]
    pub en: String,
    /// The same in Spanish.
    #[serde(default)]
    pub es: String,
    /// Further facts that follow from this answer.
    #[serde(default)]
    pub sets: BTreeMap<String, String>,
    /// The message to show after it.
    pub then: Option<String>,
}

impl Choice {
    /// What is shown, if the choice has words of its own.
    pub fn label(&self, language: Language) -> Option<&str> {
        let words = match language {
            Language::English => &self.en,
            Language::Spanish => &self.es,
        };
        (!words.is_empty()).then_some(words.as_str())
    }
}

/// Whether something else than the choices may be typed, and for ticked rows, into which key.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Other {
    /// Into the fact itself, or not at all.
    May(bool),
    /// Into this key of the row.
    Key(String),
}

/// When a question is asked, if not in its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Just before the letters are made.
    Print,
}

/// What a question offers from the case itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Options {
    /// The marks of the case's exhibits.
    Exhibits,
}

/// One value to ask for: a question of one fact, or one field of a row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The key in the row.
    pub key: String,
    /// The question.
    pub ask: String,
    /// Why we ask, if the group's reason does not say it.
    #[serde(default)]
    pub why: String,
    /// A good answer.
    #[serde(default)]
    pub example: String,
    /// More help.
    #[serde(default)]
    pub help: String,
    /// The same words in Spanish.
    #[serde(default)]
    pub es: Words,
    /// Whether it may be skipped.
    #[serde(default = "yes")]
    pub skip: bool,
    /// The answers to choose from.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Whether something else may be typed.
    pub other: Option<Other>,
    /// Whether a day may lie ahead.
    #[serde(default)]
    pub future: bool,
    /// What must hold in the row for it to be asked; `fact` is a key of the row.
    #[serde(default)]
    pub when: Vec<Condition>,
}

/// One question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The id, such as `Q-A1`.
    pub id: String,
    /// The part of the interview.
    pub section: String,
    /// The fact it fills (a path as manifests write it).
    pub fact: Option<String>,
    /// The rows it fills, for a repeat group.
    pub rows: Option<String>,
    /// Asked once for each row.
    #[serde(default)]
    pub each: bool,
    /// What each row gets by itself, and by which rows belong here.
    #[serde(default)]
    pub fill: BTreeMap<String, String>,
    /// At most one row makes sense.
    #[serde(default)]
    pub single: bool,
    /// So many rows before these belong to other questions.
    #[serde(default)]
    pub after: usize,
    /// The key whose list the rows are ticked from.
    pub pick: Option<String>,
    /// What one row is called; for a question of one fact, the row for something else.
    #[serde(default)]
    pub row: Both,
    /// The fields of a row, in the order to ask them.
    #[serde(default)]
    pub field: Vec<Field>,
    /// The question, in plain words.
    pub ask: String,
    /// Why we ask.
    pub why: String,
    /// A good answer.
    pub example: String,
    /// More help, for `?`.
    #[serde(default)]
    pub help: String,
    /// Who will see the answer.
    #[serde(default)]
    pub seen_by: String,
    /// The same words in Spanish.
    pub es: Words,
    /// Whether it may be skipped.
    #[serde(default = "yes")]
    pub skip: bool,
    /// The message to show when it was passed over.
    pub skip_then: Option<String>,
    /// The answers to choose from.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Whether something else may be typed.
    pub other: Option<Other>,
    /// The seed category that typed words are looked up in.
    #[serde(rename = "match")]
    pub matched_in: Option<String>,
    /// What must hold for it to be asked.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// Asked first, before any letter is chosen.
    #[serde(default)]
    pub start: bool,
    /// Asked in the first round although no letter stands or falls with it.
    #[serde(default)]
    pub essential: bool,
    /// Needed while all of these hold.
    #[serde(default)]
    pub needed_when: Vec<Condition>,
    /// Asked among those that make a letter stronger, although no manifest says so.
    #[serde(default)]
    pub stronger: bool,
    /// Asked although no letter prints it.
    #[serde(default)]
    pub always: bool,
    /// Whether a day may lie ahead.
    #[serde(default)]
    pub future: bool,
    /// When it is asked, if not in its turn.
    pub stage: Option<Stage>,
    /// What it offers from the case itself.
    pub options: Option<Options>,
    /// Made from the fact's own description, because no entry asks for it.
    #[serde(skip)]
    pub from_the_fact: bool,
}

fn yes() -> bool {
    true
}

impl Question {
    /// The path that it fills: its fact or its rows.
    pub fn path(&self) -> &str {
        self.fact.as_deref().or(self.rows.as_deref()).unwrap_or_default()
    }

    /// Every fact the question fills.
    pub fn fills(&self) -> impl Iterator<Item = String> {
        let keys =
            self.field.iter().map(|field| field.key.as_str()).chain(self.pick.as_deref()).chain(self.fill.keys().map(String::as_str));
        let inside = self.rows.iter().flat_map(move |rows| keys.clone().map(move |key| format!("{rows}.{key}")));
        self.fact.clone().into_iter().chain(inside)
    }

    /// Its words in a language.
    pub fn words(&self, language: Language) -> Words {
        match language {
            Language::English => Words {
                ask: self.ask.clone(),
                why: self.why.clone(),
                example: self.example.clone(),
                help: self.help.clone(),
                seen_by: self.seen_by.clone(),
            },
            Language::Spanish => self.es.clone(),
        }
    }
}

impl Field {
    /// Its words in a language; help that it does not have itself, its group gives. Why and who will see it is said once, by the group.
    pub fn words(&self, group: &Question, language: Language) -> Words {
        let whole = group.words(language);
        let own = match language {
            Language::English => Words {
                ask: self.ask.clone(),
                why: self.why.clone(),
                example: self.example.clone(),
                help: self.help.clone(),
                seen_by: String::new(),
            },
            Language::Spanish => self.es.clone(),
        };
        let or = |own: String, whole: String| if own.is_empty() { whole } else { own };
        Words { ask: own.ask, why: own.why, example: own.example, help: or(own.help, whole.help), seen_by: String::new() }
    }
}

/// All that the interview asks and says.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The questions, in the order of the files.
    pub questions: Vec<Question>,
    /// The sections, situations, letters that fit them, states and messages.
    pub seeds: Seeds,
}

impl Asking {
    /// Reads everything.
    ///
    /// # Errors
    /// The first file that is wrong, with its place.
    pub fn read(sources: &Sources) -> Result<Self, Error> {
        Ok(Self { questions: read(sources)?, seeds: seeds::entries(sources, &["seeds/interview"])? })
    }

    /// The entries of a category, in the order of the files.
    pub fn in_order(&self, category: &str) -> Vec<&Seed> {
        self.seeds.in_order(category)
    }

    /// An entry of a category.
    pub fn seed(&self, category: &str, id: &str) -> Option<&Seed> {
        self.seeds.get(category, id)
    }
}

/// Reads the questions, in the order of the files.
///
/// # Errors
/// A file that cannot be read, an id that stands twice, a question that fills neither a fact nor rows.
fn read(sources: &Sources) -> Result<Vec<Question>, Error> {
    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        question: Vec<Question>,
    }
    let mut questions: Vec<Question> = Vec::new();
    for file in sources.below("seeds/questions", ".toml") {
        let parsed: File = sources.read(&file)?;
        for question in parsed.question {
            if questions.iter().any(|other| other.id == question.id) {
                return Err(Error::library(&file, format!("the question `{}` stands twice", question.id)));
            }
            if question.fact.is_some() == question.rows.is_some() {
                return Err(Error::library(&file, format!("the question `{}` must fill either a `fact` or `rows`", question.id)));
            }
            questions.push(question);
        }
    }
    Ok(questions)
}
