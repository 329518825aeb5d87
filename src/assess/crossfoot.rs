//! Cross-footing (検算): every printed total is recomputed by a second path before anything is written.
//!
//! The first path ([`super::counts`], [`super::effects`]) asks the merged values of each item. This one starts from the rows that
//! the leads handed in, makes one flat list of facts, and adds that up with plain loops; it shares no helper with the first.
//! It also looks up each amount's cell in the ledger. A mismatch is a mistake of the program, stops publication, and names
//! both figures.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::assessment::{Assessment, EffectSummary, GradeCounts};
use super::counts::NO_BUREAU;
use super::crossfoot_facts::{self, Fact, FactsByYear};
use crate::finding::{Code, Finding, Origin, Place, Severity};
use crate::merge::ledger::FileFate;
use crate::plan::Plan;
use crate::vocabulary::{ActionId, CellAddress, EffectKind, EffectTerm, FiscalYear, GradeId, every_variant};

/// Two figures that ought to be the same differ.
pub const MISMATCH: Code = Code("assess.crossfoot");
/// An amount that counts stands on a cell that the ledger does not call used.
pub const NOT_IN_LEDGER: Code = Code("assess.amount-not-in-ledger");

/// What a total is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Counts of action items of the whole plan.
    Whole,
    /// Effects of the year.
    Effects,
    /// Effects of all years with input.
    Cumulative,
    /// Costs of the year and of all years with input.
    Costs,
    /// Counts by theme.
    Themes,
    /// Counts by bureau.
    Bureaus,
    /// Counts and effects by initiative, their grades.
    Initiatives,
    /// Means or counts of the council's ratings.
    Council,
    /// Figures of single items, and of other years.
    Others,
}

impl Section {
    /// All of them, in the order of the 検算書.
    pub const ALL: [Section; 9] =
        every_variant!(Section: Whole, Effects, Cumulative, Costs, Themes, Bureaus, Initiatives, Council, Others);
}

/// What two figures are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// In full: 全体の効果額（歳入増・単年度、円）.
    pub full: String,
    /// In a row of its own of the 検算書, under the heading of its section: 歳入増・単年度. `None` for what is only counted there.
    pub row: Option<String>,
    /// Whether they are effects, of which a plan without effects says nothing.
    is_effect: bool,
}

impl Name {
    /// Of what is only counted in the 検算書.
    pub(super) fn counted(full: impl Into<String>) -> Name {
        Name { full: full.into(), row: None, is_effect: false }
    }

    /// Of what has a row in the 検算書 by its full name.
    pub(super) fn shown(full: impl Into<String>) -> Name {
        let full = full.into();
        Name { row: Some(full.clone()), full, is_effect: false }
    }

    /// Has a row by another name, if any.
    pub(super) fn in_row(self, row: Option<String>) -> Name {
        Name { row, ..self }
    }

    /// Is one of effects.
    pub(super) fn of_effect(self) -> Name {
        Name { is_effect: true, ..self }
    }
}

/// A printed total and its second computation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub section: Section,
    /// What it is.
    pub name: Name,
    /// As it is printed.
    pub printed: String,
    /// As it was added up from the rows.
    pub recomputed: String,
}

impl Line {
    /// Whether both are the same.
    pub fn agrees(&self) -> bool {
        self.printed == self.recomputed
    }
}

/// Every total of an assessment beside the same total added up from the rows, for the 検算書.
pub fn lines(assessment: &Assessment) -> Vec<Line> {
    let mut lines = run(assessment).lines;
    if !assessment.plan.has_effects() {
        // Where there are no effects, nothing is said of their sums unless one of them is wrong.
        lines.retain(|line| !line.agrees() || !line.name.is_effect);
    }
    lines
}

/// Compares every total of an assessment with the same total added up from the rows: one [`Severity::Fatal`] finding for each
/// that differs, with both figures.
pub fn check(assessment: &Assessment) -> Vec<Finding> {
    run(assessment).findings
}

