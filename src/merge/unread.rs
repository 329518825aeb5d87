//! Files of which nothing was read though they may be the form of a department: a form of another year in the folder, or a file whose
//! path holds the department's name (a PDF, a zip, a mail, a workbook with a password), or its bureau's where it may hold several
//! forms. Until the office has looked into them, the department is not reported as having handed in nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attribution::form_unit;
use super::codes;
use super::office::OfficeFile;
use super::record::{DepartmentStatus, SubmissionState};
use super::resubmission::Chosen;
use crate::contract::FormKind;
use crate::finding::{Finding, Origin, Severity};
use crate::intake::file_account::{FileAccount, Unopened};
use crate::intake::sniff::FileType;
use crate::intake::{self, department};
use crate::plan::Plan;
use crate::vocabulary::{DepartmentId, FiscalYear};

/// Whether a file that was not read may hold the forms of several departments: packed files, shortcuts and links to folders, mails, and
/// workbooks that nobody could open.
fn may_hold_several(file: &FileAccount) -> bool {
    let kinds = [FileType::Zip, FileType::Shortcut, FileType::Mail, FileType::Encrypted].map(FileType::label);
    file.unopened.is_some() || kinds.contains(&file.kind.as_str()) || intake::is_archive(&file.file)
}

/// Files in which the form of a department may be.
#[derive(Default)]
pub(super) struct UnreadForms {
    /// Files by the departments whose form they may be.
    of_departments: BTreeMap<DepartmentId, BTreeSet<Arc<str>>>,
    /// Forms of another year: a finding of their own names them and their departments.
    of_other_years: BTreeSet<Arc<str>>,
    /// Files that may hold several forms and whose path names nobody.
    nameless: BTreeSet<Arc<str>>,
    /// Whether files could not be opened, which may be anybody's.
    has_anybodys: bool,
}

impl UnreadForms {
    /// Looks for them among the files of a year, of which `unopened` could not be opened.
    pub(super) fn find(
        plan: &Plan,
        year: FiscalYear,
        files: &[FileAccount],
        unopened: &[Arc<str>],
        chosen: &Chosen,
        office: Option<&OfficeFile>,
        findings: &[Finding],
    ) -> UnreadForms {
        let read: BTreeSet<&Arc<str>> = chosen.files().collect();
        let is_left_out = |file: &FileAccount| {
            office.is_some_and(|office| match file.hash {
                Some(hash) => office.exclusion(&file.file, hash).is_some(),
                None => office.exclusion_by_name(&file.file).is_some(),
            })
        };
        let is_candidate = |file: &&FileAccount| {
            matches!(file.form, None | Some(FormKind::Progress))
                && matches!(file.unopened, None | Some(Unopened::Barred))
                // Pictures are handed in beside forms.
                && file.kind != FileType::Image.label()
                && !read.contains(&file.file)
                && !is_left_out(file)
        };
        let mut unread = UnreadForms { has_anybodys: !unopened.is_empty(), ..UnreadForms::default() };
        let day = year.last_day();
        let mut add = |named: &DepartmentId, file: &Arc<str>| {
            for unit in plan.units_on(named, day).into_iter().chain([form_unit(plan, named, day)]) {
                unread.of_departments.entry(unit).or_default().insert(file.clone());
            }
        };
        for file in files.iter().filter(is_candidate) {
            let below_year = file.file.split_once('/').map_or(&*file.file, |(_, path)| path);
            let named = department::named_in(plan, below_year);
            let named = match named.is_empty() && may_hold_several(file) {
                true => department::of_bureaus_named_in(plan, below_year),
                false => named,
            };
            named.iter().for_each(|named| add(named, &file.file));
            // What names the council holds its forms.
            let is_of_council = below_year.contains(plan.words.council_short.as_str());
            if named.is_empty() && file.unopened.is_none() && may_hold_several(file) && !is_of_council {
                unread.nameless.insert(file.file.clone());
            }
        }
        for finding in findings.iter().filter(|finding| finding.code == intake::codes::OTHER_YEAR) {
            if let (Some(named), Some(origin)) = (&finding.department, &finding.origin) {
                add(named, &origin.file);
                unread.of_other_years.insert(origin.file.clone());
            }
        }
        unread
    }

    /// Whether a department's form may be in one of them.
    pub(super) fn may_hold(&self, department: &DepartmentId) -> bool {
        self.has_anybodys || self.of_departments.contains_key(department)
    }

    /// Names the files to the office: those that may hold the form of departments of which no form was read, once for all departments with
    /// the same files, and those that may hold anybody's while forms are missing.
    pub(super) fn report(&self, statuses: &[DepartmentStatus], findings: &mut Vec<Finding>) {
        let mut by_files: BTreeMap<Vec<&Arc<str>>, Vec<&DepartmentId>> = BTreeMap::new();
        for status in statuses.iter().filter(|status| status.state == SubmissionState::Unread) {
            let files = self.of_departments.get(&status.department).into_iter().flatten();
            let files: Vec<&Arc<str>> = files.filter(|file| !self.of_other_years.contains(*file)).collect();
            if !files.is_empty() {
                by_files.entry(files).or_default().push(&status.department);
            }
        }
        for (files, departments) in by_files {
            let Some(first) = files.first() else { continue };
            let names: Vec<&str> = files.iter().map(|file| &***file).collect();
            let whose = match departments.as_slice() {
                [_] => "この部署の提出".to_owned(),
                several => {
                    let names: Vec<String> = several.iter().map(|department| department.full_name()).collect();
                    format!("次の{}部署（{}）の提出", several.len(), names.join("、"))
                }
            };
            let message = format!(
                "様式の提出を確認できていませんが、{whose}かもしれないファイルがあるため、「未確認」とし、督促文を作りません。"
            );
            let mut finding = Finding::new(Severity::Warning, codes::MAY_BE_FORM, message)
                .at(Origin::file(Arc::clone(first)))
                .found(names.join("、"))
                .for_office(LOOK_INTO);
            if let [department] = departments.as_slice() {
                finding = finding.of((*department).clone());
            }
            findings.push(finding);
        }
        if !statuses.iter().any(|status| status.state == SubmissionState::Missing) {
            return;
        }
        for file in &self.nameless {
            let message = "だれの様式が入っているか、ファイルの名前から分かりません。中に様式がある部署も「未提出」とし、督促文を作ります。";
            let finding = Finding::new(Severity::Warning, codes::MAY_BE_FORM, message).at(Origin::file(file.clone()));
            findings.push(finding.for_office(format!("督促文を送る前に、{LOOK_INTO}")));
        }
    }
}

/// What the office does about a file that may be a form.
const LOOK_INTO: &str = "ファイルの中身を確かめてください。様式であれば、読み取れるブックにして、この年度のフォルダに置いてください。様式でなければ、フォルダの外に移すか、office.tomlの［［exclude］］に書いてください。";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_may_hold_the_forms_of_several_departments_and_a_picture_of_none() {
        let file = |kind: FileType| FileAccount {
            file: "受信したもの".into(),
            hash: None,
            size: 1,
            kind: kind.label().into(),
            unopened: None,
            is_partial: false,
            form: None,
            cells: Default::default(),
        };
        assert!([FileType::Mail, FileType::Encrypted].into_iter().all(|kind| may_hold_several(&file(kind))));
        assert!(!may_hold_several(&file(FileType::Image)));
        let barred = FileAccount { unopened: Some(Unopened::Barred), ..file(FileType::Image) };
        assert!(may_hold_several(&barred));
    }
}
