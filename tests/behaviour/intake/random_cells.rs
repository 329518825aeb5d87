//! Random cells, written by openpyxl and saved again by LibreOffice, against what LibreOffice shows (`tests/interop/random_cells.py`):
//! what is accepted is what is shown, everything else is returned or told, none differs without a word.
//!
//! `KAIKAKU_RANDOM_CELLS` is how many cells there are, in workbooks of at most [`A_WORKBOOK`], from `PROPTEST_RNG_SEED` on; without it
//! there is a small sample, always the same.

use std::collections::BTreeMap;
use std::process::Command;

use kaikaku::contract::{Entry, Field};
use kaikaku::finding::Place;
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::vocabulary::{Amount, EffectKind, EffectTerm, Yen};
use rust_decimal::Decimal;

use super::cases::names;
use super::plan;
use crate::forms_interop::{missing, run};

/// The amount that a shown text stands for and what its last digit counts, in yen: a plain number is 千円. `None` where it is not one
/// number.
fn meant(shown: &str) -> Option<(Decimal, Decimal)> {
    let shown = shown.replace('\u{200B}', "");
    let text: String = shown
        .trim()
        .chars()
        .filter(|c| !matches!(c, '¥' | '￥'))
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '▲' | '△' | '－' | '−' => '-',
            '．' => '.',
            '，' => ',',
            '\u{3000}' | '\u{A0}' => ' ',
            c => c,
        })
        .collect();
    let text = text.trim().to_owned();
    let text = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) => format!("-{inner}"),
        None => text,
    };
    let units =
        [("億円", 100_000_000), ("百万円", 1_000_000), ("万円", 10_000), ("千円", 1_000), ("円", 1), ("", 1_000)];
    let (unit, yen) = units.iter().find(|(unit, _)| text.ends_with(unit))?;
    let number = text.strip_suffix(unit)?.trim_end();
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits.trim_start()),
        None => ("", number),
    };
    let (whole, rest) =
        digits.split_once('.').map_or((digits, String::new()), |(whole, rest)| (whole, format!(".{rest}")));
    // Commas and spaces stand between groups of three or nowhere.
    let groups: Vec<&str> = whole.split([',', ' ']).collect();
    let is_grouped = groups.iter().skip(1).all(|group| group.len() == 3) && (groups.len() == 1 || groups[0].len() <= 3);
    let are_digits = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    let number = format!("{sign}{}{rest}", groups.concat());
    let number: Decimal = if is_grouped && are_digits { number.parse().ok()? } else { return None };
    let yen = Decimal::from(*yen);
    Some((number * yen, yen / Decimal::from(10_i64.checked_pow(number.scale())?)))
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
    let wanted = std::env::var("KAIKAKU_RANDOM_CELLS").ok().and_then(|count| count.parse().ok());
    // The small sample is the same everywhere: another office suite, or another version of it, shows rare formats in another way.
    let given = std::env::var("PROPTEST_RNG_SEED").ok().filter(|_| wanted.is_some());
    let seed = given.and_then(|seed| seed.parse().ok()).unwrap_or(1_u64);
    let count = wanted.unwrap_or(A_WORKBOOK);
    let mut differences = Vec::new();
    let mut accepted = BTreeMap::new();
    for (number, first) in (0_u64..).zip((0..count).step_by(A_WORKBOOK)) {
        let folder = folder.path().join(number.to_string());
        differences.extend(one_workbook(
            (count - first).min(A_WORKBOOK),
            seed.wrapping_add(number),
            &folder,
            &mut accepted,
        ));
        std::fs::remove_dir_all(&folder).expect("removed");
    }
    println!("{count} cells from seed {seed} on; accepted of each format: {accepted:?}");
    assert!(differences.is_empty(), "{} differ\n{}", differences.len(), differences.join("\n"));
}

