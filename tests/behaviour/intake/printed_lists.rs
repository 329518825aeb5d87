//! Lists as offices print them: heads again on each page, totals among the items, notes, a table of another year below. Every item is read,
//! what the list prints again is its own, and no sentence is passed over without a word.

use kaikaku::contract::Field;
use kaikaku::finding::{Finding, Severity};
use kaikaku::intake::file_account::Disposition;
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{EffectKind, EffectTerm};

use super::cases::{form, yen};
use super::foreign_forms::plan_with;
use super::{laid, lines, plan};

const HEADS: [&str; 6] = ["No.", "実践項目", "実績", "進捗区分", "歳出減（単年度）（千円）", "課題"];
const COVER: [&[&str]; 2] =
    [&["行革進捗管理表"], &["部署", "財政部財政課", "", "年度", "令和2年度", "時期", "年度末", "提出日", "R3.5.10"]];
const FIRST: [&str; 6] = ["1-1", "広告料収入の拡大", "広告を載せた。", "○", "120", "課題1"];
const SECOND: [&str; 6] = ["1-4", "使用料及び手数料の見直し", "見直した。", "○", "50", "課題2"];

fn read(plan: &Plan, rows: &[&[&str]]) -> FileReading {
    read_bytes(plan, "一覧.xlsx", &laid(rows).xlsx(), &Options::default())
}

/// A list that is known by its labels.
fn labelled(rows: &[&[&str]]) -> FileReading {
    read(&plan(), &[&COVER[..], rows].concat())
}

/// The items with their results, and the amounts of effects.
fn results(reading: &FileReading) -> Vec<(String, Option<String>)> {
    let entries = form(reading).entries.iter();
    let result = |entry: &kaikaku::contract::Entry| entry.text(Field::Result).map(|text| text.value.clone());
    entries.map(|entry| (entry.action.value.key(), result(entry))).collect()
}

fn both() -> Vec<(String, Option<String>)> {
    vec![("1-1".to_owned(), Some("広告を載せた。".to_owned())), ("1-4".to_owned(), Some("見直した。".to_owned()))]
}

fn without_number(reading: &FileReading) -> Vec<&Finding> {
    reading.findings.iter().filter(|finding| finding.code.0.ends_with("row-without-number")).collect()
}

#[test]
fn items_over_heads_that_are_printed_again_are_read() {
    // The marks of the items stand right over the heads, as upper parts of stacked heads do.
    for between in [vec![], vec![&["小計", "", "", "", "170"][..]], vec![&[][..], &["行革進捗管理表"]]] {
        for last in [&["11-2", "未利用地の売却及び有効活用", "募集した。", "○", "", ""][..], &["計", "", "", "", "170"]]
        {
            let rows = [&[&HEADS[..], &FIRST, &SECOND], &between[..], &[&HEADS[..], last]].concat();
            let reading = labelled(&rows);
            let read = results(&reading);
            assert_eq!(read[..2], both()[..], "{}", lines(&reading.findings));
            assert_eq!(read.len(), if last[0] == "11-2" { 3 } else { 2 });
            assert!(without_number(&reading).is_empty(), "{}", lines(&reading.findings));
            let amount = yen(&form(&reading).entries[1], EffectKind::Saving, EffectTerm::Once);
            assert_eq!(amount, Some(50_000));
        }
    }
}

#[test]
fn no_sentence_in_a_row_without_a_number_is_passed_over() {
    let notice: &[&str] = &["", "", "注意喚起のチラシも配った。"];
    let mark: &[&str] = &["", "", "※ 上期に2回"];
    let total: &[&str] = &["合計", "", "全体として順調に進んだ。", "", "170"];
    let note: &[&str] = &["※ 評価は所管課による。"];
    let closing: &[&str] = &["", "", "以上"];
    for (rows, told) in [
        (vec![&HEADS[..], &FIRST, notice, &SECOND], vec!["注意喚起のチラシも配った。"]),
        (vec![&HEADS, &FIRST, mark, &SECOND, note, closing], vec!["※ 上期に2回"]),
        (vec![&HEADS, &FIRST, &SECOND, notice], vec!["注意喚起のチラシも配った。"]),
        (vec![&HEADS, &FIRST, &SECOND, total], vec!["全体として順調に進んだ。"]),
        (vec![&HEADS, &FIRST, &SECOND, &HEADS, total], vec!["全体として順調に進んだ。"]),
        (
            vec![&HEADS, &FIRST, &SECOND, &["財政課計", "", "", "", "170"], &["一般会計", "", "", "", "170"]],
            vec!["一般会計"],
        ),
    ] {
        let reading = labelled(&rows);
        assert_eq!(results(&reading), both(), "{}", lines(&reading.findings));
        let found: Vec<&str> =
            without_number(&reading).into_iter().filter_map(|finding| finding.found.as_deref()).collect();
        assert_eq!(found, told, "{}", lines(&reading.findings));
    }
}

