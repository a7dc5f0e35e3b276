//! Picture files taken apart, and put together without what says more than the picture shows.
//!
//! It exists because the picture itself must stay as it is, bit by bit. Input: a JPEG or JPEG 2000 file. Output: the same file without
//! position, camera, times, comments and previews.

/// A JPEG file without position, camera, times, comments, previews and whatever follows its end; none when it cannot be
/// taken apart or when no viewer could show it.
pub(crate) fn without_metadata(jpeg: &[u8]) -> Option<Vec<u8>> {
    parts(jpeg).filter(|parts| !parts.tables_damaged).map(|parts| parts.clean)
}

/// A JPEG 2000 file without its boxes of XML and of other programs' data; none when it has no boxes or cannot be taken apart.
pub(crate) fn without_boxes(file: &[u8]) -> Option<Vec<u8>> {
    let mut clean = Vec::with_capacity(file.len());
    let mut rest = file;
    while !rest.is_empty() {
        let short = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
        let length = match short {
            0 => rest.len(),
            1 => usize::try_from(u64::from_be_bytes(rest.get(8..16)?.try_into().ok()?)).ok()?,
            length => usize::try_from(length).ok()?,
        };
        let (this, after) = rest.split_at_checked(length).filter(|_| length >= 8)?;
        if !matches!(this.get(4..8)?, b"xml " | b"uuid" | b"uinf") {
            clean.extend(this);
        }
        rest = after;
    }
    Some(clean)
}

#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) marker: u8,
    pub(super) precision: u8,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: u8,
}

pub(super) struct Parts {
    pub(super) clean: Vec<u8>,
    pub(super) frame: Option<Frame>,
    pub(super) adobe: bool,
    /// Whether the file ends before the picture does.
    pub(super) cut: bool,
    /// Whether what is needed to read its data does not fit its own counts: bytes were lost or came in, and nothing shows.
    pub(super) tables_damaged: bool,
}

/// Takes a JPEG file apart into its segments (ITU T.81, annex B) and joins those that make the picture.
pub(super) fn parts(jpeg: &[u8]) -> Option<Parts> {
    let mut parts = Parts { clean: Vec::with_capacity(jpeg.len()), frame: None, adobe: false, cut: false, tables_damaged: false };
    let begins = jpeg.windows(2).position(|window| window == b"\xff\xd8")?;
    let mut rest = jpeg.get(begins + 2..)?;
    parts.clean.extend(b"\xff\xd8");
    loop {
        // Readers pass over what stands between segments; any number of 0xff may stand before a marker.
        rest = rest.get(rest.iter().position(|byte| *byte == 0xff)? + 1..)?;
        while let Some(more) = rest.strip_prefix(b"\xff") {
            rest = more;
        }
        let (marker, after) = rest.split_first()?;
        rest = after;
        match *marker {
            0xd9 => {
                parts.clean.extend(b"\xff\xd9");
                return Some(parts);
            }
            0x01 | 0xd0..=0xd7 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(rest.get(..2)?.try_into().ok()?));
        let segment = rest.get(..length)?;
        let body = segment.get(2..)?;
        rest = rest.get(length..)?;
        // The next segment follows a table at once. (What other programs write about a picture often ends elsewhere than it says.)
        parts.tables_damaged |= match *marker {
            0xc4 => !fits(body, codes) || rest.first() != Some(&0xff),
            0xdb => !fits(body, steps) || rest.first() != Some(&0xff),
            _ => false,
        };
        if matches!(*marker, 0xc0..=0xcf) && !matches!(*marker, 0xc4 | 0xc8 | 0xcc) {
            parts.frame = frame(*marker, body);
        }
        parts.adobe |= *marker == 0xee && body.starts_with(b"Adobe");
        if let Some(kept) = kept(*marker, segment, body) {
            parts.clean.extend([0xff, *marker]);
            parts.clean.extend(kept);
        }
        if *marker == 0xda {
            let end = scan_end(rest);
            parts.clean.extend(rest.get(..end)?);
            rest = rest.get(end..)?;
            // Cut off in its data: the end that viewers add by themselves.
            if rest.is_empty() {
                parts.cut = true;
                parts.clean.extend(b"\xff\xd9");
                return Some(parts);
            }
        }
    }
}

/// The segment as it is kept, without its marker; none when it stays behind.
fn kept(marker: u8, segment: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    match marker {
        // JFIF without its preview picture.
        0xe0 if body.starts_with(b"JFIF\0") => {
            let mut short = vec![0, 16];
            short.extend(body.get(..12)?);
            short.extend([0, 0]);
            Some(short)
        }
        0xe2 if body.starts_with(b"ICC_PROFILE\0") => Some(segment.to_vec()),
        0xee if body.starts_with(b"Adobe") => Some(segment.to_vec()),
        0xe0..=0xef | 0xfe => None,
        _ => Some(segment.to_vec()),
    }
}

/// Whether tables fill a segment to its end. `length` says how far one goes beyond its first byte.
fn fits(mut body: &[u8], length: impl Fn(u8, &[u8]) -> Option<usize>) -> bool {
    while let Some((first, table)) = body.split_first() {
        let Some(rest) = length(*first, table).and_then(|length| table.get(length..)) else { return false };
        body = rest;
    }
    true
}

/// A table of Huffman codes: how many there are of each length, then their values.
fn codes(_first: u8, table: &[u8]) -> Option<usize> {
    Some(16 + table.get(..16)?.iter().map(|count| usize::from(*count)).sum::<usize>())
}

/// A table of quantization: 64 values of one byte, or of two when the upper half of its first byte says so.
fn steps(first: u8, _table: &[u8]) -> Option<usize> {
    Some(if first >> 4 == 0 { 64 } else { 128 })
}

fn frame(marker: u8, body: &[u8]) -> Option<Frame> {
    match body {
        [precision, h1, h0, w1, w0, channels, ..] => Some(Frame {
            marker,
            precision: *precision,
            height: u32::from(u16::from_be_bytes([*h1, *h0])),
            width: u32::from(u16::from_be_bytes([*w1, *w0])),
            channels: *channels,
        }),
        _ => None,
    }
}

/// How far the data of a scan goes: to the next marker that is not part of it.
fn scan_end(data: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = data.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) {
        at += found;
        match data.get(at + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += 2,
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => return data.len(),
        }
    }
    data.len()
}
