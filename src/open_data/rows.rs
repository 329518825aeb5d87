//! Assessment → tables: what of a year and of the years before it is public, one value a cell.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::data_set::{DataSet, Table, Value};
use super::ids;
use super::shape;
use crate::assess::assessment::Assessment;
use crate::assess::indicators::{Verdict, verdict};
use crate::assess::{grade_by_rule, initiative_grade};
use crate::contract::{Audience, Field, Paper};
use crate::merge::attribution::Team;
use crate::merge::record::{ActionRecord, Contribution, Decision, Opinion, Standing, YearRecord};
use crate::merge::tally::Tally;
use crate::plan::{ActionItem, Initiative, Plan};
use crate::vocabulary::{
    Amount, DepartmentId, FiscalYear, GradeId, InitiativeNo, RatedItem, Stage, Yen, japanese_date,
};

/// The fields of text that are published.
pub(super) fn text_fields(plan: &Plan) -> impl Iterator<Item = Field> {
    Field::texts_in(Paper::Data).filter(|field| plan.readers_of(*field) == Audience::Public)
}

/// The public part of an assessment as tables; `date` is the day that its papers state.
pub fn tables(assessment: &Assessment, date: Date) -> DataSet {
    let source = Source { assessment, plan: &assessment.plan, date };
    let mut tables = vec![
        source.years(),
        source.grades(),
        source.initiatives(),
        source.ratings(),
        source.themes(),
        source.goals(),
        source.actions(),
        source.decisions(),
        source.further_grades(),
        source.stages(),
        source.planned_stages(),
        source.actual_stages(),
        source.departments(),
        source.results(),
        source.indicators(),
        source.effects(),
        source.planned_effects(),
        source.original_effects(),
        source.original_targets(),
    ];
    if let Some(costs) = assessment.plan.costs() {
        tables.extend([super::costs::actual(assessment, costs), super::costs::planned(&assessment.plan, costs)]);
    }
    tables.extend([source.opinions(), source.highlights()]);
    tables.retain(|table| !(table.shape.may_be_absent() && table.rows.is_empty()));
    DataSet { tables }
}

/// Paragraphs of a text with their numbers from 1. Joined by line breaks they are the text again.
fn paragraphs(text: &str) -> impl Iterator<Item = (Value, Value)> {
    (1_i64..).zip(text.split('\n')).map(|(number, line)| {
        let line = if line.is_empty() { Value::Blank } else { Value::Text(line.to_owned()) };
        (Value::Integer(number), line)
    })
}

fn unit(department: &DepartmentId) -> [Value; 2] {
    [Value::or_blank(department.bureau(), Value::line), Value::line(department.name())]
}

pub(super) fn yen(amount: Option<Yen>) -> Value {
    Value::or_blank(amount, |yen| Value::Integer(yen.0))
}

pub(super) fn decimal(number: Option<Decimal>) -> Value {
    Value::or_blank(number, Value::Decimal)
}

/// 報告, 該当なし, or blank.
pub(super) fn state<T>(amount: Option<&Amount<T>>) -> Value {
    match amount {
        None | Some(Amount::Blank) => Value::Blank,
        Some(Amount::NotApplicable) => Value::Text(ids::NOT_APPLICABLE.to_owned()),
        Some(Amount::Value(_)) => Value::Text(ids::GIVEN.to_owned()),
    }
}

/// The rows that are public, lead first.
fn public_rows(record: &ActionRecord) -> impl Iterator<Item = &Contribution> {
    record.contributions.iter().filter(|row| row.standing != Standing::Outside)
}

struct Source<'a> {
    assessment: &'a Assessment,
    plan: &'a Plan,
    date: Date,
}

impl<'a> Source<'a> {
    fn code(&self) -> Value {
        Value::line(&self.plan.settings.open_data.code)
    }

