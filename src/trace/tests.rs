//! Figures of the fixtures' year, traced to their cells.

use super::question::{Effects, OnAction, OnInitiative, OnYear};
use super::{About, NotTraced, Question, trace};
use crate::assess::fixture::{assessed, year_one};
use crate::contract::{Audience, Field, FieldKind};
use crate::intake::fixture::form;
use crate::plan::Plan;
use crate::plan::fixture;
use crate::vocabulary::{ActionId, CellAddress, EffectKind, EffectTerm, GradeId, InitiativeNo, Stage};

fn place(file: &str, field: Field, row: u32) -> String {
    format!("{file}!入力!{}", CellAddress::new(row, field as u32))
}

#[test]
fn figures_are_traced_to_their_cells() {
    let mut forms = year_one();
    let entry = std::sync::Arc::make_mut(&mut forms[0].entries[0]);
    let origin = crate::finding::Origin::cell("a.xlsx", "入力", CellAddress::new(10, Field::ActualStage as u32));
    entry.set(Field::ActualStage, crate::finding::Sourced::new(vec![Stage::PREPARE, Stage::IMPLEMENT], origin));
    let assessment = assessed(forms);
    let cells = |what: &str| {
        let trace = trace(&assessment, what).expect(what);
        (trace.value.unwrap_or_default(), trace.facts.iter().map(|fact| fact.origin.to_string()).collect::<Vec<_>>())
    };
    let saving = place("a.xlsx", Field::SavingRecurring, 10);
    let revenue = place("b.xlsx", Field::RevenueOnce, 10);
    assert_eq!(cells("効果額"), ("950千円".into(), vec![saving.clone(), revenue]));
    assert_eq!(cells("歳出減（継続）の累計"), ("900千円".into(), vec![saving.clone()]));
    assert_eq!(cells("１－１の効果額"), ("900千円".into(), vec![saving]));
    assert_eq!(cells("1-1の歳入増"), ("―".into(), vec![]));
    let grade = place("a.xlsx", Field::Grade, 10);
    assert_eq!(cells("1-1 進捗区分"), ("○ 計画どおり".into(), vec![grade.clone()]));
    assert_eq!(cells("個票1の進捗区分").0, "△ 遅れ");
    assert_eq!(cells("計画どおりの件数"), ("1件".into(), vec![grade]));
    assert_eq!(cells("計画どおり以上の割合").0, "50.0%（1件／2件）");
    assert_eq!(cells("未提出").0, "1件");
    assert_eq!(cells("R2-1-1").1, ["委員.xlsx!評価!D6"]);
    // 実績 is one field and 実績（工程） another.
    assert_eq!(cells("1-1の実績").1, [place("a.xlsx", Field::Result, 10)]);
    assert_eq!(cells("1-1の実績（工程）").1, [place("a.xlsx", Field::ActualStage, 10)]);
    assert!(matches!(trace(&assessment, "9-9"), Err(NotTraced::Unknown(_))));
    assert!(matches!(trace(&assessment, "R9-1-1"), Err(NotTraced::Unknown(_))));
    assert!(matches!(trace(&assessment, "天気"), Err(NotTraced::NotUnderstood(..))));
}

/// Every public field is answered for with its own cell and nothing else, and what is not public never.
#[test]
fn each_field_is_answered_for_by_its_audience() {
    let full = form("一課", "a.xlsx").row((1, 1), |row| {
        for field in Field::ALL.iter().filter(|field| field.is_open()) {
            row.any(*field);
        }
    });
    let assessment = assessed(vec![full.build()]);
    let everything = trace(&assessment, "1-1").expect("known");
    for field in Field::ALL.iter().filter(|field| field.is_open()) {
        let here = place("a.xlsx", *field, 10);
        let stands = everything.facts.iter().filter(|fact| fact.origin.to_string() == here).count();
        let alone = trace(&assessment, &format!("1-1の{}", field.label()));
        if assessment.plan.readers_of(*field) == Audience::Public {
            assert_eq!(stands, 1, "{field:?}");
            let alone = alone.unwrap_or_else(|error| panic!("{field:?}: {error}"));
            let places: Vec<String> = alone.facts.iter().map(|fact| fact.origin.to_string()).collect();
            // The small plan has one indicator.
            assert_eq!(places, [here], "{field:?}");
        } else {
            assert_eq!((stands, alone), (0, Err(NotTraced::Internal(*field))), "{field:?}");
            assert!(!everything.to_string().contains(field.label()), "{field:?}");
        }
    }
    let fields = everything
        .facts
        .iter()
        .filter(|fact| matches!(fact.about, About::Row { field, .. } if field.kind() != FieldKind::Grade));
    assert!(fields.count() > 10);
}

/// The small plan with names that hold a figure's words and a grade's mark.
fn plan_of_names() -> Plan {
    let mut plan = fixture::small();
    plan.initiatives[0].name = "収納率の向上".into();
    plan.initiatives[1].name = "RPAの導入".into();
    plan.initiatives[0].actions[0].name = "窓口業務へのRPAの試行".into();
    plan.initiatives[0].actions[0].indicators[0].name = "家賃の収納率".into();
    plan.initiatives[0].actions[1].name = "○×表の作成".into();
    plan.initiatives[1].actions[0].name = "税の窓口の見直し".into();
    plan
}

