//! Documents to try the engine on.

use chrono::NaiveDate;
use inwriting::document::{Alignment, Block, Document, Inline, LinkTo, Part, Table};

/// Names that must come out of a PDF as they went in; one of them is decomposed here and composed there.
pub(crate) const NAMES: [&str; 9] = [
    "Mateo Rivera Núñez",
    "Nguyễn Thị Hương",
    "Łukasz Żółć",
    "Siobhán O'Dell",
    "Ñusta Quispe",
    "Keal\u{2bb}oha Kahananui",
    "Zoë Ŵynne-Šťastný",
    "Þórður Æðelstan",
    "Anne-Marie D’Açoka",
];

/// Words as they are.
pub(crate) fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

/// A paragraph of plain words.
pub(crate) fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![text(words)])
}

/// A heading of plain words.
pub(crate) fn heading(level: u8, words: &str) -> Block {
    Block::Heading { level, content: vec![text(words)] }
}

/// Words in lines of one paragraph.
pub(crate) fn lines(lines: &[&str]) -> Block {
    let mut content = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            content.push(Inline::LineBreak);
        }
        content.push(text(line));
    }
    Block::Paragraph(content)
}

/// A named group.
pub(crate) fn group(style: &str, blocks: Vec<Block>) -> Block {
    Block::Group { style: style.to_owned(), blocks }
}

/// A list of plain items.
pub(crate) fn list(start: Option<u64>, items: &[&str]) -> Block {
    Block::List { start, items: items.iter().map(|item| vec![paragraph(item)]).collect() }
}

/// A document of one part.
pub(crate) fn document(blocks: Vec<Block>) -> Document {
    Document {
        title: "Request for an initial evaluation of Mateo Rivera Núñez".into(),
        author: "Elena Núñez".into(),
        subject: "Initial evaluation & assessment plan <20 U.S.C. 1414>".into(),
        language: "en-US".into(),
        date: NaiveDate::from_ymd_opt(2026, 11, 23).expect("date"),
        running_foot: "Mateo Rivera Núñez · November 23, 2026".into(),
        draft: false,
        numbered_from_first: false,
        files: Vec::new(),
        parts: vec![Part { blocks, ..Part::default() }],
    }
}

/// What stands above the body of a letter.
pub(crate) fn opening() -> Vec<Block> {
    vec![
        group("sender", vec![lines(&["Elena Núñez", "118 Alder Ct", "Santa Rosa, CA 95401", "707-555-0142", "elena@example.org"])]),
        group("date", vec![paragraph("November 23, 2026")]),
        group("delivery", vec![paragraph("By email and by certified mail, return receipt requested")]),
        group(
            "recipient",
            vec![lines(&[
                "Director of Special Education",
                "Sample Unified School District",
                "200 Schoolhouse Road",
                "Santa Rosa, CA 95404",
            ])],
        ),
        group(
            "reference",
            vec![
                heading(1, "Re: Request for an initial special education evaluation of Mateo Rivera Núñez, born May 14, 2012"),
                paragraph("Brookfield Middle School, grade 8"),
            ],
        ),
        group("salutation", vec![paragraph("Dear Director of Special Education:")]),
    ]
}

/// What stands below the body of a letter.
pub(crate) fn ending(signers: &[(&str, &str)]) -> Vec<Block> {
    vec![
        group("closing", vec![paragraph("Sincerely,")]),
        group("signature", signers.iter().map(|(name, relation)| lines(&[name, relation])).collect()),
        group(
            "enclosures",
            vec![paragraph("Enclosures:"), list(Some(1), &["Letter of Dr. L. Okafor, September 30, 2026 (2 pages)", "Attendance record"])],
        ),
        group("copies", vec![paragraph("Copy: Principal, Brookfield Middle School")]),
    ]
}

