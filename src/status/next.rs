//! What to send next, and why.
//!
//! Why data decides: a letter kind says in its manifest on which occasion it is offered. Input: the case's clocks and record, today.
//! Output: the letters to offer, each with its reason.

use chrono::{Days, NaiveDate};

use crate::case::Case;
use crate::case_clocks::{self, CaseClock, CaseClocks, Stand};
use crate::clock::Status;
use crate::follow_up;
use crate::library::Library;
use crate::manifest::{Manifest, Occasion, Offer};
use crate::sent_letters::SentLetter;
use crate::value::Record;
use crate::wording::{dates, quotes};

/// How soon a step is to be taken, over all cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// A time limit has passed, or may have.
    Passed,
    /// Something happened that wants a letter.
    Happened,
    /// The record lacks something.
    Record,
}

/// A letter to send next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Its kind; none for a step that is no letter.
    pub kind: Option<String>,
    /// What it is called, or the step.
    pub title: String,
    /// Why now, as sentences.
    pub why: String,
    /// The command that makes it.
    pub command: Option<String>,
    /// What else may be the case, with the command for it.
    pub otherwise: Option<(String, String)>,
    /// How soon.
    pub urgency: Urgency,
}

/// Whether a file is there, as the edge of the program knows it.
pub type There<'a> = &'a dyn Fn(&str) -> bool;

/// How old a record of a talk may be when the manifest does not say.
const TALK: u32 = 7;

/// Everything to offer today.
pub(super) fn of(case: &Case, file: &str, clocks: &CaseClocks<'_>, library: &Library, today: NaiveDate, there: There<'_>) -> Vec<Next> {
    let here = |manifest: &&Manifest| manifest.states.is_empty() || manifest.states.contains(&case.jurisdiction);
    let mut next = Vec::new();
    for manifest in library.kinds().filter(here) {
        let Some(offer) = &manifest.offer else { continue };
        match offer.on {
            Occasion::ClockPassed => {
                let passed = clocks
                    .clocks
                    .iter()
                    .filter(|clock| clock.can_be_missed() && matches!(clock.stand(today), Stand::Dated(Status::PassedSince { .. })));
                next.extend(passed.map(|clock| follow_up(clock, manifest, offer, file, clocks, library, today)));
            }
            Occasion::Talk => next.extend(talk(case, manifest, offer, file, clocks, today)),
            Occasion::Refused => next.extend(refused(manifest, offer, file, clocks, today)),
        }
    }
    next.extend(maybe_passed(file, clocks, library, today));
    let offered: Vec<String> = next.iter().filter_map(|next| next.kind.clone()).collect();
    next.extend(
        not_recorded(case, file, clocks, library, today, there)
            .into_iter()
            .filter(|(kind, _)| !offered.contains(kind))
            .map(|(_, next)| next),
    );
    next
}

fn write(manifest: &Manifest, file: &str) -> Option<String> {
    Some(format!("inwriting write {file} -l {}", manifest.id))
}

