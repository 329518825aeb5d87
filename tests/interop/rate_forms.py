"""Fills copies of a rating form with openpyxl, as its raters would, and counts what it chose.

Each rater takes a choice of the drop-down for every row; in one row of five nothing. The counts go to standard output.

usage: rate_forms.py FORM TO_FOLDER RATERS [TEXT]
"""

import json
import pathlib
import re
import sys

import openpyxl
from openpyxl.utils import column_index_from_string

form, target, raters = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
text = sys.argv[4] if len(sys.argv) > 4 else None
target.mkdir(parents=True, exist_ok=True)
counts = {}


def offered(book, sheet, cell):
    """What the drop-down of a cell offers."""
    for rule in book[sheet].data_validations.dataValidation:
        if rule.type == "list" and cell.coordinate in rule.sqref:
            name, first, last = re.fullmatch(r"'?([^'!]+)'?!\$C\$(\d+):\$C\$(\d+)", rule.formula1.lstrip("=")).groups()
            return [book[name].cell(at, 3).value for at in range(int(first), int(last) + 1)]
    return []


for rater in range(1, raters + 1):
    book = openpyxl.load_workbook(form)
    columns, rows = {}, []
    for record in book["_kaikaku"].iter_rows(values_only=True):
        match record[:4]:
            case ("cover", sheet, "member", cell):
                book[sheet][cell] = rater
            case ("column", sheet, key, letters):
                columns[key] = column_index_from_string(letters)
            case ("row", sheet, item, at):
                rows.append((sheet, item, int(at)))
    for number, (sheet, item, at) in enumerate(rows):
        seed = number * 3 + rater
        # A body that grades gives a grade with a reason to every item but every fifth.
        cell = book[sheet].cell(at, columns["points"])
        choices = offered(book, sheet, cell)
        if seed % 5 == 0:
            continue
        choice = choices[seed % len(choices)]
        cell.value = choice
        of = counts.setdefault(item, {})
        of[choice] = of.get(choice, 0) + 1
        if text:
            book[sheet].cell(at, columns["opinion"]).value = f"{text}（{item}の{rater}）"
    book.save(target / f"{form.stem}_{rater}.xlsx")
print(json.dumps(counts, ensure_ascii=False))
