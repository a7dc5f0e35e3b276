//! One chronology out of several tables: letters, meetings and events in the order in which they happened.
//!
//! Input: the letter's data and the manifest's list of rows. Output: one list, sorted by date. A template cannot merge lists, and a
//! reader should not have to.

use serde_json::{Map, Value as Json};

use crate::manifest::Chronicle;
use crate::shape::Shape;
use crate::wording::dates::When;

/// The shape of what [`build`] gives.
pub(crate) fn shape() -> Shape {
    let words = ["text", "label", "source", "exhibit"].map(|key| (key, Shape::Words));
    let [text, label, source, exhibit] = words;
    Shape::object([("date", Shape::When), text, label, source, exhibit]).list()
}

/// Merges the rows that have a date.
pub(crate) fn build(root: &Map<String, Json>, chronicles: &[Chronicle]) -> Json {
    let mut all: Vec<(When, Json)> = chronicles.iter().flat_map(|chronicle| entries(root, chronicle)).collect();
    all.sort_by_key(|(when, _)| when.sort_key());
    all.into_iter().map(|(_, entry)| entry).collect()
}

fn entries(root: &Map<String, Json>, chronicle: &Chronicle) -> Vec<(When, Json)> {
    let mut parts = chronicle.rows.split('.');
    let first = parts.next().and_then(|part| root.get(part));
    match parts.try_fold(first, |value, part| value.map(|value| value.get(part))).flatten() {
        Some(Json::Array(rows)) => rows.iter().filter_map(|row| entry(row, chronicle)).collect(),
        Some(one) => entry(one, chronicle).into_iter().collect(),
        None => Vec::new(),
    }
}

fn entry(row: &Json, chronicle: &Chronicle) -> Option<(When, Json)> {
    let date = row.get(&chronicle.date)?;
    let when = When::parse(date.as_str()?).ok()?;
    let mut out = Map::new();
    out.insert("date".to_owned(), date.clone());
    match (row.get(&chronicle.text), &chronicle.label) {
        (Some(text), label) => {
            out.insert("text".to_owned(), text.clone());
            out.extend(label.iter().map(|label| ("label".to_owned(), Json::String(label.clone()))));
        }
        (None, Some(label)) => {
            out.insert("text".to_owned(), Json::String(label.clone()));
        }
        (None, None) => return None,
    }
    for key in ["source", "exhibit"] {
        if let Some(words) = row.get(key) {
            out.insert(key.to_owned(), words.clone());
        }
    }
    Some((when, Json::Object(out)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rows_of_several_tables_stand_in_one_order() {
        let root = json!({
            "events": [{"date": "2026-10-05", "text": "second"}, {"date": "about 2026-12-01", "text": "fourth", "exhibit": "B"}],
            "letter": {"notices": [{"date": "2026-09", "what": "first"}, {"date": "2026-11-02", "what": "third"}, {"what": "undated"}]},
        });
        let chronicles = [("events", "text", None), ("letter.notices", "what", Some("Letter"))].map(|(rows, text, label)| Chronicle {
            rows: rows.into(),
            date: "date".into(),
            text: text.into(),
            label: label.map(str::to_owned),
        });
        let merged = build(root.as_object().unwrap(), &chronicles);
        let texts: Vec<&str> = merged.as_array().unwrap().iter().map(|entry| entry["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["first", "second", "third", "fourth"]);
        assert_eq!(merged[0]["label"], "Letter");
    }
}
