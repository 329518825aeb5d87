//! A document made by hand, item by item, with every kind of content that the PDF writer knows: サンプル（架空）.
//!
//! It stands for what the layout makes, so that the writer is tested without it.

use std::sync::Arc;

use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::length::{Length, Point, Rect, Size};
use kaikaku::typeset::page::{
    Artifact, Draw, FaceId, GlyphRun, Item, LabelRange, LabelStyle, LinkArea, LinkTarget, Meta, OutlineEntry, Page,
    Pages, RunGlyph, Segment, Stroke, Tag,
};
use kaikaku::typeset::structure::{CellAttributes, ContentId, NodeId, Role, Scope, Structure};
use kaikaku::typeset::style::Color;
use skrifa::{FontRef, MetadataProvider};
use smol_str::SmolStr;

/// A length in points.
pub(crate) fn pt(points: f64) -> Length {
    Length::pt(points)
}

/// How a line of text is set.
#[derive(Clone, Copy)]
pub(crate) struct RunStyle {
    pub face: FaceId,
    pub size: f64,
    /// Thousandths.
    pub condensed: u16,
    pub color: Color,
    /// Space between Japanese and Latin characters, in em.
    pub quarter: f64,
    /// Space after every character, in em.
    pub spread: f64,
}

pub(crate) const BODY: RunStyle =
    RunStyle { face: FaceId(0), size: 10.5, condensed: 1000, color: Color::BLACK, quarter: 0.25, spread: 0.0 };

/// A document being made.
pub(crate) struct Draft {
    pub structure: Structure,
    pub pages: Vec<Page>,
    pub outline: Vec<OutlineEntry>,
    pub labels: Vec<LabelRange>,
    fonts: Arc<FontBook>,
}

impl Draft {
    pub(crate) fn new() -> Draft {
        Draft {
            structure: Structure::new(),
            pages: Vec::new(),
            outline: Vec::new(),
            labels: Vec::new(),
            fonts: Arc::new(FontBook::shipped()),
        }
    }

    /// Begins a page of the given size in points.
    pub(crate) fn page(&mut self, width: f64, height: f64) {
        let size = Size { width: pt(width), height: pt(height) };
        self.pages.push(Page { size, items: Vec::new(), links: Vec::new() });
    }

    pub(crate) fn last_page(&mut self) -> &mut Page {
        self.pages.last_mut().expect("a page was begun")
    }

    pub(crate) fn item(&mut self, tag: Tag, draw: Draw) {
        self.last_page().items.push(Item { tag, draw });
    }

    /// Adds an element with content of its own.
    pub(crate) fn leaf(&mut self, parent: NodeId, role: Role) -> (NodeId, Tag) {
        let node = self.structure.add(parent, role);
        let content = self.structure.add_content(node);
        (node, Tag::Content(content))
    }

    /// A run set from `text` at a pen position; where the pen comes to stand.
    pub(crate) fn text(&mut self, tag: Tag, x: f64, y: f64, text: &str, set: RunStyle) -> f64 {
        let (run, end) = self.run(x, y, text, set);
        self.item(tag, Draw::Glyphs(run));
        end
    }

