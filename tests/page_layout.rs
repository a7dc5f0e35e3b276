//! Where words stand: lines of pages, and rules that hold for any text.

use inwriting::document::{Alignment, Block, Document, Inline, LinkTo, Table};
use inwriting::layout::{Item, LayoutError, Owner, Page, Pages};
use inwriting::style::Style;
use proptest::prelude::*;

use crate::paper::laid_out;
use crate::paper::samples::{self, document, group, heading, list, paragraph, text};

fn pages(blocks: Vec<Block>) -> Pages {
    laid_out(&document(blocks)).expect("pages")
}

fn lines(pages: &Pages, number: usize) -> Vec<String> {
    pages.pages.get(number - 1).map(Page::lines).unwrap_or_default()
}

/// So many lines of body text.
fn filler(count: usize) -> Block {
    samples::lines(&(0..count).map(|_| "filler").collect::<Vec<_>>())
}

/// Lines of body text on a page.
fn lines_per_page() -> usize {
    let style = Style::built_in().expect("style");
    (style.text_height() / style.body.leading.get()).floor() as usize
}

#[test]
fn a_letter_of_one_page_has_no_foot() {
    let pages = laid_out(&samples::one_page()).expect("pages");
    assert_eq!(pages.pages.len(), 1);
    let expected = "\
Elena Núñez
118 Alder Ct
Santa Rosa, CA 95401
707-555-0142
elena@example.org
November 23, 2026
By email and by certified mail, return receipt requested
Director of Special Education
Sample Unified School District
200 Schoolhouse Road
Santa Rosa, CA 95404
Re: Request for an initial special education evaluation of Mateo Rivera Núñez,
born May 14, 2012
Brookfield Middle School, grade 8
Dear Director of Special Education:
I am the mother of Mateo Rivera Núñez, a student in the eighth grade. I am writing
to ask that the district evaluate him in all areas of suspected disability, under
20 U.S.C. § 1414(a)(1), 34 C.F.R. § 300.301, and Education Code §§ 56029, 56302.1 and 56321.
Since September 8, 2026, Mateo has been unable to enter the building on most days.
The effect on his schooling is large. He has been absent for thirty-one of sixty-two days
of enrollment, has left early on nine, and has fallen behind in four classes. He describes
a racing heart, shaking hands, and the certainty that something terrible will happen the
moment he passes the office door. He wants to be at school.
Sincerely,
Elena Núñez
Mother of Mateo Rivera Núñez";
    assert_eq!(lines(&pages, 1).join("\n"), expected);
}

#[test]
fn later_pages_have_a_foot_in_the_documents_language() {
    let english = pages(vec![filler(lines_per_page() + 5)]);
    assert_eq!(lines(&english, 2).last().map(String::as_str), Some("Mateo Rivera Núñez · November 23, 2026  Page 2 of 2"));
    let spanish = Document { language: "es".into(), ..document(vec![filler(lines_per_page() + 5)]) };
    let spanish = laid_out(&spanish).expect("pages");
    assert_eq!(lines(&spanish, 2).last().map(|line| line.ends_with("Página 2 de 2")), Some(true));
}

#[test]
fn a_draft_says_so_on_every_page_and_moves_nothing() {
    let plain = laid_out(&samples::three_pages()).expect("pages");
    let draft = laid_out(&Document { draft: true, ..samples::three_pages() }).expect("pages");
    for (plain, draft) in plain.pages.iter().zip(&draft.pages) {
        let (mark, rest) = draft.items.split_first().expect("a mark");
        assert!(matches!(mark, Item::Text(text) if text.words.text() == "DRAFT" && text.turn > 0.0));
        assert_eq!(rest, plain.items);
    }
}

#[test]
fn no_single_line_is_left_on_a_page() {
    for before in 0..6 {
        let words = (0..120).map(|index| format!("word{index}")).collect::<Vec<_>>().join(" ");
        let pages = pages(vec![filler(lines_per_page() - before), paragraph(&words)]);
        for page in &pages.pages {
            let count = page.lines().iter().filter(|line| line.contains("word")).count();
            assert_ne!(count, 1, "{before} lines left");
        }
    }
}

