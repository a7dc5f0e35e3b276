//! Pages to content streams: marked content, text, rules.
//!
//! It exists to keep the language of content streams out of everything else. Input: [`Pages`] and [`Subsets`]. Output:
//! [`Content`] for each page: its operations, and which structure element each piece of marked content belongs to.
//!
//! printpdf gets a page's operations written out, as one: of its own operations each number and each string becomes an object, and that took
//! an eighth of a letter's time.

use printpdf::{Op, PdfPage, Pt, Rect};

use crate::document::LinkTo;
use crate::fonts::FaceId;
use crate::layout::{Artifact, Cluster, ElementId, Glyph, Item, Owner, Page, Pages, Role, Rule, Shown, Text, clusters};
use crate::pdf::inserts::Inserts;
use crate::pdf::objects::utf16_bytes;
use crate::pdf::operators::Operators;
use crate::pdf::subset::{Subset, Subsets};

/// A page for printpdf with what tagging needs.
pub(crate) struct Content {
    /// The page.
    pub(crate) page: PdfPage,
    /// The element of each piece of marked content; the place in the list is the piece's number.
    pub(crate) marks: Vec<ElementId>,
    /// Where links stand.
    pub(crate) links: Vec<LinkPlace>,
    /// Where drawings stand: left, bottom, right, top.
    pub(crate) figures: Vec<(ElementId, [f32; 4])>,
}

/// A link, or the part of it that stands on one line.
pub(crate) struct LinkPlace {
    /// Its element.
    pub(crate) element: ElementId,
    /// Left, bottom, right, top.
    pub(crate) area: [f32; 4],
    /// The words.
    pub(crate) text: String,
}

/// A font of a file: a face's letters with codes, or its other glyphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FontKey {
    Coded(FaceId),
    Others(FaceId),
}

impl FontKey {
    /// Its name in content streams. Not one that others use: where an exhibit's own font is broken, some readers take the font of this name
    /// from the page around it.
    pub(crate) fn name(self) -> String {
        let (word, number) = self.parts();
        format!("{word}{number}")
    }

    /// The word and the number that its name consists of.
    fn parts(self) -> (&'static str, usize) {
        match self {
            FontKey::Coded(face) => ("Iw", face.0),
            FontKey::Others(face) => ("Iwx", face.0),
        }
    }
}

/// All pages.
pub(crate) fn pages(pages: &Pages, subsets: &Subsets, inserts: &Inserts) -> Vec<Content> {
    pages.pages.iter().map(|page| Writer::new(pages, subsets, inserts).page(page)).collect()
}

/// Whether a link leads anywhere in this file.
pub(crate) fn leads(to: &LinkTo, pages: &Pages) -> bool {
    match to {
        LinkTo::Address(_) => true,
        LinkTo::Place(place) => pages.places.contains_key(place),
    }
}

/// Writes one page. The state of the text is kept to say only what changes.
pub(super) struct Writer<'a> {
    pages: &'a Pages,
    subsets: &'a Subsets,
    pub(super) inserts: &'a Inserts,
    pub(super) out: Operators,
    marks: Vec<ElementId>,
    links: Vec<LinkPlace>,
    pub(super) figures: Vec<(ElementId, [f32; 4])>,
    pub(super) open: Option<Owner>,
    font: Option<(FontKey, f64)>,
    pub(super) grey: f64,
    rise: f64,
}

