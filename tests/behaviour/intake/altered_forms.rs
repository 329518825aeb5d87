//! Forms of ours that somebody has altered: rows sorted without their numbers, columns with other heads, inserted columns, other units.
//! What was entered is never taken for something else.

use std::collections::BTreeMap;

use kaikaku::contract::{Entry, Field};
use kaikaku::finding::Severity;
use kaikaku::intake::FileReading;
use kaikaku::intake::table::read_tables;
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{ActionId, CellAddress};

use super::container::{Laid, retyped};
use super::moved_forms::book;
use super::{codes, filled, lines, only, plan, read};

/// The cells of the entry sheet, by row and column.
type Cells = BTreeMap<(u32, u32), String>;

/// The row of the heads.
const HEADS: u32 = 8;

/// The filled form of ours after `edit` has altered the cells of its entry sheet.
fn altered(bytes: &[u8], edit: impl Fn(&mut Cells)) -> Vec<u8> {
    rewritten(bytes, edit, |xml| xml)
}

/// The same after `rewrite` has altered the XML of that sheet, too.
fn rewritten(bytes: &[u8], edit: impl Fn(&mut Cells), rewrite: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut sheets = Vec::new();
    for table in read_tables(bytes).expect("our own form") {
        let is_entry = table.name.as_ref() == "入力";
        let mut cells: Cells = table.cells.iter().map(|(at, text)| ((at.row, at.col), text.clone())).collect();
        if is_entry {
            edit(&mut cells);
        }
        let laid = cells.iter().fold(Laid::default(), |laid, ((row, col), text)| match text.parse::<f64>() {
            Ok(number) if is_entry && !text.starts_with('0') => laid.number(*row, *col, number, 0),
            _ => laid.text(*row, *col, text),
        });
        let xml = if is_entry { rewrite(laid.xml()) } else { laid.xml() };
        sheets.push((table.name.to_string(), table.visible, xml));
    }
    book(&sheets)
}

/// The cells of the entry sheet of a form.
fn cells_of(bytes: &[u8]) -> Cells {
    let tables = read_tables(bytes).expect("our own form");
    let table = tables.into_iter().find(|table| table.name.as_ref() == "入力").expect("the sheet");
    table.cells.into_iter().map(|(at, text)| ((at.row, at.col), text)).collect()
}

/// The column with a head.
fn column(cells: &Cells, head: &str) -> u32 {
    let is_head = |text: &str| text.replace('\n', "") == head;
    let found = cells.iter().find(|((row, _), text)| *row == HEADS && is_head(text));
    found.map(|((_, col), _)| *col).unwrap_or_else(|| panic!("no head {head}"))
}

/// The row of an item.
fn row(cells: &Cells, number: &str) -> u32 {
    cells.iter().find(|((_, col), text)| *col == 0 && *text == number).map(|((row, _), _)| *row).expect("the row")
}

/// Inserts a column before `col`, below the heads' groups too, with a head and an entry.
fn insert_column(cells: &mut Cells, col: u32, head: &str, row: u32, entry: &str) {
    let moved =
        cells.iter().map(|((row, at), text)| ((*row, at + u32::from(*at >= col && *row >= HEADS)), text.clone()));
    *cells = moved.collect();
    cells.insert((HEADS, col), head.to_owned());
    cells.insert((row, col), entry.to_owned());
}

fn number(plan: &Plan, action: ActionId) -> String {
    plan.number(action)
}

fn entry(reading: &FileReading, action: ActionId) -> Entry {
    let mut entries = reading.submissions.iter().flat_map(|submission| &submission.entries);
    let entry = entries.find(|entry| entry.action.value == action);
    entry.map(|entry| Entry::clone(entry)).expect("the row")
}

