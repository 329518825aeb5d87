//! One voice a member of the council: what several forms of one member say counts once.
//!
//! A member who mends a form hands in a second file, and neither file says which of them holds. A rating or an opinion that is the same
//! in both counts once. Where the ratings of an item differ none of them counts: which form holds, the office says by leaving the others
//! out (office.toml).

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use crate::finding::{Finding, Origin, Severity, Sourced};
use crate::intake::submission::{MemberMark, MemberRating, RatingForm};
use crate::plan::{GradedLevel, Plan, Rated};
use crate::vocabulary::{RatedItem, folded};

/// The forms with each member's ratings and opinions once.
pub(super) struct MergedRatingForms {
    pub(super) forms: Vec<RatingForm>,
    /// The cells of ratings and opinions that another form of the member holds.
    pub(super) repeated: Vec<Origin>,
    /// The cells of ratings that another form of the member contradicts.
    pub(super) disputed: Vec<Origin>,
}

/// Takes out of the forms what a member says more than once.
pub(super) fn merge_rating_forms(
    plan: &Plan,
    forms: Vec<RatingForm>,
    findings: &mut Vec<Finding>,
) -> MergedRatingForms {
    let mut merged = MergedRatingForms { forms, repeated: Vec::new(), disputed: Vec::new() };
    let mut by_member: BTreeMap<MemberMark, Vec<usize>> = BTreeMap::new();
    for (at, form) in merged.forms.iter().enumerate() {
        if let Some(member) = form.member {
            by_member.entry(member).or_default().push(at);
        }
    }
    for own in by_member.into_values().filter(|own| own.len() > 1) {
        let items: BTreeSet<RatedItem> = own.iter().flat_map(|at| merged.forms[*at].ratings.keys().copied()).collect();
        let disputed: Vec<RatedItem> = items.into_iter().filter(|item| merged.count_once(&own, *item)).collect();
        findings.extend(merged.finding(plan, &own, &disputed));
    }
    merged
}

impl MergedRatingForms {
    /// Leaves one rating of a member on an item, and each opinion once. Answers whether the ratings differ: then none is left.
    fn count_once(&mut self, own: &[usize], item: RatedItem) -> bool {
        let given = |form: &RatingForm| form.ratings.get(&item).and_then(|rating| rating.given.as_ref()).map(value);
        let values: Vec<Rated> = own.iter().filter_map(|at| given(&self.forms[*at])).collect();
        let is_disputed = values.windows(2).any(|pair| pair[0] != pair[1]);
        let mut opinions: BTreeSet<String> = BTreeSet::new();
        let mut is_rated = false;
        for at in own {
            let Some(MemberRating { given, opinion }) = self.forms[*at].ratings.get_mut(&item) else { continue };
            if is_disputed {
                self.disputed.extend(given.take().map(|given| given.origin));
            } else if is_rated {
                self.repeated.extend(given.take().map(|given| given.origin));
            }
            is_rated |= given.is_some();
            if opinion.as_ref().is_some_and(|opinion| !opinions.insert(folded(&opinion.value))) {
                self.repeated.extend(opinion.take().map(|opinion| opinion.origin));
            }
        }
        is_disputed
    }

    /// What the office has to know of the forms of one member.
    fn finding(&self, plan: &Plan, own: &[usize], disputed: &[RatedItem]) -> Option<Finding> {
        let files: Vec<&str> = own.iter().map(|at| &*self.forms[*at].file).collect();
        let last = *files.last()?;
        let count = files.len();
        let names = files.join("、");
        let (severity, message, found) = if disputed.is_empty() {
            let message = format!("委員番号の同じ評価票が{count}件あります。同じ評価と意見は、1件と数えました。");
            (Severity::Warning, message, names)
        } else {
            let level = GradedLevel::Initiatives.label();
            let items: Vec<String> = disputed.iter().map(|item| plan.rated_name(*item).0).collect();
            let message = format!(
                "委員番号の同じ評価票が{count}件あり、{level}{}件の評価が違います。違う評価は、どれも集計に入りません。",
                disputed.len()
            );
            (
                Severity::Error,
                message,
                format!("{names}。評価が違う{}：{}", plan.wording().say(level), items.join("、")),
            )
        };
        let finding = Finding::new(severity, codes::MEMBER_TWICE, message).at(Origin::file(last)).found(found);
        let finding = finding.remedy("別の委員のものであれば、委員番号を直してください。");
        Some(
            finding.for_office(
                "1人の委員が出し直したときは、用いない評価票をoffice.tomlの［［exclude］］に書いてください。",
            ),
        )
    }
}

fn value(given: &Sourced<Rated>) -> Rated {
    given.value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::fixture::rating;
    use crate::plan::fixture;

    /// What counts of the forms of one member: points and an opinion on the first initiative, by file.
    fn of_one_member(said: &[(&str, i64, &str)]) -> MergedRatingForms {
        let form = |(file, points, opinion): &(&str, i64, &str)| RatingForm {
            member: MemberMark::of("2"),
            ..rating(file, &[(1, Some(*points), Some(opinion))])
        };
        merge_rating_forms(&fixture::small(), said.iter().map(form).collect(), &mut Vec::new())
    }

    fn counted(merged: &MergedRatingForms) -> (usize, usize) {
        let ratings = || merged.forms.iter().flat_map(|form| form.ratings.values());
        (ratings().filter(|of| of.given.is_some()).count(), ratings().filter(|of| of.opinion.is_some()).count())
    }

    #[test]
    fn an_opinion_that_differs_in_the_width_of_its_characters_counts_once() {
        let merged =
            of_one_member(&[("a.xlsx", 4, "周知を２回。"), ("b.xlsx", 4, "周知を 2回。"), ("c.xlsx", 4, "急ぐ。")]);
        assert_eq!(counted(&merged), (1, 2));
        let files: Vec<&str> = merged.repeated.iter().map(|origin| &*origin.file).collect();
        assert_eq!(files, ["b.xlsx", "b.xlsx", "c.xlsx"]);
        assert_eq!(merged.disputed, []);
    }

    /// The form between two that agree is not passed over.
    #[test]
    fn one_rating_of_three_that_differs_puts_them_all_in_doubt() {
        let merged = of_one_member(&[("a.xlsx", 4, "急ぐ。"), ("b.xlsx", 3, "急ぐ。"), ("c.xlsx", 4, "急ぐ。")]);
        assert_eq!(counted(&merged), (0, 1));
        assert_eq!((merged.disputed.len(), merged.repeated.len()), (3, 2));
    }

    #[test]
    fn one_form_of_a_member_is_nothing_to_tell() {
        let mut findings = Vec::new();
        let form =
            RatingForm { member: MemberMark::of("2"), ..rating("a.xlsx", &[(1, Some(4), Some("周知を。"))]) };
        merge_rating_forms(&fixture::small(), vec![form], &mut findings);
        assert_eq!(findings, []);
    }
}
