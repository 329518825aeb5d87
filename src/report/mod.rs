//! Assessment → Document: editions, sections, tables, charts and wording. Knows no output format.

pub mod document;
pub mod edition;
pub mod emphasis;
pub mod plan_edition;
mod plan_figures;
pub mod plan_table;
pub mod view;

use jiff::civil::Date;

use crate::assess::assessment::Assessment;
use document::{Document, Meta};

pub use edition::Edition;

/// The document of an edition. `date` is the day it states.
pub fn document(assessment: &Assessment, edition: Edition, date: Date) -> Document {
    let plan = &assessment.plan;
    let meta = Meta {
        title: format!("{} {}（{}）", plan.short_title, edition.label(), assessment.year),
        author: plan.city.clone(),
        subject: String::new(),
        keywords: Vec::new(),
        date,
        notice: plan.notice.clone(),
        confidential: None,
    };
    Document { meta, parts: Vec::new(), look: plan.settings.look.clone() }
}
