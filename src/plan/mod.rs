//! The plan (行政改革プラン): `plan.toml` read, checked and written, and what a plan says of a day or a year.

mod achievement;
pub mod check;
mod computed_grade;
pub mod costs;
pub mod department;
mod derived;
mod effect_kinds;
mod grader;
pub mod initiative;
pub mod levels;
mod marks;
pub(crate) mod markup;
pub mod names;
pub mod narrative;
mod numbers;
mod of_year;
mod rating;
pub mod reorganize;
pub mod settings;
mod wording;
mod words;
pub(crate) mod write;
mod year_stages;

#[cfg(test)]
pub(crate) mod fixture;

pub use achievement::achievement;
use computed_grade::way;
pub use computed_grade::{COMPUTED_NOTE, ComputedGrade};
pub use costs::Costs;
pub use department::{Bureau, Department, Reorganization, Responsible};
pub use derived::Derived;
pub use effect_kinds::{EffectKinds, NotKinds};
pub use grader::{GradedLevel, Grader, MOST_GRADERS};
pub use initiative::{ActionItem, Direction, Indicator, Initiative, Theme, planned_stage, target, target_of_year};
use jiff::civil::Date;
pub use levels::{Group, GroupId, Level};
pub use marks::LaterMarks;
pub use narrative::Narrative;
pub use numbers::Numbers;
pub use rating::{Rated, Rating};
pub use reorganize::Reorganizations;
use serde::Serialize;
pub use settings::{Deadline, DigestPaper, ForeignForm, KanjiForms, Look, OpenDataTerms, ReadingLimit, Settings};
pub use wording::{Naming, Wording};
pub use words::Words;
pub use write::to_toml;
pub(crate) use year_stages::stage_text;
pub use year_stages::{Run, YearStages};

use crate::contract::{Audience, Field};
use crate::finding::Finding;
use crate::settings_file::toml;
use crate::vocabulary::{ActionId, FiscalYear, GradeScale, InitiativeNo, YearParts};

/// Reads the text of a `plan.toml`; `path_display` is how findings name the file.
///
/// With the plan come the findings that do not stand in its way (warnings).
///
/// # Errors
/// Every finding, when the text is no valid plan: each with line and column, all of them and not the first alone.
pub fn read(path_display: &str, text: &str) -> Result<(Plan, Vec<Finding>), Vec<Finding>> {
    let root = toml::parse(path_display, text)?;
    let (plan, mut findings) = check::check(&root).map_err(|mut findings| {
        check::wording(&root).put_findings(&mut findings);
        findings
    })?;
    // The sheets of a master have the program's names; keys are in no words.
    Wording::of(&plan).put_findings(&mut findings);
    Ok((plan, findings))
}

/// Reads the bytes of a `plan.toml`: UTF-8 with or without a byte order mark, LF or CR LF.
///
/// # Errors
/// As [`read`]; bytes that are not UTF-8 are one finding that names the likely encoding.
pub fn read_bytes(path_display: &str, bytes: &[u8]) -> Result<(Plan, Vec<Finding>), Vec<Finding>> {
    let text = toml::decode(path_display, bytes).map_err(|finding| vec![finding])?;
    read(path_display, &text)
}

