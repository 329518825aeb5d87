//! One file: bytes → what it is, the forms in it, what there is to say, and an account of every cell.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use super::account::Account;
use super::file_account::{CellAccounts, Disposition, FileAccount, Reason};
use super::labels::Grid;
use super::limits::{Excess, Limits};
use super::package::Package;
use super::progress::{self, Source};
use super::recognise::{self, Claim, Found, is_ours};
use super::sniff::{FileType, sniff};
use super::submission::{FileHash, RatingForm, Submission};
use super::talk::Talk;
use super::workbook::{Damage, OverlayKind, Sheet, Value, Visibility, Workbook};
use super::{codes, council, labels, legacy, mapping, ods, xlsx};
use crate::contract::{CouncilField, ENTRY_SHEET, FormKind, POINTS_SHEET};
use crate::finding::{Code, Finding, Severity};
use crate::plan::Plan;
use crate::vocabulary::text_key;

/// How files are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program itself, which is run again as a child process to read .xls and .xlsb; without it those are refused.
    pub child: Option<PathBuf>,
    /// Limits.
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

/// Reads one file. No panic of a library gets out of it; what cannot be read is a finding.
///
/// `name` is what people are told the file is called. Nothing is read or written but, for .xls and .xlsb, the pipes of the child
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
    let mut talk = Talk::new(name.clone());
    let place = talk.file_origin();
    talk.say(Severity::Error, refusal.code, place, refusal.message, |finding| finding.remedy(refusal.remedy));
    FileReading {
        account: FileAccount {
            file: name.clone(),
            hash,
            size,
            kind: kind.label().to_owned(),
            form: None,
            cells: CellAccounts::default(),
        },
        submissions: Vec::new(),
        ratings: Vec::new(),
        findings: talk.finish(),
    }
}

