//! What the merge yields: one record a year, per initiative and action item, with every value's origin.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::grading::GradeBasis;
use super::ledger::Ledger;
use super::statement::ReportStatement;
use super::tally::Tally;
use crate::contract::{Audience, Entry, Field, FieldKind, FieldValue, FormField, Paper, Visibility};
use crate::finding::{Finding, Sourced};
use crate::intake::file_account::Reason;
use crate::plan::YearStages;
use crate::vocabulary::{
    ActionId, Amount, CostPart, DepartmentId, EffectKind, EffectTerm, FiscalYear, GradeId, InitiativeNo, OpinionId,
    Period, RatedItem, Stage, YearParts, Yen,
};

/// All that was handed in for a year, merged (統合).
#[derive(Debug, Clone)]
pub struct YearRecord {
    /// The year that the forms report on.
    pub year: FiscalYear,
    /// Every action item of the plan, in order, reported or not.
    pub actions: BTreeMap<ActionId, ActionRecord>,
    /// Overrides and council results per initiative; every initiative of the plan is present.
    pub initiatives: BTreeMap<InitiativeNo, InitiativeRecord>,
    /// Who has handed in, in the plan's order of departments as of the end of the year.
    pub statuses: Vec<DepartmentStatus>,
    /// The same as a count, which is all that the public sees.
    pub handed_in: HandedIn,
    /// Grades of the bodies that grade beside the departments, by their places among the plan's graders.
    pub gradings: BTreeMap<(usize, RatedItem), Grading>,
    /// The council's opinions that this year's forms were to answer, with the answers that they give (対応): those of the years
    /// before that had none yet, then last year's.
    pub last_opinions: BTreeMap<InitiativeNo, Vec<Opinion>>,
    /// The results that the office puts forward (office.toml), in its order.
    pub highlights: Vec<PickedHighlight>,
    /// The texts of every form, superseded ones included, that not everybody may see: what no public output may hold.
    pub internal: Vec<InternalText>,
    /// What the office states of the year's report.
    pub stated: ReportStatement,
    /// Files and folders that could not be opened (locked, no permission) and that the office has not left out: nobody knows what is in them.
    pub unread: Vec<Arc<str>>,
    /// Account of every file and cell.
    pub ledger: Ledger,
    /// The intake's findings and the merge's, sorted.
    pub findings: Vec<Finding>,
}

impl YearRecord {
    /// The latest period that the departments responsible have reported on; `None` where none has.
    pub fn latest_period(&self) -> Option<Period> {
        let rows = self.actions.values().flat_map(|action| &action.contributions);
        rows.filter(|row| row.standing != Standing::Outside).map(|row| row.period).max()
    }

    /// Whether the year's targets are due: not while its reports are those of a period within it.
    pub fn is_closed(&self) -> bool {
        self.latest_period().is_none_or(Period::closes_year)
    }

    /// Whether the results of an item are those of the whole year, which its targets are for: not where its lead has reported on a period
    /// within the year alone.
    pub fn has_closed(&self, action: ActionId) -> bool {
        let lead = self.actions.get(&action).and_then(ActionRecord::lead);
        lead.map_or_else(|| self.is_closed(), |row| row.period.closes_year())
    }

    /// The opinions on an initiative that the next year's forms are to answer: those that this year's should have answered and did
    /// not, then this year's own.
    pub fn opinions_to_answer(&self, initiative: InitiativeNo) -> Vec<&Opinion> {
        let left = self.last_opinions.get(&initiative).into_iter().flatten();
        let own = self.initiatives.get(&initiative).and_then(|record| record.council.as_ref());
        let own = own.into_iter().flat_map(|council| &council.opinions);
        left.filter(|opinion| opinion.responses.is_empty()).chain(own).collect()
    }

    /// The opinions of earlier years that nobody has answered, each with its initiative.
    pub fn unanswered(&self) -> impl Iterator<Item = (InitiativeNo, &Opinion)> {
        let opinions = self.last_opinions.iter().flat_map(|(no, opinions)| opinions.iter().map(|of| (*no, of)));
        opinions.filter(|(_, opinion)| opinion.responses.is_empty())
    }

