//! Of a page's resources, those that the page names.
//!
//! It exists because many programs give all pages of a file one dictionary: a page cut out would drag the pictures of all others along.
//! Input: resources and the page's drawing. Output: resources for this page.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object};

use super::value::{as_dict, dict, name, resolved};

/// The tables of resources whose names a drawing uses.
const TABLES: [&str; 7] = ["Font", "XObject", "ExtGState", "Pattern", "Shading", "ColorSpace", "Properties"];

/// The resources that a drawing names; all of them when something it draws leans on the page's.
pub(super) fn used(document: &Document, resources: &Dictionary, drawing: &[u8]) -> Dictionary {
    if leaned_on(document, resources) {
        return resources.clone();
    }
    let names = names(drawing);
    let mut used = resources.clone();
    for table in TABLES {
        if let Some(entries) = dict(document, resources, table) {
            let kept = entries.iter().filter(|(key, _)| names.contains(key.as_slice()) || key.starts_with(b"Default"));
            let properties = table == "Properties";
            let own = |value: &Object| if properties { properties_of(document, value) } else { value.clone() };
            used.set(table, kept.map(|(key, value)| (key.clone(), own(value))).collect::<Dictionary>());
        }
    }
    used
}

/// What a drawing says of a stretch of itself: layers stay; of the rest only what is read aloud, not where it came from.
fn properties_of(document: &Document, value: &Object) -> Object {
    let Some(list) = resolved(document, value).and_then(as_dict) else { return value.clone() };
    // A layer that forgot its type still has a name.
    if list.has(b"OCGs") || matches!(name(document, list, "Type"), Some(b"OCG" | b"OCMD")) || list.has(b"Name") {
        return value.clone();
    }
    let said = ["MCID", "ActualText", "Alt", "E", "Lang"].into_iter();
    said.filter_map(|key| Some((key.as_bytes().to_vec(), list.get(key.as_bytes()).ok()?.clone()))).collect::<Dictionary>().into()
}

/// Whether a form, pattern or drawn font has no resources of its own: old files mean the page's then.
fn leaned_on(document: &Document, resources: &Dictionary) -> bool {
    let without = |table: &str, leans: &dyn Fn(&Dictionary) -> bool| {
        let entries = dict(document, resources, table);
        entries.is_some_and(|entries| entries.iter().filter_map(|(_, value)| as_dict(resolved(document, value)?)).any(leans))
    };
    let bare = |form: &Dictionary| !form.has(b"Resources");
    without("XObject", &|form| name(document, form, "Subtype") == Some(b"Form") && bare(form))
        || without("Font", &|font| name(document, font, "Subtype") == Some(b"Type3") && bare(font))
        || without("Pattern", &|pattern| matches!(pattern.get(b"PatternType"), Ok(Object::Integer(1))) && bare(pattern))
}

/// All names in a drawing. What looks like one within a string or picture is taken for one too: it can only keep too much.
fn names(drawing: &[u8]) -> BTreeSet<Vec<u8>> {
    let ends = |byte: u8| byte.is_ascii_whitespace() || byte == 0 || b"()<>[]{}/%".contains(&byte);
    let mut names = BTreeSet::new();
    let mut rest = drawing;
    while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
        rest = rest.get(at + 1..).unwrap_or_default();
        let length = rest.iter().position(|byte| ends(*byte)).unwrap_or(rest.len());
        names.insert(decoded(rest.get(..length).unwrap_or_default()));
    }
    names
}

/// A name with its `#20`s replaced.
fn decoded(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut bytes = name.iter();
    while let Some(byte) = bytes.next() {
        let digits = bytes.as_slice().get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *byte == b'#') {
            Some(value) => {
                out.push(value);
                bytes.nth(1);
            }
            None => out.push(*byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_found_however_they_are_written() {
        let found: Vec<Vec<u8>> = names(b"/F1 12 Tf/Im#201 Do[/a]/b<</c").into_iter().collect();
        assert_eq!(found, [b"F1".to_vec(), b"Im 1".to_vec(), b"a".to_vec(), b"b".to_vec(), b"c".to_vec()]);
    }
}
