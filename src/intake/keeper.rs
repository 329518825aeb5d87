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
        let FileAccount { file, hash, size, kind, form, cells } = account;
        let file = self.name(file);
        let cells = self.sheets.share(cells, &mut |name| name_in(&mut self.names, name));
        FileReading {
            account: FileAccount { file, hash: *hash, size: *size, kind: kind.clone(), form: *form, cells },
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
            version: self.sourced(&submission.version),
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
            rating.points = self.sourced(&rating.points);
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
