//! 効果額: by initiative, kind and term, and by year. Amounts are summed in yen and rounded where they are printed.

use rust_xlsxwriter::{Table, TableColumn, TableStyle, XlsxError};

use super::list_sheet::effect_cell;
use super::progress::{Data, computed};
use crate::assess::against_plan::EffectComparison;
use crate::contract::Field;
use crate::excel::book::{Book, Content, Orientation, Sheet, text};
use crate::excel::look::{self, Style};
use crate::report::figures;
use crate::report::flat::{ColumnContent, Fact, effect_columns, has_own_numbers};
use crate::report::view::YearView;
use crate::vocabulary::{EffectKind, EffectTerm, MoneyStyle, MoneyUnit, Rounding, Yen, column_letters};

/// First row of the initiatives, 0-based.
const FIRST: u32 = 4;

/// The worksheet function that rounds as the plan says; all three are symmetric about zero, as [`Rounding`] is.
fn rounded(money: MoneyStyle, yen: &str) -> String {
    let function = match money.rounding {
        Rounding::Down => "ROUNDDOWN",
        Rounding::HalfUp => "ROUND",
        Rounding::Up => "ROUNDUP",
    };
    format!("{function}(({yen})/{},{})", money.unit.yen(), money.decimals)
}

/// An amount as a cached result.
fn cached(yen: Yen, money: MoneyStyle) -> String {
    money.round(yen).plain()
}

/// The columns of the effects' parts and of their sum behind them, from 0.
fn columns(view: &YearView<'_>) -> (Vec<(Field, EffectKind, EffectTerm)>, u16) {
    let parts = effect_columns(view.plan);
    let sum = 2 + u16::try_from(parts.len()).unwrap_or_default();
    (parts, sum)
}

/// Row of the totals, 0-based.
fn total_row(view: &YearView<'_>) -> u32 {
    FIRST + view.initiatives.len() as u32
}

/// Rows 歳入増, 歳出減, 計 with (formula, value) for 単年度, 継続, 計, for another sheet to take over.
pub(crate) fn totals(view: &YearView<'_>) -> Vec<(String, Vec<(String, String)>)> {
    let money = view.plan.settings.money;
    let yen_row = total_row(view) + 2;
    let cell = |i: u32| format!("'効果額'!{}{yen_row}", column_letters(2 + i));
    let printed = |sum: &str, yen: Yen| (format!("={}", rounded(money, sum)), cached(yen, money));
    let kinds = || (0u32..).step_by(2).zip(view.plan.settings.effects.kinds());
    let line = |(first, kind): (u32, EffectKind)| {
        let of = |term| view.effects.sums.get(&(kind, term)).copied().unwrap_or_default();
        let (once, recurring) = (cell(first), cell(first + 1));
        let cells = vec![
            printed(&once, of(EffectTerm::Once)),
            printed(&recurring, of(EffectTerm::Recurring)),
            printed(&format!("{once}+{recurring}"), view.effects.of_kind(kind)),
        ];
        (view.plan.settings.effects.name(kind).to_owned(), cells)
    };
    let mut lines: Vec<(String, Vec<(String, String)>)> = kinds().map(line).collect();
    let of_kinds = |cells: &dyn Fn(u32) -> String| kinds().map(|(first, _)| cells(first)).collect::<Vec<_>>().join("+");
    let all = vec![
        printed(&of_kinds(&cell), view.effects.of_term(EffectTerm::Once)),
        printed(&of_kinds(&|first| cell(first + 1)), view.effects.of_term(EffectTerm::Recurring)),
        printed(&of_kinds(&|first| format!("{}+{}", cell(first), cell(first + 1))), view.effects.total()),
    ];
    lines.push(("計".to_owned(), all));
    lines
}

/// The lines 計画 and 達成率 of the year, for another sheet, each with whether it is a rate. The rate follows from yen and the report's
/// rule, which a formula over rounded amounts would not know.
pub(crate) fn beside_plan(view: &YearView<'_>) -> [(&'static str, Content, bool); 2] {
    let effect = view.against_plan.of(view.year);
    [("計画", effect_cell(view, effect.planned), false), (RATE, achieved(effect), true)]
}

