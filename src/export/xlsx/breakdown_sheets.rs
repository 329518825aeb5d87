//! The plan's levels, テーマ and 部: action items by grade. An item of several themes counts in each.

use rust_xlsxwriter::XlsxError;

use super::rate_formula;
use super::sheet_names::{self, SheetOfPlan};
use crate::assess::assessment::GradeCounts;
use crate::assess::counts::{NO_BUREAU, UNGRADED};
use crate::excel::book::{Book, Content, Orientation, text};
use crate::excel::list::List;
use crate::excel::look::Style;
use crate::report::figures;
use crate::report::view::YearView;
use crate::vocabulary::{Yen, column_letters};

/// Row of the heads, 0-based.
const HEAD: u32 = 4;

/// Writes the sheets that the plan has the units for.
pub(crate) fn write(book: &mut Book<'_>, view: &YearView<'_>) -> Result<(), XlsxError> {
    let themes: Vec<(String, &GradeCounts)> = view
        .plan
        .themes
        .iter()
        .filter_map(|theme| Some((format!("{} {}", theme.id.0, theme.title), view.by_theme.get(&theme.id)?)))
        .collect();
    for (level, of) in view.plan.levels.iter().enumerate() {
        let groups = view.plan.groups().filter(|(id, _)| id.level == level);
        let groups: Vec<(String, &GradeCounts, Option<Yen>)> = groups
            .filter_map(|(id, group)| {
                let (counts, effects) = view.by_group.get(&id)?;
                Some((group.label(), counts, (!effects.is_empty()).then(|| effects.total())))
            })
            .collect();
        let counts: Vec<(String, &GradeCounts)> =
            groups.iter().map(|(name, counts, _)| (name.clone(), *counts)).collect();
        let effects = view.plan.has_effects().then(|| groups.iter().map(|(.., effect)| *effect).collect::<Vec<_>>());
        let heading = format!("{}別の件数", of.name);
        let name = sheet_names::of(view.plan, SheetOfPlan::Level(level));
        let names = Names { sheet: &name, head: &of.name, heading: &heading, table: &table_name(level) };
        sheet(book, view, &names, "", (&counts, effects.as_deref()))?;
    }
    if !themes.is_empty() {
        let note = "1つの実践項目は、取組項目が関わるすべてのテーマで数えているため、テーマの件数の計は全体の件数と一致しません。";
        let name = sheet_names::of(view.plan, SheetOfPlan::Themes);
        let names = Names { sheet: &name, head: "テーマ", heading: "テーマ別の件数", table: "ThemeCounts" };
        sheet(book, view, &names, note, (&themes, None))?;
    }
    if !view.plan.bureaus.is_empty() {
        let named = |bureau: &Option<String>| bureau.clone().unwrap_or_else(|| NO_BUREAU.to_owned());
        let bureaus: Vec<(String, &GradeCounts)> = view
            .by_bureau
            .iter()
            .filter(|(_, counts)| counts.listed > 0)
            .map(|(bureau, counts)| (named(bureau), counts))
            .collect();
        let note = "実践項目は、主たる担当部署の部で数えています。";
        let name = sheet_names::of(view.plan, SheetOfPlan::Bureaus);
        let names = Names { sheet: &name, head: "部", heading: "部別の件数", table: "BureauCounts" };
        sheet(book, view, &names, note, (&bureaus, None))?;
    }
    Ok(())
}

fn table_name(level: usize) -> String {
    format!("LevelCounts{}", level + 1)
}

/// What a sheet, its first column, its heading and its table are called.
struct Names<'a> {
    sheet: &'a str,
    head: &'a str,
    heading: &'a str,
    table: &'a str,
}

/// A sheet of counts, a row a unit; with the effects of each in the last column where there are such.
fn sheet(
    book: &mut Book<'_>,
    view: &YearView<'_>,
    names: &Names<'_>,
    remark: &str,
    (counts, effects): (&[(String, &GradeCounts)], Option<&[Option<Yen>]>),
) -> Result<(), XlsxError> {
    let scale = &view.plan.grades;
    let phrase = scale.on_track_phrase();
    let mut heads = vec![names.head.to_owned()];
    heads.extend(scale.grades.iter().map(crate::vocabulary::Grade::label));
    let rest = [
        UNGRADED.to_owned(),
        "計（実質）".into(),
        "評価対象".into(),
        format!("うち{phrase}"),
        format!("{phrase}の割合(%)"),
    ];
    heads.extend(rest);
    heads.extend(effects.map(|_| "効果額（円）".to_owned()));
    let mut widths = vec![36.0];
    widths.extend(vec![13.0; heads.len() - 1]);
    let (head, label, amount, rate) =
        (book.format(Style::Head), book.format(Style::Middle), book.format(Style::Amount), book.format(Style::Rate));
    let grades = scale.grades.len() as u32;
    let letter = column_letters;
    let rows = (HEAD + 2..).zip(counts).enumerate().map(|(at, (n, (name, counts)))| {
        let mut row = vec![(text(name.clone()), label.clone())];
        let numbers = scale.grades.iter().map(|grade| counts.by_grade.get(&grade.id).copied().unwrap_or(0));
        row.extend(numbers.chain([counts.ungraded]).map(|count| (Content::Number(count.into()), amount.clone())));
        let sum = format!("=SUM(B{n}:{}{n})", letter(grades + 1));
        row.push((Content::Formula(sum, counts.distinct.to_string()), amount.clone()));
        let cells = |wanted: &dyn Fn(&crate::vocabulary::Grade) -> bool| {
            let cells: Vec<String> = (1..)
                .zip(&scale.grades)
                .filter(|(_, grade)| wanted(grade))
                .map(|(col, _)| format!("{}{n}", letter(col)))
                .collect();
            if cells.is_empty() { "0".to_owned() } else { cells.join("+") }
        };
        let rated = cells(&|grade| grade.points.is_some());
        let on_track = cells(&|grade| grade.points.is_some() && grade.on_track);
        row.push((Content::Formula(format!("={rated}"), counts.rated.to_string()), amount.clone()));
        row.push((Content::Formula(format!("={on_track}"), counts.on_track.to_string()), amount.clone()));
        let (of, on) = (letter(grades + 3), letter(grades + 4));
        let share = rate_formula(&format!("{on}{n}"), &format!("{of}{n}"));
        row.push((Content::Formula(share, figures::percent_or_none(counts.on_track_percent())), rate.clone()));
        row.extend(effects.map(|effects| match effects.get(at).copied().flatten() {
            Some(effect) => (Content::Number(effect.0 as f64), amount.clone()),
            None => (text(figures::NONE), amount.clone()),
        }));
        row
    });
    let rows = rows.collect();
    let mut sheet = book.sheet(names.sheet, names.heading, Orientation::Landscape, &widths)?;
    let note = book.format(Style::Note);
    if !remark.is_empty() {
        sheet.remark(2, remark, &note)?;
    }
    let list = List { name: names.table, alt: &format!("{}と、{phrase}の割合", names.heading), heads, head, rows };
    sheet.list(HEAD, Orientation::Landscape, view.plan.wording(), &list)?;
    sheet.sheet.set_freeze_panes(HEAD + 1, 1)?;
    book.push(sheet);
    Ok(())
}
