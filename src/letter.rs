//! One letter's data: everything its templates will see, or everything it lacks.
//!
//! Input: a [`Case`], one entry of its `[[letters]]`, the kind's [`Manifest`], today. Output: a [`Letter`] with its warnings, or
//! the problems that stop it. Next: [`crate::compose`].

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use crate::authority;
use crate::case::Case;
use crate::clock;
use crate::computed;
use crate::context;
use crate::error::{Problem, Problems};
use crate::grammar;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::recipients;
use crate::school_calendar;
use crate::shape;
use crate::value::{Record, Value};

/// One letter, ready to be composed.
#[derive(Clone)]
pub struct Letter<'a> {
    /// Its kind.
    pub manifest: &'a Manifest,
    /// Its date.
    pub date: NaiveDate,
    /// What its templates see.
    pub data: Json,
    /// The signers' names, for the PDF's author.
    pub author: String,
    /// The student's name as this letter may print it.
    pub student: String,
    /// The short name, for the foot.
    pub short: String,
    /// Words that must not appear: the name that is not safe at this school.
    pub unsafe_words: Vec<String>,
}

impl std::fmt::Debug for Letter<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Letter({}, {})", self.manifest.id, self.date)
    }
}

/// Builds a letter.
///
/// # Errors
/// Every fact it lacks, every conflict, every signer who may not ask.
pub fn build<'a>(
    case: &Case,
    entry: &Record,
    manifest: &'a Manifest,
    library: &Library,
    today: NaiveDate,
) -> Result<(Letter<'a>, Problems), Problems> {
    let date = entry.date("date").unwrap_or(today);
    let mut list = missing(case, entry, manifest, library);
    list.extend(other_situation(case, entry, manifest));
    list.extend(authority::check(&case.record, date));
    list.extend(later_than_letter(&case.record, date));
    list.extend(enclosures_that_exist(case, entry));
    if manifest.log_must_agree {
        list.extend(log_agrees(&case.record));
    }
    if list.iter().any(|problem| problem.severity == crate::error::Severity::Error) {
        list.sort_by_key(|problem| problem.places.first().map_or(usize::MAX, |place| place.span.start));
        return Err(case.problems.with(list));
    }
    list.extend(weaker(case, entry, manifest, library));
    list.extend(sent_on_a_day_off(case, entry, date));
    let allowed = shape::allowed(manifest, library);
    let mut data = context::facts(case, entry, manifest, &allowed, library);
    let student = grammar::student(&case.record);
    if let Json::Object(root) = &mut data {
        computed::add(root);
        root.insert("sender".to_owned(), grammar::sender(&case.record));
        people(root, case, entry, manifest, library, &student.name);
        root.insert("student".to_owned(), json!({"name": student.name, "short": student.short}));
        root.insert(crate::helpers::GRAMMAR.to_owned(), grammar::data(&case.record));
        root.insert("law".to_owned(), law(case, library));
        letter_values(root, entry, manifest, library, date, &case.record);
        tested_lately(root, &case.record, date);
        root.insert("also".to_owned(), going_out_too(&case.record, manifest, today));
        name_in_supports(root);
        titles_of_sent(root, library);
        if !manifest.chronology.is_empty() {
            let chronology = crate::chronology::build(root, &manifest.chronology);
            root.insert("chronology".to_owned(), chronology);
        }
    }
    context::fill_lists(&mut data, &shape::of(manifest, library));
    let signers: Vec<String> = case.record.rows("signers").iter().filter_map(|signer| signer.words("name").map(str::to_owned)).collect();
    let letter = Letter {
        manifest,
        date,
        data,
        author: crate::wording::lists::and(&signers),
        unsafe_words: student.unsafe_words,
        student: student.name,
        short: student.short,
    };
    Ok((letter, case.problems.with(list)))
}

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
fn words_at<'a>(case: &'a Record, entry: &'a Record, path: &str) -> Option<&'a str> {
    match path.strip_prefix("letter.") {
        Some(rest) => entry.words(rest),
        None => case.words(path),
    }
}

/// Every fact the letter must have and does not: with the question in plain words and a line to paste.
fn missing(case: &Case, entry: &Record, manifest: &Manifest, library: &Library) -> Vec<Problem> {
    let schema = library.schema_with(manifest);
    let record = &case.record;
    let mut seen = BTreeSet::new();
    let always = library.house.must.iter().chain(&manifest.must).filter(|path| !has(record, entry, path));
    let when = manifest.must_when.iter().filter(|when| words_at(record, entry, &when.fact) == Some(when.is.as_str()));
    let sometimes = when.flat_map(|when| &when.must).filter(|path| !has_somewhere(record, entry, path));
    let absent = always.chain(sometimes).filter(|path| seen.insert(path.as_str()));
    absent.map(|path| missing_fact(path, record, entry, manifest, &schema, library)).collect()
}

