//! Lists and numbers in words.
//!
//! Why: "a, b, and c", "one day" and "31 days" must come out the same way in every letter. Input: items or a number.
//! Output: words.

/// "a", "a and b", "a, b, and c"; nothing for no items.
pub fn and<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "and")
}

/// "a", "a or b", "a, b, or c"; nothing for no items.
pub fn or<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "or")
}

/// With a comma before the last item; with semicolons if an item has a comma of its own, or no one could tell the items
/// apart.
fn joined<S: AsRef<str>>(items: &[S], word: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    let mark = if items.iter().any(|item| item.contains([',', ';'])) { ";" } else { "," };
    match items.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, second] if mark == "," => format!("{first} {word} {second}"),
        [front @ .., last] => format!("{}{mark} {word} {last}", front.join(&format!("{mark} "))),
    }
}

/// "no days", "one day", "two days", "10 days", "1,250 minutes".
pub fn counted(number: u64, singular: &str, plural: &str) -> String {
    match number {
        0 => format!("no {plural}"),
        1 => format!("one {singular}"),
        _ => format!("{} {plural}", self::number(number)),
    }
}

/// "zero" to "nine" spelled out, then figures, with a comma between thousands.
pub fn number(number: u64) -> String {
    match number {
        0 => "zero".to_owned(),
        1 => "one".to_owned(),
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        4 => "four".to_owned(),
        5 => "five".to_owned(),
        6 => "six".to_owned(),
        7 => "seven".to_owned(),
        8 => "eight".to_owned(),
        9 => "nine".to_owned(),
        _ => figures(number),
    }
}

/// "first" to "ninth" spelled out, then "10th", "21st".
pub fn ordinal(number: u64) -> String {
    match number {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        4 => "fourth".to_owned(),
        5 => "fifth".to_owned(),
        6 => "sixth".to_owned(),
        7 => "seventh".to_owned(),
        8 => "eighth".to_owned(),
        9 => "ninth".to_owned(),
        _ => ordinal_figures(number),
    }
}

/// "1st", "2nd", "3rd", "11th", for grades and table cells.
pub fn ordinal_figures(number: u64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{}{ending}", figures(number))
}

fn figures(number: u64) -> String {
    let plain = number.to_string();
    let mut grouped = String::with_capacity(plain.len() + plain.len() / 3);
    for (place, digit) in plain.chars().enumerate() {
        if place > 0 && (plain.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_none_to_three() {
        assert_eq!(and::<&str>(&[]), "");
        assert_eq!(and(&["a"]), "a");
        assert_eq!(and(&["a", "b"]), "a and b");
        assert_eq!(or(&["a", "b"]), "a or b");
        assert_eq!(and(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b, and c");
        assert_eq!(or(&["a", "b", "c", "d"]), "a, b, c, or d");
    }

    #[test]
    fn lists_with_commas_inside() {
        assert_eq!(and(&["Reno, Nevada"]), "Reno, Nevada");
        assert_eq!(and(&["Reno, Nevada", "b"]), "Reno, Nevada; and b");
        assert_eq!(or(&["a", "Reno, Nevada", "c"]), "a; Reno, Nevada; or c");
    }

    #[test]
    fn counts_spell_below_ten() {
        let counts = [
            (0, "no days"),
            (1, "one day"),
            (2, "two days"),
            (3, "three days"),
            (9, "nine days"),
            (10, "10 days"),
            (31, "31 days"),
            (1250, "1,250 days"),
            (1_000_000, "1,000,000 days"),
        ];
        for (number, words) in counts {
            assert_eq!(counted(number, "day", "days"), words);
        }
        assert_eq!((number(0), number(7), number(999)), ("zero".into(), "seven".into(), "999".into()));
    }

    #[test]
    fn ordinals() {
        let golden = [
            (0, "0th"),
            (1, "first"),
            (2, "second"),
            (3, "third"),
            (9, "ninth"),
            (10, "10th"),
            (11, "11th"),
            (12, "12th"),
            (13, "13th"),
            (21, "21st"),
            (22, "22nd"),
            (23, "23rd"),
            (101, "101st"),
            (111, "111th"),
        ];
        for (number, words) in golden {
            assert_eq!(ordinal(number), words);
        }
        assert_eq!((ordinal_figures(1), ordinal_figures(8)), ("1st".into(), "8th".into()));
    }
}
