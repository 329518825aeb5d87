//! Any field of a form, of its cover block or its entry rows.

use super::{Audience, CoverField, Field};

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormField {
    /// A column of the entry rows.
    Row(Field),
    /// A field of the cover block.
    Cover(CoverField),
}

impl FormField {
    /// Its label on the sheet.
    pub fn label(self) -> &'static str {
        match self {
            FormField::Row(field) => field.label(),
            FormField::Cover(field) => field.label(),
        }
    }

    /// Who may see it.
    pub fn audience(self) -> Audience {
        match self {
            FormField::Row(field) => field.audience(),
            FormField::Cover(field) => field.audience(),
        }
    }
}
