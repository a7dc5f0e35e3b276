//! Each command as a short paragraph: what it reads, what it prints where, how it ends.
//!
//! Input: the parsed command line and today. Output: text for standard output and standard error, and the exit status. Results
//! go to standard output, everything said about them to standard error.

mod import;
mod interview;
mod record;
mod status;

use std::cell::Cell;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::check;
use crate::cli::{Batch, Check, Cli, Command, Letters, Output, Shared, TemplatesCommand, Write};
use crate::describe;
use crate::error::{Error, Severity};
use crate::files;
use crate::library::Library;
use crate::report::{Report, Status};
use crate::run::{Target, run};
use crate::sources::Sources;
use crate::templates_check;
use crate::wording::{lists, suggest};
use crate::write::{self, Reason, Request};

/// What the edge of the program knows and the middle does not ask for.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The day that "today" means.
    pub today: NaiveDate,
    /// Whether standard error may show color.
    pub color: bool,
    /// How wide standard error is.
    pub width: usize,
    /// Whether keys can be read and menus drawn: standard input and standard error are a terminal.
    pub terminal: bool,
    /// Whether standard input is a terminal.
    pub typed: bool,
    /// Whether plain lines are wanted: a screen reader, or a terminal that can do no more.
    pub plain: bool,
    /// The person's own editors, the first one first.
    pub editors: Vec<String>,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All that was asked for is done.
    Done,
    /// Something asked for could not be done.
    Failed,
    /// The command line is wrong.
    Usage,
    /// Ctrl-C.
    Interrupted,
}

/// Runs a command.
///
/// # Errors
/// What stopped it before any single case: a template folder, a report that cannot be written.
pub fn dispatch(cli: &Cli, surroundings: Surroundings) -> Result<Ending, Error> {
    let library = library(&cli.shared)?;
    let console = Console { lost: Cell::new(false), surroundings, quiet: cli.shared.quiet, json: cli.shared.json };
    let Some(command) = &cli.command else { return interview::alone(&cli.shared, &library, &console) };
    let ending = match command {
        Command::Interview(arguments) => interview::interview(arguments, &cli.shared, &library, &console),
        Command::Write(arguments) => write(arguments, &library, &console),
        Command::Batch(arguments) => batch(arguments, &library, &console),
        Command::Check(arguments) => check_cases(arguments, &library, &console),
        Command::Status(arguments) => status::status(arguments, &library, &console),
        Command::Record(arguments) => record::record(arguments, &cli.shared, &library, &console),
        Command::Import(arguments) => import::import(arguments, &library, &console),
        Command::Letters(arguments) => letters(arguments, &library, &console),
        Command::Templates(arguments) => match &arguments.command {
            TemplatesCommand::List => {
                console.out(&describe::templates(&library, console.json));
                Ok(Ending::Done)
            }
            TemplatesCommand::Check { kind: Some(kind) } if unknown_kind(std::slice::from_ref(kind), &library, &console) => {
                Ok(Ending::Usage)
            }
            TemplatesCommand::Check { kind } => Ok(templates(&library, kind.as_deref(), &console)),
        },
    }?;
    if console.lost.get() {
        return Err(Error::Request("the results could not be printed: standard output cannot be written".to_owned()));
    }
    Ok(ending)
}

fn library(shared: &Shared) -> Result<Library, Error> {
    let own = shared.templates.as_deref().map(files::template_folder).transpose()?.unwrap_or_default();
    Library::load(Sources::new(own))
}

struct Console {
    /// Whether a result could not be printed.
    lost: Cell<bool>,
    surroundings: Surroundings,
    quiet: bool,
    json: bool,
}

impl Console {
    /// A result. A reader that has gone away (`| head`) is no mistake.
    fn out(&self, text: &str) {
        if let Err(error) = std::io::stdout().lock().write_all(text.as_bytes())
            && error.kind() != std::io::ErrorKind::BrokenPipe
        {
            self.lost.set(true);
        }
    }

    /// Something about the results.
    fn say(&self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    fn error(&self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
    }

    fn reason(&self, reason: &Reason) {
        match reason {
            Reason::Case(problems) => self.error(&problems.render(self.surroundings.color, self.surroundings.width)),
            Reason::Other(error) => self.error(&format!("error: {error}\n")),
        }
    }
}

fn unknown_kind(kinds: &[String], library: &Library, console: &Console) -> bool {
    let known: Vec<&str> = library.kinds().map(|manifest| manifest.id.as_str()).collect();
    for kind in kinds {
        if !known.contains(&kind.as_str()) {
            let near = suggest::nearest(kind, known.iter().copied()).map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
            console.error(&format!("error: there is no letter of the kind '{kind}'.{near}\nThe kinds are: {}.", known.join(", ")));
            return true;
        }
    }
    false
}

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
    Ok(Request {
        kinds: output.letter.clone(),
        formats,
        draft: output.draft,
        password,
        split: output.split_mb.map(|megabytes| (megabytes * write::MEGABYTE as f64) as usize),
        today: console.surroundings.today,
    })
}

