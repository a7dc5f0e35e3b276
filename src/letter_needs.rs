//! What a letter cannot be written without, and what would make it stronger.
//!
//! Input: the case, the entry of `[[letters]]`, the kind's manifest. Output: problems, each with the question in plain words and a line to
//! paste. Split from [`crate::letter`], which only asks whether the list is empty.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::calendar::SchoolCalendar;
use crate::case::Case;
use crate::computed;
use crate::error::Problem;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::school_calendar;
use crate::value::{Record, Value};

/// Whether a fact (a path as manifests write it) is there; in rows, whether every row has it.
fn has(case: &Record, entry: &Record, path: &str) -> bool {
    match path.strip_prefix("letter.") {
        Some(rest) => has_in(entry, rest),
        None => has_in(case, path),
    }
}

fn has_in(record: &Record, path: &str) -> bool {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    match (record.entries.get(first).map(|entry| &entry.value), rest) {
        (None, _) => false,
        (Some(_), None) => record.has(first),
        (Some(Value::Table(inner)), Some(rest)) => has_in(inner, rest),
        (Some(Value::Rows(rows)), Some(rest)) => !rows.is_empty() && rows.iter().all(|row| has_in(row, rest)),
        (Some(_), Some(_)) => false,
    }
}

/// Whether a fact is there, in rows in at least one of them.
fn has_somewhere(case: &Record, entry: &Record, path: &str) -> bool {
    let (record, path) = match path.strip_prefix("letter.") {
        Some(rest) => (entry, rest),
        None => (case, path),
    };
    match path.split_once('.') {
        Some((rows, key)) if !record.rows(rows).is_empty() => record.rows(rows).iter().any(|row| has_in(row, key)),
        _ => has_in(record, path),
    }
}

/// The words a fact holds, for conditions; a path as manifests write it.
pub(crate) fn words_at<'a>(case: &'a Record, entry: &'a Record, path: &str) -> Option<&'a str> {
    match path.strip_prefix("letter.") {
        Some(rest) => entry.words(rest),
        None => case.words(path),
    }
}

/// Every fact the letter must have and does not: with the question in plain words and a line to paste.
pub(crate) fn missing(case: &Case, entry: &Record, manifest: &Manifest, library: &Library) -> Vec<Problem> {
    let record = &case.record;
    let mut seen = BTreeSet::new();
    let always = library.house.must.iter().chain(&manifest.must).filter(|path| !has(record, entry, path));
    let when = manifest.must_when.iter().filter(|when| words_at(record, entry, &when.fact) == Some(when.is.as_str()));
    let sometimes = when.flat_map(|when| &when.must).filter(|path| !has_somewhere(record, entry, path));
    let absent: Vec<&String> = always.chain(sometimes).filter(|path| seen.insert(path.as_str())).collect();
    if absent.is_empty() {
        return Vec::new();
    }
    let schema = library.schema_with(manifest);
    absent.into_iter().map(|path| missing_fact(path, record, entry, manifest, &schema, library)).collect()
}

/// A letter for another situation: an IEP meeting for a child without an IEP.
pub(crate) fn other_situation(case: &Case, entry: &Record, manifest: &Manifest) -> Vec<Problem> {
    let fits = |only: &crate::manifest::OnlyWhen| {
        words_at(&case.record, entry, &only.fact).is_none_or(|words| only.is.iter().any(|is| is == words))
    };
    let others = manifest.only_when.iter().filter(|only| !fits(only));
    let elsewhere = !manifest.states.is_empty() && !manifest.states.contains(&case.jurisdiction);
    let state = elsewhere.then(|| {
        let states = crate::wording::lists::or(&manifest.states);
        let help = "The exact time limits of other states are not known here. Ask your state’s Parent Training and Information Center.";
        let problem = Problem::error("other-situation", format!("the letter {} can be written for {states} only", manifest.id)).help(help);
        let span = case.record.span("jurisdiction");
        if case.record.has("jurisdiction") { problem.at(span, "another state") } else { problem }
    });
    others
        .map(|only| {
            let message = format!(
                "the letter {} is for another situation: `{}` must be {}",
                manifest.id,
                only.fact,
                crate::wording::lists::or(&only.is)
            );
            let problem = Problem::error("other-situation", message).help(only.otherwise.clone());
            let span = case.record.span(&only.fact);
            if span.is_empty() { problem } else { problem.at(span, "as it stands here") }
        })
        .chain(state)
        .collect()
}

