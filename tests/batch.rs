//! Many cases at once: killed and gone on with, shared out, changed in between; and no client in another's letter.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command as Process, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::{CASE, Env};

/// A case of its own: the number is in its name and words.
fn case(number: usize) -> String {
    let kinds = ["eval-initial", "eval-initial", "meet-sst"];
    CASE.replace("Ana Sofía Ramos Díaz", &format!("Ana Sofía Ramos Díaz {number}"))
        .replace("presentations = [\"pr-door\"]", &format!("presentations = [\"pr-door\"]\nhardest = \"Bus {number} comes early.\""))
        .replace("eval-initial", kinds[number % kinds.len()])
        .replace("areas = [\"ev-sensory\"]", if number % 3 == 2 { "" } else { "areas = [\"ev-sensory\"]" })
}

fn cases(env: &Env, count: usize) {
    for number in 0..count {
        env.file(&format!("cases/case-{number:03}.toml"), case(number));
    }
}

fn batch<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["batch", "cases", "--out", "out"], more].concat()
}

fn rows(env: &Env, report: &str) -> Vec<Vec<String>> {
    let bytes = env.read(report);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn statuses(env: &Env, report: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows(env, report) {
        *counts.entry(row[2].clone()).or_default() += 1;
    }
    counts
}

/// Starts a batch that can be killed.
fn started(env: &Env, more: &[&str]) -> std::process::Child {
    let program = assert_cmd::cargo::cargo_bin("inwriting");
    let mut command = Process::new(program);
    command.current_dir(env.path("")).env_clear().args(batch(more)).args(["--date", crate::support::TODAY]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a start")
}

#[test]
fn a_batch_that_is_killed_again_and_again_ends_as_if_it_never_was() {
    let undisturbed = Env::new();
    cases(&undisturbed, 60);
    assert_eq!(undisturbed.run(batch(&[])).status, 0);
    for report in ["report.csv", "report.json"] {
        let env = Env::new();
        cases(&env, 60);
        let report = format!("out/{report}");
        let mut whole = Vec::new();
        // Only whole rows count: a kill that answers to half a row would fall into the one moment in which the system puts it down.
        let end = if report.ends_with("csv") { "\n" } else { "]\n" };
        let rows = |env: &Env| {
            let text = std::fs::read_to_string(env.path(&report)).unwrap_or_default();
            if text.ends_with(end) { text.matches("2026-11-23-").count() } else { 0 }
        };
        for reached in [0, 1, 12, 25, 3, 40] {
            let mut child = started(&env, &["--report", &report]);
            while rows(&env) < reached && child.try_wait().expect("running").is_none() {
                thread::sleep(Duration::from_millis(1));
            }
            child.kill().expect("killed");
            child.wait().expect("gone");
            if env.path(&report).exists() {
                let bytes = env.read(&report);
                let text = String::from_utf8(bytes).expect("text");
                let count = if report.ends_with("csv") {
                    assert!(text.ends_with('\n'), "half a row: {text}");
                    text.lines().count() - 1
                } else {
                    serde_json::from_str::<Vec<serde_json::Value>>(&text).expect("a whole report").len()
                };
                whole.push(count);
            }
        }
        assert!(whole.iter().any(|count| (1..60).contains(count)), "no kill fell into the middle: {whole:?}");
        let run = env.run(batch(&["--report", &report]));
        assert_eq!(run.status, 0, "{}", run.err);
        if report.ends_with("csv") {
            assert!(env.tree("out") == undisturbed.tree("out"), "other files or another report");
            assert_eq!(statuses(&env, "out/report.csv"), BTreeMap::from([("written".to_owned(), 60)]));
        }
        let left: Vec<String> =
            env.tree("out").into_keys().filter(|path| path.contains("unfinished") || path.contains("running")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn unchanged_cases_are_known_without_making_their_letters() {
    let env = Env::new();
    cases(&env, 4);
    assert_eq!(env.run(batch(&[])).status, 0);
    let memory = String::from_utf8(env.read("out/.inwriting/batch.jsonl")).expect("text");
    assert_eq!(memory.lines().count(), 4);
    // If what is remembered comes back, the letter was not made: a new one would have its own warnings.
    env.file("out/.inwriting/batch.jsonl", memory.replace("\"warnings\":[", "\"warnings\":[\"remembered\","));
    let run = env.run(batch(&[]));
    assert_eq!((run.status, statuses(&env, "out/report.csv")), (0, BTreeMap::from([("unchanged".to_owned(), 4)])));
    assert!(rows(&env, "out/report.csv").iter().all(|row| row[7].starts_with("remembered")), "{:?}", rows(&env, "out/report.csv"));
    assert!(run.err.contains("Four letters unchanged."), "{}", run.err);
    // Another day, other options: nothing is believed.
    for more in [&["--date", "2026-11-24"][..], &["--draft", "--force"]] {
        assert_eq!(env.run(batch(more)).status, 0);
        assert!(rows(&env, "out/report.csv").iter().all(|row| !row[7].starts_with("remembered")), "{more:?}");
    }
}

#[test]
fn what_changed_is_left_alone_or_written_with_force_and_what_is_lost_is_made_again() {
    let env = Env::new();
    cases(&env, 4);
    assert_eq!(env.run(batch(&[])).status, 0);
    env.file("cases/case-001.toml", case(1).replace("comes early", "comes late"));
    std::fs::remove_file(env.path("out/case-002/2026-11-23-meet-sst.pdf")).expect("removed");
    env.file("out/case-003/2026-11-23-eval-initial.pdf", b"spoilt");
    let run = env.run(batch(&[]));
    let found: Vec<String> = rows(&env, "out/report.csv").into_iter().map(|row| row[2].clone()).collect();
    assert_eq!((run.status, found), (1, ["unchanged", "exists", "written", "exists"].map(str::to_owned).to_vec()));
    let run = env.run(batch(&["--force"]));
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(env.read("out/case-003/2026-11-23-eval-initial.pdf").starts_with(b"%PDF"));
}

#[test]
fn what_a_power_cut_leaves_is_made_again_also_with_a_password_and_also_the_report() {
    let env = Env::new();
    cases(&env, 4);
    env.file("password", "river stone\n");
    for more in [&["--force"][..], &["--force", "--password-file", "password"]] {
        assert_eq!(env.run(batch(more)).status, 0);
        let more = &more[1..];
        let letter = "out/case-000/2026-11-23-eval-initial.pdf";
        let whole = env.read(letter);
        let sheets = env.read("out/case-000/2026-11-23-eval-initial-send-sheet.pdf");
        let mut zeros = whole[..2_000].to_vec();
        zeros.resize(whole.len(), 0);
        for (left, report) in
            [(vec![], vec![]), (whole[..4_096].to_vec(), vec![0; 512]), (whole[..1_000].to_vec(), vec![0; 9]), (zeros, vec![])]
        {
            env.file(letter, left);
            env.file("out/report.csv", report);
            let run = env.run(batch(more));
            assert_eq!(run.status, 0, "{}", run.err);
            assert_eq!(statuses(&env, "out/report.csv"), BTreeMap::from([("unchanged".to_owned(), 3), ("written".to_owned(), 1)]));
            assert!(env.read(letter).len().abs_diff(whole.len()) < 100);
            assert!(env.read("out/case-000/2026-11-23-eval-initial-send-sheet.pdf") == sheets, "the whole sheet stays");
            // What was made is known from then on.
            assert_eq!(env.run(batch(more)).status, 0);
            assert_eq!(statuses(&env, "out/report.csv"), BTreeMap::from([("unchanged".to_owned(), 4)]));
        }
    }
}

#[test]
fn with_fail_fast_the_first_failure_ends_the_batch_and_it_is_said() {
    let env = Env::new();
    cases(&env, 3);
    env.file("cases/case-001.toml", "[child\n");
    let run = env.run(batch(&["--fail-fast", "-j", "1"]));
    let found: Vec<String> = rows(&env, "out/report.csv").into_iter().map(|row| row[2].clone()).collect();
    assert_eq!((run.status, found), (1, ["written", "failed"].map(str::to_owned).to_vec()));
    assert!(run.err.contains("Stopped at the first failure, as --fail-fast asks; cases after it were not looked at."), "{}", run.err);
}

#[test]
fn a_case_that_is_named_twice_is_one_case() {
    let env = Env::new();
    cases(&env, 3);
    let run =
        env.run(["batch", "cases", "./cases/../cases", "cases/case-001.toml", "--out", "out", "-l", "eval-initial", "-l", "eval-initial"]);
    assert_eq!(run.status, 1, "case-002 lacks an area: {}", run.err);
    assert_eq!(rows(&env, "out/report.csv").len(), 3);
    assert_eq!(statuses(&env, "out/report.csv"), BTreeMap::from([("failed".to_owned(), 1), ("written".to_owned(), 2)]));
}

#[cfg(unix)]
#[test]
fn links_to_folders_are_followed_and_never_in_a_circle() {
    use std::os::unix::fs::symlink;
    let env = Env::new();
    cases(&env, 2);
    env.file("elsewhere/deep/case-007.toml", case(7));
    env.file("elsewhere/case-008.toml", case(8));
    symlink("../elsewhere", env.path("cases/link")).expect("a link");
    symlink("../../cases", env.path("elsewhere/back")).expect("a link");
    symlink("..", env.path("elsewhere/deep/up")).expect("a link");
    symlink("../elsewhere/deep", env.path("cases/again")).expect("a link");
    let run = env.run(batch(&[]));
    assert_eq!(run.status, 0, "{}", run.err);
    let cases: Vec<String> = rows(&env, "out/report.csv").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(cases, ["case-007", "case-008", "case-000", "case-001"], "each once, where it was found first");
}

#[test]
fn a_calendar_or_an_exhibit_that_changed_is_seen() {
    let env = Env::new();
    let text = case(0).replace("name = \"Clearbrook Middle School\"", "name = \"Clearbrook Middle School\"\ncalendar = \"clearbrook\"")
        + "enclosures = [\"A\"]\n[[exhibits]]\nfile = \"paper.png\"\ntitle = \"A picture\"\ndate = 2026-10-01\n[[sent]]\nkind = \"records\"\ndate = 2026-11-02\nreceived = 2026-11-02\nby = \"hand\"\n";
    let calendar = "years = [{ first = 2026-08-13, last = 2027-06-10 }]\n";
    let picture = |shade: u8| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::GrayImage::from_pixel(8, 8, image::Luma([shade])).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
        bytes.into_inner()
    };
    env.file("cases/case-000.toml", text).file("cases/calendars/clearbrook.toml", calendar).file("cases/paper.png", picture(10));
    let run = env.run(batch(&[]));
    assert_eq!(run.status, 0, "{}", run.err);
    let again = || {
        let run = env.run(batch(&["--force"]));
        assert_eq!(run.status, 0, "{}", run.err);
        rows(&env, "out/report.csv")[0][2].clone()
    };
    assert_eq!(again(), "unchanged");
    env.file("cases/paper.png", picture(200));
    // A letter that was made with the old paper is not taken for the new one.
    for _ in 0..2 {
        let run = env.run(batch(&[]));
        assert_eq!((run.status, rows(&env, "out/report.csv")[0][2].as_str()), (1, "exists"), "{}", run.err);
    }
    assert_eq!(again(), "written");
    assert_eq!(again(), "unchanged");
    let before = env.read("out/.inwriting/batch.jsonl");
    env.file("cases/calendars/clearbrook.toml", format!("{calendar}holidays = [2026-11-11]\n"));
    again();
    assert_ne!(env.read("out/.inwriting/batch.jsonl"), before, "the new calendar was not read");
}

#[test]
fn a_hundred_cases_with_seven_broken_in_different_ways() {
    let env = Env::new();
    cases(&env, 100);
    let break_it =
        |number: usize, change: &dyn Fn(String) -> String| env.file(&format!("cases/case-{number:03}.toml"), change(case(number)));
    break_it(5, &|text| text.replace("[child]", "[child"));
    break_it(17, &|text| text.replace("short_name", "shrot_name"));
    break_it(29, &|text| {
        text.replace("[[letters]]", "birth_date = 2013-02-30\n[[letters]]").replace("[situation]", "[child.x]\n[situation]")
    });
    break_it(40, &|text| text.replace("presentations = [\"pr-door\"]", ""));
    break_it(53, &|text| text.replace("Clearbrook", "Clearbrook 学校"));
    break_it(65, &|text| text.replace("schema = 1", "schema = 1\nid = \"../up\""));
    break_it(77, &|text| text.replace("schema = 1", "schema = 1\nid = \"case-000\""));
    let run = env.run(batch(&["-j", "2"]));
    assert_eq!(run.status, 1);
    assert_eq!(statuses(&env, "out/report.csv"), BTreeMap::from([("written".to_owned(), 93), ("failed".to_owned(), 7)]));
    let failed: Vec<Vec<String>> = rows(&env, "out/report.csv").into_iter().filter(|row| row[2] == "failed").collect();
    for (row, number) in failed.iter().zip([5, 17, 29, 40, 53, 65, 77]) {
        let file = format!("cases/case-{number:03}.toml");
        assert!(row[8].contains(&file) && run.err.contains(&file), "{row:?}");
        // A missing fact has no line; all else stands somewhere.
        assert!(
            number == 40
                || row[8].contains(&format!("{file}:")) && row[8].split(&format!("{file}:")).nth(1).unwrap().starts_with(char::is_numeric),
            "{row:?}"
        );
        assert!(!row[8].contains("Ramos") && !row[8].contains("Bus "), "the case's own words in a report: {row:?}");
    }
    assert!(failed[1][8].contains("`shrot_name`") && failed[3][8].contains("`situation.presentations`"), "{failed:?}");
    assert!(failed[4][8].contains("`school.name`") || run.err.contains("`school.name`"), "{}", run.err);
    assert!(failed[6][8].contains("cases/case-000.toml"), "both places: {}", failed[6][8]);
    let written = env.tree("out").into_keys().filter(|path| path.ends_with(".pdf") && !path.contains("send-sheet")).count();
    assert_eq!(written, 93);
}

/// All that a PDF says: the words of its pages, every string in it, and its metadata.
fn said(bytes: &[u8]) -> String {
    let document = lopdf::Document::load_mem(bytes).expect("a PDF");
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let mut said = document.extract_text(&pages).expect("the words");
    assert!(said.contains("November 23, 2026"), "the words cannot be read back: {said}");
    strings(&lopdf::Object::Dictionary(document.trailer.clone()), &mut said);
    document.objects.values().for_each(|object| strings(object, &mut said));
    said
}

fn strings(object: &lopdf::Object, said: &mut String) {
    match object {
        lopdf::Object::String(..) => {
            said.push_str(&lopdf::decode_text_string(object).unwrap_or_default());
            said.push('\n');
        }
        lopdf::Object::Array(items) => items.iter().for_each(|item| strings(item, said)),
        lopdf::Object::Dictionary(dict) => dict.iter().for_each(|(_, value)| strings(value, said)),
        lopdf::Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, value)| strings(value, said));
            if stream.dict.has_type(b"Metadata") {
                said.push_str(&String::from_utf8_lossy(&stream.content));
            }
        }
        _ => {}
    }
}

#[test]
fn no_client_is_in_another_clients_letter() {
    let env = Env::new();
    let count = 120;
    let marker = |number: usize| format!("Qx{}zj", ["alba", "brim", "cole", "dune", "ezra"][number % 5].to_owned() + &number.to_string());
    for number in 0..count {
        let mark = marker(number);
        let text = case(number)
            .replace("Ana Sofía Ramos Díaz", &format!("Ana {mark}"))
            .replace("short_name = \"Sofía\"", &format!("short_name = \"S{mark}\""))
            .replace("Lupe Ramos Vega", &format!("Lupe {mark}"))
            .replace("Clearbrook Middle School", &format!("{mark} Middle School"))
            .replace("comes early", &format!("comes early to {mark}"));
        env.file(&format!("cases/case-{number:03}.toml"), text);
    }
    let run = env.run(batch(&["-j", "4", "--format", "pdf", "--format", "txt", "--format", "html", "--format", "md"]));
    assert_eq!(run.status, 0, "{}", run.err);
    let mut seen = 0;
    for (path, bytes) in env.tree("out") {
        let Some(number) = path.strip_prefix("case-").and_then(|rest| rest.get(..3)).and_then(|number| number.parse::<usize>().ok()) else {
            continue;
        };
        let text = if path.ends_with(".pdf") { said(&bytes) } else { String::from_utf8(bytes).expect("text") };
        let squeezed: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let marks: BTreeSet<&str> = squeezed
            .match_indices("Qx")
            .filter_map(|(at, _)| squeezed[at..].split_once("zj").map(|(mark, _)| mark))
            .filter(|mark| mark.len() < 12)
            .collect();
        let own = marker(number);
        let own = BTreeSet::from([own.trim_end_matches("zj")]);
        // A send sheet need not name its child; a letter always does.
        assert!(marks == own || (path.contains("send-sheet") && marks.is_empty()), "{path}: {marks:?}");
        seen += 1;
    }
    assert_eq!(seen, count * 8, "files");
}

#[test]
fn shards_together_are_the_whole_batch() {
    let whole = Env::new();
    cases(&whole, 40);
    whole.file("cases/case-011.toml", "[child\n");
    assert_eq!(whole.run(batch(&[])).status, 1);
    let env = Env::new();
    cases(&env, 40);
    env.file("cases/case-011.toml", "[child\n");
    for shard in ["1/3", "2/3", "3/3"] {
        let run = env.run(batch(&["--shard", shard]));
        assert!(run.status <= 1, "{}", run.err);
        // The progress of a part counts its own cases.
        let own = inwriting::run::count_of(shard.parse().expect("a shard"), &[env.path("cases")]);
        assert_eq!(own, rows(&env, &format!("out/report-{}.csv", shard.replace('/', "-of-"))).len());
    }
    let reports = ["out/report-1-of-3.csv", "out/report-2-of-3.csv", "out/report-3-of-3.csv"];
    assert!(reports.iter().all(|report| rows(&env, report).len() > 4), "a fair share");
    let run = env.run([&["report", "merge"], &reports[..], &["--out", "out/report.csv"]].concat());
    assert_eq!((run.status, run.out.as_str()), (1, "out/report.csv\n"), "{}", run.err);
    let files = |env: &Env| -> BTreeMap<String, Vec<u8>> {
        env.tree("out").into_iter().filter(|(path, _)| !path.contains("-of-3") && !path.starts_with(".inwriting")).collect()
    };
    assert!(files(&env) == files(&whole), "files and merged report");
    let twice = env.run(["report", "merge", reports[0], reports[0], "--out", "twice.csv"]);
    assert!(twice.status == 1 && twice.err.contains("give each shard's report once"), "{}", twice.err);
    let missing = env.run(["report", "merge", reports[0], reports[2], "--out", "some.csv"]);
    assert!(missing.status == 1 && missing.err.contains("part 2 of 3 not among these reports"), "{}", missing.err);
    assert_eq!(env.run(batch(&["--shard", "4/3"])).status, 2);
}

#[test]
fn a_whole_batch_and_a_part_are_not_at_work_in_one_folder() {
    for (held, more) in [("batch-1-of-2", &[][..]), ("batch", &["--shard", "2/2"])] {
        let env = Env::new();
        cases(&env, 2);
        let notes = format!("out/.inwriting/{held}.running.jsonl");
        env.file(&notes, "");
        let file = std::fs::File::open(env.path(&notes)).expect("notes");
        file.lock().expect("a lock");
        let run = env.run(batch(more));
        assert!(run.status == 1 && run.err.contains("another batch is writing letters into this folder"), "{}", run.err);
        drop(file);
        assert_eq!(env.run(batch(more)).status, 0);
    }
}

#[test]
fn engines_say_which_part_a_job_is() {
    let env = Env::new();
    cases(&env, 12);
    let arguments = ["batch", "cases", "--out", "out", "--shard", "auto"];
    let outside = env.talk(arguments, "", &[]);
    assert!(outside.status == 2 && outside.err.contains("--shard I/N"), "{}", outside.err);
    let slurm =
        [("SLURM_ARRAY_TASK_ID", "0"), ("SLURM_ARRAY_TASK_MIN", "0"), ("SLURM_ARRAY_TASK_MAX", "1"), ("SLURM_ARRAY_TASK_COUNT", "2")];
    assert_eq!(env.talk(arguments, "", &slurm).status, 0);
    let kubernetes = [("JOB_COMPLETION_INDEX", "1"), ("INWRITING_SHARDS", "2")];
    assert_eq!(env.talk(arguments, "", &kubernetes).status, 0);
    assert_eq!(rows(&env, "out/report-1-of-2.csv").len() + rows(&env, "out/report-2-of-2.csv").len(), 12);
}

#[test]
fn two_batches_never_write_into_one_folder_at_once() {
    let env = Env::new();
    cases(&env, 40);
    let mut first = started(&env, &["-j", "1"]);
    while !env.path("out/.inwriting/batch.running.jsonl").exists() && first.try_wait().expect("running").is_none() {
        thread::sleep(Duration::from_millis(2));
    }
    let second = env.run(batch(&[]));
    assert!(first.wait().expect("an end").success());
    assert!(second.status == 1 && second.err.contains("another batch is writing letters into this folder"), "{}", second.err);
    assert!(!second.err.contains("Report:") && !second.err.contains("Nothing to write"), "{}", second.err);
    assert_eq!(statuses(&env, "out/report.csv"), BTreeMap::from([("written".to_owned(), 40)]));
}

#[cfg(unix)]
#[test]
fn ctrl_c_finishes_what_is_begun_and_the_next_run_goes_on() {
    let env = Env::new();
    cases(&env, 60);
    // A bad case before it does not make an interruption a mere failure.
    env.file("cases/case-000.toml", "[child\n");
    let mut child = started(&env, &["-j", "1"]);
    let written = || env.path("out/report.csv").metadata().map_or(0, |metadata| metadata.len());
    while written() < 400 && child.try_wait().expect("running").is_none() {
        thread::sleep(Duration::from_millis(2));
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("told");
    let ended = child.wait_with_output().expect("an end");
    assert_eq!(ended.status.code(), Some(130));
    let made = rows(&env, "out/report.csv").len();
    assert!((1..60).contains(&made), "{made}");
    let run = env.run(batch(&[]));
    let whole = BTreeMap::from([("failed".to_owned(), 1), ("written".to_owned(), 59)]);
    assert_eq!((run.status, statuses(&env, "out/report.csv")), (1, whole));
}

#[test]
fn a_part_without_a_case_has_an_empty_report() {
    let env = Env::new();
    cases(&env, 1);
    let counts = ["1/2", "2/2"].map(|shard| {
        assert_eq!(env.run(batch(&["--shard", shard])).status, 0);
        rows(&env, &format!("out/report-{}.csv", shard.replace('/', "-of-"))).len()
    });
    assert_eq!(counts.iter().sum::<usize>(), 1);
}

#[test]
fn one_thread_and_many_say_the_same_in_the_same_order() {
    let runs: Vec<(String, String, BTreeMap<String, Vec<u8>>)> = ["1", "4"]
        .iter()
        .map(|jobs| {
            let env = Env::new();
            cases(&env, 30);
            env.file("cases/case-004.toml", "schema = 1\n[child\n").file("cases/sub/case-010.toml", case(10));
            let run = env.run(batch(&["-j", jobs]));
            (run.out, run.err, env.tree("out"))
        })
        .collect();
    assert!(runs[0] == runs[1], "{}\n{}", runs[0].1, runs[1].1);
    let report = String::from_utf8(runs[0].2["report.csv"].clone()).expect("text");
    assert!(report.contains("another case of this run has the same id; it is in cases/case-010.toml"), "{report}");
    assert!(!runs[0].1.contains("Ramos"), "no more of a case than the line that matters: {}", runs[0].1);
}

#[test]
fn a_dry_run_leaves_nothing_behind() {
    let env = Env::new();
    cases(&env, 3);
    let run = env.run(batch(&["--dry-run"]));
    assert!(run.status == 0 && run.err.contains("Three letters would be written."), "{}", run.err);
    assert!(!env.path("out").exists());
}

#[cfg(unix)]
#[test]
fn letters_are_private_and_so_is_what_is_remembered() {
    use std::os::unix::fs::PermissionsExt;
    let env = Env::new();
    cases(&env, 2);
    assert_eq!(env.run(batch(&[])).status, 0);
    for path in env.tree("out").into_keys() {
        let mode = env.path("out").join(&path).metadata().expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path}");
    }
    let memory = String::from_utf8(env.read("out/.inwriting/batch.jsonl")).expect("text");
    assert!(!memory.contains("Ramos") && !memory.contains("Bus "), "{memory}");
}
