//! Every pair of classes of JLReq tables 1, 2, 3 and 6 against the engine's own pairs: what differs must stand in
//! `jlreq::POLICY`, and nothing may stand there that does not differ.

use std::collections::BTreeMap;

use kaikaku::typeset::class::Class;
use kaikaku::typeset::jlreq::{POLICY, Pair, Reduction, Stretch, pair};

/// A cell of the standard's tables: token, stage, note.
struct Cell {
    token: String,
    stage: String,
    note: String,
}

/// The cells of a table by the classes before and after.
fn table(number: &str) -> BTreeMap<(u8, u8), Cell> {
    let class = |name: &str| name.strip_prefix("cl-").and_then(|n| n.parse::<u8>().ok());
    include_str!("../data/jlreq/tables.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t').map(str::to_owned);
            let (table, before, after) = (fields.next()?, fields.next()?, fields.next()?);
            let cell = Cell { token: fields.next()?, stage: fields.next()?, note: fields.next()? };
            (table == number).then_some(())?;
            Some(((class(&before)?, class(&after)?), cell))
        })
        .collect()
}

/// Compares a table with the engine: `expected` is what a cell says, `None` where its pair cannot occur.
fn compare<T: PartialEq + std::fmt::Debug>(
    number: u8,
    reduction: Reduction,
    expected: impl Fn(&Cell) -> Option<T>,
    found: impl Fn(&Pair) -> T,
) {
    let cells = table(&number.to_string());
    assert_eq!(cells.len(), 28 * 28, "table {number}");
    let mut unexplained = Vec::new();
    let mut used = vec![false; POLICY.len()];
    for (&(before, after), cell) in &cells {
        let Some(wanted) = expected(cell) else { continue };
        let got = found(&pair(Class(before), Class(after), reduction));
        let listed = POLICY.iter().position(|policy| {
            policy.table == number
                && (policy.before.is_empty() || policy.before.contains(&before))
                && (policy.after.is_empty() || policy.after.contains(&after))
                && (wanted != got || !cell.note.is_empty())
        });
        match listed {
            Some(policy) => used[policy] = true,
            None if wanted == got => {}
            None => unexplained.push(format!(
                "cl-{before:02} cl-{after:02}: {}@{}#{} {wanted:?} {got:?}",
                cell.token, cell.stage, cell.note
            )),
        }
    }
    assert!(unexplained.is_empty(), "table {number}: {} pairs:\n{}", unexplained.len(), unexplained.join("\n"));
    for (policy, used) in POLICY.iter().zip(used) {
        let by_setting = policy.reason.contains("BreakRules::");
        assert!(
            used || policy.table != number || by_setting,
            "table {number}: policy without effect: {}",
            policy.reason
        );
    }
}

#[test]
fn table_1_spacing() {
    compare(
        1,
        Reduction::Jlreq,
        |cell| match cell.token.split(' ').next().unwrap_or_default() {
            "×" => None,
            "1/2" if cell.token.contains("be") => Some((2, 0)),
            "1/2" => Some((0, 2)),
            "1/4" if cell.token.contains("be") => Some((1, 0)),
            "1/4" => Some((0, 1)),
            _ => Some((0, 0)),
        },
        |pair| (pair.aki.before, pair.aki.after),
    );
}

#[test]
fn table_2_break_possibility() {
    compare(
        2,
        Reduction::Jlreq,
        |cell| match cell.token.as_str() {
            "×" => None,
            token => Some(token == "blank"),
        },
        |pair| pair.may_break,
    );
}

#[test]
fn table_3_reduction() {
    // Quarters that may go in stages 4 and 5, and whether a quarter may go down to an eighth in stage 6.
    let stages = |pair: &Pair| (pair.shrink_dot, pair.shrink_half, pair.shrink_western);
    let expected = |cell: &Cell| match (cell.token.as_str(), cell.stage.as_str()) {
        ("×", _) => None,
        ("1/2-0", "5") => Some((0, 2, false)),
        ("1/4-0", "4") => Some((1, 0, false)),
        ("1/4-1/8", "6") => Some((0, 0, true)),
        ("blank", "4") => Some((1, 0, false)),
        ("blank", "5") => Some((0, 2, false)),
        _ => Some((0, 0, false)),
    };
    compare(3, Reduction::Jlreq, expected, stages);
}

#[test]
fn table_4_reduction_of_jis() {
    let cells = table("4");
    // cl-25 cl-05: see POLICY, table 3.
    for (&(before, after), cell) in cells.iter().filter(|cell| *cell.0 != (25, 5)) {
        let got = pair(Class(before), Class(after), Reduction::Jis);
        match cell.token.as_str() {
            "1/2-0" => assert_eq!(got.shrink_half, 2, "cl-{before:02} cl-{after:02}"),
            "1/4-0" => assert_eq!(got.shrink_dot, 1, "cl-{before:02} cl-{after:02}"),
            "1/4-1/8" => assert!(got.shrink_western, "cl-{before:02} cl-{after:02}"),
            "1/2" | "1/4" => {
                assert_eq!(
                    (got.shrink_dot, got.shrink_half, got.shrink_western),
                    (0, 0, false),
                    "cl-{before:02} cl-{after:02}"
                );
            }
            _ => {}
        }
    }
}

#[test]
fn table_6_addition() {
    compare(
        6,
        Reduction::Jlreq,
        |cell| match (cell.token.as_str(), cell.stage.as_str()) {
            ("×", _) => None,
            ("1/4-1/2", "2") => Some(Stretch::QuarterToHalf),
            (_, "3") => Some(Stretch::UpToQuarter),
            (_, "4") => Some(Stretch::Last),
            _ => Some(Stretch::Never),
        },
        |pair| pair.stretch,
    );
}

#[test]
fn a_full_stop_within_a_line_keeps_its_half_em() {
    for after in (1..=30).filter(|after| ![2, 5, 6, 7, 17, 18, 20, 26].contains(after)) {
        let got = pair(Class::FULL_STOP, Class(after), Reduction::Jlreq);
        assert_eq!((got.aki.before, got.shrink_half), (2, 0), "cl-06 cl-{after:02}");
    }
}
