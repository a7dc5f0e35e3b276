#!/bin/sh
# Makes tests/sheets/libreoffice-comma.csv and libreoffice-semicolon.csv: the empty sheet, filled in and saved by LibreOffice.
#
# Why: what a spreadsheet program really writes differs from what one imagines. Dates are recognised and come out as MM/DD/YY, cells get
# quotes, and an empty row becomes a row of commas. Needs: cargo, python3, and LibreOffice Calc (soffice). Run again when the columns of the
# empty sheet change. Everyone in the sheet is invented.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$here/tests/sheets"

cargo run --quiet --manifest-path "$here/Cargo.toml" -- import --blank "$work/blank.csv" --quiet
python3 "$here/scripts/fill-sheet.py" "$work/blank.csv" "$work/filled.csv"

convert() { # what to, source file
  LC_ALL=en_US.UTF-8 soffice "-env:UserInstallation=file://$work/profile" --headless --norestore \
    --infilter="${3:-}" --convert-to "$1" --outdir "$work/$4" "$2" >/dev/null
}

# Filter options: separator, quote, character set (76 is UTF-8), first line, column formats, language (1033 is American English), quote all
# words, recognise dates (reading) or save what is shown (writing).
read_options='CSV:44,34,76,1,,1033,false,true'
convert ods "$work/filled.csv" "$read_options" ods
for kind in comma:44 semicolon:59; do
  convert "csv:Text - txt - csv (StarCalc):${kind#*:},34,76,1,,1033,false,true" "$work/ods/filled.ods" '' "${kind%:*}"
  cp "$work/${kind%:*}/filled.csv" "$here/tests/sheets/libreoffice-${kind%:*}.csv"
done
