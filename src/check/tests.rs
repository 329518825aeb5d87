//! Who owes what on the small plan, and the letters that say so.

use jiff::civil::Date;

use super::overview::Mark;
use super::{LetterKind, letters, overview, terminal};
use crate::assess::fixture::record;
use crate::intake::fixture::form;
use crate::plan::fixture::{self, YEAR};

#[test]
fn the_overview_and_the_letters_say_what_is_owed() {
    let plan = fixture::small();
    let bad = form("一課", "a.xlsx").on(5, 8).row((9, 9), |row| {
        row.result("？");
    });
    let record = record(&plan, YEAR, vec![bad.build()]);
    let overview = overview(&plan, &record, &record.findings);
    assert!(overview.is_owing());
    let marks: Vec<_> = overview.departments.iter().map(|line| line.mark).collect();
    assert_eq!(marks, [Mark::Returned, Mark::Missing, Mark::NotRequired]);
    assert_eq!(overview.summary(), "2部署のうち 差戻し 1、未提出 1");
    assert_eq!(overview.summary_of_items(), "実践項目の報告4件のうち 未提出 4");
    let items = terminal::owing_items(&overview, &crate::plan::Wording::default());
    assert_eq!(items.len(), 5, "{items:?}");
    assert_eq!(items[4], "未提出  2-1  実践項目2-1  甲部二課  主担当");
    let letters = letters(&plan, &record, &record.findings, YEAR, Date::constant(2021, 5, 20));
    let kinds: Vec<_> = letters.iter().map(|letter| (letter.to.as_str(), letter.kind)).collect();
    assert_eq!(kinds, [("甲部一課", LetterKind::Return), ("甲部二課", LetterKind::Reminder)]);
    assert!(letters[0].body.contains("シート「入力」のセルA11：計画にない実践項目の行です。"));
    assert!(letters[1].body.contains("提出期限は令和3年5月10日でしたが、令和3年5月20日現在"));
    assert!(letters[1].body.contains("・2-1　実践項目2-1"));
}

/// While a file cannot be opened nobody gets a reminder; the overview says why.
#[test]
fn nobody_is_reminded_while_a_file_cannot_be_opened() {
    let plan = fixture::small();
    let form = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
        row.grade(1).result("実施した。");
    });
    let mut read = crate::intake::fixture::intake(vec![form.build()], vec![]);
    read.findings.push(
        crate::finding::Finding::new(crate::finding::Severity::Error, crate::intake::codes::UNREADABLE, "開けません。")
            .at(crate::finding::Origin::file("二課.xlsx")),
    );
    let record = crate::merge::merge(&plan, YEAR, read, None, &[]);
    let overview = overview(&plan, &record, &record.findings);
    let marks: Vec<_> = overview.departments.iter().map(|line| line.mark).collect();
    assert_eq!(marks, [Mark::Submitted, Mark::Unread, Mark::NotRequired]);
    assert_eq!(overview.summary(), "2部署のうち 提出 1、未確認 1");
    assert!(overview.is_owing());
    let letters = letters(&plan, &record, &record.findings, YEAR, Date::constant(2021, 5, 20));
    assert!(letters.iter().all(|letter| letter.kind != LetterKind::Reminder), "{letters:?}");
}

/// A row without a grade is owed like one without anything: the letter, the list and the exit code say so.
#[test]
fn a_row_with_an_empty_grade_is_asked_for() {
    let plan = std::sync::Arc::new(fixture::small());
    let forms = |grade: bool| {
        let first = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
            row.result("実施した。").saving(0);
            if grade {
                row.grade(1);
            }
        });
        let second = form("二課", "b.xlsx").on(5, 8).row((2, 1), |row| {
            row.grade(1).result("実施した。").saving(0);
        });
        vec![first.build(), second.build()]
    };
    let written = |grade: bool| {
        let record = record(&plan, YEAR, forms(grade));
        let assessment = crate::assess::assess(plan.clone(), record.clone(), Vec::new()).expect("cross-footed");
        let marks: Vec<Mark> =
            overview(&plan, &record, &assessment.findings).items.iter().map(|line| line.mark).collect();
        let letters = letters(&plan, &record, &assessment.findings, YEAR, Date::constant(2021, 5, 9));
        let letter = letters.into_iter().find(|letter| letter.to.ends_with("一課"));
        (marks[0], letter.map(|letter| letter.body).unwrap_or_default())
    };
    let (mark, body) = written(true);
    assert_eq!((mark, body.as_str()), (Mark::Submitted, ""));
    let (mark, body) = written(false);
    assert_eq!(mark, Mark::Unfinished);
    assert!(body.contains("次の実践項目に空欄がありましたので"), "{body}");
    assert!(body.contains("【空欄のある実践項目（1件）】\n・1-1　実践項目1-1（進捗区分が空欄）"), "{body}");
}
