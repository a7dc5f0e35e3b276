//! Small readings of somebody else's objects, where anything may be missing or of the wrong kind.
//!
//! It exists so that no other module has to ask twice. Input: objects. Output: values, or nothing.

use lopdf::{Dictionary, Document, Object, ObjectId};

/// The object itself, where a reference leads.
pub(super) fn resolved<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

/// The value of a key, where a reference leads.
pub(super) fn get<'a>(document: &'a Document, dict: &'a Dictionary, key: &str) -> Option<&'a Object> {
    resolved(document, dict.get(key.as_bytes()).ok()?).filter(|object| !object.is_null())
}

/// A dictionary under a key; that of a stream too.
pub(super) fn dict<'a>(document: &'a Document, of: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
    as_dict(get(document, of, key)?)
}

/// A dictionary or the dictionary of a stream.
pub(super) fn as_dict(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// A list under a key.
pub(super) fn array<'a>(document: &'a Document, of: &'a Dictionary, key: &str) -> Option<&'a [Object]> {
    match get(document, of, key)? {
        Object::Array(items) => Some(items),
        _ => None,
    }
}

/// A name under a key.
pub(super) fn name<'a>(document: &'a Document, of: &'a Dictionary, key: &str) -> Option<&'a [u8]> {
    get(document, of, key)?.as_name().ok()
}

/// A number, whole or not.
pub(super) fn number(document: &Document, object: &Object) -> Option<f64> {
    match resolved(document, object)? {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) if value.is_finite() => Some(f64::from(*value)),
        _ => None,
    }
}

/// All numbers of a list.
pub(super) fn numbers(document: &Document, object: &Object) -> Option<Vec<f64>> {
    match resolved(document, object)? {
        Object::Array(items) => items.iter().map(|item| number(document, item)).collect(),
        _ => None,
    }
}

/// A box with its corners in order: left, bottom, right, top. One without area is none.
pub(super) fn area(document: &Document, object: &Object) -> Option<[f64; 4]> {
    match numbers(document, object)?.as_slice() {
        [a, b, c, d, ..] => {
            let area = [a.min(*c), b.min(*d), a.max(*c), b.max(*d)];
            (area[2] - area[0] > 0.0 && area[3] - area[1] > 0.0).then_some(area)
        }
        _ => None,
    }
}

/// A number of a dictionary.
pub(super) fn integer(document: &Document, of: &Dictionary, key: &str) -> Option<i64> {
    get(document, of, key)?.as_i64().ok()
}

/// The id that an entry refers to.
pub(super) fn reference(of: &Dictionary, key: &str) -> Option<ObjectId> {
    of.get(key.as_bytes()).ok()?.as_reference().ok()
}

/// Two matrices, one after the other.
pub(super) fn after(first: [f64; 6], then: [f64; 6]) -> [f64; 6] {
    let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (first, then);
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/// A point moved by a matrix.
pub(super) fn moved([a, b, c, d, e, f]: [f64; 6], (x, y): (f64, f64)) -> (f64, f64) {
    (a * x + c * y + e, b * x + d * y + f)
}

/// The box around a moved box.
pub(super) fn moved_area(matrix: [f64; 6], [left, bottom, right, top]: [f64; 4]) -> [f64; 4] {
    let corners = [(left, bottom), (right, bottom), (right, top), (left, top)].map(|corner| moved(matrix, corner));
    let least = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::INFINITY, f64::min);
    let most = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::NEG_INFINITY, f64::max);
    [least(|corner| corner.0), least(|corner| corner.1), most(|corner| corner.0), most(|corner| corner.1)]
}

/// A number as the file holds it.
pub(super) fn real(value: f64) -> Object {
    let rounded = (value * 10_000.0).round() / 10_000.0;
    if rounded.fract() == 0.0 && rounded.abs() < 1e9 { Object::Integer(rounded as i64) } else { Object::Real(rounded as f32) }
}

/// A matrix in the language of content streams.
pub(super) fn matrix_words(matrix: [f64; 6]) -> String {
    matrix.map(|value| format!("{}", (value * 1_000_000.0).round() / 1_000_000.0)).join(" ")
}