/// A checked plan: every reference in it resolves. Made only by [`crate::plan`]'s reader.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// 新たな行政改革プラン（仮称）.
    pub title: String,
    /// 素案; printed after the title where it is not empty.
    pub stage_of_drafting: String,
    /// 行政改革プラン: the name used in running heads and report titles.
    pub short_title: String,
    /// The city, 苫小牧市.
    pub city: String,
    /// When the plan was issued, as its cover prints it: 令和元年12月.
    pub issued: String,
    /// First year of the plan.
    pub first_year: FiscalYear,
    /// Last year of the plan.
    pub last_year: FiscalYear,
    /// The year in which the plan is verified and reviewed, where it has one.
    pub review_year: Option<FiscalYear>,
    /// Into which parts schedules divide a year.
    #[serde(skip_serializing_if = "YearParts::is_whole")]
    pub schedule_by: YearParts,
    /// The day whose department names the plan prints.
    pub departments_as_of: Date,
    /// A notice for every page of every output, サンプル（架空）; `None` in a real workspace.
    pub notice: Option<String>,
    /// The levels above the initiatives, the topmost first; none where the plan has initiatives alone.
    pub levels: Vec<Level>,
    /// The themes in order; none where the plan is divided otherwise.
    pub themes: Vec<Theme>,
    /// The SDGs goals that the plan names: number and Japanese name; none where it does not use them.
    pub goals: Vec<Goal>,
    /// The bureaus in the plan's order (凡例).
    pub bureaus: Vec<Bureau>,
    /// All departments that ever are, in the plan's order.
    pub departments: Vec<Department>,
    /// 機構改正, oldest first.
    pub reorganizations: Reorganizations,
    /// The initiatives by number.
    pub initiatives: Vec<Initiative>,
    /// The grades and how an initiative's grade follows from its action items'.
    pub grades: GradeScale,
    /// The prose of the plan.
    pub narrative: Narrative,
    /// Terms that reports explain, beside the built-in ones or in their place.
    pub glossary: Vec<Term>,
    /// What the plan calls things.
    pub words: Words,
    /// Settings of forms, deadlines, money and look.
    pub settings: Settings,
    /// What was made of all this so far.
    #[serde(skip)]
    pub derived: Derived,
}

/// A goal outside the plan that initiatives serve (SDGs).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Goal {
    /// The number by which initiatives name it.
    pub number: u8,
    /// 貧困をなくそう ….
    pub name: String,
}

/// A term of the glossary; without a meaning it is not explained, though a built-in one would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// The word that is explained.
    pub term: String,
    /// What it means.
    pub meaning: String,
}

impl Plan {
    /// The years of the plan in order.
    pub fn years(&self) -> impl DoubleEndedIterator<Item = FiscalYear> + Clone {
        self.first_year.through(self.last_year)
    }

    /// The initiative with that number.
    pub fn initiative(&self, no: InitiativeNo) -> Option<&Initiative> {
        // They are numbered from 1 in almost every plan: then no other has to be looked at.
        let in_its_place = usize::from(no.0).checked_sub(1).and_then(|at| self.initiatives.get(at));
        in_its_place
            .filter(|initiative| initiative.no == no)
            .or_else(|| self.initiatives.iter().find(|initiative| initiative.no == no))
    }

    /// The action item with that id, with its initiative.
    pub fn action(&self, id: ActionId) -> Option<(&Initiative, &ActionItem)> {
        let initiative = self.initiative(id.initiative)?;
        let action = initiative.actions.iter().find(|action| action.id == id)?;
        Some((initiative, action))
    }

    /// Whether the plan has effects: without them nothing about them is asked for or printed.
    pub fn has_effects(&self) -> bool {
        !self.settings.effects.is_empty()
    }

    /// Who may see a field of the forms.
    pub fn readers_of(&self, field: Field) -> Audience {
        self.settings.visibility.of(field)
    }

    /// What the plan asks of costs (事業費): without it nothing about them is asked for or printed.
    pub fn costs(&self) -> Option<&Costs> {
        self.settings.costs.as_ref()
    }

    /// Whether an action item is listed a second time (再掲).
    pub fn has_repeats(&self) -> bool {
        self.actions().any(|(_, action)| action.repeats.is_some())
    }

    /// All action items in order, with their initiatives.
    pub fn actions(&self) -> impl Iterator<Item = (&Initiative, &ActionItem)> {
        self.initiatives.iter().flat_map(|initiative| initiative.actions.iter().map(move |action| (initiative, action)))
    }

    /// The bureau of that name.
    pub fn bureau(&self, name: &str) -> Option<&Bureau> {
        self.bureaus.iter().find(|bureau| bureau.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_plan_reads_without_findings() {
        let (plan, findings) = read("plan.toml", fixture::SAMPLE).unwrap_or_else(|findings| {
            panic!("{}", findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        });
        assert_eq!(findings, []);
        assert_eq!((plan.themes.len(), plan.bureaus.len(), plan.initiatives.len()), (7, 13, 21));
        assert_eq!(plan.departments_on(plan.departments_as_of).count(), 46);
        let (listed, repeats) = (plan.actions().count(), plan.actions().filter(|(_, a)| a.repeats.is_some()).count());
        assert_eq!((listed, listed - repeats), (92, 89));
    }
}
