//! What the letters know: the seed entries (supports, signs, roles, situations, messages, ...) and the legal rules.
//!
//! Input: the TOML files below `seeds/`. Output: tables by category and id, with ids checked to be unique. A new entry is one
//! more `[[table]]` in a file; nothing here names a category.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::on_demand::OnDemand;
use crate::seed_rows::{Rows, Words};
use crate::sources::{Row, Sources};
use crate::wording::language::Language;

/// One entry: its own keys, as the file has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Seed {
    /// The id, unique over all seeds.
    pub id: String,
    /// Lines of words by key: `name`, `text`, `ask`, ...
    pub words: BTreeMap<String, String>,
    /// Lists by key: `seeds` (its sources), `letters`.
    pub lists: BTreeMap<String, Vec<String>>,
    /// The file it stands in.
    pub file: String,
    /// Its place among the entries of its category, in the order of the files.
    pub order: usize,
}

impl Seed {
    /// Whether it has words for the key that a fact needs.
    pub fn has(&self, needs: Option<&str>) -> bool {
        needs.is_none_or(|key| self.words.contains_key(key))
    }

    /// Its words for a key, in a language; where it has none in Spanish, in English.
    pub fn said(&self, key: &str, language: Language) -> &str {
        let spanish = (language == Language::Spanish).then(|| self.words.get(&format!("{key}_es"))).flatten();
        spanish.or_else(|| self.words.get(key)).map(String::as_str).unwrap_or_default()
    }
}

/// All entries, by category and id. Built-in ones are read when they are first asked for.
#[derive(Debug, Clone, Default)]
pub struct Seeds {
    categories: BTreeMap<Cow<'static, str>, Category>,
}

/// The entries of one category.
#[derive(Debug, Clone, Default)]
struct Category {
    entries: BTreeMap<Cow<'static, str>, Entry>,
    /// Every key of words that one of them has, sorted; worked out when it is first asked for.
    keys: OnceLock<Vec<String>>,
}

