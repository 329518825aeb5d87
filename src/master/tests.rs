//! The master refuses to lose: what is not understood stops the import and is named by sheet and cell, in the sheet's own words.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::frame::FRAME;
use super::import::of_tables;
use super::layout::{
    ACTIONS, Choices, DEPARTMENTS, FRAME_SHEET, GOALS, GRADES, INDICATORS, INITIATIVES, LISTS, MARK, PROSE_SHEET,
};
use super::{CHANGED, LAYOUT, MERGED, Rhythm, Shape, export, new};
use crate::finding::{Finding, Place, Severity};
use crate::intake::table::{Change, SheetTable, Unseen, read_tables};
use crate::plan::{Plan, check, fixture};
use crate::settings_file::fields::{MISSING_KEY, WRONG_KIND};
use crate::vocabulary::{CellAddress, FiscalYear, Stage, Yen};

fn master() -> Vec<SheetTable> {
    read_tables(&export(&fixture::sample()).expect("exports")).expect("a workbook")
}

fn import(sheets: &[SheetTable]) -> Result<(Plan, Vec<Finding>), Vec<Finding>> {
    of_tables(&Arc::from("原本.xlsx"), sheets.to_vec())
}

fn sheet<'a>(sheets: &'a mut [SheetTable], name: &str) -> &'a mut SheetTable {
    sheets.iter_mut().find(|sheet| &*sheet.name == name).expect("the sheet")
}

/// The column of a head.
fn column(sheet: &SheetTable, head: &str) -> u32 {
    sheet.cells.iter().find(|(at, text)| at.row == 0 && *text == head).map(|(at, _)| at.col).expect("the head")
}

fn set(sheet: &mut SheetTable, row: u32, col: u32, text: &str) {
    sheet.cells.insert(CellAddress::new(row, col), text.to_owned());
}

fn place(finding: &Finding) -> String {
    match finding.origin.as_ref().map(|origin| &origin.place) {
        Some(Place::Cell(sheet, at)) => format!("{sheet}!{at}"),
        Some(Place::Sheet(sheet)) => sheet.to_string(),
        _ => String::new(),
    }
}

/// The one fatal finding, with its place.
fn only(findings: Vec<Finding>) -> (Finding, String) {
    let mut fatal: Vec<Finding> = findings.into_iter().filter(|of| of.severity == Severity::Fatal).collect();
    assert_eq!(fatal.len(), 1, "{fatal:#?}");
    let finding = fatal.remove(0);
    let place = place(&finding);
    (finding, place)
}

/// Each text of a plan fits into a cell; several in one may not.
#[test]
fn texts_that_are_too_long_together_are_named_by_their_cell() {
    let mut plan = fixture::sample();
    plan.grades.grades[0].aliases = vec!["𠮷".repeat(10_000), "別".repeat(20_000)];
    let finding = export(&plan).expect_err("too long");
    let told = finding.to_string();
    assert!(finding.severity == Severity::Fatal && told.contains("シート「進捗区分」の"), "{told}");
}

#[test]
fn a_head_that_is_not_understood_stops_the_import_where_it_holds_values() {
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    let col = column(actions, "R2 効果額（千円）");
    set(actions, 0, col, "効果額（百万円）");
    let (finding, at) = only(import(&sheets).expect_err("a year is missing"));
    assert_eq!((finding.code, at), (LAYOUT, format!("実践項目!{}", CellAddress::new(0, col))));
    assert!(finding.expected.as_deref().is_some_and(|text| text.contains("R2 効果額（千円）")), "{finding}");
    // A memo of the office is left alone; a head without values is only told.
    let actions = sheet(&mut sheets, ACTIONS.name);
    set(actions, 0, col, "メモ（もとの効果額）");
    set(actions, 0, 40, "予備");
    let (plan, findings) = import(&sheets).expect("understood");
    assert_eq!(findings.iter().map(place).collect::<Vec<_>>(), ["実践項目!AO1"]);
    let year = plan.first_year;
    assert!(plan.actions().all(|(_, action)| !action.planned_effect.contains_key(&year)));
    let actions = sheet(&mut sheets, ACTIONS.name);
    set(actions, 3, 41, "見出しのない値");
    assert_eq!(only(import(&sheets).expect_err("no head")).1, "実践項目!AP4");
}

