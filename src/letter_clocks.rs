//! What one letter says of the time limits that its own receipt starts, and of those that run already.
//!
//! Why apart: a date in a letter is only printed when the day of receipt is certain (ANATOMY section 4, rule 6); on the send sheet it
//! may also be an "if". Input: the case's [`CaseClocks`] and the entry being written. Output: JSON for templates, or the problem of a second
//! request that would start the days over. The same counts as everywhere, from [`crate::case_clocks`].

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use crate::calendar::SchoolCalendar;
use crate::case::Case;
use crate::case_clocks::{self, CaseClock, CaseClocks, Stand};
use crate::clock::Status;
use crate::error::Problem;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::rules::Rule;
use crate::sent_letters::SentLetter;
use crate::value::Record;
use crate::wording::{dates, quotes};

/// Where the letter's data keeps the due days that its receipt starts, by rule.
pub(crate) const DUE: &str = "_due";

/// The seed category of ways to send a letter.
const WAYS: &str = "way";

/// How sure the day of receipt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Receipt {
    /// It is on the record.
    Recorded(NaiveDate),
    /// By hand or email on a day of school: received the day it is dated.
    SameDay(NaiveDate),
    /// Nobody can know yet; good for an "if" on the send sheet.
    Assumed(NaiveDate),
}

/// The clocks that this letter's receipt starts: rows for the send sheet, and the days that the letter itself may print.
pub(crate) fn own(
    case: &Case,
    entry: &Record,
    manifest: &Manifest,
    library: &Library,
    date: NaiveDate,
    clocks: &CaseClocks<'_>,
    calendar: Option<&SchoolCalendar>,
) -> (Vec<Json>, Json) {
    let receipt = receipt(entry, manifest, library, date, calendar, &clocks.letters);
    let (Receipt::Recorded(day) | Receipt::SameDay(day) | Receipt::Assumed(day)) = receipt;
    let (mut rows, mut printed) = (Vec::new(), Map::new());
    let rules = manifest.clocks.iter().filter(|clock| case_clocks::starts(clock, &case.record, entry));
    let rules = rules.filter_map(|clock| library.rules.get(&clock.rule));
    for rule in rules.filter(|rule| case_clocks::applies(rule, &case.jurisdiction, library)) {
        let mut row = words_of(rule);
        if let Some(terms) = &rule.clock {
            row.insert("owed".to_owned(), json!(terms.owed));
            row.insert("owed_es".to_owned(), json!(terms.owed_es.as_ref().unwrap_or(&terms.owed)));
        }
        let clock = case_clocks::count(rule, Some(day), None, calendar, library);
        if let Some(due) = clock.due() {
            let how = quotes::curl(&due.words());
            let dated = json!({"date": due.safe.to_string(), "how": how, "received": day.to_string()});
            row.insert("due".to_owned(), json!(due.safe.to_string()));
            row.insert("how".to_owned(), json!(how));
            match receipt {
                Receipt::Recorded(_) => {
                    row.insert("received".to_owned(), json!(day.to_string()));
                }
                Receipt::SameDay(_) | Receipt::Assumed(_) => {}
            }
            // A letter knows nothing of what came after its date.
            if day <= date && !matches!(receipt, Receipt::Assumed(_)) {
                printed.insert(rule.id.clone(), dated);
            }
        }
        rows.push(Json::Object(row));
    }
    (rows, Json::Object(printed))
}

/// A rule in a letter's words.
pub(crate) fn words_of(rule: &Rule) -> Map<String, Json> {
    let mut row = Map::new();
    row.insert("title".to_owned(), json!(rule.title));
    row.insert("rule".to_owned(), json!(quotes::curl(rule.sentence.as_deref().unwrap_or(&rule.rule))));
    row.insert("citation".to_owned(), json!(quotes::curl(rule.short.as_deref().unwrap_or(&rule.citation))));
    if !rule.exclusions.is_empty() {
        row.insert("exclusions".to_owned(), json!(rule.exclusions));
    }
    row
}

