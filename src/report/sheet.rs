//! The initiative sheets (個票): one an initiative, each beginning a page.

use super::blocks::{heading, labelled, paragraph, part, sheet_anchor};
use super::document::{
    Alignment, Block, Columns, Division, Emphasis, Facet, GradeMark, Heading, Inline, Inlines, List, ListItem,
    Paragraph, ParagraphKind, Part, SheetHead, Tone, emphasised, plain,
};
use super::grading::{self};
use super::view::{ActionView, InitiativeView, YearView};
use super::{council_word, further_grades, indicators, naming, results, schedule};
use crate::assess::counts::UNGRADED;
use crate::contract::Field;

/// All sheets.
pub(crate) fn part_of(view: &YearView<'_>) -> Part {
    let mut blocks = vec![heading(1, "取組項目別の進捗状況（個票）")];
    for (i, initiative) in view.initiatives.iter().enumerate() {
        if i > 0 {
            blocks.push(Block::PageBreak);
        }
        blocks.extend(sheet(view, initiative));
    }
    part("個票", blocks)
}

fn sheet(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::SheetHead(head(view, initiative))];
    blocks.extend(override_note(view, initiative));
    blocks.extend(super::statement::of_initiative(view, initiative));
    blocks.push(about(view, initiative));
    if initiative.actions.is_empty() {
        blocks.push(labelled("実践項目", vec![paragraph(ParagraphKind::Small, "実践項目は、設定していない。")]));
    } else {
        let schedule = vec![Block::Table(schedule::table(view, initiative))];
        blocks.push(labelled_by(schedule::label(view, initiative), schedule));
        blocks.push(labelled_by(results::label(view, initiative), results::blocks(view, initiative)));
    }
    let costs = super::costs::of_initiative(view, initiative);
    if !costs.is_empty() {
        blocks.push(labelled_by(super::costs::label(view), costs));
    }
    let indicators = indicators::blocks(view, initiative);
    if !indicators.is_empty() {
        blocks.push(labelled_by(indicators::label(view), indicators));
    }
    blocks.extend(issues_and_next_steps(view, initiative));
    blocks.extend(further_grades::of_initiative(view, initiative));
    blocks.extend(council_word::of_initiative(view, initiative));
    blocks
}

/// Blocks under a label of several pieces.
fn labelled_by(label: Inlines, body: Vec<Block>) -> Block {
    Block::Labelled { label: Heading { level: 4, text: label, anchor: None }, body }
}

fn head(view: &YearView<'_>, view_of: &InitiativeView<'_>) -> SheetHead {
    let scale = &view.plan.grades;
    let initiative = view_of.initiative;
    let (mark, word) = match view_of.grade.and_then(|id| scale.get(id)) {
        Some(grade) => (grade.mark.clone(), grade.name.clone()),
        None => (String::new(), UNGRADED.to_owned()),
    };
    let note = view.has_last_year().then(|| match initiative.is_in(view.year.previous()) {
        true => format!("前年度 {}", grading::label(scale, view_of.last_grade)),
        false => format!("{}から", view.year),
    });
    SheetHead {
        number: initiative.printed.clone(),
        heading: Heading { level: 2, text: plain(initiative.name.clone()), anchor: Some(sheet_anchor(initiative.no)) },
        departments: naming::responsible(view.plan, &initiative.responsible, view.year),
        grade: Some(GradeMark { label: "進捗区分".into(), mark, word, note }),
        facets: facets(view, view_of),
    }
}

/// Themes and bureaus of an initiative, the bureaus as of the end of the year.
fn facets(view: &YearView<'_>, view_of: &InitiativeView<'_>) -> Vec<Facet> {
    let initiative = view_of.initiative;
    let themes = view.plan.themes.iter().filter(|theme| initiative.themes.contains(&theme.id));
    let bureaus = naming::bureaus(view.plan, &initiative.responsible, view.year);
    let groups = view.plan.groups_of(initiative).into_iter();
    let groups = groups.filter_map(|(id, group)| {
        let level = view.plan.levels.get(id.level)?;
        Some(Facet { label: level.name.clone(), values: vec![group.label()] })
    });
    let mut facets: Vec<Facet> = groups.collect();
    facets.extend([
        Facet { label: "テーマ".into(), values: themes.map(|theme| theme.short.clone()).collect() },
        Facet { label: "部".into(), values: bureaus },
    ]);
    facets
}

