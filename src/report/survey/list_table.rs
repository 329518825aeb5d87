//! A list of the survey: its columns and typed values, from which the paper's table and the workbook's list are made alike.

use rust_decimal::Decimal;

use crate::report::blocks::{column_head, fixed, row, row_head, shared};
use crate::report::document::{Alignment, Block, Cell, Column, Row, RowGroup, Table, TableStyle, plain};
use crate::report::figures::{NONE, percent};
use crate::vocabulary::{Yen, grouped};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ListValue {
    Text(String),
    Count(u32),
    Amount(Yen),
    /// A percentage.
    Percent(Decimal),
    /// Nothing was published, or there is nothing to compute from: ―.
    None,
}

impl ListValue {
    /// A value, or nothing.
    pub(crate) fn or_none<T>(value: Option<T>, of: impl FnOnce(T) -> ListValue) -> ListValue {
        value.map_or(ListValue::None, of)
    }

    pub(crate) fn text(text: impl Into<String>) -> ListValue {
        ListValue::Text(text.into())
    }

    /// As the paper prints it.
    pub(crate) fn printed(&self) -> String {
        match self {
            ListValue::Text(text) => text.clone(),
            ListValue::Count(count) => grouped(i64::from(*count)),
            ListValue::Amount(yen) => grouped(yen.0),
            ListValue::Percent(value) => percent(*value),
            ListValue::None => NONE.to_owned(),
        }
    }
}

/// Where a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// On paper and in the workbook.
    Everywhere,
    /// In the workbook alone.
    InWorkbook,
    /// In the workbook; on paper its values head the rows that share them.
    AsGroup,
}

#[derive(Debug, Clone)]
pub(crate) struct ListColumn {
    pub(crate) head: &'static str,
    /// Width on paper: tenths of a millimetre from 100 on, below that a share of what is left.
    pub(crate) paper_width: u32,
    /// Width in the workbook, in characters.
    pub(crate) sheet_width: f64,
    /// Where it stands.
    pub(crate) shown: Shown,
    /// Whether it holds figures.
    pub(crate) is_figure: bool,
}

impl ListColumn {
    /// A column of texts.
    pub(crate) fn texts(head: &'static str, paper_width: u32, sheet_width: f64) -> ListColumn {
        ListColumn { head, paper_width, sheet_width, shown: Shown::Everywhere, is_figure: false }
    }

    /// A column of figures.
    pub(crate) fn figures(head: &'static str, paper_width: u32, sheet_width: f64) -> ListColumn {
        ListColumn { is_figure: true, ..ListColumn::texts(head, paper_width, sheet_width) }
    }

    /// The same shown elsewhere.
    pub(crate) fn shown(mut self, shown: Shown) -> ListColumn {
        self.shown = shown;
        self
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ListTable {
    /// Name for formulas, in ASCII.
    pub(crate) name: &'static str,
    /// Its title, and the name of its sheet.
    pub(crate) title: &'static str,
    /// What a row is.
    pub(crate) about: String,
    /// The unit of its amounts.
    pub(crate) unit: Option<&'static str>,
    /// Whether the paper has it, too.
    pub(crate) on_paper: bool,
    pub(crate) columns: Vec<ListColumn>,
    /// Its rows, a value a column.
    pub(crate) rows: Vec<Vec<ListValue>>,
}

impl ListTable {
    /// The table of the paper.
    pub(crate) fn block(&self) -> Block {
        let on_paper: Vec<(usize, &ListColumn)> =
            self.columns.iter().enumerate().filter(|(_, column)| column.shown == Shown::Everywhere).collect();
        let columns: Vec<Column> = on_paper.iter().map(|(_, column)| paper_column(column)).collect();
        let head = row(on_paper.iter().map(|(_, column)| column_head(column.head, 1, 1)).collect());
        Block::Table(Table {
            caption: None,
            unit: self.unit.map(|unit| format!("（単位：{unit}）")),
            head: vec![head],
            groups: self.groups(&on_paper),
            columns,
            foot: Vec::new(),
            style: TableStyle::Ruled,
            notes: vec![plain(self.about.clone())],
        })
    }

    /// The rows, those that share the values of the group's columns under one heading.
    fn groups(&self, on_paper: &[(usize, &ListColumn)]) -> Vec<RowGroup> {
        let heading_of = |values: &[ListValue]| {
            let grouping = self.columns.iter().zip(values).filter(|(column, _)| column.shown == Shown::AsGroup);
            grouping.map(|(_, value)| value.printed()).collect::<Vec<_>>().join("　")
        };
        let mut groups: Vec<(String, RowGroup)> = Vec::new();
        for values in &self.rows {
            let heading = heading_of(values);
            if groups.last().is_none_or(|(last, _)| *last != heading) {
                let columns = u32::try_from(on_paper.len()).unwrap_or(1);
                let cell = row_head(heading.clone()).spanning(columns, 1).aligned(Alignment::Start);
                let heading_row = (!heading.is_empty()).then(|| row(vec![cell]));
                groups.push((heading.clone(), RowGroup { heading: heading_row, ..RowGroup::default() }));
            }
            if let Some((_, group)) = groups.last_mut() {
                group.rows.push(row_of(on_paper, values));
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

fn paper_column(column: &ListColumn) -> Column {
    let align = if column.is_figure { Alignment::End } else { Alignment::Start };
    match column.paper_width {
        share @ ..100 => Column { align, ..shared(share) },
        tenths => fixed(tenths, align),
    }
}

fn row_of(on_paper: &[(usize, &ListColumn)], values: &[ListValue]) -> Row {
    let cells = on_paper.iter().enumerate().map(|(at, (position, column))| {
        let text = values.get(*position).map(ListValue::printed).unwrap_or_default();
        match at {
            0 => row_head(text).aligned(paper_column(column).align),
            _ => Cell::text(text),
        }
    });
    row(cells.collect())
}
