//! Proves that the questions fit the case file, the letters and each other.
//!
//! Input: a loaded [`Library`]. Output: everything that does not resolve. Part of [`crate::library_check`]; apart from it because the
//! interview is read only when it is asked for.

use crate::error::Error;
use crate::fact::{Fact, FactType, Found, Table};
use crate::library::Library;
use crate::manifest::Manifest;
use crate::questions::{Asking, Choice, Field, Question, Words};
use crate::seeds::Seed;
use crate::wording::Language;

/// The longest label a menu of 60 columns can hold beside its marks.
pub(crate) const LONGEST_LABEL: usize = 50;

/// Everything that does not resolve in the questions, situations and messages.
pub(crate) fn check(library: &Library) -> Vec<Error> {
    let asking = match library.asking() {
        Ok(asking) => asking,
        Err(error) => return vec![error],
    };
    let mut errors = Vec::new();
    for question in asking.questions.iter().filter(|question| !question.from_the_fact) {
        let mut found = Complaints::default();
        one(question, asking, library, &mut found);
        errors.extend(
            found.wrong.into_iter().map(|message| Error::library("seeds/questions", format!("question `{}`: {message}", question.id))),
        );
    }
    errors.extend(entries(asking, library));
    let schemas = schemas(library);
    for schema in std::iter::once(&library.schema).chain(&schemas) {
        conditions(schema, library, &schemas, &mut errors);
    }
    errors
}

/// Conditions of facts name facts, and have one test each.
fn conditions(table: &Table, library: &Library, schemas: &[Table], errors: &mut Vec<Error>) {
    for fact in &table.facts {
        for condition in &fact.when {
            let known = !facts(&condition.fact, library, schemas).is_empty() || !tables(&condition.fact, library, schemas).is_empty();
            if !known || !condition.has_one_test() {
                let path = crate::fact::join(&table.path, &fact.key);
                errors.push(Error::library("seeds/facts", format!("`{path}`: its condition on `{}` cannot be tested", condition.fact)));
            }
        }
    }
    table.tables.iter().for_each(|inner| conditions(inner, library, schemas, errors));
}

#[derive(Default)]
struct Complaints {
    wrong: Vec<String>,
}

impl Complaints {
    fn say(&mut self, message: impl Into<String>) {
        self.wrong.push(message.into());
    }
}

/// The tables that a path of a question may lead into: the case's own, and the answers of each letter kind that has them.
fn facts<'a>(path: &str, library: &'a Library, schemas: &'a [Table]) -> Vec<&'a Fact> {
    let path = Manifest::case_path(path);
    let mut found = Vec::new();
    for schema in std::iter::once(&library.schema).chain(schemas) {
        if let Some(Found::Fact(fact)) = schema.find(&path) {
            found.push(fact);
        }
    }
    found
}

fn tables<'a>(path: &str, library: &'a Library, schemas: &'a [Table]) -> Vec<&'a Table> {
    let path = Manifest::case_path(path);
    let mut found = Vec::new();
    for schema in std::iter::once(&library.schema).chain(schemas) {
        if let Some(Found::Table(table)) = schema.find(&path) {
            found.push(table);
        }
    }
    found
}

fn schemas(library: &Library) -> Vec<Table> {
    library.kinds().map(|manifest| library.schema_with(manifest)).collect()
}

fn one(question: &Question, asking: &Asking, library: &Library, found: &mut Complaints) {
    let schemas = schemas(library);
    if asking.seed("section", &question.section).is_none() {
        found.say(format!("there is no section `{}`", question.section));
    }
    bilingual(&question.words(Language::English), &question.words(Language::Spanish), found);
    for condition in &question.when {
        let fact = &condition.fact;
        if facts(fact, library, &schemas).is_empty() && tables(fact, library, &schemas).is_empty() {
            found.say(format!("its condition names `{fact}`, which is not a fact"));
        }
        if !condition.has_one_test() {
            found.say("a condition has exactly one of is, not and known");
        }
    }
    for path in question.choices.iter().flat_map(|choice| choice.sets.keys()) {
        if facts(path, library, &schemas).is_empty() {
            found.say(format!("a choice sets `{path}`, which is not a fact"));
        }
    }
    for then in question.choices.iter().filter_map(|choice| choice.then.as_deref()).chain(question.skip_then.as_deref()) {
        if asking.seed("message", then).is_none() {
            found.say(format!("there is no message `{then}`"));
        }
    }
    match (&question.fact, &question.rows) {
        (Some(path), _) => {
            let same = facts(path, library, &schemas);
            match same.first() {
                None => found.say(format!("`{path}` is not a fact")),
                Some(fact) => {
                    choices(&question.choices, fact, question.other.is_some(), library, found);
                    // One question for several letters: its answer must be of one type in all of them.
                    if same.iter().any(|other| other.kind.name() != fact.kind.name() || other.list != fact.list) {
                        found.say(format!("`{path}` has different types in different letters"));
                    }
                }
            }
        }
        (None, Some(rows)) => match tables(rows, library, &schemas).first() {
            None => found.say(format!("`{rows}` are not rows")),
            Some(table) => group(question, table, library, found),
        },
        (None, None) => found.say("it fills no fact"),
    }
}

