//! `templates check`: proves the templates instead of trusting them.
//!
//! Input: a [`Library`]. Output: everything wrong. Three proofs: every name a template uses exists and is allowed; every sample
//! renders whole, with each optional fact taken away in turn, with all of them taken away, and for a state other than
//! California; and no rendered letter holds what a letter must never hold.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use rayon::prelude::*;

use crate::case::Case;
use crate::compose;
use crate::error::Error;
use crate::fact::Table;
use crate::letter;
use crate::library::Library;
use crate::library_check;
use crate::manifest::Manifest;
use crate::open;
use crate::template::{own_name, subject_name};
use crate::template_check;
use crate::text;
use crate::value::{Entry, Record, Value};

/// What the check found.
#[derive(Debug)]
pub struct Outcome {
    /// Everything wrong.
    pub errors: Vec<Error>,
    /// How many letter kinds were looked at.
    pub kinds: usize,
    /// How many letters were rendered.
    pub renders: usize,
}

/// Checks the whole library, or one letter kind in it.
pub fn check(library: &Library, only: Option<&str>) -> Outcome {
    let mut outcome = Outcome { errors: library_check::check(library), kinds: 0, renders: 0 };
    for manifest in library.kinds().filter(|manifest| only.is_none_or(|kind| kind == manifest.id.as_str())) {
        outcome.kinds += 1;
        let before = outcome.errors.len();
        outcome.errors.extend(names(manifest, library));
        // A letter whose names do not resolve would only repeat the same mistake a hundred times.
        if outcome.errors.len() == before {
            samples(manifest, library, &mut outcome);
        }
    }
    let mut seen = BTreeSet::new();
    outcome.errors.retain(|error| seen.insert(error.to_string()));
    outcome
}

/// Every name in a kind's templates and in the house's blocks around them.
fn names(manifest: &Manifest, library: &Library) -> Vec<Error> {
    let shape = &manifest.kit(library).shape;
    let kind = manifest.id.as_str();
    let mut templates: BTreeSet<String> = [subject_name(kind), own_name(kind, "send-sheet")].into();
    let mut layouts: BTreeSet<&str> = ["send-sheet", compose::NAMES].into();
    if manifest.packet {
        layouts.insert(compose::EXHIBIT_SHEET);
    }
    for part in &manifest.parts {
        templates.insert(own_name(kind, &part.template));
        layouts.insert(&part.layout);
    }
    let blocks = layouts.iter().filter_map(|layout| library.house.layout.get(*layout)).flat_map(|layout| &layout.block);
    for block in blocks {
        let further = block.own.as_ref().map(|own| own_name(kind, own)).filter(|name| library.templates.has(name));
        templates.extend(block.template.clone().or(further));
    }
    templates.iter().flat_map(|name| template_check::check(name, shape, library)).collect()
}

/// Renders every sample of a kind in every variation.
fn samples(manifest: &Manifest, library: &Library, outcome: &mut Outcome) {
    let folder = manifest.id.as_str();
    let files: Vec<String> = library
        .sources
        .below(folder, ".toml")
        .into_iter()
        .filter(|file| file.rsplit('/').next().is_some_and(|name| name.starts_with("sample")))
        .collect();
    if files.is_empty() {
        outcome.errors.push(Error::library(format!("{folder}/sample.toml"), "a letter kind needs a sample case, so that it is tested"));
    }
    for file in files {
        let Some(bytes) = library.sources.bytes(&file) else { continue };
        let case = match open::alone(&file, bytes, library) {
            Ok(case) => case,
            Err(problems) => {
                outcome.errors.push(Error::library(&file, problems.summary()));
                continue;
            }
        };
        let entry = case.record.rows("letters").iter().find(|entry| entry.words("kind") == Some(folder)).cloned();
        let Some(entry) = entry else {
            outcome.errors.push(Error::library(&file, format!("the sample has no [[letters]] entry of the kind {folder}")));
            continue;
        };
        let variations = variations(&case, &entry, manifest, library);
        outcome.renders += variations.len();
        let found = variations.into_par_iter().filter_map(|(what, case, entry)| match render(&case, &entry, manifest, library) {
            Ok(()) => None,
            // A fact taken away may leave a case that no letter may be written for: an advocate without authorization.
            Err(Slip::Case(_)) if !what.starts_with(WHOLE) => None,
            Err(Slip::Case(message) | Slip::Letter(message)) => Some(Error::library(&file, format!("{what}: {message}"))),
        });
        outcome.errors.extend(found.collect::<Vec<_>>());
    }
}

