//! Sets a report of 48 pages from the library alone and writes it as a PDF: the whole process is what `docs/performance.md`
//! measures. Each page has a heading, prose and a table; all words are those of the plan.
//!
//! ```text
//! cargo run --release --example set_report -- report.pdf
//! cargo run --release --example set_report -- report.typ     # the same words as a source for Typst, to compare with
//! ```

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use kaikaku::export::pdf::{Options, write};
use kaikaku::plan::Look;
use kaikaku::report::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Document, Folio, HeaderScope, Heading, Meta, Paper, Paragraph,
    ParagraphKind, Part, Row, RowGroup, Table, TableStyle, plain,
};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::lay_out;

/// The same as the program's.
#[cfg(not(windows))]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PAGES: usize = 48;
const PARAGRAPHS: usize = 5;
/// Characters of a paragraph.
const PARAGRAPH: usize = 150;
const ROWS: usize = 9;
const COLUMNS: usize = 6;
/// Characters of a cell, which fill two lines.
const CELL: usize = 12;

/// The words of one page.
struct Words {
    heading: String,
    paragraphs: Vec<String>,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the name of the file to be written: .pdf or .typ")?;
    let words = words();
    if Path::new(&path).extension().is_some_and(|extension| extension == "typ") {
        std::fs::write(path, typst(&words)?)?;
        return Ok(());
    }
    let out = lay_out(&document(&words), &Arc::new(FontBook::shipped()));
    println!("{} pages", out.pages.pages.len());
    std::fs::write(path, write(&out.pages, &Options::default())?)?;
    Ok(())
}

fn words() -> Vec<Words> {
    let prose = include_str!("../tests/data/plan-prose.txt");
    let mut characters = prose.chars().filter(|c| !c.is_whitespace() && !"#*_`$<>@[]\\\"".contains(*c)).cycle();
    let mut take = |count: usize| characters.by_ref().take(count).collect::<String>();
    (0..PAGES)
        .map(|_| Words {
            heading: take(14),
            paragraphs: (0..PARAGRAPHS).map(|_| take(PARAGRAPH)).collect(),
            heads: (0..COLUMNS).map(|_| take(5)).collect(),
            rows: (0..ROWS).map(|_| (0..COLUMNS).map(|_| take(CELL)).collect()).collect(),
        })
        .collect()
}

fn document(words: &[Words]) -> Document {
    let mut blocks = Vec::new();
    for (number, page) in words.iter().enumerate() {
        if number > 0 {
            blocks.push(Block::PageBreak);
        }
        blocks.push(Block::Heading(Heading { level: 1, text: plain(&page.heading), anchor: None }));
        let paragraphs = page.paragraphs.iter();
        blocks.extend(paragraphs.map(|text| Block::Paragraph(Paragraph::new(ParagraphKind::Body, plain(text)))));
        let heads = page.heads.iter().map(|text| Cell::header(text, HeaderScope::Column)).collect();
        let rows =
            page.rows.iter().map(|cells| Row { cells: cells.iter().map(Cell::text).collect(), ..Row::default() });
        blocks.push(Block::Table(Table {
            caption: None,
            unit: None,
            columns: vec![Column { width: ColumnWidth::Share(1), align: Alignment::Start }; COLUMNS],
            head: vec![Row { cells: heads, ..Row::default() }],
            groups: vec![RowGroup { rows: rows.collect(), ..RowGroup::default() }],
            foot: Vec::new(),
            style: TableStyle::Ruled,
            notes: Vec::new(),
        }));
    }
    let part = Part { name: "報告".to_owned(), paper: Paper::A4Portrait, folio: Folio::Arabic, columns: 1, blocks };
    let meta = Meta {
        title: "48ページの報告".to_owned(),
        author: "見本市".to_owned(),
        subject: "計測のための文書".to_owned(),
        keywords: Vec::new(),
        date: date(2021, 7, 1),
        notice: None,
        confidential: None,
    };
    Document { meta, parts: vec![part], look: Look::default() }
}

fn typst(words: &[Words]) -> Result<String, std::fmt::Error> {
    let mut source = String::from(
        "#set document(title: \"48ページの報告\", date: none)\n#set page(paper: \"a4\", margin: 24mm, numbering: \"1\")\n\
         #set text(font: \"BIZ UDGothic\", lang: \"ja\", size: 10.5pt)\n\
         #set par(justify: true, leading: 6.5pt, first-line-indent: 1em)\n",
    );
    for (number, page) in words.iter().enumerate() {
        if number > 0 {
            source.push_str("#pagebreak()\n");
        }
        writeln!(source, "= {}\n", page.heading)?;
        for paragraph in &page.paragraphs {
            writeln!(source, "{paragraph}\n")?;
        }
        writeln!(source, "#text(size: 8.5pt)[#table(columns: {COLUMNS}, stroke: (y: 0.25pt),")?;
        let heads: String = page.heads.iter().map(|text| format!("[{text}],")).collect();
        writeln!(source, "table.header({heads}),")?;
        for row in &page.rows {
            writeln!(source, "{}", row.iter().map(|text| format!("[{text}],")).collect::<String>())?;
        }
        source.push_str(")]\n");
    }
    Ok(source)
}
