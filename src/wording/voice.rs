//! The voice of a letter: who "I" or "we" is.
//!
//! Why: one parent writes "I request", two write "we request", and an advocate must not write as if the child were their
//! own. Input: how many sign and in what role. Output: pronouns and verbs that agree.

use super::verbs::{Person, conjugate};

/// The voice of those who sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// Whether more than one signs.
    pub plural: bool,
}

impl Voice {
    /// "I" or "we".
    pub fn subject(&self) -> &'static str {
        if self.plural { "we" } else { "I" }
    }

    /// "me" or "us".
    pub fn object(&self) -> &'static str {
        if self.plural { "us" } else { "me" }
    }

    /// "my" or "our".
    pub fn possessive(&self) -> &'static str {
        if self.plural { "our" } else { "my" }
    }

    /// "mine" or "ours".
    pub fn possessive_pronoun(&self) -> &'static str {
        if self.plural { "ours" } else { "mine" }
    }

    /// "myself" or "ourselves".
    pub fn reflexive(&self) -> &'static str {
        if self.plural { "ourselves" } else { "myself" }
    }

    /// The verb that goes with [`subject`](Self::subject): "I am", "we are".
    pub fn verb(&self, infinitive: &str) -> String {
        conjugate(infinitive, if self.plural { Person::FirstPlural } else { Person::First })
    }

    /// How this voice speaks of the family: as itself, or, if an advocate writes, as somebody else.
    pub fn family(self, advocate: bool) -> Family {
        if advocate { Family::Other } else { Family::Writers(self) }
    }
}

/// The family as the letter speaks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// The family writes.
    Writers(Voice),
    /// Somebody writes for the family.
    Other,
}

impl Family {
    /// "I", "we" or "the family".
    pub fn subject(&self) -> &'static str {
        self.word(Voice::subject, "the family")
    }

    /// "me", "us" or "the family".
    pub fn object(&self) -> &'static str {
        self.word(Voice::object, "the family")
    }

    /// "my", "our" or "the family’s".
    pub fn possessive(&self) -> &'static str {
        self.word(Voice::possessive, "the family’s")
    }

    /// "mine", "ours" or "the family’s".
    pub fn possessive_pronoun(&self) -> &'static str {
        self.word(Voice::possessive_pronoun, "the family’s")
    }

    /// "myself", "ourselves" or "itself".
    pub fn reflexive(&self) -> &'static str {
        self.word(Voice::reflexive, "itself")
    }

    /// The verb that goes with [`subject`](Self::subject): "the family is".
    pub fn verb(&self, infinitive: &str) -> String {
        match self {
            Self::Writers(voice) => voice.verb(infinitive),
            Self::Other => conjugate(infinitive, Person::Third),
        }
    }

    fn word(&self, of_writers: impl Fn(&Voice) -> &'static str, of_others: &'static str) -> &'static str {
        match self {
            Self::Writers(voice) => of_writers(voice),
            Self::Other => of_others,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(family: Family) -> String {
        format!(
            "{} {}, {} {}, {}, {}, {}",
            family.subject(),
            family.verb("be"),
            family.verb("try"),
            family.object(),
            family.possessive(),
            family.possessive_pronoun(),
            family.reflexive()
        )
    }

    #[test]
    fn golden_sentence_of_each_voice() {
        let (one, two) = (Voice { plural: false }, Voice { plural: true });
        assert_eq!(sentence(one.family(false)), "I am, try me, my, mine, myself");
        assert_eq!(sentence(two.family(false)), "we are, try us, our, ours, ourselves");
        let other = "the family is, tries the family, the family’s, the family’s, itself";
        assert_eq!(sentence(one.family(true)), other);
        assert_eq!(sentence(two.family(true)), other);
        assert_eq!((one.verb("have"), two.verb("was")), ("have".into(), "were".into()));
    }
}
