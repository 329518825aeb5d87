//! What stays of the files of a year while others are still being read.
//!
//! Workers read files side by side, each with large buffers that come and go. A small thing that stays, allocated between them, keeps
//! the memory around it from being used again: five times its own size was measured. So the thread that collects the readings copies
//! what stays of each, and the worker's own goes with its buffers. The copies have no room to spare, and share what is the same in many
//! files: names of sheets, and whole sheets of the account.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::file::FileReading;
use super::file_account::{FileAccount, SharedSheets};
use super::submission::{RatingForm, Submission};
use crate::contract::Entry;
use crate::finding::{Finding, Origin, Place, Sourced};

/// Copies readings for keeping.
#[derive(Debug, Default)]
pub(crate) struct Keeper {
    names: BTreeSet<Arc<str>>,
    sheets: SharedSheets,
}

impl Keeper {
    /// The same reading in memory of the calling thread.
    pub(crate) fn keep(&mut self, reading: &FileReading) -> FileReading {
        let FileReading { account, submissions, ratings, findings } = reading;
        let FileAccount { file, hash, size, kind, unopened, is_partial, form, cells } = account;
        let file = self.name(file);
        let cells = self.sheets.share(cells, &mut |name| name_in(&mut self.names, name));
        FileReading {
            account: FileAccount {
                file,
                hash: *hash,
                size: *size,
                kind: kind.clone(),
                unopened: *unopened,
                is_partial: *is_partial,
                form: *form,
                cells,
            },
            submissions: submissions.iter().map(|submission| self.submission(submission)).collect(),
            ratings: ratings.iter().map(|form| self.rating(form)).collect(),
            findings: findings.iter().map(|finding| self.finding(finding)).collect(),
        }
    }

    fn name(&mut self, name: &Arc<str>) -> Arc<str> {
        name_in(&mut self.names, name)
    }

    fn origin(&mut self, origin: &Origin) -> Origin {
        let place = match &origin.place {
            Place::Sheet(sheet) => Place::Sheet(self.name(sheet)),
            Place::Cell(sheet, cell) => Place::Cell(self.name(sheet), *cell),
            place => place.clone(),
        };
        Origin { file: self.name(&origin.file), place }
    }

    fn sourced<T: Clone>(&mut self, value: &Option<Sourced<T>>) -> Option<Sourced<T>> {
        value.as_ref().map(|value| Sourced::new(value.value.clone(), self.origin(&value.origin)))
    }

    fn submission(&mut self, submission: &Submission) -> Submission {
        Submission {
            key: submission.key.clone(),
            file: self.name(&submission.file),
            hash: submission.hash,
            recognition: submission.recognition,
            submitted_on: self.sourced(&submission.submitted_on),
            day_in_doubt: submission.day_in_doubt,
            version: self.sourced(&submission.version),
            version_in_doubt: submission.version_in_doubt,
            author: self.sourced(&submission.author),
            extension: self.sourced(&submission.extension),
            entries: submission.entries.iter().map(|entry| self.entry(entry)).collect(),
        }
    }

    fn entry(&mut self, entry: &Entry) -> Arc<Entry> {
        let mut entry = entry.clone();
        for origin in entry.origins_mut() {
            *origin = self.origin(origin);
        }
        Arc::new(entry)
    }

    fn rating(&mut self, form: &RatingForm) -> RatingForm {
        let mut form = form.clone();
        form.file = self.name(&form.file);
        for rating in form.ratings.values_mut() {
            rating.given = self.sourced(&rating.given);
            rating.opinion = self.sourced(&rating.opinion);
        }
        form
    }

    fn finding(&mut self, finding: &Finding) -> Finding {
        let origin = finding.origin.as_ref().map(|origin| self.origin(origin));
        Finding { origin, ..finding.clone() }
    }
}

fn name_in(names: &mut BTreeSet<Arc<str>>, name: &Arc<str>) -> Arc<str> {
    match names.get(name) {
        Some(held) => Arc::clone(held),
        None => {
            let copy: Arc<str> = Arc::from(&**name);
            names.insert(Arc::clone(&copy));
            copy
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::contract::Field;
    use crate::finding::{Code, Severity};
    use crate::vocabulary::CellAddress;

    #[test]
    fn what_is_kept_is_the_same_and_shares_its_names() {
        let form = |file: &str| {
            let form = fixture::form("一課", file).on(5, 8).version(2).row((1, 1), |row| {
                for field in Field::ALL.iter().filter(|field| field.is_open()) {
                    row.any(*field);
                }
            });
            form.build()
        };
        let reading = |file: &str| {
            let ratings = vec![fixture::rating(file, &[(1, Some(4), Some("周知を。"))])];
            let mut read = fixture::intake(vec![form(file)], ratings.clone());
            let place = Origin::cell(file, "入力", CellAddress::new(9, 3));
            let findings = vec![
                Finding::new(Severity::Note, Code("intake.sample"), "覚え。").at(place),
                Finding::new(Severity::Note, Code("intake.sample"), "所在なし。"),
                Finding::new(Severity::Note, Code("intake.sample"), "シート。").at(Origin::sheet(file, "入力")),
            ];
            FileReading { account: read.files.remove(0), submissions: read.submissions, ratings, findings }
        };
        let mut keeper = Keeper::default();
        let (first, second) = (reading("a.xlsx"), reading("b.xlsx"));
        let kept = [keeper.keep(&first), keeper.keep(&second)];
        assert_eq!(format!("{kept:?}"), format!("{:?}", [first, second]));
        let sheet = |reading: &FileReading| match &reading.submissions[0].entries[0].action.origin.place {
            Place::Cell(sheet, _) => Arc::clone(sheet),
            place => panic!("{place:?}"),
        };
        assert!(Arc::ptr_eq(&sheet(&kept[0]), &sheet(&kept[1])));
        assert!(Arc::ptr_eq(&kept[0].submissions[0].file, &kept[0].account.file));
    }
}
