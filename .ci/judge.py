"""Judges the finished PDFs with tools that are not ours: qpdf and poppler. Usage: judge.py LETTERS CASES"""

import pathlib
import re
import subprocess
import sys
import tomllib
import unicodedata

letters, cases = map(pathlib.Path, sys.argv[1:3])
NEVER = ["{{", "}}", "&#", "[", "]", "N/A", "(s)", "he/she", "and/or", "TBD"]
failures = []
checked = 0


def words(pdf):
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return unicodedata.normalize("NFC", " ".join(text.split()))


for case in sorted(cases.glob("*.toml")):
    data = tomllib.loads(case.read_text(encoding="utf-8"))
    child = data["child"]
    must = [child.get("letter_name") or child["name"]] + [signer["name"] for signer in data["signers"]]
    must += [data[table]["name"] for table in ("school",) if data.get(table, {}).get("name")]
    files = sorted((letters / data.get("id", case.stem)).glob("*.pdf"))
    # A letter on the record as sent is not made again.
    sent = {(row["kind"], row.get("dated", row["date"])) for row in data.get("sent", [])}
    to_make = [letter for letter in data["letters"] if (letter["kind"], letter.get("date")) not in sent]
    if len(files) != 2 * len(to_make):
        failures.append(f"{case.name}: {len(files)} files for {len(to_make)} letters")
    for pdf in files:
        checked += 1
        judged = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True)
        if judged.returncode != 0 or "WARNING" in judged.stdout + judged.stderr:
            failures.append(f"{pdf.name}: qpdf: {judged.stdout}{judged.stderr}")
        info = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
        for expected in ("Tagged:          yes", "Title:           ", "Author:          "):
            if expected not in info:
                failures.append(f"{case.stem} {pdf.name}: pdfinfo lacks {expected!r}")
        text = words(pdf)
        for never in NEVER:
            if never in text:
                failures.append(f"{case.stem} {pdf.name}: holds {never!r}")
        if re.search(r"\bNone\b", text):
            failures.append(f"{case.stem} {pdf.name}: holds 'None'")
        if not pdf.name.endswith("-send-sheet.pdf"):
            for name in must:
                if unicodedata.normalize("NFC", " ".join(name.split())) not in text:
                    failures.append(f"{case.stem} {pdf.name}: lacks the name {name}")

for failure in failures:
    print(failure)
print(f"{checked} files judged by qpdf and poppler, {len(failures)} failures")
sys.exit(1 if failures or not checked else 0)
