//! A letter's words: its templates filled, read as CommonMark, set into the house's blocks.
//!
//! Input: a [`Letter`]. Output: two [`Document`]s, the letter and its send sheet. Next: [`crate::layout`] or [`crate::text`].

use std::collections::BTreeSet;

use handlebars::Context;
use serde_json::Value as Json;

use crate::document::{Block, Document, Inline, Part};
use crate::error::Error;
use crate::figures;
use crate::house::Layout;
use crate::letter::Letter;
use crate::library::Library;
use crate::markup;
use crate::other_students;
use crate::packet::{Numbers, Packet, citations};
use crate::template::{Templates, own_name, subject_name};
use crate::text;
use crate::wording::dates;

/// The letter and the page that stays with the family.
#[derive(Debug, Clone)]
pub struct Composed {
    /// What is sent.
    pub letter: Document,
    /// What is kept.
    pub send_sheet: Document,
    /// The names behind "Student A", for the person who looks into it; none when the letter speaks of no other student by name.
    pub names: Option<Document>,
    /// The marks of all exhibits that the letter's words name.
    pub cited: BTreeSet<String>,
}

/// What is bound behind a letter, and where it came to stand when the pages were last made.
#[derive(Debug)]
pub struct Bound<'a> {
    /// The exhibits.
    pub packet: &'a Packet,
    /// Where everything stands.
    pub numbers: &'a Numbers,
}

/// The house's layout of an exhibit's cover sheet.
pub const EXHIBIT_SHEET: &str = "exhibit-sheet";

/// The house's layout of the page of names.
pub const NAMES: &str = "names";

/// The name of the place where a part of the letter begins.
fn part_place(index: usize) -> String {
    format!("part-{}", index + 1)
}

/// Fills all templates of a letter with `facts`: its data, which are given away because a copy of them takes a while.
///
/// # Errors
/// A template that cannot be filled, with its file, line and column; words that may not be printed at this school.
pub fn compose(
    letter: &Letter<'_>,
    mut facts: Json,
    library: &Library,
    language: &str,
    draft: bool,
    bound: Option<&Bound<'_>>,
) -> Result<Composed, Error> {
    let kind = letter.manifest.id.as_str();
    if let Some(bound) = bound {
        bound.packet.fill(&mut facts, bound.numbers);
    }
    let mut data = Templates::context(facts);
    let subject = library.templates.render(&subject_name(kind), &data)?;
    let subject = plain(&markup::parse(&subject).map_err(|error| Error::library(format!("{kind}/letter.toml"), error.to_string()))?);
    set(&mut data, "subject", Json::String(subject.clone()));
    let parts: Vec<_> =
        letter.manifest.parts.iter().filter(|part| part.when.as_deref().is_none_or(|path| holds(data.data(), path))).collect();
    let rows = parts.iter().enumerate().filter_map(|(index, part)| {
        let (title, place) = (part.title.as_ref()?, part_place(index));
        let page = bound.and_then(|bound| bound.numbers.page(&place));
        let row = match page {
            Some(page) => serde_json::json!({"title": title, "place": place, "page": page}),
            None => serde_json::json!({"title": title, "place": place}),
        };
        Some(row)
    });
    set(&mut data, "parts", rows.collect());
    let composer = Composer { kind, library, data: &data, language };
    let known: BTreeSet<String> = bound.into_iter().flat_map(|bound| &bound.packet.exhibits).map(|exhibit| exhibit.mark.clone()).collect();
    let mut cited = BTreeSet::new();
    let composed: Result<Vec<Part>, Error> = parts
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let mut blocks = composer.blocks(&part.layout, &part.template)?;
            citations::link(&mut blocks, &known, &mut cited);
            let place = part.title.as_ref().map(|_| part_place(index));
            Ok(Part { title: part.title.clone(), place, blocks, ..Part::default() })
        })
        .collect();
    let composed = composed?;
    // Most letters speak of no other student, and their words need not be gone through.
    let words = if letter.names.is_empty() { Vec::new() } else { text::runs_of(&composed) };
    let named: Vec<Json> = other_students::spoken_of(&letter.names, &words).into_iter().cloned().collect();
    let names = if named.is_empty() { None } else { Some(composer.names(named)?) };
    // What all of them have alike, without any words of the letter.
    let alike = Document {
        title: format!("{subject}: {}, {}", letter.student, dates::long(letter.date)),
        author: letter.author.clone(),
        subject,
        language: "en-US".to_owned(),
        date: letter.date,
        running_foot: format!("{} · {}", letter.short, dates::long(letter.date)),
        draft,
        numbered_from_first: false,
        files: Vec::new(),
        parts: Vec::new(),
    };
    let mut document = Document { parts: composed, ..alike.clone() };
    let names = names.map(|blocks| Document {
        title: format!("Names for the letter of {}", dates::long(letter.date)),
        subject: "Confidential; not part of the letter".to_owned(),
        running_foot: format!("Confidential · {}", dates::long(letter.date)),
        parts: vec![Part { blocks, ..Part::default() }],
        ..alike.clone()
    });
    set(&mut data, "names_page", Json::Bool(names.is_some()));
    let composer = Composer { kind, library, data: &data, language };
    let sheet = Document {
        title: format!("Send sheet: {}, {}", letter.manifest.title, dates::long(letter.date)),
        subject: "What to do with the letter; not part of it".to_owned(),
        running_foot: format!("Send sheet: for the family, not to be sent · {}", dates::long(letter.date)),
        draft: false,
        numbered_from_first: true,
        parts: vec![Part { blocks: composer.blocks("send-sheet", "send-sheet")?, ..Part::default() }],
        ..alike
    };
    if let Some(bound) = bound {
        let mut facts = data.data().clone();
        bound.packet.bind(&mut document, bound.numbers, |exhibit| {
            if let Json::Object(root) = &mut facts {
                let rows = root.get("exhibits").and_then(Json::as_array);
                let own = rows.and_then(|rows| rows.get(exhibit.position)).cloned().unwrap_or(Json::Null);
                root.insert("sheet".to_owned(), own);
            }
            let data = Templates::context(facts.clone());
            Composer { kind, library, data: &data, language }.blocks(EXHIBIT_SHEET, EXHIBIT_SHEET)
        })?;
    }
    Ok(Composed { letter: document, send_sheet: sheet, names, cited })
}

