//! `status`: what was sent, what runs, what to send next, for one case or many.
//!
//! Input: checked cases and today. Output: a [`CaseStatus`] each, which [`words`] prints, [`json`] gives to programs and [`ics`]
//! puts into a calendar. The days are those of [`crate::case_clocks`], so all three say the same as the letters.

pub mod ics;
pub mod json;
pub mod next;
pub mod words;

use chrono::NaiveDate;

use crate::case::Case;
use crate::case_clocks::{self, CaseClock, Stand, Start};
use crate::clock::{Clock, Status, Why};
use crate::library::Library;
use crate::school_calendar;
use crate::sent_letters::SentLetter;
use crate::wording::{dates, quotes};

pub use next::Next;

/// One thing that is waited for.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The rule, or none for a day that a letter only asked for.
    pub rule: Option<String>,
    /// What is owed, in words.
    pub owed: String,
    /// The short citation.
    pub citation: Option<String>,
    /// Whether it is the family that decides, so that nothing is ever late.
    pub family: bool,
    /// The letter that started it: its place among [`CaseStatus::letters`].
    pub letter: Option<usize>,
    /// Or the fact that did.
    pub fact: Option<String>,
    /// The paper whose receipt the fact dates.
    pub paper: Option<String>,
    /// Day 0.
    pub received: Option<NaiveDate>,
    /// How that day is known.
    pub proof: Option<String>,
    /// The day that counts.
    pub due: Option<NaiveDate>,
    /// The plain count, before moving to an open day.
    pub nominal: Option<NaiveDate>,
    /// An earlier day by another fair reading; good only for asking.
    pub early: Option<NaiveDate>,
    /// The count in words, or why there is none, without a full stop.
    pub how: String,
    /// The rule in words, for when there is no day.
    pub rule_words: Option<String>,
    /// Why the date is not certain.
    pub caveat: Option<String>,
    /// What to add, as a sentence.
    pub hint: Option<String>,
    /// The command that adds it.
    pub command: Option<String>,
    /// Where it stands.
    pub stand: Stand,
}

/// Where one case stands.
pub struct CaseStatus {
    /// The case.
    pub id: String,
    /// Its file as the person gave it.
    pub file: String,
    /// What was sent.
    pub letters: Vec<SentLetter>,
    /// What is waited for, soonest first; then what has no day; then what has come.
    pub waiting: Vec<Waiting>,
    /// What to send next.
    pub next: Vec<Next>,
    /// How many entries are dated after the day that is asked for; they are left out.
    pub later: usize,
}

impl CaseStatus {
    /// Where a case stands on a day.
    pub fn of(case: &Case, file: &str, library: &Library, today: NaiveDate, there: next::There<'_>) -> Self {
        let mut clocks = case_clocks::of(case, library);
        // What is recorded for a later day has not happened yet; indices of letters must stay, so they are marked, not taken out.
        let before = clocks.clocks.len();
        clocks.clocks.retain(|clock| {
            let begun = clock.letter(&clocks.letters).map_or(clock.receipt, |letter| Some(letter.sent));
            begun.is_none_or(|begun| begun <= today)
        });
        let unsent = clocks.letters.iter().filter(|letter| letter.sent > today).count();
        let later = unsent + (before - clocks.clocks.len()).saturating_sub(unsent);
        let typed = quotes::argument(file);
        let next = next::of(case, &typed, &clocks, library, today, there);
        let teller = Teller { case, file: &typed, letters: &clocks.letters, library, today };
        let mut waiting: Vec<Waiting> = clocks.clocks.iter().map(|clock| teller.clock(clock)).collect();
        let asked = clocks
            .letters
            .iter()
            .enumerate()
            .filter(|(_, letter)| letter.sent <= today)
            .filter_map(|(index, letter)| teller.asked(index, letter, &clocks.clocks));
        waiting.extend(asked);
        waiting.sort_by_key(Waiting::order);
        Self { id: case.id.to_string(), file: file.to_owned(), letters: clocks.letters, waiting, next, later }
    }
}

impl Waiting {
    /// Soonest first; without a day after those with one; what has come last.
    fn order(&self) -> (u8, NaiveDate) {
        match self.stand {
            Stand::Dated(_) => (0, self.due.unwrap_or(NaiveDate::MAX)),
            Stand::NoDate => (1, NaiveDate::MAX),
            Stand::Ended(end) => (2, end.day),
        }
    }

    /// Whether it is a time limit of the law that has passed without being met.
    pub fn is_missed(&self) -> bool {
        !self.is_asked() && !self.family && self.caveat.is_none() && matches!(self.stand, Stand::Dated(Status::PassedSince { .. }))
    }

    /// Whether it is a day that a letter asked for and no law sets.
    pub fn is_asked(&self) -> bool {
        self.rule.is_none()
    }
}

/// Tells of the things one case waits for.
struct Teller<'a> {
    case: &'a Case,
    file: &'a str,
    letters: &'a [SentLetter],
    library: &'a Library,
    today: NaiveDate,
}

