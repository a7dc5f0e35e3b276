//! `record`: what it adds, that nothing else changes, and that a case file is never half of one.

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::support::Env;

/// A case as a person keeps one: comments everywhere, an order of their own, and rows in both forms.
const KEPT: &str = r#"# My notes for Sofía. Do not lose these.
schema = 1   # the form

[child]
name = "Ana Sofía Ramos Díaz" # all names
short_name = "Sofía"
pronouns = "she/her"

# Who signs
[[signers]]
name = "Lupe Ramos Vega"
relation = "mother"
authority = "parent"

[school]
name = "Clearbrook Middle School"

[calendar]   # from the school's website
years = [{ first = 2026-08-13, last = 2027-06-10 }]
breaks = [{ name = "winter", last_day = 2026-12-18, back = 2027-01-04 }]
holidays = [2026-11-11]

events = [   # not a key of [calendar]; see below
]
"#;

const REST: &str = r#"
[[absences]]   # the log
date = 2026-09-08
kind = "full"     # whole day

# --- supports below ---
[[supports]]
text = "a sticker card"
status = "tried"

[[letters]]
kind = "eval-initial"
date = 2026-12-07
areas = ["ev-sensory"]

# the end
"#;

fn kept() -> String {
    let head = KEPT.split("events = [").next().unwrap().trim_end();
    format!("{head}\n{REST}")
}

const DAY: [&str; 2] = ["--date", "2026-12-08"];

fn record(env: &Env, arguments: &[&str]) -> crate::support::Run {
    env.run(["record", "case.toml"].iter().chain(arguments).chain(&DAY).copied())
}

/// The new text is the old one with exactly these lines put in.
fn assert_only_added(old: &str, new: &str, added: &str) {
    assert_eq!(new.len(), old.len() + added.len(), "{new}");
    let at = (0..=old.len()).find(|at| {
        old.is_char_boundary(*at) && new.starts_with(&old[..*at]) && new[*at..].starts_with(added) && new[at + added.len()..] == old[*at..]
    });
    assert!(at.is_some(), "not an insertion of\n{added}\ninto\n{old}\nbut\n{new}");
}

/// Every kind of record, with what it adds.
const KINDS: [(&[&str], &str); 7] = [
    (&["event", "2026-10", "Team meeting"], "\n[[events]]\ndate = \"2026-10\"\ntext = \"Team meeting\"\n"),
    (
        &["absence", "2026-11-10..2026-11-12", "--reason", "panic at the door", "--code", "U", "--told", "same-day"],
        "\n[[absences]]\ndate = 2026-11-10\nkind = \"full\"\nreason = \"panic at the door\"\nschool_code = \"U\"\nexplained_on = 2026-11-10\n\
         \n[[absences]]\ndate = 2026-11-12\nkind = \"full\"\nreason = \"panic at the door\"\nschool_code = \"U\"\nexplained_on = 2026-11-12\n",
    ),
    (
        &["communication", "2026-10-06", "Asked for an evaluation.", "--from", "parent", "--to", "principal", "--by", "phone"],
        "\n[[communications]]\ndate = 2026-10-06\nfrom = \"parent\"\nto = \"principal\"\nby = \"phone\"\ntext = \"Asked for an evaluation.\"\n",
    ),
    (
        &[
            "incident",
            "about 2026-10-14",
            "Student A said \"go home\".",
            "--place",
            "van 12",
            "--witnesses",
            "driver",
            "--witnesses",
            "Student B",
        ],
        "\n[[incidents]]\ndate = \"about 2026-10-14\"\nplace = \"van 12\"\nwhat = 'Student A said \"go home\".'\nwitnesses = [\"driver\", \"Student B\"]\n",
    ),
    (
        &[
            "sent",
            "--kind",
            "eval-initial",
            "--dated",
            "2026-12-07",
            "--on",
            "2026-12-07",
            "--by",
            "certified mail",
            "--tracking",
            "9407 1000",
        ],
        "\n[[sent]]\nkind = \"eval-initial\"\ndate = 2026-12-07\nby = \"certified mail\"\ntracking = \"9407 1000\"\nreply_by = 2026-12-10\n",
    ),
    (&["received", "plan", "2026-12-08"], "\n[assessment]\nplan_received = 2026-12-08\n"),
    (
        &["event", "2026-10-02", "Kept.", "--set", "exhibit=A", "--set", "source=my notes"],
        "\n[[events]]\ndate = 2026-10-02\ntext = \"Kept.\"\nsource = \"my notes\"\nexhibit = \"A\"\n",
    ),
];

