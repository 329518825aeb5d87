//! Tree → checked [`Plan`]: every key known, every reference resolved, every rule of the plan kept.
//!
//! All mistakes are collected. A plan is returned only when none of them is fatal; what the office should merely
//! look at (warnings) comes with it.

mod added;
mod choice;
mod costs;
mod foreign_forms;
mod frame;
mod graders;
mod grades;
mod initiatives;
mod levels;
mod money;
mod narrative;
mod open_data;
#[cfg(test)]
mod own_words;
mod periods;
mod schedule;
mod settings;
mod several;
mod stages;
mod units;
mod visibility;
mod words;

use std::collections::BTreeSet;

use super::{Costs, Derived, EffectKinds, Level, Naming, Plan, Theme, Wording};
use crate::contract::FormField;
use crate::finding::{Code, Finding, Severity};
use crate::settings_file::fields::Fields;
use crate::settings_file::tree::{Node, Value};
use crate::vocabulary::{FiscalYear, Periods, Stages, YearParts, text_key};

/// A name or number is used twice.
pub const DUPLICATE: Code = Code("plan.duplicate");
/// Something named here is nowhere defined.
pub const DANGLING: Code = Code("plan.dangling-reference");
/// A year outside the plan's.
pub const YEAR_OUTSIDE: Code = Code("plan.year-outside");
/// A date that contradicts another.
pub const DATE: Code = Code("plan.date");
/// An initiative without departments.
pub const NO_DEPARTMENT: Code = Code("plan.no-department");
/// An initiative without action items.
pub const NO_ACTION: Code = Code("plan.no-action");
/// The lead of an action item is not among its initiative's departments.
pub const LEAD_OUTSIDE: Code = Code("plan.lead-outside");
/// A stage, direction, period, rule or rounding that the program does not know.
pub const UNKNOWN_WORD: Code = Code("plan.unknown-word");
/// The grades do not make a scale.
pub const GRADES: Code = Code("plan.grades");
/// 再掲 that leads nowhere.
pub const REPEAT: Code = Code("plan.repeat");
/// Something is planned for an action item before the year in which it was added.
pub const ADDED: Code = Code("plan.added");
/// A name that may be several in one text.
pub const SEVERAL: Code = Code("plan.several-in-one");
/// An indicator whose targets contradict its direction.
pub const TARGETS: Code = Code("plan.targets");
/// A colour that is none or is too light.
pub const COLOUR: Code = Code("plan.colour");
/// A name that cannot be a file's on Windows.
pub const FILE_NAME: Code = Code("plan.file-name");
/// A size that cannot be printed well.
pub const SIZE: Code = Code("plan.size");
/// An address of a web page that is none.
pub const BAD_ADDRESS: Code = Code("plan.bad-address");
pub(crate) use costs::NONE as NO_SOURCES;

/// What the parts of the plan refer to.
struct Declared<'a> {
    first_year: FiscalYear,
    last_year: FiscalYear,
    levels: &'a [Level],
    themes: &'a [Theme],
    goals: &'a BTreeSet<u8>,
    units: &'a units::Units,
    stages: &'a Stages,
    /// Into which parts schedules divide a year.
    schedule_by: YearParts,
    periods: &'a Periods,
    /// Whether the plan has effects at all.
    has_effects: bool,
    /// What the plan asks of costs.
    costs: Option<&'a Costs>,
    /// What the plan calls the fields of a form.
    names: &'a Wording,
}

impl Declared<'_> {
    fn has_year(&self, year: FiscalYear) -> bool {
        (self.first_year..=self.last_year).contains(&year)
    }

    fn years_shown(&self) -> String {
        self.first_year.up_to(self.last_year, FiscalYear::short)
    }
}

/// The plan that a tree describes, and what the office should look at.
///
/// # Errors
/// All findings, when one of them is fatal.
pub(crate) fn check(root: &Node) -> Result<(Plan, Vec<Finding>), Vec<Finding>> {
    let mut out = Vec::new();
    let plan = read_all(root, &mut out);
    out.sort_by(|a, b| (&a.origin, b.severity, &a.message).cmp(&(&b.origin, a.severity, &b.message)));
    match plan {
        Some(plan) if out.iter().all(|finding| finding.severity < Severity::Fatal) => Ok((plan, out)),
        _ => Err(out),
    }
}

