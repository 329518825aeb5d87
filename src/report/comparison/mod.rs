//! 新旧対照表: what differs between two versions of the plan, and the paper that shows it.
//!
//! Only what differs is listed. Initiatives are compared by No. and action items by their number; the prose line by line, so
//! that a line put in between changes no other.

mod frame;
mod paper;
mod prose;
mod reasons;

use std::collections::{BTreeMap, BTreeSet};

pub use paper::document;
pub use reasons::{Reason, Reasons, UNKNOWN_ENTRY};

use crate::plan::write::{CostValue, cost_lines};
use crate::plan::{ActionItem, Direction, Indicator, Initiative, Plan, YearStages, names};
use crate::vocabulary::{FiscalYear, MoneyUnit, grouped_decimal};

/// One thing that differs between two versions of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which part of the plan: 取組項目, 実践項目 ….
    pub section: &'static str,
    /// How a reason names the entry: 8, 8-2, 構成・内容.
    pub key: String,
    /// Which entry of it: No.8 支払方法の多様化.
    pub entry: String,
    /// What of it.
    pub change: Change,
}

/// How an entry differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// 新設: what the new version says of it, by field.
    Added(Fields),
    /// 削る: what the old version said of it, by field.
    Removed(Fields),
    /// One field is another.
    Field {
        /// Which: 取組内容.
        field: &'static str,
        /// How the old version has it.
        old: String,
        /// How the new version has it.
        new: String,
    },
}

impl Change {
    /// Which field differs; `None` where the whole entry does.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Change::Field { field, .. } => Some(field),
            Change::Added(_) | Change::Removed(_) => None,
        }
    }
}

/// Fields of an entry in the order in which they are listed.
pub type Fields = Vec<(&'static str, String)>;

/// An entry of a version.
#[derive(Debug, Clone)]
struct Entry {
    key: String,
    name: String,
    fields: Fields,
}

/// The field of a number as it is printed, where it is not the key.
const NUMBER: &str = "番号";

/// Entries in order of their key.
type Entries<K> = BTreeMap<K, Entry>;

/// All that differs, in the plan's order.
pub fn differences(old: &Plan, new: &Plan) -> Vec<Difference> {
    let mut out = Vec::new();
    // Amounts of both in one unit.
    let unit = new.settings.money.unit;
    compare("計画", &frame::plan(old), &frame::plan(new), &mut out);
    prose::compare("文章", old, new, &mut out);
    compare("テーマ", &themes(old), &themes(new), &mut out);
    compare("階層", &frame::levels(old), &frame::levels(new), &mut out);
    compare("取組項目", &initiatives(old), &initiatives(new), &mut out);
    // A year that is divided has a line of its own, on both sides.
    let between = if [old, new].iter().all(|plan| plan.schedule_by.is_whole()) { "、" } else { "\n" };
    compare("実践項目", &actions(old, unit, between), &actions(new, unit, between), &mut out);
    compare("部", &frame::bureaus(old), &frame::bureaus(new), &mut out);
    compare("部署", &frame::departments(old), &frame::departments(new), &mut out);
    compare("機構改正", &frame::reorganizations(old), &frame::reorganizations(new), &mut out);
    compare("進捗区分", &frame::grades(old), &frame::grades(new), &mut out);
    compare("工程", &frame::stages(old), &frame::stages(new), &mut out);
    compare("用語", &frame::terms(old), &frame::terms(new), &mut out);
    out
}

fn compare<K: Ord + Clone>(section: &'static str, old: &Entries<K>, new: &Entries<K>, out: &mut Vec<Difference>) {
    let keys: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let mut push = |entry: &Entry, change: Change| {
            out.push(Difference { section, key: entry.key.clone(), entry: entry.name.clone(), change });
        };
        match (old.get(key), new.get(key)) {
            (Some(before), None) => push(before, Change::Removed(whole(before))),
            (None, Some(after)) => push(after, Change::Added(whole(after))),
            (Some(before), Some(after)) => {
                for ((field, new), (_, old)) in after.fields.iter().zip(&before.fields).filter(|(a, b)| a.1 != b.1) {
                    push(after, Change::Field { field, old: old.clone(), new: new.clone() });
                }
            }
            (None, None) => {}
        }
    }
}

/// The fields of an entry that is listed as a whole: its name begins with its number.
fn whole(entry: &Entry) -> Fields {
    entry.fields.iter().filter(|(field, _)| *field != NUMBER).cloned().collect()
}

fn themes(plan: &Plan) -> Entries<u8> {
    let fields = |theme: &crate::plan::Theme| {
        vec![
            ("略称", theme.short.clone()),
            ("名称", theme.title.clone()),
            ("文章", crate::plan::markup::without_marks(&theme.text)),
        ]
    };
    plan.themes
        .iter()
        .map(|theme| {
            let name = format!("{}. {}", theme.id.0, theme.title);
            (theme.id.0, Entry { key: theme.short.clone(), name, fields: fields(theme) })
        })
        .collect()
}

