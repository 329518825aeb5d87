//! Submissions → one [`record::YearRecord`] a year, and the [`ledger::Ledger`]. No I/O.
//!
//! The order of work: which form is in force ([`resubmission`]), which department a row belongs to ([`attribution`]), the merged
//! result of an item ([`contributions`]), the council ([`council`]), the office's decisions ([`office`]), who has handed in
//! ([`status`]), and the account of every cell ([`account`], [`ledger`]).

mod account;
pub mod attribution;
pub mod codes;
pub mod contributions;
pub mod council;
mod emptied;
pub mod grading;
mod gradings;
pub mod ledger;
mod members;
pub mod office;
pub mod proved;
pub mod record;
mod resubmission;
pub mod statement;
pub mod status;
pub mod submission_day;
pub mod tally;
#[cfg(test)]
mod tests;
mod unread;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use contributions::{Circumstances, Row};
use ledger::{FateReason, FileFate};
use members::MergedRatingForms;
use office::OfficeFile;
use record::{ActionRecord, CouncilResult, Decision, HandedIn, InitiativeRecord, InternalText, Override, YearRecord};
use unread::UnreadForms;

use crate::contract::{Audience, FormField, Visibility};
use crate::finding::{Finding, Origin, Severity};
use crate::intake;
use crate::intake::file_account::{FileAccount, Reason};
use crate::intake::submission::{FileHash, Intake, RatingForm, Submission};
use crate::plan::{Initiative, Plan};
use crate::settings_file::fields::nearest;
use crate::vocabulary::{ActionId, DepartmentId, FiscalYear, InitiativeNo};

/// Merges all that was handed in for `year`.
///
/// `earlier` are the records of earlier years, oldest first; the last year's opinions get the answers of this year's forms.
/// The result does not depend on the order or the names of files, except where it names files. The record shares the rows of the forms
/// in force with what was read.
pub fn merge(
    plan: &Plan,
    year: FiscalYear,
    intake: Intake,
    office: Option<&OfficeFile>,
    earlier: &[Arc<YearRecord>],
) -> YearRecord {
    let Intake { submissions, ratings, files, mut findings } = intake;
    let mut chosen = resubmission::choose(plan, year, submissions, office, &findings);
    findings.append(&mut chosen.findings);
    chosen.lower_findings_of_replaced_files(&mut findings);
    let unread = unread_files(office, &mut findings);
    let (ratings, rating_fates) = rating_forms(year, ratings, office, &mut findings);
    resubmission::lower_findings_of_excluded(&rating_fates, &mut findings);
    let MergedRatingForms { forms: ratings, repeated, disputed } =
        members::merge_rating_forms(plan, ratings, &mut findings);
    let mut internal = internal_texts(&plan.settings.visibility, &chosen);
    internal.extend(gradings::internal(plan, &ratings));
    let period = status::period(plan, &chosen);

    let last = earlier.last().map(AsRef::as_ref);
    let ended = grading::ended(plan, last);
    let order = plan.departments.iter().zip(0..).map(|(department, at)| (&department.id, at)).collect();
    let case = Circumstances { plan, year, period, ended: &ended, office, order: &order };
    let Merged { actions, mut superseded, mut rejected } = merge_actions(&case, &chosen.in_force, &mut findings);
    superseded.extend(repeated);
    rejected.extend(disputed.into_iter().map(|origin| (origin, Reason::Disputed)));
    add_set_aside(&chosen, &mut superseded, &mut rejected);

    let council = council::results(plan, year, &ratings, office, &mut findings);
    let gradings = gradings::results(plan, year, &ratings, &mut findings, &mut rejected);
    let last_opinions = council::answered(plan, year, &actions, last, &mut findings);
    let initiatives = initiative_records(plan, office, council);
    report_old_names(plan, year, &chosen, &mut findings);
    report_unused_rules(office, &files, &mut findings);

    let unread_forms = UnreadForms::find(plan, year, &files, &unread, &chosen, office, &findings);
    let statuses = status::statuses(plan, year, period, &chosen, &actions, &findings, &unread_forms);
    unread_forms.report(&statuses, &mut findings);
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
    let ledger = account::ledger(files, &material);
    plan.wording().put_findings(&mut findings);
    sort_findings(&mut findings);
    let stated = office.map(|office| office.report.clone()).unwrap_or_default();
    let highlights = office.map(|office| office.highlights.clone()).unwrap_or_default();
    YearRecord {
        year,
        actions,
        initiatives,
        handed_in: HandedIn::of(&statuses),
        statuses,
        gradings,
        last_opinions,
        highlights,
        internal,
        unread,
        stated,
        ledger,
        findings,
    }
}

