//! Questions for facts that no entry asks for: a letter kind of one's own is asked for in the words of its manifest.
//!
//! Input: the questions, the library. Output: the same questions and one more for each fact that a letter names and nobody asks for.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{Fact, FactType, Found};
use crate::library::Library;
use crate::manifest::Manifest;
use crate::questions::{Asking, Both, Choice, Field, Question, Words};

/// The part of the interview for questions that come from a manifest's own words.
const OWN_SECTION: &str = "ask";

impl Field {
    /// A field from what a fact says of itself.
    fn of_fact(fact: &Fact) -> Self {
        let choices = match &fact.kind {
            FactType::Choice(values) => values.iter().map(|value| Choice::plain(value)).collect(),
            _ => Vec::new(),
        };
        let words = Words { ask: fact.about.clone(), example: bare(&fact.example), ..Words::default() };
        Self {
            key: fact.key.clone(),
            ask: words.ask.clone(),
            why: String::new(),
            example: words.example.clone(),
            help: String::new(),
            es: words,
            skip: !fact.must,
            choices,
            other: None,
            future: true,
            when: Vec::new(),
        }
    }
}

impl Choice {
    fn plain(value: &str) -> Self {
        Self { is: value.to_owned(), en: value.to_owned(), es: value.to_owned(), sets: BTreeMap::new(), then: None }
    }
}

/// The value of an example line of TOML: `shelf = "A 3"` is "A 3".
fn bare(example: &str) -> String {
    example.split_once('=').map_or(example, |(_, value)| value).trim().trim_matches('"').to_owned()
}

impl Question {
    /// A question from what a fact or a table says of itself, for a letter kind of one's own.
    fn of_the_fact(path: &str, found: &Found<'_>) -> Self {
        let (words, choices, fact, rows, field) = match found {
            Found::Fact(fact) => {
                let field = Field::of_fact(fact);
                (field.es.clone(), field.choices.clone(), Some(path.to_owned()), None, Vec::new())
            }
            Found::Table(table) => {
                let words = Words { ask: table.about.clone(), ..Words::default() };
                (words, Vec::new(), None, Some(path.to_owned()), table.facts.iter().map(Field::of_fact).collect())
            }
        };
        Self {
            id: path.to_owned(),
            section: OWN_SECTION.to_owned(),
            fact,
            rows,
            each: false,
            fill: BTreeMap::new(),
            single: false,
            after: 0,
            pick: None,
            row: Both::default(),
            field,
            ask: words.ask.clone(),
            why: String::new(),
            example: words.example.clone(),
            help: String::new(),
            seen_by: String::new(),
            es: words,
            skip: true,
            skip_then: None,
            choices,
            other: None,
            matched_in: None,
            when: Vec::new(),
            start: false,
            essential: false,
            needed_when: Vec::new(),
            stronger: false,
            always: false,
            future: true,
            stage: None,
            options: None,
            from_the_fact: true,
        }
    }
}

impl Asking {
    /// Adds a question for every fact that a letter needs or may print and that no entry asks for: a letter kind of one's own can be asked for
    /// too, in the words of its manifest.
    #[must_use]
    pub fn completed(mut self, library: &Library) -> Self {
        let asked = self.questions.iter().flat_map(|question| question.fills().chain([question.path().to_owned()]));
        let derived = self.questions.iter().flat_map(|question| &question.choices).flat_map(|choice| choice.sets.keys()).cloned();
        let mut asked: BTreeSet<String> = asked.chain(derived).map(|path| Manifest::case_path(&path)).collect();
        for manifest in library.kinds() {
            let schema = library.schema_with(manifest);
            let stronger = manifest.stronger.iter().map(|stronger| &stronger.fact);
            let answers =
                manifest.answers.paths().into_iter().filter_map(|path| Some(format!("letter.{}", path.strip_prefix("letters.")?)));
            let named: Vec<String> = manifest.must.iter().chain(&manifest.may).chain(stronger).cloned().chain(answers).collect();
            for path in named {
                let case_path = Manifest::case_path(&path);
                // A fact in rows is asked for with its row.
                let rows = case_path
                    .rsplit_once('.')
                    .map(|(rows, _)| rows)
                    .filter(|rows| matches!(schema.find(rows), Some(Found::Table(table)) if table.rows && *rows != "letters"));
                let home = rows.unwrap_or(&case_path);
                let inside = format!("{home}.");
                let unasked = matches!(schema.find(&case_path), Some(Found::Fact(fact)) if fact.unasked);
                if unasked || asked.contains(&case_path) || asked.contains(home) || asked.iter().any(|asked| asked.starts_with(&inside)) {
                    continue;
                }
                let Some(found) = schema.find(home) else { continue };
                let path = home.strip_prefix("letters.").map_or_else(|| home.to_owned(), |answer| format!("letter.{answer}"));
                asked.insert(home.to_owned());
                self.questions.push(Question::of_the_fact(&path, &found));
            }
        }
        self
    }
}
