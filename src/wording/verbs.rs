//! Verbs that agree with who does it.
//!
//! Why: "they are" but "Mateo is", "I have" but "she has"; a template writes the infinitive and never guesses. Input: an
//! infinitive and a person. Output: the form.

/// Who does it, as far as an English verb can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// I.
    First,
    /// We.
    FirstPlural,
    /// She, he, Mateo, the family.
    Third,
    /// They, of one person or more.
    ThirdPlural,
}

/// The form for a person: present tense of an infinitive ("be", "try", "go"), and the past of "be" for "was" or "were".
///
/// Only the first word changes, so "have been", "do not attend" and "don’t" work. Modals ("can", "cannot", "may") and the past forms
/// "had" and "did" are the same for all; other past forms need no agreement and do not belong here. A capital stays one.
pub fn conjugate(infinitive: &str, person: Person) -> String {
    let (verb, rest) = match infinitive.find(char::is_whitespace) {
        Some(space) => infinitive.split_at(space),
        None => (infinitive, ""),
    };
    let lower = verb.to_lowercase();
    let contraction = ["n't", "n’t"].into_iter().find(|ending| lower.ends_with(ending)).unwrap_or_default();
    let lower = lower.strip_suffix(contraction).unwrap_or(&lower);
    let form = match (lower, person) {
        ("be", Person::First) => "am".to_owned(),
        ("be", Person::Third) => "is".to_owned(),
        ("be", Person::FirstPlural | Person::ThirdPlural) => "are".to_owned(),
        ("was" | "were", Person::First | Person::Third) => "was".to_owned(),
        ("was" | "were", Person::FirstPlural | Person::ThirdPlural) => "were".to_owned(),
        ("have", Person::Third) => "has".to_owned(),
        (_, Person::Third) if !is_unchanging(lower) => third(lower),
        _ => lower.to_owned(),
    };
    let form = if verb.starts_with(char::is_uppercase) { super::quotes::capitalize(&form) } else { form };
    format!("{form}{contraction}{rest}")
}

fn is_unchanging(verb: &str) -> bool {
    matches!(
        verb,
        "" | "can"
            | "cannot"
            | "ca"
            | "could"
            | "may"
            | "might"
            | "must"
            | "shall"
            | "should"
            | "will"
            | "wo"
            | "would"
            | "ought"
            | "had"
            | "did"
    )
}

/// cry → cries, play → plays, miss → misses, go → goes.
fn third(verb: &str) -> String {
    let mut backwards = verb.chars().rev();
    let last = backwards.next();
    let after_vowel = backwards.next().is_some_and(|letter| "aeiou".contains(letter));
    match last {
        Some('y') if !after_vowel => format!("{}ies", verb.trim_end_matches('y')),
        Some('o') if !after_vowel => format!("{verb}es"),
        Some('s' | 'x' | 'z') => format!("{verb}es"),
        Some('h') if verb.ends_with("sh") || verb.ends_with("ch") => format!("{verb}es"),
        _ => format!("{verb}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Person; 4] = [Person::First, Person::FirstPlural, Person::Third, Person::ThirdPlural];

    #[test]
    fn irregular_verbs() {
        let golden = [
            ("be", ["am", "are", "is", "are"]),
            ("was", ["was", "were", "was", "were"]),
            ("were", ["was", "were", "was", "were"]),
            ("have", ["have", "have", "has", "have"]),
            ("do", ["do", "do", "does", "do"]),
            ("go", ["go", "go", "goes", "go"]),
            ("have been", ["have been", "have been", "has been", "have been"]),
            ("do not attend", ["do not attend", "do not attend", "does not attend", "do not attend"]),
            ("don’t go", ["don’t go", "don’t go", "doesn’t go", "don’t go"]),
            ("Be", ["Am", "Are", "Is", "Are"]),
        ];
        for (infinitive, forms) in golden {
            assert_eq!(ALL.map(|person| conjugate(infinitive, person)), forms, "{infinitive}");
        }
    }

    #[test]
    fn regular_third_person() {
        let golden = [
            ("cry", "cries"),
            ("try", "tries"),
            ("play", "plays"),
            ("stay", "stays"),
            ("miss", "misses"),
            ("focus", "focuses"),
            ("push", "pushes"),
            ("reach", "reaches"),
            ("fix", "fixes"),
            ("buzz", "buzzes"),
            ("echo", "echoes"),
            ("video", "videos"),
            ("ask", "asks"),
            ("need", "needs"),
            ("laugh", "laughs"),
            ("agree", "agrees"),
            ("", ""),
        ];
        for (infinitive, form) in golden {
            assert_eq!(conjugate(infinitive, Person::Third), form);
            assert_eq!(conjugate(infinitive, Person::ThirdPlural), infinitive);
        }
    }

    #[test]
    fn modals_and_pasts_do_not_change() {
        for verb in ["can", "cannot", "may", "will", "must", "should", "would", "could", "had", "did", "can't", "won’t"] {
            assert_eq!(ALL.map(|person| conjugate(verb, person)), [verb; 4]);
        }
    }
}