#[test]
fn every_other_byte_stays_as_it_was() {
    for (arguments, added) in KINDS {
        for (name, old, added) in [
            ("plain", kept(), added.to_owned()),
            ("with Windows line ends", kept().replace('\n', "\r\n"), added.replace('\n', "\r\n")),
            ("with a byte order mark", format!("\u{feff}{}", kept()), added.to_owned()),
        ] {
            let env = Env::new();
            // An event of the last row needs an exhibit to point at; only a letter asks whether it exists.
            env.file("case.toml", &old);
            let run = record(&env, arguments);
            assert_eq!(run.status, 0, "{name} {arguments:?}: {}", run.err);
            assert_eq!(run.out, "case.toml\n");
            assert_only_added(&old, &String::from_utf8(env.read("case.toml")).unwrap(), &added);
        }
    }
}

#[test]
fn a_file_without_a_last_line_end_gets_one_with_the_new_lines() {
    let env = Env::new();
    let old = kept();
    let old = old.trim_end_matches("\n# the end\n").trim_end();
    env.file("case.toml", old);
    assert_eq!(record(&env, &["event", "2026-10-02", "Kept."]).status, 0);
    assert_eq!(String::from_utf8(env.read("case.toml")).unwrap(), format!("{old}\n\n[[events]]\ndate = 2026-10-02\ntext = \"Kept.\"\n"));
}

#[test]
fn rows_in_brackets_get_one_more_in_brackets() {
    for (rows, after) in [
        ("events = []\n", "events = [{ date = 2026-10-02, text = \"Kept.\" }]\n"),
        (
            "events = [{ date = 2026-09-01, text = \"One.\" }]  # mine\n",
            "events = [{ date = 2026-09-01, text = \"One.\" }, { date = 2026-10-02, text = \"Kept.\" }]  # mine\n",
        ),
        (
            "events = [\n  # the first\n  { date = 2026-09-01, text = \"One.\" },\n]\n",
            "events = [\n  # the first\n  { date = 2026-09-01, text = \"One.\" },\n  { date = 2026-10-02, text = \"Kept.\" },\n]\n",
        ),
    ] {
        let env = Env::new();
        env.file("case.toml", kept().replacen("schema = 1   # the form\n", &format!("schema = 1   # the form\n{rows}"), 1));
        let run = record(&env, &["event", "2026-10-02", "Kept."]);
        assert_eq!(run.status, 0, "{}", run.err);
        assert_eq!(
            String::from_utf8(env.read("case.toml")).unwrap(),
            kept().replacen("schema = 1   # the form\n", &format!("schema = 1   # the form\n{after}"), 1)
        );
    }
}

