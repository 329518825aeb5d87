//! A year's input folder → everything that was handed in, files side by side, results in the order of their content.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use jiff::civil::Date;

use super::codes;
use super::file::{FileReading, Options, read_bytes};
use super::file_account::{CellAccount, CellAccounts, Disposition, FileAccount, Reason};
use super::folder::{Found, Sort, files_of};
use super::keeper::Keeper;
use super::submission::Intake;
use crate::finding::{Finding, Origin, Severity, Sourced};
use crate::plan::Plan;
use crate::vocabulary::FiscalYear;

/// Reads all files of a year.
///
/// Files are read side by side by `options.workers` threads, each holding one file at a time, so that the memory for reading grows
/// with the workers and not with the files. The order of files and their names change nothing but the names in the result.
///
/// # Errors
/// Where the input folder cannot be read or the threads cannot be started. A file that cannot be read is a finding instead.
pub fn read_year(plan: &Plan, input: &Path, year: FiscalYear, options: &Options) -> io::Result<Intake> {
    read_year_with(plan, input, year, options, &|_, _| {})
}

/// Reads all files of a year and tells `progress` after each how many are done, and of how many.
///
/// # Errors
/// As [`read_year`].
pub fn read_year_with(
    plan: &Plan,
    input: &Path,
    year: FiscalYear,
    options: &Options,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> io::Result<Intake> {
    let (files, mut findings) = files_of(input, year)?;
    let mut intake = Intake::default();
    let mut keeper = Keeper::default();
    let workers = options.workers.clamp(1, files.len().max(1));
    let next = AtomicUsize::new(0);
    let (sender, readings) = mpsc::sync_channel(workers);
    std::thread::scope(|scope| -> io::Result<()> {
        for _ in 0..workers {
            let (sender, next, files) = (sender.clone(), &next, &files);
            let work = move || {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if sender.send(of_year(read_file(plan, file, options), year)).is_err() {
                        break;
                    }
                }
            };
            std::thread::Builder::new().spawn_scoped(scope, work)?;
        }
        drop(sender);
        for (done, reading) in (1..).zip(readings) {
            let FileReading { account, submissions, ratings, findings: said } = keeper.keep(&reading);
            intake.submissions.extend(submissions);
            intake.ratings.extend(ratings);
            intake.files.push(account);
            findings.extend(said);
            progress(done, files.len());
        }
        Ok(())
    })?;
    intake.submissions.sort_by(|a, b| {
        let day = |date: &Option<Sourced<Date>>| date.as_ref().map(|at| at.value);
        let number = |version: &Option<Sourced<u32>>| version.as_ref().map(|at| at.value);
        (&a.key, day(&a.submitted_on), number(&a.version), a.hash, &a.file).cmp(&(
            &b.key,
            day(&b.submitted_on),
            number(&b.version),
            b.hash,
            &b.file,
        ))
    });
    intake.ratings.sort_by(|a, b| (a.hash, &a.file).cmp(&(b.hash, &b.file)));
    intake.files.sort_by(|a, b| (&a.file, a.hash).cmp(&(&b.file, b.hash)));
    findings.sort();
    intake.findings = findings;
    Ok(intake)
}

/// Reads one file of the folder, or says why not.
fn read_file(plan: &Plan, file: &Found, options: &Options) -> FileReading {
    match file.sort {
        Sort::Candidate => {}
        Sort::Lock => {
            return passed_over(
                file,
                "編集中のロックファイル",
                Some(
                    Finding::new(
                        Severity::Warning,
                        codes::LOCK_FILE,
                        "ブックを開いている間に作られるファイルです。読み取りません。",
                    )
                    .remedy("誰かが編集中でないか確かめ、閉じてから消してください。"),
                ),
            );
        }
        Sort::System => return passed_over(file, "システムのファイル", None),
        Sort::Office => return passed_over(file, "事務局の設定", None),
        Sort::Special => {
            let finding =
                Finding::new(Severity::Warning, codes::SPECIAL, "普通のファイルではないため、読み取りません。")
                    .remedy("Excel のブックをこのフォルダに置いてください。");
            return passed_over(file, "特殊なファイル", Some(finding));
        }
        Sort::Link => {
            return passed_over(
                file,
                "シンボリックリンク",
                Some(
                    Finding::new(Severity::Warning, codes::LINK, "シンボリックリンクのため、読み取りません。")
                        .remedy("元のファイルをこのフォルダに置いてください。"),
                ),
            );
        }
    }
    let limit = options.limits.file_bytes;
    if file.size > limit {
        let finding = Finding::new(
            Severity::Error,
            codes::LIMIT,
            format!("ファイルが大きすぎます（{}MB）。", file.size / 1_000_000),
        )
        .expected(format!("{}MBまで", limit / 1_000_000))
        .remedy("画像などを除いて小さくするか、配布した様式に記入し直してください。");
        return passed_over(file, "大きすぎるファイル", Some(finding));
    }
    let mut bytes = Vec::new();
    // The file may have grown since it was listed.
    match fs::File::open(&file.path).and_then(|opened| opened.take(limit + 1).read_to_end(&mut bytes)) {
        Ok(_) => read_bytes(plan, &file.name, &bytes, options),
        Err(error) => {
            let why = match error.kind() {
                io::ErrorKind::PermissionDenied => "読む権限がありません",
                io::ErrorKind::NotFound => "読む前になくなりました",
                _ => "読み取りに失敗しました",
            };
            let finding = Finding::new(Severity::Error, codes::UNREADABLE, format!("ファイルを開けません（{why}）。"))
                .remedy("アクセス権と、ほかの人が開いていないかを確かめてください。");
            passed_over(file, "開けないファイル", Some(finding))
        }
    }
}

fn passed_over(file: &Found, kind: &str, finding: Option<Finding>) -> FileReading {
    FileReading {
        account: FileAccount {
            file: file.name.clone(),
            hash: None,
            size: file.size,
            kind: kind.to_owned(),
            form: None,
            cells: CellAccounts::default(),
        },
        submissions: Vec::new(),
        ratings: Vec::new(),
        findings: finding.map(|finding| finding.at(Origin::file(file.name.clone()))).into_iter().collect(),
    }
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
    reading.submissions.retain(|submission| submission.key.year == year);
    reading.ratings.retain(|rating| rating.year == year);
    if reading.submissions.is_empty() && reading.ratings.is_empty() {
        let is_used = |cell: &CellAccount<'_>| *cell.disposition == Disposition::Used;
        reading.account.cells.settle(|cell| is_used(&cell).then_some(Disposition::Rejected(Reason::OtherYear)));
    }
    reading
}
