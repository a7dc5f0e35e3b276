//! A used face as the objects of the file: program, widths, and what each glyph says.
//!
//! It exists because fonts that fail a validator fail in these details. Input: the letters with codes of a face that are used, or a
//! [`Subset`] of its other glyphs. Output: a Type 0 font for each of the two (ISO 32000-1, 9.7).
//!
//! In a coded font a byte is a letter, and the number of a letter does not depend on which others are used: one table for all coded fonts
//! says what their bytes mean, and each font says which of its glyphs a byte shows. The font of the upright face has all its coded letters,
//! so it is the same in all files and its program is part of ours.

use std::fmt::Write as _;
use std::sync::OnceLock;

use lopdf::ObjectId;
use subsetter::GlyphRemapper;

use crate::digest::Quick;
use crate::fonts::{CODES, CodeSet, Codes, Face, FaceId, code_text, codes};
use crate::kept::Kept;
use crate::pdf::PdfError;
use crate::pdf::file::File;
use crate::pdf::packing::{Packer, Packers};
use crate::pdf::program::without_names;
use crate::pdf::subset::Subset;
use crate::pdf::syntax::{write_number, write_reference};

/// Descriptor flags: serif, not symbolic, and leaning.
const SERIF: u32 = 1 << 1;
const NOT_SYMBOLIC: u32 = 1 << 5;
const ITALIC: u32 = 1 << 6;

/// A CMap may hold so many entries in one section.
const SECTION: usize = 100;

/// How many bytes of fonts that were cut for letters are kept for later ones. Those of letters with codes hang on the headings, which come
/// again: a thousand cases of all kinds have some 70 of them, of 5,000 bytes. The others hang on names.
const CODED_BYTES: usize = 448 * 1024;
const OTHERS_BYTES: usize = 64 * 1024;

/// What is the same in many files, made when it is first needed.
#[derive(Debug)]
pub(crate) struct Shared {
    coded: Kept<(FaceId, CodeSet), Ready>,
    others: Kept<(FaceId, Vec<u8>), Ready>,
    meanings: OnceLock<Meanings>,
    pub(crate) packers: Packers,
}

impl Default for Shared {
    fn default() -> Self {
        let (coded, others) = (Kept::new(CODED_BYTES), Kept::new(OTHERS_BYTES));
        Self { coded, others, meanings: OnceLock::new(), packers: Packers::default() }
    }
}

/// What bytes mean in all coded fonts, as two packed streams.
#[derive(Debug)]
struct Meanings {
    numbers: Vec<u8>,
    unicode: Vec<u8>,
}

/// The objects of what bytes mean, in one file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MeaningIds {
    numbers: ObjectId,
    unicode: ObjectId,
}

/// A font of a file, worked out: the same glyphs of a face make the same one in every letter.
#[derive(Debug)]
struct Ready {
    /// The face's name, marked as a part of the face.
    name: String,
    /// What the face is like, up to where its program is named.
    descriptor: String,
    /// The program, packed, and how long it is unpacked.
    program: Vec<u8>,
    length: usize,
    /// Widths as an array.
    widths: String,
    /// Packed: which glyph each code shows; in the other fonts, what each glyph says.
    table: Vec<u8>,
}

/// The program of the upright face's coded letters, packed; the test below makes it.
const UPRIGHT: &[u8] = include_bytes!("../../letter-templates/_house/fonts/SourceSerif4-Regular.coded");

impl Ready {
    fn coded(face: &Face, codes: &Codes, used: CodeSet, packer: &mut Packer) -> Result<Ready, PdfError> {
        let (remapper, table) = coded_glyphs(codes, used);
        let (program, length) = match codes.whole {
            true => upright_program().ok_or_else(|| error(face, "it is damaged"))?,
            false => cut(face, &remapper, packer)?,
        };
        let name = named(face, &remapper);
        let (descriptor, widths, table) = (described(face, &name), coded_widths(face, codes, used), packer.packed(table)?.0);
        Ok(Ready { name, descriptor, program, length, widths, table })
    }

