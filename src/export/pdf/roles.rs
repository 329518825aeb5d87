//! The names of structure types in a PDF.

use crate::typeset::structure::Role;

/// The standard structure type (ISO 32000-1, 14.8.4).
pub(super) fn name(role: Role) -> &'static str {
    match role {
        Role::Document => "Document",
        Role::Part => "Part",
        Role::Sect => "Sect",
        Role::Div => "Div",
        Role::Heading(level) => match level {
            0 | 1 => "H1",
            2 => "H2",
            3 => "H3",
            4 => "H4",
            5 => "H5",
            _ => "H6",
        },
        Role::P => "P",
        Role::L => "L",
        Role::LI => "LI",
        Role::Lbl => "Lbl",
        Role::LBody => "LBody",
        Role::Table => "Table",
        Role::Caption => "Caption",
        Role::THead => "THead",
        Role::TBody => "TBody",
        Role::TFoot => "TFoot",
        Role::TR => "TR",
        Role::TH => "TH",
        Role::TD => "TD",
        Role::Figure => "Figure",
        Role::Note => "Note",
        Role::Reference => "Reference",
        Role::Link => "Link",
        Role::TOC => "TOC",
        Role::TOCI => "TOCI",
        Role::Span => "Span",
        Role::Ruby => "Ruby",
        Role::RB => "RB",
        Role::RT => "RT",
    }
}
