//! A case that cannot be wrong: every value of its type, every id known, nothing in conflict with itself.
//!
//! Input: a [`CaseFile`] (as typed) and the [`Library`] (what may stand in one). Output: a [`Case`], or every problem of the
//! file at once. After this door nothing checks a value's type again.

use std::path::Path;

use crate::case_conflicts;
use crate::case_file::{CaseFile, Key, Node, NodeKind};
use crate::case_value;
use crate::error::{Problem, Problems};
use crate::fact::{Fact, FactPath, Table, join};
use crate::ids::CaseId;
use crate::library::Library;
use crate::manifest::Manifest;
use crate::value::{Entry, Record, Value};
use crate::wording::suggest;

/// A checked case.
#[derive(Clone)]
pub struct Case {
    /// Its short name.
    pub id: CaseId,
    /// The state whose rules hold, two capital letters.
    pub jurisdiction: String,
    /// All facts.
    pub record: Record,
    /// An empty problem list that knows the file, for later steps to fill.
    pub problems: Problems,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Case({})", self.id)
    }
}

const STATES: [&str; 56] = [
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI",
    "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT",
    "VT", "VA", "WA", "WV", "WI", "WY", "DC", "AS", "GU", "MP", "PR", "VI",
];

impl Case {
    /// Checks a typed case, with the calendar that it names, if it names one.
    ///
    /// # Errors
    /// Every problem of the file, in the order of its lines.
    pub fn check(file: &CaseFile, calendar: Option<Record>, library: &Library) -> Result<Self, Problems> {
        let problems = file.problems();
        let mut checker = Checker { library, list: file.syntax.clone(), complete: file.syntax.is_empty() };
        let mut record = match &file.root.kind {
            NodeKind::Table(entries) => checker.table(entries, &library.schema, file.root.span.clone()),
            _ => Record::default(),
        };
        if let Some(calendar) = calendar {
            record.entries.insert(CALENDAR.to_owned(), Entry { value: Value::Table(calendar), span: 0..0 });
        }
        let id = checker.id(&record, &file.name);
        let jurisdiction = checker.jurisdiction(&record);
        if checker.complete && record.integer("schema").is_some_and(|number| number != 1) {
            let problem = Problem::error("schema", "this program reads case files of schema 1");
            checker.list.push(
                problem
                    .help("Write schema = 1, or use the version of inwriting that made this file.")
                    .at(record.span("schema"), "another schema"),
            );
        }
        checker.list.extend(case_conflicts::find(&record));
        checker.drop_echoes(&file.text);
        checker.list.sort_by_key(|problem| problem.places.first().map_or(usize::MAX, |place| place.span.start));
        match (id, checker.list.is_empty()) {
            (Some(id), true) => Ok(Self { id, jurisdiction, record, problems }),
            _ => Err(problems.with(checker.list)),
        }
    }
}

/// The table of the school's calendar.
const CALENDAR: &str = "calendar";

impl Case {
    /// Checks a calendar file: the keys of `[calendar]`, at its top or under that header.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn check_calendar(file: &CaseFile, library: &Library) -> Result<Record, Problems> {
        let mut checker = Checker { library, list: file.syntax.clone(), complete: file.syntax.is_empty() };
        let root = file.root.get(CALENDAR).unwrap_or(&file.root);
        let record = match (&root.kind, library.schema.table(CALENDAR)) {
            (NodeKind::Table(entries), Some(table)) => checker.table(entries, table, root.span.clone()),
            _ => Record::default(),
        };
        let entry = Entry { value: Value::Table(record.clone()), span: root.span.clone() };
        let whole = Record { span: file.root.span.clone(), entries: [(CALENDAR.to_owned(), entry)].into() };
        checker.list.extend(case_conflicts::find(&whole));
        checker.drop_echoes(&file.text);
        if checker.list.is_empty() { Ok(record) } else { Err(file.problems().with(checker.list)) }
    }
}

/// The walk over a typed case, collecting problems.
pub(crate) struct Checker<'library> {
    pub(crate) library: &'library Library,
    pub(crate) list: Vec<Problem>,
    /// Whether the file could be read to its end; otherwise nothing is called missing.
    complete: bool,
}

impl<'library> Checker<'library> {
    /// A line that could not be read has its own problem; what the check then says of it would only be an echo.
    fn drop_echoes(&mut self, text: &str) {
        let line = |problem: &Problem| {
            problem.places.first().and_then(|place| text.get(..place.span.start)).map(|before| before.matches('\n').count())
        };
        let unreadable: Vec<Option<usize>> = self.list.iter().filter(|problem| problem.code == "syntax").map(line).collect();
        self.list.retain(|problem| problem.code == "syntax" || line(problem).is_none() || !unreadable.contains(&line(problem)));
    }

