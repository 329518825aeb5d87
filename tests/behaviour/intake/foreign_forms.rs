//! Forms of offices' own, read by a mapping of plan.toml alone. `tests/data/foreign/README.md` says what is in the files.

use kaikaku::contract::{Entry, Field};
use kaikaku::finding::{Finding, Severity};
use kaikaku::intake::file_account::{Disposition, Reason};
use kaikaku::intake::proposal::{self, Assumed};
use kaikaku::intake::submission::{Recognition, Submission};
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{Amount, EffectKind, EffectTerm, FiscalYear};

use super::cases::text;
use super::container::Laid;
use super::moved_forms::book;
use super::{codes, lines, only};

/// The sample's plan with mappings.
pub(crate) fn plan_with(mapping: &str) -> Plan {
    let text = format!("{}\n{mapping}\n", include_str!("../../../input/plan.toml"));
    let read = kaikaku::plan::read("plan.toml", &text);
    read.unwrap_or_else(|findings| panic!("{}", lines(&findings))).0
}

/// A file of `tests/data/foreign`, read with the mapping beside it.
fn read_case(name: &str) -> FileReading {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/foreign");
    let mapping = std::fs::read_to_string(folder.join(format!("{name}.toml"))).expect("a mapping");
    let bytes = std::fs::read(folder.join(format!("{name}.xlsx"))).expect("a workbook");
    read_bytes(&plan_with(&mapping), &format!("{name}.xlsx"), &bytes, &Options::default())
}

fn read(mapping: &str, bytes: &[u8]) -> FileReading {
    read_bytes(&plan_with(mapping), "調べ.xlsx", bytes, &Options::default())
}

/// Effects in yen, in the order of the columns.
fn effects(entry: &Entry) -> Vec<((EffectKind, EffectTerm), i64)> {
    let yen = |amount: Amount<kaikaku::vocabulary::Yen>| match amount {
        Amount::Value(yen) => yen.0,
        _ => 0,
    };
    entry.effects().map(|(effect, amount)| (effect, yen(amount.value))).collect()
}

fn entry<'s>(submission: &'s Submission, id: &str) -> &'s Entry {
    let id = id.parse().expect("an id");
    submission.entries.iter().find(|entry| entry.action.value == id).expect("its entry")
}

fn severe(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity >= Severity::Warning).count()
}

#[test]
fn a_sheet_an_item_is_read_by_cells() {
    let reading = read_case("map_kohyo");
    let submission = only(&reading);
    assert_eq!(submission.recognition, Recognition::Mapping(0));
    assert_eq!(submission.key.department.full_name(), "財政部財政課");
    for (id, result) in [("1-1", "広告を集めた。"), ("1-4", "手数料を見直した。")] {
        let entry = entry(submission, id);
        assert_eq!(text(entry, Field::Result), Some(result));
        assert_eq!(text(entry, Field::Issues), Some("景気による"));
        assert!(entry.grade().is_some());
        assert_eq!(effects(entry), [((EffectKind::Revenue, EffectTerm::Once), 120_000)]);
    }
    assert_eq!(reading.findings, [], "{}", lines(&reading.findings));
    let counts = reading.account.cells.by_disposition();
    // Result, grade, issues and amount of each item; all else is the form's.
    assert_eq!((counts[Disposition::Used.position()], reading.account.cells.len()), (8, 30));
}

#[test]
fn several_sheets_are_one_submission() {
    let reading = read_case("map_persheet2");
    let submission = only(&reading);
    assert_eq!(submission.key.department.full_name(), "財政部財政課");
    assert_eq!(submission.entries.len(), 2);
    assert_eq!(text(entry(submission, "1-1"), Field::Result), Some("広告を集めた。"));
    assert_eq!(text(entry(submission, "1-4"), Field::Result), Some("手数料を見直した。"));
    assert_eq!(severe(&reading.findings), 0, "{}", lines(&reading.findings));
}

