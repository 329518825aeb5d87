//! Words of the plan's own lists that are read as themselves, whatever they mean elsewhere: a grade may be called 〃, a stage 同上.

use crate::contract::{Field, FieldKind};
use crate::plan::Plan;

/// Whether the drop-down of a field offers a text, as a grade's mark or name or as a stage.
pub(super) fn has(plan: &Plan, field: Field, text: &str) -> bool {
    let text = text.trim();
    match field.kind() {
        FieldKind::Stages | FieldKind::PartStages(_) => plan.settings.stages.labels().any(|label| label == text),
        _ if field == Field::Grade => plan.grades.grades.iter().any(|grade| grade.mark == text || grade.name == text),
        _ => false,
    }
}
