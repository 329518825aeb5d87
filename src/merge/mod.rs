//! Submissions → one [`record::YearRecord`] a year, and the [`ledger::Ledger`]. No I/O but with the stores of what was put aside.
//!
//! The order of work: which form is in force ([`resubmission`]), whose row a row is ([`attribution`]), what the rows on an item
//! come to ([`contributions`]), the council ([`council`]), the office's word ([`office`]), who has handed in ([`status`]), and the
//! account of every cell ([`account`], [`ledger`]).

mod account;
pub mod attribution;
pub mod codes;
pub mod contributions;
pub mod council;
pub mod ledger;
pub mod office;
pub mod record;
mod resubmission;
pub mod status;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use contributions::{Circumstances, Row};
use ledger::FileFate;
use office::OfficeFile;
use record::{ActionRecord, Decision, InitiativeRecord, InternalKind, InternalText, Override, YearRecord};

use crate::finding::{Finding, Origin, Severity, Sourced};
use crate::intake::submission::{Entry, FileAccount, FileHash, Intake, KeptCells, RatingForm, Submission};
use crate::plan::Plan;
use crate::store::{Store, StoreError};
use crate::vocabulary::{ActionId, DepartmentId, FiscalYear, InitiativeNo, Period};

/// Merges all that was handed in for `year`.
///
/// `earlier` are the records of earlier years, oldest first; the last year's opinions get the answers of this year's forms.
/// The result does not depend on the order or the names of files, except where it names files. Of forms that are not in force the
/// rows are read back one form at a time, and of all files the accounts of their cells: memory does not grow with them.
///
/// # Errors
/// Where what was put aside cannot be read back, or the ledger cannot be put aside.
pub fn merge(
    plan: &Plan,
    year: FiscalYear,
    intake: Intake,
    office: Option<&OfficeFile>,
    earlier: &[Arc<YearRecord>],
) -> Result<YearRecord, StoreError> {
    let Intake { submissions, ratings, files, mut findings, store } = intake;
    let mut chosen = resubmission::choose(plan, year, (submissions, &store), office)?;
    let replaced = chosen.replaced_files();
    findings.retain(|finding| !finding.origin.as_ref().is_some_and(|origin| replaced.contains(&origin.file)));
    findings.append(&mut chosen.findings);
    let (ratings, rating_fates) = rating_forms(year, ratings, office, &mut findings);
    let Replaced { internal, superseded: replaced_cells, rejected: left_out_cells } = replaced_texts(&chosen, &store)?;
    let period = status::period(&chosen);

    let Merged { mut actions, mut superseded, mut rejected } =
        merge_actions(plan, year, period, &chosen, &mut findings);
    superseded.extend(replaced_cells);
    rejected.extend(left_out_cells);
    override_grades(plan, &mut actions, office, &mut findings);
    contributions::share_grades(plan, &mut actions, &mut findings);

    let mut council = council::results(plan, year, &ratings, office, &mut findings);
    let last = earlier.iter().filter(|record| record.year < year).max_by_key(|record| record.year).map(AsRef::as_ref);
    let last_opinions = council::answered(plan, year, &actions, last, &mut findings);
    let initiatives: BTreeMap<InitiativeNo, InitiativeRecord> = plan
        .initiatives
        .iter()
        .map(|initiative| {
            let no = initiative.no;
            let set = office.and_then(|office| office.initiative_grades.get(&no)).map(|set| Decision {
                value: set.grade.clone(),
                overridden: Some(Override { before: None, reason: set.reason.clone() }),
            });
            (no, InitiativeRecord { no, override_grade: set, council: council.remove(&no) })
        })
        .collect();
    report_old_names(plan, year, &chosen, &mut findings);
    report_unused_rules(office, &files, &mut findings);

    let statuses = status::statuses(plan, year, period, &chosen, &actions, &findings);
    let material = account::Material {
        chosen: &chosen,
        ratings: &ratings,
        rating_fates: &rating_fates,
        actions: &actions,
        initiatives: &initiatives,
        superseded: &superseded,
        rejected: &rejected,
        findings: &findings,
    };
    let ledger = account::ledger(files, &store, &material)?;
    sort_findings(&mut findings);
    Ok(YearRecord { year, actions, initiatives, statuses, last_opinions, internal, ledger, findings })
}

/// Sorts findings for people: the gravest first, then by department, place and kind; the same finding stands once.
pub fn sort_findings(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| std::cmp::Reverse(finding.severity);
        (key(a), &a.department, &a.origin, a.code)
            .cmp(&(key(b), &b.department, &b.origin, b.code))
            .then_with(|| a.cmp(b))
    });
    findings.dedup();
}

