//! Widths of columns: fixed, a share of what is left, or as wide as the content.

use super::decimal::figure_fraction;
use super::grid::Placed;
use crate::report::document::{Alignment, Block, Cell, Column, ColumnWidth, Inline};
use crate::typeset::blocks::{CellRoom, Room, line_count, natural_width};
use crate::typeset::length::Length;
use crate::typeset::setting::{Setting, plain_text};
use crate::typeset::style::{Color, Weight};

/// Space at either side of a cell's text: less where the column is narrow.
pub(crate) fn padding(width: Length) -> Length {
    if width < Length::mm(13.0) { Length::pt(2.0) } else { Length::pt(4.5) }
}

/// The same of a head in a narrow column.
const HEAD_PADDING: Length = Length::from_raw(1_000_000);

/// Space at either side of a head. One in the middle of a narrow column gives up as much of it as spares a line.
pub(crate) fn head_padding(setting: &mut Setting<'_>, cell: &Cell, width: Length, align: Alignment) -> Length {
    let usual = padding(width);
    if usual < padding(Length::MAX) {
        return HEAD_PADDING;
    }
    if align != Alignment::Center || width >= Length::mm(20.0) || cell.upright {
        return usual;
    }
    let natural = setting.silently(|s| natural_width(s, &cell.content, measuring_room(true)));
    let em = setting.look.table;
    let mut lines = |pad: Length| {
        let measure = width - pad * 2;
        match may_be_condensed(natural, measure, em) {
            true => 1,
            false => setting.silently(|s| line_count(s, &cell.content, Room { measure, ..measuring_room(true) })),
        }
    };
    let fewest = lines(HEAD_PADDING);
    [usual, Length::pt(2.5)].into_iter().find(|pad| lines(*pad) <= fewest).unwrap_or(HEAD_PADDING)
}

/// Whether a head of that natural width keeps one line of the measure, where need be condensed (長体) down to 80 %.
pub(crate) fn may_be_condensed(natural: Length, measure: Length, em: Length) -> bool {
    natural <= measure || natural <= em * 6 && natural.scaled(80, 100) <= measure
}

/// A cell whose text is measured, and whether it is a head.
pub(crate) struct Measured<'d> {
    pub(crate) placed: Placed<'d>,
    pub(crate) head: bool,
    /// It stands in a line of sums: set as a head is, and not to be divided.
    pub(crate) foot: bool,
}

