//! What is wrong with a person's file, said so that the person can put it right.
//!
//! A [`Problem`] is one thing: what happened, where, what to do. [`Problems`] are all of them for one file, because a tired
//! parent should not have to run the program five times to find five typing mistakes. A message never repeats what stands in
//! the file (a child's health data could end up in a report); only the marked line does, on the person's own screen.

use std::ops::Range;
use std::sync::Arc;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, NamedSource, SourceCode, SourceSpan, SpanContents};

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The letter can be written; it would be stronger with this mended.
    Warning,
    /// The letter cannot be written.
    Error,
}

/// A marked place in a file: the bytes, and a word or two about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the source text.
    pub span: Range<usize>,
    /// What is there; may quote the file, as it is only shown next to the file's own line.
    pub label: String,
}

/// One thing that is wrong, missing or weak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether it stops the letter.
    pub severity: Severity,
    /// A stable name for tests and scripts, such as `unknown-key`.
    pub code: &'static str,
    /// What happened. Never holds a value from the file.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where: the first place is the one to go to; others stand in conflict with it.
    pub places: Vec<Place>,
    /// The facts that are missing, as paths of the schema; one of them is enough.
    pub missing: Vec<String>,
}

impl Problem {
    /// A problem that stops the letter.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, message: message.into(), help: None, places: Vec::new(), missing: Vec::new() }
    }

    /// A problem that only weakens it.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.places.push(Place { span, label: label.into() });
        self
    }

    /// Names a fact that is missing.
    #[must_use]
    pub fn lacking(mut self, path: impl Into<String>) -> Self {
        self.missing.push(path.into());
        self
    }
}

/// All that is known to be wrong with one file.
#[derive(Clone)]
pub struct Problems {
    /// The file's name as the person gave it.
    pub file: String,
    /// The file's text, for showing lines.
    source: Arc<str>,
    /// In the order of the file.
    pub list: Vec<Problem>,
}

impl std::fmt::Debug for Problems {
    /// Leaves the file's text out: a case must not reach a log by way of `{:?}`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Problems").field("file", &self.file).field("list", &self.list).finish_non_exhaustive()
    }
}

impl Problems {
    /// No problems yet, for the file with this name and text.
    pub fn new(file: impl Into<String>, source: Arc<str>) -> Self {
        Self { file: file.into(), source, list: Vec::new() }
    }

    /// The same file, another list.
    #[must_use]
    pub fn with(&self, list: Vec<Problem>) -> Self {
        Self { file: self.file.clone(), source: Arc::clone(&self.source), list }
    }

