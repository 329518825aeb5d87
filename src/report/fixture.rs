//! A small plan with two years of records, for unit tests of the reports and exporters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::assess::assessment::Assessment;
use crate::contract::{Entry, Field, FormField};
use crate::finding::{Code, Finding, Origin, Severity, Sourced};
use crate::merge::ledger::Ledger;
use crate::merge::record::{
    ActionRecord, Contribution, CouncilResult, Decision, DepartmentStatus, HandedIn, InitiativeRecord, InternalText,
    Opinion, Override, Standing, SubmissionState, YearRecord,
};
use crate::merge::tally::Tally;
use crate::plan::*;
use crate::vocabulary::*;

/// A text that must never reach a public output.
pub(crate) const MEMO: &str = "内部の検討経過を書いた覚え";

/// The day the fixture's reports state.
pub(crate) const DATE: Date = Date::constant(2022, 6, 1);

fn department(id: &str) -> DepartmentId {
    DepartmentId(id.into())
}

/// The cell of the form in which the fixture says a value stands.
pub(crate) fn origin(row: u32, col: u32) -> Origin {
    Origin::cell("令和3年度/総務部行政監理室.xlsx", "入力", CellAddress::new(row, col))
}

fn typed<T>(value: T, row: u32, col: u32) -> Sourced<T> {
    Sourced::new(value, origin(row, col))
}

fn grade(id: u8, mark: &str, name: &str, points: Option<u8>, on_track: bool) -> Grade {
    let meaning = format!("{name}に進んだもの");
    Grade {
        id: GradeId(id),
        mark: mark.into(),
        name: name.into(),
        meaning,
        aliases: Vec::new(),
        points,
        on_track,
        needs_reason: false,
        from: None,
        ends: false,
    }
}

fn action(id: ActionId, name: &str, lead: &str, stages: &[(i16, Stage)], repeats: Option<ActionId>) -> ActionItem {
    ActionItem {
        id,
        printed: id.key(),
        name: name.into(),
        lead: department(lead),
        partners: Vec::new(),
        open: false,
        schedule: stages.iter().map(|(year, stage)| (FiscalYear(*year), YearStages::Whole(vec![*stage]))).collect(),
        indicators: Vec::new(),
        planned_effect: BTreeMap::new(),
        planned_costs: BTreeMap::new(),
        added: None,
        repeats,
    }
}

fn initiative(no: u16, name: &str, themes: &[u8], actions: Vec<ActionItem>) -> Initiative {
    Initiative {
        no: InitiativeNo(no),
        printed: InitiativeNo(no).key(),
        name: name.into(),
        responsible: actions.iter().map(|action| Responsible::Department(action.lead.clone())).collect(),
        group: None,
        themes: themes.iter().map(|theme| ThemeId(*theme)).collect(),
        goals: BTreeSet::from([9, 17]),
        later: LaterMarks::default(),
        content: format!("{name}を進める。"),
        actions,
    }
}

