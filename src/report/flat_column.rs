//! What a column of the flat table holds, and the key by which machines know it.

use std::borrow::Cow;

use crate::contract::{Field, Paper};
use crate::vocabulary::every_variant;

/// What a column of the flat table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnContent {
    /// Something that no department fills in.
    Fact(Fact),
    /// What departments filled in; amounts in yen.
    Entry(Field),
    /// Something of the indicator of that number, from 1.
    Indicator(u8, IndicatorFact),
}

/// What the plan says of an item, what the office decided, and what follows from the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The fiscal year.
    Year,
    /// The initiative's number: the printed one in papers, its key in the record of a report.
    Initiative,
    /// The initiative's place in the plan's order.
    InitiativeOrder,
    /// The initiative's name.
    InitiativeName,
    /// The item's number: the printed one in papers, its key in the record of a report.
    Action,
    /// The item's name.
    ActionName,
    /// The original of an item that is listed again.
    Repeats,
    /// The lead's bureau.
    Bureau,
    /// The lead department.
    Lead,
    /// The other departments.
    Partners,
    /// Themes of the initiative.
    Themes,
    /// SDGs of the initiative.
    Goals,
    /// The planned stage of the year.
    PlannedStage,
    /// Last year's grade.
    LastGrade,
    /// The rate by which a grade is computed.
    GradeRate,
    /// The year in which the item ended.
    EndedIn,
    /// The grade that the office replaced.
    GradeBefore,
    /// Why the office replaced it.
    OverrideReason,
    /// Whether the item is counted.
    Counted,
    /// Whether it is in the denominator of the rate.
    Rated,
    /// Whether it is in the numerator.
    OnTrack,
    /// The sum of the item's effects.
    EffectTotal,
    /// What the staff costs.
    StaffCost,
    /// 事業費 with the staff.
    WholeCost,
}

/// What is known of an indicator in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndicatorFact {
    /// Its name.
    Name,
    /// The unit of its values.
    Unit,
    /// The year's target.
    Target,
    /// The year's result.
    Result,
    /// The rate of achievement in percent.
    Achievement,
}

impl Fact {
    const ALL: [Fact; 24] = every_variant!(Fact: Year, Initiative, InitiativeOrder, InitiativeName, Action, ActionName, Repeats,
        Bureau, Lead, Partners, Themes, Goals, PlannedStage, LastGrade, GradeRate, EndedIn, GradeBefore, OverrideReason,
        Counted, Rated, OnTrack, EffectTotal, StaffCost, WholeCost);

    fn key(self) -> &'static str {
        match self {
            Fact::Year => "year",
            Fact::Initiative => "initiative",
            Fact::InitiativeOrder => "initiative_no",
            Fact::InitiativeName => "initiative_name",
            Fact::Action => "action",
            Fact::ActionName => "action_name",
            Fact::Repeats => "repeats",
            Fact::Bureau => "bureau",
            Fact::Lead => "lead",
            Fact::Partners => "partners",
            Fact::Themes => "themes",
            Fact::Goals => "goals",
            Fact::PlannedStage => "planned_stage",
            Fact::LastGrade => "last_grade",
            Fact::GradeRate => "grade_rate",
            Fact::EndedIn => "ended_in",
            Fact::GradeBefore => "grade_before",
            Fact::OverrideReason => "override_reason",
            Fact::Counted => "counted",
            Fact::Rated => "rated",
            Fact::OnTrack => "on_track",
            Fact::EffectTotal => "effect_yen",
            Fact::StaffCost => "staff_cost_yen",
            Fact::WholeCost => "whole_cost_yen",
        }
    }
}

impl IndicatorFact {
    const ALL: [IndicatorFact; 5] = every_variant!(IndicatorFact: Name, Unit, Target, Result, Achievement);

    fn key(self) -> &'static str {
        match self {
            IndicatorFact::Name => "name",
            IndicatorFact::Unit => "unit",
            IndicatorFact::Target => "target",
            IndicatorFact::Result => "result",
            IndicatorFact::Achievement => "achievement",
        }
    }
}

impl From<Fact> for ColumnContent {
    fn from(fact: Fact) -> ColumnContent {
        ColumnContent::Fact(fact)
    }
}

impl From<Field> for ColumnContent {
    fn from(field: Field) -> ColumnContent {
        ColumnContent::Entry(field)
    }
}

