//! Bodies that grade beside the departments: the second path recounts their grades from the cells of their forms and sees what differs.

use std::sync::Arc;

use kaikaku::assess::{assess, crossfoot};
use kaikaku::finding::Severity;
use kaikaku::merge::merge;
use proptest::prelude::*;

use crate::generate::{self, YEAR};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..crate::properties::cheap(64) })]

    #[test]
    fn a_count_that_is_wrong_is_seen_by_the_second_path(
        plan in generate::plan(),
        (forms, ratings) in prop_oneof![
            1 => (generate::forms(), generate::ratings()),
            2 => generate::all_graded(),
        ],
        body in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
    ) {
        let read = generate::intake(&plan, &forms, &ratings, |at| format!("{at:02}.xlsx"));
        let plan = Arc::new(plan);
        let record = Arc::new(merge(&plan, YEAR, read, None, &[]));
        let sound = assess(plan.clone(), record, vec![]).expect("cross-footed");
        prop_assert!(crossfoot::check(&sound).is_empty());
        if plan.graders().is_empty() {
            return Ok(());
        }
        let at = body.index(plan.graders().len());
        let name = &plan.graders()[at].body;
        let seen = |wrong: &kaikaku::assess::assessment::Assessment, what: &str| {
            crossfoot::check(wrong)
                .iter()
                .any(|finding| finding.severity == Severity::Fatal && finding.to_string().contains(what))
        };
        let mut wrong = sound.clone();
        let counts = &mut wrong.graders[at].counts;
        let grade = *counts.keys().nth(place.index(counts.len())).expect("a grade");
        *counts.get_mut(&grade).expect("present") += 1;
        let label = plan.graders()[at].grade(&plan, grade).expect("a grade").label();
        let what = format!("{name}の評価「{label}」の数");
        prop_assert!(seen(&wrong, &what));
        if let Some(compared) = sound.graders[at].compared {
            for (what, same, better, lower) in [("同じ", 1, 0, 0), ("より良い", 0, 1, 0), ("より低い", 0, 0, 1)] {
                let mut wrong = sound.clone();
                let of = wrong.graders[at].compared.as_mut().expect("compared");
                of.same = compared.same + same;
                of.better = compared.better + better;
                of.lower = compared.lower + lower;
                prop_assert!(seen(&wrong, what), "{}", what);
            }
        }
    }
}
