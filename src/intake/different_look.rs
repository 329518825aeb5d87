//! The look of a conditional format: what it says lies over the look of a cell, and may change or hide what is seen of its value.

use std::sync::Arc;

use super::looks::{CellStyle, Font, unseen};
use super::normalize::format::{self, Kind};
use super::workbook::{Conditional, Value};

/// What a conditional format says of the look of its cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct DifferentLook {
    /// Struck out.
    pub(crate) struck: bool,
    /// The colour of its characters.
    pub(crate) colour: Option<u32>,
    /// The size of its characters in twentieths of a point.
    pub(crate) size: Option<u32>,
    /// The colours that its ground may have; `None` among them is the cell's own. Several where programs differ.
    pub(crate) grounds: Vec<Option<u32>>,
    /// The code of its number format.
    pub(crate) format: Option<Arc<str>>,
    /// Whether it has a number format whose code is not known.
    pub(crate) unknown_format: bool,
    /// Whether it shows a symbol or a bar alone.
    pub(crate) symbol: bool,
    /// Whether it cannot be read: it may hide anything.
    pub(crate) unknown: bool,
}

impl DifferentLook {
    /// One that cannot be read.
    pub(crate) fn unreadable() -> DifferentLook {
        DifferentLook { unknown: true, ..DifferentLook::default() }
    }

    /// One that shows a symbol or a bar in the place of the number.
    pub(crate) fn symbol_alone() -> DifferentLook {
        DifferentLook { symbol: true, ..DifferentLook::default() }
    }

    /// Whether it says anything that matters to what is read.
    pub(crate) fn says_anything(&self) -> bool {
        *self != DifferentLook::default()
    }

    /// Whether it says what colour the characters or the ground have.
    pub(crate) fn is_coloured(&self) -> bool {
        self.colour.is_some() || self.grounds.iter().any(Option::is_some)
    }

    /// What it makes of a cell.
    pub(crate) fn over(&self, style: &CellStyle, value: &Value) -> Option<Conditional> {
        if self.unknown || self.hides(style) {
            return Some(Conditional::Hidden);
        }
        if self.symbol && matches!(value, Value::Number(_)) {
            return Some(Conditional::Symbol);
        }
        if self.unknown_format {
            return matches!(value, Value::Number(_)).then_some(Conditional::Format);
        }
        let code = self.format.as_deref().filter(|code| *code != &*style.format)?;
        let is_empty = match value {
            Value::Number(number) => {
                let (other, own) = (format::view(*number, code), format::view(*number, &style.format));
                if other.kind != Kind::Nothing && (other.kind == own.kind && other.text.trim() == own.text.trim()) {
                    return None;
                }
                other.kind == Kind::Nothing
            }
            Value::Text(text) => {
                let shown = format::text_view(text, code);
                if shown == format::text_view(text, &style.format) {
                    return None;
                }
                shown.trim().is_empty()
            }
            _ => return None,
        };
        Some(if is_empty { Conditional::Hidden } else { Conditional::Format })
    }

    /// What it and one of less priority make of a cell together: each may say what the other leaves open.
    pub(crate) fn with(&self, less: &DifferentLook) -> DifferentLook {
        DifferentLook {
            struck: self.struck || less.struck,
            colour: self.colour.or(less.colour),
            size: self.size.or(less.size),
            grounds: if self.grounds.is_empty() { less.grounds.clone() } else { self.grounds.clone() },
            ..DifferentLook::default()
        }
    }

    /// Whether its fonts and grounds hide or strike out the characters of a cell.
    fn hides(&self, style: &CellStyle) -> bool {
        let is_dot = || unseen(&Font { size: self.size, ..Font::default() }, None);
        self.struck || is_dot() || (self.is_coloured() && self.is_hidden_by_colour(style))
    }

    fn is_hidden_by_colour(&self, style: &CellStyle) -> bool {
        let font = Font { colour: self.colour.or(style.font.colour), ..Font::default() };
        // The automatic colour is black for some programs on whatever ground.
        let black = Font { colour: font.colour.or(Some(0)), ..font };
        let hides = |ground: &Option<u32>| match ground {
            Some(_) => unseen(&black, *ground),
            None => unseen(&font, style.fill),
        };
        if self.grounds.is_empty() { hides(&None) } else { self.grounds.iter().any(hides) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_format_matters_where_it_shows_something_else() {
        let look = |code: &str| DifferentLook { format: Some(code.into()), ..DifferentLook::default() };
        let of = |code: &str| CellStyle { format: code.into(), ..CellStyle::default() };
        let (number, text) = (Value::Number(1200.0), Value::Text("済".into()));
        for (code, cell, value, expected) in [
            (";;;", "General", &number, Some(Conditional::Hidden)),
            (";;;", "General", &text, Some(Conditional::Hidden)),
            ("#,##0,", "#,##0", &number, Some(Conditional::Format)),
            ("#,##0;[Red]-#,##0", "#,##0", &number, None),
            ("#,##0", "#,##0", &number, None),
            ("0;-0;0;\"未\"@", "General", &text, Some(Conditional::Format)),
            ("#,##0", "General", &text, None),
            (";;;", "General", &Value::Bool(true), None),
        ] {
            assert_eq!(look(code).over(&of(cell), value), expected, "{code} {cell} {value:?}");
        }
    }
}
