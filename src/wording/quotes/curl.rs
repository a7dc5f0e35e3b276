//! Straight quotes, double hyphens and dots to the marks that print uses.
//!
//! Why: an apostrophe on a keyboard is three different marks in print, and a letter set with `"` looks unfinished. What is
//! already typographic stays, so that curling twice is curling once. Input: running words. Output: the same words.

use crate::ascii;

/// Words that begin with an apostrophe rather than a quotation.
const CLIPPED: [&str; 9] = ["tis", "twas", "til", "cause", "em", "n", "bout", "round", "cuz"];

/// Typographic quotes, apostrophes, dashes and ellipses for the straight ones in running words.
///
/// Feet and inches (`5'10"`) stay straight; so do hyphens and dots in web addresses. `--` becomes an en dash between figures
/// or spaces and an em dash otherwise, `---` an em dash, `...` an ellipsis.
pub fn curl(text: &str) -> String {
    let doubled = ascii::any_pair(text, |one, next| (one == next) & matches!(one, b'-' | b'.'));
    if !doubled && !ascii::any(text, |byte| matches!(byte, b'"' | b'\'')) {
        // Most words: nothing that curls.
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    Curler { characters: &characters, output: String::with_capacity(text.len()), double_open: false, single_open: false }.run()
}

struct Curler<'text> {
    characters: &'text [char],
    output: String,
    double_open: bool,
    single_open: bool,
}

impl Curler<'_> {
    fn run(mut self) -> String {
        let mut position = 0;
        while let Some(character) = self.at(position) {
            let length = match character {
                '-' | '.' => self.run_of(character, position),
                _ => 1,
            };
            match character {
                '-' => self.dash(position, length),
                '.' => self.dots(position, length),
                '"' => self.double(position),
                '\'' => self.single(position),
                other => self.keep(other, position),
            }
            position += length;
        }
        self.output
    }

    /// Adds a mark and notes what it opens or closes, in the same way whether it was typed or made here.
    fn keep(&mut self, mark: char, position: usize) {
        match mark {
            '“' => self.double_open = true,
            '”' => self.double_open = false,
            '‘' => self.single_open = true,
            // Before a letter it is an apostrophe and closes nothing.
            '’' if !self.at(position + 1).is_some_and(char::is_alphabetic) => self.single_open = false,
            _ => {}
        }
        self.output.push(mark);
    }

    fn dash(&mut self, position: usize, length: usize) {
        let before = self.output.chars().next_back();
        let after = self.at(position + length);
        let between = |test: fn(char) -> bool| before.is_some_and(test) && after.is_some_and(test);
        match length {
            2 if self.in_address(position) => self.output.push_str("--"),
            2 if between(|mark| mark.is_ascii_digit()) || between(char::is_whitespace) => self.output.push('–'),
            2 | 3 if !self.in_address(position) => self.output.push('—'),
            _ => self.output.push_str(&"-".repeat(length)),
        }
    }

    /// Three dots, or three and the full stop after them; more are leaders, which stay.
    fn dots(&mut self, position: usize, length: usize) {
        match length {
            3 if !self.in_address(position) => self.output.push('…'),
            4 if !self.in_address(position) => self.output.push_str("…."),
            _ => self.output.push_str(&".".repeat(length)),
        }
    }

    fn double(&mut self, position: usize) {
        let before = self.output.chars().next_back();
        // After a figure, an odd number of marks still to come means that this one closes nothing: it says inches.
        let inches = before.is_some_and(|mark| mark.is_ascii_digit()) && (!self.double_open || self.doubles_after(position) % 2 == 1);
        let after_space = before.is_none_or(is_before_opening);
        let before_space = self.at(position + 1).is_none_or(char::is_whitespace);
        let mark = if inches {
            '"'
        } else if after_space && before_space {
            if self.double_open { '”' } else { '"' }
        } else if after_space {
            '“'
        } else {
            '”'
        };
        self.keep(mark, position);
    }

    fn single(&mut self, position: usize) {
        let before = self.output.chars().next_back();
        let after = self.at(position + 1);
        let joins_letter = after.is_some_and(char::is_alphabetic);
        let feet = before.is_some_and(|mark| mark.is_ascii_digit()) && !joins_letter && !self.single_open;
        let opens = before.is_none_or(is_before_opening)
            && after.is_some_and(|mark| !mark.is_whitespace())
            && !after.is_some_and(|mark| mark.is_ascii_digit())
            && !self.begins_clipped_word(position)
            && self.closes_later(position);
        let mark = match (feet, opens) {
            (true, _) => '\'',
            (false, true) => '‘',
            (false, false) => '’',
        };
        self.keep(mark, position);
    }

    /// Whether a later mark could close a quotation opened here: one that no letter follows.
    fn closes_later(&self, position: usize) -> bool {
        let rest = self.characters.get(position + 1..).unwrap_or_default();
        let pairs = rest.iter().zip(rest.iter().skip(1).map(Some).chain([None]));
        pairs.skip(1).any(|(mark, next)| matches!(mark, '\'' | '’') && !next.is_some_and(|next| next.is_alphanumeric()))
    }

    fn begins_clipped_word(&self, position: usize) -> bool {
        let rest = self.characters.get(position + 1..).unwrap_or_default();
        let word: String = rest.iter().take_while(|mark| mark.is_alphabetic()).collect();
        CLIPPED.contains(&word.to_lowercase().as_str())
    }

    /// Double marks of any shape, so that the count is the same in curled text.
    fn doubles_after(&self, position: usize) -> usize {
        let rest = self.characters.get(position + 1..).unwrap_or_default();
        rest.iter().filter(|mark| matches!(mark, '"' | '“' | '”')).count()
    }

    /// Whether the word around a position is a web address.
    fn in_address(&self, position: usize) -> bool {
        let (before, from) = self.characters.split_at(position.min(self.characters.len()));
        let start = before.iter().rev().take_while(|mark| !mark.is_whitespace());
        let word: String = start.collect::<Vec<_>>().into_iter().rev().collect();
        let rest: String = from.iter().take_while(|mark| !mark.is_whitespace()).collect();
        format!("{word}{rest}").contains("://")
    }

    fn run_of(&self, character: char, position: usize) -> usize {
        let rest = self.characters.get(position..).unwrap_or_default();
        rest.iter().take_while(|other| **other == character).count()
    }

    fn at(&self, position: usize) -> Option<char> {
        self.characters.get(position).copied()
    }
}

