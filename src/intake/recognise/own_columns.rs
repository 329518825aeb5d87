//! The columns of a form of ours: by their heads, by the names of their ranges, by where they were recorded.
//!
//! A head in the very words of the form wins over every other name of the field. A column whose head says something else is never read
//! by its position, and where two columns may be meant neither is: both go back.

use std::collections::{BTreeMap, BTreeSet};

use super::ColumnDoubt;
use super::own_form::{FormFinder, column_names};
use crate::contract::Field;
use crate::contract::hidden::EntrySheet;
use crate::finding::Severity;
use crate::intake::codes;
use crate::intake::file_findings::FileFindings;
use crate::intake::labels::{Candidate, Column, Grid, Heads};
use crate::intake::units::HeadUnit;
use crate::vocabulary::{CellAddress, column_letters};

/// What speaks for the place of a column.
struct Evidence<'h> {
    candidates: &'h [Candidate<Field>],
    /// The columns to which the names of the fields' ranges point.
    named: BTreeMap<Field, u32>,
    recorded: BTreeMap<Field, u32>,
    /// Whether a recorded field stands elsewhere than recorded.
    moved: bool,
    /// Whether the names of ranges agree with the heads: a program that does not know them leaves them where they were.
    names_hold: bool,
}

/// Which column is a field's.
enum Place {
    /// The one of this head.
    Headed(Column),
    /// One without the field's head, at the place where it has to be.
    Expected(u32),
    /// One of these.
    Doubtful(Vec<u32>),
    Nowhere,
}

impl<'h> Evidence<'h> {
    fn of(found: Option<&'h Heads<Field>>, named: BTreeMap<Field, u32>, recorded: BTreeMap<Field, u32>) -> Self {
        let candidates = found.map_or(&[][..], |heads| heads.candidates.as_slice());
        let mut evidence = Evidence { candidates, named, recorded, moved: false, names_hold: true };
        // Only heads in the form's own words tell that the table has moved.
        let exact = |field: &Field| candidates.iter().any(|at| at.field == *field && at.is_exact);
        let recorded = evidence.recorded.keys().filter(|field| exact(field));
        let sure: Vec<(Field, u32)> = recorded.filter_map(|field| evidence.only(*field)).collect();
        let differs = |places: &BTreeMap<Field, u32>| {
            sure.iter().any(|(field, col)| places.get(field).is_some_and(|place| place != col))
        };
        (evidence.moved, evidence.names_hold) = (differs(&evidence.recorded), !differs(&evidence.named));
        evidence
    }

    /// The columns with a head of a field, the other names of it only where none has the form's own words.
    fn headed(&self, field: Field) -> impl Iterator<Item = &'h Candidate<Field>> {
        let of_field = move |at: &&Candidate<Field>| at.field == field;
        let has_exact = self.candidates.iter().filter(of_field).any(|at| at.is_exact);
        self.candidates.iter().filter(of_field).filter(move |at| at.is_exact || !has_exact)
    }

    /// The column of a field where exactly one has its head.
    fn only(&self, field: Field) -> Option<(Field, u32)> {
        let mut headed = self.headed(field);
        let one = headed.next().filter(|_| headed.next().is_none())?;
        Some((field, one.column.col))
    }

    /// The column where a field has to stand whatever its head says: where its range's name points, or where it was recorded and
    /// nothing has moved. No column of another field.
    fn expected(&self, field: Field) -> Option<u32> {
        let named = self.named.get(&field).filter(|_| self.names_hold);
        let recorded = self.recorded.get(&field).filter(|_| !self.moved);
        let taken = |col: u32| {
            let others = self.recorded.keys().filter(|other| **other != field);
            others.filter_map(|other| self.only(*other)).any(|(_, other)| other == col)
        };
        named.or(recorded).copied().filter(|col| !taken(*col))
    }

    fn place(&self, field: Field, is_filled: impl Fn(u32) -> bool) -> Place {
        let headed: Vec<_> = self.headed(field).collect();
        let expected = self.expected(field);
        if let Some(at) = expected
            && let Some(candidate) = headed.iter().find(|candidate| candidate.column.col == at)
        {
            return Place::Headed(candidate.column);
        }
        match (headed.as_slice(), expected) {
            ([], Some(at)) => Place::Expected(at),
            ([], None) => Place::Nowhere,
            // Another name of the field elsewhere, and what was entered where the field has to stand.
            ([one], Some(at)) if !one.is_exact && is_filled(at) => Place::Doubtful(vec![one.column.col, at]),
            ([one], _) => Place::Headed(one.column),
            ([first, rest @ ..], _) if !rest.iter().chain([first]).any(|at| is_filled(at.column.col)) => {
                Place::Headed(first.column)
            }
            (several, _) => Place::Doubtful(several.iter().map(|candidate| candidate.column.col).collect()),
        }
    }
}

