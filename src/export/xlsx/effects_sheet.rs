//! 効果額: by initiative, kind and term, and by year. Amounts are summed in yen and rounded where they are printed.

use rust_xlsxwriter::{Table, TableColumn, TableStyle, XlsxError};

use super::progress::Data;
use crate::assess::assessment::EffectSummary;
use crate::excel::book::{Book, Content, Orientation, Sheet, text};
use crate::excel::look::Style;
use crate::plan::Wording;
use crate::report::figures;
use crate::report::flat::EFFECTS;
use crate::report::view::YearView;
use crate::vocabulary::{EffectKind, EffectTerm, Rounding, Yen, column_letters};

/// First row of the initiatives, 0-based.
const FIRST: u32 = 4;

/// The worksheet function that rounds as the plan says; all three are symmetric about zero, as [`Rounding`] is.
fn rounded(rounding: Rounding, yen: &str) -> String {
    let function = match rounding {
        Rounding::Down => "ROUNDDOWN",
        Rounding::HalfUp => "ROUND",
        Rounding::Up => "ROUNDUP",
    };
    format!("{function}(({yen})/1000,0)")
}

/// An amount as a cached result.
fn cached(yen: Yen, rounding: Rounding) -> String {
    yen.in_thousands(rounding).0.to_string()
}

/// Row of the totals, 0-based.
fn total_row(view: &YearView<'_>) -> u32 {
    FIRST + view.initiatives.len() as u32
}

/// Rows 歳入増, 歳出減, 計 with (formula, value) for 単年度, 継続, 計, for another sheet to take over.
pub(crate) fn totals(view: &YearView<'_>) -> Vec<(String, Vec<(String, String)>)> {
    let rounding = view.plan.settings.rounding;
    let yen_row = total_row(view) + 2;
    let cell = |i: u32| format!("'効果額'!{}{yen_row}", column_letters(2 + i));
    let kinds = [(EffectKind::Revenue, 0u32), (EffectKind::Saving, 2)];
    let mut lines: Vec<(String, Vec<(String, String)>)> = kinds
        .map(|(kind, first)| {
            let of = |term| view.effects.sums.get(&(kind, term)).copied().unwrap_or_default();
            let (once, recurring) = (cell(first), cell(first + 1));
            let cells = vec![
                (format!("={}", rounded(rounding, &once)), cached(of(EffectTerm::Once), rounding)),
                (format!("={}", rounded(rounding, &recurring)), cached(of(EffectTerm::Recurring), rounding)),
                (
                    format!("={}", rounded(rounding, &format!("{once}+{recurring}"))),
                    cached(view.effects.of_kind(kind), rounding),
                ),
            ];
            (kind.label().to_owned(), cells)
        })
        .into();
    let both = |a: u32, b: u32| format!("{}+{}", cell(a), cell(b));
    let all = vec![
        (format!("={}", rounded(rounding, &both(0, 2))), cached(view.effects.of_term(EffectTerm::Once), rounding)),
        (format!("={}", rounded(rounding, &both(1, 3))), cached(view.effects.of_term(EffectTerm::Recurring), rounding)),
        (
            format!("={}", rounded(rounding, &format!("{}+{}", both(0, 1), both(2, 3)))),
            cached(view.effects.total(), rounding),
        ),
    ];
    lines.push(("計".to_owned(), all));
    lines
}

/// Writes the sheet.
pub(crate) fn write(book: &mut Book<'_>, view: &YearView<'_>, data: &Data) -> Result<(), XlsxError> {
    let heading = format!("{}の効果額", view.year);
    let widths = [8.0, 44.0, 16.0, 16.0, 16.0, 16.0, 16.0, 16.0];
    let mut sheet = book.sheet("効果額", &heading, Orientation::Landscape, &widths)?;
    let note = book.format(Style::Note);
    let rounding = view.plan.settings.rounding;
    let about = format!(
        "単位：千円（千円未満{}）。計は端数処理前の額によるため、内訳の計と一致しないことがあります。「―」は報告がないことを表します。",
        rounding.label()
    );
    sheet.remark(2, &about, &note)?;
    by_initiative(book, view, data, &mut sheet)?;
    by_year(book, view, &mut sheet, total_row(view) + 4)?;
    sheet.sheet.set_freeze_panes(FIRST, 2)?;
    sheet.sheet.set_repeat_rows(FIRST - 1, FIRST - 1)?;
    book.push(sheet);
    Ok(())
}

