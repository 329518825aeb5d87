//! Formulas of an .xlsb that several cells have: they stand once, behind the first of the cells, and the others say which cell that is.

use std::collections::BTreeMap;

use super::super::workbook::Sheet;
use super::record::{Fields, Reference, Target, reference};
use crate::vocabulary::CellAddress;

/// The formulas of a sheet that several cells have, and those cells.
#[derive(Default)]
pub(super) struct SharedFormulas {
    /// What a formula says of its values, by its first cell.
    formulas: BTreeMap<CellAddress, Reference>,
    /// Cells with the first of the cells that have the same formula.
    pub(super) sharing: Vec<(CellAddress, CellAddress)>,
    /// The cell that was read last: a formula that follows it is its own.
    pub(super) last: Option<CellAddress>,
}

/// The first of the cells that share the formula of `tokens`, behind which `rest` holds what they need (PtgExp and PtgExtraCol,
/// MS-XLSB 2.5.97.40 and 2.5.97.38).
pub(super) fn base_of(tokens: &[u8], mut rest: Fields<'_>) -> Option<CellAddress> {
    let mut tokens = Fields::new(tokens);
    let row = (tokens.u8()? == 0x01).then(|| tokens.u32())??;
    let col = rest.u32().and_then(|_| rest.u32())?;
    Some(CellAddress::new(row, col))
}

impl SharedFormulas {
    /// Reads BrtShrFmla (427) or BrtArrFmla (426), which has a byte of flags more.
    pub(super) fn formula(&mut self, kind: u32, mut fields: Fields<'_>, target: impl Fn(u16) -> Target) -> Option<()> {
        let (first, last, left, right) = (fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?);
        if kind == 426 {
            fields.skip(1)?;
        }
        let length = fields.u32()? as usize;
        let found = reference(fields.take(length)?, true, false, target);
        let is_within = |at: &CellAddress| (first..=last).contains(&at.row) && (left..=right).contains(&at.col);
        self.formulas.extend(self.last.filter(is_within).map(|at| (at, found)));
        Some(())
    }

    /// Marks the cells by what their formulas say of their values.
    pub(super) fn mark(&self, sheet: &mut Sheet) {
        for (at, base) in &self.sharing {
            let (Some(formula), Some(cell)) = (self.formulas.get(base), sheet.cells.get_mut(at)) else { continue };
            if formula.foreign || formula.volatile.is_some() {
                let look = cell.look.get_or_insert_default();
                look.foreign |= formula.foreign;
                look.volatile = formula.volatile.map(str::to_owned);
            }
        }
    }
}
