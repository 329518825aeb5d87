//! Writing the PDF of a report of 48 pages, with and without tags: tags may cost a third of the size and of the time.
//!
//! `cargo bench --bench pdf`

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/behaviour/pdf_sample.rs"]
mod pdf_sample;

use kaikaku::export::pdf::{Options, write};
use kaikaku::typeset::page::Pages;

fn main() {
    let pages = report();
    let size = |untagged| write(&pages, &Options { untagged, ..Options::default() }).map_or(0, |pdf| pdf.len());
    let (tagged, untagged) = (size(false), size(true));
    println!("tagged {tagged} bytes, untagged {untagged} bytes: {:.3}", tagged as f64 / untagged as f64);
    divan::main();
}

fn report() -> Pages {
    let words = include_str!("../input/plan.toml");
    pdf_sample::report(48, words)
}

#[divan::bench]
fn tagged(bencher: divan::Bencher) {
    let pages = report();
    bencher.bench_local(|| write(&pages, &Options::default()));
}

#[divan::bench]
fn untagged(bencher: divan::Bencher) {
    let pages = report();
    bencher.bench_local(|| write(&pages, &Options { untagged: true, ..Options::default() }));
}
