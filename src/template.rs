//! handlebars, made strict and safe for legal letters: nothing missing, nothing typed by a person becomes markup.
//!
//! Input: the template files, and one letter's data. Output: [`Markup`]. Made ready once for a library, then only read.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use handlebars::{
    Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, RenderErrorReason, Renderable, ScopedJson, StringOutput, Template,
    TemplateError,
};
use serde_json::Value as Json;

use crate::built_templates;
use crate::error::Error;
use crate::helpers::{Call, HELPERS, HelperRow};
use crate::manifest::Manifest;
use crate::markup::{self, Markup};
use crate::on_demand::OnDemand;
use crate::rules::Rules;
use crate::sources::{self, Sources};

/// The templates, each made ready when a letter first needs it: the built-in ones as they were parsed when the program was built, a person's
/// own ones from their text.
pub struct Templates {
    /// The helpers and the strict settings, without any template.
    base: Handlebars<'static>,
    /// Each template by its name.
    all: BTreeMap<String, Source>,
}

/// One template.
struct Source {
    file: String,
    /// The text, if it is a person's own.
    own: Option<String>,
    /// As it was parsed when the program was built, with every partial that it leads to; none if that cannot be.
    built: OnceLock<Option<Box<Template>>>,
    /// From its text, with every partial that it leads to; it knows the places of its parts.
    placed: OnceLock<Result<Box<Handlebars<'static>>, Fault>>,
}

impl Source {
    fn new(file: String, own: Option<String>) -> Self {
        Self { file, own, built: OnceLock::new(), placed: OnceLock::new() }
    }

    /// A template file.
    fn of(sources: &Sources, file: String) -> Result<Self, Error> {
        let own = if sources.is_own(&file) { Some(sources.text(&file)?.to_owned()) } else { None };
        Ok(Self::new(file, own))
    }

    /// What it is parsed from.
    fn text(&self) -> Option<Cow<'_, str>> {
        if let Some(own) = &self.own {
            return Some(own.into());
        }
        let text = std::str::from_utf8(sources::built_in(&self.file)?).ok()?;
        if self.file.ends_with(".hbs") {
            return Some(text.into());
        }
        #[derive(serde::Deserialize)]
        struct Kind {
            subject: String,
        }
        toml::from_str(text).ok().map(|Kind { subject }| subject.into())
    }
}

/// What is wrong with a template, kept for every letter that would need it.
#[derive(Debug, Clone)]
struct Fault {
    file: String,
    place: Option<(usize, usize)>,
    message: String,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Library { file: fault.file, place: fault.place, message: fault.message }
    }
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.all.keys()).finish()
    }
}

/// A helper row as handlebars wants it.
struct Runner {
    row: &'static HelperRow,
    rules: Arc<Rules>,
}

impl HelperDef for Runner {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        context: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let parameters = helper
            .params()
            .iter()
            .map(|parameter| (!parameter.is_value_missing() && !parameter.value().is_null()).then(|| parameter.value()));
        let call = Call { parameters: parameters.collect(), root: context.data(), rules: &self.rules };
        let value = (self.row.run)(&call).map_err(|reason| RenderErrorReason::Other(format!("`{}`: {reason}", self.row.name)))?;
        Ok(ScopedJson::Derived(value))
    }
}

/// The name under which a kind's own template is kept.
pub fn own_name(kind: &str, template: &str) -> String {
    format!("{kind}/{template}")
}

/// The name under which a kind's subject line is kept.
pub fn subject_name(kind: &str) -> String {
    format!("{kind}/@subject")
}

impl Templates {
    /// Reads the house's partials and every kind's templates.
    ///
    /// # Errors
    /// A file that is not UTF-8.
    pub(crate) fn read(sources: &Sources, kinds: &BTreeMap<String, OnDemand<String, Manifest>>, rules: &Arc<Rules>) -> Result<Self, Error> {
        let mut base = Handlebars::new();
        base.set_strict_mode(true);
        base.set_prevent_indent(true);
        base.register_escape_fn(markup::escape);
        for row in HELPERS {
            base.register_helper(row.name, Box::new(Runner { row, rules: Arc::clone(rules) }));
        }
        let mut all = BTreeMap::new();
        for file in sources.below("_house/partials", ".hbs") {
            let name = file.trim_start_matches("_house/partials/").trim_end_matches(".hbs").to_owned();
            all.insert(name, Source::of(sources, file)?);
        }
        for (kind, manifest) in kinds {
            let own = manifest.given().map(|own| own.subject.clone());
            all.insert(subject_name(kind), Source::new(format!("{kind}/letter.toml"), own));
            for file in sources.below(kind, ".hbs") {
                all.insert(file.trim_end_matches(".hbs").to_owned(), Source::of(sources, file)?);
            }
        }
        Ok(Self { base, all })
    }

