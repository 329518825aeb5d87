//! What is never divided, and what gives way to it: printed numbers, counts with their grades, names in tables of figures; a head
//! that stands once in a column of a page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use kaikaku::report::document::*;
use kaikaku::typeset::dump::text_lines;
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::lay_out;
use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Draw, Tag};

use crate::specimen::{body, chart, document, paragraph, part, row};

static FONTS: LazyLock<Arc<FontBook>> = LazyLock::new(|| Arc::new(FontBook::shipped()));

/// The lines of a document's pages.
fn lines(blocks: Vec<Block>) -> Vec<String> {
    let out = lay_out(&document(vec![part("本文", blocks)]), &FONTS);
    out.pages.pages.iter().flat_map(|page| text_lines(page).into_iter().map(|line| line.text)).collect()
}

fn column(width: ColumnWidth, align: Alignment) -> Column {
    Column { width, align }
}

fn head(texts: &[&str]) -> Vec<Row> {
    vec![row(texts.iter().map(|text| Cell::header(*text, HeaderScope::Column)).collect())]
}

const NUMBERS: [&str; 6] = ["1-(1)", "2-(1)-ア", "3-(2)-②", "0086", "重点1-(2)-ウ", "２－（１）－ア"];

/// A table of numbers and names, its columns rigid beyond its measure.
fn numbered(least: u32) -> Block {
    let mut columns =
        vec![column(ColumnWidth::Whole(least), Alignment::Center), column(ColumnWidth::Share(1), Alignment::Start)];
    columns.extend(std::iter::repeat_n(column(ColumnWidth::Fixed(300), Alignment::End), 6));
    let rows = NUMBERS.iter().map(|number| {
        let mut cells = vec![Cell::header(*number, HeaderScope::Row), Cell::text("庁内の手続の見直し")];
        cells.extend((0..6).map(|_| Cell::text("1,234")));
        row(cells)
    });
    let heads = ["No.", "取組", "R2", "R3", "R4", "R5", "R6", "計"];
    Block::Table(Table::of_rows(TableStyle::Ruled, columns, head(&heads), rows.collect()))
}

#[test]
fn a_printed_number_is_never_divided() {
    for least in [75, 110, 250] {
        let lines = lines(vec![numbered(least)]);
        for number in NUMBERS {
            assert!(lines.iter().any(|line| line == number), "{number} in a column of {least}: {lines:?}");
        }
    }
}

