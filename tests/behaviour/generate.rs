//! Random plans and random submissions, for the properties of every room after the intake.
//!
//! A form is first a [`FormSpec`], which says what a department typed and nothing of files; [`intake`] gives it a file name, cells
//! and an account. So the same specs can be handed in under other names and in another order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use kaikaku::contract::{Audience, Entry, Field, FormKind};
use kaikaku::finding::{Origin, Sourced};
use kaikaku::intake::file_account::{CellAccounts, Disposition, FileAccount, Reason};
use kaikaku::intake::submission::{FileHash, Intake, MemberRating, RatingForm, Recognition, Submission, SubmissionKey};
use kaikaku::plan::{
    ActionItem, Bureau, Deadline, Department, GradedLevel, Grader, Initiative, LaterMarks, Narrative, Plan, Rated,
    Rating, Reorganization, Responsible, Settings, Theme, Words, YearStages,
};
use kaikaku::vocabulary::{
    ActionId, Amount, CellAddress, DepartmentId, FiscalYear, Grade, GradeId, GradeRule, GradeScale, InitiativeNo,
    Period, RatedItem, Stage, ThemeId, Yen,
};
use proptest::prelude::*;

/// The year of all generated forms.
pub(crate) const YEAR: FiscalYear = FiscalYear(2020);

/// What a department typed into one row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct RowSpec {
    /// Position among the plan's action items, taken modulo their number.
    pub(crate) action: usize,
    /// 進捗区分.
    pub(crate) grade: Option<u8>,
    /// 実績.
    pub(crate) result: Option<String>,
    /// 内部メモ.
    pub(crate) memo: Option<String>,
    /// 歳出減（継続） in yen.
    pub(crate) saving: Option<i64>,
    /// 歳入増（単年度） in yen.
    pub(crate) revenue: Option<i64>,
}

impl RowSpec {
    /// Whether nothing was typed.
    pub(crate) fn is_empty(&self) -> bool {
        self.grade.is_none()
            && self.result.is_none()
            && self.memo.is_none()
            && self.saving.is_none()
            && self.revenue.is_none()
    }
}

/// What a department handed in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FormSpec {
    /// Position among the plan's departments, taken modulo their number.
    pub(crate) department: usize,
    /// Whether it is the midyear form.
    pub(crate) midyear: bool,
    /// Day of May on which it was handed in.
    pub(crate) day: Option<i8>,
    /// 版.
    pub(crate) version: Option<u32>,
    /// Rows, at most one an action item once made into a form.
    pub(crate) rows: Vec<RowSpec>,
}

/// What a member of the council handed in, or a body that grades.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct RatingSpec {
    /// Position among the council and the plan's graders, taken modulo their number.
    pub(crate) body: usize,
    /// Item, points or grade, opinion or reason.
    pub(crate) rows: Vec<(usize, Option<u8>, Option<String>)>,
}