const PARAGRAPHS: [&str; 5] = [
    "I am the mother of Mateo Rivera Núñez, a student in the eighth grade. I am writing to ask that the district evaluate \
     him in all areas of suspected disability, under 20 U.S.C. § 1414(a)(1), 34 C.F.R. § 300.301, and Education Code \
     §§ 56029, 56302.1 and 56321. Since September 8, 2026, Mateo has been unable to enter the building on most days.",
    "The effect on his schooling is large. He has been absent for thirty-one of sixty-two days of enrollment, has left \
     early on nine, and has fallen behind in four classes. He describes a racing heart, shaking hands, and the certainty \
     that something terrible will happen the moment he passes the office door. He wants to be at school.",
    "We have tried a later start, a quiet place to arrive, and a shortened first week. The school has offered a check-in \
     with the counselor. None of these has been enough, and no written plan has come of our three meetings. I first \
     asked for an evaluation by telephone on October 6, 2026, and was told to wait.",
    "Please send me an assessment plan in English and Spanish within fifteen calendar days of receiving this letter, \
     together with the notice of procedural safeguards. If the district decides not to evaluate, please send me prior \
     written notice that states the reasons, the records it relied on, and the options it considered and rejected.",
    "I would be glad to talk before then. The office manager can reach me efficiently by phone in the afternoons.",
];

/// A letter of one page.
pub(crate) fn one_page() -> Document {
    let mut blocks = opening();
    blocks.push(group("body", PARAGRAPHS.iter().take(2).map(|words| paragraph(words)).collect()));
    blocks.push(group("closing", vec![paragraph("Sincerely,")]));
    blocks.push(group("signature", vec![lines(&["Elena Núñez", "Mother of Mateo Rivera Núñez"])]));
    document(blocks)
}

/// The letter that is measured: two pages with a list, a table, a link.
pub(crate) fn two_pages() -> Document {
    let mut body: Vec<Block> = PARAGRAPHS.iter().take(3).map(|words| paragraph(words)).collect();
    body.push(paragraph("I ask the district to assess the following areas:"));
    body.push(areas());
    body.push(Block::Paragraph(vec![
        text("The law says how soon. See the "),
        Inline::Link {
            to: LinkTo::Address("https://www.cde.ca.gov/sp/se/lr/timelines.asp?id=56321&part=a".into()),
            content: vec![text("department’s page on timelines")],
        },
        text(", which "),
        Inline::Emphasis(vec![text("counts calendar days")]),
        text(" and "),
        Inline::Strong(vec![text("does not count breaks of more than five school days")]),
        text("."),
    ]));
    body.push(heading(2, "Absences so far"));
    body.push(paragraph("The school’s own record shows the following:"));
    body.push(Block::Table(absences(8)));
    body.extend(PARAGRAPHS.iter().skip(3).map(|words| paragraph(words)));
    let mut blocks = opening();
    blocks.push(group("body", body));
    blocks.extend(ending(&[("Elena Núñez", "Mother of Mateo Rivera Núñez")]));
    document(blocks)
}

/// A nested list.
pub(crate) fn areas() -> Block {
    Block::List {
        start: Some(1),
        items: vec![
            vec![
                paragraph("Social and emotional functioning, including:"),
                list(
                    None,
                    &[
                        "anxiety in the school building",
                        "the panic he describes at the door, which began in the second week of September and has not let up since",
                    ],
                ),
            ],
            vec![paragraph("Academic achievement in reading, writing and mathematics, because he has missed half of the instruction.")],
            vec![paragraph("Health, with the records of Dr. Nguyễn Thị Hương.")],
        ],
    }
}

/// A table of so many absences.
pub(crate) fn absences(rows: usize) -> Table {
    let cell = |words: &str| vec![text(words)];
    let row = |index: usize| {
        vec![
            cell(&format!("September {}, 2026", index % 28 + 1)),
            cell(["Full day", "Late", "Left early"].get(index % 3).copied().unwrap_or_default()),
            cell("Panic at the door; could not enter the building although he tried for forty minutes"),
            cell(&format!("{}", (index * 37) % 1000)),
        ]
    };
    Table {
        head: vec![cell("Date"), cell("Kind"), cell("Reason given"), cell("Minutes")],
        rows: (0..rows).map(row).collect(),
        alignment: vec![Alignment::Left, Alignment::Left, Alignment::Left, Alignment::Right],
    }
}

/// A letter of three pages and more, with a table that goes over a page break.
pub(crate) fn three_pages() -> Document {
    let mut body: Vec<Block> = PARAGRAPHS.iter().map(|words| paragraph(words)).collect();
    body.push(heading(2, "What happened"));
    body.extend(PARAGRAPHS.iter().map(|words| paragraph(words)));
    body.push(Block::Quote(vec![paragraph(
        "“A public agency must conduct a full and individual initial evaluation before the initial provision of special \
         education and related services to a child with a disability.” 34 C.F.R. § 300.301(a).",
    )]));
    body.push(paragraph("The record shows:"));
    body.push(Block::Table(absences(20)));
    body.extend(PARAGRAPHS.iter().map(|words| paragraph(words)));
    let mut blocks = opening();
    blocks.push(group("body", body));
    blocks.extend(ending(&[("Elena Núñez", "Mother"), ("Łukasz Rivera", "Father")]));
    document(blocks)
}