impl ColumnContent {
    /// Its key: `revenue_once_yen`.
    pub fn key(self) -> Cow<'static, str> {
        match self {
            ColumnContent::Fact(fact) => Cow::Borrowed(fact.key()),
            ColumnContent::Entry(field) if field.is_money() => Cow::Owned(format!("{}_yen", field.key())),
            ColumnContent::Entry(field) => Cow::Borrowed(field.key()),
            ColumnContent::Indicator(number, fact) => Cow::Owned(format!("indicator_{number}_{}", fact.key())),
        }
    }

    /// What the column of that key holds; `None` of a key that this version of the program does not write.
    pub fn from_key(key: &str) -> Option<ColumnContent> {
        let fact = || Fact::ALL.into_iter().find(|fact| fact.key() == key).map(ColumnContent::Fact);
        let entry = || {
            let in_table = |field: &Field| field.is_printed_in(Paper::Data) && field.indicator().is_none();
            let mut entries = Field::ALL.iter().copied().filter(in_table).map(ColumnContent::Entry);
            entries.find(|entry| entry.key() == key)
        };
        let indicator = || {
            let (number, fact) = key.strip_prefix("indicator_")?.split_once('_')?;
            let fact = IndicatorFact::ALL.into_iter().find(|known| known.key() == fact)?;
            Some(ColumnContent::Indicator(number.parse().ok()?, fact))
        };
        fact().or_else(entry).or_else(indicator)
    }

    /// Whether it is an amount of yen.
    pub fn is_yen(self) -> bool {
        match self {
            ColumnContent::Fact(fact) => matches!(fact, Fact::EffectTotal | Fact::StaffCost | Fact::WholeCost),
            ColumnContent::Entry(field) => field.is_money(),
            ColumnContent::Indicator(..) => false,
        }
    }

    /// Whether it is a department's own words.
    pub fn is_written(self) -> bool {
        matches!(self, ColumnContent::Entry(field) if field.is_open_text())
    }

    /// Whether the plan alone decides it, whatever a form says.
    pub fn is_of_plan(self) -> bool {
        match self {
            ColumnContent::Fact(fact) => match fact {
                Fact::InitiativeName
                | Fact::ActionName
                | Fact::Repeats
                | Fact::Bureau
                | Fact::Lead
                | Fact::Partners
                | Fact::Themes
                | Fact::Goals
                | Fact::PlannedStage
                | Fact::LastGrade
                | Fact::Counted => true,
                Fact::Year
                | Fact::Initiative
                | Fact::InitiativeOrder
                | Fact::Action
                | Fact::GradeRate
                | Fact::EndedIn
                | Fact::GradeBefore
                | Fact::OverrideReason
                | Fact::Rated
                | Fact::OnTrack
                | Fact::EffectTotal
                | Fact::StaffCost
                | Fact::WholeCost => false,
            },
            ColumnContent::Entry(_) => false,
            ColumnContent::Indicator(_, fact) => match fact {
                IndicatorFact::Name | IndicatorFact::Unit | IndicatorFact::Target => true,
                IndicatorFact::Result | IndicatorFact::Achievement => false,
            },
        }
    }

    /// Whether another value can change a count or a sum of the report. Names and prose cannot.
    pub fn can_change_sums(self) -> bool {
        match self {
            ColumnContent::Fact(fact) => !matches!(fact, Fact::InitiativeName | Fact::ActionName),
            ColumnContent::Entry(field) => !field.is_open_text(),
            ColumnContent::Indicator(_, fact) => !matches!(fact, IndicatorFact::Name | IndicatorFact::Unit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read_as_what_it_was_written_for() {
        let facts = Fact::ALL.into_iter().map(ColumnContent::Fact);
        let in_table = |field: &Field| field.is_printed_in(Paper::Data) && field.indicator().is_none();
        let entries = Field::ALL.iter().copied().filter(in_table).map(ColumnContent::Entry);
        let indicators =
            (1..=3).flat_map(|number| IndicatorFact::ALL.map(|fact| ColumnContent::Indicator(number, fact)));
        for content in facts.chain(entries).chain(indicators) {
            assert_eq!(ColumnContent::from_key(&content.key()), Some(content), "{}", content.key());
        }
        // What no column holds: an internal text, and what the form alone asks for.
        assert_eq!(["memo", "response", "indicator_1", "indicator_x_name"].map(ColumnContent::from_key), [None; 4]);
    }
}
