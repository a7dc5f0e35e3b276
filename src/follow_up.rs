//! A letter that follows up a time limit that has passed: which limit it is about, and what it may say of it.
//!
//! Why so many ways to say no: calling something late that is not does real harm. Input: the case's [`CaseClocks`], the entry being
//! written, today. Output: the one clock it is about, with its dates for templates; or the problem that stops the letter, with what to do.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::calendar::step::{Off, Step};
use crate::case_clocks::{CaseClock, CaseClocks, End, Ending, Stand, Start};
use crate::clock::Status;
use crate::context;
use crate::error::Problem;
use crate::letter_clocks::words_of;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::sent_letters::SentLetter;
use crate::value::Record;
use crate::wording::{dates, lists, quotes};

/// The clock that a follow-up is about.
///
/// # Errors
/// Why there is none on this day: nothing was sent, nothing has passed yet (with the day from which the letter can be written), the
/// answer came, receipt is not proven, or several have passed and the entry does not say which.
pub(crate) fn followed<'a, 'b>(
    entry: &Record,
    date: NaiveDate,
    today: NaiveDate,
    clocks: &'b CaseClocks<'a>,
) -> Result<&'b CaseClock<'a>, Box<Problem>> {
    let follows = entry.words("follows");
    let rule = entry.words("rule");
    let dated = entry.date("dated");
    let meant = |clock: &&CaseClock<'a>| {
        let letter = clock.letter(&clocks.letters);
        !clock.is_family()
            && rule.is_none_or(|rule| rule == clock.rule.id)
            && follows.is_none_or(|follows| letter.is_some_and(|letter| letter.kind == follows))
            && dated.is_none_or(|dated| letter.is_some_and(|letter| letter.dated == dated))
    };
    let meant: Vec<&CaseClock<'a>> = clocks.clocks.iter().filter(meant).collect();
    if let Some(unclear) = meant.iter().find(|clock| clock.unclear) {
        return Err(Box::new(unclear_answer(unclear, clocks)));
    }
    if date > today {
        return Err(Box::new(ahead(entry, date, today)));
    }
    let passed: Vec<&CaseClock<'a>> = meant
        .iter()
        .copied()
        .filter(|clock| clock.can_be_missed() && matches!(clock.stand(date), Stand::Dated(Status::PassedSince { .. })))
        .collect();
    match passed.as_slice() {
        [] => Err(Box::new(none_passed(entry, date, &meant, clocks))),
        [one] if one.proof.is_none() => Err(Box::new(unproven(entry, one, clocks))),
        [one] => Ok(one),
        several => Err(Box::new(which(entry, several, clocks))),
    }
}

/// A follow-up says that nothing has come by its date, and nobody knows that ahead.
fn ahead(entry: &Record, date: NaiveDate, today: NaiveDate) -> Problem {
    let message = format!("this letter is dated {}, and today is {}", dates::long(date), dates::long(today));
    Problem::error("not-missed", message)
        .help("It says that nothing has come by its date; until that day, nobody knows. Leave `date` out, or write the letter that day.")
        .at(entry.span("date"), "a day ahead")
}

/// An answer that could be about either of two limits: neither may be called missed.
fn unclear_answer(clock: &CaseClock<'_>, clocks: &CaseClocks<'_>) -> Problem {
    let help = format!("Add to that answer which limit it is about, such as: rule = \"{}\"   # {}", clock.rule.id, clock.terms.owed);
    let problem = Problem::error("which-limit", "an answer to this letter does not say which of its time limits it is about").help(help);
    match clock.letter(&clocks.letters) {
        Some(letter) => problem.at(letter.span.clone(), "in the answers of this letter"),
        None => problem,
    }
}

/// "the proposed assessment plan, asked for in the letter of December 7, 2026".
fn named(clock: &CaseClock<'_>, clocks: &CaseClocks<'_>) -> String {
    match clock.letter(&clocks.letters) {
        Some(letter) => format!("{}, asked for in the letter of {}", clock.terms.owed, dates::long(letter.dated)),
        None => clock.terms.owed.clone(),
    }
}