fn jobs(jobs: Option<u16>) -> Result<rayon::ThreadPool, Error> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(jobs.map_or(0, usize::from));
    builder.build().map_err(|error| Error::Internal(error.to_string()))
}

fn write(arguments: &Write, library: &Library, console: &Console) -> Result<Ending, Error> {
    if unknown_kind(&arguments.output.letter, library, console) {
        return Ok(Ending::Usage);
    }
    let request = request(&arguments.output, console)?;
    let target = Target { out: arguments.out.clone(), force: arguments.output.force, dry_run: arguments.output.dry_run, fail_fast: false };
    let report = jobs(arguments.jobs)?.install(|| run(&arguments.cases, library, &request, &target));
    show(&report, console, &target);
    Ok(ending(&report))
}

fn batch(arguments: &Batch, library: &Library, console: &Console) -> Result<Ending, Error> {
    if unknown_kind(&arguments.output.letter, library, console) {
        return Ok(Ending::Usage);
    }
    let request = request(&arguments.output, console)?;
    let cases = some_cases(&arguments.paths)?;
    let target = Target {
        out: arguments.out.clone(),
        force: arguments.output.force,
        dry_run: arguments.output.dry_run,
        fail_fast: arguments.fail_fast,
    };
    let report_path = arguments.report.clone().unwrap_or_else(|| target.out.join("report.csv"));
    may_hold_report(&report_path)?;
    let report = jobs(arguments.jobs)?.install(|| run(&cases, library, &request, &target));
    show(&report, console, &target);
    if !target.dry_run {
        let bytes = if has_ending(&report_path, "json") { report.json().into_bytes() } else { report.csv()? };
        files::save(&report_path, &bytes)?;
        console.say(&format!("Report: {}", report_path.display()));
    }
    Ok(ending(&report))
}

fn has_ending(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(wanted))
}

/// A report takes the place of an older report, never of anything else: the path may be a slip, and the file a family's record.
fn may_hold_report(path: &Path) -> Result<(), Error> {
    if !has_ending(path, "csv") && !has_ending(path, "json") {
        return Err(Error::Request(format!("the report {} must end in .csv or .json", path.display())));
    }
    match files::begins_with(path, &["case,letter,status", "[\n  {\n    \"case\"", "[]"])? {
        Some(false) => {
            Err(Error::Request(format!("{} is there already and is not a report; choose another name for --report", path.display())))
        }
        Some(true) | None => Ok(()),
    }
}

/// The case files under these paths, or a sentence when there are none.
fn some_cases(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let cases = files::cases(paths);
    if cases.is_empty() {
        return Err(Error::Request("there is no case file (*.toml) under these folders".to_owned()));
    }
    Ok(cases)
}

fn ending(report: &Report) -> Ending {
    if report.any_failure() { Ending::Failed } else { Ending::Done }
}

/// Results to standard output, problems and the summary to standard error.
fn show(report: &Report, console: &Console, target: &Target) {
    for row in &report.rows {
        if console.json {
            console.out(&format!("{}\n", row.json()));
        } else {
            row.written.iter().for_each(|path| console.out(&format!("{}\n", path.display())));
        }
        if let Some(problem) = row.warnings.iter().flat_map(|problems| &problems.list).find(|problem| problem.code == "safety") {
            console.error(&format!("{}: {}. {}", row.case, problem.message, problem.help.clone().unwrap_or_default()));
        }
        if let Some(warnings) = row.warnings.as_ref().filter(|problems| !problems.list.is_empty() && !console.quiet) {
            let count = lists::counted(u64::try_from(warnings.list.len()).unwrap_or(u64::MAX), "fact", "facts");
            console.say(&format!(
                "note: {} for {} could be stronger with {count} more; `inwriting check {}` names them.",
                row.letter,
                row.case,
                crate::wording::quotes::argument(&warnings.file)
            ));
        }
        if let Some(reason) = &row.error {
            if !row.letter.is_empty() {
                console.error(&format!("{} for {} was not written:", row.letter, row.case));
            }
            console.reason(reason);
        }
    }
    for kept in &report.kept {
        console.say(&format!(
            "note: {} of {} for {} was sent, so it stays as it is. To make it again all the same: -l {}",
            kept.letter,
            crate::wording::dates::long(kept.date),
            kept.case,
            kept.letter
        ));
    }
    summary(report, console, target);
}

