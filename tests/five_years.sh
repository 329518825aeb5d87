#!/usr/bin/env bash
# five_years.sh PROGRAM FOLDER: the sample workspace carried on to the plan's last year, forms of the years without input made by
# the program and filled by openpyxl, and the last year's report in all editions, 総括 among them, into FOLDER/output. FOLDER is new.
set -euo pipefail
program=$1 folder=$2
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$folder/input"
cp -r "$here/input/." "$folder/input/"
python=${PYTHON:-python3}
for n in 2 3 4 5 6; do
  [ -e "$folder/input/令和${n}年度" ] && continue
  "$program" forms --year "R$n" --period 年度末 --input "$folder/input" --output "$folder/forms" --quiet
  "$python" -B "$here/tests/interop/later_years.py" "$here/input/plan.toml" "$folder/forms/様式/令和${n}年度_年度末" \
    "$folder/input/令和${n}年度" "R$n" "令和$((n + 1))年5月6日"
done
"$program" report --year R6 --edition all --format "${FORMAT:-pdf}" --input "$folder/input" --output "$folder/output"
