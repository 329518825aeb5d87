//! A reviewer's eye: what somebody who reads every sheet would ask about. Warnings only; they change no figure.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::assessment::Assessment;
use super::elsewhere::{Pointer, pointer};
use super::scale::is_out_of_scale;
use crate::contract::{Audience, EXAMPLE_SHEET, Field};
use crate::excel::cell_text;
use crate::finding::{Code, Finding, Origin, Place, Severity, Sourced};
use crate::intake::{self, normalize::text::says_nothing};
use crate::merge::attribution::Team;
use crate::merge::contributions::grade_name;
use crate::merge::record::{ActionRecord, Contribution, YearRecord};
use crate::merge::status::is_due;
use crate::plan::{ActionItem, Plan};
use crate::vocabulary::{FiscalYear, Grade, GradeId, MoneyUnit, Yen, excerpt, folded, grouped_decimal};

/// A text that is the same as last year's.
pub const SAME_TEXT: Code = Code("review.same-text");
/// A text of this year that speaks of earlier years only.
pub const STALE_YEAR: Code = Code("review.stale-year");
/// The target shown in the form, or spoken of in a text, is not the plan's.
pub const TARGET_CHANGED: Code = Code("review.target-changed");
/// A grade that its indicator contradicts.
pub const GRADE_CONTRADICTS: Code = Code("review.grade-contradicts-indicator");
/// A grade worse than last year's, without a reason.
pub const DOWNGRADE: Code = Code("review.downgrade-without-reason");
/// A grade that needs a reason by the plan, without one.
pub const NO_REASON: Code = Code("review.grade-without-reason");
/// A result of an indicator that is out of scale with its target or last year's result.
pub const INDICATOR_SIZE: Code = Code("review.indicator-size");
/// Behind plan, and no 課題.
pub const NO_ISSUES: Code = Code("review.behind-without-issues");
/// An effect was planned, and none was given.
pub const EFFECT_MISSING: Code = Code("review.effect-missing");
/// An effect of unusual size: perhaps given in yen.
pub const EFFECT_SIZE: Code = Code("review.effect-size");
/// A row in which nothing was typed.
pub const EMPTY_ROW: Code = Code("review.empty-row");
/// A row that is filled in by half.
pub const HALF_ROW: Code = Code("review.half-row");
/// The texts of all departments on a field of an action item are more than a cell of the workbooks can hold.
pub const TOO_LONG: Code = Code("review.text-too-long");
/// A text that points elsewhere or to later.
pub const ELSEWHERE: Code = Code("review.text-elsewhere");

/// An on-track grade at an achievement under this percentage is asked about.
const LOW_ACHIEVEMENT: Decimal = Decimal::from_parts(80, 0, 0, false, 0);
/// An amount this many times another, or one part in this many, may be given in the wrong unit.
const UNUSUAL_RATIO: i64 = 100;
/// An amount from which on it is asked about where there is nothing to compare it with: 10億円.
const UNUSUAL_AMOUNT: Yen = Yen(1_000_000_000);
/// Shorter texts may well be the same every year: 特になし, 継続して実施した。
const WORTH_COMPARING: usize = 12;
/// Characters of a text that a finding repeats.
const QUOTED: usize = 40;

/// Where an office's own forms are read, which may have no such columns: the files that say stages of parts of the year.
fn files_with_parts(assessment: &Assessment) -> Option<BTreeSet<Arc<str>>> {
    let of_own = &assessment.plan.settings.foreign_forms;
    let rows = || assessment.record.actions.values().flat_map(|action| &action.contributions);
    let says_parts = |row: &&Contribution| row.entry.stages_by_part().next().is_some();
    (!of_own.is_empty()).then(|| rows().filter(says_parts).map(|row| row.entry.action.origin.file.clone()).collect())
}

