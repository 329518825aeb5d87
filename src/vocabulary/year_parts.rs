//! Into which parts the schedules of a plan divide a year (工程の区切り): not at all, into halves or into quarters.

use serde::Serialize;

use super::every_variant;

/// The parts of a year that schedules speak of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum YearParts {
    /// The year as a whole.
    #[default]
    #[serde(rename = "年度")]
    Whole,
    /// 上半期 and 下半期.
    #[serde(rename = "半期")]
    Halves,
    /// 第1四半期 to 第4四半期.
    #[serde(rename = "四半期")]
    Quarters,
}

impl YearParts {
    /// All of them, the coarsest first.
    pub const ALL: [YearParts; 3] = every_variant!(YearParts: Whole, Halves, Quarters);

    /// Whether the year is not divided.
    pub fn is_whole(&self) -> bool {
        *self == YearParts::Whole
    }

    /// 年度, 半期, 四半期.
    pub const fn label(self) -> &'static str {
        match self {
            YearParts::Whole => "年度",
            YearParts::Halves => "半期",
            YearParts::Quarters => "四半期",
        }
    }

    /// What the parts are called, in the order of the year; none of the whole year.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            YearParts::Whole => &[],
            YearParts::Halves => &["上半期", "下半期"],
            YearParts::Quarters => &["第1四半期", "第2四半期", "第3四半期", "第4四半期"],
        }
    }

    /// The names of the parts, with what stands for each until a text is said in the plan's words.
    pub fn own(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        ["工程の時期1", "工程の時期2", "工程の時期3", "工程の時期4"].into_iter().zip(self.names().iter().copied())
    }

    /// The division into so many parts.
    pub fn of_count(count: usize) -> Option<YearParts> {
        YearParts::ALL.into_iter().find(|parts| parts.names().len() == count)
    }

    /// How many parts have begun when so many months of the year have passed.
    pub fn begun(self, months: u8) -> usize {
        (usize::from(months) * self.names().len()).div_ceil(12)
    }

    /// The parts from `first` to `last`, counted from 0: 第1四半期, 第1～3四半期, 上半期.
    pub fn span(self, first: usize, last: usize) -> String {
        let name = |at: usize| self.names().get(at).copied().unwrap_or_default();
        match self {
            _ if first == last => name(first).to_owned(),
            YearParts::Quarters => format!("第{}～{}四半期", first + 1, last + 1),
            _ => format!("{}～{}", name(first), name(last)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_singly_and_together() {
        let shown = [(0, 0), (1, 3)].map(|(first, last)| YearParts::Quarters.span(first, last));
        assert_eq!(shown, ["第1四半期", "第2～4四半期"]);
        assert_eq!(YearParts::Halves.span(1, 1), "下半期");
        for parts in YearParts::ALL {
            assert_eq!(YearParts::of_count(parts.names().len()), Some(parts));
            assert_eq!(parts.own().count(), parts.names().len());
        }
        assert_eq!(YearParts::of_count(3), None);
        assert_eq!([1, 3, 4, 6, 7, 12].map(|months| YearParts::Quarters.begun(months)), [1, 1, 2, 2, 3, 4]);
        assert_eq!([3, 6, 9, 12].map(|months| YearParts::Halves.begun(months)), [1, 1, 2, 2]);
        assert_eq!(YearParts::Whole.begun(12), 0);
    }
}
