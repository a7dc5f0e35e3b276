//! Which letters fit what is happening, each with one line why.
//!
//! Input: the situations picked, the plan, the state. Output: letters in the order in which they are offered. Everything about which letter
//! fits when is data (`seeds/interview/happening.toml`); a kind that is not built yet, or that is for another situation, is left out.

use toml_edit::Value;

use crate::conditions::Knows;
use crate::interview::answers::Place;
use crate::interview::face::{Menu, Reply, Row, Ways};
use crate::interview::plan::View;
use crate::interview::{Move, Session, Stop, moved};
use crate::manifest::Manifest;
use crate::seeds::Seed;

/// How well a letter fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The letters to start with.
    First,
    /// Letters that help as well.
    Add,
    /// Better later, or not at all.
    NotNow,
    /// A letter that no situation names.
    Other,
}

/// A letter to offer.
pub struct Fit<'a> {
    /// The kind.
    pub manifest: &'a Manifest,
    /// How well it fits.
    pub rank: Rank,
    /// The entry that says why.
    pub because: Option<&'a Seed>,
}

/// Every letter that can be written in this case, the best first.
pub fn of<'a>(view: &View<'_, 'a>) -> Vec<Fit<'a>> {
    let happening = view.answers.list(&Place::of("interview.happening"));
    let state = view.values("jurisdiction").into_iter().next().unwrap_or_default();
    let order: Vec<&str> = view.library.seeds_in_order("letter").into_iter().map(|seed| seed.id.as_str()).collect();
    let possible = |manifest: &&Manifest| {
        let here = manifest.states.is_empty() || manifest.states.contains(&state);
        let values = |fact: &str| view.values(fact);
        let fits = |only: &crate::manifest::OnlyWhen| {
            only.fact.starts_with("letter.") || values(&only.fact).iter().all(|value| only.is.contains(value))
        };
        here && manifest.only_when.iter().all(fits)
    };
    // A letter that stands or falls with a plan is no start while the plan is not known.
    let unsure = |manifest: &Manifest| {
        manifest.only_when.iter().any(|only| manifest.must.contains(&only.fact) && view.values(&only.fact).is_empty())
    };
    let mut fits: Vec<Fit<'_>> = view.library.kinds().filter(possible).map(|manifest| fit(manifest, &happening, view)).collect();
    fits.iter_mut().filter(|fit| unsure(fit.manifest)).for_each(|fit| fit.rank = Rank::Other);
    let place = |fit: &Fit<'_>| order.iter().position(|id| *id == fit.manifest.id.as_str()).unwrap_or(usize::MAX);
    fits.sort_by_key(|fit| (fit.rank, place(fit)));
    // Where the best letters are still to come, the next best is a good start.
    if fits.iter().all(|fit| fit.rank != Rank::First)
        && let Some(next) = fits.iter_mut().find(|fit| fit.rank == Rank::Add)
    {
        next.rank = Rank::First;
    }
    fits
}

fn fit<'a>(manifest: &'a Manifest, happening: &[String], view: &View<'_, 'a>) -> Fit<'a> {
    let entries = view.asking.in_order("fit").into_iter().filter(|seed| {
        let says = |key: &str| seed.words.get(key).map(String::as_str).unwrap_or_default();
        says("kind") == manifest.id.as_str() && happening.iter().any(|id| id == says("happening"))
    });
    let ranked: Vec<(Rank, &Seed)> = entries.map(|seed| (rank(seed), seed)).collect();
    let best = |wanted: Rank| ranked.iter().find(|(rank, _)| *rank == wanted).map(|(_, seed)| *seed);
    // A warning in one situation outweighs praise in another only for a letter whose clock must not start twice.
    let (rank, because) = match (best(Rank::NotNow), best(Rank::First), best(Rank::Add)) {
        (Some(seed), first, _) if first.is_none() || !manifest.once.is_empty() => (Rank::NotNow, Some(seed)),
        (_, Some(seed), _) => (Rank::First, Some(seed)),
        (_, _, Some(seed)) => (Rank::Add, Some(seed)),
        _ => (Rank::Other, None),
    };
    Fit { manifest, rank, because }
}

fn rank(seed: &Seed) -> Rank {
    match seed.words.get("rank").map(String::as_str) {
        Some("first") => Rank::First,
        Some("not-now") => Rank::NotNow,
        _ => Rank::Add,
    }
}

