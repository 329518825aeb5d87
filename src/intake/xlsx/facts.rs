//! One walk over the XML of a sheet for what calamine does not tell: hidden rows and columns, merged ranges, styles of cells, formulas
//! without a result or from other workbooks, texts in runs, headers; and for addresses beyond XFD1048576, on which its arithmetic
//! would overflow.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use quick_xml::events::{BytesStart, Event};

use super::super::looks::{Run, Source};
use super::super::package::{
    Events, Package, attribute, attribute_text, attributes, element_name, is_set, is_true, push_text,
};
use super::super::rules::{Rules, SheetView};
use super::super::sizes::{LOWEST, NARROWEST};
use super::super::workbook::Range;
use super::conditional::{ConditionalReader, Looks};
use super::plain_cell::{PlainCell, string_number};
use super::plain_row::PlainRow;
use super::range;
use super::shared_texts::{Asked, SharedTexts};
use super::strings::RunsReader;
use crate::vocabulary::{CellAddress, cell_address};

/// What the XML says of a cell that holds something.
#[derive(Debug, Clone)]
pub(super) struct CellFacts {
    pub(super) at: CellAddress,
    /// Number of the cell format.
    pub(super) style: usize,
    pub(super) source: Source,
    /// Whether the file keeps a result of the formula: an empty text is one.
    pub(super) has_result: bool,
    /// The raw value of an error or of a type that is not known.
    pub(super) raw: Option<String>,
    /// Number of a shared string.
    pub(super) string: Option<usize>,
    /// Whether its text is known when its turn comes, so that calamine is not asked for it.
    pub(super) is_known: bool,
    /// `t`: n, s, str, b, e, d, inlineStr, or anything else.
    pub(super) kind: CellKind,
    /// The whole value, where the file has it in pieces (character references, comments) or where no reader looks for it.
    pub(super) pieced: Option<String>,
    /// Whether the value is a rich one: a picture placed in the cell, a data type. What the file keeps beside it is an error.
    is_rich: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum CellKind {
    #[default]
    Number,
    Shared,
    Error,
    Truth,
    Other,
    /// A type that ECMA-376 does not know: its value is text.
    Unknown,
}

impl CellKind {
    /// Whether the raw value of such a cell is kept.
    fn keeps_raw(self) -> bool {
        matches!(self, CellKind::Error | CellKind::Unknown)
    }
}

/// What the XML of a sheet says.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_columns: BTreeSet<u32>,
    pub(super) merged: Vec<Range>,
    pub(super) cells: Vec<CellFacts>,
    /// Whether the sheet has more cells than these.
    pub(super) is_full: bool,
    /// Addresses of a cell with a value and of another without.
    pub(super) emptied: BTreeSet<CellAddress>,
    /// Texts in runs of cells with a text of their own, by the cell's number in `cells`.
    pub(super) inline_runs: HashMap<usize, Vec<Run>>,
    /// Codes of the headers and footers of the printed page.
    pub(super) headers: Vec<String>,
    /// Rules that may show cells otherwise.
    pub(super) rules: Rules,
    /// What its view shows otherwise.
    pub(super) view: SheetView,
    /// Rows that give no height of their own are hidden, and columns that no definition names.
    pub(super) default_hidden: (bool, bool),
    /// Rows with a height of their own and columns that a definition names, where the others are hidden.
    pub(super) sized: (BTreeSet<u32>, Vec<(u32, u32)>),
    /// How many columns the definitions of columns have named, hidden ones alone.
    columns_named: u32,
    /// The XML of the cells in `cells` of which the texts are not known, one after another, each with its address.
    pub(super) filled: Vec<u8>,
    /// Whether the XML of the sheet is well formed, and its cells stand side by side with values and formulas alone in them: of any other,
    /// calamine is to see all.
    pub(super) is_regular: bool,
    /// Why the sheet must not be given to calamine, a Japanese sentence.
    pub(super) refusal: Option<String>,
    /// The XML of the sheet ends before its root does.
    pub(super) is_cut: bool,
}

