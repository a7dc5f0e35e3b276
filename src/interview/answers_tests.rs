//! Tests of [`super`]: every byte that an answer does not change stays.

use super::*;

const FILE: &str = "# ours\nschema = 1\n\n[child]\n# the full name\nname = \"Ana\" # as on the card\n# the class\ngrade = \"8\"\n\n# first\n[[events]]\ndate = 2026-10-02\ntext = \"a\"\n\n# second\n[[events]]\ndate = 2026-10-03\ntext = \"b\"\n";

#[test]
fn a_value_that_changes_keeps_its_comments_and_everything_else() {
    let mut answers = Answers::read(FILE).unwrap();
    answers.set(&Place::of("child.name"), Value::from("Ana Sofía")).unwrap();
    assert_eq!(answers.text(), FILE.replace("\"Ana\"", "\"Ana Sofía\""));
}

#[test]
fn line_ends_and_the_mark_at_the_beginning_stay() {
    let windows = format!("\u{feff}{}", FILE.replace('\n', "\r\n"));
    let mut answers = Answers::read(&windows).unwrap();
    answers.set(&Place::of("child.name"), Value::from("Ana Sofía")).unwrap();
    assert_eq!(answers.text(), windows.replace("\"Ana\"", "\"Ana Sofía\""));
}

#[test]
fn what_is_taken_away_leaves_its_comments() {
    let mut answers = Answers::read(FILE).unwrap();
    answers.remove(&Place::of("child.name"));
    answers.remove(&Place::of("child.grade"));
    answers.remove_row(&Place::of("events"), 0);
    answers.remove_row(&Place::of("events"), 0);
    let text = answers.text();
    for comment in ["# ours", "# the full name", "# as on the card", "# the class", "# first", "# second"] {
        assert!(text.contains(comment), "{comment} in {text}");
    }
    assert!(!text.contains("Ana") && !text.contains("[[events]]"), "{text}");
    assert!(Answers::read(&text).is_ok());
}

#[test]
fn rows_and_tables_are_made_on_the_way() {
    let mut answers = Answers::read("schema = 1\n").unwrap();
    answers.set(&Place::of("signers").row(0).key("name"), Value::from("Lupe")).unwrap();
    answers.set(&Place::of("signers").row(0).key("authorization").key("by"), Value::from("Tess")).unwrap();
    answers.set(&Place::of("jurisdiction"), Value::from("CA")).unwrap();
    let text = answers.text();
    assert_eq!(text, "schema = 1\njurisdiction = \"CA\"\n\n[[signers]]\nname = \"Lupe\"\n\n[signers.authorization]\nby = \"Tess\"\n");
}

#[test]
fn a_row_in_brackets_is_read_and_changed_like_any_other() {
    let mut answers = Answers::read("letters = [{ kind = \"records\" }]\n").unwrap();
    let place = Place::of("letters").row(0);
    answers.set(&place.key("electronic"), Value::from(true)).unwrap();
    assert_eq!(answers.words(&place.key("kind")).as_deref(), Some("records"));
    assert_eq!(answers.text(), "letters = [{ kind = \"records\" , electronic = true }]\n");
}

#[test]
fn a_form_without_room_is_refused_and_nothing_changes() {
    let mut answers = Answers::read("child = 4\n").unwrap();
    assert!(answers.set(&Place::of("child.name"), Value::from("Ana")).is_err());
    assert_eq!(answers.text(), "child = 4\n");
}
