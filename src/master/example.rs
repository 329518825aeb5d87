//! Example rows: what a new master shows for each sheet, told apart from what was typed.

use super::content::Content;
use super::layout::{
    COSTS, DEADLINES, FOREIGN_FORMS, GLOSSARY, GOALS, GRADERS, LEVELS, PERIODS, REORGANIZATIONS, STAGES, THEMES,
};
use crate::intake::table::SheetTable;
use crate::plan::Plan;
use crate::settings_file::tree::trimmed;
use crate::vocabulary::{CellAddress, folded};

/// How the first filled cell of an example row begins.
pub(super) const EXAMPLE: &str = "（例）";

/// Whether a row whose first filled cell holds `text` is an example and not read.
pub(super) fn is_example(text: &str) -> bool {
    folded(text).starts_with(&folded(EXAMPLE))
}

/// Whether the first filled cell of a row marks it as an example.
pub(super) fn is_example_row(sheet: &SheetTable, row: u32) -> bool {
    let cells = sheet.cells.range(CellAddress::new(row, 0)..CellAddress::new(row + 1, 0));
    cells.map(|(_, text)| trimmed(text)).find(|text| !text.is_empty()).is_some_and(is_example)
}

/// Whether a row of 文章 is an example: the mark stands before its text, behind the kind.
pub(super) fn is_prose_example(kind: &str, text: &str) -> bool {
    is_example(text) || (trimmed(text).is_empty() && is_example(kind))
}

/// The rows of 文章 where the shape has no text.
pub(super) const PROSE: [(&str, &str); 2] =
    [("表の前の章", "基本的な考え方"), ("表の前の章・文", "この計画は、取組の内容と進め方を定めるものである。")];

/// The example rows of a sheet of which the shape has none; of days and years, the plan's.
pub(super) fn rows(sheet: &str, plan: &Plan) -> Vec<Vec<Content>> {
    let (first, next) = (plan.first_year.short(), plan.first_year.next().0);
    let last_period = plan.settings.periods.last().label().to_owned();
    let (day, due) = (format!("{next}-04-01"), format!("{next}-04-20"));
    let rows: &[&[&str]] = match sheet {
        _ if sheet == LEVELS.name => &[
            &["基本方針", "1", "持続できる財政", "", "将来の世代に負担を先送りしない財政をつくる。"],
            &["重点項目", "1-1", "歳入の確保", "1"],
        ],
        _ if sheet == THEMES.name => &[&["財政", "健全な財政運営", "歳入の確保と歳出の見直しに取り組む。"]],
        _ if sheet == GOALS.name => &[&["11", "住み続けられるまちづくりを"]],
        _ if sheet == REORGANIZATIONS.name => &[&[&day, "総務部/総務課", "総務部/総務管理課", "名称の変更"]],
        _ if sheet == COSTS.name => &[&["1-1", "事業費", "千円", "1200"]],
        _ if sheet == STAGES.name => &[&["設計", "仕様を決める。", "設計中"]],
        _ if sheet == PERIODS.name => &[&["上半期", "9月末"]],
        _ if sheet == DEADLINES.name => &[&[&first, &last_period, &due]],
        _ if sheet == GRADERS.name => &[&["経営会議", "実践項目", "公表"]],
        _ if sheet == GLOSSARY.name => {
            &[&["公民連携", "行政と民間が、それぞれの強みを持ち寄って公共サービスを担うこと"]]
        }
        _ if sheet == FOREIGN_FORMS.name => &[&[
            "事務事業評価一覧",
            "",
            "A1=*事務事業評価一覧\nA3=事業番号",
            "",
            &last_period,
            &first,
            "円",
            "",
            "",
            "番号=A\n部署=C\n実績=F\n進捗区分=G",
            "",
            "D-E",
            "5",
        ]],
        _ => &[],
    };
    let content = |text: &&str| if text.is_empty() { Content::Nothing } else { Content::text(*text) };
    rows.iter().map(|row| row.iter().map(content).collect()).collect()
}
