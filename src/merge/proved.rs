//! A merge whose ledger adds up: a file of which the program has lost count is left out, and all others are merged as ever.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::office::OfficeFile;
use super::record::YearRecord;
use super::{codes, merge};
use crate::finding::{Finding, Origin, Severity};
use crate::intake::file_account::CellAccounts;
use crate::intake::submission::Intake;
use crate::plan::Plan;
use crate::vocabulary::FiscalYear;

/// Merges what `read` gives ([`merge`]). Where the ledger does not add up, the files concerned are left out and the year is read and merged
/// once more: that is a mistake of the program, is reported as one, and stops nobody else.
///
/// # Errors
/// Those of `read`.
pub fn merge_proved<E>(
    plan: &Plan,
    year: FiscalYear,
    office: Option<&OfficeFile>,
    earlier: &[Arc<YearRecord>],
    mut read: impl FnMut() -> Result<Intake, E>,
) -> Result<YearRecord, E> {
    let mut left_out: BTreeSet<Arc<str>> = BTreeSet::new();
    loop {
        let mut record = merge(plan, year, without(read()?, &left_out), office, earlier);
        let broken = record.ledger.prove();
        let files = broken.iter().filter_map(|finding| finding.origin.as_ref().map(|origin| origin.file.clone()));
        let before = left_out.len();
        left_out.extend(files);
        if left_out.len() == before {
            for file in record.ledger.files.iter_mut().filter(|file| left_out.contains(&file.file)) {
                file.fate = super::ledger::FileFate::Rejected(super::ledger::FateReason::BrokenAccount);
            }
            return Ok(record);
        }
    }
}

/// The same without what these files say. Their cells are not listed: the account of them is what is wrong.
fn without(mut intake: Intake, files: &BTreeSet<Arc<str>>) -> Intake {
    if files.is_empty() {
        return intake;
    }
    intake.submissions.retain(|form| !files.contains(&form.file));
    intake.ratings.retain(|form| !files.contains(&form.file));
    for account in intake.files.iter_mut().filter(|account| files.contains(&account.file)) {
        account.cells = CellAccounts::default();
    }
    for file in files {
        let message =
            "プログラムの誤りにより、このファイルのセルの記録が合いません。このファイルを除いて集計しました。";
        intake.findings.push(
            Finding::new(Severity::Error, codes::LEDGER, message)
                .at(Origin::file(file.clone()))
                .remedy("様式の記入の誤りではありません。ファイルを添えて開発者に知らせてください。新しい様式に写して提出し直すと、集計できることがあります。"),
        );
    }
    intake
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::super::ledger::{FateReason, FileFate};
    use super::super::record::SubmissionState;
    use super::*;
    use crate::intake::file_account::Disposition;
    use crate::intake::fixture::{form, intake};
    use crate::plan::fixture::{self, YEAR};
    use crate::vocabulary::{ActionId, CellAddress};

    /// Two forms; the account of the first has a cell twice where `broken`.
    fn read(broken: bool) -> Intake {
        let row = |unit: &str, file: &str, id: (u16, u16)| {
            let form = form(unit, file).on(5, 8).row(id, |row| {
                row.grade(1).result("実施した。");
            });
            form.build()
        };
        let mut read = intake(vec![row("一課", "a.xlsx", (1, 1)), row("二課", "b.xlsx", (1, 2))], vec![]);
        if broken {
            let cells = &mut read.files[0].cells;
            cells.push(&"入力".into(), CellAddress::new(10, 0), "", &Disposition::Used);
        }
        read
    }

    #[test]
    fn a_members_form_whose_account_is_broken_is_left_out_alone() {
        let plan = fixture::small();
        let points = |broken: bool| {
            let read = || {
                let rating = |file: &str, points| crate::intake::fixture::rating(file, &[(1, Some(points), None)]);
                let mut read = intake(vec![], vec![rating("a.xlsx", 1), rating("b.xlsx", 5)]);
                if broken {
                    let account = read.files.iter_mut().find(|file| &*file.file == "a.xlsx").expect("in the account");
                    for _ in 0..2 {
                        account.cells.push(&"入力".into(), CellAddress::new(10, 0), "", &Disposition::Used);
                    }
                }
                Ok::<_, Infallible>(read)
            };
            let record = merge_proved(&plan, YEAR, None, &[], read).expect("it is read");
            record.initiatives[&crate::vocabulary::InitiativeNo(1)]
                .council
                .as_ref()
                .map(|council| council.given.raters())
        };
        assert_eq!([false, true].map(points), [Some(2), Some(1)]);
    }

    #[test]
    fn a_file_whose_account_is_broken_is_left_out_alone() {
        let plan = fixture::small();
        let merged =
            |broken| merge_proved::<Infallible>(&plan, YEAR, None, &[], || Ok(read(broken))).expect("it is read");
        let whole = merged(false);
        assert!(whole.findings.iter().all(|finding| finding.code != codes::LEDGER));
        let record = merged(true);
        assert_eq!(record.ledger.prove(), []);
        let told: Vec<_> = record.findings.iter().filter(|finding| finding.code == codes::LEDGER).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].severity, Severity::Error);
        assert_eq!(told[0].origin, Some(Origin::file("a.xlsx")));
        assert!(told[0].message.contains("プログラムの誤り"));
        let grade = |record: &YearRecord, id| record.actions[&id].grade.as_ref().map(|grade| grade.value.value);
        assert_eq!(grade(&record, ActionId::new(1, 1)), None);
        assert_eq!(grade(&record, ActionId::new(1, 2)), grade(&whole, ActionId::new(1, 2)));
        let fates: Vec<&FileFate> = record.ledger.files.iter().map(|file| &file.fate).collect();
        assert_eq!(fates, [&FileFate::Rejected(FateReason::BrokenAccount), &FileFate::Used]);
        assert_eq!(record.statuses[1].state, SubmissionState::Submitted);
    }
}
