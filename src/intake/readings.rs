//! What was read of a year's files, kept by the hash of their bytes: a second look at an unchanged file costs its hash.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::file::FileReading;
use super::file_account::FileAccount;
use super::submission::{FileHash, Intake};
use super::year::strangers_together;
use crate::finding::{Finding, Sourced};

/// The readings of a folder's files by what decides them: their bytes and their name. The plan and the limits by which they were read
/// are the holder's to watch.
#[derive(Debug, Clone, Default)]
pub struct Readings {
    held: BTreeMap<(FileHash, Arc<str>), Arc<FileReading>>,
}

impl Readings {
    /// What was read of these bytes under this name.
    pub(super) fn of(&self, hash: FileHash, name: &Arc<str>) -> Option<&Arc<FileReading>> {
        self.held.get(&(hash, name.clone()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }
}

/// Everything that stands in a year's folder, read now or before.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The names of the files as they were found, with their readings.
    pub(super) readings: Vec<(Arc<str>, Arc<FileReading>)>,
    /// Findings about folders.
    pub(super) findings: Vec<Finding>,
    /// How many files were read for it, those not counted that were read before.
    pub(super) read: usize,
}

impl Gathered {
    /// How many files were read for it; the others had been read before.
    pub fn files_read(&self) -> usize {
        self.read
    }

    /// The readings, for the next look.
    pub fn readings(&self) -> Readings {
        let held = self.readings.iter();
        let held = held.filter_map(|(name, reading)| Some(((reading.account.hash?, name.clone()), reading.clone())));
        Readings { held: held.collect() }
    }

    /// The same with these findings, too.
    #[must_use]
    pub fn with(mut self, findings: impl Iterator<Item = Finding>) -> Gathered {
        self.findings.extend(findings);
        self
    }

    /// A digest of everything that the merge takes from the folder.
    pub fn digest(&self) -> [u8; 32] {
        let mut names: Vec<String> = self.readings.iter().map(|(name, reading)| told(name, reading)).collect();
        names.sort();
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        names.iter().for_each(|name| add(name));
        self.findings.iter().for_each(|finding| add(&format!("{finding:?}")));
        hash.finalize().into()
    }

    /// All of it in the order of its content.
    pub fn into_intake(self) -> Intake {
        let mut intake = Intake::default();
        let mut findings = self.findings;
        for (_, reading) in self.readings {
            let FileReading { account, submissions, ratings, findings: said } = Arc::unwrap_or_clone(reading);
            intake.submissions.extend(submissions);
            intake.ratings.extend(ratings);
            intake.files.push(account);
            findings.extend(said);
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
        findings = strangers_together(findings);
        findings.sort();
        intake.findings = findings;
        intake
    }
}

/// What decides a file's reading: its name and bytes; of a file that was not read, what is said of it.
fn told(name: &str, reading: &FileReading) -> String {
    let FileAccount { hash, size, kind, .. } = &reading.account;
    match hash {
        Some(hash) => format!("{name}\n{hash}"),
        None => format!("{name}\n{kind}\n{size}\n{:?}", reading.findings),
    }
}
