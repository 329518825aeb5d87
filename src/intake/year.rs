//! A year's input folder → everything that was handed in, files side by side, results in the order of their content.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use super::codes;
use super::file::{FileReading, Options, read_hashed};
use super::file_account::{CellAccounts, Disposition, FileAccount, Reason, Unopened};
use super::folder::{FileRole, Found, files_of, remedy_for_office};
use super::keeper::Keeper;
use super::readings::{Gathered, Readings};
use super::submission::{FileHash, Intake, RatingForm, Submission};
use crate::finding::{Finding, Origin, Place, Severity};
use crate::plan::Plan;
use crate::vocabulary::{CellAddress, FiscalYear};
use crate::workspace::OFFICE_FILE;

/// Reads all files of a year.
///
/// The order of files and their names change nothing but the names in the result.
///
/// # Errors
/// As [`gather`].
pub fn read_year(plan: &Plan, input: &Path, year: FiscalYear, options: &Options) -> io::Result<Intake> {
    gather(plan, input, year, options, &Readings::default(), &|_, _| {}).map(Gathered::into_intake)
}

/// A file read, or known from the last look.
enum Look {
    Read(FileReading),
    Held(Arc<FileReading>),
}

/// Reads all files of a year but those that were read before, and tells `progress` after each how many are done, and of how many.
///
/// Files are read side by side by `options.workers` threads, each holding one file at a time, so that the memory for reading grows
/// with the workers and not with the files. `before` are readings by the same plan and limits.
///
/// # Errors
/// Where the input folder cannot be read or the threads cannot be started. A file that cannot be read is a finding instead.
pub fn gather(
    plan: &Plan,
    input: &Path,
    year: FiscalYear,
    options: &Options,
    before: &Readings,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> io::Result<Gathered> {
    let (files, findings) = files_of(input, year)?;
    let mut gathered = Gathered { readings: Vec::with_capacity(files.len()), findings, read: 0 };
    let mut keeper = Keeper::default();
    let workers = options.workers.clamp(1, files.len().max(1));
    let next = AtomicUsize::new(0);
    let (sender, looks) = mpsc::sync_channel(workers);
    std::thread::scope(|scope| -> io::Result<()> {
        for _ in 0..workers {
            let (sender, next, files) = (sender.clone(), &next, &files);
            let work = move || {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let look = match read_file(plan, file, options, before) {
                        Look::Read(reading) => Look::Read(of_year(reading, year)),
                        held @ Look::Held(_) => held,
                    };
                    if sender.send((file.name.clone(), look)).is_err() {
                        break;
                    }
                }
            };
            std::thread::Builder::new().spawn_scoped(scope, work)?;
        }
        drop(sender);
        for (done, (name, look)) in (1..).zip(looks) {
            let reading = match look {
                Look::Held(reading) => reading,
                Look::Read(reading) => {
                    gathered.read += usize::from(reading.account.hash.is_some());
                    Arc::new(keeper.keep(&reading))
                }
            };
            gathered.readings.push((name, reading));
            progress(done, files.len());
        }
        Ok(())
    })?;
    Ok(gathered)
}

/// More files of a folder that are no forms than this are reported in one line.
const STRANGERS: usize = 10;

/// Tells the files of a folder that are no forms together where they are many: a folder of photographs is one point to look at, not
/// two hundred. The ledger lists each of them.
pub(super) fn strangers_together(findings: Vec<Finding>) -> Vec<Finding> {
    let mut groups: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    let (strangers, mut others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(|finding| {
        matches!(finding.code, codes::NOT_A_WORKBOOK | codes::NO_FORM) && finding.department.is_none()
    });
    for finding in strangers {
        let file = finding.origin.as_ref().map_or("", |origin| &origin.file);
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        groups.entry(folder).or_default().push(finding);
    }
    for (folder, mut group) in groups {
        if group.len() <= STRANGERS {
            others.extend(group);
            continue;
        }
        group.sort();
        let severity = group.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Error);
        let name = |finding: &Finding| {
            let file = finding.origin.as_ref().map_or("", |origin| &origin.file);
            file.rsplit('/').next().unwrap_or(file).to_owned()
        };
        let names: Vec<String> = group.iter().take(3).map(name).collect();
        let message = format!("進捗管理表の様式でないファイルが{}件あります。読み取りません。", group.len());
        let finding = Finding::new(severity, codes::NO_FORM, message)
            .at(Origin::file(folder))
            .found(format!("{}ほか", names.join("、")))
            .remedy("年度のフォルダには提出された様式だけを置いてください。1件ごとの内容は統合記録にあります。");
        others.push(finding);
    }
    others
}

