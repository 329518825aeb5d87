//! What closes a part (奥付) takes the end of what is before it along to a new page, so that it does not stand there alone.

use crate::typeset::length::Length;
use crate::typeset::strip::{Pile, Strip};

/// So many lines go along at least, from the beginning of a paragraph or an item on.
const COMPANY: usize = 4;

/// Makes the end of a pile stay with what follows, which is so tall.
pub(super) fn keep_company(pile: &mut Pile, tall: Length) {
    let mut lines = 0;
    for strip in pile.iter_mut().rev() {
        match strip {
            Strip::Solid(solid) => {
                // What already stays with the next one is a heading: it goes along as well.
                if lines >= COMPANY && !solid.keep {
                    return;
                }
                solid.keep = true;
                // A paragraph goes along from its first line on.
                lines += usize::from(!solid.goes_on || lines + 1 < COMPANY);
            }
            Strip::Table(table) if lines == 0 => return table.followed_by(tall),
            Strip::Space(_) | Strip::Need(_) => {}
            Strip::Table(_) | Strip::Parallel(_) | Strip::PageBreak => return,
        }
    }
}
