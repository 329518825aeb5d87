//! Random cells, written by openpyxl and saved again by LibreOffice, against what LibreOffice shows (`tests/interop/random_cells.py`):
//! what is accepted is what is shown, everything else is returned or told, none differs without a word.
//!
//! `KAIKAKU_RANDOM_CELLS` is how many cells there are, in workbooks of at most [`A_WORKBOOK`]; the default is a small sample.

use std::collections::BTreeMap;
use std::process::Command;

use kaikaku::contract::{Entry, Field};
use kaikaku::finding::Place;
use kaikaku::intake::{Options, read_bytes};
use kaikaku::vocabulary::{Amount, EffectKind, EffectTerm};
use rust_decimal::Decimal;

use super::plan;
use crate::forms_interop::{missing, run};

/// The amounts that a shown text may stand for, in yen: a plain number is 千円.
fn meant(shown: &str) -> Vec<Decimal> {
    let text: String = shown
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，' | '\u{200B}' | '¥' | '￥'))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '▲' | '△' | '－' | '−' => '-',
            '．' => '.',
            c => c,
        })
        .collect();
    let text = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) => format!("-{inner}"),
        None => text,
    };
    let units = [("百万円", 1_000_000), ("万円", 10_000), ("千円", 1_000), ("円", 1), ("", 1_000)];
    let found = units.iter().find(|(unit, _)| text.ends_with(unit));
    found
        .and_then(|(unit, yen)| Some(text.strip_suffix(unit)?.parse::<Decimal>().ok()? * Decimal::from(*yen)))
        .into_iter()
        .collect()
}

/// Cells of a workbook: so few that all findings on them are listed one by one.
const A_WORKBOOK: usize = 300;

#[test]
fn what_is_accepted_is_what_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut python = Command::new("python3");
    python.args(["-c", "import openpyxl"]);
    let mut office = Command::new("soffice");
    office.arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()));
    office.args(["--headless", "--version"]);
    if (!run(python) && missing("openpyxl")) || (!run(office) && missing("LibreOffice")) {
        return;
    }
    let count = std::env::var("KAIKAKU_RANDOM_CELLS").ok().and_then(|count| count.parse().ok()).unwrap_or(A_WORKBOOK);
    let seed = std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1_u64);
    for (number, first) in (0_u64..).zip((0..count).step_by(A_WORKBOOK)) {
        let folder = folder.path().join(number.to_string());
        one_workbook((count - first).min(A_WORKBOOK), seed.wrapping_add(number), &folder);
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}

/// So many random cells in one workbook of each format.
fn one_workbook(count: usize, seed: u64, folder: &std::path::Path) {
    let plan = plan();
    let ids: Vec<String> = plan.actions().map(|(_, action)| action.id.key()).collect();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/random_cells.py");
    let made = Command::new("python3")
        .args([script, &count.to_string(), &seed.to_string()])
        .arg(folder)
        .arg(ids.join(","))
        .status()
        .expect("python runs");
    assert!(made.success());
    let shown = std::fs::read_to_string(folder.join("shown.tsv")).expect("what is shown");
    let mut cells: BTreeMap<(String, u32), (String, String)> = BTreeMap::new();
    for record in csv::ReaderBuilder::new().delimiter(b'\t').has_headers(false).from_reader(shown.as_bytes()).records()
    {
        let record = record.expect("a record");
        let place = (record[0].to_owned(), record[1].parse().expect("a row"));
        cells.insert(place, (record[2].to_owned(), format!("{:?} {}", &record[3], &record[4])));
    }
    let options = Options { child: Some(env!("CARGO_BIN_EXE_kaikaku").into()), ..Options::default() };
    for name in ["cells.xlsx", "cells.ods", "cells.xls"] {
        let bytes = std::fs::read(folder.join(name)).expect("made");
        let reading = read_bytes(&plan, name, &bytes, &options);
        let entries: Vec<&Entry> =
            reading.submissions.iter().flat_map(|form| &form.entries).map(AsRef::as_ref).collect();
        let told = |sheet: &str, row: u32| {
            reading.findings.iter().any(|finding| match finding.origin.as_ref().map(|origin| &origin.place) {
                Some(Place::Cell(at, cell)) => &**at == sheet && (cell.row + 1..=cell.row + 2).contains(&row),
                _ => false,
            })
        };
        let mut accepted = 0;
        for ((sheet, row), (shown, written)) in &cells {
            let entry = entries.iter().find(|entry| match &entry.action.origin.place {
                Place::Cell(at, cell) => **at == **sheet && cell.row + 1 == *row,
                _ => false,
            });
            let Some(entry) = entry else {
                panic!("{seed} {name} {sheet} {row}: no entry\n{}", super::lines(&reading.findings))
            };
            let amount = entry.money(EffectKind::Saving, EffectTerm::Recurring).map(|amount| amount.value);
            let blank = shown.chars().all(|c| c.is_whitespace() || c == '\u{200B}');
            match amount {
                Some(Amount::Value(yen)) => {
                    accepted += 1;
                    let same = meant(shown).contains(&Decimal::from(yen.0));
                    assert!(
                        same || told(sheet, *row),
                        "{seed} {name} {sheet} {row}: {} for {shown:?} ({written})",
                        yen.0
                    );
                }
                Some(Amount::NotApplicable) => {
                    assert!(meant(shown).is_empty(), "{seed} {name} {sheet} {row}: {shown:?}")
                }
                Some(Amount::Blank) | None if entry.is_rejected(Field::SavingRecurring) => {
                    assert!(told(sheet, *row), "{seed} {name} {sheet} {row}: {shown:?} went back without a word");
                }
                Some(Amount::Blank) | None => {
                    assert!(
                        blank || told(sheet, *row),
                        "{seed} {name} {sheet} {row}: {shown:?} was passed over ({written})"
                    )
                }
            }
        }
        assert!(accepted * 10 > cells.len(), "{name}: only {accepted} of {} were read", cells.len());
    }
}
