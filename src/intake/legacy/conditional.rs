//! Conditional formats of an .xls: where they apply, and what they say of the look of their cells.

use super::super::builtin::builtin_format;
use super::super::colours::grounds_of_rule;
use super::super::different_look::DifferentLook;
use super::super::rules::{Places, Rule, places};
use super::super::workbook::Range;
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

/// What a CF record (MS-XLS 2.4.42) says of its cells.
pub(super) fn look(mut fields: Fields<'_>, globals: &Globals) -> Option<DifferentLook> {
    fields.skip(6)?;
    differences(&mut fields, globals)
}

/// The rule of a CF12 record (MS-XLS 2.4.43), with which Excel 2007 and later keep what CF has no place for.
pub(super) fn rule12(mut fields: Fields<'_>, globals: &Globals) -> Option<Rule> {
    fields.skip(12)?;
    let kind = fields.u8()?;
    fields.u8()?;
    let (first, second) = (fields.u16()?, fields.u16()?);
    let mut look = match fields.u32()? as usize {
        0 => {
            fields.skip(2)?;
            DifferentLook::default()
        }
        length => differences(&mut Fields::new(fields.take(length)?), globals)?,
    };
    fields.skip(usize::from(first) + usize::from(second))?;
    let active = fields.u16()?;
    fields.skip(active.into())?;
    let stops = fields.u8()? & 0x02 != 0;
    let priority = fields.u16()?;
    // The template, and the length of its parameters with these.
    fields.skip(2 + 1 + 16)?;
    look.symbol = is_symbol_alone(kind, &mut fields)?;
    Some(Rule { look, priority: priority.into(), stops, list: None })
}

/// Whether a rule shows a bar or a symbol in the place of the number (CFDatabar and CFMultistate, MS-XLS 2.5.13 and 2.5.27, which begin
/// with three reserved bytes and with as many and two counts).
fn is_symbol_alone(kind: u8, fields: &mut Fields<'_>) -> Option<bool> {
    const BAR: u8 = 4;
    const ICONS: u8 = 6;
    Some(match kind {
        BAR => {
            fields.skip(3)?;
            fields.u8()? & 0x02 == 0
        }
        ICONS => {
            fields.skip(5)?;
            fields.u8()? & 0x01 != 0
        }
        _ => false,
    })
}

/// A DXFN (MS-XLS 2.5.95), whose parts follow each other where flags say so.
fn differences(fields: &mut Fields<'_>, globals: &Globals) -> Option<DifferentLook> {
    let mut look = DifferentLook::default();
    let flags = fields.u32()?;
    let more = fields.u16()?;
    let has = |bit: u32| flags & (1 << bit) != 0;
    if has(25) {
        let is_own = more & 1 != 0;
        if is_own {
            let length = fields.u16()?.checked_sub(2)?;
            let mut code = Fields::new(fields.take(length.into())?);
            let count = code.u16()?;
            look.format = globals.texts.characters(&mut code, count.into()).map(Into::into);
        } else {
            fields.u8()?;
            let number = u16::from(fields.u8()?);
            let code = globals.codes.get(&number).map(String::as_str);
            look.format = Some(code.unwrap_or_else(|| builtin_format(number.into())).into());
        }
        look.unknown_format = look.format.is_none();
    }
    if has(26) {
        let mut font = Fields::new(fields.take(118)?);
        // Behind the name: size, then the style, of which the eighth bit is a line through the letters.
        font.skip(64)?;
        look.size = Some(font.u32()?).filter(|size| *size != u32::MAX);
        look.struck = font.u32()? & 0x80 != 0;
        font.skip(8)?;
        let index = font.u32()?;
        font.skip(4)?;
        look.struck &= font.u32()? & 0x80 == 0;
        look.colour = globals.colour(index);
    }
    for (bit, length) in [(27, 8), (28, 8)] {
        if has(bit) {
            fields.skip(length)?;
        }
    }
    if has(29) {
        // Six bits of pattern; seven bits each of its colour and of the one behind it, which is that of a plain ground.
        let pattern = u32::from(fields.u16()? >> 10);
        let colours = u32::from(fields.u16()?);
        let colour = |bit: u32, shift: u32| (!has(bit)).then(|| globals.colour(colours >> shift & 0x7F)).flatten();
        look.grounds = grounds_of_rule((!has(16)).then_some(pattern), colour(17, 0), colour(18, 7));
    }
    Some(look)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_or_a_symbol_without_its_number_is_known() {
        let of = |kind, bytes: &[u8]| is_symbol_alone(kind, &mut Fields::new(bytes));
        assert_eq!(of(4, &[0, 0, 0, 0x02, 10, 90]), Some(false), "a bar beside its number");
        assert_eq!(of(4, &[0, 0, 0, 0x00, 10, 90]), Some(true));
        assert_eq!(of(6, &[0, 0, 0, 3, 1, 0x00]), Some(false));
        assert_eq!(of(6, &[0, 0, 0, 3, 1, 0x01]), Some(true));
        assert_eq!((of(1, &[]), of(4, &[0, 0])), (Some(false), None));
    }
}
