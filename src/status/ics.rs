//! The days of a status as a calendar file (RFC 5545).
//!
//! Why: a date that stands in the family's own calendar is seen. Input: the status of cases, today. Output: one all-day event for each
//! day, with an alarm three days before. A calendar updates rather than doubles: the UID is the same for the same clock, whatever its
//! day, and the sequence grows with the days. What has come, or has no day any more, is sent as cancelled.
//!
//! Traps of the `icalendar` crate, met here: an all-day event must end on the next day (its `all_day` does not), and what has no stamp
//! or UID of its own is given the clock's and a random one, so every part is given both; the last line of a folded text can be a byte too
//! long.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use icalendar::{Alarm, Calendar, Class, Component, Event, EventLike, EventStatus};
use sha2::{Digest, Sha256};

use crate::case_clocks::Stand;
use crate::status::{CaseStatus, Waiting};
use crate::wording::quotes;

/// Who made the file; also the mark by which we know our own file again.
pub const PRODUCT: &str = "-//inwriting//inwriting//EN";

/// How a calendar file of ours begins.
pub const BEGINNING: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//inwriting//inwriting//EN";

/// The calendar of these cases.
pub fn calendar(cases: &[CaseStatus], today: NaiveDate) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")] {
        calendar.append_property(icalendar::Property::new(key, value));
    }
    calendar.name("inwriting: days that letters wait for");
    for case in cases {
        for waiting in &case.waiting {
            if let Some(event) = event(case, waiting, today) {
                calendar.push(event);
            }
        }
    }
    narrow(&calendar.to_string())
}

/// The most bytes of a line (RFC 5545, 3.1).
const LINE: usize = 75;

/// Folds the lines that the crate left a byte too long.
fn narrow(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for mut line in text.split_inclusive("\r\n") {
        while line.trim_end_matches("\r\n").len() > LINE {
            let at = (1..=LINE).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(LINE);
            let Some((head, rest)) = line.split_at_checked(at) else { break };
            out.push_str(head);
            out.push_str("\r\n ");
            line = rest;
        }
        out.push_str(line);
    }
    out
}

fn event(case: &CaseStatus, waiting: &Waiting, today: NaiveDate) -> Option<Event> {
    let due = waiting.due?;
    let uid = uid(case, waiting);
    let stamp = today.and_time(NaiveTime::MIN).and_utc();
    let owed = &waiting.owed;
    let summary = match (waiting.is_asked(), waiting.family) {
        (true, _) => format!("{}: reply asked for", case.id),
        (false, true) => format!("{}: {owed} (your own time)", case.id),
        (false, false) => format!("{}: due: {owed}", case.id),
    };
    let mut event = Event::new();
    event
        .uid(&uid)
        .timestamp(stamp)
        .sequence(sequence(today))
        .summary(&summary)
        .description(&description(case, waiting))
        .starts(due)
        .ends(due.succ_opt()?)
        .class(Class::Private)
        .add_property("TRANSP", "TRANSPARENT");
    if matches!(waiting.stand, Stand::Ended(_)) {
        event.status(EventStatus::Cancelled);
    } else {
        event.status(EventStatus::Confirmed);
        let mut alarm = Alarm::display(&summary, -TimeDelta::days(3));
        // The crate writes the trigger in seconds; whole days are what calendars show.
        alarm.add_property("TRIGGER", "-P3D").uid(&format!("alarm-{uid}")).timestamp(stamp);
        event.alarm(alarm);
    }
    Some(event.done())
}

/// The same for the same clock: what started it and which rule it is, not its day.
fn uid(case: &CaseStatus, waiting: &Waiting) -> String {
    let letter = waiting.letter.and_then(|index| case.letters.get(index));
    let start = letter.map_or_else(|| waiting.fact.clone().unwrap_or_default(), |letter| format!("{} {}", letter.kind, letter.dated));
    let name = format!("{}\n{}\n{start}", case.id, waiting.rule.as_deref().unwrap_or("reply"));
    let digest = Sha256::digest(name.as_bytes());
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}@inwriting")
}

/// Grows by one a day, so that a later file's word holds.
fn sequence(today: NaiveDate) -> u32 {
    let days = NaiveDate::from_ymd_opt(2020, 1, 1).map_or(0, |begin| today.signed_duration_since(begin).num_days());
    u32::try_from(days).unwrap_or(0)
}

fn description(case: &CaseStatus, waiting: &Waiting) -> String {
    let mut lines = Vec::new();
    if let Some(letter) = waiting.letter.and_then(|index| case.letters.get(index)) {
        lines.push(format!("{}, dated {}.", letter.title, letter.dated));
    }
    let citation = waiting.citation.as_ref().map(|citation| format!(" {citation}.")).unwrap_or_default();
    lines.push(format!("{}.{citation}", quotes::capitalize(&waiting.how)));
    if !waiting.is_asked() && !waiting.family && waiting.caveat.is_none() {
        lines.push("It is late only from the day after.".to_owned());
    }
    lines.extend(waiting.caveat.clone());
    lines.join("\n")
}