/// Of each initiative what the council and the office say of it.
fn initiative_records(
    plan: &Plan,
    office: Option<&OfficeFile>,
    mut council: BTreeMap<InitiativeNo, CouncilResult>,
) -> BTreeMap<InitiativeNo, InitiativeRecord> {
    let record = |initiative: &Initiative| {
        let no = initiative.no;
        let set = office.and_then(|office| office.initiative_grades.get(&no)).map(|set| Decision {
            value: set.grade.clone(),
            overridden: Some(Override { before: None, reason: set.reason.clone() }),
        });
        (no, InitiativeRecord { no, override_grade: set, council: council.remove(&no) })
    };
    plan.initiatives.iter().map(record).collect()
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
    rejected: Vec<(Origin, Reason)>,
}

fn merge_actions(case: &Circumstances<'_>, in_force: &[Submission], findings: &mut Vec<Finding>) -> Merged {
    let plan = case.plan;
    let mut rows: BTreeMap<ActionId, Vec<Row<'_>>> = BTreeMap::new();
    for submission in in_force {
        for entry in &submission.entries {
            rows.entry(entry.action.value).or_default().push(Row { submission, entry });
        }
    }
    let mut merged = Merged { actions: BTreeMap::new(), superseded: Vec::new(), rejected: Vec::new() };
    // An item that is listed again takes the grade of its original.
    let (originals, again): (Vec<_>, Vec<_>) = plan.actions().partition(|(_, action)| action.repeats.is_none());
    for (initiative, action) in originals.into_iter().chain(again) {
        let rows = rows.remove(&action.id).unwrap_or_default();
        let original = action.repeats.and_then(|original| merged.actions.get(&original));
        let mut outcome = contributions::merge_action(case, initiative, action, &rows, original);
        findings.append(&mut outcome.findings);
        for row in outcome.superseded {
            merged.superseded.extend(row.entry.cells().map(|(_, origin)| origin.clone()));
        }
        merged.actions.insert(action.id, outcome.record);
    }
    for row in rows.into_values().flatten().filter(|row| !row.entry.is_empty()) {
        merged.rejected.extend(row.entry.cells().map(|(_, origin)| (origin.clone(), Reason::NotMerged)));
        findings.push(
            Finding::new(Severity::Error, codes::UNKNOWN_ACTION, "計画にない実践項目の行です。")
                .at(row.entry.action.origin.clone())
                .of(row.submission.key.department.clone())
                .found(row.entry.action.value.key())
                .remedy("No.を確かめ、計画にある実践項目の行に記入してください。"),
        );
    }
    merged
}

/// Adds the places of forms that are not in force. Of a file of which nothing is in force no cell is asked about: its fate says it all.
fn add_set_aside(chosen: &resubmission::Chosen, superseded: &mut Vec<Origin>, rejected: &mut Vec<(Origin, Reason)>) {
    let in_force: BTreeSet<&str> = chosen.in_force.iter().map(|submission| &*submission.file).collect();
    let shares_a_file = |submission: &&Submission| in_force.contains(&*submission.file);
    superseded.extend(chosen.superseded.iter().map(|(form, _)| form).filter(shares_a_file).flat_map(origins));
    let left_out = chosen.left_out.iter().filter(shares_a_file).flat_map(origins);
    rejected.extend(left_out.map(|origin| (origin, Reason::NotMerged)));
}

/// Every place from which a form was read.
fn origins(submission: &Submission) -> impl Iterator<Item = Origin> + '_ {
    let rows = submission.entries.iter().flat_map(|entry| entry.cells().map(|(_, origin)| origin));
    submission.cover_cells().chain(rows).cloned()
}

/// The files and folders that could not be opened; those that the office leaves out are no longer asked about.
fn unread_files(office: Option<&OfficeFile>, findings: &mut [Finding]) -> Vec<Arc<str>> {
    let mut unread = BTreeSet::new();
    for finding in findings.iter_mut().filter(|finding| finding.code == intake::codes::UNREADABLE) {
        let Some(origin) = &finding.origin else { continue };
        match office.and_then(|office| office.exclusion_by_name(&origin.file)) {
            Some(rule) => {
                finding.severity = Severity::Note;
                finding.remedy =
                    Some(format!("office.tomlの指定によりこのファイルを除外しました（理由：{}）。", rule.reason));
            }
            None => {
                unread.insert(origin.file.clone());
            }
        }
    }
    unread.into_iter().collect()
}