    pub(crate) fn run(&self, x: f64, y: f64, text: &str, set: RunStyle) -> (GlyphRun, f64) {
        let face = self.fonts.face(set.face);
        let font = FontRef::from_index(&face.data, face.index).expect("a shipped font");
        let metrics = font.glyph_metrics(skrifa::instance::Size::unscaled(), skrifa::instance::LocationRef::default());
        let mut glyphs: Vec<RunGlyph> = Vec::new();
        let mut pen = 0.0;
        let mut before: Option<char> = None;
        for c in text.chars() {
            // A variation selector belongs to the glyph before it.
            if matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}') {
                if let Some(last) = glyphs.last_mut() {
                    last.text = SmolStr::from(format!("{}{c}", last.text));
                }
                continue;
            }
            let wide = |c: char| !c.is_ascii();
            if before.is_some_and(|b| wide(b) != wide(c) && b != ' ' && c != ' ') {
                pen += set.quarter * set.size;
            }
            // As the composer does where no font has the character.
            let glyph = font.charmap().map(c).or_else(|| font.charmap().map('〓')).expect("a glyph for 〓");
            let advance = f64::from(metrics.advance_width(glyph).expect("an advance")) / f64::from(face.units_per_em);
            glyphs.push(RunGlyph {
                glyph: glyph.to_u32() as u16,
                x: pt(pen),
                rise: Length::ZERO,
                advance: pt(advance * set.size),
                text: SmolStr::from(c.to_string()),
            });
            pen += (advance + set.spread) * set.size * f64::from(set.condensed) / 1000.0;
            before = Some(c);
        }
        let run = GlyphRun {
            face: set.face,
            size: pt(set.size),
            condensed: set.condensed,
            turned: false,
            color: set.color,
            origin: Point::new(pt(x), pt(y)),
            glyphs: glyphs.into(),
            actual_text: None,
        };
        (run, x + pen)
    }

    pub(crate) fn rule(&mut self, from: (f64, f64), to: (f64, f64), width: f64) {
        let stroke = Stroke::solid(pt(width), Color::grey(80));
        let (from, to) = (Point::new(pt(from.0), pt(from.1)), Point::new(pt(to.0), pt(to.1)));
        self.item(Tag::Artifact(Artifact::Layout), Draw::Line { from, to, stroke });
    }

    pub(crate) fn heading(&mut self, parent: NodeId, level: u8, y: f64, text: &str) {
        let (_, tag) = self.leaf(parent, Role::Heading(level));
        let set = RunStyle { face: FaceId(1), size: 18.0 - 2.0 * f64::from(level), ..BODY };
        self.text(tag, 60.0, y, text, set);
        let page = self.pages.len() - 1;
        self.outline.push(OutlineEntry { title: text.to_owned(), level, page, y: pt(y - 20.0) });
    }

    pub(crate) fn finish(self) -> Pages {
        Pages {
            pages: self.pages,
            structure: self.structure,
            outline: self.outline,
            labels: self.labels,
            meta: Meta {
                title: "行政改革プラン 進捗状況報告書（令和2年度）サンプル（架空）".to_owned(),
                author: "苫小牧市".to_owned(),
                subject: "サンプル（架空）の報告書".to_owned(),
                keywords: vec!["行政改革".to_owned(), "サンプル <架空>".to_owned()],
                date: jiff::civil::date(2021, 6, 30),
            },
            fonts: self.fonts,
        }
    }
}

/// The document with everything.
pub(crate) fn everything() -> Pages {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    contents_page(&mut draft, root);
    table_pages(&mut draft, root);
    oddities_page(&mut draft, root);
    for number in 1..draft.pages.len() {
        foot(&mut draft, number);
    }
    draft.labels = vec![
        LabelRange { first: 0, style: LabelStyle::Roman, start: 1 },
        LabelRange { first: 1, style: LabelStyle::Arabic, start: 1 },
    ];
    draft.finish()
}

/// The shortest document there is.
pub(crate) fn one_line(text: &str) -> Pages {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    draft.page(595.28, 841.89);
    let (_, tag) = draft.leaf(root, Role::P);
    draft.text(tag, 60.0, 100.0, text, BODY);
    draft.finish()
}

/// Pages as a report has them: a heading, 25 justified lines and a table of 9 rows and 6 columns, from the words of `text`.
pub(crate) fn report(pages: usize, text: &str) -> Pages {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    let mut words = text.chars().filter(|c| !c.is_control() && *c != '"' && *c != '#').cycle();
    let mut take = |count: usize| words.by_ref().take(count).collect::<String>();
    for number in 0..pages {
        draft.page(595.28, 841.89);
        let section = draft.structure.add(root, Role::Sect);
        let title = take(14);
        draft.heading(section, if number == 0 { 1 } else { 2 }, 60.0, &title);
        for paragraph in 0..5 {
            let (_, tag) = draft.leaf(section, Role::P);
            for line in 0..5 {
                let y = 90.0 + 17.0 * f64::from(5 * paragraph + line);
                draft.text(tag, 60.0, y, &take(42), RunStyle { spread: 0.012, ..BODY });
            }
        }
        grid(&mut draft, section, &mut take);
        foot(&mut draft, number);
    }
    draft.finish()
}

