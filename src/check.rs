//! `check`: what is wrong, missing or weak in a case, before any letter is written.
//!
//! Input: a case file. Output: every problem of the file, of each letter it asks for, and the family's own words that weaken a
//! letter, each with a plainer wording. It never changes a word by itself.

use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::case_words;
use crate::cli::Format;
use crate::error::{Error, Problem, Problems, Severity};
use crate::files::CaseFolder;
use crate::layout::Typesetter;
use crate::letter_needs;
use crate::library::Library;
use crate::open;
use crate::seeds::Seed;
use crate::value::Record;
use crate::wording::Language;
use crate::write::{self, Reason, Request};

/// What `check` found in one file.
#[derive(Debug, Default)]
pub struct Found {
    /// Problems with places in the file.
    pub problems: Vec<Problems>,
    /// Anything else that stops a letter.
    pub errors: Vec<Error>,
}

impl Found {
    /// Whether anything stops a letter.
    pub fn any_error(&self) -> bool {
        !self.errors.is_empty() || self.problems.iter().any(Problems::any_error)
    }

    /// The findings as one JSON object.
    pub fn json(&self, path: &Path) -> Json {
        let one = |problems: &Problems, problem: &Problem| {
            let (line, column) = problems.line_and_column(problem).unzip();
            let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
            json!({"severity": severity, "code": problem.code, "message": problem.message, "help": problem.help, "line": line, "column": column})
        };
        let mut list: Vec<Json> =
            self.problems.iter().flat_map(|problems| problems.list.iter().map(move |problem| one(problems, problem))).collect();
        list.extend(self.errors.iter().map(|error| json!({"severity": "error", "code": "letter", "message": error.to_string(), "help": null, "line": null, "column": null})));
        json!({"file": path.display().to_string(), "problems": list})
    }
}

/// Checks one case file and every letter it asks for.
pub fn case(path: &Path, kinds: &[String], library: &Library, today: NaiveDate) -> Found {
    let mut found = Found::default();
    let case = match open::case(path, library) {
        Ok(case) => case,
        Err(Reason::Case(problems)) => {
            found.problems.push(problems);
            return found;
        }
        Err(Reason::Other(error)) => {
            found.errors.push(error);
            return found;
        }
    };
    let words = weak_problems(&case.record, library);
    if !words.is_empty() {
        found.problems.push(case.problems.with(words));
    }
    let request = Request { kinds: kinds.to_vec(), formats: vec![Format::Pdf], draft: false, password: None, split: None, today };
    // A case without letters is a record that is still being kept; there is nothing more to check.
    let Ok(asked) = write::entries(&case, &request, library) else { return found };
    let mut typesetter = Typesetter::new(&library.fonts);
    for (entry, manifest) in asked.entries {
        match write::make(&case, &entry, manifest, library, &request, &CaseFolder::of(path), &mut typesetter) {
            Ok(made) if made.warnings.list.is_empty() => {}
            Ok(mut made) => {
                letter_needs::with_questions(&mut made.warnings.list, library);
                found.problems.push(made.warnings);
            }
            Err(unmade) => match unmade.reason {
                Reason::Case(problems) => found.problems.push(problems),
                Reason::Other(error) => found.errors.push(error),
            },
        }
    }
    found
}

/// The seed category of words that weaken a letter.
const FLAGS: &str = "flag";

/// Words that weaken a letter, where they stand.
pub struct WeakWords<'a> {
    /// The fact.
    pub path: String,
    /// Its place in the file.
    pub span: std::ops::Range<usize>,
    /// The whole of what stands there.
    pub words: String,
    /// The words found; none for capitals and exclamation marks.
    pub found: Option<String>,
    /// The entry that says what is plainer; none for capitals and exclamation marks.
    pub flag: Option<&'a Seed>,
}

/// The family's own words against the list of words that weaken a letter.
pub fn weak_words<'a>(record: &Record, library: &'a Library) -> Vec<WeakWords<'a>> {
    let mut weak = Vec::new();
    case_words::each(record, "", &mut |path, entry, words| {
        // A child's exact words are evidence, and the school's code is the school's word; they stay as they were said.
        if path.ends_with("child_words") || path.ends_with(".email") || path.ends_with("school_code") {
            return;
        }
        let mut found = |found: Option<String>, flag: Option<&'a Seed>| {
            weak.push(WeakWords { path: path.to_owned(), span: entry.span.clone(), words: words.to_owned(), found, flag });
        };
        for flag in library.seeds.of(FLAGS) {
            if let Some(word) = flagged(words, flag) {
                found(Some(word.to_owned()), Some(flag));
            }
        }
        if shouted(words) {
            found(None, None);
        }
    });
    weak
}

/// The same as problems of the file.
fn weak_problems(record: &Record, library: &Library) -> Vec<Problem> {
    let problem = |weak: WeakWords<'_>| match (&weak.found, weak.flag) {
        (Some(found), Some(flag)) => {
            Problem::warning("weak-words", format!("`{}` holds {}", weak.path, flag.said("name", Language::English)))
                .help(format!("{} You decide; nothing is changed by itself.", flag.said("plainer", Language::English)))
                .at(weak.span, format!("\"{found}\""))
        }
        _ => Problem::warning("weak-words", format!("`{}` has words all in capitals, or several exclamation marks", weak.path))
            .help("Plain letters are read more calmly. Say what happened; the facts are strong enough.")
            .at(weak.span, "here"),
    };
    weak_words(record, library).into_iter().map(problem).collect()
}

/// The first flagged word or phrase, outside quoted speech: what someone said may be said as it was.
fn flagged<'a>(words: &str, flag: &'a Seed) -> Option<&'a str> {
    let text = format!(
        " {} ",
        unquoted(words)
            .to_lowercase()
            .replace(|character: char| !character.is_alphanumeric() && character != '\'' && character != '’', " ")
    );
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = format!(" {text} ").replace('’', "'");
    let list = flag.lists.get("words")?;
    list.iter().find(|word| text.contains(&format!(" {} ", word.to_lowercase()))).map(String::as_str)
}

/// The words without what stands in double quotation marks.
fn unquoted(words: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            '“' => inside = true,
            '”' => inside = false,
            '"' => inside = !inside,
            other if !inside => out.push(other),
            _ => {}
        }
    }
    out
}

/// Two words running in capitals, one long one, or more than one exclamation mark.
fn shouted(words: &str) -> bool {
    let plain = unquoted(words);
    let capital =
        |word: &str| word.chars().filter(|character| character.is_alphabetic()).count() >= 3 && !word.chars().any(char::is_lowercase);
    let all: Vec<&str> = plain.split_whitespace().collect();
    let running = all.windows(2).any(|pair| pair.iter().all(|word| capital(word) && word.chars().count() > 3));
    let long = all.iter().any(|word| capital(word) && word.chars().count() >= 6);
    running || long || plain.matches('!').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shouting_is_seen_and_short_names_of_plans_are_not() {
        assert!(shouted("They NEVER LISTEN to us"));
        assert!(shouted("Please help!!"));
        assert!(!shouted("The IEP team and the SARB met; PE is hard."));
    }

    #[test]
    fn flagged_words_count_outside_quotes_only() {
        let flag = Seed {
            id: "x".into(),
            words: Default::default(),
            lists: [("words".to_owned(), vec!["lazy".to_owned()])].into(),
            file: String::new(),
            order: 0,
        };
        assert_eq!(flagged("The teacher is Lazy.", &flag), Some("lazy"));
        assert_eq!(flagged("He said “you are lazy” to her.", &flag), None);
        assert_eq!(flagged("a lazyish day", &flag), None);
    }
}
