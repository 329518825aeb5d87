//! 主な成果: the action items that a summary puts forward, picked by the office (`[[highlight]]` in office.toml) or else by a rule.

use super::assessment::AssessedAction;
use crate::contract::{Audience, Field};
use crate::merge::office::MOST_HIGHLIGHTS;
use crate::merge::record::{PickedHighlight, YearRecord};
use crate::plan::Plan;
use crate::vocabulary::{ActionId, Yen};

/// The rule where the office picks none, for the note under them.
pub fn rule(plan: &Plan) -> String {
    let effect = if plan.has_effects() { "効果額の大きいもの、" } else { "" };
    format!(
        "進捗区分の良いものから順に、同じ区分では{effect}番号の小さいものから{MOST_HIGHLIGHTS}件を選び、実績の最初の一文を掲げた。"
    )
}

/// The picks of a year, and whether the office made them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Highlights {
    /// At most [`MOST_HIGHLIGHTS`], in order.
    pub picks: Vec<PickedHighlight>,
    /// Picked by the office rather than by [`rule`].
    pub by_office: bool,
}

/// Picks the highlights of a year: on-track items with a result of the lead, the best grade first, then the greatest effect.
pub(super) fn choose(
    plan: &Plan,
    record: &YearRecord,
    assessed: &std::collections::BTreeMap<ActionId, AssessedAction>,
) -> Highlights {
    if !record.highlights.is_empty() {
        return Highlights {
            picks: record.highlights.iter().take(MOST_HIGHLIGHTS).cloned().collect(),
            by_office: true,
        };
    }
    let mut candidates: Vec<(u8, Yen, ActionId)> = plan
        .actions()
        .filter(|(_, action)| action.repeats.is_none())
        .filter_map(|(_, action)| {
            let item = assessed.get(&action.id)?;
            let grade = plan.grades.get(item.grade?).filter(|grade| grade.on_track)?;
            let lead = record.actions.get(&action.id)?.lead()?;
            let written = lead.text(Field::Result, Audience::Public, &plan.settings.visibility).is_some();
            written.then_some((grade.points?, item.effect.unwrap_or_default(), action.id))
        })
        .collect();
    candidates.sort_by_key(|(points, effect, id)| (std::cmp::Reverse((*points, *effect)), *id));
    let picks = candidates.into_iter().take(MOST_HIGHLIGHTS).map(|(.., action)| PickedHighlight { action, text: None });
    Highlights { picks: picks.collect(), by_office: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::EffectKinds;

    #[test]
    fn the_rule_speaks_of_effects_where_the_plan_has_them() {
        let mut plan = crate::plan::fixture::small();
        assert!(plan.has_effects());
        assert!(rule(&plan).contains("同じ区分では効果額の大きいもの、番号の小さいものから3件を選び"));
        plan.settings.effects = EffectKinds::of_names(&[]).expect("none is a list, too");
        assert!(!plan.has_effects());
        assert!(rule(&plan).contains("同じ区分では番号の小さいものから3件を選び"));
    }
}
