//! From answers to letters: words that weaken, the date, the whole text, the files, and what to do next.
//!
//! Input: the answers. Output: letters on disk, through [`crate::interview::Outside`]. Nothing is written before the person has seen the whole
//! letter as text.

use serde_json::Value as Json;

use crate::case::Case;
use crate::check;
use crate::cli::Format;
use crate::compose;
use crate::fact::FactType;
use crate::interview::answers::Place;
use crate::interview::ask::Ask;
use crate::interview::face::{Menu, Reply, Row, Ways};
use crate::interview::group::shortened;
use crate::interview::offers::Offer;
use crate::interview::{Session, Stop, days, moved};
use crate::letter::{self, Letter};
use crate::manifest::Manifest;
use crate::questions::Stage;
use crate::record::row;
use crate::text;
use crate::value::Record;
use crate::wording::Language;
use crate::write::{self, Request};

/// How wide a letter's text is shown, at most.
const WIDTH: usize = 76;

/// How much of a sentence with weak words is shown.
const SENTENCE: usize = 240;

impl<'a> Session<'a> {
    /// Makes the letters, if all is well and the person wants it.
    pub(crate) fn make_letters(&mut self) -> Result<(), Stop> {
        if !self.show_problems() {
            return Ok(());
        }
        if !self.words_are_wanted()? || !self.dated()? {
            return Ok(());
        }
        let Ok(case) = self.outside.case(&self.answers.text()) else { return Ok(()) };
        self.say_what_was_sent(&case);
        let Some(texts) = self.texts(&case) else { return Ok(()) };
        for (title, letter) in &texts {
            self.say_with("preview", &[("title", title)]);
            moved(self.face.show(letter))?.ok();
        }
        let ids = ["row-make", "row-draft", "row-change-first"];
        self.say("preview-done");
        let menu = Menu { rows: ids.map(|id| Row::of(self.messages.say(id))).into(), at: Some(0), ..Menu::default() };
        let Ok(chosen @ (0 | 1)) = moved(self.face.one(&menu))? else { return Ok(()) };
        let draft = chosen == 1;
        if !self.written(draft)? {
            return Ok(());
        }
        if draft {
            self.say("drafts-made");
            return Ok(());
        }
        self.set(&Place::of("interview.made"), row::date(self.today))?;
        self.keep()?;
        self.what_now(&case);
        Err(Stop::Made)
    }

    /// Writes the files; a letter that is there with other words is written over only when the person says so.
    fn written(&mut self, draft: bool) -> Result<bool, Stop> {
        let Err(mut unwritten) = self.outside.write(draft, false).map(|_| ()) else { return Ok(true) };
        if unwritten.exists {
            self.say("write-over");
            let menu = Menu {
                rows: ["row-write-over", "row-leave"].map(|id| Row::of(self.messages.say(id))).into(),
                at: Some(0),
                ..Menu::default()
            };
            match moved(self.face.one(&menu))? {
                Ok(0) => match self.outside.write(draft, true) {
                    Ok(_) => return Ok(true),
                    Err(still) => unwritten = still,
                },
                _ => return Ok(false),
            }
        }
        self.say("not-written");
        unwritten.sentences.iter().for_each(|sentence| self.face.say(sentence));
        Ok(false)
    }

    /// Shows each place with words that weaken a letter; whether the person wants to go on.
    fn words_are_wanted(&mut self) -> Result<bool, Stop> {
        let Ok(case) = self.outside.case(&self.answers.text()) else { return Ok(false) };
        let language = self.messages.language;
        for weak in check::weak_words(&case.record, self.library) {
            let said = shortened(&weak.words, SENTENCE);
            match (&weak.found, weak.flag) {
                (Some(found), Some(flag)) => {
                    let plainer = flag.said("plainer", language).to_owned();
                    self.say_with("weak-words", &[("said", &said), ("found", found), ("plainer", &plainer)]);
                }
                _ => self.say_with("weak-capitals", &[("said", &said)]),
            }
            let menu = Menu {
                rows: ["row-keep-words", "row-change-words"].map(|id| Row::of(self.messages.say(id))).into(),
                at: Some(0),
                ..Menu::default()
            };
            match moved(self.face.one(&menu))? {
                Ok(0) => {}
                Ok(_) => {
                    if let Some(id) = self.question_of(&weak.path) {
                        self.change_step(&id)?;
                    }
                    return Ok(false);
                }
                Err(_) => return Ok(false),
            }
        }
        Ok(true)
    }

    /// The step that asks for a path of the case.
    fn question_of(&self, path: &str) -> Option<String> {
        let steps = self.view().steps();
        let asks = |fact: &str| crate::manifest::Manifest::case_path(fact) == path;
        let step = steps.iter().find(|step| step.question.fills().any(|fact| asks(&fact)) || asks(step.question.path()));
        step.map(|step| step.id())
    }

