//! The questions as a reader meets them: how hard they are to read, in both languages, and that nothing said in the code is missing.

use std::collections::BTreeSet;

use inwriting::library::Library;
use inwriting::questions::{Question, Words};
use inwriting::sources::Sources;
use inwriting::wording::Language;

use crate::support::project;

fn library() -> Library {
    Library::load(Sources::default()).expect("the built-in library")
}

/// Letters that begin a syllable's heart, in English and Spanish.
fn is_vowel(letter: char) -> bool {
    "aeiouyáéíóúü".contains(letter)
}

/// English syllables: groups of vowels, two for pairs that are said apart (di-agnosis, evalu-ation), without a silent e at the end.
fn english_syllables(word: &str) -> usize {
    let word: String = word.to_lowercase().chars().filter(|letter| letter.is_alphabetic()).collect();
    let letters: Vec<char> = word.chars().collect();
    let apart = letters.windows(3).filter(|three| {
        matches!((three[1], three[2]), ('i', 'a' | 'o' | 'u') | ('e', 'o') | ('u', 'a' | 'o'))
            && !matches!(three[0], 't' | 'c' | 's' | 'g' | 'q')
    });
    let groups = vowel_groups(&word) + apart.count();
    let silent_e = word.ends_with('e') && !word.ends_with("le");
    let silent_ed = word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded");
    (groups - usize::from((silent_e || silent_ed) && groups > 1)).max(1)
}

fn vowel_groups(word: &str) -> usize {
    let mut groups = 0;
    let mut inside = false;
    for letter in word.chars() {
        let vowel = is_vowel(letter);
        groups += usize::from(vowel && !inside);
        inside = vowel;
    }
    groups
}

/// Spanish syllables: a strong vowel, or a weak one with an accent, is a syllable; weak vowels beside others are not (diphthongs).
fn spanish_syllables(word: &str) -> usize {
    let letters: Vec<char> = word.to_lowercase().chars().filter(|letter| letter.is_alphabetic()).collect();
    let strong = |letter: char| "aeoáéóíú".contains(letter);
    let mut count = 0;
    let mut before = None;
    for (at, letter) in letters.iter().copied().enumerate() {
        // The u of que, qui, gue, gui is not heard.
        let silent = letter == 'u'
            && at > 0
            && matches!(letters[at - 1], 'q' | 'g')
            && letters.get(at + 1).is_some_and(|next| "eiéí".contains(*next));
        let vowel = is_vowel(letter) && !silent && !(letter == 'y' && letters.len() > 1 && at + 1 < letters.len());
        if vowel {
            let joins = before.is_some_and(|before| !(strong(before) && strong(letter)));
            count += usize::from(!joins);
            before = Some(letter);
        } else {
            before = None;
        }
    }
    count.max(1)
}

fn sentences(text: &str) -> usize {
    text.split(['.', '?', '!', ':', ';']).filter(|part| part.chars().any(char::is_alphabetic)).count().max(1)
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect()
}

fn ratio(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).expect("a small number")) / f64::from(u32::try_from(whole.max(1)).expect("a small number"))
}

/// Flesch-Kincaid grade level (J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom, Navy Research Branch Report 8-75, 1975).
fn english_grade(text: &str) -> f64 {
    let words = words(text);
    let syllables: usize = words.iter().map(|word| english_syllables(word)).sum();
    0.39 * ratio(words.len(), sentences(text)) + 11.8 * ratio(syllables, words.len()) - 15.59
}

/// Crawford's grade for Spanish (A. N. Crawford, "Fórmula y gráfico para determinar la comprensibilidad de textos de nivel primario en
/// castellano", Lectura y Vida 10(4), 1989): from sentences and syllables in a hundred words.
fn spanish_grade(text: &str) -> f64 {
    let words = words(text);
    let syllables: usize = words.iter().map(|word| spanish_syllables(word)).sum();
    -0.205 * 100.0 * ratio(sentences(text), words.len()) + 0.049 * 100.0 * ratio(syllables, words.len()) - 3.407
}

