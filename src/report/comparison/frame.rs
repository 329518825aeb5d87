//! What frames the initiatives in a plan: the plan as a whole, its levels, units, scale of grades, stages and terms, as entries.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Entries, Entry, by_year};
use crate::plan::{Grader, Plan, Reorganization};
use crate::vocabulary::{DepartmentId, Grade, GradeSource, StageEnd, grouped, japanese_date};

/// `yes`, or nothing.
fn flag(is_so: bool, yes: &str) -> String {
    if is_so { yes.to_owned() } else { String::new() }
}

/// The plan as a whole.
pub(super) fn plan(plan: &Plan) -> Entries<u8> {
    let grades = &plan.grades;
    let of_several = flag(grades.source != GradeSource::Typed, grades.of_several.label());
    let graders: Vec<String> = plan.graders().iter().map(grader).collect();
    let fields = vec![
        ("名称", format!("{}{}", plan.title, plan.stage_of_drafting)),
        ("期間", crate::report::plan_edition::period(plan)),
        ("見直しの年度", plan.review_year.map_or_else(|| "なし".to_owned(), |year| year.to_string())),
        ("工程の区切り", plan.schedule_by.label().to_owned()),
        ("報告の時期", plan.settings.periods.all().map(|period| period.to_string()).collect::<Vec<_>>().join("、")),
        ("作成の時期", plan.issued.clone()),
        ("効果額の種別", plan.settings.effects.names().collect::<Vec<_>>().join("、")),
        ("事業費の財源", plan.costs().map_or(String::new(), |costs| costs.sources.join("、"))),
        (
            "人件費の単価（円）",
            plan.costs().map_or(String::new(), |costs| by_year(&costs.staff_price, |yen| grouped(yen.0))),
        ),
        ("担当部署名の基準日", japanese_date(plan.departments_as_of)),
        ("取組項目の区分の決め方", grades.rule.label().to_owned()),
        ("実践項目の区分の由来", grades.source.label().to_owned()),
        ("いくつもの指標の扱い", of_several),
        ("区分を付ける組織", graders.join("、")),
    ];
    BTreeMap::from([(0, Entry { key: "計画".to_owned(), name: "計画".to_owned(), fields })])
}

/// 経営会議（実践項目）.
fn grader(grader: &Grader) -> String {
    format!("{}（{}）", grader.body, grader.level.label())
}

/// The groups of all levels by level and number, or by name where they have none.
pub(super) fn levels(plan: &Plan) -> Entries<(usize, String)> {
    let above = |level: usize, of: Option<usize>| {
        let group = level.checked_sub(1).zip(of).and_then(|(level, at)| plan.levels.get(level)?.groups.get(at));
        group.map(crate::plan::Group::label).unwrap_or_default()
    };
    plan.groups()
        .map(|(id, group)| {
            let level = plan.levels.get(id.level).map(|level| level.name.clone()).unwrap_or_default();
            let key = if group.number.is_empty() { &group.name } else { &group.number };
            let name = format!("{level} {}", group.label());
            let fields = vec![
                ("名", group.name.clone()),
                ("上の階層", above(id.level, group.of)),
                ("文章", crate::plan::markup::without_marks(&group.text)),
            ];
            ((id.level, key.clone()), Entry { key: key.clone(), name, fields })
        })
        .collect()
}

/// The bureaus with their abbreviations.
pub(super) fn bureaus(plan: &Plan) -> Entries<String> {
    plan.bureaus
        .iter()
        .map(|bureau| {
            let fields = vec![("部", bureau.name.clone()), ("略称", bureau.abbreviation.clone())];
            (bureau.name.clone(), Entry { key: bureau.name.clone(), name: bureau.name.clone(), fields })
        })
        .collect()
}

pub(super) fn departments(plan: &Plan) -> Entries<String> {
    let day = |date: Option<Date>| date.map(japanese_date).unwrap_or_default();
    plan.departments
        .iter()
        .map(|unit| {
            let fields = vec![("部署", unit.id.full_name()), ("設置", day(unit.since)), ("廃止", day(unit.until))];
            let entry = Entry { key: unit.id.full_name(), name: unit.id.full_name(), fields };
            (unit.id.to_string(), entry)
        })
        .collect()
}

/// 機構改正 by day and the units that end.
pub(super) fn reorganizations(plan: &Plan) -> Entries<(Date, String)> {
    let names = |units: &[DepartmentId]| units.iter().map(DepartmentId::full_name).collect::<Vec<_>>().join("、");
    let entry = |change: &Reorganization| {
        let (from, to) = (names(&change.from), names(&change.to));
        let key = if from.is_empty() { to.clone() } else { from.clone() };
        let fields = vec![
            ("施行日", japanese_date(change.date)),
            ("もとの部署", from),
            ("新しい部署", to),
            ("備考", change.note.clone().unwrap_or_default()),
        ];
        ((change.date, key.clone()), Entry { name: format!("{} {key}", japanese_date(change.date)), key, fields })
    };
    plan.reorganizations.iter().map(entry).collect()
}

pub(super) fn grades(plan: &Plan) -> Entries<u8> {
    let fields = |grade: &Grade| {
        vec![
            ("区分", grade.label()),
            ("意味", grade.meaning.clone()),
            ("点", grade.points.map(|points| points.to_string()).unwrap_or_default()),
            ("計画どおり以上", flag(grade.on_track, "数える")),
            ("理由", flag(grade.asks_reason(), "要る")),
            ("率の下限", grade.from.map(|from| format!("{from}%")).unwrap_or_default()),
            ("完了", flag(grade.ends, "とする")),
        ]
    };
    let grades = plan.grades.grades.iter();
    grades
        .map(|grade| (grade.id.0, Entry { key: grade.name.clone(), name: grade.label(), fields: fields(grade) }))
        .collect()
}

/// The stages in their order.
pub(super) fn stages(plan: &Plan) -> Entries<usize> {
    let fields = |at: usize| -> Option<(String, super::Fields)> {
        let word = plan.settings.stages.words().get(at)?;
        let end = word.stage.end().map(StageEnd::label).unwrap_or_default().to_owned();
        let label = word.stage.label().to_owned();
        Some((label.clone(), vec![("工程", label), ("意味", word.meaning.clone()), ("終わり", end)]))
    };
    let entry = |at: usize| fields(at).map(|(name, fields)| (at, Entry { key: name.clone(), name, fields }));
    (0..plan.settings.stages.words().len()).filter_map(entry).collect()
}

/// The plan's own terms.
pub(super) fn terms(plan: &Plan) -> Entries<String> {
    let entry = |term: &crate::plan::Term| {
        let fields = vec![("説明", term.meaning.clone())];
        (term.term.clone(), Entry { key: term.term.clone(), name: term.term.clone(), fields })
    };
    plan.glossary.iter().map(entry).collect()
}

/// What differs in the settings of which no entry speaks, in words: 言葉, 締切などの設定.
pub(super) fn unlisted(old: &Plan, new: &Plan) -> Vec<&'static str> {
    let mut unlisted = Vec::new();
    if old.words != new.words {
        unlisted.push("言葉の呼び方");
    }
    let mut settings = old.settings.clone();
    settings.effects.clone_from(&new.settings.effects);
    settings.costs.clone_from(&new.settings.costs);
    settings.stages.clone_from(&new.settings.stages);
    settings.periods.clone_from(&new.settings.periods);
    settings.graders.clone_from(&new.settings.graders);
    if settings != new.settings {
        unlisted.push("締切、単位、見た目などの設定");
    }
    unlisted
}
