//! `kaikaku compare`: the 新旧対照表 of two versions of the plan.

use std::path::Path;

use jiff::civil::Date;

use super::{Call, Failure, Outcome, paper};
use crate::cli::CompareArguments;
use crate::engine::given_file;
use crate::finding::Finding;
use crate::intake::normalize::date;
use crate::master;
use crate::plan::{self, Initiative, Plan, Theme};
use crate::report::comparison::{self, Reasons};
use crate::workspace::shown;

/// Name of the paper in the output folder.
const NAME: &str = "新旧対照表";

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &CompareArguments) -> Result<Outcome, Failure> {
    let (old, mut findings) = version(&chosen.old)?;
    let (new, of_new) = version(&chosen.new)?;
    findings.extend(of_new);
    let reasons = chosen.reasons.as_deref().map(reasons).transpose()?.unwrap_or_default();
    let differences = comparison::differences(&old, &new);
    let reasons = reasons.in_words_of(&new, &differences);
    findings.extend(reasons.findings(&differences));
    let stated = call.everywhere.date;
    let date = stated.unwrap_or_else(|| issued_on(&new));
    let document = comparison::document((&old, &new), &differences, &reasons, date, stated);
    let mut outcome = paper::write(call, &document, Some(&new), NAME, findings)?;
    let without = differences.iter().filter(|difference| reasons.of(difference).is_none()).count();
    outcome.summary.insert(0, format!("違い　　　{}件（うち理由のないもの {without}件）", differences.len()));
    if without > 0 && chosen.reasons.is_none() {
        let advice = "　　　　　理由を書いたファイルを --reasons で指定すると、備考に載せます。";
        outcome.summary.insert(1, advice.to_owned());
    }
    outcome.summary.extend(beginning_unsaid(&old, &new));
    outcome.summary.extend(marks_unsaid(&old, &new));
    Ok(outcome)
}

/// What to write of new items of which the plan does not say when they begin: they count in the years before, too.
fn beginning_unsaid(old: &Plan, new: &Plan) -> Option<String> {
    let unsaid = new.actions().filter(|(_, action)| action.added.is_none() && old.action(action.id).is_none());
    let unsaid: Vec<&str> = unsaid.map(|(_, action)| action.printed.as_str()).collect();
    let text = format!(
        "加えた実践項目{}件（{}）に、加わった年度がありません。\n計画の途中から始めるものには、加わった年度（plan.toml では added = \"{}\" のように）を書いてください。書かなければ、公表した年度の報告書を作り直したときに、その件数に入ります。",
        unsaid.len(),
        unsaid.join("、"),
        new.first_year.next().short()
    );
    (!unsaid.is_empty()).then(|| new.wording().say(&text).into_owned())
}

/// The same of themes and goals that initiatives of both versions have only in the new one.
fn marks_unsaid(old: &Plan, new: &Plan) -> Option<String> {
    let of = |after: &Initiative| -> Option<String> {
        let before = old.initiative(after.no)?;
        let had = |theme: &Theme| {
            let themes = old.themes.iter().filter(|of| before.themes.contains(&of.id));
            themes.into_iter().any(|of| of.short == theme.short)
        };
        let themes = new.themes.iter().filter(|theme| after.themes.contains(&theme.id));
        let themes = themes.filter(|theme| !after.later.themes.contains_key(&theme.id) && !had(theme));
        let goals = after.goals.difference(&before.goals).filter(|goal| !after.later.goals.contains_key(goal));
        let names: Vec<String> =
            themes.map(|theme| theme.short.clone()).chain(goals.map(|goal| format!("SDGs {goal}"))).collect();
        (!names.is_empty()).then(|| format!("{}の{}", after.printed, names.join("・")))
    };
    let unsaid: Vec<String> = new.initiatives.iter().filter_map(of).collect();
    let text = format!(
        "取組項目に加えたテーマやSDGs（{}）に、加わった年度がありません。\n計画の途中から加えるものは、「市民（{}から）」のように年度を付けて書いてください。書かなければ、公表した年度の報告書を作り直したときにも載ります。",
        unsaid.join("、"),
        new.first_year.next().short()
    );
    (!unsaid.is_empty()).then(|| new.wording().say(&text).into_owned())
}

/// A version of the plan: plan.toml, or its Excel master. Which it is, its bytes say: a workbook is a ZIP file.
fn version(path: &Path) -> Result<(Plan, Vec<Finding>), Failure> {
    let (name, bytes) = given_file(path)?;
    let read = if bytes.starts_with(b"PK\x03\x04") { master::import } else { plan::read_bytes };
    read(&name, &bytes).map_err(|findings| Failure::Findings {
        what: format!("計画に誤りがあるため、比べられません：{}", shown(path)),
        findings,
    })
}

/// The first day of the month in which a plan is issued (令和5年2月); where its words say no month, the day on which its
/// departments' names hold.
fn issued_on(plan: &Plan) -> Date {
    let day = if plan.issued.contains('日') { plan.issued.clone() } else { format!("{}1日", plan.issued) };
    date::read(&day).map_or(plan.departments_as_of, |day| day.date)
}

fn reasons(path: &Path) -> Result<Reasons, Failure> {
    let (name, bytes) = given_file(path)?;
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::Other(format!("UTF-8 で保存してください：{}。", shown(path))))?;
    Reasons::read(&name, text.trim_start_matches('\u{feff}')).map_err(|findings| Failure::Findings {
        what: format!("見直しの理由に誤りがあるため、比べられません：{}", shown(path)),
        findings,
    })
}
