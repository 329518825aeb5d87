//! Page make-up and tables: nothing is lost, nothing is drawn twice or outside its page, and every page is complete.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use kaikaku::plan::KanjiForms;
use kaikaku::report::document::*;
use kaikaku::typeset::dump::text_lines;
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Artifact, Draw, Page, Pages, Tag};
use kaikaku::typeset::structure::{Kid, NodeId, Role, Structure};
use kaikaku::typeset::{LaidOut, OVERFULL, TABLE_IRREGULAR, lay_out};
use proptest::prelude::*;

use crate::corners::corners;
use crate::specimen::*;

static FONTS: LazyLock<Arc<FontBook>> = LazyLock::new(|| Arc::new(FontBook::shipped()));

fn laid(document: &Document) -> LaidOut {
    lay_out(document, &FONTS)
}

fn laid_blocks(blocks: Vec<Block>) -> Pages {
    laid(&document(vec![part("本文", blocks)])).pages
}

/// Text drawn as content, by owner, in drawing order.
fn texts(pages: &Pages) -> BTreeMap<NodeId, String> {
    let mut texts: BTreeMap<NodeId, String> = BTreeMap::new();
    for page in &pages.pages {
        for item in &page.items {
            if let (Tag::Content(id), Draw::Glyphs(run)) = (item.tag, &item.draw) {
                let text = texts.entry(pages.structure.content_owner[id.0 as usize]).or_default();
                run.glyphs.iter().for_each(|glyph| text.push_str(&glyph.text));
            }
        }
    }
    texts
}

/// Text of a node and all below it.
fn text_of(structure: &Structure, texts: &BTreeMap<NodeId, String>, node: NodeId) -> String {
    let mut out = texts.get(&node).cloned().unwrap_or_default();
    for kid in &structure.node(node).kids {
        if let Kid::Node(child) = kid {
            out.push_str(&text_of(structure, texts, *child));
        }
    }
    out
}

fn nodes(structure: &Structure, role: Role) -> Vec<NodeId> {
    (0..structure.nodes.len()).map(|i| NodeId(i as u32)).filter(|id| structure.node(*id).role == role).collect()
}

/// Text of the artifacts of one kind on a page.
fn artifacts(page: &Page, kind: Artifact) -> String {
    text_lines(page).into_iter().filter(|line| line.tag == Tag::Artifact(kind)).map(|line| line.text).collect()
}

/// No content leaves the text area (22 mm, at the head and foot of sideways pages 19 mm).
fn assert_within_margins(pages: &Pages) {
    for (index, page) in pages.pages.iter().enumerate() {
        let slack = Length::pt(0.6);
        let side = Length::mm(22.0) - slack;
        let sideways = page.size.width > page.size.height && page.size.height < Length::mm(250.0);
        let up = Length::mm(if sideways { 19.0 } else { 22.0 }) - slack;
        for item in page.items.iter().filter(|item| matches!(item.tag, Tag::Content(_))) {
            let Draw::Glyphs(run) = &item.draw else { continue };
            let left = run.glyphs.iter().map(|g| run.origin.x + g.x).min().unwrap_or(run.origin.x);
            let right =
                run.glyphs.iter().map(|g| run.origin.x + g.x + g.advance.scaled(i64::from(run.condensed), 1000)).max();
            let text: String = run.glyphs.iter().map(|g| g.text.as_str()).collect();
            let place =
                format!("page {} “{text}” at {:.1} {:.1}", index + 1, run.origin.x.to_pt(), run.origin.y.to_pt());
            // An opening bracket or ・ at the head of a line has its white half or quarter outside the measure, never its ink.
            assert!(left >= side - run.size / 2, "left: {place}");
            // A line's last punctuation may keep its half em of white beyond the measure: the ink is inside.
            assert!(right.is_none_or(|right| right <= page.size.width - side + run.size / 2), "right: {place}");
            // Readings stand between the lines, those of a page's first line over the text area (JLReq: items jutting out of
            // the kihon-hanmen).
            let reading = if run.size < Length::pt(7.0) { run.size } else { Length::ZERO };
            assert!(run.origin.y - run.size.scaled(88, 100) >= up - reading, "top: {place}");
            assert!(run.origin.y + run.size.scaled(12, 100) <= page.size.height - up, "bottom: {place}");
        }
    }
}