fn read_guarded(plan: &Plan, name: &Arc<str>, hash: FileHash, bytes: &[u8], options: &Options) -> FileReading {
    let kind = sniff(bytes);
    let size = bytes.len() as u64;
    match open(kind, bytes, options) {
        Ok(mut workbook) => {
            hide_names_of_sheets(&mut workbook, plan);
            distinguish_sheets(&mut workbook);
            interpret(plan, name, hash, size, kind, &workbook, &options.limits)
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
        FileType::Xls => {
            legacy::read(kind, bytes, options).map_err(|failure| Refusal::new(failure.code, failure.message, kind))
        }
        kind => {
            let package = Package::open(bytes, limits).map_err(|excess| {
                let (code, kind) = match &excess {
                    Excess::Damaged(_) => (codes::DAMAGED, kind),
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
                    legacy::read(kind, bytes, options)
                        .map_err(|failure| Refusal::new(failure.code, failure.message, kind))
                }
            }
        }
    }
}

/// Makes forms of a workbook.
fn interpret(
    plan: &Plan,
    name: &Arc<str>,
    hash: FileHash,
    size: u64,
    kind: FileType,
    workbook: &Workbook,
    limits: &Limits,
) -> FileReading {
    let mut talk = Talk::new(name.clone());
    let mut account = Account::default();
    let grids: Vec<Grid<'_>> = workbook.sheets.iter().map(|sheet| Grid::new(sheet, &plan.words)).collect();
    report_damage(workbook, &mut talk);
    let claim = recognise::claim(workbook, &mut talk);
    let mut reading = FileReading {
        account: FileAccount {
            file: name.clone(),
            hash: Some(hash),
            size,
            kind: kind.label().to_owned(),
            form: None,
            cells: CellAccounts::default(),
        },
        submissions: Vec::new(),
        ratings: Vec::new(),
        findings: Vec::new(),
    };
    let mut sheets_read = Vec::new();
    match claim {
        Err(newer) => talk.say(
            Severity::Error,
            codes::HIDDEN_SHEET,
            talk.file_origin(),
            format!("この様式は読めません（{newer}）。"),
            |finding| finding.remedy("プログラムを新しくしてください。"),
        ),
        Ok(claim) => {
            let year = match &claim {
                Claim::Hidden(hidden) => Some(hidden.year),
                Claim::Properties(_, identity) => identity.year,
                Claim::None => None,
            };
            if is_council(&claim, &grids, plan) {
                // Names of members may be in the names of the file and of its folders: it is called by its content instead,
                // below the folder of the year.
                let folder = name.split_once('/').map_or(String::new(), |(year, _)| format!("{year}/審議会/"));
                let anonymous: Arc<str> =
                    format!("{folder}審議会評価票-{}.{}", &hash.to_string()[..8], extension(kind)).into();
                let mut talk_of_council = Talk::new(anonymous.clone());
                let source = Source { plan, workbook, grids: &grids, file: anonymous.clone(), hash, limits };
                reading.ratings.extend(council::read(&source, year, &mut talk_of_council, &mut account));
                reading.account.form = Some(FormKind::Council);
                reading.account.kind = format!("審議会評価票（{}）", kind.label());
                reading.account.file = anonymous;
                sheets_read = (0..workbook.sheets.len()).collect();
                talk.rename(reading.account.file.clone());
                reading.findings.extend(talk_of_council.finish());
            } else {
                let source = Source { plan, workbook, grids: &grids, file: name.clone(), hash, limits };
                let Found { forms, mapped } = recognise::progress_forms(workbook, &grids, plan, &claim, &mut talk);
                sheets_read.extend(mapped.sheets());
                for form in &forms {
                    sheets_read.extend(form.blocks.iter().map(|block| block.sheet));
                    let mut own = Account::default();
                    talk.department = None;
                    let submissions = progress::read(&source, form, &mut talk, &mut own);
                    if submissions.is_empty() {
                        own.reject_all(&Reason::NoIdentity);
                    }
                    reading.submissions.extend(submissions);
                    account.merge(own);
                }
                mapped.account_for_rest(&grids, &mut account, &mut talk);
                if !forms.is_empty() {
                    reading.account.form = Some(FormKind::Progress);
                    reading.account.kind = format!("進捗管理表（{}）", kind.label());
                }
                if let [submission] = reading.submissions.as_slice() {
                    talk.attribute(&submission.key.department);
                } else {
                    talk.department = None;
                }
            }
            let confidential = reading.account.form == Some(FormKind::Council);
            report_rest(workbook, &sheets_read, confidential, &mut talk, &mut account);
            if reading.account.form.is_none() {
                talk.say(
                    Severity::Error,
                    codes::NO_FORM,
                    talk.file_origin(),
                    "進捗管理表の様式が見つかりません。".to_owned(),
                    |finding| {
                        finding.remedy("配布した様式に記入して提出してください。別の様式を使うときは、plan.tomlの［［form］］に欄の位置を書いてください。")
                    },
                );
            }
        }
    }
    reading.submissions.sort_by(|a, b| a.key.cmp(&b.key));
    reading.account.cells = account.close(workbook);
    reading.findings.extend(talk.finish());
    reading.findings.sort();
    reading
}

fn extension(kind: FileType) -> &'static str {
    match kind {
        FileType::Xls => "xls",
        FileType::Xlsb => "xlsb",
        FileType::Ods => "ods",
        _ => "xlsx",
    }
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
    workbook.damage.extend(doubled.into_iter().map(|(old, new)| Damage {
        sheet: Some(new.clone()),
        cell: None,
        message: format!(
            "同じ名前のシート「{old}」が2枚以上あります。2枚目からは「{new}」のように番号を付けて区別しました。"
        ),
    }));
}

/// A council member may have named a sheet for himself: sheets that are not called what our forms call them get a number instead.
fn hide_names_of_sheets(workbook: &mut Workbook, plan: &Plan) {
    let is_known = |name: &str| is_ours(name) || name == ENTRY_SHEET;
    if workbook.sheets.iter().all(|sheet| is_known(&sheet.name)) {
        return;
    }
    let grids: Vec<Grid<'_>> = workbook.sheets.iter().map(|sheet| Grid::new(sheet, &plan.words)).collect();
    // What there is to say is said when the workbook is read.
    let mut silent = Talk::new("".into());
    if !recognise::claim(workbook, &mut silent).is_ok_and(|claim| is_council(&claim, &grids, plan)) {
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

/// Whether the workbook is a council member's form: by its own word, else by its table without a progress form's.
fn is_council(claim: &Claim, grids: &[Grid<'_>], plan: &Plan) -> bool {
    match claim {
        Claim::Hidden(hidden) => hidden.kind == FormKind::Council,
        Claim::Properties(kind, _) => *kind == FormKind::Council,
        Claim::None if mapping::is_mapped(grids, plan) => false,
        Claim::None => grids.iter().any(|grid| {
            let heads = labels::council_heads(grid);
            let opinions = heads.iter().any(|heads| heads.columns.contains_key(&CouncilField::Opinion));
            opinions && labels::progress_heads(grid).iter().all(|heads| heads.columns.len() < 4)
        }),
    }
}

/// What of the workbook could not be read.
fn report_damage(workbook: &Workbook, talk: &mut Talk) {
    for damage in &workbook.damage {
        let place = match (&damage.sheet, damage.cell) {
            (Some(sheet), Some(cell)) => talk.cell(sheet, cell),
            (Some(sheet), None) => talk.sheet(sheet),
            _ => talk.file_origin(),
        };
        talk.say(Severity::Error, codes::DAMAGED, place, damage.message.clone(), |finding| {
            finding.remedy("Excelで開き、「Excelブック（*.xlsx）」で保存し直してください。")
        });
    }
}

/// Sheets that are no part of a form, hidden sheets with data, comments: none is lost without a word.
///
/// `confidential`: the words of comments are not repeated, as they begin with the name of who wrote them.
fn report_rest(workbook: &Workbook, sheets_read: &[usize], confidential: bool, talk: &mut Talk, account: &mut Account) {
    let is_returned = workbook.sheets.iter().any(|sheet| sheet.name.as_ref() == POINTS_SHEET);
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        if is_ours(&sheet.name) || (sheet.visibility != Visibility::Visible && sheet.name.starts_with('_')) {
            sheet.cells.keys().for_each(|at| account.decide(index, *at, Disposition::Reference));
            continue;
        }
        let is_read = sheets_read.contains(&index);
        let filled = sheet.cells.values().filter(|cell| !cell.is_blank()).count();
        if !is_read {
            let ignored = Disposition::Ignored(Reason::OtherSheet);
            sheet.cells.keys().for_each(|at| account.decide(index, *at, ignored.clone()));
        }
        if filled > 0 && sheet.visibility != Visibility::Visible {
            let read = if is_read { "読み取りました" } else { "読み取りません" };
            talk.say(
                Severity::Warning,
                codes::HIDDEN,
                talk.sheet(&sheet.name),
                format!("非表示のシート「{}」に{filled}個のセルの記入があります。{read}。", sheet.name),
                |finding| finding.remedy("シートを再表示して、内容を確かめてください。"),
            );
        } else if filled > 0 && !is_read && !sheets_read.is_empty() {
            talk.say(
                Severity::Warning,
                codes::SHEET_IGNORED,
                talk.sheet(&sheet.name),
                format!("シート「{}」（{filled}個のセル）は様式ではないため、読み取りません。", sheet.name),
                |finding| finding.remedy("取り込む内容があれば、様式の欄に記入してください。"),
            );
        }
        if is_read {
            // Notes on the wrong cells of a returned form are ours.
            if !is_returned {
                report_comments(sheet, confidential, talk);
            }
            report_overlays(sheet, confidential, talk);
        }
        // Results that are missing outside the open fields are named too.
        if is_read {
            for (at, _) in sheet.cells.iter().filter(|(_, cell)| matches!(cell.value, Value::Uncached)) {
                if !account.has(index, *at) {
                    talk.say(
                        Severity::Note,
                        codes::UNCACHED,
                        talk.cell(&sheet.name, *at),
                        "計算式の結果がファイルに保存されていません。様式の欄の外なので、取り込みには影響しません。"
                            .to_owned(),
                        |finding| finding,
                    );
                }
            }
        }
    }
}

/// Comments on cells: they are no part of a form.
fn report_comments(sheet: &Sheet, confidential: bool, talk: &mut Talk) {
    for (at, text) in &sheet.comments {
        let text = text.trim();
        talk.say(
            Severity::Note,
            codes::COMMENT,
            talk.cell(&sheet.name, *at),
            "セルにメモ（コメント）があります。取り込みません。".to_owned(),
            |finding| {
                let finding = finding.remedy("取り込む内容なら、「内部メモ」などの欄に記入してください。");
                if confidential { finding } else { finding.found(text) }
            },
        );
    }
}

/// Text boxes, pictures, headers: what the sheet shows and no cell holds.
fn report_overlays(sheet: &Sheet, confidential: bool, talk: &mut Talk) {
    // A header that repeats what a cell says (the title, the department) tells nothing new.
    let repeated = |text: &str| {
        let key = text_key(text);
        sheet.cells.values().any(|cell| text_key(&cell.shown()) == key)
    };
    for overlay in &sheet.overlays {
        if overlay.kind == OverlayKind::Header && repeated(&overlay.text) {
            continue;
        }
        let severity = if overlay.kind == OverlayKind::Header { Severity::Note } else { Severity::Warning };
        let place = match overlay.anchor {
            Some(at) => talk.cell(&sheet.name, at),
            None => talk.sheet(&sheet.name),
        };
        let found = overlay.text.trim();
        talk.say(
            severity,
            codes::OVERLAY,
            place,
            format!("シートに{}があります。取り込みません。", overlay.kind.label()),
            |finding| {
                let finding = finding.remedy("取り込む内容なら、様式の欄に記入してください。");
                if confidential || found.is_empty() { finding } else { finding.found(found) }
            },
        );
    }
}
