//! Builds the ledger: the intake's account of every cell, with the fate of each file and the place in the record where each value went.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ledger::{Destination, Destinations, FateReason, FileFate, Ledger, LedgerFile};
use super::record::{ActionRecord, Contribution, InitiativeRecord};
use super::resubmission::Chosen;
use crate::contract::Field;
use crate::finding::{Finding, Origin, Place, Severity};
use crate::intake::file_account::{CellAccounts, Disposition, FileAccount, Reason, Unopened};
use crate::intake::submission::{MemberRating, RatingForm, Submission, SubmissionKey};
use crate::vocabulary::{ActionId, CellAddress, InitiativeNo, RatedItem, folded};

/// A cell of a file: sheet and cell.
type Cell<'a> = (&'a str, CellAddress);

/// What the ledger is made from.
pub(super) struct Material<'a> {
    pub(super) chosen: &'a Chosen,
    pub(super) ratings: &'a [RatingForm],
    pub(super) rating_fates: &'a BTreeMap<Arc<str>, FileFate>,
    pub(super) actions: &'a BTreeMap<ActionId, ActionRecord>,
    pub(super) initiatives: &'a BTreeMap<InitiativeNo, InitiativeRecord>,
    /// Origins of values that were read but whose row another took the place of.
    pub(super) superseded: &'a [Origin],
    /// Origins of values that take no part, with the reason: those on action items that the plan does not have, for example.
    pub(super) rejected: &'a [(Origin, Reason)],
    pub(super) findings: &'a [Finding],
}

fn key(origin: &Origin) -> Option<(&str, Cell<'_>)> {
    match &origin.place {
        Place::Cell(sheet, cell) => Some((&origin.file, (sheet, *cell))),
        _ => None,
    }
}

/// Accounts for every file.
pub(super) fn ledger(mut files: Vec<FileAccount>, material: &Material<'_>) -> Ledger {
    let facts = FileFacts::new(material);
    files.sort_by(|a, b| a.file.cmp(&b.file));
    let accounted = files.into_iter().map(|account| {
        let about = facts.about.get(&*account.file).map(|key| (*key).clone());
        let fate = facts.fate(&account);
        let FileAccount { file, hash, size, kind, is_partial, form, mut cells, unopened: _ } = account;
        let destinations = match facts.in_record.get(&*file) {
            Some(in_record) if fate == FileFate::Used => decide_cells(&mut cells, in_record, material),
            _ => {
                set_aside(&mut cells, &fate);
                Destinations::default()
            }
        };
        LedgerFile { file, hash, size, kind, is_partial, form, about, fate, cells, destinations }
    });
    Ledger { files: accounted.collect() }
}

/// The cells of a file that is not in force: none of them is used.
fn set_aside(cells: &mut CellAccounts, fate: &FileFate) {
    let instead = match fate {
        FileFate::Superseded(_) | FileFate::Duplicate(_) => Disposition::Superseded,
        FileFate::Rejected(_) => Disposition::Rejected(Reason::OfFile),
        FileFate::Ignored(_) => Disposition::Ignored(Reason::OfFile),
        FileFate::Used => return,
    };
    cells.decide_again(|cell| (*cell.disposition == Disposition::Used).then(|| instead.clone()));
}

/// Decides the cells of a file in force: what is not in the record is not used, and what is used has a destination.
fn decide_cells(cells: &mut CellAccounts, file: &InRecord<'_>, material: &Material<'_>) -> Destinations {
    let found = file.destinations(material);
    let not_counted = file.not_counted(material);
    cells.decide_again(|cell| {
        let place = (&**cell.sheet, cell.cell);
        if *cell.disposition != Disposition::Used || found.contains_key(&place) {
            None
        } else if let Some(reason) = not_counted.get(&place) {
            Some(Disposition::Ignored(reason.clone()))
        } else if let Some(reason) = file.rejected.get(&place) {
            Some(Disposition::Rejected((*reason).clone()))
        } else if file.superseded.contains(&place) {
            Some(Disposition::Superseded)
        } else {
            None
        }
    });
    let mut sheets: BTreeMap<&str, Arc<str>> = BTreeMap::new();
    let mut used: BTreeSet<Cell<'_>> = BTreeSet::new();
    for cell in cells.iter() {
        sheets.entry(cell.sheet).or_insert_with(|| cell.sheet.clone());
        if *cell.disposition == Disposition::Used {
            used.insert((cell.sheet, cell.cell));
        }
    }
    let name = |sheet: &str| sheets.get(sheet).map_or_else(|| sheet.into(), Arc::clone);
    let rows = file.rows();
    let without = used.iter().filter(|place| !found.contains_key(place)).map(|(sheet, cell)| {
        let destination = match rows.get(&(*sheet, cell.row)) {
            Some(action) => Destination::Beside(*action),
            None => Destination::Cover,
        };
        ((name(sheet), *cell), destination)
    });
    let with = found.iter().filter(|(place, destination)| {
        // The No. may be a locked cell of ours: it is a value only where the intake read it as one.
        !matches!(destination, Destination::Action(_, Field::Action)) || used.contains(place)
    });
    with.map(|((sheet, cell), destination)| ((name(sheet), *cell), *destination)).chain(without).collect()
}

