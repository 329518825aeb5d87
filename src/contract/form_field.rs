//! Any field of a form, of its cover block or its entry rows.

use super::{Audience, CoverField, Field};
use crate::vocabulary::{YearParts, text_key};

/// A field of an entry row or of the cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormField {
    /// A column of the entry rows.
    Row(Field),
    /// A field of the cover block.
    Cover(CoverField),
    /// 評価の理由 of a body that grades beside the departments, for these readers.
    Reason(Audience),
}

/// Names that are neither key nor label, as people shorten them.
const SHORT_NAMES: [(FormField, &str); 4] = [
    (FormField::Row(Field::Action), "番号"),
    (FormField::Row(Field::Action), "実践項目の番号"),
    (FormField::Cover(CoverField::Department), "担当課"),
    (FormField::Cover(CoverField::Department), "担当部署"),
];

/// What follows the name of a part of a year in the label of its stages.
const OF_STAGES: &str = "の実績（工程）";

impl FormField {
    /// The field that someone names in plan.toml by its key (`result`) or by what forms call it (実績). The council's own
    /// fields are none of a department's form.
    pub fn named(name: &str) -> Option<FormField> {
        let name = text_key(name);
        let fits = |field: &FormField| field.key() == name || text_key(field.label()) == name;
        // 上半期の実績（工程）, 第1四半期の実績（工程）.
        let by_part = || {
            let (at, _) = FormField::part_named(&name)?;
            Field::of_parts().find(|field| field.part() == Some(at)).map(FormField::Row)
        };
        let short = || SHORT_NAMES.into_iter().find(|(_, short)| *short == name).map(|(field, _)| field);
        FormField::of_department().find(fits).or_else(short).or_else(by_part)
    }

    /// The part of a year whose stages a name asks for, with its place in the year from 0: 下半期, the second, of 下半期の実績（工程）.
    pub fn part_named(name: &str) -> Option<(usize, &'static str)> {
        let name = text_key(name);
        let stated = name.strip_suffix(&text_key(OF_STAGES))?;
        let mut parts = YearParts::ALL.into_iter().flat_map(|parts| parts.names().iter().copied().enumerate());
        parts.find(|(_, part)| *part == stated)
    }

    /// The fields of a department's form: those of its cover, then the columns.
    pub fn of_department() -> impl Iterator<Item = FormField> {
        let rows = Field::ALL.iter().copied().map(FormField::Row);
        CoverField::of_department().map(FormField::Cover).chain(rows)
    }

    /// Its key, as plan.toml and the hidden record have it.
    pub fn key(self) -> &'static str {
        match self {
            FormField::Row(field) => field.key(),
            FormField::Cover(field) => field.key(),
            FormField::Reason(_) => "grading_reason",
        }
    }

    /// Its label on the sheet.
    pub fn label(self) -> &'static str {
        match self {
            FormField::Row(field) => field.label(),
            FormField::Cover(field) => field.label(),
            FormField::Reason(_) => "評価の理由",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_by_key_and_by_label() {
        for field in FormField::of_department() {
            assert_eq!((FormField::named(field.key()), FormField::named(field.label())), (Some(field), Some(field)));
        }
        assert_eq!(FormField::named("歳入増(単年度)"), Some(FormField::Row(Field::RevenueOnce)));
        let of_parts =
            ["上半期の実績（工程）", "第1四半期の実績（工程）", "第4四半期の実績(工程)"].map(FormField::named);
        let fields = [Field::Stage1, Field::Stage1, Field::Stage4];
        assert_eq!(of_parts, fields.map(|field| Some(FormField::Row(field))));
        assert_eq!(FormField::part_named("下半期の実績（工程）"), Some((1, "下半期")));
        assert_eq!(FormField::named("第5四半期の実績（工程）"), None);
        assert_eq!(FormField::named(" 番号 "), Some(FormField::Row(Field::Action)));
        assert_eq!((FormField::named("委員番号"), FormField::named("実績値")), (None, None));
    }
}
