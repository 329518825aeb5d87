//! What the public parts of a report may see of an assessment.
//!
//! A [`YearView`] is made for its readers and answers only what the table of fields lets them see. It knows nothing of 記入者, 内線,
//! findings or the ledger. The sections of every edition are written against it alone, so that an internal text cannot slip into
//! them. Only [`super::internal`] sees the whole [`Assessment`].

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;

use super::number_column::NumberColumns;
use crate::assess::against_plan::{EffectComparison, EffectsAgainstPlan, IndicatorTally};
use crate::assess::assessment::{AssessedIndicator, Assessment, EffectSummary, GradeCounts};
use crate::assess::costs::CostsAgainstPlan;
use crate::assess::council::CouncilSummary;
use crate::assess::graders::GraderSummary;
use crate::assess::highlights::Highlights;
use crate::assess::indicated::FairGrading;
use crate::assess::movement::Movements;
use crate::assess::original::OriginalPromises;
use crate::contract::{Audience, Field, Visibility};
use crate::finding::Sourced;
use crate::merge::record::{Contribution, CouncilResult, Grading, HandedIn, Opinion, Override, Standing, YearRecord};
use crate::merge::statement::ReportStatement;
use crate::merge::tally::Tally;
use crate::plan::{ActionItem, ComputedGrade, Grader, GroupId, Initiative, Plan, YearStages};
use crate::vocabulary::{
    ActionId, Amount, CostPart, DepartmentId, EffectKind, EffectTerm, FiscalYear, Grade, GradeId, Period, RatedItem,
    ThemeId, Yen,
};

/// A year as its readers outside the office may see it.
#[derive(Debug)]
pub struct YearView<'a> {
    /// The latest period that the departments responsible have reported on; the year's last where none has.
    pub period: Period,
    /// Who reads.
    pub readers: Audience,
    /// The plan as it stood in the year.
    pub plan: &'a Plan,
    /// The year reported on.
    pub year: FiscalYear,
    /// Years with input, oldest first, this one last.
    pub reported_years: Vec<FiscalYear>,
    /// The columns of printed numbers in tables.
    pub number_columns: NumberColumns,
    /// The initiatives in order.
    pub initiatives: Vec<InitiativeView<'a>>,
    /// Counts of action items.
    pub action_counts: &'a GradeCounts,
    /// How many initiatives have which grade.
    pub initiative_counts: &'a GradeCounts,
    /// Last year's counts of action items.
    pub last_action_counts: Option<&'a GradeCounts>,
    /// Last year's counts of initiatives.
    pub last_initiative_counts: Option<&'a GradeCounts>,
    /// Counts of action items by theme.
    pub by_theme: &'a BTreeMap<ThemeId, GradeCounts>,
    /// Counts and effects of action items by group of each level.
    pub by_group: &'a BTreeMap<GroupId, (GradeCounts, EffectSummary)>,
    /// Counts of action items by bureau of their lead.
    pub by_bureau: &'a [(Option<String>, GradeCounts)],
    /// Effects of the year.
    pub effects: &'a EffectSummary,
    /// What the effects of each reported year add up to.
    pub effects_by_year: &'a BTreeMap<FiscalYear, EffectSummary>,
    /// Effects over all years with input.
    pub effects_cumulative: &'a EffectSummary,
    /// Effects beside what was planned.
    pub against_plan: &'a EffectsAgainstPlan,
    /// Costs beside what was planned; `None` where the plan has none.
    pub costs: Option<&'a CostsAgainstPlan>,
    /// Indicators that reached the year's targets.
    pub indicator_tally: IndicatorTally,
    /// How grades moved against last year's.
    pub movements: &'a Movements,
    /// What a summary puts forward.
    pub highlights: &'a Highlights,
    /// Grades beside those that the indicators give.
    pub fair_grading: &'a FairGrading,
    /// The bodies that grade beside the departments, of whose grades these readers may know.
    pub graders: Vec<GraderView<'a>>,
    /// The council's word over all initiatives.
    pub council: Option<&'a CouncilSummary>,
    /// The same of last year.
    pub last_council: Option<&'a CouncilSummary>,
    /// What the plan promised when it was first adopted, where that version is kept.
    pub original: Option<&'a OriginalPromises>,
    /// Counts of action items in each year with input.
    pub counts_by_year: &'a BTreeMap<FiscalYear, GradeCounts>,
    /// How many departments have handed in of how many that had to. No names: a public report does not blame.
    pub handed_in: HandedIn,
    /// What the office states of the report: 速報 or 確定, the accounts.
    pub stated: &'a ReportStatement,
    /// The same of the reports of the years before.
    pub earlier_stated: Vec<(FiscalYear, &'a ReportStatement)>,
}