    /// Whether anything here stops a letter.
    pub fn any_error(&self) -> bool {
        self.list.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// How many are only warnings.
    pub fn warnings(&self) -> usize {
        self.list.iter().filter(|problem| problem.severity == Severity::Warning).count()
    }

    /// One line for a report: where each error stands and what it is, without anything the file says.
    pub fn summary(&self) -> String {
        let errors = self.list.iter().filter(|problem| problem.severity == Severity::Error);
        let said: Vec<String> = errors
            .map(|problem| match self.line_and_column(problem) {
                Some((line, column)) => format!("{}:{line}:{column}: {}", self.file, problem.message),
                None => format!("{}: {}", self.file, problem.message),
            })
            .collect();
        said.join("; ")
    }

    /// Line and column (both from 1, columns in characters) of a problem's first place.
    pub fn line_and_column(&self, problem: &Problem) -> Option<(usize, usize)> {
        let start = problem.places.first()?.span.start;
        let before = self.source.get(..start)?;
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((line, column))
    }

    /// Everything as a person reads it: message, marked line, remedy. `color` also chooses line-drawing glyphs.
    pub fn render(&self, color: bool, width: usize) -> String {
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::none() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(width.max(40)).with_links(false);
        let mut out = String::new();
        for problem in self.list.iter().take(MOST_SHOWN) {
            let marks = problem.places.iter().map(|place| (place.span.start, place.span.end.max(place.span.start + 1))).collect();
            let file = NamedSource::new(&self.file, Arc::clone(&self.source));
            let shown =
                Shown { problem, source: OneLine { file, text: Arc::clone(&self.source), marks }, position: self.line_and_column(problem) };
            // Writing into a String cannot fail; the result is there only because `fmt::Write` has one.
            let _ = handler.render_report(&mut out, &shown);
            out.push('\n');
        }
        if self.list.len() > MOST_SHOWN {
            out.push_str(&format!("... and {} more in {}. Put these right first.\n", self.list.len() - MOST_SHOWN, self.file));
        }
        out
    }
}

/// The most problems of one file that are shown at once; a thousand would help nobody.
const MOST_SHOWN: usize = 40;

/// A file that shows the marked line and no other: the lines around it may hold what nobody else should see on this screen.
struct OneLine {
    file: NamedSource<Arc<str>>,
    text: Arc<str>,
    /// Where each mark begins and ends.
    marks: Vec<(usize, usize)>,
}

impl SourceCode for OneLine {
    fn read_span<'a>(&'a self, span: &SourceSpan, _before: usize, _after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Two marks of one problem are shown as two lines: miette would join them, and show all that stands between.
        let joins = self.marks.iter().any(|(start, end)| span.offset() == *start && span.offset() + span.len() > *end);
        if joins {
            return Err(MietteError::OutOfBounds);
        }
        let (start, end) = (span.offset(), span.offset().saturating_add(span.len()));
        let line_start = self.text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let rest = self.text.get(end..).unwrap_or_default();
        let line_end = end + rest.find(['\r', '\n']).unwrap_or(rest.len());
        self.file.read_span(&(line_start..line_end).into(), 0, 0)
    }
}

/// A problem dressed for miette.
struct Shown<'a> {
    problem: &'a Problem,
    source: OneLine,
    position: Option<(usize, usize)>,
}

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.problem.code)
    }
}

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some((line, column)) = self.position {
            write!(formatter, "{}:{line}:{column}: ", self.source.file.name())?;
        } else {
            write!(formatter, "{}: ", self.source.file.name())?;
        }
        formatter.write_str(&self.problem.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.problem.severity {
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.problem.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.problem.places.is_empty()).then_some(&self.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.problem.places.iter().map(|place| {
            let length = place.span.end.saturating_sub(place.span.start).max(1);
            LabeledSpan::new(Some(place.label.clone()), place.span.start, length)
        });
        Some(Box::new(labels))
    }
}

/// Why a file could not be written when there is no room for it.
pub const FULL_DISK: &str = "the disk is full; nothing was left half-written";

impl Error {
    /// Whether there is no room for a file: then nothing else can be written either.
    pub fn is_full_disk(&self) -> bool {
        matches!(self, Self::File { reason, .. } if reason == FULL_DISK)
    }
}

/// What stops the program from doing its work at all, beyond one case: a folder, a template, a seed, or our own mistake.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{action} {path}: {reason}")]
    File {
        /// What was tried: "could not read", "could not write".
        action: &'static str,
        /// The path as the person gave it.
        path: String,
        /// Why, in words.
        reason: String,
    },
    /// A template, manifest, seed or style is wrong. The person who changed it can mend it.
    #[error("{file}{}: {message}", place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default())]
    Library {
        /// The file inside the template or seed folder.
        file: String,
        /// Line and column, from 1.
        place: Option<(usize, usize)>,
        /// What is wrong and what would be right.
        message: String,
    },
    /// The command asks for something that is not there.
    #[error("{0}")]
    Request(String),
    /// Our own mistake.
    #[error("inwriting made a mistake it did not expect: {0}. Please report it; nothing was written for this letter.")]
    Internal(String),
}

impl Error {
    /// A library error without a place.
    pub fn library(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Library { file: file.into(), place: None, message: message.into() }
    }
}