fn none_passed(entry: &Record, date: NaiveDate, meant: &[&CaseClock<'_>], clocks: &CaseClocks<'_>) -> Problem {
    if meant.is_empty() {
        let help = "This letter follows one whose time is over. Record what you sent, and the day they got it:\n\
                    inwriting record CASE.toml sent LETTER.pdf --by email\n\
                    inwriting record CASE.toml received KIND DATE --proof \"date stamp\"";
        return Problem::error("not-missed", "no letter on the record has started a time limit")
            .help(help)
            .at(entry.span("kind"), "nothing to follow");
    }
    let open = meant.iter().filter_map(|clock| match clock.stand(date) {
        Stand::Dated(Status::Running { .. } | Status::DueToday) => Some((clock, clock.due()?)),
        _ => None,
    });
    if let Some((clock, due)) = open.min_by_key(|(_, due)| *due) {
        let from = due.succ_opt().unwrap_or(due);
        let message = format!("the time is not over: {} is due by {}", named(clock, clocks), dates::with_weekday(due));
        let help = format!(
            "It is late only from the day after. This letter can be written from {} on. How it was counted: {}.",
            dates::with_weekday(from),
            clock.how()
        );
        return Problem::error("not-missed", message).help(help).at(entry.span("kind"), "too early");
    }
    let reasons: Vec<String> = meant
        .iter()
        .map(|clock| match (clock.stand(date), &clock.terms.caveat) {
            (Stand::Ended(End { day, how: Ending::Came }), _) => format!("{} came on {}", named(clock, clocks), dates::long(day)),
            (Stand::Ended(End { day, how: Ending::Refused }), _) => {
                format!("{}: the answer of {} was no; the letter pwn asks for the reasons", named(clock, clocks), dates::long(day))
            }
            (Stand::Ended(End { day, how: Ending::Implied }), _) => {
                format!("{}: a paper of {} shows that it came; the day itself is not on the record", named(clock, clocks), dates::long(day))
            }
            (Stand::Dated(_), Some(caveat)) => {
                format!("{}: the date is not certain. {}", named(clock, clocks), caveat.trim_end_matches('.'))
            }
            _ => format!("{}: {}", named(clock, clocks), clock.how()),
        })
        .collect();
    Problem::error("not-missed", "no time limit of this case is known to have passed")
        .help(format!("{}.\n`inwriting status CASE.toml` shows all of them, and what to add.", reasons.join(".\n")))
        .at(entry.span("kind"), "nothing is known to be late")
}

fn unproven(entry: &Record, clock: &CaseClock<'_>, clocks: &CaseClocks<'_>) -> Problem {
    let message = "the letter needs to say how you know the day that the first paper was received";
    match (clock.letter(&clocks.letters), &clock.start) {
        (Some(letter), _) => {
            let help = format!(
                "What proof do you have? Add under [[sent]]: proof = \"date stamp on my copy\"\nor: inwriting record CASE.toml received {} {} --proof \
                 \"date stamp on my copy\"\nWithout any proof, send the first letter again with proof, and say in it when you sent it before.",
                letter.kind,
                clock.receipt.map(|day| day.to_string()).unwrap_or_default()
            );
            Problem::error("missing-fact", message).help(help).at(letter.span.clone(), "no proof of receipt here")
        }
        (None, Start::Fact(_)) | (None, Start::Letter(_)) => {
            let key = clock.terms.proof.clone().unwrap_or_default();
            let (table, key) = key.split_once('.').unwrap_or(("", key.as_str()));
            let help = format!("What proof do you have? Add under [{table}]: {key} = \"date stamp on our copy\"");
            Problem::error("missing-fact", message).help(help).at(entry.span("kind"), "needs it")
        }
    }
}

/// The lines of a follow-up's entry that name one clock and no other.
pub(crate) fn selector(clock: &CaseClock<'_>, clocks: &CaseClocks<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(letter) = clock.letter(&clocks.letters) {
        lines.push(format!("follows = \"{}\"", letter.kind));
        if clocks.letters.iter().filter(|other| other.kind == letter.kind).count() > 1 {
            lines.push(format!("dated = {}", letter.dated));
        }
    }
    lines.push(format!("rule = \"{}\"", clock.rule.id));
    lines
}

