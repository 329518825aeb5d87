//! Cells of a form that are merged beyond their field or their row.

use super::FormReader;
use crate::contract::Field;
use crate::finding::Severity;
use crate::intake::cells::Remark;
use crate::intake::codes;
use crate::intake::labels::Grid;
use crate::intake::recognise::{Block, ColumnDoubt, EntryRow};
use crate::intake::workbook::Range;
use crate::vocabulary::CellAddress;

/// The furthest last row of each entry row and those above it.
pub(super) fn reach(rows: &[EntryRow]) -> Vec<u32> {
    let furthest = rows.iter().scan(0, |furthest, row| {
        *furthest = row.last.max(*furthest);
        Some(*furthest)
    });
    furthest.collect()
}

/// The entry rows that share a row of the sheet with a range. They are searched for, since each cell of a table of tens of thousands
/// of rows asks.
fn touching<'a>(rows: &'a [EntryRow], reach: &[u32], range: Range) -> Vec<&'a EntryRow> {
    let first = reach.partition_point(|last| *last < range.first.row);
    let end = rows.partition_point(|row| row.at.row <= range.last.row);
    let between = rows.get(first..end).unwrap_or_default();
    between.iter().filter(|row| range.first.row <= row.last).collect()
}

impl FormReader<'_, '_> {
    /// Why the cell of a field in a row cannot be taken as its value: it is merged beyond the field, or the row's number is
    /// merged over several cells with values of their own.
    pub(super) fn not_its_own(
        &self,
        block: &Block,
        grid: &Grid<'_>,
        row: &EntryRow,
        field: Field,
        at: CellAddress,
        parts: usize,
    ) -> Option<Remark> {
        let extent = grid.extent(at);
        let remedy = "セルの結合を解除し、実践項目と欄ごとに入力し直してください。";
        // What is seen there is the head, and no entry.
        if (block.top..=block.bottom).contains(&extent.first.row)
            && extent.last.row > block.bottom
            && at.row < row.at.row
        {
            let message = format!(
                "「{}」の記入のセルが見出しと結合されています。記入が分からないため、取り込みません。",
                field.label()
            );
            return Some(Remark::new(Severity::Error, codes::MERGED, message).remedy(remedy));
        }
        let crossed =
            [("", extent), ("番号の", grid.extent(row.at))].into_iter().find(|(_, range)| grid.is_crossed(*range));
        if let Some((of, _)) = crossed {
            let message = format!(
                "「{}」の{of}セルの結合が、ほかの結合と重なっています。どの欄の記入か分からないため、取り込みません。",
                field.label()
            );
            return Some(Remark::new(Severity::Error, codes::MERGED, message).remedy(remedy));
        }
        let rows = touching(&block.rows, &self.reach, extent);
        if rows.len() > 1 {
            let ids: Vec<String> = rows.iter().map(|row| self.source.plan.number(row.action)).collect();
            let message = format!(
                "「{}」のセルが{}つの実践項目（{}）にまたがって結合されています。どの項目の記入か分かりません。",
                field.label(),
                ids.len(),
                ids.join("、")
            );
            return Some(Remark::new(Severity::Error, codes::MERGED, message).remedy(remedy));
        }
        // A column whose field is in doubt counts as another field's.
        let reaches =
            |doubt: &ColumnDoubt| doubt.columns.iter().any(|col| (extent.first.col..=extent.last.col).contains(col));
        let others: Vec<&str> = block
            .columns
            .iter()
            .filter(|(other, column)| {
                let in_column = CellAddress::new(extent.first.row, column.col);
                let place = row.cells.get(other).copied().unwrap_or(in_column);
                **other != field
                    && (extent.first.row..=extent.last.row).contains(&place.row)
                    && (extent.first.col..=extent.last.col).contains(&place.col)
            })
            .map(|(other, _)| other.label())
            .chain(block.doubts.iter().filter(|(_, doubt)| reaches(doubt)).map(|(other, _)| other.label()))
            .collect();
        if !others.is_empty() {
            let message = format!(
                "「{}」のセルが「{}」の欄と結合されています。どの欄の記入か分からないため、取り込みません。",
                field.label(),
                others.join("」「")
            );
            return Some(Remark::new(Severity::Error, codes::MERGED, message).remedy(remedy));
        }
        let is_text = !field.is_number() && field != Field::Grade && !field.is_stages();
        if parts > 1 && !is_text {
            let message = format!(
                "実践項目{}の番号のセルが{}行にわたって結合され、「{}」に{parts}つの記入があります。どれが正しいか分かりません。",
                self.source.plan.number(row.action),
                row.last - row.at.row + 1,
                field.label()
            );
            return Some(Remark::new(Severity::Error, codes::MERGED, message).remedy(remedy));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::ActionId;

    #[test]
    fn the_rows_of_a_range_are_those_that_share_a_row_with_it() {
        let action: ActionId = "1-1".parse().expect("a number");
        let row = |first: u32, last: u32| EntryRow::new(action, CellAddress::new(first, 0), last);
        // The third goes over the two below it.
        let rows = [row(4, 4), row(6, 7), row(8, 13), row(9, 9), row(12, 12), row(15, 15)];
        let reach = reach(&rows);
        for first in 0..17 {
            for last in first..17 {
                let range = Range { first: CellAddress::new(first, 2), last: CellAddress::new(last, 2) };
                let all: Vec<&EntryRow> = rows.iter().filter(|row| first <= row.last && row.at.row <= last).collect();
                assert_eq!(touching(&rows, &reach, range), all, "{first}-{last}");
            }
        }
    }
}
