//! The plan as a workbook that an office edits, and back: the same plan either way.
//!
//! Each sheet is a plain table with its heads in the first row. Rows and columns may be moved; sheets and heads are found
//! by their names. Several units or spellings in one cell stand on lines of their own (Alt+Enter), as no text of a plan
//! holds a line break.
//!
//! What is read goes through the same tree and the same checks as `plan.toml`, with cells as places.

mod export;
mod import;
mod prose;

pub use export::export;
pub use import::import;
pub(crate) use prose::{kinds as prose_kinds, rows as prose_rows};

use crate::finding::Code;

/// A workbook that is no master of a plan, or a sheet or head that is missing or unknown.
pub const LAYOUT: Code = Code("plan.master-layout");
/// A text too long for a cell of Excel.
pub const TOO_LONG: Code = Code("plan.master-too-long");

/// The most characters a cell of Excel holds.
const CELL_LIMIT: usize = 32_767;

/// 基本情報: its keys with their places in the tree.
const FRAME: &[(&str, &str, &str, Kind)] = &[
    ("計画の名", "plan", "title", Kind::Text),
    ("段階", "plan", "stage", Kind::Text),
    ("短い名", "plan", "short_title", Kind::Text),
    ("市町村", "plan", "city", Kind::Text),
    ("作成の時期", "plan", "issued", Kind::Text),
    ("最初の年度", "plan", "first_year", Kind::Text),
    ("最後の年度", "plan", "last_year", Kind::Text),
    ("見直しの年度", "plan", "review_year", Kind::Text),
    ("担当部署名の基準日", "plan", "departments_as_of", Kind::Date),
    ("全ページの注意書き", "plan", "notice", Kind::Text),
    ("とりまとめる部署", "office", "name", Kind::Text),
    ("とりまとめる部署の連絡先", "office", "contact", Kind::Text),
    ("公表する問合せ先", "office", "public_contact", Kind::Text),
    ("千円未満の扱い", "settings", "rounding", Kind::Text),
    ("取組項目の区分の決め方", "grades", "rule", Kind::Text),
    ("見出しの色", "look", "accent", Kind::Text),
    ("本文を明朝にする", "look", "mincho_body", Kind::Flag),
    ("本文の大きさ（ポイント）", "look", "body_size", Kind::Number),
    ("本文の行送り（ポイント）", "look", "body_pitch", Kind::Number),
    ("表の文字の大きさ（ポイント）", "look", "table_size", Kind::Number),
    ("紙の端からの余白（mm）", "look", "margin", Kind::Number),
    ("漢字の字形", "look", "kanji_forms", Kind::Text),
    ("読込みの上限：ファイル（MB）", "limits", "file_mib", Kind::Number),
    ("読込みの上限：展開した部品（MB）", "limits", "part_mib", Kind::Number),
    ("読込みの上限：展開した全体（MB）", "limits", "total_mib", Kind::Number),
    ("読込みの上限：共有の文字（MB）", "limits", "strings_mib", Kind::Number),
    ("読込みの上限：セルの数", "limits", "cells", Kind::Number),
    ("読込みの上限：セルの文字（MB）", "limits", "text_mib", Kind::Number),
    ("読込みの上限：シートの数", "limits", "sheets", Kind::Number),
    ("古い形式の読込みの上限（秒）", "limits", "child_seconds", Kind::Number),
    ("古い形式の読込みのメモリ（MB）", "limits", "child_mib", Kind::Number),
];

/// What a cell of a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One text.
    Text,
    /// Texts, a line each.
    Lines,
    /// A number.
    Number,
    /// Numbers, a line each.
    Numbers,
    /// A day.
    Date,
    /// ○ or nothing.
    Flag,
    /// Texts by their names, a line each: `B2=進捗状況調べ`.
    Pairs,
}

/// A column: its head, the key in the tree, what it holds, and its width in full-width characters.
struct ColumnOf(&'static str, &'static str, Kind, f64);

/// A sheet whose rows are entries of one list of the tree.
struct SheetOf {
    name: &'static str,
    columns: &'static [ColumnOf],
}

const FRAME_SHEET: &str = "基本情報";
const FRAME_HEADS: [&str; 2] = ["項目", "内容"];
const PROSE_SHEET: &str = "文章";
const PROSE_HEADS: [&str; 2] = ["種別", "文章"];
/// The mark of a flag that is set.
const MARK: &str = "○";
/// Value of 種別 for a department that is an open group.
const OPEN: &str = "部署を限らない";

