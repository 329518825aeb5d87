//! A plan is the same plan after it went through `plan.toml` or through the Excel master.

use kaikaku::master;
use kaikaku::plan::{self, Plan};
use proptest::prelude::*;

use crate::random_plan::random_plan;

fn sample() -> Plan {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/input/plan.toml")).expect("sample plan");
    plan::read("plan.toml", &text).expect("valid").0
}

fn shown(findings: &[kaikaku::finding::Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn through_toml(plan: &Plan) -> Plan {
    let text = plan::to_toml(plan);
    plan::read("plan.toml", &text).unwrap_or_else(|findings| panic!("{}\n{text}", shown(&findings))).0
}

fn through_excel(plan: &Plan) -> Plan {
    let bytes = master::export(plan).unwrap_or_else(|finding| panic!("{finding}"));
    master::import("原本.xlsx", &bytes).unwrap_or_else(|findings| panic!("{}", shown(&findings))).0
}

/// Equality that sees trailing zeros of decimals, which `==` passes over.
fn assert_same(a: &Plan, b: &Plan) {
    assert_eq!(a, b);
    assert_eq!(plan::to_toml(a), plan::to_toml(b));
}

#[test]
fn the_sample_survives_both_ways() {
    let plan = sample();
    assert_same(&plan, &through_toml(&plan));
    assert_same(&plan, &through_excel(&plan));
    assert_eq!(master::export(&plan).expect("exports"), master::export(&plan).expect("exports"), "same bytes");
}

proptest! {
    #![proptest_config(crate::properties::cheap(96))]

    #[test]
    fn any_plan_survives_toml(seed in any::<u64>()) {
        let plan = random_plan(seed);
        assert_same(&plan, &through_toml(&plan));
    }
}

proptest! {
    #![proptest_config(crate::properties::dear(96))]

    #[test]
    fn any_plan_survives_excel(seed in any::<u64>()) {
        let plan = random_plan(seed);
        assert_same(&plan, &through_excel(&plan));
    }
}

#[test]
fn what_is_wrong_in_the_workbook_is_named_with_its_cell() {
    let mut plan = sample();
    plan.initiatives[0].actions[0].lead = kaikaku::vocabulary::DepartmentId::new(Some("財政部"), "財務課");
    let bytes = master::export(&plan).expect("exports");
    let findings = master::import("原本.xlsx", &bytes).expect_err("a lead that is no department");
    let finding = findings.iter().find(|f| f.code == plan::check::DANGLING).expect("says so");
    assert_eq!(finding.origin.as_ref().map(ToString::to_string).as_deref(), Some("原本.xlsx!実践項目!C2"));
    assert_eq!(finding.found.as_deref(), Some("財政部/財務課"));
}

#[test]
fn what_is_no_master_is_refused_by_name() {
    let findings = master::import("x.xlsx", b"%PDF-1.7").expect_err("a PDF");
    assert!(findings[0].message.contains("PDF"));
}

#[test]
fn mappings_of_foreign_forms_and_limits_survive_both_ways() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/input/plan.toml")).expect("sample plan");
    let mapping = "[[form]]\nname = \"旧様式\"\nsigns = { B2 = \"進捗状況調べ\" }\nperiod = \"年度末\"\nyear = \"R2\"\n\
                   unit = \"円\"\ncover = { department = \"C3\" }\ncolumns = { action = \"A\", result = \"F\" }\nfirst_row = 8\n\n[limits]\nchild_seconds = 30\n";
    let plan = plan::read("plan.toml", &format!("{text}\n{mapping}")).unwrap_or_else(|f| panic!("{}", shown(&f))).0;
    assert_eq!(plan.settings.foreign_forms.len(), 1);
    assert_eq!(kaikaku::intake::Limits::of(&plan.settings.limits).child_seconds, 30);
    assert_same(&plan, &through_toml(&plan));
    assert_same(&plan, &through_excel(&plan));
    let wrong = plan::read("plan.toml", &format!("{text}\n[limits]\nchild_seconds = 0\n")).expect_err("no seconds");
    assert_eq!(wrong.len(), 1, "{}", shown(&wrong));
}
