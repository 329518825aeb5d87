//! `office.toml` (事務局の指定): what the office decides over the departments' forms, each with its reason.
//!
//! ```toml
//! [[grade]]                     # 進捗区分を改める（実践項目か取組項目）
//! action = "8-2"                # または initiative = 8
//! value = "○"                   # 記号か名称
//! reason = "審議会の指摘を受け、担当課と協議した。"
//!
//! [[exclude]]                   # ファイルを除く
//! file = "総務課_誤送信.xlsx"     # 名前、パス、またはハッシュ値の先頭8桁以上
//! reason = "様式の書き間違いで、課から取下げの申出があった。"
//!
//! [[accept]]                    # 同じ部署・時期の様式のうち、これを採る
//! file = "総務課_確定.xlsx"
//! reason = "課に確かめた。"
//!
//! [[opinion]]                   # 知らせた意見の番号を固定する
//! id = "R2-8-1"
//! text = "意見の書き出し"
//!
//! [report]                      # 報告書
//! state = "確定"                # 速報 か 確定。書かなければ速報
//! date = 2021-08-31             # 報告書の日付。書かなければ最後の提出日
//! settled_on = 2021-08-25       # 決算が確定した日
//! awaiting = ["8-2"]            # 決算を待つ実践項目（効果額と指標が見込みのもの）
//!
//! [[correction]]                # 正誤表の理由。action も initiative もなければ、ほかのすべて
//! action = "8-2"
//! reason = "見込みで計上した額を、実績に改めた。"
//!
//! [[highlight]]                 # 概要版に掲げる主な成果（3件まで、書いた順）
//! action = "8-2"
//! text = "掲げる文"               # 省くと、主担当課の実績の最初の一文
//! ```

use std::collections::BTreeMap;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::record::PickedHighlight;
use super::statement::{Correction, ReportState, ReportStatement};
use crate::finding::{Code, Finding, Origin, Severity, Sourced};
use crate::intake::normalize::grade::{self, Reading};
use crate::intake::submission::FileHash;
use crate::plan::Plan;
use crate::settings_file::fields::nearest;
use crate::settings_file::toml;
use crate::settings_file::tree::{Entry, Node, Table, Value};
use crate::vocabulary::{ActionId, GradeId, InitiativeNo, OpinionId, can_be_printed};

/// A key that office.toml does not have.
pub const UNKNOWN_KEY: Code = Code("office.unknown-key");
/// A key that is needed and not there.
pub const MISSING_KEY: Code = Code("office.missing-key");
/// A value that cannot be used.
pub const BAD_VALUE: Code = Code("office.bad-value");
/// The same thing decided twice.
pub const REPEATED: Code = Code("office.repeated");

/// A year's `office.toml`, checked.
#[derive(Debug, Clone, Default)]
pub struct OfficeFile {
    /// Grades set for action items.
    pub action_grades: BTreeMap<ActionId, GradeOverride>,
    /// Grades set for initiatives.
    pub initiative_grades: BTreeMap<InitiativeNo, GradeOverride>,
    /// Files to leave out.
    pub exclusions: Vec<FileRule>,
    /// Files that win over other forms of the same department, year and period.
    pub acceptances: Vec<FileRule>,
    /// Numbers of opinions that have gone out, in the order of the file.
    pub opinions: Vec<PinnedOpinion>,
    /// What the office states of the year's report.
    pub report: ReportStatement,
    /// Results to put forward in a summary, in the order of the file.
    pub highlights: Vec<PickedHighlight>,
}

/// The tables that office.toml may have.
const TABLES: [&str; 7] = ["grade", "exclude", "accept", "opinion", "report", "correction", "highlight"];

/// How many results a summary puts forward.
pub const MOST_HIGHLIGHTS: usize = 3;

/// A grade set by the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeOverride {
    /// The grade, with its place in `office.toml`.
    pub grade: Sourced<GradeId>,
    /// 理由, printed wherever the grade is used.
    pub reason: String,
}

