//! One HTML file, complete in itself.
//!
//! Why: the most accessible form for many readers, and it opens on any telephone. It must load nothing and run nothing,
//! because it holds a child's affairs; the content security policy says so to the browser too. Input: a document. Output:
//! the file's text.

use super::DRAFT;
use crate::document::{Alignment, Block, Document, Inline, LinkTo, Part, Table};

/// Readable at any width, on paper, and in dark mode; colours only from the reader's own settings.
const STYLE: &str = "\
:root { color-scheme: light dark; }
body { margin: 0; font: 1.1rem/1.5 Georgia, 'Times New Roman', serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; }
section + section { margin-top: 3rem; border-top: 1px solid; padding-top: 1.5rem; }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid; padding: 0.25rem 0.5rem; vertical-align: top; text-align: left; }
.centre { text-align: center; }
.right { text-align: right; }
.group { margin: 1rem 0; }
.draft { font-weight: bold; letter-spacing: 0.2em; }
@media print { section + section { border: 0; break-before: page; } }
";

/// See [`super::html()`].
pub(super) fn document(document: &Document) -> String {
    let mut html = String::new();
    html.push_str(&head(document));
    html.push_str("<body>\n<main>\n");
    if document.draft {
        html.push_str(&format!("<p class=\"draft\">{DRAFT}</p>\n"));
    }
    for part in &document.parts {
        html.push_str(&section(part));
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn head(document: &Document) -> String {
    let draft = if document.draft { format!("{DRAFT} – ") } else { String::new() };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{draft}{}</title>\n\
         <meta name=\"author\" content=\"{}\">\n<meta name=\"description\" content=\"{}\">\n\
         <meta name=\"date\" content=\"{}\">\n<style>\n{STYLE}</style>\n</head>\n",
        escaped(&document.language),
        escaped(&document.title),
        escaped(&document.author),
        escaped(&document.subject),
        document.date,
    )
}

fn section(part: &Part) -> String {
    let label = part.title.as_ref().map(|title| format!(" aria-label=\"{}\"", escaped(title))).unwrap_or_default();
    format!("<section{label}>\n{}</section>\n", blocks(&part.blocks))
}

fn blocks(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect()
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, content } => {
            let level = (*level).clamp(1, 3);
            format!("<h{level}>{}</h{level}>\n", inline(content))
        }
        Block::Paragraph(content) if content.is_empty() => String::new(),
        Block::Paragraph(content) => format!("<p>{}</p>\n", inline(content)),
        Block::List { start, items } => list(*start, items),
        Block::Table(content) => table(content),
        Block::Figure(figure) => format!("<p>{}</p>\n", escaped(&figure.alternative)),
        Block::FigureNamed { .. } => String::new(),
        Block::Quote(content) => format!("<blockquote>\n{}</blockquote>\n", blocks(content)),
        Block::Group { style, blocks: content } => {
            format!("<div class=\"group {}\">\n{}</div>\n", escaped(style), blocks(content))
        }
    }
}

fn list(start: Option<u64>, items: &[Vec<Block>]) -> String {
    let items: String = items.iter().map(|item| format!("<li>{}</li>\n", list_item(item))).collect();
    match start {
        None => format!("<ul>\n{items}</ul>\n"),
        Some(1) => format!("<ol>\n{items}</ol>\n"),
        Some(first) => format!("<ol start=\"{first}\">\n{items}</ol>\n"),
    }
}

/// An item that is one paragraph goes without paragraph tags, or browsers would set the list wide.
fn list_item(item: &[Block]) -> String {
    match item {
        [Block::Paragraph(content)] => inline(content),
        other => format!("\n{}", blocks(other)),
    }
}

fn table(table: &Table) -> String {
    let row = |cells: &[Vec<Inline>], open: &str, close: &str| -> String {
        let cells: String = cells
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let class = match table.alignment.get(column) {
                    Some(Alignment::Centre) => " class=\"centre\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Left) | None => "",
                };
                format!("<{open}{class}>{}</{close}>", inline(cell))
            })
            .collect();
        format!("<tr>{cells}</tr>\n")
    };
    let head = row(&table.head, "th scope=\"col\"", "th");
    let rows: String = table.rows.iter().map(|cells| row(cells, "td", "td")).collect();
    format!("<table>\n<thead>\n{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
}

fn inline(inlines: &[Inline]) -> String {
    let mut html = String::new();
    for inline_part in inlines {
        match inline_part {
            Inline::Text(run) => html.push_str(&escaped(run)),
            Inline::LineBreak => html.push_str("<br>\n"),
            Inline::Strong(content) => html.push_str(&format!("<strong>{}</strong>", inline(content))),
            Inline::Emphasis(content) => html.push_str(&format!("<em>{}</em>", inline(content))),
            Inline::Link { to: LinkTo::Place(_), content } => html.push_str(&inline(content)),
            Inline::Link { to: LinkTo::Address(url), content } => {
                html.push_str(&format!("<a href=\"{}\">{}</a>", escaped(url), inline(content)));
            }
        }
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
