//! A small document with every kind of block, for tests of the layout. Everything in it is サンプル（架空）.

use std::sync::Arc;

use jiff::civil::date;
use kaikaku::plan::Look;
use kaikaku::report::document::*;

/// A document of these parts.
pub(crate) fn document(parts: Vec<Part>) -> Document {
    Document {
        meta: Meta {
            title: "行政改革プラン 進捗状況報告書（令和2年度）".into(),
            author: "見本市".into(),
            subject: "見本".into(),
            keywords: vec!["行政改革".into()],
            date: date(2021, 7, 1),
            notice: Some("サンプル（架空）".into()),
            confidential: None,
        },
        parts,
        look: Look::default(),
    }
}

/// A part of A4 upright pages.
pub(crate) fn part(name: &str, blocks: Vec<Block>) -> Part {
    Part { name: name.into(), paper: Paper::A4Portrait, folio: Folio::Arabic, columns: 1, blocks }
}

/// A heading with an anchor of its own text.
pub(crate) fn heading(level: u8, text: &str) -> Heading {
    Heading { level, text: plain(text), anchor: Some(Anchor(Arc::from(text))) }
}

/// A body paragraph.
pub(crate) fn body(text: &str) -> Block {
    Block::Paragraph(Paragraph::new(ParagraphKind::Body, plain(text)))
}

/// A paragraph of a kind.
pub(crate) fn paragraph(kind: ParagraphKind, text: &str) -> Block {
    Block::Paragraph(Paragraph::new(kind, plain(text)))
}

/// About `characters` characters of prose.
pub(crate) fn prose(characters: usize) -> String {
    let sentence = "市税や各種料金を納める方の利便性向上のため、クレジットカード納付や証明発行手数料の電子決済など、キャッシュレス化に向けた取組を進める。";
    sentence.chars().cycle().take(characters).collect()
}

/// A row of cells.
pub(crate) fn row(cells: Vec<Cell>) -> Row {
    Row { cells, ..Row::default() }
}

/// The plan's own table, with the rows of the page that names サービス.
pub(crate) fn plan_table(items: u32) -> Table {
    let themes = ["財政", "サービス", "協働", "施設", "民活", "ICT", "人材"];
    let mut columns = vec![
        Column { width: ColumnWidth::Fixed(80), align: Alignment::Center },
        Column { width: ColumnWidth::Share(46), align: Alignment::Start },
    ];
    columns.extend(themes.map(|_| Column { width: ColumnWidth::Fixed(95), align: Alignment::Center }));
    columns.push(Column { width: ColumnWidth::Share(54), align: Alignment::Justify });
    let over = Cell { light_rule_below: true, ..Cell::header("取組項目", HeaderScope::Column) };
    let head = vec![
        row(vec![
            Cell::header("No.", HeaderScope::Column).spanning(1, 2),
            over,
            Cell::header("テーマ", HeaderScope::Column).spanning(7, 1),
            Cell::header("取組内容", HeaderScope::Column).spanning(1, 2),
        ]),
        row(std::iter::once(Cell::header("担当部署", HeaderScope::Column))
            .chain(themes.map(|theme| Cell::header(theme, HeaderScope::Column)))
            .collect()),
    ];
    let mut rows = Vec::new();
    for number in 1..=items {
        let mut cells =
            vec![Cell::header(number.to_string(), HeaderScope::Row).spanning(1, 2).aligned(Alignment::Center)];
        let mut name = Cell::inlines(vec![emphasised("公共交通の利便性向上に向けた取組", Emphasis::Strong)]);
        name.light_rule_below = true;
        name.header = Some(HeaderScope::Row);
        cells.push(name);
        for theme in 0..7 {
            cells.push(Cell::text(if (number + theme) % 3 == 0 { "○" } else { "" }).spanning(1, 2));
        }
        cells.push(
            Cell::text("公共交通の利便性向上のため、地域公共交通網形成計画に基づき、市内バス路線の再編やICTを活用した各種システムの導入などに向けた検討を進める。")
                .spanning(1, 2),
        );
        rows.push(Row { keep_with_next: true, ..row(cells) });
        let mut departments = Paragraph::new(
            ParagraphKind::Small,
            plain("(総)行政監理室、(政)協働・男女平等参画室、スポーツ都市推進課、(民)市民ホール建設準備室"),
        );
        departments.division = Division::Departments;
        rows.push(row(vec![Cell { content: vec![Block::Paragraph(departments)], ..Cell::default() }]));
    }
    Table {
        caption: None,
        unit: None,
        columns,
        head,
        groups: vec![RowGroup { heading: None, rows, page_break_before: false }],
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    }
}

