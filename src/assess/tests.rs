//! Assessment, cross-footing and warnings on the small plan of the fixtures.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::assessment::Assessment;
use super::fixture::{assessed, record, year_one};
use super::{assess, crossfoot, effects, reviewer};
use crate::contract::Field;
use crate::finding::{Code, Severity, Sourced};
use crate::intake::file_account::Disposition;
use crate::intake::fixture::{form, intake};
use crate::merge::grading::GradeBasis;
use crate::merge::ledger::FileFate;
use crate::merge::merge;
use crate::merge::record::YearRecord;
use crate::plan::fixture::{self, YEAR};
use crate::plan::{ForeignForm, Group, Level, Plan};
use crate::vocabulary::{
    ActionId, Amount, FiscalYear, GradeId, GradeScale, GradeSource, InitiativeNo, ThemeId, YearParts, Yen,
};

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
    type Tamper = fn(&mut Assessment);
    let cases: [(Tamper, &str, &str, &str); 11] = [
        (
            |off| *off.effects.sums.values_mut().next().expect("some") += Yen(1),
            "検算が合いません：全体の効果額（計、円）。",
            "集計 950001",
            "検算 950000",
        ),
        (
            |off| off.action_counts.on_track += 1,
            "検算が合いません：実践項目の「計画どおり」以上の件数。",
            "集計 2",
            "検算 1",
        ),
        (
            |off| off.by_theme.get_mut(&ThemeId(1)).expect("theme").ungraded += 1,
            "検算が合いません：テーマ1の区分なしの件数。",
            "集計 1",
            "検算 0",
        ),
        (|off| off.by_bureau[0].1.distinct += 1, "検算が合いません：甲部の件数（実質）。", "集計 4", "検算 3"),
        (
            |off| off.effects_cumulative.sums.clear(),
            "検算が合いません：累計の効果額（計、円）。",
            "集計 0",
            "検算 950000",
        ),
        (
            |off| off.initiatives.get_mut(&InitiativeNo(1)).expect("one").council = None,
            "検算が合いません：取組項目1の評点の平均。",
            "集計 ―",
            "検算 4",
        ),
        (
            |off| off.actions.get_mut(&ActionId::new(1, 1)).expect("one").effect = None,
            "検算が合いません：1-1の効果額（円）。",
            "集計 0",
            "検算 900000",
        ),
        (|off| off.indicator_tally.met += 1, "検算が合いません：目標に達した指標の件数。", "集計 1", "検算 0"),
        (
            |off| off.against_plan.cumulative.planned = None,
            "検算が合いません：計画の効果額の累計（円）。",
            "集計 0",
            "検算 1000000",
        ),
        (|off| off.against_plan.by_year.clear(), "検算が合いません：計画の効果額（円）。", "集計 0", "検算 1000000"),
        (
            |off| off.initiatives.get_mut(&InitiativeNo(1)).expect("one").cumulative.planned = None,
            "検算が合いません：取組項目1の計画の効果額の累計（円）。",
            "集計 0",
            "検算 1000000",
        ),
    ];
    for (tamper, message, found, expected) in cases {
        let mut off = good.clone();
        tamper(&mut off);
        let findings = crossfoot::check(&off);
        assert!(findings.iter().all(|finding| finding.severity == Severity::Fatal), "{message}");
        let on_it = findings.iter().find(|finding| finding.message == message);
        let on_it = on_it.unwrap_or_else(|| panic!("{message}: {findings:?}"));
        assert_eq!((on_it.found.as_deref(), on_it.expected.as_deref()), (Some(found), Some(expected)), "{message}");
    }
}

#[test]
fn a_total_of_a_group_is_named_for_the_group() {
    let mut plan = fixture::small();
    let group = |number: &str, name: &str| Group {
        number: number.to_owned(),
        name: name.to_owned(),
        text: String::new(),
        of: None,
    };
    plan.levels =
        vec![Level { name: "柱".into(), groups: vec![group("1", "行政の改革"), group("2", "財政の改革")] }];
    plan.initiatives[0].group = Some(0);
    plan.initiatives[1].group = Some(1);
    let plan = Arc::new(plan);
    let good = assess(plan.clone(), record(&plan, YEAR, year_one()), vec![]).expect("cross-footed");
    let counted = |name: &str| {
        let what = format!("{name}の件数（実質）");
        let lines = crossfoot::lines(&good).into_iter().filter(|line| line.name.full == what);
        lines.map(|line| (line.printed, line.recomputed)).collect::<Vec<_>>()
    };
    let count = |count: &str| vec![(count.to_owned(), count.to_owned())];
    assert_eq!([counted("1 行政の改革"), counted("2 財政の改革")], [count("2"), count("1")]);
    let mut off = good.clone();
    off.by_group.values_mut().last().expect("two groups").0.on_track += 1;
    let messages: Vec<String> = crossfoot::check(&off).into_iter().map(|finding| finding.message).collect();
    assert_eq!(messages, ["検算が合いません：2 財政の改革の「計画どおり」以上の件数。"]);
}

