#!/usr/bin/env python3
"""Makes the invented exhibits under examples/cases/exhibits.

Why made and not collected: a real paper would show a real child. These show what families' papers are like inside: scans,
print-outs, a form, phone photos, screenshots; upright and stored sideways; with names in their metadata, a position in a
photo, a script, an attached file. Everyone and every place in them is invented.

Needs: the Debian package fonts-dejavu, and
    python3 -m venv VENV && VENV/bin/pip install reportlab==5.1.0 pillow==13.0.0 piexif==1.1.3 pikepdf==10.18.0 fonttools==4.60.1
    VENV/bin/python scripts/example-exhibits.py
Python 3.11 or later. Run again at any time; the same versions give the same files. Names, days and codes are read from the
cases where a table or a list must agree with them.
"""

import io
import math
import random
import tomllib
import zlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import piexif
import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from PIL.PngImagePlugin import PngInfo
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as PdfFont
from reportlab.pdfgen.canvas import Canvas

CASES = Path(__file__).resolve().parent.parent / "examples" / "cases"
OUT = CASES / "exhibits"
FONTS = Path("/usr/share/fonts/truetype/dejavu")
FACES = {
    "sans": "DejaVuSans.ttf",
    "sans-bold": "DejaVuSans-Bold.ttf",
    "narrow": "DejaVuSansCondensed.ttf",
    "narrow-bold": "DejaVuSansCondensed-Bold.ttf",
    "serif": "DejaVuSerif.ttf",
    "serif-bold": "DejaVuSerif-Bold.ttf",
    "slanted": "DejaVuSerif-Italic.ttf",
}


def cut_face(path):
    """The face with Latin letters only and without hinting, which would be the biggest part of a small file."""
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables.append("FFTM")
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[*range(0x20, 0x180), *range(0x2010, 0x2040), 0x25CF])
    font = TTFont(path, recalcTimestamp=False)
    cutter.subset(font)
    held = io.BytesIO()
    font.save(held)
    return io.BytesIO(held.getvalue())


for face, name in FACES.items():
    pdfmetrics.registerFont(PdfFont(face, cut_face(FONTS / name), asciiReadable=0))

LETTER = (612, 792)
LANDSCAPE = (792, 612)
HALF = (396, 612)
BLACK = (0, 0, 0)
GRAY = (0.45, 0.45, 0.45)
PALE = (0.8, 0.8, 0.8)
INK = (0.1, 0.15, 0.5)


def case(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text())


def long_day(day):
    return f"{day:%B} {day.day}, {day.year}"


def us_day(day):
    return f"{day:%m/%d/%Y}"


# Drawing: one description of a page, drawn as PDF or as a picture. Measures are points from the top left.


@dataclass
class Sheet:
    size: tuple = LETTER
    ground: tuple | None = None
    marks: list = field(default_factory=list)

    def text(self, x, y, words, face="sans", size=10, color=BLACK, turn=0):
        self.marks.append(("text", x, y, words, face, size, color, turn))

    def right(self, x, y, words, face="sans", size=10, color=BLACK):
        self.text(x - width(words, face, size), y, words, face, size, color)

    def middle(self, y, words, face="sans", size=10, color=BLACK):
        self.text((self.size[0] - width(words, face, size)) / 2, y, words, face, size, color)

    def line(self, *points, color=BLACK, weight=0.7):
        self.marks.append(("line", points, color, weight))

    def box(self, x, y, w, h, fill=None, color=BLACK, weight=0.7):
        self.marks.append(("box", x, y, w, h, fill, color, weight))

    def stamp(self, x, y, w, h, lines, turn, color):
        """A rubber stamp: a turned frame with words in its middle."""
        sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
        corner = lambda dx, dy: (x + dx * cosine + dy * sine, y - dx * sine + dy * cosine)
        self.line(corner(0, 0), corner(w, 0), corner(w, h), corner(0, h), corner(0, 0), color=color, weight=1.6)
        for position, (words, size) in enumerate(lines):
            across = (w - width(words, "sans-bold", size)) / 2
            down = h * (position + 1) / (len(lines) + 0.45)
            self.text(*corner(across, down), words, "sans-bold", size, color, turn)

    def signature(self, x, y, name, color=INK):
        """A scribble that belongs to a name and is the same each time."""
        pen = random.Random(zlib.crc32(name.encode()))
        length = 60 + 4 * len(name)
        waves = [(pen.uniform(0.08, 0.5), pen.uniform(0, 6), pen.uniform(1, 5)) for _ in range(4)]
        points = []
        for step in range(0, length * 2):
            along = step / 2
            high = sum(strength * math.sin(along * rate + start) for rate, start, strength in waves)
            points.append((x + along + 3 * math.sin(along * 0.4), y - 6 + high * (1.3 - along / length)))
        self.line(*points, color=color, weight=0.9)

    def on_canvas(self, canvas, unseen=False):
        """Draws in PDF. Unseen: the words alone, as the layer of found text in a scan."""
        height = self.size[1]
        if self.ground and not unseen:
            canvas.setFillColorRGB(*self.ground)
            canvas.rect(0, 0, *self.size, stroke=0, fill=1)
        for kind, *mark in self.marks:
            if kind == "text":
                x, y, words, face, size, color, turn = mark
                text = canvas.beginText()
                text.setFont(face, size)
                text.setTextRenderMode(3 if unseen else 0)
                text.setFillColorRGB(*color)
                sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
                text.setTextTransform(cosine, sine, -sine, cosine, x, height - y)
                text.textOut(words)
                canvas.drawText(text)
            elif unseen:
                continue
            elif kind == "line":
                points, color, weight = mark
                path = canvas.beginPath()
                path.moveTo(points[0][0], height - points[0][1])
                for x, y in points[1:]:
                    path.lineTo(x, height - y)
                canvas.setStrokeColorRGB(*color)
                canvas.setLineWidth(weight)
                canvas.drawPath(path)
            else:
                x, y, w, h, fill, color, weight = mark
                canvas.setLineWidth(weight)
                canvas.setStrokeColorRGB(*(color or BLACK))
                canvas.setFillColorRGB(*(fill or BLACK))
                canvas.rect(x, height - y - h, w, h, stroke=int(color is not None), fill=int(fill is not None))

    def picture(self, dpi):
        """Draws as a picture."""
        scale = dpi / 72
        shade = lambda color: tuple(round(part * 255) for part in color)
        pixels = (round(self.size[0] * scale), round(self.size[1] * scale))
        image = Image.new("RGB", pixels, shade(self.ground or (1, 1, 1)))
        draw = ImageDraw.Draw(image)
        for kind, *mark in self.marks:
            if kind == "text":
                x, y, words, face, size, color, turn = mark
                font = ImageFont.truetype(FONTS / FACES[face], size * scale, layout_engine=ImageFont.Layout.BASIC)
                if turn:
                    layer = Image.new("L", pixels, 0)
                    ImageDraw.Draw(layer).text((x * scale, y * scale), words, 255, font, anchor="ls")
                    layer = layer.rotate(turn, Image.Resampling.BICUBIC, center=(x * scale, y * scale))
                    image.paste(shade(color), mask=layer)
                else:
                    draw.text((x * scale, y * scale), words, shade(color), font, anchor="ls")
            elif kind == "line":
                points, color, weight = mark
                draw.line([(x * scale, y * scale) for x, y in points], shade(color), max(1, round(weight * scale)), "curve")
            else:
                x, y, w, h, fill, color, weight = mark
                draw.rectangle(
                    (x * scale, y * scale, (x + w) * scale, (y + h) * scale),
                    shade(fill) if fill else None,
                    shade(color) if color else None,
                    max(1, round(weight * scale)),
                )
        return image


