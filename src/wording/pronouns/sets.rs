//! Reading a set of pronouns from what somebody typed.
//!
//! Why: people write their pronouns in many lengths ("she", "she/her", "ze/zir/zirs"), and a form that was guessed wrong
//! would be printed all over a letter. Known sets are a table; of others at least three forms are asked for. Input: text.
//! Output: [`Pronouns`].

use super::{PronounParts, PronounSet, Pronouns, PronounsError};

/// Longer than any pronoun; a longer part is a sentence in the wrong place.
const LONGEST: usize = 15;

/// Subject, object, possessive, possessive pronoun, reflexive. "themselves" rather than "themself": all style guides allow it.
const KNOWN: [[&str; 5]; 9] = [
    ["she", "her", "her", "hers", "herself"],
    ["he", "him", "his", "his", "himself"],
    ["they", "them", "their", "theirs", "themselves"],
    ["ze", "zir", "zir", "zirs", "zirself"],
    ["ze", "hir", "hir", "hirs", "hirself"],
    ["xe", "xem", "xyr", "xyrs", "xemself"],
    ["ey", "em", "eir", "eirs", "emself"],
    ["ve", "ver", "vis", "vis", "verself"],
    ["fae", "faer", "faer", "faers", "faerself"],
];

/// How many of the known sets are so common that the subject alone names them.
const COMMON: usize = 3;

/// See [`Pronouns::parse`].
pub(super) fn parse(text: &str) -> Result<Pronouns, PronounsError> {
    let lower = text.trim().to_lowercase();
    if matches!(lower.as_str(), "name" | "none" | "name only" | "name-only" | "no pronouns") {
        return Ok(Pronouns::NameOnly);
    }
    let parts: Vec<&str> = lower.split('/').map(str::trim).collect();
    if let Some(known) = known(&parts) {
        return from_parts(known);
    }
    match parts.as_slice() {
        [first, second, ..] if is_common_subject(first) && second != first && is_common_subject(second) => {
            Err(PronounsError::Mixed { text: text.trim().to_owned() })
        }
        [subject, object, third] => from_parts(three(subject, object, third)),
        [subject, object, possessive, pronoun, reflexive] => from_parts(PronounParts {
            subject,
            object,
            possessive,
            possessive_pronoun: Some(pronoun),
            reflexive: Some(reflexive),
            plural: None,
        }),
        _ => Err(PronounsError::Form { text: text.trim().to_owned() }),
    }
}

/// See [`Pronouns::from_parts`].
pub(super) fn from_parts(parts: PronounParts<'_>) -> Result<Pronouns, PronounsError> {
    let subject = word(parts.subject)?;
    let object = word(parts.object)?;
    let possessive = word(parts.possessive)?;
    let possessive_pronoun = match parts.possessive_pronoun {
        Some(given) => word(given)?,
        None if possessive.ends_with('s') => possessive.clone(),
        None => format!("{possessive}s"),
    };
    let reflexive = match parts.reflexive {
        Some(given) => word(given)?,
        None if subject == "they" => "themselves".to_owned(),
        None => format!("{object}self"),
    };
    let plural = parts.plural.unwrap_or(subject == "they");
    Ok(Pronouns::Set(PronounSet { subject, object, possessive, possessive_pronoun, reflexive, plural }))
}

/// The known set that begins with these words and holds them all, in any customary order ("she/hers" too).
fn known<'words>(parts: &[&str]) -> Option<PronounParts<'words>> {
    let (first, others) = parts.split_first()?;
    let candidates = if others.is_empty() { COMMON } else { KNOWN.len() };
    // Five parts are a set spelled out by somebody who means each of them: "themself", say.
    if others.len() > 3 {
        return None;
    }
    let set = KNOWN
        .iter()
        .take(candidates)
        .find(|set| set.first() == Some(first) && others.iter().all(|part| set.iter().skip(1).any(|form| form == part)))?;
    let [subject, object, possessive, possessive_pronoun, reflexive] = *set;
    Some(PronounParts {
        subject,
        object,
        possessive,
        possessive_pronoun: Some(possessive_pronoun),
        reflexive: Some(reflexive),
        plural: None,
    })
}