#[test]
fn a_heading_and_an_announcement_stand_with_what_follows() {
    for left in 0..8 {
        let rest = vec![heading(2, "Title"), paragraph("The list:"), list(Some(1), &["one", "two"])];
        let mut blocks = vec![filler(lines_per_page() - left)];
        blocks.extend(rest);
        let pages = pages(blocks);
        let place =
            |words: &str| pages.pages.iter().position(|page| page.lines().iter().any(|line| line.ends_with(words))).expect("somewhere");
        assert_eq!(place("Title"), place("The list:"), "{left}");
        assert_eq!(place("The list:"), place("one"), "{left}");
    }
}

#[test]
fn a_signature_takes_two_lines_of_the_letter_with_it() {
    for left in 0..14 {
        let mut blocks = vec![group("body", vec![filler(lines_per_page() - left)])];
        blocks.extend(samples::ending(&[("Elena Núñez", "Mother"), ("Łukasz Rivera", "Father")]));
        let pages = pages(blocks);
        for page in &pages.pages {
            let lines = page.lines();
            if let Some(place) = lines.iter().position(|line| line == "Sincerely,") {
                assert!(place >= 2, "{left}: {lines:#?}");
                assert!(lines.iter().any(|line| line == "Father"), "{left}: the signature is in one piece");
            }
        }
    }
}

#[test]
fn a_table_repeats_its_head_and_breaks_between_rows() {
    let pages = pages(vec![Block::Table(samples::absences(60))]);
    assert!(pages.pages.len() > 2);
    let mut minutes = 0;
    for page in &pages.pages {
        let lines = page.lines();
        assert_eq!(lines.first().map(String::as_str), Some("Date  Kind  Reason given  Minutes"));
        let starts = lines.iter().filter(|line| line.starts_with("September")).count();
        let ends = lines.iter().filter(|line| line.starts_with("although he tried")).count();
        assert_eq!(starts, ends, "a row is broken over a page");
        minutes += starts;
    }
    assert_eq!(minutes, 60);
}

#[test]
fn numbers_end_at_the_same_place() {
    let pages = pages(vec![list(Some(9), &["nine", "ten"])]);
    let texts: Vec<_> = pages.pages[0]
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Text(text) => Some(text),
            _ => None,
        })
        .collect();
    let end = |words: &str| texts.iter().find(|text| text.words.text() == words).map(|text| text.x + text.width()).expect("a label");
    assert!((end("9. ") - end("10. ")).abs() < 0.02);
}

#[test]
fn parts_start_on_new_pages_and_are_in_the_outline() {
    let pages = laid_out(&samples::parts()).expect("pages");
    let outline: Vec<_> = pages.bookmarks.iter().map(|mark| (mark.level, mark.page, mark.title.as_str())).collect();
    assert_eq!(outline.first().map(|mark| (mark.0, mark.1, mark.2)), Some((0, 0, "Letter")));
    assert!(outline.iter().any(|(level, _, title)| *level == 2 && *title == "Absences so far"));
    let chronology = outline.iter().find(|mark| mark.2 == "Chronology").expect("the last part");
    assert_eq!(lines(&pages, chronology.1 + 1).first().map(String::as_str), Some("Chronology"));
}

#[test]
fn a_short_document_has_no_outline() {
    assert!(laid_out(&samples::one_page()).expect("pages").bookmarks.is_empty());
}

#[test]
fn an_unknown_group_and_endless_nesting_are_errors() {
    let unknown = laid_out(&document(vec![group("nonsense", vec![paragraph("x")])]));
    assert_eq!(unknown, Err(LayoutError::UnknownGroup { name: "nonsense".into() }));
    let mut deep = paragraph("x");
    for _ in 0..200 {
        deep = Block::Quote(vec![deep]);
    }
    assert_eq!(laid_out(&document(vec![deep])), Err(LayoutError::TooDeep));
}

