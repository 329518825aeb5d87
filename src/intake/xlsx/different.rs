//! Grounds (`fill`) and the looks of conditional formats (`dxf`), those of `styles.xml` and those that a rule holds itself.

use quick_xml::events::BytesStart;

use super::super::builtin::builtin_format;
use super::super::colours::{Palette, gradient, ground, grounds_of_rule, pattern_number};
use super::super::different_look::DifferentLook;
use super::super::looks::{Font, WHITE};
use super::super::package::attribute;
use super::styles::{colour, font_part};

/// A `fill` while it is read.
#[derive(Debug, Default)]
pub(super) struct Fill {
    /// Number of its pattern; none where it gives no name.
    pattern: Option<Option<u32>>,
    front: Option<u32>,
    back: Option<u32>,
    /// The colours of a gradient.
    stops: Vec<Option<u32>>,
}

impl Fill {
    pub(super) fn part(&mut self, element: &BytesStart<'_>, palette: &Palette) {
        match element.local_name().as_ref() {
            "patternFill" => self.pattern = attribute(element, "patternType").map(|name| pattern_number(&name)),
            "fgColor" => self.front = colour(element, palette),
            "bgColor" => self.back = colour(element, palette),
            "color" => self.stops.push(colour(element, palette)),
            _ => {}
        }
    }

    /// The colour behind the characters of a cell.
    pub(super) fn of_cell(&self) -> Option<u32> {
        gradient(&self.stops).unwrap_or_else(|| match self.pattern {
            None => Some(WHITE),
            Some(pattern) => ground(pattern?, self.front, self.back),
        })
    }

    /// The colours that a conditional format may put behind the characters.
    fn of_rule(&self) -> Vec<Option<u32>> {
        match gradient(&self.stops) {
            Some(gradient) => vec![gradient],
            None => grounds_of_rule(self.pattern.flatten(), self.front, self.back),
        }
    }
}

/// A `dxf` while it is read.
#[derive(Debug, Default)]
pub(super) struct LookReader {
    look: DifferentLook,
    font: Font,
    fill: Option<Fill>,
    in_border: bool,
}

impl LookReader {
    pub(super) fn start(&mut self, element: &BytesStart<'_>, palette: &Palette) {
        match element.local_name().as_ref() {
            "border" => self.in_border = true,
            "fill" => self.fill = Some(Fill::default()),
            "numFmt" => {
                let code = attribute(element, "formatCode").filter(|code| !code.is_empty());
                let builtin = || Some(builtin_format(attribute(element, "numFmtId")?.parse().ok()?).to_owned());
                self.look.format = code.or_else(builtin).map(Into::into);
            }
            _ => match &mut self.fill {
                Some(fill) => fill.part(element, palette),
                None if !self.in_border => font_part(&mut self.font, element, palette),
                None => {}
            },
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        match name {
            "border" => self.in_border = false,
            "fill" => {
                if let Some(fill) = self.fill.take() {
                    self.look.grounds = fill.of_rule();
                }
            }
            _ => {}
        }
    }

    pub(super) fn finish(self) -> DifferentLook {
        let Font { struck, colour, size, .. } = self.font;
        DifferentLook { struck, colour, size, ..self.look }
    }
}