fn which(entry: &Record, several: &[&CaseClock<'_>], clocks: &CaseClocks<'_>) -> Problem {
    let lines: Vec<String> =
        several.iter().map(|clock| format!("{}   # {}", selector(clock, clocks).join("\n"), clock.terms.owed)).collect();
    Problem::error("which-limit", "more than one time limit has passed; one letter follows up one of them")
        .help(format!("Say which one, with lines such as these under its [[letters]] entry:\n{}", lines.join("\nor\n")))
        .at(entry.span("kind"), "which one?")
}

/// What a follow-up's templates see of the limit that has passed.
pub(crate) fn missed(clock: &CaseClock<'_>, clocks: &CaseClocks<'_>, case: &Record, library: &Library, date: NaiveDate) -> Json {
    let mut missed = words_of(clock.applied(library));
    let mut put = |key: &str, value: Json| missed.insert(key.to_owned(), value);
    put("owed", json!(clock.terms.owed));
    if let Some(asked) = clock.terms.asked.as_ref().filter(|_| matches!(clock.start, Start::Letter(_))) {
        put("asked", json!(asked));
    }
    put("ask", json!(clock.terms.ask.clone().unwrap_or_else(|| format!("send {}", clock.terms.owed))));
    put("how", json!(quotes::curl(&clock.how())));
    put("paused", json!(clock.clock.due().is_some_and(|due| due.derivation.iter().any(is_pause))));
    put("agreed", json!(clock.agreed.is_some_and(|agreed| clock.due() == Some(agreed))));
    if let (Some(due), Some(receipt)) = (clock.due(), clock.receipt) {
        put("due", json!(due.to_string()));
        put("received", json!(receipt.to_string()));
        put("days", json!(date.signed_duration_since(due).num_days().max(0)));
        // A count that the letter prints holds the days up to its own date; the log goes on from there.
        let counted =
            case.date("attendance.as_of").filter(|_| case.has("attendance.full_day_absences") || case.has("attendance.partial_days"));
        let since = counted.map_or(receipt, |as_of| as_of.max(receipt));
        put("since", json!(since.to_string()));
        for (key, full) in [("full_days", true), ("part_days", false)] {
            let missed_since = |row: &&Record| {
                (row.words("kind") == Some("full")) == full && row.date("date").is_some_and(|day| day > since && day <= date)
            };
            put(key, json!(case.rows("absences").iter().filter(missed_since).count()));
        }
    }
    if let Some(proof) = &clock.proof {
        put("proof", json!(quotes::curl(proof)));
    }
    match clock.letter(&clocks.letters) {
        Some(letter) => {
            put("letter", json!(letter.title));
            put("dated", json!(letter.dated.to_string()));
            if let Some(to) = &letter.to {
                put("to", json!(quotes::curl(to)));
            }
            if !letter.ways.is_empty() {
                put("by", json!(quotes::curl(&lists::and(&letter.ways))));
            }
        }
        None => {
            put("paper", json!(clock.terms.paper.clone().unwrap_or_default()));
        }
    }
    missed.remove("exclusions");
    Json::Object(missed)
}

/// Whether a step leaves out a break or the time between school years.
fn is_pause(step: &Step) -> bool {
    matches!(step, Step::Skipped { reasons, .. } if reasons.iter().any(|reason| matches!(reason, Off::Break(_) | Off::BetweenYears)))
}

/// The follow-ups already sent about the same letter, by their dates; so that a second one says so.
pub(crate) fn earlier_follow_ups(manifest: &Manifest, clock: &CaseClock<'_>, clocks: &CaseClocks<'_>, date: NaiveDate) -> Vec<Json> {
    let about = |letter: &&SentLetter| {
        letter.kind == manifest.id.as_str()
            && letter.dated < date
            && clock.due().is_some_and(|due| letter.sent > due)
            && letter.may_follow(clock.letter(&clocks.letters), clock.rule)
    };
    let row = |letter: &SentLetter| json!({"date": context::written(&dates::When::Day(letter.dated))});
    clocks.letters.iter().filter(about).map(row).collect()
}
