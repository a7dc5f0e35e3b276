//! `interview`: picks the case file and the face, and does on the disk what [`crate::interview`] asks for.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::{Console, Ending, has_ending};
use crate::case::Case;
use crate::case_file;
use crate::cli::{Format, Interview, Shared};
use crate::error::Error;
use crate::files::{self, Saved};
use crate::interview::answers::{Answers, Place};
use crate::interview::face::{Face, Menu, Reply, Row};
use crate::interview::line::{Line, Reader};
use crate::interview::messages::Messages;
use crate::interview::rich::Rich;
use crate::interview::{self, Beginning, NEW, Outside, Unwritten};
use crate::library::Library;
use crate::open;
use crate::questions::Asking;
use crate::report::Status;
use crate::run::{Outcome, Run, Target};
use crate::wording::language::Language;
use crate::write::{Reason, Request};

/// No command at all: on a terminal the interview starts; elsewhere the help is printed.
pub(super) fn alone(shared: &Shared, library: &Library, console: &Console) -> Result<Ending, Error> {
    if console.surroundings.terminal || console.surroundings.plain {
        let arguments = Interview { case: None, plain: false, out: PathBuf::from("letters") };
        return interview(&arguments, shared, library, console);
    }
    let help = <crate::cli::Cli as clap::CommandFactory>::command().render_help();
    console.error(&help.to_string());
    Ok(Ending::Usage)
}

pub(super) fn interview(arguments: &Interview, shared: &Shared, library: &Library, console: &Console) -> Result<Ending, Error> {
    let asking = library.asking()?;
    let messages = Messages::new(asking, shared.lang.unwrap_or_default());
    let plain = arguments.plain || console.surroundings.plain;
    if !plain && !console.surroundings.terminal {
        console.error(NOT_A_TERMINAL);
        return Ok(Ending::Usage);
    }
    let mut face: Box<dyn Face> = if plain {
        let typed = console.surroundings.typed;
        let input = Reader { reader: std::io::stdin().lock(), more: move || typed && more_is_waiting() };
        Box::new(Line::new(input, std::io::stderr(), console.surroundings.width.clamp(40, 100), messages.clone()))
    } else {
        Box::new(Rich::new(messages.clone()))
    };
    let path = match &arguments.case {
        Some(path) => path.clone(),
        None => match which(face.as_mut(), &messages, asking)? {
            Ok(path) => path,
            Err(ending) => return Ok(ending),
        },
    };
    watch_for_signals(plain, &path);
    let disk = match Disk::open(&path, &arguments.out, library, console) {
        Ok(disk) => disk,
        Err(reason) => {
            console.reason(&reason);
            return Ok(Ending::Failed);
        }
    };
    hold(disk, face.as_mut(), plain, shared.lang, console)
}

const NOT_A_TERMINAL: &str = "error: the interview needs a terminal to ask its questions.\n\
    With a screen reader, or to send answers through a pipe, one on each line: inwriting interview --plain (or set ACCESSIBLE=1).\n\
    Without questions: write a case file (see examples/cases) and run: inwriting write CASE.toml";

fn hold(mut disk: Disk<'_>, face: &mut dyn Face, plain: bool, language: Option<Language>, console: &Console) -> Result<Ending, Error> {
    let library = disk.library;
    let text = disk.now.as_ref().map_or_else(|| NEW.to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned());
    let answers = Answers::read(&text)
        .map_err(|_| Error::Request("the case file cannot be read as TOML; `inwriting check` shows where".to_owned()))?;
    let file = disk.path.display().to_string();
    let beginning = Beginning { library, answers, file, today: console.surroundings.today, language };
    // A mistake of ours ends with a sentence and the answers on the disk, not with a terminal that shows nothing.
    let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| interview::hold(beginning, face, &mut disk)));
    if !plain {
        let _ = console::Term::stderr().show_cursor();
    }
    let ending = held.map_err(|_| Error::Internal("in the interview; every answer before is saved".to_owned()))??;
    Ok(match ending {
        interview::Ending::Made | interview::Ending::Saved => Ending::Done,
        interview::Ending::Ended | interview::Ending::Failed => Ending::Failed,
        interview::Ending::NoInput => Ending::Usage,
        interview::Ending::Interrupted => Ending::Interrupted,
    })
}

