//! The conditional formats of a sheet of an .xlsb, plain ones and those of Excel 2010 and later (`…14`).

use super::super::different_look::DifferentLook;
use super::super::rules::{Places, Rule, Rules, places};
use super::super::workbook::Range;
use super::record::Fields;
use super::xlsb_styles::Styles;
use crate::vocabulary::CellAddress;

/// Reads them one after the other.
pub(super) struct ConditionalReader {
    rules: Rules,
    /// The cells of the one that is read, and the rule.
    places: Places,
    rule: Option<Rule>,
}

impl Default for ConditionalReader {
    fn default() -> ConditionalReader {
        ConditionalReader { rules: Rules::default(), places: Some(Vec::new()), rule: None }
    }
}

impl ConditionalReader {
    /// Takes a record. One that is cut short may do anything to its cells, and one whose cells are not known to all.
    pub(super) fn record(&mut self, kind: u32, mut fields: Fields<'_>, styles: &Styles) {
        match kind {
            // BrtBeginConditionalFormatting, BrtBeginConditionalFormatting14.
            461 | 1046 => {
                self.finish_rule();
                self.places = match kind {
                    461 => fields.skip(8).and_then(|()| ranges(&mut fields)),
                    _ => ranges14(&mut fields),
                }
                .flatten();
            }
            // BrtBeginCFRule, BrtBeginCFRule14.
            463 => {
                self.finish_rule();
                self.rule = Some(rule(fields, &styles.changes[0]).unwrap_or_else(unreadable));
            }
            1048 => {
                self.finish_rule();
                let read = header(&mut fields).and_then(|_| rule(fields, &styles.changes[1]));
                self.rule = Some(read.unwrap_or_else(unreadable));
            }
            // BrtBeginIconSet, BrtBeginIconSet14: icons alone.
            465 => self.show(fields.skip(4).and_then(|()| fields.u16()).map(|flags| flags & 0x02 == 0)),
            1052 => self.show(fields.skip(8).and_then(|()| fields.u16()).map(|flags| flags & 0x02 == 0)),
            // BrtBeginDatabar, BrtBeginDatabar14.
            467 => self.show(fields.skip(2).and_then(|()| fields.u8()).map(|shows| shows != 0)),
            1051 => self.show(fields.skip(6).and_then(|()| fields.u8()).map(|shows| shows != 0)),
            // BrtEndCFRule, BrtEndCFRule14.
            464 | 1049 => self.finish_rule(),
            _ => {}
        }
    }

    /// The rules of the sheet.
    pub(super) fn finish(mut self) -> Rules {
        self.finish_rule();
        self.rules
    }

    fn finish_rule(&mut self) {
        if let Some(rule) = self.rule.take() {
            self.rules.add(&self.places, &rule);
        }
    }

    /// Whether a symbol or a bar leaves the number to be seen.
    fn show(&mut self, shows: Option<bool>) {
        if let Some(rule) = self.rule.as_mut().filter(|_| shows != Some(true)) {
            rule.look.symbol = true;
        }
    }
}

fn unreadable() -> Rule {
    Rule { look: DifferentLook::unreadable(), ..Rule::default() }
}

/// A rule: type, template, number of its look, priority (MS-XLSB 2.4.23).
fn rule(mut fields: Fields<'_>, looks: &[DifferentLook]) -> Option<Rule> {
    fields.skip(8)?;
    let look = usize::try_from(fields.u32()?).ok().and_then(|number| looks.get(number));
    let priority = fields.u32()?;
    fields.skip(12)?;
    let stops = fields.u16()? & 0x02 != 0;
    Some(Rule { look: look.cloned().unwrap_or_default(), priority: i64::from(priority), stops, list: None })
}

/// A list of ranges with its count; one that is cut short may name any cell.
fn ranges(fields: &mut Fields<'_>) -> Option<Places> {
    let count = fields.u32()?;
    Some(places((0..count).map(|_| {
        let (first, last, left, right) = (fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?);
        Some(Range { first: CellAddress::new(first, left), last: CellAddress::new(last, right) })
    })))
}

/// The ranges in the head of a future record (FRTHeader, MS-XLSB 2.5.61): flags, then a list of one list of ranges with flags of its own.
fn ranges14(fields: &mut Fields<'_>) -> Option<Places> {
    let flags = fields.u32()?;
    if flags & 0x02 == 0 || fields.u32()? == 0 {
        return None;
    }
    fields.u32()?;
    ranges(fields)
}

/// The head of a future record, passed over.
fn header(fields: &mut Fields<'_>) -> Option<()> {
    let flags = fields.u32()?;
    if flags & 0x02 != 0 {
        let lists = fields.u32()?;
        for _ in 0..lists {
            fields.u32()?;
            let count = usize::try_from(fields.u32()?).ok()?;
            fields.skip(count.checked_mul(16)?)?;
        }
    }
    if flags & 0x04 != 0 {
        let formulas = fields.u32()?;
        for _ in 0..formulas {
            fields.u32()?;
            for _ in 0..2 {
                let length = usize::try_from(fields.u32()?).ok()?;
                fields.skip(length)?;
            }
        }
    }
    Some(())
}
