//! The object tree to bytes, with small objects packed together.
//!
//! It exists for one trap: a stream whose last byte is a line end is read as one byte too short by validators, and the
//! streams that lopdf itself makes are out of our hands until they are written. Input: a document. Output: bytes.

use lopdf::{Document, SaveOptions};

use crate::pdf::PdfError;

/// Objects packed into one stream, in the order they are tried.
const PACK_SIZES: [usize; 6] = [1000, 150, 120, 100, 80, 60];

/// Saves the document; the same document gives the same bytes.
pub(crate) fn to_bytes(mut document: Document) -> Result<Vec<u8>, PdfError> {
    let (max_id, trailer) = (document.max_id, document.trailer.clone());
    let mut bytes = Vec::with_capacity(48 * 1024);
    for size in PACK_SIZES {
        bytes.clear();
        document.max_id = max_id;
        document.trailer = trailer.clone();
        let options =
            SaveOptions::builder().use_object_streams(true).use_xref_streams(true).max_objects_per_stream(size);
        document.save_with_options(&mut bytes, options.build())?;
        if !has_bad_end(&bytes) {
            return Ok(bytes);
        }
    }
    // All sizes ended badly, which is as likely as one letter in a thousand million: still a good PDF.
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
    use super::has_bad_end;

    #[test]
    fn a_line_end_before_the_end_is_bad() {
        assert!(has_bad_end(b"stream\nab\n\nendstream"));
        assert!(has_bad_end(b"stream\nab\r\nendstream"));
        assert!(!has_bad_end(b"stream\nab\nendstream"));
    }
}
