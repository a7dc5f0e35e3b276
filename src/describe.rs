//! `letters` and `templates list`: what the library holds, for people and as JSON.
//!
//! Input: the [`Library`]. Output: text. All of it comes from the manifests and the schema; nothing is written down twice.

use serde_json::{Value as Json, json};

use crate::fact::{Fact, Found, Table};
use crate::library::Library;
use crate::manifest::Manifest;

fn pretty(value: &Json) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// All kinds: one line each, or one JSON object with the case file's schema.
pub fn kinds(library: &Library, as_json: bool) -> String {
    if as_json {
        let kinds: Vec<Json> = library.kinds().map(|manifest| kind_json(manifest, library)).collect();
        return pretty(&json!({"schema": 1, "case": table_json(&library.schema), "letters": kinds}));
    }
    let width = library.kinds().map(|manifest| manifest.id.as_str().len()).max().unwrap_or(0);
    let mut text: String = library.kinds().map(|manifest| format!("{:width$}  {}\n", manifest.id.as_str(), manifest.purpose)).collect();
    text.push_str("\nFor one of them: inwriting letters KIND\n");
    text
}

/// One kind: its job, to whom, what it needs, what follows.
pub fn kind(manifest: &Manifest, library: &Library, as_json: bool) -> String {
    if as_json {
        return pretty(&kind_json(manifest, library));
    }
    let schema = library.schema_with(manifest);
    let mut text = format!("{} ({})\n{}\n", manifest.title, manifest.id, manifest.purpose);
    let title = |role: &String| {
        library.seed("contact_role", role).and_then(|seed| seed.words.get("title").cloned()).unwrap_or_else(|| role.clone())
    };
    let people = |roles: &[String]| roles.iter().map(title).collect::<Vec<_>>().join(", ");
    text.push_str(&format!("\nTo: {}\n", people(&manifest.to)));
    if !manifest.cc.is_empty() {
        text.push_str(&format!("Copies: {}\n", people(&manifest.cc)));
    }
    section(&mut text, "It must have", library.house.must.iter().chain(&manifest.must), &schema);
    for when in &manifest.must_when {
        section(&mut text, &format!("When {} is \"{}\" it must also have", when.fact, when.is), when.must.iter(), &schema);
    }
    section(&mut text, "It is stronger with", manifest.stronger.iter().map(|stronger| &stronger.fact), &schema);
    section(&mut text, "It may also use", manifest.may.iter(), &schema);
    let clocks: Vec<String> = manifest
        .clocks
        .iter()
        .filter_map(|clock| library.rules.get(&clock.rule))
        .filter_map(|rule| Some(format!("  {}: {}, {} {} days\n", rule.id, rule.clock.as_ref()?.owed, rule.days?, rule.day_kind)))
        .collect();
    if !clocks.is_empty() {
        text.push_str(&format!("\nTime limits that start when it is received:\n{}", clocks.concat()));
    }
    if manifest.follows_clock {
        text.push_str("\nIt follows up a time limit that has passed, and can be written only from the day after its last day.\n");
    }
    if !manifest.states.is_empty() {
        text.push_str(&format!("\nIt can be written for: {}\n", manifest.states.join(", ")));
    }
    if !manifest.rules.is_empty() {
        text.push_str("\nThe law it may name:\n");
        for rule in manifest.rules.iter().filter_map(|id| library.rules.get(id)) {
            text.push_str(&format!("  {} ({}): {}\n", rule.id, rule.short.as_ref().unwrap_or(&rule.citation), rule.title));
        }
    }
    if !manifest.next.is_empty() {
        text.push_str("\nWhat may come next:\n");
        for next in &manifest.next {
            text.push_str(&format!("  {}: {}\n", next.kind, next.when));
        }
    }
    text
}

fn section<'a>(text: &mut String, title: &str, paths: impl Iterator<Item = &'a String>, schema: &Table) {
    let lines: Vec<String> = paths.map(|path| format!("  {path}: {}\n", about(path, schema))).collect();
    if !lines.is_empty() {
        text.push_str(&format!("\n{title}:\n{}", lines.concat()));
    }
}

fn about(path: &str, schema: &Table) -> String {
    match schema.find(&Manifest::case_path(path)) {
        Some(Found::Fact(fact)) => fact.about.clone(),
        Some(Found::Table(table)) => table.about.clone(),
        None => String::new(),
    }
}

fn kind_json(manifest: &Manifest, library: &Library) -> Json {
    let clocks: Vec<Json> = manifest.clocks.iter().filter_map(|clock| library.rules.get(&clock.rule)).map(|rule| json!({"rule": rule.id, "citation": rule.citation, "days": rule.days, "day_kind": rule.day_kind, "starts": rule.trigger})).collect();
    json!({
        "kind": manifest.id.as_str(),
        "title": manifest.title,
        "purpose": manifest.purpose,
        "to": manifest.to,
        "cc": manifest.cc,
        "must": library.house.must.iter().chain(&manifest.must).collect::<Vec<_>>(),
        "must_when": manifest.must_when.iter().map(|when| json!({"fact": when.fact, "is": when.is, "must": when.must})).collect::<Vec<_>>(),
        "may": manifest.may,
        "stronger": manifest.stronger.iter().map(|stronger| json!({"fact": stronger.fact, "adds": stronger.adds})).collect::<Vec<_>>(),
        "rules": manifest.rules,
        "clocks": clocks,
        "once": manifest.once,
        "follows_clock": manifest.follows_clock,
        "states": manifest.states,
        "next": manifest.next.iter().map(|next| json!({"kind": next.kind, "when": next.when})).collect::<Vec<_>>(),
        "answers": table_json(&manifest.answers),
    })
}

fn table_json(table: &Table) -> Json {
    json!({
        "path": table.path,
        "rows": table.rows,
        "about": table.about,
        "facts": table.facts.iter().map(fact_json).collect::<Vec<_>>(),
        "tables": table.tables.iter().map(table_json).collect::<Vec<_>>(),
    })
}

fn fact_json(fact: &Fact) -> Json {
    json!({
        "key": fact.key,
        "type": fact.kind.name(),
        "expected": fact.kind.expected(),
        "list": fact.list,
        "must": fact.must,
        "private": fact.private,
        "about": fact.about,
        "example": fact.example,
    })
}

/// Every template file, and whether it is the person's own.
pub fn templates(library: &Library, as_json: bool) -> String {
    let mut files = library.sources.below("", ".hbs");
    files.extend(library.sources.below("", ".toml").into_iter().filter(|file| !file.starts_with("seeds/")));
    files.sort();
    let origin = |file: &str| if library.sources.is_own(file) { "your own" } else { "built in" };
    if as_json {
        return pretty(&files.iter().map(|file| json!({"file": file, "from": origin(file)})).collect::<Json>());
    }
    files.iter().map(|file| format!("{:9} {file}\n", origin(file))).collect()
}
