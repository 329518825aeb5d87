//! Reading a year's forms: 45 departments' must take less than 0.3 s of wall time on 2 cores; a city's list of 407 rows, read by a
//! mapping, less than a second.

use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::forms::progress;
use kaikaku::intake::{Options, read_year};
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{FiscalYear, Period};

fn main() {
    divan::main();
}

/// A folder with the filled forms of `count` departments (the plan's, over and over).
fn workspace(plan: &Plan, count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let year = folder.path().join("令和2年度");
    std::fs::create_dir(&year).expect("a folder");
    let departments = kaikaku::forms::departments(plan, FiscalYear(2020), None);
    for (number, department) in departments.iter().cycle().take(count).enumerate() {
        let mut entries = Entries::new();
        entries.set_cover(CoverField::SubmittedOn, "令和3年5月10日");
        for action in plan.actions().map(|(_, action)| action).filter(|action| action.lead == *department) {
            entries.set_row(action.id, Field::ActualStage, "準備・実施");
            entries.set_row(action.id, Field::Result, "窓口の手順を見直し、待ち時間を短くした。".repeat(6).as_str());
            entries.set_row(action.id, Field::Grade, "○ 計画どおり");
            entries.set_row(action.id, Field::RevenueOnce, 1200.0);
            entries.set_row(action.id, Field::Issues, "周知が足りない。".repeat(4).as_str());
        }
        let bytes = progress::write_filled(plan, FiscalYear(2020), Period::YEAR_END, department, None, &entries);
        std::fs::write(year.join(format!("{number}.xlsx")), bytes.expect("a form")).expect("written");
    }
    folder
}

#[divan::bench(args = [45, 450], sample_count = 10)]
fn forms(bencher: divan::Bencher<'_, '_>, count: usize) {
    let plan = kaikaku::plan::read("plan.toml", include_str!("../input/plan.toml")).expect("the sample plan").0;
    let folder = workspace(&plan, count);
    let options = Options { workers: 2, ..Options::default() };
    bencher
        .bench(|| read_year(&plan, folder.path(), FiscalYear(2020), &options).map(|intake| intake.submissions.len()));
}

/// How many projects the list of a city has, and how many columns that are the office's own.
const PROJECTS: u16 = 407;
const OWN: u16 = 34;

/// A plan of so many projects with four-digit ids in a hundred departments, with a mapping for its list.
fn list_plan() -> Plan {
    let units: Vec<String> = (0..100).map(|unit| format!("\"課{unit}\"")).collect();
    let mut text = format!(
        "[plan]\ntitle = \"計画\"\nshort_title = \"計画\"\ncity = \"市\"\nissued = \"令和3年3月\"\nfirst_year = \"R3\"\nlast_year = \"R7\"\ndepartments_as_of = 2021-04-01\n[departments]\nlist = [{}]\n[grades]\nrule = \"最低\"\nlist = [{{ mark = \"A\", name = \"順調\", meaning = \"順調\", points = 2, on_track = true }}, {{ mark = \"B\", name = \"遅れ\", meaning = \"遅れ\", points = 1 }}]\n[office]\nname = \"課0\"\n[[form]]\nname = \"一覧\"\nsigns = {{ A1 = \"事業番号\" }}\nyear = \"R3\"\nperiod = \"年度末\"\nunit = \"円\"\ncolumns = {{ A = \"番号\", B = \"部署\", C = \"実績\", D = \"進捗区分\", E = \"歳出減（単年度）\" }}\nignore = [\"F-AM\"]\nfirst_row = 2\n",
        units.join(", ")
    );
    for at in 0..PROJECTS {
        let unit = at % 100;
        text.push_str(&format!(
            "[[initiative]]\nno = {no}\nname = \"事業{no}\"\nresponsible = [\"課{unit}\"]\ncontent = \"行う。\"\nactions = [{{ no = 1, number = \"{no:04}\", name = \"事業{no}\", lead = \"課{unit}\", schedule = {{ R3-R7 = \"実施\" }} }}]\n",
            no = at + 1
        ));
    }
    kaikaku::plan::read("plan.toml", &text).unwrap_or_else(|findings| panic!("{findings:#?}")).0
}

#[divan::bench(sample_count = 10)]
fn list_of_a_city(bencher: divan::Bencher<'_, '_>) {
    let plan = list_plan();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let heads = ["事業番号", "担当課", "実績", "評価", "削減額"];
    for (col, head) in (0..).zip(heads) {
        sheet.write_string(0, col, head).expect("written");
    }
    for (row, at) in (1..).zip(0..PROJECTS) {
        sheet.write_string(row, 0, format!("{:04}", at + 1)).expect("written");
        sheet.write_string(row, 1, format!("課{}", at % 100)).expect("written");
        sheet.write_string(row, 2, "予定のとおりに進めた。").expect("written");
        sheet.write_string(row, 3, if at % 3 == 0 { "B" } else { "A" }).expect("written");
        sheet.write_number(row, 4, f64::from(at) * 1000.0).expect("written");
        for own in 0..OWN {
            sheet.write_string(row, 5 + own, "庁内の欄").expect("written");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let read = || kaikaku::intake::read_bytes(&plan, "一覧.xlsx", &bytes, &Options::default());
    let rows: usize = read().submissions.iter().map(|form| form.entries.len()).sum();
    assert_eq!(rows, usize::from(PROJECTS), "{:?}", read().findings);
    bencher.bench(|| read().submissions.len());
}