#[test]
fn each_head_names_its_own_unit() {
    let reading = read_case("map_units");
    let submission = only(&reading);
    let first = entry(submission, "1-1");
    let once = EffectTerm::Once;
    assert_eq!(effects(first), [((EffectKind::Revenue, once), 120_000), ((EffectKind::Saving, once), 120_000)]);
    assert_eq!(text(first, Field::Result), Some("上期に準備した。\n下期に実施した。"));
    assert_eq!(text(entry(submission, "1-4"), Field::Issues), Some("課題は下段に書いた。"));
}

/// A list of two departments with amounts in a column of its own unit, columns of the office and a note.
fn list() -> Laid {
    let mut laid = Laid::default().text(0, 0, "令和3年度 行革進捗一覧").text(1, 0, "No.").text(1, 1, "担当課");
    for (col, head) in [(2, "取組状況"), (3, "評価"), (4, "歳出減（円）"), (5, "予算事業名"), (6, "担当者")]
    {
        laid = laid.text(1, col, head);
    }
    let rows = [("1-1", "財政部財政課"), ("20-1", "(総)行政監理室"), ("1-4", "財政課")];
    for ((no, department), row) in rows.into_iter().zip(2..) {
        laid = laid.text(row, 0, no).text(row, 1, department).text(row, 2, "取り組んだ。").text(row, 3, "○");
        laid = laid.number(row, 4, 120_000.0, 0).text(row, 5, "内部管理").text(row, 6, "山田");
    }
    laid.text(5, 0, "※ 評価は所管課による。")
}

const LIST: &str = "[[form]]\nname = \"進捗一覧\"\nsigns = { A1 = \"*行革進捗一覧\" }\nperiod = \"年度末\"\ncover = { A1 = \"年度\" }\n\
                    columns = { A = \"番号\", B = \"部署\", C = \"実績\", D = \"進捗区分\", E = \"歳出減（単年度）\" }\nfirst_row = 3\n";

#[test]
fn a_list_with_a_column_of_departments_is_a_submission_each() {
    let reading = read(&format!("{LIST}ignore = [\"F-G\"]\n"), &list().xlsx());
    let keys: Vec<String> = reading.submissions.iter().map(|form| form.key.department.full_name()).collect();
    assert_eq!(keys, ["総務部行政監理室", "財政部財政課"], "{}", lines(&reading.findings));
    let of_finance = &reading.submissions[1];
    assert_eq!(of_finance.entries.len(), 2);
    assert_eq!(effects(entry(of_finance, "1-4")), [((EffectKind::Saving, EffectTerm::Once), 120_000)]);
    // The columns that are left out on purpose are reported once.
    assert_eq!(codes(&reading.findings), ["outside"], "{}", lines(&reading.findings));
    assert_eq!(reading.findings[0].severity, Severity::Note);
    let left = reading.account.cells.iter().filter(|cell| *cell.disposition == Disposition::Ignored(Reason::LeftAlone));
    assert_eq!(left.count(), 6);
}

#[test]
fn columns_that_nobody_mentions_are_told_once_each() {
    let reading = read(LIST, &list().xlsx());
    assert_eq!(codes(&reading.findings), ["outside", "outside"], "{}", lines(&reading.findings));
    assert!(reading.findings[0].message.contains("F列の3個のセル"), "{}", lines(&reading.findings));
    assert!(reading.findings.iter().all(|finding| finding.severity == Severity::Warning));
}

#[test]
fn a_unit_that_contradicts_its_head_is_asked_about_once() {
    let reading = read(&format!("{LIST}ignore = [\"F-G\"]\nunits = {{ E = \"千円\" }}\n"), &list().xlsx());
    let asked: Vec<&Finding> = reading.findings.iter().filter(|finding| finding.code.0.ends_with("unit")).collect();
    assert_eq!(asked.len(), 1, "{}", lines(&reading.findings));
    assert!(asked[0].message.contains("千円と円"), "{}", asked[0]);
    assert!(reading.submissions.iter().flat_map(|form| &form.entries).all(|entry| effects(entry).is_empty()));
}

