//! The columns of a department's entry rows: one table, from which all who write, read, merge, search, trace and print fields follow.

use serde::Serialize;

use super::Audience;
use crate::vocabulary::{CostPart, EffectKind, EffectTerm};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// No. of the action item, which says what the row is about.
    Number,
    /// Running text.
    Text,
    /// 工程 of the year: stages, chosen from a list.
    Stages,
    /// 工程 of the part of the year with that number, from 1, where the plan divides its years.
    PartStages(u8),
    /// 進捗区分: a grade of the plan, chosen from a list.
    Grade,
    /// 効果額 of a kind and term.
    Money(EffectKind, EffectTerm),
    /// 事業費 or what a source pays of it.
    Cost(CostPart),
    /// 人工: years of work of one member of staff.
    Staff,
    /// 実績値 of the indicator with that number, from 1; its unit is the plan's.
    Indicator(u8),
}

/// Who fills a column in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnteredBy {
    /// The program, when it makes the form: the cells are locked.
    Program,
    /// The department: its cells are open.
    Department,
}

/// The group of columns in which a column stands in the form; its name is the head above theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldGroup {
    /// 取組.
    Item,
    /// 計画.
    Planned,
    /// 前年度（参考）.
    LastYear,
    /// 今年度の実績.
    Results,
    /// 効果額; the form adds the unit of entry.
    Effects,
    /// 指標.
    Indicators,
    /// 今後に向けて.
    Outlook,
    /// 公表しない欄.
    Internal,
    /// 費用: 事業費 and 人工; the form adds the unit of entry.
    Costs,
    /// 審議会意見（前年度まで）.
    Council,
}

impl FieldGroup {
    /// The head above the columns of the group.
    pub fn label(self) -> &'static str {
        match self {
            FieldGroup::Item => "取組",
            FieldGroup::Planned => "計画",
            FieldGroup::LastYear => "前年度（参考）",
            FieldGroup::Results => "今年度の実績",
            FieldGroup::Effects => "効果額",
            FieldGroup::Indicators => "指標",
            FieldGroup::Outlook => "今後に向けて",
            FieldGroup::Internal => "公表しない欄",
            FieldGroup::Costs => "事業費",
            FieldGroup::Council => "審議会意見（前年度まで）",
        }
    }

    /// Whether the department fills in something in the group.
    pub fn is_open(self) -> bool {
        !matches!(self, FieldGroup::Item | FieldGroup::Planned | FieldGroup::LastYear)
    }

    /// On which of the form's printed pages, side by side, the group stands; from 0.
    pub fn page(self) -> usize {
        match self {
            FieldGroup::Item | FieldGroup::Planned | FieldGroup::LastYear | FieldGroup::Results => 0,
            FieldGroup::Effects | FieldGroup::Indicators | FieldGroup::Outlook | FieldGroup::Internal => 1,
            FieldGroup::Costs => 2,
            FieldGroup::Council => 3,
        }
    }
}

/// A paper that prints what departments typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 個票: the initiative sheets of every edition and of the workbook.
    Sheets,
    /// The flat table: CSV, JSON and the sheet データ.
    Data,
    /// 内部メモ of 庁内資料 and of the office's workbook.
    InternalNotes,
}

/// Everything that is fixed of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldDefinition {
    /// Key in the hidden sheet and range names.
    pub key: &'static str,
    /// Label in the column head.
    pub label: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Who may see it unless the plan says otherwise ([`Visibility`](super::Visibility)).
    pub audience: Audience,
    /// Who fills it in.
    pub entered: EnteredBy,
    /// The group in which it stands in the form.
    pub group: FieldGroup,
    /// Width of its column in the form, in full-width characters.
    pub width: f64,
    /// The papers that print it.
    pub printed: &'static [Paper],
}

