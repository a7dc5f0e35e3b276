//! The clocks of one case: what its sent letters and dated facts have started, and where each one stands.
//!
//! Why one place: a letter, its send sheet, `status` and the calendar file must name the same day for the same thing. Input: a checked
//! case and the library (manifests say which rules a letter starts, rules say which facts start and end them). Output:
//! [`CaseClocks`], in the order of their due days. Counting is [`crate::clock`]'s.

use chrono::NaiveDate;

use crate::calendar::SchoolCalendar;
use crate::calendar::step::{self, Step};
use crate::case::Case;
use crate::clock::{self, Clock, Status, Why};
use crate::letter_needs::words_at;
use crate::library::Library;
use crate::manifest::ClockStart;
use crate::rules::{Confidence, Owes, Rule, RuleClock};
use crate::school_calendar;
use crate::sent_letters::{Answer, SentLetter, sent_letters};
use crate::value::Record;
use crate::wording::dates;

/// What started a clock.
#[derive(Clone)]
pub enum Start {
    /// A letter, by its place among [`CaseClocks::letters`].
    Letter(usize),
    /// A dated fact of the case, by its path.
    Fact(String),
}

/// One clock of a case.
#[derive(Clone)]
pub struct CaseClock<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// How the rule runs in a case.
    pub terms: &'a RuleClock,
    /// What started it.
    pub start: Start,
    /// The day it was received; day 0.
    pub receipt: Option<NaiveDate>,
    /// How that day is known.
    pub proof: Option<String>,
    /// The count.
    pub clock: Clock,
    /// A later day that the family agreed to in writing.
    pub agreed: Option<NaiveDate>,
    /// What ended it, in no order: a later plan after a no is both.
    pub ends: Vec<End>,
    /// Whether an answer could be about this limit or another one of the same letter: then neither may be called missed.
    pub unclear: bool,
}

/// One thing that ends a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The day it is known by.
    pub day: NaiveDate,
    /// How it ended.
    pub how: Ending,
}

/// How a clock ended; the first that applies is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// What was owed came that day.
    Came,
    /// A later paper shows that it must have come; on which day is not known.
    Implied,
    /// The answer was no.
    Refused,
}

/// Where a clock stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// It has ended.
    Ended(End),
    /// There is no date.
    NoDate,
    /// There is one.
    Dated(Status),
}

/// All clocks of a case, and the letters behind them.
pub struct CaseClocks<'a> {
    /// The letters that left the house, in the order in which they were sent.
    pub letters: Vec<SentLetter>,
    /// The clocks: soonest due day first, those without a date last.
    pub clocks: Vec<CaseClock<'a>>,
}

impl CaseClock<'_> {
    /// The day that counts: the safe date, or the later day agreed to in writing. The family's own time is counted plainly: it is told
    /// of no later day than it surely has.
    pub fn due(&self) -> Option<NaiveDate> {
        let counted = self.clock.due().map(|due| if self.is_family() { due.nominal } else { due.safe });
        // A promise of an earlier day moves no limit.
        counted.map(|due| self.agreed.map_or(due, |agreed| agreed.max(due))).or(self.agreed)
    }

    /// The rule to cite: the limit's own, or its end-of-year rule.
    pub fn applied<'b>(&'b self, library: &'b Library) -> &'b Rule {
        self.clock.due().and_then(|due| library.rules.get(&due.rule_id)).filter(|rule| rule.sentence.is_some()).unwrap_or(self.rule)
    }

    /// Where it stands today.
    pub fn stand(&self, today: NaiveDate) -> Stand {
        if let Some(end) = self.ends.iter().filter(|end| end.day <= today).min_by_key(|end| (end.how, end.day)) {
            return Stand::Ended(*end);
        }
        self.due().map_or(Stand::NoDate, |due| Stand::Dated(Status::of(due, today)))
    }

    /// How the day was found, without a full stop; or why there is none.
    pub fn how(&self) -> String {
        match (self.agreed, self.clock.due()) {
            (Some(agreed), due) if due.is_none_or(|due| due.safe < agreed) => {
                let counted = due.map(|due| format!("; without that it would be {}", dates::long(due.safe))).unwrap_or_default();
                format!("agreed to in writing: {}{counted}", dates::long(agreed))
            }
            (_, Some(due)) if self.is_family() => {
                let plain: Vec<Step> = due.derivation.iter().filter(|step| !matches!(step, Step::Rolled { .. })).cloned().collect();
                step::words(&plain)
            }
            _ => self.clock.words(),
        }
    }

    /// Whether it is the family that decides or acts, so that nothing is ever late.
    pub fn is_family(&self) -> bool {
        self.terms.owed_by == Owes::Family
    }

    /// Whether its passing may be held against the school: the date is certain and the school owes it.
    pub fn can_be_missed(&self) -> bool {
        !self.is_family() && self.terms.caveat.is_none() && !self.unclear
    }

    /// The day the clock was started by: for a calendar entry that stays the same when dates change.
    pub fn letter<'b>(&self, letters: &'b [SentLetter]) -> Option<&'b SentLetter> {
        match &self.start {
            Start::Letter(index) => letters.get(*index),
            Start::Fact(_) => None,
        }
    }
}

