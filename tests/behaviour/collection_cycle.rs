//! The collection cycle on the built program: a wrong form goes back, comes in mended, and exactly its finding is gone; and what
//! must never get out of a member's form does not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use kaikaku::contract::entries::Typed;
use kaikaku::finding::Severity;
use kaikaku::forms::council::{self, Ratings};
use kaikaku::intake::{Options, read_year};
use kaikaku::merge;
use kaikaku::plan;
use kaikaku::vocabulary::{FiscalYear, InitiativeNo};
use walkdir::WalkDir;

use crate::program;

pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("input")
}

pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        std::fs::copy(entry.path(), target).expect("copied");
    }
}

/// The findings that `check` prints, and its exit code.
fn check(root: &Path) -> (BTreeSet<String>, Option<i32>) {
    let words = ["check", "--year", "R3", "--color", "never"];
    let done = program::run(&words, &root.join("input"), &root.join("output"));
    let said = program::printed(&done);
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

/// The sample has an opinion of 令和2年度 that nobody answered in 令和3年度: the form of 令和4年度 asks for it again, the answer typed there
/// stands under the opinion in the public report, and its finding is gone.
#[test]
fn an_opinion_of_two_years_ago_is_asked_about_answered_and_printed() {
    const ID: &str = "R2-14-1";
    const ANSWER: &str = "【R2-14-1】技術の継承の計画を、委託の検討とあわせて公表した。";
    if !Command::new("python3").args(["-c", "import openpyxl"]).output().is_ok_and(|done| done.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "openpyxl is not installed");
        println!("openpyxl がないため、この確認を省きました。");
        return;
    }
    let root = tempfile::tempdir().expect("a folder");
    copy(&sample(), &root.path().join("input"));
    let run = |arguments: &[&str]| {
        let [input, output] = ["input", "output"].map(|name| root.path().join(name));
        program::printed(&program::run(&[arguments, &["--color", "never"]].concat(), &input, &output))
    };
    // This test hands in for the year itself.
    std::fs::remove_dir_all(root.path().join("input/令和4年度")).expect("the sample's third year");
    run(&["forms", "--year", "R4"]);
    let forms = WalkDir::new(root.path().join("output/様式/令和4年度_年度末")).into_iter().filter_map(Result::ok);
    let place = |path: &Path| {
        let bytes = std::fs::read(path).ok()?;
        let table = kaikaku::intake::table::read_tables(&bytes).ok()?.swap_remove(0);
        let (asked, _) = table.cells.iter().find(|(_, text)| text.contains(&format!("【{ID}】")))?;
        let (head, _) = table.cells.iter().find(|(_, text)| text.as_str() == "意見への対応")?;
        Some((path.to_owned(), kaikaku::vocabulary::CellAddress::new(asked.row, head.col)))
    };
    let asked: Vec<(PathBuf, kaikaku::vocabulary::CellAddress)> =
        forms.filter(|entry| entry.file_type().is_file()).filter_map(|entry| place(entry.path())).collect();
    let (form, cell) = asked.first().expect("a form asks about it");
    let folder = root.path().join("input/令和4年度");
    std::fs::create_dir_all(&folder).expect("made");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/mend.py");
    let type_in = |text: &str| {
        let mut mend = Command::new("python3");
        mend.arg(&script).arg(form).arg(folder.join("提出.xlsx")).arg("入力").arg(cell.to_string()).args([text, "1"]);
        assert!(mend.status().expect("python3 runs").success());
    };
    type_in("");
    let before = run(&["check", "--year", "R4"]);
    let finding =
        |said: &str| said.lines().any(|line| line.contains("令和2年度からの審議会意見に対応が") && line.contains(ID));
    assert!(finding(&before), "{before}");
    type_in(ANSWER);
    let after = run(&["check", "--year", "R4"]);
    assert!(!finding(&after), "{after}");
    run(&["report", "--year", "R4", "--edition", "public", "--format", "html"]);
    let html = std::fs::read_to_string(root.path().join("output/令和4年度/公表版.html")).expect("written");
    let text: String = html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    let (_, rest) = text.split_once(ID).expect("the opinion");
    let answer = rest.find("委託の検討とあわせて公表した").expect("its answer");
    assert!(rest[..answer].chars().count() < 200, "{}", &rest[..answer]);
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
    let record = merge::merge(&plan, year, intake, None, &[]);
    assert!(record.initiatives[&InitiativeNo(1)].council.is_some());
    // Every output, the ledger and the list of findings included, is made of the record alone.
    let all = format!("{record:?}");
    let before: String = all.split(NAME).next().unwrap_or_default().chars().rev().take(200).collect();
    assert!(!all.contains(NAME), "{}", before.chars().rev().collect::<String>());
}