/// Reads one file of the folder, or says why not.
fn read_file(plan: &Plan, file: &Found, options: &Options, before: &Readings) -> Look {
    if let Some(reading) = not_opened(file, options.limits.file_bytes) {
        return Look::Read(reading);
    }
    let mut bytes = Vec::new();
    // The file may have grown since it was listed.
    match fs::File::open(&file.path)
        .and_then(|opened| opened.take(options.limits.file_bytes + 1).read_to_end(&mut bytes))
    {
        Ok(_) => {
            let hash = FileHash::of(&bytes);
            match before.of(hash, &file.name) {
                Some(held) => Look::Held(held.clone()),
                None => Look::Read(read_hashed(plan, &file.name, hash, &bytes, options)),
            }
        }
        Err(error) => {
            let why = match error.kind() {
                io::ErrorKind::PermissionDenied => "読む権限がありません",
                io::ErrorKind::NotFound => "読む前になくなりました",
                _ => "読み取りに失敗しました",
            };
            let finding = Finding::new(Severity::Error, codes::UNREADABLE, format!("ファイルを開けません（{why}）。"))
                .remedy("アクセス権と、ほかの人が開いていないかを確かめてください。");
            Look::Read(passed_over(file, "開けないファイル", Unopened::Barred, Some(finding)))
        }
    }
}

/// What is said of a file that is not opened, by its kind or size; `None` of one that is to be read.
fn not_opened(file: &Found, limit: u64) -> Option<FileReading> {
    let warning = |code, message, remedy: &str| Some(Finding::new(Severity::Warning, code, message).remedy(remedy));
    match file.role {
        FileRole::Candidate => {}
        FileRole::Lock => {
            let finding = warning(
                codes::LOCK_FILE,
                "ブックを開いている間に作られるファイルです。読み取りません。",
                "誰かが編集中でないか確かめ、閉じてから消してください。",
            );
            return Some(passed_over(file, "編集中のロックファイル", Unopened::NothingHandedIn, finding));
        }
        FileRole::System => {
            return Some(passed_over(file, "システムのファイル", Unopened::NothingHandedIn, None));
        }
        FileRole::Office => return Some(passed_over(file, "事務局の設定", Unopened::Settings, None)),
        FileRole::Settings | FileRole::Misnamed | FileRole::Spare => return Some(unread_settings(file)),
        FileRole::Special => {
            let finding = warning(
                codes::SPECIAL,
                "普通のファイルではないため、読み取りません。",
                "Excel のブックをこのフォルダに置いてください。",
            );
            return Some(passed_over(file, "特殊なファイル", Unopened::Barred, finding));
        }
        // What is behind a link to a folder may be anybody's, and so may be what is behind one that leads nowhere and has no name of a file.
        FileRole::Link if file.path.is_dir() || (!file.path.exists() && file.path.extension().is_none()) => {
            let finding = Finding::new(
                Severity::Error,
                codes::UNREADABLE,
                "フォルダーへのリンクのため、中のファイルを読み取りません。",
            )
            .remedy("元のフォルダーを、この年度のフォルダに置いてください。");
            return Some(passed_over(file, "シンボリックリンク", Unopened::Barred, Some(finding)));
        }
        FileRole::Link => {
            let finding = warning(
                codes::LINK,
                "シンボリックリンクのため、読み取りません。",
                "元のファイルをこのフォルダに置いてください。",
            );
            return Some(passed_over(file, "シンボリックリンク", Unopened::Barred, finding));
        }
    }
    if file.size <= limit {
        return None;
    }
    let finding =
        Finding::new(Severity::Error, codes::LIMIT, format!("ファイルが大きすぎます（{}MB）。", file.size / 1_000_000))
            .expected(format!("{}MBまで", limit / 1_000_000))
            .remedy("画像などを除いて小さくするか、配布した様式に記入し直してください。");
    Some(passed_over(file, "大きすぎるファイル", Unopened::Barred, Some(finding)))
}

/// Settings that are not read, and what the office does about them.
fn unread_settings(file: &Found) -> FileReading {
    let (message, decision) = match file.role {
        FileRole::Misnamed => (
            "名前か場所が違うため、事務局の指定として読み取りません。".to_owned(),
            remedy_for_office(&file.name, "この年度"),
        ),
        FileRole::Spare => (
            format!("この年度には {OFFICE_FILE} が別にあるため、事務局の指定として読み取りません。"),
            format!("使う内容なら、{OFFICE_FILE} に書き写してください。控えなら、入力フォルダーの外に移してください。"),
        ),
        _ => (
            "事務局の指定ではない設定のファイル（.toml）のため、読み取りません。".to_owned(),
            format!(
                "使う内容なら、{OFFICE_FILE} に書き加えてください。控えなら、年度のフォルダーの外に移してください。"
            ),
        ),
    };
    let finding = Finding::new(Severity::Warning, codes::STRAY, message).for_office(decision);
    passed_over(file, "使わない設定ファイル", Unopened::NothingHandedIn, Some(finding))
}

