//! The words of a paragraph as one text with marked stretches.
//!
//! It exists because line breaking needs the text in one piece, while style and links cut it anywhere. Input: the
//! [`Inline`]s of a block. Output: [`Prose`], in Unicode's composed form (NFC), for [`crate::layout::paragraph`].

use smallvec::{SmallVec, smallvec};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::ascii;
use crate::document::{Inline, LinkTo};
use crate::fonts::FaceStyle;

/// A paragraph's words. A line break within it is the character U+000A; all other white space is single spaces.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    /// All words.
    pub(crate) text: String,
    /// Stretches of one style, in order, without gaps.
    pub(crate) spans: SmallVec<[Span; 1]>,
    /// Where the links lead.
    pub(crate) links: Vec<LinkTo>,
}

/// A stretch of one style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    /// Where it ends in the text; it starts where the one before ends.
    pub(crate) end: usize,
    /// The style.
    pub(crate) style: FaceStyle,
    /// The link it is part of, by number in [`Prose::links`].
    pub(crate) link: Option<usize>,
}

impl Prose {
    /// Flattens a block's words; `style` is that of the surroundings.
    pub(crate) fn new(content: &[Inline], style: FaceStyle) -> Prose {
        let (text, spans) = (String::with_capacity(length(content)), SmallVec::new());
        let mut prose = Prose { text, spans, links: Vec::new() };
        prose.add(content, style, None);
        prose.trim();
        prose
    }

    /// Words of our own on one line, kept as they are.
    pub(crate) fn label(text: String, style: FaceStyle) -> Prose {
        let spans = smallvec![Span { end: text.len(), style, link: None }];
        Prose { text, spans, links: Vec::new() }
    }

    /// Whether the words end in a colon, so announce what follows.
    pub(crate) fn announces(&self) -> bool {
        self.text.ends_with(':')
    }

    fn add(&mut self, content: &[Inline], style: FaceStyle, link: Option<usize>) {
        for inline in content {
            match inline {
                Inline::Text(text) => self.add_text(text, style, link),
                Inline::Strong(inner) => self.add(inner, FaceStyle { bold: true, ..style }, link),
                Inline::Emphasis(inner) => self.add(inner, FaceStyle { italic: true, ..style }, link),
                Inline::LineBreak => {
                    self.text.truncate(self.text.trim_end_matches(' ').len());
                    self.text.push('\n');
                    self.close_span(style, link);
                }
                Inline::Link { to, content } => {
                    self.links.push(to.clone());
                    let number = self.links.len() - 1;
                    self.add(content, style, Some(number));
                }
            }
        }
    }

