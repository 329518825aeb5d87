//! The resubmission rule (差替え): which form is in force when a department handed in more than one for a year and period.
//!
//! Identical bytes are one file. Otherwise a form that the office accepted by name in `office.toml` wins, then the later
//! 提出日 (a form without one is the oldest), then the higher 版. Where these are equal and the forms say different things,
//! that is a finding, and the greater content hash decides: never the file name or the order of arrival.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::attribution::form_unit;
use super::codes;
use super::contributions::same_rows;
use super::ledger::{FateReason, FileFate};
use super::office::OfficeFile;
use crate::finding::{Finding, Origin, Severity, Sourced};
use crate::intake::submission::{FileHash, Recognition, Submission};
use crate::plan::Plan;
use crate::vocabulary::{DepartmentId, FiscalYear, Period, japanese_date};

/// The submissions sorted into those in force and the others.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// One for each unit and period, in the order of unit, period and hash.
    pub(super) in_force: Vec<Submission>,
    /// Read, but replaced by a form in force; with the file that replaced it.
    pub(super) superseded: Vec<(Submission, Arc<str>)>,
    /// Fates of files that do not follow from `in_force` and `superseded`.
    pub(super) fates: BTreeMap<Arc<str>, FileFate>,
    /// Submissions left out with their file's fate in `fates`; their internal texts still count as internal.
    pub(super) left_out: Vec<Submission>,
    /// What there is to say.
    pub(super) findings: Vec<Finding>,
}

impl Chosen {
    /// The files of which nothing is in force because later forms or exact copies stand for all of it, or the office has
    /// left them out: what there was to mend in them is no longer anybody's task.
    pub(super) fn replaced_files(&self) -> BTreeSet<Arc<str>> {
        let gone = |fate: &FileFate| matches!(fate, FileFate::Duplicate(_) | FileFate::Ignored(_));
        let fated = self.fates.iter().filter(|(_, fate)| gone(fate)).map(|(file, _)| file.clone());
        let in_force: BTreeSet<&Arc<str>> = self.in_force.iter().map(|submission| &submission.file).collect();
        let superseded = self.superseded.iter().map(|(submission, _)| submission.file.clone());
        superseded.chain(fated).filter(|file| !in_force.contains(file)).collect()
    }
}

/// Applies the rule to all submissions of `year`.
pub(super) fn choose(
    plan: &Plan,
    year: FiscalYear,
    submissions: Vec<Submission>,
    office: Option<&OfficeFile>,
) -> Chosen {
    let mut chosen = Chosen::default();
    let mut groups: BTreeMap<(DepartmentId, Period, Option<usize>), Vec<Submission>> = BTreeMap::new();
    let known: BTreeSet<&DepartmentId> = plan.departments.iter().map(|department| &department.id).collect();
    for submission in without_copies(submissions, &mut chosen) {
        match obstacle(&known, year, &submission, office) {
            Some((fate, finding)) => {
                chosen.fates.insert(submission.file.clone(), fate);
                chosen.findings.push(finding);
                chosen.left_out.push(submission);
            }
            None => {
                let unit = form_unit(plan, &submission.key.department, year.last_day());
                groups.entry((unit, submission.key.period, mapping_of(&submission))).or_default().push(submission);
            }
        }
    }
    for ((unit, period, _), mut group) in groups {
        group.sort_by_key(|submission| std::cmp::Reverse(rank(submission, office)));
        let claim_of_first = group.first().map(|first| claim(first, office));
        let mut group = group.into_iter();
        let Some(winner) = group.next() else { continue };
        let mut tied: Vec<&str> = Vec::new();
        // Forms that say the same are no tie: a workbook that was only saved again.
        for other in group.as_slice().iter().take_while(|other| Some(claim(other, office)) == claim_of_first) {
            if !same_rows(&winner.entries, &other.entries) {
                tied.push(&other.file);
            }
        }
        chosen.findings.extend(tie(&unit, period, &winner, tied));
        for other in group {
            chosen.findings.push(replacement(&unit, &winner, &other));
            chosen.superseded.push((other, winner.file.clone()));
        }
        chosen.in_force.push(winner);
    }
    chosen
}

/// The office's own form that a submission is, if it is one: such forms stand beside each other and beside the program's.
fn mapping_of(submission: &Submission) -> Option<usize> {
    match submission.recognition {
        Recognition::Mapping(form) => Some(form),
        _ => None,
    }
}

