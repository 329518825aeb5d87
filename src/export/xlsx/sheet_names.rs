//! What the sheets of 進捗状況.xlsx are called that the plan names: 実践項目, テーマ, 部 and its levels.

use crate::plan::Plan;

/// What the program calls the other sheets; the plan's words for them apart.
const FIXED_NAMES: [&str; 10] =
    ["概要", "一覧", "指標", "効果額", "事業費", "意見", "データ", "凡例", "内部メモ", "指摘"];

/// Units of UTF-16 that Excel takes in a name of a sheet.
const LONGEST: usize = 31;

/// A sheet that the plan names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SheetOfPlan {
    /// 実践項目.
    Actions,
    /// テーマ.
    Themes,
    /// 部.
    Bureaus,
    /// A level, 0 the topmost.
    Level(usize),
}

/// What a sheet is called: what the plan calls its rows, or what the program does where that is another sheet's name.
pub(super) fn of(plan: &Plan, asked: SheetOfPlan) -> String {
    let levels = plan.levels.iter().enumerate().map(|(at, level)| (SheetOfPlan::Level(at), level.name.clone()));
    let said = |default| plan.wording().say(default).into_owned();
    let names = [(SheetOfPlan::Actions, "実践項目"), (SheetOfPlan::Themes, "テーマ"), (SheetOfPlan::Bureaus, "部")];
    let names = names.map(|(named, default)| (named, said(default)));
    let mut taken: Vec<String> = FIXED_NAMES.map(str::to_owned).into();
    for (named, own) in names.into_iter().chain(levels) {
        let default = match named {
            SheetOfPlan::Actions => "実践項目".to_owned(),
            SheetOfPlan::Themes => "テーマ".to_owned(),
            SheetOfPlan::Bureaus => "部".to_owned(),
            SheetOfPlan::Level(at) => format!("階層{}", at + 1),
        };
        let numbered = (2..).map(|n| format!("{default}{n}"));
        let candidates = [usable(&own), default.clone()].into_iter().chain(numbered);
        // There are more numbers than names that are taken.
        let name = candidates.into_iter().find(|name| !is_taken(&taken, name)).unwrap_or_default();
        if named == asked {
            return name;
        }
        taken.push(name);
    }
    String::new()
}

fn is_taken(taken: &[String], name: &str) -> bool {
    name.is_empty() || taken.iter().any(|other| other.to_lowercase() == name.to_lowercase())
}

/// A name that Excel takes: its signs in full width, at most 31 characters.
pub(super) fn usable(name: &str) -> String {
    let wide = |c: char| match c {
        '[' => '［',
        ']' => '］',
        ':' => '：',
        '*' => '＊',
        '?' => '？',
        '/' => '／',
        '\\' => '＼',
        '\'' => '’',
        other => other,
    };
    // Excel counts as UTF-16 does.
    let mut length = 0;
    let within = |c: &char| {
        length += c.len_utf16();
        length <= LONGEST
    };
    name.chars().map(wide).take_while(within).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Level, fixture};

    #[test]
    fn sheets_are_called_what_the_plan_calls_their_rows() {
        let mut plan = fixture::small();
        let level = |name: &str| Level { name: name.to_owned(), groups: Vec::new() };
        plan.levels = vec![level("基本方針"), level("指標")];
        plan.words.bureau = "部/局".into();
        plan.words.action = "意見".into();
        let names = |plan: &Plan| {
            [
                SheetOfPlan::Actions,
                SheetOfPlan::Themes,
                SheetOfPlan::Bureaus,
                SheetOfPlan::Level(0),
                SheetOfPlan::Level(1),
            ]
            .map(|named| of(plan, named))
        };
        assert_eq!(names(&plan), ["実践項目", "テーマ", "部／局", "基本方針", "階層2"]);
        // The plan's words are not said once more in a name of its own.
        let mut plan = fixture::small();
        plan.levels = vec![level("データ"), level("テーマ")];
        plan.words.theme = "分野".into();
        assert_eq!(names(&plan), ["実践項目", "分野", "部", "階層1", "テーマ"]);
        assert_eq!(usable(&"長".repeat(40)).chars().count(), LONGEST);
    }
}
