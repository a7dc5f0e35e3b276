//! The seeds: everything that was gathered is there, with its source, and everything resolves.

use inwriting::library::Library;
use inwriting::rules::Confidence;
use inwriting::sources::Sources;

fn library() -> Library {
    Library::load(Sources::default()).expect("the built-in library")
}

#[test]
fn all_items_and_rules_are_there() {
    let library = library();
    let told = library.seeds.all().filter(|seed| seed.lists.get("seeds").is_some_and(|list| !list.is_empty())).count();
    assert_eq!(told, 315, "what the seed documents teach");
    assert_eq!(library.rules.ids().count(), 154);
    assert_eq!(library.rules.all().filter(|rule| rule.confidence == Confidence::Verified).count(), 115);
    assert_eq!(library.seed_ids("source").len(), 5);
    // What is read only when it is asked for can be read.
    assert!(library.kinds().map(|manifest| manifest.id.as_str()).eq(library.kind_ids()));
    assert_eq!(library.rules.all().count(), 154);
}

#[test]
fn every_reference_between_data_files_resolves() {
    let errors: Vec<String> = inwriting::library_check::check(&library()).iter().map(ToString::to_string).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn a_time_limit_that_is_not_verified_is_never_a_number_in_a_letter() {
    for rule in library().rules.all().filter(|rule| rule.confidence != Confidence::Verified) {
        let sentence = rule.sentence.clone().unwrap_or_default().replace("504", "");
        assert!(!sentence.contains(|character: char| character.is_ascii_digit()), "{}: {sentence}", rule.id);
    }
}

#[test]
fn sentences_for_letters_give_the_days_of_their_rule() {
    for rule in library().rules.all() {
        if let (Some(days), Some(sentence), Confidence::Verified) = (rule.days, &rule.sentence, rule.confidence) {
            let words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
            let spelled = usize::try_from(days).ok().and_then(|days| words.get(days).copied()).unwrap_or("-");
            assert!(sentence.contains(&days.to_string()) || sentence.contains(spelled), "{}: {sentence}", rule.id);
        }
    }
}
