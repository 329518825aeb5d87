//! The year as one flat table, a row an action item, every figure beside the cell it came from.
//!
//! CSV, JSON and the sheet データ print this table, so that they cannot differ. Amounts are exact yen here; rounding to 千円
//! belongs to the printed reports. It is written against [`YearView`] and so holds no internal field.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

pub use super::flat_column::{ColumnContent, Fact, IndicatorFact};
use super::naming;
use super::view::{ActionView, InitiativeView, YearView};
use crate::assess::assessment::Assessment;
use crate::assess::costs::CostLine;
use crate::assess::counts::UNGRADED;
use crate::contract::{self, Audience, Field, Paper};
use crate::finding::{Origin, Place};
use crate::merge::ledger::FileFate;
use crate::plan::costs::STAFF;
use crate::plan::{Plan, YearStages};
use crate::vocabulary::{ActionId, EffectKind, EffectTerm, GradeId, GradeSource, Yen};
use crate::workspace::OFFICE_FILE;

/// A year as one table, of which each row is about one action item.
#[derive(Debug, Clone, PartialEq)]
pub struct FlatTable {
    /// Columns in order.
    pub columns: Vec<FlatColumn>,
    /// Rows in the plan's order, as many values as there are columns.
    pub rows: Vec<Vec<Value>>,
    /// The action item of each row.
    pub items: Vec<ActionId>,
}

/// A column of the flat table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlatColumn {
    /// What it holds.
    pub content: ColumnContent,
    /// Whether it names the cells from which that comes, instead of the value.
    pub is_origin: bool,
    /// Head for people: 歳入増（単年度）（円）.
    pub head: String,
    /// What it means, for the data's description.
    pub meaning: String,
}

/// What a cell of the flat table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing was given.
    Blank,
    /// Text as typed.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number as typed.
    Number(Decimal),
}

impl Value {
    fn text(text: impl Into<String>) -> Value {
        let text = text.into();
        if text.is_empty() { Value::Blank } else { Value::Text(text) }
    }
}

/// Whether a plan prints other numbers of its initiatives than their order: 1-(2).
pub fn has_own_numbers(plan: &Plan) -> bool {
    plan.initiatives.iter().any(|initiative| initiative.printed != initiative.no.key())
}

/// The effect columns of a plan: field, kind and term.
pub fn effect_columns(plan: &Plan) -> Vec<(Field, EffectKind, EffectTerm)> {
    let column = |effect| Some((Field::of_effect(effect)?, effect.0, effect.1));
    plan.settings.effects.parts().into_iter().filter_map(column).collect()
}

impl FlatTable {
    /// Position of the column with those values.
    pub fn position(&self, content: ColumnContent) -> Option<usize> {
        self.columns.iter().position(|column| column.content == content && !column.is_origin)
    }
}

impl FlatColumn {
    /// Key for machines: `revenue_once_yen`, `revenue_once_yen_origin`.
    pub fn key(&self) -> String {
        let of = self.content.key();
        if self.is_origin { format!("{of}_origin") } else { of.into_owned() }
    }
}

/// Names origins without the names that people gave their files: the form's own name, or the hash of a file that is no
/// department's form. So the same content gives the same table whatever the files are called, and a name that somebody
/// put into a file name does not leave the office.
#[derive(Debug)]
pub struct OriginNames {
    by_file: BTreeMap<Arc<str>, String>,
}

impl OriginNames {
    /// The names of all files of an assessment's years.
    pub fn new(assessment: &Assessment) -> OriginNames {
        let records = assessment.earlier.iter().chain([&assessment.record]);
        let files = records.flat_map(|record| record.ledger.files.iter().map(|file| (record.year, file)));
        let by_file = files.map(|(year, file)| {
            let name = match (&file.about, &file.hash) {
                (Some(key), _) => {
                    contract::file_name(&assessment.plan.words.form, key.year, key.period, &key.department)
                }
                (None, Some(hash)) => format!("ファイル{}", &hash.to_string()[..12]),
                (None, None) if file.fate == FileFate::Used => format!("{year}の{OFFICE_FILE}"),
                (None, None) => "ファイル".to_owned(),
            };
            (file.file.clone(), name)
        });
        OriginNames { by_file: by_file.collect() }
    }

