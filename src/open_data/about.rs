//! What the data are: title, publisher, licence, source.

use jiff::civil::Date;

use super::labels::Labels;
use crate::assess::assessment::Assessment;
use crate::vocabulary::{FiscalYear, japanese_date};

/// The description of a publication.
#[derive(Debug, Clone)]
pub struct About {
    /// 行政改革プラン 進捗状況（令和2年度）.
    pub title: String,
    /// One sentence on the content.
    pub description: String,
    /// The city.
    pub publisher: String,
    /// 全国地方公共団体コード, six digits; empty where the plan has none.
    pub code: String,
    /// Name of the licence; empty where the plan has none.
    pub license: String,
    /// Address of the licence; empty where the plan has none.
    pub license_url: String,
    /// How the source is to be stated.
    pub source: String,
    /// The notice of every page.
    pub notice: Option<String>,
    /// The day of publication.
    pub date: Date,
    /// The same in the Japanese calendar.
    pub date_japanese: String,
    /// The year of the report.
    pub year: FiscalYear,
    /// What columns and tables are called.
    pub labels: Labels,
}

impl About {
    /// Of an assessment whose papers state that day.
    pub fn new(assessment: &Assessment, date: Date) -> About {
        let plan = &assessment.plan;
        let terms = &plan.settings.open_data;
        let title = format!("{} 進捗状況（{}）", plan.short_title, assessment.year);
        About {
            description: format!(
                "{}の{}の進捗状況（{}まで）。金額の単位は円で、端数処理をしていない。",
                plan.city, plan.short_title, assessment.year
            ),
            publisher: plan.city.clone(),
            code: terms.code.clone(),
            license: terms.license.clone(),
            license_url: terms.license_url.clone(),
            source: format!("{}「{title}」", plan.city),
            notice: plan.notice.clone(),
            date,
            date_japanese: japanese_date(date),
            year: assessment.year,
            title,
            labels: Labels::of(plan),
        }
    }
}

/// On what terms data are published, as they say themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// How the source is to be stated; empty where the data do not say.
    pub source: String,
    /// Name of the licence; empty where the data have none.
    pub license: String,
    /// Address of the licence; empty where the data have none.
    pub license_url: String,
    /// The notice of every page.
    pub notice: Option<String>,
}
