//! Which rows a department's form has, and what it knows of them: the plan's columns and last year's.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::number_formats::MOST_DECIMALS;
use crate::contract::Field;
use crate::contract::entries::{Entries, Slot};
use crate::merge::grading::{End, end_of};
use crate::merge::record::{Opinion, YearRecord};
use crate::plan::{ActionItem, Indicator, Initiative, Plan, Words};
use crate::vocabulary::{ActionId, Amount, DepartmentId, FiscalYear};

/// In what part a department answers for an action item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// 主担当: its grade and effect count.
    Lead,
    /// 副担当: reports beside the lead.
    Partner,
    /// 各担当部署: may report.
    Open,
}

/// What a row asks of 進捗区分.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AskedGrade {
    /// One of all grades.
    Any,
    /// One that only a person gives, where it applies: the others are computed.
    Stated,
    /// None: it is computed.
    None,
}

/// An entry row before it is written.
pub(super) struct Row<'a> {
    pub(super) initiative: &'a Initiative,
    pub(super) action: &'a ActionItem,
    pub(super) part: Part,
    /// What it asks of 進捗区分.
    pub(super) grade: AskedGrade,
    /// How the item ended in an earlier year.
    pub(super) end: Option<End>,
    /// The lead by its name on the form's day.
    pub(super) lead: DepartmentId,
    /// 前年度の実績 of this department.
    pub(super) last_result: Option<String>,
    /// 前年度の区分 that counted.
    pub(super) last_grade: Option<String>,
    /// How many decimals the results of its indicators had when they were last reported, by number from 1.
    pub(super) last_decimals: BTreeMap<u8, u32>,
    /// 前年度の事業費 that counted.
    pub(super) last_costs: Option<String>,
    /// The opinions on the initiative that wait for an answer; only in the initiative's first row.
    pub(super) opinions: Vec<&'a Opinion>,
}

impl Row<'_> {
    /// Whether the row asks for a field.
    pub(super) fn asks(&self, field: Field) -> bool {
        match field {
            _ if self.end.is_some() => field == Field::Response && !self.opinions.is_empty(),
            Field::StaffYears => self.part == Part::Lead,
            field if field.is_money() => self.part == Part::Lead,
            Field::Indicator1 | Field::Indicator2 | Field::Indicator3 => {
                self.part == Part::Lead && self.indicator(field).is_some()
            }
            Field::Grade => self.grade != AskedGrade::None,
            Field::Response => !self.opinions.is_empty(),
            field => field.is_open(),
        }
    }

    /// The indicator whose result a column asks for.
    pub(super) fn indicator(&self, field: Field) -> Option<&Indicator> {
        self.action.indicators.get(usize::from(field.indicator()?.checked_sub(1)?))
    }

    /// The text of 実践項目: its name and, where the department does not lead it, who does, by the plan's word for the lead.
    pub(super) fn action_name(&self, words: &Words) -> String {
        if let Some(end) = &self.end {
            let asked =
                if self.opinions.is_empty() { "記入は要りません" } else { "意見への対応だけを記入" };
            return format!("{}\n（{}に完了。{asked}）", self.action.name, end.year);
        }
        match self.part {
            Part::Lead => self.action.name.clone(),
            Part::Partner => format!("{}\n（{}：{}）", self.action.name, words.lead, self.lead.printed_name()),
            Part::Open => format!(
                "{}\n（実績のある部署のみ記入。{}：{}）",
                self.action.name,
                words.lead,
                self.lead.printed_name()
            ),
        }
    }

    /// The text of 審議会意見; `shown` characters of each opinion, the rest on the opinions' own sheet.
    pub(super) fn opinion_text(&self, plan: &Plan, shown: usize) -> String {
        let lines: Vec<String> = self
            .opinions
            .iter()
            .map(|opinion| format!("{}{}", plan.opinion_tag(opinion.id), excerpt(&opinion.text.value, shown)))
            .collect();
        lines.join("\n")
    }
}

/// The first characters of a text that stands elsewhere in full, cut at a sentence's end where one is near.
pub(super) fn excerpt(text: &str, shown: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(shown) else { return text.to_owned() };
    let head = text.get(..cut).unwrap_or(text);
    let end = head.rfind('。').map(|at| at + '。'.len_utf8()).filter(|end| *end * 2 > cut).unwrap_or(cut);
    format!("{}…（以下略）", text.get(..end).unwrap_or(head))
}

/// The day whose department names a form of a year carries: the year's last, or for a unit that has ended by then its own last.
pub(super) fn day_of_form(plan: &Plan, year: FiscalYear, department: &DepartmentId) -> Date {
    let day = year.last_day();
    match plan.end_of(department) {
        Some(change) if change.date <= day => change.date.checked_sub(1.day()).unwrap_or(day),
        _ => day,
    }
}

/// What a department's form has on its items.
pub(super) struct FormRows<'a> {
    /// The entry rows.
    pub(super) rows: Vec<Row<'a>>,
    /// The department's items that ended in earlier years and have no row.
    pub(super) ended: Vec<(&'a ActionItem, End)>,
}

