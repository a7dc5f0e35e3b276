//! A file's own bookmarks, as far as they lead to pages that are taken over.
//!
//! Input: the outline of the catalog. Output: titles, levels and pages in reading order.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};

use super::value::{array, as_dict, dict, get, name, reference, resolved};
use crate::document::ExhibitBookmark;

/// More bookmarks than anybody reads.
const MOST: usize = 500;

/// Deeper than a side bar shows.
const DEEPEST: u8 = 5;

/// Reads the bookmarks that lead to `pages`.
pub(super) fn read(document: &Document, pages: &[ObjectId]) -> Vec<ExhibitBookmark> {
    let Some(outlines) = document.catalog().ok().and_then(|catalog| dict(document, catalog, "Outlines")) else {
        return Vec::new();
    };
    let places: BTreeMap<ObjectId, usize> = pages.iter().enumerate().rev().map(|(index, id)| (*id, index)).collect();
    let mut reader = Reader { document, places, seen: BTreeSet::new(), found: Vec::new() };
    reader.siblings(reference(outlines, "First"), 0, 0);
    reader.found
}

/// The page a destination leads to.
pub(super) fn target(document: &Document, destination: &Object) -> Option<ObjectId> {
    match resolved(document, destination)? {
        Object::Array(items) => items.first()?.as_reference().ok(),
        Object::Dictionary(_) => explicit(document, destination),
        Object::Name(name) => named(document, name),
        Object::String(name, _) => named(document, name),
        _ => None,
    }
}

fn named(document: &Document, wanted: &[u8]) -> Option<ObjectId> {
    let catalog = document.catalog().ok()?;
    if let Some(found) = dict(document, catalog, "Dests").and_then(|dests| dests.get(wanted).ok()) {
        return explicit(document, found);
    }
    let tree = dict(document, dict(document, catalog, "Names")?, "Dests")?;
    let mut left = MOST_NODES;
    explicit(document, in_tree(document, tree, wanted, 0, &mut left)?)
}

/// A destination that says its page itself; a name that leads to a name leads nowhere.
fn explicit(document: &Document, found: &Object) -> Option<ObjectId> {
    let found = resolved(document, found)?;
    let list = match found {
        Object::Dictionary(dict) => get(document, dict, "D")?,
        other => other,
    };
    list.as_array().ok()?.first()?.as_reference().ok()
}

/// A tree of names that leads back into itself is left after so many nodes.
const MOST_NODES: usize = 20_000;

fn in_tree<'a>(document: &'a Document, tree: &'a Dictionary, wanted: &[u8], depth: usize, left: &mut usize) -> Option<&'a Object> {
    *left = left.checked_sub(1)?;
    if depth > 32 {
        return None;
    }
    for pair in array(document, tree, "Names").unwrap_or_default().chunks_exact(2) {
        if let [key, value] = pair
            && resolved(document, key).and_then(|key| key.as_str().ok()) == Some(wanted)
        {
            return Some(value);
        }
    }
    let kids = array(document, tree, "Kids").unwrap_or_default();
    kids.iter().find_map(|kid| {
        let kid = as_dict(resolved(document, kid)?)?;
        let limits = array(document, kid, "Limits").unwrap_or_default();
        let edge = |index: usize| limits.get(index).and_then(|limit| resolved(document, limit)).and_then(|limit| limit.as_str().ok());
        let outside = edge(0).is_some_and(|least| wanted < least) || edge(1).is_some_and(|most| wanted > most);
        if outside { None } else { in_tree(document, kid, wanted, depth + 1, left) }
    })
}

struct Reader<'a> {
    document: &'a Document,
    places: BTreeMap<ObjectId, usize>,
    seen: BTreeSet<ObjectId>,
    found: Vec<ExhibitBookmark>,
}

impl Reader<'_> {
    fn siblings(&mut self, first: Option<ObjectId>, level: u8, depth: u8) {
        let mut next = first;
        while let Some(id) = next {
            if !self.seen.insert(id) || self.found.len() >= MOST {
                return;
            }
            let Some(item) = self.document.get_object(id).ok().and_then(as_dict) else { return };
            let page = self.page(item);
            if let Some(page) = page {
                let title = get(self.document, item, "Title").and_then(|title| decode_text_string(title).ok()).unwrap_or_default();
                let title: String = title.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
                let title = title.trim();
                if !title.is_empty() {
                    self.found.push(ExhibitBookmark { title: title.to_owned(), level, page });
                }
            }
            if level < DEEPEST && depth < 2 * DEEPEST {
                // Below one that leads nowhere, the next ones move up.
                self.siblings(reference(item, "First"), if page.is_some() { level + 1 } else { level }, depth + 1);
            }
            next = reference(item, "Next");
        }
    }

    fn page(&self, item: &Dictionary) -> Option<usize> {
        let destination = match item.get(b"Dest") {
            Ok(destination) => destination,
            Err(_) => {
                let action = dict(self.document, item, "A")?;
                (name(self.document, action, "S")? == b"GoTo").then(|| action.get(b"D").ok())??
            }
        };
        self.places.get(&target(self.document, destination)?).copied()
    }
}
