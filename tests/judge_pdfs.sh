#!/usr/bin/env bash
# Judges every PDF in the given folders (or files), a line each; fails where a judge fails one.
#
#   qpdf --check       the file's syntax
#   PDF/UA and PDF/A are judged by tests/verapdf.sh
#   outloud            what tags mean: pip install outloud==0.2.1; without it a local run goes on, CI does not
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || { echo "使い方: tests/judge_pdfs.sh フォルダー…" >&2; exit 2; }

# Outloud's findings that are not errors of ours; what they look for is held by tests/behaviour/pdf_editions.rs, too:
#   TBL-004  cells joined over rows at the end of a row are dropped from the count of the last row that they reach
#            (10, 9, 10, 2 in the plan's table); that every table is a closed grid is tested on every edition
#   TBL-010  a table of two indicators has more heads than data: six columns, and number and name head each row
#   TBL-014  a table that goes on overleaf is one table, and its repeated heads are artifacts; outloud looks for a table
#            on the page where it begins only
#   TBL-015  in the plan's table the departments stand on a line of their own, under the item
#   HDG-010  「令和3年度の実績」 counts as a number, because Japanese has no spaces between words
#   FIG-012  the description of a chart is its figures, and Japanese says the rest in few letters
#   PAG-001  each sheet begins with the same headings at the same height; heads and feet of pages are artifacts
#   TXT-004  a glyph before a gap or an overlap has wider or narrower twins with the same meaning
#            (src/export/pdf/widening.rs)
skip=${OUTLOUD_SKIP:-TBL-004,TBL-010,TBL-014,TBL-015,HDG-010,FIG-012,PAG-001,TXT-004}
failed=0
files=()
while IFS= read -r -d '' file; do files+=("$file"); done < <(find "$@" -name '*.pdf' -type f -print0 | sort -z)
[ ${#files[@]} -gt 0 ] || { echo "PDFがありません: $*" >&2; exit 1; }

for tool in qpdf outloud; do
  command -v "$tool" >/dev/null && continue
  if [ -n "${CI:-}" ]; then
    echo "$tool がありません（CIでは必要です）。" >&2
    failed=1
  else
    echo "$tool がないため、その検査を省きます。"
  fi
done

for file in "${files[@]}"; do
  if command -v qpdf >/dev/null; then
    if report=$(qpdf --check "$file" 2>&1); then echo "qpdf     適合   $file"; else echo "qpdf     不適合 $file"; echo "$report"; failed=1; fi
  fi
  if command -v outloud >/dev/null; then
    if report=$(outloud --no-info --fail-on warning --skip "$skip" "$file" 2>&1); then
      echo "outloud  適合   $file"
    else
      echo "outloud  不適合 $file"
      echo "$report"
      failed=1
    fi
  fi
done
exit "$failed"
