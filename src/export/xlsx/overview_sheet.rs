//! 概要: counts by grade and rates, as formulas over データ and 一覧, the year's effects, and charts.

use rust_xlsxwriter::XlsxError;

use super::progress::{Data, computed};
use super::{charts, effects_sheet, indicators_sheet, list_sheet, rate_formula};
use crate::assess::assessment::GradeCounts;
use crate::assess::counts::{UNGRADED, left_out};
use crate::contract::Field;
use crate::excel::book::{Book, Content, Orientation, Sheet, text};
use crate::excel::look::{self, Style};
use crate::report::flat::{ColumnContent, Fact};
use crate::report::view::YearView;
use crate::report::{figures, wording};

/// First row of the grades, 0-based.
pub(super) const FIRST: u32 = 8;

/// Name of the sheet.
pub(super) const SHEET: &str = "概要";

/// Writes the sheet.
pub(crate) fn write(book: &mut Book<'_>, view: &YearView<'_>, data: &Data) -> Result<(), XlsxError> {
    let heading = format!("{}の概要", view.year);
    let mut sheet = book.sheet(SHEET, &heading, Orientation::Portrait, &[30.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0])?;
    let body = book.format(Style::Note).set_font_size(10);
    sheet.remark(3, &wording::progress(view), &body)?;
    if view.plan.has_effects() {
        sheet.remark(4, &wording::effects(view), &body)?;
    }
    let next = grades(book, view, data, &mut sheet)?;
    let next = effects(book, view, &mut sheet, next + 2)? + 2;
    let last = indicators(book, view, &mut sheet, next)?;
    charts::insert(&mut sheet, view, (next, last + 2))?;
    sheet.sheet.set_freeze_panes(3, 0)?;
    book.push(sheet);
    Ok(())
}

/// Counts by grade; returns the row of the rate.
fn grades(book: &mut Book<'_>, view: &YearView<'_>, data: &Data, sheet: &mut Sheet) -> Result<u32, XlsxError> {
    let (head, label, amount, rate) =
        (book.format(Style::Head), book.format(Style::Middle), book.format(Style::Amount), book.format(Style::Rate));
    let (total, total_label, total_rate) =
        (book.format(Style::Total), book.format(Style::TotalLabel), book.format(Style::TotalRate));
    let section = book.format(Style::Section);
    sheet.sheet.write_string_with_format(FIRST - 2, 0, "進捗区分別の件数", &section)?;
    let heads = [
        "進捗区分",
        "実践項目の件数（当年度）",
        "構成比(%)",
        "実践項目の件数（前年度）",
        "取組項目の数（当年度）",
        "構成比(%)",
        "取組項目の数（前年度）",
    ];
    for (col, name) in (0u16..).zip(heads) {
        sheet.put((FIRST - 1, col), &text(name), &head)?;
    }
    sheet.sheet.set_row_height(FIRST - 1, look::height(3))?;
    let scale = &view.plan.grades;
    let mut rows: Vec<(String, Box<dyn Fn(&GradeCounts) -> u32>)> = Vec::new();
    for grade in &scale.grades {
        let id = grade.id;
        let count = move |counts: &GradeCounts| counts.by_grade.get(&id).copied().unwrap_or(0);
        rows.push((grade.label(), Box::new(count)));
    }
    rows.push((UNGRADED.to_owned(), Box::new(|counts| counts.ungraded)));
    let last_row = FIRST + rows.len() as u32;
    let list = list_sheet::Ranges::new(view);
    for (row, (name, count)) in (FIRST..).zip(&rows) {
        let n = row + 1;
        let sums = |content: ColumnContent| {
            let (counted, of) = data.range(Fact::Counted).zip(data.range(content))?;
            Some(format!("=SUMIFS({counted},{of},$A{n})"))
        };
        let counts = |range: &str| format!("=COUNTIF({range},$A{n})");
        let share = |col: char, whole: &GradeCounts| {
            let formula = format!("=IF({col}${0}=0,\"―\",ROUND({col}{n}*100/{col}${0},1))", last_row + 1);
            Content::Formula(formula, figures::percent_or_none(figures::share(count(whole), whole.distinct)))
        };
        let value = |counts: &GradeCounts, formula: Option<String>| computed(formula, count(counts).to_string());
        let last = |counts: Option<&GradeCounts>, formula: Option<String>| match counts {
            Some(counts) => value(counts, formula),
            None => text(figures::NONE),
        };
        sheet.put((row, 0), &text(name.clone()), &label)?;
        sheet.put((row, 1), &value(view.action_counts, sums(Field::Grade.into())), &amount)?;
        sheet.put((row, 2), &share('B', view.action_counts), &rate)?;
        sheet.put((row, 3), &last(view.last_action_counts, sums(Fact::LastGrade.into())), &amount)?;
        sheet.put((row, 4), &value(view.initiative_counts, Some(counts(&list.grade))), &amount)?;
        sheet.put((row, 5), &share('E', view.initiative_counts), &rate)?;
        let before = list.last_grade.as_deref().map(counts);
        sheet.put((row, 6), &last(view.last_initiative_counts, before), &amount)?;
    }
    let sum = |col: char| format!("=SUM({col}{}:{col}{last_row})", FIRST + 1);
    let whole = |counts: Option<&GradeCounts>, col: char| match counts {
        Some(counts) => Content::Formula(sum(col), counts.distinct.to_string()),
        None => text(figures::NONE),
    };
    sheet.put((last_row, 0), &text("計（実質）"), &total_label)?;
    sheet.put((last_row, 1), &whole(Some(view.action_counts), 'B'), &total)?;
    sheet.put((last_row, 2), &text(""), &total)?;
    sheet.put((last_row, 3), &whole(view.last_action_counts, 'D'), &total)?;
    sheet.put((last_row, 4), &whole(Some(view.initiative_counts), 'E'), &total)?;
    sheet.put((last_row, 5), &text(""), &total)?;
    sheet.put((last_row, 6), &whole(view.last_initiative_counts, 'G'), &total)?;
    rates(view, data, sheet, last_row + 1, (&total_label, &total, &total_rate))
}

