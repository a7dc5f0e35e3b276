//! Asking for one value: the question, its choices, what was typed, and the value of it.
//!
//! Input: a question's words, its fact, its choices, the answer before. Output: a value, or what the person did instead. A wrong answer is
//! explained and asked again with the typed words still there.

use toml_edit::{Array, Value};

use crate::fact::{Fact, FactType};
use crate::interview::answers::Place;
use crate::interview::face::{Blank, Menu, Reply, Room, Row, Ways};
use crate::interview::offers::{Offer, of_choice};
use crate::interview::plan::Standing;
use crate::interview::read::{self, Around};
use crate::interview::{Move, Session, Stop, days};
use crate::questions::{Other, Question, Words};
use crate::wording::When;

/// Everything about one value to ask for.
pub(crate) struct Ask {
    pub(crate) words: Words,
    /// What it is about, where the question alone does not say.
    pub(crate) about: Option<String>,
    pub(crate) fact: Fact,
    pub(crate) offers: Vec<Offer>,
    pub(crate) other: bool,
    /// What the row for something else says, where "something else" would be odd.
    pub(crate) other_row: Option<String>,
    pub(crate) future: bool,
    /// The seed category that typed words are looked up in.
    pub(crate) matched_in: Option<String>,
    pub(crate) ways: Ways,
    /// Whether it was left out before.
    pub(crate) passed: bool,
}

