//! What a form asks for from year to year, by the records that merging makes of the answers.

use std::sync::Arc;

use super::progress;
use crate::contract::entries::Entries;
use crate::contract::{EXAMPLE_SHEET, Field, HIDDEN_SHEET};
use crate::intake::fixture::{form, intake, rating};
use crate::intake::table::{SheetTable, read_tables};
use crate::merge::record::YearRecord;
use crate::merge::{codes, merge};
use crate::plan::Plan;
use crate::plan::fixture::{self, YEAR, unit};
use crate::vocabulary::{ActionId, Amount, FiscalYear, InitiativeNo, Period};

#[test]
fn an_opinion_is_asked_about_every_year_until_it_has_an_answer() {
    let plan = fixture::small();
    let ratings = vec![rating("委員1.xlsx", &[(1, Some(4), Some("周知を。")), (2, None, Some("急いで。"))])];
    let answering = |year: FiscalYear, text: &str| {
        form("二課", "b.xlsx").year(year).row((2, 1), |row| {
            row.grade(1).response(text);
        })
    };
    let first = merge(&plan, YEAR, intake(vec![], ratings), None, &[]);
    let mut records: Vec<Arc<YearRecord>> = vec![Arc::new(first)];
    let waiting = |record: &YearRecord| {
        let all = record.initiatives.keys().flat_map(|no| record.opinions_to_answer(*no));
        all.map(|opinion| plan.opinion_number(opinion.id)).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&records[0]), ["R2-1-1", "R2-2-1"]);
    for (text, left, messages) in [
        ("", &["R2-1-1", "R2-2-1"][..], &["前年度の"; 2][..]),
        ("【R2-2-1】年内に始めた。", &["R2-1-1"], &["令和2年度からの"]),
        ("【R2-1-1】ほかの取組の意見への対応。", &["R2-1-1"], &["令和2年度からの"]),
    ] {
        let last = records.last().expect("one").clone();
        let year = last.year.next();
        // The form asks for what is left.
        let blank = progress::write(&plan, year, Period::YEAR_END, &unit("二課"), (Some(&last), None));
        let tables = read_tables(&blank.expect("a form")).expect("readable");
        let asked = |id: &str| tables[0].cells.values().any(|text| text.contains(&format!("【{id}】")));
        assert_eq!(asked("R2-2-1"), waiting(&last).contains(&"R2-2-1".to_owned()), "{year}");
        let forms = if text.is_empty() { vec![] } else { vec![answering(year, text).build()] };
        let record = merge(&plan, year, intake(forms, vec![]), None, &records);
        assert_eq!(waiting(&record), left, "{year}");
        let found = record.findings.iter().filter(|finding| finding.code == codes::UNANSWERED);
        let found: Vec<&str> =
            found.map(|finding| finding.message.split("審議会").next().unwrap_or_default()).collect();
        assert_eq!(found, messages, "{year}");
        records.push(Arc::new(record));
    }
    // What was answered in the second year is not repeated in the fourth.
    let told = |record: &YearRecord| {
        record.last_opinions.values().flatten().any(|opinion| plan.opinion_number(opinion.id) == "R2-2-1")
    };
    assert!(told(&records[2]) && !told(&records[3]));
}

fn computing() -> Plan {
    fixture::computing([110, 100, 50, 0])
}

/// The tables of a blank form.
fn blank(plan: &Plan, year: FiscalYear, name: &str, last: Option<&YearRecord>) -> Vec<SheetTable> {
    let form = progress::write(plan, year, Period::YEAR_END, &unit(name), (last, None)).expect("a form");
    read_tables(&form).expect("readable")
}

/// The choices of a drop-down by its key.
fn choices(tables: &[SheetTable], key: &str) -> Vec<String> {
    let rows = tables.iter().find(|table| &*table.name == HIDDEN_SHEET).expect("the hidden sheet").rows();
    rows.iter().filter(|row| row.len() > 2 && row[0] == "choice" && row[1] == key).map(|row| row[2].clone()).collect()
}

fn says(tables: &[SheetTable], text: &str) -> bool {
    tables[0].cells.values().any(|cell| cell.contains(text))
}

