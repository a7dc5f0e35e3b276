//! Which questions are asked, in which order, and where each answer stands.
//!
//! Why data decides: a question is asked when a chosen letter's manifest names its fact. Input: the answers so far, the library. Output: the
//! steps of the interview as they are now. It is made anew after every answer, so that no answer can leave the interview in a state that
//! another answer contradicts.

use std::collections::BTreeSet;

use crate::conditions::Knows;
use crate::fact::{Fact, Found, Table};
use crate::interview::answers::{Answers, Place};
use crate::library::Library;
use crate::manifest::Manifest;
use crate::questions::{Asking, Question};
use crate::shape;

/// How pressing a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Asked before any letter is chosen.
    Start,
    /// A chosen letter cannot be written without it.
    Needed,
    /// It makes a chosen letter stronger.
    Stronger,
    /// A chosen letter can use it.
    Useful,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has an answer.
    Answered,
    /// It was passed over.
    Passed,
    /// It is still to be asked.
    Open,
}

/// One question at one place.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// The question.
    pub question: &'a Question,
    /// For a question asked once for each row: which row.
    pub row: Option<usize>,
    /// How pressing it is.
    pub tier: Tier,
    /// How it stands.
    pub standing: Standing,
}

impl Step<'_> {
    /// A name for the step that stays the same from one run to the next.
    pub fn id(&self) -> String {
        match self.row {
            Some(row) => format!("{}#{row}", self.question.id),
            None => self.question.id.clone(),
        }
    }
}

/// The answers with everything that is needed to read them.
pub struct View<'v, 'a> {
    /// The answers so far.
    pub answers: &'v Answers,
    /// The library.
    pub library: &'a Library,
    /// The questions.
    pub asking: &'a Asking,
}

/// The rows of letters.
const LETTERS: &str = "letters";

/// The path of the letters' kinds: the one question whose answers are letters.
pub const KINDS: &str = "letters.kind";