impl<'a> Writer<'a> {
    fn new(pages: &'a Pages, subsets: &'a Subsets, inserts: &'a Inserts) -> Writer<'a> {
        Writer {
            pages,
            subsets,
            inserts,
            out: Operators::default(),
            marks: Vec::new(),
            links: Vec::new(),
            figures: Vec::new(),
            open: None,
            font: None,
            grey: 0.0,
            rise: 0.0,
        }
    }

    fn page(mut self, page: &Page) -> Content {
        let behind = |text: &&Text| text.owner == Owner::Artifact(Artifact::Draft);
        let texts = || {
            page.items.iter().filter_map(|item| match item {
                Item::Text(text) => Some(text),
                _ => None,
            })
        };
        self.texts(texts().filter(behind));
        for item in &page.items {
            match item {
                Item::Exhibit(placed) => self.exhibit(placed),
                Item::Path(path) => self.path(path),
                Item::Text(_) | Item::Rule(_) => {}
            }
        }
        self.end_paths();
        self.rules(page.items.iter().filter_map(|item| match item {
            Item::Rule(rule) => Some(rule),
            _ => None,
        }));
        self.texts(texts().filter(|text| !behind(text)));
        let area = Rect::from_wh(Pt(page.width as f32), Pt(page.height as f32));
        let ops = vec![Op::Unknown { key: self.out.finish(), value: Vec::new() }];
        let page = PdfPage { media_box: area.clone(), trim_box: area.clone(), crop_box: area, ops };
        Content { page, marks: self.marks, links: self.links, figures: self.figures }
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t Text>) {
        let mut texts = texts.peekable();
        if texts.peek().is_none() {
            return;
        }
        self.out.begin_text();
        for text in texts {
            self.mark(text.owner);
            self.text(text);
        }
        self.close();
        self.out.operation("ET", &[]);
    }

    /// Begins a piece of marked content unless the run goes on with the one before.
    pub(super) fn mark(&mut self, owner: Owner) {
        if self.open == Some(owner) {
            return;
        }
        self.close();
        match owner {
            Owner::Element(element) => {
                let number = self.marks.len();
                self.marks.push(element);
                let role = self.pages.elements.get(element.index()).map_or("P", |element| tag(&element.role, self.pages));
                self.out.begin_marked(role, number);
            }
            Owner::Artifact(artifact) => {
                let subtype = match artifact {
                    Artifact::Foot => "Footer",
                    Artifact::RepeatedHead => "Header",
                    Artifact::Draft => "Watermark",
                };
                self.out.begin_artifact("Pagination", Some(subtype));
            }
        }
        self.open = Some(owner);
    }

    pub(super) fn close(&mut self) {
        if self.open.take().is_some() {
            self.out.operation("EMC", &[]);
        }
    }

    fn text(&mut self, text: &Text) {
        if self.grey != text.grey {
            self.out.operation("g", &[text.grey]);
            self.grey = text.grey;
        }
        if text.turn == 0.0 {
            self.out.begin_line(text.x, text.y);
        } else {
            let (sine, cosine) = text.turn.to_radians().sin_cos();
            self.out.begin_turned_line([cosine, sine, -sine, cosine, text.x, text.y]);
        }
        for (said, shown) in text.words.parts() {
            match shown {
                Shown::Coded { string, .. } => {
                    self.set_font(FontKey::Coded(text.face), text.size);
                    self.out.coded(string);
                }
                Shown::Glyphs(glyphs) => {
                    let Some(subset) = self.subsets.others_of(text.face) else { continue };
                    self.set_font(FontKey::Others(text.face), text.size);
                    self.glyphs(glyphs, said, text.size, subset);
                }
            }
        }
        self.note_link(text);
    }

    fn set_font(&mut self, font: FontKey, size: f64) {
        if self.font != Some((font, size)) {
            let (word, number) = font.parts();
            self.out.font(word, number, size);
            self.font = Some((font, size));
        }
    }

    fn glyphs(&mut self, glyphs: &[Glyph], said: &str, size: f64, subset: &Subset) {
        for cluster in clusters(glyphs, said) {
            let plain = match cluster.glyphs {
                [glyph] => subset.entry(glyph.id).is_some_and(|entry| entry.text == cluster.text),
                _ => false,
            };
            if plain {
                self.cluster(&cluster, size, subset);
            } else {
                self.out.end_glyphs();
                self.out.begin_span(&utf16_bytes(cluster.text));
                self.cluster(&cluster, size, subset);
                self.out.end_glyphs();
                self.out.operation("EMC", &[]);
            }
        }
        self.out.end_glyphs();
        self.rise_to(0.0);
    }

    fn cluster(&mut self, cluster: &Cluster<'_>, size: f64, subset: &Subset) {
        for glyph in cluster.glyphs {
            self.glyph(glyph, size, subset);
        }
        // Readers take the end of the last glyph for the end of the text. Marks end in the middle of their letter, and
        // the gap behind them would be read as a space; a space that ends where the letter does closes it.
        if let (Some(space), [_, _, ..]) = (&subset.space, cluster.glyphs) {
            self.out.move_left(i64::from(space.advance));
            self.glyph(space, size, subset);
        }
    }

    fn glyph(&mut self, glyph: &Glyph, size: f64, subset: &Subset) {
        let Some(entry) = subset.entry(glyph.id) else { return };
        let rise = f64::from(glyph.y_offset) * size / 1000.0;
        if rise != self.rise {
            self.out.end_glyphs();
            self.rise_to(rise);
        }
        let offset = i64::from(glyph.x_offset);
        self.out.move_left(-offset);
        self.out.glyph(entry.number);
        self.out.move_left(offset + i64::from(entry.width) - i64::from(glyph.advance));
    }

    fn rise_to(&mut self, rise: f64) {
        if rise != self.rise {
            self.out.operation("Ts", &[rise]);
            self.rise = rise;
        }
    }

    fn note_link(&mut self, text: &Text) {
        let Owner::Element(element) = text.owner else { return };
        let Some(Role::Link { to }) = self.pages.elements.get(element.index()).map(|element| &element.role) else {
            return;
        };
        if !leads(to, self.pages) {
            return;
        }
        let (bottom, top) = ((text.y - 0.25 * text.size) as f32, (text.y + 0.85 * text.size) as f32);
        let (left, right) = (text.x as f32, (text.x + text.width()) as f32);
        match self.links.last_mut() {
            // A link in two faces on one line is one area.
            Some(last) if last.element == element && last.area.get(1) == Some(&bottom) => {
                let [left, bottom, _, top] = last.area;
                last.area = [left, bottom, right, top];
                last.text.push_str(text.words.text());
            }
            _ => self.links.push(LinkPlace { element, area: [left, bottom, right, top], text: text.words.text().to_owned() }),
        }
    }

    fn rules<'r>(&mut self, rules: impl Iterator<Item = &'r Rule>) {
        let mut state: Option<(f64, f64)> = None;
        for rule in rules {
            if rule.thickness <= 0.0 {
                continue;
            }
            if state.is_none() {
                self.out.begin_artifact("Layout", None);
            }
            if state.map(|(thickness, _)| thickness) != Some(rule.thickness) {
                self.out.operation("w", &[rule.thickness]);
            }
            if state.map_or(0.0, |(_, shade)| shade) != rule.grey {
                self.out.operation("G", &[rule.grey]);
            }
            state = Some((rule.thickness, rule.grey));
            self.out.operation("m", &[rule.x, rule.y]);
            self.out.operation("l", &[rule.x + rule.length, rule.y]);
            self.out.operation("S", &[]);
        }
        if state.is_some() {
            self.out.operation("EMC", &[]);
        }
    }
}

/// The name of an element's role in the file.
pub(crate) fn tag(role: &Role, pages: &Pages) -> &'static str {
    match role {
        Role::Document => "Document",
        Role::Part(_) => "Part",
        Role::Heading(1) => "H1",
        Role::Heading(2) => "H2",
        Role::Heading(_) => "H3",
        Role::Paragraph => "P",
        Role::List { .. } => "L",
        Role::ListItem => "LI",
        Role::Label => "Lbl",
        Role::ListBody => "LBody",
        Role::Table => "Table",
        Role::TableRow => "TR",
        Role::TableHead => "TH",
        Role::TableCell => "TD",
        Role::BlockQuote => "BlockQuote",
        Role::Link { to } if leads(to, pages) => "Link",
        // It leads to a page that is in another file.
        Role::Link { .. } => "Span",
        Role::Figure { .. } => "Figure",
    }
}
