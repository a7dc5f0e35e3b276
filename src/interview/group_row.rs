//! One row of a repeat group: its fields asked one after the other, or one by one when it is changed.
//!
//! Input: a group's question, a row. Output: values in that row, each saved as it is answered. Which field comes next stands in the file
//! (`interview.adding`), so that a row that was killed in its middle goes on there.

use std::collections::BTreeMap;

use toml_edit::Value;

use crate::conditions::Knows;
use crate::fact::{Fact, FactType, Table};
use crate::interview::answers::{Answers, Place};
use crate::interview::ask::Ask;
use crate::interview::face::{Menu, Reply, Row, Ways};
use crate::interview::group::{adding, shortened};
use crate::interview::offers::of_choice;
use crate::interview::{Move, Session, Stop, moved};
use crate::questions::{Field, Other, Question};

/// How much of a question, and of its answer, a row of a menu shows.
const IN_MENU: usize = 24;

/// Behind the field's key, while the row has nothing in it yet.
pub(super) const TO_BEGIN: char = '+';

impl Session<'_> {
    /// Offers the fields of a row, each with what stands there, until the person goes on.
    pub(super) fn change_row(&mut self, question: &Question, row: usize) -> Result<(), Stop> {
        loop {
            let Some(table) = question.rows.as_deref().and_then(|rows| self.view().table(rows)) else { return Ok(()) };
            let mut fields: Vec<usize> = Vec::new();
            let mut rows: Vec<Row> = Vec::new();
            for (at, field) in question.field.iter().enumerate().filter(|(_, field)| self.applies(question, Some(row), field)) {
                let asked = shortened(&field.words(question, self.messages.language).ask, IN_MENU);
                let value = self.places_of(question, row, &field.key).iter().find_map(|place| self.answers.value(place).cloned());
                let shown = value.zip(table.fact(&field.key)).map(|(value, fact)| self.shown(fact, &field.choices, question, &value));
                fields.push(at);
                rows.push(Row::of(format!("{asked} {}", shortened(&shown.unwrap_or_else(|| "-".to_owned()), IN_MENU))));
            }
            rows.push(Row::of(self.messages.say("row-list-done")));
            self.say("which-field");
            let at = Some(rows.len() - 1);
            let menu = Menu { rows, at, ways: Ways { back: true, ..Ways::default() }, ..Menu::default() };
            let Ok(chosen) = moved(self.face.one(&menu))? else { return Ok(()) };
            let Some(field) = fields.get(chosen) else { return Ok(()) };
            self.some_fields(question, Some(row), *field, *field)?;
        }
    }

    /// Whether a field makes sense in a row as it stands.
    pub(super) fn applies(&self, question: &Question, row: Option<usize>, field: &Field) -> bool {
        let place = row.and_then(|row| self.places_of(question, row, &field.key).into_iter().next());
        let row = RowView { answers: &self.answers, row: place.and_then(|place| place.parent()) };
        field.when.iter().all(|condition| condition.holds(&row))
    }

    /// Asks the fields of one row from `first` on; a new row is there as soon as it has something in it.
    pub(super) fn fields(&mut self, question: &Question, row: Option<usize>, first: usize) -> Result<Move, Stop> {
        self.some_fields(question, row, first, question.field.len())
    }

    /// Asks the fields from `first` to `last`.
    pub(super) fn some_fields(&mut self, question: &Question, row: Option<usize>, first: usize, last: usize) -> Result<Move, Stop> {
        let whole = last >= question.field.len();
        let new = row.is_none();
        let mut row = row;
        let mut at = first;
        let Some(table) = question.rows.as_deref().and_then(|rows| self.view().table(rows)) else { return Ok(Move::Next) };
        if new && first == 0 {
            self.remember(question, 0, true)?;
        }
        let mut backward = false;
        while let Some(field) = question.field.get(at).filter(|_| at <= last) {
            if !self.applies(question, row, field) {
                // Over it, in the direction in which the person goes.
                at = if backward { at.saturating_sub(1) } else { at + 1 };
                backward &= at > 0;
                continue;
            }
            let Some(fact) = table.fact(&field.key).cloned() else {
                at += 1;
                continue;
            };
            let before = row.and_then(|row| {
                self.places_of(question, row, &field.key).into_iter().find_map(|place| self.answers.value(&place).cloned())
            });
            let left_out = row.is_some() && !new && before.is_none();
            let ask = self.field_ask(question, field, fact, row.is_none(), left_out);
            match self.ask(&ask, before.as_ref())? {
                Reply::Given(value) => {
                    row = Some(self.put(question, &table, row, &field.key, value)?);
                    at += 1;
                }
                // Without its first field there is no row at all.
                Reply::Skip if !field.skip && row.is_none() => {
                    self.answers.remove(&adding());
                    return Ok(Move::Next);
                }
                Reply::Skip => {
                    if let Some(row) = row {
                        self.places_of(question, row, &field.key).iter().for_each(|place| self.answers.remove(place));
                    }
                    at += 1;
                }
                Reply::Back if at == 0 || !whole => {
                    self.answers.remove(&adding());
                    self.keep()?;
                    return Ok(Move::Back);
                }
                Reply::Back => {
                    at -= 1;
                    backward = true;
                    continue;
                }
                other => return Ok(moved(other)?.err().unwrap_or(Move::Next)),
            }
            backward = false;
            if whole && (new || first > 0) {
                self.remember(question, at, row.is_none())?;
            }
            self.keep()?;
        }
        if whole {
            // The last fields may not have applied; the row is whole all the same.
            self.answers.remove(&adding());
            self.keep()?;
        }
        Ok(Move::Next)
    }

    /// What a field asks. The first field of a row that need not be may be left out, and the row with it.
    fn field_ask(&self, question: &Question, field: &Field, fact: Fact, no_row: bool, left_out: bool) -> Ask {
        Ask {
            words: field.words(question, self.messages.language),
            about: None,
            other_row: None,
            offers: self.offers(&field.choices, &fact, question),
            other: matches!(field.other, Some(Other::May(true))) || matches!(fact.kind, FactType::Seed { or_text: true, .. }),
            future: field.future || question.future,
            matched_in: None,
            ways: Ways { back: true, skip: field.skip || (question.single && question.skip && no_row), review: self.can_review() },
            passed: left_out,
            fact,
        }
    }

    /// Remembers which field of a new row comes next; after the last one, that the row is whole.
    fn remember(&mut self, question: &Question, at: usize, to_begin: bool) -> Result<(), Stop> {
        let mark = if to_begin { TO_BEGIN.to_string() } else { String::new() };
        match question.field.get(at) {
            Some(next) => self.set(&adding(), Value::from(format!("{}/{}{mark}", question.id, next.key)))?,
            None => self.answers.remove(&adding()),
        }
        self.keep()
    }

    /// The places of a key in a row, in every letter that has such rows.
    pub(super) fn places_of(&self, question: &Question, row: usize, key: &str) -> Vec<Place> {
        self.view()
            .rows(question)
            .0
            .into_iter()
            .filter(|table| self.answers.count(table) > row)
            .map(|table| table.row(row).key(key))
            .collect()
    }

    /// Puts a value into a row; without a row, into a new one.
    pub(super) fn put(&mut self, question: &Question, table: &Table, row: Option<usize>, key: &str, value: Value) -> Result<usize, Stop> {
        if let Some(row) = row {
            for place in self.places_of(question, row, key) {
                self.set(&place, value.clone())?;
            }
            return Ok(row);
        }
        let filled = question.fill.iter().filter_map(|(key, is)| Some((key.clone(), of_choice(table.fact(key)?, is))));
        let values: BTreeMap<String, Value> = filled.chain([(key.to_owned(), value)]).collect();
        let mut new = 0;
        for rows in self.view().rows(question).0 {
            match self.answers.append(&rows, &values) {
                Ok(row) => new = row,
                Err(no_room) => {
                    let why = no_room.to_string();
                    self.say_with("no-room", &[("why", &why)]);
                }
            }
        }
        Ok(new)
    }
}

/// One row, as its fields' conditions see it.
struct RowView<'a> {
    answers: &'a Answers,
    row: Option<Place>,
}

impl Knows for RowView<'_> {
    fn values(&self, key: &str) -> Vec<String> {
        self.row.as_ref().map(|row| self.answers.list(&row.key(key))).unwrap_or_default()
    }

    fn known(&self, key: &str) -> bool {
        self.row.as_ref().is_some_and(|row| self.answers.known(&row.key(key)))
    }
}