fn initiatives(plan: &Plan) -> Entries<u16> {
    let fields = |initiative: &Initiative| {
        vec![
            (NUMBER, initiative.printed.clone()),
            ("取組項目", initiative.name.clone()),
            ("属するもの", plan.groups_of(initiative).last().map(|(_, group)| group.label()).unwrap_or_default()),
            ("担当部署", names::print_responsible(plan, &initiative.responsible, plan.departments_as_of)),
            ("テーマ", initiative.typed_themes(plan).join("、")),
            ("SDGs", initiative.typed_goals().join("、")),
            ("取組内容", initiative.content.clone()),
        ]
    };
    plan.initiatives
        .iter()
        .map(|initiative| {
            let name = format!("No.{} {}", initiative.printed, initiative.name);
            (initiative.no.0, Entry { key: initiative.printed.clone(), name, fields: fields(initiative) })
        })
        .collect()
}

/// The field of planned effects, which are listed exact to the yen.
fn effects_field(unit: MoneyUnit) -> &'static str {
    match unit {
        MoneyUnit::Yen => "効果額（円）",
        MoneyUnit::Thousand => "効果額（千円）",
        MoneyUnit::TenThousand => "効果額（万円）",
        MoneyUnit::Million => "効果額（百万円）",
        MoneyUnit::TenMillion => "効果額（千万円）",
        MoneyUnit::HundredMillion => "効果額（億円）",
        MoneyUnit::Billion => "効果額（十億円）",
    }
}

/// The action items; `between` parts the schedules of their years.
fn actions(plan: &Plan, unit: MoneyUnit, between: &str) -> Entries<(u16, u16)> {
    let fields = |action: &ActionItem| {
        let units = std::iter::once(&action.lead).chain(&action.partners);
        let indicators: Vec<String> = action.indicators.iter().map(indicator).collect();
        vec![
            (NUMBER, action.printed.clone()),
            ("実践項目", action.name.clone()),
            ("担当部署", names::print_departments(plan, units)),
            ("他の部署の報告", if action.open { "求める".to_owned() } else { String::new() }),
            ("工程", years(&action.schedule, YearStages::line).join(between)),
            (effects_field(unit), by_year(&action.planned_effect, |yen| unit.exact(*yen))),
            ("事業費の計画", costs(plan, action, unit)),
            ("指標", indicators.join("\n")),
            ("重み", plan.grades.weights.get(&action.id).map(u32::to_string).unwrap_or_default()),
            ("再掲", action.repeats.map(|id| plan.number(id)).unwrap_or_default()),
            ("加わった年度", action.added.map(|year| year.to_string()).unwrap_or_default()),
        ]
    };
    plan.actions()
        .map(|(_, action)| {
            let key = (action.id.initiative.0, action.id.number);
            let name = format!("{} {}", action.printed, action.name);
            (key, Entry { key: action.printed.clone(), name, fields: fields(action) })
        })
        .collect()
}

/// The planned costs, a line each, exact to the yen.
fn costs(plan: &Plan, action: &ActionItem, unit: MoneyUnit) -> String {
    let lines = plan.costs().map(|costs| cost_lines(costs, action)).unwrap_or_default();
    let shown = |value: &CostValue| match value {
        CostValue::Money(yen) => unit.exact_with_unit(*yen),
        CostValue::Staff(staff) => staff.to_string(),
    };
    let lines: Vec<String> =
        lines.into_iter().map(|(of, values)| format!("{of}　{}", by_year(&values, shown))).collect();
    lines.join("\n")
}

fn by_year<T>(values: &BTreeMap<FiscalYear, T>, show: impl Fn(&T) -> String) -> String {
    years(values, show).join("、")
}

/// Values with their years.
fn years<T>(values: &BTreeMap<FiscalYear, T>, show: impl Fn(&T) -> String) -> Vec<String> {
    values.iter().map(|(year, value)| format!("{}\u{a0}{}", year.short(), show(value))).collect()
}

