//! What a form is made of, shared by those who write forms and those who read them.
//!
//! A form (進捗管理表) is one workbook for a department, year and period: a cover block, one row an action item,
//! and a very hidden sheet [`HIDDEN_SHEET`] with everything needed to know the file again. Row ids and column keys
//! there are the authority; labels and positions are what a reader falls back on.

mod audience;
mod council_field;
mod cover_field;
pub mod entries;
mod entry;
mod field;
mod form_field;
mod form_place;
pub mod hidden;
pub mod read_only;
mod visibility;

pub use audience::Audience;
pub use council_field::CouncilField;
pub use cover_field::CoverField;
pub use entry::{Entry, FieldValue};
pub use field::{EnteredBy, Field, FieldDefinition, FieldGroup, FieldKind, Paper};
pub use form_field::FormField;
pub use form_place::{FormArea, FormPlace, INDICATOR_ROWS, INDICATOR_ROWS_NAME, Side};
pub use visibility::{NoChoice, Visibility};

use jiff::civil::Date;

use crate::vocabulary::{self, DepartmentId, FiscalYear, Grade, Period, Periods, every_variant};

/// The version of the schema that this program writes.
pub const SCHEMA_VERSION: u32 = 1;

/// The very hidden sheet.
pub const HIDDEN_SHEET: &str = "_kaikaku";

/// The very hidden sheet of a master of the plan, by which one is known: lists of drop-downs that are too long for a rule.
pub const MASTER_SHEET: &str = "_選択肢";

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

/// How the notes below the last row of a form end: where a 再掲 is filled in, and that an item that has ended is not.
pub const CLOSING_NOTES: [&str; 2] = ["の行に記入してください。", "記入は要りません。"];

/// A day on which a form of a year and period may be handed in, as an example: in the month after the period; in
/// May for the one that closes the year.
pub fn handing_in_day(year: FiscalYear, period: Option<Period>, periods: &Periods) -> Date {
    let Some(period) = period.filter(|period| !period.closes_year()) else {
        return Date::constant(year.next().0, 5, 10);
    };
    match periods.months(period) as i8 + 4 {
        month @ ..=12 => Date::constant(year.0, month, 10),
        month => Date::constant(year.next().0, month - 12, 10),
    }
}

/// What a workbook of ours is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormKind {
    /// 進捗管理表 of a department.
    Progress,
    /// The rating form of a member of the council.
    Council,
    /// The form of a body that grades beside the departments.
    Grading,
}

impl FormKind {
    /// All of them.
    pub const ALL: [FormKind; 3] = every_variant!(FormKind: Progress, Council, Grading);

    /// The word in the hidden sheet and properties.
    pub fn key(self) -> &'static str {
        match self {
            FormKind::Progress => "progress",
            FormKind::Council => "council",
            FormKind::Grading => "grading",
        }
    }
}

/// What the drop-down of 進捗区分 offers for a grade: mark and name, `◎ 計画を上回る`.
pub fn grade_choice(grade: &Grade) -> String {
    grade.label()
}

/// The file name of a department's form by the plan's word for it, one that every system can hold:
/// `進捗管理表_令和2年度_年度末_総務部行政監理室.xlsx`.
pub fn file_name(form: &str, year: FiscalYear, period: Period, department: &DepartmentId) -> String {
    vocabulary::file_name(&format!("{form}_{year}_{period}_{}.xlsx", department.full_name()))
}
