//! Builds the ledger: the intake's account of every cell, with the fate of each file and the place in the record where each value went.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::contributions::{cells, contribution_cells};
use super::council::words;
use super::ledger::{Destination, FileFate, Ledger, LedgerFile};
use super::record::{ActionRecord, InitiativeRecord};
use super::resubmission::Chosen;
use crate::finding::{CellRef, Finding, Origin, Place, Severity};
use crate::forms::schema::Field;
use crate::intake::submission::{Disposition, FileAccount, RatingForm, SubmissionKey};
use crate::plan::{ActionId, InitiativeNo};

/// A cell of a file.
type CellKey = (Arc<str>, Arc<str>, CellRef);

/// What the ledger is made from.
pub(super) struct Material<'a> {
    pub(super) chosen: &'a Chosen,
    pub(super) ratings: &'a [RatingForm],
    pub(super) rating_fates: &'a BTreeMap<Arc<str>, FileFate>,
    pub(super) actions: &'a BTreeMap<ActionId, ActionRecord>,
    pub(super) initiatives: &'a BTreeMap<InitiativeNo, InitiativeRecord>,
    /// Origins of values that were read but whose row another took the place of.
    pub(super) superseded: &'a [Origin],
    /// Origins of values on action items that the plan does not have, and of forms that take no part.
    pub(super) rejected: &'a [Origin],
    pub(super) findings: &'a [Finding],
}

fn key(origin: &Origin) -> Option<CellKey> {
    match &origin.place {
        Place::Cell(sheet, cell) => Some((origin.file.clone(), sheet.clone(), *cell)),
        _ => None,
    }
}

/// Accounts for every file.
pub(super) fn ledger(files: Vec<FileAccount>, material: &Material<'_>) -> Ledger {
    let destinations = destinations(material);
    let superseded: BTreeSet<CellKey> = material.superseded.iter().filter_map(key).collect();
    let rejected: BTreeSet<CellKey> = material.rejected.iter().filter_map(key).collect();
    let rows = entry_rows(material.chosen);
    let known = Known::new(material);
    let mut files: Vec<LedgerFile> = files
        .into_iter()
        .map(|account| {
            let about = known.about.get(&*account.file).map(|key| (*key).clone());
            let fate = known.fate(&account);
            let mut file = LedgerFile::new(account, about, fate);
            settle(&mut file, &superseded, &rejected, &destinations, &rows);
            file
        })
        .collect();
    files.sort_by(|a, b| a.file.cmp(&b.file));
    Ledger { files }
}

/// Decides the cells of one file: what is not in force is not used, and what is used has a destination.
fn settle(
    file: &mut LedgerFile,
    superseded: &BTreeSet<CellKey>,
    rejected: &BTreeSet<CellKey>,
    destinations: &BTreeMap<CellKey, Destination>,
    rows: &BTreeMap<(Arc<str>, Arc<str>, u32), ActionId>,
) {
    for cell in file.cells.iter_mut().filter(|cell| cell.disposition == Disposition::Used) {
        let place = (file.file.clone(), cell.sheet.clone(), cell.cell);
        cell.disposition = match &file.fate {
            FileFate::Superseded(_) | FileFate::Duplicate(_) => Disposition::Superseded,
            FileFate::Rejected(reason) => Disposition::Rejected(reason.clone()),
            FileFate::Ignored(reason) => Disposition::Ignored(reason.clone()),
            FileFate::Used if destinations.contains_key(&place) => Disposition::Used,
            FileFate::Used if rejected.contains(&place) => {
                Disposition::Rejected("統合の対象でない様式または実践項目".to_owned())
            }
            FileFate::Used if superseded.contains(&place) => Disposition::Superseded,
            FileFate::Used => Disposition::Used,
        };
    }
    if file.fate != FileFate::Used {
        return;
    }
    for ((_, sheet, cell), destination) in
        destinations.range(range_of(&file.file)).filter(|((name, ..), _)| *name == file.file)
    {
        // The No. may be a locked cell of ours: it is a value only where the intake read it as one.
        let is_number = matches!(destination, Destination::Action(_, label) if *label == Field::Action.label());
        let is_used =
            || file.cells.iter().any(|c| c.sheet == *sheet && c.cell == *cell && c.disposition == Disposition::Used);
        if !is_number || is_used() {
            file.destinations.insert((sheet.clone(), *cell), destination.clone());
        }
    }
    for cell in file.cells.iter().filter(|cell| cell.disposition == Disposition::Used) {
        let place = (cell.sheet.clone(), cell.cell);
        file.destinations.entry(place).or_insert_with(|| {
            match rows.get(&(file.file.clone(), cell.sheet.clone(), cell.cell.row)) {
                Some(action) => Destination::Beside(*action),
                None => Destination::Cover,
            }
        });
    }
}

