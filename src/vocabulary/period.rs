//! Periods (時期): when in the year a form is handed in.

use std::fmt;

use serde::Serialize;

/// When in the year a form is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Period {
    /// 中間.
    #[serde(rename = "中間")]
    Midyear,
    /// 年度末.
    #[serde(rename = "年度末")]
    YearEnd,
}

impl Period {
    /// 中間, 年度末.
    pub fn label(self) -> &'static str {
        match self {
            Period::Midyear => "中間",
            Period::YearEnd => "年度末",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}
