//! The columns of the council's rating form.

use crate::vocabulary::every_variant;

/// A column of the council's rating form, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CouncilField {
    /// No. of the initiative.
    Initiative,
    /// 取組項目.
    Name,
    /// The year's results in short, for reference.
    Summary,
    /// 評価: points or a letter.
    Points,
    /// 意見.
    Opinion,
}

impl CouncilField {
    /// In the order of the columns.
    pub const ALL: [CouncilField; 5] = every_variant!(CouncilField: Initiative, Name, Summary, Points, Opinion);

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