    fn other(face: &Face, subset: &Subset, packer: &mut Packer) -> Result<Ready, PdfError> {
        let (program, length) = cut(face, &subset.remapper, packer)?;
        let mut widths = format!("[0[{}", face.width(0));
        for entry in subset.entries() {
            let _ = write!(widths, " {}", entry.width);
        }
        widths.push_str("]]");
        let table = packer.packed(to_unicode(subset).into_bytes())?.0;
        let name = named(face, &subset.remapper);
        Ok(Ready { descriptor: described(face, &name), name, program, length, widths, table })
    }

    /// About how many bytes it takes in memory.
    fn size(&self) -> usize {
        self.program.len() + self.table.len() + self.widths.len() + self.descriptor.len() + 256
    }

    /// Adds the font to a file; `meanings` are those of a coded font.
    fn add(&self, file: &mut File<'_>, meanings: Option<MeaningIds>) -> Result<ObjectId, PdfError> {
        let packed = |out: &mut Vec<u8>| out.extend_from_slice(b"/Filter/FlateDecode");
        let program = file.add_stream(&self.program, |out| {
            packed(out);
            put(out, &["/Length1 "]);
            write_number(i64::try_from(self.length).unwrap_or(i64::MAX), out);
        });
        let table = file.add_stream(&self.table, packed);
        let (descriptor, descendant, font) = (file.new_id(), file.new_id(), file.new_id());
        file.body(descriptor, |out| {
            put(out, &[&self.descriptor]);
            write_reference(program, out);
            put(out, &[">>"]);
        })?;
        file.body(descendant, |out| {
            put(out, &["<</Type/Font/Subtype/CIDFontType2/BaseFont/", &self.name]);
            put(out, &["/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor "]);
            write_reference(descriptor, out);
            match meanings {
                Some(_) => {
                    put(out, &["/CIDToGIDMap "]);
                    write_reference(table, out);
                }
                None => put(out, &["/CIDToGIDMap/Identity"]),
            }
            put(out, &["/DW 0/W", &self.widths, ">>"]);
        })?;
        file.body(font, |out| {
            put(out, &["<</Type/Font/Subtype/Type0/BaseFont/", &self.name]);
            match meanings {
                Some(meanings) => {
                    put(out, &["/Encoding "]);
                    write_reference(meanings.numbers, out);
                }
                None => put(out, &["/Encoding/Identity-H"]),
            }
            put(out, &["/DescendantFonts["]);
            write_reference(descendant, out);
            put(out, &["]/ToUnicode "]);
            write_reference(meanings.map_or(table, |meanings| meanings.unicode), out);
            put(out, &[">>"]);
        })?;
        Ok(font)
    }
}

fn put(out: &mut Vec<u8>, parts: &[&str]) {
    parts.iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
}

/// Adds what the bytes of all coded fonts mean.
pub(crate) fn add_meanings(file: &mut File<'_>, shared: &Shared) -> Result<MeaningIds, PdfError> {
    let meanings = match shared.meanings.get() {
        Some(meanings) => meanings,
        None => {
            let packer = file.packer();
            let (numbers, unicode) = (packer.packed(code_numbers().into_bytes())?.0, packer.packed(code_unicode().into_bytes())?.0);
            shared.meanings.get_or_init(|| Meanings { numbers, unicode })
        }
    };
    let kind = "/Type/CMap/CMapName/OneByteIdentityH/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/Filter/FlateDecode";
    let numbers = file.add_stream(&meanings.numbers, |out| put(out, &[kind]));
    let unicode = file.add_stream(&meanings.unicode, |out| put(out, &["/Filter/FlateDecode"]));
    Ok(MeaningIds { numbers, unicode })
}

/// Adds a face's letters with codes.
pub(crate) fn add_coded(
    file: &mut File<'_>,
    (id, face): (FaceId, &Face),
    used: CodeSet,
    meanings: MeaningIds,
    shared: &Shared,
) -> Result<Option<ObjectId>, PdfError> {
    let Some(codes) = face.codes() else { return Ok(None) };
    let used = if codes.whole { codes.all } else { used };
    let ready = shared.coded.get((id, used), || Ready::coded(face, codes, used, file.packer()), Ready::size)?;
    ready.add(file, Some(meanings)).map(Some)
}

