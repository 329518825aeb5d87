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
    let (mut items, mut middle) = (Vec::new(), width / 2);
    setting.silently(|s| {
        let mark = furniture.meta.confidential.as_deref().map(|mark| {
            let bold = TextStyle { color: s.look.accent, ..s.look.gothic(Weight::Bold, Length::pt(9.0)) };
            // Where there is no room above the head that a printer prints on (sideways, or with small margins), it goes into its line.
            let above = sheet.head - Length::pt(14.0);
            match above - bold.size <= Length::mm(UNPRINTED) {
                true => (mark, TextStyle { size, ..bold }, sheet.head),
                false => (mark, bold, above),
            }
        });
        if furniture.folio != Folio::Hidden {
            let beside = mark.filter(|(.., y)| *y == sheet.head).map(|(mark, bold, _)| s.natural(mark, bold, header).1);
            let room =
                HeadRoom { width, beside, goes_over: sheet.head - Length::pt(SMALLEST * 2.25) > Length::mm(UNPRINTED) };
            let head = running_head(s, &furniture.meta.title, furniture.part, quiet, room);
            items.extend(shifted(&head.title, left, sheet.head));
            items.extend(shifted(&head.part, left, sheet.head));
            middle = head.middle;
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
        if let Some((mark, bold, y)) = mark {
            let half = width / 2;
            items.extend(shifted(&s.label(mark, bold, Align::Center, width, header), left + middle - half, y));
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

/// On so many millimetres of the edge of a paper no printer prints.
const UNPRINTED: f64 = 5.0;
/// No head is set smaller than so many points.
const SMALLEST: f64 = 6.0;

/// The room of a running head.
struct HeadRoom {
    /// Between the margins.
    width: Length,
    /// The width of the mark that stands in its line, if one does.
    beside: Option<Length>,
    /// Whether a second line of the smallest size may stand above the first.
    goes_over: bool,
}

/// Title and part on one line between the margins, from the left margin on. Each has what the other leaves, neither less than
/// its half; what is still too long is set smaller, and below the smallest size goes on over the line, never into the rule, or
/// where nothing can be printed there is shortened: the title at its beginning (its end is the year), the part at its end.
/// A mark stands between them, in the middle of the line as far as they leave it there.
fn running_head(
    setting: &mut Setting<'_>,
    title: &str,
    part: &str,
    style: TextStyle,
    HeadRoom { width, beside, goes_over }: HeadRoom,
) -> RunningHead {
    let tag = Tag::Artifact(Artifact::Header);
    let gap = style.size * 2;
    let free = width - gap - beside.map_or(Length::ZERO, |mark| mark + gap);
    let (of_title, of_part) = (setting.natural(title, style, tag).1, setting.natural(part, style, tag).1);
    let part_room = of_part.min((free - of_title).max(free / 2));
    let title_room = free - part_room;
    let middle = beside.map_or(width / 2, |mark| {
        let (first, last) = (of_title.min(title_room) + gap + mark / 2, width - part_room - gap - mark / 2);
        (width / 2).min(last).max(first)
    });
    let mut fitted = |text: &str, natural: Length, room: Length, align: Align| {
        let size = if natural <= room {
            style.size
        } else {
            Length::pt(style.size.to_pt() * room.to_pt() / natural.to_pt() * 0.99).max(Length::pt(SMALLEST))
        };
        let style = TextStyle { size, ..style };
        let mut fitted = text.to_owned();
        let mut kept = text.chars().count();
        while !goes_over && kept > 1 && setting.natural(&fitted, style, tag).1 > room {
            kept -= 1;
            fitted = shortened(text, kept, align);
        }
        let items = setting.label(&fitted, style, align, room, tag);
        let baselines = items.iter().filter_map(|item| match &item.draw {
            Draw::Glyphs(run) => Some(run.origin.y),
            _ => None,
        });
        let lowest = baselines.max().unwrap_or(Length::ZERO);
        shifted(&items, Length::ZERO, Length::ZERO - lowest)
    };
    let title = fitted(title, of_title, title_room, Align::Start);
    let part = fitted(part, of_part, part_room, Align::End);
    RunningHead { title, part: shifted(&part, width - part_room, Length::ZERO), middle }
}

/// Of a text so many characters, with a sign where others were: those at the beginning where it is set to the right.
fn shortened(text: &str, kept: usize, align: Align) -> String {
    match align {
        Align::End => text.chars().take(kept).chain(['…']).collect(),
        _ => ['…'].into_iter().chain(text.chars().skip(text.chars().count().saturating_sub(kept))).collect(),
    }
}

/// What stands in the line of the head.
struct RunningHead {
    title: Vec<Item>,
    part: Vec<Item>,
    /// Where the middle of a mark between them is.
    middle: Length,
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
    use super::{Align, roman, shortened};

    #[test]
    fn a_title_keeps_its_year_and_a_part_its_beginning() {
        assert_eq!(shortened("計画の報告書（令和2年度）", 8, Align::Start), "…書（令和2年度）");
        assert_eq!(shortened("個票 8 支払方法の多様化", 4, Align::End), "個票 8…");
    }

    #[test]
    fn roman_figures() {
        assert_eq!([1, 4, 9, 14, 40].map(roman), ["i", "iv", "ix", "xiv", "xl"]);
    }
}
