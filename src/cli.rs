//! What a person can type: commands and options, as types only. The doc comments are the help.

pub mod import;
pub mod record;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::run::shard::Shard;
use crate::wording::Language;

/// Put it in writing: dated letters from a family to a school, from one case file.
///
/// Nothing leaves your computer. inwriting helps you write your own letter; it does not give legal advice.
#[derive(Debug, Parser)]
#[command(
    name = "inwriting",
    version,
    disable_help_subcommand = true,
    after_help = "Examples:\n  inwriting                             answer questions; letters come out at the end\n  inwriting write mateo.toml            write the letters this case asks for, into letters/\n  inwriting check mateo.toml            say what is missing; write nothing\n  inwriting letters eval-initial        what one letter does and needs\n\nIf someone is in danger now, call 911. To talk to someone at any hour, call or text 988."
)]
pub struct Cli {
    /// What to do [default on a terminal: interview]
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of every command.
    #[command(flatten)]
    pub shared: Shared,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Shared {
    /// A folder with templates of your own; looked in first
    #[arg(long, global = true, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// The date that "today" means [default: today]
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<NaiveDate>,
    /// The language of the questions
    #[arg(long, global = true, value_enum, value_name = "en|es", hide_possible_values = true)]
    pub lang: Option<Language>,
    /// One JSON object for each result, on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Plain text without color (also: NO_COLOR)
    #[arg(long, global = true)]
    pub no_color: bool,
}

fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| "write a day as year-month-day, such as 2026-11-23".to_owned())
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a case by questions, or go on with one; letters come out at the end
    #[command(
        after_help = "Examples:\n  inwriting interview                 start; go on with a case found in this folder\n  inwriting interview mateo.toml      start this case, or go on with it\n  inwriting --lang es                 start in Spanish (en español)\n  inwriting interview --plain         numbered lines, for screen readers (also: ACCESSIBLE=1)\n\nEvery answer is saved at once. You can stop at any time, go back, and change anything later."
    )]
    Interview(Interview),
    /// Write the letters of these cases
    #[command(
        after_help = "Examples:\n  inwriting                             answer questions; letters come out at the end\n  inwriting write mateo.toml\n  inwriting write mateo.toml -l eval-initial --draft\n  inwriting write examples/cases/*.toml -o letters --format pdf --format txt\n\nEach letter comes with a send sheet: what to send, how, what to keep, what to expect."
    )]
    Write(Write),
    /// Write the letters of every case under these files and folders
    #[command(
        after_help = "Examples:\n  inwriting batch clients/ --out letters\n  inwriting batch clients/ --out letters -l records --date 2026-11-23 --report run.csv\n  inwriting batch clients/ --out letters --shard 3/8     the third of eight equal parts, for one of eight machines\n\nA batch that was broken off goes on where it stopped when the same command is run again. See docs/batch.md."
    )]
    Batch(Batch),
    /// Join the reports of a batch's parts
    Report(ReportArguments),
    /// Say what is wrong, missing or weak in cases; write nothing
    #[command(after_help = "Examples:\n  inwriting check mateo.toml\n  inwriting check clients/")]
    Check(Check),
    /// What was sent, what is due when, what to send next
    #[command(
        alias = "deadlines",
        after_help = "Examples:\n  inwriting status mateo.toml\n  inwriting status clients/ --ics days.ics\n  inwriting status mateo.toml --date 2027-01-08     as it will be that day\n\nAlso called as: inwriting deadlines"
    )]
    Status(Status),
    /// Add to the record of a case: what was sent, received, said, missed
    Record(record::Record),
    /// Make a case file of each row of a spreadsheet
    Import(import::Import),
    /// List the kinds of letters, or tell about one
    #[command(after_help = "Examples:\n  inwriting letters\n  inwriting letters gebser\n  inwriting letters --json")]
    Letters(Letters),
    /// See and test templates
    #[command(after_help = "Examples:\n  inwriting templates list\n  inwriting templates check --templates my-templates")]
    Templates(TemplatesArguments),
}

/// A format a letter can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Format {
    /// The page, tagged for screen readers
    Pdf,
    /// Markdown
    Md,
    /// Plain text, for an e-mail
    Txt,
    /// One web page
    Html,
}

impl Format {
    /// The ending of a file in this format.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Md => "md",
            Self::Txt => "txt",
            Self::Html => "html",
        }
    }
}

