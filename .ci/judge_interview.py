"""Judges `inwriting interview` from outside, in a real terminal (tmux). Usage: judge_interview.py PATH/TO/inwriting

One parent, always the same answers: in windows of two sizes, with the program killed after every saved answer, and as lines from a pipe.
Every way must end with the same letters byte for byte. Then: nobody there, pasted lines, Ctrl-C, words typed at a menu, a window that changes its
size, and a row taken out of a group."""

import concurrent.futures
import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import tomllib
import typing
import unicodedata

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
INTERVIEW = [PROGRAM, "interview", "sofia.toml", "--lang", "en", "--date", "2026-11-25"]
SIZES = [(80, 24), (60, 20)]
LIMIT = 20  # seconds that a slow machine may take for one screen
SMALL = (50, 16)  # the size that a window takes for a while
PROMPTS = ("(Arrow keys, then Enter", "(Enter marks; the top row goes on", "(Enter) ")  # the last one while something is typed
NOT_A_ROW = "Please choose one of the rows"
# What is done at a question: its row in a menu, its word in a field.
WAYS = {"skip": ("I don't know, or not now", "skip"), "back": ("One question back", "back"), "help": ("Explain this", "?")}
DONE = "Done, go on"
work = pathlib.Path(tempfile.mkdtemp(prefix="judge-interview-"))
server = ["tmux", "-u", "-L", f"inwriting-judge-{os.getpid()}", "-f", "/dev/null"]
environment = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ} | {"LANG": "C.UTF-8"}


class Edited(str):
    """An answer that is typed by bringing the earlier one into the field and putting what it lacks in."""


class Step(typing.NamedTuple):
    """At the question that says `words`: a way of WAYS, a text to type ("" keeps what stands there), or rows of a menu by number and beginning."""

    words: str
    do: typing.Any
    saves: bool = True  # whether the answer stands in the file afterwards


MORNING = (
    "She wakes at five and asks: «¿Hay escuela hoy?» Then she holds on to the bed.\n"
    "At the door Sofía shakes and cries: “No puedo, mamá, me da pánico.”\n"
    "Most days she hides in the closet for about an hour; her abuela Núñez sits with her."
)
# The answers as a menu.
CHANGE = Step("Which answer would you like to change?", {17: "What is the name of"}, saves=False)
# The shortest evaluation request, then all of "Add what makes them stronger", so that after every answer it is plain what comes next.
# After help, the words are those of the help: the question itself stands there before and after.
STEPS = [
    Step("is everyone safe?", {1: "No, nothing like that"}), Step("Which state is the school in?", {1: "California"}),
    Step("What is happening now?", [{1: "It just began: my child cannot go"}]), Step("an IEP or a 504 plan?", {1: "No plan"}),
    Step("Who are you to the child?", {1: "Mother"}), Step("These letters fit what you told us.", []),  # the row that is marked already
    Step("What is your full name", "Lupe Ramos Vega"), Step("What is your mailing address?", "14 Olive St\nFresno, CA 93701"),
    Step("What is the child's full name", "help", saves=False), Step("We print it letter for letter.", "Ana Sofía Ramos Díaz"),
    Step("What is the name of the school?", "Clearbrok Middle School"), Step("Which of these do you see?", "help", saves=False),
    Step("Pick only what you have seen.", [{5: "Cannot enter the building", 18: "Wants to go but cannot"}]),
    Step("Which worries should the testing look at?", [{1: "Psychological", 5: "Speech, language"}]),
    Step("What would you like to do?", {3: "Add what makes them stronger"}), Step("best email address?", "lupe@example.org"),
    Step("best phone number", "skip"), Step("What short name should the letter use?", "Sofy"),
    Step("Which pronouns are right", "back", saves=False), Step("What short name should the letter use?", "Sofía"),
    Step("Which pronouns are right", {1: "she/her"}), Step("What is the child's date of birth?", "2/30/2014", saves=False),
    Step("There is no such day in the calendar.", "3/4/2014", saves=False), Step("That is Tuesday, March 4, 2014.", {1: "Yes"}),
    Step("What grade is the child in", "7"), Step("name of the school district?", "back", saves=False),
    Step("What grade is the child in", "8"), Step("name of the school district?", "back", saves=False),
    Step("What grade is the child in", "", saves=False), Step("name of the school district?", "Clearbrook Unified School District"),
    Step("What is the person's name?", "Dr. Kim Osei"), Step("What is the person's email address?", "k.osei@example.org"),
    Step("What is the person's mailing address", "skip"), Step("What is the principal's name?", "skip"),
    Step("When did this start?", "September 2026", saves=False),
    Step("That is September 2026.", {1: "Yes"}), Step("What does a hard school morning look like?", MORNING),
    Step("What have teachers or other staff told you", "skip"), Step("How many full days", "14"),
    Step("Up to which day do these numbers count?", "November 13, 2026", saves=False),
    Step("That is Friday, November 13, 2026.", {1: "Yes"}), Step("Where did you get these numbers?", {1: "The school portal"}),
    Step("What help has there been at school so far, or what did you ask for and not get?", "skip"),
    Step("About: Psychological", "hides when the bell rings"), Step("About: Speech, language", "skip"),
    Step("Where could someone test your child now?", "at home, or in the school garden after school"),
    Step("17) What is the name of the school?", {2: "Change an answer"}, saves=False),
    CHANGE, Step("What is the name of the school?", Edited("Clearbrook Middle School")),
    Step("The letters can be made now.", {1: "See the letters, then make the PDFs"}, saves=False),
]  # fmt: skip
# Asked in each run that makes letters, with the saved day as its first row; so a killed run asks for it again.
DAY = Step("What day will you send it?", {1: "Today, Wednesday, November 25, 2026"})
READ = Step("That is every word of it.", {1: "Yes, make the PDFs"}, saves=False)
IN_LETTER = ["Ana Sofía Ramos Díaz", "March 4, 2014", "Clearbrook Middle School", "Lupe Ramos Vega", *MORNING.split("\n")]