/// A plan of a few departments and items, some shared, open or listed again.
pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    let action =
        (0..6_usize, prop::collection::vec(0..6_usize, 0..2), any::<bool>(), prop::option::weighted(0.15, 0..8_usize));
    let initiative = (prop::collection::vec(action, 1..4), prop::collection::btree_set(1..=3_u8, 0..3));
    let rule = prop::sample::select(vec![GradeRule::Lowest, GradeRule::Majority, GradeRule::Weighted]);
    let rating = prop::sample::select(vec![
        Rating::default(),
        Rating::Points { most: 10, steps: Vec::new() },
        Rating::of_letters([("A", "優良"), ("B", "良好"), ("C", "要改善")]),
        Rating::of_letters([("◎", ""), ("2", ""), ("－", "")]),
    ]);
    let made = (2..6_usize, prop::collection::vec(initiative, 1..5), rule, rating, graders());
    made.prop_map(|(departments, initiatives, rule, rating, graders)| {
        let mut plan = skeleton(departments, rule);
        plan.settings.rating = rating;
        plan.settings.graders = graders;
        let unit = |at: usize| plan.departments[at % departments].id.clone();
        let mut made: Vec<Initiative> = Vec::new();
        let mut originals: Vec<ActionId> = Vec::new();
        for (no, (actions, themes)) in (1..).zip(initiatives) {
            let mut items = Vec::new();
            for (number, (lead, partners, open, repeats)) in (1..).zip(actions) {
                let id = ActionId::new(no, number);
                let repeats = repeats.filter(|_| !originals.is_empty()).map(|at| originals[at % originals.len()]);
                let lead = unit(lead);
                let partners: BTreeSet<DepartmentId> =
                    partners.into_iter().map(unit).filter(|unit| *unit != lead).collect();
                if repeats.is_none() {
                    originals.push(id);
                }
                items.push(ActionItem {
                    id,
                    printed: id.key(),
                    name: format!("実践項目{}", id.key()),
                    lead,
                    partners: partners.into_iter().collect(),
                    open,
                    schedule: YEAR
                        .through(FiscalYear(2024))
                        .map(|year| (year, YearStages::Whole(vec![Stage::IMPLEMENT])))
                        .collect(),
                    indicators: vec![],
                    planned_effect: BTreeMap::new(),
                    planned_costs: BTreeMap::new(),
                    added: None,
                    repeats,
                });
            }
            let leads: BTreeSet<DepartmentId> = items.iter().map(|item| item.lead.clone()).collect();
            made.push(Initiative {
                no: InitiativeNo(no),
                printed: no.to_string(),
                name: format!("取組{no}"),
                responsible: leads.into_iter().map(Responsible::Department).collect(),
                group: None,
                themes: themes.into_iter().map(ThemeId).collect(),
                goals: BTreeSet::new(),
                later: LaterMarks::default(),
                content: "内容".into(),
                actions: items,
            });
        }
        plan.initiatives = made;
        plan
    })
}

/// No, one or two bodies that grade beside the departments.
fn graders() -> impl Strategy<Value = Vec<Grader>> {
    let level = prop::sample::select(vec![GradedLevel::Actions, GradedLevel::Initiatives]);
    let readers = prop::sample::select(vec![Audience::Public, Audience::Council, Audience::Office]);
    let own = prop::option::of(prop::sample::select(vec![
        Rating::of_letters([("Ⅰ", "進んでいる"), ("Ⅱ", "進んでいない")]),
        Rating::of_letters([("a", ""), ("b", ""), ("c", "")]),
    ]));
    prop::collection::vec((level, readers, own), 0..=2).prop_map(|made| {
        let grader =
            |(at, (level, readers, own)): (usize, _)| Grader {
                body: format!("第{}部会", at + 1), level, readers, own
            };
        made.into_iter().enumerate().map(grader).collect()
    })
}

/// The plan after up to two reorganizations within the year: renamings, mergers, splits, abolitions.
pub(crate) fn reorganized() -> impl Strategy<Value = Plan> {
    let change = (0..4_usize, any::<prop::sample::Index>(), any::<prop::sample::Index>());
    (plan(), prop::collection::vec(change, 1..3)).prop_map(|(mut plan, changes)| {
        let mut reorganizations = Vec::new();
        for (step, (kind, one, other)) in (0..).zip(changes) {
            let date = Date::constant(2020, 7 + step, 1);
            let living: Vec<DepartmentId> =
                plan.departments.iter().filter(|unit| unit.until.is_none()).map(|unit| unit.id.clone()).collect();
            if living.len() < 2 {
                break;
            }
            let mut from = vec![one.get(&living).clone()];
            let new = |name: &str| DepartmentId::new(Some("甲部"), &format!("{name}{step}課"));
            let to = match kind {
                0 => vec![new("改")],
                1 => {
                    let partner = other.get(&living).clone();
                    if partner != from[0] {
                        from.push(partner);
                    }
                    vec![new("合")]
                }
                2 => vec![new("東"), new("西")],
                _ => vec![],
            };
            for unit in plan.departments.iter_mut().filter(|unit| from.contains(&unit.id)) {
                unit.until = date.yesterday().ok();
            }
            plan.departments.extend(to.iter().map(|id| Department { id: id.clone(), since: Some(date), until: None }));
            reorganizations.push(Reorganization { date, from, to, note: None });
        }
        plan.reorganizations = reorganizations.into();
        plan
    })
}