/// A letter for another situation: an IEP meeting for a child without an IEP.
fn other_situation(case: &Case, entry: &Record, manifest: &Manifest) -> Vec<Problem> {
    let fits = |only: &crate::manifest::OnlyWhen| {
        words_at(&case.record, entry, &only.fact).is_none_or(|words| only.is.iter().any(|is| is == words))
    };
    let others = manifest.only_when.iter().filter(|only| !fits(only));
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
        .collect()
}

fn missing_fact(path: &str, case: &Record, entry: &Record, manifest: &Manifest, schema: &crate::fact::Table, library: &Library) -> Problem {
    let case_path = Manifest::case_path(path);
    let (about, example) = match schema.find(&case_path) {
        Some(crate::fact::Found::Fact(fact)) => (fact.about.clone(), fact.example.clone()),
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

/// Facts that would help and are not there.
fn weaker(case: &Case, entry: &Record, manifest: &Manifest, library: &Library) -> Vec<Problem> {
    let absent = manifest.stronger.iter().filter(|stronger| !has(&case.record, entry, &stronger.fact));
    absent
        .map(|stronger| {
            let question = library.question(&stronger.fact).map(|question| format!(" {}", question.ask)).unwrap_or_default();
            Problem::warning("stronger", format!("{} would be stronger with `{}`: {}", manifest.id, stronger.fact, stronger.adds))
                .help(format!("If you know it, add it.{question} If not, the letter leaves it out."))
        })
        .collect()
}

/// A letter handed in while the office is closed is received later than its date says.
fn sent_on_a_day_off(case: &Case, entry: &Record, date: NaiveDate) -> Option<Problem> {
    let calendar = school_calendar::of(&case.record).ok().flatten()?;
    if !school_calendar::is_day_off(&calendar, date) {
        return None;
    }
    let message = format!("{} is a day without school in this case's calendar", crate::wording::dates::with_weekday(date));
    let problem = Problem::warning("day-off", message).help("A paper handed in that day may count as received only when the office opens. Send it by email too, or date it on the next school day.");
    Some(if entry.has("date") { problem.at(entry.span("date"), "no school on this day") } else { problem })
}

/// Things a letter would speak of that had not yet happened on its date.
fn later_than_letter(case: &Record, date: NaiveDate) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut look = |record: &Record, path: &str, what: &str| {
        let day = record.date(path).or_else(|| match record.when(path) {
            Some(crate::wording::dates::When::Day(day)) => Some(*day),
            _ => None,
        });
        if day.is_some_and(|day| day > date) {
            let message = format!("{what} is dated after the letter itself ({})", crate::wording::dates::long(date));
            problems.push(
                Problem::error("future", message)
                    .help("Correct the day, or date the letter on the day you send it.")
                    .at(record.span(path), "after the letter's date"),
            );
        }
    };
    look(case, "child.birth_date", "the date of birth");
    look(case, "attendance.as_of", "the attendance count");
    look(case, "situation.since", "the beginning");
    for (table, what) in [
        ("absences", "an absence"),
        ("incidents", "an incident"),
        ("communications", "a communication"),
        ("observations", "an observation"),
        ("events", "an event"),
        ("diagnoses", "a diagnosis"),
    ] {
        for row in case.rows(table) {
            // A chronology may name a meeting that is set.
            if table != "events" {
                look(row, "date", what);
            }
        }
    }
    problems
}

/// Enclosures are papers the family has (ANATOMY R54).
fn enclosures_that_exist(case: &Case, entry: &Record) -> Vec<Problem> {
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
fn log_agrees(case: &Record) -> Vec<Problem> {
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

fn law(case: &Case, library: &Library) -> Json {
    let checked = library.rules.values().map(|rule| rule.checked).min();
    let mut law = Map::new();
    law.insert("california".to_owned(), Json::Bool(case.jurisdiction == "CA"));
    law.insert("state".to_owned(), json!(case.jurisdiction));
    if let Some(day) = checked {
        law.insert("checked".to_owned(), json!(day.format("%Y-%m-%d").to_string()));
    }
    Json::Object(law)
}

/// Signers' lines; an address that must stay private is not even in the data.
fn people(root: &mut Map<String, Json>, case: &Case, entry: &Record, manifest: &Manifest, library: &Library, student: &str) {
    if let Some(Json::Array(signers)) = root.get_mut("signers") {
        for (signer, record) in signers.iter_mut().zip(case.record.rows("signers")) {
            let Json::Object(signer) = signer else { continue };
            if record.boolean("private_address") == Some(true) {
                signer.remove("address");
            }
            signer.insert("relation_word".to_owned(), json!(record.words("relation").unwrap_or("parent")));
            if let Some(line) = grammar::signer_line(record, student, library) {
                signer.insert("line".to_owned(), Json::String(line));
            }
            let mut lines = record.lines("address");
            if record.boolean("private_address") == Some(true) {
                lines.clear();
            }
            lines.extend(["phone", "email"].iter().filter_map(|key| record.words(key).map(str::to_owned)));
            signer.insert("lines".to_owned(), json!(lines));
        }
    }
    let mut addresses = case
        .record
        .rows("signers")
        .iter()
        .map(|signer| if signer.boolean("private_address") == Some(true) { Vec::new() } else { signer.lines("address") });
    let first = addresses.next().unwrap_or_default();
    let shared = case.record.rows("signers").len() > 1 && !first.is_empty() && addresses.all(|address| address == first);
    if let Some(Json::Object(sender)) = root.get_mut("sender") {
        sender.insert("shared_address".to_owned(), json!(if shared { first } else { Vec::new() }));
    }
    let roles = |key: &str, default: &[String]| if entry.has(key) { entry.lines(key) } else { default.to_vec() };
    let recipients = recipients::rows(&roles("to", &manifest.to), &case.record, library);
    let copies = recipients::rows(&roles("cc", &manifest.cc), &case.record, library);
    let greeting = recipients::greeting(&recipients);
    let clean = |rows: Vec<Json>| -> Json {
        rows.into_iter()
            .map(|mut row| {
                if let Json::Object(row) = &mut row {
                    row.remove("greeting");
                }
                row
            })
            .collect()
    };
    if let Some(Json::Object(letter)) = root.get_mut("letter") {
        letter.insert("greeting".to_owned(), Json::String(greeting));
        letter.insert("recipients".to_owned(), clean(recipients));
        letter.insert("copies".to_owned(), clean(copies));
    }
}

fn letter_values(root: &mut Map<String, Json>, entry: &Record, manifest: &Manifest, library: &Library, date: NaiveDate, case: &Record) {
    let enclosed: Vec<Json> = entry.lines("enclosures").iter().filter_map(|mark| enclosure(mark, case)).collect();
    let calendar = school_calendar::of(case).ok().flatten();
    let reply = entry
        .date("reply_by")
        .or_else(|| manifest.reply.map(|reply| school_calendar::weekdays_after(date, reply.weekdays, calendar.as_ref())));
    let next = manifest.next.iter().map(|next| {
        let title = kind_title(&next.kind, library);
        json!({"title": title, "when": next.when})
    });
    let state = root.get("law").and_then(|law| law.get("state")).and_then(Json::as_str).unwrap_or_default().to_owned();
    let clocks = manifest
        .clocks
        .iter()
        .filter(|clock| starts(clock, case, entry))
        .filter_map(|clock| library.rules.get(&clock.rule))
        .filter(|rule| rule.jurisdiction == "federal" || rule.jurisdiction == state);
    let clocks: Vec<Json> = clocks
        .map(|rule| {
            let mut row = Map::new();
            row.insert("title".to_owned(), json!(rule.title));
            row.insert("rule".to_owned(), json!(rule.sentence.clone().unwrap_or_else(|| rule.rule.clone())));
            row.insert("citation".to_owned(), json!(rule.short.clone().unwrap_or_else(|| rule.citation.clone())));
            // On the send sheet only, and only as "if they receive it on" the letter's date.
            if let Some(due) =
                rule.limit(&library.rules).ok().and_then(|limit| clock::start(&limit, Some(date), None, calendar.as_ref()).due().cloned())
            {
                row.insert("due".to_owned(), json!(due.safe.format("%Y-%m-%d").to_string()));
                row.insert("how".to_owned(), json!(due.words()));
            }
            if !rule.exclusions.is_empty() {
                row.insert("exclusions".to_owned(), json!(rule.exclusions));
            }
            Json::Object(row)
        })
        .collect();
    let next: Vec<Json> = next.collect();
    if let Some(Json::Object(letter)) = root.get_mut("letter") {
        letter.insert("date".to_owned(), json!(date.format("%Y-%m-%d").to_string()));
        letter.insert("title".to_owned(), json!(manifest.title));
        letter.insert("enclosures".to_owned(), json!(enclosed));
        letter.insert("next".to_owned(), json!(next));
        letter.insert("clocks".to_owned(), json!(clocks));
        if let Some(reply) = reply {
            letter.insert("reply_by".to_owned(), json!(reply.format("%Y-%m-%d").to_string()));
        }
    }
}

/// What a letter kind is called, whether it exists here or is only in the catalogue.
fn kind_title(kind: &str, library: &Library) -> String {
    let planned = || library.seed("letter", kind).and_then(|seed| seed.words.get("name").cloned());
    library.kind(kind).map(|manifest| manifest.title.clone()).or_else(planned).unwrap_or_else(|| kind.to_owned())
}

/// Letters on the record are spoken of by their names, not their ids.
fn titles_of_sent(root: &mut Map<String, Json>, library: &Library) {
    let Some(Json::Array(sent)) = root.get_mut("sent") else { return };
    for row in sent.iter_mut().filter_map(Json::as_object_mut) {
        if let Some(title) = row.get("kind").and_then(Json::as_str).map(|kind| kind_title(kind, library)) {
            row.insert("title".to_owned(), Json::String(title));
        }
    }
}

/// The other letters of this case, so that two requests of one day do not look like one that replaces the other.
fn going_out_too(case: &Record, manifest: &Manifest, today: NaiveDate) -> Json {
    let mut also = Map::new();
    for (key, family) in [("evaluation", "eval-"), ("meeting", "meet-")] {
        let others = case
            .rows("letters")
            .iter()
            .filter(|entry| entry.words("kind").is_some_and(|kind| kind.starts_with(family) && kind != manifest.id.as_str()));
        if let Some(day) = others.map(|entry| entry.date("date").unwrap_or(today)).max() {
            also.insert(key.to_owned(), json!(day.format("%Y-%m-%d").to_string()));
        }
    }
    Json::Object(also)
}

/// A support from the list speaks of "the student"; in a family's letter the child has a name.
fn name_in_supports(root: &mut Map<String, Json>) {
    let word = |key: &str| {
        root.get(crate::helpers::GRAMMAR).and_then(|grammar| grammar.pointer(&format!("/student_name/{key}"))).and_then(Json::as_str)
    };
    let (Some(object), Some(possessive)) = (word("object").map(str::to_owned), word("possessive").map(str::to_owned)) else { return };
    let named = |what: &str| what.replace("the student’s", &possessive).replace("the student", &object);
    let mut lists: Vec<&mut Vec<Json>> = Vec::new();
    for (key, value) in root.iter_mut() {
        match value {
            Json::Array(rows) if key == "supports" => lists.push(rows),
            Json::Object(groups) if key == "help" => lists.extend(groups.values_mut().filter_map(Json::as_array_mut)),
            _ => {}
        }
    }
    for row in lists.into_iter().flatten().filter_map(Json::as_object_mut) {
        if let Some(what) = row.get("what").and_then(Json::as_str).map(named) {
            row.insert("what".to_owned(), Json::String(what));
        }
    }
}

/// Whether the last testing is less than a year old: then a reassessment needs both sides to agree (34 C.F.R. 300.303(b)).
fn tested_lately(root: &mut Map<String, Json>, case: &Record, date: NaiveDate) {
    let Some(tested) = case.when("assessment.last_assessed").map(crate::wording::dates::When::sort_key) else { return };
    if let Some(Json::Object(assessment)) = root.get_mut("assessment") {
        let within = tested.checked_add_months(chrono::Months::new(12)).is_some_and(|year_later| date < year_later);
        assessment.insert("within_year".to_owned(), Json::Bool(within));
    }
}

/// Whether a clock starts in this case.
fn starts(clock: &crate::manifest::ClockStart, case: &Record, entry: &Record) -> bool {
    clock.fact.as_ref().is_none_or(|fact| words_at(case, entry, fact).is_some_and(|words| clock.is.iter().any(|is| is == words)))
}

fn enclosure(mark: &str, case: &Record) -> Option<Json> {
    let exhibit = case.rows("exhibits").iter().enumerate().find(|(position, _)| computed::exhibit_mark(*position) == mark)?.1;
    let mut row = Map::new();
    row.insert("mark".to_owned(), json!(mark));
    row.insert("title".to_owned(), json!(crate::wording::quotes::curl(exhibit.words("title")?)));
    let title = exhibit.words("title").unwrap_or_default();
    // "Letter of Dr. Okafor" already says who wrote it.
    let said = |author: &str| author.split_whitespace().any(|word| word.chars().count() > 3 && title.contains(word.trim_end_matches(',')));
    if let Some(author) = exhibit.words("author").filter(|author| !said(author)) {
        row.insert("author".to_owned(), json!(author));
    }
    if let Some(date) = exhibit.when("date") {
        row.insert("date".to_owned(), json!(context::written(date)));
    }
    Some(Json::Object(row))
}
