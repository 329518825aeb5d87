//! Pages of the kinds that the sample's editions have little of: A3, vertical heads, two columns with footnotes, spread
//! words, signs and decimals, notes and ruby. Everything in it is サンプル（架空）.

use kaikaku::report::document::*;

use crate::specimen::{body, document, heading, paragraph, part, plan_table, prose, results_table, row};

fn text(characters: &str) -> Inline {
    Inline::Text(Text { text: characters.into(), emphasis: Emphasis::None, origin: None })
}

fn ruby(base: &str, reading: &str) -> Inline {
    Inline::Ruby { base: Text { text: base.into(), emphasis: Emphasis::None, origin: None }, reading: reading.into() }
}

fn column(width: ColumnWidth, align: Alignment) -> Column {
    Column { width, align }
}

/// A table of a style with a head, rows in two groups, totals and notes; `rows` in each group.
pub(crate) fn figures_table(style: TableStyle, rows: u32) -> Table {
    let head = |cells: Vec<Cell>| row(cells);
    let column_head = |name: &str| Cell::header(name, HeaderScope::Column);
    let line = |number: u32| {
        let signed = [("1,234.5", "○"), ("▲56", "△"), ("―", "×"), ("未定", "◎"), ("98.75％", "―")];
        let (figure, mark) = signed[number as usize % signed.len()];
        Row {
            may_split: true,
            ..row(vec![
                Cell::header(["総務課", "財政課", "市民生活課", "室"][number as usize % 4], HeaderScope::Row)
                    .aligned(Alignment::Jidori),
                Cell::text("窓口の利便性向上に向けた取組の検討を進めた。"),
                Cell::text(mark),
                Cell::text(figure),
                Cell::text(if number.is_multiple_of(3) { "▲1,200" } else { "350" }),
            ])
        }
    };
    let group = |name: &str, from: u32| RowGroup {
        heading: Some(row(vec![Cell::header(name, HeaderScope::Row).spanning(5, 1)])),
        rows: (from..from + rows).map(line).collect(),
        page_break_before: false,
    };
    let total = |name: &str, one: &str, other: &str| {
        row(vec![
            Cell::header(name, HeaderScope::Row).spanning(3, 1).aligned(Alignment::End),
            Cell::text(one),
            Cell::text(other),
        ])
    };
    Table {
        caption: Some(plain("部署別の効果額")),
        unit: Some("（単位：千円）".into()),
        columns: vec![
            column(ColumnWidth::Fixed(240), Alignment::Start),
            column(ColumnWidth::Share(1), Alignment::Justify),
            column(ColumnWidth::Fit(120), Alignment::Center),
            column(ColumnWidth::Fit(250), Alignment::Decimal),
            column(ColumnWidth::Fit(250), Alignment::Decimal),
        ],
        head: vec![head(["担当部署", "取組", "区分", "効果額", "増減"].map(column_head).into())],
        groups: vec![group("総務部", 0), group("市民生活部", 2)],
        foot: vec![total("小計", "1,178.5", "▲850"), total("計", "12,345.25", "▲1,700")],
        style,
        notes: vec![
            plain("※ 効果額は千円未満を切り捨てている。"),
            plain(
                "※ ▲は減を、―は該当がないことを表す。未定のものは、令和3年度に額を定めてから計上するため、計に含めていない。",
            ),
        ],
    }
}

/// Many narrow columns under vertical heads, with a row head that spans pages.
fn upright_table(rows: u32) -> Table {
    let names = [
        "市民サービスの向上",
        "財政",
        "ICTの活用",
        "協働・男女平等参画",
        "令和2年度",
        "公共施設等の総合管理",
        "（仮称）人材",
    ];
    let mut columns =
        vec![column(ColumnWidth::Fixed(300), Alignment::Start), column(ColumnWidth::Share(2), Alignment::Start)];
    columns.extend(names.map(|_| column(ColumnWidth::Fixed(100), Alignment::Center)));
    columns.push(column(ColumnWidth::Share(3), Alignment::Justify));
    let upright = |name: &str| Cell { upright: true, ..Cell::header(name, HeaderScope::Column) };
    let head = row(["テーマ", "取組項目"]
        .map(|name| Cell::header(name, HeaderScope::Column))
        .into_iter()
        .chain(names.map(upright))
        .chain([Cell::header("取組内容", HeaderScope::Column)])
        .collect());
    let rows = (0..rows)
        .map(|number| {
            let mut cells = Vec::new();
            if number % 20 == 0 {
                cells.push(Cell::header("健全な財政運営", HeaderScope::Row).spanning(1, 20));
            }
            cells.push(Cell::text(format!("第{}項 施設の使用料の見直し", number + 1)));
            cells.extend((0..7).map(|theme| Cell::text(if (number + theme) % 3 == 0 { "○" } else { "" })));
            cells.push(Cell::text(prose(40 + number as usize * 7 % 60)));
            row(cells)
        })
        .collect();
    Table {
        caption: Some(plain("取組項目とテーマ")),
        unit: None,
        columns,
        head: vec![head],
        groups: vec![RowGroup { heading: None, rows, page_break_before: false }],
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: vec![plain("※ ○は主なテーマを表す。")],
    }
}

