//! What is bound behind our own pages: photos, and pages of other people's files.
//!
//! It exists so that the writer knows one thing, an exhibit's page that can be drawn, whatever it was made from. Input:
//! [`Photo`]s and [`super::import::Imported`] files. Output: objects for the file, each page's name and matrix.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId};

use crate::layout::{Item, Pages, PlacedExhibit};
use crate::pdf::import::Imported;
use crate::pdf::objects::{count, dictionary, name, plain};

/// A picture, ready for the file.
#[derive(Debug, Clone)]
pub struct Photo {
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// How the stored picture is to be turned (1 to 8, as Exif counts).
    pub orientation: u8,
    /// The colours of a pixel: 1 grey, 3 red green blue, 4 cyan magenta yellow black.
    pub channels: u8,
    /// Whether the four colours are stored the other way round, as Adobe's programs do.
    pub inverted: bool,
    /// The bytes.
    pub data: PhotoData,
}

/// The bytes of a picture.
#[derive(Debug, Clone)]
pub enum PhotoData {
    /// A JPEG file without anything but the picture.
    Jpeg(Vec<u8>),
    /// PNG-filtered rows, deflated.
    Rows(Vec<u8>),
}

impl Photo {
    /// Width and height as it shows, in pixels.
    pub fn shown(&self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) }
    }

    fn object(&self) -> Object {
        let space = match self.channels {
            1 => "DeviceGray",
            4 => "DeviceCMYK",
            _ => "DeviceRGB",
        };
        let number = |value: u32| Object::Integer(i64::from(value));
        let mut dict = dictionary(vec![
            ("Type", name("XObject")),
            ("Subtype", name("Image")),
            ("Width", number(self.width)),
            ("Height", number(self.height)),
            ("ColorSpace", name(space)),
            ("BitsPerComponent", Object::Integer(8)),
        ]);
        if self.channels == 4 && self.inverted {
            dict.set("Decode", [1, 0, 1, 0, 1, 0, 1, 0].map(Object::Integer).to_vec());
        }
        match &self.data {
            PhotoData::Jpeg(bytes) => {
                dict.set("Filter", name("DCTDecode"));
                plain(dict, bytes.clone()).into()
            }
            PhotoData::Rows(bytes) => {
                dict.set("Filter", name("FlateDecode"));
                let parameters = vec![
                    ("Predictor", Object::Integer(15)),
                    ("Colors", Object::Integer(i64::from(self.channels))),
                    ("BitsPerComponent", Object::Integer(8)),
                    ("Columns", number(self.width)),
                ];
                dict.set("DecodeParms", dictionary(parameters));
                plain(dict, bytes.clone()).into()
            }
        }
    }

    /// The matrix that puts the unit square of the stored picture upright into the unit square.
    fn upright(&self) -> [f64; 6] {
        match self.orientation {
            2 => [-1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
            3 => [-1.0, 0.0, 0.0, -1.0, 1.0, 1.0],
            4 => [1.0, 0.0, 0.0, -1.0, 0.0, 1.0],
            5 => [0.0, -1.0, -1.0, 0.0, 1.0, 1.0],
            6 => [0.0, -1.0, 1.0, 0.0, 0.0, 1.0],
            7 => [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
            8 => [0.0, 1.0, -1.0, 0.0, 1.0, 0.0],
            _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
        }
    }
}

/// Objects of a file that is being put together, numbered as they come.
#[derive(Debug, Clone, Default)]
pub struct Store {
    pub(crate) objects: BTreeMap<ObjectId, Object>,
    last: u32,
}

impl Store {
    /// A number nobody has.
    pub(crate) fn new_id(&mut self) -> ObjectId {
        self.last = self.last.saturating_add(1);
        (self.last, 0)
    }

    pub(crate) fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = self.new_id();
        self.objects.insert(id, object.into());
        id
    }

    /// Takes back everything added after this number was the largest.
    pub(crate) fn forget_after(&mut self, last: u32) {
        self.objects.retain(|id, _| id.0 <= last);
    }

    /// The largest number given.
    pub(crate) fn last(&self) -> u32 {
        self.last
    }
}

