//! What lies on a page: form fields, marks, stamps, notes, links.
//!
//! It exists because these are not part of the page's drawing and would be lost or stay alive. What shows is drawn into the page;
//! links to the web and within the exhibit stay; a mark whose look is not stored stays a mark, without its hidden words. Input: a
//! page's annotations. Output: what to draw, what to keep, and counts of what was left behind.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::load::{count_action, file_name};
use super::outline;
use super::value::{after, area, array, as_dict, dict, get, integer, moved, moved_area, name, number, numbers, real, resolved};
use super::{Refusal, Removed};

/// A stored look, drawn into the page.
pub(super) struct Drawn {
    pub(super) form: ObjectId,
    /// From the form's own places to those of the upright page.
    pub(super) matrix: [f64; 6],
}

/// A link or mark that stays.
pub(super) struct NotePlan {
    pub(super) dict: Dictionary,
    pub(super) leads_to: Option<usize>,
}

/// What a page's annotations become.
#[derive(Default)]
pub(super) struct Look {
    pub(super) drawn: Vec<Drawn>,
    pub(super) notes: Vec<NotePlan>,
}

const HIDDEN: i64 = 1 << 1;
const NO_VIEW: i64 = 1 << 5;
/// It does not turn with the page.
const NO_ROTATE: i64 = 1 << 4;

/// Marks that a viewer draws by itself when their look is not stored.
const DRAWN_BY_VIEWERS: [&[u8]; 14] = [
    b"Stamp",
    b"Text",
    b"FreeText",
    b"Line",
    b"Square",
    b"Circle",
    b"Polygon",
    b"PolyLine",
    b"Highlight",
    b"Underline",
    b"Squiggly",
    b"StrikeOut",
    b"Caret",
    b"Ink",
];

/// What a mark without a stored look keeps; the rest are its words, its author and what it does.
const KEPT: [&str; 17] =
    ["Subtype", "C", "IC", "Border", "BS", "BE", "LE", "CA", "ca", "BM", "Name", "IT", "DA", "Q", "RD", "Intent", "LL"];

/// Its places, which move with the page.
const PLACES: [&str; 6] = ["QuadPoints", "L", "Vertices", "CL", "Path", "InkList"];

/// Goes through the annotations of a page.
pub(super) fn look(
    document: &Document,
    page: &Dictionary,
    number: usize,
    upright: [f64; 6],
    pages: &[ObjectId],
    hidden: &BTreeSet<ObjectId>,
    removed: &mut Removed,
) -> Result<Look, Refusal> {
    let mut look = Look::default();
    for entry in array(document, page, "Annots").unwrap_or_default() {
        let Some(annotation) = resolved(document, entry).and_then(as_dict) else { continue };
        actions(document, annotation, removed);
        let flags = integer(document, annotation, "F").unwrap_or(0);
        let layer = annotation.get(b"OC").ok().and_then(|layer| layer.as_reference().ok());
        if flags & (HIDDEN | NO_VIEW) != 0 || layer.is_some_and(|layer| hides(document, layer, hidden)) {
            removed.notes += 1;
            continue;
        }
        let place = annotation.get(b"Rect").ok().and_then(|rect| place(document, rect));
        // A note that does not turn with its page hangs from its upper left corner as it is. Signs of notes never turn
        // (ISO 32000-1, 12.5.6.4).
        let stands = flags & NO_ROTATE != 0 || name(document, annotation, "Subtype") == Some(b"Text");
        let upright = match place {
            Some([left, _, _, top]) if stands => {
                let (x, y) = moved(upright, (left, top));
                [1.0, 0.0, 0.0, 1.0, x - left, y - top]
            }
            _ => upright,
        };
        one(document, annotation, number, upright, pages, removed, &mut look)?;
    }
    Ok(look)
}

