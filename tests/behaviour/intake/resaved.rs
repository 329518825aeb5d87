//! One filled form, saved again by other programs in every format that each writes (`tests/interop/resaved.py`): the same data.

use kaikaku::finding::Severity;
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::vocabulary::{EffectKind, EffectTerm};

use super::{lines, plan};

const FILES: [&str; 14] = [
    "openpyxl.xlsx",
    "libreoffice.xlsx",
    "libreoffice.xls",
    "libreoffice.ods",
    "gnumeric.xlsx",
    "gnumeric.xls",
    "gnumeric.ods",
    "sheetjs.xlsx",
    "sheetjs.xlsm",
    "sheetjs.xlsb",
    "sheetjs.xls",
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

#[test]
fn a_form_saved_again_by_any_program_says_the_same() {
    let first = read(FILES[0]);
    assert_eq!(first.submissions.len(), 1, "{}", lines(&first.findings));
    let expected = &first.submissions[0];
    let saving = (EffectKind::Saving, EffectTerm::Recurring);
    let filled = expected.entries.iter().filter(|entry| entry.money(saving.0, saving.1).is_some()).count();
    assert_eq!(filled, 2, "{expected:?}");
    for name in FILES {
        let reading = read(name);
        assert_eq!(reading.submissions.len(), 1, "{name}\n{}", lines(&reading.findings));
        let form = &reading.submissions[0];
        assert_eq!(form.key, expected.key, "{name}");
        assert_eq!(form.entries.len(), expected.entries.len(), "{name}");
        for (read, expected) in form.entries.iter().zip(&expected.entries) {
            assert!(read.says_the_same(expected), "{name}\n{read:?}\n{expected:?}\n{}", lines(&reading.findings));
        }
        let errors = reading.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        assert_eq!(errors, 0, "{name}\n{}", lines(&reading.findings));
    }
}