def width(words, face, size):
    return pdfmetrics.stringWidth(words, face, size)


class Flow:
    """Words from top to bottom of a sheet."""

    def __init__(self, sheet, left=72, right=None, top=72, face="sans", size=10):
        self.sheet, self.left, self.y, self.face, self.size = sheet, left, top, face, size
        self.measure = (right or sheet.size[0] - left) - left

    def gap(self, points):
        self.y += points
        return self

    def lines(self, *rows, face=None, size=None, color=BLACK):
        for row in rows:
            self.y += 1.4 * (size or self.size)
            self.sheet.text(self.left, self.y, row, face or self.face, size or self.size, color)
        return self

    def para(self, words, face=None, size=None, indent=0, color=BLACK):
        face, size = face or self.face, size or self.size
        row = ""
        for word in words.split():
            longer = f"{row} {word}".strip()
            if width(longer, face, size) > self.measure - indent:
                self.y += 1.45 * size
                self.sheet.text(self.left + indent, self.y, row, face, size, color)
                row = word
            else:
                row = longer
        self.y += 1.45 * size
        self.sheet.text(self.left + indent, self.y, row, face, size, color)
        return self.gap(0.55 * size)

    def points(self, *rows, mark="\N{BULLET}"):
        for row in rows:
            self.sheet.text(self.left + 8, self.y + 1.45 * self.size, mark, self.face, self.size)
            self.para(row, indent=22).gap(-0.25 * self.size)
        return self.gap(0.3 * self.size)

    def pairs(self, *rows, tab=130, bold="sans-bold"):
        for name, words in rows:
            self.sheet.text(self.left, self.y + 1.45 * self.size, name, bold, self.size)
            self.para(words, indent=tab).gap(-0.1 * self.size)
        return self

    def table(self, columns, heads, rows, bold="sans-bold", leading=2.1):
        """Columns are distances from the left edge."""
        step = leading * self.size
        self.sheet.box(self.left, self.y, self.measure, step, fill=(0.92, 0.92, 0.92), color=None)
        for position, row in enumerate([heads, *rows]):
            for x, words in zip(columns, row):
                self.sheet.text(self.left + x, self.y + 0.68 * step, words, self.face if position else bold, self.size)
            self.y += step
            self.sheet.line((self.left, self.y), (self.left + self.measure, self.y), color=PALE)
        return self.gap(0.6 * self.size)


# Files.


def to_pdf(sheets, unseen=False, sideways=()):
    """Pages of sheets, in one PDF with nothing that changes from run to run. A page that is sideways is stored turned to the
    left, and its /Rotate shows it upright."""
    held = io.BytesIO()
    canvas = Canvas(held, invariant=1, pageCompression=1)
    for position, sheet in enumerate(sheets):
        canvas.setPageSize(sheet.size)
        if position in sideways:
            canvas.setPageSize(sheet.size[::-1])
            canvas.transform(0, 1, -1, 0, sheet.size[1], 0)
        sheet.on_canvas(canvas, unseen)
        canvas.showPage()
    canvas.save()
    pdf = pikepdf.open(io.BytesIO(held.getvalue()))
    for position, page in enumerate(pdf.pages):
        if position in sideways:
            page.Rotate = 90
        # Every page begins with a face that is not embedded and that nothing uses.
        drawn = page.Contents.read_bytes()
        begun = b"BT /F1 12 Tf 14.4 TL ET"
        assert begun in drawn
        page.Contents.write(drawn.replace(begun, b"", 1))
        if "/F1" in page.Resources.get("/Font", {}):
            del page.Resources.Font["/F1"]
    return pdf


def save(pdf, path, title, author, made, creator, **more):
    """Writes the file, with the metadata that programs leave in it."""
    path = OUT / path
    path.parent.mkdir(parents=True, exist_ok=True)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for key, words in {
        "/Title": title,
        "/Author": author,
        "/Creator": creator,
        "/Producer": "Example PDF Maker 4.2",
        "/CreationDate": f"D:{made:%Y%m%d}101500-08'00'",
        "/ModDate": f"D:{made:%Y%m%d}101500-08'00'",
    }.items():
        pdf.docinfo[key] = words
    pdf.remove_unreferenced_resources()
    pdf.save(path, deterministic_id=True, **{"min_version": "1.6", **more})


def place(pdf, page, image, **keys):
    """Puts a picture behind everything on a page, over all of it."""
    stream = pdf.make_stream(image, Type=Name.XObject, Subtype=Name.Image, **keys)
    page.Resources.XObject = Dictionary(Scan=stream)
    _, _, w, h = (float(number) for number in page.MediaBox)
    page.contents_add(f"q {w:g} 0 0 {h:g} 0 0 cm /Scan Do Q\n".encode(), prepend=True)


def worn(image, seed, turn):
    """A gray picture as a scanner gives it: a little turned, with specks."""
    image = image.convert("L").rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
    dust = random.Random(seed)
    draw = ImageDraw.Draw(image)
    for _ in range(18):
        x, y, r = dust.uniform(0, image.width), dust.uniform(0, image.height), dust.uniform(0.3, 1.1)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=40)
    return image


def fax(image):
    """A picture in black and white, in the fax coding that office scanners use."""
    bits = image.point(lambda level: 255 if level < 150 else 0, "1")
    held = io.BytesIO()
    bits.save(held, "TIFF", compression="group4", tiffinfo={278: bits.height})
    tiff = Image.open(held)
    (start,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]
    return held.getvalue()[start : start + length]


def jpeg(image, quality, **more):
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality, **more)
    return held.getvalue()


# barrientos-lucia


def barrientos():
    told = case("barrientos-lucia")
    child, mother, school = told["child"], told["signers"][0], told["school"]
    sheet = Sheet()
    flow = Flow(sheet, face="serif", size=11)
    flow.lines(mother["name"], *mother["address"], mother["phone"]).gap(18)
    flow.lines("October 6, 2026").gap(18)
    flow.lines(f"{school['name']}, front office", *school["address"]).gap(18)
    flow.lines("Request for a special education evaluation", face="serif-bold").gap(10)
    flow.para(f"Student: {child['name']}, born {long_day(child['birth_date'])}, grade {child['grade']}").gap(8)
    flow.para("To the school:").gap(4)
    flow.para(
        "I am Lucía’s mother. I ask for a special education evaluation of Lucía, in all areas where she may need help, above all "
        "for anxiety and sensory needs."
    )
    flow.para(
        "Since September it has been very hard for her to go into the classroom after the bell. She has missed 11 full days so "
        "far. At home we tried an earlier bedtime and a picture plan for the morning."
    )
    flow.para("Please send me the assessment plan, and write to me in Spanish and in plain words.")
    flow.para("Thank you.").gap(30)
    sheet.signature(72, flow.y, mother["name"])
    flow.gap(8).lines(mother["name"], f"Mother of {child['name']}")
    sheet.stamp(372, 120, 168, 74, [("RECEIVED", 15), ("OCT 6 2026", 15), ("Gabilan Middle School, Front Office", 7)], 6, (0.62, 0.1, 0.12))
    save(
        to_pdf([sheet]),
        "barrientos-lucia/request.pdf",
        "Evaluation request Lucia",
        mother["name"],
        date(2026, 10, 6),
        "Example Writer",
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        min_version="1.4",
    )
    portal_picture(told)


