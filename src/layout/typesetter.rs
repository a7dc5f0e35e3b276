//! Words to glyphs: the one place that calls the shaper.
//!
//! It exists to keep what is costly (plans, shaped words, broken paragraphs) from letter to letter within a thread. Input: a word and a
//! style. Output: glyphs with widths in thousandths of an em. What was shaped before never changes what comes out:
//! the caches hold pure results, and they are emptied when full.

use std::borrow::Cow;
use std::rc::Rc;

use harfrust::{Buffer, Direction, Script, ShapeOptions, ShapePlan, ShaperFont};
use rustc_hash::FxHashMap;

use crate::fonts::{Face, FaceId, FaceStyle, Fonts, to_thousandths};
use crate::layout::LayoutError;
use crate::layout::known;
use crate::layout::page::Glyph;
use crate::layout::repeated::Paragraphs;
use crate::layout::words::{self, Part, Parts, Shown};

/// Words kept for each face. A letter has some 300 different words; those of our own templates are written down beside.
const WORDS_KEPT: usize = 1_000;

/// Longer words are not kept: they hardly come again, and they would make the cache's size depend on the text.
const LONGEST_WORD_KEPT: usize = 64;

/// Shapes words. One for each thread; [`Fonts`] are shared.
pub struct Typesetter<'fonts> {
    fonts: &'fonts Fonts,
    /// Each made when it is first asked for.
    faces: Vec<Option<FaceShaper<'fonts>>>,
    buffer: Buffer,
    /// The space of each style: every other thing that is set is one.
    spaces: FxHashMap<FaceStyle, Piece>,
    /// The paragraphs that all letters have in common.
    pub(crate) paragraphs: Paragraphs,
}

struct FaceShaper<'fonts> {
    face: &'fonts Face,
    font: ShaperFont<'fonts, 'fonts>,
    units_per_em: u16,
    // Made at the first use: most letters never need the fallback faces.
    plan: Option<ShapePlan>,
    words: FxHashMap<Box<str>, Rc<Word>>,
    /// How many of them are not written down.
    own: usize,
}

/// A shaped word.
#[derive(Debug)]
pub(crate) struct Word {
    /// How it is shown.
    pub(crate) parts: Parts,
    /// How far it moves the pen, in thousandths of an em.
    pub(crate) width: i32,
    /// Where in the word a character stands that the face does not have.
    pub(crate) missing: Option<usize>,
}

impl Word {
    /// Whether it was shaped when the program was made.
    fn is_written_down(&self) -> bool {
        matches!(self.parts.as_slice(), [Part { shown: Shown::Coded { string: Cow::Borrowed(_), .. }, .. }])
    }
}

/// A stretch of text in one face.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// The face that has all its characters.
    pub(crate) face: FaceId,
    /// Bytes of the text that was asked for.
    pub(crate) length: usize,
    /// The glyphs.
    pub(crate) word: Rc<Word>,
}

impl<'fonts> Typesetter<'fonts> {
    /// A typesetter with nothing shaped yet.
    pub fn new(fonts: &'fonts Fonts) -> Typesetter<'fonts> {
        Typesetter { fonts, faces: Vec::new(), buffer: Buffer::new(), spaces: FxHashMap::default(), paragraphs: Paragraphs::default() }
    }

    /// The fonts it sets in.
    pub fn fonts(&self) -> &'fonts Fonts {
        self.fonts
    }

    /// A space.
    pub(crate) fn space(&mut self, style: FaceStyle) -> Result<Piece, LayoutError> {
        if let Some(piece) = self.spaces.get(&style) {
            return Ok(piece.clone());
        }
        let face = self.fonts.main(style);
        let piece = Piece { face, length: 1, word: self.shape_in(face, " ")? };
        self.spaces.insert(style, piece.clone());
        Ok(piece)
    }

    /// Shapes a word: in the main face if that has all of it, else in the fallback face, else letter by letter in
    /// whichever has it.
    pub(crate) fn shape(&mut self, style: FaceStyle, text: &str, pieces: &mut Vec<Piece>) -> Result<(), LayoutError> {
        for face in [self.fonts.main(style), self.fonts.fallback(style)] {
            let word = self.shape_in(face, text)?;
            if word.missing.is_none() {
                pieces.push(Piece { face, length: text.len(), word });
                return Ok(());
            }
        }
        for cluster in clusters(text) {
            pieces.push(self.shape_cluster(style, cluster, text)?);
        }
        Ok(())
    }

    /// A word as the shaper sets it, whatever is kept or written down.
    #[cfg(test)]
    pub(crate) fn shaped(&mut self, id: FaceId, text: &str) -> Option<Word> {
        self.make_face(id);
        self.faces.get_mut(id.0)?.as_mut()?.shape(&mut self.buffer, text).ok()
    }