#[test]
fn units_in_heads_are_read() {
    let mut sheets = master();
    let expected = import(&sheets).expect("the sample").0;
    let actions = sheet(&mut sheets, ACTIONS.name);
    let col = column(actions, "R3 効果額（千円）");
    set(actions, 0, col, "令和3年度 効果額（百万円）");
    let cells: Vec<(CellAddress, String)> =
        actions.cells.iter().filter(|(at, _)| at.col == col && at.row > 0).map(|(at, t)| (*at, t.clone())).collect();
    assert!(cells.len() > 10);
    for (at, thousands) in cells {
        let millions = rust_decimal::Decimal::new(thousands.parse().expect("a number"), 3);
        actions.cells.insert(at, millions.normalize().to_string());
    }
    assert!(import(&sheets).expect("read").0 == expected);
}

#[test]
fn sheets_that_are_not_the_masters_stop_the_import_but_for_memos() {
    let mut sheets = master();
    let extra = |name: &str| SheetTable {
        name: name.into(),
        visible: true,
        cells: BTreeMap::from([(CellAddress::new(0, 0), "覚え".to_owned())]),
        changes: BTreeMap::new(),
        unseen: BTreeMap::new(),
        merged: BTreeMap::new(),
    };
    sheets.push(extra("メモ帳"));
    import(&sheets).expect("the office's own");
    sheets.push(extra("実践項目 (2)"));
    assert_eq!(only(import(&sheets).expect_err("a second sheet of items")).1, "実践項目 (2)");
}

/// A department that is merged over its items is that of each; a number is not, or it would count twice.
#[test]
fn a_text_merged_over_several_rows_is_that_of_each() {
    let expected = fixture::sample();
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    let col = column(actions, "主担当");
    let lead = |sheet: &SheetTable, row: u32| sheet.text(row, col).to_owned();
    let row = (1..60).find(|row| lead(actions, *row) == lead(actions, row + 1)).expect("two items of one department");
    actions.cells.remove(&CellAddress::new(row + 1, col));
    assert_eq!(only(import(&sheets).expect_err("no lead")).0.code, MISSING_KEY);
    let actions = sheet(&mut sheets, ACTIONS.name);
    actions.merged.insert(CellAddress::new(row, col), row + 1);
    let (plan, findings) = import(&sheets).expect("understood");
    assert!(plan == expected);
    let [finding] = &findings[..] else { panic!("{findings:#?}") };
    assert_eq!((finding.code, place(finding)), (MERGED, format!("実践項目!{}", CellAddress::new(row, col))));
    for amount in ["1000", "1,000", "１，０００", "1,000千円", "1百万円"] {
        let actions = sheet(&mut sheets, ACTIONS.name);
        let amounts = column(actions, "R2 効果額（千円）");
        set(actions, row, amounts, amount);
        actions.cells.remove(&CellAddress::new(row + 1, amounts));
        actions.merged.insert(CellAddress::new(row, amounts), row + 1);
        let (plan, findings) = import(&sheets).expect("understood");
        let planned =
            |at: usize| plan.actions().nth(at).and_then(|(_, action)| action.planned_effect.get(&plan.first_year));
        let [first, second] = [row as usize - 1, row as usize].map(|at| planned(at).copied());
        assert_eq!((first, second), (Some(Yen(1_000_000)), None), "{amount}");
        let told = findings.iter().any(|finding| finding.message.contains("いちばん上の行だけの値"));
        assert!(told, "{amount}: {findings:#?}");
    }
}

/// A row that holds nothing else is none, and a cell that is merged with its head is no text of a list.
#[test]
fn a_text_merged_with_empty_rows_or_with_its_head_fills_nothing() {
    let expected = fixture::sample();
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    let col = column(actions, "主担当");
    let last = actions.cells.keys().map(|at| at.row).max().expect("rows");
    actions.merged.insert(CellAddress::new(last, col), last + 2);
    actions.merged.insert(CellAddress::new(0, col), 1);
    let (plan, findings) = import(&sheets).expect("understood");
    assert!(plan == expected);
    assert_eq!(findings, []);
}

