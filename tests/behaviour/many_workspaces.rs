//! `--workspace` and `--workspaces`: one command for many workspaces, side by side, one failing alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A workspace of the town's plan with a year in which nobody has handed in anything.
fn workspace(root: &Path, name: &str) -> PathBuf {
    let folder = root.join(name);
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/town/plan.toml");
    fs::create_dir_all(folder.join("input/令和2年度")).expect("a folder");
    fs::copy(plan, folder.join("input/plan.toml")).expect("the plan");
    folder
}

fn kaikaku(root: &Path, arguments: &[&str]) -> Output {
    let mut command = assert_cmd::Command::cargo_bin("kaikaku").expect("the program");
    command.args(arguments).current_dir(root).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Three workspaces, the middle one with a plan that cannot be read.
fn three(root: &Path) {
    for name in ["甲", "乙", "丙"] {
        workspace(root, name);
    }
    fs::write(root.join("乙/input/plan.toml"), "[plan\n").expect("a broken plan");
    fs::write(root.join("一覧.txt"), "\u{feff}# 計画\r\n甲\r\n\r\n乙\r\n丙\r\n").expect("a list");
}

#[test]
fn one_that_fails_stops_no_other_and_the_table_says_which() {
    let root = tempfile::tempdir().expect("a folder");
    three(root.path());
    let run = kaikaku(root.path(), &["report", "--workspaces", "一覧.txt", "--edition", "public", "--format", "data"]);
    let said = text(&run.stderr);
    assert_eq!(run.status.code(), Some(2), "{said}");
    for name in ["甲", "丙"] {
        assert!(root.path().join(name).join("output/令和2年度/データ/data.json").is_file(), "{name}: {said}");
        assert!(said.contains(&format!("【{name}】")), "{said}");
    }
    assert!(!root.path().join("乙/output").exists());
    assert!(said.contains("作業フォルダー3件：正常 2件、未提出・要修正あり 0件、実行できない 1件"), "{said}");
    let line = said.lines().find(|line| line.starts_with("実行できない")).expect("a line of the table");
    assert!(line.contains('乙') && line.contains("中止"), "{line}");
    // The table counts what the run counted, whether it was shown or not.
    let counted = said.lines().find_map(|line| line.strip_prefix("指摘　　　")).expect("a count");
    let line = said.lines().find(|line| line.starts_with("正常") && line.contains('甲')).expect("a line of the table");
    assert!(line.ends_with(counted), "{line}: {counted}");
    // What is said of one is in one piece: its findings, then its failure.
    let of_failed = said.split("【乙】").nth(1).and_then(|rest| rest.split("【").next()).expect("a section");
    assert!(
        of_failed.contains("plan.toml:1:") && of_failed.contains("に誤りがあるため、実行できません"),
        "{of_failed}"
    );
    assert!(
        !of_failed.contains("【") && !said.split("【甲】").nth(1).expect("a section").starts_with("\n［中止"),
        "{said}"
    );
}

#[test]
fn outputs_go_by_name_below_the_folder_that_is_given_and_the_same_bytes_come_as_alone() {
    let root = tempfile::tempdir().expect("a folder");
    three(root.path());
    let report = ["report", "--edition", "public", "--format", "data,html", "--quiet"];
    let many = [&report[..], &["--workspace", "甲", "--workspace", "丙", "--output", "まとめ"]].concat();
    let run = kaikaku(root.path(), &many);
    assert_eq!((run.status.code(), run.stdout.len(), text(&run.stderr)), (Some(0), 0, String::new()));
    let alone = [&report[..], &["--input", "甲/input", "--output", "別"]].concat();
    assert_eq!(kaikaku(root.path(), &alone).status.code(), Some(0));
    for file in ["公表版.html", "データ/data.json"] {
        let read = |folder: &str| fs::read(root.path().join(folder).join("令和2年度").join(file)).expect("a file");
        assert!(read("まとめ/甲") == read("別") && read("まとめ/丙") == read("別"), "{file}");
    }
    assert!(!root.path().join("甲/output").exists());
}

#[test]
fn check_answers_on_standard_output_and_tells_failures_as_errors() {
    let root = tempfile::tempdir().expect("a folder");
    three(root.path());
    let run = kaikaku(root.path(), &["check", "--workspace", "甲", "--workspace", "丙"]);
    assert_eq!(run.status.code(), Some(1), "{}", text(&run.stderr));
    let answer = text(&run.stdout);
    assert!(
        answer.contains("【甲】") && answer.contains("作業フォルダー2件：正常 0件、未提出・要修正あり 2件"),
        "{answer}"
    );
    let run = kaikaku(root.path(), &["check", "--workspaces", "一覧.txt", "--quiet"]);
    assert_eq!((run.status.code(), run.stdout.len()), (Some(2), 0));
    let errors = text(&run.stderr);
    assert!(errors.contains("【乙】") && !errors.contains("【甲】"), "{errors}");
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_written() {
    let root = tempfile::tempdir().expect("a folder");
    three(root.path());
    workspace(&root.path().join("県"), "甲");
    fs::write(root.path().join("空.txt"), "# なし\n").expect("a list");
    for (arguments, said) in [
        (&["report", "--workspace", "甲", "--workspace", "./甲"][..], "書き出す先が同じになります"),
        (&["report", "--workspace", "甲", "--workspace", "県/甲", "--output", "まとめ"], "同じ名のフォルダーは"),
        (&["report", "--workspaces", "空.txt"], "作業フォルダーが書かれていません"),
        (&["report", "--workspaces", "ない.txt"], "読み込めません"),
        (&["report", "--workspace", "甲", "--from", "data.json"], "--from のないもの"),
        (&["trace", "効果額", "--workspace", "甲"], "で使えます"),
        (&["report", "--workspace", "甲", "--input", "甲/input"], "同時には指定できません"),
    ] {
        let run = kaikaku(root.path(), arguments);
        assert_eq!(run.status.code(), Some(2), "{arguments:?}");
        assert!(text(&run.stderr).contains(said), "{arguments:?}: {}", text(&run.stderr));
    }
    assert!(!root.path().join("甲/output").exists() && !root.path().join("まとめ").exists());
    // One that is not there fails alone.
    let run = kaikaku(root.path(), &["report", "--workspace", "ない", "--workspace", "甲", "--format", "data"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(root.path().join("甲/output/令和2年度").is_dir(), "{}", text(&run.stderr));
}
