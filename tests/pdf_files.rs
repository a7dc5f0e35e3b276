//! Whole PDFs, judged by a validator that is not ours.

use inwriting::document::{Block, Document, Inline, LinkTo};
use inwriting::fonts::Fonts;
use inwriting::layout::{LayoutError, Typesetter, paginate};
use inwriting::pdf::{Inserts, Meta, encrypt, write};
use inwriting::style::Style;
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

use crate::paper::samples::{self, paragraph, text};
use crate::paper::{laid_out, pdf, tag_tree};

fn failures(bytes: &[u8], profile: ValidationProfile) -> Vec<String> {
    let report = validate_pdf_bytes(bytes, &ValidationOptions::default().profile(profile)).expect("a readable PDF");
    report.failures.iter().map(ToString::to_string).collect()
}

pub(crate) fn assert_valid(name: &str, bytes: &[u8]) {
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA2a] {
        let failures = failures(bytes, profile);
        assert!(failures.is_empty(), "{name}, {profile}: {failures:#?}");
    }
}

#[test]
fn every_sample_meets_both_standards() {
    for (name, document) in samples::all() {
        assert_valid(name, &pdf(&document));
    }
}

#[test]
fn two_hundred_different_letters_meet_both_standards() {
    let fonts = Fonts::built_in();
    let style = Style::built_in().expect("style");
    let mut typesetter = Typesetter::new(&fonts);
    for seed in 0..240_usize {
        let document = varied(seed);
        let pages = paginate(&document, &style, &mut typesetter).expect("pages");
        assert_valid(&format!("letter {seed}"), &write(&pages, &Meta::of(&document), &fonts, &mut Inserts::default()).expect("pdf"));
    }
}

/// A letter whose words, length and blocks depend on the seed.
fn varied(seed: usize) -> Document {
    let mut document = match seed % 4 {
        0 => samples::one_page(),
        1 => samples::two_pages(),
        2 => samples::names(),
        _ => samples::rare(),
    };
    document.title = format!("{} {seed}", document.title);
    let name = samples::NAMES[seed % samples::NAMES.len()];
    let words = (0..seed % 60 + 1).map(|index| format!("{name} no. {}", index * seed)).collect::<Vec<_>>().join(", ");
    document.parts[0].blocks.push(paragraph(&words));
    document.parts[0].blocks.push(Block::Paragraph(vec![Inline::Link {
        to: LinkTo::Address(format!("https://example.org/{seed}?a=ñ")),
        content: vec![text(&words)],
    }]));
    document
}

#[test]
fn the_same_document_gives_the_same_bytes_whatever_was_set_before() {
    let fonts = Fonts::built_in();
    let style = Style::built_in().expect("style");
    let mut typesetter = Typesetter::new(&fonts);
    for (name, document) in samples::all() {
        let pages = paginate(&document, &style, &mut typesetter).expect("pages");
        let later = write(&pages, &Meta::of(&document), &fonts, &mut Inserts::default()).expect("pdf");
        assert!(later == pdf(&document), "{name}");
    }
}

#[test]
fn threads_give_the_same_bytes() {
    let fonts = Fonts::built_in();
    let style = Style::built_in().expect("style");
    let document = samples::two_pages();
    let expected = pdf(&document);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let pages = paginate(&document, &style, &mut Typesetter::new(&fonts)).expect("pages");
                assert!(write(&pages, &Meta::of(&document), &fonts, &mut Inserts::default()).expect("pdf") == expected);
            });
        }
    });
}

#[test]
fn a_character_that_no_font_has_is_an_error() {
    let error = laid_out(&samples::document(vec![paragraph("Thank you 🙂!")])).expect_err("no such glyph");
    assert_eq!(error, LayoutError::MissingGlyph { character: '🙂', word: "🙂!".into() });
    assert!(error.to_string().contains("U+1F642"), "{error}");
}

#[test]
fn an_encrypted_file_opens_with_its_password_only() {
    let document = samples::one_page();
    let fonts = Fonts::built_in();
    let meta = Meta { archival: false, ..Meta::of(&document) };
    let open = write(&laid_out(&document).expect("pages"), &meta, &fonts, &mut Inserts::default()).expect("pdf");
    assert!(failures(&open, ValidationProfile::PdfUa1).is_empty());
    let locked = encrypt(&open, "contraseña 1").expect("encrypted");
    let options = |password: &str| lopdf::LoadOptions { password: Some(password.into()), ..Default::default() };
    let read = lopdf::Document::load_mem_with_options(&locked, options("contraseña 1")).expect("opened");
    assert_eq!(read.page_iter().count(), 1);
    let refused = lopdf::Document::load_mem_with_options(&locked, options("wrong"));
    assert!(refused.is_err() || refused.is_ok_and(|document| document.page_iter().count() == 0));
    assert!(encrypt(&open, "").is_err());
}

