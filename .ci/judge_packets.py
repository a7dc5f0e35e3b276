"""Judges packets of other people's PDFs with qpdf and poppler. Usage: judge_packets.py BINARY CACHE [--only S] [--keep DIR]

CACHE is what corpus.py laid out. Each file becomes the only exhibit of a case; what comes of it is either a packet that
shows and says what the file does and carries nothing else along, or a refusal that names the file and says what to do.
Needs pikepdf, pillow and numpy in the Python that runs it, and qpdf and poppler's tools.

How pages are compared
- Words: pdftotext lists the source's words that show inside its crop box. Each must be in the packet's page as often;
  where four or more are there once, half of these must be within 1.5 points of their place. A word that the packet has
  beyond these must be one that the source has outside its crop box or in a hidden layer (it is clipped, not removed; a
  note counts it). Where words differ, the characters without spaces decide: scaling moves pdftotext's word gaps.
- Pictures: poppler draws the source at the size it has in the packet, on white, where the packet must have it, and the
  packet's page; both at 144 dots an inch, blurred and halved. pdftocairo is asked where pdftoppm sees a difference, and
  only what both see is a failure; what one sees is a note. The first 6 pages and the last one are drawn.
- A file that corpus.py spoilt is compared with the whole one, unless neither qpdf nor its streams tell of the damage. Any
  other may also be right as qpdf writes it again, since poppler and qpdf mend broken files in different ways.
"""

import argparse
import collections
import contextlib
import html
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy
import pikepdf
from PIL import Image, ImageFilter

