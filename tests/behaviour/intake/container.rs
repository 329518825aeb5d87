//! Workbooks made part by part, for what no program writes: broken, lying and odd ones.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A container of the given parts.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, bytes) in parts {
        zip.start_file(*name, options).expect("an entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="入力" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

/// Number formats of the cell styles 0, 1, 2 … of [`xlsx`].
pub(crate) const FORMATS: [&str; 8] = [
    "General",
    "#,##0,",
    "#,##0\"百万円\"",
    "m\"月\"d\"日\"",
    "[$-411]ggge\"年\"m\"月\"d\"日\"",
    "[$-411]ggge\"年度\"",
    "0%",
    "mmm\\-yy",
];

fn styles() -> String {
    let formats: String = FORMATS
        .iter()
        .enumerate()
        .map(|(i, code)| format!(r#"<numFmt numFmtId="{}" formatCode="{}"/>"#, 164 + i, code.replace('"', "&quot;")))
        .collect();
    let xfs: String = (0..FORMATS.len()).map(|i| format!(r#"<xf numFmtId="{}"/>"#, 164 + i)).collect();
    format!(
        r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>{formats}</numFmts><cellXfs>{xfs}</cellXfs></styleSheet>"#
    )
}

/// A workbook whose one sheet 入力 has that XML, with further parts.
pub(crate) fn xlsx_with(sheet: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let styles = styles();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    parts.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    parts.extend(more);
    zip(&parts)
}

/// A sheet's XML around its rows; `before` and `after` stand around `sheetData`.
pub(crate) fn sheet_xml(before: &str, rows: &str, after: &str) -> Vec<u8> {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{before}<sheetData>{rows}</sheetData>{after}</worksheet>"#
    )
    .into_bytes()
}

/// A cell for [`Grid`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Laid {
    rows: std::collections::BTreeMap<u32, std::collections::BTreeMap<u32, String>>,
    hidden_rows: Vec<u32>,
    hidden_columns: Vec<u32>,
    merges: Vec<String>,
}

fn letters(col: u32) -> String {
    kaikaku::vocabulary::column_letters(col)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Laid {
    /// A text.
    pub(crate) fn text(mut self, row: u32, col: u32, text: &str) -> Laid {
        let at = format!("{}{}", letters(col), row + 1);
        let xml = format!(r#"<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#, escape(text));
        self.rows.entry(row).or_default().insert(col, xml);
        self
    }

    /// A number with one of [`FORMATS`].
    pub(crate) fn number(mut self, row: u32, col: u32, number: f64, style: usize) -> Laid {
        let at = format!("{}{}", letters(col), row + 1);
        self.rows.entry(row).or_default().insert(col, format!(r#"<c r="{at}" s="{style}"><v>{number}</v></c>"#));
        self
    }

    /// A cell as it stands in the XML, without its address: `t="e"><v>#REF!</v>`.
    pub(crate) fn raw(mut self, row: u32, col: u32, rest: &str) -> Laid {
        let at = format!("{}{}", letters(col), row + 1);
        self.rows.entry(row).or_default().insert(col, format!(r#"<c r="{at}" {rest}</c>"#));
        self
    }

    /// Nothing.
    pub(crate) fn without(mut self, row: u32, col: u32) -> Laid {
        self.rows.entry(row).or_default().remove(&col);
        self
    }

    /// A merged range.
    pub(crate) fn merge(mut self, range: &str) -> Laid {
        self.merges.push(format!(r#"<mergeCell ref="{range}"/>"#));
        self
    }

    /// A hidden row.
    pub(crate) fn hide_row(mut self, row: u32) -> Laid {
        self.hidden_rows.push(row);
        self
    }

    /// A hidden column.
    pub(crate) fn hide_column(mut self, col: u32) -> Laid {
        self.hidden_columns.push(col);
        self
    }

    /// The XML of the sheet.
    pub(crate) fn xml(&self) -> Vec<u8> {
        let cols: String = self
            .hidden_columns
            .iter()
            .map(|col| format!(r#"<col min="{0}" max="{0}" width="8" hidden="1"/>"#, col + 1))
            .collect();
        let before = if cols.is_empty() { String::new() } else { format!("<cols>{cols}</cols>") };
        let rows: String = self
            .rows
            .iter()
            .map(|(row, cells)| {
                let hidden = if self.hidden_rows.contains(row) { r#" hidden="1""# } else { "" };
                format!(r#"<row r="{}"{hidden}>{}</row>"#, row + 1, cells.values().cloned().collect::<String>())
            })
            .collect();
        let after = if self.merges.is_empty() {
            String::new()
        } else {
            format!("<mergeCells>{}</mergeCells>", self.merges.concat())
        };
        sheet_xml(&before, &rows, &after)
    }

    /// The workbook.
    pub(crate) fn xlsx(&self) -> Vec<u8> {
        xlsx_with(&self.xml(), &[])
    }
}

/// A form without any sign of ours but its labels, as a department might have retyped it: one row, for action item 1-1.
///
/// Cover in rows 1 and 2, heads in row 4, the entry in row 5: A No., B 実践項目, C 実績（工程）, D 実績, E 進捗区分, F 歳入増（単年度）, G 課題.
pub(crate) fn retyped() -> Laid {
    let heads = ["No.", "実践項目", "実績（工程）", "実績", "進捗区分", "歳入増（単年度）（千円）", "課題"];
    let mut laid = Laid::default()
        .text(0, 0, "部署")
        .text(0, 1, "総務部行政監理室")
        .text(0, 3, "年度")
        .text(0, 4, "令和２年度")
        .text(1, 0, "時期")
        .text(1, 1, "年度末")
        .text(1, 3, "提出日")
        .text(1, 4, "R3.5.10");
    for (col, head) in (0..).zip(heads) {
        laid = laid.text(3, col, head);
    }
    let cells = ["1-1", "広告料収入の拡大", "実施", "広告を集めた。", "○", "1,200", "特になし"];
    for (col, text) in (0..).zip(cells) {
        laid = laid.text(4, col, text);
    }
    laid
}