    fn table(&mut self, entries: &[(Key, Node)], table: &Table, span: std::ops::Range<usize>) -> Record {
        let mut record = Record { span, ..Record::default() };
        for (key, node) in entries {
            let value = if let Some(fact) = table.fact(&key.name) {
                self.fact(fact, node, FactPath { table: &table.path, key: &fact.key })
            } else if let Some(inner) = table.table(&key.name) {
                if inner.rows { self.rows(inner, node) } else { self.one(inner, node) }
            } else {
                self.unknown(key, table);
                None
            };
            if let Some(value) = value {
                record.entries.insert(key.name.clone(), Entry { value, span: node.span.clone() });
            }
        }
        self.fill(table, &mut record, entries);
        let typed = |key: &String| entries.iter().any(|(typed, node)| typed.name == *key && !blank(node));
        if !table.one_of.is_empty() && !table.one_of.iter().any(typed) && !self.already_named(&record) {
            let examples: Vec<&str> = table.one_of.iter().filter_map(|key| table.fact(key)).map(|fact| fact.example.as_str()).collect();
            let message = format!("an entry of [{}] lacks both {}", bracketed(table), crate::wording::lists::and(&table.one_of));
            let help = format!("Add a line such as: {}", crate::wording::lists::or(&examples));
            let problem = Problem::error("missing", message).help(help).at(record.span.clone(), "this entry");
            self.list.push(table.one_of.iter().fold(problem, |problem, key| problem.lacking(join(&table.path, key))));
        }
        record
    }

    /// Defaults for what was left out, and a problem for what a table cannot do without.
    fn fill(&mut self, table: &Table, record: &mut Record, typed: &[(Key, Node)]) {
        for fact in &table.facts {
            // A key that was typed with a wrong value has its own problem; it is not missing.
            let wrong = typed.iter().any(|(key, node)| key.name == fact.key && !blank(node));
            if record.entries.contains_key(&fact.key) || wrong {
                continue;
            }
            if let Some(value) = fact.default.as_ref().and_then(|default| case_value::default(fact, default)) {
                record.entries.insert(fact.key.clone(), Entry { value, span: 0..0 });
            } else if fact.must && self.complete && !self.already_named(record) {
                let path = join(&table.path, &fact.key);
                let name = if table.path.is_empty() { "the file".to_owned() } else { format!("[{}]", bracketed(table)) };
                let problem = Problem::error("missing", format!("{name} lacks `{path}`"))
                    .help(format!("{} Add a line such as: {}", fact.about, fact.example))
                    .lacking(path);
                let problem =
                    if table.path.is_empty() { problem } else { problem.at(record.span.clone(), format!("no `{}` here", fact.key)) };
                self.list.push(problem);
            }
        }
    }

    /// Whether a key of this table was already reported: then a missing key is most likely the misspelled one.
    fn already_named(&self, record: &Record) -> bool {
        self.list.iter().any(|problem| {
            problem.code == "unknown-key"
                && problem.places.iter().any(|place| record.span.contains(&place.span.start) && !record.span.is_empty())
        })
    }

    fn fact(&mut self, fact: &Fact, node: &Node, path: FactPath<'_>) -> Option<Value> {
        if !fact.list {
            return self.value(fact, node, path);
        }
        let items: Vec<&Node> = match &node.kind {
            NodeKind::Array(items) => items.iter().collect(),
            // One line where a list belongs is a list of one.
            NodeKind::Words(_) | NodeKind::Date(..) => vec![node],
            other => {
                let message = format!("`{path}` needs a list, and this is {}", other.described());
                self.list.push(
                    Problem::error("type", message)
                        .help(format!("Write it like this: {}", fact.example))
                        .at(node.span.clone(), "not a list"),
                );
                return None;
            }
        };
        let entries: Vec<Entry> =
            items.into_iter().filter_map(|item| Some(Entry { value: self.value(fact, item, path)?, span: item.span.clone() })).collect();
        // `cc = []` says "no copies", which is not the same as saying nothing.
        let said_none = matches!(&node.kind, NodeKind::Array(items) if items.is_empty());
        (said_none || !entries.is_empty()).then_some(Value::List(entries))
    }