/// One exhibit, as the writer needs it.
#[derive(Debug, Clone)]
enum Insert {
    Photo { id: ObjectId, upright: [f64; 6] },
    Pages(Imported),
}

/// Everything that is bound behind our own pages.
#[derive(Debug, Clone, Default)]
pub struct Inserts {
    store: Store,
    exhibits: Vec<Insert>,
    /// Digests of what was put in, so that another exhibit gives another file.
    digests: Vec<u8>,
}

/// A page's picture in the file.
pub(crate) struct Shown<'a> {
    /// What is drawn.
    pub(crate) id: ObjectId,
    /// The page's blending group, if it had one.
    pub(crate) group: Option<&'a Object>,
    /// Links and notes that stay what they are.
    pub(crate) notes: &'a [crate::pdf::import::Note],
}

impl Inserts {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.exhibits.is_empty()
    }

    /// Where imported objects go.
    pub fn store(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Adds a photo as the next exhibit.
    pub fn add_photo(&mut self, photo: &Photo, digest: &[u8]) {
        let id = self.store.add(photo.object());
        self.exhibits.push(Insert::Photo { id, upright: photo.upright() });
        self.digests.extend(digest);
    }

    /// Adds imported pages as the next exhibit. Their objects are in [`Inserts::store`] already.
    pub fn add_pages(&mut self, imported: Imported, digest: &[u8]) {
        self.exhibits.push(Insert::Pages(imported));
        self.digests.extend(digest);
    }

    /// Whether any page comes from somebody else's file, for which no standard can be claimed.
    pub(crate) fn foreign(&self, pages: &Pages) -> bool {
        placed(pages).any(|placed| matches!(self.exhibits.get(placed.exhibit), Some(Insert::Pages(_))))
    }

    pub(crate) fn digests(&self) -> &[u8] {
        &self.digests
    }

    /// The matrix that puts an exhibit's page where it stands.
    pub(crate) fn matrix(&self, placed: &PlacedExhibit) -> [f64; 6] {
        let (across, up) = match self.exhibits.get(placed.exhibit) {
            Some(Insert::Photo { upright: [a, b, c, d, e, f], .. }) => {
                let (w, h) = (placed.width, placed.height);
                return [a * w, b * h, c * w, d * h, e * w + placed.x, f * h + placed.y];
            }
            Some(Insert::Pages(imported)) => match imported.pages.get(placed.page) {
                Some(page) => (placed.width / page.width, placed.height / page.height),
                None => (1.0, 1.0),
            },
            None => (1.0, 1.0),
        };
        [across, 0.0, 0.0, up, placed.x, placed.y]
    }

    /// What is drawn for a placed page.
    pub(crate) fn shown(&self, placed: &PlacedExhibit) -> Option<Shown<'_>> {
        match self.exhibits.get(placed.exhibit)? {
            Insert::Photo { id, .. } => Some(Shown { id: *id, group: None, notes: &[] }),
            Insert::Pages(imported) => {
                let page = imported.pages.get(placed.page)?;
                Some(Shown { id: page.form, group: page.group.as_ref(), notes: &page.notes })
            }
        }
    }

    /// The layers of all files, shown and hidden as they were, with nothing to switch them by.
    pub(crate) fn layers(&self) -> Option<Dictionary> {
        let layers = || {
            self.exhibits.iter().filter_map(|insert| match insert {
                Insert::Pages(imported) => Some(&imported.layers),
                Insert::Photo { .. } => None,
            })
        };
        let references = |ids: &mut dyn Iterator<Item = ObjectId>| Object::Array(ids.map(Object::Reference).collect());
        let all = references(&mut layers().flat_map(|layers| layers.all.iter().copied()));
        if matches!(&all, Object::Array(items) if items.is_empty()) {
            return None;
        }
        let hidden = references(&mut layers().flat_map(|layers| layers.hidden.iter().copied()));
        let configuration = dictionary(vec![("OFF", hidden), ("Order", Object::Array(Vec::new())), ("Locked", all.clone())]);
        Some(dictionary(vec![("OCGs", all), ("D", configuration.into())]))
    }

    /// The objects that these pages need: all of them, or a copy of some.
    pub(crate) fn objects(&self, pages: &Pages) -> BTreeMap<ObjectId, Object> {
        let mut wanted: BTreeSet<ObjectId> = BTreeSet::new();
        let mut left: Vec<ObjectId> = Vec::new();
        for shown in placed(pages).filter_map(|placed| self.shown(placed)) {
            left.push(shown.id);
            references(shown.group.unwrap_or(&Object::Null), &mut left);
            shown.notes.iter().for_each(|note| note.dict.iter().for_each(|(_, value)| references(value, &mut left)));
        }
        if let Some(layers) = self.layers() {
            references(&layers.into(), &mut left);
        }
        while let Some(id) = left.pop() {
            if wanted.insert(id)
                && let Some(object) = self.store.objects.get(&id)
            {
                references(object, &mut left);
            }
        }
        wanted.into_iter().filter_map(|id| Some((id, self.store.objects.get(&id)?.clone()))).collect()
    }

    /// All objects, given away: nothing is held twice.
    pub(crate) fn take_objects(&mut self) -> BTreeMap<ObjectId, Object> {
        std::mem::take(&mut self.store.objects)
    }

    pub(crate) fn last_id(&self) -> u32 {
        self.store.last()
    }

    /// About how many bytes each placed page adds to a file, in the order of the pages; what pages share is counted with the first.
    pub fn weights(&self, pages: &Pages) -> Vec<usize> {
        let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
        let mut weights = Vec::with_capacity(pages.pages.len());
        for page in &pages.pages {
            let mut weight = OWN_PAGE;
            let mut left: Vec<ObjectId> = page.items.iter().filter_map(|item| self.shown(as_placed(item)?)).map(|shown| shown.id).collect();
            while let Some(id) = left.pop() {
                if !seen.insert(id) {
                    continue;
                }
                if let Some(object) = self.store.objects.get(&id) {
                    references(object, &mut left);
                    weight += object.as_stream().map_or(0, |stream| stream.content.len()) + OBJECT;
                }
            }
            weights.push(weight);
        }
        weights
    }
}