fn missing_fact(path: &str, case: &Record, entry: &Record, manifest: &Manifest, schema: &crate::fact::Table, library: &Library) -> Problem {
    let case_path = Manifest::case_path(path);
    let (about, example) = match schema.find(&case_path) {
        Some(crate::fact::Found::Fact(fact)) => (fact.about.clone(), fact.example.clone()),
        Some(crate::fact::Found::Table(table)) if path.starts_with("letter.") => return missing_rows(path, manifest, table, library),
        Some(crate::fact::Found::Table(table)) => {
            let first = table.facts.iter().filter(|fact| fact.must).map(|fact| fact.example.clone()).collect::<Vec<_>>().join("\n");
            (
                table.about.clone(),
                format!("{}\n{first}", if table.rows { format!("[[{}]]", table.path) } else { format!("[{}]", table.path) }),
            )
        }
        None => (String::new(), String::new()),
    };
    let question = library.question(path).map_or(about, |question| question.ask.clone());
    let table = case_path.rsplit_once('.').map_or("", |(table, _)| table);
    let place = match (example.starts_with('['), table) {
        (true, _) => "Add:".to_owned(),
        (false, "") => "Add at the top:".to_owned(),
        (false, "letters") => format!("Add under the [[letters]] entry of {}:", manifest.id),
        (false, table) => format!("Add under {}:", header(table, schema)),
    };
    let problem = Problem::error("missing-fact", format!("the letter {} needs `{path}`", manifest.id))
        .help(format!("{question}\n{place}\n{example}"));
    match row_without(case, entry, path) {
        Some(span) => problem.at(span, "in this entry"),
        None => problem,
    }
}

/// Rows of a letter's own answers: their example stands on one line of the entry.
fn missing_rows(path: &str, manifest: &Manifest, table: &crate::fact::Table, library: &Library) -> Problem {
    let example = table.facts.first().map(|fact| fact.example.clone()).unwrap_or_default();
    let question = library.question(path).map_or_else(|| table.about.clone(), |question| question.ask.clone());
    let help = format!("{question}\nAdd under the [[letters]] entry of {}:\n{example}", manifest.id);
    Problem::error("missing-fact", format!("the letter {} needs `{path}`", manifest.id)).help(help)
}

fn header(table: &str, schema: &crate::fact::Table) -> String {
    match schema.find(table) {
        Some(crate::fact::Found::Table(found)) if found.rows => format!("[[{table}]]"),
        _ => format!("[{table}]"),
    }
}

/// The first row that lacks a fact its letter needs in every row.
fn row_without(case: &Record, entry: &Record, path: &str) -> Option<std::ops::Range<usize>> {
    let (record, path) = match path.strip_prefix("letter.") {
        Some(rest) => (entry, rest),
        None => (case, path),
    };
    let (rows, key) = path.split_once('.')?;
    record.rows(rows).iter().find(|row| !has_in(row, key)).map(|row| row.span.clone())
}

/// Facts that would help and are not there. What to ask for them is added by [`with_questions`] where a person reads it.
pub(crate) fn weaker(case: &Case, entry: &Record, manifest: &Manifest) -> Vec<Problem> {
    let absent = manifest.stronger.iter().filter(|stronger| !has(&case.record, entry, &stronger.fact));
    absent
        .map(|stronger| {
            let message = format!("{} would be stronger with `{}`: {}", manifest.id, stronger.fact, stronger.adds);
            Problem::warning("stronger", message).lacking(stronger.fact.clone())
        })
        .collect()
}

/// Adds to each fact that would help the question that asks for it. Apart, because questions are read only then.
pub(crate) fn with_questions(problems: &mut [Problem], library: &Library) {
    for problem in problems {
        let Some(fact) = problem.missing.first().filter(|_| problem.code == "stronger") else { continue };
        let question = library.question(fact).map(|question| format!(" {}", question.ask)).unwrap_or_default();
        problem.help = Some(format!("If you know it, add it.{question} If not, the letter leaves it out."));
    }
}

