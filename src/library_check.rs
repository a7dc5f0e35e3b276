//! Proves that the data files fit each other: every name one file uses is defined in another.
//!
//! Input: a loaded [`Library`]. Output: everything that does not resolve. The price of keeping letters as data is that mistakes
//! surface here and not in the compiler, so this runs in the tests and in `templates check`.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::fact::{FactType, Found};
use crate::library::Library;
use crate::manifest::Manifest;
use crate::rules::{Confidence, Rule};
use crate::shape;
use crate::template::own_name;

/// Everything that does not resolve.
pub fn check(library: &Library) -> Vec<Error> {
    let mut errors = Vec::new();
    for manifest in library.kinds() {
        kind(manifest, library, &mut errors);
    }
    for rule in library.rules.all() {
        one_rule(rule, library, &mut errors);
    }
    seeds(library, &mut errors);
    errors.extend(crate::question_check::check(library));
    errors.extend(crate::import::blank::check(library));
    let house = shape::unknown_facts(library.house.may.iter().chain(&library.house.must), &library.schema);
    errors.extend(house.into_iter().map(|path| Error::library(crate::house::FILE, format!("`{path}` is not a fact"))));
    errors
}

/// The letter kinds of the catalogue: those that exist and those that are planned.
fn catalogue(library: &Library) -> BTreeSet<&str> {
    library.seed_ids("letter").into_iter().chain(library.kind_ids()).collect()
}

fn kind(manifest: &Manifest, library: &Library, errors: &mut Vec<Error>) {
    let file = format!("{}/letter.toml", manifest.id);
    let mut wrong = |message: String| errors.push(Error::library(&file, message));
    let schema = library.schema_with(manifest);
    let only = manifest.only_when.iter().map(|only| &only.fact);
    let conditions = manifest.must_when.iter().flat_map(|when| when.must.iter().chain([&when.fact]));
    let facts = manifest
        .must
        .iter()
        .chain(&manifest.may)
        .chain(manifest.stronger.iter().map(|stronger| &stronger.fact))
        .chain(conditions)
        .chain(only);
    for path in shape::unknown_facts(facts, &schema) {
        let near = crate::wording::suggest::nearest(path, schema.paths().iter().map(String::as_str))
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        wrong(format!("`{path}` is not a fact{near}"));
    }
    let allowed = shape::allowed(manifest, library);
    for stronger in &manifest.stronger {
        let path = Manifest::case_path(&stronger.fact);
        let inside = format!("{path}.");
        if !allowed.contains(&path) && !allowed.iter().any(|fact| fact.starts_with(&inside)) {
            wrong(format!("`{}` would make the letter stronger but is not under `may`", stronger.fact));
        }
    }
    for role in manifest.to.iter().chain(&manifest.cc) {
        if library.seed("contact_role", role).is_none() {
            wrong(format!("there is no role `{role}`"));
        }
    }
    let clocks = || manifest.clocks.iter().map(|clock| &clock.rule).chain(&manifest.once);
    for rule in manifest.rules.iter().chain(clocks()) {
        if library.rules.get(rule).is_none() {
            wrong(format!("there is no rule `{rule}`"));
        }
    }
    for rule in clocks().filter_map(|rule| library.rules.get(rule)).filter(|rule| rule.clock.is_none()) {
        wrong(format!("the rule `{}` has no `clock`, so it cannot say what is owed", rule.id));
    }
    for next in &manifest.next {
        if !catalogue(library).contains(next.kind.as_str()) {
            wrong(format!("there is no letter `{}` in the catalogue", next.kind));
        }
    }
    for part in &manifest.parts {
        if !library.house.layout.contains_key(&part.layout) {
            wrong(format!("the house has no layout `{}`", part.layout));
        }
        if !library.templates.has(&own_name(manifest.id.as_str(), &part.template)) {
            wrong(format!("the template {}.hbs is missing", part.template));
        }
    }
}

fn one_rule(rule: &Rule, library: &Library, errors: &mut Vec<Error>) {
    let file = if rule.jurisdiction == "federal" { "seeds/rules/federal.toml" } else { "seeds/rules/california.toml" };
    let mut wrong = |message: String| errors.push(Error::library(file, format!("rule `{}`: {message}", rule.id)));
    if rule.sentence.is_some() != rule.short.is_some() {
        wrong("`sentence` and `short` go together".to_owned());
    }
    let sentence = rule.sentence.as_deref().unwrap_or_default().replace("504", "");
    if rule.confidence != Confidence::Verified
        && (sentence.chars().any(|character| character.is_ascii_digit()) || sentence.contains(['“', '"']))
    {
        wrong("a statement that is not verified may not be a number or a quote in a letter".to_owned());
    }
    if let Err(error) = rule.limit(&library.rules) {
        wrong(error.to_string());
    }
    if rule.source.trim().is_empty() {
        wrong("it has no source".to_owned());
    }
    if let Some(clock) = &rule.clock {
        let dated = |path: &String| matches!(library.schema.find(path), Some(Found::Fact(fact)) if fact.kind == FactType::Date);
        for path in clock.starts.iter().chain(&clock.met_by).chain(&clock.extended_by).filter(|path| !dated(path)) {
            wrong(format!("`{path}` is not a fact that holds a day"));
        }
        if clock.proof.as_ref().is_some_and(|path| library.schema.find(path).is_none()) {
            wrong("`proof` is not a fact".to_owned());
        }
        for other in [&clock.referral, &clock.replaces].into_iter().flatten().filter(|other| library.rules.get(other).is_none()) {
            wrong(format!("there is no rule `{other}`"));
        }
        if clock.starts.is_some() && clock.paper.is_none() {
            wrong("a clock that a fact starts needs `paper`: what was received that day".to_owned());
        }
    }
    for letter in &rule.letters {
        if letter != "all" && !catalogue(library).contains(letter.as_str()) {
            wrong(format!("there is no letter `{letter}` in the catalogue"));
        }
    }
}

fn seeds(library: &Library, errors: &mut Vec<Error>) {
    let sources: BTreeSet<&str> = library.seed_ids("source").into_iter().collect();
    for seed in library.seeds.all() {
        let mut wrong = |message: String| errors.push(Error::library(&seed.file, format!("`{}`: {message}", seed.id)));
        if seed.file.starts_with("seeds/knowledge/") && !seed.file.ends_with("sources.toml") {
            let named = seed.lists.get("seeds").is_some_and(|list| !list.is_empty());
            if !named && !seed.words.contains_key("source") {
                wrong("it has no source".to_owned());
            }
            for source in seed.lists.get("seeds").into_iter().flatten().filter(|source| !sources.contains(source.as_str())) {
                wrong(format!("there is no source `{source}`"));
            }
        }
        for letter in seed.lists.get("letters").into_iter().flatten().filter(|letter| !catalogue(library).contains(letter.as_str())) {
            wrong(format!("there is no letter `{letter}` in the catalogue"));
        }
    }
}