#[test]
fn what_excel_made_of_a_typing_is_said() {
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    for row in [3, 5] {
        set(actions, row, 0, "2026-01-02");
        actions.changes.insert(CellAddress::new(row, 0), Change::Date);
    }
    let findings = import(&sheets).expect_err("ids that became dates");
    let said: Vec<&Finding> = findings.iter().filter(|finding| finding.code == CHANGED).collect();
    let [finding] = said.as_slice() else { panic!("one line for both: {findings:#?}") };
    assert!(finding.message.contains("日付に変わっています") && finding.message.contains("A6"), "{finding}");
    assert_eq!(place(finding), "実践項目!A4");

    let mut sheets = master();
    let indicators = sheet(&mut sheets, "指標");
    let col = column(indicators, "R2 目標");
    let percent = crate::intake::normalize::format::view(0.8, "0%");
    indicators.changes.insert(CellAddress::new(1, col), Change::Shown(percent));
    indicators.changes.insert(CellAddress::new(2, col), Change::Date);
    indicators.changes.insert(CellAddress::new(3, col), Change::Uncached);
    indicators.cells.remove(&CellAddress::new(3, col));
    let findings = import(&sheets).expect_err("three cells");
    let places: Vec<String> = findings.iter().filter(|of| of.code == CHANGED).map(place).collect();
    assert_eq!(places, [2, 3, 4].map(|row| format!("指標!{}{row}", crate::vocabulary::column_letters(col))));
}

#[test]
fn a_cell_that_is_blank_is_named_by_its_own_place_and_head() {
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    actions.cells.remove(&CellAddress::new(6, 1));
    let (finding, at) = only(import(&sheets).expect_err("an item without a name"));
    assert_eq!((finding.code, at.as_str()), (MISSING_KEY, "実践項目!B7"));
    assert!(finding.message.contains("「実践項目」がありません") && !finding.to_string().contains("name"), "{finding}");
    let mut sheets = master();
    let frame = sheet(&mut sheets, FRAME_SHEET);
    frame.cells.retain(|at, _| !(at.row == 4 && at.col == 1));
    assert_eq!(only(import(&sheets).expect_err("no city")).1, "基本情報!B5");
}

#[test]
fn equal_findings_are_one_line_with_their_cells() {
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    for row in 2..=14 {
        set(actions, row, 2, "財政部/財務課");
    }
    let findings = import(&sheets).expect_err("no such department");
    let said: Vec<&Finding> = findings.iter().filter(|finding| finding.code == check::DANGLING).collect();
    let [finding] = said.as_slice() else { panic!("one line for all: {findings:#?}") };
    assert_eq!(place(finding), "実践項目!C3");
    for cell in ["C4", "C9", "C15"] {
        assert!(finding.message.contains(cell), "{finding}");
    }
}

#[test]
fn findings_speak_no_toml() {
    let mut sheets = master();
    for layout in LISTS {
        let at = sheet(&mut sheets, layout.name);
        for (col, _) in (0..).zip(layout.columns) {
            set(at, 1, col, "違う値");
        }
    }
    for row in 1..=FRAME.len() as u32 {
        set(sheet(&mut sheets, FRAME_SHEET), row, 1, "違う値");
    }
    let findings = import(&sheets).expect_err("all of it is wrong");
    assert!(findings.len() > 20, "{}", findings.len());
    let keys = LISTS.iter().flat_map(|layout| layout.columns).map(|column| column.key);
    let keys: Vec<&str> = keys.chain(FRAME.iter().map(|line| line.key)).filter(|key| key.len() > 3).collect();
    for finding in &findings {
        let said = [&finding.message, finding.expected.as_ref().unwrap_or(&finding.message)];
        let said = said.into_iter().chain(&finding.remedy).cloned().collect::<Vec<_>>().join("　");
        assert!(!place(finding).is_empty(), "{finding}");
        // The fields of other forms are typed by their keys in the workbook, too.
        let is_of_forms = place(finding).starts_with("他の様式");
        let keys = keys.iter().filter(|_| !is_of_forms);
        for toml in ["[[", "[goals", "[departments", "= …", "\" \"", "{ 名"].iter().chain(keys) {
            assert!(!said.contains(toml), "{toml} in {finding}");
        }
    }
}

