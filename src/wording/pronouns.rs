//! Pronouns and names: how one person is spoken of.
//!
//! Why: a slip from "they" to "he" in a letter to a school can hurt a child, so no template ever holds a pronoun; it asks a
//! [`Reference`]. A family may also want no pronoun at all. Input: what was typed and the name as given. Output: words that
//! agree with each other.

mod names;
mod sets;

use thiserror::Error;

use super::verbs::{Person, conjugate};

pub use names::{plural_family, possessive, possessive_plural};

/// How a person is spoken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pronouns {
    /// With these pronouns.
    Set(PronounSet),
    /// By name every time.
    NameOnly,
}

/// One set of pronouns, all in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PronounSet {
    /// *She* reads.
    pub subject: String,
    /// I see *her*.
    pub object: String,
    /// *Her* book.
    pub possessive: String,
    /// The book is *hers*.
    pub possessive_pronoun: String,
    /// She hurt *herself*.
    pub reflexive: String,
    /// Whether verbs are as for many: "they are".
    pub plural: bool,
}

/// The words of a set as somebody gives them one by one; what is left out follows from the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PronounParts<'words> {
    /// *Ze* reads.
    pub subject: &'words str,
    /// I see *zir*.
    pub object: &'words str,
    /// *Zir* book.
    pub possessive: &'words str,
    /// The book is *zirs*; by default the possessive with an s.
    pub possessive_pronoun: Option<&'words str>,
    /// Ze hurt *zirself*; by default the object with "self".
    pub reflexive: Option<&'words str>,
    /// Whether verbs are as for many; by default only after "they".
    pub plural: Option<bool>,
}

/// Why pronouns could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PronounsError {
    /// Not one of the forms.
    #[error(
        "\"{text}\" is not a set of pronouns as it is written here; write she/her, he/him, they/them, \"name\" for no \
         pronoun at all, or your own in three parts (ze/zir/zirs) or five (ze/zir/zir/zirs/zirself)"
    )]
    Form {
        /// What was written.
        text: String,
    },
    /// Two sets at once, such as "she/they".
    #[error("\"{text}\" names more than one set of pronouns; a letter keeps to one, so write the one to use with this school")]
    Mixed {
        /// What was written.
        text: String,
    },
    /// A part that is no word.
    #[error("\"{part}\" cannot be a pronoun; a pronoun is one word of letters")]
    Word {
        /// The part.
        part: String,
    },
}

impl Pronouns {
    /// Reads "she/her", "he", "they/them/theirs", "name", "none", or somebody's own set in three or five parts
    /// (subject/object/possessive pronoun, or subject/object/possessive/possessive pronoun/reflexive).
    ///
    /// # Errors
    /// Another form, a mixture of two sets, or parts that are no words.
    pub fn parse(text: &str) -> Result<Self, PronounsError> {
        sets::parse(text)
    }

    /// A set given word by word, as in a case file's table.
    ///
    /// # Errors
    /// A part that is no word.
    pub fn from_parts(parts: PronounParts<'_>) -> Result<Self, PronounsError> {
        sets::from_parts(parts)
    }
}

/// One person as a letter speaks of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The whole name, exactly as given.
    pub name: String,
    /// The name within the letter.
    pub short_name: String,
    /// The pronouns to use with this school.
    pub pronouns: Pronouns,
    /// Whether this person writes the letter: an adult student.
    pub first_person: bool,
}

impl Reference {
    /// "she", "they", "Mateo", "I".
    pub fn subject(&self) -> String {
        self.word("I", |set| &set.subject, self.short_name.clone())
    }

    /// "her", "them", "Mateo", "me".
    pub fn object(&self) -> String {
        self.word("me", |set| &set.object, self.short_name.clone())
    }

    /// "her", "their", "Mateo’s", "my".
    pub fn possessive(&self) -> String {
        self.word("my", |set| &set.possessive, possessive(&self.short_name))
    }