/// The action items merged, and what became of rows that are not in the record.
struct Merged {
    actions: BTreeMap<ActionId, ActionRecord>,
    superseded: Vec<Origin>,
    rejected: Vec<Origin>,
}

fn merge_actions(
    plan: &Plan,
    year: FiscalYear,
    period: Period,
    chosen: &resubmission::Chosen,
    findings: &mut Vec<Finding>,
) -> Merged {
    let order: BTreeMap<&DepartmentId, usize> =
        plan.departments.iter().enumerate().map(|(i, department)| (&department.id, i)).collect();
    let case = Circumstances { plan, year, order: &order, year_end: period == Period::YearEnd };
    let mut rows: BTreeMap<ActionId, Vec<Row<'_>>> = BTreeMap::new();
    for submission in &chosen.in_force {
        for entry in &submission.entries {
            rows.entry(entry.action.value).or_default().push(Row { submission, entry });
        }
    }
    let mut merged = Merged { actions: BTreeMap::new(), superseded: Vec::new(), rejected: Vec::new() };
    for (initiative, action) in plan.actions() {
        let rows = rows.remove(&action.id).unwrap_or_default();
        let mut outcome = contributions::merge_action(&case, initiative, action, &rows);
        findings.append(&mut outcome.findings);
        for row in outcome.superseded {
            merged.superseded.extend(row.entry.cells().map(|(_, origin)| origin.clone()));
        }
        merged.actions.insert(action.id, outcome.record);
    }
    for row in rows.into_values().flatten().filter(|row| !row.entry.is_empty()) {
        merged.rejected.extend(row.entry.cells().map(|(_, origin)| origin.clone()));
        findings.push(
            Finding::new(Severity::Error, codes::UNKNOWN_ACTION, "計画にない実践項目の行です。")
                .at(row.entry.action.origin.clone())
                .of(row.submission.key.department.clone())
                .found(row.entry.action.value.to_string())
                .remedy("No.を確かめ、計画にある実践項目の行に記入してください。"),
        );
    }
    merged
}

/// Every place from which a form was read.
fn origins<'a, Rows>(submission: &'a Submission<Rows>, rows: &'a [Entry]) -> impl Iterator<Item = Origin> + 'a {
    let cover = [
        submission.submitted_on.as_ref().map(|value| value.origin.clone()),
        submission.version.as_ref().map(|value| value.origin.clone()),
        submission.author.as_ref().map(|value| value.origin.clone()),
        submission.extension.as_ref().map(|value| value.origin.clone()),
    ];
    let rows = rows.iter().flat_map(|entry| entry.cells().map(|(_, origin)| origin.clone()));
    cover.into_iter().flatten().chain(rows)
}

fn override_grades(
    plan: &Plan,
    actions: &mut BTreeMap<ActionId, ActionRecord>,
    office: Option<&OfficeFile>,
    findings: &mut Vec<Finding>,
) {
    for (id, set) in office.iter().flat_map(|office| &office.action_grades) {
        let Some(record) = actions.get_mut(id) else { continue };
        let before = record.grade.take().map(|decision| decision.value);
        let stood =
            before.as_ref().map_or_else(|| "未記入".to_owned(), |grade| contributions::grade_name(plan, grade.value));
        findings.push(
            Finding::new(Severity::Note, codes::OVERRIDE, format!("{id}の進捗区分を行政監理室の指定に改めました。"))
                .at(set.grade.origin.clone())
                .found(stood)
                .expected(contributions::grade_name(plan, set.grade.value))
                .remedy(format!("理由：{}", set.reason)),
        );
        record.grade = Some(Decision {
            value: set.grade.clone(),
            overridden: Some(Override { before, reason: set.reason.clone() }),
        });
    }
}

/// The members' forms of the year, each once, and the fates of the others.
fn rating_forms(
    year: FiscalYear,
    mut forms: Vec<RatingForm>,
    office: Option<&OfficeFile>,
    findings: &mut Vec<Finding>,
) -> (Vec<RatingForm>, BTreeMap<Arc<str>, FileFate>) {
    forms.sort_by(|a, b| (a.hash, &a.file).cmp(&(b.hash, &b.file)));
    let mut fates = BTreeMap::new();
    let mut kept: Vec<RatingForm> = Vec::with_capacity(forms.len());
    let mut seen: BTreeMap<FileHash, Arc<str>> = BTreeMap::new();
    for form in forms {
        if let Some(original) = seen.get(&form.hash) {
            findings.push(
                Finding::new(Severity::Note, codes::DUPLICATE, "同じ内容のファイルが重ねて提出されています。")
                    .at(Origin::file(form.file.clone()))
                    .found(original.to_string())
                    .remedy("1件として扱いました。対応は不要です。"),
            );
            fates.insert(form.file.clone(), FileFate::Duplicate(original.clone()));
        } else if let Some(rule) = office.and_then(|office| office.exclusion(&form.file, form.hash)) {
            findings.push(
                Finding::new(Severity::Note, codes::EXCLUDED, "office.tomlの指定によりこのファイルを除外しました。")
                    .at(Origin::file(form.file.clone()))
                    .found(format!("理由：{}", rule.reason)),
            );
            let reason = format!("行政監理室の指定により除外（理由：{}）", rule.reason);
            fates.insert(form.file.clone(), FileFate::Ignored(reason));
        } else if form.year != year {
            findings.push(
                Finding::new(Severity::Error, codes::OTHER_YEAR, "別の年度の評価表です。")
                    .at(Origin::file(form.file.clone()))
                    .found(form.year.to_string())
                    .expected(year.to_string())
                    .remedy(format!("{}のフォルダに移してください。", form.year)),
            );
            fates.insert(form.file.clone(), FileFate::Rejected(format!("{}の評価表", form.year)));
        } else {
            seen.insert(form.hash, form.file.clone());
            kept.push(form);
        }
    }
    (kept, fates)
}

