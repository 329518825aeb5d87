//! A whole form is known, and read with the same values, by each sign alone: the hidden sheet, the properties, the range names, the
//! labels, a mapping of the plan; written one character a cell; with inserted rows and columns; two forms in one file.

use std::io::{Cursor, Read};

use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field, FieldKind, HIDDEN_SHEET};
use kaikaku::forms::progress;
use kaikaku::intake::FileReading;
use kaikaku::intake::submission::{Recognition, Submission};
use kaikaku::intake::table::{SheetTable, read_tables};
use kaikaku::plan::{ForeignForm, Plan};
use kaikaku::vocabulary::{CellAddress, DepartmentId, FiscalYear, Period, column_letters};

use super::container::{Laid, zip};
use super::moved_forms::book;
use super::{codes, led_by, lines, only, plan, read, unit};

/// A form of a department with every row of its own filled in.
fn whole(plan: &Plan, department: &DepartmentId) -> Vec<u8> {
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, "令和3年5月10日");
    entries.set_cover(CoverField::Version, 3.0);
    for (n, action) in (1..).zip(led_by(plan, department)) {
        entries.set_row(action, Field::ActualStage, "準備・実施");
        entries.set_row(action, Field::Result, format!("窓口を改めた（{n}）。利用は{n},130件。").as_str());
        entries.set_row(action, Field::Grade, ["◎ 計画を上回る", "○ 計画どおり", "△ 計画に遅れ"][n % 3]);
        entries.set_row(action, Field::GradeReason, "機器が遅れた。");
        entries.set_row(action, Field::RevenueOnce, 1200.0 + n as f64);
        entries.set_row(action, Field::SavingRecurring, -35.0);
        entries.set_row(action, Field::Issues, "特になし。");
        entries.set_row(action, Field::NextSteps, format!("{n}か所に広げる。").as_str());
        entries.set_row(action, Field::Memo, "決算前の見込み。");
    }
    progress::write_filled(plan, FiscalYear(2020), Period::YEAR_END, department, None, &entries).expect("a form")
}

/// What a submission says, without its places.
fn said(submission: &Submission) -> Vec<String> {
    let head = format!(
        "{:?} {:?} {:?}",
        submission.key,
        submission.submitted_on.as_ref().map(|at| at.value),
        submission.version.as_ref().map(|at| at.value)
    );
    let rows = submission.entries.iter().filter(|entry| !entry.is_empty()).map(|entry| {
        let effects: Vec<_> = entry.effects().map(|(kind, at)| (kind, at.value)).collect();
        let texts: Vec<_> = entry.texts().map(|(field, text)| (field, &text.value)).collect();
        format!(
            "{} {:?} {:?} {effects:?} {texts:?}",
            entry.action.value.key(),
            entry.stages().map(|at| at.value.clone()),
            entry.grade().map(|at| at.value)
        )
    });
    std::iter::once(head).chain(rows).collect()
}

/// The reading of a form must be that of the untouched one, known in this way, with no finding but of these kinds.
fn assert_same(plan: &Plan, reading: &FileReading, by: Recognition, allowed: &[&str]) {
    let submission = only(reading);
    assert_eq!(submission.recognition, by, "{}", lines(&reading.findings));
    assert_eq!(said(submission), said(only(&read(plan, &whole(plan, &unit())))), "{}", lines(&reading.findings));
    let others: Vec<_> = codes(&reading.findings).into_iter().filter(|code| !allowed.contains(code)).collect();
    assert!(others.is_empty(), "{}", lines(&reading.findings));
}

/// The package with each part given to `edit`, which may leave it out.
fn edited(bytes: &[u8], edit: impl Fn(&str, String) -> Option<String>) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("text");
        parts.extend(edit(&name, text).map(|text| (name, text.into_bytes())));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip(&parts)
}

fn without(text: String, from: &str, to: &str) -> String {
    let (before, rest) = text.split_once(from).expect("there");
    let (_, after) = rest.split_once(to).expect("there");
    format!("{before}{after}")
}

#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Hidden,
    Properties,
    Names,
    Heads,
    CoverLabels,
}