    /// Every text that a person typed, each line of it too: departments' rows, opinions, answers, the office's reasons.
    pub fn typed_texts(&self) -> Vec<String> {
        let rows = self.actions.values().flat_map(|action| &action.contributions);
        let rows = rows.flat_map(|row| row.entry.texts()).map(|(_, text)| &text.value);
        let councils = self.initiatives.values().filter_map(|initiative| initiative.council.as_ref());
        let opinions = councils.flat_map(|council| &council.opinions).chain(self.last_opinions.values().flatten());
        let opinions = opinions.flat_map(|opinion| {
            std::iter::once(&opinion.text.value).chain(opinion.responses.iter().map(|(_, text)| &text.value))
        });
        let actions = self.actions.values().filter_map(|action| action.grade.as_ref()?.overridden.as_ref());
        let set = self.initiatives.values().filter_map(|initiative| initiative.override_grade.as_ref());
        let set = set.filter_map(|grade| grade.overridden.as_ref());
        let reasons = actions.chain(set).map(|set| &set.reason);
        let gradings = self.gradings.values().filter_map(|grading| Some(&grading.reason.as_ref()?.value));
        let texts = rows.chain(opinions).chain(reasons).chain(gradings);
        texts.flat_map(|text| std::iter::once(text.clone()).chain(text.lines().map(str::to_owned))).collect()
    }
}

/// A result that a summary puts forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickedHighlight {
    /// The action item.
    pub action: ActionId,
    /// The office's own words; `None` where the lead's result speaks for it.
    pub text: Option<Sourced<String>>,
}

/// An action item in a year.
#[derive(Debug, Clone)]
pub struct ActionRecord {
    /// The action item.
    pub id: ActionId,
    /// The item that it is listed again from (再掲): then it has no effects of its own.
    pub repeats: Option<ActionId>,
    /// The grade in force: the lead's, the one that the plan computes, the one with which the item ended, or the office's override;
    /// `None` where there is none of these.
    pub grade: Option<Decision<GradeId>>,
    /// How the grade came about, the office's word aside.
    pub basis: GradeBasis,
    /// The rows by department: lead first, then partners and others in the plan's order.
    pub contributions: Vec<Contribution>,
    /// Whether the lead has reported on it (a row that is not empty).
    pub reported: bool,
}

impl ActionRecord {
    /// The lead's row.
    pub fn lead(&self) -> Option<&Contribution> {
        self.contributions.iter().find(|row| row.is_lead())
    }

    /// Why a value of one of its rows does not count; `None` where it does. Texts of all rows do, by the name of
    /// their department; the reason for a grade only of the lead, whose grade it is.
    pub(super) fn why_not_counted(&self, row: &Contribution, field: Field) -> Option<Reason> {
        let value = row.entry.get(field)?;
        let is_amount = matches!(field.kind(), FieldKind::Money(..) | FieldKind::Cost(_) | FieldKind::Staff);
        match value {
            FieldValue::Text(_) if row.is_lead() || field != Field::GradeReason => None,
            _ if !row.is_lead() => Some(Reason::NotOfLead),
            _ if is_amount => self.repeats.map(|_| Reason::OnRepeat),
            FieldValue::Grade(typed) => {
                let in_force = self.grade.iter().flat_map(|decision| {
                    let before = decision.overridden.as_ref().and_then(|set| set.before.as_ref());
                    std::iter::once(&decision.value).chain(before)
                });
                let otherwise = if self.repeats.is_some() { Reason::OnRepeat } else { Reason::GradeOtherwise };
                (!in_force.into_iter().any(|grade| grade.origin == typed.origin)).then_some(otherwise)
            }
            FieldValue::Stages(_) => {
                let says_parts = field.part().is_none() && row.entry.stages_by_part().next().is_some();
                says_parts.then_some(Reason::StagesByPart)
            }
            _ => None,
        }
    }

    /// 区分の理由 of the lead.
    pub fn grade_reason(&self) -> Option<&Sourced<String>> {
        self.lead()?.entry.text(Field::GradeReason)
    }

    /// Actual stages of the lead: of the parts of the year where it says them, else of the year as a whole.
    pub fn stages(&self, parts: YearParts) -> YearStages {
        let Some(lead) = self.lead() else { return YearStages::Whole(Vec::new()) };
        let mut by_part: Vec<Vec<Stage>> = vec![Vec::new(); parts.names().len()];
        for (at, stages) in lead.entry.stages_by_part() {
            if let Some(part) = by_part.get_mut(at) {
                part.clone_from(&stages.value);
            }
        }
        match by_part.iter().all(Vec::is_empty) {
            true => YearStages::Whole(lead.entry.stages().map(|stages| stages.value.clone()).unwrap_or_default()),
            false => YearStages::of_parts(by_part),
        }
    }

    /// Actual stages of the parts of the year, each counted from 0, as far as the lead says them.
    pub fn stages_by_part(&self) -> impl Iterator<Item = (usize, &Sourced<Vec<Stage>>)> {
        self.lead().into_iter().flat_map(|lead| lead.entry.stages_by_part())
    }

    /// The effects that count: the lead's, and none of an item that is listed again. A blank is absent.
    pub fn effects(&self) -> impl Iterator<Item = ((EffectKind, EffectTerm), &Sourced<Amount<Yen>>)> {
        self.lead().filter(|_| self.repeats.is_none()).into_iter().flat_map(|lead| lead.entry.effects())
    }

