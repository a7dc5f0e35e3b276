//! The object tree of the file: printpdf's pages with everything that they lack.
//!
//! It exists as the one place that names both versions of lopdf: printpdf makes its tree with the older one, which
//! neither repairs nor encrypts rightly. Input: [`Content`]s. Output: a complete lopdf document.

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};
use md5::{Digest, Md5};
use printpdf::{PdfDocument, PdfSaveOptions};

use crate::fonts::Fonts;
use crate::layout::Pages;
use crate::pdf::content::{Content, font_name};
use crate::pdf::objects::{compressed, count, dictionary, name, text_string};
use crate::pdf::subset::Subsets;
use crate::pdf::{Meta, PdfError, font, metadata, outline, tags};

/// A page as printpdf wrote it.
struct Written {
    area: Object,
    stream: Vec<u8>,
}

/// Builds the whole tree.
pub(crate) fn assemble(
    pages: &Pages,
    mut contents: Vec<Content>,
    meta: &Meta,
    fonts: &Fonts,
    subsets: &Subsets,
) -> Result<Document, PdfError> {
    let written = printed(&mut contents)?;
    let mut document = Document::with_version("1.7");
    let id = file_id(&written, meta, subsets);
    let resources = add_fonts(&mut document, fonts, subsets)?;
    let root = document.new_object_id();
    let page_ids: Vec<ObjectId> = written.iter().map(|_| document.new_object_id()).collect();
    let tagged = tags::add(&mut document, &pages.elements, &contents, &page_ids);
    for (index, (page, page_id)) in written.into_iter().zip(&page_ids).enumerate() {
        let (stream, _) = compressed(Dictionary::new(), page.stream)?;
        let stream = document.add_object(stream);
        let mut dict = dictionary(vec![
            ("Type", name("Page")),
            ("Parent", root.into()),
            ("MediaBox", page.area),
            ("Resources", resources.into()),
            ("Contents", stream.into()),
            ("StructParents", count(index)),
            ("Tabs", name("S")),
        ]);
        if let Some(annotations) = tagged.annotations.get(index).filter(|annotations| !annotations.is_empty()) {
            dict.set("Annots", annotations.iter().map(|id| Object::Reference(*id)).collect::<Vec<_>>());
        }
        document.set_object(*page_id, dict);
    }
    let kids = page_ids.iter().map(|id| Object::Reference(*id)).collect();
    document.set_object(root, dictionary(vec![("Type", name("Pages")), ("Count", count(page_ids.len())), ("Kids", Object::Array(kids))]));
    let outlines = outline::add(&mut document, &pages.bookmarks, &page_ids);
    add_catalog(&mut document, root, tagged.root, outlines, meta)?;
    let id = Object::String(id, StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id.clone(), id]);
    Ok(document)
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

fn add_fonts(document: &mut Document, fonts: &Fonts, subsets: &Subsets) -> Result<ObjectId, PdfError> {
    let mut named = Dictionary::new();
    for (id, subset) in subsets.iter() {
        if let Some(face) = fonts.face(id) {
            named.set(font_name(id), font::add(document, face, subset)?);
        }
    }
    Ok(document.add_object(dictionary(vec![("Font", named.into())])))
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
    Ok(Written { area, stream: std::mem::take(&mut stream.content) })
}

/// A number that differs when the file differs, and never else.
fn file_id(written: &[Written], meta: &Meta, subsets: &Subsets) -> Vec<u8> {
    let mut hash = Md5::new();
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
