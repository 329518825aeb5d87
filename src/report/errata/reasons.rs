//! Why something changed: what the office says, else what the records of both versions show.

use std::collections::{BTreeMap, BTreeSet};

use super::renamed::{Renamed, letters};
use super::sums::Groups;
use super::{Change, Printed, Record, listed};
use crate::contract::Field;
use crate::finding::{Code, Finding, Severity};
use crate::merge::record::YearRecord;
use crate::merge::statement::{Correction, ReportStatement};
use crate::plan::{Initiative, Naming, Plan, Wording};
use crate::report::Edition;
use crate::report::document::Subject;
use crate::report::flat::{ColumnContent, Fact};
use crate::vocabulary::{ActionId, InitiativeNo, japanese_date};

/// A reason of the office for something that has not changed.
pub const UNUSED: Code = Code("errata.unused-reason");

/// The reasons for what changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Causes {
    by_action: BTreeMap<ActionId, String>,
    /// Of these, the items that counts and sums may have changed with.
    in_sums: BTreeSet<ActionId>,
    /// The rows of tables, each of which sums up its own.
    groups: Groups,
    /// What the plan calls otherwise today.
    renamed: Renamed,
    /// Texts of departments that follow the plan's new names: theirs all the same.
    rewritten: BTreeSet<(String, String)>,
    /// How headings begin under which the council's word stands, and the reason for a change there.
    of_council: Option<(String, String)>,
    by_initiative: BTreeMap<InitiativeNo, String>,
    of_all: Option<String>,
    of_cover: Option<String>,
    /// Why other items than before wait for the accounts.
    of_waiting: Option<String>,
    /// State and day as they were published and as they are today.
    versions: Option<[[String; 2]; 2]>,
    /// Initiatives whose grade the office has set: names of the grade, and why.
    set_grades: BTreeMap<InitiativeNo, (Vec<String>, String)>,
    /// The same reasons by the office's words for them, which a note of the report prints.
    stated: Vec<(String, String)>,
}

/// The reasons for the differences between a published report and today's.
pub fn causes(plan: &Plan, record: &YearRecord, before: &Printed, after: &Printed) -> Causes {
    causes_by(plan, record, &record.stated, before, after)
}

/// Findings on what the office says that explains none of the changes.
pub fn unused(
    plan: &Plan,
    record: &YearRecord,
    (before, after): (&Printed, &Printed),
    changes: &[(Edition, Vec<Change>)],
) -> Vec<Finding> {
    const MARK: &str = "\u{1}";
    let explains = |at: usize| {
        let mut stated = record.stated.clone();
        for (place, correction) in stated.corrections.iter_mut().enumerate() {
            correction.reason = if place == at { MARK.to_owned() } else { String::new() };
        }
        let causes = causes_by(plan, record, &stated, before, after);
        let mut reasons =
            changes.iter().flat_map(|(_, changes)| listed(changes)).filter_map(|change| causes.of(plan, change));
        reasons.any(|reason| reason.contains(MARK))
    };
    let unused = record.stated.corrections.iter().enumerate().filter(|(at, _)| !explains(*at));
    let told = |(_, correction): (usize, &Correction)| {
        let what = match (correction.action, correction.initiative) {
            (Some(id), _) => plan.number(id),
            (None, Some(no)) => plan.initiative(no).map(|it| it.printed.clone()).unwrap_or_default(),
            (None, None) => "そのほかのすべて".to_owned(),
        };
        Finding::new(Severity::Warning, UNUSED, "[[correction]]の理由に当たる違いがありません。")
            .at(correction.origin.clone())
            .found(format!("{what}：{}", correction.reason))
            .expected("公表したものと違いのある項目の番号")
            .remedy("番号を確かめ、要らなければ消してください。")
    };
    unused.map(told).collect()
}