    /// "hers", "theirs", "Mateo’s", "mine".
    pub fn possessive_pronoun(&self) -> String {
        self.word("mine", |set| &set.possessive_pronoun, possessive(&self.short_name))
    }

    /// "herself", "themselves", "Mateo", "myself".
    pub fn reflexive(&self) -> String {
        self.word("myself", |set| &set.reflexive, self.short_name.clone())
    }

    /// The verb that goes with [`subject`](Self::subject): "they are", "Mateo is", "I am".
    pub fn verb(&self, infinitive: &str) -> String {
        let person = match &self.pronouns {
            _ if self.first_person => Person::First,
            Pronouns::Set(set) if set.plural => Person::ThirdPlural,
            Pronouns::Set(_) | Pronouns::NameOnly => Person::Third,
        };
        conjugate(infinitive, person)
    }

    /// The short name, or "I".
    pub fn name_subject(&self) -> String {
        if self.first_person { "I".to_owned() } else { self.short_name.clone() }
    }

    /// The short name, or "me".
    pub fn name_object(&self) -> String {
        if self.first_person { "me".to_owned() } else { self.short_name.clone() }
    }

    /// "Mateo’s", or "my".
    pub fn name_possessive(&self) -> String {
        if self.first_person { "my".to_owned() } else { possessive(&self.short_name) }
    }

    /// The verb that goes with [`name_subject`](Self::name_subject): "Alex is", even where the pronoun is "they".
    pub fn name_verb(&self, infinitive: &str) -> String {
        conjugate(infinitive, if self.first_person { Person::First } else { Person::Third })
    }

    fn word(&self, first_person: &str, part: impl Fn(&PronounSet) -> &String, name: String) -> String {
        match &self.pronouns {
            _ if self.first_person => first_person.to_owned(),
            Pronouns::Set(set) => part(set).clone(),
            Pronouns::NameOnly => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(pronouns: &str, first_person: bool) -> Reference {
        Reference {
            name: "Mateo Rivera Núñez".into(),
            short_name: "Mateo".into(),
            pronouns: Pronouns::parse(pronouns).unwrap(),
            first_person,
        }
    }

    /// Uses every form once, with the verbs that differ.
    fn sentence(person: &Reference) -> String {
        format!(
            "{} {} tired and {}; {} {} and {} asked for {}: {} book, {}, {}. {} {}",
            person.subject(),
            person.verb("be"),
            person.verb("cry"),
            person.subject(),
            person.verb("have"),
            person.name_subject(),
            person.object(),
            person.possessive(),
            person.possessive_pronoun(),
            person.reflexive(),
            person.name_possessive(),
            person.name_verb("was"),
        )
    }

    #[test]
    fn golden_sentence_of_each_set() {
        let golden = [
            ("she/her", "she is tired and cries; she has and Mateo asked for her: her book, hers, herself. Mateo’s was"),
            ("he/him", "he is tired and cries; he has and Mateo asked for him: his book, his, himself. Mateo’s was"),
            ("they", "they are tired and cry; they have and Mateo asked for them: their book, theirs, themselves. Mateo’s was"),
            ("ze/zir/zirs", "ze is tired and cries; ze has and Mateo asked for zir: zir book, zirs, zirself. Mateo’s was"),
            ("name", "Mateo is tired and cries; Mateo has and Mateo asked for Mateo: Mateo’s book, Mateo’s, Mateo. Mateo’s was"),
        ];
        for (pronouns, expected) in golden {
            assert_eq!(sentence(&reference(pronouns, false)), expected);
        }
    }

    #[test]
    fn an_adult_student_speaks_for_herself() {
        for pronouns in ["she/her", "they/them", "name"] {
            let expected = "I am tired and cry; I have and I asked for me: my book, mine, myself. my was";
            assert_eq!(sentence(&reference(pronouns, true)), expected);
        }
        assert_eq!(reference("she", true).name_object(), "me");
        assert_eq!(reference("she", false).name_object(), "Mateo");
    }
}
