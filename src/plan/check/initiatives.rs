//! `[[initiative]]` with its `actions`, their schedule, indicators and planned effects.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::choice::{Choice, required_word};
use super::several::{divided, parted};
use super::{
    DANGLING, DUPLICATE, Declared, LEAD_OUTSIDE, NO_ACTION, NO_DEPARTMENT, REPEAT, TARGETS, UNKNOWN_WORD, YEAR_OUTSIDE,
};
use crate::finding::{Finding, Origin};
use crate::plan::marks::undated;
use crate::plan::{ActionItem, Direction, Indicator, Initiative, LaterMarks, Responsible};
use crate::settings_file::fields::{Fields, WRONG_KIND, as_number, as_whole, fatal, warning};
use crate::settings_file::tree::{Node, Value};
use crate::vocabulary::{
    ActionId, DepartmentId, FiscalYear, IndicatorId, InitiativeNo, MoneyUnit, ThemeId, Yen, text_key,
};

/// Reads all initiatives, sorted by number.
pub(super) fn read(top: &mut Fields<'_>, declared: &Declared<'_>, out: &mut Vec<Finding>) -> Vec<Initiative> {
    let mut initiatives: Vec<Initiative> = Vec::new();
    let mut deferred = DeferredChecks::default();
    for node in top.list("initiative", out) {
        let Some(mut fields) = Fields::open(node, "取組項目", out) else { continue };
        let Some(no) = fields.whole("no", 1, 9999, out).and_then(|no| u16::try_from(no).ok()) else { continue };
        fields.rename(format!("取組項目 No.{no}"));
        if initiatives.iter().any(|earlier| earlier.no == InitiativeNo(no)) {
            out.push(fatal(DUPLICATE, fields.place("no"), "同じ番号の取組項目が2つあります。").found(no.to_string()));
        }
        initiatives.push(initiative(no, fields, declared, &mut deferred, out));
    }
    initiatives.sort_by_key(|initiative| initiative.no);
    check_repeats(&initiatives, &deferred.repeats, declared.first_year, out);
    check_printed(&deferred.printed, out);
    initiatives
}

/// What is checked when all entries are read.
#[derive(Default)]
struct DeferredChecks<'a> {
    /// Items that are listed again, with their originals.
    repeats: Vec<(ActionId, ActionId, &'a Origin)>,
    /// Printed numbers.
    printed: Vec<Printed<'a>>,
}

/// The number that an entry prints.
struct Printed<'a> {
    /// What the entry is: 取組項目, 実践項目.
    what: &'static str,
    number: String,
    /// Whether it is the entry's own, not its key.
    is_typed: bool,
    origin: &'a Origin,
}

impl<'a> DeferredChecks<'a> {
    /// The number that an entry prints: its own, else its key.
    fn number(&mut self, what: &'static str, key: String, fields: &mut Fields<'a>, out: &mut Vec<Finding>) -> String {
        let typed = fields.optional_text("number", out);
        let printed = typed.map_or(key, str::to_owned);
        self.printed.push(Printed {
            what,
            number: printed.clone(),
            is_typed: typed.is_some(),
            origin: fields.place("number"),
        });
        printed
    }
}

