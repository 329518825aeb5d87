//! Papers for the office alone (検算書, 想定問答, 公表前の確認): what they say of themselves, and the mark on each page.

use jiff::civil::Date;

use super::document::{Document, Meta, Part};
use super::wording;
use crate::assess::assessment::Assessment;

/// A document for the office.
pub(crate) fn document(assessment: &Assessment, name: &str, date: Date, parts: Vec<Part>) -> Document {
    let plan = &assessment.plan;
    Document {
        meta: Meta {
            title: format!("{} {name}", wording::report_title(plan, assessment.year)),
            author: plan.city.clone(),
            subject: format!("{}の{}の{name}", plan.short_title, assessment.year),
            keywords: vec![plan.short_title.clone(), assessment.year.to_string(), name.to_owned()],
            date,
            notice: plan.notice.clone(),
            confidential: Some("取扱注意（庁内限り）".to_owned()),
        },
        parts,
        look: plan.settings.look.clone(),
    }
}
