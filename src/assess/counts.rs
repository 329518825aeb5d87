//! Counts by grade with their denominators: over the plan, by theme, by bureau, by initiative.
//!
//! An item that is listed again (再掲) is listed but not counted again: 111件（実質108件）. 対象外 and 区分なし are counted, and stand
//! apart from the rate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::assessment::GradeCounts;
use crate::merge::attribution::Team;
use crate::merge::record::YearRecord;
use crate::plan::{ActionItem, Initiative, Plan};
use crate::vocabulary::{FiscalYear, GradeId, GradeScale, ROUNDING_OF_RATES, ThemeId};

/// What stands where an item has no grade: nothing was handed in, or what was handed in is not one and is being asked about.
/// It is not 未提出, which says of a department that it has not handed in.
pub const UNGRADED: &str = "区分なし";

/// What units without a bureau are listed under.
pub const NO_BUREAU: &str = "部に属さない組織";

/// What stands where a department has not handed in, in papers of the office.
pub const NOT_HANDED_IN: &str = "未提出";

/// The same in papers for readers outside the office, who miss a report.
pub const NOT_REPORTED: &str = "報告なし";

/// The rule for the rate, for the legend of every report that prints one.
pub fn rate_legend(plan: &Plan) -> String {
    let repeats = plan.actions().any(|(_, action)| action.repeats.is_some());
    let repeats = if repeats { "再掲の項目は1件と数える。" } else { "" };
    format!(
        "{}の割合は、進捗区分のある件数（{}を除く。）を分母とし、{ROUNDING_OF_RATES}。{repeats}",
        plan.grades.on_track_phrase(),
        left_out(&plan.grades, "と")
    )
}

/// What stands outside every rate: the grades without points (対象外), and 区分なし.
pub fn left_out(scale: &GradeScale, and: &str) -> String {
    let unrated = scale.grades.iter().filter(|grade| grade.points.is_none()).map(|grade| grade.name.as_str());
    let unrated: Vec<&str> = unrated.collect();
    if unrated.is_empty() { UNGRADED.to_owned() } else { format!("{}{and}{UNGRADED}", unrated.join("、")) }
}

/// The same as something that a grade may have changed from or to: `区分なし又は対象外`.
pub fn outside(scale: &GradeScale) -> String {
    let unrated = scale.grades.iter().filter(|grade| grade.points.is_none()).map(|grade| grade.name.as_str());
    std::iter::once(UNGRADED).chain(unrated).collect::<Vec<_>>().join("又は")
}

impl GradeCounts {
    /// How many items there are, for people: `108件`, or `111件（実質108件）` where some are listed again.
    pub fn listing(&self) -> String {
        let mut text = format!("{}件", self.listed);
        if self.listed != self.distinct {
            // Writing to a String cannot fail.
            let _ = write!(text, "（実質{}件）", self.distinct);
        }
        text
    }
}

/// An item as it is counted.
pub(super) struct Counted {
    /// Whether it is listed again (再掲).
    pub(super) repeat: bool,
    pub(super) grade: Option<GradeId>,
    /// Whether it ended in an earlier year.
    pub(super) ended: bool,
}

/// Counts items.
pub(super) fn count(scale: &GradeScale, items: impl IntoIterator<Item = Counted>) -> GradeCounts {
    let mut counts =
        GradeCounts { by_grade: scale.grades.iter().map(|grade| (grade.id, 0)).collect(), ..GradeCounts::default() };
    for Counted { repeat, grade, ended } in items {
        counts.listed += 1;
        if repeat {
            continue;
        }
        counts.distinct += 1;
        counts.ended += u32::from(ended);
        let Some(grade) = grade else {
            counts.ungraded += 1;
            continue;
        };
        *counts.by_grade.entry(grade).or_insert(0) += 1;
        if let Some(grade) = scale.get(grade).filter(|grade| grade.points.is_some()) {
            counts.rated += 1;
            counts.on_track += u32::from(grade.on_track);
        }
    }
    counts
}

