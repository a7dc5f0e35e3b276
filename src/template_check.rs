//! Reads templates before they are used: every path, helper and partial they name must exist and be allowed.
//!
//! Input: a parsed template and the [`Shape`] of its data. Output: what is wrong, with file, line and column. It is not
//! optional: a misspelt fact inside `{{#if}}` would silently drop a paragraph, and a fact outside the allow list would leak.

use handlebars::Template;
use handlebars::template::{BlockParam, HelperTemplate, Parameter, TemplateElement};

use crate::error::Error;
use crate::helpers::{self, Gives, Takes};
use crate::library::Library;
use crate::shape::Shape;
use crate::wording::suggest;

/// Checks one template and every partial it uses.
pub fn check(name: &str, shape: &Shape, library: &Library) -> Vec<Error> {
    let mut checker = Checker { shape, library, errors: Vec::new(), file: String::new(), depth: 0 };
    checker.template_named(name, &[]);
    checker.errors
}

/// One name a block gives to its item.
type Scope = (String, Shape);

struct Checker<'a> {
    shape: &'a Shape,
    library: &'a Library,
    errors: Vec<Error>,
    file: String,
    /// How many partials deep; a partial that includes itself would never end.
    depth: usize,
}

impl Checker<'_> {
    fn template_named(&mut self, name: &str, scopes: &[Scope]) {
        let templates = &self.library.templates;
        let template = match templates.parsed(name) {
            Ok(template) => template,
            Err(error) => {
                self.errors.push(error);
                return;
            }
        };
        let Some(template) = template else {
            self.errors.push(Error::library(&self.file, format!("there is no template or partial `{name}`")));
            return;
        };
        if self.depth > 8 {
            self.errors.push(Error::library(&self.file, format!("the partial `{name}` includes itself")));
            return;
        }
        let outer = std::mem::replace(&mut self.file, templates.file(name).to_owned());
        self.depth += 1;
        self.template(template, scopes, false);
        self.depth -= 1;
        self.file = outer;
    }

    fn wrong(&mut self, place: Option<(usize, usize)>, message: String) {
        self.errors.push(Error::Library { file: self.file.clone(), place, message });
    }

    fn template(&mut self, template: &Template, scopes: &[Scope], inside_each: bool) {
        for (index, element) in template.elements.iter().enumerate() {
            let place = template.mapping.get(index).map(|mapping| (mapping.0, mapping.1));
            match element {
                TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
                TemplateElement::Expression(expression) => self.expression(expression, scopes, inside_each, place),
                TemplateElement::HelperBlock(block) => self.block(block, scopes, inside_each, place),
                TemplateElement::PartialExpression(partial) => {
                    if inside_each {
                        self.wrong(
                            place,
                            "a partial inside {{#each}} would not see the letter's facts; put the loop into the partial".to_owned(),
                        );
                    }
                    match partial.name.as_name() {
                        Some(name) => self.template_named(name, scopes),
                        None => self.wrong(place, "a partial needs a fixed name".to_owned()),
                    }
                }
                TemplateElement::HtmlExpression(_) => {
                    self.wrong(place, "{{{ }}} would let typed words become markup; use {{ }}".to_owned())
                }
                // Decorators, block partials, and whatever a later handlebars adds.
                _ => self.wrong(place, "decorators and block partials are not used here".to_owned()),
            }
        }
    }

    /// `{{path}}` or `{{helper ...}}`.
    fn expression(&mut self, expression: &HelperTemplate, scopes: &[Scope], inside_each: bool, place: Option<(usize, usize)>) {
        let name = expression.name.as_name().unwrap_or_default();
        if let Some(row) = helpers::find(name) {
            if row.gives == Gives::Flag {
                self.wrong(place, format!("`{name}` answers yes or no; it belongs into {{{{#if}}}}"));
            }
            self.call(name, &expression.params, scopes, inside_each, place);
        } else if expression.params.is_empty() {
            match self.path(name, scopes, inside_each, place) {
                None | Some(Shape::Words) => {}
                Some(Shape::Date | Shape::When) => {
                    self.wrong(place, format!("`{name}` is a day; print it with a helper: {{{{date {name}}}}}"))
                }
                Some(Shape::Number) => self.wrong(
                    place,
                    format!("`{name}` is a number; print it with {{{{number {name}}}}} or {{{{count {name} \"day\" \"days\"}}}}"),
                ),
                Some(Shape::Flag) => self.wrong(place, format!("`{name}` is yes or no; it belongs into {{{{#if}}}}")),
                Some(Shape::List(_)) => {
                    self.wrong(place, format!("`{name}` is a list; print it with {{{{list {name}}}}} or {{{{#each}}}}"))
                }
                Some(Shape::Object(_)) => self.wrong(place, format!("`{name}` has parts; print one of them")),
            }
        } else {
            self.wrong(place, format!("there is no helper `{name}`{}", near(name, helpers::HELPERS.iter().map(|row| row.name))));
        }
    }

    fn block(&mut self, block: &HelperTemplate, scopes: &[Scope], inside_each: bool, place: Option<(usize, usize)>) {
        match block.name.as_name().unwrap_or_default() {
            "if" | "unless" => {
                match block.params.as_slice() {
                    [parameter] => {
                        self.parameter(parameter, scopes, inside_each, place);
                    }
                    _ => self.wrong(place, "a condition needs one fact or one (helper ...)".to_owned()),
                }
                for inner in block.template.iter().chain(&block.inverse) {
                    self.template(inner, scopes, inside_each);
                }
            }
            "each" => self.each(block, scopes, inside_each, place),
            other => self.wrong(place, format!("the block `#{other}` is not used here; there are #if, #unless and #each")),
        }
    }

    fn each(&mut self, block: &HelperTemplate, scopes: &[Scope], inside_each: bool, place: Option<(usize, usize)>) {
        let (Some(Parameter::Path(_)), Some(BlockParam::Single(item))) = (block.params.first(), &block.block_param) else {
            self.wrong(place, "write {{#each list as |item|}}".to_owned());
            return;
        };
        let path = block.params.first().and_then(Parameter::as_name).unwrap_or_default();
        let shape = match self.path(path, scopes, inside_each, place) {
            Some(Shape::List(shape)) => *shape,
            Some(_) => {
                self.wrong(place, format!("`{path}` is not a list"));
                return;
            }
            None => return,
        };
        let mut inner = scopes.to_vec();
        inner.push((item.as_name().unwrap_or_default().to_owned(), shape));
        if let Some(template) = &block.template {
            self.template(template, &inner, true);
        }
        if let Some(template) = &block.inverse {
            self.template(template, scopes, inside_each);
        }
    }

    /// A helper's parameters against its row.
    fn call(&mut self, name: &str, parameters: &[Parameter], scopes: &[Scope], inside_each: bool, place: Option<(usize, usize)>) {
        let Some(row) = helpers::find(name) else {
            self.wrong(place, format!("there is no helper `{name}`{}", near(name, helpers::HELPERS.iter().map(|row| row.name))));
            return;
        };
        let most = row.takes.len() + row.optional.len();
        if parameters.len() < row.takes.len() || (parameters.len() > most && !row.repeats) {
            self.wrong(place, format!("`{name}` takes {} to {most} parameters", row.takes.len()));
        }
        for (index, parameter) in parameters.iter().enumerate() {
            let takes = row.takes.iter().chain(row.optional).nth(index).or_else(|| row.takes.iter().chain(row.optional).last());
            if let Some(takes) = takes {
                self.fits(name, *takes, parameter, scopes, inside_each, place);
            }
        }
    }

    fn fits(
        &mut self,
        name: &str,
        takes: Takes,
        parameter: &Parameter,
        scopes: &[Scope],
        inside_each: bool,
        place: Option<(usize, usize)>,
    ) {
        let literal = match parameter {
            Parameter::Literal(literal) => literal.as_str(),
            _ => None,
        };
        match (takes, literal) {
            (Takes::Rule, Some(id)) => {
                if self.library.rules.get(id).is_none() {
                    self.wrong(place, format!("there is no rule `{id}`{}", near(id, self.library.rules.ids())));
                }
            }
            (Takes::Rule | Takes::Literal, None) if !matches!(parameter, Parameter::Literal(_)) => {
                self.wrong(place, format!("`{name}` needs words in quotes here"))
            }
            (_, Some(_)) | (Takes::Literal, None) => {}
            (_, None) => {
                let Some(shape) = self.parameter(parameter, scopes, inside_each, place) else { return };
                let fits = match takes {
                    Takes::Words => shape == Shape::Words,
                    Takes::Day => matches!(shape, Shape::Date | Shape::When),
                    Takes::Number => shape == Shape::Number,
                    Takes::List => matches!(shape, Shape::List(_)),
                    Takes::Anything | Takes::Literal | Takes::Rule => true,
                };
                if !fits {
                    self.wrong(place, format!("`{name}` is given something it cannot take here"));
                }
            }
        }
    }

    /// The shape a parameter has, checking it on the way.
    fn parameter(&mut self, parameter: &Parameter, scopes: &[Scope], inside_each: bool, place: Option<(usize, usize)>) -> Option<Shape> {
        match parameter {
            Parameter::Literal(_) => None,
            Parameter::Subexpression(expression) => {
                if let TemplateElement::Expression(inner) = expression.element.as_ref() {
                    let name = inner.name.as_name().unwrap_or_default();
                    self.call(name, &inner.params, scopes, inside_each, place);
                    return helpers::find(name).map(|row| if row.gives == Gives::Flag { Shape::Flag } else { Shape::Words });
                }
                None
            }
            _ => {
                let path = parameter.as_name().unwrap_or_default();
                self.path(path, scopes, inside_each, place)
            }
        }
    }

    /// What a path leads to; an error, with the nearest valid path, when it leads nowhere.
    fn path(&mut self, path: &str, scopes: &[Scope], inside_each: bool, place: Option<(usize, usize)>) -> Option<Shape> {
        match path {
            "@index" => return Some(Shape::Number),
            "@first" | "@last" => return Some(Shape::Flag),
            _ => {}
        }
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        if let Some((_, shape)) = scopes.iter().rev().find(|(name, _)| name == first) {
            let found = rest.map_or(Some(shape), |rest| shape.at(rest)).cloned();
            if found.is_none() {
                let paths = shape.paths();
                self.wrong(
                    place,
                    format!(
                        "`{path}` is not a fact this letter may use{}",
                        near(rest.unwrap_or_default(), paths.iter().map(String::as_str))
                    ),
                );
            }
            return found;
        }
        let from_root = path.strip_prefix("@root.");
        if inside_each && from_root.is_none() {
            self.wrong(place, format!("inside {{{{#each}}}} write `@root.{path}`"));
        }
        let plain = from_root.unwrap_or(path);
        let found = self.shape.at(plain).cloned();
        if found.is_none() {
            let paths = self.shape.paths();
            self.wrong(
                place,
                format!(
                    "`{plain}` is not a fact this letter may use (its manifest's `must` and `may`){}",
                    near(plain, paths.iter().map(String::as_str))
                ),
            );
        }
        found
    }
}

fn near<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    suggest::nearest(word, candidates).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
