//! Links and marks of an exhibit's page, moved to where the page stands on ours.
//!
//! Input: a [`Note`] in places of the upright page. Output: its annotation.

use lopdf::{Dictionary, Object, ObjectId};

use crate::layout::{Item, Pages, PlacedExhibit};
use crate::pdf::import::Note;
use crate::pdf::objects::{name, text_string};
use crate::pdf::tags::whole_page;

/// Keys whose numbers are places.
const PLACES: [&str; 7] = ["Rect", "QuadPoints", "L", "Vertices", "CL", "Path", "InkList"];

/// Annotations are printed.
const PRINT: i64 = 1 << 2;

/// The annotation of a note.
pub(crate) fn placed(note: &Note, exhibit: &PlacedExhibit, matrix: [f64; 6], pages: &Pages, page_ids: &[ObjectId]) -> Dictionary {
    let mut dict = note.dict.clone();
    dict.set("Type", name("Annot"));
    dict.set("F", Object::Integer(PRINT));
    for key in PLACES {
        if let Ok(value) = dict.get(key.as_bytes()) {
            let moved = moved(value, matrix);
            dict.set(key, moved);
        }
    }
    if let Some(target) = note.leads_to {
        let on = |item: &Item| matches!(item, Item::Exhibit(placed) if placed.exhibit == exhibit.exhibit && placed.page == target);
        // In a packet of several files the page may be in another one; then only the frame stays.
        if let Some(page) = pages.pages.iter().position(|page| page.items.iter().any(on)).and_then(|index| page_ids.get(index)) {
            dict.set("Dest", whole_page(*page));
        }
    }
    if matches!(dict.get(b"Subtype").and_then(Object::as_name), Ok(b"Link")) {
        dict.set("Contents", text_string("link in the exhibit"));
    }
    dict
}

fn moved(value: &Object, matrix: [f64; 6]) -> Object {
    let Object::Array(items) = value else { return value.clone() };
    let number = |item: &Object| item.as_float().map(f64::from).ok();
    if !items.iter().all(|item| number(item).is_some()) {
        return items.iter().map(|item| moved(item, matrix)).collect::<Vec<_>>().into();
    }
    let [a, b, c, d, e, f] = matrix;
    let mut places = Vec::with_capacity(items.len());
    for pair in items.chunks_exact(2) {
        if let [x, y] = pair
            && let (Some(x), Some(y)) = (number(x), number(y))
        {
            let round = |value: f64| Object::Real(((value * 100.0).round() / 100.0) as f32);
            places.extend([round(a * x + c * y + e), round(b * x + d * y + f)]);
        }
    }
    places.into()
}