/// More rows hidden one by one than this are not kept: a sheet that hides its whole empty rest.
const MARKED_ROWS: usize = 50_000;

impl Facts {
    /// How many of its cells are of a kind.
    pub(super) fn count(&self, kind: CellKind) -> usize {
        self.cells.iter().filter(|cell| cell.kind == kind).count()
    }

    /// The number of the cell, from `next` on, that calamine has come to where it walks all cells of the sheet. Of an odd one it does not say
    /// where it stands.
    pub(super) fn place_in_all(&self, next: usize, at: Option<CellAddress>, has_value: bool) -> Option<usize> {
        let rest = self.cells.get(next..)?;
        match at {
            None => (!rest.is_empty()).then_some(next),
            // The cells with something in them come in the order of the file; those between are empty or were odd.
            Some(at) if has_value => Some(next + rest.iter().position(|cell| cell.at == at)?),
            Some(at) => (rest.first()?.at == at).then_some(next),
        }
    }

    /// Whether no further cell is kept, now that there is one.
    fn is_full_at(&mut self, most: usize) -> bool {
        self.is_full |= self.cells.len() >= most;
        self.is_full
    }

    /// Walks a sheet; the facts of at most `most` cells are kept. Of cells that stand as nearly all do, calamine is not asked for texts that
    /// are known.
    pub(super) fn read(package: &Package, path: &str, most: usize, looks: Looks<'_>, texts: &mut SharedTexts) -> Facts {
        let mut facts = Facts::default();
        if !package.has(path) {
            facts.refusal = Some("シートの中身がファイルにありません。".to_owned());
            return facts;
        }
        texts.begin_sheet();
        let mut walk = Walk { most, texts: Some(texts), ..Walk::default() };
        let mut conditional = ConditionalReader::default();
        let mut is_whole = false;
        let Some(mut events) = package.events(path) else {
            facts.refuse("シートの中身を収めた部品の名前が通常と違い、読み取れません。");
            return facts;
        };
        let mut open: Vec<&[u8]> = Vec::new();
        let mut cells = Vec::new();
        facts.is_regular = true;
        while facts.refusal.is_none() {
            let upcoming = events.upcoming().filter(|_| walk.is_between_cells());
            let row = upcoming.filter(|_| conditional.is_idle()).and_then(|xml| PlainRow::read(xml, &mut cells));
            if let Some(row) = row {
                facts.is_regular &= !open.last().is_some_and(|last| is_cell(last));
                walk.plain_row(&row, &cells, &mut facts);
                events.pass(row.length);
                continue;
            }
            if let Some(plain) = upcoming.and_then(PlainCell::read) {
                walk.plain_cell(&plain, &mut facts);
                events.pass(plain.length);
                continue;
            }
            let from = events.position();
            let Some(event) = events.next() else { break };
            let name = element_name(&event);
            is_whole |= name == "worksheet" && matches!(&event, Event::End(_));
            match &event {
                Event::Start(element) => {
                    let is_of_cell = matches!(name, "v" | "f" | "is");
                    facts.is_regular &= is_of_cell || !open.last().is_some_and(|last| is_cell(last));
                    open.push(&events.read_since(from + 1)[..element.name().as_ref().len()]);
                }
                Event::End(element) => {
                    facts.is_regular &= open.pop() == Some(element.name().as_ref().as_bytes());
                }
                _ => {}
            }
            conditional.event(&event, name, looks, &mut facts.rules);
            let count = facts.cells.len();
            walk.event(&event, name, &mut facts, looks);
            if name == "c" {
                let is_filled = walk.in_data && facts.cells.len() > count;
                walk.copy_cell(&event, from, &events, is_filled, &mut facts.filled);
            }
        }
        facts.is_regular &= walk.has_data && !walk.in_data && open.is_empty();
        let is_disordered = walk.is_disordered;
        if !facts.is_regular {
            facts.cells.iter_mut().for_each(|cell| cell.is_known = false);
            texts.is_needed = true;
        }
        facts.is_cut = !is_whole && facts.refusal.is_none();
        // Two cells of one address are never in order.
        if is_disordered && facts.refusal.is_none() {
            facts.find_emptied(package, path, most, looks);
        }
        facts.hide_by_default();
        facts
    }

