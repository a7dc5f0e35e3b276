//! Words of one face, set one after the other: what they say, how far they reach, and how a page shows them.
//!
//! It exists so that what is the same in every file is worked out once: a word that has codes is written for content streams when it is
//! shaped, and a line is its words joined. Input: shaped words. Output: [`Words`], for [`crate::layout::page`] and [`crate::pdf`].

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::fonts::{CodeSet, Codes};
use crate::layout::page::Glyph;
use crate::pdf::push_coded_letter;

/// How a stretch of text is shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shown {
    /// With the codes of its face.
    Coded {
        /// As it stands in a content stream, between the brackets of a string; moves between letters included.
        string: Cow<'static, str>,
        /// The codes in it.
        used: CodeSet,
    },
    /// With glyphs that have no codes, or stand elsewhere than on the baseline.
    Glyphs(Vec<Glyph>),
}

/// A part of a stretch of text that is shown in one way, with the bytes of text that it says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    /// How many bytes of the text.
    pub(crate) bytes: usize,
    /// How.
    pub(crate) shown: Shown,
}

/// Parts one after the other; nearly always one.
pub(crate) type Parts = SmallVec<[Part; 1]>;

/// How glyphs are shown that say a text: letters with codes as such, also beside others in the same word. Then the font for the others has
/// few glyphs, and often the same ones.
pub(crate) fn parts(glyphs: &[Glyph], text: &str, codes: Option<&Codes>) -> Parts {
    let mut parts = Parts::new();
    for cluster in clusters(glyphs, text) {
        let bytes = cluster.text.len();
        let coded = match (cluster.glyphs, codes) {
            ([glyph], Some(codes)) if (glyph.x_offset, glyph.y_offset) == (0, 0) => {
                codes.code(glyph.id, cluster.text).map(|code| (code, codes.width(code) - i32::from(glyph.advance)))
            }
            _ => None,
        };
        let Some((code, left)) = coded else {
            join(&mut parts, &Part { bytes, shown: Shown::Glyphs(cluster.glyphs.to_vec()) }, 0);
            continue;
        };
        if !matches!(parts.last(), Some(Part { shown: Shown::Coded { .. }, .. })) {
            let string = String::with_capacity(glyphs.len() + glyphs.len() / 2);
            parts.push(Part { bytes: 0, shown: Shown::Coded { string: Cow::Owned(string), used: 0 } });
        }
        if let Some(Part { bytes: said, shown: Shown::Coded { string, used } }) = parts.last_mut() {
            push_coded_letter(string.to_mut(), code, i64::from(left));
            *used |= 1 << code;
            *said += bytes;
        }
    }
    parts
}

/// Adds to the last part what is shown in the same way, or begins a new one; the first one gets room for so many more bytes.
fn join(parts: &mut Parts, part: &Part, room: usize) {
    match (parts.last_mut().map(|last| (&mut last.shown, &mut last.bytes)), &part.shown) {
        (Some((Shown::Coded { string, used }, bytes)), Shown::Coded { string: more, used: also }) => {
            string.to_mut().push_str(more);
            *used |= also;
            *bytes += part.bytes;
        }
        (Some((Shown::Glyphs(glyphs), bytes)), Shown::Glyphs(more)) => {
            glyphs.extend_from_slice(more);
            *bytes += part.bytes;
        }
        (None, Shown::Coded { string, used }) => {
            // Most often a whole line of letters with codes follows.
            let mut room = String::with_capacity(string.len() + room);
            room.push_str(string);
            parts.push(Part { bytes: part.bytes, shown: Shown::Coded { string: Cow::Owned(room), used: *used } });
        }
        _ => parts.push(part.clone()),
    }
}

/// Glyphs that together show a piece of text.
pub(crate) struct Cluster<'a> {
    /// The glyphs.
    pub(crate) glyphs: &'a [Glyph],
    /// The text.
    pub(crate) text: &'a str,
}

/// The clusters of glyphs that say a text, from left to right.
pub(crate) fn clusters<'a>(mut glyphs: &'a [Glyph], mut text: &'a str) -> impl Iterator<Item = Cluster<'a>> {
    std::iter::from_fn(move || {
        let first = glyphs.first()?;
        let count = 1 + glyphs.iter().skip(1).take_while(|glyph| glyph.bytes == 0).count();
        let (shown, rest) = glyphs.split_at_checked(count)?;
        let (said, unsaid) = text.split_at_checked(first.bytes as usize).unwrap_or((text, ""));
        (glyphs, text) = (rest, unsaid);
        Some(Cluster { glyphs: shown, text: said })
    })
}

/// Words of one face.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    text: String,
    width: i64,
    parts: Parts,
}

impl Words {
    /// No words yet, but room for about so many bytes of text.
    pub(crate) fn with_room(bytes: usize) -> Words {
        Words { text: String::with_capacity(bytes), width: 0, parts: Parts::new() }
    }

    /// Adds what words say that were or will be shown.
    pub(crate) fn say(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds how a word of this width in thousandths of an em is shown.
    pub(crate) fn show(&mut self, width: i32, parts: &[Part]) {
        self.width += i64::from(width);
        let room = self.text.capacity().saturating_sub(self.text.len()) * 3 / 2;
        parts.iter().for_each(|part| join(&mut self.parts, part, room));
    }

    /// What they say, the space at a soft line break included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How far they reach, in thousandths of an em.
    pub(crate) fn width(&self) -> i64 {
        self.width
    }

    /// Each part with its text.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, &Shown)> {
        let mut rest = self.text.as_str();
        self.parts.iter().map(move |part| {
            let (said, unsaid) = rest.split_at_checked(part.bytes).unwrap_or((rest, ""));
            rest = unsaid;
            (said, &part.shown)
        })
    }
}
