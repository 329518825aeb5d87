//! Document → one self-contained HTML file that reads on a phone, on paper and by ear.
//!
//! The file asks for nothing from anywhere: its content security policy names its one style sheet and its one script by
//! their hashes and allows nothing else, so no element carries a `style` attribute. Without scripts the page is complete; the
//! script adds searching and filtering of the sheets, and unfolds them for printers. Headings begin one level below the
//! title: the document's `h1` is its title.

mod blocks;
mod conformance;
mod contents;
mod criteria;
mod finder;
mod inspect;
mod pageless;
mod palette;
mod picture;
mod policy;
mod sheet;
mod table;
mod text;

use std::fmt::Write as _;
use std::sync::Arc;

pub use self::conformance::{InspectedPage, conformance};
use self::contents::Contents;
use self::palette::Palette;
use super::markup::escape;
use crate::plan::KanjiForms;
use crate::report::document::{Block, Document, Paper, Part};
use crate::typeset::font::FontBook;
use crate::typeset::picture::Illustrator;

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The widest column that has a class of its own, in ems.
const WIDEST_COLUMN: u32 = 24;

/// What stands beside the page.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Files in the same folder that hold the same record.
    pub downloads: Vec<Download>,
    /// 問合せ先: whom citizens may ask, a line each.
    pub contact: Vec<String>,
    /// The file with the results of the accessibility test, in the same folder.
    pub conformance: Option<String>,
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Its name.
    pub file: String,
    /// What it is: PDF（印刷用）.
    pub label: String,
}

/// The document as one HTML file.
pub fn write(document: &Document, fonts: &Arc<FontBook>, beside: &Surroundings) -> String {
    let style = style_of(document);
    let contents = Contents::of(document);
    let finder = finder::Finder::of(document);
    let script = (!finder.is_empty()).then_some(SCRIPT);
    let mut out = head(document, &style, script);
    let has_cover = blocks_of(document).any(|block| matches!(block, Block::Cover(_)));
    out.push_str("<header id=\"top\">\n");
    for (class, line) in [("confidential", &document.meta.confidential), ("notice", &document.meta.notice)] {
        if let Some(line) = line {
            let _ = writeln!(out, "<p class=\"{class}\">{}</p>", escape(line));
        }
    }
    if !has_cover {
        let _ = writeln!(out, "<h1>{}</h1>", escape(&document.meta.title));
    }
    let mut writer = Writer {
        out,
        headings: 0,
        open_levels: Vec::new(),
        last_heading: document.meta.title.clone(),
        pictures: 0,
        illustrator: Illustrator::new(&document.look, fonts),
        contents,
        finder,
        finder_written: false,
        abreast: None,
    };
    // The title page stands at the head of the page, the contents beside the text.
    let (before, parts): (Vec<&Part>, Vec<&Part>) = document.parts.iter().partition(|part| is_front(part));
    before.iter().flat_map(|part| &part.blocks).for_each(|block| {
        if let Block::Cover(cover) = block {
            writer.cover(cover);
        }
    });
    writer.out.push_str("</header>\n");
    writer.bar();
    writer.out.push_str("<div class=\"page\">\n");
    before.iter().flat_map(|part| &part.blocks).for_each(|block| {
        if let Block::Contents { title, depth } = block {
            writer.contents(title, *depth);
        }
    });
    writer.out.push_str("<main id=\"main\" tabindex=\"-1\">\n");
    parts.into_iter().for_each(|part| writer.part(part));
    writer.out.push_str("</main>\n</div>\n");
    footer(&mut writer.out, document, beside);
    if let Some(script) = script {
        let _ = writeln!(writer.out, "<script>{script}</script>");
    }
    writer.out.push_str("</body>\n</html>\n");
    writer.out
}

fn blocks_of(document: &Document) -> impl Iterator<Item = &Block> {
    document.parts.iter().flat_map(|part| &part.blocks)
}

/// Parts that hold nothing but the title page or the contents.
fn is_front(part: &Part) -> bool {
    !part.blocks.is_empty() && part.blocks.iter().all(|block| matches!(block, Block::Cover(_) | Block::Contents { .. }))
}

