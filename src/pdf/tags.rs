//! The structure tree: what assistive technology reads, and how it finds the words on the pages.
//!
//! A structure element knows its children in reading order: other elements, and pieces of marked content, each named by
//! page and number. The parent tree leads the other way, from a piece of marked content or a link's annotation to its
//! element. A paragraph that goes on on the next page has one piece on each. Input: elements and [`Content`]s. Output:
//! the tree's objects.

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat};

use crate::document::LinkTo;
use crate::layout::{Element, ElementId, Pages, Role};
use crate::pdf::content::{Content, leads, tag};
use crate::pdf::objects::{count, dictionary, name, text_string};

/// Annotations are printed.
const PRINT: i64 = 1 << 2;

/// A child of an element.
#[derive(Debug, Clone, Copy)]
enum Child {
    Element(ElementId),
    Marked { page: ObjectId, number: usize },
    Annotation { page: ObjectId, annotation: ObjectId },
}

/// The tree while it is built.
struct Tree<'a> {
    pages: &'a Pages,
    elements: &'a [Element],
    children: Vec<Vec<Child>>,
    ids: Vec<ObjectId>,
    attached: Vec<bool>,
    /// Where drawings stand.
    areas: Vec<(ElementId, [f32; 4])>,
}

/// What pages must know of the tree.
pub(crate) struct Tagged {
    /// The tree's root.
    pub(crate) root: ObjectId,
    /// The annotations of each page.
    pub(crate) annotations: Vec<Vec<ObjectId>>,
}

/// Adds the tree and the annotations of links.
pub(crate) fn add(document: &mut Document, pages: &Pages, contents: &[Content], page_ids: &[ObjectId]) -> Tagged {
    let elements = pages.elements.as_slice();
    let mut tree = Tree::new(document, pages);
    tree.areas = contents.iter().flat_map(|content| content.figures.iter().copied()).collect();
    let root = document.new_object_id();
    let mut annotations = Vec::with_capacity(contents.len());
    let mut parents: Vec<(usize, Object)> = Vec::new();
    let mut next_key = contents.len();
    for (index, (content, page)) in contents.iter().zip(page_ids).enumerate() {
        for (number, element) in content.marks.iter().enumerate() {
            tree.put(*element, Child::Marked { page: *page, number });
        }
        let ids = content.marks.iter().map(|element| tree.reference(*element)).collect();
        parents.push((index, Object::Array(ids)));
        let mut on_page = Vec::new();
        for link in &content.links {
            let Some(Role::Link { to }) = elements.get(link.element.index()).map(|element| &element.role) else {
                continue;
            };
            let Some(action) = leading(to, pages, page_ids) else { continue };
            let annotation = document.add_object(link_annotation(to, action, link.text.trim(), link.area, next_key));
            tree.put(link.element, Child::Annotation { page: *page, annotation });
            parents.push((next_key, tree.reference(link.element)));
            next_key += 1;
            on_page.push(annotation);
        }
        annotations.push(on_page);
    }
    parents.sort_by_key(|(key, _)| *key);
    tree.prune();
    tree.write(document, root, parents, next_key);
    Tagged { root, annotations }
}

