//! A list as an Excel table: one row of heads, one value a cell, a filter on each head, no merged cells.

use rust_xlsxwriter::{Format, Table, TableColumn, TableStyle, XlsxError};

use super::book::{Content, Orientation, Sheet};
use super::look;
use crate::plan::Wording;

/// The least size in points to which a sheet may be shrunk to fit the paper, of the 10 points in which cells are set.
const LEAST_SIZE: f64 = 8.0;
/// Printable width of A4 sideways and upright within the margins of `Book::sheet`, in points.
const PRINTABLE: (f64, f64) = (770.0, 523.0);
/// A3 is wider than A4 by this.
const A3: f64 = std::f64::consts::SQRT_2;

/// A list with its names and its content.
pub(crate) struct List<'a> {
    /// Name of the table for formulas, in ASCII.
    pub(crate) name: &'a str,
    /// What a listener hears of it.
    pub(crate) alt: &'a str,
    /// The heads, no two alike.
    pub(crate) heads: Vec<String>,
    /// The format of the heads.
    pub(crate) head: Format,
    pub(crate) rows: Vec<Vec<(Content, Format)>>,
}

/// Width of columns on paper at full size, in points: digits of 7 pixels with 5 of padding, 96 pixels an inch.
fn points(widths: &[f64]) -> f64 {
    widths.iter().map(|width| (width * 7.0 + 5.0) * 0.75).sum()
}

/// Whether columns of these widths can be printed on A4 in letters that can be read.
pub(crate) fn fits_a4(orientation: Orientation, widths: &[f64]) -> bool {
    let page = if orientation == Orientation::Landscape { PRINTABLE.0 } else { PRINTABLE.1 };
    points(widths) * LEAST_SIZE / 10.0 <= page
}

/// Whether a text can be shown in one row of that width.
pub(crate) fn fits_a_row(text: &str, width: f64) -> bool {
    look::rows_for(look::lines(text, width)).0 == 1
}

impl Sheet {
    /// Writes a list with its heads at `first`; returns the next free row. A sheet too wide for A4 is set up for A3.
    ///
    /// The plan's words are put in when the workbook is done: what was said already would be said once more. Here they tell how high
    /// the heads will be.
    pub(crate) fn list(
        &mut self,
        first: u32,
        orientation: Orientation,
        wording: &Wording,
        list: &List<'_>,
    ) -> Result<u32, XlsxError> {
        let heads: Vec<String> = list.heads.iter().map(|head| wording.say(head).into_owned()).collect();
        let width = |col: usize| self.widths.get(col).copied().unwrap_or(10.0);
        let head_lines = heads.iter().enumerate().map(|(col, head)| look::lines(head, width(col) - 2.0)).max();
        let mut heights = vec![look::height(head_lines.unwrap_or(1))];
        for row in &list.rows {
            let lines =
                row.iter().enumerate().map(|(col, (content, _))| look::lines(content.printed(), width(col))).max();
            let (rows, height) = look::rows_for(lines.unwrap_or(1));
            heights.push(if rows == 1 { height } else { look::TALLEST });
        }
        let columns: Vec<TableColumn> = list
            .heads
            .iter()
            .map(|head| TableColumn::new().set_header(head).set_header_format(list.head.clone()))
            .collect();
        let last_col = u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
        // A table has at least one row below its heads.
        let last = first + u32::try_from(list.rows.len().max(1)).unwrap_or(u32::MAX);
        let table = Table::new()
            .set_name(list.name)
            .set_alt_text(list.alt)
            .set_style(TableStyle::None)
            .set_banded_rows(false)
            .set_columns(&columns);
        self.sheet.add_table(first, 0, last, last_col, &table)?;
        for (row, height) in (first..).zip(heights) {
            self.sheet.set_row_height(row, height)?;
        }
        for (row, cells) in (first + 1..).zip(&list.rows) {
            for (col, (content, format)) in (0u16..).zip(cells) {
                self.put((row, col), content, format)?;
            }
        }
        self.sheet.set_repeat_rows(first, first)?;
        if !fits_a4(orientation, &self.widths) {
            self.sheet.set_paper_size(8);
        }
        Ok(last + 1)
    }
}

/// Widths of which some may grow: all as given where every text fits a row of Excel, else those that hold long texts as wide as A3 lets them.
pub(crate) fn widths_for_texts(widths: &[f64], texts: &[Vec<String>]) -> Vec<f64> {
    let fits =
        |widths: &[f64]| texts.iter().all(|row| row.iter().zip(widths).all(|(text, width)| fits_a_row(text, *width)));
    if fits(widths) {
        return widths.to_vec();
    }
    let long: Vec<bool> = (0..widths.len())
        .map(|col| {
            texts.iter().any(|row| {
                row.get(col).is_some_and(|text| look::lines(text, widths.get(col).copied().unwrap_or(10.0)) > 8)
            })
        })
        .collect();
    let room = PRINTABLE.0 * A3 * 10.0 / LEAST_SIZE;
    let growing: f64 = widths.iter().zip(&long).filter(|(_, long)| **long).map(|(width, _)| width * 7.0 * 0.75).sum();
    let factor = if growing > 0.0 { 1.0 + (room - points(widths)).max(0.0) / growing } else { 1.0 };
    widths.iter().zip(long).map(|(width, long)| if long { (width * factor).floor() } else { *width }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_grow_only_where_a_text_would_be_cut() {
        let widths = [8.0, 30.0];
        let short = vec![vec!["1-1".to_owned(), "短い文".to_owned()]];
        assert_eq!(widths_for_texts(&widths, &short), widths);
        let long = vec![vec!["1-1".to_owned(), "長".repeat(900)]];
        let wide = widths_for_texts(&widths, &long);
        assert_eq!(wide[0], 8.0);
        assert!(wide[1] > 100.0 && fits_a_row(&long[0][1], wide[1]), "{wide:?}");
        assert!(points(&wide) * 0.8 <= PRINTABLE.0 * A3);
    }

    #[test]
    fn what_a4_cannot_hold_in_letters_of_eight_points_is_told() {
        assert!(fits_a4(Orientation::Landscape, &[170.0]) && !fits_a4(Orientation::Landscape, &[190.0]));
        assert!(fits_a4(Orientation::Portrait, &[110.0]) && !fits_a4(Orientation::Portrait, &[130.0]));
    }
}
