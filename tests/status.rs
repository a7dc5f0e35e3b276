//! `status` and the calendar file; and the letters that the clocks lead to, or hold back.

use serde_json::Value as Json;

use crate::support::{Env, Run, project};

const HEAD: &str = r#"schema = 1

[child]
name = "Noor Haddad"
pronouns = "she/her"
plan = "none"

[[signers]]
name = "Samira Haddad"
relation = "mother"
authority = "parent"

[school]
name = "Fernhill Middle School"

[situation]
presentations = ["pr-door"]
"#;

const CALENDAR: &str = r#"
[calendar]
years = [{ first = 2026-08-13, last = 2027-06-10 }, { first = 2027-08-12 }]
breaks = [
  { name = "Thanksgiving", last_day = 2026-11-20, back = 2026-11-30 },
  { name = "winter", last_day = 2026-12-18, back = 2027-01-04 },
]
holidays = [2026-09-07, 2026-11-11]
"#;

const SENT: &str = r#"
[[sent]]
kind = "eval-initial"
date = 2026-12-07
by = "email"
received = 2026-12-07
proof = "date stamp on my copy"
"#;

const FOLLOW_UP: &str = "\n[[letters]]\nkind = \"deadline-missed\"\n";

const SECOND: &str = "\n[[letters]]\nkind = \"eval-initial\"\nareas = [\"ev-sensory\"]\n";

fn case(parts: &[&str]) -> Env {
    let env = Env::new();
    env.file("case.toml", format!("{HEAD}{}", parts.concat()));
    env
}

fn status(env: &Env, date: &str) -> Run {
    env.run(["status", "case.toml", "--date", date])
}

