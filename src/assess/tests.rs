//! Assessment, cross-footing and warnings on the small plan of the fixtures.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::assessment::Assessment;
use super::fixture::{assessed, record, year_one};
use super::{assess, crossfoot, reviewer};
use crate::contract::Field;
use crate::finding::{Code, Severity, Sourced};
use crate::intake::fixture::{form, intake};
use crate::merge::merge;
use crate::plan::fixture::{self, YEAR};
use crate::vocabulary::{ActionId, GradeId, InitiativeNo, ThemeId, Yen};

fn codes(assessment: &Assessment) -> Vec<Code> {
    let mut codes: Vec<Code> =
        assessment.findings.iter().map(|finding| finding.code).filter(|code| code.0.starts_with("review.")).collect();
    codes.sort();
    codes
}

#[test]
fn counts_have_denominators_and_count_repeats_once() {
    let assessment = assessed(year_one());
    let counts = &assessment.action_counts;
    assert_eq!((counts.listed, counts.distinct, counts.ungraded, counts.rated, counts.on_track), (4, 3, 1, 2, 1));
    assert_eq!(counts.listing(), "4件（実質3件）");
    assert_eq!(counts.on_track_percent().map(|percent| percent.to_string()).as_deref(), Some("50.0"));
    assert_eq!(assessment.by_theme[&ThemeId(1)].distinct, 2);
    assert_eq!(assessment.by_theme[&ThemeId(2)].listing(), "4件（実質3件）");
    assert_eq!(assessment.by_bureau.len(), 1);
    // Lowest: initiative 1 is △; initiative 2 has 2-1 missing and the repeated 1-1 ○.
    let grades: Vec<_> = assessment.initiatives.values().map(|initiative| initiative.grade).collect();
    assert_eq!(grades, [Some(GradeId(2)), Some(GradeId(1))]);
}

#[test]
fn effects_add_up_over_years() {
    let plan = Arc::new(fixture::small());
    let first = record(&plan, YEAR, year_one());
    let second = form("一課", "a2.xlsx").year(YEAR.next()).row((1, 1), |row| {
        row.grade(1).saving(800).indicator(120).result("新たに実施した。");
    });
    let second = record(&plan, YEAR.next(), vec![second.build()]);
    let assessment = assess(plan, second, vec![first]).expect("cross-footed");
    assert_eq!(assessment.effects.total(), Yen::from_thousands(800));
    assert_eq!(assessment.effects_by_year[&YEAR].total(), Yen::from_thousands(950));
    assert_eq!(assessment.effects_cumulative.total(), Yen::from_thousands(1750));
    assert_eq!(assessment.actions[&ActionId::new(1, 1)].last_grade, Some(GradeId(1)));
    assert_eq!(assessment.last_action_counts.as_ref().map(|counts| counts.rated), Some(2));
    let indicator = &assessment.actions[&ActionId::new(1, 1)].indicators[&1];
    assert_eq!(indicator.results_by_year.len(), 2);
    assert_eq!(indicator.achievement.map(|percent| percent.to_string()).as_deref(), Some("120.0"));
}

#[test]
fn a_total_that_is_off_stops_publication_and_names_both() {
    let good = assessed(year_one());
    assert_eq!(crossfoot::check(&good), []);
    let mut tampered: Vec<Assessment> = vec![good.clone(); 6];
    *tampered[0].effects.sums.values_mut().next().expect("some") += Yen(1);
    tampered[1].action_counts.on_track += 1;
    tampered[2].by_theme.get_mut(&ThemeId(1)).expect("theme").ungraded += 1;
    tampered[3].effects_cumulative.sums.clear();
    tampered[4].initiatives.get_mut(&InitiativeNo(1)).expect("one").council = None;
    tampered[5].actions.get_mut(&ActionId::new(1, 1)).expect("one").effect = None;
    for (i, assessment) in tampered.iter().enumerate() {
        let findings = crossfoot::check(assessment);
        assert!(!findings.is_empty(), "{i}");
        let both = |finding: &crate::finding::Finding| finding.found.is_some() && finding.expected.is_some();
        assert!(findings.iter().all(|finding| finding.severity == Severity::Fatal && both(finding)), "{i}");
    }
}