    /// Walks the sheet again for cells without a value that have the address of one with a value.
    fn find_emptied(&mut self, package: &Package, path: &str, most: usize, looks: Looks<'_>) {
        let mut again = Facts::default();
        let mut walk = Walk { keeps_empty: true, ..Walk::default() };
        package.walk(path, |event| {
            walk.event(&event, element_name(&event), &mut again, looks);
            again.emptied.len() < most
        });
        self.emptied = self.cells.iter().map(|cell| cell.at).filter(|at| again.emptied.contains(at)).collect();
    }

    /// Hides the rows of cells that have the height of the sheet's others, where that is none.
    fn hide_by_default(&mut self) {
        if self.default_hidden.0 {
            let hidden = self.cells.iter().map(|cell| cell.at.row).filter(|row| !self.sized.0.contains(row));
            self.hidden_rows.extend(hidden);
        }
    }

    fn refuse(&mut self, message: &str) {
        self.refusal.get_or_insert_with(|| message.to_owned());
    }

    fn hide_columns(&mut self, element: &BytesStart<'_>) {
        let number = |name| attribute(element, name).and_then(|text| text.parse::<u32>().ok());
        if let (Some(first), Some(last)) = (number("min"), number("max")) {
            let (first, last) = (first.max(1), last.min(16_384));
            self.columns_named = self.columns_named.saturating_add((last + 1).saturating_sub(first));
            if self.columns_named > MARKED_COLUMNS {
                return self.refuse("列の定義が多すぎます（同じ列が何度も定義されています）。");
            }
            self.hidden_columns.extend((first..=last).map(|col| col - 1));
        }
    }
}

/// Columns that definitions may name, one column several times: Excel names each at most once.
const MARKED_COLUMNS: u32 = 65_536;
/// Definitions of columns that are kept.
const MOST_SIZES: usize = 16_384;
/// Whether an attribute is a size below `least`: a row or column that nobody sees.
fn is_below(element: &BytesStart<'_>, name: &str, least: f64) -> bool {
    attribute_text(element, name).is_some_and(|size| is_size_below(&size, least))
}

fn is_size_below(size: &str, least: f64) -> bool {
    size.parse::<f64>().is_ok_and(|size| size < least)
}

/// Where in the sheet the walk is.
#[derive(Default)]
struct Walk<'x> {
    most: usize,
    texts: Option<&'x mut SharedTexts>,
    /// Whether the cells have begun.
    has_data: bool,
    /// Whether they have begun and not ended.
    in_data: bool,
    /// Where the XML of the cell begins.
    cell_from: Option<usize>,
    /// Whether the cell says where it stands.
    has_address: bool,
    row: u32,
    col: u32,
    cell: Option<CellFacts>,
    has_value_text: bool,
    has_value: bool,
    is_text_formula: bool,
    in_value: bool,
    in_formula: bool,
    formula: String,
    shared: Option<String>,
    /// Where shared formulas take their values from.
    shared_sources: HashMap<String, Source>,
    keeps_raw: bool,
    inline: Option<RunsReader>,
    in_header: bool,
    /// The value of the cell as far as it was read, and of how many pieces it is.
    raw: String,
    pieces: u32,
    /// How many values and texts it has: one.
    values: u32,
    is_inline: bool,
    /// The cell before this one, and whether any stands behind one that it should stand before, or has its address.
    last: Option<CellAddress>,
    is_disordered: bool,
    /// Whether it is cells without a value that are looked for.
    keeps_empty: bool,
}