#[test]
fn an_inserted_column_never_displaces_one_of_the_form() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    let before = entry(&read(&plan, &bytes), action);
    for head in [
        "歳出減",
        "歳入増",
        "実績値",
        "今後の課題",
        "問題点",
        "備考",
        "メモ",
        "前年度の実績",
        "今後の予定",
        "取組状況",
        "評価",
        "区分",
        "理由",
        "その他",
        "担当者",
        "指標2の実績値（参考）",
        "",
    ] {
        for place in ["実績", "歳入増（単年度）", "課題", "内部メモ"] {
            let form = altered(&bytes, |cells| {
                let (row, col) = (row(cells, &number(&plan, action)), column(cells, place));
                insert_column(cells, col, head, row, "別の列の記入");
            });
            let reading = read(&plan, &form);
            let after = entry(&reading, action);
            assert!(before.says_the_same(&after), "{head} {place} {}", lines(&reading.findings));
            let told = reading
                .findings
                .iter()
                .any(|at| at.code.0 == "intake.outside" && at.found.as_deref() == Some("別の列の記入"));
            assert!(told, "{head} {place} {}", lines(&reading.findings));
        }
    }
}

#[test]
fn a_column_whose_head_says_something_else_goes_back() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    for (head, field, others) in [
        (
            "歳入増（単年度）",
            Field::RevenueOnce,
            &[
                "前年度の歳入増（単年度）",
                "歳入増（単年度）計画",
                "歳出増（単年度）",
                "歳入増（単年度・円）",
                "歳入増（単年度）　※円単位",
                "歳入増（単年度）￥",
            ][..],
        ),
        ("進捗区分", Field::Grade, &["前年度の進捗区分", "区分の見込み"]),
        ("実績", Field::Result, &["計画の内容", "意見"]),
        ("課題", Field::Issues, &["会議録"]),
    ] {
        for other in others {
            let form = altered(&bytes, |cells| {
                let col = column(cells, head);
                cells.insert((HEADS, col), (*other).to_owned());
            });
            let reading = read(&plan, &form);
            let after = entry(&reading, action);
            assert!(after.iter().all(|(at, _)| at != field) && after.rejected().contains(&field), "{other}");
            let finding = reading.findings.iter().find(|at| at.code.0 == "intake.column-unclear");
            assert_eq!(finding.and_then(|at| at.found.as_deref()), Some(*other), "{}", lines(&reading.findings));
        }
        // An empty head is read by its place, with a word about it.
        let form = altered(&bytes, |cells| {
            let col = column(cells, head);
            cells.remove(&(HEADS, col));
        });
        let reading = read(&plan, &form);
        assert!(entry(&reading, action).iter().any(|(at, _)| at == field), "{head}");
        assert_eq!(codes(&reading.findings), ["moved"], "{head} {}", lines(&reading.findings));
    }
}

#[test]
fn two_columns_that_may_both_be_meant_go_back() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    // The head of 課題 is gone, and another column bears one of its names.
    let form = altered(&bytes, |cells| {
        let (row, col) = (row(cells, &number(&plan, action)), column(cells, "課題"));
        cells.remove(&(HEADS, col));
        let beside = column(cells, "内部メモ") + 1;
        cells.insert((HEADS, beside), "今後の課題".to_owned());
        cells.insert((row, beside), "別の課題".to_owned());
    });
    let reading = read(&plan, &form);
    let after = entry(&reading, action);
    assert!(after.text(Field::Issues).is_none() && after.rejected() == [Field::Issues], "{}", lines(&reading.findings));
    // The same head twice, the table moved, and nothing that says which of the two is the form's.
    let form = altered(&bytes, |cells| {
        let (row, col) = (row(cells, &number(&plan, action)), column(cells, "歳入増（単年度）"));
        insert_column(cells, col, "歳入増（単年度）", row, "999");
    });
    let reading = read(&plan, &form);
    let after = entry(&reading, action);
    assert_eq!(
        (after.effects().count(), after.rejected()),
        (0, &[Field::RevenueOnce][..]),
        "{}",
        lines(&reading.findings)
    );
}

