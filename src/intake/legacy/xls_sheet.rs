//! The records of one sheet of an .xls: cells, rows and columns, merged ranges, comments, text boxes, headers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::different_look::DifferentLook;
use super::super::limits::{Budget, Limits};
use super::super::looks::{CellStyle, Source, dressed};
use super::super::normalize::date;
use super::super::notes::{self, Notes};
use super::super::rules::{Places, Rule, Rules, SheetView};
use super::super::sizes::{LOWEST_TWENTIETHS, NARROWEST_256THS, hide_other_columns};
use super::super::workbook::{Damage, DamageKind, Overlay, OverlayKind, Range, Sheet, Value, control_text};
use super::super::xlsx;
use super::conditional;
use super::record::{Fields, error, gives_text, reference, rk};
use super::strings::Segments;
use super::xls::{Globals, Record, Records};
use super::xls_object::{Object, ObjectKind};
use super::xlsb::runs_of;
use crate::vocabulary::CellAddress;

/// The last column that an .xls has: IV.
const LAST_COLUMN: u32 = 255;

/// Reads the sheets of a workbook one after the other.
pub(super) struct SheetReader<'a> {
    globals: &'a Globals,
    budget: Budget,
}

/// What a formula that several cells share says of their values.
struct Shared {
    gives_text: bool,
    foreign: bool,
    volatile: Option<&'static str>,
}

/// A cell with a formula that it shares.
struct Sharing {
    at: CellAddress,
    /// The first cell of the range that shares it.
    base: CellAddress,
    is_zero: bool,
}

/// A sheet while it is read.
struct Reading {
    sheet: Sheet,
    /// A formula whose text follows in the next record.
    pending: Option<(CellAddress, u16, Source)>,
    /// Formulas that others share, by the first cell of their range, and the cells that have one of them.
    shared: BTreeMap<CellAddress, Shared>,
    sharing: Vec<Sharing>,
    /// The first cell that stands outside the sheet.
    outside: Option<CellAddress>,
    /// Comments by the number of their box; the texts of all boxes by theirs.
    notes: BTreeMap<u16, CellAddress>,
    noted: BTreeMap<CellAddress, Notes>,
    boxes: Vec<(Object, Option<CellAddress>, String)>,
    anchor: Option<CellAddress>,
    codes: Vec<String>,
    /// Cells of the conditional format that is read, and all cells that one may show otherwise.
    ruled: Places,
    rules: Rules,
    /// How many rules and lists of rules have been read, and whether the file says of any how it goes with others.
    ruled_so_far: i64,
    lists: u32,
    extended: bool,
    /// Numbers of the cells' styles.
    styles: HashMap<CellAddress, u16>,
    view: SheetView,
    /// Whether rows without a record of their own are hidden, and the rows that have one.
    default_hidden: bool,
    rows: BTreeSet<u32>,
    /// The width of columns without a record of their own in 256ths of a digit, and the columns that have one.
    default_width: Option<u32>,
    columns: Vec<(u32, u32)>,
}

