//! The paper: old and new side by side, what changed underlined by whole words and figures.

use jiff::civil::Date;

use super::{Change, Difference, Fields, Reasons};
use crate::plan::{Naming, Plan, Wording};
use crate::report::blocks::{column_head, fixed, heading, paragraph, part, row_head, shared};
use crate::report::changed_words::{self, Stretch};
use crate::report::document::{
    Alignment, Block, Cell, Cover, Document, Emphasis, Folio, Inlines, Meta, Paper, ParagraphKind, Part, Row, RowGroup,
    Table, TableStyle, VerticalAlign, emphasised, plain,
};

/// Where an entry is new, on the side that lacks it.
const ADDED: &str = "（新設）";
/// Where an entry goes, on the side that lacks it.
const REMOVED: &str = "（削る）";
/// Where a version says nothing of a field.
const EMPTY: &str = "（記載なし）";

/// 行政改革プラン 新旧対照表.
fn title(new: &Plan) -> String {
    format!("{} 新旧対照表", new.short_title)
}

/// The 新旧対照表 of two versions of the plan and their [`differences`](super::differences). It is dated as the new plan is
/// issued; `date` is the day that its metadata state, and `stated` is printed instead of the new plan's where the office says
/// a day of its own.
pub fn document(
    (old, new): (&Plan, &Plan),
    differences: &[Difference],
    reasons: &Reasons,
    date: Date,
    stated: Option<Date>,
) -> Document {
    let version = |plan: &Plan| format!("{}{}（{}）", plan.title, plan.stage_of_drafting, plan.issued);
    let day = stated.map_or_else(|| new.issued.clone(), crate::vocabulary::japanese_date);
    let cover = Cover {
        title: title(new),
        subtitles: vec![format!("旧　{}", version(old)), format!("新　{}", version(new))],
        period: None,
        publisher: vec![new.city.clone(), day],
    };
    let unlisted = super::frame::unlisted(old, new);
    let lead = if differences.is_empty() && unlisted.is_empty() {
        "2つの計画に違いはない。".to_owned()
    } else if differences.is_empty() {
        "計画の内容に違いはない。".to_owned()
    } else {
        format!("違いのある箇所は{}である。下線は、改める部分を示す。", count(differences, &names_of(new)))
    };
    let mut blocks = vec![heading(1, "新旧対照表"), paragraph(ParagraphKind::Flush, lead)];
    if !unlisted.is_empty() {
        let text = format!("※ このほか、{}に違いがある。この表には掲げていない。", unlisted.join("及び"));
        blocks.push(paragraph(ParagraphKind::Note, text));
    }
    if !differences.is_empty() {
        blocks.push(Block::Table(table((old, new), differences, reasons)));
    }
    Document {
        meta: Meta {
            title: title(new),
            author: new.city.clone(),
            subject: format!("{}の2つの版の違い", new.short_title),
            keywords: vec![new.short_title.clone(), "新旧対照表".to_owned()],
            date,
            notice: new.notice.clone().or_else(|| old.notice.clone()),
            confidential: None,
        },
        parts: vec![
            Part { folio: Folio::Hidden, ..part("表紙", vec![Block::Cover(cover)]) },
            Part { paper: Paper::A4Landscape, ..part("新旧対照表", blocks) },
        ],
        look: new.settings.look.clone(),
    }
}

/// The new plan's words for sections and fields. What the versions say is not said otherwise.
fn names_of(new: &Plan) -> Wording {
    Wording::of_names(Naming::of(new))
}

/// 取組項目3件、実践項目12件.
fn count(differences: &[Difference], names: &Wording) -> String {
    let mut sections: Vec<(&str, usize)> = Vec::new();
    for difference in differences {
        match sections.last_mut() {
            Some((section, count)) if *section == difference.section => *count += 1,
            _ => sections.push((difference.section, 1)),
        }
    }
    let sections: Vec<String> =
        sections.iter().map(|(section, count)| format!("{}{count}件", names.say(section))).collect();
    sections.join("、")
}

fn table((old, new): (&Plan, &Plan), differences: &[Difference], reasons: &Reasons) -> Table {
    let names = names_of(new);
    let mut groups: Vec<(&str, RowGroup)> = Vec::new();
    for (at, difference) in differences.iter().enumerate() {
        if groups.last().is_none_or(|(section, _)| *section != difference.section) {
            let title = Cell::inlines(vec![emphasised(names.say(difference.section), Emphasis::Strong)]);
            let title = Row { cells: vec![title.spanning(5, 1)], keep_with_next: true, ..Row::default() };
            groups.push((difference.section, RowGroup { heading: Some(title), ..RowGroup::default() }));
        }
        if let Some((_, group)) = groups.last_mut() {
            let before = at.checked_sub(1).and_then(|at| differences.get(at));
            let rest = differences.get(at..).unwrap_or_default();
            group.rows.push(row(before, rest, difference, reasons, &names));
        }
    }
    let first = new.first_year;
    let versions = [format!("旧（{}）", old.issued), format!("新（{}）", new.issued)];
    let [old, new] = versions.map(|version| column_head(version, 1, 1));
    Table {
        caption: None,
        unit: None,
        columns: vec![fixed(400, Alignment::Justify), fixed(210, Alignment::Justify), shared(5), shared(5), shared(3)],
        head: vec![Row {
            cells: vec![column_head("項目", 1, 1), column_head("区分", 1, 1), old, new, column_head("備考", 1, 1)],
            ..Row::default()
        }],
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: vec![plain(format!("※ {}は{}を表す。ほかの年度も同じである。", first.short(), first))],
    }
}