/// The wording of a plan that cannot be used, as far as its words are known. What is written in it stays to the letter.
pub(crate) fn wording(root: &Node) -> Wording {
    let mut unheard = Vec::new();
    let words = Fields::open(root, "計画", &mut unheard).map(|mut top| words::read(&mut top, &mut unheard));
    let words = words.unwrap_or_default();
    let (effects, parts) = (&EffectKinds::default(), YearParts::Whole);
    let mut wording = Wording::of_names(Naming { words: &words, effects, costs: None, parts });
    let mut texts = Vec::new();
    collect_texts(root, &mut texts);
    wording.keep(texts);
    wording
}

fn collect_texts<'n>(node: &'n Node, texts: &mut Vec<&'n str>) {
    match &node.value {
        Value::Text(text) => texts.push(text),
        Value::List(nodes) => nodes.iter().for_each(|node| collect_texts(node, texts)),
        Value::Table(table) => table.0.iter().for_each(|entry| collect_texts(&entry.node, texts)),
        _ => {}
    }
}

/// The field of a form that a name means: by its key, by what the program calls it, or else by what the plan does.
fn form_field(name: &str, names: &Wording) -> Option<FormField> {
    let own = |field: &FormField| text_key(&names.say(field.label())) == text_key(name);
    FormField::named(name).or_else(|| FormField::of_department().find(own))
}

fn read_all(root: &Node, out: &mut Vec<Finding>) -> Option<Plan> {
    let mut top = Fields::open(root, "計画", out)?;
    let frame = frame::read(&mut top, out);
    let levels = levels::read(&mut top, out);
    let themes = frame::themes(&mut top, out);
    let goals = frame::goals(&mut top, out);
    let units = units::read(&mut top, out);
    let money = money::read(&mut top, out);
    let stages = stages::read(&mut top, out);
    let costs = costs::read(&mut top, (frame.first_year, frame.last_year), out);
    let periods = periods::read(&mut top, out);
    let goal_numbers = goals.iter().map(|goal| goal.number).collect();
    let words = words::read(&mut top, out);
    let naming = Naming { words: &words, effects: &money.effects, costs: costs.as_ref(), parts: frame.schedule_by };
    let names = Wording::of_names(naming);
    let declared = Declared {
        first_year: frame.first_year,
        last_year: frame.last_year,
        levels: &levels,
        themes: &themes,
        goals: &goal_numbers,
        units: &units,
        stages: &stages,
        schedule_by: frame.schedule_by,
        periods: &periods,
        has_effects: !money.effects.is_empty(),
        costs: costs.as_ref(),
        names: &names,
    };
    let initiatives = initiatives::read(&mut top, &declared, out);
    let grades = grades::read(&mut top, &initiatives, out);
    let narrative = narrative::read(&mut top, &initiatives, out);
    let glossary = words::glossary(&mut top, out);
    let mut settings = settings::read(&mut top, &declared, money, out);
    settings.graders = graders::read(&mut top, &words, out);
    settings.visibility = visibility::read(&mut top, (&words, &names), out);
    settings.costs.clone_from(&costs);
    top.finish(out);
    Some(Plan {
        title: frame.title,
        stage_of_drafting: frame.stage,
        short_title: frame.short_title,
        city: frame.city,
        issued: frame.issued,
        first_year: frame.first_year,
        last_year: frame.last_year,
        review_year: frame.review_year,
        schedule_by: frame.schedule_by,
        departments_as_of: frame.departments_as_of,
        notice: frame.notice,
        levels,
        themes,
        goals,
        bureaus: units.bureaus,
        departments: units.departments,
        reorganizations: units.reorganizations.into(),
        initiatives,
        grades,
        narrative,
        glossary,
        words,
        settings,
        derived: Derived::default(),
    })
}
