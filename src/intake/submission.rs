//! What reading a workbook yields: submissions, ratings, and an account of every cell.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::contract::{Field, FormKind};
use crate::finding::{Finding, Origin, Sourced};
use crate::store::{Kept, Store, StoreError};
use crate::vocabulary::{
    ActionId, Amount, CellAddress, DepartmentId, EffectKind, EffectTerm, FiscalYear, GradeId, InitiativeNo, Period,
    Stage, Yen,
};

/// Everything read from a year's input folder.
///
/// The rows of the forms and the accounts of the cells are put aside as soon as a file was read, and read back a file at a time:
/// what stays in memory of a file is its head.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// Departments' forms, ordered by content (key, then hash), never by file name or order of arrival.
    pub submissions: Vec<Submission<Kept<Vec<Entry>>>>,
    /// Council members' forms, ordered by content.
    pub ratings: Vec<RatingForm>,
    /// Every file found, with what became of it, ordered by path.
    pub files: Vec<FileAccount<KeptCells>>,
    /// What there is to say.
    pub findings: Vec<Finding>,
    /// Where the rows and the accounts are.
    pub store: Arc<Store>,
}

impl Intake {
    /// Takes a form in.
    ///
    /// # Errors
    /// Where its rows cannot be put aside.
    pub fn add_submission(&mut self, submission: Submission) -> Result<(), StoreError> {
        self.submissions.push(submission.keep(&self.store)?);
        Ok(())
    }

    /// Takes a file's account in.
    ///
    /// # Errors
    /// Where its cells cannot be put aside.
    pub fn add_file(&mut self, account: FileAccount) -> Result<(), StoreError> {
        self.files.push(account.keep(&self.store)?);
        Ok(())
    }
}

/// SHA-256 of a file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileHash(pub [u8; 32]);

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// How a form was known for what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recognition {
    /// By the very hidden sheet.
    HiddenSheet,
    /// By custom document properties and range names.
    Properties,
    /// By range names alone.
    RangeNames,
    /// By its labels.
    Labels,
    /// By a `[[form]]` mapping of plan.toml.
    Mapping,
}

impl Recognition {
    /// All ways, the surest first.
    pub const ALL: [Recognition; 5] = [
        Recognition::HiddenSheet,
        Recognition::Properties,
        Recognition::RangeNames,
        Recognition::Labels,
        Recognition::Mapping,
    ];
}

/// What a submission is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionKey {
    /// The department, as of the form; a form under an old name is attributed by the merge.
    pub department: DepartmentId,
    /// Year reported on.
    pub year: FiscalYear,
    /// Period.
    pub period: Period,
}

/// One department's form, read; its rows in memory or put aside ([`Kept`]).
#[derive(Debug, Clone)]
pub struct Submission<Rows = Vec<Entry>> {
    /// What it is about.
    pub key: SubmissionKey,
    /// The file, relative to the input folder, with `/`, for people to read.
    pub file: Arc<str>,
    /// Hash of the file's bytes.
    pub hash: FileHash,
    /// How it was recognised.
    pub recognition: Recognition,
    /// 提出日.
    pub submitted_on: Option<Sourced<Date>>,
    /// 版.
    pub version: Option<Sourced<u32>>,
    /// 記入者; internal.
    pub author: Option<Sourced<String>>,
    /// 内線; internal.
    pub extension: Option<Sourced<String>>,
    /// Rows in the order of action ids.
    pub entries: Rows,
}

impl<Rows> Submission<Rows> {
    /// The same head with other rows, and the rows that it had.
    fn with<Other>(self, rows: Other) -> (Submission<Other>, Rows) {
        let Submission { key, file, hash, recognition, submitted_on, version, author, extension, entries } = self;
        (Submission { key, file, hash, recognition, submitted_on, version, author, extension, entries: rows }, entries)
    }
}

