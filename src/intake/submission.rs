//! What reading a workbook yields: submissions, ratings, and an account of every cell.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::finding::{CellRef, Finding, Sourced};
use crate::forms::schema::{EffectKind, EffectTerm, Field, FormKind};
use crate::plan::{ActionId, Amount, DepartmentId, FiscalYear, GradeId, InitiativeNo, Period, Stage, Yen};

/// Everything read from a year's input folder.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// Departments' forms, ordered by content (key, then hash), never by file name or order of arrival.
    pub submissions: Vec<Submission>,
    /// Council members' forms, ordered by content.
    pub ratings: Vec<RatingForm>,
    /// Every file found, with what became of it, ordered by path.
    pub files: Vec<FileAccount>,
    /// What there is to say.
    pub findings: Vec<Finding>,
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

/// One department's form, read.
#[derive(Debug, Clone)]
pub struct Submission {
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
    pub entries: Vec<Entry>,
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

/// What became of a file.
#[derive(Debug, Clone)]
pub struct FileAccount {
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
    pub cells: Vec<CellAccount>,
}

/// A non-empty cell and what it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellAccount {
    /// Sheet.
    pub sheet: Arc<str>,
    /// Cell.
    pub cell: CellRef,
    /// The first characters of what stands there (at most 40), for people. Equal ones of a year's files share their memory: most
    /// cells of a form repeat the same labels.
    pub excerpt: Arc<str>,
    /// What it was.
    pub disposition: Disposition,
}

/// What became of a cell. The intake knows all but `Superseded`, which the merge decides for whole submissions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// 採用, 差替え, 参照, 不採用, 対象外.
    pub fn label(&self) -> &'static str {
        match self {
            Disposition::Used => "採用",
            Disposition::Superseded => "差替え",
            Disposition::Reference => "参照",
            Disposition::Rejected(_) => "不採用",
            Disposition::Ignored(_) => "対象外",
        }
    }

    /// The reason, where there is one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Disposition::Rejected(reason) | Disposition::Ignored(reason) => Some(reason),
            _ => None,
        }
    }
}