def portal_picture(told):
    """A screenshot of a window: round corners and a soft shadow, so that its edges let the ground show through."""
    attendance, child = told["attendance"], told["child"]
    blue, pale_blue = (0.16, 0.33, 0.5), (0.93, 0.96, 0.98)
    sheet = Sheet((620, 440), (1, 1, 1))
    sheet.box(0, 0, 620, 30, fill=(0.9, 0.9, 0.91), color=None)
    for position, color in enumerate([(0.85, 0.45, 0.42), (0.88, 0.74, 0.4), (0.5, 0.72, 0.48)]):
        sheet.box(14 + 18 * position, 10, 10, 10, fill=color, color=None)
    sheet.box(90, 6, 440, 18, fill=(1, 1, 1), color=PALE)
    sheet.text(100, 19, "https://portal.example.org/attendance", size=9, color=GRAY)
    sheet.box(0, 30, 620, 40, fill=blue, color=None)
    sheet.text(20, 55, f"{told['school']['name']}: Family Portal", "sans-bold", 13, (1, 1, 1))
    sheet.right(600, 55, told["signers"][0]["name"], size=9, color=(1, 1, 1))
    sheet.text(20, 94, f"Attendance of {child['name']}", "sans-bold", 12)
    sheet.text(20, 111, f"Grade {child['grade']}, student number {child['student_id']}. As of {us_day(attendance['as_of'])}.", size=9, color=GRAY)
    months = [("August", 10, 0, 0), ("September", 21, 8, 2), ("October", 22, 9, 7), ("November", 14, 7, 2)]
    sums = [sum(month[column] for month in months) for column in (1, 2, 3)]
    assert sums == [attendance["enrolled_days"], attendance["full_day_absences"], attendance["partial_days"]]
    for position, (words, number) in enumerate(zip(["Days enrolled", "Full days missed", "Part days missed"], sums)):
        sheet.box(20 + 196 * position, 124, 188, 50, fill=pale_blue, color=PALE)
        sheet.text(32 + 196 * position, 142, words, size=9, color=GRAY)
        sheet.text(32 + 196 * position, 165, str(number), "sans-bold", 17, blue)
    flow = Flow(sheet, 20, 308, 190, size=9)
    flow.table((8, 90, 160, 225), ("Month", "Enrolled", "Full days", "Part days"), [tuple(map(str, month)) for month in months])
    november = [("11/19", "All day"), ("11/17", "Left early"), ("11/16", "All day"), ("11/12", "All day"), ("11/10", "Tardy")]
    november += [("11/09", "All day"), ("11/06", "All day"), ("11/04", "All day"), ("11/03", "All day")]
    flow = Flow(sheet, 330, 600, 190, size=9)
    flow.table((8, 110), ("Day", "Entry (November)"), november)
    sheet.text(20, 424, "Numbers are updated each evening. Questions: attendance@example.org", size=8, color=GRAY)

    window = sheet.picture(115)
    corners = Image.new("L", window.size, 0)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, window.width - 1, window.height - 1), 16, 255)
    edge = 36
    whole = (window.width + 2 * edge, window.height + 2 * edge)
    shadow = Image.new("L", whole, 0)
    shadow.paste(90, (edge, edge + 8), corners)
    picture = Image.new("RGBA", whole, (0, 0, 0, 0))
    picture.putalpha(shadow.filter(ImageFilter.GaussianBlur(11)))
    picture.paste(window.convert("RGBA"), (edge, edge), corners)
    said = PngInfo()
    said.add_text("Title", "Portal attendance Lucia")
    said.add_text("Author", "Rosa Olmedo Prieto")
    said.add_text("Software", "Example Screenshot 3")
    said.add_text("Creation Time", "2026-11-20T18:22:41-08:00")
    picture.save(OUT / "barrientos-lucia/portal.png", optimize=True, dpi=(144, 144), pnginfo=said)


# braga-mateus


def braga():
    told = case("braga-mateus")
    child = told["child"]
    sheet = Sheet()
    sheet.box(72, 62, 7, 44, fill=(0.2, 0.45, 0.4), color=None)
    sheet.text(88, 78, "Dr. M. Sousa", "sans-bold", 15)
    sheet.text(88, 92, "Pediatrics", size=9.5, color=GRAY)
    sheet.text(88, 105, "8 Sample Orchard Way, Turlock, CA 95380 · 209-555-0181 · office@example.org", size=9, color=GRAY)
    flow = Flow(sheet, top=138, size=10.5)
    flow.lines("October 29, 2026").gap(12)
    flow.lines("To the IEP team", told["school"]["name"], *told["school"]["address"]).gap(12)
    flow.lines(f"Re: {child['name']}, born {long_day(child['birth_date'])}", face="sans-bold").gap(10)
    flow.para("Dear members of the team:")
    flow.para(
        "I saw Mateus on October 27, 2026. His mother asked me to write to you before the next IEP meeting, and this letter is "
        "written with her consent."
    )
    flow.para(
        "Mateus wants to be at school. The noise of the full hall at the bell is more than he can bear on many mornings: his "
        "heart races, he feels sick, and he cannot go on. This is a health matter and not a choice. When he comes late for this "
        "reason, the late arrival has a health cause."
    )
    flow.para("For the coming weeks I advise:")
    flow.points(
        "a quiet way in, away from the main hall, where an adult whom he knows meets him;",
        "a look at the hall at the bell by the occupational therapist, to see what the noise does;",
        "a short list of the work that matters most, so that missed mornings do not pile up.",
    )
    flow.para("Please call my office if a question is open. I will see Mateus again in January.")
    flow.para("Sincerely,").gap(34)
    sheet.signature(72, flow.y, "M. Sousa")
    flow.gap(8).lines("Dr. M. Sousa", "Pediatrician")
    pdf = to_pdf([sheet])
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        said["dc:title"] = "Letter re Mateus Braga"
        said["dc:creator"] = ["Front desk, Dr. M. Sousa"]
        said["xmp:CreatorTool"] = "Example Clinic Records 9"
        said["xmp:CreateDate"] = "2026-10-29T10:15:00-07:00"
    save(
        pdf,
        "braga-mateus/letter.pdf",
        "Letter re Mateus Braga",
        "Front desk, Dr. M. Sousa",
        date(2026, 10, 29),
        "Example Clinic Records 9",
        linearize=True,
        min_version="1.5",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


# rivera-mateo


def rivera():
    told = case("rivera-mateo")
    child = told["child"]

    def head(sheet):
        sheet.middle(70, "Dr. L. Okafor", "serif-bold", 16)
        sheet.middle(85, "Psychologist", "serif", 10)
        sheet.middle(99, "31 Sample Square, Suite 2, Santa Rosa, CA 95401 · 707-555-0156 · office@example.org", "serif", 9, GRAY)
        sheet.line((72, 110), (540, 110), color=GRAY)

    first, second = Sheet(), Sheet()
    head(first)
    flow = Flow(first, top=134, face="serif", size=11)
    flow.lines("September 30, 2026").gap(12)
    flow.lines(told["school"]["name"], *told["school"]["address"]).gap(12)
    flow.lines(f"Re: {child['name']}, born {long_day(child['birth_date'])}", face="serif-bold").gap(10)
    flow.para("To the school:")
    flow.para(
        "I have seen Mateo every week since September 2026. My diagnosis is generalized anxiety disorder. I write with the "
        "consent of his mother, Elena Núñez."
    )
    flow.para(
        "On most school mornings Mateo comes as far as the car door and then cannot go on. He shakes and has stomach pain. He "
        "tells me that he wants to be at school, and I believe him: he misses his friends. His difficulty "
        "is part of the anxiety. Pressure to come in for a whole day at once makes the next morning harder."
    )
    flow.para(
        "I advise a gradual return, starting with one safe adult. The next page has steps that the school and the family may "
        "use as a start. Please do not treat the mornings that fail as unwillingness, and please let him begin again at the "
        "last step that worked."
    )
    flow.para("I would be glad to talk with the staff, and can do so by telephone on Tuesdays.")
    flow.para("Sincerely,").gap(36)
    first.signature(72, flow.y, "L. Okafor")
    flow.gap(8).lines("Dr. L. Okafor", "Psychologist")
    first.right(540, 748, "Page 1 of 2", "serif", 9, GRAY)
    head(second)
    flow = Flow(second, top=134, face="serif", size=11)
    flow.lines("A gradual return: steps to begin with", face="serif-bold", size=12).gap(8)
    flow.para(f"{child['name']}, September 30, 2026").gap(4)
    steps = [
        ("1", "Sit in the car at school for ten minutes", "his mother"),
        ("2", "Meet one safe adult at a quiet door", "one adult, always the same"),
        ("3", "Stay for one class that he likes", "the same adult"),
        ("4", "Stay for two classes, with a break", "the same adult and one teacher"),
        ("5", "Half days, then more as he is steady", "school and family together"),
    ]
    flow.table((8, 44, 280), ("Step", "What", "With whom"), steps, bold="serif-bold")
    flow.para("Each step stays until it has worked on three mornings in a row. A hard morning is no failure.")
    second.right(540, 748, "Page 2 of 2", "serif", 9, GRAY)
    pdf = to_pdf([first, second])
    y = 792 - 101
    pdf.pages[0].Annots = pdf.make_indirect(
        Array([
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=[436, y, 520, y + 11],
                    Border=[0, 0, 0],
                    A=Dictionary(S=Name.URI, URI=String("mailto:office@example.org")),
                )
            )
        ])
    )
    save(pdf, "rivera-mateo/doctor-letter.pdf", "Rivera Nunez Mateo - school letter", "L. Okafor", date(2026, 9, 30), "Example Writer")


