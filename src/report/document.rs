//! The document model: what a report says, with no word of how any format shows it.
//!
//! PDF and HTML are made from the same [`Document`], so that they print the same numbers, and so that tags,
//! table headers and reading order come from meaning and not from looks.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::finding::Origin;
use crate::plan::Look;

/// A whole document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Title and so on.
    pub meta: Meta,
    /// Parts in order; each begins on a new page.
    pub parts: Vec<Part>,
    /// Appearance settings of the workspace.
    pub look: Look,
}

/// What the document says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// 行政改革プラン 進捗状況報告書（令和2年度）.
    pub title: String,
    /// The city.
    pub author: String,
    /// One sentence.
    pub subject: String,
    /// For the properties of the file.
    pub keywords: Vec<String>,
    /// The date it states.
    pub date: Date,
    /// サンプル（架空）, printed on every page; `None` in a real workspace.
    pub notice: Option<String>,
    /// 取扱注意 and the like, printed at the head of every page of an internal edition.
    pub confidential: Option<String>,
}

/// Size and orientation of the pages of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    /// A4 upright.
    A4Portrait,
    /// A4 sideways.
    A4Landscape,
    /// A3 sideways.
    A3Landscape,
}

/// How the pages of a part are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Folio {
    /// Not numbered, no running head (cover).
    Hidden,
    /// i, ii (contents).
    Roman,
    /// 1, 2 … of all the Arabic pages: `n / N`.
    Arabic,
}

/// A run of pages with one paper and one running head.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The name printed at the outer end of the running head; also the section's title.
    pub name: String,
    /// What its pages are.
    pub paper: Paper,
    /// Numbering.
    pub folio: Folio,
    /// Text columns, 1 or 2.
    pub columns: u8,
    /// Content.
    pub blocks: Vec<Block>,
}

/// Name of a place that contents and links lead to. Unique in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor(pub Arc<str>);

/// Running text.
pub type Inlines = Vec<Inline>;

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Characters.
    Text(Text),
    /// A line break that the author wants.
    Break,
    /// Ruby over a base.
    Ruby {
        /// The word that the reading is for.
        base: Text,
        /// Reading. In as many words as the base has characters (とま こ まい), each belongs to its own character, and a line
        /// may end between two; else it is the reading of the whole.
        reading: String,
    },
    /// A reference to a place of this document; prints `text`, or the page number where it is `None`.
    Reference {
        /// Where.
        target: Anchor,
        /// What is printed.
        text: Option<String>,
    },
    /// A link to an address.
    Link {
        /// What is printed.
        text: String,
        /// Where it leads.
        url: String,
    },
    /// A footnote: a mark here, the note at the foot of the page.
    Footnote(Vec<Inline>),
    /// A small filled badge with a short label (a theme, a goal's number): `tone` as of a cell.
    Badge {
        /// The words on it.
        label: String,
        /// How it is coloured.
        tone: Tone,
    },
}

/// Characters of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The characters.
    pub text: String,
    /// How they stand out.
    pub emphasis: Emphasis,
    /// Where a person typed them, so that a character without glyph can be reported with its cell.
    pub origin: Option<Arc<Origin>>,
}

/// How characters stand out from those around them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Emphasis {
    /// Not at all.
    #[default]
    None,
    /// 太字.
    Strong,
    /// 圏点.
    Dots,
    /// Smaller and grey: origins, ids.
    Quiet,
    /// In the accent colour, bold: small labels.
    Label,
    /// Larger and bold: key figures.
    Figure,
    /// 下線: what differs from another version.
    Underline,
}

/// Plain text as inlines.
pub fn plain(text: impl Into<String>) -> Inlines {
    vec![Inline::Text(Text { text: text.into(), emphasis: Emphasis::None, origin: None })]
}

/// Emphasised text as one inline.
pub fn emphasised(text: impl Into<String>, emphasis: Emphasis) -> Inline {
    Inline::Text(Text { text: text.into(), emphasis, origin: None })
}

