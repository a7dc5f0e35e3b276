//! The file: printpdf's pages with everything that they lack.
//!
//! It exists as the one place that names both versions of lopdf: printpdf makes its tree with the older one, which
//! neither repairs nor encrypts rightly. Input: [`Content`]s. Output: the bytes of the file.

use lopdf::{Dictionary, Object, ObjectId};
use printpdf::{PdfDocument, PdfSaveOptions};

use crate::digest::Quick;
use crate::fonts::Fonts;
use crate::layout::{Item, Page, Pages, PlacedExhibit};
use crate::pdf::content::{Content, FontKey};
use crate::pdf::file::File;
use crate::pdf::inserts::{Inserts, label, resource_name};
use crate::pdf::objects::{count, dictionary, name, text_string};
use crate::pdf::packing::Packer;
use crate::pdf::subset::Subsets;
use crate::pdf::{Meta, PdfError, font, metadata, notes, outline, tags};

/// A page as printpdf wrote it, its stream packed.
struct Written {
    area: Object,
    stream: Vec<u8>,
}

/// About how many bytes a letter takes, fonts included.
const LETTER: usize = 40 * 1024;

/// Writes the whole file. What is bound in is taken out of `inserts`, unless the file is one of several.
pub(crate) fn assemble(
    pages: &Pages,
    mut contents: Vec<Content>,
    meta: &Meta,
    (fonts, subsets): (&Fonts, &Subsets),
    inserts: &mut Inserts,
    packer: &mut Packer,
) -> Result<Vec<u8>, PdfError> {
    let written = printed(&mut contents, packer)?;
    let number = file_number(&written, meta, subsets, inserts);
    let bound = if pages.files.len() > 1 { inserts.objects(pages) } else { inserts.take_objects() };
    let sizes = bound.values().filter_map(|object| object.as_stream().ok()).map(|stream| stream.content.len()).sum::<usize>();
    let mut file = File::new(packer, inserts.last_id(), LETTER + sizes);
    for (id, object) in bound {
        file.set(id, &object)?;
    }
    let fonts = add_fonts(&mut file, fonts, subsets)?;
    let plain = file.add(dictionary(vec![("Font", fonts.clone())]))?;
    let root = file.new_id();
    let page_ids: Vec<ObjectId> = written.iter().map(|_| file.new_id()).collect();
    let tagged = tags::add(&mut file, pages, &contents, &page_ids)?;
    for (index, (page, page_id)) in written.into_iter().zip(&page_ids).enumerate() {
        let stream = file.add_stream(&page.stream, |out| out.extend_from_slice(b"/Filter/FlateDecode"));
        let mut dict = dictionary(vec![
            ("Type", name("Page")),
            ("Parent", root.into()),
            ("MediaBox", page.area),
            ("Resources", plain.into()),
            ("Contents", stream.into()),
            ("StructParents", count(index)),
            ("Tabs", name("S")),
        ]);
        let mut annotations: Vec<Object> =
            tagged.annotations.get(index).into_iter().flatten().map(|annotation| Object::Reference(*annotation)).collect();
        if let Some(placed) = pages.pages.get(index).and_then(exhibit_of) {
            bind(&mut file, placed, pages, inserts, &fonts, &page_ids, (&mut dict, &mut annotations))?;
        }
        if !annotations.is_empty() {
            dict.set("Annots", annotations);
        }
        file.set(*page_id, &dict.into())?;
    }
    let kids = page_ids.iter().map(|id| Object::Reference(*id)).collect();
    let tree = dictionary(vec![("Type", name("Pages")), ("Count", count(page_ids.len())), ("Kids", Object::Array(kids))]);
    file.set(root, &tree.into())?;
    let mut catalog = catalog(&mut file, root, tagged.root, meta);
    let more = [
        ("Outlines", outline::add(&mut file, &pages.bookmarks, &page_ids)?.map(Object::Reference)),
        ("PageLabels", labels(pages).map(Object::from)),
        ("OCProperties", inserts.layers().map(Object::from)),
    ];
    for (key, value) in more {
        if let Some(value) = value {
            catalog.set(key, value);
        }
    }
    if catalog.has(b"Outlines") {
        catalog.set("PageMode", name("UseOutlines"));
    }
    let (catalog, info) = (file.add(catalog)?, file.add(metadata::info(meta))?);
    file.finish(catalog, info, &number)
}

fn exhibit_of(page: &Page) -> Option<&PlacedExhibit> {
    page.items.iter().find_map(|item| match item {
        Item::Exhibit(placed) => Some(placed),
        _ => None,
    })
}

/// Gives a page what its exhibit needs: resources of its own, the blending group, links and marks where they stand now.
fn bind(
    file: &mut File<'_>,
    placed: &PlacedExhibit,
    pages: &Pages,
    inserts: &Inserts,
    fonts: &Object,
    page_ids: &[ObjectId],
    (page, annotations): (&mut Dictionary, &mut Vec<Object>),
) -> Result<(), PdfError> {
    let Some(shown) = inserts.shown(placed) else { return Ok(()) };
    let drawn = dictionary(vec![(resource_name(placed).as_str(), shown.id.into())]);
    page.set("Resources", dictionary(vec![("Font", fonts.clone()), ("XObject", drawn.into())]));
    if let Some(group) = shown.group {
        page.set("Group", group.clone());
    }
    for note in shown.notes {
        let dict = notes::placed(note, placed, inserts.matrix(placed), pages, page_ids);
        annotations.push(file.add(dict)?.into());
    }
    Ok(())
}

