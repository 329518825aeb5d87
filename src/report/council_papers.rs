//! What the council works with (審議会資料): the sheet on which a member rates, as long as ratings are not in, and the draft of
//! the council's letter to the mayor (意見書), once they are.

use super::blocks::{column_head, fixed, heading, paragraph, part, row, row_head, typed};
use super::document::{
    Alignment, Block, Cell, Column, ColumnWidth, Columns, HeaderScope, Inline, Paragraph, ParagraphKind, Part, Row,
    Table, TableStyle, plain,
};
use super::figures::NONE;
use super::view::{InitiativeView, YearView};
use super::{blocks::sheet_anchor, grading, ratings, text};
use crate::plan::Rating;

/// Whether members' ratings or opinions on the year are in.
pub(crate) fn has_spoken(view: &YearView<'_>) -> bool {
    view.initiatives.iter().any(|initiative| initiative.council.is_some())
}

/// 評価票: one sheet to tear off, a row an initiative, to rate and to write on; nothing when ratings are in.
pub(crate) fn rating_sheet(view: &YearView<'_>) -> Option<Part> {
    if has_spoken(view) || view.initiatives.is_empty() {
        return None;
    }
    // As high as a page allows, so that there is room to write, and at least a line of handwriting.
    let rows = view.initiatives.len() as u32;
    let height = (2_000 / rows.max(1)).clamp(80, 160);
    let rows = view.initiatives.iter().map(|initiative| Row {
        min_height: height,
        ..row(vec![
            row_head(initiative.initiative.printed.clone()).aligned(Alignment::Center),
            name(initiative),
            grading::cell(&view.plan.grades, initiative.grade),
            Cell::text(""),
            Cell::text(""),
        ])
    });
    // Where the departments' grade is called 評価 too, the two are told apart.
    let whose = if view.plan.words.grade.contains("評価") { "審議会の" } else { "" };
    let rating = format!("{whose}評価（{}）", view.plan.settings.rating.scale());
    let columns = vec![
        view.number_columns.of_actions(110),
        fixed(480, Alignment::Start),
        grading::word_column(&view.plan.grades, 230, 310),
        fixed(220, Alignment::Center),
        Column { width: ColumnWidth::Share(1), align: Alignment::Start },
    ];
    let head = row(["No.", "取組項目", "進捗区分", &rating, "意見"].map(|text| column_head(text, 1, 1)).into());
    let table = Table::of_rows(TableStyle::Grid, columns, vec![head], rows.collect());
    let title = "評価票（切取り用）";
    let member = Block::Columns(Columns { columns: vec![(5, Vec::new()), (6, vec![member_box()])] });
    Some(part(title, vec![heading(1, title), member, Block::Table(table)]))
}

/// Where a member writes the number that the office gave: names stand nowhere.
fn member_box() -> Block {
    let columns = vec![fixed(210, Alignment::Center), Column { width: ColumnWidth::Share(1), align: Alignment::Start }];
    let name = Row { min_height: 90, ..row(vec![row_head("委員番号").aligned(Alignment::Center), Cell::text("")]) };
    Block::Table(Table::of_rows(TableStyle::Grid, columns, Vec::new(), vec![name]))
}

fn name(initiative: &InitiativeView<'_>) -> Cell {
    let target = sheet_anchor(initiative.initiative.no);
    let name = vec![Inline::Reference { target, text: Some(initiative.initiative.name.clone()) }];
    Cell { header: Some(HeaderScope::Row), ..Cell::inlines(name) }
}

/// 意見書（案）: from the council to the mayor, with what its members rated and said; nothing as long as they have not.
pub(crate) fn draft_letter(view: &YearView<'_>) -> Option<Part> {
    if !has_spoken(view) {
        return None;
    }
    let plan = view.plan;
    let council = &plan.words.council;
    let end = |text: &str| {
        Block::Paragraph(Paragraph { align: Alignment::End, ..Paragraph::new(ParagraphKind::Flush, plain(text)) })
    };
    let rated = view.initiatives.iter().filter(|initiative| initiative.rating.is_some()).count();
    let opinions: usize =
        view.initiatives.iter().filter_map(|initiative| initiative.council).map(|council| council.opinions.len()).sum();
    let about = format!(
        "{council}は、{}の{}における取組項目{}項目の進捗状況について報告を受け、審議しました。その結果、{rated}項目を評価し、{opinions}件の意見を取りまとめましたので、次のとおり提出します。",
        plan.title,
        view.year,
        view.initiatives.len()
    );
    let blocks = vec![
        heading(1, "意見書（案）"),
        end("　　年　　月　　日"),
        paragraph(ParagraphKind::Flush, format!("{}長　様", plan.city)),
        end(council),
        end("（代表者の職氏名）"),
        Block::Paragraph(Paragraph {
            align: Alignment::Center,
            ..Paragraph::new(ParagraphKind::Lead, plain(format!("{}の{}の進捗状況に対する意見", plan.title, view.year)))
        }),
        paragraph(ParagraphKind::Body, about),
        heading(3, "1　全体について"),
        Block::WritingSpace { label: String::new(), lines: if view.initiatives.len() > SHORT_LETTER { 18 } else { 9 } },
        // The council reads its own words in one place: the table goes to the next page as a whole where it finds no room here.
        Block::Together(vec![heading(3, "2　取組項目について"), Block::Table(statement(view))]),
    ];
    Some(part("意見書（案）", blocks))
}

