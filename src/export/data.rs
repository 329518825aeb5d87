//! Open data: the year's record as CSV and JSON. Public: made from the publishable view, so no internal field.

use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};

use crate::assess::assessment::Assessment;
use crate::report::flat::{self, FlatTable, Value};
use crate::vocabulary::japanese_date;

/// One row an action item, one value a cell, UTF-8 with BOM (Excel needs it), CR LF as RFC 4180 has it.
///
/// A text that a spreadsheet would take for a formula begins with `'` (see [`safe`]).
pub fn csv(assessment: &Assessment) -> Vec<u8> {
    csv_of(&flat::table(assessment))
}

fn csv_of(table: &FlatTable) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::from("\u{feff}".as_bytes()));
    // Writing to memory does not fail.
    let _ = writer.write_record(table.columns.iter().map(|column| &column.head));
    for row in &table.rows {
        let _ = writer.write_record(row.iter().map(field));
    }
    writer.into_inner().unwrap_or_default()
}

fn field(value: &Value) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => safe(text),
        Value::Integer(n) => n.to_string(),
        Value::Number(n) => n.to_string(),
    }
}

/// Text that begins with = + - @, their full-width forms, a tab or a line break is quoted with `'`, unless it is a number: a cell of
/// somebody's form must not become a formula in a citizen's spreadsheet.
fn safe(text: &str) -> String {
    let dangerous = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    if dangerous && text.parse::<rust_decimal::Decimal>().is_err() { format!("'{text}") } else { text.to_owned() }
}

/// The same as JSON: what the data are, what each field means, and the records.
pub fn json(assessment: &Assessment, date: Date) -> String {
    let table = flat::table(assessment);
    let plan = &assessment.plan;
    let fields: Vec<Json> = table
        .columns
        .iter()
        .map(|column| json!({ "key": column.key, "name": column.head, "description": column.meaning }))
        .collect();
    let records: Vec<Json> = table
        .rows
        .iter()
        .map(|row| {
            let pairs = table.columns.iter().zip(row).map(|(column, value)| (column.key.clone(), json_value(value)));
            Json::Object(pairs.collect::<Map<_, _>>())
        })
        .collect();
    let document = json!({
        "schema": { "version": 1, "fields": fields, "unit": "金額の単位は円。端数処理をしていない。" },
        "title": format!("{} 進捗状況（{}）", plan.short_title, assessment.year),
        "publisher": plan.city,
        "date": date.to_string(),
        "dateInJapanese": japanese_date(date),
        "notice": plan.notice,
        "records": records,
    });
    // Plain JSON values always serialize.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn json_value(value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(n) => Json::from(*n),
        // As a string, so that no reader turns 33.30 into 33.299999.
        Value::Number(n) => Json::from(n.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn formulas_are_quoted_and_numbers_are_not() {
        let quoted = ["=1+1", "+81", "-5", "-5件", "@x", "\tx", "普通"].map(safe);
        assert_eq!(quoted, ["'=1+1", "+81", "-5", "'-5件", "'@x", "'\tx", "普通"]);
        let quoted = ["\n=1", "＝1+1", "＋x", "－5件", "＠x", "\rx"].map(safe);
        assert_eq!(quoted, ["'\n=1", "'＝1+1", "'＋x", "'－5件", "'＠x", "'\rx"]);
    }

    #[test]
    fn csv_has_a_row_an_item_and_keeps_line_breaks_in_one_cell() {
        let bytes = csv(&fixture::assessment());
        assert!(bytes.starts_with("\u{feff}年度,取組項目No.".as_bytes()));
        let mut reader = csv::Reader::from_reader(&bytes[3..]);
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("regular")).collect();
        assert_eq!(rows.len(), 4);
        assert!(rows[0].iter().any(|field| field.contains("増やした。\n契約は12件")));
        assert!(!String::from_utf8(bytes).unwrap().contains(fixture::MEMO));
    }

    #[test]
    fn json_says_what_it_is_and_holds_the_same_values() {
        let parsed: Json = serde_json::from_str(&json(&fixture::assessment(), fixture::DATE)).unwrap();
        assert_eq!(parsed["records"][0]["revenue_recurring_yen"], 1_860_500);
        assert_eq!(parsed["records"][1]["effect_yen"], Json::Null);
        assert_eq!(parsed["notice"], "サンプル（架空）");
    }
}