/// A body that grades beside the departments.
#[derive(Debug)]
pub struct GraderView<'a> {
    /// The plan's entry.
    pub grader: &'a Grader,
    /// What it has graded.
    pub summary: &'a GraderSummary,
    given: BTreeMap<RatedItem, &'a Grading>,
}

impl<'a> GraderView<'a> {
    /// What it says of an item.
    pub fn given(&self, item: RatedItem) -> Option<&'a Grading> {
        self.given.get(&item).copied()
    }

    /// A grade of its scale: mark and name.
    pub fn label(&self, plan: &Plan, id: GradeId) -> String {
        self.grader.grade(plan, id).map(Grade::label).unwrap_or_default()
    }
}

fn graders(assessment: &Assessment, readers: Audience) -> Vec<GraderView<'_>> {
    let of = |(at, grader)| {
        let own = assessment.record.gradings.iter().filter(|((body, _), _)| *body == at);
        let given = own.map(|((_, item), grading)| (*item, grading)).collect();
        Some(GraderView { grader, summary: assessment.graders.get(at)?, given })
    };
    let shown = assessment.plan.graders().iter().enumerate().filter(|(_, grader)| readers.may_see(grader.readers));
    shown.filter_map(of).collect()
}

/// An initiative in the year.
#[derive(Debug)]
pub struct InitiativeView<'a> {
    /// The plan's entry.
    pub initiative: &'a Initiative,
    /// The grade of the year; `None` without one.
    pub grade: Option<GradeId>,
    /// Last year's.
    pub last_grade: Option<GradeId>,
    /// Its grade in each year that has one.
    pub grades_by_year: &'a BTreeMap<FiscalYear, GradeId>,
    /// Its grade by the plan's rule alone.
    pub by_rule: Option<GradeId>,
    /// Where the office overrode the grade, and why.
    pub overridden: Option<&'a Override<GradeId>>,
    /// Effects of its action items.
    pub effects: &'a EffectSummary,
    /// Effects of the year beside what was planned.
    pub against_plan: EffectComparison,
    /// Effects over the years with input beside what was planned for them.
    pub cumulative: EffectComparison,
    /// What the plan first promised for these years, where that version is kept.
    pub original_plan: Option<Yen>,
    /// Its indicators that reached the year's targets.
    pub indicator_tally: IndicatorTally,
    /// Counts of its action items by grade.
    pub counts: &'a GradeCounts,
    /// The council's ratings, where somebody rated it.
    pub rating: Option<&'a Tally>,
    /// The council's word of the year.
    pub council: Option<&'a CouncilResult>,
    /// The council's word in each year that has one.
    pub council_by_year: BTreeMap<FiscalYear, &'a CouncilResult>,
    /// The council's word of last year.
    pub last_council: Option<&'a CouncilResult>,
    /// Last year's opinions with the answers of this year's forms.
    pub last_opinions: &'a [Opinion],
    /// Its action items in order.
    pub actions: Vec<ActionView<'a>>,
}