#[test]
fn a_computed_grade_is_not_asked_for_and_what_only_a_person_gives_is() {
    // 一課 has one item, with an indicator.
    let tables = blank(&computing(), YEAR, "一課", None);
    assert_eq!(choices(&tables, "grade_stated"), ["－ 対象外"]);
    assert!(says(&tables, "指標の実績値から計算します"));
    // Where every grade is computed there is nothing to choose, and no column for it.
    let mut all = computing();
    all.grades.grades.pop();
    all.initiatives[0].actions[1].open = false;
    let tables = blank(&all, YEAR, "一課", None);
    let heads: Vec<&String> = tables[0].cells.values().collect();
    assert!(choices(&tables, "grade_stated").is_empty() && !heads.iter().any(|head| *head == "進捗区分"));
    // 二課 leads an item without indicators, which it grades.
    let tables = blank(&all, YEAR, "二課", None);
    assert!(tables[0].cells.values().any(|head| head == "進捗区分"));
    // A plan whose departments choose says nothing of it.
    let tables = blank(&fixture::small(), YEAR, "一課", None);
    assert!(!says(&tables, "計算します") && choices(&tables, "grade_stated").is_empty());
}

/// A part of a workbook.
fn part(workbook: Vec<u8>, name: &str) -> String {
    let mut container = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("a container");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut container.by_name(name).expect("the part"), &mut text).expect("text");
    text
}

fn styles(workbook: Vec<u8>) -> String {
    part(workbook, "xl/styles.xml")
}

/// The number formats of a blank form's styles.
fn formats(plan: &Plan) -> String {
    styles(progress::write(plan, YEAR, Period::YEAR_END, &unit("一課"), (None, None)).expect("a form"))
}

/// 17.55 of an indicator whose last target is 20.25 must not be shown as 18 while the department types it.
#[test]
fn a_result_is_shown_with_the_decimals_of_any_target_and_of_the_value_before_the_plan() {
    let mut plan = fixture::small();
    assert!(!formats(&plan).contains("#,##0.0"));
    let number = |text: &str| text.parse::<rust_decimal::Decimal>().expect("a number");
    plan.initiatives[0].actions[0].indicators[0].targets.insert(plan.last_year, number("20.25"));
    assert!(formats(&plan).contains("#,##0.00;"));
    plan.initiatives[0].actions[0].indicators[0].baseline = Some(number("1.125"));
    assert!(formats(&plan).contains("#,##0.000;"));
}

/// A number that has more decimals than the plan's targets is seen as it was typed: in a form that goes back, and a year later.
#[test]
fn a_number_is_shown_with_the_decimals_that_it_has() {
    let plan = fixture::small();
    let first = ActionId::new(1, 1);
    let mut entries = Entries::new();
    entries.set_row(first, Field::Indicator1, 489.5);
    let filled = |entries: &Entries| {
        progress::write_filled(&plan, YEAR, Period::YEAR_END, &unit("一課"), None, entries).expect("a form")
    };
    let formats = styles(filled(&entries));
    assert!(formats.contains("#,##0.0;") && !formats.contains("#,##0.00;"), "{formats}");
    entries.set_row(first, Field::RevenueOnce, 120.25);
    assert!(styles(filled(&entries)).contains("#,##0.00;"));
    assert_eq!([489.5, 120.25, 12.0, 0.1 + 0.2].map(super::number_formats::decimals_of), [1, 2, 0, 6]);
    let half = rust_decimal::Decimal::new(4895, 1);
    let submission = form("一課", "a.xlsx").row((1, 1), |row| {
        row.put(Field::Indicator1, Amount::Value(half));
    });
    let last = merge(&plan, YEAR, intake(vec![submission.build()], vec![]), None, &[]);
    let next = progress::write(&plan, YEAR.next(), Period::YEAR_END, &unit("一課"), (Some(&last), None));
    assert!(styles(next.expect("a form")).contains("#,##0.0;"));
}