LIMIT = 60
STRIP = 30
DPI = 144
# A word this many points from its place has moved.
PLACE = 1.5
# Measured on packets composed with qpdf by the same geometry, and on the same with faults put in (3 points aside or down,
# 1 percent smaller, upside down, left out): right ones stay below a third of this but for noisy pictures, wrong ones do not.
MEAN, SHARE, FAR = 4.0, 0.012, 48
# A square of so many points has so much more or less ink when a word or a signature in it is lost.
SQUARE, INK = 18, 24
# The stamp's own ink in its strip is below this share; a page that runs into the strip is not.
STRIP_INK = 0.12
CASE = """schema = 1
id = "c0001"
[child]
name = "Sam Example"
[[signers]]
name = "Pat Example"
relation = "mother"
authority = "parent"
[school]
name = "Example School"
[district]
name = "Example District"
[[exhibits]]
file = "exhibits/x.pdf"
title = "Exhibit under test"
[[letters]]
kind = "records"
date = 2026-11-25
delivery = "hand delivery"
enclosures = ["A"]
"""
# A refusal says what to do with one of these.
ADVICE = re.compile(r"\b(print|save|scan|export|ask|remove|open|use|replace|choose|make|split|convert|give|put|download|unlock)\b", re.I)
FORBIDDEN = {
    "/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA",
    "/OpenAction", "/AA", "/GoToR", "/GoToE",
}
# Below these keys a name is one that the file's maker chose.
CHOSEN = {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/CharProcs", "/Colorants"}
# A viewer draws a frame or a sign for these on the screen.
UNFRAMED = ("/Link", "/Popup", "/Text", "/FileAttachment", "/Sound", "/Movie")
# A file that nothing is wrong with may still be refused with these words.
MAY_REFUSE = re.compile(r"^it is a form, and the answers on page N are not stored as a picture")
# FILE: CHECK: why the difference is right. Each is printed.
STORED = "poppler draws the fields anew, since the form asks for it; the packet shows what is stored, and no answer is missing"
EXPLAINED = {
    "made/annot-zero-bbox": {"words": "its box has no area, so the stamp shows nowhere; pdftotext lists its word all the same"},
    "made/form-filled-need-appearances": {"words": STORED},
    "pikepdf/1biticc": {"pictures": "noise of single dots: poppler thins such a picture otherwise when it lies half a dot aside"},
    "pyhanko/broken-objstream1": {"page count": "no other program finds its one page"},
    "pyhanko/broken-objstream2": {"page count": "no other program finds its one page"},
    "pyhanko/broken-objstream3": {"page count": "no other program finds its one page"},
    "pyhanko/broken-objstream4": {"pictures": "the packet shows the drawing that the other programs miss"},
    "pyhanko/circular-page-tree": {"page count": "its tree has one page and says 3"},
    "pypdf/FormTestFromOo": {"words": STORED, "pictures": STORED},
    "pypdf/pdflatex-forms": {"words": STORED},
}
# Fewer accepted files than this, and the judge has judged too little.
LEAST_ACCEPTED = 700

lock = threading.Lock()


def told(*command, timeout=120):
    try:
        return subprocess.run(list(map(str, command)), capture_output=True, timeout=timeout, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 124, b"", b"timed out")


class Verdict:
    """What one file came to."""

    def __init__(self, name):
        self.name, self.checks, self.failures, self.notes = name, 0, [], []
        self.outcome, self.reason, self.seconds, self.judging, self.worst = "", "", 0.0, 0.0, (0.0, 0.0, 0.0)

    def check(self, what, right, detail=""):
        self.checks += 1
        if not right:
            self.failures.append((what, detail))
        return right


# Words.

def page_words(pdf, first, last, *options):
    """Each page's words with the places they show at, from the page's upper left corner: (text, left, top)."""
    listed = told("pdftotext", "-bbox", "-enc", "UTF-8", "-f", first, "-l", last, *options, pdf, "-").stdout.decode("utf-8", "replace")
    out = []
    for part in listed.split("<page width=")[1:]:
        width, height = map(float, re.match(r'"([\d.-]+)" height="([\d.-]+)"', part).groups())
        found = []
        for left, top, right, low, text in re.findall(r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*?)</word>', part, re.S):
            left, top, right, low = map(float, (left, top, right, low))
            if right > 0 and left < width and low > 0 and top < height:
                found.append((unicodedata.normalize("NFKC", html.unescape(text)), left, top))
        out.append(found)
    return out + [[]] * (last - first + 1 - len(out))


def characters(listed):
    return collections.Counter("".join("".join(text for text, _, _ in listed).split()))


def words(listed):
    return collections.Counter(text for text, _, _ in listed)


def listed(text):
    return [(word, 0, 0) for word in text.split()]


def everything_widened(source, folder):
    """A copy whose boxes hold all that is drawn anywhere and whose layers all show: what a source hides."""
    wide = folder / "wide.pdf"
    try:
        with warnings.catch_warnings(), pikepdf.open(source) as pdf:
            warnings.simplefilter("ignore")
            if "/OCProperties" in pdf.Root:
                del pdf.Root.OCProperties
            for page in pdf.pages:
                box = [float(side) for side in page.mediabox]
                wider = [min(box[0], box[2]) - 3000, min(box[1], box[3]) - 3000, max(box[0], box[2]) + 3000, max(box[1], box[3]) + 3000]
                for key in ("/TrimBox", "/ArtBox", "/BleedBox"):
                    if key in page.obj:
                        del page.obj[key]
                page.obj.MediaBox = page.obj.CropBox = pikepdf.Array(wider)
            pdf.save(wide)
    except Exception:  # a file that pikepdf can not write again
        return None
    return wide


# Pictures.

def pictures(pdf, first, last, dpi, *options):
    """pdftoppm's pages as RGB images, in one go."""
    done = told("pdftoppm", "-r", f"{dpi:.6f}", "-f", first, "-l", last, *options, pdf)
    data, at, out = done.stdout, 0, []
    while at < len(data):
        head = re.match(rb"P6\s(\d+) (\d+)\s255\s", data[at : at + 40])
        if not head:
            break
        width, height = int(head[1]), int(head[2])
        start = at + head.end()
        if start + width * height * 3 > len(data):
            break
        out.append(Image.frombytes("RGB", (width, height), data[start : start + width * height * 3]))
        at = start + width * height * 3
    return out if len(out) == last - first + 1 else None


def second_picture(pdf, number, dpi, *options):
    done = told("pdftocairo", "-png", "-r", f"{dpi:.6f}", "-f", number, "-l", number, "-singlefile", *options, pdf, "-")
    try:
        return Image.open(io.BytesIO(done.stdout)).convert("RGB")
    except OSError:
        return None


def unframed(source, folder):
    """A copy without the annotations that have no look of their own and that a paper need not show."""
    plain = folder / "plain.pdf"
    with contextlib.suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pikepdf.open(source) as pdf:
            for page in pdf.pages:
                if "/Annots" in page.obj:
                    page.obj.Annots = pikepdf.Array([
                        note for note in page.obj.Annots
                        if isinstance(note, pikepdf.Dictionary) and not ("/AP" not in note and note.get("/Subtype") in UNFRAMED)
                    ])
            pdf.save(plain)
            return plain
    return None


def soft(image):
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    return image.reduce(2)


def placed(picture, shape):
    """The source's picture where the packet must have it."""
    canvas = Image.new("RGB", tuple(round(side * DPI / 72) for side in shape.sheet), "white")
    canvas.paste(picture, (round(shape.left * DPI / 72), 0))
    return canvas


def apart(expected, got, height):
    """(mean difference, share of pixels far apart, most ink that a square lacks or has too much) above the strip, at the
    best of a pixel's shift."""
    rows = round((height - STRIP) * DPI / 72)
    one = numpy.asarray(soft(expected.crop((0, 0, expected.width, rows))), dtype=numpy.int16)
    best = None
    for across, down in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)]:
        two = numpy.asarray(soft(shifted(got, across, down, expected.width, rows)), dtype=numpy.int16)
        gap = numpy.abs(one - two).max(axis=2)
        result = float(gap.mean()), float((gap > FAR).mean()), float(numpy.abs(squares(one) - squares(two)).max())
        best = min(best or result, result, key=badness)
        if badness(best) < 0.5:
            break
    return best