/// The reason of an override stands with the grade that it changed.
fn override_note(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Option<Block> {
    let overridden = initiative.overridden?;
    let before = grading::label(&view.plan.grades, initiative.by_rule);
    let text =
        format!("※ 進捗区分は、規則によれば「{before}」であるが、次の理由により変更した。理由：{}", overridden.reason);
    Some(paragraph(ParagraphKind::Note, text))
}

/// What it is about, each line headed by its word: themes and goals as badges with their names, as far as the plan has them,
/// and 取組内容.
fn about(view: &YearView<'_>, view_of: &InitiativeView<'_>) -> Block {
    let initiative = view_of.initiative;
    let themes = view.plan.themes.iter().filter(|theme| initiative.themes.contains(&theme.id));
    let goals = view.plan.goals.iter().filter(|goal| initiative.goals.contains(&goal.number));
    let theme_line = themes.map(|theme| (theme.short.clone(), String::new())).collect();
    let goal_line = goals.map(|goal| (goal.number.to_string(), goal.name.clone())).collect();
    let item = |label: &str, block: Block| ListItem { label: label.to_owned(), body: vec![block] };
    let groups = view.plan.groups_of(initiative).into_iter().filter_map(|(id, group)| {
        let badge = badge_line(vec![(group.number.clone(), group.name.clone())], Tone::BarAccent);
        Some(item(&view.plan.levels.get(id.level)?.name, badge))
    });
    let mut items: Vec<ListItem> = groups.collect();
    if !view.plan.themes.is_empty() {
        items.push(item("テーマ", badge_line(theme_line, Tone::BarAccent)));
    }
    if !view.plan.goals.is_empty() {
        items.push(item("SDGs", badge_line(goal_line, Tone::Outline)));
    }
    items.push(item("取組内容", paragraph(ParagraphKind::Small, initiative.content.clone())));
    Block::List(List { items })
}

fn badge_line(badges: Vec<(String, String)>, tone: Tone) -> Block {
    if badges.is_empty() {
        return paragraph(ParagraphKind::Small, super::figures::NONE);
    }
    let mut text = Vec::new();
    for (i, (label, name)) in badges.into_iter().enumerate() {
        if i > 0 {
            text.push(emphasised("　", Emphasis::None));
        }
        // A badge without a number would be an empty square.
        if label.is_empty() {
            text.push(emphasised(name, Emphasis::None));
            continue;
        }
        text.push(Inline::Badge { label, tone });
        if !name.is_empty() {
            // A no-break space: a badge does not part from its name.
            text.push(emphasised(format!("\u{a0}{name}"), Emphasis::None));
        }
    }
    Block::Paragraph(Paragraph {
        align: Alignment::Start,
        division: Division::Spaces,
        ..Paragraph::new(ParagraphKind::Small, text)
    })
}

/// 課題 and 次年度の取組 side by side; nothing where no department wrote either.
pub(crate) fn issues_and_next_steps(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Option<Block> {
    let issues = texts(view, initiative, Field::Issues);
    let next = texts(view, initiative, Field::NextSteps);
    if issues.is_empty() && next.is_empty() {
        return None;
    }
    let or_none = |items: Vec<ListItem>| match items.is_empty() {
        true => vec![paragraph(ParagraphKind::Small, super::figures::NONE)],
        false => vec![Block::List(List { items })],
    };
    let mut columns = Vec::new();
    if view.shows(Field::Issues) {
        columns.push((1, vec![labelled("課題", or_none(issues))]));
    }
    if view.shows(Field::NextSteps) {
        columns.push((1, vec![labelled(format!("{}の取組", view.year.next()), or_none(next))]));
    }
    Some(Block::Columns(Columns { columns }))
}

/// The texts of a field of all departments, labelled with the action item's number and, where it is not the lead's, the name.
fn texts(view: &YearView<'_>, initiative: &InitiativeView<'_>, field: Field) -> Vec<ListItem> {
    let of_action = |action: &ActionView<'_>| -> Vec<ListItem> {
        action
            .contributions
            .iter()
            .filter_map(|contribution| {
                let mut body = super::blocks::typed(ParagraphKind::Small, contribution.text(field)?);
                if let Some(Block::Paragraph(first)) = body.first_mut().filter(|_| !contribution.is_lead) {
                    let name = naming::department(view.plan, contribution.department);
                    first.text.splice(0..0, results::department(name));
                }
                (!body.is_empty()).then(|| ListItem { label: action.action.printed.clone(), body })
            })
            .collect()
    };
    initiative.actions.iter().flat_map(of_action).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_without_a_number_has_no_badge() {
        let line = |number: &str| {
            let Block::Paragraph(paragraph) = badge_line(vec![(number.into(), "くらし".into())], Tone::BarAccent)
            else {
                panic!("a line")
            };
            let badges = paragraph.text.iter().filter(|inline| matches!(inline, Inline::Badge { .. })).count();
            (badges, paragraph.text.len())
        };
        assert_eq!((line("Ⅰ"), line("")), ((1, 2), (0, 1)));
    }
}
