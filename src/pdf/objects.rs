//! Small PDF objects: text strings, numbers, compressed streams.
//!
//! It exists because each of these has a trap. Input: plain values. Output: objects of lopdf.

use libdeflater::{CompressionLvl, Compressor};
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

/// A number's digits in ASCII, without a string for each: a letter has thousands of numbers.
pub(crate) fn digits(number: u64) -> impl Iterator<Item = u8> {
    let mut unit = 1_u64;
    while number / unit >= 10 {
        unit *= 10;
    }
    std::iter::successors(Some(unit), |unit| Some(unit / 10).filter(|unit| *unit > 0))
        .map(move |unit| b'0' + u8::try_from(number / unit % 10).unwrap_or(0))
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

/// A compressed stream, as [`packed`] makes it. Returns the stream and the length of the data with the space.
pub(crate) fn compressed(dict: Dictionary, data: Vec<u8>) -> std::io::Result<(Stream, usize)> {
    packed(data).map(|(packed, length)| (packed_stream(dict, packed), length))
}

/// A stream of bytes that are compressed already.
pub(crate) fn packed_stream(mut dict: Dictionary, packed: Vec<u8>) -> Stream {
    dict.set("Filter", name("FlateDecode"));
    plain(dict, packed)
}

/// Compresses data. A space is added to the data where the compressed bytes would end in a line end; the stream's
/// meaning must allow that. Returns the packed bytes and the length of the data with the space.
pub(crate) fn packed(data: Vec<u8>) -> std::io::Result<(Vec<u8>, usize)> {
    packed_at(LEVEL, data)
}

/// The same, shorter and slower: for data that many files have.
pub(crate) fn packed_for_many(data: Vec<u8>) -> std::io::Result<(Vec<u8>, usize)> {
    packed_at(LEVEL_FOR_MANY, data)
}

fn packed_at(level: i32, mut data: Vec<u8>) -> std::io::Result<(Vec<u8>, usize)> {
    let mut packed = deflated_at(level, &data)?;
    while ends_badly(&packed) {
        data.push(b' ');
        packed = deflated_at(level, &data)?;
    }
    Ok((packed, data.len()))
}

/// A stream written as it is.
pub(crate) fn plain(dict: Dictionary, data: Vec<u8>) -> Stream {
    let mut stream = Stream::new(dict, data);
    stream.allows_compression = false;
    stream
}

/// How hard is tried to make what only one file has short. With 6, the library's own choice, a letter takes a fifth longer to compress.
const LEVEL: i32 = 4;

/// How hard is tried for what many files have.
const LEVEL_FOR_MANY: i32 = 6;

/// Compresses data as they are.
pub(crate) fn deflated(data: &[u8]) -> std::io::Result<Vec<u8>> {
    deflated_at(LEVEL, data)
}

fn deflated_at(level: i32, data: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::new(level).unwrap_or_default());
    let mut packed = vec![0; compressor.zlib_compress_bound(data.len())];
    // It asks for more room only when there is less than the bound that it gave itself.
    let length = compressor.zlib_compress(data, &mut packed).map_err(|error| std::io::Error::other(error.to_string()))?;
    packed.truncate(length);
    packed.shrink_to_fit();
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::{compressed, ends_badly, utf16_bytes};
    use lopdf::Dictionary;

    #[test]
    fn no_compressed_stream_ends_in_a_line_end() {
        for length in 0..2_000 {
            let (stream, _) = compressed(Dictionary::new(), vec![b'x'; length]).expect("compressed");
            assert!(!ends_badly(&stream.content), "{length}");
        }
    }

    #[test]
    fn text_beyond_the_first_plane_has_two_units() {
        assert_eq!(utf16_bytes("é𝄞"), [0xfe, 0xff, 0, 0xe9, 0xd8, 0x34, 0xdd, 0x1e]);
    }
}
