//! What a letter's templates see beside the facts: people, dates, clocks, the other letters of the case.
//!
//! Input: the facts as JSON, the case, the kind's manifest. Output: the same JSON with those values in it. Split from [`crate::letter`],
//! which says in which order they come.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use crate::calendar::SchoolCalendar;
use crate::case::Case;
use crate::computed;
use crate::context;
use crate::grammar;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::recipients;
use crate::school_calendar;
use crate::value::Record;

pub(crate) fn law(case: &Case, library: &Library) -> Json {
    let checked = library.rules.checked();
    let mut law = Map::new();
    law.insert("california".to_owned(), Json::Bool(case.jurisdiction == "CA"));
    law.insert("state".to_owned(), json!(case.jurisdiction));
    if let Some(day) = checked {
        law.insert("checked".to_owned(), json!(day.to_string()));
    }
    Json::Object(law)
}

/// Signers' lines; an address that must stay private is not even in the data.
pub(crate) fn people(root: &mut Map<String, Json>, case: &Case, entry: &Record, manifest: &Manifest, library: &Library, student: &str) {
    // A second signer at the same address would give the first one's home away.
    let rows = case.record.rows("signers");
    let private = |signer: &Record| signer.boolean("private_address") == Some(true);
    let hidden: Vec<Vec<String>> = rows.iter().filter(|signer| private(signer)).map(|signer| signer.lines("address")).collect();
    let keep_private = |signer: &Record| private(signer) || hidden.contains(&signer.lines("address"));
    if let Some(Json::Array(signers)) = root.get_mut("signers") {
        for (signer, record) in signers.iter_mut().zip(case.record.rows("signers")) {
            let Json::Object(signer) = signer else { continue };
            if keep_private(record) {
                signer.remove("address");
            }
            signer.insert("relation_word".to_owned(), json!(record.words("relation").unwrap_or("parent")));
            if let Some(line) = grammar::signer_line(record, student, library) {
                signer.insert("line".to_owned(), Json::String(line));
            }
            let mut lines = record.lines("address");
            if keep_private(record) {
                lines.clear();
            }
            lines.extend(["phone", "email"].iter().filter_map(|key| record.words(key).map(str::to_owned)));
            signer.insert("lines".to_owned(), json!(lines));
        }
    }
    let mut addresses =
        case.record.rows("signers").iter().map(|signer| if keep_private(signer) { Vec::new() } else { signer.lines("address") });
    let first = addresses.next().unwrap_or_default();
    let shared = case.record.rows("signers").len() > 1 && !first.is_empty() && addresses.all(|address| address == first);
    if let Some(Json::Object(sender)) = root.get_mut("sender") {
        sender.insert("shared_address".to_owned(), json!(if shared { first } else { Vec::new() }));
    }
    let to = if entry.has("to") { entry.lines("to") } else { manifest.to.clone() };
    // Nobody gets a copy of a letter to themselves.
    let cc: Vec<String> = (if entry.entries.contains_key("cc") { entry.lines("cc") } else { manifest.cc.clone() })
        .into_iter()
        .filter(|role| !to.contains(role))
        .collect();
    let recipients = recipients::rows(&to, &case.record, library);
    let copies = recipients::rows(&cc, &case.record, library);
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

pub(crate) fn letter_values(
    root: &mut Map<String, Json>,
    entry: &Record,
    manifest: &Manifest,
    library: &Library,
    date: NaiveDate,
    case: &Record,
    calendar: Option<&SchoolCalendar>,
) {
    let enclosed: Vec<Json> = entry.lines("enclosures").iter().filter_map(|mark| enclosure(mark, case)).collect();
    let reply =
        entry.date("reply_by").or_else(|| manifest.reply.map(|reply| school_calendar::weekdays_after(date, reply.weekdays, calendar)));
    let next = manifest.next.iter().map(|next| {
        let title = library.kind_title(&next.kind);
        json!({"title": title, "when": next.when})
    });
    let next: Vec<Json> = next.collect();
    if let Some(Json::Object(letter)) = root.get_mut("letter") {
        letter.insert("date".to_owned(), json!(date.to_string()));
        letter.insert("title".to_owned(), json!(manifest.title));
        letter.insert("enclosures".to_owned(), json!(enclosed));
        letter.insert("next".to_owned(), json!(next));
        if let Some(reply) = reply {
            letter.insert("reply_by".to_owned(), json!(reply.to_string()));
        }
    }
}

/// Letters on the record are spoken of by their names, not their ids.
pub(crate) fn titles_of_sent(root: &mut Map<String, Json>, library: &Library) {
    let Some(Json::Array(sent)) = root.get_mut("sent") else { return };
    for row in sent.iter_mut().filter_map(Json::as_object_mut) {
        if let Some(title) = row.get("kind").and_then(Json::as_str).map(|kind| library.kind_title(kind)) {
            row.insert("title".to_owned(), Json::String(title));
        }
    }
}

/// The key of an entry that writes no letter for now.
pub(crate) const LATER: &str = "later";

/// The other letters of this case, so that two requests of one day do not look like one that replaces the other.
pub(crate) fn going_out_too(case: &Record, manifest: &Manifest, today: NaiveDate) -> Json {
    let mut also = Map::new();
    for (key, family) in [("evaluation", "eval-"), ("meeting", "meet-")] {
        let others = case
            .rows("letters")
            .iter()
            .filter(|entry| entry.boolean(LATER) != Some(true))
            .filter(|entry| entry.words("kind").is_some_and(|kind| kind.starts_with(family) && kind != manifest.id.as_str()));
        if let Some(day) = others.map(|entry| entry.date("date").unwrap_or(today)).max() {
            also.insert(key.to_owned(), json!(day.to_string()));
        }
    }
    Json::Object(also)
}

/// A support from the list speaks of "the student"; in a family's letter the child has a name.
pub(crate) fn name_in_supports(root: &mut Map<String, Json>) {
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

/// What the school calendar says of the school year of a letter: its first day, and the weekdays without school until the letter's date.
pub(crate) fn school_year(case: &Record, date: NaiveDate, calendar: Option<&SchoolCalendar>) -> Json {
    let session = calendar.and_then(|calendar| calendar.sessions().iter().rev().find(|session| session.first <= date));
    let (Some(calendar), Some(session)) = (calendar, session) else {
        // Holidays alone do not say when school is on, and yet there is none on them.
        let holidays = case.entry("calendar.holidays").map(|entry| &entry.value);
        let Some(crate::value::Value::List(holidays)) = holidays else { return json!({}) };
        let days =
            holidays.iter().filter_map(|item| if let crate::value::Value::Date(day) = item.value { Some(day.to_string()) } else { None });
        return json!({"off": days.collect::<Vec<_>>()});
    };
    let days = session.first.iter_days().take_while(|day| *day <= date).take(400);
    let off: Vec<String> = days.filter(|day| school_calendar::is_day_off(calendar, *day)).map(|day| day.to_string()).collect();
    json!({"first": session.first.to_string(), "off": off})
}

/// Whether the last testing is less than a year old: then a reassessment needs both sides to agree (34 C.F.R. 300.303(b)).
pub(crate) fn tested_lately(root: &mut Map<String, Json>, case: &Record, date: NaiveDate) {
    let Some(tested) = case.when("assessment.last_assessed").map(crate::wording::dates::When::sort_key) else { return };
    if let Some(Json::Object(assessment)) = root.get_mut("assessment") {
        let within = tested.checked_add_months(chrono::Months::new(12)).is_some_and(|year_later| date < year_later);
        assessment.insert("within_year".to_owned(), Json::Bool(within));
    }
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
