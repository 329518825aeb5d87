//! 想定問答: the questions that this year's figures raise, each with the figures that answer it, the cells they stand in, and the
//! department to ask. For the office.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::blocks::{column_head, department_names, fixed, heading, paragraph, part, row_head, shared};
use super::document::{
    Alignment, Block, Cell, Document, Emphasis, Inline, Inlines, Paper, Paragraph, ParagraphKind, Part, Row, RowGroup,
    Table, TableStyle, Text, VerticalAlign, emphasised, plain,
};
use super::figures::percent;
use super::{grading, naming, office_paper};
use crate::assess::assessment::{AssessedAction, Assessment};
use crate::assess::indicators::Verdict;
use crate::assess::{movement, reviewer};
use crate::contract::Field;
use crate::finding::{Origin, Sourced};
use crate::merge::record::{ActionRecord, Decision, YearRecord};
use crate::plan::{ActionItem, Direction, Plan, YearStages, names};
use crate::vocabulary::{DepartmentId, GradeId, Yen, grouped_decimal};

/// An effect that differs from the plan by this share of it, in percent, is asked about.
const DIFFERENCE: i64 = 20;
/// So many departments are named in the narrow column of those to ask.
const NAMED: usize = 4;
/// So many characters of a text are quoted.
const QUOTED: usize = 60;

/// A question with what answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question, as it may be asked.
    pub text: String,
    /// What answers it, a line each, with the cell.
    pub answers: Vec<(String, Option<Origin>)>,
    /// Whom to ask.
    pub department: String,
    /// Where they are too many for their column: how many more there are, and the names of all.
    pub further: Option<(usize, String)>,
}

/// The questions of a year by what raises them; kinds without a question are left out.
pub fn questions(assessment: &Assessment) -> Vec<(&'static str, Vec<Question>)> {
    let kinds: [(&str, Vec<Question>); 9] = [
        ("区分が下がったもの", each(assessment, fall)),
        ("計画どおりに進んでいないもの", each(assessment, behind)),
        ("事務局が区分を変更したもの", changed(assessment)),
        ("目標を達成しなかった指標", each(assessment, missed)),
        ("計画と効果額の差が大きいもの", each(assessment, difference)),
        ("対応が示されていない意見", unanswered(assessment)),
        ("前年度と同じ文章", copied_texts(assessment)),
        ("報告がないもの", each(assessment, unreported)),
        ("報告があり、進捗区分がないもの", each(assessment, ungraded)),
    ];
    kinds.into_iter().filter(|(_, questions)| !questions.is_empty()).collect()
}

/// The 想定問答 of a year.
pub fn document(assessment: &Assessment, date: Date) -> Document {
    let kinds = questions(assessment);
    let count: usize = kinds.iter().map(|(_, questions)| questions.len()).sum();
    let lead = match count {
        0 => "この年度の数値から想定される質問はない。".to_owned(),
        _ => {
            let has_effects = assessment.plan.has_effects();
            let chosen = match (assessment.record.is_closed(), has_effects) {
                (true, true) => {
                    format!(
                        "指標は目標を達成しなかったもの、効果額は計画との差が計画の{DIFFERENCE}%以上のものを挙げた。"
                    )
                }
                (true, false) => "指標は目標を達成しなかったものを挙げた。".to_owned(),
                (false, true) => "年度の途中であるため、指標と効果額は挙げていない。".to_owned(),
                (false, false) => "年度の途中であるため、指標は挙げていない。".to_owned(),
            };
            format!(
                "この年度の数値と文章から想定される質問は{count}問である。{chosen}答えは、照会先に確かめて用意する。"
            )
        }
    };
    let mut blocks = vec![heading(1, "想定問答"), paragraph(ParagraphKind::Flush, lead)];
    if count > 0 {
        blocks.push(Block::Table(table(&kinds)));
    }
    let parts = vec![Part { paper: Paper::A4Landscape, ..part("想定問答", blocks) }];
    office_paper::document(assessment, "想定問答", date, parts)
}

