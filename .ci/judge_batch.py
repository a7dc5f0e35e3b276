#!/usr/bin/env python3
"""Batches as an office would see them: killed at any moment, on a full disk, shared out by engines.

judge_batch.py BINARY CASES_DIRECTORY   (2,000 generated cases, see benches/cases.rs)
Every check that cannot be made is a failure. The last line is `N passed, N failed`.
"""

import csv, os, pty, random, re, shutil, signal, subprocess, sys, tempfile, time
from pathlib import Path

binary, cases = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
DAY = "2026-11-23"
passed, failed = 0, 0


def check(name, good, detail=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"{'ok  ' if good else 'FAIL'} {name}{'' if good else ': ' + str(detail)}", flush=True)


def batch(folder, *more, cases=cases, **options):
    """Runs in a folder of its own and writes into letters/ there, so that reports can be compared as they are."""
    folder.mkdir(exist_ok=True)
    command = [binary, "batch", cases, "--out", "letters", "--date", DAY, *more]
    return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options)


def differences(one, other):
    """As `diff -r` finds them; a folder that is not there is one too."""
    found = subprocess.run(["diff", "-rq", one, other], capture_output=True, text=True)
    return (found.stdout + found.stderr).strip()


def rows(report):
    with open(report, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def killed(work, undisturbed, seconds):
    folder = work / "killed"
    folder.mkdir()
    report = folder / "letters" / "report.csv"
    moments = random.Random(20261123)
    caught = 0
    for _ in range(10):
        command = [binary, "batch", cases, "--out", "letters", "--date", DAY]
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.05, seconds / 7))
        caught += child.poll() is None
        child.send_signal(signal.SIGKILL)
        child.wait()
        if report.exists():
            text = report.read_bytes()
            check("the report of a killed batch ends with a whole row", text.endswith(b"\n"), text[-80:])
    check("ten kills fell into a running batch", caught == 10, caught)
    made = len(rows(report))
    check("the kills left something to do", made < len(list(cases.rglob("*.toml"))), made)
    end = batch(folder)
    check("the batch goes on to its end", end.returncode == 0, end.stderr[-500:])
    found = differences(undisturbed / "letters", folder / "letters")
    check("the same files and report as an undisturbed run", found == "", found[:500])


def power_cut(work, undisturbed):
    """What a disk that lost its power leaves of files that were not yet on it: nothing, whole sectors, or zeros."""
    folder = work / "power"
    folder.mkdir()
    command = [binary, "batch", cases, "--out", "letters", "--date", DAY]
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    letters = folder / "letters"
    report = letters / "report.csv"
    # A number of rows, not a time: it must be in the middle.
    while child.poll() is None and not (report.exists() and report.read_bytes().count(b"\n") > 600):
        time.sleep(0.005)
    check("the power is cut in the middle of a batch", child.poll() is None, child.returncode)
    child.kill()
    child.wait()
    files = sorted(letters.rglob("*.pdf"))
    left = [lambda whole: b"", lambda whole: whole[:4096], lambda whole: whole[:8192] + bytes(len(whole) - 8192), lambda whole: bytes(len(whole))]
    for number, file in enumerate(files[::3]):
        file.write_bytes(left[number % 4](file.read_bytes()))
    check("a power cut spoils many letters", len(files) > 300, len(files))
    with open(letters / ".inwriting" / "batch.running.jsonl", "ab") as notes:
        notes.write(bytes(4096))
    end = batch(folder)
    check("after a power cut the batch goes on to its end", end.returncode == 0, end.stderr[-500:])
    found = differences(undisturbed / "letters", letters)
    check("after a power cut the same files and report as undisturbed", found == "", found[:500])


def terminal(work):
    """What a person sees of a running batch."""
    folder = work / "terminal"
    folder.mkdir()
    ours, theirs = pty.openpty()
    command = [binary, "batch", cases, "--out", "letters", "--date", DAY]
    environment = os.environ | {"TERM": "xterm-256color"}
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    try:
        while more := os.read(ours, 65536):
            seen += more
    except OSError:  # The other end is closed.
        pass
    os.close(ours)
    check("a batch on a terminal", child.wait() == 0, child.returncode)
    words = re.compile(rb"[0-9,]+ of 2,000 cases, [0-9,]+ a second, about [0-9]+ (seconds|minutes?|second) left")
    check("its bar tells cases, rate and the time left", words.search(seen), seen[:300])
    colours = re.findall(rb"\x1b\[[0-9;]*m", seen)
    check("in the terminal's own colours, which can be read", not colours, colours[:3])


