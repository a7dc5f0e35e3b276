//! One page of somebody else's file: how it shows, and what draws it.
//!
//! It exists because a page may be turned, cut, measured in its own unit, and owe half of what it says to its ancestors. Input: a
//! page of an opened file. Output: first a plan (nothing is moved yet, since pages share things), then a form that draws the page
//! upright with its lower left corner at 0 0.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::annotations::{self, Drawn, NotePlan};
use super::copy::Copier;
use super::packed::{self, MOST_UNPACKED};
use super::resources;
use super::value::{area, array, as_dict, dict, get, matrix_words, name, number, real, reference, resolved};
use super::{ImportedPage, Note, Refusal, Removed};
use crate::pdf::objects::{dictionary, packed_stream, plain};
use crate::pdf::packing::Packer;

/// US Letter, which viewers take for a page that says no size.
const NO_SIZE: [f64; 4] = [0.0, 0.0, 612.0, 792.0];

/// How far up the page tree is looked for what a page inherits.
const ANCESTORS: usize = 4_096;

/// No page is drawn smaller or larger than this, in points: the format's own limits, with room.
const SIZES: std::ops::RangeInclusive<f64> = 1.0..=2_000_000.0;

/// What all pages of a file may take together: a small file can ask for a thousand copies of one large page.
#[derive(Debug, Default)]
pub(super) struct Budget {
    kept: usize,
    unpacked: usize,
}

impl Budget {
    fn take(&mut self, kept: usize, unpacked: usize) -> Result<(), Refusal> {
        self.kept += kept;
        self.unpacked += unpacked;
        if self.kept > MOST_UNPACKED / 2 || self.unpacked > MOST_UNPACKED * 2 { Err(Refusal::TooLarge) } else { Ok(()) }
    }
}

/// What a page needs, before anything is moved.
pub(super) struct PagePlan {
    pub(super) number: usize,
    area: [f64; 4],
    /// From the page's own places to those of the upright page.
    matrix: [f64; 6],
    width: f64,
    height: f64,
    contents: (Dictionary, Vec<u8>),
    resources: Object,
    group: Option<Object>,
    has_words: bool,
    drawn: Vec<Drawn>,
    notes: Vec<NotePlan>,
}

/// Looks at a page. `pages` are all pages that are taken over, for links among them.
pub(super) fn plan(
    document: &Document,
    id: ObjectId,
    number: usize,
    pages: &[ObjectId],
    hidden: &BTreeSet<ObjectId>,
    budget: &mut Budget,
    removed: &mut Removed,
) -> Result<PagePlan, Refusal> {
    let page = document.get_dictionary(id).map_err(|_| Refusal::PageDamaged { page: number })?;
    let media = inherited(document, page, "MediaBox").and_then(|found| area(document, found)).unwrap_or(NO_SIZE);
    let crop = inherited(document, page, "CropBox").and_then(|found| area(document, found)).and_then(|crop| common(crop, media));
    let shown = crop.unwrap_or(media);
    let unit = get(document, page, "UserUnit").and_then(|unit| self::number(document, unit)).filter(|unit| *unit > 0.0).unwrap_or(1.0);
    let turn = inherited(document, page, "Rotate").and_then(|turn| self::number(document, turn)).unwrap_or(0.0);
    let (matrix, width, height) = upright(shown, turn, unit);
    if !SIZES.contains(&width) || !SIZES.contains(&height) {
        return Err(Refusal::PageDamaged { page: number });
    }
    let resources = inherited(document, page, "Resources").cloned().unwrap_or_else(|| Dictionary::new().into());
    let (contents, drawing) = contents(document, page, number, budget)?;
    let resources = match resolved(document, &resources).and_then(as_dict) {
        Some(found) => resources::used(document, found, &drawing).into(),
        None => resources,
    };
    let has_words = as_dict(&resources).is_some_and(|found| words(document, found, 0, &mut { MOST_FORMS }));
    let look = annotations::look(document, page, number, matrix, pages, hidden, removed)?;
    let has_words = has_words || !look.drawn.is_empty();
    Ok(PagePlan {
        number,
        area: shown,
        matrix,
        width,
        height,
        contents,
        resources,
        group: page.get(b"Group").ok().cloned(),
        has_words,
        drawn: look.drawn,
        notes: look.notes,
    })
}

/// An attribute of the page or of the nearest ancestor that has it.
fn inherited<'a>(document: &'a Document, page: &'a Dictionary, key: &str) -> Option<&'a Object> {
    let mut node = page;
    for _ in 0..ANCESTORS {
        if let Ok(found) = node.get(key.as_bytes())
            && resolved(document, found).is_some_and(|found| !found.is_null())
        {
            return Some(found);
        }
        node = document.get_dictionary(reference(node, "Parent")?).ok()?;
    }
    None
}

fn common(a: [f64; 4], b: [f64; 4]) -> Option<[f64; 4]> {
    let both = [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])];
    (both[2] > both[0] && both[3] > both[1]).then_some(both)
}

/// The matrix that turns a page upright and moves its lower left corner to 0 0; its width and height then.
fn upright([x0, y0, x1, y1]: [f64; 4], turn: f64, u: f64) -> ([f64; 6], f64, f64) {
    let (across, up) = ((x1 - x0) * u, (y1 - y0) * u);
    match turn.rem_euclid(360.0) as i64 {
        90 => ([0.0, -u, u, 0.0, -y0 * u, x1 * u], up, across),
        180 => ([-u, 0.0, 0.0, -u, x1 * u, y1 * u], across, up),
        270 => ([0.0, u, -u, 0.0, y1 * u, -x0 * u], up, across),
        _ => ([u, 0.0, 0.0, u, -x0 * u, -y0 * u], across, up),
    }
}

