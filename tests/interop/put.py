"""Puts a text into a cell of a workbook with openpyxl and saves it elsewhere.

usage: put.py FROM.xlsx TO.xlsx SHEET CELL TEXT
"""

import sys

import openpyxl

source, target, sheet, cell, text = sys.argv[1:6]
book = openpyxl.load_workbook(source)
book[sheet][cell] = text
book.save(target)