/// Head of the rates of planned effects.
const RATE: &str = "達成率(%)";

/// How much of the planned effect was reached.
fn achieved(effect: EffectComparison) -> Content {
    effect.rate().map_or_else(|| text(figures::NONE), |rate| Content::Number(figures::for_drawing(rate)))
}

/// Writes the sheet.
pub(crate) fn write(book: &mut Book<'_>, view: &YearView<'_>, data: &Data) -> Result<(), XlsxError> {
    let heading = format!("{}の効果額", view.year);
    let (parts, _) = columns(view);
    let mut widths = vec![8.0, 44.0];
    // The parts, their sum, the plan and the rate; where a chart needs them, sum and plan once more in the unit of printing.
    let more = if is_scaled_by_format(view.plan.settings.money) { 3 } else { 5 };
    widths.extend(std::iter::repeat_n(16.0, parts.len() + more));
    let mut sheet = book.sheet("効果額", &heading, Orientation::Landscape, &widths)?;
    let note = book.format(Style::Note);
    let money = view.plan.settings.money;
    let unit = money.unit.label();
    let about = match money.rule() {
        Some(rule) => format!(
            "単位：{unit}（{rule}）。計は端数処理前の額によるため、内訳の計と一致しないことがあります。「―」は報告がないことを表します。"
        ),
        None => format!("単位：{unit}。「―」は報告がないことを表します。"),
    };
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
    alt: String,
    first: &'static [&'static str],
    last: Vec<String>,
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
    let head = book.format(Style::Head);
    let effects = &view.plan.settings.effects;
    let kinds = effects.parts().into_iter().map(|(kind, term)| effects.head(kind, term));
    let first = heads.first.iter().map(|name| (*name).to_owned());
    let last = heads.last.iter().cloned();
    let columns: Vec<TableColumn> = first
        .chain(kinds)
        .chain(["計".to_owned()])
        .chain(last)
        .map(|name| TableColumn::new().set_header(name).set_header_format(head.clone()))
        .collect();
    let last = col + u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let table = Table::new()
        .set_name(heads.name)
        .set_alt_text(&heads.alt)
        .set_style(TableStyle::None)
        .set_banded_rows(false)
        .set_columns(&columns);
    sheet.sheet.add_table(row, col, row + rows.max(1), last, &table)?;
    sheet.sheet.set_row_height(row, crate::excel::look::height(2))?;
    Ok(())
}

