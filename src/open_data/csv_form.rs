//! Tables ↔ CSV: UTF-8 with BOM (Excel needs it), CR LF as RFC 4180 has it, one value a cell and no line break inside a cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cell;
use super::codes::{self, wrong};
use super::data_set::{DataSet, Row, Table, Value};
use super::labels::Labels;
use super::shape::{self, Shape};
use super::{METADATA_FILE, metadata};
use crate::finding::{Finding, Origin};

/// Characters at the beginning of a cell that a spreadsheet may take for a formula, and their full-width forms.
const DANGEROUS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// A table as a file.
pub fn write(table: &Table, labels: &Labels) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::from("\u{feff}".as_bytes()));
    // Writing to memory does not fail.
    let _ = writer.write_record(labels.heads(table.shape).iter().map(|head| safe(head)));
    for row in &table.rows {
        let _ = writer.write_record(row.values.iter().map(field));
    }
    writer.into_inner().unwrap_or_default()
}

fn field(value: &Value) -> String {
    match value {
        Value::Text(text) => safe(text),
        other => other.plain(),
    }
}

/// Whether `'` has to stand before a text: it begins with a dangerous character, after any `'` of its own and after white space, which
/// some programs pass over.
fn needs_quote(text: &str) -> bool {
    let without = text.trim_start_matches(|c: char| c == '\'' || c.is_whitespace());
    let is_dangerous = text.trim_start_matches('\'').starts_with(DANGEROUS) || without.starts_with(DANGEROUS);
    is_dangerous && text.parse::<rust_decimal::Decimal>().is_err()
}

/// A text of somebody's form must not become a formula in a citizen's spreadsheet: such a text is quoted with `'`, unless it is
/// a number.
fn safe(text: &str) -> String {
    if needs_quote(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text before [`safe`] quoted it.
fn unquoted(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| needs_quote(rest)).unwrap_or(cell)
}

/// Reads the files of a set by their names (`initiatives.csv`); `folder` is how findings name the place. Columns are known by the
/// heads that the metadata of the set state, where they are among the files, by `labels`, or by the program's own.
///
/// # Errors
/// Every finding: a file or column that is missing, a cell that is not of its column's kind.
pub fn read(folder: &str, files: &BTreeMap<String, Vec<u8>>, labels: &Labels) -> Result<DataSet, Vec<Finding>> {
    let mut findings = Vec::new();
    let mut tables = Vec::new();
    let stated = files.get(METADATA_FILE).map(|bytes| metadata::heads(bytes)).unwrap_or_default();
    let counts = files.get(METADATA_FILE).map(|bytes| metadata::row_counts(bytes)).unwrap_or_default();
    for shape in shape::ALL {
        let name: Arc<str> = format!("{folder}/{}", shape.file()).into();
        match files.get(&shape.file()) {
            Some(bytes) => {
                let head_of = |column: &shape::Column| {
                    let head = stated.get(&(shape.file(), column.key.to_owned())).cloned();
                    head.or_else(|| column.is_later.then(|| column.head.to_owned()))
                };
                let own = shape.columns.iter().map(head_of);
                let schemes = [own.collect(), Some(labels.heads(shape)), Some(Labels::default().heads(shape))];
                let schemes: Vec<Vec<String>> = schemes.into_iter().flatten().collect();
                let faults = findings.len();
                let table = read_table(shape, &schemes, (&name, bytes), &mut findings);
                // What cannot be read has no rows to count.
                let counted = counts.get(&shape.file()).filter(|_| findings.len() == faults);
                findings.extend(counted.and_then(|count| other_count(&table, &name, *count)));
                tables.push(table);
            }
            None if shape.may_be_absent() => {}
            None => findings.push(
                wrong(codes::MISSING_TABLE, Origin::file(name), "公表したデータのファイルがありません。")
                    .expected(shape.file())
                    .remedy("同じときに公表したファイルを、1つのフォルダーにすべてそろえてください。"),
            ),
        }
    }
    if findings.is_empty() { Ok(DataSet { tables }) } else { Err(findings) }
}

/// A table with another number of rows than the metadata state.
fn other_count(table: &Table, name: &Arc<str>, count: u64) -> Option<Finding> {
    let rows = table.rows.len();
    (u64::try_from(rows) != Ok(count)).then(|| {
        let message = format!("見出しを除く行の数が、{METADATA_FILE} に書いてある行の数と違います。");
        wrong(codes::ROWS, Origin::file(name.clone()), message)
            .found(format!("{rows}行"))
            .expected(format!("{count}行"))
            .remedy("公表したときのファイルを、書き換えずに使ってください。")
    })
}

/// Reads a table whose columns have the heads of one of the schemes, the first that fits.
fn read_table(
    shape: &'static Shape,
    schemes: &[Vec<String>],
    (name, bytes): (&Arc<str>, &[u8]),
    findings: &mut Vec<Finding>,
) -> Table {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut table = Table { shape, rows: Vec::new() };
    let mut reader = csv::Reader::from_reader(bytes);
    let heads = match reader.headers() {
        Ok(heads) => heads.clone(),
        Err(error) => {
            findings.push(unreadable(name, &error));
            return table;
        }
    };
    let place = |wanted: &String| heads.iter().position(|head| unquoted(head) == wanted);
    // A column that the data are too old to have has no place.
    let is_told = |(head, column): (&String, &shape::Column)| match place(head) {
        None if column.is_later => Some(None),
        at => at.map(Some),
    };
    let placed = |scheme: &Vec<String>| scheme.iter().zip(shape.columns).map(is_told).collect::<Option<Vec<_>>>();
    let Some(places) = schemes.iter().find_map(placed) else {
        let missing = |scheme: &Vec<String>| scheme.iter().filter(|head| place(head).is_none()).cloned().collect();
        let missing: Vec<String> = schemes.iter().map(missing).min_by_key(Vec::len).unwrap_or_default();
        findings.push(
            wrong(codes::MISSING_COLUMN, Origin::line(name.clone(), 1, 1), "列がありません。")
                .found(heads.iter().collect::<Vec<_>>().join("、"))
                .expected(missing.join("、"))
                .remedy("列の見出しを公表したときのままにし、csv-metadata.json も同じフォルダーに置いてください。"),
        );
        return table;
    };
    for (place, record) in (1..).zip(reader.records()) {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                findings.push(unreadable(name, &error));
                return table;
            }
        };
        // The heads stand in the first line, and no cell of ours holds a line break.
        let line = place + 1;
        let values = shape.columns.iter().zip(&places).map(|(column, place)| {
            let Some(place) = *place else { return Value::Blank };
            let text = record.get(place).unwrap_or_default();
            cell::parse(column, unquoted(text)).unwrap_or_else(|| {
                let at = Origin::line(name.clone(), line, u32::try_from(place).unwrap_or(0) + 1);
                findings.push(cell::not_of_kind(column, text, at));
                Value::Blank
            })
        });
        table.rows.push(Row { values: values.collect(), place });
    }
    table
}