fn json(env: &Env, date: &str) -> Json {
    let run = env.run(["status", "case.toml", "--json", "--date", date]);
    assert_eq!(run.status, 0, "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

/// Words without line breaks and drawn lines.
fn flat(text: &str) -> String {
    text.split_whitespace().filter(|word| !matches!(*word, "|" | "│")).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_example_of_december_7_is_due_on_january_7() {
    let env = Env::new();
    let path = project().join("examples/cases/haddad-noor.toml").display().to_string();
    let on = |date: &str| env.run(["status", &path, "--date", date]).out;
    let before = on("2026-12-20");
    assert!(before.contains("2027-01-07  due in 18 days"), "{before}");
    let count = "Thursday, January 7, 2027: Dec 8-18 is 11 days; winter break Dec 19 - Jan 3 does not count; Jan 4-7 is 4 more. Ed. Code, §§ 56321(a), 56043(a).";
    assert!(flat(&before).contains(count), "{before}");
    assert!(!before.contains("deadline-missed"), "{before}");
    assert!(on("2027-01-06").contains("2027-01-07  due tomorrow"));
    let day = on("2027-01-07");
    assert!(day.contains("2027-01-07  due today") && !day.contains("deadline-missed"), "{day}");
    let after = on("2027-01-08");
    assert!(after.contains("2027-01-07  passed yesterday"), "{after}");
    assert!(after.contains("deadline-missed: Follow-up on a passed time limit.") && after.contains("-l deadline-missed"), "{after}");
    assert!(on("2027-01-12").contains("2027-01-07  passed 5 days ago"));
    // The older name of the command.
    assert_eq!(env.run(["deadlines", &path, "--date", "2027-01-08"]).out, after);
}

#[test]
fn a_follow_up_waits_for_the_day_after_and_says_from_when() {
    let env = case(&[CALENDAR, SENT, FOLLOW_UP]);
    for date in ["2026-12-08", "2027-01-07"] {
        let run = env.run(["write", "case.toml", "--date", date]);
        assert_eq!(run.status, 1);
        let said = flat(&run.err);
        assert!(said.contains("the time is not over: the proposed assessment plan, asked for in the letter of December 7, 2026 is due by Thursday, January 7, 2027"), "{said}");
        assert!(said.contains("This letter can be written from Friday, January 8, 2027 on."), "{said}");
        assert!(!env.path("letters").exists());
    }
    let run = env.run(["write", "case.toml", "--date", "2027-01-08", "--format", "txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let letter = flat(&String::from_utf8(env.read("letters/case/2027-01-08-deadline-missed.txt")).unwrap());
    for words in [
        "My letter of December 7, 2026 asks for an assessment for special education. The time limit for the proposed assessment plan ended on January 7, 2027; to my knowledge, it was not met.",
        "Received: Monday, December 7, 2026, by email. Proof: date stamp on my copy.",
        "The count, with the whole break left out: Dec 8-18 is 11 days; winter break Dec 19 - Jan 3 does not count; Jan 4-7 is 4 more. The last day was Thursday, January 7, 2027.",
        "(Ed. Code, §§ 56321(a), 56043(a).)",
    ] {
        assert!(letter.contains(words), "{words}\n{letter}");
    }
}

#[test]
fn a_follow_up_never_rests_on_a_day_that_is_not_certain() {
    let unproven = SENT.replace("proof = \"date stamp on my copy\"\n", "");
    let unreceived = unproven.replace("received = 2026-12-07\n", "");
    let two = "\n[[sent]]\nkind = \"records\"\ndate = 2026-12-07\nreceived = 2026-12-07\nproof = \"her e-mail\"\n";
    let consent = "\n[assessment]\nconsent_received = 2026-09-08\nconsent_proof = \"date stamp\"\n";
    for (parts, expected) in [
        (vec![CALENDAR, FOLLOW_UP], "no letter on the record has started a time limit"),
        (vec![SENT, FOLLOW_UP], "the school calendar is not known"),
        (vec![CALENDAR, &unreceived, FOLLOW_UP], "it is not known on which day this was received"),
        (vec![CALENDAR, &unproven, FOLLOW_UP], "the letter needs to say how you know the day"),
        (vec![CALENDAR, SENT, two, FOLLOW_UP], "follows = \"records\" rule = \"c-records-all\""),
        (vec!["\n[assessment]\nplan_received = 2027-01-06\n", CALENDAR, SENT, FOLLOW_UP], "came on January 6, 2027"),
        // Who has the signed plan has sent the plan.
        (
            vec!["\n[assessment]\nconsent_received = 2026-12-17\n", CALENDAR, SENT, FOLLOW_UP, "rule = \"c-plan-15\"\n"],
            "a paper of December 17, 2026 shows that it came",
        ),
        (
            vec![CALENDAR, SENT, "\n[[sent.answers]]\ndate = 2026-12-18\nagreed_date = 2027-02-05\n", FOLLOW_UP],
            "can be written from Saturday, February 6, 2027 on",
        ),
    ] {
        let run = case(&parts).run(["write", "case.toml", "--date", "2027-02-01"]);
        assert_eq!(run.status, 1, "{expected}");
        assert!(flat(&run.err).contains(expected), "{expected}: {}", run.err);
    }
    // Dated ahead: nobody knows yet what will not have come.
    let ahead = format!("{FOLLOW_UP}date = 2027-01-08\n");
    let run = case(&[CALENDAR, SENT, &ahead]).run(["write", "case.toml", "--date", "2027-01-07"]);
    assert!(run.status == 1 && flat(&run.err).contains("until that day, nobody knows"), "{}", run.err);
    // Elsewhere no limit is known to the day.
    let env = Env::new();
    env.file("case.toml", format!("{}{consent}{CALENDAR}{FOLLOW_UP}", HEAD.replace("schema = 1", "schema = 1\njurisdiction = \"OR\"")));
    let run = env.run(["write", "case.toml", "--date", "2027-02-01"]);
    assert!(run.status == 1 && flat(&run.err).contains("can be written for CA only"), "{}", run.err);
}

#[test]
fn a_second_request_would_start_the_days_over() {
    for (date, expected) in [
        ("2026-12-14", "its clock is running (until January 7, 2027)"),
        ("2027-01-07", "its clock is running (until January 7, 2027)"),
        ("2027-01-08", "its time is over"),
    ] {
        let run = case(&[CALENDAR, SENT, SECOND]).run(["write", "case.toml", "--date", date]);
        assert_eq!(run.status, 1, "{date}");
        let said = flat(&run.err);
        assert!(said.contains(expected) && said.contains("would start the days over") && said.contains("the first one"), "{said}");
    }
    // The same letter again is no second one; nor is one after the plan has come; an unproven one is only warned of.
    let again = format!("{SECOND}date = 2026-12-07\n");
    let unreceived = SENT.replace("received = 2026-12-07\nproof = \"date stamp on my copy\"\n", "");
    for (parts, date, warned) in [
        (vec![CALENDAR, SENT, again.as_str()], "2026-12-14", false),
        (vec!["\n[assessment]\nplan_received = 2026-12-11\n", CALENDAR, SENT, SECOND], "2026-12-14", false),
        (vec![CALENDAR, &unreceived, SECOND], "2026-12-14", true),
    ] {
        let env = case(&parts);
        let run = env.run(["write", "case.toml", "-l", "eval-initial", "--date", date]);
        assert_eq!(run.status, 0, "{}", run.err);
        assert_eq!(
            env.run(["check", "case.toml", "-l", "eval-initial", "--date", date]).out.contains("its receipt is not recorded"),
            warned
        );
    }
}

#[test]
fn a_letter_prints_the_last_day_only_when_receipt_is_certain() {
    let letter = |delivery: &str, date: &str, calendar: &str| {
        let entry = format!("{SECOND}date = {date}\ndelivery = \"{delivery}\"\n");
        let env = case(&[calendar, &entry]);
        let run = env.run(["write", "case.toml", "--format", "txt", "--date", date]);
        assert_eq!(run.status, 0, "{}", run.err);
        flat(&String::from_utf8(env.read(&format!("letters/case/{date}-eval-initial.txt"))).unwrap())
    };
    let counted = "If it is received on December 7, 2026, the last day is Thursday, January 7, 2027 (Dec 8-18 is 11 days; winter break Dec 19 - Jan 3 does not count; Jan 4-7 is 4 more).";
    for delivery in ["email", "e-mail and certified mail", "hand delivery", "Email and fax"] {
        assert!(letter(delivery, "2026-12-07", CALENDAR).contains(counted), "{delivery}");
    }
    for (delivery, date, calendar) in [
        ("certified mail", "2026-12-07", CALENDAR),
        ("fax", "2026-12-07", CALENDAR),
        // A holiday, a day of a break, a Saturday; and no calendar.
        ("email", "2026-11-11", CALENDAR),
        ("hand delivery", "2026-11-25", CALENDAR),
        ("email", "2026-12-05", CALENDAR),
        ("email", "2026-12-07", ""),
        ("certified mail, not by email", "2026-12-07", CALENDAR),
        ("email or mail", "2026-12-07", CALENDAR),
        ("mail; email copy later", "2026-12-07", CALENDAR),
    ] {
        let words = letter(delivery, date, calendar);
        assert!(!words.contains("If it is received on") && words.contains("within 15 calendar days"), "{delivery} {date}");
    }
}

#[test]
fn a_letter_knows_nothing_of_what_came_after_it() {
    let later = "\n[[observations]]\ndate = 2026-12-09\nby = \"her teacher\"\ntext = \"she sits alone\"\n\n[[supports]]\ntext = \"a quiet room\"\n\
                 status = \"tried\"\ndate = 2026-12-09\n\n[[care]]\ntext = \"Dr. Later\"\nsince = 2026-12-09\n\n[attendance]\nas_of = 2026-12-09\nfull_day_absences = 77\n";
    let entry = format!("{SECOND}date = 2026-12-07\n");
    let env = case(&[later, &entry]);
    // On that day the later one is a slip; two days later it is the record going on.
    let run = env.run(["write", "case.toml", "--date", "2026-12-07"]);
    assert!(run.status == 1 && flat(&run.err).contains("is dated after the letter itself"), "{}", run.err);
    let run = env.run(["write", "case.toml", "--date", "2026-12-09", "--format", "txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let letter = flat(&String::from_utf8(env.read("letters/case/2026-12-07-eval-initial.txt")).unwrap());
    assert!(
        letter.contains("assessment") && ["sits alone", "quiet room", "Dr. Later", "77"].iter().all(|later| !letter.contains(later)),
        "{letter}"
    );
}

#[test]
fn conflicts_name_both_places() {
    let two = |first: &str, second: &str| {
        format!("\n[[sent]]\nkind = \"eval-initial\"\n{first}\n\n[[sent]]\nkind = \"eval-initial\"\n{second}\n")
    };
    for (rows, expected) in [
        (
            "\n[[sent]]\nkind = \"eval-initial\"\ndate = 2026-12-07\nreceived = 2026-12-04\n".to_owned(),
            "a letter was received before it was sent",
        ),
        (
            two("date = 2026-12-07\nby = \"email\"\nreceived = 2026-12-07", "date = 2026-12-07\nby = \"email\"\nreceived = 2026-12-09"),
            "one letter has two dates under `received`",
        ),
        (two("date = 2026-12-08\ndated = 2026-12-07", "date = 2026-12-09\ndated = 2026-12-07"), "one letter has two dates under `date`"),
        (two("date = 2026-12-07\nsha256 = \"ab\"", "date = 2026-12-09\nsha256 = \"ab\""), "one letter has two dates under `date`"),
        (
            "\n[[sent]]\nkind = \"eval-initial\"\ndate = 2026-12-08\nfile = \"sent/2026-12-07-eval-initial.pdf\"\n".to_owned(),
            "the kept copy bears another date",
        ),
        (format!("{SENT}\n[[sent.answers]]\ndate = 2026-12-04\n"), "an answer came before the letter was sent"),
    ] {
        let env = case(&[CALENDAR, &rows]);
        let run = status(&env, "2027-01-08");
        assert_eq!(run.status, 1, "{expected}");
        assert!(flat(&run.err).contains(expected), "{expected}: {}", run.err);
        let found: Json = serde_json::from_str(&env.run(["check", "case.toml", "--json"]).out).unwrap();
        assert_eq!(found["problems"][0]["code"], "conflict");
        // Both places: two marks under the quoted lines.
        assert!(run.err.matches("`--").count() >= 2 || run.err.matches('^').count() >= 2, "{}", run.err);
    }
    // Two ways of one letter are no conflict; the first receipt counts.
    let env = case(&[
        CALENDAR,
        &two(
            "date = 2026-12-07\nby = \"email\"\nreceived = 2026-12-07",
            "date = 2026-12-07\nby = \"certified mail\"\nreceived = 2026-12-10",
        ),
    ]);
    let found = json(&env, "2026-12-14");
    assert_eq!(found["clocks"].as_array().unwrap().len(), 1);
    assert_eq!(found["clocks"][0]["due"], "2027-01-07");
    assert_eq!(found["sent"][0]["by"], serde_json::json!(["email", "certified mail"]));
}

#[test]
fn without_a_date_the_rule_stands_in_words_with_what_to_add() {
    let unreceived = SENT.replace("received = 2026-12-07\nproof = \"date stamp on my copy\"\n", "");
    let said = flat(&status(&case(&[CALENDAR, &unreceived]), "2026-12-14").out);
    assert!(said.contains("It is not known on which day this was received."), "{said}");
    assert!(said.contains("The rule: A parent must be given a written proposed assessment plan within 15 calendar days"), "{said}");
    assert!(
        said.contains("inwriting record case.toml received eval-initial DATE") && said.contains("the day would be January 7, 2027"),
        "{said}"
    );
    let said = flat(&status(&case(&[SENT]), "2026-12-14").out);
    assert!(said.contains("The school calendar is not known") && said.contains("under [calendar]"), "{said}");
    let said = flat(&status(&case(&[]), "2026-12-14").out);
    assert!(said.contains("Nothing is on the record as sent"), "{said}");
}

#[test]
fn facts_start_and_end_clocks_too() {
    let facts = "\n[assessment]\nplan_received = 2026-10-23\nconsent_received = 2026-11-10\n";
    let sent = "\n[[sent]]\nkind = \"eval-initial\"\ndate = 2026-10-26\nreceived = 2026-10-09\n".replace("10-26", "10-09");
    let found = json(&case(&[facts, CALENDAR, &sent]), "2026-11-16");
    let of = |rule: &str| found["clocks"].as_array().unwrap().iter().find(|clock| clock["rule"] == rule).cloned().unwrap_or_default();
    assert_eq!((of("c-plan-15")["status"].as_str(), of("c-plan-15")["met"].as_str()), (Some("met"), Some("2026-10-23")));
    assert_eq!((of("c-consent-15")["owed_by"].as_str(), of("c-consent-15")["status"].as_str()), (Some("family"), Some("met")));
    // law/README (b): received November 10, winter break not counted.
    assert_eq!((of("c-iep-60")["due"].as_str(), of("c-iep-60")["status"].as_str()), (Some("2027-01-25"), Some("running")));
    assert!(of("f-eval-60").is_null(), "displaced in California");
    let later = facts.to_owned() + "meeting_extended_to = 2027-02-10\n";
    let found = json(&case(&[&later, CALENDAR, &sent]), "2026-11-16");
    assert!(found["clocks"].as_array().unwrap().iter().any(|clock| clock["rule"] == "c-iep-60" && clock["due"] == "2027-02-10"));
    // Another state has the federal rule, with its caution.
    let env = Env::new();
    env.file("case.toml", format!("{}{facts}", HEAD.replace("schema = 1", "schema = 1\njurisdiction = \"OR\"")));
    let found = json(&env, "2026-11-16");
    assert_eq!(found["clocks"].as_array().unwrap().len(), 1);
    assert_eq!((found["clocks"][0]["rule"].as_str(), found["clocks"][0]["due"].as_str()), (Some("f-eval-60"), Some("2027-01-09")));
    assert!(found["clocks"][0]["caveat"].as_str().unwrap().contains("A state may set a time frame of its own"));
    let later = status(&env, "2027-02-01").out;
    assert!(later.contains("2027-01-09  passed 23 days ago") && !later.contains("deadline-missed"), "{later}");
    // It passed, but nobody may call it missed.
    assert!(!later.contains("Time limits that have passed"), "{later}");
}

#[test]
fn an_agreed_day_moves_a_limit_only_to_later() {
    let agreed =
        |day: &str| json(&case(&[CALENDAR, SENT, &format!("\n[[sent.answers]]\ndate = 2026-12-11\nagreed_date = {day}\n")]), "2026-12-14");
    assert_eq!(agreed("2027-02-05")["clocks"][0]["due"], "2027-02-05");
    assert_eq!(agreed("2026-12-18")["clocks"][0]["due"], "2027-01-07");
}

#[test]
fn a_familys_own_time_is_told_without_the_days_that_only_others_get() {
    // Fifteen days from January 29 end on a Saturday.
    let found = json(&case(&["\n[assessment]\nplan_received = 2027-01-29\n", CALENDAR]), "2027-02-01");
    assert_eq!((found["clocks"][0]["rule"].as_str(), found["clocks"][0]["due"].as_str()), (Some("c-consent-15"), Some("2027-02-13")));
    let text = status(&case(&["\n[assessment]\nplan_received = 2027-01-29\n", CALENDAR]), "2027-03-01").out;
    assert!(text.contains("your own time") && !text.contains("Time limits that have passed"), "{text}");
}

#[test]
fn what_is_dated_later_is_left_out() {
    let env = case(&[CALENDAR, SENT]);
    let early = status(&env, "2026-12-01");
    assert!(!early.out.contains("2027-01-07") && early.out.contains("Left out: one entry that is dated after this day."), "{}", early.out);
}

#[test]
fn a_limit_that_may_have_passed_without_a_calendar_is_not_hidden() {
    let said = flat(&status(&case(&[&SENT.replace("12-07", "10-06")]), "2026-12-10").out);
    assert!(said.contains("Find out whether the time for the proposed assessment plan is over."), "{said}");
    assert!(said.contains("With no break of more than five schooldays it ended on Wednesday, October 21, 2026."), "{said}");
    let said = flat(&status(&case(&[SENT]), "2026-12-14").out);
    assert!(!said.contains("Find out whether"), "{said}");
}

#[test]
fn the_command_to_record_a_letter_says_the_way_that_the_letter_says() {
    let entry = format!("{SECOND}date = 2026-12-07\ndelivery = \"email and certified mail\"\n");
    let env = case(&[CALENDAR, &entry]);
    env.file("letters/case/2026-12-07-eval-initial.pdf", "%PDF");
    let said = status(&env, "2026-12-08").out;
    let command = said.lines().map(str::trim).find(|line| line.starts_with("inwriting record")).unwrap();
    assert_eq!(command, "inwriting record case.toml sent letters/case/2026-12-07-eval-initial.pdf --by 'email and certified mail'");
    let run = env.run([
        "record",
        "case.toml",
        "sent",
        "letters/case/2026-12-07-eval-initial.pdf",
        "--by",
        "email and certified mail",
        "--date",
        "2026-12-08",
    ]);
    assert_eq!(run.status, 0, "{}", run.err);
}

#[test]
fn one_letter_may_start_two_clocks_that_end_apart() {
    let sent = "\n[[sent]]\nkind = \"meet-iep\"\ndate = 2026-10-12\nreceived = 2026-10-12\n";
    let head = HEAD.replace("plan = \"none\"", "plan = \"iep\"");
    let env = Env::new();
    let file = |answers: &str| {
        env.file("case.toml", format!("{head}{CALENDAR}{sent}{answers}"));
        json(&env, "2026-11-13")
    };
    let stands = |found: &Json| {
        let clocks = found["clocks"].as_array().unwrap();
        clocks
            .iter()
            .map(|clock| (clock["rule"].as_str().unwrap().to_owned(), clock["status"].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    let both = vec![("c-records-5".to_owned(), "passed".to_owned()), ("c-iep-meeting-30".to_owned(), "passed".to_owned())];
    assert_eq!(stands(&file("")), both);
    // ANATOMY section 4: nominal on Veterans Day, safe the day after.
    let found = file("");
    let meeting = found["clocks"].as_array().unwrap().iter().find(|clock| clock["rule"] == "c-iep-meeting-30").unwrap().clone();
    assert_eq!((meeting["nominal"].as_str(), meeting["due"].as_str()), (Some("2026-11-11"), Some("2026-11-12")));
    // An answer that does not say which one it is about ends neither, and then neither is called late.
    assert_eq!(stands(&file("answers = [{ date = 2026-10-19 }]\n")), both);
    let said = flat(&status(&env, "2026-11-13").out);
    assert!(said.contains("does not say which of its time limits it is about") && !said.contains("deadline-missed"), "{said}");
    env.file("case.toml", format!("{head}{CALENDAR}{sent}answers = [{{ date = 2026-10-19 }}]\n{FOLLOW_UP}"));
    let run = env.run(["write", "case.toml", "--date", "2026-11-13"]);
    assert!(run.status == 1 && flat(&run.err).contains("does not say which of its time limits it is about"), "{}", run.err);
    let one = stands(&file("answers = [{ date = 2026-10-19, rule = \"c-records-5\" }]\n"));
    assert!(one.contains(&("c-records-5".to_owned(), "met".to_owned())) && one.contains(&both[1]), "{one:?}");
}

#[test]
fn many_cases_stand_in_one_order_and_a_bad_one_stops_none() {
    let env = Env::new();
    env.file("clients/b.toml", format!("{HEAD}{CALENDAR}{SENT}"))
        .file("clients/a.toml", format!("{HEAD}{CALENDAR}{}", SENT.replace("12-07", "11-30")))
        .file("clients/broken.toml", "schema = 1\n[child]\nnmae = \"X\"\n")
        .file("clients/sent/old.toml", "not a case")
        .file("clients/calendars/c.toml", "years = []");
    let run = env.run(["status", "clients", "--date", "2026-12-14"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("Did you mean `name`?"), "{}", run.err);
    let lines: Vec<&str> = run.out.lines().filter(|line| line.contains("the proposed assessment plan")).collect();
    assert_eq!(lines.len(), 2, "{}", run.out);
    assert!(lines[0].contains("2026-12-15  due tomorrow") && lines[0].contains("a: ") && lines[1].contains("b: "), "{lines:?}");
}

#[test]
fn a_talk_on_the_record_offers_a_letter_of_understanding() {
    let talk = "\n[[communications]]\ndate = 2026-12-02\nfrom = \"team\"\nto = \"parent\"\nby = \"meeting\"\ntext = \"Met.\"\n";
    let sent = "\n[[sent]]\nkind = \"recap\"\ndate = 2026-12-03\n";
    let kinds = |parts: &[&str], date: &str| {
        json(&case(parts), date)["next"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|next| next["letter"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds(&[talk], "2026-12-03"), ["recap"]);
    assert_eq!(kinds(&[talk], "2026-12-21"), Vec::<String>::new());
    assert_eq!(kinds(&[talk, sent], "2026-12-04"), Vec::<String>::new());
    assert_eq!(kinds(&[&talk.replace("meeting", "email")], "2026-12-03"), Vec::<String>::new());
}

#[test]
fn after_a_follow_up_status_waits_and_then_goes_on() {
    let sent = "\n[[sent]]\nkind = \"deadline-missed\"\ndate = 2027-01-08\nfollows = \"eval-initial\"\nrule = \"c-plan-15\"\nreply_by = 2027-01-14\n";
    let env = case(&[CALENDAR, SENT, sent]);
    let said = flat(&status(&env, "2027-01-11").out);
    assert!(said.contains("Wait for the reply until January 14, 2027."), "{said}");
    let said = flat(&status(&env, "2027-01-15").out);
    assert!(said.contains("A follow-up went out on January 8, 2027, and no answer is on the record."), "{said}");
    // A second one knows of the first.
    env.file("case.toml", format!("{HEAD}{CALENDAR}{SENT}{sent}{FOLLOW_UP}"));
    assert_eq!(env.run(["write", "case.toml", "--date", "2027-01-20", "--format", "txt"]).status, 0);
    let letter = flat(&String::from_utf8(env.read("letters/case/2027-01-20-deadline-missed.txt")).unwrap());
    assert!(letter.contains("I wrote about this before, on January 8, 2027."), "{letter}");
}

#[test]
fn a_recorded_follow_up_says_what_it_follows() {
    let env = case(&[CALENDAR, SENT, FOLLOW_UP]);
    let run = env.run(["record", "case.toml", "sent", "--kind", "deadline-missed", "--by", "email", "--date", "2027-01-08"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let text = String::from_utf8(env.read("case.toml")).unwrap();
    assert!(text.contains("reply_by = 2027-01-14\nfollows = \"eval-initial\"\nrule = \"c-plan-15\"\n"), "{text}");
}

#[test]
fn a_calendar_beside_the_case_is_read() {
    let named = HEAD.replace("name = \"Fernhill Middle School\"", "name = \"Fernhill Middle School\"\ncalendar = \"sample\"");
    let env = Env::new();
    env.file("clients/case.toml", format!("{named}{SENT}"));
    let run = |env: &Env| env.run(["status", "clients/case.toml", "--date", "2026-12-14"]);
    let missing = run(&env);
    assert!(missing.status == 1 && flat(&missing.err).contains("there is no calendar clients/calendars/sample.toml"), "{}", missing.err);
    for body in [CALENDAR, CALENDAR.strip_prefix("\n[calendar]\n").unwrap()] {
        env.file("clients/calendars/sample.toml", body);
        assert!(run(&env).out.contains("2027-01-07  due in 24 days"));
    }
    // Its faults are shown where they are; a name is no path.
    env.file("clients/calendars/sample.toml", CALENDAR.replace("breaks", "braeks"));
    assert!(flat(&run(&env).err).contains("clients/calendars/sample.toml:4:1: there is no `braeks`"), "{}", run(&env).err);
    env.file("clients/calendars/sample.toml", CALENDAR.replace("back = 2027-01-04", "back = 2026-12-01"));
    assert!(flat(&run(&env).err).contains("school is back"), "{}", run(&env).err);
    env.file("clients/case.toml", named.replace("\"sample\"", "\"../sample\""));
    assert!(flat(&run(&env).err).contains("is not the name of a calendar"), "{}", run(&env).err);
    // A calendar in the case itself comes first.
    env.file("clients/case.toml", format!("{named}{CALENDAR}{SENT}"));
    assert_eq!(run(&env).status, 0);
}

/// The events of a calendar file: for each UID its properties, unfolded.
fn events(ics: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let unfolded = ics.replace("\r\n ", "");
    assert!(ics.split("\r\n").all(|line| line.len() <= 75), "a line longer than 75 bytes");
    unfolded
        .split("BEGIN:VEVENT\r\n")
        .skip(1)
        .map(|event| {
            event.lines().filter_map(|line| line.split_once(':')).map(|(key, value)| (key.to_owned(), value.to_owned())).rev().collect()
        })
        .collect()
}

#[test]
fn the_calendar_file_updates_and_never_doubles() {
    let env = case(&[CALENDAR, SENT]);
    let write = |date: &str| {
        let run = env.run(["status", "case.toml", "--ics", "days.ics", "--date", date]);
        assert_eq!(run.status, 0, "{}", run.err);
        String::from_utf8(env.read("days.ics")).unwrap()
    };
    let first = write("2026-12-08");
    assert_eq!(first, write("2026-12-08"), "the same day gives the same bytes");
    let one = events(&first).remove(0);
    assert_eq!((one["DTSTART;VALUE=DATE"].as_str(), one["DTEND;VALUE=DATE"].as_str()), ("20270107", "20270108"));
    assert_eq!((one["TRIGGER"].as_str(), one["TRANSP"].as_str(), one["STATUS"].as_str()), ("-P3D", "TRANSPARENT", "CONFIRMED"));
    assert_eq!(one["SUMMARY"], "case: due: the proposed assessment plan");
    // A later day, agreed to: the same event, moved; its sequence has grown.
    env.file("case.toml", format!("{HEAD}{CALENDAR}{SENT}\n[[sent.answers]]\ndate = 2026-12-18\nagreed_date = 2027-02-05\n"));
    let moved = events(&write("2026-12-18")).remove(0);
    assert_eq!((moved["UID"].as_str(), moved["DTSTART;VALUE=DATE"].as_str()), (one["UID"].as_str(), "20270205"));
    assert!(moved["SEQUENCE"].parse::<u32>().unwrap() > one["SEQUENCE"].parse::<u32>().unwrap());
    // It came: the same event, called off.
    env.file("case.toml", format!("{HEAD}{CALENDAR}{SENT}\n[[sent.answers]]\ndate = 2026-12-21\n"));
    let came = events(&write("2026-12-21")).remove(0);
    assert_eq!((came["UID"].as_str(), came["STATUS"].as_str()), (one["UID"].as_str(), "CANCELLED"));
    assert!(!came.contains_key("TRIGGER"));
}

#[test]
fn a_calendar_file_takes_the_place_of_nothing_else() {
    let env = case(&[CALENDAR, SENT]);
    env.file("notes.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//Else//EN\r\n");
    for name in ["case.toml", "notes.ics"] {
        let before = env.read(name);
        let run = env.run(["status", "case.toml", "--ics", name]);
        assert_eq!(run.status, 1);
        assert!(run.err.contains("is not a calendar that inwriting made"), "{}", run.err);
        assert_eq!(env.read(name), before);
    }
}

#[test]
fn an_answer_to_a_follow_up_answers_the_first_letter() {
    let follow_up = "\n[[sent]]\nkind = \"deadline-missed\"\ndate = 2027-01-08\nfollows = \"eval-initial\"\nrule = \"c-plan-15\"\nreply_by = 2027-01-14\n";
    let env = case(&[CALENDAR, SENT, follow_up]);
    let run = env.run(["record", "case.toml", "answer", "deadline-missed", "2027-01-12", "--what", "the plan", "--date", "2027-01-15"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("the proposed assessment plan came 2027-01-12. Its clock has ended."), "{}", run.err);
    let found = json(&env, "2027-01-15");
    let plan = found["clocks"].as_array().unwrap().iter().find(|clock| clock["rule"] == "c-plan-15").unwrap().clone();
    assert_eq!((plan["status"].as_str(), plan["met"].as_str()), (Some("met"), Some("2027-01-12")));
    assert!(
        found["clocks"].as_array().unwrap().iter().any(|clock| clock["rule"] == "c-consent-15"),
        "the plan that came starts the family's days"
    );
    // A no to the follow-up ends it too, and no fact but the answer says so.
    let env = case(&[CALENDAR, SENT, follow_up, "answers = [{ date = 2027-01-12, refused = true }]\n"]);
    assert_eq!(json(&env, "2027-01-15")["clocks"][0]["status"], "refused");
    assert!(!status(&env, "2027-01-15").out.contains("Time limits that have passed"));
}

#[test]
fn a_no_ends_the_clock_and_is_no_plan() {
    let env = case(&[CALENDAR, SENT]);
    let run = env.run(["record", "case.toml", "answer", "eval-initial", "2026-12-16", "--refused", "--date", "2026-12-17"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let text = String::from_utf8(env.read("case.toml")).unwrap();
    assert!(text.ends_with("\n[[sent.answers]]\ndate = 2026-12-16\nrefused = true\n") && !text.contains("plan_received"), "{text}");
    let found = json(&env, "2026-12-17");
    assert_eq!(found["clocks"].as_array().unwrap().len(), 1);
    assert_eq!(found["clocks"][0]["status"], "refused");
    assert_eq!(found["next"][0]["letter"], "pwn");
    let text = flat(&status(&env, "2026-12-17").out);
    assert!(text.contains("the answer was no the proposed assessment plan") && !text.contains(" came "), "{text}");
    // A plan that comes all the same is a plan.
    assert_eq!(env.run(["record", "case.toml", "received", "plan", "2026-12-18", "--date", "2026-12-18"]).status, 0);
    let plan = json(&env, "2026-12-18")["clocks"].as_array().unwrap().iter().find(|clock| clock["rule"] == "c-plan-15").unwrap().clone();
    assert_eq!((plan["status"].as_str(), plan["met"].as_str()), (Some("met"), Some("2026-12-18")));
}

#[test]
fn one_of_two_letters_of_a_kind_is_followed_up_by_its_date() {
    let two = "\n[[sent]]\nkind = \"records\"\ndate = 2026-12-01\nreceived = 2026-12-01\nproof = \"stamp\"\n\n[[sent]]\nkind = \"records\"\ndate = 2026-12-02\nreceived = 2026-12-02\nproof = \"stamp\"\n";
    let env = case(&[CALENDAR, two, FOLLOW_UP]);
    let run = env.run(["write", "case.toml", "--date", "2026-12-14"]);
    assert!(flat(&run.err).contains("follows = \"records\" dated = 2026-12-01 rule = \"c-records-all\""), "{}", run.err);
    let named = format!("{FOLLOW_UP}follows = \"records\"\ndated = 2026-12-02\n");
    let env = case(&[CALENDAR, two, &named]);
    let run = env.run(["write", "case.toml", "--date", "2026-12-14", "--format", "txt"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(String::from_utf8(env.read("letters/case/2026-12-14-deadline-missed.txt")).unwrap().contains("letter of December 2, 2026"));
}

#[test]
fn two_cases_with_one_id_are_not_mixed_up() {
    let env = Env::new();
    let text = format!("{HEAD}{CALENDAR}{SENT}");
    env.file("ana/case.toml", &text).file("ben/case.toml", &text);
    let run = env.run(["status", "ana", "ben", "--date", "2026-12-14"]);
    assert_eq!(run.status, 1);
    assert!(run.err.contains("another case here has the same id"), "{}", run.err);
    // One file by two names is one case.
    let run = env.run(["status", "ana", "ana/case.toml", "--date", "2026-12-14"]);
    assert_eq!((run.status, run.out.matches("the proposed assessment plan").count()), (0, 1), "{}", run.out);
}

#[test]
fn a_command_is_printed_whole_and_does_what_it_says() {
    let env = Env::new();
    let unproven = SENT.replace("proof = \"date stamp on my copy\"\n", "");
    env.file("Noor's case.toml", format!("id = \"noor\"\n{HEAD}{CALENDAR}{unproven}"));
    let said = env.run(["status", "Noor's case.toml", "--date", "2026-12-14"]).out;
    let command = said.lines().map(str::trim).find(|line| line.starts_with("inwriting record")).unwrap_or_else(|| panic!("{said}"));
    assert_eq!(command, r#"inwriting record 'Noor'\''s case.toml' received eval-initial 2026-12-07 --proof "date stamp on my copy""#);
    let run = env.run(
        ["record", "Noor's case.toml", "received", "eval-initial", "2026-12-07", "--proof", "date stamp on my copy"]
            .into_iter()
            .chain(["--date", "2026-12-14"]),
    );
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(
        String::from_utf8(env.read("Noor's case.toml")).unwrap().ends_with("received = 2026-12-07\nproof = \"date stamp on my copy\"\n")
    );
}

#[test]
fn without_a_day_status_never_says_that_there_is_nothing_to_do() {
    let said = status(&case(&[SENT]), "2026-12-14").out;
    assert!(!said.contains("Nothing to send now") && flat(&said).contains("Add what is missing above"), "{said}");
}

#[test]
fn more_time_agreed_to_after_a_follow_up_moves_a_limit_that_a_fact_started() {
    let facts = "\n[assessment]\nplan_received = 2026-09-01\nconsent_received = 2026-09-08\nconsent_proof = \"stamp\"\n";
    let sent = "\n[[sent]]\nkind = \"deadline-missed\"\ndate = 2026-11-12\nrule = \"c-iep-60\"\nanswers = [{ date = 2026-11-16, agreed_date = 2026-12-10 }]\n";
    let found = json(&case(&[facts, CALENDAR, sent]), "2026-11-17");
    let iep = found["clocks"].as_array().unwrap().iter().find(|clock| clock["rule"] == "c-iep-60").unwrap().clone();
    assert_eq!((iep["due"].as_str(), iep["status"].as_str()), (Some("2026-12-10"), Some("running")));
}

#[test]
fn a_consent_shows_that_the_plan_came_but_not_when() {
    let env = case(&["\n[assessment]\nconsent_received = 2027-01-15\nconsent_proof = \"stamp\"\n", CALENDAR, SENT]);
    let found = json(&env, "2027-01-16");
    let plan = found["clocks"].as_array().unwrap().iter().find(|clock| clock["rule"] == "c-plan-15").unwrap().clone();
    assert_eq!((plan["status"].as_str(), plan["met"].as_str()), (Some("met"), None));
    let text = flat(&status(&env, "2027-01-16").out);
    assert!(text.contains("came by then") && !text.contains("late."), "{text}");
}
