//! The first page of 庁内資料: what is missing and what the office has to decide before the report is published.

use std::collections::BTreeMap;

use super::blocks::{column_head, department_names, figure, fixed, heading, paragraph, part, row, row_head};
use super::document::{Alignment, Block, Cell, Column, ColumnWidth, ParagraphKind, Part, Row, Table, TableStyle};
use super::naming;
use crate::assess::assessment::Assessment;
use crate::check::{self, overview::Mark};
use crate::finding::Severity;
use crate::merge::record::SubmissionState;
use crate::vocabulary::DepartmentId;

/// A matter to settle: what, how often, and which.
struct Matter {
    what: &'static str,
    which: Vec<String>,
    count: usize,
    /// What is to be done about it.
    then: &'static str,
}

/// The page; it says so where nothing is left to settle.
pub(crate) fn part_of(assessment: &Assessment) -> Part {
    let title = "未提出・要決定事項";
    let matters: Vec<Matter> = matters(assessment).into_iter().filter(|matter| matter.count > 0).collect();
    let mut blocks = vec![heading(1, title)];
    if matters.is_empty() {
        blocks.push(paragraph(ParagraphKind::Body, "未提出のもの及び決定を要するものはない。"));
    } else {
        let year = assessment.year;
        let text = format!("{year}の報告書を公表する前に、次の事項を整理する必要がある。");
        blocks.push(paragraph(ParagraphKind::Body, text));
        blocks.push(Block::Table(table(matters)));
    }
    part(title, blocks)
}

fn matters(assessment: &Assessment) -> Vec<Matter> {
    let missing = departments(assessment, SubmissionState::Missing);
    let unread = departments(assessment, SubmissionState::Unread);
    let returned = departments(assessment, SubmissionState::Returned);
    let counted = assessment.plan.actions().filter(|(_, action)| action.repeats.is_none());
    let ungraded: Vec<String> = counted
        .filter(|(_, action)| assessment.actions.get(&action.id).is_some_and(|assessed| assessed.grade.is_none()))
        .map(|(_, action)| action.printed.clone())
        .collect();
    let unanswered: Vec<String> =
        assessment.record.unanswered().map(|(_, opinion)| assessment.plan.opinion_number(opinion.id)).collect();
    let (unfinished_items, unfinished_count) = unfinished(assessment);
    let (errors, error_count) = findings(assessment, Severity::Error);
    let (warnings, warning_count) = findings(assessment, Severity::Warning);
    let listed = |what, which: Vec<String>, then| Matter { what, count: which.len(), which, then };
    vec![
        listed("未提出の部署", missing, "提出を求める。"),
        listed("提出を確認できない部署", unread, "読み取っていないファイルを確かめ、提出を求める。"),
        listed("差戻し中の部署", returned, "修正したものの提出を求める。"),
        Matter {
            what: "記入の済んでいない実践項目",
            which: unfinished_items,
            count: unfinished_count,
            then: "担当部署に記入を求める。",
        },
        listed("進捗区分のない実践項目", ungraded, "担当部署に確認し、進捗区分を決める。"),
        listed("対応のない意見", unanswered, "担当部署に対応の記入を求める。"),
        Matter {
            what: "要修正の指摘",
            which: errors,
            count: error_count,
            then: "「指摘」のページにより、修正を求める。",
        },
        Matter {
            what: "確認を要する指摘",
            which: warnings,
            count: warning_count,
            then: "「指摘」のページにより、扱いを決める。",
        },
    ]
}

