//! What was asked: `8-2の実績`, `個票8の進捗区分`, `家賃の収納率`, `歳出減（継続）の累計`, `R2-8-1`, as a question to a year.
//!
//! Ids come first, then the exact words of printed figures, then names of the plan, and only then words that merely contain a hint
//! (率, a grade's mark): `収納率の向上` is an initiative and not the year's rate.

use super::NotTraced;
use super::asked::Asked;
use super::costs::AskedCosts;
use super::part::Part;
use super::{left_over, year};
use crate::assess::costs::CostLine;
use crate::assess::counts::{NOT_HANDED_IN, NOT_REPORTED, UNGRADED};
use crate::contract::{Audience, Field, FieldGroup, FieldKind};
use crate::plan::{EffectKinds, Grader, Plan};
use crate::vocabulary::{
    ActionId, EffectKind, EffectTerm, FiscalYear, GradeId, IndicatorId, InitiativeNo, OpinionId, folded,
};

/// A question, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// On an opinion of the council.
    Opinion(OpinionId),
    /// On an action item.
    Action(ActionId, OnAction),
    /// On an initiative.
    Initiative(InitiativeNo, OnInitiative),
    /// On the whole year.
    Year(OnYear),
    /// On the year within a part of the plan.
    Part(Part, OnYear),
}

/// What is asked of an action item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnAction {
    /// Everything that its rows say.
    Everything,
    /// 進捗区分 in force.
    Grade,
    /// 効果額 that counts.
    Effects(Effects),
    /// Costs that count.
    Costs(AskedCosts),
    /// The results of its indicators over the years, or of the one with that number.
    Indicators(Option<u8>),
    /// What its rows say in a field.
    Field(Field),
    /// The grade of a body that grades beside the departments, by its place among the plan's graders.
    Grader(usize),
}

/// What is asked of an initiative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnInitiative {
    /// 進捗区分, with all rows from which it follows.
    Everything,
    /// 進捗区分.
    Grade,
    /// 効果額 of its action items.
    Effects(Effects),
    /// Costs of its action items.
    Costs(AskedCosts),
    /// The council's rating and opinions.
    Council,
    /// The grades of a body that grades beside the departments, by its place among the plan's graders.
    Grader(usize),
}

/// What is asked of the whole year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnYear {
    /// 効果額, of the year or of all years.
    Effects(Effects),
    /// Costs, of the year or of all years.
    Costs(AskedCosts),
    /// The council's ratings and opinions.
    Council,
    /// 計画どおり以上の割合.
    Rate,
    /// 区分なし.
    Ungraded,
    /// How many action items have the grade.
    GradeCount(GradeId),
    /// All action items by grade.
    Counts,
}

/// Which effects are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effects {
    /// 歳入増 or 歳出減; both where it is `None`.
    pub kind: Option<EffectKind>,
    /// 単年度 or 継続; both where it is `None`.
    pub term: Option<EffectTerm>,
    /// 累計: of all years with input.
    pub cumulative: bool,
}

impl Effects {
    /// Whether these are among them.
    pub fn include(self, (kind, term): (EffectKind, EffectTerm)) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind) && self.term.is_none_or(|wanted| wanted == term)
    }

    /// The words that narrow them down: `歳出減・継続`; empty where nothing does.
    pub fn words(self, kinds: &EffectKinds) -> String {
        let words = [self.kind.map(|kind| kinds.name(kind)), self.term.map(EffectTerm::label)];
        words.into_iter().flatten().collect::<Vec<_>>().join("・")
    }

    /// What words ask for: `None` where they do not speak of effects.
    fn of(kinds: &EffectKinds, asked: &str) -> Option<Effects> {
        if kinds.is_empty() {
            return None;
        }
        let one_of = |first: &str, second: &str| (asked.contains(first), asked.contains(second));
        // 歳入増 is known by its beginning, a kind of the plan's own by its name.
        let word = |kind: EffectKind| match kind {
            EffectKind::Revenue => "歳入".to_owned(),
            EffectKind::Saving => "歳出".to_owned(),
            own => folded(kinds.name(own)),
        };
        let named: Vec<EffectKind> = kinds.kinds().filter(|kind| asked.contains(&word(*kind))).collect();
        if named.is_empty() && !asked.contains("効果") {
            return None;
        }
        let kind = match named[..] {
            [kind] => Some(kind),
            _ => None,
        };
        let term = match one_of("単年度", "継続") {
            (true, false) => Some(EffectTerm::Once),
            (false, true) => Some(EffectTerm::Recurring),
            _ => None,
        };
        Some(Effects { kind, term, cumulative: asked.contains("累計") })
    }
}