/// The rows of a department's form in the plan's order: what it leads, what it takes part in, and what any department may report on.
/// An item listed again (再掲) is reported on where it is listed first; one that has ended has a row only where something was typed
/// on it all the same, or where opinions wait on an initiative of which every item has ended.
///
/// `last` is the latest record before the year.
pub(super) fn rows_of<'a>(
    plan: &'a Plan,
    year: FiscalYear,
    department: &DepartmentId,
    last: Option<&'a YearRecord>,
    entries: &Entries,
) -> FormRows<'a> {
    let is_typed_on =
        |action: &ActionItem| entries.iter().any(|(slot, _)| matches!(slot, Slot::Row(typed, _) if typed == action.id));
    let goes_on = |initiative: &Initiative| {
        let mut items = initiative.actions.iter().filter(|action| action.repeats.is_none());
        items.any(|action| end_of(plan, last, action.id).is_none())
    };
    let has_row = |row: &Row<'_>| {
        let answers = row.part == Part::Lead && !row.opinions.is_empty() && !goes_on(row.initiative);
        row.end.is_none() || answers || is_typed_on(row.action)
    };
    let all = rows_with_ended(plan, year, department, last).into_iter();
    let (rows, ended): (Vec<Row<'a>>, Vec<Row<'a>>) = all.partition(has_row);
    let own = ended.into_iter().filter(|row| row.part != Part::Open);
    FormRows { rows, ended: own.filter_map(|row| Some((row.action, row.end?))).collect() }
}

fn rows_with_ended<'a>(
    plan: &'a Plan,
    year: FiscalYear,
    department: &DepartmentId,
    last: Option<&'a YearRecord>,
) -> Vec<Row<'a>> {
    let day = day_of_form(plan, year, department);
    let is_theirs = plan.carried_by(department, day);
    let mut rows: Vec<Row<'a>> = Vec::new();
    for (initiative, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        let takes_part = std::iter::once(&action.lead).chain(&action.partners).any(&is_theirs);
        // A unit that was abolished stays in charge of its last year.
        if !takes_part && action.lead != *department && !action.open {
            continue;
        }
        let lead = plan.lead_on(action, day).unwrap_or_else(|| action.lead.clone());
        let part = match () {
            () if lead == *department => Part::Lead,
            () if takes_part => Part::Partner,
            () if action.open => Part::Open,
            () => continue,
        };
        let of_last_year = last.filter(|last| last.year == year.previous());
        let (last_result, last_grade) = last_year(plan, department, action, of_last_year);
        let last_costs = of_last_year.and_then(|last| super::costs::last_year(plan, action, last));
        let opinions = match last {
            Some(last) if part != Part::Open => last.opinions_to_answer(initiative.no),
            _ => Vec::new(),
        };
        let grade = match plan.computes_grade(action, year) {
            false => AskedGrade::Any,
            true if part == Part::Lead && plan.grades.stated().next().is_some() => AskedGrade::Stated,
            true => AskedGrade::None,
        };
        let end = end_of(plan, last, action.id);
        let last_decimals = last.map(|last| decimals_of_results(last, action.id)).unwrap_or_default();
        rows.push(Row {
            initiative,
            action,
            part,
            grade,
            end,
            lead,
            last_result,
            last_grade,
            last_decimals,
            last_costs,
            opinions,
        });
    }
    // The opinions stand once: in the first row of the initiative that the department leads, or else takes part in; an item that has
    // ended comes last, because it has no row.
    let mut seen = std::collections::BTreeSet::new();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&i| rows.get(i).map(|row| (row.end.is_some(), row.part != Part::Lead)));
    for i in order {
        if let Some(row) = rows.get_mut(i)
            && row.part != Part::Open
            && !seen.insert(row.initiative.no)
        {
            row.opinions.clear();
        }
    }
    rows
}

/// The decimals of the results that an item's indicators had, by number.
fn decimals_of_results(last: &YearRecord, action: ActionId) -> BTreeMap<u8, u32> {
    let results = last.actions.get(&action).into_iter().flat_map(|record| record.indicators());
    let scale = |amount: &Amount<Decimal>| match amount {
        // A calculated one (72.6495726495727) says nothing of what will be typed.
        Amount::Value(value) => Some(value.normalize().scale()).filter(|scale| *scale <= MOST_DECIMALS).unwrap_or(0),
        _ => 0,
    };
    results.map(|(number, result)| (number, scale(&result.value))).collect()
}

/// What the department (or those whose work it took over) wrote a year ago, and the grade that counted.
fn last_year(
    plan: &Plan,
    department: &DepartmentId,
    action: &ActionItem,
    last: Option<&YearRecord>,
) -> (Option<String>, Option<String>) {
    let Some((last, record)) = last.and_then(|last| Some((last, last.actions.get(&action.id)?))) else {
        return (None, None);
    };
    let before = plan.predecessors(department, last.year.last_day());
    let result = record
        .contributions
        .iter()
        .filter(|contribution| contribution.department == *department || before.contains(&contribution.department))
        .find_map(|contribution| contribution.entry.text(Field::Result))
        .map(|result| excerpt(&result.value, 260));
    let grade = record
        .grade
        .as_ref()
        .and_then(|grade| plan.grades.get(grade.value.value))
        .map(|grade| grade.label().replacen(' ', "\n", usize::from(!grade.mark.is_empty())));
    (result, grade)
}

/// The departments that get a form for a year, in the plan's order: those that exist on its last day and have a row of their own.
/// `last` is the latest record before the year: who has nothing but items that have ended gets none.
pub fn departments(plan: &Plan, year: FiscalYear, last: Option<&YearRecord>) -> Vec<DepartmentId> {
    let blank = Entries::new();
    plan.departments_on(year.last_day())
        .filter(|unit| rows_of(plan, year, &unit.id, last, &blank).rows.iter().any(|row| row.part != Part::Open))
        .map(|unit| unit.id.clone())
        .collect()
}
