//! Document → one self-contained, accessible HTML file: semantic tables, inline SVG with its data beside it, no script.
//!
//! A content security policy in the file itself allows its one style sheet (by hash) and nothing else, so no element carries
//! a `style` attribute. Headings begin one level below the title: the document's `h1` is its title.

mod chart;
mod figure;
mod table;

use sha2::{Digest, Sha256};

use crate::plan::KanjiForms;
use crate::report::document::{
    Anchor, Block, Cover, Division, Document, Emphasis, Heading, Inline, Inlines, Paragraph, ParagraphKind, Part,
    SheetHead, Text, Tone,
};
use crate::report::text::of_inlines;
use crate::typeset::style::Color;

const STYLE: &str = include_str!("html/style.css");

/// The widest column that has a class of its own, in ems.
const WIDEST_COLUMN: u32 = 24;

/// The document as one HTML file.
pub fn write(document: &Document) -> String {
    let accent = Color::from_hex(&document.look.accent).unwrap_or(Color { r: 0x1f, g: 0x4e, b: 0x79 });
    let accent = format!("#{:02x}{:02x}{:02x}", accent.r, accent.g, accent.b);
    let mut style = STYLE.replace("ACCENT", &accent);
    // Classes, not style attributes: the page's security policy admits this one style sheet only.
    for ems in 1..=WIDEST_COLUMN {
        style.push_str(&format!(".w{ems} {{ width: {ems}em; }}\n"));
    }
    if document.look.kanji_forms == KanjiForms::Jis90 {
        style.push_str("body { font-variant-east-asian: jis90; }\n");
    }
    let meta = &document.meta;
    let mut writer = Writer { out: String::new(), headings: 0, charts: 0, accent, contents: contents_of(document) };
    let out = &mut writer.out;
    out.push_str("<!doctype html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n");
    let hash = base64(&Sha256::digest(style.as_bytes()));
    out.push_str(&format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'\">\n"
    ));
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str(&format!("<title>{}</title>\n", escape(&meta.title)));
    for (name, content) in
        [("author", &meta.author), ("description", &meta.subject), ("keywords", &meta.keywords.join(","))]
    {
        out.push_str(&format!("<meta name=\"{name}\" content=\"{}\">\n", escape(content)));
    }
    out.push_str(&format!(
        "<style>{style}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">本文へ移動</a>\n"
    ));
    if let Some(mark) = &meta.confidential {
        out.push_str(&format!("<p class=\"confidential\">{}</p>\n", escape(mark)));
    }
    if let Some(notice) = &meta.notice {
        out.push_str(&format!("<p class=\"notice\">{}</p>\n", escape(notice)));
    }
    let has_cover = document.parts.iter().flat_map(|part| &part.blocks).any(|block| matches!(block, Block::Cover(_)));
    if !has_cover {
        out.push_str(&format!("<h1>{}</h1>\n", escape(&meta.title)));
    }
    out.push_str("<main id=\"main\">\n");
    document.parts.iter().for_each(|part| writer.part(part));
    writer.out.push_str("</main>\n</body>\n</html>\n");
    writer.out
}

/// Text with HTML's special characters escaped.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// RFC 4648 base 64, as a content security policy writes hashes.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |acc, byte| acc << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// A line of the contents.
struct Entry {
    level: u8,
    id: String,
    text: String,
}

/// Headings in order with the ids that the writer gives them.
fn contents_of(document: &Document) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut count = 0;
    for part in &document.parts {
        collect(&part.blocks, &mut count, &mut entries);
    }
    entries
}

fn collect(blocks: &[Block], count: &mut usize, entries: &mut Vec<Entry>) {
    for block in blocks {
        let (heading, number) = match block {
            Block::Heading(heading) => (heading, None),
            Block::SheetHead(head) => (&head.heading, Some(&head.number)),
            Block::Together(body) => {
                collect(body, count, entries);
                continue;
            }
            Block::Columns(columns) => {
                columns.columns.iter().for_each(|(_, body)| collect(body, count, entries));
                continue;
            }
            _ => continue,
        };
        *count += usize::from(heading.anchor.is_none());
        let text = of_inlines(&heading.text);
        let text = number.map_or_else(|| text.clone(), |number| format!("{number} {text}"));
        entries.push(Entry { level: heading.level, id: id_of(heading, *count), text });
    }
}

/// A heading's anchor, or its place in the order of headings.
fn id_of(heading: &Heading, count: usize) -> String {
    heading.anchor.as_ref().map_or_else(|| format!("h{count}"), |anchor| anchor.0.to_string())
}

/// What is being written.
struct Writer {
    out: String,
    headings: usize,
    charts: usize,
    accent: String,
    contents: Vec<Entry>,
}

