//! The height that a row needs for its text, and how the row can still grow.
//!
//! The writer marks every height it sets as the user's own (`customHeight`), and then Excel and LibreOffice no longer let the row
//! grow when more is typed. Without a set height LibreOffice shows wrapped text in one line. So heights are set to fit the
//! texts, and the mark is taken off the entry rows afterwards: they open at the right height and still grow.

use std::collections::BTreeMap;

use zip::result::ZipError;

use super::parts::{Portion, rewritten};

/// The highest row a sheet can have, in points.
const HIGHEST: f64 = 409.0;
/// Line pitch of 游ゴシック in ems.
const PITCH: f64 = 1.65;

/// How many lines a text takes in a cell that holds `ems` full-width characters.
///
/// Full-width characters count 1, others 0.6 (a little more than the font's mean). A quarter em a line is kept in hand for what 禁則 takes.
pub(crate) fn lines(text: &str, ems: f64) -> usize {
    let measure = (ems - 0.25).max(1.0);
    text.split('\n')
        .map(|line| {
            let width: f64 = line.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum();
            (width / measure).ceil().max(1.0) as usize
        })
        .sum()
}

/// The height in points of a row whose highest cell has `lines` lines of `size` points.
pub(crate) fn height(lines: usize, size: f64) -> f64 {
    (lines as f64 * size * PITCH + 4.0).min(HIGHEST)
}

/// Takes the mark off rows (0-based) of sheets (by their position in the workbook, from 0). Everything else stays as it is.
///
/// # Errors
///
/// [`ZipError`] where the workbook is not one that the writer made.
pub(crate) fn let_rows_grow(workbook: Vec<u8>, rows: &BTreeMap<usize, Vec<u32>>) -> Result<Vec<u8>, ZipError> {
    // Every part is compressed here, also those that stay: so a form has the same bytes whatever compressed it before.
    rewritten(&workbook, Portion::Whole, |name, content| {
        let entry_rows = rows.iter().find(|(at, _)| name == format!("xl/worksheets/sheet{}.xml", **at + 1));
        Some(entry_rows.map_or_else(|| content.to_owned(), |(_, rows)| without_marks(content, rows)))
    })
}

fn without_marks(sheet: &str, rows: &[u32]) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    for row in rows {
        let Some(start) = rest.find(&format!("<row r=\"{}\" ", row + 1)) else { continue };
        let Some(length) = rest.get(start..).and_then(|tag| tag.find('>')) else { continue };
        let (before, after) = rest.split_at(start + length);
        let (kept, tag) = before.split_at(start);
        out.push_str(kept);
        out.push_str(&tag.replace(" customHeight=\"1\"", ""));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_breaks_and_widths() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("一\n二", 10.0), 2);
        assert_eq!(lines(&"あ".repeat(20), 10.25), 2);
        assert_eq!(lines(&"a".repeat(16), 10.25), 1);
    }

    #[test]
    fn only_the_named_rows_lose_their_mark() {
        let sheet = r#"<row r="1" ht="9" customHeight="1"><c/></row><row r="2" ht="9" customHeight="1"/><row r="12" ht="9" customHeight="1"/>"#;
        let expected =
            r#"<row r="1" ht="9" customHeight="1"><c/></row><row r="2" ht="9"/><row r="12" ht="9" customHeight="1"/>"#;
        assert_eq!(without_marks(sheet, &[1, 7]), expected);
    }
}
