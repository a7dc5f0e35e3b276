//! The faces a document may be set in: built into the binary, read once, shared by all threads.
//!
//! It exists so that a letter looks the same on every machine: the system's fonts are never asked. Input: font files.
//! Output: [`Fonts`], used by [`crate::layout`] for shaping and by [`crate::pdf`] for embedding.

mod codes;

use std::sync::{Arc, OnceLock};

use harfrust::Font;

use crate::pdf::Shared;

pub(crate) use codes::{CODES, CodeSet, Codes, codes, text as code_text};

/// Which face of [`Fonts`] a glyph belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub(crate) usize);

/// The style asked of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FaceStyle {
    /// Set bold.
    pub bold: bool,
    /// Set italic.
    pub italic: bool,
}

/// One face with what is measured from it. All lengths are in thousandths of an em.
#[derive(Clone)]
pub struct Face {
    name: String,
    data: &'static [u8],
    font: Font,
    metrics: FaceMetrics,
    codes: Option<Codes>,
}

/// The measures of a face that a PDF reader wants to know, in thousandths of an em.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceMetrics {
    /// Units to the em in the font file itself.
    pub units_per_em: u16,
    /// From the baseline up to the top of the tallest letters.
    pub ascent: i32,
    /// From the baseline down; negative.
    pub descent: i32,
    /// Height of a capital letter.
    pub capital_height: i32,
    /// The box around all glyphs: left, bottom, right, top.
    pub bounds: [i32; 4],
    /// Slant in degrees; negative leans right.
    pub italic_angle: i32,
    /// Whether the strokes are bold.
    pub bold: bool,
}

/// All faces, and which one serves which style.
#[derive(Clone)]
pub struct Fonts {
    /// Each read when it is first asked for: few letters need all.
    faces: [OnceLock<Option<Box<Face>>>; BUILT_IN.len()],
    shared: Arc<Shared>,
}

/// A face that is part of the program: its name, its file, its style, and its glyph for "ft" if its letters have codes.
type BuiltIn = (&'static str, &'static [u8], FaceStyle, Option<u16>);

/// Regular, bold, italic, bold italic; then the fallback for the same four styles.
const BUILT_IN: [BuiltIn; 6] = [
    (
        "SourceSerif4-Regular",
        include_bytes!("../letter-templates/_house/fonts/SourceSerif4-Regular.ttf"),
        FaceStyle { bold: false, italic: false },
        Some(420),
    ),
    (
        "SourceSerif4-SemiBold",
        include_bytes!("../letter-templates/_house/fonts/SourceSerif4-SemiBold.ttf"),
        FaceStyle { bold: true, italic: false },
        Some(420),
    ),
    (
        "SourceSerif4-Italic",
        include_bytes!("../letter-templates/_house/fonts/SourceSerif4-Italic.ttf"),
        FaceStyle { bold: false, italic: true },
        Some(424),
    ),
    (
        "SourceSerif4-SemiBoldItalic",
        include_bytes!("../letter-templates/_house/fonts/SourceSerif4-SemiBoldItalic.ttf"),
        FaceStyle { bold: true, italic: true },
        Some(424),
    ),
    (
        "NotoSerif-Regular",
        include_bytes!("../letter-templates/_house/fonts/NotoSerif-Regular.ttf"),
        FaceStyle { bold: false, italic: false },
        None,
    ),
    (
        "NotoSerif-Bold",
        include_bytes!("../letter-templates/_house/fonts/NotoSerif-Bold.ttf"),
        FaceStyle { bold: true, italic: false },
        None,
    ),
];

impl Fonts {
    /// The faces that are part of the program: Source Serif 4, and Noto Serif for rare letters.
    pub fn built_in() -> Fonts {
        Fonts { faces: Default::default(), shared: Arc::default() }
    }

    /// The face for words of this style.
    pub(crate) fn main(&self, style: FaceStyle) -> FaceId {
        match (style.bold, style.italic) {
            (false, false) => FaceId(0),
            (true, false) => FaceId(1),
            (false, true) => FaceId(2),
            (true, true) => FaceId(3),
        }
    }

    /// The face for words of this style that the main face cannot set. It has no italic.
    pub(crate) fn fallback(&self, style: FaceStyle) -> FaceId {
        if style.bold { FaceId(5) } else { FaceId(4) }
    }

