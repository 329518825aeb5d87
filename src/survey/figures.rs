//! The figures of a year, counted from published tables.

use std::collections::BTreeMap;

use super::publication::Fields;
use crate::assess::indicators::{self, Verdict};
use crate::open_data::{DataSet, direction_of, shape};
use crate::vocabulary::{EffectTerm, FiscalYear, Yen};

/// Effects by the name of their kind, which each plan chooses, and by term; those that nobody reported are absent.
pub type EffectsByKind = BTreeMap<(String, EffectTerm), Yen>;

/// What a city published of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearFigures {
    /// The year reported on.
    pub year: FiscalYear,
    /// 速報 or 確定, as published.
    pub state: String,
    /// Departments that had to hand in.
    pub departments: u32,
    /// Departments that did.
    pub submitted: u32,
    /// 取組項目.
    pub initiatives: u32,
    /// 実践項目; those that are listed again are not counted.
    pub actions: u32,
    /// Of these, reported.
    pub reported: u32,
    /// Of these, those that the city's own scale counts when it says how many are on time.
    pub rated: u32,
    /// Of these, on time or better by the city's own grades.
    pub on_track: u32,
    /// 実践項目 by the name of their grade.
    pub by_grade: BTreeMap<String, u32>,
    /// 実践項目 without a grade.
    pub ungraded: u32,
    /// 効果額 of the year.
    pub effects: EffectsByKind,
    /// Their sum, as published.
    pub effect: Yen,
    /// What the plan expects; `None` where it expects nothing.
    pub planned: Option<Yen>,
    /// Indicators with a target and a result.
    pub indicators: u32,
    /// Of these, at their target or beyond.
    pub indicators_met: u32,
}

impl YearFigures {
    /// A year of the table of years.
    pub(super) fn of(row: &Fields<'_>) -> Option<YearFigures> {
        Some(YearFigures {
            year: row.year()?,
            state: row.text("state")?.to_owned(),
            departments: row.number("departments_owing")?,
            submitted: row.number("departments_submitted")?,
            initiatives: 0,
            actions: 0,
            reported: 0,
            rated: 0,
            on_track: 0,
            by_grade: BTreeMap::new(),
            ungraded: 0,
            effects: EffectsByKind::new(),
            effect: Yen(row.number("effect_yen")?),
            planned: None,
            indicators: 0,
            indicators_met: 0,
        })
    }

    fn count_action(&mut self, row: &Fields<'_>) {
        if !row.flag("counted") {
            return;
        }
        self.actions += 1;
        self.reported += u32::from(row.flag("reported"));
        self.rated += u32::from(row.flag("rated"));
        self.on_track += u32::from(row.flag("rated") && row.flag("on_track"));
        match row.text("grade") {
            Some(grade) => *self.by_grade.entry(grade.to_owned()).or_default() += 1,
            None => self.ungraded += 1,
        }
    }

    fn count_indicator(&mut self, row: &Fields<'_>) {
        let (target, result) = (row.decimal("target"), row.decimal("result"));
        // Before the year's end the published data have no verdict.
        let direction = row.text("verdict").and(row.text("direction")).and_then(direction_of);
        let verdict = direction.and_then(|of| indicators::verdict(of, target, result));
        self.indicators += u32::from(verdict.is_some());
        self.indicators_met += u32::from(verdict == Some(Verdict::Met));
    }

    /// Adds an amount; `None` where the sum is too large.
    fn add_effect(&mut self, row: &Fields<'_>) -> Option<()> {
        let kind = row.text("kind")?.to_owned();
        let term = EffectTerm::ALL.into_iter().find(|term| row.text("term") == Some(term.label()))?;
        let Some(yen) = row.number::<i64>("effect_yen") else { return Some(()) };
        let sum = self.effects.entry((kind, term)).or_default();
        *sum = Yen(sum.0.checked_add(yen)?);
        Some(())
    }

    /// Adds what the plan expects; `None` where the sum is too large.
    fn add_planned(&mut self, row: &Fields<'_>) -> Option<()> {
        let planned = self.planned.unwrap_or_default().0.checked_add(row.number("planned_yen")?)?;
        self.planned = Some(Yen(planned));
        Some(())
    }
}

/// Counts the rows of all tables by year; `Err` names the table with a row that cannot be counted.
pub(super) fn count(data: &DataSet, years: &mut BTreeMap<FiscalYear, YearFigures>) -> Result<(), &'static str> {
    for row in Fields::all(data, &shape::INITIATIVES) {
        if let Some(year) = row.year().and_then(|year| years.get_mut(&year)) {
            year.initiatives += 1;
        }
    }
    for row in Fields::all(data, &shape::ACTIONS) {
        if let Some(year) = row.year().and_then(|year| years.get_mut(&year)) {
            year.count_action(&row);
        }
    }
    for row in Fields::all(data, &shape::INDICATORS) {
        // The plan's later years have targets and nothing else.
        if let Some(year) = row.year().and_then(|year| years.get_mut(&year)) {
            year.count_indicator(&row);
        }
    }
    for row in Fields::all(data, &shape::EFFECTS) {
        if let Some(year) = row.year().and_then(|year| years.get_mut(&year)) {
            year.add_effect(&row).ok_or("effects")?;
        }
    }
    let again: std::collections::BTreeSet<&str> = Fields::all(data, &shape::ACTIONS)
        .filter(|row| !row.flag("counted"))
        .filter_map(|row| row.text("action_id"))
        .collect();
    for row in Fields::all(data, &shape::PLANNED_EFFECTS) {
        let is_again = row.text("action_id").is_some_and(|id| again.contains(id));
        if let Some(year) = row.year().and_then(|year| years.get_mut(&year)).filter(|_| !is_again) {
            year.add_planned(&row).ok_or("planned_effects")?;
        }
    }
    Ok(())
}
