//! Words that many letters say, as the shaper sets them: written down when the program was made.
//!
//! It exists because a letter by itself is half the time at the shaper, for words that are in our own templates. Input: a face and a word.
//! Output: the shaped word, if it is written down. A word that is not is shaped, and comes out the same: nothing depends on this list but
//! time, and the test below holds every line of it against the shaper.
//!
//! Each line: the number of the face with the word, its width, its codes, and the word as a content stream shows it, with tabs between.

use std::borrow::Cow;
use std::ops::Range;

use smallvec::smallvec;

use crate::fonts::{CodeSet, FaceId};
use crate::layout::typesetter::Word;
use crate::layout::word_place;
use crate::layout::words::{Part, Shown};

/// The list.
const WORDS: &str = include_str!("../../letter-templates/_house/fonts/SourceSerif4.words");

/// A line of the list, read when the program was built.
struct Line {
    /// The number of the face, and the word.
    word: Range<u32>,
    width: i32,
    used: CodeSet,
    /// The word as a content stream shows it.
    shown: Range<u32>,
}

/// All lines.
static LINES: &[Line] = include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// For each place the number of its line, from 1 on; 0 where there is none.
static TABLE: [u16; word_place::PLACES] = include!(concat!(env!("OUT_DIR"), "/word_places.rs"));

/// The word in this face.
pub(crate) fn find(face: FaceId, text: &str) -> Option<Word> {
    let number = u8::try_from(face.0).ok().filter(|number| *number < 10)? + b'0';
    let mut place = word_place::first(number, text.as_bytes());
    let line = loop {
        let line = LINES.get(usize::from(*TABLE.get(place)?).checked_sub(1)?)?;
        if key(line)? == (number, text.as_bytes()) {
            break line;
        }
        place = word_place::next(place);
    };
    let shown = Shown::Coded { string: Cow::Borrowed(WORDS.get(places(&line.shown))?), used: line.used };
    Some(Word { parts: smallvec![Part { bytes: text.len(), shown }], width: line.width, missing: None })
}

fn key(line: &Line) -> Option<(u8, &'static [u8])> {
    WORDS.as_bytes().get(places(&line.word))?.split_first().map(|(face, word)| (*face, word))
}

fn places(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::NaiveDate;

    use super::{WORDS, find};
    use crate::fonts::{FaceId, Fonts};
    use crate::layout::words::Shown;
    use crate::layout::{Typesetter, paginate};
    use crate::library::Library;
    use crate::sources::Sources;
    use crate::{compose, letter, open};

    /// What is said in the samples of at least so many letter kinds is written down.
    const KINDS: usize = 2;

    #[test]
    fn every_word_that_is_written_down_is_as_the_shaper_sets_it() {
        let fonts = Fonts::built_in();
        let mut typesetter = Typesetter::new(&fonts);
        let keys: Vec<&str> = WORDS.lines().map(|line| line.split('\t').next().expect("a key")).collect();
        assert!(keys.len() > 500 && keys.is_sorted(), "the list is sorted");
        for key in keys {
            let (face, text) = key.split_at(1);
            let face = FaceId(face.parse().expect("a face"));
            let (known, shaped) = (find(face, text).expect("found"), typesetter.shaped(face, text).expect("shaped"));
            assert_eq!((known.width, &known.parts), (shaped.width, &shaped.parts), "{key}: write the list anew");
        }
        assert!(find(FaceId(0), "no such word").is_none() && find(FaceId(4), "the").is_none() && find(FaceId(0), "").is_none());
    }

    /// `INWRITING_WRITE_WORDS=1 cargo test words_of_the_samples` writes the list anew from the samples.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test may ask to have the file written")]
    fn words_of_the_samples_are_written_down_on_request() {
        if std::env::var_os("INWRITING_WRITE_WORDS").is_none() {
            return;
        }
        let library = Library::load(Sources::new(BTreeMap::new())).expect("library");
        let mut kinds: BTreeMap<(usize, String), BTreeSet<String>> = BTreeMap::new();
        for manifest in library.kinds() {
            let kind = manifest.id.as_str();
            for file in library.sources.below(kind, ".toml").into_iter().filter(|file| file.contains("/sample")) {
                let case = open::alone(&file, library.sources.bytes(&file).expect("bytes"), &library).expect("a case");
                let entry = case.record.rows("letters").iter().find(|entry| entry.words("kind") == Some(kind)).cloned().expect("an entry");
                let today = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
                let Ok((letter, _)) = letter::build(&case, &entry, manifest, &library, today) else { continue };
                let composed = compose::compose(&letter, letter.data.clone(), &library, "en", false, None).expect("composed");
                let mut typesetter = Typesetter::new(&library.fonts);
                for document in [&composed.letter, &composed.send_sheet] {
                    paginate(document, &library.style, &mut typesetter).expect("pages");
                }
                for (face, word) in typesetter.kept() {
                    kinds.entry((face, word.to_owned())).or_default().insert(kind.to_owned());
                }
            }
        }
        let mut typesetter = Typesetter::new(&library.fonts);
        let mut lines = String::new();
        for ((face, word), _) in kinds.into_iter().filter(|(_, kinds)| kinds.len() >= KINDS) {
            let shaped = typesetter.shaped(FaceId(face), &word).expect("shaped");
            if let [part] = shaped.parts.as_slice()
                && let Shown::Coded { string, used } = &part.shown
            {
                lines.push_str(&format!("{face}{word}\t{}\t{used:x}\t{string}\n", shaped.width));
            }
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/letter-templates/_house/fonts/SourceSerif4.words");
        std::fs::write(path, lines).expect("written");
    }
}
