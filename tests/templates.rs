//! Templates and seeds: what an author may and may not do, and that a new letter kind needs only a folder.

use crate::support::Env;

const MANIFEST: &str = r#"title = "Library card"
purpose = "Asks for a library card."
subject = "Request for a library card"
to = ["principal"]
must = ["school.name", "letter.shelf"]
may = ["situation.liked_at_school", "child.languages", "absences.date"]
reply = { weekdays = 3 }
[[table]]
path = ""
fact = [{ key = "shelf", type = "text", about = "The shelf.", example = 'shelf = "dogs"' }]
"#;

const BODY: &str = "{{We \"request\"}} a library card for {{name-object}}, who likes the shelf {{letter.shelf}}.{{#if situation.liked_at_school}} {{They \"like\"}} {{clause situation.liked_at_school}}.{{/if}} Please answer by {{date letter.reply_by}}.\n";

const CASE: &str = r#"schema = 1
[child]
name = "Kai Kealoha"
short_name = "Kai"
pronouns = "they/them"
[[signers]]
name = "Leilani Kealoha"
relation = "mother"
authority = "parent"
[school]
name = "Waimea School"
[[letters]]
kind = "library-card"
date = 2026-11-20
shelf = "dogs & *cats* | <b>"
"#;

fn kind(manifest: &str, body: &str) -> Env {
    let env = Env::new();
    env.file("mine/library-card/letter.toml", manifest)
        .file("mine/library-card/body.hbs", body)
        .file("mine/library-card/send-sheet.hbs", "A card.\n")
        .file("mine/library-card/sample.toml", CASE)
        .file("case.toml", CASE);
    env
}