/// A letter handed in while the office is closed is received later than its date says.
pub(crate) fn sent_on_a_day_off(entry: &Record, date: NaiveDate, calendar: Option<&SchoolCalendar>) -> Option<Problem> {
    if !calendar.is_some_and(|calendar| school_calendar::is_day_off(calendar, date)) {
        return None;
    }
    let message = format!("{} is a day without school in this case's calendar", crate::wording::dates::with_weekday(date));
    let problem = Problem::warning("day-off", message).help("A paper handed in that day may count as received only when the office opens. Send it by email too, or date it on the next school day.");
    Some(if entry.has("date") { problem.at(entry.span("date"), "no school on this day") } else { problem })
}

/// The safety screen comes before any letter (ANATOMY section 2).
pub(crate) fn safety_first(case: &Case) -> Option<Problem> {
    case.record.words("situation.safety").filter(|safety| *safety != "none")?;
    let message = "this case says that someone may not be safe";
    let help = "In danger now, call 911. To talk to someone at any hour, call or text 988. Tell the school by phone today. None of this is printed in a letter unless you chose it.";
    Some(Problem::warning("safety", message).help(help).at(case.record.span("situation.safety"), "here"))
}

/// The tables whose rows are things that happened, each with what a row is called. (A chronology may name a meeting that is set.)
const HAPPENED: [(&str, &str); 5] = [
    ("absences", "an absence"),
    ("incidents", "an incident"),
    ("communications", "a communication"),
    ("observations", "an observation"),
    ("diagnoses", "a diagnosis"),
];

fn day_of(record: &Record, path: &str) -> Option<NaiveDate> {
    record.date(path).or_else(|| record.when(path).map(crate::wording::dates::When::sort_key))
}

/// Things a letter would speak of that had not yet happened on its date, and that the case itself does not know of either: a slip.
pub(crate) fn later_than_letter(case: &Record, date: NaiveDate, today: NaiveDate) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut look = |record: &Record, path: &str, what: &str, latest: NaiveDate| {
        if day_of(record, path).is_some_and(|day| day > latest) {
            let message = format!("{what} is dated after the letter itself ({})", crate::wording::dates::long(date));
            problems.push(
                Problem::error("future", message)
                    .help("Correct the day, or date the letter on the day you send it.")
                    .at(record.span(path), "after the letter's date"),
            );
        }
    };
    look(case, "child.birth_date", "the date of birth", date);
    look(case, "situation.since", "the beginning", date);
    let known = known_until(case, date, today);
    // A count that was brought up to date since is no slip; an earlier letter goes without it.
    look(case, "attendance.as_of", "the attendance count", known);
    for (table, what) in HAPPENED {
        case.rows(table).iter().for_each(|row| look(row, "date", what, known));
    }
    problems
}

/// A case is a record that goes on: it knows of days up to today, and up to its own last letter.
fn known_until(case: &Record, date: NaiveDate, today: NaiveDate) -> NaiveDate {
    let own = ["letters", "sent"].into_iter().flat_map(|table| case.rows(table)).filter_map(|row| row.date("date"));
    own.chain([date, today]).max().unwrap_or(date)
}

/// The case as it stood on the letter's date: what was recorded later is no part of an earlier letter. Exhibits keep their marks, and a
/// chronology may name a meeting that is set, so these stay.
pub(crate) fn as_of_letter(case: &Case, date: NaiveDate) -> Option<Case> {
    let later = |record: &Record, key: &str| day_of(record, key).is_some_and(|day| day > date);
    let row_later = |row: &Record, key: &str| later(row, key) && row.words("kind") != Some("appointment");
    let others = [("sent", "date"), ("supports", "date"), ("care", "since")];
    let tables = HAPPENED.iter().map(|(table, _)| (*table, "date")).chain(others);
    let tables: Vec<(&str, &str)> = tables.filter(|(table, key)| case.record.rows(table).iter().any(|row| row_later(row, key))).collect();
    let count_later = later(&case.record, "attendance.as_of");
    if tables.is_empty() && !count_later {
        return None;
    }
    let mut earlier = case.clone();
    for (table, key) in tables {
        let Some(entry) = earlier.record.entries.get_mut(table) else { continue };
        if let Value::Rows(rows) = &mut entry.value {
            rows.retain(|row| !row_later(row, key));
            if rows.is_empty() {
                earlier.record.entries.remove(table);
            }
        }
    }
    if count_later {
        earlier.record.entries.remove("attendance");
    }
    Some(earlier)
}