/// An amount that counts must stand on a cell that the ledger calls used, in a file that it calls used.
#[test]
fn cross_footing_reads_the_cells_of_the_ledger() {
    let good = assessed(year_one());
    let tampered = |tamper: &dyn Fn(&mut crate::merge::ledger::LedgerFile)| {
        let mut record = (*good.record).clone();
        tamper(record.ledger.files.iter_mut().find(|file| &*file.file == "a.xlsx").expect("held"));
        let off = Assessment { record: Arc::new(record), ..good.clone() };
        crossfoot::check(&off)
            .into_iter()
            .map(|finding| (finding.code, finding.severity, finding.message))
            .collect::<Vec<_>>()
    };
    let on_the_cell = vec![(
        crossfoot::NOT_IN_LEDGER,
        Severity::Fatal,
        "1-1の効果額のセルが、統合記録で採用になっていません。".to_owned(),
    )];
    let col = Field::SavingRecurring as u32;
    let unused = |file: &mut crate::merge::ledger::LedgerFile| {
        file.cells.decide_again(|cell| (cell.cell.col == col).then_some(Disposition::Reference));
    };
    assert_eq!(tampered(&unused), on_the_cell);
    assert_eq!(tampered(&|file| file.fate = FileFate::Duplicate("c.xlsx".into())), on_the_cell);
    assert_eq!(tampered(&|_| ()), []);
}

/// A ledger that does not add up stops the assessment, whatever the totals say.
#[test]
fn a_ledger_that_is_not_proved_stops_publication() {
    let plan = Arc::new(fixture::small());
    let mut record = (*record(&plan, YEAR, year_one())).clone();
    assert!(assess(plan.clone(), Arc::new(record.clone()), vec![]).is_ok());
    let file = record.ledger.files.iter_mut().find(|file| &*file.file == "委員.xlsx").expect("held");
    file.destinations = Default::default();
    let findings = assess(plan, Arc::new(record), vec![]).expect_err("not proved");
    let codes: Vec<_> = findings.iter().map(|finding| (finding.code, finding.severity)).collect();
    assert_eq!(codes, [(crate::merge::codes::LEDGER, Severity::Fatal)]);
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
fn a_text_that_only_points_to_another_year_is_asked_about() {
    for (result, is_asked) in [
        ("前年同様", true),
        ("前年度と同様である。", true),
        ("（昨年度に同じ）", true),
        ("前回の とおり", true),
        ("上に同じ", true),
        ("前年度と同様に実施した。", true),
        ("前年度と同様の手順で10件を実施した。", false),
        ("前年度と変わりなし。", false),
        ("上下水道の料金を改めた。", false),
    ] {
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.grade(1).saving(900_000).indicator(62).result(result);
        });
        let found = codes(&assessed(vec![form.build()])).contains(&reviewer::ELSEWHERE);
        assert_eq!(found, is_asked, "{result}");
    }
}

/// A grade that the office sets is not said to be computed, whatever the indicators would give.
#[test]
fn a_grade_that_the_office_sets_is_none_that_was_computed() {
    let plan = Arc::new(computing());
    let computed = |office: &str| {
        let office = crate::merge::office::read("office.toml", office, &plan).expect("well-formed").0;
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.saving(900_000).indicator(100).result("窓口を改めた。");
        });
        let read = crate::intake::fixture::intake(vec![form.build()], vec![]);
        let record = Arc::new(crate::merge::merge(&plan, YEAR, read, Some(&office), &[]));
        let assessment = assess(plan.clone(), record, vec![]).expect("cross-footed");
        assessment.actions[&ActionId::new(1, 1)].computed.is_some()
    };
    assert!(computed(""));
    assert!(!computed("[[grade]]\naction = \"1-1\"\nvalue = \"△\"\nreason = \"協議した。\"\n"));
}

