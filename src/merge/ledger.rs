//! The ledger (統合記録): what became of every file and every non-empty cell.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::codes::LEDGER;
use crate::contract::{Field, FormKind};
use crate::finding::{Finding, Origin, Severity};
use crate::intake::file_account::{CellAccount, CellAccounts, Disposition, Reason};
use crate::intake::submission::{FileHash, SubmissionKey};
use crate::plan::Plan;
use crate::vocabulary::{ActionId, CellAddress, FiscalYear, InitiativeNo, OpinionId, RatedItem};

/// The account of a year's input.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// By file, ordered by path.
    pub files: Vec<LedgerFile>,
}

/// What became of a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileFate {
    /// 採用.
    Used,
    /// 差替え: replaced by the file named.
    Superseded(Arc<str>),
    /// 重複: the same bytes as the file named.
    Duplicate(Arc<str>),
    /// 不採用: could not be read or recognised.
    Rejected(FateReason),
    /// 対象外: not a form.
    Ignored(FateReason),
}

/// Why nothing of a file is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FateReason {
    /// A form of that year.
    OtherYear(FiscalYear),
    /// A council member's form of that year.
    RatingOfOtherYear(FiscalYear),
    /// A form of a department that the plan does not have.
    UnknownDepartment,
    /// The office left it out in office.toml, for this reason.
    Excluded(String),
    /// The message of the first finding that says why it cannot be used.
    Finding(String),
    /// It is a form, but could not be read as one.
    UnreadableForm,
    /// The program's own account of its cells does not add up.
    BrokenAccount,
    /// It is no form that can be read, but this.
    Kind(String),
}

impl fmt::Display for FateReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FateReason::OtherYear(year) => write!(f, "{year}の様式"),
            FateReason::RatingOfOtherYear(year) => write!(f, "{year}の評価表"),
            FateReason::UnknownDepartment => f.write_str("計画にない部署"),
            FateReason::Excluded(reason) => write!(f, "office.tomlの指定により除外（理由：{reason}）"),
            FateReason::Finding(message) => f.write_str(message),
            FateReason::UnreadableForm => f.write_str("様式として読み取れないファイル"),
            FateReason::BrokenAccount => f.write_str("プログラムの記録に誤りがあるため除外"),
            FateReason::Kind(kind) => f.write_str(kind),
        }
    }
}

/// One submitted file, with what became of each of its cells.
#[derive(Debug, Clone)]
pub struct LedgerFile {
    /// Path relative to the input folder.
    pub file: Arc<str>,
    /// Of its bytes; `None` where it could not be opened.
    pub hash: Option<FileHash>,
    /// Size in bytes.
    pub size: u64,
    /// What it is.
    pub kind: String,
    /// Whether it was read only up to a limit: the cells beyond it are not counted.
    pub is_partial: bool,
    /// Which form of ours it is, if it is one.
    pub form: Option<FormKind>,
    /// Whose it is, where known.
    pub about: Option<SubmissionKey>,
    /// Whether the file as a whole was used.
    pub fate: FileFate,
    /// Every non-empty cell and what became of it.
    pub cells: CellAccounts,
    /// Where the value of each used cell went in the record.
    pub destinations: Destinations,
}

/// Where values went, by sheet and cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destinations(Vec<(Arc<str>, CellAddress, Destination)>);

impl Destinations {
    /// Where the value of a cell went.
    pub fn get(&self, sheet: &str, cell: CellAddress) -> Option<&Destination> {
        let at = self.0.binary_search_by(|(name, at, _)| (&**name, *at).cmp(&(sheet, cell))).ok()?;
        self.0.get(at).map(|(.., destination)| destination)
    }

    /// The sheets and cells from which a value went somewhere, in order.
    pub fn places(&self) -> impl Iterator<Item = (&str, CellAddress)> {
        self.0.iter().map(|(sheet, cell, _)| (&**sheet, *cell))
    }
}