impl<'a> SheetReader<'a> {
    pub(super) fn new(globals: &'a Globals, limits: &Limits) -> SheetReader<'a> {
        SheetReader { globals, budget: Budget::new(limits) }
    }

    pub(super) fn read(&mut self, name: &str, mut records: Records<'_>) -> (Sheet, Option<Damage>) {
        let mut reading = Reading {
            sheet: Sheet::new(name),
            pending: None,
            shared: BTreeMap::new(),
            sharing: Vec::new(),
            outside: None,
            notes: BTreeMap::new(),
            noted: BTreeMap::new(),
            boxes: Vec::new(),
            anchor: None,
            codes: Vec::new(),
            ruled: Some(Vec::new()),
            rules: Rules::default(),
            ruled_so_far: 0,
            lists: 0,
            extended: false,
            styles: HashMap::new(),
            view: SheetView::default(),
            default_hidden: false,
            rows: BTreeSet::new(),
            default_width: None,
            columns: Vec::new(),
        };
        let mut depth = 0;
        let mut stopped = None;
        for record in records.by_ref() {
            match record.kind {
                // Charts within the sheet are sheets within the sheet.
                0x0809 => depth += 1,
                0x0A => {
                    depth -= 1;
                    if depth <= 0 {
                        break;
                    }
                }
                _ if depth > 1 => {}
                _ => {
                    // A record that is cut short says nothing; a limit ends the reading.
                    let _ = self.record(&record, &mut reading);
                    if let Some(exceeded) = self.budget.exceeded() {
                        stopped = Some((DamageKind::Limit(exceeded.limit), exceeded.message));
                        break;
                    }
                }
            }
        }
        if stopped.is_none() && records.cut {
            stopped = Some((DamageKind::Broken, "シートのデータが途中で切れていて、続きを読めません。".to_owned()));
        }
        let outside =
            reading.outside.map(|at| (DamageKind::Broken, format!("シートの外（{at}）のセルがあり、読み取れません。")));
        let stopped = stopped.or(outside);
        let last = reading.sheet.cells.last_key_value().map(|(at, _)| *at);
        let sheet = reading.finish(self.globals);
        let damage =
            stopped.map(|(kind, message)| Damage { kind, sheet: Some(sheet.name.clone()), cell: last, message });
        (sheet, damage)
    }

    /// Takes over what one record says; `None` where it is cut short. Types of records: MS-XLS 2.3.2.
    fn record(&mut self, record: &Record<'_>, reading: &mut Reading) -> Option<()> {
        let mut fields = Fields::new(record.data);
        match record.kind {
            0x203 => self.number(fields, reading),
            0x27E => self.compressed_number(fields, reading),
            0xBD => self.compressed_numbers(fields, reading),
            0xFD => self.shared_string(fields, reading),
            0x204 => self.label(fields, reading, false),
            0xD6 => self.label(fields, reading, true),
            0x205 => self.truth_or_error(fields, reading),
            0x06 => self.formula(fields, reading),
            0x207 => self.formula_text(record, reading),
            0x4BC => self.shared_formula(fields, reading),
            // BkHim: the picture behind the cells.
            0xE9 => {
                reading.sheet.overlays.push(Overlay { kind: OverlayKind::Picture, anchor: None, text: String::new() });
                Some(())
            }
            0x14 | 0x15 if !record.data.is_empty() => {
                reading.codes.push(self.globals.texts.text(&mut fields, self.globals.texts.biff5)?);
                Some(())
            }
            0xEC => {
                reading.anchor = anchor(record).or(reading.anchor);
                Some(())
            }
            0x5D => {
                reading.object(fields);
                Some(())
            }
            0x1B6 => reading.box_text(record),
            0x1C => self.note(fields, reading),
            0x1B0 => {
                reading.lists += 1;
                reading.ruled = conditional::ranges(fields).flatten();
                Some(())
            }
            // CONDFMT12, behind the head of newer records.
            0x879 => {
                fields.skip(12)?;
                reading.lists += 1;
                reading.ruled = conditional::ranges(fields).flatten();
                Some(())
            }
            0x1B1 => {
                let look = conditional::look(fields, self.globals).unwrap_or_else(DifferentLook::unreadable);
                // Excel 2003 takes the first that applies.
                reading.add_rule(Rule { look, priority: reading.ruled_so_far, stops: false, list: Some(reading.lists) })
            }
            0x87A => {
                let rule = conditional::rule12(fields, self.globals);
                reading.add_rule(rule.unwrap_or_else(|| Rule { look: DifferentLook::unreadable(), ..Rule::default() }))
            }
            0x87B => {
                reading.extended = true;
                Some(())
            }
            _ => reading.layout(record.kind, fields),
        }
    }

    fn number(&mut self, mut fields: Fields<'_>, reading: &mut Reading) -> Option<()> {
        let (at, style) = place_and_style(&mut fields)?;
        let number = fields.f64()?;
        self.put(reading, at, style, Value::Number(number), &[], Source::default());
        Some(())
    }

    /// A number in four bytes.
    fn compressed_number(&mut self, mut fields: Fields<'_>, reading: &mut Reading) -> Option<()> {
        let (at, style) = place_and_style(&mut fields)?;
        let number = rk(fields.u32()?);
        self.put(reading, at, style, Value::Number(number), &[], Source::default());
        Some(())
    }

    /// Numbers of neighbouring cells of a row.
    fn compressed_numbers(&mut self, mut fields: Fields<'_>, reading: &mut Reading) -> Option<()> {
        let row = fields.u16()?;
        let mut col = fields.u16()?;
        while fields.rest().len() >= 8 {
            let (style, number) = (fields.u16()?, rk(fields.u32()?));
            let at = CellAddress::new(row.into(), col.into());
            self.put(reading, at, style, Value::Number(number), &[], Source::default());
            col = col.checked_add(1)?;
        }
        Some(())
    }

    /// A text of the workbook's table of strings.
    fn shared_string(&mut self, mut fields: Fields<'_>, reading: &mut Reading) -> Option<()> {
        let (at, style) = place_and_style(&mut fields)?;
        let globals = self.globals;
        let (text, changes) = globals.strings.get(fields.u32()? as usize)?;
        self.put(reading, at, style, Value::Text(text.clone()), changes, Source::default());
        Some(())
    }

    /// A text that the cell itself holds, with the runs of its fonts where it is rich.
    fn label(&mut self, mut fields: Fields<'_>, reading: &mut Reading, is_rich: bool) -> Option<()> {
        let (at, style) = place_and_style(&mut fields)?;
        let text = self.globals.texts.text(&mut fields, false)?;
        let changes = if is_rich { self.changes(&mut fields) } else { Vec::new() };
        self.put(reading, at, style, Value::Text(text), &changes, Source::default());
        Some(())
    }

    fn truth_or_error(&mut self, mut fields: Fields<'_>, reading: &mut Reading) -> Option<()> {
        let (at, style) = place_and_style(&mut fields)?;
        let (code, is_error) = (fields.u8()?, fields.u8()?);
        let value = if is_error == 0 { Value::Bool(code != 0) } else { Value::Error(error(code)) };
        self.put(reading, at, style, value, &[], Source::default());
        Some(())
    }

    /// The text that the formula of the record before this one has given.
    fn formula_text(&mut self, record: &Record<'_>, reading: &mut Reading) -> Option<()> {
        let (at, style, source) = reading.pending.take()?;
        let text = self.long_text(record)?;
        self.put(reading, at, style, Value::Text(text), &[], source);
        Some(())
    }

    /// A comment: in BIFF5 with its text, in BIFF8 with the number of the box that holds it.
    fn note(&mut self, mut fields: Fields<'_>, reading: &mut Reading) -> Option<()> {
        let at = CellAddress::new(fields.u16()?.into(), fields.u16()?.into());
        if self.globals.texts.biff5 {
            let length = fields.u16()?;
            let bytes = fields.take(usize::from(length).min(fields.rest().len()))?;
            let text = self.globals.texts.encoding.decode_without_bom_handling(bytes).0.into_owned();
            reading.noted.entry(at).or_default().add(text);
        } else {
            fields.u16()?;
            reading.notes.insert(fields.u16()?, at);
        }
        Some(())
    }

    /// A formula with its last result.
    fn formula(&mut self, mut fields: Fields<'_>, reading: &mut Reading) -> Option<()> {
        let (at, style) = place_and_style(&mut fields)?;
        let result = fields.take(8)?;
        fields.skip(6)?;
        let length = fields.u16()?;
        let tokens = fields.take(usize::from(length).min(fields.rest().len()))?;
        let globals = self.globals;
        let found = reference(tokens, false, globals.texts.biff5, |index| globals.target(index));
        let source = Source { formula: true, foreign: found.foreign, picture: false, volatile: found.volatile };
        reading.pending = None;
        if let [0x01, row_low, row_high, col_low, col_high] = tokens {
            let (row, col) = ([*row_low, *row_high], [*col_low, *col_high]);
            let base = CellAddress::new(u16::from_le_bytes(row).into(), u16::from_le_bytes(col).into());
            reading.sharing.push(Sharing { at, base, is_zero: result.iter().all(|byte| *byte == 0) });
        }
        let value = match result {
            [0, .., 0xFF, 0xFF] => {
                reading.pending = Some((at, style, source));
                return Some(());
            }
            [1, _, truth, .., 0xFF, 0xFF] => Value::Bool(*truth != 0),
            [2, _, code, .., 0xFF, 0xFF] => Value::Error(error(*code)),
            // "" is an empty cell.
            [3, .., 0xFF, 0xFF] => return Some(()),
            number => Value::Number(f64::from_le_bytes(number.try_into().ok()?)),
        };
        // LibreOffice writes 0 as the result of a formula that gives a text where it has not computed it.
        let is_zero = matches!(value, Value::Number(number) if number.to_bits() == 0);
        let value = if is_zero && gives_text(tokens, globals.texts.biff5) { Value::Uncached } else { value };
        self.put(reading, at, style, value, &[], source);
        Some(())
    }

    /// A formula that several cells share (MS-XLS 2.4.277).
    fn shared_formula(&self, mut fields: Fields<'_>, reading: &mut Reading) -> Option<()> {
        let row = fields.u16()?;
        fields.u16()?;
        let base = CellAddress::new(row.into(), fields.u8()?.into());
        fields.skip(3)?;
        let length = fields.u16()?;
        let tokens = fields.take(usize::from(length).min(fields.rest().len()))?;
        let (globals, biff5) = (self.globals, self.globals.texts.biff5);
        let found = reference(tokens, false, biff5, |index| globals.target(index));
        let shared = Shared { gives_text: gives_text(tokens, biff5), foreign: found.foreign, volatile: found.volatile };
        reading.shared.insert(base, shared);
        Some(())
    }

    /// The text of a formula, which may go on in CONTINUE records.
    fn long_text(&self, record: &Record<'_>) -> Option<String> {
        let mut fields = Fields::new(record.data);
        if self.globals.texts.biff5 {
            return self.globals.texts.text(&mut fields, false);
        }
        let count = fields.u16()?;
        let mut segments = vec![fields.rest()];
        segments.extend(&record.more);
        Segments::new(segments).characters(count.into())
    }

    /// The runs behind a text of its own.
    fn changes(&self, fields: &mut Fields<'_>) -> Vec<(usize, usize)> {
        let mut changes = Vec::new();
        let count = if self.globals.texts.biff5 { fields.u8().map(u16::from) } else { fields.u16() };
        for _ in 0..count.unwrap_or(0) {
            let run = match self.globals.texts.biff5 {
                true => fields.u8().zip(fields.u8()).map(|(at, font)| (usize::from(at), usize::from(font))),
                false => fields.u16().zip(fields.u16()).map(|(at, font)| (usize::from(at), usize::from(font))),
            };
            changes.extend(run);
        }
        changes
    }

    fn put(
        &mut self,
        reading: &mut Reading,
        at: CellAddress,
        style: u16,
        value: Value,
        changes: &[(usize, usize)],
        source: Source,
    ) {
        if at.col > LAST_COLUMN {
            reading.outside.get_or_insert(at);
            return;
        }
        if matches!(&value, Value::Text(text) if text.is_empty()) || self.budget.take(&value).is_err() {
            return;
        }
        let (plain, number) = (CellStyle::default(), style);
        let style = self.globals.styles.get(usize::from(number)).unwrap_or(&plain);
        let runs = match &value {
            Value::Text(text) => runs_of(text, changes, |index| self.globals.font(index)),
            _ => Vec::new(),
        };
        let value = match value {
            Value::Number(days) if self.globals.epoch_1904 && date::is_date_format(&style.format) => {
                Value::Number(days + date::DAYS_TO_1904)
            }
            Value::Text(text) => Value::Text(text.replace("\r\n", "\n").replace('\r', "\n")),
            value => value,
        };
        reading.sheet.cells.insert(at, dressed(value, style, &runs, source));
        reading.styles.insert(at, number);
    }
}

impl Reading {
    fn add_rule(&mut self, rule: Rule) -> Option<()> {
        self.ruled_so_far += 1;
        self.rules.add(&self.ruled, &rule);
        Some(())
    }