fn run(assessment: &Assessment) -> Check {
    let plan = &*assessment.plan;
    let by_year = crossfoot_facts::by_year(assessment);
    let facts = by_year.get(&assessment.year).map(Vec::as_slice).unwrap_or_default();
    let mut check = Check::of(plan);
    check.grades(assessment, facts);
    check.section = Section::Whole;
    check.counts("実践項目", plan, &assessment.action_counts, facts, |_| true);
    check.section = Section::Themes;
    for (theme, counts) in &assessment.by_theme {
        check.counts(&format!("テーマ{}", theme.0), plan, counts, facts, |fact| fact.themes.contains(theme));
    }
    check.levels(assessment, facts);
    check.bureaus(assessment, facts);
    check.section = Section::Initiatives;
    for (no, initiative) in &assessment.initiatives {
        let name = format!("取組項目{}", plan.initiative_number(*no));
        check.counts(&name, plan, &initiative.counts, facts, |fact| fact.id.initiative == *no);
        check.effects(&name, &initiative.effects, facts, |fact| fact.id.initiative == *no);
    }
    check.section = Section::Whole;
    let listed: usize = plan.initiatives.iter().map(|initiative| initiative.actions.len()).sum();
    let name = Name::counted("実践項目の件数（再掲を含む。）").in_row(Some("件数（再掲を含む。）".to_owned()));
    check.same(name, i64::from(assessment.action_counts.listed), count(listed));
    check.sum_of_bureaus(assessment);
    check.section = Section::Initiatives;
    check.initiatives(assessment);
    check.section = Section::Council;
    check.council(assessment, facts);

    check.section = Section::Effects;
    check.effects("全体", &assessment.effects, facts, |_| true);
    check.years(assessment, &by_year);
    for (name, printed, recomputed) in super::crossfoot_plan::pairs(assessment, &by_year) {
        check.same(name, printed, recomputed);
    }
    check.costs(assessment, facts);
    check
}

