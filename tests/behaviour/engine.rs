//! The engine, asked again: what is kept, what is made again, and that it writes the bytes that the command writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kaikaku::contract::entries::Entries;
use kaikaku::contract::{CoverField, Field};
use kaikaku::engine::{
    Editions, Engine, Failure, Format, Keeping, Owed, ReportOrder, Settings, Span, Tally, Unwatched, Year,
};
use kaikaku::export::svg;
use kaikaku::finding::Severity;
use kaikaku::forms::progress;
use kaikaku::plan;
use kaikaku::report::Edition;
use kaikaku::typeset::page::Pages;
use kaikaku::vocabulary::{DepartmentId, FiscalYear, Period};
use tempfile::TempDir;

use crate::collection_cycle::{copy, sample};
use crate::program;

const YEAR: FiscalYear = FiscalYear(2021);

/// A copy of the sample workspace up to 令和3年度, a year that is complete.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&sample(), &folder.path().join("input"));
    fs::remove_dir_all(folder.path().join("input/令和4年度")).expect("the third year");
    folder
}

fn engine(folder: &TempDir, keeping: Keeping) -> Engine {
    let (input, output) = (folder.path().join("input"), folder.path().join("output"));
    Engine::open(input, output, Settings { keeping, ..Settings::default() }).expect("an engine")
}

fn year(engine: &Engine) -> Arc<Year> {
    engine.year(None, Span::ThroughYear, &Unwatched).expect("the sample's last year")
}

/// All pages as they are drawn.
fn svgs(pages: &Pages) -> Vec<String> {
    (0..pages.pages.len()).filter_map(|page| svg::page(pages, page)).collect()
}

/// Puts a form of 納税課 with this result into the last year's folder; where it was written.
fn hand_in(folder: &TempDir, result: &str) -> PathBuf {
    let plan = plan::read("plan.toml", include_str!("../../input/plan.toml")).expect("the sample plan is valid").0;
    let department = DepartmentId::new(Some("財政部"), "納税課");
    let mut entries = Entries::new();
    entries.set_cover(CoverField::SubmittedOn, "令和4年6月1日");
    entries.set_cover(CoverField::Version, 9.0);
    for action in plan.actions().map(|(_, action)| action).filter(|action| action.lead == department) {
        entries.set_row(action.id, Field::Result, result);
        entries.set_row(action.id, Field::Grade, "○ 計画どおり");
    }
    let form = progress::write_filled(&plan, YEAR, Period::YEAR_END, &department, None, &entries).expect("a form");
    let path = folder.path().join("input/令和3年度/財政部/納税課（最終）.xlsx");
    fs::write(&path, form).expect("written");
    path
}

#[test]
fn asked_twice_nothing_is_read_or_made_again() {
    let folder = workspace();
    let engine = engine(&folder, Keeping::Everything);
    let first = year(&engine);
    let read = engine.files_read();
    assert!(read > 100, "{read} files");
    let second = year(&engine);
    assert_eq!(engine.files_read(), read);
    assert!(Arc::ptr_eq(&first, &second));
    let document = engine.document(&first, Edition::Public);
    assert!(Arc::ptr_eq(&document, &engine.document(&second, Edition::Public)));
    let pages = engine.pages(&first, Edition::Public).expect("pages");
    assert!(Arc::ptr_eq(&pages, &engine.pages(&second, Edition::Public).expect("pages")));
}

#[test]
fn an_engine_that_keeps_nothing_reads_again() {
    let folder = workspace();
    let engine = engine(&folder, Keeping::Nothing);
    year(&engine);
    let read = engine.files_read();
    year(&engine);
    assert_eq!(engine.files_read(), 2 * read);
}

#[test]
fn of_a_changed_workspace_only_what_changed_is_read_and_all_that_depends_is_made() {
    let folder = workspace();
    hand_in(&folder, "口座振替の案内を改めた。");
    let engine = engine(&folder, Keeping::Everything);
    let before = year(&engine);
    let pages = engine.pages(&before, Edition::Public).expect("pages");
    let read = engine.files_read();

    let form = hand_in(&folder, "口座振替の案内を見直し、利用が千件増えた。");
    let after = year(&engine);
    assert_eq!(engine.files_read(), read + 1, "the one form that changed");
    let earlier = |year: &Year| year.assessment.earlier.clone();
    assert!(
        earlier(&before).iter().zip(&earlier(&after)).all(|(a, b)| Arc::ptr_eq(a, b)),
        "last year's record is kept"
    );
    let changed = engine.pages(&after, Edition::Public).expect("pages");
    assert_ne!(svgs(&pages.pages), svgs(&changed.pages), "the new text is on a page");
    let shown = engine.page_svg(&after, Edition::Public, 0).expect("a page");
    assert_eq!(shown.as_ref(), svgs(&changed.pages).first());

    // What an engine answers that has seen other states is what one answers that sees this one alone.
    let fresh = self::engine(&folder, Keeping::Nothing);
    let alone = year(&fresh);
    assert_eq!(format!("{:?}", alone.record()), format!("{:?}", after.record()));
    assert_eq!(alone.assessment.findings, after.assessment.findings);
    let alone_pages = fresh.pages(&alone, Edition::Public).expect("pages");
    assert_eq!(svgs(&alone_pages.pages), svgs(&changed.pages));

    fs::remove_file(form).expect("withdrawn");
    let withdrawn = year(&engine);
    assert_eq!(engine.files_read(), read + 1, "nothing is read for a file that is gone");
    assert!(!Arc::ptr_eq(&after, &withdrawn));

    // The office's decision changes the record without any form.
    let office = folder.path().join("input/令和3年度/office.toml");
    let text = fs::read_to_string(&office).unwrap_or_default();
    fs::write(&office, format!("{text}\n# 覚え\n")).expect("a note");
    assert!(!Arc::ptr_eq(&withdrawn, &year(&engine)));
    assert_eq!(engine.files_read(), read + 1);
}

