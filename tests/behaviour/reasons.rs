//! A reason that forms call compulsory is missed whatever the form looks like: ours, one retyped without the column, an office's own list.

use std::fs;

use kaikaku::contract::Field;
use kaikaku::contract::entries::Entries;

use crate::intake::{form, led_by, plan, retyped, unit};
use crate::program;

/// An office's own list of items, read by a mapping.
const LIST: &str = "[[form]]\nname = \"進捗一覧\"\nsigns = { A1 = \"行革進捗一覧\" }\nperiod = \"年度末\"\nyear = \"R2\"\n\
                    columns = { A = \"番号\", B = \"部署\", C = \"実績\", D = \"進捗区分\" }\nfirst_row = 3\n";

/// What `check` says of the reasons of three departments that are behind, ours with that reason.
fn missed(reason: &str) -> Vec<&'static str> {
    let folder = tempfile::tempdir().expect("a folder");
    let year = folder.path().join("input/令和2年度");
    fs::create_dir_all(&year).expect("folders");
    fs::write(folder.path().join("input/plan.toml"), format!("{}\n{LIST}", include_str!("../../input/plan.toml")))
        .expect("a plan");
    let plan = plan();
    let mut entries = Entries::new();
    let action = led_by(&plan, &unit())[0];
    entries.set_row(action, Field::Result, "窓口を改めた。");
    entries.set_row(action, Field::Grade, "△ 計画に遅れ");
    entries.set_row(action, Field::GradeReason, reason);
    fs::write(year.join("様式.xlsx"), form(&plan, &entries)).expect("a form");
    let laid = retyped().text(0, 1, "財政部財政課").text(4, 4, "△");
    fs::write(year.join("写し.xlsx"), laid.xlsx()).expect("a form");
    let list = crate::intake::laid(&[
        &["行革進捗一覧"],
        &["No.", "課", "実績", "評価"],
        &["1-2", "総合政策部政策推進課", "命名権を募った。", "△"],
    ]);
    fs::write(year.join("一覧.xlsx"), list.xlsx()).expect("a form");
    let [input, output] = ["input", "output"].map(|name| folder.path().join(name));
    let said = program::printed(&program::run(&["check", "--year", "R2"], &input, &output));
    let of = |name: &str| said.lines().any(|line| line.contains(name) && line.contains("区分には、理由が要ります"));
    let missed: Vec<&str> = ["様式.xlsx", "写し.xlsx", "一覧.xlsx"].into_iter().filter(|name| of(name)).collect();
    assert!(!missed.is_empty(), "{said}");
    missed
}

#[test]
fn a_missing_reason_is_missed_in_every_form() {
    assert_eq!(missed(""), ["様式.xlsx", "写し.xlsx", "一覧.xlsx"]);
    // Words that say nothing are no reason.
    assert_eq!(missed("特になし"), ["様式.xlsx", "写し.xlsx", "一覧.xlsx"]);
    assert_eq!(missed("―"), ["様式.xlsx", "写し.xlsx", "一覧.xlsx"]);
    assert_eq!(missed("関係機関との調整に時間を要したため。"), ["写し.xlsx", "一覧.xlsx"]);
}
