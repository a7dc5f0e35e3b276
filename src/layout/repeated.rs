//! Paragraphs that come again in letter after letter, with their lines.
//!
//! It exists because most of a letter is the same for every child: its law, its lists, its send sheet. Input: a paragraph and its measures.
//! Output: the lines that it had before. A paragraph is kept from its second time on, so that the many that name a child neither fill the
//! memory nor stay in it.

use std::hash::BuildHasher;
use std::rc::Rc;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::layout::inline::{Prose, Span};
use crate::layout::paragraph::Line;

/// Bytes of text kept, together. A batch of all kinds of letters has some 30,000 in paragraphs that are the same for every child. Those that
/// differ by a pronoun or a day come again too, but six times the room for them cost four megabytes in a batch of 10,000.
const TEXT_KEPT: usize = 40_000;

/// How many paragraphs are remembered as seen once.
const SEEN: usize = 4_000;

/// Lines of paragraphs, by the digest of all they depend on. Bounded: when it is full, it begins anew.
#[derive(Debug, Default)]
pub(crate) struct Paragraphs {
    kept: FxHashMap<u64, Kept>,
    text: usize,
    /// Digests of paragraphs that came once.
    seen: FxHashSet<u64>,
}

/// A paragraph with its lines, and all that they depend on beside the fonts.
#[derive(Debug)]
struct Kept {
    text: Box<str>,
    spans: Box<[Span]>,
    measures: [u64; 3],
    lines: Rc<[Line]>,
}

impl Kept {
    fn is(&self, prose: &Prose, measures: [u64; 3]) -> bool {
        *self.text == *prose.text && *self.spans == *prose.spans && self.measures == measures
    }
}

impl Paragraphs {
    /// The lines of a paragraph in letters of a size, the first line of one measure and all others of another: kept, or made now.
    pub(crate) fn lines<E>(
        &mut self,
        prose: &Prose,
        measures: [f64; 3],
        make: impl FnOnce() -> Result<Vec<Line>, E>,
    ) -> Result<Rc<[Line]>, E> {
        let measures = measures.map(f64::to_bits);
        let digest = FxBuildHasher.hash_one((prose.text.as_str(), &prose.spans, measures));
        if let Some(kept) = self.kept.get(&digest).filter(|kept| kept.is(prose, measures)) {
            return Ok(Rc::clone(&kept.lines));
        }
        let lines: Rc<[Line]> = make()?.into();
        if prose.text.len() > TEXT_KEPT {
            return Ok(lines);
        }
        if !self.seen.contains(&digest) {
            if self.seen.len() >= SEEN {
                self.seen.clear();
            }
            self.seen.insert(digest);
            return Ok(lines);
        }
        self.text += prose.text.len();
        if self.text > TEXT_KEPT {
            *self = Self { text: prose.text.len(), ..Self::default() };
        }
        let (text, spans) = (prose.text.as_str().into(), prose.spans.as_slice().into());
        self.kept.insert(digest, Kept { text, spans, measures, lines: Rc::clone(&lines) });
        Ok(lines)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::{Kept, Paragraphs, TEXT_KEPT};
    use crate::fonts::{FaceId, FaceStyle};
    use crate::layout::inline::Prose;
    use crate::layout::paragraph::{Line, Run};

    fn of(number: usize) -> Vec<Line> {
        let run = Run { x: number as f64, face: FaceId(0), link: None, words: Rc::default() };
        vec![Line { runs: [run].into(), width: 1.0 }]
    }

    #[test]
    fn a_paragraph_is_made_twice_and_then_kept_for_its_own_measures_and_style() {
        let mut paragraphs = Paragraphs::default();
        let made = Cell::new(0);
        let mut lines = |text: &str, bold: bool, measure: f64| {
            let make = || {
                made.set(made.get() + 1);
                Ok::<_, ()>(of(made.get()))
            };
            let prose = Prose::label(text.to_owned(), FaceStyle { bold, ..FaceStyle::default() });
            paragraphs.lines(&prose, [10.0, measure, measure], make).unwrap().to_vec()
        };
        assert_eq!([lines("a", false, 9.0), lines("a", false, 9.0), lines("a", false, 9.0)], [of(1), of(2), of(2)]);
        assert_eq!(lines("a", false, 8.0), of(3));
        assert_eq!(lines("a", true, 9.0), of(4));
        assert_eq!(lines("b", false, 9.0), of(5));
    }

    /// Two paragraphs may have the same digest.
    #[test]
    fn what_is_kept_is_given_only_for_the_very_same_paragraph() {
        let prose = |text: &str, bold| Prose::label(text.to_owned(), FaceStyle { bold, ..FaceStyle::default() });
        let (one, measures) = (prose("one", false), [1, 2, 3]);
        let kept = Kept { text: one.text.as_str().into(), spans: one.spans.as_slice().into(), measures, lines: of(1).into() };
        assert!(kept.is(&one, measures));
        assert!(!kept.is(&prose("two", false), measures) && !kept.is(&prose("one", true), measures) && !kept.is(&one, [1, 2, 4]));
    }

    #[test]
    fn it_never_grows_beyond_its_bound() {
        let mut paragraphs = Paragraphs::default();
        // Some fit eight times, and every seventh by itself is too much.
        for number in 0..20 {
            let length = if number % 7 == 3 { TEXT_KEPT + 1 } else { TEXT_KEPT / 8 };
            let prose = Prose::label(number.to_string().repeat(length), FaceStyle::default());
            for _ in 0..3 {
                paragraphs.lines(&prose, [1.0; 3], || Ok::<_, ()>(of(1))).unwrap();
            }
            assert!(paragraphs.text <= TEXT_KEPT && paragraphs.kept.len() <= 8);
        }
    }
}
