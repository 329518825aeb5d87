//! A table without its column of page numbers: there are no pages here, and what the number links to is linked elsewhere in
//! the row.

use std::borrow::Cow;
use std::ops::Range;

use crate::report::document::{Block, Cell, Inline, Row, RowGroup, Table};
use crate::typeset::grid::resolve;

/// The table as it stands where there are no pages.
pub(super) fn without_page_numbers(table: &Table) -> Cow<'_, Table> {
    let numbers: Vec<usize> = (0..table.columns.len()).filter(|column| holds_page_numbers(table, *column)).collect();
    if numbers.is_empty() {
        return Cow::Borrowed(table);
    }
    let columns = table.columns.len();
    let rest = |rows: &[Row]| remaining(rows, columns, &numbers);
    let group = |group: &RowGroup| RowGroup {
        heading: group.heading.as_ref().and_then(|heading| rest(std::slice::from_ref(heading)).pop()),
        rows: rest(&group.rows),
        page_break_before: group.page_break_before,
    };
    let kept = table.columns.iter().enumerate().filter(|(column, _)| !numbers.contains(column));
    Cow::Owned(Table {
        columns: kept.map(|(_, column)| column.clone()).collect(),
        head: rest(&table.head),
        groups: table.groups.iter().map(group).collect(),
        foot: rest(&table.foot),
        ..table.clone()
    })
}

/// Whether each body cell that stands in this column alone holds the page of something and nothing else.
fn holds_page_numbers(table: &Table, column: usize) -> bool {
    let mut found = false;
    for group in &table.groups {
        let rows: Vec<&Row> = group.rows.iter().collect();
        for placed in resolve(&rows, table.columns.len(), table.columns.len()).cells {
            if placed.col == column
                && let Some(cell) = placed.cell
            {
                if placed.col_span != 1 || !is_page_number(cell) {
                    return false;
                }
                found = true;
            }
        }
    }
    found
}

fn is_page_number(cell: &Cell) -> bool {
    let [Block::Paragraph(paragraph)] = cell.content.as_slice() else { return false };
    matches!(paragraph.text.as_slice(), [Inline::Reference { text: None, .. }])
}

/// The rows without these columns: spans over them are narrower by as many.
fn remaining(rows: &[Row], columns: usize, dropped: &[usize]) -> Vec<Row> {
    let mut remaining: Vec<Row> = rows.iter().map(|row| Row { cells: Vec::new(), ..row.clone() }).collect();
    let refs: Vec<&Row> = rows.iter().collect();
    for placed in resolve(&refs, columns, columns).cells {
        let (Some(cell), Some(row)) = (placed.cell, remaining.get_mut(placed.row)) else { continue };
        let covered: Range<usize> = placed.col..placed.col + placed.col_span;
        let span = placed.col_span - dropped.iter().filter(|column| covered.contains(column)).count();
        if span > 0 {
            row.cells.push(Cell { col_span: span as u32, ..cell.clone() });
        }
    }
    remaining
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{Alignment, Anchor, Column, ColumnWidth, HeaderScope, TableStyle};

    fn page(to: &str) -> Cell {
        Cell::inlines(vec![Inline::Reference { target: Anchor(to.into()), text: None }])
    }

    fn row(cells: Vec<Cell>) -> Row {
        Row { cells, ..Row::default() }
    }

    fn table(last: Cell) -> Table {
        let head = |text: &str| Cell::header(text, HeaderScope::Column);
        Table {
            caption: None,
            unit: None,
            columns: vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }; 4],
            head: vec![
                row(vec![head("取組").spanning(1, 2), head("進捗").spanning(3, 1)]),
                row(vec![head("区分"), head("頁"), head("件数")]),
            ],
            groups: vec![RowGroup {
                heading: Some(row(vec![Cell::text("第1群").spanning(4, 1)])),
                rows: vec![
                    row(vec![
                        Cell::text("一"),
                        Cell::text("○"),
                        page("a").spanning(1, 2),
                        Cell::text("1").spanning(1, 2),
                    ]),
                    row(vec![Cell::text("担当"), Cell::text("△")]),
                    row(vec![Cell::text("二"), Cell::text("○"), last, Cell::text("2")]),
                ],
                page_break_before: false,
            }],
            foot: vec![row(vec![Cell::text("計").spanning(3, 1), Cell::text("3")])],
            style: TableStyle::Ruled,
            notes: Vec::new(),
        }
    }

    fn spans(rows: &[Row]) -> Vec<Vec<(u32, u32)>> {
        rows.iter().map(|row| row.cells.iter().map(|cell| (cell.col_span, cell.row_span)).collect()).collect()
    }

    #[test]
    fn the_column_of_pages_goes_with_its_head_and_what_spans_it_narrows() {
        let table = table(page("b"));
        let rest = without_page_numbers(&table);
        assert_eq!(rest.columns.len(), 3);
        assert_eq!(spans(&rest.head), [vec![(1, 2), (2, 1)], vec![(1, 1), (1, 1)]]);
        assert_eq!(spans(rest.groups[0].heading.as_slice()), [vec![(3, 1)]]);
        assert_eq!(spans(&rest.groups[0].rows), [vec![(1, 1), (1, 1), (1, 2)], vec![(1, 1); 2], vec![(1, 1); 3]]);
        assert_eq!(spans(&rest.foot), [vec![(2, 1), (1, 1)]]);
    }

    #[test]
    fn a_column_with_anything_else_in_it_stays() {
        let table = table(Cell::text("―"));
        assert_eq!(without_page_numbers(&table).as_ref(), &table);
    }
}
