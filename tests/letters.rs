//! The letters themselves: their words, their lines on the page, their tags, and what a letter must never hold.

use std::collections::BTreeSet;

use inwriting::compose::compose;
use inwriting::layout::{Typesetter, paginate};
use inwriting::letter;
use inwriting::library::Library;
use inwriting::sources::Sources;
use inwriting::templates_check::slip;
use inwriting::{open, pdf, text};

use crate::paper::tag_tree;
use crate::support::{Env, examples};

/// Every letter and send sheet of every example.
fn each(mut look: impl FnMut(&str, &str, &inwriting::document::Document, &Library, &str)) {
    let library = Library::load(Sources::default()).expect("the library");
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    for path in examples() {
        let source = std::fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case = open::case(&path, &library).unwrap_or_else(|reason| panic!("{name}: {}", reason.summary()));
        for entry in case.record.rows("letters") {
            let manifest = library.kind(entry.words("kind").unwrap()).unwrap();
            let (letter, _) =
                letter::build(&case, entry, manifest, &library, today).unwrap_or_else(|problems| panic!("{}", problems.render(false, 100)));
            let composed =
                compose(&letter, letter.data.clone(), &library, "en", false, None).unwrap_or_else(|error| panic!("{name}: {error}"));
            look(&name, manifest.id.as_str(), &composed.letter, &library, &source);
            look(&name, &format!("{}-send-sheet", manifest.id), &composed.send_sheet, &library, &source);
        }
    }
}

#[test]
fn words() {
    each(|case, kind, document, _, _| {
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots/words" }, {
            insta::assert_snapshot!(format!("{case}-{kind}"), text::plain(document, 92));
        });
    });
}

#[test]
fn lines_on_the_page() {
    each(|case, kind, document, library, _| {
        let pages = paginate(document, &library.style, &mut Typesetter::new(&library.fonts)).expect("pages");
        let lines: Vec<String> =
            pages.pages.iter().enumerate().map(|(number, page)| format!("--- page {}\n{}", number + 1, page.lines().join("\n"))).collect();
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots/lines" }, {
            insta::assert_snapshot!(format!("{case}-{kind}"), lines.join("\n"));
        });
    });
}

#[test]
fn tags() {
    let mut seen = BTreeSet::new();
    each(|case, kind, document, library, _| {
        // One tree for each kind shows every structure there is.
        if seen.insert(kind.to_owned()) && !kind.ends_with("send-sheet") {
            let pages = paginate(document, &library.style, &mut Typesetter::new(&library.fonts)).expect("pages");
            let bytes = pdf::write(&pages, &pdf::Meta::of(document), &library.fonts, &mut pdf::Inserts::default()).expect("a PDF");
            insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots/tags" }, {
                insta::assert_snapshot!(format!("{case}-{kind}"), tag_tree(&bytes));
            });
        }
    });
}

#[test]
fn every_file_meets_both_standards() {
    each(|case, kind, document, library, _| {
        let pages = paginate(document, &library.style, &mut Typesetter::new(&library.fonts)).expect("pages");
        let bytes = pdf::write(&pages, &pdf::Meta::of(document), &library.fonts, &mut pdf::Inserts::default()).expect("a PDF");
        crate::pdf_files::assert_valid(&format!("{case} {kind}"), &bytes);
    });
}

#[test]
fn a_file_says_who_wrote_it_and_what_it_is() {
    each(|case, kind, document, library, source| {
        let pages = paginate(document, &library.style, &mut Typesetter::new(&library.fonts)).expect("pages");
        let bytes = pdf::write(&pages, &pdf::Meta::of(document), &library.fonts, &mut pdf::Inserts::default()).expect("a PDF");
        let file = lopdf::Document::load_mem(&bytes).expect("a file");
        let info = file.dereference(file.trailer.get(b"Info").unwrap()).unwrap().1.as_dict().unwrap();
        let says = |key: &[u8]| lopdf::decode_text_string(info.get(key).unwrap()).unwrap();
        let table: toml::Table = toml::from_str(source).unwrap();
        for signer in table["signers"].as_array().unwrap() {
            assert!(says(b"Author").contains(signer["name"].as_str().unwrap()), "{case} {kind}: {}", says(b"Author"));
        }
        let day = document.date.format("%B %-d, %Y").to_string();
        assert!(says(b"Title").ends_with(&day), "{case} {kind}: {}", says(b"Title"));
        let of_the_sheet = "What to do with the letter; not part of it";
        assert_eq!(says(b"Subject") == of_the_sheet, kind.ends_with("send-sheet"), "{case} {kind}");
    });
}