const THEMES: SheetOf = SheetOf {
    name: "テーマ",
    columns: &[
        ColumnOf("略称", "short", Kind::Text, 8.0),
        ColumnOf("テーマ", "title", Kind::Text, 26.0),
        ColumnOf("文章", "text", Kind::Text, 66.0),
    ],
};
const GOALS: SheetOf = SheetOf {
    name: "SDGs",
    columns: &[ColumnOf("番号", "no", Kind::Text, 6.0), ColumnOf("目標", "name", Kind::Text, 40.0)],
};
const BUREAUS: SheetOf = SheetOf {
    name: "部",
    columns: &[ColumnOf("部", "name", Kind::Text, 20.0), ColumnOf("略称", "short", Kind::Text, 8.0)],
};
const DEPARTMENTS: SheetOf = SheetOf {
    name: "部署",
    columns: &[
        ColumnOf("部署（部/課）", "name", Kind::Text, 30.0),
        ColumnOf("設置日", "since", Kind::Date, 12.0),
        ColumnOf("廃止日", "until", Kind::Date, 12.0),
        ColumnOf("種別", "kind", Kind::Text, 16.0),
    ],
};
const REORGANIZATIONS: SheetOf = SheetOf {
    name: "機構改正",
    columns: &[
        ColumnOf("施行日", "date", Kind::Date, 12.0),
        ColumnOf("もとの部署", "from", Kind::Lines, 30.0),
        ColumnOf("新しい部署", "to", Kind::Lines, 30.0),
        ColumnOf("備考", "note", Kind::Text, 30.0),
    ],
};
const INITIATIVES: SheetOf = SheetOf {
    name: "取組項目",
    columns: &[
        ColumnOf("No.", "no", Kind::Number, 5.0),
        ColumnOf("取組項目", "name", Kind::Text, 26.0),
        ColumnOf("担当部署", "responsible", Kind::Lines, 28.0),
        ColumnOf("テーマ", "themes", Kind::Lines, 10.0),
        ColumnOf("SDGs", "goals", Kind::Numbers, 6.0),
        ColumnOf("取組内容", "content", Kind::Text, 44.0),
        ColumnOf("この後で改ページ", "page_end", Kind::Flag, 8.0),
    ],
};
const ACTIONS: SheetOf = SheetOf {
    name: "実践項目",
    columns: &[
        ColumnOf("番号", "id", Kind::Text, 7.0),
        ColumnOf("実践項目", "name", Kind::Text, 30.0),
        ColumnOf("主担当", "lead", Kind::Text, 22.0),
        ColumnOf("共同の担当", "partners", Kind::Lines, 22.0),
        ColumnOf("他の部署も報告", "open", Kind::Flag, 8.0),
        ColumnOf("再掲のもと", "repeats", Kind::Text, 8.0),
        ColumnOf("重み", "weight", Kind::Number, 6.0),
    ],
};
const INDICATORS: SheetOf = SheetOf {
    name: "指標",
    columns: &[
        ColumnOf("実践項目の番号", "id", Kind::Text, 8.0),
        ColumnOf("指標", "name", Kind::Text, 30.0),
        ColumnOf("単位", "unit", Kind::Text, 8.0),
        ColumnOf("望ましい向き", "direction", Kind::Text, 8.0),
        ColumnOf("計画前の値", "baseline", Kind::Number, 9.0),
    ],
};
const GRADES: SheetOf = SheetOf {
    name: "進捗区分",
    columns: &[
        ColumnOf("印", "mark", Kind::Text, 5.0),
        ColumnOf("区分", "name", Kind::Text, 16.0),
        ColumnOf("意味", "meaning", Kind::Text, 48.0),
        ColumnOf("別の書き方", "aliases", Kind::Lines, 20.0),
        ColumnOf("点", "points", Kind::Number, 5.0),
        ColumnOf("計画どおり以上に数える", "on_track", Kind::Flag, 10.0),
    ],
};
const DEADLINES: SheetOf = SheetOf {
    name: "締切",
    columns: &[
        ColumnOf("年度", "year", Kind::Text, 8.0),
        ColumnOf("時期", "period", Kind::Text, 8.0),
        ColumnOf("締切", "due", Kind::Date, 12.0),
    ],
};
/// Forms that are not ours (`[[form]]`).
const FOREIGN_FORMS: SheetOf = SheetOf {
    name: "他の様式",
    columns: &[
        ColumnOf("様式の名", "name", Kind::Text, 20.0),
        ColumnOf("シート名の始まり", "sheet", Kind::Text, 16.0),
        ColumnOf("目印（セル=文字）", "signs", Kind::Pairs, 26.0),
        ColumnOf("時期", "period", Kind::Text, 8.0),
        ColumnOf("年度", "year", Kind::Text, 8.0),
        ColumnOf("金額の単位", "unit", Kind::Text, 8.0),
        ColumnOf("表紙の欄（項目=セル）", "cover", Kind::Pairs, 26.0),
        ColumnOf("表の欄（項目=列）", "columns", Kind::Pairs, 26.0),
        ColumnOf("最初の行", "first_row", Kind::Number, 6.0),
        ColumnOf("最後の行", "last_row", Kind::Number, 6.0),
    ],
};

/// All sheets whose rows are entries of a list.
const LISTS: [&SheetOf; 11] = [
    &THEMES,
    &GOALS,
    &BUREAUS,
    &DEPARTMENTS,
    &REORGANIZATIONS,
    &INITIATIVES,
    &ACTIONS,
    &INDICATORS,
    &GRADES,
    &DEADLINES,
    &FOREIGN_FORMS,
];

/// Ends of the heads of year columns: `R2 工程`, and the key of the tree they belong to.
const STAGE_COLUMN: &str = "工程";
const EFFECT_COLUMN: &str = "効果額（千円）";
const TARGET_COLUMN: &str = "目標";
