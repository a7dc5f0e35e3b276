//! Small PDF objects: text strings, numbers, names.
//!
//! It exists because each of these has a trap. Input: plain values. Output: objects of lopdf.

use lopdf::{Dictionary, Object, Stream, StringFormat};

/// A string that a reader shows: ASCII as it is, all else as UTF-16 with its mark.
pub(crate) fn text_string(text: &str) -> Object {
    if text.is_ascii() {
        Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
    } else {
        Object::String(utf16_bytes(text), StringFormat::Hexadecimal)
    }
}

/// UTF-16, high byte first, with the byte order mark.
pub(crate) fn utf16_bytes(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
}

/// A name object.
pub(crate) fn name(value: &str) -> Object {
    Object::Name(value.as_bytes().to_vec())
}

/// A number of things as an integer object.
pub(crate) fn count(value: usize) -> Object {
    Object::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A dictionary of the given entries, in that order.
pub(crate) fn dictionary(entries: Vec<(&str, Object)>) -> Dictionary {
    entries.into_iter().collect()
}

/// Whether a stream that ends in this byte is read by some as one byte shorter: the line end before `endstream` cannot be
/// told from it.
pub(crate) fn ends_badly(data: &[u8]) -> bool {
    matches!(data.last(), Some(b'\r' | b'\n'))
}

/// A stream of bytes that are compressed already.
pub(crate) fn packed_stream(mut dict: Dictionary, packed: Vec<u8>) -> Stream {
    dict.set("Filter", name("FlateDecode"));
    plain(dict, packed)
}

/// A stream written as it is.
pub(crate) fn plain(dict: Dictionary, data: Vec<u8>) -> Stream {
    let mut stream = Stream::new(dict, data);
    stream.allows_compression = false;
    stream
}

#[cfg(test)]
mod tests {
    use super::utf16_bytes;

    #[test]
    fn text_beyond_the_first_plane_has_two_units() {
        assert_eq!(utf16_bytes("é𝄞"), [0xfe, 0xff, 0, 0xe9, 0xd8, 0x34, 0xdd, 0x1e]);
    }
}