/// The form with only these signs left. A label that is taken away is overwritten with a word that says nothing.
fn only_with(bytes: &[u8], signs: &[Sign]) -> Vec<u8> {
    edited(bytes, |name, mut text| {
        if name == "docProps/custom.xml" && !signs.contains(&Sign::Properties) {
            return None;
        }
        if name == "_rels/.rels" && !signs.contains(&Sign::Properties) {
            let start =
                text.find("custom-properties").and_then(|at| text[..at].rfind("<Relationship ")).expect("there");
            let end = start + text[start..].find("/>").expect("closed") + 2;
            text.replace_range(start..end, "");
        }
        if name == "xl/workbook.xml" {
            if !signs.contains(&Sign::Hidden) {
                let start = text.find(&format!("<sheet name=\"{HIDDEN_SHEET}\"")).expect("there");
                let end = start + text[start..].find("/>").expect("closed") + 2;
                text.replace_range(start..end, "");
            }
            if !signs.contains(&Sign::Names) {
                text = without(text, "<definedNames>", "</definedNames>");
            }
        }
        if name == "xl/sharedStrings.xml" {
            let mut blot = |label: &str| {
                for shown in [label.to_owned(), label.replacen('（', "\n（", 1)] {
                    text = text.replace(&format!("<t>{shown}</t>"), "<t>甲乙丙</t>");
                    text = text.replace(&format!("<t xml:space=\"preserve\">{shown}</t>"), "<t>甲乙丙</t>");
                }
            };
            if !signs.contains(&Sign::Heads) {
                Field::ALL.iter().for_each(|field| blot(field.label()));
            }
            if !signs.contains(&Sign::CoverLabels) {
                CoverField::ALL.iter().for_each(|field| blot(field.label()));
            }
        }
        Some(text)
    })
}

#[test]
fn the_hidden_sheet_alone_is_enough() {
    let plan = plan();
    let bytes = only_with(&whole(&plan, &unit()), &[Sign::Hidden, Sign::CoverLabels]);
    assert_same(&plan, &read(&plan, &bytes), Recognition::HiddenSheet, &["moved", "disagree"]);
}

#[test]
fn properties_alone_say_whose_form_it_is() {
    let plan = plan();
    // The properties name department, year and period; where the columns stand only heads can say, or range names.
    for heads in [Sign::Heads, Sign::Names] {
        let bytes = only_with(&whole(&plan, &unit()), &[Sign::Properties, heads]);
        let reading = read(&plan, &bytes);
        let submission = only(&reading);
        assert_eq!(submission.key, only(&read(&plan, &whole(&plan, &unit()))).key);
        assert_eq!(submission.recognition, Recognition::Properties, "{}", lines(&reading.findings));
        let whole = said(only(&read(&plan, &whole(&plan, &unit()))));
        assert_eq!(said(submission)[1..], whole[1..], "{}", lines(&reading.findings));
    }
}

#[test]
fn range_names_alone_are_enough() {
    let plan = plan();
    let bytes = only_with(&whole(&plan, &unit()), &[Sign::Names]);
    assert_same(&plan, &read(&plan, &bytes), Recognition::RangeNames, &["moved"]);
}

#[test]
fn labels_alone_are_enough() {
    let plan = plan();
    let bytes = only_with(&whole(&plan, &unit()), &[Sign::Heads, Sign::CoverLabels]);
    assert_same(&plan, &read(&plan, &bytes), Recognition::Labels, &[]);
}

