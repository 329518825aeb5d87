//! 概要版: the year on one sheet, two sides of A4 or one of A3: the year in a sentence, effect against plan, indicators, grades, what
//! fell and why, results put forward, all initiatives by year, and the council's word.
//!
//! Every number is one that the report prints, by the same computation.

use jiff::civil::Date;

use super::blocks::{column_head, heading, paragraph, part, row, row_head, shared};
use super::document::{
    Alignment, Block, Cell, Columns, Division, Emphasis, HeaderScope, Inline, Inlines, List, ListItem, Paper,
    Paragraph, ParagraphKind, Part, Row, Table, TableStyle, Text, emphasised, plain,
};
use super::view::{InitiativeView, YearView};
use super::{flow, focus, grading, overview, ratings, sentences, statement, wording};
use crate::assess::council::{COUNTS_LEGEND, CouncilSummary, MEAN_LEGEND};
use crate::assess::highlights;
use crate::contract::Field;
use crate::finding::Sourced;
use crate::plan::{DigestPaper, Rating};
use crate::vocabulary::japanese_date;

/// How many falls are named with their reasons; the others are counted.
const FALLS: usize = 8;
/// How many opinions are quoted.
const VOICES: usize = 3;
/// How many characters of an opinion are quoted at most, in whole sentences.
const LONGEST_VOICE: usize = 80;
/// Of a plan with more initiatives, the matrix shows those that are not on track.
const WHOLE_MATRIX: usize = 60;

/// The one part of the summary.
pub(crate) fn part_of(view: &YearView<'_>, date: Date) -> Part {
    let (mut front, back) = (front(view, date), back(view));
    match view.plan.settings.digest_paper {
        DigestPaper::A4 => {
            // Of a small plan, one side is enough.
            if !flow::share_a_page(&front, &back) {
                front.push(Block::PageBreak);
            }
            front.extend(back);
            part("概要版", front)
        }
        DigestPaper::A3 => {
            let sides = Block::Columns(Columns { columns: vec![(1, front), (1, back)] });
            Part { paper: Paper::A3Landscape, ..part("概要版", vec![sides]) }
        }
    }
}

/// The year's figures and what fell.
fn front(view: &YearView<'_>, date: Date) -> Vec<Block> {
    let plan = view.plan;
    let mut publisher = vec![plan.city.clone(), japanese_date(date)];
    publisher.extend(statement::label(view).map(str::to_owned));
    let publisher =
        Paragraph { align: Alignment::End, ..Paragraph::new(ParagraphKind::Small, plain(publisher.join("　"))) };
    let mut blocks = vec![
        heading(1, format!("{}　{}の進捗状況（概要版）", plan.short_title, view.year)),
        Block::Paragraph(publisher),
        paragraph(ParagraphKind::Lead, wording::headline(view)),
        overview::key_figures(view),
    ];
    blocks.extend(overview::charts(view, 30.0));
    blocks.extend(statement::of_period(view));
    blocks.extend(statement::of_totals(view));
    let fell = match (view.has_last_year(), view.shows(Field::GradeReason)) {
        (true, true) => "下がったものとその理由",
        (true, false) => "下がったもの",
        (false, true) => "計画に届いていないものとその理由",
        (false, false) => "計画に届いていないもの",
    };
    blocks.push(heading(3, fell));
    blocks.extend(focus::reasons(view, FALLS));
    blocks
}

/// All initiatives by year, and the council's word.
fn back(view: &YearView<'_>) -> Vec<Block> {
    let mut blocks = vec![heading(3, "取組項目別の進捗区分")];
    blocks.extend(matrix(view));
    blocks.extend(highlights(view));
    blocks.extend(voices(view));
    blocks.extend(further(view));
    blocks
}

/// 主な成果.
fn highlights(view: &YearView<'_>) -> Vec<Block> {
    let highlights = view.highlights;
    let items: Vec<ListItem> = highlights
        .picks
        .iter()
        .filter_map(|pick| {
            let (_, action) = view.action(pick.action)?;
            let result = action.contributions.iter().find(|row| row.is_lead).and_then(|row| row.text(Field::Result));
            let text = match &pick.text {
                Some(text) => typed(&text.value, text),
                None => result.map(|result| typed(sentences::first(&result.value), result)).unwrap_or_default(),
            };
            let mut line = vec![
                emphasised(action.action.name.clone(), Emphasis::Strong),
                emphasised(format!("（{}）", grading::label(&view.plan.grades, action.grade)), Emphasis::None),
            ];
            line.extend(text);
            Some(ListItem { label: action.action.printed.clone(), body: at_a_glance(line) })
        })
        .collect();
    if items.is_empty() {
        return Vec::new();
    }
    let rule = match highlights.by_office {
        true => format!("※ {}が選んだもの", view.plan.words.office),
        false => format!("※ {}", highlights::rule(view.plan)),
    };
    vec![heading(3, "主な成果"), Block::List(List { items }), paragraph(ParagraphKind::Note, rule)]
}

