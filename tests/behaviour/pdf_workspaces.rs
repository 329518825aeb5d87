//! Whole workspaces with odd content, made as an office makes them (plan.toml, forms, council's forms) and printed by the
//! built program in the plan's last year: every edition there is, judged.

use std::path::Path;

use jiff::civil::Date;
use kaikaku::contract::entries::{Entries, Typed};
use kaikaku::contract::{CoverField, Field, file_name, grade_choice};
use kaikaku::forms::council::{self, Ratings};
use kaikaku::forms::{departments, progress};
use kaikaku::plan::{self, Plan};
use kaikaku::vocabulary::Period;

use crate::pdf_editions::assert_sound;
use crate::{listener, program};

/// Variants, characters of several planes and of no plane at all, marks of the writer's own tools.
const ODD: &str = "辻\u{E0100}さんと葛\u{E0101}さん、🦀と👨‍👩‍👧と\u{E001}と𠮷とか\u{309A}とｶﾞ、\u{200B}①㌔㎡～〜―—<b>&amp;";

fn long() -> String {
    "長い説明を、途中で切らずに続ける。".chars().cycle().take(3000).collect()
}

/// The sample's plan with its first initiative alone.
fn one_initiative() -> Plan {
    let (mut plan, _) = plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample's plan");
    plan.initiatives.truncate(1);
    plan.grades.weights.clear();
    plan.narrative.table.pages_end_after.clear();
    plan
}

/// A year's form of every department with an item, as `fill` fills it in.
fn hand_in(plan: &Plan, input: &Path, fill: impl Fn(&Plan, &mut Entries)) {
    let year = plan.last_year;
    let folder = input.join(year.to_string());
    std::fs::create_dir_all(&folder).expect("a folder");
    for department in departments(plan, year, None) {
        let mut entries = Entries::new();
        entries.set_cover(CoverField::SubmittedOn, Date::constant(2025, 4, 20));
        entries.set_cover(CoverField::Version, 1.0);
        fill(plan, &mut entries);
        let form = progress::write_filled(plan, year, Period::YEAR_END, &department, None, &entries).expect("a form");
        std::fs::write(folder.join(file_name(&plan.words.form, year, Period::YEAR_END, &department)), form)
            .expect("written");
    }
}

/// Everything that the program prints of a workspace: file names and PDFs.
fn printed(plan: &Plan, fill: impl Fn(&Plan, &mut Entries), ratings: Option<Ratings>) -> Vec<(String, Vec<u8>)> {
    let root = tempfile::tempdir().expect("a folder");
    let (input, output) = (root.path().join("input"), root.path().join("output"));
    hand_in(plan, &input, fill);
    let toml = plan::to_toml(plan);
    plan::read("plan.toml", &toml).expect("a valid plan");
    std::fs::write(input.join("plan.toml"), toml).expect("written");
    if let Some(ratings) = ratings {
        let form = council::write_filled(plan, plan.last_year, None, &ratings).expect("a form");
        std::fs::write(input.join(plan.last_year.to_string()).join("評価票.xlsx"), form).expect("written");
    }
    for command in [&["report", "--edition", "all", "--format", "pdf"][..], &["plan"]] {
        program::succeeded(&program::run(&[command, &["--date", "2025-06-01"]].concat(), &input, &output));
    }
    let files = walkdir::WalkDir::new(&output).sort_by_file_name().into_iter().filter_map(Result::ok);
    files
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "pdf"))
        .map(|file| (file.file_name().to_string_lossy().into_owned(), std::fs::read(file.path()).expect("it is there")))
        .collect()
}

/// The papers for the office that come with every report.
const OFFICE_PAPERS: [&str; 3] = ["公表前の確認", "想定問答", "検算書"];

/// Judges every paper and gives what a listener hears of each edition.
fn judged(printed: Vec<(String, Vec<u8>)>) -> Vec<(String, String)> {
    let mut names: Vec<&str> = printed.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let editions = ["概要版", "公表版", "審議会資料", "庁内資料", "総括", "計画書"].into_iter();
    let mut all: Vec<String> = editions.chain(OFFICE_PAPERS).map(|paper| format!("{paper}.pdf")).collect();
    all.sort_unstable();
    assert_eq!(names, all);
    printed
        .into_iter()
        .map(|(name, pdf)| {
            assert_sound(&pdf);
            (name, listener::walk(&pdf))
        })
        .filter(|(name, _)| !OFFICE_PAPERS.iter().any(|paper| name.strip_suffix(".pdf") == Some(paper)))
        .collect()
}

#[test]
fn one_initiative_with_odd_and_endless_text_is_publishable_in_every_edition() {
    let mut plan = one_initiative();
    let initiative = &mut plan.initiatives[0];
    initiative.name = format!("{ODD}の取組");
    initiative.content = format!("{ODD}。{}", long());
    initiative.actions[0].name = ODD.to_owned();
    let no = initiative.no;
    let fill = |plan: &Plan, entries: &mut Entries| {
        let grade = grade_choice(&plan.grades.grades[2]);
        for action in &plan.initiatives[0].actions {
            for (field, text) in [(Field::Result, long()), (Field::Issues, ODD.to_owned()), (Field::NextSteps, long())]
            {
                entries.set_row(action.id, field, Typed::Text(text));
            }
            entries.set_row(action.id, Field::Grade, grade.as_str());
            entries.set_row(action.id, Field::SavingRecurring, -999_999_999.0);
            entries.set_row(action.id, Field::Indicator1, 0.000_1);
        }
    };
    let opinion = format!("{ODD}。{}", long());
    let ratings =
        Ratings { member: Some(Typed::Number(1.0)), ratings: [(no, (Some(Typed::Number(1.0)), Some(opinion)))].into() };
    for (name, walk) in judged(printed(&plan, fill, Some(ratings))) {
        assert!(walk.contains("辻\u{E0100}さんと葛\u{E0101}さん"), "{name} keeps variants");
        // A summary and a report on the period hold the first sentence of a result; sheets hold every word.
        let has_sheets = !["概要版.pdf", "総括.pdf"].contains(&name.as_str());
        assert!(!has_sheets || walk.contains(&long()), "{name} keeps every word");
    }
}

#[test]
fn forms_handed_in_blank_are_publishable_in_every_edition() {
    let walks = judged(printed(&one_initiative(), |_, _| {}, None));
    assert!(walks.iter().any(|(_, walk)| walk.contains("実績の報告がない。")));
}

#[test]
fn a_plan_of_one_bare_item_is_publishable_in_every_edition() {
    let mut plan = one_initiative();
    plan.initiatives[0].actions.truncate(1);
    plan.initiatives[0].themes.clear();
    plan.initiatives[0].goals.clear();
    let action = &mut plan.initiatives[0].actions[0];
    action.indicators.clear();
    action.planned_effect.clear();
    action.schedule.clear();
    judged(printed(&plan, |_, _| {}, None));
}