/// An action item in the year.
#[derive(Debug)]
pub struct ActionView<'a> {
    /// The plan's entry.
    pub action: &'a ActionItem,
    /// The grade of the year; `None` without one.
    pub grade: Option<GradeId>,
    /// Last year's.
    pub last_grade: Option<GradeId>,
    /// The year in which it ended, where that is an earlier one.
    pub ended: Option<FiscalYear>,
    /// How its grade is computed, where the plan computes it and the office has not set another.
    pub computed: Option<&'a ComputedGrade>,
    /// The grade that its indicators give.
    pub indicated: Option<GradeId>,
    /// Where the office overrode the grade: what stood before and why.
    pub overridden: Option<&'a Override<GradeId>>,
    /// Where the grade stands.
    pub grade_source: Option<&'a Sourced<GradeId>>,
    /// 区分の理由.
    pub grade_reason: Option<&'a Sourced<String>>,
    /// What was really reached, by year; absent where nothing was handed in.
    pub actual: BTreeMap<FiscalYear, ActualYear>,
    /// Sum of its effects; `None` where none was given.
    pub effect: Option<Yen>,
    /// Its effect beside what was planned.
    pub against_plan: EffectComparison,
    /// Effects by kind and term as typed; none of an item that is listed again.
    pub effects: BTreeMap<(EffectKind, EffectTerm), &'a Sourced<Amount<Yen>>>,
    /// 事業費 and its sources as typed; none of an item that is listed again.
    pub costs: BTreeMap<CostPart, &'a Sourced<Amount<Yen>>>,
    /// 人工 as typed.
    pub staff: Option<&'a Sourced<Amount<Decimal>>>,
    /// Indicators' results as typed.
    pub indicator_sources: BTreeMap<u8, &'a Sourced<Amount<Decimal>>>,
    /// Indicators assessed.
    pub indicators: &'a BTreeMap<u8, AssessedIndicator>,
    /// Texts by department, lead first.
    pub contributions: Vec<ContributionView<'a>>,
    /// Last year's texts, where last year has input.
    pub last_contributions: Vec<ContributionView<'a>>,
    /// Whether anything was handed in.
    pub reported: bool,
}

/// The stage that an action item reached in a year, and its grade then.
#[derive(Debug, Clone)]
pub struct ActualYear {
    /// Stages reached in the year or in its parts; empty where none was given.
    pub stages: YearStages,
    /// The grade of that year.
    pub grade: Option<GradeId>,
    /// Whether it had ended in an earlier year.
    pub ended: bool,
    /// The period of the form that says so: the lead's; `None` where it handed in none.
    pub period: Option<Period>,
    /// Whether anything was handed in.
    pub reported: bool,
}

/// The texts of a responsible department, as far as the readers may see them.
#[derive(Clone, Copy)]
pub struct ContributionView<'a> {
    /// The department that wrote the row.
    pub department: &'a DepartmentId,
    /// Whether it is the lead.
    pub is_lead: bool,
    row: &'a Contribution,
    readers: Audience,
    visibility: &'a Visibility,
}

impl<'a> ContributionView<'a> {
    /// The text of a field; `None` where nothing was typed, or these readers may not see it.
    pub fn text(&self, field: Field) -> Option<&'a Sourced<String>> {
        self.row.text(field, self.readers, self.visibility)
    }
}

impl fmt::Debug for ContributionView<'_> {
    /// What the readers may see, and nothing of the row behind it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = Field::ALL.iter().filter_map(|field| Some((field, self.text(*field)?)));
        f.debug_struct("ContributionView")
            .field("department", self.department)
            .field("is_lead", &self.is_lead)
            .field("texts", &texts.collect::<Vec<_>>())
            .finish()
    }
}