def squares(pixels):
    """The mean colour of each square of the page."""
    high, wide = (side // SQUARE * SQUARE for side in pixels.shape[:2])
    return pixels[:high, :wide].reshape(high // SQUARE, SQUARE, wide // SQUARE, SQUARE, 3).mean(axis=(1, 3))


def badness(gap):
    return max(gap[0] / MEAN, gap[1] / SHARE, gap[2] / INK)


def shifted(image, across, down, width, rows):
    out = Image.new("RGB", (width, rows), "white")
    out.paste(image, (-across, -down))
    return out


def said(gap):
    return f"mean {gap[0]:.1f}, {gap[1]:.1%} far apart, a square by {gap[2]:.0f}"


def close(gap):
    return badness(gap) <= 1


# What a source is, as other programs read it.

MENDED = "as qpdf mends it"


class Shape:
    """A source's page as it shows, and where it must be on its sheet."""

    def __init__(self, media, crop, turn, unit):
        media, crop = media or (0, 0, 612, 792), crop or media or (0, 0, 612, 792)
        # Where the crop box has no area, the whole page is what there is to show.
        self.whole = abs(crop[2] - crop[0]) > 0 and abs(crop[3] - crop[1]) > 0
        box = crop if self.whole else media
        self.options = ("-cropbox",) if self.whole else ()
        width, height = abs(box[2] - box[0]) * unit, abs(box[3] - box[1]) * unit
        self.width, self.height = (height, width) if turn % 180 == 90 else (width, height)
        self.sheet = (612, 792) if self.height >= self.width else (792, 612)
        self.scale = min(1, self.sheet[0] / self.width, (self.sheet[1] - STRIP) / self.height) if self.width and self.height else 1
        # Poppler does not know user units: its point is so many points of the sheet.
        self.factor = self.scale * unit
        self.left = (self.sheet[0] - self.width * self.scale) / 2


class Source:
    def __init__(self, path, called):
        self.path, self.called = path, called
        check = told("qpdf", "--check", path)
        self.warnings = kinds_of_warning(check)
        count = told("qpdf", "--show-npages", path)
        qpdf_pages = int(count.stdout) if count.stdout.strip().isdigit() else None
        info = told("pdfinfo", path)
        found = re.search(rb"^Pages:\s+(\d+)", info.stdout, re.M)
        self.poppler_pages = int(found[1]) if found and info.returncode == 0 else None
        self.counts = {qpdf_pages, self.poppler_pages, leaves(path)} - {None, 0}
        # Only the tables around the objects are wrong, if anything: all streams can be decoded.
        self.unnoticed = check.returncode == 0 or check.returncode == 3 and not any("decod" in one or "stream" in one or "flate" in one for one in self.warnings)
        self.sound = check.returncode == 0 and not self.warnings and self.counts == {self.poppler_pages} and unpacks(path) and self.area()

    def length(self):
        """How much text poppler reads in it."""
        return len("".join(told("pdftotext", self.path, "-").stdout.decode("utf-8", "replace").split()))

    def area(self):
        return all(shape.whole for shape in self.shapes())

    def mended(self, folder):
        """A copy as qpdf's library writes it, which mends what it can."""
        with contextlib.suppress(Exception), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pikepdf.open(self.path) as pdf:
                pdf.save(folder / "mended.pdf")
        return folder / "mended.pdf"

    def shapes(self):
        """Each page as it shows."""
        units = []
        try:
            with warnings.catch_warnings(), pikepdf.open(self.path) as pdf:
                warnings.simplefilter("ignore")
                units = [float(page.obj.get("/UserUnit", 1)) for page in pdf.pages]
        except Exception:  # then poppler's word alone
            pass
        boxes = told("pdfinfo", "-box", "-f", 1, "-l", self.poppler_pages, self.path).stdout.decode("utf-8", "replace")
        found = {
            (int(n), box): tuple(map(float, sides.split()))
            for n, box, sides in re.findall(r"^Page\s+(\d+) (Media|Crop)Box:((?:\s+-?[\d.]+){4})", boxes, re.M)
        }
        turns = {int(n): int(turn) for n, turn in re.findall(r"^Page\s+(\d+) rot:\s+(-?\d+)", boxes, re.M)}
        return [
            Shape(found.get((n, "Media")), found.get((n, "Crop")), turns.get(n, 0), units[n - 1] if n <= len(units) and units[n - 1] > 0 else 1.0)
            for n in range(1, self.poppler_pages + 1)
        ]

    def private(self):
        """The strings of its Info dictionary."""
        try:
            with warnings.catch_warnings(), pikepdf.open(self.path) as pdf:
                warnings.simplefilter("ignore")
                info = pdf.trailer.get("/Info", {})
                return {key: str(value).strip() for key, value in info.items() if isinstance(value, pikepdf.String) and len(str(value).strip()) > 6}
        except Exception:  # no Info that qpdf can read
            return {}


def unpacks(path):
    """Whether all its packed data can be unpacked: qpdf's own check looks at the pages' drawings only."""
    with contextlib.suppress(pikepdf.PdfError), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pikepdf.open(path) as pdf:
            for item in pdf.objects:
                if isinstance(item, pikepdf.Stream):
                    try:
                        item.read_bytes()
                    except pikepdf.DataDecodingError:
                        return False
                    except pikepdf.PdfError:
                        pass
    return True


def leaves(path):
    """How many pages the tree has, whatever it says of itself; no branch is walked twice."""
    with contextlib.suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pikepdf.open(path) as pdf:
            count, walked, left = 0, set(), [pdf.Root.Pages]
            while left:
                node = left.pop()
                if not isinstance(node, pikepdf.Dictionary):
                    continue
                if "/Kids" not in node:
                    count += 1
                elif node.objgen == (0, 0) or node.objgen not in walked:
                    walked.add(node.objgen)
                    left.extend(node.Kids)
            return count
    return None


def kinds_of_warning(check):
    out = set()
    for line in (check.stdout + check.stderr).decode("utf-8", "replace").splitlines():
        if "WARNING" in line or "ERROR" in line:
            line = re.sub(r"^.*?(WARNING|ERROR):? ", "", line)
            line = re.sub(r"^\S+\.pdf", "", line)
            out.add(re.sub(r"\([^)]*\)|\d+", "", line).strip(" :,"))
    return out


# What a packet carries.

def spelled(name):
    """A name that may be no UTF-8."""
    try:
        return str(name)
    except UnicodeDecodeError:
        return name.unparse().decode("latin-1")


def entries(item):
    """A dictionary's entries; of one with a key that is no UTF-8, those that are looked for."""
    try:
        return list(item.items())
    except UnicodeDecodeError:
        return [(key, item[key]) for key in sorted(FORBIDDEN | CHOSEN | {"/S", "/Type", "/Subtype", "/Metadata", "/PieceInfo"}) if key in item]


def carried(packet, secrets, page_text):
    """Things that must not be there, things worth a note, and what qpdf can not decode (its check sees pages only)."""
    wrong, notes, broken = [], [], []
    with pikepdf.open(packet) as pdf:
        root = pdf.Root
        own = root.get("/Metadata")
        own = own.objgen if own is not None else None
        if "/AcroForm" in root:
            notes.append("the catalog has /AcroForm")

        def look(item, where, above):
            if isinstance(item, pikepdf.String):
                texts.append((where, str(item)))
                texts.append((where, bytes(item).decode("latin-1")))
            elif isinstance(item, pikepdf.Array):
                for child in item:
                    step(child, where, above)
            elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
                for key, child in entries(item):
                    if child is None:  # a reference to nothing
                        continue
                    if above not in CHOSEN:
                        if key in FORBIDDEN:
                            wrong.append(f"key {key} {where}")
                        if key in ("/S", "/Type", "/Subtype") and isinstance(child, pikepdf.Name) and spelled(child) in FORBIDDEN:
                            wrong.append(f"{key} {spelled(child)} {where}")
                        if key == "/Metadata" and item.objgen != root.objgen:
                            wrong.append(f"/Metadata {where}")
                        if key in ("/PieceInfo", "/Thumb", "/AF", "/LastModified") or key.startswith("/PTEX."):
                            notes.append(f"{key} comes along")
                    keys.add((where, key))
                    step(child, where, key)
            elif isinstance(item, pikepdf.Name):
                keys.add((where, spelled(item)))

        def step(child, where, above):
            if isinstance(child, pikepdf.Object) and not child.is_indirect:
                look(child, where, above)

        # An indirect dictionary under one of the chosen keys is chosen too.
        chosen = set()
        for item in pdf.objects:
            if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
                for key, child in entries(item):
                    if key in CHOSEN and isinstance(child, pikepdf.Object) and child.is_indirect:
                        chosen.add(child.objgen)
        texts, keys, streams, opaque = [], set(), [], []
        for item in pdf.objects:
            where = f"in object {item.objgen[0]}" if isinstance(item, pikepdf.Object) and item.is_indirect else "in an object"
            above = "/Font" if isinstance(item, pikepdf.Object) and item.objgen in chosen else ""
            look(item, where, above)
            if isinstance(item, pikepdf.Stream):
                if item.get("/Type") == "/Metadata" and item.objgen != own:
                    wrong.append(f"a metadata stream {where}")
                try:
                    data = item.read_bytes()
                except pikepdf.DataDecodingError as error:
                    broken.append(f"{item.get('/Subtype', 'a stream')} {where}: {str(error).rsplit(': ', 1)[-1]}")
                    data = item.read_raw_bytes()
                except pikepdf.PdfError:  # an image's own coding
                    data = item.read_raw_bytes()
                programs = item.get("/Subtype") in ("/Image", "/Type1C", "/CIDFontType0C", "/OpenType") or "/Length1" in item or "/N" in item
                (opaque if programs else streams).append((where, data))
    for key, secret in secrets.items():
        if " ".join(secret.split()) in page_text:
            continue
        forms = [secret.encode("utf-8"), secret.encode("utf-16-be"), secret.encode("latin-1", "replace")]
        seen = [where for where, text in texts if secret in text]
        seen += [where for where, name in keys if name == "/" + secret and name not in ("/Subject", "/Keywords", "/Creator", "/Producer")]
        seen += [where for where, data in streams if any(form in data for form in forms)]
        if seen:
            wrong.append(f"the source's {key} '{secret[:40]}' {seen[0]}")
        elif any(form in data for form in forms for _, data in opaque):
            notes.append(f"the source's {key} is also inside a font, picture or profile")
    return sorted(set(wrong)), sorted(set(notes)), broken


# One file.

def run(binary, source, folder):
    case = folder / "case"
    (case / "exhibits").mkdir(parents=True)
    shutil.copy(source, case / "exhibits" / "x.pdf")
    (case / "case.toml").write_text(CASE, encoding="utf-8")
    began = time.monotonic()
    done = told(binary, "write", case / "case.toml", "--date", "2026-11-25", "-o", folder / "out", "--json", timeout=LIMIT)
    return done, time.monotonic() - began


def judge(binary, path, origin, name, keep):
    verdict = Verdict(name)
    with tempfile.TemporaryDirectory(prefix="judge-packets-") as made:
        folder, began = pathlib.Path(made), time.monotonic()
        try:
            judge_in(binary, path, origin, verdict, folder)
        except Exception as error:  # the judge's own fault is a failure too
            verdict.check("judge", False, f"the judge itself stopped: {type(error).__name__}: {error}")
        verdict.judging = time.monotonic() - began
        if keep:
            there = keep / name
            shutil.rmtree(there, ignore_errors=True)
            if (folder / "out").exists():
                shutil.copytree(folder / "out", there)
            there.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, there / "source.pdf")
            if (folder / "stderr").exists():
                shutil.copy(folder / "stderr", there / "stderr")
    return verdict


def judge_in(binary, path, origin, verdict, folder):
    done, verdict.seconds = run(binary, path, folder)
    error = done.stderr.decode("utf-8", "replace")
    (folder / "stderr").write_text(error, encoding="utf-8")
    packet = folder / "out" / "c0001" / "2026-11-25-records.pdf"
    if done.returncode == 124 and done.stderr == b"timed out":
        verdict.outcome = "timed out"
        verdict.check("ends", False, f"still running after {LIMIT} seconds")
        return
    if not verdict.check("ends", done.returncode in (0, 1) and "panicked" not in error, f"exit {done.returncode}: {error.strip()[-300:]}"):
        verdict.outcome = "crashed"
        return
    source = Source(path, path.stem)
    if done.returncode == 1:
        verdict.outcome, verdict.reason = "refused", reason(error)
        verdict.check("refusal names the file", "exhibits/x.pdf" in error, error.strip()[:300])
        verdict.check("refusal says what to do", bool(ADVICE.search(error)), error.strip()[:300])
        verdict.check("refusal leaves no packet", not list(folder.glob("out/**/*.pdf")), str(list(folder.glob("out/**/*.pdf"))))
        right = not source.sound or bool(MAY_REFUSE.search(verdict.reason))
        verdict.check("refuses only with reason", right, f"qpdf and poppler find nothing wrong: {verdict.reason}")
        return
    verdict.outcome = "accepted"
    if not verdict.check("packet is there", packet.is_file(), str(sorted(folder.glob("out/**/*")))):
        return
    judge_packet(packet, source, origin, verdict, folder)


def reason(error):
    """A message's sentence and advice, without its drawing of the case and without numbers."""
    text = "\n".join(line.strip() for line in error.strip().splitlines())
    said = re.search(r"cannot be bound\s*(?:\|\s*)?in:(.*?)\n\s*,-", text, re.S)
    help_ = re.search(r"^help: (.*)", text, re.M)
    if said and help_:
        text = f"{said[1].replace('|', ' ')} -- {help_[1]}"
    text = re.sub(r"\S*case\.toml\S*", "CASE", text)
    return re.sub(r"\d[\d,.]*", "N", " ".join(text.split()))


def judge_packet(packet, source, origin, verdict, folder):
    check = told("qpdf", "--check", packet)
    kinds = kinds_of_warning(check)
    fine = check.returncode == 0 and not kinds or check.returncode == 3 and kinds <= source.warnings
    verdict.check("qpdf", fine, f"exit {check.returncode}: {(check.stdout + check.stderr).decode('utf-8', 'replace').strip()[-300:]}")

    count = told("qpdf", "--show-npages", packet).stdout
    if not verdict.check("can be read", count.strip().isdigit(), "qpdf sees no pages in it"):
        return
    total = int(count)
    # In the order of drawing, since text that a crop hides may lie beside the stamp.
    texts = [" ".join(text.split()) for text in told("pdftotext", "-raw", "-enc", "UTF-8", packet, "-").stdout.decode("utf-8", "replace").split("\f")]
    first = next((n for n, text in enumerate(texts) if re.search(r"Exhibit A · 1 of \d+", text)), None)
    if not verdict.check("stamp", first is not None and first >= 1, "no page is stamped 'Exhibit A · 1 of …' after a letter's page"):
        return
    sheets = total - first
    stamps = [(f"Exhibit A · {n + 1} of {sheets}", f"Page {first + n + 1} of {total}") for n in range(sheets)]
    lacking = [n + 1 for n, stamp in enumerate(stamps) if not all(part in texts[first + n] for part in stamp)]
    verdict.check("stamps count", len(texts) == total + 1 and not lacking, f"sheets {lacking[:5]} are not stamped with their numbers")
    stamps = [" ".join(stamp) for stamp in stamps]

    # What the packet must show: of a file spoilt here the whole one, unless nothing in it tells of its damage; of another
    # one what poppler makes of it, or what poppler makes of it after qpdf wrote it again, which mends what it can.
    if origin:
        references = [Source(origin, "as it was before it was spoilt")] + ([source] if source.unnoticed else [])
    else:
        references = [source] + ([Source(source.mended(folder), MENDED)])
    picture = source.path.read_bytes()[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1")
    counts = {1} if picture else {count for one in references for count in one.counts}
    verdict.check("page count", sheets in counts, f"{sheets} sheets of the exhibit, other programs count {sorted(counts)}")
    best = None
    for reference in references:
        # A mending that loses text is no judge of what may be lost.
        if reference.called == MENDED and reference.length() < source.length():
            continue
        if reference.poppler_pages == sheets:
            found = Verdict(verdict.name)
            shapes = reference.shapes()
            judge_shapes(packet, first, shapes, found)
            judge_words(packet, reference, first, shapes, stamps, found, folder)
            judge_pictures(packet, reference, first, shapes, found, folder)
            if best is None or len(found.failures) < len(best[1].failures):
                best = reference, found
            if not found.failures:
                break
    if best:
        verdict.checks += best[1].checks
        verdict.failures += best[1].failures
        verdict.notes += best[1].notes
        verdict.worst = best[1].worst
        if best[0] is not source:
            verdict.notes.append(f"compared with the source {best[0].called}")
    else:
        verdict.notes.append("words and pictures are not compared: poppler can not read the source's pages")
    secrets, source_text = {}, ""
    for one in [source, *references]:
        secrets |= one.private()
        source_text += " ".join(told("pdftotext", "-enc", "UTF-8", one.path, "-").stdout.decode("utf-8", "replace").split())
    wrong, notes, broken = carried(packet, secrets, source_text)
    verdict.check("streams can be decoded", not broken, f"{len(broken)} can not: " + "; ".join(broken[:2]))
    verdict.check("carries nothing private", not wrong, "; ".join(wrong[:6]))
    verdict.notes += notes


def judge_shapes(packet, first, shapes, verdict):
    wrong = []
    with pikepdf.open(packet) as pdf:
        for n, shape in enumerate(shapes):
            page = pdf.pages[first + n]
            box = [round(float(side), 2) for side in page.mediabox]
            if box != [0, 0, *shape.sheet]:
                wrong.append(f"sheet {n + 1} is {box[2]} x {box[3]} for a page of {shape.width:.2f} x {shape.height:.2f}")
            if "/Rotate" in page.obj or [round(float(side), 2) for side in page.cropbox] != box:
                wrong.append(f"sheet {n + 1} has /Rotate or a crop box")
    verdict.check("sheets are US Letter", not wrong, "; ".join(wrong[:3]))


def judge_words(packet, source, first, shapes, stamps, verdict, folder):
    shown = page_words(source.path, 1, len(stamps), "-cropbox")
    packed = page_words(packet, first + 1, first + len(stamps))
    hiding = []

    def all_characters(n):
        if not hiding:
            wide = everything_widened(source.path, folder)
            hiding.extend(page_words(wide or source.path, 1, len(stamps)))
        return characters(hiding[n])

    lost, moved, hidden = [], [], 0
    for n, (shape, stamp) in enumerate(zip(shapes, stamps)):
        if not shape.whole:
            shown[n] = page_words(source.path, n + 1, n + 1)[0]
        places = [(mine, theirs) for mine, theirs in same_words(packed[n], shown[n])]
        gaps = sorted(max(abs(mine[1] - shape.left - theirs[1] * shape.factor), abs(mine[2] - theirs[2] * shape.factor)) for mine, theirs in places)
        if len(gaps) > 3 and gaps[len(gaps) // 2] > PLACE:
            moved.append(f"sheet {n + 1}: half of its words are {gaps[len(gaps) // 2]:.1f} points or more from their place")
        stamped = listed(stamp)
        if words(packed[n]) == words(shown[n]) + words(stamped):
            continue
        have, want = characters(packed[n]) - characters(stamped), characters(shown[n])
        missing, beyond = want - have, have - want
        foreign = beyond - (all_characters(n) - want) if beyond else beyond
        if missing or foreign:
            gone = list((words(shown[n]) - words(packed[n])).elements())[:8]
            new = list((words(packed[n]) - words(shown[n]) - words(stamped)).elements())[:8]
            lost.append(f"sheet {n + 1}: {missing.total()} characters of {want.total()} missing {gone}, {foreign.total()} foreign {new}")
        elif beyond:
            hidden += 1
    if hidden:
        verdict.notes.append("text that the source's crop or layers hide is in the packet as text")
    verdict.check("words", not lost, f"{len(lost)} of {len(stamps)} sheets; " + "; ".join(lost[:2]))
    verdict.check("words are in their places", not moved, f"{len(moved)} of {len(stamps)} sheets; " + "; ".join(moved[:2]))


def same_words(mine, theirs):
    """Pairs of the words that both pages have once."""
    once = [{text: word for word in page for text in [word[0]] if counts[text] == 1} for page in (mine, theirs) for counts in [words(page)]]
    return [(once[0][text], once[1][text]) for text in once[0] if text in once[1]]


def judge_pictures(packet, source, first, shapes, verdict, folder):
    numbers = sorted({*range(min(6, len(shapes))), len(shapes) - 1})
    # Neighbours drawn at the same size are drawn in one go.
    groups = []
    for n in numbers:
        before = groups and groups[-1][-1]
        if groups and before == n - 1 and (shapes[before].factor, shapes[before].options) == (shapes[n].factor, shapes[n].options):
            groups[-1].append(n)
        else:
            groups.append([n])
    wrong, undrawn, ink = [], [], []
    for group in groups:
        low, high = group[0] + 1, group[-1] + 1
        dpi, options = DPI * shapes[group[0]].factor, shapes[group[0]].options
        theirs = pictures(source.path, low, high, dpi, *options)
        ours = pictures(packet, first + low, first + high, DPI)
        if ours is None:
            wrong.append(f"sheets {low} to {high}: pdftoppm can not draw the packet")
            continue
        if theirs is None:
            undrawn.append(f"{low} to {high}")
            continue
        for n, their, our in zip(group, theirs, ours):
            shape = shapes[n]
            gap = apart(placed(their, shape), our, shape.sheet[1])
            strip = numpy.asarray(our.convert("L").crop((0, round((shape.sheet[1] - STRIP) * DPI / 72) + 1, our.width, our.height)))
            if (strip < 200).mean() > STRIP_INK:
                ink.append(f"sheet {n + 1}: {(strip < 200).mean():.0%} of the stamp's strip is dark")
            if not close(gap):
                other, mine = second_picture(source.path, n + 1, dpi, *options), second_picture(packet, first + n + 1, DPI)
                again = apart(placed(other, shape), mine, shape.sheet[1]) if other is not None and mine is not None else gap
                if close(again):
                    verdict.notes.append(f"only pdftoppm sees sheet {n + 1} differ ({said(gap)}), pdftocairo does not")
                    verdict.worst = max(verdict.worst, again, key=badness)
                    continue
                plain = unframed(source.path, folder)
                drawn = plain and pictures(plain, n + 1, n + 1, dpi, *options)
                if drawn and close(apart(placed(drawn[0], shape), our, shape.sheet[1])):
                    verdict.notes.append("a link's frame or a note's sign that poppler draws of its own is not in the packet")
                    continue
                bare = pictures(source.path, n + 1, n + 1, dpi, *options, "-hide-annotations")
                without = bare and close(apart(placed(bare[0], shape), our, shape.sheet[1]))
                wrong.append(f"sheet {n + 1}: {said(gap)}" + (" (it is the annotations that are lost)" if without else ""))
            verdict.worst = max(verdict.worst, gap, key=badness)
    if undrawn:
        verdict.notes.append(f"pictures not compared: poppler draws no picture of the source's pages {', '.join(undrawn)}")
    verdict.check("pictures", not wrong, f"{len(wrong)} of {len(numbers)} sheets; " + "; ".join(wrong[:3]))
    verdict.check("the strip is the stamp's", not ink, "; ".join(ink[:3]))


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("binary", type=pathlib.Path)
    asked.add_argument("cache", type=pathlib.Path)
    asked.add_argument("--only", default="", help="judge the files whose name holds this")
    asked.add_argument("--keep", type=pathlib.Path, help="keep what the binary made here")
    asked.add_argument("--json", type=pathlib.Path, help="write every file's verdict here")
    asked = asked.parse_args()
    for tool in ("qpdf", "pdfinfo", "pdftotext", "pdftoppm", "pdftocairo"):
        if not shutil.which(tool):
            sys.exit(f"the judge {tool} is missing")
    binary = asked.binary.resolve()
    rows = [line.split("\t") for line in (asked.cache / "corpus.tsv").read_text(encoding="utf-8").splitlines()]
    origins = {row[0]: asked.cache / row[4] if row[4] else None for row in rows}
    files = [file for file in origins if asked.only in file]
    # The long ones first, so that the two workers end together.
    files.sort(key=lambda file: -(asked.cache / file).stat().st_size)
    began = time.monotonic()

    def one(file):
        name = file.removeprefix("pdf/").removesuffix(".pdf")
        verdict = judge(binary, asked.cache / file, origins[file], name, asked.keep)
        if asked.only:
            with lock:
                print(f"{name}: {verdict.outcome}, {verdict.seconds:.1f} s, worst picture {said(verdict.worst)}")
        return verdict

    with ThreadPoolExecutor(2) as pool:
        verdicts = sorted(pool.map(one, files), key=lambda verdict: verdict.name)
    report(verdicts, asked, time.monotonic() - began)


def report(verdicts, asked, seconds):
    failures, explained = [], []
    for verdict in verdicts:
        for what, detail in verdict.failures:
            why = EXPLAINED.get(verdict.name, {}).get(what)
            (explained if why else failures).append((verdict.name, what, why or detail))
    if asked.json:
        rows = [{key: value for key, value in vars(verdict).items()} for verdict in verdicts]
        asked.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    notes = collections.defaultdict(list)
    for verdict in verdicts:
        for note in sorted(set(verdict.notes)):
            notes[re.sub(r"\d[\d.,]*", "N", note)].append(verdict.name)
    for note, names in sorted(notes.items(), key=lambda item: -len(item[1])):
        print(f"note, {len(names)} files: {note}: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}")
    for name, what, why in explained:
        print(f"explained: {name}: {what}: {why}")
    for name, what, detail in failures:
        print(f"FAILED {name}: {what}: {detail}")
    print(f"\n{'tried':>7}  {len(verdicts)}, in {seconds:.0f} s, the slowest run {max((v.seconds for v in verdicts), default=0):.1f} s")
    outcomes = collections.Counter(verdict.outcome for verdict in verdicts)
    for outcome, count in outcomes.most_common():
        print(f"{count:>7}  {outcome}")
        if outcome == "refused":
            for why, number in collections.Counter(v.reason for v in verdicts if v.outcome == "refused").most_common():
                print(f"{number:>14}  {why}")
    for what, number in collections.Counter(what for _, what, _ in failures).most_common():
        print(f"{number:>7}  failures of '{what}'")
    checks = sum(verdict.checks for verdict in verdicts)
    if not asked.only:
        checks += 1
        if outcomes["accepted"] < LEAST_ACCEPTED:
            failures.append(("all", "enough accepted", ""))
            print(f"FAILED only {outcomes['accepted']} files were accepted, {LEAST_ACCEPTED} at least are wanted")
    print(f"packets: {checks} checks, {len(failures)} failures")
    sys.exit(1 if failures or not checks else 0)


if __name__ == "__main__":
    main()
