//! A spreadsheet as saved: one heading line, then rows of cells, before anyone asks what they mean.
//!
//! Why: spreadsheet programs save CSV in many ways, and a file that was read wrong would give a child another child's facts. Input: the
//! bytes of a file. Output: headings, and rows one at a time with the numbers that the spreadsheet shows beside them; or sentences that say
//! how to save the file again.

use csv::{ReaderBuilder, StringRecord};

use super::Wrong;

/// The most bytes a sheet may have.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// The most rows with something in them below the headings.
pub const MOST_ROWS: usize = 100_000;

/// The most columns: a spreadsheet has no more either.
pub const MOST_COLUMNS: usize = 16_384;

/// What marks a row of explanations.
pub const NOTE: char = '#';

/// A line that is set behind the file's last one. When it is not read as a row of its own, the quotes of a cell before it do not close.
const END: &str = "\n\u{1}end of the sheet\n";

/// How to save it so that it can be read.
const RESAVE: &str = "In Excel: File, Save As, file type \"CSV UTF-8 (Comma delimited)\". In LibreOffice: File, Save As, \"Text CSV\", character \
                      set \"Unicode (UTF-8)\". In Google Sheets: File, Download, \"Comma Separated Values\".";

/// A sheet whose text can be read.
pub struct Sheet {
    text: String,
    delimiter: u8,
}

/// A row with something in it.
#[derive(Clone)]
pub struct Row {
    /// Its number in the spreadsheet; the headings are row 1.
    pub number: usize,
    /// Its cells.
    pub cells: StringRecord,
}

impl Row {
    /// The words of a cell; nothing when it is empty or there is no such cell.
    pub fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column).map(str::trim).filter(|words| !words.is_empty())
    }

    /// Whether it explains the columns and holds no client.
    pub fn is_note(&self) -> bool {
        self.cell(0).is_some_and(|words| words.starts_with(NOTE))
    }
}

impl Sheet {
    /// Takes a file's bytes as text and finds out what stands between its cells.
    ///
    /// # Errors
    /// It is another kind of file, too large, too wide, or saved in another encoding.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Wrong> {
        let text = decode(bytes)?;
        let (text, told) = without_told(text);
        let delimiter = told.unwrap_or_else(|| delimiter(&text));
        let marks = |line: &str| line.bytes().filter(|byte| *byte == delimiter).count();
        if text.split(['\n', '\r']).any(|line| marks(line) >= MOST_COLUMNS) {
            return Err(Wrong::new("this sheet has more than 16,384 columns, the most that a spreadsheet has").help(RESAVE));
        }
        Ok(Self { text, delimiter })
    }

    /// Every row with something in it, the headings first. A cell whose quotes do not close ends the rows with an error.
    pub fn rows(&self) -> Rows<'_> {
        let text = std::io::Cursor::new(self.text.as_bytes());
        let whole = std::io::Read::chain(text, std::io::Cursor::new(END.as_bytes()));
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(self.delimiter).from_reader(whole);
        Rows { text: &self.text, reader, number: 0, ended: false }
    }
}

type Whole<'a> = std::io::Chain<std::io::Cursor<&'a [u8]>, std::io::Cursor<&'static [u8]>>;

/// The rows of a sheet, read one at a time.
pub struct Rows<'a> {
    text: &'a str,
    reader: csv::Reader<Whole<'a>>,
    /// The number of the row that was read last, empty ones counted too.
    number: usize,
    ended: bool,
}

