//! Ids of the council's opinions (審議会意見): `R2-8-1`.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::{FiscalYear, InitiativeNo};

/// The id of an opinion: the year rated, the initiative, and a number from 1 that lasts. Printed `R2-8-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpinionId {
    /// The year whose forms the council had before it.
    pub year: FiscalYear,
    /// The initiative it speaks of.
    pub initiative: InitiativeNo,
    /// Number within the initiative, from 1.
    pub number: u32,
}

/// The longest id in characters: 令和12年度-999-9999 and then some.
const LONGEST: usize = 20;

impl OpinionId {
    /// Reads an id that is the whole text, in characters of any width: `R2-8-1`, `Ｒ２－８－１`, `【R2-8-1】`, `2020-8-1`.
    pub fn parse(text: &str) -> Option<OpinionId> {
        let plain: String = text.trim().chars().flat_map(plain).collect();
        let bare = plain.strip_prefix('【').and_then(|rest| rest.strip_suffix('】')).unwrap_or(&plain);
        let mut parts = bare.split('-');
        let (year, initiative, number) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if parts.next().is_some() || !whole(initiative) || !whole(number) {
            return None;
        }
        let (initiative, number) = (initiative.parse().ok()?, number.parse().ok()?);
        let year = FiscalYear::parse(year)?;
        (initiative > 0 && number > 0).then_some(OpinionId { year, initiative: InitiativeNo(initiative), number })
    }

    /// Reads an id that begins with the letter of its era at the beginning of a text; with its length in bytes.
    pub fn at_start(text: &str) -> Option<(OpinionId, usize)> {
        let mut length = 0;
        for (at, c) in text.chars().take(LONGEST).enumerate() {
            let mut plain = plain(c);
            let (Some(one), None) = (plain.next(), plain.next()) else { break };
            let fits = if at == 0 { one.is_ascii_alphabetic() } else { one.is_ascii_digit() || one == '-' };
            if !fits {
                break;
            }
            length += c.len_utf8();
        }
        OpinionId::parse(text.get(..length)?).map(|id| (id, length))
    }
}

/// A character in the form in which ids are read: NFKC, every dash `-`.
fn plain(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        '－' | '‐' | '−' | '–' | 'ー' => '-',
        c => c,
    };
    std::iter::once(c).nfkc()
}

impl fmt::Display for OpinionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.year.short(), self.initiative.0, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: OpinionId = OpinionId { year: FiscalYear(2020), initiative: InitiativeNo(8), number: 1 };

    #[test]
    fn ids_are_read_in_every_width_and_printed_in_one() {
        for text in
            ["R2-8-1", " r2-8-1", "Ｒ２－８－１", "【R2-8-1】", "【Ｒ２－８−１】", "R2‐8‐1", "2020-8-1", "R02-08-01"]
        {
            assert_eq!(OpinionId::parse(text), Some(ID), "{text}");
        }
        assert_eq!(ID.to_string(), "R2-8-1");
        for text in ["", "R2-8", "R2-8-1-1", "R2-8-", "R2-0-1", "R2-8-0", "8-2-1", "R2-+8-1", "R2-8-1。", "【R2-8-1"]
        {
            assert_eq!(OpinionId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_at_the_start_ends_where_it_ends() {
        assert_eq!(OpinionId::at_start("R2-8-1周知した。"), Some((ID, "R2-8-1".len())));
        assert_eq!(OpinionId::at_start("Ｒ２－８－１：周知"), Some((ID, "Ｒ２－８－１".len())));
        // A number without the letter may be anything.
        for text in ["2020-8-1", "周知", "R2-8の見直し", "", "RR2-8-1"] {
            assert_eq!(OpinionId::at_start(text), None, "{text}");
        }
    }
}
