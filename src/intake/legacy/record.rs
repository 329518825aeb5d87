//! Reading little-endian records without ever reading beyond them.

/// The bytes of a record that are still to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Fields<'a> {
        Fields { bytes }
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    pub(super) fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(|_| ())
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    pub(super) fn f64(&mut self) -> Option<f64> {
        Some(f64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}

/// A number in 30 bits: whole or the upper half of a double, divided by 100 or not (MS-XLS 2.5.217).
pub(super) fn rk(bits: u32) -> f64 {
    let number =
        if bits & 2 == 2 { f64::from((bits as i32) >> 2) } else { f64::from_bits(u64::from(bits & 0xFFFF_FFFC) << 32) };
    if bits & 1 == 1 { number / 100.0 } else { number }
}

/// #REF! and the like by their number (MS-XLS 2.5.10).
pub(super) fn error(code: u8) -> String {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => "#ERROR!",
    }
    .to_owned()
}

/// Which sheet a formula's reference to a sheet means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A sheet of this workbook.
    Own(usize),
    /// Another workbook.
    Foreign,
    /// Neither is known.
    Unknown,
}

/// What a formula refers to: other workbooks, and the range where it is nothing but one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) foreign: bool,
    /// A function whose result may be another whenever the workbook is opened; empty where only that there is one is known.
    pub(super) volatile: Option<&'static str>,
    /// Sheet, first row, last row, first column, last column.
    pub(super) range: Option<(usize, [u32; 4])>,
}

/// Walks the tokens of a formula (MS-XLS 2.5.198, MS-XLSB 2.5.97) as far as they are known; `wide` for .xlsb.
pub(super) fn reference(tokens: &[u8], wide: bool, biff5: bool, target: impl Fn(u16) -> Target) -> Reference {
    let mut found = Reference::default();
    let mut fields = Fields::new(tokens);
    let mut count = 0;
    while let Some(token) = fields.u8() {
        count += 1;
        let read = match kind_of(token) {
            0x3A | 0x3B if !biff5 => three_d(&mut fields, token & 1 == 1, wide, &target, &mut found),
            0x39 if !biff5 => fields.u16().and_then(|index| {
                // A name of another workbook; of this one it may be a function of an add-in.
                found.foreign |= target(index) == Target::Foreign;
                fields.skip(4)
            }),
            plain => {
                let here = volatile(plain, fields.rest());
                if here.is_some() && found.volatile.is_none_or(str::is_empty) {
                    found.volatile = here;
                }
                skip(&mut fields, plain, wide, biff5)
            }
        };
        if read.is_none() {
            break;
        }
    }
    if count != 1 {
        found.range = None;
    }
    found
}

/// What a token, `rest` being what follows its first byte, says of functions that are computed anew each time.
fn volatile(token: u8, rest: &[u8]) -> Option<&'static str> {
    match (token, rest) {
        (0x21, [low, high, ..]) | (0x22, [_, low, high, ..]) => {
            super::super::volatile::numbered(u16::from_le_bytes([*low, high & 0x7F]))
        }
        // PtgAttrSemi: the formula has such a function, which may be one of an add-in.
        (0x19, [kind, ..]) if kind & 1 == 1 => Some(""),
        _ => None,
    }
}

fn three_d(
    fields: &mut Fields<'_>,
    is_area: bool,
    wide: bool,
    target: &impl Fn(u16) -> Target,
    found: &mut Reference,
) -> Option<()> {
    let place = target(fields.u16()?);
    let row = |fields: &mut Fields<'_>| if wide { fields.u32() } else { fields.u16().map(u32::from) };
    let column = |fields: &mut Fields<'_>| fields.u16().map(|col| u32::from(col & 0x3FFF));
    let first = row(fields)?;
    let last = if is_area { row(fields)? } else { first };
    let left = column(fields)?;
    let right = if is_area { column(fields)? } else { left };
    match place {
        Target::Foreign => found.foreign = true,
        Target::Own(sheet) => found.range = Some((sheet, [first, last, left, right])),
        Target::Unknown => {}
    }
    Some(())
}

/// A token without its class (reference, value, array), which says nothing of its length.
fn kind_of(token: u8) -> u8 {
    if token < 0x20 { token } else { token & 0x1F | 0x20 }
}