/// A name that is not safe at this school must not slip through the family's own words. Proper names (a mother's, a school's) stay.
pub(crate) fn unsafe_names(case: &Case, entry: &Record, allowed: &BTreeSet<String>, words: &[String]) -> Vec<Problem> {
    let own: BTreeSet<String> =
        case.record.rows("signers").iter().filter_map(|signer| signer.words("name")).flat_map(folded_words).collect();
    let hidden: BTreeSet<String> = words.iter().flat_map(|word| folded_words(word)).filter(|word| !own.contains(word)).collect();
    let mut problems = Vec::new();
    if hidden.is_empty() {
        return problems;
    }
    let mut look = |path: &str, value: &crate::value::Entry, text: &str| {
        if allowed.contains(path) && folded_words(text).any(|word| hidden.contains(&word)) {
            let problem =
                Problem::error("unsafe-name", format!("`{path}` holds a part of the child's name that `child.letter_name` leaves out"));
            problems.push(
                problem.help("Write the safe name there instead; the letter goes to this school.").at(value.span.clone(), "the other name"),
            );
        }
    };
    crate::case_words::each(&case.record, "", &mut look);
    crate::case_words::each(entry, "letters", &mut look);
    problems
}

/// Words without capitals and accents, so that "MAYA" and "José" are found in any spelling.
pub(crate) fn folded_words(text: &str) -> impl Iterator<Item = String> {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let folded: String = text
        .nfd()
        .filter(|character| {
            !is_combining_mark(*character) && !matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        })
        .collect::<String>()
        .to_lowercase();
    let words: Vec<String> =
        folded.split(|character: char| !character.is_alphanumeric()).filter(|word| word.chars().count() > 1).map(str::to_owned).collect();
    words.into_iter()
}

/// Enclosures are papers the family has (ANATOMY R54).
pub(crate) fn enclosures_that_exist(case: &Case, entry: &Record) -> Vec<Problem> {
    let count = case.record.rows("exhibits").len();
    let marks: Vec<String> = (0..count).map(computed::exhibit_mark).collect();
    let mut problems = Vec::new();
    let mut unknown = |span: std::ops::Range<usize>| {
        let help = match marks.as_slice() {
            [] => "This case has no [[exhibits]] yet. Add the paper there, or take the mark out.".to_owned(),
            [only] => format!("There is only exhibit {only}."),
            [first, .., last] => format!("The exhibits are {first} to {last}, in the order of [[exhibits]]."),
        };
        problems.push(Problem::error("exhibit", "there is no exhibit with this mark").help(help).at(span, "no such exhibit"));
    };
    if let Some(Value::List(items)) = entry.entries.get("enclosures").map(|entry| &entry.value) {
        for item in items {
            if let Value::Name(mark) = &item.value
                && !marks.contains(mark)
            {
                unknown(item.span.clone());
            }
        }
    }
    for table in ["absences", "events", "communications", "incidents", "observations", "supports"] {
        for row in case.record.rows(table) {
            if row.words("exhibit").is_some_and(|mark| !marks.iter().any(|known| known == mark)) {
                unknown(row.span("exhibit"));
            }
        }
    }
    problems
}

/// A packet's statement and its day table are read side by side: they must say the same.
pub(crate) fn log_agrees(case: &Record) -> Vec<Problem> {
    let rows = case.rows("absences");
    let full = i64::try_from(rows.iter().filter(|row| row.words("kind") == Some("full")).count()).unwrap_or(i64::MAX);
    let part = i64::try_from(rows.len()).unwrap_or(i64::MAX) - full;
    let mut problems = Vec::new();
    for (path, logged, what) in [("attendance.full_day_absences", full, "full days"), ("attendance.partial_days", part, "part days")] {
        if let Some(counted) = case.integer(path).filter(|counted| *counted != logged) {
            let message = format!("the log has {logged} {what} missed and `{path}` says {counted}; a board will add them up");
            problems.push(
                Problem::error("conflict", message)
                    .help("Complete the log of [[absences]] or correct the number.")
                    .at(case.span(path), "does not equal the log"),
            );
        }
    }
    problems
}