/// All names in text, list, table, bold and italic; one decomposed.
pub(crate) fn names() -> Document {
    let mut blocks = opening();
    blocks.extend(NAMES.iter().map(|name| paragraph(name)));
    blocks.push(paragraph("Nu\u{301}n\u{303}ez and Hu\u{31b}o\u{31b}ng, decomposed"));
    blocks.push(Block::List { start: None, items: NAMES.iter().map(|name| vec![paragraph(name)]).collect() });
    blocks.push(Block::Paragraph(vec![Inline::Strong(vec![text(&NAMES.join(", "))])]));
    blocks.push(Block::Paragraph(vec![Inline::Emphasis(vec![text(&NAMES.join(", "))])]));
    blocks.push(Block::Table(Table {
        head: vec![vec![text("Name")], vec![text("Once more")]],
        rows: NAMES.iter().map(|name| vec![vec![text(name)], vec![text(name)]]).collect(),
        alignment: vec![Alignment::Left, Alignment::Centre],
    }));
    document(blocks)
}

/// Rare letters, marks without a composed form, no-break characters.
pub(crate) fn rare() -> Document {
    document(vec![
        paragraph(
            "Ŋɐma Ɖɔɖɛ of Ƴola, M\u{30c}aria and J\u{304}\u{301}ose, Ꞌai, ẞ, x\u{323}\u{302}\u{30f}y, Adébáyọ\u{300} Ọ\u{300}ṣun Ẹ\u{301}lá, Hastiin Yázhí Tłʼízí łį\u{301}į\u{301}ʼ",
        ),
        paragraph("ten\u{a0}days non\u{2011}breaking ☐ no ☑ yes ✓ → ½ 5′"),
        Block::Paragraph(vec![Inline::Strong(vec![text("Ŋɐma bold")]), Inline::Emphasis(vec![text(" Ŋɐma italic ☐ ✓")])]),
    ])
}

/// A packet's written parts.
pub(crate) fn parts() -> Document {
    let part = |title: &str, blocks: Vec<Block>| Part { title: Some(title.into()), blocks, ..Part::default() };
    Document {
        parts: vec![
            part("Letter", two_pages().parts.remove(0).blocks),
            part("Nothing", vec![]),
            part("Chronology", vec![heading(1, "Chronology"), Block::Table(absences(12)), heading(3, "Note"), paragraph("None.")]),
        ],
        ..document(vec![])
    }
}

/// Everything by name.
pub(crate) fn all() -> Vec<(&'static str, Document)> {
    let long = (0..5_000).map(|index| format!("word{index}")).collect::<Vec<_>>().join(" ");
    let draft = Document { draft: true, ..three_pages() };
    let spanish = Document { language: "es-US".into(), draft: true, ..three_pages() };
    let mut two_signers = opening();
    two_signers.push(group("body", PARAGRAPHS.iter().map(|words| paragraph(words)).collect()));
    two_signers.extend(ending(&[("Elena Núñez", "Mother"), ("Łukasz Rivera", "Father")]));
    vec![
        ("one-page", one_page()),
        ("two-pages", two_pages()),
        ("three-pages", three_pages()),
        ("draft", draft),
        ("spanish", spanish),
        ("two-signers", document(two_signers)),
        ("nested-list", document(vec![areas(), list(Some(9), &["nine", "ten", "eleven"]), list(Some(1998), &["years"])])),
        ("names", names()),
        ("rare", rare()),
        ("long-table", document(vec![Block::Table(absences(400))])),
        ("long-paragraph", document(vec![paragraph(&long)])),
        ("long-word", document(vec![paragraph(&format!("see {} now", "x".repeat(300)))])),
        (
            "long-row",
            document(vec![Block::Table(Table {
                head: vec![vec![text("Day")], vec![text("What happened")]],
                rows: vec![vec![vec![text("Monday")], vec![text(&PARAGRAPHS.join(" ").repeat(8))]], vec![vec![], vec![text("End")]]],
                alignment: vec![Alignment::Left],
            })]),
        ),
        ("parts", parts()),
        ("empty", document(vec![])),
        ("no-parts", Document { parts: vec![], ..document(vec![]) }),
    ]
}