/// A table of 9 rows and 6 columns under a row of heads.
fn grid(draft: &mut Draft, section: NodeId, take: &mut impl FnMut(usize) -> String) {
    let table = draft.structure.add(section, Role::Table);
    let head = draft.structure.add(table, Role::THead);
    let body = draft.structure.add(table, Role::TBody);
    let heads = draft.structure.add(head, Role::TR);
    let mut columns = Vec::new();
    for column in 0..6 {
        let attributes = CellAttributes { scope: Some(Scope::Column), row_span: 1, col_span: 1, headers: Vec::new() };
        let (node, tag) = cell(draft, heads, Role::TH, attributes);
        columns.push(node);
        draft.text(
            tag,
            62.0 + 80.0 * f64::from(column),
            530.0,
            &take(5),
            RunStyle { face: FaceId(1), size: 9.0, ..BODY },
        );
    }
    for row in 0..9 {
        let cells = draft.structure.add(body, Role::TR);
        let y = 550.0 + 28.0 * f64::from(row);
        for (column, header) in columns.iter().enumerate() {
            let attributes = CellAttributes { scope: None, row_span: 1, col_span: 1, headers: vec![*header] };
            let (_, tag) = cell(draft, cells, Role::TD, attributes);
            for line in 0..2 {
                let set = RunStyle { size: 8.5, ..BODY };
                draft.text(tag, 62.0 + 80.0 * column as f64, y + 12.0 * f64::from(line), &take(8), set);
            }
        }
        draft.rule((60.0, y + 16.0), (540.0, y + 16.0), 0.25);
    }
}

fn foot(draft: &mut Draft, number: usize) {
    let (mut run, _) = draft.run(280.0, 560.0, &format!("{number} / 3"), BODY);
    run.size = pt(8.0);
    let tag = Tag::Artifact(Artifact::Footer);
    draft.pages[number].items.push(Item { tag, draw: Draw::Glyphs(run) });
}

fn contents_page(draft: &mut Draft, root: NodeId) {
    draft.page(595.28, 841.89);
    let accent = Color { r: 0, g: 78, b: 122 };
    let band = Rect::new(pt(0.0), pt(0.0), pt(595.28), pt(40.0));
    draft.item(Tag::Artifact(Artifact::Background), Draw::Rect { rect: band, fill: Some(accent), stroke: None });
    let part = draft.structure.add(root, Role::Part);
    draft.structure.node_mut(part).describe().title = Some("表紙・目次".to_owned());
    draft.heading(part, 1, 120.0, "行政改革プラン サンプル（架空）");
    let toc = draft.structure.add(part, Role::TOC);
    for (i, (title, page)) in [("1 取組項目の一覧", 1), ("2 見本帳", 3)].into_iter().enumerate() {
        let y = 200.0 + 20.0 * i as f64;
        let entry = draft.structure.add(toc, Role::TOCI);
        let reference = draft.structure.add(entry, Role::Reference);
        let (link, tag) = draft.leaf(reference, Role::Link);
        draft.text(tag, 60.0, y, title, BODY);
        draft.text(tag, 500.0, y, &page.to_string(), BODY);
        let rect = Rect::new(pt(60.0), pt(y - 10.0), pt(460.0), pt(14.0));
        let description = format!("{title}（{page}ページ）へ");
        draft.last_page().links.push(LinkArea {
            rect,
            node: link,
            description,
            target: LinkTarget::Page(page, pt(60.0)),
        });
        for dot in 0..20 {
            draft.text(Tag::Artifact(Artifact::Layout), 200.0 + 14.0 * f64::from(dot), y, "・", BODY);
        }
    }
    let paragraph = draft.structure.add(part, Role::P);
    let before = Tag::Content(draft.structure.add_content(paragraph));
    let end = draft.text(before, 60.0, 300.0, "詳しくは", BODY);
    let (link, tag) = draft.leaf(paragraph, Role::Link);
    let link_end = draft.text(tag, end, 300.0, "市のホームページ", RunStyle { color: accent, ..BODY });
    let rect = Rect::new(pt(end), pt(290.0), pt(link_end - end), pt(14.0));
    let target = LinkTarget::Url("https://example.jp/行政改革?年度=2".to_owned());
    draft
        .last_page()
        .links
        .push(LinkArea { rect, node: link, description: "市のホームページ".to_owned(), target });
    let after = Tag::Content(draft.structure.add_content(paragraph));
    draft.text(after, link_end, 300.0, "をご覧ください。", BODY);
}