/// The denominator, the numerator and the rate of this year.
fn rates(
    view: &YearView<'_>,
    data: &Data,
    sheet: &mut Sheet,
    row: u32,
    (label, amount, rate): (&rust_xlsxwriter::Format, &rust_xlsxwriter::Format, &rust_xlsxwriter::Format),
) -> Result<u32, XlsxError> {
    let phrase = view.plan.grades.on_track_phrase();
    let scale = &view.plan.grades;
    // Rows of the grades that the rate is about, for the initiatives' column.
    let cells = |wanted: &dyn Fn(&crate::vocabulary::Grade) -> bool| -> String {
        let rows = (FIRST + 1..).zip(&scale.grades).filter(|(_, grade)| wanted(grade));
        let cells: Vec<String> = rows.map(|(row, _)| format!("E{row}")).collect();
        if cells.is_empty() { "0".to_owned() } else { cells.join("+") }
    };
    let rated = cells(&|grade| grade.points.is_some());
    let on_track = cells(&|grade| grade.points.is_some() && grade.on_track);
    let lines = [
        (format!("評価対象（{}を除く）", left_out(scale, "及び")), Fact::Rated, rated),
        (format!("うち{phrase}"), Fact::OnTrack, on_track),
    ];
    for (row, (name, fact, of_initiatives)) in (row..).zip(lines) {
        let pick = |counts: &GradeCounts| if fact == Fact::Rated { counts.rated } else { counts.on_track };
        // The names of the grades that are left out may need a second line.
        sheet
            .sheet
            .set_row_height(row, look::height(look::lines(&name, sheet.widths.first().copied().unwrap_or(10.0))))?;
        sheet.put((row, 0), &text(name), label)?;
        let sum = data.range(fact).map(|range| format!("=SUM({range})"));
        let value = computed(sum, pick(view.action_counts).to_string());
        sheet.put((row, 1), &value, amount)?;
        let value = Content::Formula(format!("={of_initiatives}"), pick(view.initiative_counts).to_string());
        sheet.put((row, 4), &value, amount)?;
        for (col, counts) in [(3, view.last_action_counts), (6, view.last_initiative_counts)] {
            let value = counts.map_or_else(|| text(figures::NONE), |counts| Content::Number(pick(counts).into()));
            sheet.put((row, col), &value, amount)?;
        }
        for col in [2, 5] {
            sheet.put((row, col), &text(""), amount)?;
        }
    }
    let last = row + 2;
    sheet.put((last, 0), &text(format!("{phrase}の割合(%)")), label)?;
    for (col, letter, counts) in [
        (1, 'B', Some(view.action_counts)),
        (3, 'D', view.last_action_counts),
        (4, 'E', Some(view.initiative_counts)),
        (6, 'G', view.last_initiative_counts),
    ] {
        let formula = rate_formula(&format!("{letter}{}", row + 2), &format!("{letter}{}", row + 1));
        let content = match counts {
            Some(counts) => Content::Formula(formula, figures::percent_or_none(counts.on_track_percent())),
            None => text(figures::NONE),
        };
        sheet.put((last, col), &content, rate)?;
    }
    for col in [2, 5] {
        sheet.put((last, col), &text(""), rate)?;
    }
    Ok(last)
}

