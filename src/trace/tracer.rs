//! A question → the figure and its cells, from the assessment.

use super::part::Part;
use super::question::{Effects, OnAction, OnInitiative, OnYear, Question};
use super::{About, Fact, NotTraced, Trace};
use crate::assess::assessment::{Assessment, EffectSummary, GradeCounts};
use crate::assess::counts::UNGRADED;
use crate::assess::{council, counts, effects, grade_rule, indicators};
use crate::contract::{Audience, Field, FieldValue};
use crate::finding::Sourced;
use crate::merge::contributions::grade_name;
use crate::merge::grading::GradeBasis;
use crate::merge::record::{ActionRecord, Contribution, CouncilResult, Opinion, Override, YearRecord};
use crate::merge::tally::Tally;
use crate::plan::{ActionItem, Initiative, Plan, Rating};
use crate::vocabulary::{
    ActionId, Amount, FiscalYear, Grade, GradeId, InitiativeNo, MoneyUnit, OpinionId, RatedItem, Yen, grouped_decimal,
};

pub(super) struct Tracer<'a> {
    assessment: &'a Assessment,
    pub(super) plan: &'a Plan,
    pub(super) record: &'a YearRecord,
}

impl<'a> Tracer<'a> {
    pub(super) fn new(assessment: &'a Assessment) -> Tracer<'a> {
        Tracer { assessment, plan: &assessment.plan, record: &assessment.record }
    }

    pub(super) fn answer(&self, question: &Question) -> Result<Trace, NotTraced> {
        match question {
            Question::Opinion(id) => self.opinion(*id).ok_or_else(|| NotTraced::Unknown(self.plan.opinion_number(*id))),
            Question::Action(id, asked) => match self.plan.action(*id) {
                Some((_, action)) => Ok(self.action(action, *asked)),
                None => Err(NotTraced::Unknown(id.key())),
            },
            Question::Initiative(no, asked) => match self.plan.initiative(*no) {
                Some(initiative) => Ok(self.initiative(initiative, *asked)),
                None => Err(NotTraced::Unknown(format!("取組項目{}", no.key()))),
            },
            Question::Year(asked) => Ok(self.year(None, *asked)),
            Question::Part(part, OnYear::Council) if !part.has_council() => {
                Err(self.no_such_figure(part, "審議会の評価"))
            }
            Question::Part(part, OnYear::Costs(_)) => Err(self.no_such_figure(part, "事業費")),
            Question::Part(part, asked) => Ok(self.year(Some(part), *asked)),
        }
    }

    fn title(&self, what: &str) -> String {
        format!("{}　{what}", self.assessment.year)
    }

    pub(super) fn amount(&self, yen: Yen) -> String {
        self.plan.settings.money.with_unit(yen)
    }

    fn no_such_figure(&self, part: &Part, figure: &'static str) -> NotTraced {
        let example = self.plan.initiatives.first().map(|initiative| initiative.printed.clone()).unwrap_or_default();
        NotTraced::NoSuchFigure(part.label(self.plan), figure, example)
    }

    /// An amount that was typed; with its yen, where the printed unit leaves some out.
    fn typed(&self, yen: Yen) -> String {
        match yen.0 % self.plan.settings.money.step() {
            0 => self.amount(yen),
            _ => format!("{}（{}）", self.amount(yen), MoneyUnit::Yen.exact_with_unit(yen)),
        }
    }

    fn grade(&self, grade: Option<GradeId>) -> String {
        grade.map_or_else(|| UNGRADED.to_owned(), |grade| grade_name(self.plan, grade))
    }

    pub(super) fn records(&self) -> impl DoubleEndedIterator<Item = &'a YearRecord> {
        self.assessment.earlier.iter().chain([&self.assessment.record]).map(AsRef::as_ref)
    }

    fn opinion_said(&self, opinion: &Opinion) -> Fact {
        text_fact(About::Opinion(self.plan.opinion_number(opinion.id)), &opinion.text)
    }

    fn opinions(&self, council: &CouncilResult) -> Vec<Fact> {
        council.opinions.iter().map(|opinion| self.opinion_said(opinion)).collect()
    }

