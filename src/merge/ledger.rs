//! The ledger (統合記録): what became of every file and every non-empty cell.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use super::codes::LEDGER;
use crate::contract::{Field, FormKind};
use crate::finding::{Finding, Origin, Severity};
use crate::intake::submission::{CellAccount, Disposition, FileAccount, FileHash, SubmissionKey};
use crate::store::{Damaged, Kept, Pack, Packer, Store, StoreError, Unpacker};
use crate::vocabulary::{ActionId, CellAddress, InitiativeNo};

/// The account of a year's input.
///
/// Of each file the head is in memory; what became of its cells is put aside and read back a file at a time ([`Ledger::accounts`]).
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// By file, ordered by path.
    pub files: Vec<LedgerFile>,
    store: Arc<Store>,
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
    /// How many cells are not empty.
    pub cells: usize,
    /// How many of them there are by [`Disposition::position`].
    by_disposition: [usize; Disposition::LABELS.len()],
    /// What became of each.
    accounts: Kept<Accounts>,
}

/// What became of a file's cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Every non-empty cell.
    pub cells: Vec<CellAccount>,
    /// Where the value of each used cell went in the record.
    pub destinations: BTreeMap<(Arc<str>, CellAddress), Destination>,
}

impl Accounts {
    /// Where a used cell's value went.
    pub fn destination(&self, cell: &CellAccount) -> Option<&Destination> {
        self.destinations.get(&(cell.sheet.clone(), cell.cell))
    }

    /// The sheets and places of the used cells.
    pub fn used(&self) -> BTreeSet<(&str, CellAddress)> {
        let used = self.cells.iter().filter(|cell| cell.disposition == Disposition::Used);
        used.map(|cell| (&*cell.sheet, cell.cell)).collect()
    }
}

impl Pack for Accounts {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        self.cells.pack(out);
        self.destinations.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Accounts, Damaged> {
        Ok(Accounts { cells: Pack::unpack(from)?, destinations: Pack::unpack(from)? })
    }
}

/// Where a used cell's value went.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// The cover block or whatever else says what the form is: not a value of the record.
    Cover,
    /// A field of an action item.
    Action(ActionId, Field),
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
            Destination::Action(id, field) => format!("{id} {}", field.label()),
            Destination::Points(no) => format!("取組項目{no} 評点"),
            Destination::Opinion(id) => format!("意見{id}"),
            Destination::Beside(id) => format!("{id}の行（値の一部）"),
        }
    }
}

impl Pack for Destination {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        match self {
            Destination::Cover => out.number(0),
            Destination::Action(id, field) => {
                out.number(1);
                id.pack(out);
                field.pack(out);
            }
            Destination::Points(no) => {
                out.number(2);
                no.pack(out);
            }
            Destination::Opinion(id) => {
                out.number(3);
                out.text(id);
            }
            Destination::Beside(id) => {
                out.number(4);
                id.pack(out);
            }
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Destination, Damaged> {
        Ok(match from.number()? {
            0 => Destination::Cover,
            1 => Destination::Action(Pack::unpack(from)?, Pack::unpack(from)?),
            2 => Destination::Points(Pack::unpack(from)?),
            3 => Destination::Opinion(Pack::unpack(from)?),
            4 => Destination::Beside(Pack::unpack(from)?),
            _ => return Err(Damaged),
        })
    }
}

impl LedgerFile {
    /// Number of cells by disposition label, in a fixed order of labels; a label without cells is absent.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let counts = Disposition::LABELS.into_iter().zip(self.by_disposition);
        counts.filter(|(_, count)| *count > 0).collect()
    }
}

impl Ledger {
    /// Proves that nothing is lost (検算): every cell stands once and in one disposition, every used cell has a destination,
    /// every value of the record stands on a used cell, and a file that is not in force has no used cells.
    ///
    /// Returns one finding for each break: [`Severity::Fatal`] where the sums do not hold, [`Severity::Warning`] where a value of the
    /// record stands on a cell that the account does not call used. No finding is the proof.
    ///
    /// # Errors
    /// Where what was put aside cannot be read back.
    pub fn prove(&self) -> Result<Vec<Finding>, StoreError> {
        let mut findings = Vec::new();
        for file in &self.files {
            file.prove(&self.accounts(file)?, &mut findings);
        }
        Ok(findings)
    }

