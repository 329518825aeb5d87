//! Hand-made forms for the unit tests of the rooms behind intake.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::file_account::{CellAccounts, Disposition, FileAccount};
use super::submission::{DayDoubt, FileHash, Intake, MemberRating, RatingForm, Recognition, Submission, SubmissionKey};
use crate::contract::{Entry, Field, FieldKind, FieldValue, FormKind};
use crate::finding::{Origin, Sourced};
use crate::plan::Rated;
use crate::plan::fixture::{YEAR, unit};
use crate::vocabulary::{ActionId, Amount, CellAddress, FiscalYear, GradeId, InitiativeNo, Period, Stage, Yen};

/// A form under construction.
pub(crate) struct FormDraft {
    submission: Submission,
}

/// An empty form of `department` for [`YEAR`], in `file`; its hash follows from the file's name.
pub(crate) fn form(department: &str, file: &str) -> FormDraft {
    let mut hash = [0; 32];
    for (i, byte) in file.bytes().enumerate() {
        hash[i % 32] ^= byte;
    }
    FormDraft {
        submission: Submission {
            key: SubmissionKey { department: unit(department), year: YEAR, period: Period::YEAR_END },
            file: file.into(),
            hash: FileHash(hash),
            recognition: Recognition::HiddenSheet,
            submitted_on: None,
            day_in_doubt: None,
            version: None,
            version_in_doubt: false,
            author: None,
            extension: None,
            entries: vec![],
        },
    }
}

impl FormDraft {
    fn at(&self, row: u32, col: u32) -> Origin {
        Origin::cell(self.submission.file.clone(), "入力", CellAddress::new(row, col))
    }

    pub(crate) fn year(mut self, year: FiscalYear) -> Self {
        self.submission.key.year = year;
        self
    }

    pub(crate) fn midyear(mut self) -> Self {
        self.submission.key.period = Period::MIDYEAR;
        self
    }

    pub(crate) fn on(mut self, month: i8, day: i8) -> Self {
        self.submission.submitted_on = Some(Sourced::new(Date::constant(2021, month, day), self.at(0, 1)));
        self
    }

    /// A 提出日 of any year, perhaps mistyped.
    pub(crate) fn dated(mut self, day: Date) -> Self {
        self.submission.submitted_on = Some(Sourced::new(day, self.at(0, 1)));
        self
    }

    /// A formula gives 提出日.
    pub(crate) fn by_formula(mut self) -> Self {
        self.submission.day_in_doubt = Some(DayDoubt::Formula);
        self
    }

    /// Something stands as 版 that is none.
    pub(crate) fn version_unread(mut self) -> Self {
        self.submission.version_in_doubt = true;
        self
    }

    pub(crate) fn version(mut self, version: u32) -> Self {
        self.submission.version = Some(Sourced::new(version, self.at(1, 1)));
        self
    }

    /// Adds a row; `fill` gets the entry and a function from a field to its place.
    pub(crate) fn row(mut self, action: (u16, u16), fill: impl FnOnce(&mut EntryDraft)) -> Self {
        let row = 10 + u32::try_from(self.submission.entries.len()).unwrap_or(0);
        let id = ActionId::new(action.0, action.1);
        let entry = Entry::empty(Sourced::new(id, self.at(row, 0)));
        let mut draft = EntryDraft { entry, file: self.submission.file.clone(), row };
        fill(&mut draft);
        self.submission.entries.push(Arc::new(draft.entry));
        self
    }

    pub(crate) fn build(self) -> Submission {
        self.submission
    }
}

/// A row under construction.
pub(crate) struct EntryDraft {
    pub(crate) entry: Entry,
    file: Arc<str>,
    row: u32,
}

impl EntryDraft {
    /// Puts a value into its field, in the column that has the field's number.
    pub(crate) fn put<T>(&mut self, field: Field, value: T) -> &mut Self
    where
        FieldValue: From<Sourced<T>>,
    {
        let at = Origin::cell(self.file.clone(), "入力", CellAddress::new(self.row, field as u32));
        self.entry.set(field, Sourced::new(value, at));
        self
    }

    /// Puts some value into an open field: of a text its label.
    pub(crate) fn any(&mut self, field: Field) -> &mut Self {
        match field.kind() {
            FieldKind::Number => self,
            FieldKind::Text => self.put(field, format!("{}の記入", field.label())),
            FieldKind::Stages | FieldKind::PartStages(_) => self.put(field, vec![Stage::IMPLEMENT]),
            FieldKind::Grade => self.put(field, GradeId(1)),
            FieldKind::Money(..) | FieldKind::Cost(_) => self.put(field, Amount::Value(Yen::from_thousands(100))),
            FieldKind::Indicator(_) | FieldKind::Staff => self.put(field, Amount::Value(Decimal::from(100))),
        }
    }

