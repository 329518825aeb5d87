//! The findings about one file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cells::Remark;
use crate::finding::{Code, Finding, Origin, Place, Severity};
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
        if let Some(found) = &mut finding.found {
            cut(found);
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

    /// The findings, equal ones in one, with one more that counts those beyond the limit.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        self.findings = together(self.findings);
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

/// Findings that say the same of several cells of a sheet become one, at the first cell, with all their cells. Those that send a cell back stay
/// single: each marks its cell in the returned form.
fn together(findings: Vec<Finding>) -> Vec<Finding> {
    let mut first: BTreeMap<Finding, usize> = BTreeMap::new();
    let mut groups: Vec<(Finding, Vec<(CellAddress, Option<String>)>)> = Vec::new();
    for finding in findings {
        let place = match &finding.origin {
            Some(Origin { file, place: Place::Cell(sheet, cell) }) if finding.severity < Severity::Error => {
                Some((Origin::sheet(file.clone(), sheet.clone()), *cell))
            }
            _ => None,
        };
        let Some((sheet, cell)) = place else {
            groups.push((finding, Vec::new()));
            continue;
        };
        let mut same = finding.clone();
        (same.origin, same.found) = (Some(sheet), None);
        let at = *first.entry(same).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, cells)) => cells.push((cell, finding.found)),
            None => groups.push((finding.clone(), vec![(cell, finding.found)])),
        }
    }
    groups
        .into_iter()
        .map(|(finding, cells)| if cells.len() > 1 { of_cells(finding, cells) } else { finding })
        .collect()
}

/// One finding of several cells.
fn of_cells(mut finding: Finding, cells: Vec<(CellAddress, Option<String>)>) -> Finding {
    let texts: BTreeSet<&Option<String>> = cells.iter().map(|(_, found)| found).collect();
    if texts.len() > 1 {
        let found = cells.iter().filter_map(|(cell, found)| Some(format!("{cell}：{}", found.as_ref()?)));
        let mut found = found.collect::<Vec<_>>().join("、");
        cut(&mut found);
        finding.found = Some(found);
    }
    let places: BTreeSet<CellAddress> = cells.iter().map(|(cell, _)| *cell).collect();
    if places.len() > 1 {
        finding.message.push_str(&format!("同じ指摘が{}の{}セルにあります。", ranges(&places), places.len()));
    }
    finding
}

/// `F5:F9、H12`: cells by column, neighbours in one range.
fn ranges(cells: &BTreeSet<CellAddress>) -> String {
    let mut by_column: Vec<CellAddress> = cells.iter().copied().collect();
    by_column.sort_by_key(|cell| (cell.col, cell.row));
    let mut runs: Vec<(CellAddress, CellAddress)> = Vec::new();
    for cell in by_column {
        match runs.last_mut() {
            Some((_, last)) if (last.col, last.row + 1) == (cell.col, cell.row) => *last = cell,
            _ => runs.push((cell, cell)),
        }
    }
    let run = |(first, last): &(CellAddress, CellAddress)| match first == last {
        true => first.to_string(),
        false => format!("{first}:{last}"),
    };
    runs.iter().map(run).collect::<Vec<_>>().join("、")
}

/// A whole chapter typed into a number's cell is not repeated in full.
fn cut(found: &mut String) {
    if let Some((cut, _)) = found.char_indices().nth(200) {
        found.truncate(cut);
        found.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_findings_are_one_with_their_cells() {
        let mut findings = FileFindings::new("a.xlsx".into());
        let sheet: Arc<str> = "入力".into();
        let mut say = |severity, (row, col): (u32, u32), message: &str, found: &str| {
            let place = Origin::cell("a.xlsx", sheet.clone(), CellAddress::new(row, col));
            findings
                .add(severity, super::super::codes::TEXT, place, message.to_owned(), |finding| finding.found(found));
        };
        for (row, text) in (4..8).zip(["甲", "乙", "丙", "丁"]) {
            say(Severity::Warning, (row, 7), "外にある。", text);
        }
        say(Severity::Warning, (4, 9), "外にある。", "戊");
        say(Severity::Note, (4, 9), "外にある。", "戊");
        say(Severity::Warning, (5, 1), "別のこと。", "己");
        say(Severity::Error, (4, 2), "直す。", "庚");
        say(Severity::Error, (5, 2), "直す。", "庚");
        say(Severity::Note, (8, 3), "直した。", "同じ");
        say(Severity::Note, (10, 3), "直した。", "同じ");
        let said: Vec<String> = findings.finish().iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "［確認］a.xlsx!入力!H5　外にある。同じ指摘がH5:H8、J5の5セルにあります。（入力：H5：甲、H6：乙、H7：丙、H8：丁、J5：戊）",
                "［参考］a.xlsx!入力!J5　外にある。（入力：戊）",
                "［確認］a.xlsx!入力!B6　別のこと。（入力：己）",
                "［要修正］a.xlsx!入力!C5　直す。（入力：庚）",
                "［要修正］a.xlsx!入力!C6　直す。（入力：庚）",
                "［参考］a.xlsx!入力!D9　直した。同じ指摘がD9、D11の2セルにあります。（入力：同じ）",
            ]
        );
    }

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
