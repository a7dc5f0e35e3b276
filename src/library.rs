//! Everything that is not a case: schema, seeds, rules, questions, letter kinds, templates, style and fonts.
//!
//! Input: [`Sources`]. Output: a [`Library`], read once, never changed, shared by all threads. Every reference from one file
//! to another is checked by [`crate::library_check`].

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use crate::error::Error;
use crate::fact::{self, Table, WrittenTable};
use crate::fonts::Fonts;
use crate::house::{self, House};
use crate::manifest::{self, Manifest};
use crate::on_demand::OnDemand;
use crate::questions::{Asking, Question};
use crate::rules::Rules;
use crate::seeds::{self, Seed, Seeds};
use crate::sources::Sources;
use crate::style::Style;
use crate::template::Templates;

/// All that letters are made from, beside the case.
pub struct Library {
    /// Where it all came from.
    pub sources: Sources,
    /// The case file's facts.
    pub schema: Table,
    /// What the letters know.
    pub seeds: Seeds,
    /// The law.
    pub rules: Arc<Rules>,
    /// What all letters share.
    pub house: House,
    /// How pages look.
    pub style: Style,
    /// The faces.
    pub fonts: Fonts,
    /// The compiled templates.
    pub templates: Templates,
    kinds: BTreeMap<String, OnDemand<String, Manifest>>,
    /// Read when it is first asked for: letters do without.
    asking: OnceLock<Asking>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.kinds.keys()).finish()
    }
}

const SCHEMA: &str = "seeds/facts/case.toml";
const STYLE: &str = "_house/style.toml";

impl Library {
    /// Reads everything.
    ///
    /// # Errors
    /// The first file that is wrong, with its place.
    pub fn load(sources: Sources) -> Result<Self, Error> {
        let schema = schema(&sources)?;
        let seeds = seeds::entries(&sources, &seeds::FOLDERS)?;
        let rules = Arc::new(Rules::load(&sources)?);
        let house: House = sources.read(house::FILE)?;
        let style = match sources.is_own(STYLE) {
            true => Style::parse(sources.text(STYLE)?).map_err(|error| Error::library(STYLE, error.to_string()))?,
            false => sources.read(STYLE)?,
        };
        let fonts = Fonts::built_in();
        let kinds = kinds(&sources)?;
        let templates = Templates::read(&sources, &kinds, &rules)?;
        Ok(Self { sources, schema, seeds, rules, house, style, fonts, templates, kinds, asking: OnceLock::new() })
    }

    /// A letter kind.
    pub fn kind(&self, id: &str) -> Option<&Manifest> {
        self.kinds.get(id).and_then(|kind| self.manifest(id, kind))
    }

    /// All letter kinds, by id.
    pub fn kinds(&self) -> impl Iterator<Item = &Manifest> {
        self.kinds.iter().filter_map(|(id, kind)| self.manifest(id, kind))
    }

    /// The ids of all letter kinds.
    pub fn kind_ids(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    fn manifest<'a>(&self, id: &str, kind: &'a OnDemand<String, Manifest>) -> Option<&'a Manifest> {
        kind.get(|file| manifest::read(id, file, &self.sources).ok())
    }

    /// What a letter kind is called, whether it exists here or is only in the catalogue.
    pub fn kind_title(&self, kind: &str) -> String {
        let planned = || self.seed("letter", kind).and_then(|seed| seed.words.get("name").cloned());
        self.kind(kind).map(|manifest| manifest.title.clone()).or_else(planned).unwrap_or_else(|| kind.to_owned())
    }

    /// A seed entry.
    pub fn seed(&self, category: &str, id: &str) -> Option<&Seed> {
        self.seeds.get(category, id)
    }

    /// The ids of a category.
    pub fn seed_ids(&self, category: &str) -> Vec<&str> {
        self.seeds.ids(category)
    }

    /// The entries of a category, in the order of the files.
    pub fn seeds_in_order(&self, category: &str) -> Vec<&Seed> {
        self.seeds.in_order(category)
    }

    /// The schema with one kind's own answers in `[[letters]]`.
    pub fn schema_with(&self, manifest: &Manifest) -> Table {
        let mut schema = self.schema.clone();
        for table in &mut schema.tables {
            if table.path == "letters" {
                *table = table.extended(&manifest.answers);
            }
        }
        schema
    }

    /// The questions, situations and messages of the interview.
    ///
    /// # Errors
    /// The first file of them that is wrong.
    pub fn asking(&self) -> Result<&Asking, Error> {
        match self.asking.get() {
            Some(asking) => Ok(asking),
            None => {
                let asking = Asking::read(&self.sources)?.completed(self);
                Ok(self.asking.get_or_init(|| asking))
            }
        }
    }

    /// The question that asks for a fact (a path as manifests write it). Without readable questions there is none.
    pub fn question(&self, path: &str) -> Option<&Question> {
        self.asking().ok()?.questions.iter().find(|question| question.path() == path && !question.each)
    }
}

fn schema(sources: &Sources) -> Result<Table, Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        table: Vec<WrittenTable>,
    }
    let file: File = sources.read(SCHEMA)?;
    fact::tree(file.table, "").map_err(|message| Error::library(SCHEMA, message))
}

fn kinds(sources: &Sources) -> Result<BTreeMap<String, OnDemand<String, Manifest>>, Error> {
    let mut kinds = BTreeMap::new();
    for file in sources.below("", "/letter.toml") {
        let Some(folder) = file.strip_suffix("/letter.toml").filter(|folder| !folder.contains('/')) else { continue };
        let kind = match sources.is_own(&file) {
            true => OnDemand::read(manifest::read(folder, &file, sources)?),
            false => OnDemand::at(file.clone()),
        };
        kinds.insert(folder.to_owned(), kind);
    }
    Ok(kinds)
}