/// What may stand right before an opening quotation mark.
fn is_before_opening(mark: char) -> bool {
    mark.is_whitespace() || matches!(mark, '(' | '[' | '{' | '-' | '–' | '—' | '/' | '“' | '‘')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_and_apostrophes() {
        let golden = [
            ("\"No,\" she said.", "“No,” she said."),
            ("\"'Stop,' he said.\"", "“‘Stop,’ he said.”"),
            ("It's the boys' bus.", "It’s the boys’ bus."),
            ("He said 'no' twice.", "He said ‘no’ twice."),
            ("He said 'it's late' and left.", "He said ‘it’s late’ and left."),
            ("class of '24 and the 1990's", "class of ’24 and the 1990’s"),
            ("'Tis rock 'n' roll, 'til then", "’Tis rock ’n’ roll, ’til then"),
            ("the word (\"late\") and [\"x\"]", "the word (“late”) and [“x”]"),
            ("5'10\" tall, a 6' fence", "5'10\" tall, a 6' fence"),
            ("\"He is 5'10\" tall,\" she said", "“He is 5'10\" tall,” she said"),
            ("\"room 12\" and \"room 14\"", "“room 12” and “room 14”"),
            ("O'Dell's", "O’Dell’s"),
            ("'bus 12' came", "‘bus 12’ came"),
            ("“It’s” and ‘no’", "“It’s” and ‘no’"),
            ("", ""),
        ];
        for (text, expected) in golden {
            assert_eq!(curl(text), expected);
        }
    }

    #[test]
    fn dashes_and_dots() {
        let golden = [
            ("he left--again", "he left—again"),
            ("he left -- again", "he left – again"),
            ("2024--2026", "2024–2026"),
            ("he left---again", "he left—again"),
            ("----", "----"),
            ("well-known", "well-known"),
            ("and then...", "and then…"),
            ("gone....", "gone…."),
            ("a ..... 5", "a ..... 5"),
            ("then--\"no\"", "then—“no”"),
            ("\"I just--\" she said", "“I just—” she said"),
            ("https://a.org/b--c...d", "https://a.org/b--c...d"),
            ("p.m.", "p.m."),
        ];
        for (text, expected) in golden {
            assert_eq!(curl(text), expected);
        }
    }

    proptest! {
        #[test]
        fn curling_twice_is_curling_once(text in "[a1 '\"“”‘’.,(–—-]{0,24}") {
            let once = curl(&text);
            prop_assert_eq!(curl(&once), once);
        }

        #[test]
        fn words_stay(text in any::<String>()) {
            let letters = |text: &str| text.chars().filter(|mark| mark.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&curl(&text)), letters(&text));
        }
    }
}
