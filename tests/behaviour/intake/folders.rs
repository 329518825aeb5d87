//! A year's folder: any spelling, any names, any order; one bad file never stops the run.

use std::fs;
use std::path::Path;

use kaikaku::engine::{Engine, Settings, Span, Unwatched, Year};
use kaikaku::finding::Severity;
use kaikaku::intake::submission::Intake;
use kaikaku::intake::{self, Options, read_year, years_with_input};
use kaikaku::vocabulary::FiscalYear;

use super::container::retyped;
use super::moved_forms::book;
use super::{codes, filled, laid, lines, plan};

fn read(input: &Path, workers: usize) -> Intake {
    let options = Options { workers, ..Options::default() };
    read_year(&plan(), input, FiscalYear(2020), &options).expect("a readable folder")
}

#[test]
fn years_are_found_in_every_spelling() {
    let input = tempfile::tempdir().expect("a folder");
    for name in ["令和2年度", "R3", "2022", "r05年度", "メモ", "output"] {
        fs::create_dir(input.path().join(name)).expect("a folder");
    }
    fs::write(input.path().join("R6"), "a file").expect("written");
    let years: Vec<i16> = years_with_input(input.path()).into_iter().map(|(year, _)| year.0).collect();
    assert_eq!(years, [2020, 2021, 2022, 2023]);
    assert!(years_with_input(&input.path().join("none")).is_empty());
    assert!(read_year(&plan(), &input.path().join("none"), FiscalYear(2020), &Options::default()).is_err());
}

/// 令和22年度 for 令和2年度, 令和元年度 beside a plan from 令和2年度: a year that the plan does not have is neither taken for the latest nor passed
/// over.
#[test]
fn a_folder_of_a_year_out_of_the_plan_is_named() {
    let input = tempfile::tempdir().expect("a folder");
    let (form, _) = filled(&plan());
    let out_of_plan = |asked| intake::folders_out_of_plan(input.path(), &plan(), FiscalYear(asked));
    for name in ["令和2年度", "令和22年度", "R9"] {
        fs::create_dir(input.path().join(name)).expect("a folder");
    }
    fs::write(input.path().join("令和2年度/a.xlsx"), &form).expect("written");
    assert_eq!(codes(&out_of_plan(2020)), [] as [&str; 0], "an empty folder");
    fs::write(input.path().join("令和22年度/b.xlsx"), &form).expect("written");
    let found = out_of_plan(2020);
    assert_eq!(codes(&found), ["no-year"]);
    assert!(found[0].severity == Severity::Error && found[0].to_string().contains("令和22年度"), "{}", found[0]);
    fs::write(input.path().join("plan.toml"), include_str!("../../../input/plan.toml")).expect("written");
    let output = tempfile::tempdir().expect("a folder");
    let (from, to) = (input.path().to_owned(), output.path().join("output"));
    let engine = Engine::open(from, to, Settings::default()).expect("an engine");
    let year = engine.year(None, Span::OneYear, &Unwatched).expect("read");
    assert_eq!(year.assessment.year, FiscalYear(2020));
    let told = |year: &Year| codes(&year.record().findings).iter().filter(|code| **code == "no-year").count();
    assert_eq!(told(&year), 1);
    // Asked for, it is read, and the years read with it do not say that it is not.
    fs::write(input.path().join("R9/c.xlsx"), &form).expect("written");
    let year = engine.year(Some(FiscalYear(2040)), Span::ThroughYear, &Unwatched).expect("read").assessment.clone();
    let records: Vec<_> = year.earlier.iter().chain([&year.record]).collect();
    assert_eq!(records.iter().map(|record| record.year.0).collect::<Vec<_>>(), [2020, 2027, 2040]);
    assert!(records.iter().all(|record| !codes(&record.findings).contains(&"no-year")));
    let found = out_of_plan(2020);
    assert_eq!(codes(&found), ["no-year", "no-year"]);
    // What the program has written is nobody's input.
    fs::write(input.path().join("令和22年度/.kaikaku.lock"), "").expect("written");
    let found = out_of_plan(2020);
    assert_eq!(codes(&found), ["no-year"], "an output folder");
    assert!(found[0].to_string().contains("R9"), "{}", found[0]);
    // A year before the plan may be one of the plan before it.
    fs::remove_file(input.path().join("R9/c.xlsx")).expect("removed");
    fs::create_dir(input.path().join("令和元年度")).expect("a folder");
    fs::write(input.path().join("令和元年度/d.xlsx"), &form).expect("written");
    let found = out_of_plan(2020);
    assert_eq!(codes(&found), ["no-year"]);
    assert!(found[0].severity == Severity::Warning && found[0].to_string().contains("令和元年度"), "{}", found[0]);
    assert_eq!(codes(&out_of_plan(2019)), [] as [&str; 0], "asked for");
    // It is no earlier year of this plan: nothing of it is added up, and no form shows it as last year's.
    let year = engine.year(None, Span::ThroughYear, &Unwatched).expect("read");
    assert!(year.assessment.earlier.is_empty(), "{:?}", year.assessment.earlier.len());
    assert_eq!(told(&year), 1);
    assert!(engine.record_before(FiscalYear(2020), &Unwatched).expect("read").is_none());
}