impl FromIterator<((Arc<str>, CellAddress), Destination)> for Destinations {
    fn from_iter<T: IntoIterator<Item = ((Arc<str>, CellAddress), Destination)>>(places: T) -> Destinations {
        let places: BTreeMap<_, _> = places.into_iter().collect();
        Destinations(places.into_iter().map(|((sheet, cell), destination)| (sheet, cell, destination)).collect())
    }
}

/// Where a used cell's value went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// The cover block or whatever else says what the form is: not a value of the record.
    Cover,
    /// A field of an action item.
    Action(ActionId, Field),
    /// A council member's points for an initiative.
    Points(InitiativeNo),
    /// An opinion of the council, by its id.
    Opinion(OpinionId),
    /// The grade of a body, by its place among the plan's graders, for an item.
    Grading(usize, RatedItem),
    /// Why it gives that grade.
    GradingReason(usize, RatedItem),
    /// Read as part of an entry row, but no value of the record stands on this cell (parts of a text that was spread over cells).
    Beside(ActionId),
}

fn of_body(plan: &Plan, body: usize, item: RatedItem) -> String {
    let name = plan.graders().get(body).map(|grader| grader.body.as_str()).unwrap_or_default();
    format!("{} {name}", plan.rated_name(item).0)
}

impl Destination {
    /// For people: `表紙`, `8-2 実績`, `取組項目8 評点`, `意見R2-8-1`.
    pub fn label(&self, plan: &Plan) -> String {
        match self {
            Destination::Cover => "表紙".to_owned(),
            Destination::Action(id, field) => format!("{} {}", plan.number(*id), field.label()),
            Destination::Points(no) => format!("取組項目{} 評点", plan.initiative_number(*no)),
            Destination::Opinion(id) => format!("意見{}", plan.opinion_number(*id)),
            Destination::Grading(body, item) => format!("{} 評価", of_body(plan, *body, *item)),
            Destination::GradingReason(body, item) => format!("{} 評価の理由", of_body(plan, *body, *item)),
            Destination::Beside(id) => format!("{}の行（値の一部）", plan.number(*id)),
        }
    }
}

impl LedgerFile {
    /// Where a cell's value went, where it is used.
    pub fn destination(&self, cell: &CellAccount<'_>) -> Option<&Destination> {
        self.destinations.get(cell.sheet, cell.cell).filter(|_| *cell.disposition == Disposition::Used)
    }

    /// Why a cell is not used, where there is a reason.
    pub fn reason(&self, cell: &CellAccount<'_>) -> Option<String> {
        match cell.disposition.reason()? {
            Reason::OfFile => self.fate.detail(),
            reason => Some(reason.to_string()),
        }
    }

    /// The sheets and places of the used cells.
    pub fn used(&self) -> BTreeSet<(&str, CellAddress)> {
        let used = self.cells.iter().filter(|cell| *cell.disposition == Disposition::Used);
        used.map(|cell| (&**cell.sheet, cell.cell)).collect()
    }
}

impl Ledger {
    /// Proves that nothing is lost (検算): every cell stands once and in one disposition, every used cell has a destination,
    /// every value of the record stands on a used cell, and a file that is not in force has no used cells.
    ///
    /// Returns one finding for each break: [`Severity::Fatal`] where the sums do not hold, [`Severity::Warning`] where a value of the
    /// record stands on a cell that the account does not call used. No finding is the proof.
    pub fn prove(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.files.iter().for_each(|file| file.prove(&mut findings));
        findings
    }

    /// How many cells there are in all files by [`Disposition::position`].
    pub fn totals(&self) -> [usize; Disposition::LABELS.len()] {
        let mut totals = [0; Disposition::LABELS.len()];
        for file in &self.files {
            totals.iter_mut().zip(file.cells.by_disposition()).for_each(|(total, count)| *total += count);
        }
        totals
    }

    /// How many cells there are in all files.
    pub fn cells(&self) -> usize {
        self.files.iter().map(|file| file.cells.len()).sum()
    }
}