/// All warnings on the year of an assessment, unsorted.
pub fn warnings(assessment: &Assessment) -> Vec<Finding> {
    let plan = &*assessment.plan;
    let year = assessment.year;
    let last = assessment.earlier.iter().find(|record| record.year == year.previous()).map(AsRef::as_ref);
    let with_parts = files_with_parts(assessment);
    let mut findings = Vec::new();
    for (_, action) in plan.actions().filter(|(_, action)| action.repeats.is_none()) {
        let Some(record) = assessment.record.actions.get(&action.id) else { continue };
        let case = Case {
            assessment,
            plan,
            year,
            action,
            record,
            last: last.and_then(|last| last.actions.get(&action.id)),
            with_parts: with_parts.as_ref(),
        };
        case.texts(&mut findings);
        if record.basis.ended().is_some() {
            continue;
        }
        case.targets(&mut findings);
        case.grade(&mut findings);
        case.effects(&mut findings);
        case.costs(&mut findings);
        case.indicators(&mut findings);
        case.rows(&mut findings);
    }
    findings
}

/// One action item in its year.
pub(super) struct Case<'a> {
    assessment: &'a Assessment,
    pub(super) plan: &'a Plan,
    pub(super) year: FiscalYear,
    pub(super) action: &'a ActionItem,
    pub(super) record: &'a ActionRecord,
    pub(super) last: Option<&'a ActionRecord>,
    /// The files that ask for stages of parts of the year, where not all do.
    with_parts: Option<&'a BTreeSet<Arc<str>>>,
}