/// Functions that give a text whatever they are given (MS-XLS 2.5.198.17): FIXED, DOLLAR, REPT, MID, TEXT, CHAR, LOWER, UPPER, LEFT,
/// RIGHT, TRIM, SUBSTITUTE, T, CONCATENATE.
const OF_TEXT: [u16; 14] = [13, 14, 30, 31, 48, 111, 112, 113, 115, 116, 118, 120, 130, 336];

/// Whether a formula of an .xls gives a text for certain: its last token is a text, joins two, or is a function that gives one.
pub(super) fn gives_text(tokens: &[u8], biff5: bool) -> bool {
    let mut fields = Fields::new(tokens);
    let mut is_text = false;
    while let Some(token) = fields.u8() {
        let plain = kind_of(token);
        match plain {
            // Brackets and attributes change no kind.
            0x15 | 0x19 => {}
            0x08 | 0x17 => is_text = true,
            0x21 | 0x22 => {
                let mut id = Fields::new(fields.rest());
                let _ = id.skip(usize::from(plain == 0x22));
                is_text = id.u16().is_some_and(|id| OF_TEXT.contains(&(id & 0x7FFF)));
            }
            _ => is_text = false,
        }
        let read = match plain {
            0x39 | 0x3A if !biff5 => fields.skip(6),
            0x3B if !biff5 => fields.skip(10),
            plain => skip(&mut fields, plain, false, biff5),
        };
        if read.is_none() {
            return false;
        }
    }
    is_text
}

/// Passes over a token without its first byte; `None` where it is not known.
fn skip(fields: &mut Fields<'_>, token: u8, wide: bool, biff5: bool) -> Option<()> {
    let length = match token {
        0x03..=0x16 => 0,
        0x17 => {
            let count = fields.u8()?;
            if wide {
                return fields.skip(usize::from(count) * 2 + 1);
            }
            if biff5 {
                return fields.skip(count.into());
            }
            let two = fields.u8()? & 1;
            usize::from(count) * (1 + usize::from(two))
        }
        0x19 => {
            let kind = fields.u8()?;
            let data = fields.u16()?;
            if kind & 4 == 4 { (usize::from(data) + 1) * 2 } else { 0 }
        }
        0x1C | 0x1D => 1,
        0x1E => 2,
        0x1F => 8,
        0x21 => 2,
        0x22 => 3,
        0x23 => 4,
        0x24 | 0x2A | 0x2C => {
            if wide {
                6
            } else if biff5 {
                3
            } else {
                4
            }
        }
        0x25 | 0x2B | 0x2D => {
            if wide {
                12
            } else if biff5 {
                6
            } else {
                8
            }
        }
        0x29 => 2,
        0x3C if !biff5 => {
            if wide {
                8
            } else {
                6
            }
        }
        0x3D if !biff5 => {
            if wide {
                14
            } else {
                10
            }
        }
        _ => return None,
    };
    fields.skip(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_are_computed_anew_are_known_by_their_numbers() {
        let volatile = |tokens: &[u8]| reference(tokens, false, false, |_| Target::Own(0)).volatile;
        assert_eq!(volatile(&[0x19, 1, 0, 0, 0x41, 221, 0]), Some("TODAY"));
        assert_eq!(volatile(&[0x42, 2, 148, 0]), Some("INDIRECT"));
        // A function of an add-in says no more than that it is one.
        assert_eq!(volatile(&[0x19, 1, 0, 0, 0x1E, 1, 0, 0x42, 3, 255, 0]), Some(""));
        // SUM, and a sum by its own token.
        assert_eq!(volatile(&[0x1E, 221, 0, 0x42, 1, 4, 0, 0x19, 0x10, 0, 0]), None);
    }

    #[test]
    fn what_gives_a_text_is_known_by_its_last_token() {
        let text = [0x17, 1, 0, b'a'];
        let number = [0x1E, 1, 0];
        assert!(gives_text(&text, false) && !gives_text(&number, false));
        assert!(gives_text(&[text.as_slice(), &number, &[0x08]].concat(), false));
        // TEXT(1,"a") as a value, then LEN of it.
        let function = [number.as_slice(), &text, &[0x41, 48, 0]].concat();
        assert!(gives_text(&function, false));
        assert!(!gives_text(&[function.as_slice(), &[0x41, 32, 0]].concat(), false));
        // IF(1,1,"") may give either.
        assert!(!gives_text(&[number.as_slice(), &number, &text, &[0x42, 3, 1, 0]].concat(), false));
    }
}