#[test]
fn the_specimen_stands_on_its_pages() {
    let out = laid(&whole());
    assert!(out.findings.is_empty(), "{:#?}", out.findings);
    assert_within_margins(&out.pages);
    let arabic = out.pages.pages.len() - 2;
    let last = out.pages.pages.last().expect("pages");
    assert!(
        artifacts(last, Artifact::Footer).contains(&format!("{arabic} / {arabic}")),
        "{}",
        artifacts(last, Artifact::Footer)
    );
    for page in &out.pages.pages {
        assert!(artifacts(page, Artifact::Footer).contains("サンプル（架空）"));
    }
}

#[test]
fn pages_of_other_kinds_stand_on_theirs() {
    let out = laid(&corners());
    let findings: Vec<_> = out.findings.iter().filter(|finding| finding.code != OVERFULL).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    assert_within_margins(&out.pages);
    for page in &out.pages.pages {
        assert!(artifacts(page, Artifact::Header).contains("取扱注意（部内資料）"));
    }
}

/// Every page's head says the part that the page is of, on all of its pages, and no other's.
#[test]
fn running_heads_say_their_own_part() {
    let names = ["第一の部分", "第二の部分", "第三の部分"];
    let lengths = [5, 90, 40];
    let parts = names.iter().zip(lengths).map(|(name, paragraphs)| {
        let blocks = (0..paragraphs).map(|at| body(&format!("{name}の本文、{at}番目の段落である。"))).collect();
        part(name, blocks)
    });
    let pages = laid(&document(parts.collect())).pages;
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut of_part = [0; 3];
    for page in &pages.pages {
        let content: String = text_lines(page)
            .into_iter()
            .filter(|line| matches!(line.tag, Tag::Content(_)))
            .map(|line| line.text)
            .collect();
        let head = artifacts(page, Artifact::Header);
        for (name, count) in names.iter().zip(&mut of_part) {
            assert_eq!(head.contains(name), content.contains(name), "{head}: {content}");
            if head.contains(name) {
                *count += 1;
                seen.insert(name);
            }
        }
    }
    assert!(seen.len() == 3 && of_part[1] > 1, "{of_part:?}");
}

#[test]
fn the_same_document_gives_the_same_pages() {
    let (one, two) = (laid(&whole()).pages, laid(&whole()).pages);
    assert_eq!(one.pages, two.pages);
    assert_eq!(one.structure, two.structure);
}

#[test]
fn the_forms_of_kanji_set_in_the_look_reach_the_page() {
    let glyph = |forms| {
        let mut document = document(vec![part("本文", vec![body("辻")])]);
        document.look.kanji_forms = forms;
        let pages = laid(&document).pages;
        let mut runs = pages.pages[0].items.iter().filter_map(|item| match (&item.draw, item.tag) {
            (Draw::Glyphs(run), Tag::Content(_)) => Some(run.glyphs[0].clone()),
            _ => None,
        });
        runs.next().expect("辻")
    };
    let (new, old) = (glyph(KanjiForms::Jis2004), glyph(KanjiForms::Jis90));
    assert_ne!(new.glyph, old.glyph);
    assert_eq!((new.text.as_str(), old.text.as_str()), ("辻", "辻"));
}

#[test]
fn nine_items_of_the_plan_fill_one_sideways_page() {
    let heading = heading(1, "新たな行政改革プランの取組項目（案）");
    let blocks = vec![Block::Heading(heading), Block::Table(plan_table(9))];
    let pages = laid(&document(vec![Part { paper: Paper::A4Landscape, ..part("取組項目", blocks) }])).pages;
    assert_eq!(pages.pages.len(), 1);
    let lowest =
        text_lines(&pages.pages[0]).into_iter().filter(|l| matches!(l.tag, Tag::Content(_))).map(|l| l.y).max();
    assert!(lowest.is_some_and(|y| y > Length::mm(165.0)), "the page is not filled: {lowest:?}");
}

