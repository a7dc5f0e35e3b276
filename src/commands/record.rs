//! `record`: reads the case, plans the edits, keeps copies, saves. The edge around [`crate::record`].
//!
//! Order: everything is checked first; then a copy is made (a new file, never over another one); then the case file takes the place of
//! the old one in one step. If that fails, a copy made a moment ago is taken away again.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::{Console, Ending};
use crate::case::Case;
use crate::cli::Shared;
use crate::cli::record::{Absence, Record, Sent, What};
use crate::error::Error;
use crate::files;
use crate::library::Library;
use crate::open;
use crate::packet;
use crate::record::answer::{self, Came};
use crate::record::row::{self, Typed};
use crate::record::sent::{self, Got, Plan, kind_and_date};
use crate::record::{self, Edit, absence, exhibit};
use crate::write::Reason;

/// The folder beside a case for exact copies of what was sent.
const SENT: &str = "sent";

/// The most bytes a letter or an exhibit may have.
const LARGEST_PAPER: usize = 256 * 1024 * 1024;

/// A file to lie beside the case.
struct Copy {
    path: PathBuf,
    bytes: Vec<u8>,
}

pub(super) fn record(arguments: &Record, shared: &Shared, library: &Library, console: &Console) -> Result<Ending, Error> {
    match recorded(arguments, shared, library, console) {
        Ok(said) => {
            let path = arguments.case.display().to_string();
            if console.json {
                console.out(&format!("{}\n", serde_json::json!({"file": path, "recorded": true, "said": said})));
            } else {
                said.iter().for_each(|sentence| console.say(sentence));
                console.out(&format!("{path}\n"));
            }
            Ok(Ending::Done)
        }
        Err(reason) => {
            console.reason(&reason);
            console.error("Nothing was recorded; the case file is as it was.");
            Ok(Ending::Failed)
        }
    }
}

fn recorded(arguments: &Record, shared: &Shared, library: &Library, console: &Console) -> Result<Vec<String>, Reason> {
    let path = files::resolved(&arguments.case).map_err(Reason::Other)?;
    // Two commands at once on one case: the second waits, and reads what the first wrote.
    let _turn = files::turn(&path).map_err(Reason::Other)?;
    let bytes = files::read(&path, crate::case_file::LARGEST).map_err(Reason::Other)?;
    let case = open::case_of(&arguments.case, &bytes, library)?;
    let text =
        String::from_utf8(bytes.clone()).map_err(|_| Reason::Other(Error::Request("the case file is not saved as UTF-8".to_owned())))?;
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
    let ((edits, said), copies) = plan(arguments, shared, &case, &folder, library, console.surroundings.today)?;
    let new = record::made(&arguments.case, &text, &edits, library)?;
    let mut kept = Vec::new();
    let result = copies.iter().try_for_each(|copy| {
        kept.extend(keep(copy)?);
        Ok(())
    });
    let result = result.and_then(|()| files::replace(&path, &bytes, new.as_bytes()));
    if let Err(error) = result {
        kept.iter().for_each(|path| files::take_back(path));
        return Err(Reason::Other(error));
    }
    Ok(said)
}

/// Saves a copy; `Some` when it is new, so that it can be taken back.
fn keep(copy: &Copy) -> Result<Option<PathBuf>, Error> {
    match files::compare(&copy.path, &copy.bytes, false)? {
        files::Saved::Unchanged => Ok(None),
        files::Saved::Exists => {
            Err(Error::Request(format!("{} is there already with other words; it was left alone", copy.path.display())))
        }
        files::Saved::Written => files::save(&copy.path, &copy.bytes).map(|()| Some(copy.path.clone())),
    }
}