    fn opinion(&self, id: OpinionId) -> Option<Trace> {
        let own = |record: &'a YearRecord| -> Option<&'a Opinion> {
            let opinions = record.initiatives.values().filter_map(|initiative| initiative.council.as_ref());
            opinions.flat_map(|council| &council.opinions).find(|opinion| opinion.id == id)
        };
        // The answer may have come in any later year.
        let mut asked = self.records().flat_map(|record| record.last_opinions.values().flatten());
        let answered = asked.rfind(|opinion| opinion.id == id && !opinion.responses.is_empty());
        let opinion = answered.or_else(|| self.records().find_map(own))?;
        let answers = opinion.responses.iter().map(|(by, text)| text_fact(About::Answer(by.clone()), text));
        let facts = std::iter::once(self.opinion_said(opinion)).chain(answers).collect();
        let rule = opinion.responses.is_empty().then(|| "この意見への対応は、まだ記入されていません。".to_owned());
        Some(Trace { title: format!("審議会意見 {}", self.plan.opinion_number(id)), value: None, rule, facts })
    }

    fn action(&self, action: &ActionItem, asked: OnAction) -> Trace {
        let id = action.id;
        let title = |what: &str| self.title(&format!("{} {}{what}", action.printed, action.name));
        let record = self.record.actions.get(&id);
        let assessed = self.assessment.actions.get(&id);
        let rows = || record.into_iter().flat_map(|record| &record.contributions);
        let of_rows = |wanted: &dyn Fn(Field) -> bool| -> Vec<Fact> {
            rows().flat_map(|row| self.row(id, row, wanted)).collect()
        };
        match asked {
            OnAction::Effects(wanted) => {
                let narrowed = self.narrowed(wanted);
                let value = match assessed.and_then(|assessed| assessed.effect) {
                    Some(total) if narrowed.is_empty() => self.amount(total),
                    _ => self.counted_sum(record, wanted).map_or_else(|| "―".to_owned(), |sum| self.amount(sum)),
                };
                let rule = match action.repeats {
                    Some(original) => format!("再掲のため、効果額は{}で計上しています。", self.plan.number(original)),
                    None => effects::counting_legend(self.plan),
                };
                let facts = self.effects(self.record, |other| other == id, wanted);
                Trace { title: title(&format!("の効果額{narrowed}")), value: Some(value), rule: Some(rule), facts }
            }
            OnAction::Costs(wanted) => {
                let compared = self.assessment.costs.as_ref().and_then(|costs| costs.by_action.get(&id));
                self.costs(|name| title(&format!("の{name}")), wanted, compared, |other| other == id)
            }
            OnAction::Grade => {
                let value = self.grade(assessed.and_then(|assessed| assessed.grade));
                let rule = self.grade_basis(action);
                Trace { title: title("の進捗区分"), value: Some(value), rule, facts: self.grade_in_force(action) }
            }
            OnAction::Indicators(number) => self.indicators(action, number, title("の指標")),
            OnAction::Grader(at) => self.graded(at, &[action.id.into()], title(&self.by_body(at))),
            OnAction::Field(field) => {
                // 工程 of a year that the plan divides are those of its parts.
                let of_parts = field == Field::ActualStage && !self.plan.schedule_by.is_whole();
                let facts = of_rows(&|at| at == field || of_parts && at.part().is_some());
                Trace { title: title(&format!("の{}", field.label())), value: None, rule: None, facts }
            }
            OnAction::Everything => {
                let mut facts = self.grade_in_force(action);
                facts.extend(self.beside_the_grade(action));
                Trace { title: title(""), value: None, rule: None, facts }
            }
        }
    }

    /// Everything that the rows on an item say, but for the lead's grade, which stands with the grade in force.
    fn beside_the_grade(&self, action: &ActionItem) -> Vec<Fact> {
        let rows = self.record.actions.get(&action.id).into_iter().flat_map(|record| &record.contributions);
        let wanted = |row: &Contribution, field: Field| field != Field::Grade || !row.is_lead();
        rows.flat_map(|row| self.row(action.id, row, &|field| wanted(row, field))).collect()
    }