#[test]
fn a_new_letter_kind_needs_only_a_folder() {
    let env = kind(MANIFEST, BODY);
    let check = env.run(["templates", "check", "library-card", "--templates", "mine"]);
    assert_eq!(check.status, 0, "{}", check.err);
    let run = env.run(["write", "case.toml", "--templates", "mine", "--format", "txt", "--format", "pdf"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let text = String::from_utf8(env.read("letters/case/2026-11-20-library-card.txt")).unwrap();
    assert!(text.contains("I request a library card for Kai, who likes the shelf dogs & *cats* | <b>."), "{text}");
    // Three weekdays after Friday.
    assert!(text.contains("Please answer by November 25, 2026."), "{text}");
    assert!(env.run(["letters", "--templates", "mine"]).out.contains("library-card"));
    assert!(env.run(["letters", "library-card", "--templates", "mine"]).out.contains("letter.shelf: The shelf."));
}

#[test]
fn its_own_answers_are_checked_like_any_fact() {
    let env = kind(MANIFEST, BODY);
    env.file("case.toml", CASE.replace("shelf =", "shlef ="));
    let run = env.run(["write", "case.toml", "--templates", "mine"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("Did you mean `shelf`?"), "{}", run.err);
}

/// What `templates check` says of a body.
fn verdict(body: &str) -> String {
    let run = kind(MANIFEST, body).run(["templates", "check", "library-card", "--templates", "mine"]);
    assert_eq!(run.status, 1, "{body} passed");
    run.err
}

#[test]
fn a_misspelt_fact_is_an_error_also_inside_a_condition() {
    for body in [
        "{{leter.shelf}}",
        "{{#if situation.liked_at_shcool}}x{{/if}}",
        "{{#unless situation.liked_at_shcool}}x{{/unless}}",
        "{{#if (any situation.liked_at_shcool)}}x{{/if}}",
    ] {
        let said = verdict(&format!("First line.\n\n{body}\n"));
        assert!(said.contains("library-card/body.hbs:3:"), "{said}");
        assert!(said.contains("did you mean"), "{said}");
    }
}

#[test]
fn a_fact_outside_the_allow_list_is_an_error_and_not_in_the_data() {
    let said = verdict("{{#if diagnoses}}x{{/if}}{{situation.hardest}}\n");
    assert!(said.contains("`diagnoses` is not a fact this letter may use"), "{said}");
    assert!(said.contains("`situation.hardest` is not a fact this letter may use"), "{said}");
    // Even a template that slipped past the check finds nothing to print.
    let env = kind(MANIFEST, "{{situation.hardest}}\n");
    env.file("case.toml", CASE.replace("[school]", "[situation]\nhardest = \"zzmarker\"\n[school]"));
    let run = env.run(["write", "case.toml", "--templates", "mine", "--format", "txt"]);
    assert_eq!(run.status, 1);
    assert!(!run.err.contains("zzmarker") && run.err.contains("body.hbs:1:"), "{}", run.err);
}

#[test]
fn every_other_slip_of_a_template_is_named() {
    for (body, expected) in [
        ("{{{letter.shelf}}}", "would let typed words become markup"),
        ("{{letter.reply_by}}", "print it with a helper: {{date letter.reply_by}}"),
        ("{{child.languages}}", "is a list"),
        ("{{#if (eq letter.shelf)}}x{{/if}}", "takes 2"),
        ("{{dtae letter.reply_by}}", "did you mean `date`?"),
        ("{{law \"c-plan-51\"}}", "did you mean `c-plan-15`?"),
        ("{{> singatures}}", "there is no template or partial `singatures`"),
        ("{{#each absences as |day|}}{{letter.shelf}}{{/each}}", "write `@root.letter.shelf`"),
        ("{{date letter.shelf}}", "is given something it cannot take"),
        ("{{situation.liked_at_school}}", "put it inside {{#if}}"),
        ("<b>no</b>", "HTML"),
        ("[name] goes here", "\"[\" in"),
        ("The child(s) and/or", "\"(s)\" in"),
        ("{{law \"c-plan-15\"}}", "is not the law of this case's state"),
    ] {
        let said = verdict(&format!("{body}\n"));
        assert!(said.contains(expected), "{body}: {expected}: {said}");
    }
}

#[test]
fn a_template_of_ones_own_takes_the_place_of_the_built_in_one() {
    let env = kind(MANIFEST, BODY);
    env.file("mine/_house/partials/closing.hbs", "With thanks,\n");
    assert_eq!(env.run(["write", "case.toml", "--templates", "mine", "--format", "txt"]).status, 0);
    let text = String::from_utf8(env.read("letters/case/2026-11-20-library-card.txt")).unwrap();
    assert!(text.contains("With thanks,") && !text.contains("Sincerely,"), "{text}");
    assert!(env.run(["templates", "list", "--templates", "mine"]).out.contains("your own  _house/partials/closing.hbs"));
}

#[test]
fn a_partial_of_ones_own_is_taken_in_by_built_in_templates_and_its_slips_have_their_place() {
    let env = Env::new();
    let sample = include_str!("../letter-templates/eval-initial/sample.toml");
    env.file("case.toml", sample).file("mine/_house/partials/signs.hbs", "What we see at home, in our own words.\n");
    let write = || env.run(["write", "case.toml", "-l", "eval-initial", "--templates", "mine", "--format", "txt", "--out", "out"]);
    let run = write();
    assert_eq!(run.status, 0, "{}", run.err);
    let case = std::fs::read_dir(env.path("out")).unwrap().next().unwrap().unwrap().path();
    let letter = std::fs::read_dir(case).unwrap().map(|file| file.unwrap().path());
    let letter = letter.filter(|path| !path.to_string_lossy().contains("send-sheet")).min().unwrap();
    assert!(std::fs::read_to_string(letter).unwrap().contains("What we see at home, in our own words."));
    env.file("mine/_house/partials/signs.hbs", "What we see:\n\n{{nothing.here}}\n");
    let run = write();
    assert!(run.status == 1 && run.err.contains("_house/partials/signs.hbs:3:1"), "{}", run.err);
}

/// The built-in templates were parsed in the build, with their partials taken in where they stand; a copy of them is parsed as it is.
#[test]
fn a_copy_of_the_built_in_templates_says_the_same() {
    let env = Env::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("letter-templates");
    for kind in std::fs::read_dir(&root).unwrap().map(|kind| kind.unwrap().path()) {
        let folders = [kind.clone(), kind.join("partials")];
        let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().map(|file| file.unwrap().path());
        for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "hbs") || file.ends_with("letter.toml")) {
            let inside = file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            env.file(&format!("mine/{inside}"), std::fs::read(&file).unwrap());
        }
        let Ok(sample) = std::fs::read(kind.join("sample.toml")) else { continue };
        env.file(&format!("cases/{}.toml", kind.file_name().unwrap().to_str().unwrap()), sample);
    }
    let written = |more: &[&str], out: &str| {
        let run = env.run([&["batch", "cases", "--format", "txt", "--out", out], more].concat());
        // Letters only: the report names its own folder.
        let mut letters = env.tree(out);
        letters.retain(|name, _| name.ends_with(".txt"));
        (run.status, letters.into_iter().map(|(name, text)| (name.replace(out, ""), text)).collect::<Vec<_>>())
    };
    let built = written(&[], "one");
    assert!(built.1.len() > 20, "{}", built.1.len());
    assert!(built == written(&["--templates", "mine"], "two"), "the two differ");
}

#[test]
fn the_built_in_templates_and_seeds_are_sound() {
    let run = Env::new().run(["templates", "check"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert!(run.out.contains("all is well"), "{}", run.out);
}
