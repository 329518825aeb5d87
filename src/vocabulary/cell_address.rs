//! Addresses of cells in the A1 notation: printed and read.

use std::borrow::Cow;
use std::fmt::{self, Write};

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
    letters(col).collect()
}

fn letters(col: u32) -> impl Iterator<Item = char> {
    // As many as the largest number has.
    let mut letters = ['A'; 7];
    let mut first = letters.len();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        first -= 1;
        letters[first] = char::from(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.into_iter().skip(first)
}

impl fmt::Display for CellAddress {
    /// The A1 form: `C12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        letters(self.col).try_for_each(|letter| f.write_char(letter))?;
        write!(f, "{}", self.row + 1)
    }
}

/// The 0-based column of letters: `A` is 0. `None` beyond XFD, the last column of a sheet.
pub fn column_number(letters: &str) -> Option<u32> {
    column_of(letters.as_bytes())
}

fn column_of(letters: &[u8]) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number = letters.iter().try_fold(0u32, |number, letter| {
        letter.is_ascii_alphabetic().then(|| number * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    (number <= 16_384).then(|| number - 1)
}

/// Reads an A1 address, `$` allowed. `None` beyond XFD1048576.
pub fn cell_address(text: &str) -> Option<CellAddress> {
    let text = if text.contains('$') { Cow::Owned(text.replace('$', "")) } else { Cow::Borrowed(text) };
    bare_address(text.as_bytes())
}

/// Reads an A1 address of letters and digits alone: every cell of a sheet has one. `None` beyond XFD1048576.
pub(crate) fn bare_address(text: &[u8]) -> Option<CellAddress> {
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (letters, digits) = text.split_at(letters);
    let col = column_of(letters)?;
    let row = digits.iter().try_fold(0_u32, |row, digit| {
        let row = row.checked_mul(10)?.checked_add(u32::from(digit.wrapping_sub(b'0')))?;
        digit.is_ascii_digit().then_some(row)
    })?;
    (1..=1_048_576).contains(&row).then(|| CellAddress::new(row - 1, col))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_letters_carry() {
        let letters: Vec<_> = [0, 25, 26, 51, 701, 702, 16383].map(column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "ZZ", "AAA", "XFD"]);
        assert_eq!(column_letters(u32::MAX), "MWLQKWV");
    }

    #[test]
    fn addresses_end_at_xfd1048576() {
        assert_eq!(cell_address("$C$5"), Some(CellAddress::new(4, 2)));
        assert_eq!(cell_address("XFD1048576"), Some(CellAddress::new(1_048_575, 16_383)));
        assert_eq!(cell_address("ab007"), Some(CellAddress::new(6, 27)));
        for text in
            ["XFE1", "A1048577", "A4294967297", "A0", "5", "C", "", "AAAA1", "Ａ1", "A1B", "A 1", "A+1", "A1:B2", "A-1"]
        {
            assert_eq!(cell_address(text), None, "{text}");
        }
    }
}
