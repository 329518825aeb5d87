//! Writing PDFs with and without tags: tags may cost 0.35 of the size and 0.3 of the time of the same pages without.
//!
//! Two documents: a report of 48 pages made for this, and the public edition of the sample workspace. Only the writing is
//! measured; the pages are set before.
//!
//! Measured on two quiet cores: the public edition of 57 pages takes 508,496 bytes with tags and 379,125 without (1.34) and
//! 1.20 to 1.27 times the time; the report takes 339,430 bytes with tags, 272,594 without (1.25), 1.14 to 1.18 times the time.
//! `docs/performance.md` says how whole processes are measured.
//!
//! `cargo bench --bench pdf`

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/behaviour/pdf_sample.rs"]
mod pdf_sample;
#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/behaviour/sample_year.rs"]
mod sample_year;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use divan::Bencher;
use kaikaku::export::pdf::{Options, write};
use kaikaku::report::{self, Edition};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::lay_out;
use kaikaku::typeset::page::Pages;

/// Pairs of runs; the median ratio is printed: load on the machine falls on both of a pair alike.
const PAIRS: usize = 41;

const DOCUMENTS: [&str; 2] = ["report", "public"];

fn main() {
    for name in DOCUMENTS {
        let pages = pages(name);
        let size = |untagged| write(pages, &options(untagged)).map_or(0, |pdf| pdf.len());
        let (tagged, untagged) = (size(false), size(true));
        let mut ratios: Vec<f64> = (0..PAIRS)
            .map(|_| time(pages, false).as_secs_f64() / time(pages, true).as_secs_f64().max(f64::EPSILON))
            .collect();
        ratios.sort_by(f64::total_cmp);
        println!(
            "{name}: {} pages; {tagged} bytes tagged, {untagged} untagged: {:.3}; time: {:.3}",
            pages.pages.len(),
            tagged as f64 / untagged as f64,
            ratios[PAIRS / 2],
        );
    }
    divan::main();
}

fn options(untagged: bool) -> Options {
    Options { untagged, ..Options::default() }
}

fn time(pages: &Pages, untagged: bool) -> Duration {
    let start = Instant::now();
    let _ = divan::black_box(write(pages, &options(untagged)));
    start.elapsed()
}

fn pages(name: &str) -> &'static Pages {
    static REPORT: OnceLock<Pages> = OnceLock::new();
    static PUBLIC: OnceLock<Pages> = OnceLock::new();
    match name {
        "public" => PUBLIC.get_or_init(|| {
            let document = report::document(sample_year::assessment(), Edition::Public, sample_year::DATE);
            lay_out(&document, &Arc::new(FontBook::shipped())).pages
        }),
        _ => REPORT.get_or_init(|| pdf_sample::report(48, include_str!("../input/plan.toml"))),
    }
}

#[divan::bench(args = DOCUMENTS)]
fn tagged(bencher: Bencher, name: &str) {
    let pages = pages(name);
    bencher.bench_local(|| write(pages, &options(false)));
}

#[divan::bench(args = DOCUMENTS)]
fn untagged(bencher: Bencher, name: &str) {
    let pages = pages(name);
    bencher.bench_local(|| write(pages, &options(true)));
}
