//! Forms whose columns, rows and sheets were moved about; damaged bytes; several forms in one file; foreign forms and formats.

use kaikaku::contract::{Entry, Field};
use kaikaku::intake::submission::Recognition;
use kaikaku::intake::table::read_tables;
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::plan::ForeignForm;
use kaikaku::vocabulary::{Amount, Period, Yen};
use proptest::prelude::*;

use super::container::{Laid, retyped, xlsx_with, zip};
use super::{codes, filled, lines, only, plan, read};

/// The row of the heads over several columns, and that of the columns' own heads.
const GROUPS: u32 = 7;
const HEADS: u32 = 8;

/// The cells of a form of ours laid out again with the columns of the entry sheet in another order from the row `top` on, `shift` rows
/// lower, under another sheet's name where `renamed`; the hidden sheet unchanged.
fn relaid(bytes: &[u8], order: &[usize], top: u32, shift: u32, renamed: bool) -> Vec<u8> {
    let tables = read_tables(bytes).expect("our own form");
    let mut sheets = Vec::new();
    for table in &tables {
        let is_entry = table.name.as_ref() == "入力";
        let mut laid = Laid::default();
        for (at, text) in &table.cells {
            let (row, col) = match is_entry {
                // Only the table moves: heads and entries.
                true if at.row >= top => {
                    let col = order.iter().position(|from| *from == at.col as usize).unwrap_or(at.col as usize);
                    (at.row + shift, col as u32)
                }
                _ => (at.row, at.col),
            };
            laid = match text.parse::<f64>() {
                Ok(number) if is_entry && !text.starts_with('0') => laid.number(row, col, number, 0),
                _ => laid.text(row, col, text),
            };
        }
        let name = if is_entry && renamed { "Sheet1" } else { table.name.as_ref() };
        sheets.push((name.to_owned(), table.visible, laid.xml()));
    }
    book(&sheets)
}

