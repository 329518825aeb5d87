"""Random cells, written by openpyxl and saved again by LibreOffice, with what LibreOffice shows of each.

usage: random_cells.py COUNT SEED OUTDIR NO,NO,…

Every cell is an amount (歳出減（継続）（千円）) of a retyped 進捗管理表 with the sheets P1, P2 …, one row a cell: value or formula × number format ×
rich text × look × merge; NO are the numbers of action items, one a row. Written are first.xlsx (openpyxl's own) and cells.{xlsx,ods,xls}
(LibreOffice's) in OUTDIR, and shown.tsv: sheet, row, what LibreOffice's CSV export shows, what was written, its format, and what a CSV cannot
show: struck (a run struck out or raised or lowered), hidden (a run in the colour of its ground), merged (with the row below or the grade).
The test `random_cells` reads the four workbooks and compares.
"""

import csv
import pathlib
import random
import subprocess
import sys
import tempfile

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

count, seed, out = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
out.mkdir(parents=True, exist_ok=True)
rng = random.Random(seed)
ids = sys.argv[4].split(",")
PER_SHEET = len(ids)
FIRST = 5

FORMATS = [
    "General", "0", "0.0", "#,##0", "#,##0.00", "#,##0;\"▲\"#,##0;0", "#,##0;\"▲\"#,##0;\"―\"", "#,##0_ ;[Red]\\-#,##0\\ ",
    "#,##0,", "#,##0,,", "#,##0.0,", "#,##0\"円\"", "#,##0\"千円\"", "#,##0,\"千円\"", "#,##0\"件\"", "General\"千円\"", "General\"人\"",
    "0%", "0.0%", "[<1000]#,##0;#,##0,", "[>=1000]#,##0;0", ";;;", "0;0", "#", "#,###", "000", "@", "yyyy/m/d", "h:mm", "0.00E+00", "# ?/?",
    "\"約\"#,##0", "¥#,##0", "[$¥-411]#,##0", "#,##0.0,,", "#,##0\"百万円\"", "#,##0\"億円\"", "#,##0\\ \"円\"", "@\"円\"", "0.0,",
    "[=0]\"―\";#,##0", "[>999]#,##0;[<0]\"▲\"0;0", "[Red][<0]\"△\"#,##0;#,##0", "General;-General;;", "[DBNum1]General", "[DBNum3]0",
    "[$-411]ge.m.d", "[h]:mm", "* #,##0", "?,???", "#,##0\"万円\"", "0.###", "#,##0;#,##0", "\"▲\"#,##0", "0\"千\"", "#,##0\".5\"", "\"第\"0\"回\"", "0;-0;;@", "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", "000-0000", "#,##0;(#,##0)",
]
DIGITS = ["0123456789", "０１２３４５６７８９"]
SPACES = ["", "", "", " ", "\u3000", "\u00a0", "\n", "\t", "\u200b"]


FORMULAS = [
    "=1000+200", "=1200.5", "=\"\"", "=1/0", "=\"1,200\"", "=TEXT(1200,\"#,##0\")", "=\"120\"&CHAR(10)&\"80\"", "=-300", "=NA()", "=1=1", "=\"―\"",
    "=\"1,200千円\"", "=DATE(2021,4,1)", "=0",
]


def text_number():
    digits = rng.choice(DIGITS)
    parts = []
    for _ in range(rng.choice([1, 1, 1, 2])):
        number = rng.choice([str(rng.randrange(1000)), f"{rng.randrange(10**7):,}", f"{rng.randrange(10**5)}.{rng.randrange(100)}"])
        parts.append("".join(digits[int(c)] if c.isascii() and c.isdigit() else c for c in number))
    text = rng.choice(SPACES).join(parts) if len(parts) > 1 else parts[0]
    text = rng.choice(["", "", "", "▲", "△", "-", "－", "約", "①", "②", "¥", "("]) + rng.choice(["", "", rng.choice(SPACES)]) + text
    text += rng.choice(["", "", "", "円", "千円", "万円", "百万円", "件", "人", "%", "²", "①", "程度", "※1", "(80)", "千", "～"])
    return text


def value():
    kind = rng.random()
    if kind < 0.4:
        return rng.choice([rng.randrange(-10**6, 10**7), rng.randrange(0, 2000), 0, rng.randrange(0, 10**6) / 4, 0.85, 44287])
    if kind < 0.45:
        return rng.choice(FORMULAS)
    if kind < 0.55:
        return rng.choice(["", "―", "〃", "同上", "未定", "別紙", "#REF!", "該当なし", "120⏎80".replace("⏎", "\n"), "12 0", "1 200", True])
    return text_number()


