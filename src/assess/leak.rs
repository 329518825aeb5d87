//! The search for internal texts in public outputs: what the table of fields keeps within the office must not reach a citizen.
//!
//! The view that public papers are made from keeps them from public sections by its types; this is the second lock. Everything that is about to be
//! released, metadata included, is handed to [`search`] as text. What the same people also wrote into public fields, and
//! what the plan itself says, is no leak: `public` holds those words.
//!
//! Texts are compared as NFKC without white space, because a PDF's text comes back broken over lines and cells. A long memo is
//! also found in parts: any [`WINDOW`] characters of it in a row are a leak.

use std::collections::{BTreeSet, HashSet};

use super::assessment::Assessment;
use crate::contract::{Audience, CoverField, FormField};
use crate::finding::{Code, Finding, Severity};
use crate::merge::record::{InternalText, YearRecord};
use crate::plan::Plan;
use crate::vocabulary::folded;

/// An internal text stands in a public output.
pub const LEAK: Code = Code("assess.internal-leak");

/// How many characters in a row of an internal text are a leak.
pub const WINDOW: usize = 14;

/// Texts shorter than this, after white space is removed, say nothing: なし, 同上, ―.
const SHORTEST: usize = 2;

/// What no output for these readers may hold: the texts of the year and of the years before it that they may not see.
pub fn internal_texts(assessment: &Assessment, readers: Audience) -> Vec<InternalText> {
    let records = assessment.earlier.iter().chain([&assessment.record]);
    let hidden = |text: &&InternalText| !readers.may_see(text.field.audience());
    let texts: BTreeSet<&InternalText> = records.flat_map(|record| record.internal.iter().filter(hidden)).collect();
    texts.into_iter().cloned().collect()
}

/// The words that may stand in public outputs: the plan's, and the public fields of all records.
pub fn public_words(assessment: &Assessment) -> Vec<String> {
    let mut public = plan_words(&assessment.plan);
    for record in assessment.earlier.iter().chain([&assessment.record]) {
        public.extend(record_words(record));
    }
    public
        .iter()
        .map(|text| folded(text))
        .filter(|text| !text.is_empty())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn plan_words(plan: &Plan) -> Vec<String> {
    let mut texts = vec![plan.title.clone(), plan.short_title.clone(), plan.city.clone(), plan.settings.office.clone()];
    texts.extend(plan.departments.iter().map(|department| department.id.full_name()));
    texts.extend(plan.themes.iter().flat_map(|theme| [theme.title.clone(), theme.text.clone()]));
    texts.extend(plan.grades.grades.iter().flat_map(|grade| [grade.name.clone(), grade.meaning.clone()]));
    for initiative in &plan.initiatives {
        texts.extend([initiative.name.clone(), initiative.content.clone()]);
        for action in &initiative.actions {
            texts.push(action.name.clone());
            texts.extend(action.indicators.iter().map(|indicator| indicator.name.clone()));
        }
    }
    texts
}

fn record_words(record: &YearRecord) -> Vec<String> {
    let mut texts = Vec::new();
    for action in record.actions.values() {
        for row in &action.contributions {
            let typed = row.entry.texts().filter_map(|(field, _)| row.text(field, Audience::Public));
            texts.extend(typed.map(|text| text.value.clone()));
        }
        texts.extend(action.grade.iter().filter_map(|grade| grade.overridden.as_ref().map(|set| set.reason.clone())));
    }
    for initiative in record.initiatives.values() {
        texts.extend(
            initiative.council.iter().flat_map(|council| &council.opinions).map(|opinion| opinion.text.value.clone()),
        );
        texts.extend(
            initiative.override_grade.iter().filter_map(|set| set.overridden.as_ref().map(|set| set.reason.clone())),
        );
    }
    texts
}

/// Searches the text of public outputs, given as (name of the file, its text).
///
/// Each hit is a [`Severity::Fatal`] finding at the cell where the text was typed; the text itself is not repeated in it.
pub fn search(internal: &[InternalText], public: &[String], outputs: &[(&str, &str)]) -> Vec<Finding> {
    let outputs: Vec<(&str, String)> = outputs.iter().map(|(name, text)| (*name, folded(text))).collect();
    let public_windows: HashSet<&str> = public.iter().flat_map(|text| windows(text)).collect();
    let output_windows: Vec<HashSet<&str>> =
        outputs.iter().map(|(_, text)| windows(text).into_iter().collect()).collect();
    let mut findings = Vec::new();
    for text in internal {
        let plain = folded(&text.text.value);
        let mut hits: BTreeSet<&str> = BTreeSet::new();
        if matches!(text.field, FormField::Row(_)) && plain.chars().count() > WINDOW {
            let leaks: Vec<&str> =
                windows(&plain).into_iter().filter(|window| !public_windows.contains(window)).collect();
            let held =
                outputs.iter().zip(&output_windows).filter(|(_, held)| leaks.iter().any(|leak| held.contains(leak)));
            hits.extend(held.map(|((name, _), _)| *name));
        } else {
            let needles: Vec<String> = needles(text.field, &plain);
            for needle in needles.iter().filter(|needle| !public.iter().any(|public| public.contains(*needle))) {
                hits.extend(outputs.iter().filter(|(_, output)| output.contains(needle)).map(|(name, _)| *name));
            }
        }
        if hits.is_empty() {
            continue;
        }
        let names: Vec<&str> = hits.into_iter().collect();
        let message = format!("公表するファイルに{}が含まれています。", text.field.label());
        findings.push(
            Finding::new(Severity::Fatal, LEAK, message)
                .at(text.text.origin.clone())
                .found(names.join("、"))
                .remedy("公表を止めました。同じ文章を公開の欄に書いていないか確かめてください。"),
        );
    }
    findings
}

/// Every run of [`WINDOW`] characters of a text.
fn windows(text: &str) -> Vec<&str> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    starts.windows(WINDOW + 1).filter_map(|bounds| text.get(*bounds.first()?..*bounds.last()?)).collect()
}