impl Session<'_> {
    /// The letters that fit; the person picks.
    pub(crate) fn letters(&mut self, back: bool) -> Result<Move, Stop> {
        let language = self.messages.language;
        let Some(question) = self.asking.questions.iter().find(|question| question.path() == super::KINDS) else { return Ok(Move::Next) };
        let (kinds, mut rows, offered) = {
            let view = self.view();
            let chosen: Vec<&str> = view.chosen().into_iter().map(|(_, manifest)| manifest.id.as_str()).collect();
            let fits = of(&view);
            let row = |fit: &Fit<'_>| {
                let id = fit.manifest.id.as_str();
                let seed = self.library.seed("letter", id);
                let label = seed.map_or_else(|| fit.manifest.title.clone(), |seed| seed.said("name", language).to_owned());
                let why = fit.because.map(|seed| seed.said("why", language).to_owned());
                let purpose = || {
                    seed.map_or_else(
                        || fit.manifest.purpose.clone(),
                        |seed| format!("{}.", seed.said("purpose", language).trim_end_matches('.')),
                    )
                };
                let why = why.unwrap_or_else(purpose);
                let detail = if fit.rank == Rank::NotNow { self.messages.with("fit-not-now", &[("why", &why)]) } else { why };
                let marked = if chosen.is_empty() { fit.rank == Rank::First } else { chosen.contains(&id) };
                Row { label, detail, marked }
            };
            let kinds: Vec<String> = fits.iter().map(|fit| fit.manifest.id.to_string()).collect();
            let named = |fit: &Fit<'_>| fit.rank != Rank::Other || chosen.contains(&fit.manifest.id.as_str());
            let offered = fits.iter().rposition(named).map_or(fits.len(), |last| last + 1);
            (kinds, fits.iter().map(row).collect::<Vec<Row>>(), offered)
        };
        let words = question.words(language);
        self.face.say(&words.ask);
        self.say_with("why", &[("why", &words.why)]);
        let ways = Ways { back, ..Ways::default() };
        let mut shown = kinds.len().min(offered);
        loop {
            let mut menu = Menu {
                title: words.ask.clone(),
                rows: rows.iter().take(shown).cloned().collect(),
                ways,
                help: words.help.clone(),
                ..Menu::default()
            };
            if shown < rows.len() {
                menu.rows.push(Row::of(self.messages.say("row-more-letters")));
            }
            match self.face.many(&menu) {
                Reply::Given(picked) if picked.contains(&shown) => {
                    // All letters, with what is marked so far.
                    rows.iter_mut().enumerate().for_each(|(index, row)| row.marked = index < shown && picked.contains(&index));
                    shown = rows.len();
                }
                Reply::Given(picked) => {
                    let picked: Vec<&String> = picked.iter().filter_map(|row| kinds.get(*row)).collect();
                    self.choose(&picked)?;
                    self.keep()?;
                    return Ok(Move::Next);
                }
                other => return Ok(moved(other)?.err().unwrap_or(Move::Next)),
            }
        }
    }

    /// Keeps the picked letters; those that are not picked any more stay in the file for later.
    fn choose(&mut self, picked: &[&String]) -> Result<(), Stop> {
        let here: Vec<(usize, String)> =
            self.view().letters().into_iter().map(|(row, manifest, _)| (row, manifest.id.to_string())).collect();
        for (row, kind) in &here {
            let place = Place::of("letters").row(*row).key("later");
            if picked.contains(&kind) {
                self.answers.remove(&place);
            } else {
                self.set(&place, Value::from(true))?;
            }
        }
        for kind in picked {
            if !here.iter().any(|(_, other)| other == *kind) {
                let row = self.answers.count(&Place::of("letters"));
                self.set(&Place::of("letters").row(row).key("kind"), Value::from(kind.as_str()))?;
            }
        }
        self.share()
    }

    /// An answer that one letter has and another could use is not asked twice: the new letter gets it.
    fn share(&mut self) -> Result<(), Stop> {
        let mut copies: Vec<(Place, Value)> = Vec::new();
        {
            let view = self.view();
            for question in self.asking.questions.iter().filter(|question| question.stage.is_none()) {
                let Some(path) = question.fact.as_deref().filter(|path| path.starts_with("letter.") && !question.each) else { continue };
                let places = view.places(path, false);
                let Some(known) = places.iter().find_map(|place| view.answers.value(place)) else { continue };
                copies.extend(places.iter().filter(|place| !view.answers.known(place)).map(|place| (place.clone(), known.clone())));
            }
        }
        for (place, value) in copies {
            self.set(&place, value)?;
        }
        Ok(())
    }
}
