//! A part of the plan to which a question on the year may be limited: a group of a level, a theme, a bureau, a department.

use super::NotTraced;
use crate::plan::{ActionItem, GroupId, Initiative, Plan};
use crate::vocabulary::{DepartmentId, FiscalYear, ThemeId, folded};

/// A part of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// What belongs to a group of a level.
    Group(GroupId),
    /// What has the mark of a theme.
    Theme(ThemeId),
    /// What a department of a bureau leads.
    Bureau(String),
    /// What a department leads.
    Department(DepartmentId),
}

impl Part {
    /// What the plan calls it.
    pub fn label(&self, plan: &Plan) -> String {
        match self {
            Part::Group(id) => {
                let level = plan.levels.get(id.level);
                let group = level.and_then(|level| level.groups.get(id.at));
                let (level, group) = (level.map(|level| &*level.name), group.map(|group| group.label()));
                format!("{}{}", level.unwrap_or_default(), group.unwrap_or_default())
            }
            Part::Theme(id) => {
                let title = plan.themes.iter().find(|theme| theme.id == *id).map(|theme| &*theme.title);
                format!("{}{} {}", plan.words.theme, id.0, title.unwrap_or_default())
            }
            Part::Bureau(name) => name.clone(),
            Part::Department(id) => id.full_name(),
        }
    }

    /// Whether an action item belongs to it in a year.
    pub fn holds(&self, plan: &Plan, year: FiscalYear, (initiative, action): (&Initiative, &ActionItem)) -> bool {
        let lead = || plan.lead_on(action, year.last_day());
        match self {
            Part::Group(id) => plan.is_in(initiative, *id),
            Part::Theme(id) => initiative.themes.contains(id),
            Part::Bureau(name) => lead().is_some_and(|lead| lead.bureau() == Some(name.as_str())),
            Part::Department(id) => action.lead == *id || lead().as_ref() == Some(id),
        }
    }

    /// From when on an initiative has the mark of the theme, where a revision of the plan gave it.
    pub(super) fn mark_of(&self, initiative: &Initiative) -> Option<FiscalYear> {
        match self {
            Part::Theme(id) => initiative.later.themes.get(id).copied(),
            Part::Group(_) | Part::Bureau(_) | Part::Department(_) => None,
        }
    }

    /// Whether the council speaks of it: it rates initiatives, which bureaus and departments share.
    pub(super) fn has_council(&self) -> bool {
        matches!(self, Part::Group(_) | Part::Theme(_))
    }

    /// The parts by the names that the plan has for them, folded.
    pub(super) fn by_name(plan: &Plan) -> Vec<(String, Part)> {
        let mut names: Vec<(String, Part)> = Vec::new();
        for (id, group) in plan.groups() {
            names.extend([&group.name, &group.label()].map(|name| (folded(name), Part::Group(id))));
        }
        for theme in &plan.themes {
            names.extend([&theme.short, &theme.title].map(|name| (folded(name), Part::Theme(theme.id))));
        }
        names.extend(plan.bureaus.iter().map(|bureau| (folded(&bureau.name), Part::Bureau(bureau.name.clone()))));
        for unit in &plan.departments {
            // The plan's own spelling has a stroke after the bureau.
            let own = unit.id.0.to_string();
            let spellings = [unit.id.full_name(), unit.id.printed_name(), unit.id.last_name().to_owned(), own];
            names.extend(spellings.map(|name| (folded(&name), Part::Department(unit.id.clone()))));
        }
        names.retain(|(name, _)| !name.is_empty());
        names.dedup();
        names
    }

    /// The part that words name by its kind and number (基本方針1-(2), テーマ3), with the rest of the words; `None` where they
    /// name none.
    ///
    /// # Errors
    /// [`NotTraced::Unknown`] for a number that the plan does not have.
    pub(super) fn by_number(plan: &Plan, asked: &str) -> Result<Option<(Part, String)>, NotTraced> {
        let groups = plan.groups().filter_map(|(id, group)| {
            let level = plan.levels.get(id.level)?;
            Some((folded(&level.name), folded(&group.number), Part::Group(id)))
        });
        let theme_words = [folded(&plan.words.theme), folded("テーマ")];
        let themes = plan.themes.iter().flat_map(|theme| {
            theme_words.iter().map(|word| (word.clone(), theme.id.0.to_string(), Part::Theme(theme.id)))
        });
        let mut kinds: Vec<String> = plan.levels.iter().map(|level| folded(&level.name)).collect();
        kinds.extend(theme_words.iter().cloned());
        let mut numbered: Vec<(String, String, Part)> = groups.chain(themes).collect();
        numbered.retain(|(word, number, _)| !word.is_empty() && !number.is_empty());
        numbered.sort_by_key(|(word, number, _)| std::cmp::Reverse(word.len() + number.len()));
        for (word, number, part) in numbered {
            let name = format!("{word}{number}");
            let Some((before, after)) = asked.split_once(&name) else { continue };
            let goes_on = |next: char| next.is_ascii_alphanumeric() || matches!(next, '-' | '(');
            if !after.chars().next().is_some_and(goes_on) {
                return Ok(Some((part, format!("{before}{after}"))));
            }
        }
        let unknown = kinds.iter().filter(|word| !word.is_empty()).find_map(|word| {
            let number: String = asked
                .split_once(word.as_str())?
                .1
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '(' | ')'))
                .collect();
            number.chars().next().is_some_and(|first| first.is_ascii_digit()).then(|| format!("{word}{number}"))
        });
        unknown.map_or(Ok(None), |name| Err(NotTraced::Unknown(name)))
    }
}