/// A plan of two initiatives and four action items, one of them 再掲.
pub(crate) fn plan() -> Plan {
    let mut counted = action(
        ActionId::new(1, 1),
        "広告料収入の拡大",
        "総務部/行政監理室",
        &[(2020, Stage::PREPARE), (2021, Stage::IMPLEMENT), (2022, Stage::IMPLEMENT)],
        None,
    );
    counted.indicators = vec![Indicator {
        id: IndicatorId { action: counted.id, number: 1 },
        name: "広告の件数".into(),
        unit: "件".into(),
        direction: Direction::Higher,
        baseline: Some(Decimal::from(10)),
        targets: BTreeMap::from([(FiscalYear(2020), Decimal::from(20)), (FiscalYear(2021), Decimal::from(30))]),
    }];
    let first = vec![counted, action(ActionId::new(1, 2), "寄附の募集", "会計課", &[(2021, Stage::STUDY)], None)];
    let second = vec![
        action(ActionId::new(2, 1), "ICTの活用", "消防本部/総務課", &[(2021, Stage::TRIAL)], None),
        action(ActionId::new(2, 2), "広告料収入の拡大", "総務部/行政監理室", &[], Some(ActionId::new(1, 1))),
    ];
    let theme = |id: u8, short: &str, title: &str| Theme {
        id: ThemeId(id),
        short: short.into(),
        title: title.into(),
        text: String::new(),
    };
    let bureau = |name: &str, abbreviation: &str| Bureau { name: name.into(), abbreviation: abbreviation.into() };
    let unit = |id: &str| Department { id: department(id), since: None, until: None };
    Plan {
        title: "新たな行政改革プラン".into(),
        stage_of_drafting: String::new(),
        short_title: "行政改革プラン".into(),
        city: "見本市".into(),
        issued: "令和元年12月".into(),
        first_year: FiscalYear(2020),
        last_year: FiscalYear(2024),
        review_year: Some(FiscalYear(2022)),
        schedule_by: Default::default(),
        departments_as_of: Date::constant(2020, 1, 1),
        notice: Some("サンプル（架空）".into()),
        levels: Vec::new(),
        themes: vec![theme(1, "財政", "健全な財政運営"), theme(2, "ICT", "ICTの活用")],
        goals: vec![
            Goal { number: 9, name: "産業と技術革新の基盤をつくろう".into() },
            Goal { number: 17, name: "パートナーシップで目標を達成しよう".into() },
        ],
        bureaus: vec![bureau("総務部", "総"), bureau("消防本部", "消")],
        departments: vec![unit("総務部/行政監理室"), unit("消防本部/総務課"), unit("会計課")],
        reorganizations: Reorganizations::default(),
        initiatives: vec![
            initiative(1, "新たな財源確保に向けた取組", &[1], first),
            initiative(2, "業務のシステム化", &[1, 2], second),
        ],
        grades: GradeScale {
            grades: vec![
                grade(0, "◎", "計画を上回る", Some(4), true),
                grade(1, "○", "計画どおり", Some(3), true),
                grade(2, "△", "計画に遅れ", Some(2), false),
                grade(3, "－", "対象外", None, false),
            ],
            rule: GradeRule::Lowest,
            weights: BTreeMap::new(),
            source: Default::default(),
            of_several: Default::default(),
        },
        narrative: Narrative::default(),
        glossary: Vec::new(),
        words: Words::default(),
        derived: Default::default(),
        settings: Settings {
            office: "総務部行政監理室".into(),
            office_contact: "内線0000".into(),
            ..Settings::default()
        },
    }
}

/// A row; `fill` adds to what every row says.
fn contribution(
    (department_id, standing): (&str, Standing),
    id: ActionId,
    row: u32,
    result: &str,
    fill: impl FnOnce(&mut Entry),
) -> Contribution {
    let mut entry = Entry::empty(typed(id, row, 0));
    entry.set(Field::Result, typed(result.to_owned(), row, 8));
    entry.set(Field::Issues, typed("周知が課題である。".to_owned(), row, 18));
    entry.set(Field::NextSteps, typed("対象を広げる。".to_owned(), row, 19));
    entry.set(Field::Memo, typed(MEMO.to_owned(), row, 20));
    fill(&mut entry);
    Contribution {
        department: department(department_id),
        standing,
        reported_as: None,
        period: Period::YEAR_END,
        entry: Arc::new(entry),
    }
}

fn empty(action: &ActionItem) -> ActionRecord {
    ActionRecord {
        id: action.id,
        repeats: action.repeats,
        grade: None,
        basis: Default::default(),
        contributions: Vec::new(),
        reported: false,
    }
}

fn decided(grade: u8, row: u32, overridden: Option<Override<GradeId>>) -> Option<Decision<GradeId>> {
    Some(Decision { value: typed(GradeId(grade), row, 9), overridden })
}

