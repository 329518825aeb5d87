//! Reading .ods by streaming, in process: cells, formats, hidden rows and columns, comments, names, user-defined properties.
//!
//! Our own rather than calamine's, which lets furigana (`text:ruby`) leak into texts, fails on pretty-printed files (white space
//! between elements), and knows neither hidden rows nor number formats. Only text within `text:p` counts, its white space
//! collapsed as ODF 1.3 part 3, 6.1.2 says; repeated empty rows cost nothing, repeated cells count against the limits.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use quick_xml::events::{BytesStart, Event};

use super::limits::Limits;
use super::parts::{Parts, attribute, push_text};
use super::workbook::{Cell, Damage, Range, RangeName, Sheet, Value, Visibility, Workbook};
use crate::vocabulary::{CellAddress, cell_address};

/// Why an .ods is not read.
pub(crate) enum Failure {
    /// With a password.
    Encrypted,
    /// A Japanese sentence.
    Damaged(String),
}

/// Reads a workbook that has passed [`super::limits::preflight`].
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, Failure> {
    let damaged = |message: &str| Failure::Damaged(message.to_owned());
    let mut parts = Parts::open(bytes).ok_or_else(|| damaged("ファイルが壊れています。"))?;
    let mut encrypted = false;
    parts.walk("META-INF/manifest.xml", |event| {
        if let Event::Start(element) = &event {
            encrypted |= element.local_name().as_ref() == "encryption-data";
        }
        !encrypted
    });
    if encrypted {
        return Err(Failure::Encrypted);
    }
    let mut reader = ContentReader::new(limits);
    // Common styles first: cells name them by the same names.
    parts.walk("styles.xml", |event| reader.style_event(&event));
    let whole = parts.walk("content.xml", |event| reader.event(&event));
    let mut workbook = reader.workbook;
    if !whole {
        if workbook.sheets.is_empty() {
            return Err(damaged("シートのデータが壊れていて、読めません。"));
        }
        let message = "シートのデータが途中で壊れていて、続きを読めません。".to_owned();
        workbook.damage.push(Damage { sheet: None, cell: None, message });
    }
    let mut property: Option<(String, String)> = None;
    parts.walk("meta.xml", |event| {
        match &event {
            Event::Start(element) if element.local_name().as_ref() == "user-defined" => {
                property = attribute(element, "name").map(|name| (name, String::new()));
            }
            Event::End(element) if element.local_name().as_ref() == "user-defined" => {
                workbook.properties.extend(property.take())
            }
            event => {
                if let Some((_, value)) = &mut property {
                    push_text(value, event);
                }
            }
        }
        true
    });
    Ok(workbook)
}

/// Where in the content the reader is, and what it has gathered.
struct ContentReader {
    workbook: Workbook,
    cells_left: usize,
    text_left: usize,
    sheets_left: usize,
    /// Number formats as codes, by data style.
    codes: BTreeMap<String, Arc<str>>,
    /// Data style by cell style.
    cell_styles: BTreeMap<String, String>,
    /// Table styles that hide their sheet.
    hidden_styles: Vec<String>,
    /// The data style that is being read, with its code so far.
    style: Option<(String, String)>,
    /// The name of the style that is being read.
    style_name: Option<String>,
    /// Whether the literal text of a data style is being read.
    in_literal: bool,
    sheet: Option<Sheet>,
    /// Default cell styles by column.
    column_styles: Vec<(u32, u32, String)>,
    row: u32,
    row_repeat: u32,
    row_cells: Vec<(u32, u32, Cell, Option<String>)>,
    col: u32,
    cell: Option<CellInProgress>,
    paragraph: bool,
    annotation: Option<String>,
    /// Depth within `text:ruby-text`, whose text is furigana.
    ruby: usize,
    full: bool,
}

/// A cell that is being read.
struct CellInProgress {
    repeat: u32,
    kind: String,
    value: Option<String>,
    formula: bool,
    style: Option<String>,
    text: String,
    paragraphs: usize,
    comment: Option<String>,
    spans: (u32, u32),
}

impl ContentReader {
    fn new(limits: &Limits) -> ContentReader {
        ContentReader {
            workbook: Workbook::default(),
            cells_left: limits.cells,
            text_left: limits.text_bytes,
            sheets_left: limits.sheets,
            codes: BTreeMap::new(),
            cell_styles: BTreeMap::new(),
            hidden_styles: Vec::new(),
            style: None,
            style_name: None,
            in_literal: false,
            sheet: None,
            column_styles: Vec::new(),
            row: 0,
            row_repeat: 1,
            row_cells: Vec::new(),
            col: 0,
            cell: None,
            paragraph: false,
            annotation: None,
            ruby: 0,
            full: false,
        }
    }

