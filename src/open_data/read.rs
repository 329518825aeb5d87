//! Published tables → the records of the years, as far as they are public, assessed again with the plan.
//!
//! The plan itself is not in the data: plan.toml is the one master of it, and it holds what is the office's own (forms, limits,
//! contacts). Whether the data belong to the plan is checked as a whole: the tables that the plan and the records read give must
//! be the tables that were read, value by value, sums and rates included.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::codes::{self, wrong};
use super::data_set::{DataSet, Row, Value};
use super::shape::{self, Shape};
use super::{ids, integrity, rows};
use crate::assess::assessment::Assessment;
use crate::assess::crossfoot;
use crate::assess::{self};
use crate::contract::{Entry, Field, FieldKind};
use crate::finding::{Finding, Origin, Sourced};
use crate::merge::grading::{self, GradeBasis};
use crate::merge::ledger::Ledger;
use crate::merge::record::{
    ActionRecord, Contribution, CouncilResult, Decision, Grading, HandedIn, InitiativeRecord, Opinion, Override,
    PickedHighlight, Standing, YearRecord,
};
use crate::merge::statement::{ReportState, ReportStatement};
use crate::merge::tally::Tally;
use crate::plan::costs::STAFF_COST;
use crate::plan::{GradedLevel, Plan};
use crate::vocabulary::{
    ActionId, Amount, DepartmentId, FiscalYear, GradeId, IndicatorId, InitiativeNo, OpinionId, RatedItem, Stage, Yen,
};

/// What to do about data that do not agree with the plan or with themselves.
const REMEDY: &str = "公表したときのデータと plan.toml を、書き換えずに使ってください。";

/// The assessment that the data give, and the day that its papers state. `file` is how findings name the place.
///
/// # Errors
/// Where the data do not belong to the plan or do not agree with themselves.
pub fn assessment(plan: Arc<Plan>, file: &str, data: &DataSet) -> Result<(Assessment, Date), Vec<Finding>> {
    let wording = Arc::clone(&plan);
    assessed(plan, file, data).map_err(|mut findings| {
        wording.wording().put_findings(&mut findings);
        findings
    })
}

fn assessed(plan: Arc<Plan>, file: &str, data: &DataSet) -> Result<(Assessment, Date), Vec<Finding>> {
    let reader = Reader { plan: &plan, file: file.into(), data };
    let (mut records, date) = reader.records().map_err(|finding| vec![*finding])?;
    let Some(record) = records.pop() else { return Err(vec![reader.no_year()]) };
    let (planned, targets) = reader.promises().map_err(|finding| vec![*finding])?;
    let torn = integrity::torn(file, data);
    if !torn.is_empty() {
        return Err(torn);
    }
    let assessment = assess::assess(plan.clone(), record, records).map_err(of_data)?;
    let assessment = assessment.with_promises(planned, targets);
    let again = rows::tables(&assessment, date);
    match reader.difference(&again) {
        Some(finding) => Err(vec![finding]),
        None => Ok((assessment, date)),
    }
}

/// Figures of published data that do not add up are a fault of the data, not of the program.
fn of_data(mut findings: Vec<Finding>) -> Vec<Finding> {
    for finding in findings.iter_mut().filter(|finding| finding.code == crossfoot::MISMATCH) {
        finding.remedy = Some(REMEDY.to_owned());
    }
    findings
}

type Read<T> = Result<T, Box<Finding>>;

/// Effects of action items and targets of indicators by year.
type Promises = (Vec<(ActionId, FiscalYear, Yen)>, Vec<(IndicatorId, FiscalYear, Decimal)>);

struct Reader<'a> {
    plan: &'a Plan,
    file: Arc<str>,
    data: &'a DataSet,
}

/// A row with its columns by key.
#[derive(Clone, Copy)]
struct Cells<'a> {
    shape: &'static Shape,
    row: &'a Row,
    reader: &'a Reader<'a>,
}

