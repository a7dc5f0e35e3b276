//! A template taken apart: what `build.rs` writes into the program, and what the program reads back.
//!
//! It exists because tables of Rust values with text in them are touched all over when a program starts, whatever it is going to do. Both
//! sides use this file, so that neither can mean something else. Input and output: bytes, by postcard.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A piece of a template.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Piece<'a> {
    /// A comment.
    Nothing,
    /// Words as they are.
    Text(#[serde(borrow)] Cow<'a, str>),
    /// What a fact or a helper says, escaped.
    Value(#[serde(borrow)] Call<'a>),
    /// The same as it is.
    Unescaped(#[serde(borrow)] Call<'a>),
    /// A block.
    Block(#[serde(borrow)] Box<Block<'a>>),
    /// Another template.
    Partial(#[serde(borrow)] Call<'a>),
}

/// A block.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Block<'a> {
    /// What it asks.
    #[serde(borrow)]
    pub(crate) call: Call<'a>,
    /// What it holds.
    pub(crate) whole: Option<Vec<Piece<'a>>>,
    /// What it holds else.
    pub(crate) inverse: Option<Vec<Piece<'a>>>,
    /// Whether it goes on with another question.
    pub(crate) chain: bool,
}

/// What is asked for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Call<'a> {
    /// A helper, a fact, a template.
    #[serde(borrow)]
    pub(crate) name: Word<'a>,
    /// What it is asked with, in order.
    pub(crate) parameters: Vec<Word<'a>>,
    /// What it is asked with, by name.
    pub(crate) named: Vec<(Cow<'a, str>, Word<'a>)>,
    /// What a block calls its own things.
    pub(crate) block: Vec<Word<'a>>,
}

/// Something that a piece is asked with.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Word<'a> {
    /// A helper.
    Name(#[serde(borrow)] Cow<'a, str>),
    /// A fact: as it is typed, and step by step.
    Path(#[serde(borrow)] Cow<'a, str>, Vec<Cow<'a, str>>),
    /// A path with other steps than names.
    Unusual(#[serde(borrow)] Cow<'a, str>),
    /// Words in quotes.
    Text(#[serde(borrow)] Cow<'a, str>),
    /// A number, yes or no, as JSON.
    Literal(#[serde(borrow)] Cow<'a, str>),
    /// What another call says.
    Inner(#[serde(borrow)] Box<Call<'a>>),
}