/// What the variation is called in which nothing is taken away.
const WHOLE: &str = "whole";

/// The sample whole; with each optional fact away; with all away; the same for another state.
fn variations(case: &Case, entry: &Record, manifest: &Manifest, library: &Library) -> Vec<(String, Case, Record)> {
    let mut needed: BTreeSet<String> = library.house.must.iter().chain(&manifest.must).cloned().collect();
    for when in &manifest.must_when {
        needed.extend(when.must.iter().cloned());
    }
    let schema = library.schema_with(manifest);
    let optional: Vec<&String> =
        library.house.may.iter().chain(&manifest.may).filter(|path| !needed.contains(*path) && !is_core(path, &needed, &schema)).collect();
    let mut all = Vec::new();
    for state in ["CA", "OR"].into_iter().filter(|state| manifest.states.is_empty() || manifest.states.iter().any(|only| only == state)) {
        let mut case = case.clone();
        state.clone_into(&mut case.jurisdiction);
        all.push((format!("{WHOLE}, in {state}"), case.clone(), entry.clone()));
        all.extend(
            handed_in(&case, entry).map(|(case, entry)| (format!("{WHOLE}, handed in on a day of school, in {state}"), case, entry)),
        );
        let (mut bare, mut bare_entry) = (case.clone(), entry.clone());
        for path in &optional {
            let (mut less, mut less_entry) = (case.clone(), entry.clone());
            remove(path, &mut less.record, &mut less_entry, &schema);
            remove(path, &mut bare.record, &mut bare_entry, &schema);
            all.push((format!("without `{path}`, in {state}"), less, less_entry));
        }
        all.push((format!("with nothing but what it must have, in {state}"), bare, bare_entry));
    }
    all
}

/// The sample with a school calendar, handed in on its date, so that it prints the days it can compute; none when it has a calendar or its
/// date is not one of school.
fn handed_in(case: &Case, entry: &Record) -> Option<(Case, Record)> {
    let date = entry.date("date").filter(|date| date.weekday().number_from_monday() <= 5)?;
    if case.record.has("calendar") {
        return None;
    }
    let monday = date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())))?;
    let (first, last) = (monday.checked_sub_days(Days::new(70))?, monday.checked_add_days(Days::new(200))?);
    let last = last.checked_sub_days(Days::new(u64::from(last.weekday().num_days_from_monday())))?;
    let day = |day| Entry { value: Value::Date(day), span: 0..0 };
    let year = Record { span: 0..0, entries: [("first".to_owned(), day(first)), ("last".to_owned(), day(last))].into() };
    let years = Entry { value: Value::Rows(vec![year]), span: 0..0 };
    let calendar = Record { span: 0..0, entries: [("years".to_owned(), years)].into() };
    let (mut case, mut entry) = (case.clone(), entry.clone());
    case.record.entries.insert("calendar".to_owned(), Entry { value: Value::Table(calendar), span: 0..0 });
    entry.entries.insert("delivery".to_owned(), Entry { value: Value::Text("hand delivery".to_owned()), span: 0..0 });
    Some((case, entry))
}

/// Whether a fact is what a needed row consists of: taking it away would take the needed row.
fn is_core(path: &str, needed: &BTreeSet<String>, schema: &Table) -> bool {
    let Some((table, _)) = path.rsplit_once('.') else { return false };
    let must = matches!(schema.find(&Manifest::case_path(path)), Some(crate::fact::Found::Fact(fact)) if fact.must);
    must && needed.iter().any(|other| other == table || other.starts_with(&format!("{table}.")))
}

/// Takes a fact away from every row that has it; a row that cannot be without it goes as a whole.
fn remove(path: &str, case: &mut Record, entry: &mut Record, schema: &Table) {
    match (path.strip_prefix("letter.").or_else(|| path.strip_prefix("letters.")), schema.table("letters")) {
        (Some(rest), Some(letters)) => remove_in(entry, rest, letters),
        _ => remove_in(case, path, schema),
    }
}