/// Whether two differences are of the same entry and so share its cell.
fn same_entry(a: &Difference, b: &Difference) -> bool {
    (a.section, &a.entry) == (b.section, &b.entry)
        && matches!((&a.change, &b.change), (Change::Field { .. }, Change::Field { .. }))
}

/// The row of a difference; `before` is the one before it, and `rest` begins with it.
fn row(
    before: Option<&Difference>,
    rest: &[Difference],
    difference: &Difference,
    reasons: &Reasons,
    names: &Wording,
) -> Row {
    let top = |cell: Cell| Cell { vertical_align: VerticalAlign::Top, ..cell };
    let mut cells = Vec::new();
    let (old, new) = sides(&difference.change, names);
    match &difference.change {
        Change::Field { field, .. } => {
            if !before.is_some_and(|before| same_entry(before, difference)) {
                let rows = rest.iter().take_while(|other| same_entry(other, difference)).count() as u32;
                cells.push(top(row_head(&difference.entry).spanning(1, rows)));
            }
            cells.push(top(Cell::text(names.say(field))));
        }
        Change::Added(_) | Change::Removed(_) => cells.push(top(row_head(&difference.entry).spanning(2, 1))),
    }
    cells.extend([top(Cell::inlines(old)), top(Cell::inlines(new))]);
    // One reason for several fields of an entry stands beside all of them.
    let reason = reasons.of(difference);
    let shares = |other: &Difference| same_entry(other, difference) && reason.is_some() && reasons.of(other) == reason;
    if !before.is_some_and(shares) {
        let rows = 1 + rest.iter().skip(1).take_while(|other| shares(other)).count() as u32;
        cells.push(top(Cell::text(reason.unwrap_or_default()).spanning(1, rows)));
    }
    Row { cells, may_split: true, ..Row::default() }
}

/// Both sides of a change.
fn sides(change: &Change, names: &Wording) -> (Inlines, Inlines) {
    match change {
        Change::Added(fields) => (plain(ADDED), changed_words::whole(&listed(fields, names))),
        Change::Removed(fields) => (changed_words::whole(&listed(fields, names)), plain(REMOVED)),
        Change::Field { old, new, .. } if old.is_empty() || new.is_empty() => {
            let side = |text: &str| if text.is_empty() { plain(EMPTY) } else { changed_words::whole(text) };
            (side(old), side(new))
        }
        Change::Field { old, new, .. } => {
            let (old, new): (Vec<Stretch>, Vec<Stretch>) = changed_words::compare(old, new);
            (changed_words::inlines(&old), changed_words::inlines(&new))
        }
    }
}

/// An entry's fields, one a line; those that say nothing are left out.
fn listed(fields: &Fields, names: &Wording) -> String {
    if let [(_, text)] = fields.as_slice() {
        return text.clone();
    }
    let lines = fields.iter().filter(|(_, text)| !text.is_empty());
    lines.map(|(field, text)| format!("{}：{text}", names.say(field))).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;
    use crate::report::comparison::differences;
    use crate::report::text;

    #[test]
    fn the_paper_is_dated_by_the_new_plan_and_names_what_is_new_and_what_goes() {
        let old = fixture::sample();
        let mut new = old.clone();
        new.issued = "令和5年2月".to_owned();
        new.initiatives[20].actions.pop();
        let differences = differences(&old, &new);
        let date = jiff::civil::date(2023, 2, 1);
        let paper = document((&old, &new), &differences, &Reasons::default(), date, None);
        let text = text::of_document(&paper);
        assert!(text.contains("苫小牧市\n令和5年2月\n"), "{text}");
        assert!(text.contains("旧（令和元年12月）\t新（令和5年2月）\t備考"), "{text}");
        assert!(text.contains("21-4 監査機能の強化\t実践項目：監査機能の強化"), "{text}");
        assert!(text.contains("\t（削る）"), "{text}");
    }

    /// Two plans that call things otherwise are not without difference.
    #[test]
    fn settings_that_the_table_does_not_list_are_named() {
        let old = fixture::sample();
        let said = |new: &crate::plan::Plan| {
            let differences = differences(&old, new);
            assert!(differences.is_empty(), "{differences:?}");
            let date = jiff::civil::date(2023, 2, 1);
            text::of_document(&document((&old, new), &differences, &Reasons::default(), date, None))
        };
        assert!(said(&old).contains("2つの計画に違いはない。"));
        let mut new = old.clone();
        new.words.theme = "視点".to_owned();
        let paper = said(&new);
        assert!(!paper.contains("2つの計画に違いはない。") && paper.contains("言葉の呼び方に違いがある"), "{paper}");
    }
}