fn record(plan: &Plan, year: i16) -> YearRecord {
    let mut actions: BTreeMap<_, _> = plan.actions().map(|(_, action)| (action.id, empty(action))).collect();
    let first = actions.get_mut(&ActionId::new(1, 1)).expect("planned");
    let grade = if year == 2021 { 0 } else { 1 };
    first.grade = decided(grade, 10, None);
    let text = "広告枠を3か所増やした。\n契約は12件である。";
    let lead = contribution(("総務部/行政監理室", Standing::Lead), first.id, 10, text, |row| {
        row.set(Field::ActualStage, typed(vec![Stage::IMPLEMENT], 10, 7));
        row.set(Field::Grade, typed(GradeId(grade), 10, 9));
        let amount = if year == 2021 { 1_860_500 } else { 900_000 };
        row.set(Field::RevenueRecurring, typed(Amount::Value(Yen(amount)), 10, 12));
        let reached = if year == 2021 { 33 } else { 18 };
        row.set(Field::Indicator1, typed(Amount::Value(Decimal::from(reached)), 10, 15));
    });
    let partner = contribution(("会計課", Standing::Partner), first.id, 30, "収納を担当した。", |_| {});
    first.contributions = vec![lead, partner];
    first.reported = true;
    let third = actions.get_mut(&ActionId::new(2, 1)).expect("planned");
    let before = Some(typed(GradeId(1), 11, 9));
    third.grade = decided(2, 11, Some(Override { before, reason: "試行が翌年度に延びたため".into() }));
    let lead =
        contribution(("消防本部/総務課", Standing::Lead), third.id, 11, "仕様を検討した。", |row| {
            row.set(Field::ActualStage, typed(vec![Stage::STUDY], 11, 7));
            // What the office overrode is still what the lead's own row says.
            row.set(Field::Grade, typed(GradeId(1), 11, 9));
            row.set(Field::SavingOnce, typed(Amount::Value(Yen(-120_900)), 11, 13));
        });
    third.contributions = vec![lead];
    third.reported = true;
    let council = CouncilResult {
        given: Tally::Points { sum: Decimal::from(42), raters: 10 },
        opinions: vec![Opinion {
            id: OpinionId { year: FiscalYear(year), initiative: InitiativeNo(1), number: 1 },
            text: typed("成果を市民に説明してほしい。".into(), 40, 5),
            pinned: false,
            responses: if year == 2020 {
                vec![(department("総務部/行政監理室"), typed("広報紙で説明した。".into(), 10, 22))]
            } else {
                Vec::new()
            },
        }],
    };
    let initiatives = plan
        .initiatives
        .iter()
        .map(|initiative| {
            let council = (initiative.no == InitiativeNo(1)).then(|| council.clone());
            (initiative.no, InitiativeRecord { no: initiative.no, override_grade: None, council })
        })
        .collect();
    let status = |id: &str, state: SubmissionState| DepartmentStatus {
        department: department(id),
        period: Period::YEAR_END,
        state,
        file: (state == SubmissionState::Submitted).then(|| format!("令和3年度/{id}.xlsx").into()),
        other_files: Vec::new(),
        submitted_on: (state == SubmissionState::Submitted).then(|| Date::constant(2022, 4, 20)),
        late: false,
        superseded: Vec::new(),
        owed: 1,
        reported: u32::from(state == SubmissionState::Submitted),
    };
    let statuses = vec![
        status("総務部/行政監理室", SubmissionState::Submitted),
        status("消防本部/総務課", SubmissionState::Submitted),
        status("会計課", SubmissionState::Missing),
    ];
    YearRecord {
        year: FiscalYear(year),
        actions,
        initiatives,
        handed_in: HandedIn::of(&statuses),
        statuses,
        gradings: BTreeMap::new(),
        last_opinions: BTreeMap::new(),
        highlights: Vec::new(),
        internal: vec![InternalText { field: FormField::Row(Field::Memo), text: typed(MEMO.into(), 10, 20) }],
        stated: Default::default(),
        unread: Vec::new(),
        ledger: Ledger::default(),
        findings: vec![
            Finding::new(Severity::Error, Code("intake.sample"), "進捗区分が選択肢にありません。")
                .at(origin(12, 9))
                .of(department("会計課"))
                .found("よし")
                .expected("◎・○・△・－")
                .remedy("選択肢から選んでください。"),
        ],
    }
}

/// Two years: an item ahead of plan with a growing effect, one not handed in, one behind by override, one 再掲.
pub(crate) fn assessment() -> Assessment {
    assessment_of(plan())
}

/// The same two years under a plan that differs in what the records do not speak of.
pub(crate) fn assessment_of(plan: Plan) -> Assessment {
    let plan = Arc::new(plan);
    let (last, this) = (record(&plan, 2020), record(&plan, 2021));
    crate::assess::assess(plan, Arc::new(this), vec![Arc::new(last)]).expect("the fixture adds up")
}