def full_disk(work):
    few, disk, whole = work / "few", work / "disk", work / "few-letters"
    few.mkdir()
    disk.mkdir()
    for path in sorted(cases.rglob("*.toml"))[:200]:
        shutil.copy(path, few)
    check("two hundred cases", batch(whole, cases=few).returncode == 0)
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    mounted = subprocess.run([*root, "mount", "-t", "tmpfs", "-o", "size=3m,mode=0777", "tmpfs", disk], capture_output=True, text=True)
    check("a small disk can be had", mounted.returncode == 0, mounted.stderr)
    if mounted.returncode:
        return
    try:
        letters = disk / "letters"
        end = batch(disk, cases=few)
        check("a full disk ends the batch", end.returncode == 1, end.returncode)
        said = end.stderr.count("Make room.")
        check("and is said once, with what to do", said == 1, end.stderr)
        check("not once a case", end.stderr.count("disk is full") <= 8, end.stderr)
        broken = [path for path in letters.rglob("*.pdf") if not path.read_bytes().rstrip().endswith(b"%%EOF")]
        check("no partial file", not broken, broken[:3])
        left = [path for path in letters.rglob("*") if path.is_file() and path.name.startswith(".inwriting-")]
        check("no unfinished file", not left, left[:3])
        report = letters / "report.csv"
        text = report.read_bytes()
        check("the report is whole", text.endswith(b"\n") and rows(report), text[-80:])
        some = len([row for row in rows(report) if row["status"] == "written"])
        check("some letters were written", 10 < some < 200, some)
        grown = subprocess.run([*root, "mount", "-o", "remount,size=60m", disk], capture_output=True, text=True)
        check("room can be made", grown.returncode == 0, grown.stderr)
        end = batch(disk, cases=few)
        check("then it is completed", end.returncode == 0, end.stderr[-500:])
        found = differences(whole / "letters", letters)
        check("the same files and report as on a large disk", found == "", found[:500])
    finally:
        subprocess.run([*root, "umount", disk], check=False)


def engines(work):
    recipes = Path(__file__).resolve().parent.parent / "docs" / "recipes"
    some = cases / "000"
    # The recipes name no day; this is the same one for all.
    environment = os.environ | {"PATH": f"{binary.parent}:{os.environ['PATH']}", "SOURCE_DATE_EPOCH": "1795392000"}
    whole = work / "engine"
    whole.mkdir()
    subprocess.run([binary, "batch", some, "--out", "letters"], cwd=whole, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    def job(name, folder, command, variables={}):
        folder.mkdir(exist_ok=True)
        end = subprocess.run(command, cwd=folder, env=environment | variables, capture_output=True, text=True)
        check(name, end.returncode == 0, end.stderr)
        return end

    def same(name, folder, parts):
        letters = folder / "letters"
        reports = sorted(path.relative_to(folder) for path in letters.glob(f"report-*-of-{parts}.csv"))
        check(f"{name}: each part has a report", len(reports) == parts, reports)
        job(f"{name}: the reports are joined", folder, [binary, "report", "merge", *reports, "--out", "letters/report.csv"])
        for report in reports:
            (folder / report).unlink()
        found = [line for line in differences(whole / "letters", letters).splitlines() if ".inwriting" not in line]
        check(f"{name}: the letters and the joined report are those of one machine", not found, found[:3])

    folder = work / "parallel"
    job("GNU parallel runs the recipe", folder, [recipes / "parallel.sh", some, "letters", "4"])
    same("GNU parallel", folder, 4)

    folder = work / "slurm"
    for task in range(1, 5):
        variables = {"ID": str(task), "MIN": "1", "MAX": "4", "STEP": "1", "COUNT": "4"}
        variables = {f"SLURM_ARRAY_TASK_{key}": value for key, value in variables.items()} | {"SLURM_CPUS_PER_TASK": "2"}
        end = job(f"task {task} of a Slurm array", folder, ["bash", recipes / "slurm.sh", some, "letters"], variables)
        check("nothing about a case in Slurm's log", end.stdout == "" and "case-" not in end.stderr, end.stderr)
    same("Slurm", folder, 4)

    import yaml

    spec = yaml.safe_load((recipes / "kubernetes.yaml").read_text())["spec"]
    container = spec["template"]["spec"]["containers"][0]
    parts = spec["completions"]
    variables = {entry["name"]: entry["value"] for entry in container["env"]}
    check("Kubernetes: the number of parts agrees", int(variables["INWRITING_SHARDS"]) == parts and spec["completionMode"] == "Indexed")
    folder = work / "kubernetes"
    here = {"inwriting": binary, "/data/cases": some, "/data/letters": "letters"}
    command = [here.get(word, word) for word in container["command"]]
    for index in range(parts):
        job(f"pod {index} of a Kubernetes job", folder, command, variables | {"JOB_COMPLETION_INDEX": str(index)})
    same("Kubernetes", folder, parts)


with tempfile.TemporaryDirectory() as folder:
    work = Path(folder)
    undisturbed = work / "undisturbed"
    start = time.monotonic()
    end = batch(undisturbed)
    check("an undisturbed batch", end.returncode == 0, end.stderr[-500:])
    killed(work, undisturbed, time.monotonic() - start)
    power_cut(work, undisturbed)
    terminal(work)
    full_disk(work)
    engines(work)
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