impl<'a> YearView<'a> {
    /// What these readers may see of an assessment.
    pub fn new(assessment: &'a Assessment, readers: Audience) -> YearView<'a> {
        let plan = &*assessment.plan;
        let reported_years = assessment.earlier.iter().map(|record| record.year).chain([assessment.year]).collect();
        let initiatives =
            plan.initiatives.iter().filter_map(|initiative| view_initiative(assessment, initiative, readers));
        YearView {
            period: latest_period(assessment),
            readers,
            plan,
            year: assessment.year,
            reported_years,
            number_columns: NumberColumns::of(plan),
            initiatives: initiatives.collect(),
            action_counts: &assessment.action_counts,
            initiative_counts: &assessment.initiative_counts,
            last_action_counts: assessment.last_action_counts.as_ref(),
            last_initiative_counts: assessment.last_initiative_counts.as_ref(),
            by_theme: &assessment.by_theme,
            by_group: &assessment.by_group,
            by_bureau: &assessment.by_bureau,
            effects: &assessment.effects,
            effects_by_year: &assessment.effects_by_year,
            effects_cumulative: &assessment.effects_cumulative,
            against_plan: &assessment.against_plan,
            costs: assessment.costs.as_ref(),
            indicator_tally: assessment.indicator_tally,
            movements: &assessment.movements,
            highlights: &assessment.highlights,
            fair_grading: &assessment.fair_grading,
            graders: graders(assessment, readers),
            council: assessment.council.as_ref(),
            last_council: assessment.last_council.as_ref(),
            original: assessment.original.as_ref(),
            counts_by_year: &assessment.counts_by_year,
            handed_in: assessment.record.handed_in,
            stated: &assessment.record.stated,
            earlier_stated: assessment.earlier.iter().map(|record| (record.year, &record.stated)).collect(),
        }
    }

    /// All action items in order with their initiatives.
    pub fn actions(&self) -> impl Iterator<Item = (&InitiativeView<'a>, &ActionView<'a>)> {
        self.initiatives.iter().flat_map(|initiative| initiative.actions.iter().map(move |action| (initiative, action)))
    }

    /// The action item with that id, and its initiative.
    pub fn action(&self, id: ActionId) -> Option<(&InitiativeView<'a>, &ActionView<'a>)> {
        self.actions().find(|(_, action)| action.action.id == id)
    }

    /// Whether the readers may see a field.
    pub fn shows(&self, field: Field) -> bool {
        self.plan.settings.visibility.shows(field, self.readers)
    }

    /// Whether last year has input.
    pub fn has_last_year(&self) -> bool {
        self.reported_years.contains(&self.year.previous())
    }
}

fn view_initiative<'a>(
    assessment: &'a Assessment,
    initiative: &'a Initiative,
    readers: Audience,
) -> Option<InitiativeView<'a>> {
    let assessed = assessment.initiatives.get(&initiative.no)?;
    let record = assessment.record.initiatives.get(&initiative.no);
    let last = last_record(assessment).and_then(|last| last.initiatives.get(&initiative.no));
    Some(InitiativeView {
        initiative,
        grade: assessed.grade,
        last_grade: assessed.last_grade,
        grades_by_year: &assessed.grades_by_year,
        by_rule: assessed.by_rule,
        overridden: record.and_then(|r| r.override_grade.as_ref()).and_then(|d| d.overridden.as_ref()),
        effects: &assessed.effects,
        against_plan: assessed.against_plan,
        cumulative: assessed.cumulative,
        original_plan: assessment
            .original
            .as_ref()
            .and_then(|original| original.by_initiative.get(&initiative.no).copied()),
        indicator_tally: assessed.indicators,
        counts: &assessed.counts,
        rating: assessed.council.as_ref(),
        council: record.and_then(|r| r.council.as_ref()),
        council_by_year: assessment
            .earlier
            .iter()
            .chain([&assessment.record])
            .filter_map(|year| Some((year.year, year.initiatives.get(&initiative.no)?.council.as_ref()?)))
            .collect(),
        last_council: last.and_then(|r| r.council.as_ref()),
        last_opinions: assessment.record.last_opinions.get(&initiative.no).map(Vec::as_slice).unwrap_or_default(),
        actions: initiative.actions.iter().filter_map(|action| view_action(assessment, action, readers)).collect(),
    })
}

