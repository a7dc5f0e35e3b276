//! `import`: a sheet of clients becomes case files, whole and checked; what is wrong is said of rows and columns.

use std::collections::BTreeMap;

use crate::support::{Env, Run, project};

/// Two children; the columns stand in no order, and some are not in the empty sheet.
const SHEET: &str = "\
School.name,child.name,signers.1.name,signers.1.relation,signers.1.authority,situation.presentations,letters.1.areas.1.id,letters.1.kind,\
absences.1.date,absences.1.kind,situation.in_own_words,child.birth_date,diagnoses.1.name,diagnoses.1.share,attendance.tardies,signers.1.address
Clearbrook Middle School,Ana Sofía Ramos Díaz,Lupe Ramos Vega,mother,parent,hides in the car; cries,ev-sensory,eval-initial,\
9/8/2026,full,\"Every morning.\nShe says \"\"no\"\".\",3/4/2014,asthma,no,4,\"12 Elm St; Ukiah, CA 95482\"
Clearbrook Middle School,José Li,Mei Li,mother,parent,,,,,,,,,,,
";

const ANA: &str = r#"schema = 1
id = "ana-sofia-ramos-diaz"

[child]
name = "Ana Sofía Ramos Díaz"
birth_date = 2014-03-04

[[diagnoses]]
name = "asthma"
share = false

[[signers]]
name = "Lupe Ramos Vega"
relation = "mother"
authority = "parent"
address = ["12 Elm St", "Ukiah, CA 95482"]

[school]
name = "Clearbrook Middle School"

[situation]
in_own_words = """
Every morning.

She says "no"."""
presentations = ["hides in the car", "cries"]

[attendance]
tardies = 4

[[absences]]
date = 2026-09-08
kind = "full"

[[letters]]
kind = "eval-initial"

[[letters.areas]]
id = "ev-sensory"
"#;

fn import(env: &Env, sheet: impl AsRef<[u8]>) -> Run {
    env.file("clients.csv", sheet);
    env.run(["import", "clients.csv", "--out", "clients"])
}

/// What is said about a sheet from which nothing may be written.
fn refused(sheet: impl AsRef<[u8]>) -> String {
    let env = Env::new();
    let run = import(&env, sheet);
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{}", run.err);
    assert!(!env.path("clients").exists());
    run.err
}