#[test]
fn the_tag_tree_says_the_words_in_order() {
    let document = samples::document(vec![
        Block::Heading { level: 2, content: vec![text("Re: Evaluation")] },
        Block::Paragraph(vec![
            text("See "),
            Inline::Link { to: LinkTo::Address("https://a.example/".into()), content: vec![text("the page")] },
            text(" of Núñez."),
        ]),
        samples::list(Some(9), &["nine", "ten"]),
        Block::Table(samples::absences(1)),
        Block::Quote(vec![paragraph("M\u{30c}aria said")]),
    ]);
    let expected = r#"Document
  H1
    "Re: Evaluation"
  P
    "See "
    Link
      "the page"
      -> https://a.example/
    " of Núñez."
  L [ListNumbering=Decimal]
    LI
      Lbl
        "9. "
      LBody
        "nine"
    LI
      Lbl
        "10. "
      LBody
        "ten"
  Table
    TR
      TH [Scope=Column]
        "Date"
      TH [Scope=Column]
        "Kind"
      TH [Scope=Column]
        "Reason given"
      TH [Scope=Column]
        "Minutes"
    TR
      TD
        "September 1, 2026"
      TD
        "Full day"
      TD
        "Panic at the door; could not enter the building although he tried for forty minutes"
      TD
        "0"
  BlockQuote
    P
      "M̌aria said"
"#;
    assert_eq!(tag_tree(&pdf(&document)), expected);
}

#[test]
fn names_are_said_as_they_are_spelled() {
    let tree = tag_tree(&pdf(&samples::names()));
    for name in samples::NAMES {
        assert!(tree.contains(&format!("\"{name}\"")), "{name}");
    }
    assert!(tree.contains("Núñez and Hương, decomposed"), "composed on the way");
    let rare = tag_tree(&pdf(&samples::rare()));
    for words in ["Ŋɐma Ɖɔɖɛ of Ƴola", "ten\u{a0}days non\u{2011}breaking", "☐ no ☑ yes ✓ → ½ 5′", "J\u{304}\u{301}ose"] {
        assert!(rare.contains(words), "{words} in {rare}");
    }
}

#[test]
fn a_paragraph_over_a_page_break_is_one_element_with_a_piece_on_each_page() {
    let words = (0..900).map(|index| format!("w{index}")).collect::<Vec<_>>().join(" ");
    let tree = tag_tree(&pdf(&samples::document(vec![paragraph(&words)])));
    let mut lines = tree.lines();
    assert_eq!((lines.next(), lines.next()), (Some("Document"), Some("  P")));
    let said: String = lines.map(|line| line.trim().trim_matches('"').to_owned()).collect();
    assert_eq!(said, words);
}

/// A reader that is asked what a word on the page belongs to goes by this table.
#[test]
fn each_piece_of_a_page_leads_back_to_the_element_that_has_it() {
    let words = (0..900).map(|index| format!("w{index}")).collect::<Vec<_>>().join(" ");
    let blocks = vec![paragraph("One."), paragraph(&words), paragraph("Last.")];
    let document = lopdf::Document::load_mem(&pdf(&samples::document(blocks))).expect("a file");
    let root = document.catalog().and_then(|catalog| catalog.get_deref(b"StructTreeRoot", &document)).and_then(|root| root.as_dict());
    let table = root.and_then(|root| root.get_deref(b"ParentTree", &document)).and_then(|table| table.as_dict()).expect("the table");
    let entries = table.get(b"Nums").and_then(|entries| entries.as_array()).expect("entries");
    let mut pieces = 0;
    for (page, id) in document.page_iter().enumerate() {
        let key = entries.chunks(2).find(|pair| pair[0].as_i64().ok() == i64::try_from(page).ok()).expect("the page's entry");
        for (number, parent) in key[1].as_array().expect("a list").iter().enumerate() {
            let element = document.get_dictionary(parent.as_reference().expect("an element")).expect("an element");
            let own_page = element.get(b"Pg").and_then(lopdf::Object::as_reference).expect("a page");
            let has = |kid: &lopdf::Object| match kid {
                lopdf::Object::Integer(piece) => own_page == id && *piece == number as i64,
                lopdf::Object::Dictionary(piece) => {
                    piece.get(b"Pg").and_then(lopdf::Object::as_reference).ok() == Some(id)
                        && piece.get(b"MCID").and_then(lopdf::Object::as_i64).ok() == Some(number as i64)
                }
                _ => false,
            };
            let kids = element.get(b"K").expect("pieces");
            assert!(kids.as_array().map_or(has(kids), |kids| kids.iter().any(has)), "page {page}, piece {number}");
            pieces += 1;
        }
    }
    assert!(pieces >= 4, "{pieces}");
}