impl Session<'_> {
    /// Asks a question of one fact and keeps the answer.
    pub(crate) fn fact(&mut self, question: &Question, row: Option<usize>, back: bool, required: bool) -> Result<Move, Stop> {
        let Some((ask, targets)) = self.prepared(question, row, back, required) else { return Ok(Move::Next) };
        let before = targets.iter().find_map(|place| self.answers.value(place)).cloned();
        let id = row.map_or_else(|| question.id.clone(), |row| format!("{}#{row}", question.id));
        match self.ask(&ask, before.as_ref())? {
            Reply::Given(value) => {
                self.give(question, &targets, &value)?;
                self.pass(&id, false)?;
                self.keep()?;
                self.afterwards(question, &value)
            }
            Reply::Skip => {
                self.unset_derived(question, before.as_ref());
                targets.iter().for_each(|place| self.answers.remove(place));
                self.pass(&id, true)?;
                self.keep()?;
                match &question.skip_then {
                    Some(message) => self.told(message),
                    None => Ok(Move::Next),
                }
            }
            other => Ok(super::moved(other)?.err().unwrap_or(Move::Next)),
        }
    }

    fn prepared(&self, question: &Question, row: Option<usize>, back: bool, required: bool) -> Option<(Ask, Vec<Place>)> {
        let view = self.view();
        let fact = view.fact(question.path())?;
        let steps = view.steps();
        let step = steps.iter().find(|step| step.question.id == question.id && step.row == row);
        let targets = step.map_or_else(|| view.places(question.path(), false), |step| view.targets(step));
        let about = row.and_then(|row| self.row_name(question, row));
        let ask = Ask {
            words: question.words(self.messages.language),
            about,
            offers: self.offers(&question.choices, &fact, question),
            other: matches!(question.other, Some(Other::May(true))) || matches!(fact.kind, FactType::Seed { or_text: true, .. }),
            other_row: Some(question.row.of(self.messages.language).to_owned()).filter(|label| !label.is_empty()),
            future: question.future,
            matched_in: question.matched_in.clone(),
            ways: Ways { back, skip: !required, review: self.can_review() },
            passed: step.is_some_and(|step| step.standing == Standing::Passed),
            fact,
        };
        Some((ask, targets))
    }

    /// Whether there is a list of answers to go to.
    pub(crate) fn can_review(&self) -> bool {
        !self.view().chosen().is_empty()
    }

    /// Asks for a value until there is one.
    pub(crate) fn ask(&mut self, ask: &Ask, before: Option<&Value>) -> Result<Reply<Value>, Stop> {
        self.question(ask);
        let shown = before.map(|value| self.spoken(&ask.fact, value)).unwrap_or_default();
        let mut draft = shown.clone();
        loop {
            let reply = if ask.offers.is_empty() {
                self.type_it(ask, &shown, &draft)
            } else if ask.fact.list {
                self.choose_many(ask, before)?
            } else {
                self.choose_one(ask, before)?
            };
            let words = match reply {
                Reply::Given(Given::Value(value)) => return Ok(Reply::Given(value)),
                Reply::Given(Given::Words(words)) => words,
                other => return Ok(other.map(|_| Value::from(false))),
            };
            if words.trim().is_empty() {
                match before {
                    Some(value) => return Ok(Reply::Given(value.clone())),
                    None if ask.ways.skip => return Ok(Reply::Skip),
                    None => self.say("empty"),
                }
                continue;
            }
            let words = self.looked_up(ask, &words);
            match self.read(ask, &words) {
                Ok(value) if self.is_right(&ask.fact, &value)? => return Ok(Reply::Given(value)),
                Ok(_) => {}
                Err(text) => self.face.say(&text),
            }
            draft = words;
        }
    }

    /// A value as it can be typed again: days in words.
    fn spoken(&self, fact: &Fact, value: &Value) -> String {
        let typed = read::typed(value);
        match When::parse(&typed) {
            Ok(when) if matches!(fact.kind, FactType::Date | FactType::When) => days::spoken_when(&when, self.messages.language),
            _ => typed,
        }
    }

    /// The question, why it is asked, an example, who will see the answer.
    fn question(&mut self, ask: &Ask) {
        if let Some(about) = &ask.about {
            self.say_with("about", &[("about", about)]);
        }
        self.face.say(&ask.words.ask.clone());
        if !ask.words.why.is_empty() {
            self.say_with("why", &[("why", &ask.words.why)]);
        }
        if !ask.words.example.is_empty() && ask.offers.is_empty() {
            self.say_with("example", &[("example", &ask.words.example)]);
        }
        if !ask.words.seen_by.is_empty() {
            self.say_with("seen-by", &[("who", &ask.words.seen_by)]);
        }
    }

    fn type_it(&mut self, ask: &Ask, before: &str, draft: &str) -> Reply<Given> {
        let long = ask.fact.list || ask.fact.kind == FactType::Narrative;
        if ask.fact.list {
            self.say("one-on-each-line");
        } else if ask.fact.kind == FactType::Narrative {
            self.say("story-ways");
        }
        let room = if long { Room::Lines } else { Room::Line };
        let blank = Blank { room, before: before.to_owned(), draft: draft.to_owned(), ways: ask.ways, help: ask.words.help.clone() };
        match self.face.words(&blank) {
            Reply::Given(words) if long && self.messages.is_command("editor", &words) => self.in_editor(draft),
            Reply::Given(words) if long && self.messages.is_command("file", &words) => self.taken_from_file(draft),
            other => other.map(Given::Words),
        }
    }

    fn in_editor(&mut self, typed: &str) -> Reply<Given> {
        match self.outside.edited(typed) {
            Ok(text) => Reply::Given(Given::Words(text)),
            Err(error) => {
                let why = error.to_string();
                self.face.say(&why);
                Reply::Given(Given::Words(typed.to_owned()))
            }
        }
    }

    fn taken_from_file(&mut self, typed: &str) -> Reply<Given> {
        self.say("which-file");
        let reply = self.face.words(&Blank { ways: Ways { back: true, ..Ways::default() }, ..Blank::default() });
        match reply {
            Reply::Given(path) => match self.outside.text_of(path.trim()) {
                Ok(text) => Reply::Given(Given::Words(text)),
                Err(error) => {
                    let why = error.to_string();
                    self.face.say(&why);
                    Reply::Given(Given::Words(typed.to_owned()))
                }
            },
            Reply::Back => Reply::Given(Given::Words(typed.to_owned())),
            other => other.map(Given::Words),
        }
    }

    fn choose_one(&mut self, ask: &Ask, before: Option<&Value>) -> Result<Reply<Given>, Stop> {
        let now = before.map(read::typed);
        let mut rows: Vec<Row> = ask.offers.iter().map(|offer| Row::of(&offer.label)).collect();
        let mut at = now.as_ref().and_then(|now| ask.offers.iter().position(|offer| offer.is == *now));
        if ask.other {
            rows.push(Row::of(ask.other_row.clone().unwrap_or_else(|| self.messages.say("something-else"))));
            if now.is_some() && at.is_none() {
                at = Some(ask.offers.len());
            }
        }
        let menu = Menu { title: ask.words.ask.clone(), rows, at, ways: ask.ways, passed: ask.passed, help: ask.words.help.clone() };
        Ok(match self.face.one(&menu) {
            Reply::Given(row) => match ask.offers.get(row) {
                Some(offer) => Reply::Given(Given::Value(of_choice(&ask.fact, &offer.is))),
                None => self.something_else(ask, if at == Some(row) { now.unwrap_or_default() } else { String::new() }),
            },
            other => other.map(|_| Given::Words(String::new())),
        })
    }

    fn choose_many(&mut self, ask: &Ask, before: Option<&Value>) -> Result<Reply<Given>, Stop> {
        let mut now: Vec<String> = before.map(read::typed).unwrap_or_default().lines().map(str::to_owned).collect();
        loop {
            let own: Vec<String> = now.iter().filter(|words| !ask.offers.iter().any(|offer| offer.is == **words)).cloned().collect();
            let mut rows: Vec<Row> =
                ask.offers.iter().map(|offer| Row { marked: now.contains(&offer.is), ..Row::of(&offer.label) }).collect();
            rows.extend(own.iter().map(|words| Row { marked: true, ..Row::of(words.as_str()) }));
            if ask.other {
                rows.push(Row::of(self.messages.say("something-else")));
            }
            let other = ask.offers.len() + own.len();
            let (title, help) = (ask.words.ask.clone(), ask.words.help.clone());
            let menu = Menu { title, rows, at: None, ways: ask.ways, passed: ask.passed, help };
            let chosen = match self.face.many(&menu) {
                Reply::Given(chosen) => chosen,
                reply => return Ok(reply.map(|_| Given::Words(String::new()))),
            };
            let known = ask.offers.iter().map(|offer| &offer.is).chain(&own);
            now = known.enumerate().filter(|(row, _)| chosen.contains(row)).map(|(_, is)| is.clone()).collect();
            if chosen.contains(&other) {
                match self.something_else(ask, String::new()) {
                    Reply::Given(Given::Words(words)) => match self.read(ask, &words) {
                        Ok(Value::Array(more)) => now.extend(more.iter().map(read::typed)),
                        Ok(one) => now.push(read::typed(&one)),
                        Err(text) => {
                            self.face.say(&text);
                            continue;
                        }
                    },
                    // Back to the list, with what was marked.
                    Reply::Back | Reply::Skip => continue,
                    Reply::Given(Given::Value(_)) => {}
                    reply => return Ok(reply),
                }
            }
            if !now.is_empty() {
                return Ok(Reply::Given(Given::Value(Value::Array(now.into_iter().collect::<Array>()))));
            }
        }
    }

    /// Words of one's own where the list does not have them.
    fn something_else(&mut self, ask: &Ask, before: String) -> Reply<Given> {
        match &ask.other_row {
            Some(_) => self.say_with("example", &[("example", &ask.words.example)]),
            None => self.say("in-your-words"),
        }
        let ways = Ways { back: true, ..ask.ways };
        let blank = Blank { draft: before.clone(), before, ways, help: ask.words.help.clone(), ..Blank::default() };
        self.face.words(&blank).map(Given::Words)
    }

    /// Typed words as the id of the entry they name, where a category says so.
    fn looked_up(&self, ask: &Ask, words: &str) -> String {
        let Some(category) = &ask.matched_in else { return words.to_owned() };
        let folded = words.trim().to_lowercase();
        let named = |seed: &&crate::seeds::Seed| {
            [seed.id.as_str(), seed.said("name", crate::wording::Language::English), seed.said("name", crate::wording::Language::Spanish)]
                .iter()
                .any(|name| name.to_lowercase() == folded)
        };
        self.asking.in_order(category).into_iter().find(named).map_or_else(|| words.to_owned(), |seed| seed.id.clone())
    }

    /// Typed words as a value, or the sentence that says what is wrong with them.
    fn read(&self, ask: &Ask, words: &str) -> Result<Value, String> {
        if let Some(category) = &ask.matched_in
            && self.asking.seed(category, words).is_none()
        {
            return Err(self.messages.with("not-in-list", &[("words", words)]));
        }
        let around = Around { today: self.today, future: ask.future };
        let value = read::value(&ask.fact, words, around).map_err(|wrong| {
            let parts: Vec<(&str, &str)> = wrong.parts.iter().map(|(name, words)| (*name, words.as_str())).collect();
            self.messages.with(wrong.message, &parts)
        })?;
        match words.chars().find(|character| !self.library.fonts.can_show(*character) && !is_joined(*character)) {
            Some(character) => Err(self.messages.with("no-glyph", &[("character", &character.to_string())])),
            None => Ok(value),
        }
    }

    /// A day is read back with its weekday before it counts.
    fn is_right(&mut self, fact: &Fact, value: &Value) -> Result<bool, Stop> {
        if !matches!(fact.kind, FactType::Date | FactType::When) {
            return Ok(true);
        }
        let Ok(when) = When::parse(&read::typed(value)) else { return Ok(true) };
        let day = days::spoken_when(&when, self.messages.language);
        self.say_with("day-right", &[("day", &day)]);
        let rows = vec![Row::of(self.messages.say("yes")), Row::of(self.messages.say("row-retype"))];
        let reply = self.face.one(&Menu { rows, at: Some(0), ..Menu::default() });
        Ok(super::moved(reply)?.is_ok_and(|row| row == 0))
    }

    /// Writes an answer to its places, with the facts that follow from it.
    fn give(&mut self, question: &Question, targets: &[Place], value: &Value) -> Result<(), Stop> {
        let before = targets.iter().find_map(|place| self.answers.value(place)).cloned();
        if before.as_ref().map(read::typed) != Some(read::typed(value)) {
            self.unset_derived(question, before.as_ref());
        }
        self.expand(question);
        for place in targets {
            self.set(place, value.clone())?;
        }
        let chosen = question.choices.iter().find(|choice| choice.is == read::typed(value));
        for (path, derived) in chosen.iter().flat_map(|choice| &choice.sets) {
            for place in self.view().places(path, false) {
                self.set(&place, Value::from(derived.as_str()))?;
            }
        }
        Ok(())
    }

    /// What followed from an answer goes with it, unless it was changed by hand meanwhile.
    fn unset_derived(&mut self, question: &Question, before: Option<&Value>) {
        let Some(before) = before.map(read::typed) else { return };
        for (path, derived) in question.choices.iter().filter(|choice| choice.is == before).flat_map(|choice| &choice.sets) {
            for place in self.view().places(path, false) {
                if self.answers.words(&place).as_ref() == Some(derived) {
                    self.answers.remove(&place);
                }
            }
        }
    }

    /// Says something that must be read before anything else.
    fn told(&mut self, message: &str) -> Result<Move, Stop> {
        self.say(message);
        let rows = vec![Row::of(self.messages.say("row-go-on"))];
        super::moved(self.face.one(&Menu { rows, at: Some(0), ..Menu::default() }))?.ok();
        Ok(Move::Next)
    }

    /// What a choice has to say after it: help comes first, then the person decides.
    fn afterwards(&mut self, question: &Question, value: &Value) -> Result<Move, Stop> {
        let chosen = question.choices.iter().find(|choice| choice.is == read::typed(value));
        let Some(message) = chosen.and_then(|choice| choice.then.clone()) else { return Ok(Move::Next) };
        self.told(&message)
    }
}

/// A choice, or words that are still to be read.
pub(crate) enum Given {
    Value(Value),
    Words(String),
}

/// Characters that are part of the one before them, or of none.
fn is_joined(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character) || character.is_control() || character == '\u{200d}'
}