/// The width of each column within `measure`.
pub(crate) fn widths(
    setting: &mut Setting<'_>,
    columns: &[Column],
    cells: &[Measured<'_>],
    measure: Length,
) -> Vec<Length> {
    let em = setting.look.table;
    let least = em * 2 + padding(Length::ZERO) * 2;
    let tenths = |value: u32| Length::mm(f64::from(value.min(20_000)) / 10.0);
    let asked: Vec<Length> = columns
        .iter()
        .enumerate()
        .map(|(i, column)| match column.width {
            ColumnWidth::Fixed(value) => tenths(value).max(em),
            ColumnWidth::Fit(most) => {
                let natural = fitted(setting, columns, i, cells);
                natural.min(tenths(most)).max(least)
            }
            ColumnWidth::Whole(value) => tenths(value).max(em),
            ColumnWidth::Share(_) => Length::ZERO,
        })
        .collect();
    let mut widths = asked;
    let shares: i64 = columns.iter().map(share).sum();
    if shares > 0 {
        widen_for_heads(setting, columns, cells, &mut widths);
    }
    let count = columns.iter().filter(|c| share(c) > 0).count() as i64;
    let floor = (em * 5).min(measure / (columns.len().max(1) as i64));
    let rigid: Length = widths.iter().copied().sum();
    let limit = measure - floor * count;
    if rigid > limit && rigid > Length::ZERO {
        let limit = limit.max(measure / 4);
        for width in &mut widths {
            *width = width.scaled(limit.raw(), rigid.raw());
        }
    }
    widen_undivided(setting, columns, cells, measure, floor * count, &mut widths);
    if shares > 0 {
        narrow_for_names(setting, columns, cells, measure, &mut widths);
    }
    let rigid: Length = widths.iter().copied().sum();
    let mut rest = (measure - rigid).max(Length::ZERO);
    let mut shares_left = shares;
    for (width, column) in widths.iter_mut().zip(columns) {
        let share = share(column);
        if share > 0 {
            // Each takes its part of what is left, so that the last ends on the measure exactly.
            *width = rest.scaled(share, shares_left);
            rest -= *width;
            shares_left -= share;
        }
    }
    widths
}

fn share(column: &Column) -> i64 {
    match column.width {
        ColumnWidth::Share(share) => i64::from(share.clamp(1, 100_000)),
        ColumnWidth::Fixed(_) | ColumnWidth::Fit(_) | ColumnWidth::Whole(_) => 0,
    }
}

/// Widens the columns whose cells are not divided to the widest of them, if need be at the cost of the other rigid ones, which with
/// them leave `floor` to those that share the rest.
fn widen_undivided(
    setting: &mut Setting<'_>,
    columns: &[Column],
    cells: &[Measured<'_>],
    measure: Length,
    floor: Length,
    widths: &mut [Length],
) {
    let mut widened = false;
    let mut whole = vec![false; columns.len()];
    for (i, column) in columns.iter().enumerate() {
        // A cell of so much text that it takes a quarter of the table is divided after all.
        let need = match column.width {
            ColumnWidth::Whole(_) => padded(body_width(setting, columns, i, cells)).min(measure / 4),
            ColumnWidth::Fixed(_) => match wide_figure(setting, i, cells, widths[i]) {
                Some(figure) => padded(figure).min(measure / 3),
                None => continue,
            },
            ColumnWidth::Share(_) | ColumnWidth::Fit(_) => continue,
        };
        whole[i] = true;
        if need > widths[i] {
            widths[i] = need;
            widened = true;
        }
    }
    let sum = |wanted: bool, widths: &[Length]| -> Length {
        whole.iter().zip(widths).filter(|(whole, _)| **whole == wanted).map(|(_, width)| *width).sum()
    };
    let (all, others) = (sum(true, widths), sum(false, widths));
    let left = (measure - floor - all).max(measure / 8);
    if widened && others > left {
        for (width, whole) in widths.iter_mut().zip(&whole) {
            if !whole {
                *width = width.scaled(left.raw(), others.raw());
            }
        }
    }
}

/// Whether each figure has its line within its column, and each column that shares the rest at least six characters of its texts.
pub(crate) fn hold_their_texts(
    setting: &mut Setting<'_>,
    columns: &[Column],
    cells: &[Measured<'_>],
    widths: &[Length],
) -> bool {
    let name = setting.look.table * 6;
    widths.iter().zip(columns).enumerate().all(|(i, (width, column))| match column.width {
        ColumnWidth::Fixed(_) => wide_figure(setting, i, cells, *width).is_none(),
        ColumnWidth::Share(_) => padded(body_width(setting, columns, i, cells).min(name)) <= *width,
        ColumnWidth::Fit(_) | ColumnWidth::Whole(_) => true,
    })
}

/// The widest of a column's figures that may find no room in it: a number is never divided at the marks that group its digits.
fn wide_figure(setting: &mut Setting<'_>, column: usize, cells: &[Measured<'_>], width: Length) -> Option<Length> {
    // A digit takes no less than two fifths of an em: shorter figures are not measured.
    let digit = setting.look.table.scaled(2, 5);
    let is_figure = |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '▲' | '＋'));
    let mut widest: Option<Length> = None;
    for measured in cells.iter().filter(|m| (!m.head || m.foot) && m.placed.col == column && m.placed.col_span == 1) {
        let Some(cell) = measured.placed.cell.filter(|cell| !cell.upright) else { continue };
        let [Block::Paragraph(paragraph)] = cell.content.as_slice() else { continue };
        let [Inline::Text(text)] = paragraph.text.as_slice() else { continue };
        // A sign is as wide as two of them at least.
        let signs = text.text.chars().filter(|c| !c.is_ascii()).count();
        let least = digit * (text.text.chars().count() + signs) as i64;
        if padded(least) > width && is_figure(&text.text) {
            let natural = setting.silently(|s| natural_width(s, &cell.content, measuring_room(measured.foot)));
            widest = widest.max(Some(natural));
        }
    }
    widest.filter(|natural| padded(*natural) > width)
}

