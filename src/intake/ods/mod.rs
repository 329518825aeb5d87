//! Reading .ods by streaming, in process: cells, formats, hidden rows and columns, comments, names, user-defined properties.
//!
//! Our own rather than calamine's, which lets furigana (`text:ruby`) leak into texts, fails on pretty-printed files (white space
//! between elements), and knows neither hidden rows nor number formats. Only text within `text:p` counts, its white space
//! collapsed as ODF 1.3 part 3, 6.1.2 says; repeated empty rows cost nothing, repeated cells count against the limits.

mod controls;
mod kept_text;
mod styles;

use std::collections::HashMap;

use jiff::civil::Date;
use quick_xml::events::{BytesStart, Event};

use self::controls::Controls;
use self::styles::Styles;
use super::different_look::DifferentLook;
use super::limits::{Budget, Exceeded, Limits};
use super::looks::{CellStyle, Font, Run, Source, add_run, dressed};
use super::normalize::format;
use super::notes::Notes;
use super::package::{Package, attribute, push_text};
use super::rules::{self, Places, Rule, Rules, places};
use super::workbook::{
    Cell, Damage, DamageKind, Overlay, OverlayKind, Range, RangeName, Sheet, Value, Visibility, Workbook,
};
use crate::vocabulary::{CellAddress, cell_address};

/// Why an .ods is not read.
pub(crate) enum Failure {
    /// With a password.
    Encrypted,
    /// A Japanese sentence.
    Damaged(String),
}

