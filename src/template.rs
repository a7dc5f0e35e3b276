//! handlebars, made strict and safe for legal letters: nothing missing, nothing typed by a person becomes markup.
//!
//! Input: the template files, and one letter's data. Output: [`Markup`]. Compiled once for a library, then only read.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use handlebars::{Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, RenderErrorReason, ScopedJson};
use serde_json::Value as Json;

use crate::error::Error;
use crate::helpers::{Call, HELPERS, HelperRow};
use crate::manifest::Manifest;
use crate::markup::{self, Markup};
use crate::seeds::Rule;
use crate::sources::Sources;

/// The templates: read at once, compiled one letter kind at a time, when a letter of that kind is first written. Compiling all of them
/// would take most of the time of a single letter.
pub struct Templates {
    /// The helpers and the strict settings, without any template.
    base: Handlebars<'static>,
    /// File and text of each template.
    texts: BTreeMap<String, (String, String)>,
    /// The compiled templates of each kind, the house's partials among them.
    kinds: BTreeMap<String, OnceLock<Result<Handlebars<'static>, Fault>>>,
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
        formatter.debug_list().entries(self.texts.keys()).finish()
    }
}

/// A helper row as handlebars wants it.
struct Runner {
    row: &'static HelperRow,
    rules: Arc<BTreeMap<String, Rule>>,
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
    pub fn read(sources: &Sources, kinds: &BTreeMap<String, Manifest>, rules: &BTreeMap<String, Rule>) -> Result<Self, Error> {
        let mut base = Handlebars::new();
        base.set_strict_mode(true);
        base.set_prevent_indent(true);
        base.register_escape_fn(markup::escape);
        let rules = Arc::new(rules.clone());
        for row in HELPERS {
            base.register_helper(row.name, Box::new(Runner { row, rules: Arc::clone(&rules) }));
        }
        let mut texts = BTreeMap::new();
        for file in sources.below("_house/partials", ".hbs") {
            let name = file.trim_start_matches("_house/partials/").trim_end_matches(".hbs").to_owned();
            let text = sources.text(&file)?.to_owned();
            texts.insert(name, (file, text));
        }
        for (kind, manifest) in kinds {
            texts.insert(subject_name(kind), (format!("{kind}/letter.toml"), manifest.subject.clone()));
            for file in sources.below(kind, ".hbs") {
                let text = sources.text(&file)?.to_owned();
                texts.insert(file.trim_end_matches(".hbs").to_owned(), (file, text));
            }
        }
        Ok(Self { base, texts, kinds: kinds.keys().map(|kind| (kind.clone(), OnceLock::new())).collect() })
    }

    /// The compiled templates of a kind.
    fn of(&self, kind: &str) -> Result<&Handlebars<'static>, Error> {
        let slot = self.kinds.get(kind).ok_or_else(|| Error::Internal(format!("there are no templates of the kind {kind}")))?;
        slot.get_or_init(|| self.compile(kind)).as_ref().map_err(|fault| fault.clone().into())
    }

    fn compile(&self, kind: &str) -> Result<Handlebars<'static>, Fault> {
        let mut registry = self.base.clone();
        let own = format!("{kind}/");
        for (name, (file, text)) in self.texts.iter().filter(|(name, _)| !name.contains('/') || name.starts_with(&own)) {
            registry.register_template_string(name, text).map_err(|error| Fault {
                file: file.clone(),
                place: error.pos(),
                message: error.reason().to_string(),
            })?;
        }
        Ok(registry)
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    /// The file a template comes from.
    pub fn file(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", |(file, _)| file)
    }

    /// The parsed template, for the checker; `None` when there is none of this name.
    ///
    /// # Errors
    /// The template file, line and column of the first mistake in the kind's templates.
    pub fn parsed(&self, kind: &str, name: &str) -> Result<Option<&handlebars::Template>, Error> {
        self.of(kind).map(|registry| registry.get_template(name))
    }

    /// Fills a template of a kind.
    ///
    /// # Errors
    /// A template that cannot be compiled, prints a fact the case does not have, or misuses a helper: file, line, column, reason.
    pub fn render(&self, kind: &str, name: &str, data: &Context) -> Result<Markup, Error> {
        self.of(kind)?.render_with_context(name, data).map(|text| Markup(one_full_stop(&text))).map_err(|error| {
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

/// A typed "p.m." at the end of a template's sentence brings its own full stop. Typed stops are escaped, a template's are not, so only
/// the second of such a pair goes.
fn one_full_stop(text: &str) -> String {
    text.replace("\\..", "\\.")
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