    /// The years with input, oldest first.
    fn records(&self) -> impl Iterator<Item = &'a YearRecord> {
        self.assessment.earlier.iter().chain([&self.assessment.record]).map(AsRef::as_ref)
    }

    /// Every action item of every year with input.
    fn action_records(
        &self,
    ) -> impl Iterator<Item = (&'a YearRecord, &'a Initiative, &'a ActionItem, &'a ActionRecord)> {
        let plan: &'a Plan = &self.assessment.plan;
        self.records().flat_map(move |record| {
            plan.actions().filter_map(move |(initiative, action)| {
                Some((record, initiative, action, record.actions.get(&action.id)?))
            })
        })
    }

    fn grade(&self, grade: Option<GradeId>) -> [Value; 2] {
        match grade.and_then(|id| self.plan.grades.get(id)) {
            Some(grade) => [Value::line(&grade.name), Value::line(&grade.mark)],
            None => [Value::Blank, Value::Blank],
        }
    }

    fn grade_name(&self, grade: Option<GradeId>) -> Value {
        let [name, _] = self.grade(grade);
        name
    }

    fn years(&self) -> Table {
        let row = |record: &YearRecord| {
            let year = record.year;
            let published = (year == self.assessment.year).then_some(self.date);
            let effect = self.assessment.effects_by_year.get(&year).map(|summary| summary.total());
            vec![
                self.code(),
                Value::line(&self.plan.city),
                Value::line(&self.plan.short_title),
                Value::integer(year.0),
                Value::line(&year.to_string()),
                Value::Date(year.first_day()),
                Value::line(&japanese_date(year.first_day())),
                Value::Date(year.last_day()),
                Value::line(&japanese_date(year.last_day())),
                Value::or_blank(published, Value::Date),
                Value::or_blank(published, |day| Value::line(&japanese_date(day))),
                Value::line(record.stated.state.label()),
                Value::or_blank(record.stated.settled_on, Value::Date),
                Value::or_blank(record.stated.settled_on, |day| Value::line(&japanese_date(day))),
                Value::integer(record.handed_in.owing),
                Value::integer(record.handed_in.submitted),
                yen(Some(effect.unwrap_or_default())),
            ]
        };
        Table::new(&shape::YEARS, self.records().map(row))
    }

    fn grades(&self) -> Table {
        let row = |grade: &crate::vocabulary::Grade| {
            vec![
                self.code(),
                Value::integer(i64::from(grade.id.0) + 1),
                Value::line(&grade.name),
                Value::line(&grade.mark),
                Value::line(&grade.meaning),
                Value::Flag(grade.points.is_some()),
                Value::Flag(grade.points.is_some() && grade.on_track),
                decimal(grade.from),
                Value::Flag(grade.ends),
            ]
        };
        Table::new(&shape::GRADES, self.plan.grades.grades.iter().map(row))
    }

    fn initiatives(&self) -> Table {
        let row = |record: &YearRecord, initiative: &Initiative| {
            let own = record.initiatives.get(&initiative.no);
            let council = own.and_then(|own| own.council.as_ref());
            let [grade, mark] = self.grade(initiative_grade(self.plan, record, initiative));
            let effects = crate::assess::effects::of_initiative(record, initiative);
            vec![
                self.code(),
                Value::integer(record.year.0),
                Value::line(&ids::initiative(initiative.no)),
                Value::integer(initiative.no.0),
                Value::line(&ids::printed(&initiative.printed)),
                Value::line(&initiative.name),
                Value::line(&initiative.content),
                grade,
                mark,
                decimal(council.and_then(|council| match council.given {
                    Tally::Points { sum, .. } => Some(sum),
                    Tally::Letters(_) => None,
                })),
                Value::or_blank(council, |council| Value::integer(council.given.raters())),
                decimal(council.and_then(|council| council.given.mean())),
                yen((!effects.is_empty()).then(|| effects.total())),
            ]
        };
        let rows = self.records().flat_map(|record| {
            let row = &row;
            let of_year = self.plan.initiatives.iter().filter(|initiative| initiative.is_in(record.year));
            of_year.map(move |initiative| row(record, initiative))
        });
        Table::new(&shape::INITIATIVES, rows)
    }

    fn further_grades(&self) -> Table {
        let mut rows = Vec::new();
        for record in self.records() {
            for ((at, item), grading) in &record.gradings {
                let public = self.plan.graders().get(*at).filter(|grader| grader.readers == Audience::Public);
                let Some((grader, grade)) = public.and_then(|of| Some((of, of.grade(self.plan, grading.grade.value)?)))
                else {
                    continue;
                };
                let target = match item {
                    RatedItem::Initiative(no) => ids::initiative(*no),
                    RatedItem::Action(id) => ids::action(*id),
                };
                let reason = grading.reason.as_ref().map(|reason| reason.value.as_str()).unwrap_or_default();
                rows.extend(paragraphs(reason).map(|(number, text)| {
                    vec![
                        self.code(),
                        Value::integer(record.year.0),
                        Value::integer(*at + 1),
                        Value::line(&grader.body),
                        Value::line(&target),
                        Value::line(grader.level.label()),
                        Value::integer(grade.id.0 + 1),
                        Value::line(&grade.name),
                        Value::line(&grade.mark),
                        number,
                        text,
                    ]
                }));
            }
        }
        Table::new(&shape::FURTHER_GRADES, rows)
    }

    fn ratings(&self) -> Table {
        let scale = &self.plan.settings.rating;
        let rows = self.records().flat_map(|record| {
            let own = record.initiatives.values().filter_map(|own| Some((own.no, own.council.as_ref()?)));
            own.flat_map(move |(no, council)| {
                let letters = (1_i64..).zip(scale.letters()).zip(council.given.counts());
                letters.map(move |((order, letter), (_, count))| {
                    vec![
                        self.code(),
                        Value::integer(record.year.0),
                        Value::line(&ids::initiative(no)),
                        Value::Integer(order),
                        Value::line(letter.sign()),
                        if letter.mark.is_empty() { Value::Blank } else { Value::line(&letter.name) },
                        Value::integer(count),
                    ]
                })
            })
        });
        Table::new(&shape::RATINGS, rows)
    }

    fn themes(&self) -> Table {
        let rows = self.plan.initiatives.iter().flat_map(|initiative| {
            let of = self.plan.themes.iter().filter(|theme| initiative.themes.contains(&theme.id));
            of.map(|theme| {
                vec![
                    self.code(),
                    Value::line(&ids::initiative(initiative.no)),
                    Value::integer(theme.id.0),
                    Value::line(&theme.short),
                    Value::line(&theme.title),
                ]
            })
        });
        Table::new(&shape::INITIATIVE_THEMES, rows)
    }

    fn goals(&self) -> Table {
        let name = |number: u8| self.plan.goals.iter().find(|goal| goal.number == number).map(|goal| &*goal.name);
        let rows = self.plan.initiatives.iter().flat_map(|initiative| {
            initiative.goals.iter().map(move |goal| {
                vec![
                    self.code(),
                    Value::line(&ids::initiative(initiative.no)),
                    Value::integer(*goal),
                    Value::or_blank(name(*goal), Value::line),
                ]
            })
        });
        Table::new(&shape::INITIATIVE_SDGS, rows)
    }

    fn actions(&self) -> Table {
        let rows = self.action_records().map(|(record, initiative, action, merged)| {
            let day = record.year.last_day();
            let lead = Team::on(self.plan, action, day).lead;
            let [bureau, department] = unit(&lead);
            let in_force = merged.grade.as_ref().map(|decision| decision.value.value);
            let [grade, mark] = self.grade(in_force);
            let reported = merged.lead().and_then(|lead| lead.entry.grade()).map(|grade| grade.value);
            let is_set = merged.grade.as_ref().is_some_and(|grade| grade.overridden.is_some());
            let counted = action.repeats.is_none();
            let scale = in_force.and_then(|id| self.plan.grades.get(id)).filter(|_| counted);
            let rated = scale.is_some_and(|grade| grade.points.is_some());
            let effect = crate::assess::effects::of_action(merged);
            vec![
                self.code(),
                Value::integer(record.year.0),
                Value::line(&ids::action(action.id)),
                Value::line(&ids::initiative(initiative.no)),
                Value::integer(initiative.no.0),
                Value::integer(action.id.number),
                Value::line(&ids::printed(&action.printed)),
                Value::line(&action.name),
                Value::or_blank(action.repeats, |id| Value::line(&ids::action(id))),
                bureau,
                department,
                grade,
                mark,
                self.grade_name(reported),
                Value::line(if is_set { ids::CHANGED } else { merged.basis.label() }),
                decimal(merged.basis.computed().filter(|_| !is_set).map(|computed| computed.rate)),
                Value::or_blank(merged.basis.ended(), |year| Value::integer(year.0)),
                Value::Flag(merged.reported),
                Value::Flag(record.stated.awaiting.contains(&action.id)),
                Value::Flag(counted),
                Value::Flag(rated),
                Value::Flag(rated && scale.is_some_and(|grade| grade.on_track)),
                yen((!effect.is_empty()).then(|| effect.total())),
            ]
        });
        Table::new(&shape::ACTIONS, rows)
    }

    /// What the office picked; a pick without words of its own has one row without text.
    fn highlights(&self) -> Table {
        let rows = self.records().flat_map(|record| {
            (1_i64..).zip(&record.highlights).flat_map(move |(place, pick)| {
                let text = pick.text.as_ref().map_or("", |text| text.value.as_str());
                paragraphs(text).map(move |(number, text)| {
                    vec![
                        self.code(),
                        Value::integer(record.year.0),
                        Value::line(&ids::action(pick.action)),
                        Value::Integer(place),
                        number,
                        text,
                    ]
                })
            })
        });
        Table::new(&shape::HIGHLIGHTS, rows)
    }

    fn decisions(&self) -> Table {
        let rows = self.records().flat_map(|record| {
            let of_initiatives = record
                .initiatives
                .values()
                .filter_map(|own| Some((own.no, own.override_grade.as_ref()?)))
                .map(|(no, set)| (ids::initiative(no), ids::INITIATIVE, set, self.by_rule(record, no)));
            let of_actions = record
                .actions
                .values()
                .filter_map(|action| Some((ids::action(action.id), ids::ACTION, action.grade.as_ref()?)))
                .map(|(id, target, set)| {
                    let before = set.overridden.as_ref().and_then(|set| set.before.as_ref()).map(|before| before.value);
                    (id, target, set, before)
                });
            of_initiatives
                .chain(of_actions)
                .flat_map(move |(id, target, decision, before)| self.decision(record, (&id, target), decision, before))
        });
        Table::new(&shape::DECISIONS, rows)
    }

    /// The grade that the plan's rule gives an initiative in a year.
    fn by_rule(&self, record: &YearRecord, no: InitiativeNo) -> Option<GradeId> {
        let initiative = self.plan.initiatives.iter().find(|initiative| initiative.no == no)?;
        grade_by_rule(self.plan, record, initiative)
    }

    /// The paragraphs of the reason for a change of the grade that stood before; none where nothing was changed.
    fn decision(
        &self,
        record: &YearRecord,
        (id, target): (&str, &str),
        decision: &Decision<GradeId>,
        before: Option<GradeId>,
    ) -> Vec<Vec<Value>> {
        let Some(overridden) = &decision.overridden else { return Vec::new() };
        let row = |(number, text)| {
            vec![
                self.code(),
                Value::integer(record.year.0),
                Value::line(id),
                Value::line(target),
                self.grade_name(before),
                self.grade_name(Some(decision.value.value)),
                number,
                text,
            ]
        };
        paragraphs(&overridden.reason).map(row).collect()
    }

    fn stages(&self) -> Table {
        let row = |year: i16, action: &ActionItem, kind: &str, (order, stage): (i64, &Stage)| {
            vec![
                self.code(),
                Value::integer(year),
                Value::line(&ids::action(action.id)),
                Value::line(kind),
                Value::Integer(order),
                Value::line(stage.label()),
            ]
        };
        let planned = self.plan.actions().flat_map(|(_, action)| {
            action.schedule.iter().flat_map(move |(year, planned)| {
                (1..).zip(planned.of_year()).map(move |stage| row(year.0, action, ids::PLANNED, stage))
            })
        });
        let reached = self.action_records().flat_map(|(record, _, action, merged)| {
            let reached = merged.stages(self.plan.schedule_by);
            let rows = (1..).zip(reached.of_year()).map(|stage| row(record.year.0, action, ids::REACHED, stage));
            rows.collect::<Vec<_>>()
        });
        Table::new(&shape::STAGES, planned.chain(reached))
    }

    /// What is planned in the parts of years, where the plan divides them.
    fn planned_stages(&self) -> Table {
        let parts = self.plan.schedule_by.names().len();
        let mut rows = Vec::new();
        for (_, action) in self.plan.actions() {
            for (year, planned) in &action.schedule {
                rows.extend((0..parts).flat_map(|part| self.of_part(*year, action, part, planned.in_part(part))));
            }
        }
        Table::new(&shape::PLANNED_STAGES, rows)
    }

    /// What the leads say was reached in the parts of years.
    fn actual_stages(&self) -> Table {
        let parts = self.plan.schedule_by.names().len();
        let mut rows = Vec::new();
        for (record, _, action, merged) in self.action_records() {
            for (part, stages) in merged.stages_by_part().filter(|(part, _)| *part < parts) {
                rows.extend(self.of_part(record.year, action, part, &stages.value));
            }
        }
        Table::new(&shape::ACTUAL_STAGES, rows)
    }

    /// The stages of a part of a year, counted from 0.
    fn of_part(&self, year: FiscalYear, action: &ActionItem, part: usize, stages: &[Stage]) -> Vec<Vec<Value>> {
        let row = |(order, stage): (i64, &Stage)| {
            vec![
                self.code(),
                Value::integer(year.0),
                Value::line(&ids::action(action.id)),
                Value::line(self.plan.schedule_by.names().get(part).copied().unwrap_or_default()),
                Value::Integer(order),
                Value::line(stage.label()),
            ]
        };
        (1..).zip(stages).map(row).collect()
    }

    /// The departments that reported, in the record's order, then those of the team that did not.
    fn departments(&self) -> Table {
        let rows = self.action_records().flat_map(|(record, _, action, merged)| {
            let team = Team::on(self.plan, action, record.year.last_day());
            let mut units: Vec<(DepartmentId, Standing, Value)> = public_rows(merged)
                .map(|row| (row.department.clone(), row.standing, Value::line(row.period.label())))
                .collect();
            let lead = [(team.lead.clone(), Standing::Lead)];
            for (department, standing) in
                lead.into_iter().chain(team.partners.into_iter().map(|unit| (unit, Standing::Partner)))
            {
                if !units.iter().any(|(known, ..)| *known == department) {
                    units.push((department, standing, Value::Blank));
                }
            }
            (1..).zip(units).map(move |(order, (department, standing, period))| {
                let [bureau, department] = unit(&department);
                vec![
                    self.code(),
                    Value::integer(record.year.0),
                    Value::line(&ids::action(action.id)),
                    Value::Integer(order),
                    bureau,
                    department,
                    Value::line(standing.label()),
                    Value::Flag(period != Value::Blank),
                    period,
                ]
            })
        });
        Table::new(&shape::ACTION_DEPARTMENTS, rows)
    }

    fn results(&self) -> Table {
        let mut rows = Vec::new();
        for (record, _, action, merged) in self.action_records() {
            for (order, contribution) in (1..).zip(public_rows(merged)) {
                let visibility = &self.plan.settings.visibility;
                let texts = text_fields(self.plan)
                    .filter_map(|field| Some((field, contribution.text(field, Audience::Public, visibility)?)));
                for (field, text) in texts {
                    rows.extend(paragraphs(&text.value).map(|(number, text)| {
                        let [bureau, department] = unit(&contribution.department);
                        vec![
                            self.code(),
                            Value::integer(record.year.0),
                            Value::line(&ids::action(action.id)),
                            Value::Integer(order),
                            bureau,
                            department,
                            Value::line(field.key()),
                            Value::line(field.label()),
                            number,
                            text,
                        ]
                    }));
                }
            }
        }
        Table::new(&shape::RESULTS, rows)
    }

    fn indicators(&self) -> Table {
        let mut rows = Vec::new();
        for (_, action) in self.plan.actions() {
            for indicator in &action.indicators {
                for year in self.plan.years() {
                    let record = self.records().find(|record| record.year == year);
                    let typed = record
                        .and_then(|record| record.actions.get(&action.id)?.indicator(indicator.id.number))
                        .map(|typed| typed.value);
                    let result = typed.and_then(Amount::value);
                    let target = indicator.targets.get(&year).copied();
                    let is_due = record.is_some_and(|record| record.has_closed(action.id));
                    let verdict = verdict(indicator.direction, target, result).filter(|_| is_due);
                    rows.push(vec![
                        self.code(),
                        Value::integer(year.0),
                        Value::line(&ids::indicator(indicator.id)),
                        Value::line(&ids::action(action.id)),
                        Value::integer(indicator.id.number),
                        Value::line(&indicator.name),
                        Value::line(&indicator.unit),
                        Value::line(indicator.direction.label()),
                        decimal(indicator.baseline),
                        decimal(target),
                        decimal(result),
                        state(typed.as_ref()),
                        decimal(crate::plan::achievement(indicator.direction, target, result)),
                        Value::line(verdict.map_or("", Verdict::label)),
                    ]);
                }
            }
        }
        Table::new(&shape::INDICATORS, rows)
    }

    fn effects(&self) -> Table {
        let rows = self.action_records().flat_map(|(record, _, action, merged)| {
            let given = merged.effects().filter(|(_, amount)| amount.value != Amount::Blank);
            given.map(move |((kind, term), amount)| {
                vec![
                    self.code(),
                    Value::integer(record.year.0),
                    Value::line(&ids::action(action.id)),
                    Value::line(self.plan.settings.effects.name(kind)),
                    Value::line(term.label()),
                    yen(amount.value.value()),
                    state(Some(&amount.value)),
                ]
            })
        });
        Table::new(&shape::EFFECTS, rows)
    }

    fn planned_effects(&self) -> Table {
        let rows = self.plan.actions().flat_map(|(_, action)| {
            action.planned_effect.iter().map(move |(year, planned)| {
                vec![
                    self.code(),
                    Value::integer(year.0),
                    Value::line(&ids::action(action.id)),
                    Value::Integer(planned.0),
                ]
            })
        });
        Table::new(&shape::PLANNED_EFFECTS, rows)
    }

    /// What the plan expected when it was first adopted, in the order of action items.
    fn original_effects(&self) -> Table {
        let promises = self.assessment.original.iter().flat_map(|original| original.planned());
        let rows = promises.map(|(id, year, planned)| {
            vec![self.code(), Value::integer(year.0), Value::line(&ids::action(id)), Value::Integer(planned.0)]
        });
        Table::new(&shape::ORIGINAL_EFFECTS, rows)
    }

    fn original_targets(&self) -> Table {
        let promises = self.assessment.original.iter().flat_map(|original| original.targets());
        let rows = promises.map(|(id, year, target)| {
            vec![
                self.code(),
                Value::integer(year.0),
                Value::line(&ids::indicator(id)),
                Value::line(&ids::action(id.action)),
                Value::integer(id.number),
                Value::Decimal(target),
            ]
        });
        Table::new(&shape::ORIGINAL_TARGETS, rows)
    }

    /// Those that were answered this year first, then the year's own.
    fn opinions(&self) -> Table {
        let mut rows = Vec::new();
        for record in self.records() {
            let before = record.last_opinions.values().flatten();
            let own = record.initiatives.values().filter_map(|own| own.council.as_ref());
            for opinion in before.chain(own.flat_map(|council| &council.opinions)) {
                rows.extend(self.opinion(record, opinion));
            }
        }
        Table::new(&shape::OPINIONS, rows)
    }

    fn opinion(&self, record: &YearRecord, opinion: &Opinion) -> Vec<Vec<Value>> {
        let responses = (1..).zip(&opinion.responses).map(|(number, (unit, text))| (number, Some(unit), text));
        let texts = [(0, None, &opinion.text)].into_iter().chain(responses);
        let rows = texts.flat_map(|(number, department, text): (i64, Option<&DepartmentId>, _)| {
            paragraphs(&text.value).map(move |(paragraph, text)| {
                let [bureau, department] = department.map_or([Value::Blank, Value::Blank], unit);
                vec![
                    self.code(),
                    Value::integer(record.year.0),
                    Value::line(&ids::opinion(opinion.id)),
                    Value::line(&ids::initiative(opinion.id.initiative)),
                    Value::integer(opinion.id.year.0),
                    Value::integer(opinion.id.number),
                    Value::Integer(number),
                    Value::line(if number == 0 { ids::OPINION } else { ids::RESPONSE }),
                    bureau,
                    department,
                    paragraph,
                    text,
                ]
            })
        });
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::fixture::{assessed, year_one};
    use crate::intake::fixture::form;

    /// A department that wrote on an item for which it is not responsible is no row of it in any table.
    #[test]
    fn an_outsiders_row_is_in_no_table() {
        let tables = |forms| {
            let data = tables(&assessed(forms), Date::constant(2021, 6, 1));
            let rows = data.tables.into_iter().map(|table| (table.shape.file(), format!("{:?}", table.rows)));
            rows.collect::<Vec<_>>()
        };
        let before = tables(year_one());
        let mut forms = year_one();
        let outsider = form("三課", "c.xlsx").row((1, 1), |row| {
            row.result("担当していない課が書いた実績");
        });
        forms.push(outsider.build());
        for (after, before) in tables(forms).into_iter().zip(before) {
            // The departments' table says who has handed in.
            assert!(!after.1.contains("担当していない課"), "{}", after.0);
            if after.0.starts_with("action") {
                assert_eq!(after, before);
            }
        }
    }
}
