"""Fills in the empty sheet with invented families, as an advocate would type them. Called by sheets.sh: fill-sheet.py BLANK FILLED."""

import csv
import sys

# None is an empty row. Days are typed the American way, long and short, and year first.
CHILDREN = [
    {
        "child.name": "Zoë Peña-O’Brien",
        "child.short_name": "Zoë",
        "child.pronouns": "she/her",
        "child.birth_date": "3/4/2014",
        "child.grade": "7",
        "child.plan": "none",
        "child.languages": "Spanish; English",
        "diagnoses.1.name": "social anxiety disorder",
        "diagnoses.1.by": "Dr. A. Example, psychologist",
        "diagnoses.1.date": "9/30/2026",
        "signers.1.name": "Inés Peña",
        "signers.1.relation": "Mother",
        "signers.1.authority": "parent",
        "signers.1.address": "12 Quail Run\nApt 4\nUkiah, CA 95482",
        "signers.1.phone": "707-555-0142",
        "signers.1.email": "ines@example.org",
        "signers.1.interpreter": "Spanish",
        "school.name": 'Harold "Hal" Example Middle School',
        "school.address": "200 Mill Rd; Ukiah, CA 95482",
        "district.name": "Sample Unified School District",
        "district.address": "1 Union Plaza\nUkiah, CA 95482",
        "contacts.1.role": "principal",
        "contacts.1.name": "Ms. Tran",
        "situation.since": "9/8/2026",
        "situation.presentations": "hides in the closet; says \"no\" at the door",
        "situation.in_own_words": "Since September she cries every morning.\n\nOn weekends she is her old self, and \"normal\".",
        "situation.body_signs": "stomach pain; shaking",
        "attendance.as_of": "11/13/2026",
        "attendance.source": "school portal",
        "attendance.enrolled_days": "62",
        "attendance.full_day_absences": "31",
        "supports.1.text": "a morning plan with pictures",
        "supports.1.status": "tried",
        "supports.1.where": "home",
        "supports.1.date": "about 10/1/2026",
        "supports.1.result": "she got to the car on three days",
        "letters.1.kind": "eval-initial",
        "letters.1.date": "11/23/26",
        "letters.1.delivery": "email and hand delivery",
        "letters.1.areas": "ev-social-emotional; ev-academic",
    },
    None,
    {
        "id": "nguyen-duc",
        "jurisdiction": "CA",
        "child.name": "Nguyễn Văn Đức",
        "child.short_name": "Đức",
        "child.pronouns": "he/him",
        "child.birth_date": "2012-05-14",
        "child.grade": "9",
        "child.plan": "iep",
        "child.plan_date": "2026-02-11",
        "child.eligibility": "autism",
        "child.services": "30 minutes of counseling a week; a quiet room",
        "signers.1.name": "Nguyễn Thị Hoa",
        "signers.1.relation": "grandmother",
        "signers.1.authority": "legal-guardian",
        "signers.1.address": "9 Elm Ct; Santa Rosa, CA 95401",
        "signers.1.phone": "707-555-0177",
        "school.name": "Clearbrook High School",
        "district.name": "Sample Unified School District",
        "situation.since": "2026-09-14",
        "situation.presentations": "sits down in the hall, far from the door",
        "attendance.as_of": "2026-11-13",
        "attendance.source": "our calendar",
        "attendance.enrolled_days": "62",
        "attendance.full_day_absences": "12",
        "letters.1.kind": "records",
        "letters.1.date": "2026-11-23",
    },
]


def main() -> None:
    blank, filled = sys.argv[1:]
    with open(blank, encoding="utf-8-sig", newline="") as file:
        headings, notes = list(csv.reader(file))
    with open(filled, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerow(notes)
        for child in CHILDREN:
            child = dict(child or {})
            writer.writerow([child.pop(heading, "") for heading in headings])
            assert not child, f"the empty sheet has no columns {list(child)}"


main()