/// The members' forms of the year, each once, and the fates of the others.
fn rating_forms(
    year: FiscalYear,
    mut forms: Vec<RatingForm>,
    office: Option<&OfficeFile>,
    findings: &mut Vec<Finding>,
) -> (Vec<RatingForm>, BTreeMap<Arc<str>, FileFate>) {
    forms.sort_by(|a, b| (a.hash, &a.file).cmp(&(b.hash, &b.file)));
    let rule = |form: &RatingForm| office.and_then(|office| office.exclusion(&form.file, form.hash));
    let copies = resubmission::names_by_content(
        forms.iter().filter(|form| rule(form).is_none()).map(|form| (form.hash, &form.file)),
    );
    let mut fates = BTreeMap::new();
    let mut kept: Vec<RatingForm> = Vec::with_capacity(forms.len());
    let mut seen: BTreeMap<FileHash, Arc<str>> = BTreeMap::new();
    for form in forms {
        if let Some(rule) = rule(&form) {
            findings.push(resubmission::excluded(&form.file, rule, copies.get(&form.hash)));
            fates.insert(form.file.clone(), FileFate::Ignored(FateReason::Excluded(rule.reason.clone())));
        } else if let Some(original) = seen.get(&form.hash) {
            findings.push(
                Finding::new(Severity::Note, codes::DUPLICATE, "同じ内容のファイルが重ねて提出されています。")
                    .at(Origin::file(form.file.clone()))
                    .found(original.to_string())
                    .remedy("1件として扱いました。対応は不要です。"),
            );
            fates.insert(form.file.clone(), FileFate::Duplicate(original.clone()));
        } else if form.year != year {
            findings.push(
                Finding::new(Severity::Error, codes::OTHER_YEAR, "別の年度の評価表です。")
                    .at(Origin::file(form.file.clone()))
                    .found(form.year.to_string())
                    .expected(year.to_string())
                    .remedy(format!("{}のフォルダに移してください。", form.year)),
            );
            fates.insert(form.file.clone(), FileFate::Rejected(FateReason::RatingOfOtherYear(form.year)));
        } else {
            seen.insert(form.hash, form.file.clone());
            kept.push(form);
        }
    }
    (kept, fates)
}

/// The texts of all forms, in force or not, that not everybody may see.
fn internal_texts(visibility: &Visibility, chosen: &resubmission::Chosen) -> Vec<InternalText> {
    let replaced = chosen.superseded.iter().map(|(form, _)| form).chain(&chosen.left_out);
    let mut texts = BTreeSet::new();
    for submission in chosen.in_force.iter().chain(replaced) {
        let cover = submission.internal_cover().map(|(field, text)| (FormField::Cover(field), text));
        let rows = submission.entries.iter().flat_map(|entry| entry.texts());
        let texts_of_form = cover.chain(rows.map(|(field, text)| (FormField::Row(field), text)));
        let internal = texts_of_form.filter(|(field, _)| visibility.of_form(*field) != Audience::Public);
        texts.extend(internal.map(|(field, text)| InternalText { field, text: text.clone() }));
    }
    texts.into_iter().collect()
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

fn report_unused_rules(office: Option<&OfficeFile>, files: &[FileAccount], findings: &mut Vec<Finding>) {
    let Some(office) = office else { return };
    // What is left out cannot be accepted.
    for rule in &office.acceptances {
        let hashed = files.iter().filter_map(|file| Some((&file.file, file.hash?)));
        let mut accepted = hashed.filter(|(file, hash)| rule.covers(file, *hash));
        if let Some((file, _)) = accepted.find(|(file, hash)| office.exclusion(file, *hash).is_some()) {
            let message = "office.tomlの［［accept］］と［［exclude］］の両方に当たるファイルです。除外しました。";
            findings.push(
                Finding::new(Severity::Warning, codes::OFFICE_UNUSED, message)
                    .at(rule.file.origin.clone())
                    .found(file.to_string())
                    .for_office("どちらかを消してください。"),
            );
        }
    }
    for rule in office.exclusions.iter().chain(&office.acceptances) {
        let is_used = |file: &FileAccount| match file.hash {
            Some(hash) => rule.covers(&file.file, hash),
            None => rule.names(&file.file),
        };
        let is_unread = |finding: &Finding| {
            finding.code == intake::codes::UNREADABLE
                && finding.origin.as_ref().is_some_and(|origin| rule.names(&origin.file))
        };
        if !files.iter().any(is_used) && !findings.iter().any(is_unread) {
            // The names of files are compared without their folders: the folder is rarely what was mistyped.
            let name = |file: &'_ str| file.rsplit('/').next().unwrap_or(file).to_owned();
            let wanted = name(&rule.file.value);
            let names: Vec<String> = files.iter().map(|file| name(&file.file)).collect();
            let meant = nearest(&wanted, names.iter().map(String::as_str), 2.max(wanted.chars().count() / 4));
            let remedy = match meant {
                Some(meant) => format!("もしかして：{meant}"),
                None => "ファイル名（またはハッシュ値の先頭8桁以上）を確かめてください。".to_owned(),
            };
            findings.push(
                Finding::new(Severity::Warning, codes::OFFICE_UNUSED, "office.tomlに書かれたファイルがありません。")
                    .at(rule.file.origin.clone())
                    .found(rule.file.value.clone())
                    .remedy(remedy),
            );
        }
    }
}