/// What stands on pages.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Title page; fills its page.
    Cover(Cover),
    /// 目次: made by the layout from the headings whose level is at most `depth`, with page numbers and links.
    Contents {
        /// Its heading.
        title: String,
        /// Deepest level listed.
        depth: u8,
    },
    /// A heading.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// A drawing.
    Figure(Figure),
    /// A chart.
    Chart(Chart),
    /// Blocks side by side; reading order is column by column.
    Columns(Columns),
    /// The head of an initiative sheet.
    SheetHead(SheetHead),
    /// Large figures in a row.
    KeyFigures(Vec<KeyFigure>),
    /// A small label and what belongs to it, set off from the text around: テーマ, SDGs, 課題.
    Labelled {
        /// The label; it is a heading of the given level for a screen reader.
        label: Heading,
        /// Content.
        body: Vec<Block>,
    },
    /// Kept on one page if it fits one.
    Together(Vec<Block>),
    /// The same at the end of a part: the end of what is before it goes on to a new page with it.
    Closing(Vec<Block>),
    /// A thin rule across the measure.
    Rule,
    /// Goes on with a new page.
    PageBreak,
    /// Empty ruled space to write in, of so many lines, with a label (審議会資料: 評価, 意見).
    WritingSpace {
        /// What to write.
        label: String,
        /// How many lines.
        lines: u8,
    },
}

/// Title page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The largest line of the page.
    pub title: String,
    /// Lines under it: 素案, 令和2年度の進捗状況.
    pub subtitles: Vec<String>,
    /// 令和2年度（2020）～令和6年度（2024）.
    pub period: Option<String>,
    /// The publisher's lines at the foot: city, date.
    pub publisher: Vec<String>,
}

/// A heading with its level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 4.
    pub level: u8,
    /// The words of the heading.
    pub text: Inlines,
    /// Its name, where something leads to it.
    pub anchor: Option<Anchor>,
}

/// What a paragraph is for, which decides how it is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ParagraphKind {
    /// Body text, first line indented by an em.
    #[default]
    Body,
    /// Body text without indent.
    Flush,
    /// A sentence that says what follows, larger.
    Lead,
    /// Notes, ※; small, hanging.
    Note,
    /// Text of tables and sheets, in the table size, without indent.
    Small,
}

/// Alignment as meaning asks for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// Running text.
    #[default]
    Justify,
    /// Ragged at the right.
    Start,
    /// Centre.
    Center,
    /// Ragged at the left.
    End,
    /// Figures, aligned on the decimal point (▲ hangs in front).
    Decimal,
    /// 均等割付.
    Jidori,
}

/// Text that is set in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is in the document, which decides how it is set.
    pub kind: ParagraphKind,
    /// How its lines stand in the measure.
    pub align: Alignment,
    /// What it says.
    pub text: Inlines,
    /// Where its lines are best divided.
    pub division: Division,
    /// What it speaks of, where a reader of the pages has to know it by more than its words.
    pub subject: Option<Subject>,
}

/// What a paragraph speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// Figures that wait for the accounts (決算).
    AwaitedAccounts,
}

/// Where the lines of a paragraph are best divided, beside the rules that hold for all text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Division {
    /// Anywhere that the rules allow.
    #[default]
    Anywhere,
    /// Between names of departments: after 、 and before an opening bracket.
    Departments,
    /// Between items that full-width spaces part: badges with their names.
    Spaces,
    /// After 、 only: figures with their names.
    Commas,
    /// Between phrases (文節): short texts that are read at a glance.
    Phrases,
}

impl Paragraph {
    /// A paragraph of running text.
    pub fn new(kind: ParagraphKind, text: Inlines) -> Paragraph {
        Paragraph { kind, align: Alignment::Justify, text, division: Division::Anywhere, subject: None }
    }
}

