//! Grades in the workbook: the words with their marks, and a tint that follows them when a grade is changed by hand.

use rust_xlsxwriter::{Color, ConditionalFormatCell, ConditionalFormatCellRule, Format, XlsxError};

use crate::excel::book::Sheet;
use crate::vocabulary::{Grade, GradeScale};

/// On track, behind, outside the rate. Text on each keeps a contrast of more than 7 : 1; the mark and the word say the same.
fn tint(grade: &Grade) -> Format {
    let colour = match (grade.points.is_some(), grade.on_track) {
        (true, true) => 0xE2_EF_DA,
        (true, false) => 0xFC_E4_D6,
        (false, _) => 0xED_ED_ED,
    };
    let format = Format::new().set_background_color(Color::RGB(colour)).set_font_color(Color::Black);
    if grade.points.is_some() && !grade.on_track { format.set_bold() } else { format }
}

/// Tints the grades in some rows of a column.
pub(crate) fn mark(
    sheet: &mut Sheet,
    scale: &GradeScale,
    col: u16,
    (first, last): (u32, u32),
) -> Result<(), XlsxError> {
    if last < first {
        return Ok(());
    }
    for grade in &scale.grades {
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(grade.label()))
            .set_format(tint(grade));
        sheet.sheet.add_conditional_format(first, col, last, col, &rule)?;
    }
    Ok(())
}