impl Case<'_> {
    pub(super) fn warn(&self, code: Code, row: &Contribution, origin: &Origin, message: String) -> Finding {
        Finding::new(Severity::Warning, code, message).at(origin.clone()).of(row.department.clone())
    }

    pub(super) fn lead(&self) -> Option<&Contribution> {
        self.record.lead()
    }

    fn texts(&self, findings: &mut Vec<Finding>) {
        let id = &self.action.printed;
        for row in &self.record.contributions {
            let compared = [Field::Result, Field::Issues, Field::NextSteps];
            for (field, text) in row.entry.texts().filter(|(field, _)| self.plan.readers_of(*field) != Audience::Office)
            {
                let name = field.label();
                let before = compared.contains(&field).then(|| self.same_as_last_year(row, field, text)).flatten();
                if let Some(before) = before {
                    findings.push(
                        self.warn(SAME_TEXT, row, &text.origin, format!("{id}の{name}が前年度と同じ文章です。"))
                            .found(excerpt(&text.value, QUOTED))
                            .expected(format!("{}の内容（前年度：{before}）", self.year))
                            .remedy("今年度の内容に改めてください。変わりがないときは、その旨を書いてください。"),
                    );
                }
                findings.extend(self.elsewhere(row, field, text));
            }
            self.stale_years(row, findings);
        }
        self.too_long(findings);
    }

    /// A text that says nothing by itself.
    fn elsewhere(&self, row: &Contribution, field: Field, text: &Sourced<String>) -> Option<Finding> {
        let (id, name) = (&self.action.printed, field.label());
        let pointer = pointer(&text.value)?;
        let message = match pointer {
            Pointer::Word(word) => format!("{id}の{name}に「{word}」とあります。"),
            Pointer::OtherField => format!("{id}の{name}が、ほかの年度や欄を指すだけです。"),
            Pointer::OtherPaper => format!("{id}の{name}が、ほかの資料や欄を指すだけです。"),
            Pointer::Pending => format!("{id}の{name}に、まだ答えがないとだけ書かれています。"),
        };
        let remedy = match pointer {
            Pointer::OtherField => "報告書にはこの欄の文章だけを掲載します。その年度の内容をこの欄に書いてください。",
            _ => "報告書にはこの欄の文章だけを掲載します。内容をこの欄に書いてください。",
        };
        let finding = self.warn(ELSEWHERE, row, &text.origin, message);
        Some(finding.found(excerpt(&text.value, QUOTED)).remedy(remedy))
    }

    /// A workbook shows what all departments wrote on a field in one cell; what does not fit is cut there.
    fn too_long(&self, findings: &mut Vec<Finding>) {
        // What stands between two texts: a line end and the name of a department in brackets.
        const BETWEEN: usize = 60;
        for field in
            Field::ALL.iter().filter(|field| field.is_open() && self.plan.readers_of(**field) != Audience::Office)
        {
            let texts: Vec<(&Contribution, &Sourced<String>)> =
                self.record.contributions.iter().filter_map(|row| Some((row, row.entry.text(*field)?))).collect();
            let length: usize = texts.iter().map(|(_, text)| text.value.encode_utf16().count() + BETWEEN).sum();
            if length <= cell_text::LONGEST {
                continue;
            }
            let message = format!(
                "{}の{}は、全部の部署の分を合わせるとExcelの1つのセルに入る長さ（{}字）を超えます。Excelのブックでは終わりの部分を省略しました。",
                self.action.printed,
                field.label(),
                crate::vocabulary::grouped(cell_text::LONGEST as i64)
            );
            for (row, text) in texts {
                findings.push(
                    self.warn(TOO_LONG, row, &text.origin, message.clone())
                        .found(format!("{}字", crate::vocabulary::grouped(text.value.chars().count() as i64)))
                        .remedy("要点に絞って短くしてください。PDFとHTMLには全文を掲載します。"),
                );
            }
        }
    }

    /// Where last year's rows hold the same words in the same field: in the department's own form, where that is one of them.
    fn same_as_last_year(&self, row: &Contribution, field: Field, text: &Sourced<String>) -> Option<Origin> {
        let plain = folded(&text.value);
        if plain.chars().count() < WORTH_COMPARING {
            return None;
        }
        let same = self.last?.contributions.iter().filter_map(|before| {
            let text = before.entry.text(field).filter(|text| folded(&text.value) == plain)?;
            Some((before.department != row.department, text))
        });
        same.min_by_key(|(is_of_others, _)| *is_of_others).map(|(_, text)| text.origin.clone())
    }

    fn stale_years(&self, row: &Contribution, findings: &mut Vec<Finding>) {
        let id = &self.action.printed;
        if let Some(text) = row.entry.text(Field::Result)
            && let Some(newest) = years_in(&text.value).into_iter().max().filter(|newest| *newest < self.year)
        {
            findings.push(
                self.warn(STALE_YEAR, row, &text.origin, format!("{id}の実績に{newest}のことだけが書かれています。"))
                    .found(excerpt(&text.value, QUOTED))
                    .expected(format!("{}の実績", self.year))
                    .remedy("前年度の文章が残っていないか確かめてください。"),
            );
        }
        // 令和2年度の成果を踏まえ… looks back rightly; 令和2年度に実施する does not belong into a text about the next year.
        let plans = |text: &str| {
            years_in(text)
                .into_iter()
                .max()
                .filter(|newest| *newest < self.year || (*newest == self.year && plans_for(text, *newest)))
        };
        if let Some(text) = row.entry.text(Field::NextSteps)
            && let Some(newest) = plans(&text.value)
        {
            findings.push(
                self.warn(
                    STALE_YEAR,
                    row,
                    &text.origin,
                    format!("{id}の次年度の取組に{newest}までのことしか書かれていません。"),
                )
                .found(excerpt(&text.value, QUOTED))
                .expected(format!("{}の取組", self.year.next()))
                .remedy("前年度の文章が残っていないか確かめてください。"),
            );
        }
    }

    /// The form shows the plan in locked cells of the row: they must still say what the plan says, and no text should change it.
    fn targets(&self, findings: &mut Vec<Finding>) {
        let Some(row) = self.lead() else { return };
        self.shown_plan(row, findings);
        if self.action.indicators.is_empty() {
            return;
        }
        let texts = [Field::Result, Field::GradeReason, Field::NextSteps];
        let texts = texts.into_iter().filter_map(|field| row.entry.text(field));
        for text in texts.filter(|text| speaks_of_changed_target(&text.value)) {
            findings.push(
                self.warn(
                    TARGET_CHANGED,
                    row,
                    &text.origin,
                    format!("{}の文章に、目標の変更があったように書かれています。", self.action.printed),
                )
                .found(excerpt(&text.value, QUOTED))
                .remedy("計画の目標値を用いました。計画の見直しの手続が済んでいるか確かめてください。"),
            );
        }
    }

    /// Compares the locked cells of the plan, whole, with what the form of the year would show.
    fn shown_plan(&self, row: &Contribution, findings: &mut Vec<Finding>) {
        let unit = self.plan.settings.entry_unit;
        let target = crate::plan::target(self.action, self.year, unit);
        // A form that an earlier version made says ― where this one names the target of a later year.
        let of_year = crate::plan::target_of_year(self.action, self.year, unit);
        let is_earlier = |text: &str| folded(text) == folded(&of_year);
        let stage = crate::plan::planned_stage(self.action, self.year);
        for (field, planned) in [(Field::Target, target), (Field::PlannedStage, stage)] {
            let Some(shown) = row.entry.text(field).filter(|shown| folded(&shown.value) != folded(&planned)) else {
                continue;
            };
            if field == Field::Target && is_earlier(&shown.value) {
                continue;
            }
            // Only the lines that differ are shown: a form may have three indicators.
            let of = |text: &str, other: &str| {
                let others: Vec<String> = other.lines().map(folded).collect();
                let differing = text.lines().filter(|line| !others.contains(&folded(line))).map(str::trim);
                let differing: Vec<&str> = differing.filter(|line| !line.is_empty()).collect();
                if differing.is_empty() { "（その行がありません）".to_owned() } else { differing.join("\n") }
            };
            let what = if field == Field::Target { "目標値" } else { "計画（工程）" };
            findings.push(
                self.warn(
                    TARGET_CHANGED,
                    row,
                    &shown.origin,
                    format!("{}の様式の{what}が計画と異なります。", self.action.printed),
                )
                .found(of(&shown.value, &planned))
                .expected(of(&planned, &shown.value))
                .remedy("計画の内容を用いました。目標や工程を改めるときは計画の見直しの手続によってください。")
                .for_office("様式を配った後に計画（plan.toml）を改めたときは、この指摘は不要です。"),
            );
        }
    }

    fn grade(&self, findings: &mut Vec<Finding>) {
        let Some(row) = self.lead() else { return };
        let Some(decision) = &self.record.grade else { return };
        let (value, origin) = (decision.value.value, &decision.value.origin);
        let Some(grade) = self.plan.grades.get(value) else { return };
        let overridden = decision.overridden.is_some();
        let has_text = |field| row.entry.text(field).is_some_and(|text| !text.value.trim().is_empty());

        if !overridden && self.record.basis.computed().is_none() {
            self.against_indicators(row, grade, origin, findings);
        }
        let last = self.last.and_then(|last| last.grade.as_ref()).map(|grade| grade.value.value);
        let is_behind = grade.points.is_some() && !grade.on_track;
        let has_no_reason = is_blank(row, Field::GradeReason, gives_reason(row)) && !overridden;
        if let Some(last) = last.filter(|last| self.is_rated(*last) && grade.points.is_some() && value > *last)
            && has_no_reason
        {
            findings.push(
                self.warn(
                    DOWNGRADE,
                    row,
                    origin,
                    format!("{}の進捗区分が前年度より下がりましたが、区分の理由がありません。", self.action.printed),
                )
                .found(format!("{} → {}", grade_name(self.plan, last), grade_name(self.plan, value)))
                .remedy("「区分の理由」に下がった理由を書いてください。"),
            );
        } else if has_no_reason
            && (grade.needs_reason || (grade.asks_reason() && self.record.basis.computed().is_none()))
        {
            let message = format!("{}の区分には、理由が要ります。", self.action.printed);
            findings.push(
                self.warn(NO_REASON, row, origin, message)
                    .found(grade_name(self.plan, value))
                    .remedy("「区分の理由」に、その区分にした理由を書いてください。"),
            );
        }
        if is_behind && is_blank(row, Field::Issues, has_text(Field::Issues)) {
            findings.push(
                self.warn(
                    NO_ISSUES,
                    row,
                    origin,
                    format!("{}は計画に届いていませんが、課題が書かれていません。", self.action.printed),
                )
                .found(grade_name(self.plan, value))
                .remedy("「課題」に、遅れの原因と対応を書いてください。"),
            );
        }
    }

    fn is_rated(&self, grade: GradeId) -> bool {
        self.plan.grades.get(grade).is_some_and(|grade| grade.points.is_some())
    }

    fn against_indicators(&self, row: &Contribution, grade: &Grade, origin: &Origin, findings: &mut Vec<Finding>) {
        let Some(assessed) = self.assessment.actions.get(&self.action.id) else { return };
        let reached: Vec<(u8, Decimal)> = assessed
            .indicators
            .iter()
            .filter_map(|(number, indicator)| indicator.achievement.map(|percent| (*number, percent)))
            .collect();
        let contradiction = if grade.on_track {
            // Before its end a year's target is not yet due.
            reached.iter().find(|(_, percent)| *percent < LOW_ACHIEVEMENT).filter(|_| row.period.closes_year())
        } else if grade.points.is_some() && reached.iter().all(|(_, percent)| *percent >= Decimal::ONE_HUNDRED) {
            reached.first()
        } else {
            None
        };
        // A reason that is given is the answer that the finding asks for.
        let Some((number, percent)) = contradiction.filter(|_| !gives_reason(row)) else {
            return;
        };
        findings.push(
            self.warn(
                GRADE_CONTRADICTS,
                row,
                origin,
                format!("{}の進捗区分と、指標{number}の達成率が食い違っています。", self.action.printed),
            )
            .found(format!("{} {}、達成率{percent}%", grade.mark, grade.name))
            .remedy("区分と実績値を確かめてください。どちらも正しいときは「区分の理由」に説明を書いてください。"),
        );
    }

    fn effects(&self, findings: &mut Vec<Finding>) {
        let Some(row) = self.lead() else { return };
        let id = &self.action.printed;
        let planned = self.action.planned_effect.get(&self.year).copied().filter(|yen| *yen != Yen::ZERO);
        let amounts: Vec<_> = self
            .record
            .effects()
            .filter_map(|(_, amount)| amount.value.value().map(|yen| (yen, &amount.origin)))
            .collect();
        let total: Yen = amounts.iter().map(|(yen, _)| *yen).sum();
        let unit = self.plan.settings.entry_unit;
        let printed = |yen: Yen| unit.exact_with_unit(yen);
        let check_unit = check_unit(unit);
        let rejected = row.entry.rejected().iter().any(|field| field.effect().is_some());
        if let (Some(planned), true, false) = (planned, self.record.effects().next().is_none(), rejected) {
            findings.push(
                self.warn(EFFECT_MISSING, row, &row.entry.action.origin, format!("{id}の効果額が空欄です。"))
                    .expected(format!("計画 {}", printed(planned)))
                    .remedy(
                        "効果額を記入してください。効果がなかったときは0、該当しないときは「―」と記入してください。",
                    ),
            );
        }
        // Of several the first that is as large as any.
        let largest = amounts.iter().rev().max_by_key(|(yen, _)| yen.0.saturating_abs());
        let Some((_, origin)) = largest.filter(|_| total != Yen::ZERO) else { return };
        let last: Option<Yen> = self.last.and_then(|last| {
            let values: Vec<Yen> = last.effects().filter_map(|(_, amount)| amount.value.value()).collect();
            (!values.is_empty()).then(|| values.into_iter().sum()).filter(|yen: &Yen| *yen != Yen::ZERO)
        });
        let compared = [("計画", planned), ("前年度", last)];
        let mut known = false;
        for (name, other) in compared.into_iter().filter_map(|(name, other)| other.map(|other| (name, other))) {
            known = true;
            if is_unusual(total, other) {
                findings.push(
                    self.warn(EFFECT_SIZE, row, origin, format!("{id}の効果額が{name}と桁違いです。"))
                        .found(printed(total))
                        .expected(format!("{name} {}", printed(other)))
                        .remedy(check_unit.clone()),
                );
                return;
            }
        }
        if !known && total.0.saturating_abs() >= UNUSUAL_AMOUNT.0 {
            let size = if total < Yen::ZERO { "▲10億円以下" } else { "10億円以上" };
            findings.push(
                self.warn(EFFECT_SIZE, row, origin, format!("{id}の効果額が{size}です。"))
                    .found(printed(total))
                    .remedy(check_unit),
            );
        }
    }

    /// A result with a digit too many or too few, and 0.85 where 85 % was meant.
    fn indicators(&self, findings: &mut Vec<Finding>) {
        let Some(row) = self.lead() else { return };
        for indicator in &self.action.indicators {
            let number = indicator.id.number;
            let Some(typed) = self.record.indicator(number) else { continue };
            let Some(result) = typed.value.value().filter(|result| !result.is_zero()) else { continue };
            let last = self.last.and_then(|last| last.indicator(number)?.value.value());
            let planned = match indicator.targets.get(&self.year).copied() {
                Some(target) => ("目標値", Some(target)),
                None => ("計画前の値", indicator.baseline),
            };
            let compared = [planned, ("前年度", last)];
            let known = || {
                let known = compared.iter().filter_map(|(name, other)| Some((*name, (*other)?)));
                known.filter(|(_, other)| !other.is_zero())
            };
            let shown = |value: Decimal| format!("{}{}", grouped_decimal(value.normalize()), indicator.unit);
            let below_one = result.abs() < Decimal::ONE && known().all(|(_, other)| other.abs() >= Decimal::ONE);
            let finding = if is_percent(&indicator.unit) && below_one {
                let message = format!("{}の指標{number}の実績値が1%未満です。", self.action.printed);
                self.warn(INDICATOR_SIZE, row, &typed.origin, message)
                    .remedy("百分率の数字（85%なら85）で入力しているか確かめてください。")
            } else if result.is_sign_negative()
                && let Some((name, other)) = known().next()
                && known().all(|(_, other)| other.is_sign_positive())
            {
                let message = format!("{}の指標{number}の実績値が負の数です。", self.action.printed);
                self.warn(INDICATOR_SIZE, row, &typed.origin, message)
                    .expected(format!("{name} {}", shown(other)))
                    .remedy("符号を確かめてください。正しいときは、対応は不要です。")
            } else if let Some((name, other)) = known().find(|(_, other)| is_out_of_scale(result, *other)) {
                let message = format!("{}の指標{number}の実績値が{name}と桁違いです。", self.action.printed);
                self.warn(INDICATOR_SIZE, row, &typed.origin, message)
                    .expected(format!("{name} {}", shown(other)))
                    .remedy("桁と単位を確かめてください。正しいときは、対応は不要です。")
            } else {
                continue;
            };
            findings.push(finding.found(shown(result)));
        }
    }

    fn rows(&self, findings: &mut Vec<Finding>) {
        let id = &self.action.printed;
        let team = Team::on(self.plan, self.action, self.year.last_day());
        let status = self.assessment.record.statuses.iter().find(|status| status.department == team.lead);
        // Of a file that could not be read to its end nobody knows what its rows hold: it is asked for as a whole.
        let is_whole = |file: &Arc<str>| {
            let is_read_only = |place: &Place| matches!(place, Place::Sheet(sheet) | Place::Cell(sheet, _) if **sheet == *EXAMPLE_SHEET);
            let is_of_rows = |origin: &Origin| origin.file == *file && !is_read_only(&origin.place);
            let mut findings = self.assessment.record.findings.iter();
            !findings.any(|of| of.code == intake::codes::DAMAGED && of.origin.as_ref().is_some_and(is_of_rows))
        };
        if let (true, false, Some(file)) = (
            is_due(&self.assessment.record, self.action),
            self.record.reported,
            status.and_then(|status| status.file.clone()).filter(is_whole),
        ) {
            findings.push(
                Finding::new(Severity::Warning, EMPTY_ROW, format!("{id}の行に何も記入されていません。"))
                    .at(Origin::file(file))
                    .of(team.lead.clone())
                    .expected(format!("{id} {}", self.action.name))
                    .remedy("記入して提出し直してください。実績がないときは、その旨と区分を記入してください。"),
            );
        }
        let Some(row) = self.lead() else { return };
        let mut asked = vec![(Field::Result, row.entry.text(Field::Result).is_some())];
        match self.record.grade.is_none() && self.plan.computes_grade(self.action, self.year) {
            // What a computed grade waits for.
            true => {
                let measured = self.plan.measured(self.action, self.year);
                let is_measured = |field: &&Field| measured.iter().any(|of| Some(of.id.number) == field.indicator());
                let results = Field::ALL.iter().filter(is_measured);
                let is_given = |field: &Field| field.indicator().is_some_and(|at| row.entry.indicator(at).is_some());
                asked.extend(results.map(|field| (*field, is_given(field))));
            }
            false => asked.push((Field::Grade, self.record.grade.is_some())),
        }
        asked.extend(self.parts_of_stages(row));
        let asked = asked.into_iter().filter(|(field, has_value)| is_blank(row, *field, *has_value));
        let missing: Vec<&str> = asked.map(|(field, _)| field.label()).collect();
        if !missing.is_empty() {
            findings.push(
                self.warn(HALF_ROW, row, &row.entry.action.origin, format!("{id}の行が書きかけです。"))
                    .found(self.plan.wording().say(&format!("{}が空欄", missing.join("と"))))
                    .remedy("空欄に記入して提出し直してください。"),
            );
        }
    }
}

