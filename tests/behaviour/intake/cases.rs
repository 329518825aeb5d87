//! Forms as departments have handed them in, each with something that a reader may take for another thing: what must come of each.
//! `tests/data/reading/README.md` says what is in the files.

use kaikaku::contract::{Entry, Field};
use kaikaku::finding::{Finding, Place, Severity};
use kaikaku::intake::submission::Submission;
use kaikaku::intake::workbook::Range;
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::vocabulary::{Amount, EffectKind, EffectTerm, Period, cell_address};
use rust_decimal::Decimal;

use super::{codes, lines, plan};

/// A file of `tests/data/reading`.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/reading").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads a file as it is, the old formats by a child of the program.
pub(crate) fn read(name: &str) -> FileReading {
    let options = Options { child: Some(env!("CARGO_BIN_EXE_kaikaku").into()), ..Options::default() };
    read_bytes(&plan(), name, &bytes(name), &options)
}

pub(crate) fn form(reading: &FileReading) -> &Submission {
    assert_eq!(reading.submissions.len(), 1, "{}", lines(&reading.findings));
    &reading.submissions[0]
}

/// The entry whose number stands in a row, counted from 1.
pub(crate) fn row(reading: &FileReading, number: u32) -> &Entry {
    let at = |entry: &Entry| matches!(entry.action.origin.place, Place::Cell(_, at) if at.row + 1 == number);
    form(reading)
        .entries
        .iter()
        .map(AsRef::as_ref)
        .find(|entry| at(entry))
        .unwrap_or_else(|| panic!("row {number}\n{}", lines(&reading.findings)))
}

/// An effect in yen.
pub(crate) fn yen(entry: &Entry, kind: EffectKind, term: EffectTerm) -> Option<i64> {
    match entry.money(kind, term)?.value {
        Amount::Value(yen) => Some(yen.0),
        Amount::NotApplicable | Amount::Blank => None,
    }
}

pub(crate) fn revenue_once(entry: &Entry) -> Option<i64> {
    yen(entry, EffectKind::Revenue, EffectTerm::Once)
}

pub(crate) fn saving(entry: &Entry) -> Option<i64> {
    yen(entry, EffectKind::Saving, EffectTerm::Recurring)
}

pub(crate) fn indicator(entry: &Entry) -> Option<Decimal> {
    match entry.indicator(1)?.value {
        Amount::Value(value) => Some(value.normalize()),
        Amount::NotApplicable | Amount::Blank => None,
    }
}

pub(crate) fn text(entry: &Entry, field: Field) -> Option<&str> {
    entry.text(field).map(|text| text.value.as_str())
}

/// Whether a finding on several cells (`同じ指摘がE5:E9、E12の6セルにあります。`) names this one.
pub(crate) fn names(finding: &Finding, cell: &str) -> bool {
    let cells = finding.message.rsplit_once("同じ指摘が").and_then(|(_, rest)| rest.split_once('の'));
    let Some((cells, at)) = cells.map(|(cells, _)| cells).zip(cell_address(cell)) else { return false };
    cells.split('、').any(|run| {
        let (first, last) = run.split_once(':').unwrap_or((run, run));
        let range = cell_address(first).zip(cell_address(last)).map(|(first, last)| Range { first, last });
        range.is_some_and(|range| range.contains(at))
    })
}

/// The findings on a cell of the entry sheet.
pub(crate) fn on<'r>(reading: &'r FileReading, cell: &str) -> Vec<&'r Finding> {
    let is_there = |finding: &&Finding| {
        let origin = finding.origin.as_ref().map(|origin| &origin.place);
        matches!(origin, Some(Place::Cell(_, at)) if at.to_string() == cell || names(finding, cell))
    };
    reading.findings.iter().filter(is_there).collect()
}

#[test]
fn amounts_side_by_side_keep_their_columns() {
    use EffectKind::{Revenue, Saving};
    use EffectTerm::{Once, Recurring};
    for name in ["42-numbers-side-by-side.xls", "42-numbers-side-by-side.ods"] {
        let reading = read(name);
        for (number, expected) in [
            (5, [Some(1_200_000), Some(1_200_000), Some(1_200_000), Some(1_200_000)]),
            (6, [Some(0), Some(0), Some(85_000), Some(-85_000)]),
            (7, [Some(7_000), None, Some(7_000), Some(7_000)]),
        ] {
            let entry = row(&reading, number);
            let fields = [(Revenue, Once), (Revenue, Recurring), (Saving, Once), (Saving, Recurring)];
            assert_eq!(fields.map(|(kind, term)| yen(entry, kind, term)), expected, "{name} {number}");
        }
    }
}