    /// The grade in force first, then what it replaced.
    fn grade_in_force(&self, action: &ActionItem) -> Vec<Fact> {
        let Some(decision) = self.record.actions.get(&action.id).and_then(|record| record.grade.as_ref()) else {
            return Vec::new();
        };
        let id = action.id;
        match &decision.overridden {
            Some(Override { before, reason }) => {
                let office = self.plan.words.office.clone();
                let set =
                    self.grade_fact(About::SetByOffice(self.plan.number(id), office, reason.clone()), &decision.value);
                let before =
                    before.iter().map(|before| self.grade_fact(About::BeforeOffice(self.plan.number(id)), before));
                std::iter::once(set).chain(before).collect()
            }
            None => self.grade_of_basis(action, &decision.value),
        }
    }

    /// The grade and the cells from which it follows.
    fn grade_of_basis(&self, action: &ActionItem, grade: &Sourced<GradeId>) -> Vec<Fact> {
        let number = self.plan.number(action.id);
        let Some(record) = self.record.actions.get(&action.id) else { return Vec::new() };
        match &record.basis {
            GradeBasis::Stated => vec![self.grade_fact(About::Counted(None, number, self.called(Field::Grade)), grade)],
            GradeBasis::Ended(year) => {
                vec![self.grade_fact(About::Counted(Some(*year), number, self.called(Field::Grade)), grade)]
            }
            GradeBasis::Computed(computed) => {
                let item = self.plan.action(action.repeats.unwrap_or(action.id)).map_or(action, |(_, item)| item);
                let cells = computed.rates.iter().filter_map(|(at, rate)| {
                    let typed = record.indicator(*at)?;
                    let indicator = item.indicators.iter().find(|indicator| indicator.id.number == *at)?;
                    let value = self.printed(&FieldValue::Number(typed.clone()));
                    Some(Fact {
                        about: About::Indicator(self.assessment.year, number.clone(), *at, indicator.name.clone()),
                        value: format!("{value}{}（率 {rate}%）", indicator.unit),
                        origin: typed.origin.clone(),
                    })
                });
                let mut fact = self.grade_fact(About::Computed(number.clone()), grade);
                fact.value = format!("{}（率 {}%）", fact.value, computed.rate);
                std::iter::once(fact).chain(cells).collect()
            }
        }
    }

    /// How a grade came about, in a sentence; `None` where its department chose it.
    fn grade_basis(&self, action: &ActionItem) -> Option<String> {
        if let Some(original) = action.repeats {
            return Some(format!("再掲のため、{}の区分を用いています。", self.plan.number(original)));
        }
        let record = self.record.actions.get(&action.id)?;
        if record.grade.as_ref().is_some_and(|grade| grade.overridden.is_some()) {
            return None;
        }
        match &record.basis {
            GradeBasis::Stated => None,
            GradeBasis::Ended(year) => Some(format!("{year}に完了し、そのときの区分を引き継いでいます。")),
            GradeBasis::Computed(_) => {
                let period = record.lead().map_or_else(|| self.plan.settings.periods.last(), |row| row.period);
                grade_rule::computed_legend(self.plan, (self.assessment.year, period))
            }
        }
    }

    fn grade_fact(&self, about: About, grade: &Sourced<GradeId>) -> Fact {
        Fact { about, value: grade_name(self.plan, grade.value), origin: grade.origin.clone() }
    }

    pub(super) fn called(&self, field: Field) -> String {
        super::name_of(field, self.plan)
    }

    /// The public fields of a row that are wanted, in the order of the columns.
    fn row(&self, action: ActionId, row: &Contribution, wanted: &dyn Fn(Field) -> bool) -> Vec<Fact> {
        // What is not public is left out: a trace may be pasted into a public answer.
        let is_public = |field: Field| self.plan.readers_of(field) == Audience::Public;
        let public = row.entry.iter().filter(|(field, _)| is_public(*field) && wanted(*field));
        let fact = |(field, value): (Field, &FieldValue)| Fact {
            about: About::Row {
                action: self.plan.number(action),
                field,
                called: self.called(field),
                standing: row.standing,
                department: row.department.clone(),
                period: row.period,
            },
            value: self.printed(value),
            origin: value.origin().clone(),
        };
        public.map(fact).collect()
    }

