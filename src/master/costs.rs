//! 事業費 in the master: the lines of 基本情報 and the sheet of planned costs.

use rust_decimal::Decimal;

use super::content::Content;
use crate::plan::check::NO_SOURCES;
use crate::plan::costs::STAFF;
use crate::plan::write::{CostValue, cost_lines, runs};
use crate::plan::{Costs, Plan};
use crate::vocabulary::{MoneyUnit, Yen};

/// A line of 基本情報.
pub(super) fn line(costs: &Costs, key: &str) -> Content {
    match key {
        "sources" if costs.sources.is_empty() => Content::text(NO_SOURCES),
        "sources" => Content::lines(&costs.sources),
        "staff_price" => Content::lines(
            runs(&costs.staff_price, |yen| price(*yen)).into_iter().map(|(years, price)| format!("{years}={price}")),
        ),
        "staff_decimals" if costs.staff_decimals != Costs::STAFF_DECIMALS => Content::whole(costs.staff_decimals),
        _ => Content::Nothing,
    }
}

fn price(Yen(yen): Yen) -> String {
    if yen % 1000 == 0 { format!("{}千円", yen / 1000) } else { format!("{yen}円") }
}

/// What a row of planned costs may be about.
pub(super) fn items(costs: &Costs) -> Vec<&str> {
    costs.parts().map(|part| costs.name(part)).chain(costs.asks_staff().then_some(STAFF)).collect()
}

/// The rows of the sheet: amounts in the unit of entry where it says all of them exactly, else in yen.
pub(super) fn rows(plan: &Plan) -> Vec<Vec<Content>> {
    let Some(costs) = plan.costs() else { return Vec::new() };
    let mut rows = Vec::new();
    for (_, action) in plan.actions() {
        for (of, values) in cost_lines(costs, action) {
            let unit = unit(plan.settings.entry_unit, values.values());
            let shown = |value: &CostValue| match (value, unit) {
                (CostValue::Money(yen), Some(unit)) => in_unit(*yen, unit),
                (CostValue::Money(yen), None) => Decimal::from(yen.0),
                (CostValue::Staff(staff), _) => *staff,
            };
            let mut row = vec![
                Content::Text(action.id.key()),
                Content::Text(of),
                Content::text(unit.map_or("人", MoneyUnit::label)),
            ];
            let value = |year| values.get(&year).map_or(Content::Nothing, |value| Content::Number(shown(value)));
            row.extend(plan.years().map(value));
            rows.push(row);
        }
    }
    rows
}

/// The unit of a row; `None` for the work of staff.
fn unit<'a>(entry: MoneyUnit, values: impl Iterator<Item = &'a CostValue>) -> Option<MoneyUnit> {
    let mut unit = None;
    for value in values {
        let CostValue::Money(yen) = value else { return None };
        let is_exact = in_unit(*yen, entry).scale() <= entry.entered_decimals();
        unit = match unit {
            None | Some(_) if !is_exact => Some(MoneyUnit::Yen),
            None => Some(entry),
            kept => kept,
        };
    }
    unit
}

fn in_unit(Yen(yen): Yen, unit: MoneyUnit) -> Decimal {
    (Decimal::from(yen) / Decimal::from(unit.yen())).normalize()
}