fn indicator(indicator: &Indicator) -> String {
    let baseline =
        indicator.baseline.map(|baseline| format!("計画前\u{a0}{}", grouped_decimal(baseline))).unwrap_or_default();
    let targets = by_year(&indicator.targets, |target| grouped_decimal(*target));
    let parts: Vec<String> = [baseline, targets].into_iter().filter(|part| !part.is_empty()).collect();
    // More is better unless it says otherwise.
    let direction = match indicator.direction {
        Direction::Higher => "",
        Direction::Lower => "（減少）",
        Direction::Keep => "（維持）",
    };
    format!("{}（{}）{direction}：{}", indicator.name, indicator.unit, parts.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Group, Level, Term, fixture};
    use crate::vocabulary::{ActionId, DepartmentId, InitiativeNo, Stage, YearParts};

    #[test]
    fn the_same_plan_has_no_differences() {
        let plan = fixture::sample();
        assert_eq!(differences(&plan, &plan), []);
    }

    #[test]
    fn parts_of_a_year_stand_apart_from_years() {
        let old = crate::report::fixture::plan();
        let (study, prepare) = (vec![Stage::STUDY], vec![Stage::PREPARE]);
        let mut new = old.clone();
        new.schedule_by = YearParts::Quarters;
        let quarters = YearStages::of_parts(vec![study.clone(), study, prepare.clone(), prepare]);
        new.initiatives[0].actions[0].schedule.insert(FiscalYear(2020), quarters);
        let sides: Vec<(&str, String, String)> = differences(&old, &new)
            .into_iter()
            .filter_map(|difference| match difference.change {
                Change::Field { field, old, new } => Some((field, old, new)),
                _ => None,
            })
            .collect();
        let one = "R2\u{a0}準備\nR3\u{a0}実施\nR4\u{a0}実施".to_owned();
        let other = "R2\u{a0}第1～2四半期　検討、第3～4四半期　準備\nR3\u{a0}実施\nR4\u{a0}実施".to_owned();
        assert_eq!(sides, [("工程の区切り", "年度".to_owned(), "四半期".to_owned()), ("工程", one, other)]);
    }

    #[test]
    fn every_change_is_listed_once_and_a_whole_entry_in_one_row() {
        let old = fixture::sample();
        let mut new = old.clone();
        new.initiatives[7].content = new.initiatives[7].content.replace("キャッシュレス化", "電子決済");
        new.initiatives[0].actions[0].lead = DepartmentId::new(Some("総務部"), "行政監理室");
        new.initiatives[20].actions.pop();
        let mut added = new.initiatives[19].actions[0].clone();
        added.id = ActionId::new(20, 9);
        added.printed = added.id.key();
        new.initiatives[19].actions.push(added);
        let listed: Vec<(String, &str)> = differences(&old, &new)
            .into_iter()
            .map(|d| {
                let what = match d.change {
                    Change::Added(_) => "新設",
                    Change::Removed(_) => "削る",
                    Change::Field { field, .. } => field,
                };
                (d.entry, what)
            })
            .collect();
        let expected = [
            ("No.8 支払方法の多様化", "取組内容"),
            ("1-1 広告料収入の拡大", "担当部署"),
            ("20-9 職員の人材育成に向けた取組の強化", "新設"),
            ("21-4 監査機能の強化", "削る"),
        ];
        assert_eq!(listed, expected.map(|(entry, what)| (entry.to_owned(), what)));
        assert!(old.initiative(InitiativeNo(8)).is_some());
    }

    /// What a plan says beside the items' own texts is content, too: where an item belongs, how it is counted and graded.
    #[test]
    fn levels_numbers_grades_stages_and_units_are_compared() {
        let group = |number: &str, of: Option<usize>| Group {
            number: number.to_owned(),
            name: format!("方針{number}"),
            text: String::new(),
            of,
        };
        let mut old = fixture::small();
        old.levels = vec![Level { name: "基本方針".to_owned(), groups: vec![group("1", None), group("2", None)] }];
        old.initiatives.iter_mut().for_each(|initiative| initiative.group = Some(0));
        let mut new = old.clone();
        new.levels[0].groups[1].text = "開かれた行政を進める。".to_owned();
        new.initiatives[1].group = Some(1);
        new.initiatives[1].printed = "2-(1)".to_owned();
        new.initiatives[0].actions[1].open = false;
        new.initiatives[0].actions[0].indicators[0].direction = Direction::Lower;
        new.grades.rule = crate::vocabulary::GradeRule::Majority;
        new.grades.grades[1].on_track = false;
        new.glossary
            .push(Term { term: "公民連携".to_owned(), meaning: "行政と民間が担うこと".to_owned() });
        let listed: Vec<(&str, &str)> = differences(&old, &new)
            .iter()
            .map(|difference| match difference.change {
                Change::Field { field, .. } => (difference.section, field),
                _ => (difference.section, "新設"),
            })
            .collect();
        let expected = [
            ("計画", "取組項目の区分の決め方"),
            ("階層", "文章"),
            ("取組項目", "番号"),
            ("取組項目", "属するもの"),
            ("実践項目", "指標"),
            ("実践項目", "他の部署の報告"),
            ("進捗区分", "計画どおり以上"),
            ("進捗区分", "理由"),
            ("用語", "新設"),
        ];
        assert_eq!(listed, expected);
    }
}