impl Rows<'_> {
    /// How many lines are wholly empty where the next row is looked for: the reader passes over them, but a spreadsheet counts them.
    fn empty_lines(&self) -> usize {
        let start = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let before = start.checked_sub(1).and_then(|before| self.text.as_bytes().get(before));
        let mut rest = self.text.as_bytes().get(start..).unwrap_or_default();
        if before == Some(&b'\r') {
            // The second half of the line end before.
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        let mut count = 0;
        while let Some(after) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).or_else(|| rest.strip_prefix(b"\r")) {
            rest = after;
            count += 1;
        }
        count
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Wrong>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.number += self.empty_lines() + 1;
            let mut cells = StringRecord::new();
            // The text is UTF-8 and rows may differ in length, so reading cannot fail; a sheet without its end is not believed.
            let read = self.reader.read_record(&mut cells).unwrap_or(false);
            let after = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
            if !read || after > self.text.len() + 1 {
                self.ended = true;
                let end = cells.len() == 1 && cells.get(0) == Some(END.trim());
                return (!end).then(|| Err(unclosed(self.number)));
            }
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(Ok(Row { number: self.number, cells }));
            }
        }
        None
    }
}

fn unclosed(row: usize) -> Wrong {
    Wrong::new(format!("a cell in row {row} begins with a quotation mark that is never closed, so all that follows would be one cell"))
        .help("Open the file in the spreadsheet program that made it and save it as CSV again; it sets the quotation marks right.")
}