/// A table of results whose texts may split, with a total and a note.
pub(crate) fn results_table(text: &str) -> Table {
    let figures = |number: &str, name: &str, text: &str, grade: &str, effect: &str| Row {
        may_split: true,
        ..row(vec![
            Cell::header(number, HeaderScope::Row),
            Cell::text(name),
            Cell::text(text),
            Cell::text(grade),
            Cell::text(effect),
        ])
    };
    Table {
        caption: Some(plain("令和2年度の実績")),
        unit: Some("（単位：千円）".into()),
        columns: vec![
            Column { width: ColumnWidth::Fit(150), align: Alignment::Center },
            Column { width: ColumnWidth::Fit(320), align: Alignment::Start },
            Column { width: ColumnWidth::Share(1), align: Alignment::Justify },
            Column { width: ColumnWidth::Fit(150), align: Alignment::Center },
            Column { width: ColumnWidth::Fit(250), align: Alignment::Decimal },
        ],
        head: vec![row(["No.", "担当部署", "実績", "区分", "効果額"]
            .map(|t| Cell::header(t, HeaderScope::Column))
            .into())],
        groups: vec![
            RowGroup {
                heading: Some(row(vec![Cell::header("水道部", HeaderScope::Row).spanning(5, 1)])),
                rows: vec![
                    figures("8-1", "(財)納税課", text, "○", "―"),
                    figures(
                        "8-2",
                        "(水)営業課",
                        "10月から取扱いを開始し、年度末までに1,234件の申込みを受けた。",
                        "◎",
                        "1,860.5",
                    ),
                ],
                page_break_before: false,
            },
            RowGroup {
                heading: Some(row(vec![Cell::header("民生部", HeaderScope::Row).spanning(5, 1)])),
                rows: vec![figures("8-3", "(民)窓口サービス課", "端末の設置場所と通信方法を検討した。", "△", "▲120")],
                page_break_before: false,
            },
        ],
        foot: vec![row(vec![
            Cell::header("計（単年度）", HeaderScope::Row).spanning(4, 1).aligned(Alignment::End),
            Cell::text("1,740.5"),
        ])],
        style: TableStyle::Ruled,
        notes: vec![plain("※ 効果額は千円未満を切り捨てている。")],
    }
}

/// Action items × years with bars.
pub(crate) fn schedule_table() -> Table {
    let years = ["R2", "R3", "R4 見直し", "R5", "R6"];
    let mut columns = vec![
        Column { width: ColumnWidth::Fit(120), align: Alignment::Center },
        Column { width: ColumnWidth::Share(3), align: Alignment::Start },
        Column { width: ColumnWidth::Fit(120), align: Alignment::Center },
    ];
    columns.extend(years.map(|_| Column { width: ColumnWidth::Fixed(190), align: Alignment::Center }));
    let head = vec![row(["No.", "実践項目", ""]
        .into_iter()
        .chain(years)
        .map(|t| Cell::header(t, HeaderScope::Column))
        .collect())];
    let mut rows = Vec::new();
    for (number, name, actual, tone) in [
        ("8-1", "市税のクレジットカード納付", "検討", Tone::BarAccent),
        ("8-2", "水道料金のクレジットカード納付", "準備・実施", Tone::BarHatched),
        ("8-3", "証明発行手数料の電子決済", "検討", Tone::Outline),
    ] {
        let mut plan = Cell::text("計画");
        plan.light_rule_below = true;
        rows.push(row(vec![
            Cell::header(number, HeaderScope::Row).spanning(1, 2),
            Cell::header(name, HeaderScope::Row).spanning(1, 2),
            plan,
            Cell::text("検討").toned(Tone::BarLight),
            Cell::text("準備").toned(Tone::BarMiddle),
            Cell::text("実施").toned(Tone::BarDark).spanning(3, 1),
        ]));
        rows.push(row(std::iter::once(Cell::text("実績"))
            .chain(std::iter::once(Cell::text(actual).toned(tone)))
            .chain((0..4).map(|_| Cell::default()))
            .collect()));
    }
    Table {
        caption: Some(plain("実践項目の工程")),
        unit: None,
        columns,
        head,
        groups: vec![RowGroup { heading: None, rows, page_break_before: false }],
        foot: Vec::new(),
        style: TableStyle::Schedule,
        notes: Vec::new(),
    }
}