/// A table of effects: its name for formulas, what a listener hears of it, and the heads before and after those of the effects.
struct Heads {
    name: &'static str,
    alt: &'static str,
    first: &'static [&'static str],
    last: &'static [&'static str],
}

/// Makes the range at (row, column) an Excel table of so many rows below its heads. The totals under it are no part of it, so that
/// sorting and filtering leave them where they are.
fn table(
    book: &mut Book<'_>,
    view: &YearView<'_>,
    sheet: &mut Sheet,
    (row, col): (u32, u16),
    (heads, rows): (&Heads, u32),
) -> Result<(), XlsxError> {
    const KINDS: [&str; 5] = ["歳入増（単年度）", "歳入増（継続）", "歳出減（単年度）", "歳出減（継続）", "計"];
    // A table names its heads once more, and both must be the same.
    let wording = Wording::of_words(&view.plan.words);
    let head = book.format(Style::Head);
    let names = heads.first.iter().chain(&KINDS).chain(heads.last);
    let columns: Vec<TableColumn> =
        names.map(|name| TableColumn::new().set_header(wording.say(name)).set_header_format(head.clone())).collect();
    let last = col + u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let table = Table::new()
        .set_name(heads.name)
        .set_alt_text(wording.say(heads.alt))
        .set_style(TableStyle::None)
        .set_banded_rows(false)
        .set_columns(&columns);
    sheet.sheet.add_table(row, col, row + rows.max(1), last, &table)?;
    sheet.sheet.set_row_height(row, crate::excel::look::height(2))?;
    Ok(())
}

fn by_initiative(book: &mut Book<'_>, view: &YearView<'_>, data: &Data, sheet: &mut Sheet) -> Result<(), XlsxError> {
    let heads =
        Heads {
            name: "Effects", alt: "取組項目ごとの効果額（単位：千円）", first: &["No.", "取組項目"], last: &[]
        };
    table(book, view, sheet, (FIRST - 1, 0), (&heads, view.initiatives.len() as u32))?;
    let (center, middle, amount) = (book.format(Style::Center), book.format(Style::Middle), book.format(Style::Amount));
    let (total, total_label) = (book.format(Style::Total), book.format(Style::TotalLabel));
    let rounding = view.plan.settings.rounding;
    let numbers = data.range("initiative");
    for (row, initiative) in (FIRST..).zip(&view.initiatives) {
        let n = row + 1;
        let none_or = |range: &str, value: Option<Yen>| {
            let sum = rounded(rounding, &format!("SUMIFS({range},{numbers},$A{n})"));
            let formula = format!("=IF(COUNTIFS({numbers},$A{n},{range},\"<>\")=0,\"―\",{sum})");
            Content::Formula(formula, value.map_or_else(|| figures::NONE.to_owned(), |yen| cached(yen, rounding)))
        };
        sheet.put((row, 0), &Content::Number(initiative.initiative.no.0.into()), &center)?;
        sheet.put((row, 1), &text(initiative.initiative.name.clone()), &middle)?;
        for (col, (key, kind, term)) in (2u16..).zip(EFFECTS) {
            let value = initiative.effects.sums.get(&(kind, term)).copied();
            sheet.put((row, col), &none_or(&data.range(key), value), &amount)?;
        }
        let value = (!initiative.effects.is_empty()).then(|| initiative.effects.total());
        sheet.put((row, 6), &none_or(&data.range("effect_yen"), value), &amount)?;
        sheet.sheet.set_row_height(
            row,
            crate::excel::look::height(crate::excel::look::lines(&initiative.initiative.name, 44.0)),
        )?;
    }
    // The totals in 千円, and under them the exact sums in yen that they are rounded from.
    let row = total_row(view);
    sheet.put((row, 0), &text(""), &total_label)?;
    sheet.put((row, 1), &text("計"), &total_label)?;
    sheet.put((row + 1, 0), &text(""), &total_label)?;
    sheet.put((row + 1, 1), &text("計（端数処理前、円）"), &total_label)?;
    let keys = EFFECTS
        .iter()
        .map(|(key, kind, term)| (*key, view.effects.sums.get(&(*kind, *term)).copied().unwrap_or_default()));
    for (col, (key, value)) in (2u16..).zip(keys.chain([("effect_yen", view.effects.total())])) {
        let letter = column_letters(col.into());
        let sum = Content::Formula(format!("=SUM({})", data.range(key)), value.0.to_string());
        sheet.put((row + 1, col), &sum, &total)?;
        let printed = format!("={}", rounded(rounding, &format!("{letter}{}", row + 2)));
        sheet.put((row, col), &Content::Formula(printed, cached(value, rounding)), &total)?;
    }
    Ok(())
}

