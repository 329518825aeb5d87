//! What a sheet's conditional formats and settings may make of its cells: every container tells which, here they are marked.

use std::collections::HashMap;

use super::different_look::DifferentLook;
use super::looks::CellStyle;
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

/// A conditional format.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rule {
    /// What it says of the look of its cells.
    pub(crate) look: DifferentLook,
    /// Its place among the sheet's: of two that say the same thing the lower number counts.
    pub(crate) priority: i64,
    /// Whether those of less priority say nothing where it applies.
    pub(crate) stops: bool,
    /// Its list, where of each list only the first that applies counts.
    pub(crate) list: Option<u32>,
}

impl Rule {
    /// What two that apply to one cell make of it together; nothing where one keeps the other from applying.
    fn beside(&self, other: &Rule) -> Option<DifferentLook> {
        let (first, second) = if other.priority < self.priority { (other, self) } else { (self, other) };
        let excludes = first.stops || (first.list.is_some() && first.list == second.list);
        (!excludes).then(|| first.look.with(&second.look))
    }
}

/// The conditional formats of a sheet. Those beyond what is kept count for all cells: none is lost.
#[derive(Default)]
pub(crate) struct Rules {
    kept: Vec<(Places, Rule)>,
    ranges: usize,
    beyond: usize,
    /// More than that: anything may happen to any cell.
    is_full: bool,
}

/// Colours of conditional formats on one cell that are compared with each other.
const MOST_COLOURS: usize = 16;
/// Comparisons on a sheet.
const MOST_COMPARISONS: usize = 2_000_000;

impl Rules {
    /// Adds a conditional format of some cells.
    pub(crate) fn add(&mut self, places: &Places, rule: &Rule) {
        let count = places.as_ref().map_or(1, Vec::len);
        if count == 0 || self.is_full || !rule.look.says_anything() {
            return;
        }
        if self.kept.len() - self.beyond < MOST && self.ranges + count <= MOST_RANGES {
            self.ranges += count;
            self.kept.push((places.clone(), rule.clone()));
        } else if !self.kept.iter().any(|(places, kept)| places.is_none() && kept.look == rule.look) {
            self.is_full = self.beyond >= MOST_BEYOND;
            self.beyond += 1;
            self.kept.push((None, rule.clone()));
        }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty() && !self.is_full
    }

    /// Takes back that of a list only the first counts.
    pub(crate) fn divide_lists(&mut self) {
        self.kept.iter_mut().for_each(|(_, rule)| rule.list = None);
    }

    /// Marks the cells that they may show otherwise, each alone or two together; `style` is the look of a cell without them.
    pub(crate) fn mark<'r, 's>(&'r self, sheet: &mut Sheet, style: impl Fn(CellAddress) -> Option<&'s CellStyle>) {
        let plain = CellStyle::default();
        let mut colours = Colours::default();
        let mut mark = |at: CellAddress, cell: &mut Cell, rule: &'r Rule| {
            if cell.is_blank() || cell.looks().conditional.is_some() {
                return;
            }
            let style = style(at).unwrap_or(&plain);
            if let Some(change) =
                rule.look.over(style, &cell.value).or_else(|| colours.together(at, rule, style, &cell.value))
            {
                mark_cell(cell, change);
            }
        };
        for (places, rule) in &self.kept {
            match places {
                None => sheet.cells.iter_mut().for_each(|(at, cell)| mark(*at, cell, rule)),
                Some(ranges) => {
                    for range in ranges.iter().filter(|range| range.first <= range.last) {
                        let rows = sheet.cells.range_mut(range.first..=range.last);
                        rows.filter(|(at, _)| range.contains(**at)).for_each(|(at, cell)| mark(*at, cell, rule));
                    }
                }
            }
        }
        if self.is_full {
            sheet.cells.values_mut().for_each(|cell| mark_cell(cell, Conditional::Hidden));
        }
    }
}

/// The conditional formats with colours that each cell has so far.
#[derive(Default)]
struct Colours<'r> {
    of_cells: HashMap<CellAddress, Vec<&'r Rule>>,
    comparisons: usize,
}

impl<'r> Colours<'r> {
    /// What a rule and one that the cell has already make of it together. Of too many nothing is known.
    fn together(&mut self, at: CellAddress, rule: &'r Rule, style: &CellStyle, value: &Value) -> Option<Conditional> {
        if !rule.look.is_coloured() {
            return None;
        }
        let others = self.of_cells.entry(at).or_default();
        self.comparisons += others.len();
        if self.comparisons > MOST_COMPARISONS {
            return Some(Conditional::Hidden);
        }
        let hides = |other: &&Rule| rule.beside(other).and_then(|both| both.over(style, value)).is_some();
        if others.iter().any(hides) {
            return Some(Conditional::Hidden);
        }
        // Between the first and the last of the same look nothing more can meet.
        let same = |other: &&&Rule| other.look == rule.look && other.stops == rule.stops && other.list == rule.list;
        let mut known = others.iter().filter(same).map(|other| other.priority);
        let is_between = known.clone().any(|other| other <= rule.priority) && known.any(|other| other >= rule.priority);
        if !is_between {
            others.push(rule);
        }
        (others.len() > MOST_COLOURS).then_some(Conditional::Hidden)
    }
}