/// The style sheet with the document's colours.
fn style_of(document: &Document) -> String {
    let palette = Palette::of(&document.look);
    let mut style = palette.rules();
    style.push_str(STYLE);
    // Classes, not style attributes: the page's security policy admits this one style sheet only.
    style.push_str("@media not screen, (min-width: 40.01rem) {\n");
    for ems in 1..=WIDEST_COLUMN {
        let _ = writeln!(style, ".w{ems} {{ width: {ems}em; }}");
    }
    style.push_str("}\n");
    if let Some(line) = &document.meta.confidential {
        // On paper each sheet says it, as in the PDF.
        let line = line.replace(['\\', '"'], "");
        let mark = format!("@top-center {{ content: \"{line}\"; font-size: 8pt; font-weight: bold; }}");
        let _ = write!(
            style,
            "@page confidential {{ {mark} }} @page confidential-landscape {{ size: A4 landscape; margin: 11mm 15mm; {mark} }}\n@media print {{ body {{ page: confidential; }} body .landscape {{ page: confidential-landscape; }} }}\n"
        );
    }
    if document.look.kanji_forms == KanjiForms::Jis90 {
        style.push_str("body { font-variant-east-asian: jis90; }\n");
    }
    style
}

/// Everything up to and with the opening of the body.
fn head(document: &Document, style: &str, script: Option<&str>) -> String {
    let meta = &document.meta;
    let mut out = shell(&meta.title, style, script);
    for (name, content) in
        [("author", &meta.author), ("description", &meta.subject), ("keywords", &meta.keywords.join(","))]
    {
        let _ = writeln!(out, "<meta name=\"{name}\" content=\"{}\">", escape(content));
    }
    let _ = write!(out, "<style>{style}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">本文へ移動</a>\n");
    out
}

/// The head of a page of ours, still open.
fn shell(title: &str, style: &str, script: Option<&str>) -> String {
    format!(
        "<!doctype html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n",
        policy::of(style, script),
        escape(title)
    )
}

fn footer(out: &mut String, document: &Document, beside: &Surroundings) {
    out.push_str("<footer>\n");
    if !beside.downloads.is_empty() {
        out.push_str("<h2 id=\"downloads\">同じ内容のファイル</h2>\n<ul>\n");
        for Download { file, label } in &beside.downloads {
            let _ = writeln!(out, "<li><a href=\"{}\">{}</a></li>", policy::address(file), escape(label));
        }
        out.push_str("</ul>\n");
    }
    if !beside.contact.is_empty() {
        out.push_str("<h2 id=\"contact\">問合せ先</h2>\n<address>\n");
        for line in &beside.contact {
            let _ = writeln!(out, "<p>{}</p>", escape(line));
        }
        out.push_str("</address>\n");
    }
    if let Some(file) = &beside.conformance {
        let _ = writeln!(out, "<p><a href=\"{}\">ウェブアクセシビリティの試験結果</a></p>", policy::address(file));
    }
    let _ = writeln!(
        out,
        "<p>{}　{}</p>",
        escape(&document.meta.author),
        crate::vocabulary::japanese_date(document.meta.date)
    );
    out.push_str("</footer>\n");
}

/// What is being written.
struct Writer<'d> {
    out: String,
    headings: usize,
    /// Levels as they were given of the headings that what follows stands under; a level that would be skipped is closed up.
    open_levels: Vec<u8>,
    /// The words of the heading before, by which a table without caption is named.
    last_heading: String,
    pictures: usize,
    illustrator: Illustrator,
    contents: Contents,
    finder: finder::Finder<'d>,
    finder_written: bool,
    /// The shape that tables standing side by side share, while they are written.
    abreast: Option<table::Shape>,
}

impl Writer<'_> {
    /// A part of the document; sections are named, and become landmarks, by the words of the running head.
    fn part(&mut self, part: &Part) {
        // What is written on by hand begins a sheet of its own.
        let is_written_on = part.blocks.iter().any(|block| matches!(block, Block::WritingSpace { .. }));
        let wide = match part.paper {
            Paper::A4Portrait if is_written_on => " class=\"letter\"",
            Paper::A4Portrait => "",
            _ => " class=\"landscape\"",
        };
        let _ = writeln!(self.out, "<section{wide} aria-label=\"{}\">", escape(&part.name));
        self.blocks(&part.blocks);
        self.out.push_str("</section>\n");
    }
}

#[cfg(test)]
mod tests;
