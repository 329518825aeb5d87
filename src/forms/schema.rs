//! The form's schema: what a form is made of, shared by those who write forms and those who read them.
//!
//! A form (進捗管理表) is one workbook for a department, year and period: a cover block, one row an action item,
//! and a very hidden sheet [`HIDDEN_SHEET`] with everything needed to know the file again. Row ids and column keys
//! there are the authority; labels and positions are what a reader falls back on.

use serde::{Deserialize, Serialize};

use crate::plan::{DepartmentId, FiscalYear, Grade, Period};

/// The version of the schema that this program writes.
pub const SCHEMA_VERSION: u32 = 1;

/// The very hidden sheet.
pub const HIDDEN_SHEET: &str = "_kaikaku";

/// The sheet that is filled in; further sheets of a large department are 入力2, 入力3 ….
pub const ENTRY_SHEET: &str = "入力";

/// The sheet with the example.
pub const EXAMPLE_SHEET: &str = "記入例";

/// The sheet of a returned form that lists its points.
pub const POINTS_SHEET: &str = "差戻し事項";

/// Prefix of the custom document properties: `kaikaku.schema`, `kaikaku.year` ….
pub const PROPERTY_PREFIX: &str = "kaikaku.";

/// Prefix of the range names: `kaikaku_result` is the column 実績 of the entry rows.
pub const RANGE_PREFIX: &str = "kaikaku_";

/// What a workbook of ours is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormKind {
    /// 進捗管理表 of a department.
    Progress,
    /// The rating form of a member of the council.
    Council,
}

impl FormKind {
    /// The word in the hidden sheet and properties.
    pub fn key(self) -> &'static str {
        match self {
            FormKind::Progress => "progress",
            FormKind::Council => "council",
        }
    }
}

/// A column of the council's rating form, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CouncilField {
    /// No. of the initiative.
    Initiative,
    /// 取組項目.
    Name,
    /// The year's results in short, for reference.
    Summary,
    /// 評価: 1 to 5.
    Points,
    /// 意見.
    Opinion,
}

impl CouncilField {
    /// In the order of the columns.
    pub const ALL: [CouncilField; 5] = [
        CouncilField::Initiative,
        CouncilField::Name,
        CouncilField::Summary,
        CouncilField::Points,
        CouncilField::Opinion,
    ];

    /// Key in the hidden sheet and range names.
    pub fn key(self) -> &'static str {
        match self {
            CouncilField::Initiative => "initiative",
            CouncilField::Name => "name",
            CouncilField::Summary => "summary",
            CouncilField::Points => "points",
            CouncilField::Opinion => "opinion",
        }
    }

    /// Label in the column head.
    pub fn label(self) -> &'static str {
        match self {
            CouncilField::Initiative => "No.",
            CouncilField::Name => "取組項目",
            CouncilField::Summary => "取組の状況",
            CouncilField::Points => "評価",
            CouncilField::Opinion => "意見",
        }
    }

    /// Whether a member fills it in.
    pub fn is_open(self) -> bool {
        matches!(self, CouncilField::Points | CouncilField::Opinion)
    }
}

/// A field of the cover block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoverField {
    /// 部署.
    Department,
    /// 年度.
    Year,
    /// 時期: 中間, 年度末.
    Period,
    /// 提出日.
    SubmittedOn,
    /// 版: 1, 2 …; raised when a form is handed in again.
    Version,
    /// 記入者; internal.
    Author,
    /// 内線; internal.
    Extension,
    /// 委員番号: a council member's number, in place of a name; internal. Only in the rating form.
    Member,
}

impl CoverField {
    /// Those of a department's form, in the order in which they stand.
    pub const ALL: [CoverField; 7] = [
        CoverField::Department,
        CoverField::Year,
        CoverField::Period,
        CoverField::SubmittedOn,
        CoverField::Version,
        CoverField::Author,
        CoverField::Extension,
    ];

    /// Key in the hidden sheet and range names.
    pub fn key(self) -> &'static str {
        match self {
            CoverField::Department => "department",
            CoverField::Year => "year",
            CoverField::Period => "period",
            CoverField::SubmittedOn => "submitted_on",
            CoverField::Version => "version",
            CoverField::Author => "author",
            CoverField::Extension => "extension",
            CoverField::Member => "member",
        }
    }

    /// Label on the sheet.
    pub fn label(self) -> &'static str {
        match self {
            CoverField::Department => "部署",
            CoverField::Year => "年度",
            CoverField::Period => "時期",
            CoverField::SubmittedOn => "提出日",
            CoverField::Version => "版",
            CoverField::Author => "記入者",
            CoverField::Extension => "内線",
            CoverField::Member => "委員番号",
        }
    }

    /// Whether it must never reach a public output.
    pub fn is_internal(self) -> bool {
        matches!(self, CoverField::Author | CoverField::Extension | CoverField::Member)
    }

    /// The field with that key, of any form.
    pub fn from_key(key: &str) -> Option<CoverField> {
        CoverField::ALL.into_iter().chain([CoverField::Member]).find(|field| field.key() == key)
    }
}

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

/// What the drop-down of 進捗区分 offers for a grade: mark and name, `◎ 計画を上回る`.
pub fn grade_choice(grade: &Grade) -> String {
    format!("{} {}", grade.mark, grade.name)
}

/// How an opinion stands in the form's column 審議会意見, and how an answer in 意見への対応 says which opinion it is for:
/// `【R2-8-1】` before the text. An answer without a number is for all opinions of its row.
pub fn opinion_tag(id: &str) -> String {
    format!("【{id}】")
}

/// Kind of effect (効果額).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EffectKind {
    /// 歳入増.
    Revenue,
    /// 歳出減.
    Saving,
}

impl EffectKind {
    /// 歳入増, 歳出減.
    pub fn label(self) -> &'static str {
        match self {
            EffectKind::Revenue => "歳入増",
            EffectKind::Saving => "歳出減",
        }
    }
}

/// Whether an effect comes once or every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EffectTerm {
    /// 単年度.
    Once,
    /// 継続.
    Recurring,
}

impl EffectTerm {
    /// 単年度, 継続.
    pub fn label(self) -> &'static str {
        match self {
            EffectTerm::Once => "単年度",
            EffectTerm::Recurring => "継続",
        }
    }
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
}

/// The file name of a department's form: `進捗管理表_令和2年度_年度末_総務部行政監理室.xlsx`.
pub fn file_name(year: FiscalYear, period: Period, department: &DepartmentId) -> String {
    format!("進捗管理表_{year}_{period}_{}.xlsx", department.full_name())
}
