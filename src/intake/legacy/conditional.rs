//! Conditional formats of an .xls: where they apply, and whether they show a number otherwise or hide it.

use super::super::looks::{Font, WHITE};
use super::super::rules::{Places, hidden_by, places};
use super::super::workbook::{Conditional, Range};
use super::record::Fields;
use super::xls::Globals;
use crate::vocabulary::CellAddress;

/// The cells of a CONDFMT record (MS-XLS 2.4.56).
pub(super) fn ranges(mut fields: Fields<'_>) -> Option<Places> {
    fields.skip(12)?;
    let count = fields.u16()?;
    // A list that is cut short may name any cell.
    Some(places((0..count).map(|_| {
        let (first, last, left, right) = (fields.u16()?, fields.u16()?, fields.u16()?, fields.u16()?);
        Some(Range {
            first: CellAddress::new(first.into(), left.into()),
            last: CellAddress::new(last.into(), right.into()),
        })
    })))
}

/// What a CF record (MS-XLS 2.4.42) changes of its cells; its look is a DXFN (2.5.62) whose parts follow each other where flags say so.
pub(super) fn change(mut fields: Fields<'_>, globals: &Globals) -> Option<Conditional> {
    fields.skip(6)?;
    let flags = fields.u32()?;
    let more = fields.u16()?;
    let has = |bit: u32| flags & (1 << bit) != 0;
    let mut change = None;
    if has(25) {
        change = Some(Conditional::Format);
        let is_own = more & 1 != 0;
        let length = if is_own { fields.u16()?.checked_sub(2)? } else { 2 };
        fields.skip(length.into())?;
    }
    let (mut struck, mut colour) = (false, None);
    if has(26) {
        let mut font = Fields::new(fields.take(118)?);
        // Behind the name: size, then the style, of which the eighth bit is a line through the letters.
        font.skip(64 + 4)?;
        struck = font.u32()? & 0x80 != 0;
        font.skip(8)?;
        let index = font.u32()?;
        font.skip(4)?;
        struck &= font.u32()? & 0x80 == 0;
        colour = globals.colour(index);
    }
    for (bit, length) in [(27, 8), (28, 8)] {
        if has(bit) {
            fields.skip(length)?;
        }
    }
    let mut ground = None;
    if has(29) {
        fields.skip(2)?;
        // Seven bits each of foreground and background; a plain ground has the latter, unless that is left as it is.
        let colours = fields.u16()?;
        let index = if has(18) { colours & 0x7F } else { colours >> 7 & 0x7F };
        ground = globals.colour(index.into());
    }
    let hides = (struck || colour.is_some() || ground.is_some())
        && hidden_by(struck, colour, ground, &Font::default(), Some(WHITE));
    if hides { Some(Conditional::Hidden) } else { change }
}