# ochoa-valentina


def ochoa():
    told = case("ochoa-valentina")
    child, signer = told["child"], told["signers"][0]
    note = Sheet()
    note.middle(70, "Harbor Light Family Clinic", "serif-bold", 15)
    note.middle(86, "40 Sample Street · 555-0118 · clinic@example.org", "serif", 9, GRAY)
    note.line((72, 98), (540, 98), color=GRAY)
    flow = Flow(note, top=126, face="serif", size=11)
    flow.lines("October 6, 2026").gap(12)
    flow.lines(f"Re: {child['name']}", face="serif-bold").gap(10)
    flow.para("To the school:")
    flow.para("I saw Valentina at the clinic today, October 6, 2026. Please excuse her absence on this day for health reasons.")
    flow.para("Sincerely,").gap(36)
    note.signature(72, flow.y, "M. Sol")
    flow.gap(8).lines("M. Sol, nurse practitioner")
    save(to_pdf([note]), "ochoa-valentina/clinic-note.pdf", "Note Ochoa V", "Front office", date(2026, 10, 6), "Clinic Notes")
    mails = Sheet()
    flow = Flow(mails, top=80, face="sans", size=10)
    messages = [
        ("Monday, October 5, 2026, 7:52 a.m.", "Valentina is not at school today", "Valentina had a panic at the gate and could not go in. We are home again."),
        ("Tuesday, October 6, 2026, 7:40 a.m.", "Valentina is at the clinic today", "Valentina is seen at the clinic today. I will send the note."),
    ]
    for when, subject, words in messages:
        flow.lines(subject, face="sans-bold", size=12).gap(4)
        flow.lines(f"From: {signer['name']} <{signer['email']}>", "To: attendance@example.org", f"Date: {when}").gap(8)
        flow.para("Good morning,")
        flow.para(words)
        flow.para(signer["name"]).gap(24)
    save(to_pdf([mails]), "ochoa-valentina/emails.pdf", "Inbox print", signer["name"], date(2026, 11, 9), "Example Mail")


# quispe-nusta


def quispe():
    told = case("quispe-nusta")
    quispe_notice(told)
    quispe_portal(told)
    quispe_clinician(told)
    quispe_messages(told)
    quispe_plan(told)
    quispe_photo(told)


def parents(told):
    return [*(signer["name"] for signer in told["signers"]), *told["signers"][0]["address"]]


def quispe_notice(told):
    """A scan: pictures in fax coding with a layer of found words; the third page gray and stored sideways."""
    child, school, district, letter = told["child"], told["school"], told["district"], told["letters"][0]
    board = told["contacts"][0]
    count = told["attendance"]["school"]

    def head(sheet, *lines):
        sheet.middle(72, district["name"].upper(), "narrow-bold", 12)
        for position, words in enumerate(lines):
            sheet.middle(88 + 13 * position, words, "narrow", 10)
        sheet.line((72, 112), (540, 112), weight=1)
        return Flow(sheet, top=126, face="narrow", size=11)

    first, second = Sheet(), Sheet()
    flow = head(first, "School Attendance Review Board (SARB)", ", ".join(board["address"][1:]) + " · sarb@example.org · 805-555-0120")
    flow.lines(long_day(letter["notice_date"])).gap(10).lines(*parents(told)).gap(14)
    flow.lines("NOTICE OF HEARING", face="narrow-bold", size=13).gap(6)
    flow.pairs(
        ("Student", f"{child['name']}, born {long_day(child['birth_date'])}"),
        ("School", f"{school['name']}, grade {child['grade']}, student number {child['student_id']}"),
        ("Reason", letter["notice_reason"]),
        ("Count", f"Full days {count['full_day_absences']}, part days {count['partial_days']}, as of {long_day(count['as_of'])}"),
        ("Hearing", f"Thursday, {long_day(letter['hearing_date'])}, {letter['hearing_time']}"),
        ("Place", f"{letter['hearing_place']}, {', '.join(district['address'])}"),
        bold="narrow-bold",
    )
    flow.gap(8).para(
        "The student named above has been referred to the School Attendance Review Board. The student and the parents are to meet "
        "with the board at the time and place given, together with the person who makes the referral."
    )
    flow.para("If you cannot come at this time, call or write to the board’s office as soon as you can.")
    flow.para("If you need an interpreter, tell the board’s office which language.")
    first.right(540, 750, "Page 1 of 2", "narrow", 9)
    flow = head(second, "School Attendance Review Board (SARB)", f"Notice of hearing: {child['name']}")
    flow.lines("Steps before this hearing", face="narrow-bold", size=12).gap(6)
    steps = [(us_day(notice["date"]), notice["what"]) for notice in letter["notices"]]
    steps.append((us_day(letter["school_meetings"][0]["date"]), "Attendance team meeting; contract for daily attendance offered, not signed"))
    flow.table((6, 96), ("Date", "Step"), sorted(steps), bold="narrow-bold")
    flow.gap(8).lines("Papers for the board", face="narrow-bold", size=12).gap(2)
    flow.para(
        "Papers that you want the members to read may be brought to the board’s office before the hearing. Please bring nine copies."
    )
    assert letter["copy_count"] == 9
    flow.lines("Referred by", face="narrow-bold", size=12).gap(2)
    flow.para(f"{told['contacts'][1]['name']}, Supervisor of Attendance").gap(26)
    second.signature(72, flow.y + 22, board["name"], BLACK)
    flow.gap(24).lines(board["name"], "Chairperson, School Attendance Review Board")
    second.right(540, 750, "Page 2 of 2", "narrow", 9)

    def letter_page(day, words, *paragraphs):
        sheet = Sheet()
        flow = head(sheet, f"{school['name']}, Attendance Office", ", ".join(school["address"]) + " · 805-555-0112")
        flow.lines(long_day(day)).gap(10).lines(*parents(told)).gap(14)
        flow.lines(words.upper(), face="narrow-bold", size=13).gap(6)
        flow.para(f"Student: {child['name']}, grade {child['grade']}, student number {child['student_id']}")
        flow.para("Dear parents:")
        for paragraph in paragraphs:
            flow.para(paragraph)
        flow.para("Sincerely,").gap(30)
        sheet.signature(72, flow.y, "Peter Quill", BLACK)
        flow.gap(8).lines(told["contacts"][1]["name"], "Supervisor of Attendance")
        return sheet

    def unexcused(first, last):
        days = [row["date"] for row in told["absences"] if row["kind"] == "full" and row.get("school_code") == "unexcused"]
        return [day for day in days if first <= day <= last]

    def named(days):
        words = [f"{day:%B} {day.day}" for day in days]
        return ", ".join(words[:-1]) + " and " + words[-1]

    start = date(2026, 12, 1)
    ends = [date(2027, 1, 8), date(2027, 1, 22), date(2027, 2, 4)]
    lists = [unexcused(start, ends[0]), unexcused(date(2027, 1, 9), ends[1]), unexcused(date(2027, 1, 23), ends[2])]
    assert [len(days) for days in lists] == [7, 2, 4]
    words = [notice["what"] for notice in letter["notices"]]
    days = [notice["date"] for notice in letter["notices"]]
    pages = [
        first,
        second,
        letter_page(
            days[0],
            words[0],
            f"Our records show full-day absences without a valid excuse. As of January 8 they are: {named(lists[0])} (seven days).",
            "Students must attend school every day and on time. Please send a reason for each day to the attendance office.",
            "If you have questions, call the attendance office.",
        ),
        letter_page(
            days[1],
            words[1],
            f"This is our second letter. As of January 22 these full days were added: {named(lists[1])} (nine days in all).",
            "Please make sure that your child attends every day. You may call the attendance office to talk about this letter.",
        ),
        letter_page(
            days[2],
            words[2],
            f"This is our third letter. As of February 4 these full days were added: {named(lists[2])} (13 days in all).",
            "The matter may now be referred to the School Attendance Review Board.",
        ),
    ]
    pdf = to_pdf(pages, unseen=True, sideways=[2])
    for position, (page, sheet) in enumerate(zip(pdf.pages, pages)):
        turn = (0.35, -0.25, 0.6, 0.2, -0.45)[position]
        if position == 2:
            image = worn(sheet.picture(72), position, turn).rotate(90, expand=True)
            keys = dict(Filter=Name.DCTDecode, BitsPerComponent=8)
            stored = jpeg(image, 20, optimize=True)
        else:
            image = worn(sheet.picture(110), position, turn)
            keys = dict(
                Filter=Name.CCITTFaxDecode,
                DecodeParms=Dictionary(K=-1, Columns=image.width, Rows=image.height),
                BitsPerComponent=1,
            )
            stored = fax(image)
        place(pdf, page, stored, Width=image.width, Height=image.height, ColorSpace=Name.DeviceGray, **keys)
    save(pdf, "quispe-nusta/a-notice.pdf", "SCAN_20270216_0003", "Office copier, Room 4", letter["notice_date"], "Example Scanner MFP")


