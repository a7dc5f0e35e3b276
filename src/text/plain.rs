//! Plain text: wrapped lines, aligned columns, no marks.
//!
//! Why: mail programs and school portals show nothing else reliably, and a screen reader reads it without noise; so marks
//! are layout (space, indentation, a line below a heading), never characters around words. Input: a document and a width.
//! Output: lines joined by newlines.

use std::iter::once;

use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

use super::{DRAFT, words};
use crate::document::{Alignment, Block, Document, Inline, LinkTo, Table};

/// Narrower than this, indentation would leave no room for words.
const NARROWEST: usize = 20;
/// How far a quote stands in from the margin.
const QUOTE_INDENT: &str = "    ";
/// The space between two columns.
const GUTTER: &str = "  ";

/// See [`super::plain()`].
pub(super) fn document(document: &Document, width: usize) -> String {
    let width = width.max(NARROWEST);
    let mut lines = Vec::new();
    if document.draft {
        lines.extend([DRAFT.to_owned(), String::new()]);
    }
    for (number, part) in document.parts.iter().enumerate() {
        if number > 0 {
            lines.extend([String::new(), "-".repeat(width), String::new()]);
        }
        lines.extend(blocks(&part.blocks, width));
    }
    lines.iter().flat_map(|line| [line.trim_end_matches(' '), "\n"]).collect()
}

/// Blocks with an empty line between them.
fn blocks(blocks: &[Block], width: usize) -> Vec<String> {
    let set: Vec<_> = blocks.iter().map(|one| block(one, width)).collect();
    separated(set, true)
}

fn block(block: &Block, width: usize) -> Vec<String> {
    match block {
        Block::Heading { level, content } => heading(*level, content, width),
        Block::Paragraph(content) => wrap(&text(content, '\n'), width),
        Block::List { start, items } => list(*start, items, width),
        Block::Table(content) => table(content, width),
        Block::Quote(content) => indent(blocks(content, inner(width, QUOTE_INDENT.len())), QUOTE_INDENT, QUOTE_INDENT),
        Block::Group { blocks: content, .. } => blocks(content, width),
        Block::Figure(figure) => wrap(&figure.alternative, width),
        Block::FigureNamed { .. } => Vec::new(),
    }
}

/// The two upper levels are underlined, since plain text has no other way to stand out that leaves the words alone.
fn heading(level: u8, content: &[Inline], width: usize) -> Vec<String> {
    let mut lines = wrap(&text(content, '\n'), width);
    let longest = lines.iter().map(|line| display_width(line)).max().unwrap_or_default();
    match level {
        1 => lines.push("=".repeat(longest)),
        2 => lines.push("-".repeat(longest)),
        _ => {}
    }
    lines
}

fn list(start: Option<u64>, items: &[Vec<Block>], width: usize) -> Vec<String> {
    let markers: Vec<_> = (0_u64..)
        .zip(items)
        .map(|(place, _)| start.map_or("- ".to_owned(), |first| format!("{}. ", first.saturating_add(place))))
        .collect();
    let room = markers.iter().map(String::len).max().unwrap_or_default();
    let set = markers.iter().zip(items).map(|(marker, item)| {
        let lines = blocks(item, inner(width, room));
        indent(lines, &format!("{marker:<room$}"), &" ".repeat(room))
    });
    let roomy = items.iter().any(|item| item.len() > 1);
    separated(set.collect(), roomy)
}

/// Columns if they fit; otherwise each row becomes a small block in which every value names its column.
fn table(table: &Table, width: usize) -> Vec<String> {
    let rows: Vec<Vec<String>> = once(&table.head).chain(&table.rows).map(|row| row.iter().map(|cell| text(cell, ' ')).collect()).collect();
    let widths: Vec<usize> = (0..table.head.len())
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| display_width(cell)).max().unwrap_or(0))
        .collect();
    let gutters = GUTTER.len() * widths.len().saturating_sub(1);
    if widths.iter().sum::<usize>() + gutters <= width { columns(&rows, &widths, &table.alignment) } else { records(&rows, width) }
}

