//! 割注: a note in two rows of half the size within the line (JLReq 3.4.2).
//!
//! A note may be broken over lines: what stands on one line is read row by row before the next line is. Its elements
//! count half along the line, and only where a line has been chosen are they divided into its two rows, as equal as their
//! breaking rules allow and the upper not the shorter.

use std::ops::Range;

use super::element::{Element, Gap, Maker, pair_of};
use super::jlreq::Reduction;
use super::length::Length;
use super::page::FaceId;
use super::paragraph::TextPiece;
use super::style::{Direction, TextStyle};

/// A note, or a part of one, in its two rows.
pub(super) struct Rows {
    /// First element of the lower row.
    pub(super) lower: usize,
    /// Extent of the longer row.
    pub(super) width: Length,
}

/// The stretches of notes among the elements from `start` to `last`.
pub(super) fn stretches(elements: &[Element], start: usize, last: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = start;
    std::iter::from_fn(move || {
        while at <= last && !elements[at].note {
            at += 1;
        }
        let from = at;
        // Two notes side by side are two: each has its own rows.
        while at <= last && elements[at].note && elements[at].piece == elements[from].piece {
            at += 1;
        }
        (from < at).then_some(from..at)
    })
}

/// Full extent of a row.
fn extent(elements: &[Element], gaps: &[Gap], row: Range<usize>) -> Length {
    let bodies: Length = elements[row.clone()].iter().map(|element| element.width * 2).sum();
    let between: Length =
        gaps[row.start..row.end.saturating_sub(1).max(row.start)].iter().map(|gap| gap.natural * 2).sum();
    bodies + between
}

/// Divides a stretch into its rows.
pub(super) fn rows(elements: &[Element], gaps: &[Gap], note: Range<usize>) -> Rows {
    let whole = extent(elements, gaps, note.clone());
    let (mut upper, mut best) = (Length::ZERO, None);
    for at in note.start..note.end.saturating_sub(1) {
        upper += elements[at].width * 2;
        let lower = whole - upper - gaps[at].natural * 2;
        let allowed = pair_of(&elements[at], &elements[at + 1], Reduction::Jlreq).may_break;
        // Rows that break a rule only where no others are; of two equal ones, that with the longer upper row.
        let cost = (!allowed, upper.max(lower), upper < lower);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, at + 1));
        }
        upper += gaps[at].natural * 2;
    }
    match best {
        Some(((_, width, _), lower)) => Rows { lower, width },
        None => Rows { lower: note.end, width: whole },
    }
}

/// How far the baseline (vertical: the middle) of a row is raised: the two em boxes fill the em box of the line.
pub(super) fn raised(size: Length, upper: bool, direction: Direction) -> Length {
    match (direction, upper) {
        (Direction::Horizontal, true) => size.scaled(44, 100),
        (Direction::Horizontal, false) => -size.scaled(6, 100),
        (Direction::Vertical, true) => size / 4,
        (Direction::Vertical, false) => -(size / 4),
    }
}

/// The style of a note's characters.
pub(super) fn small(style: &TextStyle) -> TextStyle {
    TextStyle { size: style.size / 2, emphasis_dots: false, ..*style }
}

impl Maker<'_> {
    /// The elements of a note.
    pub(super) fn push_warichu(&mut self, piece: u32, base: &TextPiece, chain: &[FaceId]) {
        let from = self.elements.len();
        self.push_text(piece, &TextPiece { style: small(&base.style), ..base.clone() }, chain);
        for element in &mut self.elements[from..] {
            if !element.forced {
                element.width = element.width / 2;
                element.note = true;
            }
        }
    }
}

/// Where the bodies of a stretch stand from its start, each in its row, and by how much each is raised.
pub(super) fn places(
    elements: &[Element],
    gaps: &[Gap],
    note: Range<usize>,
    direction: Direction,
) -> (Vec<(Length, Length)>, Length) {
    let found = rows(elements, gaps, note.clone());
    let mut at = Length::ZERO;
    let mut placed = Vec::with_capacity(note.len());
    for index in note {
        if index == found.lower {
            at = Length::ZERO;
        }
        placed.push((at, raised(elements[index].text_size(), index < found.lower, direction)));
        at += elements[index].width * 2 + gaps[index].natural * 2;
    }
    (placed, found.width)
}
