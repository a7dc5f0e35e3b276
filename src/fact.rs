//! The shape of a case: which facts there are, of which type, with which meaning.
//!
//! A fact is named once, in `seeds/facts/case.toml` (or, for one letter kind, in that kind's manifest). From this one place
//! come the checker, "did you mean", the allow lists of letters, the template checker and the reference. Input: those TOML
//! files. Output: a [`Table`] tree that [`crate::case_file`] checks cases against.

mod path;

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::conditions::Condition;

pub(crate) use path::FactPath;
pub use path::join;

/// What kind of value a fact holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactType {
    /// One line, kept letter for letter.
    Name,
    /// One line of words; quotes are set properly in letters.
    Text,
    /// One or more paragraphs.
    Narrative,
    /// An exact day.
    Date,
    /// A day, a month, or "about".
    When,
    /// A whole number, zero or more.
    Integer,
    /// Yes or no.
    Boolean,
    /// One of a few words.
    Choice(Vec<String>),
    /// An entry of a seed category, or free words where allowed.
    Seed {
        /// The category, such as `support`.
        category: String,
        /// Whether free words may stand in for an id.
        or_text: bool,
        /// The key of words that an entry must have to be used here.
        needs: Option<String>,
    },
    /// A set of pronouns.
    Pronouns,
}

impl FactType {
    /// What a person should write, for messages.
    pub fn expected(&self) -> String {
        match self {
            Self::Name | Self::Text => "words in quotes, on one line".to_owned(),
            Self::Narrative => "words in quotes; three quotes for several lines".to_owned(),
            Self::Date => "a date such as 2026-10-06".to_owned(),
            Self::When => "a date such as 2026-10-06, \"2026-10\" for a month, or \"about 2026-10-06\"".to_owned(),
            Self::Integer => "a whole number such as 14".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Choice(choices) => format!("one of: {}", choices.join(", ")),
            Self::Seed { category, or_text: false, .. } => format!("an id of the list \"{category}\""),
            Self::Seed { category, or_text: true, .. } => format!("an id of the list \"{category}\", or your own words"),
            Self::Pronouns => {
                "\"she/her\", \"he/him\", \"they/them\", \"name\", or { subject = \"...\", object = \"...\", possessive = \"...\" }"
                    .to_owned()
            }
        }
    }

    /// The type's name in the seed files and the reference.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Text => "text",
            Self::Narrative => "narrative",
            Self::Date => "date",
            Self::When => "when",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Choice(_) => "choice",
            Self::Seed { .. } => "seed",
            Self::Pronouns => "pronouns",
        }
    }
}

/// One fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The key in its table.
    pub key: String,
    /// What it holds.
    pub kind: FactType,
    /// Whether it is an array of that.
    pub list: bool,
    /// Whether the table cannot be read without it.
    pub must: bool,
    /// What holds when it is left out, as TOML would say it.
    pub default: Option<toml::Value>,
    /// Whether it is health, safety or home.
    pub private: bool,
    /// What must hold for it to make sense; otherwise it is not asked for and stays out of letters.
    pub when: Vec<Condition>,
    /// Whether the interview has no question for it: a mark between entries, or what another command writes.
    pub unasked: bool,
    /// What it means.
    pub about: String,
    /// A line of TOML to paste.
    pub example: String,
}

impl Fact {
    /// The same fact without the words that explain it.
    fn unexplained(&self) -> Fact {
        let Fact { key, kind, list, must, default, private, when, unasked, about: _, example: _ } = self;
        let (key, kind, default, when) = (key.clone(), kind.clone(), default.clone(), when.clone());
        let (list, must, private, unasked) = (*list, *must, *private, *unasked);
        Fact { key, kind, list, must, default, private, when, unasked, about: String::new(), example: String::new() }
    }
}

