//! "Exhibit B" in the words of a packet: each leads to the exhibit, and none names one that is not there.
//!
//! It exists so that links and the check of citations see the same words, those of the finished document, whoever wrote them. Input:
//! blocks. Output: the same blocks with links, and the marks that were cited.

use std::collections::BTreeSet;

use crate::ascii;
use crate::document::{Block, Inline, LinkTo, Table};

/// Words after which a mark stands.
const NAMES: [&str; 3] = ["Exhibit", "Exhibits", "Ex."];

/// Titles of table columns that hold marks alone.
const COLUMNS: [&str; 2] = ["Exhibit", "Proof"];

/// Turns every citation of a known mark into a link, and collects all marks that are cited, known or not.
pub fn link(blocks: &mut [Block], known: &BTreeSet<String>, cited: &mut BTreeSet<String>) {
    for block in blocks {
        match block {
            Block::Heading { .. } | Block::Figure(_) | Block::FigureNamed { .. } => {}
            Block::Paragraph(content) => inlines(content, known, cited),
            Block::List { items, .. } => items.iter_mut().for_each(|item| link(item, known, cited)),
            Block::Quote(inner) | Block::Group { blocks: inner, .. } => link(inner, known, cited),
            Block::Table(content) => table(content, known, cited),
        }
    }
}

fn table(table: &mut Table, known: &BTreeSet<String>, cited: &mut BTreeSet<String>) {
    let marks: Vec<bool> =
        table.head.iter().map(|title| matches!(title.as_slice(), [Inline::Text(words)] if COLUMNS.contains(&words.trim()))).collect();
    for row in &mut table.rows {
        for (cell, is_mark) in row.iter_mut().zip(&marks) {
            match cell.as_slice() {
                [Inline::Text(words)] if *is_mark && is_mark_shaped(words.trim()) => {
                    let mark = words.trim().to_owned();
                    cited.insert(mark.clone());
                    if known.contains(&mark) {
                        *cell = vec![to_exhibit(&mark, mark.clone())];
                    }
                }
                _ => inlines(cell, known, cited),
            }
        }
    }
}

/// Whether words can cite an exhibit: all [`NAMES`] begin alike.
fn may_cite(inline: &Inline) -> bool {
    match inline {
        Inline::Text(words) => ascii::any_pair(words, |one, next| (one == b'E') & (next == b'x')),
        Inline::LineBreak => false,
        Inline::Strong(_) | Inline::Emphasis(_) | Inline::Link { .. } => true,
    }
}

fn inlines(content: &mut Vec<Inline>, known: &BTreeSet<String>, cited: &mut BTreeSet<String>) {
    if !content.iter().any(may_cite) {
        return;
    }
    let mut linked = Vec::with_capacity(content.len());
    for inline in std::mem::take(content) {
        match inline {
            Inline::Text(words) => text(&words, known, cited, &mut linked),
            Inline::Strong(mut inner) => {
                inlines(&mut inner, known, cited);
                linked.push(Inline::Strong(inner));
            }
            Inline::Emphasis(mut inner) => {
                inlines(&mut inner, known, cited);
                linked.push(Inline::Emphasis(inner));
            }
            Inline::Link { to: LinkTo::Place(place), content } => {
                cited.extend(place.strip_prefix("exhibit-").map(str::to_owned));
                linked.push(Inline::Link { to: LinkTo::Place(place), content });
            }
            other => linked.push(other),
        }
    }
    *content = linked;
}

fn text(words: &str, known: &BTreeSet<String>, cited: &mut BTreeSet<String>, into: &mut Vec<Inline>) {
    let mut rest = words;
    let mut before = String::new();
    while let Some((at, mark, length)) = next(rest) {
        cited.insert(mark.to_owned());
        let (head, tail) = rest.split_at(at);
        let (citation, tail) = tail.split_at(length);
        before.push_str(head);
        if known.contains(mark) {
            if !before.is_empty() {
                into.push(Inline::Text(std::mem::take(&mut before)));
            }
            into.push(to_exhibit(mark, citation.to_owned()));
        } else {
            before.push_str(citation);
        }
        rest = tail;
    }
    before.push_str(rest);
    if !before.is_empty() {
        into.push(Inline::Text(before));
    }
}

/// The first citation: where it begins, its mark, and its length.
fn next(words: &str) -> Option<(usize, &str, usize)> {
    let mut found: Option<(usize, &str, usize)> = None;
    for name in NAMES {
        for (at, _) in words.match_indices(name) {
            let starts_word = words.get(..at).and_then(|before| before.chars().next_back()).is_none_or(|before| !before.is_alphanumeric());
            let after = words.get(at + name.len()..).unwrap_or_default();
            let Some(rest) = after.strip_prefix([' ', '\u{a0}']).filter(|_| starts_word) else { continue };
            let gap = after.len() - rest.len();
            let end = rest.find(|character: char| !character.is_ascii_uppercase()).unwrap_or(rest.len());
            let mark = rest.get(..end).unwrap_or_default();
            let ends_word = rest.get(end..).and_then(|after| after.chars().next()).is_none_or(|after| !after.is_alphanumeric());
            if ends_word && is_mark_shaped(mark) && found.is_none_or(|(before, ..)| at < before) {
                found = Some((at, mark, name.len() + gap + mark.len()));
            }
        }
    }
    found
}

/// Whether words can be the mark of an exhibit: A to Z, AA, AB.
fn is_mark_shaped(words: &str) -> bool {
    (1..=2).contains(&words.len()) && words.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn to_exhibit(mark: &str, words: String) -> Inline {
    Inline::Link { to: LinkTo::Place(super::place(mark)), content: vec![Inline::Text(words)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(words: &str) -> (String, Vec<String>) {
        let mut blocks = vec![Block::Paragraph(vec![Inline::Text(words.to_owned())])];
        let mut cited = BTreeSet::new();
        link(&mut blocks, &["A".to_owned(), "AB".to_owned()].into(), &mut cited);
        let Some(Block::Paragraph(content)) = blocks.first() else { panic!("a paragraph") };
        let shown = content
            .iter()
            .map(|inline| match inline {
                Inline::Text(words) => words.clone(),
                Inline::Link { to: LinkTo::Place(place), .. } => format!("[{place}]"),
                other => format!("{other:?}"),
            })
            .collect();
        (shown, cited.into_iter().collect())
    }

    #[test]
    fn words_are_looked_through_for_every_name() {
        assert!(NAMES.iter().all(|name| may_cite(&Inline::Text(format!("See {name} A.")))));
    }

    #[test]
    fn citations_become_links_and_unknown_marks_are_collected() {
        let (shown, cited) = linked("See Exhibit A, Exhibits AB and C; Ex. Q. Exhibition A, Exhibit a, Exhibit Able.");
        assert_eq!(shown, "See [exhibit-A], [exhibit-AB] and C; Ex. Q. Exhibition A, Exhibit a, Exhibit Able.");
        assert_eq!(cited, ["A", "AB", "Q"]);
    }
}