/// A box of a figure.
pub(crate) fn shape(x: f64, y: f64, width: f64, height: f64, outline: Outline, fill: Fill, text: &str) -> Shape {
    Shape::Box { at: At { x, y }, width, height, outline, fill, text: plain(text), size: 9.5, align: Alignment::Center }
}

/// A figure with every kind of shape.
pub(crate) fn figure() -> Figure {
    let at = |x, y| At { x, y };
    Figure {
        caption: Some(plain("図1　行政改革推進の体制")),
        alt: "本部から委員会を経て担当部課へ、審議会が確認する。".into(),
        width: 160.0,
        height: 70.0,
        shapes: vec![
            shape(5.0, 5.0, 50.0, 14.0, Outline::Rounded, Fill::Accent, "行財政改革推進本部"),
            shape(5.0, 28.0, 50.0, 14.0, Outline::Square, Fill::Paper, "行政改革推進委員会"),
            shape(5.0, 51.0, 50.0, 14.0, Outline::Square, Fill::Tint, "取組担当部課"),
            Shape::Arrow {
                points: vec![at(30.0, 19.0), at(30.0, 28.0)],
                head: true,
                tail: false,
                dashed: false,
                width: 1.0,
            },
            Shape::Arrow {
                points: vec![at(30.0, 42.0), at(30.0, 51.0)],
                head: true,
                tail: true,
                dashed: true,
                width: 1.0,
            },
            shape(75.0, 25.0, 40.0, 20.0, Outline::Ellipse, Fill::Grey, "行政改革推進審議会"),
            shape(120.0, 5.0, 38.0, 14.0, Outline::Pentagon, Fill::Tint, "令和2年度"),
            shape(125.0, 45.0, 20.0, 20.0, Outline::DownArrow, Fill::Grey, "検証"),
            Shape::Curve {
                points: vec![at(60.0, 60.0), at(75.0, 52.0), at(95.0, 60.0), at(112.0, 48.0)],
                head: true,
                width: 1.5,
            },
        ],
    }
}

/// A series.
pub(crate) fn series(name: &str, values: &[f64]) -> Series {
    Series {
        place: None,
        planned: name == "目標",
        name: name.into(),
        values: values.iter().map(|v| Some(*v)).collect(),
        labels: values.iter().map(|v| if *v < 0.0 { format!("▲{}", -v) } else { v.to_string() }).collect(),
    }
}

/// A chart of a kind.
pub(crate) fn chart(title: &str, kind: ChartKind) -> Chart {
    Chart {
        title: title.into(),
        unit: "（単位：千円）".into(),
        source: Some("出典：進捗管理表（サンプル）".into()),
        alt: format!("{title}。値は表のとおり。"),
        height: 45.0,
        kind,
    }
}

/// Names of years.
pub(crate) fn years() -> Vec<String> {
    ["令和2年度", "令和3年度", "令和4年度", "令和5年度", "令和6年度"].map(String::from).into()
}