    /// The costs that count: as [`effects`](Self::effects) do.
    pub fn costs(&self) -> impl Iterator<Item = (CostPart, &Sourced<Amount<Yen>>)> {
        self.lead().filter(|_| self.repeats.is_none()).into_iter().flat_map(|lead| lead.entry.costs())
    }

    /// The work of staff that counts. A blank is absent.
    pub fn staff(&self) -> Option<&Sourced<Amount<Decimal>>> {
        self.lead().filter(|_| self.repeats.is_none())?.entry.staff()
    }

    /// The indicators' results that count, by number: the lead's. A blank is absent.
    pub fn indicators(&self) -> impl Iterator<Item = (u8, &Sourced<Amount<Decimal>>)> {
        self.lead().into_iter().flat_map(|lead| lead.entry.indicators())
    }

    /// The result of an indicator that counts.
    pub fn indicator(&self, number: u8) -> Option<&Sourced<Amount<Decimal>>> {
        self.lead()?.entry.indicator(number)
    }
}

/// A value that was decided on, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision<T> {
    /// The value in force, with its origin.
    pub value: Sourced<T>,
    /// Where the office overrode the department's value: that value and the reason, printed wherever it is used.
    pub overridden: Option<Override<T>>,
}

/// What an override replaced and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override<T> {
    /// What stood before, if anything.
    pub before: Option<Sourced<T>>,
    /// 理由.
    pub reason: String,
}

/// In what part a department answers for an action item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// 主担当: its grade, effects and indicators count.
    Lead,
    /// 副担当, or any department where the item is open to all.
    Partner,
    /// 担当外: it is not responsible for the item.
    Outside,
}

impl Standing {
    /// 主担当, 副担当, 担当外.
    pub fn label(self) -> &'static str {
        match self {
            Standing::Lead => "主担当",
            Standing::Partner => "副担当",
            Standing::Outside => "担当外",
        }
    }

    /// Who may see its row: that of a department which is not responsible stays within the office, with a finding.
    pub fn audience(self) -> Audience {
        match self {
            Standing::Lead | Standing::Partner => Audience::Public,
            Standing::Outside => Audience::Office,
        }
    }
}

/// One department's row on an action item.
#[derive(Debug, Clone)]
pub struct Contribution {
    /// The department, by the name it has in the year reported on.
    pub department: DepartmentId,
    /// Its part in the item.
    pub standing: Standing,
    /// The name under which it handed in, where that is not its name in the year reported on (機構改正).
    pub reported_as: Option<DepartmentId>,
    /// Which period's form the row comes from.
    pub period: Period,
    /// The row itself.
    pub entry: Arc<Entry>,
}

impl Contribution {
    /// Whether it is the lead's.
    pub fn is_lead(&self) -> bool {
        self.standing == Standing::Lead
    }

    /// The texts that papers for the office alone print: the office's own fields, and of a department that is not responsible whatever it
    /// wrote.
    pub fn office_texts(&self) -> impl Iterator<Item = (Field, &Sourced<String>)> {
        let is_note = |field: &Field| field.is_printed_in(Paper::InternalNotes);
        let others = Field::ALL.iter().copied().filter(move |field| field.is_open_text() && !is_note(field));
        let others = others.filter(|_| self.standing == Standing::Outside);
        let fields = Field::texts_in(Paper::InternalNotes).chain(others);
        fields.filter_map(|field| Some((field, self.entry.text(field)?)))
    }

    /// Whose text of a field it is, for such a paper: a department, with what it is not responsible for.
    pub fn office_label(&self, field: Field, department: &str) -> String {
        match self.standing {
            Standing::Outside if !field.is_printed_in(Paper::InternalNotes) => {
                format!("{department}（{}からの{}）", self.standing.label(), field.label())
            }
            _ => department.to_owned(),
        }
    }

    /// The text of a field, where these readers may see it.
    pub fn text(&self, field: Field, readers: Audience, visibility: &Visibility) -> Option<&Sourced<String>> {
        let may_see = visibility.shows(field, readers) && readers.may_see(self.standing.audience());
        self.entry.text(field).filter(|_| may_see)
    }
}

/// A text that not everybody may see, with its field and place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InternalText {
    /// The field, which says who may see it.
    pub field: FormField,
    /// The text and where it was typed.
    pub text: Sourced<String>,
}

/// An initiative in a year.
#[derive(Debug, Clone)]
pub struct InitiativeRecord {
    /// The initiative.
    pub no: InitiativeNo,
    /// An office's override of the grade that the rule gives, with its reason.
    pub override_grade: Option<Decision<GradeId>>,
    /// The council's rating and opinions.
    pub council: Option<CouncilResult>,
}

