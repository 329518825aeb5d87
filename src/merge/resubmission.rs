//! The resubmission rule (差替え): which form is in force when a department handed in more than one for a year and period.
//!
//! Files that the office leaves out take no part; of the others identical bytes are one file. Otherwise a form that the office accepted by name in `office.toml` wins, then the later 提出日, then
//! the higher 版. A form whose 提出日 is missing or in doubt ([`super::submission_day`]) comes after all others where its 版 is higher than
//! that of the latest of them, else before them. Where day and 版 contradict each other the department is asked; where they
//! leave the order open and the forms say different things, the office is; the greater content hash decides meanwhile, never the file name
//! or the order of arrival.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attribution::form_unit;
use super::codes;
use super::contributions::same_rows;
use super::emptied;
use super::ledger::{FateReason, FileFate};
use super::office::{FileRule, OfficeFile};
use super::submission_day;
use crate::finding::{Finding, Origin, Severity};
use crate::intake;
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
    pub(super) findings: Vec<Finding>,
}

impl Chosen {
    /// The files of which something was read, whatever became of it.
    pub(super) fn files(&self) -> impl Iterator<Item = &Arc<str>> {
        let superseded = self.superseded.iter().map(|(submission, _)| submission);
        let read = self.in_force.iter().chain(superseded).chain(&self.left_out);
        read.map(|submission| &submission.file).chain(self.fates.keys())
    }

    /// Turns findings on files of which nothing is in force, because later forms stand for all of it or the office has left them out, into
    /// notes: they are nobody's task any more, but somebody may look for them. Those on an exact copy stand at the original.
    pub(super) fn lower_findings_of_replaced_files(&self, findings: &mut Vec<Finding>) {
        let in_force: BTreeSet<&Arc<str>> = self.in_force.iter().map(|submission| &submission.file).collect();
        let superseded: BTreeSet<&Arc<str>> = self
            .superseded
            .iter()
            .map(|(submission, _)| &submission.file)
            .filter(|file| !in_force.contains(file))
            .collect();
        let gone = |file: &Arc<str>| match self.fates.get(file) {
            Some(FileFate::Ignored(_)) => Some(OF_EXCLUDED),
            _ if superseded.contains(file) => {
                Some("差し替えられたファイルの指摘です。採用した様式で直っていれば、対応は不要です。")
            }
            _ => None,
        };
        findings.retain_mut(|finding| {
            let Some(origin) = &finding.origin else { return true };
            let is_own = matches!(finding.code, codes::DUPLICATE | codes::SUPERSEDED | codes::EXCLUDED);
            if matches!(self.fates.get(&origin.file), Some(FileFate::Duplicate(_))) {
                return is_own;
            }
            if let Some(remedy) = gone(&origin.file).filter(|_| !is_own) {
                lower(finding, remedy);
            }
            true
        });
    }
}

/// What to do about a finding on a file that the office left out.
const OF_EXCLUDED: &str = "office.tomlの指定により除外したファイルの指摘です。対応は不要です。";

/// The same for the forms of members and graders that the office leaves out.
pub(super) fn lower_findings_of_excluded(fates: &BTreeMap<Arc<str>, FileFate>, findings: &mut [Finding]) {
    let is_excluded =
        |origin: &Origin| matches!(fates.get(&origin.file), Some(FileFate::Ignored(FateReason::Excluded(_))));
    for finding in findings.iter_mut().filter(|finding| finding.code != codes::EXCLUDED) {
        if finding.origin.as_ref().is_some_and(is_excluded) {
            lower(finding, OF_EXCLUDED);
        }
    }
}

fn lower(finding: &mut Finding, remedy: &str) {
    finding.severity = Severity::Note;
    finding.remedy = Some(remedy.to_owned());
    finding.for_office = None;
}

