//! How grades moved (進捗区分の動き): what fell and rose against last year, what is behind plan, what has no grade.
//!
//! Only a change between two rated grades is a move: an item that was 対象外 last year, or has no grade, has neither fallen nor risen. Items
//! that are listed again (再掲) are left out; their original counts.

use std::collections::BTreeMap;

use super::assessment::AssessedAction;
use crate::plan::{ActionItem, Plan};
use crate::vocabulary::{ActionId, GradeId, GradeScale};

/// Action items by how their grades moved, each list in the plan's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Movements {
    /// 前年度より下がった.
    pub fell: Vec<ActionId>,
    /// 前年度より上がった.
    pub rose: Vec<ActionId>,
    /// Rated and not on track.
    pub behind: Vec<ActionId>,
    /// 区分なし.
    pub ungraded: Vec<ActionId>,
}

/// Whether a grade stands below another; both are rated.
pub fn is_below(scale: &GradeScale, now: Option<GradeId>, before: Option<GradeId>) -> bool {
    let points = |grade: Option<GradeId>| grade.and_then(|id| scale.get(id)).and_then(|grade| grade.points);
    points(now).zip(points(before)).is_some_and(|(now, before)| now < before)
}

/// Whether a grade is rated and not on track.
pub fn is_behind(scale: &GradeScale, grade: Option<GradeId>) -> bool {
    grade.and_then(|id| scale.get(id)).is_some_and(|grade| grade.points.is_some() && !grade.on_track)
}

/// The movements of a year.
pub(super) fn of_year(plan: &Plan, actions: &BTreeMap<ActionId, AssessedAction>) -> Movements {
    let counted = || {
        let items = plan.actions().map(|(_, action)| action).filter(|action| action.repeats.is_none());
        items.filter_map(|action: &ActionItem| Some((action.id, actions.get(&action.id)?)))
    };
    let those = |keep: &dyn Fn(&AssessedAction) -> bool| -> Vec<ActionId> {
        counted().filter(|(_, action)| keep(action)).map(|(id, _)| id).collect()
    };
    let scale = &plan.grades;
    Movements {
        fell: those(&|action| is_below(scale, action.grade, action.last_grade)),
        rose: those(&|action| is_below(scale, action.last_grade, action.grade)),
        behind: those(&|action| is_behind(scale, action.grade)),
        ungraded: those(&|action| action.grade.is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn only_rated_grades_fall_and_rise() {
        let scale = fixture::small().grades;
        let grade = |id: u8| Some(GradeId(id));
        assert!(is_below(&scale, grade(2), grade(1)) && !is_below(&scale, grade(1), grade(2)));
        assert!(!is_below(&scale, grade(1), grade(1)));
        // 対象外 stands last and is no fall.
        assert!(!is_below(&scale, grade(4), grade(1)) && !is_below(&scale, grade(1), grade(4)));
        assert!(!is_below(&scale, None, grade(1)) && !is_below(&scale, grade(2), None));
        assert!(is_behind(&scale, grade(2)) && !is_behind(&scale, grade(4)) && !is_behind(&scale, None));
    }
}