    fn event(&mut self, event: &Event<'_>) -> bool {
        self.style_event(event);
        match event {
            Event::Start(element) => self.start(element),
            Event::End(element) => self.end(element.local_name().as_ref()),
            event if self.paragraph && self.ruby == 0 => {
                let mut text = String::new();
                push_text(&mut text, event);
                self.push_collapsed(&text);
            }
            _ => {}
        }
        !self.full
    }

    /// Number formats and hidden sheets: from `styles.xml` and the automatic styles of the content.
    fn style_event(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(element) => {
                let name = element.local_name();
                match name.as_ref() {
                    "number-style" | "currency-style" | "percentage-style" | "date-style" | "time-style"
                    | "text-style" => {
                        self.style = attribute(element, "name").map(|name| (name, String::new()));
                    }
                    "style" => {
                        self.style_name = attribute(element, "name");
                        if let (Some(name), Some(data)) = (&self.style_name, attribute(element, "data-style-name")) {
                            self.cell_styles.insert(name.clone(), data);
                        }
                    }
                    "table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                        self.hidden_styles.extend(self.style_name.clone());
                    }
                    "text" => self.in_literal = self.style.is_some(),
                    part => {
                        if let Some((_, code)) = &mut self.style {
                            code.push_str(&piece(part, element));
                        }
                    }
                }
            }
            Event::End(element) => match element.local_name().as_ref() {
                "number-style" | "currency-style" | "percentage-style" | "date-style" | "time-style" | "text-style" => {
                    if let Some((name, code)) = self.style.take() {
                        self.codes.insert(name, code.replace("\"\"", "").into());
                    }
                }
                "text" => self.in_literal = false,
                _ => {}
            },
            event if self.in_literal => {
                if let Some((_, code)) = &mut self.style {
                    let mut text = String::new();
                    push_text(&mut text, event);
                    if text.contains('%') {
                        code.push('%');
                    } else {
                        code.push_str(&format!("\"{}\"", text.replace('"', "")));
                    }
                }
            }
            _ => {}
        }
        true
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let number =
            |name: &str| attribute(element, name).and_then(|text| text.parse::<u32>().ok()).unwrap_or(1).max(1);
        match element.local_name().as_ref() {
            "table" if self.sheet.is_none() => {
                let mut sheet = Sheet::new(attribute(element, "name").unwrap_or_default());
                if attribute(element, "style-name").is_some_and(|style| self.hidden_styles.contains(&style)) {
                    sheet.visibility = Visibility::Hidden;
                }
                self.sheet = Some(sheet);
                (self.row, self.col) = (0, 0);
                self.column_styles.clear();
            }
            "table-column" => {
                let repeat = number("number-columns-repeated");
                let last = self.col.saturating_add(repeat).min(16_384);
                let hidden = attribute(element, "visibility").is_some_and(|at| at != "visible");
                if let Some(sheet) = self.sheet.as_mut().filter(|_| hidden) {
                    sheet.hidden_columns.extend(self.col..last);
                }
                if let Some(style) = attribute(element, "default-cell-style-name") {
                    self.column_styles.push((self.col, last, style));
                }
                self.col = last;
            }
            "table-row" => {
                self.row_repeat = number("number-rows-repeated");
                self.col = 0;
                let hidden = attribute(element, "visibility").is_some_and(|at| at != "visible");
                if let Some(sheet) = self.sheet.as_mut().filter(|_| hidden) {
                    sheet.hidden_rows.extend(self.row..self.row.saturating_add(self.row_repeat.min(10_000)));
                }
            }
            "table-cell" | "covered-table-cell" => {
                let value =
                    ["value", "date-value", "time-value", "boolean-value", "string-value"].iter().find_map(|name| {
                        attribute(element, name)
                            .filter(|_| *name != "value" || attribute(element, "value-type").is_some())
                    });
                self.cell = Some(CellInProgress {
                    repeat: number("number-columns-repeated"),
                    kind: attribute(element, "value-type").unwrap_or_default(),
                    value,
                    formula: attribute(element, "formula").is_some(),
                    style: attribute(element, "style-name"),
                    text: String::new(),
                    paragraphs: 0,
                    comment: None,
                    spans: (number("number-rows-spanned"), number("number-columns-spanned")),
                });
            }
            "annotation" if self.cell.is_some() => self.annotation = Some(String::new()),
            "p" | "h" if self.cell.is_some() => {
                self.paragraph = true;
                if self.annotation.is_none()
                    && let Some(cell) = &mut self.cell
                {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "s" if self.paragraph => {
                let spaces = number("c").min(1000) as usize;
                self.push(&" ".repeat(spaces));
            }
            "tab" if self.paragraph => self.push("\t"),
            "line-break" if self.paragraph => self.push("\n"),
            "ruby-text" => self.ruby += 1,
            "named-range" => {
                let name = attribute(element, "name").zip(attribute(element, "cell-range-address"));
                self.workbook.names.extend(name.and_then(|(name, address)| range_name(&name, &address)));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "ruby-text" => self.ruby = self.ruby.saturating_sub(1),
            "p" | "h" => {
                self.paragraph = false;
                // Collapsed white space at the end of a paragraph is nothing.
                if self.annotation.is_none()
                    && let Some(cell) = &mut self.cell
                    && cell.text.ends_with(COLLAPSED)
                {
                    cell.text.pop();
                }
            }
            "annotation" => {
                if let (Some(cell), Some(text)) = (&mut self.cell, self.annotation.take()) {
                    cell.comment = Some(text.replace(COLLAPSED, " "));
                }
            }
            "table-cell" | "covered-table-cell" => self.end_cell(),
            "table-row" => self.end_row(),
            "table" => {
                if let Some(sheet) = self.sheet.take() {
                    if self.sheets_left == 0 {
                        self.full = true;
                        return;
                    }
                    self.sheets_left -= 1;
                    self.workbook.sheets.push(sheet);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(annotation) = &mut self.annotation {
            annotation.push_str(text);
        } else if let Some(cell) = &mut self.cell
            && cell.text.len() + text.len() <= self.text_left
        {
            cell.text.push_str(text);
        }
    }

    /// Adds running text: white space collapsed to one space, none at the start of a paragraph.
    fn push_collapsed(&mut self, text: &str) {
        let mut collapsed = String::with_capacity(text.len());
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n') {
                let before = collapsed.chars().next_back().or_else(|| {
                    let so_far = self.annotation.as_deref().or(self.cell.as_ref().map(|cell| cell.text.as_str()));
                    so_far.and_then(|text| text.chars().next_back())
                });
                if before.is_some_and(|c| c != COLLAPSED && c != '\n') {
                    collapsed.push(COLLAPSED);
                }
            } else {
                collapsed.push(c);
            }
        }
        self.push(&collapsed);
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let at = self.col;
        self.col = self.col.saturating_add(cell.repeat);
        let style = cell.style.clone().or_else(|| {
            self.column_styles
                .iter()
                .find(|(first, last, _)| (*first..*last).contains(&at))
                .map(|(_, _, style)| style.clone())
        });
        let code = style.and_then(|style| self.cell_styles.get(&style)).and_then(|data| self.codes.get(data)).cloned();
        let text = cell.text.replace(COLLAPSED, " ");
        let number =
            || cell.value.as_deref().and_then(|value| value.trim().parse::<f64>().ok()).filter(|at| at.is_finite());
        let general = || code.clone().unwrap_or_else(|| "General".into());
        let (value, format) = match cell.kind.as_str() {
            "float" | "currency" => (number().map(Value::Number), general()),
            "percentage" => (number().map(Value::Number), code.clone().unwrap_or_else(|| "0%".into())),
            "date" => {
                let day = cell.value.as_deref().and_then(|iso| iso.get(..10)).and_then(|iso| iso.parse::<Date>().ok());
                match day.and_then(serial) {
                    Some(serial) => {
                        let dated = code.clone().filter(|code| super::normalize::date::is_date_format(code));
                        (Some(Value::Number(serial)), dated.unwrap_or_else(|| "yyyy-mm-dd".into()))
                    }
                    None => (cell.value.clone().map(Value::Date), general()),
                }
            }
            "boolean" => (cell.value.as_deref().map(|value| Value::Bool(value == "true")), general()),
            "error" => (Some(Value::Error(text.clone())), general()),
            _ => {
                // #REF! and Err:502 are shown as text of a formula.
                let error = cell.formula && (text.starts_with('#') || text.starts_with("Err:"));
                let text = if text.is_empty() { cell.value.clone().unwrap_or_default() } else { text.clone() };
                let value = if error { Value::Error(text) } else { Value::Text(text) };
                (Some(value).filter(|value| !matches!(value, Value::Text(text) if text.is_empty())), general())
            }
        };
        let value =
            value.or_else(|| (cell.formula && cell.kind.is_empty() && text.is_empty()).then_some(Value::Uncached));
        if cell.spans != (1, 1)
            && let Some(sheet) = &mut self.sheet
            && sheet.merged.len() < 50_000
        {
            let last = CellAddress::new(
                self.row.saturating_add(cell.spans.0 - 1).min(1_048_575),
                at.saturating_add(cell.spans.1 - 1).min(16_383),
            );
            sheet.merged.push(Range { first: CellAddress::new(self.row, at), last });
        }
        if let Some(value) = value {
            self.row_cells.push((at, cell.repeat, Cell { value, format, formula: cell.formula }, cell.comment));
        } else if let (Some(comment), Some(sheet)) = (cell.comment, &mut self.sheet) {
            sheet.comments.insert(CellAddress::new(self.row, at), comment);
        }
    }

    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.row_cells);
        let rows = if cells.is_empty() { 0 } else { self.row_repeat };
        let Some(sheet) = &mut self.sheet else { return };
        'rows: for row in self.row..self.row.saturating_add(rows) {
            for (col, repeat, cell, comment) in &cells {
                for col in *col..col.saturating_add(*repeat) {
                    let size = if let Value::Text(text) = &cell.value { text.len() } else { 0 };
                    if self.cells_left == 0 || self.text_left < size || row >= 1_048_576 || col >= 16_384 {
                        self.workbook.damage.push(Damage {
                            sheet: Some(sheet.name.clone()),
                            cell: Some(CellAddress::new(row.min(1_048_575), col.min(16_383))),
                            message: "セルの数または文字の量が多すぎるため、ここから先を読みません。".to_owned(),
                        });
                        self.full = true;
                        break 'rows;
                    }
                    self.cells_left -= 1;
                    self.text_left -= size;
                    let at = CellAddress::new(row, col);
                    sheet.cells.insert(at, cell.clone());
                    if let Some(comment) = comment {
                        sheet.comments.insert(at, comment.clone());
                    }
                }
            }
        }
        self.row = self.row.saturating_add(self.row_repeat);
        if self.full {
            self.workbook.sheets.extend(self.sheet.take());
        }
    }
}