/// The grade in force of an action item in a record.
pub(super) fn grade_of(record: &YearRecord, action: &ActionItem) -> Option<GradeId> {
    record.actions.get(&action.id)?.grade.as_ref().map(|grade| grade.value.value)
}

/// An item as a record counts it; not one that was added to the plan later.
fn counted(record: &YearRecord, action: &ActionItem) -> Option<Counted> {
    if !action.is_in(record.year) {
        return None;
    }
    let ended = record.actions.get(&action.id).is_some_and(|record| record.basis.ended().is_some());
    Some(Counted { repeat: action.repeats.is_some(), grade: grade_of(record, action), ended })
}

/// Over the whole plan.
pub(super) fn all(plan: &Plan, record: &YearRecord) -> GradeCounts {
    count(&plan.grades, plan.actions().filter_map(|(_, action)| counted(record, action)))
}

/// Over one initiative.
pub(super) fn of_initiative(plan: &Plan, record: &YearRecord, initiative: &Initiative) -> GradeCounts {
    count(&plan.grades, initiative.actions.iter().filter_map(|action| counted(record, action)))
}

/// Over some action items.
pub(crate) fn of<'a>(
    plan: &Plan,
    record: &YearRecord,
    actions: impl IntoIterator<Item = (&'a Initiative, &'a ActionItem)>,
) -> GradeCounts {
    count(&plan.grades, actions.into_iter().filter_map(|(_, action)| counted(record, action)))
}

/// By theme; every theme of the plan is present.
pub(super) fn by_theme(plan: &Plan, record: &YearRecord) -> BTreeMap<ThemeId, GradeCounts> {
    let of = |theme: ThemeId| {
        let actions = plan.actions().filter(move |(initiative, _)| initiative.themes.contains(&theme));
        count(&plan.grades, actions.filter_map(|(_, action)| counted(record, action)))
    };
    plan.themes.iter().map(|theme| (theme.id, of(theme.id))).collect()
}

/// The place of a bureau in tables: in the plan's order, one that it does not list after those, what has none last.
pub(super) fn place_of_bureau(plan: &Plan, bureau: Option<&str>) -> usize {
    match bureau {
        Some(name) => plan.bureaus.iter().position(|bureau| bureau.name == name).unwrap_or(plan.bureaus.len()),
        None => plan.bureaus.len() + 1,
    }
}

/// By bureau of the lead as of the end of the year: in the plan's order, bureaus that it does not list after them, `None` last.
pub(super) fn by_bureau(plan: &Plan, record: &YearRecord, year: FiscalYear) -> Vec<(Option<String>, GradeCounts)> {
    let mut items: BTreeMap<Option<String>, Vec<Counted>> = BTreeMap::new();
    for (_, action) in plan.actions() {
        let lead = Team::on(plan, action, year.last_day()).lead;
        items.entry(lead.bureau().map(str::to_owned)).or_default().extend(counted(record, action));
    }
    let mut groups: Vec<_> = items.into_iter().collect();
    groups.sort_by_key(|(bureau, _)| place_of_bureau(plan, bureau.as_deref()));
    groups.into_iter().map(|(bureau, items)| (bureau, count(&plan.grades, items))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn what_stands_outside_every_rate_is_named_by_the_plans_words() {
        let mut scale = fixture::small().grades;
        scale.grades.iter_mut().for_each(|grade| grade.points = Some(1));
        assert_eq!((outside(&scale), left_out(&scale, "と")), (UNGRADED.to_owned(), UNGRADED.to_owned()));
        for (grade, name) in scale.grades.iter_mut().zip(["休止", "評価外"]) {
            (grade.points, grade.name) = (None, name.into());
        }
        assert_eq!(outside(&scale), "区分なし又は休止又は評価外");
        assert_eq!(left_out(&scale, "と"), "休止、評価外と区分なし");
    }
}