#[test]
fn what_is_typed_into_a_cell_is_told_with_its_cell_its_head_and_what_to_type_instead() {
    let plan = fixture::sample();
    let mut sheets = master();
    let at = |sheets: &[SheetTable], name: &str, head: &str| {
        column(sheets.iter().find(|sheet| &*sheet.name == name).expect("a sheet"), head)
    };
    let (themes, responsible, numbers) = (
        at(&sheets, INITIATIVES.name, "テーマ"),
        at(&sheets, INITIATIVES.name, "担当部署"),
        at(&sheets, INITIATIVES.name, "印刷する番号"),
    );
    let (lead, target) = (at(&sheets, ACTIONS.name, "主担当"), at(&sheets, INDICATORS.name, "R2 目標"));
    let two_themes: Vec<&str> = plan.themes.iter().take(2).map(|theme| &*theme.short).collect();
    let units: Vec<String> = plan.departments.iter().take(2).map(|unit| unit.id.to_string()).collect();
    set(sheet(&mut sheets, INITIATIVES.name), 1, themes, &two_themes.join("、"));
    set(sheet(&mut sheets, INITIATIVES.name), 1, responsible, &units.join("、"));
    set(sheet(&mut sheets, INITIATIVES.name), 2, numbers, "1-(1)");
    set(sheet(&mut sheets, INITIATIVES.name), 3, numbers, "1-(1)");
    set(sheet(&mut sheets, ACTIONS.name), 1, lead, "");
    set(sheet(&mut sheets, INDICATORS.name), 1, target, "80%");
    let findings = import(&sheets).expect_err("wrong");
    let told = |name: &str, row: u32, col: u32| {
        let cell = format!("{name}!{}", CellAddress::new(row, col));
        let found: Vec<&Finding> = findings.iter().filter(|finding| place(finding) == cell).collect();
        assert_eq!(found.len(), 1, "{cell}: {findings:#?}");
        (found[0].message.clone(), found[0].remedy.clone().unwrap_or_default())
    };
    let divided = |parts: &str| format!("1行に1つずつ書いてください。\n{parts}");
    assert!(told(INITIATIVES.name, 1, themes).1.ends_with(&divided(&two_themes.join("\n"))));
    assert!(told(INITIATIVES.name, 1, responsible).1.ends_with(&divided(&units.join("\n"))));
    assert!(told(INITIATIVES.name, 3, numbers).0.contains("印刷する番号が同じ"));
    assert!(told(ACTIONS.name, 1, lead).0.contains("に「主担当」が"), "{:?}", told(ACTIONS.name, 1, lead));
    assert!(told(INDICATORS.name, 1, target).1.contains("80% は 80"));
    assert!(!findings.iter().any(|finding| finding.message.contains("担当部署がありません")), "{findings:#?}");
    // A sheet that only the program looks at is none that somebody could have meant.
    let mut sheets = master();
    let stray = sheet(&mut sheets, INITIATIVES.name);
    stray.name = "とりくみ".into();
    let said = format!("{:?}", import(&sheets).expect_err("a sheet is missing"));
    assert!(said.contains("とりくみ") && !said.contains(crate::contract::MASTER_SHEET), "{said}");
}

/// A list on one line is no name of its own: it is told how its parts are divided.
#[test]
fn names_on_one_line_of_a_cell_are_told_how_they_are_divided() {
    for (head, names) in [
        ("効果額の種別", "使用料の増加、委託料の減少、補助金の減少"),
        ("事業費の財源", "国庫支出金、都道府県支出金、一般財源"),
        ("評価の記号", "A、B、C、D"),
    ] {
        let mut sheets = master();
        let row = 1 + FRAME.iter().position(|line| line.label == head).expect("a line") as u32;
        set(sheet(&mut sheets, FRAME_SHEET), row, 1, names);
        let findings = import(&sheets).expect_err("one long name");
        let divided = names.replace('、', "\n");
        let is_told = |finding: &&Finding| finding.remedy.as_ref().is_some_and(|remedy| remedy.ends_with(&divided));
        let cell = format!("{FRAME_SHEET}!{}", CellAddress::new(row, 1));
        let told: Vec<&Finding> = findings.iter().filter(is_told).collect();
        assert!(told.len() == 1 && place(told[0]) == cell, "{head}: {findings:#?}");
    }
}