impl Case<'_> {
    /// Of the parts of the year that have begun by the row's period and have something planned, whether the row says what was
    /// reached in them; of none where it says it of the year as a whole.
    fn parts_of_stages(&self, row: &Contribution) -> Vec<(Field, bool)> {
        let by = self.plan.schedule_by;
        if self.with_parts.is_some_and(|files| !files.contains(&row.entry.action.origin.file)) {
            return Vec::new();
        }
        let planned = self.action.schedule.get(&self.year).filter(|_| row.entry.stages().is_none());
        let begun = by.begun(self.plan.settings.periods.months(row.period));
        let is_owed = |part: usize| part < begun && planned.is_some_and(|of| !of.in_part(part).is_empty());
        let owed = Field::of_parts().filter(|field| field.part().is_some_and(is_owed));
        owed.map(|field| (field, row.entry.get(field).is_some())).collect()
    }
}

/// Whether nothing stands in a field of a row: what was rejected is no value, but not blank either, and has its own finding.
fn is_blank(row: &Contribution, field: Field, has_value: bool) -> bool {
    !has_value && !row.entry.is_rejected(field)
}

/// Whether a row says why its grade is as it is; 特になし, ― and a lone 。 say nothing.
fn gives_reason(row: &Contribution) -> bool {
    let reason = row.entry.text(Field::GradeReason);
    reason.is_some_and(|reason| reason.value.contains(char::is_alphanumeric) && !says_nothing(&reason.value))
}

