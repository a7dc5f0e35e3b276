//! A status as a person reads it.
//!
//! Input: the status of one case or many. Output: plain text: what runs, soonest first over all cases; what was sent; what to send next.
//! Days stand as year-month-day, which sorts, with the weekday written out beside the count.

use chrono::NaiveDate;

use crate::case_clocks::{End, Ending, Stand};
use crate::clock::Status;
use crate::sent_letters::SentLetter;
use crate::status::{CaseStatus, Next, Waiting};
use crate::wording::{dates, lists, quotes};

/// The status of these cases; `width` is that of the screen.
pub fn text(cases: &[CaseStatus], today: NaiveDate, width: usize) -> String {
    let teller = Teller { today, several: cases.len() > 1, width: width.clamp(40, 110), out: String::new() };
    teller.tell(cases, today)
}

struct Teller {
    today: NaiveDate,
    several: bool,
    width: usize,
    out: String,
}

impl Teller {
    fn tell(mut self, cases: &[CaseStatus], today: NaiveDate) -> String {
        let whose = match cases {
            [only] => only.id.clone(),
            several => lists::counted(u64::try_from(several.len()).unwrap_or(u64::MAX), "case", "cases"),
        };
        self.out.push_str(&format!("{}, as of {}\n", whose, dates::with_weekday(today)));
        let all = || cases.iter().flat_map(|case| case.waiting.iter().map(move |waiting| (case, waiting)));
        let mut dated: Vec<(&CaseStatus, &Waiting)> = all().filter(|(_, waiting)| matches!(waiting.stand, Stand::Dated(_))).collect();
        dated.sort_by_key(|(_, waiting)| waiting.due);
        let (missed, rest): (Vec<_>, Vec<_>) = dated.into_iter().partition(|(_, waiting)| waiting.is_missed());
        let over = |waiting: &Waiting| matches!(waiting.stand, Stand::Dated(Status::PassedSince { .. }));
        let (past, running): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, waiting)| over(waiting));
        if all().next().is_none() {
            self.section_title("What runs");
            let sent = cases.iter().any(|case| case.letters.iter().any(|letter| letter.sent <= today));
            let why = if sent {
                "What was sent starts no time limit that is known here."
            } else {
                "Nothing is on the record as sent, so no time limit is known to run."
            };
            self.paragraph("  ", why);
        }
        self.section("Time limits that have passed", &missed, Self::waiting);
        self.section("What runs, soonest first", &running, Self::waiting);
        self.section("Other days that have passed; nothing is late by them", &past, Self::waiting);
        let undated: Vec<_> = all().filter(|(_, waiting)| waiting.stand == Stand::NoDate).collect();
        self.section("Without a date", &undated, Self::undated);
        self.what_to_do(cases, &running, !undated.is_empty());
        let sent: Vec<_> = cases
            .iter()
            .flat_map(|case| case.letters.iter().filter(|letter| letter.sent <= today).map(move |letter| (case, letter)))
            .collect();
        self.section("What was sent", &sent, Self::sent);
        let came: Vec<_> = all().filter(|(_, waiting)| matches!(waiting.stand, Stand::Ended(_))).collect();
        self.section("What has come, or was answered", &came, Self::came);
        let later = u64::try_from(cases.iter().map(|case| case.later).sum::<usize>()).unwrap_or(u64::MAX);
        if later > 0 {
            self.out.push('\n');
            let are = if later == 1 { "is" } else { "are" };
            self.paragraph("", &format!("Left out: {} that {are} dated after this day.", lists::counted(later, "entry", "entries")));
        }
        self.out
    }

    fn what_to_do(&mut self, cases: &[CaseStatus], running: &[(&CaseStatus, &Waiting)], undated: bool) {
        let mut next: Vec<_> = cases.iter().flat_map(|case| case.next.iter().map(move |next| (case, next))).collect();
        next.sort_by_key(|(_, next)| next.urgency);
        self.section("What to do next", &next, Self::next);
        if !next.is_empty() {
            return;
        }
        self.section_title("What to do next");
        let law = running.iter().find(|(_, waiting)| !waiting.family && !waiting.is_asked());
        let words = match law.map(|(_, waiting)| (waiting.stand, waiting.due, &waiting.owed)) {
            Some((Stand::Dated(Status::DueToday), _, owed)) => format!(
                "Today is the last day for {owed}. Look at your mail, your email and the school portal tonight. If nothing has come, a follow-up \
                 can be written tomorrow."
            ),
            Some((_, Some(due), _)) => format!("Nothing to send now. The next day to look at is {}.", dates::with_weekday(due)),
            _ if undated => "Add what is missing above; until then, no day is known on which something is late.".to_owned(),
            _ => "Nothing to send now.".to_owned(),
        };
        self.paragraph("  ", &words);
    }

    fn section<T>(&mut self, title: &str, rows: &[(&CaseStatus, &T)], tell: fn(&mut Self, &CaseStatus, &T)) {
        if !rows.is_empty() {
            self.section_title(title);
            rows.iter().for_each(|(case, row)| tell(self, case, row));
        }
    }

    fn section_title(&mut self, title: &str) {
        self.out.push('\n');
        self.out.push_str(title);
        self.out.push('\n');
    }

    /// A line that is broken where it is too long, each further line under the first.
    fn paragraph(&mut self, indent: &str, words: &str) {
        let options = textwrap::Options::new(self.width).initial_indent(indent).subsequent_indent(indent).break_words(false);
        for line in textwrap::wrap(words, options) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    /// "2027-01-07  due in 12 days  rivera-mateo: the proposed assessment plan".
    fn head(&mut self, day: &str, stand: &str, case: &CaseStatus, words: &str) {
        let case = if self.several { format!("{}: ", case.id) } else { String::new() };
        self.out.push_str(&format!("  {day:<10}  {stand:<18}  {case}{words}\n"));
    }

    fn waiting(&mut self, case: &CaseStatus, waiting: &Waiting) {
        let due = waiting.due.map(|day| day.to_string()).unwrap_or_default();
        let stand = if waiting.family { family_stand(waiting.stand) } else { stand(waiting.stand) };
        self.head(&due, &stand, case, &waiting.owed);
        self.origin(case, waiting);
        let day = waiting.due.map(dates::with_weekday).unwrap_or_default();
        let citation = waiting.citation.as_ref().map(|citation| format!(" {citation}.")).unwrap_or_default();
        self.paragraph(DEEP, &format!("{day}: {}.{citation}", waiting.how));
        self.extras(waiting);
    }

    fn undated(&mut self, case: &CaseStatus, waiting: &Waiting) {
        self.head("", "no date", case, &waiting.owed);
        self.origin(case, waiting);
        self.paragraph(DEEP, &format!("{}.", quotes::capitalize(&waiting.how)));
        if let Some(rule) = &waiting.rule_words {
            let citation = waiting.citation.as_ref().map(|citation| format!(" {citation}.")).unwrap_or_default();
            self.paragraph(DEEP, &format!("The rule: {rule}{citation}"));
        }
        self.extras(waiting);
    }

    fn came(&mut self, case: &CaseStatus, waiting: &Waiting) {
        let (Stand::Ended(End { day, how }), due) = (waiting.stand, waiting.due) else { return };
        self.head(&day.to_string(), &stand(waiting.stand), case, &waiting.owed);
        if how == Ending::Implied {
            self.paragraph(DEEP, "A later paper shows that it came. On which day is not on the record.");
        } else if let Some(due) = due {
            let late = u64::try_from(day.signed_duration_since(due).num_days()).ok().filter(|days| *days > 0 && !waiting.family);
            let late = late.map(|days| format!(", {} late", lists::counted(days, "day", "days"))).unwrap_or_default();
            let words = if waiting.family { "There was time until" } else { "It was due by" };
            self.paragraph(DEEP, &format!("{words} {due}{late}."));
        }
    }

    /// What started it.
    fn origin(&mut self, case: &CaseStatus, waiting: &Waiting) {
        let proof = waiting.proof.as_ref().map(|proof| format!(" ({proof})")).unwrap_or_default();
        let received = waiting.received.map(|day| format!("received {day}{proof}"));
        let letter = waiting.letter.and_then(|index| case.letters.get(index)).map(named);
        let paper = waiting.paper.as_ref().filter(|_| waiting.fact.is_some()).map(|paper| quotes::capitalize(paper));
        let parts: Vec<String> = [letter.or(paper), received].into_iter().flatten().collect();
        self.paragraph(DEEP, &format!("{}.", parts.join("; ")));
    }

    fn extras(&mut self, waiting: &Waiting) {
        if let Some(early) = waiting.early {
            self.paragraph(DEEP, &format!("By another reading it is {early}; good for asking, not for calling it late."));
        }
        for words in [&waiting.caveat, &waiting.hint].into_iter().flatten() {
            self.paragraph(DEEP, words);
        }
        if let Some(command) = &waiting.command {
            self.out.push_str(&format!("{STEP}{command}\n"));
        }
    }

    fn sent(&mut self, case: &CaseStatus, letter: &SentLetter) {
        let by = if letter.ways.is_empty() { String::new() } else { format!(" by {}", lists::and(&letter.ways)) };
        self.head(&letter.sent.to_string(), "sent", case, &format!("{} ({})", letter.title, letter.kind));
        let mut parts = vec![format!("Sent{by}")];
        parts.extend(letter.to.as_ref().map(|to| format!("taken by {to}")));
        parts.extend(letter.tracking.as_ref().map(|tracking| format!("tracking number {tracking}")));
        let proof = letter.proof.as_ref().map(|proof| format!(" ({proof})")).unwrap_or_default();
        parts.push(letter.received.map_or_else(|| "receipt not recorded".to_owned(), |day| format!("received {day}{proof}")));
        parts.extend(letter.file.as_ref().map(|file| format!("copy in {file}")));
        self.paragraph(DEEP, &format!("{}.", parts.join("; ")));
        let today = self.today;
        for answer in letter.answers.iter().filter(|answer| answer.date <= today) {
            let what = answer.what.as_ref().map(|what| format!(": {}", quotes::without_full_stop(what))).unwrap_or_default();
            let agreed = answer.agreed_date.map(|day| format!("; agreed in writing to {day}")).unwrap_or_default();
            let no = if answer.refused { " (no)" } else { "" };
            self.paragraph(DEEP, &format!("Answer {}{no}{what}{agreed}.", answer.date));
        }
    }

    fn next(&mut self, case: &CaseStatus, next: &Next) {
        let case = if self.several { format!("{}: ", case.id) } else { String::new() };
        let kind = next.kind.as_ref().map(|kind| format!("{kind}: ")).unwrap_or_default();
        self.paragraph("  ", &format!("{case}{kind}{}.", next.title));
        self.paragraph(STEP, &next.why);
        if let Some(command) = &next.command {
            // A command is copied whole; it is never broken.
            self.out.push_str(&format!("{STEP}{command}\n"));
        }
        if let Some((what, command)) = &next.otherwise {
            self.out.push_str(&format!("{STEP}{what}: {command}\n"));
        }
    }
}