fn cell(draft: &mut Draft, row: NodeId, role: Role, attributes: CellAttributes) -> (NodeId, Tag) {
    let (node, tag) = draft.leaf(row, role);
    draft.structure.node_mut(node).cell = Some(Box::new(attributes));
    (node, tag)
}

/// A table over two pages, sideways: two rows of heads with spans, repeated on the second page as artifacts.
fn table_pages(draft: &mut Draft, root: NodeId) {
    draft.page(841.89, 595.28);
    let section = draft.structure.add(root, Role::Sect);
    draft.heading(section, 1, 50.0, "1 取組項目の一覧");
    let table = draft.structure.add(section, Role::Table);
    let (_, caption) = draft.leaf(table, Role::Caption);
    draft.text(caption, 60.0, 70.0, "表1 取組項目と実績（単位：千円）", BODY);
    let head = draft.structure.add(table, Role::THead);
    let body = draft.structure.add(table, Role::TBody);
    let first = draft.structure.add(head, Role::TR);
    let column = |rows, columns| CellAttributes {
        scope: Some(Scope::Column),
        row_span: rows,
        col_span: columns,
        headers: Vec::new(),
    };
    let (number, number_tag) = cell(draft, first, Role::TH, column(2, 1));
    let (item, item_tag) = cell(draft, first, Role::TH, column(2, 1));
    let (effect, effect_tag) = cell(draft, first, Role::TH, column(1, 2));
    let second = draft.structure.add(head, Role::TR);
    let under = CellAttributes { headers: vec![effect], ..column(1, 1) };
    let (revenue, revenue_tag) = cell(draft, second, Role::TH, under.clone());
    let (saving, saving_tag) = cell(draft, second, Role::TH, under);
    let bold = RunStyle { face: FaceId(1), size: 9.0, ..BODY };
    let plain = RunStyle { size: 9.0, ..BODY };
    let heads = [
        (number_tag, 62.0, 96.0, "No."),
        (item_tag, 100.0, 96.0, "取組項目"),
        (effect_tag, 420.0, 96.0, "効果額"),
        (revenue_tag, 400.0, 112.0, "歳入増"),
        (saving_tag, 460.0, 112.0, "歳出減"),
    ];
    for (tag, x, y, text) in heads {
        draft.text(tag, x, y, text, bold);
    }
    for y in [84.0, 100.0, 118.0] {
        draft.rule((60.0, y), (520.0, y), 0.75);
    }
    let rows: [(&str, [&str; 2], &str, &str); 3] = [
        ("1", ["新たな財源の創出（ネーミングライツ", "など）"], "1,234", "―"),
        ("2", ["ICTの活用による業務の", "効率化（AI・RPAの導入）"], "▲56", "7,890"),
        ("3", ["公共施設の適正配置と、", "次のページへ続く長い説明"], "―", "12"),
    ];
    for (i, (no, lines, plus, minus)) in rows.iter().enumerate() {
        let y = 134.0 + 40.0 * i as f64;
        let row = draft.structure.add(body, Role::TR);
        let by =
            |headers: &[NodeId]| CellAttributes { scope: None, row_span: 1, col_span: 1, headers: headers.to_vec() };
        let head = CellAttributes { scope: Some(Scope::Row), ..by(&[number]) };
        let (own, tag) = cell(draft, row, Role::TH, head);
        draft.text(tag, 62.0, y, no, bold);
        let (_, tag) = cell(draft, row, Role::TD, by(&[item, own]));
        draft.text(tag, 100.0, y, lines[0], plain);
        let name = tag;
        if i < 2 {
            draft.text(name, 100.0, y + 14.0, lines[1], plain);
        }
        let (_, tag) = cell(draft, row, Role::TD, by(&[effect, revenue, own]));
        draft.text(tag, 400.0, y, plus, plain);
        let (_, tag) = cell(draft, row, Role::TD, by(&[effect, saving, own]));
        draft.text(tag, 460.0, y, minus, plain);
        draft.rule((60.0, y + 20.0), (520.0, y + 20.0), 0.25);
        if i == 2 {
            // The row goes on overleaf; the heads are repeated there, and are no content there.
            draft.page(841.89, 595.28);
            for (_, x, y, text) in heads {
                draft.text(Tag::Artifact(Artifact::Layout), x, y, text, bold);
            }
            draft.text(name, 100.0, 134.0, lines[1], plain);
            draft.rule((60.0, 154.0), (520.0, 154.0), 0.25);
        }
    }
}

