//! An internal text that was also typed into a public field, by whomever and wherever: the search before publication takes the text of a
//! public field for public, so this is reported before that search.
//!
//! Compared is sentence by sentence, so that a note of which a part was copied is found too.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use aho_corasick::{AhoCorasick, Match};

use super::assessment::Assessment;
use super::leak;
use crate::contract::{Audience, FormField};
use crate::finding::{Code, Finding, Origin, Severity};
use crate::vocabulary::{DepartmentId, FiscalYear, folded};

/// A public text holds what somebody typed as an internal note.
pub const INTERNAL_IN_PUBLIC: Code = Code("review.internal-in-public");

/// Shorter sentences may well be said in public too: 特になし, 前年度と同じ.
const WORTH_COMPARING: usize = 12;

/// Names, numbers and addresses of those who filled in a form are shorter: 企画太郎, 内線2345.
const WORTH_COMPARING_ON_COVER: usize = 4;

/// One warning for each public text of the year that holds a sentence of an internal text of the year or of one before it.
pub fn warnings(assessment: &Assessment) -> Vec<Finding> {
    let Some(notes) = Notes::of(assessment) else { return Vec::new() };
    public_texts(assessment).filter_map(|public| notes.warning(public)).collect()
}

/// A text for the public.
struct Public<'a> {
    /// What it is: 1-1の実績.
    what: String,
    text: &'a str,
    origin: &'a Origin,
    /// Who typed it, where that was no member of the office.
    department: Option<&'a DepartmentId>,
}

/// What departments and the council typed for the public, and what the office did in office.toml.
fn public_texts(assessment: &Assessment) -> impl Iterator<Item = Public<'_>> {
    let (plan, record) = (&assessment.plan, &assessment.record);
    let visibility = &plan.settings.visibility;
    let rows = record.actions.iter().flat_map(|(id, action)| action.contributions.iter().map(move |row| (*id, row)));
    let typed = rows.flat_map(move |(id, row)| {
        row.entry.texts().filter_map(move |(field, _)| {
            let text = row.text(field, Audience::Public, visibility)?;
            let what = format!("{}の{}", plan.number(id), field.label());
            Some(Public { what, text: &text.value, origin: &text.origin, department: Some(&row.department) })
        })
    });
    let picked = record.highlights.iter().filter_map(move |pick| {
        let text = pick.text.as_ref()?;
        let what = format!("{}の主な成果として選んだ文章", plan.number(pick.action));
        Some(Public { what, text: &text.value, origin: &text.origin, department: None })
    });
    let of_actions = record.actions.iter().filter_map(|(id, action)| Some((plan.number(*id), action.grade.as_ref()?)));
    let of_initiatives = record.initiatives.iter();
    let of_initiatives =
        of_initiatives.filter_map(|(no, of)| Some((plan.initiative_number(*no), of.override_grade.as_ref()?)));
    let reasons = of_actions.chain(of_initiatives).filter_map(|(number, decision)| {
        let set = decision.overridden.as_ref()?;
        let what = format!("{number}の進捗区分を変更した理由");
        Some(Public { what, text: &set.reason, origin: &decision.value.origin, department: None })
    });
    let opinions = record.initiatives.iter().filter_map(|(no, of)| Some((*no, of.council.as_ref()?)));
    let opinions = opinions.flat_map(move |(no, council)| {
        let what = format!("{}への意見", plan.initiative_number(no));
        council.opinions.iter().map(move |opinion| Public {
            what: what.clone(),
            text: &opinion.text.value,
            origin: &opinion.text.origin,
            department: None,
        })
    });
    let corrections = record.stated.corrections.iter().map(|correction| Public {
        what: "正誤表に載せる理由".to_owned(),
        text: &correction.reason,
        origin: &correction.origin,
        department: None,
    });
    typed.chain(picked).chain(reasons).chain(opinions).chain(corrections)
}