/// A workbook of several sheets.
pub(crate) fn book(sheets: &[(String, bool, Vec<u8>)]) -> Vec<u8> {
    let list: String = sheets
        .iter()
        .enumerate()
        .map(|(i, (name, visible, _))| {
            let state = if *visible { "" } else { r#" state="veryHidden""# };
            format!(r#"<sheet name="{name}" sheetId="{0}"{state} r:id="rId{0}"/>"#, i + 1)
        })
        .collect();
    let workbook = format!(r#"<workbook xmlns:r="r"><sheets>{list}</sheets></workbook>"#);
    let relations: String = (1..=sheets.len())
        .map(|i| format!(r#"<Relationship Id="rId{i}" Type="x/worksheet" Target="worksheets/sheet{i}.xml"/>"#))
        .collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let paths: Vec<String> = (1..=sheets.len()).map(|i| format!("xl/worksheets/sheet{i}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> =
        vec![("xl/workbook.xml", workbook.as_bytes()), ("xl/_rels/workbook.xml.rels", relations.as_bytes())];
    parts.extend(paths.iter().map(String::as_str).zip(sheets.iter().map(|(_, _, xml)| xml.as_slice())));
    xlsx_with(b"", &parts)
}

proptest! {
    #![proptest_config(crate::properties::dear(16))]

    #[test]
    fn moved_columns_rows_and_sheets_change_no_value(
        order in Just((0..20).collect::<Vec<usize>>()).prop_shuffle(),
        shift in 0u32..4,
        renamed in any::<bool>(),
    ) {
        let plan = plan();
        let (bytes, action) = filled(&plan);
        let before = read(&plan, &bytes);
        let after = read(&plan, &relaid(&bytes, &order, GROUPS, shift, renamed));
        prop_assert_eq!(after.submissions.len(), 1, "{}", lines(&after.findings));
        prop_assert!(after.findings.iter().all(|finding| finding.code.0 == "intake.moved"), "{}", lines(&after.findings));
        let (before, after) = (only(&before), only(&after));
        prop_assert_eq!(&before.key, &after.key);
        prop_assert_eq!(before.submitted_on.as_ref().map(|at| at.value), after.submitted_on.as_ref().map(|at| at.value));
        let entry = |submission: &kaikaku::intake::submission::Submission| {
            submission.entries.iter().find(|entry| entry.action.value == action).cloned().expect("the row")
        };
        let (a, b) = (entry(before), entry(after));
        prop_assert!(a.iter().count() > 3, "{:?}", a);
        prop_assert!(a.says_the_same(&b), "{:?}\n{:?}", a, b);
    }

    #[test]
    fn damaged_bytes_never_get_out_of_hand(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let plan = plan();
        let (sound, _) = filled(&plan);
        let mut bytes = sound.clone();
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let reading = read(&plan, &bytes);
        prop_assert!(!reading.submissions.is_empty() || !reading.findings.is_empty());
        prop_assert!(reading.submissions.len() <= 1, "{}", lines(&reading.findings));
        // Whatever is still read without a word is what was written.
        if reading.findings.is_empty() {
            let sound = read(&plan, &sound);
            let (was, is) = (only(&sound), only(&reading));
            prop_assert_eq!((&was.key, was.entries.len()), (&is.key, is.entries.len()));
            for (was, is) in was.entries.iter().zip(&is.entries) {
                prop_assert!(was.says_the_same(is), "{:?}\n{:?}", was, is);
            }
        }
    }
}

/// Where the columns alone are moved, a public one comes under 公表しない欄: that one goes back, and no other.
#[test]
fn a_column_moved_below_a_head_that_keeps_it_goes_back() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    let mut order: Vec<usize> = (0..20).collect();
    order.swap(6, 16);
    let (before, after) = (read(&plan, &bytes), read(&plan, &relaid(&bytes, &order, HEADS, 0, false)));
    let entry = |reading: &FileReading| {
        only(reading).entries.iter().find(|entry| entry.action.value == action).cloned().expect("the row")
    };
    let (before, after) = (entry(&before), entry(&after));
    let rejected: Vec<Field> = Field::ALL.iter().copied().filter(|field| after.is_rejected(*field)).collect();
    assert_eq!(rejected, [Field::Result]);
    for field in Field::ALL.iter().copied().filter(|field| *field != Field::Result) {
        let text = |entry: &Entry| entry.text(field).map(|text| text.value.clone());
        assert_eq!(text(&before), text(&after), "{field:?}");
    }
}

#[test]
fn several_forms_in_one_file_are_all_read() {
    let plan = plan();
    let sheets = [
        ("行政監理室".to_owned(), true, retyped().xml()),
        ("財政課".to_owned(), true, retyped().text(0, 1, "財政部財政課").xml()),
    ];
    let reading = read(&plan, &book(&sheets));
    let names: Vec<String> = reading.submissions.iter().map(|at| at.key.department.full_name()).collect();
    assert_eq!(names.len(), 2, "{names:?} {}", lines(&reading.findings));
}

#[test]
fn two_ways_that_disagree_are_a_finding() {
    let plan = plan();
    let (bytes, _) = filled(&plan);
    let mut sheets = Vec::new();
    for table in read_tables(&bytes).expect("our own form") {
        let mut laid = Laid::default();
        for (at, text) in &table.cells {
            let text = if text == "令和2年度" && table.visible { "令和3年度" } else { text };
            laid = laid.text(at.row, at.col, text);
        }
        sheets.push((table.name.to_string(), table.visible, laid.xml()));
    }
    let reading = read(&plan, &book(&sheets));
    assert_eq!(codes(&reading.findings), ["disagree"], "{}", lines(&reading.findings));
    assert_eq!(reading.findings[0].found.as_deref(), Some("令和3年度"));
}

#[test]
fn a_mapping_reads_a_foreign_form() {
    let mut plan = plan();
    let text = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    plan.settings.foreign_forms.push(ForeignForm {
        name: "旧様式".into(),
        signs: text(&[("A1", "行革 実施状況調べ")]),
        period: Some(Period::YEAR_END),
        unit: Some("百万円".into()),
        cover: text(&[("department", "B2"), ("year", "D2")]),
        columns: text(&[("action", "A"), ("result", "B"), ("revenue_once", "C")]),
        first_row: Some(4),
        ..ForeignForm::default()
    });
    let laid = Laid::default()
        .text(0, 0, "行革　実施状況調べ")
        .text(1, 1, "（総）行政監理室")
        .text(1, 3, "R2")
        .text(3, 0, "１－１")
        .text(3, 1, "広告を集めた。")
        .number(3, 2, 1.5, 0);
    let reading = read(&plan, &laid.xlsx());
    let submission = only(&reading);
    assert_eq!(submission.recognition, Recognition::Mapping(0));
    let effects: Vec<_> = submission.entries[0].effects().map(|(_, at)| at.value).collect();
    assert_eq!(effects, [Amount::Value(Yen(1_500_000))]);
    assert_eq!(submission.entries[0].rejected(), []);
}

/// The retyped form as .ods, pretty-printed, with furigana, a repeated column, an era date and a hidden column.
#[test]
fn ods_is_read_without_furigana_and_in_any_layout() {
    let plan = plan();
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\">\n  <text:p>{text}</text:p>\n </table:table-cell>\n")
    };
    let empty = "<table:table-cell table:number-columns-repeated=\"1\"/>\n";
    let heads: String =
        ["No.", "実践項目", "実績（工程）", "実績", "進捗区分", "歳入増（単年度）（千円）", "課題"].map(cell).concat();
    let furigana = "<text:ruby><text:ruby-base>広告</text:ruby-base><text:ruby-text>こうこく</text:ruby-text></text:ruby>を<text:s text:c=\"2\"/>集めた。</text:p><text:p>二行目";
    let date = "<table:table-cell office:value-type=\"date\" office:date-value=\"2021-05-10\"><text:p>R3.5.10</text:p></table:table-cell>";
    let amount =
        "<table:table-cell office:value-type=\"float\" office:value=\"1200\"><text:p>1,200</text:p></table:table-cell>";
    let content = format!(
        "<?xml version=\"1.0\"?>\n<office:document-content>\n <office:body><office:spreadsheet>\n<table:table table:name=\"入力\">\n<table:table-row>{}{}{empty}{}{}</table:table-row>\n<table:table-row>{}{}{empty}{}{date}</table:table-row>\n<table:table-row table:number-rows-repeated=\"1\"/>\n<table:table-row>{heads}</table:table-row>\n<table:table-row>{}{}{}{}{}{amount}{}</table:table-row>\n<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        cell("部署"),
        cell("総務部行政監理室"),
        cell("年度"),
        cell("令和2年度"),
        cell("時期"),
        cell("年度末"),
        cell("提出日"),
        cell("1-1"),
        cell("広告料収入の拡大"),
        cell("実施"),
        cell(furigana),
        cell("○"),
        cell("特になし"),
    );
    let bytes = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("content.xml", content.as_bytes()),
    ]);
    let reading = read_bytes(&plan, "提出.ods", &bytes, &Options::default());
    assert!(reading.findings.is_empty(), "{}", lines(&reading.findings));
    let submission = only(&reading);
    let entry = &submission.entries[0];
    assert_eq!(entry.text(Field::Result).map(|at| at.value.as_str()), Some("広告を  集めた。\n二行目"));
    assert_eq!(entry.effects().map(|(_, at)| at.value).collect::<Vec<_>>(), [Amount::Value(Yen(1_200_000))]);
    assert_eq!(submission.submitted_on.as_ref().map(|at| at.value), Some(jiff::civil::Date::constant(2021, 5, 10)));
}
