//! What several tests need: samples, and ways to look into a PDF.

pub(crate) mod samples;

use std::collections::BTreeMap;

use inwriting::document::Document;
use inwriting::fonts::Fonts;
use inwriting::layout::{LayoutError, Pages, Typesetter, paginate};
use inwriting::pdf::{Inserts, Meta, write};
use inwriting::style::Style;
use lopdf::{Dictionary, Object, ObjectId};

/// Lays out with the built-in style.
pub(crate) fn laid_out(document: &Document) -> Result<Pages, LayoutError> {
    let fonts = Fonts::built_in();
    paginate(document, &Style::built_in().expect("style"), &mut Typesetter::new(&fonts))
}

/// The file of a document.
pub(crate) fn pdf(document: &Document) -> Vec<u8> {
    let fonts = Fonts::built_in();
    write(&laid_out(document).expect("pages"), &Meta::of(document), &fonts, &mut Inserts::default()).expect("pdf")
}

/// The tag tree as indented text: one line an element, with the words that belong to it directly. What a screen reader
/// would say, in the order it would say it.
pub(crate) fn tag_tree(bytes: &[u8]) -> String {
    let document = lopdf::Document::load_mem(bytes).expect("a readable PDF");
    let catalog = document.catalog().expect("catalog");
    let root = dictionary(&document, catalog.get(b"StructTreeRoot").expect("tagged"));
    let reader = TagReader { words: marked_words(&document), document: &document };
    let mut tree = String::new();
    reader.element(root.get(b"K").expect("an element"), 0, &mut tree);
    tree
}

struct TagReader<'a> {
    document: &'a lopdf::Document,
    words: BTreeMap<(ObjectId, i64), String>,
}

impl TagReader<'_> {
    fn element(&self, object: &Object, depth: usize, tree: &mut String) {
        let element = dictionary(self.document, object);
        let role = String::from_utf8_lossy(element.get(b"S").and_then(Object::as_name).expect("a role")).into_owned();
        let page = element.get(b"Pg").and_then(Object::as_reference).ok();
        tree.push_str(&format!("{}{role}", "  ".repeat(depth)));
        if let Ok(Object::Dictionary(attributes)) = element.get(b"A") {
            for (key, value) in attributes.iter().filter(|(key, _)| key.as_slice() != b"O") {
                // Where a drawing stands is a matter of pages, not of meaning.
                if let Ok(value) = value.as_name() {
                    tree.push_str(&format!(" [{}={}]", String::from_utf8_lossy(key), String::from_utf8_lossy(value)));
                }
            }
        }
        if let Ok(alternative) = element.get(b"Alt") {
            tree.push_str(&format!(" says \"{}\"", lopdf::decode_text_string(alternative).expect("words")));
        }
        tree.push('\n');
        match element.get(b"K").and_then(|kids| self.document.dereference(kids)) {
            Ok((_, Object::Array(kids))) => kids.iter().for_each(|kid| self.child(kid, page, depth + 1, tree)),
            Ok(_) => self.child(element.get(b"K").expect("a child"), page, depth + 1, tree),
            Err(_) => {}
        }
    }

    fn child(&self, object: &Object, page: Option<ObjectId>, depth: usize, tree: &mut String) {
        let indent = "  ".repeat(depth);
        let said = |page: Option<ObjectId>, number: i64| self.words.get(&(page.expect("a page"), number)).cloned().unwrap_or_default();
        match self.document.dereference(object).expect("a child").1 {
            Object::Integer(number) => tree.push_str(&format!("{indent}\"{}\"\n", said(page, *number))),
            Object::Dictionary(dict) if dict.has(b"MCID") => {
                let page = dict.get(b"Pg").and_then(Object::as_reference).ok();
                let number = dict.get(b"MCID").and_then(Object::as_i64).expect("a number");
                tree.push_str(&format!("{indent}\"{}\"\n", said(page, number)));
            }
            Object::Dictionary(dict) if dict.has(b"Obj") => {
                let annotation = dictionary(self.document, dict.get(b"Obj").expect("an annotation"));
                let action = dictionary(self.document, annotation.get(b"A").expect("an action"));
                let address = action.get(b"URI").and_then(Object::as_str).expect("an address");
                tree.push_str(&format!("{indent}-> {}\n", String::from_utf8_lossy(address)));
            }
            _ => self.element(object, depth, tree),
        }
    }
}

