//! Running heads (柱) and feet: document and part at the head over a hairline, page number and notice at the foot.
//! All of it is artifact: a listener hears the text, not the page furniture.

use super::length::{Length, Point};
use super::page::{Artifact, Draw, Item, Stroke, Tag};
use super::setting::Setting;
use super::sheet::{HAIR, QUIET, Sheet};
use super::strip::shifted;
use super::style::{Align, TextStyle, Weight};
use crate::report::document::{Folio, Meta};

/// What a page's head and foot say.
pub(crate) struct Furniture<'d> {
    pub(crate) meta: &'d Meta,
    /// Name of the part, or of the item that the page is on.
    pub(crate) part: &'d str,
    pub(crate) folio: Folio,
    /// `3 / 48`, `ii`; nothing on unnumbered pages.
    pub(crate) number: String,
}

/// Draws head and foot of a page.
pub(crate) fn draw(setting: &mut Setting<'_>, sheet: &Sheet, furniture: &Furniture<'_>) -> Vec<Item> {
    let size = Length::pt(8.0);
    let quiet = TextStyle { color: QUIET, ..setting.look.gothic(Weight::Regular, size) };
    let left = sheet.body.origin.x;
    let width = sheet.body.size.width;
    let header = Tag::Artifact(Artifact::Header);
    let footer = Tag::Artifact(Artifact::Footer);
    let mut items = Vec::new();
    setting.silently(|s| {
        if furniture.folio != Folio::Hidden {
            let third = width * 9 / 20;
            items.extend(shifted(
                &s.label(&furniture.meta.title, quiet, Align::Start, third, header),
                left,
                sheet.head,
            ));
            let part = s.label(furniture.part, quiet, Align::End, third, header);
            items.extend(shifted(&part, left + width - third, sheet.head));
            let y = sheet.head + Length::pt(6.0);
            items.push(Item {
                tag: header,
                draw: Draw::Line {
                    from: Point::new(left, y),
                    to: Point::new(left + width, y),
                    stroke: Stroke::solid(Length::pt(0.25), HAIR),
                },
            });
        }
        if let Some(mark) = &furniture.meta.confidential {
            let bold = TextStyle { color: s.look.accent, ..s.look.gothic(Weight::Bold, Length::pt(9.0)) };
            // Sideways pages have no room above their head that a printer prints on, but room within its line.
            let above = sheet.head - Length::pt(14.0);
            let y = if above < Length::pt(20.0) { sheet.head } else { above };
            items.extend(shifted(&s.label(mark, bold, Align::Center, width, header), left, y));
        }
        if !furniture.number.is_empty() {
            let number = TextStyle { size: Length::pt(8.5), ..quiet };
            items.extend(shifted(&s.label(&furniture.number, number, Align::Center, width, footer), left, sheet.foot));
        }
        if let Some(notice) = &furniture.meta.notice {
            let small = TextStyle { size: Length::pt(7.5), ..quiet };
            let third = width * 2 / 5;
            let x = left + width - third;
            items.extend(shifted(&s.label(notice, small, Align::End, third, footer), x, sheet.foot));
        }
    });
    items
}

/// A number in small Roman figures: 4 is iv.
pub(crate) fn roman(number: u32) -> String {
    let parts = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = number;
    let mut out = String::new();
    for (value, letters) in parts {
        while rest >= value {
            out.push_str(letters);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::roman;

    #[test]
    fn roman_figures() {
        assert_eq!([1, 4, 9, 14, 40].map(roman), ["i", "iv", "ix", "xiv", "xl"]);
    }
}
