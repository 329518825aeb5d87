"""Types tables into the sheets of a plan's Excel master with openpyxl, as a person would: below the last filled row, by the
heads of the first row; the lines of 基本情報 beside their labels. Numbers are typed as numbers, but for ids.

usage: type_in.py WORKBOOK.xlsx TABLES.json   ({sheet: [[head, …], [cell, …], …]})
"""

import json
import re
import sys

import openpyxl

path, tables = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8"))
book = openpyxl.load_workbook(path)


def typed(cell, text):
    if cell.number_format != "@" and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return text


for name, (heads, *rows) in tables.items():
    sheet = book[name]
    if heads == ["項目", "内容"]:
        labels = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
        for label, text in rows:
            sheet.cell(labels[label], 2).value = text
        continue
    columns = {sheet.cell(1, col).value: col for col in range(1, sheet.max_column + 1)}
    filled = [row for row in range(1, sheet.max_row + 1) if any(cell.value is not None for cell in sheet[row])]
    for at, row in enumerate(rows, start=max(filled) + 1):
        for head, text in zip(heads, row):
            if text:
                cell = sheet.cell(at, columns[head])
                cell.value = typed(cell, text)
book.save(path)