#[test]
fn names_and_exact_words_win_over_words_that_contain_a_hint() {
    let plan = plan_of_names();
    let asked = |what: &str| Question::parse(&plan, what);
    let first = ActionId::new(1, 1);
    assert_eq!(asked("家賃の収納率"), Ok(Question::Action(first, OnAction::Indicators(Some(1)))));
    assert_eq!(asked("1-1 家賃の収納率"), Ok(Question::Action(first, OnAction::Indicators(Some(1)))));
    assert_eq!(asked("収納率の向上"), Ok(Question::Initiative(InitiativeNo(1), OnInitiative::Everything)));
    assert_eq!(asked("収納率の向上の効果額"), {
        Ok(Question::Initiative(InitiativeNo(1), OnInitiative::Effects(Effects::default())))
    });
    // An initiative with the word in its name before an action item with it.
    assert_eq!(asked("ＲＰＡ"), Ok(Question::Initiative(InitiativeNo(2), OnInitiative::Everything)));
    assert_eq!(asked("○×表の作成"), Ok(Question::Action(ActionId::new(1, 2), OnAction::Everything)));
    assert_eq!(asked("○"), Ok(Question::Year(OnYear::GradeCount(GradeId(1)))));
    assert_eq!(asked("達成の割合"), Ok(Question::Year(OnYear::Rate)));
    assert_eq!(asked("効果額"), Ok(Question::Year(OnYear::Effects(Effects::default()))));
    // Two action items have 窓口 in their names: neither is guessed.
    let several = asked("窓口");
    assert!(matches!(&several, Err(NotTraced::Several(named)) if named.len() == 2), "{several:?}");
    let message = several.expect_err("two").to_string();
    assert!(message.contains("1-1 窓口業務へのRPAの試行") && message.contains("2-1 税の窓口の見直し"), "{message}");
}

/// The small plan with a level, a bureau for a department, and words of its own.
fn plan_of_parts() -> Plan {
    use crate::plan::{Group, Level};
    let mut plan = fixture::small();
    let group =
        |number: &str, name: &str| Group { number: number.into(), name: name.into(), text: String::new(), of: None };
    plan.levels =
        vec![Level { name: "基本方針".into(), groups: vec![group("1", "将来への備え"), group("2", "人")] }];
    plan.initiatives[0].group = Some(0);
    plan.initiatives[1].group = Some(1);
    plan.words.initiative = "重点項目".into();
    plan.words.action = "取組項目".into();
    plan.words.grade = "評価".into();
    plan.words.lead = "主管課".into();
    plan
}

#[test]
fn a_part_of_the_plan_is_answered_for_by_its_own_figures() {
    use std::sync::Arc;
    let plan = Arc::new(plan_of_parts());
    let record = crate::assess::fixture::record(&plan, fixture::YEAR, year_one());
    let assessment = crate::assess::assess(plan.clone(), record, vec![]).expect("cross-footed");
    let value = |what: &str| trace(&assessment, what).map(|trace| trace.value.unwrap_or_default());
    assert_eq!(value("効果額").as_deref(), Ok("950千円"));
    for (what, expected) in [
        ("基本方針1の効果額", "950千円"),
        ("基本方針２の効果額", "0千円"),
        ("将来への備えの効果額", "950千円"),
        ("一課の効果額", "900千円"),
        ("二課の効果額の累計", "50千円"),
        ("一課の件数", "2件"),
        ("1の効果額", "950千円"),
        ("令和2年度の効果額", "950千円"),
    ] {
        let said = value(what);
        assert!(said.as_ref().is_ok_and(|said| said.starts_with(expected)), "{what}: {said:?}");
    }
    let theme = &assessment.plan.themes[0].short;
    assert!(trace(&assessment, &format!("{theme}の効果額")).expect("a theme").title.contains(theme.as_str()));
    // What is not understood is not the whole plan's.
    for what in ["基本方針9の効果額", "テーマ7の件数"] {
        assert!(matches!(value(what), Err(NotTraced::Unknown(_))), "{what}: {:?}", value(what));
    }
    for what in ["道路の効果額", "効果額（道路）", "基本方針の効果額", "三番目の割合"] {
        assert!(matches!(value(what), Err(NotTraced::NotUnderstood(..))), "{what}: {:?}", value(what));
    }
    assert!(matches!(value("一課の評点"), Err(NotTraced::NoSuchFigure(..))));
}

/// 事業 is a plan's word for its items, and is in the words for costs.
#[test]
fn costs_are_understood_where_items_are_called_by_a_part_of_their_word() {
    let mut plan = fixture::small();
    plan.words.action = "事業".into();
    let costs = crate::plan::Costs { sources: Vec::new(), staff_price: Default::default(), staff_decimals: 2 };
    plan.settings.costs = Some(costs);
    let asked = |what: &str| Question::parse(&plan, what);
    assert!(matches!(asked("1-1の事業費"), Ok(Question::Action(_, OnAction::Costs(_)))), "{:?}", asked("1-1の事業費"));
    assert!(matches!(asked("個票1の事業費"), Ok(Question::Initiative(_, OnInitiative::Costs(_)))));
    assert!(matches!(asked("事業費"), Ok(Question::Year(OnYear::Costs(_)))));
}