fn plan(
    arguments: &Record,
    shared: &Shared,
    case: &Case,
    folder: &Path,
    library: &Library,
    today: NaiveDate,
) -> Result<(Plan, Vec<Copy>), Reason> {
    let row = |table: &str, typed: Vec<Typed>, what: &str| -> Result<(Plan, Vec<Copy>), Reason> {
        if table != "events" {
            happened(case, &typed, today)?;
        }
        let values = row::values(case, table, &typed, library)?;
        Ok(((vec![Edit::Append { table: table.to_owned(), values }], vec![format!("Recorded: {what}.")]), Vec::new()))
    };
    match &arguments.what {
        What::Sent(typed) => sent(typed, case, folder, library, today).map(|(plan, copy)| (plan, copy.into_iter().collect())),
        What::Received(typed) => {
            let got = Got {
                what: typed.what.clone(),
                dated: typed.dated,
                by: typed.by.clone(),
                on: typed.on.unwrap_or(today),
                proof: typed.proof.clone(),
            };
            sent::received(case, &got, library, today).map(|plan| (plan, Vec::new()))
        }
        What::Answer(typed) => {
            let came = Came {
                to: typed.to.clone(),
                dated: typed.dated,
                on: typed.on.unwrap_or(today),
                what: typed.what.clone(),
                rule: typed.rule.clone(),
                agreed_date: typed.agreed_date,
                refused: typed.refused,
            };
            answer::answer(case, &came, library, today).map(|plan| (plan, Vec::new()))
        }
        What::Absence(typed) => absences(typed, case, library, today).map(|plan| (plan, Vec::new())),
        What::Event(typed) => {
            let keys = [("date", Some(&typed.when)), ("text", Some(&typed.text)), ("source", typed.source.as_ref())];
            row("events", with(keys, &typed.more.set), "the event")
        }
        What::Communication(typed) => {
            let keys = [
                ("date", Some(&typed.when)),
                ("time", typed.time.as_ref()),
                ("from", Some(&typed.from)),
                ("to", Some(&typed.to)),
                ("by", Some(&typed.by)),
                ("text", Some(&typed.text)),
                ("answered", typed.answered.as_ref()),
                ("answer", typed.answer.as_ref()),
            ];
            row("communications", with(keys, &typed.more.set), "the communication")
        }
        What::Incident(typed) => {
            let keys = [
                ("date", Some(&typed.when)),
                ("place", Some(&typed.place)),
                ("what", Some(&typed.what)),
                ("by", typed.by.as_ref()),
                ("reported_on", typed.reported_on.as_ref()),
                ("reported_to", typed.reported_to.as_ref()),
                ("response", typed.response.as_ref()),
                ("effect", typed.effect.as_ref()),
                ("disability_link", typed.disability_link.as_ref()),
            ];
            let mut all = with(keys, &typed.more.set);
            if !typed.witnesses.is_empty() {
                all.push(("witnesses".to_owned(), typed.witnesses.clone()));
            }
            row("incidents", all, "the incident")
        }
        What::Exhibit(typed) => {
            let day = shared.date.map(|day| day.to_string());
            let keys = [
                ("title", Some(&typed.title)),
                ("author", typed.author.as_ref()),
                ("date", typed.dated.as_ref().or(day.as_ref())),
                ("pages", typed.pages.as_ref()),
                ("shows", typed.shows.as_ref()),
            ];
            take_in(&typed.file, with(keys, &typed.more.set), case, folder, library)
        }
        What::Exhibits(typed) => take_in_all(typed.folder.as_deref(), case, folder, library),
    }
}

/// A talk or an incident has happened; only an event may be one that is set.
fn happened(case: &Case, typed: &[Typed], today: NaiveDate) -> Result<(), Reason> {
    let days = typed.iter().filter(|(key, _)| key == "date").flat_map(|(_, words)| words);
    let future = days.filter_map(|words| NaiveDate::parse_from_str(words, "%Y-%m-%d").ok()).any(|day| day > today);
    if !future {
        return Ok(());
    }
    Err(record::refused(case, "future", "that day has not come yet", "Record it on the day, or after it. Check the year."))
}