/// A rule on one file: leave it out, or prefer it to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRule {
    /// The file: its path or name, or the first 8 or more digits of its SHA-256 hash.
    pub file: Sourced<String>,
    /// 理由.
    pub reason: String,
}

/// An opinion whose number has gone out and must not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedOpinion {
    /// The id that the opinion is to have.
    pub id: OpinionId,
    /// The opinion's words or their beginning.
    pub text: String,
    /// Where it stands in `office.toml`.
    pub origin: Origin,
}

impl FileRule {
    /// Whether it is about this file.
    pub fn covers(&self, file: &str, hash: FileHash) -> bool {
        let wanted = self.file.value.trim();
        let is_hash = wanted.len() >= 8 && wanted.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.names(file) || (is_hash && hash.to_string().starts_with(&wanted.to_ascii_lowercase()))
    }

    /// Whether it names this file or folder by its path or name.
    pub fn names(&self, file: &str) -> bool {
        // Names typed on a Mac may be decomposed (NFD).
        let wanted: String = self.file.value.trim().nfc().collect();
        let wanted = wanted.as_str();
        let file: String = file.nfc().collect();
        let file = file.as_str();
        let name = file.rsplit('/').next().unwrap_or(file);
        file == wanted || name == wanted || file.strip_suffix(wanted).is_some_and(|folder| folder.ends_with('/'))
    }
}

impl OfficeFile {
    /// The rule that leaves this file out.
    pub fn exclusion(&self, file: &str, hash: FileHash) -> Option<&FileRule> {
        self.exclusions.iter().find(|rule| rule.covers(file, hash))
    }

    /// The rule that leaves a file out whose content is not known.
    pub fn exclusion_by_name(&self, file: &str) -> Option<&FileRule> {
        self.exclusions.iter().find(|rule| rule.names(file))
    }

    /// The rule by which this file wins.
    pub fn acceptance(&self, file: &str, hash: FileHash) -> Option<&FileRule> {
        self.acceptances.iter().find(|rule| rule.covers(file, hash))
    }

    /// Whether the office has begun to pin opinions: then every opinion without a pin is a finding.
    pub fn pins_opinions(&self) -> bool {
        !self.opinions.is_empty()
    }
}

/// Reads `office.toml`; `path_display` is how findings name the file.
///
/// Returns what could be read with the findings that do not stop it.
///
/// # Errors
/// All mistakes of writing, unknown keys, missing reasons and references to nothing, each with line and column: a decision that
/// is half understood must not be applied.
pub fn read(path_display: &str, text: &str, plan: &Plan) -> Result<(OfficeFile, Vec<Finding>), Vec<Finding>> {
    let root = toml::parse(path_display, text)?;
    let mut reader = Reader { plan, findings: Vec::new() };
    let mut office = OfficeFile::default();
    if let Value::Table(table) = &root.value {
        for entry in &table.0 {
            match entry.key.as_str() {
                "grade" => reader.each(entry, |reader, table, origin| reader.grade(table, origin, &mut office)),
                "exclude" => reader.each(entry, |reader, table, origin| {
                    let rule = reader.file_rule(table, origin);
                    office.exclusions.extend(rule);
                }),
                "accept" => reader.each(entry, |reader, table, origin| {
                    let rule = reader.file_rule(table, origin);
                    office.acceptances.extend(rule);
                }),
                "opinion" => reader.each(entry, |reader, table, origin| reader.opinion(table, origin, &mut office)),
                "report" => reader.report(entry, &mut office.report),
                "correction" => reader.each(entry, |reader, table, origin| {
                    if let Some(correction) = reader.correction(table, origin) {
                        reader.first_of_its_kind(&correction, &office.report.corrections);
                        office.report.corrections.push(correction);
                    }
                }),
                "highlight" => reader.each(entry, |reader, table, origin| reader.highlight(table, origin, &mut office)),
                _ => reader.unknown(entry, &TABLES),
            }
        }
    }
    if reader.findings.iter().any(|finding| finding.severity >= Severity::Error) {
        plan.wording().put_findings(&mut reader.findings);
        return Err(reader.findings);
    }
    Ok((office, reader.findings))
}