/// One of each: list, figure, ruby, note, vertical text, 長体, spread word, 〓, variation selector, private character.
fn oddities_page(draft: &mut Draft, root: NodeId) {
    draft.page(595.28, 841.89);
    let section = draft.structure.add(root, Role::Sect);
    draft.heading(section, 1, 60.0, "2 見本帳");
    draft.heading(section, 2, 90.0, "2.1 文字");

    let (_, tag) = draft.leaf(section, Role::P);
    draft.text(tag, 60.0, 120.0, "令和2年度のICT化は、AIとRPAで進める。URLはhttps://example.jp/で、", BODY);
    draft.text(tag, 60.0, 137.0, "行末をまたぐ言葉も検索できる。", RunStyle { spread: 0.13, ..BODY });

    let (_, tag) = draft.leaf(section, Role::P);
    let (mut spread, _) = draft.run(60.0, 160.0, "担当部署", RunStyle { spread: 1.5, ..BODY });
    spread.actual_text = Some("担当部署".into());
    draft.item(tag, Draw::Glyphs(spread));
    draft.text(tag, 200.0, 160.0, "長体で組んだ文字列2020", RunStyle { condensed: 700, ..BODY });

    let (_, tag) = draft.leaf(section, Role::P);
    let (mut geta, end) = draft.run(60.0, 180.0, "〓", BODY);
    geta.actual_text = Some("🦀".into());
    draft.item(tag, Draw::Glyphs(geta));
    let (mut twice, end) = draft.run(end, 180.0, "辻\u{E0100}葛葛\u{E0101}", BODY);
    Arc::make_mut(&mut twice.glyphs).last_mut().expect("three glyphs").text = "葛\u{E0101}".into();
    draft.item(tag, Draw::Glyphs(twice));
    let (mut private, end) = draft.run(end, 180.0, "高", BODY);
    Arc::make_mut(&mut private.glyphs)[0].text = "\u{E001}".into();
    draft.item(tag, Draw::Glyphs(private));
    let (mut cluster, end) = draft.run(end, 180.0, "か゜", BODY);
    Arc::make_mut(&mut cluster.glyphs)[0].text = "か\u{309A}".into();
    Arc::make_mut(&mut cluster.glyphs)[1].text = "".into();
    draft.item(tag, Draw::Glyphs(cluster));
    let (mut raised, _) = draft.run(end, 180.0, "m2", BODY);
    Arc::make_mut(&mut raised.glyphs)[1].rise = pt(3.5);
    draft.item(tag, Draw::Glyphs(raised));

    let paragraph = draft.structure.add(section, Role::P);
    let ruby = draft.structure.add(paragraph, Role::Ruby);
    let (_, base) = draft.leaf(ruby, Role::RB);
    let (_, reading) = draft.leaf(ruby, Role::RT);
    draft.text(base, 60.0, 210.0, "苫小牧", BODY);
    draft.text(reading, 60.0, 199.0, "とまこまい", RunStyle { size: 5.25, ..BODY });
    let after = Tag::Content(draft.structure.add_content(paragraph));
    draft.text(after, 140.0, 210.0, "市", BODY);
    let reference = draft.structure.add(paragraph, Role::Reference);
    let mark = Tag::Content(draft.structure.add_content(reference));
    draft.text(mark, 151.0, 207.0, "※1", RunStyle { size: 6.0, ..BODY });

    let list = draft.structure.add(section, Role::L);
    for (i, text) in ["検討する。", "実施する。"].into_iter().enumerate() {
        let item = draft.structure.add(list, Role::LI);
        let (_, label) = draft.leaf(item, Role::Lbl);
        draft.text(label, 60.0, 240.0 + 17.0 * i as f64, &format!("({})", i + 1), BODY);
        let (_, body) = draft.leaf(item, Role::LBody);
        draft.text(body, 80.0, 240.0 + 17.0 * i as f64, text, BODY);
    }

    let (_, tag) = draft.leaf(section, Role::P);
    for (i, c) in "縦書き".chars().enumerate() {
        draft.text(tag, 500.0, 120.0 + 10.5 * i as f64, &c.to_string(), BODY);
    }
    let (mut turned, _) = draft.run(502.0, 143.5, "2020", BODY);
    turned.turned = true;
    draft.item(tag, Draw::Glyphs(turned));
    draft.text(tag, 500.0, 176.0, "年", BODY);

    figure(draft, section);

    let note = draft.structure.add(section, Role::Note);
    let (_, label) = draft.leaf(note, Role::Lbl);
    draft.text(label, 60.0, 780.0, "※1", RunStyle { size: 8.0, ..BODY });
    let (_, body) = draft.leaf(note, Role::P);
    draft.text(body, 80.0, 780.0, "注の本文。", RunStyle { size: 8.0, ..BODY });
}

