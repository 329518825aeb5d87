//! The assessment of a year: every number that any output prints is computed here, once.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::against_plan::{EffectComparison, EffectsAgainstPlan, IndicatorTally};
use super::costs::CostsAgainstPlan;
use super::council::CouncilSummary;
use super::graders::GraderSummary;
use super::highlights::Highlights;
use super::indicated::FairGrading;
use super::indicators::Verdict;
use super::movement::Movements;
use super::original::OriginalPromises;
use crate::finding::Finding;
use crate::merge::record::YearRecord;
use crate::merge::tally::Tally;
use crate::plan::{ComputedGrade, GroupId, Plan};
use crate::vocabulary::{ActionId, EffectKind, EffectTerm, FiscalYear, GradeId, InitiativeNo, ThemeId, Yen, rate};

/// A year assessed, with the years before it. Made only from a cross-footed record.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The plan as it stood in the year: without what a revision added later.
    pub plan: Arc<Plan>,
    /// The year reported on.
    pub year: FiscalYear,
    /// The merged record of the year.
    pub record: Arc<YearRecord>,
    /// Records of the plan's earlier years that have input, oldest first.
    pub earlier: Vec<Arc<YearRecord>>,
    /// Per action item.
    pub actions: BTreeMap<ActionId, AssessedAction>,
    /// Per initiative.
    pub initiatives: BTreeMap<InitiativeNo, AssessedInitiative>,
    /// Counts of action items by grade over the whole plan (再掲 counted once).
    pub action_counts: GradeCounts,
    /// Counts of initiatives by grade.
    pub initiative_counts: GradeCounts,
    /// The same for last year, where it has input.
    pub last_action_counts: Option<GradeCounts>,
    /// See `last_action_counts`.
    pub last_initiative_counts: Option<GradeCounts>,
    /// Counts of action items by theme of their initiative; an item of several themes counts in each.
    pub by_theme: BTreeMap<ThemeId, GradeCounts>,
    /// Counts and effects of action items by group of each level.
    pub by_group: BTreeMap<GroupId, (GradeCounts, EffectSummary)>,
    /// Counts of action items by bureau of their lead, in the plan's order; units without bureau under `None` at the end.
    pub by_bureau: Vec<(Option<String>, GradeCounts)>,
    /// Effects of the year.
    pub effects: EffectSummary,
    /// Effects of each year of the plan that has input, this one included.
    pub effects_by_year: BTreeMap<FiscalYear, EffectSummary>,
    /// Cumulative effects: the sum of `effects_by_year` (see [`super::effects::CUMULATIVE_LEGEND`] for the rule).
    pub effects_cumulative: EffectSummary,
    /// Effects beside what was planned.
    pub against_plan: EffectsAgainstPlan,
    /// Costs beside what was planned; `None` where the plan has none.
    pub costs: Option<CostsAgainstPlan>,
    /// Indicators that reached the year's targets.
    pub indicator_tally: IndicatorTally,
    /// How grades moved against last year's.
    pub movements: Movements,
    /// What a summary puts forward.
    pub highlights: Highlights,
    /// Grades beside those that the indicators give.
    pub fair_grading: FairGrading,
    /// What the bodies that grade beside the departments have graded, in the plan's order.
    pub graders: Vec<GraderSummary>,
    /// The council's word of the year over all initiatives.
    pub council: Option<CouncilSummary>,
    /// The same of last year.
    pub last_council: Option<CouncilSummary>,
    /// What the plan promised when it was first adopted, where the office keeps that version.
    pub original: Option<OriginalPromises>,
    /// Counts of action items by grade in each year with input, this one included.
    pub counts_by_year: BTreeMap<FiscalYear, GradeCounts>,
    /// All findings of the year: intake, merge, assessment, sorted.
    pub findings: Vec<Finding>,
}

