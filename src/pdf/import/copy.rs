//! Moves what pages need from one file into another, object by object, and nothing that only rides along.
//!
//! It exists because a page leads, through its parents and its tags, to its whole file. Input: an opened file and the objects that
//! plans name. Output: the same objects with new numbers in a [`Store`].

use std::collections::{BTreeMap, BTreeSet};

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::Layers;
use crate::pdf::inserts::Store;
use crate::photo;

/// What streams carry along: who made them, where they were cut from, other files.
const DROPPED: [&[u8]; 16] = [
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"StructParent",
    b"StructParents",
    b"OPI",
    b"Ref",
    b"AF",
    b"F",
    b"FFilter",
    b"FDecodeParms",
    b"Thumb",
    b"AA",
    b"ID",
    b"Alternates",
    b"DL",
];

/// Direct objects stand in each other so deep and no deeper.
const DEEPEST: usize = 200;

/// Moves objects.
pub(super) struct Copier<'a> {
    source: Document,
    pub(super) store: &'a mut Store,
    hidden: BTreeSet<ObjectId>,
    new: BTreeMap<ObjectId, ObjectId>,
    left: Vec<ObjectId>,
    /// Layers that came along.
    pub(super) layers: Layers,
    /// Whether an object that the file's table names could not be read.
    pub(super) lost: bool,
    /// References to other files, cut.
    pub(super) external: usize,
    /// Files inside the file, left behind.
    pub(super) files: usize,
}

impl<'a> Copier<'a> {
    pub(super) fn new(source: Document, store: &'a mut Store, hidden: BTreeSet<ObjectId>) -> Copier<'a> {
        Copier {
            source,
            store,
            hidden,
            new: BTreeMap::new(),
            left: Vec::new(),
            layers: Layers::default(),
            lost: false,
            external: 0,
            files: 0,
        }
    }

    /// Moves everything that was asked for and what it leads to.
    pub(super) fn drain(&mut self) {
        while let Some(id) = self.left.pop() {
            let (Some(new), Some(object)) = (self.new.get(&id).copied(), self.source.objects.remove(&id)) else { continue };
            let object = self.at_depth(object, 0);
            self.store.objects.insert(new, object);
        }
    }

    /// A value with its references renumbered.
    pub(super) fn value(&mut self, object: Object) -> Object {
        self.at_depth(object, 0)
    }

    /// A dictionary without references.
    pub(super) fn plain_dictionary(&mut self, dict: Dictionary) -> Dictionary {
        dict.into_iter().map(|(key, value)| (key, self.value(value))).collect()
    }

    /// A stored look; one that forgot to say that it is a form is told so.
    pub(super) fn form(&mut self, id: ObjectId) -> Object {
        if let Ok(stream) = self.source.get_object_mut(id).and_then(Object::as_stream_mut) {
            stream.dict.set("Type", Object::Name(b"XObject".to_vec()));
            stream.dict.set("Subtype", Object::Name(b"Form".to_vec()));
        }
        self.reference(id)
    }

    fn at_depth(&mut self, object: Object, depth: usize) -> Object {
        if depth > DEEPEST {
            return Object::Null;
        }
        match object {
            Object::Reference(id) => self.reference(id),
            Object::Array(items) => items.into_iter().map(|item| self.at_depth(item, depth + 1)).collect::<Vec<_>>().into(),
            Object::Dictionary(dict) => {
                let dict = if is_layer(&dict) { nameless(dict) } else { dict };
                dict.into_iter().map(|(key, value)| (key, self.at_depth(value, depth + 1))).collect::<Dictionary>().into()
            }
            Object::Stream(stream) => self.stream(stream, depth),
            other => other,
        }
    }

    fn stream(&mut self, stream: Stream, depth: usize) -> Object {
        let Stream { dict, mut content, .. } = stream;
        if dict.has(b"F") || dict.has(b"Ref") {
            self.external += 1;
        }
        let jpeg = matches!(dict.get(b"Filter"), Ok(Object::Name(filter)) if filter == b"DCTDecode")
            || matches!(dict.get(b"Filter"), Ok(Object::Array(filters)) if matches!(filters.as_slice(), [Object::Name(filter)] if filter == b"DCTDecode"));
        if jpeg && let Some(clean) = photo::without_metadata(&content) {
            content = clean;
        }
        let kept = dict.into_iter().filter(|(key, _)| !DROPPED.contains(&key.as_slice()) && key != b"Length");
        let dict: Dictionary = kept.map(|(key, value)| (key, self.at_depth(value, depth + 1))).collect();
        crate::pdf::objects::plain(dict, content).into()
    }

    /// The new number of an object, which is moved later; null for what must not come along.
    fn reference(&mut self, id: ObjectId) -> Object {
        if let Some(new) = self.new.get(&id) {
            return Object::Reference(*new);
        }
        let Some(object) = self.source.objects.get(&id) else {
            self.lost |= self.was_there(id);
            return Object::Null;
        };
        let layer = matches!(object, Object::Dictionary(dict) if is_layer(dict));
        if self.stays(id) {
            return Object::Null;
        }
        let new = self.store.new_id();
        if layer {
            self.layers.all.push(new);
            if self.hidden.contains(&id) {
                self.layers.hidden.push(new);
            }
        }
        self.new.insert(id, new);
        self.left.push(id);
        Object::Reference(new)
    }

    /// Whether the file's table names an object that could not be read.
    fn was_there(&self, id: ObjectId) -> bool {
        match self.source.reference_table.get(id.0) {
            Some(XrefEntry::Normal { generation, .. }) => *generation == id.1,
            Some(XrefEntry::Compressed { .. }) => id.1 == 0,
            _ => false,
        }
    }

    /// Whether an object belongs to the file and not to the page.
    fn stays(&mut self, id: ObjectId) -> bool {
        let Some(object) = self.source.objects.get(&id) else { return true };
        let (dict, stream) = match object {
            Object::Dictionary(dict) => (dict, false),
            Object::Stream(stream) => (&stream.dict, true),
            _ => return false,
        };
        let kind = dict.get(b"Type").and_then(Object::as_name).unwrap_or_default();
        match kind {
            b"EmbeddedFile" | b"Filespec" => {
                self.files += 1;
                true
            }
            b"Metadata" => stream,
            b"Page" | b"Pages" | b"Catalog" | b"StructElem" | b"StructTreeRoot" | b"Action" | b"Annot" | b"Outlines" | b"Sig" => !stream,
            _ => false,
        }
    }
}

fn is_layer(dict: &Dictionary) -> bool {
    matches!(dict.get(b"Type").and_then(Object::as_name), Ok(b"OCG"))
}

/// A layer without what its maker called it and when it should switch by itself.
fn nameless(dict: Dictionary) -> Dictionary {
    let mut dict: Dictionary = dict.into_iter().filter(|(key, _)| key != b"Usage" && key != b"Name").collect();
    dict.set("Name", Object::String(b"layer".to_vec(), lopdf::StringFormat::Literal));
    dict
}