#[test]
fn the_formulas_give_what_is_known() {
    for (word, count) in [
        ("cat", 1),
        ("table", 2),
        ("school", 1),
        ("evaluation", 5),
        ("question", 2),
        ("guardian", 3),
        ("asked", 1),
        ("wanted", 2),
        ("the", 1),
        ("diagnosis", 4),
    ] {
        assert_eq!(english_syllables(word), count, "{word}");
    }
    for (word, count) in
        [("escuela", 3), ("niño", 2), ("día", 2), ("quiere", 2), ("ausencias", 3), ("ley", 1), ("mañana", 3), ("leer", 2), ("ayuda", 3)]
    {
        assert_eq!(spanish_syllables(word), count, "{word}");
    }
    // By hand: 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 - 15.59.
    assert!((english_grade("The cat sat on the mat.") + 1.45).abs() < 0.001);
    let hard =
        "Notwithstanding the aforementioned considerations, the multidisciplinary determination necessitates comprehensive documentation.";
    assert!(english_grade(hard) > 20.0);
}

/// The words of a question and of each of its fields, as one reads them at one time.
fn passages(question: &Question, language: Language) -> Vec<(String, String)> {
    let text = |words: &Words| [&words.ask, &words.why, &words.help, &words.seen_by].map(String::as_str).join(" ");
    let own = (question.id.clone(), text(&question.words(language)));
    let fields = question.field.iter().map(|field| (format!("{}/{}", question.id, field.key), text(&field.words(question, language))));
    std::iter::once(own).chain(fields).collect()
}

#[test]
fn every_question_is_for_readers_of_grade_eight_or_below() {
    let library = library();
    let asking = library.asking().expect("the questions");
    let mut hard = Vec::new();
    for question in &asking.questions {
        for (id, text) in passages(question, Language::English) {
            let grade = english_grade(&text);
            if grade > 8.0 {
                hard.push(format!("{id} en {grade:.1}: {text}"));
            }
        }
        for (id, text) in passages(question, Language::Spanish) {
            let grade = spanish_grade(&text);
            if grade > 8.0 {
                hard.push(format!("{id} es {grade:.1}: {text}"));
            }
        }
    }
    assert!(hard.is_empty(), "too hard:\n{}", hard.join("\n"));
}

#[test]
fn every_message_of_the_interview_is_for_readers_of_grade_eight_or_below() {
    let library = library();
    let asking = library.asking().expect("the messages");
    for seed in asking.in_order("message") {
        let english = seed.said("text", Language::English);
        if words(english).len() > 12 {
            assert!(english_grade(english) <= 8.0, "{} {:.1}", seed.id, english_grade(english));
            assert!(spanish_grade(seed.said("text", Language::Spanish)) <= 8.0, "{}", seed.id);
        }
    }
}

#[test]
fn no_built_in_letter_has_to_be_asked_for_in_the_words_of_its_manifest() {
    let library = library();
    let own: Vec<&str> = library
        .asking()
        .expect("the questions")
        .questions
        .iter()
        .filter(|question| question.from_the_fact)
        .map(|question| question.id.as_str())
        .collect();
    assert_eq!(own, Vec::<&str>::new(), "facts without a question");
}

/// Every id in quotes in the interview's code that looks like a message's is one, and every message is used.
#[test]
fn what_the_code_says_is_in_the_messages_and_the_other_way_round() {
    let library = library();
    let asking = library.asking().expect("the messages");
    let known: BTreeSet<String> = asking.in_order("message").iter().map(|seed| seed.id.clone()).collect();
    let mut code = String::new();
    for folder in ["src/interview", "src/commands"] {
        for entry in std::fs::read_dir(project().join(folder)).expect("the code") {
            let path = entry.expect("a file").path();
            if path.is_file() {
                code.push_str(&std::fs::read_to_string(path).expect("text"));
            }
        }
    }
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for part in code.split("say(\"").chain(code.split("say_with(\"")).chain(code.split(".with(\"")).skip(1) {
        if let Some(id) = part.split('"').next().filter(|id| id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')) {
            said.insert(id);
        }
    }
    let missing: Vec<&&str> = said.iter().filter(|id| !id.is_empty() && !known.contains(**id)).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "said, but not among the messages");
    let chosen = asking.questions.iter().flat_map(|question| &question.choices).filter_map(|choice| choice.then.as_deref());
    let then: Vec<&str> = chosen.chain(asking.questions.iter().filter_map(|question| question.skip_then.as_deref())).collect();
    let unused: Vec<&String> = known.iter().filter(|id| !code.contains(&format!("\"{id}\"")) && !then.contains(&id.as_str())).collect();
    assert_eq!(unused, Vec::<&String>::new(), "messages that nothing says");
}
