//! What CommonMark calls the things that letters do not have, in a template author's words.
//!
//! Why: an error that names the construct is mended in a minute. Input: pulldown-cmark's tags and events. Output: a name with
//! its article, to stand before "cannot be set in a letter".

use pulldown_cmark::{CodeBlockKind, Event, Tag};

/// A block that letters do not have.
pub(super) fn block_name(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::CodeBlock(CodeBlockKind::Indented) => "code (a line that begins with four or more spaces)",
        Tag::CodeBlock(CodeBlockKind::Fenced(_)) => "code (between ``` or ~~~)",
        Tag::HtmlBlock => "raw HTML",
        Tag::FootnoteDefinition(_) => "a footnote",
        _ => "this block",
    }
}

/// Something within a line that letters do not have.
pub(super) fn event_name(event: &Event<'_>) -> &'static str {
    match event {
        Event::Code(_) => "code (between backquotes)",
        Event::Html(_) => "raw HTML",
        Event::InlineHtml(_) => "inline HTML",
        Event::FootnoteReference(_) => "a footnote",
        Event::Rule => "a horizontal rule",
        Event::TaskListMarker(_) => "a task list",
        _ => "this mark",
    }
}