/// The cells of all amounts that count: what they are, of which item, where.
fn amounts(assessment: &Assessment, facts: &[Fact]) -> Vec<(&'static str, ActionId, Origin)> {
    let effects = facts.iter().flat_map(|fact| fact.amounts.iter().map(|(.., origin)| (fact.id, origin.clone())));
    let costs = super::crossfoot_costs::cells(assessment);
    let costs = costs.into_iter().map(|(id, origin)| ("事業費", id, origin));
    effects.map(|(id, origin)| ("効果額", id, origin)).chain(costs).collect()
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Amounts are added in twice their width: no sum of this path can be held back at a limit, so that one of the first path that is does not agree.
fn total(amounts: impl Iterator<Item = i64>) -> i128 {
    amounts.map(i128::from).sum()
}

struct Check {
    /// The plan's kinds of effect with their names.
    kinds: Vec<(EffectKind, String)>,
    /// What the totals being compared are about.
    section: Section,
    lines: Vec<Line>,
    findings: Vec<Finding>,
}

impl Check {
    /// The groups of the plan's levels, and their sums, which are the year's.
    fn levels(&mut self, assessment: &Assessment, facts: &[Fact]) {
        let plan = &*assessment.plan;
        for (group, (counts, effects)) in &assessment.by_group {
            let name = plan.groups().find(|(id, _)| id == group).map(|(_, group)| group.label()).unwrap_or_default();
            self.counts(&name, plan, counts, facts, |fact| fact.groups.contains(group));
            self.effects(&name, effects, facts, |fact| fact.groups.contains(group));
        }
        for (level, of) in plan.levels.iter().enumerate() {
            let within = || assessment.by_group.iter().filter(|(group, _)| group.level == level);
            let items: i64 = within().map(|(_, (counts, _))| i64::from(counts.distinct)).sum();
            let name = Name::shown(format!("{}別の件数の計", of.name));
            self.same(name, items, i64::from(assessment.action_counts.distinct));
            let sum = total(within().map(|(_, (_, effects))| effects.total().0));
            let name = Name::counted(format!("{}別の効果額の計（円）", of.name)).of_effect();
            self.same(name, sum, i128::from(assessment.effects.total().0));
        }
    }

    /// The effects of each year so far, last year's counts, and the effects of all years together.
    fn years(&mut self, assessment: &Assessment, by_year: &FactsByYear) {
        self.section = Section::Others;
        let mut cumulative: BTreeMap<(EffectKind, EffectTerm), i128> = BTreeMap::new();
        for record in assessment.earlier.iter().chain([&assessment.record]) {
            let year = record.year;
            let facts = by_year.get(&year).map(Vec::as_slice).unwrap_or_default();
            match assessment.effects_by_year.get(&year) {
                Some(summary) => self.effects(&year.to_string(), summary, facts, |_| true),
                None => self.same(Name::counted(format!("{year}の効果額の有無")).of_effect(), 0, 1),
            }
            for (kind, term, yen, _) in facts.iter().flat_map(|fact| &fact.amounts) {
                *cumulative.entry((*kind, *term)).or_insert(0) += i128::from(*yen);
            }
            if year == assessment.year.previous()
                && let Some(last) = &assessment.last_action_counts
            {
                self.counts(&format!("{year}の実践項目"), &assessment.plan, last, facts, |_| true);
            }
        }
        let years: BTreeSet<FiscalYear> =
            assessment.earlier.iter().map(|record| record.year).chain([assessment.year]).collect();
        let name = Name::counted("効果額のある年度の数").of_effect();
        self.same(name, count(assessment.effects_by_year.len()), count(years.len()));
        self.section = Section::Cumulative;
        self.sums("累計", &assessment.effects_cumulative, &cumulative);
    }

    fn of(plan: &Plan) -> Check {
        let effects = &plan.settings.effects;
        Check {
            kinds: effects.kinds().zip(effects.names().map(str::to_owned)).collect(),
            section: Section::Others,
            lines: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn same<T: PartialEq + Display>(&mut self, name: Name, printed: T, recomputed: T) {
        if printed != recomputed {
            let finding = Finding::new(Severity::Fatal, MISMATCH, format!("検算が合いません：{}。", name.full))
                .found(format!("集計 {printed}"))
                .expected(format!("検算 {recomputed}"))
                .remedy("公表を止めました。プログラムの誤りですので、開発者に知らせてください。");
            self.findings.push(finding);
        }
        let (printed, recomputed) = (printed.to_string(), recomputed.to_string());
        self.lines.push(Line { section: self.section, name, printed, recomputed });
    }

    fn grades(&mut self, assessment: &Assessment, facts: &[Fact]) {
        let shown = |grade: Option<GradeId>| grade.map_or(-1, |grade| i64::from(grade.0));
        for fact in facts {
            let number = assessment.plan.number(fact.id);
            let Some(action) = assessment.actions.get(&fact.id) else {
                self.same(Name::counted(format!("{number}の有無")), 0, 1);
                continue;
            };
            let name = |what: &str| Name::counted(format!("{number}の{what}"));
            self.same(name("進捗区分（位置）"), shown(action.grade), shown(fact.grade));
            let sum = total(fact.amounts.iter().map(|(_, _, yen, _)| *yen));
            let (printed, expected) =
                (action.effect.map(|yen| i128::from(yen.0)), (!fact.amounts.is_empty()).then_some(sum));
            self.same(name("効果額の有無").of_effect(), printed.is_some(), expected.is_some());
            self.same(name("効果額（円）").of_effect(), printed.unwrap_or(0), expected.unwrap_or(0));
        }
    }

    fn counts(&mut self, what: &str, plan: &Plan, counts: &GradeCounts, facts: &[Fact], keep: impl Fn(&Fact) -> bool) {
        let kept: Vec<&Fact> = facts.iter().filter(|fact| keep(fact)).collect();
        let is_of_whole = self.section == Section::Whole;
        let name =
            |of: &str| Name::counted(format!("{what}の{of}")).in_row(Some(of.to_owned()).filter(|_| is_of_whole));
        let all = match self.section {
            Section::Themes | Section::Bureaus => name("件数（実質）").in_row(Some(what.to_owned())),
            _ => name("件数（実質）"),
        };
        self.same(all, i64::from(counts.distinct), count(kept.len()));
        if counts.ended > 0 || kept.iter().any(|fact| fact.ended) {
            let ended = kept.iter().filter(|fact| fact.ended).count();
            self.same(name("前年度までに完了した件数"), i64::from(counts.ended), count(ended));
        }
        let (mut rated, mut on_track, mut sum) = (0, 0, 0);
        for (position, grade) in plan.grades.grades.iter().enumerate() {
            let here = kept.iter().filter(|fact| fact.grade.is_some_and(|id| usize::from(id.0) == position)).count();
            let printed = counts.by_grade.get(&grade.id).copied().unwrap_or(0);
            self.same(name(&format!("「{}」の件数", grade.name)), i64::from(printed), count(here));
            sum += here;
            if grade.points.is_some() {
                rated += here;
                on_track += if grade.on_track { here } else { 0 };
            }
        }
        self.same(name("区分なしの件数"), i64::from(counts.ungraded), count(kept.len() - sum));
        self.same(name("割合の分母"), i64::from(counts.rated), count(rated));
        let on_time = name(&format!("{}の件数", plan.grades.on_track_phrase()));
        self.same(on_time, i64::from(counts.on_track), count(on_track));
    }

    fn effects(&mut self, what: &str, summary: &EffectSummary, facts: &[Fact], keep: impl Fn(&Fact) -> bool) {
        let mut sums: BTreeMap<(EffectKind, EffectTerm), i128> = BTreeMap::new();
        for (kind, term, yen, _) in facts.iter().filter(|fact| keep(fact)).flat_map(|fact| &fact.amounts) {
            *sums.entry((*kind, *term)).or_insert(0) += i128::from(*yen);
        }
        self.sums(what, summary, &sums);
    }

    fn sums(&mut self, what: &str, summary: &EffectSummary, sums: &BTreeMap<(EffectKind, EffectTerm), i128>) {
        let is_shown = matches!(self.section, Section::Effects | Section::Cumulative);
        let name = |of: &str| {
            let name = Name::counted(format!("{what}の効果額（{of}、円）")).of_effect();
            name.in_row(Some(of.to_owned()).filter(|_| is_shown))
        };
        for (kind, of) in self.kinds.clone() {
            for term in EffectTerm::ALL {
                let printed = summary.sums.get(&(kind, term)).map_or(0, |yen| i128::from(yen.0));
                let recomputed = sums.get(&(kind, term)).copied().unwrap_or(0);
                self.same(name(&format!("{of}・{}", term.label())), printed, recomputed);
            }
            let recomputed: i128 = sums.iter().filter(|((k, _), _)| *k == kind).map(|(_, yen)| *yen).sum();
            let printed = i128::from(summary.of_kind(kind).0);
            self.same(name(&of), printed, recomputed);
        }
        let all = match self.section {
            Section::Initiatives => name("計").in_row(Some(what.to_owned())),
            _ => name("計"),
        };
        self.same(all, i128::from(summary.total().0), sums.values().sum());
    }

    /// Counts by bureau; a plan without bureaus has none.
    fn bureaus(&mut self, assessment: &Assessment, facts: &[Fact]) {
        let plan = &*assessment.plan;
        self.section = Section::Bureaus;
        for (bureau, counts) in assessment.by_bureau.iter().filter(|_| !plan.bureaus.is_empty()) {
            let name = bureau.as_deref().unwrap_or(NO_BUREAU);
            self.counts(name, plan, counts, facts, |fact| fact.bureau == *bureau);
        }
    }

    /// Their sum.
    fn sum_of_bureaus(&mut self, assessment: &Assessment) {
        if !assessment.plan.bureaus.is_empty() {
            let bureaus: i64 = assessment.by_bureau.iter().map(|(_, counts)| i64::from(counts.distinct)).sum();
            self.same(Name::shown("部別の件数の計"), bureaus, i64::from(assessment.action_counts.distinct));
        }
    }

    fn initiatives(&mut self, assessment: &Assessment) {
        let counts = &assessment.initiative_counts;
        let grades: Vec<Option<GradeId>> = assessment.initiatives.values().map(|initiative| initiative.grade).collect();
        let name = |of: &str| Name::counted(format!("取組項目の{of}"));
        self.same(name("件数"), i64::from(counts.distinct), count(assessment.plan.initiatives.len()));
        for grade in &assessment.plan.grades.grades {
            let here = grades.iter().filter(|held| **held == Some(grade.id)).count();
            let printed = counts.by_grade.get(&grade.id).copied().unwrap_or(0);
            self.same(name(&format!("「{}」の件数", grade.name)), i64::from(printed), count(here));
        }
        let ungraded = grades.iter().filter(|held| held.is_none()).count();
        self.same(name("区分なしの件数"), i64::from(counts.ungraded), count(ungraded));
        let sum = total(assessment.initiatives.values().map(|initiative| initiative.effects.total().0));
        let name = Name::shown("取組項目別の効果額の計（円）").of_effect();
        self.same(name, sum, i128::from(assessment.effects.total().0));
    }

    /// Costs, and the cells of all amounts.
    fn costs(&mut self, assessment: &Assessment, facts: &[Fact]) {
        self.section = Section::Costs;
        for (name, printed, recomputed) in super::crossfoot_costs::pairs(assessment) {
            self.same(name, printed, recomputed);
        }
        self.cells(assessment, &amounts(assessment, facts));
    }

    fn council(&mut self, assessment: &Assessment, facts: &[Fact]) {
        let graders = super::crossfoot_graders::pairs(assessment, facts);
        for (what, printed, recomputed) in super::crossfoot_council::pairs(assessment).into_iter().chain(graders) {
            self.same(Name::counted(what), printed, recomputed);
        }
    }

    /// Every amount stands on a used cell of a used file, where the ledger knows the file.
    fn cells(&mut self, assessment: &Assessment, amounts: &[(&str, ActionId, Origin)]) {
        let mut by_file: BTreeMap<&str, Vec<(usize, (&str, CellAddress))>> = BTreeMap::new();
        for (at, (.., origin)) in amounts.iter().enumerate() {
            if let Place::Cell(sheet, cell) = &origin.place {
                by_file.entry(&origin.file).or_default().push((at, (sheet, *cell)));
            }
        }
        let mut unaccounted: BTreeSet<usize> = BTreeSet::new();
        for file in &assessment.record.ledger.files {
            let Some(of_file) = by_file.get(&*file.file) else { continue };
            let used = if file.fate == FileFate::Used { file.used() } else { BTreeSet::new() };
            unaccounted.extend(of_file.iter().filter(|(_, cell)| !used.contains(cell)).map(|(at, _)| *at));
        }
        for (what, id, origin) in unaccounted.into_iter().filter_map(|at| amounts.get(at)) {
            let finding = Finding::new(
                Severity::Fatal,
                NOT_IN_LEDGER,
                format!("{}の{what}のセルが、統合記録で採用になっていません。", assessment.plan.number(*id)),
            );
            self.findings.push(
                finding
                    .at(origin.clone())
                    .remedy("公表を止めました。プログラムの誤りですので、開発者に知らせてください。"),
            );
        }
    }
}