const DEEP: &str = "              ";
const STEP: &str = "    ";

fn named(letter: &SentLetter) -> String {
    format!("{}, dated {}", letter.title, letter.dated)
}

/// Where a day stands: "due in 12 days", "due today", "passed yesterday".
pub fn stand(stand: Stand) -> String {
    match stand {
        Stand::Ended(End { how: Ending::Came, .. }) => "came".to_owned(),
        Stand::Ended(End { how: Ending::Implied, .. }) => "came by then".to_owned(),
        Stand::Ended(End { how: Ending::Refused, .. }) => "the answer was no".to_owned(),
        Stand::NoDate => "no date".to_owned(),
        Stand::Dated(Status::DueToday) => "due today".to_owned(),
        Stand::Dated(Status::Running { days_left: 1 }) => "due tomorrow".to_owned(),
        Stand::Dated(Status::Running { days_left }) => format!("due in {days_left} days"),
        Stand::Dated(Status::PassedSince { days: 1 }) => "passed yesterday".to_owned(),
        Stand::Dated(Status::PassedSince { days }) => format!("passed {days} days ago"),
    }
}

/// The family's own time: it runs out, nothing is late.
fn family_stand(stand: Stand) -> String {
    match stand {
        Stand::Dated(Status::DueToday) => "until today".to_owned(),
        Stand::Dated(Status::Running { days_left: 1 }) => "until tomorrow".to_owned(),
        Stand::Dated(Status::Running { days_left }) => format!("until in {days_left} days"),
        Stand::Dated(Status::PassedSince { .. }) => "your own time".to_owned(),
        other => self::stand(other),
    }
}