def quispe_portal(told):
    """A print-out, wide, with a small script that runs when it is opened (it fits the page to the window)."""
    child = told["child"]
    printed, last = told["exhibits"][1]["date"], date(2027, 2, 9)
    kinds = {"full": "All day", "late": "Tardy", "left-early": "Left early", "partial": "Part of day"}
    rows = []
    for row in told["absences"]:
        if row["date"] <= last and "school_code" in row:
            time = row.get("time", "").removeprefix("arrived about ").removeprefix("left at ").removeprefix("missed ")
            rows.append((us_day(row["date"]), f"{row['date']:%A}", kinds[row["kind"]], time, row["school_code"], "Attendance office"))
    assert len(rows) == 24 and rows[-1][0] == us_day(last)
    sheets = []
    for number, part in enumerate((rows[:12], rows[12:]), 1):
        sheet = Sheet(LANDSCAPE)
        sheet.box(0, 0, 792, 54, fill=(0.2, 0.3, 0.45), color=None)
        sheet.text(40, 34, f"{told['school']['name']}: Family Portal", "sans-bold", 15, (1, 1, 1))
        sheet.right(752, 34, "Attendance by day", "sans", 11, (1, 1, 1))
        flow = Flow(sheet, 40, top=66, size=10)
        flow.lines(
            f"{child['name']}, grade {child['grade']}, student number {child['student_id']}",
            f"School year 2026-2027. Entries posted through {us_day(last)}. Only days with an entry are listed.",
        ).gap(12)
        heads = ("Date", "Day", "Entry", "Time", "Code", "Entered by")
        flow.table((8, 110, 220, 330, 450, 590), heads, part)
        if number == 2:
            flow.lines("24 entries. A code may be changed by the attendance office only.", color=GRAY)
        sheet.text(40, 590, f"Printed {us_day(printed)} by {told['signers'][0]['name']} from portal.example.org", size=8, color=GRAY)
        sheet.right(752, 590, f"Page {number} of 2", size=8, color=GRAY)
        sheets.append(sheet)
    pdf = to_pdf(sheets)
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("this.zoomType = zoomtype.fitW;")))
    save(pdf, "quispe-nusta/b-portal.pdf", "Attendance by day - Quispe Mamani, Nusta", told["signers"][0]["name"], printed, "Example Browser 140")


def note(told, day, *words):
    """A doctor's note for school, on half a sheet."""
    sheet = Sheet(HALF)
    sheet.middle(56, "Dr. R. Castellanos", "serif-bold", 14)
    sheet.middle(70, "Psychologist", "serif", 9)
    sheet.middle(83, "25 Sample Plaza, Suite 3, Lompoc, CA 93436 · 805-555-0134", "serif", 8.5, GRAY)
    sheet.line((40, 94), (356, 94), color=GRAY)
    flow = Flow(sheet, 40, top=112, face="serif", size=11)
    flow.lines("Note for school", face="serif-bold", size=13).gap(10)
    flow.pairs(("Date", long_day(day)), ("Student", told["child"]["name"]), tab=70, bold="serif-bold").gap(8)
    for paragraph in words:
        flow.para(paragraph, face="slanted", size=12)
    flow.gap(46)
    sheet.signature(44, flow.y, "R. Castellanos")
    sheet.line((40, flow.y + 8), (240, flow.y + 8), color=GRAY)
    flow.gap(8).lines("Dr. R. Castellanos", size=9.5)
    return sheet


def december_note(told):
    return note(
        told,
        date(2026, 12, 16),
        "I saw Ñusta today. She is not well and needs rest.",
        "Please excuse her on December 16 and 17, 2026, for health reasons.",
    )


