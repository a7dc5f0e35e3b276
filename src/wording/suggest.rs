//! "Did you mean …?"
//!
//! Why: most wrong keys, kinds and facts are slips of one or two letters, and naming the right one saves a trip to the
//! manual; a far-fetched guess would send people the wrong way. Input: what was written and what exists. Output: the
//! nearest, if it is near.

use strsim::{damerau_levenshtein, jaro_winkler};

/// The share of letters that agree, from which on a name with the same beginning counts as near.
const NEAR: f64 = 0.9;

/// The candidate nearest to a word, unless none is near. Capitals do not count, and `-`, `_` and space are the same.
pub fn nearest<'names>(word: &str, candidates: impl IntoIterator<Item = &'names str>) -> Option<&'names str> {
    let word = folded(word);
    if word.is_empty() {
        return None;
    }
    let slips_allowed = 1 + word.chars().count() / 5;
    let mut best: Option<(usize, f64, &str)> = None;
    for candidate in candidates {
        let name = folded(candidate);
        let slips = damerau_levenshtein(&word, &name);
        let likeness = jaro_winkler(&word, &name);
        // One slip in a word of one or two letters leaves nothing in common.
        let near = slips == 0 || (slips <= slips_allowed && likeness > 0.6) || likeness >= NEAR;
        let better = best.is_none_or(|(fewest, most_alike, _)| (slips, most_alike) < (fewest, likeness));
        if near && better {
            best = Some((slips, likeness, candidate));
        }
    }
    best.map(|(_, _, candidate)| candidate)
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase().replace(['_', ' '], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 7] = ["eval-initial", "eval-504", "meet-iep", "child.short_name", "child.grade", "gebser", "sarb-packet"];

    #[test]
    fn finds_slips() {
        let golden = [
            ("eval-inital", "eval-initial"),
            ("EVAL_INITIAL", "eval-initial"),
            ("gesber", "gebser"),
            ("meet_ipe", "meet-iep"),
            ("child.shortname", "child.short_name"),
            ("chlid.grade", "child.grade"),
            ("sarb packet", "sarb-packet"),
            ("eval-initial-request", "eval-initial"),
        ];
        for (word, name) in golden {
            assert_eq!(nearest(word, NAMES), Some(name), "{word}");
        }
    }

    #[test]
    fn prefers_fewer_slips_then_the_first() {
        assert_eq!(nearest("cat", ["cart", "cat"]), Some("cat"));
        assert_eq!(nearest("cab", ["cat", "car"]), Some("cat"));
    }

    #[test]
    fn stays_silent_when_nothing_is_near() {
        for word in ["", " ", "x", "banana", "zz", "records"] {
            assert_eq!(nearest(word, NAMES), None, "{word}");
        }
        assert_eq!(nearest("x", ["y", "ab"]), None);
        assert_eq!(nearest("gebser", []), None);
    }
}
