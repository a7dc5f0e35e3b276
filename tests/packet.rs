//! Exhibits behind letters: bound, numbered, cited, cleaned, cut into files, refused by name.
//!
//! Papers are made here object by object, so that each test knows what is in them. How real programs' files fare is judged by
//! `.ci/judge_packets.py`.

use std::collections::BTreeMap;

use inwriting::pdf::encrypt;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::support::{CASE, Env, Run, project};

/// A paper with one line of words on each page, and whatever `more` adds to its catalog and pages.
fn paper_with(lines: &[String], more: impl FnOnce(&mut Document, &mut Dictionary, &[ObjectId])) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let font = document.add_object(dictionary! {"Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica"});
    let root = document.new_object_id();
    let pages: Vec<ObjectId> = lines
        .iter()
        .map(|line| {
            let content = format!("BT /F1 14 Tf 72 700 Td ({line}) Tj ET");
            let content = document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
            document.add_object(dictionary! {"Type" => "Page", "Parent" => root, "Contents" => content})
        })
        .collect();
    let kids: Vec<Object> = pages.iter().map(|id| Object::Reference(*id)).collect();
    document.objects.insert(
        root,
        dictionary! {
            "Type" => "Pages", "Count" => i64::try_from(lines.len()).unwrap(), "Kids" => kids,
            "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
            "Resources" => dictionary! {"Font" => dictionary! {"F1" => font}},
        }
        .into(),
    );
    let mut catalog = dictionary! {"Type" => "Catalog", "Pages" => root};
    more(&mut document, &mut catalog, &pages);
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("saved");
    bytes
}

pub(crate) fn paper(name: &str, pages: usize) -> Vec<u8> {
    let lines: Vec<String> = (1..=pages).map(|page| format!("{name} page {page}")).collect();
    paper_with(&lines, |_, _, _| {})
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    // Noise, so that it cannot be packed small.
    let noise = image::RgbImage::from_fn(width, height, |x, y| {
        let mixed = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519);
        image::Rgb([(mixed >> 24) as u8, (mixed >> 16) as u8, (mixed >> 8) as u8])
    });
    noise.write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a picture");
    bytes.into_inner()
}

/// A packet case: the least that a SARB packet needs, with these exhibits.
fn packet_case(exhibits: &[(&str, &str)]) -> String {
    let rows: String = exhibits.iter().map(|(file, title)| format!("[[exhibits]]\nfile = \"{file}\"\ntitle = \"{title}\"\n\n")).collect();
    CASE.replace("[child]", "id = \"c\"\n[child]\nplan = \"iep\"")
        .replace("kind = \"eval-initial\"\nareas = [\"ev-sensory\"]", "kind = \"sarb-packet\"")
        + &format!(
            "\nhearing_date = 2026-12-10\nattending = \"yes\"\n\n[[absences]]\ndate = 2026-11-03\nkind = \"full\"\ncategory = \"health\"\nreason = \"could not go in; see Exhibit A\"\n\n{rows}"
        )
}

/// A plain letter that encloses these exhibits.
fn enclosing(exhibits: &[(&str, &str)], marks: &str) -> String {
    let rows: String = exhibits.iter().map(|(file, title)| format!("\n[[exhibits]]\nfile = \"{file}\"\ntitle = \"{title}\"\n")).collect();
    CASE.replace("[child]", "id = \"c\"\n[child]")
        .replace("kind = \"eval-initial\"\nareas = [\"ev-sensory\"]", &format!("kind = \"records\"\nenclosures = [{marks}]"))
        + &rows
}

