//! What a sheet's conditional formats and settings may make of its cells: every container tells which, here they are marked.

use super::looks::{Font, unseen};
use super::workbook::{Cell, Conditional, Range, Sheet, Value};
use crate::vocabulary::CellAddress;

/// Ranges of a conditional format, and conditional formats of a sheet, that are kept by their ranges.
const MOST: usize = 500;
/// Ranges of all conditional formats of a sheet that are kept.
const MOST_RANGES: usize = 10_000;
/// Conditional formats beyond those that are kept, each on all cells of its sheet.
const MOST_BEYOND: usize = 100;

/// The cells of a conditional format; `None` for all of its sheet.
pub(crate) type Places = Option<Vec<Range>>;

/// The ranges of a conditional format; all cells where there are too many, or where one cannot be read.
pub(crate) fn places(ranges: impl Iterator<Item = Option<Range>>) -> Places {
    let ranges = ranges.take(MOST + 1).collect::<Option<Vec<_>>>()?;
    (ranges.len() <= MOST).then_some(ranges)
}

/// The conditional formats of a sheet, of whatever kind of change. Those beyond what is kept count for all cells: none is lost.
pub(crate) struct Rules<T> {
    kept: Vec<(Places, T)>,
    ranges: usize,
    beyond: usize,
    /// More than that: anything may happen to any cell.
    is_full: bool,
}

impl<T> Default for Rules<T> {
    fn default() -> Rules<T> {
        Rules { kept: Vec::new(), ranges: 0, beyond: 0, is_full: false }
    }
}

impl<T: Clone + PartialEq> Rules<T> {
    /// Adds what a conditional format does to its cells.
    pub(crate) fn add(&mut self, places: &Places, does: &T) {
        let count = places.as_ref().map_or(1, Vec::len);
        if count == 0 || self.is_full {
            return;
        }
        if self.kept.len() - self.beyond < MOST && self.ranges + count <= MOST_RANGES {
            self.ranges += count;
            self.kept.push((places.clone(), does.clone()));
        } else if !self.kept.iter().any(|(places, kept)| places.is_none() && kept == does) {
            self.is_full = self.beyond >= MOST_BEYOND;
            self.beyond += 1;
            self.kept.push((None, does.clone()));
        }
    }

    /// Marks the cells; `change` says what becomes of one.
    pub(crate) fn mark(&self, sheet: &mut Sheet, mut change: impl FnMut(&T, CellAddress) -> Option<Conditional>) {
        let mut mark = |at: &CellAddress, cell: &mut Cell, does: &T| {
            if cell.looks().conditional.is_none()
                && let Some(change) = change(does, *at)
            {
                mark_cell(cell, change);
            }
        };
        for (places, does) in &self.kept {
            match places {
                None => sheet.cells.iter_mut().for_each(|(at, cell)| mark(at, cell, does)),
                Some(ranges) => {
                    for range in ranges.iter().filter(|range| range.first <= range.last) {
                        let rows = sheet.cells.range_mut(range.first..=range.last);
                        rows.filter(|(at, _)| range.contains(**at)).for_each(|(at, cell)| mark(at, cell, does));
                    }
                }
            }
        }
        if self.is_full {
            sheet.cells.values_mut().for_each(|cell| mark_cell(cell, Conditional::Hidden));
        }
    }
}

/// Marks one cell of a conditional format. Of texts only that nobody sees them matters.
pub(crate) fn mark_cell(cell: &mut Cell, change: Conditional) {
    if matches!(cell.value, Value::Number(_)) || change == Conditional::Hidden {
        cell.look.get_or_insert_default().conditional.get_or_insert(change);
    }
}

/// What a sheet's view shows otherwise than cell by cell.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SheetView {
    /// Zeros are not shown.
    pub(crate) hides_zeros: bool,
    /// Formulas are shown and not their results.
    pub(crate) shows_formulas: bool,
}

