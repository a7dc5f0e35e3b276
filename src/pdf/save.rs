//! The object tree to bytes, with small objects packed together.
//!
//! It exists for one trap and for speed: a stream whose last byte is a line end is read as one byte too short by validators, and lopdf
//! packs the streams that it makes itself in its own way, six times slower than need be. So files of ours are written here, and lopdf
//! writes those with other people's objects in them, whose oddities it knows. Input: a document. Output: bytes.

use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, StringFormat};

use crate::pdf::PdfError;
use crate::pdf::objects::{count, deflated, digits, name, packed};

/// No stream packs more objects: lopdf counts them in 16 bits.
const LARGEST_PACK: usize = 4000;

/// Saves the document; the same document gives the same bytes.
pub(crate) fn to_bytes(document: Document, foreign: bool) -> Result<Vec<u8>, PdfError> {
    if foreign { by_lopdf(document) } else { ours(&document) }
}

fn by_lopdf(mut document: Document) -> Result<Vec<u8>, PdfError> {
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok()).map(|stream| stream.content.len()).sum::<usize>();
    // Growing by doubling would take half as much again for a packet.
    let mut bytes = Vec::with_capacity(48 * 1024 + streams + document.objects.len() * 64);
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream((document.objects.len() + 1).clamp(1, LARGEST_PACK))
        // The builder's own default is not to compress.
        .compression_level(6);
    document.save_with_options(&mut bytes, options.build())?;
    Ok(bytes)
}

/// Where an object stands, for the cross-reference table (ISO 32000-1, 7.5.8).
enum Place {
    /// From this byte of the file on.
    Byte(usize),
    /// In the stream of packed objects, at this position.
    Packed(usize),
}

/// Streams one after the other, then all other objects in one packed stream, then the table.
fn ours(document: &Document) -> Result<Vec<u8>, PdfError> {
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok()).map(|stream| stream.content.len()).sum::<usize>();
    let mut file = Vec::with_capacity(16 * 1024 + streams);
    file.extend_from_slice(format!("%PDF-{}\n%\u{e2}\u{e3}\u{cf}\u{d3}\n", document.version).as_bytes());
    let mut places: Vec<(ObjectId, Place)> = Vec::with_capacity(document.objects.len() + 2);
    let (mut numbers, mut bodies) = (Vec::with_capacity(1024), Vec::with_capacity(16 * 1024));
    let mut together = 0;
    for (id, object) in &document.objects {
        match object {
            Object::Stream(stream) => {
                places.push((*id, Place::Byte(file.len())));
                write_stream(*id, &stream.dict, &stream.content, &mut file);
            }
            other => {
                places.push((*id, Place::Packed(together)));
                together += 1;
                write_number(i64::from(id.0), &mut numbers);
                numbers.push(b' ');
                write_number(i64::try_from(bodies.len()).unwrap_or(i64::MAX), &mut numbers);
                numbers.push(b' ');
                write(other, &mut bodies);
                bodies.push(b'\n');
            }
        }
    }
    let pack: ObjectId = (document.max_id + 1, 0);
    let table: ObjectId = (document.max_id + 2, 0);
    let mut dict = Dictionary::new();
    dict.set("Type", name("ObjStm"));
    dict.set("N", count(together));
    dict.set("First", count(numbers.len()));
    dict.set("Filter", name("FlateDecode"));
    let mut content = numbers;
    content.append(&mut bodies);
    places.push((pack, Place::Byte(file.len())));
    write_stream(pack, &dict, &packed(content)?.0, &mut file);
    let start = file.len();
    places.push((table, Place::Byte(start)));
    let (mut dict, content) = cross_references(document, pack, &places, start);
    dict.set("Filter", name("FlateDecode"));
    // Not a byte may be added to a table.
    write_stream(table, &dict, &deflated(&content)?, &mut file);
    file.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
    Ok(file)
}

/// The table: for each number a kind, a place, and a position.
fn cross_references(document: &Document, pack: ObjectId, places: &[(ObjectId, Place)], largest: usize) -> (Dictionary, Vec<u8>) {
    let wide = (1..8).find(|bytes| largest >> (8 * bytes) == 0).unwrap_or(8);
    let size = usize::try_from(document.max_id).unwrap_or(usize::MAX).saturating_add(3);
    let length = wide + 3;
    // What stands nowhere is free, and never to be used.
    let mut free = vec![0; wide + 1];
    free.extend([0xff, 0xff]);
    let mut entries = free.repeat(size);
    let pack = usize::try_from(pack.0).unwrap_or(usize::MAX);
    let start = |number: u32| usize::try_from(number).ok().map(|number| number.saturating_mul(length));
    for ((number, _), place) in places {
        let (kind, place, position) = match place {
            Place::Byte(byte) => (1, *byte, 0),
            Place::Packed(position) => (2, pack, *position),
        };
        let Some(slot) = start(*number).and_then(|start| entries.get_mut(start..start.saturating_add(length))) else { continue };
        let place = place.to_be_bytes();
        let position = u16::try_from(position).unwrap_or(u16::MAX).to_be_bytes();
        let bytes = std::iter::once(kind).chain(place.into_iter().skip(8 - wide)).chain(position);
        slot.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
    }
    let mut dict = Dictionary::new();
    dict.set("Type", name("XRef"));
    dict.set("Size", count(size));
    dict.set("W", vec![1.into(), count(wide), 2.into()]);
    for key in [&b"Root"[..], b"Info", b"ID"] {
        if let Ok(value) = document.trailer.get(key) {
            dict.set(key, value.clone());
        }
    }
    (dict, entries)
}