fn table(kinds: &[(&'static str, Vec<Question>)]) -> Table {
    let mut number = 0;
    let groups = kinds.iter().map(|(kind, questions)| {
        let title = Cell::inlines(vec![emphasised(format!("{kind}（{}問）", questions.len()), Emphasis::Strong)]);
        let title = Row { cells: vec![title.spanning(4, 1)], keep_with_next: true, ..Row::default() };
        let rows = questions.iter().map(|question| {
            number += 1;
            row(number, question)
        });
        RowGroup { heading: Some(title), rows: rows.collect(), ..RowGroup::default() }
    });
    Table {
        caption: None,
        unit: None,
        columns: vec![fixed(110, Alignment::Center), shared(4), shared(6), fixed(400, Alignment::Start)],
        head: vec![Row {
            cells: ["問", "質問", "答えとなる数値と文章（出典）", "照会先"].map(|head| column_head(head, 1, 1)).into(),
            ..Row::default()
        }],
        groups: groups.collect(),
        foot: Vec::new(),
        style: TableStyle::Grid,
        notes: Vec::new(),
    }
}

fn row(number: usize, question: &Question) -> Row {
    let top = |cell: Cell| Cell { vertical_align: VerticalAlign::Top, ..cell };
    let mut answers: Inlines = Vec::new();
    for (text, origin) in &question.answers {
        if !answers.is_empty() {
            answers.push(Inline::Break);
        }
        let quoted = Text { text: text.clone(), emphasis: Emphasis::None, origin: origin.clone().map(Arc::new) };
        answers.push(Inline::Text(quoted));
        answers.extend(origin.iter().map(|origin| emphasised(format!("（{origin}）"), Emphasis::Quiet)));
    }
    let mut answers = Cell::inlines(answers).aligned(Alignment::Start);
    let mut to_ask = department_names(question.department.as_str());
    if let Some((others, all)) = &question.further {
        // Paragraphs of their own: names are divided nowhere but between two.
        answers.content.extend(department_names(all.as_str()).content);
        let lines = [plain(format!("ほか{others}部署")), vec![Inline::Break], plain("（左の欄の照会先）")].concat();
        to_ask.content.push(Block::Paragraph(Paragraph::new(ParagraphKind::Small, lines)));
    }
    let cells = vec![
        top(row_head(number.to_string()).aligned(Alignment::Center)),
        // Names and figures that are not divided would leave gaps in lines of one length.
        top(Cell::text(question.text.as_str()).aligned(Alignment::Start)),
        top(answers),
        top(to_ask),
    ];
    Row { cells, ..Row::default() }
}

/// An action item with all that is known of it.
struct Case<'a> {
    assessment: &'a Assessment,
    plan: &'a Plan,
    action: &'a ActionItem,
    assessed: &'a AssessedAction,
    record: &'a ActionRecord,
    last: Option<&'a ActionRecord>,
}

impl Case<'_> {
    fn name(&self) -> String {
        format!("{} {}", self.action.printed, self.action.name)
    }

    fn question(&self, text: String, answers: Vec<(String, Option<Origin>)>) -> Question {
        let department = naming::lead(self.plan, self.action, self.assessment.year);
        Question { text, answers, department, further: None }
    }

    fn has_fallen(&self) -> bool {
        movement::is_below(&self.plan.grades, self.assessed.grade, self.assessed.last_grade)
    }

    /// What the lead wrote into a field, shortened, with its cell.
    fn written(&self, field: Field) -> Option<(String, Option<Origin>)> {
        let text = self.record.lead()?.entry.text(field)?;
        Some((format!("{}：{}", field.label(), quoted(&text.value)), Some(text.origin.clone())))
    }
}

/// Why an item has its grade. Where the form gives no reason the line says so, or it would look forgotten.
fn grade_reason(case: &Case<'_>) -> (String, Option<Origin>) {
    let none = || (format!("{}：記載なし", Field::GradeReason.label()), None);
    case.written(Field::GradeReason).unwrap_or_else(none)
}

