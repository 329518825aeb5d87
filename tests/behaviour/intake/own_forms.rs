//! Forms that the program wrote come back cell by cell.

use jiff::civil::Date;
use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::finding::Place;
use kaikaku::intake::submission::Recognition;
use kaikaku::vocabulary::{Amount, EffectKind, EffectTerm, FiscalYear, GradeId, Period, Stage, Yen};
use proptest::prelude::*;

use super::{codes, count, filled, form, laid, led_by, left_out, lines, only, plan, read, unit};

#[test]
fn a_filled_form_comes_back_with_every_value_and_its_cell() {
    let plan = plan();
    let (bytes, action) = filled(&plan);
    let reading = read(&plan, &bytes);
    assert!(reading.findings.is_empty(), "{}", lines(&reading.findings));
    let submission = only(&reading);
    assert_eq!(submission.recognition, Recognition::HiddenSheet);
    assert_eq!(submission.key.department, unit());
    assert_eq!((submission.key.year, submission.key.period), (FiscalYear(2020), Period::YEAR_END));
    assert_eq!(submission.submitted_on.as_ref().map(|at| at.value), Some(Date::constant(2021, 5, 10)));
    assert_eq!(submission.version.as_ref().map(|at| at.value), Some(1));
    let entry = submission.entries.iter().find(|entry| entry.action.value == action).expect("the row");
    assert_eq!(entry.stages().map(|at| at.value.clone()), Some(vec![Stage::PREPARE, Stage::IMPLEMENT]));
    assert_eq!(entry.text(Field::Result).map(|at| at.value.as_str()), Some("窓口を改めた。\n利用は2,130件。"));
    assert_eq!(entry.grade().map(|at| at.value), Some(GradeId(1)));
    let effect = entry.money(EffectKind::Revenue, EffectTerm::Once).expect("an effect");
    assert_eq!(effect.value, Amount::Value(Yen(1_200_000)));
    assert!(matches!(&effect.origin.place, Place::Cell(sheet, _) if sheet.as_ref() == "入力"));
    assert_eq!(submission.entries.iter().filter(|entry| !entry.is_empty()).count(), 1);
    // 提出日, 版 and five entries.
    assert_eq!(count(&reading, "採用"), 7, "{:?}", left_out(&reading));
    assert_eq!(count(&reading, "参照") + 7, reading.account.cells.len(), "{:#?}", left_out(&reading));
}

#[test]
fn every_departments_blank_form_is_read_without_a_word() {
    let plan = plan();
    for department in kaikaku::forms::departments(&plan, FiscalYear(2020), None) {
        let bytes =
            kaikaku::forms::progress::write(&plan, FiscalYear(2020), Period::MIDYEAR, &department, (None, None))
                .expect("a form");
        let reading = read(&plan, &bytes);
        assert!(reading.findings.is_empty(), "{department}: {}", lines(&reading.findings));
        let submission = only(&reading);
        assert_eq!(submission.key.department, department);
        assert!(submission.entries.iter().all(|entry| entry.is_empty()));
        for action in led_by(&plan, &department) {
            let listed = submission.entries.iter().any(|entry| entry.action.value == action);
            let repeats = plan.action(action).is_some_and(|(_, action)| action.repeats.is_some());
            assert!(listed || repeats, "{department} {}", action.key());
        }
    }
}

#[test]
fn every_kind_of_mistake_is_named_with_its_cell() {
    let plan = plan();
    let actions = led_by(&plan, &unit());
    let cases = [
        (Field::Grade, "よし", "grade-unknown"),
        (Field::Grade, "✓", "grade-ticked"),
        (Field::ActualStage, "たぶん", "stage-unknown"),
        (Field::RevenueOnce, "たくさん", "not-a-number"),
        (Field::RevenueOnce, "約1,200", "inexact"),
        (Field::RevenueOnce, "1,000～2,000", "inexact"),
        (Field::RevenueOnce, "別紙のとおり", "inexact"),
        (Field::RevenueOnce, "未定", "undecided"),
        (Field::RevenueOnce, "120万円", "unit"),
        (Field::RevenueOnce, "120件", "unit"),
        // Of a text that the report prints this is told by the review of the year, once.
        (Field::Memo, "別紙のとおり", "text"),
        (Field::Result, "同上", "ditto"),
    ];
    for (field, typed, code) in cases {
        let mut entries = Entries::new();
        entries.set_row(actions[0], field, typed);
        let reading = read(&plan, &form(&plan, &entries));
        assert_eq!(codes(&reading.findings), [code], "{typed}: {}", lines(&reading.findings));
        let finding = &reading.findings[0];
        assert_eq!(finding.department.as_ref(), Some(&unit()), "{typed}");
        assert_eq!(finding.found.as_deref(), Some(typed));
        assert!(finding.remedy.is_some(), "{typed}");
        let place = &finding.origin.as_ref().expect("a place").place;
        let excerpt = reading.account.cells.iter().find(|cell| *place == Place::Cell(cell.sheet.clone(), cell.cell));
        assert_eq!(excerpt.map(|cell| cell.excerpt), Some(typed));
    }
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, "5月ごろ");
    assert_eq!(codes(&read(&plan, &form(&plan, &entries)).findings), ["not-a-date"]);
}