#[test]
fn rows_that_name_another_item_go_back() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    let other = plan.actions().find(|(_, at)| at.id != action && at.lead == super::unit()).map(|(_, at)| at.clone());
    let other = other.expect("a second item");
    let initiative = plan.initiatives.iter().find(|at| at.actions.iter().all(|at| at.id != action)).expect("another");
    let numbered = format!("{} {}", initiative.printed, initiative.name);
    let lead = format!("{}\n（主担当：財政課）", other.name);
    for (head, text) in [
        ("実践項目", other.name.as_str()),
        ("実践項目", &lead),
        ("取組項目", &numbered),
        ("取組項目", &initiative.name),
    ] {
        let form = altered(&bytes, |cells| {
            let (row, col) = (row(cells, &number(&plan, action)), column(cells, head));
            cells.insert((row, col), text.to_owned());
        });
        let reading = read(&plan, &form);
        let after = entry(&reading, action);
        assert_eq!(after.iter().filter(|(field, _)| field.is_open()).count(), 0, "{text} {}", lines(&reading.findings));
        assert!(after.rejected().contains(&Field::Result), "{text}");
        assert_eq!(codes(&reading.findings), ["row-contradicts"], "{text} {}", lines(&reading.findings));
        assert_eq!(reading.findings[0].severity, kaikaku::finding::Severity::Error);
    }
    // A name that was merely changed is told, and the row is read by its number.
    let form = altered(&bytes, |cells| {
        let (row, col) = (row(cells, &number(&plan, action)), column(cells, "実践項目"));
        cells.insert((row, col), "書き換えた実践項目".to_owned());
    });
    let reading = read(&plan, &form);
    assert!(entry(&reading, action).text(Field::Result).is_some());
    assert_eq!(codes(&reading.findings), ["row-contradicts"], "{}", lines(&reading.findings));
    assert_eq!(reading.findings[0].severity, kaikaku::finding::Severity::Warning);
    let decision = reading.findings[0].for_office.clone().unwrap_or_default();
    assert!(
        decision.contains("計画の名前を改めた"),
        "the office knows whether it was the plan that changed: {decision}"
    );
    // Nothing was typed into the row of another item: there is nothing to ask.
    let form = altered(&bytes, |cells| {
        let (row, col) = (row(cells, &number(&plan, other.id)), column(cells, "実践項目"));
        cells.insert((row, col), "計画の見直しの前の名".to_owned());
    });
    assert_eq!(codes(&read(&plan, &form).findings), [""; 0]);
}

#[test]
fn units_of_heads_and_notes_are_known_or_asked_about() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    // 1,200 in the unit that the head of the group or a note above names; None where it has to go back.
    for (at, text, yen) in [
        ("group", "効果額（円・税込）", Some(1_200)),
        ("group", "効果額（\\）", Some(1_200)),
        ("group", "効果額（￥）", Some(1_200)),
        ("group", "効果額（百万円）", Some(1_200_000_000)),
        ("group", "効果額（千ドル）", None),
        ("group", "効果額（仟円）", None),
        ("group", "効果額（K円）", None),
        ("group", "効果額（千円）※M列のみ円", None),
        ("note", "効果額は百万円単位で記入", None),
        ("note", "（効果額の単位：円）", None),
        ("note", "※金額は円で記入しています", None),
        ("note", "（金額：円）", None),
        ("note", "金額は千円で記入", Some(1_200_000)),
        ("top", "（単位：円）", None),
        ("top", "（単位：千円）", Some(1_200_000)),
        ("top", "（単位：1,000円）", Some(1_200_000)),
        ("top", "（単位：1,000,000円）", None),
        ("top", "（単位：効果額は千円、指標は円）", Some(1_200_000)),
        ("top", "（単位：効果額は円、指標は千円）", None),
        // Beside the title, where the notice and a date stand, too.
        ("title", "（単位：円）", None),
        ("title", "（単位：千円）", Some(1_200_000)),
        ("note", "効果額は千円単位で記入", Some(1_200_000)),
    ] {
        let form = altered(&bytes, |cells| {
            let col = column(cells, "歳入増（単年度）");
            let place = match at {
                "group" => (HEADS - 1, col),
                // Above the cover.
                "top" => (1, col),
                "title" => {
                    cells.insert((0, col + 3), "令和3年5月10日現在".to_owned());
                    (0, col)
                }
                _ => (HEADS - 2, 3),
            };
            cells.insert(place, text.to_owned());
        });
        let reading = read(&plan, &form);
        let after = entry(&reading, action);
        let effects: Vec<i64> = after.effects().filter_map(|(_, at)| at.value.value().map(|yen| yen.0)).collect();
        assert_eq!(effects, Vec::from_iter(yen), "{text} {}", lines(&reading.findings));
        if yen.is_none() {
            let message: String = reading.findings.iter().map(|at| at.message.clone()).collect();
            assert!(message.contains(&format!("「{text}」")), "{text} {message}");
        }
    }
}

