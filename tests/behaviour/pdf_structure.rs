//! What the tags of a written PDF say, as text that a person reviews.

use kaikaku::export::pdf::{self, Error, Options};
use kaikaku::typeset::length::Rect;
use kaikaku::typeset::page::{LinkArea, LinkTarget, Pages};
use kaikaku::typeset::structure::{CellAttributes, Role};

use crate::judge::{assert_publishable, poppler, struct_text};
use crate::listener;
use crate::pdf_sample::{BODY, Draft, everything, pt};

fn written(pages: &Pages) -> Vec<u8> {
    pdf::write(pages, &Options::default()).expect("it is written")
}

#[test]
fn a_listener_can_follow_the_document() {
    insta::assert_snapshot!(listener::walk(&written(&everything())));
}

#[test]
fn the_structure_is_as_poppler_reads_it() {
    let Some(structure) = struct_text(&written(&everything())) else { return };
    insta::assert_snapshot!(structure);
}

#[test]
fn the_document_says_what_it_is() {
    let pdf = written(&everything());
    let Some(info) = poppler("pdfinfo", &[], &pdf) else { return };
    for line in [
        "Title:           行政改革プラン 進捗状況報告書（令和2年度）サンプル（架空）",
        "Author:          苫小牧市",
        "Tagged:          yes",
        "PDF version:     1.7",
        "Suspects:        no",
    ] {
        assert!(info.contains(line), "{line} in\n{info}");
    }
}

#[test]
fn heading_levels_that_skip_are_mended() {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    draft.page(595.28, 841.89);
    for (i, level) in [2, 4, 4, 6, 4, 2].into_iter().enumerate() {
        draft.heading(root, level, 60.0 + 30.0 * i as f64, "見出し");
    }
    let pdf = written(&draft.finish());
    assert_publishable(&pdf);
    let levels: Vec<_> = listener::walk(&pdf).lines().filter_map(|line| line.chars().nth(3)).collect();
    assert_eq!(levels, ['1', '2', '2', '3', '2', '1']);
}

/// A table of rows of cells with the given row and column spans.
fn table(rows: &[&[(Role, u32, u32)]]) -> Pages {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    draft.page(595.28, 841.89);
    let table = draft.structure.add(root, Role::Table);
    for (i, cells) in rows.iter().enumerate() {
        let row = draft.structure.add(table, Role::TR);
        for (j, (role, row_span, col_span)) in cells.iter().enumerate() {
            let (cell, tag) = draft.leaf(row, *role);
            let attributes = CellAttributes { row_span: *row_span, col_span: *col_span, ..CellAttributes::default() };
            draft.structure.node_mut(cell).cell = Some(Box::new(attributes));
            draft.text(tag, 60.0 + 60.0 * j as f64, 80.0 + 30.0 * i as f64, &format!("{i}{j}"), BODY);
        }
    }
    draft.finish()
}

#[test]
fn short_rows_and_long_spans_are_mended() {
    use Role::{TD, TH};
    let pdf = written(&table(&[&[(TH, 1, 1), (TH, 1, 2)], &[(TH, 2, 1), (TD, 1, 1)], &[(TD, 9, 1), (TD, 1, 1)]]));
    assert_publishable(&pdf);
}

#[test]
fn a_heading_within_a_cell_is_a_paragraph() {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    draft.page(595.28, 841.89);
    draft.heading(root, 1, 60.0, "令和2年度の実績");
    let table = draft.structure.add(root, Role::Table);
    let row = draft.structure.add(table, Role::TR);
    let head = draft.structure.add(row, Role::TH);
    draft.heading(head, 2, 90.0, "1-1");
    let (_, cell) = draft.leaf(row, Role::TD);
    draft.text(cell, 120.0, 90.0, "サンプル", BODY);
    let pdf = written(&draft.finish());
    assert_publishable(&pdf);
    let walk = listener::walk(&pdf);
    assert!(walk.contains("見出しセル「1-1」") && walk.matches("見出し").count() == 2, "{walk}");
}

#[test]
fn overlapping_cells_are_refused() {
    use Role::TD;
    let pages = table(&[&[(TD, 1, 1), (TD, 2, 1)], &[(TD, 1, 2)]]);
    let error = pdf::write(&pages, &Options::default()).expect_err("the cells overlap");
    assert_eq!(error.to_string(), "表の2行2列で、結合したセルが重なっています。");
}

#[test]
fn a_figure_must_say_what_it_shows() {
    let mut pages = everything();
    for node in &mut pages.structure.nodes {
        if node.role == Role::Figure {
            node.describe().alt = Some("　".to_owned());
        }
    }
    assert_eq!(pdf::write(&pages, &Options::default()), Err(Error::FigureWithoutText { page: Some(3) }));
}

#[test]
fn a_link_outside_a_link_element_gets_one() {
    let mut draft = Draft::new();
    let root = draft.structure.root();
    draft.page(595.28, 841.89);
    let (node, tag) = draft.leaf(root, Role::P);
    draft.text(tag, 60.0, 80.0, "目次へ", BODY);
    let rect = Rect::new(pt(60.0), pt(70.0), pt(40.0), pt(12.0));
    let target = LinkTarget::Page(0, pt(0.0));
    draft.last_page().links.push(LinkArea { rect, node, description: "目次へ".to_owned(), target });
    assert_publishable(&written(&draft.finish()));
}

#[test]
fn a_link_to_nowhere_is_refused() {
    let mut pages = everything();
    pages.pages[0].links[0].target = LinkTarget::Page(99, pt(0.0));
    assert_eq!(pdf::write(&pages, &Options::default()), Err(Error::LinkTarget { page: 0, target: 99 }));
}