/// The follow-up of a passed limit; or, when it went out already, what comes after it.
fn follow_up(
    clock: &CaseClock<'_>,
    manifest: &Manifest,
    offer: &Offer,
    file: &str,
    clocks: &CaseClocks<'_>,
    library: &Library,
    today: NaiveDate,
) -> Next {
    let due = clock.due().unwrap_or(today);
    let late = format!("{}: due by {}, and not on the record as having come.", capital(&clock.terms.owed), dates::with_weekday(due));
    let kind = clock.letter(&clocks.letters).map(|letter| letter.kind.as_str());
    let about = |letter: &&SentLetter| {
        letter.kind == manifest.id.as_str()
            && letter.sent > due
            && letter.sent <= today
            && letter.may_follow(clock.letter(&clocks.letters), clock.rule)
    };
    let Some(sent) = clocks.letters.iter().rfind(about) else {
        let answered = kind.or(clock.terms.paper_name.as_deref());
        let passed =
            |other: &&CaseClock<'_>| other.can_be_missed() && matches!(other.stand(today), Stand::Dated(Status::PassedSince { .. }));
        // Where several have passed, the entry must say which one.
        let several = clocks.clocks.iter().filter(passed).count() > 1;
        let which = if several {
            let lines = follow_up::selector(clock, clocks);
            format!(
                " Several limits have passed: first add to the case file, each with a date of its own: [[letters]] with kind = \"{}\", {}.",
                manifest.id,
                lines.join(", ")
            )
        } else {
            String::new()
        };
        return Next {
            kind: Some(manifest.id.to_string()),
            title: manifest.title.clone(),
            why: format!("{late} {}{which}", offer.why),
            command: write(manifest, file),
            otherwise: answered.map(|answered| {
                ("If it came".to_owned(), format!("inwriting record {file} answer {answered} DATE{}", answer_options(clock, clocks)))
            }),
            urgency: Urgency::Passed,
        };
    };
    let went = format!("{late} A follow-up went out on {}", dates::long(sent.sent));
    // Without a day that the follow-up asks for, a week is little enough to wait.
    match sent.reply_by.or_else(|| sent.sent.checked_add_days(Days::new(7))) {
        Some(reply) if reply >= today => Next {
            kind: None,
            title: format!("Wait for the reply until {}", dates::long(reply)),
            why: format!("{went}."),
            command: None,
            otherwise: None,
            urgency: Urgency::Passed,
        },
        _ => {
            let after = manifest.next.first();
            let kind = after.map(|next| next.kind.clone());
            let made_here = kind.as_deref().and_then(|kind| library.kind(kind));
            let title = kind.as_deref().map(|kind| library.kind_title(kind)).unwrap_or_default();
            let note =
                if made_here.is_some() { "" } else { " This letter cannot be made here yet; the send sheet of the follow-up says more." };
            Next {
                kind,
                title,
                why: format!("{went}, and no answer is on the record.{note}"),
                command: made_here.and_then(|made| write(made, file)),
                otherwise: None,
                urgency: Urgency::Passed,
            }
        }
    }
}

/// What `record answer` needs besides the kind to know which limit of which letter is meant.
fn answer_options(clock: &CaseClock<'_>, clocks: &CaseClocks<'_>) -> String {
    let Some(letter) = clock.letter(&clocks.letters) else { return String::new() };
    let mut options = String::new();
    if clocks.letters.iter().filter(|other| other.kind == letter.kind).count() > 1 {
        options.push_str(&format!(" --dated {}", letter.dated));
    }
    let own = |other: &&CaseClock<'_>| other.letter(&clocks.letters).is_some_and(|other| other.span == letter.span);
    if clocks.clocks.iter().filter(own).count() > 1 {
        options.push_str(&format!(" --rule {}", clock.rule.id));
    }
    options
}

/// A letter of understanding for the last talk that has none.
fn talk(case: &Case, manifest: &Manifest, offer: &Offer, file: &str, clocks: &CaseClocks<'_>, today: NaiveDate) -> Option<Next> {
    let oldest = today.checked_sub_days(Days::new(u64::from(offer.within_days.unwrap_or(TALK))))?;
    let spoken = case.record.rows("communications").iter().filter(|row| matches!(row.words("by"), Some("meeting" | "phone")));
    let days = spoken.filter_map(|row| row.when("date")).map(dates::When::sort_key);
    let last = days.filter(|day| *day >= oldest && *day <= today).max()?;
    let written = clocks.letters.iter().any(|letter| letter.kind == manifest.id.as_str() && letter.sent >= last);
    (!written).then(|| Next {
        kind: Some(manifest.id.to_string()),
        title: manifest.title.clone(),
        why: format!("A talk on {} is on the record, and no such letter since. {}", dates::with_weekday(last), offer.why),
        command: write(manifest, file),
        otherwise: None,
        urgency: Urgency::Happened,
    })
}