/// What to look for where a text is searched as a whole.
fn needles(field: FormField, plain: &str) -> Vec<String> {
    if plain.chars().count() < SHORTEST {
        return Vec::new();
    }
    match field {
        // A bare number of a few digits stands everywhere; only with its label is it an extension.
        FormField::Cover(CoverField::Extension) => {
            let number = plain.trim_start_matches(|c: char| !c.is_ascii_digit());
            ["内線", "内線:", "内線番号", "内線番号:", "(内)", "(内線)"]
                .into_iter()
                .filter(|_| number.len() >= SHORTEST)
                .map(|label| format!("{label}{number}"))
                .collect()
        }
        FormField::Cover(_) | FormField::Row(_) => vec![plain.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Field;
    use crate::finding::{Origin, Sourced};

    const MEMO: FormField = FormField::Row(Field::Memo);
    const AUTHOR: FormField = FormField::Cover(CoverField::Author);
    const EXTENSION: FormField = FormField::Cover(CoverField::Extension);

    fn internal(field: FormField, text: &str) -> InternalText {
        InternalText { field, text: Sourced::new(text.into(), Origin::file("a.xlsx")) }
    }

    fn found(field: FormField, text: &str, public: &[&str], output: &str) -> usize {
        let public: Vec<String> = public.iter().map(|text| folded(text)).collect();
        search(&[internal(field, text)], &public, &[("公表版.pdf", output)]).len()
    }

    #[test]
    fn a_memo_is_found_across_line_ends_and_in_part() {
        let memo = "財政課との協議が難航しており、９月補正は見送る方向で調整中";
        assert_eq!(found(MEMO, memo, &[], "…財政課との協議が\n 難航しており、9月補正は見送る…"), 1);
        assert_eq!(found(MEMO, memo, &[], "財政課との協議を進めた。"), 0);
    }

    #[test]
    fn what_is_also_public_is_no_leak() {
        assert_eq!(found(MEMO, "特になし", &["課題は特になし。"], "課題は特になし。"), 0);
        assert_eq!(found(MEMO, "特になし", &[], "課題は特になし。"), 1);
        assert_eq!(found(MEMO, "―", &[], "―"), 0);
    }

    #[test]
    fn an_extension_is_a_leak_only_as_such() {
        assert_eq!(found(EXTENSION, "2345", &[], "効果額 2345 千円"), 0);
        assert_eq!(found(EXTENSION, "２３４５", &[], "問合せ（内線 2345）"), 1);
    }

    #[test]
    fn authors_are_found_whatever_the_spacing() {
        assert_eq!(found(AUTHOR, "架空　太郎", &[], "作成者 架空太郎"), 1);
    }
}