/// So many forms are looked into for words.
const MOST_FORMS: usize = 500;

/// Whether resources hold fonts, themselves or in forms they draw.
fn words(document: &Document, resources: &Dictionary, depth: usize, left: &mut usize) -> bool {
    if *left == 0 {
        return true;
    }
    *left -= 1;
    if dict(document, resources, "Font").is_some_and(|fonts| !fonts.is_empty()) {
        return true;
    }
    let Some(drawn) = dict(document, resources, "XObject").filter(|_| depth < 3) else { return false };
    drawn.iter().filter_map(|(_, object)| as_dict(resolved(document, object)?)).any(|form| {
        name(document, form, "Subtype") == Some(b"Form")
            && dict(document, form, "Resources").is_some_and(|inner| words(document, inner, depth + 1, left))
    })
}

/// A page's drawing as it is stored, and unpacked. It is unpacked to see whether it is whole: a page that is drawn half would look
/// like a page that says less.
type Contents = ((Dictionary, Vec<u8>), Vec<u8>);

/// The page's drawing as one stream: as it is stored, where it is one stream already.
fn contents(document: &Document, page: &Dictionary, number: usize, budget: &mut Budget) -> Result<Contents, Refusal> {
    let damaged = || Refusal::PageDamaged { page: number };
    let Ok(entry) = page.get(b"Contents") else { return Ok(Default::default()) };
    let streams: Vec<&Stream> = match resolved(document, entry) {
        Some(Object::Stream(stream)) => vec![stream],
        Some(Object::Array(_)) => {
            let parts = array(document, page, "Contents").unwrap_or_default();
            let streams: Option<Vec<&Stream>> = parts.iter().map(|part| resolved(document, part)?.as_stream().ok()).collect();
            streams.ok_or_else(damaged)?
        }
        Some(Object::Null) => Vec::new(),
        _ => return Err(damaged()),
    };
    // An operation may end in another stream than it began, so several are joined.
    let mut drawing = Vec::new();
    for stream in &streams {
        let part = packed::unpacked(document, stream).map_err(|fault| fault.on_page(number))?;
        budget.take(0, part.len())?;
        drawing.extend(part);
        drawing.push(b'\n');
    }
    let kept = match streams.as_slice() {
        [only] => (packed::packing(document, &only.dict), only.content.clone()),
        _ => {
            let (packed, _) = Packer::default().packed(drawing.clone()).map_err(|_| damaged())?;
            let stream = packed_stream(Dictionary::new(), packed);
            (stream.dict, stream.content)
        }
    };
    budget.take(kept.1.len(), 0)?;
    Ok((kept, drawing))
}

/// Moves a page into the file that is being put together.
pub(super) fn write(plan: PagePlan, copier: &mut Copier<'_>) -> ImportedPage {
    let resources = copier.value(plan.resources);
    let (mut dict, data) = plan.contents;
    dict.set("Type", Object::Name(b"XObject".to_vec()));
    dict.set("Subtype", Object::Name(b"Form".to_vec()));
    dict.set("BBox", plan.area.map(real).to_vec());
    dict.set("Resources", resources);
    let own = copier.store.add(plain(dict, data));
    let mut drawing = format!("q {} cm /P Do Q\n", matrix_words(plan.matrix));
    let mut named = dictionary(vec![("P", own.into())]);
    for (index, drawn) in plan.drawn.into_iter().enumerate() {
        let name = format!("A{index}");
        drawing.push_str(&format!("q {} cm /{name} Do Q\n", matrix_words(drawn.matrix)));
        named.set(name, copier.form(drawn.form));
    }
    // What is drawn from notes may reach beyond the page; it is cut where the page ends.
    let edge = [0.0, 0.0, plan.width, plan.height].map(real).to_vec();
    let dict = dictionary(vec![
        ("Type", Object::Name(b"XObject".to_vec())),
        ("Subtype", Object::Name(b"Form".to_vec())),
        ("BBox", Object::Array(edge)),
        ("Resources", dictionary(vec![("XObject", named.into())]).into()),
    ]);
    let form = copier.store.add(plain(dict, drawing.into_bytes()));
    let group = plan.group.map(|group| copier.value(group));
    let notes = plan.notes.into_iter().map(|note| Note { dict: copier.plain_dictionary(note.dict), leads_to: note.leads_to }).collect();
    ImportedPage { form, width: plan.width, height: plan.height, has_words: plan.has_words, group, notes }
}

#[cfg(test)]
mod tests {
    use super::super::value::moved;
    use super::upright;

    #[test]
    fn a_turned_page_stands_upright_at_the_origin() {
        let area = [10.0, 20.0, 110.0, 220.0];
        for (turn, size, corner) in [
            (0.0, (100.0, 200.0), (0.0, 0.0)),
            // What was at the lower left is, turned to the right, at the upper left.
            (90.0, (200.0, 100.0), (0.0, 100.0)),
            (180.0, (100.0, 200.0), (100.0, 200.0)),
            (270.0, (200.0, 100.0), (200.0, 0.0)),
            (-90.0, (200.0, 100.0), (200.0, 0.0)),
            (450.0, (200.0, 100.0), (0.0, 100.0)),
        ] {
            let (matrix, width, height) = upright(area, turn, 1.0);
            assert_eq!((width, height), size, "{turn}");
            assert_eq!(moved(matrix, (10.0, 20.0)), corner, "{turn}");
        }
        assert_eq!(upright(area, 0.0, 2.0).1, 200.0);
    }
}