    /// Rows, columns, merged ranges.
    fn layout(&mut self, kind: u16, mut fields: Fields<'_>) -> Option<()> {
        match kind {
            0x23E => {
                let flags = fields.u16()?;
                self.view = SheetView { hides_zeros: flags & 0x10 == 0, shows_formulas: flags & 0x01 != 0 };
            }
            // The height of rows without a record: none, where its second flag says so.
            0x225 => self.default_hidden = fields.u16()? & 0x02 != 0 || fields.u16()? < LOWEST_TWENTIETHS,
            // DXGCOL wins over DEFCOLWIDTH.
            0x55 => {
                let digits = u32::from(fields.u16()?);
                self.default_width.get_or_insert(digits * NARROWEST_256THS);
            }
            0x99 => self.default_width = Some(fields.u16()?.into()),
            0x208 => {
                let row = fields.u16()?;
                self.rows.insert(row.into());
                fields.skip(4)?;
                let height = fields.u16()? & 0x7FFF;
                fields.skip(4)?;
                if fields.u16()? & 0x20 != 0 || height < LOWEST_TWENTIETHS {
                    self.sheet.hidden_rows.insert(row.into());
                }
            }
            0x7D => {
                let (first, last, width) = (fields.u16()?, fields.u16()?, fields.u16()?);
                fields.u16()?;
                let (first, last) = (u32::from(first), u32::from(last.min(255)));
                self.columns.push((first, last));
                if fields.u16()? & 1 == 1 || u32::from(width) < NARROWEST_256THS {
                    self.sheet.hidden_columns.extend(first..=last);
                }
            }
            0xE5 => {
                for _ in 0..fields.u16()? {
                    let (first, last, left, right) = (fields.u16()?, fields.u16()?, fields.u16()?, fields.u16()?);
                    if first <= last && left <= right {
                        self.sheet.merged.push(Range {
                            first: CellAddress::new(first.into(), left.into()),
                            last: CellAddress::new(last.into(), right.into()),
                        });
                    }
                }
            }
            _ => {}
        }
        Some(())
    }

