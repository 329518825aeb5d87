//! Which costs are asked for, and the cells behind them.

use super::tracer::Tracer;
use super::{About, Fact, Trace};
use crate::assess::costs::{self, CostComparison, CostFigure, CostLine};
use crate::contract::FieldValue;
use crate::plan::Plan;
use crate::vocabulary::{ActionId, CostPart, folded};

/// Which costs are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedCosts {
    /// The line of the papers.
    pub line: CostLine,
    /// 累計: of all years with input.
    pub cumulative: bool,
}

impl AskedCosts {
    /// What words ask for by the longest name in them: `None` where they do not speak of costs.
    pub(super) fn of(plan: &Plan, asked: &str) -> Option<AskedCosts> {
        let costs = plan.costs()?;
        let named = CostLine::of(costs).into_iter().filter(|line| asked.contains(&folded(line.name(costs))));
        let line = named.max_by_key(|line| line.name(costs).chars().count())?;
        Some(AskedCosts { line, cumulative: asked.contains("累計") })
    }

    /// Whether words begin with the name of costs.
    pub(super) fn begins(plan: &Plan, asked: &str) -> bool {
        let Some(costs) = plan.costs() else { return false };
        CostLine::of(costs).into_iter().any(|line| asked.starts_with(&folded(line.name(costs))))
    }

    /// Whether the line is made of what was typed into a cell of these.
    fn is_made_of(self, part: Option<CostPart>) -> bool {
        match (self.line, part) {
            (CostLine::Part(wanted), part) => part == Some(wanted),
            (CostLine::Staff | CostLine::StaffCost, part) => part.is_none(),
            (CostLine::Whole, part) => part.is_none_or(|part| part == CostPart::Total),
        }
    }
}

impl Tracer<'_> {
    /// The costs of what is titled and wanted.
    pub(super) fn costs(
        &self,
        title: impl Fn(&str) -> String,
        asked: AskedCosts,
        compared: Option<&CostComparison>,
        wanted: impl Fn(ActionId) -> bool,
    ) -> Trace {
        let Some(of) = self.plan.costs() else {
            return Trace { title: title(""), value: None, rule: None, facts: Vec::new() };
        };
        let name = asked.line.name(of);
        let name = if asked.cumulative { format!("{name}の累計") } else { name.to_owned() };
        let shown = |figure: Option<CostFigure>| match figure {
            None => "―".to_owned(),
            Some(CostFigure::Money(yen)) => self.amount(yen),
            Some(CostFigure::Staff(staff)) => of.staff_shown(staff),
        };
        let none = CostComparison::default();
        let compared = compared.unwrap_or(&none);
        let value =
            format!("{}（計画 {}）", shown(compared.actual.get(asked.line)), shown(compared.planned.get(asked.line)));
        let rule = match asked.line {
            CostLine::Part(_) => costs::LEGEND,
            _ => costs::STAFF_LEGEND,
        };
        let mut facts = Vec::new();
        let is_in = |year| asked.cumulative || year == self.record.year;
        for record in self.records().filter(|record| is_in(record.year)) {
            let year = (record.year != self.record.year).then_some(record.year);
            for merged in record.actions.values().filter(|merged| wanted(merged.id) && merged.repeats.is_none()) {
                for (field, value) in merged.lead().into_iter().flat_map(|row| row.entry.iter()) {
                    let (is_cost, is_staff) =
                        (field.cost().is_some(), field.kind() == crate::contract::FieldKind::Staff);
                    if !(is_cost || is_staff) || !asked.is_made_of(field.cost()) {
                        continue;
                    }
                    if matches!(value, FieldValue::Money(_) | FieldValue::Number(_)) {
                        let about = About::Counted(year, self.plan.number(merged.id), self.called(field));
                        facts.push(Fact { about, value: self.printed(value), origin: value.origin().clone() });
                    }
                }
            }
        }
        Trace { title: title(&name), value: Some(value), rule: Some(rule.to_owned()), facts }
    }
}