/// Tries so many random cells in one workbook of each format; returns those that differ and counts those that were accepted.
fn one_workbook(
    count: usize,
    seed: u64,
    folder: &std::path::Path,
    total: &mut BTreeMap<&'static str, usize>,
) -> Vec<String> {
    let mut different = Vec::new();
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
    let mut cells: BTreeMap<(String, u32), Shown> = BTreeMap::new();
    for record in csv::ReaderBuilder::new().delimiter(b'\t').has_headers(false).from_reader(shown.as_bytes()).records()
    {
        let record = record.expect("a record");
        let place = (record[0].to_owned(), record[1].parse().expect("a row"));
        let written = format!("{:?} {} {}", &record[3], &record[4], &record[5]);
        cells.insert(place, Shown { text: record[2].to_owned(), unseen: record[5].to_owned(), written });
    }
    let options = Options { child: Some(env!("CARGO_BIN_EXE_kaikaku").into()), ..Options::default() };
    for name in ["first.xlsx", "cells.xlsx", "cells.ods", "cells.xls"] {
        let bytes = std::fs::read(folder.join(name)).expect("made");
        let reading = read_bytes(&plan, name, &bytes, &options);
        // LibreOffice writes an empty span for a tab in .ods: there the cell shows another text.
        let is_kept = |shown: &Shown| !(name == "cells.ods" && shown.text.contains('\t'));
        let found = compare(&reading, cells.iter().filter(|(_, shown)| is_kept(shown)), name == "first.xlsx");
        different.extend(found.into_iter().map(|found| format!("{seed} {name} {found}")));
        let accepted =
            reading.submissions.iter().flat_map(|form| &form.entries).filter(|entry| amount(entry).is_some());
        let accepted = accepted.count();
        assert!(accepted * 10 > cells.len(), "{name}: only {accepted} of {} were read", cells.len());
        *total.entry(name).or_insert(0) += accepted;
    }
    different
}

/// A cell as it is shown.
struct Shown {
    /// By LibreOffice's CSV export.
    text: String,
    /// What no CSV shows: struck, hidden, merged; "struck first" where only the first file has it so.
    unseen: String,
    /// What was written.
    written: String,
}

/// The amount that was read.
fn amount(entry: &Entry) -> Option<Amount<Yen>> {
    entry.money(EffectKind::Saving, EffectTerm::Recurring).map(|amount| amount.value)
}

/// The cells of which something else was taken over than they show, or nothing without a word.
fn compare<'a>(
    reading: &FileReading,
    cells: impl Iterator<Item = (&'a (String, u32), &'a Shown)>,
    is_first: bool,
) -> Vec<String> {
    let entries: Vec<&Entry> = reading.submissions.iter().flat_map(|form| &form.entries).map(AsRef::as_ref).collect();
    let mut differences = Vec::new();
    for ((sheet, row), shown) in cells {
        let mut differs = |said: String| {
            differences.push(format!("{sheet} {row}: {said} for {:?} ({})", shown.text, shown.written));
        };
        // What is said of a merge stands at its first cell.
        let rows = if shown.unseen == "merged" { row - 1..=*row } else { *row..=*row };
        let is_told =
            reading.findings.iter().any(|finding| match finding.origin.as_ref().map(|origin| &origin.place) {
                Some(Place::Cell(at, cell)) => {
                    **at == **sheet
                        && (rows.contains(&(cell.row + 1))
                            || rows.clone().any(|row| names(finding, &format!("E{row}"))))
                }
                _ => false,
            });
        let entry = entries.iter().find(|entry| match &entry.action.origin.place {
            Place::Cell(at, cell) => **at == **sheet && cell.row + 1 == *row,
            _ => false,
        });
        let Some(entry) = entry else {
            differs("no entry".to_owned());
            continue;
        };
        let is_blank = shown.text.chars().all(|c| c.is_whitespace() || c == '\u{200B}');
        match amount(entry) {
            Some(Amount::Value(yen)) => {
                // Where the format rounds, what is stored counts, with a word on it.
                // The accounting formats show zero as a dash.
                let is_dash = is_told && yen.0 == 0 && matches!(shown.text.trim(), "-" | "―" | "—" | "－");
                let is_shown = is_dash
                    || meant(&shown.text).is_some_and(|(amount, step)| {
                        let off = (amount - Decimal::from(yen.0)).abs();
                        off.is_zero() || (is_told && off * Decimal::TWO <= step)
                    });
                let unseen = match shown.unseen.strip_suffix(" first") {
                    Some(_) if !is_first => "",
                    Some(unseen) => unseen,
                    None => &*shown.unseen,
                };
                match unseen {
                    _ if !is_shown => differs(format!("{} yen", yen.0)),
                    "struck" | "merged" => differs(format!("{} yen of what does not count", yen.0)),
                    "hidden" if !is_told => differs(format!("{} yen of what nobody sees", yen.0)),
                    _ => {}
                }
            }
            Some(Amount::NotApplicable) if meant(&shown.text).is_some() => differs("―".to_owned()),
            Some(Amount::NotApplicable) => {}
            Some(Amount::Blank) | None if entry.is_rejected(Field::SavingRecurring) && !is_told => {
                differs("sent back without a word".to_owned());
            }
            Some(Amount::Blank) | None if !is_blank && !is_told => differs("passed over".to_owned()),
            Some(Amount::Blank) | None => {}
        }
    }
    differences
}
