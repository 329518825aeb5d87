//! The columns of a department's entry rows.

use crate::vocabulary::{EffectKind, EffectTerm};

/// Declares the columns of the entry rows once: variant, key, label, whether a department fills it in, and its docs.
macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $variant:ident = $key:literal, $label:literal, $open:literal;)+) => {
        /// A column of the entry rows, in the order of the columns.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Field {
            /// In the order of the columns.
            pub const ALL: &'static [Field] = &[$(Field::$variant),+];

            /// Key in the hidden sheet and range names.
            pub fn key(self) -> &'static str {
                match self { $(Field::$variant => $key,)+ }
            }

            /// Label in the column head. Heads of 効果額 and 指標 may have a line above them.
            pub fn label(self) -> &'static str {
                match self { $(Field::$variant => $label,)+ }
            }

            /// Whether a department fills it in.
            pub fn is_open(self) -> bool {
                match self { $(Field::$variant => $open,)+ }
            }
        }
    };
}

fields! {
    /// No. of the action item, 8-2.
    Action = "action", "No.", false;
    /// 取組項目.
    InitiativeName = "initiative_name", "取組項目", false;
    /// 実践項目.
    ActionName = "action_name", "実践項目", false;
    /// 計画（工程） of the year.
    PlannedStage = "planned_stage", "計画（工程）", false;
    /// Indicators with their targets, one line each.
    Target = "target", "指標と目標値", false;
    /// Last year's 実績, for reference.
    LastResult = "last_result", "前年度の実績", false;
    /// Last year's grade, for reference.
    LastGrade = "last_grade", "前年度の区分", false;
    /// What stage was really reached.
    ActualStage = "actual_stage", "実績（工程）", true;
    /// What was done.
    Result = "result", "実績", true;
    /// 進捗区分.
    Grade = "grade", "進捗区分", true;
    /// Why a grade is behind plan or was lowered.
    GradeReason = "grade_reason", "区分の理由", true;
    /// 効果額, in 千円.
    RevenueOnce = "revenue_once", "歳入増（単年度）", true;
    /// 効果額, in 千円.
    RevenueRecurring = "revenue_recurring", "歳入増（継続）", true;
    /// 効果額, in 千円.
    SavingOnce = "saving_once", "歳出減（単年度）", true;
    /// 効果額, in 千円.
    SavingRecurring = "saving_recurring", "歳出減（継続）", true;
    /// Result of the first indicator.
    Indicator1 = "indicator_1", "指標1の実績値", true;
    /// Result of the second indicator.
    Indicator2 = "indicator_2", "指標2の実績値", true;
    /// Result of the third indicator.
    Indicator3 = "indicator_3", "指標3の実績値", true;
    /// 課題.
    Issues = "issues", "課題", true;
    /// 次年度の取組.
    NextSteps = "next_steps", "次年度の取組", true;
    /// 内部メモ; never published.
    Memo = "memo", "内部メモ", true;
    /// The council's opinions on the initiative, for reference.
    Opinion = "opinion", "審議会意見", false;
    /// The department's answer to them (対応).
    Response = "response", "意見への対応", true;
}

impl Field {
    /// The field with that key.
    pub fn from_key(key: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// Whether it must never reach a public output.
    pub fn is_internal(self) -> bool {
        self == Field::Memo
    }

    /// For the four effect columns, which effect they ask for.
    pub fn effect(self) -> Option<(EffectKind, EffectTerm)> {
        match self {
            Field::RevenueOnce => Some((EffectKind::Revenue, EffectTerm::Once)),
            Field::RevenueRecurring => Some((EffectKind::Revenue, EffectTerm::Recurring)),
            Field::SavingOnce => Some((EffectKind::Saving, EffectTerm::Once)),
            Field::SavingRecurring => Some((EffectKind::Saving, EffectTerm::Recurring)),
            _ => None,
        }
    }

    /// For the indicator columns, the indicator's number from 1.
    pub fn indicator(self) -> Option<u8> {
        match self {
            Field::Indicator1 => Some(1),
            Field::Indicator2 => Some(2),
            Field::Indicator3 => Some(3),
            _ => None,
        }
    }

    /// The field that asks for an effect of that kind and term.
    pub fn of_effect(effect: (EffectKind, EffectTerm)) -> Field {
        match effect {
            (EffectKind::Revenue, EffectTerm::Once) => Field::RevenueOnce,
            (EffectKind::Revenue, EffectTerm::Recurring) => Field::RevenueRecurring,
            (EffectKind::Saving, EffectTerm::Once) => Field::SavingOnce,
            (EffectKind::Saving, EffectTerm::Recurring) => Field::SavingRecurring,
        }
    }

    /// The field that asks for the result of an indicator; further ones than the form has share the last.
    pub fn of_indicator(number: u8) -> Field {
        match number {
            1 => Field::Indicator1,
            2 => Field::Indicator2,
            _ => Field::Indicator3,
        }
    }
}