fn causes_by(plan: &Plan, record: &YearRecord, stated: &ReportStatement, before: &Printed, after: &Printed) -> Causes {
    let wording = Wording::of_names(Naming::of(plan));
    let said = |text: &str| wording.say(text).into_owned();
    let renamed = Renamed::between(plan, before, after);
    let mut causes = Causes { groups: Groups::of(plan, before, after), renamed, ..Causes::default() };
    let mut rewritten = BTreeSet::new();
    for (_, action) in plan.actions() {
        let (old, new) = (before.records.get(&action.id), after.records.get(&action.id));
        let empty = Record::default();
        let (old, new) = (old.unwrap_or(&empty), new.unwrap_or(&empty));
        let changed = Changed { old, new, renamed: &causes.renamed };
        if changed.is_nothing() {
            continue;
        }
        rewritten.extend(changed.rewritten());
        let was_settled = stated.settled_on.is_some() || after.awaiting.is_empty();
        let settled = was_settled && before.awaiting.contains(&action.id) && !after.awaiting.contains(&action.id);
        let reason = match changed.override_reason() {
            _ if settled => of_accounts(stated),
            Some(reason) => format!("{}{reason}", said("進捗区分を改めた。")),
            None if changed.is_of_plan() => OF_PLAN_TEXT.to_owned(),
            None => said("担当部署の報告が改められたことによる。"),
        };
        if action.repeats.is_none() && changed.can_change_sums() {
            causes.in_sums.insert(action.id);
        }
        causes.by_action.insert(action.id, reason);
    }
    causes.rewritten = rewritten;
    for (no, initiative) in &record.initiatives {
        let Some(set) = &initiative.override_grade else { continue };
        let (Some(grade), Some(why)) = (plan.grades.get(set.value.value), &set.overridden) else { continue };
        let reason = format!("{}{}", said("進捗区分を改めた。"), why.reason);
        causes.stated.push((why.reason.clone(), reason.clone()));
        let names = [grade.label(), grade.sign().to_owned(), grade.name.clone()];
        causes.set_grades.insert(*no, (names.into(), reason));
    }
    let of_council = format!("{}の評価", plan.words.council);
    let reason = format!("{of_council}と意見の変更による。");
    causes.of_council = Some((of_council, reason));
    causes.take(&stated.corrections);
    if before.state != after.state {
        causes.of_cover = Some(format!("{}から{}への変更", before.state.label(), after.state.label()));
    } else if before.date != after.date {
        causes.of_cover = Some("報告書の日付の変更".to_owned());
    }
    if before.awaiting != after.awaiting {
        causes.of_waiting = Some(match after.awaiting.is_empty() {
            true => of_accounts(stated),
            false => "決算の確定を待つ項目の変更".to_owned(),
        });
    }
    causes.versions =
        Some([before, after].map(|printed| [printed.state.label().to_owned(), japanese_date(printed.date)]));
    causes
}

/// The reason of what stands in the plan.
const OF_PLAN_TEXT: &str = "計画の記載を改めたことによる。";

/// Whether a change is one of the 取組内容 of an initiative: it stands in the plan, no form says it.
fn is_content(change: &Change) -> bool {
    const CONTENT: &str = "取組内容";
    let is_in_place = change.place.last().is_some_and(|part| part == CONTENT);
    is_in_place || [&change.before, &change.after].iter().all(|text| text.starts_with(CONTENT))
}

/// The record of an action item in the published report and in today's.
struct Changed<'a> {
    old: &'a Record,
    new: &'a Record,
    renamed: &'a Renamed,
}

impl Changed<'_> {
    /// What is printed otherwise, by more than a name that the plan has changed.
    fn contents(&self) -> impl Iterator<Item = ColumnContent> {
        let all: BTreeSet<ColumnContent> = self.old.values.keys().chain(self.new.values.keys()).copied().collect();
        let says = |content: &ColumnContent| (self.old.get(*content), self.new.get(*content));
        all.into_iter().filter(move |content| match says(content) {
            // A text that a department has written again is its own, even where it follows the plan's words.
            (Some(old), Some(new)) => old != new && (content.is_written() || !self.renamed.explains(old, new)),
            (old, new) => old != new,
        })
    }

    /// Texts that a department wrote again and that differ in nothing but names of the plan, by their letters: as published, and as they
    /// are today.
    fn rewritten(&self) -> impl Iterator<Item = (String, String)> {
        let written = self.old.values.iter().filter(|(content, _)| content.is_written());
        let pairs = written.filter_map(|(content, old)| Some((old.clone(), self.new.get(*content)?.to_owned())));
        let pairs = pairs.filter(|(old, new)| self.renamed.explains(old, new));
        let pairs = pairs.map(|(old, new)| (letters(&old), letters(&new)));
        pairs.filter(|(old, new)| !(old.is_empty() || new.is_empty()))
    }

    fn is_nothing(&self) -> bool {
        self.old == self.new
    }

    /// Whether nothing has changed but what the plan decides.
    fn is_of_plan(&self) -> bool {
        self.old.unknown == self.new.unknown && self.contents().all(ColumnContent::is_of_plan)
    }

    /// Why the office set the grade, where that is new.
    fn override_reason(&self) -> Option<&str> {
        let content = ColumnContent::Fact(Fact::OverrideReason);
        self.new.get(content).filter(|reason| !reason.is_empty() && self.old.get(content) != Some(reason))
    }

    /// Whether a count or a sum may have changed with the item: a report counts the items that have 次年度の取組, too.
    fn can_change_sums(&self) -> bool {
        let next_steps = ColumnContent::Entry(Field::NextSteps);
        let [had, has] = [self.old, self.new].map(|record| record.get(next_steps).is_some_and(|text| !text.is_empty()));
        had != has || self.old.unknown != self.new.unknown || self.contents().any(ColumnContent::can_change_sums)
    }
}

/// The accounts are settled, on a day that the office may have stated.
fn of_accounts(stated: &ReportStatement) -> String {
    let day = stated.settled_on.map(|day| format!("（{}）", japanese_date(day))).unwrap_or_default();
    format!("決算の確定{day}による。")
}

impl Causes {
    /// Takes what the office says, which goes before what the records show; what it says of an item goes before what it says of all
    /// items of an initiative.
    fn take(&mut self, corrections: &[Correction]) {
        for correction in corrections.iter().filter(|correction| correction.action.is_none()) {
            let Some(no) = correction.initiative else {
                self.of_all = Some(correction.reason.clone());
                continue;
            };
            self.by_initiative.insert(no, correction.reason.clone());
            let of_items = self.by_action.iter_mut().filter(|(id, _)| id.initiative == no);
            of_items.for_each(|(_, reason)| reason.clone_from(&correction.reason));
        }
        for correction in corrections {
            if let Some(action) = correction.action {
                self.by_action.insert(action, correction.reason.clone());
            }
        }
    }

