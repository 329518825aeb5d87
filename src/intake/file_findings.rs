//! The findings about one file.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cells::Remark;
use crate::finding::{Code, Finding, Origin, Place, Severity};
use crate::vocabulary::{CellAddress, DepartmentId, excerpt};

/// Findings about one file, at most [`MOST`] that ask for something to be mended and as many others: a file broken in every cell is sent
/// back as a whole, not with 10,000 notes, and notes never crowd out an error.
pub(crate) struct FileFindings {
    file: Arc<str>,
    /// Whom findings concern from now on.
    pub(crate) department: Option<DepartmentId>,
    findings: Vec<Held>,
    /// Where a finding that says the same of another cell is among them.
    groups: BTreeMap<Finding, usize>,
    /// The sheets of which something was said, by what.
    of_sheets: BTreeSet<(Code, Arc<str>)>,
    /// How many of the findings ask for something to be mended.
    errors: usize,
    silenced: usize,
    /// The gravest of those left out.
    gravest: Severity,
}

const MOST: usize = 400;
/// Cells of which a finding on several says what they hold, in so many characters each, and ranges that it names.
const QUOTED: usize = 10;
const QUOTE: usize = 40;
const NAMED: usize = 20;
/// Sheets that are reported one by one.
const SHEETS: usize = 5;

/// A finding, with the cells of which it says the same.
struct Held {
    finding: Finding,
    /// The first is the finding's own.
    cells: Vec<CellAddress>,
    /// What the first of the cells hold.
    found: Vec<(CellAddress, Option<String>)>,
    /// Whether not all of them hold the same.
    differs: bool,
}

impl FileFindings {
    pub(crate) fn new(file: Arc<str>) -> FileFindings {
        FileFindings {
            file,
            department: None,
            findings: Vec::new(),
            groups: BTreeMap::new(),
            of_sheets: BTreeSet::new(),
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
        let mut finding = details(Finding::new(severity, code, message).at(place));
        finding.department = self.department.clone();
        if let Some(found) = &mut finding.found {
            cut(found, 200);
        }
        let group = group(&finding);
        let held = group.as_ref().and_then(|(same, _)| self.groups.get(same));
        if let (Some(held), Some((_, cell))) = (held.and_then(|held| self.findings.get_mut(*held)), &group) {
            return held.add(*cell, finding.found);
        }
        let is_error = severity >= Severity::Error;
        let others = self.findings.len() - self.errors;
        if if is_error { self.errors } else { others } >= MOST {
            self.silenced += 1;
            self.gravest = self.gravest.max(severity);
            return;
        }
        self.errors += usize::from(is_error);
        if let Some((same, _)) = &group {
            self.groups.insert(same.clone(), self.findings.len());
        }
        let cell = group.map(|(_, cell)| cell);
        self.findings.push(Held {
            cells: cell.into_iter().collect(),
            found: cell.map(|cell| (cell, finding.found.clone())).into_iter().collect(),
            differs: false,
            finding,
        });
    }

    /// Whether a finding of this code on several sheets is about this one, too.
    pub(crate) fn has_of_sheet(&self, code: Code, sheet: &Arc<str>) -> bool {
        self.of_sheets.contains(&(code, sheet.clone()))
    }

    /// Adds findings that say the same of sheets, each with its own sentence; of more than a few sheets one for all of them, in which
    /// `together` follows the word シート.
    pub(crate) fn of_sheets(
        &mut self,
        (severity, code): (Severity, Code),
        sheets: &[(Arc<str>, String)],
        together: &str,
        (remedy, for_office): (&str, Option<String>),
    ) {
        let with_remedies = |mut finding: Finding| {
            finding.for_office.clone_from(&for_office);
            finding.remedy(remedy)
        };
        self.of_sheets.extend(sheets.iter().map(|(sheet, _)| (code, sheet.clone())));
        if let [(first, _), (second, _), ..] = sheets
            && sheets.len() > SHEETS
        {
            let message = format!("「{first}」、「{second}」など{}枚のシート{together}", sheets.len());
            let place = self.file_origin();
            return self.add(severity, code, place, message, with_remedies);
        }
        for (sheet, message) in sheets {
            let place = self.sheet(sheet);
            self.add(severity, code, place, message.clone(), with_remedies);
        }
    }

    /// Adds the remarks on a cell; `shown` is what the cell shows, where that may be repeated.
    pub(crate) fn remark(&mut self, remarks: &[Remark], origin: &Origin, shown: Option<&str>) {
        for remark in remarks {
            self.add(remark.severity, remark.code, origin.clone(), remark.message.clone(), |mut finding| {
                finding.found = shown.map(str::to_owned);
                finding.expected.clone_from(&remark.expected);
                finding.remedy.clone_from(&remark.remedy);
                finding.for_office.clone_from(&remark.for_office);
                finding
            });
        }
    }

    /// The findings, equal ones in one, with one more that counts those beyond the limit.
    pub(crate) fn finish(self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.findings.into_iter().map(Held::finish).collect();
        if self.silenced > 0 {
            let message = format!("このファイルの指摘が多すぎるため、ほかの{}件は省きました。", self.silenced);
            let mut finding = Finding::new(self.gravest, super::codes::LIMIT, message).at(Origin::file(self.file));
            finding.department = self.department;
            findings.push(finding);
        }
        findings
    }

    /// Calls the file by another name from now on, in what was said already too.
    pub(crate) fn rename(&mut self, file: Arc<str>) {
        for origin in self.findings.iter_mut().filter_map(|held| held.finding.origin.as_mut()) {
            origin.file = file.clone();
        }
        self.file = file;
        self.group_again();
    }

    /// Gives every finding so far without a department the one that is known by now.
    pub(crate) fn attribute(&mut self, department: &DepartmentId) {
        for held in &mut self.findings {
            held.finding.department.get_or_insert_with(|| department.clone());
        }
        self.department = Some(department.clone());
        self.group_again();
    }

    fn group_again(&mut self) {
        self.groups.clear();
        for (number, held) in self.findings.iter().enumerate() {
            if let Some((same, _)) = group(&held.finding) {
                self.groups.entry(same).or_insert(number);
            }
        }
    }
}

/// A finding without its cell, equal for all that say the same of cells of one sheet, and the cell.
///
/// Only findings on cells outside of the fields are joined. The fields stand elsewhere in a returned form, so each finding on one keeps
/// its own cell; so does each word that is struck out, for the search before publication.
fn group(finding: &Finding) -> Option<(Finding, CellAddress)> {
    if finding.code != super::codes::OUTSIDE || finding.severity >= Severity::Error {
        return None;
    }
    let Some(Origin { file, place: Place::Cell(sheet, cell) }) = &finding.origin else { return None };
    let origin = Some(Origin::sheet(file.clone(), sheet.clone()));
    Some((Finding { origin, found: None, ..finding.clone() }, *cell))
}

impl Held {
    fn add(&mut self, cell: CellAddress, found: Option<String>) {
        self.differs |= found != self.finding.found;
        self.cells.push(cell);
        if self.found.len() < QUOTED {
            self.found.push((cell, found));
        }
    }