fn one(
    document: &Document,
    annotation: &Dictionary,
    number: usize,
    upright: [f64; 6],
    pages: &[ObjectId],
    removed: &mut Removed,
    look: &mut Look,
) -> Result<(), Refusal> {
    let kind = name(document, annotation, "Subtype").unwrap_or_default();
    let place = annotation.get(b"Rect").ok().and_then(|rect| place(document, rect));
    match kind {
        b"Popup" => return Ok(()),
        b"Link" => {
            look.notes.extend(place.and_then(|place| link(document, annotation, upright, place, pages)));
            if let (Stored::Form(form), Some(place)) = (appearance(document, annotation), place) {
                look.drawn.extend(drawn(document, form, place, upright));
            }
            return Ok(());
        }
        b"FileAttachment" => {
            removed.files += 1;
            removed.file_names.extend(dict(document, annotation, "FS").and_then(|specification| file_name(document, specification)));
        }
        b"Sound" | b"Movie" | b"Screen" | b"RichMedia" | b"3D" => removed.media += 1,
        b"Widget" => {}
        _ => {
            if ["Contents", "RC"].iter().any(|key| get(document, annotation, key).is_some()) && kind != b"FreeText" {
                removed.notes += 1;
            }
        }
    }
    let stored = appearance(document, annotation);
    if kind == b"Widget" {
        field(document, annotation, number, &stored, removed)?;
    }
    match stored {
        Stored::Form(form) => look.drawn.extend(place.and_then(|place| drawn(document, form, place, upright))),
        Stored::Nothing => {}
        Stored::Missing if !DRAWN_BY_VIEWERS.contains(&kind) => {}
        Stored::Missing => look.notes.extend(place.map(|place| kept(document, annotation, upright, place))),
    }
    Ok(())
}

/// Whether a layer, or a group of layers by its rule, is hidden (ISO 32000-1, 8.11.2.2).
fn hides(document: &Document, layer: ObjectId, hidden: &BTreeSet<ObjectId>) -> bool {
    if hidden.contains(&layer) {
        return true;
    }
    let Ok(group) = document.get_dictionary(layer) else { return false };
    let of: Vec<bool> = match (group.get(b"OCGs"), array(document, group, "OCGs")) {
        (_, Some(layers)) => layers.iter().filter_map(|layer| layer.as_reference().ok()).map(|layer| hidden.contains(&layer)).collect(),
        (Ok(Object::Reference(only)), None) => vec![hidden.contains(only)],
        _ => return false,
    };
    let visible = match name(document, group, "P") {
        Some(b"AllOn") => of.iter().all(|hidden| !hidden),
        Some(b"AnyOff") => of.iter().any(|hidden| *hidden),
        Some(b"AllOff") => of.iter().all(|hidden| *hidden),
        _ => of.is_empty() || of.iter().any(|hidden| !hidden),
    };
    !visible
}

/// What an annotation would do is counted and stays behind.
fn actions(document: &Document, annotation: &Dictionary, removed: &mut Removed) {
    if let Some(action) = dict(document, annotation, "A") {
        count_action(document, action, removed);
    }
    if let Some(more) = dict(document, annotation, "AA") {
        more.iter()
            .filter_map(|(_, action)| as_dict(resolved(document, action)?))
            .for_each(|action| count_action(document, action, removed));
    }
}

/// Where an annotation stands. A level line has no height, and shows all the same.
fn place(document: &Document, rect: &Object) -> Option<[f64; 4]> {
    area(document, rect).or_else(|| match numbers(document, rect)?.as_slice() {
        [a, b, c, d] => Some([a.min(*c) - 0.5, b.min(*d) - 0.5, a.max(*c) + 0.5, b.max(*d) + 0.5]),
        _ => None,
    })
}

/// How an annotation's look is stored.
enum Stored {
    /// As a form.
    Form(ObjectId),
    /// It has a look for other states, and none for this one: it shows nothing.
    Nothing,
    /// Not at all: a viewer would draw it by itself.
    Missing,
}

fn appearance(document: &Document, annotation: &Dictionary) -> Stored {
    let Some(normal) = dict(document, annotation, "AP").and_then(|looks| looks.get(b"N").ok()) else { return Stored::Missing };
    match resolved(document, normal) {
        Some(Object::Stream(_)) => normal.as_reference().map_or(Stored::Missing, Stored::Form),
        Some(Object::Dictionary(states)) => {
            let state = name(document, annotation, "AS").unwrap_or(b"Off");
            match states.get(state).ok().and_then(|form| form.as_reference().ok()) {
                Some(form) if matches!(document.get_object(form), Ok(Object::Stream(_))) => Stored::Form(form),
                _ => Stored::Nothing,
            }
        }
        _ => Stored::Missing,
    }
}

