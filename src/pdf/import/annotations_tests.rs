use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object};

use super::Removed;
use super::annotations::look;
use crate::pdf::objects::{dictionary, name};

/// Where the only annotation of a page stands when the page, 612 across and 792 up, is turned to the right.
fn on_a_turned_page(mut annotation: Dictionary) -> Vec<f32> {
    annotation.set("Type", name("Annot"));
    annotation.set("Rect", [30, 40, 50, 60].map(Object::Integer).to_vec());
    let page = dictionary(vec![("Type", name("Page")), ("Annots", vec![Object::Dictionary(annotation)].into())]);
    let turned = [0.0, -1.0, 1.0, 0.0, 0.0, 612.0];
    let look = look(&Document::new(), &page, 1, turned, &[], &BTreeSet::new(), &mut Removed::default()).unwrap();
    let [note] = look.notes.as_slice() else { panic!("one note") };
    note.dict.get(b"Rect").and_then(Object::as_array).unwrap().iter().map(|side| side.as_float().unwrap()).collect()
}

#[test]
fn a_note_turns_with_its_page_unless_it_says_so_or_is_a_sign() {
    let square = dictionary(vec![("Subtype", name("Square"))]);
    assert_eq!(on_a_turned_page(square.clone()), [40.0, 562.0, 60.0, 582.0]);
    // It hangs from what was its upper left corner, which is at 60 582 now.
    let mut stands = square;
    stands.set("F", 1 << 4);
    assert_eq!(on_a_turned_page(stands), [60.0, 562.0, 80.0, 582.0]);
    assert_eq!(on_a_turned_page(dictionary(vec![("Subtype", name("Text"))])), [60.0, 562.0, 80.0, 582.0]);
}

#[test]
fn what_is_hidden_is_neither_drawn_nor_kept() {
    for flag in [1 << 1, 1 << 5] {
        let mut document = Document::new();
        let form =
            crate::pdf::objects::plain(dictionary(vec![("BBox", [0, 0, 9, 9].map(Object::Integer).to_vec().into())]), b"SECRET".to_vec());
        let form = document.add_object(form);
        let note = dictionary(vec![
            ("Subtype", name("Stamp")),
            ("Rect", [30, 40, 50, 60].map(Object::Integer).to_vec().into()),
            ("AP", dictionary(vec![("N", form.into())]).into()),
            ("F", Object::Integer(flag)),
        ]);
        let shown = |note: Dictionary| {
            let page = dictionary(vec![("Annots", vec![Object::Dictionary(note)].into())]);
            let mut removed = Removed::default();
            let upright = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
            let look = look(&document, &page, 1, upright, &[], &BTreeSet::new(), &mut removed).unwrap();
            (look.drawn.len(), look.notes.len(), removed.notes)
        };
        assert_eq!(shown(note.clone()), (0, 0, 1));
        let mut plain = note;
        plain.remove(b"F");
        assert_eq!(shown(plain), (1, 0, 0));
    }
}
