#!/usr/bin/env bash
# One batch shared out by GNU parallel: as many parts as you say, each its own process.
#   docs/recipes/parallel.sh CASES LETTERS PARTS
# On one machine `inwriting batch` uses all cores by itself; this is for several machines (parallel's --sshlogin) that see one disk.
set -uo pipefail
cases=$1 letters=$2 parts=$3
seq "$parts" | parallel --halt never inwriting batch "$cases" --out "$letters" --shard "{}/$parts" -j 1 --quiet >/dev/null
# 0: all done. Otherwise some letters were not written: the report says which.
inwriting report merge "$letters"/report-*-of-"$parts".csv --out "$letters/report.csv"