/// A text of a line or two, divided at its phrases, which do not fill a line evenly.
fn at_a_glance(line: Inlines) -> Vec<Block> {
    let (division, align) = (Division::Phrases, Alignment::Start);
    vec![Block::Paragraph(Paragraph { division, align, ..Paragraph::new(ParagraphKind::Small, line) })]
}

fn typed(text: &str, source: &Sourced<String>) -> Inlines {
    let origin = Some(std::sync::Arc::new(source.origin.clone()));
    vec![Inline::Text(Text { text: text.to_owned(), emphasis: Emphasis::None, origin })]
}

/// What stands for the sentences that are left out of an opinion.
const LEFT_OUT: &str = "（以下略）";

/// An opinion in its own words: an opinion often begins with what it grants, and what it asks for comes after that. One that is long goes
/// as far as whole sentences stay within the limit, the first of them in any case.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    for sentence in sentences::of(text) {
        if !quoted.is_empty() && quoted.chars().count() + sentence.chars().count() > LONGEST_VOICE {
            return quoted + LEFT_OUT;
        }
        // Lines of a list end without a full stop.
        if !quoted.is_empty() && !quoted.ends_with(['。', '、', '」', '）']) {
            quoted.push('\u{3000}');
        }
        quoted.push_str(sentence);
    }
    quoted
}

/// The grade of every initiative in every year of the plan, in two tables side by side where that leaves room for the names.
fn matrix(view: &YearView<'_>) -> Vec<Block> {
    let scale = &view.plan.grades;
    let all = view.initiatives.len() <= WHOLE_MATRIX;
    let shown: Vec<&InitiativeView<'_>> =
        view.initiatives.iter().filter(|item| all || !is_on_track(view, item)).collect();
    let halves = if view.plan.years().count() <= 6 && shown.len() > 1 { 2 } else { 1 };
    let tables = shown.chunks(shown.len().div_ceil(halves).max(1)).map(|part| (1, vec![grades_table(view, part)]));
    let mut blocks = vec![Block::Columns(Columns { columns: tables.collect() })];
    let mut notes: Vec<String> = grading::key(scale).into_iter().collect();
    notes.push(grading::ungraded_key(scale));
    let is_new = |of: &InitiativeView<'_>| view.reported_years.iter().any(|year| !of.initiative.is_in(*year));
    notes.extend(shown.iter().any(|of| is_new(of)).then(|| grading::not_yet_key(scale)));
    if view.plan.years().any(|year| year > view.year) {
        notes.push(format!("空欄 {}以後の年度", view.year.next()));
    }
    blocks.push(paragraph(ParagraphKind::Note, format!("※ {}", notes.join("／"))));
    if !all {
        let text = format!(
            "※ 取組項目{}項目のうち、計画どおりに進んでいない{}項目を示した。",
            view.initiatives.len(),
            shown.len()
        );
        blocks.push(paragraph(ParagraphKind::Note, text));
    }
    blocks
}

fn is_on_track(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> bool {
    initiative.grade.and_then(|id| view.plan.grades.get(id)).is_some_and(|grade| grade.on_track)
}

fn grades_table(view: &YearView<'_>, initiatives: &[&InitiativeView<'_>]) -> Block {
    let scale = &view.plan.grades;
    let years: Vec<_> = view.plan.years().collect();
    let rows: Vec<Row> = initiatives
        .iter()
        .map(|initiative| {
            let mut cells = vec![
                row_head(initiative.initiative.printed.clone()).aligned(Alignment::Center),
                Cell { header: Some(HeaderScope::Row), ..Cell::text(initiative.initiative.name.clone()) },
            ];
            cells.extend(years.iter().map(|year| {
                let text = match initiative.grades_by_year.get(year) {
                    Some(grade) => grading::sign_or_none(scale, Some(*grade)),
                    None if view.reported_years.contains(year) => {
                        grading::sign_of_year(scale, initiative.initiative.is_in(*year), None)
                    }
                    None => "",
                };
                Cell::text(text).aligned(Alignment::Center)
            }));
            row(cells)
        })
        .collect();
    let mut head = vec![column_head("No.", 1, 1), column_head("取組項目", 1, 1)];
    head.extend(years.iter().map(|year| column_head(year.short(), 1, 1)));
    let mut columns = vec![view.number_columns.of_initiatives(75), shared(1)];
    columns.extend(years.iter().map(|_| grading::column(scale)));
    Block::Table(Table::of_rows(TableStyle::Zebra, columns, vec![row(head)], rows))
}

/// What the council gave the year before, in brackets: （前年度4.2）, （前年度はA 5件、B 2件）.
fn of_last_year(scale: &Rating, given: &str) -> String {
    match scale {
        Rating::Points { .. } => format!("（前年度{given}）"),
        Rating::Letters(_) => format!("（前年度は{given}）"),
    }
}

