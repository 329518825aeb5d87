//! The findings about one file.

use std::sync::Arc;

use super::cells::Remark;
use crate::finding::{Code, Finding, Origin, Severity};
use crate::vocabulary::{CellAddress, DepartmentId};

/// Findings about one file, at most [`MOST`] that ask for something to be mended and as many others: a file broken in every cell is sent
/// back as a whole, not with 10,000 notes, and notes never crowd out an error.
pub(crate) struct FileFindings {
    file: Arc<str>,
    /// Whom findings concern from now on.
    pub(crate) department: Option<DepartmentId>,
    findings: Vec<Finding>,
    /// How many of the findings ask for something to be mended.
    errors: usize,
    silenced: usize,
    /// The gravest of those left out.
    gravest: Severity,
}

const MOST: usize = 400;

impl FileFindings {
    pub(crate) fn new(file: Arc<str>) -> FileFindings {
        FileFindings {
            file,
            department: None,
            findings: Vec::new(),
            errors: 0,
            silenced: 0,
            gravest: Severity::Warning,
        }
    }

    pub(crate) fn file_origin(&self) -> Origin {
        Origin::file(self.file.clone())
    }

    pub(crate) fn sheet(&self, sheet: &Arc<str>) -> Origin {
        Origin::sheet(self.file.clone(), sheet.clone())
    }

    pub(crate) fn cell(&self, sheet: &Arc<str>, at: CellAddress) -> Origin {
        Origin::cell(self.file.clone(), sheet.clone(), at)
    }

    /// Adds a finding; `details` adds what was found, what is expected and how to mend it.
    pub(crate) fn add(
        &mut self,
        severity: Severity,
        code: Code,
        place: Origin,
        message: String,
        details: impl FnOnce(Finding) -> Finding,
    ) {
        let is_error = severity >= Severity::Error;
        let others = self.findings.len() - self.errors;
        if if is_error { self.errors } else { others } >= MOST {
            self.silenced += 1;
            self.gravest = self.gravest.max(severity);
            return;
        }
        self.errors += usize::from(is_error);
        let mut finding = details(Finding::new(severity, code, message).at(place));
        finding.department = self.department.clone();
        // A whole chapter typed into a number's cell is not repeated in full.
        if let Some(found) = &mut finding.found
            && let Some((cut, _)) = found.char_indices().nth(200)
        {
            found.truncate(cut);
            found.push('…');
        }
        self.findings.push(finding);
    }

    /// Adds the remarks on a cell; `shown` is what the cell shows, where that may be repeated.
    pub(crate) fn remark(&mut self, remarks: &[Remark], origin: &Origin, shown: Option<&str>) {
        for remark in remarks {
            self.add(remark.severity, remark.code, origin.clone(), remark.message.clone(), |mut finding| {
                finding.found = shown.map(str::to_owned);
                finding.expected.clone_from(&remark.expected);
                finding.remedy.clone_from(&remark.remedy);
                finding
            });
        }
    }

    /// The findings, with one more that counts those beyond the limit.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        if self.silenced > 0 {
            let message = format!("このファイルの指摘が多すぎるため、ほかの{}件は省きました。", self.silenced);
            let mut finding = Finding::new(self.gravest, super::codes::LIMIT, message).at(self.file_origin());
            finding.department = self.department.clone();
            self.findings.push(finding);
        }
        self.findings
    }

    /// Calls the file by another name from now on, in what was said already too.
    pub(crate) fn rename(&mut self, file: Arc<str>) {
        for origin in self.findings.iter_mut().filter_map(|finding| finding.origin.as_mut()) {
            origin.file = file.clone();
        }
        self.file = file;
    }

    /// Gives every finding so far without a department the one that is known by now.
    pub(crate) fn attribute(&mut self, department: &DepartmentId) {
        for finding in &mut self.findings {
            finding.department.get_or_insert_with(|| department.clone());
        }
        self.department = Some(department.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_never_crowd_out_an_error() {
        let mut findings = FileFindings::new("a.xlsx".into());
        let say = |findings: &mut FileFindings, severity, count: usize| {
            for _ in 0..count {
                let place = findings.file_origin();
                findings.add(severity, super::super::codes::TEXT, place, "覚え。".to_owned(), |finding| finding);
            }
        };
        say(&mut findings, Severity::Note, MOST + 5);
        say(&mut findings, Severity::Error, MOST + 1);
        let findings = findings.finish();
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        // The last says how many were left out, and that there are errors among them.
        assert_eq!((count(Severity::Note), count(Severity::Error)), (MOST, MOST + 1));
        assert!(findings.last().is_some_and(|last| last.message.contains("ほかの6件")));
    }
}