/// What may be a year's and is not read is named: files without an extension, packed ones, a folder of any other name. A name that speaks of
/// a year is not told to be right where it is the wrong year.
#[test]
fn what_may_be_a_years_is_named_beside_the_years() {
    let input = tempfile::tempdir().expect("a folder");
    let (form, _) = filled(&plan());
    let put = |path: &str| {
        let path = input.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, &form).expect("written");
    };
    put("令和2年度/様式.xlsx");
    let found = || {
        let findings = read(input.path(), 1).findings;
        let mut beside: Vec<_> = findings.into_iter().filter(intake::is_beside_the_years).collect();
        beside.sort();
        beside
    };
    assert_eq!(codes(&found()), [] as [&str; 0]);
    for path in ["令和三年度/総務課", "R3提出/提出.zip", "令3/様式.xlsx", "会議/写真", "令和4年度.zip", "会議資料.zip"]
    {
        put(path);
    }
    let said: Vec<String> = found().iter().map(|finding| finding.to_string()).collect();
    let of = |name: &str| said.iter().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}: {said:#?}"));
    assert_eq!(said.len(), 4, "{said:#?}");
    assert!(of("令和三年度").contains("要修正") && of("令和三年度").contains("（1件）"), "{said:#?}");
    assert!(of("R3提出").contains("要修正") && of("R3提出").contains("（1件）"), "{said:#?}");
    assert!(of("令3").contains("確認") && of("令3").contains("（ブック1件）"), "{said:#?}");
    assert!(of("令和4年度.zip").contains("展開して"), "{said:#?}");
    assert!(said.iter().all(|line| !line.contains("正：")), "{said:#?}");
}

/// A folder made in advance takes no year's place where none is asked for, and that is said.
#[test]
fn a_folder_in_which_nothing_stands_is_no_latest_year() {
    let input = tempfile::tempdir().expect("a folder");
    let (form, _) = filled(&plan());
    let at = |name: &str| input.path().join(name);
    fs::create_dir_all(at("令和2年度")).expect("a folder");
    fs::create_dir_all(at("令和3年度/総務部")).expect("a folder");
    fs::write(at("plan.toml"), include_str!("../../../input/plan.toml")).expect("written");
    let output = tempfile::tempdir().expect("a folder");
    let read = |wanted: Option<i16>| {
        let (from, to) = (input.path().to_owned(), output.path().join("output"));
        let engine = Engine::open(from, to, Settings::default()).expect("an engine");
        engine.year(wanted.map(FiscalYear), Span::ThroughYear, &Unwatched).expect("read")
    };
    let taken = |year: &Year| (year.assessment.year.0, codes(&year.record().findings).contains(&"no-year"));
    // Where nothing has come in at all, the latest.
    assert_eq!(taken(&read(None)), (2021, false));
    fs::write(at("令和2年度/a.xlsx"), &form).expect("written");
    for left_behind in ["", ".DS_Store", "Thumbs.db", "総務部/~$a.xlsx"] {
        if !left_behind.is_empty() {
            fs::write(at("令和3年度").join(left_behind), "left behind").expect("written");
        }
        assert_eq!(taken(&read(None)), (2020, true), "{left_behind}");
        assert_eq!(taken(&read(Some(2021))), (2021, false), "{left_behind}");
    }
    let told = lines(&read(None).record().findings);
    assert!(
        told.contains("［参考］令和3年度　令和3年度のフォルダーにはまだ何もないため、令和2年度を扱います。"),
        "{told}"
    );
    // What the office settles is a beginning, as is any file.
    for begun in ["office.toml", "総務部/a.pdf", "総務部/.a.xlsx"] {
        fs::write(at("令和3年度").join(begun), if begun.ends_with("xlsx") { &form[..] } else { b"" }).expect("written");
        assert_eq!(taken(&read(None)), (2021, false), "{begun}");
        fs::remove_file(at("令和3年度").join(begun)).expect("removed");
    }
}

