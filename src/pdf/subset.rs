//! Which letters a document uses, with codes and without, and what each glyph without one says.
//!
//! It exists because numbers and meanings must be known before the first operation is written. Input: [`Pages`].
//! Output: [`Subsets`], for [`super::content`] (numbers of glyphs without codes) and [`super::font`] (programs, widths, ToUnicode).

use std::collections::BTreeMap;

use subsetter::GlyphRemapper;
use unicode_normalization::UnicodeNormalization;

use crate::fonts::{CodeSet, Face, FaceId, Fonts};
use crate::layout::{Cluster, Glyph, Item, Pages, Shown, clusters};

/// What is used of all used faces.
pub(crate) struct Subsets {
    coded: BTreeMap<FaceId, CodeSet>,
    others: BTreeMap<FaceId, Subset>,
}

/// The used glyphs of one face that are not shown with codes.
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

/// Goes through all pages once.
pub(crate) fn collect(pages: &Pages, fonts: &Fonts) -> Subsets {
    let mut subsets = Subsets { coded: BTreeMap::new(), others: BTreeMap::new() };
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let Item::Text(text) = item else { continue };
        for (said, shown) in text.words.parts() {
            match shown {
                Shown::Coded { used, .. } => *subsets.coded.entry(text.face).or_insert(0) |= used,
                Shown::Glyphs(glyphs) => {
                    let Some(face) = fonts.face(text.face) else { continue };
                    let subset = subsets.others.entry(text.face).or_insert_with(Subset::new);
                    clusters(glyphs, said).for_each(|cluster| subset.add(&cluster, face));
                }
            }
        }
    }
    subsets.others.values_mut().for_each(Subset::number);
    subsets
}

impl Subsets {
    /// The glyphs of one face that have no codes.
    pub(crate) fn others_of(&self, face: FaceId) -> Option<&Subset> {
        self.others.get(&face)
    }

    /// All faces that glyphs without codes are used of, in a fixed order.
    pub(crate) fn others(&self) -> impl Iterator<Item = (FaceId, &Subset)> {
        self.others.iter().map(|(id, subset)| (*id, subset))
    }

    /// All faces that codes are used of, in a fixed order.
    pub(crate) fn coded(&self) -> impl Iterator<Item = (FaceId, CodeSet)> {
        self.coded.iter().map(|(id, used)| (*id, *used))
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
