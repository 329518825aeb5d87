"""foreign_layouts.py FOLDER: three workbooks as cities publish them, none made by kaikaku, with a plan of an invented city that
has a mapping (`[[form]]`) for each. All is invented. Prints what is in them, added up here and not by the program, as JSON.

一覧.xlsx   事務事業評価 of a whole city: 407 rows, a column of departments, four-digit numbers, 41 columns
個票.xlsx   one item a sheet, labels left of and above the values, merged cells, the date in three cells
KPI.xlsx    総合戦略: several KPIs an item, with the elapsed share of the period
"""

import json
import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment

folder = Path(sys.argv[1])
BUREAUS = {"企画部": ["企画課", "財政課", "情報課"], "市民部": ["市民課", "税務課", "環境課"], "福祉部": ["福祉課", "子育て課"]}
UNITS = [(bureau, unit) for bureau, units in BUREAUS.items() for unit in units]
GRADES = ["A", "B", "C", "D"]
ROWS = 407
# Items of the sheets 個票 and of the KPIs.
SHEETS, POLICIES = 12, 9


def number(item):
    """0003, 0006 …: an office's own numbers are not consecutive."""
    return f"{item * 3:04}"


def unit(item):
    return UNITS[item * 5 % len(UNITS)]


def plan():
    items = lambda first, count, text: [(first + i, text(i)) for i in range(count)]
    groups = [
        ("事務事業の評価", items(1, ROWS, lambda i: f"事業{i + 1}"), 0),
        ("個別の取組", items(ROWS + 1, SHEETS, lambda i: f"取組{i + 1}"), 0),
        ("総合戦略", items(ROWS + SHEETS + 1, POLICIES, lambda i: f"施策{i + 1}"), 3),
    ]
    out = [
        '[plan]\ntitle = "架空市行政評価"\nshort_title = "行政評価"\ncity = "架空市"\nissued = "令和3年3月"\n'
        'first_year = "R3"\nlast_year = "R7"\ndepartments_as_of = 2021-04-01\nnotice = "架空"\n',
        '[narrative.table]\ntitle = "一覧"\n',
    ]
    for bureau in BUREAUS:
        out.append(f'[[bureau]]\nname = "{bureau}"\nshort = "{bureau[0]}"\n')
    listed = ", ".join(f'"{bureau}/{name}"' for bureau, name in UNITS)
    out.append(f"[departments]\nlist = [{listed}]\n")
    grades = [("A", "十分", 4, True), ("B", "順調", 3, True), ("C", "やや遅れ", 2, False), ("D", "遅れ", 1, False)]
    out.append('[grades]\nrule = "最多"\nlist = [')
    for mark, name, points, on_track in grades:
        track = ", on_track = true" if on_track else ""
        out.append(f'  {{ mark = "{mark}", name = "{name}", meaning = "{name}である。", points = {points}{track} }},')
    out.append(']\n\n[office]\nname = "企画部企画課"\n')
    for no, (name, actions, indicators) in enumerate(groups, 1):
        out.append(f'[[initiative]]\nno = {no}\nname = "{name}"\nresponsible = [{listed}]\ncontent = "{name}に取り組む。"\nactions = [')
        for at, (item, text) in enumerate(actions, 1):
            bureau, lead = unit(item)
            of = ", ".join(
                f'{{ name = "{text}の指標{n}", unit = "件", direction = "増加", targets = {{ R3-R7 = 100 }} }}' for n in range(1, indicators + 1)
            )
            more = f", indicators = [{of}]" if of else ""
            out.append(
                f'  {{ no = {at}, number = "{number(item)}", name = "{text}", lead = "{bureau}/{lead}", schedule = {{ R3-R7 = "実施" }}{more} }},'
            )
        out.append("]\n")
    out.append(
        """
[[form]]
name = "事務事業評価一覧"
signs = { A1 = "*事務事業評価一覧", A3 = "事業番号" }
period = "年度末"
cover = { A1 = "年度" }
columns = { A = "番号", C = "部署", D = "実践項目", G = "実績", H = "進捗区分", I = "歳出減（単年度）", J = "課題" }
ignore = ["B", "E-F", "K-AO"]
first_row = 5

[[form]]
name = "個票"
signs = { A1 = "取組個票" }
period = "年度末"
year = "R3"
cover = { F2 = "提出日（年）", H2 = "提出日（月）", J2 = "提出日（日）" }
cells = { B2 = "番号", B3 = "部署", B4 = "実践項目", "「実施した内容」の下" = "実績", "「評価」の右" = "進捗区分", G8 = "歳入増（継続）", A10 = "次年度の取組" }

[[form]]
name = "総合戦略KPI"
signs = { B2 = "*総合戦略KPI達成状況" }
period = "年度末"
year = "R3"
columns = { B = "番号", C = "実践項目", D = "部署", H = "指標の実績値", J = "進捗区分", K = "実績" }
ignore = ["A", "E-G", "I"]
first_row = 5
"""
    )
    (folder / "plan.toml").write_text("\n".join(out), encoding="utf-8")


