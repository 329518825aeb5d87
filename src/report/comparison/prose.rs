//! The prose of two versions, line by line within its kind.

use super::{Change, Difference};
use crate::plan::Plan;
use crate::plan::markup;

/// Adds what differs in the prose. Lines that both versions have keep their place; the lines between them were changed, added
/// or removed.
pub(super) fn compare(section: &'static str, old: &Plan, new: &Plan, out: &mut Vec<Difference>) {
    let (old, new) = (by_kind(old), by_kind(new));
    for kind in crate::master::prose_kinds() {
        let of = |rows: &[(&str, String)]| -> Vec<String> {
            rows.iter().filter(|(of, _)| *of == kind).map(|(_, text)| text.clone()).collect()
        };
        for change in changes(&of(&old), &of(&new)) {
            out.push(Difference { section, key: kind.to_owned(), entry: kind.to_owned(), change });
        }
    }
}

fn by_kind(plan: &Plan) -> Vec<(&'static str, String)> {
    let rows = crate::master::prose_rows(&plan.narrative);
    rows.into_iter().map(|(kind, text)| (kind, markup::without_marks(text))).collect()
}

/// The field's name of a line of prose.
const TEXT: &str = "文章";

fn changes(old: &[String], new: &[String]) -> Vec<Change> {
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (a, b) in kept(old, new).into_iter().chain([(old.len(), new.len())]) {
        // Between two lines that both have: pair what can be paired, the rest was put in or taken out.
        while i < a && j < b {
            out.push(Change::Field { field: TEXT, old: old[i].clone(), new: new[j].clone() });
            (i, j) = (i + 1, j + 1);
        }
        out.extend(old[i..a].iter().map(|text| Change::Removed(vec![(TEXT, text.clone())])));
        out.extend(new[j..b].iter().map(|text| Change::Added(vec![(TEXT, text.clone())])));
        (i, j) = (a + 1, b + 1);
    }
    out
}

/// Positions of the longest common subsequence of lines.
fn kept(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    let mut length = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            length[i][j] =
                if old[i] == new[j] { length[i + 1][j + 1] + 1 } else { length[i + 1][j].max(length[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            out.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if length[i + 1][j] >= length[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_line_put_in_between_changes_no_other() {
        let found = changes(&lines(&["一", "二"]), &lines(&["一", "間", "二"]));
        assert_eq!(found, [Change::Added(vec![(TEXT, "間".to_owned())])]);
        let found = changes(&lines(&["一", "二", "三"]), &lines(&["一", "弐", "三"]));
        assert_eq!(found, [Change::Field { field: TEXT, old: "二".to_owned(), new: "弐".to_owned() }]);
    }
}