#[test]
fn heads_of_one_row_have_one_size() {
    let pages = laid(&document(vec![Part {
        paper: Paper::A4Landscape,
        ..part("取組項目", vec![Block::Table(plan_table(2))])
    }]))
    .pages;
    let sizes: Vec<Length> = text_lines(&pages.pages[0])
        .into_iter()
        .filter(|line| ["財政", "サービス", "ICT", "人材"].contains(&line.text.as_str()))
        .map(|line| line.size)
        .collect();
    assert_eq!(sizes.len(), 4, "each head stands on one line");
    assert!(sizes.iter().all(|size| *size == sizes[0]));
}

#[test]
fn a_cell_longer_than_pages_loses_nothing_and_repeats_the_head() {
    for length in [3_000, 30_000] {
        let text = prose(length);
        let pages = laid_blocks(vec![Block::Table(results_table(&text))]);
        assert_within_margins(&pages);
        let all = texts(&pages);
        let cells = nodes(&pages.structure, Role::TD);
        let held = cells.iter().filter(|cell| text_of(&pages.structure, &all, **cell) == text).count();
        assert_eq!(held, 1, "the cell's text stands whole, once");
        assert!(pages.pages.len() > length / 3000);
        for page in &pages.pages[1..] {
            let repeated = artifacts(page, Artifact::Layout);
            assert!(repeated.contains("実績（続き）") && repeated.contains("担当部署"), "{repeated}");
        }
    }
}

#[test]
fn a_broken_group_and_a_broken_span_say_so() {
    let rows = (0..90)
        .map(|i| {
            let mut cells = Vec::new();
            if i == 0 {
                cells.push(Cell::header("健全な財政運営", HeaderScope::Row).spanning(1, 90));
            }
            cells.push(Cell::text(format!("第{i}項")));
            row(cells)
        })
        .collect();
    let column = |share| Column { width: ColumnWidth::Share(share), align: Alignment::Start };
    let table = Table {
        caption: None,
        unit: None,
        columns: vec![column(1), column(2)],
        head: vec![row(vec![Cell::header("テーマ", HeaderScope::Column), Cell::header("項目", HeaderScope::Column)])],
        groups: vec![RowGroup {
            heading: Some(row(vec![Cell::header("総務部", HeaderScope::Row).spanning(2, 1)])),
            rows,
            page_break_before: false,
        }],
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    };
    let pages = laid_blocks(vec![Block::Table(table)]);
    assert!(pages.pages.len() > 1);
    for page in &pages.pages[1..] {
        let repeated = artifacts(page, Artifact::Layout);
        assert!(repeated.contains("総務部（続き）"), "{repeated}");
        assert!(repeated.contains("健全な財政運営（続き）"), "{repeated}");
    }
    let all: String = texts(&pages).into_values().collect();
    assert_eq!(all.matches("健全な財政運営").count(), 1);
}

#[test]
fn body_lines_stay_on_the_grid_around_tables_and_headings() {
    let blocks = vec![
        Block::Heading(heading(1, "見出し")),
        body(&prose(200)),
        Block::Table(results_table("短い文。")),
        body(&prose(200)),
        Block::Heading(heading(2, "小見出し")),
        body(&prose(2500)),
    ];
    let pages = laid_blocks(blocks);
    let grid = Length::pt(17.0);
    let mut seen = 0;
    for page in &pages.pages {
        let lines = text_lines(page);
        let body = lines.iter().filter(|line| {
            matches!(line.tag, Tag::Content(_)) && line.size == Length::pt(10.5) && line.text.chars().count() > 20
        });
        for line in body {
            let from_top = line.y - Length::mm(22.0);
            let off = from_top.raw().rem_euclid(grid.raw());
            let expected = Length::pt((17.0 - 10.5) / 2.0 + 10.5 * 0.88).raw();
            assert!(
                (off - expected).abs() < Length::pt(0.1).raw(),
                "{} is off the grid by {}",
                line.text,
                off - expected
            );
            seen += 1;
        }
    }
    assert!(seen > 40);
}

