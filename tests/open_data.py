#!/usr/bin/env python3
"""Judges published data: the CSV files by their CSVW metadata, data.json by its JSON Schema. Needs csvw and jsonschema.

    tests/open_data.py output/令和3年度/データ

Begins with a control: a row that refers to nothing and a value of another kind must be found.
"""

import json
import os
import shutil
import sys
import tempfile
import warnings

import jsonschema
from csvw import CSVW, TableGroup


def csv_faults(folder):
    here = os.getcwd()
    os.chdir(folder)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            read = CSVW("csv-metadata.json", validate=True)
            faults = [] if read.is_valid else [str(warning.message) for warning in warned] or ["not valid"]
            group = TableGroup.from_file("csv-metadata.json")
            faults += [] if group.check_referential_integrity() else ["a row refers to nothing"]
        return faults
    except ValueError as error:
        return [str(error)]
    finally:
        os.chdir(here)


def json_faults(folder):
    with open(os.path.join(folder, "data.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    with open(os.path.join(folder, "data.json"), encoding="utf-8") as file:
        data = json.load(file)
    judge = jsonschema.Draft202012Validator
    judge.check_schema(schema)
    faults = judge(schema, format_checker=judge.FORMAT_CHECKER).iter_errors(data)
    return [f"{error.json_path}: {error.message}" for error in faults]


def replaced(folder, name, old, new):
    """A copy of the folder in which the first `old` of a file is `new`."""
    copy = os.path.join(tempfile.mkdtemp(), "data")
    shutil.copytree(folder, copy)
    path = os.path.join(copy, name)
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    assert old in text, f"{name} holds {old}"
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text.replace(old, new, 1))
    return copy


def main():
    folder = sys.argv[1]
    controls = [
        (csv_faults, "results.csv", "I001-01", "I999-01"),
        (csv_faults, "years.csv", "2020-04-01", "令和2年4月1日"),
        (json_faults, "data.json", '"fiscal_year": 20', '"fiscal_year": "令和" , "x": 20'),
    ]
    for judge, name, old, new in controls:
        if not judge(replaced(folder, name, old, new)):
            sys.exit(f"a broken {name} was taken for valid: {old} → {new}")
    faults = csv_faults(folder) + json_faults(folder)
    for fault in faults:
        print("不適合", fault)
    print("不適合" if faults else "適合", folder)
    sys.exit(1 if faults else 0)


main()