/// One table of the case file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Dotted path from the top; empty for the top itself.
    pub path: String,
    /// Whether it may stand many times, as `[[path]]`.
    pub rows: bool,
    /// A bare string in place of a row stands for this key.
    pub shorthand: Option<String>,
    /// Each row must have at least one of these keys.
    pub one_of: Vec<String>,
    /// The order of the file matters; otherwise rows with a date are read by date.
    pub ordered: bool,
    /// What it is for.
    pub about: String,
    /// Its facts, in the order to show them.
    pub facts: Vec<Fact>,
    /// Its tables.
    pub tables: Vec<Table>,
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found<'a> {
    /// A single fact.
    Fact(&'a Fact),
    /// A table, or rows of it.
    Table(&'a Table),
}

impl Table {
    /// The fact with this key.
    pub fn fact(&self, key: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.key == key)
    }

    /// The table with this last name.
    pub fn table(&self, key: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name() == key)
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    /// Every key that may stand in this table.
    pub fn keys(&self) -> Vec<&str> {
        self.facts.iter().map(|fact| fact.key.as_str()).chain(self.tables.iter().map(Table::name)).collect()
    }

    /// The fact or table at a dotted path; rows are named like tables (`absences.reason`).
    pub fn find(&self, path: &str) -> Option<Found<'_>> {
        let mut table = self;
        let mut parts = path.split('.').peekable();
        while let Some(part) = parts.next() {
            if let Some(fact) = table.fact(part) {
                return parts.peek().is_none().then_some(Found::Fact(fact));
            }
            table = table.table(part)?;
        }
        Some(Found::Table(table))
    }

    /// Every fact's dotted path, for "did you mean" and the reference.
    pub fn paths(&self) -> Vec<String> {
        let own = self.facts.iter().map(|fact| join(&self.path, &fact.key));
        own.chain(self.tables.iter().flat_map(Table::paths)).collect()
    }

    /// The same table with more facts and tables in it: a letter kind's own answers in `[[letters]]`.
    #[must_use]
    pub fn extended(&self, answers: &Table) -> Table {
        let mut whole = self.clone();
        whole.facts.extend(answers.facts.iter().cloned());
        whole.tables.extend(answers.tables.iter().cloned());
        whole
    }
}

impl Table {
    /// The same table with these facts alone, without what explains them; a table whose own path is named has a place even when none of its
    /// facts is.
    #[must_use]
    pub fn only(&self, allowed: &BTreeSet<String>) -> Table {
        let within = |table: &&Table| {
            let inside = format!("{}.", table.path);
            allowed.contains(&table.path) || allowed.iter().any(|path| path.starts_with(&inside))
        };
        Table {
            facts: self.facts.iter().filter(|fact| allowed.contains(&join(&self.path, &fact.key))).map(Fact::unexplained).collect(),
            tables: self.tables.iter().filter(within).map(|table| table.only(allowed)).collect(),
            path: self.path.clone(),
            shorthand: self.shorthand.clone(),
            one_of: self.one_of.clone(),
            about: String::new(),
            ..*self
        }
    }
}

/// A fact as the seed file writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFact {
    key: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    choices: Vec<String>,
    category: Option<String>,
    #[serde(default)]
    or_text: bool,
    needs: Option<String>,
    #[serde(default)]
    list: bool,
    #[serde(default)]
    must: bool,
    default: Option<toml::Value>,
    #[serde(default)]
    private: bool,
    #[serde(default)]
    when: Vec<Condition>,
    #[serde(default)]
    unasked: bool,
    about: String,
    #[serde(default)]
    example: String,
}

/// A table as the seed file or a manifest writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenTable {
    path: String,
    #[serde(default)]
    rows: bool,
    shorthand: Option<String>,
    #[serde(default)]
    one_of: Vec<String>,
    #[serde(default)]
    ordered: bool,
    #[serde(default)]
    about: String,
    #[serde(default)]
    fact: Vec<WrittenFact>,
}