fn skeleton(departments: usize, rule: GradeRule) -> Plan {
    let grade = |id: u8, name: &str, points, on_track| Grade {
        id: GradeId(id),
        mark: ["◎", "○", "△", "×", "－"][usize::from(id)].into(),
        name: name.into(),
        meaning: String::new(),
        aliases: vec![],
        points,
        on_track,
        needs_reason: false,
        from: None,
        ends: false,
    };
    let theme =
        |id: u8| Theme { id: ThemeId(id), short: format!("題{id}"), title: format!("題{id}"), text: String::new() };
    // The last department belongs to no bureau.
    let bureau = |at: usize| (at + 1 < departments).then(|| if at.is_multiple_of(2) { "甲部" } else { "乙部" });
    Plan {
        title: "試験計画".into(),
        stage_of_drafting: String::new(),
        short_title: "試験計画".into(),
        city: "試験市".into(),
        issued: "令和元年12月".into(),
        first_year: YEAR,
        last_year: FiscalYear(2024),
        review_year: Some(FiscalYear(2022)),
        schedule_by: Default::default(),
        departments_as_of: Date::constant(2020, 1, 1),
        notice: None,
        levels: Vec::new(),
        themes: (1..=3).map(theme).collect(),
        goals: vec![],
        bureaus: ["甲", "乙"].map(|short| Bureau { name: format!("{short}部"), abbreviation: short.into() }).into(),
        departments: (0..departments)
            .map(|at| Department {
                id: DepartmentId::new(bureau(at), &format!("第{at}課")), since: None, until: None
            })
            .collect(),
        reorganizations: vec![].into(),
        initiatives: vec![],
        grades: GradeScale {
            grades: vec![
                grade(0, "計画以上", Some(4), true),
                grade(1, "計画どおり", Some(3), true),
                grade(2, "遅れ", Some(2), false),
                grade(3, "未着手", Some(1), false),
                grade(4, "対象外", None, false),
            ],
            rule,
            weights: BTreeMap::new(),
            source: Default::default(),
            of_several: Default::default(),
        },
        narrative: Narrative::default(),
        glossary: Vec::new(),
        words: Words::default(),
        derived: Default::default(),
        settings: Settings {
            office: "甲部第0課".into(),
            deadlines: vec![Deadline { year: YEAR, period: Period::YEAR_END, due: Date::constant(2021, 5, 10) }],
            ..Settings::default()
        },
    }
}

fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of(
        prop::sample::select(vec!["実施した。", "準備した。", "別紙", "令和元年度に検討した。"])
            .prop_map(str::to_owned),
    )
}

fn row() -> impl Strategy<Value = RowSpec> {
    let amount = || prop::option::weighted(0.4, -2_000_000..90_000_000_i64);
    (0..16_usize, prop::option::of(0..5_u8), text(), text(), amount(), amount()).prop_map(
        |(action, grade, result, memo, saving, revenue)| RowSpec { action, grade, result, memo, saving, revenue },
    )
}

/// Departments' forms, several from the same department among them, and exact copies.
pub(crate) fn forms() -> impl Strategy<Value = Vec<FormSpec>> {
    let form = (
        0..6_usize,
        prop::bool::weighted(0.3),
        prop::option::of(1..4_i8),
        prop::option::of(1..3_u32),
        prop::collection::vec(row(), 0..8),
    )
        .prop_map(|(department, midyear, day, version, rows)| FormSpec { department, midyear, day, version, rows });
    (prop::collection::vec(form, 0..9), prop::collection::vec(any::<prop::sample::Index>(), 0..3)).prop_map(
        |(mut forms, copies)| {
            if !forms.is_empty() {
                let copied: Vec<FormSpec> = copies.iter().map(|at| at.get(&forms).clone()).collect();
                forms.extend(copied);
            }
            forms
        },
    )
}

/// Members' forms.
pub(crate) fn ratings() -> impl Strategy<Value = Vec<RatingSpec>> {
    let opinion = prop::option::of(
        prop::sample::select(vec!["周知を。", "急いで。", "良い取組である。"]).prop_map(str::to_owned),
    );
    let rows = prop::collection::vec((0..9_usize, prop::option::of(1..=5_u8), opinion), 0..4);
    let form = (0..6_usize, rows).prop_map(|(body, rows)| RatingSpec { body, rows });
    prop::collection::vec(form, 0..6)
}