/// A line end of its own before `endstream`: then the last byte of the stream is never taken for one.
fn write_stream((number, generation): ObjectId, dict: &Dictionary, content: &[u8], out: &mut Vec<u8>) {
    write_number(i64::from(number), out);
    out.push(b' ');
    write_number(i64::from(generation), out);
    out.extend_from_slice(b" obj\n<<");
    write_entries(dict.iter().filter(|(key, _)| key.as_slice() != b"Length"), out);
    out.extend_from_slice(b"/Length ");
    write_number(i64::try_from(content.len()).unwrap_or(i64::MAX), out);
    out.extend_from_slice(b">>");
    out.extend_from_slice(b"\nstream\r\n");
    out.extend_from_slice(content);
    out.extend_from_slice(b"\r\nendstream\nendobj\n");
}

fn write(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Boolean(true) => out.extend_from_slice(b"true"),
        Object::Boolean(false) => out.extend_from_slice(b"false"),
        Object::Integer(number) => write_number(*number, out),
        Object::Real(number) if number.fract() == 0.0 && number.abs() < 1e9 => write_number(*number as i64, out),
        Object::Real(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Object::Name(name) => write_name(name, out),
        Object::String(text, format) => write_string(text, format, out),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 && needs_space(item) {
                    out.push(b' ');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => write_dictionary(dict, out),
        Object::Reference((number, generation)) => {
            write_number(i64::from(*number), out);
            out.push(b' ');
            write_number(i64::from(*generation), out);
            out.extend_from_slice(b" R");
        }
    }
}

fn write_dictionary(dict: &Dictionary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<<");
    write_entries(dict.iter(), out);
    out.extend_from_slice(b">>");
}

fn write_entries<'a>(entries: impl Iterator<Item = (&'a Vec<u8>, &'a Object)>, out: &mut Vec<u8>) {
    for (key, value) in entries {
        write_name(key, out);
        if needs_space(value) {
            out.push(b' ');
        }
        write(value, out);
    }
}

/// What begins with a mark of its own needs no space before it.
fn needs_space(object: &Object) -> bool {
    !matches!(object, Object::Name(_) | Object::String(..) | Object::Array(_) | Object::Dictionary(_))
}

fn write_number(number: i64, out: &mut Vec<u8>) {
    if number < 0 {
        out.push(b'-');
    }
    out.extend(digits(number.unsigned_abs()));
}

fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    if name.iter().all(u8::is_ascii_alphanumeric) {
        out.extend_from_slice(name);
        return;
    }
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

fn write_string(text: &[u8], format: &StringFormat, out: &mut Vec<u8>) {
    match format {
        StringFormat::Literal => {
            out.push(b'(');
            for byte in text {
                match byte {
                    b'(' | b')' | b'\\' => out.extend([b'\\', *byte]),
                    b'\r' => out.extend_from_slice(b"\\r"),
                    b'\n' => out.extend_from_slice(b"\\n"),
                    _ => out.push(*byte),
                }
            }
            out.push(b')');
        }
        StringFormat::Hexadecimal => {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            out.push(b'<');
            for byte in text {
                out.extend([byte >> 4, byte & 15].iter().filter_map(|half| DIGITS.get(usize::from(*half))));
            }
            out.push(b'>');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, cross_references, to_bytes};
    use crate::pdf::objects::{dictionary, name, plain, text_string};
    use lopdf::{Dictionary, Document, Object, StringFormat};

    /// Whatever we write, another reader reads the same.
    #[test]
    fn every_kind_of_object_is_read_back_as_it_was() {
        let mut document = Document::with_version("1.7");
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
        let id = document.add_object(all.clone());
        let ends_badly = document.add_object(plain(Dictionary::new(), b"ends in a line end\r\n".to_vec()));
        let catalog = document.add_object(dictionary(vec![("Type", name("Catalog")), ("All", id.into())]));
        document.trailer.set("Root", catalog);
        let bytes = to_bytes(document, false).expect("saved");
        let back = Document::load_mem(&bytes).expect("read");
        assert_eq!(back.get_object(id).unwrap(), &all);
        assert_eq!(back.get_object(ends_badly).unwrap().as_stream().unwrap().content, b"ends in a line end\r\n");
        assert_eq!(back.trailer.get(b"Root").unwrap().as_reference().unwrap(), catalog);
    }

    /// Readers that trust the numbers alone find nothing when a position is wrong; those that we test with look for themselves.
    #[test]
    fn the_table_says_where_each_object_stands() {
        let mut document = Document::with_version("1.7");
        document.max_id = 3;
        let places =
            [((1, 0), Place::Byte(0x1234)), ((3, 0), Place::Packed(0x0102)), ((4, 0), Place::Byte(9)), ((5, 0), Place::Byte(0x2000))];
        let (dict, entries) = cross_references(&document, (4, 0), &places, 0x2000);
        assert_eq!(dict.get(b"W").unwrap().as_array().unwrap(), &[Object::Integer(1), Object::Integer(2), Object::Integer(2)]);
        assert_eq!(dict.get(b"Size").unwrap(), &Object::Integer(6));
        let free = [0, 0, 0, 0xff, 0xff];
        assert_eq!(entries, [free, [1, 0x12, 0x34, 0, 0], free, [2, 0, 4, 1, 2], [1, 0, 9, 0, 0], [1, 0x20, 0, 0, 0]].concat());
    }
}