fn remove_in(record: &mut Record, path: &str, table: &Table) {
    let Some((first, rest)) = path.split_once('.') else {
        record.entries.remove(path);
        return;
    };
    match record.entries.get_mut(first) {
        Some(Entry { value: Value::Table(inner), .. }) => {
            let Some(table) = table.table(first) else { return };
            if table.fact(rest).is_some_and(|fact| fact.must) {
                record.entries.remove(first);
            } else {
                remove_in(inner, rest, table);
            }
        }
        Some(Entry { value: Value::Rows(rows), .. }) => {
            let Some(table) = table.table(first) else { return };
            if table.fact(rest).is_some_and(|fact| fact.must) {
                rows.clear();
            } else {
                rows.iter_mut().for_each(|row| remove_in(row, rest, table));
                rows.retain(|row| table.one_of.is_empty() || table.one_of.iter().any(|key| row.has(key)));
            }
            if rows.is_empty() {
                record.entries.remove(first);
            }
        }
        _ => {}
    }
}

/// Why a variation did not come out.
enum Slip {
    /// The case is not one that a letter may be written for.
    Case(String),
    /// The letter itself is wrong.
    Letter(String),
}

/// One letter, through to its plain text, and a look at what it says.
fn render(case: &Case, entry: &Record, manifest: &Manifest, library: &Library) -> Result<(), Slip> {
    // A sample is written for the day its letter bears; without one, any later day does.
    let today = entry.date("date").or_else(|| NaiveDate::from_ymd_opt(2026, 12, 1)).unwrap_or_default();
    let mut entry = entry.clone();
    if !entry.has("date") {
        entry.entries.insert("date".to_owned(), Entry { value: Value::Date(today), span: 0..0 });
    }
    let (letter, _) = letter::build(case, &entry, manifest, library, today).map_err(|problems| Slip::Case(problems.summary()))?;
    let misfits = crate::context::misfits(&letter.data, &manifest.kit(library).shape, "");
    if let Some(misfit) = misfits.first() {
        return Err(Slip::Letter(format!("the data does not fit its shape: {misfit}")));
    }
    let composed =
        compose::compose(&letter, letter.data.clone(), library, "en", false, None).map_err(|error| Slip::Letter(error.to_string()))?;
    let text = text::runs(&composed.letter).join("\n");
    let references = references(&text);
    if references > manifest.most_references {
        return Err(Slip::Letter(format!("the letter names the law {references} times; {} times is the most", manifest.most_references)));
    }
    for (name, text) in [("the letter", text), ("the send sheet", text::runs(&composed.send_sheet).join("\n"))] {
        if let Some(slip) = slip(&text) {
            return Err(Slip::Letter(format!("{name} holds {slip}")));
        }
    }
    Ok(())
}

/// How often a letter names the law: each section sign, or run of them, is one reference.
fn references(text: &str) -> usize {
    text.replace("§§", "§").matches('§').count()
}

/// What must never stand in a finished letter (ANATOMY R41, CONTRACT: no placeholder, no form letter).
const NEVER: [&str; 24] = [
    "{{", "}}", "&#", "&amp;", "[", "]", "N/A", "TBD", "(s)", "he/she", "she/he", "and/or", "  ", " ,", " .", " ;", " :", "..", ",,", ",.",
    "()", "( ", " )", "__",
];

/// The first thing in a text that must never stand in a letter, with the words around it.
pub fn slip(text: &str) -> Option<String> {
    text.lines().map(str::trim).find_map(|line| {
        let found = NEVER.iter().find(|never| line.contains(**never)).copied();
        let word = line
            .split(|character: char| !character.is_alphanumeric())
            .find(|word| matches!(*word, "None" | "null" | "undefined" | "unknown"));
        found.or(word).map(|slip| format!("\"{slip}\" in: {}", line.chars().take(160).collect::<String>()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Sources;

    /// What a letter says only when a day can be computed is looked at too: else a slip in it would be found by a family.
    #[test]
    fn a_sample_that_is_handed_in_on_a_day_of_school_has_days_that_it_had_not() {
        let library = Library::load(Sources::default()).unwrap();
        let manifest = library.kind("eval-initial").unwrap();
        let bytes = library.sources.bytes("eval-initial/sample.toml").unwrap();
        let case = open::alone("sample.toml", bytes, &library).unwrap();
        let entry = case.record.rows("letters").first().cloned().unwrap();
        let dues = |case: &Case, entry: &Record| {
            let (letter, _) = letter::build(case, entry, manifest, &library, entry.date("date").unwrap()).unwrap();
            let clocks = letter.data["letter"]["clocks"].as_array().unwrap().clone();
            clocks.iter().filter(|clock| !clock["due"].is_null()).count()
        };
        let (with_calendar, handed_in) = handed_in(&case, &entry).unwrap();
        assert_eq!(dues(&case, &entry), 0);
        assert!(dues(&with_calendar, &handed_in) > 0);
    }
}
