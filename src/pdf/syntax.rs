//! Objects as bytes (ISO 32000-1, 7.3), as short as they can be.
//!
//! It exists because a letter has some hundred small objects, and most of them are written once and never looked at again. Input: objects of
//! lopdf, or parts of ours. Output: bytes at the end of a buffer.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

/// Any object but a stream.
pub(crate) fn write(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Boolean(true) => out.extend_from_slice(b"true"),
        Object::Boolean(false) => out.extend_from_slice(b"false"),
        Object::Integer(number) => write_number(*number, out),
        // There is no way to write what is no number.
        Object::Real(number) if !number.is_finite() => out.push(b'0'),
        Object::Real(number) if number.fract() == 0.0 && number.abs() < 1e9 => write_number(*number as i64, out),
        Object::Real(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Object::Name(name) => write_name(name, out),
        Object::String(text, format) => write_string(text, format, out),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 && needs_space(item) {
                    out.push(b' ');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => write_dictionary(dict, out),
        Object::Reference(id) => write_reference(*id, out),
    }
}

/// Another object by its number.
pub(crate) fn write_reference((number, generation): ObjectId, out: &mut Vec<u8>) {
    write_number(i64::from(number), out);
    out.push(b' ');
    write_number(i64::from(generation), out);
    out.extend_from_slice(b" R");
}

fn write_dictionary(dict: &Dictionary, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<<");
    write_entries(dict.iter(), out);
    out.extend_from_slice(b">>");
}

/// A dictionary's entries, without its brackets.
pub(crate) fn write_entries<'a>(entries: impl Iterator<Item = (&'a Vec<u8>, &'a Object)>, out: &mut Vec<u8>) {
    for (key, value) in entries {
        write_name(key, out);
        if needs_space(value) {
            out.push(b' ');
        }
        write(value, out);
    }
}

/// What begins with a mark of its own needs no space before it.
fn needs_space(object: &Object) -> bool {
    !matches!(object, Object::Name(_) | Object::String(..) | Object::Array(_) | Object::Dictionary(_))
}

/// A whole number.
pub(crate) fn write_number(number: i64, out: &mut Vec<u8>) {
    // One by one: so few bytes are there sooner than a copy of them begins.
    itoa::Buffer::new().format(number).bytes().for_each(|digit| out.push(digit));
}

/// A name with its slash.
pub(crate) fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    if name.iter().all(u8::is_ascii_alphanumeric) {
        out.extend_from_slice(name);
        return;
    }
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

/// A string in brackets, or in hexadecimal digits.
pub(crate) fn write_string(text: &[u8], format: &StringFormat, out: &mut Vec<u8>) {
    match format {
        StringFormat::Literal => {
            out.push(b'(');
            for byte in text {
                match byte {
                    b'(' | b')' | b'\\' => out.extend([b'\\', *byte]),
                    b'\r' => out.extend_from_slice(b"\\r"),
                    b'\n' => out.extend_from_slice(b"\\n"),
                    _ => out.push(*byte),
                }
            }
            out.push(b')');
        }
        StringFormat::Hexadecimal => {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            out.push(b'<');
            for byte in text {
                out.extend([byte >> 4, byte & 15].iter().filter_map(|half| DIGITS.get(usize::from(*half))));
            }
            out.push(b'>');
        }
    }
}
