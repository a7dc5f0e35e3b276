//! Packed data of streams: whether they are whole, and what they hold.
//!
//! It exists because a viewer shows damaged data as far as they go, so that a page drawn half looks like a page that says less. Input:
//! streams of somebody else's file. Output: their packing without references, their data, or a [`Fault`].

use lopdf::{Dictionary, Document, Object, Stream};

use super::Refusal;
use super::value::{as_dict, get, integer, number, resolved};

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
    let packing = packing(document, &stream.dict);
    match filters(&packing).as_slice() {
        [first, others @ ..] if first == b"FlateDecode" => match inflates(&stream.content) {
            Inflated::Whole => true,
            Inflated::Damaged => false,
            // The mark of the end is missing, and perhaps nothing else.
            Inflated::NoEnd(length) => others.is_empty() && needed(document, &stream.dict, &packing).is_some_and(|needed| length >= needed),
        },
        _ => true,
    }
}

/// How many bytes a font's or a picture's own entries say that its data unpack to; none for what has no such entries.
fn needed(document: &Document, dict: &Dictionary, packing: &Dictionary) -> Option<u64> {
    let entry = |key: &str| u64::try_from(integer(document, dict, key)?).ok();
    if let Some(first) = entry("Length1") {
        return first.checked_add(entry("Length2").unwrap_or(0))?.checked_add(entry("Length3").unwrap_or(0));
    }
    let (width, height) = (entry("Width")?, entry("Height")?);
    let mask = matches!(get(document, dict, "ImageMask"), Some(Object::Boolean(true)));
    let bits = if mask { 1 } else { colours(document, get(document, dict, "ColorSpace")?)?.checked_mul(entry("BitsPerComponent")?)? };
    // A row that is told by its difference from the row above has a byte more, which says how.
    let predicted = match packing.get(b"DecodeParms") {
        Ok(Object::Dictionary(parameters)) => integer(document, parameters, "Predictor").is_some_and(|predictor| predictor >= 10),
        Ok(Object::Array(_)) => return None,
        _ => false,
    };
    width.checked_mul(bits)?.div_ceil(8).checked_add(u64::from(predicted))?.checked_mul(height)
}

/// How many numbers a colour of a colour space has (ISO 32000-1, 8.6).
fn colours(document: &Document, space: &Object) -> Option<u64> {
    let (kind, parameters) = match space {
        Object::Name(kind) => (kind.as_slice(), [].as_slice()),
        Object::Array(items) => (resolved(document, items.first()?)?.as_name().ok()?, items.get(1..).unwrap_or_default()),
        _ => return None,
    };
    let parameter = || resolved(document, parameters.first()?);
    match kind {
        b"DeviceGray" | b"CalGray" | b"Indexed" | b"Separation" => Some(1),
        b"DeviceRGB" | b"CalRGB" | b"Lab" => Some(3),
        b"DeviceCMYK" => Some(4),
        b"ICCBased" => u64::try_from(integer(document, as_dict(parameter()?)?, "N")?).ok(),
        b"DeviceN" => u64::try_from(parameter()?.as_array().ok()?.len()).ok(),
        _ => None,
    }
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

/// What comes of deflated data.
#[derive(Debug, PartialEq, Eq)]
enum Inflated {
    /// All of it. A checksum that is wrong or missing at the very end loses nothing.
    Whole,
    /// So many bytes without a fault, and no mark of the end.
    NoEnd(u64),
    /// A fault.
    Damaged,
}

/// Looks whether deflated data unpack without a fault.
fn inflates(packed: &[u8]) -> Inflated {
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
            Ok(flate2::Status::StreamEnd) => return Inflated::Whole,
            Ok(_) if used == 0 && made == 0 => return Inflated::NoEnd(total),
            // What follows the data, a few bytes of checksum, may be wrong.
            Err(_) if total > 0 && rest.len() <= 8 => return Inflated::Whole,
            Err(_) => return Inflated::Damaged,
            Ok(_) if total > MOST_UNPACKED as u64 => return Inflated::Whole,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Dictionary, Document, Object, Stream};

    use super::{Inflated, inflates, whole};

    #[test]
    fn data_that_end_early_are_not_whole_and_a_wrong_checksum_loses_nothing() {
        let words: Vec<u8> = (0..20_000_u32).flat_map(|number| (number.wrapping_mul(2_654_435_761) >> 7).to_be_bytes()).collect();
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        std::io::Write::write_all(&mut encoder, &words).unwrap();
        let mut packed = encoder.finish().unwrap();
        assert_eq!(inflates(&packed), Inflated::Whole);
        packed.extend(b"\n more");
        assert_eq!(inflates(&packed), Inflated::Whole);
        let end = packed.len() - 6;
        packed.truncate(end);
        *packed.last_mut().unwrap() ^= 1;
        assert_eq!(inflates(&packed), Inflated::Whole, "the checksum");
        packed.truncate(end / 2);
        assert!(matches!(inflates(&packed), Inflated::NoEnd(length) if length > 0 && length < 80_000), "cut");
        assert_eq!(inflates(b"no deflated data"), Inflated::Damaged);
    }

    #[test]
    fn a_picture_without_the_mark_of_its_end_is_whole_when_all_its_rows_are_there() {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        std::io::Write::write_all(&mut encoder, &(0..60_u8).flat_map(|row| [row.wrapping_mul(37); 30]).collect::<Vec<u8>>()).unwrap();
        // Flushed, not finished: everything is there but the end.
        std::io::Write::flush(&mut encoder).unwrap();
        let packed = encoder.get_ref().clone();
        let picture = |height: i64| {
            let entries =
                [("Filter", "FlateDecode".into()), ("Width", 10.into()), ("Height", height.into()), ("BitsPerComponent", 8.into())];
            let mut dict: Dictionary = entries.into_iter().map(|(key, value): (_, Object)| (key.as_bytes().to_vec(), value)).collect();
            dict.set("ColorSpace", Object::Name(b"DeviceRGB".to_vec()));
            Stream::new(dict, packed.clone())
        };
        assert!(whole(&Document::new(), &picture(60)));
        assert!(!whole(&Document::new(), &picture(61)));
        let mut unknown = picture(60);
        unknown.dict.remove(b"ColorSpace");
        assert!(!whole(&Document::new(), &unknown));
    }
}
