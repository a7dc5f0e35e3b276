//! Makes invented cases, as many as are wanted, for measuring batches.
//!
//! ```console
//! $ cargo bench --bench cases -- DIR COUNT [--flat] [--kind KIND]
//! ```
//!
//! writes COUNT case files below DIR: `DIR/000/case-000000.toml` and so on, a thousand to a folder, or all in DIR itself with `--flat`.
//! Each case has one letter. The kinds take turns, and only kinds are used that make a letter of two pages when the case is told as fully
//! as these are. With `--kind` all letters are of that kind.
//!
//! The same number gives the same case on every machine: every choice comes from a small generator that starts from the case's number.
//! No two cases are alike: names, places, days, numbers and sentences are put together anew for each, so that what a program keeps from one
//! letter to the next helps no more than it would in real life. About half of the cases bring a school calendar.
//!
//! Everyone and every place is invented. Phone numbers are 555-01xx, mail addresses are at example.org.
//!
//! It needs the standard library alone: `rustc --edition 2024 -O benches/cases.rs` builds it in a moment. `benches/batch.sh` uses it.

#![allow(clippy::indexing_slicing, reason = "every index is below the length that it was drawn from")]
#![allow(clippy::print_stderr, reason = "a bench talks to the person who runs it")]
#![allow(clippy::disallowed_methods, reason = "a generator writes its own files")]

use std::fmt::{Display, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

const USAGE: &str = "usage: cargo bench --bench cases -- DIR COUNT [--flat] [--kind KIND]";

/// The kinds that take turns.
const KINDS: [Kind; 7] = [Kind::EvalInitial, Kind::MeetIep, Kind::Pwn, Kind::Meet504, Kind::Recap, Kind::MeetSst, Kind::TruancyReply];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    EvalInitial,
    MeetIep,
    Meet504,
    MeetSst,
    Recap,
    Pwn,
    TruancyReply,
}

impl Kind {
    fn id(self) -> &'static str {
        match self {
            Kind::EvalInitial => "eval-initial",
            Kind::MeetIep => "meet-iep",
            Kind::Meet504 => "meet-504",
            Kind::MeetSst => "meet-sst",
            Kind::Recap => "recap",
            Kind::Pwn => "pwn",
            Kind::TruancyReply => "truancy-reply",
        }
    }

    fn measure(self) -> Measure {
        let (morning, tried, asked, seen, more) = match self {
            Kind::EvalInitial => ((2, 2), (1, 1), (0, 0), (0, 1), (1, 1)),
            Kind::MeetIep => ((2, 2), (0, 0), (1, 2), (0, 1), (1, 2)),
            Kind::Meet504 => ((2, 3), (0, 1), (2, 3), (0, 0), (1, 2)),
            Kind::MeetSst => ((2, 4), (1, 1), (2, 3), (0, 0), (2, 3)),
            Kind::Pwn => ((1, 3), (2, 3), (0, 0), (1, 2), (2, 4)),
            Kind::Recap => ((1, 3), (0, 0), (1, 2), (0, 0), (2, 4)),
            Kind::TruancyReply => ((1, 3), (0, 0), (1, 1), (0, 0), (2, 4)),
        };
        Measure { morning, tried, asked, seen, more }
    }
}

/// How much a case tells, so that its letter comes to two pages.
struct Measure {
    /// Sentences about a school morning.
    morning: (u64, u64),
    /// Supports that were tried.
    tried: (u64, u64),
    /// Supports that are asked for.
    asked: (u64, u64),
    /// What teachers have seen.
    seen: (u64, u64),
    /// Further facts about the situation, of those that may be left out.
    more: (u64, u64),
}

fn main() -> ExitCode {
    let wish = match Wish::read(env::args().skip(1)) {
        Ok(wish) => wish,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match wish.write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{}: {why}", wish.folder);
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for.
struct Wish {
    folder: String,
    count: u64,
    flat: bool,
    kind: Option<Kind>,
}

impl Wish {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Wish, String> {
        let (mut places, mut flat, mut kind) = (Vec::new(), false, None);
        while let Some(word) = words.next() {
            match word.as_str() {
                // Cargo adds it.
                "--bench" => {}
                "--flat" => flat = true,
                "--kind" => {
                    let id = words.next().ok_or("--kind needs a kind")?;
                    let known = || KINDS.map(Kind::id).join(", ");
                    kind = Some(
                        *KINDS.iter().find(|kind| kind.id() == id).ok_or_else(|| format!("no kind `{id}` here; there are {}", known()))?,
                    );
                }
                _ if word.starts_with('-') => return Err(format!("unknown option {word}")),
                _ => places.push(word),
            }
        }
        let [folder, count] = <[String; 2]>::try_from(places).map_err(|_| "a folder and a count are needed")?;
        let count = count.parse().map_err(|_| format!("not a count: {count}"))?;
        Ok(Wish { folder, count, flat, kind })
    }

    fn write(&self) -> io::Result<()> {
        let root = Path::new(&self.folder);
        fs::create_dir_all(root)?;
        let mut folder = root.to_owned();
        for number in 0..self.count {
            if !self.flat && number % 1000 == 0 {
                folder = root.join(format!("{:03}", number / 1000));
                fs::create_dir_all(&folder)?;
            }
            let kind = self.kind.unwrap_or(KINDS[(number % KINDS.len() as u64) as usize]);
            fs::write(folder.join(format!("case-{number:06}.toml")), case(number, kind))?;
        }
        Ok(())
    }
}

/// A splitmix64 generator.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included.
    fn from(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// Different ones, in the order of the list, as many as the range says.
    fn some_of<T: Copy>(&mut self, list: &[T], (low, high): (u64, u64)) -> Vec<T> {
        let count = self.from(low, high);
        self.some(list, count)
    }

    /// True once in `times`.
    fn once_in(&mut self, times: u64) -> bool {
        self.next().is_multiple_of(times)
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[(self.next() % list.len() as u64) as usize]
    }

    /// So many different ones, in the order of the list.
    fn some<T: Copy>(&mut self, list: &[T], count: u64) -> Vec<T> {
        let (mut wanted, mut left) = (count.min(list.len() as u64), list.len() as u64);
        let mut out = Vec::new();
        for item in list {
            if self.next() % left < wanted {
                out.push(*item);
                wanted -= 1;
            }
            left -= 1;
        }
        out
    }
}

/// A day, counted from Saturday, August 1, 2026.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Day(u64);

/// The day that the bench calls today: Monday, November 23, 2026.
const TODAY: Day = Day(114);

impl Day {
    /// Some school day from one day to another.
    fn school(chance: &mut Chance, first: u64, last: u64) -> Day {
        Day(chance.from(first, last)).off_weekend()
    }

    fn off_weekend(self) -> Day {
        match self.0 % 7 {
            0 => Day(self.0 - 1),
            1 => Day(self.0 + 1),
            _ => self,
        }
    }

    fn weekday(self) -> &'static str {
        ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"][(self.0 % 7) as usize]
    }

    /// Year, month and day.
    fn parts(self) -> (u64, usize, u64) {
        let mut left = self.0;
        let (mut year, mut month) = (2026, 8);
        loop {
            let length = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
            if left < length {
                return (year, month, left + 1);
            }
            left -= length;
            month += 1;
            if month == 13 {
                (year, month) = (year + 1, 1);
            }
        }
    }

    /// As in "Tuesday, December 8".
    fn spoken(self) -> String {
        format!("{}, {}", self.weekday(), self.month_day())
    }

    /// As in "December 8".
    fn month_day(self) -> String {
        #[rustfmt::skip]
        const MONTHS: [&str; 12] = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
        ];
        let (_, month, day) = self.parts();
        format!("{} {day}", MONTHS[month - 1])
    }
}