/// Counts by grade. The denominator of every rate is stated with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GradeCounts {
    /// Items listed, 再掲 included.
    pub listed: u32,
    /// Items without 再掲 (実質): the sum of `by_grade` and `ungraded`.
    pub distinct: u32,
    /// Of these, those that ended in earlier years; they go on to count with the grade with which they ended.
    pub ended: u32,
    /// By grade; every grade of the scale is present.
    pub by_grade: BTreeMap<GradeId, u32>,
    /// 区分なし: no grade was handed in, or none that is one.
    pub ungraded: u32,
    /// Items in grades with points (対象外 and 区分なし stand apart): the denominator of the rate.
    pub rated: u32,
    /// Of these, those on track.
    pub on_track: u32,
}

impl GradeCounts {
    /// 計画どおり以上の割合, in percent to one decimal, half up, 100.0 only of all; `None` where nothing is rated.
    pub fn on_track_percent(&self) -> Option<Decimal> {
        rate(Decimal::from(self.on_track), Decimal::from(self.rated))
    }
}

/// An action item assessed.
#[derive(Debug, Clone)]
pub struct AssessedAction {
    /// Its grade in force.
    pub grade: Option<GradeId>,
    /// Last year's.
    pub last_grade: Option<GradeId>,
    /// The year in which it ended, where that is an earlier one.
    pub ended: Option<FiscalYear>,
    /// How its grade is computed, where the plan computes it and the office has not set another.
    pub computed: Option<ComputedGrade>,
    /// The grade that its indicators give (see [`super::indicated`]).
    pub indicated: Option<GradeId>,
    /// Sum of its effects of the year; `None` where none was given. 再掲 items have none of their own.
    pub effect: Option<Yen>,
    /// What was planned for the year; `None` where nothing was, and for 再掲 items.
    pub planned_effect: Option<Yen>,
    /// By indicator number.
    pub indicators: BTreeMap<u8, AssessedIndicator>,
}

/// An indicator's result beside its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessedIndicator {
    /// The year's target.
    pub target: Option<Decimal>,
    /// The year's result.
    pub result: Option<Decimal>,
    /// Results by year, this one included.
    pub results_by_year: BTreeMap<FiscalYear, Decimal>,
    /// 達成率 in percent to one decimal by the indicator's direction; `None` for a blank or zero target: printed ―.
    pub achievement: Option<Decimal>,
    /// Whether the result reached the target by the indicator's direction; `None` where either is missing.
    pub verdict: Option<Verdict>,
}

/// What the action items of an initiative add up to.
#[derive(Debug, Clone)]
pub struct AssessedInitiative {
    /// Its grade by the plan's rule or the office's override.
    pub grade: Option<GradeId>,
    /// Its grade by the plan's rule alone.
    pub by_rule: Option<GradeId>,
    /// Last year's.
    pub last_grade: Option<GradeId>,
    /// Its grade in each year that has one.
    pub grades_by_year: BTreeMap<FiscalYear, GradeId>,
    /// Counts of its action items by grade.
    pub counts: GradeCounts,
    /// Effects of its action items.
    pub effects: EffectSummary,
    /// The same beside what was planned.
    pub against_plan: EffectComparison,
    /// The same over the years with input.
    pub cumulative: EffectComparison,
    /// Its indicators that reached the year's targets.
    pub indicators: IndicatorTally,
    /// The council's ratings, where somebody rated it.
    pub council: Option<Tally>,
}

/// Effects by kind and term, exact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EffectSummary {
    /// Sums by kind and term; absent means none.
    pub sums: BTreeMap<(EffectKind, EffectTerm), Yen>,
}

impl AssessedAction {
    /// Its effect beside what was planned.
    pub fn against_plan(&self) -> EffectComparison {
        EffectComparison { planned: self.planned_effect, actual: self.effect }
    }
}

impl EffectSummary {
    /// Sum of a kind over both terms.
    pub fn of_kind(&self, kind: EffectKind) -> Yen {
        self.sums.iter().filter(|((k, _), _)| *k == kind).map(|(_, yen)| *yen).sum()
    }

    /// Sum of a term over both kinds.
    pub fn of_term(&self, term: EffectTerm) -> Yen {
        self.sums.iter().filter(|((_, t), _)| *t == term).map(|(_, yen)| *yen).sum()
    }

    /// Sum of all.
    pub fn total(&self) -> Yen {
        self.sums.values().copied().sum()
    }
}