/// The newest year of which a result speaks is the year's own: no text of another year.
#[test]
fn a_result_that_speaks_of_years_before_alone_is_asked_about() {
    for (result, is_asked) in [
        ("令和元年度に窓口を改め、利用者が増えた。", true),
        ("令和2年度に窓口を改め、利用者が増えた。", false),
        ("令和元年度に続き、令和2年度に窓口を改めた。", false),
        ("令和3年度に改める準備をした。", false),
    ] {
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.grade(1).saving(900_000).indicator(62).result(result);
        });
        let found = codes(&assessed(vec![form.build()])).contains(&reviewer::STALE_YEAR);
        assert_eq!(found, is_asked, "{result}");
    }
}

/// What is missing of the reason for a grade that is behind.
#[test]
fn a_reason_that_forms_call_compulsory_is_missed() {
    for (grade, reason, is_missed) in [
        (2, None, true),
        (2, Some("特になし"), true),
        (2, Some("―"), true),
        (2, Some("。"), true),
        (2, Some("……"), true),
        (2, Some("調整に時間を要した。"), false),
        (1, None, false),
    ] {
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.grade(grade)
                .saving(900_000)
                .indicator(85)
                .result("窓口を改めた。")
                .text(Field::Issues, "人手が足りない。");
            if let Some(reason) = reason {
                row.text(Field::GradeReason, reason);
            }
        });
        let found = codes(&assessed(vec![form.build()]));
        assert_eq!(found.contains(&reviewer::NO_REASON), is_missed, "{grade} {reason:?} {found:?}");
    }
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

/// The results of an indicator in % (target 100) or 件 that are asked about, with what they are compared with.
#[test]
fn results_out_of_scale_are_asked_about() {
    let asked = |unit: &str, target: Option<i64>, last: Option<i64>, result: &str| {
        let mut plan = fixture::small();
        let indicator = &mut plan.initiatives[0].actions[0].indicators[0];
        indicator.unit = unit.into();
        indicator.baseline = None;
        indicator.targets.clear();
        indicator.targets.extend(target.map(|target| (YEAR.next(), Decimal::from(target))));
        let plan = Arc::new(plan);
        let row = |year: FiscalYear, file: &str, value: Option<Decimal>| {
            let form = form("一課", file).year(year).row((1, 1), |row| {
                row.grade(1).result("窓口を設けた。").saving(900);
                if let Some(value) = value {
                    row.put(Field::Indicator1, Amount::Value(value));
                }
            });
            record(&plan, year, vec![form.build()])
        };
        let first = row(YEAR, "a.xlsx", last.map(Decimal::from));
        let second = row(YEAR.next(), "b.xlsx", Some(result.parse().expect("a number")));
        let assessment = assess(plan.clone(), second, vec![first]).expect("cross-footed");
        let found = assessment.findings.iter().find(|finding| finding.code == reviewer::INDICATOR_SIZE);
        found.map(|finding| finding.expected.clone().unwrap_or_else(|| finding.message.clone()))
    };
    let said = |text: &str| Some(text.to_owned());
    assert_eq!(asked("件", Some(100), None, "1000"), said("目標値 100件"));
    assert_eq!(asked("件", Some(1300), None, "12340"), said("目標値 1,300件"));
    assert_eq!(asked("件", Some(100), None, "800"), said("目標値 100件"));
    assert_eq!(asked("件", Some(100), None, "799"), None);
    assert_eq!(asked("件", Some(100), None, "10"), said("目標値 100件"));
    assert_eq!(asked("件", Some(100), None, "13"), None);
    assert_eq!(asked("件", None, Some(860), "8601"), said("前年度 860件"));
    assert_eq!(asked("件", Some(900), Some(86), "860"), said("前年度 86件"));
    assert_eq!(asked("件", None, None, "8601"), None);
    assert_eq!(asked("件", Some(0), Some(0), "8601"), None);
    assert_eq!(asked("件", Some(100), None, "0"), None);
    // A minus sign where nothing of the plan is below zero.
    assert_eq!(asked("件", Some(100), None, "-95"), said("目標値 100件"));
    assert_eq!(asked("件", None, Some(86), "-95"), said("前年度 86件"));
    assert_eq!(asked("件", Some(-100), None, "-95"), None);
    assert_eq!(asked("件", Some(100), Some(-20), "-95"), None);
    assert_eq!(asked("件", None, None, "-95"), None);
    // 0.85 for 85 %; a rate that is meant to be below one is none.
    assert_eq!(asked("％", Some(85), None, "0.85"), said("1-1の指標1の実績値が1%未満です。"));
    assert_eq!(asked("%", None, None, "0.85"), said("1-1の指標1の実績値が1%未満です。"));
    assert_eq!(asked("%", Some(85), None, "1"), said("目標値 85%"));
    assert_eq!(asked("㎡", None, None, "0.85"), None);
}

