//! Opening a file, and looking at everything in it that is not a page.
//!
//! It exists because a locked file loads without error and without pages, and a damaged one with fewer than it had. Input:
//! bytes. Output: the object tree with its pages, or a [`Refusal`].

use std::collections::BTreeSet;

use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::packed::MOST_UNPACKED;
use super::value::{array, as_dict, dict, get, integer, name, resolved};
use super::{Refusal, Removed};

/// How deep a tree of names or pages is followed.
const DEEPEST: usize = 64;

/// An opened file.
pub(super) struct Loaded {
    pub(super) document: Document,
    pub(super) pages: Vec<ObjectId>,
    /// Whether its maker locked it, without asking for a password to read it.
    pub(super) locked: bool,
}

/// Opens a file; `reconstruct` looks for objects in the whole file instead of trusting its table.
pub(super) fn load(bytes: &[u8], reconstruct: bool) -> Result<Loaded, Refusal> {
    let beginning = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if !beginning.windows(5).any(|window| window == b"%PDF-") {
        return Err(Refusal::NotPdf);
    }
    let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), force_reconstruct: reconstruct, ..LoadOptions::default() };
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword) => return Err(Refusal::Password),
        Err(lopdf::Error::Decryption(_) | lopdf::Error::UnsupportedSecurityHandler(_)) => return Err(Refusal::Locked),
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => return Err(Refusal::TooLarge),
        Err(_) => return Err(Refusal::Broken),
    };
    let locked = document.was_encrypted();
    if document.trailer.has(b"Encrypt") && !locked {
        return Err(lock(&document));
    }
    let pages = pages(&document)?;
    if pages.is_empty() {
        return Err(Refusal::NoPages);
    }
    Ok(Loaded { document, pages, locked })
}

/// What a file that did not open is locked with: a password, or something for which no password helps.
fn lock(document: &Document) -> Refusal {
    let lock = document.trailer.get(b"Encrypt").ok().and_then(|lock| resolved(document, lock)).and_then(as_dict);
    let by_password = lock.is_some_and(|lock| name(document, lock, "Filter") == Some(b"Standard"));
    // The older ways to lock need the file's identifier to try any password at all.
    let newer = lock.and_then(|lock| integer(document, lock, "V")).is_some_and(|version| version >= 5);
    if by_password && (newer || document.trailer.has(b"ID")) { Refusal::Password } else { Refusal::Locked }
}

/// The pages in order. Fewer than the file counts is a refusal; a count that is too small is the file's own slip.
fn pages(document: &Document) -> Result<Vec<ObjectId>, Refusal> {
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let root = document.catalog().ok().and_then(|catalog| dict(document, catalog, "Pages"));
    let said = root.and_then(|root| integer(document, root, "Count")).and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    if !pages.is_empty() && said > pages.len() {
        return Err(Refusal::PagesMissing { said, found: pages.len() });
    }
    // A tree that leads back into itself shows pages twice.
    let once: BTreeSet<ObjectId> = pages.iter().copied().collect();
    if once.len() < pages.len() && said != pages.len() {
        return Err(Refusal::Broken);
    }
    Ok(pages)
}

/// What is in the file besides its pages. None of it is copied.
pub(super) fn left_behind(document: &Document) -> Result<Removed, Refusal> {
    let mut removed = Removed::default();
    let info = document.trailer.get(b"Info").ok().and_then(|info| resolved(document, info));
    removed.metadata = info.and_then(as_dict).is_some_and(|info| !info.is_empty());
    let Ok(catalog) = document.catalog() else { return Ok(removed) };
    removed.metadata |= catalog.has(b"Metadata");
    if let Some(Object::Dictionary(action)) = get(document, catalog, "OpenAction") {
        count_action(document, action, &mut removed);
    }
    if let Some(actions) = dict(document, catalog, "AA") {
        actions
            .iter()
            .filter_map(|(_, action)| as_dict(resolved(document, action)?))
            .for_each(|action| count_action(document, action, &mut removed));
    }
    let names = dict(document, catalog, "Names");
    let tree =
        |key: &str| names.and_then(|names| dict(document, names, key)).map_or(0, |tree| leaves(document, tree, 0, &mut { MOST_NODES }));
    removed.scripts += tree("JavaScript");
    let files = tree("EmbeddedFiles");
    removed.files += files;
    if let Some(tree) = names.and_then(|names| dict(document, names, "EmbeddedFiles")) {
        file_names(document, tree, 0, &mut { MOST_NODES }, &mut removed.file_names);
    }
    if files > 0 && catalog.has(b"Collection") {
        return Err(Refusal::Portfolio);
    }
    if let Some(form) = dict(document, catalog, "AcroForm")
        && form.has(b"XFA")
        && matches!(get(document, catalog, "NeedsRendering"), Some(Object::Boolean(true)))
    {
        return Err(Refusal::DynamicForm);
    }
    Ok(removed)
}

