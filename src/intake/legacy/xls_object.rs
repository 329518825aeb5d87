//! What an OBJ record of an .xls (BIFF8) says of an object over the sheet: what it is, and the state of a control (MS-XLS 2.4.181).

use super::record::Fields;

/// An object over a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Object {
    /// Its number, by which notes name it.
    pub(super) id: u16,
    pub(super) kind: ObjectKind,
}

/// What kind of object it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectKind {
    /// The box of a comment.
    Note,
    /// A picture or a chart.
    Picture,
    /// A control of a form by its name in VML, with its state.
    Control(&'static str, Option<u32>),
    /// An arrow of a filter or of a choice in a cell, which the program draws itself.
    OfProgram,
    /// Several objects as one.
    Group,
    /// Another shape.
    Other,
}

impl Object {
    /// Reads the record.
    pub(super) fn read(mut fields: Fields<'_>) -> Option<Object> {
        if (fields.u16()?, fields.u16()?) != (0x15, 0x12) {
            return None;
        }
        let (kind, id, flags) = (fields.u16()?, fields.u16()?, fields.u16()?);
        fields.skip(12)?;
        let control = |name| ObjectKind::Control(name, state(fields, matches!(name, "List" | "Drop")));
        let kind = match kind {
            _ if flags & 0x0100 != 0 => ObjectKind::OfProgram,
            0x00 => ObjectKind::Group,
            0x19 => ObjectKind::Note,
            0x05 | 0x08 => ObjectKind::Picture,
            0x0B => control("Checkbox"),
            0x0C => control("Radio"),
            0x10 => control("Spin"),
            0x11 => control("Scroll"),
            0x12 => control("List"),
            0x14 => control("Drop"),
            _ => ObjectKind::Other,
        };
        Some(Object { id, kind })
    }
}

/// Whether a box is checked, the value of a bar, or which entry of a list is chosen.
fn state(mut fields: Fields<'_>, is_list: bool) -> Option<u32> {
    let mut state = None;
    loop {
        let (Some(kind), Some(length)) = (fields.u16(), fields.u16()) else { return state };
        let mut data = Fields::new(fields.rest().get(..usize::from(length)).unwrap_or(fields.rest()));
        match kind {
            // ftCblsData, which LibreOffice calls ftCbls.
            0x12 | 0x0A if kind == 0x12 || length == 8 => return data.u16().map(u32::from),
            // ftSbs: of a list the place to which it is scrolled.
            0x0C if !is_list => {
                data.skip(4)?;
                state = data.u16().map(u32::from);
            }
            // ftLbsData is the last; its length may be that of a part. Its formula, the lines, the chosen one.
            0x13 => {
                let mut data = Fields::new(fields.rest());
                let formula = data.u16()?;
                data.skip(usize::from(formula) + 2)?;
                let chosen = data.u16().map(u32::from);
                // wListSelType: of a list that lets several be chosen it does not say which.
                return chosen.filter(|_| data.u16().is_none_or(|flags| flags & 0x30 == 0));
            }
            _ => {}
        }
        if fields.skip(length.into()).is_none() {
            return state;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, flags: u16, more: &[u16]) -> Vec<u8> {
        let head = [0x15, 0x12, kind, 7, flags, 0, 0, 0, 0, 0, 0];
        head.iter().chain(more).flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn controls_have_a_state_and_arrows_of_filters_are_the_programs() {
        let cases = [
            (
                0x0B,
                0x11,
                &[0x0A, 12, 0, 0, 0, 0, 0, 0, 0x12, 8, 1, 0, 0, 0, 0, 0][..],
                ObjectKind::Control("Checkbox", Some(1)),
            ),
            (0x0B, 0x11, &[0x12, 8, 0, 0, 0, 0], ObjectKind::Control("Checkbox", Some(0))),
            (0x0C, 0x11, &[0x12, 8, 1, 0, 0, 0], ObjectKind::Control("Radio", Some(1))),
            (0x0B, 0x11, &[0x0A, 12, 0, 0, 0, 0, 0, 0, 0x0A, 8, 1, 0, 0, 0], ObjectKind::Control("Checkbox", Some(1))),
            (0x10, 0x11, &[0x0C, 20, 0, 0, 55, 0, 0, 0, 0, 0, 0, 0, 0], ObjectKind::Control("Spin", Some(55))),
            (0x14, 0x11, &[0x0C, 4, 0, 0, 0x13, 0xFFEE, 0, 5, 3, 0], ObjectKind::Control("Drop", Some(3))),
            (0x14, 0x2101, &[0x0C, 4, 0, 0, 0x13, 0xFFEE, 0, 5, 3, 0], ObjectKind::OfProgram),
            // The place to which a list is scrolled is no choice; a list for several choices does not say which.
            (0x12, 0x11, &[0x0C, 20, 0, 0, 55, 0, 0, 0, 0, 0, 0, 0, 0], ObjectKind::Control("List", None)),
            (0x12, 0x11, &[0x13, 0xFFEE, 0, 5, 3, 0x10], ObjectKind::Control("List", None)),
            (0x19, 0x11, &[], ObjectKind::Note),
            (0x08, 0x11, &[], ObjectKind::Picture),
            (0x06, 0x11, &[], ObjectKind::Other),
            (0x00, 0x11, &[], ObjectKind::Group),
        ];
        for (kind, flags, more, expected) in cases {
            let record = record(kind, flags, more);
            assert_eq!(Object::read(Fields::new(&record)), Some(Object { id: 7, kind: expected }), "{kind:x} {more:?}");
        }
        // What breaks off is a control without a known state, never another object.
        let broken = record(0x0B, 0x11, &[0x12]);
        assert_eq!(
            Object::read(Fields::new(&broken)).map(|object| object.kind),
            Some(ObjectKind::Control("Checkbox", None))
        );
        assert_eq!(Object::read(Fields::new(&[0x15])), None);
    }
}
