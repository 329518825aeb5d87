//! Forms that other programs have saved again: LibreOffice, openpyxl and pandas. Skipped, with a word, where a program is not
//! installed; where `CI` is set its absence is a failure.

use std::path::{Path, PathBuf};
use std::process::Command;

use kaikaku::contract::entries::{Entries, Slot, Typed};
use kaikaku::contract::{CoverField, Field};
use kaikaku::forms::progress;
use kaikaku::intake::{Options, read_bytes, transcripts};
use kaikaku::plan::{self, Plan};
use kaikaku::vocabulary::{ActionId, DepartmentId, FiscalYear, Period};

fn plan() -> Plan {
    plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample plan is valid").0
}

fn filled(plan: &Plan) -> Vec<u8> {
    let action = ActionId::new(8, 2);
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, jiff::civil::Date::constant(2021, 5, 10));
    entries.set_cover(CoverField::Version, 2.0);
    entries.set_cover(CoverField::Author, "（架空）担当");
    entries.set_row(action, Field::ActualStage, "準備・実施");
    entries.set_row(action, Field::Grade, "◎ 計画を上回る");
    entries.set_row(action, Field::Result, "髙﨑𠮷〜①（、）\n2行目。");
    entries.set_row(action, Field::RevenueOnce, "―");
    entries.set_row(action, Field::SavingOnce, -120.0);
    entries.set_row(action, Field::SavingRecurring, 1234.0);
    entries.set_row(action, Field::Indicator1, 1386.0);
    entries.set_row(action, Field::Memo, "'=ではない");
    let unit = DepartmentId::new(Some("上下水道部"), "営業課");
    progress::write_filled(plan, FiscalYear(2020), Period::YEAR_END, &unit, None, &entries).expect("a form")
}

/// As the program reads: it is its own child for the old formats.
fn options() -> Options {
    Options { child: Some(env!("CARGO_BIN_EXE_kaikaku").into()), ..Options::default() }
}

/// What the intake makes of a form, without its file's name and hash.
fn values(plan: &Plan, bytes: &[u8]) -> (String, Vec<String>) {
    let reading = read_bytes(plan, "様式", bytes, &options());
    let findings = reading.findings.iter().map(ToString::to_string).collect();
    let [submission] = reading.submissions.as_slice() else { return (String::new(), findings) };
    let text = format!(
        "{:?} {:?} {:?} {:?} {:?}",
        submission.key,
        submission.submitted_on.as_ref().map(|at| at.value),
        submission.version.as_ref().map(|at| at.value),
        submission.author.as_ref().map(|at| &at.value),
        submission
            .entries
            .iter()
            .filter(|entry| !entry.is_empty())
            .map(|entry| {
                let effects: Vec<_> = entry.effects().map(|(kind, amount)| (kind, amount.value)).collect();
                let indicators: Vec<_> = entry.indicators().map(|(no, value)| (no, value.value)).collect();
                let texts: Vec<_> = entry.texts().map(|(field, text)| (field, &text.value)).collect();
                let stages = entry.stages().map(|at| &at.value);
                format!(
                    "{} {stages:?} {:?} {effects:?} {indicators:?} {texts:?}",
                    entry.action.value.key(),
                    entry.grade().map(|at| at.value)
                )
            })
            .collect::<Vec<_>>()
    );
    (text, findings)
}

/// Whether a program may be missing: where it is, the test says so and passes, except in CI.
pub(crate) fn missing(program: &str) -> bool {
    assert!(std::env::var_os("CI").is_none(), "{program} is not installed");
    println!("{program} がないため、この確認を省きました。");
    true
}

pub(crate) fn run(mut command: Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

#[test]
fn libreoffice_saves_a_form_that_is_known_again() {
    let plan = plan();
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("様式.xlsx");
    std::fs::write(&source, filled(&plan)).expect("written");
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let mut version = Command::new("soffice");
    version.args([&profile, "--headless", "--version"]);
    if !run(version) && missing("LibreOffice") {
        return;
    }
    let expected = values(&plan, &filled(&plan));
    assert!(expected.1.is_empty(), "{:?}", expected.1);
    for format in ["xlsx", "ods", "xls"] {
        let target = folder.path().join(format);
        let mut convert = Command::new("soffice");
        convert.args([&profile, "--headless", "--convert-to", format, "--outdir"]).arg(&target).arg(&source);
        assert!(run(convert), "{format}");
        let bytes = std::fs::read(target.join(format!("様式.{format}"))).expect("converted");
        let (text, findings) = values(&plan, &bytes);
        assert_eq!((text, findings), expected, "{format}");
    }
}

fn resaved(program: &str, plan: &Plan) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, target): (PathBuf, PathBuf) = (folder.path().join("様式.xlsx"), folder.path().join("保存.xlsx"));
    std::fs::write(&source, filled(plan)).expect("written");
    let mut probe = Command::new("python3");
    probe.args(["-c", &format!("import openpyxl, {program}")]);
    if !run(probe) && missing(program) {
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/resave.py");
    let mut save = Command::new("python3");
    save.arg(script).arg(program).arg(&source).arg(&target);
    assert!(run(save), "{program}");
    Some(std::fs::read(target).expect("saved"))
}

#[test]
fn openpyxl_saves_a_form_that_is_known_again() {
    let plan = plan();
    if let Some(bytes) = resaved("openpyxl", &plan) {
        assert_eq!(values(&plan, &bytes), values(&plan, &filled(&plan)));
    }
}

#[test]
fn pandas_saves_a_form_whose_values_are_the_same() {
    let plan = plan();
    if let Some(bytes) = resaved("pandas", &plan) {
        // Cover and entry rows as they are read, and the rows as they were typed.
        assert_eq!(values(&plan, &bytes).0, values(&plan, &filled(&plan)).0, "{:?}", values(&plan, &bytes).1);
        let typed = |bytes: &[u8]| -> Vec<(Slot, Typed)> {
            let (_, entries) = transcripts(&plan, "様式", bytes, &options()).pop().expect("a form");
            entries
                .iter()
                .filter(|(slot, _)| matches!(slot, Slot::Row(..)))
                .map(|(slot, cell)| (slot, cell.typed.clone()))
                .collect()
        };
        assert_eq!(typed(&bytes), typed(&filled(&plan)));
    }
}
