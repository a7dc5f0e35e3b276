//! Which glyphs a document uses, and what each one says.
//!
//! It exists because numbers and meanings must be known before the first operation is written. Input: [`Pages`].
//! Output: [`Subsets`], for [`super::content`] (new glyph numbers) and [`super::font`] (programs, widths, ToUnicode).

use std::collections::BTreeMap;

use subsetter::GlyphRemapper;
use unicode_normalization::UnicodeNormalization;

use crate::fonts::{Face, FaceId, FaceStyle, Fonts};
use crate::layout::{Glyph, Item, Pages, Text};

/// The used glyphs of all used faces.
pub(crate) struct Subsets {
    faces: BTreeMap<FaceId, Subset>,
}

/// The used glyphs of one face.
pub(crate) struct Subset {
    /// Old glyph numbers to new ones, which are those of the file.
    pub(crate) remapper: GlyphRemapper,
    // By old number. A list, not a map, because every glyph of every page is looked up twice.
    entries: Vec<Option<Entry>>,
    /// The face's space, if some text is shown by several glyphs.
    pub(crate) space: Option<Glyph>,
}

/// A glyph in the file.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its number in the file.
    pub(crate) number: u16,
    /// How far it moves the pen, in thousandths of an em, as the file says.
    pub(crate) width: i32,
    /// What it says when nothing else is said about it.
    pub(crate) text: String,
    /// Whether it was ever used alone for that text, not as one of several glyphs.
    sure: bool,
}

/// What nearly every letter says in its upright face. All of it goes into the font, so that most letters have the same one and it is made
/// once: names alone would make a font of its own for each letter. It costs a letter less than a kilobyte.
const USUAL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;’“”-·@()§•áéíñóú";

/// The same of letters that the face draws together, by the character that Unicode has for each.
const USUAL_TOGETHER: [(char, &str); 3] = [('\u{fb00}', "ff"), ('\u{fb01}', "fi"), ('\u{fb03}', "ffi")];

/// Goes through all pages once.
pub(crate) fn collect(pages: &Pages, fonts: &Fonts) -> Subsets {
    let mut faces: BTreeMap<FaceId, Subset> = BTreeMap::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let Item::Text(text) = item else { continue };
        let Some(face) = fonts.face(text.face) else { continue };
        let subset = faces.entry(text.face).or_insert_with(Subset::new);
        for cluster in clusters(text) {
            subset.add(&cluster, face);
        }
    }
    let upright = fonts.main(FaceStyle::default());
    if let (Some(subset), Some(face)) = (faces.get_mut(&upright), fonts.face(upright)) {
        subset.add_usual(face);
    }
    faces.values_mut().for_each(Subset::number);
    Subsets { faces }
}

/// Glyphs that together show a piece of text.
pub(crate) struct Cluster<'a> {
    /// The glyphs.
    pub(crate) glyphs: &'a [Glyph],
    /// The text.
    pub(crate) text: &'a str,
}

/// The clusters of a run from left to right.
pub(crate) fn clusters(run: &Text) -> impl Iterator<Item = Cluster<'_>> {
    let mut glyphs = run.glyphs.as_slice();
    let mut text = run.text.as_str();
    std::iter::from_fn(move || {
        let first = glyphs.first()?;
        let count = 1 + glyphs.iter().skip(1).take_while(|glyph| glyph.bytes == 0).count();
        let (shown, rest) = glyphs.split_at_checked(count)?;
        let (said, unsaid) = text.split_at_checked(first.bytes as usize).unwrap_or((text, ""));
        (glyphs, text) = (rest, unsaid);
        Some(Cluster { glyphs: shown, text: said })
    })
}

impl Subsets {
    /// The glyphs of one face.
    pub(crate) fn get(&self, face: FaceId) -> Option<&Subset> {
        self.faces.get(&face)
    }

    /// All used faces, in a fixed order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (FaceId, &Subset)> {
        self.faces.iter().map(|(id, subset)| (*id, subset))
    }
}

impl Subset {
    fn new() -> Subset {
        Subset { remapper: GlyphRemapper::new(), entries: Vec::new(), space: None }
    }

    /// The glyph with this old number.
    pub(crate) fn entry(&self, glyph: u16) -> Option<&Entry> {
        self.entries.get(usize::from(glyph)).and_then(Option::as_ref)
    }

    /// The used glyphs in the order of their new numbers, without number 0.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.remapper.remapped_gids().skip(1).filter_map(|old| self.entry(old))
    }

    /// Numbers the glyphs in the order of the face, so that two letters with the same glyphs have the same font.
    fn number(&mut self) {
        for (glyph, entry) in self.entries.iter_mut().enumerate() {
            if let (Some(entry), Ok(glyph)) = (entry, u16::try_from(glyph)) {
                entry.number = self.remapper.remap(glyph);
            }
        }
    }

    /// What tells this font from others of the same face: its glyphs and what they say.
    pub(crate) fn key(&self) -> Vec<u8> {
        let mut key = Vec::with_capacity(512);
        for (glyph, entry) in self.remapper.remapped_gids().skip(1).zip(self.entries()) {
            key.extend(glyph.to_be_bytes());
            key.extend(entry.text.as_bytes());
            key.push(0);
        }
        key
    }

    fn add(&mut self, cluster: &Cluster<'_>, face: &Face) {
        match cluster.glyphs {
            [glyph] => self.add_glyph(glyph.id, cluster.text, true, face),
            glyphs => {
                // Most often a letter and its marks, one glyph for each character when taken apart.
                let mut characters = cluster.text.nfd();
                for glyph in glyphs {
                    let said = characters.next().unwrap_or(char::REPLACEMENT_CHARACTER);
                    self.add_glyph(glyph.id, said.encode_utf8(&mut [0; 4]), false, face);
                }
                if let (None, Some(id)) = (self.space, face.glyph(' ')) {
                    self.add_glyph(id, " ", true, face);
                    let advance = i16::try_from(face.width(id)).unwrap_or(0);
                    self.space = Some(Glyph { id, advance, x_offset: 0, y_offset: 0, bytes: 0 });
                }
            }
        }
    }

    fn add_usual(&mut self, face: &Face) {
        for character in USUAL.chars() {
            if let Some(glyph) = face.glyph(character) {
                self.add_glyph(glyph, character.encode_utf8(&mut [0; 4]), true, face);
            }
        }
        for (character, letters) in USUAL_TOGETHER {
            if let Some(glyph) = face.glyph(character) {
                self.add_glyph(glyph, letters, true, face);
            }
        }
    }

    fn add_glyph(&mut self, glyph: u16, text: &str, sure: bool, face: &Face) {
        let place = usize::from(glyph);
        if self.entries.len() <= place {
            self.entries.resize(place + 1, None);
        }
        let Some(slot) = self.entries.get_mut(place) else { return };
        match slot {
            Some(entry) => {
                // Of several texts the least wins: the space before the no-break space, letters before their ligature.
                let better = if entry.sure == sure { text < entry.text.as_str() } else { sure };
                if better {
                    text.clone_into(&mut entry.text);
                    entry.sure = sure;
                }
            }
            None => {
                *slot = Some(Entry { number: 0, width: face.width(glyph), text: text.to_owned(), sure });
            }
        }
    }
}
