//! What is left of a question's words after those by which it was understood: of `8-2と8-3の効果額` the 8-3. Whoever asks for more
//! than the answer gives is told so.

use super::asked::Asked;
use super::costs::AskedCosts;
use super::question::{Effects, OnAction, OnInitiative, OnYear, Question};
use super::{NotTraced, question};
use crate::assess::costs::CostLine;
use crate::contract::{Field, FieldKind};
use crate::plan::{ActionItem, Initiative, Plan};
use crate::vocabulary::{ActionId, CostPart, GradeId, folded};

/// What people say around any question.
const AROUND: &[&str] = &[
    "の",
    "は",
    "を",
    "が",
    "と",
    "か",
    "も",
    "に",
    "年度末",
    "年度",
    "今",
    "本",
    "当",
    "年",
    "何",
    "いくら",
    "件",
    "計",
    "合計",
    "総額",
    "総計",
    "全体",
    "全部",
    "すべて",
    "金額",
    "額",
    "について",
    "教えて",
    "ください",
    "です",
    "出典",
    "根拠",
];

/// The words of effects.
const EFFECTS: &[&str] = &["効果額", "効果", "歳入", "歳出", "増", "減", "単年度", "継続", "計画全体"];

/// The words of a grade.
const GRADE: &[&str] = &["進捗区分", "区分", "進捗", "評価", "状況"];

/// The words of the council.
const COUNCIL: &[&str] = &["審議会", "評点", "評価", "意見", "平均", "対応", "へ"];

/// The words of a count.
const COUNT: &[&str] = &["件数", "総数", "数", "実践項目", "進捗区分", "区分", "進捗", "状況"];

/// Checks that nothing is left of the words that are not the thing's own name or number.
///
/// # Errors
/// [`NotTraced::PartNotUnderstood`], naming what is left.
pub(super) fn check(plan: &Plan, question: &Question, rest: &Asked) -> Result<(), NotTraced> {
    let names = own_names(plan, question);
    let left = without(&rest.typed, &names);
    let left = without(&Asked::of(plan, &left).plain, &names);
    let left = without(&left, &of_the_plan(plan));
    let parts = stretches(&left, words(plan, question), |c| c.is_alphanumeric() || is_mark(plan, question, c));
    // Of 計画の効果額, 計画 is no part of a name.
    let of_a_name = |part: &str| {
        let is_word = part != "計画" && !part.bytes().all(|byte| byte.is_ascii_digit());
        is_word && names.iter().any(|name| name.contains(part))
    };
    let parts: Vec<String> =
        parts.into_iter().filter(|(left, _)| !of_a_name(left)).map(|(_, stretch)| stretch).collect();
    match parts.is_empty() {
        true => Ok(()),
        false => Err(NotTraced::PartNotUnderstood(parts.join("」「"), question::examples(plan))),
    }
}