impl Teller<'_> {
    fn clock(&self, clock: &CaseClock<'_>) -> Waiting {
        let (letter, fact) = match &clock.start {
            Start::Letter(index) => (Some(*index), None),
            Start::Fact(path) => (None, Some(path.clone())),
        };
        let applied = clock.applied(self.library);
        let due = clock.clock.due();
        Waiting {
            rule: Some(clock.rule.id.clone()),
            owed: clock.terms.owed.clone(),
            citation: Some(applied.short.clone().unwrap_or_else(|| applied.citation.clone())),
            family: clock.is_family(),
            letter,
            fact,
            paper: clock.terms.paper.clone(),
            received: clock.receipt,
            proof: clock.proof.clone(),
            due: clock.due(),
            nominal: due.map(|due| due.nominal),
            early: due.and_then(|due| due.early),
            how: clock.how(),
            rule_words: clock.due().is_none().then(|| clock.rule.sentence.clone().unwrap_or_else(|| clock.rule.rule.clone())),
            // An answer that could be about this limit: nothing is certain, and nothing is called late.
            caveat: clock.unclear.then(|| "An answer on the record may be about this.".to_owned()).or_else(|| clock.terms.caveat.clone()),
            hint: self.hint(clock),
            command: self.command(clock),
            stand: clock.stand(self.today),
        }
    }

    /// What the family can add so that there is a day, or a proof.
    fn hint(&self, clock: &CaseClock<'_>) -> Option<String> {
        let letter = clock.letter(self.letters);
        if clock.unclear {
            let words = "An answer to this letter does not say which of its time limits it is about. Add to it in the case file:";
            return Some(format!("{words} rule = \"{}\", if it is this one.", clock.rule.id));
        }
        match &clock.clock {
            Clock::NotComputable { why: Why::ReceiptUnknown, .. } => {
                let letter = letter?;
                let calendar = school_calendar::of(&self.case.record).ok().flatten();
                let same_day = case_clocks::count(clock.rule, Some(letter.sent), None, calendar.as_ref(), self.library);
                let example = same_day
                    .due()
                    .map(|due| format!(" If it was {}, the day would be {}.", dates::long(letter.sent), dates::long(due.safe)));
                Some(format!(
                    "When you know the day they got it, record it.{} If you cannot prove it, send the letter again with proof, and say in it \
                     when you sent it before.",
                    example.unwrap_or_default()
                ))
            }
            Clock::NotComputable { why: Why::CalendarUnknown, .. } => {
                let words =
                    "Add the first and last day of the school year and its breaks, under [calendar]; the school’s website has them.";
                let plain = case_clocks::without_breaks(clock, self.library);
                let plain = plain.map(|day| format!(" If no break of more than five schooldays lies between, it is {}.", dates::long(day)));
                Some(format!("{words}{}", plain.unwrap_or_default()))
            }
            Clock::NotComputable { why: Why::NextYearUnknown { .. } | Why::YearEndUnknown { .. } | Why::Uncountable(_), .. } => {
                Some("Add the next school year’s first day, or the year’s last day, under [calendar].".to_owned())
            }
            Clock::Due(_) if letter.is_some() && clock.proof.is_none() && clock.can_be_missed() && !self.ended(clock) => {
                Some("Add how you know that they got it; a follow-up letter needs it.".to_owned())
            }
            _ => None,
        }
    }

    fn ended(&self, clock: &CaseClock<'_>) -> bool {
        matches!(clock.stand(self.today), Stand::Ended(_))
    }

    /// The command that adds a receipt, or a proof of it.
    fn command(&self, clock: &CaseClock<'_>) -> Option<String> {
        let letter = clock.letter(self.letters)?;
        let day = match (&clock.clock, clock.receipt) {
            (Clock::NotComputable { why: Why::ReceiptUnknown, .. }, _) => "DATE".to_owned(),
            (Clock::Due(_), Some(day)) if clock.proof.is_none() && clock.can_be_missed() && !self.ended(clock) => day.to_string(),
            _ => return None,
        };
        let several = self.letters.iter().filter(|other| other.kind == letter.kind).count() > 1;
        let dated = if several { format!(" --dated {}", letter.dated) } else { String::new() };
        let by =
            letter.ways.first().filter(|_| letter.ways.len() > 1).map(|by| format!(" --by {}", quotes::argument(by))).unwrap_or_default();
        Some(format!("inwriting record {} received {} {day} --proof \"date stamp on my copy\"{dated}{by}", self.file, letter.kind))
    }

    /// The day that a letter asked for; none once something came back, or all that the law gives it has come.
    fn asked(&self, index: usize, letter: &SentLetter, clocks: &[CaseClock<'_>]) -> Option<Waiting> {
        let due = letter.reply_by?;
        let mut own = clocks.iter().filter(|clock| matches!(clock.start, Start::Letter(other) if other == index)).peekable();
        let all_came = own.peek().is_some() && own.all(|clock| self.ended(clock));
        if all_came || letter.answers.iter().any(|answer| answer.date <= self.today) {
            return None;
        }
        Some(Waiting {
            rule: None,
            owed: "a reply, asked for in the letter".to_owned(),
            citation: None,
            family: false,
            letter: Some(index),
            fact: None,
            paper: None,
            received: letter.received,
            proof: letter.proof.clone(),
            due: Some(due),
            nominal: None,
            early: None,
            how: "the day that the letter asks for; no law sets it".to_owned(),
            rule_words: None,
            caveat: None,
            hint: None,
            command: None,
            stand: Stand::Dated(Status::of(due, self.today)),
        })
    }
}