#[test]
fn a_mapping_alone_is_enough() {
    let mut plan = plan();
    let bytes = only_with(&whole(&plan, &unit()), &[]);
    let reading = read(&plan, &bytes);
    assert_eq!(codes(&reading.findings), ["no-form"], "{}", lines(&reading.findings));
    // Where the fields stand, the untouched form's range names tell.
    let at = |name: &str| -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(whole(&plan, &unit()))).expect("a package");
        let mut text = String::new();
        archive.by_name("xl/workbook.xml").expect("there").read_to_string(&mut text).expect("text");
        let (_, rest) = text.split_once(&format!("name=\"kaikaku_{name}\">")).expect("a range name");
        let cells = rest.split_once('!').expect("a place").1.split('<').next().unwrap_or_default();
        cells.replace('$', "")
    };
    let effects = plan.settings.effects.clone();
    // The sample plan has no costs, and divides no year.
    let is_asked = |field: &Field| match field.kind() {
        FieldKind::Cost(_) | FieldKind::Staff | FieldKind::PartStages(_) => false,
        _ => field.effect().is_none_or(|(kind, _)| effects.has(kind)),
    };
    let columns = Field::ALL.iter().filter(|field| (field.is_open() && is_asked(field)) || **field == Field::Action);
    let columns = columns
        .filter(|field| !matches!(field, Field::Response | Field::Indicator1 | Field::Indicator2 | Field::Indicator3));
    let letters = |cells: String| cells.chars().take_while(char::is_ascii_uppercase).collect::<String>();
    let columns = columns.map(|field| (field.key().to_owned(), letters(at(field.key())))).collect();
    let cover = [CoverField::Department, CoverField::Year, CoverField::Period, CoverField::SubmittedOn];
    let cover = cover.into_iter().chain([CoverField::Version]);
    let cover = cover.map(|field| (field.key().to_owned(), at(field.key()))).collect();
    let rows: String = at(Field::Action.key()).split(':').next().unwrap_or_default().to_owned();
    let first_row: u32 = rows.trim_start_matches(char::is_alphabetic).parse().expect("a row");
    plan.settings.foreign_forms.push(ForeignForm {
        name: "見出しのない様式".into(),
        signs: [(format!("A{}", first_row - 1), "甲乙丙".to_owned())].into(),
        unit: Some("千円".into()),
        cover,
        columns,
        first_row: Some(first_row),
        ..ForeignForm::default()
    });
    assert_same(&plan, &read(&plan, &bytes), Recognition::Mapping(0), &["outside"]);
}

/// The sheets of a form for people, its texts and numbers laid out anew.
fn laid(table: &SheetTable, place: impl Fn(CellAddress) -> CellAddress) -> Laid {
    table.cells.iter().fold(Laid::default(), |laid, (at, text)| {
        let to = place(*at);
        match text.parse::<f64>() {
            Ok(number) => laid.number(to.row, to.col, number, 0),
            Err(_) => laid.text(to.row, to.col, text),
        }
    })
}

fn entry_table(bytes: &[u8]) -> SheetTable {
    read_tables(bytes).expect("our own form").into_iter().find(|table| table.name.as_ref() == "入力").expect("入力")
}

#[test]
fn labels_are_found_wherever_rows_and_columns_were_inserted_and_whatever_the_sheet_is_called() {
    let plan = plan();
    let table = entry_table(&whole(&plan, &unit()));
    // Two columns before the table's, one in its middle; three rows above all, one between cover and table.
    let laid = laid(&table, |at| {
        let col = at.col + 2 + u32::from(at.col > 8);
        let row = at.row + 3 + u32::from(at.row > 6);
        CellAddress::new(row, col)
    });
    let bytes = book(&[("写し (2)".to_owned(), true, laid.xml())]);
    assert_same(&plan, &read(&plan, &bytes), Recognition::Labels, &[]);
}

#[test]
fn two_whole_forms_in_one_file_are_both_read() {
    let plan = plan();
    let other = DepartmentId::new(Some("財政部"), "納税課");
    let sheets: Vec<(String, bool, Vec<u8>)> = [unit(), other.clone()]
        .iter()
        .map(|department| {
            (department.name().to_owned(), true, laid(&entry_table(&whole(&plan, department)), |at| at).xml())
        })
        .collect();
    let reading = read(&plan, &book(&sheets));
    assert_eq!(reading.submissions.len(), 2, "{}", lines(&reading.findings));
    for department in [unit(), other] {
        let read_here = reading.submissions.iter().find(|at| at.key.department == department).expect("its form");
        assert_eq!(said(read_here), said(only(&read(&plan, &whole(&plan, &department)))));
    }
    assert!(reading.findings.is_empty(), "{}", lines(&reading.findings));
}

