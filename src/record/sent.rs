//! What left the house, what they got, and what came back.
//!
//! Why one file: the three are one story, and each is only as good as the proof beside it. Input: the case and what was typed. Output:
//! edits and sentences. A letter is known by its kind and its date; several ways of sending it are several rows.

use chrono::NaiveDate;

use crate::case::Case;
use crate::case_clocks;
use crate::follow_up;
use crate::library::Library;
use crate::record::row::{self, Typed};
use crate::record::{Edit, refused};
use crate::rules::RuleClock;
use crate::school_calendar;
use crate::sent_letters;
use crate::value::Record;
use crate::wording::{dates, lists, quotes, suggest};
use crate::write::Reason;

/// What to do, and what to tell.
pub type Plan = (Vec<Edit>, Vec<String>);

/// A letter that was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Its kind.
    pub kind: String,
    /// The date on it.
    pub dated: NaiveDate,
    /// The day it was sent.
    pub on: NaiveDate,
    /// How.
    pub by: String,
    /// Who took it.
    pub to: Option<String>,
    /// Its tracking number.
    pub tracking: Option<String>,
    /// The day they got it, if that is known.
    pub received: Option<NaiveDate>,
    /// How that day is known.
    pub proof: Option<String>,
    /// The copy that is kept: its path beside the case, and its SHA-256.
    pub copy: Option<(String, String)>,
}

/// The kind and date in the name of a letter's file, `2026-12-07-eval-initial.pdf`.
pub fn kind_and_date(name: &str) -> Option<(&str, NaiveDate)> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let (date, kind) = stem.split_at_checked(10)?;
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?;
    let kind = kind.strip_prefix('-')?;
    // One of several files: "sarb-packet-part-1-of-3".
    let whole = kind.rsplit_once("-part-").filter(|(_, part)| {
        part.split_once("-of-").is_some_and(|numbers| [numbers.0, numbers.1].iter().all(|number| number.parse::<u32>().is_ok()))
    });
    Some((whole.map_or(kind, |(kind, _)| kind), date))
}

/// Records that a letter was sent.
///
/// # Errors
/// An unknown kind, a day before the letter's own, the same letter by the same way again.
pub fn sent(case: &Case, sent: &Sent, library: &Library, today: NaiveDate) -> Result<Plan, Reason> {
    if library.kind(&sent.kind).is_none() {
        return Err(unknown_letter(case, &sent.kind, library));
    }
    if sent.by.trim().is_empty() {
        return Err(refused(
            case,
            "way",
            "it is not said how the letter was sent",
            "Name the way, such as --by email or --by \"certified mail\".",
        ));
    }
    if sent.on > today || sent.on < sent.dated {
        let message = if sent.on > today { "the day it was sent has not come yet" } else { "it was sent before the date on the letter" };
        let help = "The date on a letter is the day it is sent. Make the letter again with the right day (--date), or give the day it was sent: --on DATE.";
        return Err(refused(case, "conflict", message, help));
    }
    let letters = sent_letters::sent_letters(&case.record, library);
    let same = letters.iter().find(|letter| letter.kind == sent.kind && letter.dated == sent.dated);
    if same.is_some_and(|letter| letter.ways.contains(&sent.by)) {
        let message = format!("the {} of {} is on the record already, sent by {}", sent.kind, dates::long(sent.dated), sent.by);
        return Err(refused(case, "conflict", message, "If they have confirmed it, use: inwriting record CASE.toml received KIND DATE"));
    }
    let entry = entry_of(case, sent);
    let mut typed: Vec<Typed> = Vec::new();
    let mut put = |key: &str, value: Option<String>| typed.extend(value.map(|value| (key.to_owned(), vec![value])));
    put("kind", Some(sent.kind.clone()));
    put("date", Some(sent.on.to_string()));
    put("dated", (sent.dated != sent.on).then(|| sent.dated.to_string()));
    put("by", Some(sent.by.clone()));
    put("to", sent.to.clone());
    put("tracking", sent.tracking.clone());
    put("received", sent.received.map(|day| day.to_string()));
    put("proof", sent.proof.clone());
    // What a letter asks is known only of a letter that this case made.
    if let Some(entry) = entry.as_ref().filter(|_| same.is_none_or(|letter| letter.reply_by.is_none())) {
        put("reply_by", reply_by(case, entry, sent, library).map(|day| day.to_string()));
    }
    let (follows, rule) = followed(case, &entry.unwrap_or_default(), sent, library, today);
    put("follows", follows);
    put("rule", rule);
    put("file", sent.copy.as_ref().map(|(file, _)| file.clone()));
    put("sha256", sent.copy.as_ref().map(|(_, digest)| digest.clone()));
    let values = row::values(case, "sent", &typed, library)?;
    let mut said = vec![format!("Recorded: {} dated {}, sent {} by {}.", sent.kind, sent.dated, sent.on, sent.by)];
    match (sent.received, &sent.proof) {
        (Some(received), _) => said.push(format!("They received it {received}; days are counted from then.")),
        (None, _) => said.push("When you know the day they got it, record it too; days are counted from that day.".to_owned()),
    }
    Ok((vec![Edit::Append { table: "sent".to_owned(), values }], said))
}

