//! What a shell shows of a year: typed values, which the shell puts into words.

use super::years::Year;
use crate::check::overview::{self, Overview};
use crate::finding::{Finding, Severity};
use crate::merge::council::pins_to_add;
use crate::merge::record::{SubmissionState, YearRecord};
use crate::vocabulary::{DepartmentId, FiscalYear};

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// What stops publication.
    pub fatal: usize,
    /// What a department must mend.
    pub errors: usize,
    /// What the office should look at.
    pub warnings: usize,
    /// What is only told.
    pub notes: usize,
}

impl Tally {
    /// Counts findings.
    pub fn of(findings: &[Finding]) -> Tally {
        let mut tally = Tally::default();
        for finding in findings {
            *match finding.severity {
                Severity::Fatal => &mut tally.fatal,
                Severity::Error => &mut tally.errors,
                Severity::Warning => &mut tally.warnings,
                Severity::Note => &mut tally.notes,
            } += 1;
        }
        tally
    }

    /// The counts, the gravest first.
    pub fn by_severity(self) -> [(Severity, usize); 4] {
        [
            (Severity::Fatal, self.fatal),
            (Severity::Error, self.errors),
            (Severity::Warning, self.warnings),
            (Severity::Note, self.notes),
        ]
    }
}

/// What is still to be done before the year is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owed {
    /// A department has not handed in.
    Form(DepartmentId),
    /// A department has to mend what it handed in.
    Correction(DepartmentId),
    /// The numbers of a year's opinions are not yet held by its office.toml, and can still change.
    OpinionNumbers(FiscalYear),
}

/// How much was read and handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turnout {
    /// Files that were found.
    pub files: usize,
    /// Cells that were accounted for.
    pub cells: usize,
    /// Units that have to report.
    pub asked: usize,
    /// Of them: handed in.
    pub submitted: usize,
    /// Of them: handed in with something to mend.
    pub returned: usize,
    /// Of them: not handed in.
    pub missing: usize,
    /// Of them: perhaps handed in, in a file that could not be opened.
    pub unread: usize,
    /// Handed in after the deadline.
    pub late: usize,
    /// Files whose place a later form took.
    pub superseded: usize,
}

impl Year {
    /// 提出状況 by department and action item.
    pub fn status_board(&self) -> Overview {
        overview::overview(&self.assessment.plan, self.record(), &self.assessment.findings)
    }

    /// How much was read and handed in.
    pub fn turnout(&self) -> Turnout {
        let record = self.record();
        let count = |state| record.statuses.iter().filter(|status| status.state == state).count();
        Turnout {
            files: record.ledger.files.len(),
            cells: record.ledger.cells(),
            asked: record.statuses.len() - count(SubmissionState::NotRequired),
            submitted: count(SubmissionState::Submitted),
            returned: count(SubmissionState::Returned),
            missing: count(SubmissionState::Missing),
            unread: count(SubmissionState::Unread),
            late: record.statuses.iter().filter(|status| status.late).count(),
            superseded: record.statuses.iter().map(|status| status.superseded.len()).sum(),
        }
    }

    /// What is still to be done, departments in the plan's order.
    pub fn owed(&self) -> Vec<Owed> {
        let of_department = self.record().statuses.iter().filter_map(|status| match status.state {
            SubmissionState::Missing => Some(Owed::Form(status.department.clone())),
            SubmissionState::Returned => Some(Owed::Correction(status.department.clone())),
            _ => None,
        });
        let last = self.assessment.earlier.last().map(AsRef::as_ref);
        let loose = |record: &&YearRecord| pins_to_add(&self.assessment.plan, record).is_some();
        let opinions = last.into_iter().chain([self.record()]).filter(loose);
        of_department.chain(opinions.map(|record| Owed::OpinionNumbers(record.year))).collect()
    }
}
