//! Blocks to strips: one endless column, before pages are cut from it.
//!
//! It exists so that measuring and page breaking know nothing of each other. Input: the [`Block`]s of a part. Output:
//! [`Strip`]s (lines of text, rows of tables) with the price of a page break before each, for [`crate::layout::place`].

use std::rc::Rc;

use crate::document::{Block, Inline};
use crate::fonts::FaceStyle;
use crate::layout::LayoutError;
use crate::layout::inline::Prose;
use crate::layout::page::{Item, Owner, Text};
use crate::layout::paragraph::{Chunks, Line};
use crate::layout::structure::{ElementId, Elements, Role};
use crate::layout::typesetter::Typesetter;
use crate::style::{Group, Style};

/// Lists, quotes and groups may stand in each other so deep and no deeper: no letter needs more, and a damaged
/// document must not exhaust the stack.
const DEEPEST: usize = 12;

/// No text is set narrower than this, however deep it is indented, in points.
const NARROWEST: f64 = 72.0;

/// What is wrong with a page break before a strip, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Keep {
    /// Nothing.
    Free,
    /// A heading, an announcement or a signature would be parted from what it belongs to.
    Near,
    /// A single line of a paragraph would be left alone.
    Line,
    /// A group that the style keeps in one piece would be broken.
    Whole,
}

/// A horizontal slice of the column.
#[derive(Debug, Clone)]
pub(crate) struct Strip {
    /// Room above, dropped at the top of a page.
    pub(crate) gap: f64,
    /// Height without the room above.
    pub(crate) height: f64,
    /// What it shows; `x` from the left edge of the paper, `y` down from the strip's top.
    pub(crate) items: Vec<Item>,
    /// What is wrong with a page break before it.
    pub(crate) keep: Keep,
    /// The table head to say again if a page begins with this strip, by number in [`Column::heads`].
    pub(crate) head: Option<usize>,
}

/// A heading and the strip it begins with.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) title: String,
    pub(crate) level: u8,
    pub(crate) strip: usize,
}

/// What a part becomes.
#[derive(Debug, Default)]
pub(crate) struct Column {
    pub(crate) strips: Vec<Strip>,
    /// Heads of tables, to be repeated.
    pub(crate) heads: Vec<Strip>,
    /// Headings for the outline.
    pub(crate) marks: Vec<Mark>,
}

/// How and where blocks are set.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) left: f64,
    pub(crate) measure: f64,
    pub(crate) size: f64,
    pub(crate) leading: f64,
    pub(crate) style: FaceStyle,
    pub(crate) paragraph_gap: f64,
    pub(crate) hanging: f64,
    pub(crate) room_before: f64,
    /// Headings stand in the size of the text, as in a reference line.
    pub(crate) plain_headings: bool,
    /// The element that blocks belong to.
    pub(crate) parent: ElementId,
    pub(crate) list_depth: usize,
    pub(crate) depth: usize,
}

impl Setting {
    /// Further in from the left and, by `right`, from the right.
    pub(crate) fn indented(&self, left: f64, right: f64) -> Setting {
        let measure = (self.measure - left - right).max(NARROWEST.min(self.measure));
        Setting { left: self.left + left, measure, ..self.clone() }
    }
}

/// Turns blocks into strips.
pub(crate) struct Flow<'a, 'fonts> {
    pub(crate) style: &'a Style,
    pub(crate) typesetter: &'a mut Typesetter<'fonts>,
    pub(crate) elements: &'a mut Elements,
    pub(crate) column: Column,
    /// Room wanted above the next strip.
    pub(crate) gap: f64,
    /// What is wrong with a page break before the next strip.
    pub(crate) keep: Keep,
}

impl<'a, 'fonts> Flow<'a, 'fonts> {
    /// An empty column.
    pub(crate) fn new(style: &'a Style, typesetter: &'a mut Typesetter<'fonts>, elements: &'a mut Elements) -> Flow<'a, 'fonts> {
        Flow { style, typesetter, elements, column: Column::default(), gap: 0.0, keep: Keep::Free }
    }

    /// The setting of body text within `parent`.
    pub(crate) fn body(&self, parent: ElementId) -> Setting {
        let body = &self.style.body;
        Setting {
            left: self.style.margins.left.get(),
            measure: self.style.measure(),
            size: body.size.get(),
            leading: body.leading.get(),
            style: FaceStyle::default(),
            paragraph_gap: body.paragraph_gap.get(),
            hanging: 0.0,
            room_before: 0.0,
            plain_headings: false,
            parent,
            list_depth: 0,
            depth: 0,
        }
    }