#[test]
fn no_heading_stands_alone_at_the_foot_and_no_line_alone_on_a_page() {
    for filler in 30..46 {
        let mut blocks: Vec<Block> = (0..filler).map(|_| body("一行の文。")).collect();
        blocks.push(Block::Heading(heading(2, "見出し")));
        blocks.push(body(&prose(150)));
        let pages = laid_blocks(blocks);
        let page_of = |needle: &str| {
            pages.pages.iter().position(|page| {
                text_lines(page).iter().any(|l| matches!(l.tag, Tag::Content(_)) && l.text.contains(needle))
            })
        };
        let heading_page = page_of("見出し").expect("the heading");
        let after: Vec<usize> = pages
            .pages
            .iter()
            .map(|page| {
                text_lines(page)
                    .iter()
                    .filter(|l| {
                        matches!(l.tag, Tag::Content(_)) && l.size == Length::pt(10.5) && l.text != "一行の文。"
                    })
                    .count()
            })
            .collect();
        assert!(after[heading_page] >= 2, "{filler}: two lines follow the heading: {after:?}");
        assert!(after.iter().all(|lines| *lines != 1), "{filler}: no line alone: {after:?}");
    }
}

#[test]
fn headings_never_skip_a_level() {
    let blocks = [1, 3, 4, 2, 4].map(|level| Block::Heading(heading(level, &format!("見出し{level}"))));
    let pages = laid_blocks(blocks.into());
    let levels: Vec<u8> = pages
        .structure
        .nodes
        .iter()
        .filter_map(|node| match node.role {
            Role::Heading(level) => Some(level),
            _ => None,
        })
        .collect();
    assert_eq!(levels, [1, 2, 3, 2, 3]);
    assert!(pages.outline.iter().all(|entry| entry.level <= 3));
}

#[test]
fn contents_lead_to_the_pages_they_name() {
    let out = laid(&whole());
    let pages = &out.pages;
    let contents = &pages.pages[1];
    assert!(!contents.links.is_empty());
    for link in &contents.links {
        let kaikaku::typeset::page::LinkTarget::Page(target, _) = &link.target else { panic!("a page") };
        // Cover and contents come before Arabic page 1.
        let number = target - 1;
        assert!(
            link.description.contains(&format!("（{number}ページ）")),
            "{} leads to page {number}",
            link.description
        );
    }
    let shown: String = text_lines(contents).into_iter().map(|l| l.text).collect();
    assert!(shown.contains("支払方法の多様化"));
}

#[test]
fn a_footnote_stands_at_the_foot_of_the_page_of_its_mark() {
    let note = Inline::Footnote(plain("対象は市税などである。"));
    let mut text = plain("市税の納付を進めた");
    text.push(note);
    text.extend(plain("。"));
    let mut blocks: Vec<Block> = (0..41).map(|_| body("一行の文。")).collect();
    blocks.insert(20, Block::Paragraph(Paragraph::new(ParagraphKind::Body, text)));
    let pages = laid_blocks(blocks);
    assert_within_margins(&pages);
    let lines = text_lines(&pages.pages[0]);
    let note = lines.iter().find(|line| line.text.contains("対象は市税")).expect("the note on the page of its mark");
    let lowest = lines.iter().filter(|line| matches!(line.tag, Tag::Content(_))).map(|line| line.y).max();
    assert_eq!(Some(note.y), lowest);
    assert_eq!(nodes(&pages.structure, Role::Note).len(), 1);
}

