"""Fills copies of a rating form with openpyxl, as its raters would, and counts what it chose.

Each rater takes a choice of the drop-down for every row, or points where there is none; in one row of five nothing. The counts go to standard output.

usage: rate_forms.py FORM TO_FOLDER RATERS [TEXT]
"""

import json
import pathlib
import sys

from own_form import OwnForm

path, target, raters = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
text = sys.argv[4] if len(sys.argv) > 4 else None
target.mkdir(parents=True, exist_ok=True)
counts = {}

for rater in range(1, raters + 1):
    form = OwnForm(path)
    if "member" in form.cover:
        form.cover["member"].value = rater
    for number, (sheet, item, at) in enumerate(form.rows):
        seed = number * 3 + rater
        # A body that grades gives a grade with a reason to every item but every fifth.
        cell = form.cell(sheet, "points", at)
        choices = form.offered(sheet, cell)
        if seed % 5 == 0:
            continue
        # Points are typed, letters and grades are chosen.
        choice = choices[seed % len(choices)] if choices else 1 + seed % 3
        cell.value = choice
        of = counts.setdefault(item, {})
        of[choice] = of.get(choice, 0) + 1
        if text:
            form.cell(sheet, "opinion", at).value = f"{text}（{item}の{rater}）"
    form.book.save(target / f"{path.stem}_{rater}.xlsx")
print(json.dumps(counts, ensure_ascii=False))
