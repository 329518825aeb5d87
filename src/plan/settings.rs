//! What an office may set in `plan.toml`: periods, deadlines, money, look.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Costs, EffectKinds, Grader, Rating};
use crate::contract::Visibility;
use crate::vocabulary::{FiscalYear, MoneyStyle, MoneyUnit, Period, Periods, Stages, every_variant};

/// The day by which forms of a year and period are due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// The year reported on.
    pub year: FiscalYear,
    /// The period that is reported on.
    pub period: Period,
    /// The day.
    pub due: Date,
}

/// Settings of a workspace. By default they are those of a plan that says nothing of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Settings {
    /// The office that collects: 総務部行政監理室, with its extension, for forms and letters.
    pub office: String,
    /// Extension or mail address of the office, printed in letters to departments only.
    pub office_contact: String,
    /// 問合せ先 that citizens may be told (telephone, address), printed in papers for the public; empty where there is none.
    pub public_contact: String,
    /// Address of the web page that holds the report; empty where there is none.
    pub web_page: String,
    /// `[open_data]`.
    pub open_data: OpenDataTerms,
    /// How amounts are printed: `[money]` `print` and `decimals`, and `rounding` of `[settings]`.
    pub money: MoneyStyle,
    /// `[money]` `entry`: the unit in which forms ask for amounts.
    pub entry_unit: MoneyUnit,
    /// `[money]` `effects`: the kinds of effect.
    pub effects: EffectKinds,
    /// `[costs]`: what is asked of costs; `None` where the plan has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub costs: Option<Costs>,
    /// The paper of 概要版.
    pub digest_paper: DigestPaper,
    /// `[visibility]`: who may see which field.
    pub visibility: Visibility,
    /// `[[stage]]`: the stages of action items.
    pub stages: Stages,
    /// `[[period]]`: when in the year departments report.
    pub periods: Periods,
    /// 締切 of the forms, by year and period.
    pub deadlines: Vec<Deadline>,
    /// `[council]`: how the council rates.
    pub rating: Rating,
    /// `[[grader]]`: further bodies that grade beside the departments.
    #[serde(default)]
    pub graders: Vec<Grader>,
    /// `[[form]]`: where the fields stand in forms that are not ours.
    pub foreign_forms: Vec<ForeignForm>,
    /// `[limits]`: what of the reader's limits the office has changed.
    pub limits: BTreeMap<ReadingLimit, u32>,
    /// `[look]`.
    pub look: Look,
}

impl Settings {
    /// The day by which the forms of a year and period are due; `None` where the plan sets none.
    pub fn due(&self, year: FiscalYear, period: Period) -> Option<Date> {
        let of = |deadline: &&Deadline| deadline.year == year && deadline.period == period;
        self.deadlines.iter().find(of).map(|deadline| deadline.due)
    }
}

/// The paper of the one-sheet summary (概要版).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum DigestPaper {
    /// Two sides of A4.
    #[default]
    #[serde(rename = "A4両面")]
    A4,
    /// One side of A3, laid sideways.
    #[serde(rename = "A3横")]
    A3,
}

impl DigestPaper {
    /// Both.
    pub const ALL: [DigestPaper; 2] = every_variant!(DigestPaper: A4, A3);

    /// A4両面, A3横.
    pub const fn label(self) -> &'static str {
        match self {
            DigestPaper::A4 => "A4両面",
            DigestPaper::A3 => "A3横",
        }
    }
}

/// A limit of the reader that an office may change; what each is by itself stands in
/// [`Limits`](crate::intake::Limits) and in `docs/limits.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadingLimit {
    /// Size of a file in MiB.
    FileMib,
    /// Unpacked size of a part of it in MiB.
    PartMib,
    /// Unpacked size of all parts in MiB.
    TotalMib,
    /// Unpacked size of the shared strings in MiB.
    StringsMib,
    /// Non-empty cells of a workbook.
    Cells,
    /// Text of all cells of a workbook in MiB.
    TextMib,
    /// Sheets of a workbook.
    Sheets,
    /// Seconds that the reader of the old formats may take.
    ChildSeconds,
    /// Memory that the reader of the old formats may take in MiB.
    ChildMib,
}

impl ReadingLimit {
    /// All of them, in the order in which they are printed.
    pub const ALL: [ReadingLimit; 9] = every_variant!(ReadingLimit:
        FileMib, PartMib, TotalMib, StringsMib, Cells, TextMib, Sheets, ChildSeconds, ChildMib
    );

