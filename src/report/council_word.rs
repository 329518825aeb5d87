//! The council's word (審議会の評価と意見): on an initiative's sheet, and over all initiatives.

use super::blocks::{
    column_head, figure, fixed, heading, labelled, paragraph, part, row, row_head, typed, typed_lines,
};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Emphasis, HeaderScope, Inline, List, ListItem, Paragraph,
    ParagraphKind, Part, Table, TableStyle, emphasised, plain,
};
use super::figures::NONE;
use super::naming;
use super::ratings;
use super::unreported;
use super::view::{InitiativeView, YearView};
use crate::merge::record::Opinion;
use crate::plan::Rating;

/// What stands where an opinion of the plan's last year has no answer: no further report of this plan will print one.
const LAST_YEAR: &str = "この計画の最終年度の意見であり、対応の報告はない。";

/// What stands where an opinion has no answer: this year's were given on what this report shows, and are answered in the next.
pub(crate) fn unanswered(view: &YearView<'_>, opinion: &Opinion) -> String {
    let given = opinion.id.year;
    if given >= view.plan.last_year {
        return LAST_YEAR.to_owned();
    }
    if given >= view.year {
        format!("{}の報告書に掲載する。", given.next())
    } else {
        unreported::answer(view.readers).to_owned()
    }
}

/// Rating and opinions on a sheet; nothing where the council has not spoken.
pub(crate) fn of_initiative(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Option<Block> {
    let council = initiative.council?;
    let waiting = common_wait(view, council.opinions.iter());
    let mut first = rating(view, initiative);
    if let Some(waiting) = &waiting {
        let space = if first.is_empty() { "" } else { "　" };
        first.push(emphasised(format!("{space}意見への対応は、{waiting}"), Emphasis::Quiet));
    }
    let mut body = Vec::new();
    if !first.is_empty() {
        body.push(Block::Paragraph(Paragraph::new(ParagraphKind::Small, first)));
    }
    if !council.opinions.is_empty() {
        body.push(opinions(view, &council.opinions, waiting.is_none()));
    }
    (!body.is_empty()).then(|| labelled("審議会の評価と意見", body))
}

/// When opinions of this year will be answered, where none of them has an answer: it is said once, not under each.
fn common_wait<'o>(view: &YearView<'_>, mut opinions: impl Iterator<Item = &'o Opinion> + Clone) -> Option<String> {
    let first = opinions.clone().next().filter(|first| first.id.year >= view.year)?;
    opinions.all(|opinion| opinion.responses.is_empty()).then(|| unanswered(view, first))
}

