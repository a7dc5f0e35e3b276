//! Moves what pages need from one file into another, object by object, and nothing that only rides along.
//!
//! It exists because a page leads, through its parents and its tags, to its whole file. Input: an opened file and the objects that
//! plans name. Output: the same objects with new numbers in a [`Store`].

use std::collections::{BTreeMap, BTreeSet};

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::{Layers, packed};
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
    known_layers: BTreeSet<ObjectId>,
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
    /// Whether the table of objects was made anew: then nothing says which objects there should be, and any that is missing is lost.
    reconstructed: bool,
}

impl<'a> Copier<'a> {
    pub(super) fn new(
        source: Document,
        store: &'a mut Store,
        (known_layers, hidden): (BTreeSet<ObjectId>, BTreeSet<ObjectId>),
        reconstructed: bool,
    ) -> Copier<'a> {
        Copier {
            source,
            store,
            known_layers,
            hidden,
            new: BTreeMap::new(),
            left: Vec::new(),
            layers: Layers::default(),
            lost: false,
            external: 0,
            files: 0,
            reconstructed,
        }
    }

    /// Moves everything that was asked for and what it leads to.
    pub(super) fn drain(&mut self) {
        while let Some(id) = self.left.pop() {
            let (Some(new), Some(object)) = (self.new.get(&id).copied(), self.source.objects.remove(&id)) else { continue };
            let object = match object {
                Object::Dictionary(dict) if self.known_layers.contains(&id) => nameless(dict).into(),
                object => object,
            };
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
            Object::Dictionary(dict) => self.entries(dict, depth).into(),
            Object::Stream(stream) => self.stream(stream, depth),
            other => other,
        }
    }

    /// The entries of a dictionary. One that leads to nothing, or to what stays behind, is the same as none.
    fn entries(&mut self, dict: Dictionary, depth: usize) -> Dictionary {
        // A table of resources has no type, and may well call a picture "Metadata".
        let typed = dict.has(b"Type");
        let own = dict.into_iter().filter(|(key, _)| !(typed && matches!(key.as_slice(), b"Metadata" | b"PieceInfo")));
        let entries = own.map(|(key, value)| (key, self.at_depth(value, depth + 1)));
        entries.filter(|(_, value)| !value.is_null()).collect()
    }

    fn stream(&mut self, mut stream: Stream, depth: usize) -> Object {
        // A picture or a font would be missing, or end early.
        self.lost |= !packed::whole(&self.source, &stream);
        if stream.dict.has(b"F") || stream.dict.has(b"Ref") {
            self.external += 1;
        }
        self.clean_picture(&mut stream);
        // pdfTeX writes its name and the paper's into every picture it draws.
        let stays = |key: &[u8]| DROPPED.contains(&key) || key.starts_with(b"PTEX.") || key == b"Length";
        let dict = self.entries(stream.dict.into_iter().filter(|(key, _)| !stays(key)).collect(), depth);
        crate::pdf::objects::plain(dict, stream.content).into()
    }

    /// A picture inside the file loses what a camera wrote into it, also below another packing.
    fn clean_picture(&mut self, stream: &mut Stream) {
        let packing = packed::packing(&self.source, &stream.dict);
        let mut filters = packed::filters(&packing);
        let kind = filters.pop().unwrap_or_default();
        if kind != b"DCTDecode" && kind != b"JPXDecode" {
            return;
        }
        let parameters = match packing.get(b"DecodeParms") {
            Ok(Object::Array(items)) => items.clone(),
            Ok(other) => vec![other.clone()],
            Err(_) => Vec::new(),
        };
        let mut bare = None;
        if !filters.is_empty() {
            let mut outer = Dictionary::new();
            outer.set("Filter", filters.iter().map(|name| Object::Name(name.clone())).collect::<Vec<_>>());
            outer.set("DecodeParms", parameters.iter().take(filters.len()).cloned().collect::<Vec<_>>());
            bare = Stream::new(outer, stream.content.clone()).decompressed_content_with_limit(packed::MOST_UNPACKED).ok();
            if bare.is_none() {
                return;
            }
        }
        let picture = bare.as_deref().unwrap_or(&stream.content);
        let clean = if kind == b"DCTDecode" { photo::without_metadata(picture) } else { photo::without_boxes(picture) };
        let Some(clean) = clean else {
            // A JPEG that cannot be taken apart shows nothing.
            self.lost |= kind == b"DCTDecode";
            return;
        };
        stream.dict.set("Filter", Object::Name(kind));
        match parameters.into_iter().nth(filters.len()) {
            Some(own @ Object::Dictionary(_)) => stream.dict.set("DecodeParms", own),
            _ => {
                stream.dict.remove(b"DecodeParms");
            }
        }
        stream.content = clean;
    }

    /// The new number of an object, which is moved later; null for what must not come along.
    fn reference(&mut self, id: ObjectId) -> Object {
        if let Some(new) = self.new.get(&id) {
            return Object::Reference(*new);
        }
        if !self.source.objects.contains_key(&id) {
            self.lost |= self.was_there(id);
            return Object::Null;
        }
        if self.stays(id) {
            return Object::Null;
        }
        let new = self.store.new_id();
        if self.known_layers.contains(&id) {
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
        if self.reconstructed {
            return true;
        }
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
            b"" if stream && matches!(dict.get(b"Subtype").and_then(Object::as_name), Ok(b"XML")) => true,
            b"Page" | b"Pages" | b"Catalog" | b"StructElem" | b"StructTreeRoot" | b"Action" | b"Annot" | b"Outlines" | b"Sig" => !stream,
            _ => false,
        }
    }
}

/// A layer without what its maker called it and when it should switch by itself.
fn nameless(dict: Dictionary) -> Dictionary {
    let mut dict: Dictionary = dict.into_iter().filter(|(key, _)| key != b"Usage" && key != b"Name").collect();
    dict.set("Type", Object::Name(b"OCG".to_vec()));
    dict.set("Name", Object::String(b"layer".to_vec(), lopdf::StringFormat::Literal));
    dict
}