def full_list():
    book = Workbook()
    sheet = book.active
    sheet.title = "評価一覧"
    sheet["A1"] = "令和３年度　事務事業評価一覧"
    heads = ["事業番号", "部局", "担当課", "事務事業名", "予算科目", "事業開始", "取組の内容", "総合評価", "削減額（円）", "今後の課題"]
    heads += [f"内部項目{i}" for i in range(1, 32)]
    for col, head in enumerate(heads, 1):
        sheet.cell(3, col, head)
        sheet.merge_cells(start_row=3, end_row=4, start_column=col, end_column=col)
    effects, grades, units = 0, {}, {}
    for item in range(1, ROWS + 1):
        row = item + 4
        bureau, name = unit(item)
        no = sheet.cell(row, 1, number(item))
        if item % 7 == 0:
            # Typed as a number, shown with its zeros.
            no.value, no.number_format = int(number(item)), "0000"
        grade = GRADES[item % 4]
        saved = item * 1000 if item % 3 == 0 else None
        values = [bureau, f"{bureau}{name}", f"事業{item}", "2-1-1", "平成20年度", f"事業{item}を進めた。", grade, saved, f"課題{item}"]
        for col, value in enumerate(values + [f"内部{item}-{i}" for i in range(31)], 2):
            if value is not None:
                sheet.cell(row, col, value)
        effects += saved or 0
        grades[grade] = grades.get(grade, 0) + 1
        units[f"{bureau}{name}"] = units.get(f"{bureau}{name}", 0) + 1
    sheet.cell(ROWS + 5, 4, "合計")
    sheet.cell(ROWS + 5, 9, effects)
    sheet.cell(ROWS + 6, 1, "※ 評価は担当課による。")
    book.save(folder / "一覧.xlsx")
    return {"rows": ROWS, "effects": effects, "grades": grades, "units": units}


def sheets():
    book = Workbook()
    book.remove(book.active)
    effects = 0
    for at in range(SHEETS):
        item = ROWS + 1 + at
        bureau, name = unit(item)
        sheet = book.create_sheet(f"No.{number(item)}")
        sheet["A1"] = "取組個票"
        sheet.merge_cells("A1:J1")
        sheet["A2"], sheet["B2"] = "整理番号", number(item)
        sheet["D2"], sheet["E2"], sheet["F2"], sheet["G2"] = "記入日", "令和", 4, "年"
        sheet["H2"], sheet["I2"], sheet["J2"], sheet["K2"] = 4, "月", 20, "日"
        sheet["A3"], sheet["B3"] = "所管", f"{bureau}　{name}"
        sheet["A4"], sheet["B4"] = "名称", f"取組{at + 1}"
        sheet.merge_cells("B4:J4")
        sheet["A5"] = "実施した内容"
        sheet.merge_cells("A5:J5")
        sheet["A6"] = f"取組{at + 1}を実施した。\n利用は{at}件であった。"
        sheet["A6"].alignment = Alignment(wrap_text=True)
        sheet.merge_cells("A6:J7")
        sheet["A8"], sheet["B8"] = "評価", GRADES[at % 4]
        sheet["E8"], sheet["G8"] = "増収額（千円）", at * 10
        effects += at * 10_000
        sheet["A9"] = "次年度に向けて"
        sheet["A10"] = f"取組{at + 1}を広げる。"
    book.save(folder / "個票.xlsx")
    return {"rows": SHEETS, "effects": effects}


def kpis():
    book = Workbook()
    sheet = book.active
    sheet.title = "KPI"
    sheet["B2"] = "第2期総合戦略KPI達成状況"
    sheet["I3"] = "計画期間の経過割合 20%"
    heads = ["番号", "施策", "担当", "KPI", "基準値", "目標値", "実績値", "達成割合", "判定", "主な取組"]
    for col, head in enumerate(heads, 2):
        sheet.cell(4, col, head)
    row, results = 5, 0
    for at in range(POLICIES):
        item = ROWS + SHEETS + 1 + at
        count = at % 3 + 1
        bureau, name = unit(item)
        for n in range(count):
            sheet.cell(row + n, 5, f"KPI{n + 1}")
            sheet.cell(row + n, 6, 10)
            sheet.cell(row + n, 7, 100)
            sheet.cell(row + n, 8, 10 + at + n)
            results += 10 + at + n
            sheet.cell(row + n, 9, (at + n) / 90).number_format = "0%"
        for col, value in [(2, number(item)), (3, f"施策{at + 1}"), (4, f"{bureau}{name}"), (10, GRADES[at % 4]), (11, f"施策{at + 1}を進めた。")]:
            sheet.cell(row, col, value)
            if count > 1:
                sheet.merge_cells(start_row=row, end_row=row + count - 1, start_column=col, end_column=col)
        row += count
    book.save(folder / "KPI.xlsx")
    return {"rows": POLICIES, "results": results}


plan()
print(json.dumps({"list": full_list(), "sheets": sheets(), "kpis": kpis()}, ensure_ascii=False))