#[test]
fn rows_of_no_department_and_of_no_number_go_back() {
    let laid = list()
        .text(6, 0, "1-2")
        .text(6, 1, "企画財務課")
        .text(6, 2, "した。")
        .text(7, 0, "9-99あ")
        .text(7, 1, "財政課")
        .text(7, 2, "した。")
        .text(8, 0, "2-1")
        .text(8, 1, "総務部行政監理室、財政部財政課")
        .text(8, 2, "共にした。");
    let reading = read(&format!("{LIST}ignore = [\"F-G\"]\n"), &laid.xlsx());
    let found = |code: &str| reading.findings.iter().filter(|finding| finding.code.0.ends_with(code)).count();
    assert_eq!((found("unknown-department"), found("row-without-number")), (1, 1), "{}", lines(&reading.findings));
    let rejected = reading.account.cells.by_disposition()[Disposition::Rejected(Reason::Blank).position()];
    assert_eq!(rejected, 2, "{}", lines(&reading.findings));
}

#[test]
fn items_one_below_the_other_by_labels_with_a_date_in_three_cells() {
    let mut laid = Laid::default().text(0, 0, "行革個票").text(0, 2, "令和").number(0, 3, 4.0, 0).text(0, 4, "年");
    laid = laid.number(0, 5, 5.0, 0).text(0, 6, "月").number(0, 7, 10.0, 0).text(0, 8, "日");
    for (top, no) in [(1, "1-1"), (6, "1-4")] {
        laid = laid.text(top, 0, "番号").text(top, 1, no).text(top + 1, 0, "担当課").text(top + 1, 1, "財政課");
        laid = laid.text(top + 2, 0, "実績").text(top + 3, 0, &format!("{no}に取り組んだ。"));
        laid = laid.text(top + 2, 1, "評価").text(top + 3, 1, "○");
    }
    let mapping = "[[form]]\nname = \"個票\"\nsigns = { A1 = \"行革個票\" }\nperiod = \"年度末\"\nyear = \"R3\"\nrepeat = 5\n\
                   cover = { D1 = \"提出日（年）\", F1 = \"提出日（月）\", H1 = \"提出日（日）\" }\n\
                   cells = { \"番号\" = \"B2\", B3 = \"部署\", \"「実績」の下\" = \"実績\", \"「評価」の下\" = \"進捗区分\" }\n";
    let reading = read(mapping, &laid.xlsx());
    let submission = only(&reading);
    assert_eq!(submission.submitted_on.as_ref().map(|day| day.value.to_string()).as_deref(), Some("2022-05-10"));
    assert_eq!(text(entry(submission, "1-4"), Field::Result), Some("1-4に取り組んだ。"));
    assert!(submission.entries.iter().all(|entry| entry.grade().is_some()));
    assert_eq!(severe(&reading.findings), 0, "{}", lines(&reading.findings));
}

#[test]
fn indicators_one_below_the_other_are_the_item_s_in_order() {
    let mut laid = Laid::default().text(0, 0, "KPI一覧").text(1, 0, "No.").text(1, 1, "課").text(1, 2, "KPI");
    laid = laid.text(1, 3, "実績値").text(2, 0, "1-3").text(2, 1, "行政監理室").text(2, 2, "A").number(2, 3, 860.0, 0);
    laid = laid.text(3, 0, "1-3").text(3, 1, "行政監理室").text(3, 2, "B").number(3, 3, 12.0, 0);
    let mapping = "[[form]]\nname = \"KPI\"\nsigns = { A1 = \"KPI一覧\" }\nperiod = \"年度末\"\nyear = \"R3\"\nignore = [\"C\"]\n\
                   columns = { A = \"番号\", B = \"部署\", D = \"指標の実績値\" }\nfirst_row = 3\n";
    let reading = read(mapping, &laid.xlsx());
    let entry = &only(&reading).entries[0];
    let values: Vec<u8> = entry.indicators().map(|(number, _)| number).collect();
    assert_eq!(values, [1, 2], "{}", lines(&reading.findings));
}

