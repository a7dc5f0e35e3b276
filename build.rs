//! Reads the data files and the templates once, when the program is built: a letter at midnight should not wait for half a megabyte of TOML,
//! nor for handlebars to parse what never changes.
//!
//! Input: `seeds/` and `letter-templates/`. Output: Rust lists of all files and of what the data files say, as JSON, for `src/sources.rs`,
//! entry by entry where they are lists of entries; a list of the templates, taken apart, for `src/built_templates.rs`; and the list of shaped
//! words as numbers, for `src/layout/known.rs`. The files are built in as they are too: people copy them out and change them.

#![expect(clippy::disallowed_methods, reason = "a build script reads its own files and talks to cargo")]

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use handlebars::template::{BlockParam, DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Handlebars, Path as HandlebarsPath, PathSeg, Template};

use pieces::{Block, Call, Piece, Word};

#[path = "src/pieces.rs"]
mod pieces;
#[path = "src/layout/word_place.rs"]
mod word_place;

/// The folders whose files are lists of entries.
const ENTRIES: [&str; 4] = ["seeds/knowledge/", "seeds/roles/", "seeds/rules/", "seeds/interview/"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    println!("cargo::rerun-if-changed=src/pieces.rs");
    println!("cargo::rerun-if-changed=src/layout/word_place.rs");
    let mut files = Vec::new();
    for folder in ["seeds", "letter-templates"] {
        println!("cargo::rerun-if-changed={folder}");
        files_below(&root.join(folder), &mut files)?;
    }
    let (mut all, mut data, mut rows, mut templates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut said = String::new();
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
        if ENTRIES.iter().any(|folder| inside.starts_with(folder)) {
            let entries = entries(&inside, &table, &mut said)?;
            rows.push((inside, entries));
        } else {
            data.push((inside, format!("{:?}", serde_json::to_string(&table)?)));
        }
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    write_list(all, &out.join("files.rs"))?;
    write_list(data, &out.join("data.rs"))?;
    write_list(rows, &out.join("rows.rs"))?;
    fs::write(out.join("rows.txt"), said)?;
    write_list(templates, &out.join("templates.rs"))?;
    write_words(&root.join("letter-templates/_house/fonts/SourceSerif4.words"), &out.join("words.rs"))
}

/// The entries of a data file, each by itself: a letter asks for a few of them. Their words go to the end of `said`, and a row tells where
/// they stand: tables with text in them are gone through whenever the program starts.
fn entries(file: &str, table: &toml::Table, said: &mut String) -> Result<String, Box<dyn Error>> {
    let mut rows = String::from("&[");
    let mut place = |words: &str| {
        said.push_str(words);
        format!("{}..{}", said.len() - words.len(), said.len())
    };
    let place_of_file = place(file);
    for (category, entries) in table {
        let place_of_category = place(category);
        for entry in entries.as_array().into_iter().flatten().filter_map(toml::Value::as_table) {
            let id = entry.get("id").or(entry.get("file")).and_then(toml::Value::as_str);
            let id = id.ok_or_else(|| format!("{file}: an entry of `{category}` has no id"))?;
            let words: Vec<&str> = entry.iter().filter(|(_, value)| !value.is_array()).map(|(key, _)| key.as_str()).collect();
            let (words, checked) = (words.join(" "), entry.get("checked").map(ToString::to_string).unwrap_or_default());
            let json = serde_json::to_string(entry)?;
            let [id, words, checked, json] = [id, &words, &checked, &json].map(&mut place);
            write!(
                rows,
                "Row {{ file: {place_of_file}, category: {place_of_category}, id: {id}, words: {words}, checked: {checked}, json: {json} }},"
            )?;
        }
    }
    rows.push(']');
    Ok(rows)
}

/// The list of shaped words as numbers: for each line where its word stands, its width, its codes, and where what is shown stands; and the
/// table in which a word finds its line.
fn write_words(file: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(file)?;
    if text.lines().count() > word_place::PLACES / 2 {
        return Err("there are too many shaped words for the table in src/layout/word_place.rs".into());
    }
    let (mut list, mut start) = (String::from("&[\n"), 0);
    let (mut places, mut number) = ([0_u16; word_place::PLACES], 0);
    for line in text.split_inclusive('\n') {
        let fields: Vec<&str> = line.trim_end_matches('\n').split('\t').collect();
        let [key, width, used, shown] = fields.as_slice() else { return Err(format!("{line:?} does not have four fields").into()) };
        let first = start + key.len() + width.len() + used.len() + 3;
        writeln!(
            list,
            "Line {{ word: {start}..{}, width: {width}, used: 0x{used}, shown: {first}..{} }},",
            start + key.len(),
            first + shown.len()
        )?;
        start += line.len();
        number += 1;
        let (face, word) = key.as_bytes().split_first().ok_or("a line without a face")?;
        let mut place = word_place::first(*face, word);
        while places.get(place).is_some_and(|taken| *taken != 0) {
            place = word_place::next(place);
        }
        *places.get_mut(place).ok_or("a place outside the table")? = number;
    }
    list.push_str("]\n");
    fs::write(to.with_file_name("word_places.rs"), format!("{places:?}"))?;
    Ok(fs::write(to, list)?)
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

/// A template taken apart, as a byte string. None for one that has a fault or says something unusual: that one is parsed when it is needed,
/// and complained of then, with its place.
fn parsed(text: &str) -> Option<String> {
    let mut registry = Handlebars::new();
    registry.set_prevent_indent(true);
    registry.register_template_string("t", text).ok()?;
    let bytes = postcard::to_allocvec(&pieces_of(registry.get_template("t")?)?).ok()?;
    Some(format!("b\"{}\"", bytes.escape_ascii()))
}

fn pieces_of(template: &Template) -> Option<Vec<Piece<'_>>> {
    template.elements.iter().map(piece).collect()
}

fn body(template: Option<&Template>) -> Option<Option<Vec<Piece<'_>>>> {
    template.map_or(Some(None), |template| pieces_of(template).map(Some))
}