fn figure(draft: &mut Draft, section: NodeId) {
    let figure = draft.structure.add(section, Role::Figure);
    let page = draft.pages.len() - 1;
    let node = draft.structure.node_mut(figure).describe();
    node.alt = Some("棒グラフ：令和元年度は12件、令和2年度は18件。".to_owned());
    node.bounds = Some((page, Rect::new(pt(60.0), pt(300.0), pt(200.0), pt(120.0))));
    let content: ContentId = draft.structure.add_content(figure);
    let tag = Tag::Content(content);
    let accent = Color { r: 0, g: 78, b: 122 };
    for (i, height) in [60.0, 90.0].into_iter().enumerate() {
        let rect = Rect::new(pt(80.0 + 60.0 * i as f64), pt(400.0 - height), pt(30.0), pt(height));
        let outline = Stroke::solid(pt(0.5), Color::BLACK);
        let fill = if i == 0 { Color::grey(170) } else { accent };
        draft.item(tag, Draw::Rect { rect, fill: Some(fill), stroke: Some(outline) });
    }
    draft.text(tag, 80.0, 415.0, "令和2年度", RunStyle { size: 8.0, ..BODY });
    let dashed = Stroke { width: pt(0.75), color: accent, dash: vec![pt(3.0), pt(2.0)] };
    let point = |x: f64, y: f64| Point::new(pt(x), pt(y));
    let line = Draw::Line { from: point(70.0, 350.0), to: point(250.0, 350.0), stroke: dashed.clone() };
    draft.item(tag, line);
    let ring = |r: f64| {
        let k = 0.5523 * r;
        let (x, y) = (225.0, 340.0);
        [
            Segment::Move(point(x + r, y)),
            Segment::Curve(point(x + r, y + k), point(x + k, y + r), point(x, y + r)),
            Segment::Curve(point(x - k, y + r), point(x - r, y + k), point(x - r, y)),
            Segment::Curve(point(x - r, y - k), point(x - k, y - r), point(x, y - r)),
            Segment::Curve(point(x + k, y - r), point(x + r, y - k), point(x + r, y)),
            Segment::Close,
        ]
    };
    let segments: Vec<Segment> = ring(20.0).into_iter().chain(ring(10.0)).collect();
    let stroke = Some(Stroke::solid(pt(1.0), Color::BLACK));
    draft.item(tag, Draw::Path { segments, fill: Some(accent), stroke });
    let open = vec![
        Segment::Move(point(70.0, 310.0)),
        Segment::Line(point(100.0, 320.0)),
        Segment::Curve(point(120.0, 320.0), point(130.0, 300.0), point(150.0, 310.0)),
    ];
    draft.item(tag, Draw::Path { segments: open, fill: None, stroke: Some(dashed) });
}
