//! The cover block of a form.

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
