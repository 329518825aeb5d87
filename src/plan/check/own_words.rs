//! What is offered in the plan's own words is read in them: fields of forms, what a body grades. (Tests alone.)

use crate::finding::Finding;
use crate::plan::{self, GradedLevel, Plan, fixture};
use crate::settings_file::toml;

/// The sample's plan with own words, and what else is written in it.
fn with(more: &str) -> Result<Plan, Vec<Finding>> {
    let own = "[words]\ngrade = \"見立て\"\naction = \"一歩\"\n";
    let sample = fixture::SAMPLE.replacen("[words]\n", own, 1);
    assert!(sample.contains(own));
    plan::read("plan.toml", &format!("{sample}\n{more}")).map(|(plan, _)| plan)
}

/// A form with a list; its last columns.
fn form(columns: &str) -> String {
    format!(
        "[money]\neffects = [\"経費節減\", \"寄附の増\"]\n\n[[form]]\nname = \"一覧\"\nsigns = {{ A1 = \"一覧\" }}\nyear = \"R3\"\nperiod = \"年度末\"\nfirst_row = 4\ncolumns = {{ A = \"番号\", B = \"部署\", {columns} }}\n"
    )
}

#[test]
fn fields_of_other_forms() {
    for own in ["C = \"見立て\", D = \"寄附の増（継続）\"", "C = \"進捗区分\", D = \"効果額の種別2（継続）\""]
    {
        let plan = with(&form(own)).expect("a plan");
        let form = &plan.settings.foreign_forms[0];
        assert_eq!(form.columns.keys().collect::<Vec<_>>(), ["action", "department", "effect_2_recurring", "grade"]);
    }
    let findings = with(&form("C = \"見込み\"")).expect_err("a finding");
    let told: String = findings.into_iter().map(|finding| finding.to_string()).collect();
    assert!(told.contains("・見立て・") && told.contains("・経費節減（単年度）・"), "{told}");
}

#[test]
fn what_a_body_grades() {
    for own in ["一歩", "実践項目"] {
        let plan = with(&format!("[[grader]]\nname = \"会議\"\nof = \"{own}\"\n")).expect("a plan");
        assert_eq!(plan.graders()[0].level, GradedLevel::Actions);
    }
}

#[test]
fn fields_whose_readers_are_chosen() {
    let chosen = |name: &str| {
        let own = "[words]\ngrade = \"見立て\"\n";
        let line = format!("[visibility]\n\"{name}\" = \"庁内\"\n");
        let sample = fixture::SAMPLE.replacen("[words]\n", own, 1).replacen("[visibility]\n", &line, 1);
        plan::read("plan.toml", &sample).expect("a plan").0.settings.visibility
    };
    assert_eq!(chosen("見立ての理由"), chosen("区分の理由"));
}

/// A word that a plan cannot have is none by which it is spoken of.
#[test]
fn a_word_that_is_too_long_is_said_nowhere() {
    let long = "[words]\ntheme = \"あいうえおかきくけこさしす\"\n";
    let root = toml::parse("plan.toml", &fixture::SAMPLE.replacen("[words]\n", long, 1)).expect("TOML");
    assert_eq!(super::wording(&root).say("テーマ"), "テーマ");
    assert!(super::check(&root).is_err());
}