fn initiative<'a>(
    no: u16,
    mut fields: Fields<'a>,
    declared: &Declared<'_>,
    deferred: &mut DeferredChecks<'a>,
    out: &mut Vec<Finding>,
) -> Initiative {
    let printed = deferred.number("取組項目", InitiativeNo(no).key(), &mut fields, out);
    let name = fields.text("name", out).to_owned();
    let what = fields.what().to_owned();
    let mut responsible = Vec::new();
    let mut is_named = false;
    for (text, origin) in fields.texts("responsible", out) {
        is_named = true;
        let unit = if declared.units.open.contains(text) {
            Some(Responsible::Open(text.to_owned()))
        } else {
            declared.units.resolve(text, &what, origin, out).map(Responsible::Department)
        };
        if let Some(unit) = unit {
            if responsible.contains(&unit) {
                out.push(
                    fatal(DUPLICATE, origin, format!("「{what}」の担当部署に同じ部署が2回あります。")).found(text),
                );
            }
            responsible.push(unit);
        }
    }
    // Names that are no department's have been told.
    if !is_named {
        out.push(
            fatal(NO_DEPARTMENT, fields.place("responsible"), format!("「{what}」に担当部署がありません。"))
                .remedy("responsible に担当部署を書いてください。"),
        );
    }
    let group = group(&mut fields, declared, out);
    let mut later = LaterMarks::default();
    let themes = themes(&mut fields, declared, &mut later, out);
    let goals = goals(&mut fields, declared, &mut later, out);
    let content = fields.text("content", out).to_owned();
    let mut actions: Vec<ActionItem> = Vec::new();
    let listed = fields.list("actions", out);
    let is_listed = !listed.is_empty();
    for node in listed {
        if let Some(action) = action(no, node, &responsible, declared, deferred, out) {
            if actions.iter().any(|earlier| earlier.id == action.id) {
                out.push(
                    fatal(DUPLICATE, &node.origin, "同じ番号の実践項目が2つあります。").found(action.printed.clone()),
                );
            }
            actions.push(action);
        }
    }
    actions.sort_by_key(|action| action.id);
    // Items that could not be read have been told.
    if !is_listed {
        out.push(warning(NO_ACTION, fields.origin(), format!("「{what}」に実践項目がありません。")));
    }
    fields.finish(out);
    Initiative { no: InitiativeNo(no), printed, name, responsible, group, themes, goals, later, content, actions }
}

/// The group of the lowest level.
fn group(fields: &mut Fields<'_>, declared: &Declared<'_>, out: &mut Vec<Finding>) -> Option<usize> {
    let typed = fields.optional_text("group", out);
    let Some(level) = declared.levels.last() else {
        if let Some(typed) = typed {
            let message = format!("「{}」の属するものがありません。計画に階層がありません。", fields.what());
            out.push(fatal(DANGLING, fields.place("group"), message).found(typed));
        }
        return None;
    };
    super::levels::membership(fields, fields.what(), ("group", "属する番号"), level, typed, out)
}

fn themes(
    fields: &mut Fields<'_>,
    declared: &Declared<'_>,
    later: &mut LaterMarks,
    out: &mut Vec<Finding>,
) -> BTreeSet<ThemeId> {
    let mut themes = BTreeSet::new();
    let in_workbook = fields.in_workbook();
    for (text, origin) in fields.texts("themes", out) {
        let named = |short: &str| declared.themes.iter().find(|theme| theme.short == short);
        let dated = || undated(text).and_then(|(short, first)| Some((named(short)?, Some(first))));
        match named(text).map(|theme| (theme, None)).or_else(dated) {
            Some((theme, first)) => {
                themes.insert(theme.id);
                let first = first.and_then(|first| first_year(fields.what(), first, declared, origin, out));
                later.themes.extend(first.map(|first| (theme.id, first)));
            }
            None => {
                let shorts: Vec<&str> = declared.themes.iter().map(|theme| theme.short.as_str()).collect();
                let finding =
                    fatal(DANGLING, origin, format!("「{}」のテーマが、テーマの一覧にありません。", fields.what()))
                        .found(text)
                        .expected(shorts.join("・"));
                let parts = parted(text, |part| shorts.contains(&part));
                out.push(match parts {
                    Some(parts) => finding.remedy(divided(&parts, in_workbook)),
                    None => finding,
                });
            }
        }
    }
    themes
}

/// The first year of a mark, one of the plan's.
fn first_year(
    what: &str,
    first: FiscalYear,
    declared: &Declared<'_>,
    origin: &Origin,
    out: &mut Vec<Finding>,
) -> Option<FiscalYear> {
    if !declared.has_year(first) {
        let message = format!("「{what}」の「（{}から）」の年度が、計画の期間の外にあります。", first.short());
        out.push(fatal(YEAR_OUTSIDE, origin, message).found(first.short()).expected(declared.years_shown()));
        return None;
    }
    Some(first)
}