/// Whether one amount is so many times the other that the unit may be wrong.
fn is_unusual(amount: Yen, other: Yen) -> bool {
    let (a, b) = (amount.0.saturating_abs(), other.0.saturating_abs());
    a >= b.saturating_mul(UNUSUAL_RATIO) || b >= a.saturating_mul(UNUSUAL_RATIO)
}

fn is_percent(unit: &str) -> bool {
    matches!(folded(unit).as_str(), "%" | "パーセント")
}

fn speaks_of_changed_target(text: &str) -> bool {
    let plain = folded(text);
    plain.match_indices("目標").any(|(at, _)| {
        let near: String = plain.get(at..).unwrap_or_default().chars().take(14).collect();
        // Up to the end of the sentence, and not 目標どおり変更した….
        let near = near.split(['。', '、']).next().unwrap_or_default();
        ["変更", "修正", "見直", "引き下げ", "引下げ", "下方", "引き上げ", "引上げ"]
            .iter()
            .any(|word| near.contains(word))
    })
}

/// Whether a text says of a year that something is (to be) done in it: 令和2年度に…, 令和2年度は….
fn plans_for(text: &str, year: FiscalYear) -> bool {
    let plain = folded(text);
    let name = year.to_string();
    plain.match_indices(&name).any(|(at, _)| {
        let rest = plain.get(at + name.len()..).unwrap_or_default();
        ["に", "は", "中", "も"].iter().any(|particle| rest.starts_with(particle))
    })
}

