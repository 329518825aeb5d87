//! The prose of the plan (parts 1-3, 5 and 6), word for word, in the structure in which it is printed.
//!
//! Text may hold `**…**` for the source's emphasis; nothing else is markup.

use crate::vocabulary::every_variant;
use serde::Serialize;

/// Parts 1-3, 5 and 6 of the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Narrative {
    /// Part 2: 新たな行政改革プランにおける基本的な考え方（案）.
    pub basics: Basics,
    /// Part 3: the closing ◇ points after the themes.
    pub theme_points: Vec<String>,
    /// Part 4: title of the table, 新たな行政改革プランの取組項目（案）, and the ※ note after its legend.
    pub table: TablePart,
    /// Part 5: 取組項目の構成について.
    pub composition: Points,
    /// Part 6: 推進体制及び取組期間（案）.
    pub organization: Organization,
    /// Further parts that are printed before the table of initiatives.
    pub before: Vec<Section>,
    /// Further parts that are printed after it.
    pub after: Vec<Section>,
}

/// A part of the plan of any content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Heading of the part.
    pub title: String,
    /// Paragraphs below it.
    pub paragraphs: Vec<String>,
    /// Points below them.
    pub points: Vec<String>,
    /// A figure below these.
    pub figure: Option<SectionFigure>,
}

/// What a figure of a section shows; all of it follows from the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SectionFigure {
    /// 体制: the bodies of `[[narrative.organization.body]]`.
    Structure,
    /// 期間: the years of the plan.
    Period,
    /// 構成: initiatives, themes and goals.
    Composition,
}

impl SectionFigure {
    /// All of them.
    pub const ALL: [SectionFigure; 3] = every_variant!(SectionFigure: Structure, Period, Composition);

    /// The word in plan.toml.
    pub fn label(self) -> &'static str {
        match self {
            SectionFigure::Structure => "体制",
            SectionFigure::Period => "期間",
            SectionFigure::Composition => "構成",
        }
    }
}

/// A body (本部, 委員会, 審議会 …) of the chart of the organization.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Body {
    /// The name of the body.
    pub name: String,
    /// What it does: 推進の中心.
    pub role: String,
    /// Whether it stands outside the city hall: citizens, experts.
    pub outside: bool,
    /// For an outside body, the word on the arrow from it: チェック.
    pub gives: String,
    /// For an outside body, the word on the arrow to it: 説明.
    pub gets: String,
}

/// A heading with ◇ points.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Points {
    /// Heading.
    pub title: String,
    /// One paragraph each.
    pub points: Vec<String>,
}

/// Part 2.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Basics {
    /// Heading of the part.
    pub title: String,
    /// 行政改革推進計画から行政改革プランまで.
    pub history_title: String,
    /// The three earlier generations, oldest first.
    pub generations: Vec<Generation>,
    /// 行政運営の効率化, 行政費用の抑制, 市民サービスの向上: what the generations had in common, leading to the new plan.
    pub heritage: Vec<String>,
    /// 新たな行政改革プラン（仮称・令和2～6年度）.
    pub successor: String,
    /// 「新たな時代」という認識 with its five points.
    pub recognition: Points,
    /// 「発想の転換＝パラダイム・シフト」が必要.
    pub shift_title: String,
    /// これまで and これから.
    pub shift: Vec<Points>,
    /// 行政改革のスパイラルアップ and its nodes.
    pub spiral: Points,
}

/// An earlier generation of plans.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Generation {
    /// 行政改革プラン（平成22～26年度）.
    pub name: String,
    /// What it was about, one point each.
    pub points: Vec<String>,
    /// What it led to, printed between it and the next: 財政状況の着実な改善.
    pub leads_to: Vec<String>,
}

/// Part 4's words around the table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TablePart {
    /// 新たな行政改革プランの取組項目（案）.
    pub title: String,
    /// The numbers of the items that end a page: 9, 18.
    pub pages_end_after: Vec<u16>,
    /// The ※ note on department names.
    pub note: String,
}

/// Part 6.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Organization {
    /// Heading of the part.
    pub title: String,
    /// 行政改革プランの推進体制.
    pub structure: Points,
    /// 行政改革プランの取組期間.
    pub period: Points,
    /// The bodies of the chart, those within the city hall from the top down.
    pub bodies: Vec<Body>,
}