impl FormFinder<'_, '_> {
    /// The columns of the recorded fields, by the heads that were `found` or where those say nothing by range names and the record; and
    /// the fields of which it is not clear which column is theirs.
    pub(super) fn columns(
        &mut self,
        grid: &Grid<'_>,
        found: Option<&Heads<Field>>,
        record: &EntrySheet,
    ) -> (Heads<Field>, BTreeMap<Field, ColumnDoubt>) {
        let sheet = &grid.sheet.name;
        let names: BTreeMap<Field, CellAddress> = column_names(self.workbook)
            .filter(|(name, _)| name.sheet.as_str() == sheet.as_ref())
            .filter_map(|(name, key)| Some((Field::from_key(key)?, name.range.first)))
            .collect();
        let (top, bottom) = match found {
            Some(heads) => (heads.top, heads.bottom),
            None => {
                let head = names.values().map(|first| first.row.saturating_sub(1)).min();
                let head = head.unwrap_or(record.head_row);
                (head, head)
            }
        };
        let recorded: BTreeMap<Field, u32> =
            record.columns.iter().filter_map(|(key, col)| Some((Field::from_key(key)?, *col))).collect();
        let named = names.iter().map(|(field, first)| (*field, first.col)).collect();
        let evidence = Evidence::of(found, named, recorded);
        let below = CellAddress::new(bottom + 1, 0)..;
        let is_filled =
            |col: u32| grid.sheet.cells.range(below.clone()).any(|(at, cell)| at.col == col && !cell.is_blank());
        let mut columns: BTreeMap<Field, Column> = BTreeMap::new();
        let mut doubts = BTreeMap::new();
        let mut unheaded = Vec::new();
        for field in evidence.recorded.keys() {
            match evidence.place(*field, is_filled) {
                Place::Headed(column) => {
                    columns.insert(*field, column);
                }
                Place::Expected(col) => {
                    let head = grid.cell(bottom, col).map(|(_, cell)| cell.shown()).unwrap_or_default();
                    // Where no head at all is one of ours, only the record and the names of ranges say anything.
                    let says_else = found.is_some() && !head.trim().is_empty();
                    if field.is_open() && says_else && is_filled(col) {
                        doubts.insert(*field, self.say_other_head(grid, *field, CellAddress::new(bottom, col), head));
                    } else {
                        columns.insert(*field, Column { col, unit: HeadUnit::Unnamed });
                        unheaded.push((*field, CellAddress::new(bottom, col)));
                    }
                }
                Place::Doubtful(at) => {
                    doubts.insert(*field, say_doubtful(self.findings, grid, *field, bottom, at));
                }
                Place::Nowhere => self.say_missing(grid, *field),
            }
        }
        self.say_no_heads(grid, &unheaded);
        if evidence.moved {
            self.findings.add(
                Severity::Note,
                codes::MOVED,
                self.findings.sheet(sheet),
                "列が動いています。見出しに従って読み取りました。".to_owned(),
                |finding| finding,
            );
        }
        // What has our heads but is not on record: a field of a later schema, or one that this department is not asked for.
        let is_recorded = !record.rows.is_empty();
        let mut taken: BTreeSet<u32> = columns.values().map(|column| column.col).collect();
        taken.extend(doubts.values().flat_map(|doubt| &doubt.columns));
        for Candidate { field, column, is_exact, .. } in evidence.candidates {
            let is_ours = !is_recorded || (*is_exact && field.is_open());
            if is_ours && !evidence.recorded.contains_key(field) && taken.insert(column.col) {
                columns.entry(*field).or_insert(*column);
            }
        }
        (Heads { top, bottom, columns, candidates: Vec::new() }, doubts)
    }