/// Turns tables into rules and collects what is wrong with them.
struct Reader<'a> {
    plan: &'a Plan,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn error(
        &mut self,
        code: Code,
        origin: &Origin,
        message: impl Into<String>,
        found: Option<String>,
        remedy: impl Into<String>,
    ) {
        let mut finding = Finding::new(Severity::Fatal, code, message).at(origin.clone()).remedy(remedy);
        finding.found = found;
        self.findings.push(finding);
    }

    fn unknown(&mut self, entry: &Entry, known: &[&str]) {
        let meant = nearest(&entry.key, known.iter().copied(), 2);
        let remedy =
            meant.map_or("つづりを確かめてください。".to_owned(), |meant| format!("もしかして：{meant}"));
        let finding = Finding::new(Severity::Fatal, UNKNOWN_KEY, "office.tomlにない項目名です。")
            .at(entry.key_origin.clone())
            .found(entry.key.clone())
            .expected(known.join("、"))
            .remedy(remedy);
        self.findings.push(finding);
    }

    /// Each table of `[[name]]`.
    fn each(&mut self, entry: &Entry, mut read: impl FnMut(&mut Self, &Table, &Origin)) {
        let Value::List(items) = &entry.node.value else {
            let written = format!("[[{}]]の表として書いてください。", entry.key);
            self.error(BAD_VALUE, &entry.key_origin, "表の書き方が違います。", Some(entry.node.shown()), &written);
            return;
        };
        for item in items {
            match &item.value {
                Value::Table(table) => {
                    let first = table.0.first().map_or(&item.origin, |first| &first.key_origin);
                    read(self, table, first);
                }
                _ => self.error(
                    BAD_VALUE,
                    &item.origin,
                    "表の書き方が違います。",
                    Some(item.shown()),
                    "表として書いてください。",
                ),
            }
        }
    }

    fn check_keys(&mut self, table: &Table, known: &[&str]) {
        for entry in table.0.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            self.unknown(entry, known);
        }
    }

    /// The text of a key that must be there and not be empty.
    fn text(&mut self, table: &Table, origin: &Origin, key: &str) -> Option<Sourced<String>> {
        match table.get(key) {
            Some(Node { value: Value::Text(text), origin }) if !text.trim().is_empty() => {
                Some(Sourced::new(text.trim().to_owned(), origin.clone()))
            }
            Some(node) => {
                let remedy = format!("{key} = \"…\" と、空でない文字列で書いてください。");
                self.error(
                    BAD_VALUE,
                    &node.origin,
                    format!("{key}の値が文字列でないか、空です。"),
                    Some(node.shown()),
                    &remedy,
                );
                None
            }
            None => {
                let remedy = format!("{key} = \"…\" を加えてください。");
                self.error(MISSING_KEY, origin, format!("{key}がありません。"), None, &remedy);
                None
            }
        }
    }

    /// `action = "8-2"`, by a number that the plan prints.
    fn action_example(&self) -> String {
        let first = self.plan.actions().map(|(_, action)| action).find(|action| action.repeats.is_none());
        format!("action = \"{}\"", first.map_or("8-2", |action| action.printed.as_str()))
    }

    /// `initiative = 8`, by a number that the plan prints: in quotes where it is none of TOML.
    fn initiative_example(&self) -> String {
        let number = self.plan.initiatives.first().map_or("8", |initiative| initiative.printed.as_str());
        let is_whole = number.parse::<u16>().is_ok_and(|whole| whole.to_string() == number);
        if is_whole { format!("initiative = {number}") } else { format!("initiative = \"{number}\"") }
    }

    /// An item that the plan has; a finding where it has none such.
    fn planned<T>(&mut self, item: Option<T>, node: &Node, what: &str, example: &str) -> Option<T> {
        if item.is_none() {
            let remedy = format!("{example} のように書いてください。");
            let message = format!("計画にない{what}です。");
            self.error(BAD_VALUE, &node.origin, message, Some(node.shown()), &remedy);
        }
        item
    }

    fn graded_twice(&mut self, node: &Node, what: &str, number: String) {
        let message = format!("同じ{what}の進捗区分を2度定めています。");
        self.error(REPEATED, &node.origin, message, Some(number), "一方を消してください。");
    }

    fn grade(&mut self, table: &Table, origin: &Origin, office: &mut OfficeFile) {
        self.check_keys(table, &["action", "initiative", "value", "reason"]);
        let value = self.text(table, origin, "value").and_then(|value| self.grade_value(&value));
        let reason = self.text(table, origin, "reason");
        let set = value.zip(reason).map(|(grade, reason)| GradeOverride { grade, reason: reason.value });
        let numbers = self.plan.numbers();
        match (table.get("action"), table.get("initiative")) {
            (Some(node), None) => {
                let id = numbers.action_or_key(&node.shown()).filter(|id| self.plan.action(*id).is_some());
                let Some(id) = self.planned(id, node, "実践項目", &self.action_example()) else { return };
                if let Some(set) = set
                    && office.action_grades.insert(id, set).is_some()
                {
                    self.graded_twice(node, "実践項目", self.plan.number(id));
                }
            }
            (None, Some(node)) => {
                let no = numbers.initiative_or_key(&node.shown()).filter(|no| self.plan.initiative(*no).is_some());
                let Some(no) = self.planned(no, node, "取組項目", &self.initiative_example()) else { return };
                if let Some(set) = set
                    && office.initiative_grades.insert(no, set).is_some()
                {
                    self.graded_twice(node, "取組項目", self.plan.initiative_number(no));
                }
            }
            (Some(node), Some(_)) => {
                self.error(
                    BAD_VALUE,
                    &node.origin,
                    "actionとinitiativeの両方があります。",
                    None,
                    "どちらか一方だけを書いてください。",
                );
            }
            (None, None) => self.error(
                MISSING_KEY,
                origin,
                "actionかinitiativeがありません。",
                None,
                format!("{} か {} を加えてください。", self.action_example(), self.initiative_example()),
            ),
        }
    }

    /// `[report]`.
    fn report(&mut self, entry: &Entry, stated: &mut ReportStatement) {
        let Value::Table(table) = &entry.node.value else {
            let shown = Some(entry.node.shown());
            return self.error(
                BAD_VALUE,
                &entry.key_origin,
                "表の書き方が違います。",
                shown,
                "[report]の表として書いてください。",
            );
        };
        self.check_keys(table, &["state", "date", "settled_on", "awaiting"]);
        if table.get("state").is_some()
            && let Some(state) = self.text(table, &entry.key_origin, "state")
        {
            match ReportState::parse(&state.value) {
                Some(known) => stated.state = known,
                None => self.error(
                    BAD_VALUE,
                    &state.origin,
                    "報告書の状態ではありません。",
                    Some(state.value),
                    "state = \"速報\" か state = \"確定\" と書いてください。",
                ),
            }
        }
        stated.date = self.day(table, "date");
        stated.settled_on = self.day(table, "settled_on");
        if let Some(node) = table.get("awaiting") {
            self.awaiting(node, stated);
            if stated.state == ReportState::Final && stated.settled_on.is_none() && !stated.awaiting.is_empty() {
                self.error(
                    BAD_VALUE,
                    &node.origin,
                    "確定の報告書に、決算を待つ実践項目があります。",
                    Some(node.shown()),
                    "決算が確定した日をsettled_onに書くか、stateを\"速報\"にしてください。",
                );
            }
        }
    }

    /// A day that may be absent.
    fn day(&mut self, table: &Table, key: &str) -> Option<Date> {
        match table.get(key)? {
            Node { value: Value::Date(date), .. } if can_be_printed(*date) => Some(*date),
            node => {
                let remedy = format!("{key} = 2021-08-31 のように、引用符なしで書いてください。");
                self.error(
                    BAD_VALUE,
                    &node.origin,
                    format!("{key}の値が日付ではありません。"),
                    Some(node.shown()),
                    &remedy,
                );
                None
            }
        }
    }

    fn awaiting(&mut self, node: &Node, stated: &mut ReportStatement) {
        let items = self.plan.actions().map(|(_, action)| action).filter(|action| action.repeats.is_none());
        let examples: Vec<String> = items.take(2).map(|action| format!("\"{}\"", action.printed)).collect();
        let written = format!("awaiting = [{}] のように書いてください。", examples.join(", "));
        let Value::List(items) = &node.value else {
            return self.error(BAD_VALUE, &node.origin, "awaitingの書き方が違います。", Some(node.shown()), written);
        };
        let numbers = self.plan.numbers();
        for item in items {
            match numbers.action_or_key(&item.shown()).filter(|id| self.plan.action(*id).is_some()) {
                Some(id) => {
                    stated.awaiting.insert(id);
                }
                None => {
                    self.error(BAD_VALUE, &item.origin, "計画にない実践項目です。", Some(item.shown()), &written);
                }
            }
        }
    }

    fn correction(&mut self, table: &Table, origin: &Origin) -> Option<Correction> {
        self.check_keys(table, &["action", "initiative", "reason"]);
        let reason = self.text(table, origin, "reason")?.value;
        let unknown = |reader: &mut Self, node: &Node, what: &str| {
            let message = format!("計画にない{what}です。");
            reader.error(BAD_VALUE, &node.origin, message, Some(node.shown()), "番号を確かめてください。");
        };
        let (mut action, mut initiative) = (None, None);
        let numbers = self.plan.numbers();
        if let Some(node) = table.get("action") {
            action = numbers.action_or_key(&node.shown()).filter(|id| self.plan.action(*id).is_some());
            if action.is_none() {
                unknown(self, node, "実践項目");
                return None;
            }
        }
        if let Some(node) = table.get("initiative") {
            initiative = numbers.initiative_or_key(&node.shown()).filter(|no| self.plan.initiative(*no).is_some());
            if initiative.is_none() {
                unknown(self, node, "取組項目");
                return None;
            }
        }
        if let (Some(_), Some(node)) = (action, table.get("initiative")) {
            let message = "[[correction]]に、actionとinitiativeの両方があります。";
            self.error(BAD_VALUE, &node.origin, message, Some(node.shown()), "どちらかを消してください。");
            return None;
        }
        Some(Correction { action, initiative, reason, origin: origin.clone() })
    }

    /// Tells of a second reason for the same thing, of which one would be lost.
    fn first_of_its_kind(&mut self, correction: &Correction, before: &[Correction]) {
        let is_same =
            |other: &&Correction| (other.action, other.initiative) == (correction.action, correction.initiative);
        if let Some(other) = before.iter().find(is_same) {
            let remedy = format!("{}のものと合わせて、1つにしてください。", other.origin);
            let message = "同じ項目に、正誤表の理由が2つあります。";
            self.error(REPEATED, &correction.origin, message, Some(correction.reason.clone()), &remedy);
        }
    }

    fn grade_value(&mut self, value: &Sourced<String>) -> Option<Sourced<GradeId>> {
        let scale = &self.plan.grades;
        if let Some(Reading { grade, ticked: false }) = grade::read(&value.value, &scale.grades) {
            return Some(Sourced::new(grade, value.origin.clone()));
        }
        let finding = Finding::new(Severity::Fatal, BAD_VALUE, "計画にない進捗区分です。")
            .at(value.origin.clone())
            .found(value.value.clone())
            .expected(grade::choices(&scale.grades))
            .remedy("記号か名称で書いてください。");
        self.findings.push(finding);
        None
    }

    fn file_rule(&mut self, table: &Table, origin: &Origin) -> Option<FileRule> {
        self.check_keys(table, &["file", "reason"]);
        let file = self.text(table, origin, "file");
        let reason = self.text(table, origin, "reason");
        file.zip(reason).map(|(file, reason)| FileRule { file, reason: reason.value })
    }

    fn highlight(&mut self, table: &Table, origin: &Origin, office: &mut OfficeFile) {
        self.check_keys(table, &["action", "text"]);
        let Some(action) = self.text(table, origin, "action") else { return };
        let text = match table.get("text") {
            Some(_) => self.text(table, origin, "text"),
            None => None,
        };
        let known = self.plan.numbers().action_or_key(&action.value);
        let known = known.and_then(|id| self.plan.action(id)).filter(|(_, action)| action.repeats.is_none());
        let Some((_, known)) = known else {
            return self.error(
                BAD_VALUE,
                &action.origin,
                "計画にない実践項目か、再掲の実践項目です。",
                Some(action.value),
                format!("{} のように、もとの実践項目の番号を書いてください。", self.action_example()),
            );
        };
        if office.highlights.iter().any(|other| other.action == known.id) {
            return self.error(
                REPEATED,
                &action.origin,
                "同じ実践項目を2度、主な成果に選んでいます。",
                Some(action.value),
                "一方を消してください。",
            );
        }
        if office.highlights.len() == MOST_HIGHLIGHTS {
            return self.error(
                BAD_VALUE,
                &action.origin,
                format!("主な成果に選べるのは{MOST_HIGHLIGHTS}件までです。"),
                Some(action.value),
                "概要版に掲げない [[highlight]] を消してください。",
            );
        }
        office.highlights.push(PickedHighlight { action: known.id, text });
    }

    fn opinion(&mut self, table: &Table, origin: &Origin, office: &mut OfficeFile) {
        self.check_keys(table, &["id", "text"]);
        let id = self.text(table, origin, "id");
        let text = self.text(table, origin, "text");
        let Some((id, text)) = id.zip(text) else { return };
        let known = self.plan.numbers().opinion(&id.value).filter(|id| self.plan.initiative(id.initiative).is_some());
        let Some(number) = known else {
            return self.error(
                BAD_VALUE,
                &id.origin,
                "意見の番号ではありません。",
                Some(id.value),
                format!(
                    "id = \"{}\"（年度-取組項目の番号-意見の番号）と書いてください。",
                    self.plan.opinion_example(self.plan.first_year)
                ),
            );
        };
        let pin = PinnedOpinion { id: number, text: text.value, origin: id.origin };
        if office.opinions.iter().any(|other| other.id == pin.id) {
            self.error(
                REPEATED,
                &pin.origin,
                "同じ番号を2つの意見に付けています。",
                Some(self.plan.opinion_number(pin.id)),
                "一方の番号を改めてください。",
            );
            return;
        }
        office.opinions.push(pin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture;

    fn places(text: &str) -> Vec<(Code, String)> {
        let findings = read("office.toml", text, &fixture::small()).err().unwrap_or_default();
        findings.into_iter().map(|f| (f.code, f.origin.map_or_else(String::new, |origin| origin.to_string()))).collect()
    }

    /// What is to be written is said with numbers that the plan prints.
    #[test]
    fn examples_are_numbers_of_the_plan() {
        let said = |plan: &Plan, text: &str| {
            let findings = read("office.toml", text, plan).err().unwrap_or_default();
            findings.into_iter().filter_map(|finding| finding.remedy).collect::<String>()
        };
        let wrong = "[[grade]]\ninitiative = \"九\"\nvalue = \"○\"\nreason = \"x\"\n[[highlight]]\naction = \"九\"\n[report]\nawaiting = [\"九\"]\n[[opinion]]\nid = \"九\"\ntext = \"x\"\n";
        let mut plan = fixture::small();
        for example in ["initiative = 1 ", "action = \"1-1\"", "awaiting = [\"1-1\", \"1-2\"]", "id = \"R2-1-1\""] {
            assert!(said(&plan, wrong).contains(example), "{example}: {}", said(&plan, wrong));
        }
        plan.initiatives[0].printed = "施策1".into();
        plan.initiatives[0].actions[0].printed = "0101".into();
        for example in ["initiative = \"施策1\"", "action = \"0101\"", "awaiting = [\"0101\"", "id = \"R2-施策1-1\""]
        {
            assert!(said(&plan, wrong).contains(example), "{example}: {}", said(&plan, wrong));
        }
    }

    #[test]
    fn a_whole_file_is_read() {
        let text = "[[grade]]\naction = \"1-1\"\nvalue = \"△ 遅れ\"\nreason = \"協議した。\"\n\n[[grade]]\ninitiative = 2\nvalue = \"○\"\nreason = \"理由\"\n\n[[exclude]]\nfile = \"a.xlsx\"\nreason = \"誤送信\"\n\n[[opinion]]\nid = \"R2-1-3\"\ntext = \"もっと\"\n";
        let (office, findings) = read("office.toml", text, &fixture::small()).expect("well-formed");
        assert_eq!(findings, []);
        let set = &office.action_grades[&ActionId::new(1, 1)];
        assert_eq!((set.grade.value, set.reason.as_str()), (GradeId(2), "協議した。"));
        assert_eq!(set.grade.origin.to_string(), "office.toml:3:9");
        assert_eq!(office.initiative_grades[&InitiativeNo(2)].grade.value, GradeId(1));
        assert!(office.exclusion("課/a.xlsx", FileHash([0; 32])).is_some());
        assert!(office.exclusion("課/ba.xlsx", FileHash([0; 32])).is_none());
        assert_eq!(fixture::small().opinion_number(office.opinions[0].id), "R2-1-3");
        // Eight digits and more of a hash are a file, whatever it is called.
        let by_hash = "[[exclude]]\nfile = \"0A0a0A0a\"\nreason = \"誤送信\"\n";
        let (office, _) = read("office.toml", by_hash, &fixture::small()).expect("well-formed");
        assert!(office.exclusion("b.xlsx", FileHash([10; 32])).is_some());
        assert!(office.exclusion("b.xlsx", FileHash([11; 32])).is_none());
        let by_hash = by_hash.replace("0A0a0A0a", "0A0a0A0");
        let (office, _) = read("office.toml", &by_hash, &fixture::small()).expect("well-formed");
        assert!(office.exclusion("b.xlsx", FileHash([10; 32])).is_none());
    }

    #[test]
    fn every_mistake_has_its_line_and_column() {
        assert_eq!(places("[[grades]]\naction = \"1-1\"\n"), [(UNKNOWN_KEY, "office.toml:1:3".into())]);
        let findings = read("office.toml", "[[grades]]\naction = \"1-1\"\n", &fixture::small()).expect_err("unknown");
        assert_eq!(findings[0].remedy.as_deref(), Some("もしかして：grade"));
        let text = "[[grade]]\naction = \"9-9\"\nvalue = \"よし\"\nriyu = \"x\"\n";
        assert_eq!(
            places(text),
            [
                (UNKNOWN_KEY, "office.toml:4:1".into()),
                (BAD_VALUE, "office.toml:3:9".into()),
                (MISSING_KEY, "office.toml:2:1".into()),
                (BAD_VALUE, "office.toml:2:10".into()),
            ]
        );
        assert_eq!(places("[[exclude]]\nfile = \"a\"\nreason = \"\"\n"), [(BAD_VALUE, "office.toml:3:10".into())]);
        assert_eq!(places("[[opinion]]\nid = \"R2-9\"\ntext = \"x\"\n"), [(BAD_VALUE, "office.toml:2:6".into())]);
        let twice = "[[opinion]]\nid = \"R2-1-1\"\ntext = \"甲\"\n[[opinion]]\nid = \"R2-1-2\"\ntext = \"乙\"\n";
        assert_eq!(places(twice), []);
        assert_eq!(places(&twice.replace("R2-1-2", "R2-1-1")), [(REPEATED, "office.toml:5:6".into())]);
        assert_eq!(places("[[grade]\n").len(), 1);
    }

    #[test]
    fn a_report_is_preliminary_until_the_office_says_otherwise() {
        let (office, _) = read("office.toml", "", &fixture::small()).expect("empty");
        assert_eq!((office.report.state, office.report.date), (ReportState::Preliminary, None));
        let text = "[report]\nstate = \"速報\"\ndate = 2022-06-30\nawaiting = [\"1-1\"]\n\n[[correction]]\naction = \"1-1\"\nreason = \"訂正\"\n";
        let (office, _) = read("office.toml", text, &fixture::small()).expect("well-formed");
        let report = &office.report;
        assert!(report.awaits(ActionId::new(1, 1)) && !report.awaits(ActionId::new(1, 2)));
        assert_eq!(report.date, Some(jiff::civil::date(2022, 6, 30)));
        assert_eq!(report.corrections.len(), 1);
        let settled = text.replace("速報", "確定").replace("awaiting", "settled_on = 2022-08-31\nawaiting");
        let (office, _) = read("office.toml", &settled, &fixture::small()).expect("well-formed");
        assert!(!office.report.awaits(ActionId::new(1, 1)));
    }

    #[test]
    fn what_contradicts_itself_in_the_statement_has_its_place() {
        let at = |text: &str| places(text);
        assert_eq!(at("[report]\nstate = \"確定\"\nawaiting = [\"1-1\"]\n"), [(BAD_VALUE, "office.toml:3:12".into())]);
        assert_eq!(at("[report]\nstate = \"案\"\n"), [(BAD_VALUE, "office.toml:2:9".into())]);
        for value in
            ["1899-12-31", "2200-01-01", "\"六月\"", "20220630", "44742.0", "2022-06-30T09:00:00", "09:00:00", "true"]
        {
            assert_eq!(at(&format!("[report]\ndate = {value}\n")), [(BAD_VALUE, "office.toml:2:8".into())], "{value}");
        }
        assert_eq!(at("[report]\nawaiting = [\"9-9\"]\n"), [(BAD_VALUE, "office.toml:2:13".into())]);
        let twice = "[[correction]]\nreason = \"x\"\n".repeat(2);
        assert_eq!(at(&twice), [(REPEATED, "office.toml:4:1".into())]);
        let both = "[[correction]]\naction = \"1-1\"\ninitiative = 1\nreason = \"x\"\n";
        assert_eq!(at(both), [(BAD_VALUE, "office.toml:3:14".into())]);
        assert_eq!(at("[[correction]]\naction = \"9-9\"\nreason = \"x\"\n"), [(BAD_VALUE, "office.toml:2:10".into())]);
    }

    #[test]
    fn a_grade_is_set_once_for_an_item_and_once_for_an_initiative() {
        for (key, line) in [("action = \"1-1\"", "office.toml:6:10"), ("initiative = 1", "office.toml:6:14")] {
            let text = format!("[[grade]]\n{key}\nvalue = \"○\"\nreason = \"協議した。\"\n");
            assert_eq!(places(&text.repeat(2)), [(REPEATED, line.into())], "{key}");
        }
    }

    #[test]
    fn highlights_are_known_items_at_most_three_and_none_twice() {
        let text =
            "[[highlight]]\naction = \"1-2\"\n\n[[highlight]]\naction = \"1-1\"\ntext = \"窓口が早くなった。\"\n";
        let (office, _) = read("office.toml", text, &fixture::small()).expect("well-formed");
        let picked: Vec<_> = office.highlights.iter().map(|pick| (pick.action, pick.text.clone())).collect();
        assert_eq!(picked[0], (ActionId::new(1, 2), None));
        assert_eq!(picked[1].1.as_ref().map(|text| text.value.as_str()), Some("窓口が早くなった。"));
        assert_eq!(places("[[highlight]]\naction = \"9-9\"\n"), [(BAD_VALUE, "office.toml:2:10".into())]);
        assert_eq!(places(&"[[highlight]]\naction = \"1-1\"\n".repeat(2)), [(REPEATED, "office.toml:4:10".into())]);
        assert_eq!(places("[[highlight]]\ntext = \"文\"\n"), [(MISSING_KEY, "office.toml:2:1".into())]);
    }
}
