//! The paper: 正誤表 by edition, and the pages to be exchanged (差替えページ).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Causes, Change, Printed, listed};
use crate::plan::Plan;
use crate::report::blocks::{column_head, fixed, heading, paragraph, part, row_head, shared};
use crate::report::document::{
    Alignment, Block, Cell, Document, Inlines, Meta, Paper, ParagraphKind, Part, Row, Table, TableStyle, VerticalAlign,
    plain,
};
use crate::report::{Edition, changed_words};
use crate::vocabulary::japanese_date;

/// A text longer than this is shown by its changed words and their surroundings.
const LONG: usize = 160;
/// So many characters stand around a changed word of a long text.
const AROUND: usize = 24;

/// What the paper is made of.
#[derive(Debug, Clone, Copy)]
pub struct Comparison<'a> {
    /// The plan, by whose words and names the paper speaks.
    pub plan: &'a Plan,
    /// The published report.
    pub before: &'a Printed,
    /// Today's.
    pub after: &'a Printed,
    /// By edition, in their order.
    pub changes: &'a [(Edition, Vec<Change>)],
    /// How many places another version of the program words otherwise, with the same figures and texts.
    pub reworded: usize,
    /// The reasons.
    pub causes: &'a Causes,
}

/// The 正誤表 of a published report. `date` is the day that it states.
pub fn document(of: Comparison<'_>, date: Date) -> Document {
    let plan = of.plan;
    let title = format!("{} 正誤表", of.after.title);
    let parts = vec![errata(of), part("差替えページ", pages(of))];
    Document {
        meta: Meta {
            title: title.clone(),
            author: plan.city.clone(),
            subject: "公表した報告書から変わった数値及び文".to_owned(),
            keywords: vec![plan.short_title.clone(), "正誤表".to_owned()],
            date,
            notice: plan.notice.clone(),
            confidential: None,
        },
        parts,
        look: plan.settings.look.clone(),
    }
}

/// 令和4年6月30日付け（速報）.
fn version(printed: &Printed) -> String {
    format!("{}付け（{}）", japanese_date(printed.date), printed.state.label())
}

fn errata(of: Comparison<'_>) -> Part {
    let count: usize = of.changes.iter().map(|(_, changes)| listed(changes).count()).sum();
    let mut blocks = vec![heading(1, format!("{} 正誤表", of.after.title))];
    let (before, after) = (version(of.before), version(of.after));
    let lead = match count {
        0 => format!("{before}の報告書と、数値及び文に違いはない。"),
        _ if before == after => {
            format!("{before}の報告書について、改めた数値及び文は、次の{count}か所である。下線は、改めた部分を示す。")
        }
        _ => format!(
            "{before}の報告書について、{after}の報告書で改めた数値及び文は、次の{count}か所である。下線は、改めた部分を示す。"
        ),
    };
    blocks.push(paragraph(ParagraphKind::Flush, lead));
    if of.reworded > 0 {
        let text = format!(
            "※ 公表した報告書は、この正誤表を作ったものと別の版のプログラムで作成したものである。数値及び報告された文が同じで、見出し、注記等の表し方だけが違う{}か所は、掲げていない。",
            of.reworded
        );
        blocks.push(paragraph(ParagraphKind::Note, text));
    }
    if of.changes.iter().flat_map(|(_, changes)| changes).any(|change| change.only_moved) {
        let text = "※ 目次と、記載が同じで表の中の順又は欄のつながり方だけが変わったところは、掲げていない。そのページは、差替えページに含む。";
        blocks.push(paragraph(ParagraphKind::Note, text));
    }
    if of.changes.iter().flat_map(|(_, changes)| listed(changes)).any(|change| change.figure) {
        let text = format!("※ 箇所に「{IN_FIGURE}」とあるものは、図が示す数値を文で表したもの（読上げ用の文）である。");
        blocks.push(paragraph(ParagraphKind::Note, text));
    }
    for (edition, changes) in of.changes {
        let listed: Vec<&Change> = listed(changes).collect();
        if listed.is_empty() {
            continue;
        }
        if of.changes.len() > 1 {
            blocks.push(heading(2, format!("{}（{}か所）", edition.label(), listed.len())));
        }
        blocks.push(Block::Table(table(of, listed)));
    }
    Part { paper: Paper::A4Landscape, ..part("正誤表", blocks) }
}