impl<'a> View<'_, 'a> {
    /// The chosen letters: row and kind.
    pub fn chosen(&self) -> Vec<(usize, &'a Manifest)> {
        self.letters().into_iter().filter(|(_, _, later)| !later).map(|(row, manifest, _)| (row, manifest)).collect()
    }

    /// Every letter of the case: row, kind, and whether it is for later.
    pub fn letters(&self) -> Vec<(usize, &'a Manifest, bool)> {
        let rows = Place::of("letters");
        let one = |row| {
            let manifest = self.library.kind(&self.answers.words(&rows.row(row).key("kind"))?)?;
            Some((row, manifest, self.answers.words(&rows.row(row).key("later")).as_deref() == Some("true")))
        };
        (0..self.answers.count(&rows)).filter_map(one).collect()
    }

    /// Every place that a path of a question stands for: one, or one in each chosen letter that has such an answer, as rows or as a fact.
    pub fn places(&self, path: &str, rows: bool) -> Vec<Place> {
        let Some(inside) = path.strip_prefix("letter.") else { return vec![self.place(path)] };
        let case_path = Manifest::case_path(path);
        let has = |manifest: &Manifest| {
            matches!(
                (self.library.schema_with(manifest).find(&case_path), rows),
                (Some(Found::Table(_)), true) | (Some(Found::Fact(_)), false)
            )
        };
        let chosen = self.chosen().into_iter().filter(|(_, manifest)| has(manifest));
        chosen.map(|(row, _)| inside.split('.').fold(Place::of("letters").row(row), |place, key| place.key(key))).collect()
    }

    /// The place of a path of the case; through rows, in the first one.
    fn place(&self, path: &str) -> Place {
        let mut place = Place::default();
        let mut table = &self.library.schema;
        for key in path.split('.') {
            place = place.key(key);
            if let Some(inner) = table.table(key) {
                table = inner;
                if inner.rows && !path.ends_with(&inner.path) {
                    place = place.row(0);
                }
            }
        }
        place
    }

    /// The fact at a path of a question.
    pub fn fact(&self, path: &str) -> Option<Fact> {
        self.find(path, |found| match found {
            Found::Fact(fact) => Some(fact.clone()),
            Found::Table(_) => None,
        })
    }

    /// The table of rows at a path of a question.
    pub fn table(&self, path: &str) -> Option<Table> {
        self.find(path, |found| match found {
            Found::Table(table) => Some(table.clone()),
            Found::Fact(_) => None,
        })
    }

    fn find<T>(&self, path: &str, take: impl Fn(Found<'_>) -> Option<T>) -> Option<T> {
        let case_path = Manifest::case_path(path);
        if let Some(found) = self.library.schema.find(&case_path).and_then(&take) {
            return Some(found);
        }
        let chosen = self.chosen();
        let mut manifests = chosen.iter().map(|(_, manifest)| *manifest).chain(self.library.kinds());
        manifests.find_map(|manifest| self.library.schema_with(manifest).find(&case_path).and_then(&take))
    }

    /// The rows that belong to a group, with the place of the table they stand in.
    pub fn rows(&self, question: &Question) -> (Vec<Place>, Vec<usize>) {
        let path = match (&question.rows, &question.fact) {
            (Some(rows), _) => rows.clone(),
            (None, Some(fact)) => fact.rsplit_once('.').map(|(rows, _)| rows.to_owned()).unwrap_or_default(),
            (None, None) => String::new(),
        };
        let tables = self.places(&path, true);
        let Some(first) = tables.first() else { return (tables, Vec::new()) };
        let schema = self.table(&path);
        let belongs = |row: &usize| schema.as_ref().is_some_and(|schema| self.belongs(question, schema, &first.row(*row)));
        // A letter for later is not asked about.
        let now: Option<Vec<usize>> = (path == LETTERS).then(|| self.chosen().into_iter().map(|(row, _)| row).collect());
        let wanted = |row: &usize| now.as_ref().is_none_or(|now| now.contains(row));
        let rows = (0..self.answers.count(first)).skip(question.after).filter(|row| wanted(row) && belongs(row)).collect();
        (tables, rows)
    }

    /// Whether a row has what the group fills in, and nothing that its choices exclude.
    fn belongs(&self, question: &Question, schema: &Table, row: &Place) -> bool {
        let value = |key: &str| {
            let default = || schema.fact(key).and_then(|fact| fact.default.as_ref()).and_then(|value| value.as_str().map(str::to_owned));
            self.answers.words(&row.key(key)).or_else(default)
        };
        let filled = question.fill.iter().all(|(key, wanted)| value(key).as_ref() == Some(wanted));
        let narrowed = question.field.iter().filter(|field| !field.choices.is_empty() && field.other.is_none());
        filled
            && narrowed
                .filter_map(|field| Some((field, value(&field.key)?)))
                .all(|(field, value)| field.choices.iter().any(|choice| choice.is == value))
    }

    /// The steps of the interview as they are now, in the order of the questions.
    pub fn steps(&self) -> Vec<Step<'a>> {
        let chosen: Vec<&Manifest> = self.chosen().into_iter().map(|(_, manifest)| manifest).collect();
        let wants = Wants::of(&chosen, self);
        let passed = self.answers.list(&Place::of("interview.passed"));
        let mut steps = Vec::new();
        for question in self.asking.questions.iter().filter(|question| question.stage.is_none()) {
            let Some(mut tier) = wants.tier(question) else { continue };
            if !self.makes_sense(question) {
                continue;
            }
            if !question.needed_when.is_empty() && question.needed_when.iter().all(|condition| condition.holds(self)) {
                tier = tier.min(Tier::Needed);
            }
            let rows = if question.each { self.rows(question).1.into_iter().map(Some).collect() } else { vec![None] };
            for row in rows {
                let mut step = Step { question, row, tier, standing: Standing::Open };
                step.standing = match (self.answered(&step), passed.contains(&step.id())) {
                    (true, _) => Standing::Answered,
                    (false, true) => Standing::Passed,
                    (false, false) => Standing::Open,
                };
                steps.push(step);
            }
        }
        steps
    }

    /// Whether everything holds that the question or its fact needs to make sense.
    fn makes_sense(&self, question: &Question) -> bool {
        let fact = question.fact.as_deref().filter(|_| !question.each).and_then(|path| self.fact(path));
        let of_fact = fact.iter().flat_map(|fact| &fact.when);
        question.when.iter().chain(of_fact).all(|condition| condition.holds(self))
    }

    fn answered(&self, step: &Step<'_>) -> bool {
        if step.question.path() == KINDS {
            return !self.chosen().is_empty();
        }
        if self.answers.words(&Place::of("interview.adding")).is_some_and(|adding| adding.split('/').next() == Some(&step.question.id)) {
            return false;
        }
        if step.question.rows.is_some() {
            let (tables, rows) = self.rows(step.question);
            return !rows.is_empty() || tables.first().is_some_and(|table| self.answers.said_none(table));
        }
        self.targets(step).iter().any(|place| self.answers.known(place) || self.answers.said_none(place))
    }

    /// Where the answer of a step that asks for one fact is written.
    pub fn targets(&self, step: &Step<'_>) -> Vec<Place> {
        let path = step.question.path();
        match (step.row, path.rsplit_once('.')) {
            (Some(row), Some((rows, key))) => self.places(rows, true).into_iter().map(|table| table.row(row).key(key)).collect(),
            _ => self.places(path, false),
        }
    }
}

