//! Bad input: every mistake of a file in one pass, each with its line, a mark and the remedy.

use crate::support::{CASE, Env, files_in};

#[test]
fn every_broken_case_says_what_is_wrong() {
    for path in files_in("tests/broken-cases", "toml") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let env = Env::new();
        env.file(&name, std::fs::read(&path).unwrap());
        let run = env.run(["write", &name]);
        assert_eq!(run.status, 1, "{name}: {}", run.err);
        assert_eq!(run.out, "", "{name} wrote something");
        assert!(!env.path("letters").exists(), "{name} left a folder");
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_suffix => name.trim_end_matches(".toml"), snapshot_path => "snapshots/broken-cases" }, {
            insta::assert_snapshot!("message", run.err);
        });
    }
}

#[test]
fn one_misspelled_key_gives_the_line_a_mark_and_the_right_key() {
    let env = Env::new();
    env.file("case.toml", CASE.replace("short_name", "shrot_name"));
    let run = env.run(["write", "case.toml"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("case.toml:5:1: there is no `shrot_name` in [child]"), "{}", run.err);
    assert!(run.err.contains("shrot_name = \"Sofía\""), "the line itself: {}", run.err);
    assert!(run.err.contains("^"), "a caret: {}", run.err);
    assert!(!run.err.contains("Ana Sofía") && !run.err.contains("she/her"), "no line but the marked one: {}", run.err);
    assert!(run.err.contains("Did you mean `short_name`?"), "{}", run.err);
}

#[test]
fn three_mistakes_are_all_three_reported() {
    let env = Env::new();
    env.file("case.toml", CASE.replace("short_name", "shrot_name").replace("relation =", "realtion =").replace("ev-sensory", "ev-sensry"));
    let run = env.run(["check", "case.toml"]);
    assert_eq!(run.status, 1);
    for expected in ["Did you mean `short_name`?", "Did you mean `relation`?", "Did you mean \"ev-sensory\"?", "three things to put right"]
    {
        assert!(run.out.contains(expected), "{expected} in {}", run.out);
    }
}

#[test]
fn a_missing_fact_comes_with_its_question_and_a_line_to_paste() {
    let env = Env::new();
    env.file("case.toml", CASE.replace("presentations = [\"pr-door\"]", ""));
    let run = env.run(["write", "case.toml"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("the letter eval-initial needs `situation.presentations`"), "{}", run.err);
    assert!(run.err.contains("presentations = ["), "{}", run.err);
}

#[test]
fn dates_may_stand_in_quotes_and_a_byte_order_mark_is_fine() {
    let env = Env::new();
    env.file("case.toml", format!("\u{feff}{}", CASE.replace("pronouns =", "birth_date = \"2013-03-02\"\npronouns =")));
    let run = env.run(["write", "case.toml", "--format", "txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let text = String::from_utf8(env.read("letters/case/2026-11-23-eval-initial.txt")).unwrap();
    assert!(text.contains("born March 2, 2013"), "{text}");
}

#[test]
fn a_character_without_a_shape_stops_the_letter_and_is_named() {
    let env = Env::new();
    env.file("case.toml", CASE.replace("Clearbrook Middle School", "Clearbrook 学校"));
    let run = env.run(["write", "case.toml"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("'学' (U+5B66)"), "{}", run.err);
    assert!(run.err.contains("`school.name`"), "{}", run.err);
    assert!(!env.path("letters").exists());
}

#[test]
fn one_bad_case_never_stops_the_others() {
    let env = Env::new();
    env.file("cases/a.toml", CASE).file("cases/b.toml", "schema = 1\n[child\n").file("cases/c.toml", CASE);
    let run = env.run(["batch", "cases", "--out", "out"]);
    assert_eq!(run.status, 1);
    let report = String::from_utf8(env.read("out/report.csv")).unwrap();
    let statuses: Vec<&str> = report.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    assert_eq!(statuses, ["written", "failed", "written"], "{report}");
    assert!(env.path("out/a/2026-11-23-eval-initial.pdf").exists() && env.path("out/c/2026-11-23-eval-initial.pdf").exists());
}

#[test]
fn a_report_holds_nothing_that_a_case_says() {
    let env = Env::new();
    env.file("cases/a.toml", CASE.replace("pr-door", "pr-zzmarker"))
        .file("cases/b.toml", CASE.replace("kind = \"eval-initial\"", "kind = \"zzmarker\""));
    let run = env.run(["batch", "cases", "--out", "out", "--report", "report.json"]);
    assert_eq!(run.status, 1);
    let report = String::from_utf8(env.read("report.json")).unwrap();
    assert!(!report.contains("zzmarker"), "{report}");
    assert!(report.contains("\"status\": \"failed\""), "{report}");
}

#[test]
fn two_cases_with_one_id_do_not_share_a_folder() {
    let env = Env::new();
    env.file("one/case.toml", CASE).file("two/case.toml", CASE.replace("Sofía", "Luz"));
    let run = env.run(["write", "one/case.toml", "two/case.toml"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("another case of this run has the same id"), "{}", run.err);
}

#[test]
fn a_name_that_is_not_safe_never_reaches_the_letter() {
    let env = Env::new();
    let safe = CASE.replace("pronouns =", "letter_name = \"Ana Ramos Díaz\"\nletter_pronouns = \"name\"\npronouns =");
    env.file("case.toml", &safe);
    let run = env.run(["write", "case.toml", "--format", "txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let text = String::from_utf8(env.read("letters/case/2026-11-23-eval-initial.txt")).unwrap();
    assert!(!text.contains("Sofía") && text.contains("Ana Ramos Díaz"), "{text}");
    assert!(!text.contains(" she ") && !text.contains(" her "), "{text}");
    // In the family's own words it would slip through: then the letter stops.
    env.file(
        "case.toml",
        safe.replace("presentations = [\"pr-door\"]", "presentations = [\"pr-door\"]\nhardest = \"when others call Sofía by name\""),
    );
    let run = env.run(["write", "case.toml", "--format", "txt", "--force"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("child.letter_name"), "{}", run.err);
}

#[test]
fn an_authorization_that_ended_stops_the_letter() {
    let env = Env::new();
    let advocate = |authorization: &str| {
        CASE.replace(
            "relation = \"mother\"\nauthority = \"parent\"",
            &format!("relation = \"advocate\"\nauthority = \"authorized-advocate\"\n{authorization}"),
        )
    };
    for (authorization, expected) in [
        ("", "an advocate needs the family's written authorization"),
        ("authorization = { date = 2025-09-01, until = 2026-06-30, by = \"Tess Reyes\" }", "the authorization ended on June 30, 2026"),
        (
            "authorization = { date = 2025-09-01, withdrawn = 2026-10-01, by = \"Tess Reyes\" }",
            "the authorization was withdrawn on October 1, 2026",
        ),
        ("authorization = { date = 2026-12-01, by = \"Tess Reyes\" }", "the authorization begins only on December 1, 2026"),
    ] {
        env.file("case.toml", advocate(authorization));
        let run = env.run(["write", "case.toml"]);
        assert_eq!(run.status, 1);
        assert!(run.err.contains(expected), "{expected}: {}", run.err);
    }
    env.file("case.toml", advocate("authorization = { date = 2026-09-01, until = 2027-06-30, by = \"Tess Reyes\" }"));
    assert_eq!(env.run(["write", "case.toml"]).status, 0);
}

#[test]
fn at_eighteen_the_student_signs() {
    let env = Env::new();
    env.file("case.toml", CASE.replace("pronouns =", "birth_date = 2008-11-23\npronouns ="));
    let run = env.run(["write", "case.toml"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("the student is 18 or older"), "{}", run.err);
    assert_eq!(env.run(["write", "case.toml", "--date", "2026-11-22"]).status, 0, "the day before, the parent may sign");
}

#[test]
fn check_shows_plainer_words_and_changes_nothing() {
    let env = Env::new();
    let text =
        CASE.replace("presentations = [\"pr-door\"]", "presentations = [\"pr-door\"]\nhardest = \"He refuses to go and the aide is lazy\"");
    env.file("case.toml", &text);
    let run = env.run(["check", "case.toml"]);
    assert_eq!(run.status, 0, "{}", run.out);
    assert!(run.out.contains("is unable to") && run.out.contains("\"lazy\""), "{}", run.out);
    assert_eq!(env.read("case.toml"), text.as_bytes());
}

#[test]
fn a_report_never_takes_the_place_of_another_file() {
    let env = Env::new();
    env.file("case.toml", CASE).file("notes.csv", "my notes\n");
    for report in ["case.toml", "notes.csv", "report.txt"] {
        let run = env.run(["batch", "case.toml", "--out", "out", "--report", report]);
        assert_eq!(run.status, 1, "{report}");
    }
    assert_eq!(env.read("case.toml"), CASE.as_bytes());
    assert_eq!(env.read("notes.csv"), b"my notes\n");
    for _ in 0..2 {
        assert_eq!(env.run(["batch", "case.toml", "--out", "out", "--report", "run.csv"]).status, 0, "an older report may be replaced");
    }
}

#[test]
fn one_path_that_is_not_there_does_not_stop_the_rest() {
    let env = Env::new();
    env.file("good.toml", CASE);
    let run = env.run(["batch", "none.toml", "good.toml", "--out", "out"]);
    assert_eq!(run.status, 1);
    assert!(env.path("out/good/2026-11-23-eval-initial.pdf").exists(), "{}", run.err);
}

#[test]
fn signers_who_cannot_be_what_they_say_stop_the_letter() {
    let env = Env::new();
    let second = "[[signers]]\nname = \"Dana Whitfield\"\nrelation = \"advocate\"\nauthority = \"authorized-advocate\"\nauthorization = { date = 2026-09-01, by = \"Lupe Ramos Vega\" }\n[school]";
    for (case, expected) in [
        (CASE.replace("[school]", second), "each sign a letter alone"),
        (CASE.replace("relation = \"mother\"", "relation = \"advocate\""), "signs with another authority"),
        (
            CASE.replace("pronouns =", "birth_date = 2007-01-01\npronouns =")
                .replace("authority = \"parent\"", "authority = \"adult-student\""),
            "with the student's own name",
        ),
    ] {
        env.file("case.toml", case);
        let run = env.run(["write", "case.toml"]);
        assert_eq!(run.status, 1);
        assert!(run.err.contains(expected), "{expected}: {}", run.err);
    }
    let mothers = CASE.replace("[school]", "[[signers]]\nname = \"Ines Díaz\"\nrelation = \"mother\"\nauthority = \"parent\"\n[school]");
    env.file("case.toml", mothers);
    assert_eq!(env.run(["write", "case.toml", "--format", "txt"]).status, 0);
    let text = String::from_utf8(env.read("letters/case/2026-11-23-eval-initial.txt")).unwrap();
    assert!(text.contains("We are Sofía’s mothers."), "{text}");
}

#[test]
fn an_unsafe_name_is_found_in_any_spelling_and_a_shared_surname_is_not_one() {
    let env = Env::new();
    let safe = CASE.replace("pronouns =", "letter_name = \"Ana Ramos\"\npronouns =");
    for typed in ["SOFIA waits", "sofía waits", "Sofi\\u0301a waits", "Díaz waits"] {
        env.file("case.toml", safe.replace("presentations =", &format!("hardest = \"{typed}\"\npresentations =")));
        let run = env.run(["write", "case.toml"]);
        assert_eq!(run.status, 1, "{typed}");
        assert!(run.err.contains("`situation.hardest` holds a part of the child's name"), "{typed}: {}", run.err);
    }
    env.file("case.toml", safe.replace("Lupe Ramos Vega", "Lupe Díaz").replace("Clearbrook", "Sofía Kovač"));
    assert_eq!(env.run(["write", "case.toml"]).status, 0, "the mother's surname and the school's name are no secret");
}

#[test]
fn what_nobody_can_see_counts_as_left_out_or_is_refused() {
    let env = Env::new();
    for (case, expected) in [
        (CASE.replace("Clearbrook Middle School", "\\u200b"), "needs `school.name`"),
        (CASE.replace("presentations =", "hardest = \"\\u202eMondays\"\npresentations ="), "U+202E"),
        (CASE.replace("[[letters]]", "[[supports]]\nstatus = \"tried\"\ntext = \" \"\n[[letters]]"), "lacks both id and text"),
        (CASE.replace("kind = \"eval-initial\"", "kind = 3"), "there is no letter of this kind"),
        (CASE.replace("presentations =", "since = \"2026-12\"\npresentations ="), "the beginning is dated after the letter"),
    ] {
        env.file("case.toml", case);
        let run = env.run(["write", "case.toml"]);
        assert_eq!(run.status, 1, "{expected}");
        assert!(run.err.contains(expected), "{expected}: {}", run.err);
    }
}

#[test]
fn a_private_address_stays_private_with_two_signers() {
    let env = Env::new();
    let address = "address = [\"7 Hidden Way\"]\n";
    let two = CASE.replace("authority = \"parent\"\n", &format!("authority = \"parent\"\nprivate_address = true\n{address}")).replace(
        "[school]",
        &format!("[[signers]]\nname = \"Ines Díaz\"\nrelation = \"mother\"\nauthority = \"parent\"\n{address}[school]"),
    );
    env.file("case.toml", two);
    assert_eq!(env.run(["write", "case.toml", "--format", "txt"]).status, 0);
    let text = String::from_utf8(env.read("letters/case/2026-11-23-eval-initial.txt")).unwrap();
    assert!(!text.contains("Hidden Way"), "{text}");
}

#[test]
fn safety_comes_before_any_letter() {
    let env = Env::new();
    env.file("case.toml", CASE.replace("presentations =", "safety = \"self-harm-disclosed\"\npresentations ="));
    let run = env.run(["write", "case.toml", "--format", "txt"]);
    assert_eq!(run.status, 0);
    assert!(run.err.contains("call or text 988"), "{}", run.err);
    let text = String::from_utf8(env.read("letters/case/2026-11-23-eval-initial.txt")).unwrap();
    assert!(!text.contains("self-harm"), "{text}");
}

#[test]
fn the_line_to_paste_for_a_missing_answer_works() {
    let env = Env::new();
    env.file("case.toml", CASE.replace("areas = [\"ev-sensory\"]", ""));
    let run = env.run(["write", "case.toml"]);
    let line = run.err.lines().find(|line| line.contains("areas = [")).unwrap_or_else(|| panic!("{}", run.err)).trim().to_owned();
    env.file("case.toml", CASE.replace("areas = [\"ev-sensory\"]", &line));
    assert_eq!(env.run(["write", "case.toml"]).status, 0, "{line}");
}

#[test]
fn what_is_not_to_be_shared_is_in_no_format() {
    let env = Env::new();
    let private = "[[diagnoses]]\nname = \"zzdiagnosis\"\nshare = false\n[[care]]\ntext = \"zzcare\"\nshare = false\n[[signers]]";
    let case = CASE
        .replace("[[signers]]", private)
        .replace("presentations =", "guess = \"zzguess\"\nin_own_words = \"zzstory\"\ntriggers = [\"zztrigger of ours\"]\npresentations =");
    env.file("case.toml", case);
    let run = env.run(["write", "case.toml", "--format", "pdf", "--format", "txt", "--format", "md", "--format", "html"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let files = env.tree("letters");
    assert_eq!(files.len(), 8);
    for (name, bytes) in files {
        let words = if name.ends_with(".pdf") { crate::paper::tag_tree(&bytes) } else { String::from_utf8(bytes).unwrap() };
        assert!(words.contains("eligible") || name.contains("send-sheet"), "{name} can be read");
        assert!(!words.contains("zz"), "{name} holds a private fact");
    }
}