    /// A value as people write it.
    pub(super) fn printed(&self, value: &FieldValue) -> String {
        let none = || "―".to_owned();
        match value {
            FieldValue::Text(text) => text.value.clone(),
            FieldValue::Grade(grade) => grade_name(self.plan, grade.value),
            FieldValue::Stages(stages) => stages.value.iter().map(|stage| stage.label()).collect::<Vec<_>>().join("・"),
            FieldValue::Money(amount) => amount.value.value().map_or_else(none, |yen| self.typed(yen)),
            FieldValue::Number(amount) => {
                amount.value.value().map_or_else(none, |value| grouped_decimal(value.normalize()))
            }
        }
    }

    /// The results of an item's indicators, or of one of them, over the years.
    fn indicators(&self, action: &ActionItem, number: Option<u8>, title: String) -> Trace {
        let wanted = |at: u8| number.is_none_or(|number| number == at);
        let mut facts = Vec::new();
        for record in self.records() {
            let Some(merged) = record.actions.get(&action.id) else { continue };
            for (at, amount) in merged.indicators().filter(|(at, _)| wanted(*at)) {
                let indicator = action.indicators.iter().find(|indicator| indicator.id.number == at);
                let name = indicator.map(|indicator| indicator.name.clone()).unwrap_or_default();
                let unit = indicator.map(|indicator| indicator.unit.as_str()).unwrap_or_default();
                let value = self.printed(&FieldValue::Number(amount.clone()));
                facts.push(Fact {
                    about: About::Indicator(record.year, action.printed.clone(), at, name),
                    value: format!("{value}{unit}"),
                    origin: amount.origin.clone(),
                });
            }
        }
        let assessed = self.assessment.actions.get(&action.id);
        let reached: Vec<String> = assessed
            .iter()
            .flat_map(|assessed| &assessed.indicators)
            .filter(|(at, _)| wanted(**at))
            .map(|(at, indicator)| {
                let percent = indicator.achievement.map_or_else(|| "―".to_owned(), |percent| format!("{percent}%"));
                format!("指標{at} 達成率{percent}")
            })
            .collect();
        let value = (!reached.is_empty()).then(|| reached.join("、"));
        Trace { title, value, rule: Some(indicators::ACHIEVEMENT_LEGEND.to_owned()), facts }
    }

    fn initiative(&self, initiative: &Initiative, asked: OnInitiative) -> Trace {
        let no = initiative.no;
        let title = |what: &str| self.title(&format!("取組項目{} {}{what}", initiative.printed, initiative.name));
        let assessed = self.assessment.initiatives.get(&no);
        match asked {
            OnInitiative::Effects(wanted) => Trace {
                title: title(&format!("の効果額{}", self.narrowed(wanted))),
                value: assessed.map(|assessed| self.sum(&assessed.effects, wanted)),
                rule: Some(effects::counting_legend(self.plan)),
                facts: self.effects(self.record, |id| id.initiative == no, wanted),
            },
            OnInitiative::Costs(wanted) => {
                let compared = self.assessment.costs.as_ref().and_then(|costs| match wanted.cumulative {
                    true => costs.initiatives_over_years.get(&no),
                    false => costs.by_initiative.get(&no),
                });
                self.costs(|name| title(&format!("の{name}")), wanted, compared, |id| id.initiative == no)
            }
            OnInitiative::Grader(at) => {
                let title = title(&self.by_body(at));
                let items = self.plan.graders().get(at).map(|grader| grader.items(initiative)).unwrap_or_default();
                self.graded(at, &items, title)
            }
            OnInitiative::Council => {
                let council = self.record.initiatives.get(&no).and_then(|record| record.council.as_ref());
                let given = assessed.and_then(|assessed| assessed.council.as_ref());
                let rule = match self.plan.settings.rating {
                    Rating::Points { .. } => {
                        "評点は委員の平均で、小数第2位を四捨五入しています。各委員の評点は統合記録にあります。"
                    }
                    Rating::Letters(_) => "評価は、それぞれを付けた委員の数です。各委員の評価は統合記録にあります。",
                };
                Trace {
                    title: title("の審議会の評価"),
                    value: given.and_then(|given| self.rating(given)),
                    rule: Some(rule.to_owned()),
                    facts: council.map(|council| self.opinions(council)).unwrap_or_default(),
                }
            }
            OnInitiative::Grade | OnInitiative::Everything => {
                let set = self.record.initiatives.get(&no).and_then(|record| record.override_grade.as_ref());
                let rule = match set {
                    Some(_) => format!("{}の指定によります。", self.plan.words.office),
                    None => grade_rule::legend(&self.plan.grades),
                };
                let mut facts: Vec<Fact> = Vec::new();
                if let Some(set) = set {
                    let reason = set.overridden.as_ref().map(|set| set.reason.clone()).unwrap_or_default();
                    let office = self.plan.words.office.clone();
                    facts.push(self.grade_fact(
                        About::InitiativeSetByOffice(self.plan.initiative_number(no), office, reason),
                        &set.value,
                    ));
                }
                facts.extend(initiative.actions.iter().flat_map(|action| self.grade_in_force(action)));
                if asked == OnInitiative::Everything {
                    facts.extend(initiative.actions.iter().flat_map(|action| self.beside_the_grade(action)));
                }
                let value = Some(self.grade(assessed.and_then(|assessed| assessed.grade)));
                Trace { title: title("の進捗区分"), value, rule: Some(rule.to_owned()), facts }
            }
        }
    }