fn summary(report: &Report, console: &Console, target: &Target) {
    let counted = |status, singular: &str, plural: &str| {
        let count = report.count(status);
        (count > 0).then(|| lists::counted(u64::try_from(count).unwrap_or(u64::MAX), singular, plural))
    };
    let would = if target.dry_run { " would be" } else { "" };
    let parts: Vec<String> = [
        counted(Status::Written, "letter", "letters").map(|count| format!("{count}{would} written")),
        counted(Status::Unchanged, "letter", "letters").map(|count| format!("{count} unchanged")),
        counted(Status::Exists, "letter", "letters").map(|count| format!("{count} left alone, because other words are there already")),
        counted(Status::Failed, "letter or case", "letters or cases").map(|count| format!("{count} not written")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let parts = if parts.is_empty() { vec!["nothing to write".to_owned()] } else { parts };
    console.say(&format!("{}.", crate::wording::quotes::capitalize(&lists::and(&parts))));
    if report.count(Status::Written) > 0 && !target.dry_run {
        console.say("Next: read each letter, sign it, and follow its send sheet.");
    }
}

fn check_cases(arguments: &Check, library: &Library, console: &Console) -> Result<Ending, Error> {
    if unknown_kind(&arguments.letter, library, console) {
        return Ok(Ending::Usage);
    }
    let paths = some_cases(&arguments.paths)?;
    let mut ending = Ending::Done;
    for path in &paths {
        let found = check::case(path, &arguments.letter, library, console.surroundings.today);
        if found.any_error() {
            ending = Ending::Failed;
        }
        if console.json {
            console.out(&format!("{}\n", found.json(path)));
            continue;
        }
        for problems in &found.problems {
            console.out(&problems.render(false, console.surroundings.width));
        }
        for error in &found.errors {
            console.out(&format!("{}: {error}\n", path.display()));
        }
        console.out(&format!("{}\n", verdict(path, &found)));
    }
    Ok(ending)
}

fn verdict(path: &Path, found: &check::Found) -> String {
    let count = |severity| found.problems.iter().flat_map(|problems| &problems.list).filter(|problem| problem.severity == severity).count();
    let errors = u64::try_from(count(Severity::Error) + found.errors.len()).unwrap_or(u64::MAX);
    let warnings = u64::try_from(count(Severity::Warning)).unwrap_or(u64::MAX);
    let words = match (errors, warnings) {
        (0, 0) => "nothing is missing".to_owned(),
        (0, warnings) => format!("the letters can be written; {} could make them stronger", lists::counted(warnings, "thing", "things")),
        (errors, 0) => format!("{} to put right", lists::counted(errors, "thing", "things")),
        (errors, warnings) => format!(
            "{} to put right; {} could make the letters stronger",
            lists::counted(errors, "thing", "things"),
            lists::counted(warnings, "thing", "things")
        ),
    };
    format!("{}: {words}.", path.display())
}

fn letters(arguments: &Letters, library: &Library, console: &Console) -> Result<Ending, Error> {
    match &arguments.kind {
        None => console.out(&describe::kinds(library, console.json)),
        Some(kind) => match library.kind(kind) {
            Some(manifest) => console.out(&describe::kind(manifest, library, console.json)),
            None => {
                unknown_kind(std::slice::from_ref(kind), library, console);
                return Ok(Ending::Usage);
            }
        },
    }
    Ok(Ending::Done)
}

fn templates(library: &Library, kind: Option<&str>, console: &Console) -> Ending {
    let outcome = templates_check::check(library, kind);
    for error in &outcome.errors {
        console.error(&format!("error: {error}"));
    }
    let kinds = u64::try_from(outcome.kinds).unwrap_or(u64::MAX);
    let renders = outcome.renders;
    if outcome.errors.is_empty() {
        console.out(&format!(
            "{} checked, {renders} letters rendered from samples with facts left out: all is well.\n",
            lists::counted(kinds, "letter kind", "letter kinds")
        ));
        return Ending::Done;
    }
    let count = u64::try_from(outcome.errors.len()).unwrap_or(u64::MAX);
    console.out(&format!("{} to put right.\n", lists::counted(count, "thing", "things")));
    Ending::Failed
}