/// A year without a target is compared with the value before the plan, under its own name.
#[test]
fn the_value_before_the_plan_is_not_called_a_target() {
    let mut plan = fixture::small();
    let indicator = &mut plan.initiatives[0].actions[0].indicators[0];
    indicator.targets.clear();
    indicator.baseline = Some(Decimal::from(60));
    let plan = Arc::new(plan);
    let form = form("一課", "a.xlsx").row((1, 1), |row| {
        row.grade(1).result("窓口を設けた。").put(Field::Indicator1, Amount::Value(Decimal::from(1200)));
    });
    let record = record(&plan, YEAR, vec![form.build()]);
    let assessment = assess(plan, record, vec![]).expect("cross-footed");
    let found = assessment.findings.iter().find(|finding| finding.code == reviewer::INDICATOR_SIZE).expect("a finding");
    assert!(found.message.contains("実績値が計画前の値と桁違いです。"), "{}", found.message);
}

#[test]
fn texts_that_point_elsewhere_are_told_in_every_public_field() {
    for field in [Field::Result, Field::GradeReason, Field::Issues, Field::NextSteps, Field::Response, Field::Memo] {
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.grade(1).result("窓口を設けた。").saving(900).text(field, "別紙のとおり");
        });
        let told = codes(&assessed(vec![form.build()])).contains(&reviewer::ELSEWHERE);
        assert_eq!(told, field != Field::Memo, "{field:?}");
    }
}

/// Each amount can be held, their sum cannot: no figure is printed, and the largest is named.
#[test]
fn amounts_that_cannot_be_added_up_stop_the_assessment() {
    let most = i64::MAX / 1000;
    let sum_of = |a: i64, b: i64| {
        let forms = vec![
            form("一課", "a.xlsx").row((1, 1), |row| {
                row.grade(1).result("実施した。").saving(a);
            }),
            form("二課", "b.xlsx").row((1, 2), |row| {
                row.grade(1).result("実施した。").revenue(b);
            }),
        ];
        let plan = Arc::new(fixture::small());
        let record = record(&plan, YEAR, forms.into_iter().map(|form| form.build()).collect());
        assess(plan, record, vec![])
    };
    for (a, b) in [(most / 2 + 2, most / 2 + 1), (-most, -most), (most, -most)] {
        let findings = sum_of(a, b).expect_err("too large");
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [effects::TOO_LARGE], "{a} {b}");
        assert!(findings[0].origin.is_some());
        let found = findings[0].found.as_deref().unwrap_or_default();
        assert_eq!(found.starts_with('▲'), a.min(b) < 0, "{a} {b} {found}");
    }
    let total = sum_of(most / 4, most / 4).expect("cross-footed").effects.total();
    assert_eq!(total, Yen((most / 4) * 2000));
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
    second.id.number = 2;
    action.indicators.push(second);
    let plan = Arc::new(plan);
    let action = &plan.initiatives[0].actions[0];
    let shown = crate::plan::target(action, YEAR, plan.settings.entry_unit);
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

fn computing() -> Plan {
    fixture::computing([100, 80, 50, 0])
}

