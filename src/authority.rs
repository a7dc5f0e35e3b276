//! Whether the people who sign may ask (ANATOMY R29, CONTRACT section 3).
//!
//! Input: the case and the letter's date. Output: problems with the next step. A letter from someone without the right is
//! worse than none: the school answers it with a question instead of an assessment plan.

use chrono::{Datelike, NaiveDate};

use crate::error::Problem;
use crate::value::Record;
use crate::wording::dates;

/// Checks every signer.
pub fn check(case: &Record, letter_date: NaiveDate) -> Vec<Problem> {
    let of_age = case.date("child.birth_date").and_then(coming_of_age).is_some_and(|day| day <= letter_date);
    let mut problems = alone(case);
    for signer in case.rows("signers") {
        problems.extend(agrees(signer, case));
        let authority = signer.words("authority").unwrap_or_default();
        if authority == "authorized-advocate" {
            problems.extend(advocate(signer, letter_date));
        }
        if of_age && authority == "parent" {
            problems.push(
                Problem::error("authority", "the student is 18 or older, so a parent's right to ask has passed to the student")
                    .help("Let the student sign (authority = \"adult-student\"), or write the authority a court or the student has given: \"legal-guardian\" or \"educational-rights-holder\".")
                    .at(signer.span("authority"), "signs as parent"),
            );
        }
        if !of_age && authority == "adult-student" {
            let problem = if case.has("child.birth_date") {
                Problem::error("authority", "the student is not yet 18 on the letter's date")
                    .help("A parent or the holder of educational rights signs until then.")
            } else {
                Problem::error("authority", "a letter signed by an adult student needs the date of birth")
                    .help("Add a line under [child]: birth_date = 2008-05-14")
            };
            problems.push(problem.at(signer.span("authority"), "signs as adult student"));
        }
    }
    problems
}

/// An advocate and an adult student each sign alone: "I" and "we" would otherwise be said of the wrong people.
fn alone(case: &Record) -> Vec<Problem> {
    let signers = case.rows("signers");
    if signers.len() < 2 {
        return Vec::new();
    }
    let single = signers.iter().filter(|signer| matches!(signer.words("authority"), Some("authorized-advocate" | "adult-student")));
    single
        .map(|signer| {
            Problem::error("authority", "an advocate, and a student of 18 or older, each sign a letter alone")
                .help("Keep one [[signers]] entry: the advocate's, the student's, or the family's.")
                .at(signer.span("authority"), "signs with others")
        })
        .collect()
}

/// What a signer is to the child, and by what right they sign, must be the same story.
fn agrees(signer: &Record, case: &Record) -> Option<Problem> {
    let (relation, authority) = (signer.words("relation"), signer.words("authority")?);
    for (word, right) in [
        ("advocate", "authorized-advocate"),
        ("adult student", "adult-student"),
        ("educational rights holder", "educational-rights-holder"),
        ("surrogate parent", "surrogate"),
    ] {
        if relation == Some(word) && authority != right {
            let message = format!("a signer whose relation is \"{word}\" signs with another authority");
            return Some(
                Problem::error("authority", message)
                    .help(format!("Write authority = \"{right}\", or correct the relation."))
                    .at(signer.span("authority"), "does not fit the relation"),
            );
        }
    }
    let themself = signer.words("name") == case.words("child.name") || signer.words("name") == case.words("child.letter_name");
    (authority == "adult-student" && !themself).then(|| {
        Problem::error("authority", "an adult student signs with the student's own name")
            .help("Write the student's name as the signer's, or the authority by which this person signs.")
            .at(signer.span("name"), "not the student's name")
    })
}

/// The day of the 18th birthday; born on February 29, it is March 1.
fn coming_of_age(born: NaiveDate) -> Option<NaiveDate> {
    let year = born.year().checked_add(18)?;
    NaiveDate::from_ymd_opt(year, born.month(), born.day()).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

fn advocate(signer: &Record, letter_date: NaiveDate) -> Option<Problem> {
    let stop =
        |message: String, help: &str, path: &str| Some(Problem::error("authorization", message).help(help).at(signer.span(path), "here"));
    if !signer.has("authorization") {
        return stop(
            "an advocate needs the family's written authorization".to_owned(),
            "Add a line such as: authorization = { date = 2026-09-01, until = 2027-06-30, by = \"Tess Reyes\" }",
            "authority",
        );
    }
    let renew = "Ask the family to sign a new authorization, or let the family sign this letter.";
    if let Some(day) = signer.date("authorization.withdrawn").filter(|day| *day <= letter_date) {
        return stop(format!("the authorization was withdrawn on {}", dates::long(day)), renew, "authorization.withdrawn");
    }
    if let Some(day) = signer.date("authorization.until").filter(|day| *day < letter_date) {
        return stop(format!("the authorization ended on {}", dates::long(day)), renew, "authorization.until");
    }
    if let Some(day) = signer.date("authorization.date").filter(|day| *day > letter_date) {
        return stop(
            format!("the authorization begins only on {}", dates::long(day)),
            "Date the letter on that day or later.",
            "authorization.date",
        );
    }
    None
}
