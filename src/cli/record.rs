//! The arguments of `record`. Options are named after the keys of the table they fill; any other key of it goes with `--set`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::day;

/// `inwriting record`
#[derive(Debug, Args)]
pub struct Record {
    /// The case file
    #[arg(value_name = "CASE.toml")]
    pub case: PathBuf,
    /// What to add.
    #[command(subcommand)]
    pub what: What,
}

/// What can be added to the record.
#[derive(Debug, Subcommand)]
pub enum What {
    /// A letter left the house; an exact copy is kept in sent/
    #[command(
        after_help = "Examples:\n  inwriting record mateo.toml sent letters/mateo/2026-12-07-eval-initial.pdf --by email\n  inwriting record mateo.toml sent letters/mateo/2026-12-07-eval-initial.pdf --handed-to \"Ms. Yu, front office\"\n  inwriting record mateo.toml sent --kind eval-initial --dated 2026-12-07 --by \"certified mail\" --tracking \"9407 1000\"\n\nThe day it was sent is today, or --on DATE."
    )]
    Sent(Sent),
    /// The day they got a letter, or a paper was received; days are counted from it
    #[command(
        after_help = "Examples:\n  inwriting record mateo.toml received eval-initial 2026-12-07 --proof \"date stamp on my copy\"\n  inwriting record mateo.toml received plan 2026-12-21        the day you got the assessment plan\n  inwriting record mateo.toml received consent 2027-01-05     the day they got it back signed"
    )]
    Received(Received),
    /// What you asked for has come, or you agreed in writing to a later day
    #[command(
        after_help = "Examples:\n  inwriting record mateo.toml answer eval-initial 2026-12-20 --what \"the assessment plan, by mail\"\n  inwriting record mateo.toml answer meet-iep 2026-12-01 --rule c-records-5\n  inwriting record mateo.toml answer meet-iep 2026-12-01 --rule c-iep-meeting-30 --agreed-date 2027-01-29\n  inwriting record mateo.toml answer eval-initial 2026-12-20 --refused --what \"a letter that says no\"\n  inwriting record mateo.toml answer consent 2027-02-02       the IEP meeting on the assessment was held"
    )]
    Answer(Answer),
    /// Days missed; days without school are left out
    #[command(
        after_help = "Examples:\n  inwriting record mateo.toml absence 2026-11-03..2026-11-05 --kind full --reason \"panic at the door\" --code U\n  inwriting record mateo.toml absence 2026-11-06 --kind late --time \"arrived about 10:30\" --told same-day --by email"
    )]
    Absence(Absence),
    /// Something that happened
    #[command(
        after_help = "Example:\n  inwriting record mateo.toml event 2026-10-02 \"Team meeting; the school asked to wait for more data.\""
    )]
    Event(Event),
    /// Who told whom what
    #[command(
        after_help = "Example:\n  inwriting record mateo.toml communication 2026-10-06 \"Asked for an evaluation; told to wait.\" --from parent --to \"assistant principal\" --by phone"
    )]
    Communication(Communication),
    /// Something that was done to the child
    #[command(
        after_help = "Example:\n  inwriting record mateo.toml incident 2026-10-14 \"Student A blocked the aisle.\" --place \"van 12\" --by \"Student A\" --reported-on 2026-10-14 --reported-to principal"
    )]
    Incident(Incident),
    /// A paper that goes with the letters; it is copied into exhibits/ if it lies elsewhere
    #[command(
        after_help = "Example:\n  inwriting record mateo.toml exhibit ~/scan.pdf --title \"Letter of Dr. Okafor\" --dated 2026-09-30"
    )]
    Exhibit(Exhibit),
    /// All papers in the case's exhibits/ folder, by their names: "A. Doctor letter 2026-09-30.pdf"
    #[command(
        after_help = "Examples:\n  inwriting record mateo.toml exhibits\n  inwriting record mateo.toml exhibits ~/Desktop/papers\n\nA name may begin with the letter the paper is to have, and begin or end with its date; the rest is its title:\n  A. Doctor letter 2026-09-30.pdf · 2026-10-02 Notes of the meeting.pdf · Portal.png\nPapers without a letter follow those with one, by date and name. A letter is never given to another paper than the one that asks for it."
    )]
    Exhibits(Exhibits),
}