    /// How many cells there are in all files, by disposition label.
    pub fn totals(&self) -> BTreeMap<&'static str, usize> {
        let mut totals = BTreeMap::new();
        for (label, count) in self.files.iter().flat_map(LedgerFile::counts) {
            *totals.entry(label).or_insert(0) += count;
        }
        totals
    }

    /// How many cells there are in all files.
    pub fn cells(&self) -> usize {
        self.files.iter().map(|file| file.cells).sum()
    }

    /// Writes the ledger as JSON, pretty-printed, the same bytes for the same ledger, a file at a time.
    ///
    /// # Errors
    /// Where `out` cannot be written to, or what was put aside cannot be read back ([`StoreError`] within).
    pub fn write_json(&self, out: &mut impl io::Write) -> io::Result<()> {
        write!(out, "{{\n  \"cells\": {},\n  \"files\": [", self.cells())?;
        for (at, file) in self.files.iter().enumerate() {
            let accounts = self.accounts(file).map_err(io::Error::other)?;
            write!(out, "{}\n    {}", if at == 0 { "" } else { "," }, indented(&file.to_json(&accounts), 4))?;
        }
        let end = if self.files.is_empty() { "" } else { "\n  " };
        writeln!(out, "{end}],\n  \"totals\": {}\n}}", indented(&serde_json::json!(self.totals()), 2))
    }

    /// Adds a file with what became of its cells and as a whole. Files are added in the order of their paths.
    ///
    /// # Errors
    /// Where the account cannot be put aside.
    pub(super) fn add<Cells>(
        &mut self,
        file: FileAccount<Cells>,
        (about, fate): (Option<SubmissionKey>, FileFate),
        accounts: &Accounts,
    ) -> Result<(), StoreError> {
        let mut by_disposition = [0; Disposition::LABELS.len()];
        for cell in &accounts.cells {
            if let Some(count) = by_disposition.get_mut(cell.disposition.position()) {
                *count += 1;
            }
        }
        let FileAccount { file, hash, size, kind, form, cells: _ } = file;
        let (cells, accounts) = (accounts.cells.len(), self.store.keep(accounts)?);
        self.files.push(LedgerFile { file, hash, size, kind, form, about, fate, cells, by_disposition, accounts });
        Ok(())
    }

    /// Reads back what became of a file's cells.
    ///
    /// # Errors
    /// Where what was put aside cannot be read.
    pub fn accounts(&self, file: &LedgerFile) -> Result<Accounts, StoreError> {
        self.store.read(&file.accounts, &[])
    }
}

/// A value as it stands so many columns within other JSON.
fn indented(value: &serde_json::Value, columns: usize) -> String {
    // Line breaks within texts are escaped: every one that is left is the printer's.
    format!("{value:#}").replace('\n', &format!("\n{}", " ".repeat(columns)))
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
    fn prove(&self, accounts: &Accounts, findings: &mut Vec<Finding>) {
        let broken = |severity, message: &str, found: String| {
            Finding::new(severity, LEDGER, message)
                .at(Origin::file(self.file.clone()))
                .found(found)
                .remedy("プログラムの誤りです。このファイルを添えて開発者に知らせてください。")
        };
        let places: BTreeSet<(&str, CellAddress)> =
            accounts.cells.iter().map(|cell| (&*cell.sheet, cell.cell)).collect();
        let summed: usize = self.counts().values().sum();
        if summed != places.len() {
            let found = format!("処理別の合計{summed}、セルの数{}", places.len());
            findings.push(broken(Severity::Fatal, "処理別のセル数の合計が、空でないセルの数と合いません。", found));
        }
        let used = accounts.used();
        if self.fate != FileFate::Used && !used.is_empty() {
            let found = format!("{}のファイルに採用のセルが{}", self.fate.label(), used.len());
            findings.push(broken(Severity::Fatal, "採用していないファイルに採用のセルがあります。", found));
        }
        let destined: BTreeSet<(&str, CellAddress)> =
            accounts.destinations.keys().map(|(sheet, cell)| (&**sheet, *cell)).collect();
        if let Some((sheet, cell)) = used.difference(&destined).next().filter(|_| self.fate == FileFate::Used) {
            findings.push(broken(Severity::Fatal, "採用したセルの行き先がありません。", format!("{sheet}!{cell}")));
        }
        if let Some((sheet, cell)) = destined.difference(&used).next() {
            let found = format!("{sheet}!{cell}ほか{}セル", destined.difference(&used).count() - 1);
            findings.push(broken(Severity::Warning, "統合した値のあるセルが、採用と記録されていません。", found));
        }
    }

    fn to_json(&self, accounts: &Accounts) -> serde_json::Value {
        let cells: Vec<serde_json::Value> = accounts
            .cells
            .iter()
            .map(|cell| {
                serde_json::json!({
                    "sheet": &*cell.sheet,
                    "cell": cell.cell.to_string(),
                    "excerpt": &*cell.excerpt,
                    "disposition": cell.disposition.label(),
                    "reason": cell.disposition.reason(),
                    "destination": accounts.destination(cell).map(Destination::label),
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