    /// All words that are kept, each with its face.
    #[cfg(test)]
    pub(crate) fn kept(&self) -> impl Iterator<Item = (usize, &str)> {
        let made = self.faces.iter().enumerate().filter_map(|(face, shaper)| Some((face, shaper.as_ref()?)));
        made.flat_map(|(face, shaper)| shaper.words.keys().map(move |word| (face, &**word)))
    }

    /// A word as content streams show it, if it has codes.
    #[cfg(test)]
    pub(crate) fn coded(&mut self, style: FaceStyle, text: &str) -> Option<String> {
        match self.shape_in(self.fonts.main(style), text).ok()?.parts.as_slice() {
            [Part { shown: Shown::Coded { string, .. }, .. }] => Some(string.to_string()),
            _ => None,
        }
    }

    fn shape_cluster(&mut self, style: FaceStyle, cluster: &str, whole: &str) -> Result<Piece, LayoutError> {
        let mut missing = 0;
        // The upright faces come last: a tick or a box has no italic.
        let upright = FaceStyle { italic: false, ..style };
        for face in [self.fonts.main(style), self.fonts.fallback(style), self.fonts.main(upright)] {
            let word = self.shape_in(face, cluster)?;
            match word.missing {
                None => return Ok(Piece { face, length: cluster.len(), word }),
                Some(at) => missing = at,
            }
        }
        let character = cluster.get(missing..).and_then(|rest| rest.chars().next()).unwrap_or('\u{fffd}');
        Err(LayoutError::MissingGlyph { character, word: whole.trim().to_owned() })
    }

    fn make_face(&mut self, id: FaceId) {
        if self.faces.len() <= id.0 {
            self.faces.resize_with(id.0 + 1, || None);
        }
        if let (Some(face), Some(place)) = (self.fonts.face(id), self.faces.get_mut(id.0)) {
            *place = Some(FaceShaper::new(face));
        }
    }

    fn shape_in(&mut self, id: FaceId, text: &str) -> Result<Rc<Word>, LayoutError> {
        if !matches!(self.faces.get(id.0), Some(Some(_))) {
            self.make_face(id);
        }
        let Some(Some(face)) = self.faces.get_mut(id.0) else {
            return Err(LayoutError::Shaping { word: text.to_owned() });
        };
        if let Some(word) = face.words.get(text) {
            return Ok(Rc::clone(word));
        }
        let known = known::find(id, text).map(Rc::new);
        let written_down = known.is_some();
        let word = match known {
            Some(word) => word,
            None => Rc::new(face.shape(&mut self.buffer, text)?),
        };
        if written_down || text.len() <= LONGEST_WORD_KEPT {
            face.keep(text, &word, written_down);
        }
        Ok(word)
    }
}

impl<'fonts> FaceShaper<'fonts> {
    fn new(face: &'fonts Face) -> Self {
        let (font, units_per_em) = (ShaperFont::new(face.font()), face.metrics().units_per_em);
        FaceShaper { face, font, units_per_em, plan: None, words: FxHashMap::default(), own: 0 }
    }

    /// Keeps a word. Those that are written down stay: they come again.
    fn keep(&mut self, text: &str, word: &Rc<Word>, written_down: bool) {
        if !written_down {
            if self.own >= WORDS_KEPT {
                self.words.retain(|_, word| word.is_written_down());
                self.own = 0;
            }
            self.own += 1;
        }
        self.words.insert(text.into(), Rc::clone(word));
    }

    fn shape(&mut self, buffer: &mut Buffer, text: &str) -> Result<Word, LayoutError> {
        let plan = self.plan.get_or_insert_with(|| ShapePlan::new(&self.font, Direction::LeftToRight, Some(Script::LATIN), None, &[]));
        buffer.reset();
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(Some(Script::LATIN));
        buffer.push_str(text);
        harfrust::shape(&self.font, buffer, ShapeOptions::new().plan(Some(plan)))
            .map_err(|_| LayoutError::Shaping { word: text.to_owned() })?;
        Ok(read_glyphs(buffer, text, self.units_per_em, self.face))
    }
}

/// The most that kerning may part two letters, in thousandths of an em. Readers take a gap of a tenth of an em for a space, and
/// "56321(f)" would copy out as "56321(f )".
const WIDEST_KERN: i32 = 90;

fn read_glyphs(buffer: &Buffer, text: &str, units_per_em: u16, face: &Face) -> Word {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(buffer.len());
    let mut width = 0;
    let mut missing = None;
    let mut cluster_start = None;
    for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
        let start = info.cluster as usize;
        if info.glyph_id == 0 && missing.is_none() {
            missing = Some(start);
        }
        // The bytes of a cluster are known once the next one begins; until then its first glyph says 0.
        if cluster_start != Some(start) {
            close_cluster(&mut glyphs, cluster_start, start);
            cluster_start = Some(start);
        }
        let glyph_id = u16::try_from(info.glyph_id).unwrap_or(0);
        let advance = to_thousandths(position.x_advance, units_per_em).min(face.width(glyph_id) + WIDEST_KERN);
        width += advance;
        glyphs.push(Glyph {
            id: glyph_id,
            advance: saturated(advance),
            x_offset: saturated(to_thousandths(position.x_offset, units_per_em)),
            y_offset: saturated(to_thousandths(position.y_offset, units_per_em)),
            bytes: NOT_YET,
        });
    }
    close_cluster(&mut glyphs, cluster_start, text.len());
    let parts = words::parts(&glyphs, text, face.codes());
    Word { parts, width, missing }
}

