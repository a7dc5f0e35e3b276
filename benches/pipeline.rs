//! Where the time of a letter goes: check, render, layout, PDF, and a batch of a hundred. `cargo bench`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench may fail loudly")]
#![expect(clippy::disallowed_methods, reason = "a bench reads its own inputs")]

use chrono::NaiveDate;
use divan::{Bencher, black_box};
use inwriting::case::Case;
use inwriting::cli::Format;
use inwriting::compose::compose;
use inwriting::files::CaseFolder;
use inwriting::layout::{Typesetter, paginate};
use inwriting::library::Library;
use inwriting::open;
use inwriting::sources::Sources;
use inwriting::write::{self, Request};
use inwriting::{letter, pdf};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/cases/rivera-mateo.toml");

fn main() {
    divan::main();
}

struct Setting {
    library: Library,
    source: Vec<u8>,
    case: Case,
    today: NaiveDate,
}

fn setting() -> Setting {
    let library = Library::load(Sources::default()).expect("the library");
    let source = std::fs::read(EXAMPLE).expect("the example");
    let case = open::alone("rivera-mateo.toml", &source, &library).expect("a good case");
    Setting { library, source, case, today: NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day") }
}

#[divan::bench]
fn library() -> Library {
    Library::load(Sources::default()).expect("the library")
}

#[divan::bench]
fn check(bencher: Bencher<'_, '_>) {
    let setting = setting();
    bencher.bench_local(|| open::alone("rivera-mateo.toml", black_box(&setting.source), &setting.library).expect("a good case"));
}

#[divan::bench]
fn render(bencher: Bencher<'_, '_>) {
    let setting = setting();
    let entry = setting.case.record.rows("letters").first().expect("a letter").clone();
    let manifest = setting.library.kind("eval-initial").expect("the kind");
    bencher.bench_local(|| {
        let (letter, _) = letter::build(&setting.case, &entry, manifest, &setting.library, setting.today).expect("a letter");
        compose(&letter, letter.data.clone(), &setting.library, "en", false, None).expect("words")
    });
}

#[divan::bench]
fn layout(bencher: Bencher<'_, '_>) {
    let setting = setting();
    let entry = setting.case.record.rows("letters").first().expect("a letter").clone();
    let manifest = setting.library.kind("eval-initial").expect("the kind");
    let (letter, _) = letter::build(&setting.case, &entry, manifest, &setting.library, setting.today).expect("a letter");
    let document = compose(&letter, letter.data.clone(), &setting.library, "en", false, None).expect("words").letter;
    let mut typesetter = Typesetter::new(&setting.library.fonts);
    bencher.bench_local(|| paginate(black_box(&document), &setting.library.style, &mut typesetter).expect("pages"));
}

#[divan::bench]
fn pdf_bytes(bencher: Bencher<'_, '_>) {
    let setting = setting();
    let entry = setting.case.record.rows("letters").first().expect("a letter").clone();
    let manifest = setting.library.kind("eval-initial").expect("the kind");
    let (letter, _) = letter::build(&setting.case, &entry, manifest, &setting.library, setting.today).expect("a letter");
    let document = compose(&letter, letter.data.clone(), &setting.library, "en", false, None).expect("words").letter;
    let pages = paginate(&document, &setting.library.style, &mut Typesetter::new(&setting.library.fonts)).expect("pages");
    bencher.bench_local(|| {
        pdf::write(black_box(&pages), &pdf::Meta::of(&document), &setting.library.fonts, &mut pdf::Inserts::default()).expect("a PDF")
    });
}

/// A hundred letters with different names, each with its send sheet, on one core, without the disk.
#[divan::bench(sample_count = 10)]
fn hundred_letters(bencher: Bencher<'_, '_>) {
    let setting = setting();
    let text = String::from_utf8(setting.source.clone()).expect("text");
    let sources: Vec<String> = (0..100).map(|number| text.replace("Mateo", &format!("Mateo{number}"))).collect();
    let request = Request {
        kinds: vec!["eval-initial".to_owned()],
        formats: vec![Format::Pdf],
        draft: false,
        password: None,
        split: None,
        today: setting.today,
    };
    bencher.bench_local(|| {
        let mut typesetter = Typesetter::new(&setting.library.fonts);
        for source in &sources {
            let case = open::alone("case.toml", source.as_bytes(), &setting.library).expect("a good case");
            for (entry, manifest) in write::entries(&case, &request, &setting.library).expect("letters").entries {
                let folder = CaseFolder::of(std::path::Path::new("case.toml"));
                let made = write::make(&case, &entry, manifest, &setting.library, &request, &folder, &mut typesetter);
                assert!(made.is_ok());
                black_box(&made);
            }
        }
    });
}