    /// A figure of the year, or of a part of the plan in the year.
    fn year(&self, part: Option<&Part>, asked: OnYear) -> Trace {
        let within = part.map(|part| counts::of(self.plan, self.record, self.within(part, self.assessment.year)));
        let counts = within.as_ref().unwrap_or(&self.assessment.action_counts);
        let of = part.map_or_else(String::new, |part| format!("{}の", part.label(self.plan)));
        match asked {
            OnYear::Effects(wanted) => self.year_effects(part, wanted),
            OnYear::Costs(wanted) => {
                let compared = self.assessment.costs.as_ref().map(|costs| match wanted.cumulative {
                    true => costs.cumulative.clone(),
                    false => costs.of(self.assessment.year),
                });
                self.costs(|name| self.title(name), wanted, compared.as_ref(), |_| true)
            }
            OnYear::Council => {
                let initiatives = self.record.initiatives.iter().filter(|(no, _)| self.council_speaks_of(part, **no));
                let councils = initiatives.filter_map(|(_, record)| record.council.as_ref());
                let facts = councils.flat_map(|council| self.opinions(council)).collect();
                let all = self.assessment.council.as_ref().filter(|_| !self.plan.settings.rating.letters().is_empty());
                let value = all.filter(|_| part.is_none()).and_then(|all| self.rating(&all.given));
                let rule = value.is_some().then(|| council::COUNTS_LEGEND.to_owned());
                Trace { title: self.title(&format!("{of}審議会の評価")), value, rule, facts }
            }
            OnYear::Rate => {
                let value = counts.on_track_percent().map_or_else(
                    || "―".to_owned(),
                    |percent| format!("{percent}%（{}件／{}件）", counts.on_track, counts.rated),
                );
                let is_rated = |grade| self.plan.grades.get(grade).is_some_and(|grade| grade.points.is_some());
                Trace {
                    title: self.title(&format!("{of}{}の割合", self.plan.grades.on_track_phrase())),
                    value: Some(value),
                    rule: Some(counts::rate_legend(self.plan)),
                    facts: self.counted(part, |grade| grade.is_some_and(is_rated)),
                }
            }
            OnYear::Ungraded => self.ungraded(part, &of, counts),
            OnYear::GradeCount(grade) => {
                let name = self.plan.grades.get(grade).map(|grade| grade.name.as_str()).unwrap_or_default();
                Trace {
                    title: self.title(&format!("{of}「{name}」の件数")),
                    value: Some(format!("{}件", counts.by_grade.get(&grade).copied().unwrap_or(0))),
                    rule: None,
                    facts: self.counted(part, |held| held == Some(grade)),
                }
            }
            OnYear::Counts => Trace {
                title: self.title(&format!("{of}実践項目の進捗区分")),
                value: Some(counts.listing()),
                rule: Some(counts::rate_legend(self.plan)),
                facts: self.counted(part, |_| true),
            },
        }
    }