#[test]
fn two_tables_of_a_sheet_are_two_mappings_of_one_name() {
    let mut laid = Laid::default().text(0, 0, "二つの表").text(1, 0, "財政課").text(5, 0, "行政監理室");
    laid = laid.text(2, 0, "1-1").text(2, 1, "広告を集めた。").text(6, 0, "20-1").text(6, 1, "訓練した。");
    let part = |cover: &str, first: u32, last: u32| {
        format!(
            "[[form]]\nname = \"二表\"\nsigns = {{ A1 = \"二つの表\" }}\nperiod = \"年度末\"\nyear = \"R3\"\n\
             cover = {{ {cover} = \"部署\" }}\ncolumns = {{ A = \"番号\", B = \"実績\" }}\nfirst_row = {first}\nlast_row = {last}\n"
        )
    };
    let reading = read(&format!("{}\n{}", part("A2", 3, 5), part("A6", 7, 9)), &laid.xlsx());
    assert_eq!(reading.submissions.len(), 2, "{}", lines(&reading.findings));
    assert_eq!(severe(&reading.findings), 0, "{}", lines(&reading.findings));
}

/// A text beside two tables of a sheet is one thing to look at.
#[test]
fn a_text_that_names_another_unit_is_told_once_a_sheet() {
    let mut laid = Laid::default().text(0, 0, "行革個票").text(0, 1, "この票の金額は円");
    for (top, no) in [(1, "1-1"), (6, "1-4")] {
        laid = laid.text(top, 0, "番号").text(top, 1, no).text(top + 1, 0, "担当課").text(top + 1, 1, "財政課");
        laid = laid.text(top + 2, 0, "歳出減").text(top + 2, 1, "120");
    }
    let mapping = "[[form]]\nname = \"個票\"\nsigns = { A1 = \"行革個票\" }\nperiod = \"年度末\"\nyear = \"R3\"\nrepeat = 5\nunit = \"千円\"\n\
                   cells = { \"番号\" = \"B2\", B3 = \"部署\", B4 = \"歳出減（単年度）\" }\n";
    let reading = read(mapping, &laid.xlsx());
    assert_eq!(only(&reading).entries.iter().map(|entry| effects(entry)[0].1).collect::<Vec<_>>(), [120_000, 120_000]);
    let told = reading.findings.iter().filter(|at| at.message.contains("近くに別の単位")).count();
    assert_eq!(told, 1, "{}", lines(&reading.findings));
}

#[test]
fn a_mapping_comes_before_labels_and_ratings_and_after_the_form_s_own_record() {
    // 番号, 評価 and 意見 would be a council member's form; the mapping says what it is.
    let laid = Laid::default().text(0, 0, "No.").text(0, 1, "評価").text(0, 2, "意見").text(0, 3, "実績");
    let laid = laid.text(1, 0, "1-1").text(1, 1, "○").text(1, 2, "した。").text(1, 3, "別の欄");
    let mapping = "[[form]]\nname = \"調べ\"\nsigns = { A1 = \"No.\" }\nperiod = \"年度末\"\nyear = \"R3\"\ndepartment = \"財政部/財政課\"\n\
                   columns = { A = \"番号\", B = \"進捗区分\", C = \"実績\" }\nfirst_row = 2\nignore = [\"D\"]\n";
    let reading = read(mapping, &laid.xlsx());
    assert_eq!(text(entry(only(&reading), "1-1"), Field::Result), Some("した。"));
    let own = super::filled(&super::plan()).0;
    let signed =
        read("[[form]]\nname = \"x\"\nsigns = { A1 = \"*\" }\ncolumns = { A = \"番号\" }\nfirst_row = 2\n", &own);
    assert_eq!(only(&signed).recognition, Recognition::HiddenSheet);
    let disputed = format!("{mapping}\n{}", mapping.replace("調べ", "他の調べ"));
    assert!(read(&disputed, &book(&[("a".to_owned(), true, laid.xml())])).submissions.is_empty());
}

