//! An engine asked again after one form has changed: record and findings in 0.02 s at most, one changed page as SVG in 0.05 s.
//!
//! The workspace is a copy of the sample. Two states of one form take turns, so that each question finds a change; what an earlier
//! round has composed is known, as in a process that somebody has been typing into.
//!
//! `cargo bench --bench engine`

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use divan::Bencher;
use kaikaku::contract::Field;
use kaikaku::contract::entries::Entries;
use kaikaku::engine::{Engine, Keeping, Settings, Span, Unwatched, Year};
use kaikaku::forms::progress;
use kaikaku::plan::{self, Plan};
use kaikaku::report::Edition;
use kaikaku::vocabulary::{DepartmentId, FiscalYear, Period};

const YEAR: FiscalYear = FiscalYear(2021);
const MOST_FOR_FINDINGS: Duration = Duration::from_millis(20);
const MOST_FOR_A_PAGE: Duration = Duration::from_millis(50);
/// Rounds; the median is printed.
const ROUNDS: usize = 21;

fn main() {
    let desk = Desk::new();
    let (mut findings, mut page) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        desk.change(round, "の案内を改めた。");
        let start = Instant::now();
        let year = desk.year();
        divan::black_box(&year.assessment.findings);
        findings.push(start.elapsed());
        let start = Instant::now();
        divan::black_box(desk.page(&year));
        page.push(start.elapsed());
    }
    for (what, mut times, most) in
        [("record and findings", findings, MOST_FOR_FINDINGS), ("one changed page as SVG", page, MOST_FOR_A_PAGE)]
    {
        times.sort();
        let middle = times[ROUNDS / 2];
        println!("{what}: {middle:?}{}", if middle > most { ": TOO SLOW" } else { "" });
    }
    divan::main();
}

/// A workspace, and an engine that is asked about it again and again.
struct Desk {
    _folder: tempfile::TempDir,
    form: PathBuf,
    plan: Plan,
    engine: Engine,
    shown: usize,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("input");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("input"), &input);
        let plan = plan::read("plan.toml", include_str!("../input/plan.toml")).expect("the sample plan is valid").0;
        let settings = Settings { keeping: Keeping::Everything, ..Settings::default() };
        let engine = Engine::open(input.clone(), folder.path().join("output"), settings).expect("an engine");
        let form = input.join("令和3年度/財政部/納税課（最終）.xlsx");
        let mut desk = Desk { _folder: folder, form, plan, engine, shown: 0 };
        desk.change(0, "口座振替。");
        let pages = desk.engine.pages(&desk.year(), Edition::Public).expect("pages");
        // A page in the middle, among those of the initiatives.
        desk.shown = pages.pages.pages.len() / 2;
        desk
    }

    /// Hands in a form of one department that no round before has had.
    fn change(&self, round: usize, result: &str) {
        let department = DepartmentId::new(Some("財政部"), "納税課");
        let mut entries = Entries::new();
        for action in self.plan.actions().map(|(_, action)| action).filter(|action| action.lead == department) {
            entries.set_row(action.id, Field::Result, format!("第{round}回{result}").as_str());
            entries.set_row(action.id, Field::Grade, "○ 計画どおり");
        }
        let form = progress::write_filled(&self.plan, YEAR, Period::YEAR_END, &department, None, &entries);
        fs::write(&self.form, form.expect("a form")).expect("written");
    }

    fn year(&self) -> Arc<Year> {
        self.engine.year(Some(YEAR), Span::ThroughYear, &Unwatched).expect("a year")
    }

    fn page(&self, year: &Year) -> Option<String> {
        self.engine.page_svg(year, Edition::Public, self.shown).expect("a page")
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let target = to.join(entry.path().strip_prefix(from).expect("below"));
            fs::create_dir_all(target.parent().expect("a folder")).expect("made");
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// One form changed: record and findings.
#[divan::bench]
fn findings(bencher: Bencher) {
    let desk = Desk::new();
    let mut round = 100;
    bencher
        .with_inputs(|| {
            round += 1;
            desk.change(round, "の利用が増えた。");
        })
        .bench_local_values(|()| desk.year());
}

/// One form changed: the page, with the record that it needs.
#[divan::bench]
fn page(bencher: Bencher) {
    let desk = Desk::new();
    let mut round = 1000;
    bencher
        .with_inputs(|| {
            round += 1;
            desk.change(round, "の利用が増えた。");
            desk.year()
        })
        .bench_local_values(|year| desk.page(&year));
}

/// Nothing changed.
#[divan::bench]
fn unchanged(bencher: Bencher) {
    let desk = Desk::new();
    bencher.bench_local(|| desk.year());
}