/// A whole workbook that is called as what a program or a system leaves behind is somebody's form.
#[test]
fn a_form_whose_name_is_a_hidden_ones_is_read() {
    let input = tempfile::tempdir().expect("a folder");
    let year = input.path().join("令和2年度");
    fs::create_dir_all(&year).expect("a folder");
    let (form, _) = filled(&plan());
    for name in [".進捗.xlsx", "~$進捗.xlsx", "._進捗.XLSX"] {
        fs::write(year.join(name), &form).expect("written");
        assert_eq!(read(input.path(), 2).submissions.len(), 1, "{name}");
        // What Excel and macOS keep beside a workbook are a name and some bytes.
        for content in [&b"\x07kikaku\0\0"[..], b"\0\x05\x16\x07\0\x02", b"PK", b""] {
            fs::write(year.join(name), content).expect("written");
            assert_eq!(read(input.path(), 2).submissions.len(), 0, "{name}");
        }
        fs::remove_file(year.join(name)).expect("removed");
    }
    // Beside the folders of the years, too.
    fs::write(input.path().join(".進捗.xlsx"), &form).expect("written");
    assert_eq!(codes(&read(input.path(), 2).findings), ["stray"]);
}

#[test]
fn one_bad_file_never_stops_the_run_and_every_file_is_accounted_for() {
    let input = tempfile::tempdir().expect("a folder");
    let year = input.path().join("令和2年度");
    fs::create_dir_all(year.join("総務部/差替")).expect("folders");
    let (form, _) = filled(&plan());
    fs::write(year.join("総務部/差替/進捗.xlsx"), &form).expect("written");
    fs::write(year.join("写し.xlsx"), &form).expect("written");
    fs::write(year.join("壊れた.xlsx"), &form[..1000]).expect("written");
    fs::write(year.join("~$進捗.xlsx"), "lock").expect("written");
    fs::write(year.join(".DS_Store"), "system").expect("written");
    // macOS: the picture of a folder.
    #[cfg(unix)]
    fs::write(year.join("Icon\r"), "").expect("written");
    fs::write(year.join("office.toml"), "").expect("written");
    fs::write(year.join("空.xlsx"), "").expect("written");
    fs::write(input.path().join("迷子.xlsx"), &form).expect("written");
    let intake = read(input.path(), 2);
    assert_eq!(intake.submissions.len(), 2);
    assert_eq!(intake.submissions[0].hash, intake.submissions[1].hash);
    assert_eq!(intake.files.len(), if cfg!(unix) { 8 } else { 7 });
    let mut found = codes(&intake.findings);
    found.sort_unstable();
    assert_eq!(found, ["damaged", "empty", "lock-file", "stray"]);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_and_links_do_no_harm() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let input = tempfile::tempdir().expect("a folder");
    let year = input.path().join("R2");
    fs::create_dir(&year).expect("a folder");
    let (form, _) = filled(&plan());
    let legacy = encoding_rs::SHIFT_JIS.encode("進捗.xlsx").0.into_owned();
    fs::write(year.join(OsStr::from_bytes(&legacy)), &form).expect("written");
    fs::write(year.join("カ\u{3099}イド.xlsx"), retyped().xlsx()).expect("written");
    std::os::unix::fs::symlink("/etc/passwd", year.join("リンク.xlsx")).expect("a link");
    let intake = read(input.path(), 1);
    let names: Vec<&str> = intake.files.iter().map(|file| file.file.as_ref()).collect();
    assert_eq!(names, ["R2/ガイド.xlsx", "R2/リンク.xlsx", "R2/進捗.xlsx"]);
    assert_eq!(intake.submissions.len(), 2);
    assert_eq!(codes(&intake.findings), ["link"]);
}

/// A department's forms may lie behind a link: it is like a folder that may not be opened.
#[cfg(unix)]
#[test]
fn a_link_to_a_folder_is_not_passed_over() {
    let input = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let year = input.path().join("R2");
    fs::create_dir(&year).expect("a folder");
    std::os::unix::fs::symlink(elsewhere.path(), year.join("総務部")).expect("a link");
    std::os::unix::fs::symlink("/nowhere/at/all", year.join("財政部")).expect("a link");
    assert_eq!(codes(&read(input.path(), 1).findings), ["unreadable", "unreadable"]);
}

