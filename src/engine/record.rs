//! The record of what a report's pages say, which lies beside the public papers for a later 正誤表.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::assess::assessment::Assessment;
use crate::report::errata::{self, Printed, PrintedEdition, Record};
use crate::report::flat::{self, ColumnContent, Fact, Value};
use crate::report::wording;

/// Its name beside the papers.
pub(super) const FILE: &str = "掲載内容.json";

/// The record of an assessment's public editions. It holds nothing that they or the open data do not hold.
pub(super) fn printed(assessment: &Assessment, date: Date, mut editions: Vec<PrintedEdition>) -> Printed {
    // In the order of their names, whatever order they were set in.
    editions.sort_by_key(|printed| printed.edition.label());
    let stated = &assessment.record.stated;
    let table = flat::table(assessment);
    let text = |value: &Value| match value {
        Value::Blank => None,
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Number(number) => Some(number.to_string()),
    };
    let records = table.items.iter().zip(&table.rows).map(|(id, row)| {
        let columns = table.columns.iter().zip(row).filter(|(column, _)| !column.is_origin);
        let values = columns.filter_map(|(column, value)| Some((column.content, text(value)?)));
        let mut values: BTreeMap<ColumnContent, String> = values.collect();
        // Items are known by their keys, whatever numbers a version of the plan prints.
        values.remove(&Fact::InitiativeOrder.into());
        values.insert(Fact::Initiative.into(), id.initiative.key());
        values.insert(Fact::Action.into(), id.key());
        let original = assessment.plan.action(*id).and_then(|(_, action)| action.repeats);
        values.extend(original.map(|original| (Fact::Repeats.into(), original.key())));
        (*id, Record { values, ..Record::default() })
    });
    Printed {
        program: errata::PROGRAM.to_owned(),
        title: wording::report_title(&assessment.plan, assessment.year),
        year: assessment.year,
        state: stated.state,
        date,
        awaiting: stated.awaiting.iter().copied().filter(|id| stated.awaits(*id)).collect(),
        records: records.collect(),
        editions,
    }
}