/// Finds every clock of a case.
pub fn of<'a>(case: &Case, library: &'a Library) -> CaseClocks<'a> {
    let calendar = school_calendar::of(&case.record).ok().flatten();
    let letters = sent_letters(&case.record, library);
    let finder = Finder { case, library, calendar: calendar.as_ref(), letters: &letters };
    let mut clocks: Vec<CaseClock<'a>> = letters.iter().enumerate().flat_map(|(index, letter)| finder.by_letter(index, letter)).collect();
    clocks.extend(library.rules.clocks().filter_map(|(rule, _)| finder.by_fact(rule)));
    clocks.sort_by_key(|clock| (clock.due().unwrap_or(NaiveDate::MAX), clock.rule.id.clone()));
    CaseClocks { letters, clocks }
}

/// Whether a rule is law in a state: its own, or federal and not displaced there.
pub fn applies(rule: &Rule, state: &str, library: &Library) -> bool {
    if rule.jurisdiction != "federal" {
        return rule.jurisdiction == state;
    }
    let displaces =
        |(other, clock): (&Rule, &RuleClock)| other.jurisdiction == state && clock.replaces.as_deref() == Some(rule.id.as_str());
    !library.rules.clocks().any(displaces)
}

/// Counts a rule from a receipt; a limit that nobody verified has no number, so no date.
pub fn count(
    rule: &Rule,
    receipt: Option<NaiveDate>,
    referral: Option<NaiveDate>,
    calendar: Option<&SchoolCalendar>,
    library: &Library,
) -> Clock {
    let not = |why| Clock::NotComputable { rule_id: rule.id.clone(), why };
    if rule.confidence != Confidence::Verified {
        return not(Why::NotVerified);
    }
    // A rule whose fields do not fit is found by the library's check; here it only has no date.
    rule.limit(&library.rules).map_or_else(|_| not(Why::CountsNoDays), |limit| clock::start(&limit, receipt, referral, calendar))
}

/// The day a clock would end if no break and no summer came between: the earliest it can be, good for a hint only.
pub fn without_breaks(clock: &CaseClock<'_>, library: &Library) -> Option<NaiveDate> {
    let limit = clock.rule.limit(&library.rules).ok()?;
    crate::calendar::count::plain_days(clock.receipt?, limit.days?).ok().map(|tally| tally.last)
}

/// Whether a clock of a manifest starts in this case.
pub fn starts(clock: &ClockStart, case: &Record, entry: &Record) -> bool {
    let Some(fact) = &clock.fact else { return true };
    words_at(case, entry, fact).map_or(clock.unknown, |words| clock.is.iter().any(|is| is == words))
}

struct Finder<'a, 'b> {
    case: &'b Case,
    library: &'a Library,
    calendar: Option<&'b SchoolCalendar>,
    letters: &'b [SentLetter],
}

