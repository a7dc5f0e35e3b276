"""Judges whether other programs read the same words as poppler: a school's software, a search engine, a screen reader's helper.
Usage: judge_readers.py LETTERS. Each of these reads codes and fonts by itself; one that knows less must still find the words."""

import collections
import pathlib
import subprocess
import sys
import unicodedata

import pypdf
import pypdfium2
from pdfminer.high_level import extract_text


def by_pdfium(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)


def by_pypdf(pdf):
    return "".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)


def by_poppler(pdf):
    return subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout


def letters(text):
    """How often each letter stands there: the order of columns, and spaces, are each program's own."""
    text = unicodedata.normalize("NFKC", text)
    return collections.Counter(letter for letter in text if letter.isalnum())


files = sorted(pathlib.Path(sys.argv[1]).rglob("*.pdf"))
failures = []
for pdf in files:
    expected = letters(by_poppler(pdf))
    for name, read in (("pdfium", by_pdfium), ("pypdf", by_pypdf), ("pdfminer", extract_text)):
        found = letters(read(pdf))
        if found != expected:
            failures.append(f"{pdf.parent.name} {pdf.name}: {name} lacks {dict(expected - found)}, has {dict(found - expected)} more")

for failure in failures:
    print(failure)
print(f"{len(files)} files read by pdfium, pypdf and pdfminer, {len(failures)} failures")
sys.exit(1 if failures or not files else 0)
