//! A small plan and hand-made submissions for the tests of merge, assessment, check and trace.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::finding::{CellRef, Origin, Sourced};
use crate::forms::schema::{EffectKind, EffectTerm, Field, FormKind};
use crate::intake::submission::{
    CellAccount, Disposition, Entry, FileAccount, FileHash, Intake, MemberRating, RatingForm, Recognition, Submission,
    SubmissionKey,
};
use crate::plan::{
    ActionId, ActionItem, Amount, Bureau, Deadline, Department, DepartmentId, Direction, FiscalYear, Grade, GradeId,
    GradeRule, GradeScale, Indicator, IndicatorId, Initiative, InitiativeNo, Look, Narrative, Period, Plan,
    Responsible, Rounding, Settings, Stage, Theme, ThemeId, Yen,
};
use crate::store::Store;

/// 令和2年度, the year of these tests.
pub(crate) const YEAR: FiscalYear = FiscalYear(2020);

/// `甲部/一課`.
pub(crate) fn unit(name: &str) -> DepartmentId {
    DepartmentId::new(Some("甲部"), name)
}

/// Two initiatives: 1-1 (一課 with 二課; planned effect 1,000千円; an indicator with target 100), 1-2 (二課, open), 2-1 (二課), 2-2 (再掲 of 1-1).
pub(crate) fn plan() -> Plan {
    let stages: BTreeMap<_, _> =
        FiscalYear(2020).through(FiscalYear(2024)).map(|year| (year, vec![Stage::Implement])).collect();
    let action = |initiative, number, lead: &str| ActionItem {
        id: ActionId::new(initiative, number),
        name: format!("実践項目{initiative}-{number}"),
        lead: unit(lead),
        partners: vec![],
        open: false,
        schedule: stages.clone(),
        indicators: vec![],
        planned_effect: BTreeMap::new(),
        repeats: None,
    };
    let mut first = action(1, 1, "一課");
    first.partners = vec![unit("二課")];
    first.planned_effect = BTreeMap::from([(YEAR, Yen::from_thousands(1000))]);
    first.indicators = vec![Indicator {
        id: IndicatorId { action: first.id, number: 1 },
        name: "件数".into(),
        unit: "件".into(),
        direction: Direction::Higher,
        baseline: None,
        targets: BTreeMap::from([(YEAR, Decimal::from(100)), (YEAR.next(), Decimal::from(100))]),
    }];
    let mut open = action(1, 2, "二課");
    open.open = true;
    let mut repeat = action(2, 2, "一課");
    repeat.repeats = Some(ActionId::new(1, 1));
    let initiative = |no, themes: &[u8], actions: Vec<ActionItem>| Initiative {
        no: InitiativeNo(no),
        name: format!("取組{no}"),
        responsible: vec![Responsible::Department(unit("一課")), Responsible::Department(unit("二課"))],
        themes: themes.iter().map(|id| ThemeId(*id)).collect::<BTreeSet<_>>(),
        goals: BTreeSet::new(),
        content: "内容".into(),
        actions,
    };
    let grade = |id, mark: &str, name: &str, points, on_track| Grade {
        id: GradeId(id),
        mark: mark.into(),
        name: name.into(),
        meaning: String::new(),
        aliases: vec![],
        points,
        on_track,
    };
    let theme =
        |id, short: &str| Theme { id: ThemeId(id), short: short.into(), title: short.into(), text: String::new() };
    let department = |name: &str| Department { id: unit(name), since: None, until: None };
    Plan {
        title: "試験計画".into(),
        stage_of_drafting: String::new(),
        short_title: "試験計画".into(),
        city: "試験市".into(),
        issued: "令和元年12月".into(),
        first_year: YEAR,
        last_year: FiscalYear(2024),
        review_year: FiscalYear(2022),
        departments_as_of: Date::constant(2020, 1, 1),
        notice: None,
        themes: vec![theme(1, "財政"), theme(2, "サービス")],
        goals: vec![],
        bureaus: vec![Bureau { name: "甲部".into(), abbreviation: "甲".into() }],
        departments: vec![department("一課"), department("二課"), department("三課")],
        reorganizations: vec![].into(),
        initiatives: vec![
            initiative(1, &[1, 2], vec![first, open]),
            initiative(2, &[2], vec![action(2, 1, "二課"), repeat]),
        ],
        grades: GradeScale {
            grades: vec![
                grade(0, "◎", "計画以上", Some(4), true),
                grade(1, "○", "計画どおり", Some(3), true),
                grade(2, "△", "遅れ", Some(2), false),
                grade(3, "×", "未着手", Some(1), false),
                grade(4, "－", "対象外", None, false),
            ],
            rule: GradeRule::Lowest,
            weights: BTreeMap::new(),
        },
        narrative: Narrative::default(),
        settings: Settings {
            office: "甲部一課".into(),
            office_contact: "内線 1".into(),
            rounding: Rounding::Down,
            deadlines: vec![Deadline { year: YEAR, period: Period::YearEnd, due: Date::constant(2021, 5, 10) }],
            foreign_forms: Vec::new(),
            limits: BTreeMap::new(),
            look: Look::default(),
        },
    }
}

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
            key: SubmissionKey { department: unit(department), year: YEAR, period: Period::YearEnd },
            file: file.into(),
            hash: FileHash(hash),
            recognition: Recognition::HiddenSheet,
            submitted_on: None,
            version: None,
            author: None,
            extension: None,
            entries: vec![],
        },
    }
}