fn passed_over(file: &Found, kind: &str, unopened: Unopened, finding: Option<Finding>) -> FileReading {
    FileReading {
        account: FileAccount {
            file: file.name.clone(),
            hash: None,
            size: file.size,
            kind: kind.to_owned(),
            unopened: Some(unopened),
            is_partial: false,
            form: None,
            cells: CellAccounts::default(),
        },
        submissions: Vec::new(),
        ratings: Vec::new(),
        findings: finding.map(|finding| finding.at(Origin::file(file.name.clone()))).into_iter().collect(),
    }
}

/// What was said of forms of `year` in the folders of other years, as something to look at: the forms may be here, too.
pub fn misplaced<'f>(findings: impl Iterator<Item = &'f Finding>, year: FiscalYear) -> Vec<Finding> {
    let found = year.to_string();
    let of_year =
        findings.filter(|finding| finding.code == codes::OTHER_YEAR && finding.found.as_ref() == Some(&found));
    of_year.map(|finding| Finding { severity: Severity::Warning, ..finding.clone() }).collect()
}

/// Sets aside forms of another year than the folder's: they would count where nobody looks for them.
fn of_year(mut reading: FileReading, year: FiscalYear) -> FileReading {
    let others: Vec<FiscalYear> = reading
        .submissions
        .iter()
        .filter(|submission| submission.key.year != year)
        .map(|submission| submission.key.year)
        .chain(reading.ratings.iter().filter(|rating| rating.year != year).map(|rating| rating.year))
        .collect();
    let Some(other) = others.first() else { return reading };
    let department = reading.submissions.iter().find(|at| at.key.year != year).map(|at| at.key.department.clone());
    let mut finding = Finding::new(
        Severity::Error,
        codes::OTHER_YEAR,
        format!("{year}のフォルダに{other}の様式があります。読み取りません。"),
    )
    .at(Origin::file(reading.account.file.clone()))
    .found(other.to_string())
    .expected(year.to_string())
    .remedy(format!("{other}のフォルダに移すか、{year}の様式に記入し直してもらってください。"));
    finding.department = department;
    reading.findings.push(finding);
    let submissions = std::mem::take(&mut reading.submissions).into_iter();
    let (kept, left_out): (Vec<Submission>, Vec<Submission>) = submissions.partition(|form| form.key.year == year);
    let ratings = std::mem::take(&mut reading.ratings).into_iter();
    let (kept_ratings, left_out_ratings): (Vec<RatingForm>, Vec<RatingForm>) =
        ratings.partition(|form| form.year == year);
    // A workbook may hold a form of the year, too, and the two may share cells of a cover.
    let is_whole = kept.is_empty() && kept_ratings.is_empty();
    let (held, set_aside) = (cells_of(&kept, &kept_ratings), cells_of(&left_out, &left_out_ratings));
    reading.account.cells.decide_again(|cell| {
        let place = (&**cell.sheet, cell.cell);
        let is_left_out = is_whole || set_aside.contains(&place) && !held.contains(&place);
        let is_used = *cell.disposition == Disposition::Used;
        (is_used && is_left_out).then_some(Disposition::Rejected(Reason::OtherYear))
    });
    (reading.submissions, reading.ratings) = (kept, kept_ratings);
    reading
}

/// The cells, by sheet, from which forms were read.
fn cells_of<'f>(submissions: &'f [Submission], ratings: &'f [RatingForm]) -> BTreeSet<(&'f str, CellAddress)> {
    let rows = submissions.iter().flat_map(|form| &form.entries).flat_map(|entry| entry.cells());
    let covers = submissions.iter().flat_map(Submission::cover_cells);
    let rated = ratings.iter().flat_map(|form| form.ratings.values()).flat_map(|rating| {
        let given = rating.given.as_ref().map(|given| &given.origin);
        given.into_iter().chain(rating.opinion.as_ref().map(|opinion| &opinion.origin))
    });
    let origins = rows.map(|(_, origin)| origin).chain(covers).chain(rated);
    let cell = |origin: &'f Origin| match &origin.place {
        Place::Cell(sheet, at) => Some((&**sheet, *at)),
        Place::File | Place::Sheet(_) | Place::Line { .. } => None,
    };
    origins.filter_map(cell).collect()
}
