//! Which of the data that were found count: the latest of each plan.

use std::collections::BTreeMap;

use super::codes;
use super::publication::Publication;
use crate::finding::{Finding, Origin, Severity};

/// What is surveyed, and what there is to say of what is not.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The latest of each plan: by code of the city, then by name.
    pub publications: Vec<Publication>,
    /// Data that were left out.
    pub findings: Vec<Finding>,
}

/// Of the data of one plan takes the last year's, of these the last published. Data of one plan, year and day that differ are all
/// left out: nobody but the city knows which holds. The order in which they were found changes nothing.
pub fn select(found: Vec<Publication>) -> Selection {
    let mut by_plan: BTreeMap<_, Vec<Publication>> = BTreeMap::new();
    for publication in found {
        by_plan.entry(publication.key()).or_default().push(publication);
    }
    let mut selection = Selection::default();
    for mut of_plan in by_plan.into_values() {
        // The latest first, those of one day by their place.
        of_plan.sort_by(|a, b| (b.year, b.published, &a.place).cmp(&(a.year, a.published, &b.place)));
        let mut rest = of_plan.into_iter();
        let Some(latest) = rest.next() else { continue };
        let rest: Vec<Publication> = rest.collect();
        let is_of_its_day = |other: &&Publication| (other.year, other.published) == (latest.year, latest.published);
        let contradicting: Vec<&Publication> =
            rest.iter().filter(is_of_its_day).filter(|other| !other.has_same_data(&latest)).collect();
        if contradicting.is_empty() {
            selection.findings.extend(rest.iter().flat_map(|other| replaced(other, &latest)));
            selection.publications.push(latest);
        } else {
            selection.findings.push(contradiction(&latest, &contradicting));
        }
    }
    selection
}

fn named(publication: &Publication) -> String {
    format!("{}の{}（{}）", publication.city, publication.plan, publication.year)
}

fn contradiction(latest: &Publication, others: &[&Publication]) -> Finding {
    let message = format!("{}の内容の違うデータが{}つあるため、数えません。", named(latest), others.len() + 1);
    let places: Vec<&str> = others.iter().map(|other| &*other.place).collect();
    Finding::new(Severity::Error, codes::CONTRADICTING, message)
        .at(Origin::file(latest.place.clone()))
        .found(places.join("、"))
        .remedy("公表したものだけを残してください。別の団体のものであれば、plan.toml の［open_data］の code（全国地方公共団体コード）で分けてください。")
}

/// What there is to say of older data, or of the same a second time.
fn replaced(older: &Publication, latest: &Publication) -> Vec<Finding> {
    let at = Origin::file(older.place.clone());
    let message = if older.has_same_data(latest) {
        format!("{}は、{} と同じデータです。1度だけ数えます。", named(older), latest.place)
    } else {
        format!("{}は、{} の新しいデータで数えます。", named(older), latest.place)
    };
    let mut findings = vec![Finding::new(Severity::Note, codes::REPLACED, message).at(at.clone())];
    let gone: Vec<String> = older
        .years
        .iter()
        .filter(|year| !latest.years.iter().any(|kept| kept.year == year.year))
        .map(|year| year.year.to_string())
        .collect();
    if !gone.is_empty() {
        let message = format!("{}の新しいデータに、前のデータにある年度がありません。", named(latest));
        let finding = Finding::new(Severity::Warning, codes::YEAR_GONE, message).at(at).found(gone.join("、"));
        findings.push(finding.remedy("その年度の様式を input に戻して、データを作り直してください。"));
    }
    findings
}
