//! Questions about the bytes of a text that are asked of every word of every letter.
//!
//! It exists because most words need no change at all, and finding that out character by character took longer than all changes together.
//! None of the loops ends early: then the machine looks at many bytes at once. A byte of ASCII is never part of another character.

/// Whether a text has visible ASCII characters and spaces alone.
pub(crate) fn is_visible(text: &str) -> bool {
    !any(text, |byte| !matches!(byte, b' '..=b'~'))
}

/// Whether any byte of a text is such a one.
pub(crate) fn any(text: &str, such: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | such(byte))
}

/// Whether any two bytes of a text that stand beside each other are such ones.
pub(crate) fn any_pair(text: &str, such: impl Fn(u8, u8) -> bool) -> bool {
    text.bytes().zip(text.bytes().skip(1)).fold(false, |found, (one, next)| found | such(one, next))
}

/// Whether two spaces stand beside each other.
pub(crate) fn any_double_space(text: &str) -> bool {
    any_pair(text, |one, next| (one == b' ') & (next == b' '))
}

#[cfg(test)]
mod tests {
    use super::{any, any_double_space, any_pair, is_visible};

    #[test]
    fn every_byte_is_looked_at_wherever_it_stands() {
        for length in 0..80 {
            let plain = "a b".repeat(length);
            assert!(is_visible(&plain) && !any_double_space(&plain), "{length}");
            for at in 0..=plain.len() {
                let with = |words: &str| [&plain[..at], words, &plain[at..]].concat();
                assert!(!is_visible(&with("\t")) && !is_visible(&with("é")) && !is_visible(&with("\u{7f}")));
                assert!(any(&with("-"), |byte| byte == b'-') && any_double_space(&with("  ")));
                assert!(any_pair(&with("Ex"), |one, next| (one == b'E') & (next == b'x')));
            }
        }
        assert!(is_visible(" ~") && !any("", |_| true) && !any_pair("a", |_, _| true));
    }
}
