//! What a template may name: the shape of its data, before there is any.
//!
//! Input: a manifest's allow list, the house's, the schema. Output: a [`Shape`] tree that [`crate::template_check`] compares
//! every path of a template with, also inside conditions. handlebars alone would take the else-branch of a misspelt condition
//! in silence: a paragraph of a legal letter would be gone and nobody the wiser.

use std::collections::{BTreeMap, BTreeSet};

use crate::fact::{Fact, FactType, Found, Table};
use crate::library::Library;
use crate::manifest::Manifest;

/// The kind of thing a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Words, ready to print.
    Words,
    /// A day; printed with a date helper.
    Date,
    /// A day, a month or "about"; printed with a date helper.
    When,
    /// A count; printed with `count` or `number`.
    Number,
    /// Yes or no; only for conditions.
    Flag,
    /// Several of one shape.
    List(Box<Shape>),
    /// Named parts.
    Object(BTreeMap<String, Shape>),
}

impl Shape {
    /// An object of these parts.
    pub fn object<'a>(parts: impl IntoIterator<Item = (&'a str, Shape)>) -> Self {
        Self::Object(parts.into_iter().map(|(name, shape)| (name.to_owned(), shape)).collect())
    }

    /// A list of this.
    pub fn list(self) -> Self {
        Self::List(Box::new(self))
    }

    /// The shape at a dotted path.
    pub fn at(&self, path: &str) -> Option<&Shape> {
        path.split('.').try_fold(self, |shape, part| match shape {
            Self::Object(parts) => parts.get(part),
            _ => None,
        })
    }

    /// Every dotted path to something printable or askable, for "did you mean".
    pub fn paths(&self) -> Vec<String> {
        match self {
            Self::Object(parts) => parts
                .iter()
                .flat_map(|(name, shape)| {
                    let inner = shape.paths();
                    if inner.is_empty() { vec![name.clone()] } else { inner.into_iter().map(|path| format!("{name}.{path}")).collect() }
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Adds a part to an object, at a dotted path.
    pub fn insert(&mut self, path: &str, shape: Shape) {
        let Self::Object(parts) = self else { return };
        match path.split_once('.') {
            None => {
                parts.insert(path.to_owned(), shape);
            }
            Some((first, rest)) => parts.entry(first.to_owned()).or_insert_with(|| Shape::Object(BTreeMap::new())).insert(rest, shape),
        }
    }
}

/// The facts a letter kind may print: what its manifest names, and what the house's blocks need.
pub fn allowed(manifest: &Manifest, library: &Library) -> BTreeSet<String> {
    let own = manifest.must.iter().chain(&manifest.may).chain(manifest.must_when.iter().flat_map(|when| &when.must));
    own.chain(&library.house.may).chain(&library.house.must).map(|path| Manifest::case_path(path)).collect()
}

/// The shape of the data that a kind's templates see, by the facts that it may print.
pub fn of(manifest: &Manifest, facts: &Table, library: &Library) -> Shape {
    let mut root = table(facts, library);
    if let Shape::Object(parts) = &mut root {
        // The entry of `[[letters]]` that is being written is called `letter`.
        if let Some(Shape::List(letter)) = parts.remove("letters") {
            parts.insert("letter".to_owned(), *letter);
        }
    }
    crate::computed::shapes(&mut root, manifest.follows_clock);
    if !manifest.chronology.is_empty() {
        root.insert("chronology", crate::chronology::shape());
    }
    root
}

fn table(facts: &Table, library: &Library) -> Shape {
    let mut parts = BTreeMap::new();
    for fact in &facts.facts {
        if let Some(shape) = of_fact(fact, library) {
            parts.insert(fact.key.clone(), shape);
        }
    }
    for inner in &facts.tables {
        let shape = table(inner, library);
        parts.insert(inner.name().to_owned(), if inner.rows { shape.list() } else { shape });
    }
    Shape::Object(parts)
}

fn of_fact(fact: &Fact, library: &Library) -> Option<Shape> {
    let one = match &fact.kind {
        FactType::Name | FactType::Text | FactType::Choice(_) => Shape::Words,
        FactType::Narrative => return Some(Shape::Words.list()),
        FactType::Date => Shape::Date,
        FactType::When => Shape::When,
        FactType::Integer => Shape::Number,
        FactType::Boolean => Shape::Flag,
        FactType::Seed { category, .. } => seed(category, library),
        // Pronouns are spoken through the grammar helpers, never printed.
        FactType::Pronouns => return None,
    };
    Some(if fact.list { one.list() } else { one })
}

/// An entry of a category: every line of words that any entry of the category has.
fn seed(category: &str, library: &Library) -> Shape {
    Shape::Object(library.seeds.keys(category).map(|key| (key.to_owned(), Shape::Words)).collect())
}

/// Says which names of an allow list are not facts.
pub fn unknown_facts<'a>(paths: impl IntoIterator<Item = &'a String>, schema: &Table) -> Vec<&'a String> {
    let known = |path: &str| matches!(schema.find(&Manifest::case_path(path)), Some(Found::Fact(_) | Found::Table(_)));
    paths.into_iter().filter(|path| !known(path)).collect()
}
