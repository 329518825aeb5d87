//! Filling a line (行の調整処理): how much of what is missing or too much falls to each gap.
//!
//! Reduction goes by table 3: Western word spaces, the quarters beside middle dots, the halves beside brackets and
//! commas, the quarters between Japanese and Western text, each stage used up before the next.
//!
//! Addition begins with Western word spaces. Then every gap opens by a hair (an eightieth of an em), which nobody sees and which
//! fills most lines. What is still missing goes to where a line has white space already: by an eighth to the quarters between
//! Japanese and Western text and the halves beside brackets, by a two-hundredth of the line (a fifth of an em at most) to the halves
//! after commas and stops. From there on these open together with the gaps between ideographs, more than twice as fast, until a quarter has become a half. Table
//! 6 opens the quarters that far before ideographs part at all, but a few holes are seen sooner than a hair of space
//! everywhere. Last, all that may be spread is spread evenly; a line that is one number, by its figures.

use super::element::Gap;
use super::jlreq::Reduction;
use super::length::Length;

/// The order in which the stages of [`Gap::shrink`] are used up.
pub(super) fn shrink_order(reduction: Reduction) -> [usize; 4] {
    // Table 3 and table 4 have the same order: word space, middle dots, brackets, Western; they differ at the line's end.
    match reduction {
        Reduction::Jlreq | Reduction::Jis => [0, 1, 2, 3],
    }
}

/// Stages of the addition that have a limit: word space, a hair everywhere, beside Western text and punctuation, these and
/// between ideographs together, between ideographs.
pub(super) const STAGES: usize = 5;

/// A hair: what every gap of a line opens by before any other space is opened, as a part of an em; it is not seen.
pub(super) const HAIRS_IN_EM: i64 = 80;

/// Sums over the gaps of a line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Supply {
    /// What may go, by stage.
    pub(super) shrink: [i64; 4],
    /// What may come, by stage.
    pub(super) stretch: [i64; STAGES],
    /// Gaps that take part in the last stage.
    pub(super) last: i64,
}

/// What each gap of a line gains (or loses), exactly `missing` in sum where the supply allows; `None` where it does not.
pub(super) fn distribute(gaps: &[Gap], missing: Length, reduction: Reduction) -> Option<Vec<Length>> {
    let mut given = vec![Length::ZERO; gaps.len()];
    if missing < Length::ZERO {
        let mut need = -missing;
        for stage in shrink_order(reduction) {
            let supply: Length = gaps.iter().map(|gap| gap.shrink[stage]).sum();
            let take = need.min(supply);
            share(&mut given, gaps.iter().map(|gap| gap.shrink[stage]), take, supply, true);
            need -= take;
        }
        return (need == Length::ZERO).then_some(given);
    }
    let mut need = missing;
    for stage in 0..STAGES {
        let supply: Length = gaps.iter().map(|gap| gap.stretch[stage]).sum();
        let give = need.min(supply);
        share(&mut given, gaps.iter().map(|gap| gap.stretch[stage]), give, supply, false);
        need -= give;
    }
    if need > Length::ZERO {
        let spread_at_all = gaps.iter().any(|gap| gap.last);
        let takes_part = |gap: &Gap| if spread_at_all { gap.last } else { gap.in_number };
        let count = gaps.iter().filter(|gap| takes_part(gap)).count() as i64;
        if count == 0 {
            return None;
        }
        let equal = Length::from_raw(1_000_000);
        let weights = gaps.iter().map(|gap| if takes_part(gap) { equal } else { Length::ZERO });
        share(&mut given, weights, need, equal * count, false);
    }
    Some(given)
}

/// Shares an amount in proportion to weights; cumulative rounding makes the shares add up exactly.
fn share(given: &mut [Length], weights: impl Iterator<Item = Length>, amount: Length, total: Length, negative: bool) {
    if amount == Length::ZERO || total == Length::ZERO {
        return;
    }
    let (mut weighed, mut handed) = (Length::ZERO, Length::ZERO);
    for (slot, weight) in given.iter_mut().zip(weights) {
        weighed += weight;
        let due = amount.scaled(weighed.raw(), total.raw());
        let part = due - handed;
        *slot += if negative { -part } else { part };
        handed = due;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kanji(size: i64) -> Gap {
        let sixteenth = Length::pt(size as f64 / 16.0);
        let hair = hair(size);
        let stretch = [Length::ZERO, hair, Length::ZERO, sixteenth - hair, sixteenth * 3];
        Gap { stretch, last: true, ..Gap::default() }
    }

    fn hair(size: i64) -> Length {
        Length::pt(size as f64 / 80.0)
    }

    #[test]
    fn a_little_is_spread_over_the_line_before_a_comma_opens() {
        let half = Length::pt(5.0);
        let stretch = [Length::ZERO, hair(10), Length::pt(2.0) - hair(10), Length::pt(1.25), Length::ZERO];
        let comma = Gap { natural: half, stretch, last: true, ..Gap::default() };
        let mut gaps = vec![kanji(10); 23];
        gaps.insert(8, comma);
        let given = distribute(&gaps, Length::pt(3.0), Reduction::Jlreq).expect("room");
        assert!(given.iter().all(|gap| *gap == hair(10)), "{given:?}");
        let given = distribute(&gaps, Length::pt(4.0), Reduction::Jlreq).expect("room");
        assert_eq!((given[8], given[9]), (hair(10) + Length::pt(1.0), hair(10)));
    }

    #[test]
    fn shares_add_up_to_the_last_millionth() {
        let gaps = vec![kanji(10); 7];
        let given = distribute(&gaps, Length::pt(1.0), Reduction::Jlreq).expect("room");
        assert_eq!(given.iter().copied().sum::<Length>(), Length::pt(1.0));
        assert!(given.iter().all(|g| (g.raw() - 142_857).abs() <= 1));
    }

    #[test]
    fn western_gaps_open_to_half_an_em_together_with_the_ideographs() {
        let eighth = Length::pt(1.25);
        let stretch = [Length::ZERO, hair(10), eighth - hair(10), eighth, Length::ZERO];
        let western = Gap { stretch, last: true, ..Gap::default() };
        let gaps = [kanji(10), western, kanji(10)];
        let given = |missing: f64| distribute(&gaps, Length::pt(missing), Reduction::Jlreq).expect("room");
        assert_eq!(given(1.0), [hair(10), Length::pt(0.75), hair(10)]);
        assert_eq!(given(1.5), [hair(10), Length::pt(1.25), hair(10)]);
        assert_eq!(given(2.625), [Length::pt(0.375), Length::pt(1.875), Length::pt(0.375)]);
        assert_eq!(given(7.0), [Length::pt(2.25), Length::pt(2.5), Length::pt(2.25)]);
        assert_eq!(given(22.5), [Length::pt(7.5), Length::pt(7.5), Length::pt(7.5)]);
    }

    #[test]
    fn brackets_give_way_before_the_western_gaps() {
        let half = Gap {
            natural: Length::pt(5.0),
            shrink: [Length::ZERO, Length::ZERO, Length::pt(5.0), Length::ZERO],
            ..Gap::default()
        };
        let quarter = Gap {
            natural: Length::pt(2.5),
            shrink: [Length::ZERO, Length::ZERO, Length::ZERO, Length::pt(1.25)],
            ..Gap::default()
        };
        let given = distribute(&[quarter, half], -Length::pt(5.5), Reduction::Jlreq).expect("room");
        assert_eq!(given, [-Length::pt(0.5), -Length::pt(5.0)]);
        assert_eq!(distribute(&[quarter, half], -Length::pt(6.3), Reduction::Jlreq), None);
    }
}
