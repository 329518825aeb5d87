//! Who owes what on the small plan, and the letters that say so.

use jiff::civil::Date;

use super::overview::Mark;
use super::{LetterKind, letters, overview, terminal};
use crate::assess::fixture::record;
use crate::finding::{Code, Finding, Origin, Severity};
use crate::intake::fixture::form;
use crate::plan::fixture::{self, YEAR};
use crate::vocabulary::CellAddress;

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

/// A form handed in on the last day is in time, in every letter.
#[test]
fn letters_speak_of_the_deadline_by_the_day_on_which_they_are_written() {
    let mut plan = fixture::small();
    let bad = form("一課", "a.xlsx").on(5, 8).row((9, 9), |row| {
        row.result("？");
    });
    let record = record(&plan, YEAR, vec![bad.build()]);
    let on = |plan: &crate::plan::Plan, day: i8| {
        let letters = letters(plan, &record, &record.findings, YEAR, Date::constant(2021, 5, day));
        let [returned, reminder] = &letters[..] else { panic!("{letters:#?}") };
        assert_eq!((returned.kind, reminder.kind), (LetterKind::Return, LetterKind::Reminder));
        [returned.body.clone(), reminder.body.clone()]
    };
    for (day, again, first) in [
        (9, "\n提出期限は令和3年5月10日です。\n", "提出期限は令和3年5月10日です。令和3年5月9日現在、"),
        (10, "\n提出期限は本日（令和3年5月10日）です。\n", "提出期限は本日（令和3年5月10日）です。まだ"),
        (
            11,
            "\n提出期限の令和3年5月10日を過ぎておりますので、至急、お願いします。\n",
            "提出期限は令和3年5月10日でしたが、令和3年5月11日現在、",
        ),
    ] {
        let [returned, reminder] = on(&plan, day);
        assert!(returned.contains(again), "{returned}");
        assert!(reminder.contains(first), "{reminder}");
    }
    plan.settings.deadlines.clear();
    let [returned, reminder] = on(&plan, 10);
    assert!(!returned.contains("提出期限"), "{returned}");
    assert!(reminder.contains("令和3年5月10日現在、提出を確認できておりません。"), "{reminder}");
}

/// What has to be mended is counted, what is only asked stands apart, and what is merely noted is not in the letter.
#[test]
fn a_letter_with_a_returned_form_says_what_to_mend_what_to_confirm_and_what_is_missing() {
    let plan = fixture::small();
    let bad = form("一課", "a.xlsx").on(5, 8).row((9, 9), |row| {
        row.result("？");
    });
    let record = record(&plan, YEAR, vec![bad.build()]);
    let of_file = |severity, message: &str| Finding::new(severity, Code("test"), message).at(Origin::file("a.xlsx"));
    let mut findings = record.findings.clone();
    findings.push(of_file(Severity::Warning, "昨年度と同じ文章です。"));
    findings.push(of_file(Severity::Note, "桁区切りを読み替えました。"));
    let letters = letters(&plan, &record, &findings, YEAR, Date::constant(2021, 5, 9));
    let body = &letters.iter().find(|letter| letter.kind == LetterKind::Return).expect("a letter").body;
    assert!(body.contains("次の1点について修正が必要ですので"), "{body}");
    assert!(body.contains("【修正が必要な点】\n1　シート「入力」のセルA11：計画にない実践項目の行です。"), "{body}");
    assert!(body.contains("【確認いただきたい点】\n1　昨年度と同じ文章です。\n"), "{body}");
    assert!(!body.contains("桁区切り"), "{body}");
    assert!(body.contains("【記入のない実践項目】\n・1-1　実践項目1-1\n"), "{body}");
}

