//! SHA-256 of bytes, as people and files write it.
//!
//! Input: bytes. Output: 64 hexadecimal digits, or a number for a table in memory.

use sha2::{Digest, Sha256};

/// The digest of these pieces together. Each is told apart from the next.
pub(crate) fn of(pieces: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for piece in pieces {
        if pieces.len() > 1 {
            hash.update(u64::try_from(piece.len()).unwrap_or(u64::MAX).to_be_bytes());
        }
        hash.update(piece);
    }
    written(&hash.finalize())
}

/// Bytes as hexadecimal digits.
pub(crate) fn written(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS.get(usize::from(half)).copied().unwrap_or(b'0'));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The first 64 bits of a digest: enough to tell a million things apart.
pub(crate) fn number(bytes: &[u8]) -> u64 {
    Sha256::digest(bytes).iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_digest_of_one_piece_is_what_other_programs_print() {
        assert_eq!(super::of(&[b"abc"]), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(super::number(b"abc"), 0xba78_16bf_8f01_cfea);
    }

    #[test]
    fn pieces_are_told_apart() {
        assert_ne!(super::of(&[b"ab", b"c"]), super::of(&[b"a", b"bc"]));
    }
}