fn table(of: Comparison<'_>, mut changes: Vec<&Change>) -> Table {
    // In the order of pages: what is gone at its place in the published report, the cover before all.
    let number = |change: &&Change| {
        let page = change.page_after.as_ref().or(change.page_before.as_ref());
        page.and_then(|page| page.parse::<u32>().ok()).unwrap_or(0)
    };
    let names = spaced_names(of.plan);
    changes.sort_by_key(number);
    let rows = changes
        .into_iter()
        .map(|change| {
            let (before, after) = sides(change);
            let top = |cell: Cell| Cell { vertical_align: VerticalAlign::Top, ..cell };
            let reason = of.causes.of(of.plan, change).unwrap_or_default();
            let cells = vec![
                top(row_head(page(change)).aligned(Alignment::Center)),
                top(Cell::text(place_of(change, &names))),
                top(Cell::inlines(before)),
                top(Cell::inlines(after)),
                top(Cell::text(reason)),
            ];
            Row { cells, may_split: true, ..Row::default() }
        })
        .collect();
    let heads = ["ページ", "箇所", "誤（公表したもの）", "正（改めたもの）", "理由"];
    Table::of_rows(
        TableStyle::Grid,
        vec![fixed(150, Alignment::Center), shared(5), shared(6), shared(6), shared(4)],
        vec![Row { cells: heads.map(|head| column_head(head, 1, 1)).into(), ..Row::default() }],
        rows,
    )
}

/// The page, and where it moved: 12, 12→13.
fn page(change: &Change) -> String {
    let named = |page: &Option<String>| page.clone().map(|page| if page.is_empty() { "表紙".to_owned() } else { page });
    match (named(&change.page_before), named(&change.page_after)) {
        (Some(before), Some(after)) if before != after => format!("{before}→{after}"),
        (Some(page), _) | (None, Some(page)) => page,
        (None, None) => String::new(),
    }
}

/// Where a change is, and that it is in a chart or figure where it is.
fn place_of(change: &Change, names: &[&str]) -> String {
    let place = place(&change.place, names);
    if change.figure { format!("{place}{IN_FIGURE}") } else { place }
}

/// What stands behind the place of a chart or figure: what is listed is not printed there.
const IN_FIGURE: &str = "（図）";

/// Headings and heads from the outermost, each once. `names` are the plan's own with a space in them.
fn place(place: &[String], names: &[&str]) -> String {
    let mut shown: Vec<&str> = Vec::new();
    for name in place.iter().map(|name| without_key(name, names)).filter(|name| !name.is_empty()) {
        if shown.last() != Some(&name) {
            shown.push(name);
        }
    }
    shown.join("／")
}

/// A heading without the unit or the key that stands beside it: 「令和4年度の実績　効果額の単位：千円」, 「実践項目の工程　枠 計画　塗り 実績」. A
/// name of the plan's own (「総合窓口　（愛称：…）」) has none.
fn without_key<'a>(name: &'a str, names: &[&str]) -> &'a str {
    match name.split_once('\u{3000}') {
        Some((heading, beside)) if !heading.is_empty() && beside.contains(['：', '\u{3000}']) => {
            if names.iter().any(|own| name.contains(own)) { name } else { heading }
        }
        _ => name,
    }
}

/// The names of the plan that hold an ideographic space.
fn spaced_names(plan: &Plan) -> Vec<&str> {
    let actions = plan.actions().flat_map(|(_, action)| {
        let indicators = action.indicators.iter().map(|indicator| indicator.name.as_str());
        std::iter::once(action.name.as_str()).chain(indicators)
    });
    let initiatives = plan.initiatives.iter().map(|initiative| initiative.name.as_str());
    let themes = plan.themes.iter().map(|theme| theme.title.as_str());
    let bureaus = plan.bureaus.iter().map(|bureau| bureau.name.as_str());
    let names = actions.chain(initiatives).chain(themes).chain(bureaus);
    names.chain([plan.short_title.as_str()]).filter(|name| name.contains('\u{3000}')).collect()
}

fn sides(change: &Change) -> (Inlines, Inlines) {
    match (&change.page_before, &change.page_after) {
        (Some(_), _) if change.whole_section => (plain("（この章の全体）"), plain("（この章は掲載していない。）")),
        _ if change.whole_section => (plain("（この章は掲載していない。）"), plain("（この章の全体）")),
        (None, _) => (plain("（なし）"), changed_words::whole(&change.after)),
        (_, None) => (changed_words::whole(&change.before), plain("（削る）")),
        _ => {
            let (before, after) = changed_words::compare(&change.before, &change.after);
            let long = change.before.chars().count().max(change.after.chars().count()) > LONG;
            let (before, after) = if long { changed_words::excerpts(before, after, AROUND) } else { (before, after) };
            (changed_words::inlines(&before), changed_words::inlines(&after))
        }
    }
}

/// Printed pages in their order, the cover (without a number) first.
type PageNames<'a> = BTreeSet<(usize, &'a str)>;