#[test]
fn the_result_of_an_indicator_that_the_item_does_not_have_is_told() {
    let plan = plan();
    let (bytes, _) = filled(&plan);
    let without = plan.actions().find(|(_, at)| at.indicators.is_empty() && at.lead == super::unit());
    let without = without.map(|(_, at)| at.id).expect("an item without indicator");
    for text in ["5", "5件"] {
        let form = altered(&bytes, |cells| {
            let (row, col) = (row(cells, &number(&plan, without)), column(cells, "指標1の実績値"));
            cells.insert((row, col), text.to_owned());
        });
        let reading = read(&plan, &form);
        assert_eq!(codes(&reading.findings), ["not-asked"], "{}", lines(&reading.findings));
        assert_eq!(entry(&reading, without).indicators().count(), 0);
        let cell = reading
            .account
            .cells
            .iter()
            .find(|cell| cell.sheet.as_ref() == "入力" && cell.excerpt == text)
            .expect("the cell");
        assert_eq!(cell.disposition.label(), "対象外");
    }
}

#[test]
fn notes_below_the_table_name_the_unit_or_contradict_its_heads() {
    for (head, note, yen) in [
        ("歳入増（単年度）", "単位：千円", Some(1_200_000)),
        ("歳入増（単年度）（千円）", "※単位：千円", Some(1_200_000)),
        ("歳入増（単年度）（千円）", "※単位：百万円", None),
        ("歳入増（単年度）（千円）", "効果額は円単位で記入", None),
        ("歳入増（単年度）（千円）", "単位は人", Some(1_200_000)),
        ("歳入増（単年度）（千ドル）", "", None),
        ("歳入増（千円・単年度）", "", Some(1_200_000)),
    ] {
        let laid = retyped().text(3, 5, head).number(4, 5, 1200.0, 0);
        let laid = if note.is_empty() { laid } else { laid.text(6, 0, note) };
        let reading = read(&plan(), &laid.xlsx());
        let entry = &only(&reading).entries[0];
        let read = entry.effects().find_map(|(_, at)| at.value.value()).map(|yen| yen.0);
        assert_eq!(read, yen, "{head} {note} {}", lines(&reading.findings));
        assert_eq!(entry.is_rejected(Field::RevenueOnce), yen.is_none(), "{head} {note} {}", lines(&reading.findings));
    }
    // A note over the head of another table below is about that one.
    for (rows, yen) in [([7, 8, 9], Some(1_200_000)), ([7, 8, 11], None)] {
        let laid = retyped().text(3, 5, "歳入増（単年度）（千円）").number(4, 5, 1200.0, 0);
        let laid = laid.text(rows[0], 0, "参考").text(rows[1], 0, "（単位：円）").text(rows[2], 0, "年度");
        let laid = laid.text(rows[2], 1, "収納額").text(rows[2], 2, "備考");
        let reading = read(&plan(), &laid.xlsx());
        let read = only(&reading).entries[0].effects().find_map(|(_, at)| at.value.value()).map(|yen| yen.0);
        assert_eq!(read, yen, "{rows:?} {}", lines(&reading.findings));
    }
}

/// Nothing that was typed below the table is taken for a note of ours, whatever it begins with.
#[test]
fn what_is_typed_below_the_table_is_told() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    let before = entry(&read(&plan, &bytes), action);
    for (head, text, code) in [
        ("実践項目", "※ 別途、来年度に実施する予定", "outside"),
        ("実践項目", "来年度に実施する予定", "outside"),
        ("実績", "（注）人数は延べ", "row-without-number"),
    ] {
        let reading = read(
            &plan,
            &altered(&bytes, |cells| {
                let last = cells.keys().map(|(row, _)| *row).max().expect("cells");
                let col = column(cells, head);
                cells.insert((last + 10, col), text.to_owned());
            }),
        );
        assert!(before.says_the_same(&entry(&reading, action)), "{head} {text}");
        assert_eq!(codes(&reading.findings), [code], "{text}: {}", lines(&reading.findings));
        assert_eq!(reading.findings[0].found.as_deref(), Some(text));
    }
}