fn group(question: &Question, table: &Table, library: &Library, found: &mut Complaints) {
    let asked = |key: &str| {
        question.field.iter().any(|field| field.key == key && !field.skip)
            || question.fill.contains_key(key)
            || question.pick.as_deref() == Some(key)
    };
    for fact in table.facts.iter().filter(|fact| fact.must && !asked(&fact.key)) {
        found.say(format!("a row cannot do without `{}`, and no field asks for it", fact.key));
    }
    for field in &question.field {
        match table.fact(&field.key) {
            None => found.say(format!("[{}] has no `{}`", table.path, field.key)),
            Some(fact) => choices(&field.choices, fact, field.other.is_some(), library, found),
        }
        bilingual(&field_words(field), &field.es, found);
        for condition in &field.when {
            if !condition.has_one_test() || table.fact(&condition.fact).is_none() {
                found.say(format!("the field `{}` has a condition on `{}` that cannot be tested", field.key, condition.fact));
            }
        }
    }
    for key in question.fill.keys().chain(&question.pick) {
        if table.fact(key).is_none() {
            found.say(format!("[{}] has no `{key}`", table.path));
        }
    }
    if question.row.en.is_empty() != question.row.es.is_empty() {
        found.say("`row` stands in one language only");
    }
}

fn field_words(field: &Field) -> Words {
    let of = |words: &String| words.clone();
    Words { ask: of(&field.ask), why: of(&field.why), example: of(&field.example), help: of(&field.help), seen_by: String::new() }
}

fn bilingual(english: &Words, spanish: &Words, found: &mut Complaints) {
    let pairs = [
        ("ask", &english.ask, &spanish.ask),
        ("why", &english.why, &spanish.why),
        ("example", &english.example, &spanish.example),
        ("help", &english.help, &spanish.help),
        ("seen_by", &english.seen_by, &spanish.seen_by),
    ];
    for (key, english, spanish) in pairs {
        if english.is_empty() != spanish.is_empty() {
            found.say(format!("`{key}` stands in one language only"));
        }
    }
}

fn choices(choices: &[Choice], fact: &Fact, other: bool, library: &Library, found: &mut Complaints) {
    for choice in choices {
        for language in Language::ALL {
            let seed = match &fact.kind {
                FactType::Seed { category, .. } => library.seed(category, &choice.is),
                _ => None,
            };
            match choice.label(language).or_else(|| seed.map(|seed| seed.said("name", language))) {
                None => found.say(format!("the choice `{}` has no label in {}", choice.is, language.code())),
                Some(label) if label.chars().count() > LONGEST_LABEL => found.say(format!("a label is too long for a menu: {label}")),
                Some(_) => {}
            }
        }
    }
    if let FactType::Choice(values) = &fact.kind {
        for choice in choices.iter().filter(|choice| !values.contains(&choice.is)) {
            found.say(format!("`{}` is not a value of `{}`", choice.is, fact.key));
        }
        if choices.is_empty() {
            found.say(format!("the values of `{}` have no labels", fact.key));
        }
    }
    if let FactType::Seed { category, or_text, .. } = &fact.kind {
        for choice in choices.iter().filter(|choice| library.seed(category, &choice.is).is_none()) {
            found.say(format!("`{}` is not in the list \"{category}\"", choice.is));
        }
        if other && !or_text {
            found.say(format!("`{}` holds no free words", fact.key));
        }
    }
}

/// Situations, letters that fit, sections and messages: both languages, and every kind in the catalogue.
fn entries(asking: &Asking, library: &Library) -> Vec<Error> {
    let mut errors = Vec::new();
    for (category, keys) in
        [("happening", ["name"].as_slice()), ("section", &["name"]), ("state", &["name"]), ("fit", &["why"]), ("message", &["text"])]
    {
        for seed in asking.in_order(category) {
            let missing = |key: &str| !seed.words.contains_key(key) || !seed.words.contains_key(&format!("{key}_es"));
            for key in keys.iter().filter(|key| missing(key)) {
                errors.push(Error::library(&seed.file, format!("`{}` lacks `{key}` in one of the languages", seed.id)));
            }
        }
    }
    let catalogue = library.seed_ids("letter");
    let says = |seed: &Seed, key: &str| seed.words.get(key).cloned().unwrap_or_default();
    for seed in asking.in_order("fit") {
        if !catalogue.contains(&says(seed, "kind").as_str()) {
            errors.push(Error::library(&seed.file, format!("`{}` names a letter that is not in the catalogue", seed.id)));
        }
        if asking.seed("happening", &says(seed, "happening")).is_none() {
            errors.push(Error::library(&seed.file, format!("`{}` names a situation that does not exist", seed.id)));
        }
        if !["first", "add", "not-now"].contains(&says(seed, "rank").as_str()) {
            errors.push(Error::library(&seed.file, format!("`{}` has no rank: first, add or not-now", seed.id)));
        }
    }
    errors
}