/// `record CASE exhibits`
#[derive(Debug, Args)]
pub struct Exhibits {
    /// The folder with the papers [default: exhibits/ beside the case]; papers from elsewhere are copied there
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}

/// Further keys.
#[derive(Debug, Clone, Args)]
pub struct More {
    /// Any other key of the entry, such as --set exhibit=B; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_and_value)]
    pub set: Vec<(String, String)>,
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE, such as exhibit=B")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

/// `record CASE sent`
#[derive(Debug, Args)]
pub struct Sent {
    /// The letter as it was sent; its name holds its kind and date
    #[arg(value_name = "LETTER", required_unless_present = "kind")]
    pub file: Option<PathBuf>,
    /// The kind of letter, if the file's name does not say it
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// The date on the letter, if the file's name does not say it [default: the day it was sent]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub dated: Option<NaiveDate>,
    /// The day it was sent [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub on: Option<NaiveDate>,
    /// How it was sent, such as "email" or "certified mail"
    #[arg(long, value_name = "WAY", required_unless_present = "handed_to")]
    pub by: Option<String>,
    /// Who took it from your hand; it then counts as received that day
    #[arg(long, value_name = "WHO", conflicts_with_all = ["to", "received"])]
    pub handed_to: Option<String>,
    /// To whom it went
    #[arg(long, value_name = "WHO")]
    pub to: Option<String>,
    /// The tracking number
    #[arg(long, value_name = "NUMBER")]
    pub tracking: Option<String>,
    /// The day they got it, if you know it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub received: Option<NaiveDate>,
    /// How you know that day, such as "date stamp on my copy"
    #[arg(long, value_name = "WORDS")]
    pub proof: Option<String>,
}

/// `record CASE received`
#[derive(Debug, Args)]
pub struct Received {
    /// The kind of letter; or "plan" or "consent"
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// The day it was received [default: today]
    #[arg(value_name = "YYYY-MM-DD", value_parser = day)]
    pub on: Option<NaiveDate>,
    /// How you know that day, such as "date stamp on my copy"
    #[arg(long, value_name = "WORDS")]
    pub proof: Option<String>,
    /// The date on the letter, when several of the kind were sent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub dated: Option<NaiveDate>,
    /// The way it went, when it was sent in several
    #[arg(long, value_name = "WAY")]
    pub by: Option<String>,
}

/// `record CASE answer`
#[derive(Debug, Args)]
pub struct Answer {
    /// The kind of letter; or "consent" for the meeting on the assessment
    #[arg(value_name = "WHAT")]
    pub to: String,
    /// The day it came [default: today]
    #[arg(value_name = "YYYY-MM-DD", value_parser = day)]
    pub on: Option<NaiveDate>,
    /// What came, in a few words
    #[arg(long, value_name = "WORDS")]
    pub what: Option<String>,
    /// Which time limit it is about, when the letter started several
    #[arg(long, value_name = "RULE")]
    pub rule: Option<String>,
    /// A later day that you agreed to in writing
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub agreed_date: Option<NaiveDate>,
    /// The answer was no, in writing: the time limit ends, but what you asked for did not come
    #[arg(long, conflicts_with = "agreed_date")]
    pub refused: bool,
    /// The date on your letter, when several of the kind were sent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub dated: Option<NaiveDate>,
}

/// `record CASE absence`
#[derive(Debug, Args)]
pub struct Absence {
    /// Days, or ranges such as 2026-11-03..2026-11-05 [default: today]
    #[arg(value_name = "DAYS")]
    pub days: Vec<String>,
    /// How much was missed: full, partial, late, left-early
    #[arg(long, default_value = "full")]
    pub kind: String,
    /// When, or how long, for a part of a day
    #[arg(long, value_name = "WORDS")]
    pub time: Option<String>,
    /// The true reason in a few words
    #[arg(long, value_name = "WORDS")]
    pub reason: Option<String>,
    /// What the school recorded
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// When you told the school: a day, or same-day
    #[arg(long, value_name = "DAY")]
    pub told: Option<String>,
    /// How you told them
    #[arg(long, value_name = "WAY")]
    pub by: Option<String>,
    /// note, health, appointment, school-request, suspension-other or not-claimed
    #[arg(long)]
    pub category: Option<String>,
    /// Further keys.
    #[command(flatten)]
    pub more: More,
}

/// `record CASE event`
#[derive(Debug, Args)]
pub struct Event {
    /// When: a day, 2026-10 for a month, or "about 2026-10-06"
    pub when: String,
    /// What happened, in one or two neutral sentences
    pub text: String,
    /// Where it is written down
    #[arg(long, value_name = "WORDS")]
    pub source: Option<String>,
    /// Further keys.
    #[command(flatten)]
    pub more: More,
}

/// `record CASE communication`
#[derive(Debug, Args)]
pub struct Communication {
    /// When: a day, 2026-10 for a month, or "about 2026-10-06"
    pub when: String,
    /// What was said, in neutral words
    pub text: String,
    /// From whom
    #[arg(long, value_name = "WHO")]
    pub from: String,
    /// To whom, by role
    #[arg(long, value_name = "WHO")]
    pub to: String,
    /// email, phone, letter, meeting, text or portal
    #[arg(long, value_name = "WAY")]
    pub by: String,
    /// The time, if known
    #[arg(long, value_name = "WORDS")]
    pub time: Option<String>,
    /// The day of the answer
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub answered: Option<String>,
    /// What the answer was
    #[arg(long, value_name = "WORDS")]
    pub answer: Option<String>,
    /// Further keys.
    #[command(flatten)]
    pub more: More,
}

/// `record CASE incident`
#[derive(Debug, Args)]
pub struct Incident {
    /// When: a day, 2026-10 for a month, or "about 2026-10-06"
    pub when: String,
    /// What was done or said
    pub what: String,
    /// Where
    #[arg(long, value_name = "WHERE")]
    pub place: String,
    /// Who did it: Student A, or a staff role; never another child's name
    #[arg(long, value_name = "WHO")]
    pub by: Option<String>,
    /// Who saw or heard it, by role; may be repeated
    #[arg(long, value_name = "WHO")]
    pub witnesses: Vec<String>,
    /// The day it was reported
    #[arg(long, value_name = "WHEN")]
    pub reported_on: Option<String>,
    /// To whom it was reported, by role
    #[arg(long, value_name = "WHO")]
    pub reported_to: Option<String>,
    /// What the answer was
    #[arg(long, value_name = "WORDS")]
    pub response: Option<String>,
    /// What it did to the child
    #[arg(long, value_name = "WORDS")]
    pub effect: Option<String>,
    /// What ties it to the disability
    #[arg(long, value_name = "WORDS")]
    pub disability_link: Option<String>,
    /// Further keys.
    #[command(flatten)]
    pub more: More,
}

/// `record CASE exhibit`
#[derive(Debug, Args)]
pub struct Exhibit {
    /// The paper: a PDF, JPEG or PNG
    pub file: PathBuf,
    /// What it is
    #[arg(long, value_name = "WORDS")]
    pub title: String,
    /// Who wrote it
    #[arg(long, value_name = "WHO")]
    pub author: Option<String>,
    /// Its date: a day, 2026-10 for a month, or "about 2026-10-06" (an exact day also with --date)
    #[arg(long, value_name = "WHEN")]
    pub dated: Option<String>,
    /// Which pages to use
    #[arg(long, value_name = "PAGES")]
    pub pages: Option<String>,
    /// What it shows, in a few words
    #[arg(long, value_name = "WORDS")]
    pub shows: Option<String>,
    /// Further keys.
    #[command(flatten)]
    pub more: More,
}
