//! Periods (時期): when in the year forms are handed in and reports are made, by the names of the plan.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{ShortName, text_key};

/// When in the year a form is handed in; the later in the year the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Its place in the plan's list, in the order of the year.
    order: u8,
    name: ShortName,
    closes_year: bool,
}

impl Period {
    /// 中間 of a plan that names no periods.
    pub const MIDYEAR: Period = Period { order: 0, name: ShortName::within("中間"), closes_year: false };
    /// 年度末 of a plan that names no periods.
    pub const YEAR_END: Period = Period { order: 1, name: ShortName::within("年度末"), closes_year: true };

    /// 中間, 年度末, 第1四半期.
    pub fn label(&self) -> &str {
        self.name.as_str()
    }

    /// Whether it is the year's last, which reports on the whole year.
    pub fn closes_year(self) -> bool {
        self.closes_year
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.label())
    }
}

/// A period with what papers say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodWord {
    /// The period that has the name.
    pub period: Period,
    /// The time as of which its reports speak: 第2四半期末, 9月末.
    pub as_of: String,
}

/// The periods of a plan (`[[period]]`) in the order of the year; the last reports on the whole year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Periods(Vec<PeriodWord>);

impl PeriodWord {
    /// The months of the year that have passed at its end, where its name or the time of its reports says so.
    fn months(&self) -> Option<u8> {
        if self.period.closes_year() {
            return Some(12);
        }
        let name = text_key(self.period.label());
        months_by_parts(&name).or_else(|| months_by_name(&text_key(&self.as_of))).or_else(|| months_by_name(&name))
    }
}

/// What a name holds that says a quarter.
const QUARTERS: [[&str; 8]; 4] = [
    ["1四半期", "1・四半期", "1q", "q1", "一四半期", "一・四半期", "一q", "q一"],
    ["2四半期", "2・四半期", "2q", "q2", "二四半期", "二・四半期", "二q", "q二"],
    ["3四半期", "3・四半期", "3q", "q3", "三四半期", "三・四半期", "三q", "q三"],
    ["4四半期", "4・四半期", "4q", "q4", "四四半期", "四・四半期", "四q", "q四"],
];

/// What a quarter or a half of a year says of the months that have passed at its end.
fn months_by_parts(name: &str) -> Option<u8> {
    let said =
        (1..).zip(QUARTERS).find_map(|(at, forms)| forms.iter().any(|form| name.contains(form)).then_some(at * 3));
    said.or_else(|| ["上半期", "上期", "前半期"].iter().any(|half| name.contains(half)).then_some(6))
        .or_else(|| ["下半期", "下期", "後半期"].iter().any(|half| name.contains(half)).then_some(12))
}

/// The same of a quarter, a half, a month (9月末, of several the last: 7月～9月), the first day of the next (10月1日) or the middle of
/// the year.
fn months_by_name(name: &str) -> Option<u8> {
    months_by_parts(name)
        .or_else(|| {
            let (before, after) = name.rsplit_once('月')?;
            let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
            let month: u8 = digits.parse().ok().filter(|month| (1..=12).contains(month))?;
            // The year begins in April.
            let months = (month + 8) % 12 + 1;
            if after.starts_with("1日") { months.checked_sub(1).filter(|months| *months > 0) } else { Some(months) }
        })
        .or_else(|| ["中間", "年央"].iter().any(|middle| name.contains(middle)).then_some(6))
}

/// The time as of which the reports of a period speak that says nothing of it: 第1四半期末, 9月末, 年度末. A name that is no span of the
/// calendar (夏, 中間, 第1回) stands as it is.
pub fn end_of(name: &str) -> String {
    let is_span = name.ends_with(['期', '月', '年', '度', '旬', 'Q', 'Ｑ']);
    if is_span { format!("{name}末") } else { name.to_owned() }
}

/// What departments also write for the two periods of a plan that names none.
const MIDYEAR_WORDS: [&str; 8] = ["中間", "中間報告", "上期", "上半期", "9月末", "9月末現在", "中間期", "9月30日現在"];
/// What they write for the period that closes the year.
const YEAR_END_WORDS: [&str; 9] =
    ["年度末", "年度末報告", "年間", "通期", "3月末", "3月末現在", "期末", "年度末現在", "3月31日現在"];