impl Submission {
    /// Puts the rows aside.
    ///
    /// # Errors
    /// Where the store cannot be written to.
    pub fn keep(self, store: &Store) -> Result<Submission<Kept<Vec<Entry>>>, StoreError> {
        let kept = store.keep(&self.entries)?;
        Ok(self.with(kept).0)
    }
}

impl Submission<Kept<Vec<Entry>>> {
    /// Reads the rows back.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn rows(&self, store: &Store) -> Result<Vec<Entry>, StoreError> {
        store.read(&self.entries, std::slice::from_ref(&self.file))
    }

    /// The form with its rows.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn whole(self, store: &Store) -> Result<Submission, StoreError> {
        let rows = self.rows(store)?;
        Ok(self.with(rows).0)
    }
}

/// One row of a form: what a department says of an action item. A field that was rejected is absent and has a finding.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The action item, with the cell of its No.
    pub action: Sourced<ActionId>,
    /// 実績（工程）.
    pub actual_stages: Option<Sourced<Vec<Stage>>>,
    /// 実績.
    pub result: Option<Sourced<String>>,
    /// 進捗区分.
    pub grade: Option<Sourced<GradeId>>,
    /// 区分の理由.
    pub grade_reason: Option<Sourced<String>>,
    /// 効果額 by kind and term; a blank cell is absent.
    pub effects: BTreeMap<(EffectKind, EffectTerm), Sourced<Amount<Yen>>>,
    /// 指標の実績値 by number; a blank cell is absent.
    pub indicators: BTreeMap<u8, Sourced<Amount<Decimal>>>,
    /// 課題.
    pub issues: Option<Sourced<String>>,
    /// 次年度の取組.
    pub next_steps: Option<Sourced<String>>,
    /// 内部メモ; never published.
    pub memo: Option<Sourced<String>>,
    /// 対応 to the council's opinions.
    pub response: Option<Sourced<String>>,
    /// Fields in which something stood that could not be used, each with a finding.
    pub rejected: Vec<Field>,
    /// What the locked cells of the plan (計画（工程）, 指標と目標値) say in a form of ours, whole: a reviewer compares it with the plan.
    pub shown_plan: BTreeMap<Field, Sourced<String>>,
}

impl Entry {
    /// Every value of a row with its field and place, the No. first.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (Field, &Origin)> {
        fn place<T>(field: Field, value: Option<&Sourced<T>>) -> Option<(Field, &Origin)> {
            value.map(|value| (field, &value.origin))
        }
        [
            Some((Field::Action, &self.action.origin)),
            place(Field::ActualStage, self.actual_stages.as_ref()),
            place(Field::Result, self.result.as_ref()),
            place(Field::Grade, self.grade.as_ref()),
            place(Field::GradeReason, self.grade_reason.as_ref()),
            place(Field::Issues, self.issues.as_ref()),
            place(Field::NextSteps, self.next_steps.as_ref()),
            place(Field::Memo, self.memo.as_ref()),
            place(Field::Response, self.response.as_ref()),
        ]
        .into_iter()
        .flatten()
        .chain(self.effects.iter().map(|(effect, value)| (Field::of_effect(*effect), &value.origin)))
        .chain(self.indicators.iter().map(|(number, value)| (Field::of_indicator(*number), &value.origin)))
    }

    /// A row in which nothing was typed.
    pub fn empty(action: Sourced<ActionId>) -> Entry {
        Entry {
            action,
            actual_stages: None,
            result: None,
            grade: None,
            grade_reason: None,
            effects: BTreeMap::new(),
            indicators: BTreeMap::new(),
            issues: None,
            next_steps: None,
            memo: None,
            response: None,
            rejected: Vec::new(),
            shown_plan: BTreeMap::new(),
        }
    }

    /// Whether nothing at all was typed.
    pub fn is_empty(&self) -> bool {
        self.actual_stages.is_none()
            && self.result.is_none()
            && self.grade.is_none()
            && self.grade_reason.is_none()
            && self.effects.is_empty()
            && self.indicators.is_empty()
            && self.issues.is_none()
            && self.next_steps.is_none()
            && self.memo.is_none()
            && self.response.is_none()
            && self.rejected.is_empty()
    }
}