fn goals(
    fields: &mut Fields<'_>,
    declared: &Declared<'_>,
    later: &mut LaterMarks,
    out: &mut Vec<Finding>,
) -> BTreeSet<u8> {
    let mut goals = BTreeSet::new();
    for node in fields.list("goals", out) {
        let dated = || match &node.value {
            Value::Text(text) => undated(text).and_then(|(goal, first)| Some((goal.parse().ok()?, Some(first)))),
            _ => None,
        };
        let whole = as_whole(node).and_then(|number| u8::try_from(number).ok()).map(|number| (number, None));
        match whole.or_else(dated).filter(|(number, _)| declared.goals.contains(number)) {
            Some((number, first)) => {
                goals.insert(number);
                let first = first.and_then(|first| first_year(fields.what(), first, declared, &node.origin, out));
                later.goals.extend(first.map(|first| (number, first)));
            }
            None => out.push(
                fatal(DANGLING, &node.origin, format!("「{}」のSDGsの目標が一覧にありません。", fields.what()))
                    .found(node.shown())
                    .expected("[goals] にある番号"),
            ),
        }
    }
    goals
}

fn action<'a>(
    initiative: u16,
    node: &'a Node,
    responsible: &[Responsible],
    declared: &Declared<'_>,
    deferred: &mut DeferredChecks<'a>,
    out: &mut Vec<Finding>,
) -> Option<ActionItem> {
    let mut fields = Fields::open(node, format!("取組項目 No.{initiative} の実践項目"), out)?;
    let number = fields.whole("no", 1, 999, out).and_then(|no| u16::try_from(no).ok())?;
    let id = ActionId::new(initiative, number);
    let what = format!("実践項目 {}", id.key());
    fields.rename(what.clone());
    let printed = deferred.number("実践項目", id.key(), &mut fields, out);
    let name = fields.text("name", out).to_owned();
    let lead_text = fields.text("lead", out);
    let lead_origin = fields.place("lead");
    let lead = (!lead_text.is_empty()).then(|| declared.units.resolve(lead_text, &what, lead_origin, out)).flatten();
    let mut partners: Vec<DepartmentId> = Vec::new();
    for (text, origin) in fields.texts("partners", out) {
        if let Some(partner) = declared.units.resolve(text, &what, origin, out) {
            if partners.contains(&partner) || Some(&partner) == lead.as_ref() {
                out.push(fatal(DUPLICATE, origin, format!("「{what}」に同じ部署が2回あります。")).found(text));
            }
            partners.push(partner);
        }
    }
    let is_open = responsible.iter().any(|unit| matches!(unit, Responsible::Open(_)));
    if let Some(lead) = &lead
        && !is_open
        && !responsible.contains(&Responsible::Department(lead.clone()))
    {
        out.push(
            warning(LEAD_OUTSIDE, lead_origin, format!("「{what}」の主担当が、取組項目の担当部署にありません。"))
                .found(lead.to_string()),
        );
    }
    let open = fields.flag("open", out);
    let added = super::added::read(&mut fields, declared, out);
    let schedule = super::schedule::read(&mut fields, declared, out);
    let planned_effect = planned_effect(&mut fields, declared, out);
    let planned_costs = super::costs::planned(&mut fields, declared, out);
    let indicators = indicators(id, &mut fields, declared, out);
    let repeated = fields.optional_text("repeats", out).and_then(|text| match text.parse::<ActionId>() {
        Ok(repeated) => Some(repeated),
        Err(_) => {
            out.push(
                fatal(REPEAT, fields.place("repeats"), format!("「{what}」の再掲のもとの番号の書き方が違います。"))
                    .found(text)
                    .expected("\"8-2\" のような番号"),
            );
            None
        }
    });
    if let Some(repeated) = repeated {
        deferred.repeats.push((id, repeated, fields.place("repeats")));
    }
    let action = ActionItem {
        id,
        printed,
        name,
        lead: lead?,
        partners,
        open,
        schedule,
        indicators,
        planned_effect,
        planned_costs,
        repeats: repeated,
        added,
    };
    super::added::check(&action, &fields, out);
    fields.finish(out);
    Some(action)
}