impl Default for Periods {
    fn default() -> Periods {
        let word = |period, as_of: &str| PeriodWord { period, as_of: as_of.to_owned() };
        Periods(vec![word(Period::MIDYEAR, "9月末"), word(Period::YEAR_END, "年度末")])
    }
}

impl Periods {
    /// Periods by name, each with the time as of which its reports speak; the built-in ones where there are none.
    pub fn of_plan(stated: Vec<(ShortName, String)>) -> Periods {
        if stated.is_empty() {
            return Periods::default();
        }
        let last = stated.len() - 1;
        let word = |(at, (name, as_of)): (usize, (ShortName, String))| PeriodWord {
            period: Period { order: u8::try_from(at).unwrap_or(u8::MAX), name, closes_year: at == last },
            as_of,
        };
        Periods(stated.into_iter().enumerate().map(word).collect())
    }

    /// The periods with what papers say of them, in the order of the year.
    pub fn words(&self) -> &[PeriodWord] {
        &self.0
    }

    /// The periods in the order of the year.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = Period> {
        self.0.iter().map(|word| word.period)
    }

    /// How many months of the year have passed at the end of a period: as its name or the time of its reports says (第1四半期 3,
    /// 中間 6, 7月末 4); of periods that say nothing of it, an equal share between those that do.
    pub fn months(&self, period: Period) -> u8 {
        let said: Vec<Option<u8>> = self.0.iter().map(PeriodWord::months).collect();
        let at = self.0.iter().position(|word| word.period == period).unwrap_or(self.0.len().saturating_sub(1));
        if let Some(months) = said.get(at).copied().flatten() {
            return months;
        }
        let known = |at: usize| said.get(at).copied().flatten().map(|months| (at + 1, usize::from(months)));
        let (from, begun) = (0..at).rev().find_map(known).unwrap_or((0, 0));
        let (to, over) = (at + 1..said.len()).find_map(known).unwrap_or((said.len().max(at + 1), 12));
        let months = begun + over.saturating_sub(begun) * (at + 1 - from) / (to - from).max(1);
        u8::try_from(months).unwrap_or(12).clamp(1, 12)
    }

    /// The first period whose name says that it ends before the one listed before it does.
    pub fn out_of_order(&self) -> Option<Period> {
        let said = self.0.iter().filter_map(|word| Some((word.period, word.months()?)));
        let said: Vec<(Period, u8)> = said.collect();
        said.windows(2).find(|pair| pair[1].1 < pair[0].1).map(|pair| pair[1].0)
    }

    /// Their names: 中間・年度末.
    pub fn listed(&self) -> String {
        self.0.iter().map(|word| word.period.label()).collect::<Vec<_>>().join("・")
    }

    /// The one that closes the year.
    pub fn last(&self) -> Period {
        self.0.last().map_or(Period::YEAR_END, |word| word.period)
    }

    /// The period with exactly that name.
    pub fn from_label(&self, label: &str) -> Option<Period> {
        self.all().find(|period| period.label() == label)
    }

    /// The time as of which the reports of a period speak.
    pub fn as_of(&self, period: Period) -> &str {
        self.0.iter().find(|word| word.period == period).map_or("", |word| &word.as_of)
    }

    /// The period that somebody means by a word, with or without an explanation in brackets: 年度末（3月末）. Whatever closes the
    /// year may be called 年度末; 中間 is a name of the built-in periods alone.
    pub fn meant_by(&self, text: &str) -> Option<Period> {
        let text = text_key(text);
        let named = |name: &str| {
            let is_own = |period: &Period| {
                let as_of = text_key(self.as_of(*period));
                text_key(period.label()) == name || as_of == name || format!("{as_of}現在") == name
            };
            self.all()
                .find(is_own)
                .or_else(|| YEAR_END_WORDS.contains(&name).then(|| self.last()))
                .or_else(|| self.all().find(|period| *period == Period::MIDYEAR && MIDYEAR_WORDS.contains(&name)))
        };
        named(&text).or_else(|| {
            let (name, explained) = text.split_once(['(', '[', '〔', '【', '「', '<'])?;
            let explained = explained.trim_end_matches([')', ']', '〕', '】', '」', '>']);
            match (named(name), named(explained)) {
                // 中間（3月末） says two things.
                (Some(period), Some(other)) if period != other => None,
                (period, other) => period.or(other.filter(|_| name.is_empty())),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_known_by_their_names_and_what_people_write() {
        let built_in = Periods::default();
        for (text, period) in [
            ("中間", Some(Period::MIDYEAR)),
            ("９月末現在", Some(Period::MIDYEAR)),
            ("年度末（3月末）", Some(Period::YEAR_END)),
            ("中間（3月末）", None),
            ("（年度末）", Some(Period::YEAR_END)),
            ("第1四半期", None),
        ] {
            assert_eq!(built_in.meant_by(text), period, "{text}");
        }
        let names = ["第1四半期", "第2四半期", "第3四半期", "第4四半期"];
        let quarters = names.map(|name| (ShortName::new(name).expect("short"), format!("{name}末"))).into();
        let quarters = Periods::of_plan(quarters);
        let all: Vec<Period> = quarters.all().collect();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(all.iter().map(|period| period.closes_year()).collect::<Vec<_>>(), [false, false, false, true]);
        assert_eq!(quarters.meant_by("第２四半期末現在"), Some(all[1]));
        assert_eq!((quarters.meant_by("年度末"), quarters.meant_by("中間")), (Some(all[3]), None));
        for period in &all {
            assert_eq!(quarters.meant_by(period.label()), Some(*period));
        }
    }

    #[test]
    fn periods_of_unequal_length_end_when_their_names_say() {
        let of = |names: &[(&str, &str)]| {
            let word = |(name, as_of): &(&str, &str)| (ShortName::new(name).expect("short"), (*as_of).to_owned());
            let periods = Periods::of_plan(names.iter().map(word).collect());
            (periods.all().map(|period| periods.months(period)).collect::<Vec<_>>(), periods.out_of_order().is_some())
        };
        let ends = |names: &[&str]| {
            let named: Vec<String> = names.iter().map(|name| format!("{name}末")).collect();
            of(&names.iter().copied().zip(named.iter().map(String::as_str)).collect::<Vec<_>>())
        };
        assert_eq!(ends(&["第1四半期", "第２四半期", "第三四半期", "第4四半期"]), (vec![3, 6, 9, 12], false));
        assert_eq!(ends(&["中間", "12月", "年度末"]), (vec![6, 9, 12], false));
        assert_eq!(ends(&["上半期", "年度末"]), (vec![6, 12], false));
        assert_eq!(ends(&["4月", "5月", "11月", "1月", "3月"]), (vec![1, 2, 8, 10, 12], false));
        assert_eq!(of(&[("秋の報告", "10月末"), ("春の報告", "3月末")]), (vec![7, 12], false));
        assert_eq!(ends(&["4月～6月", "7～9月", "10月～12月", "1月～3月"]), (vec![3, 6, 9, 12], false));
        assert_eq!(of(&[("前半", "令和7年9月末"), ("後半", "年度末")]), (vec![6, 12], false));
        assert_eq!(of(&[("前半", "10月1日現在"), ("後半", "4月1日現在")]), (vec![6, 12], false));
        assert_eq!(of(&[("前半", "10月10日現在"), ("後半", "年度末")]), (vec![7, 12], false));
        // Those that say nothing share what lies between the others.
        assert_eq!(ends(&["第1回", "第2回", "第3回"]), (vec![4, 8, 12], false));
        assert_eq!(ends(&["第1四半期", "臨時", "年度末"]), (vec![3, 7, 12], false));
        assert_eq!(ends(&["随時", "中間", "年度末"]), (vec![3, 6, 12], false));
        let built_in = Periods::default();
        assert_eq!(built_in.all().map(|period| built_in.months(period)).collect::<Vec<_>>(), [6, 12]);
        assert!(ends(&["第2四半期", "第1四半期", "年度末"]).1 && ends(&["1月", "7月", "年度末"]).1);
    }
}
