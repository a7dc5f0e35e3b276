"""Lays out the PDF files that the packets are judged on. Usage: corpus.py CACHE

Most are other projects' public test files, taken at test time from the packages below (exact versions) with the
registries' own clients; no package's code runs, the archives are only read. The rest is made here: the kinds that no
package offers. CACHE/pdf/SOURCE/NAME.pdf are the files, CACHE/corpus.tsv lists them (no file twice, by SHA-256) with
SHA-256, size, what each one is, and of a file spoilt here the file it was. Needs pikepdf in the Python that runs it, and pip, npm and cargo.
"""

import collections
import contextlib
import hashlib
import io
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import warnings
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pikepdf
from pikepdf import Array, Dictionary, Name

# Poppler needs minutes to draw these, too long to be a judge of them.
SLOW = {"tests/resources/test_3450.pdf"}
# A package, and of which of its files only every so-manieth is taken: long series of near-copies.
SDISTS = {
    "pikepdf==10.18.0": {},
    "pypdf==7.1.1": {},
    "PyMuPDF==2.0": {},
    "ocrmypdf==17.13.0": {},
    "pyhanko==0.38.0": {},
    "pypdfium2==5.15.2": {},
    "pdfminer3==2018.12.3.0": {},
    "pdfreader==0.1.15": {},
    "pdfannots==0.5": {},
    "tabula-py==2.10.0": {},
    "img2pdf==0.6.3": {},
    "rst2pdf==0.105": {"tests/reference/": 8},
    "factur-x==7.8": {},
}
NPM = {"pdf-parse@1.1.1": {}, "pdf-extract@1.0.11": {}, "pdf-merger-js@5.1.2": {}, "pdfjs@2.3.0": {}}
CRATES = {
    "oxidize-pdf@5.5.6": {"tests/fixtures/text_contracts/": 12},
    "mupdf@0.8.0": {},
    "qpdf-sys@0.3.7": {},
}
FEWEST = 500
# Every kind must be there, or the corpus has silently lost something.
KINDS = {
    "rotated": 15, "cropped": 15, "needs a password": 10, "encrypted, opens without": 12, "damaged": 60,
    "form with values": 15, "huge page": 4, "tiny page": 1, "object streams": 60, "no pages": 2, "annotations": 60,
    "layers": 5, "JavaScript": 5, "embedded files": 5, "transparency": 60, "CJK": 12, "signed": 10, "XFA": 1,
    "user unit": 2, "long (50 pages or more)": 5,
}


def retried(what, fetch):
    try:
        return fetch()
    except Exception as error:  # the registry's clients fail in many ways; once is not yet a failure
        print(f"{what}: {error}; trying again", flush=True)
        return fetch()


def sdist(spec, folder):
    """pip download would run the package's build for its metadata, so this takes pip's finder and session alone."""
    from pip._internal.commands import create_command
    from pip._internal.req.constructors import install_req_from_line

    command = create_command("download")
    options, _ = command.parse_args(["--no-binary", ":all:", "--no-deps", "--quiet", spec])
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(options, session)
        wanted = install_req_from_line(spec)
        best = finder.find_best_candidate(wanted.name, wanted.specifier).best_candidate
        if best is None:
            raise RuntimeError("no source archive found")
        answer = session.get(best.link.url_without_fragment, headers={"Accept-Encoding": "identity"})
        answer.raise_for_status()
        if best.link.hash and hashlib.new(best.link.hash_name, answer.content).hexdigest() != best.link.hash:
            raise RuntimeError("the archive is not what the index says")
        path = folder / best.link.filename
        path.write_bytes(answer.content)
        return path


def npm(spec, folder):
    told = subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", spec], cwd=folder, capture_output=True, text=True, timeout=100
    )
    if told.returncode:
        raise RuntimeError(told.stderr.strip()[-300:] or f"npm pack exited {told.returncode}")
    return folder / told.stdout.split()[-1]


