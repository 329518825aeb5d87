//! The cells behind a printed figure or sentence (出典): `kaikaku trace 8-2`, `効果額`, `R2-8-1`, `個票8の進捗区分`.

#[cfg(test)]
mod tests;

use std::fmt;

use crate::assess::assessment::{Assessment, EffectSummary, GradeCounts};
use crate::assess::counts::{NOT_HANDED_IN, UNGRADED};
use crate::assess::{counts, effects, grade_rule, indicators};
use crate::contract::{Audience, Field};
use crate::finding::{Origin, Sourced};
use crate::merge::contributions::grade_name;
use crate::merge::record::{Contribution, Opinion, Override, YearRecord};
use crate::plan::{ActionItem, Initiative, Plan};
use crate::vocabulary::{ActionId, Amount, EffectKind, EffectTerm, GradeId, InitiativeNo, OpinionId, Yen, folded};

/// A figure or sentence with the cells it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What was asked, in full: 令和2年度　8-2 市税のクレジットカード納付.
    pub title: String,
    /// The value as it is printed, where there is a single one.
    pub value: Option<String>,
    /// How the value follows from the cells, in a sentence.
    pub rule: Option<String>,
    /// The cells, in the order of the plan.
    pub cells: Vec<TracedCell>,
}

/// One cell behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TracedCell {
    /// What stands there: `8-2 進捗区分（行政監理室）`.
    pub label: String,
    /// The value that was read, as it is printed.
    pub value: String,
    /// Where it stands.
    pub origin: Origin,
}

/// Why nothing could be traced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTraced {
    /// The words were not understood.
    NotUnderstood(String),
    /// The plan or the year has no such thing.
    Unknown(String),
}

impl fmt::Display for NotTraced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotTraced::NotUnderstood(what) => write!(
                f,
                "「{what}」が何を指すか分かりません。例：8-2、8-2の効果額、個票8の進捗区分、効果額、歳出減、計画どおりの件数、計画どおり以上の割合、未提出、R2-8-1。"
            ),
            NotTraced::Unknown(what) => write!(f, "「{what}」は計画にも、この年度の提出物にもありません。"),
        }
    }
}

impl std::error::Error for NotTraced {}

impl fmt::Display for Trace {
    /// For the terminal: title and value, the rule, one line a cell.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        if let Some(value) = &self.value {
            write!(f, "：{value}")?;
        }
        if let Some(rule) = &self.rule {
            write!(f, "\n※ {rule}")?;
        }
        if self.cells.is_empty() {
            f.write_str("\n　もとになるセルはありません。")?;
        }
        for cell in &self.cells {
            write!(f, "\n　{}　{}\n　　{}", cell.label, cell.value.replace('\n', "\n　　"), cell.origin)?;
        }
        Ok(())
    }
}

/// Finds the cells behind what is printed in a year's report.
///
/// # Errors
/// When the words are not understood, or name something that the plan and the year do not have.
pub fn trace(assessment: &Assessment, what: &str) -> Result<Trace, NotTraced> {
    let plain = folded(what);
    let plain = plain.replace(['−', '‐', '–'], "-");
    let numbers = numbers(&plain);
    if let Some(id) = opinion_id(&plain) {
        return opinion(assessment, id).ok_or_else(|| NotTraced::Unknown(id.to_string()));
    }
    let tracer = Tracer { assessment, plan: &assessment.plan, record: &assessment.record };
    match (numbers.action, numbers.initiative) {
        (Some(id), _) => match tracer.plan.action(id) {
            Some((_, action)) => tracer.action(action, &plain),
            None => Err(NotTraced::Unknown(id.to_string())),
        },
        (None, Some(no)) => match tracer.plan.initiative(no) {
            Some(initiative) => tracer.initiative(initiative, &plain),
            None => Err(NotTraced::Unknown(format!("取組項目{no}"))),
        },
        (None, None) => tracer.whole(&plain).ok_or_else(|| NotTraced::NotUnderstood(what.trim().to_owned())),
    }
}