/// What a reader shows as each page's number: that of the packet, and for an exhibit's own pages its mark and number.
fn labels(pages: &Pages) -> Option<Dictionary> {
    let special = pages.files.len() > 1 || pages.pages.iter().any(|page| page.label.is_some());
    if !special {
        return None;
    }
    let mut ranges: Vec<Object> = Vec::new();
    let mut last: Option<(String, usize)> = None;
    for (index, page) in pages.pages.iter().enumerate() {
        let (prefix, number) = page.label.clone().unwrap_or((String::new(), page.number));
        let goes_on = last.as_ref().is_some_and(|(before, at)| *before == prefix && at + 1 == number);
        if !goes_on {
            ranges.extend([count(index), label(&prefix, number).into()]);
        }
        last = Some((prefix, number));
    }
    Some(dictionary(vec![("Nums", Object::Array(ranges))]))
}

fn catalog(file: &mut File<'_>, pages: ObjectId, structure: ObjectId, meta: &Meta) -> Dictionary {
    let xmp = metadata::add_xmp(file, meta);
    let intents = metadata::add_output_intent(file);
    dictionary(vec![
        ("Type", name("Catalog")),
        ("Pages", pages.into()),
        ("Lang", text_string(&meta.language)),
        ("MarkInfo", dictionary(vec![("Marked", true.into())]).into()),
        ("StructTreeRoot", structure.into()),
        ("ViewerPreferences", dictionary(vec![("DisplayDocTitle", true.into())]).into()),
        ("Metadata", xmp.into()),
        ("OutputIntents", intents),
    ])
}

fn add_fonts(file: &mut File<'_>, fonts: &Fonts, subsets: &Subsets) -> Result<Object, PdfError> {
    let mut named = Dictionary::new();
    let shared = fonts.shared();
    let mut coded = subsets.coded().peekable();
    if coded.peek().is_some() {
        let meanings = font::add_meanings(file, shared)?;
        for (id, used) in coded {
            let Some(face) = fonts.face(id) else { continue };
            if let Some(font) = font::add_coded(file, (id, face), used, meanings, shared)? {
                named.set(FontKey::Coded(id).name(), font);
            }
        }
    }
    for (id, subset) in subsets.others() {
        let Some(face) = fonts.face(id) else { continue };
        named.set(FontKey::Others(id).name(), font::add_other(file, (id, face), subset, shared)?);
    }
    Ok(named.into())
}

/// Lets printpdf write the pages, and takes what it wrote into objects of the newer lopdf.
fn printed(contents: &mut [Content], packer: &mut Packer) -> Result<Vec<Written>, PdfError> {
    let mut document = PdfDocument::new("");
    document.pages.extend(contents.iter_mut().map(|content| {
        let (media, trim, crop) = (content.page.media_box.clone(), content.page.trim_box.clone(), content.page.crop_box.clone());
        let ops = std::mem::take(&mut content.page.ops);
        printpdf::PdfPage { media_box: media, trim_box: trim, crop_box: crop, ops }
    }));
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
    let mut warnings = Vec::new();
    let mut tree = document.to_lopdf_document(&options, &mut warnings);
    if let Some(warning) = warnings.first() {
        return Err(PdfError::Page(format!("{warning:?}")));
    }
    let ids: Vec<_> = tree.page_iter().collect();
    ids.into_iter().map(|id| take_page(&mut tree, id, packer)).collect()
}

fn take_page(tree: &mut lopdf44::Document, id: lopdf44::ObjectId, packer: &mut Packer) -> Result<Written, PdfError> {
    let broken = |error: lopdf44::Error| PdfError::Page(error.to_string());
    let page = tree.get_dictionary(id).map_err(broken)?;
    let area = page.get(b"MediaBox").and_then(lopdf44::Object::as_array).map_err(broken)?;
    let area = area.iter().map(|side| side.as_float().map(Object::Real)).collect::<Result<Vec<_>, _>>();
    let area = Object::Array(area.map_err(broken)?);
    let stream = page.get(b"Contents").and_then(lopdf44::Object::as_reference).map_err(broken)?;
    let stream = tree.get_object_mut(stream).and_then(lopdf44::Object::as_stream_mut).map_err(broken)?;
    let (stream, _) = packer.packed(std::mem::take(&mut stream.content))?;
    Ok(Written { area, stream })
}

/// A number that differs when the file differs, and never else.
fn file_number(written: &[Written], meta: &Meta, subsets: &Subsets, inserts: &Inserts) -> Vec<u8> {
    let mut hash = Quick::default();
    hash.add(inserts.digests());
    for page in written {
        hash.add(&page.stream);
        hash.add([0]);
    }
    for (id, used) in subsets.coded() {
        hash.add(FontKey::Coded(id).name());
        hash.add(used.to_be_bytes());
    }
    for (id, subset) in subsets.others() {
        hash.add(FontKey::Others(id).name());
        for entry in subset.entries() {
            hash.add(&entry.text);
            hash.add([0]);
        }
    }
    hash.add(format!("{meta:?}"));
    hash.bytes().to_vec()
}
