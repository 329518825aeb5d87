//! Effects (効果額) added up: per initiative, per year, over the years of the plan.
//!
//! Only the lead's amounts of items that are not listed again (再掲) count, so nothing is counted twice. A blank and 該当なし add
//! nothing, and are not zero: an item without any amount has no effect rather than one of 0.

use std::collections::BTreeMap;

use super::assessment::EffectSummary;
use crate::finding::{Code, Finding, Origin, Severity};
use crate::merge::record::{ActionRecord, YearRecord};
use crate::plan::{ActionItem, Initiative, Plan};
use crate::vocabulary::{FiscalYear, Yen};

/// The rule for cumulative effects, for the legend of every report that prints one.
///
/// 単年度 counts in the year for which it is reported. 継続 is an amount a year: it counts in every year for which it is
/// reported, and in no other. The cumulative effect is the sum over the years with input; nothing is carried forward.
pub const CUMULATIVE_LEGEND: &str = "累計の効果額は、各年度に報告された効果額の合計である。単年度の効果は報告のあった年度に1回だけ、継続する効果は1年当たりの額を報告のあった年度ごとに計上し、報告のない年度に繰り越さない。";

/// The rule for what counts, for the same legend.
pub fn counting_legend(plan: &Plan) -> String {
    let repeats = plan.actions().any(|(_, action)| action.repeats.is_some());
    let repeats = if repeats { "や再掲の項目" } else { "" };
    format!("効果額は主担当課が報告した額であり、複数の担当課の報告{repeats}を重ねて計上していない。")
}

/// Amounts are more than can be added up.
pub const TOO_LARGE: Code = Code("assess.sum-too-large");

/// Whether every sum and difference of the plan's effects and those handed in can be computed exactly: a finding where all of them together,
/// signs aside, are beyond what an amount can hold.
pub(super) fn too_large(plan: &Plan, records: &[&YearRecord]) -> Option<Finding> {
    let costs = |action: &'_ ActionItem| -> Vec<Yen> {
        action.planned_costs.values().flat_map(|figures| figures.amounts.values().copied()).collect()
    };
    let planned = plan
        .actions()
        .flat_map(|(_, action)| action.planned_effect.values().copied().chain(costs(action)).collect::<Vec<_>>());
    let planned: i128 = planned.map(|yen| i128::from(yen.0).abs()).sum();
    let rows = records.iter().flat_map(|record| record.actions.values()).flat_map(|action| &action.contributions);
    let typed: Vec<(Yen, &Origin)> = rows
        .flat_map(|row| row.entry.amounts())
        .filter_map(|(_, amount)| Some((amount.value.value()?, &amount.origin)))
        .collect();
    let size = |yen: Yen| i128::from(yen.0).abs();
    let sum: i128 = planned + typed.iter().map(|(yen, _)| size(*yen)).sum::<i128>();
    if sum <= i128::from(i64::MAX) {
        return None;
    }
    let (yen, origin) = typed.into_iter().max_by_key(|(yen, origin)| (size(*yen), *origin))?;
    let unit = plan.settings.entry_unit;
    let what = if plan.costs().is_some() { "金額" } else { "効果額" };
    let finding = Finding::new(Severity::Fatal, TOO_LARGE, format!("{what}が大きすぎて、合計を正しく計算できません。"))
        .at(origin.clone())
        .found(unit.exact_with_unit(yen))
        .remedy(format!(
            "集計を止めました。最も大きい額のセルを示しています。桁と単位（{}）を確かめて直してください。",
            unit.label()
        ));
    Some(finding)
}

impl EffectSummary {
    /// Adds another summary to this one.
    pub fn add(&mut self, other: &EffectSummary) {
        for (key, yen) in &other.sums {
            *self.sums.entry(*key).or_insert(Yen::ZERO) += *yen;
        }
    }

    /// Whether no amount was given at all: printed ― and not 0.
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }
}

/// The effects of one action item.
pub(crate) fn of_action(record: &ActionRecord) -> EffectSummary {
    let mut summary = EffectSummary::default();
    for (key, amount) in record.effects() {
        if let Some(yen) = amount.value.value() {
            *summary.sums.entry(key).or_insert(Yen::ZERO) += yen;
        }
    }
    summary
}

/// The effects of some action items of a year; 再掲 are left out.
pub(crate) fn of_actions<'a>(record: &YearRecord, actions: impl IntoIterator<Item = &'a ActionItem>) -> EffectSummary {
    let mut summary = EffectSummary::default();
    for action in actions.into_iter().filter(|action| action.repeats.is_none()) {
        if let Some(action) = record.actions.get(&action.id) {
            summary.add(&of_action(action));
        }
    }
    summary
}

/// The effects of a whole year.
pub(super) fn of_year(plan: &Plan, record: &YearRecord) -> EffectSummary {
    of_actions(record, plan.actions().map(|(_, action)| action))
}

/// The effects of an initiative.
pub(crate) fn of_initiative(record: &YearRecord, initiative: &Initiative) -> EffectSummary {
    of_actions(record, &initiative.actions)
}

/// The sum over years.
pub(super) fn cumulative(by_year: &BTreeMap<FiscalYear, EffectSummary>) -> EffectSummary {
    let mut sum = EffectSummary::default();
    by_year.values().for_each(|summary| sum.add(summary));
    sum
}