/// 4.2 / 5（委員10人の平均）, A 5名、B 2名（委員7人の評価）; empty where nobody rated.
fn rating(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Inline> {
    let scale = &view.plan.settings.rating;
    let Some((given, text)) = initiative.rating.and_then(|given| Some((given, ratings::short(scale, given)?))) else {
        return Vec::new();
    };
    let raters = given.raters();
    let (most, of) = match scale {
        Rating::Points { most, .. } if raters > 1 => (Some(most), format!("（委員{raters}人の平均）")),
        Rating::Points { most, .. } => (Some(most), "（委員1人の評価）".to_owned()),
        Rating::Letters(_) => (None, format!("（委員{raters}人の評価）")),
    };
    let mut line = vec![emphasised("評価 ", Emphasis::None), emphasised(text, Emphasis::Strong)];
    line.extend(most.map(|most| emphasised(format!(" / {most}"), Emphasis::None)));
    line.push(emphasised(of, Emphasis::Quiet));
    line
}

/// Opinions with their ids and the departments' answers, or why there are none, unless that is said elsewhere.
fn opinions(view: &YearView<'_>, opinions: &[Opinion], with_answers: bool) -> Block {
    let items = opinions
        .iter()
        .map(|opinion| {
            let mut body = typed(ParagraphKind::Small, &opinion.text);
            if with_answers {
                body.extend(answers(view, opinion));
            }
            ListItem { label: view.plan.opinion_number(opinion.id), body }
        })
        .collect();
    Block::List(List { items })
}

/// 対応 of each department; a plain sentence where there is none yet.
fn answers(view: &YearView<'_>, opinion: &Opinion) -> Vec<Block> {
    if opinion.responses.is_empty() {
        let text = vec![
            emphasised("対応", Emphasis::Label),
            emphasised(format!(" {}", unanswered(view, opinion)), Emphasis::Quiet),
        ];
        return vec![Block::Paragraph(Paragraph::new(ParagraphKind::Small, text))];
    }
    let mut blocks = Vec::new();
    for (department, response) in &opinion.responses {
        let label = [
            emphasised("対応", Emphasis::Label),
            emphasised(format!(" {}：", naming::department(view.plan, department)), Emphasis::Quiet),
        ];
        for (i, mut line) in typed_lines(response).into_iter().enumerate() {
            if i == 0 {
                line.splice(0..0, label.clone());
            }
            blocks.push(Block::Paragraph(Paragraph::new(ParagraphKind::Small, line)));
        }
    }
    blocks
}

/// The means of all initiatives year by year, and how many opinions were answered; nothing where the council has never spoken.
pub(crate) fn over_years(view: &YearView<'_>) -> Option<Part> {
    if view.initiatives.iter().all(|initiative| initiative.council_by_year.is_empty()) {
        return None;
    }
    let scale = &view.plan.settings.rating;
    let is_points = scale.letters().is_empty();
    let mut head = vec!["No.".to_owned(), "取組項目".into()];
    head.extend(view.reported_years.iter().map(|year| year.short()));
    head.push("意見（件）".into());
    let rows = view.initiatives.iter().map(|initiative| {
        let mut cells = vec![
            row_head(initiative.initiative.printed.clone()).aligned(Alignment::Center),
            Cell { header: Some(HeaderScope::Row), ..Cell::text(initiative.initiative.name.clone()) },
        ];
        cells.extend(view.reported_years.iter().map(|year| {
            let council = initiative.council_by_year.get(year);
            let text = council.and_then(|council| ratings::short(&view.plan.settings.rating, &council.given));
            figure(text.unwrap_or_else(|| NONE.to_owned()))
        }));
        let opinions: usize = initiative.council_by_year.values().map(|council| council.opinions.len()).sum();
        cells.push(figure(opinions.to_string()));
        row(cells)
    });
    let rows = rows.collect();
    let mut columns =
        vec![view.number_columns.of_initiatives(110), Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    let of_year = if is_points { 150 } else { 210 };
    columns.extend(std::iter::repeat_n(fixed(of_year, Alignment::End), view.reported_years.len()));
    columns.push(fixed(150, Alignment::End));
    let title = format!("{}の評価", view.plan.words.council);
    let table = Table {
        unit: is_points.then(|| ratings::unit(scale)),
        notes: vec![plain(format!(
            "※ {}意見の件数は、掲げた年度の計である。意見と対応の全文は、各年度の報告書に掲載している。",
            ratings::note(scale)
        ))],
        ..Table::of_rows(
            TableStyle::Zebra,
            columns,
            vec![row(head.into_iter().map(|text| column_head(text, 1, 1)).collect())],
            rows,
        )
    };
    Some(part(title.clone(), vec![heading(1, title), Block::Table(table)]))
}

/// The ratings of all initiatives, and every opinion with its answer; nothing where the council has not spoken.
pub(crate) fn part_of(view: &YearView<'_>) -> Option<Part> {
    let spoken: Vec<_> = view.initiatives.iter().filter(|initiative| initiative.council.is_some()).collect();
    if spoken.is_empty() {
        return None;
    }
    let opinions: Vec<&Opinion> =
        spoken.iter().filter_map(|i| i.council).flat_map(|council| &council.opinions).collect();
    let waiting = common_wait(view, opinions.iter().copied());
    let council = &view.plan.words.council;
    let rated = format!("{council}は、{}の取組項目{}項目を評価し", view.year, spoken.len());
    let text = match (opinions.len(), &waiting) {
        (0, _) => format!("{rated}た。"),
        (count, None) => format!("{rated}、{count}件の意見を述べた。意見と対応の全文は、個票に掲載している。"),
        (count, Some(waiting)) => {
            format!("{rated}、{count}件の意見を述べた。意見の全文は、個票に掲載している。意見への対応は、{waiting}")
        }
    };
    let table = rating_table(view, opinions.iter().any(|opinion| !opinion.responses.is_empty()));
    let blocks = vec![heading(1, "審議会の評価と意見"), paragraph(ParagraphKind::Body, text), Block::Table(table)];
    Some(part("審議会の評価と意見", blocks))
}

/// The ratings by initiative; how many opinions have been answered only where some have.
fn rating_table(view: &YearView<'_>, with_answers: bool) -> Table {
    let scale = &view.plan.settings.rating;
    let is_points = scale.letters().is_empty();
    let mut columns =
        vec![view.number_columns.of_actions(110), Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    let mut heads = vec!["No.".to_owned(), "取組項目".into()];
    if is_points {
        heads.push("評価".into());
        columns.push(fixed(150, Alignment::End));
    } else {
        // As wide as the letters need beside each other.
        let width = (720 / u32::try_from(scale.letters().len()).unwrap_or(1)).min(110);
        heads.extend(scale.letter_marks());
        columns.extend(scale.letters().iter().map(|_| fixed(width, Alignment::End)));
    }
    let has_last = view.initiatives.iter().any(|initiative| initiative.last_council.is_some());
    if has_last {
        heads.push("前年度".into());
        columns.push(fixed(if is_points { 150 } else { 220 }, Alignment::End));
    }
    heads.extend(["評価者数", "意見"].map(str::to_owned));
    columns.extend(std::iter::repeat_n(fixed(if is_points { 150 } else { 120 }, Alignment::End), 2));
    if with_answers {
        heads.push("うち対応済み".into());
        // On one line where there is room.
        columns.push(fixed(if is_points { 215 } else { 120 }, Alignment::End));
    }
    let rows = view
        .initiatives
        .iter()
        .map(|initiative| {
            let opinions = initiative.council.map(|council| council.opinions.as_slice()).unwrap_or_default();
            let answered = opinions.iter().filter(|opinion| !opinion.responses.is_empty()).count();
            let name = vec![Inline::Reference {
                target: super::blocks::sheet_anchor(initiative.initiative.no),
                text: Some(initiative.initiative.name.clone()),
            }];
            let or_none = |text: Option<String>| figure(text.unwrap_or_else(|| NONE.to_owned()));
            let mut cells = vec![
                row_head(initiative.initiative.printed.clone()).aligned(Alignment::Center),
                Cell { header: Some(HeaderScope::Row), ..Cell::inlines(name) },
            ];
            if is_points {
                cells.push(or_none(initiative.rating.and_then(|given| ratings::short(scale, given))));
            }
            let counts = ratings::by_letter(scale, initiative.rating).into_iter();
            cells.extend(counts.map(|count| or_none(count.map(|count| count.to_string()))));
            if has_last {
                cells.push(or_none(initiative.last_council.and_then(|last| ratings::short(scale, &last.given))));
            }
            cells.push(or_none(initiative.rating.map(|given| given.raters().to_string())));
            cells.push(figure(opinions.len().to_string()));
            cells.extend(with_answers.then(|| figure(answered.to_string())));
            row(cells)
        })
        .collect();
    Table {
        caption: Some(plain("取組項目別の評価")),
        unit: Some(ratings::unit(scale)),
        notes: vec![plain(format!("※ {}", ratings::note(scale)))],
        ..Table::of_rows(
            TableStyle::Zebra,
            columns,
            vec![row(heads.into_iter().map(|text| column_head(text, 1, 1)).collect())],
            rows,
        )
    }
}
