//! How the interview meets a person: what a face can do.
//!
//! Why a trait: one interview, several faces. [`crate::interview::rich`] draws menus on a terminal; [`crate::interview::line`] reads and writes
//! plain lines, for screen readers, pipes and tests. The third face is the case file itself: an answer that stands there is not asked.

use crate::interview::messages::Messages;

/// What a person did at a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply<T> {
    /// An answer.
    Given(T),
    /// Back to the question before.
    Back,
    /// No answer: not known, or not wanted.
    Skip,
    /// To the list of answers.
    Review,
    /// Save and stop.
    Quit,
    /// There is no more input.
    Ended,
    /// Ctrl-C.
    Interrupted,
}

impl<T> Reply<T> {
    /// The same reply with another answer in it.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U> {
        match self {
            Self::Given(answer) => Reply::Given(change(answer)),
            Self::Back => Reply::Back,
            Self::Skip => Reply::Skip,
            Self::Review => Reply::Review,
            Self::Quit => Reply::Quit,
            Self::Ended => Reply::Ended,
            Self::Interrupted => Reply::Interrupted,
        }
    }
}

/// One row of a menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// What is chosen; short enough for one line of a narrow window.
    pub label: String,
    /// A line about it.
    pub detail: String,
    /// Whether it is marked, where several can be.
    pub marked: bool,
}

impl Row {
    /// A row with a label alone.
    pub fn of(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }
}

/// What can be done at a question besides answering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ways {
    /// There is a question before.
    pub back: bool,
    /// It may be left out.
    pub skip: bool,
    /// The list of answers can be opened.
    pub review: bool,
}

impl Ways {
    /// The ids of the messages that name the words for them, in the order to show them.
    pub fn names(self, help: bool) -> impl Iterator<Item = &'static str> {
        let all = [(help, "way-help"), (self.back, "way-back"), (self.skip, "way-skip"), (self.review, "way-review"), (true, "way-quit")];
        all.into_iter().filter(|(can, _)| *can).map(|(_, id)| id)
    }
}

/// A menu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Menu {
    /// What is to be chosen, to be said again where what stands above the rows could have pushed the question away.
    pub title: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// The row that Enter alone takes, where one can be chosen.
    pub at: Option<usize>,
    /// Whether it was left out before, so that leaving it out is what Enter alone does.
    pub passed: bool,
    /// More help; empty when there is none.
    pub help: String,
    /// What else can be done.
    pub ways: Ways,
}

/// How many lines an answer may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Room {
    /// One; several pasted lines become one answer all the same.
    #[default]
    Line,
    /// As many as one likes.
    Lines,
}

/// Something to type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blank {
    /// How much room.
    pub room: Room,
    /// What stands there already, as it is shown; Enter alone keeps it.
    pub before: String,
    /// What the up arrow brings into the field, to be changed.
    pub draft: String,
    /// More help; empty when there is none.
    pub help: String,
    /// What else can be done.
    pub ways: Ways,
}

/// A way to meet a person.
pub trait Face {
    /// Says something: paragraphs, wrapped to the window.
    fn say(&mut self, text: &str);
    /// Shows text whose lines stay as they are: a letter.
    fn show(&mut self, text: &str) -> Reply<()>;
    /// Asks for words; an empty answer means that what stood there is kept, or that there is none.
    fn words(&mut self, blank: &Blank) -> Reply<String>;
    /// Asks to choose one row.
    fn one(&mut self, menu: &Menu) -> Reply<usize>;
    /// Asks to choose any rows.
    fn many(&mut self, menu: &Menu) -> Reply<Vec<usize>>;
    /// How many columns a line may have.
    fn width(&self) -> usize;
    /// Whether a list is better chosen from than numbered.
    fn has_menus(&self) -> bool;
    /// Waits until what was said has been read, where it could scroll away.
    fn pause(&mut self) -> Reply<()> {
        Reply::Given(())
    }
    /// Speaks with these messages from now on.
    fn speak(&mut self, messages: Messages);
}
