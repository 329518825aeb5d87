//! The ledger (統合記録): what became of every file and every non-empty cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::finding::CellRef;
use crate::intake::submission::{CellAccount, FileAccount, FileHash, SubmissionKey};
use crate::plan::{ActionId, InitiativeNo};

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
    /// 不採用: could not be read or recognised; the reason.
    Rejected(String),
    /// 対象外: not a form; the reason.
    Ignored(String),
}

/// A file of the ledger.
#[derive(Debug, Clone)]
pub struct LedgerFile {
    /// Path relative to the input folder.
    pub file: Arc<str>,
    /// Hash.
    pub hash: Option<FileHash>,
    /// Size in bytes.
    pub size: u64,
    /// What it is.
    pub kind: String,
    /// Whose it is, where known.
    pub about: Option<SubmissionKey>,
    /// Its fate.
    pub fate: FileFate,
    /// Every non-empty cell.
    pub cells: Vec<CellAccount>,
    /// Where the value of each used cell went in the record.
    pub destinations: BTreeMap<(Arc<str>, CellRef), Destination>,
}

/// Where a used cell's value went.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Destination {
    /// The cover block or whatever else says what the form is: not a value of the record.
    Cover,
    /// A field of an action item.
    Action(ActionId, &'static str),
    /// A council member's points for an initiative.
    Points(InitiativeNo),
    /// An opinion of the council, by its id.
    Opinion(String),
    /// Read as part of an entry row, but no value of the record stands on this cell (parts of a text that was spread over cells).
    Beside(ActionId),
}

impl Destination {
    /// For people: `表紙`, `8-2 実績`, `取組項目8 評点`, `意見R2-8-1`.
    pub fn label(&self) -> String {
        match self {
            Destination::Cover => "表紙".to_owned(),
            Destination::Action(id, field) => format!("{id} {field}"),
            Destination::Points(no) => format!("取組項目{no} 評点"),
            Destination::Opinion(id) => format!("意見{id}"),
            Destination::Beside(id) => format!("{id}の行（値の一部）"),
        }
    }
}

impl LedgerFile {
    /// Takes over an account from the intake with the fate that the merge decided.
    pub fn new(account: FileAccount, about: Option<SubmissionKey>, fate: FileFate) -> LedgerFile {
        LedgerFile {
            file: account.file,
            hash: account.hash,
            size: account.size,
            kind: account.kind,
            about,
            fate,
            cells: account.cells,
            destinations: BTreeMap::new(),
        }
    }

    /// Number of cells by disposition label, in a fixed order of labels.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for cell in &self.cells {
            *counts.entry(cell.disposition.label()).or_insert(0) += 1;
        }
        counts
    }
}
