//! 指標: one row an indicator, with its target, its result, 達成率 and whether the target was reached.

use rust_decimal::Decimal;
use rust_xlsxwriter::XlsxError;

use crate::assess::indicators::Verdict;
use crate::excel::book::{Book, Content, Orientation, text};
use crate::excel::list::List;
use crate::excel::look::Style;
use crate::plan::Indicator;
use crate::report::against_plan::verdict_or_none;
use crate::report::figures;
use crate::report::view::{ActionView, YearView};
use crate::vocabulary::{FiscalYear, grouped_decimal};

/// Row of the heads, 0-based.
const HEAD: u32 = 3;
/// Column of 達成率.
const ACHIEVEMENT: u16 = 8;
/// Name of the sheet.
const SHEET: &str = "指標";

/// The indicators of items that are not listed again.
fn indicators<'a>(view: &'a YearView<'_>) -> Vec<(&'a ActionView<'a>, &'a Indicator)> {
    let own = view.actions().map(|(_, action)| action).filter(|action| action.action.repeats.is_none());
    own.flat_map(|action| action.action.indicators.iter().map(move |indicator| (action, indicator))).collect()
}

/// How many indicators reached how much of their targets: label, formula over this sheet, and the count. Empty where the plan has none.
pub(crate) fn bands(view: &YearView<'_>) -> Vec<(&'static str, String, usize)> {
    let all = indicators(view);
    if all.is_empty() {
        return Vec::new();
    }
    let (first, last) = (HEAD + 2, HEAD + 1 + all.len() as u32);
    let range = format!("'{SHEET}'!$I${first}:$I${last}");
    let rates = all.iter().map(|(action, indicator)| {
        action.indicators.get(&indicator.id.number).and_then(|assessed| assessed.achievement)
    });
    let rates: Vec<Option<Decimal>> = rates.collect();
    let (full, most) = (Decimal::ONE_HUNDRED, Decimal::from(80));
    let count = |wanted: &dyn Fn(Decimal) -> bool| rates.iter().flatten().filter(|rate| wanted(**rate)).count();
    let none = rates.iter().filter(|rate| rate.is_none()).count();
    vec![
        ("100%以上", format!("=COUNTIF({range},\">=100\")"), count(&|rate| rate >= full)),
        (
            "80%以上100%未満",
            format!("=COUNTIFS({range},\">=80\",{range},\"<100\")"),
            count(&|rate| rate >= most && rate < full),
        ),
        ("80%未満", format!("=COUNTIF({range},\"<80\")"), count(&|rate| rate < most)),
        ("計算しないもの", format!("=ROWS({range})-COUNT({range})"), none),
    ]
}

/// How many indicators reached and missed their targets: label, formula over this sheet, and the count. Empty where none is due.
pub(crate) fn verdicts(view: &YearView<'_>) -> Vec<(&'static str, String, usize)> {
    if view.indicator_tally.due == 0 {
        return Vec::new();
    }
    let all = indicators(view);
    let (first, last) = (HEAD + 2, HEAD + 1 + all.len() as u32);
    let count = |wanted: Verdict| {
        let verdicts =
            all.iter().filter_map(|(action, indicator)| action.indicators.get(&indicator.id.number)?.verdict);
        verdicts.filter(|verdict| *verdict == wanted).count()
    };
    let line = |label: &'static str, verdict: Verdict| {
        let formula = format!("=COUNTIF('{SHEET}'!$J${first}:$J${last},\"{}\")", verdict.label());
        (label, formula, count(verdict))
    };
    vec![line("目標に達したもの", Verdict::Met), line("目標に達しないもの", Verdict::Missed)]
}

/// The target of a later year, where an indicator has none for this one.
fn later_target(view: &YearView<'_>, action: &ActionView<'_>, indicator: &Indicator) -> Option<(FiscalYear, Decimal)> {
    let target = action.indicators.get(&indicator.id.number).and_then(|assessed| assessed.target);
    if target.is_some() { None } else { indicator.aim(view.year) }
}

/// Whether the sheet names a year by its short name: that of a later target.
pub(crate) fn names_years(view: &YearView<'_>) -> bool {
    indicators(view).into_iter().any(|(action, indicator)| later_target(view, action, indicator).is_some())
}

/// Writes the sheet; nothing where the plan has no indicator.
pub(crate) fn write(book: &mut Book<'_>, view: &YearView<'_>) -> Result<(), XlsxError> {
    let all = indicators(view);
    if all.is_empty() {
        return Ok(());
    }
    let (head, body, center, rate) =
        (book.format(Style::Head), book.format(Style::Middle), book.format(Style::Center), book.format(Style::Rate));
    // With the decimals with which the number was given, as the report prints it.
    let number = |value: Option<Decimal>| match value {
        Some(value) => {
            let decimals = "0".repeat(value.scale() as usize);
            let digits = if decimals.is_empty() { "#,##0".to_owned() } else { format!("#,##0.{decimals}") };
            let format = rate.clone().set_num_format(format!("{digits};\"▲\"{digits};{digits};@"));
            (Content::Number(figures::for_drawing(value)), format)
        }
        None => (text(figures::NONE), rate.clone()),
    };
    let rows = all
        .iter()
        .map(|(action, indicator)| {
            let assessed = action.indicators.get(&indicator.id.number);
            vec![
                (text(action.action.printed.clone()), center.clone()),
                (text(action.action.name.clone()), body.clone()),
                (text(indicator.name.clone()), body.clone()),
                (text(indicator.unit.clone()), center.clone()),
                (text(indicator.direction.label()), center.clone()),
                number(indicator.baseline),
                match later_target(view, action, indicator) {
                    // The number of another year would be counted as one of this.
                    Some((year, later)) => {
                        let shown = format!("{}（{}）", grouped_decimal(later.normalize()), year.short());
                        (text(shown), rate.clone())
                    }
                    None => number(assessed.and_then(|assessed| assessed.target)),
                },
                number(assessed.and_then(|assessed| assessed.result)),
                number(assessed.and_then(|assessed| assessed.achievement)),
                (text(verdict_or_none(assessed.and_then(|assessed| assessed.verdict))), center.clone()),
            ]
        })
        .collect();
    let heads = ["No.", "実践項目", "指標", "単位", "望ましい方向", "計画前", "目標値", "実績値", "達成率(%)", "判定"]
        .map(str::to_owned)
        .into();
    let widths = [8.0, 36.0, 36.0, 10.0, 10.0, 14.0, 14.0, 14.0, 12.0, 8.0];
    let mut sheet = book.sheet(SHEET, &format!("{}の指標", view.year), Orientation::Landscape, &widths)?;
    let list =
        List {
            name: "Indicators", alt: "指標ごとの計画前の値、目標値、実績値、達成率、判定の一覧", heads, head, rows
        };
    let last = sheet.list(HEAD, Orientation::Landscape, view.plan.wording(), &list)?;
    let bar = rust_xlsxwriter::ConditionalFormatDataBar::new()
        .set_minimum(rust_xlsxwriter::ConditionalFormatType::Number, 0)
        .set_maximum(rust_xlsxwriter::ConditionalFormatType::Number, 200)
        .set_solid_fill(true)
        .set_fill_color(rust_xlsxwriter::Color::RGB(0xBD_D7_EE));
    sheet.sheet.add_conditional_format(HEAD + 1, ACHIEVEMENT, last.saturating_sub(1), ACHIEVEMENT, &bar)?;
    sheet.sheet.set_freeze_panes(HEAD + 1, 1)?;
    book.push(sheet);
    Ok(())
}
