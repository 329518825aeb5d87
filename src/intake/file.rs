//! One file: bytes → what it is, the forms in it, what there is to say, and an account of every cell.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use super::file_account::{CellAccounts, FileAccount};
use super::file_findings::FileFindings;
use super::interpret::{interpret, is_council};
use super::labels::Grid;
use super::limits::{Excess, Limits};
use super::package::Package;
use super::recognise::{self, is_ours};
use super::sniff::{FileType, sniff};
use super::submission::{FileHash, RatingForm, Submission};
use super::workbook::{Damage, Workbook};
use super::{codes, legacy, ods, xlsx};
use crate::contract::ENTRY_SHEET;
use crate::finding::{Code, Finding, Severity};
use crate::plan::{Naming, Plan};

/// How files are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program itself, which is run again as a child process to read .xls and .xlsb; without it those are refused.
    pub child: Option<PathBuf>,
    /// How large a file and its parts may be.
    pub limits: Limits,
    /// Files read side by side; at least 1.
    pub workers: usize,
}

impl Default for Options {
    /// No child process, the default limits, a worker a core.
    fn default() -> Self {
        Options {
            child: None,
            limits: Limits::default(),
            workers: std::thread::available_parallelism().map_or(1, |cores| cores.get()),
        }
    }
}

/// What reading one file yields.
#[derive(Debug, Clone)]
pub struct FileReading {
    /// What the file is and what became of its cells.
    pub account: FileAccount,
    /// The departments' forms in it; most files have one.
    pub submissions: Vec<Submission>,
    /// The council members' forms in it.
    pub ratings: Vec<RatingForm>,
    /// What there is to say.
    pub findings: Vec<Finding>,
}

impl FileReading {
    /// The reading of a file in which no form was found.
    fn empty(name: &Arc<str>, hash: Option<FileHash>, size: u64, kind: FileType) -> FileReading {
        let (file, kind) = (name.clone(), kind.label().to_owned());
        FileReading {
            account: FileAccount {
                file,
                hash,
                size,
                kind,
                unopened: None,
                is_partial: false,
                form: None,
                cells: CellAccounts::default(),
            },
            submissions: Vec::new(),
            ratings: Vec::new(),
            findings: Vec::new(),
        }
    }
}

/// Reads one file. No panic of a library gets out of it; what cannot be read is a finding.
///
/// `name` is the name of the file in findings. Nothing is read or written but, for .xls and .xlsb, the pipes of the child
/// process in `options`. The same bytes give the same reading whatever `name` is, apart from the name itself.
pub fn read_bytes(plan: &Plan, name: &str, bytes: &[u8], options: &Options) -> FileReading {
    read_hashed(plan, &name.into(), FileHash::of(bytes), bytes, options)
}

/// Reads one file whose hash is known.
pub(super) fn read_hashed(
    plan: &Plan,
    name: &Arc<str>,
    hash: FileHash,
    bytes: &[u8],
    options: &Options,
) -> FileReading {
    let read = catch_unwind(AssertUnwindSafe(|| read_guarded(plan, name, hash, bytes, options)));
    read.unwrap_or_else(|_| {
        let refusal = Refusal {
            code: codes::DAMAGED,
            message: "ファイルの中身が想定できない壊れ方をしていて、読めません。".to_owned(),
            remedy: FileType::Unknown.remedy().to_owned(),
        };
        refused(name, Some(hash), bytes.len() as u64, sniff(bytes), refusal)
    })
}

/// Why a file is not read.
pub(crate) struct Refusal {
    code: Code,
    message: String,
    remedy: String,
}

impl Refusal {
    /// What is wrong and how to mend it.
    pub(crate) fn explained(&self) -> String {
        format!("{}{}", self.message, self.remedy)
    }

    fn new(code: Code, message: impl Into<String>, kind: FileType) -> Refusal {
        Refusal { code, message: message.into(), remedy: kind.remedy().to_owned() }
    }
}

fn refused(name: &Arc<str>, hash: Option<FileHash>, size: u64, kind: FileType, refusal: Refusal) -> FileReading {
    let mut findings = FileFindings::new(name.clone());
    let place = findings.file_origin();
    findings.add(Severity::Error, refusal.code, place, refusal.message, |finding| finding.remedy(refusal.remedy));
    FileReading { findings: findings.finish(), ..FileReading::empty(name, hash, size, kind) }
}

fn read_guarded(plan: &Plan, name: &Arc<str>, hash: FileHash, bytes: &[u8], options: &Options) -> FileReading {
    let kind = sniff(bytes);
    let size = bytes.len() as u64;
    match open(kind, bytes, options) {
        Ok(mut workbook) => {
            shorten_names_of_sheets(&mut workbook);
            hide_names_of_sheets(&mut workbook, plan);
            distinguish_sheets(&mut workbook);
            let reading = FileReading::empty(name, Some(hash), size, kind);
            interpret(plan, hash, kind, &workbook, &options.limits, reading)
        }
        Err(refusal) => refused(name, Some(hash), size, kind, refusal),
    }
}