#[test]
fn looks_that_depend_are_asked_about_in_every_container() {
    for ending in ["xlsx", "xls", "ods"] {
        let name = format!("43-conditional-looks.{ending}");
        let reading = read(&name);
        let read: Vec<Option<i64>> = (5..13).map(|number| saving(row(&reading, number))).collect();
        // An .xls as LibreOffice writes it has no number format in a conditional format: the number is seen as it is.
        let other_format = (ending == "xls").then_some(120_000_000);
        let expected = [None, None, other_format, None, Some(120_000), Some(120_000), None, Some(0)];
        assert_eq!(read, expected, "{name}\n{}", lines(&reading.findings));
        for number in [5, 6, 8, 11] {
            assert_returned(&reading, number, Field::SavingRecurring, &format!("E{number}"));
        }
    }
}

#[test]
fn conditional_formats_are_judged_over_the_look_of_their_cell_in_every_container() {
    let seen = Some(120_000);
    for ending in ["xlsx", "xls", "ods"] {
        let name = format!("44-conditional-over-looks.{ending}");
        let reading = read(&name);
        let read: Vec<Option<i64>> = (5..15).map(|number| saving(row(&reading, number))).collect();
        // LibreOffice writes no number format in a conditional format of an .xls: nothing hides the number there.
        let hidden_by_format = if ending == "xls" { seen } else { None };
        // Nor that one keeps another from applying.
        let stopped = if ending == "xls" { None } else { seen };
        // In an .ods LibreOffice gives each condition a look of its own: black letters on white ground, red letters alone.
        let in_ods = if ending == "ods" { seen } else { None };
        let expected = [seen, in_ods, in_ods, stopped, None, None, None, seen, hidden_by_format, None];
        assert_eq!(read, expected, "{name}\n{}", lines(&reading.findings));
        for number in [9, 10, 11, 14] {
            assert_returned(&reading, number, Field::SavingRecurring, &format!("E{number}"));
        }
    }
}

#[test]
fn symbols_alone_are_asked_about_whatever_program_wrote_them() {
    let seen = Some(120_000);
    for name in ["45-symbols-alone.xlsx", "45-symbols-alone.ods"] {
        let reading = read(name);
        let read: Vec<Option<i64>> = (5..11).map(|number| saving(row(&reading, number))).collect();
        assert_eq!(read, [None, None, None, seen, seen, seen], "{name}\n{}", lines(&reading.findings));
    }
}

#[test]
fn merges_and_notes_are_the_same_in_five_containers() {
    let told = |name: &str| {
        let reading = read(name);
        let entries: Vec<String> = (5..12)
            .chain([13])
            .map(|number| {
                let entry = row(&reading, number);
                let once = revenue_once(entry);
                format!("{:?} {once:?} {:?} {:?}", text(entry, Field::Result), saving(entry), entry.rejected())
            })
            .collect();
        let findings: Vec<String> =
            reading.findings.iter().map(|finding| finding.to_string().replace(name, "")).collect();
        (entries, findings)
    };
    let (entries, findings) = told("46-merges-and-notes.xlsx");
    assert!(entries[0].starts_with("None Some(100000) Some(200000)"), "{entries:#?}");
    assert!(entries[2].starts_with("Some(\"実績1-3\") None None"), "{entries:#?}");
    assert!(entries[4].starts_with("Some(\"実績2-1\") None Some(204000)"), "{entries:#?}");
    for (kind, count) in
        [("メモ（コメント）があります", 6), ("にまたがって結合", 4), ("の欄と結合", 4), ("2行にわたって結合", 2)]
    {
        assert_eq!(findings.iter().filter(|finding| finding.contains(kind)).count(), count, "{kind} {findings:#?}");
    }
    assert_returned(&read("46-merges-and-notes.xlsx"), 8, Field::Memo, "D8");
    for ending in ["xlsm", "xls", "xlsb", "ods"] {
        let (others, mut told) = told(&format!("46-merges-and-notes.{ending}"));
        assert_eq!(others, entries, "{ending}");
        let mut expected = findings.clone();
        // SheetJS writes no note of an empty cell into an .xlsb.
        expected.retain(|finding| ending != "xlsb" || !finding.contains("空のセルのメモ"));
        told.sort();
        expected.sort();
        assert_eq!(told, expected, "{ending}");
    }
}