fn files(env: &Env) -> BTreeMap<String, String> {
    env.tree("clients").into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

#[test]
fn each_row_becomes_a_case_that_reads_well() {
    let env = Env::new();
    let run = import(&env, SHEET);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.out, "clients/ana-sofia-ramos-diaz.toml\nclients/jose-li.toml\n");
    assert_eq!(run.err, "Two cases written.\nNext: inwriting check clients; then inwriting batch clients --out letters.\n");
    assert_eq!(String::from_utf8(env.read("clients/ana-sofia-ramos-diaz.toml")).unwrap(), ANA);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(env.path("clients/jose-li.toml")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let written = env.run(["write", "clients/ana-sofia-ramos-diaz.toml", "--format", "txt"]);
    assert_eq!(written.status, 0, "{}", written.err);
    let letter = String::from_utf8(env.read("letters/ana-sofia-ramos-diaz/2026-11-23-eval-initial.txt")).unwrap();
    assert!(letter.contains("Lupe Ramos Vega") && letter.contains("12 Elm St") && !letter.contains("asthma"), "{letter}");
}

#[test]
fn separators_line_ends_and_a_mark_of_encoding_change_nothing() {
    let env = Env::new();
    assert_eq!(import(&env, SHEET).status, 0);
    let expected = files(&env);
    let tabs = csv_with(SHEET, b'\t');
    let semicolons = format!("\u{feff}{}", csv_with(SHEET, b';'));
    for sheet in [tabs, semicolons, SHEET.replace('\n', "\r\n"), SHEET.trim_end().to_owned()] {
        let env = Env::new();
        assert_eq!(import(&env, &sheet).status, 0);
        assert_eq!(files(&env), expected, "{sheet}");
    }
}

/// The same sheet with another mark between its cells.
fn csv_with(sheet: &str, delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for record in csv::ReaderBuilder::new().has_headers(false).from_reader(sheet.as_bytes()).records() {
        writer.write_record(&record.unwrap()).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn an_empty_sheet_can_be_filled_in_and_its_letters_written() {
    let env = Env::new();
    let run = env.run(["import", "--blank"]);
    assert_eq!((run.status, run.out.as_str()), (0, "clients.csv\n"), "{}", run.err);
    let blank = String::from_utf8(env.read("clients.csv")).unwrap();
    assert!(blank.starts_with("\u{feff}id,jurisdiction,child.name,"));
    assert_eq!(blank.matches("\r\n").count(), 2);
    assert_eq!(blank.matches('\n').count(), 2);
    let empty = env.run(["import", "clients.csv", "--out", "clients"]);
    assert_eq!((empty.status, empty.out.as_str()), (0, ""));
    assert_eq!(empty.err, "Nothing to write: there is no row with a child below the headings.\n");
    let row = filled(
        &blank,
        &[
            ("child.name", "Ana Sofía Ramos Díaz"),
            ("signers.1.name", "Lupe Ramos Vega"),
            ("signers.1.authority", "parent"),
            ("school.name", "Clearbrook Middle School"),
            ("situation.presentations", "hides in the car"),
            ("letters.1.kind", "eval-initial"),
            ("letters.1.areas", "ev-sensory; ev-behavior"),
        ],
    );
    assert_eq!(import(&env, format!("{blank}{row}\r\n")).status, 0);
    let batch = env.run(["batch", "clients", "--out", "letters"]);
    assert_eq!(batch.status, 0, "{}", batch.err);
    assert!(env.path("letters/ana-sofia-ramos-diaz/2026-11-23-eval-initial.pdf").exists());
}

/// A row for the empty sheet.
fn filled(blank: &str, cells: &[(&str, &str)]) -> String {
    let headings = blank.trim_start_matches('\u{feff}').lines().next().unwrap().split(',');
    let cell = |heading| cells.iter().find(|(name, _)| *name == heading).map_or("", |(_, words)| words);
    headings.map(cell).collect::<Vec<_>>().join(",")
}

#[test]
fn the_empty_sheet_says_what_belongs_in_each_column() {
    let env = Env::new();
    assert_eq!(env.run(["import", "--blank", "new.csv"]).out, "new.csv\n");
    let bytes = env.read("new.csv");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let about: BTreeMap<&str, &str> = rows[0].iter().zip(rows[1].iter()).collect();
    assert!(about["id"].starts_with("# A short name for the case"));
    assert_eq!(about["child.birth_date"], "Date of birth. A date: 2026-11-23 or 11/23/2026.");
    assert_eq!(about["signers.1.address"], "Mailing address, one line each. A P.O. box is fine. Put ; between several.");
    assert!(about["child.plan"].ends_with("One of: none, 504, iep, pending."));
    assert!(about["letters.1.kind"].contains("eval-initial, eval-reassess"));
    assert!(about["letters.1.areas"].contains("ev-sensory") && about["contacts.1.role"].contains("special-education-director"));
    assert!(about.values().all(|about| !about.is_empty() && !about.starts_with(['=', '+', '-', '@'])));
    // A sheet that somebody filled in is never written over.
    env.file("new.csv", "child.name\nAna\n");
    let again = env.run(["import", "--blank", "new.csv"]);
    assert_eq!((again.status, again.out.as_str()), (1, ""));
    assert!(again.err.contains("new.csv is there already with other words; it was left alone"), "{}", again.err);
    assert_eq!(env.read("new.csv"), b"child.name\nAna\n");
}

#[test]
fn a_wrong_row_is_explained_by_its_cells_and_the_others_are_written() {
    let env = Env::new();
    let sheet = "child.name,child.birth_date,signers.1.relation,signers.1.name,sent.1.kind,sent.1.date,sent.1.received,contacts.2.name,contacts.2.role,supports.3.status\n\
                 Ana Li,23/11/2012,mother,Mei Li,,,,,,\n\
                 \n\
                 ,,,,,,,,,\n\
                 Bo Li,2012-05-14,cousin,\"Mei\nLi\",records,11/2/2026,11/1/2026,Ms. Tran,,tried\n\
                 Cy Li,5/14/98,,,,,,,,\n\
                 Di Li,5/14/2012,mother,Mei Li,,,,,,\n";
    let run = import(&env, sheet);
    assert_eq!(run.status, 1);
    assert_eq!(run.out, "clients/di-li.toml\n");
    assert_eq!(
        run.err,
        "clients.csv, row 2, column B (child.birth_date): the month comes first in a date with slashes\n  \
           help: Write it as 11/23/2026, not 23/11/2026; or year first: 2026-11-23.\n\
         clients.csv, row 5, column D (signers.1.name): `signers.name` has room for one line\n  \
           help: Put it on one line.\n\
         clients.csv, row 5, column C (signers.1.relation): `signers.relation` is not one of: mother, father, parent, stepparent, guardian, \
         grandmother, grandfather, grandparent, aunt, uncle, foster parent, caregiver, educational rights holder, surrogate parent, adult \
         student, advocate\n  \
           help: How the signer is related to the child.\n\
         clients.csv, row 5, column I (contacts.2.role): this row needs contacts.2.role\n  \
           help: Fill in contacts.2.role.\n\
         clients.csv, row 5, column J (supports.3.status): this row needs supports.3.id or supports.3.text\n  \
           help: Add a column with the heading supports.3.id or supports.3.text, and fill it in.\n\
         clients.csv, row 5, column G (sent.1.received) and column F (sent.1.date): a letter was received before it was sent\n  \
           help: Check both dates; a stamp or a postmark beats memory.\n\
         clients.csv, row 6, column B (child.birth_date): a year of two figures is read as 2000 to 2049 only, and this one is not among them\n  \
           help: Write all four figures of the year, as in 5/14/1998.\n\
         One case written and three rows not written.\n\
         Next: inwriting check clients; then inwriting batch clients --out letters.\n"
    );
    // Nothing that stands in a cell is repeated.
    assert!(!run.err.contains("Tran") && !run.err.contains("cousin,") && !run.err.contains("Mei"), "{}", run.err);
}

#[test]
fn a_row_without_its_child_is_refused() {
    let env = Env::new();
    let run = import(&env, "id,child.name,child.grade,school.name\n,,8,Clearbrook\nana-li,,,Clearbrook\n,李明,,\nbad id,Ana Li,,\n");
    assert_eq!((run.status, run.out.as_str()), (1, ""));
    for line in [
        "row 2, column B (child.name) and column A (id): this row has neither an id nor a child's name",
        "row 3, column B (child.name): this row needs child.name",
        "row 4, column B (child.name): no id can be made from this name",
        "row 5, column A (id): an id may hold only letters a-z, digits, '-' and '_'",
    ] {
        assert!(run.err.contains(line), "{line}\n{}", run.err);
    }
}

#[test]
fn answers_of_a_letter_are_those_of_its_kind() {
    let env = Env::new();
    let head = "child.name,letters.1.kind,letters.1.areas,letters.1.areas.2.id,letters.1.areas.2.reason,letters.1.ask_504\n";
    let run = import(&env, format!("{head}Ana Li,eval-initial,,ev-sensory,loud halls,no\n"));
    assert_eq!(run.status, 0, "{}", run.err);
    let text = &files(&env)["ana-li.toml"];
    assert!(
        text.ends_with(
            "[[letters]]\nkind = \"eval-initial\"\nask_504 = false\n\n[[letters.areas]]\nid = \"ev-sensory\"\nreason = \"loud halls\"\n"
        ),
        "{text}"
    );
    let run = import(
        &env,
        format!(
            "{head}Bo Li,records,ev-sensory,,,\nCy Li,evil-initial,,,,x\nDi Li,,ev-sensory,,,\nEd Li,eval-initial,ev-sensory,ev-behavior,,\n"
        ),
    );
    for line in [
        "row 2, column C (letters.1.areas): there is no `areas` in [[letters]]",
        "row 3, column B (letters.1.kind): there is no letter of this kind\n  help: Did you mean \"eval-initial\"?",
        "row 4, column B (letters.1.kind): this row needs letters.1.kind",
        "row 5, column D (letters.1.areas.2.id): another column of this row holds the same entries in one cell",
    ] {
        assert!(run.err.contains(line), "{line}\n{}", run.err);
    }
    // Without a kind that is known, the other answers are not judged.
    assert!(!run.err.contains("ask_504") && !run.err.contains("row 4, column C"), "{}", run.err);
}

#[test]
fn one_column_can_hold_answers_of_two_kinds_of_letters() {
    let manifest = r#"title = "Library card"
purpose = "Asks for a library card."
subject = "Request for a library card"
to = ["principal"]
must = ["letter.ask_504", "letter.shelf"]
[[table]]
path = ""
fact = [{ key = "shelf", type = "text", about = "The shelf." }, { key = "ask_504", type = "text", about = "A word." }]
"#;
    let env = Env::new();
    env.file("mine/library-card/letter.toml", manifest).file("mine/library-card/body.hbs", "{{letter.ask_504}} {{letter.shelf}}\n");
    env.file(
        "clients.csv",
        "letters.2.ask_504,letters.2.kind,letters.2.shelf,child.name\nno,eval-initial,,Ana Li\nno,library-card,dogs,Bo Li\n",
    );
    let run = env.run(["import", "clients.csv", "--out", "clients", "--templates", "mine"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(files(&env)["ana-li.toml"].ends_with("[[letters]]\nkind = \"eval-initial\"\nask_504 = false\n"));
    let bo = &files(&env)["bo-li.toml"];
    assert!(["kind = \"library-card\"\n", "ask_504 = \"no\"\n", "shelf = \"dogs\"\n"].iter().all(|line| bo.contains(line)), "{bo}");
}

#[test]
fn wrong_headings_are_named_before_anything_is_written() {
    let said = refused("child.name,child.brith_date,signers.name,child.name,Notes,\nAna Li,,,,,\nBo Li,,,,,x\n");
    assert_eq!(
        said,
        "clients.csv, column B (child.brith_date): this heading names no fact of a case\n  \
           help: Did you mean child.birth_date?\n\
         clients.csv, column C (signers.name): `signers` may stand many times, so this heading needs a number\n  \
           help: Number the entries, as in signers.1.name.\n\
         clients.csv, column D (child.name): this heading stands in column A already\n  \
           help: Keep one of the two columns.\n\
         clients.csv, column E (Notes): this heading names no fact of a case\n  \
           help: A heading is the path of a fact, such as child.name; `inwriting import --blank` writes a sheet that has the usual ones. Take \
         columns of your own out of the sheet.\n\
         Nothing was written.\n"
    );
    let said = refused("child.name,,child.grade\nAna Li,,8\nBo Li,x,9\nCy Li,y,9,z\n");
    assert!(said.contains("clients.csv, column B: this column has no heading, but row 3 has words in it"), "{said}");
    assert!(said.contains("clients.csv, column D: this column has no heading, but row 4 has words in it"), "{said}");
    assert!(refused("\nchild.name\nAna\n").contains("the first row of this sheet is empty"));
    assert!(refused("").contains("the first row of this sheet is empty"));
    // Columns that are wholly empty are no one's business.
    assert_eq!(import(&Env::new(), "child.name,,\nAna Li,, ,,\n").status, 0);
}

#[test]
fn files_that_are_no_utf_8_sheet_get_a_sentence() {
    assert!(refused(b"\xff\xfec\0h\0").contains("this file is saved as UTF-16 (\"Unicode text\"), and a sheet must be UTF-8"));
    let latin = refused(b"child.name\nAna\nN\xfa\xf1ez\n");
    assert!(latin.contains("line 3 holds a letter that is not saved as UTF-8") && latin.contains("CSV UTF-8 (Comma delimited)"), "{latin}");
    assert!(refused(b"PK\x03\x04\x14\0").contains("this is a workbook of a spreadsheet program"));
    assert!(refused("child.name,child.grade\nAna Li,8\nBo Li,\"9\nCy Li,7\n").contains("a cell in row 3 begins with a quotation mark"));
    let rows = "Ana\n".repeat(100_001);
    assert!(refused(format!("child.short_name\n{rows}")).contains("more than 100,000 rows"));
    let env = Env::new();
    assert!(env.run(["import", "nowhere.csv", "--out", "clients"]).err.contains("could not read nowhere.csv"));
    assert_eq!(env.run(["import", "nowhere.csv"]).status, 2);
    assert_eq!(env.run(["import", "--out", "clients"]).status, 2);
    assert_eq!(env.run(["import", "--blank", "--out", "clients"]).status, 2);
}

#[test]
fn a_case_that_is_there_is_left_alone_unless_told_otherwise() {
    let env = Env::new();
    assert_eq!(import(&env, "child.name,child.grade\nAna Li,8\nBo Li,8\n").status, 0);
    let again = env.run(["import", "clients.csv", "--out", "clients"]);
    assert_eq!((again.status, again.err.as_str()), (0, "Two cases unchanged.\n"));
    let kept = files(&env)["ana-li.toml"].clone();
    let sheet = "child.name,child.grade\nAna Li,9\nBo Li,8\nCy Li,8\n";
    let run = import(&env, sheet);
    assert_eq!((run.status, run.out.as_str()), (1, "clients/bo-li.toml\nclients/cy-li.toml\n"));
    assert!(
        run.err.contains("clients.csv, row 2: clients/ana-li.toml is there already with other words; it was left alone"),
        "{}",
        run.err
    );
    assert!(run.err.contains("One case written, one case unchanged, and one case left alone"), "{}", run.err);
    assert_eq!(files(&env)["ana-li.toml"], kept);
    assert_eq!(env.run(["import", "clients.csv", "--out", "clients", "--force"]).status, 0);
    assert!(files(&env)["ana-li.toml"].contains("grade = \"9\""));
}

#[test]
fn a_row_that_moved_never_takes_the_place_of_another_child_of_the_same_name() {
    let env = Env::new();
    let heading = "child.name,child.birth_date,signers.1.name\n";
    let (bo, zed) = ("Ann Lee,2015-03-04,Bo Lee\n", "Ann Lee,2011-01-01,Zed Lee\n");
    assert_eq!(import(&env, format!("{heading}{bo}")).status, 0);
    let kept = files(&env)["ann-lee.toml"].clone();
    env.file("clients.csv", format!("{heading}{zed}{bo}"));
    for more in [&[][..], &["--force"]] {
        let run = env.run([&["import", "clients.csv", "--out", "clients"], more].concat());
        assert_eq!(run.status, 1, "{}", run.err);
        assert!(run.err.contains("row 2: clients/ann-lee.toml is of another child with the same name"), "{}", run.err);
        assert!(
            run.err.contains("note: row 3 has the same child's name as a row above it, so its case is called ann-lee-2."),
            "{}",
            run.err
        );
        assert_eq!(files(&env)["ann-lee.toml"], kept);
    }
    // Told which is which, it does as it is told; a birth date can be set right that way.
    let named = "id,child.name,child.birth_date,signers.1.name\nann-lee,Ann Lee,2015-04-03,Bo Lee\n";
    env.file("clients.csv", named);
    assert_eq!(env.run(["import", "clients.csv", "--out", "clients", "--force"]).status, 0);
    assert!(files(&env)["ann-lee.toml"].contains("2015-04-03"));
}

#[test]
fn with_json_each_row_is_an_object() {
    let env = Env::new();
    env.file("clients/ana-li.toml", "# mine\n");
    env.file("clients.csv", "child.name,child.grade\nAna Li,8\n,\n,9\nBo Li,8\n");
    let run = env.run(["import", "clients.csv", "--out", "clients", "--json"]);
    let rows: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(run.status, 1);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0]["status"], "exists");
    assert_eq!(rows[1]["row"], 4);
    assert_eq!(rows[1]["status"], "failed");
    assert_eq!(rows[1]["case"], serde_json::Value::Null);
    assert_eq!(
        rows[1]["error"],
        "column A (child.name): this row has neither an id nor a child's name; column A (child.name): this row needs child.name"
    );
    assert_eq!(rows[2], serde_json::json!({"row": 5, "case": "bo-li", "status": "written", "file": "clients/bo-li.toml", "error": null}));
}

#[test]
fn every_child_has_an_id_of_its_own() {
    let env = Env::new();
    let run = import(&env, "child.name,id\nAna Li,\nÁna Lí,\nCy Li,ana-li-2\nDi Li,X_1\nEd Li,x_1\n");
    assert_eq!(run.out, "clients/ana-li.toml\nclients/ana-li-3.toml\nclients/ana-li-2.toml\nclients/X_1.toml\n");
    assert!(run.err.contains("row 6, column B (id): row 5 has this id already"), "{}", run.err);
}

#[test]
fn explanations_are_not_read_and_those_in_odd_places_are_mentioned() {
    let env = Env::new();
    let run = import(&env, "id,child.name\n# letters and digits,the name\n,Ana Li\n# check with her aunt,Bo Li\n");
    assert_eq!((run.status, run.out.as_str()), (0, "clients/ana-li.toml\n"));
    assert!(run.err.contains("note: row 4 begins with # and was not read."), "{}", run.err);
}

#[test]
fn words_that_spreadsheets_guard_come_back_as_they_were() {
    let env = Env::new();
    let run = import(
        &env,
        "child.name,school.name,situation.strengths,signers.1.name,signers.1.phone\nAna Li,'=Clearbrook,'Tis so,Mei Li,'+1 707 555 0142\n",
    );
    assert_eq!(run.status, 0, "{}", run.err);
    let text = &files(&env)["ana-li.toml"];
    assert!(
        text.contains("name = \"=Clearbrook\"") && text.contains("strengths = \"'Tis so\"") && text.contains("\"+1 707 555 0142\""),
        "{text}"
    );
}

#[test]
fn a_sheet_that_libreoffice_saved_is_read_in_both_forms() {
    let made = ["comma", "semicolon"].map(|kind| {
        let env = Env::new();
        let sheet = std::fs::read(project().join(format!("tests/sheets/libreoffice-{kind}.csv"))).unwrap();
        let run = import(&env, &sheet);
        assert_eq!(run.status, 0, "{}", run.err);
        assert_eq!(run.out, "clients/zoe-pena-obrien.toml\nclients/nguyen-duc.toml\n");
        let check = env.run(["check", "clients"]);
        assert_eq!(check.status, 0, "{}", check.out);
        let write = env.run(["batch", "clients", "--out", "letters"]);
        assert_eq!(write.status, 0, "{}", write.err);
        assert!(env.path("letters/zoe-pena-obrien/2026-11-23-eval-initial.pdf").exists());
        assert!(env.path("letters/nguyen-duc/2026-11-23-records.pdf").exists());
        files(&env)
    });
    assert_eq!(made[0], made[1]);
    let zoe = &made[0]["zoe-pena-obrien.toml"];
    for line in [
        "name = \"Zoë Peña-O’Brien\"",
        "birth_date = 2014-03-04",
        "address = [\"12 Quail Run\", \"Apt 4\", \"Ukiah, CA 95482\"]",
        "name = 'Harold \"Hal\" Example Middle School'",
        "since = 2026-09-08",
        "presentations = [\"hides in the closet\", 'says \"no\" at the door']",
        "Since September she cries every morning.\n\nOn weekends",
        "date = \"about 2026-10-01\"",
        "areas = [\"ev-social-emotional\", \"ev-academic\"]",
    ] {
        assert!(zoe.contains(line), "{line}\n{zoe}");
    }
    assert!(made[0]["nguyen-duc.toml"].contains("birth_date = 2012-05-14\ngrade = \"9\""));
}