fn range_of(file: &Arc<str>) -> std::ops::RangeFrom<CellKey> {
    (file.clone(), Arc::from(""), CellRef::new(0, 0))..
}

/// Where the record holds each value, found by walking the record and not the forms.
fn destinations(material: &Material<'_>) -> BTreeMap<CellKey, Destination> {
    let mut destinations = BTreeMap::new();
    for action in material.actions.values() {
        for contribution in &action.contributions {
            for (field, origin) in contribution_cells(contribution) {
                if let Some(key) = key(origin) {
                    destinations.insert(key, Destination::Action(action.id, field.label()));
                }
            }
        }
    }
    // Rows in which nothing was typed leave nothing in the record; their No. is part of the form all the same.
    for entry in
        material.chosen.in_force.iter().flat_map(|submission| &submission.entries).filter(|entry| entry.is_empty())
    {
        if let Some(key) = key(&entry.action.origin) {
            destinations.entry(key).or_insert(Destination::Action(entry.action.value, Field::Action.label()));
        }
    }
    for (no, rating) in material.ratings.iter().flat_map(|form| &form.ratings) {
        let Some(council) = material.initiatives.get(no).and_then(|initiative| initiative.council.as_ref()) else {
            continue;
        };
        if let Some(key) = rating.points.as_ref().and_then(|points| key(&points.origin)) {
            destinations.insert(key, Destination::Points(*no));
        }
        let Some(opinion) = &rating.opinion else { continue };
        let id = council
            .opinions
            .iter()
            .find(|held| held.text.origin == opinion.origin && words(&held.text.value) == words(&opinion.value));
        if let (Some(key), Some(id)) = (key(&opinion.origin), id) {
            destinations.insert(key, Destination::Opinion(id.id.clone()));
        }
    }
    destinations
}

/// The sheet rows on which entries stand.
fn entry_rows(chosen: &Chosen) -> BTreeMap<(Arc<str>, Arc<str>, u32), ActionId> {
    let mut rows = BTreeMap::new();
    for entry in chosen.in_force.iter().flat_map(|submission| &submission.entries) {
        for (file, sheet, cell) in cells(entry).filter_map(|(_, origin)| key(origin)) {
            rows.insert((file, sheet, cell.row), entry.action.value);
        }
    }
    rows
}

/// What the merge knows of each file, by its path.
struct Known<'a> {
    /// Whose a file is: of several forms in it the first.
    about: BTreeMap<&'a str, &'a SubmissionKey>,
    in_force: BTreeSet<&'a str>,
    /// With what took its place.
    superseded: BTreeMap<&'a str, &'a Arc<str>>,
    fates: BTreeMap<&'a str, &'a FileFate>,
    rated: BTreeSet<&'a str>,
    /// With the first finding that says why a file cannot be used.
    refused: BTreeMap<&'a str, &'a str>,
}

impl<'a> Known<'a> {
    fn new(material: &Material<'a>) -> Known<'a> {
        let chosen = material.chosen;
        let mut known = Known {
            about: BTreeMap::new(),
            in_force: chosen.in_force.iter().map(|submission| &*submission.file).collect(),
            superseded: BTreeMap::new(),
            fates: material.rating_fates.iter().chain(&chosen.fates).map(|(file, fate)| (&**file, fate)).collect(),
            rated: material.ratings.iter().map(|form| &*form.file).collect(),
            refused: BTreeMap::new(),
        };
        let superseded = chosen.superseded.iter().map(|(submission, _)| submission);
        for submission in chosen.in_force.iter().chain(superseded).chain(&chosen.left_out) {
            let key = known.about.entry(&submission.file).or_insert(&submission.key);
            if submission.key < **key {
                *key = &submission.key;
            }
        }
        for (submission, by) in &chosen.superseded {
            known.superseded.entry(&submission.file).or_insert(by);
        }
        for finding in material.findings.iter().filter(|finding| finding.severity >= Severity::Error) {
            if let Some(origin) = &finding.origin {
                known.refused.entry(&origin.file).or_insert(&finding.message);
            }
        }
        known
    }

    fn fate(&self, account: &FileAccount) -> FileFate {
        let file = &*account.file;
        if self.in_force.contains(file) {
            return FileFate::Used;
        }
        if let Some(by) = self.superseded.get(file) {
            return FileFate::Superseded(Arc::clone(by));
        }
        if let Some(fate) = self.fates.get(file) {
            return (*fate).clone();
        }
        if self.rated.contains(file) {
            return FileFate::Used;
        }
        match self.refused.get(file) {
            Some(message) => FileFate::Rejected((*message).to_owned()),
            None if account.hash.is_none() => FileFate::Rejected("読み取れないファイル".to_owned()),
            None if account.form.is_some() => FileFate::Rejected("様式として読み取れないファイル".to_owned()),
            None => FileFate::Ignored(account.kind.clone()),
        }
    }
}