/// Forms of all departments and of all bodies that grade, with grades of most items.
pub(crate) fn all_graded() -> impl Strategy<Value = (Vec<FormSpec>, Vec<RatingSpec>)> {
    // As many as a plan has items at most.
    let grades = || prop::collection::vec(prop::option::weighted(0.8, 0..5_u8), 12);
    (grades(), grades(), grades()).prop_map(|(of_departments, first, second)| {
        let row = |(action, grade)| RowSpec { action, grade, result: None, memo: None, saving: None, revenue: None };
        let rows: Vec<RowSpec> = (0..).zip(of_departments).map(row).collect();
        let form = |department| FormSpec { department, midyear: false, day: None, version: None, rows: rows.clone() };
        let rating = |(body, grades): (usize, Vec<Option<u8>>)| RatingSpec {
            body,
            rows: (0..).zip(grades).map(|(item, grade)| (item, grade, None)).collect(),
        };
        ((0..6).map(form).collect(), [(1, first), (2, second)].map(rating).into())
    })
}

/// A digest that depends on the content alone.
fn hash(content: &impl std::fmt::Debug) -> FileHash {
    let mut bytes = [0_u8; 32];
    for (lane, chunk) in bytes.chunks_mut(8).enumerate() {
        let seed = 0xcbf2_9ce4_8422_2325_u64.wrapping_add(lane as u64);
        let digest = format!("{content:?}")
            .bytes()
            .fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        chunk.copy_from_slice(&digest.to_be_bytes());
    }
    FileHash(bytes)
}

/// The rows of a form on `plan`, one an action item: the first that names it.
pub(crate) fn rows_on<'a>(plan: &Plan, form: &'a FormSpec) -> Vec<(ActionId, &'a RowSpec)> {
    let ids: Vec<ActionId> = plan.actions().map(|(_, action)| action.id).collect();
    let mut rows: BTreeMap<ActionId, &RowSpec> = BTreeMap::new();
    for row in &form.rows {
        rows.entry(ids[row.action % ids.len()]).or_insert(row);
    }
    rows.into_iter().collect()
}

/// The department of a form on `plan`.
pub(crate) fn department_on(plan: &Plan, form: &FormSpec) -> DepartmentId {
    plan.departments[form.department % plan.departments.len()].id.clone()
}

/// The hash that the form of a spec gets.
pub(crate) fn hash_on(plan: &Plan, form: &FormSpec) -> FileHash {
    hash(&(department_on(plan, form), form.midyear, form.day, form.version, rows_on(plan, form)))
}

/// Hands in the forms, the i-th in the file that `name` gives for i.
pub(crate) fn intake(
    plan: &Plan,
    forms: &[FormSpec],
    ratings: &[RatingSpec],
    name: impl Fn(usize) -> String,
) -> Intake {
    let mut read = Intake::default();
    for (at, form) in forms.iter().enumerate() {
        let (submission, account) = submission(plan, form, &name(at));
        read.submissions.push(submission);
        read.files.push(account);
    }
    for (at, spec) in ratings.iter().enumerate() {
        let (form, account) = rating(plan, spec, &name(forms.len() + at));
        read.ratings.push(form);
        read.files.push(account);
    }
    let leaflet = FileAccount {
        file: "読み方.pdf".into(),
        hash: Some(hash(&"pdf")),
        size: 9,
        kind: "PDF".into(),
        unopened: None,
        is_partial: false,
        form: None,
        cells: CellAccounts::default(),
    };
    read.files.push(leaflet);
    read.files.sort_by(|a, b| a.file.cmp(&b.file));
    read
}