    /// Whether an initiative belongs to a part of which the council speaks.
    fn council_speaks_of(&self, part: Option<&Part>, no: InitiativeNo) -> bool {
        self.plan.initiative(no).is_some_and(|initiative| match part {
            None => true,
            Some(Part::Group(group)) => self.plan.is_in(initiative, *group),
            Some(Part::Theme(theme)) => initiative.themes.contains(theme),
            Some(Part::Bureau(_) | Part::Department(_)) => false,
        })
    }

    /// The action items of a part of the plan in a year.
    fn within(&self, part: &Part, year: FiscalYear) -> impl Iterator<Item = (&'a Initiative, &'a ActionItem)> {
        self.plan.actions().filter(move |item| part.holds(self.plan, year, *item))
    }

    /// The items that count: those listed again are left out.
    fn items(&self, part: Option<&Part>) -> impl Iterator<Item = (&'a ActionItem, Option<GradeId>)> {
        let (plan, assessed) = (self.plan, &self.assessment.actions);
        let is_within = move |item| part.is_none_or(|part| part.holds(plan, self.assessment.year, item));
        let items = plan.actions().filter(move |item| is_within(*item)).map(|(_, action)| action);
        let items = items.filter(|action| action.repeats.is_none());
        items.map(|action| (action, assessed.get(&action.id).and_then(|assessed| assessed.grade)))
    }

    fn ungraded(&self, part: Option<&Part>, of: &str, counts: &GradeCounts) -> Trace {
        let ids: Vec<String> =
            self.items(part).filter(|(_, grade)| grade.is_none()).map(|(action, _)| action.printed.clone()).collect();
        let rule = (!ids.is_empty()).then(|| format!("区分のない実践項目：{}。", ids.join("、")));
        let value = Some(format!("{}件", counts.ungraded));
        Trace { title: self.title(&format!("{of}区分なしの件数")), value, rule, facts: Vec::new() }
    }

    /// The grade cells of the items that count and whose grade is wanted.
    fn counted(&self, part: Option<&Part>, wanted: impl Fn(Option<GradeId>) -> bool) -> Vec<Fact> {
        let wanted = self.items(part).filter(|(_, grade)| wanted(*grade));
        wanted.flat_map(|(action, _)| self.grade_in_force(action).into_iter().take(1)).collect()
    }

    fn narrowed(&self, wanted: Effects) -> String {
        let words = wanted.words(&self.plan.settings.effects);
        if words.is_empty() { words } else { format!("（{words}）") }
    }

    fn year_effects(&self, part: Option<&Part>, wanted: Effects) -> Trace {
        let narrowed = self.narrowed(wanted);
        if let Some(part) = part {
            return self.effects_within(part, wanted, &narrowed);
        }
        if wanted.cumulative {
            return Trace {
                title: self.title(&format!("効果額の累計{narrowed}")),
                value: Some(self.sum(&self.assessment.effects_cumulative, wanted)),
                rule: Some(effects::CUMULATIVE_LEGEND.to_owned()),
                facts: self.records().flat_map(|record| self.effects(record, |_| true, wanted)).collect(),
            };
        }
        Trace {
            title: self.title(&format!("効果額{narrowed}")),
            value: Some(self.sum(&self.assessment.effects, wanted)),
            rule: Some(effects::counting_legend(self.plan)),
            facts: self.effects(self.record, |_| true, wanted),
        }
    }

    /// The effects of a part of the plan, of the year or of all years.
    fn effects_within(&self, part: &Part, wanted: Effects, narrowed: &str) -> Trace {
        let records: Vec<&YearRecord> = if wanted.cumulative { self.records().collect() } else { vec![self.record] };
        let mut sum = EffectSummary::default();
        let mut facts = Vec::new();
        for record in records {
            let items: Vec<&ActionItem> = self.within(part, record.year).map(|(_, action)| action).collect();
            sum.add(&effects::of_actions(record, items.iter().copied()));
            facts.extend(self.effects(record, |id| items.iter().any(|action| action.id == id), wanted));
        }
        let (over, rule) = match wanted.cumulative {
            true => ("の累計", effects::CUMULATIVE_LEGEND.to_owned()),
            false => ("", effects::counting_legend(self.plan)),
        };
        Trace {
            title: self.title(&format!("{}の効果額{over}{narrowed}", part.label(self.plan))),
            value: Some(self.sum(&sum, wanted)),
            rule: Some(rule),
            facts,
        }
    }

