//! 令和4年度, the plan's review year, as far as it has been handed in: 下水道建設課 hands in nothing yet, the report is 速報, figures of two
//! items wait for the accounts, and the revision of the plan lies beside the forms as a second plan.toml with its reasons.

use std::collections::BTreeMap;
use std::error::Error;

use jiff::ToSpan;
use jiff::civil::Date;
use kaikaku::contract::Field;
use kaikaku::contract::entries::{Entries, Typed};
use kaikaku::forms::council::Ratings;
use kaikaku::forms::{council, departments, progress};
use kaikaku::merge::record::YearRecord;
use kaikaku::plan::Plan;
use kaikaku::vocabulary::{ActionId, DepartmentId, FiscalYear, Period};
use serde::Deserialize;

use super::content::{Contribution, Opinion, Report};
use super::deliveries::{Files, MEMBERS, choice, cover, file_name, points};

/// 令和4年度.
pub(crate) const YEAR: FiscalYear = FiscalYear(2022);

/// Who has not yet handed in.
const MISSING: &str = "上下水道部/下水道建設課";

/// Where the revised plan lies, below the input folder.
pub(crate) const REVISION: &str = "見直し";

#[derive(Deserialize)]
struct Content {
    reports: BTreeMap<ActionId, Report>,
    reasons: BTreeMap<ActionId, String>,
    memos: BTreeMap<ActionId, String>,
    /// By `id:department`.
    partners: BTreeMap<String, Contribution>,
    /// What became of last year's first opinion on an initiative, by its number.
    answers: BTreeMap<String, String>,
    ratings: BTreeMap<String, f64>,
    opinions: Opinions,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Opinions {
    r4: Vec<Opinion>,
}

/// The files of the year, `last` being the record of the year before; `plan_text` is plan.toml.
pub(crate) fn files(plan: &Plan, plan_text: &str, last: &YearRecord) -> Result<Files, Box<dyn Error>> {
    let content: Content = toml::from_str(include_str!("third_year.toml"))?;
    let mut files = Files::new();
    for (number, unit) in departments(plan, YEAR, None).into_iter().enumerate().filter(|(_, unit)| &*unit.0 != MISSING)
    {
        let mut entries = entries(plan, &content, last, &unit);
        let submitted = Date::constant(YEAR.0 + 1, 4, 24).checked_add((number as i64 * 5 % 19).days())?;
        cover(&mut entries, &unit, submitted, 1, number);
        let bytes = progress::write_filled(plan, YEAR, Period::YEAR_END, &unit, Some(last), &entries)?;
        let folder = unit.bureau().unwrap_or("部に属しない部署");
        files.insert(format!("{YEAR}/{folder}/{}", file_name(YEAR, &unit, number)), bytes);
    }
    for member in 1..=MEMBERS {
        let bytes = council::write_filled(plan, YEAR, None, &ratings(plan, &content, member)?)?;
        files.insert(format!("{YEAR}/審議会/評価票_委員{member:02}.xlsx"), bytes);
    }
    files.insert(format!("{YEAR}/office.toml"), OFFICE.as_bytes().to_vec());
    files.insert(format!("{REVISION}/plan.toml"), revised(plan_text)?.into_bytes());
    files.insert(format!("{REVISION}/理由.toml"), REASONS.as_bytes().to_vec());
    Ok(files)
}

fn entries(plan: &Plan, content: &Content, last: &YearRecord, unit: &DepartmentId) -> Entries {
    let day = YEAR.last_day();
    let mut entries = Entries::new();
    let same = |other: &DepartmentId| plan.successors(other, day).contains(unit) || unit == other;
    for (initiative, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        let id = action.id;
        if plan.lead_on(action, day).is_some_and(|lead| same(&lead)) {
            if let Some(report) = content.reports.get(&id) {
                lead_row(plan, content, id, report, &mut entries);
            }
            // One department answers for an initiative: the lead of its first item.
            let first = initiative.actions.iter().find(|action| action.repeats.is_none());
            let answer =
                content.answers.get(&initiative.no.key()).filter(|_| first.is_some_and(|first| first.id == id));
            let council = last.initiatives.get(&initiative.no).and_then(|record| record.council.as_ref());
            if let (Some(answer), Some(opinion)) = (answer, council.and_then(|council| council.opinions.first())) {
                entries.set_row(id, Field::Response, format!("{}{answer}", plan.opinion_tag(opinion.id)).as_str());
            }
            continue;
        }
        let of_unit = content.partners.iter().find(|(key, _)| {
            key.split_once(':').is_some_and(|(of, partner)| of == id.key() && same(&DepartmentId(partner.into())))
        });
        if let Some((_, row)) = of_unit {
            entries.set_row(id, Field::ActualStage, row.0.as_str());
            entries.set_row(id, Field::Grade, choice(plan, &row.1).as_str());
            entries.set_row(id, Field::Result, row.2.as_str());
        }
    }
    entries
}

fn lead_row(plan: &Plan, content: &Content, id: ActionId, report: &Report, entries: &mut Entries) {
    let grade = choice(plan, &report.1);
    let texts = [
        (Field::ActualStage, Some(&report.0)),
        (Field::Grade, Some(&grade)),
        (Field::GradeReason, content.reasons.get(&id)),
        (Field::Result, Some(&report.2)),
        (Field::Issues, Some(&report.3)),
        (Field::NextSteps, Some(&report.4)),
        (Field::Memo, content.memos.get(&id)),
    ];
    for (field, text) in texts {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            entries.set_row(id, field, text.as_str());
        }
    }
    let effects = [Field::RevenueOnce, Field::RevenueRecurring, Field::SavingOnce, Field::SavingRecurring];
    for (at, field) in effects.into_iter().enumerate() {
        let typed = report.5.get(at).map_or_else(|| Some(Typed::from("―")), |cell| cell.typed());
        if let Some(typed) = typed {
            entries.set_row(id, field, typed);
        }
    }
    for (cell, field) in report.6.iter().zip([Field::Indicator1, Field::Indicator2, Field::Indicator3]) {
        if let Some(typed) = cell.typed() {
            entries.set_row(id, field, typed);
        }
    }
}