#[test]
fn same_as_above_is_the_cell_above() {
    let plan = plan();
    let actions = led_by(&plan, &unit());
    let mut entries = Entries::new();
    entries.set_row(actions[0], Field::Issues, "職員が足りない。");
    entries.set_row(actions[1], Field::Issues, "〃");
    let reading = read(&plan, &form(&plan, &entries));
    assert_eq!(codes(&reading.findings), ["ditto"]);
    let issues: Vec<_> = only(&reading).entries.iter().filter_map(|entry| entry.text(Field::Issues)).collect();
    assert_eq!(issues.len(), 2);
    assert_eq!(issues[0].value, issues[1].value);
    assert_ne!(issues[0].origin, issues[1].origin);
}

/// 〃 repeats what stands above it on the sheet, though that row is not taken.
#[test]
fn same_as_above_is_the_cell_above_of_a_row_that_is_not_taken() {
    let plan = plan();
    let sheet = laid(&[
        &["部署", "総合政策部政策推進課"],
        &["年度", "令和2年度"],
        &["時期", "年度末"],
        &["No.", "実践項目", "実績", "進捗区分"],
        &["1-2", "", "施設を選んだ。", "○"],
        &["99-9", "", "計画にない項目の実績", "△"],
        &["1-3", "", "〃", "〃"],
    ]);
    let reading = read(&plan, &sheet.xlsx());
    assert_eq!(codes(&reading.findings), ["ditto", "ditto", "action-unknown"], "{}", lines(&reading.findings));
    let entry = |number: u16| only(&reading).entries.iter().find(|entry| entry.action.value.number == number);
    let said = |number: u16| {
        let entry = entry(number).expect("its row");
        (entry.text(Field::Result).map(|at| at.value.as_str()), entry.grade().map(|at| at.value))
    };
    assert_eq!(said(2), (Some("施設を選んだ。"), Some(GradeId(1))));
    assert_eq!(said(3), (Some("計画にない項目の実績"), Some(GradeId(2))));
}

/// The container with a part of it altered.
fn with_part(bytes: &[u8], part: &str, alter: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a container");
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("an entry");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("read");
        let name = entry.name().expect("a name").into_owned();
        let is_it = name == part;
        parts.push((name, if is_it { alter(String::from_utf8(bytes).expect("XML")).into_bytes() } else { bytes }));
    }
    super::container::zip(&parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
}