/// Departments with the items that they have left empty, or filled in only in part, in forms that are in force otherwise, and the
/// number of all.
fn unfinished(assessment: &Assessment) -> (Vec<String>, usize) {
    let plan = &*assessment.plan;
    let overview = check::overview(plan, &assessment.record, &assessment.findings);
    let handed_in = |id: &DepartmentId| {
        let mut own = assessment.record.statuses.iter().filter(|status| status.department == *id);
        own.any(|status| status.state == SubmissionState::Submitted)
    };
    let mut by_department: BTreeMap<&DepartmentId, Vec<&str>> = BTreeMap::new();
    for line in &overview.items {
        let is_owed = match line.mark {
            Mark::Missing => handed_in(&line.department),
            Mark::Unfinished | Mark::Midyear => true,
            Mark::Submitted | Mark::Replaced | Mark::Returned | Mark::Unread | Mark::NotRequired => false,
        };
        if is_owed {
            by_department.entry(&line.department).or_default().push(&line.number);
        }
    }
    let count = by_department.values().map(Vec::len).sum();
    let order = plan.units_in_order(assessment.year.last_day());
    let mut by_department: Vec<_> = by_department.into_iter().collect();
    by_department.sort_by_cached_key(|(id, _)| naming::place(&order, Some(*id)));
    let named = by_department
        .into_iter()
        .map(|(id, numbers)| format!("{}（{}）", naming::department(plan, id), numbers.join("、")));
    (named.collect(), count)
}

/// The departments whose forms stand so.
fn departments(assessment: &Assessment, state: SubmissionState) -> Vec<String> {
    let statuses = assessment.record.statuses.iter().filter(|status| status.state == state);
    statuses
        .map(|status| {
            format!("{}（{}）", naming::department(&assessment.plan, &status.department), status.period.label())
        })
        .collect()
}

/// Departments with the number of their findings of a severity, and the number of all.
fn findings(assessment: &Assessment, severity: Severity) -> (Vec<String>, usize) {
    let of = || assessment.findings.iter().filter(|finding| finding.severity == severity);
    let mut by_department: BTreeMap<Option<&DepartmentId>, usize> = BTreeMap::new();
    for finding in of() {
        *by_department.entry(finding.department.as_ref()).or_default() += 1;
    }
    let name =
        |id: Option<&DepartmentId>| id.map_or_else(|| "全体".to_owned(), |id| naming::department(&assessment.plan, id));
    let order = assessment.plan.units_in_order(assessment.year.last_day());
    let mut by_department: Vec<_> = by_department.into_iter().collect();
    by_department.sort_by_cached_key(|(id, _)| naming::place(&order, *id));
    let names = by_department.into_iter().map(|(id, count)| format!("{}{count}件", name(id)));
    (names.collect(), of().count())
}

fn table(matters: Vec<Matter>) -> Table {
    let rows = matters.into_iter().map(|matter| {
        let which = department_names(matter.which.join("、"));
        let cells = vec![row_head(matter.what), figure(matter.count.to_string()), which, Cell::text(matter.then)];
        Row { may_split: true, ..row(cells) }
    });
    let columns = vec![
        fixed(360, Alignment::Start),
        fixed(130, Alignment::End),
        Column { width: ColumnWidth::Share(1), align: Alignment::Start },
        fixed(430, Alignment::Start),
    ];
    let head = row(["事項", "件数", "内訳", "すること"].map(|text| column_head(text, 1, 1)).into());
    Table::of_rows(TableStyle::Ruled, columns, vec![head], rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, text};

    fn page(assessment: &Assessment) -> String {
        let mut lines = Vec::new();
        text::of_blocks(&part_of(assessment).blocks, &mut lines);
        lines.join("\n")
    }

    #[test]
    fn items_left_empty_in_a_form_that_came_in_are_listed_with_the_department() {
        let mut assessment = fixture::assessment();
        assert!(!page(&assessment).contains("記入の済んでいない"), "{}", page(&assessment));
        let record = std::sync::Arc::make_mut(&mut assessment.record);
        let id = crate::vocabulary::ActionId::new(2, 1);
        record.actions.get_mut(&id).expect("planned").contributions.clear();
        let page = page(&assessment);
        assert!(page.contains("記入の済んでいない実践項目\t1\t(消)総務課（2-1）\t担当部署に記入を求める。"), "{page}");
    }

    #[test]
    fn a_department_whose_form_may_be_in_a_file_that_cannot_be_opened_is_listed() {
        let mut assessment = fixture::assessment();
        std::sync::Arc::make_mut(&mut assessment.record).statuses[2].state = SubmissionState::Unread;
        let page = page(&assessment);
        assert!(page.contains("提出を確認できない部署\t1\t会計課（年度末）"), "{page}");
        assert!(!page.contains("未提出の部署"), "{page}");
    }
}