fn ratings(plan: &Plan, content: &Content, member: u8) -> Result<Ratings, Box<dyn Error>> {
    let mut ratings = Ratings { member: Some(Typed::Number(f64::from(member))), ratings: BTreeMap::new() };
    for initiative in &plan.initiatives {
        let no = initiative.no.0;
        let given = content.ratings.get(&no.to_string()).map(|mean| points(*mean, member, no).into());
        let opinion = content.opinions.r4.iter().find(|opinion| opinion.0 == no && opinion.1 == member);
        ratings.ratings.insert(initiative.no, (given, opinion.map(|opinion| opinion.2.clone())));
    }
    Ok(ratings)
}

/// What the office states: the report is 速報.
const OFFICE: &str = "# サンプル（架空）　事務局の指定

[report]
state = \"速報\"
date = 2023-06-30
awaiting = [\"1-4\", \"3-1\"]   # 決算を待つ実践項目
";

/// Why the plan is revised.
const REASONS: &str = "# サンプル（架空）　計画を見直す理由
#
# kaikaku compare input/plan.toml input/見直し/plan.toml --reasons input/見直し/理由.toml

[[reason]]
entry = \"計画\"
text = \"中間年の検証に伴う改訂\"

[[reason]]
entry = \"1-1\"
text = \"広告の媒体が紙から電子に移り、封筒広告の収入が見込めなくなったため、目標と効果額を実績に合わせて改める。\"

[[reason]]
entry = \"1-2\"
text = \"施設の数が計画より早く目標に達したため、目標を引き上げる。\"

[[reason]]
entry = \"4-5\"
text = \"令和4年度の全面的な改修により完了したため。\"

[[reason]]
entry = \"6-1\"
text = \"運転手の不足を踏まえ、再編の時期を1年遅らせる。\"

[[reason]]
entry = \"8-1\"
text = \"スマートフォン決済への移行が進んだため、目標を改める。\"

[[reason]]
entry = \"9-5\"
text = \"審議会の意見（R4-9）を受け、学校や企業と行う訓練を新たに設ける。\"
";

/// The plan as it is revised: what changes in plan.toml, each once.
fn revised(plan_text: &str) -> Result<String, Box<dyn Error>> {
    let changes = [
        ("issued = \"令和元年12月\"", "issued = \"令和5年2月\""),
        (
            "title = \"新たな行政改革プラン（仮称）\"\nstage = \"素案\"",
            "title = \"新たな行政改革プラン（改訂版）\"\nstage = \"案\"",
        ),
        (
            "schedule = { R2-R6 = \"継続\" }, effect = { R2 = 600, R3 = 1600, R4 = 2600, R5 = 3600, R6 = 4600 }",
            "schedule = { R2-R4 = \"継続\", R5 = \"見直し\", R6 = \"継続\" }, effect = { R2 = 600, R3 = 1600, R4 = 2600, R5 = 2200, R6 = 2600 }",
        ),
        ("R4 = 21000, R5 = 22000, R6 = 23000", "R4 = 21000, R5 = 20500, R6 = 21000"),
        (
            "targets = { R2 = 3, R3 = 4, R4 = 5, R5 = 6, R6 = 6 }",
            "targets = { R2 = 3, R3 = 4, R4 = 5, R5 = 8, R6 = 9 }",
        ),
        (
            "  { no = 5, name = \"市ホームページの見直し\", lead = \"総合政策部/秘書広報課\", partners = [\"総務部/情報推進課\"], schedule = { R2 = \"検討\", R3 = \"準備\", R4 = \"実施\", R5-R6 = \"継続\" } },\n",
            "",
        ),
        (
            "schedule = { R2-R3 = \"検討\", R4 = \"準備\", R5-R6 = \"実施\" }, indicators = [\n      { name = \"市内バスの年間利用者数\"",
            "schedule = { R2-R3 = \"検討\", R4-R5 = \"準備\", R6 = \"実施\" }, indicators = [\n      { name = \"市内バスの年間利用者数\"",
        ),
        (
            "lead = \"市民生活部/危機管理室\", schedule = { R2 = \"検討\", R3 = \"準備\", R4-R6 = \"実施\" } },\n",
            "lead = \"市民生活部/危機管理室\", schedule = { R2 = \"検討\", R3 = \"準備\", R4-R6 = \"実施\" } },\n  { no = 5, name = \"学校や企業と行う防災訓練\", lead = \"市民生活部/危機管理室\", schedule = { R5-R6 = \"実施\" }, indicators = [\n      { name = \"合同の訓練の回数\", unit = \"回\", direction = \"増加\", baseline = 0, targets = { R5 = 4, R6 = 6 } },\n    ] },\n",
        ),
        ("targets = { R4 = 3000, R5 = 4500, R6 = 6000 }", "targets = { R4 = 3000, R5 = 2000, R6 = 2500 }"),
    ];
    let mut text = plan_text.to_owned();
    for (old, new) in changes {
        if text.matches(old).count() != 1 {
            return Err(format!("plan.toml に1回だけあるはずの文字列です：{old}").into());
        }
        text = text.replacen(old, new, 1);
    }
    Ok(text)
}
