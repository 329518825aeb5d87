//! The council's side (審議会): ratings averaged, opinions numbered, answers attached. Members' names are never read.
//!
//! **Ids that last.** An opinion is `R2-8-1`: year, No. of the initiative, number. Numbers pinned in `office.toml`
//! (`[[opinion]] id = "R2-8-1", text = "…"`, the opinion's words or their beginning) hold for ever. The others follow, in the order of
//! their words (not of files), with the smallest numbers that are free. So the same inputs always give the same ids; a further
//! form that comes in after the ids have gone out may only add numbers once the old ones are pinned, and as long as they are
//! not, a finding gives the block to paste into `office.toml`.
//!
//! **Answers.** A department answers last year's opinions in its next form (意見への対応), in the row of any action item of the
//! initiative. An opinion without an answer is asked about again in every later form, and is a finding, until it has one. An
//! answer may name ids (`R2-8-1：…`); each part then belongs to the opinion named. An answer without an id
//! belongs to every opinion on the initiative.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::office::OfficeFile;
use super::record::{ActionRecord, CouncilResult, Opinion, Standing, YearRecord};
use super::tally::Tally;
use crate::contract::Field;
use crate::finding::{Finding, Origin, Severity, Sourced};
use crate::intake::submission::RatingForm;
use crate::plan::{Numbers, Plan, Rated, Rating};
use crate::settings_file::fields::nearest;
use crate::vocabulary::{ActionId, DepartmentId, FiscalYear, InitiativeNo, OpinionId, excerpt, folded};

