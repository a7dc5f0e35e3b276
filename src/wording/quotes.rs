//! Running words made fit for print: capitals, full stops, and (in [`curl()`]) typographic marks.
//!
//! Why: families type on telephones and in terminals; what they wrote is set into sentences of ours and must begin, end and
//! look as if it had been written there, without a changed word. Input: typed text. Output: the same words.

mod curl;

pub use curl::curl;

/// Marks that may stand after a sentence's full stop.
const CLOSERS: [char; 4] = ['”', '"', '’', '\''];

/// Abbreviations that keep their full stop at the end of a clause.
const ABBREVIATIONS: [&str; 17] =
    ["etc", "jr", "sr", "dr", "mr", "mrs", "ms", "st", "ave", "blvd", "rd", "ct", "apt", "inc", "dept", "esq", "vs"];

/// Words before a single letter that is a label ("Student A."), not an initial ("Maria L.").
const LABELS: [&str; 8] = ["Student", "Exhibit", "Grade", "Room", "Part", "Plan", "Group", "Appendix"];

/// The words that lose their capital within a sentence. Any other word could be a name, and a name is never changed.
const LOWERED: &str = " a after all an and another any are as at before both but by can could did do does during each eight every few five for four \
from had has have he her here his how if in is it its last late less many more most my nine no none not nothing of on once one only or our \
over partly seven several she since six some soon still than that the their then there these they this those three though to two under until \
up was we were what when where while who why with without yes you your ";

/// A word as it is typed in a command: in single quotes when a shell could read it as anything else; never as an option.
pub fn argument(word: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | '-' | '/' | ':' | '@' | ',' | '+' | '=');
    let word = if word.starts_with('-') { format!("./{word}") } else { word.to_owned() };
    if !word.is_empty() && word.chars().all(plain) { word } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// The first letter as a capital, also after an opening quotation mark or bracket.
pub fn capitalize(text: &str) -> String {
    with_first_letter(text, |letter| letter.to_uppercase().collect())
}

/// A whole sentence: a capital first, and a full stop unless `.`, `!`, `?`, `…` or a colon ends it.
///
/// As is usual in American letters, the full stop stands before a closing quotation mark.
pub fn sentence(text: &str) -> String {
    let text = capitalize(text.trim());
    let open = text.trim_end_matches([',', ';']);
    let inner = open.trim_end_matches(CLOSERS);
    let bracketed = open.starts_with('(') && open.ends_with(')');
    let last = if bracketed { inner.trim_end_matches(')') } else { inner }.chars().next_back();
    let closers = open.get(inner.len()..).unwrap_or_default();
    match last {
        _ if !text.contains(char::is_alphanumeric) => text,
        Some('.' | '!' | '?' | '…' | ':') => text,
        // Straight marks after a figure are feet and inches.
        Some(last) if last.is_ascii_digit() && closers.contains('"') => format!("{open}."),
        // A lone apostrophe belongs to the word: "the boys’".
        _ if closers.contains(['”', '"']) => format!("{inner}.{closers}"),
        _ => format!("{open}."),
    }
}

/// A text to stand within a sentence: no full stop at the end, and a small first letter if the first word is one that is never a name
/// ("The", "He", "When"). Any other word keeps its capital: "Monday", "IEP", "Hanna".
///
/// `names` are proper names of this case, for a child who is called An or Will.
pub fn clause<S: AsRef<str>>(text: &str, names: &[S]) -> String {
    let text = without_full_stop(text.trim());
    let word = first_word(text);
    let after = text.split_once(word).map(|(_, after)| after).unwrap_or_default();
    let initial = word.chars().count() == 1 && after.starts_with('.');
    let never_a_name = LOWERED.contains(&format!(" {} ", word.to_lowercase()));
    if word.is_empty() || initial || !never_a_name || names.iter().any(|name| begins_with_name(word, name.as_ref())) {
        text.to_owned()
    } else {
        with_first_letter(text, |letter| letter.to_lowercase().collect())
    }
}

fn with_first_letter(text: &str, change: impl Fn(char) -> String) -> String {
    let first = text.char_indices().find(|(_, letter)| letter.is_alphanumeric());
    match first.filter(|(_, letter)| letter.is_alphabetic()) {
        Some((position, letter)) => {
            let (before, from) = text.split_at(position);
            let after = from.strip_prefix(letter).unwrap_or_default();
            format!("{before}{}{after}", change(letter))
        }
        None => text.to_owned(),
    }
}

