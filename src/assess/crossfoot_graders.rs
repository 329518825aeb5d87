//! Cross-footing of the grades of the bodies that grade beside the departments: counted from the cells of their forms, where the ledger
//! knows them, and compared with the departments' by the order of the plan's grades.

use std::collections::BTreeMap;

use super::assessment::Assessment;
use super::crossfoot_council::Pair;
use super::crossfoot_facts::Fact;
use crate::contract::FormKind;
use crate::intake::file_account::Disposition;
use crate::intake::normalize::grade;
use crate::merge::ledger::{Destination, FileFate};
use crate::plan::Grader;
use crate::vocabulary::{GradeId, RatedItem};

/// All pairs of an assessment, of which `facts` are what the leads' rows say.
pub(super) fn pairs(assessment: &Assessment, facts: &[Fact]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (at, grader) in assessment.plan.graders().iter().enumerate() {
        let Some(summary) = assessment.graders.get(at) else { continue };
        let given = given(assessment, at, grader);
        for grade in grader.grades(&assessment.plan) {
            let printed = summary.counts.get(&grade.id).copied().unwrap_or_default();
            let recounted = given.values().filter(|id| **id == grade.id).count();
            let what = format!("{}の評価「{}」の数", grader.body, grade.label());
            pairs.push((what, printed.to_string(), recounted.to_string()));
        }
        if let Some(compared) = summary.compared {
            let same = given.iter().filter(|(item, id)| of_rows(assessment, facts, **item) == Some(**id)).count();
            let what = format!("{}の評価が部署の区分と同じものの数", grader.body);
            pairs.push((what, compared.same.to_string(), same.to_string()));
            // By the points of both, without what the summary compares by.
            let points = |id: GradeId| assessment.plan.grades.get(id).and_then(|grade| grade.points);
            let differing = given.iter().filter_map(|(item, id)| {
                let own = of_rows(assessment, facts, *item).filter(|own| own != id)?;
                points(*id).zip(points(own))
            });
            let (better, lower): (Vec<_>, Vec<_>) =
                differing.filter(|(of, own)| of != own).partition(|(of, own)| of > own);
            for (word, printed, recounted) in
                [("良い", compared.better, better.len()), ("低い", compared.lower, lower.len())]
            {
                let what = format!("{}の評価が部署の区分より{word}ものの数", grader.body);
                pairs.push((what, printed.to_string(), recounted.to_string()));
            }
        }
    }
    pairs
}

/// The grade of an item by the leads' rows; that of an initiative follows from the office or the plan's rule.
fn of_rows(assessment: &Assessment, facts: &[Fact], item: RatedItem) -> Option<GradeId> {
    match item {
        RatedItem::Action(id) => facts.iter().find(|fact| fact.id == id)?.grade,
        RatedItem::Initiative(no) => {
            let initiative = assessment.plan.initiative(no)?;
            super::initiative_grade(&assessment.plan, &assessment.record, initiative)
        }
    }
}

/// The grades that a body gave: from the cells of its forms in force, but for items on which they contradict each other; from the
/// record where the ledger knows no such form, as in published data.
fn given(assessment: &Assessment, at: usize, grader: &Grader) -> BTreeMap<RatedItem, GradeId> {
    let record = &assessment.record;
    let is_form = |kind: Option<FormKind>| kind == Some(FormKind::Grading);
    let forms: Vec<_> =
        record.ledger.files.iter().filter(|file| is_form(file.form) && file.fate == FileFate::Used).collect();
    if forms.is_empty() {
        let own = record.gradings.iter().filter(|((body, _), _)| *body == at);
        return own.map(|((_, item), grading)| (*item, grading.grade.value)).collect();
    }
    let mut given: BTreeMap<RatedItem, Vec<GradeId>> = BTreeMap::new();
    for file in forms {
        for cell in file.cells.iter().filter(|cell| *cell.disposition == Disposition::Used) {
            let Some(Destination::Grading(body, item)) = file.destination(&cell) else { continue };
            if let Some(read) = grade::read(cell.excerpt, grader.grades(&assessment.plan)).filter(|_| *body == at) {
                given.entry(*item).or_default().push(read.grade);
            }
        }
    }
    let agreed = given.into_iter().filter(|(_, grades)| grades.windows(2).all(|pair| pair[0] == pair[1]));
    agreed.filter_map(|(item, grades)| Some((item, *grades.first()?))).collect()
}