/// Somebody who unlocks 記入例 and types there is told that it is not read.
#[test]
fn what_is_typed_into_the_example_is_told() {
    let plan = plan();
    let (form, _) = filled(&plan);
    let more = |cell: &str| {
        with_part(&form, "xl/worksheets/sheet2.xml", |xml| {
            xml.replace("</sheetData>", &format!(r#"<row r="900">{cell}</row></sheetData>"#))
        })
    };
    for (cell, is_told) in [
        ("", false),
        (r#"<c r="C900"><v>1200</v></c>"#, true),
        (r#"<c r="F900" t="inlineStr"><is><t>窓口を改めた。</t></is></c>"#, true),
    ] {
        let reading = read(&plan, &more(cell));
        let found = lines(&reading.findings);
        assert_eq!(found.contains("読むためのシート「記入例」に、書き加えたセルが1個"), is_told, "{cell} {found}");
        assert_eq!(codes(&reading.findings).len(), usize::from(is_told), "{cell} {found}");
        assert_eq!(reading.submissions.len(), 1);
    }
}

/// A text of 記入例 that somebody has typed over is no text that was given out; how a program keeps it makes no difference.
#[test]
fn an_example_that_is_typed_over_is_told() {
    let plan = plan();
    let (form, _) = filled(&plan);
    const EXAMPLE: &str = "高齢の方には端末の文字が小さいとの声がある。";
    for (text, is_told) in [
        (EXAMPLE.to_owned(), false),
        (EXAMPLE.replace("端末の", "端末の&#10;"), false),
        ("窓口が混み合う日がある。".to_owned(), true),
        (String::new(), true),
    ] {
        let form = with_part(&form, "xl/sharedStrings.xml", |xml| {
            assert!(xml.contains(EXAMPLE));
            xml.replace(EXAMPLE, &text)
        });
        let reading = read(&plan, &form);
        let found = lines(&reading.findings);
        assert_eq!(found.contains("読むためのシート「記入例」の文字が"), is_told, "{text} {found}");
        assert_eq!(codes(&reading.findings).len(), usize::from(is_told), "{text} {found}");
    }
}

/// What was not read of 記入例 is damage, and nobody's typing.
#[test]
fn an_example_that_is_cut_is_not_called_typed_over() {
    let plan = plan();
    let (form, _) = filled(&plan);
    let cut = with_part(&form, "xl/worksheets/sheet2.xml", |xml| {
        let half = (0..=xml.len() / 2).rev().find(|at| xml.is_char_boundary(*at)).expect("a boundary");
        xml[..half].to_owned()
    });
    assert_eq!(codes(&read(&plan, &cut).findings), ["damaged"]);
}

/// A program that knows no hidden sheets shows the form's own record, into which nobody has typed.
#[test]
fn a_record_that_is_shown_is_nobodys_typing() {
    let plan = plan();
    let (form, _) = filled(&plan);
    let shown = with_part(&form, "xl/workbook.xml", |xml| {
        assert!(xml.contains(r#" state="veryHidden""#));
        xml.replace(r#" state="veryHidden""#, "")
    });
    let reading = read(&plan, &shown);
    assert!(!lines(&reading.findings).contains("読むためのシート"), "{}", lines(&reading.findings));
}

/// Texts that a department may type: Japanese of all kinds, line breaks, white space, signs.
fn prose() -> impl Strategy<Value = String> {
    proptest::string::string_regex(
        "[ぁ-んァ-ヶ一-龠ｱ-ﾝ0-9０-９a-zA-Z①②㈱㎡～、。（）「」・ー \u{3000}\n\"'<>&%=+@-]{1,60}",
    )
    .expect("a pattern")
}

proptest! {
    #![proptest_config(crate::properties::dear(24))]

    #[test]
    fn what_is_typed_comes_back_to_the_letter(
        texts in prop::collection::vec((0usize..6, 0usize..4, prose()), 1..12),
        amounts in prop::collection::vec((0usize..6, 0usize..4, -1_000_000i64..1_000_000), 0..8),
        grades in prop::collection::vec((0usize..6, 0u8..5), 0..4),
    ) {
        let plan = plan();
        let actions = led_by(&plan, &unit());
        let text_fields = [Field::Result, Field::GradeReason, Field::NextSteps, Field::Memo];
        let effect_fields = [Field::RevenueOnce, Field::RevenueRecurring, Field::SavingOnce, Field::SavingRecurring];
        let mut entries = Entries::new();
        let mut expected = std::collections::BTreeMap::new();
        for (row, field, text) in &texts {
            let slot = (actions[row % actions.len()], text_fields[*field]);
            entries.set_row(slot.0, slot.1, text.as_str());
            expected.insert(slot, text.clone());
        }
        let mut money = std::collections::BTreeMap::new();
        for (row, field, amount) in &amounts {
            let slot = (actions[row % actions.len()], effect_fields[*field]);
            entries.set_row(slot.0, slot.1, *amount as f64);
            money.insert(slot, *amount);
        }
        let mut marks = std::collections::BTreeMap::new();
        for (row, grade) in &grades {
            let action = actions[row % actions.len()];
            entries.set_row(action, Field::Grade, plan.grades.grades[usize::from(*grade)].mark.as_str());
            marks.insert(action, GradeId(*grade));
        }
        let reading = read(&plan, &form(&plan, &entries));
        let submission = only(&reading);
        let entry = |action| submission.entries.iter().find(|entry| entry.action.value == action).expect("the row");
        for ((action, field), text) in expected {
            let read = entry(action).text(field);
            let blank = text.chars().all(char::is_whitespace);
            let ditto = reading.findings.iter().any(|finding| finding.code.0 == "intake.ditto");
            if !ditto {
                prop_assert_eq!(read.map(|read| read.value.as_str()), (!blank).then_some(text.as_str()));
            }
        }
        for ((action, field), amount) in money {
            let (kind, term) = field.effect().expect("an effect");
            let read = entry(action).money(kind, term).map(|read| read.value);
            prop_assert_eq!(read, Some(Amount::Value(Yen::from_thousands(amount))));
        }
        for (action, grade) in marks {
            prop_assert_eq!(entry(action).grade().map(|read| read.value), Some(grade));
        }
    }
}