    /// A template and every partial that it leads to, from their texts.
    fn with_partials(&self, name: &str) -> Result<Handlebars<'static>, Fault> {
        let mut registry = self.base.clone();
        let (mut left, mut seen) = (vec![name.to_owned()], BTreeSet::from([name.to_owned()]));
        while let Some(name) = left.pop() {
            // A partial that does not exist is found when the template is filled, and by the template check.
            let Some(source) = self.all.get(&name) else { continue };
            let fault = |place, message| Fault { file: source.file.clone(), place, message };
            let text = source.text().ok_or_else(|| fault(None, "this file cannot be read".to_owned()))?;
            let wrong = |error: TemplateError| fault(error.pos(), error.reason().to_string());
            registry.register_template_string(&name, &text).map_err(wrong)?;
            left.extend(partials(&text).filter(|partial| seen.insert((*partial).to_owned())).map(str::to_owned));
        }
        Ok(registry)
    }

    /// A template that was parsed when the program was built, as all are that it leads to.
    fn built<'a>(&self, source: &'a Source) -> Option<&'a Template> {
        let built_in = |name: &str| self.all.get(name).filter(|source| source.own.is_none()).map(|source| source.file.clone());
        let make = || {
            let template = built_templates::of(&source.file, &built_in).filter(|_| source.own.is_none())?;
            let whole = !template.elements.iter().any(built_templates::asks_for_partial);
            whole.then(|| Box::new(template))
        };
        source.built.get_or_init(make).as_deref()
    }

    /// A template that knows the places of its parts.
    fn placed(&self, name: &str) -> Result<&Handlebars<'static>, Error> {
        let source = self.source(name)?;
        let placed = source.placed.get_or_init(|| self.with_partials(name).map(Box::new));
        placed.as_deref().map_err(|fault: &Fault| fault.clone().into())
    }

    fn source(&self, name: &str) -> Result<&Source, Error> {
        self.all.get(name).ok_or_else(|| Error::Internal(format!("there is no template {name}")))
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.all.contains_key(name)
    }

    /// The file a template comes from.
    pub fn file(&self, name: &str) -> &str {
        self.all.get(name).map_or("", |source| &source.file)
    }

    /// The parsed template, for the checker; `None` when there is none of this name.
    ///
    /// # Errors
    /// The template file, line and column of the first mistake in it or in a partial that it leads to.
    pub fn parsed(&self, name: &str) -> Result<Option<&Template>, Error> {
        if self.has(name) { self.placed(name).map(|registry| registry.get_template(name)) } else { Ok(None) }
    }

    /// Fills a template.
    ///
    /// # Errors
    /// A template that cannot be compiled, prints a fact the case does not have, or misuses a helper: file, line, column, reason.
    pub fn render(&self, name: &str, data: &Context) -> Result<Markup, Error> {
        if let Some(template) = self.built(self.source(name)?) {
            let mut text = StringOutput::new();
            let filled = template.render(&self.base, data, &mut RenderContext::new(None), &mut text);
            if let (Ok(()), Ok(text)) = (filled, text.into_string()) {
                return Ok(Markup(one_full_stop(text)));
            }
        }
        // From its text; or once more, by templates that know where they stand.
        self.placed(name)?.render_with_context(name, data).map(|text| Markup(one_full_stop(text))).map_err(|error| {
            let name = error.template_name.clone().unwrap_or_else(|| name.to_owned());
            let place = error.line_no.zip(error.column_no);
            Error::Library { file: self.file(&name).to_owned(), place, message: message(&error) }
        })
    }

    /// Turns a letter's data into what [`Templates::render`] takes.
    pub fn context(data: Json) -> Context {
        Context::from(data)
    }
}

/// The partials that a template names.
fn partials(text: &str) -> impl Iterator<Item = &str> {
    text.split("{{").skip(1).filter_map(|tag| {
        let name = tag.trim_start_matches('~').trim_start_matches('#').strip_prefix('>')?.trim_start();
        name.split(|character: char| character.is_whitespace() || matches!(character, '}' | '~')).next()
    })
}

/// A typed "p.m." at the end of a template's sentence brings its own full stop. Typed stops are escaped, a template's are not, so only
/// the second of such a pair goes.
fn one_full_stop(text: String) -> String {
    if text.contains("\\..") { text.replace("\\..", "\\.") } else { text }
}

/// handlebars' reasons in the words of someone who writes templates.
fn message(error: &RenderError) -> String {
    match error.reason() {
        RenderErrorReason::MissingVariable(Some(path)) => {
            format!(
                "`{path}` is printed, but this case does not have it; put it inside {{{{#if}}}}, or name it under `must` in the manifest"
            )
        }
        RenderErrorReason::MissingVariable(None) => "a fact is printed that this case does not have; put it inside {{#if}}".to_owned(),
        other => other.to_string(),
    }
}