/// A text without names, the longest first.
fn without(text: &str, names: &[String]) -> String {
    let mut names: Vec<&String> = names.iter().filter(|name| !name.is_empty()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.into_iter().fold(text.to_owned(), |rest, name| rest.replace(name.as_str(), "、"))
}

/// What is left of a text beside words, the longest first, each with the stretch between particles that it stands in: of 累計 beside
/// 計, all of it is not understood.
fn stretches(text: &str, mut words: Vec<String>, counts: impl Fn(char) -> bool) -> Vec<(String, String)> {
    words.retain(|word| !word.is_empty());
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut known = vec![false; text.len()];
    for word in &words {
        for (at, _) in text.match_indices(word.as_str()) {
            let place = &mut known[at..at + word.len()];
            if !place.contains(&true) {
                place.fill(true);
            }
        }
    }
    let is_end = |c: char| matches!(c, 'の' | 'は' | 'を' | 'が' | 'と') || !(counts(c) || c == '-');
    let mut found: Vec<(String, String)> = Vec::new();
    let mut next = 0;
    for piece in text.split_inclusive(is_end) {
        let (start, stretch) = (next, piece.trim_end_matches(is_end));
        next += piece.len();
        let left = stretch.char_indices().filter(|(at, c)| !known[start + at] && counts(*c));
        let left: String = left.map(|(_, c)| c).collect();
        if !left.is_empty() {
            found.push((left, stretch.to_owned()));
        }
    }
    found
}

/// Whether a character is the mark of a grade, in a question where it may stand for the grade: ◎ is no letter.
fn is_mark(plan: &Plan, question: &Question, c: char) -> bool {
    let is_of_year = matches!(question, Question::Year(_) | Question::Part(..));
    is_of_year && !c.is_ascii() && plan.grades.grades.iter().any(|grade| folded(&grade.mark).contains(c))
}

/// The names of what is asked about.
fn own_names(plan: &Plan, question: &Question) -> Vec<String> {
    let mut names: Vec<String> = match question {
        Question::Opinion(_) => Vec::new(),
        Question::Action(id, _) => plan.action(*id).map(names_of_action).unwrap_or_default(),
        Question::Initiative(no, _) => {
            plan.initiative(*no).map(|initiative| vec![folded(&initiative.name)]).unwrap_or_default()
        }
        Question::Year(_) => Vec::new(),
        Question::Part(part, _) => vec![folded(&part.label(plan))],
    };
    if let Question::Action(_, OnAction::Grader(at)) | Question::Initiative(_, OnInitiative::Grader(at)) = question {
        names.extend(plan.graders().get(*at).map(|grader| folded(&grader.body)));
    }
    names
}

/// What the plan as a whole is called.
fn of_the_plan(plan: &Plan) -> Vec<String> {
    [&plan.title, &plan.short_title, &plan.city].map(|name| folded(name)).into()
}

fn names_of_action((initiative, action): (&Initiative, &ActionItem)) -> Vec<String> {
    let indicators = action.indicators.iter().map(|indicator| &indicator.name);
    let names = indicators.chain([&action.name, &initiative.name]).map(|name| folded(name));
    let lead = [action.lead.full_name(), action.lead.last_name().to_owned()];
    names.chain(lead.map(|name| folded(&name))).collect()
}

/// The words by which a question is asked, in the program's own.
fn words(plan: &Plan, question: &Question) -> Vec<String> {
    let mut words = strings(AROUND);
    words.extend(match question {
        Question::Opinion(_) => strings(COUNCIL),
        Question::Action(id, asked) => on_action(plan, *id, *asked),
        Question::Initiative(_, asked) => on_initiative(plan, *asked),
        Question::Year(asked) | Question::Part(_, asked) => on_year(plan, *asked),
    });
    words
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| folded(word)).collect()
}

fn on_action(plan: &Plan, id: ActionId, asked: OnAction) -> Vec<String> {
    let mut words = strings(&["実践項目", "番号", "No.", "No"]);
    words.extend(match asked {
        OnAction::Everything => strings(&["審議会", "意見", "評価", "評点", "内容", "状況"]),
        OnAction::Grade => strings(GRADE),
        OnAction::Effects(effects) => effect_words(plan, effects),
        OnAction::Costs(costs) => cost_words(plan, costs),
        OnAction::Grader(_) => strings(&["評価", "評点", "区分", "理由"]),
        OnAction::Indicators(_) => indicator_words(plan, id),
        OnAction::Field(field) => field_words(plan, field),
    });
    words
}

/// The words of an item's indicators: 指標1 is one of them.
fn indicator_words(plan: &Plan, id: ActionId) -> Vec<String> {
    let mut words = strings(&["指標", "達成率", "達成", "率", "実績値", "実績", "値"]);
    let numbers = plan.action(id).into_iter().flat_map(|(_, action)| &action.indicators);
    words.extend(numbers.map(|indicator| format!("指標{}", indicator.id.number)));
    words.extend(labels(|field| matches!(field.kind(), FieldKind::Indicator(_))));
    words
}

/// The labels of some fields.
fn labels(wanted: impl Fn(Field) -> bool) -> impl Iterator<Item = String> {
    Field::ALL.iter().copied().filter(move |field| wanted(*field)).map(|field| folded(field.label()))
}

