//! 審議会評価票: the rating form of a council member, a rating on the plan's scale and an opinion an initiative. A number stands for the
//! name. The same form, with reasons for opinions, is that of a body that grades beside the departments.

use std::collections::BTreeMap;

use rust_xlsxwriter::{ProtectionOptions, Workbook, Worksheet};

use super::returned::{self, Point, Points};
use super::signature::{Choices, define_names, hidden_sheet, list_formulas, set_properties};
use super::{Error, validation};
use crate::assess::counts::UNGRADED;
use crate::contract::entries::{RatedCells, Typed};
use crate::contract::hidden::{CoverCell, EntrySheet, Hidden};
use crate::contract::{
    Audience, CouncilField, CoverField, ENTRY_SHEET, Field, FormField, FormKind, SCHEMA_VERSION, grade_choice,
};
use crate::excel::book::numbers_may_be_text;
use crate::excel::cell_text::fitting;
use crate::excel::form_look;
use crate::excel::row_height::{height, let_rows_grow, lines};
use crate::excel::save::save;
use crate::finding::{Finding, Severity};
use crate::merge::record::YearRecord;
use crate::plan::{ActionItem, Grader, Initiative, Plan, Rating};
use crate::vocabulary::{ActionId, CellAddress, FiscalYear, Grade, InitiativeNo, MoneyUnit, RatedItem};

const HEAD_ROW: u32 = 7;
/// How many characters of a result stand beside an item for reference.
const LONGEST_RESULT: usize = 120;
const RATER_CELL: CellAddress = CellAddress { row: 3, col: 2 };

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
    let wording = plan.wording();
    let rows = plan.initiatives.iter().map(|initiative| {
        let (rating, opinion) = ratings.ratings.get(&initiative.no).cloned().unwrap_or_default();
        let summary = summary(plan, initiative, record);
        let (printed, name) = (initiative.printed.clone(), initiative.name.clone());
        FormRow { key: initiative.no.key(), printed, name, summary, rating, opinion }
    });
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
    let note = match record {
        Some(_) => format!("{note}\n{}：{}", wording.say("取組の状況の記号"), key_of_marks(plan)),
        None => note,
    };
    let form = Form {
        plan,
        year,
        kind: FormKind::Council,
        title: format!("{} {}（{year}）", plan.short_title, wording.say("審議会評価票")),
        rater: ratings.member.clone(),
        note,
        scale: plan.settings.rating.clone(),
        choices: plan.settings.rating.letter_marks(),
        rows: rows.collect(),
        labels: CouncilField::ALL.map(|field| wording.say(field.label()).into_owned()),
        marks: BTreeMap::new(),
    };
    form.bytes(None)
}

/// The blank form of a body that grades beside the departments. With the year's record, what the departments gave stands beside each
/// item.
///
/// # Errors
///
/// As [`write()`].
pub fn write_for(
    plan: &Plan,
    year: FiscalYear,
    record: Option<&YearRecord>,
    grader: &Grader,
) -> Result<Vec<u8>, Error> {
    graders_form(plan, year, record, grader, &RatedCells::default()).bytes(None)
}

/// The form of such a body with what it has typed, its wrong cells marked and listed on a first sheet.
///
/// # Errors
///
/// As [`write()`].
pub fn write_returned(
    plan: &Plan,
    year: FiscalYear,
    record: Option<&YearRecord>,
    (grader, typed): (&Grader, &RatedCells),
    findings: &[&Finding],
) -> Result<Vec<u8>, Error> {
    let mut form = graders_form(plan, year, record, grader, typed);
    let mut points = Vec::new();
    for finding in findings.iter().filter(|finding| finding.severity >= Severity::Warning) {
        let place = finding.origin.as_ref().and_then(|origin| typed.place_of(origin));
        if let Some((item, field)) = place.filter(|_| finding.severity >= Severity::Error) {
            let note = form.marks.entry((item.key(), field)).or_default();
            if !note.is_empty() {
                note.push_str("\n\n");
            }
            let example = (field == CouncilField::Points).then(|| form.choices.first().cloned()).flatten();
            note.push_str(&returned::note_text(finding, example));
        }
        let name = |(item, field): (RatedItem, CouncilField)| {
            let (printed, name) = plan.rated_name(item);
            format!("{printed} {name}\n{}", form.label(field))
        };
        let target = place.and_then(|(item, field)| form.cell_of(&item.key(), field));
        points.push(Point {
            finding,
            place: place.map(name),
            target: target.map(|cell| (ENTRY_SHEET.to_owned(), cell)),
        });
    }
    points.sort_by(|a, b| b.finding.severity.cmp(&a.finding.severity).then_with(|| a.target.cmp(&b.target)));
    let points = Points {
        title: format!("差戻し事項（{}　{year}）", grader.body),
        hand_in: format!("{}に提出してください。", plan.settings.office),
        header: (plan.notice.clone().unwrap_or_default(), grader.body.clone()),
        points,
    };
    form.bytes(Some(&points))
}

