//! Themes and SDGs goals that a revision of the plan gives an initiative later: from which year on. Written behind the name,
//! `市民（R5から）`, so that plan.toml and the master say it in one way.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Initiative, Plan};
use crate::vocabulary::{FiscalYear, ThemeId};

/// The first years of an initiative's marks that it did not have from the beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LaterMarks {
    /// By theme.
    pub themes: BTreeMap<ThemeId, FiscalYear>,
    /// By number of the goal.
    pub goals: BTreeMap<u8, FiscalYear>,
}

impl LaterMarks {
    /// Whether all marks are there in a year.
    pub(super) fn have_begun(&self, year: FiscalYear) -> bool {
        self.themes.values().chain(self.goals.values()).all(|first| *first <= year)
    }
}

impl Initiative {
    /// Its themes as they are typed: the short name, with the first year where there is one.
    pub fn typed_themes(&self, plan: &Plan) -> Vec<String> {
        let themes = plan.themes.iter().filter(|theme| self.themes.contains(&theme.id));
        themes.map(|theme| dated(&theme.short, self.later.themes.get(&theme.id))).collect()
    }

    /// Its goals as they are typed: the number, with the first year where there is one.
    pub fn typed_goals(&self) -> Vec<String> {
        self.goals.iter().map(|goal| dated(&goal.to_string(), self.later.goals.get(goal))).collect()
    }

    /// Takes out the marks that it has only after a year.
    pub(super) fn take_out_later_marks(&mut self, year: FiscalYear) {
        let LaterMarks { themes, goals } = &self.later;
        self.themes.retain(|theme| themes.get(theme).is_none_or(|first| *first <= year));
        self.goals.retain(|goal| goals.get(goal).is_none_or(|first| *first <= year));
    }
}

fn dated(name: &str, first: Option<&FiscalYear>) -> String {
    first.map_or_else(|| name.to_owned(), |first| format!("{name}（{}から）", first.short()))
}

/// The name and the first year of `市民（R5から）`; `None` where no year stands behind the name.
pub(super) fn undated(text: &str) -> Option<(&str, FiscalYear)> {
    let rest = text.trim_end().strip_suffix(['）', ')'])?;
    let (name, first) = rest.rsplit_once(['（', '('])?;
    let first = first.trim().strip_suffix("から")?;
    Some((name.trim_end(), FiscalYear::parse(first.trim())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Themes 1 and goal 9 from the beginning, theme 2 and goal 17 from a year on.
    #[test]
    fn a_mark_is_there_from_its_first_year_on() {
        let mut initiative = crate::plan::fixture::small().initiatives[0].clone();
        initiative.themes = [1, 2].map(ThemeId).into();
        initiative.goals = [9, 17].into();
        let first = FiscalYear(2023);
        initiative.later = LaterMarks { themes: [(ThemeId(2), first)].into(), goals: [(17, first)].into() };
        let held = |year: FiscalYear| {
            let mut held = initiative.clone();
            held.take_out_later_marks(year);
            (held.themes.len(), held.goals.len(), initiative.later.have_begun(year))
        };
        assert_eq!(held(first.previous()), (1, 1, false));
        assert_eq!(held(first), (2, 2, true));
        assert_eq!(held(first.next()), (2, 2, true));
    }

    #[test]
    fn the_year_stands_behind_the_name() {
        let text = dated("市民", Some(&FiscalYear(2023)));
        assert_eq!((text.as_str(), undated(&text)), ("市民（R5から）", Some(("市民", FiscalYear(2023)))));
        for text in ["市民 (令和5年度から)", "市民（2023から）"] {
            assert_eq!(undated(text), Some(("市民", FiscalYear(2023))), "{text}");
        }
        for text in ["市民", "市民（R5）", "市民（明日から）", "市民（R5から"] {
            assert_eq!(undated(text), None, "{text}");
        }
    }
}