struct Composer<'a> {
    kind: &'a str,
    library: &'a Library,
    data: &'a Context,
    language: &'a str,
}

impl Composer<'_> {
    /// The blocks of a layout, with the kind's own template where the layout leaves room for it.
    fn blocks(&self, layout: &str, own: &str) -> Result<Vec<Block>, Error> {
        let layout: &Layout = self
            .library
            .house
            .layout
            .get(layout)
            .ok_or_else(|| Error::library(format!("{}/letter.toml", self.kind), format!("the house has no layout `{layout}`")))?;
        let mut blocks = Vec::new();
        for block in &layout.block {
            let name = match (&block.template, &block.own) {
                (Some(partial), _) => partial.clone(),
                (None, Some(further)) if !self.library.templates.has(&own_name(self.kind, further)) => continue,
                (None, Some(further)) => self.localized(further)?,
                (None, None) => self.localized(own)?,
            };
            let rendered = self.library.templates.render(&name, self.data)?;
            let mut inner =
                markup::parse(&rendered).map_err(|error| Error::library(self.library.templates.file(&name), error.to_string()))?;
            self.draw(&mut inner).map_err(|message| Error::library(self.library.templates.file(&name), message))?;
            if !inner.is_empty() {
                blocks.push(Block::Group { style: block.group.clone(), blocks: inner });
            }
        }
        Ok(blocks)
    }

    /// The page of names: the one place where these may stand.
    fn names(&self, named: Vec<Json>) -> Result<Vec<Block>, Error> {
        let mut facts = self.data.data().clone();
        if let Json::Object(root) = &mut facts {
            root.insert("other_students".to_owned(), Json::Array(named));
        }
        let data = Templates::context(facts);
        Composer { data: &data, ..*self }.blocks(NAMES, NAMES)
    }

    /// Puts drawings in the place of their names.
    fn draw(&self, blocks: &mut [Block]) -> Result<(), String> {
        for block in blocks.iter_mut() {
            match block {
                Block::FigureNamed { name } => {
                    let figure = figures::draw(name, self.data.data()).ok_or_else(|| format!("there is no figure `{name}`"))?;
                    *block = figure.map_or(Block::Paragraph(Vec::new()), Block::Figure);
                }
                Block::Quote(inner) | Block::Group { blocks: inner, .. } => self.draw(inner)?,
                Block::List { items, .. } => items.iter_mut().try_for_each(|item| self.draw(item))?,
                Block::Heading { .. } | Block::Paragraph(_) | Block::Table(_) | Block::Figure(_) => {}
            }
        }
        Ok(())
    }

    /// The kind's template in the letter's language.
    fn localized(&self, template: &str) -> Result<String, Error> {
        let name = match self.language {
            "en" => own_name(self.kind, template),
            other => own_name(self.kind, &format!("{template}.{other}")),
        };
        if self.library.templates.has(&name) {
            return Ok(name);
        }
        Err(match self.language {
            "en" => Error::library(format!("{}/{template}.hbs", self.kind), "this template is missing"),
            other => Error::Request(format!(
                "there is no letter of the kind {} in the language \"{other}\" yet; write language = \"en\"",
                self.kind
            )),
        })
    }
}

fn set(data: &mut Context, key: &str, value: Json) {
    if let Some(Json::Object(letter)) = data.data_mut().get_mut("letter") {
        letter.insert(key.to_owned(), value);
    }
}

/// Whether a path of the data holds anything.
fn holds(data: &Json, path: &str) -> bool {
    let found = path.split('.').try_fold(data, |value, part| value.get(part));
    match found {
        None | Some(Json::Null) => false,
        Some(Json::Array(items)) => !items.is_empty(),
        Some(Json::Bool(answer)) => *answer,
        Some(_) => true,
    }
}

/// The words of blocks, for a one-line subject.
fn plain(blocks: &[Block]) -> String {
    let mut words = String::new();
    for block in blocks {
        if let Block::Paragraph(content) | Block::Heading { content, .. } = block {
            push(content, &mut words);
        }
    }
    words
}

fn push(content: &[Inline], words: &mut String) {
    for inline in content {
        match inline {
            Inline::Text(text) => words.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { content: inner, .. } => push(inner, words),
            Inline::LineBreak => words.push(' '),
        }
    }
}
