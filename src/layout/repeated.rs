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
/// differ by a pronoun or a day come again too, but room for three times as much cost a megabyte in a batch of 30,000, which then grew on.
const TEXT_KEPT: usize = 40_000;

/// How many paragraphs are remembered as seen once.
const SEEN: usize = 4_000;

/// Lines of paragraphs, by the digest of all they depend on. Bounded: when it is full, those that were not asked for since it last was are
/// let go.
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
    /// Asked for since the last time that some were let go.
    wanted: bool,
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
        let digest = digest(prose, measures);
        if let Some(kept) = self.kept.get_mut(&digest).filter(|kept| kept.is(prose, measures)) {
            kept.wanted = true;
            return Ok(Rc::clone(&kept.lines));
        }
        let mut lines = make()?;
        if !self.comes_again(digest) || prose.text.len() > TEXT_KEPT {
            return Ok(lines.into());
        }
        // What stays has no more room than it needs.
        lines.iter_mut().for_each(Line::shrink);
        let lines: Rc<[Line]> = lines.into();
        self.make_room(prose.text.len());
        let (text, spans) = (prose.text.as_str().into(), prose.spans.as_slice().into());
        self.text += prose.text.len();
        let kept = Kept { text, spans, measures, lines: Rc::clone(&lines), wanted: false };
        if let Some(other) = self.kept.insert(digest, kept) {
            self.text = self.text.saturating_sub(other.text.len());
        }
        Ok(lines)
    }

    /// Whether a paragraph came before; if not, it is remembered now.
    fn comes_again(&mut self, digest: u64) -> bool {
        if self.seen.contains(&digest) {
            return true;
        }
        if self.seen.len() >= SEEN {
            self.seen.clear();
        }
        self.seen.insert(digest);
        false
    }

    /// Lets paragraphs go if there is no room for so many bytes more: those that nobody wanted since the last time, or all.
    fn make_room(&mut self, bytes: usize) {
        if self.text + bytes <= TEXT_KEPT {
            return;
        }
        self.kept.retain(|_, kept| std::mem::take(&mut kept.wanted));
        self.text = self.kept.values().map(|kept| kept.text.len()).sum();
        // Were nearly all of them wanted, the next would come at once.
        if self.text + bytes > TEXT_KEPT / 4 * 3 {
            self.kept.clear();
            self.text = 0;
        }
    }
}

fn digest(prose: &Prose, measures: [u64; 3]) -> u64 {
    FxBuildHasher.hash_one((prose.text.as_str(), &prose.spans, measures))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::{Kept, Paragraphs, SEEN, TEXT_KEPT};
    use crate::fonts::{FaceId, FaceStyle};
    use crate::layout::inline::Prose;
    use crate::layout::paragraph::{Line, Run};

    fn of(number: usize) -> Vec<Line> {
        let run = Run { x: number as f64, face: FaceId(0), link: None, words: Rc::default() };
        vec![Line { runs: vec![run], width: 1.0 }]
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
        let kept =
            Kept { text: one.text.as_str().into(), spans: one.spans.as_slice().into(), measures, lines: of(1).into(), wanted: false };
        assert!(kept.is(&one, measures));
        assert!(!kept.is(&prose("two", false), measures) && !kept.is(&prose("one", true), measures) && !kept.is(&one, [1, 2, 4]));
    }

    #[test]
    fn a_paragraph_takes_the_place_of_another_with_the_same_digest() {
        let mut paragraphs = Paragraphs::default();
        let prose = |text: &str| Prose::label(text.to_owned(), FaceStyle::default());
        let (one, other) = (prose("one"), prose("another"));
        let lines: Rc<[Line]> = of(7).into();
        let kept = Kept { text: other.text.as_str().into(), spans: [].into(), measures: [0; 3], lines, wanted: true };
        paragraphs.kept.insert(super::digest(&one, [1.0_f64; 3].map(f64::to_bits)), kept);
        paragraphs.text = other.text.len();
        for _ in 0..3 {
            assert_eq!(*paragraphs.lines(&one, [1.0; 3], || Ok::<_, ()>(of(1))).unwrap(), of(1));
        }
        assert_eq!((paragraphs.kept.len(), paragraphs.text), (1, 3));
    }

    /// Sets a paragraph of so many bytes; says whether its lines were made now.
    fn made(paragraphs: &mut Paragraphs, number: usize, length: usize) -> bool {
        let prose = Prose::label(format!("{number:010}{}", "x".repeat(length - 10)), FaceStyle::default());
        let mut made = false;
        let make = || {
            made = true;
            Ok::<_, ()>(of(1))
        };
        paragraphs.lines(&prose, [1.0; 3], make).unwrap();
        made
    }

    #[test]
    fn it_never_grows_beyond_its_bound() {
        let mut paragraphs = Paragraphs::default();
        // Some fit eight times, and every seventh by itself is too much.
        for number in 0..20 {
            let length = if number % 7 == 3 { TEXT_KEPT + 1 } else { TEXT_KEPT / 8 };
            for _ in 0..3 {
                made(&mut paragraphs, number, length);
            }
            assert!(paragraphs.text <= TEXT_KEPT && paragraphs.kept.len() <= 8);
            assert_eq!(paragraphs.text, paragraphs.kept.values().map(|kept| kept.text.len()).sum::<usize>());
        }
        for number in 0..2 * SEEN {
            made(&mut paragraphs, 100 + number, 10);
            assert!(paragraphs.seen.len() <= SEEN);
        }
    }

    #[test]
    fn when_it_is_full_those_that_are_wanted_stay() {
        let mut paragraphs = Paragraphs::default();
        let length = TEXT_KEPT / 8;
        for number in 1..100 {
            // Two come in each letter, one comes twice and never again.
            let common = [made(&mut paragraphs, 0, length), made(&mut paragraphs, 1000, length)];
            assert_eq!(common, [number < 3; 2], "{number}");
            assert!(made(&mut paragraphs, number, length) && made(&mut paragraphs, number, length));
        }
    }

    #[test]
    fn when_all_are_wanted_it_begins_anew() {
        let mut paragraphs = Paragraphs::default();
        for round in 0..4 {
            for number in 0..9 {
                made(&mut paragraphs, number, TEXT_KEPT / 8);
            }
            assert!(paragraphs.text <= TEXT_KEPT, "{round}");
        }
        assert!(!paragraphs.kept.is_empty());
    }
}
