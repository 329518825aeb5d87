"""Makes tests/data/resaved/: one filled form of 総務部行政監理室, saved again by other programs in every format that each writes.

usage: resaved.py FORM.xlsx OUTDIR NODE_MODULES

FORM.xlsx is the empty form (`kaikaku forms --year R2 --department 総務部行政監理室`). Needs openpyxl, LibreOffice, Gnumeric (ssconvert) and,
below NODE_MODULES, the npm packages xlsx, exceljs and xlsx-populate.
"""

import pathlib
import subprocess
import sys
import tempfile

import openpyxl

form, out, modules = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
out.mkdir(parents=True, exist_ok=True)
book = openpyxl.load_workbook(form)
sheet = book["入力"]
for cell, value in {
    "G4": 2, "G5": "苫野 花子", "G6": "2345",
    "F19": "継続", "G19": "研修を4回行い、\n延べ860人が受講した。", "H19": "○ 計画どおり", "L19": 0, "M19": 1200, "N19": 860,
    "O19": "受講者の偏り", "P19": "オンライン研修を増やす。", "Q19": "事務局限りのメモ",
    "F20": "検討", "G20": "仕様をまとめた。", "H20": "△ 計画に遅れ", "I20": "調達が遅れたため。", "M20": -35, "N20": 14.5,
}.items():
    sheet[cell] = value
book.save(out / "openpyxl.xlsx")
source = (out / "openpyxl.xlsx").resolve()

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for extension in ["xlsx", "xls", "ods"]:
        command = ["soffice", profile, "--headless", "--convert-to", extension, "--outdir", folder, source]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (out / f"libreoffice.{extension}").write_bytes((folder / f"openpyxl.{extension}").read_bytes())

for exporter, name in {
    "Gnumeric_Excel:xlsx2": "gnumeric.xlsx", "Gnumeric_Excel:excel_biff8": "gnumeric.xls",
    "Gnumeric_Excel:excel_biff7": "gnumeric5.xls", "Gnumeric_OpenCalc:odf": "gnumeric.ods",
}.items():
    subprocess.run(["ssconvert", "-T", exporter, source, out / name], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

scripts = {
    "sheetjs": """
const XLSX = require('xlsx');
const book = XLSX.readFile(process.argv[1], {cellStyles: true, cellNF: true, cellDates: false});
for (const type of ['xlsx', 'xlsm', 'xlsb', 'ods', 'biff8', 'biff5'])
  XLSX.writeFile(book, process.argv[2] + '/sheetjs' + ({biff8: '.xls', biff5: '5.xls'}[type] || '.' + type), {bookType: type, cellStyles: true});
""",
    "exceljs": """
const Excel = require('exceljs');
const book = new Excel.Workbook();
book.xlsx.readFile(process.argv[1]).then(() => book.xlsx.writeFile(process.argv[2] + '/exceljs.xlsx'));
""",
    "populate": """
const Populate = require('xlsx-populate');
Populate.fromFileAsync(process.argv[1]).then(book => book.toFileAsync(process.argv[2] + '/populate.xlsx'));
""",
}
for name, script in scripts.items():
    run = subprocess.run(["node", "-e", script, source, out.resolve()], env={"NODE_PATH": str(modules), "PATH": "/usr/bin:/bin"}, check=False, capture_output=True, text=True)
    if run.returncode:
        print(name, run.stderr[-400:])
