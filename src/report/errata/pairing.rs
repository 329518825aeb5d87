//! Which piece of today's report stands for which of the published one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Piece, PrintedEdition, key};

/// A piece and its index among those of its edition.
pub(super) type At<'a> = (usize, &'a Piece);

/// How the two sides of a pair differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    /// Not at all.
    None,
    /// In their place on the page alone: a row among rows, a cell over more or fewer columns.
    Moved,
    /// In what they say.
    Said,
}

/// A piece of the published report and its counterpart in today's; one of them may be missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: Option<At<'a>>,
    pub(super) new: Option<At<'a>>,
    pub(super) difference: Difference,
}

/// Texts that head something in one of the two reports only: two of these are not one piece that was worded otherwise.
#[derive(Debug)]
pub(super) struct Heads {
    gone: BTreeSet<String>,
    come: BTreeSet<String>,
    /// Heads that are worded otherwise today, each with today's.
    reworded: BTreeSet<(String, String)>,
}

impl Heads {
    pub(super) fn of(
        before: &PrintedEdition,
        after: &PrintedEdition,
        moved: &[(Vec<String>, Vec<String>)],
        renamed: &BTreeMap<String, String>,
    ) -> Heads {
        let names = |edition: &PrintedEdition| -> BTreeSet<String> {
            edition.pieces.iter().flat_map(|piece| key(&piece.place)).collect()
        };
        let (old, new) = (names(before), names(after));
        let reworded = moved.iter().filter_map(|(old, new)| Some((old.last()?.clone(), new.last()?.clone())));
        Heads {
            gone: old.difference(&new).cloned().collect(),
            come: new.difference(&old).cloned().collect(),
            reworded: reworded.chain(renamed.clone()).collect(),
        }
    }

    /// Whether two pieces head different things: a row that is gone and one that has come.
    fn are_apart(&self, old: &Piece, new: &Piece) -> bool {
        let name = |piece: &Piece| key(std::slice::from_ref(&piece.text)).concat();
        let (old, new) = (name(old), name(new));
        // 「実績額」 that is 「実績（千円）」 today; items are told apart by their numbers.
        let first = |name: &str| name.chars().next().filter(|c| !c.is_numeric());
        let are_alike = first(&old).is_some() && first(&old) == first(&new);
        self.gone.contains(&old) && self.come.contains(&new) && !are_alike && !self.reworded.contains(&(old, new))
    }
}

/// What a piece says, wherever its lines end.
fn said(piece: &Piece) -> String {
    piece.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The pieces of one place in pairs: those that say the same, in their order and in another, and between these the others in their order.
pub(super) fn paired<'a>(before: &[At<'a>], after: &[At<'a>], heads: &Heads) -> Vec<Pair<'a>> {
    let mut out = Vec::new();
    let (mut old, mut new) = (Vec::new(), Vec::new());
    // Between two pieces that stayed: what else there is on both sides.
    let mut between: Vec<(Vec<At<'a>>, Vec<At<'a>>)> = Vec::new();
    for (before, after) in in_order(before, after) {
        match (before, after) {
            (Some(before), Some(after)) => {
                out.push(Pair { old: Some(before), new: Some(after), difference: Difference::None });
                between.push((std::mem::take(&mut old), std::mem::take(&mut new)));
            }
            _ => {
                old.extend(before);
                new.extend(after);
            }
        }
    }
    between.push((old, new));
    take_moved(&mut between, &mut out);
    for (old, new) in between {
        let said = |old, new| Pair { old, new, difference: Difference::Said };
        for at in 0..old.len().max(new.len()) {
            match (old.get(at).copied(), new.get(at).copied()) {
                (Some(old), Some(new)) if heads.are_apart(old.1, new.1) => {
                    out.extend([said(Some(old), None), said(None, Some(new))]);
                }
                (old, new) => out.push(said(old, new)),
            }
        }
    }
    out
}

/// Puts what says the same on both sides but stands in another order into pairs of its own.
fn take_moved<'a>(between: &mut [(Vec<At<'a>>, Vec<At<'a>>)], out: &mut Vec<Pair<'a>>) {
    let mut of_text: BTreeMap<String, (Vec<At<'a>>, Vec<At<'a>>)> = BTreeMap::new();
    for (old, new) in between.iter() {
        old.iter().for_each(|at| of_text.entry(said(at.1)).or_default().0.push(*at));
        new.iter().for_each(|at| of_text.entry(said(at.1)).or_default().1.push(*at));
    }
    let moved: Vec<(At<'a>, At<'a>)> = of_text.into_values().flat_map(|(old, new)| old.into_iter().zip(new)).collect();
    let is_old = |at: &At<'a>| moved.iter().any(|(old, _)| old.0 == at.0);
    let is_new = |at: &At<'a>| moved.iter().any(|(_, new)| new.0 == at.0);
    for (old, new) in between.iter_mut() {
        old.retain(|at| !is_old(at));
        new.retain(|at| !is_new(at));
    }
    let pair = |(old, new): &(At<'a>, At<'a>)| Pair { old: Some(*old), new: Some(*new), difference: Difference::Moved };
    out.extend(moved.iter().map(pair));
}

