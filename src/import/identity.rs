//! The name of each case file.
//!
//! Why: the same sheet must give the same files each time, and no two children may share one. Input: the rows' `id` and `child.name`.
//! Output: an id for each row. An id that the person gave is never changed; one made from a name gets -2, -3 when it is taken.

use std::collections::BTreeMap;

use toml::Table;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::ids::CaseId;

/// The longest id that is made from a name; it leaves room for a number.
const LONGEST: usize = 56;

/// The ids of one sheet. Capitals do not tell two apart: many disks do not either.
#[derive(Debug, Default)]
pub struct Identities {
    /// Those that the sheet gives, with the row where each stands first.
    given: BTreeMap<String, usize>,
    /// Those made from names, with the number that comes next.
    made: BTreeMap<String, usize>,
}

impl Identities {
    /// Notes an id that the sheet gives.
    pub fn give(&mut self, id: &str, row: usize) {
        self.given.entry(id.to_lowercase()).or_insert(row);
    }

    /// The row where a given id stands first.
    pub fn first_row(&self, id: &str) -> Option<usize> {
        self.given.get(&id.to_lowercase()).copied()
    }

    /// An id from a child's name, which no other row has, and whether an earlier row has this name; none when the name has no letter of the
    /// alphabet. All ids that the sheet gives must be noted before.
    pub fn make(&mut self, name: &str) -> Option<(String, bool)> {
        let plain = plain(name);
        let mut number = self.made.get(&plain).copied().unwrap_or(1);
        loop {
            let id = if number == 1 { plain.clone() } else { format!("{plain}-{number}") };
            number += 1;
            // "ana-2" can also be somebody's whole name.
            let free = !self.given.contains_key(&id) && (id == plain || !self.made.contains_key(&id));
            if free {
                CaseId::try_from(id.as_str()).ok()?;
                let again = self.made.insert(plain, number).is_some();
                self.made.entry(id.clone()).or_insert(2);
                return Some((id, again));
            }
        }
    }
}

/// Whether two case files with the same child's name are of two children: another birth date, or, where one is not known, nobody who signs
/// for both.
pub fn are_two_children(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (one.parse::<Table>(), other.parse::<Table>()) else { return false };
    let birth = |case: &Table| case.get("child")?.get("birth_date").map(toml::Value::to_string);
    let signers = |case: &Table| -> Vec<String> {
        let rows = case.get("signers").and_then(toml::Value::as_array).into_iter().flatten();
        rows.filter_map(|signer| signer.get("name")?.as_str().map(plain)).collect()
    };
    match (birth(&one), birth(&other)) {
        (Some(one), Some(other)) => one != other,
        _ => {
            let (one, other) = (signers(&one), signers(&other));
            !one.is_empty() && !other.is_empty() && !one.iter().any(|name| other.contains(name))
        }
    }
}

/// A name in small letters a to z, without accents, with hyphens between its words.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    for character in name.nfd().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' => plain.push(character),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' | 'ð' => plain.push('d'),
            'þ' => plain.push_str("th"),
            'ı' => plain.push('i'),
            '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' | '.' => {}
            mark if is_combining_mark(mark) => {}
            _ if plain.is_empty() || plain.ends_with('-') => {}
            _ => plain.push('-'),
        }
    }
    let short = plain.get(..LONGEST).unwrap_or(&plain);
    short.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_accents_and_keep_their_order() {
        for (name, expected) in [
            ("Mateo Rivera Núñez", "mateo-rivera-nunez"),
            ("  Zoë  O’Brien-Łoś ", "zoe-obrien-los"),
            ("J. R. Straße", "j-r-strasse"),
            ("Kekoa Kaʻanāʻanā (Koa)", "kekoa-kaanaana-koa"),
            ("Nguyễn Đức", "nguyen-duc"),
            ("李明", ""),
        ] {
            assert_eq!(plain(name), expected);
        }
        assert_eq!(plain(&"ab ".repeat(40)).len(), 56);
    }

    #[test]
    fn two_children_of_one_name_are_told_apart() {
        let case = |birth: &str, signer: &str| {
            let birth = if birth.is_empty() { String::new() } else { format!("birth_date = {birth}\n") };
            format!("[child]\nname = \"Ann Lee\"\n{birth}[[signers]]\nname = \"{signer}\"\n")
        };
        assert!(are_two_children(&case("2015-03-04", "Bo Lee"), &case("2011-01-01", "Bo Lee")));
        assert!(are_two_children(&case("", "Bo Lee"), &case("2011-01-01", "Zed Lee")));
        assert!(!are_two_children(&case("2015-03-04", "Bo Lee"), &case("2015-03-04", "Zed Lee")));
        assert!(!are_two_children(&case("", "Bo Lee"), &case("2015-03-04", "Bó  Lee")));
        assert!(!are_two_children("[child]\n", &case("2015-03-04", "Bo Lee")));
        assert!(!are_two_children("no case", &case("2015-03-04", "Bo Lee")));
    }

    #[test]
    fn the_same_name_gets_a_number_and_never_a_given_id() {
        let mut ids = Identities::default();
        ids.give("Ana-Li-2", 7);
        let names = ["Ana Li", "Ána Lí", "ana li", "Ana Li 3", "Ana Li", "李明", "Con"];
        let made: Vec<Option<(String, bool)>> = names.into_iter().map(|name| ids.make(name)).collect();
        let expected = [("ana-li", false), ("ana-li-3", true), ("ana-li-4", true), ("ana-li-3-2", true), ("ana-li-5", true)]
            .map(|(id, again)| Some((id.to_owned(), again)));
        assert_eq!(made, [&expected[..], &[None, None]].concat());
        assert_eq!(ids.first_row("ANA-li-2"), Some(7));
    }
}
