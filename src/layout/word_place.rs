//! Where a shaped word is looked for in the table of [`crate::layout::known`].
//!
//! It exists because `build.rs` makes the table and the program reads it: both sides use this file.

/// How many places the table has: more than twice as many as there are words, so that a word is found in one or two looks.
pub(crate) const PLACES: usize = 8192;

/// The first place at which a word of a face is looked for; if another one is there, the next. FNV-1a.
pub(crate) fn first(face: u8, word: &[u8]) -> usize {
    let add = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    let hash = word.iter().fold(add(0x811c_9dc5, &face), add);
    (hash ^ hash >> 13) as usize % PLACES
}

/// The place after this one.
pub(crate) fn next(place: usize) -> usize {
    (place + 1) % PLACES
}
