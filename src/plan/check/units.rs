//! `[[bureau]]`, `[departments]` and `[[reorganization]]`.
//!
//! The first and last day of a unit follow from the reorganizations; they are written with the unit only where no
//! reorganization says them.

use std::collections::{BTreeMap, BTreeSet};

use super::{DANGLING, DATE, DUPLICATE, FILE_NAME, SIZE};
use crate::finding::{Finding, Origin, Place, Severity};
use crate::plan::{Bureau, Department, Reorganization, names};
use crate::settings_file::fields::{Fields, MISSING_KEY, WRONG_KIND, fatal};
use crate::settings_file::tree::{Node, Value};
use crate::vocabulary::{DepartmentId, file_name, text_key};

/// The longest name of a department, of all its levels: with it, the name of its returned form's file (差戻し_進捗管理表_令和10年度_….xlsx, with
/// a period of twelve characters) stays within the 255 bytes that a file system holds, where a kana or kanji takes three.
const LONGEST_NAME: usize = 57;

/// All units and what happens to them.
#[derive(Default)]
pub(super) struct Units {
    pub(super) bureaus: Vec<Bureau>,
    pub(super) departments: Vec<Department>,
    pub(super) open: BTreeSet<String>,
    pub(super) reorganizations: Vec<Reorganization>,
    index: BTreeMap<DepartmentId, usize>,
}

impl Units {
    fn get_mut(&mut self, id: &DepartmentId) -> Option<&mut Department> {
        self.index.get(id).and_then(|i| self.departments.get_mut(*i))
    }

    /// The department that `部/課` names; a finding with what was probably meant where there is none.
    pub(super) fn resolve(
        &self,
        text: &str,
        what: &str,
        origin: &Origin,
        out: &mut Vec<Finding>,
    ) -> Option<DepartmentId> {
        let id = DepartmentId(text.into());
        if self.index.contains_key(&id) {
            return Some(id);
        }
        let mut finding = fatal(DANGLING, origin, format!("「{what}」の部署が、部署の一覧にありません。")).found(text);
        let meant = names::candidates(&self.departments, &self.bureaus, text);
        if !meant.is_empty() {
            let meant: Vec<String> = meant.iter().take(3).map(ToString::to_string).collect();
            finding = finding.expected(meant.join("、"));
        }
        let parts = super::several::parted(text, |part| self.index.contains_key(&DepartmentId(part.into())));
        if let Some(parts) = parts {
            let in_workbook = matches!(origin.place, Place::Sheet(_) | Place::Cell(..));
            out.push(finding.remedy(super::several::divided(&parts, in_workbook)));
            return None;
        }
        out.push(finding.remedy("一覧（[departments] の list）のとおりに「部/課」と書いてください。"));
        None
    }
}