/// Everything that is a word on the form is written one character a cell, as on squared paper; texts keep a cell of their own.
#[test]
fn a_whole_form_on_squared_paper_is_read() {
    let plan = plan();
    let table = entry_table(&whole(&plan, &unit()));
    let heads = 8;
    let columns: Vec<u32> = table.cells.keys().filter(|at| at.row == heads).map(|at| at.col).collect();
    // Each column of the table is as many squares wide as its head has characters, and one more.
    let mut starts = vec![0u32];
    for col in &columns {
        let width = table.text(heads, *col).chars().filter(|c| !c.is_whitespace()).count() as u32 + 1;
        starts.push(starts.last().expect("one") + width.max(8));
    }
    let spread = |mut laid: Laid, row: u32, col: u32, text: &str| {
        for (i, c) in (0..).zip(text.chars().filter(|c| !c.is_whitespace())) {
            laid = laid.text(row, col + i, &c.to_string());
        }
        laid
    };
    let mut laid = Laid::default();
    let cover = [("部署", "総務部行政監理室"), ("年度", "令和2年度"), ("時期", "年度末"), ("提出日", "令和3年5月10日")];
    for (row, (label, value)) in (0..).zip(cover) {
        laid = spread(spread(laid, row, 0, label), row, 6, value);
    }
    laid = spread(laid, 4, 0, "版").text(4, 6, "3");
    // No heads of groups here: a note over the table says the unit.
    laid = laid.text(6, 0, "（単位：千円）");
    for (at, text) in table.cells.iter().filter(|(at, _)| at.row >= heads) {
        let Some(column) = columns.iter().position(|col| *col == at.col) else { continue };
        let start = starts[column];
        laid = if at.row == heads {
            spread(laid, at.row, start, text)
        } else {
            let last = column_letters(starts[column + 1] - 1);
            let row = at.row + 1;
            let merged = laid.merge(&format!("{}{row}:{last}{row}", column_letters(start)));
            match text.parse::<f64>() {
                Ok(number) => merged.number(at.row, start, number, 0),
                Err(_) => merged.text(at.row, start, text),
            }
        };
    }
    let bytes = book(&[("方眼紙".to_owned(), true, laid.xml())]);
    // （千円） stands in the group heads, which are left out here.
    assert_same(&plan, &read(&plan, &bytes), Recognition::Labels, &["unit-assumed"]);
}

#[test]
fn a_record_that_the_heads_contradict_is_told() {
    let plan = plan();
    // 課題 and 次年度の取組 change names; the cells below them do not move.
    let bytes = edited(&whole(&plan, &unit()), |name, text| {
        let swap = |text: String| {
            let (a, b) = (format!("<t>{}</t>", Field::Issues.label()), format!("<t>{}</t>", Field::NextSteps.label()));
            text.replace(&a, "<t>＊</t>").replace(&b, &a).replace("<t>＊</t>", &b)
        };
        Some(if name == "xl/sharedStrings.xml" { swap(text) } else { text })
    });
    let reading = read(&plan, &bytes);
    assert!(
        codes(&reading.findings).iter().any(|code| ["moved", "disagree"].contains(code)),
        "{}",
        lines(&reading.findings)
    );
}

/// 実績 and 取組状況 are names of one field, 令和元年度実績 and 令和2年度実績 are results of two years: which is meant nobody knows.
#[test]
fn two_columns_of_one_field_are_asked_about_where_labels_alone_are_known() {
    use super::container::retyped;
    let plan = plan();
    let laid = |first: &str, second: &str, more: &str| {
        let laid = retyped().text(3, 3, first).text(3, 7, second);
        if more.is_empty() { laid } else { laid.text(4, 7, more) }
    };
    for (first, second, more, is_read) in [
        ("取組実績", "取組状況", "別の文。", false),
        ("取組実績", "取組状況", "", true),
        // The form's own word is the field's.
        ("実績", "取組状況", "別の文。", true),
        ("実績", "実績", "別の文。", false),
        ("令和元年度実績", "令和2年度実績", "別の文。", false),
    ] {
        let reading = read(&plan, &laid(first, second, more).xlsx());
        let entry = &only(&reading).entries[0];
        let text = entry.text(Field::Result).map(|at| at.value.as_str());
        assert_eq!(text, is_read.then_some("広告を集めた。"), "{first} {second} {}", lines(&reading.findings));
        assert_eq!(entry.is_rejected(Field::Result), !is_read, "{first} {second}");
        assert_eq!(codes(&reading.findings).contains(&"column-unclear"), !is_read, "{}", lines(&reading.findings));
    }
    // 今後の進め方 is 次年度の取組 where nothing else is, and never puts another name of it in doubt.
    for (first, second, expected) in [
        ("今後の取組", "今後の進め方", Some("広告を集めた。")),
        ("今後の取組方針", "今後の取組", Some("別の文。")),
        ("甲乙丙", "今後の進め方", Some("別の文。")),
        ("今後の取組方針", "今後の進め方", None),
    ] {
        let reading = read(&plan, &laid(first, second, "別の文。").xlsx());
        let text = only(&reading).entries[0].text(Field::NextSteps).map(|at| at.value.as_str());
        assert_eq!(text, expected, "{first} {second} {}", lines(&reading.findings));
        assert_eq!(codes(&reading.findings).contains(&"column-unclear"), expected.is_none(), "{first} {second}");
    }
    // What the other of two names holds is told by its head, also where the one that is read is empty.
    let reading = read(&plan, &laid("今後の取組方針", "今後の取組", "").xlsx());
    let told = lines(&reading.findings);
    assert!(told.contains("「今後の取組方針」の列に記入があります。「次年度の取組」の列が別にあるため"), "{told}");
    let laid = retyped().text(3, 5, "歳入増（千円）").text(3, 7, "歳入増加（単年度）（千円）").number(4, 7, 80.0, 0);
    let reading = read(&plan, &laid.xlsx());
    let entry = &only(&reading).entries[0];
    assert!(entry.is_rejected(Field::RevenueOnce) && entry.effects().count() == 0, "{}", lines(&reading.findings));
}