impl SheetView {
    /// Marks the cells that it shows otherwise; conditional formats come after it.
    pub(crate) fn mark(self, sheet: &mut Sheet) {
        if self.hides_zeros {
            hide_zeros(sheet);
        }
        if self.shows_formulas {
            show_formulas(sheet);
        }
    }
}

/// Marks the zeros of a sheet that shows none.
pub(crate) fn hide_zeros(sheet: &mut Sheet) {
    for cell in sheet.cells.values_mut().filter(|cell| matches!(cell.value, Value::Number(0.0))) {
        cell.look.get_or_insert_default().conditional = Some(Conditional::NoZeros);
    }
}

/// Marks what a sheet shows otherwise that shows formulas: their results, and numbers with a format.
fn show_formulas(sheet: &mut Sheet) {
    let is_formatted = |cell: &Cell| matches!(cell.value, Value::Number(_)) && &*cell.format != "General";
    for cell in sheet.cells.values_mut().filter(|cell| cell.formula || is_formatted(cell)) {
        cell.look.get_or_insert_default().conditional.get_or_insert(Conditional::Formulas);
    }
}

/// What the fonts and grounds of a conditional format hide; `colour` and `ground` are those that it sets.
pub(crate) fn hidden_by(
    struck: bool,
    colour: Option<u32>,
    ground: Option<u32>,
    cell: &Font,
    fill: Option<u32>,
) -> bool {
    let font = Font { colour: colour.or(cell.colour), size: None, ..Font::default() };
    // The automatic colour is black for some programs on whatever ground.
    let on_dark = ground.is_some() && font.colour.is_none() && unseen(&Font { colour: Some(0), ..font }, ground);
    struck || on_dark || unseen(&font, ground.or(fill))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::looks::{CellStyle, Source, dressed};

    fn range(first: (u32, u32), last: (u32, u32)) -> Range {
        Range { first: CellAddress::new(first.0, first.1), last: CellAddress::new(last.0, last.1) }
    }

    /// A column of numbers under rules of which even ones hide, and which rows are hidden.
    fn hidden(rules: &Rules<u32>) -> Vec<u32> {
        let mut sheet = Sheet::new("入力");
        for row in 0..4 {
            let cell = dressed(Value::Number(1.0), &CellStyle::default(), &[], Source::default());
            sheet.cells.insert(CellAddress::new(row, 1), cell);
        }
        rules.mark(&mut sheet, |does, _| (does % 2 == 0).then_some(Conditional::Hidden));
        let marked = sheet.cells.iter().filter(|(_, cell)| cell.looks().conditional.is_some());
        marked.map(|(at, _)| at.row).collect()
    }

    #[test]
    fn rules_beyond_those_that_are_kept_count_for_all_cells() {
        let one = |row| places([Some(range((row, 0), (row, 2)))].into_iter());
        let mut rules = Rules::default();
        rules.add(&one(1), &0);
        // From right to left, and none.
        rules.add(&places([Some(range((3, 3), (3, 0)))].into_iter()), &0);
        rules.add(&places(std::iter::empty()), &0);
        assert_eq!(hidden(&rules), [1]);
        (0..2_000).for_each(|_| rules.add(&one(2), &1));
        assert_eq!(hidden(&rules), [1], "harmless ones hide nothing, however many");
        rules.add(&one(2), &2);
        assert_eq!(hidden(&rules), [0, 1, 2, 3]);
        let mut rules = Rules::default();
        (0..500).for_each(|_| rules.add(&one(2), &1));
        (0..150).for_each(|number| rules.add(&one(2), &(number * 2 + 1)));
        assert_eq!(hidden(&rules), [0, 1, 2, 3], "of too many different ones nothing is known");
    }

    #[test]
    fn a_rule_of_too_many_ranges_is_one_of_all_cells() {
        let ranges = |count: u32| (0..count).map(|row| Some(range((row, 1), (row, 1))));
        assert_eq!(places(ranges(500)).map(|ranges| ranges.len()), Some(500));
        assert_eq!(places(ranges(501)), None);
        assert_eq!(places(ranges(2).chain([None])), None);
    }
}