/// Links that lead nowhere, shortcuts and files beside the years whose names speak of a year are named, whatever stands behind it.
#[cfg(unix)]
#[test]
fn what_stands_in_the_place_of_a_years_folder_is_named() {
    for (name, is_link, expected) in [
        ("令和4年度", true, "no-year"),
        ("令和４年度（最終）", true, "no-year"),
        ("R4提出分", true, "no-year"),
        ("令和四年度 - ショートカット.lnk", false, "no-year"),
        ("令和４年度提出.url", false, "no-year"),
        ("令和４年度（最終）", false, "no-year"),
        ("令和4年度報告書.pdf", false, ""),
        ("資料", true, ""),
    ] {
        let input = tempfile::tempdir().expect("a folder");
        fs::create_dir(input.path().join("R2")).expect("a folder");
        let place = input.path().join(name);
        match is_link {
            true => std::os::unix::fs::symlink("/nowhere/at/all", &place).expect("a link"),
            false => fs::write(&place, "x").expect("a file"),
        }
        assert_eq!(codes(&read(input.path(), 1).findings).join(" "), expected, "{name} {is_link}");
    }
    // A link to somebody's workbook is like the workbook.
    let (input, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    fs::create_dir(input.path().join("R2")).expect("a folder");
    fs::write(elsewhere.path().join("a.xlsx"), filled(&plan()).0).expect("written");
    std::os::unix::fs::symlink(elsewhere.path().join("a.xlsx"), input.path().join("提出.xlsx")).expect("a link");
    assert_eq!(codes(&read(input.path(), 1).findings), ["stray"]);
}

#[test]
fn names_order_and_workers_change_nothing_but_names() {
    let (form, _) = filled(&plan());
    let other = retyped().text(0, 1, "財政部財政課").xlsx();
    let read_named = |a: &str, b: &str, workers| {
        let input = tempfile::tempdir().expect("a folder");
        let year = input.path().join("令和2年度");
        fs::create_dir(&year).expect("a folder");
        fs::write(year.join(a), &form).expect("written");
        fs::write(year.join(b), &other).expect("written");
        let intake = read(input.path(), workers);
        intake.submissions.iter().map(|at| (at.key.clone(), at.hash, at.entries.len())).collect::<Vec<_>>()
    };
    let first = read_named("a.xlsx", "b.xlsx", 1);
    assert_eq!(first.len(), 2);
    assert_eq!(first, read_named("z.xlsx", "b.xlsx", 2));
    assert_eq!(first, read_named("2.xls", "1.txt", 8));
}

#[test]
fn a_form_of_another_year_is_set_aside() {
    let input = tempfile::tempdir().expect("a folder");
    let year = input.path().join("令和2年度");
    fs::create_dir(&year).expect("a folder");
    fs::write(year.join("昨年の.xlsx"), retyped().text(0, 4, "令和3年度").xlsx()).expect("written");
    let intake = read(input.path(), 1);
    assert!(intake.submissions.is_empty());
    assert_eq!(codes(&intake.findings), ["other-year"]);
    let cells = &intake.files[0].cells;
    assert!(!cells.is_empty() && cells.iter().all(|cell| cell.disposition.label() != "採用"));
}

/// Of a workbook with a sheet a year the other year's is set aside, and the account of its cells says so.
#[test]
fn a_form_of_another_year_beside_one_of_the_year_is_set_aside() {
    let input = tempfile::tempdir().expect("a folder");
    fs::create_dir(input.path().join("令和2年度")).expect("a folder");
    let sheet = |year: &str| {
        let rows = [
            &["部署", "総合政策部政策推進課"][..],
            &["年度", year],
            &["時期", "年度末"],
            &["提出日", "令和3年5月10日"],
            &["No.", "実践項目", "実績", "進捗区分"],
            &["1-2", "", "施設を選んだ。", "○"],
        ];
        (year.to_owned(), true, laid(&rows).xml())
    };
    let workbook = book(&[sheet("令和2年度"), sheet("令和3年度")]);
    fs::write(input.path().join("令和2年度/a.xlsx"), workbook).expect("written");
    let intake = read(input.path(), 1);
    assert_eq!((intake.submissions.len(), codes(&intake.findings)), (1, vec!["other-year"]));
    let used = |sheet: &str| {
        let cells = intake.files[0].cells.iter().filter(|cell| &**cell.sheet == sheet);
        cells.filter(|cell| cell.disposition.label() == "採用").count()
    };
    assert_eq!((used("令和2年度"), used("令和3年度")), (3, 0));
}
