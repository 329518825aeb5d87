//! The ledger (統合記録): what became of every file and every non-empty cell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::codes::LEDGER;
use crate::finding::{CellRef, Finding, Origin, Severity};
use crate::forms::schema::FormKind;
use crate::intake::submission::{CellAccount, Disposition, FileAccount, FileHash, SubmissionKey};
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
    /// Which form of ours it is, if it is one.
    pub form: Option<FormKind>,
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
            form: account.form,
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

impl Ledger {
    /// Proves that nothing is lost (検算): every cell stands once and in one disposition, every used cell has a destination,
    /// every value of the record stands on a used cell, and a file that is not in force has no used cells.
    ///
    /// # Errors
    /// One finding for each break: [`Severity::Fatal`] where the sums do not hold, [`Severity::Warning`] where a value of the
    /// record stands on a cell that the account does not call used.
    pub fn prove(&self) -> Result<(), Vec<Finding>> {
        let mut findings = Vec::new();
        for file in &self.files {
            file.prove(&mut findings);
        }
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// How many cells there are in all files, by disposition label.
    pub fn totals(&self) -> BTreeMap<&'static str, usize> {
        let mut totals = BTreeMap::new();
        for (label, count) in self.files.iter().flat_map(LedgerFile::counts) {
            *totals.entry(label).or_insert(0) += count;
        }
        totals
    }

    /// The ledger as JSON, pretty-printed, the same bytes for the same ledger.
    pub fn to_json(&self) -> String {
        let files: Vec<serde_json::Value> = self.files.iter().map(LedgerFile::to_json).collect();
        let cells: usize = self.files.iter().map(|file| file.cells.len()).sum();
        let whole = serde_json::json!({ "files": files, "totals": self.totals(), "cells": cells });
        format!("{whole:#}\n")
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
    pub fn detail(&self) -> Option<&str> {
        match self {
            FileFate::Used => None,
            FileFate::Superseded(other) | FileFate::Duplicate(other) => Some(other),
            FileFate::Rejected(reason) | FileFate::Ignored(reason) => Some(reason),
        }
    }
}

impl LedgerFile {
    fn prove(&self, findings: &mut Vec<Finding>) {
        let broken = |severity, message: &str, found: String| {
            Finding::new(severity, LEDGER, message)
                .at(Origin::file(self.file.clone()))
                .found(found)
                .remedy("プログラムの誤りです。このファイルを添えて開発者に知らせてください。")
        };
        let places: BTreeSet<(&str, CellRef)> = self.cells.iter().map(|cell| (&*cell.sheet, cell.cell)).collect();
        let summed: usize = self.counts().values().sum();
        if summed != places.len() {
            let found = format!("処理別の合計{summed}、セルの数{}", places.len());
            findings.push(broken(Severity::Fatal, "処理別のセル数の合計が、空でないセルの数と合いません。", found));
        }
        let used: BTreeSet<(&str, CellRef)> = self
            .cells
            .iter()
            .filter(|cell| cell.disposition == Disposition::Used)
            .map(|cell| (&*cell.sheet, cell.cell))
            .collect();
        if self.fate != FileFate::Used && !used.is_empty() {
            let found = format!("{}のファイルに採用のセルが{}", self.fate.label(), used.len());
            findings.push(broken(Severity::Fatal, "採用していないファイルに採用のセルがあります。", found));
        }
        let destined: BTreeSet<(&str, CellRef)> =
            self.destinations.keys().map(|(sheet, cell)| (&**sheet, *cell)).collect();
        if let Some((sheet, cell)) = used.difference(&destined).next().filter(|_| self.fate == FileFate::Used) {
            findings.push(broken(Severity::Fatal, "採用したセルの行き先がありません。", format!("{sheet}!{cell}")));
        }
        if let Some((sheet, cell)) = destined.difference(&used).next() {
            let found = format!("{sheet}!{cell}ほか{}セル", destined.difference(&used).count() - 1);
            findings.push(broken(Severity::Warning, "統合した値のあるセルが、採用と記録されていません。", found));
        }
    }

    fn to_json(&self) -> serde_json::Value {
        let cells: Vec<serde_json::Value> = self
            .cells
            .iter()
            .map(|cell| {
                let destination = self.destinations.get(&(cell.sheet.clone(), cell.cell));
                serde_json::json!({
                    "sheet": &*cell.sheet,
                    "cell": cell.cell.to_string(),
                    "excerpt": &*cell.excerpt,
                    "disposition": cell.disposition.label(),
                    "reason": cell.disposition.reason(),
                    "destination": destination.map(Destination::label),
                })
            })
            .collect();
        serde_json::json!({
            "file": &*self.file,
            "sha256": self.hash.map(|hash| hash.to_string()),
            "size": self.size,
            "kind": self.kind,
            "department": self.about.as_ref().map(|about| about.department.full_name()),
            "year": self.about.as_ref().map(|about| about.year.to_string()),
            "period": self.about.as_ref().map(|about| about.period.label()),
            "fate": self.fate.label(),
            "detail": self.fate.detail(),
            "counts": self.counts(),
            "cells": cells,
        })
    }
}