/// Lines that have come already cannot have been typed in answer to what was just asked.
#[cfg(unix)]
fn more_is_waiting() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = rustix::stdio::stdin();
    let mut waited = [PollFd::new(&stdin, PollFlags::IN)];
    let soon = Timespec { tv_sec: 0, tv_nsec: 60_000_000 };
    poll(&mut waited, Some(&soon)).is_ok_and(|count| count > 0)
}

#[cfg(not(unix))]
fn more_is_waiting() -> bool {
    false
}

/// Ctrl-C, a closed terminal, a shutdown: everything is on the disk, so what is left is to say so and to give the terminal back.
fn watch_for_signals(plain: bool, path: &Path) {
    let file = crate::wording::quotes::argument(&path.display().to_string());
    let _ = ctrlc::set_handler(move || {
        if !plain {
            // A menu sees the signal too and ends by itself; a field in raw mode gets Ctrl-C as a key.
            std::thread::sleep(std::time::Duration::from_millis(400));
            let _ = crossterm::terminal::disable_raw_mode();
            let _ = console::Term::stderr().show_cursor();
        }
        let _ = writeln!(std::io::stderr(), "\nSaved. To go on: inwriting interview {file}");
        std::process::exit(130);
    });
}

/// The case to work on when none is named: one that the interview began in this folder, or a new one.
fn which(face: &mut dyn Face, messages: &Messages, asking: &Asking) -> Result<Result<PathBuf, Ending>, Error> {
    let mut found: Vec<Begun> = files::in_folder(Path::new("."), "toml").iter().filter_map(|path| begun(path)).collect();
    // What is not finished comes first, then what was finished last.
    found.sort_by_key(|begun| (begun.made.is_some(), std::cmp::Reverse(begun.made)));
    for path in files::in_folder(Path::new("."), "toml").iter().filter(|path| is_broken(path)) {
        face.say(&messages.with("broken-file", &[("file", &path.display().to_string())]));
    }
    let new = || files::free_name("case", "toml");
    let Some(first) = found.first() else { return Ok(Ok(new())) };
    let spoken = first.language.filter(|_| messages.language == Language::English);
    let messages = spoken.map_or_else(|| messages.clone(), |language| Messages::new(asking, language));
    face.speak(messages.clone());
    face.say(&messages.say("continue"));
    let label = |begun: &Begun| match begun.made {
        Some(day) => messages.with("row-made", &[("name", &begun.name), ("day", &interview::days::spoken(day, messages.language))]),
        None => messages.with("row-continue", &[("name", &begun.name)]),
    };
    let mut rows: Vec<Row> = found.iter().map(|begun| Row::of(label(begun))).collect();
    rows.push(Row::of(messages.say("row-new")));
    Ok(match face.one(&Menu { rows, at: Some(0), ..Menu::default() }) {
        Reply::Given(row) => Ok(found.get(row).map_or_else(new, |begun| begun.path.clone())),
        Reply::Interrupted => Err(Ending::Interrupted),
        Reply::Ended => Err(Ending::Usage),
        _ => Err(Ending::Done),
    })
}

/// A case that the interview began.
struct Begun {
    path: PathBuf,
    /// The child's name, or the file's before there is one.
    name: String,
    language: Option<Language>,
    /// The day its letters were made.
    made: Option<chrono::NaiveDate>,
}

/// Whether a file was once a case and can no longer be read as TOML.
fn is_broken(path: &Path) -> bool {
    let bytes = files::read(path, case_file::LARGEST).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    Answers::read(&text).is_err() && (text.contains("[child") || text.contains("schema"))
}

fn begun(path: &Path) -> Option<Begun> {
    let bytes = files::read(path, case_file::LARGEST).ok()?;
    let answers = Answers::read(std::str::from_utf8(&bytes).ok()?).ok()?;
    if !answers.known(&Place::of("interview")) {
        return None;
    }
    let words = |path: &str| answers.words(&Place::of(path));
    let made = words("interview.made").and_then(|day| day.parse().ok());
    let language = words("interview.language").and_then(|code| Language::of(&code));
    let name = words("child.short_name").or_else(|| words("child.name")).unwrap_or_else(|| path.display().to_string());
    Some(Begun { path: path.to_owned(), name, language, made })
}

/// The interview's file on the disk, and the folder for its letters.
struct Disk<'a> {
    path: PathBuf,
    out: PathBuf,
    /// What the file holds now; none before the first answer.
    now: Option<Vec<u8>>,
    library: &'a Library,
    console: &'a Console,
}