/// What may be asked of a plan: an item and figures that it has.
pub(super) fn examples(plan: &Plan) -> String {
    let mut examples = Vec::new();
    if let Some((initiative, action)) = plan.actions().next() {
        let field = if plan.has_effects() { "効果額" } else { "実績" };
        examples.extend([action.printed.clone(), format!("{}の{field}", action.printed)]);
        examples.push(format!("個票{}の進捗区分", initiative.printed));
    }
    if plan.has_effects() {
        examples.push("効果額".to_owned());
        examples.extend(plan.settings.effects.names().next().map(str::to_owned));
    }
    let grade = plan.grades.grades.iter().find(|grade| grade.on_track).or(plan.grades.grades.first());
    examples.extend(grade.map(|grade| format!("{}の件数", grade.name)));
    examples.push(NOT_HANDED_IN.to_owned());
    if !plan.initiatives.is_empty() {
        examples.push(plan.opinion_example(plan.first_year));
    }
    examples.join("、")
}

impl Question {
    /// Checks that what is asked about has joined the plan by a year: of the whole plan, of which a year's assessment has only what is
    /// in it by then.
    ///
    /// # Errors
    /// [`NotTraced::NotYet`], when all of it is added later.
    pub fn check_year(&self, plan: &Plan, year: FiscalYear) -> Result<(), NotTraced> {
        // The first years of what is asked about; none for what is there from the beginning.
        let (name, begins): (String, Vec<Option<FiscalYear>>) = match self {
            Question::Opinion(_) | Question::Year(_) => return Ok(()),
            Question::Action(id, _) => {
                (plan.number(*id), plan.action(*id).map(|(_, action)| action.added).into_iter().collect())
            }
            Question::Initiative(no, _) => {
                let actions = plan.initiative(*no).into_iter().flat_map(|initiative| &initiative.actions);
                (format!("取組項目{}", plan.initiative_number(*no)), actions.map(|action| action.added).collect())
            }
            Question::Part(part, _) => {
                let held = plan.actions().filter(|item| part.holds(plan, year, *item));
                (
                    part.label(plan),
                    held.map(|(initiative, action)| action.added.max(part.mark_of(initiative))).collect(),
                )
            }
        };
        if begins.iter().any(|first| first.is_none_or(|first| first <= year)) {
            return Ok(());
        }
        let first = begins.into_iter().flatten().min();
        first.map_or(Ok(()), |first| Err(NotTraced::NotYet(name, year, first)))
    }

    /// Understands words by the plan's names, and the fiscal year that they name beside them.
    ///
    /// # Errors
    /// As [`Question::parse`]; [`NotTraced::SeveralYears`].
    pub fn with_year(plan: &Plan, what: &str) -> Result<(Question, Option<FiscalYear>), NotTraced> {
        let (words, year) = year::taken(plan, what)?;
        let asked = Asked::of(plan, &words);
        let not_understood = || NotTraced::NotUnderstood(what.trim().to_owned(), examples(plan));
        Ok((understood(plan, &asked)?.ok_or_else(not_understood)?, year))
    }

    /// Understands words by the plan's names, whatever year they name.
    ///
    /// # Errors
    /// [`NotTraced`], where they or some of them are not understood, name nothing of the plan, several things, or what stays within
    /// the office.
    pub fn parse(plan: &Plan, what: &str) -> Result<Question, NotTraced> {
        Question::with_year(plan, what).map(|(question, _)| question)
    }

    /// Whether the answer may stand in the years before the one asked about: an item that ended goes on with its last grade.
    pub fn needs_earlier_years(&self, plan: &Plan) -> bool {
        if plan.grades.grades.iter().any(|grade| grade.ends) {
            return true;
        }
        match self {
            Question::Opinion(_) | Question::Action(_, OnAction::Indicators(_)) => true,
            Question::Year(OnYear::Effects(effects)) | Question::Part(_, OnYear::Effects(effects)) => {
                effects.cumulative
            }
            Question::Action(_, OnAction::Costs(costs))
            | Question::Initiative(_, OnInitiative::Costs(costs))
            | Question::Year(OnYear::Costs(costs)) => costs.cumulative,
            Question::Action(..) | Question::Initiative(..) | Question::Year(_) | Question::Part(..) => false,
        }
    }
}