#[test]
fn a_receipt_goes_into_the_row_of_its_letter_and_an_answer_below_it() {
    let env = Env::new();
    let sent = "[[sent]]  # the first\nkind = \"eval-initial\"\ndate = 2026-11-30 # Monday\nby = \"email\"\n\n[[sent]]\nkind = \"meet-sst\"\ndate = 2026-12-01\n";
    let old = kept().replacen("# --- supports", &format!("{sent}\n# --- supports"), 1);
    env.file("case.toml", &old);
    assert_eq!(record(&env, &["received", "eval-initial", "2026-12-01", "--proof", "her e-mail of that day"]).status, 0);
    let middle = String::from_utf8(env.read("case.toml")).unwrap();
    assert_eq!(middle, old.replacen("by = \"email\"\n", "by = \"email\"\nreceived = 2026-12-01\nproof = \"her e-mail of that day\"\n", 1));
    let run = record(&env, &["answer", "eval-initial", "2026-12-07", "--what", "they ask for more time", "--agreed-date", "2027-01-22"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let answer = "\n[[sent.answers]]\ndate = 2026-12-07\nwhat = \"they ask for more time\"\nagreed_date = 2027-01-22\n";
    let new = String::from_utf8(env.read("case.toml")).unwrap();
    assert_eq!(new, middle.replacen("her e-mail of that day\"\n", &format!("her e-mail of that day\"\n{answer}"), 1));
    // The same again says so and changes nothing.
    let again = record(&env, &["received", "eval-initial", "2026-12-02"]);
    assert_eq!(again.status, 1);
    assert!(again.err.contains("on the record already") && again.err.contains("Nothing was recorded"), "{}", again.err);
    assert_eq!(String::from_utf8(env.read("case.toml")).unwrap(), new);
}

#[test]
fn the_plan_that_came_is_a_fact_and_ends_the_clock() {
    let env = Env::new();
    env.file("case.toml", kept() + "\n[[sent]]\nkind = \"eval-initial\"\ndate = 2026-11-02\nreceived = 2026-11-02\n");
    assert_eq!(record(&env, &["answer", "eval-initial", "2026-11-16", "--what", "the plan, by mail"]).status, 0);
    let new = String::from_utf8(env.read("case.toml")).unwrap();
    assert!(new.contains("[assessment]\nplan_received = 2026-11-16\n"), "{new}");
    assert!(new.contains("[[sent.answers]]\ndate = 2026-11-16\nwhat = \"the plan, by mail\"\n"), "{new}");
}

#[test]
fn what_cannot_be_recorded_changes_nothing() {
    let meetings =
        "\n[[sent]]\nkind = \"meet-iep\"\ndate = 2026-11-02\nreceived = 2026-11-02\n\n[[sent]]\nkind = \"meet-iep\"\ndate = 2026-11-16\n";
    let cases: [(&[&str], &str); 25] = [
        (&["absence", "1900-01-01"], "more than three years ago"),
        (&["communication", "2026-12-09", "Called.", "--from", "a", "--to", "b", "--by", "phone"], "has not come yet"),
        (&["event", "2026-10-02", "Kept.", "--set", "txet=x"], "Did you mean `text`?"),
        (&["sent", "--kind", "eval-initial", "--dated", "2026-12-07", "--by", " "], "not said how the letter was sent"),
        (&["sent", "2026-12-01-eval-initial.pdf", "--by", "email"], "2026-12-01-eval-initial.pdf is empty"),
        (&["answer", "consent", "2026-11-20"], "nothing waits for this"),
        (&["answer", "meet-iep", "2026-11-20", "--dated", "2026-11-02", "--agreed-date", "2199-12-31"], "the agreed day cannot be right"),
        (&["answer", "meet-iep", "2026-11-20", "--dated", "2026-11-02", "--agreed-date", "2026-11-19"], "the agreed day cannot be right"),
        (&["received", "meet-504", "2026-11-20"], "no meet-504 is on the record as sent"),
        (&["absence", "2026-12-09"], "has not come yet"),
        (&["absence", "2026-11-12..2026-11-10"], "runs backwards"),
        (&["absence", "11/10/2026"], "is not a day or a range of days"),
        (&["absence", "2026-09-08", "--kind", "late"], "in the log already, as another kind"),
        (&["absence", "2026-11-14..2026-11-15"], "none of these days is a new absence"),
        (&["absence", "2026-11-10", "--kind", "ful"], "Did you mean \"full\"?"),
        (&["absence", "2026-11-10", "--set", "reson=ill"], "Did you mean `reason`?"),
        (&["event", "last fall", "Team meeting"], "needs a date"),
        (&["sent", "--kind", "eval-inital", "--by", "email"], "Did you mean eval-initial?"),
        (&["sent", "2026-12-07-eval-initial.pdf", "--by", "email"], "could not read 2026-12-07-eval-initial.pdf"),
        (&["sent", "--kind", "eval-initial", "--dated", "2026-12-09", "--by", "email"], "sent before the date on the letter"),
        (&["received", "eval-initial", "2026-12-08"], "no eval-initial is on the record as sent"),
        (&["received", "meet-iep", "2026-10-30"], "received before it was sent"),
        (&["received", "meet-iep", "2026-12-09"], "has not come yet"),
        (&["answer", "meet-iep", "2026-11-20"], "Say which: --dated 2026-11-02 or --dated 2026-11-16"),
        (
            &["answer", "meet-iep", "2026-11-20", "--dated", "2026-11-02"],
            "--rule c-records-5 (the copies of the records) or --rule c-iep-meeting-30 (the IEP meeting)",
        ),
    ];
    for (arguments, expected) in cases {
        let env = Env::new();
        let old = kept() + meetings;
        env.file("case.toml", &old).file("2026-12-01-eval-initial.pdf", "");
        let run = record(&env, arguments);
        assert_eq!(run.status, 1, "{arguments:?}");
        assert_eq!(run.out, "");
        let said = run.err.split_whitespace().filter(|word| *word != "|").collect::<Vec<_>>().join(" ");
        assert!(said.contains(expected), "{arguments:?}: {said}");
        assert_eq!(String::from_utf8(env.read("case.toml")).unwrap(), old, "{arguments:?}");
        assert_eq!(std::fs::read_dir(env.path("")).unwrap().count(), 2, "nothing else is left behind");
    }
}

#[test]
fn days_without_school_are_left_out_of_a_range() {
    let env = Env::new();
    env.file("case.toml", kept());
    let run = record(&env, &["absence", "2026-09-07..2026-09-09", "2026-11-10..2026-11-16"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("Recorded: six days missed."), "{}", run.err);
    assert!(run.err.contains("no school: Wed, Nov 11, 2026; Sat, Nov 14, 2026; and Sun, Nov 15, 2026."), "{}", run.err);
    assert!(run.err.contains("in the log already: Tue, Sep 8, 2026."), "{}", run.err);
    let new = String::from_utf8(env.read("case.toml")).unwrap();
    for day in ["2026-09-07", "2026-09-09", "2026-11-10", "2026-11-12", "2026-11-13", "2026-11-16"] {
        assert_eq!(new.matches(&format!("date = {day}\n")).count(), 1, "{day}");
    }
}

#[test]
fn a_kept_copy_is_exact_and_never_written_over() {
    let env = Env::new();
    env.file("case.toml", kept()).file("letters/case/2026-12-07-eval-initial.pdf", b"%PDF the first \xff\x00 bytes");
    let letter = "letters/case/2026-12-07-eval-initial.pdf";
    assert_eq!(record(&env, &["sent", letter, "--by", "email", "--on", "2026-12-07"]).status, 0);
    assert_eq!(env.read("sent/2026-12-07-eval-initial.pdf"), b"%PDF the first \xff\x00 bytes");
    let text = String::from_utf8(env.read("case.toml")).unwrap();
    assert!(text.contains("file = \"sent/2026-12-07-eval-initial.pdf\"\n"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(env.path("sent/2026-12-07-eval-initial.pdf")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Handed in too, after the letter was made again: another copy, beside the first.
    env.file(letter, b"%PDF other bytes");
    let handed = record(&env, &["sent", letter, "--handed-to", "Ms. Yu, front office"]);
    assert_eq!(handed.status, 0, "{}", handed.err);
    assert_eq!(env.read("sent/2026-12-07-eval-initial.pdf"), b"%PDF the first \xff\x00 bytes");
    assert_eq!(env.read("sent/2026-12-07-eval-initial-2.pdf"), b"%PDF other bytes");
    let text = String::from_utf8(env.read("case.toml")).unwrap();
    let row = text.rsplit("[[sent]]").next().unwrap();
    for line in [
        "date = 2026-12-08\ndated = 2026-12-07\n",
        "by = \"hand delivery\"\nto = \"Ms. Yu, front office\"\nreceived = 2026-12-08\nproof = \"handed to Ms. Yu, front office\"\n",
        "file = \"sent/2026-12-07-eval-initial-2.pdf\"\n",
    ] {
        assert!(row.contains(line), "{line}: {row}");
    }
    // Writing letters touches neither; the letter that was sent is not made again.
    let before = env.tree("sent");
    let write = env.run(["write", "case.toml", "--date", "2026-12-09"]);
    assert_eq!(write.status, 0, "{}", write.err);
    assert!(write.err.contains("eval-initial of December 7, 2026 for case was sent, so it stays as it is"), "{}", write.err);
    assert_eq!(env.tree("sent"), before);
    // The send sheet is not the letter.
    env.file("letters/case/2026-12-07-eval-initial-send-sheet.pdf", b"%PDF sheet");
    let sheet = record(&env, &["sent", "letters/case/2026-12-07-eval-initial-send-sheet.pdf", "--by", "fax"]);
    assert!(sheet.status == 1 && sheet.err.contains("this is the send sheet"), "{}", sheet.err);
}

#[test]
fn the_digest_is_that_of_the_copy() {
    let env = Env::new();
    env.file("case.toml", kept()).file("2026-12-07-eval-initial.txt", b"abc");
    assert_eq!(record(&env, &["sent", "2026-12-07-eval-initial.txt", "--by", "email"]).status, 0);
    // FIPS 180-2, appendix B.1: the digest of "abc".
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert!(String::from_utf8(env.read("case.toml")).unwrap().contains(&format!("sha256 = \"{digest}\"\n")));
}

#[test]
fn an_exhibit_is_taken_into_the_case() {
    let env = Env::new();
    let (scan, another) = (crate::packet::paper("scan", 1), crate::packet::paper("another", 1));
    let photo = std::fs::read(crate::support::project().join("examples/cases/exhibits/barrientos-lucia/portal.png")).unwrap();
    env.file("home/case.toml", kept()).file("scan.pdf", &scan).file("home/here.png", photo);
    let add = |arguments: &[&str]| env.run(["record", "home/case.toml", "exhibit"].iter().chain(arguments).copied());
    assert_eq!(add(&["scan.pdf", "--title", "Letter of Dr. Okafor", "--date", "2026-09-30"]).status, 0);
    assert_eq!(add(&["home/here.png", "--title", "Photo", "--dated", "2026-10"]).status, 0);
    assert_eq!(env.read("home/exhibits/scan.pdf"), scan);
    let text = String::from_utf8(env.read("home/case.toml")).unwrap();
    assert!(text.contains("[[exhibits]]\nfile = \"exhibits/scan.pdf\"\ntitle = \"Letter of Dr. Okafor\"\ndate = 2026-09-30\n"), "{text}");
    assert!(text.contains("[[exhibits]]\nfile = \"here.png\"\ntitle = \"Photo\"\ndate = \"2026-10\"\n"), "{text}");
    let again = add(&["home/here.png", "--title", "Photo"]);
    assert!(again.status == 1 && again.err.contains("exhibit B already"), "{}", again.err);
    env.file("scan.pdf", &another);
    assert_eq!(add(&["scan.pdf", "--title", "Another"]).status, 0);
    assert_eq!((env.read("home/exhibits/scan.pdf"), env.read("home/exhibits/scan-2.pdf")), (scan, another));
    let word = add(&["home/case.toml", "--title", "Notes"]);
    assert!(word.status == 1 && word.err.contains("it is another kind of file"), "{}", word.err);
}

/// The program, started and not waited for.
fn start(env: &Env, text: &str) -> std::process::Child {
    Command::new(assert_cmd::cargo::cargo_bin("inwriting"))
        .current_dir(env.path(""))
        .args(["record", "case.toml", "event", "2026-10-02", text, "--date", "2026-12-08"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn killed_half_way_the_file_is_the_old_or_the_new_one() {
    let env = Env::new();
    // Large enough that writing takes its time.
    let long = format!("{}\n# {}\n", kept(), "x".repeat(2_000_000));
    env.file("case.toml", &long);
    let began = Instant::now();
    assert!(start(&env, "Kept.").wait().unwrap().success());
    let whole = began.elapsed();
    let new = env.read("case.toml");
    assert!(new.len() > long.len());
    let (mut old_ones, mut new_ones) = (0, 0);
    // Later and later, until the kill comes too late: on a busy machine that takes a while.
    for step in 0..400_u32 {
        env.file("case.toml", &long);
        let mut child = start(&env, "Kept.");
        let until = Instant::now() + whole.mul_f64(f64::from(step) / 30.0);
        while Instant::now() < until {
            std::thread::yield_now();
        }
        let _ = child.kill();
        child.wait().unwrap();
        let found = env.read("case.toml");
        assert!(found == long.as_bytes() || found == new, "a case file that is neither the old nor the new one");
        if found == new {
            new_ones += 1;
        } else {
            old_ones += 1;
        }
        if new_ones == 8 {
            break;
        }
    }
    assert!(old_ones > 0 && new_ones > 0, "{old_ones} old, {new_ones} new: the kills did not fall around the write");
}

#[test]
fn two_at_once_lose_nothing() {
    let env = Env::new();
    env.file("case.toml", kept());
    let children: Vec<_> = (0..8).map(|number| start(&env, &format!("Event number {number}."))).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let text = String::from_utf8(env.read("case.toml")).unwrap();
    for number in 0..8 {
        assert_eq!(text.matches(&format!("Event number {number}.")).count(), 1, "{text}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_mode_stays_a_mode() {
    use std::os::unix::fs::PermissionsExt;
    let env = Env::new();
    env.file("real/mateo.toml", kept());
    std::fs::set_permissions(env.path("real/mateo.toml"), std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(env.path("real/mateo.toml"), env.path("case.toml")).unwrap();
    assert_eq!(record(&env, &["event", "2026-10-02", "Kept."]).status, 0);
    assert!(std::fs::symlink_metadata(env.path("case.toml")).unwrap().is_symlink());
    assert!(String::from_utf8(env.read("real/mateo.toml")).unwrap().contains("Kept."));
    assert_eq!(std::fs::metadata(env.path("real/mateo.toml")).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn what_a_letter_asks_is_known_only_of_a_letter_of_this_case() {
    let env = Env::new();
    env.file("case.toml", kept());
    assert_eq!(record(&env, &["sent", "--kind", "records", "--by", "email"]).status, 0);
    let text = String::from_utf8(env.read("case.toml")).unwrap();
    assert!(text.contains("kind = \"records\"") && !text.contains("reply_by"), "{text}");
}

#[test]
fn a_letter_that_went_two_ways_is_asked_about_by_its_way() {
    let env = Env::new();
    let ways = "\n[[sent]]\nkind = \"records\"\ndate = 2026-11-02\nby = \"email\"\n\n[[sent]]\nkind = \"records\"\ndate = 2026-11-03\ndated = 2026-11-02\nby = \"certified mail\"\n";
    env.file("case.toml", kept() + ways);
    let run = record(&env, &["received", "records", "2026-11-06"]);
    assert!(run.status == 1 && run.err.contains("--by email or --by 'certified mail'"), "{}", run.err);
    assert_eq!(record(&env, &["received", "records", "2026-11-06", "--by", "certified mail"]).status, 0);
    assert_eq!(record(&env, &["received", "records", "2026-11-02"]).status, 0);
    let text = String::from_utf8(env.read("case.toml")).unwrap();
    assert!(
        text.contains("by = \"email\"\nreceived = 2026-11-02\n") && text.contains("by = \"certified mail\"\nreceived = 2026-11-06\n"),
        "{text}"
    );
}

#[test]
fn without_a_calendar_weekends_are_left_out_and_it_is_said() {
    let env = Env::new();
    let text = kept();
    let (head, rest) = text.split_once("[calendar]").unwrap();
    env.file("case.toml", format!("{head}{}", rest.split_once("\n\n").unwrap().1));
    let run = record(&env, &["absence", "2026-11-11..2026-11-16"]);
    assert!(run.err.contains("Recorded: four days missed.") && run.err.contains("only weekends were left out"), "{}", run.err);
}

#[test]
fn json_says_what_was_recorded() {
    let env = Env::new();
    env.file("case.toml", kept());
    let run = record(&env, &["event", "2026-10-02", "Kept.", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((found["file"].as_str(), found["recorded"].as_bool(), run.err.as_str()), (Some("case.toml"), Some(true), ""));
}