/// Adds a face's other glyphs.
pub(crate) fn add_other(file: &mut File<'_>, (id, face): (FaceId, &Face), subset: &Subset, shared: &Shared) -> Result<ObjectId, PdfError> {
    let ready = shared.others.get((id, subset.key()), || Ready::other(face, subset, file.packer()), Ready::size)?;
    ready.add(file, None)
}

/// The glyphs of used codes in the order of the codes, and for each code the number of its glyph in the font.
fn coded_glyphs(codes: &Codes, used: CodeSet) -> (GlyphRemapper, Vec<u8>) {
    let mut remapper = GlyphRemapper::new();
    let mut table = Vec::with_capacity(2 * usize::from(CODES));
    for code in 0..CODES {
        let number = if used >> code & 1 == 1 { remapper.remap(codes.glyph(code)) } else { 0 };
        table.extend(number.to_be_bytes());
    }
    (remapper, table)
}

/// Widths by code: runs of used codes, one after the other.
fn coded_widths(face: &Face, all: &Codes, used: CodeSet) -> String {
    let mut widths = format!("[0[{}", face.width(0));
    let mut last = 0;
    for code in codes(used) {
        let _ = match code == last + 1 {
            true => write!(widths, " {}", all.width(code)),
            false => write!(widths, "]{code}[{}", all.width(code)),
        };
        last = code;
    }
    widths.push_str("]]");
    widths
}

fn error(face: &Face, reason: &str) -> PdfError {
    PdfError::Font { name: face.name().to_owned(), reason: reason.to_owned() }
}

/// A program with these glyphs alone, packed, and its length.
fn cut(face: &Face, remapper: &GlyphRemapper, packer: &mut Packer) -> Result<(Vec<u8>, usize), PdfError> {
    let program = subsetter::subset(face.data(), 0, remapper).map_err(|reason| error(face, &format!("{reason:?}")))?;
    Ok(packer.packed(without_names(program))?)
}

/// The program that is built in, and its length.
fn upright_program() -> Option<(Vec<u8>, usize)> {
    let (length, program) = UPRIGHT.split_first_chunk::<4>()?;
    Some((program.to_vec(), usize::try_from(u32::from_be_bytes(*length)).ok()?))
}

/// A font's descriptor, up to where its program is named.
fn described(face: &Face, full_name: &str) -> String {
    let metrics = face.metrics();
    let lean = if metrics.italic_angle == 0 { 0 } else { ITALIC };
    let [left, bottom, right, top] = metrics.bounds;
    format!(
        "<</Type/FontDescriptor/FontName/{full_name}/Flags {}/FontBBox[{left} {bottom} {right} {top}]/ItalicAngle {}/Ascent {}/Descent {}\
         /CapHeight {}/StemV {}/FontFile2 ",
        SERIF | NOT_SYMBOLIC | lean,
        metrics.italic_angle,
        metrics.ascent,
        metrics.descent,
        metrics.capital_height,
        if metrics.bold { 120 } else { 80 },
    )
}

/// The face's name behind six capitals that differ when the glyphs differ, as the format asks for subsets.
fn named(face: &Face, remapper: &GlyphRemapper) -> String {
    let mut hash = Quick::default();
    for glyph in remapper.remapped_gids() {
        hash.add(glyph.to_be_bytes());
    }
    let tag: String = hash.bytes().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    format!("{tag}+{}", face.name())
}

/// That each byte is the number of a letter (ISO 32000-1, 9.7.5). Programs that read no such table know it by its usual name.
fn code_numbers() -> String {
    String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
         /Supplement 0 >> def\n/CMapName /OneByteIdentityH def\n/CMapType 1 def\n/WMode 0 def\n1 begincodespacerange\n<00> <FF>\n\
         endcodespacerange\n1 begincidrange\n<00> <FF> 0\nendcidrange\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend",
    )
}