/// Points under one another, each behind its label.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// In their order.
    pub items: Vec<ListItem>,
}

/// One item.
#[derive(Debug, Clone, PartialEq)]
pub struct ListItem {
    /// ・, ◇, 1., ※ or a term.
    pub label: String,
    /// What it says.
    pub body: Vec<Block>,
}

/// Blocks side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// Share of the measure and content of each.
    pub columns: Vec<(u32, Vec<Block>)>,
}

/// The head of an initiative sheet (個票).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetHead {
    /// No.
    pub number: String,
    /// Heading: its text is the initiative's name.
    pub heading: Heading,
    /// 担当部署 as the plan prints them.
    pub departments: String,
    /// The grade: mark and word, with a label (進捗区分) and a small line (前年度 ○ 計画どおり).
    pub grade: Option<GradeMark>,
    /// By what readers look for it, beside its grade: テーマ, 部.
    pub facets: Vec<Facet>,
}

/// A property by which sheets are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// テーマ.
    pub label: String,
    /// Its values, in the plan's order; a sheet may have several, or none.
    pub values: Vec<String>,
}

/// A grade shown large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeMark {
    /// 進捗区分.
    pub label: String,
    /// ◎.
    pub mark: String,
    /// 計画どおり.
    pub word: String,
    /// 前年度 △ 計画に遅れ.
    pub note: Option<String>,
}

/// A large figure with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFigure {
    /// 効果額（令和2年度）.
    pub label: String,
    /// 124,560.
    pub value: String,
    /// 千円.
    pub unit: String,
    /// 前年度比 ＋12,300.
    pub note: Option<String>,
}

/// How a table is ruled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum TableStyle {
    /// Full grid, as the plan's own table.
    Grid,
    /// Horizontal rules only.
    #[default]
    Ruled,
    /// Horizontal rules with every other row tinted.
    Zebra,
    /// Action items × years: horizontal rules, bars in cells.
    Schedule,
}

/// A table with its heads.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Caption above it.
    pub caption: Option<Inlines>,
    /// （単位：千円）, printed at the right end of the caption's line.
    pub unit: Option<String>,
    /// From left to right; rows with more cells widen the table.
    pub columns: Vec<Column>,
    /// Header rows, repeated on every page.
    pub head: Vec<Row>,
    /// Body groups.
    pub groups: Vec<RowGroup>,
    /// Footer rows with totals, once, at the end.
    pub foot: Vec<Row>,
    /// Ruling.
    pub style: TableStyle,
    /// Notes under it.
    pub notes: Vec<Inlines>,
}

impl Table {
    /// A table of one group of rows, without caption, totals and notes.
    pub fn of_rows(style: TableStyle, columns: Vec<Column>, head: Vec<Row>, rows: Vec<Row>) -> Table {
        Table {
            caption: None,
            unit: None,
            columns,
            head,
            groups: vec![RowGroup { rows, ..RowGroup::default() }],
            foot: Vec::new(),
            style,
            notes: Vec::new(),
        }
    }
}

/// How wide a column is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnWidth {
    /// Tenths of a millimetre.
    Fixed(u32),
    /// A share of what the others leave.
    Share(u32),
    /// As wide as its content needs, at most so many tenths of a millimetre.
    Fit(u32),
    /// At least so many tenths of a millimetre, and as wide as the widest cell below its head: what stands in it (a printed
    /// number, a count with its grade) is not divided.
    Whole(u32),
}

/// How a column of a table is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// How wide it is made.
    pub width: ColumnWidth,
    /// Alignment of its body cells where they do not say otherwise.
    pub align: Alignment,
}

/// Rows that belong together under a heading row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowGroup {
    /// The heading row; never alone at the foot of a page, repeated with （続き） where the group goes on.
    pub heading: Option<Row>,
    /// From the top down.
    pub rows: Vec<Row>,
    /// Begins on a new page.
    pub page_break_before: bool,
}