/// The words of all marked content, by page and number.
fn marked_words(document: &lopdf::Document) -> BTreeMap<(ObjectId, i64), String> {
    let mut words: BTreeMap<(ObjectId, i64), String> = BTreeMap::new();
    for page in document.page_iter() {
        let maps = font_maps(document, page);
        let content = lopdf::content::Content::decode(&document.get_page_content(page)).expect("content");
        let mut font = FontMap::default();
        // For each open piece: its number, and whether its words are given instead of shown.
        let mut open: Vec<(Option<i64>, bool)> = Vec::new();
        for operation in content.operations {
            let number = open.iter().rev().find_map(|(number, _)| *number);
            match operation.operator.as_str() {
                "BDC" => {
                    let dict = operation.operands.get(1).and_then(|dict| dict.as_dict().ok()).expect("properties");
                    let actual = dict.get(b"ActualText").and_then(Object::as_str).ok();
                    if let (Some(actual), Some(number)) = (actual, number) {
                        words.entry((page, number)).or_default().push_str(&from_utf16(&actual[2..]));
                    }
                    open.push((dict.get(b"MCID").and_then(Object::as_i64).ok(), actual.is_some()));
                }
                "EMC" => drop(open.pop()),
                "Tf" => {
                    let name = operation.operands.first().and_then(|name| name.as_name().ok()).expect("a font");
                    font = maps.get(name).cloned().expect("a known font");
                }
                "TJ" if !open.iter().any(|(_, given)| *given) => {
                    let Some(number) = number else { continue };
                    let parts = operation.operands.first().and_then(|parts| parts.as_array().ok()).expect("parts");
                    for bytes in parts.iter().filter_map(|part| part.as_str().ok()) {
                        let FontMap { code_length, texts } = &font;
                        for code in bytes.chunks(*code_length) {
                            let code = code.iter().fold(0, |code, byte| code << 8 | u16::from(*byte));
                            words.entry((page, number)).or_default().push_str(&texts[&code]);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    words
}

/// What a font's codes say, and how many bytes a code has.
#[derive(Clone, Default)]
struct FontMap {
    code_length: usize,
    texts: BTreeMap<u16, String>,
}

fn font_maps(document: &lopdf::Document, page: ObjectId) -> BTreeMap<Vec<u8>, FontMap> {
    let fonts = document.get_page_fonts(page).unwrap_or_default();
    fonts
        .into_iter()
        .map(|(name, font)| {
            let stream = document.dereference(font.get(b"ToUnicode").expect("ToUnicode")).expect("a stream").1;
            let map = stream.as_stream().and_then(|stream| stream.decompressed_content()).expect("a stream");
            let map = String::from_utf8(map).expect("a map");
            let bytes = |hex: &str| -> Vec<u8> {
                (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).expect("hex")).collect()
            };
            let (_, space) = map.split_once("begincodespacerange\n<").expect("a code space");
            let code_length = space.find('>').expect("its end") / 2;
            let (_, map) = map.split_once("endcodespacerange").expect("entries");
            let entries = map.lines().filter_map(|line| {
                let fields: Vec<&str> = line.strip_prefix('<')?.strip_suffix('>')?.split("> <").collect();
                let (first, last, text) = match fields.as_slice() {
                    [code, text] => (*code, *code, bytes(text)),
                    [first, last, text] => (*first, *last, bytes(text)),
                    _ => return None,
                };
                let (first, last) = (u16::from_str_radix(first, 16).ok()?, u16::from_str_radix(last, 16).ok()?);
                // Of a range, the last byte of the text counts up with the code.
                Some((first..=last).map(move |code| {
                    let mut text = text.clone();
                    *text.last_mut().expect("a text") += u8::try_from(code - first).expect("a short range");
                    (code, from_utf16(&text))
                }))
            });
            (name, FontMap { code_length, texts: entries.flatten().collect() })
        })
        .collect()
}

fn from_utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn dictionary<'a>(document: &'a lopdf::Document, object: &'a Object) -> &'a Dictionary {
    document.dereference(object).and_then(|(_, object)| object.as_dict()).expect("a dictionary")
}
