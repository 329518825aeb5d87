#!/usr/bin/env bash
# Makes the pictures of the READMEs from what a built program makes of the sample: docs/images/make.sh target/release/kaikaku
# Needs poppler-utils, ImageMagick, LibreOffice and a Japanese font (fonts-noto-cjk).
set -euo pipefail
kaikaku=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
input=$here/../../input
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$kaikaku" report --input "$input" --year R3 --output "$work" --quiet
"$kaikaku" plan --input "$input" --output "$work" --quiet
# 1: something is owed.
"$kaikaku" check --input "$input" --year R3 --output "$work/check" --quiet >/dev/null || [ $? = 1 ]

# The first page of a PDF that has these words on it; contents name them, too, so the last of the first pages is asked for by its number.
page() { # PDF WORDS NTH
  local page
  for page in $(seq "$(pdfinfo "$1" | sed -n 's/^Pages: *//p')"); do
    if pdftotext -f "$page" -l "$page" "$1" - | grep "$2" >/dev/null; then echo "$page"; fi
  done | sed -n "$3p"
}
picture() { # PDF PAGE DPI NAME
  pdftoppm -r "$3" -f "$2" -l "$2" -singlefile -png "$1" "$work/$4"
}
small() { convert "$1" "${@:3}" -strip -colors 128 -define png:compression-level=9 "PNG8:$here/$2.png"; }

report=$work/令和3年度/公表版.pdf
picture "$report" "$(page "$report" "取組項目別の進捗状況（個票）" 2)" 70 sheet
picture "$report" "$(page "$report" 令和3年度の概況 2)" 70 overview
picture "$work/計画書.pdf" "$(page "$work/計画書.pdf" '取組項目（案）' 2)" 70 plan-table
for name in sheet overview plan-table; do small "$work/$name.png" "$name"; done

cp "$(find "$input/令和3年度" -name 法務文書課.xlsx)" "$work/form.xlsx"
cp "$work"/check/令和3年度/確認/差戻し/*.xlsx "$work/returned.xlsx"
cp "$work"/check/令和3年度/確認/提出状況.xlsx "$work/statuses.xlsx"
soffice -env:UserInstallation="file://$work/office" --headless --convert-to pdf --outdir "$work" \
  "$work"/{form,returned,statuses}.xlsx >/dev/null 2>&1
picture "$work/form.pdf" 1 80 form
picture "$work/returned.pdf" 1 80 points
picture "$work/returned.pdf" 2 80 returned
picture "$work/statuses.pdf" 1 80 statuses
small "$work/form.png" form -crop 936x540+0+10 +repage
small "$work/statuses.png" statuses -crop 936x440+0+20 +repage
convert "$work/points.png" -crop 936x190+0+20 +repage "$work/above.png"
convert "$work/returned.png" -crop 936x400+0+200 +repage "$work/below.png"
small "$work/above.png" returned "$work/below.png" -append
