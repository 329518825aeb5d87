//! What a form that was replaced said in cells that the form in its place leaves empty: two people of one department who each hand in
//! their own rows would lose those of the first.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use crate::contract::{Audience, Entry, Field};
use crate::finding::{Finding, Origin, Severity};
use crate::intake::submission::Submission;
use crate::plan::Plan;
use crate::vocabulary::{ActionId, DepartmentId};

/// Rows that a finding names.
const NAMED: usize = 10;

/// A finding on the form in force where those that it replaced say more; what only the office may read is left aside, since it is often
/// taken out on purpose.
pub(super) fn finding(plan: &Plan, unit: &DepartmentId, winner: &Submission, others: &[Submission]) -> Option<Finding> {
    let kept: BTreeMap<ActionId, &Entry> = winner.entries.iter().map(|entry| (entry.action.value, &**entry)).collect();
    let mut emptied: BTreeMap<ActionId, BTreeSet<Field>> = BTreeMap::new();
    let mut files: BTreeSet<&str> = BTreeSet::new();
    for other in others {
        for entry in &other.entries {
            let now = kept.get(&entry.action.value);
            let is_emptied = |field: &Field| {
                field.is_open()
                    && plan.readers_of(*field) != Audience::Office
                    && now.is_none_or(|now| now.get(*field).is_none() && !now.is_rejected(*field))
            };
            let fields: BTreeSet<Field> = entry.iter().map(|(field, _)| field).filter(is_emptied).collect();
            if !fields.is_empty() {
                files.insert(&other.file);
                emptied.entry(entry.action.value).or_default().extend(fields);
            }
        }
    }
    let named = emptied.iter().take(NAMED).map(|(action, fields)| {
        let labels: Vec<&str> = fields.iter().map(|field| field.label()).collect();
        format!("{} {}", plan.number(*action), labels.join("・"))
    });
    let mut found = named.collect::<Vec<_>>().join("、");
    if emptied.len() > NAMED {
        found.push_str(&format!("、ほか{}行", emptied.len() - NAMED));
    }
    (!emptied.is_empty()).then(|| {
        Finding::new(
            Severity::Warning,
            codes::EMPTIED,
            "採用しなかった様式に記入のある欄が、採用した様式では空白です。",
        )
        .at(Origin::file(winner.file.clone()))
        .of(unit.clone())
        .found(format!("{found}（{}）", files.into_iter().collect::<Vec<_>>().join("、")))
        .remedy("同じ課の人が別々に提出していないか確かめ、要る記入は1つの様式にまとめて提出し直してもらってください。空白でよいときは、対応は不要です。")
    })
}

#[cfg(test)]
mod tests {
    use super::super::codes::EMPTIED;
    use super::super::{merge, office};
    use crate::intake::fixture::{form, intake};
    use crate::plan::fixture::{self, YEAR};

    #[test]
    fn what_a_later_form_leaves_empty_is_told() {
        let plan = fixture::small();
        let said = |later: &dyn Fn(&mut crate::intake::fixture::EntryDraft), office: &str| {
            let first = form("一課", "a.xlsx").on(5, 8).row((1, 1), |row| {
                row.grade(1).result("実施した。").saving(5_000).memo("内部の覚え");
            });
            let second = form("一課", "b.xlsx").on(5, 9).row((1, 1), later);
            let office = office::read("office.toml", office, &plan).expect("well-formed").0;
            let record = merge(&plan, YEAR, intake(vec![first.build(), second.build()], vec![]), Some(&office), &[]);
            let found = record.findings.iter().filter(|finding| finding.code == EMPTIED);
            found.map(|finding| finding.found.clone().unwrap_or_default()).collect::<Vec<_>>()
        };
        let whole: [String; 0] = [];
        // Other words and a note for the office alone that was taken out are no loss.
        assert_eq!(said(&|row| _ = row.grade(2).result("改めた。").saving(0), ""), whole);
        assert_eq!(said(&|row| _ = row.grade(1).saving(5_000), ""), ["1-1 実績（a.xlsx）"]);
        assert_eq!(said(&|_| {}, ""), ["1-1 実績・進捗区分・歳出減（継続）（a.xlsx）"]);
        let accepted = "[[accept]]\nfile = \"b.xlsx\"\nreason = \"課に確かめた。\"\n";
        assert_eq!(said(&|_| {}, accepted), whole);
    }
}
