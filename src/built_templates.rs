//! The built-in templates as they were parsed when the program was built.
//!
//! It exists because handlebars takes longer to parse a letter's templates than everything else takes to write it. Input: a file's path.
//! Output: the same [`Template`] that handlebars would make of its text, without the places of its parts: when a template cannot be filled,
//! [`crate::template`] parses the text to say where.

use std::borrow::Cow;
use std::collections::HashMap;

use handlebars::template::{BlockParam, DecoratorTemplateBuilder, HelperTemplate, Parameter, Subexpression, TemplateElement};
use handlebars::{Path, PathSeg, Template};

use crate::pieces::{Call, Piece, Word};

/// Each template by its file, taken apart. Sorted. A subject line is that of its manifest.
static BUILT: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The built-in template of a file, with the partials that it takes in as they are. `file_of` says which file a partial is in, and nothing
/// for one that has to be left apart. None when the template has to be parsed.
pub(crate) fn of(file: &str, file_of: &dyn Fn(&str) -> Option<String>) -> Option<Template> {
    Maker { file_of, depth: 0 }.template(&pieces(file)?)
}

fn pieces(file: &str) -> Option<Vec<Piece<'static>>> {
    let place = BUILT.binary_search_by_key(&file, |(name, _)| name).ok()?;
    BUILT.get(place).and_then(|(_, bytes)| postcard::from_bytes(bytes).ok())
}

/// Whether a piece of a template asks for another template that was left apart.
pub(crate) fn asks_for_partial(element: &TemplateElement) -> bool {
    let within = |template: &Option<Template>| template.iter().flat_map(|template| &template.elements).any(asks_for_partial);
    match element {
        TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => true,
        TemplateElement::HelperBlock(block) => within(&block.template) || within(&block.inverse),
        _ => false,
    }
}

/// Partials stand in each other no deeper than this; deeper ones are left apart.
const DEEPEST: usize = 6;

/// Makes templates of pieces.
#[derive(Clone, Copy)]
struct Maker<'a> {
    file_of: &'a dyn Fn(&str) -> Option<String>,
    depth: usize,
}

