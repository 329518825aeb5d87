//! The schedule of an initiative: action items × years, what was planned over what was done.
//!
//! Where the plan divides its years, the year reported on has a column for each part; the other years show their stages as they
//! follow one another. Equal stages in consecutive columns are one bar. Every bar carries its word; what was planned is an outline, what was done is
//! solid, or hatched where it is behind plan, and a key under the table says so. Nothing depends on colour.

use std::collections::BTreeMap;

use super::blocks::{action_anchor, column_head, fixed, row};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Division, Emphasis, HeaderScope, Inline, Inlines, Paragraph,
    ParagraphKind, Row, RowGroup, Table, TableStyle, Tone, emphasised, plain,
};
use super::grading::is_behind;
use super::unreported;
use super::view::{ActionView, InitiativeView, YearView};
use crate::merge::status::is_planned;
use crate::plan::YearStages;
use crate::vocabulary::{FiscalYear, Period, Stage};

/// The schedule table of an initiative.
pub(crate) fn table(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Table {
    let slots = slots(view);
    let mut columns = vec![
        view.number_columns.of_actions(110),
        Column { width: ColumnWidth::Share(1), align: Alignment::Start },
        fixed(100, Alignment::Center),
    ];
    let room = ROOM_OF_YEARS / slots.len().max(1) as u32;
    columns.extend(slots.iter().map(|slot| fixed(slot.width().min(room), Alignment::Center)));
    let groups = initiative
        .actions
        .iter()
        .map(|action| RowGroup { rows: rows_of(view, action, &slots).into(), ..RowGroup::default() })
        .collect();
    Table {
        caption: None,
        unit: None,
        columns,
        head: head(view, &slots),
        groups,
        foot: Vec::new(),
        style: TableStyle::Schedule,
        notes: Vec::new(),
    }
}

/// A column of the schedule: a year, or a part of the year reported on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    year: FiscalYear,
    /// Which part, counted from 0; `None` for the whole year.
    part: Option<usize>,
}

/// What all years may take of the page, in tenths of a millimetre: beside ten of them the names of the items keep about twelve
/// characters a line.
const ROOM_OF_YEARS: u32 = 1_070;

impl Slot {
    /// In tenths of a millimetre.
    fn width(self) -> u32 {
        if self.part.is_some() { 120 } else { 178 }
    }
}

fn slots(view: &YearView<'_>) -> Vec<Slot> {
    let parts = view.plan.schedule_by.names().len();
    let of_year = |year: FiscalYear| match year == view.year && parts > 0 {
        true => (0..parts).map(|part| Slot { year, part: Some(part) }).collect(),
        false => vec![Slot { year, part: None }],
    };
    view.plan.years().flat_map(of_year).collect()
}

/// One row, or two where a year has columns for its parts.
fn head(view: &YearView<'_>, slots: &[Slot]) -> Vec<Row> {
    let rows = if slots.iter().any(|slot| slot.part.is_some()) { 2 } else { 1 };
    let mut years = ["No.", "実践項目", "区分"].map(|text| column_head(text, 1, rows)).to_vec();
    let mut parts = Vec::new();
    for slot in slots {
        match slot.part {
            None => years.push(Cell { row_span: rows, ..year_head(view, slot.year) }),
            Some(part) => {
                if part == 0 {
                    let of = view.plan.schedule_by.names().len() as u32;
                    years.push(year_head(view, slot.year).spanning(of, 1));
                }
                parts.push(column_head(view.plan.schedule_by.span(part, part), 1, 1));
            }
        }
    }
    [row(years)].into_iter().chain((!parts.is_empty()).then(|| row(parts))).collect()
}

fn year_head(view: &YearView<'_>, year: FiscalYear) -> Cell {
    let mut text = vec![emphasised(year.short(), Emphasis::None)];
    if Some(year) == view.plan.review_year {
        text.push(emphasised(" 見直し", Emphasis::Quiet));
    }
    Cell { header: Some(HeaderScope::Column), align: Some(Alignment::Center), ..Cell::inlines(text) }
}