/// Leaves out files with the same bytes as another; which of the paths is named as the one kept follows from the paths alone.
fn without_copies(mut submissions: Vec<Submission>, chosen: &mut Chosen) -> Vec<Submission> {
    submissions.sort_by(|a, b| (a.hash, &a.file, &a.key).cmp(&(b.hash, &b.file, &b.key)));
    let mut kept: Vec<Submission> = Vec::with_capacity(submissions.len());
    let mut first: BTreeMap<FileHash, Arc<str>> = BTreeMap::new();
    let mut copies: BTreeSet<Arc<str>> = BTreeSet::new();
    for submission in submissions {
        let original = first.entry(submission.hash).or_insert_with(|| submission.file.clone());
        if *original == submission.file {
            kept.push(submission);
            continue;
        }
        if copies.insert(submission.file.clone()) {
            let finding =
                Finding::new(Severity::Note, codes::DUPLICATE, "同じ内容のファイルが重ねて提出されています。")
                    .at(Origin::file(submission.file.clone()))
                    .of(submission.key.department.clone())
                    .found(original.to_string())
                    .remedy("1件として扱いました。対応は不要です。");
            chosen.findings.push(finding);
            chosen.fates.insert(submission.file.clone(), FileFate::Duplicate(original.clone()));
        }
        chosen.left_out.push(submission);
    }
    kept
}

/// Why a submission cannot take part at all.
fn obstacle(
    known: &BTreeSet<&DepartmentId>,
    year: FiscalYear,
    submission: &Submission,
    office: Option<&OfficeFile>,
) -> Option<(FileFate, Finding)> {
    let finding = |severity, code, message: &str| {
        Finding::new(severity, code, message)
            .at(Origin::file(submission.file.clone()))
            .of(submission.key.department.clone())
    };
    if let Some(exclusion) = office.and_then(|office| office.exclusion(&submission.file, submission.hash)) {
        let fate = FileFate::Ignored(FateReason::Excluded(exclusion.reason.clone()));
        let finding = finding(Severity::Note, codes::EXCLUDED, "office.tomlの指定によりこのファイルを除外しました。")
            .found(format!("理由：{}", exclusion.reason));
        return Some((fate, finding));
    }
    if submission.key.year != year {
        let fate = FileFate::Rejected(FateReason::OtherYear(submission.key.year));
        let finding = finding(Severity::Error, codes::OTHER_YEAR, "別の年度の様式です。")
            .found(submission.key.year.to_string())
            .expected(year.to_string())
            .remedy(format!("{}のフォルダに移すか、{year}の様式で提出してください。", submission.key.year));
        return Some((fate, finding));
    }
    if !known.contains(&submission.key.department) {
        let fate = FileFate::Rejected(FateReason::UnknownDepartment);
        let finding = finding(Severity::Error, codes::UNKNOWN_DEPARTMENT, "計画にない部署の様式です。")
            .found(submission.key.department.full_name())
            .remedy("部署名を確かめてください。機構改正による新しい部署は、plan.tomlに加えてください。");
        return Some((fate, finding));
    }
    None
}

/// What decides between two forms, greatest first: the office's word, 提出日, 版, and for the sake of determinism the content.
fn rank(submission: &Submission, office: Option<&OfficeFile>) -> (bool, Option<Date>, u32, FileHash) {
    let (accepted, date, version) = claim(submission, office);
    (accepted, date, version, submission.hash)
}

fn claim(submission: &Submission, office: Option<&OfficeFile>) -> (bool, Option<Date>, u32) {
    (
        office.is_some_and(|office| office.acceptance(&submission.file, submission.hash).is_some()),
        submission.submitted_on.as_ref().map(|date| date.value),
        submission.version.as_ref().map_or(1, |version| version.value),
    )
}

/// A finding where the rule cannot tell a form from others that say something else.
fn tie(unit: &DepartmentId, period: Period, winner: &Submission, tied: Vec<&str>) -> Option<Finding> {
    if tied.is_empty() {
        return None;
    }
    let mut names: Vec<&str> = tied.into_iter().chain([&*winner.file]).collect();
    names.sort_unstable();
    let message = format!("提出日と版が同じで内容の異なる{period}の様式が{}件あります。", names.len());
    let finding = Finding::new(Severity::Warning, codes::TIE, message)
        .at(Origin::file(winner.file.clone()))
        .of(unit.clone())
        .found(names.join("、"))
        .remedy(format!(
            "「{}」を採用しました。正しい方を確かめ、違うときはoffice.tomlの[[accept]]で正しいファイルを指定してください。",
            winner.file
        ));
    Some(finding)
}

fn replacement(unit: &DepartmentId, winner: &Submission, other: &Submission) -> Finding {
    let day = |submitted_on: &Option<Sourced<Date>>| match submitted_on {
        Some(date) => format!("{}提出", japanese_date(date.value)),
        None => "提出日の記入なし".to_owned(),
    };
    Finding::new(Severity::Note, codes::SUPERSEDED, "後から提出された様式に差し替えました。")
        .at(Origin::file(other.file.clone()))
        .of(unit.clone())
        .found(day(&other.submitted_on))
        .expected(format!("{}（{}）", winner.file, day(&winner.submitted_on)))
}