/// What was said, without the frame that breaks it into lines.
fn said(run: &Run) -> String {
    run.err.split(['\n', '│', '|']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

fn write(env: &Env, more: &[&str]) -> Run {
    env.run(["write", "case.toml", "-o", "out"].iter().chain(more).copied())
}

/// The one PDF in the case's folder whose name ends so.
fn written(env: &Env, ending: &str) -> Vec<u8> {
    let tree = env.tree("out/c");
    let found: Vec<&String> = tree.keys().filter(|name| name.ends_with(ending) && !name.ends_with("-send-sheet.pdf")).collect();
    assert_eq!(found.len(), 1, "{:?}", tree.keys());
    tree[found[0]].clone()
}

/// What a reader can be told of a packet: for each page its label, the pages its links lead to with their words; for each
/// outline entry its title and page.
struct Reading {
    labels: Vec<String>,
    links: Vec<Vec<(String, usize)>>,
    outline: Vec<(String, usize)>,
}

fn reading(bytes: &[u8]) -> Reading {
    let document = Document::load_mem(bytes).expect("a PDF");
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let number = |id: ObjectId| pages.iter().position(|page| *page == id).expect("a page");
    let target = |destination: &Object| {
        let list = document.dereference(destination).unwrap().1.as_array().unwrap();
        number(list[0].as_reference().unwrap())
    };
    let words = |object: &Object| lopdf::decode_text_string(object).unwrap();
    let links = pages
        .iter()
        .map(|page| {
            let annotations = document.get_page_annotations(*page).unwrap_or_default();
            annotations.iter().filter_map(|note| Some((words(note.get(b"Contents").ok()?), target(note.get(b"Dest").ok()?)))).collect()
        })
        .collect();
    let catalog = document.catalog().unwrap();
    let mut outline = Vec::new();
    let first = |dict: &Dictionary, key: &[u8]| dict.get(key).and_then(Object::as_reference).ok();
    let mut next = catalog.get_deref(b"Outlines", &document).ok().and_then(|root| first(root.as_dict().unwrap(), b"First"));
    while let Some(id) = next {
        let item = document.get_dictionary(id).unwrap();
        outline.push((words(item.get(b"Title").unwrap()), target(item.get(b"Dest").unwrap())));
        next = first(item, b"Next");
    }
    let ranges = catalog.get_deref(b"PageLabels", &document).and_then(Object::as_dict).and_then(|labels| labels.get(b"Nums"));
    let ranges = ranges.and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut labels = vec![String::new(); pages.len()];
    for pair in ranges.chunks_exact(2) {
        let start = usize::try_from(pair[0].as_i64().unwrap()).unwrap();
        let range = pair[1].as_dict().unwrap();
        let prefix = range.get(b"P").map(words).unwrap_or_default();
        let from = range.get(b"St").and_then(Object::as_i64).unwrap_or(1);
        for (offset, label) in labels.iter_mut().skip(start).enumerate() {
            *label = format!("{prefix}{}", from + i64::try_from(offset).unwrap());
        }
    }
    Reading { labels, links, outline }
}

/// Every text that a page shows through its forms, in the paper's simple font.
fn shown(bytes: &[u8], page: usize) -> String {
    let document = Document::load_mem(bytes).expect("a PDF");
    let id = document.page_iter().nth(page).expect("the page");
    let resources = document.get_dictionary(id).unwrap().get_deref(b"Resources", &document).unwrap().as_dict().unwrap();
    let mut found = String::new();
    forms(&document, resources, &mut found);
    found
}

fn forms(document: &Document, resources: &Dictionary, found: &mut String) {
    let Ok(drawn) = resources.get_deref(b"XObject", document).and_then(Object::as_dict) else { return };
    for (_, form) in drawn {
        let stream = document.dereference(form).unwrap().1.as_stream().unwrap();
        let content = stream.get_plain_content().unwrap();
        found.push_str(&String::from_utf8_lossy(&content));
        found.push('\n');
        if let Ok(inner) = stream.dict.get_deref(b"Resources", document).and_then(Object::as_dict) {
            forms(document, inner, found);
        }
    }
}

#[test]
fn numbers_in_index_labels_outline_and_links_agree() {
    for (count, index_pages) in [(3, 1), (24, 2), (55, 3)] {
        let env = Env::new();
        let files: Vec<(String, String)> = (0..count)
            .map(|n| (format!("e/{n}.pdf"), format!("Paper number {n} about the {n}th thing that was written down at school")))
            .collect();
        for (n, (file, _)) in files.iter().enumerate() {
            env.file(file, paper(&format!("paper {n}"), 1 + n % 4));
        }
        let rows: Vec<(&str, &str)> = files.iter().map(|(file, title)| (file.as_str(), title.as_str())).collect();
        env.file("case.toml", packet_case(&rows));
        let run = write(&env, &[]);
        assert_eq!(run.status, 0, "{}", run.err);
        let bytes = written(&env, "sarb-packet.pdf");
        let Reading { labels, links, outline } = reading(&bytes);
        let begins: BTreeMap<&str, usize> =
            outline.iter().filter_map(|(title, page)| Some((title.strip_prefix("Exhibit ")?.split_once(':')?.0, *page))).collect();
        assert_eq!(begins.len(), count);
        let index = outline.iter().find(|(title, _)| title == "Exhibit index").expect("the index").1;
        let first = begins.values().min().copied().expect("an exhibit");
        assert_eq!(first - index, index_pages, "pages of the index of {count} exhibits");
        // The index's links: their words are the page's number, their target that page, its label the same number.
        let numbers: Vec<&(String, usize)> =
            links[index..first].iter().flatten().filter(|(words, _)| words.parse::<usize>().is_ok()).collect();
        assert_eq!(numbers.len(), count);
        for (words, target) in &numbers {
            assert_eq!(words.parse::<usize>().unwrap(), target + 1);
            assert_eq!(&labels[*target], words);
            assert!(begins.values().any(|page| page == target));
        }
        let mut page = first;
        for (n, (mark, begin)) in
            (0..count).map(|n| (n, inwriting::computed::exhibit_mark(n))).map(|(n, mark)| (n, (mark.clone(), begins[mark.as_str()])))
        {
            assert_eq!(begin, page, "Exhibit {mark}");
            for own in 1..=(1 + n % 4) {
                assert_eq!(labels[page + own], format!("{mark}-{own}"));
                assert!(shown(&bytes, page + own).contains(&format!("(paper {n} page {own})")), "Exhibit {mark}, page {own}");
            }
            page += 2 + n % 4;
        }
        assert_eq!(labels.len(), page);
    }
}

#[test]
fn a_paper_keeps_its_bookmarks_below_its_own() {
    let env = Env::new();
    let example = project().join("examples/cases/quispe-nusta.toml");
    let run = env.run(["write", example.to_str().unwrap(), "-o", "out", "--date", "2027-02-23"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let tree = env.tree("out/quispe-nusta");
    let bytes = &tree["2027-02-23-sarb-packet.pdf"];
    let document = Document::load_mem(bytes).unwrap();
    let (outline, labels) = (reading(bytes).outline, reading(bytes).labels);
    let below = |title: &str| -> Vec<(String, String)> {
        let pages: Vec<ObjectId> = document.page_iter().collect();
        let parent = document.objects.values().filter_map(|object| object.as_dict().ok()).find(|dict| {
            dict.get(b"Title").is_ok_and(|found| lopdf::decode_text_string(found).is_ok_and(|found| found == title)) && dict.has(b"Dest")
        });
        let mut next = parent.unwrap().get(b"First").and_then(Object::as_reference).ok();
        let mut found = Vec::new();
        while let Some(item) = next.map(|id| document.get_dictionary(id).unwrap()) {
            let page = item.get(b"Dest").unwrap().as_array().unwrap()[0].as_reference().unwrap();
            let page = pages.iter().position(|id| *id == page).unwrap();
            found.push((lopdf::decode_text_string(item.get(b"Title").unwrap()).unwrap(), labels[page].clone()));
            next = item.get(b"Next").and_then(Object::as_reference).ok();
        }
        found
    };
    let own = |title: &str, label: &str| (title.to_owned(), label.to_owned());
    // Two more bookmarks of the paper lead to pages that are not taken.
    assert_eq!(below("Exhibit E: IEP, cover and service pages"), [own("Cover page", "E-1"), own("Services", "E-2")]);
    assert_eq!(below("Chronology").first().map(|(title, _)| title.as_str()), Some("Dates ahead"));
    assert_eq!(outline.iter().filter(|(title, _)| title.starts_with("Exhibit ")).count(), 7, "six exhibits and the index");
}

#[test]
fn the_same_packet_has_the_same_bytes() {
    let env = Env::new();
    env.file("e/a.pdf", paper("one", 3)).file("e/b.jpg", picture(300, 200));
    env.file("case.toml", packet_case(&[("e/a.pdf", "Letter"), ("e/b.jpg", "Photo")]));
    assert_eq!(write(&env, &[]).status, 0);
    let first = env.tree("out");
    let again = write(&env, &["-j", "2"]);
    assert!(again.status == 0 && env.tree("out") == first, "{}", again.err);
    // Another exhibit is another file, also in what it says of itself.
    let id = |bytes: &[u8]| Document::load_mem(bytes).unwrap().trailer.get(b"ID").unwrap().clone();
    let before = id(&written(&env, "sarb-packet.pdf"));
    env.file("e/a.pdf", paper("two", 3));
    assert_eq!(write(&env, &["--force"]).status, 0);
    assert_ne!(id(&written(&env, "sarb-packet.pdf")), before);
}

#[test]
fn what_a_paper_would_do_stays_behind_and_is_named() {
    let env = Env::new();
    let busy = paper_with(&["seen".to_owned()], |document, catalog, pages| {
        let script = dictionary! {"S" => "JavaScript", "JS" => Object::string_literal("app.alert('SECRET-SCRIPT')")};
        let file = document.add_object(Stream::new(dictionary! {"Type" => "EmbeddedFile"}, b"SECRET-FILE".to_vec()));
        let spec = document.add_object(
            dictionary! {"Type" => "Filespec", "F" => Object::string_literal("SECRET-NAME.txt"), "EF" => dictionary! {"F" => file}},
        );
        catalog.set("OpenAction", script.clone());
        catalog.set(
            "Names",
            dictionary! {
                "JavaScript" => dictionary! {"Names" => vec![Object::string_literal("a"), script.clone().into()]},
                "EmbeddedFiles" => dictionary! {"Names" => vec![Object::string_literal("f"), spec.into()]},
            },
        );
        let metadata = document.add_object(Stream::new(dictionary! {"Type" => "Metadata", "Subtype" => "XML"}, b"SECRET-XMP".to_vec()));
        catalog.set("Metadata", metadata);
        let info = document.add_object(dictionary! {"Author" => Object::string_literal("SECRET-AUTHOR")});
        document.trailer.set("Info", info);
        let place: Object = vec![Object::from(10), 10.into(), 50.into(), 50.into()].into();
        let launch = dictionary! {"Type" => "Annot", "Subtype" => "Link", "Rect" => place.clone(), "A" => dictionary! {"S" => "Launch", "F" => Object::string_literal("SECRET-PROGRAM")}};
        let web = dictionary! {"Type" => "Annot", "Subtype" => "Link", "Rect" => place.clone(), "A" => dictionary! {"S" => "URI", "URI" => Object::string_literal("https://kept.example.org/")}};
        let attached = dictionary! {"Type" => "Annot", "Subtype" => "FileAttachment", "Rect" => place.clone(), "FS" => spec};
        let hidden = dictionary! {"Type" => "Annot", "Subtype" => "Text", "Rect" => place.clone(), "F" => 2, "Contents" => Object::string_literal("SECRET-NOTE")};
        let look = Stream::new(
            dictionary! {"Subtype" => "Form", "BBox" => vec![Object::from(0), 0.into(), 40.into(), 40.into()]},
            b"0 0 40 40 re f % STAMP".to_vec(),
        );
        let look = document.add_object(look);
        let stamp = dictionary! {"Type" => "Annot", "Subtype" => "Stamp", "Rect" => place, "Contents" => Object::string_literal("SECRET-COMMENT"), "T" => Object::string_literal("SECRET-PERSON"), "AP" => dictionary! {"N" => look}};
        let notes: Vec<Object> = [launch, web, attached, hidden, stamp].into_iter().map(|note| document.add_object(note).into()).collect();
        let page = document.get_dictionary_mut(pages[0]).unwrap();
        page.set("Annots", notes);
        page.set("AA", dictionary! {"O" => script});
        page.set("PieceInfo", dictionary! {"X" => Object::string_literal("SECRET-PIECE")});
    });
    env.file("e/a.pdf", busy).file("case.toml", enclosing(&[("e/a.pdf", "Busy paper")], "\"A\""));
    let run = write(&env, &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    let bytes = written(&env, "records.pdf");
    let mut document = Document::load_mem(&bytes).unwrap();
    document.decompress();
    let mut plain = Vec::new();
    document.save_to(&mut plain).unwrap();
    let found = |needle: &str| plain.windows(needle.len()).any(|window| window == needle.as_bytes());
    for gone in ["SECRET", "JavaScript", "/Launch", "EmbeddedFile", "/AA", "OpenAction", "PieceInfo", "FileAttachment"] {
        assert!(!found(gone), "{gone}");
    }
    for kept in ["(seen)", "STAMP", "https://kept.example.org/"] {
        assert!(found(kept), "{kept}");
    }
    let sheet = String::from_utf8(env_text(&env)).unwrap();
    let sheet = sheet.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "Left out of the PDF",
        "Exhibit A, Busy paper",
        "2 files attached inside it",
        "small programs (scripts)",
        "a button that opens or sends something",
        "hidden data about who made the file",
        "SECRET-NAME.txt",
    ] {
        assert!(sheet.contains(said), "{said}: {sheet}");
    }
}

/// The send sheet as text. It is made together with the PDF, so it knows the exhibits.
fn env_text(env: &Env) -> Vec<u8> {
    let run = write(env, &["--force", "--format", "pdf", "--format", "txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let tree = env.tree("out/c");
    tree.iter().find(|(name, _)| name.ends_with("-send-sheet.txt")).expect("the sheet").1.clone()
}

#[test]
fn papers_that_cannot_be_bound_in_are_refused_by_name_with_the_way_out() {
    let zero = paper_with(&[], |_, _, _| {});
    let mut cut = paper("cut", 30);
    cut.truncate(60);
    let form = paper_with(&["form".to_owned()], |document, catalog, pages| {
        let field = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "T" => Object::string_literal("name"), "V" => Object::string_literal("Ana"),
            "Rect" => vec![Object::from(10), 10.into(), 90.into(), 30.into()],
        });
        catalog.set("AcroForm", dictionary! {"Fields" => vec![Object::from(field)], "NeedAppearances" => true});
        document.get_dictionary_mut(pages[0]).unwrap().set("Annots", vec![Object::from(field)]);
    });
    let portfolio = paper_with(&["open in another program".to_owned()], |document, catalog, _| {
        let spec = document.add_object(dictionary! {"Type" => "Filespec"});
        catalog.set("Collection", dictionary! {"Type" => "Collection"});
        catalog.set("Names", dictionary! {"EmbeddedFiles" => dictionary! {"Names" => vec![Object::string_literal("f"), spec.into()]}});
    });
    let lost = paper_with(&["one".to_owned(), "two".to_owned()], |document, _, pages| {
        document.objects.remove(&pages[1]);
    });
    let cases: [(&str, Vec<u8>, &str, &str); 10] = [
        ("locked.pdf", encrypt(&paper("locked", 1), "word").unwrap(), "opens only with a password", "print it to a new PDF without one"),
        ("empty.pdf", Vec::new(), "an empty file", "print it to a PDF"),
        ("notes.pdf", b"PK\x03\x04 a word document".to_vec(), "a Word, Pages or other office document", "print it to a PDF"),
        ("phone.jpg", b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), "a HEIC photo", "save or send the photo as JPEG"),
        ("zero.pdf", zero, "it has no pages", "scan it"),
        ("cut.pdf", cut, "damaged and cannot be read", "scan it again"),
        ("form.pdf", form, "the answers on page 1 are not stored as a picture", "print it to a new PDF"),
        ("portfolio.pdf", portfolio, "a folder of other files", "add each as an exhibit of its own"),
        ("half.jpg", b"\xff\xd8\xff\xe0\0\x04ab".to_vec(), "damaged and cannot be read", "save it again"),
        ("lost.pdf", lost, "a part of page 2 is damaged and would be missing", "print it to a new PDF"),
    ];
    let env = Env::new();
    for (file, bytes, why, help) in cases {
        env.file(&format!("e/{file}"), bytes).file("case.toml", enclosing(&[(&format!("e/{file}"), "Paper")], "\"A\""));
        let run = write(&env, &[]);
        let said = said(&run);
        assert_eq!(run.status, 1, "{file}: {}", run.err);
        assert!(said.contains(&format!("e/{file}")) && said.contains(why) && said.contains(help), "{file}: {said}");
        assert!(!env.path("out").exists(), "{file}");
    }
}

#[test]
fn all_papers_that_are_wrong_are_named_at_once_and_none_lies_outside() {
    let env = Env::new();
    env.file("secret.pdf", paper("secret", 1));
    env.file(
        "home/case.toml",
        enclosing(&[("e/gone.pdf", "Gone"), ("e/link.pdf", "Link"), ("e/a.pdf", "Range")], "\"A\", \"B\", \"C\"") + "pages = \"2-4\"\n",
    );
    env.file("home/e/a.pdf", paper("a", 3));
    #[cfg(unix)]
    std::os::unix::fs::symlink(env.path("secret.pdf"), env.path("home/e/link.pdf")).unwrap();
    let run = env.run(["write", "home/case.toml", "-o", "out"]);
    assert_eq!(run.status, 1);
    let said = said(&run);
    for words in
        ["e/gone.pdf", "there is no such file or folder", "outside the case's own folder", "it has 3 pages, and `pages` asks for others"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!env.path("out").exists());
}

#[test]
fn a_letter_carries_its_enclosures_and_says_so() {
    let env = Env::new();
    env.file("e/a.pdf", paper("first", 2))
        .file("e/b.pdf", paper("second", 5))
        .file("e/c.png", std::fs::read(project().join("examples/cases/exhibits/barrientos-lucia/portal.png")).unwrap());
    let case = enclosing(&[("e/a.pdf", "Note"), ("e/b.pdf", "Left out"), ("e/c.png", "Portal")], "\"A\", \"C\"");
    env.file("case.toml", case);
    let run = write(&env, &["--format", "pdf", "--format", "txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let tree = env.tree("out/c");
    let text = String::from_utf8(tree.iter().find(|(name, _)| name.ends_with("records.txt")).unwrap().1.clone()).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Enclosures: Note (Exhibit A, two pages); Portal (Exhibit C, one page)"), "{text}");
    let bytes = written(&env, "records.pdf");
    let Reading { labels, outline, .. } = reading(&bytes);
    let own = labels.iter().filter(|label| !label.contains('-')).count();
    assert_eq!(labels[own..], ["A-1", "A-2", "C-1"]);
    assert!(outline.contains(&("Exhibit C: Portal".to_owned(), own + 2)), "{outline:?}");
    assert!(!String::from_utf8_lossy(&bytes).contains("pdfuaid:part"), "no claim with other people's pages");
}

#[test]
fn a_packet_of_photos_alone_meets_both_standards() {
    let env = Env::new();
    env.file("e/a.jpg", picture(400, 300)).file("e/b.jpg", picture(300, 400));
    env.file("case.toml", packet_case(&[("e/a.jpg", "Photo of a note"), ("e/b.jpg", "Photo of the door")]));
    let run = write(&env, &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    crate::pdf_files::assert_valid("photos", &written(&env, "sarb-packet.pdf"));
    let document = Document::load_mem(&written(&env, "sarb-packet.pdf")).unwrap();
    let says = |words: &str| {
        document.objects.values().any(|object| {
            let alternative = object.as_dict().ok().and_then(|dict| dict.get(b"Alt").ok());
            alternative.is_some_and(|alternative| lopdf::decode_text_string(alternative).unwrap().contains(words))
        })
    };
    assert!(says("Photo: Exhibit A, Photo of a note, page 1 of 1") && says("Calendar of the days missed"));
}

#[test]
fn a_large_packet_is_cut_into_files_that_open_by_themselves() {
    let env = Env::new();
    env.file("e/a.pdf", paper("small", 4))
        .file("e/b.jpg", picture(1400, 1000))
        .file("e/c.jpg", picture(1400, 1000))
        .file("e/d.pdf", paper("last", 2));
    env.file("case.toml", packet_case(&[("e/a.pdf", "Small"), ("e/b.jpg", "First"), ("e/c.jpg", "Second"), ("e/d.pdf", "Last")]));
    assert_eq!(write(&env, &[]).status, 0);
    let whole = written(&env, "sarb-packet.pdf");
    let whole_labels = reading(&whole).labels;
    let size = picture(1400, 1000).len() as f64 / 1e6 + 0.35;
    let run = env.run(["write", "case.toml", "-o", "cut", "--split-mb", &format!("{size:.2}")]);
    assert_eq!(run.status, 0, "{}", run.err);
    let tree = env.tree("cut/c");
    let parts: Vec<(&String, &Vec<u8>)> = tree.iter().filter(|(name, _)| name.contains("-part-")).collect();
    let count = parts.len();
    assert!(count > 1, "{:?}", tree.keys());
    let mut labels = Vec::new();
    for (index, (name, bytes)) in parts.iter().enumerate() {
        assert!(name.ends_with(&format!("sarb-packet-part-{}-of-{count}.pdf", index + 1)), "{name}");
        assert!(bytes.len() as f64 <= size * 1e6, "{name}: {}", bytes.len());
        labels.extend(reading(bytes).labels);
        let document = Document::load_mem(bytes).unwrap();
        let info = document.dereference(document.trailer.get(b"Info").unwrap()).unwrap().1.as_dict().unwrap();
        let title = lopdf::decode_text_string(info.get(b"Title").unwrap()).unwrap();
        assert!(title.ends_with(&format!("(part {} of {count})", index + 1)), "{title}");
        // The tags of a part lead only to its own pages.
        let pages: Vec<ObjectId> = document.page_iter().collect();
        for object in document.objects.values().filter_map(|object| object.as_dict().ok()) {
            if let Ok(page) = object.get(b"Pg").and_then(Object::as_reference) {
                assert!(pages.contains(&page));
            }
            // Nor does it speak of what stands in another part: only a cell may be empty.
            if let (Ok(kind), true) = (object.get(b"S").and_then(Object::as_name), object.has(b"P")) {
                let kind = String::from_utf8_lossy(kind);
                assert!(object.has(b"K") || kind == "TD" || kind == "TH", "{name}: an empty {kind}");
            }
        }
    }
    assert_eq!(labels, whole_labels);
    let too_small = env.run(["write", "case.toml", "-o", "small", "--split-mb", "0.4"]);
    assert!(too_small.status == 1 && too_small.err.contains("one page alone (Exhibit B · 1 of 1)"), "{}", too_small.err);
}

#[test]
fn an_exhibit_that_is_named_and_not_there_stops_the_packet() {
    let env = Env::new();
    env.file("e/a.pdf", paper("a", 1));
    env.file("case.toml", packet_case(&[("e/a.pdf", "Letter")]).replace("see Exhibit A", "see Exhibit A and Exhibit K"));
    let run = write(&env, &[]);
    assert!(run.status == 1 && run.err.contains("name Exhibit K, and there is no such exhibit"), "{}", run.err);
    assert!(run.err.contains("absences.reason"), "{}", run.err);
}

#[test]
fn names_of_other_students_stand_on_a_page_of_their_own() {
    let env = Env::new();
    let names = "\n[[other_students]]\nmark = \"A\"\nname = \"Clementine Ashby\"\nabout = \"grade 8\"\n\n[[other_students]]\nmark = \"B\"\nname = \"Theo Marsh\"\n";
    env.file("e/a.pdf", paper("a", 1));
    let case = packet_case(&[("e/a.pdf", "Letter")]).replace("could not go in;", "could not go in after Student A came;") + names;
    env.file("case.toml", &case);
    let run = write(&env, &["--format", "pdf", "--format", "txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let tree = env.tree("out/c");
    let page = String::from_utf8(tree.iter().find(|(name, _)| name.ends_with("-names.txt")).expect("the page").1.clone()).unwrap();
    // Student B is not spoken of, so that name stays in the case.
    assert!(page.contains("Clementine Ashby") && page.contains("Student A") && !page.contains("Theo"), "{page}");
    for (name, bytes) in tree.iter().filter(|(name, _)| name.ends_with(".txt") && !name.ends_with("-names.txt")) {
        assert!(!String::from_utf8_lossy(bytes).contains("Clementine"), "{name}");
    }
    assert!(tree.keys().any(|name| name.ends_with("-names.pdf")));
    env.file("case.toml", case.replace("Student A came", "clementine ASHBY came"));
    let run = write(&env, &[]);
    assert!(run.status == 1 && run.err.contains("names another student") && run.err.contains("Write Student A there"), "{}", run.err);
}

#[test]
fn a_folder_of_papers_is_taken_in_by_name() {
    let env = Env::new();
    env.file("case.toml", enclosing(&[], ""))
        .file("exhibits/A. Doctor letter 2026-09-30.pdf", paper("a", 1))
        .file("exhibits/2026-10-02 Notes.pdf", paper("n", 1));
    env.file("exhibits/B) Portal.jpg", picture(20, 10)).file("exhibits/.DS_Store", b"x").file("exhibits/Thumbs.db", b"x");
    let run = env.run(["record", "case.toml", "exhibits"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let text = String::from_utf8(env.read("case.toml")).unwrap();
    let rows = "[[exhibits]]\nfile = \"exhibits/A. Doctor letter 2026-09-30.pdf\"\ntitle = \"Doctor letter\"\ndate = 2026-09-30\n\n[[exhibits]]\nfile = \"exhibits/B) Portal.jpg\"\ntitle = \"Portal\"\n\n[[exhibits]]\nfile = \"exhibits/2026-10-02 Notes.pdf\"\ntitle = \"Notes\"\ndate = 2026-10-02\n";
    assert!(text.contains(rows), "{text}");
    let again = env.run(["record", "case.toml", "exhibits"]);
    assert!(again.status == 1 && again.err.contains("no paper in this folder that is not an exhibit already"), "{}", again.err);
    // A letter that is taken is not given twice, and then nothing is recorded.
    env.file("exhibits/B. Other.pdf", paper("o", 1));
    let taken = env.run(["record", "case.toml", "exhibits"]);
    assert!(taken.status == 1 && taken.err.contains("asks for the letter B, and the next free letter is D"), "{}", taken.err);
    assert_eq!(String::from_utf8(env.read("case.toml")).unwrap(), text);
    env.file("more/D. Note.pdf", paper("d", 1));
    let more = env.run(["record", "case.toml", "exhibits", "more"]);
    assert_eq!(more.status, 0, "{}", more.err);
    // A paper that lies in the case's folder stays where it is; one from elsewhere is copied.
    assert!(String::from_utf8(env.read("case.toml")).unwrap().contains("file = \"more/D. Note.pdf\""));
}

#[test]
fn the_check_command_looks_into_exhibits() {
    let env = Env::new();
    env.file("e/a.pdf", b"not a paper").file("case.toml", enclosing(&[("e/a.pdf", "Paper")], "\"A\""));
    let run = env.run(["check", "case.toml"]);
    assert!(run.status == 1 && (run.out.clone() + &run.err).contains("cannot be bound in"), "{} {}", run.out, run.err);
}

/// A stream object with these entries.
fn stream(document: &mut Document, dict: Dictionary, content: &[u8]) -> ObjectId {
    document.add_object(Stream::new(dict, content.to_vec()))
}

/// Draws `name` on a page, with resources that all pages share.
fn draw_on(document: &mut Document, page: ObjectId, name: &str) {
    let content = document.add_object(Stream::new(Dictionary::new(), format!("q 90 0 0 90 50 50 cm /{name} Do Q").into_bytes()));
    document.get_dictionary_mut(page).unwrap().set("Contents", content);
}

/// The whole file with every stream unpacked.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut document = Document::load_mem(bytes).unwrap();
    document.decompress();
    let mut plain = Vec::new();
    document.save_to(&mut plain).unwrap();
    plain
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[test]
fn of_a_page_only_the_page_comes_along() {
    let lines = ["one".to_owned(), "two".to_owned()];
    let shared = paper_with(&lines, |document, _, pages| {
        let metadata = stream(document, dictionary! {"Type" => "Metadata"}, b"SECRET-XMP");
        let untyped = stream(document, Dictionary::new(), b"<?xpacket SECRET-LIST");
        let spec = document.add_object(dictionary! {"Type" => "Filespec", "F" => Object::string_literal("SECRET-FILE")});
        let image = |more: Dictionary| {
            let mut dict = dictionary! {"Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8};
            more.into_iter().for_each(|(key, value)| dict.set(key, value));
            dict
        };
        // A picture with an Exif block, packed once more, as some programs do.
        let mut jpeg = b"\xff\xd8\xff\xe1\x00\x12Exif\0\0SECRET-GPS".to_vec();
        jpeg.extend(&picture(8, 8)[2..]);
        let hex: String = jpeg.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + ">";
        let photo = image(
            dictionary! {"Filter" => vec![Object::Name(b"ASCIIHexDecode".to_vec()), Object::Name(b"DCTDecode".to_vec())], "ColorSpace" => "DeviceRGB", "Width" => 8, "Height" => 8},
        );
        let photo = stream(document, photo, hex.as_bytes());
        let drawn = image(
            dictionary! {"Metadata" => metadata, "PTEX.FileName" => Object::string_literal("SECRET-PATH"), "AF" => vec![Object::from(spec)],
            "MakersOwn" => spec, "PieceInfo" => dictionary! {"Maker" => Object::string_literal("SECRET-PIECE")}},
        );
        let drawn = stream(document, drawn, b"\x00");
        let other = stream(document, image(Dictionary::new()), b"SECRET-OTHER-PAGE");
        let form = dictionary! {"Type" => "XObject", "Subtype" => "Form", "BBox" => vec![Object::from(0), 0.into(), 1.into(), 1.into()], "Resources" => dictionary! {
            "XObject" => dictionary! {"Metadata" => drawn, "Photo" => photo},
        }, "Group" => dictionary! {"Type" => "Group", "S" => "Transparency", "PieceInfo" => dictionary! {"Maker" => Object::string_literal("SECRET-GROUP")}}};
        let form = stream(document, form, b"/Metadata Do /Photo Do % KEPT-FORM");
        let resources = dictionary! {
            "XObject" => dictionary! {"Here" => form, "There" => other},
            "Properties" => dictionary! {"Note" => dictionary! {"Metadata" => untyped, "Creator" => Object::string_literal("SECRET-CREATOR"), "MCID" => 0}},
        };
        draw_on(document, pages[0], "Note /Here");
        draw_on(document, pages[1], "There");
        for page in pages {
            document.get_dictionary_mut(*page).unwrap().set("Resources", resources.clone());
        }
    });
    let env = Env::new();
    env.file("e/a.pdf", shared).file("case.toml", enclosing(&[("e/a.pdf", "Paper")], "\"A\"") + "pages = \"1\"\n");
    let run = write(&env, &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    let plain = unpacked(&written(&env, "records.pdf"));
    assert!(!holds(&plain, "SECRET"), "{:?}", plain.windows(24).find(|window| window.starts_with(b"SECRET")).map(String::from_utf8_lossy));
    assert!(holds(&plain, "KEPT-FORM") && holds(&plain, "/Width 8"), "the form and the picture in it stay");
}

#[test]
fn a_damaged_part_inside_a_page_is_no_page_without_it() {
    let half = paper_with(&["picture".to_owned()], |document, _, pages| {
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        std::io::Write::write_all(&mut packed, &picture(60, 60)).unwrap();
        let mut packed = packed.finish().unwrap();
        packed.truncate(packed.len() / 2);
        let dict = dictionary! {"Type" => "XObject", "Subtype" => "Image", "Width" => 900, "Height" => 900, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8, "Filter" => "FlateDecode"};
        let image = stream(document, dict, &packed);
        draw_on(document, pages[0], "Half");
        document.get_dictionary_mut(pages[0]).unwrap().set("Resources", dictionary! {"XObject" => dictionary! {"Half" => image}});
    });
    // The table of objects names a font that cannot be read.
    let mut font = paper("words", 1);
    let at = font.windows(12).position(|window| window == b"<</Type/Font").expect("the font");
    font[at..at + 2].copy_from_slice(b"((");
    let env = Env::new();
    for (name, bytes) in [("half.pdf", half), ("font.pdf", font)] {
        env.file(&format!("e/{name}"), bytes).file("case.toml", enclosing(&[(&format!("e/{name}"), "Paper")], "\"A\""));
        let run = write(&env, &[]);
        assert!(run.status == 1 && run.err.contains(name) && run.err.contains("a part of page 1 is damaged"), "{name}: {}", run.err);
    }
}

#[test]
fn answers_that_viewers_would_draw_anew_are_not_taken_from_an_old_picture() {
    let with = |form: Dictionary, field: Dictionary| {
        paper_with(&["form".to_owned()], |document, catalog, pages| {
            let look = dictionary! {"Subtype" => "Form", "BBox" => vec![Object::from(0), 0.into(), 80.into(), 20.into()]};
            let look = stream(document, look, b"% an old look");
            let mut widget =
                dictionary! {"Type" => "Annot", "Subtype" => "Widget", "Rect" => vec![Object::from(10), 10.into(), 90.into(), 30.into()]};
            field.clone().into_iter().for_each(|(key, value)| widget.set(key, value));
            if field.has(b"V") && field.get(b"FT").and_then(Object::as_name).unwrap() == b"Tx" {
                widget.set("AP", dictionary! {"N" => look});
            } else if field.has(b"AS") {
                widget.set("AP", dictionary! {"N" => dictionary! {"Off" => look}});
            }
            let widget = document.add_object(widget);
            let mut form = form;
            form.set("Fields", vec![Object::from(widget)]);
            catalog.set("AcroForm", form);
            document.get_dictionary_mut(pages[0]).unwrap().set("Annots", vec![Object::from(widget)]);
        })
    };
    let text = |words: &str| dictionary! {"FT" => "Tx", "V" => Object::string_literal(words)};
    let tick = dictionary! {"FT" => "Btn", "V" => "Yes"};
    let mut gone = tick.clone();
    gone.set("AS", "Yes");
    let env = Env::new();
    for (number, (bytes, taken)) in [
        (with(Dictionary::new(), text("Ana")), true),
        (with(dictionary! {"NeedAppearances" => true}, text("Ana")), false),
        (with(dictionary! {"NeedAppearances" => true}, text("")), true),
        (with(Dictionary::new(), tick), false),
        (with(Dictionary::new(), gone), false),
    ]
    .into_iter()
    .enumerate()
    {
        env.file("e/a.pdf", bytes).file("case.toml", enclosing(&[("e/a.pdf", "Form")], "\"A\""));
        let run = write(&env, &["--force"]);
        assert_eq!(run.status == 0, taken, "{number}: {}", run.err);
        assert!(taken || run.err.contains("not stored as a picture"), "{number}: {}", run.err);
    }
}

#[test]
fn what_a_layer_hides_stays_hidden_and_its_name_behind() {
    let layered = paper_with(&["seen".to_owned()], |document, catalog, pages| {
        let layer = document.add_object(dictionary! {"Type" => "OCG", "Name" => Object::string_literal("SECRET-LAYER")});
        let group = document.add_object(dictionary! {"Type" => "OCMD", "OCGs" => vec![Object::from(layer)], "P" => "AllOn"});
        let listed = vec![Object::from(layer)];
        catalog.set(
            "OCProperties",
            dictionary! {"OCGs" => listed.clone(), "D" => dictionary! {"OFF" => listed, "Order" => vec![Object::from(layer)]}},
        );
        let look = dictionary! {"Subtype" => "Form", "BBox" => vec![Object::from(0), 0.into(), 40.into(), 40.into()]};
        let look = stream(document, look, b"% SECRET-STAMP");
        let stamp = dictionary! {"Type" => "Annot", "Subtype" => "Stamp", "OC" => group, "Rect" => vec![Object::from(1), 1.into(), 41.into(), 41.into()], "AP" => dictionary! {"N" => look}};
        let stamp = document.add_object(stamp);
        let inner = dictionary! {"Type" => "XObject", "Subtype" => "Form", "OC" => layer, "Resources" => Dictionary::new(), "BBox" => vec![Object::from(0), 0.into(), 1.into(), 1.into()]};
        let inner = stream(document, inner, b"% in the layer");
        draw_on(document, pages[0], "Inner");
        let page = document.get_dictionary_mut(pages[0]).unwrap();
        page.set("Annots", vec![Object::from(stamp)]);
        page.set("Resources", dictionary! {"XObject" => dictionary! {"Inner" => inner}});
    });
    let env = Env::new();
    env.file("e/a.pdf", layered).file("case.toml", enclosing(&[("e/a.pdf", "Layers")], "\"A\""));
    assert_eq!(write(&env, &[]).status, 0);
    let bytes = written(&env, "records.pdf");
    assert!(!holds(&unpacked(&bytes), "SECRET"));
    let document = Document::load_mem(&bytes).unwrap();
    let layers = document.catalog().unwrap().get_deref(b"OCProperties", &document).unwrap().as_dict().unwrap();
    let configuration = layers.get_deref(b"D", &document).unwrap().as_dict().unwrap();
    assert_eq!(configuration.get(b"OFF").unwrap(), layers.get(b"OCGs").unwrap(), "hidden as before");
    assert_eq!(configuration.get(b"Order").unwrap().as_array().unwrap().len(), 0, "with nothing to switch it by");
}

#[test]
fn files_that_lead_round_in_circles_come_to_an_end() {
    let env = Env::new();
    let deep = paper_with(&["deep".to_owned()], |document, catalog, _| {
        let mut below: Option<ObjectId> = None;
        for _ in 0..60_000 {
            let mut item = dictionary! {"Title" => Object::string_literal("x")};
            if let Some(below) = below {
                item.set("First", below);
            }
            below = Some(document.add_object(item));
        }
        catalog.set("Outlines", dictionary! {"First" => below.unwrap()});
    });
    let round = paper_with(&["round".to_owned()], |document, catalog, pages| {
        let tree = document.new_object_id();
        document.objects.insert(tree, dictionary! {"Kids" => vec![Object::from(tree), tree.into()]}.into());
        catalog.set("Names", dictionary! {"EmbeddedFiles" => tree, "Dests" => tree});
        let destination = document.new_object_id();
        document.objects.insert(destination, dictionary! {"D" => destination}.into());
        let link = |to: Object| dictionary! {"Type" => "Annot", "Subtype" => "Link", "Rect" => vec![Object::from(1), 1.into(), 9.into(), 9.into()], "Dest" => to};
        let links: Vec<Object> =
            [destination.into(), Object::string_literal("nowhere")].map(|to| Object::from(document.add_object(link(to)))).to_vec();
        document.get_dictionary_mut(pages[0]).unwrap().set("Annots", links);
    });
    for (name, bytes) in [("deep", deep), ("round", round)] {
        env.file("e/a.pdf", bytes).file("case.toml", enclosing(&[("e/a.pdf", "Paper")], "\"A\""));
        let run = write(&env, &["--force"]);
        assert_eq!(run.status, 0, "{name}: {}", run.err);
    }
}

#[test]
fn a_count_of_pages_that_is_not_met_is_a_refusal() {
    let env = Env::new();
    let direct = paper_with(&["one".to_owned(), "two".to_owned()], |document, _, pages| {
        // The second page stands in the tree itself, where readers look for a reference.
        let page = document.objects.remove(&pages[1]).unwrap();
        let tree = document.get_dictionary(pages[0]).unwrap().get(b"Parent").and_then(Object::as_reference).unwrap();
        document.get_dictionary_mut(tree).unwrap().set("Kids", vec![pages[0].into(), page]);
    });
    env.file("e/a.pdf", direct).file("case.toml", enclosing(&[("e/a.pdf", "Paper")], "\"A\""));
    let run = write(&env, &[]);
    assert!(run.status == 1 && said(&run).contains("it says that it has 2 pages, and only 1"), "{}", run.err);
}

#[test]
fn another_students_name_is_not_printed_from_a_title_either() {
    let env = Env::new();
    let names = "\n[[other_students]]\nmark = \"A\"\nname = \"Will Grant\"\n";
    env.file("e/a.pdf", paper("a", 1));
    for (title, stopped) in [
        ("Statement of Grant, Will", true),
        ("The state will grant an hour; more will follow", false),
        ("Grant of the state, which will end", false),
    ] {
        env.file("case.toml", enclosing(&[("e/a.pdf", title)], "\"A\"") + names);
        let run = write(&env, &["--force"]);
        assert_eq!(run.status == 1, stopped, "{title}: {}", run.err);
    }
}