/// What a body that grades beside the departments says of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grading {
    /// The grade that was given.
    pub grade: Sourced<GradeId>,
    /// Why.
    pub reason: Option<Sourced<String>>,
}

/// The council's word on an initiative in a year (審議会).
#[derive(Debug, Clone)]
pub struct CouncilResult {
    /// What its members gave.
    pub given: Tally,
    /// Opinions with ids that last.
    pub opinions: Vec<Opinion>,
}

/// An opinion (審議会意見). Never carries a member's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Its id, which lasts.
    pub id: OpinionId,
    /// Its text, with its origin.
    pub text: Sourced<String>,
    /// Whether `office.toml` holds its number, so that no further form can change it.
    pub pinned: bool,
    /// Departments' answers (対応).
    pub responses: Vec<(DepartmentId, Sourced<String>)>,
}

/// Where a department stands with its form (提出状況).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubmissionState {
    /// 提出.
    Submitted,
    /// 提出, but it has errors to mend (差戻し).
    Returned,
    /// 未提出.
    Missing,
    /// 未確認: no form of it was read, but it may be in a file that could not be opened or read.
    Unread,
    /// Owes nothing: no action item of the year.
    NotRequired,
}

impl SubmissionState {
    /// 提出, 差戻し, 未提出, 未確認, 対象外.
    pub fn label(self) -> &'static str {
        match self {
            SubmissionState::Submitted => "提出",
            SubmissionState::Returned => "差戻し",
            SubmissionState::Missing => "未提出",
            SubmissionState::Unread => "未確認",
            SubmissionState::NotRequired => "対象外",
        }
    }
}

impl DepartmentStatus {
    /// All files in force, the principal one first.
    pub fn files(&self) -> impl Iterator<Item = &Arc<str>> {
        self.file.iter().chain(&self.other_files)
    }
}

/// 提出状況 as a count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HandedIn {
    /// Departments that owe a form.
    pub owing: usize,
    /// Of these, those that handed one in.
    pub submitted: usize,
}

impl HandedIn {
    /// The count of some statuses.
    pub fn of(statuses: &[DepartmentStatus]) -> HandedIn {
        let owing = statuses.iter().filter(|status| status.state != SubmissionState::NotRequired);
        let submitted =
            owing.clone().filter(|status| !matches!(status.state, SubmissionState::Missing | SubmissionState::Unread));
        HandedIn { owing: owing.count(), submitted: submitted.count() }
    }
}

/// Whether a department has handed in what it owes.
#[derive(Debug, Clone)]
pub struct DepartmentStatus {
    /// The department as the plan names it.
    pub department: DepartmentId,
    /// The period asked about: the latest that has input.
    pub period: Period,
    /// How far its form has got.
    pub state: SubmissionState,
    /// The file in force; of several (after a merger, or a form in parts) the one under its own name or the greatest.
    pub file: Option<Arc<str>>,
    /// The other files in force for it, sorted.
    pub other_files: Vec<Arc<str>>,
    /// 提出日.
    pub submitted_on: Option<Date>,
    /// Handed in after the deadline (後日提出).
    pub late: bool,
    /// Files that it replaced (差替え).
    pub superseded: Vec<Arc<str>>,
    /// How many action items it owes.
    pub owed: u32,
    /// On how many of them it has reported.
    pub reported: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Origin;

    /// The stages of the year are kept where they are all that is said, and told as not taken beside those of its parts.
    #[test]
    fn stages_of_a_year_beside_those_of_its_parts_are_not_counted_in_silence() {
        let here = || Origin::file("a.xlsx");
        let id = ActionId { initiative: InitiativeNo(1), number: 1 };
        let mut entry = Entry::empty(Sourced::new(id, here()));
        entry.set(Field::ActualStage, Sourced::new(vec![Stage::PREPARE], here()));
        let row = |entry: Entry| Contribution {
            department: DepartmentId("財政部/財政課".into()),
            standing: Standing::Lead,
            reported_as: None,
            period: crate::vocabulary::Periods::default().last(),
            entry: Arc::new(entry),
        };
        let record = |row: &Contribution| ActionRecord {
            id,
            repeats: None,
            grade: None,
            basis: GradeBasis::Stated,
            contributions: vec![row.clone()],
            reported: true,
        };
        let alone = row(entry.clone());
        assert_eq!(record(&alone).why_not_counted(&alone, Field::ActualStage), None);
        entry.set(Field::Stage2, Sourced::new(vec![Stage::PREPARE], here()));
        let beside = row(entry);
        let why = |field| record(&beside).why_not_counted(&beside, field);
        assert_eq!((why(Field::ActualStage), why(Field::Stage2)), (Some(Reason::StagesByPart), None));
    }
}
