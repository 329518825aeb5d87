//! The charts of 概要: native, drawn from the cells of the workbook, each with its finding as title and a text for a listener.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFormat, ChartPatternFill, ChartPatternFillType, ChartSolidFill, ChartType, Color,
    XlsxError,
};

use super::overview_sheet::{FIRST, SHEET};
use super::{effects_sheet, indicators_sheet};
use crate::excel::book::Sheet;
use crate::report::against_plan::effect_verdict;
use crate::report::figures;
use crate::report::view::YearView;
use crate::report::wording;

/// Size of a chart in pixels.
const SIZE: (u32, u32) = (740, 300);
/// Rows of 20 pixels that a chart takes, with air below.
const ROWS: u32 = 17;

/// Inserts the charts one below the other, the first at `row`; they begin a page. `counts` is where the indicators are counted.
pub(super) fn insert(sheet: &mut Sheet, view: &YearView<'_>, (counts, row): (u32, u32)) -> Result<(), XlsxError> {
    let accent = accent(view);
    let mut charts = vec![grades(view, accent)];
    charts.extend((view.plan.has_effects()).then(|| effects(view, accent)));
    charts.extend(indicators(view, accent, counts));
    sheet.sheet.set_page_breaks(&[row])?;
    for (at, chart) in (0..).zip(charts) {
        sheet.sheet.insert_chart(row + at * ROWS, 0, &chart)?;
    }
    Ok(())
}

fn accent(view: &YearView<'_>) -> Color {
    let digits = view.plan.settings.look.accent.trim_start_matches('#').to_owned();
    u32::from_str_radix(&digits, 16).map_or(Color::Black, Color::RGB)
}

fn chart(view: &YearView<'_>, kind: ChartType, title: &str, alt: &str) -> Chart {
    let wording = view.plan.wording();
    let (title, alt) = (wording.say(title), wording.say(alt));
    let mut chart = Chart::new(kind);
    chart.title().set_name(title.as_ref()).set_overlay(false);
    chart.title().set_font(rust_xlsxwriter::ChartFont::new().set_size(12).set_bold());
    chart.set_alt_text(spoken(&alt)).set_width(SIZE.0).set_height(SIZE.1);
    chart
}

/// What Excel takes as alternative text: 255 characters; of a longer text the sentences that fit, and where the rest stands.
fn spoken(text: &str) -> String {
    const MOST: usize = 255;
    const REST: &str = "ほかは、このブックの表にあります。";
    if text.encode_utf16().count() <= MOST {
        return text.to_owned();
    }
    let mut kept = String::new();
    for sentence in text.split_inclusive('。') {
        let length = |text: &str| text.encode_utf16().count();
        if length(&kept) + length(sentence) + length(REST) > MOST {
            break;
        }
        kept.push_str(sentence);
    }
    kept + REST
}

/// The year and the year before differ by a pattern, so that they do without colour.
fn before() -> ChartFormat {
    let mut format = ChartFormat::new();
    let mut pattern = ChartPatternFill::new();
    pattern
        .set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards)
        .set_foreground_color(Color::RGB(0x59_59_59))
        .set_background_color(Color::White);
    format.set_pattern_fill(&pattern);
    format
}

fn solid(color: Color) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(color));
    format
}

/// An axis of items: whole numbers, also where there are few.
fn count_axis(chart: &mut Chart, most: u32) {
    chart.y_axis().set_name("件").set_min(0);
    if most < 10 {
        chart.y_axis().set_major_unit(if most < 6 { 1 } else { 2 });
    }
}

