//! One letter's data: everything its templates will see, or everything it lacks.
//!
//! Input: a [`Case`], one entry of its `[[letters]]`, the kind's [`Manifest`], today. Output: a [`Letter`] with its warnings, or
//! the problems that stop it. Next: [`crate::compose`].

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::authority;
use crate::case::Case;
use crate::case_clocks;
use crate::computed;
use crate::conditions;
use crate::context;
use crate::error::Problems;
use crate::follow_up;
use crate::grammar;
use crate::letter_clocks;
use crate::letter_data;
use crate::letter_needs;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::other_students;
use crate::school_calendar;
use crate::value::Record;

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
    /// The names behind "Student A": never in [`Letter::data`], only on the page of names.
    pub names: Vec<Json>,
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
    let clocks = case_clocks::of(case, library);
    let slips = letter_needs::later_than_letter(&case.record, date, today);
    let earlier = letter_needs::as_of_letter(case, date);
    let case = earlier.as_ref().unwrap_or(case);
    let open = conditions::without_closed(case, entry, manifest, library);
    let (case, entry) = open.as_ref().map_or((case, entry), |(case, entry)| (case, entry));
    let calendar = school_calendar::of(&case.record).ok().flatten();
    let mut list = letter_needs::missing(case, entry, manifest, library);
    list.extend(slips);
    list.extend(letter_needs::other_situation(case, entry, manifest));
    list.extend(authority::check(&case.record, date));
    list.extend(letter_needs::enclosures_that_exist(case, entry));
    list.extend(letter_clocks::second_request(entry, manifest, date, &clocks));
    let followed = manifest.follows_clock.then(|| follow_up::followed(entry, date, today, &clocks));
    let followed = followed.and_then(|result| result.map_err(|problem| list.push(*problem)).ok());
    if manifest.log_must_agree {
        list.extend(letter_needs::log_agrees(&case.record));
    }
    let kit = manifest.kit(library);
    let allowed = &kit.allowed;
    let student = grammar::student(&case.record);
    let printed = if entry.has("enclosures") { &kit.with_enclosures } else { allowed };
    list.extend(letter_needs::unsafe_names(case, entry, printed, &student.unsafe_words));
    list.extend(other_students::named(case, entry, printed));
    if list.iter().any(|problem| problem.severity == crate::error::Severity::Error) {
        list.sort_by_key(|problem| problem.places.first().map_or(usize::MAX, |place| place.span.start));
        return Err(case.problems.with(list));
    }
    list.extend(letter_needs::safety_first(case));
    list.extend(letter_needs::weaker(case, entry, manifest));
    list.extend(letter_needs::sent_on_a_day_off(entry, date, calendar.as_ref()));
    let mut data = context::facts(case, entry, manifest, library);
    if let Json::Object(root) = &mut data {
        computed::add(root);
        root.insert("sender".to_owned(), grammar::sender(&case.record));
        letter_data::people(root, case, entry, manifest, library, &student.name);
        root.insert("student".to_owned(), json!({"name": student.name, "short": student.short}));
        root.insert(crate::helpers::GRAMMAR.to_owned(), grammar::data(&case.record));
        root.insert("law".to_owned(), letter_data::law(case, library));
        let (rows, due) = letter_clocks::own(case, entry, manifest, library, date, &clocks, calendar.as_ref());
        letter_data::letter_values(root, entry, manifest, library, date, &case.record, calendar.as_ref());
        if let Some(Json::Object(letter)) = root.get_mut("letter") {
            letter.insert("clocks".to_owned(), Json::Array(rows));
        }
        root.insert(letter_clocks::DUE.to_owned(), due);
        if allowed.contains("sent.received") {
            root.insert("pending".to_owned(), letter_clocks::pending(&clocks, library, date));
        }
        if let Some(clock) = followed {
            root.insert("missed".to_owned(), follow_up::missed(clock, &clocks, &case.record, library, date));
            let earlier = follow_up::earlier_follow_ups(manifest, clock, &clocks, date);
            root.insert("follow_ups".to_owned(), Json::Array(earlier));
        }
        letter_data::tested_lately(root, &case.record, date);
        root.insert("also".to_owned(), letter_data::going_out_too(&case.record, manifest, today));
        letter_data::name_in_supports(root);
        letter_data::titles_of_sent(root, library);
        if allowed.contains("absences.date") {
            root.insert(crate::figures::SCHOOL_YEAR.to_owned(), letter_data::school_year(&case.record, date, calendar.as_ref()));
        }
        if !manifest.chronology.is_empty() {
            let chronology = crate::chronology::build(root, &manifest.chronology);
            root.insert("chronology".to_owned(), chronology);
        }
    }
    context::fill_lists(&mut data, &kit.shape);
    let signers: Vec<String> = case.record.rows("signers").iter().filter_map(|signer| signer.words("name").map(str::to_owned)).collect();
    let letter = Letter {
        manifest,
        date,
        data,
        author: crate::wording::lists::and(&signers),
        student: student.name,
        short: student.short,
        names: other_students::rows(&case.record),
    };
    Ok((letter, case.problems.with(list)))
}
