//! `added` of an action item: the year in which a revision of the plan added it.

use super::{ADDED, Declared, YEAR_OUTSIDE};
use crate::finding::Finding;
use crate::plan::ActionItem;
use crate::settings_file::fields::{Fields, WRONG_KIND, fatal};
use crate::vocabulary::FiscalYear;

/// The year, one of the plan's.
pub(super) fn read(fields: &mut Fields<'_>, declared: &Declared<'_>, out: &mut Vec<Finding>) -> Option<FiscalYear> {
    let text = fields.optional_text("added", out)?;
    let place = fields.place("added");
    let Some(year) = FiscalYear::parse(text) else {
        let message = format!("「{}」の加わった年度の書き方が違います。", fields.what());
        out.push(fatal(WRONG_KIND, place, message).found(text).expected("R4 のような年度"));
        return None;
    };
    if !declared.has_year(year) {
        let message = format!("「{}」の加わった年度が、計画の期間の外にあります。", fields.what());
        out.push(fatal(YEAR_OUTSIDE, place, message).found(text).expected(declared.years_shown()));
        return None;
    }
    Some(year)
}

/// Nothing is planned for years before: sums of those years have been published without it.
pub(super) fn check(action: &ActionItem, fields: &Fields<'_>, out: &mut Vec<Finding>) {
    let Some(added) = action.added else { return };
    let schedule = action.schedule.keys().map(|year| ("工程", *year));
    let effects = action.planned_effect.keys().map(|year| ("効果額", *year));
    let costs = action.planned_costs.keys().map(|year| ("事業費", *year));
    let targets = action.indicators.iter().flat_map(|of| of.targets.keys().map(|year| ("目標", *year)));
    let early: Vec<String> = schedule
        .chain(effects)
        .chain(costs)
        .chain(targets)
        .filter(|(_, year)| *year < added)
        .map(|(what, year)| format!("{what}（{}）", year.short()))
        .collect();
    if !early.is_empty() {
        let message = format!("「{}」が計画に加わる前の年度に、計画があります。", fields.what());
        out.push(
            fatal(ADDED, fields.place("added"), message)
                .found(early.join("、"))
                .expected(format!("{}からの計画", added.short()))
                .remedy("加わった年度を早めるか、その前の年度の計画を消してください。"),
        );
    }
}
