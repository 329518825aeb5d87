"""Mends one cell of a returned form with openpyxl, as a department would, and raises its 版.

usage: mend.py FROM.xlsx TO.xlsx SHEET CELL VALUE VERSION
"""

import sys

import openpyxl

source, target, sheet, cell, value, version = sys.argv[1:]
book = openpyxl.load_workbook(source)
book[sheet][cell] = value
for row in book[sheet].iter_rows(max_row=12):
    for label in row:
        if label.value == "版":
            label.offset(column=1).value = int(version)
book.save(target)
