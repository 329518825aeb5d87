//! 提出状況 by department and by action item, for the terminal and the workbook alike.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::reviewer::HALF_ROW;
use crate::finding::{Finding, Origin, Place, Severity};
use crate::merge::attribution::Team;
use crate::merge::record::{DepartmentStatus, SubmissionState, YearRecord};
use crate::merge::status::is_due;
use crate::plan::Plan;
use crate::vocabulary::{ActionId, DepartmentId, FiscalYear, Period, every_variant};

/// Where a form or a row stands, in the office's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// 提出.
    Submitted,
    /// 差替え: handed in, and a later form took the place of an earlier one.
    Replaced,
    /// 差戻し: handed in with something to mend.
    Returned,
    /// 記入途中: the row has come in, but cells are empty that it has to have.
    Unfinished,
    /// 前の時期で代用: the row of the period asked about is empty and that of an earlier one stands in.
    Midyear,
    /// 未提出.
    Missing,
    /// 未確認: perhaps in a file that could not be opened or read.
    Unread,
    /// 対象外: nothing is owed.
    NotRequired,
}

impl Mark {
    /// The word that users read.
    pub fn label(self) -> &'static str {
        match self {
            Mark::Submitted => "提出",
            Mark::Replaced => "差替え",
            Mark::Returned => "差戻し",
            Mark::Unfinished => "記入途中",
            Mark::Midyear => "前の時期で代用",
            Mark::Missing => "未提出",
            Mark::Unread => "未確認",
            Mark::NotRequired => "対象外",
        }
    }

    /// Whether somebody still has to do something.
    pub fn is_owing(self) -> bool {
        matches!(self, Mark::Returned | Mark::Unfinished | Mark::Midyear | Mark::Missing | Mark::Unread)
    }
}

/// What is known of one department, as one line of 提出状況.
#[derive(Debug, Clone)]
pub struct DepartmentLine {
    /// Where it stands.
    pub mark: Mark,
    /// The merge's status.
    pub status: DepartmentStatus,
    /// How many findings of 要修正 its forms have.
    pub errors: usize,
    /// How many findings of 確認 its forms have.
    pub warnings: usize,
}

/// A department's line for one action item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemLine {
    /// The action item.
    pub action: ActionId,
    /// Its number as it is printed.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Who reports.
    pub department: DepartmentId,
    /// Whether it is the lead.
    pub is_lead: bool,
    /// Where the row stands.
    pub mark: Mark,
}

/// 提出状況 of a year and period.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The year that is reported on.
    pub year: FiscalYear,
    /// The period asked about.
    pub period: Period,
    /// In the plan's order.
    pub departments: Vec<DepartmentLine>,
    /// In the order of the plan's action items, lead first.
    pub items: Vec<ItemLine>,
}

/// Draws up 提出状況. `findings` are those of the year (the record's, or the assessment's).
pub fn overview(plan: &Plan, record: &YearRecord, findings: &[Finding]) -> Overview {
    let period = record.statuses.first().map_or(plan.settings.periods.last(), |status| status.period);
    let about = by_status(&record.statuses, findings);
    let departments = record
        .statuses
        .iter()
        .zip(&about)
        .map(|(status, about)| DepartmentLine {
            mark: mark(status),
            errors: about.iter().filter(|finding| finding.severity >= Severity::Error).count(),
            warnings: about.iter().filter(|finding| finding.severity == Severity::Warning).count(),
            status: status.clone(),
        })
        .collect();
    Overview { year: record.year, period, departments, items: items(plan, record, period, findings) }
}

/// The findings that concern each status: those on the department and those on its files. In a file with the rows of several departments
/// what is said of one of them is that one's alone. They are looked up and not tried one with another, so that the time does not grow
/// with the departments times the findings.
pub(super) fn by_status<'a>(statuses: &[DepartmentStatus], findings: &'a [Finding]) -> Vec<Vec<&'a Finding>> {
    let mut of_department: BTreeMap<&DepartmentId, Vec<usize>> = BTreeMap::new();
    let mut of_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, status) in statuses.iter().enumerate() {
        of_department.entry(&status.department).or_default().push(at);
        for file in status.files() {
            of_file.entry(file).or_default().push(at);
        }
    }
    let mut about: Vec<Vec<&Finding>> = vec![Vec::new(); statuses.len()];
    for finding in findings {
        let department = finding.department.as_ref().and_then(|department| of_department.get(department));
        let file = finding.origin.as_ref().and_then(|origin| of_file.get(&*origin.file));
        let file = file.filter(|file| department.is_none_or(|of| of.iter().all(|at| !file.contains(at))));
        let concerned: BTreeSet<usize> = department.into_iter().chain(file).flatten().copied().collect();
        for at in concerned {
            if let Some(about) = about.get_mut(at) {
                about.push(finding);
            }
        }
    }
    about
}

