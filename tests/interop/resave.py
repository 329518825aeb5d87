"""Opens a workbook and saves it again with another program, as a department's tools might.

usage: resave.py openpyxl|pandas FROM.xlsx TO.xlsx

openpyxl keeps the very hidden sheet, custom properties and range names; pandas keeps the sheets' values only.
"""

import sys


def by_openpyxl(source, target):
    import openpyxl

    openpyxl.load_workbook(source).save(target)


def by_pandas(source, target):
    import pandas

    sheets = pandas.read_excel(source, sheet_name=None, header=None, dtype=object, keep_default_na=False)
    with pandas.ExcelWriter(target) as writer:
        for name, sheet in sheets.items():
            sheet.to_excel(writer, sheet_name=name, header=False, index=False)


program, source, target = sys.argv[1:]
{"openpyxl": by_openpyxl, "pandas": by_pandas}[program](source, target)