/// The question that words are; `None` where they are not understood.
fn understood(plan: &Plan, asked: &Asked) -> Result<Option<Question>, NotTraced> {
    if let Some((id, at)) = plan.numbers().opinion_place(&asked.typed) {
        let rest = format!("{}、{}", &asked.typed[..at.start], &asked.typed[at.end..]);
        return whole(plan, Some(Question::Opinion(id)), &Asked::of(plan, &rest));
    }
    if let Some((part, rest)) = Part::by_number(plan, &asked.typed)? {
        let rest = Asked::of(plan, &rest);
        return whole(plan, on_part(plan, part, &rest), &rest);
    }
    if let Some((question, rest)) = by_item_number(plan, asked)? {
        return whole(plan, Some(question), &Asked::of(plan, &rest));
    }
    if let Some(figure) = exact_figure(plan, asked) {
        return whole(plan, Some(Question::Year(figure)), asked);
    }
    if let Some(named) = by_name(plan, asked)? {
        return Ok(Some(named));
    }
    whole(plan, loose_figure(plan, asked).map(Question::Year), asked)
}

/// A question, of whose words nothing is left over beside what it was understood by.
fn whole(plan: &Plan, question: Option<Question>, rest: &Asked) -> Result<Option<Question>, NotTraced> {
    if let Some(question) = &question {
        left_over::check(plan, question, rest)?;
    }
    Ok(question)
}

/// The question on the item whose number stands in the words, with the words beside the number.
fn by_item_number(plan: &Plan, asked: &Asked) -> Result<Option<(Question, String)>, NotTraced> {
    let (numbers, typed) = (plan.numbers(), &asked.typed);
    if let Some(no) = numbers.initiative_within(typed) {
        let rest = without_number(typed, &plan.initiative_number(no));
        return Ok(Some((Question::Initiative(no, on_initiative(plan, &asked.plain)), rest)));
    }
    if let Some(id) = numbers.action_within(typed) {
        let rest = without_number(typed, &plan.number(id));
        return Ok(Some((Question::Action(id, on_action(plan, id, asked)?), rest)));
    }
    let mut runs = typed.split(|c: char| !c.is_ascii_digit() && c != '-');
    if let Some((run, id)) = runs.find_map(|run| Some((run, run.parse::<ActionId>().ok()?))) {
        plan.action(id).ok_or_else(|| NotTraced::Unknown(id.key()))?;
        return Ok(Some((Question::Action(id, on_action(plan, id, asked)?), typed.replacen(run, "、", 1))));
    }
    if let Some((no, rest)) = initiative_no(&asked.plain) {
        plan.initiative(no).ok_or_else(|| NotTraced::Unknown(format!("取組項目{}", no.key())))?;
        return Ok(Some((Question::Initiative(no, on_initiative(plan, &asked.plain)), rest)));
    }
    Ok(None)
}

/// Words without a printed number in them, however its letters are written.
fn without_number(typed: &str, printed: &str) -> String {
    let (lower, number) = (typed.to_lowercase(), folded(printed).to_lowercase());
    lower.replacen(&number, "、", 1)
}

/// The initiative that a number names (個票8, No.8, 取組項目8, 8の効果額, or nothing but 8), with the words beside it.
fn initiative_no(asked: &str) -> Option<(InitiativeNo, String)> {
    let after = |mark: &str| {
        let (before, rest) = asked.split_once(mark)?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        Some((digits.parse::<u16>().ok()?, format!("{before}、{}", &rest[digits.len()..])))
    };
    let named = ["個票", "No.", "no.", "NO.", "取組項目", "取組"].into_iter().find_map(after);
    let alone = || {
        let (number, rest) = asked.split_once('の').unwrap_or((asked, ""));
        Some((number.parse().ok()?, rest.to_owned()))
    };
    named.or_else(alone).map(|(no, rest)| (InitiativeNo(no), rest))
}