impl FormDraft {
    fn at(&self, row: u32, col: u32) -> Origin {
        Origin::cell(self.submission.file.clone(), "入力", CellRef::new(row, col))
    }

    pub(crate) fn year(mut self, year: FiscalYear) -> Self {
        self.submission.key.year = year;
        self
    }

    pub(crate) fn midyear(mut self) -> Self {
        self.submission.key.period = Period::Midyear;
        self
    }

    pub(crate) fn on(mut self, month: i8, day: i8) -> Self {
        self.submission.submitted_on = Some(Sourced::new(Date::constant(2021, month, day), self.at(0, 1)));
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
        self.submission.entries.push(draft.entry);
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
    fn put<T>(&self, field: Field, value: T) -> Sourced<T> {
        Sourced::new(value, Origin::cell(self.file.clone(), "入力", CellRef::new(self.row, field as u32)))
    }

    pub(crate) fn grade(&mut self, grade: u8) -> &mut Self {
        self.entry.grade = Some(self.put(Field::Grade, GradeId(grade)));
        self
    }

    /// Something stands in the field that cannot be used.
    pub(crate) fn rejected(&mut self, field: Field) -> &mut Self {
        self.entry.rejected.push(field);
        self
    }

    pub(crate) fn reason(&mut self, text: &str) -> &mut Self {
        self.entry.grade_reason = Some(self.put(Field::GradeReason, text.into()));
        self
    }

    pub(crate) fn result(&mut self, text: &str) -> &mut Self {
        self.entry.result = Some(self.put(Field::Result, text.into()));
        self
    }

    pub(crate) fn issues(&mut self, text: &str) -> &mut Self {
        self.entry.issues = Some(self.put(Field::Issues, text.into()));
        self
    }

    pub(crate) fn memo(&mut self, text: &str) -> &mut Self {
        self.entry.memo = Some(self.put(Field::Memo, text.into()));
        self
    }

    pub(crate) fn response(&mut self, text: &str) -> &mut Self {
        self.entry.response = Some(self.put(Field::Response, text.into()));
        self
    }

    pub(crate) fn saving(&mut self, thousands: i64) -> &mut Self {
        let value = self.put(Field::SavingRecurring, Amount::Value(Yen::from_thousands(thousands)));
        self.entry.effects.insert((EffectKind::Saving, EffectTerm::Recurring), value);
        self
    }

    pub(crate) fn revenue(&mut self, thousands: i64) -> &mut Self {
        let value = self.put(Field::RevenueOnce, Amount::Value(Yen::from_thousands(thousands)));
        self.entry.effects.insert((EffectKind::Revenue, EffectTerm::Once), value);
        self
    }

    pub(crate) fn indicator(&mut self, value: i64) -> &mut Self {
        let value = self.put(Field::Indicator1, Amount::Value(Decimal::from(value)));
        self.entry.indicators.insert(1, value);
        self
    }
}

/// A council member's form: `(initiative, points, opinion)`.
pub(crate) fn rating(file: &str, ratings: &[(u16, Option<i64>, Option<&str>)]) -> RatingForm {
    let mut hash = [1; 32];
    for (i, byte) in file.bytes().enumerate() {
        hash[i % 32] ^= byte;
    }
    let ratings = ratings.iter().zip(5_u32..).map(|((no, points, opinion), row)| {
        let at = |col| Origin::cell(file, "評価", CellRef::new(row, col));
        let rating = MemberRating {
            points: points.map(|points| Sourced::new(Decimal::from(points), at(2))),
            opinion: opinion.map(|text| Sourced::new(text.to_owned(), at(3))),
        };
        (InitiativeNo(*no), rating)
    });
    RatingForm { year: YEAR, file: file.into(), hash: FileHash(hash), ratings: ratings.collect() }
}

/// An intake of these forms, with an account of every cell that they use and one label cell each.
pub(crate) fn intake(submissions: Vec<Submission>, ratings: Vec<RatingForm>) -> Intake {
    intake_in(Store::default(), submissions, ratings)
}

/// The same, put aside in a store of the caller's.
pub(crate) fn intake_in(store: Store, submissions: Vec<Submission>, ratings: Vec<RatingForm>) -> Intake {
    let mut files: Vec<FileAccount> = Vec::new();
    let mut intake = Intake { store: Arc::new(store), ..Intake::default() };
    for submission in &submissions {
        let mut cells: Vec<(Arc<str>, CellRef)> = vec![("入力".into(), CellRef::new(3, 1))];
        cells.extend(submission.submitted_on.iter().filter_map(|value| cell_of(&value.origin)));
        cells.extend(submission.version.iter().filter_map(|value| cell_of(&value.origin)));
        cells.extend(submission.author.iter().filter_map(|value| cell_of(&value.origin)));
        for entry in &submission.entries {
            cells.extend(super::contributions::cells(entry).filter_map(|(_, origin)| cell_of(origin)));
        }
        files.push(account(&submission.file, submission.hash, FormKind::Progress, cells));
    }
    for form in &ratings {
        let cells = form.ratings.values().flat_map(|rating| {
            let points = rating.points.iter().filter_map(|value| cell_of(&value.origin));
            points.chain(rating.opinion.iter().filter_map(|value| cell_of(&value.origin)))
        });
        files.push(account(&form.file, form.hash, FormKind::Council, cells.collect()));
    }
    files.sort_by(|a, b| a.file.cmp(&b.file));
    submissions.into_iter().try_for_each(|submission| intake.add_submission(submission)).expect("put aside");
    files.into_iter().try_for_each(|file| intake.add_file(file)).expect("put aside");
    Intake { ratings, ..intake }
}

fn cell_of(origin: &Origin) -> Option<(Arc<str>, CellRef)> {
    match &origin.place {
        crate::finding::Place::Cell(sheet, cell) => Some((sheet.clone(), *cell)),
        _ => None,
    }
}

fn account(file: &Arc<str>, hash: FileHash, form: FormKind, used: Vec<(Arc<str>, CellRef)>) -> FileAccount {
    let cell = |(sheet, cell), disposition| CellAccount { sheet, cell, excerpt: "".into(), disposition };
    let mut cells: Vec<CellAccount> = used.into_iter().map(|place| cell(place, Disposition::Used)).collect();
    cells.push(cell(("入力".into(), CellRef::new(9, 0)), Disposition::Reference));
    cells.sort();
    FileAccount {
        file: file.clone(),
        hash: Some(hash),
        size: 1,
        kind: "進捗管理表（xlsx）".into(),
        form: Some(form),
        cells,
    }
}
