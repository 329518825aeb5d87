//! Every pair of classes of JLReq tables 1, 2, 3 and 6 against the engine's own pairs: what differs must stand in
//! `jlreq::POLICY`, and nothing may stand there that does not differ.

use std::collections::BTreeMap;

use kaikaku::typeset::class::{Class, class_of};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::jlreq::{POLICY, Pair, Reduction, Stretch, pair};
use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Artifact, Draw, Tag};
use kaikaku::typeset::paragraph::{Paragraph, Piece, TextPiece, compose};
use kaikaku::typeset::style::{Family, ParagraphStyle, TextStyle, Weight};

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

#[test]
fn no_character_is_of_the_class_of_marked_units() {
    assert!(POLICY.iter().any(|policy| policy.table == 0 && policy.before == [25]), "the policy says why");
    for character in (0..0x1_0000).filter_map(char::from_u32) {
        assert_ne!(class_of(character), Class::UNIT, "{character}");
    }
}

#[test]
fn digits_and_what_groups_them_are_grouped_numerals() {
    assert!(('0'..='9').all(|digit| class_of(digit) == Class::NUMERAL));
    // 1,234.5 is solid throughout, and no line ends in it, though a comma by itself is followed by half an em.
    let (comma, numeral) = (class_of(','), Class::NUMERAL);
    assert_eq!(comma, Class::COMMA);
    assert_eq!(pair(comma, numeral, Reduction::Jlreq).aki.before, 2);
    let inside = pair(numeral, numeral, Reduction::Jlreq);
    assert_eq!((inside.aki.before, inside.aki.after, inside.may_break), (0, 0, false));
}

/// A character of each class that a text can show by itself, and whether its body is half of its glyph.
const SHOWN: [(u8, char); 18] = [
    (1, '「'),
    (2, '」'),
    (3, '〜'),
    (4, '！'),
    (5, '・'),
    (6, '。'),
    (7, '、'),
    (8, '…'),
    (9, '々'),
    (10, 'ー'),
    (11, 'ぁ'),
    (12, '￥'),
    (13, '％'),
    (14, '\u{3000}'),
    (15, 'あ'),
    (16, 'ア'),
    (19, '漢'),
    (27, 'A'),
];

#[test]
fn set_lines_have_the_spacing_of_table_1() {
    let size = Length::pt(10.0);
    let fonts = FontBook::shipped();
    let cells = table("1");
    // Extent of a body, and where its glyph's origin stands from its start, in quarter ems.
    let body = |class: u8| match class {
        1 => (2, -2),
        2 | 6 | 7 => (2, 0),
        5 => (2, -1),
        27 => (2, 0),
        _ => (4, 0),
    };
    for (before, first) in SHOWN {
        for (after, second) in SHOWN {
            let style = ParagraphStyle::new(None, size * 2);
            let text = TextPiece {
                text: format!("{first}{second}").into(),
                style: TextStyle::new(Family::Gothic, Weight::Regular, size),
                tag: Tag::Artifact(Artifact::Layout),
                origin: None,
            };
            let composed = compose(&Paragraph { pieces: vec![Piece::Text(text)], style }, &fonts);
            let places: Vec<Length> = composed.lines[0]
                .items
                .iter()
                .filter_map(|item| match &item.draw {
                    Draw::Glyphs(run) => Some(run.glyphs.iter().map(|glyph| run.origin.x + glyph.x)),
                    _ => None,
                })
                .flatten()
                .collect();
            if (before, after) == (4, 14) {
                assert_eq!(places.len(), 1, "the space after ！ is dropped at the end of a line");
                continue;
            }
            let cell = &cells[&(before, after)];
            let quarters = match (cell.token.split(' ').next().unwrap_or_default(), before, after) {
                (_, 5, 5) => 2,
                (_, 6 | 7, 5) => 3,
                ("1/2", ..) => 2,
                ("1/4", ..) => 1,
                _ => 0,
            };
            let wanted = [body(before).1, body(before).0 + quarters + body(after).1].map(|at| size.scaled(at, 4));
            assert_eq!(places, wanted, "{first}{second} (cl-{before:02} cl-{after:02})");
            assert_eq!(
                composed.lines[0].width,
                size.scaled(body(before).0 + quarters + body(after).0, 4),
                "{first}{second}"
            );
        }
    }
}