    /// `進捗管理表_令和2年度_年度末_総務部行政監理室.xlsx!入力!C12`.
    pub fn print(&self, origin: &Origin) -> String {
        let file = self.by_file.get(&origin.file).map_or("（記録外のファイル）", String::as_str);
        match &origin.place {
            Place::File => file.to_owned(),
            Place::Line { line, .. } => format!("{file} {line}行目"),
            Place::Sheet(sheet) => format!("{file}!{sheet}"),
            Place::Cell(sheet, cell) => format!("{file}!{sheet}!{cell}"),
        }
    }
}

/// The flat table of a year.
pub fn table(assessment: &Assessment) -> FlatTable {
    let view = YearView::new(assessment, Audience::Public);
    let names = OriginNames::new(assessment);
    let shape = Shape {
        indicators: view.actions().map(|(_, action)| action.action.indicators.len()).max().unwrap_or(0),
        effects: effect_columns(view.plan),
        has_own_numbers: has_own_numbers(view.plan),
    };
    let mut columns: Option<Vec<FlatColumn>> = None;
    let mut rows = Vec::new();
    for (initiative, action) in view.actions() {
        let row = row(&view, &names, initiative, action, &shape);
        columns.get_or_insert_with(|| row.columns.clone());
        rows.push(row.values);
    }
    let items = view.actions().map(|(_, action)| action.action.id).collect();
    FlatTable { columns: columns.unwrap_or_default(), rows, items }
}

/// What all rows of a table have in common.
struct Shape {
    /// The most indicators of an item.
    indicators: usize,
    /// The columns of effects.
    effects: Vec<(Field, EffectKind, EffectTerm)>,
    has_own_numbers: bool,
}

/// A row in the making: heads and values side by side, so that they cannot get out of step.
#[derive(Default)]
struct RowBuilder {
    columns: Vec<FlatColumn>,
    values: Vec<Value>,
}

impl RowBuilder {
    fn add(&mut self, content: impl Into<ColumnContent>, head: impl Into<String>, meaning: &str, value: Value) {
        let column =
            FlatColumn { content: content.into(), is_origin: false, head: head.into(), meaning: meaning.to_owned() };
        self.columns.push(column);
        self.values.push(value);
    }

    /// A value and the cell it came from.
    fn add_sourced(
        &mut self,
        content: impl Into<ColumnContent>,
        head: &str,
        meaning: &str,
        value: Value,
        origin: Option<String>,
    ) {
        let content = content.into();
        self.add(content, head, meaning, value);
        let (head, meaning) = (format!("{head}の出典"), "ファイル!シート!セル".to_owned());
        self.columns.push(FlatColumn { content, is_origin: true, head, meaning });
        self.values.push(origin.map_or(Value::Blank, Value::Text));
    }
}

fn row(
    view: &YearView<'_>,
    names: &OriginNames,
    initiative: &InitiativeView<'_>,
    action: &ActionView<'_>,
    shape: &Shape,
) -> RowBuilder {
    let mut row = RowBuilder::default();
    identity(&mut row, view, initiative, action, shape.has_own_numbers);
    progress(&mut row, view, names, action);
    for (field, kind, term) in &shape.effects {
        let typed = action.effects.get(&(*kind, *term)).filter(|_| action.action.repeats.is_none());
        let value = typed.and_then(|typed| typed.value.value()).map_or(Value::Blank, |yen| Value::Integer(yen.0));
        let head = format!("{}（円）", view.plan.settings.effects.head(*kind, *term));
        row.add_sourced(*field, &head, "空欄は報告なし", value, typed.map(|typed| names.print(&typed.origin)));
    }
    if view.plan.has_effects() {
        let total = action.effect.map_or(Value::Blank, |Yen(yen)| Value::Integer(yen));
        let names: Vec<&str> = view.plan.settings.effects.names().collect();
        let unit = format!("{}、単年度と継続の計", names.join("と"));
        row.add(Fact::EffectTotal, "効果額（円）", &unit, total);
    }
    costs(&mut row, view, names, action);
    for i in 0..shape.indicators {
        indicator(&mut row, view, names, action, i);
    }
    // 実績 and 区分の理由 stand beside the grade.
    let others = |field: &Field| !matches!(field, Field::Result | Field::GradeReason) && view.shows(*field);
    for field in Field::texts_in(Paper::Data).filter(others) {
        texts(&mut row, view, names, field, action);
    }
    if shape.has_own_numbers {
        let no = Value::Integer(initiative.initiative.no.0.into());
        row.add(Fact::InitiativeOrder, "取組項目の順番", "計画に載る順", no);
    }
    row
}

