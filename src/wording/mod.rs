//! The grammar of English letters: how a date, a count, a name or a list becomes words.
//!
//! Why: templates hold arguments, not grammar. A plural, a pronoun's verb or the comma before "and" has one home here, so
//! every letter gets it right in the same way. Input: checked facts. Output: strings for the template's context. All
//! functions are pure; none reads a clock, a file or a locale.

pub mod dates;
pub mod language;
pub mod lists;
pub mod pronouns;
pub mod quotes;
pub mod relation;
pub mod suggest;
pub mod verbs;
pub mod voice;

pub use dates::When;
pub use language::Language;
pub use pronouns::{Pronouns, Reference};
pub use verbs::Person;
pub use voice::{Family, Voice};