/// Whether digits between two parts of a text are a number to call: 内線2345, （2345）. Amounts and years have the same digits.
fn is_to_call(before: &str, after: &str) -> bool {
    if after.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.')) {
        return false;
    }
    let named = before.trim_end_matches(['は', 'が', ':', '(', '-', '、']);
    let is_named = ["内線", "電話", "番号", "TEL", "Tel", "tel", "先"].iter().any(|word| named.ends_with(word));
    let is_apart = before.is_empty() || before.ends_with(['(', ':', '、', '。']);
    is_named || (is_apart && !after.starts_with(char::is_alphanumeric))
}

/// Where a sentence of an internal text stands.
struct Place<'a> {
    field: FormField,
    /// The year, where it is one before the report's.
    year: Option<FiscalYear>,
    origin: &'a Origin,
}

/// The sentences of the internal texts of a year and those before it, ready to be looked for.
struct Notes<'a> {
    automaton: AhoCorasick,
    /// The place of each sentence, in the automaton's order.
    places: Vec<Place<'a>>,
}

impl<'a> Notes<'a> {
    /// `None` where there is nothing to compare.
    fn of(assessment: &'a Assessment) -> Option<Notes<'a>> {
        let plan = &assessment.plan;
        let departments = plan.departments.iter().flat_map(|of| [of.id.full_name(), of.id.name().to_owned()]);
        let departments: BTreeSet<String> = departments.map(|name| folded(&name)).collect();
        let mut sentences: BTreeMap<String, Place<'_>> = BTreeMap::new();
        // Of a sentence that was typed again every year, the year's own place is named.
        let earlier = assessment.earlier.iter().rev().map(|record| (Some(record.year), record));
        let texts = iter::once((None, &assessment.record)).chain(earlier);
        for (year, internal) in texts.flat_map(|(year, record)| record.internal.iter().map(move |text| (year, text))) {
            // What the plan shows to everybody is not kept from anybody.
            if plan.settings.visibility.of_form(internal.field) == Audience::Public {
                continue;
            }
            let (parts, shortest): (Vec<&str>, usize) = match internal.field {
                FormField::Row(_) | FormField::Reason(_) => {
                    (internal.text.value.split(['。', '\n', '\r']).collect(), WORTH_COMPARING)
                }
                FormField::Cover(_) => (vec![internal.text.value.as_str()], WORTH_COMPARING_ON_COVER),
            };
            for part in parts.into_iter().map(folded) {
                if part.chars().count() >= shortest && !departments.contains(&part) {
                    let place = Place { field: internal.field, year, origin: &internal.text.origin };
                    sentences.entry(part).or_insert(place);
                }
            }
        }
        if sentences.is_empty() {
            return None;
        }
        // A year with more internal texts than an automaton holds is stopped by the search before publication.
        let automaton = leak::automaton(sentences.keys()).ok()?;
        Some(Notes { automaton, places: sentences.into_values().collect() })
    }

    fn warning(&self, public: Public<'_>) -> Option<Finding> {
        let text = folded(public.text);
        let is_said = |found: &Match| {
            let (before, rest) = text.split_at(found.start());
            let (words, after) = rest.split_at(found.len());
            !words.bytes().all(|byte| byte.is_ascii_digit()) || is_to_call(before, after)
        };
        let found = self.automaton.find_overlapping_iter(&text).find(is_said)?;
        let place = self.places.get(found.pattern().as_usize())?;
        let of_year = place.year.map(|year| format!("{year}の")).unwrap_or_default();
        let message = format!("{}に、{of_year}{}と同じ文章があります。", public.what, place.field.label());
        let finding = Finding::new(Severity::Warning, INTERNAL_IN_PUBLIC, message)
            .at(public.origin.clone())
            .found(place.origin.to_string())
            .remedy("このまま公表してよいか確かめ、よくなければ公表する欄から消してください。");
        Some(match public.department {
            Some(department) => finding.of(department.clone()),
            None => finding,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::assess::assess;
    use crate::assess::fixture::{assessed, record};
    use crate::contract::Field;
    use crate::intake::fixture::form;
    use crate::merge::record::InternalText;
    use crate::plan::fixture::{YEAR, small};
    use crate::plan::{Department, Plan};

    /// How many warnings there are when this stands in 内部メモ and, with more, in 実績.
    fn warned(note: &str, change: impl FnOnce(&mut Plan)) -> usize {
        let row = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
            row.grade(1).result(&format!("窓口を改めた。{note}。")).memo(note);
        });
        let mut assessment = assessed(vec![row.build()]);
        change(Arc::make_mut(&mut assessment.plan));
        warnings(&assessment).len()
    }

    #[test]
    fn a_note_that_is_long_enough_and_no_departments_name_is_warned_of() {
        let as_it_is = |_: &mut Plan| {};
        let [long, short] = [WORTH_COMPARING, WORTH_COMPARING - 1].map(|length| "協議中".chars().cycle().take(length));
        assert_eq!(warned(&long.collect::<String>(), as_it_is), 1);
        assert_eq!(warned(&short.collect::<String>(), as_it_is), 0);
        let name = "総合政策部都市計画調整推進室";
        assert_eq!(warned(name, as_it_is), 1);
        let is_named = |plan: &mut Plan| {
            let id = DepartmentId::new(Some("総合政策部"), "都市計画調整推進室");
            plan.departments.push(Department { id, since: None, until: None });
        };
        assert_eq!(warned(name, is_named), 0);
    }

    #[test]
    fn what_the_plan_shows_to_everybody_is_kept_from_nobody() {
        let row = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
            row.grade(1).result("来庁者の待ち時間を半分に短縮した。");
        });
        let mut assessment = assessed(vec![row.build()]);
        let mut warned = |field: Field| {
            let text = assessment.record.actions.values().find_map(|action| action.lead()?.entry.text(Field::Result));
            let text = text.expect("written").clone();
            Arc::make_mut(&mut assessment.record).internal = vec![InternalText { field: FormField::Row(field), text }];
            warnings(&assessment).len()
        };
        assert_eq!((warned(Field::Memo), warned(Field::Issues)), (1, 0));
    }

