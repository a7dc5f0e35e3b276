//! A letter kind as data: what `letter-templates/<kind>/letter.toml` says.
//!
//! Input: that file. Output: a [`Manifest`]: the letter's purpose, to whom it goes, the facts it must have and may print, the
//! rules it rests on, and what comes after it. A new kind is a new folder; no Rust knows any kind by name.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::error::Error;
use crate::fact::{Table, WrittenTable, tree};
use crate::ids::KindId;
use crate::library::Library;
use crate::shape::{self, Shape};
use crate::sources::Sources;

/// A letter kind.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// Its id and folder.
    pub id: KindId,
    /// What it is called.
    pub title: String,
    /// Its job in one line.
    pub purpose: String,
    /// The subject after "Re:", a template of one line.
    pub subject: String,
    /// The addressees' roles, when the case names none.
    pub to: Vec<String>,
    /// The copies' roles, when the case names none.
    pub cc: Vec<String>,
    /// Facts without which it cannot be written.
    pub must: Vec<String>,
    /// The situation it is for.
    pub only_when: Vec<OnlyWhen>,
    /// Further facts it needs when an answer has a certain value.
    pub must_when: Vec<MustWhen>,
    /// Facts it may print besides; everything else stays in the case.
    pub may: Vec<String>,
    /// Facts that would make it stronger, each with what it adds.
    pub stronger: Vec<Stronger>,
    /// The rules it may cite.
    pub rules: Vec<String>,
    /// The most legal references it may have (ANATOMY R24).
    pub most_references: usize,
    /// The rules whose clocks it starts, when it is received.
    pub clocks: Vec<ClockStart>,
    /// What makes up its chronology.
    pub chronology: Vec<Chronicle>,
    /// The reply date it suggests.
    pub reply: Option<Reply>,
    /// What comes next.
    pub next: Vec<Next>,
    /// Its parts; a plain letter has one.
    pub parts: Vec<Part>,
    /// Whether the attendance totals and the day-by-day log must agree.
    pub log_must_agree: bool,
    /// Rules whose clock it must not start a second time while the first one runs.
    pub once: Vec<String>,
    /// Whether it is a packet: all exhibits of the case are bound behind it, each with a cover sheet, and every page is numbered.
    pub packet: bool,
    /// Whether it follows up a time limit that has passed; without one it cannot be written.
    pub follows_clock: bool,
    /// The states it can be written for; empty means all.
    pub states: Vec<String>,
    /// When `status` offers it as the next letter.
    pub offer: Option<Offer>,
    /// Its own answers: a table that extends `[[letters]]`.
    pub answers: Table,
    /// What follows from the manifest and the library, worked out at the first letter.
    kit: OnceLock<Kit>,
}

/// What every letter of a kind needs alike.
#[derive(Debug, Clone)]
pub struct Kit {
    /// Of the case file's facts, with the kind's own answers in `[[letters]]`, those that it may print.
    pub facts: Table,
    /// The facts it may print.
    pub allowed: BTreeSet<String>,
    /// The same with the titles of what is enclosed: the house prints those, whatever the kind allows.
    pub with_enclosures: BTreeSet<String>,
    /// The shape of its data.
    pub shape: Shape,
}

impl Manifest {
    /// What every letter of this kind needs alike. A manifest belongs to one library.
    pub fn kit(&self, library: &Library) -> &Kit {
        self.kit.get_or_init(|| {
            let allowed = shape::allowed(self, library);
            let mut facts = library.schema.only(&allowed);
            for table in facts.tables.iter_mut().filter(|table| table.path == "letters") {
                *table = table.extended(&self.answers.only(&allowed));
            }
            let titles = ["exhibits.title", "exhibits.author"].map(str::to_owned);
            let with_enclosures = allowed.iter().cloned().chain(titles).collect();
            Kit { shape: shape::of(self, &facts, library), facts, allowed, with_enclosures }
        })
    }
}

/// Facts needed under a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MustWhen {
    /// The fact that decides.
    pub fact: String,
    /// The value it has then.
    pub is: String,
    /// The facts needed then.
    pub must: Vec<String>,
}

/// A value that a fact must have for this letter to be the right one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyWhen {
    /// The fact that decides.
    pub fact: String,
    /// The values it may have.
    pub is: Vec<String>,
    /// What to do otherwise, as a sentence.
    pub otherwise: String,
}

/// Rows that go into one chronology, so that letters, meetings and events stand in one order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chronicle {
    /// The rows, as templates name them (`events`, `letter.notices`), or one table (`letter`).
    pub rows: String,
    /// The key of the date.
    #[serde(default = "date_key")]
    pub date: String,
    /// The key that says what happened; what has none is said by the label alone.
    pub text: String,
    /// Words before it, such as "Letter from the school".
    pub label: Option<String>,
}