/// Adds up the members' forms of a year.
pub(super) fn results(
    plan: &Plan,
    year: FiscalYear,
    forms: &[RatingForm],
    office: Option<&OfficeFile>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<InitiativeNo, CouncilResult> {
    let scale = &plan.settings.rating;
    let mut results = BTreeMap::new();
    for initiative in &plan.initiatives {
        let mut tally = Tally::none(scale);
        let mut texts: Vec<(String, &Sourced<String>)> = Vec::new();
        for rating in
            forms.iter().filter(|form| form.body.is_none()).filter_map(|form| form.ratings.get(&initiative.no.into()))
        {
            match &rating.given {
                Some(given) if scale.holds(given.value) => tally.add(given.value),
                Some(given) => findings.push(off_scale(scale, given)),
                None => {}
            }
            if let Some(opinion) = rating.opinion.as_ref().filter(|opinion| !opinion.value.trim().is_empty()) {
                texts.push((folded(&opinion.value), opinion));
            }
        }
        if tally.raters() == 0 && texts.is_empty() {
            continue;
        }
        // Between equal words any order gives the same output but for the origin.
        texts.sort();
        let opinions = numbered((plan, year, initiative.no), &texts, office, findings);
        results.insert(initiative.no, CouncilResult { given: tally, opinions });
    }
    unused_pins(plan, year, office, &results, findings);
    results
}

/// Findings on numbers that the office has given to opinions which are in no form.
fn unused_pins(
    plan: &Plan,
    year: FiscalYear,
    office: Option<&OfficeFile>,
    results: &BTreeMap<InitiativeNo, CouncilResult>,
    findings: &mut Vec<Finding>,
) {
    let all = || results.values().flat_map(|result| &result.opinions);
    for pin in office.map(|office| office.opinions.as_slice()).unwrap_or_default() {
        if all().any(|opinion| opinion.pinned && opinion.id == pin.id) {
            continue;
        }
        let text = folded(&pin.text);
        let begins = |opinion: &&Opinion| folded(&opinion.text.value).starts_with(&text);
        let own = |opinion: &&Opinion| opinion.id.initiative == pin.id.initiative;
        let loose = || all().filter(|opinion| !opinion.pinned);
        // The beginnings of opinions as long as the text that was written.
        let beginnings: Vec<String> = loose()
            .filter(own)
            .map(|opinion| opinion.text.value.chars().take(pin.text.chars().count()).collect())
            .collect();
        let most = 2.max(pin.text.chars().count() / 4);
        let meant = nearest(&pin.text, beginnings.iter().map(String::as_str), most);
        let remedy = match (pin.id.year == year, loose().find(begins), meant) {
            (_, Some(opinion), _) => format!("もしかして：id = {}", toml_string(&plan.opinion_number(opinion.id))),
            (false, ..) => format!("{year}の意見の番号（{}-…）だけを書いてください。", year.short()),
            (true, _, Some(meant)) => format!("もしかして：text = {}　番号は欠番としました。", toml_string(meant)),
            (true, ..) => "意見の文章を確かめてください。番号は欠番としました。".to_owned(),
        };
        let message = "office.tomlで番号を定めた意見が、委員の様式にありません。";
        findings.push(
            Finding::new(Severity::Warning, codes::OFFICE_UNUSED, message)
                .at(pin.origin.clone())
                .found(format!("{} {}", plan.opinion_number(pin.id), pin.text))
                .remedy(remedy),
        );
    }
}

/// The finding on a rating that the plan's scale does not have.
fn off_scale(scale: &Rating, given: &Sourced<Rated>) -> Finding {
    let (message, remedy) = match scale {
        Rating::Points { most, .. } => {
            (format!("評点は1から{most}までです。"), "平均から除きました。委員に確かめてください。")
        }
        Rating::Letters(_) => {
            ("評価が選択肢にありません。".to_owned(), "評価の数から除きました。委員に確かめてください。")
        }
    };
    let finding = Finding::new(Severity::Error, codes::POINTS_RANGE, message).at(given.origin.clone());
    let finding = match given.value {
        Rated::Points(points) => finding.found(points.to_string()),
        Rated::Letter(_) => finding,
    };
    finding.expected(scale.range()).remedy(remedy)
}

fn numbered(
    (plan, year, no): (&Plan, FiscalYear, InitiativeNo),
    texts: &[(String, &Sourced<String>)],
    office: Option<&OfficeFile>,
    findings: &mut Vec<Finding>,
) -> Vec<Opinion> {
    let pins = office.map(|office| office.opinions.as_slice()).unwrap_or_default();
    let pins: Vec<_> = pins.iter().filter(|pin| pin.id.year == year && pin.id.initiative == no).collect();
    let mut taken: BTreeSet<u32> = pins.iter().map(|pin| pin.id.number).collect();
    // The longer beginning first: 窓口の案内 begins with 窓口, too.
    let mut beginnings: Vec<(String, u32)> = pins.iter().map(|pin| (folded(&pin.text), pin.id.number)).collect();
    beginnings.sort_by_key(|(beginning, _)| Reverse(beginning.len()));
    let mut numbers: Vec<Option<u32>> = vec![None; texts.len()];
    for (beginning, number) in beginnings {
        let mut places = texts.iter().zip(&mut numbers);
        if let Some((_, place)) = places.find(|((text, _), place)| place.is_none() && text.starts_with(&beginning)) {
            *place = Some(number);
        }
    }
    let mut opinions: Vec<(u32, Opinion)> = Vec::with_capacity(texts.len());
    for ((_, text), number) in texts.iter().zip(numbers) {
        let (number, pinned) = match number {
            Some(number) => (number, true),
            None => {
                let free = (1..).find(|number| !taken.contains(number)).unwrap_or(u32::MAX);
                taken.insert(free);
                (free, false)
            }
        };
        let id = OpinionId { year, initiative: no, number };
        if !pinned && office.is_some_and(|office| office.pins_opinions()) {
            let block = pin_block(&plan.opinion_number(id), &text.value);
            findings.push(
                Finding::new(Severity::Warning, codes::OPINION_NOT_PINNED, "番号がまだ定まっていない意見です。")
                    .at(text.origin.clone())
                    .found(plan.opinion_number(id))
                    .remedy(format!("番号を知らせる前に、office.tomlへ次の3行を加えてください。\n{block}")),
            );
        }
        opinions.push((number, Opinion { id, text: (*text).clone(), pinned, responses: Vec::new() }));
    }
    opinions.sort_by_key(|(number, _)| *number);
    opinions.into_iter().map(|(_, opinion)| opinion).collect()
}

/// The lines of `office.toml` that hold the number of an opinion for ever.
fn pin_block(number: &str, text: &str) -> String {
    format!("[[opinion]]\nid = {}\ntext = {}", toml_string(number), toml_string(&beginning(text)))
}

/// What to add to the year's `office.toml` so that its opinions keep their numbers; `None` where all of them do.
pub fn pins_to_add(plan: &Plan, record: &YearRecord) -> Option<String> {
    let results = record.initiatives.values().filter_map(|initiative| initiative.council.as_ref());
    let loose = results.flat_map(|council| &council.opinions).filter(|opinion| !opinion.pinned);
    let blocks: Vec<String> =
        loose.map(|opinion| pin_block(&plan.opinion_number(opinion.id), &opinion.text.value)).collect();
    (!blocks.is_empty()).then(|| blocks.join("\n\n") + "\n")
}

fn beginning(text: &str) -> String {
    text.chars().take(40).collect()
}

fn toml_string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The opinions that wait for an answer, with those that this year's rows hold, by initiative; and what is missing or stray.
pub(super) fn answered(
    plan: &Plan,
    year: FiscalYear,
    actions: &BTreeMap<ActionId, ActionRecord>,
    last: Option<&YearRecord>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<InitiativeNo, Vec<Opinion>> {
    let mut opinions: BTreeMap<InitiativeNo, Vec<Opinion>> = BTreeMap::new();
    for (last, initiative) in last.iter().flat_map(|last| last.initiatives.keys().map(move |no| (last, *no))) {
        let waiting: Vec<Opinion> = last.opinions_to_answer(initiative).into_iter().cloned().collect();
        if !waiting.is_empty() {
            opinions.insert(initiative, waiting);
        }
    }
    for action in actions.values() {
        // What a department that is not responsible writes stays within the office.
        for contribution in action.contributions.iter().filter(|row| row.standing != Standing::Outside) {
            let Some(response) = contribution.entry.text(Field::Response) else { continue };
            let department = &contribution.department;
            let Some(list) = opinions.get_mut(&action.id.initiative) else {
                findings.push(stray(
                    plan,
                    department,
                    &response.origin,
                    "対応を待つ審議会意見がない取組項目に、意見への対応が記入されています。",
                    &response.value,
                ));
                continue;
            };
            for (id, part) in parts(plan.numbers(), &response.value) {
                if let Some(number) = plan.numbers().unknown_opinion_within(&part) {
                    let message =
                        "対応にある意見の番号が、どの取組項目のものか分かりません。番号のない文として扱いました。";
                    findings.push(stray(plan, department, &response.origin, message, number));
                }
                attach(plan, list, department, id, &Sourced::new(part, response.origin.clone()), findings);
            }
        }
    }
    for (no, list) in &opinions {
        let open = list.iter().filter(|opinion| opinion.responses.is_empty());
        findings.extend(open.map(|opinion| unanswered(plan, year, *no, opinion)));
    }
    opinions
}

/// Characters by which an opinion is known again in a finding; the form and the report have all of it.
const KNOWN_BY: usize = 100;

/// The finding on an opinion that no department has answered.
fn unanswered(plan: &Plan, year: FiscalYear, no: InitiativeNo, opinion: &Opinion) -> Finding {
    let name = plan.initiative(no).map(|initiative| initiative.name.as_str()).unwrap_or_default();
    let given = opinion.id.year;
    let whose = if given < year.previous() { format!("{given}からの") } else { "前年度の".to_owned() };
    let message = format!("{whose}審議会意見に対応が記入されていません。");
    Finding::new(Severity::Warning, codes::UNANSWERED, message)
        .at(opinion.text.origin.clone())
        .found(format!(
            "{}（{}{} {name}）{}",
            plan.opinion_number(opinion.id),
            plan.words.initiative,
            plan.initiative_number(no),
            excerpt(&opinion.text.value, KNOWN_BY)
        ))
        .remedy(format!("担当部署に、{year}の様式の「意見への対応」への記入を依頼してください。"))
}

fn attach(
    plan: &Plan,
    opinions: &mut [Opinion],
    department: &DepartmentId,
    id: Option<OpinionId>,
    answer: &Sourced<String>,
    findings: &mut Vec<Finding>,
) {
    let mut known = false;
    for opinion in opinions.iter_mut().filter(|opinion| id.is_none_or(|id| opinion.id == id)) {
        known = true;
        // The same answer may stand in the rows of several action items of the initiative.
        let is_repeated =
            opinion.responses.iter().any(|(by, text)| by == department && folded(&text.value) == folded(&answer.value));
        if !is_repeated {
            opinion.responses.push((department.clone(), answer.clone()));
        }
    }
    if let Some(id) = id.filter(|_| !known) {
        findings.push(stray(
            plan,
            department,
            &answer.origin,
            "対応に示された番号の意見がありません。",
            &plan.opinion_number(id),
        ));
    }
}

fn stray(plan: &Plan, department: &DepartmentId, origin: &Origin, message: &str, found: &str) -> Finding {
    let example = plan.opinion_example(plan.first_year);
    Finding::new(Severity::Warning, codes::STRAY_ANSWER, message)
        .at(origin.clone())
        .of(department.clone())
        .found(beginning(found))
        .remedy(format!("意見の番号（例：{example}）を確かめてください。"))
}

/// An answer cut at the ids that it names; the text before the first id belongs to all.
fn parts(numbers: &Numbers, answer: &str) -> Vec<(Option<OpinionId>, String)> {
    let mut parts: Vec<(Option<OpinionId>, String)> = Vec::new();
    let mut id = None;
    let mut start = 0;
    let mut at = 0;
    while let Some(rest) = answer.get(at..).filter(|rest| !rest.is_empty()) {
        let boundary = answer[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '-');
        match numbers.opinion_at_start(rest).filter(|_| boundary) {
            Some((found, length)) => {
                push_part(&mut parts, id.take(), &answer[start..at]);
                id = Some(found);
                at += length;
                start = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    push_part(&mut parts, id, &answer[start..]);
    parts
}

fn push_part(parts: &mut Vec<(Option<OpinionId>, String)>, id: Option<OpinionId>, text: &str) {
    let brackets: &[char] =
        &['：', ':', '　', ' ', '\n', '\r', '\t', '】', '）', ')', '］', ']', '【', '（', '(', '［', '['];
    let text = if id.is_some() { text.trim_start_matches(brackets) } else { text };
    let text = text.trim().trim_end_matches(['【', '（', '(', '［', '[']).trim_end();
    if !text.is_empty() {
        parts.push((id, text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::fixture as forms;
    use crate::plan::fixture::{self, YEAR};

    fn ids(forms: &[RatingForm], office: Option<&OfficeFile>) -> Vec<(String, String)> {
        numbers(&fixture::small(), forms, office)
    }

    fn numbers(plan: &Plan, forms: &[RatingForm], office: Option<&OfficeFile>) -> Vec<(String, String)> {
        let results = results(plan, YEAR, forms, office, &mut Vec::new());
        let opinions = results.into_values().flat_map(|result| result.opinions);
        opinions.map(|opinion| (plan.opinion_number(opinion.id), opinion.text.value)).collect()
    }

    #[test]
    fn means_are_rounded_half_up_with_the_number_of_raters() {
        let forms: Vec<_> =
            [4, 4, 4, 5].map(|points| forms::rating(&format!("{points}"), &[(1, Some(points), None)])).into();
        let result = &results(&fixture::small(), YEAR, &forms, None, &mut Vec::new())[&InitiativeNo(1)];
        // 17 / 4 = 4.25
        assert_eq!((result.given.mean().map(|mean| mean.to_string()), result.given.raters()), (Some("4.3".into()), 4));
    }

    #[test]
    fn points_out_of_range_are_left_out_and_found() {
        let mut findings = Vec::new();
        let forms = [forms::rating("a", &[(1, Some(6), None)]), forms::rating("b", &[(1, Some(2), None)])];
        let result = &results(&fixture::small(), YEAR, &forms, None, &mut findings)[&InitiativeNo(1)];
        assert_eq!(result.given, Tally::Points { sum: 2.into(), raters: 1 });
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [codes::POINTS_RANGE]);
    }

    #[test]
    fn points_run_from_one_to_five() {
        for (points, counts) in [(0, false), (1, true), (5, true), (6, false)] {
            let mut findings = Vec::new();
            let forms = [forms::rating("a", &[(1, Some(points), Some("意見"))])];
            let result = &results(&fixture::small(), YEAR, &forms, None, &mut findings)[&InitiativeNo(1)];
            assert_eq!((result.given.raters() == 1, findings.is_empty()), (counts, counts), "{points}");
            assert_eq!(result.given.mean().is_some(), counts, "{points}");
        }
    }

    #[test]
    fn blank_opinions_and_the_forms_of_other_bodies_are_none_of_the_councils() {
        let blank = forms::rating("a", &[(1, None, Some("　\n"))]);
        let of_body = RatingForm { body: Some(0), ..forms::rating("b", &[(1, Some(5), Some("別の会の意見"))]) };
        let council = |forms: &[RatingForm]| results(&fixture::small(), YEAR, forms, None, &mut Vec::new());
        assert!(council(&[blank.clone(), of_body.clone()]).is_empty());
        let member = forms::rating("c", &[(1, Some(3), Some("周知を。"))]);
        let result = &council(&[blank, of_body, member])[&InitiativeNo(1)];
        assert_eq!(result.given, Tally::Points { sum: 3.into(), raters: 1 });
        assert_eq!(result.opinions.iter().map(|opinion| opinion.text.value.as_str()).collect::<Vec<_>>(), ["周知を。"]);
    }

    #[test]
    fn opinions_are_numbered_by_their_words_not_by_files() {
        let a = forms::rating("a", &[(1, None, Some("乙の意見")), (2, None, Some("別の項目"))]);
        let b = forms::rating("b", &[(1, None, Some("甲の意見"))]);
        let forward = ids(&[a.clone(), b.clone()], None);
        assert_eq!(forward, ids(&[b, a], None));
        assert_eq!(forward.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["R2-1-1", "R2-1-2", "R2-2-1"]);
    }

    #[test]
    fn pinned_ids_last_when_a_further_form_comes_in() {
        let plan = fixture::small();
        let office = "[[opinion]]\nid = \"R2-1-1\"\ntext = \"乙の\"\n";
        let (office, _) = crate::merge::office::read("office.toml", office, &plan).expect("well-formed");
        let old = forms::rating("a", &[(1, None, Some("乙の意見"))]);
        let new = forms::rating("b", &[(1, None, Some("甲の意見"))]);
        let ids = ids(&[old, new], Some(&office));
        assert_eq!(ids, [("R2-1-1".into(), "乙の意見".into()), ("R2-1-2".into(), "甲の意見".into())]);
    }

    #[test]
    fn numbers_are_those_that_the_plan_prints_and_keys_are_still_read() {
        let mut plan = fixture::small();
        plan.initiatives[0].printed = "1-(1)".into();
        let forms =
            [forms::rating("a", &[(1, None, Some("乙の意見"))]), forms::rating("b", &[(1, None, Some("甲の意見"))])];
        for typed in ["R2-1-(1)-1", "R2-1-1"] {
            let office = format!("[[opinion]]\nid = \"{typed}\"\ntext = \"乙の\"\n");
            let (office, _) = crate::merge::office::read("office.toml", &office, &plan).expect("well-formed");
            let numbers = numbers(&plan, &forms, Some(&office));
            assert_eq!(numbers, [("R2-1-(1)-1".into(), "乙の意見".into()), ("R2-1-(1)-2".into(), "甲の意見".into())]);
        }
        let cut = parts(plan.numbers(), "前置き。【R2-1-(1)-2】周知した。（R2-1-1）急いだ。");
        let cut: Vec<_> = cut.iter().map(|(id, text)| (id.map(|id| id.number), text.as_str())).collect();
        assert_eq!(cut, [(None, "前置き。"), (Some(2), "周知した。"), (Some(1), "急いだ。")]);
    }

    /// Beginnings that an office has cut short: one may be the beginning of another.
    #[test]
    fn of_two_pins_that_fit_an_opinion_the_longer_is_its_own() {
        let plan = fixture::small();
        let pin = |number: u32, text: &str| format!("[[opinion]]\nid = \"R2-1-{number}\"\ntext = \"{text}\"\n");
        let opinions = ["窓口の案内を改めてほしい。", "窓口を増やしてほしい。"];
        let form = forms::rating("a", &[(1, None, Some(opinions[0]))]);
        let other = forms::rating("b", &[(1, None, Some(opinions[1]))]);
        let expected = [("R2-1-1".to_owned(), opinions[1].to_owned()), ("R2-1-2".to_owned(), opinions[0].to_owned())];
        for pins in [[pin(1, "窓口"), pin(2, "窓口の案内")], [pin(2, "窓口の案内"), pin(1, "窓口")]] {
            let (office, _) = crate::merge::office::read("office.toml", &pins.concat(), &plan).expect("well-formed");
            assert_eq!(ids(&[form.clone(), other.clone()], Some(&office)), expected);
        }
    }

    /// What is said of the numbers of office.toml when the forms hold these opinions.
    fn said(office: &str, opinions: &[(u16, &str)]) -> Vec<String> {
        let plan = fixture::small();
        let (office, _) = crate::merge::office::read("office.toml", office, &plan).expect("well-formed");
        let forms: Vec<_> =
            opinions.iter().map(|(no, text)| forms::rating(text, &[(*no, None, Some(*text))])).collect();
        let mut findings = Vec::new();
        results(&plan, YEAR, &forms, Some(&office), &mut findings);
        let unused = findings.iter().filter(|finding| finding.code == codes::OFFICE_UNUSED);
        unused.filter_map(|finding| finding.remedy.clone()).collect()
    }

    #[test]
    fn a_number_of_no_opinion_is_told_with_what_may_be_meant() {
        let pin = |id: &str, text: &str| format!("[[opinion]]\nid = \"{id}\"\ntext = \"{text}\"\n");
        let opinions = [(1, "周知に力を入れてほしい。"), (2, "急いでほしい。")];
        assert_eq!(said(&pin("R2-1-1", "周知に力"), &opinions), [] as [&str; 0]);
        // The number of another initiative, a slip in the words, another year, an initiative of which nobody has said anything.
        assert_eq!(said(&pin("R2-1-1", "急いで"), &opinions), ["もしかして：id = \"R2-2-1\""]);
        let slip = said(&pin("R2-1-1", "周知に刀を入れて"), &opinions);
        assert_eq!(slip, ["もしかして：text = \"周知に力を入れて\"　番号は欠番としました。"]);
        let of_few_words = said(&pin("R2-1-1", "周治に刀"), &opinions);
        assert_eq!(of_few_words, ["もしかして：text = \"周知に力\"　番号は欠番としました。"]);
        assert_eq!(said(&pin("R3-1-1", "周知に力"), &opinions), ["もしかして：id = \"R2-1-1\""]);
        assert!(said(&pin("R3-1-1", "何か"), &opinions)[0].contains("R2-…"));
        assert!(said(&pin("R2-2-1", "何か別のこと"), &opinions[..1])[0].contains("番号は欠番"));
    }

    #[test]
    fn answers_are_cut_at_the_ids_they_name() {
        let plan = fixture::small();
        let part = |id: Option<&str>, text: &str| (id.and_then(|id| plan.numbers().opinion(id)), text.to_owned());
        let parts = |answer: &str| parts(plan.numbers(), answer);
        assert_eq!(parts("検討します。"), [part(None, "検討します。")]);
        assert_eq!(
            parts("共通の前置き。【R2-8-1】周知した。\n（Ｒ２－８－２）：R2-8の見直しを含む。"),
            [
                part(None, "共通の前置き。"),
                part(Some("R2-8-1"), "周知した。"),
                part(Some("R2-8-2"), "R2-8の見直しを含む。")
            ]
        );
        assert_eq!(parts("AR2-8-1"), [part(None, "AR2-8-1")]);
    }

    /// An opinion whose number the office has fixed is neither asked about nor offered to be fixed once more.
    #[test]
    fn only_opinions_without_a_lasting_number_are_to_be_fixed() {
        let plan = fixture::small();
        let year = YEAR.short();
        let office = format!("[[opinion]]\nid = \"{year}-1-2\"\ntext = \"周知を。\"\n");
        let office = crate::merge::office::read("office.toml", &office, &plan).expect("well-formed").0;
        let ratings = vec![
            forms::rating("a", &[(1, Some(3), Some("周知を。"))]),
            forms::rating("b", &[(1, Some(3), Some("急ぐこと。"))]),
        ];
        let record = crate::merge::merge(&plan, YEAR, forms::intake(vec![], ratings), Some(&office), &[]);
        let open = record.findings.iter().filter(|finding| finding.code == codes::OPINION_NOT_PINNED);
        let open: Vec<&str> = open.filter_map(|finding| finding.found.as_deref()).collect();
        assert_eq!(open, [format!("{year}-1-1")]);
        let pins = pins_to_add(&plan, &record).expect("one is open");
        assert!(pins.contains("急ぐこと。") && !pins.contains("周知を。"), "{pins}");
    }
}