#[test]
fn deep_lists_stay_on_the_page() {
    let mut nested = list(Some(1), &["innermost and some more words to fill a narrow line"]);
    for _ in 0..5 {
        nested = Block::List { start: None, items: vec![vec![paragraph("outer"), nested]] };
    }
    assert_within(&pages(vec![nested]));
}

/// No text but the mark of a draft leaves the measure, and none leaves the page.
fn assert_within(pages: &Pages) {
    let style = Style::built_in().expect("style");
    let left = style.margins.left.get();
    let right = left + style.measure();
    for page in &pages.pages {
        for item in &page.items {
            if let Item::Text(text) = item {
                let trailing = text.words.text().len() - text.words.text().trim_end().len();
                let space = if trailing > 0 { text.size * 0.3 * trailing as f64 } else { 0.0 };
                assert!(text.x >= left - 0.02, "{text:?}");
                assert!(text.x + text.width() - space <= right + 0.02, "{} {}: {:?}", text.x + text.width(), right, text.words.text());
                assert!(text.y > 20.0 && text.y < page.height - 60.0, "{text:?}");
            }
        }
    }
}

/// The words of the document's elements, in reading order.
fn said(pages: &Pages) -> String {
    let mut words = String::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        match item {
            Item::Text(text) if matches!(text.owner, Owner::Element(_)) => words.push_str(text.words.text()),
            _ => {}
        }
    }
    words
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-zA-Z]{1,12}",
        2 => "[A-ZÁÉÑŁÞa-záéñłþ]{2,8}[,.;:]?",
        1 => "[a-z]{30,120}",
        1 => "https://[a-z]{5,20}/[a-z/?=&-]{5,90}",
        1 => "§ [0-9]{3,5}",
        1 => "[ɐɖŋ]{1,4}",
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..60).prop_map(|words| words.join(" "))
}

fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    prop::collection::vec((words(), 0..4_u8), 1..4).prop_map(|parts| {
        parts
            .into_iter()
            .flat_map(|(words, kind)| {
                let inner = vec![text(&words)];
                let inline = match kind {
                    0 => Inline::Strong(inner),
                    1 => Inline::Emphasis(inner),
                    2 => Inline::Link { to: LinkTo::Address("https://a.example".into()), content: inner },
                    _ => text(&words),
                };
                [inline, text(" ")]
            })
            .collect()
    })
}

fn plain(inlines: &[Inline], into: &mut Vec<String>) {
    for inline in inlines {
        match inline {
            Inline::Text(words) => into.extend(words.split_whitespace().map(str::to_owned)),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { content: inner, .. } => plain(inner, into),
            Inline::LineBreak => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_word_comes_out_once_in_order_within_the_measure(paragraphs in prop::collection::vec(inlines(), 1..6)) {
        let pages = pages(paragraphs.iter().cloned().map(Block::Paragraph).collect());
        assert_within(&pages);
        let mut expected = Vec::new();
        paragraphs.iter().for_each(|inlines| plain(inlines, &mut expected));
        let got: String = said(&pages).split_whitespace().collect();
        prop_assert_eq!(got, expected.concat());
    }

    #[test]
    fn tables_stay_within_the_measure_and_lose_no_word(rows in prop::collection::vec(prop::collection::vec(words(), 1..6), 1..8)) {
        let cells = |row: &Vec<String>| row.iter().map(|words| vec![text(words)]).collect::<Vec<_>>();
        let (head, body) = rows.split_first().expect("a row");
        let table = Table {
            head: cells(head),
            rows: body.iter().map(cells).collect(),
            alignment: vec![Alignment::Left, Alignment::Centre, Alignment::Right],
        };
        let pages = pages(vec![Block::Table(table)]);
        assert_within(&pages);
        let mut expected: Vec<char> = rows.iter().flatten().flat_map(|words| words.chars()).filter(|c| !c.is_whitespace()).collect();
        let mut got: Vec<char> = said(&pages).chars().filter(|c| !c.is_whitespace()).collect();
        expected.sort_unstable();
        got.sort_unstable();
        prop_assert_eq!(got, expected);
    }
}