fn by_initiative(book: &mut Book<'_>, view: &YearView<'_>, data: &Data, sheet: &mut Sheet) -> Result<(), XlsxError> {
    let money = view.plan.settings.money;
    let alt = format!("取組項目ごとの効果額{}", money.caption());
    let heads =
        Heads {
            name: "Effects", alt, first: &["No.", "取組項目"], last: vec!["計画".to_owned(), RATE.to_owned()]
        };
    table(book, view, sheet, (FIRST - 1, 0), (&heads, view.initiatives.len() as u32))?;
    let (center, middle) = (book.format(Style::Center), book.format(Style::Middle));
    let amount = look::in_money(book.format(Style::Amount), money);
    let printed_total = look::in_money(book.format(Style::Total), money);
    let (rate, total_rate) = (book.format(Style::Rate), book.format(Style::TotalRate));
    let (total, total_label) = (book.format(Style::Total), book.format(Style::TotalLabel));
    let (parts, sum_col) = columns(view);
    let has_own_numbers = has_own_numbers(view.plan);
    let numbers = data.range(if has_own_numbers { Fact::InitiativeOrder } else { Fact::Initiative });
    for (row, initiative) in (FIRST..).zip(&view.initiatives) {
        let n = row + 1;
        // A printed number is a text, which a formula might take for a date (1-1).
        let (number, wanted) = match has_own_numbers {
            true => (text(initiative.initiative.printed.clone()), initiative.initiative.no.key()),
            false => (Content::Number(initiative.initiative.no.0.into()), format!("$A{n}")),
        };
        let none_or = |content: ColumnContent, value: Option<Yen>| {
            let formula = data.range(content).zip(numbers.as_ref()).map(|(range, numbers)| {
                let sum = rounded(money, &format!("SUMIFS({range},{numbers},{wanted})"));
                format!("=IF(COUNTIFS({numbers},{wanted},{range},\"<>\")=0,\"―\",{sum})")
            });
            computed(formula, value.map_or_else(|| figures::NONE.to_owned(), |yen| cached(yen, money)))
        };
        sheet.put((row, 0), &number, &center)?;
        sheet.put((row, 1), &text(initiative.initiative.name.clone()), &middle)?;
        for (col, (field, kind, term)) in (2u16..).zip(&parts) {
            let value = initiative.effects.sums.get(&(*kind, *term)).copied();
            sheet.put((row, col), &none_or((*field).into(), value), &amount)?;
        }
        let value = (!initiative.effects.is_empty()).then(|| initiative.effects.total());
        sheet.put((row, sum_col), &none_or(Fact::EffectTotal.into(), value), &amount)?;
        sheet.put((row, sum_col + 1), &effect_cell(view, initiative.against_plan.planned), &amount)?;
        sheet.put((row, sum_col + 2), &achieved(initiative.against_plan), &rate)?;
        sheet.sheet.set_row_height(
            row,
            crate::excel::look::height(crate::excel::look::lines(&initiative.initiative.name, 44.0)),
        )?;
    }
    // The totals in the unit of printing, and under them the exact sums in yen that they are rounded from.
    let row = total_row(view);
    sheet.put((row, 0), &text(""), &total_label)?;
    sheet.put((row, 1), &text("計"), &total_label)?;
    sheet.put((row + 1, 0), &text(""), &total_label)?;
    sheet.put((row + 1, 1), &text("計（端数処理前、円）"), &total_label)?;
    let sums = parts.iter().map(|(field, kind, term)| {
        (ColumnContent::Entry(*field), view.effects.sums.get(&(*kind, *term)).copied().unwrap_or_default())
    });
    for (col, (content, value)) in (2u16..).zip(sums.chain([(Fact::EffectTotal.into(), view.effects.total())])) {
        let letter = column_letters(col.into());
        let sum = computed(data.range(content).map(|range| format!("=SUM({range})")), value.0.to_string());
        sheet.put((row + 1, col), &sum, &total)?;
        let printed = format!("={}", rounded(money, &format!("{letter}{}", row + 2)));
        sheet.put((row, col), &Content::Formula(printed, cached(value, money)), &printed_total)?;
    }
    let all = view.against_plan.of(view.year);
    sheet.put((row, sum_col + 1), &effect_cell(view, all.planned), &printed_total)?;
    let exact = all.planned.map_or_else(|| text(figures::NONE), |yen| Content::Number(yen.0 as f64));
    sheet.put((row + 1, sum_col + 1), &exact, &total)?;
    sheet.put((row, sum_col + 2), &achieved(all), &total_rate)?;
    sheet.put((row + 1, sum_col + 2), &text(""), &total_rate)?;
    Ok(())
}

/// Whether a number format alone shows yen in the unit of printing: it can leave out groups of three digits.
pub(crate) fn is_scaled_by_format(money: MoneyStyle) -> bool {
    matches!(money.unit, MoneyUnit::Yen | MoneyUnit::Thousand | MoneyUnit::Million)
}

/// The number format of a chart's amounts: over yen, or over the columns that are in the unit of printing already.
pub(crate) fn chart_format(money: MoneyStyle) -> String {
    let groups = if is_scaled_by_format(money) { money.unit.yen().ilog10() as usize / 3 } else { 0 };
    money.excel_digits() + &",".repeat(groups)
}