/// Where the cells of a body's grade and its reason went.
fn of_body(body: usize, item: RatedItem, rating: &MemberRating) -> Vec<(Cell<'_>, Destination)> {
    let grade = rating.given.as_ref().and_then(|given| key(&given.origin));
    let reason = rating.opinion.as_ref().and_then(|reason| key(&reason.origin));
    let grade = grade.map(|(_, cell)| (cell, Destination::Grading(body, item)));
    grade.into_iter().chain(reason.map(|(_, cell)| (cell, Destination::GradingReason(body, item)))).collect()
}

/// What of the record, and of the forms in force, stands in one file.
#[derive(Default)]
struct InRecord<'a> {
    submissions: Vec<&'a Submission>,
    contributions: Vec<(ActionId, &'a Contribution)>,
    ratings: Vec<&'a RatingForm>,
    superseded: BTreeSet<Cell<'a>>,
    rejected: BTreeMap<Cell<'a>, &'a Reason>,
}

impl<'a> InRecord<'a> {
    /// Where the record holds each value, found by walking the record and not the form.
    fn destinations(&self, material: &Material<'a>) -> BTreeMap<Cell<'a>, Destination> {
        let mut destinations = BTreeMap::new();
        for (action, contribution) in &self.contributions {
            let record = material.actions.get(action);
            for (field, origin) in contribution.entry.cells() {
                let is_counted = record.is_none_or(|record| record.why_not_counted(contribution, field).is_none());
                if let Some((_, cell)) = key(origin).filter(|_| is_counted) {
                    destinations.insert(cell, Destination::Action(*action, field));
                }
            }
        }
        // Rows in which nothing was typed leave nothing in the record; their No. is part of the form all the same.
        for entry in self.submissions.iter().flat_map(|form| &form.entries).filter(|entry| entry.is_empty()) {
            if let Some((_, cell)) = key(&entry.action.origin) {
                destinations.entry(cell).or_insert(Destination::Action(entry.action.value, Field::Action));
            }
        }
        for (body, item, rating) in
            self.ratings.iter().flat_map(|form| form.ratings.iter().map(|(item, rating)| (form.body, *item, rating)))
        {
            let no = match (body, item) {
                (None, RatedItem::Initiative(no)) => no,
                (Some(body), item) => {
                    let is_merged = |(cell, _): &(Cell<'_>, Destination)| !self.rejected.contains_key(cell);
                    destinations.extend(of_body(body, item, rating).into_iter().filter(is_merged));
                    continue;
                }
                (None, RatedItem::Action(_)) => continue,
            };
            let council = material.initiatives.get(&no).and_then(|initiative| initiative.council.as_ref());
            let Some(council) = council else { continue };
            if let Some((_, cell)) = rating.given.as_ref().and_then(|given| key(&given.origin)) {
                destinations.insert(cell, Destination::Points(no));
            }
            let Some(opinion) = &rating.opinion else { continue };
            let id = council
                .opinions
                .iter()
                .find(|held| held.text.origin == opinion.origin && folded(&held.text.value) == folded(&opinion.value));
            if let (Some((_, cell)), Some(id)) = (key(&opinion.origin), id) {
                destinations.insert(cell, Destination::Opinion(id.id));
            }
        }
        destinations
    }

    /// The values of rows in force that do not count, and why.
    fn not_counted(&self, material: &Material<'a>) -> BTreeMap<Cell<'a>, Reason> {
        let rows = self.contributions.iter().filter_map(|(id, row)| Some((material.actions.get(id)?, *row)));
        let cells = rows.flat_map(|(record, row)| {
            let cells = row.entry.cells();
            cells.filter_map(move |(field, origin)| Some((key(origin)?.1, record.why_not_counted(row, field)?)))
        });
        cells.collect()
    }

    /// The sheet rows on which entries stand.
    fn rows(&self) -> BTreeMap<(&'a str, u32), ActionId> {
        let mut rows = BTreeMap::new();
        for entry in self.submissions.iter().flat_map(|form| &form.entries) {
            for (_, (sheet, cell)) in entry.cells().filter_map(|(_, origin)| key(origin)) {
                rows.insert((sheet, cell.row), entry.action.value);
            }
        }
        rows
    }
}

/// What the merge knows of each file, by its path.
struct FileFacts<'a> {
    /// Whose a file is: of several forms in it the first.
    about: BTreeMap<&'a str, &'a SubmissionKey>,
    /// The files of which something is in force, a form or a rating.
    in_record: BTreeMap<&'a str, InRecord<'a>>,
    in_force: BTreeSet<&'a str>,
    /// With what took its place.
    superseded: BTreeMap<&'a str, &'a Arc<str>>,
    fates: BTreeMap<&'a str, &'a FileFate>,
    rated: BTreeSet<&'a str>,
    /// With the first finding that says why a file cannot be used.
    refused: BTreeMap<&'a str, &'a str>,
}

impl<'a> FileFacts<'a> {
    fn new(material: &Material<'a>) -> FileFacts<'a> {
        let chosen = material.chosen;
        let mut facts = FileFacts {
            about: BTreeMap::new(),
            in_record: BTreeMap::new(),
            in_force: chosen.in_force.iter().map(|submission| &*submission.file).collect(),
            superseded: BTreeMap::new(),
            fates: material.rating_fates.iter().chain(&chosen.fates).map(|(file, fate)| (&**file, fate)).collect(),
            rated: material.ratings.iter().map(|form| &*form.file).collect(),
            refused: BTreeMap::new(),
        };
        let heads = chosen.superseded.iter().map(|(head, _)| head).chain(&chosen.left_out);
        let keys = chosen.in_force.iter().map(|submission| (&submission.file, &submission.key));
        for (file, key) in keys.chain(heads.map(|head| (&head.file, &head.key))) {
            let first = facts.about.entry(file).or_insert(key);
            *first = key.min(first);
        }
        facts.gather(material);
        for (submission, by) in &chosen.superseded {
            facts.superseded.entry(&submission.file).or_insert(by);
        }
        for finding in material.findings.iter().filter(|finding| finding.severity >= Severity::Error) {
            if let Some(origin) = &finding.origin {
                facts.refused.entry(&origin.file).or_insert(&finding.message);
            }
        }
        facts
    }

    fn gather(&mut self, material: &Material<'a>) {
        let files = &mut self.in_record;
        for submission in &material.chosen.in_force {
            files.entry(&submission.file).or_default().submissions.push(submission);
        }
        for form in material.ratings {
            files.entry(&form.file).or_default().ratings.push(form);
        }
        for action in material.actions.values() {
            for contribution in &action.contributions {
                // A row stands in one file.
                files
                    .entry(&contribution.entry.action.origin.file)
                    .or_default()
                    .contributions
                    .push((action.id, contribution));
            }
        }
        for (file, cell) in material.superseded.iter().filter_map(key) {
            files.entry(file).or_default().superseded.insert(cell);
        }
        for (origin, reason) in material.rejected {
            let Some((file, cell)) = key(origin) else { continue };
            files.entry(file).or_default().rejected.insert(cell, reason);
        }
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
            Some(message) => FileFate::Rejected(FateReason::Finding((*message).to_owned())),
            None => match account.unopened {
                Some(Unopened::Settings) => FileFate::Used,
                Some(Unopened::Barred) => FileFate::Rejected(FateReason::Kind(account.kind.clone())),
                None if account.form.is_some() => FileFate::Rejected(FateReason::UnreadableForm),
                Some(Unopened::NothingHandedIn) | None => FileFate::Ignored(FateReason::Kind(account.kind.clone())),
            },
        }
    }
}