#[test]
fn a_number_before_a_text_stands_off_it_whatever_characters_it_is_of() {
    for label in ["ア", "①", "Ａ", "1", "8-2", "1-1-①"] {
        let item = ListItem { label: label.into(), body: vec![body("会を開く。")] };
        let pages = laid_blocks(vec![Block::List(List { items: vec![item] })]);
        let runs = pages.pages.iter().flat_map(|page| &page.items).filter_map(|item| match (item.tag, &item.draw) {
            (Tag::Content(_), Draw::Glyphs(run)) => Some(run),
            _ => None,
        });
        let glyphs = runs.flat_map(|run| run.glyphs.iter().map(move |glyph| (run, glyph)));
        let before_text = glyphs.take_while(|(_, glyph)| glyph.text != "会").last().expect("the label");
        let (run, last) = before_text;
        let end = run.origin.x + last.x + last.advance;
        let text = pages.pages.iter().flat_map(|page| &page.items).find_map(|item| match &item.draw {
            Draw::Glyphs(run) => run.glyphs.iter().find(|glyph| glyph.text == "会").map(|glyph| run.origin.x + glyph.x),
            _ => None,
        });
        let air = text.expect("the text") - end;
        assert!(air >= run.size / 4, "{label}: {:.1}", air.to_pt());
    }
}

/// Top of the first line of that text on the first page.
fn top_of(pages: &Pages, text: &str) -> Option<Length> {
    text_lines(&pages.pages[0]).into_iter().find(|line| line.text == text).map(|line| line.y)
}

#[test]
fn tables_whose_figures_leave_no_room_side_by_side_stand_one_below_the_other() {
    let table = |head: &str, label: &str, figure: &str| {
        let columns =
            [ColumnWidth::Share(1), ColumnWidth::Fixed(200), ColumnWidth::Fixed(200), ColumnWidth::Fixed(200)];
        let column = |width| Column { width, align: Alignment::End };
        let head = [head, "前年度", "今年度", "累計"].map(|text| Cell::header(text, HeaderScope::Column));
        let cells = [label, figure, figure, figure].map(Cell::text);
        Block::Table(Table::of_rows(
            TableStyle::Ruled,
            columns.map(column).into(),
            vec![row(head.into())],
            vec![row(cells.into())],
        ))
    };
    let pages = |figure: &str| {
        let tables = [table("区分", "うち歳入増（単年度）", figure), table("効果額", "うち歳出減（単年度）", figure)];
        laid_blocks(vec![Block::Columns(Columns { columns: tables.map(|table| (1, vec![table])).into() })])
    };
    let [short, long] = ["1,234", "▲12,345,678,901"].map(pages);
    assert_eq!(top_of(&short, "区分"), top_of(&short, "効果額"));
    assert!(top_of(&long, "区分") < top_of(&long, "効果額"));
    // Each label has its line: none was divided, none stands under a figure.
    assert!(top_of(&long, "うち歳入増（単年度）").is_some() && top_of(&long, "うち歳出減（単年度）").is_some());
    assert_within_margins(&long);
}

#[test]
fn the_title_of_a_section_in_columns_stands_over_all_of_them() {
    let title = "検算した数値とその計算の方法及び計算に用いた様式の行の一覧";
    let note = "※ 表は、提出された様式の行による。";
    let mut blocks = vec![Block::Heading(heading(1, title)), paragraph(ParagraphKind::Note, note)];
    let figures = (0..90).map(|number| row(vec![Cell::text(format!("{number}の行")), Cell::text("1,234")]));
    let head = ["数値", "印刷"].map(|text| Cell::header(text, HeaderScope::Column));
    let columns = vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }; 2];
    let table = Table::of_rows(TableStyle::Grid, columns, vec![row(head.into())], figures.collect());
    blocks.push(Block::Table(table));
    let pages = laid(&document(vec![Part { columns: 2, ..part("検算", blocks) }])).pages;
    let heads: Vec<Length> = text_lines(&pages.pages[0])
        .into_iter()
        .filter(|line| line.text.starts_with("数値"))
        .map(|line| line.y)
        .collect();
    let [left, right] = heads[..] else { panic!("a head in each column: {heads:?}") };
    assert_eq!(left, right);
    assert!(top_of(&pages, title).expect("in one line") < left);
    assert_within_margins(&pages);
}