fn columns(rows: &[Vec<String>], widths: &[usize], alignment: &[Alignment]) -> Vec<String> {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells: Vec<_> = row
                .iter()
                .zip(widths)
                .enumerate()
                .map(|(column, (cell, width))| pad(cell, *width, alignment.get(column).copied()))
                .collect();
            cells.join(GUTTER)
        })
        .collect();
    let rule: Vec<_> = widths.iter().map(|width| "-".repeat(*width)).collect();
    lines.insert(lines.len().min(1), rule.join(GUTTER));
    lines
}

fn pad(cell: &str, width: usize, alignment: Option<Alignment>) -> String {
    let spare = width.saturating_sub(display_width(cell));
    let before = match alignment {
        None | Some(Alignment::Left) => 0,
        Some(Alignment::Centre) => spare / 2,
        Some(Alignment::Right) => spare,
    };
    format!("{}{cell}{}", " ".repeat(before), " ".repeat(spare - before))
}

fn records(rows: &[Vec<String>], width: usize) -> Vec<String> {
    let Some((head, rows)) = rows.split_first() else {
        return Vec::new();
    };
    let set = rows.iter().map(|row| {
        let pairs = head.iter().zip(row).filter(|(_, value)| !value.is_empty());
        pairs.flat_map(|(title, value)| wrap_hanging(&record_line(title, value), width)).collect()
    });
    separated(set.collect(), true)
}

fn record_line(title: &str, value: &str) -> String {
    match title.trim_end_matches(':') {
        "" => value.to_owned(),
        title => format!("{title}: {value}"),
    }
}

/// The words of a run; a link whose words do not show where it leads is followed by its address, as mail programs do.
fn text(inlines: &[Inline], line_break: char) -> String {
    let mut set = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(run) => set.push_str(run),
            Inline::LineBreak => set.push(line_break),
            Inline::Strong(content) | Inline::Emphasis(content) => set.push_str(&text(content, line_break)),
            Inline::Link { to: LinkTo::Place(_), content } => set.push_str(&text(content, line_break)),
            Inline::Link { to: LinkTo::Address(url), content } => {
                let shown = words(content, ' ');
                let address = url.strip_prefix("mailto:").unwrap_or(url);
                let bare = address.strip_prefix("https://").unwrap_or(address);
                set.push_str(&text(content, line_break));
                if !shown.contains(bare.trim_end_matches('/')) {
                    set.push_str(&format!(" <{address}>"));
                }
            }
        }
    }
    set
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    wrap_with(text, Options::new(width))
}

fn wrap_hanging(text: &str, width: usize) -> Vec<String> {
    wrap_with(text, Options::new(width).subsequent_indent("  "))
}

/// Wraps between words only: a broken word or address could not be copied.
fn wrap_with(text: &str, options: Options<'_>) -> Vec<String> {
    let options = options
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    textwrap::wrap(text, options).into_iter().map(|line| line.into_owned()).collect()
}

/// Joins runs of lines, with an empty line between them if asked; runs without lines leave no gap.
fn separated(runs: Vec<Vec<String>>, empty_line: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for run in runs.into_iter().filter(|run| !run.is_empty()) {
        if empty_line && !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(run);
    }
    lines
}

/// Puts `first` before the first line and `rest` before the others; a run without lines still shows its marker.
fn indent(lines: Vec<String>, first: &str, rest: &str) -> Vec<String> {
    let lines = if lines.is_empty() { vec![String::new()] } else { lines };
    let before = once(first).chain(std::iter::repeat(rest));
    lines.iter().zip(before).map(|(line, before)| format!("{before}{line}")).collect()
}

fn inner(width: usize, taken: usize) -> usize {
    width.saturating_sub(taken).max(1)
}