/// Asks about each action item that is not listed again.
fn each(assessment: &Assessment, ask: impl Fn(&Case<'_>) -> Vec<Question>) -> Vec<Question> {
    let plan = &*assessment.plan;
    let last = last_record(assessment);
    let actions = plan.actions().map(|(_, action)| action).filter(|action| action.repeats.is_none());
    let cases = actions.filter_map(|action| {
        let assessed = assessment.actions.get(&action.id)?;
        let record = assessment.record.actions.get(&action.id)?;
        let last = last.and_then(|last| last.actions.get(&action.id));
        Some(Case { assessment, plan, action, assessed, record, last })
    });
    cases.flat_map(|case| ask(&case)).collect()
}

fn last_record(assessment: &Assessment) -> Option<&YearRecord> {
    assessment.earlier.iter().find(|record| record.year == assessment.year.previous()).map(AsRef::as_ref)
}

fn fall(case: &Case<'_>) -> Vec<Question> {
    let scale = &case.plan.grades;
    if !case.has_fallen() {
        return Vec::new();
    }
    let [now, before] = [case.assessed.grade, case.assessed.last_grade].map(|grade| grading::label(scale, grade));
    let grade = |record: Option<&ActionRecord>| record?.grade.as_ref().map(|grade| grade.value.origin.clone());
    let mut answers = vec![
        (format!("前年度 {before}"), grade(case.last)),
        (format!("{} {now}", case.assessment.year), grade(Some(case.record))),
    ];
    answers.push(grade_reason(case));
    answers.extend(case.written(Field::Issues));
    vec![
        case.question(
            format!("「{}」の進捗区分が「{before}」から「{now}」に下がったのはなぜか。", case.name()),
            answers,
        ),
    ]
}

/// An item that is not on track; one that has fallen is asked about as such.
fn behind(case: &Case<'_>) -> Vec<Question> {
    let scale = &case.plan.grades;
    if !movement::is_behind(scale, case.assessed.grade) || case.has_fallen() {
        return Vec::new();
    }
    let label = grading::label(scale, case.assessed.grade);
    let origin = case.record.grade.as_ref().map(|grade| grade.value.origin.clone());
    let mut answers = vec![(format!("{} {label}", case.assessment.year), origin)];
    answers.push(grade_reason(case));
    answers.extend([Field::Issues, Field::NextSteps].into_iter().filter_map(|of| case.written(of)));
    vec![case.question(format!("「{}」の進捗区分が「{label}」であるのはなぜか。", case.name()), answers)]
}

/// What the office changed, of action items and of initiatives.
fn changed(assessment: &Assessment) -> Vec<Question> {
    let (plan, scale) = (&*assessment.plan, &assessment.plan.grades);
    let ask = |name: String, decision: &Decision<GradeId>, before: Option<GradeId>| {
        let set = decision.overridden.as_ref()?;
        let (before, now) = (grading::label(scale, before), grading::label(scale, Some(decision.value.value)));
        Some(Question {
            text: format!("「{name}」の進捗区分を「{before}」から「{now}」に変更したのはなぜか。"),
            answers: vec![(format!("理由：{}", quoted(&set.reason)), Some(decision.value.origin.clone()))],
            department: plan.settings.office.clone(),
            further: None,
        })
    };
    let of_actions = plan.actions().filter_map(|(_, action)| {
        let decision = assessment.record.actions.get(&action.id)?.grade.as_ref()?;
        let before = decision.overridden.as_ref()?.before.as_ref().map(|before| before.value);
        ask(format!("{} {}", action.printed, action.name), decision, before)
    });
    let of_initiatives = plan.initiatives.iter().filter_map(|initiative| {
        let decision = assessment.record.initiatives.get(&initiative.no)?.override_grade.as_ref()?;
        let by_rule = assessment.initiatives.get(&initiative.no)?.by_rule;
        ask(format!("{} {}", initiative.printed, initiative.name), decision, by_rule)
    });
    of_initiatives.chain(of_actions).collect()
}

/// Whether the figures are those of the whole year, whose targets are due.
fn is_year_closed(case: &Case<'_>) -> bool {
    case.record.lead().is_none_or(|row| row.period.closes_year())
}

fn missed(case: &Case<'_>) -> Vec<Question> {
    if !is_year_closed(case) {
        return Vec::new();
    }
    let indicators = case.action.indicators.iter().filter_map(|indicator| {
        let assessed = case.assessed.indicators.get(&indicator.id.number)?;
        let (target, result) = (assessed.target?, assessed.result?);
        // By the verdict: a target of 0 has no rate.
        assessed.verdict.filter(|verdict| *verdict == Verdict::Missed)?;
        let rate = assessed.achievement.map(|rate| format!("、達成率 {}%", percent(rate))).unwrap_or_default();
        let unit = &indicator.unit;
        let origin = case.record.indicator(indicator.id.number).map(|typed| typed.origin.clone());
        let last = assessed.results_by_year.get(&case.assessment.year.previous());
        let mut answers = vec![(
            format!("目標 {}{unit}、実績 {}{unit}{rate}", grouped_decimal(target), grouped_decimal(result)),
            origin,
        )];
        answers.extend(last.map(|last| (format!("前年度の実績 {}{unit}", grouped_decimal(*last)), None)));
        answers.extend(case.written(Field::Issues));
        answers.extend(case.written(Field::NextSteps));
        // What is to stay as it is may also miss its target by going beyond it.
        let how = match indicator.direction {
            Direction::Keep => "目標の値と異なった",
            Direction::Higher | Direction::Lower => "目標に届かなかった",
        };
        let text = format!("「{}」の「{}」が{how}のはなぜか。", case.name(), indicator.name);
        Some(case.question(text, answers))
    });
    indicators.collect()
}

fn difference(case: &Case<'_>) -> Vec<Question> {
    if !is_year_closed(case) {
        return Vec::new();
    }
    let planned = case.action.planned_effect.get(&case.assessment.year).copied();
    let (Some(planned), Some(actual)) = (planned.filter(|yen| *yen != Yen::ZERO), case.assessed.effect) else {
        return Vec::new();
    };
    let gap = i128::from(actual.0) - i128::from(planned.0);
    if gap.abs() * 100 < i128::from(planned.0).abs() * i128::from(DIFFERENCE) {
        return Vec::new();
    }
    let money = case.plan.settings.money;
    // Kinds of effect that do not apply (―) explain nothing, nor do zeros beside an amount.
    let amounts = case.record.effects().filter_map(|((kind, term), amount)| {
        let yen = amount.value.value().filter(|yen| *yen != Yen::ZERO || actual == Yen::ZERO)?;
        let yen = money.with_unit(yen);
        Some((format!("{} {yen}", case.plan.settings.effects.head(kind, term)), Some(amount.origin.clone())))
    });
    let mut answers = vec![(format!("計画 {}、実績 {}", money.with_unit(planned), money.with_unit(actual)), None)];
    answers.extend(amounts);
    answers.extend(case.written(Field::Result));
    let than = if gap > 0 { "上回った" } else { "下回った" };
    vec![case.question(format!("「{}」の効果額が計画を大きく{than}のはなぜか。", case.name()), answers)]
}

fn unreported(case: &Case<'_>) -> Vec<Question> {
    if case.record.reported || case.record.basis.ended().is_some() {
        return Vec::new();
    }
    let planned = case.action.schedule.get(&case.assessment.year).map(YearStages::line);
    let answers = planned.map(|stages| (format!("計画した工程 {stages}"), None)).into_iter().collect();
    vec![case.question(format!("「{}」の報告がないのはなぜか。取組は進んでいるのか。", case.name()), answers)]
}

/// An item that is printed without a grade although the lead has reported on it: the grade is missing, or is being asked about.
fn ungraded(case: &Case<'_>) -> Vec<Question> {
    if !case.record.reported || case.assessed.grade.is_some() || case.record.basis.ended().is_some() {
        return Vec::new();
    }
    let planned = case.action.schedule.get(&case.assessment.year).map(YearStages::line);
    let mut answers: Vec<_> = planned.map(|stages| (format!("計画した工程 {stages}"), None)).into_iter().collect();
    answers.extend([Field::Result, Field::GradeReason, Field::Issues].into_iter().filter_map(|of| case.written(of)));
    vec![case.question(format!("「{}」の進捗区分がないのはなぜか。", case.name()), answers)]
}

fn unanswered(assessment: &Assessment) -> Vec<Question> {
    let plan = &*assessment.plan;
    let opinions = assessment.record.unanswered();
    opinions
        .map(|(no, opinion)| {
            let initiative = plan.initiative(no);
            let department = initiative.map(|it| naming::responsible(plan, &it.responsible, assessment.year));
            Question {
                text: format!(
                    "{}の意見（{}）に、まだ対応が示されていないのはなぜか。",
                    plan.words.council,
                    plan.opinion_number(opinion.id)
                ),
                // Without the cell: a member's form may bear the member's name in its path.
                answers: vec![(format!("意見：{}", quoted(&opinion.text.value)), None)],
                department: department.unwrap_or_default(),
                further: None,
            }
        })
        .collect()
}

/// A text that repeats last year's, and in how many further rows the same stands.
struct Repeated<'a> {
    text: &'a Sourced<String>,
    others: usize,
}

