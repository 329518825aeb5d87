//! Open data: the year's record as CSV and JSON. Public: no internal field.

use jiff::civil::Date;

use crate::assess::assessment::Assessment;

/// One row an action item, UTF-8 with BOM.
pub fn csv(assessment: &Assessment) -> Vec<u8> {
    let _ = assessment;
    Vec::new()
}

/// The same as JSON with the plan's hierarchy.
pub fn json(assessment: &Assessment, date: Date) -> String {
    let _ = (assessment, date);
    String::new()
}
