//! The list of answers: numbered in the questions' own order, each to be changed; and what is missing or in conflict.
//!
//! Input: the answers. Output: where to go next. It is the same list after the first round and after every change, and the only way to the
//! letters leads through it.

use toml_edit::Value;

use crate::conditions::Knows;
use crate::error::Problem;
use crate::fact::{Fact, FactType};
use crate::interview::answers::Place;
use crate::interview::face::{Blank, Menu, Row, Ways};
use crate::interview::group::shortened;
use crate::interview::plan::{KINDS, Standing, Tier};
use crate::interview::{Move, Session, Stop, days, moved, read};
use crate::letter;
use crate::questions::{Choice, Question};
use crate::wording::When;
use crate::write::Reason;

/// How much of an answer its line shows.
const ANSWER: usize = 160;

/// How much of a question, and of its answer, a row of a menu shows at most.
const IN_MENU: usize = 40;

/// How much of a question its line shows.
const QUESTION: usize = 70;

/// What can be done with the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choose {
    Letters,
    Change,
    Further(Tier),
    Kinds,
}

impl Session<'_> {
    /// Shows the answers and asks where to go.
    pub(crate) fn review(&mut self) -> Result<(), Stop> {
        let ids = self.show_answers();
        let ready = self.show_problems();
        let (stronger, useful) = {
            let steps = self.view().steps();
            let open = |tier: Tier| steps.iter().filter(|step| step.tier == tier && step.standing == Standing::Open).count();
            (open(Tier::Stronger), open(Tier::Useful))
        };
        let count = |id: &str, count: usize| self.messages.with(id, &[("count", &count.to_string())]);
        let mut choices =
            vec![(self.messages.say("row-letters"), Choose::Letters), (self.messages.say("row-change-answer"), Choose::Change)];
        if stronger > 0 {
            choices.push((count("row-stronger", stronger), Choose::Further(Tier::Stronger)));
        }
        if useful > 0 {
            choices.push((count("row-all", stronger + useful), Choose::Further(Tier::Useful)));
        }
        choices.push((self.messages.say("row-other-letters"), Choose::Kinds));
        let rows = choices.iter().map(|(label, _)| Row::of(label)).collect();
        self.say(if ready { "review-what-next" } else { "review-not-yet" });
        let menu = Menu { rows, at: Some(usize::from(!ready)), ..Menu::default() };
        let Ok(chosen) = moved(self.face.one(&menu))? else { return Ok(()) };
        match choices.get(chosen).map(|(_, choose)| *choose) {
            Some(Choose::Letters) => self.make_letters(),
            Some(Choose::Change) => self.change(&ids),
            Some(Choose::Further(tier)) => {
                let further = if tier == Tier::Stronger { "stronger" } else { "all" };
                self.set(&Place::of("interview.further"), Value::from(further))?;
                self.keep()
            }
            Some(Choose::Kinds) => {
                let id = self.asking.questions.iter().find(|question| question.path() == KINDS).map(|question| question.id.clone());
                id.map_or(Ok(()), |id| self.change_step(&id))
            }
            None => Ok(()),
        }
    }

    /// The numbered answers; the ids behind the numbers.
    fn show_answers(&mut self) -> Vec<String> {
        let mut ids = Vec::new();
        let mut lines = Vec::new();
        {
            let steps = self.view().steps();
            let mut section = String::new();
            for step in &steps {
                if step.standing == Standing::Open && step.tier > Tier::Needed {
                    continue;
                }
                if step.question.section != section {
                    section.clone_from(&step.question.section);
                    lines.push(format!("\n{}", self.messages.section(&section)));
                }
                ids.push(step.id());
                let asked = step.question.words(self.messages.language).ask;
                let asked =
                    step.row.and_then(|row| self.row_name(step.question, row)).map_or(asked.clone(), |name| format!("{asked} ({name})"));
                let answer = match step.standing {
                    Standing::Answered => shortened(&self.answer(step.question, step.row), ANSWER),
                    Standing::Passed => self.messages.say("answer-passed"),
                    Standing::Open => self.messages.say("answer-open"),
                };
                lines.push(format!("{}) {}", ids.len(), shortened(&asked, QUESTION)));
                lines.push(format!("   {answer}"));
            }
        }
        let reachable = ["signers.address", "signers.phone", "signers.email"].iter().any(|path| self.view().known(path));
        self.say("review-title");
        let text = lines.join("\n");
        self.face.say(&text);
        if !reachable {
            self.say("no-way-to-answer");
        }
        ids
    }

    /// An answer in words.
    pub(crate) fn answer(&self, question: &Question, row: Option<usize>) -> String {
        let view = self.view();
        if question.path() == KINDS {
            let title = |kind: &str| {
                self.library
                    .seed("letter", kind)
                    .map_or_else(|| kind.to_owned(), |seed| seed.said("name", self.messages.language).to_owned())
            };
            return view.chosen().into_iter().map(|(_, manifest)| title(manifest.id.as_str())).collect::<Vec<_>>().join("; ");
        }
        if question.rows.is_some() {
            let rows = view.rows(question).1;
            return rows.into_iter().map(|row| self.row_line(question, row)).collect::<Vec<_>>().join("; ");
        }
        let Some(fact) = view.fact(question.path()) else { return String::new() };
        let steps = view.steps();
        let step = steps.iter().find(|step| step.question.id == question.id && step.row == row);
        let targets = step.map(|step| view.targets(step)).unwrap_or_default();
        let value = targets.iter().find_map(|place| self.answers.value(place));
        value.map(|value| self.shown(&fact, &question.choices, question, value)).unwrap_or_default()
    }

    /// A value in words: the label of a choice, a day with its weekday.
    pub(crate) fn shown(&self, fact: &Fact, choices: &[Choice], question: &Question, value: &Value) -> String {
        if let Value::Array(items) = value {
            return items.iter().map(|item| self.shown(fact, choices, question, item)).collect::<Vec<_>>().join("; ");
        }
        let typed = read::typed(value);
        if matches!(fact.kind, FactType::Date | FactType::When)
            && let Ok(when) = When::parse(&typed)
        {
            return days::spoken_when(&when, self.messages.language);
        }
        if fact.key == "kind"
            && let Some(seed) = self.library.seed("letter", &typed)
        {
            return seed.said("name", self.messages.language).to_owned();
        }
        let offers = self.offers(choices, fact, question);
        offers.into_iter().find(|offer| offer.is == typed).map_or_else(|| typed.replace('\n', " "), |offer| offer.label)
    }

    /// What is missing or in conflict; whether the letters can be made.
    pub(crate) fn show_problems(&mut self) -> bool {
        let found = self.problems();
        if found.is_empty() {
            return true;
        }
        self.say("review-problems");
        for problem in found {
            self.face.say(&format!("! {problem}"));
        }
        false
    }

    /// Why the letters cannot be made yet, as sentences.
    fn problems(&mut self) -> Vec<String> {
        let case = match self.outside.case(&self.answers.text()) {
            Ok(case) => case,
            Err(Reason::Case(problems)) => return problems.list.iter().map(|problem| self.sentence(problem)).collect(),
            Err(Reason::Other(error)) => return vec![error.to_string()],
        };
        let mut found = Vec::new();
        for (row, manifest) in self.view().chosen() {
            let Some(entry) = case.record.rows("letters").get(row) else { continue };
            if let Err(problems) = letter::build(&case, entry, manifest, self.library, self.today) {
                let errors = problems.list.iter().filter(|problem| problem.severity == crate::error::Severity::Error);
                let title = self.title(manifest.id.as_str());
                found.extend(errors.map(|problem| match problem.code {
                    "other-situation" => self.messages.with("letter-not-fitting", &[("title", &title)]),
                    "missing-fact" => self.sentence(problem),
                    _ => format!("{title}: {}", self.sentence(problem)),
                }));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// A question and its answer in one line.
    fn line_of(&self, id: &str) -> String {
        let view = self.view();
        let steps = view.steps();
        let Some(step) = steps.iter().find(|step| step.id() == id) else { return String::new() };
        let half = (self.face.width().saturating_sub(12) / 2).min(IN_MENU);
        let asked = shortened(&step.question.words(self.messages.language).ask, half);
        let answer = match step.standing {
            Standing::Answered => shortened(&self.answer(step.question, step.row), half),
            Standing::Passed => self.messages.say("answer-passed"),
            Standing::Open => self.messages.say("answer-open"),
        };
        format!("{asked} {answer}")
    }

    /// Asks which answer, and then that question.
    fn change(&mut self, ids: &[String]) -> Result<(), Stop> {
        if self.face.has_menus() {
            let rows = ids.iter().map(|id| Row::of(self.line_of(id))).collect();
            let title = self.messages.say("which-answer");
            self.face.say(&title);
            let menu = Menu { title, rows, at: Some(0), ways: Ways { back: true, ..Ways::default() }, ..Menu::default() };
            let Ok(chosen) = moved(self.face.one(&menu))? else { return Ok(()) };
            return ids.get(chosen).map_or(Ok(()), |id| self.change_step(id));
        }
        loop {
            self.say_with("which-number", &[("last", &ids.len().to_string())]);
            let blank = Blank { ways: Ways { back: true, ..Ways::default() }, ..Blank::default() };
            let Ok(typed) = moved(self.face.words(&blank))? else { return Ok(()) };
            if typed.trim().is_empty() {
                return Ok(());
            }
            let number = typed.trim().trim_end_matches([')', '.']).parse::<usize>().ok();
            match number.and_then(|number| number.checked_sub(1)).and_then(|index| ids.get(index)) {
                Some(id) => return self.change_step(id),
                None => self.say_with("line-wrong-one", &[("last", &ids.len().to_string())]),
            }
        }
    }

    /// Asks one question again; then what it opened, then the list.
    pub(crate) fn change_step(&mut self, id: &str) -> Result<(), Stop> {
        // Back and forward both lead to the list: it is where the person came from.
        let _: Move = self.step(id, true)?;
        Ok(())
    }

    /// A problem as a person meets it: what is missing is a question that is still open, anything else a sentence.
    fn sentence(&self, problem: &Problem) -> String {
        if !matches!(problem.code, "missing" | "missing-fact") {
            return problem.message.clone();
        }
        let path = problem.message.rsplit('`').nth(1).unwrap_or_default();
        let question = self.library.question(path).map(|question| question.words(self.messages.language).ask);
        let asked = question.unwrap_or_else(|| path.to_owned());
        self.messages.with("still-open", &[("question", &asked)])
    }
}
