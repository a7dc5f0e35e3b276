#!/bin/sh
# Makes the cut faces under letter-templates/_house/fonts from the published families.
#
# Why cut: a whole face makes every letter bigger and every start slower. The cut faces keep what names and legal
# English or Spanish need, keep kerning, ligatures and mark positioning, and drop hinting, which no PDF reader needs.
# Needs: npm, and fonttools (`pip install fonttools`). Run again at any time; the same versions give the same files.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
fonts="$here/letter-templates/_house/fonts"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$fonts"

cd "$work"
npm pack --silent @expo-google-fonts/source-serif-4@0.4.1 >/dev/null
npm pack --silent @expo-google-fonts/noto-serif@0.4.2 >/dev/null
for archive in *.tgz; do
  mkdir "${archive%.tgz}"
  tar -xzf "$archive" -C "${archive%.tgz}"
done
source_serif="$work/expo-google-fonts-source-serif-4-0.4.1/package"
noto_serif="$work/expo-google-fonts-noto-serif-0.4.2/package"

# Latin with all European, Vietnamese and Hawaiian letters, combining marks, punctuation, currency, fractions, arrows,
# ticks, boxes and bullets. pyftsubset leaves out silently what a face does not have.
common='U+0020-007E,U+00A0-024F,U+0250-02AF,U+02B0-02FF,U+0300-036F,U+1E00-1EFF,U+2000-206F,U+2070-209F'
common="$common,U+20A0-20C0,U+2100-218B,U+2190-2193,U+2212,U+2215,U+2248,U+2260,U+2264,U+2265,U+25A0,U+25A1"
common="$common,U+25AA,U+25CB,U+25CF,U+25E6,U+2610-2612,U+2713,U+2717,U+A78B,U+A78C,U+FB00-FB04"
# The fallback face also has rare Latin letters of African and American languages.
rare="$common,U+1AB0-1AFF,U+1D00-1DBF,U+1DC0-1DFF,U+2C60-2C7F,U+A700-A7FF,U+AB30-AB6F,U+FE20-FE2F"
features='kern,liga,ccmp,locl,mark,mkmk,lnum,tnum'

cut_face() { # source file, result name, characters
  pyftsubset "$1" --output-file="$fonts/$2.ttf" --unicodes="$3" --layout-features="$features" \
    --no-hinting --desubroutinize --notdef-outline --name-IDs='0,1,2,3,4,5,6,13,14' --drop-tables+=DSIG,STAT,MVAR,meta
}

cut_face "$source_serif/400Regular/SourceSerif4_400Regular.ttf" SourceSerif4-Regular "$common"
cut_face "$source_serif/600SemiBold/SourceSerif4_600SemiBold.ttf" SourceSerif4-SemiBold "$common"
cut_face "$source_serif/400Regular_Italic/SourceSerif4_400Regular_Italic.ttf" SourceSerif4-Italic "$common"
cut_face "$source_serif/600SemiBold_Italic/SourceSerif4_600SemiBold_Italic.ttf" SourceSerif4-SemiBoldItalic "$common"
cut_face "$noto_serif/400Regular/NotoSerif_400Regular.ttf" NotoSerif-Regular "$rare"
cut_face "$noto_serif/700Bold/NotoSerif_700Bold.ttf" NotoSerif-Bold "$rare"
cp "$source_serif/LICENSE_FONT" "$fonts/SourceSerif4-OFL.txt"
cp "$noto_serif/LICENSE_FONT" "$fonts/NotoSerif-OFL.txt"
