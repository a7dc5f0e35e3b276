//! The answers a question offers to choose from, with their labels in the person's language.
//!
//! Input: a question's or field's own choices, its fact, the case's exhibits. Output: [`Offer`]s. Labels come from the question, from the seed
//! entry, or from the messages; none stands in the code.

use toml_edit::Value;

use crate::fact::{Fact, FactType};
use crate::interview::Session;
use crate::interview::answers::Place;
use crate::questions::{Choice, Options, Question};

/// One answer to choose.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    /// The value.
    pub(crate) is: String,
    /// What is shown.
    pub(crate) label: String,
}

impl Session<'_> {
    /// The choices of a question or field; without its own, those that its fact has.
    pub(crate) fn offers(&self, choices: &[Choice], fact: &Fact, question: &Question) -> Vec<Offer> {
        let language = self.messages.language;
        let seed_label = |category: &str, id: &str| self.library.seed(category, id).map(|seed| seed.said("name", language).to_owned());
        if !choices.is_empty() {
            let label = |choice: &Choice| {
                let of_seed = match &fact.kind {
                    FactType::Seed { category, .. } => seed_label(category, &choice.is),
                    _ => None,
                };
                choice.label(language).map(str::to_owned).or(of_seed).unwrap_or_else(|| choice.is.clone())
            };
            return choices.iter().map(|choice| Offer { is: choice.is.clone(), label: label(choice) }).collect();
        }
        if question.options == Some(Options::Exhibits) {
            return self.exhibits();
        }
        match &fact.kind {
            FactType::Boolean => {
                [("true", "yes"), ("false", "no")].map(|(is, id)| Offer { is: is.to_owned(), label: self.messages.say(id) }).into()
            }
            FactType::Seed { category, needs, .. } => {
                let seeds = self.library.seeds_in_order(category);
                seeds
                    .into_iter()
                    .filter(|seed| seed.has(needs.as_deref()))
                    .map(|seed| Offer { is: seed.id.clone(), label: seed.said("name", language).to_owned() })
                    .collect()
            }
            _ => match &question.matched_in {
                Some(category) => {
                    let seeds = self.asking.in_order(category);
                    seeds.into_iter().map(|seed| Offer { is: seed.id.clone(), label: seed.said("name", language).to_owned() }).collect()
                }
                None => Vec::new(),
            },
        }
    }

    fn exhibits(&self) -> Vec<Offer> {
        let rows = Place::of("exhibits");
        let one = |row: usize| {
            let mark = crate::computed::exhibit_mark(row);
            let title = self.answers.words(&rows.row(row).key("title")).unwrap_or_default();
            Offer { label: format!("{mark}: {title}"), is: mark }
        };
        (0..self.answers.count(&rows)).map(one).collect()
    }
}

/// A choice's value in the form of its fact.
pub(crate) fn of_choice(fact: &Fact, is: &str) -> Value {
    match (&fact.kind, is) {
        (FactType::Boolean, "true") => Value::from(true),
        (FactType::Boolean, "false") => Value::from(false),
        _ => Value::from(is),
    }
}