/// 事業費, its sources, 人工 and what follows from them.
fn costs(row: &mut RowBuilder, view: &YearView<'_>, names: &OriginNames, action: &ActionView<'_>) {
    let (Some(costs), Some(against)) = (view.plan.costs(), view.costs) else { return };
    for part in costs.parts() {
        let typed = action.costs.get(&part);
        let value = typed.and_then(|typed| typed.value.value()).map_or(Value::Blank, |yen| Value::Integer(yen.0));
        let field = Field::of_cost(part).unwrap_or(Field::CostTotal);
        let head = format!("{}（円）", costs.name(part));
        row.add_sourced(field, &head, "空欄は報告なし", value, typed.map(|typed| names.print(&typed.origin)));
    }
    if !costs.asks_staff() {
        return;
    }
    let typed = action.staff;
    let value =
        typed.and_then(|typed| typed.value.value()).map_or(Value::Blank, |staff| Value::Number(staff.normalize()));
    row.add_sourced(Field::StaffYears, STAFF, "空欄は報告なし", value, typed.map(|typed| names.print(&typed.origin)));
    let actual = against.by_action.get(&action.action.id).map(|compared| &compared.actual);
    for (fact, line) in [(Fact::StaffCost, CostLine::StaffCost), (Fact::WholeCost, CostLine::Whole)] {
        let value = actual.and_then(|of| of.money(line)).map_or(Value::Blank, |yen| Value::Integer(yen.0));
        row.add(fact, format!("{}（円）", line.name(costs)), "", value);
    }
}

fn identity(
    row: &mut RowBuilder,
    view: &YearView<'_>,
    initiative: &InitiativeView<'_>,
    action: &ActionView<'_>,
    has_own_numbers: bool,
) {
    let plan = view.plan;
    let item = action.action;
    row.add(Fact::Year, "年度", "西暦", Value::Integer(view.year.0.into()));
    // As papers print it; a printed number that is no number is a text.
    let no = match has_own_numbers {
        true => Value::text(initiative.initiative.printed.clone()),
        false => Value::Integer(initiative.initiative.no.0.into()),
    };
    row.add(Fact::Initiative, "取組項目No.", "取組項目の番号", no);
    row.add(Fact::InitiativeName, "取組項目", "", Value::text(initiative.initiative.name.clone()));
    row.add(Fact::Action, "実践項目No.", "取組項目の番号-枝番", Value::text(item.printed.clone()));
    row.add(Fact::ActionName, "実践項目", "", Value::text(item.name.clone()));
    if plan.has_repeats() {
        let repeats = item.repeats.map_or(Value::Blank, |original| Value::Text(plan.number(original)));
        row.add(Fact::Repeats, "再掲元", "再掲のとき、元の実践項目No.", repeats);
    }
    let lead = plan.lead_on(item, view.year.last_day()).unwrap_or_else(|| item.lead.clone());
    if !plan.bureaus.is_empty() {
        row.add(Fact::Bureau, "部", "主たる担当部署の部", Value::text(lead.bureau().unwrap_or_default()));
    }
    row.add(Fact::Lead, "主担当", "主たる担当部署（年度末の名称）", Value::text(lead.printed_name()));
    let partners: Vec<String> = item.partners.iter().map(|partner| naming::department(plan, partner)).collect();
    row.add(Fact::Partners, "関係部署", "主担当以外の担当部署", Value::text(partners.join("、")));
    if !plan.themes.is_empty() {
        let themes = plan.themes.iter().filter(|theme| initiative.initiative.themes.contains(&theme.id));
        let themes: Vec<&str> = themes.map(|theme| theme.short.as_str()).collect();
        row.add(Fact::Themes, "テーマ", "", Value::text(themes.join("、")));
    }
    if !plan.goals.is_empty() {
        let goals: Vec<String> = initiative.initiative.goals.iter().map(u8::to_string).collect();
        row.add(Fact::Goals, "SDGs", "目標の番号", Value::text(goals.join("、")));
    }
}