/// Whether a value at a cell is refused for what it is.
fn refused(sheets: &[SheetTable], cell: &str) -> Option<Finding> {
    let findings = match import(sheets) {
        Ok((_, findings)) | Err(findings) => findings,
    };
    let kinds = [check::UNKNOWN_WORD, WRONG_KIND, check::DANGLING];
    findings.into_iter().find(|finding| place(finding) == cell && kinds.contains(&finding.code))
}

#[test]
fn every_choice_of_a_drop_down_is_accepted() {
    let plan = fixture::sample();
    let departments: Vec<String> = plan.departments.iter().take(3).map(|unit| unit.id.to_string()).collect();
    let mut tried = 0;
    let base = master();
    let mut try_at = |sheet_name: &str, row: u32, col: u32, choices: &[&str]| {
        for choice in choices {
            let mut sheets = base.clone();
            set(sheet(&mut sheets, sheet_name), row, col, choice);
            let cell = format!("{sheet_name}!{}", CellAddress::new(row, col));
            assert!(refused(&sheets, &cell).is_none(), "{cell} {choice}: {:?}", refused(&sheets, &cell));
            tried += 1;
        }
    };
    for (row, line) in (1..).zip(FRAME) {
        if let Choices::Of(choices) = line.choices {
            try_at(FRAME_SHEET, row, 1, choices);
        }
    }
    for layout in LISTS {
        for (col, column) in (0..).zip(layout.columns) {
            match column.choices {
                Choices::Of(choices) if layout.name != DEPARTMENTS.name => try_at(layout.name, 1, col, choices),
                Choices::Departments => {
                    try_at(layout.name, 1, col, &departments.iter().map(String::as_str).collect::<Vec<_>>());
                }
                _ => {}
            }
        }
    }
    let stage = base.iter().find(|sheet| &*sheet.name == ACTIONS.name).map(|sheet| column(sheet, "R2 工程"));
    try_at(ACTIONS.name, 1, stage.expect("the column"), &Stage::ALL.each_ref().map(Stage::label));
    assert!(tried > 30, "{tried}");
    assert_eq!(MARK, "○");
}

/// Somebody put a title over the table: that is one finding, and the rest is read as ever.
#[test]
fn heads_below_a_row_of_somebodys_own_are_told_once() {
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    let moved = actions.cells.iter().map(|(at, text)| (CellAddress::new(at.row + 2, at.col), text.clone()));
    actions.cells = moved.collect();
    set(actions, 0, 0, "令和2年度の実践項目（案）");
    let findings = import(&sheets).expect_err("no heads in the first row");
    assert_eq!(findings.iter().map(place).collect::<Vec<_>>(), ["実践項目!A3"], "{findings:#?}");
    assert!(findings[0].message.contains("3行目"), "{}", findings[0]);
    // Heads that are nowhere are one finding, too.
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    for head in ["主担当", "重み"] {
        let col = column(actions, head);
        actions.cells.retain(|at, _| at.col != col);
    }
    let findings = import(&sheets).expect_err("no such heads");
    let missing = findings.iter().filter(|finding| finding.message.contains("列がありません"));
    assert_eq!(
        missing.map(|finding| finding.message.as_str()).collect::<Vec<_>>(),
        ["「実践項目」のシートに「主担当」「重み」の列がありません。"]
    );
}

#[test]
fn what_a_person_sees_otherwise_than_it_is_taken_is_told() {
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    let name = column(actions, "実践項目");
    for (row, unseen) in
        [(3, Unseen::StruckWords("旧".to_owned())), (5, Unseen::Hidden), (6, Unseen::Hidden), (7, Unseen::Invisible)]
    {
        actions.unseen.insert(CellAddress::new(row, name), unseen);
    }
    let memo = actions.cells.keys().map(|at| at.col).max().unwrap_or_default() + 1;
    set(actions, 0, memo, "メモ");
    set(actions, 4, memo, "隠した控え");
    actions.unseen.insert(CellAddress::new(4, memo), Unseen::Hidden);
    let (plan, findings) = import(&sheets).expect("still the plan");
    assert!(plan == fixture::sample());
    let told: Vec<String> = findings.iter().map(|finding| format!("{} {}", place(finding), finding.message)).collect();
    assert_eq!(
        told,
        [
            "実践項目!B4 取消線のある文字は、計画に入れません。",
            "実践項目!B6 隠れた行や列の値も、計画に入れます。同じ指摘のセルがほかにもあります：B7。",
            "実践項目!B8 見えない文字（背景と同じ色など）の値も、計画に入れます。",
        ]
    );
    sheet(&mut sheets, ACTIONS.name).unseen.insert(CellAddress::new(9, name), Unseen::Struck);
    assert_eq!(only(import(&sheets).expect_err("in the plan or not?")).1, "実践項目!B10");
}

