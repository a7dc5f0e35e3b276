//! The interview, held through the program in line mode: what a parent types, what stands in the file, which letters come out.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use crate::support::{Env, Run};

/// The shortest evaluation request: one string for each answer.
const SHORTEST: [&str; 12] = [
    "1",                                // safe
    "1",                                // California
    "1",                                // it just began
    "1",                                // no plan
    "1",                                // mother
    "",                                 // the letter that is marked
    "Lupe Ramos Vega",                  // the signer
    "14 Olive St\nFresno, CA 93701\n.", // the address
    "Ana Sofía Ramos Díaz",             // the child
    "Clearbrook Middle School",         // the school
    "5",                                // cannot enter the building
    "1,5",                              // areas
];

/// From the list of answers to the letters, dated today.
const LETTERS: [&str; 3] = ["1", "", "1"];

fn script(answers: &[&str]) -> String {
    answers.iter().map(|answer| format!("{answer}\n")).collect()
}

fn interview(env: &Env, answers: &[&str]) -> Run {
    env.talk(["interview", "case.toml", "--plain", "--lang", "en"], &script(answers), &[])
}

fn case(env: &Env) -> String {
    String::from_utf8(env.read("case.toml")).expect("text")
}

fn join<'a>(parts: &[&[&'a str]]) -> Vec<&'a str> {
    parts.iter().flat_map(|part| part.iter().copied()).collect()
}

#[test]
fn the_shortest_evaluation_request_takes_twelve_answers() {
    let env = Env::new();
    let run = interview(&env, &join(&[&SHORTEST, &LETTERS]));
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.err.matches("\n--- ").count(), 12, "questions before the list of answers:\n{}", run.err);
    assert_eq!(run.out, "letters/case/2026-11-23-eval-initial.pdf\nletters/case/2026-11-23-eval-initial-send-sheet.pdf\n");
    // The whole letter was on the screen before any file.
    assert!(run.err.contains("I am Ana Sofía Ramos Díaz’s mother."), "{}", run.err);
    insta::assert_snapshot!("shortest_case", case(&env));
}

#[test]
fn every_screen_of_the_shortest_interview() {
    let env = Env::new();
    insta::assert_snapshot!("shortest_english", interview(&env, &join(&[&SHORTEST, &LETTERS])).err);
    let spanish = Env::new();
    let run = spanish.talk(["interview", "case.toml", "--plain", "--lang", "es"], &script(&join(&[&SHORTEST, &LETTERS])), &[]);
    insta::assert_snapshot!("shortest_spanish", run.err);
    // The language of the questions changes no byte of the letters.
    assert_eq!(env.tree("letters"), spanish.tree("letters"));
}

/// Answers one question, of one prompt or two, in a process of its own and kills it as soon as the next question stands there.
fn answer_and_kill(env: &Env, prompts: &[&str]) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_inwriting"))
        .current_dir(env.path("."))
        .env_clear()
        .args(["interview", "case.toml", "--plain", "--lang", "en", "--date", crate::support::TODAY])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("a run");
    let mut stdin = child.stdin.take().expect("input");
    let mut stderr = child.stderr.take().expect("output");
    let mut until_asked = || {
        let mut seen = Vec::new();
        let mut byte = [0];
        while !seen.ends_with(b"\n> ") && stderr.read(&mut byte).expect("words") > 0 {
            seen.push(byte[0]);
        }
    };
    until_asked();
    for typed in prompts {
        writeln!(stdin, "{typed}").expect("an answer");
        until_asked();
    }
    child.kill().expect("SIGKILL");
    child.wait().expect("an end");
}

#[test]
fn killed_after_every_answer_nothing_is_asked_twice_and_the_letters_are_the_same() {
    // Some more questions than the shortest, with a row that is killed in its middle and one that is left out.
    let more = [
        "3",    // what makes them stronger
        "skip", // phone
        "lupe@example.org",
    ];
    let all = join(&[&SHORTEST, &more]);
    let whole = Env::new();
    let rest = join(&[&["list"], &LETTERS]);
    let run = interview(&whole, &join(&[&all, &rest]));
    assert_eq!(run.status, 0, "{}", run.err);
    let killed = Env::new();
    for answer in &all {
        answer_and_kill(&killed, &[answer]);
    }
    let run = interview(&killed, &rest);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(whole.tree("letters"), killed.tree("letters"));
    assert_eq!(case(&whole), case(&killed));
}