fn piece(element: &TemplateElement) -> Option<Piece<'_>> {
    Some(match element {
        TemplateElement::RawString(text) => Piece::Text(text.into()),
        TemplateElement::Expression(value) => Piece::Value(of_helper(value)?),
        TemplateElement::HtmlExpression(value) => Piece::Unescaped(of_helper(value)?),
        TemplateElement::HelperBlock(block) => {
            let (whole, inverse) = (body(block.template.as_ref())?, body(block.inverse.as_ref())?);
            Piece::Block(Box::new(Block { call: of_helper(block)?, whole, inverse, chain: block.chain }))
        }
        TemplateElement::PartialExpression(partial) if partial.template.is_none() => Piece::Partial(of_partial(partial)?),
        TemplateElement::Comment(_) => Piece::Nothing,
        _ => return None,
    })
}

fn of_helper(helper: &HelperTemplate) -> Option<Call<'_>> {
    let block = match &helper.block_param {
        None => Vec::new(),
        Some(BlockParam::Single(one)) => vec![word(one)?],
        Some(BlockParam::Pair((one, other))) => vec![word(one)?, word(other)?],
        Some(_) => return None,
    };
    call(&helper.name, &helper.params, &helper.hash, block)
}

fn of_partial(partial: &DecoratorTemplate) -> Option<Call<'_>> {
    if partial.indent.is_some() { None } else { call(&partial.name, &partial.params, &partial.hash, Vec::new()) }
}

fn call<'a>(
    name: &'a Parameter,
    parameters: &'a [Parameter],
    named: &'a HashMap<String, Parameter>,
    block: Vec<Word<'a>>,
) -> Option<Call<'a>> {
    let parameters: Option<Vec<Word<'_>>> = parameters.iter().map(word).collect();
    let mut named: Vec<(&String, &Parameter)> = named.iter().collect();
    named.sort_by_key(|(key, _)| *key);
    let named: Option<Vec<_>> = named.into_iter().map(|(key, value)| Some((key.into(), word(value)?))).collect();
    Some(Call { name: word(name)?, parameters: parameters?, named: named?, block })
}

fn word(parameter: &Parameter) -> Option<Word<'_>> {
    Some(match parameter {
        Parameter::Name(name) => Word::Name(name.into()),
        Parameter::Path(HandlebarsPath::Relative((steps, raw))) if steps.iter().all(|step| matches!(step, PathSeg::Named(_))) => {
            let steps = steps.iter().filter_map(|step| if let PathSeg::Named(name) = step { Some(name.into()) } else { None });
            Word::Path(raw.into(), steps.collect())
        }
        Parameter::Path(path @ (HandlebarsPath::Relative((_, raw)) | HandlebarsPath::Local((_, _, raw)))) => {
            // Steps up, the root and loop variables: handlebars alone knows how it keeps them.
            if HandlebarsPath::parse(raw).ok().as_ref() != Some(path) {
                return None;
            }
            Word::Unusual(raw.into())
        }
        Parameter::Literal(serde_json::Value::String(text)) => Word::Text(text.into()),
        Parameter::Literal(other) => Word::Literal(other.to_string().into()),
        Parameter::Subexpression(inner) => match inner.as_element() {
            TemplateElement::Expression(helper) => Word::Inner(Box::new(of_helper(helper)?)),
            _ => return None,
        },
        _ => return None,
    })
}
