//! Who speaks and of whom: the words that the helpers `they`, `we`, `family` and the signature need.
//!
//! Input: the checked case. Output: plain words for the letter's data. The grammar itself is [`crate::wording`]'s.

use serde_json::{Value as Json, json};

use crate::library::Library;
use crate::value::Record;
use crate::wording::pronouns::{Pronouns, Reference};
use crate::wording::quotes;
use crate::wording::relation::relation;
use crate::wording::voice::Voice;

/// The student as this letter may name them.
pub struct Student {
    /// Full name, or the name that is safe at this school.
    pub name: String,
    /// Short name.
    pub short: String,
    /// Words of the name that is not safe.
    pub unsafe_words: Vec<String>,
}

/// The safe names.
pub fn student(case: &Record) -> Student {
    let name = case.words("child.name").unwrap_or_default();
    let short = case.words("child.short_name");
    let Some(safe) = case.words("child.letter_name") else {
        return Student { name: name.to_owned(), short: short.unwrap_or(name).to_owned(), unsafe_words: Vec::new() };
    };
    let safe_words: Vec<&str> = safe.split_whitespace().collect();
    let short = short.filter(|short| short.split_whitespace().all(|word| safe_words.contains(&word)));
    let all = name.split_whitespace().chain(case.words("child.short_name").into_iter().flat_map(str::split_whitespace));
    let unsafe_words = all.filter(|word| !safe_words.contains(word) && word.chars().count() > 1).map(str::to_owned).collect();
    Student { name: safe.to_owned(), short: short.unwrap_or_else(|| safe_words.first().copied().unwrap_or(safe)).to_owned(), unsafe_words }
}

fn is(case: &Record, authority: &str) -> bool {
    case.rows("signers").first().and_then(|signer| signer.words("authority")) == Some(authority)
}

fn voice(case: &Record) -> Voice {
    Voice { plural: case.rows("signers").len() > 1 }
}

fn pronouns(case: &Record) -> Pronouns {
    case.pronouns("child.letter_pronouns").or_else(|| case.pronouns("child.pronouns")).cloned().unwrap_or(Pronouns::NameOnly)
}

/// The languages the signers want interpreters for, each once.
fn interpreters(case: &Record) -> Vec<&str> {
    let mut languages: Vec<&str> = case.rows("signers").iter().filter_map(|signer| signer.words("interpreter")).collect();
    let mut seen = std::collections::BTreeSet::new();
    languages.retain(|language| seen.insert(*language));
    languages
}

/// "mother and father", but two mothers are "mothers".
fn relations_together(case: &Record) -> Vec<String> {
    let words: Vec<&str> = case.rows("signers").iter().map(|signer| signer.words("relation").unwrap_or("parent")).collect();
    match words.split_first() {
        Some((first, others)) if !others.is_empty() && others.iter().all(|other| other == first) => vec![format!("{first}s")],
        _ => words.into_iter().map(str::to_owned).collect(),
    }
}

/// What templates may ask about the senders.
pub fn sender(case: &Record) -> Json {
    let relations: Vec<String> = case.rows("signers").iter().filter_map(|signer| signer.words("relation").map(str::to_owned)).collect();
    let mut sender = json!({
        "plural": voice(case).plural,
        "advocate": is(case, "authorized-advocate"),
        "adult_student": is(case, "adult-student"),
        "parent": case.rows("signers").iter().all(|signer| signer.words("authority") == Some("parent")),
        "interpreters": interpreters(case),
        "relations": relations_together(case),
    });
    if let Json::Object(sender) = &mut sender {
        if !relations.is_empty() {
            sender.insert("relation".to_owned(), json!(relation(&pronouns(case), &relations)));
        }
        if let Some(by) = case.rows("signers").first().and_then(|signer| signer.words("authorization.by")) {
            sender.insert("authorized_by".to_owned(), json!(by));
        }
        if let Some(day) = case.rows("signers").first().and_then(|signer| signer.date("authorization.date")) {
            sender.insert("authorized_on".to_owned(), json!(day.to_string()));
        }
        if let Some(day) = case.rows("signers").first().and_then(|signer| signer.date("authorization.until")) {
            sender.insert("authorized_until".to_owned(), json!(day.to_string()));
        }
    }
    sender
}

/// "Mother of Mateo Rivera Núñez", "Educational rights holder for Mateo Rivera Núñez".
pub fn signer_line(signer: &Record, student: &str, library: &Library) -> Option<String> {
    let authority = signer.words("authority")?;
    if authority == "adult-student" {
        return Some("Student".to_owned());
    }
    if let (true, Some(relation)) = (authority == "parent", signer.words("relation")) {
        return Some(format!("{} of {student}", quotes::capitalize(relation)));
    }
    let line = library.seed("authority", authority)?.words.get("line")?;
    Some(format!("{line} {student}"))
}

/// The words of every name in the case, so that a clause does not begin a name with a small letter.
fn proper_names(case: &Record, student: &Student) -> Vec<String> {
    let people =
        [("signers", "name"), ("signers", "authorization.by"), ("contacts", "name"), ("contacts", "salutation"), ("diagnoses", "by")];
    let named = people.iter().flat_map(|(rows, key)| case.rows(rows).iter().filter_map(|row| row.words(key)));
    let words = named.chain([student.name.as_str(), student.short.as_str()]).flat_map(str::split_whitespace);
    let mut names: Vec<String> = words.filter(|word| word.chars().next().is_some_and(char::is_uppercase)).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

/// The person a verb must agree with, read off its form of "be".
fn person(be: &str) -> &'static str {
    match be {
        "am" => "first",
        "is" => "third",
        _ => "plural",
    }
}

/// The forms that the grammar helpers choose from.
pub fn data(case: &Record) -> Json {
    let student = student(case);
    let first_person = is(case, "adult-student");
    let reference = Reference { name: student.name.clone(), short_name: student.short.clone(), pronouns: pronouns(case), first_person };
    let voice = voice(case);
    let family = voice.family(is(case, "authorized-advocate"));
    let name_person = if first_person { "first" } else { "third" };
    let proper_names = proper_names(case, &student);
    json!({
        "student": {
            "subject": reference.subject(), "object": reference.object(), "possessive": reference.possessive(),
            "possessive_pronoun": reference.possessive_pronoun(), "reflexive": reference.reflexive(), "person": person(&reference.verb("be")),
        },
        "student_name": {
            "subject": reference.name_subject(), "object": reference.name_object(), "possessive": reference.name_possessive(), "person": name_person,
        },
        "signers": {
            "subject": voice.subject(), "object": voice.object(), "possessive": voice.possessive(),
            "possessive_pronoun": voice.possessive_pronoun(), "reflexive": voice.reflexive(), "person": person(&voice.verb("be")),
        },
        "family": {
            "subject": family.subject(), "object": family.object(), "possessive": family.possessive(), "person": person(&family.verb("be")),
        },
        "proper_names": proper_names,
    })
}
