//! The operators of a content stream, written as bytes that are all ASCII.
//!
//! Input: one operation after the other. Output: a stream (ISO 32000-1, 7.8.2). Numbers have four digits after the point at most: library
//! functions may differ in the last ones from machine to machine, and no printer is finer.

/// A content stream while it is written.
#[derive(Debug, Default)]
pub(crate) struct Operators {
    out: String,
    glyphs: Glyphs,
    /// Where the last line of text began, in the finest steps; none after one that is turned.
    line: Option<(i64, i64)>,
    /// Thousandths of an em by which the next glyph stands further left than the one before ends.
    left: i64,
}

/// Adds a letter by its code, with how far the next one moves to the left of where it ends, in thousandths of an em, to what stands between
/// the outer brackets of `[(...)]TJ`.
pub(crate) fn push_coded_letter(out: &mut String, code: u8, left: i64) {
    push_byte(out, code);
    if left != 0 {
        out.push(')');
        push_number(out, left);
        out.push('(');
    }
}

fn push_number(out: &mut String, number: impl itoa::Integer) {
    // One by one: so few bytes are there sooner than a copy of them begins.
    itoa::Buffer::new().format(number).chars().for_each(|digit| out.push(digit));
}

/// A byte of a string in brackets.
fn push_byte(out: &mut String, byte: u8) {
    match byte {
        b'(' | b')' | b'\\' => out.extend(['\\', char::from(byte)]),
        b'\r' => out.push_str("\\r"),
        b'\n' => out.push_str("\\n"),
        0..0x80 => out.push(char::from(byte)),
        _ => {
            out.push('\\');
            for digit in [byte >> 6, byte >> 3 & 7, byte & 7] {
                out.push(char::from(b'0' + digit));
            }
        }
    }
}

/// Where the writer is in the operation that shows glyphs: strings of glyph numbers with moves between them.
#[derive(Debug, Default, PartialEq, Eq)]
enum Glyphs {
    #[default]
    None,
    Between,
    InString,
}

impl Operators {
    /// The stream.
    pub(crate) fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end_matches('\n').len());
        self.out
    }

    /// An operator with the numbers that it is asked with.
    pub(crate) fn operation(&mut self, operator: &str, numbers: &[f64]) {
        for number in numbers {
            self.number(*number);
            self.out.push(' ');
        }
        self.end(operator);
    }

    /// Begins text.
    pub(crate) fn begin_text(&mut self) {
        self.end("BT");
        self.line = Some((0, 0));
    }

    /// Begins a line of text at a place. Lines follow each other at the same distances, so how far it is from the one before is shorter.
    pub(crate) fn begin_line(&mut self, x: f64, y: f64) {
        let (across, up) = (finest(x), finest(y));
        let Some((left, bottom)) = self.line.replace((across, up)) else {
            self.operation("Tm", &[1.0, 0.0, 0.0, 1.0, x, y]);
            return;
        };
        for step in [across - left, up - bottom] {
            self.parts(step);
            self.out.push(' ');
        }
        self.end("Td");
    }

    /// Begins a line of text that is turned.
    pub(crate) fn begin_turned_line(&mut self, matrix: [f64; 6]) {
        self.operation("Tm", &matrix);
        self.line = None;
    }

    /// Sets the font, whose name is a word and a number.
    pub(crate) fn font(&mut self, word: &str, number: usize, size: f64) {
        self.name(word);
        push_number(&mut self.out, number);
        self.out.push(' ');
        self.operation("Tf", &[size]);
    }

    /// Draws an object of the page.
    pub(crate) fn draw(&mut self, name: &str) {
        self.name(name);
        self.end(" Do");
    }

    /// Begins a piece of marked content that belongs to an element.
    pub(crate) fn begin_marked(&mut self, role: &str, number: usize) {
        self.name(role);
        self.out.push_str("<</MCID ");
        push_number(&mut self.out, number);
        self.end(">>BDC");
    }

    /// Begins a piece that is not part of what the page says.
    pub(crate) fn begin_artifact(&mut self, kind: &str, subtype: Option<&str>) {
        self.out.push_str("/Artifact<</Type");
        self.name(kind);
        if let Some(subtype) = subtype {
            self.out.push_str("/Subtype");
            self.name(subtype);
        }
        self.end(">>BDC");
    }

    /// Begins glyphs that together say a text, in UTF-16.
    pub(crate) fn begin_span(&mut self, text: &[u8]) {
        const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
        self.out.push_str("/Span<</ActualText<");
        for byte in text {
            self.out.extend([byte >> 4, byte & 15].iter().filter_map(|half| DIGITS.get(usize::from(*half))));
        }
        self.end(">>>BDC");
    }

    /// Shows a string of letters as [`push_coded_letter`] writes them.
    pub(crate) fn coded(&mut self, string: &str) {
        self.out.push_str("[(");
        self.out.push_str(string);
        self.end(")]TJ");
    }

    /// Shows a glyph.
    pub(crate) fn glyph(&mut self, number: u16) {
        if self.glyphs == Glyphs::None {
            self.out.push('[');
            self.glyphs = Glyphs::Between;
        }
        self.moved();
        if self.glyphs == Glyphs::Between {
            self.out.push('(');
            self.glyphs = Glyphs::InString;
        }
        number.to_be_bytes().into_iter().for_each(|byte| push_byte(&mut self.out, byte));
    }

    /// Moves what follows to the left, in thousandths of an em.
    pub(crate) fn move_left(&mut self, by: i64) {
        self.left += by;
    }

    /// Ends the operation that shows glyphs.
    pub(crate) fn end_glyphs(&mut self) {
        if self.left != 0 && self.glyphs == Glyphs::None {
            self.out.push('[');
            self.glyphs = Glyphs::Between;
        }
        self.moved();
        match std::mem::take(&mut self.glyphs) {
            Glyphs::None => return,
            Glyphs::Between => {}
            Glyphs::InString => self.out.push(')'),
        }
        self.end("]TJ");
    }

    fn moved(&mut self) {
        if self.left == 0 {
            return;
        }
        if self.glyphs == Glyphs::InString {
            self.out.push(')');
            self.glyphs = Glyphs::Between;
        }
        let left = std::mem::take(&mut self.left);
        push_number(&mut self.out, left);
    }

    fn end(&mut self, operator: &str) {
        self.out.push_str(operator);
        self.out.push('\n');
    }

    /// A name of letters and digits.
    fn name(&mut self, name: &str) {
        self.out.push('/');
        self.out.push_str(name);
    }

    fn number(&mut self, number: f64) {
        self.parts(finest(number));
    }

    /// A number of the finest steps.
    fn parts(&mut self, parts: i64) {
        if parts < 0 {
            self.out.push('-');
        }
        let parts = parts.unsigned_abs();
        push_number(&mut self.out, parts / 10_000);
        let rest = parts % 10_000;
        if rest > 0 {
            self.out.push('.');
            let digits = [rest / 1_000, rest / 100 % 10, rest / 10 % 10, rest % 10];
            let shown = digits.iter().rposition(|digit| *digit > 0).map_or(0, |last| last + 1);
            self.out.extend(digits.into_iter().take(shown).map(digit));
        }
    }
}