impl WrittenFact {
    fn checked(self, path: &str) -> Result<Fact, String> {
        let kind = match self.kind.as_str() {
            "name" => FactType::Name,
            "text" => FactType::Text,
            "narrative" => FactType::Narrative,
            "date" => FactType::Date,
            "when" => FactType::When,
            "integer" => FactType::Integer,
            "boolean" => FactType::Boolean,
            "pronouns" => FactType::Pronouns,
            "choice" if !self.choices.is_empty() => FactType::Choice(self.choices),
            "choice" => return Err(format!("the fact `{}` is a choice but has no `choices`", join(path, &self.key))),
            "seed" => match self.category {
                Some(category) => FactType::Seed { category, or_text: self.or_text, needs: self.needs },
                None => return Err(format!("the fact `{}` is a seed but has no `category`", join(path, &self.key))),
            },
            other => return Err(format!("the fact `{}` has the unknown type `{other}`", join(path, &self.key))),
        };
        Ok(Fact {
            key: self.key,
            kind,
            list: self.list,
            must: self.must,
            default: self.default,
            private: self.private,
            when: self.when,
            unasked: self.unasked,
            about: self.about,
            example: self.example,
        })
    }
}

/// Builds the tree of tables from their flat list, under `root_path` ("" for the case, "letters" for a kind's answers).
///
/// # Errors
/// A sentence that says which fact or table is wrong: an unknown type, a name used twice, a parent that is missing.
pub fn tree(written: Vec<WrittenTable>, root_path: &str) -> Result<Table, String> {
    let mut root = Table { path: root_path.to_owned(), ..Table::default() };
    for table in written {
        let path = if table.path.is_empty() { root_path.to_owned() } else { join(root_path, &table.path) };
        let facts = table.fact.into_iter().map(|fact| fact.checked(&path)).collect::<Result<Vec<_>, _>>()?;
        if path == root_path {
            root.facts.extend(facts);
            root.about = table.about;
            continue;
        }
        let new = Table {
            path: path.clone(),
            rows: table.rows,
            shorthand: table.shorthand,
            one_of: table.one_of,
            ordered: table.ordered,
            about: table.about,
            facts,
            tables: Vec::new(),
        };
        let parent = table.path.rsplit_once('.').map_or("", |(parent, _)| parent);
        let parent = descend(&mut root, parent).ok_or_else(|| format!("the table `{path}` stands before the table it belongs to"))?;
        parent.tables.push(new);
    }
    unique(&root)?;
    Ok(root)
}

fn descend<'a>(root: &'a mut Table, path: &str) -> Option<&'a mut Table> {
    let mut table = root;
    for part in path.split('.').filter(|part| !part.is_empty()) {
        table = table.tables.iter_mut().find(|child| child.name() == part)?;
    }
    Some(table)
}

fn unique(table: &Table) -> Result<(), String> {
    let mut keys = table.keys();
    keys.sort_unstable();
    if let Some(twice) = keys.windows(2).find_map(|pair| (pair.first() == pair.last()).then(|| pair.first().copied()).flatten()) {
        return Err(format!("the key `{}` stands twice", join(&table.path, twice)));
    }
    table.tables.iter().try_for_each(unique)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(text: &str) -> Result<Table, String> {
        #[derive(Deserialize)]
        struct File {
            table: Vec<WrittenTable>,
        }
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        tree(file.table, "")
    }

    #[test]
    fn a_path_leads_through_rows_and_tables_to_a_fact() {
        let root = schema(
            "[[table]]\npath = \"signers\"\nrows = true\nfact = [{ key = \"name\", type = \"name\", about = \"a\" }]\n\
             [[table]]\npath = \"signers.authorization\"\nfact = [{ key = \"date\", type = \"date\", about = \"a\" }]\n",
        )
        .expect("a good schema");
        assert!(matches!(root.find("signers.name"), Some(Found::Fact(fact)) if fact.kind == FactType::Name));
        assert!(matches!(root.find("signers.authorization.date"), Some(Found::Fact(fact)) if fact.kind == FactType::Date));
        assert!(matches!(root.find("signers"), Some(Found::Table(table)) if table.rows));
        assert_eq!(root.find("signers.nmae"), None);
        assert_eq!(root.find("signers.name.first"), None);
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        let text = "[[table]]\npath = \"\"\nfact = [{ key = \"id\", type = \"name\", about = \"a\" }, { key = \"id\", type = \"text\", about = \"b\" }]\n";
        assert_eq!(schema(text), Err("the key `id` stands twice".to_owned()));
    }
}