#[test]
fn a_table_of_another_year_below_the_list_is_not_read_and_told() {
    let last_year: [&str; 6] = ["1-4", "使用料及び手数料の見直し", "去年の文。", "△", "98", "去年の課題"];
    for title in ["（参考）令和元年度の実績", "前年度の実績", "【参考】"] {
        let reading = labelled(&[&HEADS, &FIRST, &[], &[title], &HEADS, &last_year]);
        assert_eq!(results(&reading), both()[..1], "{}", lines(&reading.findings));
        let told = reading.findings.iter().find(|finding| finding.message.contains("その下の表は読み取りません"));
        assert_eq!(told.and_then(|finding| finding.found.as_deref()), Some(title));
    }
    let reading = labelled(&[&HEADS, &FIRST, &["令和2年度 行革進捗管理表（2/2）"], &HEADS, &SECOND]);
    assert_eq!(results(&reading), both(), "{}", lines(&reading.findings));
}

const LIST: &str = "[[form]]\nname = \"進捗一覧\"\nsigns = { A1 = \"*行革進捗一覧\" }\nperiod = \"年度末\"\ncover = { A1 = \"年度\" }\n\
                    department = \"財政部/財政課\"\ncolumns = { A = \"番号\", C = \"実績\", D = \"進捗区分\", E = \"歳出減（単年度）\", F = \"課題\" }\n\
                    ignore = [\"B\"]\nfirst_row = 3\n";

#[test]
fn a_mapped_list_is_read_as_it_is_printed() {
    let title: &[&str] = &["令和2年度 行革進捗一覧"];
    let notice: &[&str] = &["", "", "注意喚起のチラシも配った。"];
    let total: &[&str] = &["小計（財政課）", "", "", "", "170"];
    let sentence: &[&str] = &["合計", "", "全体として順調に進んだ。", "", "170"];
    let last_year: &[&str] = &["1-2", "ネーミングライツの導入", "去年の文。", "△", "98", "去年の課題"];
    let note: &[&str] = &["※ 評価は所管課による。"];
    for (rows, told) in [
        (vec![title, &HEADS, &FIRST, total, title, &HEADS, &SECOND, &["財政課計", "", "", "", "170"], note], vec![]),
        (vec![title, &HEADS, &FIRST, notice, &SECOND], vec!["A4"]),
        (vec![title, &HEADS, &FIRST, &SECOND, sentence], vec!["A5"]),
        (vec![title, &HEADS, &FIRST, &SECOND, &["（参考）前年度"], &HEADS, last_year], vec!["below A5"]),
    ] {
        let reading = read(&plan_with(LIST), &rows);
        assert_eq!(results(&reading), both(), "{}", lines(&reading.findings));
        let place = |finding: &Finding| {
            finding.origin.as_ref().and_then(|at| Some(at.to_string().rsplit_once('!')?.1.to_owned()))
        };
        let below = reading.findings.iter().filter(|finding| finding.message.contains("表の最後の行より下"));
        let found: Vec<String> = without_number(&reading)
            .into_iter()
            .filter_map(place)
            .chain(below.filter_map(place).map(|at| format!("below {at}")))
            .collect();
        assert_eq!(found, told, "{}", lines(&reading.findings));
        let rejected = reading.account.cells.iter().filter(|cell| matches!(cell.disposition, Disposition::Rejected(_)));
        let is_told = told.iter().any(|at| !at.starts_with("below"));
        assert_eq!(rejected.count() > 0, is_told);
    }
}

/// A total that agrees with the entries above it is passed over; one that does not, and a note in its row, are told.
#[test]
fn totals_of_a_list_are_compared_with_the_entries() {
    let title: &[&str] = &["令和2年度 行革進捗一覧"];
    for (total, expected) in [
        (&["計", "", "", "", "170"][..], &[][..]),
        (&["財政課　小計", "", "", "", "170"], &[]),
        (&["", "", "", "計", "170"], &[]),
        (&["計", "", "2件", "◎0 ○2", "170"], &[]),
        (&["計", "", "", "", "300"], &["total 300"]),
        (&["", "", "", "計", "300"], &["total 300"]),
        (&["計", "", "※以上は速報である。", "", "300"], &["row-without-number ※以上は速報である。", "total 300"]),
    ] {
        let readings = [
            labelled(&[&HEADS, &FIRST, &SECOND, total]),
            read(&plan_with(LIST), &[title, &HEADS, &FIRST, &SECOND, total]),
        ];
        for reading in readings {
            assert_eq!(results(&reading), both(), "{}", lines(&reading.findings));
            let told = reading.findings.iter().filter(|finding| finding.severity >= Severity::Warning).map(|finding| {
                let code = finding.code.0.trim_start_matches("intake.");
                format!("{code} {}", finding.found.as_deref().unwrap_or_default())
            });
            let mut told: Vec<String> = told.collect();
            told.sort();
            assert_eq!(told, expected, "{total:?} {}", lines(&reading.findings));
        }
    }
}

