//! The title page (表紙): title a third down the page, a rule, the period, the publisher at the foot.

use super::Room;
use crate::report::document::Cover;
use crate::typeset::length::{Length, Point};
use crate::typeset::setting::{Owner, Setting, rule};
use crate::typeset::sheet::QUIET;
use crate::typeset::strip::{Solid, Strip, height, stacked_at};
use crate::typeset::structure::Role;
use crate::typeset::style::{Align, TextStyle, Weight};

pub(super) fn set(setting: &mut Setting<'_>, cover: &Cover, owner: Owner, room: Room) -> Strip {
    let full = setting.sheet.body.size.height;
    let width = room.measure;
    let accent = setting.look.accent;
    let title_style = TextStyle { color: accent, ..setting.look.gothic(Weight::Bold, Length::pt(25.0)) };
    let subtitle_style = setting.look.gothic(Weight::Bold, Length::pt(15.0));
    let period_style = setting.look.gothic(Weight::Regular, Length::pt(12.0));
    let publisher_style = setting.look.gothic(Weight::Regular, Length::pt(14.0));

    let mut items = Vec::new();
    let mut y = full.scaled(27, 100);
    let mut notes_y = Length::ZERO;
    let mut line = |setting: &mut Setting<'_>, text: &str, style: TextStyle, y: &mut Length, gap: Length| {
        if text.is_empty() {
            return;
        }
        let element = setting.element(owner, Role::P);
        let tag = setting.tag(element);
        let solids = title_lines(setting, text, style, width, tag);
        items.extend(stacked_at(&solids, Length::ZERO, *y));
        *y += height(&solids) + gap;
        notes_y = notes_y.max(*y);
    };
    line(setting, &cover.title, title_style, &mut y, Length::pt(10.0));
    let rule_y = y + Length::pt(4.0);
    y += Length::pt(22.0);
    for subtitle in &cover.subtitles {
        line(setting, subtitle, subtitle_style, &mut y, Length::pt(7.0));
    }
    if let Some(period) = &cover.period {
        y += Length::pt(8.0);
        line(setting, period, TextStyle { color: QUIET, ..period_style }, &mut y, Length::ZERO);
    }
    let mut foot = full.scaled(84, 100).max(y + Length::pt(40.0));
    for text in &cover.publisher {
        line(setting, text, publisher_style, &mut foot, Length::pt(6.0));
    }
    let half = width.scaled(22, 100);
    let middle = width / 2;
    items.push(rule(Point::new(middle - half, rule_y), Point::new(middle + half, rule_y), Length::pt(1.5), accent));
    Strip::Solid(Solid::new(full.max(notes_y), items))
}

/// Centred lines, broken at phrases.
fn title_lines(
    setting: &mut Setting<'_>,
    text: &str,
    style: TextStyle,
    width: Length,
    tag: crate::typeset::page::Tag,
) -> Vec<Solid> {
    let pitch = style.size.scaled(15, 10);
    let mut how = crate::typeset::style::ParagraphStyle::new(Some(width), pitch).aligned(Align::Center);
    how.breaks.phrases = true;
    let composed = setting.compose(vec![crate::typeset::setting::text_piece(text, style, tag)], how);
    setting.lines(&composed, &how, style.size, false, Vec::new())
}