    /// One finding of all its cells.
    fn finish(self) -> Finding {
        let mut finding = self.finding;
        if self.differs {
            let mut quoted: Vec<String> = Vec::new();
            for (cell, found) in &self.found {
                if let Some(mut found) = found.clone() {
                    cut(&mut found, QUOTE);
                    quoted.push(format!("{cell}：{found}"));
                }
            }
            let more = self.cells.len() - self.found.len();
            quoted.extend((more > 0).then(|| format!("ほか{more}セル")));
            finding.found = Some(quoted.join("、"));
        }
        let places: BTreeSet<CellAddress> = self.cells.iter().copied().collect();
        if places.len() > 1 {
            finding.message.push_str(&format!("同じ指摘が{}{}セルにあります。", ranges(&places), places.len()));
        }
        finding
    }
}

/// `F5:F9、H12の`: cells by column, neighbours in one range; of many ranges the first, and how many cells the others are.
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
    let named = runs.iter().take(NAMED).map(run).collect::<Vec<_>>().join("、");
    let count = |(first, last): &(CellAddress, CellAddress)| last.row - first.row + 1;
    match runs.get(NAMED..).map_or(0, |others| others.iter().map(count).sum::<u32>()) {
        0 => format!("{named}の"),
        others => format!("{named}、ほか{others}セルの計"),
    }
}

/// A whole chapter typed into a number's cell is not repeated in full.
fn cut(found: &mut String, most: usize) {
    if let Cow::Owned(short) = excerpt(found, most) {
        *found = short;
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
            let code = if found == "見え消し" { super::super::codes::STRUCK } else { super::super::codes::OUTSIDE };
            findings.add(severity, code, place, message.to_owned(), |finding| finding.found(found));
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
        // Cells of fields stay single.
        say(Severity::Warning, (8, 4), "消した。", "見え消し");
        say(Severity::Warning, (9, 4), "消した。", "見え消し");
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
                "［確認］a.xlsx!入力!E9　消した。（入力：見え消し）",
                "［確認］a.xlsx!入力!E10　消した。（入力：見え消し）",
            ]
        );
    }

    #[test]
    fn many_cells_are_counted_whole_and_named_in_part() {
        let mut findings = FileFindings::new("仮.xlsx".into());
        let say = |findings: &mut FileFindings, row: u32, found: &str| {
            let place = findings.cell(&"入力".into(), CellAddress::new(row, 7));
            findings.add(
                Severity::Warning,
                super::super::codes::OUTSIDE,
                place,
                "外にある。".to_owned(),
                |finding| finding.found(found),
            );
        };
        let long = "長".repeat(300);
        say(&mut findings, 0, &long);
        // Findings of a file that gets its name and department later are one with those after.
        findings.rename("a.xlsx".into());
        findings.attribute(&DepartmentId::new(Some("総務部"), "財政課"));
        (1..1_000).for_each(|number| say(&mut findings, number * 2, "短"));
        let findings = findings.finish();
        assert_eq!(findings.len(), 1, "no limit on equal ones");
        let finding = &findings[0];
        assert!(finding.message.starts_with("外にある。同じ指摘がH1、H3、"), "{}", finding.message);
        assert!(finding.message.ends_with("H39、ほか980セルの計1000セルにあります。"), "{}", finding.message);
        let found = finding.found.as_deref().unwrap_or_default();
        assert!(found.starts_with(&format!("H1：{}…、H3：短、", "長".repeat(40))), "{found}");
        assert!(found.ends_with("H19：短、ほか990セル"), "{found}");
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