impl Writer {
    fn part(&mut self, part: &Part) {
        self.out.push_str(&format!("<section aria-label=\"{}\">\n", escape(&part.name)));
        self.blocks(&part.blocks);
        self.out.push_str("</section>\n");
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Cover(cover) => self.cover(cover),
            Block::Contents { title, depth } => self.contents(title, *depth),
            Block::Heading(heading) => {
                // Anchored headings stand in table cells too, where the contents do not look.
                self.headings += usize::from(heading.anchor.is_none());
                let level = (heading.level + 1).min(6);
                let id = id_of(heading, self.headings);
                self.out.push_str(&format!("<h{level} id=\"{id}\">"));
                self.inlines(&heading.text);
                self.out.push_str(&format!("</h{level}>\n"));
            }
            Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::List(list) => {
                // Terms are long labels; points are marks.
                let terms = list.items.iter().any(|item| item.label.chars().count() > 8);
                self.out.push_str(if terms { "<dl class=\"list terms\">\n" } else { "<dl class=\"list\">\n" });
                for item in &list.items {
                    self.out.push_str(&format!("<div><dt>{}</dt><dd>", escape(&item.label)));
                    self.blocks(&item.body);
                    self.out.push_str("</dd></div>\n");
                }
                self.out.push_str("</dl>\n");
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Chart(chart) => self.chart(chart),
            Block::Columns(columns) => {
                self.out.push_str("<div class=\"columns\">\n");
                for (_, body) in &columns.columns {
                    self.out.push_str("<div>\n");
                    self.blocks(body);
                    self.out.push_str("</div>\n");
                }
                self.out.push_str("</div>\n");
            }
            Block::SheetHead(head) => self.sheet_head(head),
            Block::KeyFigures(figures) => {
                self.out.push_str("<ul class=\"figures\">\n");
                for figure in figures {
                    let note =
                        figure.note.as_ref().map(|note| format!("<span class=\"small\">{}</span>", escape(note)));
                    self.out.push_str(&format!(
                        "<li><span class=\"label\">{}</span><span class=\"value\">{}<small>{}</small></span>{}</li>\n",
                        escape(&figure.label),
                        escape(&figure.value),
                        escape(&figure.unit),
                        note.unwrap_or_default()
                    ));
                }
                self.out.push_str("</ul>\n");
            }
            Block::Labelled { label, body } => {
                let level = (label.level + 1).min(6);
                self.out.push_str(&format!("<h{level}>"));
                self.inlines(&label.text);
                self.out.push_str(&format!("</h{level}>\n"));
                self.blocks(body);
            }
            Block::Together(blocks) => self.blocks(blocks),
            Block::Rule => self.out.push_str("<hr>\n"),
            Block::PageBreak => {}
            Block::WritingSpace { label, lines } => {
                self.out.push_str(&format!("<div class=\"writing\"><span class=\"label\">{}</span>", escape(label)));
                (0..*lines).for_each(|_| self.out.push_str("<i></i>"));
                self.out.push_str("</div>\n");
            }
        }
    }

    fn cover(&mut self, cover: &Cover) {
        self.out.push_str(&format!("<header class=\"cover\">\n<h1>{}</h1>\n", escape(&cover.title)));
        for line in cover.subtitles.iter().chain(&cover.period) {
            self.out.push_str(&format!("<p>{}</p>\n", escape(line)));
        }
        self.out.push_str("<div class=\"publisher\">\n");
        for line in &cover.publisher {
            self.out.push_str(&format!("<p>{}</p>\n", escape(line)));
        }
        self.out.push_str("</div>\n</header>\n");
    }

    fn contents(&mut self, title: &str, depth: u8) {
        let mut out = format!(
            "<nav class=\"contents\" aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ol>\n",
            escape(title)
        );
        for entry in self.contents.iter().filter(|entry| entry.level <= depth) {
            out.push_str(&format!(
                "<li class=\"l{}\"><a href=\"#{}\">{}</a></li>\n",
                entry.level,
                entry.id,
                escape(&entry.text)
            ));
        }
        self.out.push_str(&out);
        self.out.push_str("</ol>\n</nav>\n");
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let kind = match paragraph.kind {
            ParagraphKind::Lead => "lead",
            ParagraphKind::Note => "note",
            ParagraphKind::Body | ParagraphKind::Flush | ParagraphKind::Small => "",
        };
        let division = if paragraph.division == Division::Spaces { "keep" } else { "" };
        let classes = [kind, division].into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ");
        if classes.is_empty() {
            self.out.push_str("<p>");
        } else {
            self.out.push_str(&format!("<p class=\"{classes}\">"));
        }
        for inline in &paragraph.text {
            match inline {
                Inline::Text(text) if paragraph.division == Division::Departments => self.names(text),
                _ => self.inline(inline),
            }
        }
        self.out.push_str("</p>\n");
    }

    /// A list of names, none of which is divided.
    fn names(&mut self, list: &Text) {
        for name in list.text.split_inclusive('、') {
            self.out.push_str("<span class=\"name\">");
            self.inline(&Inline::Text(Text { text: name.to_owned(), ..list.clone() }));
            self.out.push_str("</span>");
        }
    }

