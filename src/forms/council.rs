//! 審議会評価票: the rating form of a council member, a rating on the plan's scale and an opinion an initiative. A number stands for the name.

use std::collections::BTreeMap;

use rust_xlsxwriter::{ProtectionOptions, Workbook, Worksheet};

use super::signature::{Choices, define_names, hidden_sheet, list_formulas, set_properties};
use super::{Error, validation};
use crate::contract::entries::Typed;
use crate::contract::hidden::{CoverCell, EntrySheet, Hidden};
use crate::contract::{CouncilField, CoverField, ENTRY_SHEET, FormKind, SCHEMA_VERSION};
use crate::excel::form_look;
use crate::excel::row_height::{height, let_rows_grow, lines};
use crate::excel::save::save;
use crate::merge::record::YearRecord;
use crate::plan::{Initiative, Plan, Rating, Wording};
use crate::vocabulary::{CellAddress, FiscalYear, InitiativeNo, MoneyUnit};

const HEAD_ROW: u32 = 7;
const MEMBER_CELL: CellAddress = CellAddress { row: 3, col: 2 };

/// What a member fills in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ratings {
    /// 委員番号.
    pub member: Option<Typed>,
    /// 評価 and 意見 by initiative; blank where absent.
    pub ratings: BTreeMap<InitiativeNo, (Option<Typed>, Option<String>)>,
}

/// The blank rating form for a year as the bytes of an xlsx file. With the year's record, each initiative's grades stand beside it.
///
/// # Errors
///
/// [`Error::Workbook`] where a text of the plan is longer than a cell may hold.
pub fn write(plan: &Plan, year: FiscalYear, record: Option<&YearRecord>) -> Result<Vec<u8>, Error> {
    write_filled(plan, year, record, &Ratings::default())
}

/// The rating form with a member's ratings typed into it.
///
/// # Errors
///
/// As [`write()`].
pub fn write_filled(
    plan: &Plan,
    year: FiscalYear,
    record: Option<&YearRecord>,
    ratings: &Ratings,
) -> Result<Vec<u8>, Error> {
    let hidden = Hidden {
        schema: SCHEMA_VERSION,
        kind: FormKind::Council,
        plan: plan.title.clone(),
        year,
        unit: MoneyUnit::Thousand,
        period: None,
        department: None,
        cover: [(CoverField::Year, CellAddress::new(2, 2)), (CoverField::Member, MEMBER_CELL)]
            .map(|(field, cell)| CoverCell { field, sheet: ENTRY_SHEET.to_owned(), cell })
            .into(),
        sheets: vec![EntrySheet {
            name: ENTRY_SHEET.to_owned(),
            head_row: HEAD_ROW,
            columns: (0..).zip(CouncilField::ALL).map(|(col, field)| (field.key().to_owned(), col)).collect(),
            rows: (HEAD_ROW + 1..).zip(&plan.initiatives).map(|(at, initiative)| (initiative.no.key(), at)).collect(),
        }],
    };
    let wording = Wording::of(plan);
    let title = format!("{} {}（{year}）", plan.short_title, wording.say("審議会評価票"));
    let mut workbook = Workbook::new();
    form_look::set_default_font(&mut workbook)?;
    let letters = plan.settings.rating.letter_marks();
    let lists = [Choices { key: CouncilField::Points.key(), texts: letters }];
    let list = list_formulas(&hidden, &lists).concat();
    entry_sheet(workbook.add_worksheet(), plan, year, &title, record, ratings, &list)?;
    hidden_sheet(workbook.add_worksheet(), &hidden, &lists)?;
    define_names(&mut workbook, &hidden)?;
    set_properties(&mut workbook, plan, &hidden, &title)?;
    let rows = (HEAD_ROW + 1..).take(plan.initiatives.len()).collect();
    Ok(let_rows_grow(save(&mut workbook)?, &BTreeMap::from([(0, rows)]))?)
}

