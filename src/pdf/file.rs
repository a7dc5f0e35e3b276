//! A file while it is written: objects go in one after the other, and nothing is held as a tree.
//!
//! It exists for speed, and for one trap: a stream whose last byte is a line end is read as one byte too short by validators. Input: objects,
//! with the numbers that this file gives out. Output: bytes. Streams stand in the file as they come; all other objects are packed together
//! (ISO 32000-1, 7.5.7), and the table of objects is the last.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use crate::pdf::PdfError;
use crate::pdf::objects::{count, name};
use crate::pdf::packing::Packer;
use crate::pdf::syntax::{write, write_entries, write_number};

/// No stream packs more objects: a position in one is written in 16 bits, and readers unpack all of it to find one.
const LARGEST_PACK: usize = 4000;

/// A table of objects that is no longer than this is not compressed: it would save 300 bytes, and take half as long as a page of text.
const SHORT_TABLE: usize = 1024;

/// Where an object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nowhere: a number that was given out and not used.
    Free,
    /// From this byte of the file on.
    Byte(usize),
    /// In the stream of packed objects with this number, at this position.
    Packed(u32, usize),
}

/// A file that is being written.
pub(crate) struct File<'p> {
    bytes: Vec<u8>,
    /// By number.
    places: Vec<Place>,
    pack: Pack,
    packer: &'p mut Packer,
}

/// Small objects that wait to be packed together.
#[derive(Debug, Default)]
struct Pack {
    ids: Vec<ObjectId>,
    /// The number and place of each, as the packed stream begins with.
    numbers: Vec<u8>,
    bodies: Vec<u8>,
}

impl<'p> File<'p> {
    /// An empty file, which will be about so large. Numbers up to `last` are given out already.
    pub(crate) fn new(packer: &'p mut Packer, last: u32, size: usize) -> File<'p> {
        let mut bytes = Vec::with_capacity(size);
        bytes.extend_from_slice("%PDF-1.7\n%\u{e2}\u{e3}\u{cf}\u{d3}\n".as_bytes());
        let known = usize::try_from(last).unwrap_or(usize::MAX).saturating_add(1);
        let mut places = Vec::with_capacity(known.saturating_add(256));
        places.resize(known, Place::Free);
        let pack = Pack { ids: Vec::with_capacity(128), numbers: Vec::with_capacity(1024), bodies: Vec::with_capacity(16 * 1024) };
        File { bytes, places, pack, packer }
    }

    /// What compresses for this file.
    pub(crate) fn packer(&mut self) -> &mut Packer {
        self.packer
    }

    /// A number nobody has.
    pub(crate) fn new_id(&mut self) -> ObjectId {
        self.places.push(Place::Free);
        (u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX), 0)
    }

    /// Adds an object.
    pub(crate) fn add(&mut self, object: impl Into<Object>) -> Result<ObjectId, PdfError> {
        let id = self.new_id();
        self.set(id, &object.into())?;
        Ok(id)
    }

    /// Writes the object with this number.
    pub(crate) fn set(&mut self, id: ObjectId, object: &Object) -> Result<(), PdfError> {
        match object {
            Object::Stream(stream) => {
                self.stream(id, &stream.content, |out| write_entries(stream.dict.iter().filter(|(key, _)| *key != b"Length"), out));
                Ok(())
            }
            other => self.body(id, |out| write(other, out)),
        }
    }

    /// Writes the object with this number, its bytes given by `write`.
    pub(crate) fn body(&mut self, id: ObjectId, write: impl FnOnce(&mut Vec<u8>)) -> Result<(), PdfError> {
        let pack = &mut self.pack;
        pack.ids.push(id);
        write_number(i64::from(id.0), &mut pack.numbers);
        pack.numbers.push(b' ');
        write_number(i64::try_from(pack.bodies.len()).unwrap_or(i64::MAX), &mut pack.numbers);
        pack.numbers.push(b' ');
        write(&mut pack.bodies);
        pack.bodies.push(b'\n');
        if pack.ids.len() >= LARGEST_PACK { self.end_pack() } else { Ok(()) }
    }

    /// Adds a stream of bytes as they are, with more entries of its dictionary.
    pub(crate) fn add_stream(&mut self, content: &[u8], entries: impl FnOnce(&mut Vec<u8>)) -> ObjectId {
        let id = self.new_id();
        self.stream(id, content, entries);
        id
    }

    /// A line end of its own before `endstream`: then the last byte of the stream is never taken for one.
    fn stream(&mut self, id: ObjectId, content: &[u8], entries: impl FnOnce(&mut Vec<u8>)) {
        self.put(id, Place::Byte(self.bytes.len()));
        let out = &mut self.bytes;
        write_number(i64::from(id.0), out);
        out.push(b' ');
        write_number(i64::from(id.1), out);
        out.extend_from_slice(b" obj\n<<");
        entries(out);
        out.extend_from_slice(b"/Length ");
        write_number(i64::try_from(content.len()).unwrap_or(i64::MAX), out);
        out.extend_from_slice(b">>\nstream\r\n");
        out.extend_from_slice(content);
        out.extend_from_slice(b"\r\nendstream\nendobj\n");
    }

    fn put(&mut self, id: ObjectId, place: Place) {
        if let Some(slot) = usize::try_from(id.0).ok().and_then(|number| self.places.get_mut(number)) {
            *slot = place;
        }
    }