/// A row. Cells covered by a row span from above are left out, as in HTML.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// From left to right.
    pub cells: Vec<Cell>,
    /// Whether it may be broken over pages when it does not fit one; a row taller than a page is broken in any case.
    pub may_split: bool,
    /// Stays on the page of the next row.
    pub keep_with_next: bool,
    /// Height at least so many tenths of a millimetre.
    pub min_height: u32,
}

/// Which cells a header cell heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeaderScope {
    /// Those to its right.
    Row,
    /// Those below.
    Column,
    /// Those to its right and below.
    Both,
}

/// Tone of a cell's ground, a bar or a badge; they can be told apart in black and white.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// White.
    #[default]
    None,
    /// A light tint of the whole cell.
    Tint,
    /// A bar within the cell, planned: light grey.
    BarLight,
    /// A bar within the cell, planned: middle grey.
    BarMiddle,
    /// A bar within the cell, planned: dark grey with white text.
    BarDark,
    /// A bar within the cell, actual: accent.
    BarAccent,
    /// A bar within the cell, actual but behind plan: hatched outline.
    BarHatched,
    /// An empty outline.
    Outline,
}

/// Vertical place of a cell's content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum VerticalAlign {
    /// At the top.
    Top,
    /// Halfway between the rules.
    #[default]
    Middle,
    /// At the bottom.
    Bottom,
}

/// A cell of a table with the columns and rows that it spans.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Content; paragraphs and lists.
    pub content: Vec<Block>,
    /// A header cell heads others.
    pub header: Option<HeaderScope>,
    /// Columns covered, at least 1.
    pub col_span: u32,
    /// Rows covered, at least 1.
    pub row_span: u32,
    /// Alignment where it is not the column's.
    pub align: Option<Alignment>,
    /// Vertical place.
    pub vertical_align: VerticalAlign,
    /// The colour of its ground.
    pub tone: Tone,
    /// Set vertically (narrow heads).
    pub upright: bool,
    /// No rule between this cell and the one below (取組項目 over 担当部署: a lighter rule).
    pub light_rule_below: bool,
}

impl ChartKind {
    /// Its categories and series.
    pub fn data(&self) -> (&[String], &[Series]) {
        let (ChartKind::Bars { categories, series, .. }
        | ChartKind::Shares { categories, series }
        | ChartKind::Trend { categories, series }
        | ChartKind::SmallTrend { categories, series }) = self;
        (categories, series)
    }
}

impl Default for Cell {
    fn default() -> Self {
        Cell {
            content: Vec::new(),
            header: None,
            col_span: 1,
            row_span: 1,
            align: None,
            vertical_align: VerticalAlign::Middle,
            tone: Tone::None,
            upright: false,
            light_rule_below: false,
        }
    }
}

impl Cell {
    /// A cell with one small paragraph.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::inlines(plain(text))
    }

    /// A cell with one small paragraph of inlines.
    pub fn inlines(text: Inlines) -> Cell {
        Cell { content: vec![Block::Paragraph(Paragraph::new(ParagraphKind::Small, text))], ..Cell::default() }
    }

    /// A header cell.
    pub fn header(text: impl Into<String>, scope: HeaderScope) -> Cell {
        Cell { header: Some(scope), ..Cell::text(text) }
    }

    /// The same over several columns and rows.
    pub fn spanning(mut self, columns: u32, rows: u32) -> Cell {
        self.col_span = columns;
        self.row_span = rows;
        self
    }

    /// The same with an alignment.
    pub fn aligned(mut self, align: Alignment) -> Cell {
        self.align = Some(align);
        self
    }

    /// The same with a tone.
    pub fn toned(mut self, tone: Tone) -> Cell {
        self.tone = tone;
        self
    }
}

