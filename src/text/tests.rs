use chrono::NaiveDate;
use proptest::prelude::*;

use super::{html, markdown, plain, words};
use crate::document::{Block, Document, Inline, Part};
use crate::markup::{Markup, escape, parse};

fn document(parts: Vec<Vec<Block>>, draft: bool) -> Document {
    Document {
        title: "Request & \"more\"".into(),
        author: "Elena <Núñez>".into(),
        subject: "Evaluation".into(),
        language: "en-US".into(),
        date: NaiveDate::from_ymd_opt(2026, 10, 6).unwrap(),
        running_foot: "M.R.".into(),
        draft,
        numbered_from_first: false,
        files: Vec::new(),
        parts: parts.into_iter().map(|blocks| Part { title: Some("Part".into()), blocks, ..Part::default() }).collect(),
    }
}

fn blocks(source: &str) -> Vec<Block> {
    parse(&Markup(source.to_owned())).unwrap()
}

fn one(source: &str) -> Document {
    document(vec![blocks(source)], false)
}

const LETTER: &str = "# Request for évaluation\n\nElena Núñez\\\n118 Alder Ct\n\nDear *Director* of **Special Education**:\n\n\
    I ask for 3 < 4 & 5 > 2 things, “now”, of a length that has to be wrapped somewhere near the end:\n\n\
    3. First thing\n4. Second thing\n\n   - deeper **point**\n   - [page](https://a.org/b_(c))\n\n   and on\n\n\
    > Nobody asked me.\n>\n> Twice.\n\n\
    | Date | What | Days |\n|---|:-:|--:|\n| Oct 6 | Left \\| late | 3 |\n| Oct 16 | | 12 |\n\n## Thanks\n\n\
    <elena@example.org>";

/// Words in reading order, list markers and rules left out.
fn tokens(text: &str) -> Vec<String> {
    let is_marker = |word: &str| {
        let digits = word.trim_end_matches('.');
        !word.contains(char::is_alphanumeric) || (digits != word && digits.chars().all(|one| one.is_ascii_digit()))
    };
    text.split_whitespace().filter(|word| !is_marker(word)).map(str::to_owned).collect()
}

fn block_words(blocks: &[Block]) -> String {
    let set = blocks.iter().map(|block| match block {
        Block::Heading { content, .. } | Block::Paragraph(content) => words(content, ' '),
        Block::List { items, .. } => items.iter().map(|item| block_words(item)).collect::<Vec<_>>().join(" "),
        Block::Quote(content) | Block::Group { blocks: content, .. } => block_words(content),
        Block::Table(table) => {
            let cells = table.head.iter().chain(table.rows.iter().flatten());
            cells.map(|cell| words(cell, ' ')).collect::<Vec<_>>().join(" ")
        }
        Block::Figure(figure) => figure.alternative.clone(),
        Block::FigureNamed { .. } => String::new(),
    });
    set.collect::<Vec<_>>().join(" ")
}

fn document_words(document: &Document) -> Vec<String> {
    let parts = document.parts.iter().map(|part| block_words(&part.blocks));
    let draft = document.draft.then(|| "DRAFT".to_owned());
    tokens(&draft.into_iter().chain(parts).collect::<Vec<_>>().join(" "))
}