/// Marks one cell of a conditional format.
pub(crate) fn mark_cell(cell: &mut Cell, change: Conditional) {
    cell.look.get_or_insert_default().conditional.get_or_insert(change);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::looks::{Font, Source, WHITE, dressed};

    fn range(first: (u32, u32), last: (u32, u32)) -> Range {
        Range { first: CellAddress::new(first.0, first.1), last: CellAddress::new(last.0, last.1) }
    }

    /// A column of numbers under rules, and which rows these may hide.
    fn hidden_on(rules: &Rules, style: &CellStyle) -> Vec<u32> {
        let mut sheet = Sheet::new("入力");
        for row in 0..4 {
            let cell = dressed(Value::Number(1.0), style, &[], Source::default());
            sheet.cells.insert(CellAddress::new(row, 1), cell);
        }
        rules.mark(&mut sheet, |_| Some(style));
        let marked = sheet.cells.iter().filter(|(_, cell)| cell.looks().conditional.is_some());
        marked.map(|(at, _)| at.row).collect()
    }

    fn hidden(rules: &Rules) -> Vec<u32> {
        hidden_on(rules, &CellStyle::default())
    }

    fn rule(look: DifferentLook) -> Rule {
        Rule { look, ..Rule::default() }
    }

    fn letters(colour: u32) -> DifferentLook {
        DifferentLook { colour: Some(colour), ..DifferentLook::default() }
    }

    fn on(ground: u32) -> DifferentLook {
        DifferentLook { grounds: vec![Some(ground)], ..DifferentLook::default() }
    }

    #[test]
    fn rules_beyond_those_that_are_kept_count_for_all_cells() {
        let one = |row| places([Some(range((row, 0), (row, 2)))].into_iter());
        let (white, red) = (rule(letters(WHITE)), rule(letters(0xFF_0000)));
        let mut rules = Rules::default();
        rules.add(&one(1), &white);
        // From right to left, and none.
        rules.add(&places([Some(range((3, 3), (3, 0)))].into_iter()), &white);
        rules.add(&places(std::iter::empty()), &white);
        assert_eq!(hidden(&rules), [1]);
        (0..2_000).for_each(|_| rules.add(&one(2), &red));
        assert_eq!(hidden(&rules), [1], "harmless ones hide nothing, however many");
        rules.add(&one(2), &white);
        assert_eq!(hidden(&rules), [0, 1, 2, 3]);
        let mut rules = Rules::default();
        (0..500).for_each(|_| rules.add(&one(2), &red));
        (0..150).for_each(|number| rules.add(&one(2), &rule(letters(number))));
        assert_eq!(hidden(&rules), [0, 1, 2, 3], "of too many different ones nothing is known");
    }

    #[test]
    fn the_colours_of_two_rules_hide_together_unless_one_keeps_the_other_out() {
        let all = None;
        let on_blue = CellStyle {
            font: Font { colour: Some(WHITE), ..Font::default() },
            fill: Some(0x1F_4E79),
            ..CellStyle::default()
        };
        const RED: u32 = 0xFF_0000;
        let numbered = |look, priority, stops| Rule { look, priority, stops, list: None };
        let listed = |look, priority, list| Rule { look, priority, stops: false, list: Some(list) };
        let both = DifferentLook { colour: Some(WHITE), ..on(RED) };
        for (first, second, is_hidden) in [
            (numbered(letters(RED), 1, false), numbered(on(RED), 2, false), true),
            (numbered(on(RED), 2, false), numbered(letters(RED), 1, false), true),
            (numbered(letters(RED), 1, true), numbered(on(RED), 2, false), false),
            (numbered(on(RED), 2, false), numbered(letters(RED), 1, true), false),
            (listed(letters(RED), 1, 7), listed(on(RED), 2, 7), false),
            (listed(letters(RED), 1, 7), listed(on(RED), 2, 8), true),
            // The second keeps nothing out: the first comes before it.
            (numbered(letters(RED), 1, false), numbered(on(RED), 2, true), true),
            // The ground of the first is seen, not that of the second; then that of the second.
            (numbered(both.clone(), 1, false), numbered(on(WHITE), 2, false), true),
            (numbered(both.clone(), 1, false), numbered(letters(RED), 2, false), false),
            (numbered(letters(RED), 1, false), numbered(both, 2, false), true),
            (numbered(letters(0x00_FF00), 1, false), numbered(on(RED), 2, false), false),
        ] {
            let mut rules = Rules::default();
            rules.add(&all, &first);
            rules.add(&all, &second);
            assert_eq!(!hidden_on(&rules, &on_blue).is_empty(), is_hidden, "{first:?} {second:?}");
        }
    }

    #[test]
    fn the_same_colour_of_another_priority_may_meet_what_the_first_does_not() {
        const RED: u32 = 0xFF_0000;
        let numbered = |look, priority, stops| Rule { look, priority, stops, list: None };
        let of = |priorities: [i64; 2]| {
            let mut rules = Rules::default();
            priorities.into_iter().for_each(|priority| rules.add(&None, &numbered(letters(RED), priority, false)));
            rules.add(&None, &numbered(on(RED), 3, true));
            !hidden(&rules).is_empty()
        };
        assert_eq!([of([5, 1]), of([1, 5]), of([5, 5]), of([2, 2])], [true, true, false, true]);
    }

    #[test]
    fn more_colours_on_one_cell_than_are_compared_may_hide() {
        let mut rules = Rules::default();
        let red = |part: u32| rule(letters(0xFF_0000 + part));
        (0..16).for_each(|part| rules.add(&None, &red(part)));
        assert!(hidden(&rules).is_empty());
        rules.add(&None, &red(16));
        assert_eq!(hidden(&rules), [0, 1, 2, 3]);
    }

    #[test]
    fn a_rule_of_too_many_ranges_is_one_of_all_cells() {
        let ranges = |count: u32| (0..count).map(|row| Some(range((row, 1), (row, 1))));
        assert_eq!(places(ranges(500)).map(|ranges| ranges.len()), Some(500));
        assert_eq!(places(ranges(501)), None);
        assert_eq!(places(ranges(2).chain([None])), None);
    }
}