    /// Adds blocks one below the other.
    pub(crate) fn blocks(&mut self, blocks: &[Block], setting: &Setting) -> Result<(), LayoutError> {
        if setting.depth > DEEPEST {
            return Err(LayoutError::TooDeep);
        }
        let mut announced = false;
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                self.space(setting.paragraph_gap);
            }
            if announced && matches!(block, Block::List { .. } | Block::Table(_) | Block::Quote(_)) {
                self.keep = self.keep.max(Keep::Near);
            }
            announced = self.block(block, setting)?;
        }
        Ok(())
    }

    /// Adds a block. Says whether it ends in a colon.
    fn block(&mut self, block: &Block, setting: &Setting) -> Result<bool, LayoutError> {
        match block {
            Block::Paragraph(content) => return self.paragraph(content, setting),
            Block::Heading { level, content } => self.heading(*level, content, setting)?,
            Block::List { start, items } => self.list(*start, items, setting)?,
            Block::Table(table) => self.table(table, setting)?,
            Block::Quote(blocks) => {
                let indent = self.style.quote.indent.get();
                let parent = self.elements.add(Role::BlockQuote, setting.parent);
                let inner = Setting { parent, depth: setting.depth + 1, ..setting.indented(indent, indent) };
                self.blocks(blocks, &inner)?;
            }
            Block::Group { style, blocks } => self.group(style, blocks, setting)?,
            Block::Figure(figure) => self.figure(figure, setting)?,
            // One that nobody drew takes no room; `templates check` and the tests know all names.
            Block::FigureNamed { .. } => {}
        }
        Ok(false)
    }

    /// Asks for room above the next strip; of several wishes the largest is met.
    pub(crate) fn space(&mut self, gap: f64) {
        self.gap = self.gap.max(gap);
    }

    fn paragraph(&mut self, content: &[Inline], setting: &Setting) -> Result<bool, LayoutError> {
        let prose = Prose::new(content, setting.style);
        if prose.text.is_empty() {
            return Ok(false);
        }
        let element = self.elements.add(Role::Paragraph, setting.parent);
        self.prose(&prose, element, setting)?;
        Ok(prose.announces())
    }

    /// Adds words that belong to an element which is there already.
    pub(crate) fn words(&mut self, content: &[Inline], element: ElementId, setting: &Setting) -> Result<(), LayoutError> {
        let prose = Prose::new(content, setting.style);
        if prose.text.is_empty() { Ok(()) } else { self.prose(&prose, element, setting) }
    }

    fn heading(&mut self, level: u8, content: &[Inline], setting: &Setting) -> Result<(), LayoutError> {
        let level = level.clamp(1, 3);
        let style = FaceStyle { bold: true, ..setting.style };
        let prose = Prose::new(content, style);
        if prose.text.is_empty() {
            return Ok(());
        }
        let element = self.elements.add_heading(level, setting.parent);
        let strip = self.column.strips.len();
        self.column.marks.push(Mark { title: prose.text.replace('\n', " "), level, strip });
        match self.style.heading.get(&level.to_string()) {
            Some(heading) if !setting.plain_headings => {
                self.space(heading.space_before.get());
                let own = Setting { size: heading.size.get(), leading: heading.leading.get(), style, ..setting.clone() };
                let after = heading.space_after.get();
                self.prose(&prose, element, &own)?;
                self.gap = after;
            }
            _ => self.prose(&prose, element, setting)?,
        }
        self.keep = Keep::Near;
        Ok(())
    }

    fn group(&mut self, name: &str, blocks: &[Block], setting: &Setting) -> Result<(), LayoutError> {
        let style = self.style;
        let Some(group) = style.group.get(name) else {
            return Err(LayoutError::UnknownGroup { name: name.to_owned() });
        };
        self.space(group.space_before.get());
        let before = self.column.strips.len();
        if group.drop.get() > 0.0 && !blocks.is_empty() {
            self.push(Vec::new(), group.drop.get(), Keep::Free);
            self.keep = Keep::Whole;
        }
        let first = self.column.strips.len();
        self.blocks(blocks, &within_group(group, setting))?;
        if self.column.strips.len() == first {
            self.column.strips.truncate(before);
            return Ok(());
        }
        if group.keep_together {
            self.raise(first + 1, self.column.strips.len(), Keep::Whole);
        }
        if group.keep_with_previous_lines > 0 {
            self.raise((first + 1).saturating_sub(group.keep_with_previous_lines).max(1), first + 1, Keep::Near);
        }
        if group.keep_with_next {
            self.keep = self.keep.max(Keep::Near);
        }
        self.space(group.space_after.get());
        Ok(())
    }

    fn raise(&mut self, first: usize, end: usize, keep: Keep) {
        for strip in self.column.strips.iter_mut().take(end).skip(first) {
            strip.keep = strip.keep.max(keep);
        }
    }

    /// Adds the lines of a paragraph or heading.
    pub(crate) fn prose(&mut self, prose: &Prose, element: ElementId, setting: &Setting) -> Result<(), LayoutError> {
        let rest = setting.measure - setting.hanging;
        let lines = lines(prose, setting.size, [setting.measure, rest], self.typesetter)?;
        let links = self.links(prose, element);
        let count = lines.len();
        for (index, line) in lines.iter().enumerate() {
            let alone = index > 0 && (index == 1 || index + 1 == count);
            let room = if index == 0 { setting.room_before } else { 0.0 };
            let left = setting.left + if index == 0 { 0.0 } else { setting.hanging };
            let items = self.items(line, left, room + baseline(setting), setting.size, element, &links);
            self.push(items, room + setting.leading, if alone { Keep::Line } else { Keep::Free });
        }
        Ok(())
    }

    /// Makes an element for each link of a paragraph.
    pub(crate) fn links(&mut self, prose: &Prose, element: ElementId) -> Vec<ElementId> {
        prose.links.iter().map(|to| self.elements.add(Role::Link { to: to.clone() }, element)).collect()
    }

    /// The items of a line whose left end is at `left` and whose baseline is `y` below the strip's top.
    pub(crate) fn items(&self, line: &Line, left: f64, y: f64, size: f64, element: ElementId, links: &[ElementId]) -> Vec<Item> {
        let owner_of = |link: Option<usize>| Owner::Element(link.and_then(|number| links.get(number)).copied().unwrap_or(element));
        line.runs
            .iter()
            .map(|run| {
                Item::Text(Text {
                    x: left + run.x,
                    y,
                    size,
                    face: run.face,
                    grey: 0.0,
                    turn: 0.0,
                    owner: owner_of(run.link),
                    words: Rc::clone(&run.words),
                })
            })
            .collect()
    }

    /// Adds a strip below all others, with the room and the price that were asked for before.
    pub(crate) fn push(&mut self, items: Vec<Item>, height: f64, keep: Keep) {
        let keep = keep.max(self.keep);
        self.column.strips.push(Strip { gap: self.gap, height, items, keep, head: None });
        self.gap = 0.0;
        self.keep = Keep::Free;
    }
}

