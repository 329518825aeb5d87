//! What a form offers is read back as itself, whatever the plan's grades are called.

use std::collections::BTreeMap;

use kaikaku::contract::entries::Entries;
use kaikaku::contract::{Field, HIDDEN_SHEET};
use kaikaku::intake::normalize::grade::{self, Reading};
use kaikaku::intake::table::read_tables;
use kaikaku::plan::{self, Plan};
use kaikaku::vocabulary::{Grade, GradeId, GradeRule, GradeScale};
use proptest::prelude::*;

use crate::intake::{form, led_by, lines, only, plan, read, unit};
use crate::random_plan::Dice;

/// Marks and words that are each other's lookalikes, aliases and parts, words of the program itself, and characters that fold.
const SPELLINGS: [&str; 48] = [
    "",
    "S",
    "A",
    "B",
    "C",
    "D",
    "a",
    "b",
    "x",
    "X",
    "v",
    "V",
    "1",
    "2",
    "3",
    "4",
    "5",
    "①",
    "②",
    "③",
    "Ⅰ",
    "Ⅱ",
    "☆",
    "★",
    "■",
    "□",
    "◎",
    "○",
    "〇",
    "△",
    "▲",
    "×",
    "✓",
    "●",
    "－",
    "レ",
    "順調",
    "概ね順調",
    "遅れ",
    "やや遅れ",
    "完了",
    "未定",
    "該当なし",
    "対象外",
    "準備・実施",
    "（仮）",
    "A評価",
    "計画どおり",
];

/// A scale of some of the spellings, each used once as mark or name; aliases may be anybody's lookalike.
fn scale(seed: u64) -> GradeScale {
    let mut dice = Dice(seed);
    let mut free: Vec<&str> = SPELLINGS.iter().copied().filter(|text| !text.is_empty()).collect();
    let mut take = |dice: &mut Dice| free.remove(dice.below(free.len())).to_owned();
    let words_alone = dice.below(3) == 0;
    let grades = (0..1 + dice.below(7) as u8)
        .map(|id| Grade {
            id: GradeId(id),
            mark: if words_alone { String::new() } else { take(&mut dice) },
            name: take(&mut dice),
            meaning: "意味".into(),
            aliases: (0..dice.below(3)).map(|_| take(&mut dice)).collect(),
            points: Some(50 - id),
            on_track: id == 0,
            needs_reason: false,
            from: None,
            ends: false,
        })
        .collect();
    GradeScale {
        grades,
        rule: GradeRule::Lowest,
        weights: BTreeMap::new(),
        source: Default::default(),
        of_several: Default::default(),
    }
}

fn with(grades: GradeScale) -> Plan {
    Plan { grades, ..plan() }
}

/// The choices of the drop-down of a field, as the form holds them.
fn offered(bytes: &[u8], field: Field) -> Vec<String> {
    let tables = read_tables(bytes).expect("a workbook");
    let hidden = tables.iter().find(|table| &*table.name == HIDDEN_SHEET).expect("the hidden sheet");
    let rows = hidden.rows();
    let of_field =
        rows.iter().filter(|row| row.first().is_some_and(|first| first == "choice") && row[1] == field.key());
    of_field.map(|row| row[2].clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn mark_name_and_both_are_always_read_as_their_grade(seed in any::<u64>()) {
        let scale = scale(seed);
        for grade in &scale.grades {
            for text in [&grade.mark, &grade.name, &grade.label()].into_iter().filter(|text| !text.is_empty()) {
                let settled = Some(Reading { grade: grade.id, ticked: false });
                prop_assert_eq!(grade::read(text, &scale), settled, "{} of {:?}", text, scale.grades);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn each_choice_of_a_form_comes_back_as_itself(seed in any::<u64>()) {
        let plan = with(scale(seed));
        // An item that is listed again is reported on where it is listed first.
        let mut actions = led_by(&plan, &unit());
        actions.retain(|id| plan.action(*id).is_some_and(|(_, action)| action.repeats.is_none()));
        let blank = form(&plan, &Entries::new());
        let (grades, stages) = (offered(&blank, Field::Grade), offered(&blank, Field::ActualStage));
        prop_assert_eq!(grades.len(), plan.grades.grades.len());
        // As many choices at a time as the form has rows.
        for first in (0..grades.len().max(stages.len())).step_by(actions.len()) {
            let mut entries = Entries::new();
            for (at, action) in actions.iter().enumerate() {
                if let Some(choice) = grades.get(first + at) {
                    entries.set_row(*action, Field::Grade, choice.as_str());
                }
                if let Some(choice) = stages.get(first + at) {
                    entries.set_row(*action, Field::ActualStage, choice.as_str());
                }
            }
            let reading = read(&plan, &form(&plan, &entries));
            prop_assert!(reading.findings.is_empty(), "{} {:?}", lines(&reading.findings), plan.grades.grades);
            for (at, action) in actions.iter().enumerate() {
                let entry = only(&reading).entries.iter().find(|entry| entry.action.value == *action);
                let entry = entry.unwrap_or_else(|| panic!("{}: {}", action.key(), lines(&reading.findings)));
                let grade = entry.grade().map(|grade| usize::from(grade.value.0));
                prop_assert_eq!(grade, (first + at < grades.len()).then_some(first + at));
                let stage = entry.stages().map(|stages| {
                    stages.value.iter().map(|stage| stage.label()).collect::<Vec<_>>().join("・")
                });
                prop_assert_eq!(stage.as_ref(), stages.get(first + at));
            }
        }
    }
}

#[test]
fn a_scale_whose_spellings_cannot_be_told_apart_is_refused() {
    let text = include_str!("../../input/plan.toml");
    let read = |grades: &str| {
        let start = text.find("[grades]").expect("grades");
        let end = start + text[start..].find("\n]\n").expect("end of the list") + 3;
        plan::read(
            "plan.toml",
            &format!("{}[grades]\nrule = \"最低\"\nlist = [\n{grades}\n]\n{}", &text[..start], &text[end..]),
        )
    };
    let words = "{ name = \"順調\", meaning = \"。\", points = 1, on_track = true }, { mark = \"\", name = \"遅れ\", meaning = \"。\", points = 0 }";
    let (plan, _) = read(words).expect("words alone are a scale");
    assert_eq!(plan.grades.grades.iter().map(Grade::label).collect::<Vec<_>>(), ["順調", "遅れ"]);
    // 「S A」 is offered for the one, 「SＡ」 is not another's name; 「S A」 would be.
    let clash = "{ mark = \"S\", name = \"A\", meaning = \"。\", points = 1 }, { mark = \"B\", name = \"S A\", meaning = \"。\", points = 0 }";
    let findings = read(clash).expect_err("one spelling for two grades");
    assert!(findings.iter().any(|finding| finding.code == plan::check::DUPLICATE), "{}", lines(&findings));
}
