//! Each command as a short paragraph: what it reads, what it prints where, how it ends.
//!
//! Input: the parsed command line and today. Output: text for standard output and standard error, and the exit status. Results
//! go to standard output, everything said about them to standard error.

mod import;
mod interview;
mod making;
mod progress;
mod record;
mod status;

use std::io::Write as _;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;

use crate::check;
use crate::cli::{Check, Cli, Command, Letters, Shared, TemplatesCommand};
use crate::describe;
use crate::error::{Error, Severity};
use crate::files;
use crate::library::Library;
use crate::sources::Sources;
use crate::templates_check;
use crate::wording::{lists, suggest};
use crate::write::Reason;

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
    /// Whether standard error is a terminal: a bar may be drawn there.
    pub bar: bool,
    /// What an engine that runs this as one of many jobs has set: names and values, see [`crate::run::shard`].
    pub engine: Vec<(String, String)>,
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
    // Never taken apart: that would take a letter's time, and the program ends here.
    let library = ManuallyDrop::new(library(&cli.shared)?);
    let console = Console { lost: AtomicBool::new(false), surroundings, quiet: cli.shared.quiet, json: cli.shared.json };
    let Some(command) = &cli.command else { return interview::alone(&cli.shared, &library, &console) };
    let ending = match command {
        Command::Interview(arguments) => interview::interview(arguments, &cli.shared, &library, &console),
        Command::Write(arguments) => making::write(arguments, &library, &console),
        Command::Batch(arguments) => making::batch(arguments, &library, &console),
        Command::Report(arguments) => making::report(arguments, &console),
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
    if console.lost.load(Ordering::Relaxed) {
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
    lost: AtomicBool,
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
            self.lost.store(true, Ordering::Relaxed);
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
    let known: Vec<&str> = library.kind_ids().collect();
    for kind in kinds {
        if !known.contains(&kind.as_str()) {
            let near = suggest::nearest(kind, known.iter().copied()).map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
            console.error(&format!("error: there is no letter of the kind '{kind}'.{near}\nThe kinds are: {}.", known.join(", ")));
            return true;
        }
    }
    false
}

fn has_ending(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(wanted))
}

/// The case files under these paths, or a sentence when there are none.
fn some_cases(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let cases = files::cases(paths);
    if cases.is_empty() {
        return Err(Error::Request("there is no case file (*.toml) under these folders".to_owned()));
    }
    Ok(cases)
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