    /// The questions of the last moment: the date on the letters is the day they are sent.
    fn dated(&mut self) -> Result<bool, Stop> {
        let questions: Vec<_> = self.asking.questions.iter().filter(|question| question.stage == Some(Stage::Print)).collect();
        for question in questions {
            let Some(fact) = self.view().fact(question.path()).filter(|fact| fact.kind == FactType::Date) else { continue };
            let targets = self.view().places(question.path(), false);
            let before = targets.iter().find_map(|place| self.answers.value(place)).cloned();
            let today = Offer {
                is: self.today.to_string(),
                label: self.messages.with("today", &[("day", &days::spoken(self.today, self.messages.language))]),
            };
            let ask = Ask {
                words: question.words(self.messages.language),
                about: None,
                fact,
                offers: vec![today],
                other: true,
                other_row: Some(self.messages.say("row-another-day")),
                future: question.future,
                matched_in: None,
                ways: Ways { back: true, ..Ways::default() },
                passed: false,
            };
            let before = before.or_else(|| Some(row::date(self.today)));
            match self.ask(&ask, before.as_ref())? {
                Reply::Given(value) => {
                    // A choice holds words; the file holds a day.
                    let typed = crate::interview::read::typed(&value);
                    let day = chrono::NaiveDate::parse_from_str(&typed, "%Y-%m-%d").map(row::date).unwrap_or(value);
                    for place in targets {
                        self.set(&place, day.clone())?;
                    }
                    self.keep()?;
                }
                other => return Ok(moved(other)?.is_ok()),
            }
        }
        Ok(true)
    }

    /// The letters to make now; what is on the record as sent stays as it was.
    fn built<'c>(&self, case: &'c Case) -> Vec<Result<Letter<'c>, Vec<String>>>
    where
        Self: 'c,
    {
        let Ok(asked) = write::entries(case, &self.request(), self.library) else { return Vec::new() };
        let build = |(entry, manifest): (Record, &'a Manifest)| match letter::build(case, &entry, manifest, self.library, self.today) {
            Ok((letter, _)) => Ok(letter),
            Err(problems) => Err(problems.list.iter().map(|problem| problem.message.clone()).collect()),
        };
        asked.entries.into_iter().map(build).collect()
    }

    fn request(&self) -> Request {
        Request { kinds: Vec::new(), formats: vec![Format::Pdf], draft: false, password: None, split: None, today: self.today }
    }

    /// Says which letters are on the record as sent; they are not made again.
    fn say_what_was_sent(&mut self, case: &Case) {
        let sent = write::entries(case, &self.request(), self.library).map(|asked| asked.sent).unwrap_or_default();
        for (kind, day) in sent {
            let (title, day) = (self.title(&kind), days::spoken(day, self.messages.language));
            self.say_with("letter-was-sent", &[("title", &title), ("day", &day)]);
        }
    }

    /// The letters as text, or none after it was said why they cannot be made.
    fn texts(&mut self, case: &Case) -> Option<Vec<(String, String)>> {
        let mut texts = Vec::new();
        let mut wrong = Vec::new();
        for built in self.built(case) {
            let composed = built.and_then(|letter| {
                let composed = compose::compose(&letter, letter.data.clone(), self.library, "en", false, None)
                    .map_err(|error| vec![error.to_string()])?;
                Ok((letter.manifest.id.to_string(), text::plain(&composed.letter, self.face.width().min(WIDTH))))
            });
            match composed {
                Ok((kind, text)) => texts.push((self.title(&kind), text)),
                Err(sentences) => wrong.extend(sentences),
            }
        }
        if wrong.is_empty() {
            // Nothing to make: every letter was sent.
            return Some(texts).filter(|texts| !texts.is_empty());
        }
        self.say("not-written");
        wrong.iter().for_each(|sentence| self.face.say(sentence));
        None
    }

    pub(crate) fn title(&self, kind: &str) -> String {
        self.library
            .seed("letter", kind)
            .map_or_else(|| self.library.kind_title(kind), |seed| seed.said("name", self.messages.language).to_owned())
    }

    /// The last screen: to whom, how, what to expect by when, what may come next, how to change something.
    fn what_now(&mut self, case: &Case) {
        let language = self.messages.language;
        self.say("end-title");
        let mut parts: Vec<String> = Vec::new();
        for letter in self.built(case).into_iter().flatten() {
            let said = |path: &str| letter.data.pointer(path).and_then(Json::as_array).cloned().unwrap_or_default();
            let people: Vec<String> =
                said("/letter/recipients").iter().filter_map(|person| person.get("in_words")?.as_str().map(str::to_owned)).collect();
            parts.push(
                self.messages.with("end-letter", &[("title", &self.title(letter.manifest.id.as_str())), ("people", &people.join("; "))]),
            );
            for clock in said("/letter/clocks") {
                let word = |key: &str| clock.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
                let owed = if language == Language::Spanish { word("owed_es") } else { word("owed") };
                if let Ok(due) = chrono::NaiveDate::parse_from_str(&word("due"), "%Y-%m-%d") {
                    let (due, sent) = (days::spoken(due, language), days::spoken(letter.date, language));
                    parts.push(self.messages.with("end-due", &[("owed", &owed), ("due", &due), ("sent", &sent)]));
                } else if !owed.is_empty() {
                    parts.push(self.messages.with("end-due-unknown", &[("owed", &owed)]));
                }
            }
            if !letter.manifest.next.is_empty() {
                parts.push(self.messages.say("end-next-title"));
            }
            for next in &letter.manifest.next {
                let when = if language == Language::Spanish { next.when_es.as_ref().unwrap_or(&next.when) } else { &next.when };
                parts.push(self.messages.with("end-next", &[("when", when), ("title", &self.title(&next.kind))]));
            }
        }
        parts.iter().for_each(|part| self.face.say(part));
        let file = crate::wording::quotes::argument(&self.file);
        self.say_with("end-how", &[("file", &file)]);
    }
}
