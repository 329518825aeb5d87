//! 意見: one row an opinion of the year and answer.

use rust_xlsxwriter::{Format, XlsxError};

use crate::excel::book::{Book, Content, Orientation, text};
use crate::excel::list::{List, widths_for_texts};
use crate::excel::look::Style;
use crate::plan::names;
use crate::report::council_word;
use crate::report::view::YearView;

/// Row of the heads, 0-based.
const HEAD: u32 = 3;

/// Whether the sheet names years by their short names: the numbers of opinions do.
pub(crate) fn names_years(view: &YearView<'_>) -> bool {
    view.initiatives.iter().filter_map(|initiative| initiative.council).any(|council| !council.opinions.is_empty())
}

/// Writes the sheet; nothing where there is no opinion.
pub(crate) fn write(book: &mut Book<'_>, view: &YearView<'_>) -> Result<(), XlsxError> {
    let (body, center) = (book.format(Style::Text), book.format(Style::Center));
    let mut rows: Vec<Vec<(Content, Format)>> = Vec::new();
    for initiative in &view.initiatives {
        for opinion in initiative.council.map(|council| council.opinions.as_slice()).unwrap_or_default() {
            let answers: Vec<(String, String)> = if opinion.responses.is_empty() {
                vec![(String::new(), council_word::unanswered(view, opinion).to_string())]
            } else {
                let answers = opinion.responses.iter();
                answers.map(|(unit, text)| (names::print_department(view.plan, unit), text.value.clone())).collect()
            };
            for (unit, answer) in answers {
                rows.push(vec![
                    (text(view.plan.opinion_number(opinion.id)), center.clone()),
                    (text(initiative.initiative.printed.clone()), center.clone()),
                    (text(initiative.initiative.name.clone()), body.clone()),
                    (text(opinion.text.value.clone()), body.clone()),
                    (text(unit), body.clone()),
                    (text(answer), body.clone()),
                ]);
            }
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let printed: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|(content, _)| content.printed().to_owned()).collect()).collect();
    let widths = widths_for_texts(&[12.0, 6.0, 26.0, 56.0, 16.0, 50.0], &printed);
    let mut sheet =
        book.sheet("意見", &format!("{}の審議会の意見と対応", view.year), Orientation::Landscape, &widths)?;
    let heads = ["意見番号", "No.", "取組項目", "意見", "対応した部署", "対応"].map(str::to_owned).into();
    let head = book.format(Style::Head);
    let list = List { name: "Opinions", alt: "意見と対応の一覧", heads, head, rows };
    sheet.list(HEAD, Orientation::Landscape, view.plan.wording(), &list)?;
    sheet.sheet.set_freeze_panes(HEAD + 1, 1)?;
    book.push(sheet);
    Ok(())
}
