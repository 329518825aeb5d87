//! Ids of the council's opinions (審議会意見). Papers and forms print [`Plan::opinion_number`](crate::plan::Plan::opinion_number), `R2-8-1`.

use unicode_normalization::UnicodeNormalization;

use super::{FiscalYear, InitiativeNo, is_dash};

/// The id of an opinion: the year rated, the initiative, and a number from 1 that lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpinionId {
    /// The year whose forms the council had before it.
    pub year: FiscalYear,
    /// The initiative it speaks of.
    pub initiative: InitiativeNo,
    /// Number within the initiative, from 1.
    pub number: u32,
}

impl OpinionId {
    /// The parts of a number that is the whole text, in characters of any width: year, what stands for the initiative, number.
    /// `R2-8-1`, `Ｒ２－８－１`, `【R2-8-1】`, `2020-8-1`, `R2-1-(1)-1`.
    pub fn split(text: &str) -> Option<(FiscalYear, &str, u32)> {
        let text = text.trim();
        let bare = text.strip_prefix('【').and_then(|rest| rest.strip_suffix('】')).unwrap_or(text);
        let (year, rest) = bare.split_once(is_dash)?;
        let (initiative, number) = rest.rsplit_once(is_dash)?;
        let number: String = number.nfkc().collect();
        let number = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok()).flatten();
        Some((FiscalYear::parse(&year.nfkc().collect::<String>())?, initiative, number.filter(|number| *number > 0)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_split_in_every_width() {
        for text in [
            "R2-8-1",
            " r2-8-1",
            "Ｒ２－８－１",
            "【R2-8-1】",
            "【Ｒ２－８−１】",
            "R2‐8‐1",
            "R2―8─1",
            "2020-8-1",
            "R02-8-01",
        ] {
            let parts = OpinionId::split(text).map(|(year, no, number)| (year, no.replace('８', "8"), number));
            assert_eq!(parts, Some((FiscalYear(2020), "8".to_owned(), 1)), "{text}");
        }
        assert_eq!(OpinionId::split("R2-1-(1)-12"), Some((FiscalYear(2020), "1-(1)", 12)));
        for text in ["", "R2-8", "R2-8-", "R2-8-0", "8-2-1", "R2-8-+1", "R2-8-1。", "【R2-8-1"] {
            assert_eq!(OpinionId::split(text), None, "{text}");
        }
    }
}