#[test]
fn a_letter_to_a_body_counts_what_is_to_mend() {
    let plan = fixture::small();
    let of = |severity, message: &str| Finding::new(severity, Code("test"), message).at(Origin::file("評価票.xlsx"));
    let findings = [
        of(Severity::Error, "評価が選択肢にありません。"),
        of(Severity::Warning, "評価の理由がありません。"),
        of(Severity::Note, "○と読みました。"),
    ];
    let letter = super::letters::to_body(&plan, "作業部会", &findings.each_ref(), YEAR, Date::constant(2021, 5, 9));
    assert_eq!((letter.to.as_str(), letter.kind), ("作業部会", LetterKind::Return));
    let body = letter.body;
    assert!(body.contains("次の1点について修正が必要"), "{body}");
    assert!(body.contains("【修正が必要な点】\n1　評価が選択肢にありません。\n"), "{body}");
    assert!(body.contains("【確認いただきたい点】\n1　評価の理由がありません。\n"), "{body}");
    assert!(!body.contains("と読みました"), "{body}");
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
        Finding::new(Severity::Error, crate::intake::codes::UNREADABLE, "開けません。").at(Origin::file("二課.xlsx")),
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

/// What only the office can do (a decision in office.toml) is in what the office reads, and in no letter to a department.
#[test]
fn what_the_office_may_decide_is_in_no_letter() {
    let plan = fixture::small();
    let handed_in = |file: &str, day, version, grade| {
        let form = form("一課", file).on(5, day).version(version).row((1, 1), |row| {
            row.grade(grade).result("実施した。");
        });
        form.build()
    };
    // The one with the later day has the lower version.
    let read = crate::intake::fixture::intake(vec![handed_in("a.xlsx", 9, 1, 1), handed_in("b.xlsx", 8, 2, 2)], vec![]);
    let record = crate::merge::merge(&plan, YEAR, read, None, &[]);
    let of_order = |finding: &&crate::finding::Finding| finding.code == crate::merge::codes::ORDER;
    let found: Vec<_> = record.findings.iter().filter(of_order).collect();
    assert!(matches!(found.as_slice(), [one] if one.to_string().contains("office.tomlの[[accept]]")), "{found:?}");
    let letters = letters(&plan, &record, &record.findings, YEAR, Date::constant(2021, 5, 20));
    let letter = letters.iter().find(|letter| letter.kind == LetterKind::Return).expect("a letter");
    assert!(
        letter.body.contains("提出日と版の順が食い違っています") && !letter.body.contains("office.toml"),
        "{}",
        letter.body
    );
}

/// Of a list with the rows of several departments each has to mend its own rows; what is said of the file is everybody's.
#[test]
fn in_a_list_each_department_has_its_own_faults() {
    use crate::finding::{Finding, Origin, Severity};
    let plan = fixture::small();
    let told = |department: Option<&str>| {
        let rows = [("一課", (1, 1)), ("二課", (1, 2))].map(|(unit, id)| {
            let form = form(unit, "一覧.xlsx").on(5, 8).row(id, |row| {
                row.grade(1).result("実施した。").saving(0);
            });
            form.build()
        });
        let mut read = crate::intake::fixture::intake(rows.into(), vec![]);
        let mut finding =
            Finding::new(Severity::Error, Code("test"), "直すところがあります。").at(Origin::file("一覧.xlsx"));
        finding.department = department.map(|unit| crate::vocabulary::DepartmentId::new(Some("甲部"), unit));
        read.findings.push(finding);
        let record = crate::merge::merge(&plan, YEAR, read, None, &[]);
        let letters = letters(&plan, &record, &record.findings, YEAR, Date::constant(2021, 5, 20));
        let returned = letters.iter().filter(|letter| letter.kind == LetterKind::Return);
        let named = letters.iter().filter(|letter| letter.body.contains("直すところがあります。"));
        let to = |letter: &crate::check::Letter| letter.to.clone();
        (returned.map(to).collect::<Vec<_>>(), named.map(to).collect::<Vec<_>>())
    };
    let both = |units: &[&str]| {
        (units.iter().map(ToString::to_string).collect(), units.iter().map(ToString::to_string).collect())
    };
    assert_eq!(told(Some("一課")), both(&["甲部一課"]));
    assert_eq!(told(Some("二課")), both(&["甲部二課"]));
    assert_eq!(told(None), both(&["甲部一課", "甲部二課"]));
}

/// Nobody is told that nothing has come while a file of which nothing was read may be the form: by its name, or because it is a form
/// of another year. The office is told of the file.
#[test]
fn nobody_is_reminded_while_a_file_may_be_the_form() {
    use crate::finding::{Finding, Origin, Severity};
    use crate::intake::codes::OTHER_YEAR;
    use crate::intake::file_account::{FileAccount, Unopened};
    let plan = fixture::small();
    let record = |office: &str, files: &[(&str, &str, Option<Unopened>)], findings: Vec<Finding>| {
        let first = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
            row.grade(1).result("実施した。");
        });
        let mut read = crate::intake::fixture::intake(vec![first.build()], vec![]);
        read.findings.extend(findings);
        read.files.extend(files.iter().map(|(name, kind, unopened)| FileAccount {
            file: (*name).into(),
            hash: None,
            size: 1,
            kind: (*kind).into(),
            unopened: *unopened,
            is_partial: false,
            form: None,
            cells: Default::default(),
        }));
        let office = crate::merge::office::read("office.toml", office, &plan).expect("well-formed").0;
        crate::merge::merge(&plan, YEAR, read, Some(&office), &[])
    };
    let of_second = || Finding::new(Severity::Error, OTHER_YEAR, "").at(Origin::file("b.xlsx"));
    let excluded = "[[exclude]]\nfile = \"二課.pdf\"\nreason = \"写しと確かめた。\"\n";
    for (office, files, findings, named) in [
        ("", vec![("令和2年度/二課.pdf", "PDF", None)], vec![], Some("令和2年度/二課.pdf")),
        ("", vec![("令和2年度/二課/様式.zip", "zip圧縮ファイル", None)], vec![], Some("令和2年度/二課/様式.zip")),
        ("", vec![("令和2年度/二課.xlsx", "大きすぎるファイル", Some(Unopened::Barred))], vec![], Some("二課.xlsx")),
        // What may hold several forms is its bureau's.
        ("", vec![("令和2年度/甲部.zip", "zip圧縮ファイル", None)], vec![], Some("甲部.zip")),
        ("", vec![("令和2年度/甲部/一式.lnk", "ショートカット", None)], vec![], Some("一式.lnk")),
        ("", vec![("令和2年度/甲 部提出.LZH", "その他のファイル", None)], vec![], Some("甲 部提出.LZH")),
        (
            "",
            vec![("令和2年度/甲部/会議.pdf", "PDF", None), ("令和2年度/乙部.zip", "zip圧縮ファイル", None)],
            vec![],
            None,
        ),
        ("", vec![], vec![of_second().of(crate::vocabulary::DepartmentId::new(Some("甲部"), "二課"))], Some("b.xlsx")),
        ("", vec![("令和2年度/様式.pdf", "PDF", None), ("令和2年度/一課.pdf", "PDF", None)], vec![], None),
        ("", vec![("令和2年度/二課.jpg", "画像", None)], vec![], None),
        ("", vec![("令和2年度/~$二課.xlsx", "", Some(Unopened::NothingHandedIn))], vec![], None),
        ("", vec![], vec![of_second()], None),
        (excluded, vec![("令和2年度/二課.pdf", "PDF", None)], vec![], None),
    ] {
        let record = record(office, &files, findings);
        let overview = overview(&plan, &record, &record.findings);
        let marks: Vec<_> = overview.departments.iter().map(|line| line.mark).collect();
        let mark = if named.is_some() { Mark::Unread } else { Mark::Missing };
        assert_eq!(marks, [Mark::Submitted, mark, Mark::NotRequired], "{files:?}");
        let items: Vec<_> = overview.items.iter().filter(|item| item.department.name() == "二課").collect();
        assert!(items.iter().all(|item| item.mark == mark) && !items.is_empty(), "{files:?}");
        let letters = letters(&plan, &record, &record.findings, YEAR, Date::constant(2021, 5, 20));
        let reminded = letters.iter().any(|letter| letter.kind == LetterKind::Reminder && letter.to == "甲部二課");
        assert_eq!(reminded, named.is_none(), "{files:?}");
        let said: Vec<_> =
            record.findings.iter().filter(|finding| finding.code == crate::merge::codes::MAY_BE_FORM).collect();
        // A form of another year has a finding of its own.
        // One that names nobody is told as such.
        let (said, nameless): (Vec<_>, Vec<_>) = said.into_iter().partition(|finding| finding.found.is_some());
        assert_eq!(said.len(), usize::from(named.is_some_and(|named| named != "b.xlsx")), "{files:?}");
        assert_eq!(nameless.len(), files.iter().filter(|(file, ..)| file.ends_with("乙部.zip")).count(), "{files:?}");
        assert!(
            said.iter()
                .all(|finding| finding.found.as_deref().is_some_and(|found| found.ends_with(named.unwrap_or("?"))))
        );
        assert!(record.unread.is_empty(), "nothing that stops the public editions");
    }
}

