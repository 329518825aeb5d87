//! Grades of the bodies that grade beside the departments: one a body and item, from all of its forms.
//!
//! Two forms that give an item different grades are a finding, and neither counts: which of them holds, the office says by leaving
//! the other out (office.toml). A form that is the same but for some items adds to the others.

use std::collections::BTreeMap;

use super::codes;
use super::record::{Grading, InternalText};
use crate::contract::{Audience, FormField};
use crate::finding::{Finding, Severity, Sourced};
use crate::intake::submission::{MemberRating, RatingForm};
use crate::plan::{Grader, Plan, Rated};
use crate::vocabulary::{FiscalYear, GradeId, RatedItem, folded};

/// The grades of each body, and what is wrong with them or missing.
pub(super) fn results(
    plan: &Plan,
    year: FiscalYear,
    forms: &[RatingForm],
    findings: &mut Vec<Finding>,
) -> BTreeMap<(usize, RatedItem), Grading> {
    let mut gradings = BTreeMap::new();
    for (at, grader) in plan.graders().iter().enumerate() {
        let own: Vec<&RatingForm> = forms.iter().filter(|form| form.body == Some(at)).collect();
        let mut missing: Vec<String> = Vec::new();
        for item in grader.all_items(plan) {
            let rows: Vec<&MemberRating> = own.iter().filter_map(|form| form.ratings.get(&item)).collect();
            match agreed(plan, grader, item, &rows, findings) {
                Some(grading) => {
                    needs_reason(plan, grader, item, &grading, findings);
                    gradings.insert((at, item), grading);
                }
                None => missing.push(plan.rated_name(item).0),
            }
        }
        findings.extend(owed(grader, year, own.len(), missing));
    }
    gradings
}

/// The grade on which all forms of a body that give one agree; the first reason, in the order of the forms' contents.
fn agreed(
    plan: &Plan,
    grader: &Grader,
    item: RatedItem,
    rows: &[&MemberRating],
    findings: &mut Vec<Finding>,
) -> Option<Grading> {
    let given = rows.iter().filter_map(|row| Some((*row, letter(row.given.as_ref()?)?)));
    let given: Vec<(&MemberRating, Sourced<GradeId>)> = given.collect();
    let (_, first) = given.first()?;
    if let Some((_, other)) = given.iter().find(|(_, grade)| grade.value != first.value) {
        let label = |id| grader.grade(plan, id).map(|grade| grade.label()).unwrap_or_default();
        let (number, _) = plan.rated_name(item);
        findings.push(
            Finding::new(
                Severity::Error,
                codes::GRADINGS_DIFFER,
                format!(
                    "{}の2つの評価票で、{}{number}の評価が違います。どちらも取り込みません。",
                    grader.body,
                    grader.level.label()
                ),
            )
            .at(other.origin.clone())
            .found(format!("「{}」と「{}」（{}）", label(other.value), label(first.value), first.origin))
            .remedy("どちらが正しいかを確かめ、違うほうの評価票を直すか、office.tomlで除外してください。"),
        );
        return None;
    }
    let reasons = given.iter().filter_map(|(row, _)| row.opinion.clone());
    let reason = reasons.filter(|reason| !reason.value.trim().is_empty()).min_by_key(|reason| folded(&reason.value));
    Some(Grading { grade: first.clone(), reason })
}

fn letter(given: &Sourced<Rated>) -> Option<Sourced<GradeId>> {
    match given.value {
        Rated::Letter(id) => Some(Sourced::new(id, given.origin.clone())),
        Rated::Points(_) => None,
    }
}

/// A finding where the plan asks for a reason of such a grade and there is none.
fn needs_reason(plan: &Plan, grader: &Grader, item: RatedItem, grading: &Grading, findings: &mut Vec<Finding>) {
    let Some(grade) = grader.grade(plan, grading.grade.value).filter(|grade| grade.needs_reason) else { return };
    if grading.reason.is_none() {
        let (number, _) = plan.rated_name(item);
        let message = format!("{}の{}{number}の評価に、理由がありません。", grader.body, grader.level.label());
        findings.push(
            Finding::new(Severity::Warning, codes::GRADING_REASON, message)
                .at(grading.grade.origin.clone())
                .found(grade.label())
                .remedy("評価の理由を書いてもらってください。"),
        );
    }
}

/// What a body has not graded.
fn owed(grader: &Grader, year: FiscalYear, forms: usize, missing: Vec<String>) -> Option<Finding> {
    let (body, level) = (&grader.body, grader.level.label());
    if forms == 0 {
        let message = format!("{body}の評価票がまだありません。");
        let remedy = format!(
            "「kaikaku forms --year {} --graders」で評価票を作り、{body}に記入を依頼してください。",
            year.short()
        );
        return Some(Finding::new(Severity::Note, codes::GRADING_MISSING, message).remedy(remedy));
    }
    if missing.is_empty() {
        return None;
    }
    let message = format!("{body}が評価していない{level}が{}件あります。", missing.len());
    let finding = Finding::new(Severity::Warning, codes::GRADING_MISSING, message);
    Some(
        finding
            .found(missing.join("、"))
            .remedy(format!("{body}に確かめてください。評価しないものは、そのままで構いません。")),
    )
}

/// The reasons of all forms that not everybody may see.
pub(super) fn internal(plan: &Plan, forms: &[RatingForm]) -> Vec<InternalText> {
    let of_bodies = forms.iter().filter_map(|form| Some((plan.graders().get(form.body?)?, form)));
    let hidden = of_bodies.filter(|(grader, _)| grader.readers != Audience::Public);
    hidden
        .flat_map(|(grader, form)| {
            let reasons = form.ratings.values().filter_map(|rating| rating.opinion.clone());
            reasons.map(|text| InternalText { field: FormField::Reason(grader.readers), text })
        })
        .collect()
}
