//! The rows of all forms in force on one action item → its record: the lead's values, everybody's texts.
//!
//! - 年度末 wins over 中間 where its row is filled; where it is not, the midyear row stands in and is marked by its period.
//! - The lead's grade, effects, indicators and stages count. What others give beside it is kept with their names, and is a
//!   finding where it differs.
//! - An item that is listed again (再掲) has no effects of its own and shows the grade of the item it repeats.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::attribution::{Succession, Team, form_unit, owner};
use super::codes;
use super::grading::{self, End, Graded};
use super::office::OfficeFile;
use super::record::{ActionRecord, Contribution, Standing};
use crate::contract::{Entry, Field};
use crate::finding::{Code, Finding, Severity, Sourced};
use crate::intake::submission::Submission;
use crate::plan::costs::STAFF;
use crate::plan::{ActionItem, Initiative, Plan, Responsible};
use crate::vocabulary::{ActionId, Amount, CostPart, DepartmentId, FiscalYear, GradeId, Period, Yen};

/// A row of a form in force.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) submission: &'a Submission,
    pub(super) entry: &'a Arc<Entry>,
}

/// The merged result for one action item.
pub(super) struct MergedAction<'a> {
    pub(super) record: ActionRecord,
    /// Rows of earlier periods whose place a later row took.
    pub(super) superseded: Vec<Row<'a>>,
    pub(super) findings: Vec<Finding>,
}

/// Whether two forms say the same, wherever it stands in them: a workbook that was only saved again.
pub(super) fn same_rows(a: &[Arc<Entry>], b: &[Arc<Entry>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.says_the_same(b))
}

/// What stays the same while the action items of a year are merged.
pub(super) struct Circumstances<'a> {
    pub(super) plan: &'a Plan,
    pub(super) year: FiscalYear,
    /// Position of each department in the plan.
    pub(super) order: &'a BTreeMap<&'a DepartmentId, usize>,
    /// The items that ended in earlier years.
    pub(super) ended: &'a BTreeMap<ActionId, End>,
    /// The period asked about.
    pub(super) period: Period,
    /// What the office has decided.
    pub(super) office: Option<&'a OfficeFile>,
}

/// Merges the rows on one action item; `original` is the record of the item that it repeats. Rows in which nothing was typed change
/// nothing.
pub(super) fn merge_action<'a>(
    case: &Circumstances<'_>,
    initiative: &Initiative,
    action: &ActionItem,
    rows: &[Row<'a>],
    original: Option<&ActionRecord>,
) -> MergedAction<'a> {
    let team = Team::on(case.plan, action, case.year.last_day());
    let mut merge = ActionMerge { case, initiative, action, team, findings: Vec::new() };
    report_succession(action, &merge.team, &mut merge.findings);
    let InForce { mut rows, superseded } = merge.in_force(rows);
    merge.sort(&mut rows);
    let contributions = merge.contributions(&rows);
    let mut findings = merge.findings;
    if action.repeats.is_some() {
        report_values_on_repeat(case.plan, action, &contributions, &mut findings);
    }
    let lead = contributions.iter().find(|row| row.is_lead());
    let Graded { grade, basis } = grading::in_force(case, action, lead, original, &mut findings);
    let reported = original.map_or(lead.is_some(), |original| original.reported);
    let record = ActionRecord { id: action.id, repeats: action.repeats, grade, basis, reported, contributions };
    MergedAction { record, superseded, findings }
}

/// An action item while its rows are merged.
struct ActionMerge<'c> {
    case: &'c Circumstances<'c>,
    initiative: &'c Initiative,
    action: &'c ActionItem,
    team: Team,
    findings: Vec<Finding>,
}

/// The rows on an action item that count, each with the department that it is counted for.
struct InForce<'a> {
    rows: Vec<(DepartmentId, Row<'a>)>,
    /// Rows of earlier periods whose place a later row took.
    superseded: Vec<Row<'a>>,
}