/// A paragraph's lines: the first of one measure, all others of another.
pub(crate) fn lines(prose: &Prose, size: f64, [first, rest]: [f64; 2], typesetter: &mut Typesetter<'_>) -> Result<Rc<[Line]>, LayoutError> {
    // Taken out for the time: what makes the lines needs the typesetter whole.
    let mut paragraphs = std::mem::take(&mut typesetter.paragraphs);
    let lines = paragraphs
        .lines(prose, [size, first, rest], || Chunks::shape(prose, size, rest, typesetter).map(|chunks| chunks.lines(first, rest)));
    typesetter.paragraphs = paragraphs;
    lines
}

/// How far a line's baseline is below its top: the letters stand in the middle of the leading.
pub(crate) fn baseline(setting: &Setting) -> f64 {
    // Letters reach about 0.74 em above and 0.22 em below the baseline.
    (setting.leading + (0.74 - 0.22) * setting.size) / 2.0
}

fn within_group(group: &Group, setting: &Setting) -> Setting {
    let body_size = group.size.map_or(setting.size, |size| size.get());
    Setting {
        size: body_size,
        leading: group.leading.map_or(setting.leading, |leading| leading.get()),
        style: FaceStyle { bold: setting.style.bold || group.bold, italic: setting.style.italic || group.italic },
        paragraph_gap: group.paragraph_gap.map_or(setting.paragraph_gap, |gap| gap.get()),
        hanging: group.hanging.get(),
        room_before: group.room_before.get(),
        plain_headings: setting.plain_headings || group.plain_headings,
        depth: setting.depth + 1,
        ..setting.indented(group.indent.get(), 0.0)
    }
}
