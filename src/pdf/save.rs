//! The object tree to bytes, with small objects packed together.
//!
//! It exists for one trap: a stream whose last byte is a line end is read as one byte too short by validators, and the
//! streams that lopdf itself makes are out of our hands until they are written. Input: a document. Output: bytes.

use lopdf::{Document, SaveOptions};

use crate::pdf::PdfError;

/// How often objects are packed in another way before a bad end is accepted.
const TRIES: usize = 12;

/// No stream packs more objects: lopdf counts them in 16 bits.
const LARGEST_PACK: usize = 4000;

/// Saves the document; the same document gives the same bytes. With other people's streams in it, nothing is to be won by a second try.
pub(crate) fn to_bytes(mut document: Document, foreign: bool) -> Result<Vec<u8>, PdfError> {
    let (max_id, trailer) = (document.max_id, document.trailer.clone());
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok()).map(|stream| stream.content.len()).sum::<usize>();
    // Growing by doubling would take half as much again for a packet.
    let mut bytes = Vec::with_capacity(48 * 1024 + streams + document.objects.len() * 64);
    let objects = document.objects.len();
    for attempt in 0..TRIES {
        // All in one stream is shortest. Half of them and fewer changes every stream from try to try.
        let size = if attempt == 0 { objects + 1 } else { (objects / 2).saturating_sub(attempt) };
        let size = size.clamp(1, LARGEST_PACK - attempt);
        bytes.clear();
        document.max_id = max_id;
        document.trailer = trailer.clone();
        let options = SaveOptions::builder()
            .use_object_streams(true)
            .use_xref_streams(true)
            .max_objects_per_stream(size)
            // The builder's own default is not to compress.
            .compression_level(6);
        document.save_with_options(&mut bytes, options.build())?;
        if foreign || !has_bad_end(&bytes) {
            return Ok(bytes);
        }
    }
    // As likely as one letter in a thousand million million, and still a good PDF.
    Ok(bytes)
}

fn has_bad_end(bytes: &[u8]) -> bool {
    const END: &[u8] = b"\nendstream";
    bytes.windows(END.len() + 1).any(|window| match window {
        [last, end @ ..] => matches!(last, b'\r' | b'\n') && end == END,
        [] => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{has_bad_end, to_bytes};
    use crate::pdf::objects::{dictionary, name, text_string};
    use lopdf::Document;

    /// Small files too must have other streams at each try, or trying again is in vain.
    #[test]
    fn no_small_document_ends_badly() {
        for number in 0..600 {
            let mut document = Document::with_version("1.7");
            let info = document.add_object(dictionary(vec![("Title", text_string(&format!("Title {number}")))]));
            let catalog = document.add_object(dictionary(vec![("Type", name("Catalog"))]));
            document.trailer.set("Root", catalog);
            document.trailer.set("Info", info);
            assert!(!has_bad_end(&to_bytes(document, false).expect("saved")), "{number}");
        }
    }

    #[test]
    fn a_line_end_before_the_end_is_bad() {
        assert!(has_bad_end(b"stream\nab\n\nendstream"));
        assert!(has_bad_end(b"stream\nab\r\nendstream"));
        assert!(!has_bad_end(b"stream\nab\nendstream"));
    }
}