/// Action items by grade, last year and this year.
fn grades(view: &YearView<'_>, accent: Color) -> Chart {
    let count = view.plan.grades.grades.len() as u32 + 1;
    let (first, last) = (FIRST + 1, FIRST + count);
    let range = |col: char| format!("'{SHEET}'!${col}${first}:${col}${last}");
    let mut chart = chart(view, ChartType::Column, &wording::grades_chart_title(view), &wording::progress(view));
    let mut series = Vec::new();
    if view.has_last_year() {
        series.push((view.year.previous(), 'D', before()));
    }
    series.push((view.year, 'B', solid(accent)));
    for (year, col, mut format) in series {
        let label = ChartDataLabel::new().show_value().to_owned();
        chart
            .add_series()
            .set_name(&year.to_string())
            .set_categories(range('A').as_str())
            .set_values(range(col).as_str())
            .set_format(&mut format)
            .set_data_label(&label);
    }
    let shown = view.last_action_counts.into_iter().chain([view.action_counts]);
    let most = shown.flat_map(|counts| counts.by_grade.values().copied().chain([counts.ungraded])).max();
    count_axis(&mut chart, most.unwrap_or(0));
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart
}

/// Effects by year, planned and reported, in the unit of printing.
fn effects(view: &YearView<'_>, accent: Color) -> Chart {
    let [years, reported, planned] = effects_sheet::by_year_ranges(view);
    let money = view.plan.settings.money;
    let alt: String = view
        .effects_by_year
        .range(..=view.year)
        .map(|(year, summary)| {
            let planned = view.against_plan.of(*year).planned;
            let planned = planned.map_or_else(|| figures::NONE.to_owned(), |yen| money.with_unit(yen));
            format!("{year}は計画{planned}、実績{}。", money.with_unit(summary.total()))
        })
        .collect();
    let digits = effects_sheet::chart_format(money);
    let verdict = effect_verdict(view.against_plan.of(view.year), view.period.closes_year(), money);
    let title = format!("効果額は、{verdict}");
    let mut chart = chart(view, ChartType::Column, &title, &alt);
    for (name, range, mut format) in [("計画", planned, before()), ("実績", reported, solid(accent))] {
        let label = ChartDataLabel::new().show_value().set_num_format(&digits).to_owned();
        chart
            .add_series()
            .set_name(name)
            .set_categories(years.as_str())
            .set_values(range.as_str())
            .set_format(&mut format)
            .set_data_label(&label);
    }
    chart.y_axis().set_name(money.unit.label()).set_num_format(&digits);
    chart.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    chart
}

/// Indicators by how much of their targets they reached; nothing where the plan has none. `row` is that of the heading of the counts.
fn indicators(view: &YearView<'_>, accent: Color, row: u32) -> Option<Chart> {
    let bands = indicators_sheet::bands(view);
    if bands.is_empty() {
        return None;
    }
    let alt: String = bands.iter().map(|(name, _, count)| format!("{name}は{count}件。")).collect();
    let tally = view.indicator_tally;
    let title = match tally.due {
        0 => "指標の達成率別の件数".to_owned(),
        due => format!("指標は{due}件のうち{}件が目標に達した（達成率別の件数）", tally.met),
    };
    let mut chart = chart(view, ChartType::Column, &title, &alt);
    let (first, last) = (row + 3, row + 2 + bands.len() as u32);
    let range = |col: char| format!("'{SHEET}'!${col}${first}:${col}${last}");
    chart
        .add_series()
        .set_name("指標の数")
        .set_categories(range('A').as_str())
        .set_values(range('B').as_str())
        .set_format(&mut solid(accent))
        .set_data_label(&ChartDataLabel::new().show_value().to_owned());
    let most = bands.iter().map(|(_, _, count)| *count).max();
    count_axis(&mut chart, most.unwrap_or(0) as u32);
    chart.legend().set_hidden();
    Some(chart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_excel_would_refuse_ends_with_a_sentence() {
        assert_eq!(spoken("短い。"), "短い。");
        let long = spoken(&"指標は達成した。".repeat(60));
        assert!(
            long.encode_utf16().count() <= 255 && long.ends_with("した。ほかは、このブックの表にあります。"),
            "{long}"
        );
    }
}
