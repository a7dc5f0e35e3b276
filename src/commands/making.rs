//! `write`, `batch` and `report`: results to standard output in the order of the cases, everything said about them to standard error.
//!
//! Input: the command line. Output: letters on the disk, a report, and how it ended.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::progress::Progress;
use super::{Console, Ending, has_ending, unknown_kind};
use crate::cli::{Batch, Output, ReportArguments, ReportCommand, ShardChoice, Write};
use crate::error::Error;
use crate::files;
use crate::library::Library;
use crate::report::merge::Merged;
use crate::report::{Counts, Kept, ReportFile, Row};
use crate::run::shard::{self, Shard};
use crate::run::{self, End, Outcome, Run, Target};
use crate::wording::{dates, lists, quotes};
use crate::write::{self, Request};

/// PDF readers look at no more of a password than this (ISO 32000-2, 7.6.4.3.3).
const LONGEST_PASSWORD: usize = 127;

/// The most bytes a password file may have.
const PASSWORD: usize = 1024;

fn request(output: &Output, console: &Console) -> Result<Request, Error> {
    let password = match &output.password_file {
        Some(path) => {
            let bytes = files::read(path, PASSWORD)?;
            let text = String::from_utf8(bytes)
                .map_err(|_| Error::Request(format!("the password in {} is not saved as UTF-8", path.display())))?;
            let password = text.trim_end_matches(['\r', '\n']).to_owned();
            if password.is_empty() {
                return Err(Error::Request(format!("{} holds no password", path.display())));
            }
            if password.len() > LONGEST_PASSWORD || password.chars().any(char::is_control) {
                let message =
                    format!("the password in {} must be one line of at most {LONGEST_PASSWORD} bytes, without tabs", path.display());
                return Err(Error::Request(message));
            }
            Some(password)
        }
        None => None,
    };
    let mut formats = output.format.clone();
    formats.sort();
    formats.dedup();
    let mut kinds: Vec<String> = Vec::new();
    for kind in &output.letter {
        if !kinds.contains(kind) {
            kinds.push(kind.clone());
        }
    }
    Ok(Request {
        kinds,
        formats,
        draft: output.draft,
        password,
        split: output.split_mb.map(|megabytes| (megabytes * write::MEGABYTE as f64) as usize),
        today: console.surroundings.today,
    })
}

/// How many threads: as many as there are cores unless it is said, and no more than cases. A thread that finds none costs more than a letter,
/// and so does asking for the cores.
fn jobs(asked: Option<u16>, cases: usize) -> usize {
    match asked {
        Some(jobs) => cases.min(usize::from(jobs)),
        None if cases < 2 => cases,
        None => cases.min(thread::available_parallelism().map_or(1, usize::from)),
    }
}

pub(super) fn write(arguments: &Write, library: &Library, console: &Console) -> Result<Ending, Error> {
    if unknown_kind(&arguments.output.letter, library, console) {
        return Ok(Ending::Usage);
    }
    let request = request(&arguments.output, console)?;
    let Output { force, dry_run, .. } = arguments.output;
    let target = Target { out: arguments.out.clone(), force, dry_run, fail_fast: false, remember: false, shard: None };
    let stop = AtomicBool::new(false);
    let jobs = jobs(arguments.jobs, arguments.cases.len());
    let run = Run { library, request: &request, target: &target, jobs, stop: &stop };
    let mut counts = Counts::default();
    run.go(&arguments.cases, &mut |outcome| {
        show(outcome, console);
        weaker(outcome, console);
        outcome.rows.iter().for_each(|row| counts.add(row.status));
        Ok(())
    })?;
    summary(counts, console, &target);
    Ok(ending(counts))
}

