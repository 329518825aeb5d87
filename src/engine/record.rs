//! The record of what a report's pages say, which lies beside the public papers for a later 正誤表.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::assess::assessment::Assessment;
use crate::report::errata::{self, Printed, PrintedEdition};
use crate::report::flat::{self, Value};
use crate::report::wording;

/// Its name beside the papers.
pub(super) const FILE: &str = "掲載内容.json";

/// The record of an assessment's public editions. It holds nothing that they or the open data do not hold.
pub(super) fn printed(assessment: &Assessment, date: Date, mut editions: Vec<PrintedEdition>) -> Printed {
    // Editions are made side by side and are done in any order.
    editions.sort_by(|a, b| a.name.cmp(&b.name));
    let stated = &assessment.record.stated;
    let table = flat::table(assessment);
    let text = |value: &Value| match value {
        Value::Blank => None,
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Number(number) => Some(number.to_string()),
    };
    let records = table.items.iter().zip(&table.rows).map(|(id, row)| {
        let fields = table.columns.iter().zip(row).filter(|(column, _)| !column.key.ends_with("_origin"));
        let fields = fields.filter_map(|(column, value)| text(value).map(|text| (column.key.clone(), text)));
        let mut fields: BTreeMap<String, String> = fields.collect();
        // Items are known by their keys, whatever numbers a version of the plan prints.
        fields.remove("initiative_no");
        fields.insert("initiative".to_owned(), id.initiative.key());
        fields.insert("action".to_owned(), id.key());
        let original = assessment.plan.action(*id).and_then(|(_, action)| action.repeats);
        fields.extend(original.map(|original| ("repeats".to_owned(), original.key())));
        (id.key(), fields)
    });
    Printed {
        version: errata::VERSION,
        program: errata::PROGRAM.to_owned(),
        title: wording::report_title(&assessment.plan, assessment.year),
        year: assessment.year.0,
        state: stated.state.label().to_owned(),
        date: date.to_string(),
        awaiting: stated.awaiting.iter().filter(|id| stated.awaits(**id)).map(|id| id.key()).collect(),
        records: records.collect(),
        editions,
    }
}
