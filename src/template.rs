//! handlebars, made strict and safe for legal letters: nothing missing, nothing typed by a person becomes markup.
//!
//! Input: the template files, and one letter's data. Output: [`Markup`]. Compiled once for a library, then only read.

use std::collections::BTreeMap;
use std::sync::Arc;

use handlebars::{Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, RenderErrorReason, ScopedJson};
use serde_json::Value as Json;

use crate::error::Error;
use crate::helpers::{Call, HELPERS, HelperRow};
use crate::manifest::Manifest;
use crate::markup::{self, Markup};
use crate::seeds::Rule;
use crate::sources::Sources;

/// The compiled templates.
pub struct Templates {
    registry: Handlebars<'static>,
    /// The file each template comes from.
    files: BTreeMap<String, String>,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.files.keys()).finish()
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
    /// Compiles the house's partials and every kind's templates.
    ///
    /// # Errors
    /// The template file, line and column of the first mistake.
    pub fn compile(sources: &Sources, kinds: &BTreeMap<String, Manifest>, rules: &BTreeMap<String, Rule>) -> Result<Self, Error> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.set_prevent_indent(true);
        registry.register_escape_fn(markup::escape);
        let rules = Arc::new(rules.clone());
        for row in HELPERS {
            registry.register_helper(row.name, Box::new(Runner { row, rules: Arc::clone(&rules) }));
        }
        let mut templates = Self { registry, files: BTreeMap::new() };
        for file in sources.below("_house/partials", ".hbs") {
            let name = file.trim_start_matches("_house/partials/").trim_end_matches(".hbs").to_owned();
            templates.add(&name, &file, sources.text(&file)?)?;
        }
        for (kind, manifest) in kinds {
            templates.add(&subject_name(kind), &format!("{kind}/letter.toml"), &manifest.subject)?;
            for file in sources.below(kind, ".hbs") {
                let name = file.trim_end_matches(".hbs").to_owned();
                templates.add(&name, &file, sources.text(&file)?)?;
            }
        }
        Ok(templates)
    }

    fn add(&mut self, name: &str, file: &str, text: &str) -> Result<(), Error> {
        self.registry.register_template_string(name, text).map_err(|error| Error::Library {
            file: file.to_owned(),
            place: error.pos(),
            message: error.reason().to_string(),
        })?;
        self.files.insert(name.to_owned(), file.to_owned());
        Ok(())
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The file a template comes from.
    pub fn file(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }

    /// The parsed template, for the checker.
    pub fn parsed(&self, name: &str) -> Option<&handlebars::Template> {
        self.registry.get_template(name)
    }

    /// Fills a template.
    ///
    /// # Errors
    /// A template that prints a fact the case does not have, or misuses a helper: file, line, column, reason.
    pub fn render(&self, name: &str, data: &Context) -> Result<Markup, Error> {
        self.registry.render_with_context(name, data).map(|text| Markup(one_full_stop(&text))).map_err(|error| {
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