    /// Whether a change is one of a department's own words: it holds all of a rewritten text, or is a part of one and more than a name.
    fn is_rewritten(&self, change: &Change) -> bool {
        let (before, after) = (letters(&change.before), letters(&change.after));
        let is_part = !(before.is_empty() || after.is_empty() || self.renamed.is_name(&change.before, &change.after));
        self.rewritten.iter().any(|(old, new)| {
            let is_whole = before.contains(old) && after.contains(new);
            is_whole || (is_part && old.contains(&before) && new.contains(&after))
        })
    }

    /// The reason for a change, by the item that its place or its text names; `None` where nobody has said it.
    pub fn of(&self, plan: &Plan, change: &Change) -> Option<String> {
        if change.whole_section {
            return Some("報告書を作成したプログラムの版が異なるため".to_owned());
        }
        // The cover's page has no number.
        let on_cover = [&change.page_before, &change.page_after].into_iter().flatten().any(String::is_empty);
        if on_cover || change.place.first().is_some_and(|part| part == "表紙") || self.is_of_version(change) {
            return self.of_cover.clone().or_else(|| self.of_all.clone());
        }
        if let (Some(Subject::AwaitedAccounts), Some(reason)) = (change.subject, &self.of_waiting) {
            return Some(reason.clone());
        }
        if self.renamed.explains(&change.before, &change.after) && !self.is_rewritten(change) {
            return Some(self.of_all.as_deref().unwrap_or(OF_PLAN_TEXT).to_owned());
        }
        if let Some((heading, reason)) = &self.of_council
            && change.place.iter().any(|part| part.starts_with(heading.as_str()))
        {
            return Some(self.of_all.as_ref().unwrap_or(reason).clone());
        }
        let named: Vec<ActionId> =
            self.by_action.keys().copied().filter(|id| names_action(plan, change, &plan.number(*id))).collect();
        let initiative = plan.initiatives.iter().find(|initiative| is_within(change, initiative));
        if let Some(reason) = self.of_set_grade(plan, change) {
            return Some(reason);
        }
        if let (true, Some(initiative)) = (is_content(change), initiative) {
            let stated = self.by_initiative.get(&initiative.no).or(self.of_all.as_ref());
            return Some(stated.map_or(OF_PLAN_TEXT, String::as_str).to_owned());
        }
        let within: Vec<ActionId> = match initiative {
            Some(initiative) if named.is_empty() => {
                self.by_action.keys().copied().filter(|id| id.initiative == initiative.no).collect()
            }
            _ => named,
        };
        if let Some(reason) = reasons_of(&self.by_action, &within) {
            return Some(reason);
        }
        if let Some(initiative) = initiative {
            return self.by_initiative.get(&initiative.no).or(self.of_all.as_ref()).cloned();
        }
        if let Some(reason) = &self.of_all {
            return Some(reason.clone());
        }
        // What no item's figures explain may follow from any of them.
        let of_sums = |id: &&ActionId| self.in_sums.is_empty() || self.in_sums.contains(*id);
        let of_place = self.groups.within(change, self.by_action.keys().filter(of_sums).copied().collect());
        let ids: Vec<String> = of_place.into_iter().map(|id| plan.number(id)).collect();
        match ids.as_slice() {
            [] => None,
            [one] => Some(format!("{one}の変更に伴う集計の変更")),
            [a, b, c] => Some(format!("{a}、{b}及び{c}の変更に伴う集計の変更")),
            [a, b] => Some(format!("{a}及び{b}の変更に伴う集計の変更")),
            [a, ..] => Some(format!("{a}ほか{}件の変更に伴う集計の変更", ids.len() - 1)),
        }
    }

    /// Whether the texts differ in nothing but the report's state (速報) and its day.
    fn is_of_version(&self, change: &Change) -> bool {
        let Some([old, new]) = &self.versions else { return false };
        // A final report prints no state, and so neither brackets around it nor a space before it.
        let rest = |text: &str, version: &[String; 2]| {
            let stated = version.iter().filter(|part| !part.is_empty());
            let without = stated.fold(text.to_owned(), |text, part| {
                text.replace(&format!("（{part}）"), "").replace(part.as_str(), "")
            });
            without.split_whitespace().collect::<String>()
        };
        let states = |text: &str, version: &[String; 2]| {
            version.iter().any(|part| !part.is_empty() && text.contains(part.as_str()))
        };
        let is_stated = states(&change.before, old) || states(&change.after, new);
        old != new && is_stated && rest(&change.before, old) == rest(&change.after, new)
    }

