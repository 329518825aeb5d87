//! 奥付: what the report is, who publishes it and when, whom to ask, and where it stands in the web, with a QR code.

use jiff::civil::Date;
use qrcodegen::{QrCode, QrCodeEcc};

use super::blocks::{heading, row, row_head, shared};
use super::document::{
    Alignment, At, Block, Cell, Column, ColumnWidth, Columns, Figure, Fill, Inline, Outline, Shape, Table, TableStyle,
};
use super::view::YearView;
use super::{Edition, title};
use crate::vocabulary::japanese_date;

/// Side of the QR code with its quiet zone in millimetres; a module is at least half a millimetre up to version 6.
const SIDE: f64 = 28.0;
/// Modules that stay white around the code (ISO/IEC 18004, 6.3.8).
const QUIET: i32 = 4;

/// The colophon of an edition that leaves the office.
pub(crate) fn blocks(view: &YearView<'_>, edition: Edition, date: Date) -> Vec<Block> {
    let address = view.plan.settings.web_page.trim();
    let table = Block::Table(table(view, edition, date, address));
    let body = match code(address).filter(|_| !address.is_empty()) {
        Some(code) => Block::Columns(Columns { columns: vec![(5, vec![table]), (2, vec![Block::Figure(code)])] }),
        None => table,
    };
    vec![Block::Closing(vec![heading(2, "奥付"), body])]
}

fn table(view: &YearView<'_>, edition: Edition, date: Date, address: &str) -> Table {
    let settings = &view.plan.settings;
    let mut rows = vec![
        ("資料名", Cell::text(title(view, edition))),
        ("発行", Cell::text(view.plan.city.clone())),
        ("発行日", Cell::text(japanese_date(date))),
    ];
    if !settings.public_contact.is_empty() {
        rows.push(("問合せ先", Cell::text(format!("{}　{}", settings.office, settings.public_contact))));
    }
    if !address.is_empty() {
        let link = Inline::Link { text: address.to_owned(), url: address.to_owned() };
        rows.push(("ウェブページ", Cell::inlines(vec![link]).aligned(Alignment::Start)));
    }
    let rows = rows.into_iter().map(|(name, cell)| row(vec![row_head(name), cell])).collect();
    Table::of_rows(
        TableStyle::Ruled,
        vec![Column { width: ColumnWidth::Fixed(260), align: Alignment::Start }, shared(1)],
        Vec::new(),
        rows,
    )
}

/// The QR code of an address; `None` where it is too long for one.
fn code(address: &str) -> Option<Figure> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let modules = code.size();
    let module = SIDE / f64::from(modules + 2 * QUIET);
    let at = |n: i32| f64::from(n + QUIET) * module;
    let mut shapes = Vec::new();
    for y in 0..modules {
        let mut x = 0;
        while x < modules {
            let run = (x..modules).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                shapes.push(Shape::Box {
                    at: At { x: at(x), y: at(y) },
                    width: f64::from(run) * module,
                    // Rows overlap by a hair, so that no white line shows between them on a screen.
                    height: module * 1.02,
                    outline: Outline::Square,
                    fill: Fill::Ink,
                    text: Vec::new(),
                    size: 1.0,
                    align: Alignment::Center,
                });
            }
            x += run.max(1);
        }
    }
    let alt = format!("この報告書のウェブページ（{address}）を開く二次元コード");
    Some(Figure { caption: None, alt, width: SIDE, height: SIDE, shapes })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the drawn modules back: a row of a finder pattern is dark, light, dark ×3, light, dark.
    #[test]
    fn the_code_begins_with_its_finder_pattern_inside_a_quiet_zone() {
        let figure = code("https://www.city.example.jp/gyokaku/").expect("short enough");
        let module = SIDE / f64::from(29 + 2 * QUIET);
        let row: Vec<(i64, i64)> = figure
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Box { at, width, .. } if ((at.y / module) - f64::from(QUIET + 2)).abs() < 0.01 => {
                    Some(((at.x / module).round() as i64, (width / module).round() as i64))
                }
                _ => None,
            })
            .collect();
        assert_eq!(row[..3], [(4, 1), (6, 3), (10, 1)]);
        assert!(code(&"長".repeat(2000)).is_none());
    }
}
