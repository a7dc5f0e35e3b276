//! Digests of bytes, as people and files write them.
//!
//! Input: bytes. Output: hexadecimal digits, or a number for a table in memory. SHA-256 wherever somebody could gain by making two things
//! alike; [`Quick`] where they can differ only by accident, which is so for the files that the program itself has written.

use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::Xxh3;

/// A digest of 128 bits (XXH3) that is made as quickly as bytes can be read.
#[derive(Default)]
pub(crate) struct Quick(Xxh3);

impl Quick {
    /// Goes on with these bytes.
    pub(crate) fn add(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.update(bytes.as_ref());
    }

    /// The digest.
    pub(crate) fn bytes(&self) -> [u8; 16] {
        self.0.digest128().to_be_bytes()
    }
}

/// The quick digest of these bytes, as text.
pub(crate) fn quick(bytes: &[u8]) -> String {
    written(&xxhash_rust::xxh3::xxh3_128(bytes).to_be_bytes())
}

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
    fn the_quick_digest_is_the_same_in_pieces_and_differs_with_every_byte() {
        let bytes: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        for at in [0, 1, 17, 240, 4_999] {
            let (head, tail) = bytes.split_at(at);
            let mut pieces = super::Quick::default();
            pieces.add(head);
            pieces.add(tail);
            assert_eq!(super::written(&pieces.bytes()), super::quick(&bytes));
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_ne!(super::quick(&other), super::quick(&bytes));
        }
        // The value that the reference implementation prints for nothing.
        assert_eq!(super::quick(b""), "99aa06d3014798d86001c324468d497f");
    }

    #[test]
    fn pieces_are_told_apart() {
        assert_ne!(super::of(&[b"ab", b"c"]), super::of(&[b"a", b"bc"]));
    }
}