/// A list whose head of amounts names no unit, under a note that does.
fn noted(note: &str) -> Laid {
    list().text(1, 4, "歳出減（単年度）").text(0, 5, note)
}

#[test]
fn a_note_over_the_table_of_a_mapping_names_the_unit() {
    let mapping = format!("{LIST}ignore = [\"F-G\"]\n");
    for (note, yen) in [
        ("（単位：円）", Some(120_000)),
        ("単位：千円", Some(120_000_000)),
        ("※金額の単位は百万円", Some(120_000_000_000)),
        ("（単位：ドル）", None),
    ] {
        let reading = read(&mapping, &noted(note).xlsx());
        let of_finance = &reading.submissions[1];
        let read: Vec<i64> = effects(entry(of_finance, "1-4")).into_iter().map(|(_, yen)| yen).collect();
        assert_eq!(read, yen.into_iter().collect::<Vec<_>>(), "{note} {}", lines(&reading.findings));
    }
    // A note counts up to the title, whatever stands between it and the heads, but not beyond another table.
    for (rows, yen) in [(vec!["部署"], Some(120_000)), (vec!["区分", "合計", "120"], None)] {
        let heads = ["番号", "部署", "実績", "進捗区分", "歳出減（単年度）"];
        let laid = Laid::default().text(0, 0, "令和3年度行革進捗一覧").text(1, 5, "（単位：円）");
        let laid = (0..).zip(&rows).fold(laid, |laid, (col, text)| laid.text(3, col, text));
        let laid = (0..).zip(heads).fold(laid, |laid, (col, text)| laid.text(10, col, text));
        let entry_cells = (0..).zip(["1-4", "財政課", "改めた。", "○", "120000"]);
        let laid = entry_cells.fold(laid, |laid, (col, text)| laid.text(11, col, text));
        let mapping = format!("{LIST}ignore = [\"F-G\"]\n").replace("first_row = 3", "first_row = 12");
        let reading = read(&mapping, &laid.xlsx());
        let read: Vec<i64> = effects(entry(&reading.submissions[0], "1-4")).into_iter().map(|(_, yen)| yen).collect();
        assert_eq!(read, [yen.unwrap_or(120_000_000)], "{rows:?} {}", lines(&reading.findings));
        let is_assumed = lines(&reading.findings).contains("単位がどこにも書かれていない");
        assert_eq!(is_assumed, yen.is_none(), "{}", lines(&reading.findings));
    }
    // What the mapping says and a note denies is asked about.
    let reading = read(&format!("{mapping}units = {{ E = \"千円\" }}\n"), &noted("（単位：円）").xlsx());
    assert!(reading.submissions.iter().flat_map(|form| &form.entries).all(|entry| effects(entry).is_empty()));
}

/// Where no head names a unit, a cell's format that names another than the form's is not said to contradict a head.
#[test]
fn a_format_with_a_unit_contradicts_the_form_where_no_head_names_one() {
    for (head, said) in
        [("歳出減（単年度）", "この様式の単位（千円）"), ("歳出減（単年度）（千円）", "見出しの単位（千円）")]
    {
        let laid = list().text(1, 4, head).number(3, 4, 120.0, 2);
        let reading = read(&format!("{LIST}ignore = [\"F-G\"]\n"), &laid.xlsx());
        let told = reading.findings.iter().find(|at| at.message.contains("表示形式の単位（百万円）"));
        let told = told.unwrap_or_else(|| panic!("{head} {}", lines(&reading.findings)));
        assert!(told.message.contains(said), "{}", told.message);
    }
}