/// Up to so many initiatives, what is said on each may stand on the letter's first page; else that page is for the council's own words.
const SHORT_LETTER: usize = 10;

/// Ratings and opinions of the initiatives that the council spoke on.
fn statement(view: &YearView<'_>) -> Table {
    let scale = &view.plan.settings.rating;
    let spoken = view.initiatives.iter().filter_map(|initiative| Some((initiative, initiative.council?)));
    let rows = spoken.map(|(initiative, council)| {
        let title = text::numbered(&initiative.initiative.printed, &initiative.initiative.name);
        let rating = initiative.rating.and_then(|given| ratings::short(scale, given));
        let rating = rating.unwrap_or_else(|| NONE.to_owned());
        let said: Vec<Block> =
            council.opinions.iter().flat_map(|opinion| typed(ParagraphKind::Small, &opinion.text)).collect();
        let said = if said.is_empty() { Cell::text(NONE) } else { Cell { content: said, ..Cell::default() } };
        Row { may_split: true, ..row(vec![row_head(title), Cell::text(rating), said]) }
    });
    let unit = match scale {
        Rating::Points { .. } => format!("（評価は{}の平均）", scale.scale()),
        Rating::Letters(_) => "（評価は、それぞれを付けた委員の数）".to_owned(),
    };
    let columns = vec![
        fixed(500, Alignment::Start),
        fixed(if scale.letters().is_empty() { 140 } else { 220 }, Alignment::Center),
        Column { width: ColumnWidth::Share(1), align: Alignment::Justify },
    ];
    let head = row(["取組項目", "評価", "意見"].map(|text| column_head(text, 1, 1)).into());
    Table { unit: Some(unit), ..Table::of_rows(TableStyle::Ruled, columns, vec![head], rows.collect()) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::assess::assessment::Assessment;
    use crate::contract::Audience;
    use crate::report::{Edition, document, fixture};

    /// The year before the council has met.
    fn before_ratings() -> Assessment {
        let mut assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        record.initiatives.values_mut().for_each(|initiative| initiative.council = None);
        assessment.record = Arc::new(record);
        assessment.initiatives.values_mut().for_each(|initiative| initiative.council = None);
        assessment
    }

    fn parts(assessment: &Assessment, edition: Edition) -> Vec<String> {
        document(assessment, edition, fixture::DATE).parts.into_iter().map(|part| part.name).collect()
    }

    #[test]
    fn members_rate_on_one_sheet_until_ratings_are_in() {
        let (before, after) = (before_ratings(), fixture::assessment());
        let sheet = "評価票（切取り用）".to_owned();
        assert_eq!(parts(&before, Edition::Council).last(), Some(&sheet));
        assert!(!parts(&after, Edition::Council).contains(&sheet));
        for edition in [Edition::Public, Edition::Internal] {
            assert!(!parts(&before, edition).contains(&sheet), "{edition:?}");
        }
        let view = YearView::new(&before, Audience::Council);
        let part = rating_sheet(&view).expect("nobody has rated");
        let Some(Block::Table(table)) = part.blocks.last() else { panic!("a table") };
        let rows: usize = table.groups.iter().map(|group| group.rows.len()).sum();
        assert_eq!(rows, view.initiatives.len());
    }

    #[test]
    fn the_letter_goes_to_the_mayor_with_every_opinion() {
        let (before, after) = (before_ratings(), fixture::assessment());
        assert!(draft_letter(&YearView::new(&before, Audience::Council)).is_none());
        let view = YearView::new(&after, Audience::Council);
        let letter = draft_letter(&view).expect("the council has spoken");
        let mut lines = Vec::new();
        text::of_blocks(&letter.blocks, &mut lines);
        let said = lines.join("\n");
        assert!(said.contains(&format!("{}長　様", after.plan.city)), "{said}");
        assert!(said.contains(&after.plan.words.council), "{said}");
        let (title, short) = (&after.plan.title, &after.plan.short_title);
        assert_ne!(title, short);
        assert!(said.contains(title.as_str()) && !said.replace(title.as_str(), "").contains(short), "one name: {said}");
        let opinions = after.record.initiatives.values().filter_map(|initiative| initiative.council.as_ref());
        for opinion in opinions.flat_map(|council| &council.opinions) {
            assert!(said.contains(opinion.text.value.lines().next().unwrap_or_default()), "{:?}", opinion.id);
        }
        assert!(!parts(&after, Edition::Public).contains(&"意見書（案）".to_owned()));
    }

    /// A sheet before any rating is in: above the table to rate in, a box of its own for the name.
    #[test]
    fn a_member_has_a_box_to_sign_in() {
        let Block::Table(table) = member_box() else { panic!("a table") };
        let rows: Vec<&Row> = table.groups.iter().flat_map(|group| &group.rows).collect();
        assert_eq!((table.style, rows.len(), rows[0].min_height, rows[0].cells.len()), (TableStyle::Grid, 1, 90, 2));
    }
}
