//! The raw model of a workbook: what every format is read into before anybody asks what the cells mean.
//!
//! Cells are kept as they are stored (a date is a number with a number format), because only the field that a cell belongs to
//! tells whether 43872 is money or 令和2年2月11日. Empty cells are not kept.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::limits::Exceeded;
use crate::plan::ReadingLimit;
use crate::vocabulary::CellAddress;

/// A workbook, read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
    /// Sheets in their order.
    pub sheets: Vec<Sheet>,
    /// Custom document properties.
    pub properties: BTreeMap<String, String>,
    /// Names of ranges.
    pub names: Vec<RangeName>,
    /// What could not be read as a whole: a sheet in another encoding, more cells than the limits allow ….
    pub damage: Vec<Damage>,
}

/// A part of a workbook that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// Why.
    pub kind: DamageKind,
    /// The sheet, if it is about one.
    pub sheet: Option<Arc<str>>,
    /// The cell, if it is about one.
    pub cell: Option<CellAddress>,
    /// What is wrong, a Japanese sentence that ends in 。
    pub message: String,
}

/// Why a part of a workbook could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DamageKind {
    /// It is broken: Excel may mend it when it saves the file again.
    Broken,
    /// One cell is broken; what stands around it was read.
    Cell,
    /// It is beyond this limit: saving the file again does not mend that.
    Limit(ReadingLimit),
}

impl Damage {
    /// Something broken.
    pub fn broken(sheet: Option<Arc<str>>, cell: Option<CellAddress>, message: impl Into<String>) -> Damage {
        Damage { kind: DamageKind::Broken, sheet, cell, message: message.into() }
    }

    /// Something beyond a limit.
    pub(super) fn limit(sheet: Option<Arc<str>>, cell: Option<CellAddress>, exceeded: Exceeded) -> Damage {
        Damage { kind: DamageKind::Limit(exceeded.limit), sheet, cell, message: exceeded.message }
    }
}

/// A sheet with its cells as they are stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its name, made its own where two sheets have one name.
    pub name: Arc<str>,
    /// Whether a person sees it.
    pub visibility: Visibility,
    /// Non-empty cells by row, then column.
    #[serde(with = "as_list")]
    pub cells: BTreeMap<CellAddress, Cell>,
    /// Merged ranges.
    pub merged: Vec<Range>,
    /// Rows that are hidden, from 0.
    pub hidden_rows: BTreeSet<u32>,
    /// Columns that are hidden, from 0.
    pub hidden_columns: BTreeSet<u32>,
    /// Comments (メモ, コメント) by cell.
    #[serde(with = "as_list")]
    pub comments: BTreeMap<CellAddress, String>,
    /// What lies over the cells or in the margins of the printed page, in the order of the file.
    pub overlays: Vec<Overlay>,
}

/// Something a sheet shows that no cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlay {
    /// What it is.
    pub kind: OverlayKind,
    /// The cell under its top left corner, if it lies over cells.
    pub anchor: Option<CellAddress>,
    /// Its text; empty for a picture.
    pub text: String,
}

/// What lies over a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OverlayKind {
    /// A text box or another shape with text.
    Shape,
    /// A line or another shape without text: it may strike a cell out, mark it or cover it.
    Drawn,
    /// A picture or a chart.
    Picture,
    /// A control of a form: a check box, a list.
    Control,
    /// The header or footer of the printed page.
    Header,
}

impl OverlayKind {
    /// テキストボックスや図形, 画像, ヘッダー・フッター.
    pub fn label(self) -> &'static str {
        match self {
            OverlayKind::Shape => "テキストボックスや図形",
            OverlayKind::Drawn => "文字のない線や図形",
            OverlayKind::Picture => "画像やグラフ",
            OverlayKind::Control => "チェックボックスや一覧などのコントロール",
            OverlayKind::Header => "印刷のヘッダーやフッター",
        }
    }
}

/// What a control of a form shows: its mark and its words, or what is chosen of its list. `kind` is its name in VML; `state` is 1 for
/// a box that is checked, the number of the chosen entry of a list, the value of a bar, and `None` where the file does not tell.
pub(super) fn control_text(kind: &str, words: &str, state: Option<u32>) -> String {
    let shown = match (kind, state) {
        (_, None) => return words.to_owned(),
        ("Checkbox", Some(0)) => "☐".to_owned(),
        ("Checkbox", Some(1)) => "☑".to_owned(),
        ("Checkbox", Some(_)) => "■".to_owned(),
        ("Radio", Some(0)) => "○".to_owned(),
        ("Radio", Some(_)) => "◉".to_owned(),
        ("Drop" | "List", Some(0)) => "一覧の選択なし".to_owned(),
        ("Drop" | "List", Some(state)) => format!("一覧の{state}番目を選択"),
        (_, Some(state)) => state.to_string(),
    };
    if words.is_empty() { shown } else { format!("{shown} {words}") }
}