/// The field whose label stands in the words; of several the longest: 区分の理由 before 区分.
fn labelled_field(asked: &str) -> Option<Field> {
    let open = Field::ALL.iter().copied().filter(|field| field.is_open());
    let named = open.filter(|field| asked.contains(&folded(field.label())));
    named.max_by_key(|field| field.label().chars().count())
}

fn on_action(plan: &Plan, id: ActionId, asked: &Asked) -> Result<OnAction, NotTraced> {
    let indicators = plan.action(id).map(|(_, action)| action.indicators.as_slice()).unwrap_or_default();
    if let Some(indicator) = indicators.iter().find(|indicator| asked.typed.contains(&folded(&indicator.name))) {
        return Ok(OnAction::Indicators(Some(indicator.id.number)));
    }
    if let Some(at) = grader(plan, &asked.typed) {
        return Ok(OnAction::Grader(at));
    }
    let asked = asked.plain.as_str();
    // What is named by the longer words is meant: 事業費の計画 is none of the fields.
    let costs = AskedCosts::of(plan, asked).map(|costs| AskedCosts { cumulative: false, ..costs });
    // Without costs in the plan, 人工 in 人工知能 names no field.
    let is_named = |field: &Field| {
        let is_cost = field.definition().group == FieldGroup::Costs;
        plan.costs().is_some() || !is_cost || asked.ends_with(&folded(field.label()))
    };
    let field = labelled_field(asked).filter(is_named);
    if let (Some(costs), None | Some(Field::CostTotal | Field::StaffYears)) = (costs, field) {
        return Ok(OnAction::Costs(costs));
    }
    if let Some(field) = field {
        if plan.readers_of(field) != Audience::Public {
            return Err(NotTraced::Internal(field));
        }
        return Ok(match field.kind() {
            FieldKind::Grade => OnAction::Grade,
            FieldKind::Indicator(number) => OnAction::Indicators(Some(number)),
            FieldKind::Money(kind, term) => {
                OnAction::Effects(Effects { kind: Some(kind), term: Some(term), cumulative: false })
            }
            FieldKind::Cost(_) | FieldKind::Staff if plan.costs().is_none() => OnAction::Field(field),
            FieldKind::Cost(part) => OnAction::Costs(AskedCosts { line: CostLine::Part(part), cumulative: false }),
            FieldKind::Staff => OnAction::Costs(AskedCosts { line: CostLine::Staff, cumulative: false }),
            FieldKind::Number | FieldKind::Text | FieldKind::Stages | FieldKind::PartStages(_) => {
                OnAction::Field(field)
            }
        });
    }
    if let Some(effects) = Effects::of(&plan.settings.effects, asked) {
        return Ok(OnAction::Effects(effects));
    }
    let has = |words: &[&str]| words.iter().any(|word| asked.contains(word));
    let fields = [
        ("対応", Field::Response),
        ("次年度", Field::NextSteps),
        ("理由", Field::GradeReason),
        ("工程", Field::ActualStage),
    ];
    Ok(match () {
        () if has(&["指標", "達成率"]) => OnAction::Indicators(None),
        () => match fields.into_iter().find(|(word, _)| asked.contains(word)) {
            Some((_, field)) if plan.readers_of(field) != Audience::Public => return Err(NotTraced::Internal(field)),
            Some((_, field)) => OnAction::Field(field),
            None if has(&["区分", "進捗"]) => OnAction::Grade,
            None => OnAction::Everything,
        },
    })
}

/// The body that the words name, of those whose grades are public.
fn grader(plan: &Plan, asked: &str) -> Option<usize> {
    let is_named = |grader: &Grader| grader.readers == Audience::Public && asked.contains(&folded(&grader.body));
    plan.graders().iter().position(is_named)
}

fn on_initiative(plan: &Plan, asked: &str) -> OnInitiative {
    let has = |words: &[&str]| words.iter().any(|word| asked.contains(word));
    if let Some(at) = grader(plan, asked) {
        return OnInitiative::Grader(at);
    }
    if let Some(costs) = AskedCosts::of(plan, asked) {
        return OnInitiative::Costs(costs);
    }
    match Effects::of(&plan.settings.effects, asked) {
        Some(effects) => OnInitiative::Effects(effects),
        None if has(&["評点", "評価", "意見"]) => OnInitiative::Council,
        None if has(&["区分", "進捗"]) => OnInitiative::Grade,
        None => OnInitiative::Everything,
    }
}