/// A second table below the first, with the heads repeated, is told row by row with its cells; the upper table is read as ever.
#[test]
fn what_is_typed_into_a_second_table_below_is_told() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    let before = entry(&read(&plan, &bytes), action);
    let few = ["No.", "実践項目", "実績", "指標1の実績値"];
    for (heads, title, severity) in [
        (None, "", Severity::Error),
        (None, "（訂正分）", Severity::Error),
        (Some(few), "", Severity::Error),
        (None, "前年度の実績", Severity::Warning),
    ] {
        let place = |cells: &Cells| (cells.keys().map(|(row, _)| *row).max().expect("cells"), column(cells, "実績"));
        let (last, result) = place(&cells_of(&bytes));
        let form = altered(&bytes, |cells| {
            let item = row(cells, &number(&plan, action));
            let kept = |col: u32| heads.is_none_or(|heads| heads.iter().any(|head| column(cells, head) == col));
            let copied = cells.iter().filter(|((row, col), _)| [HEADS, item].contains(row) && kept(*col));
            let to = |row: u32| if row == HEADS { last + 3 } else { last + 4 };
            let copied: Vec<_> = copied.map(|((row, col), text)| ((to(*row), *col), text.clone())).collect();
            cells.extend(copied);
            cells.insert((last + 4, result), "訂正した文。".to_owned());
            if !title.is_empty() {
                cells.insert((last + 2, 0), title.to_owned());
            }
        });
        let reading = read(&plan, &form);
        assert!(before.says_the_same(&entry(&reading, action)), "{}", lines(&reading.findings));
        let mut expected = vec!["below-again"];
        expected.extend((!title.is_empty()).then_some("outside"));
        let mut found = codes(&reading.findings);
        found.sort_unstable();
        assert_eq!(found, expected, "{heads:?} {title}: {}", lines(&reading.findings));
        let told = reading.findings.iter().find(|finding| finding.code.0.ends_with("below-again")).expect("it is told");
        assert_eq!(told.severity, severity, "{title}");
        assert!(told.origin.as_ref().is_some_and(|at| at.to_string().ends_with(&format!("!A{}", last + 5))));
        let entries = told.found.as_deref().unwrap_or_default();
        let count = if heads.is_some() { 1 } else { before.iter().filter(|(field, _)| field.is_open()).count() };
        assert_eq!(entries.split('／').count(), count, "{entries}");
        assert!(entries.contains(&format!("{}：訂正した文。", CellAddress::new(last + 4, result))), "{entries}");
    }
}

/// A total that is the sum of the entries above it says nothing new; one that is not is told, and so is a sentence beside it.
#[test]
fn totals_below_the_table_are_compared_with_the_entries() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    let (amount, label, result) = ("歳入増（単年度）", "実践項目", "実績");
    for (cells_below, expected) in [
        (&[(label, "合計"), (amount, "1200")][..], &[][..]),
        (&[(label, "合計（千円）"), (amount, "1,200")], &[]),
        (&[("No.", "計"), (amount, "1,200千円")], &[]),
        (&[("歳出減（継続）", "計"), (amount, "900")], &[("total", "900")]),
        (&[(label, "小計"), (amount, "900")], &[("total", "900")]),
        (
            &[("No.", "計"), (amount, "900"), (result, "※以上は速報である。")],
            &[("row-without-number", "※以上は速報である。"), ("total", "900")],
        ),
    ] {
        let form = altered(&bytes, |cells| {
            let last = row(cells, &number(&plan, *super::led_by(&plan, &super::unit()).last().expect("items")));
            for (head, text) in cells_below {
                cells.insert((last + 1, column(cells, head)), (*text).to_owned());
            }
        });
        let reading = read(&plan, &form);
        assert!(entry(&reading, action).text(Field::Result).is_some());
        let mut told: Vec<(&str, &str)> = codes(&reading.findings)
            .into_iter()
            .zip(reading.findings.iter().map(|finding| finding.found.as_deref().unwrap_or_default()))
            .collect();
        told.sort_unstable();
        assert_eq!(told, expected, "{cells_below:?} {}", lines(&reading.findings));
        let mut totals = reading.findings.iter().filter(|finding| finding.code.0.ends_with("total"));
        assert!(totals.all(|total| {
            total.severity == Severity::Warning && total.expected.as_deref().is_some_and(|sum| sum.ends_with(" 1,200"))
        }));
    }
}