/// What each code says.
fn code_unicode() -> String {
    let runs = runs((0..CODES).filter_map(|code| Some((u16::from(code), code_text(code)?))));
    unicode_map(runs, 2)
}

fn to_unicode(subset: &Subset) -> String {
    unicode_map(runs(subset.entries().map(|entry| (entry.number, entry.text.as_str()))), 4)
}

/// A map from numbers of so many hexadecimal digits.
fn unicode_map(runs: Vec<Run<'_>>, digits: usize) -> String {
    let last = if digits == 2 { 0xff } else { 0xffff };
    let mut map = format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) \
         /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<{:0digits$X}> <{last:X}>\nendcodespacerange\n",
        0,
    );
    let (runs, single): (Vec<_>, Vec<_>) = runs.into_iter().partition(|run| run.last > run.first);
    for (kind, lines) in [("bfrange", runs), ("bfchar", single)] {
        for section in lines.chunks(SECTION) {
            let _ = writeln!(map, "{} begin{kind}", section.len());
            for Run { first, last, text } in section {
                let _ = match first == last {
                    true => write!(map, "<{first:0digits$X}> <"),
                    false => write!(map, "<{first:0digits$X}> <{last:0digits$X}> <"),
                };
                for unit in text.encode_utf16() {
                    let _ = write!(map, "{unit:04X}");
                }
                map.push_str(">\n");
            }
            let _ = writeln!(map, "end{kind}");
        }
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    map
}

/// Numbers one after the other that say characters one after the other.
struct Run<'a> {
    first: u16,
    last: u16,
    /// What the first one says.
    text: &'a str,
}

/// The alphabet is one run, not 26 lines. Only the last byte of a number or a character may count up (ISO 32000-1, 9.10.3).
fn runs<'a>(meanings: impl Iterator<Item = (u16, &'a str)>) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (number, text) in meanings {
        let goes_on = |run: &&mut Run<'_>| {
            let (Some(before), Some(said)) = (only(run.text), only(text)) else { return false };
            let steps = number.wrapping_sub(run.first);
            number == run.last.wrapping_add(1)
                && number >> 8 == run.first >> 8
                && said >> 8 == before >> 8
                && said == before.wrapping_add(u32::from(steps))
        };
        match runs.last_mut().filter(goes_on) {
            Some(run) => run.last = number,
            None => runs.push(Run { first: number, last: number, text }),
        }
    }
    runs
}

/// The only character of a text, when it takes one unit.
fn only(text: &str) -> Option<u32> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none()).map(u32::from).filter(|number| *number <= 0xffff)
}

#[cfg(test)]
mod tests {
    use super::{UPRIGHT, coded_glyphs};
    use crate::fonts::{FaceStyle, Fonts};

    /// The program is made here, not by each letter. `INWRITING_CUT_FONT=1 cargo test program_of_the_upright` writes it anew.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test may ask to have the file written")]
    fn the_program_of_the_upright_face_has_its_coded_letters() {
        let fonts = Fonts::built_in();
        let face = fonts.face(fonts.main(FaceStyle::default())).expect("upright");
        let codes = face.codes().expect("codes");
        let (remapper, _) = coded_glyphs(codes, codes.all);
        let program = crate::pdf::program::without_names(subsetter::subset(face.data(), 0, &remapper).expect("cut"));
        let mut best = libdeflater::Compressor::new(libdeflater::CompressionLvl::best());
        let mut packed = vec![0; best.zlib_compress_bound(program.len())];
        let length = best.zlib_compress(&program, &mut packed).expect("packed");
        packed.truncate(length);
        assert!(!crate::pdf::objects::ends_badly(&packed), "add a space to the program");
        let made = [&u32::try_from(program.len()).expect("short").to_be_bytes(), packed.as_slice()].concat();
        if std::env::var_os("INWRITING_CUT_FONT").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/letter-templates/_house/fonts/SourceSerif4-Regular.coded");
            std::fs::write(path, &made).expect("written");
            return;
        }
        assert!(made == UPRIGHT, "the face or its codes changed; write the program anew");
    }
}
