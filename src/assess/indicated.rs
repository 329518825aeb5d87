//! The grade that an item's indicators give by a stated rule, to be set beside the one that its department gave.
//!
//! The rule knows no scale: of the grades that are rated, the least that is on track is 計画どおり, those above it are better than
//! planned, those below it are behind.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::assessment::AssessedAction;
use super::movement::is_below;
use crate::merge::attribution::Team;
use crate::plan::{ActionItem, Plan};
use crate::vocabulary::{ActionId, DepartmentId, FiscalYear, Grade, GradeId, GradeScale};

/// An achievement from which the indicators give the best grade.
const BEYOND: Decimal = Decimal::from_parts(110, 0, 0, false, 0);
/// An achievement under which they give the worst grade.
const FAR_BEHIND: Decimal = Decimal::from_parts(50, 0, 0, false, 0);

/// The rule, for the legend of every report that prints such a grade.
pub const LEGEND: &str = "指標から見た区分は、その年度の目標値と実績値のある指標の達成率のうち最も低いものにより、110%以上は最も良い区分、100%以上は計画どおりとする区分のうち最も低いもの、50%以上100%未満は計画に届かない区分のうち最も良いもの、50%未満は最も低い区分とする。";

/// The grade that an item's indicators give; `None` where none has both target and result.
pub fn grade(scale: &GradeScale, action: &AssessedAction) -> Option<GradeId> {
    let lowest = action.indicators.values().filter_map(|indicator| indicator.achievement).min()?;
    let rated: Vec<&Grade> = scale.grades.iter().filter(|grade| grade.points.is_some()).collect();
    let on_track = rated.iter().rfind(|grade| grade.on_track);
    let grade = if lowest >= BEYOND {
        rated.first()
    } else if lowest >= Decimal::ONE_HUNDRED {
        on_track
    } else if lowest >= FAR_BEHIND {
        rated.iter().find(|grade| !grade.on_track)
    } else {
        rated.last()
    };
    grade.or(on_track).map(|grade| grade.id)
}

/// How the grades of some items compare with those that their indicators give.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fairness {
    /// Items with a rated grade.
    pub rated: u32,
    /// Of these, those whose indicators give a grade.
    pub compared: u32,
    /// Of the compared, those with a better grade than their indicators give.
    pub better: u32,
    /// Of the compared, those with the same.
    pub same: u32,
    /// Of the compared, those with a worse one.
    pub worse: u32,
}

impl Fairness {
    /// Of those rated, the ones without data.
    pub fn without_data(&self) -> u32 {
        self.rated - self.compared
    }

    fn add(&mut self, scale: &GradeScale, action: &AssessedAction) {
        if action.grade.and_then(|id| scale.get(id)).is_none_or(|grade| grade.points.is_none()) {
            return;
        }
        self.rated += 1;
        let Some(indicated) = action.indicated else { return };
        self.compared += 1;
        if is_below(scale, Some(indicated), action.grade) {
            self.better += 1;
        } else if is_below(scale, action.grade, Some(indicated)) {
            self.worse += 1;
        } else {
            self.same += 1;
        }
    }
}

/// Grades against indicators over the plan and by department.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FairGrading {
    /// Over the plan.
    pub all: Fairness,
    /// By lead department as of the end of the year, in the plan's order; departments without a rated item are left out.
    pub by_department: Vec<(DepartmentId, Fairness)>,
    /// The items whose grade is not the one that their indicators give.
    pub differing: Vec<ActionId>,
}

/// Compares all items of a year.
pub(super) fn compare(plan: &Plan, year: FiscalYear, assessed: &BTreeMap<ActionId, AssessedAction>) -> FairGrading {
    let mut fair = FairGrading::default();
    let mut by_department: BTreeMap<DepartmentId, Fairness> = BTreeMap::new();
    let counted = plan.actions().map(|(_, action)| action).filter(|action: &&ActionItem| action.repeats.is_none());
    // A grade that the indicators give by the plan's own rule is compared with nothing; one of an earlier year neither.
    let is_compared = |item: &&AssessedAction| item.computed.is_none() && item.ended.is_none();
    for action in counted {
        let Some(item) = assessed.get(&action.id).filter(is_compared) else { continue };
        let lead = Team::on(plan, action, year.last_day()).lead;
        fair.all.add(&plan.grades, item);
        by_department.entry(lead).or_default().add(&plan.grades, item);
        let differs = |below: Option<GradeId>, above: Option<GradeId>| is_below(&plan.grades, below, above);
        if differs(item.indicated, item.grade) || differs(item.grade, item.indicated) {
            fair.differing.push(action.id);
        }
    }
    let order = plan.units_in_order(year.last_day());
    let place = |id: &DepartmentId| order.iter().position(|unit| unit == id);
    fair.by_department = by_department.into_iter().filter(|(_, fairness)| fairness.rated > 0).collect();
    fair.by_department.sort_by_key(|(id, _)| place(id).unwrap_or(usize::MAX));
    fair
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::assessment::AssessedIndicator;
    use crate::assess::indicators::verdict;
    use crate::plan::{Direction, achievement, fixture};

    fn item(grade: Option<u8>, results: &[i64]) -> AssessedAction {
        let of = |result: i64| {
            let (target, result) = (Some(Decimal::ONE_HUNDRED), Some(Decimal::from(result)));
            AssessedIndicator {
                target,
                result,
                results_by_year: BTreeMap::new(),
                achievement: achievement(Direction::Higher, target, result),
                verdict: verdict(Direction::Higher, target, result),
            }
        };
        AssessedAction {
            grade: grade.map(GradeId),
            last_grade: None,
            ended: None,
            computed: None,
            indicated: None,
            effect: None,
            planned_effect: None,
            indicators: (1..).zip(results.iter().map(|result| of(*result))).collect(),
        }
    }

    #[test]
    fn the_lowest_achievement_gives_the_grade() {
        let scale = fixture::small().grades;
        let of =
            |results: &[i64]| grade(&scale, &item(None, results)).and_then(|id| scale.get(id)).map(|g| g.mark.clone());
        assert_eq!(of(&[150, 110]).as_deref(), Some("◎"));
        assert_eq!(of(&[150, 100]).as_deref(), Some("○"));
        assert_eq!(of(&[150, 99]).as_deref(), Some("△"));
        assert_eq!(of(&[50]).as_deref(), Some("△"));
        assert_eq!(of(&[49]).as_deref(), Some("×"));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn better_same_worse_and_without_data_add_up() {
        let scale = fixture::small().grades;
        let mut fairness = Fairness::default();
        for (own, results) in [(0, [100]), (1, [100]), (2, [100]), (4, [100])] {
            let mut item = item(Some(own), &results);
            item.indicated = grade(&scale, &item);
            fairness.add(&scale, &item);
        }
        fairness.add(&scale, &item(Some(1), &[]));
        assert_eq!(fairness, Fairness { rated: 4, compared: 3, better: 1, same: 1, worse: 1 });
        assert_eq!(fairness.without_data(), 1);
    }
}