def crate(spec, folder):
    told = subprocess.run(["cargo", "info", spec], cwd=folder, capture_output=True, text=True, timeout=100)
    home = pathlib.Path(os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo")
    found = sorted(home.glob(f"registry/cache/*/{spec.replace('@', '-')}.crate"))
    if told.returncode or not found:
        raise RuntimeError(told.stderr.strip()[-300:] or "cargo info left no archive")
    return pathlib.Path(shutil.copy(found[-1], folder))


def members(archive):
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as opened:
            for item in sorted(opened.namelist()):
                yield item, lambda item=item: opened.read(item)
    else:
        with tarfile.open(archive) as opened:
            for item in sorted((item for item in opened if item.isfile()), key=lambda item: item.name):
                yield item.name, lambda item=item: opened.extractfile(item).read()


def taken(archive, thin):
    seen = collections.Counter()
    for name, read in members(archive):
        inside = name.split("/", 1)[-1]
        if not inside.lower().endswith(".pdf") or pathlib.PurePath(inside).name.startswith("._") or inside in SLOW:
            continue
        for prefix, step in thin.items():
            if inside.startswith(prefix):
                seen[prefix] += 1
                if seen[prefix] % step != 1:
                    break
        else:
            yield inside, read()


# What no package offers. A page is written by hand, so that it can be wrong where it should be.

HELV = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def raw(objects, root=1, extra=b"", header=b"%PDF-1.7\n"):
    """A file of numbered objects with a right cross-reference table."""
    out, places = bytearray(header + b"%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, extra, start)
    return bytes(out)


def stream(data, entries=b""):
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def marks(width, height, words="Corner words", x=0, y=0):
    """Something in each corner and the middle, different each, so that no turn or shift goes unseen."""
    size = max(2, min(width, height) / 20)
    out = []
    for number, (across, up) in enumerate([(0.03, 0.03), (0.6, 0.03), (0.03, 0.92), (0.6, 0.92), (0.3, 0.5)]):
        left, low = x + across * width, y + up * height
        out.append(f"BT /F1 {size:.2f} Tf {left:.2f} {low:.2f} Td ({words} {number}) Tj ET")
        out.append(f"{number / 6} .4 .6 rg {left:.2f} {low - size * .6:.2f} {size * (number + 1):.2f} {size / 3:.2f} re f 0 g")
    out.append(f"2 w {x + 2} {y + 2} {width - 4} {height - 4} re S")
    return "\n".join(out).encode()


def page(content, box="0 0 612 792", entries="", more=None, catalog="", extra=b"", resources=""):
    """One page: catalog 1, pages 2, page 3, content 4, font 5; further objects from 10."""
    objects = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources<</Font<</F1 5 0 R>>{resources}>>/Contents 4 0 R{entries}>>".encode(),
        4: stream(content),
        5: HELV,
    }
    objects.update(more or {})
    return raw(objects, extra=extra)


def pages(count, attributes=lambda number: ""):
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, b" ".join(b"%d 0 R" % (10 + 2 * n) for n in range(count))),
        5: HELV,
    }
    for n in range(count):
        objects[10 + 2 * n] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>/Contents {11 + 2 * n} 0 R{attributes(n)}>>"
        ).encode()
        objects[11 + 2 * n] = stream(marks(612, 792, f"Sheet {n + 1} mark"))
    return raw(objects)


def field(number, rect, entries):
    return {number: f"<</Type/Annot/Subtype/Widget/P 3 0 R/Rect[{rect}]/F 4{entries}>>".encode()}


def look(text, box="0 0 200 20", matrix="", entries=""):
    """An appearance stream."""
    content = text if isinstance(text, bytes) else f"BT /F1 12 Tf 2 5 Td ({text}) Tj ET".encode()
    return stream(content, f"/Type/XObject/Subtype/Form/BBox[{box}]{matrix}/Resources<</Font<</F1 5 0 R>>>>{entries}".encode())


def annotated(entries, appearance=None, **rest):
    more = {10: f"<</Type/Annot{entries}>>".encode()}
    if appearance:
        more[11] = appearance
    more.update(rest.pop("more", {}))
    return page(marks(612, 792), entries="/Annots[10 0 R]", more=more, **rest)