fn graders_form<'a>(
    plan: &'a Plan,
    year: FiscalYear,
    record: Option<&YearRecord>,
    grader: &Grader,
    typed: &RatedCells,
) -> Form<'a> {
    let wording = plan.wording();
    let level = grader.level.label();
    let rows = grader.all_items(plan).map(|item| {
        let (printed, name) = plan.rated_name(item);
        let summary = match item {
            RatedItem::Initiative(no) => {
                plan.initiative(no).map(|initiative| summary(plan, initiative, record)).unwrap_or_default()
            }
            RatedItem::Action(id) => reported(plan, id, record),
        };
        let typed = |field| typed.get(item, field).map(|cell| cell.typed.clone());
        let (rating, opinion) = (typed(CouncilField::Points), typed(CouncilField::Opinion));
        FormRow { key: item.key(), printed, name, summary, rating, opinion: opinion.map(|text| text.display()) }
    });
    let scale = Rating::Letters(grader.grades(plan).to_vec());
    let readers = match grader.readers {
        Audience::Public => "公表します",
        Audience::Council => "審議会に示し、公表しません",
        Audience::Office => "庁内限りとし、公表しません",
    };
    let note = format!(
        "{}（{}）{}",
        wording.say(&format!("{level}ごとに、評価")),
        scale.described("、"),
        wording.say(&format!(
            "を選び、理由を記入してください。評価しない{level}は空白のままで構いません。\n評価と理由は{readers}。"
        ))
    );
    let labels = CouncilField::ALL.map(|field| match field {
        CouncilField::Name => wording.say(level).into_owned(),
        CouncilField::Opinion => FormField::Reason(grader.readers).label().to_owned(),
        field => wording.say(field.label()).into_owned(),
    });
    Form {
        plan,
        year,
        kind: FormKind::Grading,
        title: format!("{} {}評価票（{year}）", plan.short_title, grader.body),
        rater: Some(Typed::Text(grader.body.clone())),
        note,
        choices: grader.grades(plan).iter().map(grade_choice).collect(),
        scale,
        rows: rows.collect(),
        labels,
        marks: BTreeMap::new(),
    }
}

/// A row of a rating form.
struct FormRow {
    key: String,
    printed: String,
    name: String,
    summary: String,
    rating: Option<Typed>,
    opinion: Option<String>,
}

/// A rating form: a member's of the council, or a body's that grades.
struct Form<'a> {
    plan: &'a Plan,
    year: FiscalYear,
    kind: FormKind,
    title: String,
    /// 委員番号, or the body's name.
    rater: Option<Typed>,
    note: String,
    scale: Rating,
    /// What the drop-down of 評価 offers; nothing of points.
    choices: Vec<String>,
    rows: Vec<FormRow>,
    /// The heads of the columns.
    labels: [String; CouncilField::ALL.len()],
    /// The notes on wrong cells, by the row's key.
    marks: BTreeMap<(String, CouncilField), String>,
}