impl Display for Day {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.parts();
        write!(out, "{year}-{month:02}-{day:02}")
    }
}

/// A case file as it grows.
#[derive(Default)]
struct File(String);

impl File {
    fn table(&mut self, name: &str) {
        let _ = writeln!(self.0, "\n[{name}]");
    }

    fn row(&mut self, name: &str) {
        let _ = writeln!(self.0, "\n[[{name}]]");
    }

    /// A key whose value stands in the file as it is: a date, a number, true or false.
    fn bare(&mut self, key: &str, value: impl Display) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn text(&mut self, key: &str, value: &str) {
        self.bare(key, quoted(value));
    }

    fn texts<T: AsRef<str>>(&mut self, key: &str, values: &[T]) {
        let all: Vec<String> = values.iter().map(|value| quoted(value.as_ref())).collect();
        self.bare(key, format!("[{}]", all.join(", ")));
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The child, and what its story keeps coming back to.
struct Child {
    name: String,
    short: &'static str,
    pronouns: &'static str,
    /// The step where the morning ends.
    step: &'static str,
    adult: &'static str,
    room: &'static str,
}

impl Child {
    /// Fills a sentence. `{They}`, `{Their}`, `{they}`, `{their}`, `{them}`, `{s}`, `{es}`, `{ies}`, `{is}` and `{has}` follow the pronouns; `{name}`,
    /// `{step}`, `{adult}` and `{room}` stay the same through a case. The others are drawn anew: `{e}`, `{t}` and `{h}` are times of the morning, from
    /// early to late; `{m}` minutes, `{n}` a small number, `{w}` a day of the week, `{c}` a class, `{d}` a day this fall.
    fn say(&self, chance: &mut Chance, template: &str) -> String {
        let (they, their, them, many) = match self.pronouns {
            "she/her" => ("she", "her".to_owned(), "her", false),
            "he/him" => ("he", "his".to_owned(), "him", false),
            "they/them" => ("they", "their".to_owned(), "them", true),
            _ => (self.short, format!("{}'s", self.short), self.short, false),
        };
        let mut out = String::with_capacity(template.len() + 32);
        let (mut rest, mut class) = (template, "");
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            match slot {
                "They" => out.push_str(&capital(they)),
                "Their" => out.push_str(&capital(&their)),
                "they" => out.push_str(they),
                "their" => out.push_str(&their),
                "them" => out.push_str(them),
                "name" => out.push_str(self.short),
                "s" => out.push_str(if many { "" } else { "s" }),
                "es" => out.push_str(if many { "" } else { "es" }),
                "ies" => out.push_str(if many { "y" } else { "ies" }),
                "is" => out.push_str(if many { "are" } else { "is" }),
                "has" => out.push_str(if many { "have" } else { "has" }),
                "step" => out.push_str(self.step),
                "adult" => out.push_str(self.adult),
                "room" => out.push_str(self.room),
                "e" => {
                    let _ = write!(out, "{}:{:02}", chance.from(5, 6), 5 * chance.from(1, 11));
                }
                "t" => {
                    let _ = write!(out, "7:{:02}", 5 * chance.from(1, 11));
                }
                "h" => {
                    let _ = write!(out, "{}:{:02}", chance.from(8, 9), 5 * chance.from(1, 11));
                }
                "m" => {
                    let _ = write!(out, "{}", 5 * chance.from(2, 11));
                }
                "n" => out.push_str(chance.pick(&["two", "three", "four", "five", "six", "seven", "eight"])),
                "w" => out.push_str(chance.pick(&["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"])),
                "c" => {
                    class = loop {
                        let other = chance.pick(&CLASSES);
                        if other != class {
                            break other;
                        }
                    };
                    out.push_str(class);
                }
                "d" => out.push_str(&Day::school(chance, 40, 100).month_day()),
                _ => out.push_str(slot),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// Different sentences of a list, filled, as many as the range says.
    fn say_range(&self, chance: &mut Chance, list: &[&str], range: (u64, u64)) -> Vec<String> {
        chance.some_of(list, range).into_iter().map(|template| self.say(chance, template)).collect()
    }

    fn say_one(&self, chance: &mut Chance, list: &[&str]) -> String {
        let template = chance.pick(list);
        self.say(chance, template)
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Which plan the child of such a letter has.
fn plan(chance: &mut Chance, kind: Kind) -> &'static str {
    match kind {
        Kind::EvalInitial => chance.pick(&["none", "none", "504", "pending"]),
        Kind::MeetIep => "iep",
        Kind::Meet504 => chance.pick(&["504", "504", "504", "none"]),
        Kind::MeetSst => chance.pick(&["none", "none", "pending"]),
        Kind::Recap => chance.pick(&["iep", "504", "none"]),
        Kind::Pwn => chance.pick(&["none", "iep", "504"]),
        Kind::TruancyReply => chance.pick(&["none", "iep", "504", "pending"]),
    }
}

/// The case with this number, as the text of its file.
fn case(number: u64, kind: Kind) -> String {
    let chance = &mut Chance(number.wrapping_mul(0xd134_2543_de82_ef95) ^ 0x1357_9bdf_2468_ace0);
    let file = &mut File(String::with_capacity(6000));
    file.0.push_str("# An invented case, made for measuring by benches/cases.rs.\n");
    file.bare("schema", 1);
    file.text("jurisdiction", "CA");

    let plan = plan(chance, kind);
    let grade = chance.from(1, 12);
    let (town, zip, area) = chance.pick(&TOWNS);
    let city = format!("{town}, CA {}", zip + chance.from(0, 6));
    let family = last_name(chance);
    let child = child(chance, &family);
    write_child(file, chance, &child, plan, grade);
    write_care(file, chance, &child);
    write_signers(file, chance, &family, &city, area, number);
    write_school(file, chance, &city, grade);
    if chance.once_in(2) {
        write_calendar(file, chance);
    }

    let day = Day(TODAY.0 - chance.from(0, 7)).off_weekend();
    write_situation(file, chance, &child, kind);
    write_attendance(file, chance, day);
    write_supports(file, chance, &child, kind);
    if kind == Kind::TruancyReply {
        write_absences(file, chance, &child);
    }
    write_observations(file, chance, &child, kind);
    write_letter(file, chance, &child, kind, plan, day);
    std::mem::take(&mut file.0)
}

/// One last name or two.
fn last_name(chance: &mut Chance) -> String {
    let first = chance.pick(&LAST_NAMES);
    let second = chance.pick(&LAST_NAMES);
    match chance.from(0, 9) {
        0..=1 if first != second => format!("{first} {second}"),
        2 if first != second => format!("{first}-{second}"),
        _ => first.to_owned(),
    }
}

fn child(chance: &mut Chance, family: &str) -> Child {
    let (short, usual) = chance.pick(&FIRST_NAMES);
    let pronouns = match chance.from(0, 19) {
        0 => "name",
        1 => "they/them",
        _ => match usual {
            'f' => "she/her",
            'm' => "he/him",
            _ => chance.pick(&["they/them", "she/her", "he/him"]),
        },
    };
    let (step, adult, room) = (chance.pick(&STEPS), chance.pick(&ADULTS), chance.pick(&ROOMS));
    Child { name: format!("{short} {family}"), short, pronouns, step, adult, room }
}

fn write_child(file: &mut File, chance: &mut Chance, child: &Child, plan: &str, grade: u64) {
    file.table("child");
    file.text("name", &child.name);
    file.text("short_name", child.short);
    file.text("pronouns", child.pronouns);
    file.bare("birth_date", format!("{}-{:02}-{:02}", 2021 - grade, chance.from(1, 12), chance.from(1, 28)));
    file.text("grade", &grade.to_string());
    if chance.once_in(2) {
        file.text("student_id", &chance.from(100_000, 999_999).to_string());
    }
    file.text("plan", plan);
    if matches!(plan, "iep" | "504") {
        file.bare("plan_date", format!("2026-{:02}-{:02}", chance.from(1, 5), chance.from(1, 28)));
        file.texts("services", &chance.some_of(&SERVICES, (1, 2)));
        if chance.once_in(2) {
            file.texts("services_not_given", &[child.say_one(chance, &NOT_GIVEN)]);
        }
    }
    if plan == "iep" {
        file.texts("eligibility", &[chance.pick(&ELIGIBILITY)]);
        file.table("assessment");
        file.bare("last_assessed", format!("2024-{:02}-{:02}", chance.from(1, 12), chance.from(1, 28)));
        file.texts("last_assessed_areas", &chance.some(&["speech and language", "academic achievement", "attention", "motor skills"], 2));
    }
}

fn write_care(file: &mut File, chance: &mut Chance, child: &Child) {
    if chance.once_in(2) {
        let clinician = format!(
            "Dr. {}. {}, {}",
            chance.pick(&['A', 'E', 'K', 'L', 'M', 'R', 'S', 'T']),
            chance.pick(&LAST_NAMES),
            chance.pick(&CLINICIANS)
        );
        file.row("diagnoses");
        file.text("name", chance.pick(&DIAGNOSES));
        file.text("by", &clinician);
        file.bare("date", Day::school(chance, 3, 80));
    }
    file.row("care");
    file.text("text", chance.pick(&CARE));
    file.text("since", &format!("2026-{:02}", chance.from(3, 10)));
    file.text("advice", &child.say_one(chance, &ADVICE));
}

fn write_signers(file: &mut File, chance: &mut Chance, family: &str, city: &str, area: u64, number: u64) {
    let street = if chance.once_in(10) {
        format!("P.O. Box {}", chance.from(11, 990))
    } else {
        format!("{} {} {}", chance.from(2, 2990), chance.pick(&STREETS), chance.pick(&["St", "Ave", "Ct", "Ln", "Way", "Dr", "Rd", "Pl"]))
    };
    let count = if chance.once_in(6) { 2 } else { 1 };
    for (first, usual) in chance.some(&FIRST_NAMES, count) {
        let own = chance.pick(&LAST_NAMES);
        file.row("signers");
        file.text("name", &if chance.once_in(3) { format!("{first} {own}") } else { format!("{first} {family}") });
        let (relation, authority) = match (usual, chance.from(0, 9)) {
            ('f', 0) => ("grandmother", "legal-guardian"),
            ('m', 0) => ("grandfather", "legal-guardian"),
            (_, 1) => ("guardian", "legal-guardian"),
            ('f', _) => ("mother", "parent"),
            ('m', _) => ("father", "parent"),
            _ => ("parent", "parent"),
        };
        file.text("relation", relation);
        file.text("authority", authority);
        file.texts("address", &[street.as_str(), city]);
        file.text("phone", &format!("{area}-555-01{:02}", chance.from(0, 99)));
        if chance.once_in(3) {
            file.text(
                "best_times",
                chance.pick(&["after 3 p.m.", "before noon", "on weekday evenings", "between 10 a.m. and 2 p.m.", "after 5 p.m."]),
            );
        }
        file.text("email", &format!("{relation}.{number}@example.org"));
        if chance.once_in(5) {
            file.text("interpreter", chance.pick(&["Spanish", "Vietnamese", "Somali", "Tagalog", "Polish", "Arabic", "Hmong", "Korean"]));
        }
    }
}

fn write_school(file: &mut File, chance: &mut Chance, city: &str, grade: u64) {
    let level = match grade {
        1..=5 => "Elementary School",
        6..=8 => "Middle School",
        _ => "High School",
    };
    file.table("school");
    file.text(
        "name",
        &format!("{} {} {level}", chance.pick(&STREETS), chance.pick(&["Creek", "Hill", "Grove", "Park", "Vista", "Heights", "Valley"])),
    );
    file.texts("address", &[format!("{} {} Rd", chance.from(10, 990), chance.pick(&STREETS)).as_str(), city]);
    file.table("district");
    file.text(
        "name",
        &format!(
            "{} Sample {}",
            chance.pick(&STREETS),
            chance.pick(&["Unified School District", "School District", "Joint Unified School District"])
        ),
    );
    file.texts("address", &[format!("{} {} Plaza", chance.from(1, 90), chance.pick(&STREETS)).as_str(), city]);
    for role in chance.some_of(&ROLES, (0, 3)) {
        let (title, last) = (chance.pick(&["Ms.", "Mr.", "Dr.", "Mrs."]), chance.pick(&LAST_NAMES));
        file.row("contacts");
        file.text("role", role);
        file.text("name", &format!("{title} {last}"));
        file.text("salutation", &format!("{title} {last}"));
    }
}

fn write_calendar(file: &mut File, chance: &mut Chance) {
    let first = Day(chance.from(9, 20)).off_weekend();
    file.table("calendar");
    file.bare(
        "years",
        format!(
            "[{{ first = {first}, last = 2027-06-{:02} }}, {{ first = 2027-08-{:02} }}]",
            chance.from(7, 11),
            chance.pick(&[9, 10, 11, 12, 13, 16, 17, 18])
        ),
    );
    // The Friday before Thanksgiving week or the Tuesday in it; two weeks or more of winter break.
    let thanksgiving = chance.pick(&["2026-11-20", "2026-11-24"]);
    let (winter, back) = chance.pick(&[("2026-12-18", "2027-01-04"), ("2026-12-18", "2027-01-11"), ("2026-12-16", "2027-01-05")]);
    let (spring, after) = chance.pick(&[("2027-03-19", "2027-03-29"), ("2027-03-26", "2027-04-05"), ("2027-04-02", "2027-04-12")]);
    file.bare(
        "breaks",
        format!(
            "[{{ name = \"Thanksgiving\", last_day = {thanksgiving}, back = 2026-11-30 }}, \
             {{ name = \"winter\", last_day = {winter}, back = {back} }}, \
             {{ name = \"spring\", last_day = {spring}, back = {after} }}]"
        ),
    );
    file.bare("holidays", "[2026-09-07, 2026-11-11, 2027-01-18, 2027-02-12, 2027-02-15, 2027-05-31]");
}

fn write_situation(file: &mut File, chance: &mut Chance, child: &Child, kind: Kind) {
    file.table("situation");
    if chance.once_in(2) {
        file.text("since", chance.pick(&["2026-08", "2026-09", "2026-10", "2026-04", "2026-05"]));
    } else {
        file.bare("since", Day::school(chance, 17, 70));
    }
    let measure = kind.measure();
    file.text("morning", &child.say_range(chance, &MORNING, measure.morning).join(" "));
    file.texts("presentations", &chance.some_of(&PRESENTATIONS, (2, 3)));
    file.texts("triggers", &chance.some_of(&TRIGGERS, (1, 2)));
    file.text("breaks_down_at", child.step);
    file.texts("body_signs", &chance.some_of(&BODY_SIGNS, (1, 3)));
    file.text("liked_at_school", child.adult);
    file.text("schoolwork", &child.say_one(chance, &SCHOOLWORK));
    for (key, list) in chance.some_of(&MORE, measure.more) {
        let words = child.say_one(chance, list);
        match key {
            "child_words" => file.texts(key, &[words]),
            _ => file.text(key, &words),
        }
    }
}

fn write_attendance(file: &mut File, chance: &mut Chance, day: Day) {
    let as_of = Day(day.0 - chance.from(2, 12)).off_weekend();
    let enrolled = (as_of.0 - 14) * 5 / 7 - 2;
    let full = chance.from(6, enrolled / 2);
    file.table("attendance");
    file.bare("as_of", as_of);
    file.text("source", chance.pick(&["school portal", "our own notes", "the school's attendance record", "the parent portal"]));
    file.bare("enrolled_days", enrolled);
    file.bare("full_day_absences", full);
    file.bare("partial_days", chance.from(2, 14));
    if chance.once_in(2) {
        file.text(
            "last_year",
            chance.pick(&[
                "four days missed in the whole year",
                "six days missed, all for colds",
                "nine days missed, most of them in May",
                "two days missed",
            ]),
        );
    }
    if chance.once_in(4) {
        file.table("attendance.school");
        file.bare("full_day_absences", full + chance.from(1, 4));
        file.bare("as_of", as_of);
        file.text("source", "the attendance letter");
    }
}

fn write_supports(file: &mut File, chance: &mut Chance, child: &Child, kind: Kind) {
    let measure = kind.measure();
    for (text, place) in chance.some_of(&TRIED, measure.tried) {
        let start = Day::school(chance, 31, 80);
        file.row("supports");
        file.text("text", &child.say(chance, text));
        file.text("status", "tried");
        file.text("where", place);
        file.bare("date", start);
        file.bare("until", Day(start.0 + chance.from(4, 18)).off_weekend());
        file.text("result", &child.say_one(chance, &RESULTS));
    }
    for id in chance.some_of(&SUPPORTS, measure.asked) {
        file.row("supports");
        file.text("id", id);
        file.text("status", "requested");
        file.bare("date", Day::school(chance, 80, 100));
        file.text("reason", &child.say_one(chance, &WHY_SUPPORT));
    }
}

fn write_observations(file: &mut File, chance: &mut Chance, child: &Child, kind: Kind) {
    for text in chance.some_of(&OBSERVED, kind.measure().seen) {
        file.row("observations");
        file.bare("date", Day::school(chance, 45, 95));
        file.text("by", &format!("the {} teacher", chance.pick(&CLASSES)));
        file.text("text", &child.say(chance, text));
    }
}

fn write_absences(file: &mut File, chance: &mut Chance, child: &Child) {
    let mut days: Vec<Day> = (0..chance.from(3, 4)).map(|_| Day::school(chance, 38, 92)).collect();
    days.sort();
    days.dedup();
    for day in days {
        file.row("absences");
        file.bare("date", day);
        let (category, kind, code, reason) = chance.pick(&ABSENT);
        file.text("kind", kind);
        let clock = format!("{}:{:02}", chance.from(9, 11), 5 * chance.from(2, 11));
        match kind {
            "late" => file.text("time", &format!("arrived about {clock}")),
            "left-early" => file.text("time", &format!("from {clock} a.m.")),
            _ => {}
        }
        file.text("reason", &child.say(chance, reason));
        file.text("school_code", code);
        file.bare("explained_on", day);
        file.text("by", chance.pick(&["email", "phone", "portal"]));
        file.text("category", category);
    }
}

fn write_letter(file: &mut File, chance: &mut Chance, child: &Child, kind: Kind, plan: &str, day: Day) {
    file.row("letters");
    file.text("kind", kind.id());
    if chance.once_in(2) {
        file.bare("date", day);
    }
    file.text(
        "delivery",
        chance.pick(&["email", "email and certified mail", "email and hand delivery", "certified mail", "hand delivery"]),
    );
    match kind {
        Kind::EvalInitial => write_areas(file, chance, child),
        Kind::MeetIep | Kind::Meet504 | Kind::MeetSst => {
            file.text("reason", &child.say_one(chance, &WHY_MEET));
            file.text("decide_first", &child.say_one(chance, &DECIDE));
            file.texts("agenda", &child.say_range(chance, &AGENDA, (1, 2)));
            file.texts("people", &[chance.pick(&["school-psychologist", "school-nurse", "teacher", "school-counselor"]), child.adult]);
            file.texts("times", &times(chance));
            file.text("mode", chance.pick(&["in-person", "phone", "video"]));
            if kind != Kind::MeetSst && chance.once_in(3) {
                file.bare("record", true);
            }
        }
        Kind::Recap => write_recap(file, chance, child, plan),
        Kind::Pwn => write_pwn(file, chance, child, plan),
        Kind::TruancyReply => {
            file.bare("school_letter_on", Day::school(chance, 96, 103));
            file.text("school_letter", chance.pick(&["first-truancy", "second-truancy", "third-truancy", "chronic-absence", "absences"]));
            file.text("known", &child.say_one(chance, &KNOWN));
            file.text("contact_school", child.adult);
            file.text("daily_report", &child.say_one(chance, &REPORT));
            file.texts("times", &times(chance));
        }
    }
}

fn write_areas(file: &mut File, chance: &mut Chance, child: &Child) {
    let areas: Vec<String> = chance
        .some_of(&AREAS, (2, 3))
        .into_iter()
        .map(|(id, reasons)| format!("{{ id = {}, reason = {} }}", quoted(id), quoted(&child.say_one(chance, &reasons))))
        .collect();
    file.bare("areas", format!("[{}]", areas.join(", ")));
    file.text("tester_place", &child.say_one(chance, &TESTER_PLACE));
}

fn write_pwn(file: &mut File, chance: &mut Chance, child: &Child, plan: &str) {
    let (about, asked_for) = match plan {
        "iep" => (
            "special-education",
            chance.pick(&[
                "an IEP meeting on how {they} can come in",
                "counseling at school each week",
                "a gradual return plan in the IEP",
            ]),
        ),
        "504" => (
            "section-504",
            chance.pick(&["a review of the Section 504 plan", "a late start under the Section 504 plan", "a quiet place to begin the day"]),
        ),
        _ => (
            "evaluation",
            chance.pick(&[
                "a special education evaluation, above all for anxiety",
                "an evaluation in all areas, with sensory needs",
                "an evaluation of attention and learning",
            ]),
        ),
    };
    let asked = Day::school(chance, 52, 75);
    let said = Day(asked.0 + chance.from(6, 20)).off_weekend();
    file.text("about", about);
    file.text("asked_for", &child.say(chance, asked_for));
    file.bare("asked_on", asked);
    file.text("asked_by", chance.pick(&["email", "letter, handed in at the front office", "email and hand delivery"]));
    file.text(
        "asked_proof",
        chance.pick(&["my copy with the office's date stamp", "the email with its date", "the receipt of the front office"]),
    );
    file.bare("in_writing", true);
    file.text("answer", chance.pick(&["refused", "wait", "need-data"]));
    file.text("their_words", chance.pick(&THEIR_WORDS));
    file.text("said_by", chance.pick(&["the school counselor", "the assistant principal", "the case manager", "the school psychologist"]));
    file.bare("said_on", said);
    file.text("said_way", chance.pick(&["by phone", "at the front office", "in a short meeting", "by email"]));
    file.texts("decisions", &child.say_range(chance, &DECISIONS, (2, 2)));
    file.texts("not_discussed", &child.say_range(chance, &NOT_DISCUSSED, (2, 2)));
    file.text("since_then", &format!("Since {} there have been {} more full days at home", asked.month_day(), chance.from(3, 14)));
}

fn write_recap(file: &mut File, chance: &mut Chance, child: &Child, plan: &str) {
    let met = Day::school(chance, 96, 104);
    file.bare("met_on", met);
    file.text("met_at", chance.pick(&["2 p.m.", "8:15 a.m.", "3:30 p.m.", "noon"]));
    file.text("way", chance.pick(&["meeting", "phone", "video"]));
    file.text(
        "what",
        match plan {
            "iep" => "IEP meeting",
            "504" => "Section 504 meeting",
            _ => "student team meeting",
        },
    );
    let named = format!("{} {}, case manager", chance.pick(&["Ms.", "Mr.", "Mrs."]), chance.pick(&LAST_NAMES));
    file.texts(
        "present",
        &["the principal", named.as_str(), child.adult, chance.pick(&["a neighbor and I", "an aunt and I", "my sister and I"])],
    );
    let agreed: Vec<String> = chance
        .some_of(&AGREED, (4, 5))
        .into_iter()
        .map(|what| {
            let by = Day(met.0 + chance.from(14, 30)).off_weekend();
            format!("{{ what = {}, who = {}, by = {by} }}", quoted(&child.say(chance, what)), quoted(chance.pick(&WHO)))
        })
        .collect();
    file.bare("agreed", format!("[{}]", agreed.join(", ")));
    file.texts("left_open", &child.say_range(chance, &LEFT_OPEN, (2, 3)));
    file.texts("refused", &child.say_range(chance, &TURNED_DOWN, (1, 2)));
    file.texts("we_said", &child.say_range(chance, &WE_SAID, (2, 3)));
    file.bare("next_meeting", Day(met.0 + chance.from(30, 44)).off_weekend());
}

/// Three times to meet, in the two weeks after the Thanksgiving break.
fn times(chance: &mut Chance) -> Vec<String> {
    let mut days: Vec<Day> = chance.some(&[122, 123, 124, 125, 128, 129, 130, 131, 132], 3).into_iter().map(Day).collect();
    days.sort();
    days.into_iter()
        .map(|day| {
            format!(
                "{}, {}",
                day.spoken(),
                chance.pick(&["after 2 p.m.", "before noon", "at 8 a.m.", "at 3:30 p.m.", "any time", "after 1 p.m."])
            )
        })
        .collect()
}

/// First names of children and grown-ups, with the pronouns they most often come with; `n`: any.
#[rustfmt::skip]
const FIRST_NAMES: [(&str, char); 64] = [
    ("Emily", 'f'), ("James", 'm'), ("Grace", 'f'), ("Wren", 'n'), ("Noah", 'm'), ("Charlotte", 'f'), ("Sofía", 'f'), ("Mateo", 'm'),
    ("Lucía", 'f'), ("Joaquín", 'm'), ("Inés", 'f'), ("Andrés", 'm'), ("Begoña", 'f'), ("Ángel", 'm'), ("Hương", 'f'), ("Đức", 'm'),
    ("Ngọc", 'n'), ("Tuấn", 'm'), ("Thảo", 'f'), ("Quỳnh", 'f'), ("Łukasz", 'm'), ("Zofia", 'f'), ("Małgorzata", 'f'), ("Wojciech", 'm'),
    ("Bożena", 'f'), ("Kaʻimi", 'n'), ("Leilani", 'f'), ("Kealiʻi", 'm'), ("Nāpua", 'f'), ("Makoa", 'm'), ("Ayaan", 'm'), ("Hodan", 'f'),
    ("Cabdi", 'm'), ("Ifrax", 'f'), ("Selam", 'f'), ("Tewodros", 'm'), ("Adaeze", 'f'), ("Ọlá", 'n'), ("Chinedu", 'm'), ("Noor", 'n'),
    ("Yūsuf", 'm'), ("Layla", 'f'), ("Çağla", 'f'), ("İlker", 'm'), ("Anaïs", 'f'), ("Rémi", 'm'), ("João", 'm'), ("Conceição", 'f'),
    ("Søren", 'm'), ("Åsa", 'f'), ("Björn", 'm'), ("Jiří", 'm'), ("Žaneta", 'f'), ("Ștefan", 'm'), ("Ilinca", 'f'), ("Emi", 'f'),
    ("Kenji", 'm'), ("Minh-Anh", 'n'), ("Soo-ah", 'f'), ("Ji-ho", 'm'), ("Priya", 'f'), ("Arjun", 'm'), ("Malia", 'f'), ("Siaosi", 'm'),
];

#[rustfmt::skip]
const LAST_NAMES: [&str; 124] = [
    "Hughes", "O'Dell", "Whitfield", "Ashworth", "McAllister", "Pemberton", "Fitzgerald", "Larkin", "Thornbury", "Brightwater", "Núñez",
    "Rivera", "Castañeda", "Ochoa", "Ibáñez", "Muñoz", "Peña", "Olmedo", "Barrientos", "Zúñiga", "Güemes", "Villaseñor", "Echeverría",
    "Marroquín", "Nguyễn", "Trần", "Phạm", "Huỳnh", "Đặng", "Võ", "Bùi", "Đỗ", "Lê", "Lý", "Nowak", "Wiśniewska", "Wójcik", "Kowalczyk",
    "Dąbrowski", "Jabłoński", "Żak", "Górecki", "Kealoha", "Kahananui", "Kaʻaihue", "Nākoa", "Hoʻokano", "Keawe", "Farah", "Warsame",
    "Cabdullahi", "Xasan", "Guleed", "Abebe", "Tesfaye", "Gebremariam", "Okafor", "Adeyemi", "Ọbásanjọ́", "Nwosu", "Eze", "Mensah",
    "Diallo", "Traoré", "Haddad", "Khoury", "Mansour", "al-Rashīd", "Yılmaz", "Öztürk", "Şahin", "Çelik", "Rahimi", "Nazari", "Dubois",
    "Lefèvre", "Béranger", "Bouchard", "da Conceição", "Magalhães", "Gonçalves", "Araújo", "Söderström", "Lindgren", "Åkesson",
    "Sørensen", "Kjær", "Þórsdóttir", "Hämäläinen", "Dvořák", "Němcová", "Šťastný", "Horváth", "Nagy", "Popescu", "Țurcanu", "Ionescu",
    "Petrović", "Đorđević", "Kovačević", "Bērziņš", "Kazlauskas", "Tanaka", "Ōtsuka", "Nakamura", "Kim", "Park", "Choi", "Lin", "Wong",
    "Zhang", "Iyer", "Banerjee", "Sandhu", "Patel", "Reyes", "Dimaculangan", "Bautista", "Vang", "Xiong", "Tuiasosopo", "Faleʻolo",
    "Mamani", "Quispe",
];

/// Town, the first of its postal codes, and its area code.
#[rustfmt::skip]
const TOWNS: [(&str, u64, u64); 20] = [
    ("Santa Rosa", 95401, 707), ("Redding", 96001, 530), ("San José", 95112, 408), ("Eureka", 95501, 707), ("Modesto", 95354, 209),
    ("Chico", 95926, 530), ("Salinas", 93901, 831), ("Turlock", 95380, 209), ("Visalia", 93277, 559), ("Fresno", 93720, 559),
    ("Monterey", 93940, 831), ("Ukiah", 95482, 707), ("Bakersfield", 93301, 661), ("San Luis Obispo", 93401, 805),
    ("Oakland", 94601, 510), ("Vallejo", 94589, 707), ("Long Beach", 90802, 562), ("Riverside", 92501, 951), ("El Centro", 92243, 760),
    ("Stockton", 95202, 209),
];

/// Names for streets, schools and districts.
#[rustfmt::skip]
const STREETS: [&str; 36] = [
    "Alder", "Juniper", "Quarry", "Walnut", "Magnolia", "Birch", "Harbor", "Redwood", "Orchard", "Larkspur", "Summit", "Mill", "Cannery",
    "Lighthouse", "Manzanita", "Sycamore", "Willow", "Cedar", "Poppy", "Olive", "Lupine", "Heron", "Madrone", "Toyon", "Sequoia",
    "Almond", "Vineyard", "Fern", "Granite", "Canyon", "Meadow", "Bayview", "Pelican", "Buckeye", "Laurel", "Sierra",
];

#[rustfmt::skip]
const ROLES: [&str; 8] = [
    "special-education-director", "principal", "section-504-coordinator", "case-manager", "school-psychologist", "school-counselor",
    "superintendent", "attendance-supervisor",
];

const CLASSES: [&str; 12] =
    ["math", "science", "history", "English", "art", "music", "PE", "reading", "homeroom", "computer", "Spanish", "geography"];

#[rustfmt::skip]
const STEPS: [&str; 14] = [
    "the car door", "the front gate", "the bus stop", "the door of the classroom", "the front door of the house",
    "the last corner before school", "the drop-off line", "the stairs to the second floor", "the crosswalk in front of the school",
    "the bell for first period", "the hall outside the office", "the garage at home", "the curb in front of the school", "the gym door",
];

#[rustfmt::skip]
const ADULTS: [&str; 12] = [
    "the librarian", "the art teacher", "the garden teacher", "the school nurse", "the music teacher", "the custodian",
    "the office clerk", "the school counselor", "the PE teacher", "the reading specialist", "the science aide", "the crossing guard",
];

#[rustfmt::skip]
const ROOMS: [&str; 10] = [
    "the library", "the school garden", "the art room", "the nurse's office", "the music room", "the small room beside the office",
    "the computer lab", "the counselor's office", "the back of the gym", "the book room",
];

#[rustfmt::skip]
const PRESENTATIONS: [&str; 17] = [
    "pr-bed", "pr-house", "pr-car", "pr-bus", "pr-door", "pr-nurse", "pr-leave", "pr-late", "pr-somatic", "pr-panic", "pr-shutdown",
    "pr-meltdown", "pr-clingy", "pr-pattern-sporadic", "pr-two-digit", "pr-family", "pr-wants",
];

#[rustfmt::skip]
const TRIGGERS: [&str; 12] = [
    "tr-anxiety", "tr-social-anxiety", "tr-separation", "tr-panic", "tr-autism", "tr-adhd", "tr-learning", "tr-language", "tr-sensory",
    "tr-bullying", "tr-transport", "tr-drill",
];

#[rustfmt::skip]
const SUPPORTS: [&str; 24] = [
    "su-safe-person", "su-safe-space", "su-on-campus-first", "su-short-day", "su-flex-arrival", "su-one-activity", "su-workload",
    "su-essential-list", "su-homework-pause", "su-deadlines", "su-study-guides", "su-counsel-visits", "su-tutor", "su-breaks",
    "su-sensory-tools", "su-perks", "su-step-plan", "su-short-visits", "su-supervision", "su-attendance-office", "su-checkins",
    "su-monitor", "su-zoom-in", "su-no-force",
];

const SERVICES: [&str; 10] = [
    "30 minutes of counseling a week",
    "occupational therapy twice a month",
    "speech therapy once a week",
    "extra time on tests",
    "a pass to leave class",
    "a seat near the door",
    "small-group reading three times a week",
    "breaks every 40 minutes",
    "directions in writing",
    "a check-in with the case manager each morning",
];

const NOT_GIVEN: [&str; 5] = [
    "counseling, since {d}",
    "the pass, since the new term began",
    "the morning check-in, since {d}",
    "the small group, since its teacher left on {d}",
    "breaks, in {c} and {c}",
];

const ELIGIBILITY: [&str; 6] = [
    "autism",
    "other health impairment",
    "emotional disturbance",
    "specific learning disability",
    "speech or language impairment",
    "orthopedic impairment",
];

const CLINICIANS: [&str; 5] = ["psychologist", "pediatrician", "psychiatrist", "nurse practitioner", "clinical social worker"];

#[rustfmt::skip]
const DIAGNOSES: [&str; 8] = [
    "generalized anxiety disorder", "social anxiety disorder", "autism", "attention deficit hyperactivity disorder", "panic disorder",
    "separation anxiety disorder", "obsessive-compulsive disorder", "major depressive disorder",
];

const CARE: [&str; 8] = [
    "a therapist every week",
    "a counselor at the family clinic twice a month",
    "a pediatrician every six weeks",
    "a psychologist every other Tuesday",
    "an occupational therapist once a week",
    "a therapist by video on Thursdays",
    "a clinic group for teens and a psychiatrist",
    "a nurse practitioner once a month",
];

const ADVICE: [&str; 8] = [
    "a gradual return, starting with one safe adult",
    "short visits to {room} before longer ones",
    "a late start while sleep is being mended",
    "no pressure at {step}, and a way back in later that day",
    "half days for {n} weeks, then a review",
    "one known adult at the same place every day",
    "breaks of {m} minutes in a quiet room",
    "fewer people at the moment of arrival",
];

/// A school morning, in the order in which it goes.
const MORNING: [&str; 22] = [
    "On {w}s it starts the evening before: {they} lie{s} awake until past midnight.",
    "{They} want{s} to go: the bag stands packed at the door each night.",
    "{They} {is} up by {e} and ask{s} how many hours of school there are.",
    "{They} eat{s} nothing before school and drink{s} only water.",
    "By {t} {they} {has} dressed and packed, and then the shaking begins.",
    "{They} ask{s} again and again who will be there, and whether the {c} class will be quiet.",
    "We have tried leaving {m} minutes earlier, and the panic came earlier too.",
    "On {w}s, with {c} first, it is hardest; with {c} first, it is a little easier.",
    "At {t} the stomach pain begins, and by the time we reach {step} {they} {is} pale and sweating.",
    "If the street is full of cars, {they} slide{s} down in the seat and cover{s} {their} ears.",
    "When plans change on the way, the morning is over for {them}.",
    "{They} hear{s} the first bell from the car, and that is when the breathing changes.",
    "A younger cousin walks ahead, and {they} follow{s} as far as {step}.",
    "{They} count{s} the steps to {step} out loud and stop{s} at the same number each time.",
    "At {step} {they} hold{s} on to the nearest thing and cannot let go.",
    "{They} cr{ies} without a sound and hide{s} {their} face in a jacket.",
    "For about {m} minutes {they} cannot speak; afterward {they} say{s} that {their} legs would not move.",
    "After {m} minutes in the parked car the shaking stops, and {they} say{s} sorry to us.",
    "On most days {they} {is} back home by {h}.",
    "{They} go{es} back to {their} room, close{s} the curtains and sleep{s} until noon.",
    "When {adult} came out to the car on {d}, {they} could walk as far as {room}.",
    "On {n} mornings in October {they} got as far as {room} and stayed for {m} minutes.",
];

/// Facts about the situation that may be left out, with what they may say.
const MORE: [(&str, &[&str]); 8] = [
    ("child_words", &CHILD_WORDS),
    ("hardest", &HARDEST),
    ("strengths", &STRENGTHS),
    ("can_do_now", &CAN_DO),
    ("better_day", &BETTER_DAY),
    ("impact", &IMPACT),
    ("change_before", &CHANGE_BEFORE),
    ("beyond_school", &BEYOND),
];

#[rustfmt::skip]
const BODY_SIGNS: [&str; 10] = [
    "stomach pain", "shaking", "fast breathing", "crying", "headaches", "throwing up", "sweating", "a racing heart", "cold hands",
    "no appetite",
];

const CHILD_WORDS: [&str; 12] = [
    "I want to go. My legs won't.",
    "Everyone looks at me when I come late.",
    "The hall is so loud that I can't think.",
    "I don't know where to stand.",
    "It feels like the floor is tilting.",
    "What if I can't leave?",
    "My stomach knows before I do.",
    "I can do the work. I can't do the door.",
    "The bell hurts.",
    "Please don't make me walk in alone.",
    "I tried. I really tried.",
    "If she is there, maybe I can.",
];

const HARDEST: [&str; 8] = [
    "{w}s, and days with a test",
    "{c} class and lunch",
    "the first hour, and every day after a weekend",
    "group work in {c}",
    "the hall between {c} and {c}",
    "days with a substitute teacher",
    "assemblies and fire drills",
    "the bus, and {c} right after it",
];

const SCHOOLWORK: [&str; 8] = [
    "{Their} grade in {c} fell from a B to a D between June and October",
    "{They} {has} incomplete grades in {n} classes",
    "{They} read{s} above grade level and {has} handed in {n} of twelve papers in {c}",
    "The {c} teacher counts {n} missing projects",
    "{They} keep{s} up in {c} at home and {has} nothing to show for {c}",
    "{Their} marks in {c} are good; in {c} there is not enough work to give one",
    "{They} {has} missed the whole unit on fractions and {n} labs in science",
    "{Their} last report card shows {n} classes without a grade",
];

const STRENGTHS: [&str; 10] = [
    "funny, good with younger children, and builds radios",
    "writes songs and remembers every melody",
    "kind to animals and draws every day",
    "reads for hours and tells the whole story afterward",
    "quick with numbers and patient with puzzles",
    "cooks for the family on {w}s",
    "speaks two languages and helps neighbors with forms",
    "knows every bird and every plant on the way to school",
    "takes clocks apart and puts them together again",
    "swims, dances, and looks after a grandparent",
];

const CAN_DO: [&str; 8] = [
    "{m} minutes in {room} with {adult}",
    "a {m}-minute video call with one teacher",
    "walk to {step} after school, when it is empty",
    "come to {room} by the side door at 9:30",
    "hand in work through {adult}",
    "one class a day, {c}, and then home",
    "sit in {room} for {m} minutes and read",
    "meet {adult} at the side gate before the first bell",
];

const BETTER_DAY: [&str; 6] = [
    "On {d} {adult} met {them} at the side door, and {they} stayed until lunch.",
    "On {d} {they} came at 9:30 by the side gate and stayed until one.",
    "On {d} the first hour was in {room}, and {they} could go on to {c}.",
    "On {d} {they} walked in with a cousin and stayed for {n} hours.",
    "On {d} there was no assembly, and {they} stayed the whole day.",
    "On {d} {they} began with {c} and had {m} minutes alone in {room} before it.",
];

const IMPACT: [&str; 6] = [
    "{They} {has} missed the groundwork in {c} on which the rest of the year builds. In {c} the group project went on without {them}.",
    "{They} learn{s} from the book alone and {has} had no feedback on {their} work since {d}. Tests in {n} classes are still open.",
    "{They} {has} lost touch with the two classmates {they} worked with. In {c} {they} no longer know{s} what is being read.",
    "On the days at school, much of the time goes to getting calm. On {d} {they} spent {n} of six hours in {room}.",
    "{They} {has} handed in {n} papers since September; last year it was all of them. The gap in {c} grows each week.",
    "{They} can do the work at home in the afternoon, but the credit for taking part in {c} and {c} is lost.",
];

const CHANGE_BEFORE: [&str; 6] = [
    "a new seat in {c}, beside the speaker",
    "a change of bus route in September",
    "a lockdown drill on {d}",
    "the leave of the teacher {they} knew best",
    "a move to a larger school with {n} classes a day",
    "an illness of {n} weeks in the spring",
];

const BEYOND: [&str; 6] = [
    "sleeps about {n} hours a night and has stopped seeing friends",
    "eats little on school days and more on weekends",
    "no longer goes to the swim club on {w}s",
    "has given up drawing, which filled every evening before",
    "stays in one room from {w} to {w}",
    "cannot go into stores when they are full",
];

/// What has been tried, and where.
const TRIED: [(&str, &str); 12] = [
    ("a morning plan with pictures and an earlier bedtime", "home"),
    ("a sticker card for each hour at school", "school"),
    ("a ride with a neighbor in place of the bus", "home"),
    ("a hall pass to {room}", "school"),
    ("leaving {m} minutes earlier, before the crowd", "home"),
    ("a phone call home at {t}", "home"),
    ("a seat near the door in {c}", "school"),
    ("headphones in the hall and at lunch", "school"),
    ("breathing exercises with {adult}", "school"),
    ("lunch in {room} with one friend", "school"),
    ("a note in the bag from a parent", "home"),
    ("a walk around the building before the first bell", "school"),
];

const RESULTS: [&str; 8] = [
    "{they} got to {step} on {n} days",
    "no change",
    "it helped for {n} days",
    "{they} used it twice; on other days the room was closed",
    "the shaking began later, and the day still ended at {step}",
    "{they} stayed {m} minutes longer than before",
    "it helped on {w}s and not on other days",
    "it ended when the person who did it was moved",
];

const WHY_SUPPORT: [&str; 10] = [
    "on {d}, when {adult} met {them} at the side door, {they} could walk in",
    "the crowd at {step} is where the panic starts",
    "{they} can work for {m} minutes in a quiet room and not in the hall",
    "on the day {they} came at 9:30, {they} stayed until one",
    "the missing work in {c} is now a reason of its own to stay away",
    "{they} calm{s} down within {m} minutes when one known person is there",
    "{their} therapist advises small steps",
    "after a hard {w} the next two days are lost as well",
    "{c} is the one class that {they} ask{s} about",
    "the front office did not know of it on {d}",
];

const OBSERVED: [&str; 8] = [
    "{they} freeze{s} when called on and then ask{s} to leave the room",
    "{they} sit{s} alone at lunch and cover{s} {their} ears at the bell",
    "{they} work{s} well for {m} minutes and then put{s} {their} head down",
    "{they} stand{s} in the hall outside {c} and cannot come in",
    "{they} ask{s} for the nurse at the start of {c}",
    "{they} look{s} pale and {has} not spoken in {c} since {d}",
    "{they} follow{s} one adult from room to room",
    "{they} {is} calm in {room} and shaking {m} minutes later",
];

/// Areas of testing, with what may show the need for each.
const AREAS: [(&str, [&str; 3]); 9] = [
    (
        "ev-social-emotional",
        [
            "panic at {step} on most school mornings",
            "{they} cr{ies} at {step} and {has} stopped seeing friends",
            "shaking and fast breathing by {t} on school days",
        ],
    ),
    (
        "ev-behavior",
        [
            "it stops at the same step, {step}, each time",
            "{they} could come in on {d} and not on the days around it",
            "the same {m} minutes before the bell end the day",
        ],
    ),
    (
        "ev-academic",
        [
            "{c} fell from a B to a D",
            "{n} projects are missing, and {they} can do the work at home",
            "{they} {has} missed the groundwork in {c}",
        ],
    ),
    (
        "ev-sensory",
        [
            "{they} cover{s} {their} ears at bells and leave{s} the lunch tables",
            "the noise in the gym ends the day for {them}",
            "{they} ask{s} for the lights to be turned off",
        ],
    ),
    (
        "ev-language",
        [
            "for up to {m} minutes {they} cannot speak at {step}",
            "{they} write{s} what {they} cannot say in {c}",
            "{they} lose{s} words when called on",
        ],
    ),
    (
        "ev-attention",
        [
            "{they} {has} incomplete grades in {n} classes",
            "after {m} minutes in {c} {they} can no longer follow",
            "{they} forget{s} what to bring on {w}s",
        ],
    ),
    (
        "ev-health",
        [
            "stomach pain and headaches on {n} mornings in two weeks",
            "{they} sleep{s} about {n} hours before a school day",
            "{they} {has} gone to the nurse {n} times since {d}",
        ],
    ),
    (
        "ev-autism",
        [
            "a changed plan ends the morning for {them}",
            "{they} need{s} to know who will be there, to the minute",
            "{they} line{s} up {their} things at {step} and begin{s} again if one falls",
        ],
    ),
    (
        "ev-cognitive",
        [
            "{they} know{s} it at home and cannot show it in {c}",
            "{they} need{s} {m} minutes for what takes others ten",
            "reading is far ahead of {c}",
        ],
    ),
];

const TESTER_PLACE: [&str; 5] = [
    "at home, or in {room} before the first bell",
    "in {room}, with {adult} nearby",
    "at home in the afternoon",
    "by video first, and then in {room}",
    "in {room} after 3 p.m. on a {w}",
];

const WHY_MEET: [&str; 6] = [
    "{they} {has} not been able to get past {step} on most days since {d}",
    "{they} miss{es} more days each week, and {step} is where each of them ends",
    "what is in place now does not reach as far as {step}",
    "{their} absences have doubled since {d}",
    "{they} could come in {n} times this fall, each time by way of {room}",
    "nothing that was agreed in September has begun",
];

const DECIDE: [&str; 6] = [
    "A safe way to arrive, with {adult} at the side door",
    "Where {they} can begin the day, and with whom",
    "A way past {step} that {they} can manage",
    "Which {n} hours a week come first",
    "Whether the day can begin in {room}",
    "Who meets {them}, and what happens if that person is away",
];

const AGENDA: [&str; 8] = [
    "who meets {them} at {step}",
    "which work in {c} and {c} is truly needed",
    "how late arrivals are recorded",
    "what happens on a hard {w}",
    "where {they} can go when the panic comes",
    "how home and school speak each morning before {t}",
    "when the team looks at the results",
    "how {they} can keep in touch with one friend in {c}",
];

/// Days missed: how the letter groups them, how much of the day it was, the school's code, and why.
const ABSENT: [(&str, &str, &str, &str); 10] = [
    ("health", "full", "unexcused", "panic at {step}; could not go in"),
    ("health", "full", "unexcused", "stomach pain and throwing up before {t}"),
    ("health", "full", "unverified", "shaking for {m} minutes; could not speak"),
    ("health", "full", "T30", "got as far as {step} and had to be taken home"),
    ("health", "full", "unverified", "no sleep before a test in {c}"),
    ("health", "late", "tardy", "headache and fast breathing by {t}"),
    ("note", "full", "unexcused", "the clinic saw {them} that day"),
    ("appointment", "late", "tardy", "saw the therapist before school"),
    ("school-request", "left-early", "unexcused", "the office called; {they} cried in the restroom"),
    ("school-request", "left-early", "unverified", "the nurse called; {they} could not stop shaking"),
];

const KNOWN: [&str; 4] = [
    "The school counselor has known since {d} that the mornings are about health; the attendance office was not told.",
    "The homeroom teacher had a message from us on most of these days; we do not know whether the office had it.",
    "The nurse has known since {d}. The attendance office wrote that it goes by the codes alone.",
    "The assistant principal and {adult} were told on {d}; the attendance office learned of it in November.",
];

const REPORT: [&str; 3] = [
    "I email the counselor and the attendance office by {t} a.m.",
    "I call the attendance office by {t} a.m. and write the same in the portal.",
    "One of us writes to {adult} and the office before {t} a.m.",
];

const THEIR_WORDS: [&str; 6] = [
    "Let us see how the next report card looks before we test.",
    "We need six more weeks of data.",
    "The team feels that attendance has to come first.",
    "With these grades there is no need for a plan.",
    "We do not do that at this school.",
    "Let us wait until after the winter break.",
];

const DECISIONS: [&str; 5] = [
    "to wait for the next report card",
    "not to do what was asked for at this time",
    "to collect more data first",
    "to leave the first hour as it is",
    "to go on without {adult} in the morning",
];

const NOT_DISCUSSED: [&str; 6] = [
    "an observation at {step}",
    "testing at home",
    "a start in {room}",
    "a later start for {n} weeks",
    "a call between the school and {their} therapist",
    "one class a day, {c}, to begin with",
];

const AGREED: [&str; 10] = [
    "{name} comes in by the side door, where {adult} meets {them}",
    "A visit to the hall at the bell, to see what the noise does",
    "The attendance office enters late arrivals under this plan as excused",
    "A list of the essential work for {c} and {c}",
    "{name} can go to {room} for {m} minutes when the panic comes",
    "A short message home each {w}, with what went well",
    "One adult in {c} knows the signal for a break",
    "No calls for pick-up before {adult} has been asked",
    "A seat near the door in {c} and {c}",
    "The first hour is in {room} for {n} weeks",
];

const WHO: [&str; 7] = [
    "the case manager",
    "the principal",
    "the school counselor",
    "the attendance office",
    "the school psychologist",
    "the occupational therapist",
    "the homeroom teacher",
];

const LEFT_OPEN: [&str; 6] = [
    "who covers counseling while the counselor is on leave",
    "whether the first hour can be in {room}",
    "how work missed in {c} is made up",
    "who meets {them} when {adult} is away",
    "how many credits can still be earned in {c}",
    "whether a therapist from outside may visit on a {w}",
];

const TURNED_DOWN: [&str; 5] = [
    "an aide on the bus",
    "a start at 9:30 for {n} weeks",
    "work sent home in {c}",
    "a call to {their} therapist before the winter break",
    "lessons by video on {w}s",
];

const WE_SAID: [&str; 6] = [
    "gave the team the letter of {their} doctor",
    "told the team that {name} has come as far as {step} on {n} days since {d}",
    "said that a message would come by {t} on school mornings",
    "asked that no one enter the bedroom on a home visit",
    "told the team that {c} is the class {they} miss{es} most",
    "asked for the attendance record with its codes",
];