/// Whether a sheet is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    /// Shown.
    #[default]
    Visible,
    /// Hidden; a person can show it again.
    Hidden,
    /// Hidden so that only a program can show it again.
    VeryHidden,
}

/// A non-empty cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// What is stored.
    pub value: Value,
    /// The code of its number format, `General` where it has none.
    pub format: Arc<str>,
    /// Whether a formula made the value.
    pub formula: bool,
    /// What of its looks changes how it is read; most cells have nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Box<Look>>,
}

/// What of a cell's looks changes how it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Words that are struck out. Of a text they have been left out of the value.
    pub struck: Option<String>,
    /// Whether nothing but struck-out content stands in the cell.
    pub all_struck: bool,
    /// Whether characters are raised or lowered.
    pub raised: bool,
    /// Whether digits side by side belong to runs of different looks.
    pub split: bool,
    /// The raised and lowered characters of a text with others.
    #[serde(default)]
    pub raised_words: Option<String>,
    /// The words that a font of symbols shows as pictures.
    #[serde(default)]
    pub symbols: Option<String>,
    /// Whether the characters have nearly the colour of their background, or a size that nobody reads.
    pub invisible: bool,
    /// The words that nobody sees, of a text with others.
    #[serde(default)]
    pub unseen_words: Option<String>,
    /// Whether the text fills the cell over and over.
    #[serde(default)]
    pub repeated: bool,
    /// What a rule of the sheet may show otherwise.
    #[serde(default)]
    pub conditional: Option<Conditional>,
    /// Whether a formula takes the value from another workbook.
    pub foreign: bool,
    /// A function of the formula whose result may be another whenever the workbook is opened; empty where its name is not known.
    #[serde(default)]
    pub volatile: Option<String>,
    /// Whether the cell holds a picture (`DISPIMG`).
    pub picture: bool,
    /// Whether TRUE or FALSE is shown as a box that is checked or not.
    #[serde(default)]
    pub checkbox: bool,
    /// Whether programs differ in what they show of the cell: its font hides or strikes out what fonts of its runs do not, or the automatic
    /// colour stands on black.
    #[serde(default)]
    pub disputed: bool,
    /// A text that the file keeps beside the value and that says something else.
    #[serde(default)]
    pub kept_text: Option<String>,
}

/// What a rule of the sheet may make of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Conditional {
    /// Another number format.
    Format,
    /// Characters that nobody sees, or that are struck out.
    Hidden,
    /// A symbol or a bar in the place of the number.
    Symbol,
    /// Zeros are not shown on the sheet.
    NoZeros,
    /// The sheet shows formulas and plain numbers.
    Formulas,
}

impl Conditional {
    /// What happens to the cell, as the end of a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Conditional::Format => "条件付き書式によって、別の表示形式で見えることがあります",
            Conditional::Hidden => "条件付き書式によって、文字が見えなくなるか取り消し線が付くことがあります",
            Conditional::Symbol => "条件付き書式によって、値の代わりに図形だけが見えます",
            Conditional::NoZeros => "シートの設定によって、0が表示されません",
            Conditional::Formulas => "シートの設定によって、値の代わりに計算式や書式のない数字が表示されます",
        }
    }
}

impl Look {
    /// Itself where it says anything.
    pub fn boxed(self) -> Option<Box<Look>> {
        (self != Look::default()).then(|| Box::new(self))
    }
}

/// What a cell stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Text as typed or as a formula gives it.
    Text(String),
    /// A number; where the format is that of a date, a day of the 1900 date system whatever the file's own epoch was.
    Number(f64),
    /// TRUE, FALSE.
    Bool(bool),
    /// A day as ISO 8601 text (ODS, `t="d"`).
    Date(String),
    /// #REF! and the like.
    Error(String),
    /// A formula whose result is not in the file.
    Uncached,
}

/// A rectangle of cells, both corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range {
    /// Top left.
    pub first: CellAddress,
    /// Bottom right.
    pub last: CellAddress,
}

impl Range {
    /// Whether `cell` is in it.
    pub fn contains(&self, cell: CellAddress) -> bool {
        (self.first.row..=self.last.row).contains(&cell.row) && (self.first.col..=self.last.col).contains(&cell.col)
    }
}

/// A name that the workbook gives to a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeName {
    /// The name, `kaikaku_result`.
    pub name: String,
    /// The sheet it refers to.
    pub sheet: String,
    /// The cells.
    pub range: Range,
}

