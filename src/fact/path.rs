//! Where a fact stands: the path of its table and its key, with a point between them.
//!
//! It exists because a case has many facts, and only those with a problem need their path in words.

use std::fmt;

/// Where a fact stands; shown as a dotted path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FactPath<'a> {
    /// The path of its table; empty for the top.
    pub(crate) table: &'a str,
    /// Its key.
    pub(crate) key: &'a str,
}

impl FactPath<'_> {
    /// Writes the path over what was there.
    pub(crate) fn write_over(self, path: &mut String) {
        path.clear();
        path.push_str(self.table);
        if !self.table.is_empty() {
            path.push('.');
        }
        path.push_str(self.key);
    }
}

impl fmt::Display for FactPath<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&join(self.table, self.key))
    }
}

/// Joins two dotted paths.
pub fn join(table: &str, key: &str) -> String {
    let mut path = String::with_capacity(table.len() + 1 + key.len());
    FactPath { table, key }.write_over(&mut path);
    path
}

#[cfg(test)]
mod tests {
    use super::{FactPath, join};

    #[test]
    fn a_key_at_the_top_has_no_point_before_it() {
        assert_eq!([join("", "id"), join("child", "name")], ["id", "child.name"]);
        let mut path = "something else".to_owned();
        FactPath { table: "calendar.years", key: "first" }.write_over(&mut path);
        assert_eq!(path, FactPath { table: "calendar.years", key: "first" }.to_string());
    }
}
