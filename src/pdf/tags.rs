//! The structure tree: what assistive technology reads, and how it finds the words on the pages.
//!
//! A structure element knows its children in reading order: other elements, and pieces of marked content, each named by
//! page and number. The parent tree leads the other way, from a piece of marked content or a link's annotation to its
//! element. A paragraph that goes on on the next page has one piece on each. Input: elements and [`Content`]s. Output:
//! the tree's objects.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};
use smallvec::SmallVec;

use crate::document::LinkTo;
use crate::layout::{Element, ElementId, Pages, Role};
use crate::pdf::PdfError;
use crate::pdf::content::{Content, leads, tag};
use crate::pdf::file::File;
use crate::pdf::objects::{count, dictionary, name, text_string};
use crate::pdf::syntax::{write, write_name, write_number, write_reference};

/// Annotations are printed.
const PRINT: i64 = 1 << 2;

/// A child of an element.
#[derive(Debug, Clone, Copy)]
enum Child {
    Element(ElementId),
    Marked { page: ObjectId, number: usize },
    Annotation { page: ObjectId, annotation: ObjectId },
}

/// The children of one element; most have one or two.
type Children = SmallVec<[Child; 2]>;

/// The elements that marked content belongs to.
enum Parents<'a> {
    /// Of each piece of a page.
    Of(&'a [ElementId]),
    /// Of an annotation.
    One(ElementId),
}

/// The tree while it is built.
struct Tree<'a> {
    pages: &'a Pages,
    elements: &'a [Element],
    children: Vec<Children>,
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
pub(crate) fn add(file: &mut File<'_>, pages: &Pages, contents: &[Content], page_ids: &[ObjectId]) -> Result<Tagged, PdfError> {
    let elements = pages.elements.as_slice();
    let mut tree = Tree::new(file, pages);
    tree.areas = contents.iter().flat_map(|content| content.figures.iter().copied()).collect();
    let root = file.new_id();
    let mut annotations = Vec::with_capacity(contents.len());
    let mut parents: Vec<(usize, Parents)> = Vec::new();
    let mut next_key = contents.len();
    for (index, (content, page)) in contents.iter().zip(page_ids).enumerate() {
        for (number, element) in content.marks.iter().enumerate() {
            tree.put(*element, Child::Marked { page: *page, number });
        }
        parents.push((index, Parents::Of(&content.marks)));
        let mut on_page = Vec::new();
        for link in &content.links {
            let Some(Role::Link { to }) = elements.get(link.element.index()).map(|element| &element.role) else {
                continue;
            };
            let Some(action) = leading(to, pages, page_ids) else { continue };
            let annotation = file.add(link_annotation(to, action, link.text.trim(), link.area, next_key))?;
            tree.put(link.element, Child::Annotation { page: *page, annotation });
            parents.push((next_key, Parents::One(link.element)));
            next_key += 1;
            on_page.push(annotation);
        }
        annotations.push(on_page);
    }
    parents.sort_by_key(|(key, _)| *key);
    tree.prune();
    tree.write(file, root, &parents, next_key)?;
    Ok(Tagged { root, annotations })
}

impl<'a> Tree<'a> {
    fn new(file: &mut File<'_>, pages: &'a Pages) -> Tree<'a> {
        let elements = pages.elements.as_slice();
        let ids = elements.iter().map(|_| file.new_id()).collect();
        let (children, attached) = (vec![Children::new(); elements.len()], vec![false; elements.len()]);
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

    fn id(&self, element: ElementId) -> ObjectId {
        self.ids.get(element.index()).copied().unwrap_or_default()
    }

