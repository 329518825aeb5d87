//! 進捗管理表: the form of a department for a year and period.

use std::collections::BTreeMap;

use rust_xlsxwriter::Workbook;

use super::entry_sheet::Form;
use super::returned::Points;
use super::rows::{AskedGrade, FormRows};
use super::signature::{Choices, define_names, hidden_sheet, list_formulas, set_properties};
use super::{Error, guide_sheet, rows};
use crate::contract::entries::Entries;
use crate::contract::{CoverField, Field, grade_choice, read_only};
use crate::excel::form_look;
use crate::excel::row_height::let_rows_grow;
use crate::excel::save::save;
use crate::merge::record::{Contribution, YearRecord};
use crate::plan::{Plan, stage_text};
use crate::vocabulary::{DepartmentId, FiscalYear, Period};

/// The key of the list of grades that a row offers whose others are computed.
const STATED_GRADES: &str = "grade_stated";

/// The blank form of a department as the bytes of an xlsx file; 版 is 1, everything else open is blank.
///
/// The first record is the latest before the year: what has ended by then is not asked for again, the council's opinions are there to
/// be answered, and of last year results and grades stand beside the cells to fill in. The second is that of the year itself: stages
/// that the department has reported for parts of it at an earlier period stand in their cells. The same arguments give the same bytes.
///
/// # Errors
///
/// [`Error::NoRows`] where the department has no action item in that year.
pub fn write(
    plan: &Plan,
    year: FiscalYear,
    period: Period,
    department: &DepartmentId,
    (last, so_far): (Option<&YearRecord>, Option<&YearRecord>),
) -> Result<Vec<u8>, Error> {
    let mut entries = Entries::new();
    entries.set_cover(CoverField::Version, 1.0);
    so_far.into_iter().for_each(|so_far| take_parts(&mut entries, so_far, (period, department)));
    write_filled(plan, year, period, department, last, &entries)
}

/// Types in the stages that a department has reported for parts of the year at a period before this one.
fn take_parts(entries: &mut Entries, so_far: &YearRecord, (period, department): (Period, &DepartmentId)) {
    for (id, action) in &so_far.actions {
        let own = |row: &&Contribution| row.department == *department && row.period < period;
        for (part, stages) in action.contributions.iter().filter(own).flat_map(|row| row.entry.stages_by_part()) {
            let field = Field::ALL.iter().find(|field| field.part() == Some(part));
            field.into_iter().for_each(|field| entries.set_row(*id, *field, &*stage_text(&stages.value)));
        }
    }
}

/// The form of a department with entries typed into it.
///
/// # Errors
///
/// As [`write()`]; also where a text is longer than a cell may hold (32,767 characters).
pub fn write_filled(
    plan: &Plan,
    year: FiscalYear,
    period: Period,
    department: &DepartmentId,
    last: Option<&YearRecord>,
    entries: &Entries,
) -> Result<Vec<u8>, Error> {
    let form = form(plan, year, period, department, last, entries)?;
    workbook(&form, None)
}

/// The form of a department before it is written.
pub(super) fn form<'a>(
    plan: &'a Plan,
    year: FiscalYear,
    period: Period,
    department: &'a DepartmentId,
    last: Option<&'a YearRecord>,
    entries: &'a Entries,
) -> Result<Form<'a>, Error> {
    let FormRows { rows, ended } = rows::rows_of(plan, year, department, last, entries);
    if rows.is_empty() {
        return Err(Error::NoRows { department: department.clone(), year });
    }
    let with_last_year = last.is_some_and(|last| last.year == year.previous());
    Ok(Form { ended, ..Form::new(plan, year, period, department, rows, with_last_year, entries) })
}

