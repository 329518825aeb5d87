//! Papers for the office alone (検算書, 想定問答, 公表前の確認): what they say of themselves, and the mark on each page.

use jiff::civil::Date;

use super::document::{Document, Meta, Part};
use super::{say_in_plan_words, wording};
use crate::assess::assessment::Assessment;

/// A document for the office, in the plan's words.
pub(crate) fn document(assessment: &Assessment, name: &str, date: Date, parts: Vec<Part>) -> Document {
    let plan = &assessment.plan;
    let mut document = Document {
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
    };
    say_in_plan_words(&mut document, assessment);
    document
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::report::{before_publication, fixture, proof, questions, text};

    #[test]
    fn they_speak_of_the_plan_in_its_own_words() {
        let mut assessment = fixture::assessment();
        let papers = |assessment: &_| {
            [
                proof::document(assessment, fixture::DATE),
                questions::document(assessment, fixture::DATE),
                before_publication::document(assessment, fixture::DATE, None),
            ]
            .map(|document| text::of_document(&document))
        };
        assert!(papers(&assessment).concat().contains("実践項目"));
        let mut plan = (*assessment.plan).clone();
        (plan.words.action, plan.words.initiative) = ("個別事業".into(), "重点施策".into());
        assessment.plan = Arc::new(plan);
        for said in papers(&assessment) {
            assert!(!said.contains("実践項目") && !said.contains("取組項目"), "{said}");
        }
    }
}