fn date_key() -> String {
    "date".to_owned()
}

/// A fact that would help.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stronger {
    /// The fact.
    pub fact: String,
    /// What it adds, for the warning.
    pub adds: String,
    /// The same in Spanish.
    pub adds_es: Option<String>,
}

/// A clock that the receipt of this letter starts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockStart {
    /// The rule.
    pub rule: String,
    /// The fact that decides whether it starts; without one it always does.
    pub fact: Option<String>,
    /// The values of that fact for which it starts.
    #[serde(default)]
    pub is: Vec<String>,
    /// Whether it starts too when the fact is not known.
    #[serde(default)]
    pub unknown: bool,
}

/// A suggested reply date: a request, not a legal limit.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// How many weekdays after the letter's date; days of a known school break are passed over.
    pub weekdays: u32,
}

/// A letter that may follow.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Next {
    /// Its kind.
    pub kind: String,
    /// When.
    pub when: String,
    /// The same in Spanish.
    pub when_es: Option<String>,
}

/// What makes `status` offer a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// A time limit that the school owes something under has passed.
    ClockPassed,
    /// A meeting or a call is on the record and no such letter went out since.
    Talk,
    /// The answer to a letter was no, and no such letter went out since.
    Refused,
}

/// When a letter is the next thing to send.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// What has happened.
    pub on: Occasion,
    /// For how many days after it the letter is offered; without a number, as long as it holds.
    pub within_days: Option<u32>,
    /// Why it helps, as a sentence.
    pub why: String,
}

/// One part of the document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name in the outline and the list of parts; none for a plain letter.
    pub title: Option<String>,
    /// The template file without its ending.
    pub template: String,
    /// The house layout it is set in.
    pub layout: String,
    /// The part is left out unless this holds something (a path of the template's data).
    pub when: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    purpose: String,
    subject: String,
    to: Vec<String>,
    #[serde(default)]
    cc: Vec<String>,
    must: Vec<String>,
    #[serde(default)]
    only_when: Vec<OnlyWhen>,
    #[serde(default)]
    must_when: Vec<MustWhen>,
    #[serde(default)]
    may: Vec<String>,
    #[serde(default)]
    stronger: Vec<Stronger>,
    #[serde(default)]
    rules: Vec<String>,
    most_references: Option<usize>,
    #[serde(default)]
    clocks: Vec<ClockStart>,
    reply: Option<Reply>,
    #[serde(default)]
    chronology: Vec<Chronicle>,
    #[serde(default)]
    next: Vec<Next>,
    #[serde(default)]
    part: Vec<Part>,
    #[serde(default)]
    log_must_agree: bool,
    #[serde(default)]
    once: Vec<String>,
    #[serde(default)]
    packet: bool,
    #[serde(default)]
    follows_clock: bool,
    #[serde(default)]
    states: Vec<String>,
    offer: Option<Offer>,
    #[serde(default)]
    table: Vec<WrittenTable>,
}

/// How many legal references a letter may hold unless its manifest says otherwise.
const REFERENCES: usize = 4;

/// Reads a manifest.
///
/// # Errors
/// Where the file is wrong, and what would be right.
pub fn read(id: &str, file: &str, sources: &Sources) -> Result<Manifest, Error> {
    let id = KindId::try_from(id).map_err(|reason| Error::library(file, format!("the folder's name cannot be a letter kind: {reason}")))?;
    let written: Written = sources.read(file)?;
    let answers = tree(written.table, "letters").map_err(|message| Error::library(file, message))?;
    let parts = if written.part.is_empty() {
        vec![Part { title: None, template: "body".to_owned(), layout: "letter".to_owned(), when: None }]
    } else {
        written.part
    };
    Ok(Manifest {
        id,
        title: written.title,
        purpose: written.purpose,
        subject: written.subject,
        to: written.to,
        cc: written.cc,
        must: written.must,
        only_when: written.only_when,
        must_when: written.must_when,
        may: written.may,
        stronger: written.stronger,
        rules: written.rules,
        most_references: written.most_references.unwrap_or(REFERENCES),
        clocks: written.clocks,
        reply: written.reply,
        chronology: written.chronology,
        next: written.next,
        parts,
        log_must_agree: written.log_must_agree,
        once: written.once,
        packet: written.packet,
        follows_clock: written.follows_clock,
        states: written.states,
        offer: written.offer,
        answers,
        kit: OnceLock::new(),
    })
}

impl Manifest {
    /// A path as manifests and templates write it (`letter.areas`) to the path of the case file (`letters.areas`).
    pub fn case_path(path: &str) -> String {
        match path.strip_prefix("letter.") {
            Some(rest) => format!("letters.{rest}"),
            None => path.to_owned(),
        }
    }
}