fn submission(plan: &Plan, form: &FormSpec, file: &str) -> (Submission, FileAccount) {
    let hash = hash_on(plan, form);
    let mut cells = Vec::new();
    let mut at = |row: u32, col: u32, excerpt: &str, disposition: Disposition| {
        let cell = CellAddress::new(row, col);
        cells.push((cell, excerpt.to_owned(), disposition));
        Origin::cell(file, "入力", cell)
    };
    at(0, 0, "部署", Disposition::Reference);
    at(0, 1, "第0課", Disposition::Used);
    at(30, 0, "記入要領", Disposition::Ignored(Reason::OutsideFields));
    let date = |day| if form.midyear { Date::constant(2020, 10, day) } else { Date::constant(2021, 5, day) };
    let submitted_on = form.day.map(|day| Sourced::new(date(day), at(1, 1, "日", Disposition::Used)));
    let version = form.version.map(|version| Sourced::new(version, at(2, 1, "版", Disposition::Used)));
    let author = Some(Sourced::new("架空 太郎".to_owned(), at(3, 1, "架空", Disposition::Used)));
    let mut entries = Vec::new();
    for (line, (id, row)) in (10..).zip(rows_on(plan, form)) {
        let mut put = |field: Field| at(line, field as u32, "…", Disposition::Used);
        let mut entry = Entry::empty(Sourced::new(id, put(Field::Action)));
        if let Some(grade) = row.grade {
            entry.set(Field::Grade, Sourced::new(GradeId(grade), put(Field::Grade)));
        }
        for (field, text) in [(Field::Result, &row.result), (Field::Memo, &row.memo)] {
            if let Some(text) = text {
                entry.set(field, Sourced::new(text.clone(), put(field)));
            }
        }
        for (field, amount) in [(Field::SavingRecurring, row.saving), (Field::RevenueOnce, row.revenue)] {
            if let Some(yen) = amount {
                entry.set(field, Sourced::new(Amount::Value(Yen(yen)), put(field)));
            }
        }
        entries.push(Arc::new(entry));
    }
    let key = SubmissionKey {
        department: department_on(plan, form),
        year: YEAR,
        period: if form.midyear { Period::MIDYEAR } else { Period::YEAR_END },
    };
    let submission = Submission {
        key,
        file: file.into(),
        hash,
        recognition: Recognition::HiddenSheet,
        submitted_on,
        day_in_doubt: None,
        version,
        version_in_doubt: false,
        author,
        extension: None,
        entries,
    };
    (submission, account(file, hash, (FormKind::Progress, "入力"), cells))
}

fn rating(plan: &Plan, spec: &RatingSpec, file: &str) -> (RatingForm, FileAccount) {
    let mut cells = Vec::new();
    let mut ratings: BTreeMap<RatedItem, MemberRating> = BTreeMap::new();
    let body = (spec.body % (plan.graders().len() + 1)).checked_sub(1);
    let grader = body.map(|at| &plan.graders()[at]);
    let letters = grader.map_or(plan.settings.rating.letters(), |grader| grader.grades(plan));
    let items: Vec<RatedItem> = match grader {
        Some(grader) => grader.all_items(plan).collect(),
        None => plan.initiatives.iter().map(|initiative| initiative.no.into()).collect(),
    };
    for (line, (at, points, opinion)) in (5..).zip(&spec.rows).filter(|_| !items.is_empty()) {
        let no = items[at % items.len()];
        if ratings.contains_key(&no) || (points.is_none() && opinion.is_none()) {
            continue;
        }
        let mut put = |col: u32, shown: &str| {
            let cell = CellAddress::new(line, col);
            cells.push((cell, shown.to_owned(), Disposition::Used));
            Origin::cell(file, "評価", cell)
        };
        let given = points.map(|points| match letters {
            [] => Sourced::new(Rated::Points(points.into()), put(2, "…")),
            letters => {
                let letter = &letters[usize::from(points) % letters.len()];
                Sourced::new(Rated::Letter(letter.id), put(2, letter.sign()))
            }
        });
        let opinion = opinion.clone().map(|text| Sourced::new(text, put(3, "…")));
        ratings.insert(no, MemberRating { given, opinion });
    }
    let said: Vec<_> = ratings
        .iter()
        .map(|(no, rating)| {
            (
                no.key(),
                rating.given.as_ref().map(|given| given.value),
                rating.opinion.as_ref().map(|text| text.value.clone()),
            )
        })
        .collect();
    let hash = hash(&("rating", body, said));
    let kind = if body.is_some() { FormKind::Grading } else { FormKind::Council };
    (
        RatingForm { year: YEAR, file: file.into(), hash, body, member: None, ratings },
        account(file, hash, (kind, "評価"), cells),
    )
}

type Cell = (CellAddress, String, Disposition);

fn account(file: &str, hash: FileHash, (form, sheet): (FormKind, &str), mut cells: Vec<Cell>) -> FileAccount {
    cells.sort();
    let (sheet, listed) = (Arc::from(sheet), cells);
    let mut cells = CellAccounts::default();
    listed.iter().for_each(|(cell, excerpt, disposition)| cells.push(&sheet, *cell, excerpt, disposition));
    FileAccount {
        file: file.into(),
        hash: Some(hash),
        size: 1,
        kind: "進捗管理表（xlsx）".into(),
        unopened: None,
        is_partial: false,
        form: Some(form),
        cells,
    }
}