/// In a form that is known by its labels, too, a head over others may keep their columns.
#[test]
fn columns_under_a_head_that_keeps_them_go_back_where_labels_alone_are_known() {
    use Field::{Grade, Issues, Result, RevenueOnce};
    for (col, head, merge, expected) in [
        (6, "公表しない欄", "", &[Issues][..]),
        (3, "公表しない欄", "D3:E3", &[Result, Grade]),
        (4, "庁内限り", "", &[Grade, RevenueOnce, Issues]),
        (3, "今年度の実績", "D3:G3", &[]),
        (0, "庁内限り", "A3:G3", &[]),
    ] {
        let laid = super::container::retyped().text(2, col, head);
        let laid = if merge.is_empty() { laid } else { laid.merge(merge) };
        let reading = read(&plan(), &laid.xlsx());
        let entry = &only(&reading).entries[0];
        let all = [Result, Grade, RevenueOnce, Issues];
        let rejected: Vec<Field> = all.into_iter().filter(|field| entry.is_rejected(*field)).collect();
        assert_eq!(rejected, expected, "{head} {merge} {}", lines(&reading.findings));
    }
}

/// Which column is 実績 nobody knows; a cell that is merged over one of them and 課題 belongs to neither.
#[test]
fn a_cell_merged_with_a_column_in_doubt_goes_back() {
    let laid = super::container::retyped()
        .text(3, 3, "取組実績")
        .text(3, 7, "取組状況")
        .text(4, 6, "まとめて書いた。")
        .merge("G5:H5");
    let reading = read(&plan(), &laid.xlsx());
    let entry = &only(&reading).entries[0];
    assert!(entry.is_rejected(Field::Result) && entry.is_rejected(Field::Issues), "{}", lines(&reading.findings));
    assert!(entry.text(Field::Issues).is_none());
    assert!(
        lines(&reading.findings).contains("「課題」のセルが「実績」の欄と結合されています。"),
        "{}",
        lines(&reading.findings)
    );
}

/// Of merged ranges that lie over each other nobody knows which one is seen: neither an entry's cell nor its number's is taken.
#[test]
fn entries_under_merged_ranges_that_lie_over_each_other_go_back() {
    let laid = super::container::retyped;
    for (merged, rejected) in
        [(&["A5:A6"][..], false), (&["A5:A6", "A6:A7"], true), (&["G5:G5", "D5:D6", "D6:D7"], false)]
    {
        let laid = merged.iter().fold(laid().text(4, 6, "周知が要る。"), |laid, range| laid.merge(range));
        let reading = read(&plan(), &laid.xlsx());
        let entry = &only(&reading).entries[0];
        assert_eq!(entry.is_rejected(Field::Issues), rejected, "{merged:?} {}", lines(&reading.findings));
        assert_eq!(entry.text(Field::Issues).is_none(), rejected, "{merged:?} {}", lines(&reading.findings));
    }
}
