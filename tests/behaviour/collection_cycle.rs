//! The collection cycle on the built program: a wrong form goes back, comes in mended, and exactly its finding is gone; and what
//! must never get out of a member's form does not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use kaikaku::forms::council::{self, Ratings};
use kaikaku::forms::entries::Typed;
use kaikaku::intake::{Options, read_year};
use kaikaku::merge::merge;
use kaikaku::plan::{self, FiscalYear, InitiativeNo};
use walkdir::WalkDir;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("input")
}

fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        std::fs::copy(entry.path(), target).expect("copied");
    }
}

/// The findings that `check` prints, and its exit code.
fn check(root: &Path) -> (BTreeSet<String>, Option<i32>) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_kaikaku"));
    program
        .args(["check", "--color", "never", "--input"])
        .arg(root.join("input"))
        .arg("--output")
        .arg(root.join("output"));
    let done = program.output().expect("it runs");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    (said.lines().filter(|line| line.starts_with('［')).map(str::to_owned).collect(), done.status.code())
}

#[test]
fn a_form_that_was_returned_and_mended_clears_exactly_its_finding() {
    let probe = Command::new("python3").args(["-c", "import openpyxl"]).output();
    if !probe.is_ok_and(|done| done.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "openpyxl is not installed");
        println!("openpyxl がないため、この確認を省きました。");
        return;
    }
    let root = tempfile::tempdir().expect("a folder");
    copy(&sample(), &root.path().join("input"));
    let (before, code) = check(root.path());
    assert_eq!(code, Some(1));
    let wrong: Vec<&String> = before.iter().filter(|line| line.starts_with("［要修正］")).collect();
    assert!(matches!(wrong.as_slice(), [line] if line.contains("入力!J12")), "{wrong:?}");

    let folder = root.path().join("output/令和3年度/確認/差戻し");
    let returned: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("returned forms").filter_map(|entry| Some(entry.ok()?.path())).collect();
    assert_eq!(returned.len(), 1);
    let target = root.path().join("input/令和3年度/健康子ども部/出し直し.xlsx");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/mend.py");
    let mut mend = Command::new("python3");
    mend.arg(script).arg(&returned[0]).arg(&target).args(["入力", "J12", "△ 計画に遅れ", "2"]);
    assert!(mend.status().expect("python3 runs").success());

    let (after, code) = check(root.path());
    assert_eq!(code, Some(1), "会計課 still owes its form");
    let gone: Vec<&String> = before.difference(&after).collect();
    assert_eq!(gone, wrong);
    // What is new speaks of the mended form: that it took the old one's place, and that its grade needs a reason.
    let new: Vec<&String> = after.difference(&before).collect();
    assert!(new.iter().all(|line| !line.starts_with("［要修正］")), "{new:?}");
    assert!(new.iter().any(|line| line.contains("差し替え")), "{new:?}");
    let letters = root.path().join("output/令和3年度/確認");
    assert!(!letters.join("差戻し").exists() && !letters.join("差戻し文").exists());
}

#[test]
fn a_members_name_is_in_nothing_that_outputs_are_made_of() {
    const NAME: &str = "架空審議太郎";
    let (plan, _) =
        plan::read_bytes("plan.toml", &std::fs::read(sample().join("plan.toml")).expect("read")).expect("valid");
    let year = FiscalYear(2020);
    let ratings = Ratings {
        member: Some(Typed::from(NAME)),
        ratings: [(InitiativeNo(1), (Some(Typed::Number(4.0)), Some("もっと広げてほしい。".to_owned())))].into(),
    };
    let bytes = council::write_filled(&plan, year, None, &ratings).expect("a form");
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("令和2年度/審議会").join(NAME);
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join(format!("評価票（{NAME}）.xlsx")), bytes).expect("written");
    let intake = read_year(&plan, root.path(), year, &Options::default()).expect("readable");
    assert_eq!(intake.ratings.len(), 1);
    let record = merge(&plan, year, intake, None, &[]);
    assert!(record.initiatives[&InitiativeNo(1)].council.is_some());
    // Every output, the ledger and the list of findings included, is made of the record alone.
    let all = format!("{record:?}{}", record.ledger.to_json());
    let before: String = all.split(NAME).next().unwrap_or_default().chars().rev().take(200).collect();
    assert!(!all.contains(NAME), "{}", before.chars().rev().collect::<String>());
}
