"""A form of ours, read by its hidden record: where its columns and rows are, and what its drop-downs offer."""

import re

import openpyxl
from openpyxl.utils import column_index_from_string


class OwnForm:
    """A form that is open: `columns` by sheet and key, `rows` as (sheet, item, row), and the words that its lists offer."""

    def __init__(self, path):
        self.book = openpyxl.load_workbook(path)
        self.cover, self.columns, self.rows, self.grades, self.stages, self.unit = {}, {}, [], [], [], "千円"
        for record in self.book["_kaikaku"].iter_rows(values_only=True):
            match record[:4]:
                case ("cover", sheet, key, cell):
                    self.cover[key] = self.book[sheet][cell]
                case ("unit", label, *_):
                    self.unit = label
                case ("column", sheet, key, letters):
                    self.columns[sheet, key] = column_index_from_string(letters)
                case ("row", sheet, item, at):
                    self.rows.append((sheet, item, int(at)))
                case ("choice", "grade", text, *_):
                    self.grades.append(text)
                case ("choice", "actual_stage", text, *_):
                    self.stages.append(text)

    def cell(self, sheet, key, at):
        """The cell of a column in a row; None where the form has no such column."""
        column = self.columns.get((sheet, key))
        return column and self.book[sheet].cell(at, column)

    def put(self, sheet, key, at, value):
        """Types into a cell that the form asks for, and says whether it does: one that it does not ask for is hatched or locked."""
        cell = self.cell(sheet, key, at)
        if cell and cell.fill.fill_type in (None, "solid") and not cell.protection.locked:
            cell.value = value
            return True
        return False

    def offered(self, sheet, cell):
        """What the drop-down of a cell offers."""
        for rule in self.book[sheet].data_validations.dataValidation:
            if rule.type == "list" and cell.coordinate in rule.sqref:
                formula = rule.formula1.lstrip("=")
                name, first, last = re.fullmatch(r"'?([^'!]+)'?!\$C\$(\d+):\$C\$(\d+)", formula).groups()
                return [self.book[name].cell(at, 3).value for at in range(int(first), int(last) + 1)]
        return []