#[test]
fn a_reviewer_sees_what_is_odd() {
    let plan = Arc::new(fixture::small());
    let first = record(&plan, YEAR, year_one());
    let second = form("一課", "a2.xlsx").year(YEAR.next()).row((1, 1), |row| {
        row.grade(2).saving(900_000).indicator(62).result("窓口の案内を改めて周知し、利用を増やした。");
    });
    let third = form("二課", "b2.xlsx")
        .year(YEAR.next())
        .row((1, 2), |row| {
            row.result("令和2年度に実施した。詳細は別紙のとおり。");
        })
        .row((2, 1), |_| {});
    let second = record(&plan, YEAR.next(), vec![second.build(), third.build()]);
    let assessment = assess(plan, second, vec![first]).expect("cross-footed");
    assert_eq!(
        codes(&assessment),
        [
            reviewer::DOWNGRADE,
            reviewer::EFFECT_SIZE,
            reviewer::EMPTY_ROW,
            reviewer::HALF_ROW,
            reviewer::NO_ISSUES,
            reviewer::SAME_TEXT,
            reviewer::STALE_YEAR,
            reviewer::ELSEWHERE,
        ]
        .into_iter()
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect::<Vec<_>>()
    );
}

#[test]
fn a_grade_against_its_indicator_and_a_blank_effect_are_seen() {
    let forms = vec![
        form("一課", "a.xlsx")
            .row((1, 1), |row| {
                row.grade(1).indicator(62).result("目標値を80件に変更した。");
            })
            .build(),
    ];
    let mut expected = vec![reviewer::EFFECT_MISSING, reviewer::GRADE_CONTRADICTS, reviewer::TARGET_CHANGED];
    expected.sort();
    assert_eq!(codes(&assessed(forms)), expected);
}

#[test]
fn a_cell_that_was_rejected_is_not_called_blank() {
    let row = |fields: &'static [Field]| {
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.result("窓口を設けた。");
            for field in fields {
                row.rejected(*field);
            }
        });
        codes(&assessed(vec![form.build()]))
    };
    assert_eq!(row(&[]), [reviewer::EFFECT_MISSING, reviewer::HALF_ROW]);
    assert_eq!(row(&[Field::Grade]), [reviewer::EFFECT_MISSING]);
    assert_eq!(row(&[Field::Grade, Field::SavingOnce]), Vec::<Code>::new());
}

#[test]
fn a_plan_that_was_typed_over_in_the_form_is_seen_whole() {
    let mut plan = fixture::small();
    let action = &mut plan.initiatives[0].actions[0];
    let mut second = action.indicators[0].clone();
    second.name = "二つ目の、名前が長く、四十字の抜粋には収まらない指標の、さらに長い名前".into();
    second.targets.insert(YEAR, Decimal::from(1234));
    action.indicators.push(second);
    let plan = Arc::new(plan);
    let action = &plan.initiatives[0].actions[0];
    let shown = crate::plan::target(action, YEAR, plan.settings.rounding);
    let stage = crate::plan::planned_stage(action, YEAR);
    let cases = [
        (shown.clone(), stage.clone(), 0),
        // Another program's white space and width are no change.
        (shown.replace('　', " ").replace('\n', "\n "), stage.clone(), 0),
        (shown.replace("1,234件", "1,230件"), stage.clone(), 1),
        (shown.replace("1,234件", "1,234"), stage.clone(), 1),
        (shown.lines().take(2).collect::<Vec<_>>().join("\n"), stage.clone(), 1),
        (shown.clone(), "中止".into(), 1),
    ];
    for (target, stage, wrong) in cases {
        let mut forms = year_one();
        let form = forms.iter_mut().find(|at| &*at.file == "a.xlsx").expect("held");
        let entry = Arc::make_mut(&mut form.entries[0]);
        let at = |text: &str| Sourced::new(text.to_owned(), entry.action.origin.clone());
        let (target_cell, stage_cell) = (at(&target), at(&stage));
        entry.set(Field::Target, target_cell);
        entry.set(Field::PlannedStage, stage_cell);
        let record = Arc::new(merge(&plan, YEAR, intake(forms, vec![]), None, &[]));
        let assessment = assess(plan.clone(), record, vec![]).expect("cross-footed");
        let changed = assessment.findings.iter().filter(|finding| finding.code == reviewer::TARGET_CHANGED).count();
        assert_eq!(changed, wrong, "{target} {stage}");
    }
}

#[test]
fn ordinary_forms_raise_no_warning() {
    let mut forms = year_one();
    forms.pop();
    let second = form("二課", "b.xlsx")
        .row((1, 1), |row| {
            row.result("一課と進めた。");
        })
        .row((1, 2), |row| {
            row.grade(0).result("実施した。");
        })
        .row((2, 1), |row| {
            row.grade(2).result("準備した。").issues("人手").reason("遅れ");
        });
    forms.push(second.build());
    assert_eq!(codes(&assessed(forms)), []);
}