/// Declares the columns once: variant with its docs, then its line of the table.
macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $variant:ident: $key:literal, $label:literal, $kind:expr, $audience:ident,
        $entered:ident, $group:ident, $width:literal, [$($paper:ident),*];)+) => {
        /// A column of the entry rows, in the order of the columns.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum Field {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Field {
            /// In the order of the columns.
            pub const ALL: &'static [Field] = &[$(Field::$variant),+];

            /// Its line of the table.
            pub const fn definition(self) -> &'static FieldDefinition {
                match self {
                    $(Field::$variant => &FieldDefinition {
                        key: $key,
                        label: $label,
                        kind: $kind,
                        audience: Audience::$audience,
                        entered: EnteredBy::$entered,
                        group: FieldGroup::$group,
                        width: $width,
                        printed: &[$(Paper::$paper),*],
                    },)+
                }
            }
        }
    };
}

use CostPart::Total;
use EffectKind::{First, Fourth, Revenue, Saving, Second, Third};
use EffectTerm::{Once, Recurring};
use FieldKind::{Cost, Grade, Indicator, Money, Number, PartStages, Staff, Stages, Text};

// key, label, kind, audience, entered by, group in the form, width there, papers.
fields! {
    /// No. of the action item, 8-2.
    Action: "action", "No.", Number, Public, Program, Item, 3.0, [];
    /// 取組項目.
    InitiativeName: "initiative_name", "取組項目", Text, Public, Program, Item, 5.0, [];
    /// 実践項目.
    ActionName: "action_name", "実践項目", Text, Public, Program, Item, 7.5, [];
    /// 計画（工程） of the year.
    PlannedStage: "planned_stage", "計画（工程）", Text, Public, Program, Planned, 4.2, [];
    /// Indicators with their targets, one line each.
    Target: "target", "指標と目標値", Text, Public, Program, Planned, 11.0, [];
    /// Last year's 実績, for reference.
    LastResult: "last_result", "前年度の実績", Text, Public, Program, LastYear, 11.0, [];
    /// Last year's grade, for reference.
    LastGrade: "last_grade", "前年度の区分", Text, Public, Program, LastYear, 4.2, [];
    /// What stage was really reached.
    ActualStage: "actual_stage", "実績（工程）", Stages, Public, Department, Results, 4.5, [Sheets, Data];
    /// What stage was really reached in the first part of a year that the plan divides.
    Stage1: "actual_stage_1", "工程の時期1の実績（工程）", PartStages(1), Public, Department, Results, 4.7, [Sheets, Data];
    /// The same in the second part.
    Stage2: "actual_stage_2", "工程の時期2の実績（工程）", PartStages(2), Public, Department, Results, 4.7, [Sheets, Data];
    /// The same in the third part.
    Stage3: "actual_stage_3", "工程の時期3の実績（工程）", PartStages(3), Public, Department, Results, 4.7, [Sheets, Data];
    /// The same in the fourth part.
    Stage4: "actual_stage_4", "工程の時期4の実績（工程）", PartStages(4), Public, Department, Results, 4.7, [Sheets, Data];
    /// What was done.
    Result: "result", "実績", Text, Public, Department, Results, 18.0, [Sheets, Data];
    /// 進捗区分.
    Grade: "grade", "進捗区分", Grade, Public, Department, Results, 6.8, [Sheets, Data];
    /// Why a grade is behind plan or was lowered.
    GradeReason: "grade_reason", "区分の理由", Text, Public, Department, Results, 8.0, [Sheets, Data];
    /// 効果額 that adds to revenue once.
    RevenueOnce: "revenue_once", "歳入増（単年度）", Money(Revenue, Once), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 that adds to revenue every year.
    RevenueRecurring: "revenue_recurring", "歳入増（継続）", Money(Revenue, Recurring), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 that saves expenditure once.
    SavingOnce: "saving_once", "歳出減（単年度）", Money(Saving, Once), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 that saves expenditure every year.
    SavingRecurring: "saving_recurring", "歳出減（継続）", Money(Saving, Recurring), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 of the first kind that the plan names, once.
    FirstOnce: "effect_1_once", "効果額の種別1（単年度）", Money(First, Once), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 of the first kind that the plan names, every year.
    FirstRecurring: "effect_1_recurring", "効果額の種別1（継続）", Money(First, Recurring), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 of the second kind that the plan names, once.
    SecondOnce: "effect_2_once", "効果額の種別2（単年度）", Money(Second, Once), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 of the second kind that the plan names, every year.
    SecondRecurring: "effect_2_recurring", "効果額の種別2（継続）", Money(Second, Recurring), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 of the third kind that the plan names, once.
    ThirdOnce: "effect_3_once", "効果額の種別3（単年度）", Money(Third, Once), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 of the third kind that the plan names, every year.
    ThirdRecurring: "effect_3_recurring", "効果額の種別3（継続）", Money(Third, Recurring), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 of the fourth kind that the plan names, once.
    FourthOnce: "effect_4_once", "効果額の種別4（単年度）", Money(Fourth, Once), Public, Department, Effects, 4.4, [Sheets, Data];
    /// 効果額 of the fourth kind that the plan names, every year.
    FourthRecurring: "effect_4_recurring", "効果額の種別4（継続）", Money(Fourth, Recurring), Public, Department, Effects, 4.4, [Sheets, Data];
    /// Result of the first indicator.
    Indicator1: "indicator_1", "指標1の実績値", Indicator(1), Public, Department, Indicators, 4.4, [Sheets, Data];
    /// Result of the second indicator.
    Indicator2: "indicator_2", "指標2の実績値", Indicator(2), Public, Department, Indicators, 4.4, [Sheets, Data];
    /// Result of the third indicator.
    Indicator3: "indicator_3", "指標3の実績値", Indicator(3), Public, Department, Indicators, 4.4, [Sheets, Data];
    /// 課題.
    Issues: "issues", "課題", Text, Public, Department, Outlook, 13.0, [Sheets, Data];
    /// 次年度の取組.
    NextSteps: "next_steps", "次年度の取組", Text, Public, Department, Outlook, 13.0, [Sheets, Data];
    /// 内部メモ; never published.
    Memo: "memo", "内部メモ", Text, Office, Department, Internal, 7.0, [InternalNotes];
    /// Planned costs of the year, one line each.
    PlannedCosts: "planned_costs", "事業費の計画", Text, Public, Program, Costs, 9.0, [];
    /// Last year's costs, for reference.
    LastCosts: "last_costs", "前年度の事業費", Text, Public, Program, Costs, 9.0, [];
    /// 事業費.
    CostTotal: "cost", "事業費", Cost(Total), Public, Department, Costs, 4.6, [Sheets, Data];
    /// What the first source that the plan names pays of it.
    Source1: "cost_source_1", "財源の種別1", Cost(CostPart::First), Public, Department, Costs, 4.6, [Sheets, Data];
    /// What the second source pays of it.
    Source2: "cost_source_2", "財源の種別2", Cost(CostPart::Second), Public, Department, Costs, 4.6, [Sheets, Data];
    /// What the third source pays of it.
    Source3: "cost_source_3", "財源の種別3", Cost(CostPart::Third), Public, Department, Costs, 4.6, [Sheets, Data];
    /// What the fourth source pays of it.
    Source4: "cost_source_4", "財源の種別4", Cost(CostPart::Fourth), Public, Department, Costs, 4.6, [Sheets, Data];
    /// What the fifth source pays of it.
    Source5: "cost_source_5", "財源の種別5", Cost(CostPart::Fifth), Public, Department, Costs, 4.6, [Sheets, Data];
    /// What the sixth source pays of it.
    Source6: "cost_source_6", "財源の種別6", Cost(CostPart::Sixth), Public, Department, Costs, 4.6, [Sheets, Data];
    /// The sum of the sources, a formula of the form.
    SourcesSum: "cost_sources", "財源の計", Text, Public, Program, Costs, 4.6, [];
    /// 人工.
    StaffYears: "staff", "人工", Staff, Public, Department, Costs, 4.0, [Sheets, Data];
    /// 人工 × 単価, a formula of the form.
    StaffCost: "staff_cost", "人件費", Text, Public, Program, Costs, 4.6, [];
    /// The council's opinions on the initiative, for reference.
    Opinion: "opinion", "審議会意見", Text, Public, Program, Council, 24.0, [];
    /// The department's answer to them (対応).
    Response: "response", "意見への対応", Text, Public, Department, Council, 26.0, [Sheets];
}