    /// An object over the sheet.
    fn object(&mut self, fields: Fields<'_>) {
        if let Some(object) = Object::read(fields) {
            self.boxes.push((object, self.anchor.take(), String::new()));
        }
    }

    /// The text of the last object.
    fn box_text(&mut self, record: &Record<'_>) -> Option<()> {
        let mut fields = Fields::new(record.data);
        fields.skip(10)?;
        let count = fields.u16()?;
        if count > 0 && !record.more.is_empty() {
            let text = Segments::new(record.more.clone()).characters(count.into())?;
            if let Some(last) = self.boxes.last_mut() {
                last.2 = text;
            }
        }
        Some(())
    }

    fn finish(mut self, globals: &Globals) -> Sheet {
        if self.default_hidden {
            let rows = self.sheet.cells.keys().map(|at| at.row).filter(|row| !self.rows.contains(row));
            self.sheet.hidden_rows.extend(rows);
        }
        if self.default_width.is_some_and(|width| width < NARROWEST_256THS) {
            hide_other_columns(&mut self.sheet, &self.columns);
        }
        if self.extended {
            self.rules.divide_lists();
        }
        self.view.mark(&mut self.sheet);
        self.rules.mark(&mut self.sheet, |at| globals.styles.get(usize::from(*self.styles.get(&at)?)));
        for Sharing { at, base, is_zero } in &self.sharing {
            let (Some(shared), Some(cell)) = (self.shared.get(base), self.sheet.cells.get_mut(at)) else { continue };
            if shared.gives_text && *is_zero {
                cell.value = Value::Uncached;
            }
            if shared.foreign || shared.volatile.is_some() {
                let look = cell.look.get_or_insert_default();
                look.foreign |= shared.foreign;
                look.volatile = shared.volatile.map(str::to_owned);
            }
        }
        for (object, anchor, text) in self.boxes {
            let text = text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned();
            let (kind, text) = match (object.kind, text.is_empty()) {
                (ObjectKind::Note, _) => {
                    if let Some(at) = self.notes.get(&object.id) {
                        self.noted.entry(*at).or_default().add(text);
                    }
                    continue;
                }
                (ObjectKind::Control(name, state), _) => (OverlayKind::Control, control_text(name, &text, state)),
                (ObjectKind::Picture, true) => (OverlayKind::Picture, text),
                (ObjectKind::OfProgram, _) | (ObjectKind::Group, true) => continue,
                (_, true) => (OverlayKind::Drawn, text),
                (_, false) => (OverlayKind::Shape, text),
            };
            self.sheet.overlays.push(Overlay { kind, anchor, text });
        }
        self.sheet.comments = notes::texts(self.noted);
        self.sheet.overlays.extend(xlsx::headers(&self.codes));
        self.sheet
    }
}

/// What every record of a cell begins with.
fn place_and_style(fields: &mut Fields<'_>) -> Option<(CellAddress, u16)> {
    let at = CellAddress::new(fields.u16()?.into(), fields.u16()?.into());
    Some((at, fields.u16()?))
}

/// The cell under the corner of the last shape of a drawing (MS-ODRAW: OfficeArtClientAnchor, MS-XLS 2.5.193).
fn anchor(record: &Record<'_>) -> Option<CellAddress> {
    let header = [0x00, 0x00, 0x10, 0xF0, 0x12, 0x00, 0x00, 0x00];
    let bytes = record.data;
    let at = bytes.windows(header.len()).rposition(|window| window == header)?;
    let mut fields = Fields::new(bytes.get(at + header.len()..)?);
    fields.u16()?;
    let col = fields.u16()?;
    fields.u16()?;
    Some(CellAddress::new(fields.u16()?.into(), col.into()))
}