    /// Whether a letter can show a character: some face has a shape for it, or it needs none.
    pub fn can_show(&self, character: char) -> bool {
        character.is_whitespace() || self.iter().any(|(_, face)| face.glyph(character).is_some())
    }

    /// What letters share, whose making costs more than the rest of a letter.
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The face with this id; ids come only from this type, so it is there unless the program was built with a damaged font file.
    pub(crate) fn face(&self, id: FaceId) -> Option<&Face> {
        let (place, built_in) = (self.faces.get(id.0)?, BUILT_IN.get(id.0)?);
        place.get_or_init(|| Face::new(*built_in).map(Box::new)).as_deref()
    }

    /// All faces with their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (FaceId, &Face)> {
        (0..BUILT_IN.len()).filter_map(|index| Some((FaceId(index), self.face(FaceId(index))?)))
    }
}

impl Face {
    fn new((name, data, style, ft): BuiltIn) -> Option<Face> {
        let font = Font::new(data, 0)?;
        let measured = *font.metrics();
        let thousandths = |units: i64| i32::try_from(units * 1000 / i64::from(measured.units_per_em)).unwrap_or(0);
        let line = measured.h_line();
        let metrics = FaceMetrics {
            units_per_em: measured.units_per_em,
            ascent: line.map_or(900, |line| thousandths(line.ascender.to_i64())),
            descent: line.map_or(-250, |line| thousandths(line.descender.to_i64())),
            capital_height: measured.cap_height.map_or(670, |height| thousandths(height.to_i64())),
            bounds: [
                thousandths(measured.bounds.x_min.to_i64()),
                thousandths(measured.bounds.y_min.to_i64()),
                thousandths(measured.bounds.x_max.to_i64()),
                thousandths(measured.bounds.y_max.to_i64()),
            ],
            italic_angle: if style.italic { -11 } else { 0 },
            bold: style.bold,
        };
        let mut face = Face { name: name.to_owned(), data, font, metrics, codes: None };
        face.codes = ft.map(|ft| Codes::of(&face, ft, style == FaceStyle::default()));
        Some(face)
    }

    /// The PostScript name, for example `SourceSerif4-Regular`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The font file.
    pub fn data(&self) -> &'static [u8] {
        self.data
    }

    /// What is measured from the face.
    pub fn metrics(&self) -> &FaceMetrics {
        &self.metrics
    }

    /// Its letters that have codes, if it has any.
    pub(crate) fn codes(&self) -> Option<&Codes> {
        self.codes.as_ref()
    }

    /// The face as the shaper knows it.
    pub(crate) fn font(&self) -> &Font {
        &self.font
    }

    /// The glyph of a character, if the face has it.
    pub(crate) fn glyph(&self, character: char) -> Option<u16> {
        let glyph = harfrust::ShaperFont::new(&self.font).nominal_glyph(u32::from(character))?;
        u16::try_from(glyph.to_u32()).ok()
    }

    /// How far a glyph moves the pen before kerning, in thousandths of an em.
    pub(crate) fn width(&self, glyph: u16) -> i32 {
        let units = self.font.glyph_metrics().h_advance(harfrust::GlyphId::new(u32::from(glyph)));
        to_thousandths(units.round() as i32, self.metrics.units_per_em)
    }
}

/// Font units as thousandths of an em, to the nearest.
pub(crate) fn to_thousandths(units: i32, units_per_em: u16) -> i32 {
    if units_per_em == 1000 {
        return units;
    }
    (f64::from(units) * 1000.0 / f64::from(units_per_em)).round() as i32
}

#[cfg(test)]
mod tests {
    use super::{FaceStyle, Fonts};

    fn assert_shared<T: Send + Sync>(_: &T) {}

    #[test]
    fn built_in_faces_are_read_and_may_be_shared_by_threads() {
        let fonts = Fonts::built_in();
        assert_shared(&fonts);
        assert_eq!(fonts.iter().count(), 6);
        let italic = fonts.face(fonts.main(FaceStyle { bold: false, italic: true })).expect("italic");
        assert_eq!(italic.name(), "SourceSerif4-Italic");
        assert!(italic.metrics().ascent > 600 && italic.metrics().descent < 0);
    }
}