#[test]
fn columns_below_a_divided_head_are_asked_about() {
    let heads: &[&str] = &["No.", "実践項目", "実績", "", "進捗区分", "課題"];
    for (below, merged) in [
        (["令和元年度", "令和2年度"], true),
        (["R1", "R2"], false),
        (["上期", "下期"], true),
        (["計画", "実績"], false),
    ] {
        for texts in [["一つ目の文。", "二つ目の文。"], ["", "二つ目の文。"], ["一つ目の文。", ""]]
        {
            let divided: &[&str] = &["", "", below[0], below[1], "", ""];
            let row: &[&str] = &["1-1", "広告料収入の拡大", texts[0], texts[1], "○", "課題1"];
            let mut sheet = laid(&[&COVER[..], &[heads, divided, row]].concat());
            for range in ["A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4"].into_iter().filter(|_| merged) {
                sheet = sheet.merge(range);
            }
            let reading = read_bytes(&plan(), "一覧.xlsx", &sheet.xlsx(), &Options::default());
            assert_eq!(results(&reading), [("1-1".to_owned(), None)], "{}", lines(&reading.findings));
            let asked = reading.findings.iter().any(|finding| finding.message.contains("列がどれか分かりません"));
            assert!(asked && without_number(&reading).is_empty(), "{}", lines(&reading.findings));
        }
    }
    // What such a head only describes is no other column of it.
    let described: &[&str] = &["", "", "内容", "備考", "", ""];
    let row: &[&str] = &["1-1", "広告料収入の拡大", "広告を載せた。", "", "○", "課題1"];
    let sheet = laid(&[&COVER[..], &[heads, described, row]].concat());
    let sheet =
        ["A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4"].into_iter().fold(sheet, |sheet, range| sheet.merge(range));
    let reading = read_bytes(&plan(), "一覧.xlsx", &sheet.xlsx(), &Options::default());
    assert_eq!(results(&reading), both()[..1], "{}", lines(&reading.findings));
    assert!(without_number(&reading).is_empty(), "{}", lines(&reading.findings));
}

#[test]
fn heads_without_a_number_below_that_can_be_read_are_named() {
    let reading = labelled(&[&HEADS, &["1-1 広告料", "広告料収入の拡大", "広告を載せた。", "○", "120", "課題1"]]);
    assert!(reading.submissions.is_empty());
    let told = without_number(&reading);
    assert_eq!(told.len(), 1, "{}", lines(&reading.findings));
    assert_eq!(told[0].found.as_deref(), Some("1-1 広告料"));
}

const ITEMS: &str = "[[form]]\nname = \"取組個票\"\nsigns = { A1 = \"取組個票\" }\nyear = \"R2\"\nperiod = \"年度末\"\n\
                     department = \"財政部/財政課\"\ncells = { B2 = \"番号\", B3 = \"実績\", B4 = \"進捗区分\", B5 = \"課題\" }\nrepeat = 8\n";

/// An item of eight rows: a title, labels with their values, an empty row and a note.
fn item<'t>(number: &'t str, result: &'t str) -> [Vec<&'t str>; 8] {
    [
        vec!["取組個票"],
        vec!["No.", number],
        vec!["実績", result],
        vec!["区分", if result.is_empty() { "" } else { "○" }],
        vec!["課題", ""],
        vec![],
        vec!["※ 実績は所管課が記入する。"],
        vec![],
    ]
}

#[test]
fn what_stands_between_items_of_a_sheet_is_told() {
    let rows = |items: &[[Vec<&str>; 8]]| {
        let texts: Vec<&[&str]> = items.iter().flatten().map(Vec::as_slice).collect();
        laid(&texts)
    };
    let told = |sheet: super::container::Laid| {
        let reading = read_bytes(&plan_with(ITEMS), "個票.xlsx", &sheet.xlsx(), &Options::default());
        assert_eq!(results(&reading), both(), "{}", lines(&reading.findings));
        let outside = reading.findings.iter().filter(|finding| finding.code.0.ends_with("outside"));
        let outside: Vec<String> = outside.map(|finding| finding.message.clone()).collect();
        (outside, without_number(&reading).iter().map(|finding| finding.to_string()).collect::<Vec<_>>())
    };
    let pair = [item("1-1", "広告を載せた。"), item("1-4", "見直した。")];
    // What each item has in the same place is the form's own, empty items included.
    assert_eq!(told(rows(&pair)), (vec![], vec![]));
    assert_eq!(told(rows(&[pair[0].clone(), pair[1].clone(), item("", "")])), (vec![], vec![]));
    assert_eq!(told(rows(&pair).text(5, 0, "評価（1）").text(13, 0, "評価（2）")), (vec![], vec![]));
    let (outside, _) = told(rows(&pair).text(5, 0, "1,200").text(13, 0, "1,300"));
    assert!(outside.len() == 1 && outside[0].contains("A6") && outside[0].contains("A14"), "{outside:?}");
    let (outside, _) = told(rows(&pair).text(2, 2, "実績の続き。").text(7, 1, "欄外の文。"));
    assert!(outside.len() == 1 && outside[0].contains("C3") && outside[0].contains("B8"), "{outside:?}");
    let (_, unnumbered) = told(rows(&[pair[0].clone(), item("", "番号のない文。"), pair[1].clone()]));
    assert!(unnumbered.len() == 1 && unnumbered[0].contains("!B10") && unnumbered[0].contains("番号のない文。"));
}