fn copied_texts(assessment: &Assessment) -> Vec<Question> {
    let findings = assessment.findings.iter().filter(|finding| finding.code == reviewer::SAME_TEXT);
    let origins: BTreeSet<&Origin> = findings.filter_map(|finding| finding.origin.as_ref()).collect();
    each(assessment, |case| copied(case, &origins))
}

/// One question an item, for all its fields and departments that repeat last year's words.
fn copied(case: &Case<'_>, repeated: &BTreeSet<&Origin>) -> Vec<Question> {
    let (mut fields, mut departments) = (BTreeMap::<Field, Vec<Repeated<'_>>>::new(), Vec::new());
    for row in &case.record.contributions {
        for (field, text) in row.entry.texts().filter(|(_, text)| repeated.contains(&text.origin)) {
            let texts = fields.entry(field).or_default();
            match texts.iter_mut().find(|of| of.text.value == text.value) {
                Some(same) => same.others += 1,
                None => texts.push(Repeated { text, others: 0 }),
            }
            if !departments.contains(&row.department) {
                departments.push(row.department.clone());
            }
        }
    }
    let answer = |(field, repeated): (&Field, &Repeated<'_>)| {
        let others = match repeated.others {
            0 => String::new(),
            others => format!("（ほか{others}件も同じ文章）"),
        };
        let text = format!("{}：{}{others}", field.label(), quoted(&repeated.text.value));
        (text, Some(repeated.text.origin.clone()))
    };
    let answers = fields.iter().flat_map(|(field, texts)| texts.iter().map(move |text| (field, text))).map(answer);
    let answers: Vec<(String, Option<Origin>)> = answers.collect();
    let mut labels: Vec<&str> = fields.into_keys().map(Field::label).collect();
    let Some(last) = labels.pop() else { return Vec::new() };
    let named = match labels.as_slice() {
        [] => last.to_owned(),
        others => format!("{}及び{last}", others.join("、")),
    };
    let (department, further) = to_ask(case.plan, &departments);
    let text = format!("「{}」の{named}が前年度と同じ文章であるが、この1年、取組に変化はなかったのか。", case.name());
    vec![Question { department, further, ..case.question(text, answers) }]
}

/// Whom to ask of several departments. Of many, the first and how many others; the whole list goes into the wider column.
fn to_ask(plan: &Plan, departments: &[DepartmentId]) -> (String, Option<(usize, String)>) {
    let first: Vec<String> = departments.iter().take(NAMED).map(|id| naming::department(plan, id)).collect();
    let further = match departments.len() - first.len() {
        0 => None,
        others => {
            let all = names::print_departments(plan, departments);
            Some((others, format!("照会先（{}部署）：{all}", departments.len())))
        }
    };
    (first.join("、"), further)
}

/// The beginning of a text on one line, cut after the last clause that fits. Where that clause ends early (今年度は、…), what follows is
/// quoted, too, up to a number that the cut could divide.
pub(super) fn quoted(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(QUOTED).collect();
    if short.len() < line.len() {
        let clause = short.char_indices().rfind(|(_, c)| matches!(c, '。' | '、')).map(|(at, c)| at + c.len_utf8());
        let before_number =
            || short.trim_end_matches(|c: char| c.is_numeric() || matches!(c, ',' | '，' | '.' | '．')).len();
        let end = clause.filter(|end| end * 3 >= short.len()).unwrap_or_else(before_number);
        short.truncate(end);
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Severity};
    use crate::report::document::Division;
    use crate::report::{fixture, text};
    use crate::vocabulary::ActionId;

    #[test]
    fn a_quotation_ends_with_a_clause_and_never_within_a_number() {
        let of = |n: usize| "案".repeat(n);
        assert_eq!(quoted("短い。\n次。"), "短い。 次。");
        assert_eq!(quoted(&format!("{}、{}", of(30), of(30))), format!("{}、…", of(30)));
        assert_eq!(quoted(&format!("今年度は、{}", of(80))), format!("今年度は、{}…", of(55)));
        assert_eq!(quoted(&format!("{}12,345世帯", of(57))), format!("{}…", of(57)));
    }

    /// The questions of a kind.
    fn asked(assessment: &Assessment, kind: &str) -> Vec<Question> {
        let of = questions(assessment).into_iter().find(|(of, _)| *of == kind);
        of.map(|(_, list)| list).unwrap_or_default()
    }

    /// What a question says, its answers with their cells, and whom it names to ask.
    fn whole(question: &Question) -> (&str, Vec<(&str, Option<String>)>, &str) {
        let answers = question.answers.iter();
        let answers = answers.map(|(text, origin)| (text.as_str(), origin.as_ref().map(|at| at.to_string())));
        (&question.text, answers.collect(), &question.department)
    }

    #[test]
    fn each_question_has_its_figures_their_cells_and_whom_to_ask() {
        let assessment = fixture::assessment();
        let at = |row, col| Some(fixture::origin(row, col).to_string());
        let [unreported] = &asked(&assessment, "報告がないもの")[..] else { panic!("1-2 was not handed in") };
        let text = "「1-2 寄附の募集」の報告がないのはなぜか。取組は進んでいるのか。";
        assert_eq!(whole(unreported), (text, vec![("計画した工程 検討", None)], "会計課"));
        let [behind] = &asked(&assessment, "計画どおりに進んでいないもの")[..] else {
            panic!("2-1 is behind")
        };
        let answers = vec![
            ("令和3年度 △ 計画に遅れ", at(11, 9)),
            ("区分の理由：記載なし", None),
            ("課題：周知が課題である。", at(11, 18)),
            ("次年度の取組：対象を広げる。", at(11, 19)),
        ];
        let text = "「2-1 ICTの活用」の進捗区分が「△ 計画に遅れ」であるのはなぜか。";
        assert_eq!(whole(behind), (text, answers, "(消)総務課"));
        let [changed] = &asked(&assessment, "事務局が区分を変更したもの")[..] else {
            panic!("2-1 was set")
        };
        let text = "「2-1 ICTの活用」の進捗区分を「○ 計画どおり」から「△ 計画に遅れ」に変更したのはなぜか。";
        let answers = vec![("理由：試行が翌年度に延びたため", at(11, 9))];
        assert_eq!(whole(changed), (text, answers, "総務部行政監理室"));
        let all: usize = questions(&assessment).iter().map(|(_, list)| list.len()).sum();
        let paper = text::of_document(&document(&assessment, fixture::DATE));
        assert!(paper.contains(&format!("想定される質問は{all}問である")), "{paper}");
        assert!(paper.contains("取扱注意（庁内限り）"), "{paper}");
    }

    /// A plan with a word of its own for 区分 says it in the program's words, never in what a department typed, whole or in part.
    #[test]
    fn a_quotation_keeps_the_words_that_were_typed() {
        let mut assessment = fixture::assessment();
        let mut plan = Plan::clone(&assessment.plan);
        plan.words.grade = "評価".into();
        assessment.plan = std::sync::Arc::new(plan);
        let long = format!("今年度の区分は担当課が決めた。\n{}、実践項目の区分を見直す。", "対象を広げる".repeat(12));
        let record = std::sync::Arc::make_mut(&mut assessment.record);
        let action = record.actions.get_mut(&ActionId::new(2, 1)).expect("2-1");
        let entry = std::sync::Arc::make_mut(&mut action.contributions[0].entry);
        entry.set(Field::Issues, Sourced::new(long.clone(), fixture::origin(11, 18)));
        assert_ne!(quoted(&long), long);
        let paper = text::of_document(&document(&assessment, fixture::DATE));
        assert!(paper.contains("今年度の区分は担当課が決めた。"), "{paper}");
        assert!(paper.contains("評価の理由：記載なし"), "{paper}");
    }

    #[test]
    fn what_the_office_changed_of_an_initiative_is_asked_about_with_the_grade_by_rule() {
        use crate::merge::record::Override;
        let mut assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        let value = Sourced::new(GradeId(0), Origin::file("office.toml"));
        let set = Override { before: None, reason: "現地を確かめた。".into() };
        let initiative = record.initiatives.values_mut().nth(1).expect("two initiatives");
        initiative.override_grade = Some(Decision { value, overridden: Some(set) });
        assessment.record = std::sync::Arc::new(record);
        let all = asked(&assessment, "事務局が区分を変更したもの");
        let text = "「2 業務のシステム化」の進捗区分を「△ 計画に遅れ」から「◎ 計画を上回る」に変更したのはなぜか。";
        assert_eq!(all.len(), 2);
        assert_eq!(whole(&all[0]).0, text);
    }

    #[test]
    fn an_item_that_fell_is_asked_about_once_and_one_that_keeps_its_points_has_not_fallen() {
        const KINDS: [&str; 2] = ["区分が下がったもの", "計画どおりに進んでいないもの"];
        let mut assessment = fixture::assessment();
        let id = ActionId::new(2, 1);
        let numbers = |assessment: &Assessment| {
            let names = |question: &Question| question.text.contains("「2-1 ");
            KINDS.map(|kind| asked(assessment, kind).iter().filter(|question| names(question)).count())
        };
        let grades = |now: u8, before: Option<u8>, assessment: &mut Assessment| {
            let own = assessment.actions.get_mut(&id).expect("planned");
            (own.grade, own.last_grade) = (Some(GradeId(now)), before.map(GradeId));
        };
        grades(2, Some(1), &mut assessment);
        assert_eq!(numbers(&assessment), [1, 0]);
        let text = "「2-1 ICTの活用」の進捗区分が「○ 計画どおり」から「△ 計画に遅れ」に下がったのはなぜか。";
        assert_eq!(whole(&asked(&assessment, KINDS[0])[0]).0, text);
        // As far behind as last year; on track; left out of the rates, and from there; a rise that is still behind.
        for (now, before, expected) in [
            (2, Some(2), [0, 1]),
            (1, Some(2), [0, 0]),
            (1, Some(0), [1, 0]),
            (3, Some(1), [0, 0]),
            (2, Some(3), [0, 1]),
            (2, None, [0, 1]),
        ] {
            grades(now, before, &mut assessment);
            assert_eq!(numbers(&assessment), expected, "{before:?} {now}");
        }
        // By points and not by place in the scale: the same decision as that of the movements.
        let mut plan = (*assessment.plan).clone();
        plan.grades.grades[2].points = plan.grades.grades[1].points;
        assessment.plan = std::sync::Arc::new(plan);
        grades(2, Some(1), &mut assessment);
        assert_eq!(numbers(&assessment), [0, 1]);
        let scale = &assessment.plan.grades;
        assert!(!movement::is_below(scale, Some(GradeId(2)), Some(GradeId(1))));
    }

    #[test]
    fn a_reason_that_nobody_wrote_is_said_to_be_missing_and_a_missing_grade_is_asked_about() {
        let mut assessment = fixture::assessment();
        let id = ActionId::new(2, 1);
        assessment.actions.get_mut(&id).expect("there").last_grade = None;
        let behind = asked(&assessment, "計画どおりに進んでいないもの");
        let of = behind.iter().find(|question| question.text.contains("2-1")).expect("behind");
        assert!(of.answers.contains(&("区分の理由：記載なし".to_owned(), None)), "{of:?}");
        assert_eq!(asked(&assessment, "報告があり、進捗区分がないもの"), []);
        assessment.actions.get_mut(&id).expect("there").grade = None;
        let [ungraded] = &asked(&assessment, "報告があり、進捗区分がないもの")[..] else {
            panic!("one question")
        };
        assert!(
            ungraded.text.contains("2-1") && ungraded.answers.iter().any(|(text, _)| text.contains("仕様を検討した。"))
        );
    }

    #[test]
    fn an_effect_far_from_its_plan_is_asked_about_and_one_near_it_is_not() {
        let mut assessment = fixture::assessment();
        let planned = |yen: i64, assessment: &mut Assessment| {
            let mut plan = (*assessment.plan).clone();
            plan.initiatives[0].actions[0].planned_effect.insert(assessment.year, Yen(yen));
            assessment.plan = std::sync::Arc::new(plan);
        };
        let asked = |assessment: &Assessment| {
            let all = questions(assessment);
            let of = all.into_iter().find(|(kind, _)| kind.starts_with("計画と効果額"));
            of.and_then(|(_, list)| list.into_iter().find(|question| question.text.contains("1-1")))
        };
        planned(1_860_500, &mut assessment);
        assert_eq!(asked(&assessment), None);
        planned(3_000_000, &mut assessment);
        assert!(asked(&assessment).is_some());
        // A zero beside the amount is left out, and is an answer where there is nothing else.
        let kinds = |assessment: &Assessment| -> Vec<String> {
            let answers = asked(assessment).expect("asked").answers.into_iter().map(|(text, _)| text);
            answers.filter(|text| text.starts_with('歳')).collect()
        };
        let typed = |field: Field, yen: i64, assessment: &mut Assessment| {
            let mut record = (*assessment.record).clone();
            let own = record.actions.get_mut(&ActionId::new(1, 1)).expect("planned");
            let amount = crate::vocabulary::Amount::Value(Yen(yen));
            std::sync::Arc::make_mut(&mut own.contributions[0].entry)
                .set(field, Sourced::new(amount, fixture::origin(10, 13)));
            assessment.record = std::sync::Arc::new(record);
        };
        typed(Field::SavingOnce, 0, &mut assessment);
        assert_eq!(kinds(&assessment), ["歳入増（継続） 1,860千円"]);
        typed(Field::RevenueRecurring, 0, &mut assessment);
        assessment.actions.get_mut(&ActionId::new(1, 1)).expect("there").effect = Some(Yen::ZERO);
        assert_eq!(kinds(&assessment), ["歳入増（継続） 0千円", "歳出減（単年度） 0千円"]);
    }

    #[test]
    fn an_indicator_is_asked_about_by_its_verdict_whatever_the_rate() {
        let mut assessment = fixture::assessment();
        let with_verdict = |(_, own): &(&ActionId, &AssessedAction)| {
            own.indicators.values().any(|own| own.verdict.is_some() && own.target.is_some())
        };
        let id = *assessment.actions.iter().find(with_verdict).expect("an indicator with target and result").0;
        let asked = |assessment: &Assessment| asked(assessment, "目標を達成しなかった指標");
        let set = |assessment: &mut Assessment, verdict: Verdict, rate: Option<i64>| {
            for own in assessment.actions.get_mut(&id).expect("there").indicators.values_mut() {
                (own.verdict, own.achievement) = (Some(verdict), rate.map(rust_decimal::Decimal::from));
            }
        };
        set(&mut assessment, Verdict::Missed, Some(100));
        let all = asked(&assessment);
        let [question] = &all[..] else { panic!("one indicator: {all:?}") };
        let (text, answers, department) = whole(question);
        assert_eq!(text, "「1-1 広告料収入の拡大」の「広告の件数」が目標に届かなかったのはなぜか。");
        let result = Some(fixture::origin(10, 15).to_string());
        assert_eq!(answers[..2], [("目標 30件、実績 33件、達成率 100.0%", result), ("前年度の実績 18件", None)]);
        assert_eq!(department, "(総)行政監理室");
        let keep = |assessment: &mut Assessment| {
            let mut plan = (*assessment.plan).clone();
            let all = plan.initiatives.iter_mut().flat_map(|initiative| &mut initiative.actions);
            all.flat_map(|action| &mut action.indicators).for_each(|indicator| indicator.direction = Direction::Keep);
            assessment.plan = std::sync::Arc::new(plan);
        };
        let mut kept = assessment.clone();
        keep(&mut kept);
        let kept = asked(&kept);
        assert_eq!(kept.len(), 1);
        assert!(kept[0].text.ends_with("「広告の件数」が目標の値と異なったのはなぜか。"), "{kept:?}");
        set(&mut assessment, Verdict::Missed, None);
        assert_eq!(asked(&assessment)[0].answers[0].0, "目標 30件、実績 33件");
        // The verdict decides, even against the rate.
        set(&mut assessment, Verdict::Met, Some(50));
        assert_eq!(asked(&assessment), []);
    }

    #[test]
    fn texts_copied_in_several_fields_of_an_item_are_one_question_that_names_them() {
        let mut assessment = fixture::assessment();
        let asked = |assessment: &Assessment| asked(assessment, "前年度と同じ文章");
        let (id, record) = assessment.record.actions.iter().find(|(_, own)| own.lead().is_some()).expect("handed in");
        let id = *id;
        let row = record.lead().expect("handed in");
        let texts: Vec<(Field, Origin)> = row.entry.texts().map(|(field, text)| (field, text.origin.clone())).collect();
        let at = |field: Field| texts.iter().find(|(of, _)| *of == field).map(|(_, at)| at.clone()).expect("written");
        let found = |field: Field| {
            let finding = Finding::new(Severity::Warning, reviewer::SAME_TEXT, "前年度と同じ文章です。");
            finding.at(at(field)).of(row.department.clone())
        };
        let copied = [Field::NextSteps, Field::Result, Field::Issues].map(found);
        assessment.findings.retain(|finding| finding.code != reviewer::SAME_TEXT);
        assert_eq!(asked(&assessment), []);
        assessment.findings.extend(copied[..1].iter().cloned());
        let one = asked(&assessment);
        assert!(one.len() == 1 && one[0].answers.len() == 1 && !one[0].text.contains("及び"), "{one:?}");
        assessment.findings.extend(copied[1..].iter().cloned());
        let all = asked(&assessment);
        let [question] = all.as_slice() else { panic!("one question of an item: {all:?}") };
        let named = [Field::Result, Field::Issues, Field::NextSteps].map(Field::label);
        let named = format!("の{}、{}及び{}が前年度と同じ文章", named[0], named[1], named[2]);
        assert!(question.text.contains(&id.key()) && question.text.contains(&named), "{question:?}");
        let cells: Vec<Option<Origin>> = question.answers.iter().map(|(_, cell)| cell.clone()).collect();
        assert_eq!(cells, [Field::Result, Field::Issues, Field::NextSteps].map(|field| Some(at(field))));
        assert!(!question.department.is_empty(), "{question:?}");
        // Another department's row with the same words is one line that says so, and the department is asked, too.
        let mut record = (*assessment.record).clone();
        let own = record.actions.get_mut(&id).expect("handed in");
        let mut second = own.lead().expect("handed in").clone();
        second.department = assessment
            .plan
            .departments
            .iter()
            .map(|of| of.id.clone())
            .find(|of| *of != second.department)
            .expect("another");
        own.contributions.push(second);
        assessment.record = std::sync::Arc::new(record);
        let all = asked(&assessment);
        let [both] = all.as_slice() else { panic!("one question of an item: {all:?}") };
        assert_eq!((both.answers.len(), both.department.split('、').count()), (3, 2), "{both:?}");
        assert!(both.answers.iter().all(|(text, _)| text.ends_with("（ほか1件も同じ文章）")), "{both:?}");
    }

    #[test]
    fn many_departments_to_ask_are_counted_in_the_narrow_column_and_named_in_the_wide_one() {
        let plan = fixture::assessment().plan;
        let all: Vec<DepartmentId> =
            (1..=46).map(|number| DepartmentId::new(Some("総務部"), &format!("第{number}課"))).collect();
        let (few, none) = to_ask(&plan, &all[..NAMED]);
        assert_eq!((few.split('、').count(), none), (NAMED, None));
        let (many, further) = to_ask(&plan, &all);
        assert!(many.ends_with("第4課"), "{many}");
        let (others, named) = further.expect("the whole list");
        assert_eq!(others, 42);
        assert!(named.starts_with("照会先（46部署）："), "{named}");
        assert!(all.iter().all(|id| named.contains(id.name())), "{named}");
        let (text, department, answers) = ("なぜか。".to_owned(), many, Vec::new());
        let row = row(1, &Question { text, department, answers, further: Some((others, named)) });
        // Lists of names are paragraphs of their own, which are divided between names.
        let divisions = |cell: &Cell| {
            let of = |block: &Block| match block {
                Block::Paragraph(paragraph) => paragraph.division == Division::Departments,
                _ => false,
            };
            cell.content.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!([divisions(&row.cells[2]), divisions(&row.cells[3])], [[false, true], [true, false]]);
    }
}