/// A number that cannot be read is one thing to mend, told at its cell; nothing of its row is taken, and nothing else said of it.
#[test]
fn a_number_that_cannot_be_read_is_told_once() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    let printed = number(&plan, action);
    let (first, second) = printed.split_once('-').expect("two parts");
    let struck = |xml: Vec<u8>| {
        let xml = String::from_utf8(xml).expect("XML");
        let plain = format!("<is><t xml:space=\"preserve\">{printed}</t></is>");
        assert!(xml.contains(&plain), "{xml}");
        xml.replace(&plain, &format!("<is><r><rPr><strike/></rPr><t>{printed}</t></r></is>")).into_bytes()
    };
    for (text, word) in [
        (format!("{first}-({second})"), "読めません"),
        (format!("{first}-④"), "読めません"),
        (format!("{first}.{second}"), "読めません"),
        (printed.clone(), "取り消し線"),
    ] {
        let form = rewritten(
            &bytes,
            |cells| {
                let row = row(cells, &printed);
                cells.insert((row, 0), text.clone());
            },
            |xml| if word == "取り消し線" { struck(xml) } else { xml },
        );
        let reading = read(&plan, &form);
        assert_eq!(codes(&reading.findings), ["row-without-number"], "{text} {}", lines(&reading.findings));
        let told = &reading.findings[0];
        assert_eq!((told.severity, told.found.as_deref()), (Severity::Error, Some(text.as_str())));
        assert_eq!(told.expected.as_deref(), Some(printed.as_str()));
        assert!(told.message.contains(word), "{}", told.message);
        let after = entry(&reading, action);
        assert_eq!(after.iter().filter(|(field, _)| field.is_open()).count(), 0, "{text}");
        assert!(after.rejected().contains(&Field::Result), "{text}");
        // A row that somebody has copied, number and all.
        let form = rewritten(
            &bytes,
            |cells| {
                let from = row(cells, &printed);
                let last = row(cells, &number(&plan, *super::led_by(&plan, &super::unit()).last().expect("items")));
                let copied =
                    cells.iter().filter(|((row, _), _)| *row == from).map(|((_, col), text)| (*col, text.clone()));
                for (col, text) in copied.collect::<Vec<_>>() {
                    cells.insert((last + 1, col), text);
                }
                cells.insert(
                    (last + 1, 0),
                    if word == "取り消し線" { format!("{first}-({second})") } else { text.clone() },
                );
            },
            |xml| xml,
        );
        let reading = read(&plan, &form);
        assert_eq!(codes(&reading.findings), ["row-without-number"], "{text} {}", lines(&reading.findings));
        assert!(entry(&reading, action).text(Field::Result).is_some());
    }
}

/// A cover that says nothing that can be read is told, though the form itself records whose it is.
#[test]
fn a_cover_that_was_typed_over_is_told() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    for label in ["部署", "年度", "時期"] {
        let reading = read(
            &plan,
            &altered(&bytes, |cells| {
                let at = cells.iter().find(|(_, text)| *text == label).map(|((row, col), _)| (*row, col + 1));
                cells.insert(at.expect("the label"), "よその書き方".to_owned());
            }),
        );
        assert_eq!(codes(&reading.findings), ["disagree"], "{label}: {}", lines(&reading.findings));
        assert_eq!(reading.findings[0].severity, Severity::Warning, "{label}");
        assert_eq!(reading.findings[0].found.as_deref(), Some("よその書き方"));
        assert!(!entry(&reading, action).is_empty());
    }
}

