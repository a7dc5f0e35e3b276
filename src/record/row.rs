//! One new row of a table, from what was typed.
//!
//! Input: keys and words. Output: TOML values of the types that the schema gives the keys, in the schema's order. What a value may be is
//! checked where every case is checked; here only the form is chosen (a day without quotes, a list in brackets).

use chrono::NaiveDate;
use toml_edit::{Array, Value};

use crate::case::Case;
use crate::fact::{Fact, FactType, Table};
use crate::library::Library;
use crate::record::refused;
use crate::wording::suggest;
use crate::write::Reason;

/// A key with what was typed for it; a list's items one by one.
pub type Typed = (String, Vec<String>);

/// The values of a row of `table` (a path of the schema), in the schema's order.
///
/// # Errors
/// A key that the table does not have.
pub fn values(case: &Case, table: &str, typed: &[Typed], library: &Library) -> Result<Vec<(String, Value)>, Reason> {
    let Some(crate::fact::Found::Table(schema)) = library.schema.find(table) else {
        return Err(refused(case, "unknown-table", format!("there is no table `{table}`"), "This is a mistake in the seeds."));
    };
    for (key, _) in typed {
        if schema.fact(key).is_none() {
            return Err(unknown(case, key, schema));
        }
    }
    let value = |fact: &Fact| {
        let words: Vec<&str> = typed.iter().filter(|(key, _)| *key == fact.key).flat_map(|(_, words)| words).map(String::as_str).collect();
        let last = words.last()?;
        Some((
            fact.key.clone(),
            if fact.list { Value::Array(words.iter().map(|words| one(fact, words)).collect::<Array>()) } else { one(fact, last) },
        ))
    };
    Ok(schema.facts.iter().filter_map(value).collect())
}

fn unknown(case: &Case, key: &str, table: &Table) -> Reason {
    let keys = table.keys();
    let help = suggest::nearest(key, keys.iter().copied())
        .map_or_else(|| format!("These may stand there: {}.", keys.join(", ")), |near| format!("Did you mean `{near}`?"));
    refused(case, "unknown-key", format!("there is no `{key}` in [[{}]]", table.path), help)
}

/// One value in its form; words that do not fit stay words, and the check says what is wrong with them.
fn one(fact: &Fact, words: &str) -> Value {
    let words = words.trim();
    match fact.kind {
        FactType::Date | FactType::When => match NaiveDate::parse_from_str(words, "%Y-%m-%d") {
            Ok(day) => date(day),
            Err(_) => Value::from(words),
        },
        FactType::Integer => words.parse::<i64>().map_or_else(|_| Value::from(words), Value::from),
        FactType::Boolean => match words {
            "true" | "yes" => Value::from(true),
            "false" | "no" => Value::from(false),
            _ => Value::from(words),
        },
        _ => Value::from(words),
    }
}

/// A day as TOML writes it.
pub fn date(day: NaiveDate) -> Value {
    use chrono::Datelike;
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let date = toml_edit::Date { year: u16::try_from(day.year()).unwrap_or_default(), month: part(day.month()), day: part(day.day()) };
    Value::from(date)
}