/// The names of grades stand in one line beside 実績 of last year, and the head breaks between its words.
#[test]
fn last_years_grades_stand_in_a_column_that_holds_them() {
    let widest = |name: &str| {
        let mut plan = fixture::small();
        plan.grades.grades[0].name = name.to_owned();
        let last = merge(&plan, YEAR, intake(vec![], vec![]), None, &[]);
        let next = progress::write(&plan, YEAR.next(), Period::YEAR_END, &unit("一課"), (Some(&last), None));
        let next = next.expect("a form");
        assert!(says(&read_tables(&next).expect("readable"), "前年度の\n区分"));
        let sheet = part(next, "xl/worksheets/sheet1.xml");
        // The seventh column, where there is nothing of it, is as wide as the one before it.
        let column = sheet.split("<col ").find(|column| column.contains("max=\"7\"")).expect("the column");
        let of = |text: &str, name: &str| -> f64 {
            let value = text.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
            value.and_then(|(value, _)| value.parse().ok()).expect("a number")
        };
        (of(column, "width"), of(&sheet, "scale"))
    };
    let (short, long, longest) = (widest("良い"), widest("計画を上回る"), widest("当初の計画を大きく上回る"));
    assert!(long.0 > short.0 + 1.0, "{short:?} {long:?}");
    assert!(longest.0 < long.0 + 0.1, "a long name has two lines");
    assert_eq!(short.1, long.1, "the page is as wide as before");
}

/// An indicator with a target of a later year alone: the form says it, with its year.
#[test]
fn the_target_of_a_later_year_is_named_with_it() {
    let mut plan = fixture::small();
    let target = [(plan.last_year, rust_decimal::Decimal::from(60))];
    plan.initiatives[0].actions[0].indicators[0].targets = target.into();
    assert!(says(&blank(&plan, YEAR, "一課", None), "目標（令和6年度） 60件"));
}

#[test]
fn what_has_ended_has_no_row_and_whoever_has_nothing_else_gets_no_form() {
    let plan = computing();
    let end = |file: &str, name: &str, id: (u16, u16)| {
        let form = form(name, file).row(id, |row| {
            row.grade(4).result("終えた。");
        });
        form.build()
    };
    let ended = vec![end("a.xlsx", "一課", (1, 1)), end("b.xlsx", "二課", (1, 2))];
    let last = merge(&plan, YEAR, intake(ended, vec![]), None, &[]);
    let next = YEAR.next();
    let units = super::departments(&plan, next, Some(&last));
    assert_eq!(units, [unit("二課")]);
    assert!(super::departments(&plan, next, None).contains(&unit("一課")));
    let tables = blank(&plan, next, "二課", Some(&last));
    assert!(says(&tables, "実践項目2-1") && !tables[0].cells.values().any(|cell| cell == "1-2"));
    assert!(says(&tables, "※ 1-2「実践項目1-2」は、令和2年度に「対象外」となったため、記入は要りません。"));
    assert!(matches!(
        progress::write(&plan, next, Period::YEAR_END, &unit("一課"), (Some(&last), None)),
        Err(super::Error::NoRows { .. })
    ));
}

/// Opinions are asked about in a row that there is: not in that of an item that has ended, unless every item of its initiative has.
#[test]
fn opinions_wait_in_a_row_that_the_form_has() {
    let mut plan = computing();
    plan.initiatives[0].actions[1].lead = unit("一課");
    let waiting = |ids: &[(u16, u16)]| {
        let form = ids.iter().fold(form("一課", "a.xlsx"), |form, id| {
            form.row(*id, |row| {
                row.grade(4).result("終えた。");
            })
        });
        let ratings = vec![rating("委員1.xlsx", &[(1, Some(4), Some("周知を。"))])];
        merge(&plan, YEAR, intake(vec![form.build()], ratings), None, &[])
    };
    let next = YEAR.next();
    let last = waiting(&[(1, 1)]);
    let tables = blank(&plan, next, "一課", Some(&last));
    assert!(says(&tables, "【R2-1-1】") && says(&tables, "記入は要りません。"));
    assert!(!tables[0].cells.values().any(|cell| cell == "1-1"));
    let last = waiting(&[(1, 1), (1, 2)]);
    let tables = blank(&plan, next, "一課", Some(&last));
    assert!(says(&tables, "【R2-1-1】") && says(&tables, "（令和2年度に完了。意見への対応だけを記入）"));
    assert!(super::departments(&plan, next, Some(&last)).contains(&unit("一課")));
    // The answer is one, and nothing else is said of the row.
    let answer = form("一課", "b.xlsx").year(next).row((1, 1), |row| {
        row.response("広報で周知した。");
    });
    let record = merge(&plan, next, intake(vec![answer.build()], vec![]), None, &[Arc::new(last)]);
    assert_eq!(record.last_opinions[&InitiativeNo(1)][0].responses.len(), 1);
    let said: Vec<&str> = record.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(!said.iter().any(|said| said.contains("1-1")), "{said:?}");
}