    fn sum(&self, summary: &EffectSummary, wanted: Effects) -> String {
        self.amount(summary.sums.iter().filter(|(effect, _)| wanted.include(**effect)).map(|(_, yen)| *yen).sum())
    }

    /// The sum of an item's amounts; `None` where none was given.
    fn counted_sum(&self, record: Option<&ActionRecord>, wanted: Effects) -> Option<Yen> {
        let amounts = record.into_iter().flat_map(|record| record.effects());
        let amounts = amounts.filter(|(effect, _)| wanted.include(*effect));
        let amounts: Vec<Yen> = amounts.filter_map(|(_, amount)| amount.value.value()).collect();
        (!amounts.is_empty()).then(|| amounts.into_iter().sum())
    }

    /// The amounts that count, in the order of the plan.
    fn effects(&self, record: &YearRecord, wanted: impl Fn(ActionId) -> bool, which: Effects) -> Vec<Fact> {
        let year = (record.year != self.assessment.year).then_some(record.year);
        let mut facts = Vec::new();
        for merged in record.actions.values().filter(|merged| wanted(merged.id)) {
            let rows = merged.lead().filter(|_| merged.repeats.is_none());
            for (field, value) in rows.into_iter().flat_map(|row| row.entry.iter()) {
                let FieldValue::Money(amount) = value else { continue };
                if field.effect().is_some_and(|effect| which.include(effect))
                    && let Amount::Value(yen) = amount.value
                {
                    let about = About::Counted(year, self.plan.number(merged.id), self.called(field));
                    facts.push(Fact { about, value: self.typed(yen), origin: amount.origin.clone() });
                }
            }
        }
        facts
    }
}

impl Tracer<'_> {
    /// `の経営会議の評価`.
    fn by_body(&self, at: usize) -> String {
        let body = self.plan.graders().get(at).map(|grader| grader.body.as_str()).unwrap_or_default();
        format!("の{body}の評価")
    }

    /// What a body gave some items.
    fn graded(&self, at: usize, items: &[RatedItem], title: String) -> Trace {
        let mut facts = Vec::new();
        let grader = self.plan.graders().get(at);
        for item in items {
            let Some((grader, grading)) = grader.zip(self.record.gradings.get(&(at, *item))) else { continue };
            let (number, _) = self.plan.rated_name(*item);
            let value = grader.grade(self.plan, grading.grade.value).map(Grade::label).unwrap_or_default();
            let about = About::GradedBy(number.clone(), grader.body.clone());
            facts.push(Fact { about, value, origin: grading.grade.origin.clone() });
            let reason = grading.reason.as_ref();
            facts.extend(reason.map(|text| text_fact(About::ReasonOf(number, grader.body.clone()), text)));
        }
        let value = match items {
            [_] => facts.first().map(|fact| fact.value.clone()),
            _ => None,
        };
        Trace { title, value, rule: None, facts }
    }

    /// `4.2点（10人）`, `A 5、B 2（7人）`; nothing where nobody rated.
    fn rating(&self, given: &Tally) -> Option<String> {
        let letters = self.plan.settings.rating.letters();
        let count = |letter: &Grade| given.counts().find(|(id, _)| *id == letter.id).map_or(0, |(_, count)| count);
        let counts = letters.iter().map(|letter| format!("{} {}", letter.sign(), count(letter)));
        let text = match letters.is_empty() {
            true => format!("{}点", given.mean()?),
            false => counts.collect::<Vec<_>>().join("、"),
        };
        (given.raters() > 0).then(|| format!("{text}（{}人）", given.raters()))
    }
}

fn text_fact(about: About, text: &Sourced<String>) -> Fact {
    Fact { about, value: text.value.clone(), origin: text.origin.clone() }
}
