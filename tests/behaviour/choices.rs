//! What a form offers is read back as itself, whatever the plan's grades are called.

use std::collections::BTreeMap;

use kaikaku::contract::entries::{Entries, Typed};
use kaikaku::contract::{Field, HIDDEN_SHEET};
use kaikaku::forms::council::{self, Ratings};
use kaikaku::intake::normalize::grade::{self, Reading};
use kaikaku::intake::table::read_tables;
use kaikaku::plan::{self, Plan, Rated, Rating};
use kaikaku::vocabulary::{Grade, GradeId, GradeRule, GradeScale, ShortName, Stages, StatedStage};
use proptest::prelude::*;

use crate::intake::{form, led_by, lines, only, plan, read, unit};
use crate::random_plan::Dice;

/// Marks and words that are each other's lookalikes, aliases and parts, words of the program itself, and characters that fold.
const SPELLINGS: [&str; 52] = [
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
    "〃",
    "同上",
    "仝",
    "同じ",
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

/// Stages of some of the spellings that can stand between others.
fn stages(seed: u64) -> Stages {
    let mut dice = Dice(!seed);
    let mut free: Vec<&str> =
        SPELLINGS.iter().copied().filter(|text| !text.is_empty() && !text.contains('・')).collect();
    free.dedup_by_key(|text| kaikaku::vocabulary::text_key(text));
    let mut stated: Vec<StatedStage> = Vec::new();
    for _ in 0..1 + dice.below(7) {
        let name = free.remove(dice.below(free.len()));
        let key = kaikaku::vocabulary::text_key(name);
        if stated.iter().all(|other| kaikaku::vocabulary::text_key(other.name.as_str()) != key) {
            let name = ShortName::new(name).expect("short");
            stated.push(StatedStage { name, end: None, meaning: String::new(), aliases: Vec::new() });
        }
    }
    Stages::of_plan(stated)
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
                prop_assert_eq!(grade::read(text, &scale.grades), settled, "{} of {:?}", text, scale.grades);
            }
        }
    }
}

proptest! {
    #![proptest_config(crate::properties::dear(24))]

    #[test]
    fn each_choice_of_a_form_comes_back_as_itself(seed in any::<u64>()) {
        let mut plan = with(scale(seed));
        if seed % 3 != 0 {
            plan.settings.stages = stages(seed);
        }
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

/// Letters of the council, some with words, each of another spelling.
fn letters(seed: u64) -> Rating {
    let mut dice = Dice(seed);
    let mut free: Vec<&str> =
        SPELLINGS.iter().copied().filter(|text| (1..=4).contains(&text.chars().count())).collect();
    let mut take = |dice: &mut Dice| free.remove(dice.below(free.len()));
    let has_words = dice.below(2) == 0;
    let marks: Vec<_> = (0..2 + dice.below(7)).map(|_| take(&mut dice)).collect();
    let words: Vec<_> = marks.iter().map(|_| if has_words { take(&mut dice) } else { "" }).collect();
    Rating::of_letters(marks.into_iter().zip(words))
}

proptest! {
    #![proptest_config(crate::properties::dear(24))]

    #[test]
    fn each_letter_of_the_council_s_form_comes_back_as_itself(seed in any::<u64>()) {
        let mut plan = plan();
        plan.settings.rating = letters(seed);
        let year = plan.first_year;
        let blank = council::write(&plan, year, None).expect("a form");
        let tables = read_tables(&blank).expect("a workbook");
        let hidden = tables.iter().find(|table| &*table.name == HIDDEN_SHEET).expect("the hidden sheet").rows();
        let offered: Vec<&String> = hidden.iter().filter(|row| row.first().is_some_and(|first| first == "choice")).map(|row| &row[2]).collect();
        prop_assert_eq!(offered.len(), plan.settings.rating.letters().len());
        let mut typed: Vec<(String, GradeId)> = Vec::new();
        for (text, letter) in offered.into_iter().zip(plan.settings.rating.letters()) {
            let label = letter.label();
            typed.extend([text.clone(), label, letter.name.clone()].map(|text| (text, letter.id)));
        }
        for some in typed.chunks(plan.initiatives.len()) {
            let ratings = plan.initiatives.iter().zip(some);
            let ratings = ratings.map(|(initiative, (text, _))| (initiative.no, (Some(Typed::Text(text.clone())), None)));
            let ratings = Ratings { member: None, ratings: ratings.collect() };
            let reading = read(&plan, &council::write_filled(&plan, year, None, &ratings).expect("a form"));
            prop_assert!(reading.findings.is_empty(), "{} {:?}", lines(&reading.findings), plan.settings.rating);
            for (initiative, (text, id)) in plan.initiatives.iter().zip(some) {
                let given = reading.ratings[0].ratings[&initiative.no.into()].given.as_ref().map(|given| given.value);
                prop_assert_eq!(given, Some(Rated::Letter(*id)), "{} of {:?}", text, plan.settings.rating);
            }
        }
    }
}

#[test]
fn a_scale_of_the_council_that_cannot_be_told_apart_is_refused() {
    let text = include_str!("../../input/plan.toml");
    let read = |council: &str| plan::read("plan.toml", &format!("{text}\n[council]\n{council}\n"));
    let (plan, _) = read("letters = [\"A\", \"B\"]\nsteps = [\"優良\", \"良好\"]").expect("letters with words");
    assert_eq!(plan.settings.rating, Rating::of_letters([("A", "優良"), ("B", "良好")]));
    for (council, message) in [
        ("letters = [\"A\", \"Ａ\"]", "2つの評価が同じ書き方を使っています。"),
        ("letters = [\"A\"]", "評価の記号の数が違います。"),
        ("letters = [\"A\", \"B\"]\nsteps = [\"優良\"]", "評価の言葉の数が、評価の記号の数と違います。"),
        ("letters = [\"A\", \"とても悪い\"]", "評価の記号が長すぎます。"),
        ("letters = [\"A\", \"B\"]\npoints = 5", "評価の満点と、評価の記号の両方があります。"),
    ] {
        let findings = read(council).expect_err(council);
        assert!(findings.iter().any(|finding| finding.message == message), "{council}: {}", lines(&findings));
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