#[test]
fn figures_align_on_the_point() {
    let pages = laid_blocks(vec![Block::Table(results_table("短い文。"))]);
    let mut points = Vec::new();
    let mut units = Vec::new();
    for item in &pages.pages[0].items {
        let Draw::Glyphs(run) = &item.draw else { continue };
        let text: String = run.glyphs.iter().map(|g| g.text.as_str()).collect();
        if text == "1,860.5" || text == "1,740.5" {
            let point = &run.glyphs[5];
            points.push(run.origin.x + point.x);
        }
        if text.ends_with("120") {
            let last = run.glyphs.last().expect("a digit");
            units.push(run.origin.x + last.x + last.advance);
        }
    }
    assert_eq!(points.len(), 2);
    assert!((points[0] - points[1]).abs() < Length::pt(0.6), "{points:?}");
    assert!(units.iter().all(|end| (*end - points[0]).abs() < Length::pt(0.6)), "{units:?} {points:?}");
}

#[test]
fn cells_know_their_heads() {
    let pages = laid_blocks(vec![Block::Table(results_table("短い文。"))]);
    let all = texts(&pages);
    let name = |node: NodeId| text_of(&pages.structure, &all, node);
    let cell = nodes(&pages.structure, Role::TD).into_iter().find(|td| name(*td) == "1,860.5").expect("the effect");
    let headers = &pages.structure.node(cell).cell.as_ref().expect("attributes").headers;
    let headers: Vec<String> = headers.iter().map(|head| name(*head)).collect();
    assert_eq!(headers, ["効果額", "水道部", "8-2"]);
}

#[test]
fn odd_documents_are_laid_out() {
    let empty = Table {
        caption: None,
        unit: None,
        columns: Vec::new(),
        head: Vec::new(),
        groups: Vec::new(),
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    };
    let no_columns = Table { head: vec![row(vec![Cell::text("あ")])], ..empty.clone() };
    let nested = Table {
        groups: vec![RowGroup {
            rows: vec![row(vec![Cell {
                content: vec![
                    Block::Table(no_columns.clone()),
                    Block::Columns(Columns { columns: vec![(0, vec![body("い")]), (0, Vec::new())] }),
                ],
                ..Cell::default()
            }])],
            ..RowGroup::default()
        }],
        ..empty.clone()
    };
    let narrow = Table {
        columns: (0..60).map(|_| Column { width: ColumnWidth::Fixed(4000), align: Alignment::Decimal }).collect(),
        groups: vec![RowGroup {
            rows: vec![row((0..60).map(|i| Cell::text(i.to_string())).collect())],
            ..RowGroup::default()
        }],
        ..empty.clone()
    };
    let nothing =
        Chart { height: f64::NAN, ..chart("", ChartKind::Trend { categories: Vec::new(), series: Vec::new() }) };
    let blank = Figure {
        caption: None,
        alt: "空".into(),
        width: f64::NAN,
        height: -1.0,
        shapes: vec![Shape::Arrow { points: Vec::new(), head: true, tail: true, dashed: false, width: 0.0 }],
    };
    let blocks = vec![
        Block::Table(empty),
        Block::Table(no_columns),
        Block::Table(nested),
        Block::Table(narrow),
        Block::Chart(nothing),
        Block::Figure(blank),
        Block::List(List { items: Vec::new() }),
        Block::Columns(Columns { columns: Vec::new() }),
        Block::KeyFigures(Vec::new()),
        Block::Together(Vec::new()),
        Block::Closing(Vec::new()),
        Block::PageBreak,
        Block::PageBreak,
        Block::Heading(Heading { level: 9, text: Vec::new(), anchor: None }),
        Block::Paragraph(Paragraph::new(
            ParagraphKind::Body,
            vec![Inline::Reference { target: Anchor(Arc::from("どこにもない")), text: None }],
        )),
        Block::Contents { title: String::new(), depth: 0 },
    ];
    let out = laid(&document(vec![part("奇妙", blocks), part("", Vec::new())]));
    assert!(out.findings.iter().any(|finding| finding.code == TABLE_IRREGULAR));
    assert!(out.findings.iter().any(|finding| finding.code == kaikaku::typeset::TARGET_UNKNOWN));
    assert_eq!(laid(&document(Vec::new())).pages.pages.len(), 1);
}

