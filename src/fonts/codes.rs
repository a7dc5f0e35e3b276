//! One byte for each letter that most words are written with.
//!
//! It exists so that a word stands in every file in the same way, and is put into that way once: with numbers that depend on which glyphs
//! a letter happens to use, each word of each letter had to be numbered anew. Input: a face. Output: [`Codes`]. Any other letter is shown
//! in a second font of its face, see [`crate::pdf`].
//!
//! ASCII is its own code, so that content streams can be read. The codes that ASCII has for control characters mean other letters.

use crate::fonts::Face;

/// Letters of a face that have a code, each as a bit.
pub(crate) type CodeSet = u128;

/// One more than the largest code. Codes of more than seven bits would take four bytes each in a stream that is all ASCII.
pub(crate) const CODES: u8 = 128;

/// What the codes that are not printable ASCII mean: those from 1 on but for the two line ends, then 127.
const OTHERS: [&str; 30] = [
    "\u{a0}", "’", "“", "”", "‘", "·", "§", "•", "–", "—", "ff", "fi", "fl", "ffi", "ft", "á", "é", "í", "ó", "ú", "ñ", "ü", "Á", "É", "Í",
    "Ó", "Ú", "Ñ", "¿", "¡",
];

/// Letters that a face draws together, by the character that Unicode has for them; "ft" has none.
const TOGETHER: [(&str, char); 4] = [("ff", '\u{fb00}'), ("fi", '\u{fb01}'), ("fl", '\u{fb02}'), ("ffi", '\u{fb03}')];

/// What has no code in the upright face. Its font is the same in all files, so what few letters need would make all of them larger.
const RARE_UPRIGHT: [&str; 34] = [
    "\"", "#", "$", "%", "'", "*", "+", "<", "=", ">", "[", "\\", "]", "^", "_", "`", "{", "|", "}", "~", "fl", "‘", "—", "ü", "Á", "É",
    "Í", "Ó", "Ú", "Ñ", "¿", "¡", "X", "Z",
];

/// The coded letters of one face.
#[derive(Debug, Clone)]
pub(crate) struct Codes {
    /// All that the face has.
    pub(crate) all: CodeSet,
    /// Whether its font has all of them in every file, not only those that are used.
    pub(crate) whole: bool,
    glyphs: Vec<u16>,
    widths: Vec<i32>,
}

impl Codes {
    /// The codes of a face; `ft` is its glyph for these two letters.
    pub(super) fn of(face: &Face, ft: u16, whole: bool) -> Codes {
        let mut codes = Codes { all: 0, whole, glyphs: vec![0; usize::from(CODES)], widths: vec![0; usize::from(CODES)] };
        for code in 0..CODES {
            let Some(text) = text(code).filter(|text| !whole || !RARE_UPRIGHT.contains(text)) else { continue };
            let together = TOGETHER.iter().find(|(letters, _)| *letters == text).map(|(_, character)| *character);
            let glyph = if text == "ft" { Some(ft) } else { together.or_else(|| text.chars().next()).and_then(|one| face.glyph(one)) };
            let place = usize::from(code);
            if let (Some(glyph), Some(slot), Some(width)) = (glyph, codes.glyphs.get_mut(place), codes.widths.get_mut(place)) {
                (*slot, *width) = (glyph, face.width(glyph));
                codes.all |= 1 << code;
            }
        }
        codes
    }

    /// The code of a glyph that shows these letters.
    pub(crate) fn code(&self, glyph: u16, text: &str) -> Option<u8> {
        let code = code_of(text)?;
        (self.all >> code & 1 == 1 && self.glyph(code) == glyph).then_some(code)
    }

    /// How far the letter of a code moves the pen before kerning, in thousandths of an em.
    pub(crate) fn width(&self, code: u8) -> i32 {
        self.widths.get(usize::from(code)).copied().unwrap_or(0)
    }

    /// The glyph of a code; 0 if it has none.
    pub(crate) fn glyph(&self, code: u8) -> u16 {
        self.glyphs.get(usize::from(code)).copied().unwrap_or(0)
    }
}

/// The codes of a set, from the least on.
pub(crate) fn codes(set: CodeSet) -> impl Iterator<Item = u8> {
    (0..CODES).filter(move |code| set >> code & 1 == 1)
}

/// What a code means.
pub(crate) fn text(code: u8) -> Option<&'static str> {
    const ASCII: &str = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    let place = usize::from(code);
    match code {
        b' '..=b'~' => ASCII.get(place - 32..place - 31),
        1..=9 => OTHERS.get(place - 1).copied(),
        11..=12 => OTHERS.get(place - 2).copied(),
        14..=31 => OTHERS.get(place - 3).copied(),
        127 => OTHERS.last().copied(),
        _ => None,
    }
}

fn code_of(text_asked: &str) -> Option<u8> {
    match text_asked.as_bytes() {
        [one @ b' '..=b'~'] => Some(*one),
        [_] => None,
        _ => (1..32).chain([127]).find(|code| text(*code) == Some(text_asked)),
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, OTHERS, code_of, codes, text};
    use crate::fonts::{FaceStyle, Fonts};
    use crate::layout::Typesetter;

    #[test]
    fn every_meaning_has_one_code_and_no_line_end_is_one() {
        let all: Vec<(u8, &str)> = (0..=u8::MAX).filter_map(|code| Some((code, text(code)?))).collect();
        assert_eq!(all.len(), 95 + OTHERS.len());
        assert!(all.iter().all(|(code, text)| *code < CODES && ![10, 13].contains(code) && code_of(text) == Some(*code)));
        assert_eq!(["é", "ft", "ł", "\t"].map(|letter| code_of(letter).and_then(text)), [Some("é"), Some("ft"), None, None]);
        assert_eq!(codes(1 << 5 | 1 << 127 | 1).collect::<Vec<_>>(), [0, 5, 127]);
    }

    /// The glyphs that have no character of their own are named by number; another font file would need other numbers.
    #[test]
    fn letters_that_are_drawn_together_have_the_glyph_that_the_shaper_takes() {
        let fonts = Fonts::built_in();
        let mut typesetter = Typesetter::new(&fonts);
        for (bold, italic) in [(false, false), (true, false), (false, true), (true, true)] {
            for word in ["ff", "fi", "fl", "ffi", "ft", "office", "after", "§", "\u{a0}", "Núñez"] {
                let coded = typesetter.coded(FaceStyle { bold, italic }, word);
                // The upright face has no code for "fl".
                assert_eq!(coded.is_none(), word == "fl" && !bold && !italic, "{word} {bold} {italic}");
            }
        }
    }
}
