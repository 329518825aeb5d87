//! A year of two departments on the small plan, merged and assessed, for unit tests of this room and those behind it.

use std::sync::Arc;

use super::assess;
use super::assessment::Assessment;
use crate::intake::fixture::{form, intake, rating};
use crate::intake::submission::Submission;
use crate::merge::merge;
use crate::merge::record::YearRecord;
use crate::plan::Plan;
use crate::plan::fixture::{self, YEAR};
use crate::vocabulary::FiscalYear;

pub(crate) fn record(plan: &Plan, year: FiscalYear, forms: Vec<Submission>) -> Arc<YearRecord> {
    let ratings =
        if year == YEAR { vec![rating("委員.xlsx", &[(1, Some(4), Some("周知を。"))])] } else { vec![] };
    Arc::new(merge(plan, year, intake(forms, ratings), None, &[]))
}

/// 1-1: ○ with an effect of 900千円 recurring; 1-2: △; 2-1: not handed in.
pub(crate) fn year_one() -> Vec<Submission> {
    vec![
        form("一課", "a.xlsx")
            .on(5, 8)
            .row((1, 1), |row| {
                row.grade(1).saving(900).indicator(95).result("窓口の案内を改めて周知し、利用を増やした。");
            })
            .build(),
        form("二課", "b.xlsx")
            .on(5, 8)
            .row((1, 2), |row| {
                row.grade(2).revenue(50).result("準備を進めた。").issues("人手");
            })
            .build(),
    ]
}

pub(crate) fn assessed(forms: Vec<Submission>) -> Assessment {
    let plan = Arc::new(fixture::small());
    let record = record(&plan, YEAR, forms);
    assess(plan, record, vec![]).expect("cross-footed")
}
