//! Costs as tables, and read back.

use super::data_set::{Table, Value};
use super::rows::{decimal, state, yen};
use super::{ids, shape};
use crate::assess::assessment::Assessment;
use crate::contract::Field;
use crate::plan::costs::{STAFF, STAFF_COST};
use crate::plan::write::{CostValue, cost_lines};
use crate::plan::{Costs, Plan};
use crate::vocabulary::{ActionId, Amount, FiscalYear};

/// What the leads reported in each year with input, and what their staff cost.
pub(super) fn actual(assessment: &Assessment, costs: &Costs) -> Table {
    let plan = &*assessment.plan;
    let mut rows = Vec::new();
    for record in assessment.earlier.iter().chain([&assessment.record]) {
        for (_, action) in plan.actions() {
            let Some(merged) = record.actions.get(&action.id) else { continue };
            let first = || first(plan, record.year, action.id);
            for (part, amount) in merged.costs().filter(|(_, amount)| amount.value != Amount::Blank) {
                let given = [yen(amount.value.value()), Value::Blank, state(Some(&amount.value))];
                rows.push(first().into_iter().chain([Value::line(costs.name(part))]).chain(given).collect());
            }
            let Some(staff) = merged.staff().filter(|staff| staff.value != Amount::Blank) else { continue };
            let given =
                [Value::Blank, decimal(staff.value.value().map(|staff| staff.normalize())), state(Some(&staff.value))];
            rows.push(first().into_iter().chain([Value::line(STAFF)]).chain(given).collect());
            let cost = staff.value.value().and_then(|staff| costs.staff_cost(record.year, staff));
            if cost.is_some() {
                let given = [yen(cost), Value::Blank, Value::Blank];
                rows.push(first().into_iter().chain([Value::line(STAFF_COST)]).chain(given).collect());
            }
        }
    }
    Table::new(&shape::COSTS, rows)
}

/// What the plan expects, year by year.
pub(super) fn planned(plan: &Plan, costs: &Costs) -> Table {
    let mut rows = Vec::new();
    for (_, action) in plan.actions() {
        for (of, values) in cost_lines(costs, action) {
            for (year, value) in values {
                let first = || first(plan, year, action.id);
                let mut push = |item: &str, amount: [Value; 2]| {
                    rows.push(first().into_iter().chain([Value::line(item)]).chain(amount).collect());
                };
                match value {
                    CostValue::Money(amount) => push(&of, [yen(Some(amount)), Value::Blank]),
                    CostValue::Staff(staff) => {
                        push(&of, [Value::Blank, decimal(Some(staff.normalize()))]);
                        let cost = costs.staff_cost(year, staff);
                        if cost.is_some() {
                            push(STAFF_COST, [yen(cost), Value::Blank]);
                        }
                    }
                }
            }
        }
    }
    Table::new(&shape::PLANNED_COSTS, rows)
}

fn first(plan: &Plan, year: FiscalYear, action: ActionId) -> [Value; 3] {
    [Value::line(&plan.settings.open_data.code), Value::integer(year.0), Value::line(&ids::action(action))]
}

/// The field that an item of the table was typed into; `None` of one that is computed or that the plan does not have.
pub(super) fn field(costs: &Costs, item: &str) -> Option<Field> {
    if item == STAFF {
        return costs.asks_staff().then_some(Field::StaffYears);
    }
    costs.part_named(item).and_then(Field::of_cost)
}