/// Opens a workbook of any format, or says why not.
pub(crate) fn open(kind: FileType, bytes: &[u8], options: &Options) -> Result<Workbook, Refusal> {
    let limits = &options.limits;
    match kind {
        FileType::Empty => Err(Refusal::new(codes::EMPTY, "空のファイルです。", kind)),
        FileType::Encrypted => Err(Refusal::new(codes::ENCRYPTED, "パスワードで保護されていて、開けません。", kind)),
        kind if !kind.is_workbook() => {
            let message = format!("Excelブックではありません（{}）。読み取りません。", kind.label());
            Err(Refusal::new(codes::NOT_A_WORKBOOK, message, kind))
        }
        _ if bytes.len() as u64 > limits.file_bytes => {
            let message = format!("ファイルが大きすぎます（{}MB）。", bytes.len() / 1_000_000);
            Err(Refusal::new(codes::LIMIT, message, kind))
        }
        FileType::Xls => read_legacy(kind, bytes, options),
        kind => {
            let package = Package::open(bytes, limits).map_err(|excess| {
                let (code, kind) = match &excess {
                    Excess::Damaged(_) | Excess::Doubled(_) => (codes::DAMAGED, kind),
                    Excess::Encrypted => (codes::ENCRYPTED, FileType::Encrypted),
                    _ => (codes::LIMIT, kind),
                };
                Refusal::new(code, excess.message(), kind)
            })?;
            match kind {
                FileType::Xlsx => {
                    xlsx::read(package, limits).map_err(|message| Refusal::new(codes::DAMAGED, message, kind))
                }
                FileType::Ods => ods::read(&package, limits).map_err(|failure| match failure {
                    ods::Failure::Encrypted => {
                        let kind = FileType::Encrypted;
                        Refusal::new(codes::ENCRYPTED, "パスワードで保護されていて、開けません。", kind)
                    }
                    ods::Failure::Damaged(message) => Refusal::new(codes::DAMAGED, message, kind),
                }),
                kind => {
                    drop(package);
                    read_legacy(kind, bytes, options)
                }
            }
        }
    }
}

fn read_legacy(kind: FileType, bytes: &[u8], options: &Options) -> Result<Workbook, Refusal> {
    legacy::read(kind, bytes, options).map_err(|failure| {
        let kind = if failure.code == codes::ENCRYPTED { FileType::Encrypted } else { kind };
        Refusal::new(failure.code, failure.message, kind)
    })
}

/// Characters of the name of a sheet. Excel has 31, LibreOffice some more; a file may hold any number, and every finding names its sheet.
const LONGEST_NAME: usize = 100;

/// Cuts names of sheets that no program gives.
fn shorten_names_of_sheets(workbook: &mut Workbook) {
    let cut = |name: &mut Arc<str>| {
        if let Some((end, _)) = name.char_indices().nth(LONGEST_NAME) {
            *name = format!("{}…", &name[..end]).into();
        }
    };
    workbook.sheets.iter_mut().for_each(|sheet| cut(&mut sheet.name));
    workbook.damage.iter_mut().filter_map(|damage| damage.sheet.as_mut()).for_each(cut);
}

/// Gives sheets of one name a number behind, so that a cell's sheet and address are its own; Excel never writes two, others do.
fn distinguish_sheets(workbook: &mut Workbook) {
    let mut seen: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut taken: BTreeSet<Arc<str>> = workbook.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let mut doubled = Vec::new();
    for sheet in &mut workbook.sheets {
        let count = seen.entry(sheet.name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            continue;
        }
        let mut number = *count;
        let name = loop {
            let name: Arc<str> = format!("{}（{number}）", sheet.name).into();
            if taken.insert(name.clone()) {
                break name;
            }
            number += 1;
        };
        doubled.push((std::mem::replace(&mut sheet.name, name.clone()), name));
    }
    workbook.damage.extend(doubled.into_iter().map(|(old, new)| {
        let message = format!(
            "同じ名前のシート「{old}」が2枚以上あります。2枚目からは「{new}」のように番号を付けて区別しました。"
        );
        Damage::broken(Some(new), None, message)
    }));
}

/// A council member may have named a sheet for himself: sheets that are not called what our forms call them get a number instead.
fn hide_names_of_sheets(workbook: &mut Workbook, plan: &Plan) {
    let is_known = |name: &str| is_ours(name) || name == ENTRY_SHEET;
    if workbook.sheets.iter().all(|sheet| is_known(&sheet.name)) {
        return;
    }
    let grids: Vec<Grid<'_>> = workbook.sheets.iter().map(|sheet| Grid::new(sheet, Naming::of(plan))).collect();
    // What there is to say is said when the workbook is read.
    let mut silent = FileFindings::new("".into());
    if !recognise::claim(workbook, &plan.settings.periods, &mut silent)
        .is_ok_and(|claim| is_council(&claim, &grids, plan))
    {
        return;
    }
    drop(grids);
    for (number, sheet) in (1..).zip(&mut workbook.sheets) {
        if !is_known(&sheet.name) {
            sheet.name = format!("シート{number}").into();
        }
    }
    // Damage names its sheet.
    for damage in &mut workbook.damage {
        damage.sheet = damage.sheet.take().filter(|name| is_known(name));
    }
}