impl<'a> Cells<'a> {
    fn value(&self, key: &str) -> &'a Value {
        self.row.value(self.shape, key)
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        match self.value(key) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn decimal(&self, key: &str) -> Option<Decimal> {
        match self.value(key) {
            Value::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    fn flag(&self, key: &str) -> bool {
        *self.value(key) == Value::Flag(true)
    }

    fn wrong(&self, key: &str) -> Box<Finding> {
        let column = self.shape.columns.iter().find(|column| column.key == key).map_or(key, |column| column.head);
        let message = format!("{}の「{column}」が計画と合いません。", self.reader.place(self.shape, Some(self.row)));
        Box::new(
            wrong(codes::NOT_IN_PLAN, Origin::file(self.reader.file.clone()), message)
                .found(self.value(key).plain())
                .remedy("データを公表したときの plan.toml を使ってください。"),
        )
    }

    /// The value of a column read by `of`, which knows what the plan has.
    fn of<T>(&self, key: &str, of: impl FnOnce(&'a str) -> Option<T>) -> Read<T> {
        self.text(key).and_then(of).ok_or_else(|| self.wrong(key))
    }

    fn number<T: TryFrom<i64>>(&self, key: &str) -> Read<T> {
        match self.value(key) {
            Value::Integer(number) => T::try_from(*number).map_err(|_| self.wrong(key)),
            _ => Err(self.wrong(key)),
        }
    }

    fn year(&self) -> Read<FiscalYear> {
        self.number("fiscal_year").map(FiscalYear)
    }

    fn grade(&self, key: &str) -> Read<Option<GradeId>> {
        let Some(name) = self.text(key) else { return Ok(None) };
        let grade = self.reader.plan.grades.grades.iter().find(|grade| grade.name == name);
        grade.map(|grade| Some(grade.id)).ok_or_else(|| self.wrong(key))
    }

    fn action(&self) -> Read<ActionId> {
        let known = |id: &ActionId| self.reader.plan.action(*id).is_some();
        self.of("action_id", |text| ids::parse_action(text).filter(known))
    }

    fn initiative(&self) -> Read<InitiativeNo> {
        let known = |no: &InitiativeNo| self.reader.plan.initiative(*no).is_some();
        self.of("initiative_id", |text| ids::parse_initiative(text).filter(known))
    }

    fn department(&self) -> Read<DepartmentId> {
        self.of("department", |name| Some(DepartmentId::new(self.text("bureau"), name)))
    }

    /// An amount: a value, 該当なし, or nothing.
    fn amount<T>(&self, value: Option<T>) -> Amount<T> {
        match (value, self.text("state")) {
            (Some(value), _) => Amount::Value(value),
            (None, Some(ids::NOT_APPLICABLE)) => Amount::NotApplicable,
            (None, _) => Amount::Blank,
        }
    }

    fn paragraph(&self) -> &'a str {
        self.text("text").unwrap_or_default()
    }
}

/// Texts in the making: paragraphs are joined by line breaks.
#[derive(Default)]
struct Texts<K> {
    texts: BTreeMap<K, String>,
}

impl<K: Ord> Texts<K> {
    fn add(&mut self, key: K, paragraph: &str) {
        match self.texts.get_mut(&key) {
            Some(text) => {
                text.push('\n');
                text.push_str(paragraph);
            }
            None => {
                self.texts.insert(key, paragraph.to_owned());
            }
        }
    }
}

impl<'a> Reader<'a> {
    fn rows(&'a self, shape: &'static Shape) -> impl Iterator<Item = Cells<'a>> {
        self.data.rows(shape).iter().map(move |row| Cells { shape, row, reader: self })
    }

    fn here<T>(&self, value: T) -> Sourced<T> {
        Sourced::new(value, Origin::file(self.file.clone()))
    }

    /// `initiatives の12件目`.
    fn place(&self, shape: &Shape, row: Option<&Row>) -> String {
        match row.map(|row| row.place) {
            Some(place) if place > 0 => format!("{} の{place}件目", shape.name),
            _ => shape.name.to_owned(),
        }
    }

    fn no_year(&self) -> Finding {
        wrong(codes::MISSING_TABLE, Origin::file(self.file.clone()), "データに年度がありません。").expected("years")
    }

    fn difference(&self, again: &DataSet) -> Option<Finding> {
        let difference = self.data.difference(again)?;
        let at = |row: Option<&Row>| {
            let position = difference.shape.columns.iter().position(|column| Some(column) == difference.column);
            match (row, position) {
                (None, _) => "行なし".to_owned(),
                (Some(row), Some(position)) => row.values.get(position).map_or(String::new(), Value::plain),
                (Some(row), None) => row.values.iter().map(Value::plain).collect::<Vec<_>>().join("、"),
            }
        };
        let column = difference.column.map_or(String::new(), |column| format!("の「{}」", column.head));
        let place = self.place(difference.shape, difference.row);
        Some(
            wrong(
                codes::DIFFERS,
                Origin::file(self.file.clone()),
                format!("データが計画又はデータの中の他の値と合いません：{place}{column}。"),
            )
            .found(at(difference.row))
            .expected(at(difference.other))
            .remedy(REMEDY),
        )
    }

    /// The records, oldest first, and the day of publication.
    fn records(&'a self) -> Read<(Vec<Arc<YearRecord>>, Date)> {
        let mut records: BTreeMap<FiscalYear, YearRecord> = BTreeMap::new();
        let mut published = None;
        for row in self.rows(&shape::YEARS) {
            let year = row.year()?;
            let handed_in =
                HandedIn { owing: row.number("departments_owing")?, submitted: row.number("departments_submitted")? };
            let mut record = self.empty(year, handed_in);
            record.stated.state = row.of("state", ReportState::parse)?;
            if let Value::Date(date) = row.value("published_on") {
                published = Some(*date);
                record.stated.date = Some(*date);
            }
            if let Value::Date(date) = row.value("settled_on") {
                record.stated.settled_on = Some(*date);
            }
            records.insert(year, record);
        }
        let date = published.ok_or_else(|| Box::new(self.no_year()))?;
        self.grades(&mut records)?;
        self.contributions(&mut records)?;
        self.bases(&mut records);
        self.councils(&mut records)?;
        self.opinions(&mut records)?;
        self.further_grades(&mut records)?;
        self.highlights(&mut records)?;
        Ok((records.into_values().map(Arc::new).collect(), date))
    }

    /// What the plan promised when it was first adopted: effects and targets. Of action items that it no longer has, too.
    fn promises(&'a self) -> Read<Promises> {
        let id = |row: &Cells<'a>| row.of("action_id", ids::parse_action);
        let mut promises = Promises::default();
        for row in self.rows(&shape::ORIGINAL_EFFECTS) {
            promises.0.push((id(&row)?, row.year()?, Yen(row.number("planned_yen")?)));
        }
        for row in self.rows(&shape::ORIGINAL_TARGETS) {
            let indicator = IndicatorId { action: id(&row)?, number: row.number("indicator_no")? };
            let target = row.decimal("target").ok_or_else(|| row.wrong("target"))?;
            promises.1.push((indicator, row.year()?, target));
        }
        Ok(promises)
    }

    /// A year in which nothing was handed in.
    fn empty(&self, year: FiscalYear, handed_in: HandedIn) -> YearRecord {
        let action = |(_, action): (&_, &crate::plan::ActionItem)| {
            let record = ActionRecord {
                id: action.id,
                repeats: action.repeats,
                grade: None,
                basis: GradeBasis::default(),
                contributions: Vec::new(),
                reported: false,
            };
            (action.id, record)
        };
        let initiative = |no| (no, InitiativeRecord { no, override_grade: None, council: None });
        let initiatives = self.plan.initiatives.iter().filter(|initiative| initiative.is_in(year));
        YearRecord {
            year,
            actions: self.plan.actions().filter(|(_, item)| item.is_in(year)).map(action).collect(),
            initiatives: initiatives.map(|of| initiative(of.no)).collect(),
            statuses: Vec::new(),
            handed_in,
            gradings: BTreeMap::new(),
            last_opinions: BTreeMap::new(),
            highlights: Vec::new(),
            internal: Vec::new(),
            stated: ReportStatement::default(),
            unread: Vec::new(),
            ledger: Ledger::default(),
            findings: Vec::new(),
        }
    }

    /// Grades in force, with the reasons of those that were changed.
    fn grades(&'a self, records: &mut BTreeMap<FiscalYear, YearRecord>) -> Read<()> {
        let mut reasons: Texts<(FiscalYear, &str)> = Texts { texts: BTreeMap::new() };
        for row in self.rows(&shape::DECISIONS) {
            reasons.add((row.year()?, row.of("target_id", Some)?), row.paragraph());
        }
        for row in self.rows(&shape::ACTIONS) {
            let (year, id) = (row.year()?, row.action()?);
            let grade = row.grade("grade")?;
            let of_year = records.get_mut(&year).ok_or_else(|| row.wrong("fiscal_year"))?;
            if row.flag("awaits_accounts") {
                of_year.stated.awaiting.insert(id);
            }
            let record = of_year.actions.get_mut(&id).ok_or_else(|| row.wrong("action_id"))?;
            record.reported = row.flag("reported");
            record.grade = grade.map(|grade| Decision { value: self.here(grade), overridden: None });
        }
        for row in self.rows(&shape::DECISIONS) {
            let (year, id) = (row.year()?, row.of("target_id", Some)?);
            let Some(reason) = reasons.texts.remove(&(year, id)) else { continue };
            let grade = row.grade("grade")?.ok_or_else(|| row.wrong("grade"))?;
            let before = row.grade("grade_before")?.map(|grade| self.here(grade));
            let decision = Some(Decision { value: self.here(grade), overridden: Some(Override { before, reason }) });
            let record = records.get_mut(&year).ok_or_else(|| row.wrong("fiscal_year"))?;
            let action = ids::parse_action(id).and_then(|id| record.actions.get_mut(&id));
            let initiative = ids::parse_initiative(id).and_then(|no| record.initiatives.get_mut(&no));
            match (action, initiative) {
                (Some(action), _) => action.grade = decision,
                (None, Some(initiative)) => initiative.override_grade = decision,
                (None, None) => return Err(row.wrong("target_id")),
            }
        }
        Ok(())
    }

    /// The rows of the departments that reported.
    fn contributions(&'a self, records: &mut BTreeMap<FiscalYear, YearRecord>) -> Read<()> {
        let mut entries = self.leads()?;
        let mut texts: Texts<(FiscalYear, ActionId, i64, Field)> = Texts { texts: BTreeMap::new() };
        for row in self.rows(&shape::RESULTS) {
            let published = |key: &str| rows::text_fields(self.plan).find(|field| field.key() == key);
            let key = (row.year()?, row.action()?, row.number("order")?, row.of("item", published)?);
            texts.add(key, row.paragraph());
        }
        let mut by_row: BTreeMap<(FiscalYear, ActionId, i64), Vec<(Field, String)>> = BTreeMap::new();
        for ((year, action, order, field), text) in texts.texts {
            by_row.entry((year, action, order)).or_default().push((field, text));
        }
        for row in self.rows(&shape::ACTION_DEPARTMENTS).filter(|row| row.flag("reported")) {
            let (year, id, order) = (row.year()?, row.action()?, row.number("order")?);
            let standing = [Standing::Lead, Standing::Partner];
            let standing = row.of("role", |role| standing.into_iter().find(|standing| standing.label() == role))?;
            let period = row.of("period", |label| self.plan.settings.periods.from_label(label))?;
            let lead = (standing == Standing::Lead).then(|| entries.remove(&(year, id))).flatten();
            let mut entry = lead.unwrap_or_else(|| Entry::empty(self.here(id)));
            for (field, text) in by_row.remove(&(year, id, order)).unwrap_or_default() {
                entry.set(field, self.here(text));
            }
            let department = row.department()?;
            let record = records.get_mut(&year).and_then(|record| record.actions.get_mut(&id));
            record.ok_or_else(|| row.wrong("fiscal_year"))?.contributions.push(Contribution {
                department,
                standing,
                reported_as: None,
                period,
                entry: Arc::new(entry),
            });
        }
        Ok(())
    }

    /// How the grades came about: the plan says it of what the leads reported, and of items that ended the years before.
    fn bases(&self, records: &mut BTreeMap<FiscalYear, YearRecord>) {
        let mut last: Option<&YearRecord> = None;
        for record in records.values_mut() {
            for (_, action) in self.plan.actions() {
                let of = action.repeats.unwrap_or(action.id);
                let Some((_, original)) = self.plan.action(of) else { continue };
                let lead = record.actions.get(&of).and_then(ActionRecord::lead);
                let lead = lead.map(|lead| (Arc::clone(&lead.entry), lead.period));
                let row = lead.as_ref().map(|(entry, period)| (&**entry, *period));
                let basis = match grading::end_of(self.plan, last, of) {
                    Some(end) => GradeBasis::Ended(end.year),
                    None => grading::basis(self.plan, record.year, original, row),
                };
                if let Some(merged) = record.actions.get_mut(&action.id) {
                    merged.basis = basis;
                }
            }
            last = Some(record);
        }
    }

    /// The leads' grades, stages, effects and results of indicators.
    fn leads(&'a self) -> Read<BTreeMap<(FiscalYear, ActionId), Entry>> {
        let mut entries: BTreeMap<(FiscalYear, ActionId), Entry> = BTreeMap::new();
        let stages = self.stages()?;
        let mut set = |key: (FiscalYear, ActionId), field: Field, value: crate::contract::FieldValue| {
            entries.entry(key).or_insert_with(|| Entry::empty(self.here(key.1))).set(field, value);
        };
        for ((year, action, field), stages) in stages {
            set((year, action), field, self.here(stages).into());
        }
        for row in self.rows(&shape::ACTIONS) {
            if let Some(grade) = row.grade("reported_grade")? {
                set((row.year()?, row.action()?), Field::Grade, self.here(grade).into());
            }
        }
        for row in self.rows(&shape::EFFECTS) {
            let field = Field::ALL.iter().copied().find(|field| {
                field.effect().is_some_and(|(kind, term)| {
                    (Some(self.plan.settings.effects.name(kind)), Some(term.label()))
                        == (row.text("kind"), row.text("term"))
                })
            });
            let yen = match row.value("effect_yen") {
                Value::Integer(yen) => Some(Yen(*yen)),
                _ => None,
            };
            let field = field.ok_or_else(|| row.wrong("kind"))?;
            set((row.year()?, row.action()?), field, self.here(row.amount(yen)).into());
        }
        for row in self.rows(&shape::COSTS).filter(|row| row.text("item") != Some(STAFF_COST)) {
            let costs = self.plan.costs().ok_or_else(|| row.wrong("item"))?;
            let field = row.of("item", |item| super::costs::field(costs, item))?;
            let key = (row.year()?, row.action()?);
            if field == Field::StaffYears {
                set(key, field, self.here(row.amount(row.decimal("staff_years"))).into());
                continue;
            }
            let yen = match row.value("cost_yen") {
                Value::Integer(yen) => Some(Yen(*yen)),
                _ => None,
            };
            set(key, field, self.here(row.amount(yen)).into());
        }
        for row in self.rows(&shape::INDICATORS) {
            let amount = row.amount(row.decimal("result"));
            let number: u8 = row.number("indicator_no")?;
            let field = Field::ALL.iter().copied().find(|field| field.kind() == FieldKind::Indicator(number));
            if amount != Amount::Blank {
                let field = field.ok_or_else(|| row.wrong("indicator_no"))?;
                set((row.year()?, row.action()?), field, self.here(amount).into());
            }
        }
        Ok(entries)
    }

    /// What the leads say was reached, of the parts of a year where they say it of these.
    fn stages(&'a self) -> Read<BTreeMap<(FiscalYear, ActionId, Field), Vec<Stage>>> {
        let mut stages: BTreeMap<(FiscalYear, ActionId, Field), Vec<Stage>> = BTreeMap::new();
        let of = |row: Cells<'a>| row.of("stage", |label| self.plan.settings.stages.from_label(label));
        let mut divided = BTreeSet::new();
        for row in self.rows(&shape::ACTUAL_STAGES) {
            let (year, action) = (row.year()?, row.action()?);
            let part = |name: &str| self.plan.schedule_by.names().iter().position(|part| *part == name);
            let field = row.of("part", |name| Field::of_parts().find(|field| field.part() == part(name)))?;
            divided.insert((year, action));
            stages.entry((year, action, field)).or_default().push(of(row)?);
        }
        for row in self.rows(&shape::STAGES).filter(|row| row.text("kind") == Some(ids::REACHED)) {
            let (year, action) = (row.year()?, row.action()?);
            if !divided.contains(&(year, action)) {
                stages.entry((year, action, Field::ActualStage)).or_default().push(of(row)?);
            }
        }
        Ok(stages)
    }

    /// The council's points, or how many members gave each letter.
    fn councils(&'a self, records: &mut BTreeMap<FiscalYear, YearRecord>) -> Read<()> {
        let scale = &self.plan.settings.rating;
        let mut letters: BTreeMap<(FiscalYear, InitiativeNo), BTreeMap<GradeId, u32>> = BTreeMap::new();
        for row in self.rows(&shape::RATINGS) {
            let order: usize = row.number("rating_order")?;
            let letter = order.checked_sub(1).and_then(|at| scale.letters().get(at));
            let letter = letter.ok_or_else(|| row.wrong("rating_order"))?;
            letters.entry((row.year()?, row.initiative()?)).or_default().insert(letter.id, row.number("raters")?);
        }
        for row in self.rows(&shape::INITIATIVES) {
            let (year, no) = (row.year()?, row.initiative()?);
            let given = match row.decimal("council_points") {
                Some(sum) => Tally::Points { sum, raters: row.number("council_raters")? },
                None => match letters.remove(&(year, no)) {
                    Some(counts) => Tally::Letters(counts),
                    None => continue,
                },
            };
            let record = records.get_mut(&year).and_then(|record| record.initiatives.get_mut(&no));
            let council = CouncilResult { given, opinions: Vec::new() };
            record.ok_or_else(|| row.wrong("fiscal_year"))?.council = Some(council);
        }
        Ok(())
    }

    /// Opinions and answers, in the order of the rows.
    fn opinions(&'a self, records: &mut BTreeMap<FiscalYear, YearRecord>) -> Read<()> {
        let mut order: Vec<(FiscalYear, OpinionId)> = Vec::new();
        let mut texts: Texts<(FiscalYear, OpinionId, i64)> = Texts { texts: BTreeMap::new() };
        let mut answered: BTreeMap<(FiscalYear, OpinionId, i64), DepartmentId> = BTreeMap::new();
        for row in self.rows(&shape::OPINIONS) {
            let id = OpinionId {
                year: FiscalYear(row.number("asked_fiscal_year")?),
                initiative: row.initiative()?,
                number: row.number("opinion_no")?,
            };
            let (year, number) = (row.year()?, row.number("response_no")?);
            texts.add((year, id, number), row.paragraph());
            if order.last() != Some(&(year, id)) {
                order.push((year, id));
            }
            if number > 0 {
                answered.insert((year, id, number), row.department()?);
            }
        }
        for (year, id) in order {
            let of = |number| texts.texts.get(&(year, id, number)).cloned().unwrap_or_default();
            let responses = answered.range((year, id, 1)..=(year, id, i64::MAX));
            let opinion = Opinion {
                id,
                text: self.here(of(0)),
                pinned: false,
                responses: responses.map(|((.., number), unit)| (unit.clone(), self.here(of(*number)))).collect(),
            };
            let Some(record) = records.get_mut(&year) else { continue };
            if id.year == year {
                let own = record.initiatives.get_mut(&id.initiative).and_then(|own| own.council.as_mut());
                own.into_iter().for_each(|council| council.opinions.push(opinion.clone()));
            } else {
                record.last_opinions.entry(id.initiative).or_default().push(opinion);
            }
        }
        Ok(())
    }

    /// Grades of the bodies that grade beside the departments.
    fn further_grades(&'a self, records: &mut BTreeMap<FiscalYear, YearRecord>) -> Read<()> {
        let mut grades: BTreeMap<(FiscalYear, (usize, RatedItem)), GradeId> = BTreeMap::new();
        let mut reasons: Texts<(FiscalYear, (usize, RatedItem))> = Texts { texts: BTreeMap::new() };
        for row in self.rows(&shape::FURTHER_GRADES) {
            let number: usize = row.number("body_no")?;
            let at = number.checked_sub(1).ok_or_else(|| row.wrong("body_no"))?;
            let grader = self.plan.graders().get(at).ok_or_else(|| row.wrong("body_no"))?;
            let item = match grader.level {
                GradedLevel::Initiatives => row.of("target_id", ids::parse_initiative)?.into(),
                GradedLevel::Actions => row.of("target_id", ids::parse_action)?.into(),
            };
            let order: usize = row.number("grade_order")?;
            let grade = order.checked_sub(1).and_then(|order| grader.grades(self.plan).get(order));
            let key = (row.year()?, (at, item));
            grades.insert(key, grade.ok_or_else(|| row.wrong("grade_order"))?.id);
            reasons.add(key, row.paragraph());
        }
        for ((year, key), grade) in grades {
            let Some(record) = records.get_mut(&year) else { continue };
            let reason = reasons.texts.get(&(year, key)).filter(|text| !text.is_empty());
            let reason = reason.map(|text| self.here(text.clone()));
            record.gradings.insert(key, Grading { grade: self.here(grade), reason });
        }
        Ok(())
    }

    fn highlights(&'a self, records: &mut BTreeMap<FiscalYear, YearRecord>) -> Read<()> {
        let mut picks: Texts<(FiscalYear, i64, ActionId)> = Texts { texts: BTreeMap::new() };
        for row in self.rows(&shape::HIGHLIGHTS) {
            picks.add((row.year()?, row.number("place")?, row.action()?), row.paragraph());
        }
        for ((year, _, action), text) in picks.texts {
            let Some(record) = records.get_mut(&year) else { continue };
            let text = (!text.is_empty()).then(|| self.here(text));
            record.highlights.push(PickedHighlight { action, text });
        }
        Ok(())
    }
}