/// For a chart: the ranges of the years, of their effects and of the plan's, and how many years there are.
pub(crate) fn by_year_ranges(view: &YearView<'_>) -> [String; 3] {
    let first = total_row(view) + 4 + 2 + 1;
    let last = first + view.effects_by_year.range(..=view.year).count() as u32 - 1;
    let sum = columns(view).1 + if is_scaled_by_format(view.plan.settings.money) { 0 } else { 2 };
    [1, sum, sum + 1].map(|col| {
        let col = column_letters(col.into());
        format!("'効果額'!${col}${first}:${col}${last}")
    })
}

/// By year, in yen exactly, and their sum; the earlier years' records are not in this book, so their amounts are values. For a
/// chart in a unit that no number format makes of yen, the sum and the plan stand once more in that unit.
fn by_year(book: &mut Book<'_>, view: &YearView<'_>, sheet: &mut Sheet, row: u32) -> Result<(), XlsxError> {
    let section = book.format(Style::Section);
    let money = view.plan.settings.money;
    let unit = money.unit.label();
    sheet.sheet.write_string_with_format(row, 0, "年度別の効果額（単位：円）", &section)?;
    let years: Vec<_> = view.effects_by_year.range(..=view.year).collect();
    let mut last_heads = vec!["計画".to_owned()];
    if !is_scaled_by_format(money) {
        last_heads.extend([format!("計（{unit}）"), format!("計画（{unit}）")]);
    }
    last_heads.push(RATE.to_owned());
    let heads = Heads {
        name: "EffectsByYear",
        alt: "年度ごとの効果額（単位：円）".to_owned(),
        first: &["年度"],
        last: last_heads,
    };
    table(book, view, sheet, (row + 1, 1), (&heads, years.len() as u32))?;
    let (middle, amount) = (book.format(Style::Middle), book.format(Style::Amount));
    let printed = look::in_money(amount.clone(), money);
    let first = row + 2;
    let (parts, sum_col) = columns(view);
    let (from, to) = (column_letters(2), column_letters(u32::from(sum_col) - 1));
    let (rate, rate_col) = (book.format(Style::Rate), rate_column(view));
    for (row, (year, summary)) in (first..).zip(&years) {
        let n = row + 1;
        sheet.put((row, 1), &text(year.to_string()), &middle)?;
        for (col, (_, kind, term)) in (2u16..).zip(&parts) {
            let value = summary.sums.get(&(*kind, *term)).copied().unwrap_or_default();
            let content = if **year == view.year {
                let from = format!("={}{}", column_letters(col.into()), total_row(view) + 2);
                Content::Formula(from, value.0.to_string())
            } else {
                Content::Number(value.0 as f64)
            };
            sheet.put((row, col), &content, &amount)?;
        }
        let sum = summary.total();
        sheet.put((row, sum_col), &Content::Formula(format!("=SUM({from}{n}:{to}{n})"), sum.0.to_string()), &amount)?;
        let effect = view.against_plan.of(**year);
        sheet.put((row, rate_col), &achieved(effect), &rate)?;
        let planned = effect.planned;
        let content = planned.map_or_else(|| text(figures::NONE), |yen| Content::Number(yen.0 as f64));
        sheet.put((row, sum_col + 1), &content, &amount)?;
        if !is_scaled_by_format(money) {
            for (col, value) in [(sum_col, Some(sum)), (sum_col + 1, planned)] {
                let of_yen = format!("={}", rounded(money, &format!("{}{n}", column_letters(col.into()))));
                let content =
                    value.map_or_else(|| text(figures::NONE), |yen| Content::Formula(of_yen, cached(yen, money)));
                sheet.put((row, col + 2), &content, &printed)?;
            }
        }
    }
    cumulative(book, view, sheet, (first, first + years.len() as u32))
}

/// The column of the rates by year.
fn rate_column(view: &YearView<'_>) -> u16 {
    columns(view).1 + if is_scaled_by_format(view.plan.settings.money) { 2 } else { 4 }
}