/// A number in the finest steps that are written.
fn finest(number: f64) -> i64 {
    (number * 10_000.0).round() as i64
}

fn digit(value: u64) -> char {
    char::from(b'0' + u8::try_from(value).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::{Operators, push_coded_letter};

    fn written(write: impl FnOnce(&mut Operators)) -> String {
        let mut out = Operators::default();
        write(&mut out);
        out.finish()
    }

    #[test]
    fn numbers_are_short_and_never_wrong() {
        let numbers = [0.0, -0.0, 1.0, 10.0, -72.5, 697.04, 0.0001, -0.00004, 123_456.789_04, 9.999_96];
        assert_eq!(written(|out| out.operation("x", &numbers)), "0 0 1 10 -72.5 697.04 0.0001 0 123456.789 10 x");
    }

    #[test]
    fn glyphs_stand_in_strings_with_moves_between_them() {
        let shown = written(|out| {
            out.glyph(65);
            out.glyph(u16::from_be_bytes([b'(', b'\\']));
            out.move_left(20);
            out.move_left(-55);
            out.glyph(0x0a0d);
            out.glyph(0xff80);
            out.move_left(7);
            out.end_glyphs();
            out.end_glyphs();
            out.move_left(-3);
            out.end_glyphs();
        });
        assert_eq!(shown, "[(\0A\\(\\\\)-35(\\n\\r\\377\\200)7]TJ\n[-3]TJ");
    }

    #[test]
    fn coded_letters_are_themselves_but_for_brackets_and_moves() {
        let mut letters = String::new();
        for (code, left) in [(b'a', 0), (b'(', 15), (b'\\', -2), (31, 0)] {
            push_coded_letter(&mut letters, code, left);
        }
        assert_eq!(letters, "a\\()15(\\\\)-2(\u{1f}");
        assert_eq!(written(|out| out.coded("a)15(b")), "[(a)15(b)]TJ");
    }

    #[test]
    fn lines_of_text_say_how_far_they_are_from_the_one_before() {
        let lines = written(|out| {
            out.begin_text();
            out.begin_line(72.0, 710.44);
            out.begin_line(72.0, 697.04);
            out.begin_line(90.1, 683.64);
            out.begin_turned_line([0.5, 0.5, -0.5, 0.5, 1.0, 2.0]);
            out.begin_line(72.0, 700.0);
        });
        assert_eq!(lines, "BT\n72 710.44 Td\n0 -13.4 Td\n18.1 -13.4 Td\n0.5 0.5 -0.5 0.5 1 2 Tm\n1 0 0 1 72 700 Tm");
    }

    #[test]
    fn marked_content_names_its_element_or_says_that_it_has_none() {
        let marked = written(|out| {
            out.begin_marked("H1", 105);
            out.begin_artifact("Pagination", Some("Footer"));
            out.begin_artifact("Layout", None);
            out.begin_span(&[0xfe, 0xff, 0, 0xe9]);
        });
        assert_eq!(
            marked,
            "/H1<</MCID 105>>BDC\n/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n/Artifact<</Type/Layout>>BDC\n\
             /Span<</ActualText<FEFF00E9>>>BDC"
        );
    }
}