impl Maker<'_> {
    fn template(self, pieces: &[Piece<'_>]) -> Option<Template> {
        let mut template = Template::default();
        self.elements(pieces, &mut template.elements)?;
        Some(template)
    }

    fn elements(self, pieces: &[Piece<'_>], into: &mut Vec<TemplateElement>) -> Option<()> {
        for piece in pieces {
            match self.taken_in(piece) {
                Some(inner) => Maker { depth: self.depth + 1, ..self }.elements(&inner, into)?,
                None => into.push(self.element(piece)?),
            }
        }
        Some(())
    }

    /// The pieces of a partial that is asked with nothing: they stand for it, because handlebars copies all of a letter's data for each
    /// partial.
    fn taken_in(self, piece: &Piece<'_>) -> Option<Vec<Piece<'static>>> {
        let Piece::Partial(Call { name: Word::Name(name), parameters, named, .. }) = piece else { return None };
        let plain = parameters.is_empty() && named.is_empty() && self.depth < DEEPEST;
        if plain { pieces(&(self.file_of)(name)?) } else { None }
    }

    fn element(self, piece: &Piece<'_>) -> Option<TemplateElement> {
        Some(match piece {
            Piece::Nothing => TemplateElement::Comment(String::new()),
            Piece::Text(text) => TemplateElement::RawString(text.to_string()),
            Piece::Value(call) => TemplateElement::Expression(Box::new(helper(call)?)),
            Piece::Unescaped(call) => TemplateElement::HtmlExpression(Box::new(helper(call)?)),
            Piece::Block(block) => {
                let body = |pieces: &Option<Vec<Piece<'_>>>| pieces.as_ref().map_or(Some(None), |pieces| self.template(pieces).map(Some));
                let mut whole = helper(&block.call)?;
                (whole.block, whole.chain) = (true, block.chain);
                (whole.template, whole.inverse) = (body(&block.whole)?, body(&block.inverse)?);
                TemplateElement::HelperBlock(Box::new(whole))
            }
            Piece::Partial(call) => {
                let mut partial = DecoratorTemplateBuilder::default();
                partial.name(parameter(&call.name)?).params(parameters(&call.parameters)?).hash(by_name(&call.named)?);
                // It matters only to templates that indent what they take in; ours do not.
                partial.indent_before_write(false);
                TemplateElement::PartialExpression(Box::new(partial.build().ok()?))
            }
        })
    }
}

/// A call as handlebars has it.
fn subexpression(call: &Call<'_>) -> Option<Subexpression> {
    Some(Subexpression::new(parameter(&call.name)?, parameters(&call.parameters)?, by_name(&call.named)?))
}

fn helper(call: &Call<'_>) -> Option<HelperTemplate> {
    // The only way from outside to make one without copying its parts.
    let TemplateElement::Expression(helper) = *subexpression(call)?.element else { return None };
    let mut helper = *helper;
    helper.block_param = match call.block.as_slice() {
        [] => None,
        [one] => Some(BlockParam::Single(parameter(one)?)),
        [one, other, ..] => Some(BlockParam::Pair((parameter(one)?, parameter(other)?))),
    };
    Some(helper)
}

fn by_name(named: &[(Cow<'_, str>, Word<'_>)]) -> Option<HashMap<String, Parameter>> {
    named.iter().map(|(key, value)| Some((key.to_string(), parameter(value)?))).collect()
}

fn parameters(words: &[Word<'_>]) -> Option<Vec<Parameter>> {
    words.iter().map(parameter).collect()
}

fn parameter(word: &Word<'_>) -> Option<Parameter> {
    Some(match word {
        Word::Name(name) => Parameter::Name(name.to_string()),
        Word::Path(raw, steps) => {
            let steps = steps.iter().map(|step| PathSeg::Named(step.to_string())).collect();
            Parameter::Path(Path::Relative((steps, raw.to_string())))
        }
        Word::Unusual(raw) => Parameter::Path(Path::parse(raw).ok()?),
        Word::Text(text) => Parameter::Literal(serde_json::Value::String(text.to_string())),
        Word::Literal(json) => Parameter::Literal(serde_json::from_str(json).ok()?),
        Word::Inner(call) => Parameter::Subexpression(subexpression(call)?),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use handlebars::{Handlebars, Template, template::TemplateElement};

    use super::BUILT;
    use crate::sources::Sources;

    /// Without what built templates leave out: places, and the mark of a line to indent.
    fn shown(template: &Template) -> String {
        fn bare(template: &mut Template) {
            template.mapping.clear();
            template.name = None;
            for element in &mut template.elements {
                match element {
                    TemplateElement::Comment(text) => text.clear(),
                    TemplateElement::HelperBlock(block) => {
                        [&mut block.template, &mut block.inverse].into_iter().flatten().for_each(bare);
                    }
                    _ => {}
                }
            }
        }
        let mut template = template.clone();
        bare(&mut template);
        format!("{template:#?}").replace("indent_before_write: true", "indent_before_write: false")
    }

    #[test]
    fn every_built_in_template_is_what_handlebars_makes_of_its_text() {
        let sources = Sources::new(BTreeMap::new());
        let texts = sources.below("", ".hbs").len() + sources.below("", "/letter.toml").len();
        assert_eq!(BUILT.len(), texts, "one could not be built in");
        for (file, _) in BUILT {
            let text = match file.ends_with(".hbs") {
                true => sources.text(file).unwrap().to_owned(),
                false => sources.read::<serde_json::Value>(file).unwrap()["subject"].as_str().unwrap().to_owned(),
            };
            let mut registry = Handlebars::new();
            registry.set_prevent_indent(true);
            registry.register_template_string("t", text).unwrap();
            let (built, parsed) = (shown(&super::of(file, &|_| None).unwrap()), shown(registry.get_template("t").unwrap()));
            // The order of named parameters is that of a hash map.
            let sorted = |text: &str| {
                let mut lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
                lines.sort();
                lines
            };
            assert_eq!(sorted(&built), sorted(&parsed), "{file}");
        }
    }
}