/// The letter that asks for the reasons of the last no that has none yet.
fn refused(manifest: &Manifest, offer: &Offer, file: &str, clocks: &CaseClocks<'_>, today: NaiveDate) -> Option<Next> {
    let oldest = today.checked_sub_days(Days::new(u64::from(offer.within_days.unwrap_or(TALK))))?;
    let answers = clocks.letters.iter().flat_map(|letter| letter.answers.iter().map(move |answer| (letter, answer)));
    let (letter, answer) = answers
        .filter(|(_, answer)| answer.refused && answer.date >= oldest && answer.date <= today)
        .max_by_key(|(_, answer)| answer.date)?;
    let written = clocks.letters.iter().any(|other| other.kind == manifest.id.as_str() && other.sent >= answer.date);
    (!written).then(|| Next {
        kind: Some(manifest.id.to_string()),
        title: manifest.title.clone(),
        why: format!("The answer of {} to the letter of {} was no. {}", dates::long(answer.date), dates::long(letter.dated), offer.why),
        command: write(manifest, file),
        otherwise: None,
        urgency: Urgency::Happened,
    })
}

/// Limits without a day that have likely passed: the day that would show it is worth adding today.
fn maybe_passed(file: &str, clocks: &CaseClocks<'_>, library: &Library, today: NaiveDate) -> Vec<Next> {
    let open = clocks.clocks.iter().filter(|clock| clock.can_be_missed() && clock.stand(today) == Stand::NoDate);
    let next = |clock: &CaseClock<'_>| {
        let plain = case_clocks::without_breaks(clock, library).filter(|plain| *plain < today)?;
        let owed = &clock.terms.owed;
        Some(Next {
            kind: None,
            title: format!("Find out whether the time for {owed} is over"),
            why: format!(
                "With no break of more than five schooldays it ended on {}. Add the first and last day of the school year and its breaks to the \
                 case, under [calendar]; then the day is certain.",
                dates::with_weekday(plain)
            ),
            command: Some(format!("inwriting status {file}")),
            otherwise: None,
            urgency: Urgency::Passed,
        })
    };
    open.filter_map(next).collect()
}

/// Letters that the case asks for and that are not on the record as sent, once their day has come.
fn not_recorded(
    case: &Case,
    file: &str,
    clocks: &CaseClocks<'_>,
    library: &Library,
    today: NaiveDate,
    there: There<'_>,
) -> Vec<(String, Next)> {
    let planned = case.record.rows("letters").iter().filter_map(|entry| Some((entry, entry.words("kind")?, entry.date("date"))));
    planned
        .filter(|(_, _, date)| date.is_none_or(|date| date <= today))
        .filter(|(_, kind, date)| !clocks.letters.iter().any(|letter| letter.kind == *kind && date.is_none_or(|date| letter.dated == date)))
        .map(|(entry, kind, date)| (kind.to_owned(), to_record(case, entry, kind, date, file, library, today, there)))
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "one sentence of the status, told from all that is known")]
fn to_record(
    case: &Case,
    entry: &Record,
    kind: &str,
    date: Option<NaiveDate>,
    file: &str,
    library: &Library,
    today: NaiveDate,
    there: There<'_>,
) -> Next {
    let title = library.kind_title(kind);
    let dated = date.map(|date| format!(" of {}", dates::long(date))).unwrap_or_default();
    let day = date.unwrap_or(today);
    // The way is the letter's own line, so that the record and the letter agree.
    let made = format!("letters/{}/{day}-{kind}.pdf", case.id);
    let what = if there(&made) { made } else { format!("--kind {kind} --dated {day}") };
    let by = quotes::argument(entry.words("delivery").unwrap_or("email"));
    let stale = date.is_some_and(|date| date < today);
    let otherwise = stale.then(|| {
        ("If it was not sent, make it again with the day you send it".to_owned(), "change `date` in its [[letters]] entry".to_owned())
    });
    Next {
        kind: None,
        title: format!("If you sent the letter{dated} ({title}), record it"),
        why: "Days are counted only for letters on the record.".to_owned(),
        command: Some(format!("inwriting record {file} sent {what} --by {by}")),
        otherwise,
        urgency: Urgency::Record,
    }
}

fn capital(words: &str) -> String {
    quotes::capitalize(words)
}