/// Every kind of page.
pub(crate) fn whole() -> Document {
    let text = |t: &str| Inline::Text(Text { text: t.into(), emphasis: Emphasis::None, origin: None });
    let cover = Part {
        folio: Folio::Hidden,
        ..part(
            "表紙",
            vec![Block::Cover(Cover {
                title: "新たな行政改革プラン 進捗状況報告書".into(),
                subtitles: vec!["令和2年度の取組結果".into()],
                period: Some("令和2年度（2020）～令和6年度（2024）".into()),
                publisher: vec!["見本市".into(), "令和3年7月".into()],
            })],
        )
    };
    let contents =
        Part { folio: Folio::Roman, ..part("目次", vec![Block::Contents { title: "目次".into(), depth: 2 }]) };
    let overview = part(
        "概要",
        vec![
            Block::Heading(heading(1, "令和2年度の概要")),
            Block::Paragraph(Paragraph::new(ParagraphKind::Lead, plain("21の取組項目のうち、18項目が計画どおりに進んでいます。"))),
            Block::KeyFigures(vec![
                KeyFigure { label: "取組項目".into(), value: "21".into(), unit: "項目".into(), note: None },
                KeyFigure { label: "計画どおり".into(), value: "85.7".into(), unit: "％".into(), note: Some("前年度比 ＋2.1ポイント".into()) },
                KeyFigure { label: "効果額（令和2年度）".into(), value: "124,560".into(), unit: "千円".into(), note: Some("前年度比 ▲12,300千円".into()) },
            ]),
            Block::Heading(heading(2, "進捗の状況")),
            Block::Paragraph(Paragraph::new(
                ParagraphKind::Body,
                vec![
                    text("市税や各種料金を納める方の利便性向上のため"),
                    Inline::Footnote(plain("令和2年10月から順次開始した。対象は市税、国民健康保険税、水道料金などである。")),
                    text("、クレジットカード納付を進めた。詳しくは"),
                    Inline::Reference { target: Anchor(Arc::from("支払方法の多様化")), text: Some("支払方法の多様化".into()) },
                    text("（"),
                    Inline::Reference { target: Anchor(Arc::from("支払方法の多様化")), text: None },
                    text("ページ）、又は"),
                    Inline::Link { text: "市のホームページ".into(), url: "https://example.jp/".into() },
                    text("を参照。"),
                    Inline::Ruby { base: Text { text: "苫小牧".into(), emphasis: Emphasis::None, origin: None }, reading: "とまこまい".into() },
                    text("では"),
                    emphasised("行政費用の抑制", Emphasis::Strong),
                    text("に主軸を置いた行政改革を展開してきた。"),
                ],
            )),
            body(&prose(300)),
            Block::Heading(heading(3, "これまでの取組")),
            Block::List(List {
                items: ["少子高齢化及び人口減少社会の一層の進行", "ICTを中心とした技術の急速な発展により、市民の生活様式や価値観が多様化しており、その時代に合わせた市民サービスの提供を意識しなければならない。"]
                    .map(|t| ListItem { label: "・".into(), body: vec![body(t)] })
                    .into(),
            }),
            Block::Chart(chart(
                "効果額は3年続けて増えた",
                ChartKind::Bars { categories: years(), series: vec![series("歳入増", &[520.0, 810.0, 1240.0, -120.0, 0.0]), series("歳出減", &[320.0, 410.0, 640.0, 700.0, 910.0])], horizontal: false },
            )),
            Block::Chart(chart(
                "計画どおりの項目が8割を超える",
                ChartKind::Shares { categories: years(), series: vec![series("◎ 計画を上回る", &[3.0, 4.0, 5.0, 1.0, 0.0]), series("○ 計画どおり", &[15.0, 14.0, 13.0, 16.0, 0.0]), series("△ 計画に遅れ", &[2.0, 2.0, 3.0, 4.0, 0.0]), series("× 未着手", &[1.0, 1.0, 0.0, 0.0, 0.0])] },
            )),
            Block::Columns(Columns {
                columns: vec![
                    (1, vec![Block::Chart(chart("財政の効果が最も大きい", ChartKind::Bars { categories: vec!["健全な財政運営".into(), "市民サービスの進化".into(), "協働の推進".into()], series: vec![series("効果額", &[1240.0, 320.0, -50.0])], horizontal: true }))]),
                    (1, vec![Block::Chart(chart("利用件数は目標を下回った", ChartKind::Trend { categories: years(), series: vec![series("実績", &[62.0, 70.0, 81.0]), series("目標", &[60.0, 75.0, 90.0, 100.0, 110.0])] }))]),
                ],
            }),
        ],
    );
    let list = Part {
        paper: Paper::A4Landscape,
        ..part(
            "取組項目",
            vec![Block::Heading(heading(1, "新たな行政改革プランの取組項目（案）")), Block::Table(plan_table(9))],
        )
    };
    let badge = |label: &str, tone| Inline::Badge { label: label.into(), tone };
    let sheet = part(
        "個票",
        vec![
            Block::SheetHead(SheetHead {
                number: "8".into(),
                heading: heading(1, "支払方法の多様化"),
                departments: "(財)納税課、(民)窓口サービス課、(水)営業課".into(),
                grade: Some(GradeMark {
                    label: "進捗区分".into(),
                    mark: "○".into(),
                    word: "計画どおり".into(),
                    note: Some("前年度 △ 計画に遅れ".into()),
                }),
                facets: Vec::new(),
            }),
            Block::Columns(Columns {
                columns: vec![
                    (
                        2,
                        vec![Block::Labelled {
                            label: heading(2, "テーマ"),
                            body: vec![Block::Paragraph(Paragraph::new(
                                ParagraphKind::Small,
                                vec![
                                    badge("財政", Tone::BarAccent),
                                    badge("サービス", Tone::BarAccent),
                                    badge("協働", Tone::Outline),
                                    badge("ICT", Tone::BarAccent),
                                ],
                            ))],
                        }],
                    ),
                    (
                        3,
                        vec![Block::Labelled {
                            label: heading(2, "SDGs"),
                            body: vec![Block::Paragraph(Paragraph::new(
                                ParagraphKind::Small,
                                vec![
                                    badge("9", Tone::BarMiddle),
                                    text(" 産業と技術革新　"),
                                    badge("11", Tone::BarMiddle),
                                    text(" まちづくり　"),
                                    badge("17", Tone::BarMiddle),
                                    text(" パートナーシップ"),
                                ],
                            ))],
                        }],
                    ),
                ],
            }),
            Block::Labelled {
                label: heading(2, "取組内容"), body: vec![paragraph(ParagraphKind::Small, &prose(100))]
            },
            Block::Table(schedule_table()),
            Block::Table(results_table(
                "導入済みの自治体への聞き取りを行い、手数料の負担と収納率への効果を整理した。令和3年度の予算要求に向けて仕様を固めた。",
            )),
            Block::Columns(Columns {
                columns: vec![
                    (
                        1,
                        vec![Block::Labelled {
                            label: heading(2, "課題"),
                            body: vec![paragraph(ParagraphKind::Small, &prose(60))],
                        }],
                    ),
                    (
                        1,
                        vec![Block::Labelled {
                            label: heading(2, "令和3年度の取組"),
                            body: vec![paragraph(ParagraphKind::Small, &prose(50))],
                        }],
                    ),
                ],
            }),
            Block::Rule,
            Block::WritingSpace { label: "審議会の意見".into(), lines: 4 },
        ],
    );
    let long = part("長い表", vec![Block::Heading(heading(1, "長い表")), Block::Table(results_table(&prose(3000)))]);
    let figures = Part {
        columns: 2,
        ..part("図", vec![Block::Heading(heading(1, "推進体制")), Block::Figure(figure()), body(&prose(900))])
    };
    document(vec![cover, contents, overview, list, sheet, long, figures])
}
