//! Fiscal years (年度) and Japanese eras (元号).

use std::fmt;

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use super::every_variant;

/// A Japanese era, newest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    /// 明治, from 1868.
    Meiji,
    /// 大正, from 1912.
    Taisho,
    /// 昭和, from 1926.
    Showa,
    /// 平成, from 1989-01-08.
    Heisei,
    /// 令和, from 2019-05-01.
    Reiwa,
}

impl Era {
    /// All eras, oldest first.
    pub const ALL: [Era; 5] = every_variant!(Era: Meiji, Taisho, Showa, Heisei, Reiwa);

    /// 令和 and so on.
    pub fn name(self) -> &'static str {
        match self {
            Era::Meiji => "明治",
            Era::Taisho => "大正",
            Era::Showa => "昭和",
            Era::Heisei => "平成",
            Era::Reiwa => "令和",
        }
    }

    /// The letter used in `R2`.
    pub fn letter(self) -> char {
        match self {
            Era::Meiji => 'M',
            Era::Taisho => 'T',
            Era::Showa => 'S',
            Era::Heisei => 'H',
            Era::Reiwa => 'R',
        }
    }

    /// The Western year before the era's first: year n of the era is `offset + n`.
    pub fn offset(self) -> i16 {
        match self {
            Era::Meiji => 1867,
            Era::Taisho => 1911,
            Era::Showa => 1925,
            Era::Heisei => 1988,
            Era::Reiwa => 2018,
        }
    }

    /// The first day of the era.
    fn first_day(self) -> (i16, i8, i8) {
        match self {
            Era::Meiji => (1868, 1, 25),
            Era::Taisho => (1912, 7, 30),
            Era::Showa => (1926, 12, 25),
            Era::Heisei => (1989, 1, 8),
            Era::Reiwa => (2019, 5, 1),
        }
    }

    /// The era a day falls in; days before 明治 are counted in it.
    pub fn of(date: Date) -> Era {
        let day = (date.year(), date.month(), date.day());
        Era::ALL.into_iter().rev().find(|era| day >= era.first_day()).unwrap_or(Era::Meiji)
    }
}

/// Whether a date can stand in papers and in workbooks, which know no day before 1900; one after 2199 is mistyped.
pub fn can_be_printed(date: Date) -> bool {
    (1900..2200).contains(&date.year())
}

/// A date as official papers write it: 令和3年5月10日, 令和元年12月2日.
pub fn japanese_date(date: Date) -> String {
    let era = Era::of(date);
    let year = era_year(date.year() - era.offset());
    format!("{}{year}年{}月{}日", era.name(), date.month(), date.day())
}

/// The day of the week in one character: 金.
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
        Weekday::Sunday => "日",
    }
}

fn era_year(n: i16) -> String {
    if n == 1 { "元".to_owned() } else { n.to_string() }
}

/// A Japanese fiscal year: `FiscalYear(2020)` is 令和2年度, 2020-04-01 to 2021-03-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FiscalYear(pub i16);

impl FiscalYear {
    /// The fiscal year that a day falls in.
    pub fn of(date: Date) -> FiscalYear {
        FiscalYear(if date.month() >= 4 { date.year() } else { date.year() - 1 })
    }

    /// The era in which the year is counted: the one in force on 1 April, but 令和元年度 for 2019, as official papers have it.
    pub fn era(self) -> Era {
        if self.0 >= 2019 {
            return Era::Reiwa;
        }
        Era::ALL.into_iter().rev().find(|era| self.0 > era.offset()).unwrap_or(Era::Meiji)
    }

    /// The year's number within its era, from 1.
    pub fn era_year(self) -> i16 {
        self.0 - self.era().offset()
    }

    /// `R2`.
    pub fn short(self) -> String {
        format!("{}{}", self.era().letter(), self.era_year())
    }

    /// The year before.
    pub fn previous(self) -> FiscalYear {
        FiscalYear(self.0 - 1)
    }

    /// The year after.
    pub fn next(self) -> FiscalYear {
        FiscalYear(self.0 + 1)
    }

    /// 1 April.
    pub fn first_day(self) -> Date {
        Date::constant(self.0, 4, 1)
    }

    /// 31 March of the next calendar year.
    pub fn last_day(self) -> Date {
        Date::constant(self.0 + 1, 3, 31)
    }

    /// The years from `self` to `last`, both included.
    pub fn through(self, last: FiscalYear) -> impl DoubleEndedIterator<Item = FiscalYear> + Clone {
        (self.0..=last.0).map(FiscalYear)
    }

    /// The years up to `last` as people write them: `R2～R6`; one year by itself.
    pub fn up_to(self, last: FiscalYear, said: impl Fn(FiscalYear) -> String) -> String {
        if self == last { said(self) } else { format!("{}～{}", said(self), said(last)) }
    }

    /// Reads 令和2年度, 令和2年, 令和２, 令和二年度 is not read; R2, r02年度, 2020, 2020年度, 平成32年度 (= 2020).
    ///
    /// Works on the NFKC form with white space removed. `None` where it is not a year.
    pub fn parse(text: &str) -> Option<FiscalYear> {
        use unicode_normalization::UnicodeNormalization;
        let text: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
        let text = text.strip_prefix("西暦").unwrap_or(&text);
        let text = text.strip_suffix("年度").or_else(|| text.strip_suffix('年')).unwrap_or(text);
        for era in Era::ALL {
            let rest = text.strip_prefix(era.name()).or_else(|| {
                let first = text.chars().next()?;
                (first.to_ascii_uppercase() == era.letter()).then(|| text[first.len_utf8()..].trim_start_matches('.'))
            });
            if let Some(rest) = rest {
                let n: i16 = if rest == "元" { 1 } else { digits(rest)? };
                return (1..=99).contains(&n).then(|| FiscalYear(era.offset() + n));
            }
        }
        let year = digits(text)?;
        (1868..=2200).contains(&year).then_some(FiscalYear(year))
    }
}

fn digits(text: &str) -> Option<i16> {
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for FiscalYear {
    /// 令和2年度, 令和元年度.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}年度", self.era().name(), era_year(self.era_year()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_year_is_no_span() {
        let (first, last) = (FiscalYear(2026), FiscalYear(2030));
        assert_eq!(first.up_to(last, FiscalYear::short), "R8～R12");
        assert_eq!(first.up_to(first, |year| year.to_string()), "令和8年度");
    }

    #[test]
    fn years_are_read_in_every_spelling() {
        for text in [
            "令和2年度",
            "令和２年度",
            "R2",
            "r02年度",
            "2020",
            "２０２０年度",
            "西暦2020年度",
            " 令和 2 年度 ",
            "平成32年度",
        ] {
            assert_eq!(FiscalYear::parse(text), Some(FiscalYear(2020)), "{text}");
        }
        assert_eq!(FiscalYear::parse("令和元年度"), Some(FiscalYear(2019)));
        for text in ["", "令和", "年度", "令和2年度まとめ", "99999"] {
            assert_eq!(FiscalYear::parse(text), None, "{text}");
        }
    }

    #[test]
    fn years_and_dates_print_in_their_era() {
        assert_eq!(FiscalYear(2019).to_string(), "令和元年度");
        assert_eq!(FiscalYear(2018).to_string(), "平成30年度");
        assert_eq!(FiscalYear(1997).to_string(), "平成9年度");
        assert_eq!(FiscalYear(2020).short(), "R2");
        assert_eq!(japanese_date(Date::constant(2019, 4, 30)), "平成31年4月30日");
        assert_eq!(japanese_date(Date::constant(2019, 5, 1)), "令和元年5月1日");
    }
}