#[test]
fn a_proposed_mapping_has_the_unit_that_heads_or_notes_name() {
    let plan = super::plan();
    let propose = |laid: &Laid| {
        let assumed = Assumed { year: FiscalYear(2021) };
        proposal::propose(&plan, "一覧.xlsx", &laid.xlsx(), &Options::default(), assumed)
            .expect("a list of the plan's items")
    };
    for (laid, unit, is_open) in [
        (list(), "円", false),
        (noted("（単位：円）"), "円", false),
        (noted("単位：百万円"), "百万円", false),
        (noted("（案）"), "千円", true),
    ] {
        let proposal = propose(&laid);
        assert!(proposal.toml.contains(&format!("\nunit = \"{unit}\"\n")), "{}", proposal.toml);
        let asked = proposal.open.iter().any(|open| open.contains("単位"));
        assert_eq!(asked, is_open, "{:?}\n{}", proposal.open, proposal.toml);
    }
}

/// Two mappings of one name that read the same cells: whose they are nobody knows, and the account of the cells adds up.
#[test]
fn cells_that_two_mappings_read_are_neither_s() {
    let mapping = include_str!("../../data/broken/forms/same-cells-twice.toml");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/foreign/map_kohyo.xlsx");
    let reading = read(mapping, &std::fs::read(path).expect("a case"));
    assert!(reading.submissions.is_empty(), "{:?}", reading.submissions);
    let told = reading.findings.iter().filter(|finding| finding.code.0.ends_with("mapping")).count();
    assert_eq!(told, 1, "{}", lines(&reading.findings));
    let used = reading.account.cells.iter().filter(|cell| *cell.disposition == Disposition::Used);
    assert_eq!(used.count(), 0, "{}", lines(&reading.findings));
}

/// Two items of a department with the stages of two halves.
fn halves(columns: [&str; 5]) -> Laid {
    let mut laid = Laid::default().text(0, 0, "令和3年度 行革進捗一覧").text(0, 3, "部署").text(0, 4, "財政部財政課");
    for (text, col) in [("年度", 6), ("令和3年度", 7), ("時期", 9), ("年度末", 10)] {
        laid = laid.text(0, col, text);
    }
    laid = columns.iter().zip(0..).fold(laid, |laid, (head, col)| laid.text(1, col, head));
    for (row, no, first, second) in [(2, "1-1", "検討", "準備・実施"), (3, "1-4", "実施", "")] {
        laid = laid.text(row, 0, no).text(row, 1, first).text(row, 2, second).text(row, 3, "進めた。");
    }
    laid
}

#[test]
fn stages_of_parts_of_a_year_are_read_by_key_by_name_and_by_their_heads() {
    let parts = |entry: &Entry| -> Vec<(usize, String)> {
        let shown = |stages: &[kaikaku::vocabulary::Stage]| {
            stages.iter().map(|stage| stage.label()).collect::<Vec<_>>().join("・")
        };
        entry.stages_by_part().map(|(part, stages)| (part, shown(&stages.value))).collect()
    };
    let by_halves = |mapping: &str| {
        let text = include_str!("../../../input/plan.toml").replacen("[plan]\n", "[plan]\nschedule_by = \"半期\"\n", 1);
        let plan = kaikaku::plan::read("plan.toml", &format!("{text}\n{mapping}"));
        plan.unwrap_or_else(|findings| panic!("{}", lines(&findings))).0
    };
    let mapping = "[[form]]\nname = \"進捗一覧\"\nsigns = { A1 = \"*行革進捗一覧\" }\nperiod = \"年度末\"\n\
                   cover = { A1 = \"年度\", E1 = \"部署\" }\nfirst_row = 3\n\
                   columns = { A = \"番号\", B = \"上半期の実績（工程）\", C = \"actual_stage_2\", D = \"実績\" }\n";
    let bytes = halves(["番", "上", "下", "文", ""]).xlsx();
    let reading = read_bytes(&by_halves(mapping), "調べ.xlsx", &bytes, &Options::default());
    let submission = only(&reading);
    let expected = [(0, "検討".to_owned()), (1, "準備・実施".to_owned())];
    assert_eq!(parts(entry(submission, "1-1")), expected, "{}", lines(&reading.findings));
    assert_eq!(parts(entry(submission, "1-4")), [(0, "実施".to_owned())]);
    assert!(entry(submission, "1-1").stages().is_none());
    // A form that has lost its record is known by the heads that the plan's forms have.
    let heads = ["No.", "上半期の実績\n（工程）", "下半期の実績（工程）", "実績", "進捗区分"];
    let bytes = halves(heads).xlsx();
    let reading = read_bytes(&by_halves(""), "令和3年度_年度末.xlsx", &bytes, &Options::default());
    assert_eq!(parts(entry(only(&reading), "1-1")), expected, "{}", lines(&reading.findings));
    // Halves are no parts of a plan by quarters, though both have a first and a second one.
    let text = include_str!("../../../input/plan.toml").replacen("[plan]\n", "[plan]\nschedule_by = \"四半期\"\n", 1);
    let findings = kaikaku::plan::read("plan.toml", &format!("{text}\n{mapping}")).expect_err("no part of the plan");
    assert!(
        lines(&findings).contains("上半期の実績（工程） は、この計画の工程の時期ではありません"),
        "{}",
        lines(&findings)
    );
    // A plan by years has no such parts: what stands there is not taken, and that is said.
    let reading = read(mapping, &halves(["番", "上", "下", "文", ""]).xlsx());
    let entry = entry(only(&reading), "1-1");
    assert!(parts(entry).is_empty() && entry.is_rejected(Field::Stage1), "{}", lines(&reading.findings));
    assert!(lines(&reading.findings).contains("この計画で扱わない欄"), "{}", lines(&reading.findings));
}

