//! Workbooks as cities publish them, read by mappings of plan.toml alone: `tests/interop/foreign_layouts.py` makes them and adds up
//! what is in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use kaikaku::finding::{Finding, Severity};
use kaikaku::intake::file_account::{Disposition, Reason};
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::plan::{self, Plan};
use kaikaku::vocabulary::Amount;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::filled::{python, script};
use crate::other_plans::texts_of_workbook;

struct Layouts {
    folder: tempfile::TempDir,
    plan: Plan,
    sums: Value,
}

/// The workbooks with their plan; `None` without openpyxl.
fn layouts() -> Option<Layouts> {
    if !python("openpyxl") {
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let said = script("foreign_layouts.py", &[folder.path()]);
    let text = fs::read_to_string(folder.path().join("plan.toml")).expect("a plan");
    let plan = plan::read("plan.toml", &text).unwrap_or_else(|findings| panic!("{}", lines(&findings))).0;
    Some(Layouts { folder, plan, sums: serde_json::from_str(&said).expect("JSON") })
}

impl Layouts {
    fn read(&self, name: &str) -> FileReading {
        let bytes = fs::read(self.folder.path().join(name)).expect("a workbook");
        read_bytes(&self.plan, name, &bytes, &Options::default())
    }

    fn sum(&self, path: [&str; 2]) -> i64 {
        self.sums[path[0]][path[1]].as_i64().unwrap_or_else(|| panic!("{path:?}"))
    }
}

fn lines(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn rows(reading: &FileReading) -> usize {
    reading.submissions.iter().map(|form| form.entries.len()).sum()
}

fn yen(reading: &FileReading) -> i64 {
    let entries = reading.submissions.iter().flat_map(|form| &form.entries);
    entries.flat_map(|entry| entry.effects().collect::<Vec<_>>()).fold(0, |sum, (_, amount)| match amount.value {
        Amount::Value(yen) => sum + yen.0,
        _ => sum,
    })
}

/// Nothing to mend, and every cell accounted for.
fn assert_sound(reading: &FileReading) {
    let severe = reading.findings.iter().filter(|finding| finding.severity >= Severity::Warning).count();
    assert_eq!(severe, 0, "{}", lines(&reading.findings));
    let cells = &reading.account.cells;
    assert_eq!(cells.by_disposition().iter().sum::<usize>(), cells.len());
    assert_eq!(cells.by_disposition()[Disposition::Rejected(Reason::Blank).position()], 0);
}

#[test]
fn a_list_of_a_whole_city_is_read_row_by_row() {
    let Some(layouts) = layouts() else { return };
    let reading = layouts.read("一覧.xlsx");
    assert_sound(&reading);
    assert_eq!(rows(&reading), 407);
    assert_eq!(yen(&reading), layouts.sum(["list", "effects"]));
    let units: BTreeMap<String, usize> =
        reading.submissions.iter().map(|form| (form.key.department.full_name(), form.entries.len())).collect();
    let expected: BTreeMap<String, usize> =
        serde_json::from_value(layouts.sums["list"]["units"].clone()).expect("rows by department");
    assert_eq!(units, expected);
    let mut grades: BTreeMap<String, usize> = BTreeMap::new();
    for entry in reading.submissions.iter().flat_map(|form| &form.entries) {
        let id = entry.grade().unwrap_or_else(|| panic!("{:?} has no grade", entry.action)).value;
        let grade = layouts.plan.grades.get(id).expect("of the plan");
        *grades.entry(grade.mark.clone()).or_default() += 1;
    }
    let expected: BTreeMap<String, usize> =
        serde_json::from_value(layouts.sums["list"]["grades"].clone()).expect("rows by grade");
    assert_eq!(grades, expected);
    // 34 columns of the office are left alone, and told in one line.
    let left = reading.account.cells.iter().filter(|cell| *cell.disposition == Disposition::Ignored(Reason::LeftAlone));
    assert_eq!(left.count(), 407 * 34);
    assert_eq!(reading.findings.len(), 1, "{}", lines(&reading.findings));
}

#[test]
fn a_sheet_an_item_and_kpis_with_their_elapsed_share_are_read() {
    let Some(layouts) = layouts() else { return };
    let sheets = layouts.read("個票.xlsx");
    assert_sound(&sheets);
    assert_eq!(rows(&sheets), 12, "{}", lines(&sheets.findings));
    assert_eq!(yen(&sheets), layouts.sum(["sheets", "effects"]));
    let days = sheets.submissions.iter().map(|form| form.submitted_on.as_ref().map(|day| day.value.to_string()));
    assert!(days.clone().all(|day| day.as_deref() == Some("2022-04-20")), "{:?}", days.collect::<Vec<_>>());
    let kpis = layouts.read("KPI.xlsx");
    assert_sound(&kpis);
    assert_eq!(rows(&kpis), 9, "{}", lines(&kpis.findings));
    let results: Decimal = kpis
        .submissions
        .iter()
        .flat_map(|form| &form.entries)
        .flat_map(|entry| entry.indicators().map(|(_, result)| result.value).collect::<Vec<_>>())
        .filter_map(|result| match result {
            Amount::Value(value) => Some(value),
            _ => None,
        })
        .sum();
    assert_eq!(results, Decimal::from(layouts.sum(["kpis", "results"])));
}

/// The whole way: three kinds of workbooks in the year's folder, checked and reported.
#[test]
fn foreign_workbooks_make_a_report() {
    let Some(layouts) = layouts() else { return };
    let input = layouts.folder.path().join("input");
    fs::create_dir_all(input.join("令和3年度")).expect("a folder");
    fs::copy(layouts.folder.path().join("plan.toml"), input.join("plan.toml")).expect("copied");
    for name in ["一覧.xlsx", "個票.xlsx", "KPI.xlsx"] {
        fs::copy(layouts.folder.path().join(name), input.join("令和3年度").join(name)).expect("copied");
    }
    let said = kaikaku(&layouts, &["report", "--edition", "internal", "--format", "xlsx,data"]);
    assert!(said.contains("実践項目　428件（実質428件）"), "{said}");
    let thousands = (layouts.sum(["list", "effects"]) + layouts.sum(["sheets", "effects"])) / 1_000;
    assert!(said.contains(&format!("効果額　　{}千円", kaikaku::vocabulary::grouped(thousands))), "{said}");
}

/// A list has the rows of many departments: what goes back to one has its own points and nobody else's.
#[test]
fn what_goes_back_from_a_list_has_the_points_of_its_department_alone() {
    let Some(layouts) = layouts() else { return };
    let input = layouts.folder.path().join("input");
    fs::create_dir_all(input.join("令和3年度")).expect("a folder");
    fs::copy(layouts.folder.path().join("plan.toml"), input.join("plan.toml")).expect("copied");
    const GRADES: &str = "import openpyxl, sys; book = openpyxl.load_workbook(sys.argv[1]); sheet = book.active; \
        sheet['H5'], sheet['H6'] = '一つめの誤り', '二つめの誤り'; book.save(sys.argv[2])";
    let files = [layouts.folder.path().join("一覧.xlsx"), input.join("令和3年度/一覧.xlsx")];
    let typed = Command::new("python3").args(["-c", GRADES]).args(files).status().expect("python");
    assert!(typed.success());
    let run = Command::new(env!("CARGO_BIN_EXE_kaikaku")).arg("check").current_dir(layouts.folder.path()).output();
    assert_eq!(run.expect("it runs").status.code(), Some(1));
    let returned = fs::read_dir(layouts.folder.path().join("output/令和3年度/確認/差戻し")).expect("forms");
    let mut found: Vec<[bool; 2]> = returned
        .map(|form| texts_of_workbook(&form.expect("a form").path()))
        .map(|texts| ["一つめの誤り", "二つめの誤り"].map(|mistake| texts.contains(mistake)))
        .collect();
    found.sort_unstable();
    assert_eq!(found, [[false, true], [true, false]]);
}

fn kaikaku(layouts: &Layouts, words: &[&str]) -> String {
    let root: &Path = layouts.folder.path();
    let output = Command::new(env!("CARGO_BIN_EXE_kaikaku")).args(words).current_dir(root).output().expect("it runs");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}

/// The proposal for each workbook is a mapping, and what it reads are the workbook's own items.
#[test]
fn a_mapping_is_proposed_and_tried() {
    let Some(layouts) = layouts() else { return };
    let input = layouts.folder.path().join("input");
    fs::create_dir_all(&input).expect("a folder");
    let text = fs::read_to_string(layouts.folder.path().join("plan.toml")).expect("a plan");
    let without = text.split("[[form]]").next().expect("the plan itself");
    fs::write(input.join("plan.toml"), without).expect("written");
    for (name, rows) in [("一覧.xlsx", 407), ("個票.xlsx", 12), ("KPI.xlsx", 9)] {
        let said = kaikaku(&layouts, &["forms", "--map", name, "--year", "R3"]);
        assert!(said.contains(&format!("{rows}項目")), "{said}");
        let stem = name.trim_end_matches(".xlsx");
        let file = layouts.folder.path().join(format!("output/様式/様式の対応_{stem}.toml"));
        let proposed = fs::read_to_string(file).expect("written");
        let read = plan::read("plan.toml", &format!("{without}\n{proposed}"));
        read.unwrap_or_else(|findings| panic!("{}\n{proposed}", lines(&findings)));
    }
}
