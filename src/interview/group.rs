//! Repeat groups: incidents, absences, supports, people. Rows are listed, added, changed and taken out.
//!
//! Input: a question with `rows`. Output: rows in the case file, each field saved as it is answered. Where a row is being added stands in the
//! file too (`interview.adding`), so that a killed interview goes on in the middle of a row.

use toml_edit::Value;

use crate::fact::FactType;
use crate::interview::answers::Place;
use crate::interview::ask::Ask;
use crate::interview::face::{Menu, Reply, Row, Ways};
use crate::interview::group_row::TO_BEGIN;
use crate::interview::read;
use crate::interview::{Move, Session, Stop, moved};
use crate::questions::{Other, Question};

/// Where the row that is being added is remembered.
pub(super) fn adding() -> Place {
    Place::of("interview.adding")
}

/// How much of a row its line in a list shows.
const LINE: usize = 60;

impl Session<'_> {
    /// Asks a group.
    pub(crate) fn group(&mut self, question: &Question, back: bool) -> Result<Move, Stop> {
        self.expand(question);
        if let Some((field, new)) = self.unfinished(question) {
            let rows = self.view().rows(question).1;
            let row = rows.last().copied().filter(|_| !new);
            self.introduce(question);
            let go = self.fields(question, row, field)?;
            if question.single {
                return self.group_done(question, go);
            }
        } else if question.pick.is_some() {
            return self.ticked(question, back);
        } else if question.single {
            let row = self.view().rows(question).1.first().copied();
            self.introduce(question);
            return match self.fields(question, row, 0)? {
                Move::Back if !back => Ok(Move::Next),
                go => self.group_done(question, go),
            };
        }
        self.list(question, back)
    }

    fn introduce(&mut self, question: &Question) {
        let words = question.words(self.messages.language);
        self.face.say(&words.ask);
        if !words.why.is_empty() {
            self.say_with("why", &[("why", &words.why)]);
        }
        if !words.seen_by.is_empty() {
            self.say_with("seen-by", &[("who", &words.seen_by)]);
        }
    }

    /// The field at which a row of this group was left, and whether the row is still to be begun.
    fn unfinished(&self, question: &Question) -> Option<(usize, bool)> {
        let left = self.answers.words(&adding())?;
        let (id, key) = left.split_once('/')?;
        if id != question.id {
            return None;
        }
        let (key, new) = key.strip_suffix(TO_BEGIN).map_or((key, false), |key| (key, true));
        Some((question.field.iter().position(|field| field.key == key)?, new))
    }

    /// The list of rows, until the person goes on.
    fn list(&mut self, question: &Question, back: bool) -> Result<Move, Stop> {
        loop {
            let (_, rows) = self.view().rows(question);
            self.introduce(question);
            let words = question.words(self.messages.language);
            if rows.is_empty() {
                self.say_with("example", &[("example", &words.example)]);
            }
            let lines: Vec<String> = rows.iter().map(|row| self.row_line(question, *row)).collect();
            for (number, line) in lines.iter().enumerate() {
                self.face.say(&format!("  {}) {line}", number + 1));
            }
            let one = question.row.of(self.messages.language).to_owned();
            let add = self.messages.with(if rows.is_empty() { "row-add" } else { "row-add-another" }, &[("row", &one)]);
            let mut menu = vec![Row::of(add)];
            if !rows.is_empty() {
                menu.extend(["row-change", "row-remove", "row-list-done"].map(|id| Row::of(self.messages.say(id))));
            }
            let at = if rows.is_empty() { None } else { Some(menu.len() - 1) };
            let ways = Ways { back, skip: rows.is_empty() && question.skip, review: self.can_review() };
            let menu = Menu { title: words.ask.clone(), rows: menu, at, ways, passed: false, help: words.help.clone() };
            match self.face.one(&menu) {
                Reply::Given(0) => {
                    self.fields(question, None, 0)?;
                }
                Reply::Given(1) => {
                    if let Some(row) = self.which(&rows, &lines)? {
                        self.change_row(question, row)?;
                    }
                }
                Reply::Given(2) => {
                    if let Some(row) = self.which(&rows, &lines)?
                        && self.is_to_go(question, row)?
                    {
                        let tables = self.view().rows(question).0;
                        tables.iter().for_each(|table| self.answers.remove_row(table, row));
                        self.keep()?;
                    }
                }
                Reply::Given(_) => return self.group_done(question, Move::Next),
                Reply::Skip => return self.group_done(question, Move::Next),
                other => return Ok(moved(other)?.err().unwrap_or(Move::Next)),
            }
        }
    }

    /// A group that has no row was passed over.
    fn group_done(&mut self, question: &Question, go: Move) -> Result<Move, Stop> {
        if go == Move::Next {
            let none = self.view().rows(question).1.is_empty();
            self.pass(&question.id, none)?;
            self.keep()?;
        }
        Ok(go)
    }

    fn which(&mut self, rows: &[usize], lines: &[String]) -> Result<Option<usize>, Stop> {
        if let [only] = rows {
            return Ok(Some(*only));
        }
        self.say("which-row");
        let menu =
            Menu { rows: lines.iter().map(Row::of).collect(), at: None, ways: Ways { back: true, ..Ways::default() }, ..Menu::default() };
        Ok(moved(self.face.one(&menu))?.ok().and_then(|number| rows.get(number).copied()))
    }

    /// A row goes only after it was named and the person said yes.
    fn is_to_go(&mut self, question: &Question, row: usize) -> Result<bool, Stop> {
        let line = self.row_line(question, row);
        self.say_with("really-remove", &[("row", &line)]);
        let rows = ["row-keep", "row-remove-yes"].map(|id| Row::of(self.messages.say(id))).into();
        Ok(moved(self.face.one(&Menu { rows, at: Some(0), ..Menu::default() }))? == Ok(1))
    }

    /// Rows that are ticked from a list.
    fn ticked(&mut self, question: &Question, back: bool) -> Result<Move, Stop> {
        let (Some(pick), Some(rows)) = (question.pick.clone(), question.rows.clone()) else { return Ok(Move::Next) };
        let Some(table) = self.view().table(&rows) else { return Ok(Move::Next) };
        let Some(mut fact) = table.fact(&pick).cloned() else { return Ok(Move::Next) };
        let here = self.view().rows(question).1;
        let names: Vec<String> = here.iter().filter_map(|row| self.picked(question, &pick, *row)).collect();
        // The list of what is ticked is asked for like any other list of that kind.
        fact.list = true;
        let free = matches!(fact.kind, FactType::Seed { or_text: true, .. });
        let ask = Ask {
            words: question.words(self.messages.language),
            about: None,
            other_row: None,
            offers: self.offers(&question.choices, &fact, question),
            other: free || question.other.is_some(),
            future: false,
            matched_in: None,
            ways: Ways { back, skip: question.skip, review: self.can_review() },
            passed: false,
            fact,
        };
        let before = (!names.is_empty()).then(|| Value::Array(names.iter().map(String::as_str).collect()));
        match self.ask(&ask, before.as_ref())? {
            Reply::Given(value) => {
                let wanted: Vec<String> = read::typed(&value).lines().map(str::to_owned).collect();
                let gone = here.iter().rev().filter(|row| self.picked(question, &pick, **row).is_none_or(|name| !wanted.contains(&name)));
                let gone: Vec<usize> = gone.copied().collect();
                let tables = self.view().rows(question).0;
                for row in gone {
                    tables.iter().for_each(|table| self.answers.remove_row(table, row));
                }
                for name in wanted.iter().filter(|name| !names.contains(name)) {
                    let listed = ask.offers.iter().any(|offer| offer.is == *name);
                    let key = match &question.other {
                        Some(Other::Key(key)) if !listed => key.clone(),
                        _ => pick.clone(),
                    };
                    self.put(question, &table, None, &key, Value::from(name.as_str()))?;
                }
                self.pass(&question.id, false)?;
                self.keep()?;
                Ok(Move::Next)
            }
            Reply::Skip => {
                let tables = self.view().rows(question).0;
                for row in here.iter().rev() {
                    tables.iter().for_each(|table| self.answers.remove_row(table, *row));
                }
                self.pass(&question.id, true)?;
                self.keep()?;
                Ok(Move::Next)
            }
            other => Ok(moved(other)?.err().unwrap_or(Move::Next)),
        }
    }

    /// What a row was ticked or typed as.
    fn picked(&self, question: &Question, pick: &str, row: usize) -> Option<String> {
        let keys = [
            Some(pick),
            match &question.other {
                Some(Other::Key(key)) => Some(key.as_str()),
                _ => None,
            },
        ];
        keys.into_iter().flatten().find_map(|key| self.places_of(question, row, key).iter().find_map(|place| self.answers.words(place)))
    }

    /// One line about a row: its first values, in words.
    pub(crate) fn row_line(&self, question: &Question, row: usize) -> String {
        let Some(rows) = question.rows.as_deref() else { return String::new() };
        let Some(table) = self.view().table(rows) else { return String::new() };
        let keys: Vec<&str> =
            question.pick.iter().map(String::as_str).chain(question.field.iter().map(|field| field.key.as_str())).collect();
        let mut words = Vec::new();
        for key in keys {
            let Some(fact) = table.fact(key) else { continue };
            let value = self.places_of(question, row, key).iter().find_map(|place| self.answers.value(place).cloned());
            if let Some(value) = value {
                let field = question.field.iter().find(|field| field.key == key);
                words.push(self.shown(fact, field.map_or(&question.choices, |field| &field.choices), question, &value));
            }
        }
        if words.is_empty()
            && let Some(Other::Key(key)) = &question.other
        {
            words.extend(self.places_of(question, row, key).iter().find_map(|place| self.answers.words(place)));
        }
        // A row written as one word (a shorthand) is its own name.
        if words.is_empty()
            && let Some(first) = table.facts.first()
        {
            let whole = self.view().rows(question).0.iter().find_map(|table| self.answers.value(&table.row(row)).cloned());
            words.extend(whole.map(|value| self.shown(first, &question.choices, question, &value)));
        }
        shortened(&words.join(", "), LINE)
    }

    /// What a row of a question asked for each row is about.
    pub(crate) fn row_name(&self, question: &Question, row: usize) -> Option<String> {
        let (rows, _) = question.path().rsplit_once('.')?;
        let table = self.view().table(rows)?;
        let place = self.view().places(rows, true).into_iter().next()?.row(row);
        let group = self.asking.questions.iter().find(|other| other.rows.as_deref() == Some(rows));
        let said = |fact: &crate::fact::Fact| {
            let value = self.answers.value(&place.key(&fact.key)).cloned()?;
            Some(self.shown(fact, &[], group.unwrap_or(question), &value))
        };
        // A row that is one word (a shorthand) is its own name.
        let whole = || Some(self.shown(table.facts.first()?, &[], question, &self.answers.value(&place).cloned()?));
        table.facts.iter().find_map(said).or_else(whole)
    }

    /// Rows written as one word each get the form that has room for more.
    pub(crate) fn expand(&mut self, question: &Question) {
        let rows = question
            .rows
            .clone()
            .or_else(|| question.fact.as_deref().and_then(|fact| fact.rsplit_once('.')).map(|(rows, _)| rows.to_owned()));
        let Some(rows) = rows else { return };
        let Some(shorthand) = self.view().table(&rows).and_then(|table| table.shorthand) else { return };
        for place in self.view().places(&rows, true) {
            self.answers.expand(&place, &shorthand);
        }
    }
}

/// The beginning of a text, cut between words.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before).trim_end_matches([',', ';', '.']);
    format!("{cut} ...")
}
