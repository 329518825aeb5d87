//! 差戻し: the department's own entries in a fresh copy of the form, with the wrong cells marked.
//!
//! What was typed stays to the letter; only colour and notes are added, and a first sheet that lists every point with a link to its
//! cell. The form's signature is that of the form itself, so that it can be handed in again as it is.

use rust_xlsxwriter::{Note, Url, Worksheet};

use super::entry_sheet::{Form, link_target};
use super::example::Example;
use super::{Error, progress};
use crate::contract::entries::{Entries, Slot};
use crate::contract::{CoverField, Field, POINTS_SHEET};
use crate::excel::cell_text::{fitting, fitting_note};
use crate::excel::{form_look, row_height};
use crate::finding::{Finding, Place, Severity};
use crate::intake::submission::SubmissionKey;
use crate::merge::record::YearRecord;
use crate::plan::Plan;
use crate::vocabulary::{CellAddress, Yen};

/// Widths of the columns of 差戻し事項 in full-width characters: number, place, cell, what is wrong, found, expected, what to do.
const WIDTHS: [f64; 7] = [3.0, 15.0, 6.0, 18.0, 11.0, 14.0, 20.0];
/// The column with the links. A link stands alone: LibreOffice cuts a linked text at the cell's edge and does not wrap it.
const LINKS: u16 = 2;
/// An amount as an example.
const EXAMPLE_AMOUNT: Yen = Yen(1_234_000);

/// The points of a returned form, as the sheet 差戻し事項 lists them.
pub(super) struct Points<'a> {
    /// 差戻し事項（総務課　令和2年度 年度末）.
    pub(super) title: String,
    /// What to do with the form once the points are mended, after how many they are.
    pub(super) hand_in: String,
    /// Printed at the head of each page: the plan's notice, and whose form it is.
    pub(super) header: (String, String),
    pub(super) points: Vec<Point<'a>>,
}

pub(super) struct Point<'a> {
    pub(super) finding: &'a Finding,
    /// What a person calls the cell; `None` where it is no open cell of the form.
    pub(super) place: Option<String>,
    /// Its sheet and cell.
    pub(super) target: Option<(String, CellAddress)>,
}

/// The returned form as the bytes of an xlsx file.
///
/// `original` is what the department typed, each cell with its origin; `findings` are those of its file. Findings below 要修正 are
/// listed after the others as 確認 and mark no cell. A finding whose cell is not an open cell of the form is listed without a link.
///
/// # Errors
///
/// As [`progress::write_filled`].
pub fn write(
    plan: &Plan,
    key: &SubmissionKey,
    original: &Entries,
    findings: &[Finding],
    last: Option<&YearRecord>,
) -> Result<Vec<u8>, Error> {
    let mut form = progress::form(plan, key.year, key.period, &key.department, last, original)?;
    let mut points: Vec<(&Finding, Option<Slot>)> = findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(|finding| (finding, finding.origin.as_ref().and_then(|origin| original.slot_at(origin))))
        .collect();
    points.sort_by(|(a, at), (b, bt)| b.severity.cmp(&a.severity).then_with(|| at.cmp(bt)).then_with(|| a.cmp(b)));
    for (finding, slot) in &points {
        if let Some(slot) = slot.filter(|_| finding.severity >= Severity::Error) {
            let note = form.marks.entry(slot).or_default();
            if !note.is_empty() {
                note.push_str("\n\n");
            }
            note.push_str(&note_text(finding, example(Example::new(plan, key.year, key.period), slot)));
        }
    }
    let points = points.into_iter().map(|(finding, slot)| Point {
        finding,
        place: slot.map(|slot| slot_name(&form, slot)),
        target: slot.and_then(|slot| form.place(slot)).map(|(sheet, at)| (sheet.to_owned(), at)),
    });
    let points = Points {
        title: format!("差戻し事項（{}　{} {}）", form.department.full_name(), form.year, form.period),
        hand_in: format!("「版」を1つ増やして{}に提出してください。", plan.settings.office),
        header: (plan.notice.clone().unwrap_or_default(), form.department.full_name()),
        points: points.collect(),
    };
    progress::workbook(&form, Some(&points))
}

/// The text of a cell note: what is wrong, what was found, what is expected, an example.
pub(super) fn note_text(finding: &Finding, example: Option<String>) -> String {
    let mut lines = vec![format!("【{}】{}", finding.severity.label(), finding.message)];
    lines.extend(finding.found.as_ref().map(|found| format!("入力：{found}")));
    lines.extend(finding.expected.as_ref().map(|expected| format!("正：{expected}")));
    lines.extend(example.map(|example| format!("例：{example}")));
    lines.extend(finding.remedy.clone());
    lines.join("\n")
}

/// The note on a wrong cell.
pub(super) fn note_of(text: &str) -> Note {
    let text = &*fitting_note(text);
    let lines = text.lines().map(|line| 1 + line.chars().count() / 22).sum::<usize>() as u32;
    Note::new(text)
        .add_author_prefix(false)
        .set_width(300)
        .set_height(24 + 18 * lines)
        .set_font_name(form_look::FONT)
        .set_font_size(9)
}