    /// A note of the year before that comes into this year's public text, and the other way round.
    #[test]
    fn a_note_of_the_year_before_is_warned_of() {
        const NOTE: &str = "財政課との協議が難航している";
        let warned = |last: &str, now: &str, note: &str| {
            let form = |year, file, result: &str, memo: &str| {
                let form = form("一課", file).year(year).row((1, 1), |row| {
                    row.grade(1).result(result).memo(memo);
                });
                form.build()
            };
            let plan = Arc::new(small());
            let first = YEAR;
            let last = record(&plan, first, vec![form(first, "a.xlsx", last, NOTE)]);
            let now = record(&plan, first.next(), vec![form(first.next(), "b.xlsx", now, note)]);
            let assessment = assess(plan, now, vec![last]).expect("cross-footed");
            warnings(&assessment).into_iter().map(|finding| finding.message).collect::<Vec<_>>()
        };
        let as_written = "窓口の案内を改めた。";
        assert_eq!(warned(as_written, as_written, ""), [""; 0]);
        let [of_last] = warned(as_written, NOTE, "").try_into().expect("one");
        assert!(of_last.contains("年度の内部メモと同じ文章"), "{of_last}");
        let [of_both] = warned(as_written, NOTE, NOTE).try_into().expect("one");
        assert!(!of_both.contains("年度の"), "{of_both}");
        // What was published a year ago is no secret of last year's any more.
        assert_eq!(warned(NOTE, as_written, ""), [""; 0]);
    }

    #[test]
    fn digits_are_a_number_to_call_where_nothing_else_is_counted() {
        for (text, expected) in [
            ("問合せは内線2345まで。", true),
            ("担当課(2345)", true),
            ("内線:2345", true),
            ("電話は2345", true),
            ("2345", true),
            ("利用は2345件。", false),
            ("12345件", false),
            ("2345,000円", false),
            ("(2345年度)", false),
            ("内線23456", false),
        ] {
            let (before, after) = text.split_once("2345").expect("the digits");
            assert_eq!(is_to_call(before, after), expected, "{text}");
        }
    }
}