/// A packed file of a bureau is one thing to look into, however many departments it has; one that names nobody is told while forms are missing.
#[test]
fn a_packed_file_is_told_once() {
    let plan = fixture::small();
    let said = |name: &str| {
        let mut read = crate::intake::fixture::intake(vec![], vec![]);
        read.files.push(crate::intake::file_account::FileAccount {
            file: name.into(),
            hash: None,
            size: 1,
            kind: "zip圧縮ファイル".into(),
            unopened: None,
            is_partial: false,
            form: None,
            cells: Default::default(),
        });
        let record = crate::merge::merge(&plan, YEAR, read, None, &[]);
        let of = |finding: &&Finding| finding.code == crate::merge::codes::MAY_BE_FORM;
        record.findings.iter().filter(of).map(ToString::to_string).collect::<Vec<_>>()
    };
    let of_bureau = said("令和2年度/甲部.zip");
    assert_eq!(of_bureau.len(), 1, "{of_bureau:?}");
    assert!(of_bureau[0].contains("次の2部署（甲部一課、甲部二課）"), "{of_bureau:?}");
    let of_nobody = said("令和2年度/提出.zip");
    assert_eq!(of_nobody.len(), 1, "{of_nobody:?}");
    assert!(of_nobody[0].contains("中に様式がある部署も「未提出」とし"), "{of_nobody:?}");
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

/// An opinion that waits for an answer is asked of each department that leads an item of its initiative, until one of them answers.
#[test]
fn an_opinion_without_an_answer_is_asked_for() {
    let plan = fixture::small();
    let year = YEAR.next();
    let asked = |answers: &str| {
        let first = record(&plan, YEAR, crate::assess::fixture::year_one());
        let row = |unit: &str, file: &str, ids: &[(u16, u16)]| {
            let day = Date::constant(2022, 5, 8);
            let rows = ids.iter().fold(form(unit, file).year(year).dated(day), |form, id| {
                form.row(*id, |row| {
                    row.grade(1).result("実施した。").saving(0);
                    if unit == answers {
                        row.response("周知した。");
                    }
                })
            });
            rows.build()
        };
        let forms = vec![row("一課", "a.xlsx", &[(1, 1)]), row("二課", "b.xlsx", &[(1, 2), (2, 1)])];
        let read = crate::intake::fixture::intake(forms, vec![]);
        let record = crate::merge::merge(&plan, year, read, None, &[first]);
        let letters = letters(&plan, &record, &record.findings, year, Date::constant(2022, 5, 9));
        let section = "【対応の記入のない審議会意見（1件）】\n・R2-1-1　周知を。（取組項目1 ";
        let with_section = letters.into_iter().filter(|letter| letter.body.contains(section));
        with_section.map(|letter| letter.to).collect::<Vec<_>>()
    };
    assert_eq!(asked("").len(), 2);
    assert_eq!(asked("一課"), [""; 0]);
    assert_eq!(asked("二課"), [""; 0]);
}

/// A row of the midyear form is none of the form for the year's end, and a finding about what was typed names no empty cell.
#[test]
fn a_form_without_some_of_its_rows_is_asked_for_by_what_it_lacks() {
    let plan = std::sync::Arc::new(fixture::small());
    let midyear = |file: &str| {
        form("二課", file).midyear().dated(Date::constant(2020, 10, 20)).row((2, 1), |row| {
            row.grade(1).result("準備した。").saving(0);
        })
    };
    let written = |grade: bool| {
        let year_end = form("二課", "b.xlsx").on(5, 8).row((1, 2), |row| {
            row.result("実施した。").saving(0);
            if grade {
                row.grade(1);
            }
        });
        let record = record(&plan, YEAR, vec![midyear("m.xlsx").build(), year_end.build()]);
        let assessment = crate::assess::assess(plan.clone(), record.clone(), Vec::new()).expect("cross-footed");
        let mut findings = assessment.findings.clone();
        let typed = Origin::cell("b.xlsx", "入力", CellAddress::new(10, 3));
        findings.push(Finding::new(Severity::Warning, Code("test"), "短い文です。").at(typed).found("実施した。"));
        let letters = letters(&plan, &record, &findings, YEAR, Date::constant(2021, 5, 9));
        let letter = letters.into_iter().find(|letter| letter.to.ends_with("二課")).expect("a letter");
        assert_eq!(letter.kind, LetterKind::Incomplete);
        letter.body
    };
    let body = written(true);
    assert!(body.contains("次の実践項目に記入がありませんでしたので"), "{body}");
    assert!(body.contains("・2-1　実践項目2-1\n") && !body.contains("空欄のある"), "{body}");
    let body = written(false);
    assert!(body.contains("次の実践項目に記入のないものと、空欄のあるものがありましたので"), "{body}");
    assert!(body.contains("・2-1　実践項目2-1\n"), "{body}");
    assert!(body.contains("【空欄のある実践項目（1件）】\n・1-2　実践項目1-2（進捗区分が空欄）\n"), "{body}");
}