/// A random table: spans, long and short texts, groups, feet.
fn tables() -> impl Strategy<Value = Vec<Vec<(String, u32, u32)>>> {
    let text = prop_oneof![4 => 0usize..12, 1 => 100usize..900];
    let cell = (text, 1u32..4, 1u32..4);
    prop::collection::vec(prop::collection::vec(cell, 0..5), 1..14).prop_map(|rows| {
        let mut serial = 0;
        rows.into_iter()
            .map(|row| {
                row.into_iter()
                    .map(|(length, columns, rows)| {
                        serial += 1;
                        (format!("［{serial}］{}", prose(length)), columns, rows)
                    })
                    .collect()
            })
            .collect()
    })
}

/// Whether a line of content belongs to a cell of a table.
fn in_cell(structure: &Structure, tag: Tag) -> bool {
    let Tag::Content(content) = tag else { return false };
    let mut node = structure.content_owner.get(content.0 as usize).copied();
    while let Some(id) = node {
        if matches!(structure.node(id).role, Role::TD | Role::TH) {
            return true;
        }
        node = structure.node(id).parent;
    }
    false
}

/// Blocks of a text column in any order, by number and length.
fn flows() -> impl Strategy<Value = Vec<(usize, usize)>> {
    // Some are longer than a page.
    let length = prop_oneof![30 => 1usize..420, 1 => 1_000usize..1_800];
    prop::collection::vec((0usize..9, length), 4..40)
}

fn flow_block(kind: usize, length: usize) -> Block {
    match kind {
        0 => Block::Heading(heading(1 + (length % 4) as u8, "新たな財源確保に向けた取組")),
        1 => Block::Table(results_table(&prose(length))),
        2 => paragraph(ParagraphKind::Note, &prose(length)),
        3 => Block::List(List { items: vec![ListItem { label: "・".into(), body: vec![body(&prose(length))] }] }),
        4 => Block::Figure(figure()),
        5 => {
            let mut text = plain(prose(length));
            text.push(Inline::Footnote(plain(prose(length / 3 + 5))));
            text.extend(plain(prose(length / 2 + 1)));
            Block::Paragraph(Paragraph::new(ParagraphKind::Body, text))
        }
        _ => body(&prose(length)),
    }
}