#[test]
fn computed_grades_and_ends_are_cross_footed_through_the_years() {
    for source in GradeSource::ALL {
        let plan = Arc::new(Plan { grades: GradeScale { source, ..computing().grades }, ..computing() });
        let forms = |year: FiscalYear, grade: Option<u8>, result: i64| {
            let form = form("一課", "a.xlsx").year(year).on(5, 8).row((1, 1), |row| {
                row.indicator(result).saving(10).result("実施した。");
                grade.iter().for_each(|grade| {
                    row.grade(*grade);
                });
            });
            intake(vec![form.build()], vec![])
        };
        let years: Vec<FiscalYear> = YEAR.through(FiscalYear(2022)).collect();
        let mut records: Vec<Arc<YearRecord>> = Vec::new();
        for (year, grade) in years.iter().zip([None, Some(4), None]) {
            let record = merge(&plan, *year, forms(*year, grade, 95), None, &records);
            records.push(Arc::new(record));
        }
        let last = records.pop().expect("three years");
        let assessed = assess(plan.clone(), last, records).expect("cross-footed");
        let counts = &assessed.action_counts;
        assert_eq!((counts.distinct, counts.ended), (3, 1), "{source:?}");
        assert_eq!(counts.by_grade.values().sum::<u32>() + counts.ungraded, counts.distinct);
        let item = &assessed.actions[&ActionId::new(1, 1)];
        assert_eq!((item.grade, item.ended), (Some(GradeId(4)), Some(YEAR.next())));
        assert_eq!(assessed.indicator_tally.due, 0, "what has ended is due no more");
        assert_eq!(assessed.fair_grading.all.rated, 0);
    }
}

#[test]
fn a_grade_other_than_the_plan_computes_stops_publication() {
    let plan = Arc::new(computing());
    let form = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
        row.indicator(80).result("実施した。");
    });
    let record = merge(&plan, YEAR, intake(vec![form.build()], vec![]), None, &[]);
    let shown = |record: &YearRecord| assess(plan.clone(), Arc::new(record.clone()), vec![]);
    let assessed = shown(&record).expect("cross-footed");
    assert_eq!(assessed.actions[&ActionId::new(1, 1)].grade, Some(GradeId(1)));
    assert!(assessed.findings.iter().all(|finding| finding.code != reviewer::GRADE_CONTRADICTS));
    let mut wrong = record.clone();
    let decision =
        wrong.actions.get_mut(&ActionId::new(1, 1)).and_then(|action| action.grade.as_mut()).expect("graded");
    decision.value.value = GradeId(0);
    let findings = shown(&wrong).expect_err("not what the indicators give");
    assert!(findings.iter().all(|finding| finding.code == super::crossfoot::MISMATCH));
    let mut wrong = record.clone();
    wrong.actions.get_mut(&ActionId::new(1, 1)).expect("an item").basis = GradeBasis::Ended(YEAR.previous());
    assert!(shown(&wrong).is_err(), "no year before says that it ended");
}

#[test]
fn a_result_that_a_computed_grade_waits_for_is_asked_for() {
    let plan = Arc::new(computing());
    let form = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
        row.result("実施した。");
    });
    let record = merge(&plan, YEAR, intake(vec![form.build()], vec![]), None, &[]);
    let assessed = assess(plan, Arc::new(record), vec![]).expect("cross-footed");
    let half = assessed.findings.iter().find(|finding| finding.code == reviewer::HALF_ROW).expect("a finding");
    assert_eq!(half.found.as_deref(), Some("指標1の実績値が空欄"));
}

#[test]
fn texts_beyond_a_cell_of_excel_are_told_where_they_are_public() {
    let told = |field: Field, length: usize| {
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.grade(1).result("窓口を設けた。").saving(900).text(field, "長".repeat(length).as_str());
        });
        codes(&assessed(vec![form.build()])).contains(&reviewer::TOO_LONG)
    };
    let most = 32_767 - 60;
    assert_eq!([most, most + 1].map(|length| told(Field::Result, length)), [false, true]);
    // The workbook for the public has no column for it.
    assert!(!told(Field::Memo, most + 1));
}

