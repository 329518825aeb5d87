//! Addresses of cells in the A1 notation: printed and read.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The most characters that a cell of Excel holds, in UTF-16 units.
pub const LONGEST_CELL_TEXT: usize = 32_767;

/// A cell of a sheet, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellAddress {
    /// Row, 0-based.
    pub row: u32,
    /// Column, 0-based.
    pub col: u32,
}

impl CellAddress {
    /// The cell at a 0-based row and column.
    pub fn new(row: u32, col: u32) -> Self {
        CellAddress { row, col }
    }
}

/// The letters of a 0-based column: 0 is `A`, 26 is `AA`.
pub fn column_letters(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        let digit = ((rest - 1) % 26) as u8;
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

impl fmt::Display for CellAddress {
    /// The A1 form: `C12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.col), self.row + 1)
    }
}

/// The 0-based column of letters: `A` is 0. `None` beyond XFD, the last column of a sheet.
pub fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number = letters.bytes().try_fold(0u32, |number, letter| {
        letter.is_ascii_alphabetic().then(|| number * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    (number <= 16_384).then(|| number - 1)
}

/// Reads an A1 address, `$` allowed. `None` beyond XFD1048576.
pub fn cell_address(text: &str) -> Option<CellAddress> {
    let text = if text.contains('$') { Cow::Owned(text.replace('$', "")) } else { Cow::Borrowed(text) };
    let digits = text.bytes().position(|byte| byte.is_ascii_digit())?;
    let row: u32 = text[digits..].parse().ok()?;
    (1..=1_048_576).contains(&row).then_some(())?;
    Some(CellAddress::new(row - 1, column_number(&text[..digits])?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_letters_carry() {
        let letters: Vec<_> = [0, 25, 26, 51, 701, 702, 16383].map(column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn addresses_end_at_xfd1048576() {
        assert_eq!(cell_address("$C$5"), Some(CellAddress::new(4, 2)));
        assert_eq!(cell_address("XFD1048576"), Some(CellAddress::new(1_048_575, 16_383)));
        for text in ["XFE1", "A1048577", "A0", "5", "C", "", "AAAA1", "Ａ1"] {
            assert_eq!(cell_address(text), None, "{text}");
        }
    }
}
