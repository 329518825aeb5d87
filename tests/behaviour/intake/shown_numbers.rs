//! What is accepted as an amount is what the sheet shows: a table of digits × spaces × line breaks × marks × units, in four containers.

use std::fmt::Write as _;

use kaikaku::contract::Entry;
use kaikaku::intake::{FileReading, Options, read_bytes};
use kaikaku::vocabulary::{Amount, EffectKind, EffectTerm};

use super::container::{Laid, zip};
use super::plan;

/// What must come of a text in a cell for an amount in 千円.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Yen(i64),
    NotApplicable,
    Blank,
    Returned,
}

use Expected::{Blank, NotApplicable, Returned, Yen};

const TEXTS: [(&str, Expected); 62] = [
    ("120", Yen(120_000)),
    ("１２０", Yen(120_000)),
    ("1,200", Yen(1_200_000)),
    ("１，２００", Yen(1_200_000)),
    ("1 200", Yen(1_200_000)),
    ("1\u{A0}200", Yen(1_200_000)),
    (" 120 ", Yen(120_000)),
    ("　120　", Yen(120_000)),
    ("▲120", Yen(-120_000)),
    ("△１２０", Yen(-120_000)),
    ("-120", Yen(-120_000)),
    ("－120", Yen(-120_000)),
    ("−120", Yen(-120_000)),
    ("+120", Yen(120_000)),
    ("0", Yen(0)),
    ("120千円", Yen(120_000)),
    ("12万円", Yen(120_000)),
    ("1億円", Yen(100_000_000)),
    ("1億2,000万円", Yen(120_000_000)),
    ("3百万円", Yen(3_000_000)),
    ("120,000円", Yen(120_000)),
    ("1.5百万円", Yen(1_500_000)),
    ("―", NotApplicable),
    ("該当なし", NotApplicable),
    ("", Blank),
    ("　", Blank),
    ("120\n80", Returned),
    ("120\r\n80", Returned),
    ("120\n\n80", Returned),
    ("120 80", Returned),
    ("120　80", Returned),
    ("120　430", Returned),
    ("120\t80", Returned),
    ("1200 300", Returned),
    ("1 2", Returned),
    ("12 0", Returned),
    ("1, 200", Returned),
    ("①120", Returned),
    ("120①", Returned),
    ("②80", Returned),
    ("⑴120", Returned),
    ("㈠120", Returned),
    ("❶120", Returned),
    ("Ⅰ120", Returned),
    ("120²", Returned),
    ("120₁", Returned),
    ("120※1", Returned),
    ("120(80)", Returned),
    ("120（前年80）", Returned),
    ("120/80", Returned),
    ("120・80", Returned),
    ("120、80", Returned),
    ("120→80", Returned),
    ("120～130", Returned),
    ("約120", Returned),
    ("120程度", Returned),
    ("1.200", Returned),
    ("120.0", Returned),
    ("1,20", Returned),
    ("¥120", Returned),
    ("120件", Returned),
    ("〃", Returned),
];

/// The sample's action items, one a row.
fn ids() -> Vec<String> {
    plan().actions().map(|(_, action)| action.id.key()).collect()
}

const HEADS: [(u32, &str); 5] =
    [(0, "No."), (1, "実践項目"), (2, "実績"), (3, "進捗区分"), (4, "歳出減（継続）（千円）")];
const COVER: [(u32, &str); 6] =
    [(0, "部署"), (1, "総務部行政監理室"), (5, "年度"), (6, "令和2年度"), (8, "時期"), (9, "年度末")];

fn xlsx() -> Vec<u8> {
    let mut laid = Laid::default();
    for (col, text) in COVER {
        laid = laid.text(0, col, text);
    }
    for (col, text) in HEADS {
        laid = laid.text(2, col, text);
    }
    for (row, ((text, _), id)) in (3..).zip(TEXTS.iter().zip(ids())) {
        laid = laid.text(row, 0, &id).text(row, 2, "した。");
        if !text.is_empty() {
            laid = laid.text(row, 4, text);
        }
    }
    laid.xlsx()
}

fn ods() -> Vec<u8> {
    let cell = |text: &str| {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        let lines = escaped.replace("\r\n", "\n").replace('\t', "<text:tab/>").replace(' ', "<text:s/>");
        let paragraphs: String = lines.split('\n').map(|line| format!("<text:p>{line}</text:p>")).collect();
        match text {
            "" => "<table:table-cell/>".to_owned(),
            _ => format!(r#"<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>"#),
        }
    };
    let row = |cells: &[(u32, &str)]| {
        let mut row = String::from("<table:table-row>");
        for col in 0..10 {
            row.push_str(&cell(cells.iter().find(|(at, _)| *at == col).map_or("", |(_, text)| *text)));
        }
        row + "</table:table-row>"
    };
    let mut rows = row(&COVER) + &row(&[]) + &row(&HEADS);
    for ((text, _), id) in TEXTS.iter().zip(ids()) {
        rows.push_str(&row(&[(0, &id), (2, "した。"), (4, text)]));
    }
    let content = format!(
        r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest/>"),
    ])
}

fn amount(entry: &Entry) -> Expected {
    match entry.money(EffectKind::Saving, EffectTerm::Recurring).map(|amount| amount.value) {
        Some(Amount::Value(yen)) => Yen(yen.0),
        Some(Amount::NotApplicable) => NotApplicable,
        Some(Amount::Blank) | None if entry.rejected().is_empty() => Blank,
        Some(Amount::Blank) | None => Returned,
    }
}

fn assert_all(reading: &FileReading, container: &str) {
    let mut wrong = String::new();
    assert_eq!(reading.submissions.len(), 1, "{container}\n{}", super::lines(&reading.findings));
    for ((text, expected), id) in TEXTS.iter().zip(ids()) {
        let entry = reading.submissions[0].entries.iter().find(|entry| entry.action.value.key() == id);
        let read = entry.map(|entry| amount(entry));
        if read != Some(*expected) {
            writeln!(wrong, "{container} {text:?}: {read:?}, not {expected:?}").expect("a string");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn texts_in_amounts_are_one_number_or_go_back() {
    let plan = plan();
    for (name, bytes) in [("表.xlsx", xlsx()), ("表.ods", ods())] {
        assert_all(&read_bytes(&plan, name, &bytes, &Options::default()), name);
    }
}