/// Bytes to text, with a plain sentence for what spreadsheet programs also leave behind.
fn decode(bytes: Vec<u8>) -> Result<String, Wrong> {
    if bytes.len() > LARGEST {
        let help = "Split it into several sheets, each with the headings in its first row.";
        return Err(Wrong::new("this file is larger than 64 MB, the most that is read at once").help(help));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Wrong::new("this is a workbook of a spreadsheet program, and only its CSV form can be read").help(RESAVE));
    }
    // Words in UTF-16 have an empty byte beside every plain letter; words in UTF-8 have none.
    let told = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let zeros = bytes.iter().filter(|byte| **byte == 0).count();
    if !told && zeros > 0 && (zeros == bytes.len() || zeros < bytes.len() / 4) {
        let help = "Look for an older copy of it, or export it again.";
        return Err(Wrong::new("this file holds bytes that no sheet has; it may be damaged").help(help));
    }
    if told || zeros > 0 {
        return Err(Wrong::new("this file is saved as UTF-16 (\"Unicode text\"), and a sheet must be UTF-8").help(RESAVE));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let message = format!(
            "line {line} holds a letter that is not saved as UTF-8; the file is most likely saved as Windows-1252, the plain \"CSV\" of Excel"
        );
        Wrong::new(message).help(RESAVE)
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Takes off a first line such as `sep=;`. Some programs write it to tell Excel what stands between the cells; spreadsheets do not show it,
/// so it counts as no row.
fn without_told(text: String) -> (String, Option<u8>) {
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    let (line, after) = text.split_at(end);
    let after = ["\r\n", "\n", "\r"].iter().find_map(|end| after.strip_prefix(end)).unwrap_or_default();
    let line = line.trim_matches('"');
    let told = line.get(..4).filter(|begin| begin.eq_ignore_ascii_case("sep=")).and_then(|_| line.as_bytes().get(4..));
    match told {
        // Programs that fill up every line put the same mark behind it.
        Some(&[mark @ (b',' | b';' | b'\t'), ref rest @ ..]) if rest.iter().all(|byte| *byte == mark) => (after.to_owned(), Some(mark)),
        _ => (text, None),
    }
}

/// The mark between cells: of comma, semicolon and tab the one that stands most often in the heading line, outside quotes.
fn delimiter(text: &str) -> u8 {
    let (mut commas, mut semicolons, mut tabs) = (0_usize, 0_usize, 0_usize);
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'\n' | b'\r' => break,
            b',' => commas += 1,
            b';' => semicolons += 1,
            b'\t' => tabs += 1,
            _ => {}
        }
    }
    if tabs > commas && tabs > semicolons {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row numbers with their cells, until the end or a mistake.
    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        let sheet = Sheet::read(text.as_bytes().to_vec()).map_err(|wrong| wrong.message).unwrap();
        sheet.rows().map_while(Result::ok).map(|row| (row.number, row.cells.iter().map(str::to_owned).collect())).collect()
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn rows_have_the_numbers_that_the_spreadsheet_shows() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,\"two\nlines\r\nand three\"", "", " , ", ",", "", "6,7", "\"\",8", ""].join(end);
            let expected = vec![
                (1, cells(&["a", "b"])),
                (2, cells(&["1", "two\nlines\r\nand three"])),
                (7, cells(&["6", "7"])),
                (8, cells(&["", "8"])),
            ];
            assert_eq!(rows(&text), expected, "{end:?}");
            assert_eq!(rows(text.trim_end()), expected, "{end:?} without the last line end");
        }
    }

    #[test]
    fn the_mark_between_cells_is_found_outside_quotes() {
        assert_eq!(rows("\"a,b,c\";d\n1;2\n"), vec![(1, cells(&["a,b,c", "d"])), (2, cells(&["1", "2"]))]);
        assert_eq!(rows("a\tb;c\td\n"), vec![(1, cells(&["a", "b;c", "d"]))]);
        assert_eq!(rows("\u{feff}only\nx;y\n"), vec![(1, cells(&["only"])), (2, cells(&["x;y"]))]);
    }

    #[test]
    fn a_first_line_that_tells_the_mark_is_no_row() {
        let expected = vec![(1, cells(&["a,b,c", "d"])), (2, cells(&["1", "2,5"]))];
        for end in ["\n", "\r\n", "\r"] {
            for told in ["sep=;", "\"sep=;\"", "\u{feff}sep=;", "SEP=;", "sep=;;"] {
                assert_eq!(rows(&[told, "a,b,c;d", "1;2,5", ""].join(end)), expected, "{told:?} {end:?}");
            }
        }
        assert_eq!(rows("sep=,\na,b;c;d\n"), vec![(1, cells(&["a", "b;c;d"]))]);
        assert_eq!(rows("sep=x\ny\n"), vec![(1, cells(&["sep=x"])), (2, cells(&["y"]))]);
    }

    #[test]
    fn quotes_that_never_close_are_named_with_their_row() {
        for text in ["a,b\n1,2\n\n3,\"four\n5,6\n", "a,b\n1,2\n\n3,\"four\n5,6", "a,b\n1,2\n\n3,\"four\"\"\n"] {
            let sheet = Sheet::read(text.as_bytes().to_vec()).map_err(|wrong| wrong.message).unwrap();
            let last = sheet.rows().last().unwrap();
            assert!(last.is_err_and(|wrong| wrong.message.contains("row 4")), "{text:?}");
        }
    }

    #[test]
    fn other_kinds_of_files_get_a_sentence() {
        let message = |bytes: &[u8]| Sheet::read(bytes.to_vec()).err().map(|wrong| wrong.message).unwrap_or_default();
        assert!(message(b"\xff\xfea\0").contains("UTF-16"));
        assert!(message(b"a\0,\0b\0").contains("UTF-16"));
        // Words that are hardly Latin have few empty bytes.
        assert!(message(b"\xff\xfe\x4e\x67\x0e\x66,\0\x4e\x67\x0e\x66").contains("UTF-16"));
        assert!(message(&[0; 4_096]).contains("damaged"));
        assert!(message(b"child.name\nAna Li\0\n").contains("damaged"));
        assert!(message(b"child.name\r\nN\xfa\xf1ez\r\n").starts_with("line 2 holds"));
        assert!(message(b"PK\x03\x04...").contains("workbook"));
        assert!(message(&vec![b'a'; LARGEST + 1]).contains("64 MB"));
        assert!(message(&vec![b','; MOST_COLUMNS]).contains("16,384 columns"));
        assert_eq!(message(&vec![b','; MOST_COLUMNS - 1]), "");
        assert_eq!(message("child.name\nNúñez\n".as_bytes()), "");
    }
}