/// The same beside names in one cell, and in running text.
#[test]
fn a_printed_number_in_a_text_is_not_divided_at_its_hyphens() {
    let texts: Vec<String> =
        (0..24).map(|n| format!("{}2-(1)-ア 手続の見直し及び3-(2)-②の拡大", "取".repeat(n))).collect();
    let cells = texts.iter().map(|text| row(vec![Cell::text(text.clone())])).collect();
    let table = Table::of_rows(
        TableStyle::Ruled,
        vec![column(ColumnWidth::Fixed(300), Alignment::Start)],
        head(&["取組"]),
        cells,
    );
    let lines = lines(vec![Block::Table(table), body(&texts.concat())]);
    let divided = |line: &&String| line.ends_with('-') || line.ends_with("-(") || line.ends_with("(1)");
    let found: Vec<&String> = lines.iter().filter(divided).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// Eight columns of small figures in wide columns beside a name of thirty characters.
#[test]
fn columns_of_figures_give_way_to_names() {
    let name = "将来世代に責任を持つ持続可能な財政運営の確立と資産の最適な活用";
    let mut columns = vec![column(ColumnWidth::Share(1), Alignment::Justify)];
    columns.extend(std::iter::repeat_n(column(ColumnWidth::Fixed(135), Alignment::End), 7));
    columns.extend([265, 200].map(|width| column(ColumnWidth::Fixed(width), Alignment::End)));
    let figures = ["1", "0", "12", "3", "0", "1", "5", "80.0%（4/5）", "576.8"];
    let cells = std::iter::once(Cell::header(name, HeaderScope::Row)).chain(figures.map(Cell::text));
    let heads = [
        "基本方針",
        "完了",
        "計画以上",
        "計画どおり",
        "やや遅れ",
        "大幅な遅れ",
        "中止",
        "計",
        "割合（分母）",
        "効果額",
    ];
    let lines =
        lines(vec![Block::Table(Table::of_rows(TableStyle::Zebra, columns, head(&heads), vec![row(cells.collect())]))]);
    let of_name = |line: &&String| line.chars().count() > 1 && name.contains(line.as_str());
    let name_lines: Vec<&String> = lines.iter().filter(of_name).collect();
    assert_eq!(name_lines.iter().map(|line| line.as_str()).collect::<String>(), name, "{lines:?}");
    assert!(name_lines.len() <= 4, "{name_lines:?}");
    for figure in ["80.0%（4/5）", "576.8"] {
        assert!(lines.iter().any(|line| line == figure), "{figure}: {lines:?}");
    }
}

/// Ten years of small figures whose columns are declared wider than they need, between heads of several words.
#[test]
fn columns_of_ten_years_leave_names_ten_characters_a_line() {
    let name = "申請から助成までの日数（日）（減）";
    let mut columns =
        vec![column(ColumnWidth::Fixed(105), Alignment::Center), column(ColumnWidth::Share(1), Alignment::Start)];
    columns.push(column(ColumnWidth::Fixed(134), Alignment::End));
    columns.extend(std::iter::repeat_n(column(ColumnWidth::Fixed(131), Alignment::End), 10));
    columns.extend([133, 135].map(|width| column(ColumnWidth::Fixed(width), Alignment::End)));
    columns.push(column(ColumnWidth::Fixed(100), Alignment::Center));
    let years: Vec<String> = (1..=10).map(|year| format!("R{year}")).collect();
    let mut heads = vec!["No.", "指標", "計画前"];
    heads.extend(years.iter().map(String::as_str));
    heads.extend(["R10目標", "達成率(%)", "結果"]);
    let mut cells = vec![Cell::text("1-2"), Cell::header(name, HeaderScope::Row), Cell::text("20")];
    cells.extend((0..10).map(|_| Cell::text("15")));
    cells.extend(["10", "50.0", "未達"].map(Cell::text));
    let lines = lines(vec![Block::Table(Table::of_rows(TableStyle::Ruled, columns, head(&heads), vec![row(cells)]))]);
    let of_name = lines.iter().filter(|line| line.chars().count() > 1 && name.contains(line.as_str()));
    assert!(of_name.count() <= 2, "{lines:?}");
}

/// A column a little wider than those whose cells have less padding.
#[test]
fn a_head_has_no_less_room_in_a_wider_column() {
    for width in 135..160 {
        let columns =
            vec![column(ColumnWidth::Share(1), Alignment::Start), column(ColumnWidth::Fixed(width), Alignment::End)];
        let heads = [Cell::text("区分"), Cell::text("おおむね目標どおり").aligned(Alignment::Center)];
        let cells = row(["港区", "2"].map(Cell::text).into());
        let table = Table::of_rows(TableStyle::Zebra, columns, vec![row(heads.into())], vec![cells]);
        let lines = lines(vec![Block::Table(table)]);
        assert!(lines.iter().any(|line| line == "おおむね"), "{width}: {lines:?}");
    }
}

/// A head that takes two lines with its space and without it keeps it, and divides where its words do.
#[test]
fn a_head_gives_up_its_space_only_for_a_line_less() {
    for width in 135..160 {
        let columns =
            vec![column(ColumnWidth::Share(1), Alignment::Start), column(ColumnWidth::Fixed(width), Alignment::End)];
        let heads = [Cell::text("区分"), Cell::text("進んでいない").aligned(Alignment::Center)];
        let table = Table::of_rows(
            TableStyle::Zebra,
            columns,
            vec![row(heads.into())],
            vec![row(["港区", "2"].map(Cell::text).into())],
        );
        let lines = lines(vec![Block::Table(table)]);
        let found = |text: &str| lines.iter().any(|line| line == text);
        assert!(found("進んで") && found("いない") || found("進んでいない"), "{width}: {lines:?}");
    }
}

/// Two tables side by side, each of more than half a page.
#[test]
fn a_head_stands_once_in_a_column_of_a_page() {
    let table = || {
        let columns = vec![column(ColumnWidth::Share(1), Alignment::Start)];
        let rows = (1..=26).map(|n| row(vec![Cell::text(format!("取組{n}の推進"))])).collect();
        (1, vec![Block::Table(Table::of_rows(TableStyle::Zebra, columns, head(&["取組項目"]), rows))])
    };
    let lines = lines(vec![Block::Columns(Columns { columns: vec![table(), table()] })]);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    lines.iter().for_each(|line| *counts.entry(line).or_default() += 1);
    assert_eq!((counts.get("取組項目"), counts.get("取組26の推進")), (Some(&2), Some(&2)), "{counts:?}");
}

/// A short note in a list beside another: no word of it is divided.
#[test]
fn a_short_note_beside_another_divides_at_phrases() {
    for filling in 0..12 {
        let text = format!("{}課　特になし", "資産活用".repeat(5).chars().take(8 + filling).collect::<String>());
        let list = || (1, vec![paragraph(ParagraphKind::Small, &text)]);
        let lines = lines(vec![Block::Columns(Columns { columns: vec![list(), list(), list()] })]);
        assert!(lines.iter().any(|line| line.ends_with("特になし")), "{lines:?}");
    }
}

/// A cell whose lines are not filled, at many widths: no word of a grade is divided, nor one of the sentence around it.
#[test]
fn lines_that_are_not_filled_end_at_phrases() {
    let text = "「6-1 市内バス路線の再編」の進捗区分が「○ 計画どおり」から「△ 計画に遅れ」に下がったのはなぜか。";
    for width in 700..1100 {
        let columns = vec![column(ColumnWidth::Fixed(width), Alignment::Start)];
        let table = Table::of_rows(TableStyle::Grid, columns, head(&["質問"]), vec![row(vec![Cell::text(text)])]);
        let lines = lines(vec![Block::Table(table)]);
        for divided in ["計|画", "画|ど", "遅|れ", "区|分", "路|線", "再|編", "進|捗", "下が|った"] {
            let (before, after) = divided.split_once('|').expect("two halves");
            let is_divided = lines.windows(2).any(|pair| pair[0].ends_with(before) && pair[1].starts_with(after));
            assert!(!is_divided, "{width}, {divided}: {lines:?}");
        }
    }
}

/// A lead is set as a heading is, without space between its words and figures.
#[test]
fn a_lead_is_not_spread_over_its_lines() {
    let text =
        "令和2年度から令和6年度までの5年間の効果額は、累計で計画718,100千円に対し652,322千円、未達（90.8%）である。";
    let out = lay_out(&document(vec![part("本文", vec![paragraph(ParagraphKind::Lead, text)])]), &FONTS);
    let mut seen = 0;
    for item in &out.pages.pages[0].items {
        let (Draw::Glyphs(run), Tag::Content(_)) = (&item.draw, item.tag) else { continue };
        for pair in
            run.glyphs.windows(2).filter(|pair| !"、。）".contains(pair[0].text.as_str()) && pair[1].text != "（")
        {
            let space = pair[1].x - pair[0].x - pair[0].advance;
            assert!(space <= run.size / 4 + Length::pt(0.01), "{}{}: {space:?}", pair[0].text, pair[1].text);
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen}");
}

/// Rows that may be broken over pages are, but not those of up to eight lines.
#[test]
fn a_row_of_eight_lines_stands_on_one_page() {
    let pages_of = |lines: usize| {
        let columns =
            vec![column(ColumnWidth::Fixed(200), Alignment::Center), column(ColumnWidth::Share(1), Alignment::Start)];
        let content =
            |n: usize| (1..=lines).map(|line| paragraph(ParagraphKind::Small, &format!("第{n}の{line}"))).collect();
        let row_of = |n: usize| Row {
            may_split: true,
            ..row(vec![Cell::header(n.to_string(), HeaderScope::Row), Cell { content: content(n), ..Cell::default() }])
        };
        let rows = (1..=30).map(row_of).collect();
        let table = Table::of_rows(TableStyle::Ruled, columns, head(&["No.", "指摘"]), rows);
        let out = lay_out(&document(vec![part("本文", vec![Block::Table(table)])]), &FONTS);
        let mut pages: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (number, page) in out.pages.pages.iter().enumerate() {
            for line in text_lines(page) {
                let Some((row, _)) = line.text.split_once("の") else { continue };
                pages.entry(row.to_owned()).or_default().insert(number);
            }
        }
        assert_eq!(pages.len(), 30);
        pages.into_values().map(|pages| pages.len()).max()
    };
    assert_eq!((pages_of(7), pages_of(8), pages_of(12)), (Some(1), Some(1), Some(2)));
}

/// Lists side by side over pages: those that go on say what they are.
#[test]
fn columns_that_go_on_repeat_their_labels() {
    let list = |label: &str, items: usize| {
        let item = |n: usize| ListItem {
            label: n.to_string(),
            body: vec![paragraph(ParagraphKind::Small, "周知の方法を見直す。")],
        };
        let list = Block::List(List { items: (1..=items).map(item).collect() });
        let label = Heading { level: 4, text: plain(label), anchor: None };
        (1, vec![Block::Labelled { label, body: vec![list] }])
    };
    let columns = vec![list("課題", 150), list("次年度の取組", 80)];
    let out = lay_out(&document(vec![part("本文", vec![Block::Columns(Columns { columns })])]), &FONTS);
    let count = |label: &str| {
        let on = |page| text_lines(page).into_iter().filter(|line| line.text.contains(label)).count();
        out.pages.pages.iter().map(on).collect::<Vec<_>>()
    };
    assert_eq!(count("課題（続き）"), [0, 1, 1]);
    assert_eq!(count("次年度の取組（続き）"), [0, 1, 0]);
    assert_eq!(count("周知の方法を見直す。").iter().sum::<usize>(), 230);
}

/// Amounts in yen, in tables side by side and on the scale of a chart that is half a page wide.
#[test]
fn a_long_amount_is_not_divided_at_its_commas() {
    const AMOUNTS: [&str; 4] = ["1,234,567", "101,265,433", "102,500,000", "▲98,765,432"];
    let table = |width: u32| {
        let mut columns = vec![column(ColumnWidth::Share(1), Alignment::Start)];
        columns.extend(std::iter::repeat_n(column(ColumnWidth::Fixed(width), Alignment::End), 3));
        let rows = AMOUNTS.map(|amount| {
            row(vec![
                Cell::header("うち歳入増（単年度）", HeaderScope::Row),
                Cell::text(amount),
                Cell::text("0.1"),
                Cell::text(amount),
            ])
        });
        let heads = ["効果額", "令和7年度", "令和8年度", "累計"];
        Block::Table(Table::of_rows(TableStyle::Ruled, columns, head(&heads), rows.into()))
    };
    let series = Series {
        name: "実績".into(),
        planned: false,
        place: None,
        values: vec![Some(101_265_433.0)],
        labels: vec!["101,265,433".into()],
    };
    let bars = ChartKind::Bars { categories: vec!["令和8年度".into()], series: vec![series], horizontal: false };
    for width in [110, 150, 180] {
        let columns = vec![(1, vec![Block::Chart(chart("効果額", bars.clone()))]), (1, vec![table(width)])];
        let lines = lines(vec![Block::Columns(Columns { columns })]);
        for amount in AMOUNTS.into_iter().chain(["50,000,000", "100,000,000"]) {
            assert!(lines.iter().any(|line| line.trim() == amount), "{amount} in columns of {width}: {lines:?}");
        }
    }
}

/// A bar that hangs from zero with little room under it: its figure stands beside the bar, where it can be read.
#[test]
fn the_figure_of_a_negative_bar_is_not_on_the_bar() {
    let series = |name: &str, planned, values: [f64; 2], labels: [&str; 2]| Series {
        name: name.into(),
        planned,
        place: None,
        values: values.map(Some).into(),
        labels: labels.map(str::to_owned).into(),
    };
    let series = vec![
        series("計画", true, [76_200.0, 104_700.0], ["76,200", "104,700"]),
        series("実績", false, [82_800.0, -30_530.0], ["82,800", "▲30,530"]),
    ];
    let categories = vec!["令和2年度".into(), "令和3年度".into()];
    let drawn = chart("効果額", ChartKind::Bars { categories, series, horizontal: false });
    for height in [20.0, 25.0, 30.0, 45.0] {
        let chart = |height| vec![(1, vec![Block::Chart(Chart { height, ..drawn.clone() })])];
        let columns = [chart(height), chart(height)].concat();
        let out = lay_out(&document(vec![part("本文", vec![Block::Columns(Columns { columns })])]), &FONTS);
        let items = || out.pages.pages.iter().flat_map(|page| &page.items);
        let bars: Vec<_> = items()
            .filter_map(|item| match &item.draw {
                Draw::Rect { rect, fill: Some(_), .. } if rect.size.width > Length::mm(4.0) => Some(*rect),
                _ => None,
            })
            .collect();
        let figures = items().filter_map(|item| match &item.draw {
            Draw::Glyphs(run) => {
                let text: String = run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
                text.contains("30,530").then_some((run.origin, run.size))
            }
            _ => None,
        });
        let figures: Vec<_> = figures.collect();
        assert!(figures.len() >= 2 && bars.len() >= 8, "{height}: {figures:?} {bars:?}");
        for (origin, size) in figures {
            let (top, bottom) = (origin.y - size * 3 / 4, origin.y);
            let is_on = |bar: &&kaikaku::typeset::length::Rect| {
                let beside = origin.x + size > bar.right() || origin.x + size < bar.origin.x;
                !beside && top < bar.bottom() && bottom > bar.origin.y
            };
            assert_eq!(bars.iter().find(is_on), None, "{height}: {origin:?}");
        }
    }
}
