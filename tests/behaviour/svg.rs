//! Pictures and pages as SVG: the drawings of the PDF, with words that are words.

use kaikaku::export::html::{self, Surroundings};
use kaikaku::export::svg::{self, Label};
use kaikaku::report::document::{Block, Chart, Document};
use kaikaku::report::{self, Edition};
use kaikaku::typeset::length::Length;
use kaikaku::typeset::page::{Draw, Item, Pages, Tag};
use kaikaku::typeset::picture::{Illustrator, Picture};
use kaikaku::typeset::structure::{NodeId, Role, Structure};
use kaikaku::typeset::style::Color;
use quick_xml::events::Event;

use super::sample_year::{DATE, assessment, fonts, pages_of};

fn charts(document: &Document) -> Vec<&Chart> {
    fn collect<'d>(blocks: &'d [Block], out: &mut Vec<&'d Chart>) {
        for block in blocks {
            match block {
                Block::Chart(chart) => out.push(chart),
                Block::Labelled { body, .. } | Block::Together(body) | Block::Closing(body) => collect(body, out),
                Block::Columns(columns) => columns.columns.iter().for_each(|(_, body)| collect(body, out)),
                Block::List(list) => list.items.iter().for_each(|item| collect(&item.body, out)),
                Block::Table(table) => {
                    let groups = table.groups.iter().flat_map(|group| group.heading.iter().chain(&group.rows));
                    let rows = table.head.iter().chain(groups).chain(&table.foot);
                    rows.flat_map(|row| &row.cells).for_each(|cell| collect(&cell.content, out));
                }
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    document.parts.iter().for_each(|part| collect(&part.blocks, &mut out));
    out
}

/// Fill and outline colours of the bars, swatches and lines of a picture, in order.
fn colours<'i>(items: impl Iterator<Item = &'i Item>) -> Vec<(Option<Color>, Option<Color>)> {
    items
        .filter(|item| matches!(item.tag, Tag::Content(_)))
        .filter_map(|item| match &item.draw {
            Draw::Rect { fill, stroke, .. } | Draw::Path { fill, stroke, .. } => {
                Some((*fill, stroke.as_ref().map(|stroke| stroke.color)))
            }
            _ => None,
        })
        .collect()
}

/// The items of each figure of the pages, in the order of the structure.
fn figures(pages: &Pages) -> Vec<(String, Vec<&Item>)> {
    let structure: &Structure = &pages.structure;
    let nodes = structure.nodes.iter().enumerate().filter(|(_, node)| node.role == Role::Figure);
    nodes
        .map(|(number, node)| {
            let owned = |item: &&Item| match item.tag {
                Tag::Content(id) => structure.content_owner[id.0 as usize] == NodeId(number as u32),
                Tag::Artifact(_) => false,
            };
            let items = pages.pages.iter().flat_map(|page| &page.items).filter(owned).collect();
            (node.description.as_ref().and_then(|said| said.alt.clone()).unwrap_or_default(), items)
        })
        .collect()
}

fn drawn(chart: &Chart, document: &Document) -> Picture {
    Illustrator::new(&document.look, fonts()).chart(chart, Length::pt(250.0))
}

#[test]
fn a_chart_has_the_same_shapes_and_fills_in_every_output() {
    let document = report::document(assessment(), Edition::Public, DATE);
    let charts = charts(&document);
    let printed = figures(pages_of(Edition::Public));
    assert_eq!(charts.len(), printed.len());
    assert!(charts.len() > 3);
    let page = html::write(&document, fonts(), &Surroundings::default());
    let mut rest = page.as_str();
    for (chart, (alt, items)) in charts.iter().zip(&printed) {
        // The web page has the same ones, in their order and no other between.
        let (_, after) = rest.split_once("<svg viewBox").expect("a drawing in the web page");
        let drawing = after.split_once("</svg>").expect("its end").0;
        assert!(drawing.contains(&format!(">{}</title>", quick_xml::escape::escape(&chart.title))), "{}", chart.title);
        rest = after;
        assert_eq!(&chart.alt, alt);
        let picture = drawn(chart, &document);
        assert_eq!(colours(picture.items.iter()), colours(items.iter().copied()), "{}", chart.title);
    }
    assert_eq!(rest.matches("<svg viewBox").count(), 0, "no drawing but those of the document");
}

/// Start tags with their attributes, and the text of the `text` elements; panics where the XML is not well formed.
fn parsed(svg: &str) -> (Vec<String>, String) {
    let mut reader = quick_xml::Reader::from_str(svg);
    let (mut tags, mut text, mut in_text) = (Vec::new(), String::new(), false);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) => {
                in_text = tag.name().as_ref() == "text";
                tags.push(tag.to_string());
            }
            Event::Empty(tag) => tags.push(tag.to_string()),
            Event::Text(words) if in_text => text.push_str(&words),
            Event::End(_) => in_text = false,
            Event::Eof => return (tags, text),
            _ => {}
        }
    }
}

#[test]
fn the_words_of_a_picture_are_text_and_it_says_what_it_shows() {
    let document = report::document(assessment(), Edition::Public, DATE);
    let charts = charts(&document);
    let chart = charts.first().expect("the overview has a chart");
    let svg = svg::picture(&drawn(chart, &document), Label { id: "x", title: "題<名>", description: &chart.alt });
    let (tags, text) = parsed(&svg);
    for word in ["令和3年度", "計画どおり"] {
        assert!(text.contains(word), "{word} in {text}");
    }
    assert!(tags[0].contains("role=\"img\" aria-labelledby=\"x-title x-desc\""));
    assert!(svg.contains("<title id=\"x-title\">題&lt;名&gt;</title>") && svg.contains(&chart.alt));
    let words = tags.iter().filter(|tag| tag.starts_with("text "));
    assert!(words.clone().count() > 5 && words.clone().all(|tag| tag.contains("textLength=")));
    assert!(words.clone().all(|tag| tag.contains("data-place=\"x-")));
}

#[test]
fn a_page_draws_every_glyph_and_shape_and_says_what_each_belongs_to() {
    let pages = pages_of(Edition::Public);
    for number in [0, 3, pages.pages.len() / 2, pages.pages.len() - 1] {
        let svg = svg::page(pages, number).expect("a page");
        let (tags, _) = parsed(&svg);
        let items = &pages.pages[number].items;
        let glyphs: usize = items
            .iter()
            .filter_map(|item| if let Draw::Glyphs(run) = &item.draw { Some(run) } else { None })
            .flat_map(|run| run.glyphs.iter())
            .filter(|glyph| glyph.text.is_empty() || !glyph.text.chars().all(char::is_whitespace))
            .count();
        assert_eq!(tags.iter().filter(|tag| tag.starts_with("use ")).count(), glyphs);
        let shapes = items.iter().filter(|item| !matches!(item.draw, Draw::Glyphs(_))).count();
        let defined = tags.iter().filter(|tag| tag.starts_with("path id=")).count();
        let links = pages.pages[number].links.len();
        let drawn = tags.iter().filter(|tag| tag.starts_with("path ") || tag.starts_with("rect ")).count();
        // The paper is a rectangle too, and so is the area of a link.
        assert_eq!(drawn - defined - 1 - links, shapes);
        for item in items {
            if let Tag::Content(id) = item.tag {
                let node = pages.structure.content_owner[id.0 as usize];
                let place = format!("g data-place=\"{}\" data-node=\"{}\"", id.0, node.0);
                assert!(tags.contains(&place), "{place}");
            }
        }
    }
    assert_eq!(svg::page(pages, pages.pages.len()), None);
}
