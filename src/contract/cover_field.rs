//! The cover block of a form.

use super::Audience;

/// Declares the fields once: variant with its docs, key, label, who may see it.
macro_rules! cover_fields {
    ($($(#[doc = $doc:literal])+ $variant:ident: $key:literal, $label:literal, $audience:ident;)+) => {
        /// A field of the cover block.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CoverField {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl CoverField {
            /// The fields of all forms, in the order in which they stand.
            pub const ALL: &'static [CoverField] = &[$(CoverField::$variant),+];

            /// Key in the hidden sheet and range names.
            pub fn key(self) -> &'static str {
                match self { $(CoverField::$variant => $key,)+ }
            }

            /// Label on the sheet.
            pub fn label(self) -> &'static str {
                match self { $(CoverField::$variant => $label,)+ }
            }

            /// Who may see it.
            pub fn audience(self) -> Audience {
                match self { $(CoverField::$variant => Audience::$audience,)+ }
            }
        }
    };
}

cover_fields! {
    /// 部署.
    Department: "department", "部署", Public;
    /// 年度.
    Year: "year", "年度", Public;
    /// 時期: 中間, 年度末.
    Period: "period", "時期", Public;
    /// 提出日.
    SubmittedOn: "submitted_on", "提出日", Public;
    /// 版: 1, 2 …; raised when a form is handed in again.
    Version: "version", "版", Public;
    /// 記入者.
    Author: "author", "記入者", Office;
    /// 内線.
    Extension: "extension", "内線", Office;
    /// 委員番号: a council member's number, in place of a name. Only in the rating form.
    Member: "member", "委員番号", Office;
    /// 評価する組織: the body that grades beside the departments. Only in its form.
    Body: "body", "評価する組織", Public;
}

impl CoverField {
    /// Those of a department's form, in the order in which they stand.
    pub fn of_department() -> impl Iterator<Item = CoverField> {
        CoverField::ALL.iter().copied().filter(|field| !matches!(field, CoverField::Member | CoverField::Body))
    }

    /// The field with that key, of any form.
    pub fn from_key(key: &str) -> Option<CoverField> {
        CoverField::ALL.iter().copied().find(|field| field.key() == key)
    }
}
