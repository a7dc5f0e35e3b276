//! The walk over pulldown-cmark's events.
//!
//! Why: the crate reports everything CommonMark has; this turns the part we set into blocks and names the rest. Input: the
//! rendered text. Output: blocks, or the first [`MarkupError`].

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{self as cmark, Event, HeadingLevel, LinkType, OffsetIter, Options, Parser, Tag};

use super::MarkupError;
use super::constructs::{block_name, event_name};
use super::escape::BACKSLASH;
use crate::ascii;
use crate::document::{Alignment, Block, Inline, LinkTo, Table};

/// Deeper than any letter needs, shallow enough that no later recursion can exhaust the stack.
const DEPTH_LIMIT: usize = 12;

/// Reads one text from front to back.
pub(super) struct Reader<'text> {
    source: &'text str,
    events: Peekable<OffsetIter<'text>>,
    depth: usize,
}

impl<'text> Reader<'text> {
    /// A reader at the start of the text.
    pub(super) fn new(source: &'text str) -> Self {
        // Footnotes, strike-through and task lists are switched on only so that they can be refused by name; left off,
        // their marks would be printed.
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        Self { source, events: Parser::new_ext(source, options).into_offset_iter().peekable(), depth: 0 }
    }

    /// The whole text.
    pub(super) fn document(mut self) -> Result<Vec<Block>, MarkupError> {
        self.blocks()
    }

    /// Blocks up to the end of the enclosing block, which is left for the caller to close.
    fn blocks(&mut self) -> Result<Vec<Block>, MarkupError> {
        let mut blocks = Vec::new();
        loop {
            match self.events.peek() {
                None | Some((Event::End(_), _)) => return Ok(blocks),
                Some((Event::Start(tag), _)) if !is_inline(tag) => {
                    if let Some((Event::Start(tag), range)) = self.events.next() {
                        blocks.push(self.nested(range.start, |reader| reader.block(tag, range))?);
                    }
                }
                // The words of a tight list item come without a paragraph around them.
                Some(_) => blocks.push(Block::Paragraph(self.inlines()?)),
            }
        }
    }

    /// The block whose start was just read, up to and with its end.
    fn block(&mut self, tag: Tag<'text>, range: Range<usize>) -> Result<Block, MarkupError> {
        let block = match tag {
            Tag::Paragraph => match self.figure()? {
                Some(figure) => figure,
                None => Block::Paragraph(self.inlines()?),
            },
            Tag::Heading { level, .. } => self.heading(level, range.start)?,
            Tag::BlockQuote(_) => Block::Quote(self.blocks()?),
            Tag::List(start) => Block::List { start, items: self.items()? },
            Tag::Table(alignment) => Block::Table(self.table(&alignment)?),
            other => return Err(self.unsupported(block_name(&other), range.start)),
        };
        self.close();
        Ok(block)
    }