pub(super) fn batch(arguments: &Batch, library: &Library, console: &Console) -> Result<Ending, Error> {
    if unknown_kind(&arguments.output.letter, library, console) {
        return Ok(Ending::Usage);
    }
    let Some(shard) = shard(arguments, console) else { return Ok(Ending::Usage) };
    let request = request(&arguments.output, console)?;
    let Output { force, dry_run, .. } = arguments.output;
    let target = Target { out: arguments.out.clone(), force, dry_run, fail_fast: arguments.fail_fast, remember: true, shard };
    let cases = run::count(&arguments.paths);
    if cases == 0 {
        return Err(Error::Request("there is no case file (*.toml) under these folders".to_owned()));
    }
    let own = || target.out.join(shard.map_or_else(|| "report.csv".to_owned(), |shard| format!("report-{}.csv", shard.in_names())));
    let path = arguments.report.clone().unwrap_or_else(own);
    may_hold_report(&path)?;
    let mut report: Option<ReportFile> = None;
    let stop = stop_on_signal();
    let run = Run { library, request: &request, target: &target, jobs: jobs(arguments.jobs, cases), stop: &stop };
    let own_cases = shard.map_or(cases, |shard| run::count_of(shard, &arguments.paths));
    let progress = Progress::over(own_cases, console.surroundings.bar && !console.quiet);
    let (mut counts, mut could_be_stronger) = (Counts::default(), 0_usize);
    let mut each = |outcome: &Outcome| {
        progress.step();
        progress.aside(|| show(outcome, console));
        outcome.rows.iter().for_each(|row| counts.add(row.status));
        could_be_stronger += outcome.rows.iter().filter(|row| !row.warnings.is_empty()).count();
        if dry_run {
            return Ok(());
        }
        // Only now, because until the run has begun another batch may be writing this very report.
        let begun = match report.take() {
            Some(begun) => begun,
            None => ReportFile::begin(&path)?,
        };
        report.insert(begun).add(&outcome.rows)
    };
    let end = progress.during(&|line| console.say(line), || run.go(&arguments.paths, &mut each));
    if report.is_none() && !dry_run {
        // Nothing was done: the run was refused, or stopped at once, or this part has no case. A part's report is there all the same.
        if matches!(end, Ok(End::Whole)) {
            ReportFile::begin(&path)?;
        } else {
            return ended(end, &target, counts, console);
        }
    }
    summary(counts, console, &target);
    if could_be_stronger > 0 {
        let letters = lists::counted(u64::try_from(could_be_stronger).unwrap_or(u64::MAX), "letter", "letters");
        console.say(&format!("{} could be stronger; the column \"warnings\" of the report says how.", quotes::capitalize(&letters)));
    }
    if !dry_run {
        console.say(&format!("Report: {}", path.display()));
    }
    ended(end, &target, counts, console)
}

/// How the run ended, and what to do when it is not whole.
fn ended(end: Result<End, Error>, target: &Target, counts: Counts, console: &Console) -> Result<Ending, Error> {
    const AGAIN: &str = "Run the same command again: it goes on where it stopped.";
    match end {
        Ok(End::Whole) => Ok(ending(counts)),
        Ok(End::Stopped) if target.fail_fast && counts.any_failure() => {
            console.error("Stopped at the first failure, as --fail-fast asks; cases after it were not looked at.");
            Ok(Ending::Failed)
        }
        Ok(End::Stopped) => {
            console.error(&format!("Stopped before the end. {AGAIN}"));
            Ok(Ending::Interrupted)
        }
        Ok(End::Full) => {
            console.error(&format!("The disk is full, so the batch stopped. No letter is half-written. Make room. {AGAIN}"));
            Ok(Ending::Failed)
        }
        Err(error) if error.is_full_disk() => {
            console.error(&format!("error: {error}\nThe batch stopped. Make room. {AGAIN}"));
            Ok(Ending::Failed)
        }
        Err(error) => Err(error),
    }
}

/// The part asked for; none when the command line is wrong, which is said.
#[expect(clippy::option_option, reason = "no part asked for, and no part to be had, are two things")]
fn shard(arguments: &Batch, console: &Console) -> Option<Option<Shard>> {
    match arguments.shard {
        None => Some(None),
        Some(ShardChoice::Part(shard)) => Some(Some(shard)),
        Some(ShardChoice::Auto) => {
            let engine = &console.surroundings.engine;
            let variable = |name: &str| engine.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
            match Shard::from_environment(&variable) {
                Ok(shard) => {
                    console.say(&format!("This is part {shard}."));
                    Some(Some(shard))
                }
                Err(message) => {
                    console.error(&format!("error: {message}"));
                    None
                }
            }
        }
    }
}

