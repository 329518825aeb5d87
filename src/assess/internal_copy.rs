//! An internal note that was also typed into a public field: the search before publication takes the text of a public field for
//! public, so this is reported before that search.

use super::assessment::Assessment;
use crate::contract::Audience;
use crate::finding::{Code, Finding, Severity};
use crate::vocabulary::folded;

/// A public text holds what somebody typed as an internal note.
pub const INTERNAL_IN_PUBLIC: Code = Code("review.internal-in-public");

/// Shorter notes may well be said in public too: 特になし, 前年度と同じ.
const WORTH_COMPARING: usize = 12;

/// One warning for each public text of an action item that holds one of the item's internal notes.
pub fn warnings(assessment: &Assessment) -> Vec<Finding> {
    let visibility = &assessment.plan.settings.visibility;
    let mut findings = Vec::new();
    for (id, action) in &assessment.record.actions {
        let mut notes = Vec::new();
        let mut public = Vec::new();
        for row in &action.contributions {
            for (field, _) in row.entry.texts() {
                let Some(text) = row.entry.text(field) else { continue };
                let side = if row.text(field, Audience::Public, visibility).is_some() {
                    &mut public
                } else if visibility.of(field) != Audience::Public {
                    &mut notes
                } else {
                    continue;
                };
                side.push((row, field, text, folded(&text.value)));
            }
        }
        notes.retain(|(.., note)| note.chars().count() >= WORTH_COMPARING);
        for (row, field, text, folded) in &public {
            let Some((_, note_field, note, _)) = notes.iter().find(|(.., note)| folded.contains(note.as_str())) else {
                continue;
            };
            let message = format!(
                "{}の{}に、{}と同じ文章があります。",
                assessment.plan.number(*id),
                field.label(),
                note_field.label()
            );
            findings.push(
                Finding::new(Severity::Warning, INTERNAL_IN_PUBLIC, message)
                    .at(text.origin.clone())
                    .of(row.department.clone())
                    .found(note.origin.to_string())
                    .remedy("このまま公表してよいか確かめ、よくなければ公表する欄から消してください。"),
            );
        }
    }
    findings
}
