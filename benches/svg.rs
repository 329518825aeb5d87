//! One page as SVG, as a preview shows it after a change: 0.05 s at most, its glyphs as outlines.
//!
//! `cargo bench --bench svg`

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/behaviour/sample_year.rs"]
mod sample_year;

use std::sync::OnceLock;
use std::time::Duration;

use divan::Bencher;
use kaikaku::export::svg;
use kaikaku::report::{self, Edition};
use kaikaku::typeset::lay_out;
use kaikaku::typeset::page::{Draw, Pages};

/// What a page may take.
const MOST: Duration = Duration::from_millis(50);

fn main() {
    let pages = pages();
    let start = std::time::Instant::now();
    let _ = divan::black_box(svg::page(pages, fullest(pages)));
    let took = start.elapsed();
    println!("the fullest page: {took:?}{}", if took > MOST { ": TOO SLOW" } else { "" });
    divan::main();
}

fn pages() -> &'static Pages {
    static PAGES: OnceLock<Pages> = OnceLock::new();
    PAGES.get_or_init(|| {
        let document = report::document(sample_year::assessment(), Edition::Public, sample_year::DATE);
        lay_out(&document, sample_year::fonts()).pages
    })
}

/// The page with the most glyphs.
fn fullest(pages: &Pages) -> usize {
    let glyphs = |index: &usize| -> usize {
        let items = &pages.pages[*index].items;
        items.iter().map(|item| if let Draw::Glyphs(run) = &item.draw { run.glyphs.len() } else { 1 }).sum()
    };
    (0..pages.pages.len()).max_by_key(glyphs).unwrap_or(0)
}

#[divan::bench]
fn fullest_page(bencher: Bencher) {
    let pages = pages();
    let index = fullest(pages);
    bencher.bench_local(|| svg::page(pages, index));
}