/// A few notes on what is listed again stand over the table, where they are read first; below it they might be alone on a printed page.
#[test]
fn few_notes_on_items_stand_over_the_table_and_many_below_it() {
    let rows_of_notes = |count: u16| -> Vec<u32> {
        let mut plan = fixture::small();
        let mut again = plan.initiatives[0].actions[0].clone();
        again.repeats = Some(again.id);
        again.indicators.clear();
        let initiative = plan.initiatives.last_mut().expect("an initiative");
        let first = initiative.actions.iter().map(|action| action.id.number).max().unwrap_or(0) + 1;
        for number in first..first + count {
            let id = ActionId { initiative: initiative.no, number };
            initiative.actions.push(crate::plan::ActionItem { id, ..again.clone() });
        }
        let form = blank(&plan, YEAR, "一課", None).swap_remove(0);
        let notes = form.cells.iter().filter(|(_, text)| text.contains("の再掲です。"));
        notes.map(|(at, _)| at.row).collect()
    };
    // The plan has one such item of its own.
    assert_eq!(rows_of_notes(7), [6]);
    let many = rows_of_notes(8);
    assert!(many.len() == 9 && many.iter().all(|row| *row > 9), "{many:?}");
}

/// 記入例 and the messages of the cells speak to the people of the place.
#[test]
fn a_towns_form_speaks_of_its_people() {
    let plan = Plan { city: "甲町".to_owned(), ..fixture::small() };
    let tables = blank(&plan, YEAR, "二課", None);
    let guide = tables.iter().find(|table| &*table.name == EXAMPLE_SHEET).expect("記入例");
    let guide: String = guide.cells.values().cloned().collect();
    assert!(guide.contains("町民に分かる言葉") && !guide.contains("市民"), "{guide}");
}

/// The lines of 記入例 by the heads of the columns that they are about.
fn lines_of_guide(tables: &[SheetTable]) -> Vec<String> {
    let guide = tables.iter().find(|table| &*table.name == EXAMPLE_SHEET).expect("記入例");
    guide.rows().into_iter().filter_map(|row| row.first().cloned()).filter(|head| !head.is_empty()).collect()
}

/// 記入例 explains the columns that the form has: answers to opinions where there are opinions, results of indicators where there are any.
#[test]
fn the_example_sheet_has_the_lines_of_the_forms_columns() {
    let plan = fixture::small();
    let has = |tables: &[SheetTable], head: &str| lines_of_guide(tables).iter().any(|line| line == head);
    let first = blank(&plan, YEAR, "一課", None);
    assert!(has(&first, "課題") && has(&first, "指標の実績値") && !has(&first, "意見への対応"));
    let ratings = vec![rating("委員1.xlsx", &[(1, Some(4), Some("周知を。")), (2, None, None)])];
    let last = merge(&plan, YEAR, intake(vec![], ratings), None, &[]);
    let second = blank(&plan, YEAR.next(), "一課", Some(&last));
    assert!(says(&second, "【R2-1-1】") && has(&second, "意見への対応"));
    let mut without = fixture::small();
    without
        .initiatives
        .iter_mut()
        .flat_map(|initiative| &mut initiative.actions)
        .for_each(|action| action.indicators.clear());
    assert!(!has(&blank(&without, YEAR, "一課", None), "指標の実績値"));
}