# A heading: the part, of how many, and how many questions are left.
HEAD = r"--- Part (\d+) of (\d+): [^()]*\((\d+|the last) questions? (?:left|of) "


class Failure(Exception):
    """What went wrong, with the screen where it did."""


checked, failures = 0, {}


def check(right, sentence, screen=""):
    """What must hold for the parent to go on at all."""
    global checked
    checked += 1
    if not right:
        raise Failure(f"{sentence}\n{screen}".rstrip())


def judge(right, sentence, screen=""):
    """What is wrong, but lets the parent go on. Said once: the first screen shows it."""
    global checked
    checked += 1
    if not right:
        failures.setdefault(sentence, screen)


def flat(text):
    return " ".join(text.split())


def width(line):
    return sum(0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)


def tmux(*arguments):
    done = subprocess.run([*server, *arguments], capture_output=True, text=True, env=environment)
    if done.returncode:
        raise Failure(f"tmux {arguments[:3]}: {done.stderr}")
    return done.stdout


class Screen:
    """What stands in the terminal, scrolled-off lines too; what the terminal itself had to wrap is one line here."""

    def __init__(self, text, cursor):
        self.lines = [line.rstrip() for line in text.rstrip().split("\n")]
        flag, column = cursor.split()
        self.cursor = flag == "1"
        # Where a row of the field begins: the cursor stands there on an empty line only.
        self.on_empty_line = column == "2"
        prompts = [at for at, line in enumerate(self.lines) if line.startswith(PROMPTS)]
        marks = [at for at, line in enumerate(self.lines) if line.startswith("> ") or line == ">"]
        self.menus, self.menu = len(prompts), bool(prompts)
        # Where the menu or the field of the question begins.
        self.at = (prompts or marks or [len(self.lines)])[-1]
        below = self.lines[self.at + 1 :]
        self.rows = [line[2:] for line in below] if self.menu else []
        self.marked = next((line[2:] for line in below if line.startswith("> ")), None) if self.menu else None
        self.more = self.menu and "more below" in self.lines[self.at]
        field = bool(marks) and self.lines[self.at - 1].endswith("quit.)") and all(not line[:2].strip() for line in below)
        self.complete = self.marked is not None if self.menu else field
        if self.menu:
            self.typed = self.lines[self.at].partition(")")[2].strip()
        else:
            self.typed = "".join("".join(line[1:].split()) for line in self.lines[self.at :]) if field else ""
        # The question: what stands between its heading, or the last answer, and here.
        before = [at for at, line in enumerate(self.lines[: self.at]) if line.startswith(("> ", "--- ")) or line == ">"]
        self.begin = max(before, default=-1) + 1
        self.asked = flat(" ".join(self.lines[self.begin : self.at]))
        heads = re.findall(HEAD, flat(" ".join(self.lines)))
        self.head = heads[-1] if heads else None

    def __str__(self):
        return "\n".join("    | " + line for line in self.lines[-40:])