#[test]
fn charts_and_pictures_behind_the_cells_are_told() {
    for (name, place, title) in [
        ("47-chart.xlsx", "!C5", "グラフの題に秘密"),
        ("47-chart.xls", "!C5", ""),
        ("47-chart.ods", "!C5", ""),
        ("47-background.xlsx", "入力", ""),
    ] {
        let reading = read(name);
        let found = lines(&reading.findings);
        assert!(
            found.contains("画像やグラフがあります") && found.contains(place) && found.contains(title),
            "{name} {found}"
        );
        assert_eq!(saving(row(&reading, 5)), Some(120_000), "{name}");
    }
}

#[test]
fn zeros_that_an_xls_does_not_show_are_asked_about() {
    const WINDOW: [u8; 4] = [0x3E, 0x02, 0x12, 0];
    let mut bytes = bytes("43-conditional-looks.xls");
    let at = bytes.windows(WINDOW.len()).position(|window| window == WINDOW).expect("a view");
    bytes[at + 4] &= !0x10;
    let options = Options { child: Some(env!("CARGO_BIN_EXE_kaikaku").into()), ..Options::default() };
    let reading = read_bytes(&plan(), "43.xls", &bytes, &options);
    assert_returned(&reading, 12, Field::SavingRecurring, "E12");
    assert_eq!(saving(row(&reading, 9)), Some(120_000));
}

/// A cell went back to the department: an error names it, and it is no value.
pub(crate) fn assert_returned(reading: &FileReading, number: u32, field: Field, cell: &str) {
    let errors = on(reading, cell).into_iter().filter(|finding| finding.severity == Severity::Error).count();
    assert!(errors > 0, "{cell}\n{}", lines(&reading.findings));
    assert!(row(reading, number).is_rejected(field), "{cell}");
}

fn assert_told(reading: &FileReading, cell: &str, code: &str) {
    let told = on(reading, cell);
    assert!(told.iter().any(|finding| finding.code.0.ends_with(code)), "{cell} {code}\n{}", lines(&reading.findings));
}

#[test]
fn two_numbers_on_two_lines_go_back() {
    let reading = read("01-two-numbers-on-two-lines.xlsx");
    assert_returned(&reading, 19, Field::SavingRecurring, "M19");
    assert_returned(&reading, 19, Field::Indicator1, "N19");
    assert_eq!((saving(row(&reading, 19)), indicator(row(&reading, 19))), (None, None));
}

#[test]
fn circled_numbers_are_marks() {
    let reading = read("03-circled-numbers.xlsx");
    assert_returned(&reading, 19, Field::SavingRecurring, "M19");
    assert_returned(&reading, 19, Field::SavingOnce, "L19");
    assert_returned(&reading, 19, Field::Indicator1, "N19");
}

#[test]
fn a_merged_number_does_not_join_two_amounts() {
    let reading = read("04a-no-merged-over-two-rows.xlsx");
    let entry = row(&reading, 19);
    assert!(matches!(saving(entry), None | Some(120_000)), "{:?}", saving(entry));
    assert!(indicator(entry).is_none_or(|value| value == Decimal::from(400)), "{:?}", indicator(entry));
    assert_returned(&reading, 19, Field::SavingRecurring, "M19");
}

#[test]
fn an_amount_over_two_items_is_asked_about() {
    let reading = read("05-amount-merged-over-two-items.xlsx");
    assert_returned(&reading, 19, Field::SavingRecurring, "M19");
    assert!(form(&reading).entries.iter().all(|entry| saving(entry) != Some(1_200_000)));
}

#[test]
fn a_memo_merged_with_a_public_field_is_not_public() {
    let reading = read("07-public-and-memo-cells-merged.xlsx");
    assert_returned(&reading, 19, Field::NextSteps, "P19");
    assert_eq!(text(row(&reading, 19), Field::NextSteps), None);
}

#[test]
fn struck_out_words_are_told_and_left_out() {
    let reading = read("09a-struck-sentence.xlsx");
    assert_eq!(text(row(&reading, 19), Field::Result), Some("研修を4回行い、延べ860人が受講した。"));
    assert_told(&reading, "G19", "struck");
    assert!(on(&reading, "G19")[0].message.contains("延べ700人"), "{}", lines(&reading.findings));
}