def quispe_clinician(told):
    """A letter, two notes on half sheets, and a filled form whose fields hold the words in appearances of their own."""
    child = told["child"]
    patient = "40-77125"
    letter = Sheet()
    letter.text(72, 72, "Dr. R. Castellanos", "serif-bold", 15)
    letter.text(72, 86, "Psychologist", "serif", 9.5)
    letter.right(540, 72, "25 Sample Plaza, Suite 3, Lompoc, CA 93436", "serif", 8.5, GRAY)
    letter.right(540, 86, "805-555-0134 · office@example.org", "serif", 8.5, GRAY)
    letter.line((72, 96), (540, 96), color=GRAY)
    flow = Flow(letter, top=108, face="serif", size=10.5)
    flow.lines("January 18, 2027").gap(8)
    flow.lines(told["school"]["name"], *told["school"]["address"]).gap(10)
    flow.lines(f"Re: {child['name']}, born {long_day(child['birth_date'])}", face="serif-bold")
    flow.lines(f"Patient number {patient}").gap(8)
    flow.para("To the school:")
    flow.para(
        "I saw Ñusta on December 16, 2026, on January 11, 2027, and today. My diagnosis is generalized anxiety disorder. I write "
        "with the consent of her parents."
    )
    flow.lines("What this means for attending", face="serif-bold").gap(2)
    flow.para(
        "The fear is strongest on the walk from the car to the front door and in the main hall when it is full. On hard mornings "
        "Ñusta shakes, is sick, or cannot speak. She does not choose this. On such a morning she is not well enough to be at school."
    )
    flow.lines("What I advise", face="serif-bold").gap(2)
    flow.para(
        "I advise a gradual return that starts with a known adult, not a full-day return at once. A quiet way in helps. Each step "
        "should stay until it is steady, and a hard day should not be counted against her."
    )
    flow.lines("Care", face="serif-bold").gap(2)
    flow.para(
        "Ñusta has seen a therapist every week since January 6, 2027; the first visit was on that morning. They practice the walk "
        "to the door twice a week. She has been on the waiting list of the county clinic since December 2026."
    )
    flow.para("My notes of December 16 and January 11 and the district’s form are with this letter.")
    flow.para("Sincerely,").gap(30)
    letter.signature(72, flow.y, "R. Castellanos")
    flow.gap(6).lines("Dr. R. Castellanos", "Psychologist")

    january = note(
        told,
        date(2027, 1, 11),
        "I saw Ñusta today. She is not well enough for school.",
        "Please excuse her on January 11, 12 and 13, 2027, for health reasons.",
    )

    form = Sheet()
    form.middle(72, told["district"]["name"], "sans-bold", 13)
    form.middle(90, "Health care provider’s statement for school", "sans", 11)
    form.line((72, 102), (540, 102))
    fields = [
        ("Student name", child["name"]),
        ("Date of birth", us_day(child["birth_date"])),
        ("School", told["school"]["name"]),
        ("Provider", "Dr. R. Castellanos, psychologist"),
        ("Patient number", patient),
        ("Start with", "a known adult"),
    ]
    boxes = [("Full days", False), ("Part of the day, in steps", True), ("Not at present", False)]
    tops = [126 + 44 * position for position in range(len(fields) - 1)] + [470]
    for (words, _), top in zip(fields, tops):
        form.text(72, top + 15, words, size=10)
    form.text(72, 372, "The student can attend:", size=10)
    for position, (words, _) in enumerate(boxes):
        form.text(96, 396 + 24 * position, words, size=10)
    form.text(72, 556, "Signature", size=10)
    form.signature(204, 552, "R. Castellanos")
    form.line((200, 560), (400, 560), color=GRAY)
    form.text(420, 556, "Date: 01/18/2027", size=10)
    form.text(72, 720, "Form HS-12. Return this form to the school’s health office.", size=8, color=GRAY)
    pdf = to_pdf([letter, december_note(told), january, form])

    faces = []
    for _, words in fields:
        face = Sheet((340, 24))
        face.box(0.5, 0.5, 339, 23, fill=(0.97, 0.97, 1), color=GRAY)
        face.text(6, 16, words, size=11)
        faces.append(face)
    for ticked in (False, True):
        face = Sheet((14, 14))
        face.box(0.5, 0.5, 13, 13, color=GRAY)
        if ticked:
            face.line((3, 7), (6, 11), (11, 3), weight=1.6)
        faces.append(face)
    drawn = to_pdf(faces)
    looks = [pdf.copy_foreign(drawn.make_indirect(page.as_form_xobject())) for page in drawn.pages]
    page = pdf.pages[3]
    widgets = []

    def widget(x, top, w, h, name, kind, **keys):
        made = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            Rect=[x, 792 - top - h, x + w, 792 - top],
            F=4,
            FT=kind,
            T=String(name),
            P=page.obj,
            **keys,
        )
        widgets.append(pdf.make_indirect(made))

    for (name, words), top, look in zip(fields, tops, looks):
        widget(200, top, 340, 24, name, Name.Tx, V=String(words), DA=String("/Helv 11 Tf 0 g"), AP=Dictionary(N=look))
    off, on = looks[-2:]
    for position, (name, ticked) in enumerate(boxes):
        state = Name.Yes if ticked else Name.Off
        widget(72, 385 + 24 * position, 14, 14, name, Name.Btn, V=state, AS=state, AP=Dictionary(N=Dictionary(Yes=on, Off=off)))
    page.Annots = Array(widgets)
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    pdf.Root.AcroForm = pdf.make_indirect(
        Dictionary(
            Fields=Array(widgets),
            DA=String("/Helv 0 Tf 0 g"),
            DR=Dictionary(Font=Dictionary(Helv=pdf.make_indirect(helvetica))),
        )
    )
    save(
        pdf,
        "quispe-nusta/c-clinician.pdf",
        f"Quispe Mamani Nusta {patient} school letter",
        "R. Castellanos",
        date(2027, 1, 18),
        "Example Clinic Records 9",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


def quispe_messages(told):
    """Printed messages, one page of them a telephone's screenshot; the message of December 16 is attached as a file."""
    rosa, manager, office = "Rosa Mamani Condori <rosa@example.org>", "Case manager <case-manager@example.org>", "Attendance office <attendance@example.org>"
    away = "Ñusta is not at school today"
    day = lambda month, number: date(2026 if month == 12 else 2027, month, number)
    sent = lambda month, number, time, subject, *words, to=manager, by=rosa: (day(month, number), time, by, to, subject, words)
    bye = "Rosa Mamani Condori"
    pages = [
        [
            sent(12, 1, "8:05 a.m.", "Ñusta in the car this morning", "Good morning,", "Ñusta is in the car in front of the school and could not go in. Could someone please help her at the door?", bye),
            sent(12, 1, "9:40 a.m.", "Re: Ñusta in the car this morning", "Dear Ms. Mamani,", "Thank you for telling me. I can look into it.", "The case manager", to=rosa, by=manager),
        ],
        [
            sent(12, 3, "7:48 a.m.", away, "Good morning,", "Ñusta cannot come today. She had vomiting and shaking before school.", bye),
            sent(12, 8, "8:31 a.m.", away, "Good morning,", "Ñusta had a panic at the front door today and could not go in. We are home again. Clementine Ashby from her class waited with us at the door. Please do not mark Clementine late for it.", bye),
        ],
        [
            sent(12, 9, "7:36 a.m.", away, "Good morning,", "Ñusta stays at home today. She had no sleep and has stomach pain after the day before.", bye),
            sent(12, 11, "12:20 p.m.", "Ñusta was picked up today", "Hello,", "The office called us at 10:50 and asked us to pick Ñusta up. Her father came at 11:10. The nurse said that she shook and could not speak after the bell.", bye),
        ],
        [
            sent(12, 16, "12:04 p.m.", "Doctor’s note for December 16 and 17", "To the attendance office:", "Ñusta was seen by the doctor today and was told to rest. The doctor’s note for December 16 and 17 is attached.", bye, "Attachment: doctor-note.jpg", to=office),
        ],
        [
            sent(1, 4, "8:12 a.m.", away, "Good morning,", "Ñusta cannot come today. She could not get dressed and has been crying for two hours.", bye),
        ],
        [
            sent(1, 8, "4:15 p.m.", "Please tell the attendance office", "Hello,", "You have had a message from us on most of the days that Ñusta missed. Please tell the attendance office the reasons, so that the days have the right codes.", bye),
            sent(1, 11, "10:02 a.m.", "Re: Please tell the attendance office", "Dear Ms. Mamani,", "Thank you for your message. Attendance codes are set by the office.", "The case manager", to=rosa, by=manager),
        ],
        [
            sent(1, 19, "2:35 p.m.", "Our call today", "Hello,", "Today I asked by telephone for arrival without a tardy while the plan builds up. The office said that late is late. I write it down so that you know of it.", bye),
            sent(1, 22, "8:34 a.m.", away, "Good morning,", "Ñusta had a panic at the front door and could not go in. We are home again.", bye),
        ],
        [
            sent(1, 25, "7:41 a.m.", away, "Good morning,", "Ñusta cannot come today. She was vomiting before school.", bye),
            sent(1, 28, "8:22 a.m.", away, "Good morning,", "We drove to school, and Ñusta could not leave the car. We are home again.", bye),
        ],
        [
            sent(2, 1, "7:39 a.m.", away, "Good morning,", "Ñusta had no sleep and could not get dressed. She cannot come today.", bye),
            sent(2, 4, "8:30 a.m.", away, "Good morning,", "Ñusta had a panic at the front door and could not go in. We are home again.", bye),
            sent(2, 8, "7:44 a.m.", away, "Good morning,", "Ñusta cannot come today. She was vomiting before school.", bye),
        ],
    ]
    written = {message[0] for page in pages for message in page}
    shown = {row["date"] for key in ("absences", "communications", "events", "supports", "observations") for row in told[key] if row.get("exhibit") == "D"}
    assert shown <= written, shown - written
    assert not {row["date"] for row in told["absences"] if row.get("exhibit") != "D"} & written - {date(2026, 12, 11), date(2026, 12, 16), date(2027, 1, 11)}

    sheets = []
    for number, page in enumerate(pages, 1):
        phone = number == 5
        sheet = Sheet((375, 667), (1, 1, 1)) if phone else Sheet()
        left = 20 if phone else 60
        if phone:
            sheet.box(0, 0, 375, 62, fill=(0.94, 0.94, 0.96), color=None)
            sheet.text(18, 18, "8:13", "sans-bold", 10)
            sheet.right(357, 18, "76%", size=10)
            sheet.text(18, 48, "‹ Sent", size=13, color=(0.1, 0.35, 0.75))
        else:
            sheet.text(60, 46, "Example Mail", "sans-bold", 11, GRAY)
            sheet.right(552, 46, bye, size=9, color=GRAY)
            sheet.line((60, 54), (552, 54), color=PALE, weight=1.5)
            sheet.right(552, 760, f"{number}/{len(pages)}", size=8, color=GRAY)
        flow = Flow(sheet, left, top=72, size=10.5)
        for sent_on, time, by, to, subject, words in page:
            flow.para(subject, face="sans-bold", size=13)
            for name, value in (("From", by), ("To", to), ("Date", f"{sent_on:%A}, {long_day(sent_on)}, {time}")):
                sheet.text(left, flow.y + 13, name, size=9, color=GRAY)
                flow.para(value, size=9, indent=40).gap(-3)
            flow.gap(6)
            sheet.line((left, flow.y), (sheet.size[0] - left, flow.y), color=PALE)
            flow.gap(8)
            for row in words:
                flow.para(row)
            flow.gap(24)
        sheets.append(sheet)

    vector = [Sheet(sheet.size) if number == 4 else sheet for number, sheet in enumerate(sheets)]
    pdf = to_pdf(vector)
    picture = sheets[4].picture(144).quantize(16, dither=Image.Dither.NONE)
    palette = bytes(picture.getpalette()[: 3 * 16]).ljust(48, b"\0")
    place(
        pdf,
        pdf.pages[4],
        zlib.compress(picture.tobytes(), 9),
        Width=picture.width,
        Height=picture.height,
        ColorSpace=Array([Name.Indexed, Name.DeviceRGB, 15, String(palette)]),
        BitsPerComponent=8,
        Filter=Name.FlateDecode,
    )
    message = pages[3][0]
    mail = "\r\n".join([
        "From: Rosa Mamani Condori <rosa@example.org>",
        "To: Attendance office <attendance@example.org>",
        "Date: Wed, 16 Dec 2026 12:04:00 -0800",
        "Subject: =?utf-8?Q?Doctor=E2=80=99s_note_for_December_16_and_17?=",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        *message[5][:3],
        "",
    ]).encode()
    attached = pikepdf.AttachedFileSpec(
        pdf,
        mail,
        filename="2026-12-16-doctors-note.eml",
        mime_type="message/rfc822",
        creation_date="D:20261216120400-08'00'",
        mod_date="D:20261216120400-08'00'",
    )
    pdf.attachments["2026-12-16-doctors-note.eml"] = attached
    # Most pages have their size from the page tree and none of their own.
    pdf.Root.Pages.MediaBox = [0, 0, 612, 792]
    for number, page in enumerate(pdf.pages):
        if number != 4:
            del page.obj["/MediaBox"]
    save(pdf, "quispe-nusta/d-messages.pdf", "Messages school Nusta ALL", bye, date(2027, 2, 8), "Example Mail 16.2")


def quispe_plan(told):
    """Five pages, three of them used; with bookmarks, a highlight with a comment, and a page that is cropped."""
    child, signers = told["child"], told["signers"]
    held = told["child"]["plan_date"]
    footer = f"{child['name']} · IEP of {us_day(held)}"
    sheets = [Sheet() for _ in range(5)]
    flows = []
    for number, (sheet, title) in enumerate(zip(sheets, ("Cover page", "Services", "Services, continued", "Goals", "Signatures")), 1):
        sheet.text(60, 60, told["district"]["name"], "narrow", 9, GRAY)
        sheet.right(552, 60, "Individualized Education Program (IEP)", "narrow", 9, GRAY)
        sheet.box(60, 72, 492, 24, fill=(0.85, 0.89, 0.86), color=None)
        sheet.text(68, 89, title, "narrow-bold", 13)
        sheet.text(60, 745, footer, "narrow", 8.5, GRAY)
        sheet.right(552, 745, f"IEP page {number} of 5", "narrow", 8.5, GRAY)
        flows.append(Flow(sheet, 60, top=108, face="narrow", size=11))
    cover, services, more, goals, signatures = flows
    cover.pairs(
        ("Student", child["name"]),
        ("Born", f"{long_day(child['birth_date'])} (age 13)"),
        ("Grade", child["grade"]),
        ("Student number", child["student_id"]),
        ("School", told["school"]["name"]),
        ("Parents", " and ".join(signer["name"] for signer in signers)),
        ("Address", ", ".join(signers[0]["address"])),
        ("Interpreter", f"{signers[1]['interpreter']} (for the father)"),
        ("Meeting", f"{long_day(held)}, yearly review"),
        ("Next yearly review", "by October 13, 2027"),
        ("Eligibility", ", ".join(child["eligibility"])),
        ("Team", "both parents; the case manager; the school counselor; Ms. Lindgren, science teacher; the assistant principal"),
        bold="narrow-bold",
    )
    cover.gap(8).lines("Where the student is now", face="narrow-bold", size=12).gap(2)
    cover.para("Strengths: careful with animals, and first in her class in science.")
    cover.para("Attendance: five days missed in the whole of last year. Attendance was not a concern at this meeting.")
    services.para("Services that the district provides under this plan:").gap(4)
    services.lines("1. Counseling", face="narrow-bold", size=12).gap(4)
    marked = services.y + 3
    services.para(child["services"][0])
    assert child["services"][0] == "30 minutes of counseling a week"
    services.table(
        (6, 130, 250, 370),
        ("Given by", "Where", "Begins", "Ends"),
        [("school counselor", "counselor’s office", "10/19/2026", "10/13/2027")],
        bold="narrow-bold",
    )
    services.para("The counselor and the student work on naming a worry early and on asking for a break.")
    more.lines("2. Accommodation", face="narrow-bold", size=12).gap(4)
    more.para(child["services"][1])
    more.table(
        (6, 170, 370),
        ("When", "Who sees to it", "Begins"),
        [("each test and quiz", "the teacher of the class", us_day(held))],
        bold="narrow-bold",
    )
    more.gap(4).para("Progress is reported to the parents with each report card.")
    goals.para("Goal 1. By October 2027 the student names a worry and asks for a break in four of five situations, as noted by the counselor.")
    goals.para("Baseline: one of five. Measured: every month.")
    signatures.para("The parents have received the notice of procedural safeguards. They agree with this plan.").gap(30)
    for name in [signer["name"] for signer in signers]:
        signatures.sheet.signature(64, signatures.y, name)
        signatures.sheet.line((60, signatures.y + 8), (330, signatures.y + 8), color=GRAY)
        signatures.sheet.text(350, signatures.y + 6, us_day(held), "narrow", 11)
        signatures.gap(8).lines(name).gap(40)
    pdf = to_pdf(sheets)

    left, top, right, bottom = 58, 792 - marked + 1, 62 + width(child["services"][0], "narrow", 11), 792 - marked - 16
    look = pdf.make_stream(
        f"/Through gs 1 0.92 0.3 rg {left} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re f".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[left, bottom, right, top],
        Resources=Dictionary(ExtGState=Dictionary(Through=Dictionary(Type=Name.ExtGState, BM=Name.Multiply, ca=1))),
        Group=Dictionary(Type=Name.Group, S=Name.Transparency),
    )
    highlight = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Highlight,
            Rect=[left, bottom, right, top],
            QuadPoints=[left, top, right, top, left, bottom, right, bottom],
            C=[1, 0.92, 0.3],
            F=4,
            T=String("Rosa"),
            Contents=String("Not given since November 30."),
            M=String("D:20270220193000-08'00'"),
            AP=Dictionary(N=look),
        )
    )
    pdf.pages[1].Annots = Array([highlight])
    # The third page has edges that are cropped away, and its corner is not at zero.
    third = pdf.pages[2]
    third.contents_add(b"q 1 0 0 1 20 30 cm\n", prepend=True)
    third.contents_add(b"\nQ 0.5 w 10 30 m 0 30 l 10 822 m 0 822 l 20 20 m 20 10 l 632 20 m 632 10 l S")
    third.MediaBox = [0, 0, 652, 852]
    third.CropBox = [20, 30, 632, 822]
    with pdf.open_outline() as outline:
        item = pikepdf.OutlineItem
        second = item("Services", 1)
        second.children.extend([item("Counseling", 1), item("A quiet room for tests", 2)])
        outline.root.extend([item("Cover page", 0), second, item("Goals", 3), item("Signatures", 4)])
    pdf.Root.PageMode = Name.UseOutlines
    save(pdf, "quispe-nusta/e-iep.pdf", "IEP 118264 Quispe Mamani", "Case manager", held, "Example Plan Writer 7")


