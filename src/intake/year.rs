//! A year's input folder → everything that was handed in, files side by side, results in the order of their content.

use std::io::{self, Read as _};
use std::path::Path;
use std::{fmt, fs};

use jiff::civil::Date;
use rayon::prelude::*;

use super::codes;
use super::file::{FileReading, Options, read_bytes};
use super::folder::{Found, Sort, files_of};
use super::submission::{CellAccount, Disposition, Entry, FileAccount, Intake, KeptCells, RatingForm, Submission};
use crate::finding::{Finding, Origin, Severity, Sourced, io_reason};
use crate::plan::Plan;
use crate::store::{Kept, Store, StoreError};
use crate::vocabulary::FiscalYear;

/// Why a year could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// The input folder cannot be read, or the threads cannot be started.
    Input(io::Error),
    /// What was read cannot be put aside.
    Store(StoreError),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> ReadError {
        ReadError::Input(error)
    }
}

impl From<StoreError> for ReadError {
    fn from(error: StoreError) -> ReadError {
        ReadError::Store(error)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Input(error) => write!(f, "入力フォルダーを読み込めません（{}）。", io_reason(error)),
            ReadError::Store(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ReadError::Input(error) => Some(error),
            ReadError::Store(error) => Some(error),
        }
    }
}

/// Reads all files of a year.
///
/// Files are read side by side by `options.workers` threads, each holding one file at a time, so that the memory for reading grows
/// with the workers and not with the files. What stays of a file is its head; its rows and the account of its cells are put aside
/// ([`Store`]). The order of files and their names change nothing but the names in the result.
///
/// # Errors
/// Where the input folder cannot be read, the threads cannot be started, or nothing can be put aside. A file that cannot be read
/// is a finding instead.
pub fn read_year(plan: &Plan, input: &Path, year: FiscalYear, options: &Options) -> Result<Intake, ReadError> {
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
) -> Result<Intake, ReadError> {
    let (files, mut findings) = files_of(input, year)?;
    let threads =
        rayon::ThreadPoolBuilder::new().num_threads(options.workers.max(1)).build().map_err(io::Error::other)?;
    let done = std::sync::atomic::AtomicUsize::new(0);
    let mut intake = Intake::default();
    let read: Vec<Read> = threads.install(|| {
        files
            .par_iter()
            .map(|file| {
                let read = Read::new(of_year(read_file(plan, file, options), year), &intake.store);
                progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, files.len());
                read
            })
            .collect::<Result<_, StoreError>>()
    })?;
    for file in read {
        let (account, submissions) = intake.store.read(&file.heads, &[])?;
        intake.submissions.extend(submissions);
        intake.ratings.extend(file.ratings);
        intake.files.push(account);
        findings.extend(file.findings);
    }
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

/// The heads of a file and of the forms in it.
type Heads = (FileAccount<KeptCells>, Vec<Submission<Kept<Vec<Entry>>>>);

/// A file that was read, with all that is needed only later put aside.
///
/// While files are read the heads are put aside too: small things that stay, made between large ones that go, would keep the
/// memory of the large ones from being used again (five times their own size was measured).
struct Read {
    heads: Kept<Heads>,
    ratings: Vec<RatingForm>,
    findings: Vec<Finding>,
}

impl Read {
    fn new(reading: FileReading, store: &Store) -> Result<Read, StoreError> {
        let FileReading { account, submissions, ratings, findings } = reading;
        let submissions = submissions.into_iter().map(|submission| submission.keep(store));
        let heads: Heads = (account.keep(store)?, submissions.collect::<Result<_, _>>()?);
        Ok(Read { heads: store.keep(&heads)?, ratings, findings })
    }
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
            cells: Vec::new(),
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
        for CellAccount { disposition, .. } in &mut reading.account.cells {
            if *disposition == Disposition::Used {
                *disposition = Disposition::Rejected("別の年度の様式".to_owned());
            }
        }
    }
    reading
}
