//! Possessives and plurals of names.
//!
//! Why: a name is printed exactly as given, so only an ending may be added, and the apostrophe must not clash with one that
//! the name already holds. Input: a name. Output: the form.

/// "Mateo’s", "James’s", "O'Dell's": always with an s, and with the kind of apostrophe that the name itself has.
pub fn possessive(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name}{}s", apostrophe(name)) }
}

/// The family by its name: "the Núñezes", "the Riveras", "the Kennedys".
pub fn plural_family(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("the {}", plural(name)) }
}

/// What belongs to the family: "the Núñezes’".
pub fn possessive_plural(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("the {}{}", plural(name), apostrophe(name)) }
}

fn plural(name: &str) -> String {
    let lower = name.to_lowercase();
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|ending| lower.ends_with(ending));
    format!("{name}{}", if hisses { "es" } else { "s" })
}

fn apostrophe(name: &str) -> char {
    if name.contains('\'') { '\'' } else { '’' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn possessives() {
        let golden = [
            ("Mateo", "Mateo’s"),
            ("James", "James’s"),
            ("Núñez", "Núñez’s"),
            ("O'Dell", "O'Dell's"),
            ("O’Dell", "O’Dell’s"),
            ("Sam Lee Jr.", "Sam Lee Jr.’s"),
            ("", ""),
        ];
        for (name, form) in golden {
            assert_eq!(possessive(name), form);
        }
    }

    #[test]
    fn families() {
        let golden = [
            ("Núñez", "the Núñezes", "the Núñezes’"),
            ("Rivera", "the Riveras", "the Riveras’"),
            ("Kennedy", "the Kennedys", "the Kennedys’"),
            ("James", "the Jameses", "the Jameses’"),
            ("O'Dell", "the O'Dells", "the O'Dells'"),
            ("Church", "the Churches", "the Churches’"),
            ("", "", ""),
        ];
        for (name, family, of_family) in golden {
            assert_eq!((plural_family(name), possessive_plural(name)), (family.to_owned(), of_family.to_owned()));
        }
    }
}