    fn add_text(&mut self, text: &str, style: FaceStyle, link: Option<usize>) {
        if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            self.push_characters(text);
        } else {
            self.push_characters(&text.nfc().collect::<String>());
        }
        self.close_span(style, link);
    }

    fn push_characters(&mut self, mut text: &str) {
        if is_plain(text) && !(text.starts_with(' ') && (self.text.is_empty() || self.text.ends_with([' ', '\n']))) {
            self.text.push_str(text);
            return;
        }
        while let Some(at) = text.find(|character| is_space(character) || is_hidden(character)) {
            let (plain, rest) = text.split_at_checked(at).unwrap_or((text, ""));
            self.text.push_str(plain);
            let mut characters = rest.chars();
            if characters.next().is_some_and(is_space) && !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
            text = characters.as_str();
        }
        self.text.push_str(text);
    }

    fn close_span(&mut self, style: FaceStyle, link: Option<usize>) {
        let end = self.text.len();
        match self.spans.last_mut() {
            Some(last) if last.style == style && last.link == link => last.end = end,
            // A line break may have cut off the space that ended the span before.
            Some(last) if last.end >= end => last.end = end,
            None if end == 0 => {}
            _ => self.spans.push(Span { end, style, link }),
        }
    }

    fn trim(&mut self) {
        self.text.truncate(self.text.trim_end_matches([' ', '\n']).len());
        let end = self.text.len();
        for span in &mut self.spans {
            span.end = span.end.min(end);
        }
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Without a shape and without words: soft hyphen, joiners, direction marks, byte order mark.
fn is_hidden(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether a text has no white space but single spaces, and nothing that cannot be seen: nearly all are so. It may say no where yes would be
/// right, never the other way round.
fn is_plain(text: &str) -> bool {
    if ascii::is_visible(text) {
        return !ascii::any_double_space(text);
    }
    let mut before = b'.';
    text.bytes().all(|byte| {
        let pair = (std::mem::replace(&mut before, byte), byte);
        // U+0085 and U+00AD begin with C2, U+2028 and its like with E2 80 or E2 81 and a byte of these, U+FEFF with EF.
        !matches!(pair, (_, 0..=0x1f | 0x7f | 0xef) | (b' ', b' ') | (0xc2, 0x85 | 0xad) | (0x80, 0x8b..=0x8f | 0xa8..=0xae) | (0xe2, 0x81))
    })
}

/// About how many bytes of text there are.
fn length(content: &[Inline]) -> usize {
    let of = |inline: &Inline| match inline {
        Inline::Text(text) => text.len(),
        Inline::LineBreak => 1,
        Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { content: inner, .. } => length(inner),
    };
    content.iter().map(of).sum()
}

/// Whether a line may not end before `at`, although Unicode's rules allow it: a section sign or "No." must
/// not be parted from its number, and "56321(a)(1)" stays one word.
pub(crate) fn holds_together(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    // Most words: two small letters with a space between them.
    if let ([.., b'a'..=b'z', b' '], [b'a'..=b'z', ..]) = (before.as_bytes(), after.as_bytes()) {
        return false;
    }
    if (before.ends_with(')') && after.starts_with('(')) || (before.ends_with("e-") && after.starts_with("mail")) {
        return true;
    }
    let Some(before) = before.strip_suffix(' ') else { return false };
    let hour = || before.ends_with(|last: char| last.is_ascii_digit()) && ["a.m", "p.m"].iter().any(|half| after.starts_with(half));
    // Most words: none of the other rules is about a small letter.
    if after.starts_with(|next: char| next.is_ascii_lowercase()) {
        return before.ends_with('§') || hour();
    }
    // One student of several, one exhibit of several: "Student A", "Exhibit B".
    let one_capital = after.chars().next().is_some_and(char::is_uppercase) && !after.chars().nth(1).is_some_and(char::is_alphanumeric);
    if (before.ends_with("Student") || before.ends_with("Exhibit")) && one_capital {
        return true;
    }
    let number_follows = after.starts_with(|next: char| next.is_ascii_digit());
    let month = before.strip_suffix('.').unwrap_or(before);
    if number_follows && MONTHS.iter().any(|name| month.ends_with(name)) {
        return true;
    }
    if within_short_date(before, after) {
        return true;
    }
    before.ends_with('§') || (is_number_sign(before) && after.starts_with(|next: char| next.is_ascii_digit()))
}

/// Bodies of law as they are cited, between the number of a title and a section.
const BODIES_OF_LAW: [&str; 3] = ["C.F.R.", "U.S.C.", "C.C.R."];

/// Whether a line should not end before `at`, as long as there is room for a line that does not: a law is not parted from its title, its
/// section or its code, as in "34 C.F.R. § 300.503" and "Ed. Code".
pub(crate) fn holds_where_there_is_room(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    let Some(before) = before.strip_suffix(' ') else { return false };
    let title = || before.ends_with(|last: char| last.is_ascii_digit()) && BODIES_OF_LAW.iter().any(|body| after.starts_with(body));
    let section = || before.ends_with("Code,") || BODIES_OF_LAW.iter().any(|body| before.ends_with(body));
    match after.as_bytes() {
        [b'C' | b'U', ..] => (before.ends_with('.') && after.starts_with("Code")) || title(),
        _ => after.starts_with('§') && section(),
    }
}

/// A day is not parted from its month: "October 6", "Oct 6", "Oct. 6".
const MONTHS: [&str; 23] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
];

/// The gaps of "Tue Dec 1, 2026", which a narrow column of dates would otherwise break into three lines.
fn within_short_date(before: &str, after: &str) -> bool {
    let short = |word: &str| word.chars().count() == 3 && MONTHS.contains(&word);
    let last = before.rsplit(' ').next().unwrap_or_default();
    if ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(&last) {
        return short(after.split(' ').next().unwrap_or_default());
    }
    let day =
        last.strip_suffix(',').is_some_and(|day| !day.is_empty() && day.len() <= 2 && day.bytes().all(|digit| digit.is_ascii_digit()));
    day && short(before.rsplit(' ').nth(1).unwrap_or_default()) && after.starts_with(|next: char| next.is_ascii_digit())
}

fn is_number_sign(before: &str) -> bool {
    ["No.", "Nos.", "no.", "nos.", "Núm.", "núm."]
        .iter()
        .any(|sign| before.strip_suffix(sign).is_some_and(|rest| !rest.ends_with(|last: char| last.is_alphanumeric())))
}

#[cfg(test)]
mod tests {
    use super::{Prose, holds_together, holds_where_there_is_room, is_hidden, is_plain, is_space};
    use crate::document::{Inline, LinkTo};
    use crate::fonts::FaceStyle;

    fn text(words: &str) -> Inline {
        Inline::Text(words.to_owned())
    }

    #[test]
    fn white_space_is_single_and_letters_are_composed() {
        let prose = Prose::new(&[text("  Nu\u{301}n\u{303}ez \n\t of\u{ad}fice ")], FaceStyle::default());
        assert_eq!(prose.text, "Núñez office");
        assert_eq!(prose.spans.len(), 1);
        assert_eq!(prose.spans.first().map(|span| span.end), Some(prose.text.len()));
    }

    #[test]
    fn the_short_way_is_taken_only_for_texts_that_stay_as_they_are() {
        for character in (0..0x11_0000).filter_map(char::from_u32) {
            let changes = is_hidden(character) || (is_space(character) && character != ' ');
            assert!(!(changes && is_plain(&format!("a{character}b"))), "{character:?}");
        }
        assert!(is_plain("It’s “so” – §\u{a0}3 é") && is_plain(" a ") && !is_plain("a  b"));
        // A space where one stands already, or at the very beginning.
        let prose = Prose::new(&[text(" a "), Inline::LineBreak, text(" b "), text(" c")], FaceStyle::default());
        assert_eq!(prose.text, "a\nb c");
    }

    #[test]
    fn styles_and_links_nest() {
        let inlines = [
            text("See "),
            Inline::Link { to: LinkTo::Address("https://a.example".into()), content: vec![Inline::Strong(vec![text("this")])] },
            Inline::LineBreak,
            text(" now"),
        ];
        let prose = Prose::new(&inlines, FaceStyle::default());
        assert_eq!(prose.text, "See this\nnow");
        let spans: Vec<_> = prose.spans.iter().map(|span| (span.end, span.style.bold, span.link)).collect();
        assert_eq!(spans, [(4, false, None), (8, true, Some(0)), (12, false, None)]);
    }

    #[test]
    fn section_signs_hold_their_numbers() {
        assert!(holds_together("34 C.F.R. § 300.301", 13));
        assert!(holds_together("Case No. 12", 9));
        assert!(holds_together("letter of Oct. 21, 2014", 15));
        assert!(holds_where_there_is_room("34 C.F.R. § 300.301", 3));
        assert!(holds_where_there_is_room("34 C.F.R. § 300.301", 10));
        assert!(holds_where_there_is_room("(Ed. Code, § 56321)", 5));
        assert!(holds_where_there_is_room("(Ed. Code, § 56321)", 11));
        assert!(!holds_where_there_is_room("as said in § 56321", 11));
        assert!(!holds_where_there_is_room("16 Charts", 3));
        assert!(!holds_together("She said no. Then", 13));
        assert!(!holds_together("piano. 12", 7));
        assert!(!holds_together("a b", 2));
    }
}