/// For a chart: the ranges of the years, of their effects and of the plan's, and how many years there are.
pub(crate) fn by_year_ranges(view: &YearView<'_>) -> [String; 3] {
    let first = total_row(view) + 4 + 2 + 1;
    let last = first + view.effects_by_year.range(..=view.year).count() as u32 - 1;
    ['B', 'G', 'H'].map(|col| format!("'効果額'!${col}${first}:${col}${last}"))
}

/// By year, in yen exactly, and their sum; the earlier years' records are not in this book, so their amounts are values.
fn by_year(book: &mut Book<'_>, view: &YearView<'_>, sheet: &mut Sheet, row: u32) -> Result<(), XlsxError> {
    let section = book.format(Style::Section);
    sheet.sheet.write_string_with_format(row, 0, "年度別の効果額（単位：円）", &section)?;
    let years: Vec<_> = view.effects_by_year.range(..=view.year).collect();
    let heads = Heads {
        name: "EffectsByYear", alt: "年度ごとの効果額（単位：円）", first: &["年度"], last: &["計画"]
    };
    table(book, view, sheet, (row + 1, 1), (&heads, years.len() as u32))?;
    let (middle, amount) = (book.format(Style::Middle), book.format(Style::Amount));
    let (total, total_label) = (book.format(Style::Total), book.format(Style::TotalLabel));
    let first = row + 2;
    let of = |summary: &EffectSummary, i: usize| {
        EFFECTS.get(i).map_or_else(
            || summary.total(),
            |(_, kind, term)| summary.sums.get(&(*kind, *term)).copied().unwrap_or_default(),
        )
    };
    for (row, (year, summary)) in (first..).zip(&years) {
        let n = row + 1;
        sheet.put((row, 1), &text(year.to_string()), &middle)?;
        for (i, col) in (0..5usize).zip(2u16..) {
            let value = of(summary, i);
            let content = match (i, **year == view.year) {
                (4, _) => Content::Formula(format!("=SUM(C{n}:F{n})"), value.0.to_string()),
                (_, true) => {
                    let from = format!("={}{}", column_letters(col.into()), total_row(view) + 2);
                    Content::Formula(from, value.0.to_string())
                }
                (_, false) => Content::Number(value.0 as f64),
            };
            sheet.put((row, col), &content, &amount)?;
        }
        let planned = view.against_plan.of(**year).planned;
        let planned = planned.map_or_else(|| text(figures::NONE), |yen| Content::Number(yen.0 as f64));
        sheet.put((row, 7), &planned, &amount)?;
    }
    let last = first + years.len() as u32;
    let rounding = view.plan.settings.rounding;
    for (offset, label) in [(0, "累計（円）"), (1, "累計（千円）")] {
        sheet.put((last + offset, 1), &text(label), &total_label)?;
        for (i, col) in (0..5usize).zip(2u16..) {
            let letter = column_letters(col.into());
            let value = of(view.effects_cumulative, i);
            let content = match offset {
                0 => Content::Formula(format!("=SUM({letter}{}:{letter}{last})", first + 1), value.0.to_string()),
                _ => {
                    let formula = format!("={}", rounded(rounding, &format!("{letter}{}", last + 1)));
                    Content::Formula(formula, cached(value, rounding))
                }
            };
            sheet.put((last + offset, col), &content, &total)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_round_as_the_plan_says() {
        assert_eq!(rounded(Rounding::Down, "A1+B1"), "ROUNDDOWN((A1+B1)/1000,0)");
        assert_eq!(rounded(Rounding::HalfUp, "A1"), "ROUND((A1)/1000,0)");
        assert_eq!(rounded(Rounding::Up, "A1"), "ROUNDUP((A1)/1000,0)");
        // The cached results are those that Excel's functions would give.
        let results = |yen: i64| [Rounding::Down, Rounding::HalfUp, Rounding::Up].map(|rule| cached(Yen(yen), rule));
        assert_eq!(results(1_400), ["1", "1", "2"]);
        assert_eq!(results(1_500), ["1", "2", "2"]);
        assert_eq!(results(-1_500), ["-1", "-2", "-2"]);
        assert_eq!(results(2_000), ["2", "2", "2"]);
    }
}
