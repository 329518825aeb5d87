//! What a report says of itself: that it is 速報, and which of its figures wait for the accounts (決算).

use super::blocks::paragraph;
use super::document::{Block, Paragraph, ParagraphKind, Subject, plain};
use super::view::{InitiativeView, YearView};
use crate::merge::statement::ReportState;
use crate::vocabulary::{ActionId, japanese_date};

/// 速報; nothing for a final report.
pub(crate) fn label(view: &YearView<'_>) -> Option<&'static str> {
    (view.stated.state == ReportState::Preliminary).then_some(ReportState::Preliminary.label())
}

/// 第2四半期末現在: the time as of which a report before the end of the year speaks; nothing for a report on the whole year.
pub(crate) fn as_of(view: &YearView<'_>) -> Option<String> {
    let period = view.period;
    (!period.closes_year()).then(|| format!("{}現在", view.plan.settings.periods.as_of(period)))
}

/// The same as a sentence over the year's figures.
pub(crate) fn of_period(view: &YearView<'_>) -> Option<Block> {
    let text = format!("※ この資料は、{}の報告（{}）によるものであり、年度の結果ではない。", view.period, as_of(view)?);
    Some(paragraph(ParagraphKind::Note, text))
}

/// Of which day the names of departments are. Those of a report before the end of the year hold for the year: its last day is yet to
/// come.
pub(crate) fn names_as_of(view: &YearView<'_>) -> String {
    match view.period.closes_year() {
        true => format!("担当部署名は、{}時点のものである。", japanese_date(view.year.last_day())),
        false => format!("担当部署名は、{}のものである。", view.year),
    }
}

/// The items whose figures wait for the accounts, in the plan's order.
fn awaiting(view: &YearView<'_>) -> Vec<ActionId> {
    let ids = view.actions().map(|(_, action)| action.action.id);
    ids.filter(|id| view.stated.awaits(*id)).collect()
}

fn listed(view: &YearView<'_>, ids: &[ActionId]) -> String {
    ids.iter().map(|id| view.plan.number(*id)).collect::<Vec<_>>().join("、")
}

/// What waits for the accounts.
fn estimates(view: &YearView<'_>) -> &'static str {
    match (view.plan.has_effects(), view.plan.costs().is_some()) {
        (true, true) => "効果額、事業費及び指標",
        (true, false) => "効果額及び指標",
        (false, true) => "事業費及び指標",
        (false, false) => "指標",
    }
}

/// A note on such figures.
fn note(text: String) -> Block {
    let subject = Some(Subject::AwaitedAccounts);
    Block::Paragraph(Paragraph { subject, ..Paragraph::new(ParagraphKind::Note, plain(text)) })
}

/// Under the effects of the year and of those before it: that they hold estimates.
pub(crate) fn of_totals(view: &YearView<'_>) -> Vec<Block> {
    let what = estimates(view);
    let earlier = view.earlier_stated.iter().filter_map(|(year, stated)| {
        let ids = view.actions().map(|(_, action)| action.action.id);
        let ids: Vec<ActionId> = ids.filter(|id| stated.awaits(*id)).collect();
        let (count, listed) = (ids.len(), listed(view, &ids));
        let text =
            format!("※ {year}の実績のうち、決算の確定を待つ実践項目{count}件（{listed}）の{what}は見込みである。");
        (count > 0).then(|| note(text))
    });
    of_year(view).into_iter().chain(earlier).collect()
}

/// The same of the year reported on.
fn of_year(view: &YearView<'_>) -> Option<Block> {
    let (ids, what) = (awaiting(view), estimates(view));
    let text = format!(
        "※ 決算の確定を待つ実践項目{}件（{}）の{what}は見込みであり、合計はこれを含む。決算の確定後に改める。",
        ids.len(),
        listed(view, &ids)
    );
    (!ids.is_empty()).then(|| note(text))
}

/// On an initiative's sheet: which of its items' figures are estimates.
pub(crate) fn of_initiative(view: &YearView<'_>, initiative: &InitiativeView<'_>) -> Option<Block> {
    let ids: Vec<ActionId> =
        initiative.actions.iter().map(|action| action.action.id).filter(|id| view.stated.awaits(*id)).collect();
    let what = estimates(view);
    let text = format!("※ {}の{what}は、決算の確定を待つ見込みである。", listed(view, &ids));
    (!ids.is_empty()).then(|| note(text))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::report::{Edition, document, fixture, text};

    fn public(change: impl FnOnce(&mut crate::merge::statement::ReportStatement)) -> String {
        let mut assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        change(&mut record.stated);
        assessment.record = Arc::new(record);
        text::of_document(&document(&assessment, Edition::Public, fixture::DATE))
    }

    #[test]
    fn figures_that_wait_for_the_accounts_are_marked_until_these_are_settled() {
        let waiting = public(|stated| {
            stated.awaiting.insert(ActionId::new(1, 1));
        });
        assert!(waiting.contains("※ 1-1の効果額及び指標は、決算の確定を待つ見込みである。"), "{waiting}");
        assert!(waiting.contains("決算の確定を待つ実践項目1件（1-1）の効果額及び指標は見込みであり"), "{waiting}");
        let settled = public(|stated| {
            stated.awaiting.insert(ActionId::new(1, 1));
            stated.settled_on = Some(jiff::civil::date(2022, 8, 31));
        });
        assert!(!settled.contains("決算の確定を待つ"), "{settled}");
    }

    /// The sums of the years hold those of a year whose accounts are still awaited.
    #[test]
    fn estimates_of_an_earlier_year_are_marked_too() {
        let said = |settled_on| {
            let mut assessment = fixture::assessment();
            let mut last = (*assessment.earlier[0]).clone();
            last.stated.awaiting.insert(ActionId::new(1, 1));
            last.stated.settled_on = settled_on;
            assessment.earlier = vec![Arc::new(last)];
            text::of_document(&document(&assessment, Edition::Public, fixture::DATE))
        };
        let note = "※ 令和2年度の実績のうち、決算の確定を待つ実践項目1件（1-1）の効果額及び指標は見込みである。";
        let waiting = said(None);
        assert!(waiting.contains(note), "{waiting}");
        assert!(!said(Some(jiff::civil::date(2021, 8, 31))).contains("決算の確定を待つ"));
    }

    #[test]
    fn a_report_is_preliminary_until_the_office_says_otherwise() {
        assert!(public(|_| ()).contains("\n速報\n"));
        assert!(!public(|stated| stated.state = ReportState::Final).contains("速報"));
    }
}