fn receipt(
    entry: &Record,
    manifest: &Manifest,
    library: &Library,
    date: NaiveDate,
    calendar: Option<&SchoolCalendar>,
    letters: &[SentLetter],
) -> Receipt {
    let this = letters.iter().find(|letter| letter.kind == manifest.id.as_str() && letter.dated == date);
    if let Some(received) = this.and_then(|letter| letter.received) {
        return Receipt::Recorded(received);
    }
    let school_is_on = calendar.is_some_and(|calendar| calendar.is_schoolday(date));
    if school_is_on && entry.words("delivery").is_some_and(|delivery| arrives_same_day(delivery, library)) {
        return Receipt::SameDay(date);
    }
    Receipt::Assumed(date)
}

/// Whether one of the ways named in a delivery line gets there the same day ("email and certified mail" does).
fn arrives_same_day(delivery: &str, library: &Library) -> bool {
    let delivery = delivery.to_lowercase();
    let named = |words: &Vec<String>| words.iter().any(|word| delivery.contains(word.as_str()));
    let mut same_day = library.seeds.of(WAYS).filter(|way| way.words.get("same_day").is_some_and(|answer| answer == "true"));
    same_day.any(|way| way.lists.get("words").is_some_and(named) && !way.lists.get("unless").is_some_and(named))
}

/// A first request that would start over a clock that runs (ANATOMY 6.1 "do not send when").
pub(crate) fn second_request(entry: &Record, manifest: &Manifest, date: NaiveDate, clocks: &CaseClocks<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for clock in clocks.clocks.iter().filter(|clock| manifest.once.contains(&clock.rule.id)) {
        let Some(first) = clock.letter(&clocks.letters) else { continue };
        // The same letter may be made again; and a letter of before is no second one.
        if (first.kind == manifest.id.as_str() && first.dated == date) || first.sent > date {
            continue;
        }
        let stand = clock.stand(date);
        let what = format!("a request that starts the same time limit was sent on {}", dates::long(first.sent));
        let again = format!(
            "To make the first letter again, give its entry the first date: date = {}. If nothing is to be sent, take the entry out.",
            first.dated
        );
        let problem = match stand {
            Stand::Ended(_) => continue,
            Stand::NoDate if clock.receipt.is_none() => {
                Problem::warning("second-request", format!("{what}, and its receipt is not recorded")).help(format!(
                    "If they have it, a second request could start the days over. Record the receipt first: inwriting record CASE.toml \
                     received {} DATE. If you cannot prove it, send it again and say in it that you sent it before.",
                    first.kind
                ))
            }
            Stand::Dated(Status::PassedSince { .. }) => Problem::error("second-request", format!("{what}, and its time is over")).help(
                format!("A second request would start the days over. Write deadline-missed instead: it keeps the first date. {again}"),
            ),
            Stand::NoDate | Stand::Dated(_) => {
                let until = clock.due().map(|due| format!(" (until {})", dates::long(due))).unwrap_or_default();
                Problem::error("second-request", format!("{what}, and its clock is running{until}"))
                    .help(format!("A second request would start the days over. Wait for the answer; from the day after, deadline-missed can be written. If someone said no or wait, write pwn. {again}"))
            }
        };
        problems.push(problem.at(entry.span("kind"), "a second request").at(first.span.clone(), "the first one"));
    }
    problems
}

/// The limits that letters of this case have started and the school has not met by the letter's date, soonest first.
pub(crate) fn pending(clocks: &CaseClocks<'_>, library: &Library, date: NaiveDate) -> Json {
    let row = |clock: &CaseClock<'_>| {
        let letter = clock.letter(&clocks.letters)?;
        let received = clock.receipt.filter(|received| *received <= date)?;
        let stand = clock.stand(date);
        if !clock.can_be_missed() || matches!(stand, Stand::Ended(_)) {
            return None;
        }
        let mut row = Map::new();
        row.insert("owed".to_owned(), json!(clock.terms.owed));
        row.insert("dated".to_owned(), json!(letter.dated.to_string()));
        row.insert("received".to_owned(), json!(received.to_string()));
        let applied = clock.applied(library);
        row.insert("citation".to_owned(), json!(quotes::curl(applied.short.as_deref().unwrap_or(&applied.citation))));
        row.insert("passed".to_owned(), json!(matches!(stand, Stand::Dated(Status::PassedSince { .. }))));
        row.extend(clock.due().map(|due| ("due".to_owned(), json!(due.to_string()))));
        Some(Json::Object(row))
    };
    clocks.clocks.iter().filter_map(row).collect()
}
