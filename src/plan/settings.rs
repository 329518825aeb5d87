//! What an office may set in `plan.toml`: periods, deadlines, rounding, look.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FiscalYear, Rounding};

/// When in the year a form is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// The day by which forms of a year and period are due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The year reported on.
    pub year: FiscalYear,
    /// The period.
    pub period: Period,
    /// The day.
    pub due: Date,
}

/// Settings of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The office that collects: 総務部行政監理室, with its extension, for forms and letters.
    pub office: String,
    /// Extension or mail address of the office, printed in letters to departments only.
    pub office_contact: String,
    /// How amounts under 千円 are printed.
    pub rounding: Rounding,
    /// Deadlines.
    pub deadlines: Vec<Deadline>,
    /// `[look]`.
    pub look: Look,
}

/// `[look]`: what of the page's appearance an office may change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
        }
    }
}