/// The council's mean, and its opinions on the initiatives that it rates lowest; nothing where it has not spoken.
fn voices(view: &YearView<'_>) -> Vec<Block> {
    let Some(council) = view.council else { return Vec::new() };
    let name = &view.plan.words.council;
    let scale = &view.plan.settings.rating;
    let all = |council: &CouncilSummary| match scale {
        Rating::Points { .. } => ratings::short(scale, &council.given),
        Rating::Letters(_) => ratings::counts(scale, &council.given, "件"),
    };
    let (given, rated) = (all(council), council.rated);
    let mut text = match (scale, &given) {
        (Rating::Points { .. }, Some(mean)) => {
            format!("{name}は取組項目{rated}項目を評価し、全体の平均は{}で{mean}である", scale.scale())
        }
        (Rating::Points { .. }, None) => format!("{name}は取組項目に点を付けていない"),
        (Rating::Letters(_), Some(counts)) => {
            format!("{name}は取組項目{rated}項目を評価し、評価の数は、{counts}である")
        }
        (Rating::Letters(_), None) => format!("{name}は取組項目に評価を付けていない"),
    };
    if let Some(last) = view.last_council.and_then(all).filter(|_| given.is_some()) {
        text.push_str(&of_last_year(scale, &last));
    }
    text.push_str(&format!("。意見は{}件である。", council.opinions));
    let mut by_rating: Vec<&InitiativeView<'_>> = view.initiatives.iter().collect();
    by_rating.sort_by(|a, b| match (a.rating, b.rating) {
        (Some(a), Some(b)) => a.from_lowest(b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    let opinions = by_rating.into_iter().flat_map(|item| {
        let opinions = item.council.map(|council| council.opinions.as_slice()).unwrap_or_default();
        opinions.iter().map(move |opinion| (item, opinion))
    });
    let space = if scale.letters().is_empty() { "" } else { " " };
    let items: Vec<ListItem> = opinions
        .take(VOICES)
        .map(|(item, opinion)| {
            let rating = item.rating.and_then(|given| ratings::short(scale, given));
            let mean = rating.map(|rating| format!("、評価{space}{rating}")).unwrap_or_default();
            let mut line = typed(&quoted(&opinion.text.value), &opinion.text);
            line.push(emphasised(format!("（{}{mean}）", item.initiative.name), Emphasis::Quiet));
            ListItem { label: view.plan.opinion_number(opinion.id), body: at_a_glance(line) }
        })
        .collect();
    let mut blocks = vec![heading(3, format!("{name}の評価と意見")), paragraph(ParagraphKind::Small, text)];
    let mut note = match scale {
        Rating::Points { .. } => format!("※ {MEAN_LEGEND}"),
        Rating::Letters(_) => format!("※ {COUNTS_LEGEND}"),
    };
    if !items.is_empty() {
        let lowest = match scale {
            Rating::Points { .. } => "評価の低い取組項目のもの",
            Rating::Letters(_) => "最も低い評価の割合の高い取組項目のもの",
        };
        note.push_str(&format!("意見は、{lowest}から{VOICES}件まで掲げた。"));
        blocks.push(Block::List(List { items }));
    }
    blocks.push(paragraph(ParagraphKind::Note, note));
    blocks
}

/// Where to read more, and whom to ask.
fn further(view: &YearView<'_>) -> Vec<Block> {
    let settings = &view.plan.settings;
    let text = format!("この概要の数値は、{}の数値である。", wording::report_title(view.plan, view.year));
    let mut blocks = vec![Block::Rule, paragraph(ParagraphKind::Small, text)];
    if !settings.public_contact.is_empty() {
        let text = format!("問合せ先　{}　{}", settings.office, settings.public_contact);
        blocks.push(paragraph(ParagraphKind::Small, text));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_before_is_told_from_the_letters() {
        let letters = Rating::Letters(Default::default());
        assert_eq!(of_last_year(&letters, "A 5件、B 2件"), "（前年度はA 5件、B 2件）");
    }

    #[test]
    fn an_opinion_is_quoted_with_what_it_asks_for() {
        assert_eq!(quoted("回覧板は期待できる。\n紙と併用してほしい。"), "回覧板は期待できる。紙と併用してほしい。");
        let long = format!("{}。", "長".repeat(LONGEST_VOICE));
        assert_eq!(quoted(&long), long);
        assert_eq!(quoted(&format!("短い。{long}")), "短い。（以下略）");
        assert_eq!(quoted("・周知を\n・回数を増やす"), "・周知を　・回数を増やす");
        let bracketed = format!("「早く。」と聞く（窓口で。）。{long}");
        assert_eq!(quoted(&bracketed), "「早く。」と聞く（窓口で。）。（以下略）");
        assert_eq!(quoted(""), "");
    }
}