impl ActionMerge<'_> {
    /// Takes of each unit the rows of the latest period that has any. Units that were merged keep their own rows.
    fn in_force<'a>(&mut self, rows: &[Row<'a>]) -> InForce<'a> {
        let (plan, day) = (self.case.plan, self.case.year.last_day());
        let mut groups: BTreeMap<(DepartmentId, DepartmentId), Vec<Row<'a>>> = BTreeMap::new();
        for row in rows.iter().filter(|row| !row.entry.is_empty()) {
            let reporter = &row.submission.key.department;
            let key = (owner(plan, reporter, &self.team, day), form_unit(plan, reporter, day));
            groups.entry(key).or_default().push(*row);
        }
        let mut in_force = InForce { rows: Vec::new(), superseded: Vec::new() };
        for ((owner, _), group) in groups {
            let latest = group.iter().map(|row| row.submission.key.period).max();
            let (used, earlier): (Vec<Row<'a>>, Vec<Row<'a>>) =
                group.into_iter().partition(|row| Some(row.submission.key.period) == latest);
            in_force.superseded.extend(earlier);
            report_period(self.case, self.action, &owner, &used, &mut self.findings);
            for row in used.iter().skip(1) {
                let message = "同じ実践項目の行が1つの様式に2つあります。";
                let remedy =
                    "一方にまとめて提出し直してください。両方の文章を掲載し、区分と効果額は先の行を採りました。";
                let finding = on_row(Severity::Error, codes::REPEATED_ROW, &owner, row, message);
                self.findings.push(finding.found(self.action.printed.clone()).remedy(remedy));
            }
            in_force.rows.extend(used.into_iter().map(|row| (owner.clone(), row)));
        }
        in_force
    }

    /// Sorts rows: the lead's, its partners', others'; each by the plan's order of departments.
    fn sort(&self, rows: &mut [(DepartmentId, Row<'_>)]) {
        let (team, action) = (&self.team, self.action);
        let standing = |owner: &DepartmentId| match owner {
            owner if *owner == team.lead => 0,
            owner if team.partners.contains(owner) => 1,
            _ => 2,
        };
        let place = |owner: &DepartmentId| self.case.order.get(owner).copied().unwrap_or(usize::MAX);
        // Among rows that merged units share: the form under the present name, then under the plan's name, then the later one.
        let seniority = |row: &Row<'_>| {
            let reporter = &row.submission.key.department;
            (*reporter != team.lead, *reporter != action.lead, Reverse(row.submission.day()))
        };
        rows.sort_by(|(a_owner, a), (b_owner, b)| {
            let (a_origin, b_origin) = (&a.entry.action.origin, &b.entry.action.origin);
            (standing(a_owner), place(a_owner), seniority(a), a.submission.hash, a_origin).cmp(&(
                standing(b_owner),
                place(b_owner),
                seniority(b),
                b.submission.hash,
                b_origin,
            ))
        });
    }

    /// What each row gives to the record; says where others differ from the lead or are none of the item's.
    fn contributions(&mut self, rows: &[(DepartmentId, Row<'_>)]) -> Vec<Contribution> {
        let mut lead: Option<&Entry> = None;
        let mut contributions = Vec::new();
        for (owner, row) in rows {
            let is_lead = lead.is_none() && *owner == self.team.lead;
            let is_outside = self.is_outside(owner);
            if is_outside {
                let message = "担当していない実践項目に記入があります。";
                let remedy =
                    "庁内限りの資料にだけ掲載します。担当するはずの実践項目であれば、事務局に知らせてください。";
                let finding = on_row(Severity::Warning, codes::OUTSIDE, owner, row, message)
                    .found(format!("{} {}", self.action.printed, self.action.name));
                let decision = "担当に加えるときは計画（plan.toml）を直してください。";
                self.findings.push(finding.remedy(remedy).for_office(decision));
            }
            match lead {
                None if is_lead => lead = Some(row.entry),
                _ => report_differences(self.case.plan, self.action, owner, lead, row, &mut self.findings),
            }
            let standing = match () {
                () if is_lead => Standing::Lead,
                () if is_outside => Standing::Outside,
                () => Standing::Partner,
            };
            let reporter = &row.submission.key.department;
            contributions.push(Contribution {
                department: owner.clone(),
                standing,
                reported_as: (reporter != owner).then(|| reporter.clone()),
                period: row.submission.key.period,
                entry: Arc::clone(row.entry),
            });
        }
        contributions
    }

    /// Whether a department has no part in the item: it is neither on its team nor named by its initiative.
    fn is_outside(&self, owner: &DepartmentId) -> bool {
        let is_named = self.initiative.responsible.iter().any(|responsible| match responsible {
            Responsible::Department(id) => self.case.plan.carried_by(owner, self.case.year.last_day())(id),
            Responsible::Open(_) => false,
        });
        !self.team.has(owner) && !self.action.open && !is_named
    }
}

/// ○ 計画どおり.
pub(crate) fn grade_name(plan: &Plan, grade: GradeId) -> String {
    plan.grades.get(grade).map_or_else(|| "（不明な区分）".to_owned(), |grade| grade.label())
}

fn on_row(severity: Severity, code: Code, owner: &DepartmentId, row: &Row<'_>, message: &str) -> Finding {
    Finding::new(severity, code, message).at(row.entry.action.origin.clone()).of(owner.clone())
}

fn report_succession(action: &ActionItem, team: &Team, findings: &mut Vec<Finding>) {
    let finding = match team.succession {
        Succession::Clear => return,
        Succession::Split => Finding::new(
            Severity::Warning,
            codes::SPLIT_LEAD,
            format!("{}の主担当が機構改正で分かれ、どの部署が主担当になるか計画に定めがありません。", action.printed),
        )
        .remedy(format!("{}を主担当とみなしました。", team.lead.full_name()))
        .for_office("plan.tomlで主担当を定めてください。"),
        Succession::Abolished => Finding::new(
            Severity::Warning,
            codes::ABOLISHED_LEAD,
            format!("{}の主担当が廃止され、引き継ぐ部署が計画に定められていません。", action.printed),
        )
        .for_office("plan.tomlの機構改正に引き継ぐ部署を加えるか、主担当を改めてください。"),
    };
    findings.push(finding.of(team.lead.clone()).found(action.lead.full_name()));
}

fn report_period(
    case: &Circumstances<'_>,
    action: &ActionItem,
    owner: &DepartmentId,
    used: &[Row<'_>],
    findings: &mut Vec<Finding>,
) {
    let Some(row) = used.first() else { return };
    let period = row.submission.key.period;
    if period < case.period {
        findings.push(
            on_row(
                Severity::Warning,
                codes::MIDYEAR_STANDS_IN,
                owner,
                row,
                &format!("{}の記入がないため、{period}の記入で代えています。", case.period),
            )
            .found(action.printed.clone())
            .remedy(format!("{}の様式に記入して提出してください。", case.period)),
        );
    }
}

fn report_differences(
    plan: &Plan,
    action: &ActionItem,
    owner: &DepartmentId,
    lead: Option<&Entry>,
    row: &Row<'_>,
    findings: &mut Vec<Finding>,
) {
    if action.repeats.is_some() {
        return;
    }
    let entry = row.entry;
    if let (Some(theirs), Some(leads)) = (entry.grade(), lead.and_then(Entry::grade))
        && theirs.value != leads.value
    {
        findings.push(
            Finding::new(
                Severity::Warning,
                codes::GRADE_CONFLICT,
                format!("{}の進捗区分が主担当と異なります。", action.printed),
            )
            .at(theirs.origin.clone())
            .of(owner.clone())
            .found(grade_name(plan, theirs.value))
            .expected(format!("{}（{}）", grade_name(plan, leads.value), leads.origin))
            .remedy("主担当の区分を採りました。担当部署の間で確かめてください。"),
        );
    }
    report_amounts(plan, action, owner, lead, entry, findings);
    for (what, theirs, leads) in numbers(entry, lead) {
        if leads.value == theirs.value {
            continue;
        }
        let printed = |amount: Amount<Decimal>| match amount {
            Amount::Value(value) => value.to_string(),
            Amount::Blank | Amount::NotApplicable => "該当なし".to_owned(),
        };
        let message = format!("{}の{what}が主担当と異なります。", action.printed);
        findings.push(
            Finding::new(Severity::Warning, codes::INDICATOR_CONFLICT, message)
                .at(theirs.origin.clone())
                .of(owner.clone())
                .found(printed(theirs.value))
                .expected(format!("{}（{}）", printed(leads.value), leads.origin))
                .remedy("主担当の値を採りました。担当部署の間で確かめてください。"),
        );
    }
}

/// A number that a department and the lead both gave.
type Numbers<'e> = (String, &'e Sourced<Amount<Decimal>>, &'e Sourced<Amount<Decimal>>);

/// The results of indicators and the work of staff that both rows give.
fn numbers<'e>(entry: &'e Entry, lead: Option<&'e Entry>) -> Vec<Numbers<'e>> {
    let Some(lead) = lead else { return Vec::new() };
    let indicators = entry
        .indicators()
        .filter_map(|(number, theirs)| Some((format!("指標{number}の実績値"), theirs, lead.indicator(number)?)));
    let staff = entry.staff().zip(lead.staff()).map(|(theirs, leads)| (STAFF.to_owned(), theirs, leads));
    indicators.chain(staff).collect()
}

/// 効果額（歳入増・単年度）, 事業費（一般財源）.
fn amount_name(plan: &Plan, field: Field) -> (&'static str, String) {
    match (field.effect(), field.cost(), plan.costs()) {
        (Some((kind, term)), ..) => {
            ("効果額", format!("効果額（{}・{}）", plan.settings.effects.name(kind), term.label()))
        }
        (_, Some(part), Some(costs)) if part != CostPart::Total => {
            ("事業費", format!("事業費（{}）", costs.name(part)))
        }
        _ => ("事業費", field.label().to_owned()),
    }
}

/// Says which amounts of others differ from the lead's.
fn report_amounts(
    plan: &Plan,
    action: &ActionItem,
    owner: &DepartmentId,
    lead: Option<&Entry>,
    entry: &Entry,
    findings: &mut Vec<Finding>,
) {
    for (field, theirs) in entry.amounts() {
        let Amount::Value(amount) = theirs.value else { continue };
        let leads = lead.and_then(|lead| lead.amount(field));
        if leads.is_some_and(|leads| leads.value == theirs.value) || (leads.is_none() && amount == Yen::ZERO) {
            continue;
        }
        let printed = |yen: Yen| plan.settings.entry_unit.exact_with_unit(yen);
        let expected = match leads {
            Some(leads) => match leads.value {
                Amount::Value(yen) => format!("{}（{}）", printed(yen), leads.origin),
                Amount::Blank | Amount::NotApplicable => format!("該当なし（{}）", leads.origin),
            },
            None if lead.is_some() => "主担当は空欄".to_owned(),
            None => "主担当の記入はまだありません".to_owned(),
        };
        let (what, name) = amount_name(plan, field);
        let message = format!("{}の{name}が主担当と異なります。", action.printed);
        let remedy = format!("{what}は主担当のものだけを計上しました。主担当の額に含まれているか確かめてください。");
        findings.push(
            Finding::new(Severity::Warning, codes::EFFECT_CONFLICT, message)
                .at(theirs.origin.clone())
                .of(owner.clone())
                .found(printed(amount))
                .expected(expected)
                .remedy(remedy),
        );
    }
}

fn report_values_on_repeat(
    plan: &Plan,
    action: &ActionItem,
    contributions: &[Contribution],
    findings: &mut Vec<Finding>,
) {
    let Some(original) = action.repeats else { return };
    for contribution in contributions {
        let amounts = contribution.entry.amounts();
        for (field, value) in amounts.filter(|(_, amount)| amount.value.value().is_some_and(|yen| yen != Yen::ZERO)) {
            let (what, _) = amount_name(plan, field);
            let finding = Finding::new(
                Severity::Warning,
                codes::ON_REPEAT,
                format!("{}は{}の再掲ですが、{what}があります。", action.printed, plan.number(original)),
            )
            .at(value.origin.clone())
            .of(contribution.department.clone())
            .remedy(format!(
                "二重に計上しないよう除きました。{what}は{}の行に記入してください。",
                plan.number(original)
            ));
            findings.push(finding);
        }
    }
}