def rich(text):
    """The text in two runs of different looks, and what a CSV cannot show of them."""
    cut = rng.randrange(1, len(text))
    looks = [
        ("struck", dict(strike=True)), ("struck", dict(vertAlign="superscript")), ("struck", dict(vertAlign="subscript")),
        ("", dict(color="FFFF0000")), ("", dict(b=True)), ("hidden", dict(color="FFFFFFFF")),
    ]
    unseen, look = rng.choice(looks)
    first, second = InlineFont(rFont="Calibri", sz=11), InlineFont(rFont="Calibri", sz=11, **look)
    pair = [(first, text[:cut]), (second, text[cut:])]
    if rng.random() < 0.3:
        pair = [(second, text[:cut]), (first, text[cut:])]
    # A line through white space, or white space in white, is nothing.
    if not "".join(part for font, part in pair if font is second).strip():
        unseen = ""
    return CellRichText(*(TextBlock(font, part) for font, part in pair)), unseen


book = openpyxl.Workbook()
book.remove(book.active)
written = {}
of_cell = set()
for first in range(0, count, PER_SHEET):
    sheet = book.create_sheet(f"P{first // PER_SHEET + 1}")
    for place, text in {"A1": "部署", "B1": "総務部行政監理室", "G1": "年度", "H1": "令和2年度", "J1": "時期", "K1": "年度末"}.items():
        sheet[place] = text
    for col, head in enumerate(["No.", "実践項目", "実績", "進捗区分", "歳出減（継続）（千円）"], 1):
        sheet.cell(FIRST - 1, col, head)
    for row in range(FIRST, FIRST + min(PER_SHEET, count - first)):
        sheet.cell(row, 1, ids[row - FIRST]).number_format = "@"
        cell = sheet.cell(row, 5)
        content, unseen = value(), ""
        is_formula = content in FORMULAS
        if isinstance(content, str) and not is_formula and len(content) > 1 and rng.random() < 0.15:
            content, unseen = rich(content)
        cell.value = content
        if not is_formula and (cell.data_type == "f" or (isinstance(content, str) and content.startswith("="))):
            cell.data_type = "s"
        cell.number_format = rng.choice(FORMATS)
        look = rng.random()
        if look < 0.03:
            cell.font, unseen = Font(strike=True), "struck"
        elif look < 0.05:
            cell.font, unseen = Font(color="FFFFFFFF"), "hidden"
        elif look < 0.06:
            cell.font, cell.fill, unseen = Font(color="FFFF0000"), PatternFill("solid", fgColor="FFFF0000"), "hidden"
        elif look < 0.07:
            # LibreOffice does not keep it: the cell is seen as any other then.
            cell.font = Font(vertAlign="superscript")
        if look < 0.06:
            of_cell.add((sheet.title, row))
        written[sheet.title, row] = [str(content), cell.number_format, unseen]
    for _ in range(PER_SHEET // 40):
        # Not the last row: merged with the empty one below it, it is still the cell of one item.
        row = rng.randrange(FIRST, FIRST + max(1, min(PER_SHEET, count - first) - 1))
        rows = 1 if rng.random() < 0.5 else 0
        sheet.merge_cells(start_row=row, end_row=row + rows, start_column=5 - (1 - rows), end_column=5)
        for merged in range(row, row + rows + 1):
            if (sheet.title, merged) in written:
                written[sheet.title, merged][2] = "merged"

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    book.save(folder / "first.xlsx")
    (out / "first.xlsx").write_bytes((folder / "first.xlsx").read_bytes())

    def convert(kind, name, source):
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder / "out", source]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return folder / "out" / name

    (out / "cells.xlsx").write_bytes(convert("xlsx:Calc MS Excel 2007 XML", "first.xlsx", folder / "first.xlsx").read_bytes())
    for extension in ["ods", "xls"]:
        (out / f"cells.{extension}").write_bytes(convert(extension, f"cells.{extension}", out / "cells.xlsx").read_bytes())
    # LibreOffice drops some colours and lines: of what is hidden or struck out in the first file alone that is said.
    kept = openpyxl.load_workbook(out / "cells.xlsx")
    for (sheet, row), (_, _, unseen) in written.items():
        cell = kept[sheet].cell(row, 5)
        is_kept = {"hidden": cell.font.color is not None, "struck": bool(cell.font.strike)}.get(unseen, True)
        if not is_kept and (sheet, row) in of_cell:
            written[sheet, row][2] += " first"
    # Every sheet as it is shown: comma, quote, UTF-8, from row 1, quoted texts, shown as formatted, all sheets.
    convert("csv:Text - txt - csv (StarCalc):44,34,76,1,,1041,false,false,true,false,false,-1", "none", out / "cells.xlsx")
    with open(out / "shown.tsv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t")
        for sheet in book.sheetnames:
            with open(folder / "out" / f"cells-{sheet}.csv", encoding="utf-8", newline="") as shown:
                for number, row in enumerate(csv.reader(shown), 1):
                    if (sheet, number) in written:
                        # The words of a format around a formula that gives "" are no value.
                        is_shown = len(row) > 4 and written[sheet, number][0] != '=""'
                        rows.writerow([sheet, number, row[4] if is_shown else "", *written[sheet, number]])