/// Counts what an action would do.
pub(super) fn count_action(document: &Document, action: &lopdf::Dictionary, removed: &mut Removed) {
    match name(document, action, "S") {
        Some(b"JavaScript") => removed.scripts += 1,
        Some(b"Launch" | b"SubmitForm" | b"ImportData" | b"ResetForm") => removed.actions += 1,
        Some(b"GoToR" | b"GoToE" | b"Thread") => removed.external += 1,
        Some(b"Rendition" | b"Movie" | b"Sound" | b"GoTo3DView" | b"RichMediaExecute") => removed.media += 1,
        _ => {}
    }
}

/// What the files inside the file are called.
fn file_names(document: &Document, tree: &lopdf::Dictionary, depth: usize, left: &mut usize, into: &mut Vec<String>) {
    if depth > DEEPEST || *left == 0 || into.len() >= MOST_NAMED {
        return;
    }
    *left -= 1;
    for pair in array(document, tree, "Names").unwrap_or_default().chunks_exact(2) {
        let specification = pair.get(1).and_then(|value| resolved(document, value)).and_then(as_dict);
        into.extend(specification.and_then(|specification| file_name(document, specification)));
    }
    let kids = array(document, tree, "Kids").unwrap_or_default();
    kids.iter().filter_map(|kid| as_dict(resolved(document, kid)?)).for_each(|kid| file_names(document, kid, depth + 1, left, into));
}

/// A tree of names that leads back into itself is left after so many nodes.
const MOST_NODES: usize = 20_000;

/// No more attached files are named.
const MOST_NAMED: usize = 10;

/// What an attached file is called, without anything that cannot be printed.
pub(super) fn file_name(document: &Document, specification: &lopdf::Dictionary) -> Option<String> {
    let name = lopdf::decode_text_string(get(document, specification, "UF").or_else(|| get(document, specification, "F"))?).ok()?;
    let name: String = name.chars().filter(|letter| letter.is_ascii_alphanumeric() || " .-_()".contains(*letter)).take(80).collect();
    (!name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// How many entries a tree of names has.
fn leaves(document: &Document, tree: &lopdf::Dictionary, depth: usize, left: &mut usize) -> usize {
    if depth > DEEPEST || *left == 0 {
        return 0;
    }
    *left -= 1;
    let own = array(document, tree, "Names").map_or(0, |names| names.len() / 2);
    let kids = array(document, tree, "Kids").unwrap_or_default();
    own + kids.iter().filter_map(|kid| as_dict(resolved(document, kid)?)).map(|kid| leaves(document, kid, depth + 1, left)).sum::<usize>()
}

/// All layers of the file, also those that forgot to say that they are one, or that the file forgot to list.
pub(super) fn all_layers(document: &Document) -> BTreeSet<ObjectId> {
    let properties = document.catalog().ok().and_then(|catalog| dict(document, catalog, "OCProperties"));
    let listed = properties.and_then(|properties| array(document, properties, "OCGs")).unwrap_or_default();
    let typed =
        document.objects.iter().filter(|(_, object)| as_dict(object).is_some_and(|dict| name(document, dict, "Type") == Some(b"OCG")));
    listed.iter().filter_map(|layer| layer.as_reference().ok()).chain(typed.map(|(id, _)| *id)).collect()
}

/// The layers that are hidden when the file is opened.
pub(super) fn hidden_layers(document: &Document) -> BTreeSet<ObjectId> {
    let Some(properties) = document.catalog().ok().and_then(|catalog| dict(document, catalog, "OCProperties")) else {
        return BTreeSet::new();
    };
    let ids = |of: &lopdf::Dictionary, key: &str| -> BTreeSet<ObjectId> {
        array(document, of, key).unwrap_or_default().iter().filter_map(|item| item.as_reference().ok()).collect()
    };
    let Some(configuration) = dict(document, properties, "D") else { return BTreeSet::new() };
    let off = ids(configuration, "OFF");
    if name(document, configuration, "BaseState") == Some(b"OFF") {
        let on = ids(configuration, "ON");
        return ids(properties, "OCGs").into_iter().filter(|id| !on.contains(id)).chain(off).collect();
    }
    off
}