impl Knows for View<'_, '_> {
    fn values(&self, path: &str) -> Vec<String> {
        let values = self.places(path, false).iter().map(|place| self.answers.list(place)).find(|list| !list.is_empty());
        let default = || self.fact(path).and_then(|fact| fact.default).and_then(|value| value.as_str().map(str::to_owned));
        values.unwrap_or_else(|| default().into_iter().collect())
    }

    fn known(&self, path: &str) -> bool {
        self.places(path, false).iter().chain(&self.places(path, true)).any(|place| self.answers.known(place))
    }
}

/// What the chosen letters ask for.
struct Wants {
    must: BTreeSet<String>,
    stronger: BTreeSet<String>,
    allowed: BTreeSet<String>,
    /// The roles of those who get a chosen letter or a copy of it.
    people: BTreeSet<String>,
    any_letter: bool,
}

impl Wants {
    fn of(chosen: &[&Manifest], view: &View<'_, '_>) -> Self {
        let mut wants = Self {
            must: BTreeSet::new(),
            stronger: BTreeSet::new(),
            allowed: BTreeSet::new(),
            people: BTreeSet::new(),
            any_letter: !chosen.is_empty(),
        };
        let named =
            ["letter.to", "letter.cc"].into_iter().flat_map(|path| view.places(path, false)).flat_map(|place| view.answers.list(&place));
        wants.people.extend(named);
        for manifest in chosen {
            let due = manifest.must_when.iter().filter(|when| view.values(&when.fact).contains(&when.is)).flat_map(|when| &when.must);
            wants.must.extend(view.library.house.must.iter().chain(&manifest.must).chain(due).map(|path| Manifest::case_path(path)));
            wants.stronger.extend(manifest.stronger.iter().map(|stronger| Manifest::case_path(&stronger.fact)));
            wants.allowed.extend(shape::allowed(manifest, view.library));
            wants.people.extend(manifest.to.iter().chain(&manifest.cc).cloned());
        }
        wants
    }

    /// How pressing a question is; none when nothing wants it.
    fn tier(&self, question: &Question) -> Option<Tier> {
        if question.start {
            return Some(Tier::Start);
        }
        let path = Manifest::case_path(question.path());
        let inside = format!("{path}.");
        let wanted =
            |set: &BTreeSet<String>| set.contains(&path) || (question.rows.is_some() && set.iter().any(|fact| fact.starts_with(&inside)));
        // A group about one person's role is of use only when a letter goes to that person.
        let stranger = question.rows.is_some() && question.fill.get("role").is_some_and(|role| !self.people.contains(role));
        if !self.any_letter || stranger {
            None
        } else if question.after == 0 && (wanted(&self.must) || (question.essential && wanted(&self.allowed))) {
            Some(Tier::Needed)
        } else if wanted(&self.stronger) || (question.stronger && (question.always || wanted(&self.allowed))) {
            Some(Tier::Stronger)
        } else if question.always || wanted(&self.allowed) {
            Some(Tier::Useful)
        } else {
            None
        }
    }
}

/// The steps in the order in which they are asked: first what is needed, then what helps, as far as `furthest`; inside, the questions' order.
pub fn in_turn<'s, 'a>(steps: &'s [Step<'a>], furthest: Tier) -> Vec<&'s Step<'a>> {
    let mut turn: Vec<&Step<'_>> = steps.iter().filter(|step| step.tier <= furthest).collect();
    turn.sort_by_key(|step| step.tier);
    turn
}