/// `R2-8-1`.
fn opinion_id(plain: &str) -> Option<OpinionId> {
    plain.char_indices().find_map(|(at, _)| OpinionId::at_start(plain.get(at..)?)).map(|(id, _)| id)
}

/// The item or initiative that the words name.
struct Numbers {
    action: Option<ActionId>,
    initiative: Option<InitiativeNo>,
}

fn numbers(plain: &str) -> Numbers {
    let runs: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_digit() && c != '-').filter(|run| !run.is_empty()).collect();
    let action = runs.iter().find_map(|run| run.parse::<ActionId>().ok());
    let after = |mark: &str| {
        let rest = plain.split_once(mark)?.1;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u16>().ok()
    };
    let named = ["個票", "No.", "no.", "NO.", "取組項目", "取組"].into_iter().find_map(after);
    let initiative = named.or_else(|| plain.parse::<u16>().ok()).map(InitiativeNo);
    Numbers { action, initiative }
}

fn opinion(assessment: &Assessment, id: OpinionId) -> Option<Trace> {
    let own = |record: &YearRecord| -> Option<Opinion> {
        let opinions = record.initiatives.values().filter_map(|initiative| initiative.council.as_ref());
        opinions.flat_map(|council| &council.opinions).find(|opinion| opinion.id == id).cloned()
    };
    let records = || assessment.earlier.iter().chain([&assessment.record]).map(AsRef::<YearRecord>::as_ref);
    // The answer may have come in any later year.
    let mut asked = records().flat_map(|record| record.last_opinions.values().flatten());
    let answered = asked.rfind(|opinion| opinion.id == id && !opinion.responses.is_empty()).cloned();
    let opinion = answered.or_else(|| records().find_map(own))?;
    let mut cells = vec![text_cell("意見", &opinion.text)];
    cells.extend(opinion.responses.iter().map(|(by, text)| text_cell(&format!("対応（{}）", by.full_name()), text)));
    let rule = opinion.responses.is_empty().then(|| "この意見への対応は、まだ記入されていません。".to_owned());
    Some(Trace { title: format!("審議会意見 {id}"), value: None, rule, cells })
}

fn text_cell(label: &str, text: &Sourced<String>) -> TracedCell {
    TracedCell { label: label.to_owned(), value: text.value.clone(), origin: text.origin.clone() }
}

struct Tracer<'a> {
    assessment: &'a Assessment,
    plan: &'a Plan,
    record: &'a YearRecord,
}