/// A form of the year that lies in the folder of the year before is not merely missing.
#[test]
fn a_form_in_the_folder_of_the_year_before_is_told_in_its_own_year() {
    let root = tempfile::tempdir().expect("a folder");
    copy(&sample(), &root.path().join("input"));
    let (before, _) = check(root.path());
    let form = first_form(&root.path().join("input/令和3年度/財政部"));
    let misplaced = root.path().join("input/令和2年度/財政部/置き間違い.xlsx");
    std::fs::rename(form, misplaced).expect("moved");
    let (after, _) = check(root.path());
    let new: Vec<&String> = after.difference(&before).filter(|line| line.contains("置き間違い")).collect();
    assert_eq!(new.len(), 1, "{new:?}");
    let told = "［確認］令和2年度/財政部/置き間違い.xlsx　令和2年度のフォルダに令和3年度の様式があります。";
    assert!(new[0].starts_with(told), "{new:?}");
}

/// The first file of a folder.
fn first_form(folder: &Path) -> PathBuf {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.into_iter().next().expect("a file")
}

/// A member's mended form comes beside the first one: each member has one voice, and nobody is said to have given what is in doubt.
#[test]
fn a_member_who_hands_in_twice_has_one_voice() {
    let (plan, _) =
        plan::read_bytes("plan.toml", &std::fs::read(sample().join("plan.toml")).expect("read")).expect("valid");
    let year = FiscalYear(2020);
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("令和2年度");
    std::fs::create_dir_all(&folder).expect("made");
    let hand_in = |name: &str, member: Option<Typed>, points: [f64; 2]| {
        let given = |at: usize| (Some(Typed::Number(points[at])), (at == 0).then(|| "もっと広げてほしい。".to_owned()));
        let ratings = Ratings { member, ratings: [(InitiativeNo(1), given(0)), (InitiativeNo(2), given(1))].into() };
        let bytes = council::write_filled(&plan, year, None, &ratings).expect("a form");
        std::fs::write(folder.join(name), bytes).expect("written");
    };
    hand_in("甲.xlsx", Some(Typed::Number(2.0)), [4.0, 3.0]);
    hand_in("乙.xlsx", Some(Typed::from("２")), [4.0, 5.0]);
    hand_in("丙.xlsx", Some(Typed::Number(3.0)), [5.0, 4.0]);
    for name in ["丁.xlsx", "戊.xlsx"] {
        hand_in(name, None, [if name == "丁.xlsx" { 1.0 } else { 2.0 }, 1.0]);
    }
    let merged = |office: Option<&str>| {
        let intake = read_year(&plan, root.path(), year, &Options::default()).expect("readable");
        let office = office.map(|text| merge::office::read("office.toml", text, &plan).expect("well-formed").0);
        let record = merge::merge(&plan, year, intake, office.as_ref(), &[]);
        assert_eq!(record.ledger.prove(), []);
        let council = |no| record.initiatives[&InitiativeNo(no)].council.as_ref().expect("rated");
        let of = |no| format!("{:?} {}", council(no).given, council(no).opinions.len());
        let twice = record.findings.iter().filter(|finding| finding.code == merge::codes::MEMBER_TWICE);
        let told: Vec<_> = twice.map(|finding| (finding.severity, finding.found.clone().unwrap_or_default())).collect();
        (of(1), of(2), told)
    };
    let (first, second, told) = merged(None);
    assert_eq!(
        (first.as_str(), second.as_str()),
        ("Points { sum: 12, raters: 4 } 4", "Points { sum: 6, raters: 3 } 0")
    );
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, Severity::Error);
    assert!(told[0].1.ends_with("評価が違う取組項目：2"), "{told:?}");
    // The name in the finding is one that office.toml knows.
    let file = told[0].1.split('、').next().expect("a file").rsplit('/').next().expect("a name");
    let (first, second, told) = merged(Some(&format!("[[exclude]]\nfile = \"{file}\"\nreason = \"出し直しのため\"\n")));
    assert_eq!(first, "Points { sum: 12, raters: 4 } 4");
    assert!(second.ends_with("raters: 4 } 0"), "{second}");
    assert_eq!(told, []);
    // A file saved again says nothing new.
    hand_in("乙.xlsx", Some(Typed::from("２")), [4.0, 3.0]);
    let (_, second, told) = merged(None);
    assert_eq!(second, "Points { sum: 9, raters: 4 } 0");
    assert_eq!(told.iter().map(|(severity, _)| *severity).collect::<Vec<_>>(), [Severity::Warning]);
}