const WITH_MEMOS: &str = "[[form]]\nname = \"進捗一覧\"\nsigns = { A1 = \"*行革進捗一覧\" }\nperiod = \"年度末\"\ncover = { A1 = \"年度\" }\n\
                          columns = { A = \"番号\", B = \"部署\", C = \"実績\", D = \"進捗区分\", E = \"課題\", F = \"内部メモ\" }\nfirst_row = 4\n";

/// A list with an item, with these heads over 実績, 進捗区分, 課題 and 内部メモ of its mapping.
fn headed(heads: [&str; 4]) -> Laid {
    let mut laid = Laid::default().text(0, 0, "令和3年度 行革進捗一覧").text(2, 0, "番号").text(2, 1, "部署");
    laid = heads.iter().zip(2..).fold(laid, |laid, (head, col)| laid.text(2, col, head));
    let cells = ["1-1", "財政部財政課", "取り組んだ。", "○", "財源が要る。", "部長と協議中。"];
    cells.iter().zip(0..).fold(laid, |laid, (cell, col)| laid.text(3, col, cell))
}

/// The fields of the item that went back.
fn sent_back(laid: &Laid) -> (Vec<Field>, FileReading) {
    let reading = read(WITH_MEMOS, &laid.xlsx());
    let entry = &only(&reading).entries[0];
    let all = [Field::Result, Field::Grade, Field::Issues, Field::Memo];
    let rejected: Vec<Field> = all.into_iter().filter(|field| entry.is_rejected(*field)).collect();
    for field in &rejected {
        assert!(entry.iter().all(|(at, _)| at != *field), "{field:?}");
    }
    (rejected, reading)
}