fn entry_sheet(
    sheet: &mut Worksheet,
    plan: &Plan,
    year: FiscalYear,
    title: &str,
    record: Option<&YearRecord>,
    ratings: &Ratings,
    letters: &str,
) -> Result<(), Error> {
    sheet.set_name(ENTRY_SHEET)?;
    let wording = Wording::of(plan);
    for (col, field) in (0u16..).zip(CouncilField::ALL) {
        sheet.set_column_width_pixels(col, form_look::column_pixels(width(field), size(field)))?;
    }
    sheet.write_string_with_format(0, 0, title, &form_look::title())?;
    sheet.set_row_height(0, 26)?;
    if let Some(notice) = &plan.notice {
        sheet.write_string_with_format(0, 4, notice, &form_look::notice())?;
    }
    for (row, label) in [(2, CoverField::Year.label()), (3, CoverField::Member.label())] {
        sheet.merge_range(row, 0, row, 1, label, &form_look::cover_label())?;
        sheet.set_row_height(row, 20)?;
    }
    sheet.write_string_with_format(2, 2, year.to_string(), &form_look::cover_locked())?;
    write_typed(sheet, MEMBER_CELL.row, 2, ratings.member.as_ref(), &form_look::cover_open())?;
    sheet.add_data_validation(MEMBER_CELL.row, 2, MEMBER_CELL.row, 2, &validation::member(&wording)?)?;
    let published = match plan.settings.rating {
        Rating::Points { .. } => "平均点",
        Rating::Letters(_) => "記号ごとの人数",
    };
    let note = format!(
        "{}（{}）{}",
        wording.say("取組項目ごとに、評価"),
        plan.settings.rating.described("、"),
        wording.say(&format!(
            "と意見を記入してください。評価しない取組項目は空白のままで構いません。\n評価は{published}で、意見は番号を付けて公表します。委員のお名前は公表しませんので、意見の中にも書かないでください。"
        ))
    );
    sheet.merge_range(5, 0, 5, 4, &note, &form_look::note())?;
    sheet.set_row_height(5, height(3, form_look::LOCKED_SIZE))?;
    for (col, field) in (0u16..).zip(CouncilField::ALL) {
        sheet.write_string_with_format(HEAD_ROW, col, wording.say(field.label()), &form_look::head(field.is_open()))?;
    }
    sheet.set_row_height(HEAD_ROW, 20)?;
    let (first, last) = (HEAD_ROW + 1, HEAD_ROW + plan.initiatives.len() as u32);
    for (at, initiative) in (first..).zip(&plan.initiatives) {
        let summary = summary(plan, initiative, record);
        let (points, opinion) = ratings.ratings.get(&initiative.no).cloned().unwrap_or_default();
        sheet.write_string_with_format(at, 0, &initiative.printed, &form_look::locked_centred())?;
        sheet.write_string_with_format(at, 1, &initiative.name, &form_look::locked())?;
        sheet.write_string_with_format(at, 2, &summary, &form_look::locked())?;
        write_typed(sheet, at, 3, points.as_ref(), &form_look::open_choice())?;
        write_typed(sheet, at, 4, opinion.clone().map(Typed::Text).as_ref(), &form_look::open_text())?;
        let cells = [
            (CouncilField::Name, initiative.name.as_str()),
            (CouncilField::Summary, &summary),
            (CouncilField::Opinion, opinion.as_deref().unwrap_or_default()),
        ];
        let highest = cells.map(|(field, text)| height(lines(text, width(field)), size(field)));
        sheet.set_row_height(at, highest.into_iter().fold(height(4, form_look::OPEN_SIZE), f64::max))?;
    }
    sheet.add_data_validation(first, 3, last, 3, &validation::rating(&plan.settings.rating, letters)?)?;
    sheet.add_data_validation(first, 4, last, 4, &validation::opinion(&wording)?)?;
    sheet.set_portrait().set_paper_size(9).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_header(form_look::header(title, "", plan.notice.as_deref().unwrap_or_default()));
    sheet.set_footer("&C&P / &N ページ");
    sheet.set_freeze_panes(first, 2)?;
    let options = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::new() };
    sheet.protect_with_options(&options);
    Ok(())
}

fn write_typed(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    typed: Option<&Typed>,
    format: &rust_xlsxwriter::Format,
) -> Result<(), Error> {
    match typed {
        None => sheet.write_blank(row, col, format)?,
        Some(Typed::Number(number)) => sheet.write_number_with_format(row, col, *number, format)?,
        Some(typed) => sheet.write_string_with_format(row, col, typed.display(), format)?,
    };
    Ok(())
}

/// The action items with their grades of the year: `○ 市税のクレジットカード納付`.
fn summary(plan: &Plan, initiative: &Initiative, record: Option<&YearRecord>) -> String {
    let lines: Vec<String> = initiative
        .actions
        .iter()
        .filter(|action| action.repeats.is_none())
        .map(|action| {
            let grade = record.map(|record| {
                let grade = record.actions.get(&action.id).and_then(|action| action.grade.as_ref());
                grade.and_then(|grade| plan.grades.get(grade.value.value)).map_or("―", |grade| grade.sign())
            });
            format!("{}{}", grade.map_or("・".to_owned(), |mark| format!("{mark} ")), action.name)
        })
        .collect();
    lines.join("\n")
}

/// Full-width characters a column holds.
fn width(field: CouncilField) -> f64 {
    match field {
        CouncilField::Initiative => 3.0,
        CouncilField::Name => 8.5,
        CouncilField::Summary => 18.0,
        CouncilField::Points => 3.5,
        CouncilField::Opinion => 20.0,
    }
}

fn size(field: CouncilField) -> f64 {
    if field.is_open() { form_look::OPEN_SIZE } else { form_look::LOCKED_SIZE }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    #[test]
    fn the_rating_form_has_a_row_for_every_initiative_and_is_the_same_each_time() {
        let plan = fixture::sample();
        let bytes = write(&plan, FiscalYear(2020), None).expect("a form");
        assert!(bytes == write(&plan, FiscalYear(2020), None).expect("a form"));
        if let Ok(dir) = std::env::var("KAIKAKU_FORMS") {
            std::fs::write(format!("{dir}/council.xlsx"), bytes).expect("written");
        }
    }
}
