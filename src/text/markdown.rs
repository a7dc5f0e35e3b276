//! CommonMark with tables, for people who keep notes in Markdown.
//!
//! Why a writer of our own rather than the template's output: the packet's later parts and the groups never were one
//! template's text, and only the document is certain to hold the final words. Punctuation is escaped where it could mark
//! something and nowhere else, so that the file stays pleasant to read as it is. Input: a document. Output: a text that
//! [`crate::markup::parse`] reads back as the same blocks (parts are separated by a rule, which it does not read).

use super::{DRAFT, words};
use crate::document::{Alignment, Block, Document, Inline, LinkTo, Table};

/// See [`super::markdown()`].
pub(super) fn document(document: &Document) -> String {
    let mut lines = Vec::new();
    if document.draft {
        lines.extend([format!("**{DRAFT}**"), String::new()]);
    }
    for (number, part) in document.parts.iter().enumerate() {
        if number > 0 {
            lines.extend([String::new(), "---".to_owned(), String::new()]);
        }
        lines.extend(blocks(&part.blocks));
    }
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// Blocks with an empty line between them. Of two lists in a row the second gets other markers, or they would become one.
fn blocks(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut previous_list: Option<(bool, bool)> = None;
    for block in flat(blocks) {
        let list = if let Block::List { start, .. } = block { Some(start.is_some()) } else { None };
        let other_marker = list.is_some() && previous_list.is_some_and(|(kind, other)| Some(kind) == list && !other);
        previous_list = list.map(|kind| (kind, other_marker));
        let set = one(block, other_marker);
        if !set.is_empty() && !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(set);
    }
    lines
}

/// The blocks with their groups opened: a group is a matter of print style, which Markdown does not have.
fn flat<'blocks>(blocks: &'blocks [Block]) -> Vec<&'blocks Block> {
    let open = |block: &'blocks Block| -> Vec<&'blocks Block> {
        match block {
            Block::Group { blocks, .. } => flat(blocks),
            other => vec![other],
        }
    };
    blocks.iter().flat_map(open).collect()
}

fn one(block: &Block, other_marker: bool) -> Vec<String> {
    match block {
        Block::Heading { level, content } => {
            let content = lines(&inline(content, " ")).join(" ");
            vec![format!("{} {content}", "#".repeat(usize::from((*level).clamp(1, 3))))]
        }
        Block::Paragraph(content) => lines(&inline(content, "\\\n")),
        Block::List { start, items } => list(*start, items, other_marker),
        Block::Table(content) => table(content),
        Block::Quote(content) if blocks(content).is_empty() => vec![">".to_owned()],
        Block::Quote(content) => blocks(content).iter().map(|line| format!("> {line}").trim_end_matches(' ').to_owned()).collect(),
        Block::Group { blocks: content, .. } => blocks(content),
        Block::Figure(figure) => lines(&escaped(&figure.alternative)),
        Block::FigureNamed { .. } => Vec::new(),
    }
}

fn list(start: Option<u64>, items: &[Vec<Block>], other_marker: bool) -> Vec<String> {
    let roomy = items.iter().any(|item| item.len() > 1);
    let mut set = Vec::new();
    for (place, item) in (0_u64..).zip(items) {
        let marker = match (start, other_marker) {
            (None, false) => "- ".to_owned(),
            (None, true) => "+ ".to_owned(),
            (Some(first), false) => format!("{}. ", first.saturating_add(place)),
            (Some(first), true) => format!("{}) ", first.saturating_add(place)),
        };
        let mut content = blocks(item).into_iter();
        if roomy && place > 0 {
            set.push(String::new());
        }
        set.push(format!("{marker}{}", content.next().unwrap_or_default()).trim_end_matches(' ').to_owned());
        let indent = " ".repeat(marker.len());
        set.extend(content.map(|line| if line.is_empty() { line } else { format!("{indent}{line}") }));
    }
    set
}

fn table(table: &Table) -> Vec<String> {
    let row = |cells: &Vec<Vec<Inline>>| {
        let cells: Vec<_> = cells.iter().map(|cell| inline(cell, " ").trim_matches(' ').to_owned()).collect();
        format!("| {} |", cells.join(" | "))
    };
    let rule: Vec<_> = table
        .alignment
        .iter()
        .map(|alignment| match alignment {
            Alignment::Left => "---",
            Alignment::Centre => ":-:",
            Alignment::Right => "--:",
        })
        .collect();
    let mut set = vec![row(&table.head), format!("| {} |", rule.join(" | "))];
    set.extend(table.rows.iter().map(row));
    set
}

/// One run of words with its marks. Emphasis within strong or emphasis is written with the other mark, since asterisks in a
/// row would be read the other way round.
fn inline(inlines: &[Inline], line_break: &str) -> String {
    marked(inlines, line_break, '*')
}

fn marked(inlines: &[Inline], line_break: &str, emphasis: char) -> String {
    let mut text = String::new();
    let mut mark = emphasis;
    for inline in inlines {
        match inline {
            Inline::Text(run) => text.push_str(&escaped(run)),
            Inline::LineBreak => text.push_str(line_break),
            Inline::Strong(content) => {
                text.push_str(&format!("**{}**", marked(content, line_break, '_')));
            }
            Inline::Emphasis(content) => {
                let content = marked(content, line_break, other(mark));
                text.push_str(&format!("{mark}{content}{mark}"));
            }
            Inline::Link { content, .. } if words(content, ' ').is_empty() => {}
            Inline::Link { to: LinkTo::Place(_), content } => text.push_str(&marked(content, line_break, emphasis)),
            Inline::Link { to: LinkTo::Address(url), content } => {
                let content = marked(content, line_break, emphasis);
                text.push_str(&format!("[{content}]({})", address(url)));
            }
        }
        // Right after a mark of the same kind, the two would run together.
        let touches = matches!(inline, Inline::Emphasis(_)) && mark == emphasis;
        mark = if touches { other(emphasis) } else { emphasis };
    }
    text
}

fn other(mark: char) -> char {
    if mark == '*' { '_' } else { '*' }
}

/// Escapes what means something anywhere in a line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let marks = match character {
            '*' | '_' | '`' | '[' | ']' | '<' | '|' | '~' => true,
            '&' => next.is_some_and(|next| next == '#' || next.is_ascii_alphanumeric()),
            '\\' => {
                escaped.push_str("&#92;");
                continue;
            }
            _ => false,
        };
        if marks {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn address(url: &str) -> String {
    let mut escaped = String::with_capacity(url.len());
    for character in url.chars() {
        if character.is_ascii_punctuation() && !matches!(character, ':' | '/' | '.' | '-' | '@' | '?' | '=' | '%' | '_') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// The lines of a paragraph, each with an escape before what means something only where a line begins or ends.
fn lines(text: &str) -> Vec<String> {
    text.split('\n').filter(|line| !line.is_empty()).map(escaped_line).collect()
}

fn escaped_line(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after_digits = line.get(digits..).unwrap_or_default();
    let line = if digits > 0 && after_digits.starts_with(['.', ')']) {
        format!("{}\\{after_digits}", line.get(..digits).unwrap_or_default())
    } else if line.starts_with(['#', '>', '+', '-', '=', ':']) {
        format!("\\{line}")
    } else {
        line.to_owned()
    };
    match line.strip_suffix('#') {
        // A closing run of number signs would be taken for the end of a heading.
        Some(rest) if !rest.ends_with('\\') => format!("{rest}\\#"),
        _ => line,
    }
}