#[test]
fn text_boxes_are_told_with_text_and_place() {
    let reading = read("10-text-box.xlsx");
    assert_told(&reading, "G19", "overlay");
    let found = on(&reading, "G19")[0].found.clone().unwrap_or_default();
    assert!(found.contains("新任係長の研修"), "{found}");
    assert_eq!(text(row(&reading, 19), Field::Result), Some("研修を4回行い、延べ860人が受講した。"));
}

#[test]
fn a_text_box_in_ods_is_no_text_of_a_cell() {
    let reading = read("11a-text-box-note.ods");
    let told: Vec<&Finding> = reading.findings.iter().filter(|finding| finding.code.0.ends_with("overlay")).collect();
    let note = told.iter().find_map(|finding| finding.found.clone()).unwrap_or_default();
    assert!(!note.is_empty(), "{}", lines(&reading.findings));
    for entry in &form(&reading).entries {
        assert!(entry.texts().all(|(_, text)| !text.value.contains(&note)), "{note}");
    }
}

#[test]
fn number_formats_count_alike_in_xls_and_xlsx() {
    for name in ["12a-number-formats.xls", "12b-number-formats-same-sheet.xlsx"] {
        let reading = read(name);
        assert_eq!(revenue_once(row(&reading, 19)), Some(120_000), "{name}\n{}", lines(&reading.findings));
        assert_told(&reading, "M19", "unit");
        assert_returned(&reading, 19, Field::SavingRecurring, "M19");
        assert_eq!(indicator(row(&reading, 16)), Some(Decimal::from(21)), "{name}");
    }
}

#[test]
fn general_among_text_is_a_number() {
    let reading = read("14a-general-with-suffix.xlsx");
    assert_eq!(indicator(row(&reading, 19)), Some(Decimal::from(860)), "{}", lines(&reading.findings));
    assert_eq!(saving(row(&reading, 19)), Some(1_200_000));
    assert_eq!(form(&reading).version.as_ref().map(|version| version.value), Some(1));
    assert!(!codes(&reading.findings).contains(&"not-a-date"));
}

#[test]
fn the_section_that_applies_counts() {
    let reading = read("15b-conditional-section.xlsx");
    assert!(matches!(saving(row(&reading, 19)), None | Some(120_000)), "{:?}", saving(row(&reading, 19)));
    assert_eq!(saving(row(&reading, 19)), Some(120_000), "{}", lines(&reading.findings));
}

#[test]
fn texts_are_as_they_are_shown() {
    let reading = read("16-formatted-values-in-text-cells.xlsx");
    let entry = row(&reading, 19);
    assert_eq!(text(entry, Field::Result), Some("85%"));
    assert_eq!(text(entry, Field::GradeReason), Some("2021/4/1"));
    assert_eq!(text(entry, Field::Issues), Some("1,234件"));
    assert_eq!(text(entry, Field::NextSteps), Some("2021年4月1日"));
    assert!(text(entry, Field::Memo).is_some_and(|text| text.starts_with("8:30")), "{:?}", text(entry, Field::Memo));
}

#[test]
fn a_formula_that_gives_nothing_is_blank() {
    let reading = read("17-formula-returning-empty.xlsx");
    let entry = row(&reading, 19);
    assert_eq!((text(entry, Field::GradeReason), revenue_once(entry)), (None, None));
    assert!(on(&reading, "I19").is_empty() && on(&reading, "J19").is_empty(), "{}", lines(&reading.findings));
    assert_eq!(entry.rejected(), []);
}

#[test]
fn values_of_other_workbooks_are_told() {
    let reading = read("22-external-links.xlsx");
    assert_told(&reading, "G19", "foreign");
    assert_told(&reading, "M19", "foreign");
    assert_eq!(saving(row(&reading, 19)), Some(980_000));
}

#[test]
fn radicals_and_decomposed_letters_become_what_they_look_like() {
    let reading = read("24-kangxi-radicals-and-nfd.xlsx");
    let entry = row(&reading, 19);
    assert_eq!(text(entry, Field::Result), Some("日曜日の窓口を一部の課で開き、生活相談を行った。"));
    assert_told(&reading, "G19", "radical");
    assert!(text(entry, Field::Issues).is_some_and(|text| text.starts_with("ガバナンス・プログラム")));
    let ivs = "渡邉\u{E0101}・辻\u{E0100}・葛\u{E0100}城";
    assert!(
        text(entry, Field::NextSteps).is_some_and(|text| text.contains(ivs)),
        "{:?}",
        text(entry, Field::NextSteps)
    );
}