impl<'a> Tree<'a> {
    fn new(document: &mut Document, pages: &'a Pages) -> Tree<'a> {
        let elements = pages.elements.as_slice();
        let ids = elements.iter().map(|_| document.new_object_id()).collect();
        let (children, attached) = (vec![Vec::new(); elements.len()], vec![false; elements.len()]);
        let mut tree = Tree { pages, elements, children, ids, attached, areas: Vec::new() };
        // Blocks hold either blocks or words, so their order is known at once. Links stand among words.
        for (index, element) in elements.iter().enumerate() {
            if !matches!(element.role, Role::Link { .. }) {
                tree.attach(index);
            }
        }
        tree
    }

    /// When the document is one of several files, what stands in the others is taken out. Cells stay with their row.
    fn prune(&mut self) {
        if self.pages.files.len() < 2 {
            return;
        }
        // Children come after their parents, so one pass from the end sees all of a subtree first.
        let mut alive = vec![false; self.elements.len()];
        for index in (0..self.elements.len()).rev() {
            let own = self.children.get(index).is_some_and(|children| children.iter().any(|child| !matches!(child, Child::Element(_))));
            let inner = self.children.get(index).into_iter().flatten().any(|child| match child {
                Child::Element(element) => alive.get(element.index()) == Some(&true),
                _ => false,
            });
            if let Some(slot) = alive.get_mut(index) {
                *slot = own || inner || index == 0;
            }
        }
        for (index, element) in self.elements.iter().enumerate() {
            let cell = matches!(element.role, Role::TableHead | Role::TableCell);
            if cell
                && element.parent.is_some_and(|row| alive.get(row.index()) == Some(&true))
                && let Some(slot) = alive.get_mut(index)
            {
                *slot = true;
            }
        }
        for children in &mut self.children {
            children.retain(|child| match child {
                Child::Element(element) => alive.get(element.index()) == Some(&true),
                _ => true,
            });
        }
        for (attached, alive) in self.attached.iter_mut().zip(alive) {
            *attached &= alive;
        }
    }

    fn attach(&mut self, index: usize) {
        let Some(attached) = self.attached.get_mut(index) else { return };
        if std::mem::replace(attached, true) {
            return;
        }
        let Some(parent) = self.elements.get(index).and_then(|element| element.parent) else { return };
        if let Some(children) = self.children.get_mut(parent.index()) {
            children.push(Child::Element(ElementId(index)));
        }
    }

    fn put(&mut self, element: ElementId, child: Child) {
        self.attach(element.index());
        if let Some(children) = self.children.get_mut(element.index()) {
            children.push(child);
        }
    }

    fn reference(&self, element: ElementId) -> Object {
        self.ids.get(element.index()).map_or(Object::Null, |id| Object::Reference(*id))
    }

    fn write(self, document: &mut Document, root: ObjectId, parents: Vec<(usize, Object)>, next_key: usize) {
        for (index, (element, id)) in self.elements.iter().zip(&self.ids).enumerate() {
            if self.attached.get(index) == Some(&true) {
                let parent = element.parent.map_or(Object::Reference(root), |parent| self.reference(parent));
                let children = self.children.get(index).map_or(&[] as &[Child], Vec::as_slice);
                document.set_object(*id, self.element(index, element, parent, children));
            }
        }
        let numbers = parents.into_iter().flat_map(|(key, value)| [count(key), value]).collect();
        let parent_tree = document.add_object(dictionary(vec![("Nums", Object::Array(numbers))]));
        document.set_object(
            root,
            dictionary(vec![
                ("Type", name("StructTreeRoot")),
                ("K", self.reference(ElementId(0))),
                ("ParentTree", parent_tree.into()),
                ("ParentTreeNextKey", count(next_key)),
            ]),
        );
    }

    /// What it is, is said by where it stands: its type is left out (ISO 32000-1, table 323).
    fn element(&self, index: usize, element: &Element, parent: Object, children: &[Child]) -> Dictionary {
        let mut dict = dictionary(vec![("S", name(tag(&element.role, self.pages))), ("P", parent)]);
        match &element.role {
            Role::Part(Some(title)) => dict.set("T", text_string(title)),
            Role::List { numbered } => {
                let numbering = if *numbered { "Decimal" } else { "Disc" };
                dict.set("A", attributes("List", "ListNumbering", numbering));
            }
            Role::Figure { alternative } => {
                dict.set("Alt", text_string(alternative));
                if let Some((_, area)) = self.areas.iter().find(|(element, _)| element.index() == index) {
                    let mut layout = dictionary(vec![("O", name("Layout")), ("Placement", name("Block"))]);
                    layout.set("BBox", area.map(rounded).to_vec());
                    dict.set("A", layout);
                }
            }
            Role::TableHead => dict.set("A", attributes("Table", "Scope", "Column")),
            _ => {}
        }
        // The page most children stand on need not be repeated with each.
        let own_page = children.iter().find_map(|child| match child {
            Child::Marked { page, .. } => Some(*page),
            _ => None,
        });
        if let Some(page) = own_page {
            dict.set("Pg", page);
        }
        let mut written: Vec<Object> = children.iter().map(|child| self.child(*child, own_page)).collect();
        match written.len() {
            0 => {}
            1 => dict.set("K", written.remove(0)),
            _ => dict.set("K", written),
        }
        dict
    }

    fn child(&self, child: Child, own_page: Option<ObjectId>) -> Object {
        match child {
            Child::Element(element) => self.reference(element),
            Child::Marked { page, number } if Some(page) == own_page => count(number),
            Child::Marked { page, number } => dictionary(vec![("Type", name("MCR")), ("Pg", page.into()), ("MCID", count(number))]).into(),
            Child::Annotation { page, annotation } => {
                dictionary(vec![("Type", name("OBJR")), ("Pg", page.into()), ("Obj", annotation.into())]).into()
            }
        }
    }
}

fn attributes(owner: &str, key: &str, value: &str) -> Object {
    dictionary(vec![("O", name(owner)), (key, name(value))]).into()
}

/// Where a link leads, as an entry of its annotation; none when the place is in another file.
fn leading(to: &LinkTo, pages: &Pages, page_ids: &[ObjectId]) -> Option<(&'static str, Object)> {
    match to {
        LinkTo::Address(url) => {
            let action = dictionary(vec![("S", name("URI")), ("URI", Object::String(ascii_address(url), StringFormat::Literal))]);
            Some(("A", action.into()))
        }
        LinkTo::Place(place) => {
            leads(to, pages).then(|| page_ids.get(*pages.places.get(place)?)).flatten().map(|page| ("Dest", whole_page(*page)))
        }
    }
}

/// A destination that shows a whole page.
pub(crate) fn whole_page(page: ObjectId) -> Object {
    Object::Array(vec![page.into(), name("Fit")])
}

fn rounded(value: f32) -> Object {
    Object::Real((value * 100.0).round() / 100.0)
}

fn link_annotation(to: &LinkTo, (key, action): (&str, Object), text: &str, area: [f32; 4], number: usize) -> Dictionary {
    let contents = match to {
        LinkTo::Address(url) if text.is_empty() => url.as_str(),
        _ => text,
    };
    dictionary(vec![
        ("Type", name("Annot")),
        ("Subtype", name("Link")),
        ("Rect", Object::Array(area.map(rounded).to_vec())),
        ("Border", Object::Array(vec![0.into(), 0.into(), 0.into()])),
        ("F", Object::Integer(PRINT)),
        ("Contents", text_string(contents)),
        (key, action),
        ("StructParent", count(number)),
    ])
}

/// An address in the ASCII that the format asks for.
fn ascii_address(url: &str) -> Vec<u8> {
    let mut address = Vec::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() {
            address.push(byte);
        } else {
            address.extend(format!("%{byte:02X}").into_bytes());
        }
    }
    address
}
