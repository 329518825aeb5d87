#!/usr/bin/env bash
# five_years.sh PROGRAM FOLDER: the sample workspace carried on to the plan's last year, forms made by the program and filled by
# openpyxl, and every year's report in all editions, into FOLDER/output.
set -euo pipefail
program=$1 folder=$2
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$folder/input"
cp -r "$here/input/." "$folder/input/"
python=${PYTHON:-python3}
for n in 4 5 6; do
  "$program" forms --year "R$n" --period 年度末 --input "$folder/input" --output "$folder/forms" --quiet
  "$python" "$here/tests/interop/later_years.py" "$here/input/plan.toml" "$folder/forms/令和${n}年度/様式/年度末" \
    "$folder/input/令和${n}年度" "R$n" "令和$((n + 1))年5月6日"
done
for n in 4 6; do
  "$program" report --year "R$n" --edition all --format pdf --input "$folder/input" --output "$folder/output"
done
