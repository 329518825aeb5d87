//! The record of a report as a file: JSON, in which items and values stand under their keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::json_reason;
use crate::merge::statement::ReportState;
use crate::report::Edition;
use crate::report::document::Subject;
use crate::report::errata::{Piece, Printed, PrintedEdition, Record};
use crate::report::flat::ColumnContent;
use crate::vocabulary::{ActionId, FiscalYear};

/// The form of the record that this program writes; a later one has a higher number.
const VERSION: u32 = 2;

/// Why a file is no record that can be compared.
#[derive(Debug, thiserror::Error)]
pub enum UnreadRecord {
    /// A later version of the program wrote it.
    #[error("新しい版の kaikaku で作られています")]
    Later,
    /// It is no JSON, or not that of a record.
    #[error("{}", json_reason(.0))]
    Json(#[from] serde_json::Error),
    /// A value is none of its kind: the key, and the value.
    #[error("{0} の値が正しくありません：{1}")]
    Value(&'static str, String),
    /// An edition that this program does not know.
    #[error("版「{0}」を、このプログラムは作りません")]
    Edition(String),
}

/// The JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordFile {
    version: u32,
    /// Not in record form 1.
    #[serde(default)]
    program: String,
    title: String,
    /// Western.
    year: i16,
    state: String,
    date: String,
    awaiting: Vec<String>,
    /// By the key of the item, then of the column.
    records: BTreeMap<String, BTreeMap<String, String>>,
    editions: Vec<EditionInFile>,
}

#[derive(Serialize, Deserialize)]
struct EditionInFile {
    name: String,
    pieces: Vec<Piece>,
}

/// The record as JSON.
pub fn write(printed: &Printed) -> String {
    let record = |record: &Record| {
        let known = record.values.iter().map(|(content, value)| (content.key().into_owned(), value.clone()));
        known.chain(record.unknown.clone()).collect()
    };
    let edition =
        |of: &PrintedEdition| EditionInFile { name: of.edition.label().to_owned(), pieces: of.pieces.clone() };
    let file = RecordFile {
        version: VERSION,
        program: printed.program.clone(),
        title: printed.title.clone(),
        year: printed.year.0,
        state: printed.state.label().to_owned(),
        date: printed.date.to_string(),
        awaiting: printed.awaiting.iter().map(|item| item.key()).collect(),
        records: printed.records.iter().map(|(item, of)| (item.key(), record(of))).collect(),
        editions: printed.editions.iter().map(edition).collect(),
    };
    // Plain values always serialize.
    let mut text = serde_json::to_string(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a record of this form or of an earlier one.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str) -> Result<Printed, UnreadRecord> {
    let file: RecordFile = serde_json::from_str(text)?;
    if file.version > VERSION {
        return Err(UnreadRecord::Later);
    }
    let item =
        |name: &'static str, key: &str| key.parse::<ActionId>().map_err(|_| UnreadRecord::Value(name, key.to_owned()));
    let mut editions = Vec::new();
    for of in file.editions {
        let Some(edition) = Edition::parse(&of.name) else { return Err(UnreadRecord::Edition(of.name)) };
        editions.push(PrintedEdition { edition, pieces: of.pieces });
    }
    if file.version < 2 {
        let pieces = editions.iter_mut().flat_map(|edition| &mut edition.pieces);
        for piece in pieces.filter(|piece| is_on_waiting(&piece.text)) {
            piece.subject = Some(Subject::AwaitedAccounts);
        }
    }
    let records = file.records.into_iter().map(|(key, values)| Ok((item("records", &key)?, record(values))));
    Ok(Printed {
        program: file.program,
        title: file.title,
        year: FiscalYear(file.year),
        state: ReportState::parse(&file.state).ok_or(UnreadRecord::Value("state", file.state))?,
        date: file.date.parse().map_err(|_| UnreadRecord::Value("date", file.date))?,
        awaiting: file.awaiting.iter().map(|key| item("awaiting", key)).collect::<Result<_, _>>()?,
        records: records.collect::<Result<_, UnreadRecord>>()?,
        editions,
    })
}

/// The values of an item; where a value came from is no part of what is compared.
fn record(values: BTreeMap<String, String>) -> Record {
    let mut record = Record::default();
    for (key, value) in values {
        match ColumnContent::from_key(&key) {
            Some(content) => drop(record.values.insert(content, value)),
            None if key.ends_with("_origin") => {}
            None => drop(record.unknown.insert(key, value)),
        }
    }
    record
}

/// Whether a text of record form 1, which says of no piece what it speaks of, is a note on figures that wait for the accounts.
fn is_on_waiting(text: &str) -> bool {
    text.starts_with('※') && text.contains("決算の確定を待つ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::contract::Field;
    use crate::report::flat::Fact;

    fn printed(pieces: Vec<Piece>) -> Printed {
        let values = [
            (ColumnContent::Entry(Field::Grade), "○".to_owned()),
            (ColumnContent::Fact(Fact::EffectTotal), "640000".to_owned()),
        ];
        let unknown = BTreeMap::from([("a_later_column".to_owned(), "1".to_owned())]);
        let record = Record { values: values.into(), unknown };
        Printed {
            program: "0.1.0".to_owned(),
            title: "報告書".to_owned(),
            year: FiscalYear(2021),
            state: ReportState::Final,
            date: date(2022, 8, 31),
            awaiting: vec![ActionId::new(8, 2)],
            records: [(2, 1), (10, 1)].map(|(no, item)| (ActionId::new(no, item), record.clone())).into(),
            editions: vec![PrintedEdition { edition: Edition::Public, pieces }],
        }
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let piece =
            Piece {
                page: "1".to_owned(), place: vec!["概況".to_owned()], text: "779".to_owned(), ..Piece::default()
            };
        let printed = printed(vec![piece]);
        let text = write(&printed);
        assert_eq!(read(&text).expect("its own record"), printed);
        // By the texts of their keys: the bytes do not depend on how items are ordered in the program.
        assert!(text.find("\"10-1\"") < text.find("\"2-1\""), "{text}");
        assert!(text.contains(r#""a_later_column":"1","effect_yen":"640000","grade":"○""#), "{text}");
    }

    #[test]
    fn a_record_with_a_value_that_is_none_is_refused() {
        let written = write(&printed(Vec::new()));
        let refused = |was: &str, is: &str| {
            assert!(written.contains(was), "{was}");
            read(&written.replace(was, is)).expect_err(is).to_string()
        };
        assert_eq!(refused("\"version\":2", "\"version\":3"), "新しい版の kaikaku で作られています");
        assert_eq!(refused("2022-08-31", "2022-08-32"), "date の値が正しくありません：2022-08-32");
        assert_eq!(refused("確定", "未定"), "state の値が正しくありません：未定");
        assert_eq!(refused("\"8-2\"", "\"八の二\""), "awaiting の値が正しくありません：八の二");
        assert_eq!(refused("\"10-1\":", "\"十の一\":"), "records の値が正しくありません：十の一");
        assert_eq!(refused("公表版", "別冊"), "版「別冊」を、このプログラムは作りません");
        assert!(read("{\"version\": 1}").is_err());
    }

    #[test]
    fn origins_in_an_earlier_record_are_no_values() {
        let written = write(&printed(Vec::new())).replace("a_later_column", "grade_origin");
        let read = read(&written).expect("a record");
        assert!(read.records.values().all(|record| record.unknown.is_empty() && record.values.len() == 2));
    }

    #[test]
    fn notes_of_record_form_1_are_known_by_their_words() {
        let subjects = |version: u32| {
            let text = ["※ 1-1の効果額は、決算の確定を待つ見込みである。", "決算の確定を待つ。"];
            let pieces = text.map(|text| Piece { text: text.to_owned(), ..Piece::default() }).to_vec();
            let written = write(&printed(pieces)).replace("\"version\":2", &format!("\"version\":{version}"));
            let read = read(&written).expect("a record");
            read.editions[0].pieces.iter().map(|piece| piece.subject).collect::<Vec<_>>()
        };
        assert_eq!(subjects(1), [Some(Subject::AwaitedAccounts), None]);
        assert_eq!(subjects(2), [None, None]);
    }
}