impl FileFate {
    /// 採用, 差替え, 重複, 不採用, 対象外.
    pub fn label(&self) -> &'static str {
        match self {
            FileFate::Used => "採用",
            FileFate::Superseded(_) => "差替え",
            FileFate::Duplicate(_) => "重複",
            FileFate::Rejected(_) => "不採用",
            FileFate::Ignored(_) => "対象外",
        }
    }

    /// The other file or the reason, where there is one.
    fn detail(&self) -> Option<String> {
        match self {
            FileFate::Used => None,
            FileFate::Superseded(other) | FileFate::Duplicate(other) => Some(other.to_string()),
            FileFate::Rejected(reason) | FileFate::Ignored(reason) => Some(reason.to_string()),
        }
    }
}

/// How many different places the cells of a file have, whatever their order.
fn different_places(cells: &CellAccounts) -> usize {
    let mut of_sheets: BTreeMap<&str, Vec<CellAddress>> = BTreeMap::new();
    let cells: Vec<_> = cells.iter().collect();
    for of_sheet in cells.chunk_by(|cell, next| cell.sheet == next.sheet) {
        let Some(first) = of_sheet.first() else { continue };
        of_sheets.entry(first.sheet).or_default().extend(of_sheet.iter().map(|cell| cell.cell));
    }
    let different = |places: &mut Vec<CellAddress>| {
        places.sort();
        places.dedup();
        places.len()
    };
    of_sheets.values_mut().map(different).sum()
}

impl LedgerFile {
    fn prove(&self, findings: &mut Vec<Finding>) {
        let broken = |severity, message: &str, found: String| {
            Finding::new(severity, LEDGER, message)
                .at(Origin::file(self.file.clone()))
                .found(found)
                .remedy("プログラムの誤りです。このファイルを添えて開発者に知らせてください。")
        };
        let places = different_places(&self.cells);
        let summed: usize = self.cells.by_disposition().iter().sum();
        if summed != places {
            let found = format!("処理別の合計{summed}、セルの数{places}");
            findings.push(broken(Severity::Fatal, "処理別のセル数の合計が、空でないセルの数と合いません。", found));
        }
        let used = self.used();
        if self.fate != FileFate::Used && !used.is_empty() {
            let found = format!("{}のファイルに採用のセルが{}", self.fate.label(), used.len());
            findings.push(broken(Severity::Fatal, "採用していないファイルに採用のセルがあります。", found));
        }
        let destined: BTreeSet<(&str, CellAddress)> = self.destinations.places().collect();
        if let Some((sheet, cell)) = used.difference(&destined).next().filter(|_| self.fate == FileFate::Used) {
            findings.push(broken(Severity::Fatal, "採用したセルの行き先がありません。", format!("{sheet}!{cell}")));
        }
        if let Some((sheet, cell)) = destined.difference(&used).next() {
            let found = format!("{sheet}!{cell}ほか{}セル", destined.difference(&used).count() - 1);
            findings.push(broken(Severity::Warning, "統合した値のあるセルが、採用と記録されていません。", found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Field;
    use crate::vocabulary::ActionId;

    /// What the ledger's sheet says of files and cells.
    #[test]
    fn fates_and_destinations_have_their_words() {
        let detail = |fate: FileFate| fate.detail();
        assert_eq!(detail(FileFate::Used), None);
        assert_eq!(detail(FileFate::Superseded("b.xlsx".into())).as_deref(), Some("b.xlsx"));
        let excluded = FateReason::Excluded("誤送信".to_owned());
        let said = "office.tomlの指定により除外（理由：誤送信）";
        assert_eq!(detail(FileFate::Ignored(excluded)).as_deref(), Some(said));
        let plan = crate::plan::fixture::small();
        let id = ActionId::new(1, 1);
        let labels = [Destination::Cover, Destination::Action(id, Field::Result), Destination::Beside(id)];
        assert_eq!(labels.map(|to| to.label(&plan)), ["表紙", "1-1 実績", "1-1の行（値の一部）"]);
    }
}
