"""Types something wrong into the first row of a form that asks for a field, as a department might; prints the sheet, the cell and
what stood there.

usage: slip.py FORM.xlsx KEY TEXT
"""

import json
import sys

from own_form import OwnForm

path, key, text = sys.argv[1:]
form = OwnForm(path)
for sheet, _, at in form.rows:
    cell = form.cell(sheet, key, at)
    before = cell and cell.value
    if form.put(sheet, key, at, text):
        form.book.save(path)
        print(json.dumps({"sheet": sheet, "cell": cell.coordinate, "before": before}, ensure_ascii=False))
        break