impl Form<'_> {
    /// The field of the cover that says who rates.
    fn rater_field(&self) -> CoverField {
        if self.kind == FormKind::Grading { CoverField::Body } else { CoverField::Member }
    }

    /// The head of a column.
    fn label(&self, field: CouncilField) -> &str {
        let at = CouncilField::ALL.iter().position(|other| *other == field);
        at.and_then(|at| self.labels.get(at)).map_or("", String::as_str)
    }

    /// The cell of a row.
    fn cell_of(&self, key: &str, field: CouncilField) -> Option<CellAddress> {
        let row = (HEAD_ROW + 1..).zip(&self.rows).find(|(_, row)| row.key == key)?.0;
        let col = (0..).zip(CouncilField::ALL).find(|(_, other)| *other == field)?.0;
        Some(CellAddress::new(row, col))
    }

    fn bytes(&self, points: Option<&Points<'_>>) -> Result<Vec<u8>, Error> {
        let hidden = Hidden {
            schema: SCHEMA_VERSION,
            kind: self.kind,
            plan: self.plan.title.clone(),
            year: self.year,
            unit: MoneyUnit::Thousand,
            period: None,
            department: None,
            cover: [(CoverField::Year, CellAddress::new(2, 2)), (self.rater_field(), RATER_CELL)]
                .map(|(field, cell)| CoverCell { field, sheet: ENTRY_SHEET.to_owned(), cell })
                .into(),
            sheets: vec![EntrySheet {
                name: ENTRY_SHEET.to_owned(),
                head_row: HEAD_ROW,
                columns: (0..).zip(CouncilField::ALL).map(|(col, field)| (field.key().to_owned(), col)).collect(),
                rows: (HEAD_ROW + 1..).zip(&self.rows).map(|(at, row)| (row.key.clone(), at)).collect(),
            }],
        };
        let mut workbook = Workbook::new();
        form_look::set_default_font(&mut workbook)?;
        let lists = [Choices { key: CouncilField::Points.key(), texts: self.choices.clone() }];
        let list = list_formulas(&hidden, &lists).concat();
        if let Some(points) = points {
            points.write(workbook.add_worksheet())?;
        }
        let number = workbook.worksheets().len();
        self.sheet(workbook.add_worksheet(), &list)?;
        hidden_sheet(workbook.add_worksheet(), &hidden, &lists)?;
        define_names(&mut workbook, &hidden)?;
        set_properties(&mut workbook, self.plan, &hidden, &self.title, &[])?;
        let rows = (HEAD_ROW + 1..).take(self.rows.len()).collect();
        Ok(let_rows_grow(save(&mut workbook)?, &BTreeMap::from([(number, rows)]))?)
    }

    fn sheet(&self, sheet: &mut Worksheet, choices: &str) -> Result<(), Error> {
        sheet.set_name(ENTRY_SHEET)?;
        let wording = self.plan.wording();
        for (col, field) in (0u16..).zip(CouncilField::ALL) {
            sheet.set_column_width_pixels(col, form_look::column_pixels(self.width(field), size(field)))?;
        }
        sheet.write_string_with_format(0, 0, &self.title, &form_look::title())?;
        sheet.set_row_height(0, 26)?;
        if let Some(notice) = &self.plan.notice {
            sheet.write_string_with_format(0, 4, notice, &form_look::notice())?;
        }
        for (row, label) in [(2, CoverField::Year.label()), (3, self.rater_field().label())] {
            sheet.merge_range(row, 0, row, 1, label, &form_look::cover_label())?;
            sheet.set_row_height(row, 20)?;
        }
        sheet.write_string_with_format(2, 2, self.year.to_string(), &form_look::cover_locked())?;
        let is_grading = self.kind == FormKind::Grading;
        let look = if is_grading { form_look::cover_locked() } else { form_look::cover_open() };
        write_typed(sheet, RATER_CELL.row, 2, self.rater.as_ref(), &look)?;
        if !is_grading {
            sheet.add_data_validation(RATER_CELL.row, 2, RATER_CELL.row, 2, &validation::member(wording)?)?;
        }
        sheet.merge_range(5, 0, 5, 4, &self.note, &form_look::note())?;
        // One of its lines may need two.
        let lines = (1 + self.note.lines().count()).max(3);
        sheet.set_row_height(5, height(lines, form_look::LOCKED_SIZE))?;
        for ((col, field), label) in (0u16..).zip(CouncilField::ALL).zip(&self.labels) {
            sheet.write_string_with_format(HEAD_ROW, col, label, &form_look::head(field.is_open()))?;
        }
        sheet.set_row_height(HEAD_ROW, 20)?;
        let (first, last) = (HEAD_ROW + 1, HEAD_ROW + self.rows.len() as u32);
        for (at, row) in (first..).zip(&self.rows) {
            self.row(sheet, at, row)?;
        }
        sheet.add_data_validation(first, 3, last, 3, &validation::rating(&self.scale, choices)?)?;
        let text = if is_grading { validation::reason()? } else { validation::opinion(wording)? };
        sheet.add_data_validation(first, 4, last, 4, &text)?;
        sheet.set_portrait().set_paper_size(9).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
        let notice = self.plan.notice.as_deref().unwrap_or_default();
        sheet.set_header(form_look::header(&self.title, "", notice));
        sheet.set_footer("&C&P / &N ページ");
        sheet.set_freeze_panes(first, 2)?;
        let options = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::new() };
        sheet.protect_with_options(&options);
        numbers_may_be_text(sheet)?;
        Ok(())
    }

    fn row(&self, sheet: &mut Worksheet, at: u32, row: &FormRow) -> Result<(), Error> {
        sheet.write_string_with_format(at, 0, &row.printed, &form_look::locked_centred())?;
        sheet.write_string_with_format(at, 1, &row.name, &form_look::locked())?;
        sheet.write_string_with_format(at, 2, &*fitting(&row.summary), &form_look::locked())?;
        let opinion = row.opinion.clone().map(Typed::Text);
        let open = [
            (3, CouncilField::Points, row.rating.as_ref(), form_look::open_choice()),
            (4, CouncilField::Opinion, opinion.as_ref(), form_look::open_text()),
        ];
        for (col, field, typed, look) in open {
            match self.marks.get(&(row.key.clone(), field)) {
                Some(note) => {
                    sheet.insert_note(at, col, &returned::note_of(note))?;
                    write_typed(sheet, at, col, typed, &form_look::wrong(look))?;
                }
                None => write_typed(sheet, at, col, typed, &look)?,
            }
        }
        let cells = [
            (CouncilField::Name, row.name.as_str()),
            (CouncilField::Summary, &row.summary),
            (CouncilField::Opinion, row.opinion.as_deref().unwrap_or_default()),
        ];
        let highest = cells.map(|(field, text)| height(lines(text, self.width(field)), size(field)));
        sheet.set_row_height(at, highest.into_iter().fold(height(4, form_look::OPEN_SIZE), f64::max))?;
        Ok(())
    }

    /// Full-width characters a column holds.
    fn width(&self, field: CouncilField) -> f64 {
        match (field, self.kind) {
            // Numbers such as 12-3, and marks with their words.
            (CouncilField::Initiative, FormKind::Grading) => 4.0,
            (CouncilField::Points, FormKind::Grading) => 6.5,
            (CouncilField::Opinion, FormKind::Grading) => 16.0,
            (CouncilField::Initiative, _) => 3.0,
            (CouncilField::Name, _) => 8.5,
            (CouncilField::Summary, _) => 18.0,
            (CouncilField::Points, _) => 3.5,
            (CouncilField::Opinion, _) => 20.0,
        }
    }
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
        Some(typed) => sheet.write_string_with_format(row, col, &*fitting(&typed.display()), format)?,
    };
    Ok(())
}