/// What to write and how.
#[derive(Debug, Clone, Args)]
pub struct Output {
    /// Only letters of this kind; may be repeated [default: the case's own list]
    #[arg(short, long = "letter", value_name = "KIND")]
    pub letter: Vec<String>,
    /// The format; may be repeated
    #[arg(long, value_enum, default_values_t = [Format::Pdf])]
    pub format: Vec<Format>,
    /// Every page says DRAFT; the words are the same
    #[arg(long)]
    pub draft: bool,
    /// Write over a letter that is already there with other words
    #[arg(long)]
    pub force: bool,
    /// Say what would be written; write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Lock the PDFs with the password in this file
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// A PDF with exhibits that is larger than so many megabytes is written in several files
    #[arg(long, value_name = "N", value_parser = megabytes)]
    pub split_mb: Option<f64>,
}

/// The smallest file that a packet can be cut into, in megabytes: fonts and outline alone take a tenth of one.
const SMALLEST_FILE: f64 = 0.3;

fn megabytes(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (SMALLEST_FILE..=1000.0).contains(&number) => Ok(number),
        _ => Err(format!("write a number of megabytes from {SMALLEST_FILE} to 1000, such as 20")),
    }
}

/// `inwriting write`
#[derive(Debug, Args)]
pub struct Write {
    /// The case files
    #[arg(required = true, value_name = "CASE.toml")]
    pub cases: Vec<PathBuf>,
    /// The folder for the letters
    #[arg(short, long, default_value = "letters", value_name = "DIR")]
    pub out: PathBuf,
    /// What to write and how.
    #[command(flatten)]
    pub output: Output,
    /// How many letters at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
}

/// `inwriting interview`
#[derive(Debug, Args)]
pub struct Interview {
    /// The case file; it is made if it is not there [default: an unfinished one in this folder, or case.toml]
    #[arg(value_name = "CASE.toml")]
    pub case: Option<PathBuf>,
    /// Numbered lines without colors or moving text (also: ACCESSIBLE=1, TERM=dumb)
    #[arg(long)]
    pub plain: bool,
    /// The folder for the letters
    #[arg(short, long, default_value = "letters", value_name = "DIR")]
    pub out: PathBuf,
}

/// `inwriting batch`
#[derive(Debug, Args)]
pub struct Batch {
    /// Case files, or folders that hold them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The folder for the letters
    #[arg(short, long, value_name = "DIR")]
    pub out: PathBuf,
    /// What to write and how.
    #[command(flatten)]
    pub output: Output,
    /// How many letters at once [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
    /// The report, .csv or .json [default: DIR/report.csv; with --shard 3/8 DIR/report-3-of-8.csv]
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Only this part of the cases; "auto" inside a Slurm array or a Kubernetes Indexed Job
    #[arg(long, value_name = "I/N")]
    pub shard: Option<ShardChoice>,
    /// Stop at the first case that fails
    #[arg(long)]
    pub fail_fast: bool,
}

/// Which part of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShardChoice {
    /// The one that the engine's environment names.
    Auto,
    /// This one.
    Part(Shard),
}

impl std::str::FromStr for ShardChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "auto" { Ok(Self::Auto) } else { text.parse().map(Self::Part) }
    }
}

/// `inwriting report`
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// What to do with reports.
    #[command(subcommand)]
    pub command: ReportCommand,
}

/// What to do with reports.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// One report from those of several shards, sorted by case
    #[command(after_help = "Examples:\n  inwriting report merge letters/report-*-of-8.csv --out letters/report.csv")]
    Merge {
        /// The reports, .csv or .json
        #[arg(required = true, value_name = "REPORT")]
        reports: Vec<PathBuf>,
        /// The report to write, .csv or .json
        #[arg(short, long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// `inwriting check`
#[derive(Debug, Args)]
pub struct Check {
    /// Case files, or folders that hold them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Check for letters of this kind too; may be repeated
    #[arg(short, long = "letter", value_name = "KIND")]
    pub letter: Vec<String>,
}

/// `inwriting status`
#[derive(Debug, Args)]
pub struct Status {
    /// Case files, or folders that hold them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Also write the days into a calendar file
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
}

/// `inwriting letters`
#[derive(Debug, Args)]
pub struct Letters {
    /// One kind of letter
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
}

/// `inwriting templates`
#[derive(Debug, Args)]
pub struct TemplatesArguments {
    /// What to do with templates.
    #[command(subcommand)]
    pub command: TemplatesCommand,
}

/// What to do with templates.
#[derive(Debug, Subcommand)]
pub enum TemplatesCommand {
    /// List every template, and which are your own
    List,
    /// Prove that every template renders for every sample, and that every name in it exists
    Check {
        /// Only this kind of letter [default: all]
        #[arg(value_name = "KIND")]
        kind: Option<String>,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