impl<'a> Finder<'a, '_> {
    fn by_letter(&self, index: usize, letter: &SentLetter) -> Vec<CaseClock<'a>> {
        let Some(manifest) = self.library.kind(&letter.kind) else { return Vec::new() };
        let entries = self.case.record.rows("letters");
        let same = |entry: &&Record| {
            entry.words("kind") == Some(letter.kind.as_str()) && entry.date("date").is_none_or(|date| date == letter.dated)
        };
        let entry = entries.iter().find(same).cloned().unwrap_or_default();
        let rules: Vec<&'a Rule> = manifest
            .clocks
            .iter()
            .filter(|clock| starts(clock, &self.case.record, &entry))
            .filter_map(|clock| self.library.rules.get(&clock.rule))
            .filter(|rule| applies(rule, &self.case.jurisdiction, self.library))
            .collect();
        let several = rules.len() > 1;
        let clock = |rule: &'a Rule| {
            let terms = rule.clock.as_ref()?;
            // An answer that could be about either of two limits ends neither. What came back to a follow-up answers the first letter.
            let about = |answer: &&Answer| answer.rule.as_ref().map_or(!several, |about| *about == rule.id);
            let later =
                self.letters.iter().filter(|later| later.answers_about(letter, rule)).flat_map(|follow_up| follow_up.answers.iter());
            let answers: Vec<&Answer> = letter.answers.iter().filter(about).chain(later).collect();
            let agreed = answers.iter().filter_map(|answer| answer.agreed_date).max().map(|day| self.open(day, rule));
            let ends = answers.iter().filter_map(|answer| answer.end());
            let unclear = several && letter.answers.iter().any(|answer| answer.rule.is_none());
            Some(CaseClock {
                unclear,
                rule,
                terms,
                start: Start::Letter(index),
                receipt: letter.received,
                proof: letter.proof.clone(),
                clock: count(rule, letter.received, None, self.calendar, self.library),
                agreed,
                ends: ends.chain(self.met_by(terms, letter.received.unwrap_or(letter.sent))).collect(),
            })
        };
        rules.into_iter().filter_map(clock).collect()
    }

    fn by_fact(&self, rule: &'a Rule) -> Option<CaseClock<'a>> {
        let terms = rule.clock.as_ref()?;
        let path = terms.starts.as_ref()?;
        let receipt = self.case.record.date(path)?;
        if !applies(rule, &self.case.jurisdiction, self.library) {
            return None;
        }
        // What came back to a follow-up about this limit answers it.
        let about =
            |letter: &&SentLetter| letter.rule.as_deref() == Some(rule.id.as_str()) && letter.follows.is_none() && letter.sent > receipt;
        let later = || self.letters.iter().filter(about).flat_map(|letter| letter.answers.iter());
        let agreed = terms.extended_by.as_ref().and_then(|path| self.case.record.date(path)).into_iter();
        let referral = terms.referral.as_ref().and_then(|rule| self.referral(rule, receipt));
        Some(CaseClock {
            rule,
            terms,
            start: Start::Fact(path.clone()),
            receipt: Some(receipt),
            proof: terms.proof.as_ref().and_then(|path| self.case.record.words(path)).map(str::to_owned),
            clock: count(rule, Some(receipt), referral, self.calendar, self.library),
            agreed: agreed.chain(later().filter_map(|answer| answer.agreed_date)).max().map(|day| self.open(day, rule)),
            ends: self.met_by(terms, receipt).into_iter().chain(later().filter_map(Answer::end)).collect(),
            unclear: false,
        })
    }

    /// The facts that end a clock, if they are not of an earlier round. Only the first of the rule says on which day.
    fn met_by(&self, terms: &RuleClock, start: NaiveDate) -> Vec<End> {
        let how = std::iter::once(Ending::Came).chain(std::iter::repeat(Ending::Implied));
        let ends = terms.met_by.iter().zip(how).filter_map(|(path, how)| Some(End { day: self.case.record.date(path)?, how }));
        ends.filter(|end| end.day >= start).collect()
    }

    /// An agreed day on a closed day moves like a counted one.
    fn open(&self, day: NaiveDate, rule: &Rule) -> NaiveDate {
        let rolled = if rule.rolls { crate::calendar::count::roll(day, self.calendar) } else { None };
        rolled.map_or(day, |(open, _)| open)
    }

    /// The receipt of the latest letter before a day that started the clock of a rule.
    fn referral(&self, rule: &str, before: NaiveDate) -> Option<NaiveDate> {
        let starts = |letter: &&SentLetter| {
            self.library.kind(&letter.kind).is_some_and(|manifest| manifest.clocks.iter().any(|clock| clock.rule == rule))
        };
        self.letters.iter().filter(starts).filter_map(|letter| letter.received).filter(|received| *received <= before).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    #[test]
    fn a_date_that_another_law_may_move_is_never_called_missed() {
        let library = Library::load(Sources::default()).unwrap();
        let text = "schema = 1\njurisdiction = \"OR\"\n[child]\nname = \"Ana\"\n[assessment]\nconsent_received = 2026-09-08\n";
        let case = crate::open::alone("case.toml", text.as_bytes(), &library).unwrap();
        let clocks = of(&case, &library).clocks;
        assert_eq!(clocks.iter().map(|clock| clock.rule.id.as_str()).collect::<Vec<_>>(), ["f-eval-60"]);
        assert!(clocks[0].due().is_some() && !clocks[0].can_be_missed());
    }

    #[test]
    fn a_number_that_nobody_verified_gives_no_day() {
        let library = Library::load(Sources::default()).unwrap();
        let mut rule = library.rules.get("c-records-5").unwrap().clone();
        let receipt = NaiveDate::from_ymd_opt(2026, 10, 5);
        assert!(count(&rule, receipt, None, None, &library).due().is_some());
        for confidence in [Confidence::Secondary, Confidence::Memory] {
            rule.confidence = confidence;
            assert!(matches!(count(&rule, receipt, None, None, &library), Clock::NotComputable { why: Why::NotVerified, .. }));
        }
    }
}