/// The sums of the years in the rows `first..last`: in yen, and as they are printed.
fn cumulative(
    book: &mut Book<'_>,
    view: &YearView<'_>,
    sheet: &mut Sheet,
    (first, last): (u32, u32),
) -> Result<(), XlsxError> {
    let money = view.plan.settings.money;
    let (total, total_label) = (book.format(Style::Total), book.format(Style::TotalLabel));
    let total_rate = book.format(Style::TotalRate);
    let printed = look::in_money(total.clone(), money);
    let (parts, sum_col) = columns(view);
    let plan_col = sum_col + 1;
    let sums = parts
        .iter()
        .map(|(_, kind, term)| view.effects_cumulative.sums.get(&(*kind, *term)).copied().unwrap_or_default());
    let sums: Vec<Yen> = sums.chain([view.effects_cumulative.total()]).collect();
    let labels = ["累計（円）".to_owned(), format!("累計（{}）", money.unit.label())];
    let lines = if money.unit == MoneyUnit::Yen { 1 } else { 2 };
    for (offset, label) in (0u32..).zip(labels).take(lines) {
        sheet.put((last + offset, 1), &text(label), &total_label)?;
        for (col, value) in (2u16..).zip(&sums) {
            let letter = column_letters(col.into());
            let content = match offset {
                0 => Content::Formula(format!("=SUM({letter}{}:{letter}{last})", first + 1), value.0.to_string()),
                _ => {
                    let formula = format!("={}", rounded(money, &format!("{letter}{}", last + 1)));
                    Content::Formula(formula, cached(*value, money))
                }
            };
            sheet.put((last + offset, col), &content, if offset == 0 { &total } else { &printed })?;
        }
        // The plan of the years with results, by the report's rule; a formula over the years' plans would not know the rule.
        let planned = view.against_plan.cumulative.planned.map_or_else(
            || text(figures::NONE),
            |yen| match offset {
                0 => Content::Number(yen.0 as f64),
                _ => {
                    let formula =
                        format!("={}", rounded(money, &format!("{}{}", column_letters(plan_col.into()), last + 1)));
                    Content::Formula(formula, cached(yen, money))
                }
            },
        );
        sheet.put((last + offset, plan_col), &planned, if offset == 0 { &total } else { &printed })?;
    }
    sheet.put((last + lines as u32 - 1, rate_column(view)), &achieved(view.against_plan.cumulative), &total_rate)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(rounding: Rounding) -> MoneyStyle {
        MoneyStyle { rounding, ..MoneyStyle::default() }
    }

    #[test]
    fn formulas_round_as_the_plan_says() {
        assert_eq!(rounded(style(Rounding::Down), "A1+B1"), "ROUNDDOWN((A1+B1)/1000,0)");
        assert_eq!(rounded(style(Rounding::HalfUp), "A1"), "ROUND((A1)/1000,0)");
        assert_eq!(rounded(style(Rounding::Up), "A1"), "ROUNDUP((A1)/1000,0)");
        let tenth = MoneyStyle { unit: MoneyUnit::HundredMillion, decimals: 1, rounding: Rounding::HalfUp };
        assert_eq!(rounded(tenth, "A1"), "ROUND((A1)/100000000,1)");
        assert_eq!(cached(Yen(1_249_999_999), tenth), "12.5");
        // The cached results are those that Excel's functions would give.
        let results = |yen: i64| Rounding::ALL.map(|rule| cached(Yen(yen), style(rule)));
        assert_eq!(results(1_400), ["1", "1", "2"]);
        assert_eq!(results(1_500), ["1", "2", "2"]);
        assert_eq!(results(-1_500), ["-1", "-2", "-2"]);
        assert_eq!(results(2_000), ["2", "2", "2"]);
    }

    #[test]
    fn charts_show_yen_in_the_unit_of_printing() {
        let format = |unit, decimals| chart_format(MoneyStyle { unit, decimals, ..MoneyStyle::default() });
        assert_eq!(format(MoneyUnit::Thousand, 0), "#,##0,");
        assert_eq!(format(MoneyUnit::Million, 1), "#,##0.0,,");
        assert_eq!(format(MoneyUnit::Yen, 0), "#,##0");
        // In 億円 the chart is drawn from columns in that unit.
        assert_eq!(format(MoneyUnit::HundredMillion, 1), "#,##0.0");
    }
}