/// An example is a row whose first cell is marked, below the heads wherever those are; 基本情報 has none.
#[test]
fn struck_values_are_told_in_rows_that_are_read_only() {
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    let (name, last) = (column(actions, "実践項目"), actions.cells.keys().map(|at| at.row).max().unwrap_or_default());
    set(actions, last + 1, 0, "（例）1-1");
    set(actions, last + 1, name, "消した例");
    actions.unseen.insert(CellAddress::new(last + 1, name), Unseen::Struck);
    let prose = sheet(&mut sheets, PROSE_SHEET);
    let text = column(prose, "文章");
    set(prose, 500, 0, "表の前の章");
    set(prose, 500, text, "（例）消した章");
    prose.unseen.insert(CellAddress::new(500, text), Unseen::Struck);
    assert!(import(&sheets).expect("examples are not read").0 == fixture::sample());
    let actions = sheet(&mut sheets, ACTIONS.name);
    let memo = actions.cells.keys().map(|at| at.col).max().unwrap_or_default() + 1;
    set(actions, 0, memo, "メモ");
    set(actions, 5, memo, "（例）ではない");
    actions.unseen.insert(CellAddress::new(5, name), Unseen::Struck);
    actions.unseen.insert(CellAddress::new(5, memo), Unseen::Struck);
    let struck = |sheets: &[SheetTable]| {
        let findings = import(sheets).expect_err("in the plan or not?");
        findings.iter().filter(|of| of.severity == Severity::Fatal).map(place).collect::<Vec<_>>()
    };
    assert_eq!(struck(&sheets), ["実践項目!B6"]);
    sheet(&mut sheets, ACTIONS.name).unseen.clear();
    let frame = sheet(&mut sheets, FRAME_SHEET);
    set(frame, 1, 1, "（例）の計画");
    frame.unseen.insert(CellAddress::new(1, 1), Unseen::Struck);
    assert_eq!(struck(&sheets), ["基本情報!B2"]);
    // Under a title the heads and the memos are what they are in the first row.
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    set(actions, 0, memo, "メモ");
    set(actions, 5, memo, "控え");
    let cells = std::mem::take(&mut actions.cells).into_iter();
    actions.cells = cells.map(|(at, text)| (CellAddress::new(at.row + 1, at.col), text)).collect();
    set(actions, 0, 0, "実践項目（案）");
    for (row, col) in [(0, 0), (1, name), (6, memo)] {
        actions.unseen.insert(CellAddress::new(row, col), Unseen::Struck);
    }
    assert_eq!(struck(&sheets), ["実践項目!A2"]);
}

#[test]
fn what_follows_from_an_item_that_could_not_be_read_is_not_told_beside_it() {
    let messages = |sheets: &[SheetTable]| -> Vec<String> {
        let findings = import(sheets).expect_err("wrong");
        findings.iter().map(|finding| format!("{} {}", place(finding), finding.message)).collect()
    };
    // Every item of an initiative under a department that there is none of; a number that Excel made a date of.
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    let rows: Vec<u32> =
        actions.cells.iter().filter(|(at, id)| at.col == 0 && id.starts_with("1-")).map(|(at, _)| at.row).collect();
    for row in &rows {
        set(actions, *row, 2, "財政部/財務課");
    }
    let told = messages(&sheets);
    assert!(told.len() == 1 && told[0].contains("部署の一覧にありません"), "{told:#?}");
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    for row in &rows {
        set(actions, *row, 0, "2026-01-02");
        actions.changes.insert(CellAddress::new(*row, 0), Change::Date);
    }
    let told = messages(&sheets);
    assert!(told.len() == 1 && told[0].contains("日付に変わっています"), "{told:#?}");
    // One number twice is one mistake.
    let mut sheets = master();
    let actions = sheet(&mut sheets, ACTIONS.name);
    let first = actions.text(rows[0], 0).to_owned();
    let last = rows.last().copied().expect("rows");
    actions.cells.remove(&CellAddress::new(last, column(actions, "印刷する番号")));
    set(actions, last, 0, &first);
    let told = messages(&sheets);
    assert!(told.iter().any(|told| told.contains("同じ番号の実践項目が2つ")), "{told:#?}");
    assert!(!told.iter().any(|told| told.contains("印刷する番号")), "{told:#?}");
}