fn progress(row: &mut RowBuilder, view: &YearView<'_>, names: &OriginNames, action: &ActionView<'_>) {
    let scale = &view.plan.grades;
    let planned = action.action.schedule.get(&view.year).map(YearStages::line).unwrap_or_default();
    row.add(Fact::PlannedStage, "計画（工程）", "", Value::text(planned));
    let reached = action.actual.get(&view.year).map(|actual| actual.stages.line()).unwrap_or_default();
    row.add(Field::ActualStage, "実績（工程）", "", Value::text(reached));
    let label = |grade: Option<GradeId>| match grade.and_then(|id| scale.get(id)) {
        Some(grade) => grade.label(),
        None => UNGRADED.to_owned(),
    };
    let origin = action.grade_source.map(|source| names.print(&source.origin));
    row.add_sourced(
        Field::Grade,
        "進捗区分",
        "主担当の区分。区分なしは、提出がないもの、確認中のもの又はその年度に計画のないもの",
        Value::Text(label(action.grade)),
        origin,
    );
    row.add(
        Fact::LastGrade,
        "前年度の進捗区分",
        "",
        match view.has_last_year() && action.action.is_in(view.year.previous()) {
            true => Value::Text(label(action.last_grade)),
            false => Value::Blank,
        },
    );
    if scale.source != GradeSource::Typed || scale.grades.iter().any(|grade| grade.ends) {
        let computed = action.computed.map_or(Value::Blank, |computed| Value::Number(computed.rate));
        row.add(Fact::GradeRate, "区分の計算に用いた率（%）", "空欄は、計算によらない区分", computed);
        let ended = action.ended.map_or(Value::Blank, |year| Value::Text(year.to_string()));
        row.add(Fact::EndedIn, "完了した年度", "前年度までに完了したもの", ended);
    }
    let before = action.overridden.map(|o| label(o.before.as_ref().map(|before| before.value)));
    row.add(
        Fact::GradeBefore,
        "変更前の区分",
        "区分を変更したときの元の区分",
        before.map_or(Value::Blank, Value::Text),
    );
    let reason = action.overridden.map(|overridden| overridden.reason.clone());
    row.add(Fact::OverrideReason, "変更の理由", "", reason.map_or(Value::Blank, Value::text));
    if view.shows(Field::GradeReason) {
        let reason = action.grade_reason;
        let text = reason.map_or(Value::Blank, |reason| Value::text(reason.value.clone()));
        row.add_sourced(Field::GradeReason, "区分の理由", "", text, reason.map(|reason| names.print(&reason.origin)));
    }
    let distinct = action.action.repeats.is_none();
    let grade = action.grade.and_then(|id| scale.get(id)).filter(|_| distinct);
    let flag = |set: bool| Value::Integer(i64::from(set));
    row.add(Fact::Counted, "件数", if view.plan.has_repeats() { "1。再掲は0" } else { "1" }, flag(distinct));
    row.add(
        Fact::Rated,
        "評価対象",
        "割合の分母に含めるものは1",
        flag(grade.is_some_and(|grade| grade.points.is_some())),
    );
    let on_track = grade.is_some_and(|grade| grade.points.is_some() && grade.on_track);
    row.add(Fact::OnTrack, "計画どおり以上", "割合の分子に含めるものは1", flag(on_track));
    if view.shows(Field::Result) {
        texts(row, view, names, Field::Result, action);
    }
}