def made():
    plain = page(marks(612, 792))
    yield "plain-letter", plain
    yield "plain-a4", page(marks(595.28, 841.89), "0 0 595.28 841.89")
    yield "plain-legal", page(marks(612, 1008), "0 0 612 1008")
    yield "plain-a4-landscape", page(marks(841.89, 595.28), "0 0 841.89 595.28")
    yield "plain-square", page(marks(500, 500), "0 0 500 500")
    yield "photo-sized", page(marks(288, 432), "0 0 288 432")
    yield "wide-14400", page(marks(14400, 144), "0 0 14400 144")
    yield "tall-14400", page(marks(144, 14400), "0 0 144 14400")
    yield "plan-2384x3370", page(marks(2384, 3370), "0 0 2384 3370")
    yield "tiny-3", page(b"1 0 0 rg 0 0 1.5 3 re f", "0 0 3 3")
    yield "bottom-edge-text", page(b"BT /F1 10 Tf 20 1 Td (Lowest line of the sheet, gjpqy) Tj ET BT /F1 8 Tf 300 -3 Td (Half of this is cut) Tj ET 0 0 612 .7 re f")
    yield "bottom-edge-text-landscape", page(b"BT /F1 10 Tf 20 1 Td (Lowest line of the sheet, gjpqy) Tj ET 0 0 792 .7 re f", "0 0 792 612")
    yield "left-edge-a5", page(b"BT /F1 10 Tf 0 300 Td (Touches the left edge) Tj ET 0 0 1 595 re f 419 0 1 595 re f", "0 0 420 595")

    crop = "/CropBox[100 150 500 700]"
    for turn in (0, 90, 180, 270, -90, 450):
        yield f"crop-offset-rotate{turn}", page(marks(612, 792, "Outer") + b"\n" + marks(400, 550, "Inner", 100, 150), entries=f"{crop}/Rotate {turn}")
    yield "rotate-45-not-allowed", page(marks(612, 792), entries="/Rotate 45")
    yield "crop-over-media", page(marks(612, 792), entries="/CropBox[-100 -100 900 1000]")
    yield "crop-outside-media", page(marks(612, 792), entries="/CropBox[1000 1000 1200 1200]")
    yield "crop-empty", page(marks(612, 792), entries="/CropBox[100 100 100 100]")
    yield "boxes-upside-down", page(marks(400, 550, "Inner", 100, 150), "612 792 0 0", "/CropBox[500 700 100 150]")
    yield "media-negative", page(marks(612, 792, x=-306, y=-396), "-306 -396 306 396")
    yield "media-far-away", page(marks(612, 792, x=20000, y=-9000), "20000 -9000 20612 -8208")
    yield "media-indirect", page(marks(612, 792), more={3: b"<</Type/Page/Parent 2 0 R/MediaBox 10 0 R/Rotate 11 0 R/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>", 10: b"[0 0 612 12 0 R]", 11: b"90", 12: b"792"})
    yield "media-missing", page(marks(612, 792), more={3: b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"})
    yield "media-zero", page(marks(612, 792), "0 0 0 0")
    yield "all-inherited", page(marks(400, 550, "Inner", 100, 150), more={
        2: b"<</Type/Pages/Kids[10 0 R]/Count 1/MediaBox[0 0 612 792]/Rotate 90/Resources<</Font<</F1 5 0 R>>>>>>",
        10: b"<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1/CropBox[100 150 500 700]>>",
        3: b"<</Type/Page/Parent 10 0 R/Contents 4 0 R>>"})
    yield "user-unit-2", page(marks(306, 396), "0 0 306 396", "/UserUnit 2")
    yield "user-unit-2-rotate-90-crop", page(marks(400, 550, "Inner", 100, 150), entries=f"/UserUnit 2/Rotate 90{crop}")
    yield "user-unit-75-small", page(marks(20, 30), "0 0 20 30", "/UserUnit 7.5")

    yield "no-contents", page(b"", more={3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"})
    yield "contents-null", page(b"", more={3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents null/Resources null>>"})
    yield "contents-split-in-text", page(b"", more={
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>/Contents[10 0 R 11 0 R 12 0 R]>>",
        10: stream(b"q 1 0 0 1 50 50 cm BT /F1 20 Tf 10 10 Td"), 11: stream(b"(Split between streams) Tj ET 0 1 0"), 12: stream(b"rg 0 0 20 8 re f Q")})
    yield "state-leaks", page(b"Q Q q q 0.5 0 0 0.5 0 0 cm 1 0 0 rg\n" + marks(1224, 1584) + b" q q BT /F1 12 Tf 30 30 Td (Never closed) Tj")
    yield "same-page-twice", page(marks(612, 792), more={2: b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>"})
    yield "count-wrong", page(marks(612, 792), more={2: b"<</Type/Pages/Kids[3 0 R]/Count 7>>"})
    yield "kids-loop", page(marks(612, 792), more={2: b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>"})
    deep = {100 + n: b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (99 + n if n else 2, 101 + n if n < 89 else 3) for n in range(90)}
    yield "kids-90-deep", page(marks(612, 792), more={**deep, 2: b"<</Type/Pages/Kids[100 0 R]/Count 1>>"})
    deep = {100 + n: b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (99 + n if n else 2, 101 + n if n < 49999 else 3) for n in range(50000)}
    yield "kids-50000-deep", page(marks(612, 792), more={**deep, 2: b"<</Type/Pages/Kids[100 0 R]/Count 1>>"})
    yield "nested-arrays-100000", page(marks(612, 792), entries="/PieceInfo " + "[" * 100000 + "]" * 100000)
    yield "xobject-calls-itself", page(b"/X Do\n" + marks(612, 792), resources="/XObject<</X 10 0 R>>", more={10: stream(b"/X Do 0 0 50 50 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</X 10 0 R>>>>")})
    yield "length-loop", page(marks(612, 792), more={4: b"<</Length 4 0 R>>\nstream\n" + marks(612, 792) + b"\nendstream"})
    yield "length-wrong", page(marks(612, 792), more={4: b"<</Length 9>>\nstream\n" + marks(612, 792) + b"\nendstream"})
    yield "sheets-3", pages(3)
    yield "sheets-200", pages(200)
    yield "sheets-2000", pages(2000)
    yield "sheets-mixed", pages(6, lambda n: ("", "/Rotate 90", "/CropBox[0 396 612 792]", "/MediaBox[0 0 792 612]", "/UserUnit 1.5", "/Rotate 180/CropBox[10 10 300 400]")[n])
    yield "header-old", raw({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>", 3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>", 4: stream(marks(612, 792)), 5: HELV}, header=b"%PDF-1.0\n")
    yield "version-2", plain.replace(b"%PDF-1.7", b"%PDF-2.0")

    # No pages, or no PDF at all.
    yield "zero-pages", raw({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"})
    yield "catalog-without-pages", raw({1: b"<</Type/Catalog>>"})
    yield "empty-file", b""
    yield "header-only", b"%PDF-1.7\n"
    yield "a-text", b"Dear Principal,\nthis is a letter and no PDF.\n"
    yield "a-png", bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082")
    yield "a-zip", b"PK\x03\x04" + b"\0" * 60
    yield "a-web-page", b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to download</body></html>"

    # Forms.
    fields = {
        **field(10, "50 600 250 620", "/FT/Tx/T(name)/V(Robin Filled)/DA(/F1 12 Tf 0 g)/AP<</N 20 0 R>>"),
        **field(11, "50 560 70 580", "/FT/Btn/T(yes)/V/On/AS/On/AP<</N<</On 21 0 R/Off 22 0 R>>>>"),
        **field(12, "50 520 70 540", "/FT/Btn/T(no)/V/Off/AS/Off/AP<</N<</On 21 0 R/Off 22 0 R>>>>"),
        **field(13, "50 480 250 500", "/FT/Ch/Ff 131072/T(grade)/V(Third grade)/Opt[(Second grade)(Third grade)]/DA(/F1 12 Tf 0 g)/AP<</N 23 0 R>>"),
        20: look("Robin Filled"), 21: look(b"0 0 20 20 re S 2 2 m 18 18 l 2 18 m 18 2 l S", "0 0 20 20"), 22: look(b"0 0 20 20 re S", "0 0 20 20"), 23: look("Third grade"),
    }
    form = "/AcroForm<</Fields[10 0 R 11 0 R 12 0 R 13 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g){}>>"
    widgets = "/Annots[10 0 R 11 0 R 12 0 R 13 0 R]"
    yield "form-filled", page(marks(612, 792), entries=widgets, more=fields, catalog=form.format(""))
    yield "form-filled-rotate-90", page(marks(612, 792), entries=widgets + "/Rotate 90", more=fields, catalog=form.format(""))
    yield "form-filled-need-appearances", page(marks(612, 792), entries=widgets, more=fields, catalog=form.format("/NeedAppearances true"))
    bare = {n: re.sub(rb"/AP<</N \d+ 0 R>>", b"", body) for n, body in fields.items()}
    yield "form-filled-no-appearances", page(marks(612, 792), entries=widgets, more=bare, catalog=form.format("/NeedAppearances true"))
    yield "form-xfa", page(marks(612, 792), entries=widgets, more={**fields, 30: stream(b"<xdp:xdp xmlns:xdp='urn:x'>SECRETFORMDATA</xdp:xdp>")}, catalog=form.format("/XFA 30 0 R"))
    yield "form-parent-and-kids", page(marks(612, 792), entries="/Annots[11 0 R]", catalog="/AcroForm<</Fields[10 0 R]/DR<</Font<</F1 5 0 R>>>>>>", more={10: b"<</FT/Tx/T(up)/V(From the parent)/DA(/F1 12 Tf 0 g)/Kids[11 0 R]>>", **field(11, "50 600 250 620", "/Parent 10 0 R/AP<</N 20 0 R>>"), 20: look("From the parent")})

    # Annotations: shown, hidden, turned, and the pop-ups that never show on paper.
    stamp = "/Subtype/Stamp/Rect[100 300 300 360]/F {}/AP<</N 11 0 R>>/Contents(note text)"
    yield "annot-stamp", annotated(stamp.format(4), look("STAMPED HERE", "0 0 200 60"))
    yield "annot-stamp-no-print-flag", annotated(stamp.format(0), look("SCREEN ONLY STAMP", "0 0 200 60"))
    yield "annot-hidden", annotated(stamp.format(2), look("HIDDENWORD", "0 0 200 60"))
    yield "annot-no-view", annotated(stamp.format(36), look("PRINTONLYWORD", "0 0 200 60"))
    yield "annot-turned-matrix", annotated("/Subtype/Stamp/Rect[100 300 160 500]/F 4/AP<</N 11 0 R>>", look("TURNED STAMP", "10 10 210 70", "/Matrix[0 1 -1 0 0 0]"))
    yield "annot-rect-upside-down", annotated("/Subtype/Stamp/Rect[300 360 100 300]/F 4/AP<</N 11 0 R>>", look("UPSIDE RECT", "0 0 200 60"))
    yield "annot-zero-bbox", annotated(stamp.format(4), look("NOTHING", "0 0 0 0"))
    yield "annot-half-outside-crop", annotated("/Subtype/Stamp/Rect[400 300 700 360]/F 4/AP<</N 11 0 R>>", look("OVER THE EDGE OF THE PAGE HERE", "0 0 300 60"))
    yield "annot-highlight-multiply", annotated("/Subtype/Highlight/Rect[10 10 300 60]/QuadPoints[10 60 300 60 10 10 300 10]/C[1 1 0]/F 4/AP<</N 11 0 R>>", look(b"/G gs 1 1 0 rg 0 0 290 50 re f", "0 0 290 50", entries="/Group<</S/Transparency>>").replace(b"/Resources<<", b"/Resources<</ExtGState<</G<</BM/Multiply>>>>"))
    yield "annot-no-appearance", annotated("/Subtype/Square/Rect[100 300 300 360]/F 4/C[1 0 0]/BS<</W 3>>")
    yield "annot-free-text-no-appearance", annotated("/Subtype/FreeText/Rect[100 300 400 360]/F 4/DA(/Helv 14 Tf 0 g)/Contents(Typed onto the sheet)")
    yield "annot-popup", annotated("/Subtype/Text/Rect[100 300 120 320]/F 4/Contents(PRIVATENOTE of the writer)/Popup 12 0 R", more={12: b"<</Type/Annot/Subtype/Popup/Rect[200 300 400 400]/Parent 10 0 R/Open true>>"})
    yield "annot-link", annotated("/Subtype/Link/Rect[10 10 300 60]/Border[0 0 0]/A<</S/URI/URI(https://example.org/)>>")
    yield "annot-link-border", annotated("/Subtype/Link/Rect[10 10 300 60]/Border[0 0 2]/C[0 0 1]/A<</S/URI/URI(https://example.org/)>>")
    yield "annot-null-in-list", page(marks(612, 792), entries="/Annots[null 99 0 R 3 10 0 R]", more={10: f"<</Type/Annot{stamp.format(4)}>>".encode(), 11: look("AFTER THE NULLS", "0 0 200 60")})

    # Layers.
    layered = b"/OC /On BDC BT /F1 20 Tf 100 500 Td (Shown layer) Tj ET EMC /OC /Off BDC BT /F1 20 Tf 100 400 Td (HIDDENLAYER) Tj ET 100 380 99 9 re f EMC /X Do\n"
    layers = "/OCProperties<</OCGs[10 0 R 11 0 R]/D<</Order[10 0 R 11 0 R]/ON[10 0 R]/OFF[11 0 R]{}>>>>"
    groups = {10: b"<</Type/OCG/Name(Shown)>>", 11: b"<</Type/OCG/Name(Hidden)>>", 12: look("HIDDENFORM", entries="/OC 11 0 R"), 13: b"<</Type/OCMD/OCGs[10 0 R 11 0 R]/P/AllOn>>"}
    uses = "/Properties<</On 10 0 R/Off {} 0 R>>/XObject<</X 12 0 R>>"
    yield "layer-off", page(layered + marks(612, 792), catalog=layers.format(""), more=groups, resources=uses.format(11))
    yield "layer-off-by-membership", page(layered + marks(612, 792), catalog=layers.format(""), more=groups, resources=uses.format(13))
    yield "layer-base-state-off", page(layered + marks(612, 792), catalog=layers.format("/BaseState/OFF"), more=groups, resources=uses.format(11))
    yield "layer-off-annotation", annotated(stamp.format(4) + "/OC 12 0 R", look("HIDDENSTAMP", "0 0 200 60"), catalog="/OCProperties<</OCGs[12 0 R]/D<</OFF[12 0 R]>>>>", more={12: b"<</Type/OCG/Name(Gone)>>"})

    # What must not come along.
    yield "script-on-open", page(marks(612, 792), catalog="/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>")
    yield "script-names", page(marks(612, 792), catalog="/Names<</JavaScript<</Names[(a)10 0 R]>>>>", more={10: b"<</S/JavaScript/JS 11 0 R>>", 11: stream(b"app.alert('SECRETSCRIPT')")})
    yield "script-on-page", page(marks(612, 792), entries="/AA<</O<</S/JavaScript/JS(app.beep\\(0\\))>>>>")
    for action in ("/S/Launch/F(calc.exe)", "/S/GoToR/F(other.pdf)/D[0/Fit]", "/S/GoToE/T<</R/C/N(x)>>/D[0/Fit]", "/S/SubmitForm/F(https://example.org/)", "/S/ImportData/F(data.fdf)"):
        yield "action-" + action.split("/")[2].split("(")[0].lower(), annotated(f"/Subtype/Link/Rect[10 10 300 60]/Border[0 0 0]/A<<{action}>>/AA<</E<<{action}>>>>")
    attached = {12: b"<</Type/Filespec/F(secret.txt)/EF<</F 13 0 R>>>>", 13: stream(b"SECRETATTACHMENT", b"/Type/EmbeddedFile")}
    yield "file-attached", page(marks(612, 792), catalog="/Names<</EmbeddedFiles<</Names[(secret.txt)12 0 R]>>>>/AF[12 0 R]", more=attached)
    yield "file-attached-to-annotation", annotated("/Subtype/FileAttachment/Rect[100 300 120 320]/F 4/FS 12 0 R/AP<</N 11 0 R>>", look("CLIP", "0 0 20 20"), more=attached)
    yield "rich-media", annotated("/Subtype/RichMedia/Rect[100 300 300 400]/F 4/RichMediaContent<</Assets<</Names[(a)12 0 R]>>>>/AP<</N 11 0 R>>", look("POSTER FRAME", "0 0 200 100"), more=attached)
    secret = b"/Info 20 0 R"
    info = {20: b"<</Title(Zebra Confidential Draft)/Author(Quentin Hiddenauthor)/Subject(\xfe\xff" + "Geheimer Betreff".encode("utf-16-be") + b")/Keywords(xylophone;ledger)/Creator(Oldwriter 3.1)/Producer(Strangeproducer 9)/CustomKey(Customsecretvalue)>>"}
    xmp = stream(b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>Zebra Confidential Draft Quentin Hiddenauthor</x:xmpmeta><?xpacket end='w'?>", b"/Type/Metadata/Subtype/XML")
    yield "info-secret", page(marks(612, 792), more=info, extra=secret)
    yield "metadata-everywhere", page(
        marks(612, 792) + b" /X Do", entries="/Metadata 21 0 R/PieceInfo<</App<</Private(Quentin Hiddenauthor)/LastModified(D:20200101)>>>>/Thumb 22 0 R/LastModified(D:20200101000000Z)",
        catalog="/Metadata 21 0 R", resources="/XObject<</X 23 0 R>>", extra=secret,
        more={**info, 21: xmp, 22: stream(b"\xff\x00\x00", b"/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB"), 23: look("With its own metadata", entries="/Metadata 21 0 R/PieceInfo<</App<</Private(Quentin Hiddenauthor)>>>>")})
    yield "outline-and-destinations", page(marks(612, 792), catalog="/Outlines 10 0 R/Dests<</Zebradest[3 0 R/Fit]>>/PageLabels<</Nums[0<</P(Zebralabel)>>]>>", more={10: b"<</Type/Outlines/First 11 0 R/Last 11 0 R/Count 1>>", 11: b"<</Title(Zebra bookmark)/Parent 10 0 R/Dest[3 0 R/Fit]>>"})
    yield "orphan-object", page(marks(612, 792), more={30: stream(b"ORPHANSECRET")})
    yield "text-invisible", page(marks(612, 792) + b" BT 3 Tr /F1 12 Tf 100 300 Td (Recognised words under a scan) Tj ET")
    yield "structure-alt-text", page(b"/P <</MCID 0>> BDC BT /F1 12 Tf 100 700 Td (Read me) Tj ET EMC /Span <</ActualText(Actually)>> BDC BT /F1 12 Tf 100 600 Td (@@@) Tj ET EMC", entries="/StructParents 0", catalog="/MarkInfo<</Marked true>>/StructTreeRoot 10 0 R", more={
        10: b"<</Type/StructTreeRoot/K[11 0 R]/ParentTree<</Nums[0[11 0 R]]>>>>", 11: b"<</Type/StructElem/S/P/P 10 0 R/Pg 3 0 R/K 0/Alt(ZEBRAALT)>>"})

    # Looks.
    looks = "/ExtGState<</H<</ca .4/CA .4>>/M<</BM/Multiply>>/S<</SMask<</S/Luminosity/G 11 0 R>>>>>>/XObject<</G 10 0 R>>/Shading<</Sh<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 300 0]/Function<</FunctionType 2/Domain[0 1]/C0[1 0 0]/C1[0 0 1]/N 1>>/Extend[true true]>>>>/ColorSpace<</Sep[/Separation/Spot/DeviceCMYK<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[0 1 1 0]/N 1>>]>>/Pattern<</P 12 0 R>>"
    paints = b"q /H gs 1 0 0 rg 100 100 200 200 re f 0 0 1 rg 200 200 200 200 re f Q q /M gs 1 1 0 rg 150 450 300 40 re f Q q /S gs 0 .5 0 rg 100 520 300 100 re f Q /H gs /G Do q 300 300 200 60 re W n 1 0 0 1 250 0 cm /Sh sh Q /Sep cs 1 scn 420 100 90 90 re f /Pattern cs /P scn 420 420 120 120 re f\n"
    objects = {10: look(b"0 1 0 rg 300 600 80 80 re f 1 0 0 rg 340 640 80 80 re f", "0 0 612 792", entries="/Group<</S/Transparency/I true/K true>>"),
               11: look(b"1 g 100 520 150 100 re f .3 g 250 520 150 100 re f", "0 0 612 792", entries="/Group<</S/Transparency/CS/DeviceGray>>"),
               12: stream(b"1 0 0 rg 0 0 5 5 re f", b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 10 10]/XStep 10/YStep 10/Resources<<>>")}
    yield "paint-everything", page(paints + marks(612, 792), resources=looks, more=objects)
    yield "paint-everything-page-group-crop-rotate", page(paints + marks(612, 792), resources=looks, more=objects, entries="/Group<</S/Transparency/CS/DeviceCMYK/I true>>/Rotate 270/CropBox[50 60 550 700]")
    yield "pattern-on-a3", page(b"/Pattern cs /P scn 20 20 800 1100 re f\n" + marks(842, 1191), "0 0 842 1191", resources=looks, more=objects)
    yield "type3-font", page(b"BT /T3 40 Tf 100 500 Td (ab) Tj ET\n" + marks(612, 792), more={3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R/T3 10 0 R>>>>/Contents 4 0 R>>",
        10: b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97/LastChar 98/Widths[1000 1000]/Encoding<</Type/Encoding/Differences[97/AA/JS]>>/CharProcs<</AA 11 0 R/JS 12 0 R>>>>",
        11: stream(b"1000 0 0 0 900 900 d1 0 0 900 900 re f"), 12: stream(b"1000 0 0 0 900 900 d1 0 0 m 900 0 l 450 900 l f")})
    yield "inline-image", page(b"q 200 0 0 200 100 300 cm BI /W 2 /H 2 /BPC 8 /CS /RGB ID " + bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 69, 73, 32]) + b" EI Q\n" + marks(612, 792))
    for collection, encoding, text in (("Japan1", "UniJIS-UCS2-H", "日本語の文書"), ("GB1", "UniGB-UCS2-H", "中文文件"), ("Korea1", "UniKS-UCS2-H", "한국어문서"), ("CNS1", "UniCNS-UCS2-H", "繁體中文")):
        yield f"cjk-not-embedded-{collection}", page(f"BT /C 30 Tf 100 500 Td <{text.encode('utf-16-be').hex()}> Tj ET\n".encode() + marks(612, 792), more={
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R/C 10 0 R>>>>/Contents 4 0 R>>",
            10: f"<</Type/Font/Subtype/Type0/BaseFont/Sans/Encoding/{encoding}/DescendantFonts[11 0 R]>>".encode(),
            11: f"<</Type/Font/Subtype/CIDFontType0/BaseFont/Sans/CIDSystemInfo<</Registry(Adobe)/Ordering({collection})/Supplement 2>>/FontDescriptor 12 0 R>>".encode(),
            12: b"<</Type/FontDescriptor/FontName/Sans/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>"})

    # The same file saved in other ways.
    whole = pages(4)
    yield "later-changes", whole + b"4 0 obj\n(changed)\nendobj\nxref\n4 1\n%010d 00000 n \ntrailer\n<</Size 20/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(whole), whole.rindex(b"xref\n0"), len(whole) + len(b"4 0 obj\n(changed)\nendobj\n"))
    for name, options in {
        "object-streams": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        "linearized": {"linearize": True},
        "password-aes256": {"encryption": pikepdf.Encryption(user="open", owner="own", R=6)},
        "password-aes128": {"encryption": pikepdf.Encryption(user="open", owner="own", R=4)},
        "password-rc4-128": {"encryption": pikepdf.Encryption(user="open", owner="own", R=3, aes=False, metadata=False)},
        "password-rc4-40": {"encryption": pikepdf.Encryption(user="open", owner="own", R=2, aes=False, metadata=False)},
        "owner-only-aes256": {"encryption": pikepdf.Encryption(user="", owner="own", R=6, allow=pikepdf.Permissions(print_lowres=False, print_highres=False, modify_assembly=False))},
        "owner-only-aes256-object-streams": {"encryption": pikepdf.Encryption(user="", owner="own", R=6), "object_stream_mode": pikepdf.ObjectStreamMode.generate},
        "owner-only-aes128": {"encryption": pikepdf.Encryption(user="", owner="own", R=4)},
        "owner-only-rc4-128": {"encryption": pikepdf.Encryption(user="", owner="own", R=3, aes=False, metadata=False)},
        "owner-only-rc4-40": {"encryption": pikepdf.Encryption(user="", owner="own", R=2, aes=False, metadata=False)},
    }.items():
        with pikepdf.open(io.BytesIO(whole)) as opened:
            opened.Root.Seen = Dictionary(Words=Array(["as saved"]), Way=Name.Plain)
            saved = io.BytesIO()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                opened.save(saved, deterministic_id="encryption" not in options, **options)
            yield f"saved-{name}", saved.getvalue()


# Whole files that are spoilt in these ways.
SPOILT = ["made/plain-letter", "made/form-filled", "made/saved-object-streams", "made/saved-linearized", "pikepdf/congress", "pikepdf/graph", "PyMuPDF/joined"]


def spoil(data):
    yield "cut-at-70-percent", data[: len(data) * 7 // 10]
    yield "cut-at-99-percent", data[: len(data) * 99 // 100 - 8]
    yield "junk-before", b"MIME-Version: 1.0\r\nContent-Type: application/pdf\r\n\r\n" + data
    yield "junk-after", data + b"\r\n--boundary--\r\n" + b"\0" * 2000
    yield "start-wrong", re.sub(rb"startxref\s+\d+", b"startxref\n99", data)
    yield "line-ends-changed", data.replace(b"\n", b"\r\n")
    half = len(data) // 2
    yield "hole-in-the-middle", data[:half] + b"\0" * min(400, half // 4) + data[half + min(400, half // 4) :]


def kinds(path):
    """What a file is, as qpdf reads it; only for the tally and its lower bounds."""
    found = set()
    try:
        with warnings.catch_warnings(), pikepdf.open(path) as pdf:
            warnings.simplefilter("ignore")
            if pdf.is_encrypted:
                found.add("encrypted, opens without")
            count = len(pdf.pages)
            found |= {"no pages"} if not count else set()
            found |= {"long (50 pages or more)"} if count >= 50 else set()
            root = pdf.Root
            form = root.get("/AcroForm")
            names = root.get("/Names", {})
            found |= {"XFA"} if form is not None and "/XFA" in form else set()
            found |= {"layers"} if "/OCProperties" in root else set()
            found |= {"embedded files"} if "/EmbeddedFiles" in names else set()
            for item in pdf.objects:
                if isinstance(item, pikepdf.Stream):
                    if item.get("/Type") == "/ObjStm":
                        found.add("object streams")
                if not isinstance(item, (Dictionary, pikepdf.Stream)):
                    continue
                if item.get("/Type") == "/Sig" or "/ByteRange" in item:
                    found.add("signed")
                if "/FT" in item and item.get("/V") not in (None, "", "/Off") and item.get("/FT") != "/Sig":
                    found.add("form with values")
                if "/JS" in item or item.get("/S") == "/JavaScript":
                    found.add("JavaScript")
                if item.get("/Ordering") is not None and str(item.get("/Ordering")) in ("Japan1", "GB1", "CNS1", "Korea1", "KR"):
                    found.add("CJK")
                system = item.get("/CIDSystemInfo")
                if isinstance(system, Dictionary) and str(system.get("/Ordering")) in ("Japan1", "GB1", "CNS1", "Korea1", "KR"):
                    found.add("CJK")
                group = item.get("/Group")
                if "/SMask" in item or (isinstance(group, Dictionary) and group.get("/S") == "/Transparency"):
                    found.add("transparency")
                if item.get("/Type") == "/Page" or "/MediaBox" in item:
                    if item.get("/Rotate", 0) != 0:
                        found.add("rotated")
                    if "/CropBox" in item and "/MediaBox" in item and list(item.CropBox) != list(item.MediaBox):
                        found.add("cropped")
                    if "/UserUnit" in item:
                        found.add("user unit")
                    if "/Annots" in item and len(item.Annots):
                        found.add("annotations")
                    box = [float(side) for side in item.get("/MediaBox", [0, 0, 612, 792])]
                    sides = abs(box[2] - box[0]), abs(box[3] - box[1])
                    found |= {"huge page"} if max(sides) > 2500 else {"tiny page"} if 0 < min(sides) < 40 else set()
    except pikepdf.PasswordError:
        found.add("needs a password")
    except Exception:  # a file that qpdf can not read at all
        found.add("damaged")
    if "object streams" not in found and b"/ObjStm" in path.read_bytes():
        found.add("object streams")
    if "needs a password" not in found:
        told = subprocess.run(["qpdf", "--check", path], capture_output=True, timeout=120)
        if told.returncode:
            found.add("damaged")
    return found


def main():
    cache = pathlib.Path(sys.argv[1])
    archives, out = cache / "archives", cache / "pdf"
    archives.mkdir(parents=True, exist_ok=True)
    if out.exists():
        shutil.rmtree(out)
    failures, rows, seen = [], [], {}

    def keep(source, inside, data, origin=""):
        digest = hashlib.sha256(data).hexdigest()
        if digest in seen:
            return
        seen[digest] = source
        name = re.sub(r"[^A-Za-z0-9._-]+", "_", re.sub(r"\.pdf$", "", inside, flags=re.I)).strip("_")
        # The folders that every file of a package has say nothing.
        name = re.sub(r"^(src_)?(tests?|resources|samples|examples|fixtures|pyhanko_testing_commons_test_data_data_pdf)_", "", name)
        name = re.sub(r"^(resources|fixtures|data|reference|test_data)_", "", name)
        path = out / source / f"{name}.pdf"
        while path.exists():
            path = path.with_name(path.stem + "+.pdf")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        rows.append((digest, source, path, origin))

    for get, specs in ((sdist, SDISTS), (npm, NPM), (crate, CRATES)):
        for spec, thin in specs.items():
            source = re.split("==|@", spec)[0]
            have = archives / spec
            try:
                if not have.is_dir():
                    with tempfile.TemporaryDirectory(dir=cache) as folder:
                        with contextlib.redirect_stdout(sys.stderr):
                            got = retried(spec, lambda: get(spec, pathlib.Path(folder)))
                        have.mkdir()
                        shutil.move(got, have / got.name)
                before = len(rows)
                for inside, data in taken(next(have.iterdir()), thin):
                    keep(source, inside, data)
                if len(rows) == before:
                    failures.append(f"{spec}: no new PDF in it")
            except Exception as error:
                failures.append(f"{spec}: {type(error).__name__}: {error}")
    for name, data in made():
        keep("made", name, data)
    for stem in SPOILT:
        found = out / f"{stem}.pdf"
        if not found.exists():
            failures.append(f"{stem}: not there to be spoilt")
            continue
        for way, data in spoil(found.read_bytes()):
            keep("spoilt", f"{found.stem}-{way}", data, found.relative_to(cache))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda row: kinds(row[2]), rows))
    per_source = collections.Counter(source for _, source, *_ in rows)
    per_kind = collections.Counter(kind for one in found for kind in one)
    lines = [f"{path.relative_to(cache)}\t{digest}\t{path.stat().st_size}\t{', '.join(sorted(what))}\t{origin}" for (digest, _, path, origin), what in zip(rows, found)]
    (cache / "corpus.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    print("files per source:", ", ".join(f"{source} {count}" for source, count in per_source.most_common()))
    print("files per kind (one may be several):", ", ".join(f"{kind} {count}" for kind, count in per_kind.most_common()))
    failures += [f"only {per_kind[kind]} files are '{kind}', {least} are wanted" for kind, least in KINDS.items() if per_kind[kind] < least]
    if len(rows) < FEWEST:
        failures.append(f"only {len(rows)} files, {FEWEST} are wanted")
    for failure in failures:
        print(failure)
    print(f"corpus: {len(rows)} different files, {len(failures)} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