/// The entry of `[[letters]]` that this letter was made from.
fn entry_of(case: &Case, sent: &Sent) -> Option<Record> {
    let of_kind =
        |entry: &&Record| entry.words("kind") == Some(sent.kind.as_str()) && entry.date("date").is_none_or(|date| date == sent.dated);
    case.record.rows("letters").iter().find(of_kind).cloned()
}

/// The day the letter itself asks for an answer by.
fn reply_by(case: &Case, entry: &Record, sent: &Sent, library: &Library) -> Option<NaiveDate> {
    let calendar = school_calendar::of(&case.record).ok().flatten();
    let suggested = || {
        let reply = library.kind(&sent.kind)?.reply?;
        Some(school_calendar::weekdays_after(sent.dated, reply.weekdays, calendar.as_ref()))
    };
    entry.date("reply_by").or_else(suggested)
}

/// For a follow-up: which letter and which limit it is about, so that `status` knows it went out.
fn followed(case: &Case, entry: &Record, sent: &Sent, library: &Library, today: NaiveDate) -> (Option<String>, Option<String>) {
    if !library.kind(&sent.kind).is_some_and(|manifest| manifest.follows_clock) {
        return (None, None);
    }
    let clocks = case_clocks::of(case, library);
    match follow_up::followed(entry, sent.dated, today, &clocks) {
        Ok(clock) => (clock.letter(&clocks.letters).map(|letter| letter.kind.clone()), Some(clock.rule.id.clone())),
        Err(_) => (entry.words("follows").map(str::to_owned), entry.words("rule").map(str::to_owned)),
    }
}

fn unknown_letter(case: &Case, kind: &str, library: &Library) -> Reason {
    let known: Vec<&str> = library.kind_ids().collect();
    let help = suggest::nearest(kind, known.iter().copied())
        .map_or_else(|| format!("The kinds are: {}.", known.join(", ")), |near| format!("Did you mean {near}?"));
    refused(case, "unknown-kind", format!("there is no letter of the kind '{kind}'"), help)
}

/// A receipt, as it was typed.
#[derive(Debug, Clone)]
pub struct Got {
    /// The letter's kind, or the paper a rule names.
    pub what: String,
    /// The date on the letter, when several of the kind were sent.
    pub dated: Option<NaiveDate>,
    /// The way it went, when it was sent in several.
    pub by: Option<String>,
    /// The day it was received.
    pub on: NaiveDate,
    /// How that day is known.
    pub proof: Option<String>,
}

/// Records the day a paper was received: one of the family's letters, or a paper that a rule names (the plan, the consent). The same day
/// again, with a proof, adds the proof.
///
/// # Errors
/// Nothing of the kind was sent, or several and it is not said which; another day is there already, or the day is impossible.
pub fn received(case: &Case, got: &Got, library: &Library, today: NaiveDate) -> Result<Plan, Reason> {
    if got.on > today {
        return Err(refused(case, "future", "that day has not come yet", "Record a receipt on the day, or after it. Check the year."));
    }
    if let Some(terms) = paper(&got.what, library) {
        return received_paper(case, got, terms);
    }
    let open = |row: &Record| {
        let way = got.by.as_ref().is_none_or(|by| row.words("by").is_some_and(|own| own.to_lowercase().contains(&by.to_lowercase())));
        let new = row.date("received").is_none();
        let more = row.date("received") == Some(got.on) && got.proof.is_some() && !row.has("proof");
        way && (new || more)
    };
    let index = one_way(case, rows_of(case, &got.what, got.dated, library, open)?)?;
    let row = case.record.rows("sent").get(index).cloned().unwrap_or_default();
    let mut typed: Vec<Typed> = Vec::new();
    if !row.has("received") {
        typed.push(("received".to_owned(), vec![got.on.to_string()]));
    }
    let proof = got.proof.as_ref().filter(|_| !row.has("proof"));
    typed.extend(proof.map(|proof| ("proof".to_owned(), vec![proof.clone()])));
    let values = row::values(case, "sent", &typed, library)?;
    let mut said = vec![format!("Recorded: they received the {} {}. Days are counted from then.", got.what, got.on)];
    if proof.is_none() && !row.has("proof") {
        said.push(
            "A follow-up letter will need to say how you know that day. To add it, the same again with: --proof \"date stamp on my copy\""
                .to_owned(),
        );
    }
    Ok((vec![Edit::Set { table: "sent".to_owned(), row: Some(index), values }], said))
}

