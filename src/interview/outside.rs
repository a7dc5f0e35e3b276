//! What the interview needs of the world: a place to save, files to read, an editor, and someone who writes the letters.
//!
//! It exists so that the interview itself touches neither disk nor terminal, and a test can be its world.

use std::path::PathBuf;

use crate::case::Case;
use crate::error::Error;
use crate::write::Reason;

/// What the interview needs of the world.
pub trait Outside {
    /// Puts the whole text in the place of the old one; it is there or nothing has changed.
    ///
    /// # Errors
    /// Why it could not be saved.
    fn save(&mut self, text: &str) -> Result<(), Error>;
    /// Takes what stands on the disk now for what is to be replaced: another program changed it, and the person wants this version.
    fn take_over(&mut self);
    /// The text of a file that the person names.
    ///
    /// # Errors
    /// It cannot be read.
    fn text_of(&mut self, path: &str) -> Result<String, Error>;
    /// Lets the person write in an editor of their own; what was there stays when nothing was saved.
    ///
    /// # Errors
    /// There is no editor, or it cannot be started.
    fn edited(&mut self, text: &str) -> Result<String, Error>;
    /// The case as a checked case.
    ///
    /// # Errors
    /// What is wrong in it.
    fn case(&mut self, text: &str) -> Result<Case, Reason>;
    /// Writes the case's letters.
    ///
    /// # Errors
    /// What could not be written.
    fn write(&mut self, draft: bool, force: bool) -> Result<Vec<PathBuf>, Unwritten>;
}

/// Why letters were not written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unwritten {
    /// Letters of that day are there with other words.
    pub exists: bool,
    /// Why, as sentences.
    pub sentences: Vec<String>,
}
