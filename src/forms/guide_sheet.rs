//! 記入例: what goes into each cell, with an invented example, and what the grades and stages mean. And the council's opinions in full.

use rust_xlsxwriter::{Format, Worksheet};

use super::example::Example;
use super::rows::Row;
use super::{Error, validation};
use crate::contract::{Audience, EXAMPLE_SHEET, Field, grade_choice, read_only};
use crate::excel::{form_look, row_height};
use crate::plan::{COMPUTED_NOTE, Plan, Wording};
use crate::vocabulary::{Grade, GradeSource, MoneyUnit, Yen};

/// The sheet with the council's opinions in full.
pub(super) const OPINIONS_SHEET: &str = "審議会意見";
/// Its name where the plan has a word of its own for the council.
const OPINIONS_IN_FULL: &str = "意見の全文";

/// Widths of the columns of 記入例 and of 審議会意見 in full-width characters.
const GUIDE_WIDTHS: [f64; 3] = [9.5, 21.0, 26.0];
const OPINION_WIDTHS: [f64; 3] = [5.5, 12.0, 39.0];

/// A line of the table: column, what to write, example.
type Line = [String; 3];

/// The lines on the columns that every plan has, in their order.
fn columns(example: Example<'_>) -> Vec<(Option<Field>, Line)> {
    let citizens = example.citizens();
    let texts: [(Option<Field>, [&str; 3]); 11] = [
        (
            None,
            [
                "提出日・版",
                "提出する日と、何回目の提出か（最初は1、出し直すときは2、3…）。",
                &format!("{}　版 1", example.submitted_on()),
            ],
        ),
        (None, ["記入者・内線", "問合せ先。公表しません。", "（架空）担当　1234"]),
        (
            Some(Field::ActualStage),
            ["実績（工程）", "実際に進んだ工程。計画と同じでも必ず選びます。", &example.stages()],
        ),
        (
            Some(Field::Result),
            [
                "実績",
                &format!(
                    "この年度に行ったことと成果を、{citizens}に分かる言葉で2～4文に。いつ、何を、どれだけ、その結果どうなったか。略語や庁内だけの言葉は避けます。"
                ),
                &format!(
                    "10月から、{citizens}課の窓口3か所で申請書の作成支援を始めた。タブレット端末に入力すると申請書が印刷され、住所や氏名を何度も書く必要がなくなった。3月までに2,130件の利用があり、記入にかかる時間は1件当たり約4分短くなった。"
                ),
            ],
        ),
        (Some(Field::Grade), ["進捗区分", "▼から選びます。意味は下の表のとおりです。", &example.grade()]),
        (
            Some(Field::GradeReason),
            [
                "区分の理由",
                &format!("{}は必ず。", example.reason_is_due()),
                "機器の納品が半導体の不足で3か月遅れ、開始が10月になった。",
            ],
        ),
        (Some(Field::Indicator1), ["指標の実績値", "目標と同じ単位の数字だけ。「約」や単位は付けません。", "2130"]),
        (Some(Field::Issues), ["課題", "なければ「特になし」。", "高齢の方には端末の文字が小さいとの声がある。"]),
        (
            Some(Field::NextSteps),
            [
                "次年度の取組",
                "いつ、何をするか。",
                &format!("{}までに文字の大きな画面に改め、出張所2か所にも広げる。", example.next_july()),
            ],
        ),
        (None, ["内部メモ", "事務局への連絡。公表しません。", "金額は決算前の見込み。6月に確定する。"]),
        (
            Some(Field::Response),
            [
                "意見への対応",
                "左の審議会意見（前年度のものと、まだ対応のないもの）への対応。意見が2つ以上なら番号を付けて。",
                &format!("{}案内表示を色分けし、6月に掲示を終えた。", example.opinion()),
            ],
        ),
    ];
    texts.map(|(field, line)| (field, line.map(str::to_owned))).into()
}