/// The planned effects; none in a plan without effects.
fn planned_effect(
    fields: &mut Fields<'_>,
    declared: &Declared<'_>,
    out: &mut Vec<Finding>,
) -> BTreeMap<FiscalYear, Yen> {
    if let Some(node) =
        fields.node("effect").filter(|node| !declared.has_effects && !matches!(node.value, Value::Blank))
    {
        let message = format!("効果額を扱わない計画ですが、「{}」に効果額の計画があります。", fields.what());
        out.push(
            fatal(UNKNOWN_WORD, &node.origin, message)
                .remedy("効果額を消すか、効果額の種別（[money] の effects）を書いてください。"),
        );
    }
    by_year(fields, "effect", declared, out, effect)
}

/// A 再掲 must lead to an item that is itself no 再掲.
fn check_repeats(
    initiatives: &[Initiative],
    repeats: &[(ActionId, ActionId, &Origin)],
    first_year: FiscalYear,
    out: &mut Vec<Finding>,
) {
    let begins = |action: &ActionItem| action.added.unwrap_or(first_year);
    let find = |id: ActionId| initiatives.iter().flat_map(|i| &i.actions).find(|action| action.id == id);
    for (id, repeated, origin) in repeats {
        let wrong = match find(*repeated) {
            _ if id == repeated => "再掲のもとが、自分自身になっています。",
            None => "再掲のもとの実践項目がありません。",
            Some(original) if original.repeats.is_some() => "再掲のもとが、それ自体再掲です。",
            Some(original) if find(*id).is_some_and(|action| begins(original) > begins(action)) => {
                "再掲のもとが、この項目より後の年度に加わっています。"
            }
            Some(_) => continue,
        };
        out.push(
            fatal(REPEAT, origin, format!("「実践項目 {}」の{wrong}", id.key()))
                .found(repeated.key())
                .remedy("もとの実践項目の番号を書いてください。"),
        );
    }
}

