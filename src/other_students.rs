//! Other people's children: "Student A" in every letter, a name only on a page of its own.
//!
//! It exists because a letter with another child's name in it breaks that child's privacy and turns readers away from this one's.
//! Input: `[[other_students]]`. Output: the rows for the page of names; problems where a name stands in words that a letter prints.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::case::Case;
use crate::error::Problem;
use crate::letter_needs::folded_words;
use crate::value::Record;

/// The rows of the page of names.
pub(crate) fn rows(case: &Record) -> Vec<Json> {
    let rows = case.rows("other_students").iter();
    rows.filter_map(|row| {
        let mut named = json!({"mark": row.words("mark")?, "name": row.words("name")?});
        if let (Some(about), Json::Object(named)) = (row.words("about"), &mut named) {
            named.insert("about".to_owned(), json!(crate::wording::quotes::curl(about)));
        }
        Some(named)
    })
    .collect()
}

/// Which of these students the words of a letter speak of, by "Student A".
pub(crate) fn spoken_of<'a>(names: &'a [Json], words: &[String]) -> Vec<&'a Json> {
    let spoken = |mark: &str| {
        let label = format!("Student {mark}");
        words.iter().any(|line| {
            line.match_indices(&label)
                .any(|(at, _)| line.get(at + label.len()..).and_then(|rest| rest.chars().next()).is_none_or(|next| !next.is_alphanumeric()))
        })
    };
    names.iter().filter(|row| row.get("mark").and_then(Json::as_str).is_some_and(spoken)).collect()
}

/// Names that stand in words which a letter may print: the whole name stops the letter, a part of it is pointed out.
pub(crate) fn named(case: &Case, entry: &Record, allowed: &BTreeSet<String>) -> Vec<Problem> {
    let family = case.record.rows("signers").iter().filter_map(|signer| signer.words("name")).chain(case.record.words("child.name"));
    let own: BTreeSet<String> = family.flat_map(folded_words).collect();
    let mut problems = Vec::new();
    for row in case.record.rows("other_students") {
        let (Some(name), Some(mark)) = (row.words("name"), row.words("mark")) else { continue };
        let parts: Vec<String> = folded_words(name).collect();
        if parts.is_empty() {
            continue;
        }
        let mut look = |path: &str, value: &crate::value::Entry, text: &str| {
            if !allowed.contains(path) {
                return;
            }
            let words: Vec<String> = folded_words(text).collect();
            // "Ashby, Clementine" names her as well; words that merely stand somewhere in a long text do not.
            let mut sorted = parts.clone();
            sorted.sort();
            let together = |window: &[String]| {
                let mut window = window.to_vec();
                window.sort();
                window == sorted
            };
            // "May" is a month and a name: a part of a name counts only where it is written as one.
            let part = |word: &&str| {
                word.chars().next().is_some_and(char::is_uppercase)
                    && folded_words(word).any(|word| parts.contains(&word) && !own.contains(&word))
            };
            let any_part = text.split(|character: char| !character.is_alphanumeric()).any(|word| part(&word));
            let whole = any_part && (parts.len() == 1 || words.windows(parts.len()).any(together));
            let help = format!(
                "Write Student {mark} there. The name stands on the page of names, which goes only to the person who looks into it."
            );
            if whole {
                let problem = Problem::error("other-student", format!("`{path}` names another student"));
                problems.push(problem.help(help).at(value.span.clone(), "another child's name"));
            } else if any_part {
                let problem = Problem::warning("other-student", format!("`{path}` may name another student"));
                problems.push(problem.help(help).at(value.span.clone(), "perhaps another child's name"));
            }
        };
        crate::case_words::each(&case.record, "", &mut look);
        crate::case_words::each(entry, "letters", &mut look);
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_student_is_spoken_of_by_the_letter_alone() {
        let names = [json!({"mark": "A", "name": "x"}), json!({"mark": "B", "name": "y"})];
        let spoken = spoken_of(&names, &["On the van, Student A said so.".to_owned(), "Student Bodies, student B".to_owned()]);
        assert_eq!(spoken, [&names[0]]);
    }
}