/// A text's width and the padding that a column of that width has.
fn padded(text: Length) -> Length {
    // One unit more than the text: a line that fits exactly must not wrap for a rounding.
    let narrow = text + padding(Length::ZERO) * 2 + Length::pt(0.1);
    if padding(narrow) == padding(Length::ZERO) { narrow } else { text + padding(Length::MAX) * 2 + Length::pt(0.1) }
}

/// Where names would be set three or four characters a line beside columns that are wider than their content, these give way:
/// a column that shares the rest is to set its longest text in lines of ten characters, or in three lines of at most twelve.
fn narrow_for_names(
    setting: &mut Setting<'_>,
    columns: &[Column],
    cells: &[Measured<'_>],
    measure: Length,
    widths: &mut [Length],
) {
    let em = setting.look.table;
    let rigid: Length = widths.iter().copied().sum();
    let rest = (measure - rigid).max(Length::ZERO);
    let shares: i64 = columns.iter().map(share).sum();
    let mut wanted = Length::ZERO;
    for (i, column) in columns.iter().enumerate() {
        let own = share(column);
        // The texts of a column that is wide enough for any name are not measured.
        if own == 0 || rest.scaled(own, shares) >= em * 12 + padding(Length::MAX) * 2 {
            continue;
        }
        let text = body_width(setting, columns, i, cells);
        let text = text.min((em * 10).max(text / 3)).min(em * 12);
        wanted = wanted.max(padded(text).scaled(shares, own));
    }
    let lack = wanted.min(measure / 2) - rest;
    if lack <= Length::ZERO {
        return;
    }
    let spare = spare_widths(setting, columns, cells, widths);
    let all: Length = spare.iter().copied().sum();
    if all > Length::ZERO {
        let taken = lack.min(all);
        for (width, spare) in widths.iter_mut().zip(spare) {
            *width -= spare.scaled(taken.raw(), all.raw());
        }
    }
}

/// By how much each fixed column is wider than its figures and the words of its head; columns declared alike stay alike.
fn spare_widths(
    setting: &mut Setting<'_>,
    columns: &[Column],
    cells: &[Measured<'_>],
    widths: &[Length],
) -> Vec<Length> {
    let mut spare: Vec<Length> = columns
        .iter()
        .enumerate()
        .map(|(i, column)| match column.width {
            ColumnWidth::Fixed(_) => {
                let body = padded(body_width(setting, columns, i, cells));
                (widths[i] - body.max(head_width(setting, i, cells))).max(Length::ZERO)
            }
            ColumnWidth::Share(_) | ColumnWidth::Fit(_) | ColumnWidth::Whole(_) => Length::ZERO,
        })
        .collect();
    for (i, column) in columns.iter().enumerate() {
        let alike = columns.iter().zip(&spare).filter(|(other, _)| other.width == column.width);
        spare[i] = alike.map(|(_, spare)| *spare).min().unwrap_or(Length::ZERO);
    }
    spare
}

/// What the head of a column needs: a short one its line, condensed as far as heads are, a long one a third of it.
fn head_width(setting: &mut Setting<'_>, column: usize, cells: &[Measured<'_>]) -> Length {
    let em = setting.look.table;
    let mut widest = Length::ZERO;
    for measured in cells.iter().filter(|m| m.head && !m.foot && m.placed.col == column && m.placed.col_span == 1) {
        let Some(cell) = measured.placed.cell.filter(|cell| !cell.upright) else { continue };
        let natural = setting.silently(|s| natural_width(s, &cell.content, measuring_room(true)));
        let text = if natural <= em.scaled(9, 2) { natural.scaled(80, 100) } else { (natural / 3).max(em * 4) };
        widest = widest.max(text);
    }
    widest + HEAD_PADDING * 2 + Length::pt(0.1)
}

/// The widest text of a column below its head.
fn body_width(setting: &mut Setting<'_>, columns: &[Column], column: usize, cells: &[Measured<'_>]) -> Length {
    let mut widest = Length::ZERO;
    let (mut before, mut after) = (Length::ZERO, Length::ZERO);
    for measured in cells.iter().filter(|m| (!m.head || m.foot) && m.placed.col == column && m.placed.col_span == 1) {
        let Some(cell) = measured.placed.cell.filter(|cell| !cell.upright) else { continue };
        let width = setting.silently(|s| natural_width(s, &cell.content, measuring_room(measured.foot)));
        widest = widest.max(width);
        if let Some(fraction) = figure_fraction(setting, columns, measured) {
            before = before.max(width - fraction);
            after = after.max(fraction);
        }
    }
    widest.max(before + after)
}