/// A drawing made of boxes and arrows.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Title under or over it.
    pub caption: Option<Inlines>,
    /// What it shows, in words, complete.
    pub alt: String,
    /// Size of the drawing area in millimetres; it is centred on the measure.
    pub width: f64,
    /// Height in millimetres.
    pub height: f64,
    /// What is drawn, later over earlier; text of shapes is content in this order.
    pub shapes: Vec<Shape>,
}

/// A place in a figure in millimetres from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct At {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// Outline of a box.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Outline {
    /// Right angles.
    #[default]
    Square,
    /// Rounded corners.
    Rounded,
    /// An ellipse that fills the box.
    Ellipse,
    /// A block arrow to the right: a pentagon.
    Pentagon,
    /// A block arrow downwards.
    DownArrow,
    /// No outline: text alone.
    None,
}

/// Fill of a shape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Fill {
    /// White with a thin outline.
    #[default]
    Paper,
    /// A light tint of the accent.
    Tint,
    /// Accent, white text.
    Accent,
    /// Light grey.
    Grey,
    /// Black, without an outline: the modules of a QR code.
    Ink,
    /// Nothing.
    None,
}

/// A thing drawn in a figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A box with text in its middle (wrapped to its width).
    Box {
        /// Upper left corner.
        at: At,
        /// Width in millimetres.
        width: f64,
        /// Height in millimetres.
        height: f64,
        /// The shape of its border.
        outline: Outline,
        /// The colour of its ground.
        fill: Fill,
        /// What it says, in the middle.
        text: Inlines,
        /// Text size in points.
        size: f64,
        /// Alignment of the text.
        align: Alignment,
    },
    /// A line through points, with heads.
    Arrow {
        /// At least two points.
        points: Vec<At>,
        /// A head at the last point.
        head: bool,
        /// A head at the first point too.
        tail: bool,
        /// Whether the line is dashed.
        dashed: bool,
        /// Width in points.
        width: f64,
    },
    /// A smooth curve through points (Catmull-Rom), with a head at the end: the spiral.
    Curve {
        /// At least two points.
        points: Vec<At>,
        /// A head at the last point.
        head: bool,
        /// Width in points.
        width: f64,
    },
}

/// A chart with its data; its data table stands near it or in its alternative text.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// A title that says the finding.
    pub title: String,
    /// （単位：千円）.
    pub unit: String,
    /// 出典.
    pub source: Option<String>,
    /// What it shows, in words with every value.
    pub alt: String,
    /// Height of the plot in millimetres.
    pub height: f64,
    /// The data.
    pub kind: ChartKind,
}

/// What a chart shows, with its figures.
#[derive(Debug, Clone, PartialEq)]
pub enum ChartKind {
    /// Bars from zero, one group a category, one bar a series.
    Bars {
        /// Category names.
        categories: Vec<String>,
        /// Series: name and a value per category (`None`: no value).
        series: Vec<Series>,
        /// Lying (categories downwards).
        horizontal: bool,
    },
    /// Each category one bar of 100 %, split by series (counts by grade).
    Shares {
        /// Category names.
        categories: Vec<String>,
        /// Series: counts per category.
        series: Vec<Series>,
    },
    /// A line over years with targets beside results.
    Trend {
        /// Years.
        categories: Vec<String>,
        /// Series; a series named 目標 is dashed.
        series: Vec<Series>,
    },
    /// The same so small that it stands in a cell: the course alone, without title, axis or printed values.
    SmallTrend {
        /// Years.
        categories: Vec<String>,
        /// The values, each with one a category.
        series: Vec<Series>,
    },
}

/// A series of a chart. Values are for drawing only; printed figures are in `labels`.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The name in the legend.
    pub name: String,
    /// What was planned (targets) rather than what came about: drawn dashed.
    pub planned: bool,
    /// Its place in a scale (a grade's), by which it looks the same in every chart of a document; `None`: its place in the chart.
    pub place: Option<usize>,
    /// A value per category.
    pub values: Vec<Option<f64>>,
    /// The printed label per category.
    pub labels: Vec<String>,
}
