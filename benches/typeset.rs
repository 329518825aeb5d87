//! Breaking and justifying prose: a million characters have to stay under 1.5 s on one core.
//!
//! `cargo bench --bench typeset`

use divan::counter::CharsCount;
use divan::{Bencher, black_box};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Artifact, Tag};
use kaikaku::typeset::paragraph::{Paragraph, Piece, TextPiece, compose};
use kaikaku::typeset::style::{Family, ParagraphStyle, TextStyle, Weight};

fn main() {
    divan::main();
}

/// The sentences of the plan, again and again, up to so many characters, in paragraphs of about so many.
fn paragraphs(characters: usize, of: usize, measure_em: i64) -> Vec<Paragraph> {
    let sentences: Vec<&str> = include_str!("../tests/data/plan-prose.txt").lines().collect();
    let size = Length::pt(10.5);
    let mut made = Vec::new();
    let (mut total, mut text, mut length) = (0, String::new(), 0);
    for sentence in sentences.iter().cycle() {
        text.push_str(sentence);
        let count = sentence.chars().count();
        length += count;
        total += count;
        if length >= of || total >= characters {
            let piece = TextPiece {
                text: std::mem::take(&mut text).into(),
                style: TextStyle::new(Family::Gothic, Weight::Regular, size),
                tag: Tag::Artifact(Artifact::Layout),
                origin: None,
            };
            let style = ParagraphStyle::new(Some(size * measure_em), Length::pt(17.0));
            made.push(Paragraph { pieces: vec![Piece::Text(piece)], style });
            length = 0;
        }
        if total >= characters {
            return made;
        }
    }
    made
}

/// A million characters in paragraphs of about 200.
#[divan::bench(args = [40, 25, 12], sample_count = 3, sample_size = 1)]
fn million_characters(bencher: Bencher<'_, '_>, measure_em: i64) {
    let fonts = FontBook::shipped();
    let paragraphs = paragraphs(1_000_000, 200, measure_em);
    bencher.counter(CharsCount::new(1_000_000usize)).bench_local(|| {
        paragraphs.iter().map(|paragraph| compose(black_box(paragraph), &fonts).lines.len()).sum::<usize>()
    });
}

/// A million characters in a single paragraph.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn one_endless_paragraph(bencher: Bencher<'_, '_>) {
    let fonts = FontBook::shipped();
    let paragraphs = paragraphs(1_000_000, usize::MAX, 40);
    bencher.counter(CharsCount::new(1_000_000usize)).bench_local(|| {
        paragraphs.iter().map(|paragraph| compose(black_box(paragraph), &fonts).lines.len()).sum::<usize>()
    });
}

/// Short cells of a table, as there are thousands in a report.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn ten_thousand_cells(bencher: Bencher<'_, '_>) {
    let fonts = FontBook::shipped();
    let cells = paragraphs(200_000, 20, 12);
    bencher.bench_local(|| cells.iter().map(|cell| compose(black_box(cell), &fonts).lines.len()).sum::<usize>());
}