#[test]
fn heads_and_examples_of_them_are_the_sheets() {
    let mut sheets = master();
    for name in [ACTIONS.name, INDICATORS.name] {
        // The plan begins in 令和3年度 here: the heads of the year before are gone.
        let sheet = sheet(&mut sheets, name);
        let gone: Vec<u32> = sheet
            .cells
            .iter()
            .filter(|(at, text)| at.row == 0 && text.starts_with("R2 "))
            .map(|(at, _)| at.col)
            .collect();
        sheet.cells.retain(|at, _| !gone.contains(&at.col));
    }
    let actions = sheet(&mut sheets, ACTIONS.name);
    let (dollars, effects) = (column(actions, "R4 効果額（千円）"), column(actions, "R5 効果額（千円）"));
    set(actions, 0, dollars, "R4 効果額（ドル）");
    set(actions, 3, effects, "2026-05-01");
    actions.changes.insert(CellAddress::new(3, effects), Change::Date);
    let findings = import(&sheets).expect_err("two mistakes");
    let said = format!("{findings:?}");
    assert!(said.contains("R3 効果額（千円） のように") && !said.contains("R2 効果額"), "{said}");
    assert!(said.contains("「R5 効果額（千円）」は数の欄"), "{said}");
}

/// Each sheet of a new master shows by an example what goes where, and none of it is read.
#[test]
fn every_sheet_of_a_new_master_has_an_example_that_is_not_read() {
    for shape in Shape::ALL {
        let bytes = new(shape, ("計画", "甲市"), (FiscalYear(2026), 2), &Rhythm::default()).expect("a master");
        let sheets = read_tables(&bytes).expect("a workbook");
        for layout in LISTS.iter().filter(|layout| layout.name != GRADES.name) {
            let table = sheets.iter().find(|sheet| &*sheet.name == layout.name).expect("the sheet");
            let is_goals_of_shape = layout.name == GOALS.name && table.rows().len() > 2;
            let first = table.rows().get(1).and_then(|row| row.first().cloned()).unwrap_or_default();
            assert!(first.starts_with("（例）") || is_goals_of_shape, "{shape:?} {}: {first}", layout.name);
        }
        let findings = import(&sheets).expect_err("nothing has been typed in");
        let is_frame = |finding: &&Finding| place(finding).starts_with(FRAME_SHEET);
        let others: Vec<&Finding> = findings.iter().filter(|finding| !is_frame(finding)).collect();
        assert!(others.iter().all(|finding| !finding.message.contains("例")), "{shape:?} {others:#?}");
    }
}

#[test]
fn a_workbook_that_is_no_master_is_said_to_be_none() {
    let mut sheets = master();
    sheets.retain(|sheet| &*sheet.name != FRAME_SHEET && &*sheet.name != INDICATORS.name);
    let (finding, _) = only(import(&sheets).expect_err("sheets are missing"));
    assert_eq!(finding.message, "「基本情報」「指標」のシートがありません。");
    sheet(&mut sheets, ACTIONS.name).name = "実践項目一覧".into();
    let findings = import(&sheets).expect_err("renamed");
    assert_eq!(findings.iter().map(place).collect::<Vec<_>>(), ["", "実践項目一覧"], "{findings:#?}");
    let mut list = sheet(&mut sheets, "実践項目一覧").clone();
    list.name = "Sheet1".into();
    let (finding, _) = only(import(&[list]).expect_err("no master"));
    assert!(finding.message.contains("計画の原本のブックではありません"), "{finding}");
}
