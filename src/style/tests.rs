//! Tests of style files.

use super::{BUILT_IN, Style, StyleError};

fn place(text: &str) -> (usize, usize, String) {
    match Style::parse(text) {
        Err(StyleError::Wrong { line, column, message }) => (line, column, message),
        other => panic!("expected a place, got {other:?}"),
    }
}

#[test]
fn the_built_in_style_is_right() {
    let style = Style::built_in().expect("style");
    assert_eq!(style.measure(), 468.0);
    assert_eq!(style.words("es-US").map(|words| words.draft.as_str()), Some("BORRADOR"));
    assert_eq!(style.words("fr").map(|words| words.draft.as_str()), Some("DRAFT"));
}

#[test]
fn an_unknown_key_is_named_with_its_place() {
    let (line, column, message) = place(&BUILT_IN.replace("width = 612", "widht = 612"));
    assert_eq!((line, column), (5, 1));
    assert!(message.contains("widht"), "{message}");
}

#[test]
fn a_value_out_of_range_is_named_with_its_place() {
    let (line, column, message) = place(&BUILT_IN.replace("width = 612", "width = -1"));
    assert_eq!((line, column), (5, 9));
    assert!(message.contains("from 0 to 2000"), "{message}");
    let (_, _, message) = place(&BUILT_IN.replace("size = 11.5", "size = 0"));
    assert!(message.contains("from 4 to 400"), "{message}");
}
