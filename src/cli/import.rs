//! What can be typed after `import`.

use std::path::PathBuf;

use clap::Args;

/// `inwriting import`
#[derive(Debug, Args)]
#[command(
    override_usage = "inwriting import FILE.csv --out DIR\n       inwriting import --blank [FILE.csv]",
    after_help = "Examples:\n  inwriting import --blank                          write an empty sheet, clients.csv\n  inwriting import clients.csv --out clients        make a case file of each row\n  inwriting import clients.csv --out clients --json\n\nThe first row holds the headings: paths of facts, such as child.name, in any order. Any fact of a case can be a column; what can be there more than once has a number: signers.2.name, absences.3.date. Save the sheet as CSV UTF-8.\n\nDates are 2026-11-23 or 11/23/2026. For several things in one cell, put ; or a line break between them. Empty cells are left out. Rows that begin with # are not read.\n\nA case that is there already with other words is left alone, because it may hold what you recorded since."
)]
pub struct Import {
    /// The sheet, saved as CSV; with --blank the empty one to write [default: clients.csv]
    #[arg(value_name = "FILE.csv", required_unless_present = "blank")]
    pub file: Option<PathBuf>,
    /// The folder for the case files
    #[arg(short, long, value_name = "DIR", required_unless_present = "blank", conflicts_with = "blank")]
    pub out: Option<PathBuf>,
    /// Write an empty sheet to fill in; never over a file that is there
    #[arg(long)]
    pub blank: bool,
    /// Write over a case that is there already with other words
    #[arg(long, conflicts_with = "blank")]
    pub force: bool,
}