/// A text by the amounts that names another unit and is not understood as a note on it is told; one that agrees is not.
#[test]
fn a_text_by_the_amounts_that_names_another_unit_is_told() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    // Beside the title, over the No., beside the heads, among the rows, below the table, in the instructions and in an entry.
    let places = |cells: &Cells| {
        let (entry, last) = (row(cells, &number(&plan, action)), cells.keys().map(|(row, _)| *row).max().unwrap_or(0));
        let memo = column(cells, "内部メモ");
        [(1, 10), (6, 0), (HEADS, memo + 1), (entry, memo + 2), (last + 2, 0), (6, 3)]
    };
    let told = |at: usize, text: &str| {
        let form = altered(&bytes, |cells| {
            let at = places(cells)[at];
            cells.entry(at).and_modify(|old| *old = format!("{old}\n{text}")).or_insert_with(|| text.to_owned());
        });
        let reading = read(&plan, &form);
        let amounts = entry(&reading, action).effects().count();
        let named = reading.findings.iter().filter(|at| at.message.contains("近くに別の単位")).count();
        (amounts, named, lines(&reading.findings))
    };
    for at in 0..6 {
        for text in ["この表の金額は円です", "金額はドル表示", "歳入増・歳出減は百万円で記入", "(in yen)"]
        {
            let (amounts, named, lines) = told(at, text);
            assert!(amounts > 0 && named == 1, "{at} {text} {amounts} {named}\n{lines}");
        }
        for text in ["単位：効果額は千円、指標は件", "効果額は千円、指標は各単位で記入", "1,200円の品", "予算額（円）"]
        {
            let (amounts, named, lines) = told(at, text);
            assert!(amounts > 0 && (named == 0 || text.ends_with("（円）") && at == 5), "{at} {text}\n{lines}");
        }
    }
    for (sentence, is_told) in [
        ("効果額は円単位で記入した。", true),
        ("円単位で記入した。", true),
        ("円滑に進めた。使用料は円建てとした。", false),
    ] {
        let form = altered(&bytes, |cells| {
            let at = (row(cells, &number(&plan, action)), column(cells, "内部メモ"));
            cells.insert(at, sentence.to_owned());
        });
        let lines = lines(&read(&plan, &form).findings);
        assert_eq!(lines.contains("近くに別の単位"), is_told, "{sentence}\n{lines}");
    }
}

/// A sheet that is damaged or empty as a whole, or has lost all its heads or numbers, is one thing to mend, and not one for each of them.
#[test]
fn what_a_sheet_has_lost_as_a_whole_is_told_once() {
    let plan = plan();
    let (bytes, _) = filled(&plan);
    let told = |form: &[u8]| -> Vec<String> {
        let findings = read(&plan, form).findings;
        findings.iter().filter(|at| at.severity >= Severity::Warning).map(|at| at.code.0.to_owned()).collect()
    };
    let cut = rewritten(&bytes, |_| {}, |xml| xml[..xml.len() / 20].to_vec());
    assert_eq!(told(&cut), ["intake.damaged"]);
    assert_eq!(told(&altered(&bytes, |cells| cells.clear())), ["intake.row-missing"]);
    assert_eq!(told(&altered(&bytes, |cells| cells.retain(|(row, _), _| *row != HEADS))), ["intake.moved"]);
    assert_eq!(
        told(&altered(&bytes, |cells| cells.retain(|(row, col), _| *row <= HEADS || *col > 0))),
        ["intake.moved"]
    );
    let without_rows = altered(&bytes, |cells| cells.retain(|(row, _), _| *row <= HEADS));
    assert_eq!(told(&without_rows), ["intake.moved"]);
    // A broken cell says nothing of those around it.
    let doubled = |xml: Vec<u8>| {
        let xml = String::from_utf8(xml).expect("text");
        let end = xml.rfind("</sheetData>").expect("cells");
        let cells = r#"<row r="900"><c r="AZ900"><v>1</v></c><c r="AZ900"><v>2</v></c></row>"#;
        format!("{}{cells}{}", &xml[..end], &xml[end..]).into_bytes()
    };
    let one_lost = rewritten(&bytes, |cells| _ = cells.remove(&(HEADS + 1, 0)), doubled);
    assert_eq!(told(&one_lost), ["intake.moved", "intake.damaged-cell"]);
    // One head, one number: each by its name.
    let no = |cells: &mut Cells| {
        cells.remove(&(HEADS, column(cells, "課題")));
        cells.remove(&(HEADS + 1, 0));
    };
    assert_eq!(told(&altered(&bytes, no)), ["intake.moved", "intake.moved"]);
}