/// Reads the three tables.
pub(super) fn read(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Units {
    let mut units = Units { bureaus: bureaus(top, out), ..Units::default() };
    let Some(mut fields) = super::frame::section(top, "departments", "部署", out) else { return units };
    let mut seen = BTreeMap::new();
    for node in fields.list("list", out) {
        department(node, &mut units, &mut seen, out);
    }
    for (name, origin) in fields.texts("open", out) {
        if units.index.contains_key(&DepartmentId(name.into())) || name.contains('/') {
            out.push(fatal(DUPLICATE, origin, "部署の名を、部署を限らない書き方（open）に使えません。").found(name));
        }
        units.open.insert(name.to_owned());
    }
    fields.finish(out);
    reorganizations(top, &mut units, out);
    units
}

fn bureaus(top: &mut Fields<'_>, out: &mut Vec<Finding>) -> Vec<Bureau> {
    let mut bureaus: Vec<Bureau> = Vec::new();
    for node in top.list("bureau", out) {
        let Some(mut fields) = Fields::open(node, "部", out) else { continue };
        let bureau =
            Bureau { name: fields.text("name", out).to_owned(), abbreviation: fields.text("short", out).to_owned() };
        if bureau.name.contains('/') {
            let top = bureau.name.split('/').next().unwrap_or_default();
            out.push(
                fatal(WRONG_KIND, fields.place("name"), "部の名に / は使えません。")
                    .found(bureau.name.clone())
                    .remedy(format!("「局/部/課」と書く部署では、いちばん上の「{top}」だけを、1回書いてください。")),
            );
        }
        if bureaus.iter().any(|earlier| earlier.name == bureau.name) {
            out.push(fatal(DUPLICATE, fields.place("name"), "同じ名の部が2つあります。").found(bureau.name.clone()));
        }
        if bureaus.iter().any(|earlier| earlier.abbreviation == bureau.abbreviation) {
            out.push(
                fatal(DUPLICATE, fields.place("short"), "同じ略称の部が2つあります。")
                    .found(bureau.abbreviation.clone()),
            );
        }
        fields.finish(out);
        bureaus.push(bureau);
    }
    bureaus
}

/// `seen` are the names of the departments before, as they are compared.
fn department(node: &Node, units: &mut Units, seen: &mut BTreeMap<String, DepartmentId>, out: &mut Vec<Finding>) {
    let (text, origin, since, until) = match &node.value {
        Value::Text(text) => (text.as_str(), &node.origin, None, None),
        Value::Table(_) => {
            let Some(mut fields) = Fields::open(node, "部署", out) else { return };
            let text = fields.text("name", out);
            let origin = fields.place("name");
            let (since, until) = (fields.optional_date("since", out), fields.optional_date("until", out));
            if let (Some(since), Some(until)) = (since, until)
                && since > until
            {
                out.push(
                    fatal(DATE, fields.place("until"), "部署の終わりの日が始まりの日より前です。")
                        .found(until.to_string()),
                );
            }
            fields.finish(out);
            (text, origin, since, until)
        }
        _ => ("", &node.origin, None, None),
    };
    if text.is_empty() {
        out.push(fatal(WRONG_KIND, &node.origin, "部署の名がありません。").found(node.shown()).expected("\"部/課\""));
        return;
    }
    let id = DepartmentId(text.into());
    if text.split('/').count() > 3 || text.split('/').any(|part| part.trim().is_empty()) {
        let expected = "\"部/課\"、\"局/部/課\" 又は \"課\"";
        out.push(fatal(WRONG_KIND, origin, "部署の書き方が違います。").found(text).expected(expected));
        return;
    }
    if let Some(bureau) = id.bureau()
        && !units.bureaus.iter().any(|known| known.name == bureau)
    {
        out.push(
            fatal(DANGLING, origin, "部が一覧にありません。")
                .found(bureau)
                .remedy("部の名を確かめるか、[[bureau]] に書き足してください。"),
        );
    }
    if units.index.contains_key(&id) {
        out.push(fatal(DUPLICATE, origin, "同じ部署が2回書かれています。").found(text));
        return;
    }
    let full = id.full_name();
    // 財政部/契約課 and 財政部/契約　課 or 財政部契約課: nobody sees the difference, and their forms' files are called alike.
    if let Some(other) = seen.insert(text_key(&full), id.clone()) {
        out.push(
            fatal(DUPLICATE, origin, "空白や区切りのほかに違いのない部署が2つあります。")
                .found(format!("{}、{text}", other.0))
                .remedy("同じ部署なら1つにし、違う部署なら見分けられる名に改めてください。"),
        );
    }
    if full.chars().count() > LONGEST_NAME {
        out.push(
            fatal(SIZE, origin, "部署の名が長すぎます。ファイル名や様式の見出しに入りません。")
                .found(text)
                .expected(format!("{LONGEST_NAME}字まで"))
                .remedy("部署の名を縮めてください。"),
        );
    }
    let safe = file_name(&full);
    if safe != full {
        out.push(
            Finding::new(Severity::Warning, FILE_NAME, "部署の名が、Windows のファイル名に使えません。")
                .at(origin.clone())
                .found(text)
                .remedy(format!("ファイル名では「{safe}」とします。")),
        );
    }
    units.index.insert(id.clone(), units.departments.len());
    units.departments.push(Department { id, since, until });
}

fn reorganizations(top: &mut Fields<'_>, units: &mut Units, out: &mut Vec<Finding>) {
    let mut read = Vec::new();
    for node in top.list("reorganization", out) {
        let Some(mut fields) = Fields::open(node, "機構改正", out) else { continue };
        let date = fields.date("date", out);
        let mut resolved = |key: &'static str, out: &mut Vec<Finding>| {
            let mut ids: Vec<DepartmentId> = Vec::new();
            for (text, origin) in fields.texts(key, out) {
                if let Some(id) = units.resolve(text, "機構改正", origin, out) {
                    if ids.contains(&id) {
                        out.push(fatal(DUPLICATE, origin, "同じ部署が2回書かれています。").found(text));
                    }
                    ids.push(id);
                }
            }
            ids
        };
        let (from, to) = (resolved("from", out), resolved("to", out));
        if from.is_empty() {
            out.push(fatal(MISSING_KEY, fields.place("from"), "機構改正の from に部署がありません。"));
        }
        let note = fields.optional_text("note", out).map(str::to_owned);
        let origin = fields.origin();
        fields.finish(out);
        if let Some(date) = date {
            read.push((Reorganization { date, from, to, note }, origin));
        }
    }
    read.sort_by_key(|(change, _)| change.date);
    for (change, origin) in read {
        apply(&change, origin, units, out);
        units.reorganizations.push(change);
    }
}

/// Reports where a change contradicts the days that are known, and sets those that follow from it.
fn apply(change: &Reorganization, origin: &Origin, units: &mut Units, out: &mut Vec<Finding>) {
    let contradiction = |id: &DepartmentId, message: &str| fatal(DATE, origin, message).found(id.to_string());
    let Ok(eve) = change.date.yesterday() else { return };
    for id in change.from.iter().filter(|id| !change.to.contains(id)) {
        let same_day = |other: &&Reorganization| other.date == change.date && other.from.contains(id);
        if units.reorganizations.iter().any(|other| same_day(&other)) {
            out.push(
                contradiction(id, "同じ日の2つの機構改正の from に、同じ部署があります。")
                    .remedy("1つの機構改正にまとめ、to に続く部署をすべて書いてください。"),
            );
        }
        let Some(unit) = units.get_mut(id) else { continue };
        if unit.since.is_some_and(|since| since >= change.date) {
            out.push(contradiction(id, "機構改正の日に、まだない部署が from にあります。"));
        } else if unit.until.is_some_and(|until| until != eve) {
            out.push(contradiction(id, "機構改正の日に、もうない部署が from にあります。"));
        }
        unit.until = Some(eve);
    }
    for id in change.to.iter().filter(|id| !change.from.contains(id)) {
        let known = units.reorganizations.iter().any(|earlier| earlier.from.contains(id) || earlier.to.contains(id));
        let Some(unit) = units.get_mut(id) else { continue };
        if unit.until.is_some_and(|until| until < change.date) {
            out.push(
                contradiction(id, "終わった部署の名を、機構改正の to で再び使っています。")
                    .remedy("新しい部署には、前の部署と違う名を付けてください。"),
            );
        }
        // A unit that an earlier change names exists already; one with a day of its own keeps it.
        if unit.since.is_none() && !known {
            unit.since = Some(change.date);
        }
    }
}
