//! What lands on the disk: whole, private, the same bytes every time, and nothing written over by accident.

use crate::support::{CASE, Env, examples};

#[test]
fn the_same_inputs_give_the_same_bytes_on_one_core_or_two() {
    let env = Env::new();
    let cases: Vec<String> = examples().iter().map(|path| path.display().to_string()).collect();
    for (folder, jobs) in [("one", "1"), ("two", "2"), ("again", "2")] {
        let mut arguments = vec!["write".to_owned()];
        arguments.extend(cases.iter().cloned());
        arguments.extend(
            ["-o", folder, "-j", jobs, "--format", "pdf", "--format", "txt", "--format", "md", "--format", "html"].map(str::to_owned),
        );
        let run = env.run(arguments);
        assert_eq!(run.status, 0, "{}", run.err);
    }
    let first = env.tree("one");
    assert!(first.len() >= 8 * 8, "{} files", first.len());
    assert_eq!(first, env.tree("two"));
    assert_eq!(first, env.tree("again"));
}

#[test]
fn a_letter_alone_equals_the_letter_in_a_batch() {
    let env = Env::new();
    env.file("cases/a.toml", CASE).file("cases/b.toml", CASE.replace("Sofía", "Łucja").replace("Lupe", "Nguyễn"));
    assert_eq!(env.run(["batch", "cases", "--out", "all"]).status, 0);
    assert_eq!(env.run(["write", "cases/b.toml", "-o", "alone"]).status, 0);
    let letter = "b/2026-11-23-eval-initial.pdf";
    assert_eq!(env.read(&format!("all/{letter}")), env.read(&format!("alone/{letter}")));
}

#[test]
fn a_letter_with_other_words_is_left_alone_without_force() {
    let env = Env::new();
    env.file("case.toml", CASE);
    assert_eq!(env.run(["write", "case.toml"]).status, 0);
    let first = env.tree("letters");
    let again = env.run(["write", "case.toml"]);
    assert_eq!((again.status, env.tree("letters") == first), (0, true));
    assert!(again.err.contains("One letter unchanged"), "{}", again.err);
    env.file("case.toml", CASE.replace("pr-door", "pr-car"));
    let refused = env.run(["write", "case.toml"]);
    assert_eq!((refused.status, env.tree("letters") == first), (1, true), "{}", refused.err);
    assert!(refused.err.contains("--force"), "{}", refused.err);
    assert_eq!(env.run(["write", "case.toml", "--force"]).status, 0);
    assert_ne!(env.tree("letters"), first);
}

#[test]
fn a_dry_run_writes_nothing() {
    let env = Env::new();
    env.file("case.toml", CASE);
    let run = env.run(["write", "case.toml", "--dry-run"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("2026-11-23-eval-initial.pdf"), "{}", run.out);
    assert!(!env.path("letters").exists());
}

#[cfg(unix)]
#[test]
fn letters_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let env = Env::new();
    env.file("case.toml", CASE);
    assert_eq!(env.run(["write", "case.toml"]).status, 0);
    let mode = |name: &str| std::fs::metadata(env.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("letters/case/2026-11-23-eval-initial.pdf"), 0o600);
    assert_eq!(mode("letters/case"), 0o700);
}

#[test]
fn a_file_where_the_folder_should_be_is_named_and_nothing_is_left() {
    let env = Env::new();
    env.file("case.toml", CASE).file("letters", "in the way");
    let run = env.run(["write", "case.toml"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("letters"), "{}", run.err);
    assert_eq!(env.read("letters"), b"in the way");
    assert_eq!(env.read("case.toml"), CASE.as_bytes());
}

#[test]
fn standard_output_is_paths_or_json_only() {
    let env = Env::new();
    env.file("case.toml", CASE);
    let run = env.run(["write", "case.toml", "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.out.lines().count(), 1);
    let row: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((row["status"].as_str(), row["letter"].as_str()), (Some("written"), Some("eval-initial")));
    assert_eq!(row["bytes"].as_u64().unwrap(), env.read("letters/case/2026-11-23-eval-initial.pdf").len() as u64);
}

#[test]
fn a_locked_letter_says_so_and_the_others_differ_only_by_the_draft_mark() {
    let env = Env::new();
    env.file("case.toml", CASE).file("password", "Ñandú 7\n");
    assert_eq!(env.run(["write", "case.toml", "-o", "locked", "--password-file", "password"]).status, 0);
    let locked = lopdf::Document::load_mem(&env.read("locked/case/2026-11-23-eval-initial.pdf"));
    assert!(locked.is_err() || locked.is_ok_and(|document| document.is_encrypted() || document.get_pages().is_empty()));
    for (folder, draft) in [("final", false), ("draft", true)] {
        let mut arguments = vec!["write", "case.toml", "-o", folder, "--format", "txt"];
        if draft {
            arguments.push("--draft");
        }
        assert_eq!(env.run(arguments).status, 0);
    }
    let words = |folder: &str| String::from_utf8(env.read(&format!("{folder}/case/2026-11-23-eval-initial.txt"))).unwrap();
    assert_eq!(words("draft").replacen("DRAFT", "", 1).trim(), words("final").trim());
}