/// The keys that were given; a key that has an option of its own is not set a second time.
fn with<const N: usize>(keys: [(&str, Option<&String>); N], more: &[(String, String)]) -> Vec<Typed> {
    let given: Vec<&str> = keys.iter().filter(|(_, value)| value.is_some()).map(|(key, _)| *key).collect();
    let more = more.iter().filter(|(key, _)| !given.contains(&key.as_str()));
    let named = keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), vec![value?.clone()])));
    named.chain(more.map(|(key, value)| (key.clone(), vec![value.clone()]))).collect()
}

fn absences(typed: &Absence, case: &Case, library: &Library, today: NaiveDate) -> Result<Plan, Reason> {
    let days = if typed.days.is_empty() { vec![today.to_string()] } else { typed.days.clone() };
    let absence::Days { days, mut notes } = absence::days(case, &days, &typed.kind, today)?;
    if days.is_empty() {
        return Err(record::refused(case, "nothing", "none of these days is a new absence", notes.join(" ")));
    }
    let mut edits = Vec::new();
    for day in &days {
        let iso = day.to_string();
        let told = typed.told.as_ref().map(|told| if told == "same-day" { iso.clone() } else { told.clone() });
        let keys = [
            ("date", Some(&iso)),
            ("kind", Some(&typed.kind)),
            ("time", typed.time.as_ref()),
            ("reason", typed.reason.as_ref()),
            ("school_code", typed.code.as_ref()),
            ("explained_on", told.as_ref()),
            ("by", typed.by.as_ref()),
            ("category", typed.category.as_ref()),
        ];
        let values = row::values(case, "absences", &with(keys, &typed.more.set), library)?;
        edits.push(Edit::Append { table: "absences".to_owned(), values });
    }
    let count = u64::try_from(days.len()).unwrap_or(u64::MAX);
    notes.insert(0, format!("Recorded: {}.", crate::wording::lists::counted(count, "day missed", "days missed")));
    Ok((edits, notes))
}