#[test]
fn another_plan_makes_everything_again() {
    let folder = workspace();
    let engine = engine(&folder, Keeping::Everything);
    let before = year(&engine);
    let read = engine.files_read();
    let file = folder.path().join("input/plan.toml");
    let plan = fs::read_to_string(&file).expect("the plan");
    fs::write(&file, plan.replacen("city = \"苫小牧市\"", "city = \"架空の市\"", 1)).expect("another plan");
    let after = year(&engine);
    assert_eq!(engine.files_read(), 2 * read, "forms are read by the plan");
    assert!(!Arc::ptr_eq(&before, &after));
    assert!(!Arc::ptr_eq(&engine.document(&before, Edition::Public), &engine.document(&after, Edition::Public)));
}

#[test]
fn two_office_files_of_one_year_are_told() {
    let folder = workspace();
    let input = folder.path().join("input");
    fs::create_dir_all(input.join("R3")).expect("a second folder of the year");
    for place in ["令和3年度", "R3"] {
        let office = input.join(place).join("office.toml");
        if !office.exists() {
            fs::write(office, "").expect("an office file");
        }
    }
    let failure = engine(&folder, Keeping::Nothing).year(None, Span::ThroughYear, &Unwatched).expect_err("a choice");
    assert!(matches!(&failure, Failure::TwoOfficeFiles { files } if files.len() == 2), "{failure}");
    assert!(failure.to_string().contains("1つにまとめてください"), "{failure}");
}

#[test]
fn what_stands_in_the_way_is_a_value() {
    let folder = workspace();
    let engine = engine(&folder, Keeping::Nothing);
    let other = engine.year(Some(FiscalYear(2019)), Span::ThroughYear, &Unwatched).expect_err("no such year");
    let known = vec![FiscalYear(2020), FiscalYear(2021)];
    assert!(matches!(&other, Failure::UnknownYear { year, known: found, .. } if year.0 == 2019 && *found == known));
    let order = ReportOrder {
        year: None,
        editions: vec![Editions::One(Edition::Final)],
        formats: vec![Format::Pdf],
        attach_data: false,
        from: None,
    };
    let early = engine.report(&order, &Unwatched).expect_err("too early");
    assert!(matches!(&early, Failure::NoEdition { edition: Edition::Final, year, .. } if *year == YEAR), "{early}");
    assert!(!folder.path().join("output/令和3年度").exists());
}

#[test]
fn the_views_say_what_the_record_says() {
    let folder = workspace();
    fs::write(folder.path().join("input/令和3年度/壊れた様式.xlsx"), b"PK\x03\x04 cut off").expect("a broken file");
    let year = year(&engine(&folder, Keeping::Nothing));
    let turnout = year.turnout();
    assert_eq!(turnout.asked, turnout.submitted + turnout.returned + turnout.missing);
    assert_eq!(turnout.files, year.record().ledger.files.len());
    let owed = year.owed();
    let forms = owed.iter().filter(|owed| matches!(owed, Owed::Form(_))).count();
    let corrections = owed.iter().filter(|owed| matches!(owed, Owed::Correction(_))).count();
    assert_eq!((forms, corrections), (turnout.missing, turnout.returned));
    let tally = Tally::of(&year.assessment.findings);
    let of = |severity| year.assessment.findings.iter().filter(|finding| finding.severity == severity).count();
    assert!(tally.errors > 0, "{tally:?}");
    for (severity, count) in tally.by_severity() {
        assert_eq!(count, of(severity), "{severity:?}");
    }
    assert_eq!(tally.fatal, of(Severity::Fatal));
    assert_eq!(year.status_board().departments.len(), year.record().statuses.len());
}

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").to_owned();
            (path, fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

#[test]
fn it_writes_what_the_command_writes_however_often_it_was_asked() {
    let folder = workspace();
    let order = ReportOrder {
        year: None,
        editions: vec![Editions::One(Edition::Public)],
        formats: vec![Format::Pdf, Format::Html],
        attach_data: false,
        from: None,
    };
    let engine = engine(&folder, Keeping::Everything);
    // A state that is gone again must leave nothing behind.
    let form = hand_in(&folder, "口座振替の案内を改めた。");
    engine.report(&order, &Unwatched).expect("a report");
    fs::remove_file(form).expect("withdrawn");
    let report = engine.report(&order, &Unwatched).expect("a report");
    let written = files(&folder.path().join("output/令和3年度"));
    let listed = report.written.files.iter().map(|file| (PathBuf::from(&file.path), file.bytes));
    for (path, bytes) in listed {
        assert_eq!(written.get(&path).map(Vec::len), Some(bytes), "{}", path.display());
    }
    let other = folder.path().join("other");
    let words = ["report", "--quiet", "--edition", "public", "--format", "pdf,html"];
    program::succeeded(&program::run(&words, &folder.path().join("input"), &other));
    assert!(written == files(&other.join("令和3年度")), "the command and the engine write the same");
}