/// Problems that make a file no case file; any other can be mended by the questions.
const UNREADABLE: [&str; 7] = ["syntax", "unknown-key", "type", "schema", "unknown-kind", "encoding", "too-large"];

impl<'a> Disk<'a> {
    fn open(path: &Path, out: &Path, library: &'a Library, console: &'a Console) -> Result<Self, Reason> {
        files::sweep(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")));
        let mut disk = Self { path: path.to_owned(), out: out.to_owned(), now: None, library, console };
        if !has_ending(path, "toml") {
            let message = format!("a case file ends in .toml; try: inwriting interview {}.toml", path.display());
            return Err(Reason::Other(Error::Request(message)));
        }
        if !path.exists() {
            return Ok(disk);
        }
        disk.path = if path.is_symlink() { files::resolved(path).map_err(Reason::Other)? } else { path.to_owned() };
        let bytes = files::read(&disk.path, case_file::LARGEST).map_err(Reason::Other)?;
        // What is only missing is what the interview is for; a mistake in the file is its owner's to mend first.
        if let Err(Reason::Case(mut problems)) = open::case_of(&disk.path, &bytes, library) {
            problems.list.retain(|problem| UNREADABLE.contains(&problem.code));
            if !problems.list.is_empty() {
                return Err(Reason::Case(problems));
            }
        }
        disk.now = Some(bytes);
        Ok(disk)
    }

    /// Beside the case, with an ending that is no case's.
    fn previous(&self) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".previous");
        PathBuf::from(name)
    }
}

impl Outside for Disk<'_> {
    fn save(&mut self, text: &str) -> Result<(), Error> {
        let new = text.as_bytes();
        match &self.now {
            Some(now) if now == new => return Ok(()),
            Some(now) => {
                let _turn = files::turn(&self.path)?;
                files::save(&self.previous(), now)?;
                files::replace(&self.path, now, new)?;
            }
            None => match files::compare(&self.path, new, false)? {
                Saved::Unchanged => {}
                Saved::Written => files::save(&self.path, new)?,
                Saved::Exists => {
                    let reason = "a file of that name has appeared meanwhile".to_owned();
                    return Err(Error::File { action: "could not write", path: self.path.display().to_string(), reason });
                }
            },
        }
        self.now = Some(new.to_vec());
        Ok(())
    }

    fn take_over(&mut self) {
        self.now = files::read(&self.path, case_file::LARGEST).ok();
    }

    fn text_of(&mut self, path: &str) -> Result<String, Error> {
        let bytes = files::read(Path::new(path), case_file::LARGEST)?;
        String::from_utf8(bytes).map_err(|_| Error::Request(format!("{path} is not saved as UTF-8 text")))
    }

    fn edited(&mut self, text: &str) -> Result<String, Error> {
        files::edited(text, &self.console.surroundings.editors)
    }

    fn case(&mut self, text: &str) -> Result<Case, Reason> {
        open::case_of(&self.path, text.as_bytes(), self.library)
    }

    fn write(&mut self, draft: bool, force: bool) -> Result<Vec<PathBuf>, Unwritten> {
        let today = self.console.surroundings.today;
        let request = Request { kinds: Vec::new(), formats: vec![Format::Pdf], draft, password: None, split: None, today };
        let target = Target { out: self.out.clone(), force, dry_run: false, fail_fast: false, remember: false, shard: None };
        let mut unwritten = Unwritten::default();
        let mut paths = Vec::new();
        let stop = AtomicBool::new(false);
        let run = Run { library: self.library, request: &request, target: &target, jobs: 1, stop: &stop };
        let mut each = |outcome: &Outcome| {
            for row in &outcome.rows {
                paths.extend(row.written.iter().cloned());
                unwritten.exists |= row.status == Status::Exists;
                match &row.error {
                    Some(Reason::Case(problems)) => unwritten.sentences.extend(problems.list.iter().map(|problem| problem.message.clone())),
                    Some(Reason::Other(error)) => unwritten.sentences.push(error.to_string()),
                    None => {}
                }
            }
            Ok(())
        };
        if let Err(error) = run.go(std::slice::from_ref(&self.path), &mut each) {
            unwritten.sentences.push(error.to_string());
        }
        paths.iter().for_each(|path| self.console.out(&format!("{}\n", path.display())));
        if unwritten.exists || !unwritten.sentences.is_empty() { Err(unwritten) } else { Ok(paths) }
    }
}