    fn write(self, file: &mut File<'_>, root: ObjectId, parents: &[(usize, Parents<'_>)], next_key: usize) -> Result<(), PdfError> {
        for (index, (element, id)) in self.elements.iter().zip(&self.ids).enumerate() {
            if self.attached.get(index) == Some(&true) {
                let parent = element.parent.map_or(root, |parent| self.id(parent));
                let children = self.children.get(index).map_or(&[] as &[Child], Children::as_slice);
                file.body(*id, |out| self.element(index, element, parent, children, out))?;
            }
        }
        let parent_tree = file.new_id();
        file.body(parent_tree, |out| self.parent_tree(parents, out))?;
        file.set(
            root,
            &dictionary(vec![
                ("Type", name("StructTreeRoot")),
                ("K", self.id(ElementId(0)).into()),
                ("ParentTree", parent_tree.into()),
                ("ParentTreeNextKey", count(next_key)),
            ])
            .into(),
        )
    }

    fn parent_tree(&self, parents: &[(usize, Parents<'_>)], out: &mut Vec<u8>) {
        out.extend_from_slice(b"<</Nums[");
        for (key, parents) in parents {
            number(*key, out);
            match parents {
                Parents::Of(marks) => {
                    out.push(b'[');
                    for mark in *marks {
                        write_reference(self.id(*mark), out);
                        out.push(b' ');
                    }
                    out.push(b']');
                }
                Parents::One(element) => {
                    out.push(b' ');
                    write_reference(self.id(*element), out);
                    out.push(b' ');
                }
            }
        }
        out.extend_from_slice(b"]>>");
    }

    /// What it is, is said by where it stands: its type is left out (ISO 32000-1, table 323). Written without a tree of objects: a letter
    /// has a hundred of these.
    fn element(&self, index: usize, element: &Element, parent: ObjectId, children: &[Child], out: &mut Vec<u8>) {
        out.extend_from_slice(b"<</S");
        write_name(tag(&element.role, self.pages).as_bytes(), out);
        out.extend_from_slice(b"/P ");
        write_reference(parent, out);
        self.details(index, &element.role, out);
        // The page most children stand on need not be repeated with each.
        let own_page = children.iter().find_map(|child| match child {
            Child::Marked { page, .. } => Some(*page),
            _ => None,
        });
        if let Some(page) = own_page {
            out.extend_from_slice(b"/Pg ");
            write_reference(page, out);
        }
        match children {
            [] => {}
            [only] => {
                out.extend_from_slice(b"/K ");
                self.child(*only, own_page, out);
            }
            several => {
                out.extend_from_slice(b"/K[");
                for child in several {
                    self.child(*child, own_page, out);
                    out.push(b' ');
                }
                out.push(b']');
            }
        }
        out.extend_from_slice(b">>");
    }

    /// What few elements have: a title, a description, attributes.
    fn details(&self, index: usize, role: &Role, out: &mut Vec<u8>) {
        match role {
            Role::Part(Some(title)) => entry("T", &text_string(title), out),
            Role::List { numbered: true } => out.extend_from_slice(b"/A<</O/List/ListNumbering/Decimal>>"),
            Role::List { numbered: false } => out.extend_from_slice(b"/A<</O/List/ListNumbering/Disc>>"),
            Role::TableHead => out.extend_from_slice(b"/A<</O/Table/Scope/Column>>"),
            Role::Figure { alternative } => {
                entry("Alt", &text_string(alternative), out);
                if let Some((_, area)) = self.areas.iter().find(|(element, _)| element.index() == index) {
                    let mut layout = dictionary(vec![("O", name("Layout")), ("Placement", name("Block"))]);
                    layout.set("BBox", area.map(rounded).to_vec());
                    entry("A", &layout.into(), out);
                }
            }
            _ => {}
        }
    }

    fn child(&self, child: Child, own_page: Option<ObjectId>, out: &mut Vec<u8>) {
        match child {
            Child::Element(element) => write_reference(self.id(element), out),
            Child::Marked { page, number: piece } if Some(page) == own_page => number(piece, out),
            Child::Marked { page, number: piece } => {
                out.extend_from_slice(b"<</Type/MCR/Pg ");
                write_reference(page, out);
                out.extend_from_slice(b"/MCID ");
                number(piece, out);
                out.extend_from_slice(b">>");
            }
            Child::Annotation { page, annotation } => {
                out.extend_from_slice(b"<</Type/OBJR/Pg ");
                write_reference(page, out);
                out.extend_from_slice(b"/Obj ");
                write_reference(annotation, out);
                out.extend_from_slice(b">>");
            }
        }
    }
}

fn number(value: usize, out: &mut Vec<u8>) {
    write_number(i64::try_from(value).unwrap_or(i64::MAX), out);
}

/// An entry of a dictionary.
fn entry(key: &str, value: &Object, out: &mut Vec<u8>) {
    write_name(key.as_bytes(), out);
    write(value, out);
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