def quispe_photo(told):
    """A telephone's photo of the note of December 16: stored sideways, with the position, the telephone and a small picture."""
    paper = december_note(told).picture(150)
    fold = Image.new("L", paper.size, 0)
    middle = paper.height // 2
    ImageDraw.Draw(fold).rectangle((0, middle, paper.width, middle + 40), fill=26)
    paper = Image.composite(Image.new("RGB", paper.size, (150, 148, 140)), paper, fold.filter(ImageFilter.GaussianBlur(9)))
    paper = ImageChops.multiply(paper, Image.new("RGB", paper.size, (246, 243, 232)))
    whole = (1200, 1600)
    grain = random.Random(16)
    table = Image.new("RGB", whole, (128, 92, 62))
    draw = ImageDraw.Draw(table)
    for x in range(0, whole[0], 3):
        shade = grain.randint(-9, 9)
        draw.rectangle((x, 0, x + 2, whole[1]), fill=(128 + shade, 92 + shade, 62 + shade))
    table = table.filter(ImageFilter.GaussianBlur(2))
    corners = [(182, 150), (1044, 118), (1078, 1430), (140, 1462)]
    across = perspective(corners, [(0, 0), (paper.width, 0), (paper.width, paper.height), (0, paper.height)])
    seen = paper.transform(whole, Image.Transform.PERSPECTIVE, across, Image.Resampling.BICUBIC)
    sheet = Image.new("L", whole, 0)
    ImageDraw.Draw(sheet).polygon(corners, fill=255)
    shadow = ImageChops.offset(sheet, 10, 14).filter(ImageFilter.GaussianBlur(14)).point(lambda level: level * 0.5)
    table.paste((30, 22, 16), mask=shadow)
    table.paste(seen, mask=sheet.filter(ImageFilter.GaussianBlur(0.8)))
    light = Image.linear_gradient("L").resize(whole).rotate(180).point(lambda level: 190 + level * 65 // 255)
    photo = ImageChops.multiply(table, Image.merge("RGB", [light] * 3)).filter(ImageFilter.GaussianBlur(0.5))
    stored = photo.rotate(90, expand=True)
    small = stored.resize((160, 120))
    # The position is out at sea.
    said = {
        "0th": {
            piexif.ImageIFD.Make: "Example",
            piexif.ImageIFD.Model: "Example Phone 12",
            piexif.ImageIFD.Orientation: 6,
            piexif.ImageIFD.Software: "Example Camera 4.1",
            piexif.ImageIFD.Artist: "Rosa",
            piexif.ImageIFD.DateTime: "2026:12:16 11:42:08",
            piexif.ImageIFD.XResolution: (72, 1),
            piexif.ImageIFD.YResolution: (72, 1),
            piexif.ImageIFD.ResolutionUnit: 2,
        },
        "Exif": {
            piexif.ExifIFD.DateTimeOriginal: "2026:12:16 11:42:08",
            piexif.ExifIFD.OffsetTimeOriginal: "-08:00",
            piexif.ExifIFD.BodySerialNumber: "EX-000-1216",
            piexif.ExifIFD.PixelXDimension: stored.width,
            piexif.ExifIFD.PixelYDimension: stored.height,
        },
        "GPS": {
            piexif.GPSIFD.GPSLatitudeRef: "N",
            piexif.GPSIFD.GPSLatitude: ((34, 1), (30, 1), (0, 1)),
            piexif.GPSIFD.GPSLongitudeRef: "W",
            piexif.GPSIFD.GPSLongitude: ((121, 1), (30, 1), (0, 1)),
            piexif.GPSIFD.GPSDateStamp: "2026:12:16",
        },
        "1st": {piexif.ImageIFD.Compression: 6},
        "thumbnail": jpeg(small, 60),
    }
    (OUT / "quispe-nusta/f-note-photo.jpg").write_bytes(jpeg(stored, 72, optimize=True, exif=piexif.dump(said)))


def perspective(seen, flat):
    """The eight numbers that say for each point of the picture which point of the flat sheet is seen there."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(seen, flat):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    for pivot in range(8):
        best = max(range(pivot, 8), key=lambda row: abs(rows[row][pivot]))
        rows[pivot], rows[best], wanted[pivot], wanted[best] = rows[best], rows[pivot], wanted[best], wanted[pivot]
        for row in range(8):
            if row != pivot:
                times = rows[row][pivot] / rows[pivot][pivot]
                rows[row] = [a - times * b for a, b in zip(rows[row], rows[pivot])]
                wanted[row] -= times * wanted[pivot]
    return [wanted[row] / rows[row][row] for row in range(8)]


if __name__ == "__main__":
    barrientos()
    braga()
    rivera()
    ochoa()
    quispe()