fn sent(typed: &Sent, case: &Case, folder: &Path, library: &Library, today: NaiveDate) -> Result<(Plan, Option<Copy>), Reason> {
    let name = typed.file.as_ref().and_then(|file| file.file_name()).map(|name| name.to_string_lossy().into_owned());
    let found = name.as_deref().and_then(kind_and_date);
    let kind = typed.kind.clone().or_else(|| found.map(|(kind, _)| kind.to_owned())).ok_or_else(|| {
        let help = "Name it with --kind, such as --kind eval-initial, and give its date with --dated.";
        record::refused(case, "kind", "the file's name does not say which letter it is", help)
    })?;
    for (ending, what) in [("-send-sheet", "the send sheet"), ("-names", "the page of names")] {
        if kind.ends_with(ending) {
            let help = "Record the letter itself.";
            return Err(record::refused(case, "kind", format!("this is {what}, not the letter"), help));
        }
    }
    let on = typed.on.unwrap_or(today);
    let dated = typed.dated.or(found.map(|(_, date)| date)).unwrap_or(on);
    let copy = match &typed.file {
        Some(file) => Some(copy_of(file, &kind, dated, folder).map_err(Reason::Other)?),
        None => None,
    };
    let relative = |copy: &Copy| copy.path.strip_prefix(folder).unwrap_or(&copy.path).to_string_lossy().replace('\\', "/");
    let digest = |copy: &Copy| Sha256::digest(&copy.bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let handed = typed.handed_to.as_ref();
    let entry = sent::Sent {
        kind,
        dated,
        on,
        by: typed.by.clone().unwrap_or_else(|| "hand delivery".to_owned()),
        to: handed.or(typed.to.as_ref()).cloned(),
        tracking: typed.tracking.clone(),
        received: typed.received.or(handed.map(|_| on)),
        proof: typed.proof.clone().or_else(|| handed.map(|who| format!("handed to {who}"))),
        copy: copy.as_ref().map(|copy| (relative(copy), digest(copy))),
    };
    Ok((sent::sent(case, &entry, library, today)?, copy))
}

/// The copy of a letter, under a name that is free or holds the same bytes.
fn copy_of(file: &Path, kind: &str, dated: NaiveDate, folder: &Path) -> Result<Copy, Error> {
    let bytes = files::read(file, LARGEST_PAPER)?;
    if bytes.len() > LARGEST_PAPER || bytes.is_empty() {
        let wrong = if bytes.is_empty() { "is empty" } else { "is larger than any letter" };
        return Err(Error::Request(format!("{} {wrong}", file.display())));
    }
    let ending = ending_of(file);
    let stem = format!("{dated}-{kind}");
    free_place(folder.join(SENT), &stem, &ending, bytes)
}

/// A place for a copy under a name that is free, or that holds the same bytes already.
fn free_place(folder: PathBuf, stem: &str, ending: &str, bytes: Vec<u8>) -> Result<Copy, Error> {
    for number in 1..100 {
        let name = if number == 1 { format!("{stem}{ending}") } else { format!("{stem}-{number}{ending}") };
        let path = folder.join(name);
        if files::compare(&path, &bytes, false)? != files::Saved::Exists {
            return Ok(Copy { path, bytes });
        }
    }
    Err(Error::Request(format!("there are too many different files called {stem} in {}", folder.display())))
}

/// The ending of a file's name with its dot, in small letters.
fn ending_of(file: &Path) -> String {
    file.extension().map(|ending| format!(".{}", ending.to_string_lossy().to_lowercase())).unwrap_or_default()
}

fn take_in(file: &Path, typed: Vec<Typed>, case: &Case, folder: &Path, library: &Library) -> Result<(Plan, Vec<Copy>), Reason> {
    let (place, copy) = beside(file, case, folder, library)?;
    Ok((exhibit::plan(case, &place, typed, library)?, copy.into_iter().collect()))
}

/// Where a paper lies beside the case, or will when its copy is made. It is opened first: one that cannot be bound in is no exhibit.
fn beside(file: &Path, case: &Case, folder: &Path, library: &Library) -> Result<(PathBuf, Option<Copy>), Reason> {
    let real = files::resolved(file).map_err(Reason::Other)?;
    let bytes = files::read(&real, LARGEST_PAPER).map_err(Reason::Other)?;
    if let Err((why, help)) = packet::examine(&bytes, &library.style) {
        return Err(record::refused(case, "exhibit", format!("{} cannot be an exhibit: {why}", file.display()), help));
    }
    exhibit::may_be(case, &real)?;
    if let Ok(inside) = real.strip_prefix(folder) {
        return Ok((inside.to_owned(), None));
    }
    let stem = real.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let copy = free_place(folder.join(exhibit::FOLDER), &stem, &ending_of(&real), bytes).map_err(Reason::Other)?;
    let place = copy.path.strip_prefix(folder).unwrap_or(&copy.path).to_owned();
    Ok((place, Some(copy)))
}

fn take_in_all(from: Option<&Path>, case: &Case, folder: &Path, library: &Library) -> Result<(Plan, Vec<Copy>), Reason> {
    let from = from.map_or_else(|| folder.join(exhibit::FOLDER), Path::to_owned);
    let mut found = Vec::new();
    let mut copies = Vec::new();
    for file in files::visible(&from).map_err(Reason::Other)? {
        let known =
            |place: &Path| case.record.rows("exhibits").iter().any(|row| row.words("file").is_some_and(|file| Path::new(file) == place));
        if file.strip_prefix(folder).is_ok_and(known) {
            continue;
        }
        let (place, copy) = beside(&file, case, folder, library)?;
        let name = |part: Option<&std::ffi::OsStr>| part.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        found.push(exhibit::Found { named: exhibit::named(&name(file.file_stem())), file_name: name(file.file_name()), place });
        copies.extend(copy);
    }
    Ok((exhibit::plan_all(case, found, library)?, copies))
}