/// A form field: an answer without a picture must not be lost.
fn field(document: &Document, annotation: &Dictionary, number: usize, stored: &Stored, removed: &mut Removed) -> Result<(), Refusal> {
    let inherited = |key: &str| {
        let mut node = annotation;
        for _ in 0..32 {
            if let Some(found) = get(document, node, key) {
                return Some(found);
            }
            node = dict(document, node, "Parent")?;
        }
        None
    };
    let kind = inherited("FT").and_then(|kind| kind.as_name().ok()).unwrap_or_default();
    if kind == b"Sig" {
        if inherited("V").is_some() {
            removed.signatures += 1;
        }
        return Ok(());
    }
    removed.fields += 1;
    let answered = match inherited("V") {
        Some(Object::String(words, _)) => words.iter().any(|byte| !matches!(byte, 0 | b' ' | b'\r' | b'\n' | 0xfe | 0xff)),
        Some(Object::Name(state)) => kind == b"Btn" && state.as_slice() != b"Off",
        Some(Object::Array(choices)) => !choices.is_empty(),
        Some(Object::Stream(_)) => true,
        _ => false,
    };
    // Of several buttons with one answer only the chosen one has a look for it; the others rightly show nothing.
    let chosen = name(document, annotation, "AS").is_some_and(|state| state != b"Off");
    let form = document.catalog().ok().and_then(|catalog| dict(document, catalog, "AcroForm"));
    let anew = form.is_some_and(|form| matches!(get(document, form, "NeedAppearances"), Some(Object::Boolean(true))));
    let lost = match kind {
        // Viewers draw these anew from the answer when the form says so; the stored look may be an old one.
        b"Tx" | b"Ch" => anew || matches!(stored, Stored::Missing),
        b"Btn" => matches!(stored, Stored::Missing) || (chosen && matches!(stored, Stored::Nothing)),
        _ => false,
    };
    // A list shows its lines, answered or not.
    let shows = answered || (kind == b"Ch" && inherited("Opt").is_some());
    if shows && lost {
        return Err(Refusal::FormNotDrawn { page: number });
    }
    Ok(())
}

/// The matrix of a stored look: its box, turned by its own matrix, is fitted into the annotation's place (ISO 32000-1, 12.5.5).
fn drawn(document: &Document, form: ObjectId, place: [f64; 4], upright: [f64; 6]) -> Option<Drawn> {
    let dict = document.get_object(form).ok().and_then(as_dict)?;
    let own = dict.get(b"Matrix").ok().and_then(|matrix| numbers(document, matrix)).and_then(|matrix| <[f64; 6]>::try_from(matrix).ok());
    let bounds = moved_area(own.unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]), dict.get(b"BBox").ok().and_then(|found| area(document, found))?);
    let (width, height) = (bounds[2] - bounds[0], bounds[3] - bounds[1]);
    if width <= 0.0 || height <= 0.0 {
        return None;
    }
    let (across, up) = ((place[2] - place[0]) / width, (place[3] - place[1]) / height);
    let fit = [across, 0.0, 0.0, up, place[0] - bounds[0] * across, place[1] - bounds[1] * up];
    Some(Drawn { form, matrix: after(fit, upright) })
}

/// A link to the web or to a page that is taken over; its frame stays also when it leads nowhere here.
fn link(document: &Document, annotation: &Dictionary, upright: [f64; 6], place: [f64; 4], pages: &[ObjectId]) -> Option<NotePlan> {
    let mut out = Dictionary::new();
    out.set("Subtype", Object::Name(b"Link".to_vec()));
    out.set("Rect", moved_area(upright, place).map(real).to_vec());
    let framed = frame(document, annotation, &mut out);
    match leading(document, annotation, pages) {
        Some(Leads::Web(address)) => {
            let mut action = Dictionary::new();
            action.set("S", Object::Name(b"URI".to_vec()));
            action.set("URI", Object::String(address, lopdf::StringFormat::Literal));
            out.set("A", action);
            Some(NotePlan { dict: out, leads_to: None })
        }
        Some(Leads::Page(page)) => Some(NotePlan { dict: out, leads_to: Some(page) }),
        None => framed.then_some(NotePlan { dict: out, leads_to: None }),
    }
}