impl Walk<'_> {
    /// `name` is that of the element which begins or ends.
    fn event(&mut self, event: &Event<'_>, name: &str, facts: &mut Facts, looks: Looks<'_>) {
        if let Some(inline) = &mut self.inline {
            inline.event(event, looks.palette);
        }
        match event {
            Event::Start(element) => self.start(element, name, facts),
            Event::End(_) => self.end(name, facts),
            event if self.in_value => {
                self.has_value_text = true;
                self.pieces += 1 + u32::from(matches!(event, Event::CData(_)));
                push_text(&mut self.raw, event);
                if let Some(raw) = self.cell.as_mut().filter(|_| self.keeps_raw) {
                    push_text(raw.raw.get_or_insert_default(), event);
                }
            }
            event if self.in_formula => push_text(&mut self.formula, event),
            event if self.in_header => {
                if let Some(header) = facts.headers.last_mut() {
                    push_text(header, event);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, name: &str, facts: &mut Facts) {
        match name {
            "sheetFormatPr" => {
                // zeroHeight hides the rows of which the sheet says nothing: they have no cells.
                facts.default_hidden.0 = is_below(element, "defaultRowHeight", LOWEST);
                facts.default_hidden.1 = is_below(element, "defaultColWidth", NARROWEST);
            }
            "col" if facts.default_hidden.1 && !is_set(element, "hidden") && !is_below(element, "width", NARROWEST) => {
                let number = |name| attribute(element, name).and_then(|text| text.parse::<u32>().ok());
                if let (Some(first @ 1..), Some(last), 0..=MOST_SIZES) =
                    (number("min"), number("max"), facts.sized.1.len())
                {
                    facts.sized.1.push((first - 1, last.saturating_sub(1)));
                }
            }
            "col" if is_set(element, "hidden") || is_below(element, "width", NARROWEST) => facts.hide_columns(element),
            "sheetView" => {
                facts.view.shows_formulas |= is_set(element, "showFormulas");
                facts.view.hides_zeros |=
                    attribute(element, "showZeros").is_some_and(|on| matches!(on.as_str(), "0" | "false"));
            }
            "sheetData" if std::mem::replace(&mut self.has_data, true) => {
                facts.refuse("シートのデータが2つに分かれていて、どちらが正しいか分かりません。");
            }
            "sheetData" => self.in_data = true,
            "row" => self.start_row(attributes(element), facts),
            "c" => self.start_cell(element, facts),
            "f" => {
                self.in_formula = true;
                self.formula.clear();
                self.shared = attribute(element, "si");
                if let Some(cell) = &mut self.cell {
                    cell.source.formula = true;
                }
            }
            "v" => {
                if self.has_value && !self.raw.is_empty() {
                    // A second value: no number.
                    self.raw.push(' ');
                    self.pieces += 1;
                }
                self.values += 1;
                (self.in_value, self.has_value) = (true, true);
            }
            "is" => {
                self.values += 1;
                self.is_inline = false;
                self.has_value = true;
                self.inline = Some(RunsReader::default());
            }
            "mergeCell" => {
                if let Some(range) = attribute(element, "ref").and_then(|text| range(&text))
                    && facts.merged.len() < MARKED_ROWS
                {
                    facts.merged.push(range);
                }
            }
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                self.in_header = true;
                facts.headers.push(String::new());
            }
            _ => {}
        }
    }

    fn start_row<'a>(&mut self, attributes: impl Iterator<Item = (&'a str, Cow<'a, str>)>, facts: &mut Facts) {
        self.col = 0;
        let (mut hidden, mut sized) = (false, false);
        for (name, text) in attributes {
            match name {
                "r" => match text.trim().parse::<u32>() {
                    Ok(number @ 1..=1_048_576) => self.row = number - 1,
                    _ => facts.refuse(&format!("行番号がExcelの上限を超えています（{}）。", excerpt(&text))),
                },
                "hidden" => hidden |= is_true(&text),
                "ht" => {
                    sized = true;
                    hidden |= is_size_below(&text, LOWEST);
                }
                _ => {}
            }
        }
        if facts.default_hidden.0 && !hidden && sized {
            facts.sized.0.insert(self.row);
        }
        if hidden && facts.hidden_rows.len() < MARKED_ROWS {
            facts.hidden_rows.insert(self.row);
        }
    }

    fn end_row(&mut self) {
        self.row += 1;
        self.col = 0;
    }

    /// Takes a row that was read as it stands. One with a number that no row has is refused whatever its cells are.
    fn plain_row(&mut self, row: &PlainRow<'_>, cells: &[PlainCell<'_>], facts: &mut Facts) {
        self.start_row(row.attributes.iter().map(|(name, text)| (*name, Cow::Borrowed(*text))), facts);
        if facts.refusal.is_none() {
            cells.iter().for_each(|cell| self.plain_cell(cell, facts));
            self.end_row();
        }
    }

    /// Takes a cell that was read as it stands.
    fn plain_cell(&mut self, plain: &PlainCell<'_>, facts: &mut Facts) {
        self.stand_at(plain.at);
        // Cells with a look alone are many and say nothing.
        if plain.value.is_empty() || facts.is_full_at(self.most) {
            return;
        }
        let asked = match (plain.string, &mut self.texts) {
            (Some(number), Some(texts)) => texts.ask(number),
            _ => Asked::ByNumber,
        };
        facts.cells.push(CellFacts {
            at: plain.at,
            style: plain.style,
            source: Source::default(),
            has_result: true,
            raw: plain.kind.keeps_raw().then(|| plain.value.to_owned()),
            string: plain.string,
            is_known: asked == Asked::Not,
            kind: plain.kind,
            pieced: None,
            is_rich: false,
        });
        let (head, tail) = plain.xml;
        match asked {
            Asked::Not => {}
            Asked::Itself(content) => {
                let pieces = [head, b" t=\"inlineStr\"><is>".as_slice(), content, b"</is></c>"];
                pieces.into_iter().for_each(|piece| facts.filled.extend_from_slice(piece));
            }
            Asked::ByNumber => [head, tail].into_iter().for_each(|piece| facts.filled.extend_from_slice(piece)),
        }
    }

    /// Whether it stands among the cells, in none of them.
    fn is_between_cells(&self) -> bool {
        let is_inside = self.in_value || self.in_formula || self.in_header;
        self.in_data && !is_inside && self.cell.is_none() && self.inline.is_none()
    }

    /// Goes on to a cell.
    fn stand_at(&mut self, at: CellAddress) {
        self.col = at.col + 1;
        self.is_disordered |= self.last.is_some_and(|last| at <= last);
        self.last = Some(at);
    }

    /// Takes the XML of a cell that holds something over to the others; `from` is where the event before began.
    fn copy_cell(
        &mut self,
        event: &Event<'_>,
        from: usize,
        events: &Events<'_>,
        is_filled: bool,
        filled: &mut Vec<u8>,
    ) {
        match event {
            Event::Start(_) => _ = self.cell_from.get_or_insert(from),
            Event::End(name) => {
                let Some(xml) = self.cell_from.take().map(|from| events.read_since(from)).filter(|_| is_filled) else {
                    return;
                };
                let (head, rest) = xml.split_at((1 + name.name().as_ref().len()).min(xml.len()));
                filled.extend_from_slice(head);
                if let Some(at) = self.last.filter(|_| !self.has_address) {
                    filled.extend_from_slice(format!(" r=\"{at}\"").as_bytes());
                }
                filled.extend_from_slice(rest);
            }
            _ => {}
        }
    }

    fn start_cell(&mut self, element: &BytesStart<'_>, facts: &mut Facts) {
        let mut cell = CellFacts {
            at: CellAddress::new(self.row, self.col),
            style: 0,
            source: Source::default(),
            has_result: false,
            raw: None,
            string: None,
            is_known: false,
            kind: CellKind::Number,
            pieced: None,
            is_rich: false,
        };
        self.raw.clear();
        (self.pieces, self.values, self.is_inline) = (0, 0, false);
        (self.is_text_formula, self.has_address) = (false, false);
        for (name, text) in attributes(element) {
            match name {
                "r" => match cell_address(&text).filter(|_| !text.contains('$')) {
                    Some(at) => (cell.at, self.has_address) = (at, true),
                    None => facts.refuse(&format!("セル番地がExcelの上限を超えています（{}）。", excerpt(&text))),
                },
                "s" => cell.style = text.parse().unwrap_or(0),
                "vm" => cell.is_rich = true,
                "t" => {
                    self.is_text_formula = text == "str";
                    self.is_inline = text == "inlineStr";
                    cell.kind = match text.as_ref() {
                        "n" => CellKind::Number,
                        "s" => CellKind::Shared,
                        "e" => CellKind::Error,
                        "b" => CellKind::Truth,
                        "str" | "d" | "inlineStr" | "is" => CellKind::Other,
                        _ => CellKind::Unknown,
                    };
                }
                _ => {}
            }
        }
        // calamine knows the attribute without a prefix alone.
        self.has_address &= element.try_get_attribute("r").is_ok_and(|own| own.is_some());
        if cell.at.col >= 16_384 || cell.at.row >= 1_048_576 {
            facts.refuse("セル番地がExcelの上限を超えています。");
        }
        self.keeps_raw = cell.kind.keeps_raw();
        if let Some(texts) = self.texts.as_mut().filter(|_| cell.kind == CellKind::Shared) {
            texts.is_needed = true;
        }
        self.stand_at(cell.at);
        (self.has_value, self.has_value_text) = (false, false);
        self.cell = Some(cell);
    }

    fn end(&mut self, name: &str, facts: &mut Facts) {
        match name {
            "row" => self.end_row(),
            "c" => {
                if let Some(mut cell) = self.cell.take() {
                    // Excel keeps "" as a text without characters; a program that cannot calculate keeps nothing.
                    let is_lost = self.is_inline && !self.raw.trim().is_empty();
                    let names_string = cell.kind == CellKind::Shared && !self.raw.is_empty();
                    cell.string = if names_string { string_number(&self.raw) } else { None };
                    if self.values > 1 || (names_string && cell.string.is_none()) {
                        // No number, whatever they are.
                        cell.pieced = Some(String::new());
                    } else if is_lost || (self.pieces > 1 && !self.is_text_formula) {
                        cell.pieced = Some(std::mem::take(&mut self.raw));
                    }
                    // A formula may really have failed.
                    cell.source.picture |= cell.is_rich && cell.kind == CellKind::Error && !cell.source.formula;
                    cell.has_result = self.has_value_text || (self.has_value && self.is_text_formula);
                    let is_empty = !self.has_value && !cell.source.formula;
                    if is_empty && self.keeps_empty {
                        facts.emptied.insert(cell.at);
                    }
                    // Cells with a look alone are many and say nothing.
                    if (self.has_value || cell.source.formula) && !facts.is_full_at(self.most) {
                        facts.cells.push(cell);
                    }
                }
            }
            "f" => {
                self.in_formula = false;
                let mut source = Source::of_formula(&self.formula);
                if let Some(shared) = self.shared.take() {
                    if self.formula.is_empty() {
                        source = self.shared_sources.get(&shared).copied().unwrap_or(source);
                    } else {
                        self.shared_sources.insert(shared, source);
                    }
                }
                if let Some(cell) = &mut self.cell {
                    cell.source = source;
                }
            }
            "v" => self.in_value = false,
            "sheetData" => self.in_data = false,
            "is" => {
                self.has_value_text = true;
                if let Some(runs) = self.inline.take().and_then(RunsReader::finish) {
                    facts.inline_runs.insert(facts.cells.len(), runs);
                }
            }
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                self.in_header = false;
            }
            _ => {}
        }
    }
}

/// Whether a name is that of a cell, with whatever prefix.
fn is_cell(name: &[u8]) -> bool {
    name.iter().position(|byte| *byte == b':').map_or(name, |at| &name[at + 1..]) == b"c"
}

fn excerpt(text: &str) -> String {
    text.chars().take(20).collect()
}
