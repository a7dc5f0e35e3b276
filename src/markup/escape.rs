//! Typed text to plain CommonMark: what a family wrote can never become markup.
//!
//! Why: a name such as `A*B`, a note that begins with "1." or a pasted `<b>` must print as typed. Input: any text.
//! Output: one line of CommonMark that [`parse`](super::parse) reads back as exactly [`normalise`] of the text, wherever
//! in a block it stands.

use std::borrow::Cow;

use crate::ascii;

/// How a typed backslash is written. Tables are cut at `|` before backslashes are read, and `\\|` counts as an escaped bar
/// there, so a doubled backslash at the end of a cell would swallow the next one. The only entity that is accepted.
pub(super) const BACKSLASH: &str = "&#92;";

/// Makes any text plain inside CommonMark: normalised to one line, every ASCII punctuation character behind a backslash
/// (and a backslash itself as `&#92;`).
pub fn escape(text: &str) -> String {
    let normalised = normal(text);
    let mut escaped = String::with_capacity(normalised.len() + normalised.len() / 8 + 8);
    let mut rest = &*normalised;
    // A byte of ASCII is never part of another character.
    while let Some((plain, from)) = rest.bytes().position(|byte| byte.is_ascii_punctuation()).and_then(|at| rest.split_at_checked(at)) {
        escaped.push_str(plain);
        let mut characters = from.chars();
        let mark = characters.next().unwrap_or_default();
        if mark == '\\' {
            escaped.push_str(BACKSLASH);
        } else {
            escaped.extend(['\\', mark]);
        }
        rest = characters.as_str();
    }
    escaped.push_str(rest);
    escaped
}

/// The text on one line: white space runs become one space, ends are trimmed, characters nobody can see are dropped.
///
/// No-break spaces stay, since somebody put them there on purpose. Joiners and direction marks stay, since some scripts
/// need them. Control characters, soft hyphens, byte order marks and zero-width spaces go: they come from copying out of
/// web pages, and a font without them would fail a letter for a character that its writer cannot find.
pub fn normalise(text: &str) -> String {
    normal(text).into_owned()
}

fn normal(text: &str) -> Cow<'_, str> {
    if is_normal(text) {
        return text.into();
    }
    let mut normalised = String::with_capacity(text.len());
    let mut space_due = false;
    for character in text.chars() {
        if is_breaking_space(character) {
            space_due = true;
        } else if !is_dropped(character) {
            if space_due && !normalised.is_empty() {
                normalised.push(' ');
            }
            space_due = false;
            normalised.push(character);
        }
    }
    normalised.into()
}

/// Whether a text is on one line as it is: visible ASCII with single spaces inside. Most are.
fn is_normal(text: &str) -> bool {
    ascii::is_visible(text) && !ascii::any_double_space(text) && !text.starts_with(' ') && !text.ends_with(' ')
}

/// Whether a text says nothing: white space of any kind, and characters without a glyph.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || is_dropped(character))
}

/// White space at which a line may end; includes newline, tab, and the Unicode line and paragraph separators.
fn is_breaking_space(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Characters without a glyph and without a purpose in a letter.
fn is_dropped(character: char) -> bool {
    character.is_control() || matches!(character, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}