impl Field {
    /// The field with that key.
    pub fn from_key(key: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// Key in the hidden sheet and range names.
    pub fn key(self) -> &'static str {
        self.definition().key
    }

    /// Label in the column head. Heads of 効果額 and 指標 may have a line above them.
    pub fn label(self) -> &'static str {
        self.definition().label
    }

    /// What it holds.
    pub fn kind(self) -> FieldKind {
        self.definition().kind
    }

    /// Whether a department fills it in.
    pub fn is_open(self) -> bool {
        self.definition().entered == EnteredBy::Department
    }

    /// Whether it is a text that a department fills in.
    pub fn is_open_text(self) -> bool {
        self.is_open() && self.kind() == FieldKind::Text
    }

    /// Whether a paper prints it.
    pub fn is_printed_in(self, paper: Paper) -> bool {
        self.definition().printed.contains(&paper)
    }

    /// The texts of a row that a paper prints, in the order of the columns.
    pub fn texts_in(paper: Paper) -> impl Iterator<Item = Field> {
        Field::ALL.iter().copied().filter(move |field| field.is_open_text() && field.is_printed_in(paper))
    }

    /// For the columns of 効果額, which effect they ask for.
    pub fn effect(self) -> Option<(EffectKind, EffectTerm)> {
        match self.kind() {
            FieldKind::Money(kind, term) => Some((kind, term)),
            _ => None,
        }
    }

    /// The column of an effect.
    pub fn of_effect(effect: (EffectKind, EffectTerm)) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.effect() == Some(effect))
    }

    /// For the columns of costs, which amount they ask for.
    pub fn cost(self) -> Option<CostPart> {
        match self.kind() {
            FieldKind::Cost(part) => Some(part),
            _ => None,
        }
    }

    /// The column of an amount of costs.
    pub fn of_cost(part: CostPart) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.cost() == Some(part))
    }

    /// Whether it asks for an amount of money, which has a unit.
    pub fn is_money(self) -> bool {
        matches!(self.kind(), FieldKind::Money(..) | FieldKind::Cost(_))
    }

    /// Whether it asks for a number of any kind.
    pub fn is_number(self) -> bool {
        self.is_money() || matches!(self.kind(), FieldKind::Indicator(_) | FieldKind::Staff)
    }

    /// Whether it asks for stages, of the year or of a part of it.
    pub fn is_stages(self) -> bool {
        matches!(self.kind(), FieldKind::Stages | FieldKind::PartStages(_))
    }

    /// For the columns of stages in parts of a year, which part, counted from 0.
    pub fn part(self) -> Option<usize> {
        match self.kind() {
            FieldKind::PartStages(number) => usize::from(number).checked_sub(1),
            _ => None,
        }
    }

    /// The columns of stages in parts of a year, in their order.
    pub fn of_parts() -> impl Iterator<Item = Field> {
        Field::ALL.iter().copied().filter(|field| field.part().is_some())
    }

    /// For the indicator columns, the indicator's number from 1.
    pub fn indicator(self) -> Option<u8> {
        match self.kind() {
            FieldKind::Indicator(number) => Some(number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn keys_and_labels_are_unlike_and_keys_are_found_again() {
        let keys: BTreeSet<&str> = Field::ALL.iter().map(|field| field.key()).collect();
        let labels: BTreeSet<&str> = Field::ALL.iter().map(|field| field.label()).collect();
        assert_eq!((keys.len(), labels.len()), (Field::ALL.len(), Field::ALL.len()));
        for field in Field::ALL {
            assert_eq!(Field::from_key(field.key()), Some(*field));
        }
    }

    #[test]
    fn what_is_not_public_is_a_text_and_stands_in_papers_for_its_readers() {
        for field in Field::ALL {
            let definition = field.definition();
            if definition.audience != Audience::Public {
                // The search before publication looks for texts: an amount stands in many places by chance.
                assert_eq!(definition.kind, FieldKind::Text, "{field:?}");
                assert_eq!(definition.group, FieldGroup::Internal, "{field:?}");
                assert!(definition.printed.iter().all(|paper| *paper == Paper::InternalNotes), "{field:?}");
            }
            assert_eq!(field.is_open(), !definition.printed.is_empty(), "{field:?}");
            assert!(!field.is_open() || definition.group.is_open(), "{field:?}");
        }
    }
}
