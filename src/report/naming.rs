//! Names of departments, printed by the plan's rule as of the end of the year reported on.

use crate::plan::{ActionItem, Plan, Responsible, names};
use crate::vocabulary::{DepartmentId, FiscalYear};

/// 担当部署 of an initiative.
pub(crate) fn responsible(plan: &Plan, units: &[Responsible], year: FiscalYear) -> String {
    names::print_responsible(plan, units, year.last_day())
}

/// The bureaus of an initiative's departments, in the plan's order; units without a bureau have none.
pub(crate) fn bureaus(plan: &Plan, units: &[Responsible], year: FiscalYear) -> Vec<String> {
    let departments: Vec<DepartmentId> = units
        .iter()
        .filter_map(|unit| match unit {
            Responsible::Department(id) => Some(plan.units_on(id, year.last_day())),
            Responsible::Open(_) => None,
        })
        .flatten()
        .collect();
    let has = |bureau: &str| departments.iter().any(|id| id.bureau() == Some(bureau));
    plan.bureaus.iter().filter(|bureau| has(&bureau.name)).map(|bureau| bureau.name.clone()).collect()
}

/// One department with its bureau's abbreviation: `(総)行政監理室`.
pub(crate) fn department(plan: &Plan, id: &DepartmentId) -> String {
    names::print_department(plan, id)
}

/// The department that has the lead of an action item; after an abolition the one that had it.
pub(crate) fn lead(plan: &Plan, action: &ActionItem, year: FiscalYear) -> String {
    department(plan, &plan.lead_on(action, year.last_day()).unwrap_or_else(|| action.lead.clone()))
}

/// Where a department stands among `order`; what is of none comes first, what is not among them last.
pub(crate) fn place(order: &[DepartmentId], id: Option<&DepartmentId>) -> Option<usize> {
    id.map(|id| order.iter().position(|unit| unit == id).unwrap_or(usize::MAX))
}

/// 【凡例】 of the bureaus.
pub(crate) fn legend(plan: &Plan) -> String {
    names::print_legend(plan)
}