fn mark(status: &DepartmentStatus) -> Mark {
    match status.state {
        SubmissionState::Submitted if !status.superseded.is_empty() => Mark::Replaced,
        SubmissionState::Submitted => Mark::Submitted,
        SubmissionState::Returned => Mark::Returned,
        SubmissionState::Missing => Mark::Missing,
        SubmissionState::Unread => Mark::Unread,
        SubmissionState::NotRequired => Mark::NotRequired,
    }
}

fn items(plan: &Plan, record: &YearRecord, period: Period, findings: &[Finding]) -> Vec<ItemLine> {
    let mut items = Vec::new();
    let replaced: BTreeSet<&DepartmentId> = record
        .statuses
        .iter()
        .filter(|status| mark(status) == Mark::Replaced)
        .map(|status| &status.department)
        .collect();
    let unread: BTreeSet<&DepartmentId> = record
        .statuses
        .iter()
        .filter(|status| status.state == SubmissionState::Unread)
        .map(|status| &status.department)
        .collect();
    let wrong: BTreeSet<SheetRow<'_>> = findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Error)
        .filter_map(|finding| finding.origin.as_ref().and_then(sheet_row))
        .collect();
    let half: BTreeSet<SheetRow<'_>> = findings
        .iter()
        .filter(|finding| finding.code == HALF_ROW)
        .filter_map(|finding| finding.origin.as_ref().and_then(sheet_row))
        .collect();
    for (_, action) in plan.actions().filter(|(_, action)| is_due(record, action)) {
        let team = Team::on(plan, action, record.year.last_day());
        for (department, is_lead) in std::iter::once((&team.lead, true)).chain(team.partners.iter().map(|p| (p, false)))
        {
            let rows = record.actions.get(&action.id).map(|merged| merged.contributions.as_slice()).unwrap_or_default();
            let row = rows.iter().find(|row| row.department == *department);
            let mark = match row {
                None if !record.unread.is_empty() || unread.contains(department) => Mark::Unread,
                None => Mark::Missing,
                Some(row) if sheet_row(&row.entry.action.origin).is_some_and(|row| wrong.contains(&row)) => {
                    Mark::Returned
                }
                Some(row) if row.period != period => Mark::Midyear,
                Some(row) if sheet_row(&row.entry.action.origin).is_some_and(|row| half.contains(&row)) => {
                    Mark::Unfinished
                }
                Some(_) if replaced.contains(department) => Mark::Replaced,
                Some(_) => Mark::Submitted,
            };
            items.push(ItemLine {
                action: action.id,
                number: action.printed.clone(),
                name: action.name.clone(),
                department: department.clone(),
                is_lead,
                mark,
            });
        }
    }
    items
}

/// A row of a sheet: file, sheet, row.
pub(super) type SheetRow<'a> = (&'a str, &'a str, u32);

/// The row in which a cell stands; `None` for what is no cell.
pub(super) fn sheet_row(origin: &Origin) -> Option<SheetRow<'_>> {
    match &origin.place {
        Place::Cell(sheet, cell) => Some((&origin.file, sheet, cell.row)),
        _ => None,
    }
}

impl Overview {
    /// Whether anything is owed: then `kaikaku check` ends with exit code 1.
    pub fn is_owing(&self) -> bool {
        self.departments.iter().any(|line| line.mark.is_owing()) || self.items.iter().any(|line| line.mark.is_owing())
    }

    /// `45部署のうち 提出 40、差替え 2、差戻し 1、未提出 2`.
    pub fn summary(&self) -> String {
        let asked = self.departments.iter().filter(|line| line.mark != Mark::NotRequired).count();
        let marks = every_variant!(
            Mark: Submitted, Replaced, Returned, Missing, Unread; except Unfinished, Midyear, NotRequired
        );
        format!("{asked}部署のうち {}", counts(&marks, self.departments.iter().map(|line| line.mark)))
    }

    /// `実践項目の報告129件のうち 提出 125、差戻し 2、未提出 2`.
    pub fn summary_of_items(&self) -> String {
        let asked = self.items.iter().filter(|line| line.mark != Mark::NotRequired).count();
        let marks = every_variant!(
            Mark: Submitted, Replaced, Returned, Unfinished, Midyear, Missing, Unread; except NotRequired
        );
        let counts = counts(&marks, self.items.iter().map(|line| line.mark));
        format!("実践項目の報告{asked}件のうち {counts}")
    }
}

/// How often each of some marks occurs, those that do: `提出 40、差戻し 1`.
fn counts(marks: &[Mark], all: impl Iterator<Item = Mark> + Clone) -> String {
    let counts = marks.iter().map(|mark| (mark, all.clone().filter(|other| other == mark).count()));
    let counts = counts.filter(|(_, count)| *count > 0).map(|(mark, count)| format!("{} {count}", mark.label()));
    counts.collect::<Vec<_>>().join("、")
}