impl Sheet {
    /// A sheet without cells.
    pub fn new(name: impl Into<Arc<str>>) -> Sheet {
        Sheet {
            name: name.into(),
            visibility: Visibility::Visible,
            cells: BTreeMap::new(),
            merged: Vec::new(),
            hidden_rows: BTreeSet::new(),
            hidden_columns: BTreeSet::new(),
            comments: BTreeMap::new(),
            overlays: Vec::new(),
        }
    }

    /// The cell there, if it is not empty.
    pub fn cell(&self, row: u32, col: u32) -> Option<&Cell> {
        self.cells.get(&CellAddress::new(row, col))
    }

    /// The text of the cell there as a person reads it; empty where there is none.
    pub fn text(&self, row: u32, col: u32) -> String {
        self.cell(row, col).map(Cell::shown).unwrap_or_default()
    }

    /// The merged range a cell belongs to; a cell that is not merged is its own.
    pub fn extent(&self, cell: CellAddress) -> Range {
        self.merged.iter().copied().find(|range| range.contains(cell)).unwrap_or(Range { first: cell, last: cell })
    }

    /// Whether the cell's row or column is hidden.
    pub fn is_hidden_at(&self, cell: CellAddress) -> bool {
        self.hidden_rows.contains(&cell.row) || self.hidden_columns.contains(&cell.col)
    }

    /// The cells of a row from left to right.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (CellAddress, &Cell)> {
        self.cells.range(CellAddress::new(row, 0)..=CellAddress::new(row, u32::MAX)).map(|(at, cell)| (*at, cell))
    }

    /// The cells of rows, from the first row to before the end; none where the end comes first, as between two tables that overlap.
    pub(crate) fn cells_of(&self, rows: std::ops::Range<u32>) -> btree_map::Range<'_, CellAddress, Cell> {
        let end = rows.end.max(rows.start);
        self.cells.range(CellAddress::new(rows.start, 0)..CellAddress::new(end, 0))
    }

    /// How many cells of a row hold something.
    pub fn filled(&self, row: u32) -> usize {
        self.row(row).filter(|(_, cell)| !cell.is_blank()).count()
    }

    /// The last row with a cell.
    pub fn last_row(&self) -> Option<u32> {
        self.cells.last_key_value().map(|(at, _)| at.row)
    }
}

impl Cell {
    /// A cell of a value and a format, without looks.
    pub fn new(value: Value, format: impl Into<Arc<str>>) -> Cell {
        Cell { value, format: format.into(), formula: false, look: None }
    }

    /// A text without format.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::new(Value::Text(text.into()), "General")
    }

    /// The cell as a person sees it, through its number format: 85%, 2021/4/1, 1,234件.
    pub fn shown(&self) -> String {
        self.shown_text().into_owned()
    }

    /// The same without a copy where the cell holds it.
    pub fn shown_text(&self) -> Cow<'_, str> {
        match &self.value {
            Value::Text(text) => super::normalize::format::text_view(text, &self.format),
            Value::Number(number) => Cow::Owned(super::normalize::format::view(*number, &self.format).text),
            _ => Cow::Owned(self.stored()),
        }
    }

    /// What the cell stores, whatever its format shows: texts and numbers in full, a date by its format.
    pub fn stored(&self) -> String {
        match &self.value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => super::normalize::date::shown_by_format(*number, &self.format)
                .unwrap_or_else(|| super::normalize::number::shortest(*number)),
            Value::Bool(true) => "TRUE".to_owned(),
            Value::Bool(false) => "FALSE".to_owned(),
            Value::Date(iso) => iso.clone(),
            Value::Error(error) => error.clone(),
            Value::Uncached => String::new(),
        }
    }

    /// What of its looks changes how it is read.
    pub fn looks(&self) -> &Look {
        static PLAIN: Look = Look {
            struck: None,
            all_struck: false,
            raised: false,
            split: false,
            raised_words: None,
            symbols: None,
            invisible: false,
            unseen_words: None,
            repeated: false,
            conditional: None,
            foreign: false,
            volatile: None,
            picture: false,
            checkbox: false,
            kept_text: None,
            disputed: false,
        };
        self.look.as_deref().unwrap_or(&PLAIN)
    }

    /// Whether it holds nothing but white space.
    pub fn is_blank(&self) -> bool {
        matches!(&self.value, Value::Text(text) if text.chars().all(crate::vocabulary::is_space))
    }
}

/// Maps whose keys are cells, as lists, because JSON allows only texts for keys.
mod as_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::vocabulary::CellAddress;

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        map: &BTreeMap<CellAddress, T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<CellAddress, T>, D::Error> {
        Ok(Vec::<(CellAddress, T)>::deserialize(deserializer)?.into_iter().collect())
    }
}