/// One council member's form, read. The member's name is never kept.
#[derive(Debug, Clone)]
pub struct RatingForm {
    /// Year rated.
    pub year: FiscalYear,
    /// The file.
    pub file: Arc<str>,
    /// Hash of the file's bytes.
    pub hash: FileHash,
    /// Rating and opinion by initiative; where both are blank it is absent.
    pub ratings: BTreeMap<InitiativeNo, MemberRating>,
}

/// What a member says of an initiative.
#[derive(Debug, Clone, Default)]
pub struct MemberRating {
    /// 1 to 5.
    pub points: Option<Sourced<Decimal>>,
    /// 意見.
    pub opinion: Option<Sourced<String>>,
}

/// What became of a file; the account of its cells in memory or put aside ([`KeptCells`]).
#[derive(Debug, Clone)]
pub struct FileAccount<Cells = Vec<CellAccount>> {
    /// The file, relative to the input folder.
    pub file: Arc<str>,
    /// Hash of its bytes; `None` where it could not be read.
    pub hash: Option<FileHash>,
    /// Size in bytes.
    pub size: u64,
    /// What it is, in Japanese: 進捗管理表（xlsx）, PDF, パスワード付きのブック ….
    pub kind: String,
    /// Which form of ours it is, if it is one.
    pub form: Option<FormKind>,
    /// Every non-empty cell and what it was.
    pub cells: Cells,
}

impl FileAccount {
    /// Puts the account of the cells aside.
    ///
    /// # Errors
    /// Where the store cannot be written to.
    pub fn keep(self, store: &Store) -> Result<FileAccount<KeptCells>, StoreError> {
        let cells = KeptCells { count: self.cells.len(), cells: store.keep(&self.cells)? };
        let FileAccount { file, hash, size, kind, form, cells: _ } = self;
        Ok(FileAccount { file, hash, size, kind, form, cells })
    }
}

/// The account of a file's cells, put aside.
#[derive(Debug, Clone, Copy)]
pub struct KeptCells {
    pub(super) count: usize,
    pub(super) cells: Kept<Vec<CellAccount>>,
}

impl KeptCells {
    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Reads the account back.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn read(&self, store: &Store) -> Result<Vec<CellAccount>, StoreError> {
        store.read(&self.cells, &[])
    }
}

/// A non-empty cell and what it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellAccount {
    /// Sheet.
    pub sheet: Arc<str>,
    /// Cell.
    pub cell: CellAddress,
    /// The first characters of what stands there (at most 40), for people.
    pub excerpt: Arc<str>,
    /// What it was.
    pub disposition: Disposition,
}

/// What became of a cell. The intake knows all but `Superseded`, which the merge decides for whole submissions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disposition {
    /// 採用: its value was read into an entry or the cover.
    Used,
    /// 差替え: it was read, but another submission took its place.
    Superseded,
    /// 参照: labels, locked cells, last year's entries: ours, repeated for reference.
    Reference,
    /// 不採用: it could not be used; there is a finding.
    Rejected(String),
    /// 対象外: not part of the form; the reason.
    Ignored(String),
}

impl Disposition {
    /// The labels of all, each at its [`Disposition::position`].
    pub const LABELS: [&'static str; 5] = ["採用", "差替え", "参照", "不採用", "対象外"];

    /// Its place in the fixed order of all, from 0.
    pub fn position(&self) -> usize {
        match self {
            Disposition::Used => 0,
            Disposition::Superseded => 1,
            Disposition::Reference => 2,
            Disposition::Rejected(_) => 3,
            Disposition::Ignored(_) => 4,
        }
    }

    /// 採用, 差替え, 参照, 不採用, 対象外.
    pub fn label(&self) -> &'static str {
        Self::LABELS[self.position()]
    }

    /// The reason, where there is one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Disposition::Rejected(reason) | Disposition::Ignored(reason) => Some(reason),
            _ => None,
        }
    }
}