    /// Its key in `[limits]`.
    pub fn key(self) -> &'static str {
        match self {
            ReadingLimit::FileMib => "file_mib",
            ReadingLimit::PartMib => "part_mib",
            ReadingLimit::TotalMib => "total_mib",
            ReadingLimit::StringsMib => "strings_mib",
            ReadingLimit::Cells => "cells",
            ReadingLimit::TextMib => "text_mib",
            ReadingLimit::Sheets => "sheets",
            ReadingLimit::ChildSeconds => "child_seconds",
            ReadingLimit::ChildMib => "child_mib",
        }
    }

    /// The least and the greatest value that may be set: enough to read an ordinary form, and not so much that an office
    /// computer runs out of memory.
    pub fn range(self) -> (u32, u32) {
        match self {
            ReadingLimit::FileMib => (1, 500),
            ReadingLimit::PartMib => (1, 1_000),
            ReadingLimit::TotalMib => (1, 2_000),
            ReadingLimit::StringsMib => (1, 500),
            ReadingLimit::Cells => (1_000, 5_000_000),
            ReadingLimit::TextMib => (1, 1_000),
            ReadingLimit::Sheets => (1, 4_096),
            ReadingLimit::ChildSeconds => (1, 600),
            ReadingLimit::ChildMib => (64, 4_096),
        }
    }
}

/// `[[form]]`: a form not generated by kaikaku, by the places of its fields.
///
/// A sheet is that form where its name fits and each text of `signs` stands in its cell. Fields are named by the keys of
/// [`FormField`](crate::contract::FormField); places are those of [`FormPlace`](crate::contract::FormPlace). Several mappings
/// of one name are parts of one form: a sheet that has two tables.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ForeignForm {
    /// What it is called in findings: 企画課の旧様式.
    pub name: String,
    /// The beginning of the sheet's name; `None` where any sheet may be it.
    pub sheet: Option<String>,
    /// Cells (`B2`) and the texts that stand there in every such form, `*` for any characters; at least one.
    pub signs: BTreeMap<String, String>,
    /// The department, where the form has no cell for it.
    pub department: Option<String>,
    /// The period, where the form has no cell for it.
    pub period: Option<Period>,
    /// The year, where the form has no cell for it.
    pub year: Option<FiscalYear>,
    /// The unit of all effects, where the heads do not say it.
    pub unit: Option<String>,
    /// The units of effects by field, where they differ.
    pub units: BTreeMap<String, String>,
    /// The places of the cover by key: `department = "C3"`.
    pub cover: BTreeMap<String, String>,
    /// Columns of a table's rows by key: `action = "A"`, `result = "F"`; empty where each sheet is about one item.
    pub columns: BTreeMap<String, String>,
    /// The places of an item's fields where each sheet is about one item: `result = "B5"`.
    pub cells: BTreeMap<String, String>,
    /// Columns (`H-K`) and cells that are left alone.
    pub ignore: Vec<String>,
    /// The first row of the table, from 1.
    pub first_row: Option<u32>,
    /// The last row of the table, from 1; `None` where it goes on to the end of the sheet.
    pub last_row: Option<u32>,
    /// After how many rows the cells of the next item stand, where a sheet has several one below the other.
    pub repeat: Option<u32>,
}

/// `[open_data]`: whose the published data are, and on what terms they may be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OpenDataTerms {
    /// 全国地方公共団体コード: five digits and a check digit; empty where none is given.
    pub code: String,
    /// The terms by name: 公共データ利用規約（第1.0版）; empty where none are given.
    pub license: String,
    /// The page that states the terms; empty where none is given.
    pub license_url: String,
}

/// `[look]`: what of the page's appearance an office may change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Look {
    /// Accent colour, `#rrggbb`; its contrast on white must be at least 4.5 : 1.
    pub accent: String,
    /// Whether body text is set in 明朝 rather than UD Gothic.
    pub mincho_body: bool,
    /// Body size in points.
    pub body_size: f64,
    /// Line pitch of the body in points.
    pub body_pitch: f64,
    /// Table size in points.
    pub table_size: f64,
    /// Outer margin of a page in millimetres.
    pub margin: f64,
    /// Which forms of kanji are printed.
    pub kanji_forms: KanjiForms,
    /// ぶら下げ: 、 and 。 at the end of a line of running text may hang outside the measure.
    pub hanging_punctuation: bool,
}

/// Which forms of kanji are printed where JIS X 0213:2004 changed the example glyphs of JIS X 0208 (辻, 葛, 祇 and some 160
/// others). A form that was typed with a variation selector (IVS) is printed as typed, whatever is set here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum KanjiForms {
    /// The forms of 2004 (OpenType `jp04`, where a font has others by itself; the shipped fonts have them).
    #[default]
    #[serde(rename = "JIS2004")]
    Jis2004,
    /// The forms of 1990 (OpenType `jp90`); a font without that feature prints its own.
    #[serde(rename = "JIS90")]
    Jis90,
}

impl KanjiForms {
    /// Both.
    pub const ALL: [KanjiForms; 2] = every_variant!(KanjiForms: Jis2004, Jis90);

    /// JIS2004, JIS90.
    pub const fn label(self) -> &'static str {
        match self {
            KanjiForms::Jis2004 => "JIS2004",
            KanjiForms::Jis90 => "JIS90",
        }
    }
}

impl Default for Look {
    fn default() -> Self {
        Look {
            accent: "#1f4e79".into(),
            mincho_body: false,
            body_size: 10.5,
            body_pitch: 17.0,
            table_size: 9.0,
            margin: 22.0,
            kanji_forms: KanjiForms::default(),
            hanging_punctuation: false,
        }
    }
}