#[test]
fn ditto_in_an_amount_is_asked_about() {
    let reading = read("26-ditto-in-amount.xlsx");
    assert_eq!(saving(row(&reading, 19)), Some(1_200_000));
    assert_returned(&reading, 20, Field::SavingRecurring, "M20");
    assert_eq!(saving(row(&reading, 20)), None);
}

#[test]
fn units_of_heads_and_their_groups_count() {
    for name in ["27a-group-head-in-man-yen.xlsx", "27b-head-with-unit-yen.xlsx"] {
        let reading = read(name);
        let entry = row(&reading, 19);
        match saving(entry) {
            Some(yen) => assert_eq!(yen, 120_000, "{name}"),
            None => assert_returned(&reading, 19, Field::SavingRecurring, "M19"),
        }
    }
    assert_eq!(saving(row(&read("27a-group-head-in-man-yen.xlsx"), 19)), Some(120_000));
}

#[test]
fn a_period_may_be_explained_in_brackets() {
    let reading = read("28-period-with-brackets.xlsx");
    assert_eq!(form(&reading).key.period, Period::YEAR_END, "{}", lines(&reading.findings));
}

/// What was read rightly before stays so.
#[test]
fn rare_but_right_files_are_read() {
    for name in [
        "30-strict-ooxml.xlsx",
        "31-namespace-prefix.xlsx",
        "31b-prefixed-relations.xlsx",
        "32-x000D-and-literal-escapes.xlsx",
        "33-formula-like-texts.xlsx",
        "34-noncharacters.xlsx",
        "35-date-1904.xlsx",
        "36-line-breaking.xlsx",
        "37-formula-date.xls",
        "38-note-in-ods.ods",
        "39-heisei-32.xlsx",
    ] {
        let reading = read(name);
        let form = form(&reading);
        let errors: Vec<&Finding> =
            reading.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{name}\n{}", lines(&reading.findings));
        assert_eq!(form.key.year.to_string(), "令和2年度", "{name}");
        assert!(form.entries.iter().any(|entry| !entry.is_empty()), "{name}");
    }
}

#[test]
fn a_format_of_the_file_wins_over_the_built_in_one() {
    let reading = read("40-custom-format-in-built-in-slot.xls");
    let entry = row(&reading, 19);
    assert_eq!(
        (saving(entry), indicator(entry)),
        (Some(120_000), Some(Decimal::from(860))),
        "{}",
        lines(&reading.findings)
    );
}

#[test]
fn short_cells_of_xlsb_are_all_read() {
    let reading = read("41-short-cell-records.xlsb");
    let entry = row(&reading, 19);
    assert_eq!(
        (saving(entry), indicator(entry)),
        (Some(120_000), Some(Decimal::from(860))),
        "{}",
        lines(&reading.findings)
    );
    assert!(text(entry, Field::Result).is_some());
}

#[test]
fn two_sheets_of_one_name_are_told_apart() {
    let reading = read("dup_sheet_progress.xlsx");
    assert!(!reading.findings.is_empty());
    let mut seen = std::collections::BTreeSet::new();
    assert!(reading.account.cells.iter().all(|cell| seen.insert((cell.sheet.clone(), cell.cell))), "a cell twice");
}

#[test]
fn a_text_at_the_limit_is_told() {
    let reading = read("long32767_opinion.xlsx");
    let opinions = reading.ratings.iter().flat_map(|form| form.ratings.values());
    let longest =
        opinions.filter_map(|rating| rating.opinion.as_ref()).map(|text| text.value.encode_utf16().count()).max();
    assert_eq!(longest, Some(32_767), "{}", lines(&reading.findings));
    assert!(codes(&reading.findings).contains(&"text"), "{}", lines(&reading.findings));
}

#[test]
fn a_memo_of_a_common_word_is_a_memo() {
    let reading = read("memo_kakuninchu.xlsx");
    assert!(form(&reading).entries.iter().any(|entry| text(entry, Field::Memo) == Some("確認中")));
}
