//! With how many decimals the numbers of a form are shown.

use super::rows::Row;
use crate::contract::Field;

const AMOUNT_FORMAT: &str = r##"#,##0;"▲"#,##0;0"##;

/// The format of amounts that may be typed with so many decimals: at least one is shown where there may be any.
pub(super) fn amount_format(decimals: u32) -> String {
    match decimals.checked_sub(1) {
        None => AMOUNT_FORMAT.to_owned(),
        Some(more) => {
            let digits = format!("#,##0.0{}", "#".repeat(more as usize));
            format!("{digits};\"▲\"{digits};0")
        }
    }
}

/// How many decimals an indicator's result is shown with: as many as any of its targets, its value before the plan or its last result
/// has, one of a rate.
pub(super) fn result_decimals(row: &Row<'_>, field: Field) -> u32 {
    let Some(indicator) = row.indicator(field) else { return 0 };
    let least = u32::from(indicator.unit.contains(['%', '％']));
    let stated = indicator.targets.values().chain(&indicator.baseline).map(|value| value.normalize().scale());
    let last = field.indicator().and_then(|number| row.last_decimals.get(&number)).copied();
    stated.chain(last).max().unwrap_or(0).max(least)
}

/// The format that shows so many decimals of every number.
pub(super) fn fixed_format(decimals: u32) -> String {
    if decimals == 0 {
        return AMOUNT_FORMAT.to_owned();
    }
    let zeros = "0".repeat(decimals as usize);
    format!("#,##0.{zeros};\"▲\"#,##0.{zeros};0.{zeros}")
}

/// Decimals that a format shows at most.
pub(super) const MOST_DECIMALS: u32 = 6;

/// How many decimals a typed number has; of those that no person types (0.30000000000000004) six.
pub(super) fn decimals_of(number: f64) -> u32 {
    let digits = number.to_string();
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    u32::try_from(decimals).unwrap_or(u32::MAX).min(MOST_DECIMALS)
}