proptest! {
    #![proptest_config(crate::properties::cheap(24))]

    #[test]
    fn body_lines_stand_on_the_grid_and_never_alone(flow in flows(), columns in 1u8..3) {
        let blocks = flow.iter().map(|&(kind, length)| flow_block(kind, length)).collect();
        let pages = laid(&document(vec![Part { columns, ..part("本文", blocks) }])).pages;
        assert_within_margins(&pages);
        let structure = &pages.structure;
        let in_column = |tag: Tag| {
            let Tag::Content(content) = tag else { return None };
            let node = structure.content_owner[content.0 as usize];
            let parent = structure.node(node).parent?;
            (structure.node(node).role == Role::P && structure.node(parent).role == Role::Sect).then_some(node)
        };
        // Lines of each paragraph by page and column.
        let mut lines: BTreeMap<NodeId, BTreeMap<(usize, bool), BTreeSet<Length>>> = BTreeMap::new();
        for (number, page) in pages.pages.iter().enumerate() {
            for line in text_lines(page).iter().filter(|line| line.size == Length::pt(10.5)) {
                let Some(node) = in_column(line.tag) else { continue };
                let expected = Length::pt((17.0 - 10.5) / 2.0 + 10.5 * 0.88).raw();
                let off = (line.y - Length::mm(22.0)).raw().rem_euclid(Length::pt(17.0).raw()) - expected;
                prop_assert!(off.abs() < Length::pt(0.1).raw(), "{} is off the grid by {off}", line.text);
                let right = columns == 2 && line.x > page.size.width / 2;
                lines.entry(node).or_default().entry((number, right)).or_default().insert(line.y);
            }
        }
        for frames in lines.values().filter(|frames| frames.len() > 1) {
            prop_assert!(frames.values().all(|lines| lines.len() > 1), "a line alone: {frames:?}");
        }
    }

    #[test]
    fn each_text_of_each_cell_stands_exactly_once(rows in tables(), heading in any::<bool>(), foot in any::<bool>(), split in any::<bool>(), notes in 0usize..4) {
        let head = row((0..4).map(|i| Cell::header(format!("見出し{i}"), HeaderScope::Column)).collect());
        let of = |cells: &[(String, u32, u32)]| Row {
            may_split: split,
            ..row(cells.iter().map(|(text, columns, rows)| Cell::text(text.clone()).spanning(*columns, *rows)).collect())
        };
        let table = Table {
            caption: Some(plain("乱数の表")),
            unit: None,
            columns: (0..4).map(|i| Column { width: if i == 0 { ColumnWidth::Fit(300) } else { ColumnWidth::Share(i) }, align: Alignment::Justify }).collect(),
            head: vec![head],
            groups: vec![RowGroup {
                heading: heading.then(|| row(vec![Cell::text("区分").spanning(4, 1)])),
                rows: rows.iter().map(|cells| of(cells)).collect(),
                page_break_before: false,
            }],
            foot: if foot { vec![row(vec![Cell::text("計").spanning(4, 1)])] } else { Vec::new() },
            style: TableStyle::Grid,
            notes: (0..notes).map(|i| plain(format!("※{i} {}", prose(40 * i)))).collect(),
        };
        let pages = laid_blocks(vec![Block::Table(table)]);
        assert_within_margins(&pages);
        let all = texts(&pages);
        let cells: Vec<String> = [Role::TD, Role::TH]
            .into_iter()
            .flat_map(|role| nodes(&pages.structure, role))
            .map(|cell| text_of(&pages.structure, &all, cell))
            .collect();
        let mut order = Vec::new();
        for (text, _, _) in rows.iter().flatten() {
            prop_assert_eq!(cells.iter().filter(|cell| *cell == text).count(), 1, "{}", text);
            let label: String = text.chars().take_while(|c| *c != '］').collect();
            let first = pages.pages.iter().position(|page| text_lines(page).iter().any(|l| matches!(l.tag, Tag::Content(_)) && l.text.starts_with(&label)));
            order.push(first);
        }
        // Rows keep their order: a row never begins on an earlier page than the row above.
        let mut begins: Vec<Option<usize>> = Vec::new();
        let mut rest = order.into_iter();
        for row in &rows {
            let pages: Vec<_> = rest.by_ref().take(row.len()).flatten().collect();
            begins.push(pages.into_iter().min());
        }
        let begins: Vec<usize> = begins.into_iter().flatten().collect();
        prop_assert!(begins.windows(2).all(|pair| pair[0] <= pair[1]), "{:?}", begins);
        for page in &pages.pages[1..] {
            let text = artifacts(page, Artifact::Layout);
            prop_assert!(text.contains("見出し3"), "head on each page: {}", text);
            // A page with nothing but the table's notes would be one without cells.
            let cells = text_lines(page).iter().any(|line| in_cell(&pages.structure, line.tag));
            prop_assert!(cells, "a page without cells: {:?}", text_lines(page).iter().map(|line| &line.text).collect::<Vec<_>>());
        }
    }
}