/// The longest sequence of pieces that say the same on both sides, each side's others between them.
fn in_order<'a>(before: &[At<'a>], after: &[At<'a>]) -> Vec<(Option<At<'a>>, Option<At<'a>>)> {
    let texts = |pieces: &[At<'a>]| pieces.iter().map(|at| said(at.1)).collect::<Vec<_>>();
    let (old, new) = (texts(before), texts(after));
    let mut length = vec![vec![0_u32; after.len() + 1]; before.len() + 1];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            length[i][j] =
                if old[i] == new[j] { length[i + 1][j + 1] + 1 } else { length[i + 1][j].max(length[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && old[i] == new[j] {
            out.push((Some(before[i]), Some(after[j])));
            (i, j) = (i + 1, j + 1);
        } else if j == after.len() || (i < before.len() && length[i + 1][j] >= length[i][j + 1]) {
            out.push((Some(before[i]), None));
            i += 1;
        } else {
            out.push((None, Some(after[j])));
            j += 1;
        }
    }
    out
}

/// Cells of a row that say the same under the same columns but are divided otherwise (one cell over R2 to R4, and one over R2 to R3 with
/// one under R4) only moved: the heads over the published ones, one after the other, are those over today's.
pub(super) fn take_divided_otherwise(pairs: &mut [Pair<'_>]) {
    /// Indices of pairs on each side.
    type Sides = (Vec<usize>, Vec<usize>);
    let mut rows: BTreeMap<(Vec<String>, String), Sides> = BTreeMap::new();
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    order.sort_by_key(|at| pairs[*at].old.or(pairs[*at].new).map(|(at, _)| at));
    for at in order {
        let (piece, is_old) = match (pairs[at].old, pairs[at].new) {
            (Some((_, piece)), None) => (piece, true),
            (None, Some((_, piece))) => (piece, false),
            _ => continue,
        };
        let place = key(&piece.place);
        for length in 1..place.len() {
            let (old, new) = rows.entry((place[..length].to_vec(), said(piece))).or_default();
            if is_old { old.push(at) } else { new.push(at) }
        }
    }
    let heads = |pairs: &[Pair<'_>], sides: &[usize], under: usize| -> Vec<String> {
        let pieces = sides.iter().filter_map(|at| pairs[*at].old.or(pairs[*at].new));
        pieces.flat_map(|(_, piece)| key(&piece.place).split_off(under)).collect()
    };
    for ((row, _), (old, new)) in rows {
        if !old.is_empty() && heads(pairs, &old, row.len()) == heads(pairs, &new, row.len()) {
            old.into_iter().chain(new).for_each(|at| pairs[at].difference = Difference::Moved);
        }
    }
}
