//! Who gets the letter: roles become people, titles and addresses.
//!
//! Input: the roles asked for, the case's contacts, the seed roles. Output: JSON rows for the address block, the salutation,
//! the copies. A title is printed always, a name if known, a gendered guess never (ANATOMY R32).

use serde_json::{Map, Value as Json, json};

use crate::library::Library;
use crate::value::Record;
use crate::wording::lists;

/// The seed category of roles.
const CATEGORY: &str = "contact_role";

/// One row for each person with one of these roles; a role without a contact in the case gives its title alone.
pub fn rows(roles: &[String], case: &Record, library: &Library) -> Vec<Json> {
    roles.iter().flat_map(|role| people(role, case, library)).collect()
}

fn people(role: &str, case: &Record, library: &Library) -> Vec<Json> {
    let contacts: Vec<&Record> = case.rows("contacts").iter().filter(|contact| contact.words("role") == Some(role)).collect();
    if contacts.is_empty() {
        return vec![person(role, None, case, library)];
    }
    contacts.into_iter().map(|contact| person(role, Some(contact), case, library)).collect()
}

fn person(role: &str, contact: Option<&Record>, case: &Record, library: &Library) -> Json {
    let seed = library.seed(CATEGORY, role);
    let given = |key: &str| contact.and_then(|contact| contact.words(key)).map(str::to_owned);
    let title = given("title").or_else(|| seed.and_then(|seed| seed.words.get("title").cloned())).unwrap_or_default();
    let name = given("name");
    let mut row = Map::new();
    row.insert("title".to_owned(), json!(title));
    let in_words = match &name {
        Some(name) if title.is_empty() => name.clone(),
        Some(name) => format!("{name}, {title}"),
        None => title.clone(),
    };
    row.insert("in_words".to_owned(), json!(in_words));
    if let Some(email) = given("email") {
        row.insert("email".to_owned(), json!(email));
    }
    let office = seed.and_then(|seed| seed.words.get("office")).map_or("district", String::as_str);
    row.insert("lines".to_owned(), json!(address(name.as_deref(), &title, office, contact, case)));
    row.insert(
        "greeting".to_owned(),
        json!(given("salutation").or_else(|| seed.and_then(|seed| seed.words.get("greeting").cloned())).unwrap_or(title)),
    );
    if let Some(name) = name {
        row.insert("name".to_owned(), json!(name));
    }
    Json::Object(row)
}

fn address(name: Option<&str>, title: &str, office: &str, contact: Option<&Record>, case: &Record) -> Vec<String> {
    let own = contact.map(|contact| contact.lines("address")).unwrap_or_default();
    let place = match office {
        "school" => Some("school"),
        "district" => Some("district"),
        _ => None,
    };
    let mut lines: Vec<String> = name.map(str::to_owned).into_iter().chain((!title.is_empty()).then(|| title.to_owned())).collect();
    if let Some(place) = place {
        // A district letter for a family that knows only the school still has somewhere to go.
        let named = case.words(&format!("{place}.name")).or_else(|| case.words("school.name"));
        lines.extend(named.map(str::to_owned));
        lines.extend(if own.is_empty() { case.lines(&format!("{place}.address")) } else { own });
    } else {
        lines.extend(own);
    }
    lines
}

/// "Dr. Osei", "Director of Special Education and Principal".
pub fn greeting(recipients: &[Json]) -> String {
    let greetings: Vec<String> =
        recipients.iter().filter_map(|row| row.get("greeting").and_then(Json::as_str).map(str::to_owned)).collect();
    lists::and(&greetings)
}