fn unreadable(name: &Arc<str>, error: &csv::Error) -> Finding {
    let line = error.position().map_or(1, |position| u32::try_from(position.line()).unwrap_or(u32::MAX));
    wrong(codes::UNREADABLE, Origin::line(name.clone(), line, 1), "CSVとして読めません。")
        .found(match error.kind() {
            csv::ErrorKind::Utf8 { .. } => "UTF-8ではない文字",
            csv::ErrorKind::UnequalLengths { .. } => "列の数が見出しと違う行",
            _ => "CSVの書き方ではない行",
        })
        .expected("UTF-8のCSV")
        .remedy("Excelで保存し直したときは、「CSV UTF-8（コンマ区切り）」で保存してください。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_quoted_and_numbers_are_not() {
        let quoted = ["=1+1", "+81", "-5", "-5件", "@x", "\tx", "普通"].map(safe);
        assert_eq!(quoted, ["'=1+1", "+81", "-5", "'-5件", "'@x", "'\tx", "普通"]);
        let quoted = ["＝1+1", "＋x", "－5件", "＠x", "\rx", "'=1", "'x"].map(safe);
        assert_eq!(quoted, ["'＝1+1", "'＋x", "'－5件", "'＠x", "'\rx", "''=1", "'x"]);
        let quoted = [" =1+1", "\u{3000}＝1", "\u{a0}\u{2028}@x", "' +x", " 普通", "\u{3000}普通"].map(safe);
        assert_eq!(quoted, ["' =1+1", "'\u{3000}＝1", "'\u{a0}\u{2028}@x", "'' +x", " 普通", "\u{3000}普通"]);
    }

    proptest::proptest! {
        #[test]
        fn a_quoted_text_is_read_as_it_was(text in "[ \u{3000}'=+@－a1.]{0,6}") {
            let cell = safe(&text);
            proptest::prop_assert_eq!(unquoted(&cell), text.as_str());
            proptest::prop_assert!(!needs_quote(&cell) || cell.starts_with('\''));
        }
    }
}