/// Stands for a space that came of collapsing, until the paragraph ends: it vanishes at the end, a typed one does not.
const COLLAPSED: char = '\u{E000}';

/// A piece of a number format's code.
fn piece(part: &str, element: &BytesStart<'_>) -> String {
    let long = attribute(element, "style").as_deref() == Some("long");
    match part {
        "number" => {
            let decimals =
                attribute(element, "decimal-places").and_then(|at| at.parse::<usize>().ok()).unwrap_or(0).min(20);
            let mut code =
                if attribute(element, "grouping").as_deref() == Some("true") { "#,##0" } else { "0" }.to_owned();
            if decimals > 0 {
                code.push('.');
                code.push_str(&"0".repeat(decimals));
            }
            // 1000 shows thousands, 1000000 millions.
            let factor = attribute(element, "display-factor").and_then(|at| at.parse::<f64>().ok()).unwrap_or(1.0);
            let thousands = if factor >= 999_999.0 { 2 } else { usize::from(factor >= 999.0) };
            code.push_str(&",".repeat(thousands));
            code
        }
        "era" => if long { "ggg" } else { "g" }.to_owned(),
        "year" if attribute(element, "calendar").as_deref() == Some("gengou") => "e".to_owned(),
        "year" => if long { "yyyy" } else { "yy" }.to_owned(),
        "month" => if long { "mm" } else { "m" }.to_owned(),
        "day" => if long { "dd" } else { "d" }.to_owned(),
        "day-of-week" => if long { "aaaa" } else { "aaa" }.to_owned(),
        "hours" => "h".to_owned(),
        "minutes" => "mm".to_owned(),
        "seconds" => "ss".to_owned(),
        _ => String::new(),
    }
}

/// The serial number of a day in the 1900 date system.
fn serial(day: Date) -> Option<f64> {
    let days = (day - Date::constant(1899, 12, 30)).get_days();
    (days > 60).then(|| f64::from(days))
}

/// A named range: `$'入力 (2)'.$H$9:.$H$20`, `$入力.$C$5`.
fn range_name(name: &str, address: &str) -> Option<RangeName> {
    let (first, last) = match address.rsplit_once(':') {
        Some((first, last)) => (first, Some(last)),
        None => (address, None),
    };
    let (sheet, cell) = first.rsplit_once('.')?;
    let sheet = sheet.trim_start_matches('$');
    let sheet = sheet.strip_prefix('\'').and_then(|sheet| sheet.strip_suffix('\'')).unwrap_or(sheet).replace("''", "'");
    let first = cell_address(cell)?;
    let last = match last {
        Some(last) => cell_address(last.rsplit('.').next()?)?,
        None => first,
    };
    (first.row <= last.row && first.col <= last.col).then(|| RangeName {
        name: name.to_owned(),
        sheet,
        range: Range { first, last },
    })
}