#[test]
fn no_letter_holds_a_placeholder_or_a_form_letters_slip() {
    each(|case, kind, document, _, _| {
        assert_eq!(slip(&text::runs(document).join("\n")), None, "{case} {kind}");
    });
}

#[test]
fn names_stand_in_the_letter_exactly_as_in_the_case() {
    each(|case, kind, document, _, source| {
        if kind.ends_with("send-sheet") {
            return;
        }
        let table: toml::Table = toml::from_str(source).unwrap();
        let words = text::runs(document).join("\n");
        let child = &table["child"];
        let shown = child.get("letter_name").or_else(|| child.get("name")).and_then(toml::Value::as_str).unwrap();
        let mut names = vec![shown.to_owned()];
        names.extend(table["signers"].as_array().unwrap().iter().map(|signer| signer["name"].as_str().unwrap().to_owned()));
        for name in names {
            assert!(words.contains(&name), "{case} {kind}: {name}");
        }
    });
}

#[test]
fn the_examples_reach_every_kind_and_every_sort_of_sender() {
    let (mut kinds, mut authorities, mut plans, mut pronouns) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for path in examples() {
        let table: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let word = |value: &toml::Value, key: &str| value.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        kinds.extend(table["letters"].as_array().unwrap().iter().map(|letter| word(letter, "kind")));
        authorities.extend(table["signers"].as_array().unwrap().iter().map(|signer| word(signer, "authority")));
        plans.insert(word(&table["child"], "plan"));
        pronouns.insert(word(&table["child"], "pronouns"));
    }
    let library = Library::load(Sources::default()).expect("the library");
    for manifest in library.kinds() {
        assert!(kinds.contains(manifest.id.as_str()), "no example of {}", manifest.id);
    }
    for authority in ["parent", "educational-rights-holder", "authorized-advocate", "adult-student", "legal-guardian"] {
        assert!(authorities.contains(authority), "no example signed by {authority}");
    }
    for plan in ["none", "504", "iep"] {
        assert!(plans.contains(plan), "no example with plan {plan}");
    }
    for set in ["she/her", "he/him", "they/them", "name"] {
        assert!(pronouns.contains(set), "no example with pronouns {set}");
    }
}

#[test]
fn what_a_person_types_never_becomes_markup() {
    let env = Env::new();
    let evil = "**bold** _it_ `code` <b>x</b> [link](https://example.org) # head | cell \\\\ &amp; {{child.name}} 1. one\\n- two";
    env.file(
        "case.toml",
        crate::support::CASE.replace("presentations = [\"pr-door\"]", &format!("presentations = [\"pr-door\"]\nmorning = \"{evil}\"")),
    );
    let run = env.run(["write", "case.toml", "--format", "txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let text =
        String::from_utf8(env.read("letters/case/2026-11-23-eval-initial.txt")).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let typed = "**bold** _it_ `code` <b>x</b> [link](https://example.org) # head | cell \\ &amp; {{child.name}} 1. one - two";
    assert!(text.contains(typed), "{text}");
}

#[test]
fn pronouns_and_verbs_agree_in_every_set() {
    for (pronouns, expected) in [
        ("\"she/her\"", ["whether she is eligible", "She cannot enter", "In her own words"]),
        ("\"they/them\"", ["whether they are eligible", "They cannot enter", "In their own words"]),
        ("\"name\"", ["whether Sofía is eligible", "Sofía cannot enter", "In Sofía’s own words"]),
        ("{ subject = \"ze\", object = \"zir\", possessive = \"zir\" }", ["whether ze is eligible", "Ze cannot enter", "In zir own words"]),
    ] {
        let env = Env::new();
        let case = crate::support::CASE
            .replace("pronouns = \"she/her\"", &format!("pronouns = {pronouns}"))
            .replace("presentations = [\"pr-door\"]", "presentations = [\"pr-door\"]\nchild_words = [\"Too loud.\"]");
        env.file("case.toml", case);
        let run = env.run(["write", "case.toml", "--format", "txt"]);
        assert_eq!(run.status, 0, "{}", run.err);
        let text = String::from_utf8(env.read("letters/case/2026-11-23-eval-initial.txt"))
            .unwrap()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        for words in expected {
            assert!(text.contains(words), "{pronouns}: {words}: {text}");
        }
    }
}