fn indicator(row: &mut RowBuilder, view: &YearView<'_>, names: &OriginNames, action: &ActionView<'_>, i: usize) {
    let indicator = action.action.indicators.get(i);
    let n = i + 1;
    let column = |fact| ColumnContent::Indicator(u8::try_from(n).unwrap_or(u8::MAX), fact);
    let number = |value: Option<Decimal>| value.map_or(Value::Blank, Value::Number);
    let text = |pick: fn(&crate::plan::Indicator) -> &str| indicator.map_or(Value::Blank, |ind| Value::text(pick(ind)));
    row.add(column(IndicatorFact::Name), format!("指標{n}"), "", text(|ind| &ind.name));
    row.add(column(IndicatorFact::Unit), format!("指標{n}の単位"), "", text(|ind| &ind.unit));
    let target = indicator.and_then(|ind| ind.targets.get(&view.year).copied());
    row.add(column(IndicatorFact::Target), format!("指標{n}の目標値"), "", number(target));
    let typed = indicator.and_then(|ind| action.indicator_sources.get(&ind.id.number));
    let assessed = indicator.and_then(|ind| action.indicators.get(&ind.id.number));
    let result = number(assessed.and_then(|assessed| assessed.result));
    let origin = typed.map(|typed| names.print(&typed.origin));
    row.add_sourced(column(IndicatorFact::Result), &format!("指標{n}の実績値"), "", result, origin);
    let achievement = number(assessed.and_then(|assessed| assessed.achievement));
    row.add(column(IndicatorFact::Achievement), format!("指標{n}の達成率（%）"), "", achievement);
}

/// The texts of a field of all departments, each begun with its name where there are several.
fn texts(row: &mut RowBuilder, view: &YearView<'_>, names: &OriginNames, field: Field, action: &ActionView<'_>) {
    let written: Vec<_> = action
        .contributions
        .iter()
        .filter_map(|contribution| Some((contribution, contribution.text(field)?)))
        .collect();
    let text = match written.as_slice() {
        [(contribution, only)] if contribution.is_lead => only.value.clone(),
        several => several
            .iter()
            .map(|(c, text)| format!("【{}】{}", naming::department(view.plan, c.department), text.value))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    let origins: Vec<String> = written.iter().map(|(_, text)| names.print(&text.origin)).collect();
    row.add_sourced(field, field.label(), "", Value::text(text), (!origins.is_empty()).then(|| origins.join("；")));
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn position(table: &FlatTable, key: &str) -> usize {
        table.columns.iter().position(|column| column.key() == key).expect("a column of the key")
    }

    #[test]
    fn every_row_has_every_column_and_effects_are_exact() {
        let table = table(&fixture::assessment());
        assert_eq!(table.rows.len(), 4);
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        let at = |row: usize, key: &str| &table.rows[row][position(&table, key)];
        assert_eq!(at(0, "revenue_recurring_yen"), &Value::Integer(1_860_500));
        assert_eq!(at(0, "revenue_once_yen"), &Value::Blank);
        assert_eq!(at(1, "grade"), &Value::Text("区分なし".into()));
        assert_eq!(at(3, "counted"), &Value::Integer(0));
        assert_eq!(at(3, "repeats"), &Value::Text("1-1".into()));
        assert!(!format!("{table:?}").contains(fixture::MEMO));
    }

    #[test]
    fn origins_do_not_carry_the_names_of_files() {
        let table = table(&fixture::assessment());
        let origin = &table.rows[0][position(&table, "grade_origin")];
        assert_eq!(origin, &Value::Text("（記録外のファイル）!入力!J11".into()));
    }
}