/// The only row; or, of a letter that went several ways, the question by which one it came.
fn one_way(case: &Case, rows: Vec<usize>) -> Result<usize, Reason> {
    match rows.as_slice() {
        [only] => Ok(*only),
        several => {
            let row = |index: &usize| case.record.rows("sent").get(*index);
            let ways: Vec<String> =
                several.iter().filter_map(|index| row(index)?.words("by")).map(|by| format!("--by {}", quotes::argument(by))).collect();
            let help = format!("Say by which way it was received: {}.", lists::or(&ways));
            Err(refused(case, "which", "this letter was sent in several ways", help))
        }
    }
}

fn received_paper(case: &Case, got: &Got, terms: &RuleClock) -> Result<Plan, Reason> {
    let start = terms.starts.clone().unwrap_or_default();
    let proof = terms.proof.iter().zip(&got.proof).map(|(path, proof)| (path.clone(), proof.as_str().into()));
    let mut facts: Vec<(String, toml_edit::Value)> = proof.collect();
    let same_day = case.record.date(&start) == Some(got.on);
    if !same_day || facts.is_empty() {
        facts.insert(0, (start, row::date(got.on)));
    }
    let said = format!("Recorded: {} was received {}.", terms.paper.clone().unwrap_or_default(), got.on);
    Ok((facts_edits(case, facts)?, vec![said]))
}

/// The clock terms that call their paper by this name ("plan", "consent").
pub(super) fn paper<'a>(name: &str, library: &'a Library) -> Option<&'a RuleClock> {
    library.rules.clocks().map(|(_, terms)| terms).find(|terms| terms.paper_name.as_deref() == Some(name))
}

/// Facts of plain tables, set where they are not there yet.
pub(super) fn facts_edits(case: &Case, facts: Vec<(String, toml_edit::Value)>) -> Result<Vec<Edit>, Reason> {
    let mut edits = Vec::new();
    for (path, value) in facts {
        if case.record.has(&path) {
            let help = "If the day there is wrong, correct it in the case file; a stamp or a postmark beats memory.";
            return Err(refused(case, "conflict", format!("`{path}` is on the record already"), help));
        }
        let (table, key) = path.split_once('.').unwrap_or(("", path.as_str()));
        edits.push(Edit::Set { table: table.to_owned(), row: None, values: vec![(key.to_owned(), value)] });
    }
    Ok(edits)
}

/// The rows of `[[sent]]` for one letter of a kind, one for each way it went: those that `open` takes, of the only letter that has any, or of
/// the one with this date. Never empty.
pub(super) fn rows_of(
    case: &Case,
    kind: &str,
    dated: Option<NaiveDate>,
    library: &Library,
    open: impl Fn(&Record) -> bool,
) -> Result<Vec<usize>, Reason> {
    let rows = case.record.rows("sent");
    let date = |row: &Record| row.date("dated").or_else(|| row.date("date"));
    let of_kind: Vec<(usize, &Record)> = rows.iter().enumerate().filter(|(_, row)| row.words("kind") == Some(kind)).collect();
    if of_kind.is_empty() {
        if library.kind(kind).is_none() {
            return Err(unknown_letter(case, kind, library));
        }
        let help = format!(
            "First record that it was sent: inwriting record CASE.toml sent LETTER.pdf --by email\nor without a file: --kind {kind}"
        );
        return Err(refused(case, "not-sent", format!("no {kind} is on the record as sent"), help));
    }
    let meant: Vec<(usize, &Record)> =
        of_kind.iter().copied().filter(|(_, row)| dated.is_none_or(|dated| date(row) == Some(dated))).collect();
    let mut days: Vec<NaiveDate> = meant.iter().filter(|(_, row)| open(row)).filter_map(|(_, row)| date(row)).collect();
    days.sort_unstable();
    days.dedup();
    match days.as_slice() {
        [] => {
            let help = "If the day there is wrong, correct it in the case file; a stamp or a postmark beats memory.";
            Err(refused(case, "conflict", format!("that is on the record already for the {kind}, or there is none of that date"), help))
        }
        [day] => Ok(meant.iter().filter(|(_, row)| open(row) && date(row) == Some(*day)).map(|(index, _)| *index).collect()),
        several => {
            let named: Vec<String> = several.iter().map(|day| format!("--dated {day}")).collect();
            Err(refused(
                case,
                "which",
                format!("several letters of the kind {kind} are on the record"),
                format!("Say which: {}.", lists::or(&named)),
            ))
        }
    }
}