/// Applies the rule to all submissions of `year`; `findings` are what was said of them when they were read.
pub(super) fn choose(
    plan: &Plan,
    year: FiscalYear,
    submissions: Vec<Submission>,
    office: Option<&OfficeFile>,
    findings: &[Finding],
) -> Chosen {
    let mut chosen = Chosen::default();
    let wrong = findings.iter().filter(|finding| finding.severity >= Severity::Error);
    let faulty: BTreeSet<&str> = wrong.filter_map(|finding| Some(&*finding.origin.as_ref()?.file)).collect();
    let mut groups: BTreeMap<(DepartmentId, Period, Option<usize>), Vec<Submission>> = BTreeMap::new();
    let known: BTreeSet<&DepartmentId> = plan.departments.iter().map(|department| &department.id).collect();
    let submissions = without_excluded(submissions, office, &mut chosen);
    for mut submission in without_copies(submissions, office, &mut chosen) {
        match obstacle(&known, year, &submission) {
            Some((fate, finding)) => {
                chosen.fates.insert(submission.file.clone(), fate);
                chosen.findings.push(finding);
                chosen.left_out.push(submission);
            }
            None => {
                chosen.findings.extend(submission_day::judge(plan, &mut submission));
                let unit = form_unit(plan, &submission.key.department, year.last_day());
                groups.entry((unit, submission.key.period, mapping_of(&submission))).or_default().push(submission);
            }
        }
    }
    for ((unit, period, _), mut group) in groups {
        let Some(at) = latest(&group, office, &faulty) else { continue };
        let winner = group.swap_remove(at);
        group.sort_by_key(|submission| std::cmp::Reverse(submission.hash));
        // The office's word settles the order, and forms that say the same need none: a workbook that was only saved again.
        let is_settled = |other: &&Submission| {
            is_accepted(&winner, office) != is_accepted(other, office) || same_rows(&winner.entries, &other.entries)
        };
        let unsettled: Vec<&Submission> = group.iter().filter(|other| !is_settled(other)).collect();
        chosen.findings.extend(contradiction(&unit, period, &winner, &unsettled));
        chosen.findings.extend(tie(&unit, period, &winner, &unsettled));
        chosen.findings.extend(accepted_twice(&winner, &group, office));
        if !is_accepted(&winner, office) {
            chosen.findings.extend(emptied::finding(plan, &unit, &winner, &group));
        }
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

/// Takes out the files that the office leaves out, before copies are looked for: a copy that is not left out counts, whatever it is called.
fn without_excluded(submissions: Vec<Submission>, office: Option<&OfficeFile>, chosen: &mut Chosen) -> Vec<Submission> {
    let rule = |form: &Submission| office.and_then(|office| office.exclusion(&form.file, form.hash));
    let (left_out, taking_part): (Vec<_>, Vec<_>) = submissions.into_iter().partition(|form| rule(form).is_some());
    let copies = names_by_content(taking_part.iter().map(|form| (form.hash, &form.file)));
    for submission in left_out {
        let Some(rule) = rule(&submission) else { continue };
        let copy = copies.get(&submission.hash);
        let finding = excluded(&submission.file, rule, copy);
        // What the office has to look at itself is none of a letter to the department.
        chosen.findings.push(if copy.is_some() { finding } else { finding.of(submission.key.department.clone()) });
        chosen.fates.insert(submission.file.clone(), FileFate::Ignored(FateReason::Excluded(rule.reason.clone())));
        chosen.left_out.push(submission);
    }
    taking_part
}

/// The first name of each content.
pub(super) fn names_by_content<'f>(
    files: impl Iterator<Item = (FileHash, &'f Arc<str>)>,
) -> BTreeMap<FileHash, Arc<str>> {
    let mut names: BTreeMap<FileHash, Arc<str>> = BTreeMap::new();
    for (hash, file) in files {
        let name = names.entry(hash).or_insert_with(|| Arc::clone(file));
        if file < name {
            *name = Arc::clone(file);
        }
    }
    names
}

/// What to say of a file that the office leaves out; `copy` is one with the same bytes that it does not leave out.
pub(super) fn excluded(file: &Arc<str>, rule: &FileRule, copy: Option<&Arc<str>>) -> Finding {
    let message = "office.tomlの指定によりこのファイルを除外しました。";
    let finding = |severity, message: String| {
        Finding::new(severity, codes::EXCLUDED, message)
            .at(Origin::file(file.clone()))
            .found(format!("理由：{}", rule.reason))
    };
    match copy {
        None => finding(Severity::Note, message.to_owned()),
        Some(copy) => finding(Severity::Warning, format!("{message}同じ内容の「{copy}」は除外していません。"))
            .for_office("重なっていただけなら、対応は不要です。内容も除くときは、そのファイルの名もoffice.tomlの［［exclude］］に書いてください。"),
    }
}

/// Leaves out files with the same bytes as another; which of the paths is named as the one kept follows from the paths alone. It is one that
/// the office accepts where any is, else one of a workbook.
fn without_copies(
    mut submissions: Vec<Submission>,
    office: Option<&OfficeFile>,
    chosen: &mut Chosen,
) -> Vec<Submission> {
    let rank = |form: &Submission| (!is_accepted(form, office), !intake::has_workbook_extension(&form.file));
    submissions.sort_by(|a, b| (a.hash, rank(a), &a.file, &a.key).cmp(&(b.hash, rank(b), &b.file, &b.key)));
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
fn obstacle(known: &BTreeSet<&DepartmentId>, year: FiscalYear, submission: &Submission) -> Option<(FileFate, Finding)> {
    let finding = |severity, code, message: &str| {
        Finding::new(severity, code, message)
            .at(Origin::file(submission.file.clone()))
            .of(submission.key.department.clone())
    };
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
            .remedy("部署名を確かめてください。")
            .for_office("機構改正による新しい部署は、plan.tomlに加えてください。");
        return Some((fate, finding));
    }
    None
}

/// Says that the office accepts several forms of one department and period that do not say the same: one of them counts.
fn accepted_twice(winner: &Submission, others: &[Submission], office: Option<&OfficeFile>) -> Option<Finding> {
    let is_meant = |form: &&Submission| is_accepted(form, office) && !same_rows(&winner.entries, &form.entries);
    let others: Vec<&str> = others.iter().filter(is_meant).map(|form| &*form.file).collect();
    let is_disputed = is_accepted(winner, office) && !others.is_empty();
    is_disputed.then(|| {
        let message = format!("office.tomlの［［accept］］に当たる様式が{}件あります。", others.len() + 1);
        Finding::new(Severity::Warning, codes::OFFICE_UNUSED, message)
            .at(Origin::file(winner.file.clone()))
            .found(format!("{}、{}", winner.file, others.join("、")))
            .for_office(format!(
                "「{}」を採用しました。採る様式だけに当たるように、フォルダーからのパスかハッシュ値で書いてください。",
                winner.file
            ))
    })
}

fn is_accepted(submission: &Submission, office: Option<&OfficeFile>) -> bool {
    office.is_some_and(|office| office.acceptance(&submission.file, submission.hash).is_some())
}

/// The place of the form that is in force among those of one unit and period: the latest by day and 版, of several the one that has
/// nothing to mend, and of equals the one with the greatest hash, which says nothing and is the same on every machine.
fn latest(group: &[Submission], office: Option<&OfficeFile>, faulty: &BTreeSet<&str>) -> Option<usize> {
    let accepted = group.iter().any(|submission| is_accepted(submission, office));
    let candidates = || group.iter().enumerate().filter(|(_, form)| !accepted || is_accepted(form, office));
    let rank = |form: &Submission| (form.version_number(), !faulty.contains(&*form.file), form.hash);
    let dated = candidates().filter_map(|(at, form)| Some((form.day()?, rank(form), at))).max();
    let undated = candidates().filter(|(_, form)| form.day().is_none()).map(|(at, form)| (rank(form), at)).max();
    match (dated, undated) {
        (Some((_, (known, ..), _)), Some(((version, ..), at))) if version > known => Some(at),
        (Some((.., at)), _) | (None, Some((_, at))) => Some(at),
        (None, None) => None,
    }
}

/// How the form in force stands to one that it replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Day and 版, as far as they are known, say that it is the later one.
    Later,
    /// One of them says the contrary.
    Contradictory,
    /// They do not say.
    Open,
}

fn order(winner: &Submission, other: &Submission) -> Order {
    let typed = |form: &Submission| form.submitted_on.as_ref().map(|day| day.value);
    let by_version = winner.version_number().cmp(&other.version_number());
    // What the other calls its 版 may be more than the first; a later day with a higher 版 settles it all the same.
    let may_be_higher = other.version_in_doubt && winner.version_number() <= 1;
    match (winner.day(), other.day()) {
        _ if by_version.is_lt() => Order::Contradictory,
        (Some(day), Some(before)) if day > before && !may_be_higher => Order::Later,
        (Some(day), Some(before)) if day < before => Order::Contradictory,
        // The day that the winner shows counts for nothing, but it says the contrary all the same.
        (None, Some(before)) if typed(winner).is_some_and(|day| day < before) => Order::Contradictory,
        _ if by_version.is_gt() && !other.version_in_doubt => Order::Later,
        _ => Order::Open,
    }
}

/// `納税課.xlsx（版2、令和3年5月10日提出）`.
fn claim(submission: &Submission) -> String {
    let version = match submission.version_in_doubt {
        true => "版は読めない".to_owned(),
        false => format!("版{}", submission.version_number()),
    };
    format!("{}（{version}、{}）", submission.file, day_shown(submission))
}

fn day_shown(submission: &Submission) -> String {
    match (&submission.submitted_on, submission.day_in_doubt) {
        (Some(day), None) => format!("{}提出", japanese_date(day.value)),
        (Some(day), Some(_)) => format!("{}提出とあるが確かでない", japanese_date(day.value)),
        (None, _) => "提出日の記入なし".to_owned(),
    }
}

fn claims(winner: &Submission, others: &[&Submission]) -> String {
    let mut claims: Vec<String> = others.iter().map(|other| claim(other)).chain([claim(winner)]).collect();
    claims.sort_unstable();
    claims.join("、")
}

const ACCEPT: &str = "事務局で正しいファイルが分かるときは、office.tomlの[[accept]]で指定できます。";

/// A finding where 提出日 and 版 say the contrary of each other: which form is the later one, only the department knows.
fn contradiction(unit: &DepartmentId, period: Period, winner: &Submission, others: &[&Submission]) -> Option<Finding> {
    let others: Vec<&Submission> =
        others.iter().copied().filter(|other| order(winner, other) == Order::Contradictory).collect();
    if others.is_empty() {
        return None;
    }
    let place = winner.submitted_on.as_ref().map(|day| &day.origin).or(winner.version.as_ref().map(|at| &at.origin));
    let message = format!("{period}の様式が{}件あり、提出日と版の順が食い違っています。", others.len() + 1);
    let finding = Finding::new(Severity::Error, codes::ORDER, message)
        .at(place.cloned().unwrap_or_else(|| Origin::file(winner.file.clone())))
        .of(unit.clone())
        .found(claims(winner, &others))
        .expected("版の大きい様式ほど後の提出日")
        .remedy(format!(
            "「{}」を採用しました。どの様式が最後のものか確かめ、正しい提出日と版を入力して提出し直してください。",
            winner.file
        ))
        .for_office(ACCEPT);
    Some(finding)
}

/// A finding where the rule cannot tell a form from others that say something else.
fn tie(unit: &DepartmentId, period: Period, winner: &Submission, others: &[&Submission]) -> Option<Finding> {
    let others: Vec<&Submission> = others.iter().copied().filter(|other| order(winner, other) == Order::Open).collect();
    if others.is_empty() {
        return None;
    }
    let count = others.len() + 1;
    let is_same = |other: &&Submission| other.day().is_some() && other.day() == winner.day() && !other.version_in_doubt;
    let message = match others.iter().all(is_same) && !winner.version_in_doubt {
        true => format!("提出日と版が同じで内容の異なる{period}の様式が{count}件あります。"),
        false => format!("内容の異なる{period}の様式が{count}件あり、提出日と版からは順が分かりません。"),
    };
    let finding = Finding::new(Severity::Warning, codes::TIE, message)
        .at(Origin::file(winner.file.clone()))
        .of(unit.clone())
        .found(claims(winner, &others))
        .remedy(format!(
            "「{}」を採用しました。正しい方を確かめ、違うときは正しい様式を後の提出日か版で提出し直してください。",
            winner.file
        ))
        .for_office(ACCEPT);
    Some(finding)
}

fn replacement(unit: &DepartmentId, winner: &Submission, other: &Submission) -> Finding {
    let message = match order(winner, other) {
        Order::Later => "後から提出された様式に差し替えました。",
        Order::Contradictory | Order::Open => "別の様式を採用したため、用いていません。",
    };
    Finding::new(Severity::Note, codes::SUPERSEDED, message)
        .at(Origin::file(other.file.clone()))
        .of(unit.clone())
        .found(day_shown(other))
        .expected(format!("{}（{}）", winner.file, day_shown(winner)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Code;
    use crate::intake::fixture::{form, intake};
    use crate::merge::merge;
    use crate::plan::fixture::{self, YEAR};

    fn graded(file: &str, id: (u16, u16)) -> Submission {
        form("一課", file).row(id, |row| _ = row.grade(1).result("実施した。")).build()
    }

    /// What was found in the cells of a copy is what was found in the file that counts.
    #[test]
    fn what_is_found_in_a_copy_is_said_once() {
        const OF_CELL: Code = Code("test.cell");
        let kept = graded("a.xlsx", (1, 1));
        let copy = Submission { file: "b.xlsx".into(), ..kept.clone() };
        let mut read = intake(vec![kept, copy], vec![]);
        let of = |file: &str| Finding::new(Severity::Warning, OF_CELL, "確かめてください。").at(Origin::file(file));
        read.findings = vec![of("a.xlsx"), of("b.xlsx")];
        let record = merge(&fixture::small(), YEAR, read, None, &[]);
        let files = record.findings.iter().filter(|finding| finding.code == OF_CELL);
        let files: Vec<&str> = files.filter_map(|finding| Some(&*finding.origin.as_ref()?.file)).collect();
        assert_eq!(files, ["a.xlsx"]);
    }

    /// Each of an office's own forms is filled in by itself: none replaces another, nor the program's.
    #[test]
    fn forms_of_other_mappings_stand_beside_each_other() {
        let own = |file: &str, id: (u16, u16), mapping: usize| Submission {
            recognition: Recognition::Mapping(mapping),
            ..graded(file, id)
        };
        let forms = vec![own("a.xlsx", (1, 1), 0), own("b.xlsx", (1, 2), 1), graded("c.xlsx", (2, 1))];
        let record = merge(&fixture::small(), YEAR, intake(forms, vec![]), None, &[]);
        assert!(record.ledger.files.iter().all(|file| file.fate == FileFate::Used), "{:?}", record.ledger.files);
    }
}