#[test]
fn a_mapped_column_under_the_head_of_another_field_goes_back() {
    use Field::{Grade, Issues, Memo, Result};
    for (heads, expected) in [
        (["実績", "進捗区分", "課題", "内部メモ"], &[][..]),
        // Exchanged, deleted, inserted columns.
        (["実績", "進捗区分", "内部メモ", "課題"], &[Issues, Memo]),
        (["実績", "進捗区分", "備考", "課題"], &[Issues, Memo]),
        (["実績", "進捗区分", "内部メモ", "指標"], &[Issues]),
        (["実績", "課題", "内部メモ", "指標"], &[Grade, Issues]),
        (["備考", "実績", "進捗区分", "課題"], &[Result, Grade, Issues, Memo]),
        (["課題", "進捗区分", "今後の進め方", "内部メモ"], &[Result]),
        (["記入者", "進捗区分", "課題", "内部メモ"], &[Result]),
        (["実績", "進捗区分", "内部用メモ", "メモ"], &[Issues]),
        // Other words than ours, and names that the office gives a column on purpose.
        (["取組内容", "評価", "今後の進め方", "備考"], &[]),
        (["進捗内容", "評価", "備考", "内部メモ"], &[]),
        (["取組内容", "評価", "備考", "事務局への連絡"], &[]),
        (["実績", "進捗区分", "次年度の取組", "所管の記録"], &[]),
        (["取組状況", "実績", "課題", "内部メモ"], &[]),
        (["", "", "", ""], &[]),
    ] {
        let (rejected, reading) = sent_back(&headed(heads));
        assert_eq!(rejected, expected, "{heads:?} {}", lines(&reading.findings));
        let told = codes(&reading.findings).iter().filter(|code| **code == "column-unclear").count();
        assert_eq!(told, expected.len(), "{heads:?} {}", lines(&reading.findings));
    }
    let (_, reading) = sent_back(&headed(["実績", "進捗区分", "内部メモ", "課題"]));
    let told = lines(&reading.findings);
    for part in ["E3", "「課題」として読み取るE列に、別の欄の見出しがあります", "columns を直してください"]
    {
        assert!(told.contains(part), "{part}\n{told}");
    }
}

#[test]
fn a_mapped_column_whose_heads_say_that_it_is_not_public_goes_back() {
    use Field::{Grade, Issues, Result};
    let heads = ["実績", "進捗区分", "課題", "内部メモ"];
    for (at, head, merge, expected) in [
        ((2, 4), "課題（内部用）", "", &[Issues][..]),
        ((2, 4), "課題\n※この欄は公表しないでください", "", &[Issues]),
        ((1, 4), "（非公表）", "E2:F2", &[Issues]),
        ((1, 4), "非公表", "", &[Issues]),
        ((1, 3), "公表しない欄", "", &[Grade, Issues]),
        ((1, 2), "庁内限り", "C2:F2", &[Result, Grade, Issues]),
        ((1, 4), "内部メモ", "E2:F2", &[Issues]),
        // Over the internal column alone, over the whole list, and of something else.
        ((1, 5), "公表しない欄", "", &[]),
        ((1, 0), "庁内限り", "A2:F2", &[]),
        ((1, 2), "「内部メモ」は公表しません。", "C2:F2", &[]),
        ((1, 2), "内部統制", "C2:F2", &[]),
        ((0, 4), "庁内限り", "", &[]),
    ] {
        let laid = headed(heads).text(at.0, at.1, head);
        let laid = if merge.is_empty() { laid } else { laid.merge(merge) };
        let (rejected, reading) = sent_back(&laid);
        assert_eq!(rejected, expected, "{head} {merge} {}", lines(&reading.findings));
        let found = reading.findings.iter().filter(|finding| finding.code.0.ends_with("column-unclear"));
        assert!(found.map(|finding| finding.found.as_deref()).all(|found| found == Some(head)), "{head}");
    }
    // In a row of no department they go back too.
    let reading = read(WITH_MEMOS, &headed(heads).text(2, 4, "課題（非公表）").text(3, 1, "ない課").xlsx());
    let issues = reading.account.cells.iter().find(|cell| cell.cell.to_string() == "E4").expect("the cell");
    assert!(matches!(issues.disposition, Disposition::Rejected(Reason::Message(_))), "{:?}", issues.disposition);
}

#[test]
fn a_row_of_several_departments_is_its_lead_s_however_they_are_written() {
    for between in ["、", "\n", " ", "　", "・"] {
        let departments = format!("財政部/財政課{between}総務部/行政監理室");
        let (_, reading) = sent_back(&headed(["実績", "進捗区分", "課題", "内部メモ"]).text(3, 1, &departments));
        assert_eq!(only(&reading).key.department.full_name(), "財政部財政課", "{between:?}");
        assert!(lines(&reading.findings).contains("部署が2つ以上書かれています"), "{}", lines(&reading.findings));
    }
}