    /// Why the office set the grade of an initiative, where a change shows it: in a place of the initiative, or in the note.
    fn of_set_grade(&self, plan: &Plan, change: &Change) -> Option<String> {
        if let Some((_, reason)) = self.stated.iter().find(|(why, _)| !why.is_empty() && change.after.contains(why)) {
            return Some(reason.clone());
        }
        self.set_grades.iter().find_map(|(no, (names, reason))| {
            let initiative = plan.initiative(*no)?;
            let is_here = is_within(change, initiative);
            let shows = |text: &str| {
                let text = text.trim_end_matches('※');
                names.iter().any(|name| name == text)
            };
            (is_here && shows(&change.after) && !shows(&change.before)).then(|| reason.clone())
        })
    }
}

/// The distinct reasons of several items in one text.
fn reasons_of(by_action: &BTreeMap<ActionId, String>, ids: &[ActionId]) -> Option<String> {
    let mut reasons: Vec<&str> = ids.iter().filter_map(|id| by_action.get(id)).map(String::as_str).collect();
    reasons.dedup();
    // Sentences follow each other; what an office writes without a full stop is parted.
    let joined = reasons.iter().fold(String::new(), |text, reason| match text.is_empty() || text.ends_with('。') {
        true => text + reason,
        false => text + "／" + reason,
    });
    (!reasons.is_empty()).then_some(joined)
}

/// Whether a change is in a place of an initiative: under its name, alone or behind its number. The title of a theme may end in the same
/// words.
fn is_within(change: &Change, initiative: &Initiative) -> bool {
    let number = |place: &str| place.strip_suffix(initiative.name.as_str()).map(|number| number.trim().to_owned());
    change.place.iter().any(|place| number(place).is_some_and(|no| no.is_empty() || no == initiative.printed))
}

/// Whether a place or a text names an action item: 「8-2」 or 「8-2 名称」, never 「18-2」. A list names its first item only where something is
/// said of it that was not said before: what has changed may be any other item, or how many there are.
fn names_action(plan: &Plan, change: &Change, id: &str) -> bool {
    if change.place.iter().any(|place| begins_with(place, id)) {
        return true;
    }
    let texts = [&change.before, &change.after];
    let [before, after] = texts.map(|text| first_of_list(plan, text));
    texts.iter().any(|text| begins_with(text, id)) && (before.is_none() || before != after)
}

/// Whether a text begins with this number, and with no longer one.
fn begins_with(text: &str, id: &str) -> bool {
    text.strip_prefix(id).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
}