    fn end_pack(&mut self) -> Result<(), PdfError> {
        let Pack { ids, numbers: mut data, mut bodies } = std::mem::take(&mut self.pack);
        if ids.is_empty() {
            return Ok(());
        }
        let id = self.new_id();
        for (position, packed) in ids.iter().enumerate() {
            self.put(*packed, Place::Packed(id.0, position));
        }
        let mut dict = Dictionary::new();
        dict.set("Type", name("ObjStm"));
        dict.set("N", count(ids.len()));
        dict.set("First", count(data.len()));
        dict.set("Filter", name("FlateDecode"));
        data.append(&mut bodies);
        let packed = self.packer.packed(data)?.0;
        self.stream(id, &packed, |out| write_entries(dict.iter(), out));
        Ok(())
    }

    /// The whole file, with its catalog, its description and its number.
    pub(crate) fn finish(mut self, root: ObjectId, info: ObjectId, number: &[u8]) -> Result<Vec<u8>, PdfError> {
        self.end_pack()?;
        let table = self.new_id();
        let start = self.bytes.len();
        self.put(table, Place::Byte(start));
        let (mut dict, mut content) = cross_references(&self.places, start);
        let number = Object::String(number.to_vec(), StringFormat::Hexadecimal);
        dict.set("Root", root);
        dict.set("Info", info);
        dict.set("ID", vec![number.clone(), number]);
        if content.len() > SHORT_TABLE {
            dict.set("Filter", name("FlateDecode"));
            // Not a byte may be added to a table.
            content = self.packer.deflated(&content)?;
        }
        self.stream(table, &content, |out| write_entries(dict.iter(), out));
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        Ok(self.bytes)
    }
}

/// The table (ISO 32000-1, 7.5.8): for each number a kind, a place, and a position.
fn cross_references(places: &[Place], largest: usize) -> (Dictionary, Vec<u8>) {
    let wide = (1..8).find(|bytes| largest >> (8 * bytes) == 0).unwrap_or(8);
    let mut entries = Vec::with_capacity(places.len() * (wide + 3));
    for place in places {
        let (kind, place, position) = match *place {
            // Never to be used.
            Place::Free => (0, 0, usize::from(u16::MAX)),
            Place::Byte(byte) => (1, byte, 0),
            Place::Packed(pack, position) => (2, usize::try_from(pack).unwrap_or(usize::MAX), position),
        };
        entries.push(kind);
        entries.extend(place.to_be_bytes().into_iter().skip(8 - wide));
        entries.extend(u16::try_from(position).unwrap_or(u16::MAX).to_be_bytes());
    }
    let mut dict = Dictionary::new();
    dict.set("Type", name("XRef"));
    dict.set("Size", count(places.len()));
    dict.set("W", vec![1.into(), count(wide), 2.into()]);
    (dict, entries)
}

#[cfg(test)]
mod tests {
    use super::{File, LARGEST_PACK, Place, cross_references};
    use crate::pdf::objects::{dictionary, name, plain, text_string};
    use crate::pdf::packing::Packer;
    use lopdf::{Dictionary, Document, Object, StringFormat};

    /// Whatever we write, another reader reads the same.
    #[test]
    fn every_kind_of_object_is_read_back_as_it_was() {
        let mut packer = Packer::default();
        let mut file = File::new(&mut packer, 0, 0);
        let odd: Vec<u8> = (0..=255).collect();
        let all = Object::Array(vec![
            Object::Null,
            true.into(),
            false.into(),
            0.into(),
            (-17).into(),
            Object::Real(0.5),
            Object::Real(-612.25),
            Object::Name(odd.iter().copied().skip(1).collect()),
            Object::String(odd.clone(), StringFormat::Literal),
            Object::String(odd.clone(), StringFormat::Hexadecimal),
            Object::Array(vec![1.into(), name("A"), 2.into(), text_string("x"), Object::Real(3.25)]),
            dictionary(vec![("K", 1.into()), ("L", name("M")), ("N", dictionary(vec![]).into())]).into(),
            (1, 0).into(),
        ]);
        let id = file.add(all.clone()).unwrap();
        let ends_badly = file.add(plain(Dictionary::new(), b"ends in a line end\r\n".to_vec())).unwrap();
        let many: Vec<_> = (0..LARGEST_PACK * 2).map(|number| file.add(number as i64).unwrap()).collect();
        let catalog = file.add(dictionary(vec![("Type", name("Catalog")), ("All", id.into())])).unwrap();
        let info = file.add(dictionary(vec![])).unwrap();
        let bytes = file.finish(catalog, info, b"0123456789abcdef").unwrap();
        let back = Document::load_mem(&bytes).expect("read");
        assert_eq!(back.get_object(id).unwrap(), &all);
        assert_eq!(back.get_object(ends_badly).unwrap().as_stream().unwrap().content, b"ends in a line end\r\n");
        assert_eq!(back.trailer.get(b"Root").unwrap().as_reference().unwrap(), catalog);
        assert!(many.iter().enumerate().all(|(number, id)| back.get_object(*id).unwrap() == &Object::Integer(number as i64)));
    }

    /// Readers that trust the numbers alone find nothing when a position is wrong; those that we test with look for themselves.
    #[test]
    fn the_table_says_where_each_object_stands() {
        let places = [Place::Free, Place::Byte(0x1234), Place::Free, Place::Packed(4, 0x0102), Place::Byte(9), Place::Byte(0x2000)];
        let (dict, entries) = cross_references(&places, 0x2000);
        assert_eq!(dict.get(b"W").unwrap().as_array().unwrap(), &[Object::Integer(1), Object::Integer(2), Object::Integer(2)]);
        assert_eq!(dict.get(b"Size").unwrap(), &Object::Integer(6));
        let free = [0, 0, 0, 0xff, 0xff];
        assert_eq!(entries, [free, [1, 0x12, 0x34, 0, 0], free, [2, 0, 4, 1, 2], [1, 0, 9, 0, 0], [1, 0x20, 0, 0, 0]].concat());
    }
}