fn view_action<'a>(assessment: &'a Assessment, action: &'a ActionItem, readers: Audience) -> Option<ActionView<'a>> {
    let assessed = assessment.actions.get(&action.id)?;
    let record = assessment.record.actions.get(&action.id)?;
    let years = assessment.earlier.iter().chain([&assessment.record]);
    let actual = years.filter_map(|year| Some((year.year, actual_year(&assessment.plan, year, action)?))).collect();
    let visibility = &assessment.plan.settings.visibility;
    Some(ActionView {
        action,
        grade: assessed.grade,
        last_grade: assessed.last_grade,
        ended: assessed.ended,
        computed: assessed.computed.as_ref(),
        indicated: assessed.indicated,
        overridden: record.grade.as_ref().and_then(|decision| decision.overridden.as_ref()),
        grade_source: record.grade.as_ref().map(|decision| &decision.value),
        grade_reason: record
            .lead()
            .and_then(|lead| lead.text(Field::GradeReason, readers, &assessment.plan.settings.visibility)),
        actual,
        effect: assessed.effect,
        against_plan: assessed.against_plan(),
        effects: record.effects().collect(),
        costs: record.costs().collect(),
        staff: record.staff(),
        indicator_sources: record.indicators().collect(),
        indicators: &assessed.indicators,
        contributions: contributions(&assessment.record, action, readers, visibility),
        last_contributions: last_record(assessment)
            .map(|last| contributions(last, action, readers, visibility))
            .unwrap_or_default(),
        reported: record.reported,
    })
}

fn actual_year(plan: &Plan, record: &YearRecord, action: &ActionItem) -> Option<ActualYear> {
    let record = record.actions.get(&action.id)?;
    Some(ActualYear {
        stages: record.stages(plan.schedule_by),
        grade: record.grade.as_ref().map(|decision| decision.value.value),
        ended: record.basis.ended().is_some(),
        period: record.lead().map(|row| row.period),
        reported: record.reported,
    })
}

/// By the rows that readers of any edition may see, so that published data tell the same.
fn latest_period(assessment: &Assessment) -> Period {
    assessment.record.latest_period().unwrap_or_else(|| assessment.plan.settings.periods.last())
}

/// The rows of the departments that are responsible for an item. What others wrote stands in [`super::internal`] alone.
fn contributions<'a>(
    record: &'a YearRecord,
    action: &ActionItem,
    readers: Audience,
    visibility: &'a Visibility,
) -> Vec<ContributionView<'a>> {
    let rows = record.actions.get(&action.id).map(|action| action.contributions.as_slice()).unwrap_or_default();
    let responsible = rows.iter().filter(|row| row.standing != Standing::Outside);
    let view = |row: &'a Contribution| {
        let (department, is_lead) = (&row.department, row.is_lead());
        ContributionView { department, is_lead, row, readers, visibility }
    };
    responsible.map(view).collect()
}

fn last_record(assessment: &Assessment) -> Option<&YearRecord> {
    assessment.earlier.iter().find(|record| record.year == assessment.year.previous()).map(|record| &**record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{assessed, year_one};
    use crate::intake::fixture::form;

    /// Not only its texts: that a department which is not responsible wrote something is the office's matter, too.
    #[test]
    fn an_outsiders_row_is_in_no_view() {
        let mut forms = year_one();
        let outsider = form("三課", "c.xlsx").row((1, 1), |row| {
            row.result("担当していない課が書いた実績");
        });
        forms.push(outsider.build());
        let assessment = assessed(forms);
        let id = ActionId::new(1, 1);
        let rows = &assessment.record.actions[&id].contributions;
        assert!(rows.iter().any(|row| row.department.name() == "三課"), "{rows:?}");
        for readers in Audience::ALL {
            let view = YearView::new(&assessment, readers);
            let (_, action) = view.action(id).expect("planned");
            let units: Vec<&str> = action.contributions.iter().map(|row| row.department.name()).collect();
            assert!(!units.is_empty() && !units.contains(&"三課"), "{readers:?}: {units:?}");
        }
    }
}