class Terminal:
    """The program in a window of its own."""

    def __init__(self, name, size):
        self.folder, self.size, self.first_size, self.opened = work / name, size, size, 0
        self.folder.mkdir(exist_ok=True)
        self.open()

    def open(self):
        """A new window with the same command."""
        self.opened += 1
        self.name = f"{self.folder.name}-{self.opened}"
        self.pid, self.status = (work / f"{self.name}.{end}" for end in ("pid", "status"))
        # The outer shell outlives the program, tells how it ended, and keeps what is on the screen; a Ctrl-C is not for it.
        script = """trap : INT; sh -c 'echo $$ >"$0"; exec "$@"' "$@"; echo $? >"$0.new"; mv "$0.new" "$0"; exec sleep 900"""
        window = ["-x", str(self.size[0]), "-y", str(self.size[1]), "-c", str(self.folder)]
        tmux("new-session", "-d", "-s", self.name, *window, "sh", "-c", script, str(self.status), str(self.pid), *INTERVIEW)
        self.tty = os.open(tmux("display", "-p", "-t", self.name, "#{pane_tty}").strip(), os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)

    def close(self):
        os.close(self.tty)
        tmux("kill-session", "-t", self.name)

    def look(self, whole=True):
        """What stands there; not whole: only what the window shows."""
        said = tmux("capture-pane", "-pJ", *["-S", "-"] * whole, "-t", self.name, ";", "display", "-p", "-t", self.name, "#{cursor_flag} #{cursor_x}")
        return Screen(*said.rstrip("\n").rsplit("\n", 1))

    def waits_for_a_key(self):
        return not termios.tcgetattr(self.tty)[3] & termios.ICANON

    def resize(self, size):
        tmux("resize-window", "-x", str(size[0]), "-y", str(size[1]), "-t", self.name)
        self.size = size
        # tmux tells the program a moment later; what stands there before that is not the program's doing.
        end = time.monotonic() + LIMIT
        while struct.unpack("HHHH", fcntl.ioctl(self.tty, termios.TIOCGWINSZ, bytes(8)))[:2] != (size[1], size[0]) and time.monotonic() < end:
            time.sleep(0.02)
        quiet, last = time.monotonic(), None
        while time.monotonic() < min(quiet + 0.7, end):
            now = self.look().lines
            if now != last:
                quiet, last = time.monotonic(), now
            time.sleep(0.05)

    def until(self, what, is_so, whole=True):
        """The first whole screen of which this is so, when it has stopped changing and the program waits for a key."""
        end, last = time.monotonic() + LIMIT, None
        while time.monotonic() < end:
            screen = self.look(whole)
            if screen.complete and is_so(screen) and self.waits_for_a_key() and last and screen.lines == last.lines:
                return screen
            last = screen
            time.sleep(0.01)
        raise Failure(f"waited {LIMIT} s for {what!r} (the program has ended: {self.status.exists()})\n{last}")

    def question(self, words):
        screen = self.until(words, lambda now: words in now.asked or any(row.startswith(words) for row in now.rows))
        self.judge_looks(words, screen)
        # Rows that are explained first could have pushed the question away: it is said again below them.
        explained = any(line.startswith("- ") for line in screen.lines[screen.begin : screen.at])
        self.judge(screen.asked.count(words) <= 1 + explained, f"{words!r} stands twice", screen)
        self.judge(screen.menu or screen.cursor, f"no cursor at {words!r}", screen)
        return screen

    def judge(self, right, sentence, screen):
        judge(right, f"{self.size[0]}x{self.size[1]}: {sentence}", screen)

    def judge_looks(self, place, screen):
        """Nothing is wider than the window, drawn twice, left behind, or not meant to be read."""
        shown = f"at {place!r}:\n{screen}"
        # What was written before the window became narrower may be wider: the terminal broke it, and here it is whole again.
        written = screen.lines[-self.size[1] :] if self.size == self.first_size else screen.lines[screen.at :]
        self.judge(all(width(line) <= self.size[0] for line in written), "lines wider than the window", shown)
        self.judge(screen.menus <= 1 and len(set(screen.rows)) == len(screen.rows), "a menu or its row stands twice", shown)
        rows = {DONE, "Save and stop", *(row for row, _ in WAYS.values()), *screen.rows}
        above = [line for line in screen.lines[: screen.at] if line.startswith("  ") and line[2:] in rows]
        self.judge(not above, "rows of a menu are left behind", f"{above} {shown}")
        self.judge(not re.search("\\^\\[|\ufffd", "".join(screen.lines)), "keys or broken characters on the screen", shown)

    def keys(self, *keys):
        tmux("send-keys", "-t", self.name, *keys)

    def choose(self, label, page="Right"):
        """Moves to the row that begins so, page by page, and presses Enter."""
        for _ in range(12):
            screen = self.until(label, lambda now: now.menu)
            row = next((row for row in screen.rows if row.startswith(label)), None)
            if row is not None and row == screen.marked:
                return self.keys("Enter")
            if row is not None:
                down = screen.rows.index(row) - screen.rows.index(screen.marked)
                self.keys(*["Down" if down > 0 else "Up"] * abs(down))
                self.until(label, lambda now: now.marked == row)
            elif screen.more:
                self.keys(page)
                self.until(label, lambda now: now.marked != screen.marked)
            else:
                break
        raise Failure(f"the menu has no row {label!r}\n{self.look()}")

    def say(self, words):
        """Types words or a number at a menu, sees them there, and presses Enter."""
        before = self.until(words, lambda now: now.menu and not now.typed)
        self.keys("-l", "--", words)
        # Or the line is full, and the rest cannot be seen.
        shown = self.until(words, lambda now: now.typed == words or width(now.lines[now.at]) >= self.size[0] - 1)
        self.judge(shown.typed == words, "what is typed at a menu is not to be seen", f"typed {words!r}:\n{shown}")
        self.judge(shown.marked == before.marked, "words typed at a menu move the mark", shown)
        self.keys("Enter")

    def pick(self, number, label, by_number):
        """Chooses a numbered row, by its number or with the arrows."""
        if by_number:
            self.until(label, lambda now: now.more or any(f"{number}) {label}" in row for row in now.rows))
            self.say(str(number))
        else:
            self.choose(f"{number}) {label}")

    def empty_field(self):
        """The field, which always begins empty; whether it takes several lines."""
        screen = self.until("a field", lambda now: not now.menu)
        self.judge(not screen.typed, "a field does not begin empty", screen)
        return "an empty line ends" in screen.asked

    def type(self, text):
        """Types an answer and sends it. In a field of several lines a command alone needs one Enter too."""
        several = self.empty_field()
        lines = text.split("\n")
        for at, line in enumerate(lines):
            self.keys(*["Enter"] * (at > 0))
            if at > 0:
                self.until("a new line", lambda now: now.on_empty_line)
            self.keys("-l", "--", line)
            # The field breaks its rows anywhere, so spaces do not count.
            self.until(text, lambda now: now.typed == "".join("".join(lines[: at + 1]).split()))
        self.send(several and text not in (way for _, way in WAYS.values()))

    def edit(self, text):
        """Brings the earlier answer into the field and puts in what it lacks."""
        self.empty_field()
        draft = re.search("Now: (.*?) Enter alone keeps it", self.look().asked)[1]
        start = len(os.path.commonprefix([draft, text]))
        self.keys("Up")
        self.until(draft, lambda now: now.typed == "".join(draft.split()))
        self.keys("Home", *["Right"] * start)
        self.keys("-l", "--", text[start : len(text) - len(draft) + start])
        self.until(text, lambda now: now.typed == "".join(text.split()))
        self.keys("Enter")

    def send(self, several):
        """Ends the typing: Enter, in a field of several lines on an empty one."""
        if several and not self.look().on_empty_line:
            self.keys("Enter")
            self.until("a new line", lambda now: now.on_empty_line)
        self.keys("Enter")

    def paste(self, text, how):
        """Pastes with these options of tmux. Nothing may be sent by itself; then sends it."""
        several = self.empty_field()
        tmux("set-buffer", "-b", self.name, text)
        tmux("paste-buffer", *how, "-b", self.name, "-t", self.name)
        self.until(text, lambda now: now.typed == "".join(text.split()))
        time.sleep(0.3)  # what is sent by itself would be gone by now
        screen = self.look()
        check(screen.complete and screen.typed == "".join(text.split()), "a paste is sent by itself", screen)
        self.send(several)

    def take(self, step, by_number=False):
        """Does a step at its question: with the arrows, or by what is typed at a menu."""
        menu = self.question(step.words).menu
        if isinstance(step.do, list):
            for number, label in [row for rows in step.do for row in rows.items()]:
                self.pick(number, label, True) if by_number else self.choose(f"[ ] {number}) {label}")
                self.until(label, lambda now: any(row.startswith(f"[x] {number}) {label}") for row in now.rows))
            self.say(DONE) if by_number else self.choose(DONE, page="Left")
        elif isinstance(step.do, dict):
            self.pick(*next(iter(step.do.items())), by_number)
        elif step.do in WAYS and menu:
            self.say(WAYS[step.do][1]) if by_number else self.choose(WAYS[step.do][0])
        elif step.do in WAYS:
            self.type(WAYS[step.do][1])
        else:
            self.edit(step.do) if isinstance(step.do, Edited) else self.type(step.do)

    def letter(self):
        """Reads the letter page by page; its words."""
        start = None
        while True:
            page = self.until("the letter", lambda now: "1) Next page" in now.rows or READ.words in now.asked)
            self.judge_looks("The whole letter", page)
            first = next(at for at, line in enumerate(page.lines) if line.startswith("=== The whole letter")) if start is None else start
            rows = sum(max(1, -(-width(line) // self.size[0])) for line in page.lines[first:])
            self.judge(rows <= self.size[1], "the beginning of a page of the letter scrolls away unread", page)
            if "1) Next page" not in page.rows:
                return letter_in("\n".join(page.lines))
            start = page.at
            self.choose("1) Next page")
            self.until("more of the letter", lambda now: now.at > start)

    def ended(self):
        """The exit status; the shell writes it after the program's last words."""
        end = time.monotonic() + LIMIT
        while not self.status.exists():
            check(time.monotonic() < end, "it does not end", self.look())
            time.sleep(0.02)
        return int(self.status.read_text())

    def killed(self):
        """SIGKILL; the file is whole; the same command again."""
        os.kill(int(self.pid.read_text()), signal.SIGKILL)
        check(self.ended() == 128 + signal.SIGKILL, "it was not there to be killed")
        self.close()
        tomllib.loads(case_of(self.folder))
        self.open()


def letter_in(text):
    """The words of the letter that was shown."""
    found = re.search(r"=== The whole letter: [^\n]*\n(.*?)That is every word of it", text, re.DOTALL)[1]
    # A rule is as wide as the window, and how often the page is turned is the window's affair too.
    return flat(re.sub("^(=+|> Next page)$", "", found, flags=re.MULTILINE))


def case_of(folder):
    return (folder / "sofia.toml").read_text(encoding="utf-8")


def result(folder):
    """The letters by their hashes, and the case file."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.glob("letters/**/*")) if path.is_file()}
    expected = [f"letters/sofia/2026-11-25-eval-initial{end}.pdf" for end in ("-send-sheet", "")]
    check(sorted(found) == sorted(expected) and all(pdf.startswith(b"%PDF-") for pdf in found.values()), f"made: {list(found)}")
    return {path: hashlib.sha256(pdf).hexdigest() for path, pdf in found.items()}, case_of(folder)


def parent(size, killing):
    """The whole parent in one window, or with the program killed after every saved answer."""
    terminal = Terminal(f"{'killed' if killing else 'whole'}-{size[0]}", size)
    terminal.until("Begin", lambda now: now.marked == "1) Begin")
    terminal.choose("1) Begin")
    heads = []
    for number, (step, following) in enumerate(zip(STEPS, [*STEPS[1:], DAY]), 1):
        try:
            # Every second step at a menu is typed, and the other ones in the other window.
            terminal.take(step, by_number=(number + SIZES.index(size)) % 2 == 0)
            heads.append(terminal.question(following.words).head)
            if killing and step.saves:
                terminal.killed()
                again = terminal.until("a question", lambda now: now.asked)
                terminal.judge(following.words in again.asked, f"killed after step {number}, {step.words!r}: not on at the next", again)
                same = again.head in (None, heads[-1])
                terminal.judge(same, f"killed after step {number}, {step.words!r}: another heading than {heads[-1]}", again)
                if following.words not in again.asked:
                    terminal.take(step)
        except Failure as failure:
            raise Failure(f"step {number}, {step.words!r}, on the way to {following.words!r}: {failure}") from None
    terminal.take(DAY)
    if killing:
        terminal.until("the letter", lambda now: "1) Next page" in now.rows)
        terminal.killed()
        terminal.take(STEPS[-1])
        terminal.take(DAY)
    letter = terminal.letter()
    terminal.take(READ)
    status, screen = terminal.ended(), terminal.look()
    terminal.judge_looks("the end", screen)
    check(status == 0 and "WHAT TO DO NOW" in screen.lines and screen.cursor, f"the end: status {status}, cursor {screen.cursor}", screen)
    terminal.close()
    judge_parts(heads, terminal.folder.name)
    for words in map(flat, IN_LETTER):
        check(words in letter, f"not in the letter: {words}")
    return *result(terminal.folder), letter


def judge_parts(heads, name):
    """In one round the parts go from 1 to the last one, and the questions that are left become fewer."""
    # After the last question of all stands the list, which has no heading; the last heading is still on the screen.
    heads = [(int(part), int(parts), 1 if left == "the last" else int(left)) for part, parts, left in filter(None, heads)]
    rounds = [[head for head in heads if head[1] == parts] for parts in dict.fromkeys(parts for _, parts, _ in heads)]
    judge(len(rounds) == 2, f"{name}: not two rounds", heads)
    for one in rounds:
        parts = [part for part, *_ in one]
        judge(parts[0] == 1 and parts[-1] == one[0][1] and set(parts) == set(range(1, parts[-1] + 1)), f"{name}: parts of a round", one)
        judge(one[-1][2] == 1, f"{name}: the last question is not called so", one)
        # One question back, and only there, the part is an earlier one.
        judge(sum(later < earlier for earlier, later in zip(parts, parts[1:])) <= 2, f"{name}: parts go back", one)
        judge([left for *_, left in one] == sorted((left for *_, left in one), reverse=True), f"{name}: more questions are left than before", one)


def lines_mode(name, steps, arguments=("--plain",), more={}):
    """The same steps from a pipe: numbers for rows, and a dot after texts that may have several lines."""
    (work / name).mkdir()
    typed = ""
    for step in steps:
        rows = [str(number) for choice in (step.do if isinstance(step.do, list) else [step.do]) for number in choice if type(choice) is dict]
        text = "" if not isinstance(step.do, str) else WAYS[step.do][1] if step.do in WAYS else step.do + "\n." * ("\n" in step.do)
        typed += (",".join(rows) or text) + "\n"
    command = [*INTERVIEW, *arguments]
    return subprocess.run(command, input=typed.encode(), capture_output=True, cwd=work / name, env=environment | more, timeout=60)


def line_parent(name, arguments, more):
    run = lines_mode(name, [*STEPS, DAY, READ], arguments, more)
    said = run.stderr.decode()
    check(run.returncode == 0, f"status {run.returncode}", said[-2000:])
    check(b"\x1b" not in run.stdout + run.stderr, "an escape sequence in line mode")
    check(sorted(run.stdout.decode().split()) == sorted(result(work / name)[0]), f"standard output: {run.stdout.decode()}")
    judge_parts(re.findall(HEAD, flat(said)), name)
    return *result(work / name), letter_in(said)


def nobody():
    """Standard input closed or empty: a sentence and status 2 at once, and no file."""
    for number, (redirection, more) in enumerate((way, more) for way in ("<&-", "</dev/null") for more in ({}, {"ACCESSIBLE": "1"})):
        folder = work / f"nobody-{number}"
        folder.mkdir()
        began = time.monotonic()
        command = ["sh", "-c", f'exec "$@" {redirection}', "sh", *INTERVIEW]
        run = subprocess.run(command, capture_output=True, cwd=folder, env=environment | more, timeout=LIMIT)
        took, said = time.monotonic() - began, run.stdout + run.stderr
        right = run.returncode == 2 and took < 2 and 0 < len(said) < 4096 and not list(folder.iterdir())
        check(right, f"{redirection} {more}: status {run.returncode}, {took:.1f} s, {len(said)} bytes, {list(folder.iterdir())}", said.decode())


def at_step(name, steps, following, size):
    """A window at the question that follows these steps, which were taken in line mode."""
    run = lines_mode(name, steps)
    check(run.returncode == 1 and "is saved in sofia.toml" in flat(run.stderr.decode()), "the way there", run.stderr.decode()[-2000:])
    terminal = Terminal(name, size)
    terminal.question(following)
    return terminal


def leaves(value, path=""):
    """Every value of a case by its path."""
    if not isinstance(value, (dict, list)):
        return {path: value}
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return {key: leaf for name, inner in pairs for key, leaf in leaves(inner, f"{path}.{name}").items()}


# Words and a number among them that would answer the next question, if they got there.
PASTED = ["Ana Sofía", "Ramos Díaz", "skip", "1", "of the third grade"]


def pasted(number, how, end):
    """Five lines pasted into one question are its answer and no other's, also with a line end behind the last one."""
    terminal = at_step(f"pasted-{number}-{len(how)}-{len(end)}", STEPS[:number], STEPS[number].words, SIZES[len(how)])
    before = leaves(tomllib.loads(case_of(terminal.folder)))
    terminal.paste("\n".join(PASTED) + end, how)
    screen = terminal.question(STEPS[number + 1].words)
    check(not screen.typed, "the next question is answered", screen)
    after = leaves(tomllib.loads(case_of(terminal.folder)))
    changed = {path: value for path, value in after.items() if before.get(path) != value}
    check([flat(str(value)) for value in changed.values()] == [" ".join(PASTED)] and before.keys() <= after.keys(), f"changed: {changed}", screen)
    terminal.close()


def words_at_menu(number, size):
    """Words typed at a menu: help and unknown words answer nothing, the others do what they do at a typed question."""
    step, before, after = STEPS[number], STEPS[number - 1], STEPS[number + 1]
    terminal = at_step(f"words-{number}-{size[0]}", STEPS[:number], step.words, size)
    case = case_of(terminal.folder)
    for words, said in (("?", None), ("xyz", NOT_A_ROW), ("0", NOT_A_ROW), ("99", NOT_A_ROW)):
        asked = terminal.look().asked
        terminal.say(words)
        screen = terminal.until(words, lambda now: now.asked != asked and not now.typed)
        terminal.judge_looks(words, screen)
        more = screen.asked.removeprefix(asked)
        right = more.strip().startswith(said) if said else NOT_A_ROW not in more
        terminal.judge(screen.asked.startswith(asked) and right, f"{words!r} at a menu says {more!r}", screen)
        terminal.judge(case_of(terminal.folder) == case, f"{words!r} at a menu changes the file", screen)
    # Taken back with the backspace, words are as if never typed.
    terminal.keys("-l", "skip")
    terminal.until("skip", lambda now: now.typed == "skip")
    terminal.keys(*["BSpace"] * 4)
    terminal.until("nothing typed", lambda now: not now.typed)
    terminal.say("back")
    terminal.take(before._replace(do=""))
    terminal.question(step.words)
    terminal.say("list")
    screen = terminal.question("What would you like to do?")
    terminal.judge(case_of(terminal.folder) == case, "going back, keeping, and the list change the file", screen)
    terminal.say(next(row.partition(")")[0] for row in screen.rows if "Add what makes them stronger" in row))
    terminal.question(step.words)
    terminal.say("skip")
    terminal.question(after.words)
    new, old = (leaves(tomllib.loads(text)) for text in (case_of(terminal.folder), case))
    terminal.judge(new.keys() > old.keys() and all("interview" in path for path in new.keys() - old.keys()), f"skip at a menu: {new}", screen)
    terminal.type("back")
    terminal.question(step.words)
    terminal.say("quit")
    status, screen = terminal.ended(), terminal.look()
    check(status == 0 and "Saved in" in flat(" ".join(screen.lines[-3:])) and screen.cursor, f"quit at a menu: status {status}", screen)
    terminal.close()


def resized_menu(words, number, size):
    """The window becomes small at a menu and large again: the menu is there, once, and goes on."""
    terminal = at_step(f"resized-{number}-{size[0]}", STEPS[:number], words, size)
    before = terminal.look(whole=False)

    def shows(place, is_so):
        # What has scrolled off cannot be drawn again; what the window shows can.
        screen = terminal.until(place, lambda now: now.menu and is_so(now), whole=False)
        terminal.judge_looks(f"{place}, {words}", screen)
        return screen

    for _ in range(2):
        terminal.resize(SMALL)
        shows("a small window", lambda now: now.marked == before.marked)
        terminal.keys("Down")
        shows("a small window, one row down", lambda now: now.marked != before.marked)
        terminal.keys("Up")
        shows("a small window, one row up", lambda now: now.marked == before.marked)
        terminal.resize(size)
        screen = shows("the first size again", lambda now: now.marked == before.marked and len(now.rows) >= len(before.rows))
        terminal.judge(screen.lines[screen.at :] == before.lines[before.at :], f"{words!r}: another menu when the size is as before", screen)
        terminal.judge(words in screen.asked, f"{words!r} is gone from the window when the size is as before", f"{before}\n    instead:\n{screen}")
    # The question may have scrolled off, so this is not take(). The first row of a list of ticks ends it.
    chosen = STEPS[number].do
    for row in chosen[0] if isinstance(chosen, list) else chosen:
        terminal.keys("-l", str(row))
        terminal.keys("Enter")
        if isinstance(chosen, list):
            terminal.until(row, lambda now: any(line.startswith(f"[x] {row})") for line in now.rows), whole=False)
    if isinstance(chosen, list):
        terminal.keys("Home", "Enter")
    terminal.until(STEPS[number + 1].words, lambda now: STEPS[number + 1].words in now.asked)
    terminal.close()


def resized_field(number, size):
    """The window becomes small while somebody types, and large again."""
    terminal = at_step(f"resized-{number}-{size[0]}", STEPS[:number], STEPS[number].words, size)
    several = terminal.empty_field()
    old = leaves(tomllib.loads(case_of(terminal.folder)))
    text = ""
    for one, more in zip((SMALL, size, SMALL, size), [*flat(MORNING).split(". "), "And so on", "every day"]):
        terminal.keys("-l", "--", more + ". ")
        text += more + ". "
        typed = "".join(text.split())
        terminal.until(text, lambda now: now.typed == typed)
        terminal.resize(one)
        # Drawn for the new size: the first row is as long as the window.
        screen = terminal.until(text, lambda now: now.typed == typed and one[0] - 4 < width(now.lines[now.at]) < one[0])
        terminal.judge_looks("a field in a window that changes", screen)
        fields = [line for line in screen.lines if line.startswith("> ") and line[2:20] == text[:18]]
        terminal.judge(len(fields) == 1, "after a change of size the field stands twice", screen)
    terminal.send(several)
    screen = terminal.question(STEPS[number + 1].words)
    new = leaves(tomllib.loads(case_of(terminal.folder)))
    changed = [flat(str(value)) for path, value in new.items() if old.get(path) != value]
    check(changed == [flat(text)], f"the answer is {changed}", screen)
    terminal.close()


GROUP = "Does another parent or guardian want to sign with you?"


def taken_out(number, size):
    """A row goes out of a group only after it was named and the parent said yes."""
    step = STEPS[number]
    skipped = [Step("stay out of the letters", "skip"), Step("language", "skip")]
    way = [*STEPS[:number], step._replace(do={3: "Go through all other questions"}), *skipped]
    terminal = at_step(f"group-{size[0]}", way, GROUP, size)
    before = leaves(tomllib.loads(case_of(terminal.folder)))
    terminal.pick(1, "Add someone who signs", True)
    terminal.until("a name", lambda now: not now.menu)
    terminal.type("Daniel Díaz")
    # The other fields of the row: the first choice where one is needed, else nothing.
    named = "".join("Daniel Díaz".split())
    while "3) Take one of these out" not in (screen := terminal.until("the next field", lambda now: now.asked and now.typed != named)).rows:
        if not screen.menu:
            terminal.type("skip")
        elif WAYS["skip"][0] in screen.rows:
            terminal.say("skip")
        else:
            terminal.say("1")
        terminal.until("the field after it", lambda now: now.asked != screen.asked)
    for answer in ({1: "No, keep it"}, {2: "Yes, take it out"}):
        check("Daniel Díaz" in leaves(tomllib.loads(case_of(terminal.folder))).values(), "the row is not there", terminal.look())
        terminal.pick(3, "Take one of these out", False)
        terminal.take(Step("Take this out: Daniel Díaz", answer), by_number=True)
        terminal.question(GROUP)
    after = leaves(tomllib.loads(case_of(terminal.folder)))
    other = {key: (before.get(key), after.get(key)) for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    check(not other, f"not as before: {other}", terminal.look())
    terminal.close()


def interrupted(number, answering):
    """Ctrl-C: status 130, everything saved and said so, the terminal as it was."""
    terminal = at_step(f"interrupted-{number}-{answering}", STEPS[:number], STEPS[number].words, SIZES[answering])
    if answering:
        terminal.take(STEPS[number])
        terminal.question(STEPS[number + 1].words)
    before = case_of(terminal.folder)
    terminal.keys("C-c")
    status = terminal.ended()
    screen = terminal.look()
    check(status == 130, f"status {status}", screen)
    check(("Saved in" if answering else "Stopped.") in " ".join(screen.lines[-3:]), "neither Saved nor Stopped", screen)
    check(screen.cursor and not terminal.waits_for_a_key(), "the terminal is not given back", screen)
    check(case_of(terminal.folder) == before and tomllib.loads(before), "the file has changed", screen)
    terminal.close()


def main():
    step = {words: at for at, (words, *_) in reversed(list(enumerate(STEPS)))}
    jobs = {f"{'killed' if killing else 'whole'}, {size}": (parent, size, killing) for killing in (False, True) for size in SIZES}
    jobs |= {"lines, --plain": (line_parent, "plain", ["--plain"], {}), "lines, ACCESSIBLE": (line_parent, "accessible", [], {"ACCESSIBLE": "1"})}
    ways = list(jobs)
    jobs["nobody there"] = (nobody,)
    for words in ("What is the name of the school?", "Where could someone test your child now?", "What does a hard school morning look like?"):
        for end in ("", "\n"):
            jobs |= {f"pasted {' '.join(how)} {end!r}, {words}": (pasted, step[words], how, end) for how in (["-p"], [])}
    for size in SIZES:
        jobs[f"words at a menu, {size}"] = (words_at_menu, step["What is the child's date of birth?"] - 1, size)
        jobs[f"a row taken out, {size}"] = (taken_out, step["17) What is the name of the school?"], size)
        for words, at in (("Which state is the school in?",) * 2, ("Which of these do you see?", "Pick only what you have seen.")):
            jobs[f"another size, {words} {size}"] = (resized_menu, words, step[at], size)
        for words in ("What is the name of the school?", "What does a hard school morning look like?"):
            jobs[f"another size, {words} {size}"] = (resized_field, step[words], size)
    for words in ("Which state is the school in?", "What is your full name", "What short name should the letter use?"):
        jobs |= {f"Ctrl-C, {words} {answering}": (interrupted, step[words], answering) for answering in (False, True)}
    results = {}
    # The server ends with its last window; this one stays.
    tmux("new-session", "-d", "-s", "stays", "sleep", "900")
    # Two at once: most of the time is waiting.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        running = {name: pool.submit(*job) for name, job in jobs.items()}
        for name, future in running.items():
            try:
                results[name] = future.result()
            except Exception as failure:  # whatever it is, the other ways are judged all the same
                judge(False, f"{name}: {type(failure).__name__}: {failure}")
    first = next((name for name in ways if name in results), None)
    for name in (name for name in ways if name in results):
        for what, one, other in zip(("PDFs", "case file", "letter on the screen"), results[name], results[first]):
            judge(one == other, f"{name}: the {what} are not as in: {first}", f"{one}\n{other}")


try:
    main()
finally:
    subprocess.run([*server, "kill-server"], capture_output=True)
for sentence, screen in failures.items():
    print(f"{sentence}\n{screen}".rstrip())
if failures:
    print(f"the files are in {work}")
else:
    shutil.rmtree(work)
print(f"interview: {checked} checks, {len(failures)} failures")
sys.exit(bool(failures))