    /// Heads were overwritten or deleted, and nothing contradicts the places of their columns. Where most are gone that is one thing, and
    /// nothing new on a damaged or empty sheet.
    fn say_no_heads(&mut self, grid: &Grid<'_>, unheaded: &[(Field, CellAddress)]) {
        if self.is_told_as_damaged(grid) {
            return;
        }
        let mut say = |at: CellAddress, what: String, expected: String| {
            let message = format!("{what}がありません。元の位置の列を読み取りました。");
            let origin = self.findings.cell(&grid.sheet.name, at);
            self.findings.add(Severity::Warning, codes::MOVED, origin, message, |finding| {
                finding.expected(expected).remedy("読み取った内容を確かめてください。")
            });
        };
        match unheaded {
            [(_, first), _, _, _, ..] => {
                let labels: Vec<&str> = unheaded.iter().map(|(field, _)| field.label()).collect();
                say(*first, format!("{}列の見出し", unheaded.len()), labels.join("、"));
            }
            few => few.iter().for_each(|(field, at)| {
                say(*at, format!("見出し「{}」", field.label()), field.label().to_owned());
            }),
        }
    }

    fn say_other_head(&mut self, grid: &Grid<'_>, field: Field, at: CellAddress, head: String) -> ColumnDoubt {
        let message = format!(
            "「{}」の列の見出しが変わっています。何の欄か分からないため、この列の記入は取り込みません。",
            field.label()
        );
        say_unclear(self.findings, grid, field, at, message, (head, vec![at.col]))
    }

    /// An open column of the form is gone.
    fn say_missing(&mut self, grid: &Grid<'_>, field: Field) {
        if !field.is_open() {
            return;
        }
        self.findings.add(
            Severity::Error,
            codes::COLUMN_MISSING,
            self.findings.sheet(&grid.sheet.name),
            format!("「{}」の列がありません。", field.label()),
            |finding| finding.expected(field.label()).remedy("配布した様式の列を消さずに記入してください。"),
        );
    }
}

/// Several columns may be a field's: neither is read.
pub(super) fn say_doubtful(
    findings: &mut FileFindings,
    grid: &Grid<'_>,
    field: Field,
    bottom: u32,
    columns: Vec<u32>,
) -> ColumnDoubt {
    let letters: Vec<String> = columns.iter().map(|col| format!("{}列", column_letters(*col))).collect();
    let heads: Vec<String> = columns
        .iter()
        .map(|col| grid.cell(bottom, *col).map(|(_, cell)| cell.shown().replace('\n', "")).unwrap_or_default())
        .collect();
    let message = format!(
        "「{}」の列がどれか分かりません（{}）。どの列の記入も取り込みません。",
        field.label(),
        letters.join("、")
    );
    let first = columns.first().copied().unwrap_or_default();
    say_unclear(findings, grid, field, CellAddress::new(bottom, first), message, (heads.join("、"), columns))
}

/// `found` are the heads and the columns that may be the field's.
fn say_unclear(
    findings: &mut FileFindings,
    grid: &Grid<'_>,
    field: Field,
    at: CellAddress,
    message: String,
    (found, columns): (String, Vec<u32>),
) -> ColumnDoubt {
    let doubt = ColumnDoubt { columns, message: message.as_str().into() };
    findings.add(Severity::Error, codes::COLUMN_UNCLEAR, findings.cell(&grid.sheet.name, at), message, |finding| {
        finding
            .found(found)
            .expected(field.label())
            .remedy("見出しを配布した様式のとおりに直し、書き足した列は消してください。")
    });
    doubt
}
