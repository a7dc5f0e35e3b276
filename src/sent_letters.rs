//! The letters that left the house, as the record has them.
//!
//! Input: the rows of `[[sent]]`. Output: one [`SentLetter`] for each letter, however many ways it went. Next: [`crate::case_clocks`] asks
//! which time limits they started.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use crate::case_clocks::{End, Ending};
use crate::library::Library;
use crate::rules::Rule;
use crate::value::Record;

/// What came back to a letter.
#[derive(Clone)]
pub struct Answer {
    /// The day it came.
    pub date: NaiveDate,
    /// What came.
    pub what: Option<String>,
    /// The time limit it is about, if it says so.
    pub rule: Option<String>,
    /// A later day agreed to in writing; without one, what was asked for has come, or was refused.
    pub agreed_date: Option<NaiveDate>,
    /// Whether the answer was no.
    pub refused: bool,
}

/// One letter that left the house. Several rows of `[[sent]]` (by email, and by certified mail) are one letter.
#[derive(Clone)]
pub struct SentLetter {
    /// Its kind.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// The date on it.
    pub dated: NaiveDate,
    /// The day it was first sent.
    pub sent: NaiveDate,
    /// The ways it was sent.
    pub ways: Vec<String>,
    /// Who took it.
    pub to: Option<String>,
    /// Its tracking number.
    pub tracking: Option<String>,
    /// The first day that they are known to have had it.
    pub received: Option<NaiveDate>,
    /// How that day is known.
    pub proof: Option<String>,
    /// The day it asks for an answer by.
    pub reply_by: Option<NaiveDate>,
    /// For a follow-up: the kind of letter it follows.
    pub follows: Option<String>,
    /// For a follow-up: the time limit it is about.
    pub rule: Option<String>,
    /// The exact copy.
    pub file: Option<String>,
    /// What came back.
    pub answers: Vec<Answer>,
    /// Its first row in the case file.
    pub span: Range<usize>,
}

/// The letters of `[[sent]]`, each once.
pub fn sent_letters(case: &Record, library: &Library) -> Vec<SentLetter> {
    let mut letters: BTreeMap<(NaiveDate, String), SentLetter> = BTreeMap::new();
    for row in case.rows("sent") {
        let (Some(kind), Some(sent)) = (row.words("kind"), row.date("date")) else { continue };
        let dated = row.date("dated").unwrap_or(sent);
        let letter = letters.entry((dated, kind.to_owned())).or_insert_with(|| SentLetter {
            kind: kind.to_owned(),
            title: library.kind_title(kind),
            dated,
            sent,
            ways: Vec::new(),
            to: None,
            tracking: None,
            received: None,
            proof: None,
            reply_by: None,
            follows: None,
            rule: None,
            file: None,
            answers: Vec::new(),
            span: row.span.clone(),
        });
        letter.add(row, sent);
    }
    let mut letters: Vec<SentLetter> = letters.into_values().collect();
    letters.sort_by_key(|letter| letter.sent);
    letters
}

impl Answer {
    /// How it ends the time limit that it is about; more time ends none.
    pub fn end(&self) -> Option<End> {
        let how = if self.refused { Ending::Refused } else { Ending::Came };
        self.agreed_date.is_none().then_some(End { day: self.date, how })
    }
}

impl SentLetter {
    /// Whether this letter follows up a limit: of a letter, or one that a fact started. A follow-up that does not say what it is about
    /// could be about any.
    pub fn may_follow(&self, first: Option<&SentLetter>, rule: &Rule) -> bool {
        let about = self.follows.as_deref().is_none_or(|follows| first.is_some_and(|first| first.kind == follows));
        about && self.rule.as_deref().is_none_or(|about| about == rule.id)
    }

    /// Whether an answer to this letter is one to a limit of an earlier letter: only when this one says that it follows it up.
    pub fn answers_about(&self, first: &SentLetter, rule: &Rule) -> bool {
        self.follows.is_some() && self.sent > first.sent && self.may_follow(Some(first), rule)
    }

    fn add(&mut self, row: &Record, sent: NaiveDate) {
        let words = |key: &str| row.words(key).map(str::to_owned);
        self.sent = self.sent.min(sent);
        self.ways.extend(words("by"));
        if let Some(received) = row.date("received")
            && self.received.is_none_or(|earlier| received < earlier)
        {
            self.received = Some(received);
            self.proof = words("proof");
        }
        self.to = self.to.take().or_else(|| words("to"));
        self.tracking = self.tracking.take().or_else(|| words("tracking"));
        self.reply_by = self.reply_by.or_else(|| row.date("reply_by"));
        self.follows = self.follows.take().or_else(|| words("follows"));
        self.rule = self.rule.take().or_else(|| words("rule"));
        self.file = self.file.take().or_else(|| words("file"));
        self.answers.extend(row.rows("answers").iter().filter_map(|answer| {
            let rule = answer.words("rule").map(str::to_owned);
            let what = answer.words("what").map(str::to_owned);
            let refused = answer.boolean("refused") == Some(true);
            Some(Answer { date: answer.date("date")?, what, rule, agreed_date: answer.date("agreed_date"), refused })
        }));
    }
}