/// About what a page of our own takes in a file, in bytes.
const OWN_PAGE: usize = 8_000;

/// About what an object takes besides its data.
const OBJECT: usize = 120;

fn as_placed(item: &Item) -> Option<&PlacedExhibit> {
    match item {
        Item::Exhibit(placed) => Some(placed),
        _ => None,
    }
}

/// All exhibit pages of these pages.
pub(crate) fn placed(pages: &Pages) -> impl Iterator<Item = &PlacedExhibit> {
    pages.pages.iter().flat_map(|page| &page.items).filter_map(as_placed)
}

/// Collects what an object refers to.
fn references(object: &Object, into: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => into.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, into)),
        Object::Dictionary(dict) => dict.iter().for_each(|(_, value)| references(value, into)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| references(value, into)),
        _ => {}
    }
}

/// The name of a placed page in content streams.
pub(crate) fn resource_name(placed: &PlacedExhibit) -> String {
    format!("E{}P{}", placed.exhibit, placed.page)
}

/// Numbers of pages as labels, such as "B-3".
pub(crate) fn label(prefix: &str, first: usize) -> Dictionary {
    let mut label = dictionary(vec![("S", name("D")), ("St", count(first))]);
    if !prefix.is_empty() {
        label.set("P", crate::pdf::objects::text_string(prefix));
    }
    label
}