/// The figure whose words these are exactly.
fn exact_figure(plan: &Plan, asked: &Asked) -> Option<OnYear> {
    let figure = match asked.plain.as_str() {
        "評点" | "評価" | "審議会の評価" => OnYear::Council,
        "割合" | "計画どおり以上の割合" => OnYear::Rate,
        "進捗区分" | "件数" | "実践項目" | "実践項目の件数" => OnYear::Counts,
        _ => {
            let typed = asked.typed.as_str();
            let word = typed.strip_suffix("の件数").unwrap_or(typed);
            if [UNGRADED, NOT_HANDED_IN, NOT_REPORTED].contains(&word) {
                return Some(OnYear::Ungraded);
            }
            let named = |name: &String| folded(name) == word;
            let grade = plan.grades.grades.iter().find(|grade| named(&grade.name) || named(&grade.mark));
            if let Some(grade) = grade {
                return Some(OnYear::GradeCount(grade.id));
            }
            if let Some(costs) = AskedCosts::of(plan, typed).filter(|_| AskedCosts::begins(plan, typed)) {
                return Some(OnYear::Costs(costs));
            }
            let mut words = ["効果額"].into_iter().chain(plan.settings.effects.names());
            let begins = words.any(|word| typed.starts_with(&folded(word))) && asked.is_understood(plan);
            return Effects::of(&plan.settings.effects, typed).filter(|_| begins).map(OnYear::Effects);
        }
    };
    Some(figure)
}

/// Something that the plan names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    Initiative(InitiativeNo),
    Action(ActionId),
    Indicator(IndicatorId),
    Part(Part),
}

impl Named {
    /// Its kind by rank, the first to be looked at first.
    fn kind(&self) -> u8 {
        match self {
            Named::Initiative(_) => 0,
            Named::Action(_) => 1,
            Named::Indicator(_) => 2,
            Named::Part(_) => 3,
        }
    }
}

/// The names of the plan, folded; items listed again (再掲) have theirs from the first.
pub(super) fn names(plan: &Plan) -> Vec<(String, Named)> {
    let initiatives =
        plan.initiatives.iter().map(|initiative| (folded(&initiative.name), Named::Initiative(initiative.no)));
    let actions = || plan.actions().map(|(_, action)| action).filter(|action| action.repeats.is_none());
    let named_actions = actions().map(|action| (folded(&action.name), Named::Action(action.id)));
    let indicators = actions().flat_map(|action| &action.indicators);
    let indicators = indicators.map(|indicator| (folded(&indicator.name), Named::Indicator(indicator.id)));
    let parts = Part::by_name(plan).into_iter().map(|(name, part)| (name, Named::Part(part)));
    initiatives.chain(named_actions).chain(indicators).chain(parts).filter(|(name, _)| !name.is_empty()).collect()
}

/// The shortest words that are looked for within names.
const PART_OF_A_NAME: usize = 2;

/// What a name in the words asks for, or a name of which the words are a part.
fn by_name(plan: &Plan, asked: &Asked) -> Result<Option<Question>, NotTraced> {
    let names = names(plan);
    let asked = asked.typed.as_str();
    let length = |name: &str| name.chars().count();
    let longest = names.iter().filter(|(name, _)| asked.contains(name.as_str())).map(|(name, _)| length(name)).max();
    if let Some(longest) = longest {
        // Of two as long, the one that stands first is spoken of: in 総務課の件数 no indicator 件数.
        let place = |name: &str| (length(name) == longest).then(|| asked.find(name)).flatten();
        let first = names.iter().filter_map(|(name, _)| place(name)).min();
        let found: Vec<&(String, Named)> =
            names.iter().filter(|(name, _)| first.is_some() && place(name) == first).collect();
        let rest = found.first().map(|(name, _)| asked.replacen(name.as_str(), "", 1)).unwrap_or_default();
        return question_on(plan, &found, &Asked::of(plan, &rest));
    }
    if length(asked) < PART_OF_A_NAME {
        return Ok(None);
    }
    // The widest kind of thing that has the words in its name: 取組項目, 実践項目, 指標; a part of the plan where none has.
    let mut found: Vec<&(String, Named)> = names.iter().filter(|(name, _)| name.contains(asked)).collect();
    let Some(widest) = found.iter().map(|(_, named)| named.kind()).min() else { return Ok(None) };
    found.retain(|(_, named)| named.kind() == widest);
    question_on(plan, &found, &Asked::of(plan, ""))
}

