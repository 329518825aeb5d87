//! What makes a form known again, whatever its file name and whichever program saved it: the very hidden sheet, custom
//! properties and range names.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};

use super::Error;
use crate::contract::hidden::Hidden;
use crate::contract::{HIDDEN_SHEET, PROPERTY_PREFIX, RANGE_PREFIX};
use crate::excel::form_look;
use crate::plan::Plan;
use crate::vocabulary::{CellAddress, column_letters};

/// A drop-down list on the hidden sheet, which holds lists of any length; one written into the cell's rule ends at 255 characters.
pub(super) struct Choices {
    /// The field's key.
    pub(super) key: &'static str,
    /// What may be chosen.
    pub(super) texts: Vec<String>,
}

/// Where the lists will stand: below the records of `hidden`, one list after the other in column C.
pub(super) fn list_formulas(hidden: &Hidden, lists: &[Choices]) -> Vec<String> {
    let mut row = hidden.rows().len() + 1;
    lists
        .iter()
        .map(|list| {
            let (first, last) = (row + 1, row + list.texts.len());
            row = last;
            format!("='{HIDDEN_SHEET}'!$C${first}:$C${last}")
        })
        .collect()
}

/// The very hidden sheet: the records, a blank row, the lists.
pub(super) fn hidden_sheet(sheet: &mut Worksheet, hidden: &Hidden, lists: &[Choices]) -> Result<(), Error> {
    sheet.set_name(HIDDEN_SHEET)?;
    sheet.set_very_hidden(true);
    let format = form_look::hidden_text();
    let mut row = 0;
    for record in hidden.rows() {
        for (col, text) in (0u16..).zip(&record) {
            sheet.write_string_with_format(row, col, text, &format)?;
        }
        row += 1;
    }
    row += 1;
    for list in lists {
        for text in &list.texts {
            for (col, text) in (0u16..).zip(["choice", list.key, text]) {
                sheet.write_string_with_format(row, col, text, &format)?;
            }
            row += 1;
        }
    }
    Ok(())
}

/// Title, custom properties, and a fixed date of creation: the same form has the same bytes whenever it is made.
/// `digests` are those of the sheets that are there to be read, by their keys.
pub(super) fn set_properties(
    workbook: &mut Workbook,
    plan: &Plan,
    hidden: &Hidden,
    title: &str,
    digests: &[(&str, String)],
) -> Result<(), Error> {
    let created = ExcelDateTime::from_ymd(hidden.year.0.clamp(1900, 9999) as u16, 4, 1)?;
    let mut properties = DocProperties::new()
        .set_title(title)
        .set_author(&plan.settings.office)
        .set_company(&plan.city)
        .set_creation_datetime(&created);
    let digests = digests.iter().map(|(key, digest)| (*key, Some(digest.clone())));
    let identity = [
        ("schema", Some(hidden.schema.to_string())),
        ("kind", Some(hidden.kind.key().to_owned())),
        ("plan", Some(hidden.plan.clone())),
        ("year", Some(hidden.year.0.to_string())),
        ("period", hidden.period.map(|period| period.label().to_owned())),
        ("department", hidden.department.as_ref().map(|department| department.0.to_string())),
    ];
    for (key, value) in identity.into_iter().chain(digests) {
        if let Some(value) = value {
            properties = properties.set_custom_property(format!("{PROPERTY_PREFIX}{key}"), value.as_str());
        }
    }
    workbook.set_properties(&properties);
    Ok(())
}

/// Range names: `kaikaku_submitted_on` for the cells of the cover, `kaikaku_result` for the columns of the entry rows of the
/// first sheet, `kaikaku_result_s2` for those of 入力2, and so on.
pub(super) fn define_names(workbook: &mut Workbook, hidden: &Hidden) -> Result<(), Error> {
    for cover in &hidden.cover {
        let CellAddress { row, col } = cover.cell;
        let range = format!("='{}'!${}${}", cover.sheet, column_letters(col), row + 1);
        workbook.define_name(format!("{RANGE_PREFIX}{}", cover.field.key()), &range)?;
    }
    for (number, sheet) in (1..).zip(&hidden.sheets) {
        let Some((first, last)) = sheet.rows.first().zip(sheet.rows.last()) else { continue };
        for (key, col) in &sheet.columns {
            let letters = column_letters(*col);
            let range = format!("='{}'!${letters}${}:${letters}${}", sheet.name, first.1 + 1, last.1 + 1);
            let name =
                if number == 1 { format!("{RANGE_PREFIX}{key}") } else { format!("{RANGE_PREFIX}{key}_s{number}") };
            workbook.define_name(name, &range)?;
        }
    }
    Ok(())
}
