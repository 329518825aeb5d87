//! JLReq tables 1, 2, 3 and 6 (and JIS X 4051's reduction, table 4): the space and the break between two classes.
//!
//! The letters of `jlreq/tables.txt` are facts of the standard; [`POLICY`] is the one list of what this program does
//! otherwise, or had to decide, and why.

use std::sync::OnceLock;

use super::class::Class;
use crate::vocabulary::every_variant;

/// Which table of reduction (詰め処理) is followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Reduction {
    /// JLReq table 3.
    #[default]
    Jlreq,
    /// JIS X 4051 (JLReq table 4): the order is the same, but the end of a line keeps its half em after 、。」.
    Jis,
}

impl Reduction {
    const ALL: [Reduction; 2] = every_variant!(Reduction: Jlreq, Jis);
}

/// Whose em a space is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aki {
    /// In quarters of an em of the character before.
    pub before: u8,
    /// In quarters of an em of the character after.
    pub after: u8,
}

/// How a space may grow (table 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stretch {
    /// Not at all.
    Never,
    /// Stage 2: from a quarter to half an em.
    QuarterToHalf,
    /// Stage 3: by up to a quarter.
    UpToQuarter,
    /// Stage 4: only after all others, together with those of stage 3.
    Last,
}

/// What stands between two classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Table 1.
    pub aki: Aki,
    /// Table 2: a line may end here.
    pub may_break: bool,
    /// Table 3 stage 4: the quarter beside a middle dot, in quarters that may go.
    pub shrink_dot: u8,
    /// Table 3 stage 5: the half beside brackets and commas, in quarters that may go.
    pub shrink_half: u8,
    /// Table 3 stage 6: quarter to eighth.
    pub shrink_western: bool,
    /// Table 6.
    pub stretch: Stretch,
}

/// A place where this program decides otherwise than the tables' letters, or where they leave it to a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The number of the table, 1 to 6.
    pub table: u8,
    /// Classes before; empty is all.
    pub before: &'static [u8],
    /// Classes after; empty is all.
    pub after: &'static [u8],
    /// What is done, and why.
    pub reason: &'static str,
}

/// All that differs from the letters of the tables. In which order spaces open, where [`super::adjust`] differs from table 6
/// too, is said there.
pub const POLICY: &[Policy] = &[
    Policy { table: 1, before: &[5], after: &[5], reason: "note 3: ・・ has a quarter of each: half an em" },
    Policy { table: 1, before: &[6, 7], after: &[5], reason: "note 5: 。・ and 、・ have ½ + ¼" },
    Policy {
        table: 2,
        before: &[],
        after: &[26],
        reason: "a line ends after a Western space, not before it: the space is dropped at the end of the line either way",
    },
    Policy {
        table: 2,
        before: &[4],
        after: &[14],
        reason: "note 4: the space after ！？ stays with it, and is dropped at the end of a line",
    },
    Policy {
        table: 2,
        before: &[8],
        after: &[8],
        reason: "note 5: …… and ―― of one character are not separated; others may be",
    },
    Policy {
        table: 2,
        before: &[21],
        after: &[21],
        reason: "note 6: allowed between two groups; within one there is no opportunity",
    },
    Policy {
        table: 2,
        before: &[22],
        after: &[22],
        reason: "note 7: allowed between two bases; a group is one element",
    },
    Policy { table: 2, before: &[23], after: &[23], reason: "note 8: the same" },
    Policy { table: 2, before: &[24, 27], after: &[13], reason: "notes 9 and 11: a unit stays with its number" },
    Policy {
        table: 2,
        before: &[24, 27],
        after: &[27],
        reason: "notes 10 and 12: within a Western word by UAX #14 only",
    },
    Policy { table: 2, before: &[30], after: &[30], reason: "note 13: allowed between two groups of 縦中横" },
    Policy { table: 3, before: &[5], after: &[5], reason: "note 1: both quarters may go" },
    Policy { table: 3, before: &[6], after: &[5], reason: "note 2: the quarter may go, the half after 。 stays" },
    Policy { table: 3, before: &[7], after: &[5], reason: "note 3: the quarter goes in stage 4, the half in stage 5" },
    Policy {
        table: 6,
        before: &[8],
        after: &[8],
        reason: "note 4: …… and ―― of one character are not spread; others by stage 3",
    },
    Policy { table: 6, before: &[21], after: &[21], reason: "note 5: stage 3 between two groups" },
    Policy { table: 6, before: &[22], after: &[22], reason: "note 6: stage 3 between two bases" },
    Policy { table: 6, before: &[23], after: &[23], reason: "note 7: the same" },
    Policy {
        table: 6,
        before: &[24, 27],
        after: &[13],
        reason: "notes 8 and 10: a number and its unit are not spread",
    },
    Policy { table: 6, before: &[24, 27], after: &[27], reason: "notes 9 and 11: Western words are not letter-spaced" },
    Policy { table: 6, before: &[30], after: &[30], reason: "note 12: stage 3 between two groups" },
    Policy {
        table: 0,
        before: &[17, 18],
        after: &[],
        reason: "cl-17 and cl-18 stand in no table: in Japanese text as cl-19, beside numbers and Western letters solid and without a break",
    },
    Policy { table: 0, before: &[], after: &[17, 18], reason: "the same" },
    Policy {
        table: 0,
        before: &[25],
        after: &[25],
        reason: "cl-25 is given to no character: the standard means unit symbols that an author marks as such, puts a quarter of an em between number and symbol and lets a line end there; what is typed as 10km stays as typed, its letters cl-27, and a number is not parted from its unit",
    },
    Policy {
        table: 3,
        before: &[25],
        after: &[5],
        reason: "table 1 note 12: a middle dot after a unit is set solid, so there is nothing to reduce",
    },
    Policy {
        table: 2,
        before: &[],
        after: &[13],
        reason: "％ ℃ may not start a line unless a setting says so (BreakRules::unit_may_start)",
    },
    Policy {
        table: 2,
        before: &[],
        after: &[8],
        reason: "… ‥ may start a line unless a setting says no (BreakRules::ellipsis_may_start)",
    },
];