/// Takes over the frame of a link. Says whether one shows: a link that says nothing of it has one (ISO 32000-1, 12.5.2).
fn frame(document: &Document, annotation: &Dictionary, out: &mut Dictionary) -> bool {
    for key in ["Border", "BS", "C"] {
        if let Some(value) = get(document, annotation, key).filter(|value| simple(value)) {
            out.set(key, value.clone());
        }
    }
    let width = match dict(document, annotation, "BS").and_then(|style| get(document, style, "W")) {
        Some(width) => number(document, width),
        None => array(document, annotation, "Border").and_then(|border| border.get(2)).and_then(|width| number(document, width)),
    };
    width.is_none_or(|width| width > 0.0)
}

enum Leads {
    Web(Vec<u8>),
    Page(usize),
}

fn leading(document: &Document, annotation: &Dictionary, pages: &[ObjectId]) -> Option<Leads> {
    let action = dict(document, annotation, "A");
    let kind = action.and_then(|action| name(document, action, "S"));
    if let (Some(action), Some(b"URI")) = (action, kind) {
        let address = get(document, action, "URI")?.as_str().ok()?;
        let web = [b"http:".as_slice(), b"https:", b"mailto:"]
            .iter()
            .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
        return web.then(|| Leads::Web(address.to_vec()));
    }
    let destination = match (annotation.get(b"Dest"), action) {
        (Ok(destination), _) => destination,
        (_, Some(action)) if kind == Some(b"GoTo") => action.get(b"D").ok()?,
        _ => return None,
    };
    let target = outline::target(document, destination)?;
    pages.iter().position(|page| *page == target).map(Leads::Page)
}

/// A mark that a viewer draws by itself, moved to the upright page.
fn kept(document: &Document, annotation: &Dictionary, upright: [f64; 6], place: [f64; 4]) -> NotePlan {
    let mut out = Dictionary::new();
    for key in KEPT {
        if let Some(value) = get(document, annotation, key).filter(|value| simple(value)) {
            out.set(key, value.clone());
        }
    }
    if name(document, annotation, "Subtype") == Some(b"FreeText") {
        for key in ["Contents", "DS"] {
            if let Some(value) = get(document, annotation, key).filter(|value| simple(value)) {
                out.set(key, value.clone());
            }
        }
    }
    for key in PLACES {
        if let Some(value) = get(document, annotation, key) {
            out.set(key, moved_places(document, value, upright, 0));
        }
    }
    out.set("Rect", moved_area(upright, place).map(real).to_vec());
    NotePlan { dict: out, leads_to: None }
}

/// Whether a value is all of one piece: nothing in it leads elsewhere.
fn simple(value: &Object) -> bool {
    match value {
        Object::Reference(_) | Object::Stream(_) => false,
        Object::Array(items) => items.iter().all(simple),
        Object::Dictionary(dict) => dict.iter().all(|(_, value)| simple(value)),
        _ => true,
    }
}

/// Pairs of numbers, moved; lists of such lists too.
fn moved_places(document: &Document, value: &Object, matrix: [f64; 6], depth: usize) -> Object {
    let Object::Array(items) = value else { return Object::Null };
    if items.iter().all(|item| number(document, item).is_some()) {
        let flat: Vec<f64> = items.iter().filter_map(|item| number(document, item)).collect();
        let pairs = flat.chunks_exact(2).filter_map(|pair| match pair {
            [x, y] => Some(moved(matrix, (*x, *y))),
            _ => None,
        });
        return pairs.flat_map(|(x, y)| [real(x), real(y)]).collect::<Vec<_>>().into();
    }
    if depth > 2 {
        return Object::Null;
    }
    items
        .iter()
        .filter_map(|item| resolved(document, item))
        .map(|item| moved_places(document, item, matrix, depth + 1))
        .collect::<Vec<_>>()
        .into()
}
