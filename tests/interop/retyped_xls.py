"""Makes tests/data/retyped.xls: 進捗管理表 retyped by hand, saved by LibreOffice as Excel 97-2003, with a CodePage record that says 932
although the texts of a BIFF8 file are in UTF-16, as old programs write it.

usage: retyped_xls.py TO.xls
"""

import pathlib
import subprocess
import sys
import tempfile

import openpyxl

CELLS = {
    "A1": "部署", "B1": "総務部行政監理室", "D1": "年度", "E1": "令和２年度",
    "A2": "時期", "B2": "年度末", "D2": "提出日", "E2": "R3.5.10",
    "A4": "No.", "B4": "実践項目", "C4": "実績（工程）", "D4": "実績", "E4": "進捗区分",
    "F4": "歳入増（単年度）（千円）", "G4": "課題",
    "A5": "1-1", "B5": "広告料収入の拡大", "C5": "実施", "D5": "広告を集めた。", "E5": "○", "F5": 1200, "G5": "特になし",
}
UTF16 = bytes.fromhex("42000200b004")
CP932 = bytes.fromhex("42000200a403")

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    book = openpyxl.Workbook()
    book.active.title = "入力"
    for place, value in CELLS.items():
        book.active[place] = value
    book.save(folder / "retyped.xlsx")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "xls", "--outdir", folder, folder / "retyped.xlsx"]
    subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    made = (folder / "retyped.xls").read_bytes()

assert made.count(UTF16) == 1, "one CodePage record"
pathlib.Path(sys.argv[1]).write_bytes(made.replace(UTF16, CP932))
