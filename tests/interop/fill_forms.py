"""Fills every progress form of a folder with openpyxl, as departments would, and adds up what it typed.

What is typed follows from the form's own choices and the row's number alone. The sums that go to standard output are made
here, apart from the program: reports must come to the same.

A grade is chosen from the cell's own drop-down. Where that offers only some of the plan's grades, the others are computed from
indicators: then one row in three gets the first that is offered and the others none, and what they must come to is computed here
from plan.toml.

usage: fill_forms.py FROM_FOLDER TO_FOLDER SUBMITTED_ON [PLAN_TOML YEAR]
"""

import decimal
import json
import pathlib
import sys
import tomllib

from own_form import OwnForm

source, target, day = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
target.mkdir(parents=True, exist_ok=True)
units = {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000}
sums = {"grades": {}, "effects": {}, "costs": {}, "staff_tenths": 0, "staff_cost": 0, "rows": 0, "by_row": {}, "stages": {}, "cost_by_row": {}}
plan = tomllib.loads(pathlib.Path(sys.argv[4]).read_text(encoding="utf-8")) if len(sys.argv) > 4 else {}
items = {
    f"{initiative['no']}-{action['no']}": action
    for initiative in plan.get("initiative", [])
    for action in initiative["actions"]
}


def half_up(value):
    return value.quantize(decimal.Decimal("0.1"), decimal.ROUND_HALF_UP)


def price_of(year):
    """The yen of a year of staff's work, from keys such as R7-R8."""
    for key, value in plan["costs"]["staff_price"].items():
        first, last = ([int(part[1:]) for part in key.split("-")] * 2)[:2]
        if first <= int(year[1:]) <= last:
            return value * 1_000 if isinstance(value, int) else int(value.removesuffix("円"))
    return 0


def goal_of(indicator, year):
    """The target of a year such as R2, from keys such as R1-R5."""
    for key, value in indicator["targets"].items():
        first, last = ([int(part[1:]) for part in key.split("-")] * 2)[:2]
        if first <= int(year[1:]) <= last:
            return decimal.Decimal(str(value))
    return None


def computed(action, results, year):
    """The grade that the results of an item give by the plan's thresholds."""
    rates = []
    for indicator, result in zip(items[action]["indicators"], results):
        goal, result = goal_of(indicator, year), decimal.Decimal(result)
        way = {"増加": result, "減少": 2 * goal - result, "維持": goal - abs(goal - result)}[indicator["direction"]]
        rates.append(half_up(max(way * 100 / goal, decimal.Decimal(0))))
    mean = plan["grades"].get("of_several") == "平均"
    rate = half_up(sum(rates) / len(rates)) if mean else min(rates)
    return next(grade["name"] for grade in plan["grades"]["list"] if "from" in grade and rate >= grade["from"])

for path in sorted(source.glob("*.xlsx")):
    form = OwnForm(path)
    columns, grades, stages, unit = form.columns, form.grades, form.stages, form.unit
    form.cover["submitted_on"].value = day
    for number, (sheet, action, at) in enumerate(form.rows):
        # Partners report no effect: their cells are hatched.
        def put(key, value):
            return form.put(sheet, key, at, value)

        seed = sum(map(ord, action)) + number
        grade = grades[seed % len(grades)]
        put("actual_stage", stages[seed % len(stages)])
        # In the parts of a year one stage follows another; those that have not begun are hatched.
        reached = [stages[(sum(map(ord, action)) + (part + 1) // 2) % len(stages)] for part in range(4)]
        reached = [stage for part, stage in enumerate(reached, 1) if put(f"actual_stage_{part}", stage)]
        sums["stages"].update({action: reached} if reached else {})
        put("result", f"{action}の取組を計画に沿って進めた。")
        put("grade_reason", "調整に時間を要したため。")
        put("issues", "特になし")
        put("next_steps", "引き続き取り組む。")
        results = [10 + seed % 7 + place for place in range(3)]
        results = [r for r, key in zip(results, ["indicator_1", "indicator_2", "indicator_3"]) if put(key, r)]
        effects = [key for of, key in columns if of == sheet and key.endswith(("_once", "_recurring"))]
        for place, key in enumerate(effects):
            # Down to 千円 where the unit has decimals.
            yen = ((seed * 13 + place * 7) % 400 - 40) * min(units[unit], 1_000) * 7
            if put(key, yen // units[unit] if yen % units[unit] == 0 else yen / units[unit]):
                sums["effects"][key] = sums["effects"].get(key, 0) + yen
        # Sources that come to the cost, and tenths of a year of staff at the price of the year.
        sources = {}
        for place, key in enumerate(sorted(key for of, key in columns if of == sheet and key.startswith("cost_source_"))):
            yen = (seed * 17 + place * 11) % 300 * 1_000
            if put(key, yen / units[unit]):
                sources[key] = yen
        sources["cost"] = sum(sources.values())
        if put("cost", sources["cost"] / units[unit]):
            for key, yen in sources.items():
                sums["costs"][key] = sums["costs"].get(key, 0) + yen
            sums["cost_by_row"][action] = sources["cost"]
        tenths = 5 + seed % 30
        if put("staff", tenths / 10):
            sums["staff_tenths"] += tenths
            sums["staff_cost"] += (price_of(sys.argv[5]) * tenths * 2 + 10) // 20
        cell = form.cell(sheet, "grade", at)
        choices = form.offered(sheet, cell) if cell else []
        if choices and len(choices) < len(grades):
            grade = choices[0] if seed % 3 == 0 else None
            put("grade", grade)
            grade = grade or computed(action, results, sys.argv[5])
        elif not put("grade", grade):
            continue
        sums["grades"][grade] = sums["grades"].get(grade, 0) + 1
        sums["rows"] += 1
        sums["by_row"][action] = grade
    form.book.save(target / path.name)
print(json.dumps(sums, ensure_ascii=False))
