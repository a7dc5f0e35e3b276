use proptest::prelude::*;

use super::{Markup, MarkupError, escape, normalise, parse};
use crate::document::{Alignment, Block, Inline, LinkTo};

fn blocks(source: &str) -> Vec<Block> {
    parse(&Markup(source.to_owned())).unwrap()
}

fn error(source: &str) -> MarkupError {
    parse(&Markup(source.to_owned())).unwrap_err()
}

fn text(words: &str) -> Vec<Inline> {
    if words.is_empty() { Vec::new() } else { vec![Inline::Text(words.to_owned())] }
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(text(words))
}

#[test]
fn reads_headings_paragraphs_and_breaks() {
    let expected = vec![
        Block::Heading { level: 1, content: text("Request") },
        Block::Paragraph(vec![
            Inline::Text("one two".into()),
            Inline::LineBreak,
            Inline::Text("three ".into()),
            Inline::Strong(text("four")),
            Inline::Text(" ".into()),
            Inline::Emphasis(text("five")),
        ]),
        Block::Heading { level: 3, content: text("Third") },
    ];
    assert_eq!(blocks("# Request\n\none\ntwo\\\nthree **four** *five*\n\n### Third"), expected);
}

#[test]
fn keeps_quotes_and_dashes_as_written() {
    assert_eq!(blocks("“It’s” -- \"it's\"..."), vec![paragraph("“It’s” -- \"it's\"...")]);
}

#[test]
fn reads_nested_lists_tight_and_loose_alike() {
    let expected = vec![Block::List {
        start: Some(3),
        items: vec![
            vec![paragraph("a"), Block::List { start: None, items: vec![vec![paragraph("b")], vec![paragraph("c")]] }],
            vec![paragraph("d")],
        ],
    }];
    assert_eq!(blocks("3. a\n   - b\n   - c\n4. d"), expected);
    assert_eq!(blocks("3. a\n\n   - b\n\n   - c\n\n4. d"), expected);
}

#[test]
fn reads_quotes() {
    assert_eq!(blocks("> a\n> b\n\n> c"), vec![Block::Quote(vec![paragraph("a b")]), Block::Quote(vec![paragraph("c")])]);
}