/// What a column's cells ask for, padding included.
fn fitted(setting: &mut Setting<'_>, columns: &[Column], column: usize, cells: &[Measured<'_>]) -> Length {
    let mut widest = Length::ZERO;
    // Figures aligned at their units digit need room for the longest before it and the longest after it.
    let (mut before, mut after) = (Length::ZERO, Length::ZERO);
    for measured in cells.iter().filter(|m| m.placed.col == column && m.placed.col_span == 1) {
        let Some(cell) = measured.placed.cell.filter(|cell| !cell.upright) else { continue };
        let width = setting.silently(|s| natural_width(s, &cell.content, measuring_room(measured.head)));
        widest = widest.max(width);
        if let Some(fraction) = figure_fraction(setting, columns, measured) {
            before = before.max(width - fraction);
            after = after.max(fraction);
        }
    }
    widest = widest.max(before + after);
    // One unit more than the text: a line that fits exactly must not wrap for a rounding.
    widest + padding(Length::MAX) * 2 + Length::pt(0.1)
}

fn measuring_room(head: bool) -> Room {
    let weight = if head { Weight::Bold } else { Weight::Regular };
    let cell = CellRoom { align: Alignment::Start, weight, color: Color::BLACK, head };
    Room { measure: Length::pt(1000.0), nested: true, flush: true, cell: Some(cell) }
}

/// Short heads (at most 4½ em, サービス among two-character heads) stay on one line in the common size: their column is
/// widened until 80 % condensing suffices, and columns of the same declared width beside it keep equal with it.
fn widen_for_heads(setting: &mut Setting<'_>, columns: &[Column], cells: &[Measured<'_>], widths: &mut [Length]) {
    let em = setting.look.table;
    let mut needs = vec![Length::ZERO; widths.len()];
    for measured in cells.iter().filter(|m| m.head && m.placed.col_span == 1) {
        let Some(cell) = measured.placed.cell.filter(|cell| !cell.upright) else { continue };
        let [Block::Paragraph(paragraph)] = cell.content.as_slice() else { continue };
        if paragraph.text.iter().any(|inline| matches!(inline, Inline::Break)) || plain_text(&paragraph.text).is_empty()
        {
            continue;
        }
        let natural = setting.silently(|s| natural_width(s, &cell.content, measuring_room(true)));
        if natural <= em.scaled(9, 2) {
            let need = natural.scaled(80, 100) + HEAD_PADDING * 2 + Length::pt(0.1);
            if let Some(slot) = needs.get_mut(measured.placed.col) {
                *slot = (*slot).max(need);
            }
        }
    }
    let declared_width = |column: &Column| match column.width {
        ColumnWidth::Fixed(tenths) | ColumnWidth::Whole(tenths) => Some(tenths),
        ColumnWidth::Share(_) | ColumnWidth::Fit(_) => None,
    };
    for i in 0..widths.len() {
        let Some(declared) = declared_width(&columns[i]) else { continue };
        let need = needs[i];
        if need <= widths[i] {
            continue;
        }
        let modest = need <= widths[i].scaled(14, 10);
        for j in 0..widths.len() {
            if j == i || (modest && declared_width(&columns[j]) == Some(declared)) {
                widths[j] = widths[j].max(need);
            }
        }
    }
}
