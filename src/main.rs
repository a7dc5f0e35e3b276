//! Reads the command line, fixes today, runs the command, sets the exit status.

use std::io::IsTerminal;
use std::process::ExitCode;

use chrono::{DateTime, Local, NaiveDate};
use clap::{CommandFactory, FromArgMatches};
use inwriting::cli::Cli;
use inwriting::commands::{Ending, Surroundings, dispatch};
use inwriting::run::shard;

/// Letters are many small pieces of memory; the system's own allocator took a quarter of a batch's time.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A panic is our mistake: it is reported as a sentence by the command; its message could hold a case's words.
    std::panic::set_hook(Box::new(|_| {}));
    let dumb = environment("TERM").as_deref() == Some("dumb");
    let plain = dumb || environment("ACCESSIBLE").is_some();
    let color = if plain { clap::ColorChoice::Never } else { clap::ColorChoice::Auto };
    let matches = Cli::command().color(color).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let terminal = std::io::stderr().is_terminal();
    let color = terminal && !plain && !cli.shared.no_color && environment("NO_COLOR").is_none();
    let width = environment("COLUMNS").and_then(|columns| columns.parse().ok()).unwrap_or(100);
    let typed = std::io::stdin().is_terminal();
    let surroundings = Surroundings {
        today: cli.shared.date.unwrap_or_else(today),
        color,
        width,
        terminal: typed && terminal,
        typed,
        plain,
        editors: ["VISUAL", "EDITOR"].into_iter().filter_map(environment).collect(),
        bar: terminal && !plain,
        engine: shard::VARIABLES.iter().filter_map(|name| Some(((*name).to_owned(), environment(name)?))).collect(),
    };
    match dispatch(&cli, surroundings) {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Failed) => ExitCode::from(1),
        Ok(Ending::Usage) => ExitCode::from(2),
        Ok(Ending::Interrupted) => ExitCode::from(130),
        Err(error) => {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(1)
        }
    }
}

/// `SOURCE_DATE_EPOCH`, otherwise the clock. The only place that asks it.
#[expect(clippy::disallowed_methods, reason = "this is the edge: today is fixed here and passed in")]
fn today() -> NaiveDate {
    let fixed = environment("SOURCE_DATE_EPOCH").and_then(|seconds| seconds.parse().ok());
    fixed.and_then(|seconds| DateTime::from_timestamp(seconds, 0)).map_or_else(|| Local::now().date_naive(), |moment| moment.date_naive())
}

/// A variable that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "this is the edge: the environment is read only here")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