impl Tracer<'_> {
    fn title(&self, what: &str) -> String {
        format!("{}　{what}", self.assessment.year)
    }

    fn thousands(&self, yen: Yen) -> String {
        format!("{}千円", yen.in_thousands(self.plan.settings.rounding))
    }

    fn grade(&self, grade: Option<GradeId>) -> String {
        grade.map_or_else(|| UNGRADED.to_owned(), |grade| grade_name(self.plan, grade))
    }

    fn action(&self, action: &ActionItem, asked: &str) -> Result<Trace, NotTraced> {
        let id = action.id;
        let title = |what: &str| self.title(&format!("{id} {}{what}", action.name));
        let record = self.record.actions.get(&id);
        let rows = record.map(|record| record.contributions.as_slice()).unwrap_or_default();
        let assessed = self.assessment.actions.get(&id);
        if asked.contains("効果") || asked.contains("歳入") || asked.contains("歳出") {
            let cells = self.effect_cells(self.record, |other| other == id, &|_| true);
            let value =
                assessed.and_then(|assessed| assessed.effect).map_or_else(|| "―".to_owned(), |yen| self.thousands(yen));
            let rule = match action.repeats {
                Some(original) => format!("再掲のため、効果額は{original}で計上しています。"),
                None => effects::COUNTING_LEGEND.to_owned(),
            };
            return Ok(Trace { title: title("の効果額"), value: Some(value), rule: Some(rule), cells });
        }
        if asked.contains("区分") || asked.contains("進捗") {
            let cells = self.grade_cells(action);
            let value = self.grade(assessed.and_then(|assessed| assessed.grade));
            let rule = action.repeats.map(|original| format!("再掲のため、{original}の区分を用いています。"));
            return Ok(Trace { title: title("の進捗区分"), value: Some(value), rule, cells });
        }
        if asked.contains("指標") || asked.contains("達成率") {
            return Ok(self.indicators(action, title("の指標")));
        }
        let wanted: Vec<Field> = [
            ("対応", Field::Response),
            ("課題", Field::Issues),
            ("次年度", Field::NextSteps),
            ("理由", Field::GradeReason),
            ("工程", Field::ActualStage),
            ("実績", Field::Result),
        ]
        .into_iter()
        .filter_map(|(word, field)| asked.contains(word).then_some(field))
        .take(1)
        .collect();
        let cells: Vec<TracedCell> = rows.iter().flat_map(|row| self.row_cells(action, row)).collect();
        match wanted.first() {
            Some(field) => {
                let cells =
                    rows.iter().flat_map(|row| self.row_cells(action, row).into_iter().map(move |cell| (row, cell)));
                let label = field.label();
                let cells = cells
                    .filter(|(_, cell)| cell.label.contains(&format!(" {label}（")))
                    .map(|(_, cell)| cell)
                    .collect();
                Ok(Trace { title: title(&format!("の{label}")), value: None, rule: None, cells })
            }
            None => {
                let mut all = self.grade_cells(action);
                all.extend(cells.into_iter().filter(|cell| !cell.label.contains(" 進捗区分（主担当")));
                Ok(Trace { title: title(""), value: None, rule: None, cells: all })
            }
        }
    }

    /// The grade in force first, then what it replaced.
    fn grade_cells(&self, action: &ActionItem) -> Vec<TracedCell> {
        let Some(decision) = self.record.actions.get(&action.id).and_then(|record| record.grade.as_ref()) else {
            return Vec::new();
        };
        let cell = |label: String, grade: &Sourced<GradeId>| TracedCell {
            label,
            value: grade_name(self.plan, grade.value),
            origin: grade.origin.clone(),
        };
        let mut cells = Vec::new();
        match &decision.overridden {
            Some(Override { before, reason }) => {
                cells
                    .push(cell(format!("{} 進捗区分（行政監理室の指定。理由：{reason}）", action.id), &decision.value));
                cells.extend(before.iter().map(|before| cell(format!("{} 進捗区分（指定前）", action.id), before)));
            }
            None => cells.push(cell(format!("{} 進捗区分（主担当）", action.id), &decision.value)),
        }
        cells
    }

    fn row_cells(&self, action: &ActionItem, row: &Contribution) -> Vec<TracedCell> {
        let by = format!("{} {}、{}", row.standing.label(), row.department.full_name(), row.period);
        let label = |field: &str| format!("{} {field}（{by}）", action.id);
        let mut cells = Vec::new();
        if let Some(stages) = row.entry.stages() {
            let value = stages.value.iter().map(|stage| stage.label()).collect::<Vec<_>>().join("・");
            cells.push(TracedCell { label: label(Field::ActualStage.label()), value, origin: stages.origin.clone() });
        }
        if let Some(grade) = row.entry.grade() {
            let value = grade_name(self.plan, grade.value);
            cells.push(TracedCell { label: label(Field::Grade.label()), value, origin: grade.origin.clone() });
        }
        for ((kind, term), amount) in row.entry.effects() {
            let value = match amount.value {
                Amount::Value(yen) => self.thousands(yen),
                Amount::NotApplicable | Amount::Blank => "―".to_owned(),
            };
            let name = format!("{}・{}", kind.label(), term.label());
            cells.push(TracedCell { label: label(&name), value, origin: amount.origin.clone() });
        }
        for (number, amount) in row.entry.indicators() {
            let value = amount.value.value().map_or_else(|| "―".to_owned(), |value| value.normalize().to_string());
            cells.push(TracedCell {
                label: label(&format!("指標{number}の実績値")),
                value,
                origin: amount.origin.clone(),
            });
        }
        // What is not public is left out: a trace may be pasted into a public answer.
        let texts = row.entry.texts().filter(|(field, _)| field.audience() == Audience::Public);
        cells.extend(texts.map(|(field, text)| text_cell(&label(field.label()), text)));
        cells
    }

    fn indicators(&self, action: &ActionItem, title: String) -> Trace {
        let mut cells = Vec::new();
        for record in self.assessment.earlier.iter().chain([&self.assessment.record]) {
            let Some(merged) = record.actions.get(&action.id) else { continue };
            for (number, amount) in merged.indicators() {
                let indicator = action.indicators.iter().find(|indicator| indicator.id.number == number);
                let name = indicator.map(|indicator| indicator.name.as_str()).unwrap_or_default();
                let value = amount.value.value().map_or_else(|| "―".to_owned(), |value| value.normalize().to_string());
                let unit = indicator.map(|indicator| indicator.unit.as_str()).unwrap_or_default();
                cells.push(TracedCell {
                    label: format!("{} 指標{number} {name}（{}）", action.id, record.year),
                    value: format!("{value}{unit}"),
                    origin: amount.origin.clone(),
                });
            }
        }
        let assessed = self.assessment.actions.get(&action.id);
        let reached = assessed.map(|assessed| {
            let each = assessed.indicators.iter().map(|(number, indicator)| {
                let percent = indicator.achievement.map_or_else(|| "―".to_owned(), |percent| format!("{percent}%"));
                format!("指標{number} 達成率{percent}")
            });
            each.collect::<Vec<_>>().join("、")
        });
        Trace {
            title,
            value: reached.filter(|text| !text.is_empty()),
            rule: Some(indicators::ACHIEVEMENT_LEGEND.to_owned()),
            cells,
        }
    }

    fn initiative(&self, initiative: &Initiative, asked: &str) -> Result<Trace, NotTraced> {
        let no = initiative.no;
        let title = |what: &str| self.title(&format!("取組項目{no} {}{what}", initiative.name));
        let assessed = self.assessment.initiatives.get(&no);
        let set = self.record.initiatives.get(&no).and_then(|record| record.override_grade.as_ref());
        let grades = || {
            let mut cells: Vec<TracedCell> = Vec::new();
            if let Some(set) = set {
                let reason = set.overridden.as_ref().map(|set| set.reason.as_str()).unwrap_or_default();
                cells.push(TracedCell {
                    label: format!("取組項目{no} 進捗区分（行政監理室の指定。理由：{reason}）"),
                    value: grade_name(self.plan, set.value.value),
                    origin: set.value.origin.clone(),
                });
            }
            cells.extend(initiative.actions.iter().flat_map(|action| self.grade_cells(action)));
            cells
        };
        if asked.contains("効果") || asked.contains("歳入") || asked.contains("歳出") {
            let (kind, term) = kind_and_term(asked);
            let cells = self.effect_cells(self.record, |id| id.initiative == no, &matching(kind, term));
            let value = assessed.map(|assessed| self.sum(&assessed.effects, kind, term));
            return Ok(Trace {
                title: title("の効果額"),
                value,
                rule: Some(effects::COUNTING_LEGEND.to_owned()),
                cells,
            });
        }
        if asked.contains("評点") || asked.contains("評価") || asked.contains("意見") {
            let council = self.record.initiatives.get(&no).and_then(|record| record.council.as_ref());
            let cells = council.map(|council| {
                council
                    .opinions
                    .iter()
                    .map(|opinion| text_cell(&opinion.id.to_string(), &opinion.text))
                    .collect::<Vec<_>>()
            });
            let value =
                assessed.and_then(|assessed| assessed.council).map(|(mean, raters)| format!("{mean}点（{raters}人）"));
            let rule = "評点は委員の平均で、小数第2位を四捨五入しています。各委員の評点は統合記録にあります。";
            return Ok(Trace {
                title: title("の審議会の評価"),
                value,
                rule: Some(rule.to_owned()),
                cells: cells.unwrap_or_default(),
            });
        }
        let value = Some(self.grade(assessed.and_then(|assessed| assessed.grade)));
        let rule = match set {
            Some(_) => "行政監理室の指定によります。".to_owned(),
            None => grade_rule::legend(self.plan.grades.rule).to_owned(),
        };
        let mut cells = grades();
        if !(asked.contains("区分") || asked.contains("進捗")) {
            let rows =
                initiative.actions.iter().filter_map(|action| Some((action, self.record.actions.get(&action.id)?)));
            let rows = rows.flat_map(|(action, record)| record.contributions.iter().map(move |row| (action, row)));
            cells.extend(
                rows.flat_map(|(action, row)| self.row_cells(action, row))
                    .filter(|cell| !cell.label.contains(" 進捗区分（主担当 ")),
            );
        }
        Ok(Trace { title: title("の進捗区分"), value, rule: Some(rule), cells })
    }

    fn whole(&self, asked: &str) -> Option<Trace> {
        if asked.contains("効果") || asked.contains("歳入") || asked.contains("歳出") {
            return Some(self.whole_effects(asked));
        }
        if asked.contains("評点") || asked.contains("評価") {
            let cells = self
                .record
                .initiatives
                .values()
                .filter_map(|initiative| Some((initiative.no, initiative.council.as_ref()?)));
            let cells = cells.flat_map(|(_, council)| {
                council.opinions.iter().map(|opinion| text_cell(&opinion.id.to_string(), &opinion.text))
            });
            return Some(Trace {
                title: self.title("審議会の評価"), value: None, rule: None, cells: cells.collect()
            });
        }
        let counts = &self.assessment.action_counts;
        if asked.contains("割合") || asked.contains('率') {
            let value = counts.on_track_percent().map_or_else(
                || "―".to_owned(),
                |percent| format!("{percent}%（{}件／{}件）", counts.on_track, counts.rated),
            );
            let cells = self.counted(|grade| {
                grade.and_then(|grade| self.plan.grades.get(grade)).is_some_and(|grade| grade.points.is_some())
            });
            return Some(Trace {
                title: self.title("計画どおり以上の割合"),
                value: Some(value),
                rule: Some(counts::RATE_LEGEND.to_owned()),
                cells,
            });
        }
        // 未提出 is what people call it who have not read the legend.
        if asked.contains(UNGRADED) || asked.contains(NOT_HANDED_IN) {
            let ids = self.plan.actions().map(|(_, action)| action).filter(|action| action.repeats.is_none());
            let ids: Vec<String> = ids
                .filter(|action| {
                    self.assessment.actions.get(&action.id).is_none_or(|assessed| assessed.grade.is_none())
                })
                .map(|action| action.id.to_string())
                .collect();
            let value = Some(format!("{}件", counts.ungraded));
            let rule = (!ids.is_empty()).then(|| format!("区分のない実践項目：{}。", ids.join("、")));
            return Some(Trace { title: self.title("区分なしの件数"), value, rule, cells: Vec::new() });
        }
        let named =
            |names: [&String; 2]| names.into_iter().any(|name| !name.is_empty() && asked.contains(name.as_str()));
        // The longest name wins: 計画どおり以上 before 計画どおり.
        let mut grades: Vec<_> =
            self.plan.grades.grades.iter().filter(|grade| named([&grade.name, &grade.mark])).collect();
        grades.sort_by_key(|grade| std::cmp::Reverse(grade.name.chars().count()));
        if let Some(grade) = grades.first() {
            return Some(self.counted_grade(counts, grade.id, &grade.name));
        }
        if asked.contains("進捗区分") || asked.contains("件数") || asked.contains("実践項目") {
            let cells = self.counted(|_| true);
            return Some(Trace {
                title: self.title("実践項目の進捗区分"),
                value: Some(counts.listing()),
                rule: Some(counts::RATE_LEGEND.to_owned()),
                cells,
            });
        }
        let initiative = self.plan.initiatives.iter().find(|initiative| folded(&initiative.name).contains(asked));
        if let Some(initiative) = initiative.filter(|_| !asked.is_empty()) {
            return self.initiative(initiative, "").ok();
        }
        let action = self.plan.actions().map(|(_, action)| action).find(|action| folded(&action.name).contains(asked));
        action.filter(|_| !asked.is_empty()).and_then(|action| self.action(action, "").ok())
    }

    fn counted_grade(&self, counts: &GradeCounts, grade: GradeId, name: &str) -> Trace {
        let count = counts.by_grade.get(&grade).copied().unwrap_or(0);
        let cells = self.counted(|held| held == Some(grade));
        Trace {
            title: self.title(&format!("「{name}」の件数")), value: Some(format!("{count}件")), rule: None, cells
        }
    }

    /// The grade cells of the items that count and whose grade is wanted.
    fn counted(&self, wanted: impl Fn(Option<GradeId>) -> bool) -> Vec<TracedCell> {
        let actions = self.plan.actions().map(|(_, action)| action).filter(|action| action.repeats.is_none());
        let wanted = actions
            .filter(|action| wanted(self.assessment.actions.get(&action.id).and_then(|assessed| assessed.grade)));
        wanted.flat_map(|action| self.grade_cells(action).into_iter().take(1)).collect()
    }

    fn whole_effects(&self, asked: &str) -> Trace {
        let (kind, term) = kind_and_term(asked);
        let mut words: Vec<&str> = Vec::new();
        words.extend(kind.map(EffectKind::label));
        words.extend(term.map(EffectTerm::label));
        let narrowed = if words.is_empty() { String::new() } else { format!("（{}）", words.join("・")) };
        if asked.contains("累計") {
            let records = self.assessment.earlier.iter().chain([&self.assessment.record]);
            let cells = records.flat_map(|record| self.effect_cells(record, |_| true, &matching(kind, term))).collect();
            return Trace {
                title: self.title(&format!("効果額の累計{narrowed}")),
                value: Some(self.sum(&self.assessment.effects_cumulative, kind, term)),
                rule: Some(effects::CUMULATIVE_LEGEND.to_owned()),
                cells,
            };
        }
        Trace {
            title: self.title(&format!("効果額{narrowed}")),
            value: Some(self.sum(&self.assessment.effects, kind, term)),
            rule: Some(effects::COUNTING_LEGEND.to_owned()),
            cells: self.effect_cells(self.record, |_| true, &matching(kind, term)),
        }
    }

    fn sum(&self, summary: &EffectSummary, kind: Option<EffectKind>, term: Option<EffectTerm>) -> String {
        let wanted = matching(kind, term);
        self.thousands(summary.sums.iter().filter(|(effect, _)| wanted(**effect)).map(|(_, yen)| *yen).sum())
    }

    /// The amounts that count, in the order of the plan.
    fn effect_cells(
        &self,
        record: &YearRecord,
        wanted: impl Fn(ActionId) -> bool,
        kind: &dyn Fn((EffectKind, EffectTerm)) -> bool,
    ) -> Vec<TracedCell> {
        let mut cells = Vec::new();
        for merged in record.actions.values().filter(|merged| wanted(merged.id)) {
            for (effect, amount) in merged.effects().filter(|(effect, _)| kind(*effect)) {
                let Amount::Value(yen) = amount.value else { continue };
                let year =
                    if record.year == self.assessment.year { String::new() } else { format!("{} ", record.year) };
                let label = format!("{year}{} {}・{}", merged.id, effect.0.label(), effect.1.label());
                cells.push(TracedCell { label, value: self.thousands(yen), origin: amount.origin.clone() });
            }
        }
        cells
    }
}

fn kind_and_term(asked: &str) -> (Option<EffectKind>, Option<EffectTerm>) {
    let kind = match (asked.contains("歳入"), asked.contains("歳出")) {
        (true, false) => Some(EffectKind::Revenue),
        (false, true) => Some(EffectKind::Saving),
        _ => None,
    };
    let term = match (asked.contains("単年度"), asked.contains("継続")) {
        (true, false) => Some(EffectTerm::Once),
        (false, true) => Some(EffectTerm::Recurring),
        _ => None,
    };
    (kind, term)
}

fn matching(kind: Option<EffectKind>, term: Option<EffectTerm>) -> impl Fn((EffectKind, EffectTerm)) -> bool {
    move |(k, t)| kind.is_none_or(|kind| kind == k) && term.is_none_or(|term| term == t)
}
