//! `[money]`: units of entry and of printing, kinds of effect.

use super::choice::{Choice, word};
use super::{DUPLICATE, SIZE, UNKNOWN_WORD};
use crate::finding::{Finding, Origin};
use crate::plan::{EffectKinds, NotKinds};
use crate::settings_file::fields::{Fields, fatal};
use crate::vocabulary::{EffectKind, LONGEST_NAME, MoneyStyle, MoneyUnit};

/// The word for no kinds at all, beside an empty list: a blank cell of the Excel master says nothing.
const NONE: &str = "なし";

/// What `[money]` says.
#[derive(Debug, Default)]
pub(super) struct Money {
    pub(super) entry: Option<MoneyUnit>,
    pub(super) print: Option<MoneyUnit>,
    pub(super) decimals: u32,
    pub(super) effects: EffectKinds,
}

impl Money {
    /// The unit in which forms ask for amounts.
    pub(super) fn entry_unit(&self) -> MoneyUnit {
        self.entry.unwrap_or(MoneyUnit::Thousand)
    }

    /// How amounts are printed, apart from their rounding: in the unit of entry where nothing else is said.
    pub(super) fn style(&self) -> MoneyStyle {
        let unit = self.print.unwrap_or(self.entry_unit());
        MoneyStyle { unit, decimals: self.decimals, ..MoneyStyle::default() }
    }
}

/// Reads `[money]`.
pub(super) fn read(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Money {
    let mut money = Money::default();
    let Some(node) = top.node("money") else { return money };
    let Some(mut fields) = Fields::open(node, "金額", out) else { return money };
    let units = |all| Choice { complaint: "金額の単位が違います。", all, label: MoneyUnit::label };
    money.entry = word(&mut fields, "entry", units(&MoneyUnit::OF_ENTRY), out);
    money.print = word(&mut fields, "print", units(&MoneyUnit::OF_PRINTING), out);
    let decimals = fields.optional_whole("decimals", 0, 3, out).and_then(|decimals| u32::try_from(decimals).ok());
    let printed = money.style().unit;
    match decimals.unwrap_or(0) {
        decimals if decimals > MoneyStyle::most_decimals(printed) => out.push(
            fatal(SIZE, fields.place("decimals"), "1円に満たない額は印刷できません。小数の桁数が多すぎます。")
                .found(format!("{}の小数第{decimals}位", printed.label()))
                .expected(format!("{}まで", MoneyStyle::most_decimals(printed))),
        ),
        decimals => money.decimals = decimals,
    }
    if fields.node("effects").is_some() {
        let place = fields.place("effects").clone();
        let names = fields.strings("effects", out);
        money.effects = kinds(&names, &place, out);
    }
    fields.finish(out);
    money
}

fn kinds(names: &[String], place: &Origin, out: &mut Vec<Finding>) -> EffectKinds {
    if let [only] = names
        && only == NONE
    {
        return EffectKinds::none();
    }
    if let Some(long) = names.iter().find(|name| name.chars().count() > LONGEST_NAME) {
        let message = "効果額の種別の名が長すぎます。様式の見出しに収まりません。";
        out.push(super::several::too_long(message, long, LONGEST_NAME, place));
    }
    super::several::asked("効果額の種別", names, LONGEST_NAME, place, out);
    let [revenue, saving] = [EffectKind::Revenue, EffectKind::Saving].map(EffectKind::label);
    let finding = match EffectKinds::of_names(names) {
        Ok(kinds) => return kinds,
        Err(NotKinds::TooMany(count)) => fatal(SIZE, place, "効果額の種別が多すぎます。")
            .found(format!("{count}種別"))
            .expected(format!("「{revenue}」「{saving}」のほかに{}種別まで", EffectKind::OWN.len())),
        Err(NotKinds::Twice(name)) => fatal(DUPLICATE, place, "効果額の種別に同じ名が2つあります。").found(name),
        Err(NotKinds::Order(name)) => fatal(UNKNOWN_WORD, place, "効果額の種別の順が違います。")
            .found(name)
            .expected(format!("「{revenue}」「{saving}」を、この順で初めに")),
    };
    out.push(finding);
    EffectKinds::default()
}