/// The pages that go out and those that come in. Where the report has as many pages as before, these are the same: what is gone
/// from a page leaves a page to print again.
fn exchanged(changes: &[Change], as_many_pages: bool) -> (PageNames<'_>, PageNames<'_>) {
    let on = |pick: fn(&Change) -> Option<&String>| -> PageNames<'_> {
        changes.iter().filter_map(pick).map(|page| (page.parse().unwrap_or(0), page.as_str())).collect()
    };
    let (mut out, mut back) = (on(|change| change.page_before.as_ref()), on(|change| change.page_after.as_ref()));
    if as_many_pages {
        out.extend(back.iter().copied());
        back.clone_from(&out);
    }
    (out, back)
}

/// Pages to be exchanged: every page of the published report on which something changed, and every page of today's.
fn pages(of: Comparison<'_>) -> Vec<Block> {
    let mut blocks = vec![
        heading(1, "差替えページ"),
        paragraph(
            ParagraphKind::Flush,
            "印刷したものを改めるときに差し替えるページである。ページの数が変わった版は、目次を含めて全体を差し替える。",
        ),
    ];
    let mut rows = Vec::new();
    for (edition, changes) in of.changes.iter().filter(|(_, changes)| !changes.is_empty()) {
        let listed = |pages: &BTreeSet<(usize, &str)>| {
            let names = pages.iter().map(|(_, page)| if page.is_empty() { "表紙" } else { page });
            names.collect::<Vec<_>>().join("、")
        };
        let count = |printed: &Printed| {
            let edition = printed.edition(*edition);
            let pages: BTreeMap<&str, ()> =
                edition.iter().flat_map(|of| &of.pieces).map(|piece| (piece.page.as_str(), ())).collect();
            pages.keys().filter_map(|page| page.parse::<u32>().ok()).max().unwrap_or(0)
        };
        let (before, after) = (count(of.before), count(of.after));
        let moved = if before == after { "変わらない".to_owned() } else { format!("{before}→{after}") };
        let (out, back) = exchanged(changes, before == after);
        rows.push(Row {
            cells: vec![
                row_head(edition.label()),
                Cell::text(listed(&out)),
                Cell::text(listed(&back)),
                Cell::text(moved).aligned(Alignment::Center),
            ],
            may_split: true,
            ..Row::default()
        });
    }
    if rows.is_empty() {
        blocks.push(paragraph(ParagraphKind::Flush, "差し替えるページはない。"));
        return blocks;
    }
    let heads = ["版", "抜くページ", "入れるページ", "ページの数"];
    if of.before.state != of.after.state {
        let text = format!(
            "※ {}から{}への変更により、すべてのページの上部に示す資料名も変わる。差し替えないページには、変更前の資料名が残る。",
            of.before.state.label(),
            of.after.state.label()
        );
        blocks.push(paragraph(ParagraphKind::Note, text));
    }
    blocks.push(Block::Table(Table::of_rows(
        TableStyle::Grid,
        vec![fixed(250, Alignment::Start), shared(1), shared(1), fixed(260, Alignment::Center)],
        vec![Row { cells: heads.map(|head| column_head(head, 1, 1)).into(), ..Row::default() }],
        rows,
    )));
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::statement::ReportState;

    #[test]
    fn a_page_from_which_a_note_is_gone_is_printed_again() {
        let change = |before: Option<&str>, after: Option<&str>| Change {
            page_before: before.map(str::to_owned),
            page_after: after.map(str::to_owned),
            place: Vec::new(),
            ..Change::default()
        };
        let changes = [change(Some("9"), None), change(Some(""), None), change(Some("31"), Some("31"))];
        let names = |pages: PageNames<'_>| pages.into_iter().map(|(_, page)| page.to_owned()).collect::<Vec<_>>();
        let (out, back) = exchanged(&changes, true);
        assert_eq!(
            (names(out), names(back)),
            (vec!["".into(), "9".into(), "31".into()], vec!["".into(), "9".into(), "31".into()])
        );
        let (out, back) = exchanged(&changes, false);
        assert_eq!((names(out).len(), names(back)), (3, vec!["31".to_owned()]));
    }

    #[test]
    fn pages_that_stay_are_said_to_keep_the_state_in_their_heads() {
        let plan = crate::report::fixture::plan();
        let printed = |state| Printed { state, ..Printed::default() };
        let change = Change { page_before: Some("1".into()), page_after: Some("1".into()), ..Change::default() };
        let changes = [(Edition::Public, vec![change])];
        let causes = Causes::default();
        let said = |before: &Printed, after: &Printed| {
            let of = Comparison { plan: &plan, before, after, changes: &changes, reworded: 0, causes: &causes };
            let mut lines = Vec::new();
            crate::report::text::of_blocks(&pages(of), &mut lines);
            lines.join("\n")
        };
        let (early, settled) = (printed(ReportState::Preliminary), printed(ReportState::Final));
        let note = "速報から確定への変更により、すべてのページの上部に示す資料名も変わる。";
        assert!(said(&early, &settled).contains(note));
        assert!(!said(&settled, &settled).contains("資料名"));
    }

    #[test]
    fn what_only_moved_is_not_listed_and_its_page_is_printed_again() {
        let plan = crate::report::fixture::plan();
        let change = |page: &str, only_moved| Change {
            page_before: Some(page.into()),
            page_after: Some(page.into()),
            before: format!("前{page}"),
            after: format!("後{page}"),
            only_moved,
            ..Change::default()
        };
        let changes = [(Edition::Public, vec![change("3", false), change("7", true)])];
        let (printed, causes) = (Printed::default(), Causes::default());
        let of = Comparison {
            plan: &plan,
            before: &printed,
            after: &printed,
            changes: &changes,
            reworded: 0,
            causes: &causes,
        };
        let text = |blocks: &[Block]| {
            let mut lines = Vec::new();
            crate::report::text::of_blocks(blocks, &mut lines);
            lines.join("\n")
        };
        let list = text(&errata(of).blocks);
        assert!(list.contains("次の1か所") && list.contains("前3") && !list.contains("前7"), "{list}");
        assert!(list.contains("表の中の順又は欄のつながり方だけが変わったところ"), "{list}");
        assert!(text(&pages(of)).contains("3、7"));
    }

    #[test]
    fn what_no_page_prints_is_said_to_be_in_a_figure() {
        let change = |figure| Change { place: vec!["令和3年度の概況".to_owned()], figure, ..Change::default() };
        assert_eq!(
            [true, false].map(|figure| place_of(&change(figure), &[])),
            ["令和3年度の概況（図）", "令和3年度の概況"]
        );
    }

    #[test]
    fn a_place_is_named_by_its_headings_and_not_by_their_units_and_keys() {
        let own = ["総合窓口　（愛称：なんでも）"];
        let named = |parts: &[&str]| place(&parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>(), &own);
        let unit = "令和4年度の実績　効果額の単位：千円";
        assert_eq!(named(&["個票", "1 取組", unit, "1-1", "実績"]), "個票／1 取組／令和4年度の実績／1-1／実績");
        assert_eq!(named(&["行政改革プラン　令和4年度の進捗状況"]), "行政改革プラン　令和4年度の進捗状況");
        assert_eq!(named(&["実践項目の工程　枠 計画　塗り 実績", "1-1"]), "実践項目の工程／1-1");
        // A name of the plan's own is no heading with a key, whether its number stands before it or not.
        assert_eq!(named(&["個票", "1-1 総合窓口　（愛称：なんでも）"]), "個票／1-1 総合窓口　（愛称：なんでも）");
        let mut plan = crate::report::fixture::plan();
        plan.initiatives[0].name = own[0].to_owned();
        assert_eq!(spaced_names(&plan), own);
    }

    #[test]
    fn a_text_is_shortened_beyond_its_length_and_not_at_it() {
        let shown = |length: usize| {
            let text = |end: char| "あ".repeat(length - 1) + &end.to_string();
            let change = Change {
                page_before: Some("1".into()),
                page_after: Some("1".into()),
                before: text('甲'),
                after: text('乙'),
                ..Change::default()
            };
            crate::report::text::of_inlines(&sides(&change).0).chars().count()
        };
        assert_eq!(shown(LONG), LONG);
        assert!(shown(LONG + 1) < LONG);
    }

    /// By the numbers of pages and not by their digits; what is gone stands at its page of the published report.
    #[test]
    fn differences_stand_in_the_order_of_pages() {
        let change = |before: Option<&str>, after: Option<&str>| Change {
            page_before: before.map(str::to_owned),
            page_after: after.map(str::to_owned),
            before: "1".into(),
            after: "2".into(),
            ..Change::default()
        };
        let changes = [change(Some("10"), Some("10")), change(Some("9"), None), change(None, Some("2"))];
        let (plan, printed, causes) = (crate::plan::fixture::small(), Printed::default(), Causes::default());
        let of =
            Comparison { plan: &plan, before: &printed, after: &printed, changes: &[], reworded: 0, causes: &causes };
        let table = table(of, changes.iter().collect());
        let rows = table.groups.iter().flat_map(|group| &group.rows);
        let pages: Vec<String> = rows.map(|row| crate::report::text::of_cell(&row.cells[0])).collect();
        assert_eq!(pages, changes.iter().rev().map(page).collect::<Vec<_>>());
    }
}