    fn sheet_head(&mut self, head: &SheetHead) {
        self.headings += usize::from(head.heading.anchor.is_none());
        let level = (head.heading.level + 1).min(6);
        let id = id_of(&head.heading, self.headings);
        self.out.push_str(&format!(
            "<div class=\"sheet sheet-head\"><div class=\"names\"><h{level} id=\"{id}\"><span class=\"number\">{}</span> ",
            escape(&head.number)
        ));
        self.inlines(&head.heading.text);
        self.out.push_str(&format!("</h{level}><p>{}</p></div>", escape(&head.departments)));
        if let Some(grade) = &head.grade {
            let note = grade.note.as_ref().map(|note| format!("<span class=\"small\">{}</span>", escape(note)));
            self.out.push_str(&format!(
                "<p class=\"grade\"><span class=\"small\">{}</span><span class=\"mark\">{}</span> {}{}</p>",
                escape(&grade.label),
                escape(&grade.mark),
                escape(&grade.word),
                note.unwrap_or_default()
            ));
        }
        self.out.push_str("</div>\n");
    }

    fn inlines(&mut self, inlines: &Inlines) {
        inlines.iter().for_each(|inline| self.inline(inline));
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => {
                let body = escape(&text.text);
                match text.emphasis {
                    Emphasis::None => self.out.push_str(&body),
                    Emphasis::Strong => self.out.push_str(&format!("<strong>{body}</strong>")),
                    Emphasis::Dots => self.out.push_str(&format!("<em class=\"dots\">{body}</em>")),
                    Emphasis::Quiet => self.out.push_str(&format!("<span class=\"quiet\">{body}</span>")),
                    Emphasis::Label => self.out.push_str(&format!("<span class=\"label\">{body}</span>")),
                    Emphasis::Figure => self.out.push_str(&format!("<span class=\"figure-text\">{body}</span>")),
                }
            }
            Inline::Break => self.out.push_str("<br>"),
            Inline::Ruby { base, reading } => self.out.push_str(&format!(
                "<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>",
                escape(&base.text),
                // The words of a reading part it by the characters of its base, for the composer.
                escape(&reading.split_whitespace().collect::<String>())
            )),
            Inline::Warichu(text) => self.out.push_str(&format!("<small>（{}）</small>", escape(&text.text))),
            Inline::Reference { target: Anchor(target), text } => {
                // There are no page numbers here; the heading's own words say where it leads.
                let named = || self.contents.iter().find(|entry| entry.id == **target).map(|entry| entry.text.clone());
                let text = text.clone().or_else(named).unwrap_or_else(|| "参照".to_owned());
                self.out.push_str(&format!("<a href=\"#{}\">{}</a>", escape(target), escape(&text)));
            }
            Inline::Link { text, url } => {
                self.out.push_str(&format!("<a href=\"{}\">{}</a>", escape(url), escape(text)));
            }
            Inline::Footnote(note) => {
                self.out.push_str("<small>（");
                self.inlines(note);
                self.out.push_str("）</small>");
            }
            Inline::Badge { label, tone } => {
                let class = if *tone == Tone::BarAccent { "badge accent" } else { "badge" };
                self.out.push_str(&format!("<span class=\"{class}\">{}</span>", escape(label)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{self, Edition, fixture};

    #[test]
    fn base64_is_as_the_rfc_has_it() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|t| base64(t.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }

    #[test]
    fn every_edition_is_well_formed_without_script_or_style_attributes() {
        for edition in Edition::ALL {
            let html = write(&report::document(&fixture::assessment(), edition, fixture::DATE));
            assert!(!html.contains("<script") && !html.contains(" style=\""), "{edition:?}");
            assert_balanced(&html);
            assert!(html.contains("サンプル（架空）"));
            assert_eq!(html.contains(fixture::MEMO), edition == Edition::Committee);
        }
    }

    #[test]
    fn every_link_within_leads_somewhere_once() {
        let html = write(&report::document(&fixture::assessment(), Edition::Committee, fixture::DATE));
        let values = |prefix: &str| -> Vec<&str> {
            html.split(prefix).skip(1).filter_map(|rest| rest.split('"').next()).collect()
        };
        let ids = values(" id=\"");
        let unique: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len());
        for target in values("href=\"#") {
            assert!(unique.contains(&target), "{target}");
        }
    }

    /// Tags nest and close.
    fn assert_balanced(html: &str) {
        const VOID: [&str; 5] = ["meta", "br", "hr", "col", "!doctype"];
        let mut open: Vec<String> = Vec::new();
        for tag in html.split('<').skip(1) {
            let Some((tag, _)) = tag.split_once('>') else { panic!("a tag does not end: {tag}") };
            let name = tag.split_whitespace().next().unwrap_or_default();
            if let Some(name) = name.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name), "closed out of order");
            } else if !VOID.contains(&name) && !tag.ends_with('/') {
                open.push(name.to_owned());
            }
        }
        assert!(open.is_empty(), "left open: {open:?}");
    }
}
