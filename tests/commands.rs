//! The command line: help, exit status, what goes where.

use crate::support::{CASE, Env};

#[test]
fn help_of_every_command() {
    let env = Env::new();
    let mut all = String::new();
    for arguments in [
        vec!["--help"],
        vec!["write", "--help"],
        vec!["batch", "--help"],
        vec!["check", "--help"],
        vec!["status", "--help"],
        vec!["record", "--help"],
        vec!["record", "case.toml", "sent", "--help"],
        vec!["record", "case.toml", "received", "--help"],
        vec!["record", "case.toml", "answer", "--help"],
        vec!["record", "case.toml", "absence", "--help"],
        vec!["record", "case.toml", "event", "--help"],
        vec!["record", "case.toml", "communication", "--help"],
        vec!["record", "case.toml", "incident", "--help"],
        vec!["record", "case.toml", "exhibit", "--help"],
        vec!["import", "--help"],
        vec!["letters", "--help"],
        vec!["templates", "--help"],
    ] {
        let run = env.run(arguments.clone());
        assert_eq!(run.status, 0);
        all.push_str(&format!("$ inwriting {}\n{}\n", arguments.join(" "), run.out));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_wrong_command_line_ends_with_status_2() {
    let env = Env::new();
    env.file("case.toml", CASE);
    for arguments in [
        vec![],
        vec!["wirte", "case.toml"],
        vec!["write"],
        vec!["write", "case.toml", "-l", "eval-inital"],
        vec!["write", "case.toml", "--date", "2026-02-30"],
        vec!["letters", "gebsr"],
    ] {
        let run = env.run(arguments.clone());
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "");
    }
    assert!(env.run(["write", "case.toml", "-l", "eval-inital"]).err.contains("Did you mean eval-initial?"));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let run = Env::new().run(["write", "nowhere.toml"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("could not read nowhere.toml: there is no such file or folder"), "{}", run.err);
}

#[test]
fn letters_are_described_from_their_manifests() {
    let env = Env::new();
    let all = env.run(["letters"]);
    assert_eq!(all.status, 0);
    for kind in [
        "eval-initial",
        "eval-reassess",
        "meet-iep",
        "meet-504",
        "meet-sst",
        "meet-crisis",
        "gebser",
        "sarb-packet",
        "deadline-missed",
        "pwn",
        "recap",
        "records",
    ] {
        assert!(all.out.lines().any(|line| line.starts_with(&format!("{kind} "))), "{kind}: {}", all.out);
    }
    let json: serde_json::Value = serde_json::from_str(&env.run(["letters", "--json"]).out).unwrap();
    assert_eq!(json["schema"], 1);
    let one = env.run(["letters", "eval-initial"]);
    assert!(one.out.contains("It must have:") && one.out.contains("signers.authority") && one.out.contains("c-plan-15"), "{}", one.out);
}

#[test]
fn a_case_without_letters_says_how_to_ask_for_one() {
    let env = Env::new();
    env.file("case.toml", CASE.split("[[letters]]").next().unwrap());
    let run = env.run(["write", "case.toml"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("this case names no letter to write") && run.err.contains("-l eval-initial"), "{}", run.err);
    // An evaluation request needs its areas; the message says so.
    let asked = env.run(["write", "case.toml", "-l", "eval-initial"]);
    assert!(asked.err.contains("needs `letter.areas`"), "{}", asked.err);
}

#[test]
fn the_date_comes_from_the_option_then_from_source_date_epoch() {
    let env = Env::new();
    env.file("case.toml", CASE);
    assert_eq!(env.run(["write", "case.toml", "--date", "2027-01-05"]).status, 0);
    assert!(env.path("letters/case/2027-01-05-eval-initial.pdf").exists());
    let mut command = assert_cmd::Command::cargo_bin("inwriting").unwrap();
    // 2027-02-01, noon.
    let output =
        command.current_dir(env.path("")).env_clear().env("SOURCE_DATE_EPOCH", "1801483200").args(["write", "case.toml"]).output().unwrap();
    assert!(output.status.success());
    assert!(env.path("letters/case/2027-02-01-eval-initial.pdf").exists());
}