/// The lines of [`columns`] on the columns that the form has, with those on the plan's effects and costs, and with whom each text is
/// shown to.
fn guide(plan: &Plan, example: Example<'_>, wording: &Wording, in_form: &[Field]) -> Vec<Line> {
    let is_computed = plan.grades.source != GradeSource::Typed;
    let line = |(field, [name, what, text]): (Option<Field>, Line)| -> (Option<Field>, Line) {
        let said = match field {
            Some(Field::ActualStage) if !plan.schedule_by.is_whole() => {
                let by = plan.schedule_by.label();
                [
                    format!("{by}ごとの実績（工程）"),
                    format!("その{by}に{what}斜線の欄は、まだ始まっていない{by}です。"),
                    text,
                ]
            }
            Some(Field::Grade) if is_computed => [name, COMPUTED_NOTE.to_owned(), String::new()],
            Some(field) if field.is_open_text() => [name, what + shown_to(plan.readers_of(field)), text],
            _ => [name, what, text],
        };
        (field, said.map(|text| wording.say(&text).into_owned()))
    };
    let mut lines: Vec<(Option<Field>, Line)> = columns(example).into_iter().map(line).collect();
    let (effects, unit) = (&plan.settings.effects, plan.settings.entry_unit);
    let names = effects.names().collect::<Vec<_>>().join("・");
    let kind = match unit {
        MoneyUnit::Thousand => format!("千円単位の整数（千円未満{}）", plan.settings.money.rounding.label()),
        unit => validation::amount_kind(unit),
    };
    let once = [
        format!("{names}（単年度）"),
        format!("この年度だけの効果。{kind}。減ったときは -120 と入力すると ▲120 と表示されます。"),
        unit.exact(Yen(1_200_000)),
    ];
    let recurring = [
        format!("{names}（継続）"),
        "毎年続く効果の、この年度の分。なければ 0、当てはまらなければ ―、まだ分からなければ空白。".to_owned(),
        unit.exact(Yen(350_000)),
    ];
    // Lines of columns of which a plan may have several stand before the line of a column that every plan has.
    let mut put_before = |field: Field, more: Vec<Line>| {
        let before = lines.iter().position(|(of, _)| *of == Some(field)).unwrap_or(lines.len());
        lines.splice(before..before, more.into_iter().map(|line| (None, line)));
    };
    if !effects.is_empty() {
        put_before(Field::Indicator1, vec![once, recurring]);
    }
    let of_costs = plan.costs().map(|costs| super::costs::guide(costs, unit, &kind));
    put_before(Field::Response, of_costs.unwrap_or_default());
    lines
        .into_iter()
        .filter(|(field, _)| field.is_none_or(|field| has_column(in_form, field)))
        .map(|(_, line)| line)
        .collect()
}

/// Whether a form with these columns has the column that a line is about. Stages may be asked for by parts of the year, the line on
/// the first indicator is about all, and that on grades says why a form without the column has none.
fn has_column(in_form: &[Field], field: Field) -> bool {
    let is_it = |column: &Field| match field {
        Field::ActualStage => column.is_stages(),
        Field::Indicator1 => column.indicator().is_some(),
        field => *column == field,
    };
    field == Field::Grade || in_form.iter().any(is_it)
}

/// What is written into a sheet that is there to be read, in the order of its cells.
#[derive(Default)]
pub(super) struct Written(Vec<String>);

impl Written {
    fn text(
        &mut self,
        sheet: &mut Worksheet,
        (row, col): (u32, u16),
        text: &str,
        format: &Format,
    ) -> Result<(), Error> {
        sheet.write_string_with_format(row, col, text, format)?;
        self.0.push(text.to_owned());
        Ok(())
    }

    pub(super) fn digest(&self) -> String {
        read_only::digest(self.0.iter().map(String::as_str))
    }
}

/// Whom a text is shown to, as a sentence of the table.
fn shown_to(readers: Audience) -> &'static str {
    match readers {
        Audience::Public => "公表します。",
        Audience::Council => "審議会に示しますが、公表しません。",
        Audience::Office => "公表しません。",
    }
}

/// The sheet 記入例 of a form with these columns.
pub(super) fn example_sheet(
    sheet: &mut Worksheet,
    plan: &Plan,
    example: Example<'_>,
    wording: &Wording,
    in_form: &[Field],
) -> Result<Written, Error> {
    let mut written = Written::default();
    sheet.set_name(EXAMPLE_SHEET)?;
    set_widths(sheet, GUIDE_WIDTHS)?;
    written.text(sheet, (0, 0), "記入例（内容は架空です）", &form_look::title())?;
    let lines = guide(plan, example, wording, in_form).into_iter();
    let mut at = table(sheet, &mut written, 2, GUIDE_WIDTHS, (["欄", "書くこと", "例"], lines))?;
    at += 1;
    written.text(sheet, (at, 0), &wording.say("進捗区分の意味"), &form_look::heading())?;
    let meaning = |grade: &Grade| match grade.from {
        Some(from) => format!("{}（率が{from}%から）", grade.meaning),
        None => grade.meaning.clone(),
    };
    let grades: Vec<(String, String)> =
        plan.grades.grades.iter().map(|grade| (grade_choice(grade), meaning(grade))).collect();
    at = wide_table(
        sheet,
        &mut written,
        at + 1,
        [&wording.say("進捗区分"), "意味"],
        grades.iter().map(|(name, meaning)| [name.as_str(), meaning.as_str()]),
    )?;
    at += 1;
    written.text(sheet, (at, 0), "工程の意味", &form_look::heading())?;
    wide_table(
        sheet,
        &mut written,
        at + 1,
        ["工程", "意味"],
        plan.settings.stages.words().iter().map(|word| [word.stage.label(), word.meaning.as_str()]),
    )?;
    page_setup(sheet, plan);
    Ok(written)
}