/// What stands over the table, with its key.
pub(crate) fn label(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Inlines {
    let behind = initiative
        .actions
        .iter()
        .any(|action| action.actual.values().any(|actual| is_behind(&view.plan.grades, actual.grade)));
    let badge = |label: &str, tone| Inline::Badge { label: label.to_owned(), tone };
    let mut label = vec![
        emphasised("実践項目の工程　", Emphasis::None),
        badge("枠", Tone::Outline),
        emphasised(" 計画　", Emphasis::Quiet),
        badge("塗り", Tone::BarAccent),
        emphasised(" 実績", Emphasis::Quiet),
    ];
    if behind {
        label.push(emphasised("　", Emphasis::Quiet));
        label.push(badge("斜線", Tone::BarHatched));
        label.push(emphasised(" 計画に届いていない年度の実績", Emphasis::Quiet));
    }
    label
}

fn rows_of(view: &YearView<'_>, action: &ActionView<'_>, slots: &[Slot]) -> [Row; 2] {
    let id = action.action.id;
    let mut name = vec![Inline::Reference { target: action_anchor(id), text: Some(action.action.name.clone()) }];
    if let Some(original) = action.action.repeats {
        name.push(emphasised(format!("（再掲：{}）", view.plan.number(original)), Emphasis::Quiet));
    }
    let planned_label = Cell::header("計画", HeaderScope::Row).aligned(Alignment::Center);
    let actual_label = Cell::header("実績", HeaderScope::Row).aligned(Alignment::Center);
    let mut planned = vec![
        Cell::header(action.action.printed.clone(), HeaderScope::Row).spanning(1, 2).aligned(Alignment::Center),
        Cell { header: Some(HeaderScope::Row), align: Some(Alignment::Start), ..Cell::inlines(name) }.spanning(1, 2),
        planned_label,
    ];
    planned.extend(bars(slots, |slot| planned_bar(&action.action.schedule, slot)));
    let mut actual = vec![actual_label];
    actual.extend(bars(slots, |slot| actual_bar(view, action, slot)));
    [Row { keep_with_next: true, ..row(planned) }, row(actual)]
}

/// A bar's word and tone.
type Bar = (String, Tone);

fn planned_bar(schedule: &BTreeMap<FiscalYear, YearStages>, slot: Slot) -> Option<Bar> {
    let stages = schedule.get(&slot.year)?;
    let word = in_slot(stages, slot);
    (!word.is_empty()).then_some((word, Tone::Outline))
}

/// The word of a year's stages in a column.
fn in_slot(stages: &YearStages, slot: Slot) -> String {
    slot.part.map_or_else(|| stages.course(), |part| stage_words(stages.in_part(part)))
}

/// Whether a part of the year has begun at the end of a period.
fn has_begun(view: &YearView<'_>, part: usize, period: Period) -> bool {
    part < view.plan.schedule_by.begun(view.plan.settings.periods.months(period))
}

fn actual_bar(view: &YearView<'_>, action: &ActionView<'_>, slot: Slot) -> Option<Bar> {
    // What lies after the report has not been yet.
    if slot.part.is_some_and(|part| !has_begun(view, part, view.period)) {
        return None;
    }
    let year = slot.year;
    let actual = action.actual.get(&year)?;
    // Nor does a form speak of what came after its own period.
    let is_beyond = |part| actual.period.is_some_and(|period| !has_begun(view, part, period));
    if slot.part.is_some_and(is_beyond) {
        return is_planned(action.action, year).then(|| (unreported::word(view.readers).to_owned(), Tone::None));
    }
    let reached = in_slot(&actual.stages, slot);
    if reached.is_empty() {
        if actual.ended {
            let grade = actual.grade.and_then(|id| view.plan.grades.get(id));
            return grade.map(|grade| (grade.name.clone(), Tone::None));
        }
        let owed = is_planned(action.action, year);
        return match (actual.reported, owed) {
            (true, _) => Some((super::figures::NONE.to_owned(), Tone::None)),
            (false, true) => Some((unreported::word(view.readers).to_owned(), Tone::None)),
            (false, false) => None,
        };
    }
    let tone = if is_behind(&view.plan.grades, actual.grade) { Tone::BarHatched } else { Tone::BarAccent };
    Some((reached, tone))
}

/// 準備・実施.
pub(crate) fn stage_words(stages: &[Stage]) -> String {
    stages.iter().map(|stage| stage.label()).collect::<Vec<_>>().join("・")
}

/// One cell a bar, equal neighbours merged; columns without a bar are empty cells.
fn bars(slots: &[Slot], bar: impl Fn(Slot) -> Option<Bar>) -> Vec<Cell> {
    let mut runs: Vec<(Option<Bar>, u32)> = Vec::new();
    for slot in slots {
        let next = bar(*slot);
        match runs.last_mut() {
            Some((last, length)) if last.is_some() && *last == next => *length += 1,
            _ => runs.push((next, 1)),
        }
    }
    let cell = |(bar, length): (Option<Bar>, u32)| match bar {
        Some((word, tone)) => bar_cell(word).spanning(length, 1).toned(tone).aligned(Alignment::Center),
        None => Cell::text("").spanning(length, 1),
    };
    runs.into_iter().map(cell).collect()
}

/// The word of a bar; stages that follow one another are divided behind an arrow.
fn bar_cell(word: String) -> Cell {
    let division = if word.contains('→') { Division::Phrases } else { Division::Anywhere };
    let paragraph = Paragraph { division, ..Paragraph::new(ParagraphKind::Small, plain(word)) };
    Cell { content: vec![Block::Paragraph(paragraph)], ..Cell::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_neighbours_are_one_bar() {
        let years = FiscalYear(2020).through(FiscalYear(2024));
        let slots: Vec<Slot> = years.map(|year| Slot { year, part: None }).collect();
        let schedule = BTreeMap::from([
            (FiscalYear(2020), YearStages::Whole(vec![Stage::STUDY])),
            (FiscalYear(2021), YearStages::Whole(vec![Stage::PREPARE, Stage::IMPLEMENT])),
            (FiscalYear(2023), YearStages::Whole(vec![Stage::IMPLEMENT])),
            (FiscalYear(2024), YearStages::Whole(vec![Stage::IMPLEMENT])),
        ]);
        let cells = bars(&slots, |slot| planned_bar(&schedule, slot));
        let shape: Vec<_> = cells.iter().map(|cell| (cell.col_span, cell.tone)).collect();
        assert_eq!(shape, [(1, Tone::Outline), (1, Tone::Outline), (1, Tone::None), (2, Tone::Outline)]);
        assert_eq!(cells[1], Cell::text("準備・実施").toned(Tone::Outline).aligned(Alignment::Center));
    }

    #[test]
    fn a_year_that_is_planned_by_quarters_has_a_bar_a_stretch_and_others_their_course() {
        let of = |parts: [&[Stage]; 4]| YearStages::of_parts(parts.map(<[Stage]>::to_vec).into());
        let (study, prepare, implement) = (&[Stage::STUDY][..], &[Stage::PREPARE][..], &[Stage::IMPLEMENT][..]);
        let schedule = BTreeMap::from([
            (FiscalYear(2020), of([study, study, &[], prepare])),
            (FiscalYear(2021), of([prepare, implement, implement, implement])),
        ]);
        let mut slots: Vec<Slot> = (0..4).map(|part| Slot { year: FiscalYear(2020), part: Some(part) }).collect();
        slots.push(Slot { year: FiscalYear(2021), part: None });
        let cells = bars(&slots, |slot| planned_bar(&schedule, slot));
        let shape: Vec<_> = cells.iter().map(|cell| (cell.col_span, cell.tone)).collect();
        assert_eq!(shape, [(2, Tone::Outline), (1, Tone::None), (1, Tone::Outline), (1, Tone::Outline)]);
        assert_eq!(cells[3], bar_cell("準備→ 実施".into()).toned(Tone::Outline).aligned(Alignment::Center));
    }

    /// What the lead says stands for its own period: a form of another department does not speak for it.
    #[test]
    fn a_bar_of_work_ends_with_the_period_of_its_own_form() {
        use crate::contract::Audience;
        use crate::report::fixture;
        use crate::vocabulary::YearParts;

        let mut plan = fixture::plan();
        plan.schedule_by = YearParts::Quarters;
        let mut assessment = fixture::assessment_of(plan);
        let record = std::sync::Arc::make_mut(&mut assessment.record);
        let first = record.actions.values_mut().next().expect("an item");
        assert!(first.contributions.len() > 1, "a partner reports on the year's last period");
        first.contributions[0].period = Period::MIDYEAR;
        let view = YearView::new(&assessment, Audience::Public);
        assert_eq!(view.period, Period::YEAR_END);
        let shown = |at: usize| {
            let (_, action) = view.actions().nth(at).expect("an item");
            let parts = slots(&view).into_iter().filter(|slot| slot.part.is_some());
            parts.map(|slot| actual_bar(&view, action, slot).map(|(word, _)| word)).collect::<Vec<_>>()
        };
        let (done, owed) = (Some("実施".to_owned()), Some("報告なし".to_owned()));
        assert_eq!(shown(0), [done.clone(), done, owed.clone(), owed]);
        let whole = shown(2);
        assert!(whole[0].is_some() && whole.iter().all(|bar| *bar == whole[0]), "{whole:?}");
    }
}