/// The cells of a sum say what was typed where the printed unit leaves some of it out.
#[test]
fn amounts_of_cells_are_those_that_were_typed() {
    use std::sync::Arc;
    let mut plan = fixture::small();
    plan.settings.money.unit = crate::vocabulary::MoneyUnit::Million;
    let plan = Arc::new(plan);
    let record = crate::assess::fixture::record(&plan, fixture::YEAR, year_one());
    let assessment = crate::assess::assess(plan.clone(), record, vec![]).expect("cross-footed");
    let said = trace(&assessment, "1-1の効果額").expect("traced").said(&crate::plan::Wording::of(&plan));
    assert!(said.contains("0百万円（900,000円）"), "{said}");
}

#[test]
fn questions_and_answers_are_in_the_plans_words() {
    use std::sync::Arc;
    let plan = Arc::new(plan_of_parts());
    let record = crate::assess::fixture::record(&plan, fixture::YEAR, year_one());
    let assessment = crate::assess::assess(plan.clone(), record, vec![]).expect("cross-footed");
    let wording = crate::plan::Wording::of(&plan);
    let said = |what: &str| trace(&assessment, what).expect(what).said(&wording);
    assert_eq!(Question::parse(&plan, "1-1の評価"), Ok(Question::Action(ActionId::new(1, 1), OnAction::Grade)));
    assert_eq!(Question::parse(&plan, "重点項目1"), Question::parse(&plan, "個票1"));
    for what in ["1-1", "重点項目1の評価", "効果額", "未提出", "一課の件数", "取組項目の件数"]
    {
        let said = said(what);
        // The fixture's names of items hold the word, too, and stay.
        let said = said.replace("実践項目1-1", "").replace("実践項目1-2", "").replace("実践項目2-1", "");
        for default in ["実践項目", "進捗区分", "主担当"] {
            assert!(!said.contains(default), "{what}: {default} in {said}");
        }
    }
    assert!(said("1-1の評価").contains("1-1 評価（主管課）"), "{}", said("1-1の評価"));
}

#[test]
fn a_field_is_asked_for_by_its_label_before_looser_words() {
    let plan = fixture::small();
    let asked = |what: &str| match Question::parse(&plan, what) {
        Ok(Question::Action(_, asked)) => asked,
        other => panic!("{what}: {other:?}"),
    };
    assert_eq!(asked("1-1の区分の理由"), OnAction::Field(Field::GradeReason));
    assert_eq!(asked("1-1の進捗区分"), OnAction::Grade);
    assert_eq!(asked("1-1の次年度"), OnAction::Field(Field::NextSteps));
    assert_eq!(asked("1-1の達成率"), OnAction::Indicators(None));
    let once = Effects { kind: Some(EffectKind::Revenue), term: Some(EffectTerm::Once), cumulative: false };
    assert_eq!(asked("1-1の歳入増（単年度）"), OnAction::Effects(once));
    assert_eq!(asked("1-1"), OnAction::Everything);
}

#[test]
fn only_what_may_stand_in_earlier_years_asks_for_them() {
    let plan = fixture::small();
    let needs = |what: &str| Question::parse(&plan, what).map(|question| question.needs_earlier_years(&plan));
    for what in ["1-1", "1-1の実績", "個票1", "効果額", "計画どおりの件数", "未提出"] {
        assert_eq!(needs(what), Ok(false), "{what}");
    }
    for what in ["R2-1-1", "1-1の指標", "効果額の累計"] {
        assert_eq!(needs(what), Ok(true), "{what}");
    }
    let mut ending = fixture::small();
    ending.grades.grades[4].ends = true;
    let question = Question::parse(&ending, "1-1の進捗区分").expect("understood");
    assert!(question.needs_earlier_years(&ending), "it may have ended in any of them");
}

/// Examples name what the plan has.
#[test]
fn examples_of_questions_are_of_the_plan() {
    let mut plan = crate::plan::fixture::small();
    plan.initiatives[0].actions[0].printed = "0086".into();
    let said = |plan: &Plan| Question::parse(plan, "天気").expect_err("no such thing").to_string();
    assert!(said(&plan).contains("例：0086、0086の効果額、個票1の進捗区分、効果額、歳入増"), "{}", said(&plan));
    plan.settings.effects = crate::plan::EffectKinds::none();
    let text = said(&plan);
    assert!(text.contains("0086の実績") && !text.contains("効果額"), "{text}");
    // What is offered is understood.
    let examples = text.split_once("例：").expect("examples").1.trim_end_matches('。').to_owned();
    for example in examples.split('、') {
        assert!(Question::parse(&plan, example).is_ok(), "{example}");
    }
}
