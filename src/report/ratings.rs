//! How the council's ratings are printed: the mean of points, or how many members gave each letter.

use crate::merge::tally::Tally;
use crate::plan::Rating;

/// The ratings in short: `4.2`, or the letters that somebody gave with their counts: `A 5名、B 2名`. Nothing where nobody rated.
pub(crate) fn short(scale: &Rating, given: &Tally) -> Option<String> {
    match scale {
        Rating::Points { .. } => given.mean().map(|mean| format!("{mean:.1}")),
        Rating::Letters(_) => counts(scale, given, "名"),
    }
}

/// The letters that somebody gave with their counts and a unit: `A 5件、B 2件`, no line ending between a letter and its count. Nothing
/// where nobody gave one.
pub(crate) fn counts(scale: &Rating, given: &Tally, unit: &str) -> Option<String> {
    let count = |id| given.counts().find(|(letter, _)| *letter == id).map_or(0, |(_, count)| count);
    let given = scale.letters().iter().map(|letter| (letter.sign(), count(letter.id))).filter(|(_, count)| *count > 0);
    let counts: Vec<String> = given.map(|(sign, count)| format!("{sign}\u{a0}{count}{unit}")).collect();
    (!counts.is_empty()).then(|| counts.join("、"))
}

/// How many members gave each letter of the scale, the best first; none where the council gives points.
pub(crate) fn by_letter(scale: &Rating, given: Option<&Tally>) -> Vec<Option<u32>> {
    let count = |id| given.and_then(|given| given.counts().find(|(letter, _)| *letter == id)).map(|(_, count)| count);
    scale.letters().iter().map(|letter| count(letter.id)).collect()
}

/// What a rating in a table is, for the note under it.
pub(crate) fn note(scale: &Rating) -> String {
    match scale {
        Rating::Points { .. } => "評価は、評価した委員の点数の平均（小数第2位を四捨五入）である。".to_owned(),
        Rating::Letters(_) => {
            let letters = scale.described("、");
            format!("評価は、良いものから順に{letters}で、数は、それぞれを付けた委員の数である。")
        }
    }
}

/// The unit of a table of ratings: `（5点満点）`, `（名）`.
pub(crate) fn unit(scale: &Rating) -> String {
    match scale {
        Rating::Points { .. } => format!("（{}）", scale.scale()),
        Rating::Letters(_) => "（名）".to_owned(),
    }
}