/// What a right entry of the cell looks like.
fn example(of: Example<'_>, slot: Slot) -> Option<String> {
    let example = match slot {
        Slot::Cover(CoverField::SubmittedOn) => return Some(of.typed_day()),
        Slot::Cover(CoverField::Version) => Some("2"),
        Slot::Row(_, field) if field.is_stages() => Some("準備・実施"),
        Slot::Row(_, Field::Grade) => return Some(of.grade()),
        Slot::Row(_, field) if field.is_money() => {
            let unit = of.entry_unit();
            return Some(format!("{}（{}単位の数字だけ）", unit.exact(EXAMPLE_AMOUNT), unit.label()));
        }
        Slot::Row(_, Field::StaffYears) => Some("0.5（単位を付けない数字だけ）"),
        Slot::Row(_, field) if field.indicator().is_some() => Some("1234.5（単位を付けない数字だけ）"),
        _ => None,
    };
    example.map(str::to_owned)
}

/// What a person calls the cell: `8-2 水道料金の… 進捗区分`.
fn slot_name(form: &Form<'_>, slot: Slot) -> String {
    match slot {
        Slot::Cover(field) => format!("表紙　{}", field.label()),
        Slot::Row(action, field) => {
            let row = form.rows.iter().find(|row| row.action.id == action);
            let name = row.map_or("", |row| row.action.name.as_str());
            format!("{} {name}\n{}", form.plan.number(action), form.wording.say(field.label()))
        }
    }
}

impl Points<'_> {
    /// The sheet 差戻し事項.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        sheet.set_name(POINTS_SHEET)?;
        for (col, ems) in (0u16..).zip(WIDTHS) {
            sheet.set_column_width_pixels(col, form_look::column_pixels(ems, form_look::LOCKED_SIZE))?;
        }
        let errors = self.points.iter().filter(|point| point.finding.severity >= Severity::Error).count();
        sheet.write_string_with_format(0, 0, &self.title, &form_look::title())?;
        sheet.set_row_height(0, 26)?;
        let what = match self.points.len() - errors {
            0 => format!("次の{errors}か所を直し"),
            asked => format!("次の{errors}か所を直し、{asked}か所を確かめ"),
        };
        let lead = format!(
            "{what}、{}「セル」の欄を押すと、そのセルに移ります。色の付いたセルにポインターを合わせると、直し方が表示されます。",
            self.hand_in
        );
        sheet.merge_range(1, 0, 1, 6, &lead, &form_look::note())?;
        sheet.set_row_height(1, 34)?;
        for (col, label) in
            (0u16..).zip(["番号", "場所", "セル", "内容", "入力されているもの", "正しい書き方", "直し方"])
        {
            sheet.write_string_with_format(3, col, label, &form_look::head(false))?;
        }
        let cell = form_look::open_text().set_locked().set_font_size(form_look::LOCKED_SIZE);
        for (number, (at, Point { finding, place, target })) in (1u32..).zip((4..).zip(&self.points)) {
            let place = match (place, finding.origin.as_ref().map(|origin| &origin.place)) {
                (Some(place), _) => place.clone(),
                (None, Some(Place::Cell(sheet, cell))) => format!("{sheet}!{cell}"),
                (None, Some(Place::Sheet(sheet))) => sheet.to_string(),
                _ => "ファイル全体".to_owned(),
            };
            let message = format!("【{}】{}", finding.severity.label(), finding.message);
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let (found, expected, remedy) = (text(&finding.found), text(&finding.expected), text(&finding.remedy));
            let cell_name = target.as_ref().map(|(name, at)| format!("{name}!{at}")).unwrap_or_default();
            let texts = [number.to_string(), place, cell_name, message, found, expected, remedy];
            for (col, text) in (0u16..).zip(&texts) {
                sheet.write_string_with_format(at, col, &*fitting(text), &cell)?;
            }
            if let Some((name, target)) = target {
                let link = Url::new(link_target(name, *target)).set_text(&texts[2]).set_tip("このセルに移ります");
                sheet.write_url_with_format(at, LINKS, &link, &form_look::link(&cell))?;
            }
            let lines = texts.iter().zip(WIDTHS).map(|(text, ems)| row_height::lines(text, ems)).max().unwrap_or(1);
            sheet.set_row_height(at, row_height::height(lines, form_look::LOCKED_SIZE))?;
        }
        crate::excel::book::numbers_may_be_text(sheet)?;
        sheet.set_landscape().set_paper_size(9).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(3, 3)?;
        let (notice, whose) = &self.header;
        sheet.set_header(form_look::header("差戻し事項", notice, whose));
        sheet.set_footer("&C&P / &N ページ");
        sheet.set_freeze_panes(4, 0)?;
        sheet.protect();
        Ok(())
    }
}