/// Indices of the head and the end of a line in the tables.
const EDGE: usize = 30;

/// The letters of one table: rows of the class before, columns of the class after.
type Letters = [[u8; 31]; 31];

fn letters(table: u8) -> &'static Letters {
    static ALL: OnceLock<[Letters; 5]> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let mut all = [[[b'_'; 31]; 31]; 5];
        let mut lines = include_str!("jlreq/tables.txt").lines().filter(|line| !line.starts_with('#'));
        let (mut current, mut row) = (None, 0);
        for line in lines.by_ref() {
            if let Some(number) = line.strip_prefix("table ") {
                current = match number {
                    "1" => Some(0),
                    "2" => Some(1),
                    "3" => Some(2),
                    "4" => Some(3),
                    _ => Some(4),
                };
                row = 0;
            } else if let Some(current) = current {
                for (cell, letter) in all[current][row].iter_mut().zip(line.bytes()) {
                    *cell = letter;
                }
                row += 1;
            }
        }
        all
    });
    match table {
        1 => &all[0],
        2 => &all[1],
        3 => &all[2],
        4 => &all[3],
        _ => &all[4],
    }
}

/// The standard's letter for a pair: `table` 1, 2, 3, 4 or 6; `None` as class stands for the edge of the line.
pub fn letter(table: u8, before: Option<Class>, after: Option<Class>) -> char {
    let index = |class: Option<Class>| class.map_or(EDGE, |class| usize::from(class.0.clamp(1, 30)) - 1);
    char::from(letters(table)[index(before)][index(after)])
}

/// What stands between two classes in a line.
pub fn pair(before: Class, after: Class, reduction: Reduction) -> Pair {
    static PAIRS: OnceLock<[Vec<Pair>; Reduction::ALL.len()]> = OnceLock::new();
    let pairs = PAIRS.get_or_init(|| {
        Reduction::ALL.map(|reduction| {
            let class = |i: usize| Class(i as u8 + 1);
            (0..30 * 30).map(|i| make_pair(class(i / 30), class(i % 30), reduction)).collect()
        })
    });
    let row = usize::from(before.0.clamp(1, 30) - 1);
    let column = usize::from(after.0.clamp(1, 30) - 1);
    pairs[reduction as usize][row * 30 + column]
}

fn make_pair(before: Class, after: Class, reduction: Reduction) -> Pair {
    let math = |class: Class| matches!(class, Class::EQUALS | Class::OPERATOR);
    if math(before) || math(after) {
        let other = if math(before) { after } else { before };
        if other.is_western() || math(other) {
            return Pair { may_break: other == Class::WESTERN_SPACE && math(after), ..SOLID };
        }
        let as_kanji = |class: Class| if math(class) { Class::IDEOGRAPHIC } else { class };
        return make_pair(as_kanji(before), as_kanji(after), reduction);
    }
    let (b, a) = (before.0, after.0);
    let aki = match (letter(1, Some(before), Some(after)), b, a) {
        ('n', 5, 5) => Aki { before: 1, after: 1 },
        ('n', 6 | 7, 5) => Aki { before: 2, after: 1 },
        ('h' | '1', ..) => Aki { before: 2, after: 0 },
        ('H' | '2', ..) => Aki { before: 0, after: 2 },
        ('q' | '3', ..) => Aki { before: 1, after: 0 },
        ('Q' | '4', ..) => Aki { before: 0, after: 1 },
        _ => Aki { before: 0, after: 0 },
    };
    let may_break = match (letter(2, Some(before), Some(after)), b, a) {
        (_, _, 26) | ('n', 4, 14) | ('n', 24 | 27, 13 | 27) => false,
        ('n', ..) => true,
        (letter, ..) => letter == '.',
    };
    let table = if reduction == Reduction::Jlreq { 3 } else { 4 };
    let (shrink_dot, shrink_half) = match (letter(table, Some(before), Some(after)), b, a) {
        ('n', 5, 5) => (2, 0),
        ('n', 6, 5) => (1, 0),
        ('n', 7, 5) => (1, 2),
        ('d', ..) => (1, 0),
        ('h', ..) => (0, 2),
        ('n', 2 | 7, 26) | ('n', 26, 1) => (0, 2),
        ('n', 5, 26) | ('n', 26, 5) => (1, 0),
        _ => (0, 0),
    };
    let total = aki.before + aki.after;
    let shrink_western = letter(table, Some(before), Some(after)) == 'q';
    let stretch = match (letter(6, Some(before), Some(after)), b, a) {
        ('c', 24 | 27, 13) => Stretch::Never,
        ('2', ..) => Stretch::QuarterToHalf,
        ('3' | 'c', ..) => Stretch::UpToQuarter,
        ('4', ..) => Stretch::Last,
        _ => Stretch::Never,
    };
    Pair {
        aki,
        may_break,
        shrink_dot: shrink_dot.min(total),
        shrink_half: shrink_half.min(total - shrink_dot.min(total)),
        shrink_western,
        stretch,
    }
}

/// Nothing between, and nothing may come between.
pub const SOLID: Pair = Pair {
    aki: Aki { before: 0, after: 0 },
    may_break: false,
    shrink_dot: 0,
    shrink_half: 0,
    shrink_western: false,
    stretch: Stretch::Never,
};
