//! Reads the data files and the templates once, when the program is built: a letter at midnight should not wait for half a megabyte of TOML,
//! nor for handlebars to parse what never changes.
//!
//! Input: `seeds/` and `letter-templates/`. Output: Rust lists of all files and of what the data files say, as JSON, for `src/sources.rs`;
//! and a list of the parsed templates, for `src/built_templates.rs`. The files are built in as they are too: people copy them out and
//! change them.

#![expect(clippy::disallowed_methods, reason = "a build script reads its own files and talks to cargo")]

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use handlebars::template::{BlockParam, DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Handlebars, Path as HandlebarsPath, PathSeg, Template};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut files = Vec::new();
    for folder in ["seeds", "letter-templates"] {
        println!("cargo::rerun-if-changed={folder}");
        files_below(&root.join(folder), &mut files)?;
    }
    let (mut all, mut data, mut templates) = (Vec::new(), Vec::new(), Vec::new());
    for path in files {
        let inside = path.strip_prefix(&root)?.to_str().ok_or("a path that is no text")?.replace('\\', "/");
        let inside = inside.strip_prefix("letter-templates/").unwrap_or(&inside).to_owned();
        // The faces are part of `src/fonts.rs`.
        if [".ttf", ".coded", ".words"].iter().any(|ending| inside.ends_with(ending)) {
            continue;
        }
        // Found from wherever the project lies when it is compiled: a checkout may move while what was built here is kept.
        let from_root = format!("/{}", path.strip_prefix(&root)?.to_str().ok_or("a path that is no text")?.replace('\\', "/"));
        all.push((inside.clone(), format!("include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {from_root:?}))")));
        let sample = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sample"));
        // Samples are cases: they are read as a person's own file would be.
        if sample || !(inside.ends_with(".hbs") || inside.ends_with(".toml")) {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        if inside.ends_with(".hbs") {
            templates.extend(parsed(&text).map(|pieces| (inside, pieces)));
            continue;
        }
        let table: toml::Table = toml::from_str(&text).map_err(|error| format!("{inside}: {error}"))?;
        // The subject line of a letter kind is a template too.
        if let Some(subject) = table.get("subject").and_then(toml::Value::as_str).filter(|_| inside.ends_with("/letter.toml")) {
            templates.extend(parsed(subject).map(|pieces| (inside.clone(), pieces)));
        }
        data.push((inside, format!("{:?}", serde_json::to_string(&table)?)));
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    write_list(all, &out.join("files.rs"))?;
    write_list(data, &out.join("data.rs"))?;
    write_list(templates, &out.join("templates.rs"))
}

/// A sorted Rust list of pairs: a path, and what belongs to it.
fn write_list(mut entries: Vec<(String, String)>, to: &Path) -> Result<(), Box<dyn Error>> {
    entries.sort();
    let mut list = String::from("&[\n");
    for (inside, value) in entries {
        writeln!(list, "({inside:?}, {value}),")?;
    }
    list.push_str("]\n");
    Ok(fs::write(to, list)?)
}

/// All files below a folder.
fn files_below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_below(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// A template as Rust. None for one that has a fault or says something unusual: that one is parsed when it is needed, and complained of
/// then, with its place.
fn parsed(text: &str) -> Option<String> {
    let mut registry = Handlebars::new();
    registry.set_prevent_indent(true);
    registry.register_template_string("t", text).ok()?;
    pieces(registry.get_template("t")?)
}

fn pieces(template: &Template) -> Option<String> {
    let pieces: Option<Vec<String>> = template.elements.iter().map(piece).collect();
    Some(format!("&[{}]", pieces?.join(",")))
}

fn body(template: Option<&Template>) -> Option<String> {
    template.map_or_else(|| Some("None".to_owned()), |template| Some(format!("Some({})", pieces(template)?)))
}

fn piece(element: &TemplateElement) -> Option<String> {
    Some(match element {
        TemplateElement::RawString(text) => format!("Piece::Text({text:?})"),
        TemplateElement::Expression(value) => format!("Piece::Value({})", of_helper(value)?),
        TemplateElement::HtmlExpression(value) => format!("Piece::Unescaped({})", of_helper(value)?),
        TemplateElement::HelperBlock(block) => {
            let (whole, inverse) = (body(block.template.as_ref())?, body(block.inverse.as_ref())?);
            format!("Piece::Block({}, {whole}, {inverse}, {})", of_helper(block)?, block.chain)
        }
        TemplateElement::PartialExpression(partial) if partial.template.is_none() => format!("Piece::Partial({})", of_partial(partial)?),
        TemplateElement::Comment(_) => "Piece::Nothing".to_owned(),
        _ => return None,
    })
}

fn of_helper(helper: &HelperTemplate) -> Option<String> {
    let block = match &helper.block_param {
        None => String::new(),
        Some(BlockParam::Single(one)) => word(one)?,
        Some(BlockParam::Pair((one, other))) => format!("{},{}", word(one)?, word(other)?),
        Some(_) => return None,
    };
    call(&helper.name, &helper.params, &helper.hash, &block)
}

fn of_partial(partial: &DecoratorTemplate) -> Option<String> {
    if partial.indent.is_some() { None } else { call(&partial.name, &partial.params, &partial.hash, "") }
}

fn call(name: &Parameter, parameters: &[Parameter], named: &HashMap<String, Parameter>, block: &str) -> Option<String> {
    let parameters: Option<Vec<String>> = parameters.iter().map(word).collect();
    let mut named: Vec<(&String, &Parameter)> = named.iter().collect();
    named.sort_by_key(|(key, _)| *key);
    let named: Option<Vec<String>> = named.into_iter().map(|(key, value)| Some(format!("({key:?},{})", word(value)?))).collect();
    Some(format!("Call(&{},&[{}],&[{}],&[{block}])", word(name)?, parameters?.join(","), named?.join(",")))
}

fn word(parameter: &Parameter) -> Option<String> {
    Some(match parameter {
        Parameter::Name(name) => format!("Word::Name({name:?})"),
        Parameter::Path(HandlebarsPath::Relative((steps, raw))) if steps.iter().all(|step| matches!(step, PathSeg::Named(_))) => {
            let steps: Vec<String> =
                steps.iter().filter_map(|step| if let PathSeg::Named(name) = step { Some(format!("{name:?}")) } else { None }).collect();
            format!("Word::Path({raw:?}, &[{}])", steps.join(","))
        }
        Parameter::Path(path @ (HandlebarsPath::Relative((_, raw)) | HandlebarsPath::Local((_, _, raw)))) => {
            // Steps up, the root and loop variables: handlebars alone knows how it keeps them.
            if HandlebarsPath::parse(raw).ok().as_ref() != Some(path) {
                return None;
            }
            format!("Word::Unusual({raw:?})")
        }
        Parameter::Literal(serde_json::Value::String(text)) => format!("Word::Text({text:?})"),
        Parameter::Literal(other) => format!("Word::Literal({:?})", other.to_string()),
        Parameter::Subexpression(inner) => match inner.as_element() {
            TemplateElement::Expression(helper) => format!("Word::Inner(&{})", of_helper(helper)?),
            _ => return None,
        },
        _ => return None,
    })
}
