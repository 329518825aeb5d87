//! One filled form, saved again by other programs in every format that each writes (`tests/interop/resaved.py`): the same data.

use kaikaku::finding::Severity;
use kaikaku::intake::submission::Submission;
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::vocabulary::{Amount, EffectKind, EffectTerm};

use super::cases::text;
use super::{lines, plan};

const FILES: [&str; 16] = [
    "openpyxl.xlsx",
    "libreoffice.xlsx",
    "libreoffice.xls",
    "libreoffice.ods",
    "gnumeric.xlsx",
    "gnumeric.xls",
    "gnumeric5.xls",
    "gnumeric.ods",
    "sheetjs.xlsx",
    "sheetjs.xlsm",
    "sheetjs.xlsb",
    "sheetjs.xls",
    "sheetjs5.xls",
    "sheetjs.ods",
    "exceljs.xlsx",
    "populate.xlsx",
];

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/resaved").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(name: &str) -> FileReading {
    let options = Options { child: Some(env!("CARGO_BIN_EXE_kaikaku").into()), ..Options::default() };
    read_bytes(&plan(), name, &bytes(name), &options)
}

/// Everything that was read, as text, without places.
fn data(form: &Submission) -> String {
    let mut lines = vec![format!("{:?} {:?}", form.key, form.version.as_ref().map(|version| version.value))];
    for entry in &form.entries {
        let texts =
            [&entry.result, &entry.grade_reason, &entry.issues, &entry.next_steps, &entry.memo, &entry.response];
        let effects: Vec<_> = entry.effects.iter().map(|(kind, amount)| (*kind, amount.value)).collect();
        let indicators: Vec<_> = entry
            .indicators
            .iter()
            .map(|(number, amount)| match amount.value {
                Amount::Value(value) => (*number, value.normalize().to_string()),
                Amount::NotApplicable => (*number, "―".to_owned()),
            })
            .collect();
        lines.push(format!(
            "{} {:?} {:?} {effects:?} {indicators:?} {:?} {:?}",
            entry.action.value,
            entry.actual_stages.as_ref().map(|stages| &stages.value),
            entry.grade.as_ref().map(|grade| grade.value),
            texts.map(text),
            entry.rejected,
        ));
    }
    lines.join("\n")
}

#[test]
fn a_form_saved_again_by_any_program_says_the_same() {
    let first = read(FILES[0]);
    assert_eq!(first.submissions.len(), 1, "{}", lines(&first.findings));
    let expected = data(&first.submissions[0]);
    let amount = (EffectKind::Saving, EffectTerm::Recurring);
    let filled = first.submissions[0].entries.iter().filter(|entry| entry.effects.contains_key(&amount)).count();
    assert_eq!(filled, 2, "{expected}");
    for name in FILES {
        let reading = read(name);
        assert_eq!(reading.submissions.len(), 1, "{name}\n{}", lines(&reading.findings));
        assert_eq!(data(&reading.submissions[0]), expected, "{name}\n{}", lines(&reading.findings));
        let errors = reading.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        assert_eq!(errors, 0, "{name}\n{}", lines(&reading.findings));
    }
}