fn field_words(plan: &Plan, field: Field) -> Vec<String> {
    let mut words = vec![folded(field.label())];
    match field {
        Field::Response => words.extend(strings(COUNCIL)),
        Field::NextSteps => words.extend(strings(&["次年度", "取組"])),
        Field::ActualStage => words.extend(strings(&["工程", "実績"])),
        Field::GradeReason => {
            words.extend(strings(GRADE));
            words.extend(plan.grades.grades.iter().flat_map(|grade| [folded(&grade.name), folded(&grade.mark)]));
            words.push("理由".to_owned());
        }
        _ => {}
    }
    words
}

fn on_initiative(plan: &Plan, asked: OnInitiative) -> Vec<String> {
    let mut words = strings(&["取組項目", "個票", "番号", "No.", "No"]);
    words.extend(match asked {
        OnInitiative::Everything => strings(&["内容", "状況", "実践項目"]),
        OnInitiative::Grade => strings(GRADE),
        OnInitiative::Effects(effects) => effect_words(plan, effects),
        OnInitiative::Costs(costs) => cost_words(plan, costs),
        OnInitiative::Council => strings(COUNCIL),
        OnInitiative::Grader(_) => strings(&["評価", "評点", "区分", "理由"]),
    });
    words
}

fn on_year(plan: &Plan, asked: OnYear) -> Vec<String> {
    let mut words = strings(&["市", "プラン", "計画全体"]);
    if !matches!(asked, OnYear::Effects(_)) {
        words.push("計画".to_owned());
    }
    words.extend(match asked {
        OnYear::Effects(effects) => with_total(effect_words(plan, effects)),
        OnYear::Costs(costs) => with_total(cost_words(plan, costs)),
        OnYear::Council => strings(COUNCIL),
        OnYear::Rate => rate_words(plan),
        OnYear::Ungraded => [strings(COUNT), strings(&["区分なし", "未提出", "報告なし"])].concat(),
        OnYear::GradeCount(grade) => [strings(COUNT), grade_words(plan, grade)].concat(),
        OnYear::Counts => [strings(COUNT), strings(&["評価"])].concat(),
    });
    words
}

/// 累計, where years are added up.
fn with_total(mut words: Vec<String>) -> Vec<String> {
    words.push("累計".to_owned());
    words
}

/// The words of effects; of one kind where one is asked for.
fn effect_words(plan: &Plan, asked: Effects) -> Vec<String> {
    let kinds = &plan.settings.effects;
    let wanted = kinds.kinds().filter(|kind| asked.kind.is_none_or(|wanted| wanted == *kind));
    let names = wanted.map(|kind| folded(kinds.name(kind)));
    let is_of = |field: Field| field.effect().is_some_and(|effect| asked.include(effect));
    names.chain(labels(is_of)).chain(strings(EFFECTS)).collect()
}

/// The names of a line of costs: of one that pays for 事業費 that name, too.
fn cost_words(plan: &Plan, asked: AskedCosts) -> Vec<String> {
    let mut words = strings(&["計画", "実績"]);
    let Some(costs) = plan.costs() else { return words };
    words.push(folded(asked.line.name(costs)));
    words.extend(labels(|field| match asked.line {
        CostLine::Part(part) => field.cost() == Some(part),
        CostLine::Staff => field.kind() == FieldKind::Staff,
        CostLine::StaffCost | CostLine::Whole => false,
    }));
    words.extend(match asked.line {
        CostLine::Part(_) => Some(folded(CostLine::Part(CostPart::Total).name(costs))),
        _ => None,
    });
    words
}

/// The words of 計画どおり以上の割合, with the names of the grades that it counts.
fn rate_words(plan: &Plan) -> Vec<String> {
    let grades = plan.grades.grades.iter().filter(|grade| grade.on_track);
    let mut words = strings(&["割合", "率", "達成", "以上", "計画どおり", "どおり", "進捗", "実践項目"]);
    words.extend(grades.flat_map(|grade| [folded(&grade.name), folded(&grade.mark)]));
    words.push(folded(&plan.grades.on_track_phrase()));
    words
}

fn grade_words(plan: &Plan, grade: GradeId) -> Vec<String> {
    plan.grades.get(grade).map(|grade| vec![folded(&grade.name), folded(&grade.mark)]).unwrap_or_default()
}
