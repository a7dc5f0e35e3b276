//! Packed data of streams: whether they are whole, and what they hold.
//!
//! It exists because a viewer shows damaged data as far as they go, so that a page drawn half looks like a page that says less. Input:
//! streams of somebody else's file. Output: their packing without references, their data, or a [`Fault`].

use lopdf::{Dictionary, Document, Object, Stream};

use super::Refusal;
use super::value::{get, number, resolved};

/// No stream of a page needs more, unpacked, in bytes.
pub(super) const MOST_UNPACKED: usize = 256 * 1024 * 1024;

/// What is wrong with a stream's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// They end too early or do not unpack.
    Damaged,
    /// They unpack to more than any page needs.
    TooLarge,
}

impl Fault {
    /// What it means for the file.
    pub(super) fn on_page(self, page: usize) -> Refusal {
        match self {
            Self::Damaged => Refusal::PageDamaged { page },
            Self::TooLarge => Refusal::TooLarge,
        }
    }
}

/// A value with all its references replaced by what they lead to.
fn inline(document: &Document, value: &Object, depth: usize) -> Object {
    let inner = |value: &Object| match resolved(document, value) {
        Some(value) if depth < 6 => inline(document, value, depth + 1),
        _ => Object::Null,
    };
    match value {
        Object::Array(items) => items.iter().map(inner).collect::<Vec<_>>().into(),
        Object::Dictionary(dict) => dict.iter().map(|(key, value)| (key.clone(), inner(value))).collect::<Dictionary>().into(),
        Object::Stream(_) => Object::Null,
        other => other.clone(),
    }
}

/// How a stream is packed, as entries that stand by themselves.
pub(super) fn packing(document: &Document, dict: &Dictionary) -> Dictionary {
    let entry = |key: &'static str| Some((key.as_bytes().to_vec(), inline(document, get(document, dict, key)?, 0)));
    ["Filter", "DecodeParms"].into_iter().filter_map(entry).collect()
}

/// The names of a packing's filters, the outermost first.
pub(super) fn filters(packing: &Dictionary) -> Vec<Vec<u8>> {
    match packing.get(b"Filter") {
        Ok(Object::Name(name)) => vec![name.clone()],
        Ok(Object::Array(names)) => names.iter().filter_map(|name| name.as_name().ok().map(<[u8]>::to_vec)).collect(),
        _ => Vec::new(),
    }
}

/// Whether a stream's data are all there, as far as their packing tells.
pub(super) fn whole(document: &Document, stream: &Stream) -> bool {
    // Empty where the file says otherwise: they could not be found.
    let length = get(document, &stream.dict, "Length").and_then(|length| number(document, length));
    if stream.content.is_empty() {
        return length == Some(0.0);
    }
    let flate = filters(&packing(document, &stream.dict)).first().is_some_and(|first| first == b"FlateDecode");
    !flate || inflates(&stream.content)
}

/// A stream's data, unpacked.
pub(super) fn unpacked(document: &Document, stream: &Stream) -> Result<Vec<u8>, Fault> {
    // Its data may be in another file.
    if stream.dict.has(b"F") || !whole(document, stream) {
        return Err(Fault::Damaged);
    }
    let packing = packing(document, &stream.dict);
    if filters(&packing).is_empty() {
        return Ok(stream.content.clone());
    }
    match Stream::new(packing, stream.content.clone()).decompressed_content_with_limit(MOST_UNPACKED) {
        Ok(content) => Ok(content),
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => Err(Fault::TooLarge),
        Err(_) => Err(Fault::Damaged),
    }
}

/// Whether deflated data unpack without a fault. A checksum that is wrong or missing at the very end loses nothing.
fn inflates(packed: &[u8]) -> bool {
    let mut decoder = flate2::Decompress::new(true);
    let mut piece = vec![0_u8; 64 * 1024];
    let mut rest = packed;
    let mut total = 0;
    loop {
        let (before_in, before_out) = (decoder.total_in(), decoder.total_out());
        let status = decoder.decompress(rest, &mut piece, flate2::FlushDecompress::None);
        let used = usize::try_from(decoder.total_in() - before_in).unwrap_or(usize::MAX);
        let made = decoder.total_out() - before_out;
        total += made;
        rest = rest.get(used..).unwrap_or_default();
        match status {
            Ok(flate2::Status::StreamEnd) => return true,
            Ok(_) if used == 0 && made == 0 => return false,
            // What follows the data, a few bytes of checksum, may be wrong.
            Err(_) => return total > 0 && rest.len() <= 8,
            Ok(_) if total > MOST_UNPACKED as u64 => return true,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::inflates;

    #[test]
    fn data_that_end_early_are_not_whole_and_a_wrong_checksum_loses_nothing() {
        let words: Vec<u8> = (0..20_000_u32).flat_map(|number| (number.wrapping_mul(2_654_435_761) >> 7).to_be_bytes()).collect();
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        std::io::Write::write_all(&mut encoder, &words).unwrap();
        let mut packed = encoder.finish().unwrap();
        assert!(inflates(&packed));
        packed.extend(b"\n more");
        assert!(inflates(&packed));
        let end = packed.len() - 6;
        packed.truncate(end);
        *packed.last_mut().unwrap() ^= 1;
        assert!(inflates(&packed), "the checksum");
        packed.truncate(end / 2);
        assert!(!inflates(&packed), "cut");
        assert!(!inflates(b"no deflated data"));
    }
}