/// Reads a workbook that has passed [`Package::open`].
pub(crate) fn read(package: &Package, limits: &Limits) -> Result<Workbook, Failure> {
    let damaged = |message: &str| Failure::Damaged(message.to_owned());
    let mut encrypted = false;
    package.walk("META-INF/manifest.xml", |event| {
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
    package.walk("styles.xml", |event| reader.styles.event(&event));
    let whole = package.walk("content.xml", |event| reader.event(&event));
    let mut workbook = reader.workbook;
    if !whole {
        if workbook.sheets.is_empty() {
            return Err(damaged("シートのデータが壊れていて、読めません。"));
        }
        let message = "シートのデータが途中で壊れていて、続きを読めません。";
        workbook.damage.push(Damage::broken(None, None, message));
    }
    if hides_zeros(package) {
        workbook.sheets.iter_mut().for_each(rules::hide_zeros);
    }
    let mut property: Option<(String, String)> = None;
    package.walk("meta.xml", |event| {
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

/// Whether a view of the document shows no zeros.
fn hides_zeros(package: &Package) -> bool {
    let (mut is_item, mut hides) = (false, false);
    package.walk("settings.xml", |event| {
        match &event {
            Event::Start(element) => {
                is_item = attribute(element, "name").is_some_and(|name| name == "ShowZeroValues");
            }
            Event::End(_) => is_item = false,
            event if is_item => {
                let mut text = String::new();
                push_text(&mut text, event);
                hides |= text.trim() == "false";
            }
            _ => {}
        }
        true
    });
    hides
}

/// Where in the content the reader is, and what it has gathered.
struct ContentReader {
    workbook: Workbook,
    budget: Budget,
    text_left: usize,
    sheets_left: usize,
    styles: Styles,
    /// Looks of cells by the names of their styles.
    looks: HashMap<String, CellStyle>,
    sheet: Option<Sheet>,
    table_style: String,
    /// The cells of the conditional format that is read.
    ruled: Places,
    /// Conditional formats of the sheet that show a symbol or a bar alone.
    rules: Rules,
    /// The groups of rows and of columns around what is read: whether each is folded.
    folded: (Vec<bool>, Vec<bool>),
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
    /// Depth within shapes over the sheet, and the text of the outermost.
    shapes: usize,
    shape: String,
    /// The controls of the sheet, and whether its forms are read.
    controls: Controls,
    in_forms: bool,
    /// Styles of the spans around the text that is being read.
    spans: Vec<Option<String>>,
    full: bool,
}

/// A cell that is being read.
struct CellInProgress {
    repeat: u32,
    kind: String,
    value: Option<String>,
    source: Source,
    style: Option<String>,
    text: String,
    /// The same text by its looks.
    runs: Vec<Run>,
    paragraphs: usize,
    comment: Notes,
    spans: (u32, u32),
    /// `office:string-value`, which is the value of a text cell for some programs.
    string: Option<String>,
}

/// The elements that lie over a sheet.
const SHAPES: [&str; 13] = [
    "frame",
    "custom-shape",
    "rect",
    "ellipse",
    "circle",
    "polygon",
    "polyline",
    "path",
    "caption",
    "line",
    "connector",
    "measure",
    "g",
];
/// Shapes that are seen without text.
const DRAWN: [&str; 10] =
    ["line", "connector", "measure", "rect", "ellipse", "circle", "custom-shape", "polyline", "polygon", "path"];

/// Overlays of a sheet that are kept.
const MOST_OVERLAYS: usize = 1_000;

impl ContentReader {
    fn new(limits: &Limits) -> ContentReader {
        ContentReader {
            workbook: Workbook::default(),
            budget: Budget::new(limits),
            text_left: limits.text_bytes,
            sheets_left: limits.sheets,
            styles: Styles::default(),
            looks: HashMap::new(),
            sheet: None,
            table_style: String::new(),
            ruled: Some(Vec::new()),
            rules: Rules::default(),
            folded: (Vec::new(), Vec::new()),
            column_styles: Vec::new(),
            row: 0,
            row_repeat: 1,
            row_cells: Vec::new(),
            col: 0,
            cell: None,
            paragraph: false,
            annotation: None,
            ruby: 0,
            shapes: 0,
            shape: String::new(),
            controls: Controls::default(),
            in_forms: false,
            spans: Vec::new(),
            full: false,
        }
    }

    fn event(&mut self, event: &Event<'_>) -> bool {
        if self.sheet.is_none() {
            self.styles.event(event);
        }
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

    fn start(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "forms" if self.sheet.is_some() => self.in_forms = true,
            _ if self.in_forms => self.controls.start(element),
            "control" if self.sheet.is_some() => {
                let shown = attribute(element, "control").and_then(|id| self.controls.shown(&id));
                if let Some((kind, text)) = shown {
                    self.overlay(kind, text);
                }
            }
            "table" if self.sheet.is_none() => {
                let mut sheet = Sheet::new(attribute(element, "name").unwrap_or_default());
                self.table_style = attribute(element, "style-name").unwrap_or_default();
                if self.styles.hides(&self.table_style) {
                    sheet.visibility = Visibility::Hidden;
                }
                self.sheet = Some(sheet);
                (self.row, self.col) = (0, 0);
                self.folded = (Vec::new(), Vec::new());
                self.column_styles.clear();
            }
            "table-column" => self.start_column(element),
            "table-row-group" => self.folded.0.push(attribute(element, "display").as_deref() == Some("false")),
            "table-column-group" => self.folded.1.push(attribute(element, "display").as_deref() == Some("false")),
            "table-row" => {
                self.row_repeat = number(element, "number-rows-repeated");
                self.col = 0;
                let flat = attribute(element, "style-name").is_some_and(|name| self.styles.is_flat("table-row", &name));
                let hidden = flat
                    || self.folded.0.iter().any(|folded| *folded)
                    || attribute(element, "visibility").is_some_and(|at| at != "visible");
                if let Some(sheet) = self.sheet.as_mut().filter(|_| hidden) {
                    sheet.hidden_rows.extend(self.row..self.row.saturating_add(self.row_repeat.min(10_000)));
                }
            }
            "table-cell" | "covered-table-cell" if self.shapes == 0 => self.start_cell(element),
            name if self.sheet.is_some() && self.annotation.is_none() && SHAPES.contains(&name) => {
                if self.shapes == 0 {
                    self.shape.clear();
                }
                self.shapes += 1;
            }
            "image" if self.shapes > 0 => self.overlay(OverlayKind::Picture, String::new()),
            "annotation" if self.cell.is_some() && self.shapes == 0 => self.annotation = Some(String::new()),
            "p" | "h" if self.cell.is_some() || self.shapes > 0 => self.start_paragraph(),
            "span" if self.paragraph => self.spans.push(attribute(element, "style-name")),
            "s" if self.paragraph => {
                let spaces = number(element, "c").min(1000) as usize;
                self.push(&" ".repeat(spaces));
            }
            "tab" if self.paragraph => self.push("\t"),
            "line-break" if self.paragraph => self.push("\n"),
            "ruby-text" => self.ruby += 1,
            "conditional-format" => {
                let ranges = attribute(element, "target-range-address").unwrap_or_default();
                self.ruled = places(addresses(&ranges).map(|range| Some(range_name("", range)?.range)));
            }
            "formatting-entry" | "data-bar" | "icon-set"
                if attribute(element, "show-value").as_deref() == Some("false") =>
            {
                // Once a conditional format, however many entries it has.
                let ruled = self.ruled.replace(Vec::new());
                self.rules.add(&ruled, &Rule { look: DifferentLook::symbol_alone(), ..Rule::default() });
            }
            "named-range" => {
                let name = attribute(element, "name").zip(attribute(element, "cell-range-address"));
                self.workbook.names.extend(name.and_then(|(name, address)| range_name(&name, &address)));
            }
            _ => {}
        }
    }

    fn start_column(&mut self, element: &BytesStart<'_>) {
        let last = self.col.saturating_add(number(element, "number-columns-repeated")).min(16_384);
        let flat = attribute(element, "style-name").is_some_and(|name| self.styles.is_flat("table-column", &name));
        let hidden = flat
            || self.folded.1.iter().any(|folded| *folded)
            || attribute(element, "visibility").is_some_and(|at| at != "visible");
        if let Some(sheet) = self.sheet.as_mut().filter(|_| hidden) {
            sheet.hidden_columns.extend(self.col..last);
        }
        if let Some(style) = attribute(element, "default-cell-style-name") {
            self.column_styles.push((self.col, last, style));
        }
        self.col = last;
    }

    fn start_cell(&mut self, element: &BytesStart<'_>) {
        let value = ["value", "date-value", "time-value", "boolean-value", "string-value"].iter().find_map(|name| {
            attribute(element, name).filter(|_| *name != "value" || attribute(element, "value-type").is_some())
        });
        self.cell = Some(CellInProgress {
            repeat: number(element, "number-columns-repeated"),
            kind: attribute(element, "value-type").unwrap_or_default(),
            value,
            source: attribute(element, "formula").map_or_else(Source::default, |formula| Source::of_formula(&formula)),
            style: attribute(element, "style-name"),
            text: String::new(),
            runs: Vec::new(),
            paragraphs: 0,
            comment: Notes::default(),
            spans: (number(element, "number-rows-spanned"), number(element, "number-columns-spanned")),
            string: attribute(element, "string-value"),
        });
    }

    fn start_paragraph(&mut self) {
        self.paragraph = true;
        self.spans.clear();
        if self.annotation.is_some() {
            return;
        }
        if self.shapes > 0 {
            if !self.shape.is_empty() {
                self.shape.push('\n');
            }
        } else if let Some(cell) = &mut self.cell {
            cell.paragraphs += 1;
            if cell.paragraphs > 1 {
                self.push("\n");
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "forms" => self.in_forms = false,
            _ if self.in_forms => {}
            "ruby-text" => self.ruby = self.ruby.saturating_sub(1),
            "table-row-group" => drop(self.folded.0.pop()),
            "table-column-group" => drop(self.folded.1.pop()),
            "span" => {
                self.spans.pop();
            }
            "p" | "h" => {
                self.paragraph = false;
                // Collapsed white space at the end of a paragraph is nothing.
                if self.annotation.is_none()
                    && self.shapes == 0
                    && let Some(cell) = &mut self.cell
                    && cell.text.ends_with(COLLAPSED)
                {
                    cell.text.pop();
                    if let Some(run) = cell.runs.last_mut() {
                        run.text.pop();
                    }
                }
            }
            "annotation" => {
                if let (Some(cell), Some(text)) = (&mut self.cell, self.annotation.take()) {
                    cell.comment.add(text.replace(COLLAPSED, " "));
                }
            }
            name if self.shapes > 0 && SHAPES.contains(&name) => {
                self.shapes -= 1;
                let text = std::mem::take(&mut self.shape).replace(COLLAPSED, " ");
                match text.trim() {
                    "" if DRAWN.contains(&name) => self.overlay(OverlayKind::Drawn, String::new()),
                    "" => {}
                    text => self.overlay(OverlayKind::Shape, text.to_owned()),
                }
            }
            "table-cell" | "covered-table-cell" if self.shapes == 0 => self.end_cell(),
            "table-row" if self.shapes == 0 => self.end_row(),
            "table" if self.shapes == 0 => self.end_sheet(),
            _ => {}
        }
    }

    fn end_sheet(&mut self) {
        let Some(mut sheet) = self.sheet.take() else { return };
        (self.controls, self.in_forms) = (Controls::default(), false);
        std::mem::take(&mut self.rules).mark(&mut sheet, |_| None);
        if self.sheets_left == 0 {
            self.full = true;
            let exceeded = Exceeded::sheets(None, self.workbook.sheets.len());
            self.workbook.damage.push(Damage::limit(None, None, exceeded));
            return;
        }
        self.sheets_left -= 1;
        let mut headers: Vec<String> =
            self.styles.headers(&self.table_style).flat_map(|text| super::looks::header_text(text)).collect();
        headers.dedup();
        let headers = headers.into_iter().map(|text| Overlay { kind: OverlayKind::Header, anchor: None, text });
        sheet.overlays.extend(headers);
        self.workbook.sheets.push(sheet);
    }

    /// Adds something that lies over the sheet, at the cell that holds it.
    fn overlay(&mut self, kind: OverlayKind, text: String) {
        let anchor = self.cell.as_ref().map(|_| CellAddress::new(self.row, self.col));
        if let Some(sheet) = self.sheet.as_mut().filter(|sheet| sheet.overlays.len() < MOST_OVERLAYS) {
            sheet.overlays.push(Overlay { kind, anchor, text });
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(annotation) = &mut self.annotation {
            annotation.push_str(text);
        } else if self.shapes > 0 {
            if self.shape.len() + text.len() <= self.text_left {
                self.shape.push_str(text);
            }
        } else if self.cell.as_ref().is_some_and(|cell| cell.text.len() + text.len() <= self.text_left) {
            let span = self.spans.iter().rev().find_map(|span| span.clone());
            let font = span.map(|span| {
                let style = self.cell.as_ref().and_then(|cell| cell.style.clone());
                let cell = style.map_or_else(Font::default, |style| self.look(&style).font);
                self.styles.span(&span, cell)
            });
            if let Some(cell) = &mut self.cell {
                cell.text.push_str(text);
                add_run(&mut cell.runs, text, font);
            }
        }
    }

    /// The look of a cell style, resolved once.
    fn look(&mut self, name: &str) -> &CellStyle {
        if !self.looks.contains_key(name) {
            let style = self.styles.cell(name);
            self.looks.insert(name.to_owned(), style);
        }
        &self.looks[name]
    }

    /// Adds running text: white space collapsed to one space, none at the start of a paragraph.
    fn push_collapsed(&mut self, text: &str) {
        let mut collapsed = String::with_capacity(text.len());
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\r' | '\n') {
                let before = collapsed.chars().next_back().or_else(|| {
                    let in_cell = self.cell.as_ref().map(|cell| cell.text.as_str());
                    let so_far = match self.shapes {
                        0 => self.annotation.as_deref().or(in_cell),
                        _ => Some(self.shape.as_str()),
                    };
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
        let mut style = style.map_or_else(CellStyle::default, |style| self.look(&style).clone());
        let format = style.format.clone();
        let value = value(&cell, &mut style);
        if cell.spans != (1, 1)
            && let Some(sheet) = &mut self.sheet
            && sheet.merged.len() < 50_000
            // Repeated rows may lead beyond the sheet.
            && (self.row < 1_048_576 && at < 16_384)
        {
            let last = CellAddress::new(
                self.row.saturating_add(cell.spans.0 - 1).min(1_048_575),
                at.saturating_add(cell.spans.1 - 1).min(16_383),
            );
            sheet.merged.push(Range { first: CellAddress::new(self.row, at), last });
        }
        if let Some(value) = value {
            let mut runs = cell.runs;
            runs.iter_mut().for_each(|run| run.text = run.text.replace(COLLAPSED, " "));
            let rich = runs.iter().any(|run| run.font.is_some());
            // LibreOffice shows 太郎様 of 太郎 under `@"様"`.
            let is_other = |kept: &str| {
                says_otherwise(kept, &cell.text) && says_otherwise(&format::text_view(kept, &format), &cell.text)
            };
            let contradicted = cell.string.as_deref().is_some_and(is_other)
                || kept_text::contradicts(&cell.text.replace(COLLAPSED, " "), &value, &style.format);
            let mut dressed = dressed(value, &style, if rich { &runs } else { &[] }, cell.source);
            if contradicted {
                // Of a text its paragraphs are the value.
                let kept = cell.string.unwrap_or_else(|| cell.text.replace(COLLAPSED, " "));
                dressed.look.get_or_insert_default().kept_text = Some(kept);
            }
            self.row_cells.push((at, cell.repeat, dressed, cell.comment.into_text()));
        } else if let (Some(comment), Some(sheet)) = (cell.comment.into_text(), &mut self.sheet) {
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
                    let stopped = if row >= 1_048_576 || col >= 16_384 {
                        Some((DamageKind::Broken, "セル番地がExcelの上限を超えています。".to_owned()))
                    } else {
                        let exceeded = self.budget.take(&cell.value).err();
                        exceeded.map(|exceeded| (DamageKind::Limit(exceeded.limit), exceeded.message))
                    };
                    if let Some((kind, message)) = stopped {
                        self.workbook.damage.push(Damage {
                            kind,
                            sheet: Some(sheet.name.clone()),
                            cell: Some(CellAddress::new(row.min(1_048_575), col.min(16_383))),
                            message,
                        });
                        self.full = true;
                        break 'rows;
                    }
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

/// Whether two texts differ in more than white space, neither of them empty.
fn says_otherwise(kept: &str, text: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|c| *c != COLLAPSED && !crate::vocabulary::is_space(*c)).collect()
    };
    let (kept, text) = (bare(kept), bare(text));
    !kept.is_empty() && !text.is_empty() && kept != text
}

/// A repeat or a span; 1 where it is not given.
fn number(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|text| text.parse::<u32>().ok()).unwrap_or(1).max(1)
}

/// What a cell stores; `None` for nothing. Where its style has no format for its kind, `style` gets the plainest.
fn value(cell: &CellInProgress, style: &mut CellStyle) -> Option<Value> {
    let text = cell.text.replace(COLLAPSED, " ");
    let stored = cell.value.as_deref().map(str::trim);
    let number = || stored.and_then(|value| value.parse::<f64>().ok()).filter(|at| at.is_finite());
    let dated = |style: &CellStyle| super::normalize::date::is_date_format(&style.format);
    let value = match cell.kind.as_str() {
        // LibreOffice keeps TRUE and FALSE of other programs as numbers.
        "float" if (text == "TRUE" && stored == Some("1")) || (text == "FALSE" && stored == Some("0")) => {
            Some(Value::Bool(text == "TRUE"))
        }
        "float" | "currency" => number().map(Value::Number),
        "percentage" => {
            if &*style.format == "General" {
                style.format = "0%".into();
            }
            number().map(Value::Number)
        }
        "date" => match stored.and_then(day_and_time) {
            Some(serial) => {
                if !dated(style) {
                    style.format = "yyyy-mm-dd".into();
                }
                Some(Value::Number(serial))
            }
            None => stored.map(|iso| Value::Date(iso.to_owned())),
        },
        "time" => match stored.and_then(length_of_time) {
            Some(days) => {
                if !dated(style) && !style.format.contains('[') {
                    style.format = "h:mm:ss".into();
                }
                Some(Value::Number(days))
            }
            None => Some(Value::Text(text.clone())).filter(|_| !text.is_empty()),
        },
        "boolean" => stored.map(|value| Value::Bool(value == "true")),
        "error" => Some(Value::Error(text.clone())),
        _ => {
            // #REF! and Err:502 are shown as text of a formula.
            let error = cell.source.formula && (text.starts_with('#') || text.starts_with("Err:"));
            let text = if text.is_empty() { cell.value.clone().unwrap_or_default() } else { text.clone() };
            let value = if error { Value::Error(text) } else { Value::Text(text) };
            // The text is what its format shows already, unless that is nothing.
            if format::is_white(None, &style.format) {
                style.format = "[White]@".into();
            } else if !style.format.ends_with(';') {
                style.format = "General".into();
            }
            Some(value).filter(|value| !matches!(value, Value::Text(text) if text.is_empty()))
        }
    };
    value.or_else(|| (cell.source.formula && cell.kind.is_empty() && text.is_empty()).then_some(Value::Uncached))
}

/// `2021-04-01`, `2021-04-01T08:30:00` as a serial number.
fn day_and_time(iso: &str) -> Option<f64> {
    let day = serial(iso.get(..10)?.parse::<Date>().ok()?)?;
    let time =
        iso.get(11..).map(|time| time.split(':').map(|part| part.parse::<f64>().unwrap_or(0.0)).collect::<Vec<_>>());
    let seconds = time
        .map_or(0.0, |parts| parts.iter().zip([3600.0, 60.0, 1.0]).map(|(part, seconds)| part * seconds).sum::<f64>());
    Some(day + seconds / 86_400.0)
}

/// `PT08H30M00S` in days.
fn length_of_time(iso: &str) -> Option<f64> {
    let mut digits = String::new();
    let mut seconds = 0.0;
    for c in iso.strip_prefix("PT")?.chars() {
        let unit = match c {
            'H' => 3600.0,
            'M' => 60.0,
            'S' => 1.0,
            _ => {
                digits.push(if c == ',' { '.' } else { c });
                continue;
            }
        };
        seconds += std::mem::take(&mut digits).parse::<f64>().ok()? * unit;
    }
    Some(seconds / 86_400.0)
}

/// Stands for a space that came of collapsing, until the paragraph ends: it vanishes at the end, a typed one does not.
///
/// A noncharacter, which no text holds: U+E000 is the first character that offices define for themselves (外字).
const COLLAPSED: char = '\u{FDD0}';

/// The serial number of a day in the 1900 date system.
fn serial(day: Date) -> Option<f64> {
    let days = (day - Date::constant(1899, 12, 30)).get_days();
    (days > 60).then(|| f64::from(days))
}

/// The addresses of a list: spaces divide them outside of the quotes around the name of a sheet, `'様式 1'.E5:'様式 1'.E10`.
fn addresses(list: &str) -> impl Iterator<Item = &str> {
    let mut in_quotes = false;
    let is_between = move |c: char| {
        in_quotes ^= c == '\'';
        c.is_ascii_whitespace() && !in_quotes
    };
    list.split(is_between).filter(|address| !address.is_empty())
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