/// An entry: a built-in one by its row and its place in the category.
type Entry = OnDemand<(&'static Row, usize), Seed>;

impl Seeds {
    /// An entry.
    pub fn get(&self, category: &str, id: &str) -> Option<&Seed> {
        self.categories.get(category)?.entries.get(id).and_then(read)
    }

    /// The ids of a category.
    pub fn ids(&self, category: &str) -> Vec<&str> {
        self.categories.get(category).map(|category| category.entries.keys().map(Cow::as_ref).collect()).unwrap_or_default()
    }

    /// The entries of a category, by id.
    pub fn of(&self, category: &str) -> impl Iterator<Item = &Seed> {
        self.categories.get(category).into_iter().flat_map(|category| category.entries.values()).filter_map(read)
    }

    /// The entries of a category, in the order of the files.
    pub fn in_order(&self, category: &str) -> Vec<&Seed> {
        let mut entries: Vec<&Seed> = self.of(category).collect();
        entries.sort_by_key(|seed| seed.order);
        entries
    }

    /// Every key of words in a category, sorted.
    pub fn keys(&self, category: &str) -> impl Iterator<Item = &str> {
        self.categories.get(category).into_iter().flat_map(|category| category.keys().iter().map(String::as_str))
    }

    /// All entries.
    pub fn all(&self) -> impl Iterator<Item = &Seed> {
        self.categories.values().flat_map(|category| category.entries.values()).filter_map(read)
    }
}

impl Category {
    fn keys(&self) -> &[String] {
        self.keys.get_or_init(|| {
            let built_in = self.entries.values().filter_map(OnDemand::place).flat_map(|(row, _)| row.words().split(' '));
            let given = self.entries.values().filter_map(OnDemand::given).flat_map(|seed| seed.words.keys().map(String::as_str));
            let keys: BTreeSet<&str> = built_in.chain(given).collect();
            keys.into_iter().map(str::to_owned).collect()
        })
    }
}

fn read(entry: &Entry) -> Option<&Seed> {
    entry.get(|(row, order)| {
        let said = serde_json::from_str(row.json()).ok()?;
        seed(row.category(), said, row.file()).ok().map(|seed| Seed { order: *order, ..seed })
    })
}

/// A parser's error with its place, as a library error.
pub(crate) fn toml_error(file: &str, text: &str, error: &toml::de::Error) -> Error {
    let place = error.span().map(|span| {
        let before = text.get(..span.start).unwrap_or_default();
        (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
    });
    Error::Library { file: file.to_owned(), place, message: error.message().to_owned() }
}

/// The folders of entries that letters are made with.
pub const FOLDERS: [&str; 2] = ["seeds/knowledge", "seeds/roles"];

/// Reads the entries of these folders.
///
/// # Errors
/// A file that cannot be read, an entry without an id, an id that stands twice.
pub fn entries(sources: &Sources, folders: &[&str]) -> Result<Seeds, Error> {
    let mut reader = Reader::default();
    for file in folders.iter().flat_map(|folder| sources.below(folder, ".toml")) {
        if let Some(rows) = sources.rows(&file) {
            for row in rows {
                reader.add(row.file().into(), row.category().into(), row.id().into(), |order| OnDemand::at((row, order)))?;
            }
            continue;
        }
        let table: BTreeMap<String, Rows> = sources.read(&file)?;
        for (category, Rows(rows)) in table {
            for row in rows {
                let seed = seed(&category, row, &file)?;
                let (category, id) = (category.clone().into(), seed.id.clone().into());
                reader.add(file.clone().into(), category, id, |order| OnDemand::read(Seed { order, ..seed }))?;
            }
        }
    }
    Ok(reader.seeds)
}

/// Seeds while they are read.
#[derive(Default)]
struct Reader {
    seeds: Seeds,
    /// The file of each entry of knowledge: a case names it by id alone, whatever its category.
    knowledge: FxHashMap<Cow<'static, str>, Cow<'static, str>>,
}

impl Reader {
    fn add(
        &mut self,
        file: Cow<'static, str>,
        category: Cow<'static, str>,
        id: Cow<'static, str>,
        entry: impl FnOnce(usize) -> Entry,
    ) -> Result<(), Error> {
        let home = self.seeds.categories.entry(category).or_default();
        let entry = entry(home.entries.len());
        let same = home.entries.insert(id.clone(), entry).and_then(|other| read(&other).map(|other| other.file.clone().into()));
        let known = if file.starts_with("seeds/knowledge/") { self.knowledge.insert(id.clone(), file.clone()) } else { None };
        match same.or(known) {
            Some(other) => Err(Error::library(&*file, format!("the id `{id}` stands twice; it is in {other} too"))),
            None => Ok(()),
        }
    }
}

/// An entry as its row has it.
fn seed(category: &str, row: BTreeMap<String, Words>, file: &str) -> Result<Seed, Error> {
    let mut seed = Seed { id: String::new(), words: BTreeMap::new(), lists: BTreeMap::new(), file: file.to_owned(), order: 0 };
    for (key, value) in row {
        match value {
            Words::One(words) => drop(seed.words.insert(key, words)),
            Words::List(list) => drop(seed.lists.insert(key, list)),
        }
    }
    let id = seed.words.get("id").or_else(|| seed.words.get("file"));
    seed.id = id.ok_or_else(|| Error::library(file, format!("an entry of `{category}` has no id")))?.clone();
    Ok(seed)
}

#[cfg(test)]
mod tests {
    use super::{FOLDERS, entries};
    use crate::sources::Sources;

    #[test]
    fn every_built_in_entry_can_be_read_and_has_the_keys_that_are_known_before() {
        let sources = Sources::default();
        for folder in FOLDERS.into_iter().chain(["seeds/interview"]) {
            let seeds = entries(&sources, &[folder]).expect("entries");
            for (name, category) in &seeds.categories {
                let read: Vec<_> = seeds.of(name).collect();
                assert_eq!(read.len(), category.entries.len(), "{name}");
                assert!(read.iter().map(|seed| seed.id.as_str()).eq(seeds.ids(name)));
                let mut keys: Vec<&str> = read.iter().flat_map(|seed| seed.words.keys().map(String::as_str)).collect();
                keys.sort_unstable();
                keys.dedup();
                assert!(seeds.keys(name).eq(keys), "{name}");
                let mut orders: Vec<usize> = read.iter().map(|seed| seed.order).collect();
                orders.sort_unstable();
                assert!(orders.into_iter().eq(0..read.len()), "{name}");
                assert!(read.iter().all(|seed| sources.text(&seed.file).is_ok_and(|text| text.contains(&seed.id))), "{name}");
            }
        }
    }

    #[test]
    fn an_entry_that_stands_twice_is_told_with_its_file() {
        let own = b"[[sign]]\nid = \"mine\"\nname = \"x\"\n[[support]]\nid = \"mine\"\nname = \"y\"\n";
        let twice = entries(&Sources::new([("seeds/knowledge/own.toml".to_owned(), own.to_vec())].into()), &FOLDERS).expect_err("twice");
        assert!(twice.to_string().contains("`mine` stands twice; it is in seeds/knowledge/own.toml too"), "{twice}");
    }
}
