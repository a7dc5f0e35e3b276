//! The outline: parts and headings in a reader's side bar.
//!
//! It exists because printpdf's bookmarks are flat. Input: the bookmarks of [`crate::layout::Pages`]. Output: outline
//! objects.

use lopdf::{Dictionary, Object, ObjectId};

use crate::layout::Bookmark;
use crate::pdf::PdfError;
use crate::pdf::file::File;
use crate::pdf::objects::{count, dictionary, name, text_string};

/// An entry with its place in the tree.
struct Entry {
    id: ObjectId,
    parent: Option<usize>,
    children: Vec<usize>,
}

/// Adds the outline; `None` if there is nothing in it.
pub(crate) fn add(file: &mut File<'_>, bookmarks: &[Bookmark], page_ids: &[ObjectId]) -> Result<Option<ObjectId>, PdfError> {
    if bookmarks.is_empty() {
        return Ok(None);
    }
    let root = file.new_id();
    let (entries, top) = nested(file, bookmarks);
    let id_of = |index: usize| entries.get(index).map(|entry| Object::Reference(entry.id));
    for (index, (entry, bookmark)) in entries.iter().zip(bookmarks).enumerate() {
        let parent = entry.parent.and_then(|parent| entries.get(parent));
        let siblings = parent.map_or(&top, |parent| &parent.children);
        let mut dict = dictionary(vec![
            ("Title", text_string(&bookmark.title)),
            ("Parent", Object::Reference(parent.map_or(root, |parent| parent.id))),
        ]);
        if let Some(page) = page_ids.get(bookmark.page) {
            dict.set("Dest", vec![(*page).into(), name("XYZ"), Object::Null, (bookmark.y as f32).into(), Object::Null]);
        }
        let place = siblings.iter().position(|sibling| *sibling == index).unwrap_or(0);
        let neighbour = |place: Option<usize>| place.and_then(|at| siblings.get(at)).and_then(|at| id_of(*at));
        for (key, value) in [("Prev", neighbour(place.checked_sub(1))), ("Next", neighbour(place.checked_add(1)))] {
            if let Some(value) = value {
                dict.set(key, value);
            }
        }
        set_children(&mut dict, &entry.children, &id_of, entry.children.len());
        file.set(entry.id, &dict.into())?;
    }
    let mut dict = dictionary(vec![("Type", name("Outlines"))]);
    set_children(&mut dict, &top, &id_of, entries.len());
    file.set(root, &dict.into())?;
    Ok(Some(root))
}

fn nested(file: &mut File<'_>, bookmarks: &[Bookmark]) -> (Vec<Entry>, Vec<usize>) {
    let mut entries: Vec<Entry> = Vec::with_capacity(bookmarks.len());
    let mut top = Vec::new();
    // The entries that are still open, from the outermost in, with their levels.
    let mut open: Vec<(u8, usize)> = Vec::new();
    for (index, bookmark) in bookmarks.iter().enumerate() {
        while open.last().is_some_and(|(level, _)| *level >= bookmark.level) {
            open.pop();
        }
        let parent = open.last().map(|(_, parent)| *parent);
        match parent.and_then(|parent| entries.get_mut(parent)) {
            Some(parent) => parent.children.push(index),
            None => top.push(index),
        }
        entries.push(Entry { id: file.new_id(), parent, children: Vec::new() });
        open.push((bookmark.level, index));
    }
    (entries, top)
}

fn set_children(dict: &mut Dictionary, children: &[usize], id_of: &impl Fn(usize) -> Option<Object>, shown: usize) {
    let ends = (children.first().and_then(|first| id_of(*first)), children.last().and_then(|last| id_of(*last)));
    if let (Some(first), Some(last)) = ends {
        dict.set("First", first);
        dict.set("Last", last);
        dict.set("Count", count(shown));
    }
}