/// The fiscal years that a text names: 令和2年度, 令和２年度, R2年度, 2020年度.
fn years_in(text: &str) -> Vec<FiscalYear> {
    let plain = folded(text);
    let mut years = Vec::new();
    for (at, _) in plain.match_indices("年度") {
        let before = plain.get(..at).unwrap_or_default();
        // The longest of the last characters that reads as a year: 令和元, 令和12, R2, 2020.
        let starts = before.char_indices().rev().take(6).map(|(start, _)| start);
        let year = starts.filter_map(|start| FiscalYear::parse(before.get(start..)?)).last();
        years.extend(year);
    }
    years
}

/// Opinions that have no answer yet are found by the merge; this is how many there are.
pub fn unanswered(record: &YearRecord) -> usize {
    record.unanswered().count()
}

/// What to look at where an amount is out of all proportion.
fn check_unit(unit: MoneyUnit) -> String {
    match unit {
        MoneyUnit::Yen => "単位（円）を確かめてください。".to_owned(),
        unit => format!("単位（{}）を確かめてください。円で記入していないでしょうか。", unit.label()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_found_in_running_text() {
        let years = |text| years_in(text).into_iter().map(|year| year.0).collect::<Vec<_>>();
        assert_eq!(years("平成30年度から令和元年度、令和２年度まで"), [2018, 2019, 2020]);
        assert_eq!(years("R3年度と2022年度"), [2021, 2022]);
        assert_eq!(years("次年度、今年度、年度末"), [] as [i16; 0]);
    }

    #[test]
    fn looking_back_is_no_plan() {
        assert!(plans_for("令和２年度に実施する。", FiscalYear(2020)));
        assert!(!plans_for("令和2年度の成果を踏まえ、広げる。", FiscalYear(2020)));
    }

    #[test]
    fn slips_of_a_thousand_are_unusual() {
        assert!(is_unusual(Yen(1_200_000_000), Yen(1_000_000)));
        assert!(is_unusual(Yen(1_000), Yen(1_200_000)));
        assert!(!is_unusual(Yen(3_000_000), Yen(1_000_000)));
    }

    #[test]
    fn a_changed_target_is_heard() {
        assert!(speaks_of_changed_target("実情に合わせ目標値を80件に変更した。"));
        assert!(!speaks_of_changed_target("目標を達成した。手順は変更した。"));
    }

    fn has(assessment: &Assessment, code: Code) -> bool {
        assessment.findings.iter().any(|finding| finding.code == code)
    }

    /// 100% is on plan: a grade that says otherwise is asked about.
    #[test]
    fn a_target_that_is_just_reached_contradicts_a_grade_behind_plan() {
        let asked = |result: i64| {
            let form = crate::intake::fixture::form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
                row.grade(2).saving(900).indicator(result).result("窓口を設けた。");
            });
            has(&crate::assess::fixture::assessed(vec![form.build()]), GRADE_CONTRADICTS)
        };
        assert_eq!([99, 100, 101].map(asked), [false, true, true]);
    }

    #[test]
    fn a_text_on_a_changed_target_is_asked_about_only_of_an_item_with_indicators() {
        let asked = |unit: &str, id: (u16, u16)| {
            let form = crate::intake::fixture::form(unit, "a.xlsx").on(5, 8).row(id, |row| {
                row.grade(1).result("実情に合わせ目標値を80件に変更した。");
            });
            has(&crate::assess::fixture::assessed(vec![form.build()]), TARGET_CHANGED)
        };
        assert_eq!([asked("一課", (1, 1)), asked("二課", (1, 2))], [true, false]);
    }

    /// A form that says the stage of the whole year is not asked for that of each part.
    #[test]
    fn a_stage_of_the_whole_year_leaves_no_part_blank() {
        use crate::plan::YearStages;
        use crate::vocabulary::{Stage, YearParts};
        let asked = |with_stage: bool| {
            let mut plan = crate::plan::fixture::small();
            plan.schedule_by = YearParts::Halves;
            let year = crate::plan::fixture::YEAR;
            let parts = YearStages::of_parts(vec![vec![Stage::PREPARE], vec![Stage::IMPLEMENT]]);
            plan.initiatives[0].actions[0].schedule.insert(year, parts);
            let form = crate::intake::fixture::form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
                row.grade(1).saving(900).indicator(95).result("窓口を設けた。");
                if with_stage {
                    row.put(Field::ActualStage, vec![Stage::IMPLEMENT]);
                }
            });
            let record = crate::assess::fixture::record(&plan, year, vec![form.build()]);
            has(&crate::assess::assess(Arc::new(plan), record, vec![]).expect("cross-footed"), HALF_ROW)
        };
        assert_eq!([asked(false), asked(true)], [true, false]);
    }
}
