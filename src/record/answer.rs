//! What came back to a letter: what was asked for, a no, or more time.
//!
//! Input: the case and what was typed. Output: edits and a sentence. An answer ends the time limit it is about, or moves its day.

use chrono::NaiveDate;

use crate::case::Case;
use crate::case_clocks::{self, CaseClock};
use crate::library::Library;
use crate::record::row::{self, Typed};
use crate::record::sent::{Plan, facts_edits, paper, rows_of};
use crate::record::{Edit, refused};
use crate::rules::{Rule, RuleClock};
use crate::sent_letters::SentLetter;
use crate::wording::lists;
use crate::write::Reason;

/// What came back, as it was typed.
#[derive(Debug, Clone)]
pub struct Came {
    /// The letter's kind, or the paper a rule names.
    pub to: String,
    /// The date on the letter, when several of the kind were sent.
    pub dated: Option<NaiveDate>,
    /// The day it came.
    pub on: NaiveDate,
    /// What came.
    pub what: Option<String>,
    /// Which time limit it is about.
    pub rule: Option<String>,
    /// A later day agreed to in writing.
    pub agreed_date: Option<NaiveDate>,
    /// Whether the answer was no.
    pub refused: bool,
}

/// Records an answer: it ends the time limit it is about, or moves its day. An answer to a follow-up is about the limit that it follows up.
///
/// # Errors
/// Nothing of the kind waits for an answer, it is not said which limit of several the answer is about, or an agreed day is no later one.
pub fn answer(case: &Case, came: &Came, library: &Library, today: NaiveDate) -> Result<Plan, Reason> {
    if came.on > today {
        return Err(refused(case, "future", "that day has not come yet", "Record an answer on the day, or after it. Check the year."));
    }
    if came.agreed_date.is_some_and(|agreed| agreed < came.on || (agreed - came.on).num_days() > LONGEST_EXTENSION) {
        let help = "The agreed day comes after the day on which you agreed, and within two years. Check both.";
        return Err(refused(case, "conflict", "the agreed day cannot be right", help));
    }
    if let Some(terms) = paper(&came.to, library) {
        return answer_to_paper(case, came, terms);
    }
    let clocks = case_clocks::of(case, library);
    let index = rows_of(case, &came.to, came.dated, library, |_| true)?.into_iter().next().unwrap_or_default();
    let row = case.record.rows("sent").get(index).cloned().unwrap_or_default();
    let dated = row.date("dated").or_else(|| row.date("date"));
    let of_letter = |letter: &SentLetter| letter.kind == came.to && Some(letter.dated) == dated;
    let started: Vec<&CaseClock<'_>> = clocks.clocks.iter().filter(|clock| clock.letter(&clocks.letters).is_some_and(of_letter)).collect();
    let followed = row.words("rule").filter(|_| started.is_empty()).and_then(|rule| library.rules.get(rule));
    let rule = followed.map_or_else(|| which_rule(case, came, &started), |rule| Ok(Some(rule)))?;
    let terms = rule.and_then(|rule| rule.clock.as_ref());
    let mut edits = Vec::new();
    // "The plan came" is a fact of the case, which starts the family's own days. A no, or more time, is not.
    let came_whole = came.agreed_date.is_none() && !came.refused;
    if let Some(path) = terms.and_then(|terms| terms.met_by.first()).filter(|path| came_whole && !case.record.has(path)) {
        edits.extend(facts_edits(case, vec![(path.clone(), row::date(came.on))])?);
    }
    let mut typed: Vec<Typed> = vec![("date".to_owned(), vec![came.on.to_string()])];
    typed.extend(came.what.iter().map(|what| ("what".to_owned(), vec![what.clone()])));
    typed.extend(rule.filter(|_| started.len() > 1).map(|rule| ("rule".to_owned(), vec![rule.id.clone()])));
    typed.extend(came.agreed_date.map(|day| ("agreed_date".to_owned(), vec![day.to_string()])));
    typed.extend(came.refused.then(|| ("refused".to_owned(), vec!["true".to_owned()])));
    let values = row::values(case, "sent.answers", &typed, library)?;
    edits.push(Edit::AppendInside { table: "sent".to_owned(), row: index, inner: "answers".to_owned(), values });
    Ok((edits, vec![said_of(came, terms)]))
}

/// The most days that a family will have agreed to wait: a later year is a slip of the finger, and would hide the limit for good.
const LONGEST_EXTENSION: i64 = 730;

fn said_of(came: &Came, terms: Option<&RuleClock>) -> String {
    let owed = terms.map_or_else(|| format!("an answer to the {}", came.to), |terms| terms.owed.clone());
    match (came.agreed_date, terms) {
        (Some(day), _) => format!("Recorded: for {owed} you agreed in writing to {day}."),
        (None, _) if came.refused => format!("Recorded: a no came {}, for {owed}. The letter pwn asks for the reasons.", came.on),
        (None, Some(_)) => {
            format!("Recorded: {owed} came {}. Its clock has ended. (If the answer was no, take the entry out and use --refused.)", came.on)
        }
        (None, None) => format!("Recorded: {owed} came {}.", came.on),
    }
}

fn answer_to_paper(case: &Case, came: &Came, terms: &RuleClock) -> Result<Plan, Reason> {
    if let Some(start) = terms.starts.as_ref().filter(|start| !case.record.has(start)) {
        let help = format!("First record the day it was received: inwriting record CASE.toml received {} DATE", came.to);
        return Err(refused(case, "not-sent", format!("`{start}` is not on the record, so nothing waits for this"), help));
    }
    let (path, day) = match came.agreed_date {
        Some(day) => (terms.extended_by.as_ref(), day),
        None => (terms.met_by.first(), came.on),
    };
    let Some(path) = path.filter(|_| !came.refused) else {
        return Err(refused(
            case,
            "no-answer",
            format!("`{}` waits for no answer", came.to),
            "`inwriting status CASE.toml` shows what does.",
        ));
    };
    Ok((facts_edits(case, vec![(path.clone(), row::date(day))])?, vec![said_of(came, Some(terms))]))
}

/// The limit that an answer is about: the only one of the letter, or the one that was named.
fn which_rule<'a>(case: &Case, came: &Came, started: &[&CaseClock<'a>]) -> Result<Option<&'a Rule>, Reason> {
    let named = |clock: &&CaseClock<'a>| came.rule.as_deref().is_none_or(|rule| rule == clock.rule.id);
    let meant: Vec<&'a Rule> = started.iter().copied().filter(named).map(|clock| clock.rule).collect();
    match meant.as_slice() {
        [] if came.rule.is_none() => Ok(None),
        [one] => Ok(Some(one)),
        _ => {
            let choices: Vec<String> = started.iter().map(|clock| format!("--rule {} ({})", clock.rule.id, clock.terms.owed)).collect();
            let message = format!("the {} started more than one time limit, or not this one", came.to);
            Err(refused(case, "which-limit", message, format!("Say which one the answer is about: {}.", lists::or(&choices))))
        }
    }
}