/// An entry that is merged with the head above it shows the head, which is no entry.
#[test]
fn a_head_that_is_merged_with_the_first_row_is_no_entry() {
    let plan = plan();
    let (bytes, _) = filled(&plan);
    for head in ["実績", "課題", "歳入増（単年度）"] {
        let first = read_tables(&bytes).expect("our own form").into_iter().find(|table| table.name.as_ref() == "入力");
        let cells = first.expect("the entry sheet").cells;
        let at = cells.iter().find(|(at, text)| at.row == HEADS && text.replace('\n', "") == head).expect("the head").0;
        let below = kaikaku::vocabulary::CellAddress::new(at.row + 1, at.col);
        let form = rewritten(
            &bytes,
            |cells| {
                cells.remove(&(below.row, below.col));
            },
            |xml| {
                let xml = String::from_utf8(xml).expect("text");
                let merged = format!("</sheetData><mergeCells><mergeCell ref=\"{at}:{below}\"/></mergeCells>");
                xml.replacen("</sheetData>", &merged, 1).into_bytes()
            },
        );
        let reading = read(&plan, &form);
        let said = lines(&reading.findings);
        assert!(said.contains("見出しと結合されています"), "{head}\n{said}");
        let entries = &only(&reading).entries;
        let taken = |entry: &std::sync::Arc<Entry>| entry.texts().any(|(_, text)| text.value == head);
        assert!(!entries.iter().any(taken), "{head}\n{said}");
    }
}

/// A head over several columns may say that they are not public: a public text under it goes back, whatever the form's own group is called.
#[test]
fn a_public_column_under_a_head_that_keeps_it_goes_back() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    for (group, over, kept) in [
        ("今後に向けて（公表しない）", "課題", true),
        ("公表しない欄", "課題", true),
        ("内部用", "指標1の実績値", true),
        ("公表しない欄", "次年度の取組", false),
        ("公表しない欄", "内部メモ", false),
        ("今後に向けて", "課題", false),
    ] {
        let form = altered(&bytes, |cells| {
            let (first, issues) = (column(cells, over), column(cells, "課題"));
            (first..=issues).for_each(|col| _ = cells.remove(&(HEADS - 1, col)));
            cells.insert((HEADS - 1, first), group.to_owned());
        });
        let reading = read(&plan, &form);
        let after = entry(&reading, action);
        assert_eq!(after.is_rejected(Field::Issues), kept, "{group} {over} {}", lines(&reading.findings));
        assert_eq!(after.text(Field::Issues).is_none(), kept, "{group} {over}");
        let finding = reading.findings.iter().find(|at| at.code.0 == "intake.column-unclear");
        assert!(!kept || finding.and_then(|at| at.found.as_deref()) == Some(group), "{}", lines(&reading.findings));
        assert!(after.text(Field::Result).is_some(), "{group} {over}");
    }
    // Merged over 課題 and 内部メモ.
    let merged = std::cell::RefCell::new(String::new());
    let form = rewritten(
        &bytes,
        |cells| {
            let (first, last) = (column(cells, "課題"), column(cells, "内部メモ"));
            (first..=last).for_each(|col| _ = cells.remove(&(HEADS - 1, col)));
            cells.insert((HEADS - 1, first), "公表しない欄".to_owned());
            let cell = |col| kaikaku::vocabulary::CellAddress::new(HEADS - 1, col);
            *merged.borrow_mut() = format!("{}:{}", cell(first), cell(last));
        },
        |xml| {
            let xml = String::from_utf8(xml).expect("text");
            let range = format!("</sheetData><mergeCells><mergeCell ref=\"{}\"/></mergeCells>", merged.borrow());
            xml.replacen("</sheetData>", &range, 1).into_bytes()
        },
    );
    let reading = read(&plan, &form);
    assert!(entry(&reading, action).is_rejected(Field::Issues), "{}", lines(&reading.findings));
    assert!(lines(&reading.findings).contains("公表しない欄の見出しがあります"), "{}", lines(&reading.findings));
}