    pub(crate) fn text(&mut self, field: Field, text: &str) -> &mut Self {
        self.put(field, text.to_owned())
    }

    pub(crate) fn grade(&mut self, grade: u8) -> &mut Self {
        self.put(Field::Grade, GradeId(grade))
    }

    /// Something stands in the field that cannot be used.
    pub(crate) fn rejected(&mut self, field: Field) -> &mut Self {
        self.entry.reject(field);
        self
    }

    pub(crate) fn reason(&mut self, text: &str) -> &mut Self {
        self.text(Field::GradeReason, text)
    }

    pub(crate) fn result(&mut self, text: &str) -> &mut Self {
        self.text(Field::Result, text)
    }

    pub(crate) fn issues(&mut self, text: &str) -> &mut Self {
        self.text(Field::Issues, text)
    }

    pub(crate) fn next_steps(&mut self, text: &str) -> &mut Self {
        self.text(Field::NextSteps, text)
    }

    pub(crate) fn memo(&mut self, text: &str) -> &mut Self {
        self.text(Field::Memo, text)
    }

    pub(crate) fn response(&mut self, text: &str) -> &mut Self {
        self.text(Field::Response, text)
    }

    pub(crate) fn saving(&mut self, thousands: i64) -> &mut Self {
        self.put(Field::SavingRecurring, Amount::Value(Yen::from_thousands(thousands)))
    }

    pub(crate) fn revenue(&mut self, thousands: i64) -> &mut Self {
        self.put(Field::RevenueOnce, Amount::Value(Yen::from_thousands(thousands)))
    }

    pub(crate) fn indicator(&mut self, value: i64) -> &mut Self {
        self.put(Field::Indicator1, Amount::Value(Decimal::from(value)))
    }
}

/// A council member's form: `(initiative, points, opinion)`.
pub(crate) fn rating(file: &str, ratings: &[(u16, Option<i64>, Option<&str>)]) -> RatingForm {
    let mut hash = [1; 32];
    for (i, byte) in file.bytes().enumerate() {
        hash[i % 32] ^= byte;
    }
    let ratings = ratings.iter().zip(5_u32..).map(|((no, points, opinion), row)| {
        let at = |col| Origin::cell(file, "評価", CellAddress::new(row, col));
        let rating = MemberRating {
            given: points.map(|points| Sourced::new(Rated::Points(points.into()), at(2))),
            opinion: opinion.map(|text| Sourced::new(text.to_owned(), at(3))),
        };
        (InitiativeNo(*no).into(), rating)
    });
    RatingForm {
        year: YEAR,
        file: file.into(),
        hash: FileHash(hash),
        body: None,
        member: None,
        ratings: ratings.collect(),
    }
}

/// An intake of these forms, with an account of every cell that they use and one label cell each.
pub(crate) fn intake(submissions: Vec<Submission>, ratings: Vec<RatingForm>) -> Intake {
    let mut files: Vec<FileAccount> = Vec::new();
    for submission in &submissions {
        let mut cells: Vec<(Arc<str>, CellAddress)> = vec![("入力".into(), CellAddress::new(3, 1))];
        cells.extend(submission.cover_cells().filter_map(cell_of));
        for entry in &submission.entries {
            cells.extend(entry.cells().filter_map(|(_, origin)| cell_of(origin)));
        }
        files.push(account(&submission.file, submission.hash, FormKind::Progress, cells));
    }
    for form in &ratings {
        let cells = form.ratings.values().flat_map(|rating| {
            let given = rating.given.iter().filter_map(|value| cell_of(&value.origin));
            given.chain(rating.opinion.iter().filter_map(|value| cell_of(&value.origin)))
        });
        files.push(account(&form.file, form.hash, FormKind::Council, cells.collect()));
    }
    files.sort_by(|a, b| a.file.cmp(&b.file));
    Intake { submissions, ratings, files, findings: Vec::new() }
}

fn cell_of(origin: &Origin) -> Option<(Arc<str>, CellAddress)> {
    match &origin.place {
        crate::finding::Place::Cell(sheet, cell) => Some((sheet.clone(), *cell)),
        _ => None,
    }
}

fn account(file: &Arc<str>, hash: FileHash, form: FormKind, used: Vec<(Arc<str>, CellAddress)>) -> FileAccount {
    let mut places: Vec<((Arc<str>, CellAddress), Disposition)> =
        used.into_iter().map(|place| (place, Disposition::Used)).collect();
    places.push((("入力".into(), CellAddress::new(9, 0)), Disposition::Reference));
    places.sort();
    let mut cells = CellAccounts::default();
    places.iter().for_each(|((sheet, cell), disposition)| cells.push(sheet, *cell, "", disposition));
    FileAccount {
        file: file.clone(),
        hash: Some(hash),
        size: 1,
        kind: "進捗管理表（xlsx）".into(),
        unopened: None,
        is_partial: false,
        form: Some(form),
        cells,
    }
}