#[test]
fn reads_tables_and_pads_short_rows() {
    let found = blocks("| a | b | c |\n|---|:-:|--:|\n| 1 | **2** | 3 |\n| x |\n");
    let [Block::Table(table)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(table.head, vec![text("a"), text("b"), text("c")]);
    assert_eq!(table.alignment, vec![Alignment::Left, Alignment::Centre, Alignment::Right]);
    assert_eq!(table.rows, vec![vec![text("1"), vec![Inline::Strong(text("2"))], text("3")], vec![text("x"), vec![], vec![]]]);
}

#[test]
fn refuses_rows_wider_than_the_head() {
    assert_eq!(error("| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 2 | 3 |"), MarkupError::TooManyCells { line: 4 });
    assert_eq!(error("> | a |\n> |---|\n> | 1 | 2"), MarkupError::TooManyCells { line: 3 });
    assert_eq!(blocks("a | b\n--|--\n1 | 2").len(), 1);
}

#[test]
fn reads_links_and_refuses_other_schemes() {
    let link = |url: &str, words: &str| Block::Paragraph(vec![Inline::Link { to: LinkTo::Address(url.into()), content: text(words) }]);
    assert_eq!(blocks("[page](https://a.org/x_y)"), vec![link("https://a.org/x_y", "page")]);
    assert_eq!(blocks("<https://a.org/_x_>"), vec![link("https://a.org/_x_", "https://a.org/_x_")]);
    assert_eq!(blocks("<a_b@c.org>"), vec![link("mailto:a_b@c.org", "a_b@c.org")]);
    for url in ["http://a.org", "javascript:alert", "file:///etc", "other.html", "", "https:", "JavaScript&colon;x"] {
        let found = error(&format!("one\n\n[a]({url})"));
        assert!(matches!(found, MarkupError::Address { line: 3, .. }), "{url}: {found}");
    }
}

#[test]
fn names_what_it_cannot_set_and_where() {
    let cases = [
        ("<div>\n\nx\n\n</div>", "raw HTML"),
        ("<!-- note -->", "raw HTML"),
        ("x <b>y</b>", "inline HTML"),
        ("x `y` z", "code (between backquotes)"),
        ("    y", "code (a line that begins with four or more spaces)"),
        ("```\ny\n```", "code (between ``` or ~~~)"),
        ("x ![y](https://a.org/b.png)", "an image"),
        ("---", "a horizontal rule"),
        ("- a\n\n  ---", "a horizontal rule"),
        ("#### y", "a heading below level 3"),
        ("x ~~y~~", "struck-out text"),
        ("- [ ] y", "a task list"),
        ("y[^1]\n\n[^1]: z", "a footnote"),
        ("a &amp; b", "an HTML entity (write the character itself)"),
        ("a&#x200b;b", "an HTML entity (write the character itself)"),
        ("[a](https://b.org \"c\")", "a link title"),
        ("[](https://b.org)", "a link without words"),
        ("a\\\nb\n===", "a line break within a heading"),
        ("**a\\\nb**\n===", "a line break within a heading"),
    ];
    for (source, construct) in cases {
        let found = error(&format!("first\n\n{source}"));
        let MarkupError::Unsupported { construct: named, line } = found else { panic!("{source}: {found}") };
        assert_eq!(named, construct, "{source}");
        assert!(line >= 3, "{source}: line {line}");
    }
}

#[test]
fn refuses_marks_that_would_be_printed() {
    assert_eq!(error("a\n\n**bold"), MarkupError::Stray { mark: '*', line: 3 });
    assert_eq!(error("name: ____"), MarkupError::Stray { mark: '_', line: 1 });
    assert_eq!(error("**J\\.**s"), MarkupError::Stray { mark: '*', line: 1 });
    assert_eq!(error("a ` b").line(), 1);
    assert_eq!(blocks("file_name 2 \\* 3 & \\\\"), vec![paragraph("file_name 2 * 3 & \\")]);
    assert!(matches!(error(&"> ".repeat(40)), MarkupError::TooDeep { .. }));
}

#[test]
fn normalises_to_one_visible_line() {
    assert_eq!(normalise("  a\r\n\tb\u{2028}c\u{0}\u{7}d \u{feff}e  "), "a b cd e");
    assert_eq!(normalise("\u{a0}5\u{a0}km\u{3000}x"), "\u{a0}5\u{a0}km x");
    assert_eq!(escape(" \t\n \u{b}"), "");
    assert_eq!(escape("1. <b>"), "1\\. \\<b\\>");
}

/// The text alone, and in every place a template can put it.
fn assert_plain(typed: &str) {
    let (escaped, plain) = (escape(typed), normalise(typed));
    let inner = text(&plain);
    if plain.is_empty() {
        assert_eq!(blocks(&escaped), vec![]);
    } else {
        assert_eq!(blocks(&escaped), vec![paragraph(&plain)]);
        assert_eq!(
            blocks(&format!("- {escaped}\n- x")),
            vec![Block::List { start: None, items: vec![vec![paragraph(&plain)], vec![paragraph("x")]] }]
        );
        assert_eq!(
            blocks(&format!("x\\\n{escaped}\ny")),
            vec![Block::Paragraph(vec![Inline::Text("x".into()), Inline::LineBreak, Inline::Text(format!("{plain} y"))])]
        );
        assert_eq!(blocks(&format!("> {escaped}")), vec![Block::Quote(vec![paragraph(&plain)])]);
    }
    assert_eq!(blocks(&format!("## {escaped}")), vec![Block::Heading { level: 2, content: inner.clone() }]);
    assert_eq!(blocks(&format!("Dear {escaped}, today")), vec![paragraph(&format!("Dear {plain}, today"))]);
    assert_eq!(blocks(&format!("x{escaped}y")), vec![paragraph(&format!("x{plain}y"))]);
    for row in [format!("| {escaped} | z |"), format!("|{escaped}|z|")] {
        let found = blocks(&format!("| a | b |\n|---|---|\n{row}\n"));
        let [Block::Table(table)] = found.as_slice() else { panic!("{row}: {found:?}") };
        assert_eq!(table.rows, vec![vec![inner.clone(), text("z")]], "{row}");
    }
    let found = blocks(&format!("| {escaped} | b |\n|---|---|\n"));
    let [Block::Table(table)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(table.head, vec![inner, text("b")]);
}

#[test]
fn awkward_texts_stay_plain() {
    let awkward = [
        "1. a",
        "1)",
        "# x",
        "x #",
        "+",
        "- x",
        "* x",
        "---",
        "===",
        "&amp;",
        "&#65;",
        "<b>x</b>",
        "<!--",
        "a | b",
        "|",
        "\\",
        "\\\\",
        "a\\",
        "\\|",
        "http://a.org",
        "www.a.org",
        "<https://a.org>",
        "a@b.org",
        "[a](https://b.org)",
        "![x]",
        "[^1]",
        "[^1]: x",
        "[x]: https://a.org",
        "[ ] x",
        "~~x~~",
        "~~~",
        "```",
        "`",
        "    x",
        "> x",
        "$x$",
        "a\u{0}b",
        "a\u{2028}b",
        "\u{a0}",
        "\u{a0}x\u{a0}",
        "\u{200d}",
        "\u{feff}x",
        "\u{200b}",
        ":-:",
        "|-|",
        "x\n---",
        "a  \nb",
        "{#id}",
        ":::",
        "Ünï",
        "   ",
        "",
        "\u{85}",
        "1234567890. x",
        "\"'",
        "__x__",
        "\u{202f}",
        "\u{3000}x",
        "O’Dell",
        "^x^",
    ];
    for typed in awkward {
        assert_plain(typed);
    }
}

proptest! {
    #[test]
    fn any_text_stays_plain(typed in any::<String>()) {
        assert_plain(&typed);
    }

    #[test]
    fn any_punctuation_stays_plain(typed in "[ -/:-@\\[-`{-~a1\\n\\t\u{a0}\\\\|&#;]{0,12}") {
        assert_plain(&typed);
    }

    #[test]
    fn any_source_is_read_or_refused(source in "[ -/:-@\\[-`{-~a1\\n|>*\\-]{0,60}") {
        let _ = parse(&Markup(source));
    }
}