/// What a reader of the HTML file sees.
fn html_words(html: &str) -> Vec<String> {
    let body = html.split("<main>").nth(1).unwrap();
    let mut text = String::new();
    for piece in body.split('<') {
        let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
        if !["strong", "/strong", "em", "/em", "/a"].contains(&tag) && !tag.starts_with("a ") {
            text.push(' ');
        }
        text.push_str(rest);
    }
    tokens(&text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// The Markdown read back, rules aside.
fn read_back(document: &Document) -> Vec<Vec<Block>> {
    markdown(document).split("\n\n---\n\n").map(blocks).collect()
}

#[test]
fn all_formats_say_the_same_words() {
    for draft in [false, true] {
        let document = document(vec![blocks(LETTER), blocks("# Second\n\npart")], draft);
        let expected = document_words(&document);
        assert!(expected.len() > 50);
        assert_eq!(tokens(&plain(&document, 60).replace(" <https://a.org/b_(c)>", "")), expected);
        assert_eq!(html_words(&html(&document)), expected);
        assert_eq!(tokens(&read_back(&document).iter().map(|part| block_words(part)).collect::<Vec<_>>().join(" ")), expected);
    }
}

#[test]
fn plain_text_looks_as_it_should() {
    let expected = "\
Request for évaluation
======================

Elena Núñez
118 Alder Ct

Dear Director of Special Education:

I ask for 3 < 4 & 5 > 2 things, “now”,
of a length that has to be wrapped
somewhere near the end:

3. First thing

4. Second thing

   - deeper point
   - page <https://a.org/b_(c)>

   and on

    Nobody asked me.

    Twice.

Date       What      Days
------  -----------  ----
Oct 6   Left | late     3
Oct 16                 12

Thanks
------

elena@example.org
";
    assert_eq!(plain(&one(LETTER), 40), expected);
}

#[test]
fn plain_tables_that_do_not_fit_become_records() {
    let table = one("| Date: | What | |\n|---|---|---|\n| Oct 6 | Could not enter the building | x |\n| Oct 7 | | y |");
    let expected = "Date: Oct 6\nWhat: Could not enter the\n  building\nx\n\nDate: Oct 7\ny\n";
    assert_eq!(plain(&table, 25), expected);
}

#[test]
fn plain_text_separates_parts_and_shows_drafts() {
    let both = document(vec![blocks("a"), blocks("b")], true);
    assert_eq!(plain(&both, 0), format!("DRAFT\n\na\n\n{}\n\nb\n", "-".repeat(20)));
}

#[test]
fn groups_show_in_html_alone() {
    let group = Block::Group { style: "sender".into(), blocks: blocks("a\\\nb\n\nc") };
    let document = document(vec![vec![group, Block::Paragraph(vec![Inline::Text("d".into())])]], false);
    assert!(html(&document).contains("<div class=\"group sender\">\n<p>a<br>\nb</p>\n<p>c</p>\n</div>\n<p>d</p>"));
    assert_eq!(plain(&document, 40), "a\nb\n\nc\n\nd\n");
    assert_eq!(markdown(&document), "a\\\nb\n\nc\n\nd\n");
}

#[test]
fn html_is_complete_accessible_and_inert() {
    let page = html(&document(vec![blocks(LETTER)], true));
    for needed in [
        "<!DOCTYPE html>",
        "<html lang=\"en-US\">",
        "<title>DRAFT – Request &amp; &quot;more&quot;</title>",
        "charset=\"utf-8\"",
        "content=\"Elena &lt;Núñez&gt;\"",
        "<p class=\"draft\">DRAFT</p>",
        "<th scope=\"col\">Date</th>",
        "<ol start=\"3\">",
        "<td class=\"right\">12</td>",
        "3 &lt; 4 &amp; 5 &gt; 2",
        "<a href=\"mailto:elena@example.org\">",
        "<li>First thing</li>",
        "<section aria-label=\"Part\">",
        "content=\"2026-10-06\"",
    ] {
        assert!(page.contains(needed), "{needed}\n{page}");
    }
    for banned in ["<script", "src=\"", "<link", "url(", "@import", "<img"] {
        assert!(!page.contains(banned), "{banned}");
    }
    assert!(!html(&one("a")).contains("DRAFT"));
}

#[test]
fn markdown_reads_back_as_the_same_blocks() {
    let sources = [
        LETTER,
        "- a\n\n+ b\n\n* c",
        "1. a\n\n1) b",
        "- \n- x",
        "- - a\n  - b",
        "1\\. a\\\n\\# b\\\n2\\) c\\\n\\- d\\\n\\--- e",
        "# C\\#",
        "# C \\#\\#",
        "a\\\n\\===",
        "a\\\n\\:-:",
        "\\> q",
        "\\&amp; & b &c",
        "\\~\\~a\\~\\~ \\[x\\](y) \\<b\\>",
        "**a *b* c** ***d***",
        "*a*_b_ *c _d_*",
        ">\n\nx",
        "[**a** b](https://c.org/?d=e&f=\\(g\\))",
        "| a |\n|---|\n| \\| &#92; |\n| |",
        "> - a\n>\n>   > b\n>\n> c",
        "x\\!\\[y",
        "10. a\n\n    b\n11. c",
        "- # a\n- | a |\n  |---|\n  | b |",
        "a\\\n\\+ b\\\n\\* c",
    ];
    for source in sources {
        let document = one(source);
        assert_eq!(read_back(&document), vec![blocks(source)], "{source}\n--\n{}", markdown(&document));
    }
    let short = one("Sent on October 6, 2026 (by e-mail): \"yes\" & no.");
    assert_eq!(markdown(&short), "Sent on October 6, 2026 (by e-mail): \"yes\" & no.\n");
}

proptest! {
    #[test]
    fn any_words_survive_every_format(typed in prop::collection::vec(any::<String>(), 4), punctuation in "[ -~]{0,20}") {
        let [a, b, c, d] = typed.iter().map(|text| escape(text)).collect::<Vec<_>>().try_into().unwrap();
        let e = escape(&punctuation);
        let source = format!("# x {a}\n\n{b}\\\n{c}x\\\n{e}z\n\n- y {d}\n- x{e}\n\n| h | {a} |\n|---|---|\n| {b} {e} | {c} |\n\n**x{d}x** {e}");
        let document = one(&source);
        let expected = document_words(&document);
        prop_assert_eq!(read_back(&document), vec![blocks(&source)], "{}", markdown(&document));
        prop_assert_eq!(tokens(&plain(&document, 10_000)), expected.clone());
        prop_assert_eq!(html_words(&html(&document)), expected);
    }

    #[test]
    fn no_line_is_wider_than_asked(typed in "[a-z ]{0,200}", width in 20_usize..90) {
        let typed = escape(&typed);
        let source = format!("{typed}x\n\n- b\n\n  1. {typed}x\n\n> {typed}x\n\n| a | b |\n|--|--|\n| {typed} | c |");
        for line in plain(&one(&source), width).lines() {
            let longest = line.split_whitespace().map(str::len).max().unwrap_or(0);
            prop_assert!(line.len() <= width || longest + 8 > width, "{}", line);
        }
    }
}