/// The question on the one thing found; several are named for choice.
fn question_on(plan: &Plan, found: &[&(String, Named)], rest: &Asked) -> Result<Option<Question>, NotTraced> {
    // One thing may have the words in several of its names.
    let mut things: Vec<&(String, Named)> = Vec::new();
    for named in found {
        if !things.iter().any(|(_, thing)| *thing == named.1) {
            things.push(named);
        }
    }
    let question = match things.as_slice() {
        [] => None,
        [(_, Named::Initiative(no))] => Some(Question::Initiative(*no, on_initiative(plan, &rest.plain))),
        [(_, Named::Part(part))] => on_part(plan, part.clone(), rest),
        [(_, Named::Action(id))] => Some(Question::Action(*id, on_action(plan, *id, rest)?)),
        [(_, Named::Indicator(id))] => Some(Question::Action(id.action, OnAction::Indicators(Some(id.number)))),
        several => return Err(to_choose(plan, several)),
    };
    whole(plan, question, rest)
}

/// Several things, of which one is to be chosen: bureaus and departments have no number.
fn to_choose(plan: &Plan, things: &[&(String, Named)]) -> NotTraced {
    let named = things.iter().map(|(name, named)| described(plan, name, named)).collect();
    let is_unit = |thing: &&(String, Named)| matches!(thing.1, Named::Part(Part::Bureau(_) | Part::Department(_)));
    match things.iter().filter(|thing| is_unit(thing)).count() {
        0 => NotTraced::Several(named),
        units if units == things.len() => NotTraced::SeveralNames("名前をすべて書いて", named),
        _ => NotTraced::SeveralNames("番号を書くか、名前をすべて書いて", named),
    }
}

fn described(plan: &Plan, name: &str, named: &Named) -> String {
    match named {
        Named::Initiative(no) => format!("個票{} {name}", plan.initiative_number(*no)),
        Named::Action(id) => format!("{} {name}", plan.number(*id)),
        Named::Part(part) => part.label(plan),
        Named::Indicator(id) => format!("{}の指標{} {name}", plan.number(id.action), id.number),
    }
}

/// The question on a part of the plan: its grades, where nothing more is asked; `None` where the rest is not understood.
fn on_part(plan: &Plan, part: Part, rest: &Asked) -> Option<Question> {
    let figure = exact_figure(plan, rest).or_else(|| loose_figure(plan, rest));
    let asked = figure.or_else(|| rest.is_understood(plan).then_some(OnYear::Counts))?;
    Some(Question::Part(part, asked))
}

/// The figure that words hint at, where all of them speak of the year: 道路の効果額 is not the year's.
fn loose_figure(plan: &Plan, asked: &Asked) -> Option<OnYear> {
    if !asked.is_understood(plan) {
        return None;
    }
    let (typed, asked) = (asked.typed.as_str(), asked.plain.as_str());
    let has = |words: &[&str]| words.iter().any(|word| asked.contains(word));
    if let Some(costs) = AskedCosts::of(plan, typed) {
        return Some(OnYear::Costs(costs));
    }
    if let Some(effects) = Effects::of(&plan.settings.effects, asked) {
        return Some(OnYear::Effects(effects));
    }
    if has(&["評点", "評価"]) {
        return Some(OnYear::Council);
    }
    // 達成率 is an indicator's: of which, the words do not say.
    if has(&["割合"]) || (asked.contains('率') && !asked.contains("達成率")) {
        return Some(OnYear::Rate);
    }
    if has(&[UNGRADED, NOT_HANDED_IN, NOT_REPORTED]) {
        return Some(OnYear::Ungraded);
    }
    let named = |name: &String| !name.is_empty() && typed.contains(folded(name).as_str());
    let grades = plan.grades.grades.iter().filter(|grade| named(&grade.name) || named(&grade.mark));
    // The longest name wins: 計画どおり以上 before 計画どおり.
    if let Some(grade) = grades.max_by_key(|grade| grade.name.chars().count()) {
        return Some(OnYear::GradeCount(grade.id));
    }
    has(&["進捗区分", "件数", "実践項目"]).then_some(OnYear::Counts)
}