/// Marks the glyphs of a cluster whose length is not known yet.
const NOT_YET: u32 = u32::MAX;

fn close_cluster(glyphs: &mut [Glyph], start: Option<usize>, end: usize) {
    let Some(start) = start else { return };
    let open = glyphs.iter().rposition(|glyph| glyph.bytes != NOT_YET).map_or(0, |last| last + 1);
    for (index, glyph) in glyphs.iter_mut().skip(open).enumerate() {
        glyph.bytes = if index == 0 { u32::try_from(end.saturating_sub(start)).unwrap_or(0) } else { 0 };
    }
}

fn saturated(value: i32) -> i16 {
    value.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

/// The letters of a text, each with the marks that stand on it.
pub(crate) fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut characters = rest.char_indices();
        characters.next()?;
        let end = characters
            .find(|(_, character)| !unicode_normalization::char::is_combining_mark(*character))
            .map_or(rest.len(), |(index, _)| index);
        let (cluster, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(cluster)
    })
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_WORD_KEPT, Typesetter, WORDS_KEPT, clusters};
    use crate::fonts::{FaceStyle, Fonts};
    use crate::layout::LayoutError;
    use crate::layout::words::Shown;

    /// For each part its face, how many glyphs without codes it has, and how many bytes it says.
    fn shaped(text: &str) -> Result<Vec<(usize, usize, usize)>, LayoutError> {
        let fonts = Fonts::built_in();
        let mut typesetter = Typesetter::new(&fonts);
        let mut pieces = Vec::new();
        typesetter.shape(FaceStyle::default(), text, &mut pieces)?;
        Ok(pieces
            .iter()
            .flat_map(|piece| piece.word.parts.iter().map(|part| (piece.face.0, part)))
            .map(|(face, part)| match &part.shown {
                Shown::Glyphs(glyphs) => (face, glyphs.len(), part.bytes),
                Shown::Coded { .. } => (face, 0, part.bytes),
            })
            .collect())
    }

    #[test]
    fn a_ligature_is_one_glyph_for_all_its_letters() {
        assert_eq!(shaped("office").expect("office"), [(0, 0, 6)]);
        // Two that have no code.
        assert_eq!(shaped("waffle flo").expect("words"), [(0, 0, 2), (0, 1, 3), (0, 0, 2), (0, 1, 2), (0, 0, 1)]);
    }

    #[test]
    fn rare_letters_come_from_the_fallback_face() {
        assert_eq!(shaped("Ŋɐma").expect("word"), [(4, 4, 6)]);
        // The face that has the box has no open e, and the other way round.
        assert_eq!(shaped("☐ɛ").expect("word").iter().map(|piece| piece.0).collect::<Vec<_>>(), [0, 4]);
    }

    #[test]
    fn a_character_that_no_face_has_is_named() {
        match shaped("ok🙂") {
            Err(LayoutError::MissingGlyph { character, word }) => {
                assert_eq!((character, word.as_str()), ('🙂', "ok🙂"));
            }
            other => panic!("expected a missing glyph, got {other:?}"),
        }
    }

    #[test]
    fn words_are_bounded_and_those_that_are_written_down_stay() {
        let fonts = Fonts::built_in();
        let mut typesetter = Typesetter::new(&fonts);
        let mut pieces = Vec::new();
        let mut shape =
            |typesetter: &mut Typesetter<'_>, word: &str| typesetter.shape(FaceStyle::default(), word, &mut pieces).expect("shaped");
        shape(&mut typesetter, "the");
        let most = WORDS_KEPT + 1;
        for number in 0..WORDS_KEPT + 10 {
            shape(&mut typesetter, &format!("w{number}x"));
            assert!(typesetter.kept().count() <= most);
        }
        assert!(typesetter.kept().any(|(_, word)| word == "the") && typesetter.kept().count() == 11);
        shape(&mut typesetter, &"long".repeat(LONGEST_WORD_KEPT));
        assert_eq!(typesetter.kept().count(), 11);
    }

    #[test]
    fn marks_stay_with_their_letter() {
        assert_eq!(clusters("m\u{30c}a\u{301}\u{323}b").collect::<Vec<_>>(), ["m\u{30c}", "a\u{301}\u{323}", "b"]);
        assert_eq!(clusters("").count(), 0);
    }
}