/// In three parts the last is customarily the possessive pronoun (zirs); the possessive is the same without its s.
fn three<'words>(subject: &'words str, object: &'words str, third: &'words str) -> PronounParts<'words> {
    let possessive = third.strip_suffix('s').filter(|rest| !rest.is_empty()).unwrap_or(third);
    let possessive_pronoun = third.ends_with('s').then_some(third);
    PronounParts { subject, object, possessive, possessive_pronoun, ..PronounParts::default() }
}

fn is_common_subject(part: &str) -> bool {
    KNOWN.iter().take(COMMON).any(|set| set.first() == Some(&part))
}

fn word(part: &str) -> Result<String, PronounsError> {
    let part = part.trim();
    let is_word = part.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '’' | '\'' | '-'))
        && part.contains(char::is_alphabetic)
        && part.chars().count() <= LONGEST;
    if is_word { Ok(part.to_lowercase()) } else { Err(PronounsError::Word { part: part.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> String {
        match parse(text).unwrap() {
            Pronouns::NameOnly => "name".to_owned(),
            Pronouns::Set(set) => {
                let PronounSet { subject, object, possessive, possessive_pronoun, reflexive, plural } = set;
                format!("{subject} {object} {possessive} {possessive_pronoun} {reflexive} {plural}")
            }
        }
    }

    #[test]
    fn reads_every_customary_length() {
        for text in ["she", "She/Her", " she / her / hers ", "she/hers", "she/her/hers/herself", "she/her/her/hers/herself"] {
            assert_eq!(forms(text), "she her her hers herself false", "{text}");
        }
        assert_eq!(forms("he/him/his"), "he him his his himself false");
        assert_eq!(forms("they/them"), "they them their theirs themselves true");
        assert_eq!(forms("they/them/their/theirs/themself"), "they them their theirs themself true");
        for text in ["name", "None", "name only"] {
            assert_eq!(forms(text), "name");
        }
    }

    #[test]
    fn reads_own_sets() {
        assert_eq!(forms("ze/zir/zirs"), "ze zir zir zirs zirself false");
        assert_eq!(forms("ze/hir"), "ze hir hir hirs hirself false");
        assert_eq!(forms("ve/ver/vis"), "ve ver vis vis verself false");
        assert_eq!(forms("ae/aer/aers"), "ae aer aer aers aerself false");
        assert_eq!(forms("ne/nem/nir"), "ne nem nir nirs nemself false");
        assert_eq!(forms("co/co/cos/cos/coself"), "co co cos cos coself false");
    }

    #[test]
    fn reads_tables() {
        let parts = PronounParts { subject: "Ze", object: "zir", possessive: "zir", ..PronounParts::default() };
        assert_eq!(from_parts(parts), parse("ze/zir"));
        let Ok(Pronouns::Set(set)) = from_parts(PronounParts { plural: Some(true), ..parts }) else { panic!() };
        assert!(set.plural);
        assert!(matches!(from_parts(PronounParts::default()), Err(PronounsError::Word { .. })));
    }

    #[test]
    fn refuses_the_rest_with_the_forms() {
        for text in ["", "female", "ze", "ae/aer", "a/b/c/d", "a/b/c/d/e/f"] {
            let error = parse(text).unwrap_err();
            assert!(matches!(error, PronounsError::Form { .. }), "{text}: {error}");
            for form in ["she/her", "he/him", "they/them", "\"name\"", "ze/zir/zirs"] {
                assert!(error.to_string().contains(form));
            }
        }
        for text in ["she/they", "he/they", "they/she/he"] {
            assert!(matches!(parse(text), Err(PronounsError::Mixed { .. })), "{text}");
        }
        for text in ["a//c", "a/b2/c", "a/b c/d", "a/*b*/c"] {
            assert!(matches!(parse(text), Err(PronounsError::Word { .. })), "{text}");
        }
    }
}