/// The workbook of a form: the points of a returned form, the entry sheets, 記入例, 審議会意見, the hidden sheet.
pub(super) fn workbook(form: &Form<'_>, points: Option<&Points<'_>>) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    form_look::set_default_font(&mut workbook)?;
    let mut lists = vec![
        Choices { key: Field::Grade.key(), texts: form.plan.grades.grades.iter().map(grade_choice).collect() },
        Choices { key: Field::ActualStage.key(), texts: stage_choices(form.plan) },
    ];
    if form.rows.iter().any(|row| row.grade == AskedGrade::Stated) {
        lists.push(Choices { key: STATED_GRADES, texts: form.plan.grades.stated().map(grade_choice).collect() });
    }
    let formulas = list_formulas(&form.hidden, &lists);
    if let Some(points) = points {
        points.write(workbook.add_worksheet())?;
    }
    let mut growing = BTreeMap::new();
    for part in form.parts() {
        growing.insert(workbook.worksheets().len(), part.entry_rows().collect());
        form.sheet(workbook.add_worksheet(), &part, &formulas)?;
    }
    let sheet = workbook.add_worksheet();
    let texts = guide_sheet::example_sheet(sheet, form.plan, form.example(), form.wording, &form.columns)?;
    let mut digests = vec![(read_only::EXAMPLE_DIGEST, texts.digest())];
    if form.rows.iter().any(|row| !row.opinions.is_empty()) {
        let texts = guide_sheet::opinions_sheet(workbook.add_worksheet(), form.plan, form.wording, &form.rows)?;
        digests.push((read_only::OPINIONS_DIGEST, texts.digest()));
    }
    hidden_sheet(workbook.add_worksheet(), &form.hidden, &lists)?;
    define_names(&mut workbook, &form.hidden)?;
    set_properties(&mut workbook, form.plan, &form.hidden, &form.title(), &digests)?;
    Ok(let_rows_grow(save(&mut workbook)?, &growing)?)
}

/// The single stages and pairs of them.
fn stage_choices(plan: &Plan) -> Vec<String> {
    let stages = &plan.settings.stages;
    let pairs = stages.pairs().iter().map(|pair| stage_text(pair));
    stages.labels().map(str::to_owned).chain(pairs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    fn unit(bureau: &str, name: &str) -> DepartmentId {
        DepartmentId::new(Some(bureau), name)
    }

    #[test]
    fn every_department_of_the_plan_gets_the_same_form_twice() {
        let plan = fixture::sample();
        let departments = crate::forms::departments(&plan, FiscalYear(2020), None);
        assert!(departments.len() >= 39, "{}", departments.len());
        for department in &departments {
            let bytes = write(&plan, FiscalYear(2020), Period::YEAR_END, department, (None, None)).expect("a form");
            let again = write(&plan, FiscalYear(2020), Period::YEAR_END, department, (None, None)).expect("a form");
            assert!(bytes == again, "{department}");
            if let Ok(dir) = std::env::var("KAIKAKU_FORMS") {
                std::fs::write(format!("{dir}/{}.xlsx", department.full_name()), bytes).expect("written");
            }
        }
    }

    #[test]
    fn a_department_without_action_items_is_told_so() {
        let plan = fixture::sample();
        let plan = Plan { initiatives: plan.initiatives.into_iter().filter(|at| at.no.0 == 3).collect(), ..plan };
        let error =
            write(&plan, FiscalYear(2020), Period::YEAR_END, &unit("総務部", "行政監理室"), (None, None)).unwrap_err();
        assert!(error.to_string().contains("総務部行政監理室"), "{error}");
    }

    #[test]
    fn a_form_of_a_year_is_made_for_the_units_of_its_last_day_and_still_for_those_that_ended() {
        let plan = fixture::sample();
        let departments = crate::forms::departments(&plan, FiscalYear(2021), None);
        assert!(departments.contains(&unit("総務部", "ICT推進室")));
        assert!(!departments.contains(&unit("総務部", "情報推進課")));
        let ids = |department: &DepartmentId| {
            let entries = Entries::new();
            let form = form(&plan, FiscalYear(2021), Period::YEAR_END, department, None, &entries).expect("a form");
            form.rows.iter().map(|row| row.action.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&unit("総務部", "ICT推進室")), ids(&unit("総務部", "情報推進課")));
    }
}
