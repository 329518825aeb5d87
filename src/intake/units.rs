//! Units of money: those that there are, and what the heads of a column say of theirs.

use crate::vocabulary::MoneyUnit;

/// What the heads of a column say of its unit of money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum HeadUnit {
    /// Nothing.
    #[default]
    Unnamed,
    /// One unit.
    Known(MoneyUnit),
    /// A unit that is none of money, or one that nobody knows.
    Unknown,
    /// Two units that are not the same.
    Disagree(MoneyUnit, MoneyUnit),
}

impl HeadUnit {
    /// What a key says: in brackets, after 単位, or behind the name of a column (歳入増千円).
    pub(crate) fn of(key: &str) -> HeadUnit {
        let mut found = HeadUnit::Unnamed;
        for part in unit_texts(key) {
            found = found.and(match MoneyUnit::from_label(part) {
                Some(unit) => HeadUnit::Known(unit),
                None => HeadUnit::Unknown,
            });
        }
        found
    }

    /// What two heads say together.
    pub(crate) fn and(self, other: HeadUnit) -> HeadUnit {
        match (self, other) {
            (HeadUnit::Unnamed, said) | (said, HeadUnit::Unnamed) => said,
            (HeadUnit::Known(a), HeadUnit::Known(b)) if a != b => HeadUnit::Disagree(a, b),
            (HeadUnit::Disagree(a, b), _) | (_, HeadUnit::Disagree(a, b)) => HeadUnit::Disagree(a, b),
            (HeadUnit::Unknown, _) | (_, HeadUnit::Unknown) => HeadUnit::Unknown,
            (same, _) => same,
        }
    }
}

/// Units that are none of money, in brackets behind the head of an amount.
const OTHER_UNITS: [&str; 17] = [
    "件",
    "人",
    "名",
    "回",
    "%",
    "割",
    "時間",
    "日",
    "か所",
    "箇所",
    "台",
    "世帯",
    "m2",
    "ドル",
    "米ドル",
    "$",
    "ユーロ",
];

/// The parts of a key that name a unit: 千円 of (単位:千円), of [千円], of 単位:千円 at its end.
fn unit_texts(key: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let is_unit = |text: &str| text.ends_with('円') || OTHER_UNITS.contains(&text);
    let brackets = ['(', ')', '[', ']', '〔', '〕', '【', '】', '「', '」', '<', '>', '〈', '〉', '《', '》'];
    for part in key.split(brackets).filter(|part| !part.is_empty()) {
        let part = part.trim_matches(['※', '*', '・']);
        match part.rsplit_once("単位") {
            Some((_, said)) => {
                let said = said.trim_start_matches(['は', ':', '=', '…', '、']);
                // 単位:千円、人: each column has its own.
                let money: Vec<&str> = said.split(['、', ',', '・', '/']).filter(|unit| unit.ends_with('円')).collect();
                match money.is_empty() {
                    true if !said.is_empty() => found.push(said),
                    _ => found.extend(money),
                }
            }
            // 歳入増千円, 金額:百万円: the longest unit at the end. 円 alone also ends words that are no units.
            None => {
                let scaled = MoneyUnit::ALL.into_iter().filter(|unit| *unit != MoneyUnit::Yen).map(MoneyUnit::label);
                match scaled.filter(|label| part.ends_with(label)).max_by_key(|label| label.len()) {
                    Some(label) => found.push(part.get(part.len() - label.len()..).unwrap_or(part)),
                    None if is_unit(part) => found.push(part),
                    None => {}
                }
            }
        }
    }
    found
}

/// Takes a unit of money off a key: 歳入増(千円), 歳出減(継続)単位:円, 歳入増千円.
pub(crate) fn without_unit(key: &str) -> String {
    let mut key = key.to_owned();
    if !key.contains('円') {
        return key;
    }
    for unit in MoneyUnit::ALL.map(MoneyUnit::label) {
        // Heads are looked at by the thousand: nothing is searched for that cannot be there.
        if !key.contains(unit) {
            continue;
        }
        for word in ["単位:", "単位", ""] {
            for (open, close) in [("(", ")"), ("[", "]"), ("〔", "〕"), ("【", "】"), ("<", ">"), ("「", "」")] {
                if key.contains(open) {
                    key = key.replace(&format!("{open}{word}{unit}{close}"), "");
                }
            }
            if !word.is_empty() {
                key = key.replace(&format!("{word}{unit}"), "");
            }
        }
    }
    for unit in MoneyUnit::ALL {
        if let Some(bare) = key.strip_suffix(unit.label()).filter(|bare| !bare.is_empty() && unit != MoneyUnit::Yen) {
            return bare.trim_end_matches(':').to_owned();
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::super::labels::field;
    use super::*;
    use crate::contract::Field;
    use crate::vocabulary::text_key;

    #[test]
    fn units_are_known_asked_about_or_in_dispute() {
        let of = |text: &str| HeadUnit::of(&text_key(text));
        for (text, unit) in [
            ("歳入増（千円）", MoneyUnit::Thousand),
            ("歳入増（円）", MoneyUnit::Yen),
            ("効果額（万円）", MoneyUnit::TenThousand),
            ("（単位：百万円）", MoneyUnit::Million),
            ("単位　億円", MoneyUnit::HundredMillion),
            ("歳出減（継続）\n単位：円", MoneyUnit::Yen),
            ("［千円］", MoneyUnit::Thousand),
            ("歳入増千円", MoneyUnit::Thousand),
            ("単位：千円、人", MoneyUnit::Thousand),
        ] {
            assert_eq!(of(text), HeadUnit::Known(unit), "{text}");
        }
        for text in ["歳入増（ドル）", "歳入増（件）", "歳入増（兆円）", "（単位：千円／年）", "単位：口"]
        {
            let expected =
                if text.contains("千円") { HeadUnit::Known(MoneyUnit::Thousand) } else { HeadUnit::Unknown };
            assert_eq!(of(text), expected, "{text}");
        }
        assert_eq!(of("歳入増（単年度）"), HeadUnit::Unnamed);
        assert_eq!(of("歳入増（千円）").and(of("単位：円")), HeadUnit::Disagree(MoneyUnit::Thousand, MoneyUnit::Yen));
        for text in ["歳出減（継続）\n単位：円", "歳出減（継続）（万円）", "歳出減（継続）千円"]
        {
            assert_eq!(field(&text_key(text)), Some(Field::SavingRecurring), "{text}");
        }
    }
}