    /// `![](#name)` alone in its paragraph: a drawing by its name.
    fn figure(&mut self) -> Result<Option<Block>, MarkupError> {
        let named = |event: &Event<'_>| match event {
            Event::Start(Tag::Image { dest_url, title, .. }) if title.is_empty() => {
                dest_url.strip_prefix('#').filter(|name| is_place(name)).map(str::to_owned)
            }
            _ => None,
        };
        let Some((name, offset)) = self.events.peek().and_then(|(event, range)| Some((named(event)?, range.start))) else {
            return Ok(None);
        };
        self.events.next();
        // Its words are computed with it, so none stand in the template.
        if !matches!(self.events.next(), Some((Event::End(_), _))) || !matches!(self.events.peek(), Some((Event::End(_), _))) {
            return Err(self.unsupported("a figure with words of its own or beside others", offset));
        }
        Ok(Some(Block::FigureNamed { name }))
    }

    fn heading(&mut self, level: HeadingLevel, offset: usize) -> Result<Block, MarkupError> {
        let level = match level {
            HeadingLevel::H1 => 1,
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            _ => return Err(self.unsupported("a heading below level 3", offset)),
        };
        let content = self.inlines()?;
        if has_line_break(&content) {
            return Err(self.unsupported("a line break within a heading", offset));
        }
        Ok(Block::Heading { level, content })
    }

    fn items(&mut self) -> Result<Vec<Vec<Block>>, MarkupError> {
        let mut items = Vec::new();
        while self.events.next_if(|(event, _)| matches!(event, Event::Start(Tag::Item))).is_some() {
            items.push(self.blocks()?);
            self.close();
        }
        Ok(items)
    }

    fn table(&mut self, alignment: &[cmark::Alignment]) -> Result<Table, MarkupError> {
        let mut head = Vec::new();
        let mut rows = Vec::new();
        while let Some((event, range)) = self.events.next_if(|(event, _)| matches!(event, Event::Start(Tag::TableHead | Tag::TableRow))) {
            let mut cells = self.cells(range.start)?;
            self.close();
            if matches!(event, Event::Start(Tag::TableHead)) {
                head = cells;
            } else {
                cells.resize(head.len(), Vec::new());
                rows.push(cells);
            }
        }
        let mut alignment: Vec<_> = alignment.iter().map(|column| side(*column)).collect();
        alignment.resize(head.len(), Alignment::Left);
        Ok(Table { head, rows, alignment })
    }

    /// The cells of one row. pulldown-cmark drops those beyond the head's width without a word, so what follows the last
    /// cell in the source is looked at here.
    fn cells(&mut self, row_start: usize) -> Result<Vec<Vec<Inline>>, MarkupError> {
        let mut cells = Vec::new();
        let mut end = row_start;
        while let Some((_, range)) = self.events.next_if(|(event, _)| matches!(event, Event::Start(Tag::TableCell))) {
            cells.push(self.inlines()?);
            self.close();
            end = range.end;
        }
        let rest = self.source.get(end..).unwrap_or_default().lines().next().unwrap_or_default().trim();
        if rest.strip_prefix('|').unwrap_or(rest).trim().is_empty() {
            Ok(cells)
        } else {
            Err(MarkupError::TooManyCells { line: self.line(row_start) })
        }
    }

    /// Words and marks up to the next block or the end of the enclosing block or mark, which is left for the caller.
    fn inlines(&mut self) -> Result<Vec<Inline>, MarkupError> {
        let mut inlines = Vec::new();
        while let Some((event, range)) = self.events.next_if(|(event, _)| continues_line(event)) {
            match event {
                Event::Text(text) => {
                    self.check_text(&text, &range)?;
                    push_text(&mut inlines, &text);
                }
                Event::SoftBreak => push_text(&mut inlines, " "),
                Event::HardBreak => inlines.push(Inline::LineBreak),
                Event::Start(tag) => {
                    inlines.push(self.nested(range.start, |reader| reader.mark(tag, range))?);
                    self.close();
                }
                other => return Err(self.unsupported(event_name(&other), range.start)),
            }
        }
        Ok(inlines)
    }

    /// Strong, emphasis or a link, up to its end.
    fn mark(&mut self, tag: Tag<'text>, range: Range<usize>) -> Result<Inline, MarkupError> {
        match tag {
            Tag::Strong => Ok(Inline::Strong(self.inlines()?)),
            Tag::Emphasis => Ok(Inline::Emphasis(self.inlines()?)),
            Tag::Link { title, .. } if !title.is_empty() => Err(self.unsupported("a link title", range.start)),
            Tag::Link { link_type, dest_url, .. } => self.link(link_type, &dest_url, range.start),
            Tag::Image { .. } => Err(self.unsupported("an image", range.start)),
            _ => Err(self.unsupported("struck-out text", range.start)),
        }
    }

    fn link(&mut self, link_type: LinkType, address: &str, offset: usize) -> Result<Inline, MarkupError> {
        if let Some(place) = address.strip_prefix('#').filter(|place| is_place(place)) {
            let content = self.inlines()?;
            return if content.is_empty() {
                Err(self.unsupported("a link without words", offset))
            } else {
                Ok(Inline::Link { to: LinkTo::Place(place.to_owned()), content })
            };
        }
        let url = if link_type == LinkType::Email { format!("mailto:{address}") } else { address.to_owned() };
        let allowed = ["https:", "mailto:"]
            .iter()
            .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && url.len() > scheme.len());
        if !allowed || url.chars().any(|character| character.is_whitespace() || character.is_control()) {
            return Err(MarkupError::Address { url, line: self.line(offset) });
        }
        let content = if matches!(link_type, LinkType::Autolink | LinkType::Email) {
            // Between angle brackets nothing is a mark, so there is nothing to check.
            while self.events.next_if(|(event, _)| matches!(event, Event::Text(_))).is_some() {}
            vec![Inline::Text(address.to_owned())]
        } else {
            self.inlines()?
        };
        if content.is_empty() {
            return Err(self.unsupported("a link without words", offset));
        }
        Ok(Inline::Link { to: LinkTo::Address(url), content })
    }

    /// Refuses what would print as something other than what the template's author sees.
    fn check_text(&self, text: &str, range: &Range<usize>) -> Result<(), MarkupError> {
        let written = self.source.get(range.clone()).unwrap_or_default();
        if written.starts_with('&') && written != text && written != BACKSLASH {
            return Err(self.unsupported("an HTML entity (write the character itself)", range.start));
        }
        if !ascii::any(written, |byte| matches!(byte, b'*' | b'_' | b'`')) {
            return Ok(());
        }
        for (offset, mark) in written.char_indices().filter(|(_, character)| matches!(character, '*' | '_' | '`')) {
            let position = range.start + offset;
            let within_word = mark == '_' && self.is_within_word(position);
            if !within_word && !self.is_escaped(position) {
                return Err(MarkupError::Stray { mark, line: self.line(position) });
            }
        }
        Ok(())
    }

    /// An underscore between letters never marks anything, so it is safe to print.
    fn is_within_word(&self, position: usize) -> bool {
        let before = self.source.get(..position).and_then(|text| text.chars().next_back());
        let after = self.source.get(position + 1..).and_then(|text| text.chars().next());
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    }

    fn is_escaped(&self, position: usize) -> bool {
        let before = self.source.get(..position).unwrap_or_default();
        before.chars().rev().take_while(|character| *character == '\\').count() % 2 == 1
    }

    /// Runs one step deeper, unless that is too deep.
    fn nested<T>(&mut self, offset: usize, step: impl FnOnce(&mut Self) -> Result<T, MarkupError>) -> Result<T, MarkupError> {
        if self.depth == DEPTH_LIMIT {
            return Err(MarkupError::TooDeep { limit: DEPTH_LIMIT, line: self.line(offset) });
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        result
    }

    /// Reads the end of what was opened; pulldown-cmark promises that it is there.
    fn close(&mut self) {
        self.events.next();
    }

    fn unsupported(&self, construct: &'static str, offset: usize) -> MarkupError {
        MarkupError::Unsupported { construct, line: self.line(offset) }
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.source.get(..offset).unwrap_or(self.source);
        1 + before.bytes().filter(|byte| *byte == b'\n').count()
    }
}

/// Adds words, joining them to words just before: later stages shape and search whole runs.
fn push_text(inlines: &mut Vec<Inline>, words: &str) {
    if let Some(Inline::Text(text)) = inlines.last_mut() {
        text.push_str(words);
    } else {
        // Most often more of the paragraph follows: marks that a person typed come one by one.
        let mut text = String::with_capacity(words.len() + 80);
        text.push_str(words);
        inlines.push(Inline::Text(text));
    }
}

fn has_line_break(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::LineBreak => true,
        Inline::Text(_) => false,
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Link { content, .. } => has_line_break(content),
    })
}

fn continues_line(event: &Event<'_>) -> bool {
    match event {
        Event::End(_) => false,
        Event::Start(tag) => is_inline(tag),
        _ => true,
    }
}

/// Whether this can be the name of a place in the document.
fn is_place(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '-')
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Superscript | Tag::Subscript | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn side(alignment: cmark::Alignment) -> Alignment {
    match alignment {
        cmark::Alignment::None | cmark::Alignment::Left => Alignment::Left,
        cmark::Alignment::Center => Alignment::Centre,
        cmark::Alignment::Right => Alignment::Right,
    }
}