/// How many indicators reached how much of their targets, counted over 指標; returns the last row.
fn indicators(book: &mut Book<'_>, view: &YearView<'_>, sheet: &mut Sheet, row: u32) -> Result<u32, XlsxError> {
    let bands = indicators_sheet::bands(view);
    if bands.is_empty() {
        return Ok(row);
    }
    let (head, section) = (book.format(Style::Head), book.format(Style::Section));
    let (label, amount) = (book.format(Style::Middle), book.format(Style::Amount));
    // Writes a row a count from a first row on; returns the last.
    let count_rows = |sheet: &mut Sheet, first: u32, counts: &[(&str, String, usize)]| -> Result<u32, XlsxError> {
        for (row, (name, formula, count)) in (first..).zip(counts) {
            sheet.put((row, 0), &text(*name), &label)?;
            sheet.put((row, 1), &Content::Formula(formula.clone(), count.to_string()), &amount)?;
        }
        Ok(first + counts.len() as u32 - 1)
    };
    sheet.sheet.write_string_with_format(row, 0, "指標の達成率（単位：件）", &section)?;
    for (col, name) in (0u16..).zip(["達成率", "指標の数"]) {
        sheet.put((row + 1, col), &text(name), &head)?;
    }
    let mut last = count_rows(sheet, row + 2, &bands)?;
    let verdicts = indicators_sheet::verdicts(view);
    if !verdicts.is_empty() {
        sheet.sheet.write_string_with_format(last + 2, 0, "指標の判定（単位：件）", &section)?;
        for (col, name) in (0u16..).zip(["判定", "指標の数"]) {
            sheet.put((last + 3, col), &text(name), &head)?;
        }
        last = count_rows(sheet, last + 4, &verdicts)?;
    }
    Ok(last)
}

/// The year's effects, taken over from 効果額, and who handed in; returns the last row.
fn effects(book: &mut Book<'_>, view: &YearView<'_>, sheet: &mut Sheet, row: u32) -> Result<u32, XlsxError> {
    let money = view.plan.settings.money;
    let note = book.format(Style::Note);
    if !view.plan.has_effects() {
        sheet.remark(row, &wording::handed_in(view), &note)?;
        return Ok(row);
    }
    let (head, label) = (book.format(Style::Head), book.format(Style::Middle));
    let amount = look::in_money(book.format(Style::Amount), money);
    let section = book.format(Style::Section);
    sheet.sheet.write_string_with_format(row, 0, format!("効果額{}", money.caption()), &section)?;
    for (col, name) in (0u16..).zip(["区分", "単年度", "継続", "計"]) {
        sheet.put((row + 1, col), &text(name), &head)?;
    }
    let totals = effects_sheet::totals(view);
    let next = row + 2 + totals.len() as u32;
    for (offset, (name, cells)) in (2..).zip(totals) {
        sheet.put((row + offset, 0), &text(name), &label)?;
        for (col, (formula, value)) in (1u16..).zip(cells) {
            sheet.put((row + offset, col), &Content::Formula(formula, value), &amount)?;
        }
    }
    let rate = book.format(Style::Rate);
    for (row, (name, content, is_rate)) in (next..).zip(effects_sheet::beside_plan(view)) {
        sheet.put((row, 0), &text(name), &label)?;
        for col in [1, 2] {
            sheet.put((row, col), &text(""), &amount)?;
        }
        sheet.put((row, 3), &content, if is_rate { &rate } else { &amount })?;
    }
    let after = next + 3;
    sheet.remark(after, &wording::handed_in(view), &note)?;
    if let Some(ended) = wording::ended(view.action_counts) {
        sheet.remark(after + 1, &ended, &note)?;
    }
    Ok(after)
}
