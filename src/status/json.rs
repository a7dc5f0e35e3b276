//! A case's status for programs: one JSON object a case.
//!
//! Input: a [`CaseStatus`]. Output: JSON with days as year-month-day. Names are stable; new ones may be added.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::case_clocks::{End, Ending, Stand};
use crate::clock::Status;
use crate::sent_letters::SentLetter;
use crate::status::{CaseStatus, Waiting};

fn day(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// The object for a case.
pub fn case(status: &CaseStatus, today: NaiveDate) -> Json {
    let next = |next: &crate::status::Next| json!({"letter": next.kind, "title": next.title, "why": next.why, "command": next.command, "otherwise": next.otherwise.as_ref().map(|(what, command)| json!({"when": what, "command": command}))});
    json!({
        "case": status.id,
        "file": status.file,
        "today": day(Some(today)),
        "sent": status.letters.iter().filter(|sent| sent.sent <= today).map(|sent| letter(sent, today)).collect::<Vec<_>>(),
        "clocks": status.waiting.iter().filter(|waiting| !waiting.is_asked()).map(|one| waiting(one, &status.letters)).collect::<Vec<_>>(),
        "asked": status.waiting.iter().filter(|waiting| waiting.is_asked()).map(|one| waiting(one, &status.letters)).collect::<Vec<_>>(),
        "left_out": status.later,
        "next": status.next.iter().map(next).collect::<Vec<_>>(),
    })
}

fn letter(letter: &SentLetter, today: NaiveDate) -> Json {
    let answers = letter.answers.iter().filter(|answer| answer.date <= today).map(
        |answer| json!({"date": day(Some(answer.date)), "what": answer.what, "rule": answer.rule, "agreed_date": day(answer.agreed_date), "refused": answer.refused}),
    );
    json!({
        "letter": letter.kind, "dated": day(Some(letter.dated)), "sent": day(Some(letter.sent)), "by": letter.ways, "to": letter.to,
        "tracking": letter.tracking, "received": day(letter.received), "proof": letter.proof, "reply_by": day(letter.reply_by),
        "file": letter.file, "answers": answers.collect::<Vec<_>>(),
    })
}

fn waiting(waiting: &Waiting, letters: &[SentLetter]) -> Json {
    let letter = waiting.letter.and_then(|index| letters.get(index));
    let (status, days) = match waiting.stand {
        Stand::Ended(End { how: Ending::Refused, .. }) => ("refused", None),
        Stand::Ended(_) => ("met", None),
        Stand::NoDate => ("no-date", None),
        Stand::Dated(Status::Running { days_left }) => ("running", Some(days_left)),
        Stand::Dated(Status::DueToday) => ("due-today", Some(0)),
        Stand::Dated(Status::PassedSince { days }) => ("passed", Some(days)),
    };
    // The day of a paper that only shows that something came is not the day it came.
    let ended = if let Stand::Ended(end) = waiting.stand { Some(end).filter(|end| end.how != Ending::Implied) } else { None };
    json!({
        "rule": waiting.rule, "owed": waiting.owed, "owed_by": if waiting.family { "family" } else { "school" }, "citation": waiting.citation,
        "letter": letter.map(|letter| &letter.kind), "dated": day(letter.map(|letter| letter.dated)), "fact": waiting.fact,
        "received": day(waiting.received), "proof": waiting.proof,
        "due": day(waiting.due), "nominal": day(waiting.nominal), "early": day(waiting.early),
        "status": status, "days": days, "met": day(ended.map(|end| end.day)), "how": waiting.how, "rule_in_words": waiting.rule_words,
        "caveat": waiting.caveat, "hint": waiting.hint, "command": waiting.command,
    })
}