/// A printed number names one thing. Of two entries that print their keys, the keys are the same, which is said elsewhere.
fn check_printed(printed: &[Printed<'_>], out: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(&str, String), bool> = BTreeMap::new();
    for Printed { what, number, is_typed, origin } in printed {
        let earlier = seen.insert((what, text_key(number)), *is_typed);
        if earlier.is_some_and(|earlier| earlier || *is_typed) {
            out.push(
                fatal(DUPLICATE, origin, format!("印刷する番号が同じ{what}が2つあります。"))
                    .found(number.clone())
                    .remedy("「印刷する番号」を別のものにしてください。"),
            );
        }
    }
}

/// The years that a key names: `R2`, or `R3-R6` for several.
pub(super) fn years(key: &str) -> Option<(FiscalYear, FiscalYear)> {
    if let Some(year) = FiscalYear::parse(key) {
        return Some((year, year));
    }
    let (first, last) = key.split_once('-')?;
    let (first, last) = (FiscalYear::parse(first)?, FiscalYear::parse(last)?);
    (first <= last && last.0 - first.0 < 30).then_some((first, last))
}

/// A value a year, under keys such as `R2` and `R3-R6`.
pub(super) fn by_year<T: Clone>(
    fields: &mut Fields<'_>,
    key: &'static str,
    declared: &Declared<'_>,
    out: &mut Vec<Finding>,
    value: impl Fn(&Node, &str, &mut Vec<Finding>) -> Option<T>,
) -> BTreeMap<FiscalYear, T> {
    let name = match (fields.in_workbook(), key) {
        (true, "schedule") => "工程",
        (true, "effect") => "効果額",
        (true, "targets") => "目標",
        (true, "amounts") => "計画",
        _ => key,
    };
    let what = format!("{}」の「{name}", fields.what());
    let mut values = BTreeMap::new();
    for (text, origin, node) in fields.entries(key, out) {
        let Some((first, last)) = years(text) else {
            out.push(
                fatal(WRONG_KIND, origin, format!("「{what}」の年度の書き方が違います。"))
                    .found(text)
                    .expected("R2 又は R3-R6"),
            );
            continue;
        };
        if !declared.has_year(first) || !declared.has_year(last) {
            out.push(
                fatal(YEAR_OUTSIDE, origin, format!("「{what}」に、計画の期間の外の年度があります。"))
                    .found(text)
                    .expected(declared.years_shown()),
            );
            continue;
        }
        let Some(value) = value(node, &what, out) else { continue };
        for year in first.through(last) {
            if values.insert(year, value.clone()).is_some() {
                out.push(
                    fatal(DUPLICATE, origin, format!("「{what}」に同じ年度が2回あります。"))
                        .found(format!("{text}（{}）", year.short())),
                );
            }
        }
    }
    values
}

/// The yen of an amount with its unit: `"1234567円"`, `"15百万円"`.
pub(super) fn amount_with_unit(node: &Node) -> Option<Decimal> {
    let Value::Text(text) = &node.value else { return None };
    MoneyUnit::ALL.into_iter().find_map(|unit| {
        let digits: Decimal = text.strip_suffix(unit.label())?.replace(',', "").parse().ok()?;
        digits.checked_mul(Decimal::from(unit.yen()))
    })
}

/// An amount in 千円, or with its unit: `"1234567円"`, `"15百万円"`.
fn effect(node: &Node, what: &str, out: &mut Vec<Finding>) -> Option<Yen> {
    let yen = match &node.value {
        Value::Number(number) => number.checked_mul(Decimal::ONE_THOUSAND),
        _ => amount_with_unit(node),
    };
    let yen = yen.filter(Decimal::is_integer).and_then(|yen| yen.to_i64()).map(Yen);
    if yen.is_none() {
        out.push(
            fatal(WRONG_KIND, &node.origin, format!("「{what}」の金額を読めません。"))
                .found(node.shown())
                .expected("千円単位の数（桁区切りなし）、又は \"1234567円\"、\"15百万円\" のように単位を付けた文字"),
        );
    }
    yen
}

fn indicators(
    action: ActionId,
    fields: &mut Fields<'_>,
    declared: &Declared<'_>,
    out: &mut Vec<Finding>,
) -> Vec<Indicator> {
    let mut indicators = Vec::new();
    for (node, number) in fields.list("indicators", out).iter().zip(1..=u8::MAX) {
        let what = format!("実践項目 {} の指標{number}", action.key());
        let Some(mut fields) = Fields::open(node, what.clone(), out) else { continue };
        let name = fields.text("name", out).to_owned();
        let unit = fields.optional_text("unit", out).unwrap_or_default().to_owned();
        let complaint = format!("「{what}」の望ましい向きが違います。");
        let directions = Choice { complaint: &complaint, all: &Direction::ALL, label: Direction::label };
        let direction = required_word(&mut fields, "direction", directions, out).unwrap_or(Direction::Keep);
        let baseline = fields.optional_number("baseline", out);
        let targets = by_year(&mut fields, "targets", declared, out, |node, what, out| {
            let number = as_number(node);
            if number.is_none() {
                out.push(
                    fatal(WRONG_KIND, &node.origin, format!("「{what}」の目標値が数でありません。"))
                        .found(node.shown())
                        .expected("数")
                        .remedy("単位や記号を付けずに、数だけを書いてください（80% は 80）。"),
                );
            }
            number
        });
        check_direction(direction, baseline, &targets, &what, fields.place("targets"), out);
        fields.finish(out);
        indicators.push(Indicator { id: IndicatorId { action, number }, name, unit, direction, baseline, targets });
    }
    indicators
}

/// A last target on the wrong side of the baseline is most often a wrong direction.
fn check_direction(
    direction: Direction,
    baseline: Option<Decimal>,
    targets: &BTreeMap<FiscalYear, Decimal>,
    what: &str,
    origin: &Origin,
    out: &mut Vec<Finding>,
) {
    let (Some(baseline), Some((_, last))) = (baseline, targets.last_key_value()) else { return };
    let contradicts = match direction {
        Direction::Higher => *last < baseline,
        Direction::Lower => *last > baseline,
        Direction::Keep => false,
    };
    if contradicts {
        out.push(
            warning(TARGETS, origin, format!("「{what}」の目標が、望ましい向きと逆に動いています。"))
                .found(format!("計画前 {baseline}、最後の目標 {last}"))
                .remedy("direction（増加・減少・維持）と目標値を確かめてください。"),
        );
    }
}