/// What the marks of the items mean: ◎ 計画を上回る、○ 計画どおり.
fn key_of_marks(plan: &Plan) -> String {
    let marked = plan.grades.grades.iter().filter(|grade| !grade.mark.is_empty());
    marked.map(Grade::label).collect::<Vec<_>>().join("、")
}

/// The action items with their grades of the year: `○ 市税のクレジットカード納付`.
fn summary(plan: &Plan, initiative: &Initiative, record: Option<&YearRecord>) -> String {
    // Before any of them has a grade they are listed by their names alone.
    let graded = |record: &&YearRecord| {
        let grade = |action: &ActionItem| record.actions.get(&action.id)?.grade.as_ref();
        initiative.actions.iter().any(|action| grade(action).is_some())
    };
    let record = record.filter(graded);
    let lines: Vec<String> = initiative
        .actions
        .iter()
        .filter(|action| action.repeats.is_none())
        .map(|action| {
            let grade = record.map(|record| {
                let grade = record.actions.get(&action.id).and_then(|action| action.grade.as_ref());
                grade.and_then(|grade| plan.grades.get(grade.value.value)).map_or(UNGRADED, |grade| grade.sign())
            });
            format!("{}{}", grade.map_or("・".to_owned(), |mark| format!("{mark} ")), action.name)
        })
        .collect();
    lines.join("\n")
}

/// What the lead reported of an action item: its grade in force, and the beginning of 実績.
fn reported(plan: &Plan, id: ActionId, record: Option<&YearRecord>) -> String {
    let Some(action) = record.and_then(|record| record.actions.get(&id)) else { return String::new() };
    let grade = action.grade.as_ref().and_then(|grade| plan.grades.get(grade.value.value)).map(Grade::label);
    let result = action.lead().and_then(|lead| lead.entry.text(Field::Result)).map(|text| text.value.as_str());
    let result = result.map(|text| match text.char_indices().nth(LONGEST_RESULT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    });
    grade.into_iter().chain(result).collect::<Vec<_>>().join("\n")
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
        // Numbers of items are text that Excel is not to mark as an error.
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a workbook is a zip");
        let mut sheet = String::new();
        let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("the form");
        std::io::Read::read_to_string(&mut part, &mut sheet).expect("text");
        assert!(sheet.contains("numberStoredAsText=\"1\""));
        drop(part);
        if let Ok(dir) = std::env::var("KAIKAKU_FORMS") {
            std::fs::write(format!("{dir}/council.xlsx"), bytes).expect("written");
        }
    }
}
