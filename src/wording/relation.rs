//! What the child is to those who sign: "my son", "our grandchild", "the child in my care".
//!
//! Why: the word follows from the signers' roles and the child's pronouns, and a wrong one states a kinship or a custody
//! that does not exist. Whatever is not certain falls back to a wording that is true of every signer. Input: the child's
//! pronouns and each signer's relation as written in the case. Output: a noun phrase without the child's name.

use super::Pronouns;

/// The kinds of bond that have a wording of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bond {
    Parent,
    StepParent,
    Grandparent,
    /// Guardians, foster parents, relatives and others who look after the child.
    Carer,
    /// Decides about education but need not live with the child.
    RightsHolder,
    Surrogate,
    Advocate,
    /// Signs for themselves, as an adult.
    Student,
}

/// What the child is to the signers, from each signer's relation ("mother", "foster parent", ...).
///
/// Signers of one kind share a word ("our son"); signers of different kinds look after "the child in our care". Without
/// signers, or where an advocate signs beside others, the child is "the student". For an adult student it is "me".
pub fn relation<S: AsRef<str>>(child: &Pronouns, relations: &[S]) -> String {
    let bonds: Vec<Bond> = relations.iter().map(|relation| bond(relation.as_ref())).collect();
    let Some((first, others)) = bonds.split_first() else {
        return "the student".to_owned();
    };
    let (subject, my, me) = if others.is_empty() { ("I", "my", "my") } else { ("we", "our", "our") };
    if bonds.contains(&Bond::Student) {
        return "me".to_owned();
    }
    if others.iter().any(|bond| bond != first) {
        let all_care = !bonds.iter().any(|bond| matches!(bond, Bond::Advocate | Bond::RightsHolder | Bond::Surrogate));
        return if all_care { "the child in our care".to_owned() } else { "the student".to_owned() };
    }
    match first {
        Bond::Parent => format!("{my} {}", gendered(child, ["son", "daughter", "child"])),
        Bond::StepParent => format!("{my} {}", gendered(child, ["stepson", "stepdaughter", "stepchild"])),
        Bond::Grandparent => format!("{my} {}", gendered(child, ["grandson", "granddaughter", "grandchild"])),
        Bond::Carer => format!("the child in {me} care"),
        Bond::RightsHolder => format!("the student whose educational rights {subject} hold"),
        Bond::Surrogate if others.is_empty() => "the student for whom I am the surrogate parent".to_owned(),
        Bond::Surrogate => "the student for whom we are surrogate parents".to_owned(),
        Bond::Advocate => format!("{my} client’s child"),
        Bond::Student => "me".to_owned(),
    }
}

/// A word for a boy or a girl only where the pronouns to use with this school say so.
fn gendered(child: &Pronouns, [he, she, other]: [&'static str; 3]) -> &'static str {
    match child {
        Pronouns::Set(set) if set.subject == "he" => he,
        Pronouns::Set(set) if set.subject == "she" => she,
        Pronouns::Set(_) | Pronouns::NameOnly => other,
    }
}

fn bond(relation: &str) -> Bond {
    let lower = relation.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let joined = words.concat();
    let has = |word: &str| words.contains(&word);
    if has("student") {
        Bond::Student
    } else if ["advocate", "attorney", "lawyer"].iter().any(|word| has(word)) {
        Bond::Advocate
    } else if has("surrogate") {
        Bond::Surrogate
    } else if joined.contains("rightsholder") || has("erh") {
        Bond::RightsHolder
    } else if ["foster", "guardian", "god"].iter().any(|start| joined.starts_with(start)) || joined.ends_with("guardian") {
        Bond::Carer
    } else if joined.starts_with("step") {
        Bond::StepParent
    } else if joined.contains("grand") && is_parent(joined.rsplit("grand").next().unwrap_or_default()) {
        Bond::Grandparent
    } else if words.last().is_some_and(|word| is_parent(word)) || joined == "coparent" {
        Bond::Parent
    } else {
        Bond::Carer
    }
}

fn is_parent(word: &str) -> bool {
    matches!(word, "mother" | "father" | "parent" | "mom" | "mum" | "mama" | "mamá" | "dad" | "papa" | "papá" | "ma" | "pa")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pronouns: &str, relations: &[&str]) -> String {
        relation(&Pronouns::parse(pronouns).unwrap(), relations)
    }

    #[test]
    fn one_parent() {
        assert_eq!(said("he/him", &["mother"]), "my son");
        assert_eq!(said("she/her", &["Father"]), "my daughter");
        for pronouns in ["they", "name", "ze/zir/zirs"] {
            assert_eq!(said(pronouns, &["adoptive parent"]), "my child");
        }
    }

    #[test]
    fn other_bonds() {
        let golden = [
            ("stepfather", "my stepson"),
            ("step-mother", "my stepson"),
            ("grandmother", "my grandson"),
            ("great-grandparent", "my grandson"),
            ("legal guardian", "the child in my care"),
            ("foster parent", "the child in my care"),
            ("foster mother", "the child in my care"),
            ("aunt", "the child in my care"),
            ("godmother", "the child in my care"),
            ("caregiver", "the child in my care"),
            ("birth mother", "my son"),
            ("co-parent", "my son"),
            ("educational rights holder", "the student whose educational rights I hold"),
            ("surrogate parent", "the student for whom I am the surrogate parent"),
            ("advocate", "my client’s child"),
            ("authorized-advocate", "my client’s child"),
            ("adult student", "me"),
            ("", "the child in my care"),
        ];
        for (relation, expected) in golden {
            assert_eq!(said("he", &[relation]), expected, "{relation}");
        }
        assert_eq!(said("they", &["grandfather"]), "my grandchild");
        assert_eq!(said("she", &["stepmother"]), "my stepdaughter");
    }

    #[test]
    fn none_two_and_three_signers() {
        assert_eq!(said("he", &[]), "the student");
        assert_eq!(said("he", &["mother", "father"]), "our son");
        assert_eq!(said("they", &["mother", "father", "parent"]), "our child");
        assert_eq!(said("she", &["grandmother", "grandfather"]), "our granddaughter");
        assert_eq!(said("he", &["foster mother", "foster father"]), "the child in our care");
        assert_eq!(said("he", &["mother", "stepfather"]), "the child in our care");
        assert_eq!(said("he", &["mother", "grandmother", "guardian"]), "the child in our care");
        assert_eq!(said("he", &["advocate", "attorney"]), "our client’s child");
        assert_eq!(said("he", &["mother", "advocate"]), "the student");
    }
}