/// An amount that neither the plan nor last year gives a measure for is asked about from a thousand million yen on.
#[test]
fn an_unusual_amount_without_a_measure_is_asked_about() {
    let asked = |id: (u16, u16), unit: &str, thousands: i64| {
        let form = form(unit, "a.xlsx").row(id, |row| {
            row.grade(1).result("窓口を設けた。").saving(thousands);
        });
        let assessment = assessed(vec![form.build()]);
        let found = assessment.findings.iter().find(|finding| finding.code == reviewer::EFFECT_SIZE);
        let says = |finding: &crate::finding::Finding| {
            let is_below = finding.found.as_ref().is_some_and(|found| found.starts_with('▲'));
            finding.message.contains(if is_below { "▲10億円以下" } else { "10億円以上" })
        };
        found.map(says)
    };
    assert_eq!(asked((1, 2), "二課", 999_999), None);
    assert_eq!(asked((1, 2), "二課", 1_000_000), Some(true));
    assert_eq!(asked((1, 2), "二課", -1_000_000), Some(true));
    // The plan says 1,000: measured by it, and not by the size.
    assert_eq!(asked((1, 1), "一課", 1_000_000), Some(false));
    assert_eq!(asked((1, 1), "一課", 1_100), None);
    let mut plan = fixture::small();
    plan.initiatives[0].actions[0].planned_effect = [(YEAR, Yen::from_thousands(1_500_000))].into();
    let form = form("一課", "a.xlsx").row((1, 1), |row| {
        row.grade(1).result("窓口を設けた。").saving(1_400_000);
    });
    let plan = Arc::new(plan);
    let record = record(&plan, YEAR, vec![form.build()]);
    let assessment = assess(plan, record, vec![]).expect("cross-footed");
    assert!(!codes(&assessment).contains(&reviewer::EFFECT_SIZE));
}

/// The cell that is asked about is that of the amount which makes the sum so large, whichever comes first.
#[test]
fn an_amount_out_of_size_is_named_by_its_own_cell() {
    for (once, recurring, field) in
        [(0, 200_000, Field::SavingRecurring), (200_000, 0, Field::RevenueOnce), (5, -200_000, Field::SavingRecurring)]
    {
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.grade(1).result("窓口を設けた。").revenue(once).saving(recurring);
        });
        let assessment = assessed(vec![form.build()]);
        let finding = assessment.findings.iter().find(|finding| finding.code == reviewer::EFFECT_SIZE).expect("asked");
        let entry = &assessment.record.actions[&ActionId::new(1, 1)].lead().expect("a row").entry;
        assert_eq!(finding.origin, Some(entry.amount(field).expect("typed").origin.clone()), "{once} {recurring}");
    }
}

/// Half a year is not behind its year's target.
#[test]
fn a_grade_is_held_against_a_target_that_is_due() {
    let asked = |is_midyear: bool| {
        let form = form("一課", "a.xlsx");
        let form = if is_midyear { form.midyear() } else { form };
        let form = form.row((1, 1), |row| {
            row.grade(1).indicator(47).result("窓口を設けた。").saving(500);
        });
        codes(&assessed(vec![form.build()])).contains(&reviewer::GRADE_CONTRADICTS)
    };
    assert_eq!([true, false].map(asked), [false, true]);
}

/// An initiative that was 対象外 as a whole stays so in the year before an item is added to it.
#[test]
fn an_added_item_leaves_the_grades_of_earlier_years_alone() {
    let mut plan = fixture::small();
    plan.initiatives[0].actions[1].added = Some(YEAR.next());
    let plan = Arc::new(plan);
    let outside = || {
        form("一課", "a.xlsx").row((1, 1), |row| {
            row.grade(4);
        })
    };
    let before = record(&Plan::of_year(&plan, YEAR), YEAR, vec![outside().build()]);
    let now = record(&plan, YEAR.next(), vec![outside().year(YEAR.next()).build()]);
    let assessment = assess(plan, now, vec![before]).expect("cross-footed");
    let initiative = &assessment.initiatives[&InitiativeNo(1)];
    assert_eq!((initiative.last_grade, initiative.grade), (Some(GradeId(4)), None));
    assert_eq!(initiative.grades_by_year, [(YEAR, GradeId(4))].into());
}

/// Two departments wrote the same words on one item last year: each is told of its own form.
#[test]
fn a_repeated_text_is_that_of_the_departments_own_form() {
    let plan = Arc::new(fixture::small());
    let year = |year: FiscalYear| {
        let of = |name: &str| {
            let file = format!("{name}{}.xlsx", year.short());
            let form = form(name, &file).year(year).row((1, 1), |row| {
                row.grade(1).result("窓口の案内を改めて周知し、利用を増やした。");
            });
            form.build()
        };
        record(&plan, year, vec![of("一課"), of("二課")])
    };
    let assessment = assess(plan.clone(), year(YEAR.next()), vec![year(YEAR)]).expect("cross-footed");
    let same = assessment.findings.iter().filter(|finding| finding.code == reviewer::SAME_TEXT);
    let told: Vec<(String, String)> = same
        .map(|finding| {
            (finding.origin.as_ref().expect("a cell").to_string(), finding.expected.clone().expect("a cell"))
        })
        .collect();
    assert_eq!(told.len(), 2);
    for (origin, before) in told {
        let department = if origin.starts_with("一課") { "一課" } else { "二課" };
        assert!(before.contains(&format!("前年度：{department}{}.xlsx", YEAR.short())), "{origin} {before}");
    }
}