/// Cells too narrow for what they hold: words, ruby and notes.
fn narrow_table() -> Table {
    let cells = vec![
        Cell::text("Innovation"),
        Cell::inlines(vec![ruby("苫小牧", "とまこまい"), text("市役所")]),
        Cell::text("https://www.example.jp/shisei/"),
        Cell::text("1,234,567千円"),
    ];
    Table {
        caption: Some(plain("狭い欄")),
        unit: None,
        columns: cells.iter().map(|_| column(ColumnWidth::Fixed(160), Alignment::Start)).collect(),
        head: vec![row(["語", "ルビ", "URL", "数"].map(|name| Cell::header(name, HeaderScope::Column)).into())],
        groups: vec![RowGroup { heading: None, rows: vec![row(cells)], page_break_before: false }],
        foot: Vec::new(),
        style: TableStyle::Ruled,
        notes: Vec::new(),
    }
}

/// Running text with all that stands beside its characters.
fn rich(mark: &str) -> Block {
    Block::Paragraph(Paragraph::new(
        ParagraphKind::Body,
        vec![
            text("「改革」の趣旨は、"),
            ruby("苫小牧", "とま こ まい"),
            text("市の"),
            ruby("行政", "ぎょう せい"),
            text("を、"),
            ruby("志", "こころざ"),
            text("しをもって改めることにある。辻\u{E0100}と辻\u{E0101}の別を保ち、"),
            emphasised("市民のため", Emphasis::Dots),
            text("の仕事"),
            text("をICTで支える"),
            Inline::Footnote(plain(format!(
                "{mark}　令和2年10月から順次開始した。対象は市税、国民健康保険税、水道料金などである。"
            ))),
            text("。10km先の"),
            ruby("胆振", "いぶり"),
            text("の町とも、3～5年をかけて連携する（『東胆振』の市町を含む。）。"),
        ],
    ))
}

/// The pages.
pub(crate) fn corners() -> Document {
    let mut blocks: Vec<Block> = vec![Block::Heading(heading(1, "二段組の本文と脚注"))];
    for number in 0..6 {
        blocks.push(Block::Heading(heading(
            2,
            &format!("第{}節　新たな財源の確保に向けた取組と市民サービスの向上", number + 1),
        )));
        blocks.push(rich(&format!("注{number}")));
        blocks.push(body(&prose(180 + 37 * number)));
        blocks.push(paragraph(
            ParagraphKind::Note,
            "※ 段の中の注である。二行目は字下げをそろえて、段の幅の中に収まるように組む。",
        ));
    }
    let columns = Part { columns: 2, ..part("二段組", blocks) };
    let wide = Part {
        paper: Paper::A3Landscape,
        ..part("A3の表", vec![Block::Heading(heading(1, "A3横の表")), Block::Table(upright_table(40))])
    };
    let sideways = Part {
        paper: Paper::A4Landscape,
        ..part("横の表", vec![Block::Heading(heading(1, "横の表")), Block::Table(plan_table(12))])
    };
    let tables = part(
        "数の表",
        vec![
            Block::Heading(heading(1, "数の表")),
            Block::Table(figures_table(TableStyle::Ruled, 4)),
            Block::Table(figures_table(TableStyle::Zebra, 4)),
            Block::Table(narrow_table()),
            rich("注"),
            Block::Table(figures_table(TableStyle::Grid, 24)),
        ],
    );
    let mut mincho = document(vec![
        columns,
        wide,
        sideways,
        tables,
        part("長い行", vec![Block::Table(results_table(&prose(1200)))]),
    ]);
    mincho.meta.confidential = Some("取扱注意（部内資料）".into());
    mincho
}
