//! The allowed facts of a case as the data a template sees.
//!
//! Input: a [`Case`], one of its `[[letters]]`, the kind's allow list. Output: JSON that fits [`crate::shape::of`]. A fact that
//! the list does not name is not in the data at all, so no template can leak it.

use serde_json::{Map, Value as Json};

use crate::case::Case;
use crate::fact::{FactType, Table, join};
use crate::library::Library;
use crate::manifest::Manifest;
use crate::shape::Shape;
use crate::value::{Record, Value};
use crate::wording::dates::When;
use crate::wording::quotes;

/// The allowed facts, with `letter` for the entry of `[[letters]]` being written.
pub fn facts(case: &Case, letter: &Record, manifest: &Manifest, library: &Library) -> Json {
    let facts = &manifest.kit(library).facts;
    let copier = Copier { library };
    let mut root = copier.table(&case.record, facts);
    if let Some(letters) = facts.table("letters") {
        root.insert("letter".to_owned(), Json::Object(copier.table(letter, letters)));
    }
    root.remove("letters");
    if case.record.boolean("situation.safety_in_letter") != Some(true)
        && let Some(Json::Object(situation)) = root.get_mut("situation")
    {
        situation.retain(|key, _| !key.starts_with("safety"));
    }
    Json::Object(root)
}

struct Copier<'a> {
    library: &'a Library,
}

impl Copier<'_> {
    fn table(&self, record: &Record, table: &Table) -> Map<String, Json> {
        let mut out = Map::new();
        for fact in &table.facts {
            if let Some(entry) = record.entries.get(&fact.key)
                && let Some(value) = self.value(&entry.value, &fact.kind)
            {
                out.insert(fact.key.clone(), value);
            }
        }
        for inner in &table.tables {
            match record.entries.get(inner.name()).map(|entry| &entry.value) {
                Some(Value::Table(record)) => {
                    out.insert(inner.name().to_owned(), Json::Object(self.table(record, inner)));
                }
                Some(Value::Rows(rows)) => {
                    out.insert(inner.name().to_owned(), Json::Array(self.rows(rows, inner)));
                }
                _ => {}
            }
        }
        out
    }

    /// Rows that may be shared, by date when they have one.
    fn rows(&self, rows: &[Record], table: &Table) -> Vec<Json> {
        let mut rows: Vec<&Record> = rows.iter().filter(|row| row.boolean("share") != Some(false)).collect();
        if !table.ordered {
            rows.sort_by_key(|row| row.date("date").or_else(|| row.when("date").map(When::sort_key)));
        }
        rows.into_iter().map(|row| Json::Object(self.table(row, table))).collect()
    }

    fn value(&self, value: &Value, kind: &FactType) -> Option<Json> {
        Some(match value {
            Value::Name(words) => self.seed_words(words, kind).unwrap_or_else(|| Json::String(words.clone())),
            Value::Text(words) => {
                let words = quotes::curl(words);
                self.seed_words(&words, kind).unwrap_or(Json::String(words))
            }
            Value::Narrative(paragraphs) => paragraphs.iter().map(|paragraph| Json::String(quotes::curl(paragraph))).collect(),
            Value::Date(date) => Json::String(date.to_string()),
            Value::When(when) => Json::String(written(when)),
            Value::Integer(number) => Json::from(*number),
            Value::Boolean(answer) => Json::Bool(*answer),
            Value::Seed { category, id } => self.seed(category, id)?,
            Value::List(items) => Json::Array(items.iter().filter_map(|item| self.value(&item.value, kind)).collect()),
            Value::Pronouns(_) | Value::Table(_) | Value::Rows(_) => return None,
        })
    }

    /// Free words in place of a seed: they stand for the lines that a letter speaks.
    fn seed_words(&self, words: &str, kind: &FactType) -> Option<Json> {
        let FactType::Seed { category, .. } = kind else { return None };
        const SPOKEN: [&str; 6] = ["name", "text", "ask", "area", "phrase", "in_text"];
        let keys = self.library.seeds.keys(category).filter(|key| SPOKEN.contains(key));
        Some(Json::Object(keys.map(|key| (key.to_owned(), Json::String(words.to_owned()))).collect()))
    }

    fn seed(&self, category: &str, id: &str) -> Option<Json> {
        let seed = self.library.seed(category, id)?;
        Some(Json::Object(seed.words.iter().map(|(key, words)| (key.clone(), Json::String(quotes::curl(words)))).collect()))
    }
}

/// A [`When`] as a case file writes it, for the date helpers to read again.
pub fn written(when: &When) -> String {
    match when {
        When::Day(day) => day.to_string(),
        When::Month { year, month } => format!("{year:04}-{:02}", month.number_from_month()),
        When::About(day) => format!("about {day}"),
        When::WeekOf(day) => format!("week of {day}"),
    }
}

/// Puts an empty list wherever a list may be and none is, so that `{{#each}}` over nothing prints nothing.
pub fn fill_lists(data: &mut Json, shape: &Shape) {
    match (shape, data) {
        (Shape::Object(parts), Json::Object(map)) => {
            for (name, part) in parts {
                match part {
                    Shape::List(_) => fill_lists(map.entry(name.clone()).or_insert_with(|| Json::Array(Vec::new())), part),
                    Shape::Object(inner) if inner.values().any(|shape| matches!(shape, Shape::List(_))) => {
                        fill_lists(map.entry(name.clone()).or_insert_with(|| Json::Object(Map::new())), part);
                    }
                    Shape::Object(_) => {
                        if let Some(inner) = map.get_mut(name) {
                            fill_lists(inner, part);
                        }
                    }
                    _ => {}
                }
            }
        }
        (Shape::List(item), Json::Array(items)) => items.iter_mut().for_each(|data| fill_lists(data, item)),
        _ => {}
    }
}

/// Says where data does not fit its shape: our own mistake, found by tests.
pub fn misfits(data: &Json, shape: &Shape, path: &str) -> Vec<String> {
    match (shape, data) {
        (Shape::Object(parts), Json::Object(map)) => map
            .iter()
            .filter(|(name, _)| !name.starts_with('_'))
            .flat_map(|(name, inner)| {
                let path = join(path, name);
                parts.get(name).map_or_else(|| vec![format!("{path} has no shape")], |shape| misfits(inner, shape, &path))
            })
            .collect(),
        (Shape::List(item), Json::Array(items)) => items.iter().flat_map(|data| misfits(data, item, path)).collect(),
        (Shape::Words | Shape::Date | Shape::When, Json::String(_)) | (Shape::Number, Json::Number(_)) | (Shape::Flag, Json::Bool(_)) => {
            Vec::new()
        }
        _ => vec![format!("{path} is not a {shape:?}")],
    }
}
