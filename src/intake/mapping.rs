//! Forms of others, by the `[[form]]` mappings of plan.toml.

use super::labels::Grid;
use super::recognise::Form;
use super::talk::Talk;
use super::workbook::Workbook;
use crate::plan::Plan;

/// Finds forms by the plan's mappings.
pub(crate) fn forms(_workbook: &Workbook, _grids: &[Grid<'_>], _plan: &Plan, _talk: &mut Talk) -> Vec<Form> {
    Vec::new()
}
