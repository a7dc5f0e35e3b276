#!/usr/bin/env bash
# Measures batches of letters: how fast, with how much memory, how large the files; and one letter from a cold start.
#
#   benches/batch.sh                 1, 100, 1000, 10000 and 100000 cases, each with one job and with two
#   benches/batch.sh 100 1000        these counts only
#
# It builds the release binary (or takes the one that INWRITING_BINARY names) and the generator benches/cases.rs, makes the cases, runs
# `inwriting batch CASES --out OUT --date 2026-11-23 -j J` into a new folder each time, and prints a table in Markdown:
#
#   cases          case files read; each has one letter of one of eight kinds
#   letters        letters written, each with its send sheet, which is a PDF of its own of about half the work
#   jobs           -j: how many threads write letters
#   wall s         seconds from start to end, with reading the cases and writing the files and the report
#   letters/s      letters (with their send sheets) for each of these seconds
#   CPU ms/letter  processor time, user and system, for one letter alone, in milliseconds: of all of it, divided by 1.5 for each letter,
#                  because a letter counts 1 and its send sheet 0.5. With more jobs than free cores it grows, though no more is done.
#   CPU ms/case    the same for a letter together with its send sheet and the reading of its case
#   peak MiB       the most memory that was in use at one time (never less than the Python that starts the run, about 10)
#   bytes/2 pages  mean size of the PDFs of letters of exactly two pages, by the report
#   2 pages        how many of the letters have exactly two pages
#
# In the row of one case nearly all of the time is the start of the program. The second table is that start alone: one case, `inwriting write`
# of its one letter into a new folder, 40 runs after 3 that do not count; medians.
#
# Cases are kept in ${INWRITING_BENCH_DIR:-/tmp/inwriting-bench} for the next time and made again when benches/cases.rs has changed. The letters go to
# folders beside them, a new one for each run, and these are removed at the end: a file system that has just removed thousands of files
# (ext4 for five minutes) takes longer to make new ones. 100000 cases need about 12 GB for a while. If a letter fails, the script stops and
# shows why. Other programs that run at the same time make wall time worse, and processor time a little.

set -euo pipefail
if [ -n "${INWRITING_BINARY:-}" ]; then
    INWRITING_BINARY=$(realpath -m -- "$INWRITING_BINARY")
fi
cd "$(dirname "$0")/.."

counts=("$@")
if [ ${#counts[@]} -eq 0 ]; then
    counts=(1 100 1000 10000 100000)
fi
for count in "${counts[@]}"; do
    if ! [[ $count =~ ^[1-9][0-9]*$ ]]; then
        echo "usage: benches/batch.sh [COUNT...]" >&2
        exit 2
    fi
done

folder=${INWRITING_BENCH_DIR:-/tmp/inwriting-bench}
mkdir -p "$folder"

if [ -n "${INWRITING_BINARY:-}" ]; then
    binary=$INWRITING_BINARY
else
    cargo build --release --quiet --bin inwriting
    binary=${CARGO_TARGET_DIR:-target}/release/inwriting
fi
if ! [ -x "$binary" ]; then
    echo "$binary: no such program" >&2
    exit 2
fi

# The generator needs the standard library alone: built this way it does not wait for everything that the other benches need.
state=$(cksum <benches/cases.rs)
if [ "$(cat "$folder/generator.made" 2>/dev/null || true)" != "$state" ]; then
    rustc --edition 2024 -O benches/cases.rs -o "$folder/generator"
    echo "$state" >"$folder/generator.made"
fi

# cases COUNT: makes so many cases, unless they are there from last time.
cases() {
    if [ "$(cat "$folder/cases-$1.made" 2>/dev/null || true)" != "$state" ]; then
        rm -rf "$folder/cases-$1"
        "$folder/generator" "$folder/cases-$1" "$1"
        echo "$state" >"$folder/cases-$1.made"
    fi
}

# measure batch BINARY FOLDER COUNT JOBS | measure cold BINARY FOLDER: runs and prints one row.
measure() {
    python3 - "$@" <<'PYTHON'
import csv, os, statistics, sys, tempfile, time

DAY = ["--date", "2026-11-23"]
what, binary, folder = sys.argv[1:4]
said = os.path.join(folder, "said")


def fresh():
    """A folder for letters that is not there yet."""
    return os.path.join(tempfile.mkdtemp(prefix="out-", dir=folder), "letters")


def run(*arguments):
    """Runs the program; gives the seconds on the clock, the processor's seconds and the peak of memory in MiB."""
    start = time.perf_counter()
    child = os.posix_spawn(binary, [binary, *arguments], os.environ, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
    ])
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - start
    if status:
        with open(said, encoding="utf-8", errors="replace") as text:
            sys.exit(text.read()[-2000:] + f"{binary} {' '.join(arguments)}: exit status {os.waitstatus_to_exitcode(status)}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit


if what == "batch":
    count, jobs = sys.argv[4:6]
    out = fresh()
    wall, processor, memory = run("batch", os.path.join(folder, f"cases-{count}"), "--out", out, *DAY, "-j", jobs)
    letters, sizes = 0, []
    with open(os.path.join(out, "report.csv"), encoding="utf-8", newline="") as report:
        for row in csv.DictReader(report):
            if row["status"] != "written":
                sys.exit(f"{row['case']}, {row['letter']}: {row['status']}")
            letters += 1
            if row["pages"] == "2":
                sizes.append(int(row["bytes"]))
    size = f"{statistics.mean(sizes):.0f}" if sizes else "-"
    print(f"| {count} | {letters} | {jobs} | {wall:.2f} | {letters / wall:.0f} | {1000 * processor / (1.5 * letters):.2f} "
          f"| {1000 * processor / int(count):.2f} | {memory:.1f} | {size} | {100 * len(sizes) / letters:.1f} % |", flush=True)
else:
    case = os.path.join(folder, "cases-1", "000", "case-000000.toml")
    runs = [run("write", case, "--out", fresh(), *DAY) for _ in range(43)][3:]
    print(f"| {len(runs)} | {1000 * statistics.median(wall for wall, _, _ in runs):.1f} "
          f"| {1000 * statistics.median(processor for _, processor, _ in runs):.1f} "
          f"| {statistics.median(memory for _, _, memory in runs):.1f} |", flush=True)
PYTHON
}

trap 'rm -rf "$folder"/out-*' EXIT

echo "| cases | letters | jobs | wall s | letters/s | CPU ms/letter | CPU ms/case | peak MiB | bytes/2 pages | 2 pages |"
echo "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
for count in "${counts[@]}"; do
    cases "$count"
    for jobs in 1 2; do
        measure batch "$binary" "$folder" "$count" "$jobs"
    done
done

cases 1
echo
echo "Cold start, one letter and its send sheet:"
echo
echo "| runs | wall ms, median | CPU ms, median | peak MiB |"
echo "| ---: | ---: | ---: | ---: |"
measure cold "$binary" "$folder"