/// What is needed of the rows of all forms, in force or not.
struct Replaced {
    /// The texts that no public output may hold.
    internal: Vec<InternalText>,
    /// Places of forms that were replaced and stand in one workbook with a form in force.
    superseded: Vec<Origin>,
    /// Places of forms that take no part and stand in one workbook with a form in force.
    rejected: Vec<Origin>,
}

/// Reads back the rows of the forms that are not in force, one form at a time.
fn replaced_texts(chosen: &resubmission::Chosen, store: &Store) -> Result<Replaced, StoreError> {
    let mut internal = BTreeSet::new();
    let (mut superseded, mut rejected) = (Vec::new(), Vec::new());
    let mut in_force: BTreeSet<&str> = BTreeSet::new();
    for submission in &chosen.in_force {
        internal.extend(internal_texts(submission, &submission.entries));
        in_force.insert(&submission.file);
    }
    // Of a file of which nothing is in force no cell is asked about: its fate says it all.
    for (submission, _) in &chosen.superseded {
        let rows = submission.rows(store)?;
        internal.extend(internal_texts(submission, &rows));
        if in_force.contains(&*submission.file) {
            superseded.extend(origins(submission, &rows));
        }
    }
    for submission in &chosen.left_out {
        let rows = submission.rows(store)?;
        internal.extend(internal_texts(submission, &rows));
        if in_force.contains(&*submission.file) {
            rejected.extend(origins(submission, &rows));
        }
    }
    Ok(Replaced { internal: internal.into_iter().collect(), superseded, rejected })
}

fn internal_texts<'a, Rows>(
    submission: &'a Submission<Rows>,
    rows: &'a [Entry],
) -> impl Iterator<Item = InternalText> + 'a {
    let text = |kind| move |text: &Sourced<String>| InternalText { kind, text: text.clone() };
    let memos = rows.iter().filter_map(|entry| entry.memo.as_ref()).map(text(InternalKind::Memo));
    let author = submission.author.iter().map(text(InternalKind::Author));
    memos.chain(author).chain(submission.extension.iter().map(text(InternalKind::Extension)))
}

fn report_old_names(plan: &Plan, year: FiscalYear, chosen: &resubmission::Chosen, findings: &mut Vec<Finding>) {
    for submission in &chosen.in_force {
        let reporter = &submission.key.department;
        let units = plan.units_on(reporter, year.last_day());
        if units.is_empty() || units.contains(reporter) {
            continue;
        }
        let names: Vec<String> = units.iter().map(DepartmentId::full_name).collect();
        findings.push(
            Finding::new(Severity::Note, codes::OLD_NAME, format!("{year}末の名称と異なる部署名の様式です。"))
                .at(Origin::file(submission.file.clone()))
                .of(units[0].clone())
                .found(reporter.full_name())
                .expected(names.join("、"))
                .remedy("機構改正に従って読み替えました。対応は不要です。"),
        );
    }
}

fn report_unused_rules(office: Option<&OfficeFile>, files: &[FileAccount<KeptCells>], findings: &mut Vec<Finding>) {
    let Some(office) = office else { return };
    for rule in office.exclusions.iter().chain(&office.acceptances) {
        let used = files.iter().any(|file| file.hash.is_some_and(|hash| rule.covers(&file.file, hash)));
        if !used {
            findings.push(
                Finding::new(Severity::Warning, codes::OFFICE_UNUSED, "office.tomlに書かれたファイルがありません。")
                    .at(rule.file.origin.clone())
                    .found(rule.file.value.clone())
                    .remedy("ファイル名（またはハッシュ値の先頭8桁以上）を確かめてください。"),
            );
        }
    }
}
