//! Grades of the bodies that grade beside the departments: one a body and item, from all of its forms.
//!
//! Two forms that give an item different grades are a finding, and neither counts: which of them holds, the office says by leaving
//! the other out (office.toml). A form that is the same but for some items adds to the others. Of different reasons for one grade the first
//! in the order of their words is printed; that there are others, and a reason without a grade, is a finding too.

use std::collections::BTreeMap;

use super::codes;
use super::record::{Grading, InternalText};
use crate::contract::{Audience, FormField};
use crate::finding::{Finding, Origin, Severity, Sourced};
use crate::intake::file_account::Reason;
use crate::intake::submission::{MemberRating, RatingForm};
use crate::plan::{Grader, Plan, Rated};
use crate::vocabulary::{FiscalYear, GradeId, RatedItem, folded};

/// The grades of each body, and what is wrong with them or missing. `rejected` gets the cells of what is not taken.
pub(super) fn results(
    plan: &Plan,
    year: FiscalYear,
    forms: &[RatingForm],
    findings: &mut Vec<Finding>,
    rejected: &mut Vec<(Origin, Reason)>,
) -> BTreeMap<(usize, RatedItem), Grading> {
    let mut gradings = BTreeMap::new();
    for (at, grader) in plan.graders().iter().enumerate() {
        let own: Vec<&RatingForm> = forms.iter().filter(|form| form.body == Some(at)).collect();
        let mut missing: Vec<String> = Vec::new();
        for item in grader.all_items(plan) {
            let rows: Vec<&MemberRating> = own.iter().filter_map(|form| form.ratings.get(&item)).collect();
            let case = Case { plan, grader, item, rows: &rows };
            match case.agreed(findings, rejected) {
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

/// An item with what the forms of a body say of it.
struct Case<'a> {
    plan: &'a Plan,
    grader: &'a Grader,
    item: RatedItem,
    rows: &'a [&'a MemberRating],
}

impl Case<'_> {
    /// The grade on which all forms that give one agree, with a reason.
    fn agreed(&self, findings: &mut Vec<Finding>, rejected: &mut Vec<(Origin, Reason)>) -> Option<Grading> {
        let given: Vec<Sourced<GradeId>> = self.rows.iter().filter_map(|row| letter(row.given.as_ref()?)).collect();
        let Some(first) = given.first() else {
            let reason = self.reasons().into_iter().next()?;
            findings.push(self.without_grade(reason));
            rejected.extend(self.reasons().into_iter().map(|reason| (reason.origin.clone(), Reason::ReasonAlone)));
            return None;
        };
        if let Some(other) = given.iter().find(|grade| grade.value != first.value) {
            findings.push(self.different_grades(first, other));
            let reasons = self.reasons().into_iter().map(|reason| &reason.origin);
            let origins = given.iter().map(|grade| &grade.origin).chain(reasons);
            rejected.extend(origins.map(|origin| (origin.clone(), Reason::Disputed)));
            return None;
        }
        let reasons = self.reasons();
        let (reason, others) = match reasons.split_first() {
            Some((reason, others)) => (Some(*reason), others),
            None => (None, &[][..]),
        };
        let is_other = |other: &&&Sourced<String>| reason.is_some_and(|of| folded(&of.value) != folded(&other.value));
        let others: Vec<&Sourced<String>> = others.iter().filter(is_other).copied().collect();
        findings.extend(reason.and_then(|reason| self.different_reasons(reason, &others)));
        rejected.extend(others.into_iter().map(|other| (other.origin.clone(), Reason::Disputed)));
        Some(Grading { grade: first.clone(), reason: reason.cloned() })
    }

    /// The reasons of all forms, in the order of their words.
    fn reasons(&self) -> Vec<&Sourced<String>> {
        let written = self.rows.iter().filter_map(|row| row.opinion.as_ref());
        let mut written: Vec<&Sourced<String>> = written.filter(|reason| !reason.value.trim().is_empty()).collect();
        written.sort_by_cached_key(|reason| folded(&reason.value));
        written
    }

    /// 実践項目8-2.
    fn named(&self) -> String {
        format!("{}{}", self.grader.level.label(), self.plan.rated_name(self.item).0)
    }

    fn different_grades(&self, first: &Sourced<GradeId>, other: &Sourced<GradeId>) -> Finding {
        let label = |id| self.grader.grade(self.plan, id).map(|grade| grade.label()).unwrap_or_default();
        let (body, named) = (&self.grader.body, self.named());
        let message = format!("{body}の2つの評価票で、{named}の評価が違います。どちらも取り込みません。");
        Finding::new(Severity::Error, codes::GRADINGS_DIFFER, message)
            .at(other.origin.clone())
            .found(format!("「{}」と「{}」（{}）", label(other.value), label(first.value), first.origin))
            .remedy("どちらが正しいかを確かめ、違うほうの評価票を直してください。")
            .for_office("違うほうを用いないときは、office.tomlの[[exclude]]に書いてください。")
    }

    /// What to say of reasons beside the one that is printed.
    fn different_reasons(&self, printed: &Sourced<String>, others: &[&Sourced<String>]) -> Option<Finding> {
        let other = others.first()?;
        let (body, named, count) = (&self.grader.body, self.named(), others.len() + 1);
        let message = format!("{body}の評価票で、{named}の評価の理由が{count}通りあります。1つだけを載せます。");
        let finding = Finding::new(Severity::Warning, codes::REASONS_DIFFER, message).at(other.origin.clone());
        Some(
            finding
                .found(&other.value)
                .expected(format!("{}（{}）", printed.value, printed.origin))
                .remedy("載せる理由を1つの評価票にまとめ、ほかの評価票の理由を消してください。"),
        )
    }

    fn without_grade(&self, reason: &Sourced<String>) -> Finding {
        let message = format!("{}の評価票に、{}の評価がなく、理由だけがあります。", self.grader.body, self.named());
        Finding::new(Severity::Warning, codes::REASON_ALONE, message)
            .at(reason.origin.clone())
            .found(&reason.value)
            .remedy("理由は取り込みません。評価を記入してもらってください。")
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::file_account::Disposition;
    use crate::intake::fixture::{intake, rating};
    use crate::merge::merge;
    use crate::merge::record::YearRecord;
    use crate::plan::GradedLevel;
    use crate::plan::fixture::{self, YEAR};
    use crate::vocabulary::InitiativeNo;

    /// The record of forms of one body on the first initiative, each a grade and a reason.
    fn graded(forms: &[(Option<u8>, Option<&str>)]) -> YearRecord {
        let mut plan = fixture::small();
        let level = GradedLevel::Initiatives;
        plan.settings.graders = vec![Grader { body: "本部".into(), level, readers: Audience::Public, own: None }];
        plan.grades.grades[3].needs_reason = true;
        let form = |(at, (grade, reason)): (usize, &(Option<u8>, Option<&str>))| {
            let mut form = rating(&format!("{at}.xlsx"), &[(1, grade.map(i64::from), *reason)]);
            for rating in form.ratings.values_mut() {
                rating.given = rating.given.take().zip(*grade).map(|(of, id)| of.map(|_| Rated::Letter(GradeId(id))));
            }
            RatingForm { body: Some(0), ..form }
        };
        let forms = forms.iter().enumerate().map(form).collect();
        let record = merge(&plan, YEAR, intake(vec![], forms), None, &[]);
        assert_eq!(record.ledger.prove(), []);
        record
    }

    /// The grade and the reason that are printed.
    fn printed(record: &YearRecord) -> Option<(u8, Option<&str>)> {
        let grading = record.gradings.get(&(0, InitiativeNo(1).into()))?;
        Some((grading.grade.value.0, grading.reason.as_ref().map(|reason| reason.value.as_str())))
    }

    /// The reasons for which cells of all files are rejected.
    fn rejected(record: &YearRecord) -> Vec<Reason> {
        let cells = record.ledger.files.iter().flat_map(|file| file.cells.iter());
        let reasons = cells.filter_map(|cell| match cell.disposition {
            Disposition::Rejected(reason) => Some(reason.clone()),
            _ => None,
        });
        reasons.collect()
    }

    fn has(record: &YearRecord, code: crate::finding::Code) -> bool {
        record.findings.iter().any(|finding| finding.code == code)
    }

    #[test]
    fn of_different_reasons_for_a_grade_one_is_printed_and_the_others_are_told() {
        let record = graded(&[(Some(1), Some("甲の理由")), (Some(1), Some("乙の理由"))]);
        assert_eq!(printed(&record), Some((1, Some("乙の理由"))));
        assert!(has(&record, codes::REASONS_DIFFER));
        assert_eq!(rejected(&record), [Reason::Disputed]);
        // White space and width are no other words.
        let record = graded(&[(Some(1), Some("同じ 理由")), (Some(1), Some("同じ理由"))]);
        assert!(!has(&record, codes::REASONS_DIFFER) && rejected(&record).is_empty());
    }

    #[test]
    fn a_reason_adds_to_the_grade_of_another_form_and_alone_is_told() {
        let record = graded(&[(Some(1), None), (None, Some("理由"))]);
        assert_eq!((printed(&record), rejected(&record)), (Some((1, Some("理由"))), vec![]));
        let record = graded(&[(None, Some("理由"))]);
        assert_eq!((printed(&record), rejected(&record)), (None, vec![Reason::ReasonAlone]));
        assert!(has(&record, codes::REASON_ALONE));
    }

    #[test]
    fn of_different_grades_no_cell_is_called_used() {
        let record = graded(&[(Some(1), Some("甲の理由")), (Some(2), None)]);
        assert_eq!((printed(&record), rejected(&record)), (None, vec![Reason::Disputed; 3]));
        assert!(has(&record, codes::GRADINGS_DIFFER));
    }

    #[test]
    fn a_body_without_forms_and_a_grade_without_its_reason_are_told() {
        assert!(has(&graded(&[]), codes::GRADING_MISSING));
        assert!(has(&graded(&[(Some(3), None)]), codes::GRADING_REASON));
        assert!(!has(&graded(&[(Some(3), Some("人手が足りない。"))]), codes::GRADING_REASON));
        assert!(!has(&graded(&[(Some(1), None)]), codes::GRADING_REASON));
    }
}