/// The first entry of a list of action items; `None` of a text that goes on with no other item.
fn first_of_list<'t>(plan: &Plan, text: &'t str) -> Option<&'t str> {
    let is_number = |rest: &str| plan.actions().any(|(_, action)| begins_with(rest, &action.printed));
    text.split_once('、').filter(|(_, rest)| rest.split('、').any(is_number)).map(|(first, _)| first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::statement::ReportState;
    use crate::report::fixture;
    use crate::report::flat::IndicatorFact;

    fn record(content: impl Into<ColumnContent>, value: &str) -> Record {
        Record { values: BTreeMap::from([(content.into(), value.to_owned())]), ..Record::default() }
    }

    fn printed(value: &str, awaiting: bool) -> Printed {
        let item = ActionId::new(1, 1);
        Printed {
            awaiting: awaiting.then_some(item).into_iter().collect(),
            records: BTreeMap::from([(item, record(Fact::EffectTotal, value))]),
            ..Printed::default()
        }
    }

    fn change(place: &[&str]) -> Change {
        Change {
            page_before: Some("3".to_owned()),
            page_after: Some("3".to_owned()),
            place: place.iter().map(|name| (*name).to_owned()).collect(),
            before: "1".to_owned(),
            after: "2".to_owned(),
            ..Change::default()
        }
    }

    #[test]
    fn the_unit_of_an_indicator_is_the_plans() {
        let assessment = fixture::assessment();
        let item = ActionId::new(1, 1);
        let of = |fact, [old, new]: [&str; 2]| {
            let [before, after] = [old, new].map(|value| {
                let record = record(ColumnContent::Indicator(1, fact), value);
                Printed { records: BTreeMap::from([(item, record)]), ..Printed::default() }
            });
            let causes = causes(&assessment.plan, &assessment.record, &before, &after);
            let summed = causes.in_sums.contains(&item);
            (causes.of(&assessment.plan, &change(&["1-1"])).expect("a reason"), summed)
        };
        assert_eq!(of(IndicatorFact::Unit, ["人", "件"]), (OF_PLAN_TEXT.to_owned(), false));
        assert_eq!(of(IndicatorFact::Target, ["10", "12"]), (OF_PLAN_TEXT.to_owned(), true));
        assert_ne!(of(IndicatorFact::Result, ["10", "12"]).0, OF_PLAN_TEXT);
    }

    #[test]
    fn what_another_version_wrote_under_a_key_of_its_own_may_have_changed_a_sum() {
        let assessment = fixture::assessment();
        let item = ActionId::new(1, 1);
        let [before, after] = ["1", "2"].map(|value| {
            let unknown = BTreeMap::from([("effort_hours".to_owned(), value.to_owned())]);
            let record = Record { unknown, ..Record::default() };
            Printed { records: BTreeMap::from([(item, record)]), ..Printed::default() }
        });
        let causes = causes(&assessment.plan, &assessment.record, &before, &after);
        assert!(causes.in_sums.contains(&item));
        assert_ne!(causes.of(&assessment.plan, &change(&["1-1"])).as_deref(), Some(OF_PLAN_TEXT));
    }

    /// The departments have handed in nothing anew, and no count has changed.
    #[test]
    fn a_grade_that_the_plan_calls_otherwise_is_the_plans() {
        let mut assessment = fixture::assessment();
        let mut plan = (*assessment.plan).clone();
        let grade = plan.grades.grades.iter_mut().find(|grade| !grade.mark.is_empty()).expect("a mark");
        let old = grade.label();
        grade.aliases.push(std::mem::replace(&mut grade.name, "予定のとおり".to_owned()));
        let new = grade.label();
        assessment.plan = plan.into();
        let [before, after] = [&old, &new].map(|label| Printed {
            records: BTreeMap::from([(ActionId::new(1, 1), record(Field::Grade, label))]),
            ..Printed::default()
        });
        let causes = causes(&assessment.plan, &assessment.record, &before, &after);
        let of = |place: &[&str], [before, after]: [&str; 2]| {
            let change = Change { before: before.to_owned(), after: after.to_owned(), ..change(place) };
            causes.of(&assessment.plan, &change)
        };
        assert_eq!(of(&["個票", "1-1"], [&old, &new]).as_deref(), Some(OF_PLAN_TEXT));
        assert_eq!(of(&["概況"], [&format!("{old}は3件"), &format!("{new}は3件")]).as_deref(), Some(OF_PLAN_TEXT));
        assert!(causes.in_sums.is_empty());
    }

    #[test]
    fn a_new_name_is_the_plans_and_the_councils_word_is_the_councils() {
        let assessment = fixture::assessment();
        let plan = &assessment.plan;
        let of = |name: &str, effect: &str| {
            let values = [(Fact::InitiativeName, name), (Fact::EffectTotal, effect)];
            let values = values.map(|(fact, text)| (fact.into(), text.to_owned())).into();
            let records = BTreeMap::from([(ActionId::new(1, 1), Record { values, ..Record::default() })]);
            Printed { records, ..printed("1", false) }
        };
        let causes = causes(plan, &assessment.record, &of("旧の取組", "1"), &of("新の取組", "2"));
        let said = |place: &[&str], before: &str, after: &str| {
            let change = Change { before: before.to_owned(), after: after.to_owned(), ..change(place) };
            causes.of(plan, &change).expect("a reason")
        };
        assert_eq!(said(&["目次"], "1 旧の取組", "1 新の取組"), OF_PLAN_TEXT);
        // More than the name has changed.
        assert_eq!(said(&["概況", "計"], "旧の取組（1）", "新の取組（2）"), "1-1の変更に伴う集計の変更");
        let of_council = "審議会の評価と意見の変更による。";
        assert_eq!(said(&["審議会の評価と意見", "1", "評価"], "", "3.5"), of_council);
        assert_eq!(said(&["個票", "1 名", "審議会の評価"], "―", "3.5"), of_council);
        assert_ne!(said(&["個票", "1-1", "実績"], "旧", "新"), of_council);
    }

    /// The sum of a theme or a bureau has not changed with an item of another.
    #[test]
    fn a_sum_names_the_items_that_it_sums_up() {
        let assessment = fixture::assessment();
        let plan = &assessment.plan;
        let actions: Vec<_> = plan.actions().collect();
        let (_, first) = actions[0];
        let (_, other) = actions.iter().find(|(_, action)| action.lead != first.lead).expect("of another department");
        let records = |value: &str| {
            let record = |bureau: &str| Record {
                values: [(Fact::EffectTotal, value), (Fact::Bureau, bureau)]
                    .map(|(fact, text)| (fact.into(), text.to_owned()))
                    .into(),
                ..Record::default()
            };
            [(first.id, record("甲部")), (other.id, record("乙部"))].into()
        };
        let printed = |value: &str| Printed { records: records(value), ..printed("1", false) };
        let causes = causes(plan, &assessment.record, &printed("1"), &printed("2"));
        let of = |place: &[&str]| causes.of(plan, &change(place)).expect("a reason");
        let numbers = [first.id, other.id].map(|id| plan.number(id));
        assert_eq!(of(&["テーマ別・部別の状況", "部別", "乙部"]), format!("{}の変更に伴う集計の変更", numbers[1]));
        let both = format!("{}及び{}の変更に伴う集計の変更", numbers[0], numbers[1]);
        assert_eq!(of(&["概況", "計"]), both);
        assert_eq!(of(&["テーマ別・部別の状況", "部別", "丙部"]), both, "of a bureau that has none of them, any");
    }

    #[test]
    fn a_list_names_its_first_item_only_where_that_has_changed() {
        let assessment = fixture::assessment();
        let causes = causes(&assessment.plan, &assessment.record, &printed("1", false), &printed("2", false));
        let of = |before: &str, after: &str| {
            let change = Change { before: before.into(), after: after.into(), ..change(&["概況"]) };
            causes.of(&assessment.plan, &change).expect("a reason")
        };
        let own = "担当部署の報告が改められたことによる。";
        let of_sums = "1-1の変更に伴う集計の変更";
        let list = "1-1 甲（△→◎）、1-2 乙（○→◎） ほか";
        assert_eq!(of(&format!("{list}3件"), &format!("{list}2件")), of_sums);
        assert_eq!(of("1-1 甲（△→◎）、1-2 乙（○→◎）", "1-1 甲（△→○）、1-2 乙（○→◎）"), own);
        assert_eq!(of("1-1 甲、乙の拡大（△）", "1-1 甲、乙の拡大（○）"), own);
        assert_eq!(of("1-2 乙（○→◎）", "1-1 甲（△→◎）、1-2 乙（○→◎）"), own);
    }

    #[test]
    fn figures_that_waited_for_the_accounts_changed_because_of_them() {
        let assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        record.stated.settled_on = Some(jiff::civil::date(2022, 8, 31));
        let after = Printed { state: ReportState::Final, ..printed("2", false) };
        let causes = causes(&assessment.plan, &record, &printed("1", true), &after);
        let of = |place: &[&str]| causes.of(&assessment.plan, &change(place));
        assert_eq!(of(&["個票", "効果額", "1-1 名"]).as_deref(), Some("決算の確定（令和4年8月31日）による。"));
        assert_eq!(of(&["概況", "計"]).as_deref(), Some("1-1の変更に伴う集計の変更"));
        assert_eq!(of(&["表紙"]).as_deref(), Some("速報から確定への変更"));
        let cover = Change { page_before: Some(String::new()), page_after: None, ..change(&[]) };
        assert_eq!(causes.of(&assessment.plan, &cover).as_deref(), Some("速報から確定への変更"));
        let title = |state: &str| format!("進捗状況報告書（令和3年度）{state}");
        let texts = [
            (title("（速報）"), title("")),
            (title("（速報）"), title("（確定）")),
            ("架空市　令和4年6月30日　速報".to_owned(), "架空市　令和4年8月31日".to_owned()),
        ];
        let of_days = Printed { date: jiff::civil::date(2022, 8, 31), ..after.clone() };
        let published = Printed { date: jiff::civil::date(2022, 6, 30), ..printed("1", true) };
        let dated = super::causes(&assessment.plan, &record, &published, &of_days);
        for (before, after) in texts {
            let change = Change { before, after, ..change(&["奥付"]) };
            assert_eq!(dated.of(&assessment.plan, &change).as_deref(), Some("速報から確定への変更"), "{change:?}");
        }
        let mark =
            Change { before: "速報".to_owned(), after: String::new(), page_after: None, ..change(&["概要"]) };
        assert_eq!(causes.of(&assessment.plan, &mark).as_deref(), Some("速報から確定への変更"));
    }

    #[test]
    fn notes_on_figures_that_wait_go_because_of_the_accounts() {
        let assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        let name = assessment.plan.initiatives.first().expect("an initiative").name.clone();
        let sheet = ["個票", &name];
        let notes = [
            (&sheet[..], "※ 1-1の効果額及び指標は、決算の確定を待つ見込みである。"),
            (&["概況"], "※ 決算の確定を待つ実践項目1件（1-1）の効果額及び指標は見込みであり、合計はこれを含む。"),
        ];
        let mut reasons = |settled_on, waits| {
            record.stated.settled_on = settled_on;
            let causes = causes(&assessment.plan, &record, &printed("1", true), &printed("2", waits));
            notes.map(|(place, text)| {
                let gone = Change {
                    before: text.to_owned(),
                    after: String::new(),
                    page_after: None,
                    subject: Some(Subject::AwaitedAccounts),
                    ..change(place)
                };
                causes.of(&assessment.plan, &gone).unwrap_or_default()
            })
        };
        assert_eq!(reasons(None, false), ["決算の確定による。"; 2]);
        let day = Some(jiff::civil::date(2022, 8, 31));
        assert_eq!(reasons(day, false), ["決算の確定（令和4年8月31日）による。"; 2]);
        // Nothing has changed in what waits: the notes go for another reason.
        assert_eq!(reasons(None, true), ["担当部署の報告が改められたことによる。", "1-1の変更に伴う集計の変更"]);
    }

    #[test]
    fn a_theme_that_ends_in_the_words_of_an_initiative_is_not_that_initiative() {
        let assessment = fixture::assessment();
        let plan = &assessment.plan;
        let causes = causes(plan, &assessment.record, &printed("1", false), &printed("2", false));
        let other = plan.initiatives.iter().find(|it| it.no != InitiativeNo(1)).expect("another initiative");
        let of = |place: &str| causes.of(plan, &change(&["テーマ別", place, "割合"]));
        assert_eq!(of(&format!("7 働き方改革 {}", other.name)).as_deref(), Some("1-1の変更に伴う集計の変更"));
        assert_eq!(of(&format!("{} {}", other.printed, other.name)), None);
    }

    /// Sums follow neither from prose nor from an item that is listed again.
    #[test]
    fn sums_changed_because_of_items_whose_figures_changed() {
        let assessment = fixture::assessment();
        type Value<'a> = (u16, ColumnContent, &'a str);
        let printed = |values: &[Value<'_>]| {
            let of = |(no, content, value): &Value<'_>| {
                let (initiative, number) = (no / 10, no % 10);
                (ActionId::new(initiative, number), record(*content, value))
            };
            Printed { records: values.iter().map(of).collect(), ..Printed::default() }
        };
        let of_sums = |before: &[Value<'_>], after: &[Value<'_>]| {
            let causes = causes(&assessment.plan, &assessment.record, &printed(before), &printed(after));
            causes.of(&assessment.plan, &change(&["概況", "計"])).expect("a reason")
        };
        let grade = |item, grade| (item, ColumnContent::Entry(Field::Grade), grade);
        let issues = ColumnContent::Entry(Field::Issues);
        let fell = [grade(11, "○"), (12, issues, ""), grade(22, "○")];
        let rose = [grade(11, "◎"), (12, issues, "人手が足りない。"), grade(22, "◎")];
        assert_eq!(of_sums(&fell, &rose), "1-1の変更に伴う集計の変更");
        // A report counts the items with next steps; which of them they are counts for nothing.
        let next = |text| [grade(11, "○"), (12, ColumnContent::Entry(Field::NextSteps), text)];
        let [old, new, none] = ["広げる。", "さらに広げる。", ""].map(next);
        let graded = |records: [Value<'static>; 2]| [grade(11, "◎"), records[1]];
        assert_eq!(of_sums(&old, &graded(new)), "1-1の変更に伴う集計の変更");
        assert_eq!(of_sums(&old, &graded(none)), "1-1及び1-2の変更に伴う集計の変更");
        // A name changes no sum.
        let named = |name| [grade(11, "○"), (12, ColumnContent::Fact(Fact::ActionName), name)];
        assert_eq!(of_sums(&named("旧"), &[grade(11, "◎"), named("新")[1]]), "1-1の変更に伴う集計の変更");
        // Where nothing but prose has changed, it is all there is to name.
        assert_eq!(of_sums(&fell[1..2], &rose[1..2]), "1-2の変更に伴う集計の変更");
    }

    /// A department's own words are its own, though they follow the plan's new names, wherever a paper breaks them.
    #[test]
    fn a_text_that_a_department_wrote_again_is_not_the_plans() {
        let assessment = fixture::assessment();
        let printed = |themes: &str, result: &str| {
            let values = [
                (ColumnContent::Fact(Fact::Themes), themes.to_owned()),
                (ColumnContent::Entry(Field::Result), result.to_owned()),
            ];
            let record = Record { values: values.into(), ..Record::default() };
            Printed { records: BTreeMap::from([(ActionId::new(1, 1), record)]), ..Printed::default() }
        };
        let text = |name: &str| format!("【甲課】①市が行う場合の{name}負担\n②ほかの道\n【乙課】手伝った。");
        // A name may hold a mark.
        for (old, new) in [("財政", "財務"), ("財政・会計", "財務・会計")] {
            let [before, after] = [old, new].map(|name| printed(name, &text(name)));
            let causes = causes(&assessment.plan, &assessment.record, &before, &after);
            let of = |text: &dyn Fn(&str) -> String| {
                let change = Change { before: text(old), after: text(new), ..change(&["個票", "1-1", "実績"]) };
                causes.of(&assessment.plan, &change).expect("a reason")
            };
            assert_eq!(of(&str::to_owned), OF_PLAN_TEXT);
            assert_eq!(of(&|name| format!("テーマ {name}")), OF_PLAN_TEXT);
            let whole = |name: &str| format!("1-1 {}", text(name).replace(['\n', '【'], " ").replace('】', "　"));
            assert_ne!(of(&whole), OF_PLAN_TEXT);
            assert_ne!(of(&|name| format!("①市が行う場合の{name}負担")), OF_PLAN_TEXT);
        }
    }

    /// 取組内容 stands in the plan, whatever was reported on the items.
    #[test]
    fn a_changed_content_is_the_plans() {
        let assessment = fixture::assessment();
        let printed = |grade: &str| {
            let record = record(Field::Grade, grade);
            Printed { records: BTreeMap::from([(ActionId::new(1, 1), record)]), ..Printed::default() }
        };
        let causes = causes(&assessment.plan, &assessment.record, &printed("○"), &printed("◎"));
        let name = format!("1 {}", assessment.plan.initiatives[0].name);
        let of = |place: &[&str]| causes.of(&assessment.plan, &change(place)).expect("a reason");
        assert_eq!(of(&["取組項目一覧", &name, "取組内容"]), OF_PLAN_TEXT);
        assert_ne!(of(&["取組項目一覧", &name, "進捗区分"]), OF_PLAN_TEXT);
    }

    #[test]
    fn reasons_of_several_items_follow_each_other() {
        let [one, two, three] = [1, 2, 3].map(|number| ActionId::new(1, number));
        let said = |first: &str| {
            let reasons = [(one, first), (two, "二による。"), (three, "二による。")];
            reasons_of(&reasons.map(|(id, reason)| (id, reason.to_owned())).into(), &[one, two, three])
        };
        assert_eq!(said("一による。").as_deref(), Some("一による。二による。"));
        assert_eq!(said("桁の誤り").as_deref(), Some("桁の誤り／二による。"));
    }

    #[test]
    fn a_grade_that_the_office_set_changed_for_its_reason() {
        let assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        let (no, initiative) = record.initiatives.iter_mut().next().expect("an initiative");
        let (no, why) = (*no, "研修の進みを重くみたため".to_owned());
        let grade = assessment.plan.grades.grades[2].clone();
        let origin = crate::finding::Origin::file("office.toml");
        initiative.override_grade = Some(crate::merge::record::Decision {
            value: crate::finding::Sourced::new(grade.id, origin),
            overridden: Some(crate::merge::record::Override { before: None, reason: why.clone() }),
        });
        let causes = causes(&assessment.plan, &record, &printed("1", false), &printed("1", false));
        let name = assessment.plan.initiative(no).expect("known").name.clone();
        let shown = Change { before: "―".to_owned(), after: grade.label(), ..change(&["一覧", &name, "区分"]) };
        let said = Some(format!("進捗区分を改めた。{why}"));
        assert_eq!(causes.of(&assessment.plan, &shown), said);
        let other = Change { after: "12".to_owned(), ..change(&["一覧", &name, "件数"]) };
        assert_eq!(causes.of(&assessment.plan, &other), None);
    }

    #[test]
    fn the_office_has_the_last_word_and_what_nobody_says_has_no_reason() {
        let assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        let none = causes(&assessment.plan, &record, &printed("1", false), &printed("1", false));
        assert_eq!(none.of(&assessment.plan, &change(&["概況"])), None);
        let correction = crate::merge::statement::Correction {
            action: Some(ActionId::new(1, 1)),
            initiative: None,
            reason: "桁の誤り".to_owned(),
            origin: crate::finding::Origin::file("office.toml"),
        };
        let of_all = Correction { action: None, ..correction.clone() };
        record.stated.corrections.extend([correction, of_all]);
        let (before, after) = (printed("1", false), printed("2", false));
        let said = causes(&assessment.plan, &record, &before, &after);
        assert_eq!(said.of(&assessment.plan, &change(&["1-1"])).as_deref(), Some("桁の誤り"));
        // Corrections that explain no change are reported.
        let told = |place: &str| -> Vec<String> {
            let changes = [(Edition::Public, vec![change(&[place])])];
            let findings = unused(&assessment.plan, &record, (&before, &after), &changes);
            findings.into_iter().filter_map(|finding| finding.found).collect()
        };
        assert_eq!(told("1-1"), ["そのほかのすべて：桁の誤り"]);
        assert_eq!(told("概況"), ["1-1：桁の誤り"]);
    }

    #[test]
    fn a_reason_for_an_initiative_goes_before_what_the_records_show_and_after_one_for_an_item() {
        let assessment = fixture::assessment();
        let mut record = (*assessment.record).clone();
        let of = |number: Option<u16>, reason: &str| Correction {
            action: number.map(|number| ActionId::new(1, number)),
            initiative: Some(InitiativeNo(1)),
            reason: reason.to_owned(),
            origin: crate::finding::Origin::file("office.toml"),
        };
        record.stated.corrections = vec![of(Some(1), "桁の誤り"), of(None, "集計の誤り")];
        let (before, after) = (printed("1", true), printed("2", true));
        let said = causes(&assessment.plan, &record, &before, &after);
        assert_eq!(said.of(&assessment.plan, &change(&["1-1"])).as_deref(), Some("桁の誤り"));
        record.stated.corrections.remove(0);
        let said = causes(&assessment.plan, &record, &before, &after);
        assert_eq!(said.of(&assessment.plan, &change(&["1-1"])).as_deref(), Some("集計の誤り"));
        let changes = [(Edition::Public, vec![change(&["1-1"])])];
        assert!(unused(&assessment.plan, &record, (&before, &after), &changes).is_empty());
    }

    /// The office's reason for a grade explains a change only where it is new, and an empty one explains none.
    #[test]
    fn a_reason_for_a_grade_that_was_published_already_explains_nothing_new() {
        let with = |reason: &str| record(Fact::OverrideReason, reason);
        let of = |old: &str, new: &str| {
            let (old, new) = (with(old), with(new));
            let renamed = Renamed::default();
            Changed { old: &old, new: &new, renamed: &renamed }.override_reason().map(str::to_owned)
        };
        assert_eq!(of("", "協議した。"), Some("協議した。".to_owned()));
        assert_eq!(of("協議した。", "協議した。"), None);
        assert_eq!(of("協議した。", ""), None);
    }

    /// A text that holds neither the state nor the day of the report is not explained by a change of these.
    #[test]
    fn only_a_text_that_states_the_version_changed_because_of_it() {
        let assessment = fixture::assessment();
        let after = Printed { state: ReportState::Final, ..printed("1", false) };
        let causes = causes(&assessment.plan, &assessment.record, &printed("1", false), &after);
        let of = |before: &str, after: &str| {
            let change = Change { before: before.into(), after: after.into(), ..change(&["奥付"]) };
            causes.is_of_version(&change)
        };
        assert!(of("報告書（速報）", "報告書"));
        assert!(!of("報告書", " 報告書"));
    }
}