#[test]
fn a_text_is_compared_from_twelve_characters_on() {
    let plan = Arc::new(fixture::small());
    let same = |text: &str| {
        let year = |year: FiscalYear, file: &str| {
            let form = form("一課", file).year(year).row((1, 1), |row| {
                row.grade(1).saving(900).result(text);
            });
            record(&plan, year, vec![form.build()])
        };
        let assessment = assess(plan.clone(), year(YEAR.next(), "b.xlsx"), vec![year(YEAR, "a.xlsx")]);
        codes(&assessment.expect("cross-footed")).contains(&reviewer::SAME_TEXT)
    };
    assert!(same("窓口の案内を改めました。") && !same("窓口の案内を改めた。"));
    // The same for a note that was also typed into a public field.
    let copied = |note: &str| {
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.grade(1).saving(900).result(format!("{note}以上").as_str()).memo(note);
        });
        let findings = assessed(vec![form.build()]).findings;
        findings.iter().any(|finding| finding.code == super::internal_copy::INTERNAL_IN_PUBLIC)
    };
    assert!(copied("財政課との協議が難航した") && !copied("財政課との協議が難航"));
}

#[test]
fn departments_without_a_rated_item_are_not_compared() {
    let mut forms = year_one();
    let compared = |forms| {
        let assessment = assessed(forms);
        assessment.fair_grading.by_department.iter().map(|(id, _)| id.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(compared(forms.clone()), ["一課", "二課"]);
    forms.pop();
    assert_eq!(compared(forms), ["一課"]);
}

#[test]
fn the_councils_mean_is_that_of_all_points() {
    let rating = crate::intake::fixture::rating;
    let ratings = vec![
        rating("a.xlsx", &[(1, Some(5), Some("よい")), (2, Some(3), None)]),
        rating("b.xlsx", &[(1, Some(4), None), (2, None, Some("もっと"))]),
    ];
    let plan = Arc::new(fixture::small());
    let record = Arc::new(merge(&plan, YEAR, intake(vec![], ratings), None, &[]));
    let council = assess(plan, record, vec![]).expect("cross-footed").council.expect("it has spoken");
    assert_eq!(
        (council.given.mean().map(|mean| mean.to_string()), council.rated, council.opinions),
        (Some("4.0".into()), 2, 2)
    );
}

/// An office's own form may not ask for the stages of parts of a year. Whoever says one of them is asked for the others.
#[test]
fn stages_of_parts_are_asked_for_where_a_form_asks_for_them() {
    let mut plan = fixture::small();
    plan.schedule_by = YearParts::Halves;
    let [first, second] = [Field::of_parts().next(), Field::of_parts().nth(1)].map(|field| field.expect("a part"));
    let blank = |plan: &Plan, part: Option<Field>| -> Vec<String> {
        let form = form("一課", "a.xlsx").row((1, 1), |row| {
            row.grade(1).saving(900).indicator(100).result("窓口を設けた。");
            if let Some(part) = part {
                row.any(part);
            }
        });
        let plan = Arc::new(plan.clone());
        let record = record(&plan, YEAR, vec![form.build()]);
        let findings = assess(plan, record, vec![]).expect("cross-footed").findings;
        findings.into_iter().filter(|of| of.code == reviewer::HALF_ROW).filter_map(|of| of.found).collect()
    };
    let said = |text: &str| plan.wording().say(text).into_owned();
    let [asks_first, asks_second] = [first, second].map(|field| said(&format!("{}が空欄", field.label())));
    let both = said(&format!("{}と{}が空欄", first.label(), second.label()));
    assert_eq!(blank(&plan, None), [both]);
    assert_eq!(blank(&plan, Some(first)).as_slice(), std::slice::from_ref(&asks_second));
    assert_eq!(blank(&plan, Some(second)), [asks_first]);
    plan.settings.foreign_forms = vec![ForeignForm::default()];
    assert!(blank(&plan, None).is_empty());
    assert_eq!(blank(&plan, Some(first)), [asks_second]);
}
