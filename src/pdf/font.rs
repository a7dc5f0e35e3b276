//! A used face as the objects of the file: program, widths, and what each glyph says.
//!
//! It exists because fonts that fail a validator fail in these details. Input: a [`Subset`]. Output: one Type 0 font.

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};
use md5::{Digest, Md5};

use crate::fonts::{Face, FaceId, Fonts};
use crate::kept::Kept;
use crate::pdf::PdfError;
use crate::pdf::objects::{dictionary, name, packed_for_many, packed_stream};
use crate::pdf::subset::Subset;

/// Descriptor flags: serif, not symbolic, and leaning.
const SERIF: i64 = 1 << 1;
const NOT_SYMBOLIC: i64 = 1 << 5;
const ITALIC: i64 = 1 << 6;

/// A CMap may hold so many entries in one section.
const SECTION: usize = 100;

/// A font of a file, worked out: the same glyphs of a face make the same one in every letter.
#[derive(Debug)]
pub(crate) struct Ready {
    name: String,
    /// The program, packed, and how long it is unpacked.
    program: Vec<u8>,
    length: usize,
    /// What each glyph says, packed.
    unicode: Vec<u8>,
}

/// Fonts that were worked out for earlier letters. They hold nothing of a letter but which glyphs it has.
pub(crate) type ReadyFonts = Kept<(usize, Vec<u8>), Ready>;

impl Ready {
    fn make(face: &Face, subset: &Subset) -> Result<Ready, PdfError> {
        let program = subsetter::subset(face.data(), 0, &subset.remapper)
            .map_err(|error| PdfError::Font { name: face.name().to_owned(), reason: format!("{error:?}") })?;
        let (program, length) = packed_for_many(program)?;
        let (unicode, _) = packed_for_many(to_unicode(subset).into_bytes())?;
        Ok(Ready { name: format!("{}+{}", tag(subset), face.name()), program, length, unicode })
    }

    /// About how many bytes it takes in memory.
    fn size(&self) -> usize {
        self.program.len() + self.unicode.len() + 256
    }
}

/// Adds a face with its used glyphs to the file.
pub(crate) fn add(document: &mut Document, id: FaceId, fonts: &Fonts, subset: &Subset) -> Result<Option<ObjectId>, PdfError> {
    let Some(face) = fonts.face(id) else { return Ok(None) };
    let ready = fonts.ready().get((id.0, subset.key()), || Ready::make(face, subset), Ready::size)?;
    let mut stream = packed_stream(Dictionary::new(), ready.program.clone());
    stream.dict.set("Length1", super::objects::count(ready.length));
    let program = document.add_object(stream);
    let descriptor = document.add_object(descriptor(face, &ready.name, program));
    let system = dictionary(vec![("Registry", ascii("Adobe")), ("Ordering", ascii("Identity")), ("Supplement", Object::Integer(0))]);
    let descendant = document.add_object(dictionary(vec![
        ("Type", name("Font")),
        ("Subtype", name("CIDFontType2")),
        ("BaseFont", name(&ready.name)),
        ("CIDSystemInfo", system.into()),
        ("FontDescriptor", descriptor.into()),
        ("CIDToGIDMap", name("Identity")),
        ("DW", Object::Integer(0)),
        ("W", widths(face, subset)),
    ]));
    let unicode = document.add_object(packed_stream(Dictionary::new(), ready.unicode.clone()));
    Ok(Some(document.add_object(dictionary(vec![
        ("Type", name("Font")),
        ("Subtype", name("Type0")),
        ("BaseFont", name(&ready.name)),
        ("Encoding", name("Identity-H")),
        ("DescendantFonts", Object::Array(vec![descendant.into()])),
        ("ToUnicode", unicode.into()),
    ]))))
}

fn descriptor(face: &Face, full_name: &str, program: ObjectId) -> Dictionary {
    let metrics = face.metrics();
    let lean = if metrics.italic_angle == 0 { 0 } else { ITALIC };
    let bounds = metrics.bounds.iter().map(|side| Object::Integer(i64::from(*side))).collect();
    dictionary(vec![
        ("Type", name("FontDescriptor")),
        ("FontName", name(full_name)),
        ("Flags", Object::Integer(SERIF | NOT_SYMBOLIC | lean)),
        ("FontBBox", Object::Array(bounds)),
        ("ItalicAngle", Object::Integer(i64::from(metrics.italic_angle))),
        ("Ascent", Object::Integer(i64::from(metrics.ascent))),
        ("Descent", Object::Integer(i64::from(metrics.descent))),
        ("CapHeight", Object::Integer(i64::from(metrics.capital_height))),
        ("StemV", Object::Integer(if metrics.bold { 120 } else { 80 })),
        ("FontFile2", program.into()),
    ])
}

/// Six capitals that differ when the glyphs differ, as the format asks for subsets.
fn tag(subset: &Subset) -> String {
    let mut hash = Md5::new();
    for glyph in subset.remapper.remapped_gids() {
        hash.update(glyph.to_be_bytes());
    }
    hash.finalize().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

fn widths(face: &Face, subset: &Subset) -> Object {
    let all = std::iter::once(face.width(0)).chain(subset.entries().map(|entry| entry.width));
    let all = all.map(|width| Object::Integer(i64::from(width))).collect();
    Object::Array(vec![Object::Integer(0), Object::Array(all)])
}

fn ascii(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

fn to_unicode(subset: &Subset) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) \
         /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let (runs, single): (Vec<_>, Vec<_>) = runs(subset).into_iter().partition(|run| run.last > run.first);
    for (kind, lines) in [("bfrange", runs), ("bfchar", single)] {
        for section in lines.chunks(SECTION) {
            map.push_str(&format!("{} begin{kind}\n", section.len()));
            for Run { first, last, text } in section {
                match first == last {
                    true => map.push_str(&format!("<{first:04X}> <")),
                    false => map.push_str(&format!("<{first:04X}> <{last:04X}> <")),
                }
                for unit in text.encode_utf16() {
                    map.push_str(&format!("{unit:04X}"));
                }
                map.push_str(">\n");
            }
            map.push_str(&format!("end{kind}\n"));
        }
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    map
}

/// Glyphs with numbers one after the other that say characters one after the other.
struct Run<'a> {
    first: u16,
    last: u16,
    /// What the first one says.
    text: &'a str,
}

/// The alphabet is one run, not 26 lines. Only the last byte of a number or a character may count up (ISO 32000-1, 9.10.3).
fn runs(subset: &Subset) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for entry in subset.entries() {
        let goes_on = |run: &&mut Run<'_>| {
            let (Some(before), Some(said)) = (only(run.text), only(&entry.text)) else { return false };
            let steps = entry.number.wrapping_sub(run.first);
            entry.number == run.last.wrapping_add(1)
                && entry.number >> 8 == run.first >> 8
                && said >> 8 == before >> 8
                && said == before.wrapping_add(u32::from(steps))
        };
        match runs.last_mut().filter(goes_on) {
            Some(run) => run.last = entry.number,
            None => runs.push(Run { first: entry.number, last: entry.number, text: &entry.text }),
        }
    }
    runs
}

/// The only character of a text, when it takes one unit.
fn only(text: &str) -> Option<u32> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none()).map(u32::from).filter(|number| *number <= 0xffff)
}