    /// One value; an empty pair of quotes counts as left out.
    fn value(&mut self, fact: &Fact, node: &Node, path: FactPath<'_>) -> Option<Value> {
        if blank(node) {
            return None;
        }
        match case_value::read(fact, node, path, self.library) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.list.push(*problem);
                None
            }
        }
    }

    fn one(&mut self, table: &Table, node: &Node) -> Option<Value> {
        if let NodeKind::Table(entries) = &node.kind {
            return Some(Value::Table(self.table(entries, table, node.span.clone())));
        }
        let message = format!("`{}` is a table, and this is {}", table.path, node.kind.described());
        self.list.push(
            Problem::error("type", message)
                .help(format!("Start it on its own line: [{}]", table.path))
                .at(node.span.clone(), "not a table"),
        );
        None
    }

    fn rows(&mut self, table: &Table, node: &Node) -> Option<Value> {
        let items: Vec<&Node> = match &node.kind {
            NodeKind::Array(items) => items.iter().collect(),
            NodeKind::Words(_) if table.shorthand.is_some() => vec![node],
            _ => {
                let message = format!("`{}` may stand many times, so it needs double brackets", table.path);
                self.list.push(
                    Problem::error("type", message)
                        .help(format!("Write [[{}]] instead of [{}].", table.path, table.path))
                        .at(node.span.clone(), "not a row"),
                );
                return None;
            }
        };
        let rows: Vec<Record> = items.into_iter().filter_map(|item| self.row(table, item)).collect();
        (!rows.is_empty()).then_some(Value::Rows(rows))
    }

    fn row(&mut self, table: &Table, item: &Node) -> Option<Record> {
        match (&item.kind, &table.shorthand) {
            (NodeKind::Table(entries), _) if table.path == "letters" => Some(self.letter(table, entries, item.span.clone())),
            (NodeKind::Table(entries), _) => Some(self.table(entries, table, item.span.clone())),
            (NodeKind::Words(_), Some(key)) => {
                let entries = [(Key { name: key.clone(), span: item.span.clone() }, item.clone())];
                Some(self.table(&entries, table, item.span.clone()))
            }
            _ => {
                let message = format!("each of `{}` is a table, and this is {}", table.path, item.kind.described());
                self.list.push(
                    Problem::error("type", message)
                        .help(format!("Write [[{}]] and its keys below.", table.path))
                        .at(item.span.clone(), "not a table"),
                );
                None
            }
        }
    }

    /// One `[[letters]]` entry: the common keys and those of its kind. Without a kind that is known, the other keys cannot be judged.
    fn letter(&mut self, table: &Table, entries: &[(Key, Node)], span: std::ops::Range<usize>) -> Record {
        if let Some(manifest) = self.kind(entries) {
            return self.table(entries, &table.extended(&manifest.answers), span);
        }
        let common: Vec<(Key, Node)> = entries.iter().filter(|(key, _)| table.fact(&key.name).is_some()).cloned().collect();
        self.table(&common, table, span)
    }

    /// The letter kind that an entry names; a problem when there is no such kind.
    fn kind(&mut self, entries: &[(Key, Node)]) -> Option<&'library Manifest> {
        let (_, node) = entries.iter().find(|(key, node)| key.name == "kind" && !blank(node))?;
        let kind = match &node.kind {
            NodeKind::Words(words) => words.trim().to_owned(),
            NodeKind::Integer(Some(number)) => number.to_string(),
            _ => return None,
        };
        let library = self.library;
        let found = library.kind(&kind);
        if found.is_none() {
            let kinds: Vec<&str> = library.kind_ids().collect();
            let help = suggest::nearest(&kind, kinds.iter().copied()).map_or_else(
                || format!("The kinds are: {}.", kinds.join(", ")),
                |near| format!("Did you mean \"{near}\"? `inwriting letters` lists all kinds."),
            );
            self.list
                .push(Problem::error("unknown-kind", "there is no letter of this kind").help(help).at(node.span.clone(), "unknown kind"));
        }
        found
    }

    fn unknown(&mut self, key: &Key, table: &Table) {
        let keys = table.keys();
        let place = if table.path.is_empty() { "at the top of the file".to_owned() } else { format!("in [{}]", bracketed(table)) };
        let help = if let Some(near) = suggest::nearest(&key.name, keys.iter().copied()) {
            format!("Did you mean `{near}`?")
        } else if let Some(path) = self.library.schema.paths().into_iter().find(|path| path.rsplit('.').next() == Some(key.name.as_str())) {
            let home = path.rsplit_once('.').map_or("the top of the file".to_owned(), |(home, _)| format!("[{home}]"));
            format!("It belongs in {home}.")
        } else {
            format!("These may stand there: {}.", keys.join(", "))
        };
        self.list.push(
            Problem::error("unknown-key", format!("there is no `{}` {place}", key.name)).help(help).at(key.span.clone(), "unknown key"),
        );
    }

    fn id(&mut self, record: &Record, file_name: &str) -> Option<CaseId> {
        let stem = Path::new(file_name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let (name, span) = match record.words("id") {
            Some(id) => (id.to_owned(), record.span("id")),
            None => (stem, 0..0),
        };
        match CaseId::try_from(name.as_str()) {
            Ok(id) => Some(id),
            Err(reason) => {
                let problem = Problem::error("id", format!("the case's id cannot be used: {reason}"))
                    .help("Add a line such as: id = \"rivera-mateo\"");
                self.list.push(if span.is_empty() { problem } else { problem.at(span, "cannot be an id") });
                None
            }
        }
    }

    fn jurisdiction(&mut self, record: &Record) -> String {
        let name = record.words("jurisdiction").unwrap_or("CA").to_owned();
        if !STATES.contains(&name.as_str()) {
            let problem = Problem::error("jurisdiction", "`jurisdiction` is a state in two capital letters")
                .help("Write for example: jurisdiction = \"CA\"");
            self.list.push(problem.at(record.span("jurisdiction"), "not a state"));
        }
        name
    }
}

/// Whether a value is an empty pair of quotes, or holds only what nobody can see: it counts as left out.
fn blank(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Words(words) if crate::markup::is_blank(words))
}

/// A table's name as it stands in brackets in a case file.
fn bracketed(table: &Table) -> String {
    if table.rows { format!("[{}]", table.path) } else { table.path.clone() }
}