/// Set when Ctrl-C is pressed or the machine shuts down: letters that are begun are finished. A second time ends at once.
fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let _ = ctrlc::set_handler(move || {
        if told.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    stop
}

pub(super) fn report(arguments: &ReportArguments, console: &Console) -> Result<Ending, Error> {
    let ReportCommand::Merge { reports, out } = &arguments.command;
    may_hold_report(out)?;
    let mut merged = Merged::default();
    for path in reports {
        merged.add(path, &files::read(path, LARGEST_REPORT)?)?;
    }
    let (rows, failed) = merged.counts();
    let missing = shard::missing(reports).map_err(Error::Request)?;
    files::save(out, &merged.bytes(out)?)?;
    console.out(&format!("{}\n", out.display()));
    let counted = |count: usize| lists::counted(u64::try_from(count).unwrap_or(u64::MAX), "row", "rows");
    console.say(&format!("{} from {} reports; {failed} of them not done.", quotes::capitalize(&counted(rows)), reports.len()));
    if !missing.is_empty() {
        console.error(&format!("{} not among these reports, so this one is not whole.", lists::and(&missing)));
    }
    Ok(if failed > 0 || !missing.is_empty() { Ending::Failed } else { Ending::Done })
}

/// The most bytes of a report: some five million rows.
const LARGEST_REPORT: usize = 1 << 30;

/// A report takes the place of an older report, never of anything else: the path may be a slip, and the file a family's record.
fn may_hold_report(path: &Path) -> Result<(), Error> {
    if !has_ending(path, "csv") && !has_ending(path, "json") {
        return Err(Error::Request(format!("the report {} must end in .csv or .json", path.display())));
    }
    match files::begins_with(path, &["case,letter,status", "[\n  {\n    \"case\"", "[\n]", "[]"])? {
        Some(false) => {
            Err(Error::Request(format!("{} is there already and is not a report; choose another name for --report", path.display())))
        }
        Some(true) | None => Ok(()),
    }
}

fn ending(counts: Counts) -> Ending {
    if counts.any_failure() { Ending::Failed } else { Ending::Done }
}

/// The results of a case, and what stopped those that are not there.
fn show(outcome: &Outcome, console: &Console) {
    let mut results = String::new();
    for row in &outcome.rows {
        if console.json {
            results.push_str(&format!("{}\n", row.json()));
        } else {
            row.written.iter().for_each(|path| results.push_str(&format!("{}\n", path.display())));
        }
    }
    console.out(&results);
    for row in &outcome.rows {
        if let Some(safety) = &row.safety {
            console.error(&format!("{}: {safety}", row.case));
        }
        if let Some(reason) = &row.error {
            if !row.letter.is_empty() {
                console.error(&format!("{} for {} was not written:", row.letter, row.case));
            }
            console.reason(reason);
        }
    }
    outcome.kept.iter().for_each(|kept| stays(kept, console));
}

/// Says which letters could be stronger. A batch leaves that to its report.
fn weaker(outcome: &Outcome, console: &Console) {
    for Row { letter, case, warnings, .. } in outcome.rows.iter().filter(|row| !row.warnings.is_empty()) {
        let count = lists::counted(u64::try_from(warnings.len()).unwrap_or(u64::MAX), "fact", "facts");
        let file = quotes::argument(&outcome.path.display().to_string());
        console.say(&format!("note: {letter} for {case} could be stronger with {count} more; `inwriting check {file}` names them."));
    }
}

fn stays(kept: &Kept, console: &Console) {
    let Kept { case, letter, date } = kept;
    let date = dates::long(*date);
    console.say(&format!("note: {letter} of {date} for {case} was sent, so it stays as it is. To make it again all the same: -l {letter}"));
}

fn summary(counts: Counts, console: &Console, target: &Target) {
    let counted = |count: usize, singular: &str, plural: &str| {
        (count > 0).then(|| lists::counted(u64::try_from(count).unwrap_or(u64::MAX), singular, plural))
    };
    let would = if target.dry_run { " would be" } else { "" };
    let parts: Vec<String> = [
        counted(counts.written, "letter", "letters").map(|count| format!("{count}{would} written")),
        counted(counts.unchanged, "letter", "letters").map(|count| format!("{count} unchanged")),
        counted(counts.exists, "letter", "letters").map(|count| format!("{count} left alone, because other words are there already")),
        counted(counts.failed, "letter or case", "letters or cases").map(|count| format!("{count} not written")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let parts = if parts.is_empty() { vec!["nothing to write".to_owned()] } else { parts };
    console.say(&format!("{}.", quotes::capitalize(&lists::and(&parts))));
    if counts.written > 0 && !target.dry_run {
        console.say("Next: read each letter, sign it, and follow its send sheet.");
    }
}
