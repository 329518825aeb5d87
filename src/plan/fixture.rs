//! Plans for unit tests: the sample workspace's, and a small one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    ActionItem, Bureau, Deadline, Department, Direction, Indicator, Initiative, LaterMarks, Narrative, Plan,
    Responsible, Settings, Theme, Words, YearStages,
};
use crate::vocabulary::{
    ActionId, DepartmentId, FiscalYear, Grade, GradeId, GradeRule, GradeScale, GradeSource, IndicatorId, InitiativeNo,
    Period, Stage, ThemeId, Yen,
};

/// The text of the sample workspace's plan.
pub(crate) const SAMPLE: &str = include_str!("../../input/plan.toml");

/// The sample workspace's plan.
pub(crate) fn sample() -> Plan {
    super::read("plan.toml", SAMPLE).expect("the sample plan is valid").0
}

/// 令和2年度, the year of these tests.
pub(crate) const YEAR: FiscalYear = FiscalYear(2020);

/// `甲部/一課`.
pub(crate) fn unit(name: &str) -> DepartmentId {
    DepartmentId::new(Some("甲部"), name)
}

/// The small plan with grades computed from indicators: ◎, ○, △ and × from these rates in percent; － is given by people alone and
/// ends an item.
pub(crate) fn computing(from: [i64; 4]) -> Plan {
    let mut plan = small();
    plan.grades.source = GradeSource::Indicators;
    for (grade, from) in plan.grades.grades.iter_mut().zip(from) {
        grade.from = Some(Decimal::from(from));
    }
    plan.grades.grades[4].ends = true;
    plan
}

/// Two initiatives: 1-1 (一課 with 二課; planned effect 1,000千円; an indicator with target 100), 1-2 (二課, open), 2-1 (二課), 2-2 (再掲 of 1-1).
pub(crate) fn small() -> Plan {
    let stages: BTreeMap<_, _> = FiscalYear(2020)
        .through(FiscalYear(2024))
        .map(|year| (year, YearStages::Whole(vec![Stage::IMPLEMENT])))
        .collect();
    let action = |initiative, number, lead: &str| ActionItem {
        id: ActionId::new(initiative, number),
        printed: ActionId::new(initiative, number).key(),
        name: format!("実践項目{initiative}-{number}"),
        lead: unit(lead),
        partners: vec![],
        open: false,
        schedule: stages.clone(),
        indicators: vec![],
        planned_effect: BTreeMap::new(),
        planned_costs: BTreeMap::new(),
        added: None,
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
        printed: InitiativeNo(no).key(),
        name: format!("取組{no}"),
        responsible: vec![Responsible::Department(unit("一課")), Responsible::Department(unit("二課"))],
        group: None,
        themes: themes.iter().map(|id| ThemeId(*id)).collect::<BTreeSet<_>>(),
        goals: BTreeSet::new(),
        later: LaterMarks::default(),
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
        needs_reason: false,
        from: None,
        ends: false,
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
        review_year: Some(FiscalYear(2022)),
        schedule_by: Default::default(),
        departments_as_of: Date::constant(2020, 1, 1),
        notice: None,
        levels: vec![],
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
            source: Default::default(),
            of_several: Default::default(),
        },
        narrative: Narrative::default(),
        glossary: vec![],
        words: Words::default(),
        derived: Default::default(),
        settings: Settings {
            office: "甲部一課".into(),
            office_contact: "内線 1".into(),
            deadlines: vec![Deadline { year: YEAR, period: Period::YEAR_END, due: Date::constant(2021, 5, 10) }],
            ..Settings::default()
        },
    }
}