/// The text without a full stop at its end; one that belongs to an abbreviation or an initial stays.
pub fn without_full_stop(text: &str) -> &str {
    let Some(rest) = text.strip_suffix('.') else {
        return text;
    };
    let mut backwards = rest.split_whitespace().rev();
    let last_word = backwards.next().unwrap_or_default();
    let before = backwards.next().unwrap_or_default();
    let after_name = before.starts_with(char::is_uppercase) && !LABELS.contains(&before);
    let last_word = last_word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let is_initial = after_name && last_word.chars().count() == 1 && last_word.starts_with(char::is_uppercase);
    let abbreviated = last_word.contains('.') && last_word.contains(char::is_alphabetic) && !last_word.contains('@');
    let keeps = rest.ends_with('.') || is_initial || abbreviated;
    if keeps || ABBREVIATIONS.contains(&last_word.to_lowercase().as_str()) { text } else { rest }
}

/// The first run of letters and figures, up to an apostrophe: "Mateo’s" gives "Mateo".
fn first_word(text: &str) -> &str {
    let from = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let end = from.find(|letter: char| !letter.is_alphanumeric() && letter != '-').unwrap_or(from.len());
    from.get(..end).unwrap_or_default()
}

/// Whether a text's first word begins this name. "The" does not, though some schools' names begin with it.
fn begins_with_name(word: &str, name: &str) -> bool {
    !word.is_empty() && !matches!(word, "The" | "A") && name.split_whitespace().any(|part| first_word(part) == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_a_command_is_read_as_a_word() {
        use super::argument;
        for (word, typed) in [
            ("mateo.toml", "mateo.toml"),
            ("clients/Núñez.toml", "clients/Núñez.toml"),
            ("my case.toml", "'my case.toml'"),
            ("$(touch x).toml", "'$(touch x).toml'"),
            ("it's.toml", "'it'\\''s.toml'"),
            ("-x.toml", "./-x.toml"),
        ] {
            assert_eq!(argument(word), typed);
        }
    }

    #[test]
    fn capitals() {
        let golden = [("école", "École"), ("“yes”", "“Yes”"), ("(a)", "(A)"), ("3 days", "3 days"), ("", ""), ("A", "A"), ("…", "…")];
        for (text, expected) in golden {
            assert_eq!(capitalize(text), expected);
        }
    }

    #[test]
    fn sentences() {
        let golden = [
            (" he left ", "He left."),
            ("he left.", "He left."),
            ("why?", "Why?"),
            ("and then…", "And then…"),
            ("she said “no.”", "She said “no.”"),
            ("they call it “a phase”", "They call it “a phase.”"),
            ("he left,", "He left."),
            ("the boys’", "The boys’."),
            ("(he left.)", "(He left.)"),
            ("he left (at 3 p.m.)", "He left (at 3 p.m.)."),
            ("the following:", "The following:"),
            ("", ""),
            ("“", "“"),
            ("he left!”", "He left!”"),
            ("he is 5'10\"", "He is 5'10\"."),
            ("room “12”", "Room “12.”"),
            ("‘no.’", "‘No.’"),
        ];
        for (text, expected) in golden {
            assert_eq!(sentence(text), expected);
        }
    }

    #[test]
    fn clauses() {
        let names = ["Mateo Rivera Núñez", "The Brook School"];
        let golden = [
            ("He left.", "he left"),
            ("I left.", "I left"),
            ("I’m tired.", "I’m tired"),
            ("IEP team met", "IEP team met"),
            ("McDonald came.", "McDonald came"),
            ("Mateo’s mother came.", "Mateo’s mother came"),
            ("Rivera came", "Rivera came"),
            ("The bus came.", "the bus came"),
            ("Monday was bad.", "Monday was bad"),
            ("May 3 was bad.", "May 3 was bad"),
            ("May we come?", "May we come?"),
            ("It began at 3 p.m.", "it began at 3 p.m."),
            ("He waited...", "he waited..."),
            ("Signed by A. Lee Jr.", "Signed by A. Lee Jr."),
            ("Élan vital.", "Élan vital"),
            ("“No way.”", "“no way.”"),
            ("", ""),
            ("A. Lopez called.", "A. Lopez called"),
            ("A friend called.", "a friend called"),
            ("Dr. Lee called", "Dr. Lee called"),
            ("31 days.", "31 days"),
            ("Student A.", "Student A"),
            ("Maria L.", "Maria L."),
            ("They said no.", "they said no"),
            ("He lives on Alder Dr.", "he lives on Alder Dr."),
        ];
        for (text, expected) in golden {
            assert_eq!(clause(text, &names), expected);
        }
        assert_eq!(clause("An was ill.", &["Trần An"]), "An was ill");
    }
}
