//! The columns of the master that each year of a plan has: their heads, and the stages that stand in them; the periods of a year.

use super::content::Content;
use super::layout::YearColumn;
use crate::plan::{ActionItem, Plan, stage_text};
use crate::vocabulary::{FiscalYear, Periods};

/// The heads of a column by year: `R2 効果額（千円）`, `R2 工程`, and `R2 第1四半期 工程` where years are divided.
pub(super) fn heads(plan: &Plan, column: &YearColumn) -> Vec<String> {
    let unit = if column.money { format!("（{}）", plan.settings.entry_unit.label()) } else { String::new() };
    let parts = if column.divided { plan.schedule_by.names() } else { &[] };
    let of_year = |year: FiscalYear| match parts {
        [] => vec![format!("{} {}{unit}", year.short(), column.name)],
        parts => parts.iter().map(|part| format!("{} {part} {}", year.short(), column.name)).collect(),
    };
    plan.years().flat_map(of_year).collect()
}

/// The stages of an action item under those heads.
pub(super) fn stages(plan: &Plan, action: &ActionItem) -> Vec<Content> {
    let parts = plan.schedule_by.names().len().max(1);
    let in_part = |year, part| match action.schedule.get(&year).map(|stages| stages.in_part(part)) {
        None | Some([]) => Content::Nothing,
        Some(stages) => Content::Text(stage_text(stages)),
    };
    plan.years().flat_map(|year| (0..parts).map(move |part| in_part(year, part))).collect()
}

/// The periods in which departments report; none where they are the built-in ones.
pub(super) fn periods(plan: &Plan) -> Vec<Vec<Content>> {
    if plan.settings.periods == Periods::default() {
        return Vec::new();
    }
    let row =
        |word: &crate::vocabulary::PeriodWord| vec![Content::text(word.period.label()), Content::text(&word.as_of)];
    plan.settings.periods.words().iter().map(row).collect()
}