#[test]
fn a_row_that_is_killed_in_its_middle_goes_on_there() {
    let env = Env::new();
    let harassed = join(&[&["1", "1", "7", "1", "1", ""], &SHORTEST[6..10]]);
    for answer in &harassed {
        answer_and_kill(&env, &[answer]);
    }
    // First or repeated report, then an incident: date, its confirmation, time, place, what.
    let incident: [&[&str]; 6] =
        [&["1"], &["1"], &["October 14, 2026", "1"], &["skip"], &["van 12, afternoon run"], &["A student said \"walk like a penguin\"."]];
    for answer in incident {
        answer_and_kill(&env, answer);
    }
    let text = case(&env);
    assert_eq!(text.matches("[[incidents]]").count(), 1, "{text}");
    assert!(text.contains("place = \"van 12, afternoon run\"") && text.contains("adding = \"Q-GB2/"), "{text}");
    let run = interview(&env, &["back"]);
    assert!(run.err.contains("walk like a penguin"), "back shows the field before, with its answer:\n{}", run.err);
}

#[test]
fn going_back_keeps_the_answers_and_a_change_keeps_the_others() {
    let env = Env::new();
    // At the school's name: back to the child's name, which is changed; then straight on at the school's name.
    let answers = join(&[&SHORTEST[..9], &["back", "Ana Ramos"], &SHORTEST[9..], &["quit"]]);
    let run = interview(&env, &answers);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("Now: Ana Sofía Ramos Díaz."), "the earlier answer stands there:\n{}", run.err);
    let text = case(&env);
    assert!(text.contains("name = \"Ana Ramos\"") && text.contains("name = \"Lupe Ramos Vega\""), "{text}");
    assert!(run.err.contains("Saved in case.toml."), "{}", run.err);
}

#[test]
fn what_followed_from_an_answer_goes_with_it() {
    let env = Env::new();
    // Mother: may sign as parent. Then grandmother: that must be asked.
    let run = interview(&env, &join(&[&SHORTEST, &["2", "5", "6", "quit"]]));
    assert!(case(&env).contains("relation = \"grandmother\"") && !case(&env).contains("authority"), "{}", case(&env));
    assert!(run.err.contains("Which of these fits you?"), "{}", run.err);
}

#[test]
fn a_closed_branch_stays_in_the_file_and_out_of_the_letters() {
    let env = Env::new();
    let iep =
        crate::support::CASE.replace("[[signers]]", "plan = \"504\"\nservices = [\"a quiet room at noon\"] # from the plan\n\n[[signers]]");
    env.file("case.toml", &iep);
    assert_eq!(env.run(["write", "case.toml", "--format", "txt"]).status, 0);
    let text = |env: &Env| String::from_utf8(env.read("letters/case/2026-11-23-eval-initial.txt")).expect("text");
    assert!(text(&env).contains("a quiet room at noon"), "{}", text(&env));
    env.file("case.toml", iep.replace("plan = \"504\"", "plan = \"none\""));
    assert_eq!(env.run(["write", "case.toml", "--format", "txt", "--force"]).status, 0);
    assert!(!text(&env).contains("a quiet room"), "{}", text(&env));
    // And the branch opens again with its answer.
    env.file("case.toml", &iep);
    assert_eq!(env.run(["write", "case.toml", "--format", "txt", "--force"]).status, 0);
    assert!(text(&env).contains("a quiet room at noon"));
}

