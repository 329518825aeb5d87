//! The figures of totals: compared with the entries above them, and taken for nothing.
//!
//! A total repeats what the entries say, so one that agrees with them says nothing new. One that does not may be the only trace of a
//! mistake in the entries, and is told.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::codes;
use super::file_findings::FileFindings;
use super::labels::Grid;
use super::normalize::date;
use super::normalize::number::{self, Number};
use super::workbook::{Cell, Value};
use crate::contract::Field;
use crate::finding::Severity;
use crate::vocabulary::{CellAddress, MoneyUnit, grouped_decimal};

/// A total that is not the sum of the entries above it.
#[derive(Debug)]
pub(super) struct Differs {
    at: CellAddress,
    field: Field,
    /// The sum of the entries above, in the unit of the column.
    sum: Decimal,
}

impl Differs {
    /// Says so, as a warning: the total itself is not taken.
    pub(super) fn tell(&self, grid: &Grid<'_>, findings: &mut FileFindings) {
        let Differs { at, field, sum } = self;
        findings.add(
            Severity::Warning,
            codes::TOTAL,
            findings.cell(&grid.sheet.name, *at),
            format!("「{}」の計が、上の行の記入の合計と合いません。計は取り込みません。", field.label()),
            |finding| {
                let finding = finding.found(grid.sheet.text(at.row, at.col));
                let finding = finding.expected(format!("上の行の記入の合計 {}", grouped_decimal(*sum)));
                finding.remedy("上の行の記入か、計を直してください。")
            },
        );
    }
}

/// The sums of the columns of a table, made when a total is first asked about.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// The rows of the entries.
    items: BTreeSet<u32>,
    /// By column: its entries from top to bottom, each with the sum down to it. None where one is no number, so that there is no sum: such an
    /// entry is told itself.
    columns: BTreeMap<u32, Option<Vec<(u32, Decimal)>>>,
    /// The total last asked about, by column.
    last: BTreeMap<u32, u32>,
}

impl Sums {
    /// Those of a table with entries in these rows.
    pub(super) fn of(items: impl IntoIterator<Item = u32>) -> Sums {
        Sums { items: items.into_iter().collect(), ..Sums::default() }
    }

    /// The figure of a total, where it is none of the sums that it may be: of all entries of its column above it, of those since the total
    /// above (小計), or of all entries of the table (a total over them). Totals are asked about from top to bottom; `unit` is the column's.
    pub(super) fn differs(
        &mut self,
        grid: &Grid<'_>,
        at: CellAddress,
        field: Field,
        unit: Option<MoneyUnit>,
    ) -> Option<Differs> {
        let unit = unit.filter(|_| field.is_money());
        let total = figure(grid.sheet.cells.get(&at)?, unit).filter(|_| field.is_number())?;
        let since = self.last.insert(at.col, at.row).unwrap_or(0);
        let items = &self.items;
        let column = self.columns.entry(at.col).or_insert_with(|| running(grid, at.col, items, unit));
        let column = column.as_deref()?;
        let down_to = |row: u32| {
            let count = column.partition_point(|(of, _)| *of < row);
            count.checked_sub(1).map_or(Decimal::ZERO, |last| column[last].1)
        };
        let above = down_to(at.row);
        let sums = [Some(above), above.checked_sub(down_to(since)), Some(down_to(u32::MAX))];
        (!sums.contains(&Some(total))).then_some(Differs { at, field, sum: above })
    }
}

/// The entries of a column in the rows `items`, each with the sum down to it.
fn running(grid: &Grid<'_>, col: u32, items: &BTreeSet<u32>, unit: Option<MoneyUnit>) -> Option<Vec<(u32, Decimal)>> {
    let mut sum = Decimal::ZERO;
    let mut column = Vec::new();
    for row in items {
        let Some(cell) = grid.sheet.cells.get(&CellAddress::new(*row, col)) else { continue };
        if !says_no_amount(cell) {
            sum = sum.checked_add(figure(cell, unit)?)?;
            column.push((*row, sum));
        }
    }
    Some(column)
}

/// Whether a cell of an entry adds nothing: it is blank, or says 該当なし or 未定.
fn says_no_amount(cell: &Cell) -> bool {
    let Value::Text(text) = &cell.value else { return cell.is_blank() };
    matches!(number::read(text), Number::Blank | Number::NotApplicable | Number::Undecided)
}

/// The number of a cell in the `unit` of its column: what stands in another one (1,200千円, 1.2万) is converted.
fn figure(cell: &Cell, unit: Option<MoneyUnit>) -> Option<Decimal> {
    match &cell.value {
        Value::Number(stored) if !date::is_date_format(&cell.format) => number::decimal(*stored),
        Value::Text(text) => match number::read(text) {
            Number::Value(figure) if figure.multiplied || figure.unit == "円" => {
                figure.value.checked_div(unit.map_or(Decimal::ONE, |unit| unit.yen().into()))
            }
            Number::Value(figure) => Some(figure.value).filter(|_| unit.is_none() || figure.unit.is_empty()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::workbook::Sheet;
    use super::*;
    use crate::plan::{EffectKinds, Naming, Words};

    /// What is told of two items, a subtotal, a further item and a total.
    fn told(entries: [&str; 3], subtotal: &str, total: &str) -> Vec<String> {
        let mut sheet = Sheet::new("一覧");
        for (row, text) in (0..).zip([entries[0], entries[1], subtotal, entries[2], total]) {
            sheet.cells.insert(CellAddress::new(row, 1), Cell::text(text));
        }
        let (words, effects) = (Words::default(), EffectKinds::default());
        let naming = Naming { words: &words, effects: &effects, costs: None, parts: Default::default() };
        let grid = Grid::new(&sheet, naming);
        let field = Field::ALL.iter().copied().find(|field| field.is_money()).expect("an amount");
        let mut sums = Sums::of([0, 1, 3]);
        let mut differs = |row| sums.differs(&grid, CellAddress::new(row, 1), field, Some(MoneyUnit::Thousand));
        [2, 4].into_iter().filter_map(&mut differs).map(|total| format!("{}={}", total.at, total.sum)).collect()
    }

    #[test]
    fn a_total_is_one_of_the_sums_that_it_may_be() {
        let none: [&str; 0] = [];
        assert_eq!(told(["100", "1,200", "5"], "1300", "1,305"), none);
        assert_eq!(told(["100", "1,200千円", "5"], "1300", "1,305"), none);
        assert_eq!(told(["100", "―", ""], "100", "100千円"), none);
        assert_eq!(told(["", "", ""], "", ""), none);
        // A total over the items, and one of the last part alone.
        assert_eq!(told(["100", "200", "5"], "305", "5"), none);
        // Where an entry is no number there is no sum; a count is no amount.
        assert_eq!(told(["100", "約200", "5"], "999", "999"), none);
        assert_eq!(told(["100", "200", "5"], "3件", "―"), none);
        assert_eq!(told(["100", "200", "5"], "301", "306"), ["B3=300", "B5=305"]);
        assert_eq!(told(["", "", ""], "", "999"), ["B5=0"]);
    }
}
