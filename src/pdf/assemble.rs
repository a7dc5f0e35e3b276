//! The object tree of the file: printpdf's pages with everything that they lack.
//!
//! It exists as the one place that names both versions of lopdf: printpdf makes its tree with the older one, which
//! neither repairs nor encrypts rightly. Input: [`Content`]s. Output: a complete lopdf document.

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};
use md5::{Digest, Md5};
use printpdf::{PdfDocument, PdfSaveOptions};

use crate::fonts::Fonts;
use crate::layout::{Item, Page, Pages, PlacedExhibit};
use crate::pdf::content::{Content, font_name};
use crate::pdf::inserts::{Inserts, label, resource_name};
use crate::pdf::objects::{count, dictionary, name, packed, packed_stream, text_string};
use crate::pdf::subset::Subsets;
use crate::pdf::{Meta, PdfError, font, metadata, notes, outline, tags};

/// A page as printpdf wrote it, its stream packed.
struct Written {
    area: Object,
    stream: Vec<u8>,
}

/// Builds the whole tree. What is bound in is taken out of `inserts`, unless the file is one of several.
pub(crate) fn assemble(
    pages: &Pages,
    mut contents: Vec<Content>,
    meta: &Meta,
    fonts: &Fonts,
    subsets: &Subsets,
    inserts: &mut Inserts,
) -> Result<Document, PdfError> {
    let written = printed(&mut contents)?;
    let mut document = Document::with_version("1.7");
    document.max_id = inserts.last_id();
    let id = file_id(&written, meta, subsets, inserts);
    let fonts = add_fonts(&mut document, fonts, subsets)?;
    let plain = document.add_object(dictionary(vec![("Font", fonts.clone())]));
    let root = document.new_object_id();
    let page_ids: Vec<ObjectId> = written.iter().map(|_| document.new_object_id()).collect();
    let tagged = tags::add(&mut document, pages, &contents, &page_ids);
    for (index, (page, page_id)) in written.into_iter().zip(&page_ids).enumerate() {
        let stream = document.add_object(packed_stream(Dictionary::new(), page.stream));
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
            bind(&mut document, placed, pages, inserts, &fonts, &page_ids, (&mut dict, &mut annotations));
        }
        if !annotations.is_empty() {
            dict.set("Annots", annotations);
        }
        document.set_object(*page_id, dict);
    }
    let kids = page_ids.iter().map(|id| Object::Reference(*id)).collect();
    document.set_object(root, dictionary(vec![("Type", name("Pages")), ("Count", count(page_ids.len())), ("Kids", Object::Array(kids))]));
    let outlines = outline::add(&mut document, &pages.bookmarks, &page_ids);
    add_catalog(&mut document, root, tagged.root, outlines, meta)?;
    if let Some(labels) = labels(pages) {
        set_in_catalog(&mut document, "PageLabels", labels.into());
    }
    if let Some(layers) = inserts.layers() {
        set_in_catalog(&mut document, "OCProperties", layers.into());
    }
    let objects = if pages.files.len() > 1 { inserts.objects(pages) } else { inserts.take_objects() };
    document.objects.extend(objects);
    let id = Object::String(id, StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id.clone(), id]);
    Ok(document)
}

fn exhibit_of(page: &Page) -> Option<&PlacedExhibit> {
    page.items.iter().find_map(|item| match item {
        Item::Exhibit(placed) => Some(placed),
        _ => None,
    })
}

/// Gives a page what its exhibit needs: resources of its own, the blending group, links and marks where they stand now.
fn bind(
    document: &mut Document,
    placed: &PlacedExhibit,
    pages: &Pages,
    inserts: &Inserts,
    fonts: &Object,
    page_ids: &[ObjectId],
    (page, annotations): (&mut Dictionary, &mut Vec<Object>),
) {
    let Some(shown) = inserts.shown(placed) else { return };
    let drawn = dictionary(vec![(resource_name(placed).as_str(), shown.id.into())]);
    page.set("Resources", dictionary(vec![("Font", fonts.clone()), ("XObject", drawn.into())]));
    if let Some(group) = shown.group {
        page.set("Group", group.clone());
    }
    for note in shown.notes {
        let dict = notes::placed(note, placed, inserts.matrix(placed), pages, page_ids);
        annotations.push(document.add_object(dict).into());
    }
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

fn set_in_catalog(document: &mut Document, key: &str, value: Object) {
    if let Ok(catalog) = document.catalog_mut() {
        catalog.set(key, value);
    }
}

fn add_catalog(
    document: &mut Document,
    pages: ObjectId,
    structure: ObjectId,
    outlines: Option<ObjectId>,
    meta: &Meta,
) -> Result<(), PdfError> {
    let xmp = metadata::add_xmp(document, meta);
    let intents = metadata::add_output_intent(document)?;
    let mut catalog = dictionary(vec![
        ("Type", name("Catalog")),
        ("Pages", pages.into()),
        ("Lang", text_string(&meta.language)),
        ("MarkInfo", dictionary(vec![("Marked", true.into())]).into()),
        ("StructTreeRoot", structure.into()),
        ("ViewerPreferences", dictionary(vec![("DisplayDocTitle", true.into())]).into()),
        ("Metadata", xmp.into()),
        ("OutputIntents", intents),
    ]);
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
        catalog.set("PageMode", name("UseOutlines"));
    }
    let catalog = document.add_object(catalog);
    let info = document.add_object(metadata::info(meta));
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", info);
    Ok(())
}

fn add_fonts(document: &mut Document, fonts: &Fonts, subsets: &Subsets) -> Result<Object, PdfError> {
    let mut named = Dictionary::new();
    for (id, subset) in subsets.iter() {
        if let Some(font) = font::add(document, id, fonts, subset)? {
            named.set(font_name(id), font);
        }
    }
    Ok(named.into())
}

/// Lets printpdf write the pages, and takes what it wrote into objects of the newer lopdf.
fn printed(contents: &mut [Content]) -> Result<Vec<Written>, PdfError> {
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
    ids.into_iter().map(|id| take_page(&mut tree, id)).collect()
}

fn take_page(tree: &mut lopdf44::Document, id: lopdf44::ObjectId) -> Result<Written, PdfError> {
    let broken = |error: lopdf44::Error| PdfError::Page(error.to_string());
    let page = tree.get_dictionary(id).map_err(broken)?;
    let area = page.get(b"MediaBox").and_then(lopdf44::Object::as_array).map_err(broken)?;
    let area = area.iter().map(|side| side.as_float().map(Object::Real)).collect::<Result<Vec<_>, _>>();
    let area = Object::Array(area.map_err(broken)?);
    let stream = page.get(b"Contents").and_then(lopdf44::Object::as_reference).map_err(broken)?;
    let stream = tree.get_object_mut(stream).and_then(lopdf44::Object::as_stream_mut).map_err(broken)?;
    let (stream, _) = packed(std::mem::take(&mut stream.content))?;
    Ok(Written { area, stream })
}

/// A number that differs when the file differs, and never else.
fn file_id(written: &[Written], meta: &Meta, subsets: &Subsets, inserts: &Inserts) -> Vec<u8> {
    let mut hash = Md5::new();
    hash.update(inserts.digests());
    for page in written {
        hash.update(&page.stream);
        hash.update([0]);
    }
    for (id, subset) in subsets.iter() {
        hash.update(font_name(id));
        for entry in subset.entries() {
            hash.update(&entry.text);
            hash.update([0]);
        }
    }
    hash.update(format!("{meta:?}"));
    hash.finalize().to_vec()
}