#[test]
fn a_file_written_by_hand_is_continued_and_its_comments_stay() {
    let env = Env::new();
    let by_hand = "# my own notes\nschema = 1\r\n\n[child] # the little one\nname = \"Ana\" # as we say it\nplan = \"none\"\n\n[[signers]]\nname = \"Lupe\"\nrelation = \"mother\"\nauthority = \"parent\"\n\n# to write\n[[letters]]\nkind = \"eval-initial\" # first\nareas = [\"ev-sensory\"]\n";
    env.file("case.toml", by_hand);
    // Asked: safety, state, what is happening, address, school, signs. Not: names, plan, relation, letters, areas.
    let run = interview(&env, &["1", "1", "1", "skip", "Clearbrook Middle School", "5", "quit"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.err.matches("\n--- ").count(), 6, "{}", run.err);
    let text = case(&env);
    for line in by_hand.lines() {
        assert!(text.contains(line.trim_end()), "{line:?} in\n{text}");
    }
    assert!(!env.read("case.toml.previous").is_empty(), "one version before is kept");
}

#[test]
fn a_wrong_file_is_refused_with_its_line_and_left_alone() {
    let env = Env::new();
    env.file("case.toml", "schema = 1\n[child]\nnmae = \"Ana\"\n");
    let run = interview(&env, &["1"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("case.toml:3") && run.err.contains("Did you mean `name`?"), "{}", run.err);
    assert_eq!(env.read("case.toml"), b"schema = 1\n[child]\nnmae = \"Ana\"\n");
}

#[test]
fn nobody_there_ends_at_once_with_a_sentence() {
    let env = Env::new();
    for environment in [&[][..], &[("ACCESSIBLE", "1")][..]] {
        let run = env.talk(["interview", "--lang", "en"], "", environment);
        assert_eq!(run.status, 2, "{}", run.err);
        assert!(run.err.len() + run.out.len() < 4096 && !run.err.is_empty(), "{}", run.err);
        assert!(!env.path("case.toml").exists());
    }
    // Without any command and without a terminal there is help.
    let run = env.talk([], "", &[]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("Usage: inwriting"), "{}", run.err);
}

#[test]
fn line_mode_has_no_escape_sequence() {
    let env = Env::new();
    let run = env.talk(["interview", "case.toml", "--lang", "es"], &script(&join(&[&SHORTEST, &LETTERS])), &[("ACCESSIBLE", "1")]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(!run.err.contains('\x1b') && !run.out.contains('\x1b'));
}

#[test]
fn the_end_of_the_input_saves_and_says_how_to_go_on() {
    let env = Env::new();
    let run = interview(&env, &SHORTEST[..4]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("Everything you answered is saved in case.toml"), "{}", run.err);
    assert!(case(&env).contains("plan = \"none\""));
}

#[test]
fn dates_are_read_back_and_impossible_ones_refused() {
    let env = Env::new();
    let steps = ["3", "skip", "skip", "skip", "skip"];
    let typed = ["3/4/14", "2/30/2014", "11/26/2030", "3/4/2014", "2", "March 5, 2014", "1", "quit"];
    let run = interview(&env, &join(&[&SHORTEST, &steps, &typed]));
    assert_eq!(run.status, 0, "{}", run.err);
    for said in [
        "year with four numbers",
        "There is no such day",
        "has not come yet",
        "That is Tuesday, March 4, 2014.",
        "That is Wednesday, March 5, 2014.",
    ] {
        assert!(run.err.contains(said), "{said} in\n{}", run.err);
    }
    assert!(case(&env).contains("birth_date = 2014-03-05"), "{}", case(&env));
}

#[test]
fn help_comes_first_when_someone_is_not_safe_and_nothing_of_it_is_printed() {
    let env = Env::new();
    let run = interview(&env, &join(&[&["2", "1"], &SHORTEST[1..], &LETTERS]));
    assert_eq!(run.status, 0, "{}", run.err);
    let help = run.err.find("call or text 988").expect("help");
    assert!(help < run.err.find("Which state").expect("the next question"));
    let letter = run.err.split("=== The whole letter").nth(1).expect("a letter");
    assert!(!letter.split("That is every word").next().expect("its words").contains("self-harm"), "{letter}");
}

#[test]
fn words_that_weaken_a_letter_are_shown_and_the_parent_decides() {
    let env = Env::new();
    env.file("case.toml", crate::support::CASE.replace("[situation]", "[interview]\nlanguage = \"en\"\nhappening = [\"just-started\"]\n\n[situation]\nsafety = \"none\"\nhardest = \"every class with the lazy teacher\""));
    let run = interview(&env, &["1", "skip", "skip", "1", "1", "", "1"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("The words \"lazy\" can make a letter weaker."), "{}", run.err);
    assert!(case(&env).contains("lazy teacher"), "kept, because the parent kept it");
}

#[test]
fn a_letter_that_is_there_with_other_words_is_replaced_only_when_asked() {
    let env = Env::new();
    assert_eq!(interview(&env, &join(&[&SHORTEST, &LETTERS])).status, 0);
    let before = env.tree("letters");
    // Changed, made again, left alone.
    let run = interview(&env, &["2", "10", "Ana Ramos", "1", "", "1", "2", "quit"]);
    assert!(run.err.contains("A letter of that day is there already"), "{}", run.err);
    assert_eq!(env.tree("letters"), before);
    let run = interview(&env, &["1", "", "1", "1"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_ne!(env.tree("letters"), before);
}

#[test]
fn a_letter_for_later_keeps_its_answers_and_is_not_written() {
    let env = Env::new();
    assert_eq!(interview(&env, &join(&[&SHORTEST, &LETTERS])).status, 0);
    // Other letters: records in place of the evaluation.
    let run = interview(&env, &["5", "6", "8", "1", "", "1"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let text = case(&env);
    assert!(text.contains("later = true") && text.contains("ev-psych"), "{text}");
    let written = env.run(["write", "case.toml", "-o", "again"]);
    assert!(!written.out.contains("eval-initial"), "{}", written.out);
    // Picked again, its answers are back and nothing is asked.
    let run = interview(&env, &["5", "1", "1", "", "1", "1"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(!case(&env).contains("kind = \"eval-initial\"\ndate = 2026-11-23\nlater"), "{}", case(&env));
}

#[test]
fn the_cases_of_the_folder_are_offered_the_unfinished_one_first() {
    let env = Env::new();
    assert_eq!(interview(&env, &join(&[&SHORTEST, &LETTERS])).status, 0);
    // Finished: it is named, and a new one is begun beside it.
    let run = env.talk(["interview", "--plain", "--lang", "en"], "2\n1\nquit\n", &[]);
    assert!(run.err.contains("1. Ana Sofía Ramos Díaz: letters made Monday, November 23, 2026"), "{}", run.err);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("Saved in case-2.toml."), "{}", run.err);
    // Unfinished: it is offered, and goes on with its second question.
    let run = env.talk(["interview", "--plain"], "1\nquit\n", &[]);
    assert!(run.err.contains("1. Go on with case-2.toml") && run.err.contains("Which state is the school in?"), "{}", run.err);
    let text = String::from_utf8(env.read("case-2.toml")).expect("text");
    assert!(text.contains("safety = \"none\"") && !text.contains("jurisdiction"), "{text}");
}

#[test]
fn what_cannot_be_saved_is_said() {
    let env = Env::new();
    env.file("taken", "");
    let run = env.talk(["interview", "taken/case.toml", "--plain", "--lang", "en"], "1\n2\n", &[]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains("Your last answer is not saved yet") && run.err.contains("a part of this path is a file"), "{}", run.err);
}

#[test]
fn an_answer_that_cannot_be_with_another_is_said_at_once_and_the_file_can_be_opened_again() {
    let env = Env::new();
    env.file(
        "case.toml",
        crate::support::CASE.to_owned()
            + "\n[calendar]\nyears = [{ first = 2026-10-09, last = 2026-10-08 }]\n[interview]\nlanguage = \"en\"\n",
    );
    let run = interview(&env, &["1", "1", "1", "1", "skip", "quit"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("Which worries should the testing look at? Tick what fits.\n   Sensory"), "{}", run.err);
    assert!(run.err.contains("the school year ends on 2026-10-08, before it begins"), "named in the list of answers:\n{}", run.err);
}

#[test]
fn words_that_are_commands_never_become_an_answer() {
    let env = Env::new();
    // A name is needed: skip is refused with a sentence, and a command at the first question too.
    let run = interview(&env, &join(&[&["back", "1"], &SHORTEST[1..6], &["skip", "omitir", "Lupe Ramos Vega", "quit"]]));
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.err.matches("We need this one.").count(), 2, "{}", run.err);
    assert!(run.err.contains("there is nothing before it"), "{}", run.err);
    assert!(case(&env).contains("name = \"Lupe Ramos Vega\"") && !case(&env).contains("skip"), "{}", case(&env));
}

#[test]
fn a_student_of_eighteen_is_asked_for_the_day_of_birth_at_once() {
    let env = Env::new();
    let run = interview(&env, &["1", "1", "1", "1", "15", "", "Ana Ramos", "skip", "Ana Ramos", "March 5, 2008", "1", "quit"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(case(&env).contains("birth_date = 2008-03-05"), "{}", case(&env));
}

#[test]
fn a_plan_that_is_not_known_marks_no_letter_that_stands_or_falls_with_it() {
    let env = Env::new();
    let run = interview(&env, &["1", "1", "1", "skip", "1", "quit"]);
    assert!(run.err.contains("Evaluation request, first time *") && !run.err.contains("Reassessment request *"), "{}", run.err);
}

#[test]
fn a_letter_on_the_record_as_sent_is_not_shown_to_be_made_again() {
    let env = Env::new();
    assert_eq!(interview(&env, &join(&[&SHORTEST, &LETTERS])).status, 0);
    assert_eq!(env.run(["record", "case.toml", "sent", "letters/case/2026-11-23-eval-initial.pdf", "--by", "email"]).status, 0);
    let run = interview(&env, &["2", "7", "Lupe Ramos", "1", "", "quit"]);
    assert!(run.err.contains("was sent, so it stays as it was"), "{}", run.err);
    assert!(!run.err.contains("=== The whole letter"), "{}", run.err);
}

#[test]
fn what_a_killed_run_left_half_written_is_taken_away() {
    let env = Env::new();
    env.file(".inwriting-old", "a child's words");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    std::fs::File::options().write(true).open(env.path(".inwriting-old")).and_then(|file| file.set_modified(old)).expect("an older time");
    env.file(".inwriting-new", "being written");
    let _ = interview(&env, &["1", "quit"]);
    assert!(!env.path(".inwriting-old").exists() && env.path(".inwriting-new").exists());
}