/// The council's opinions on the form's initiatives in full.
pub(super) fn opinions_sheet(
    sheet: &mut Worksheet,
    plan: &Plan,
    wording: &Wording,
    rows: &[Row<'_>],
) -> Result<Written, Error> {
    let mut written = Written::default();
    let is_renamed = wording.say(OPINIONS_SHEET) != OPINIONS_SHEET;
    sheet.set_name(if is_renamed { OPINIONS_IN_FULL } else { OPINIONS_SHEET })?;
    set_widths(sheet, OPINION_WIDTHS)?;
    let title = wording.say("審議会意見（前年度のものと、まだ対応のないもの）");
    written.text(sheet, (0, 0), &title, &form_look::title())?;
    let note = "対応は「入力」のシートの「意見への対応」に、意見の番号を付けて記入してください。";
    written.text(sheet, (1, 0), note, &form_look::note().unset_text_wrap())?;
    let names: Vec<String> =
        rows.iter().map(|row| format!("{} {}", row.initiative.printed, row.initiative.name)).collect();
    let lines = rows.iter().zip(&names).flat_map(|(row, name)| {
        row.opinions
            .iter()
            .map(move |opinion| [plan.opinion_number(opinion.id), name.clone(), opinion.text.value.clone()])
    });
    table(sheet, &mut written, 3, OPINION_WIDTHS, (["番号", &wording.say("取組項目"), "意見"], lines))?;
    page_setup(sheet, plan);
    Ok(written)
}

fn set_widths(sheet: &mut Worksheet, ems: [f64; 3]) -> Result<(), Error> {
    for (col, ems) in (0u16..).zip(ems) {
        sheet.set_column_width_pixels(col, form_look::column_pixels(ems, form_look::LOCKED_SIZE))?;
    }
    Ok(())
}

/// A table from row `at` on; the row after it is returned.
fn table<T: AsRef<str>>(
    sheet: &mut Worksheet,
    written: &mut Written,
    mut at: u32,
    widths: [f64; 3],
    (heads, lines): ([&str; 3], impl Iterator<Item = [T; 3]>),
) -> Result<u32, Error> {
    let mut line = |cells: [&str; 3], format: &Format| -> Result<(), Error> {
        for (col, text) in (0u16..).zip(cells) {
            written.text(sheet, (at, col), text, format)?;
        }
        let lines = cells.iter().zip(widths).map(|(text, ems)| row_height::lines(text, ems)).max().unwrap_or(1);
        sheet.set_row_height(at, row_height::height(lines, form_look::LOCKED_SIZE))?;
        at += 1;
        Ok(())
    };
    line(heads, &form_look::head(false))?;
    for cells in lines {
        line(
            cells.each_ref().map(T::as_ref),
            &form_look::open_text().set_locked().set_font_size(form_look::LOCKED_SIZE),
        )?;
    }
    Ok(at)
}

/// A table of a word and a sentence over the two other columns.
fn wide_table<'t>(
    sheet: &mut Worksheet,
    written: &mut Written,
    mut at: u32,
    heads: [&str; 2],
    lines: impl Iterator<Item = [&'t str; 2]>,
) -> Result<u32, Error> {
    let mut line = |[word, sentence]: [&str; 2], format: &Format| -> Result<(), Error> {
        written.text(sheet, (at, 0), word, format)?;
        sheet.merge_range(at, 1, at, 2, sentence, format)?;
        written.0.push(sentence.to_owned());
        let [_, middle, right] = GUIDE_WIDTHS;
        let lines = row_height::lines(sentence, middle + right);
        sheet.set_row_height(at, row_height::height(lines, form_look::LOCKED_SIZE))?;
        at += 1;
        Ok(())
    };
    line(heads, &form_look::head(false))?;
    for cells in lines {
        line(cells, &form_look::open_text().set_locked().set_font_size(form_look::LOCKED_SIZE))?;
    }
    Ok(at)
}

fn page_setup(sheet: &mut Worksheet, plan: &Plan) {
    sheet.set_paper_size(9).set_portrait().set_margins(0.6, 0.6, 0.7, 0.6, 0.3, 0.3).set_print_fit_to_pages(1, 0);
    sheet.set_header(form_look::header("", "", plan.notice.as_deref().unwrap_or_default()));
    sheet.set_footer("&C&A　&P / &N ページ");
    sheet.protect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;
    use crate::vocabulary::Period;

    #[test]
    fn every_text_of_a_department_has_its_line() {
        let plan = fixture::small();
        let lines = columns(Example::new(&plan, fixture::YEAR, Period::YEAR_END));
        for field in Field::ALL.iter().copied().filter(|field| field.is_open_text()) {
            assert!(lines.iter().any(|(_, [name, ..])| name == field.label()), "{}", field.key());
        }
    }
}
